/* deadline: by when something has to be done, of one record: obligations, agreements, measures, requests for comment.
 *
 * What records of other offices say may be anything: a date that is none counts as not given, a unit without a number, or
 * the other way round, as once. Days as in protocol/kinds/calendar.h; the reckoning is that of cadence.h.
 * Called by the commands that show what is due. Thread rule: pure.
 */
#ifndef VB_CLI_DEADLINE_H
#define VB_CLI_DEADLINE_H

#include "cli/json.h"
#include "protocol/kinds/cadence.h"

/* An obligation. more: days on which it was fulfilled besides those that it says itself, for meetings that were held. */
struct obligation_due deadline_obligation(const struct json *fields, const int32_t *more,
                                          size_t count, int32_t today);

/* The day on which an agreement is to be looked at again; none where it has ended. */
struct obligation_due deadline_review(const struct json *fields, int32_t today);

/* The day on which an agreement, funding for one, ends; none where somebody has said that it is over. */
struct obligation_due deadline_end(const struct json *fields, int32_t today);

/* The end of a measure; none where it was done or stopped. */
struct obligation_due deadline_measure(const struct json *fields, int32_t today);

/* The day by which an answer is wanted; none where there is one. */
struct obligation_due deadline_comment(const struct json *fields, int32_t today);

/* What is due once, on a day; none for VB_DAY_MAX. It is reminded of as where no record says when. */
struct obligation_due deadline_day(int32_t day, int32_t today);

/* Puts "due", "dueState" and "lateDays" into a record. */
void deadline_export(struct json *record, const struct obligation_due *due);

/* none, ahead, remind, late: for scripts, for ever. */
const char *deadline_word(enum obligation_state state);

#endif
