/* series: the days and times of a series; see series.h. */
#include "cli/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "protocol/limits.h"

#define DURATION_MAX (14 * VB_DAY_MINUTES)

/* ---- reading ---- */

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static void read_left_out(struct series *series)
{
	const struct json *days = json_get(json_get(series->record, "fields"), "exdate");

	series->left_out = calloc(json_count(days) + 1, sizeof(*series->left_out));
	if (series->left_out == NULL)
		abort();
	for (size_t i = 0; i < json_count(days); i++) {
		const char *text = json_text(json_at(days, i));
		int32_t day;

		if (text != NULL && calendar_parse(span_of_str(text), &day) == 0)
			series->left_out[series->left_out_count++] = day;
	}
}

void series_init(struct series *series, const struct json *record, const char *zone)
{
	const struct json *fields = json_get(record, "fields");
	const char *rule = field(record, "rrule");
	const char *start = field(record, "startDate");
	const char *own = field(record, "timeZone");
	int64_t minute = json_int(json_get(fields, "startMinute"), 0);
	int64_t duration = json_int(json_get(fields, "durationMinutes"), 0);

	memset(series, 0, sizeof(*series));
	series->record = record;
	series->zone = own != NULL && moment_check_zone(own) == 0 ? own : zone;
	series->minute = minute >= 0 && minute < VB_DAY_MINUTES ? (int32_t)minute : 0;
	series->duration = duration > 0 && duration <= DURATION_MAX ? duration : 0;
	series->days = calloc(VB_SERIES_MAX_COUNT, sizeof(*series->days));
	if (series->days == NULL)
		abort();
	read_left_out(series);
	series->is_sound = rule != NULL && start != NULL &&
	                   recurrence_parse(span_of_str(rule), &series->rule) == 0 &&
	                   calendar_parse(span_of_str(start), &series->start) == 0;
	if (series->is_sound)
		series->count = recurrence_expand(&series->rule, series->start, NULL, 0, VB_DAY_MIN,
		                                  VB_DAY_MAX, series->days, VB_SERIES_MAX_COUNT);
}

void series_release(struct series *series)
{
	free(series->days);
	free(series->left_out);
	memset(series, 0, sizeof(*series));
}

static bool is_among(const int32_t *days, size_t count, int32_t day)
{
	for (size_t i = 0; i < count; i++) {
		if (days[i] == day)
			return true;
	}
	return false;
}

bool series_has(const struct series *series, int32_t day)
{
	return is_among(series->days, series->count, day);
}

bool series_leaves_out(const struct series *series, int32_t day)
{
	return is_among(series->left_out, series->left_out_count, day);
}

/* ---- times ---- */

enum offset_fit series_moment(const struct series *series, int32_t day, int64_t *ms)
{
	struct offset_change changes[VB_MOMENT_CHANGES_MAX];
	size_t count = moment_changes(series->zone, day, changes);

	return offset_moment(changes, count, (struct local_time){ day, series->minute }, ms);
}

/* ---- in words ---- */

static void put_days(const struct recurrence *rule, FILE *text)
{
	static const char *const names[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
		                             N_("Fri"), N_("Sat"), N_("Sun") };

	for (size_t i = 0; i < rule->day_count; i++) {
		const struct recurrence_day *day = &rule->days[i];

		(void)fputs(", ", text);
		if (day->ordinal == -1)
			(void)fprintf(text, _("last %s"), _(names[day->weekday]));
		else if (day->ordinal != 0)
			/* TRANSLATORS: the 2nd Tuesday of the month */
			(void)fprintf(text, _("%d. %s"), (int)day->ordinal, _(names[day->weekday]));
		else
			(void)fputs(_(names[day->weekday]), text);
	}
	for (unsigned day = 1; day <= 31; day++) {
		if ((rule->month_days >> day & 1) != 0)
			(void)fprintf(text, ", %u.", day);
	}
}

static void put_interval(const struct recurrence *rule, FILE *text)
{
	unsigned every = rule->interval;

	switch (rule->freq) {
	case VB_FREQ_DAILY:
		(void)fprintf(text,
		              every == 1 ? _("every day")
		                         : ngettext("every %u day", "every %u days", every),
		              every);
		break;
	case VB_FREQ_WEEKLY:
		(void)fprintf(text,
		              every == 1 ? _("every week")
		                         : ngettext("every %u week", "every %u weeks", every),
		              every);
		break;
	case VB_FREQ_MONTHLY:
		(void)fprintf(text,
		              every == 1 ? _("every month")
		                         : ngettext("every %u month", "every %u months", every),
		              every);
		break;
	case VB_FREQ_YEARLY:
		(void)fprintf(text,
		              every == 1 ? _("every year")
		                         : ngettext("every %u year", "every %u years", every),
		              every);
		break;
	}
}

char *series_words(const struct out *out, const struct series *series)
{
	const char *rule = field(series->record, "rrule");
	char *words = NULL;
	size_t size;
	FILE *text = open_memstream(&words, &size);

	if (text == NULL)
		abort();
	if (!out->style.is_terminal || !series->is_sound || series->rule.month_days_back != 0) {
		(void)fputs(rule != NULL ? rule : "", text);
	} else {
		put_interval(&series->rule, text);
		put_days(&series->rule, text);
	}
	if (fclose(text) != 0)
		abort();
	return words;
}

char *series_rule_until(const char *rule, int32_t last)
{
	struct date date = calendar_date(last);
	char *made = NULL;
	size_t size;
	FILE *text = open_memstream(&made, &size);

	if (text == NULL)
		abort();
	while (*rule != '\0') {
		size_t part = strcspn(rule, ";");

		if (strncasecmp(rule, "UNTIL=", 6) != 0 && strncasecmp(rule, "COUNT=", 6) != 0)
			(void)fprintf(text, "%.*s;", (int)part, rule);
		rule += part + (rule[part] == ';' ? 1 : 0);
	}
	(void)fprintf(text, "UNTIL=%04u%02u%02u", (unsigned)date.year % 10000u,
	              (unsigned)date.month % 100u, (unsigned)date.day % 100u);
	if (fclose(text) != 0)
		abort();
	return made;
}
