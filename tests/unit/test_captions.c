/* captions: phrases with values in any order, and times in words. */
#include "bridges/render/captions.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/sitting.h"

#define HOUR_MS 3600000

static void is_filled(const char *phrase, const char *const *values, const char *want)
{
	char *got = captions_fill(phrase, values);

	is_str(got, want, "%s", phrase);
	free(got);
}

static void is_text(char *got, const char *want, const char *what)
{
	is_str(got, want, "%s", what);
	free(got);
}

static void test_times(void)
{
	const struct captions *german = &sitting_german;
	struct captions_time start = { SITTING_START_MS, 60, "MEZ" };
	struct captions_time end = { SITTING_START_MS + 2 * HOUR_MS, 60, "MEZ" };
	struct captions_time night = { SITTING_START_MS + 7 * HOUR_MS, 60, "MEZ" };
	/* The night of 25 October 2026: 02:30 twice. */
	struct captions_time first = { 1792888200000, 120, "MESZ" };
	struct captions_time second = { 1792891800000, 60, "MEZ" };

	is_text(captions_moment(german, start, false),
	        "Dienstag, 1. Dezember 2026, 18:00 Uhr (MEZ)", "a moment");
	is_text(captions_moment(german, start, true), "Dienstag, 1. Dezember 2026", "a day");
	is_text(captions_span(german, start, end),
	        "Dienstag, 1. Dezember 2026, 18:00 bis 20:00 Uhr (MEZ)", "within a day");
	is_text(captions_span(german, start, night),
	        "Dienstag, 1. Dezember 2026, 18:00 Uhr (MEZ) bis Mittwoch, 2. Dezember 2026, 01:00 "
	        "Uhr (MEZ)",
	        "beyond midnight");
	is_text(captions_span(german, first, second),
	        "Sonntag, 25. Oktober 2026, 02:30 Uhr (MESZ) bis Sonntag, 25. Oktober 2026, 02:30 "
	        "Uhr (MEZ)",
	        "an hour that seems to be none");
}

static void test_isolated(void)
{
	static const struct captions arabic = { .language = "ar", .is_rtl = true };
	const char *const values[VB_CAPTIONS_PLACES_MAX] = { "3. Sitzung",
		                                             "a\xe2\x81\xa9\xe2\x80\xae"
		                                             "b",
		                                             "" };

	is_text(captions_say(&arabic, "دعوة: {0}", values),
	        "دعوة: \xe2\x81\xa8"
	        "3. Sitzung\xe2\x81\xa9",
	        "a value stands between FSI and PDI where reading goes from right to left");
	is_text(captions_say(&arabic, "{1}{2}{4}", values),
	        "\xe2\x81\xa8"
	        "ab\xe2\x81\xa9",
	        "it cannot end that itself, and nothing stands around nothing");
	is_text(captions_say(&sitting_german, "Einladung: {0}", values), "Einladung: 3. Sitzung",
	        "elsewhere it stands as it is");
}

int main(void)
{
	const char *const values[VB_CAPTIONS_PLACES_MAX] = { "a", "{0}", NULL, "d", NULL };

	test_isolated();
	is_filled("{0}{3}", values, "ad");
	is_filled("{3}, {0}; {0}", values, "d, a; a");
	is_filled("{1}", values, "{0}");
	is_filled("x{2}y", values, "xy");
	is_filled("{9} {} {0 {", values, "{9} {} {0 {");
	is_filled("%s %n {0}", values, "%s %n a");
	is_filled("", values, "");
	test_times();
	return done();
}
