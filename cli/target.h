/* target: a file that somebody named, which appears under its name only when it is whole.
 *
 * Where the file system can do that it has no name at all before, so that an interrupt leaves nothing behind.
 * `-` is the output. Secret files are for their owner alone, others as the umask says. Called by cmd_export, cmd_file, export_json and rescue_page.
 * Thread rule: one thread.
 */
#ifndef VB_CLI_TARGET_H
#define VB_CLI_TARGET_H

#include <limits.h>
#include <stdio.h>

#include "cli/cmd.h"

struct target {
	FILE *file;
	const char *path;
	char temporary[PATH_MAX]; /* what its name is made of; empty: the output itself */
	bool is_nameless;
};

/* Opens the file of this name. Errors: VB_ERR_BAD_FILE, VB_ERR_DISK_FULL, VB_ERR_TOO_LARGE (name). */
VB_MUST int target_open(struct cmd *cmd, const char *path, struct target *target, bool is_secret);

/* Ends the file. err: what has gone wrong so far; the file goes away then. Errors: err; VB_ERR_BAD_FILE, VB_ERR_DISK_FULL. */
VB_MUST int target_close(struct cmd *cmd, struct target *target, int err);

#endif
