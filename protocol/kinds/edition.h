/* edition: the agenda as it was invited to, kept beside the agenda as held, and what is a supplement (Nachtrag).
 *
 * Who invites freezes the agenda: an edition, with one invitedItem for each item. The oldest edition that is not
 * withdrawn is the invitation, whoever else invited at the same time; later ones are supplements with what they
 * have besides. Every office finds the same. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_EDITION_H
#define VB_PROTOCOL_KINDS_EDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/ids.h"

#define VB_EDITION_NONE UINT32_MAX

/* An edition of one meeting; what the caller fills in, then what edition_list finds out. */
struct edition {
	struct record_id id;
	bool is_withdrawn;
	size_t tag; /* the caller's own */

	uint32_t number; /* 0 the invitation, then supplements from 1; NONE: withdrawn */
};

struct invited_item {
	struct record_id id;
	struct record_id edition;
	struct record_id agenda_item;
	uint32_t place;
	size_t tag; /* the caller's own */

	uint32_t number; /* of its edition; NONE: of none that counts, or an earlier one has it */
};

/* Numbers the editions by age and brings the items into reading order: the invitation, its supplements, then those that do not
 * count. Returns how many count. Cost: n log n. */
size_t edition_list(struct edition *editions, size_t edition_count, struct invited_item *items,
                    size_t item_count);

/* The number of an edition after edition_list; NONE: it does not count, or is not here. Cost: log n. */
uint32_t edition_number(const struct edition *editions, size_t count, const struct record_id *id);

/* The number of the edition that has this agenda item; NONE: it was put on the agenda later. count: those that count. */
uint32_t edition_of(const struct invited_item *items, size_t count,
                    const struct record_id *agenda_item);

#endif
