/* recurrence: the days of a series; see recurrence.h. */
#include "protocol/kinds/recurrence.h"

#include <string.h>

#include "protocol/kinds/calendar.h"
#include "protocol/limits.h"

#define NUMBER_MAX 1000 /* of an interval or a count: more than any limit lets through */

/* ---- reading ---- */

static uint8_t upper(uint8_t c)
{
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
}

static bool is_word(struct span text, const char *word)
{
	if (text.size != strlen(word))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (upper(text.data[i]) != (uint8_t)word[i])
			return false;
	}
	return true;
}

/* Takes what stands before the separator off the text, which is empty behind the last. */
static struct span cut(struct span *text, char separator)
{
	struct span part = *text;
	const uint8_t *at = text->size > 0 ? memchr(text->data, separator, text->size) : NULL;

	if (at == NULL) {
		*text = span_of(NULL, 0);
		return part;
	}
	part.size = (size_t)(at - text->data);
	*text = span_of(at + 1, text->size - part.size - 1);
	return part;
}

/* A number of 1 to max without sign; 0 when it is none. */
static uint32_t number_of(struct span text, uint32_t max)
{
	uint32_t value = 0;

	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
		value = value * 10 + (uint32_t)(text.data[i] - '0');
		if (value > max)
			return 0;
	}
	return value;
}

/* Takes a sign off the text: -1 or 1. */
static int sign_of(struct span *text)
{
	int sign = 1;

	if (text->size > 0 && (text->data[0] == '-' || text->data[0] == '+')) {
		sign = text->data[0] == '-' ? -1 : 1;
		*text = span_of(text->data + 1, text->size - 1);
	}
	return sign;
}

static bool freq_read(struct span text, struct recurrence *rule)
{
	static const char *const words[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };

	for (unsigned i = 0; i < 4; i++) {
		if (is_word(text, words[i]))
			rule->freq = (enum recurrence_freq)(VB_FREQ_DAILY + i);
	}
	return rule->freq != 0;
}

/* 20261231, or a moment on that day, of which the day counts. */
static bool until_read(struct span text, struct recurrence *rule)
{
	char day[VB_DAY_TEXT_BYTES];

	if (text.size != 8 && (text.size < 15 || text.size > 16 || upper(text.data[8]) != 'T'))
		return false;
	memcpy(day, text.data, 4);
	day[4] = day[7] = '-';
	memcpy(day + 5, text.data + 4, 2);
	memcpy(day + 8, text.data + 6, 2);
	return calendar_parse(span_of(day, 10), &rule->until) == 0;
}

