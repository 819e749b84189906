/* source: a file of somebody that is sent into a committee, piece by piece.
 *
 * Open, send, close: who makes records for it opens it first, so that none is made for a file that cannot be read.
 * Called by the commands of files and comments. Thread rule: one thread.
 */
#ifndef VB_CLI_SOURCE_H
#define VB_CLI_SOURCE_H

#include "cli/cmd.h"

struct source {
	int fd; /* -1: not open */
	const char *path;
	const char *name; /* without its folders */
	uint64_t size;
};

/* Opens a file to be read. Errors: VB_ERR_BAD_FILE, VB_ERR_FILE_SIZE. */
VB_MUST int source_open(struct cmd *cmd, const char *path, struct source *source);

/* Sends it to a record or a committee, as a document with these fields (NULL: none is said); its name is that of the file
 * unless they say another. result (may be NULL): the caller destroys it.
 * Errors: VB_ERR_BAD_FILE (it became shorter), those of client_ask. */
VB_MUST int source_send(struct cmd *cmd, const struct source *source, const char *target,
                        const struct json *fields, bool is_internal, struct json **result);

/* Closes it; one that is not open is fine. */
void source_close(struct source *source);

#endif
