/* setup: what a new office must know about itself, given by options or asked of a person: at most four questions, of which the
 * last, the passphrase of the recovery sheet, is cmd_init's.
 *
 * Name and kind by options: nothing is asked. Else a person at a terminal is asked for what is missing of name, kind and
 * address; the official key is for those who have it at hand, by its option. Each answer is checked at once and asked for again where it is wrong.
 * Nothing is made here, so an interrupt leaves nothing behind.
 * Called by cmd_init and cmd_restore. Thread rule: one thread.
 */
#ifndef VB_CLI_SETUP_H
#define VB_CLI_SETUP_H

#include "cli/cmd.h"
#include "protocol/limits.h"

#define VB_SETUP_PORT 7801u /* where nobody says another */

struct setup {
	const char *name;
	const char *kind; /* city, district, forum, ngo, ministry */
	/* NULL: not given. */
	const char *ags;
	const char *listen;
	const char *advertise;
	bool was_asked; /* somebody sits at the terminal */
	/* Room for what was typed. */
	char typed_name[VB_NAME_MAX_BYTES + 1];
	char typed_listen[VB_ENDPOINT_MAX_BYTES + 1];
	char typed_advertise[VB_ENDPOINT_MAX_BYTES + 1];
};

/* The words for kinds of offices, NULL at the end. */
extern const char *const setup_kinds[];

/* Fills setup from the options and from answers; borrows the options, which are checked by the daemon.
 * Errors: VB_ERR_MISSING_VALUE (something is missing and nobody can be asked, or the input ended), VB_ERR_HOME_EXISTS (told
 * before anything is asked). */
VB_MUST int setup_read(struct cmd *cmd, struct setup *setup);

/* Whether a home can be made where the command says. Errors: VB_ERR_HOME_EXISTS. */
VB_MUST int setup_check_place(struct cmd *cmd);

/* Makes the folders above the default home, ~/.local/share, which a new account may lack. What goes wrong shows when the
 * daemon makes the home itself. */
void setup_make_parents(const char *home);

/* Reads an address as people type it: HOST, HOST:PORT, an IPv6 address with or without brackets, or tcp://HOST:PORT.
 * Writes the addresses to listen on and to tell others. False: it is none, or one that stands for all. */
bool setup_address(const char *text, struct setup *setup);

#endif