static bool days_read(struct span list, struct recurrence *rule)
{
	static const char *const words[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

	do {
		struct span part = cut(&list, ',');
		struct recurrence_day *day = &rule->days[rule->day_count];
		int sign = sign_of(&part);
		uint32_t ordinal = 0;
		uint32_t weekday = 0;

		if (part.size < 2 || rule->day_count == VB_RECURRENCE_DAYS_MAX)
			return false;
		if (part.size > 2) {
			ordinal = number_of(span_of(part.data, part.size - 2), 5);
			if (ordinal == 0)
				return false;
		} else if (sign < 0) {
			return false;
		}
		part = span_of(part.data + part.size - 2, 2);
		while (weekday < 7 && !is_word(part, words[weekday]))
			weekday++;
		if (weekday == 7)
			return false;
		*day = (struct recurrence_day){ sign * (int32_t)ordinal, weekday };
		rule->day_count++;
	} while (list.data != NULL);
	return true;
}

static bool month_days_read(struct span list, struct recurrence *rule)
{
	do {
		struct span part = cut(&list, ',');
		int sign = sign_of(&part);
		uint32_t number = number_of(part, 31);

		if (number == 0)
			return false;
		*(sign < 0 ? &rule->month_days_back : &rule->month_days) |= UINT32_C(1) << number;
	} while (list.data != NULL);
	return true;
}

static bool interval_read(struct span text, struct recurrence *rule)
{
	rule->interval = number_of(text, NUMBER_MAX);
	return rule->interval != 0;
}

static bool count_read(struct span text, struct recurrence *rule)
{
	rule->count = number_of(text, NUMBER_MAX);
	return rule->count != 0;
}

/* Weeks begin on Monday, and on no other day. */
static bool week_start_read(struct span text, struct recurrence *rule)
{
	(void)rule;
	return is_word(text, "MO");
}

#define UNTIL 0u
static const struct {
	const char *name;
	bool (*read)(struct span text, struct recurrence *rule);
} parts[] = {
	[UNTIL] = { "UNTIL", until_read },
	{ "FREQ", freq_read },
	{ "INTERVAL", interval_read },
	{ "COUNT", count_read },
	{ "BYDAY", days_read },
	{ "BYMONTHDAY", month_days_read },
	{ "WKST", week_start_read },
};
#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))

/* Whether the parts go together: ordinals and days of the month in monthly rules only, no days in yearly ones. Ordinals
 * with some days only are refused, since programs that read them disagree. */
static bool is_sound(const struct recurrence *rule, bool has_until)
{
	bool has_month_days = (rule->month_days | rule->month_days_back) != 0;

	if (rule->freq == 0 || (rule->count != 0 && has_until))
		return false;
	if (rule->freq == VB_FREQ_YEARLY && rule->day_count > 0)
		return false;
	for (size_t i = 0; i < rule->day_count; i++) {
		bool has_ordinal = rule->days[i].ordinal != 0;

		if (has_ordinal != (rule->days[0].ordinal != 0) ||
		    (has_ordinal && rule->freq != VB_FREQ_MONTHLY))
			return false;
	}
	return !has_month_days || rule->freq == VB_FREQ_MONTHLY;
}

int recurrence_parse(struct span text, struct recurrence *out)
{
	struct recurrence rule = { .interval = 1, .until = VB_DAY_MAX };
	bool has[PART_COUNT] = { false };

	do {
		struct span value = cut(&text, ';');
		struct span name = cut(&value, '=');
		size_t i = 0;

		while (i < PART_COUNT && !is_word(name, parts[i].name))
			i++;
		if (i == PART_COUNT || has[i] || value.size == 0 || !parts[i].read(value, &rule))
			return VB_ERR_BAD_VALUE;
		has[i] = true;
	} while (text.data != NULL);
	if (!is_sound(&rule, has[UNTIL]))
		return VB_ERR_BAD_VALUE;
	*out = rule;
	return 0;
}

bool recurrence_is_endless(const struct recurrence *rule)
{
	return rule->count == 0 && rule->until == VB_DAY_MAX;
}

/* ---- days ---- */

static int32_t months_of(struct date date)
{
	return date.year * 12 + (int32_t)date.month;
}

/* Whether the day stands in a period that the interval has. */
static bool is_in_turn(const struct recurrence *rule, int32_t start, int32_t day)
{
	int32_t periods = 0;

	switch (rule->freq) {
	case VB_FREQ_DAILY:
		periods = day - start;
		break;
	case VB_FREQ_WEEKLY:
		periods = (day - (int32_t)calendar_weekday(day) -
		           (start - (int32_t)calendar_weekday(start))) /
		          7;
		break;
	case VB_FREQ_MONTHLY:
		periods = months_of(calendar_date(day)) - months_of(calendar_date(start));
		break;
	case VB_FREQ_YEARLY:
		periods = calendar_date(day).year - calendar_date(start).year;
		break;
	}
	return (uint32_t)periods % rule->interval == 0;
}

static bool is_named(const struct recurrence *rule, int32_t day, struct date date)
{
	uint32_t back = calendar_month_days(date.year, date.month) - date.day;
	uint32_t weekday = calendar_weekday(day);

	for (size_t i = 0; i < rule->day_count; i++) {
		int32_t ordinal = rule->days[i].ordinal;

		if (rule->days[i].weekday == weekday &&
		    (ordinal == 0 || ordinal == (int32_t)((date.day - 1) / 7) + 1 ||
		     -ordinal == (int32_t)(back / 7) + 1))
			return true;
	}
	return false;
}

/* Whether the rule has the day within its period; what it does not say comes from the first day. */
static bool is_chosen(const struct recurrence *rule, int32_t start, int32_t day)
{
	struct date date = calendar_date(day), first = calendar_date(start);
	uint32_t back = calendar_month_days(date.year, date.month) - date.day + 1;
	bool has_month_days = (rule->month_days | rule->month_days_back) != 0;

	if (has_month_days && (rule->month_days >> date.day & 1) == 0 &&
	    (rule->month_days_back >> back & 1) == 0)
		return false;
	if (rule->day_count > 0)
		return is_named(rule, day, date);
	if (has_month_days || rule->freq == VB_FREQ_DAILY)
		return true;
	if (rule->freq == VB_FREQ_WEEKLY)
		return calendar_weekday(day) == calendar_weekday(start);
	return date.day == first.day &&
	       (rule->freq == VB_FREQ_MONTHLY || date.month == first.month);
}

static bool is_exception(const int32_t *exceptions, size_t count, int32_t day)
{
	for (size_t i = 0; i < count; i++) {
		if (exceptions[i] == day)
			return true;
	}
	return false;
}

size_t recurrence_expand(const struct recurrence *rule, int32_t start, const int32_t *exceptions,
                         size_t exception_count, int32_t first, int32_t last, int32_t *out,
                         size_t max)
{
	uint32_t left = rule->count != 0 && rule->count < VB_SERIES_MAX_COUNT ? rule->count
	                                                                      : VB_SERIES_MAX_COUNT;
	int32_t end = calendar_add_days(start, VB_SERIES_MAX_DAYS);
	size_t count = 0;

	end = end < rule->until ? end : rule->until;
	end = end < last ? end : last;
	for (int32_t day = start; day <= end && left > 0 && count < max; day++) {
		if (!is_in_turn(rule, start, day) || !is_chosen(rule, start, day))
			continue;
		left--;
		if (day >= first && !is_exception(exceptions, exception_count, day))
			out[count++] = day;
	}
	return count;
}
