/* proposal: what becomes of an item that an office proposed: whether somebody has decided about it, and whether it still
 * comes in time for its sitting.
 *
 * Nobody needs to change the proposal itself: it is on an agenda as long as an item that names it stands there. What
 * stands on an agenda counts before a refusal by an office that did not know of it. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_PROPOSAL_H
#define VB_PROTOCOL_KINDS_PROPOSAL_H

#include "protocol/kinds/stage.h"

enum proposal_state {
	VB_PROPOSAL_OPEN,
	VB_PROPOSAL_ACCEPTED, /* it stands on an agenda */
	VB_PROPOSAL_DECLINED,
};

/* When its item comes to its sitting. */
enum proposal_way {
	VB_PROPOSAL_IN_TIME,
	VB_PROPOSAL_LATE, /* as a supplement (Nachtrag) */
	VB_PROPOSAL_NEXT, /* its sitting takes no more items: it is offered for the next */
};

/* The word of its field; it lives for ever. An open one: "proposed". */
const char *proposal_state_word(enum proposal_state state);

/* What was decided. word: its own state, empty when absent. accepted, declined: how many items name it, on whatever
 * agenda, that are neither deleted nor declined; and that are declined. */
enum proposal_state proposal_settle(struct span word, size_t accepted, size_t declined);

/* When it comes. made_ms: when it was proposed. deadline_ms: of its meeting; INT64_MAX: none. */
enum proposal_way proposal_way(int64_t made_ms, int64_t deadline_ms, enum stage stage);

#endif
