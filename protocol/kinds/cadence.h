/* cadence: what is due when: sittings of a committee, reports, reviews.
 *
 * A committee meets so many times a year, or within so many days, or both; a report is due so long after the last one.
 * Each answer says by when something is due and how many days late it is on the day that the caller calls today.
 * Days as in calendar.h. SPEC.md 12.3. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_CADENCE_H
#define VB_PROTOCOL_KINDS_CADENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VB_CADENCE_PER_YEAR_MAX 366u

struct cadence_year {
	uint32_t held;    /* until today, this year */
	uint32_t planned; /* later this year */
	uint32_t missing; /* neither, though the year should have them */
	bool is_due;      /* false: nothing is missing */
	int32_t due; /* by when the first that is missing should have been, or should be held */
	uint32_t late_days;
	bool is_strict; /* each quarter or each month needs one of its own */
};

/* Whether the sittings of the year of today are enough. sittings: days in any order, without extra and cancelled ones.
 * per_year: 1 to VB_CADENCE_PER_YEAR_MAX. 4 and 12 mean each quarter and each month; else the year is cut into so many parts of whole
 * days, and by the end of part k there must be k. Periods that lie before since (the day the committee began) are not
 * asked for. */
struct cadence_year cadence_check_year(const int32_t *sittings, size_t count, uint32_t per_year,
                                       int32_t since, int32_t today);

struct cadence_gap {
	int32_t due;         /* the day by which the next one should be held */
	bool is_planned;     /* one is planned by then */
	uint32_t late_days;  /* that today, or the first planned one, is later than due */
	uint32_t early_days; /* that the first planned one is too early; 0: not */
};

/* Whether the next sitting follows the last within max_days and not before min_days (0: no such rule). A committee that
 * never met is due max_days after since. */
struct cadence_gap cadence_check_gap(const int32_t *sittings, size_t count, uint32_t max_days,
                                     uint32_t min_days, int32_t since, int32_t today);

enum cadence_unit {
	VB_UNIT_DAY, /* in the order of the words of obligation.unit */
	VB_UNIT_WEEK,
	VB_UNIT_MONTH,
	VB_UNIT_YEAR,
};

struct obligation {
	int32_t start;  /* the day on which it is due first */
	int32_t end;    /* VB_DAY_MAX: none */
	uint32_t every; /* units; 0: once */
	enum cadence_unit unit;
	uint32_t reminder_days;
};

enum obligation_state {
	VB_OBLIGATION_NONE, /* done for good, or ended */
	VB_OBLIGATION_AHEAD,
	VB_OBLIGATION_REMIND,
	VB_OBLIGATION_LATE,
};

struct obligation_due {
	enum obligation_state state;
	int32_t due; /* unless none */
	uint32_t late_days;
};

/* When it is due next. fulfilled: days in any order; those after today do not count. */
struct obligation_due cadence_obligation(const struct obligation *obligation,
                                         const int32_t *fulfilled, size_t count, int32_t today);

/* So many units after a day, at most VB_DAY_MAX. */
int32_t cadence_add(int32_t day, uint32_t every, enum cadence_unit unit);

#endif
