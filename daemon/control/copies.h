/* copies: files being encrypted anew under another key, because those who knew the old one are not to read on.
 *
 * A move from what all members see to what guests do not (control_move) gives a file new readers. Whoever could read the
 * old record knows its key, so the new record gets another one, and the bytes are written again under it, piece by piece
 * over several calls of one client, so that no turn takes long and memory holds a chunk. Nobody knows of a copy before a
 * record names it. Copies go away with the connection, and with the move.
 * Called by control and control_move. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_COPIES_H
#define VB_DAEMON_CONTROL_COPIES_H

#include "daemon/core/attachment.h"

#define VB_COPIES_MAX 256u             /* at the same time */
#define VB_COPY_CALL_BYTES (16u << 20) /* encrypted anew in one call */

struct copy {
	uint32_t client;
	struct hash of;        /* manifest of the file that it is made of */
	struct file_seal seal; /* the manifest is known in the end */
	uint64_t name;         /* of the new bytes */
	uint64_t count;        /* chunks so far */
	bool is_whole;
	bool is_used; /* a record names its bytes */
};

struct copies;

/* None. Caller destroys. Borrows node. */
struct copies *copies_new(struct node *node);
/* Gives all up; sets *copies to NULL. NULL is fine. */
void copies_destroy(struct copies **copies);

/* The copy that a client has of a file; NULL: none. */
struct copy *copies_find(struct copies *copies, uint32_t client, const struct hash *of);
/* Begins one with a new key, or goes on with it, for at most *budget bytes (decreased by what was done): seal and row are those
 * of the file, of which all is here. Errors: VB_ERR_TOO_MANY, VB_ERR_FILE_DAMAGED (what the disk gives back does not open),
 * VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int copies_go_on(struct copies *copies, uint32_t client, const struct file_seal *seal,
                         const struct blob_row *row, uint64_t *budget);
/* True if the client has copies, whole or not. */
bool copies_has(const struct copies *copies, uint32_t client);
/* The client's move is over, or it hung up: what no record names is removed. */
void copies_end(struct copies *copies, uint32_t client);

#endif
