/* secrecy: nobody is sent, or holds, what it may not; see plan.h. Safety: asked of each frame, and of each home at the end.
 *
 * Of nodes whose rights were never changed: a guest is sent nothing about core, not so much as a count, and its files hold
 * no word of it; a relay has no key, no record and no word of anything in its files.
 * Called by plan and verdict.
 */
#ifndef VB_TESTS_SIM_SECRECY_H
#define VB_TESTS_SIM_SECRECY_H

#include "tests/sim/plan.h"

/* Looks at a frame that one node sends to another. */
void secrecy_look(struct plan *plan, uint32_t from, uint32_t to, struct span bytes);

/* What a node holds, while it is open. */
void secrecy_check_open(struct plan *plan, uint32_t index);
/* True if a word stands in a file. */
bool secrecy_file_has(const char *path, const char *word);
/* What stands in its files, when it is closed. */
void secrecy_check_files(struct plan *plan, uint32_t index);

#endif
