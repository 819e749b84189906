/* entry: the 146-byte header of every entry of every log, its ids and seals. SPEC.md 2 and 4.
 *
 * What is hashed and signed is the header as bytes; struct entry_header is its decoded form and encodes to the same
 * bytes. Whether a body fits its header is the business of segment and body; whether an entry counts that of space.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_ENTRY_H
#define VB_PROTOCOL_ENTRY_H

#include "protocol/crypt.h"
#include "protocol/hlc.h"
#include "protocol/limits.h"

#define VB_HEADER_BYTES 146u
#define VB_HEADER_AD_BYTES 114u /* all but the body hash: associated data of a body */
#define VB_ID_PREFIX_BYTES 8u   /* first bytes of an entry id, where an id is cited */
#define VB_FLAG_BLOB 0x10u      /* the stored body begins with a clear list of blobs */
#define VB_FLAGS_UNKNOWN                                                                           \
	0xe0u /* critical ones (0xf0) that this version does not know: the body is left alone */

struct entry_header {
	uint8_t version; /* 1 */
	uint8_t flags;
	struct log_id log;
	uint64_t seq;
	struct entry_id prev; /* zero at seq 0 */
	uint32_t control_seq;
	uint8_t control_prefix[VB_ID_PREFIX_BYTES];
	struct hlc hlc;
	struct record_id record; /* zero in open and control logs */
	uint32_t body_size;      /* stored body, less VB_BODY_OVERHEAD_BYTES in data logs */
	struct hash body_hash;   /* of the stored body */
};

/* Writes the header. */
void entry_header_encode(const struct entry_header *h, uint8_t out[static VB_HEADER_BYTES]);

/* Reads a header of exactly 146 bytes. Unknown flags are fine here.
 * Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING, VB_ERR_MALFORMED (version 0), VB_ERR_VERSION, VB_ERR_TOO_LARGE (body),
 * VB_ERR_BAD_CHAIN (a predecessor at seq 0, or none later). */
VB_MUST int entry_header_decode(struct span bytes, struct entry_header *out);

/* The entry id: BLAKE2b-256 of the 146 bytes. */
void entry_id_derive(const uint8_t header[static VB_HEADER_BYTES], struct entry_id *out);

/* The log id of one node, incarnation and audience in a space. */
void log_id_derive(const struct space_id *space, const struct node_id *author, uint64_t incarnation,
                   enum audience audience, struct log_id *out);

/* The id of the record that the entry at seq of log creates with this stamp. */
void record_id_derive(struct hlc hlc, const struct log_id *log, uint64_t seq,
                      struct record_id *out);

/* True if the header's record id is the one its own log, seq and HLC give: only a create may say so.
 * Cost: a hash, but only where the milliseconds agree. */
bool entry_is_create(const struct entry_header *h);

/* May the body be read by this version? VB_ERR_CRITICAL_FLAG: quarantine; VB_ERR_MALFORMED: a blob list in an open or
 * control log, so the body is ignored. */
VB_MUST int entry_flags_check(uint8_t flags, enum audience audience);

/* Bytes of the body as stored and sent. Control logs: pass VB_AUDIENCE_OPEN. */
uint32_t entry_stored_body_bytes(uint32_t body_size, enum audience audience);

/* Seals an entry, and with it all before it. */
void entry_seal_sign(const struct node_keys *keys, const struct entry_id *id,
                     struct signature *out);

/* Checks a seal. Errors: VB_ERR_BAD_SIGNATURE. Cost: about 75 us. */
VB_MUST int entry_seal_verify(const struct public_key *author, const struct entry_id *id,
                              const struct signature *seal);

/* The walk that finds the boundaries of a log: SPEC.md 4.2. Starts as { 0 } at seq 0 and after each boundary. */
struct boundary {
	uint32_t count;
	uint32_t bytes;
};

/* True if a boundary stands before the next entry of this body_size: the entry before it keeps its seal for ever. */
bool boundary_would_exceed(const struct boundary *walk, uint32_t body_size);

/* Takes the next entry into the walk; starts anew with it where a boundary stands before it. Returns true then. */
bool boundary_add(struct boundary *walk, uint32_t body_size);

#endif
