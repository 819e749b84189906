/* secret: a passphrase, typed without being shown, or read from a file for scripts.
 *
 * It stands in one struct, which its owner wipes; nothing of it stays in a buffer of the library. On a terminal the echo is
 * off while it is typed, also where the program is ended in the middle. With the first of them the program writes no core
 * dump any more.
 * Called by cmd_init, cmd_sheet, cmd_restore, cmd_person_key, own_keys. Thread rule: one thread.
 */
#ifndef VB_CLI_SECRET_H
#define VB_CLI_SECRET_H

#include "cli/cmd.h"
#include "protocol/rescue.h"

struct secret {
	char text[VB_PASSPHRASE_MAX_BYTES + 1];
	size_t size;
};

#define SECRET_FILE "passphrase-file"

/* The option by which a script says where a passphrase stands. */
#define SECRET_OPTION                                                                              \
	{                                                                                          \
		SECRET_FILE, N_("FILE"), NULL, NULL,                                               \
			N_("read the passphrase from the first line of a file; `-`: from the "     \
		           "input"),                                                               \
			false                                                                      \
	}

/* Reads the passphrase of something that exists: from the file of --passphrase-file, else from a person. Errors: VB_ERR_MISSING_VALUE
 * (nobody to ask), VB_ERR_BAD_FILE, VB_ERR_TOO_LARGE. */
VB_MUST int secret_read(struct cmd *cmd, const char *question, struct secret *out);

/* Reads a new one, which a person types twice until both are equal and it is good enough. may_be_none: Enter takes none, size 0.
 * Errors: as secret_read, VB_ERR_BAD_VALUE (from a file: too short). */
VB_MUST int secret_choose(struct cmd *cmd, const char *question, bool may_be_none,
                          struct secret *out);

/* The same, with another option that names the file. */
VB_MUST int secret_choose_by(struct cmd *cmd, const char *option, const char *question,
                             bool may_be_none, struct secret *out);

/* Overwrites it. */
void secret_wipe(struct secret *secret);

#endif
