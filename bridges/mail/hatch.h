/* hatch: what verbund-mail and verbund-mail-read hand each other, over two pipes.
 *
 * verbund-mail starts `verbund-mail-read` without arguments, its descriptors 0 and 1 two pipes (or one socket), and writes frames
 * to 0 and reads frames from 1. A frame is u32 big-endian size || kind || body, size counting kind and body. One question at a
 * time, each has one answer:
 *
 *   SETTINGS  once, first; hatch_settings        -> READY, body one byte: 1 behind a filter of system calls, 0 without
 *   MAIL      the mail as it came, <= 10 MiB     -> PARCEL (parcel.h), or REFUSED, without body: it is none that can be read
 *   PIECE     file of the last mail; hatch_piece -> BYTES: decoded, VB_HATCH_PIECE_MAX_BYTES but for the last piece; empty
 *                                                   beyond the end, or where there is no such file
 *
 * With READY it closes stderr: libraries would say there what strangers wrote.
 * Before a mail from LMTP stands `Return-Path: <MAIL FROM>`, as RFC 5321, 4.4 has it. What is no such frame ends the program
 * with status 1. It ends with status 0 when descriptor 0 ends, with 3 before READY where the kernel has no filter of system
 * calls and is_unconfined_allowed is not set, by SIGPROF when one mail took more than 8 s of processor time, and by a signal
 * or 1 when it ran out of memory: then the mail of the open question is one for a person, and the program is started anew.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_HATCH_H
#define VB_BRIDGES_MAIL_HATCH_H

#include "bridges/mail/parcel.h"
#include "protocol/bytes.h"

#define VB_HATCH_HEAD_BYTES 4u
#define VB_HATCH_PIECE_MAX_BYTES (256u << 10)
#define VB_HATCH_FRAME_MAX_BYTES (VB_HATCH_HEAD_BYTES + 1u + VB_PARCEL_MAIL_MAX_BYTES)
#define VB_HATCH_DOMAIN_MAX_BYTES 253u
#define VB_HATCH_STATUS_UNCONFINED 3

enum hatch_kind {
	HATCH_SETTINGS = 1,
	HATCH_MAIL = 2,
	HATCH_PIECE = 3,
	HATCH_READY = 17,
	HATCH_PARCEL = 18,
	HATCH_REFUSED = 19,
	HATCH_BYTES = 20
};

struct hatch_settings {
	char authserv[VB_HATCH_DOMAIN_MAX_BYTES +
	              1]; /* whose Authentication-Results count; empty: nobody's */
	char domain[VB_HATCH_DOMAIN_MAX_BYTES + 1]; /* of the role address */
	bool is_unconfined_allowed; /* go on where the kernel has no filter of system calls */
};

struct hatch_piece {
	uint32_t file; /* its place in parcel.files */
	uint32_t offset;
};

/* Appends one frame. */
void hatch_put(struct buf *out, enum hatch_kind kind, struct span body);

/* Looks at the begin of in. 0: a whole frame of *used bytes stands there, its body is borrowed. Errors: VB_ERR_TRUNCATED (read
 * more), VB_ERR_TOO_LARGE, VB_ERR_MALFORMED (kind, or no kind). */
VB_MUST int hatch_take(struct span in, enum hatch_kind *kind, struct span *body, size_t *used);

/* Writes the body of SETTINGS. */
void hatch_settings_encode(const struct hatch_settings *settings, struct buf *out);
/* Reads it. Errors: VB_ERR_MALFORMED. */
VB_MUST int hatch_settings_decode(struct span in, struct hatch_settings *out);

/* Writes the body of PIECE. */
void hatch_piece_encode(struct hatch_piece piece, struct buf *out);
/* Reads it. Errors: VB_ERR_MALFORMED. */
VB_MUST int hatch_piece_decode(struct span in, struct hatch_piece *out);

#endif
