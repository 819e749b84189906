/* letters: an invitation as a letter for each seat that no office reaches: text and pages to print (DIN 5008).
 *
 * What is not public is in them only as "Item 5 (not public)" unless members are meant, as everywhere in bridges/render.
 * Called by cmd_meeting_invite. Thread rule: one thread.
 */
#ifndef VB_CLI_LETTERS_H
#define VB_CLI_LETTERS_H

#include "cli/invited.h"
#include "cli/muster.h"

struct letters {
	struct cmd *cmd;
	const struct muster *m;
	const struct invited *invited;
	const char *folder; /* made where it is not there */
	bool is_internal;   /* with what is not public */
};

/* Writes the letters of all lines (reaching.h) whose delivery is letter, two files each: NN-name.txt and .pdf, in the order
 * of the lines; *count: letters. Errors: VB_ERR_BAD_FILE (folder), VB_ERR_DENIED (an internal meeting, and members are not
 * meant), those of leaflet and target, and of client_ask. */
VB_MUST int letters_write(const struct letters *letters, const struct json *lines, size_t *count);

/* Whether letters could be written, before anything else is. Errors: as above. */
VB_MUST int letters_check(const struct letters *letters);

#endif
