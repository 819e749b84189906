/* day: days typed, shown and found out; see day.h. */
#include "cli/day.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/field.h"
#include "cli/moment.h"

#define DAY_MS 86400000

int day_get_today(struct cmd *cmd, int32_t *day)
{
	const char *on = args_get(cmd->args, "on");

	if (on != NULL)
		return day_parse(cmd->out, "on", on, day);
	*day = day_of_moment((int64_t)time(NULL) * 1000, cmd->args->zone);
	return 0;
}

int day_parse(struct out *out, const char *option, const char *text, int32_t *day)
{
	return field_parse_day(out, option, text, day);
}

int32_t day_of_moment(int64_t ms, const char *zone)
{
	int64_t local = ms + 1000 * (int64_t)moment_offset(ms, zone);
	int64_t day = local / DAY_MS - (local % DAY_MS < 0 ? 1 : 0);

	if (day < VB_DAY_MIN || day > VB_DAY_MAX)
		return day < VB_DAY_MIN ? VB_DAY_MIN : VB_DAY_MAX;
	return (int32_t)day;
}

int32_t day_of_field(const struct json *fields, const char *name, int32_t fallback)
{
	const char *text = json_get_text(fields, name);
	int32_t day;

	return text != NULL && calendar_parse(span_of_str(text), &day) == 0 ? day : fallback;
}

char *day_format(const struct out *out, int32_t day)
{
	char text[VB_DAY_TEXT_BYTES] = "";
	struct json *noon;
	char *shown;

	if (day == VB_DAY_MIN || day == VB_DAY_MAX || !out->style.is_terminal) {
		if (day != VB_DAY_MIN && day != VB_DAY_MAX)
			calendar_format(day, text);
		shown = strdup(text);
		if (shown == NULL)
			abort();
		return shown;
	}
	noon = json_new_int(day * (int64_t)DAY_MS + DAY_MS / 2);
	shown = field_format_date(out, noon, "UTC");
	json_destroy(&noon);
	return shown;
}
