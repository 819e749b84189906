/* stages: the states of a meeting as its record has them, for protocol/kinds/stage.h.
 *
 * A meeting's state is a register with dispute: several offices may have set one.
 * Called by the checks of sense. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_STAGES_H
#define VB_DAEMON_CONTROL_STAGES_H

#include "protocol/kinds/stage.h"
#include "protocol/merge/merged.h"

/* Writes the states that nobody saw replaced, each once, and returns how many. 0: it has none of ours (an imported one may
 * have what OParl says). */
size_t stages_own(struct merged *meeting, enum stage out[static VB_STAGE_COUNT]);

#endif
