/* waypoint: consultations as stations; see waypoint.h. */
#include "cli/waypoint.h"

#include <stdlib.h>

#include "protocol/kinds/calendar.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static struct span span_of_field(const struct json *record, const char *name)
{
	const char *text = field(record, name);

	return span_of_str(text != NULL ? text : "");
}

void waypoint_put_sitting(struct json *consultation, enum stage stage, int32_t day)
{
	char text[VB_DAY_TEXT_BYTES];

	json_put_text(consultation, "stage", stage_word(stage));
	if (day == VB_DAY_MAX)
		return;
	calendar_format(day, text);
	json_put_text(consultation, "sitting", text);
}

enum station_result waypoint_result(const struct json *consultation)
{
	enum station_result result =
		phrase_result_of_word(span_of_field(consultation, "resultCode"));

	return result != VB_RESULT_NONE ? result
	                                : phrase_result(span_of_field(consultation, "result"));
}

enum station_role waypoint_role(const struct json *consultation)
{
	enum station_role role = phrase_role_of_word(span_of_field(consultation, "roleCode"));

	return role != VB_STATION_ROLE_NONE ? role
	                                    : phrase_role(span_of_field(consultation, "role"));
}

struct station waypoint_read(const struct json *consultation)
{
	const char *stage = json_get_text(consultation, "stage");
	const char *day = json_get_text(consultation, "sitting");
	const char *result = field(consultation, "result");
	struct station station = { .result = waypoint_result(consultation), .day = VB_DAY_MAX };

	if (stage == NULL)
		stage = field(consultation, "state");
	if (day == NULL)
		day = field(consultation, "date");
	station.has_meeting = stage != NULL && stage_parse(span_of_str(stage), &station.stage) == 0;
	if (day == NULL || calendar_parse(span_of_str(day), &station.day) != 0)
		station.day = VB_DAY_MAX;
	/* "(offen)" is how some systems say that there is none yet. */
	station.has_text = result != NULL && result[0] != '\0' && result[0] != '(';
	return station;
}

void waypoint_mark(struct json *route, int32_t today)
{
	size_t count = json_count(route);
	struct station *stations = calloc(count + 1, sizeof(*stations));
	size_t current;

	if (stations == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		stations[i] = waypoint_read(json_at(route, i));
	current = station_current(stations, count, today);
	for (size_t i = 0; i < count; i++) {
		struct json *one = json_at(route, i);

		json_put_text(one, "status", station_word(station_status(&stations[i], today)));
		json_put_bool(one, "isCurrent", i == current);
		json_put_text(one, "roleCode", phrase_role_word(waypoint_role(one)));
		json_put_text(one, "resultCode", phrase_result_word(waypoint_result(one)));
	}
	free(stations);
}

/* Puts a word, or nil. */
static void put_code(struct json *fields, const char *name, const char *word, bool is_new)
{
	struct json *code = json_new_text(word);

	if (word != NULL || !is_new)
		json_put(fields, name, &code);
	json_destroy(&code);
}

void waypoint_put_codes(struct json *fields, bool is_new)
{
	const char *role = json_get_text(fields, "role");
	const char *result = json_get_text(fields, "result");
	bool has_code = json_get(fields, "resultCode") != NULL;

	if (json_get(fields, "role") != NULL)
		put_code(fields, "roleCode",
		         phrase_role_word(phrase_role(span_of_str(role != NULL ? role : ""))),
		         is_new);
	/* Who gives a code knows better than a table of phrases. */
	if (json_get(fields, "result") != NULL && !has_code)
		put_code(fields, "resultCode",
		         phrase_result_word(
				 phrase_result(span_of_str(result != NULL ? result : ""))),
		         is_new);
}
