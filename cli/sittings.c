/* sittings: from records of meetings to what is known of them; see sittings.h. */
#include "cli/sittings.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "protocol/kinds/occurrence.h"

#define STAGES_MAX 64u /* of one meeting; more change nothing, since each word counts once */

/* ---- one meeting ---- */

struct json *sittings_values(const struct json *record, const char *field)
{
	const struct json *disputed = json_get(json_get(record, "disputes"), field);
	struct json *values = json_new_list();
	struct json *value;

	if (json_count(disputed) > 0) {
		json_add_all(values, disputed);
		return values;
	}
	value = json_new_copy(json_get(json_get(record, "fields"), field));
	if (value != NULL)
		json_add(values, &value);
	return values;
}

size_t sittings_stages(const struct json *meeting, enum stage *out, size_t max)
{
	struct json *values = sittings_values(meeting, "state");
	size_t count = 0;

	for (size_t i = 0; i < json_count(values) && count < max; i++) {
		const char *word = json_text(json_at(values, i));

		if (word != NULL && stage_parse(span_of_str(word), &out[count]) == 0)
			count++;
	}
	json_destroy(&values);
	return count;
}

static void settle(const struct json *meeting, struct sitting *sitting)
{
	const struct json *fields = json_get(meeting, "fields");
	const char *word = json_get_text(fields, "meetingState");
	enum stage stages[STAGES_MAX];
	size_t count = sittings_stages(meeting, stages, STAGES_MAX);

	sitting->is_contested = stage_is_contested(stages, count);
	sitting->stage = count > 0 ? stage_settle(stages, count)
	                           : stage_of_oparl(span_of_str(word != NULL ? word : ""),
	                                            json_is_yes(json_get(fields, "cancelled")));
}

struct sitting sittings_parse(const struct json *meeting, const char *zone)
{
	const struct json *fields = json_get(meeting, "fields");
	const struct json *start = json_get(fields, "start");
	const char *own = json_get_text(fields, "timeZone");
	struct sitting sitting = {
		.record = meeting,
		.zone = own != NULL && moment_check_zone(own) == 0 ? own : zone,
		.has_start = json_form_of(start) == JSON_FORM_INT,
		.is_extra = json_is_yes(json_get(fields, "extra")),
		.is_second_call = json_is_yes(json_get(fields, "secondCall")),
		.start = json_int(start, 0),
		.day = VB_DAY_MAX,
	};

	settle(meeting, &sitting);
	if (sitting.has_start)
		sitting.day = day_of_moment(sitting.start, sitting.zone);
	return sitting;
}

int sittings_show(struct cmd *cmd, const char *id, struct json **record, struct sitting *out)
{
	int err = client_show(cmd->client, id, "meeting", _("This is no meeting."), record);

	if (err == 0)
		*out = sittings_parse(*record, cmd->args->zone);
	return err;
}

/* ---- those of a committee ---- */

static struct occurrence mark_of(const struct json *meeting, const char *zone, size_t tag)
{
	const struct json *fields = json_get(meeting, "fields");
	const char *id = json_get_text(meeting, "id");
	const char *series = json_get_text(fields, "series");
	int32_t day = day_of_field(fields, "occurrence", VB_DAY_MAX);
	struct occurrence mark = { .day = day, .tag = tag };

	mark.stage = sittings_parse(meeting, zone).stage;
	if (id == NULL || hex_parse(id, strlen(id), mark.id.b, sizeof(mark.id.b)) != 0)
		mark.id = (struct record_id){ { 0 } };
	if (series == NULL || day == VB_DAY_MAX ||
	    hex_parse(series, strlen(series), mark.series.b, sizeof(mark.series.b)) != 0)
		mark.series = (struct record_id){ { 0 } };
	return mark;
}

void sittings_find_doubles(const struct json *meetings, const char *zone, bool *is_double)
{
	size_t count = json_count(meetings);
	struct occurrence *marks = calloc(count > 0 ? count : 1, sizeof(*marks));

	if (marks == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		marks[i] = mark_of(json_at(meetings, i), zone, i);
	occurrence_find(marks, count);
	for (size_t i = 0; i < count; i++)
		is_double[marks[i].tag] = marks[i].is_double;
	free(marks);
}

static int compare(const void *left, const void *right)
{
	const struct sitting *a = left;
	const struct sitting *b = right;

	if (a->has_start != b->has_start)
		return a->has_start ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return 0;
}

static void *zeroed(size_t count, size_t size)
{
	void *made = calloc(count > 0 ? count : 1, size);

	if (made == NULL)
		abort();
	return made;
}

/* Takes *question. */
static int list(struct cmd *cmd, struct json **question, struct sittings *out)
{
	int err = client_list(cmd->client, "record.list", question, &out->records);
	size_t count = json_count(out->records);
	bool *is_double;

	if (err < 0)
		return err;
	out->items = zeroed(count, sizeof(*out->items));
	out->doubles = zeroed(count, sizeof(*out->doubles));
	is_double = zeroed(count, sizeof(*is_double));
	sittings_find_doubles(out->records, cmd->args->zone, is_double);
	for (size_t i = 0; i < count; i++) {
		struct sitting sitting = sittings_parse(json_at(out->records, i), cmd->args->zone);

		sitting.is_double = is_double[i];
		if (is_double[i])
			out->doubles[out->double_count++] = sitting;
		else
			out->items[out->count++] = sitting;
	}
	free(is_double);
	qsort(out->items, out->count, sizeof(*out->items), compare);
	return 0;
}

void sittings_add(struct sittings *sittings, const struct sitting *sitting)
{
	/* There is room for all records. */
	sittings->items[sittings->count++] = *sitting;
	qsort(sittings->items, sittings->count, sizeof(*sittings->items), compare);
}

int sittings_read(struct cmd *cmd, const char *space, const char *organization,
                  struct sittings *out)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	*out = (struct sittings){ .count = 0 };
	json_put_text(where, "organization", organization);
	json_put_text(question, "kind", "meeting");
	json_put_text(question, "space", space);
	json_put(question, "where", &where);
	return list(cmd, &question, out);
}

int sittings_read_all(struct cmd *cmd, const char *space, struct sittings *out)
{
	struct json *question = json_new_map();

	*out = (struct sittings){ .count = 0 };
	json_put_text(question, "kind", "meeting");
	json_put_text(question, "space", space);
	return list(cmd, &question, out);
}

void sittings_release(struct sittings *sittings)
{
	json_destroy(&sittings->records);
	free(sittings->items);
	free(sittings->doubles);
	*sittings = (struct sittings){ .count = 0 };
}

size_t sittings_days(const struct sittings *sittings, int32_t *out)
{
	size_t count = 0;

	for (size_t i = 0; i < sittings->count; i++) {
		const struct sitting *sitting = &sittings->items[i];

		if (sitting->has_start && !sitting->is_extra &&
		    sitting->stage != VB_STAGE_CANCELLED)
			out[count++] = sitting->day;
	}
	return count;
}
