/* duty: the rows of obligations, measures, agreements and process steps; see duty.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/duty.h"

#include <stddef.h>

#define DATE VB_TYPE_DATE
#define REF VB_TYPE_REF
#define STR VB_TYPE_STR
#define UINT VB_TYPE_UINT
#define R VB_RULE_REGISTER
#define S VB_RULE_SET
#define DISPUTE VB_FIELD_DISPUTE

/* clang-format off */
static const char *const obligation_types[] = { "meeting", "report", "review", "other", NULL };
static const char *const units[] = { "day", "week", "month", "year", NULL };

static const struct kind_field obligation_fields[] = {
	{ VB_OBLIGATION_ORGANIZATION, "organization", REF, 0, R, 0, NULL },
	{ VB_OBLIGATION_RECIPIENT, "recipient", REF, 0, R, 0, NULL },
	{ VB_OBLIGATION_TYPE, "obligationType", STR, 20, R, 0, obligation_types },
	{ VB_OBLIGATION_EVERY, "every", UINT, 0, R, 0, NULL },
	{ VB_OBLIGATION_UNIT, "unit", STR, 10, R, 0, units },
	{ VB_OBLIGATION_START_DATE, "startDate", DATE, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_OBLIGATION_END_DATE, "endDate", DATE, 0, R, 0, NULL },
	{ VB_OBLIGATION_FULFILLED, "fulfilled", DATE, 0, S, 0, NULL },
	{ VB_OBLIGATION_REMINDER_DAYS, "reminderDays", UINT, 0, R, 0, NULL },
	{ VB_OBLIGATION_PAPER, "paper", REF, 0, S, 0, NULL },
	{ VB_OBLIGATION_RESPONSIBLE, "responsible", REF, 0, R, 0, NULL },
	{ 27, "basis", STR, 400, R, 0, NULL },
};

static const char *const measure_states[] = { "idea", "planned", "running", "done", "stopped", NULL };

static const struct kind_field measure_fields[] = {
	{ VB_MEASURE_ORGANIZATION, "organization", REF, 0, R, 0, NULL },
	{ VB_MEASURE_AREA, "area", STR, 100, R, 0, NULL },
	{ VB_MEASURE_GROUP, "group", REF, 0, R, 0, NULL },
	{ VB_MEASURE_DESCRIPTION, "description", STR, 20000, R, DISPUTE, NULL },
	{ 20, "goal", STR, 2000, R, DISPUTE, NULL },
	{ 21, "indicator", STR, 400, R, DISPUTE, NULL },
	{ 22, "target", STR, 400, R, DISPUTE, NULL },
	{ 23, "actual", STR, 400, R, DISPUTE, NULL },
	{ VB_MEASURE_START_DATE, "startDate", DATE, 0, R, 0, NULL },
	{ VB_MEASURE_END_DATE, "endDate", DATE, 0, R, 0, NULL },
	{ VB_MEASURE_STATE, "state", STR, 20, R, DISPUTE, measure_states },
	{ VB_MEASURE_NUMBER, "number", UINT, 0, R, 0, NULL },
	{ 28, "paper", REF, 0, R, 0, NULL },
	{ 29, "partner", REF, 0, S, 0, NULL },
	{ 30, "version", STR, 100, R, 0, NULL },
};

static const char *const agreement_states[] = { "draft", "inForce", "ended", NULL };

static const struct kind_field agreement_fields[] = {
	{ VB_AGREEMENT_PARTNER, "partner", REF, 0, S, 0, NULL },
	{ 17, "description", STR, 20000, R, 0, NULL },
	{ VB_AGREEMENT_START_DATE, "startDate", DATE, 0, R, 0, NULL },
	{ VB_AGREEMENT_END_DATE, "endDate", DATE, 0, R, 0, NULL },
	{ VB_AGREEMENT_REVIEW_DATE, "reviewDate", DATE, 0, R, 0, NULL },
	{ VB_AGREEMENT_STATE, "state", STR, 20, R, 0, agreement_states },
	{ 22, "task", STR, 400, S, 0, NULL },
	{ VB_AGREEMENT_REMINDER_DAYS, "reminderDays", UINT, 0, R, 0, NULL },
	{ VB_AGREEMENT_RESPONSIBLE, "responsible", REF, 0, R, 0, NULL },
};

static const struct kind_field process_step_fields[] = {
	{ VB_PROCESS_STEP_PROCESS, "process", STR, 200, R, 0, NULL },
	{ VB_PROCESS_STEP_ORDER, "order", VB_TYPE_KEY, 0, VB_RULE_ORDER, 0, NULL },
	{ VB_PROCESS_STEP_ORGANIZATION, "organization", REF, 0, R, 0, NULL },
	{ VB_PROCESS_STEP_PERSON, "person", REF, 0, R, 0, NULL },
	{ 20, "area", STR, 100, R, 0, NULL },
	{ 21, "description", STR, 20000, R, 0, NULL },
	{ VB_PROCESS_STEP_NEXT, "next", REF, 0, S, 0, NULL },
};
/* clang-format on */

#define FIELDS(table) table, sizeof(table) / sizeof((table)[0]), false

const struct kind duty_kinds[4] = {
	{ VB_KIND_OBLIGATION, "obligation", { 0 }, false, FIELDS(obligation_fields) },
	{ VB_KIND_MEASURE, "measure", { 0 }, false, FIELDS(measure_fields) },
	{ VB_KIND_AGREEMENT, "agreement", { 0 }, false, FIELDS(agreement_fields) },
	{ VB_KIND_PROCESS_STEP, "processStep", { 0 }, false, FIELDS(process_step_fields) },
};
