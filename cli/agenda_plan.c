/* agenda_plan: times and supplements of an agenda; see agenda_plan.h; tested by tests/blackbox/20-agenda.t */
#include "cli/agenda_plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/agenda_ask.h"
#include "cli/field.h"
#include "cli/invited.h"
#include "cli/language.h"

#define MINUTE_MS INT64_C(60000)

/* ---- times ---- */

/* The level at which a number stands: Ö 1.2 at the second; 0: it has none. */
static uint32_t depth_of(const char *number)
{
	uint32_t depth = number != NULL && number[0] != '\0' ? 1 : 0;

	for (; depth > 0 && *number != '\0'; number++)
		depth += *number == '.' ? 1 : 0;
	return depth <= VB_AGENDA_MAX_DEPTH ? depth : VB_AGENDA_MAX_DEPTH;
}

static void schedule(const struct json *records, struct agenda_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct json *record = json_at(records, i);
		int64_t minutes =
			json_int(json_get(json_get(record, "fields"), "plannedMinutes"), 0);

		plan->items[i].depth = depth_of(json_get_text(record, "number"));
		plan->items[i].minutes = minutes > 0 ? (uint64_t)minutes : 0;
	}
	plan->minutes = agenda_schedule(plan->items, plan->count);
}

bool agenda_plan_begin(const struct agenda_plan *plan, size_t index, int64_t *ms)
{
	if (!plan->sitting.has_start || plan->minutes == 0 || plan->items[index].depth == 0)
		return false;
	*ms = plan->sitting.start + (int64_t)plan->items[index].begin * MINUTE_MS;
	return true;
}

/* ---- supplements ---- */

/* True if the invitation itself has this item. */
static bool is_invited(const struct invited *invited, const struct json *item)
{
	return invited_number(invited, json_get_text(item, "id")) == 0;
}

/* An item is a supplement if the invitation has neither it nor one for which it stands. */
static int find_supplement(struct cmd *cmd, const struct invited *invited, const struct json *item,
                           bool *is_supplement)
{
	struct json *twins = NULL;
	int err = 0;

	*is_supplement = !is_invited(invited, item);
	if (*is_supplement && json_get(json_get(item, "fields"), "proposal") != NULL)
		err = agenda_ask_twins(cmd, item, &twins);
	for (size_t i = 0; i < json_count(twins); i++)
		*is_supplement = *is_supplement && !is_invited(invited, json_at(twins, i));
	json_destroy(&twins);
	return err;
}

static int find_supplements(struct cmd *cmd, const struct json *records, struct agenda_plan *plan)
{
	struct invited invited = { .count = 0 };
	int err = invited_read(cmd, plan->meeting, &invited);
	bool was_invited = invited_editions(&invited) > 0;

	for (size_t i = 0; i < plan->count && err == 0 && was_invited; i++) {
		if (plan->items[i].depth > 0)
			err = find_supplement(cmd, &invited, json_at(records, i),
			                      &plan->supplements[i]);
	}
	invited_release(&invited);
	return err;
}

/* ---- all of it ---- */

static void *array_new(size_t count, size_t item_bytes)
{
	void *array = calloc(count > 0 ? count : 1, item_bytes);

	if (array == NULL)
		abort();
	return array;
}

int agenda_plan_read(struct cmd *cmd, const struct json *records, struct agenda_plan *out)
{
	const char *meeting = json_get_text(json_get(json_at(records, 0), "fields"), "meeting");
	int err;

	*out = (struct agenda_plan){ .count = json_count(records) };
	out->items = array_new(out->count, sizeof(*out->items));
	out->supplements = array_new(out->count, sizeof(*out->supplements));
	if (meeting == NULL)
		return 0;
	err = sittings_show(cmd, meeting, &out->meeting, &out->sitting);
	if (err == 0)
		schedule(records, out);
	return err == 0 ? find_supplements(cmd, records, out) : err;
}

void agenda_plan_release(struct agenda_plan *plan)
{
	json_destroy(&plan->meeting);
	free(plan->items);
	free(plan->supplements);
	*plan = (struct agenda_plan){ .count = 0 };
}

void agenda_plan_tell(struct cmd *cmd, const struct agenda_plan *plan)
{
	int64_t end = json_int(json_get(json_get(plan->meeting, "fields"), "end"), INT64_MIN);
	int64_t minutes = (int64_t)plan->minutes;

	if (minutes == 0)
		return;
	if (!plan->sitting.has_start || end <= plan->sitting.start)
		out_note(cmd->out, _("Planned for all items: %lld minutes."), (long long)minutes);
	else if (plan->sitting.start + minutes * MINUTE_MS <= end)
		out_note(cmd->out, _("Planned for all items: %lld minutes; the meeting has %lld."),
		         (long long)minutes, (long long)((end - plan->sitting.start) / MINUTE_MS));
	else
		out_note(cmd->out,
		         _("This does not fit: %lld minutes are planned for all items, and the "
		           "meeting has %lld."),
		         (long long)minutes, (long long)((end - plan->sitting.start) / MINUTE_MS));
}

void agenda_plan_export(struct cmd *cmd, const struct agenda_plan *plan, struct json *records)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct json *record = json_at(records, i);
		int64_t begin;

		if (agenda_plan_begin(plan, i, &begin)) {
			json_put_int(record, "begin", begin);
			field_export_time(record, "begin", cmd->args->zone);
		}
		if (plan->supplements[i])
			json_put_bool(record, "supplement", true);
	}
}
