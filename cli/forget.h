/* forget: erasing a person with what belongs to them, in every committee that this office may (Art. 17 of the General Data
 * Protection Regulation).
 *
 * Of each committee all of it in one commit (record.batch): seats become vacant, replies and the person's record go. What was
 * done is not done again, so it can be repeated after an interrupt; the record that was named goes last, since by it the
 * others are found.
 * Called by cmd_person_data. Thread rule: one thread.
 */
#ifndef VB_CLI_FORGET_H
#define VB_CLI_FORGET_H

#include "cli/cmd.h"

/* `person erase PERSON`. Errors: those of subject_read, trace_gather, answer_confirm and client_ask. */
VB_MUST int forget_run(struct cmd *cmd);

#endif
