/*
 * offset: local times in Berlin and their moments as Python's zoneinfo has them (tests/vectors/day.py), in winter, in
 * summer, in the hour that exists twice and in the one that never is; and a zone without changes.
 */
#include "protocol/kinds/offset.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/cells.h"

#define CHANGES_MAX 64

static struct offset_change berlin[CHANGES_MAX];
static size_t berlin_count;

static const char *fit_name(enum offset_fit fit)
{
	return fit == VB_OFFSET_ONCE ? "once" : fit == VB_OFFSET_TWICE ? "twice" : "never";
}

static bool is_right(struct local_time local, const char *fit, int64_t want)
{
	int64_t ms = 0;

	return strcmp(fit_name(offset_moment(berlin, berlin_count, local, &ms)), fit) == 0 &&
	       ms == want;
}

static void test_berlin(void)
{
	unsigned times = 0, right = 0, twice = 0, never = 0;
	struct cells cells;

	cells_open("tests/vectors/day.txt");
	while (cells_next(&cells, ' ') > 0) {
		if (strcmp(cells.at[0], "zone") == 0 && berlin_count < CHANGES_MAX) {
			berlin[berlin_count].from_ms = cells_number(cells.at[1]);
			berlin[berlin_count++].minutes = (int32_t)cells_number(cells.at[2]);
		} else if (strcmp(cells.at[0], "local") == 0) {
			struct local_time local = { (int32_t)cells_number(cells.at[1]),
				                    (int32_t)cells_number(cells.at[2]) };

			times++;
			right += is_right(local, cells.at[3], cells_number(cells.at[4]));
			twice += strcmp(cells.at[3], "twice") == 0;
			never += strcmp(cells.at[3], "never") == 0;
		}
	}
	is_int(berlin_count, 17, "changes of eight years");
	ok(times > 250 && twice > 20 && never > 20, "%u times, %u twice, %u never", times, twice,
	   never);
	is_int(right, times, "local times as zoneinfo has them");
}

static void test_simple(void)
{
	static const struct offset_change west[] = { { 0, -570 } }; /* the Marquesas */
	int64_t ms = 0;

	is_int(offset_moment(west, 1, (struct local_time){ -1, 870 }, &ms), VB_OFFSET_ONCE,
	       "half past two in the afternoon of the day before");
	is_int(ms, 0, "is 1970");
	is_int(offset_moment(west, 1, (struct local_time){ -2, 870 }, &ms), VB_OFFSET_ONCE,
	       "before the first change its offset counts");
	is_int(ms, -86400000, "a day earlier");
}

int main(void)
{
	test_berlin();
	test_simple();
	return done();
}
