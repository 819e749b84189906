/* ids: the identifiers of Verbund, each with a type of its own so that one is never taken for another.
 *
 * A node, space, log and entry id is a BLAKE2b-256 hash (SPEC.md 2); a record id is 16 bytes: 48-bit milliseconds and
 * 80 bits of a hash. As text: lower-case hexadecimal for space, log, entry and record; a node id is shown as groups
 * of base32 with a checksum (node_id.h).
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_IDS_H
#define VB_PROTOCOL_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/bytes.h"

#define VB_HASH_BYTES 32u
#define VB_RECORD_ID_BYTES 16u

struct hash {
	uint8_t b[VB_HASH_BYTES];
};
struct node_id {
	uint8_t b[VB_HASH_BYTES];
};
struct space_id {
	uint8_t b[VB_HASH_BYTES];
};
/* The random salt of a space's genesis. Keys are derived with it, since the first keys exist before the space id. */
struct space_salt {
	uint8_t b[VB_HASH_BYTES];
};
struct log_id {
	uint8_t b[VB_HASH_BYTES];
};
struct entry_id {
	uint8_t b[VB_HASH_BYTES];
};
struct record_id {
	uint8_t b[VB_RECORD_ID_BYTES];
};

/* A moment of the wall clock, milliseconds since 1970-01-01T00:00Z. Only ever advisory. */
struct wall_ms {
	uint64_t v;
};

/* A moment of the monotonic clock, milliseconds since an arbitrary start. For time-outs. */
struct mono_ms {
	uint64_t v;
};

/* Who of the members can open a body, and which log it stands in: SPEC.md 5. */
enum audience {
	VB_AUDIENCE_ALL = 0,
	VB_AUDIENCE_CORE = 1,
	VB_AUDIENCE_OPEN = 2,
};

/* Rising rights in a space: SPEC.md 5. NONE: not, or no longer, a member. */
enum role {
	VB_ROLE_NONE = 0,
	VB_ROLE_RELAY = 1,
	VB_ROLE_GUEST = 2,
	VB_ROLE_MEMBER = 3,
	VB_ROLE_STEWARD = 4,
};

/* True if a and b are the same node. */
bool node_id_is_equal(const struct node_id *a, const struct node_id *b);
/* True if a and b are the same space. */
bool space_id_is_equal(const struct space_id *a, const struct space_id *b);
/* True if a and b are the same log. */
bool log_id_is_equal(const struct log_id *a, const struct log_id *b);
/* True if a and b are the same entry. */
bool entry_id_is_equal(const struct entry_id *a, const struct entry_id *b);
/* True if a and b are the same record. */
bool record_id_is_equal(const struct record_id *a, const struct record_id *b);
/* True if all 16 bytes are zero: no record. */
bool record_id_is_zero(const struct record_id *id);

/* Writes size bytes as 2 * size lower-case hexadecimal digits and a NUL to out. */
void hex_format(const uint8_t *data, size_t size, char *out);

/* Reads exactly 2 * size hexadecimal digits (either case). Errors: VB_ERR_MALFORMED. */
VB_MUST int hex_parse(const char *text, size_t text_size, uint8_t *out, size_t size);

/* The name of a role in the protocol and on the command line: "relay", "guest", "member", "steward"; "none". */
const char *role_name(enum role role);

/* Reads the name of a role that can be given: not "none". Errors: VB_ERR_BAD_VALUE. */
VB_MUST int role_parse(const char *text, enum role *out);

/* Whether the role may write into logs of this audience and, for all and core, holds its key: all needs a guest, core
 * a member, open a relay. SPEC.md 5. */
bool role_is_entitled(enum role role, enum audience audience);

#endif
