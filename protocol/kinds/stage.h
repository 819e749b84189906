/* stage: the life of a meeting, from planned to minutes approved: which change of state may follow which, and what counts
 * where several were made at the same time.
 *
 * A meeting's state is a register with dispute, so that all states that nobody saw replaced are known. What took place
 * cannot be called off by an office that did not know it: of cancelled and open, open counts; of closed and adjourned,
 * adjourned, so that nothing is left behind. The same states give the same answer on every node. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_STAGE_H
#define VB_PROTOCOL_KINDS_STAGE_H

#include "protocol/bytes.h"

enum stage {
	VB_STAGE_PLANNED,
	VB_STAGE_INVITED,
	VB_STAGE_OPEN,
	VB_STAGE_INTERRUPTED,
	VB_STAGE_ADJOURNED,
	VB_STAGE_CLOSED,
	VB_STAGE_APPROVED, /* its minutes */
	VB_STAGE_CANCELLED,
	VB_STAGE_COUNT,
};

/* What becomes of an item that is put on the agenda now. */
enum stage_agenda {
	VB_STAGE_AGENDA_FREE,       /* it stands in the invitation */
	VB_STAGE_AGENDA_SUPPLEMENT, /* it is a supplement (Nachtrag) */
	VB_STAGE_AGENDA_ENDED,      /* it belongs to another meeting */
};

/* The word that the field has; it lives for ever. */
const char *stage_word(enum stage stage);

/* Reads the word. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int stage_parse(struct span word, enum stage *out);

/* The state of a meeting that has none of ours, from what OParl says of it. */
enum stage stage_of_oparl(struct span meeting_state, bool is_cancelled);

/* OParl's word for the state: it knows three. A cancelled one says so in a field of its own. */
const char *stage_oparl_word(enum stage stage);

/* True if a chair who sees one state may set the other. */
bool stage_may_follow(enum stage from, enum stage to);

/* The state that counts of those that are current, in any order; none: planned. */
enum stage stage_settle(const enum stage *states, size_t count);

/* True if people should be asked what is right: a meeting was called off that took place, or both closed and adjourned. */
bool stage_is_contested(const enum stage *states, size_t count);

/* Whether the state may be set on a meeting with these current states. Errors: VB_ERR_WRONG_STATE. */
VB_MUST int stage_change(const enum stage *states, size_t count, enum stage to);

/* What becomes of new items. */
enum stage_agenda stage_agenda(enum stage stage);

/* True if it took place: it is or was open. */
bool stage_is_held(enum stage stage);

#endif
