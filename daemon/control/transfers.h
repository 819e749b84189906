/* transfers: files that clients are giving to the office, piece by piece, and bytes that were found damaged.
 *
 * One a client, a few in all. Pieces are encrypted and written at once, so that memory holds no more than one; nobody knows
 * of the bytes before file.end. They go away with the connection. A read-only call that finds bytes damaged notes that
 * here, and with the next tick they are due again.
 * Called by control and control_file. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_TRANSFERS_H
#define VB_DAEMON_CONTROL_TRANSFERS_H

#include "daemon/control/request.h"
#include "daemon/core/attachment.h"

#define VB_TRANSFERS_MAX 16u         /* at the same time */
#define VB_TRANSFER_PIECE_CHUNKS 16u /* in one request or answer: 768 KiB */
#define VB_TRANSFER_ARGS_MAX_BYTES 65536u

struct transfers;

struct transfer {
	uint32_t client;
	struct file_seal seal; /* the manifest is known in the end */
	struct blob_file file;
	uint64_t name;
	struct buf args; /* of file.begin, for file.end */
};

/* Nothing under way. Caller destroys. Borrows node. */
struct transfers *transfers_new(struct node *node);
/* Gives everything up; sets *transfers to NULL. NULL is fine. */
void transfers_destroy(struct transfers **transfers);

/* Begins a file of size bytes for a client, in place of the one it had, and keeps a copy of args. Errors: VB_ERR_TOO_MANY,
 * VB_ERR_TOO_LARGE (args), those of blobs_new_file. */
VB_MUST int transfers_begin(struct transfers *transfers, uint32_t client, uint64_t size,
                            struct span args, struct transfer **out);
/* What a client has under way; NULL if nothing. */
struct transfer *transfers_find(struct transfers *transfers, uint32_t client);
/* Takes the next piece: whole chunks, or the rest of the file. Errors: VB_ERR_BAD_VALUE (neither, or too much), VB_ERR_DISK_FULL,
 * VB_ERR_IO. */
VB_MUST int transfer_put(struct transfer *transfer, struct span data);
/* The client's file is recorded (is_kept), given up, or it hung up. */
void transfers_end(struct transfers *transfers, uint32_t client, bool is_kept);

/* The bytes of this blob are missing or damaged. */
void transfers_note_damage(struct transfers *transfers, const struct blob_row *row);
/* Time passes: damaged blobs are due again. */
void transfers_on_tick(struct transfers *transfers);

#endif
