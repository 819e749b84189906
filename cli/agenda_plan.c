/* agenda_plan: times and supplements of an agenda; see agenda_plan.h; tested by tests/blackbox/20-agenda.t */
#include "cli/agenda_plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/agenda_ask.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/seats.h"
#include "protocol/kinds/edition.h"

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

/* The agendas as invited to of a meeting, and their items. */
struct invited {
	struct json *editions, *items;
	struct edition *edition_list;
	struct invited_item *item_list;
	size_t edition_count, count; /* of items, those that count */
};

static void invited_release(struct invited *invited)
{
	json_destroy(&invited->editions);
	json_destroy(&invited->items);
	free(invited->edition_list);
	free(invited->item_list);
}

static int list_children(struct cmd *cmd, const struct json *of, const char *kind,
                         const char *field, struct json **items)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, field, json_get_text(of, "id"));
	json_put_text(question, "kind", kind);
	json_put_text(question, "space", json_get_text(of, "space"));
	json_put(question, "where", &where);
	return client_list(cmd->client, "record.list", &question, items);
}

static void *array_new(size_t count, size_t item_bytes)
{
	void *array = calloc(count > 0 ? count : 1, item_bytes);

	if (array == NULL)
		abort();
	return array;
}

/* Sorts out which editions and items count. */
static void invited_sort(struct invited *invited)
{
	size_t item_count = json_count(invited->items);

	invited->edition_count = json_count(invited->editions);
	invited->edition_list = array_new(invited->edition_count, sizeof(*invited->edition_list));
	invited->item_list = array_new(item_count, sizeof(*invited->item_list));
	for (size_t i = 0; i < invited->edition_count; i++) {
		const struct json *record = json_at(invited->editions, i);

		invited->edition_list[i] = (struct edition){
			.id = seats_id_of(json_get_text(record, "id")),
			.is_withdrawn =
				json_is_yes(json_get(json_get(record, "fields"), "withdrawn")),
		};
	}
	for (size_t i = 0; i < item_count; i++) {
		const struct json *record = json_at(invited->items, i);
		const struct json *fields = json_get(record, "fields");

		invited->item_list[i] = (struct invited_item){
			.id = seats_id_of(json_get_text(record, "id")),
			.edition = seats_id_of(json_get_text(fields, "edition")),
			.agenda_item = seats_id_of(json_get_text(fields, "agendaItem")),
		};
	}
	invited->count = edition_list(invited->edition_list, invited->edition_count,
	                              invited->item_list, item_count);
}

static int invited_read(struct cmd *cmd, const struct json *meeting, struct invited *out)
{
	int err = list_children(cmd, meeting, "agendaEdition", "meeting", &out->editions);

	out->items = json_new_list();
	for (size_t i = 0; i < json_count(out->editions) && err == 0; i++) {
		struct json *items = NULL;

		err = list_children(cmd, json_at(out->editions, i), "invitedItem", "edition",
		                    &items);
		if (err == 0)
			json_add_all(out->items, items);
		json_destroy(&items);
	}
	if (err == 0)
		invited_sort(out);
	return err;
}

/* True if the invitation itself has this item. */
static bool is_invited(const struct invited *invited, const struct json *item)
{
	struct record_id id = seats_id_of(json_get_text(item, "id"));

	return edition_of(invited->item_list, invited->count, &id) == 0;
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
	bool was_invited = false;
	int err = invited_read(cmd, plan->meeting, &invited);

	for (size_t i = 0; i < invited.edition_count && err == 0; i++)
		was_invited = was_invited || invited.edition_list[i].number == 0;
	for (size_t i = 0; i < plan->count && err == 0 && was_invited; i++) {
		if (plan->items[i].depth > 0)
			err = find_supplement(cmd, &invited, json_at(records, i),
			                      &plan->supplements[i]);
	}
	invited_release(&invited);
	return err;
}

/* ---- all of it ---- */

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
