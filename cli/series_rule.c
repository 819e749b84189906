/* series_rule: rules from options; see series_rule.h; tested by tests/blackbox/20-series.t */
#include "cli/series_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/day.h"
#include "cli/language.h"
#include "protocol/kinds/recurrence.h"

#define INTERVAL_MAX 1000

static const char *const weekdays[7][5] = {
	{ "MO", "mon", "monday", "montag", NULL },
	{ "TU", "tue", "tuesday", "dienstag", "di" },
	{ "WE", "wed", "wednesday", "mittwoch", "mi" },
	{ "TH", "thu", "thursday", "donnerstag", "do" },
	{ "FR", "fri", "friday", "freitag", NULL },
	{ "SA", "sat", "saturday", "samstag", "sonnabend" },
	{ "SU", "sun", "sunday", "sonntag", "so" },
};

/* The word of RFC 5545 for a day of the week; NULL: it is none. */
static const char *weekday_of(const char *text, size_t size)
{
	for (size_t i = 0; i < 7; i++) {
		for (size_t k = 0; k < 5 && weekdays[i][k] != NULL; k++) {
			if (strlen(weekdays[i][k]) == size &&
			    strncasecmp(weekdays[i][k], text, size) == 0)
				return weekdays[i][0];
		}
	}
	return NULL;
}

/* tue,thu with the ordinal of --week before each. */
static int put_weekdays(struct cmd *cmd, FILE *out)
{
	const char *text = args_get(cmd->args, "weekday");
	const char *week = args_get(cmd->args, "week");
	bool is_first = true;

	if (week != NULL && text == NULL)
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "--weekday");
	if (text == NULL)
		return 0;
	while (*text != '\0') {
		size_t size;
		const char *word;

		text += strspn(text, ", ");
		size = strcspn(text, ", ");
		if (size == 0)
			break;
		word = weekday_of(text, size);
		if (word == NULL)
			return out_fail(cmd->out, VB_ERR_BAD_VALUE,
			                _("--weekday %.40s: write it like tue or Dienstag"), text);
		(void)fprintf(out, "%s%s%s", is_first ? ";BYDAY=" : ",",
		              week == NULL                ? ""
		              : strcmp(week, "last") == 0 ? "-1"
		                                          : week,
		              word);
		is_first = false;
		text += size;
	}
	return is_first ? out_fail(cmd->out, VB_ERR_BAD_VALUE, "--weekday") : 0;
}

static int put_number(struct cmd *cmd, const char *option, const char *name, FILE *out)
{
	const char *text = args_get(cmd->args, option);
	char *end;
	long number;

	if (text == NULL)
		return 0;
	number = strtol(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number < 1 || number > INTERVAL_MAX)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--%s %.40s", option, text);
	(void)fprintf(out, ";%s=%ld", name, number);
	return 0;
}

static int put_until(struct cmd *cmd, FILE *out)
{
	const char *text = args_get(cmd->args, "until");
	struct date date;
	int32_t day;
	int err;

	if (text == NULL)
		return 0;
	if (args_has(cmd->args, "count"))
		return out_fail(cmd->out, VB_ERR_USAGE, "%s", _("Either --count or --until."));
	err = day_parse(cmd->out, "until", text, &day);
	if (err < 0)
		return err;
	date = calendar_date(day);
	(void)fprintf(out, ";UNTIL=%04u%02u%02u", (unsigned)date.year % 10000u,
	              (unsigned)date.month % 100u, (unsigned)date.day % 100u);
	return 0;
}

static int put_all(struct cmd *cmd, FILE *out)
{
	static const struct {
		const char *unit, *freq;
	} units[] = { { "day", "DAILY" },
		      { "week", "WEEKLY" },
		      { "month", "MONTHLY" },
		      { "year", "YEARLY" } };
	const char *unit = args_get(cmd->args, "unit");
	int err;

	if (unit == NULL)
		unit = args_has(cmd->args, "week") ? "month" : "week";
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i].unit, unit) == 0)
			(void)fprintf(out, "FREQ=%s", units[i].freq);
	}
	err = put_number(cmd, "every", "INTERVAL", out);
	if (err == 0)
		err = put_weekdays(cmd, out);
	if (err == 0)
		err = put_number(cmd, "count", "COUNT", out);
	return err == 0 ? put_until(cmd, out) : err;
}

static int make(struct cmd *cmd, char **rule)
{
	size_t size;
	FILE *out = open_memstream(rule, &size);
	int err;

	if (out == NULL)
		abort();
	err = put_all(cmd, out);
	if (fclose(out) != 0)
		abort();
	return err;
}

static int take(struct cmd *cmd, const char *typed, char **rule)
{
	static const char *const others[] = {
		"every", "unit", "weekday", "week", "count", "until"
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (args_has(cmd->args, others[i]))
			return out_fail(cmd->out, VB_ERR_USAGE, _("Either --rule or --%s."),
			                others[i]);
	}
	*rule = strdup(typed);
	if (*rule == NULL)
		abort();
	return 0;
}

int series_rule_parse(struct cmd *cmd, char **rule)
{
	const char *typed = args_get(cmd->args, "rule");
	struct recurrence read;
	char *made = NULL;
	int err = typed != NULL ? take(cmd, typed, &made) : make(cmd, &made);

	if (err == 0 && recurrence_parse(span_of_str(made), &read) < 0)
		err = out_fail(
			cmd->out, VB_ERR_BAD_VALUE,
			_("%s is no rule for a series: some parts do not go together, or are "
		          "not known"),
			made);
	if (err == 0)
		*rule = made;
	else
		free(made);
	return err;
}
