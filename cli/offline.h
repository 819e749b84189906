/* offline: runs verbundd for what is done while no daemon runs: --init, --restore, --sheet.
 *
 * The command line reads no keys and opens no store: the daemon does, and says on its output what came of it, or an error with its
 * number, which becomes ours. Secrets go to it by its input, never by its arguments, which others can see.
 * Called by cmd_init, cmd_restore, cmd_sheet. Thread rule: one thread.
 */
#ifndef VB_CLI_OFFLINE_H
#define VB_CLI_OFFLINE_H

#include "cli/cmd.h"

#define VB_OFFLINE_ARGUMENTS_MAX 16u

/* Runs the daemon beside this program, else the one in PATH, with these arguments (NULL at the end, without its name) and
 * input, at most 4 KiB. What it prints is appended to said, with a NUL; said must be empty. Errors: the daemon's, told;
 * VB_ERR_BAD_FILE (it is not there), VB_ERR_IO. */
VB_MUST int offline_run(struct cmd *cmd, const char *const *arguments, struct span input,
                        struct buf *said);

/* The value of the line in said that begins with this word and a tab, as a copy that the caller frees; number counts lines of the same
 * word from 0. NULL: there is none. */
char *offline_get(const struct buf *said, const char *word, size_t number);

#endif
