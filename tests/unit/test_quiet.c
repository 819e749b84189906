/* quiet: hours by hand, over both changes of the clocks in 2026 (29 March, 25 October), and every minute of these days
 * against the plain meaning: the first minute from then on that is not quiet. */
#include "bridges/mail/quiet.h"

#include "bridges/render/civil.h"
#include "tests/tap.h"

#define MINUTE 60000
#define HOUR (60 * MINUTE)
#define DAY (24 * (int64_t)HOUR)
#define MARCH_29 1774742400000   /* 2026-03-29T00:00:00Z */
#define OCTOBER_25 1792886400000 /* 2026-10-25T00:00:00Z */
#define DECEMBER_1 1796083200000 /* 2026-12-01T00:00:00Z, a Tuesday */

static struct addressee quiet(unsigned from, unsigned to)
{
	return (struct addressee){ .has_quiet = true,
		                   .quiet_from = (uint16_t)from,
		                   .quiet_to = (uint16_t)to };
}

static void test_ends(void)
{
	static const struct {
		const char *name;
		unsigned from, to; /* as hours and minutes, 2230 */
		int64_t ms, end;
	} rows[] = {
		/* Winter: clocks one hour ahead of UTC. */
		{ "22 to 7, at 23:00", 2200, 700, DECEMBER_1 + 22 * HOUR, DECEMBER_1 + 30 * HOUR },
		{ "22 to 7, at 1:30", 2200, 700, DECEMBER_1 + 30 * MINUTE, DECEMBER_1 + 6 * HOUR },
		{ "22 to 7, at 12:00", 2200, 700, DECEMBER_1 + 11 * HOUR, DECEMBER_1 + 11 * HOUR },
		{ "22 to 7, at 22:00 sharp", 2200, 700, DECEMBER_1 + 21 * HOUR,
		  DECEMBER_1 + 30 * HOUR },
		{ "22 to 7, at 7:00 sharp", 2200, 700, DECEMBER_1 + 6 * HOUR,
		  DECEMBER_1 + 6 * HOUR },
		{ "13 to 15, at 14:59:59", 1300, 1500, DECEMBER_1 + 14 * HOUR - 1000,
		  DECEMBER_1 + 14 * HOUR },
		{ "from and to alike are none", 900, 900, DECEMBER_1 + 8 * HOUR,
		  DECEMBER_1 + 8 * HOUR },
		/* The night to 29 March: at 1:00 UTC clocks go from 2:00 to 3:00. */
		{ "22 to 7, the short night", 2200, 700, MARCH_29 - 2 * HOUR, MARCH_29 + 5 * HOUR },
		{ "22 to 7, after the jump", 2200, 700, MARCH_29 + 90 * MINUTE,
		  MARCH_29 + 5 * HOUR },
		{ "22 to 2:30, which is left out", 2200, 230, MARCH_29, MARCH_29 + HOUR },
		{ "22 to 3:00, at which they jump", 2200, 300, MARCH_29, MARCH_29 + HOUR },
		{ "22 to 2:00, which is the jump", 2200, 200, MARCH_29, MARCH_29 + HOUR },
		/* The night to 25 October: at 1:00 UTC clocks go from 3:00 to 2:00. */
		{ "22 to 7, the long night", 2200, 700, OCTOBER_25 - 3 * HOUR,
		  OCTOBER_25 + 6 * HOUR },
		{ "22 to 7, after the turn", 2200, 700, OCTOBER_25 + 90 * MINUTE,
		  OCTOBER_25 + 6 * HOUR },
		{ "22 to 2:30, the first time", 2200, 230, OCTOBER_25, OCTOBER_25 + 30 * MINUTE },
		{ "22 to 2:30, the second time", 2200, 230, OCTOBER_25 + 70 * MINUTE,
		  OCTOBER_25 + 90 * MINUTE },
		{ "22 to 3:00, behind both", 2200, 300, OCTOBER_25, OCTOBER_25 + 2 * HOUR },
		{ "2:10 to 3:00, until the clocks show 2:00 again", 210, 300,
		  OCTOBER_25 + 20 * MINUTE, OCTOBER_25 + HOUR },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct addressee wishes = quiet(rows[i].from / 100 * 60 + rows[i].from % 100,
		                                rows[i].to / 100 * 60 + rows[i].to % 100);

		is_int(quiet_end(&wishes, rows[i].ms), rows[i].end, "%s", rows[i].name);
		ok(!quiet_is(&wishes, rows[i].end), "and it is quiet no more then");
		wishes.has_quiet = false;
		is_int(quiet_end(&wishes, rows[i].ms), rows[i].ms, "who has none does not wait");
	}
}

/* Every half hour of three days around each change, with every kind of hours: minute by minute to the end. */
static void test_every(void)
{
	static const int64_t days[] = { MARCH_29, OCTOBER_25, DECEMBER_1 };
	unsigned wrong = 0, asked = 0;

	for (size_t i = 0; i < 3; i++) {
		for (unsigned from = 0; from < 1440; from += 170) {
			for (unsigned to = 25; to < 1440; to += 155) {
				struct addressee wishes = quiet(from, to);

				for (int64_t ms = days[i] - DAY; ms < days[i] + DAY;
				     ms += 30 * MINUTE) {
					int64_t plain = ms;

					while (quiet_is(&wishes, plain))
						plain += MINUTE;
					wrong += quiet_end(&wishes, ms) != plain;
					asked++;
				}
			}
		}
	}
	is_int(wrong, 0, "%u moments end where they plainly do", asked);
}

static void test_next(void)
{
	is_int(quiet_next(DECEMBER_1, 7, VB_QUIET_EVERY_DAY), DECEMBER_1 + 6 * HOUR, "7:00 today");
	is_int(quiet_next(DECEMBER_1 + 6 * HOUR, 7, VB_QUIET_EVERY_DAY),
	       DECEMBER_1 + DAY + 6 * HOUR, "at 7:00 it is that of tomorrow");
	is_int(quiet_next(DECEMBER_1, 7, 0), DECEMBER_1 + 6 * DAY + 6 * HOUR,
	       "on Tuesday Monday is in six days");
	is_int(quiet_next(DECEMBER_1, 7, 1), DECEMBER_1 + 6 * HOUR, "and Tuesday is today");
	is_int(quiet_next(MARCH_29 - 12 * HOUR, 7, VB_QUIET_EVERY_DAY), MARCH_29 + 5 * HOUR,
	       "7:00 of summer on the day of the change");
	is_int(quiet_next(MARCH_29 - 12 * HOUR, 2, VB_QUIET_EVERY_DAY), MARCH_29 + HOUR,
	       "2:00 is left out: when the clocks jump");
	is_int(quiet_next(OCTOBER_25 - 12 * HOUR, 7, VB_QUIET_EVERY_DAY), OCTOBER_25 + 6 * HOUR,
	       "7:00 of winter on the day of the change");
	is_int(quiet_next(DECEMBER_1 + 22 * HOUR + 30 * MINUTE, 0, VB_QUIET_EVERY_DAY),
	       DECEMBER_1 + 23 * HOUR, "midnight");
}

int main(void)
{
	test_ends();
	test_every();
	test_next();
	return done();
}
