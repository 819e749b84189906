/* keep: times of the settings, and days to count from; see keep.h. */
#include "cli/keep.h"

#include "cli/day.h"
#include "cli/sittings.h"

int keep_read(struct cmd *cmd, struct keep *out)
{
	struct json *question = NULL;
	struct json *answer = NULL;
	const struct json *settings;
	int err = client_ask(cmd->client, "doctor", &question, &answer);

	if (err != 0)
		return err;
	settings = json_get(answer, "settings");
	for (int i = 0; i < VB_RETENTION_COUNT; i++) {
		const struct retention_row *row = retention_row((enum retention)i);
		const char *text = json_get_text(settings, row->setting);

		out->months[i] = row->months;
		if (text != NULL)
			(void)retention_parse(span_of_str(text), &out->months[i]);
	}
	json_destroy(&answer);
	return 0;
}

int32_t keep_day_of(const struct json *record, const char *key, const char *zone)
{
	const struct json *time = json_get(record, key);

	return json_form_of(time) == JSON_FORM_INT ? day_of_moment(json_int(time, 0), zone)
	                                           : VB_DAY_MAX;
}

int32_t keep_meeting_day(struct labels *labels, const struct json *record, const char *zone)
{
	const char *id = json_get_text(json_get(record, "fields"), "meeting");
	const struct json *meeting = labels_record(labels, id);
	struct sitting sitting;

	if (meeting != NULL) {
		sitting = sittings_parse(meeting, zone);
		if (sitting.has_start)
			return sitting.day;
	}
	return keep_day_of(record, "created", zone);
}

int32_t keep_request_day(struct labels *labels, const struct json *record, const char *zone)
{
	const char *id = json_get_text(json_get(record, "fields"), "request");
	const struct json *fields = json_get(labels_record(labels, id), "fields");
	int32_t day = keep_day_of(fields, "start", zone);

	if (day == VB_DAY_MAX)
		day = day_of_field(fields, "due", VB_DAY_MAX);
	return day < VB_DAY_MAX ? day : keep_day_of(record, "created", zone);
}

int32_t keep_contact_day(const struct json *person, const struct json *seats, const char *zone)
{
	int32_t last = VB_DAY_MIN;

	for (size_t i = 0; i < json_count(seats); i++) {
		const struct json *seat = json_at(seats, i);
		int32_t end = day_of_field(json_get(seat, "fields"), "endDate", VB_DAY_MAX);

		/* One that was deleted ended when that was said, at the latest. */
		if (json_is_yes(json_get(seat, "deleted")) &&
		    keep_day_of(seat, "changed", zone) < end)
			end = keep_day_of(seat, "changed", zone);
		if (end > last)
			last = end;
	}
	return last > VB_DAY_MIN ? last : keep_day_of(person, "changed", zone);
}
