/* input: what a command reads from the standard input instead of from its words.
 *
 * A text that is long, or secret to those who look over the shoulder, need not stand on the command line.
 * Files are read in the same way. Called by commands whose argument may be `-`. Thread rule: one thread.
 */
#ifndef VB_CLI_INPUT_H
#define VB_CLI_INPUT_H

#include "cli/cmd.h"

/* The value of an argument; for `-` the standard input to its end, one line feed at the end less. The text stands in buf
 * (initialised by the caller, who releases it) or in the arguments, and ends in a NUL.
 * Errors: VB_ERR_BAD_UTF8, VB_ERR_TOO_LARGE, VB_ERR_IO. */
VB_MUST int input_get(struct cmd *cmd, const char *argument, struct buf *buf, const char **text);

/* Appends all bytes of a file that somebody named; `-`: of the standard input.
 * Errors: VB_ERR_BAD_FILE, the limit of the buffer. */
VB_MUST int input_file(struct cmd *cmd, const char *path, struct buf *bytes);

#endif
