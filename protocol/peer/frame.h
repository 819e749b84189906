/* frame: the messages between two nodes: type, flags, payload. SPEC.md 10.
 *
 * Here are the frame itself and its small payloads (HELLO, CONTROL, CREDIT, ERROR, BYE, PROOF, HELD). DIGEST, HEADS and WANT
 * live in heads.h, HAVE in have.h, SEGMENT in segment.h, BLOB-WANT and BLOB in blob.h, ENVELOPE in envelope.h.
 * Decoders check the whole payload first; iterating over what they hand out cannot fail.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_FRAME_H
#define VB_PROTOCOL_PEER_FRAME_H

#include "protocol/entry.h"

#define VB_FRAME_HEAD_BYTES 2u
#define VB_FRAME_MORE 1u /* more of this kind follows (later) */

enum frame_type {
	VB_FRAME_HELLO = 1,
	VB_FRAME_DIGEST = 2,
	VB_FRAME_HEADS = 3,
	VB_FRAME_WANT = 4,
	VB_FRAME_SEGMENT = 5,
	VB_FRAME_CONTROL = 6,
	VB_FRAME_CREDIT = 7,
	VB_FRAME_HAVE = 8,
	VB_FRAME_ERROR = 9,
	VB_FRAME_BYE = 10, /* (later): nobody sends it; ends a link all the same */
	VB_FRAME_BLOB_WANT = 11,
	VB_FRAME_BLOB = 12,
	VB_FRAME_ENVELOPE = 13, /* (later); passed over */
	VB_FRAME_PROOF = 14,
	VB_FRAME_CARD = 15, /* the payload is a card */
	VB_FRAME_HELD = 16,
	VB_FRAME_START = 64, /* 64 to 68: pairing socket only, handshake.h */
	VB_FRAME_ANSWER = 65,
	VB_FRAME_REVEAL = 66,
	VB_FRAME_SHOW = 67,
	VB_FRAME_REFUSE = 68,
};

/* Which logs of a space a digest or list of heads speaks of: the audiences, and the control log. */
enum stream {
	VB_STREAM_ALL = 0,
	VB_STREAM_CORE = 1,
	VB_STREAM_OPEN = 2,
	VB_STREAM_CONTROL = 3,
};

struct frame {
	uint8_t type; /* enum frame_type, or unknown to this version */
	bool has_more;
	struct span payload; /* borrowed */
};

/* Takes a message apart. Errors: VB_ERR_TRUNCATED, VB_ERR_TOO_LARGE, VB_ERR_MALFORMED (unknown flags). */
VB_MUST int frame_decode(struct span message, struct frame *out);

/* Appends the head of a frame; the payload follows. flags: 0 or VB_FRAME_MORE. */
void frame_begin(struct buf *out, enum frame_type type, uint8_t flags);

/* "HELLO" and so on for log lines; "UNKNOWN" for others. */
const char *frame_type_name(uint8_t type);

/* True if the payload counts against the credit: SEGMENT, CONTROL, BLOB, ENVELOPE. */
bool frame_needs_credit(uint8_t type);

struct hello {
	uint32_t lowest; /* protocol versions spoken */
	uint32_t highest;
	struct span card; /* borrowed, not looked into */
	uint64_t boot;    /* random per start of the daemon */
	bool has_clock;   /* offices of before do not tell theirs */
	struct wall_ms clock;
	bool is_extended; /* has keys of a later version */
};

/* Appends the payload of HELLO. */
void hello_encode(const struct hello *hello, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_MALFORMED (lowest above highest, or 0),
 * VB_ERR_OUT_OF_RANGE (clock). */
VB_MUST int hello_decode(struct span payload, struct hello *out);

/* The highest common version with lowest..highest of this program. Errors: VB_ERR_VERSION (none). */
VB_MUST int hello_version(const struct hello *theirs, uint32_t *out);

/* One entry of a CONTROL frame. */
struct control_item {
	struct entry_header header;
	struct span bytes; /* the header, as hashed; borrowed */
	struct span body;  /* borrowed */
	struct signature signature;
};

/* The payload of CONTROL: consecutive control entries of one space. */
struct control_run {
	struct space_id space;
	uint64_t first_seq;
	uint32_t count;    /* at least 1 */
	struct span items; /* borrowed */
};

/* Starts the payload of CONTROL; control_run_add appends the entries. */
void control_run_begin(struct buf *out, const struct space_id *space);

/* Appends one entry. Overflow shows as the buffer's sticky error. */
void control_run_add(struct buf *out, const uint8_t header[static VB_HEADER_BYTES],
                     struct span body, const struct signature *signature);

/* Reads a whole run: headers, body sizes and hashes, rising seq. Not: links, signatures, bodies.
 * Errors: VB_ERR_TRUNCATED, VB_ERR_MALFORMED, VB_ERR_VERSION, VB_ERR_TOO_LARGE, VB_ERR_BAD_CHAIN (seq), VB_ERR_BAD_HASH,
 * VB_ERR_OUT_OF_RANGE (a seq of 32 bits or more). */
VB_MUST int control_run_decode(struct span payload, struct control_run *out);

/* Takes the next entry off a run that was decoded; false at its end. */
bool control_run_next(struct control_run *at, struct control_item *out);

/* Appends the payload of CREDIT: bytes granted since the link began. */
void credit_encode(uint64_t total_bytes, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING. */
VB_MUST int credit_decode(struct span payload, uint64_t *out);

/* Appends the payload of HELD: the hash of the newest card of the receiver that the sender holds. */
void held_encode(const struct hash *card, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING. */
VB_MUST int held_decode(struct span payload, struct hash *out);

/* The payload of ERROR; also of BYE and REFUSE, which have no space. */
struct complaint {
	int err; /* enum vb_err as told; a code unknown here is kept as a number: -(nnnn) */
	bool has_space;
	struct space_id space;
};

/* Appends the payload. */
void complaint_encode(const struct complaint *complaint, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING, VB_ERR_MALFORMED (code 0). */
VB_MUST int complaint_decode(struct span payload, struct complaint *out);

/* Two segments of one log that differ at one seq: proof that its author forked it. */
struct proof {
	struct span first; /* segments with predecessor given, borrowed, not looked into */
	struct span second;
};

/* Appends the payload of PROOF. */
void proof_encode(const struct proof *proof, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING. */
VB_MUST int proof_decode(struct span payload, struct proof *out);

#endif
