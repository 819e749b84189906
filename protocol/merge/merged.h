/* merged: one record as it stands: its current changes, and what people read out of them.
 *
 * The bytes (SPEC.md 8.6) are canonical: two offices that applied the same entries, in whatever order, hold the same
 * ones. They depend on form alone: changes of fields that this version does not know, or whose values do not fit, are
 * kept; they are left out only here, where fields are read.
 * A struct merged is meant to be used for one record after the other: its memory grows to what a record needs and is
 * kept up to a modest size. Spans handed out live until the next call that is not a question.
 * merge.h applies entries to it, edit.h writes changes that follow from it. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_MERGE_MERGED_H
#define VB_PROTOCOL_MERGE_MERGED_H

#include "protocol/kind.h"
#include "protocol/merge/change.h"

/* The longest merged record: VB_CHANGE_WEIGHT a change leaves room for all that stands around a value. */
#define VB_MERGED_MAX_BYTES (VB_RECORD_MAX_WEIGHT + 256u)

/* Keys of the document, all of them there. */
enum merged_key_number {
	VB_MERGED_KIND = 0,
	VB_MERGED_LOGS = 1,
	VB_MERGED_CHANGES = 2,
	VB_MERGED_CREATE = 3,
	VB_MERGED_WEIGHT = 4,
	VB_MERGED_LAST = 5,
	VB_MERGED_COUNT = 6,
};

struct merged_log {
	struct log_id id;
	struct node_id author;
	uint64_t incarnation;
};

/* The characters that an insert refers to: count of its links. */
enum merged_neighbour { VB_MERGED_PARENT = 0, VB_MERGED_RIGHT = 1 };

/* A current change that a delete covers, an insert stands beside, or a cut shortens. */
struct merged_link {
	uint32_t change;
	uint32_t from;  /* insert: offset of the character; cut: of the first; else 0 */
	uint32_t count; /* cut: characters; insert: enum merged_neighbour; else 0 */
};

struct merged_change {
	uint64_t seq;
	struct hlc hlc;
	uint8_t prefix[VB_ID_PREFIX_BYTES];
	uint32_t log; /* in logs */
	uint32_t field;
	uint32_t index;
	enum change_op op;
	bool is_gone;      /* replaced since the last encode; skip it */
	uint32_t value_at; /* in bytes; packed. insert: side and text. delete, cut: empty */
	uint32_t value_size;
	uint32_t link_at; /* in links */
	uint32_t link_count;
};

/* By what changes are sorted: those that are looked up have major 0, those to be written their field and log. */
struct merged_key {
	uint64_t major;
	uint64_t seq;
	uint32_t index;
	uint32_t change;
};

struct merged {
	bool exists; /* its create was applied */
	uint32_t kind;
	uint32_t create_log; /* in logs */
	uint64_t create_seq;
	uint64_t weight; /* of all that was ever applied: VB_RECORD_MAX_WEIGHT */
	struct hlc last; /* greatest of all that was ever applied */
	struct merged_log *logs;
	uint32_t log_count, log_capacity;
	struct merged_change
		*changes; /* the first sorted_count in canonical order, then those applied since */
	uint32_t change_count, change_capacity, sorted_count;
	struct merged_link *links;
	uint32_t link_count, link_capacity;
	struct buf bytes;        /* values */
	struct merged_key *keys; /* scratch: changes in some order */
	uint32_t key_count, key_capacity;
	uint32_t *ranks; /* scratch: of logs or changes */
	uint32_t rank_capacity;
	struct span *values; /* scratch of merged_members and merged_disputes */
	uint32_t value_capacity;
};

/* Starts with a record that does not exist. Allocates nothing. */
void merged_init(struct merged *m);
/* Frees everything; usable again. */
void merged_release(struct merged *m);
/* Back to a record that does not exist; keeps the memory unless it is large. */
void merged_clear(struct merged *m);

/* Reads a canonical merged record; an empty span is one that does not exist. Copies what it needs. On error m is as
 * after merged_clear. Errors: those of unpack_finish, VB_ERR_NOT_CANONICAL, VB_ERR_MALFORMED. */
VB_MUST int merged_decode(struct merged *m, struct span record);

/* Appends the canonical merged record of a record that exists. m stays as it is in meaning and can be gone on with.
 * Cost: the size of the record. */
void merged_encode(struct merged *m, struct buf *out);

/* ---- questions ---- */

/* True if the record is gone for people: deleted (by the rule of its kind), overgrown, or never created. */
bool merged_is_deleted(struct merged *m);

/* True if more was applied than one record may hold: it stays empty for ever. SPEC.md 8.2. */
bool merged_is_overgrown(const struct merged *m);

/* The log of the create; its author is the record's. Only of a record that exists. */
const struct merged_log *merged_creator(const struct merged *m);

/* The value of a register or order field: the one that wins among the current ones that fit the field; false when it
 * is absent or cleared. */
bool merged_value(const struct merged *m, const struct kind_field *field, struct span *out);

/* The members of a set field that fit it, each once, ascending; *out lives until the next call of this or of
 * merged_disputes. Returns their number. */
size_t merged_members(struct merged *m, const struct kind_field *field, const struct span **out);

/* The different current values of a field with VB_FIELD_DISPUTE, the winning one first; nil where somebody cleared it.
 * At most VB_LIST_MAX_COUNT; 0 when they are not in dispute. *out as above. */
size_t merged_disputes(struct merged *m, const struct kind_field *field, const struct span **out);

/* True for the packed nil, which clears a register. */
bool merged_is_nil(struct span value);

/* The packed value of one change (as in the body; see struct merged_change for deletes and text). */
struct span merged_change_value(const struct merged *m, const struct merged_change *change);

/* Orders two changes of a record by (HLC, author, incarnation, seq, index): the greatest wins. SPEC.md 8.3. */
int merged_change_compare(const struct merged *m, const struct merged_change *a,
                          const struct merged_change *b);

/* ---- for merge ---- */

/* The place of a log in the table, added when it is new. */
uint32_t merged_log_put(struct merged *m, const struct merged_log *log);

/* Adds a log that is known not to be in the table. */
void merged_log_append(struct merged *m, const struct merged_log *log);

/* The place of a log in the table; log_count when it is not there. */
uint32_t merged_log_find(const struct merged *m, const struct log_id *id);

/* Marks in ranks, with 1, the current deletes and the changes that they cover; others get 0. False when there is no
 * current delete. */
bool merged_mark_covered(struct merged *m);

/* Adds a current change; value is copied. Value and links of *change are not looked at; links are added by
 * merged_link_put directly afterwards. */
void merged_change_put(struct merged *m, const struct merged_change *change, struct span value);

/* Adds a link to the change put last. */
void merged_link_put(struct merged *m, struct merged_link link);

/* Prepares merged_find for so many lookups. */
void merged_find_begin(struct merged *m, uint32_t lookups);

/* The place in changes of the current change that was made there; UINT32_MAX when it is not current. log: a place in
 * logs. */
uint32_t merged_find(const struct merged *m, uint32_t log, uint64_t seq,
                     const uint8_t prefix[static VB_ID_PREFIX_BYTES], uint32_t index);

/* ---- for merged_encode and merged_decode ---- */

/* Orders two keys by (major, seq, index), for qsort. */
int merged_key_compare(const void *a, const void *b);

/* One more key at the end of keys. */
struct merged_key *merged_key_put(struct merged *m);

/* Room for at least need numbers in ranks. */
void merged_ranks_reserve(struct merged *m, uint32_t need);

#endif
