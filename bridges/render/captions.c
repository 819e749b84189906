/* captions: phrases with their values, and times in words; see captions.h. */
#include "bridges/render/captions.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/bytes.h"

#define PHRASE_MAX_BYTES (8u << 20)
#define NUMBER_BYTES 12

/* The place that begins here ("{2}"), or VB_CAPTIONS_PLACES_MAX. */
static unsigned place_at(const char *at)
{
	if (at[0] == '{' && at[1] >= '0' && (unsigned)(at[1] - '0') < VB_CAPTIONS_PLACES_MAX &&
	    at[2] == '}')
		return (unsigned)(at[1] - '0');
	return VB_CAPTIONS_PLACES_MAX;
}

char *captions_fill(const char *phrase, const char *const values[static VB_CAPTIONS_PLACES_MAX])
{
	struct buf out;

	buf_init(&out, PHRASE_MAX_BYTES);
	while (*phrase != '\0') {
		unsigned place = place_at(phrase);

		if (place == VB_CAPTIONS_PLACES_MAX) {
			buf_put_u8(&out, (uint8_t)*phrase++);
			continue;
		}
		if (values[place] != NULL)
			buf_put(&out, values[place], strlen(values[place]));
		phrase += strlen("{0}");
	}
	buf_put_u8(&out, '\0');
	if (out.err != 0)
		abort();
	return (char *)out.data;
}

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

/* The value between marks, without the marks U+202A to U+202E and U+2066 to U+2069 of its own. */
static char *isolated(const char *value)
{
	struct buf out;

	buf_init(&out, PHRASE_MAX_BYTES);
	buf_put(&out, FSI, strlen(FSI));
	while (*value != '\0') {
		bool is_mark = (strncmp(value, "\xe2\x81", 2) == 0 && value[2] >= '\xa6' &&
		                value[2] <= '\xa9') ||
		               (strncmp(value, "\xe2\x80", 2) == 0 && value[2] >= '\xaa' &&
		                value[2] <= '\xae');

		if (!is_mark)
			buf_put_u8(&out, (uint8_t)*value);
		value += is_mark ? 3 : 1;
	}
	buf_put(&out, PDI, strlen(PDI) + 1);
	if (out.err != 0)
		abort();
	return (char *)out.data;
}

char *captions_say(const struct captions *captions, const char *phrase,
                   const char *const values[static VB_CAPTIONS_PLACES_MAX])
{
	const char *apart[VB_CAPTIONS_PLACES_MAX] = { NULL };
	char *made[VB_CAPTIONS_PLACES_MAX] = { NULL };
	char *text;

	if (!captions->is_rtl)
		return captions_fill(phrase, values);
	for (size_t i = 0; i < VB_CAPTIONS_PLACES_MAX; i++) {
		if (values[i] != NULL && values[i][0] != '\0')
			apart[i] = made[i] = isolated(values[i]);
	}
	text = captions_fill(phrase, apart);
	for (size_t i = 0; i < VB_CAPTIONS_PLACES_MAX; i++)
		free(made[i]);
	return text;
}

static const char *word_of(const struct captions *captions, unsigned caption)
{
	assert(caption < CAPTION_COUNT && captions->word[caption] != NULL);
	return captions->word[caption];
}

static char *day_of(const struct captions *captions, const struct civil *civil)
{
	char day[NUMBER_BYTES];
	char year[NUMBER_BYTES];
	const char *values[VB_CAPTIONS_PLACES_MAX] = {
		word_of(captions, CAPTION_SUNDAY + civil->weekday),
		word_of(captions, CAPTION_JANUARY + civil->month - 1), day, year, NULL
	};

	(void)snprintf(day, sizeof(day), "%u", civil->day);
	(void)snprintf(year, sizeof(year), "%d", civil->year);
	return captions_fill(word_of(captions, CAPTION_DAY), values);
}

static char *clock_of(const struct captions *captions, const struct civil *civil)
{
	char hour[NUMBER_BYTES];
	char minute[NUMBER_BYTES];
	const char *values[VB_CAPTIONS_PLACES_MAX] = { hour, minute, NULL, NULL, NULL };

	(void)snprintf(hour, sizeof(hour), "%02u", civil->hour);
	(void)snprintf(minute, sizeof(minute), "%02u", civil->minute);
	return captions_fill(word_of(captions, CAPTION_CLOCK), values);
}

char *captions_moment(const struct captions *captions, struct captions_time time, bool is_day)
{
	struct civil civil = civil_of(time.ms, time.offset_minutes);
	char *day = day_of(captions, &civil);
	char *clock;
	char *text;

	if (is_day)
		return day;
	clock = clock_of(captions, &civil);
	text = captions_fill(word_of(captions, CAPTION_MOMENT),
	                     (const char *[VB_CAPTIONS_PLACES_MAX]){ day, clock, time.zone });
	free(day);
	free(clock);
	return text;
}

char *captions_span(const struct captions *captions, struct captions_time from,
                    struct captions_time to)
{
	struct civil start = civil_of(from.ms, from.offset_minutes);
	struct civil end = civil_of(to.ms, to.offset_minutes);
	bool is_one_day =
		start.year == end.year && start.month == end.month && start.day == end.day;
	/* Where clocks were changed between the two, each time needs its own zone. */
	bool is_short = is_one_day && from.offset_minutes == to.offset_minutes;
	char *first =
		is_short ? clock_of(captions, &start) : captions_moment(captions, from, false);
	char *second = is_short ? clock_of(captions, &end) : captions_moment(captions, to, false);
	char *day = day_of(captions, &start);
	char *text;

	if (is_short)
		text = captions_fill(
			word_of(captions, CAPTION_SPAN),
			(const char *[VB_CAPTIONS_PLACES_MAX]){ day, first, second, from.zone });
	else
		text = captions_fill(word_of(captions, CAPTION_LONG_SPAN),
		                     (const char *[VB_CAPTIONS_PLACES_MAX]){ first, second });
	free(first);
	free(second);
	free(day);
	return text;
}
