/* planning_meeting: the row of the queue of each person for one meeting, and its reminder; a part of planning.
 *
 * There is at most one row for a person and a meeting, beside the reminder: what it tells is decided by told_next, when it is put
 * and once more when it is taken out. Called by planning, queue and the jobs. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_PLANNING_MEETING_H
#define VB_BRIDGES_MAIL_PLANNING_MEETING_H

#include "bridges/mail/planning_state.h"
#include "bridges/mail/told.h"

#define VB_PLANNING_GATHER_MAX_MS 7200000 /* what changes for ever is told after two hours */

/* Plans for all who are named or were told. Errors: of the drawer. */
VB_MUST int planning_meeting_tell(struct planning *planning, const struct matter *meeting);

/* Takes all rows of a meeting that is gone out of the queue. Errors: of the drawer. */
VB_MUST int planning_meeting_gone(struct planning *planning, const struct record_id *meeting);

/* Plans for one. told: as the drawer has it, and afterwards as the batch has it. Errors: of the drawer. */
VB_MUST int planning_meeting_one(struct planning *planning, const struct matter *meeting,
                                 const struct planning_to *to, const struct matter_person *seat,
                                 struct told *told);

/* The same without a mail: what would be told counts as told. Errors: of the drawer. */
VB_MUST int planning_meeting_silent(struct planning *planning, const struct matter *meeting,
                                    const struct planning_to *to, const struct matter_person *seat,
                                    struct told *told);

/* Reads what somebody was told; new if there is no row. Errors: of the drawer. */
VB_MUST int planning_meeting_told(const struct drawer *drawer, const struct record_id *meeting,
                                  const struct record_id *who, struct told *out);

/* Adds that row to the batch. person: zero if without a record. */
void planning_meeting_put(struct drawer_batch *batch, const struct record_id *meeting,
                          const struct planning_to *to, const struct told *told);

/* What a row is to tell, as one number: while it stays the same, the row stays where it is. Never 0. */
uint64_t planning_meeting_content(const struct telling *telling);

/* When somebody is reminded of a meeting; 0: not. */
int64_t planning_meeting_remind(const struct planning_rules *rules, const struct matter *meeting);

/* The key of a reminder. */
void planning_meeting_remind_key(const struct matter *meeting, const struct record_id *who,
                                 uint8_t out[static VB_MAILING_KEY_BYTES]);

/* True if a mailing of that kind does not wait for the end of quiet hours. */
bool planning_meeting_is_urgent(enum mailing_kind kind, const struct matter *meeting,
                                const struct told *told, int64_t now_ms);

#endif
