/* disclose: what an office holds about a person, in words and as JSON, for the person who asked (Art. 15 of the General Data
 * Protection Regulation).
 *
 * Each thing with the committee it stands in, since when, which office wrote it, until when it is kept at the latest, and for each
 * committee which offices hold it. Other records that may be of the same human being are named, not put together.
 * Called by cmd_person_data. Thread rule: one thread.
 */
#ifndef VB_CLI_DISCLOSE_H
#define VB_CLI_DISCLOSE_H

#include "cli/cmd.h"

/* `person disclose PERSON [FILE]`. Errors: those of subject_read, trace_gather and target. */
VB_MUST int disclose_run(struct cmd *cmd);

#endif
