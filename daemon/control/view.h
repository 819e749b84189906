/* view: a merged record as people and bridges see it: SPEC.md 13, "record".
 *
 * Fields stand under their names, sets as lists, references and order keys in hexadecimal; what is in dispute stands
 * besides under "disputes". Private fields (SPEC.md 12) are left out for readers. A deleted record says so; where deleting wins over editing (what concerns persons) it shows
 * no fields any more. A record of a kind that this version does not know has none that could be shown.
 * Called by the handlers of control. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_VIEW_H
#define VB_DAEMON_CONTROL_VIEW_H

#include "protocol/merge/merged.h"
#include "protocol/peer/card.h"
#include "protocol/space/space.h"

#define VB_VIEW_KIND_BYTES 24u /* room for the name of a kind; the longest is "consultation" */

/* What the office knows about a person besides the record. */
struct view_person {
	bool is_office;    /* of this office, not of a committee */
	const char *login; /* NULL: none, or not for whoever asks */
	const char *right; /* of the login */
};

/* Who wrote a record at this office. */
struct view_writer {
	struct record_id person;
	struct span name; /* empty: not known any more */
};

/* How a record was found. */
struct view_hit {
	uint32_t score;
	const char *const *fields; /* names of those with a word that was looked for, ascending */
	uint32_t field_count;
	const char *
		excerpt_field; /* a field besides the title; NULL: words were found in the title alone */
	struct span excerpt; /* of its text: excerpt.h */
};

/* At how many offices something has arrived. */
struct view_arrival {
	uint32_t arrived;
	uint32_t offices; /* that should get it */
};

/* How much of a file is here. */
struct view_stored {
	const char *state; /* whole, partly, none, false: SPEC.md 13 */
	uint64_t bytes;
	const char *waits; /* for room, and for which: file_waits.h; NULL: it does not */
};

/* Where a record stands, and what was computed about it. */
struct view_place {
	const struct space_id *space;
	enum audience audience;
	const struct record_id *id;
	const char *number; /* of an agenda item; NULL: other records have none */
	bool is_brief;      /* without fields, but with "truncated": for one too large to be told */
	bool hides_private; /* whoever asks may not see how a person is reached */
	const struct view_person *person;   /* NULL: nothing is told */
	const struct view_writer *writer;   /* NULL: another office, or nobody in particular */
	const struct view_hit *hit;         /* of a search; NULL: it was not searched */
	const struct view_arrival *arrival; /* NULL: nothing is told */
	const struct view_stored *stored;   /* of a file; NULL: nothing is told */
	const char *role; /* of the author when it was written; NULL: nothing is told */
};

/* Appends the record, which must exist, as one packed map. Sticky VB_ERR_TOO_LARGE in out when it does not fit. */
void view_encode(struct merged *m, const struct view_place *place, struct buf *out);

/* Writes the name of a kind, NUL-terminated: "unknown-77" for one that this version does not know. */
void view_kind_name(uint32_t kind, char out[static VB_VIEW_KIND_BYTES]);

/* Appends "delivery" and the numbers. */
void view_arrival(const struct view_arrival *arrival, struct buf *out);

/* "all" or "core". */
const char *view_audience_name(enum audience audience);

/* Appends one packed value of a field (NULL: of a field not known here) as a record shows it. */
void view_value(const struct kind_field *field, struct span value, struct buf *out);

/* Appends an id of VB_HASH_BYTES as hexadecimal text. */
void view_hash(const uint8_t id[static VB_HASH_BYTES], struct buf *out);

/* Appends a space id as hexadecimal text. */
void view_space_id(const struct space_id *id, struct buf *out);

/* Appends a record id as hexadecimal text. */
void view_record_id(const struct record_id *id, struct buf *out);

/* Appends "endpoints" and the addresses on a card. */
void view_endpoints(const struct card *card, struct buf *out);

/* Appends a node id as text. */
void view_node_id(const struct node_id *id, struct buf *out);
/* Packs the name of an office as the control log of a space has it; its id where it has none. */
void view_member_name(const struct space *space, const struct node_id *id, struct buf *out);

#endif
