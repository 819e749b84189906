/* ipc: requests and answers on the local socket, SPEC.md 13: u32 length || pack document, at most 1 MiB.
 *
 * Requests come from programs in any language: any well-formed MessagePack within the limits will do, and is brought
 * into canonical form before anybody reads it. Answers are canonical. The stream cuts what a socket delivers, in pieces
 * of any size, into whole documents and never holds more than one document's worth of memory.
 * Called by the daemon's local socket and request table, by link (the client end) and by the command line.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_IPC_H
#define VB_PROTOCOL_IPC_H

#include "protocol/bytes.h"
#include "protocol/limits.h"

#define VB_IPC_HEAD_BYTES 4u
#define VB_IPC_CALL_MAX_BYTES 64u    /* name of a request */
#define VB_IPC_DETAIL_MAX_BYTES 200u /* what an error names; longer text is cut at a character */

struct ipc_request {
	uint64_t id;      /* chosen by the client, comes back in the answer */
	struct span call; /* name of the request, 1 to VB_IPC_CALL_MAX_BYTES */
	struct span args; /* a canonical map with string keys, possibly empty */
};

/* Appends the document (without its length). args: an encoded map; an empty span stands for an empty map. */
void ipc_request_encode(struct buf *out, uint64_t id, const char *call, struct span args);

/* Reads a document that a client sent. normal: gets the canonical form (initialised by the caller), which out borrows.
 * out->id alone is set also on error, to 0 or, once it could be read, the request's id: the error goes to that id.
 * Errors: those of pack_normalise; VB_ERR_MALFORMED (form, call), VB_ERR_MISSING_VALUE (no call or id). */
VB_MUST int ipc_request_decode(struct span in, struct buf *normal, struct ipc_request *out);

struct ipc_answer {
	uint64_t id;        /* of the request; 0 when it could not be read */
	int err;            /* 0 or the negative code of the error */
	struct span result; /* any value, canonical; empty on error */
	struct span what;   /* on error: one English sentence */
	struct span detail; /* on error: the value or field at fault; may be empty */
};

/* Appends an answer with one encoded value; an empty span stands for nil. */
void ipc_answer_result(struct buf *out, uint64_t id, struct span result);

/* Appends an error answer for a negative enum vb_err; detail (may be NULL) names the value or field at fault. It ends
 * where it is no longer valid UTF-8 or too long. */
void ipc_answer_error(struct buf *out, uint64_t id, int err, const char *detail);

/* Reads an answer; out borrows from in. Errors: those of unpack_finish, VB_ERR_MALFORMED. */
VB_MUST int ipc_answer_decode(struct span in, struct ipc_answer *out);

/* Finds the value of a key in an encoded map with string keys (args, or a map in a result). False: not there, nil, or
 * not a map. Borrows from map. */
bool ipc_map_find(struct span map, const char *key, struct span *value);
/* The same of a number from 0. False also if the value is none. *out stays then. */
bool ipc_map_uint(struct span map, const char *key, uint64_t *out);
/* The same of a text of at most max bytes. Borrows from map. */
bool ipc_map_text(struct span map, const char *key, uint32_t max, struct span *out);

/* Writes the length in front of a document: head || document is a frame. */
void ipc_head_put(uint8_t head[static VB_IPC_HEAD_BYTES], size_t document_bytes);

/* What came in over one socket and is not read yet. */
struct ipc_stream {
	struct buf bytes;
	size_t at; /* start of what is not read yet */
};

/* Starts an empty stream. */
void ipc_stream_init(struct ipc_stream *s);
/* Frees it. */
void ipc_stream_release(struct ipc_stream *s);

/* Room for what comes next from the socket: *size bytes (at most 64 KiB, never 0 unless a whole document waits); then
 * tell how many were filled. Documents handed out before are gone. */
uint8_t *ipc_stream_room(struct ipc_stream *s, size_t *size);
/* Says how many bytes of the room were filled. */
void ipc_stream_fill(struct ipc_stream *s, size_t size);

/* Takes the next whole document; it lives until the next ipc_stream_room. False: none is complete yet.
 * *err gets VB_ERR_TOO_LARGE when a length above 1 MiB or VB_ERR_MALFORMED when a length of 0 is announced (nothing
 * after it can be read), else 0. */
bool ipc_stream_next(struct ipc_stream *s, struct span *document, int *err);

#endif
