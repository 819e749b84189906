/* phase: where a meeting stands (protocol/kinds/stage.h), in words.
 *
 * What offices set at the same time is named beside what counts, where people should ask each other what is right.
 * Called by commands that show meetings. Thread rule: one thread.
 */
#ifndef VB_CLI_PHASE_H
#define VB_CLI_PHASE_H

#include "cli/out.h"
#include "protocol/kinds/stage.h"

/* The word for a state: on a terminal in the user's language, in a pipe that of the protocol. Borrowed. */
const char *phase_word(const struct out *out, enum stage stage);

/* Where a meeting stands, for a cell; with "disputed" where offices gave different times or states. One that has none of our
 * states shows what OParl says of it. The caller frees it. */
char *phase_format(const struct out *out, const struct json *meeting);

/* Tells a person what offices set at the same time, what counts, and the command that confirms it; nothing where nobody
 * needs to be asked. */
void phase_advise(struct out *out, const struct json *meeting);

#endif
