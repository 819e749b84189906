/* agenda: agenda items, and what follows from a meeting's list of them: reading order and numbers.
 *
 * Numbers are computed, never stored (SPEC.md 12): Ö 1, Ö 1.1 for items that all members see, N 1 for internal ones.
 * A parent counts only where it is a counted item of the same meeting and audience; where parents form a circle the
 * first of them by (order key, id) stands at the top; below VB_AGENDA_MAX_DEPTH levels an item stands at the top.
 * Offices that do not see each other may accept one proposal: of several items that name it one stands for all of them,
 * and what was put under another stands under that one.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_AGENDA_H
#define VB_PROTOCOL_KINDS_AGENDA_H

#include "protocol/kind_row.h"
#include "protocol/order.h"

enum agenda_item_field {
	VB_AGENDA_ITEM_MEETING = 16,
	VB_AGENDA_ITEM_ORDER = 17,
	VB_AGENDA_ITEM_CONSULTATION = 18,
	VB_AGENDA_ITEM_TYPE = 21,
	VB_AGENDA_ITEM_SUBMITTER = 22,
	VB_AGENDA_ITEM_MINUTES = 23,
	VB_AGENDA_ITEM_PARENT = 24,
	VB_AGENDA_ITEM_DESCRIPTION = 25,
	VB_AGENDA_ITEM_STATE = 26,
	VB_AGENDA_ITEM_CARRIED_FROM = 29,
	VB_AGENDA_ITEM_PROPOSAL = 30,
};

/* What any office asks to be put on an agenda, guests too; who accepts it makes an item that refers to it. */
enum proposal_field {
	VB_PROPOSAL_MEETING = 16,
	VB_PROPOSAL_DESCRIPTION = 17,
	VB_PROPOSAL_SUBMITTER = 18,
	VB_PROPOSAL_TYPE = 19,
	VB_PROPOSAL_MINUTES = 20,
	VB_PROPOSAL_STATE = 21,
	VB_PROPOSAL_RESULT = 22,
};

#define VB_AGENDA_MAX_DEPTH 8u
#define VB_AGENDA_MINUTES_MAX 100000u /* of one item; more is taken for so many */
#define VB_AGENDA_NUMBER_BYTES 96u    /* the longest number with its NUL */

extern const struct kind agenda_kinds[2];

/* An item of one meeting; what the caller fills in, then what agenda_sort finds out. */
struct agenda_item {
	struct record_id id;
	struct record_id parent;   /* zero: none */
	struct record_id proposal; /* that it was made of; zero: none */
	enum audience audience;
	struct span order; /* empty: none, stands behind those with one */
	bool is_counted;   /* agenda_is_counted */
	uint64_t minutes;  /* planned; 0: not said */
	size_t tag;        /* the caller's own */

	struct record_id twin; /* the item that stands in its place; zero: it stands for itself */
	uint32_t depth;        /* 1 at the top; 0: not counted, has no number */
	uint32_t number[VB_AGENDA_MAX_DEPTH];

	uint64_t begin;  /* minutes after the meeting begins */
	uint64_t length; /* minutes, with what stands below it */
};

/* True if an item takes part in numbering: neither deleted nor proposed nor declined. state: its packed value, empty
 * when absent. */
bool agenda_is_counted(bool is_deleted, struct span state);

/* Brings the items into reading order (Ö, then N, each child behind its parent; then those not counted, then those for
 * which a twin stands) and fills in twin, depth and number. Of the items of one proposal stands a counted one before
 * others, a public one before internal ones, so that guests see the same numbers, then the oldest. Deleted ones are not
 * given. Cost: n log n. */
void agenda_sort(struct agenda_item *items, size_t count);

/* Fills in begin and length of sorted items: one follows the other; an item lasts as long as is planned for it, but not
 * shorter than all that stand below it, which begin with it. Returns how long all take. */
uint64_t agenda_schedule(struct agenda_item *items, size_t count);

/* Writes the number, as "Ö 1.2" or "N 3", NUL-terminated; an empty text for an item that has none. */
void agenda_number_format(const struct agenda_item *item, char out[static VB_AGENDA_NUMBER_BYTES]);

/* Makes the order key with which the item `moved` (NULL: a new one) of this audience stands directly behind the item
 * `after` (NULL: first of all in its audience). Items in any order. jitter: random bits.
 * Errors: VB_ERR_NOT_FOUND (after is no item here), VB_ERR_TOO_LARGE (no room: spread the list anew). */
VB_MUST int agenda_place(const struct agenda_item *items, size_t count, enum audience audience,
                         const struct record_id *moved, const struct record_id *after,
                         uint32_t jitter, struct order_key *out);

#endif
