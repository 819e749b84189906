/* hold: what the control log says of a member's suspensions and incarnations: suspend-confirmed and lift (SPEC.md 5).
 *
 * A confirmed suspension stands until each suspend that it names is lifted; its cut-offs take the place of theirs. A lift
 * that names incarnations keeps them, and gives up all others that began in ignorance of it. Nothing is checked here:
 * space_rules.c decides, then tells. What open logs say stands in suspension.h, which answers what is held.
 * Called by member, space_rules, suspension. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_HOLD_H
#define VB_PROTOCOL_SPACE_HOLD_H

#include "protocol/space/cut.h"

/* A suspend-confirmed. */
struct hold_confirmed {
	struct cut cut;
	struct entry_id *suspends; /* those that it names */
	uint32_t suspend_count;
};

struct hold {
	struct hold_confirmed *confirmed; /* ascending by control seq */
	struct entry_id *lifted;          /* suspends, in any order */
	uint64_t *kept;                   /* incarnations, in any order */
	uint32_t confirmed_count;
	uint32_t lifted_count;
	uint32_t kept_count;
	uint32_t kept_seq; /* of the newest lift that named incarnations; 0: none did */
};

/* Frees what it holds. */
void hold_release(struct hold *hold);

/* True if none of these suspends is confirmed or lifted already. */
bool hold_can_confirm(const struct hold *hold, const struct list *suspends);
/* Keeps a suspend-confirmed: its cut-offs and the suspends that it names. */
void hold_confirm(struct hold *hold, uint32_t control_seq, const struct list *cutoffs,
                  const struct list *suspends);
/* The cut-offs of the suspend-confirmed with this control seq; NULL if there is none. */
struct cut *hold_cut(const struct hold *hold, uint32_t control_seq);
/* These suspends, known or not, count no longer. */
void hold_lift(struct hold *hold, const struct list *suspends);
/* These incarnations are kept, by the lift with this control seq. */
void hold_keep(struct hold *hold, uint32_t control_seq, const struct list *incarnations);

/* True if a lift named this suspend. */
bool hold_is_lifted(const struct hold *hold, const struct entry_id *suspend);
/* True if a suspend-confirmed names this suspend. */
bool hold_is_confirmed(const struct hold *hold, const struct entry_id *suspend);
/* True if a lift named this incarnation. */
bool hold_is_kept(const struct hold *hold, uint64_t incarnation);
/* True while one of the suspends that the confirmation at an index names is not lifted. */
bool hold_stands(const struct hold *hold, uint32_t index);

#endif
