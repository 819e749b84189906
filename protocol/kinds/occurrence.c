/* occurrence: doubles of the days of a series; see occurrence.h. */
#include "protocol/kinds/occurrence.h"

#include <stdlib.h>
#include <string.h>

/* The one of two states that counts stands first. */
static int by_stage(enum stage a, enum stage b)
{
	const enum stage both[] = { a, b };

	if (a == b)
		return 0;
	return stage_settle(both, 2) == a ? -1 : 1;
}

static int compare(const void *left, const void *right)
{
	const struct occurrence *a = left, *b = right;
	int order = memcmp(a->series.b, b->series.b, sizeof(a->series.b));

	if (order == 0)
		order = (a->day > b->day) - (a->day < b->day);
	if (order == 0)
		order = by_stage(a->stage, b->stage);
	return order != 0 ? order : memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

void occurrence_find(struct occurrence *meetings, size_t count)
{
	if (count > 0)
		qsort(meetings, count, sizeof(*meetings), compare);
	for (size_t i = 0; i < count; i++) {
		struct occurrence *meeting = &meetings[i];

		meeting->is_double = i > 0 && !record_id_is_zero(&meeting->series) &&
		                     record_id_is_equal(&meeting->series, &meeting[-1].series) &&
		                     meeting->day == meeting[-1].day;
	}
}
