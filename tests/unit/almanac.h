/* almanac: calendars for tests of bridges/render, each with the name of its golden file in tests/data/calendar.
 *
 * The golden files are judged by programs of others (tests/blackbox/19-calendar.t), which also have, written by hand, when each
 * entry takes place. Called by test_ical. Thread rule: one thread.
 */
#ifndef VB_TESTS_UNIT_ALMANAC_H
#define VB_TESTS_UNIT_ALMANAC_H

#include "bridges/render/diary.h"

struct almanac {
	const char *name;
	struct diary calendar;
};

/* All of them. */
extern const struct almanac almanacs[];
extern const size_t almanac_count;

#endif
