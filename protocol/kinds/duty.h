/* duty: what somebody owes and by when: obligations, measures, agreements, steps of a process.
 *
 * Texts of measures on which several work at once are registers with dispute: both versions stand until somebody
 * chooses. When an obligation was fulfilled is a set of days, so that nobody's day is lost.
 * The rows are reached through kind.h; what is due when is found out in cadence.h. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_DUTY_H
#define VB_PROTOCOL_KINDS_DUTY_H

#include "protocol/kind_row.h"

enum obligation_field {
	VB_OBLIGATION_ORGANIZATION = 16, /* who owes it */
	VB_OBLIGATION_RECIPIENT = 17,    /* to which committee */
	VB_OBLIGATION_TYPE = 18,
	VB_OBLIGATION_EVERY = 19, /* so many units; absent: once */
	VB_OBLIGATION_UNIT = 20,
	VB_OBLIGATION_START_DATE = 21, /* the day on which it is due first */
	VB_OBLIGATION_END_DATE = 22,
	VB_OBLIGATION_FULFILLED = 23,
	VB_OBLIGATION_REMINDER_DAYS = 24,
	VB_OBLIGATION_PAPER = 25,
	VB_OBLIGATION_RESPONSIBLE = 26,
};

enum measure_field {
	VB_MEASURE_ORGANIZATION = 16,
	VB_MEASURE_AREA = 17,
	VB_MEASURE_GROUP = 18,
	VB_MEASURE_DESCRIPTION = 19,
	VB_MEASURE_START_DATE = 24,
	VB_MEASURE_END_DATE = 25,
	VB_MEASURE_STATE = 26,
	VB_MEASURE_NUMBER = 27,
};

enum agreement_field {
	VB_AGREEMENT_PARTNER = 16,
	VB_AGREEMENT_START_DATE = 18,
	VB_AGREEMENT_END_DATE = 19,
	VB_AGREEMENT_REVIEW_DATE = 20,
	VB_AGREEMENT_STATE = 21,
	VB_AGREEMENT_REMINDER_DAYS = 23,
	VB_AGREEMENT_RESPONSIBLE = 24,
};

enum process_step_field {
	VB_PROCESS_STEP_PROCESS = 16,
	VB_PROCESS_STEP_ORDER = 17,
	VB_PROCESS_STEP_ORGANIZATION = 18,
	VB_PROCESS_STEP_PERSON = 19,
	VB_PROCESS_STEP_NEXT = 22,
};

extern const struct kind duty_kinds[4];

#endif
