/* rescue_page: a recovery sheet as a page that is printed: whose it is, its code in lines to be typed and as a picture.
 *
 * verbundd makes the code from the keys, which this program never sees; the passphrase goes to it by its input.
 * Called by cmd_init and cmd_restore. Thread rule: one thread.
 */
#ifndef VB_CLI_RESCUE_PAGE_H
#define VB_CLI_RESCUE_PAGE_H

#include "cli/secret.h"

struct rescue_page {
	char *id;
	char *name;
	struct rescue code;
};

/* Has a new sheet made for the office of this home; caller releases. Errors: those of offline_run; VB_ERR_BAD_SHEET. */
VB_MUST int rescue_page_make(struct cmd *cmd, const struct secret *secret, struct rescue_page *out);

/* Wipes and frees it. */
void rescue_page_release(struct rescue_page *page);

/* Writes the page to a file (`-`: the output, NULL: as well, but on a terminal drawn for one). Errors: those of target_open and target_close. */
VB_MUST int rescue_page_write(struct cmd *cmd, const struct rescue_page *page, const char *path);

#endif
