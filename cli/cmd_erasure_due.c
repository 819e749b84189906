/* cmd_erasure_due: what is over its time, and having it erased; tested by tests/blackbox/20-persons.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/caption.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/fate.h"
#include "cli/field.h"
#include "cli/overdue.h"
#include "cli/trace.h"

#define BATCH_MAX 2000u /* records that one commit erases and changes */

static const struct json *record_of(const struct json *item)
{
	return json_get(item, "record");
}

static const char *space_of(const struct json *item)
{
	return json_get_text(record_of(item), "space");
}

/* The committee of an item; NULL: the people of the office. */
static const struct json *committee_of(const struct overdue *o, const char *space)
{
	for (size_t i = 0; i < json_count(o->committees); i++) {
		const struct json *committee = json_at(o->committees, i);

		if (strcmp(json_get_text(committee, "id"), space) == 0)
			return committee;
	}
	return NULL;
}

/* ---- the list ---- */

/* Why something is over its time, in words. */
static const char *class_caption(const struct out *out, const char *word)
{
	static const char *const texts[VB_RETENTION_COUNT] = {
		[VB_RETENTION_REPLY] = N_("long after the meeting"),
		[VB_RETENTION_ATTENDANCE] = N_("long after the meeting"),
		[VB_RETENTION_CONTACT] = N_("long without a seat"),
		[VB_RETENTION_REMOVED] = N_("deleted long ago"),
		[VB_RETENTION_COMMENT] = N_("over for long"),
		[VB_RETENTION_APPLICATION] = N_("refused or withdrawn long ago"),
	};

	for (int i = 0; out->style.is_terminal && i < VB_RETENTION_COUNT; i++) {
		if (strcmp(retention_row((enum retention)i)->word, word) == 0)
			return _(texts[i]);
	}
	return word;
}

/* What it is called: of what was said for a meeting, the meeting. The caller frees it. */
static char *title_of(const struct overdue *o, const struct json *record)
{
	const char *meeting = json_get_text(json_get(record, "fields"), "meeting");

	return meeting != NULL ? labels_title_of(o->labels, meeting)
	                       : labels_title(o->labels, record);
}

static void add_row(const struct overdue *o, struct table *table, const struct json *names,
                    const struct json *item)
{
	const struct json *record = record_of(item);
	const struct json *committee = committee_of(o, space_of(item));
	const char *kind = json_get_text(record, "kind");
	const struct out *out = o->cmd->out;
	char *until = day_format(out, (int32_t)json_int(json_get(item, "until"), VB_DAY_MAX));
	char *title = title_of(o, record);

	table_add(table, until);
	table_add(table, out->style.is_terminal ? _(caption_of_kind(kind)) : kind);
	table_add(table, title);
	table_add(table, class_caption(out, json_get_text(item, "class")));
	table_add(table,
	          committee != NULL ? json_get_text(committee, "name") : field_word(out, "office"));
	table_add(table, json_is_yes(json_get(item, "ours"))
	                         ? (out->style.is_terminal ? _("this office") : "here")
	                         : answer_name(names, json_get_text(record, "author")));
	table_add(table, json_get_text(record, "id"));
	free(until);
	free(title);
}

static int print(const struct overdue *o)
{
	const struct table_column columns[] = {
		{ _("Kept until"), TABLE_FIRM },
		{ _("Kind"), 0 },
		{ _("Name"), 0 },
		{ _("Why"), 0 },
		{ _("Committee"), 0 },
		{ _("To erase at"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct json *names = NULL;
	struct table *table;
	int err = answer_names(o->cmd, &names);

	if (err != 0)
		return err;
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(o->items); i++)
		add_row(o, table, names, json_at(o->items, i));
	out_list(o->cmd->out, &table);
	json_destroy(&names);
	return 0;
}

static void export_day(struct json *item, const char *key)
{
	char text[VB_DAY_TEXT_BYTES];

	calendar_format((int32_t)json_int(json_get(item, key), VB_DAY_MIN), text);
	json_put_text(item, key, text);
}

static void print_document(struct overdue *o, bool is_erased)
{
	struct json *body = json_new_map();
	char text[VB_DAY_TEXT_BYTES];

	for (size_t i = 0; i < json_count(o->items); i++) {
		struct json *item = json_at(o->items, i);
		const struct json *record = record_of(item);
		const struct json *committee = committee_of(o, space_of(item));

		export_day(item, "from");
		export_day(item, "until");
		json_put_text(item, "id", json_get_text(record, "id"));
		json_put_text(item, "kind", json_get_text(record, "kind"));
		json_put_text(item, "space", space_of(item));
		json_put_text(item, "committee", json_get_text(committee, "name"));
		json_put_bool(item, "erased", is_erased && json_is_yes(json_get(item, "ours")));
		json_remove(item, "record");
		json_remove(item, "along");
		json_remove(item, "seats");
	}
	calendar_format(o->today, text);
	json_put_text(body, "asOf", text);
	json_put(body, "items", &o->items);
	out_document(o->cmd->out, "erasure", "due", &body);
}

/* ---- erasing ---- */

/* One batch under way. */
struct erasing {
	struct overdue *o;
	struct json *steps;
	const char *space;
};

static int send(struct erasing *e)
{
	struct json *question;

	if (json_count(e->steps) == 0)
		return 0;
	question = json_new_map();
	json_put_text(question, "space", e->space);
	json_put_text(question, "ground", "expired");
	json_put(question, "items", &e->steps);
	e->steps = json_new_list();
	return client_ask(e->o->cmd->client, "record.batch", &question, NULL);
}

/* A person of the office who was deleted: their space has no name for requests. */
static int erase_own(struct overdue *o, const struct json *record)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", json_get_text(record, "id"));
	json_put_text(question, "ground", "expired");
	return client_ask(o->cmd->client, "record.erase", &question, NULL);
}

/* What goes with an item: its parts; the seats of a person become vacant, and an address goes where nobody else is. */
static int plan(const struct overdue *o, const struct json *item, struct fate_part *part)
{
	const struct json *along = json_get(item, "along");
	const struct json *seats = json_get(item, "seats");
	struct json *address = NULL;
	int err = trace_address(o->cmd, record_of(item), &address);

	for (size_t i = 0; i < json_count(seats); i++) {
		struct json *seat = json_new_copy(json_at(seats, i));

		json_put_text(seat, "what", "seat");
		json_put_text(seat, "as", "person");
		fate_add(part, seat, false);
		json_destroy(&seat);
	}
	for (size_t i = 0; i < json_count(along); i++)
		fate_erase(part, json_at(along, i));
	if (address != NULL) {
		json_put_text(address, "what", "address");
		fate_add(part, address, false);
	}
	fate_erase(part, record_of(item));
	json_destroy(&address);
	return err;
}

static int erase_committee(struct overdue *o, const struct json *committee)
{
	struct erasing e = { .o = o,
		             .steps = json_new_list(),
		             .space = json_get_text(committee, "id") };
	struct fate_part part;
	int err = 0;

	fate_init(&part, e.space, fate_role(committee), o->self);
	for (size_t i = 0; err == 0 && i < json_count(o->items); i++) {
		const struct json *item = json_at(o->items, i);

		if (strcmp(space_of(item), e.space) == 0 && json_is_yes(json_get(item, "ours")))
			err = plan(o, item, &part);
	}
	fate_settle(&part);
	for (size_t i = 0; err == 0 && i < json_count(part.batch); i++) {
		struct json *step = json_new_copy(json_at(part.batch, i));

		json_add(e.steps, &step);
		if (json_count(e.steps) == BATCH_MAX)
			err = send(&e);
	}
	if (err == 0)
		err = send(&e);
	fate_release(&part);
	json_destroy(&e.steps);
	return err;
}

/* Goes on with the others where one committee cannot be written to now; the first error is told. */
static int erase_all(struct overdue *o)
{
	int first = 0;

	for (size_t i = 0; i < json_count(o->committees); i++) {
		int err = erase_committee(o, json_at(o->committees, i));

		first = first == 0 ? err : first;
	}
	for (size_t i = 0; i < json_count(o->items); i++) {
		const struct json *item = json_at(o->items, i);
		int err =
			committee_of(o, space_of(item)) == NULL ? erase_own(o, record_of(item)) : 0;

		first = first == 0 ? err : first;
	}
	return first;
}

static size_t count_ours(const struct overdue *o)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(o->items); i++)
		count += json_is_yes(json_get(json_at(o->items, i), "ours"));
	return count;
}

/* ---- the command ---- */

/* Whoever looks ahead erases nothing yet. */
static int check_day(struct cmd *cmd, int32_t day)
{
	struct args today = *cmd->args;
	struct cmd now = *cmd;
	int32_t is;
	int err;

	if (!args_has(cmd->args, "erase") || !args_has(cmd->args, "on"))
		return 0;
	for (size_t i = 0; i < VB_COMMAND_OPTIONS_MAX; i++) {
		if (today.options[i] == args_get(cmd->args, "on"))
			today.options[i] = NULL;
	}
	now.args = &today;
	err = day_get_today(&now, &is);
	if (err == 0 && day > is)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("--on: that day is still to come; what will be due then is not "
		                 "erased today"));
	return err;
}

static int confirm_and_erase(struct overdue *o, bool *is_erased)
{
	const struct json *first = json_at(o->committees, 0);
	const char *name =
		o->has_office ? json_get_text(o->own, "name") : json_get_text(first, "name");
	bool goes_on = false;
	size_t count = count_ours(o);
	int err;

	if (count == 0)
		return 0;
	out_note(o->cmd->out, _("To be erased at all offices that hold it: %zu."), count);
	err = answer_confirm(o->cmd, _("what is over its time would be erased for good: %s"),
	                     name != NULL ? name : "", &goes_on);
	if (err == 0 && goes_on) {
		err = erase_all(o);
		*is_erased = err == 0;
	}
	return err;
}

static int erasure_due(struct cmd *cmd)
{
	struct overdue o = { .cmd = cmd };
	bool is_erased = false;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = check_day(cmd, today);
	if (err != 0)
		return err;
	err = overdue_read(cmd, args_get(cmd->args, "COMMITTEE"), today, &o);
	if (err == 0 && !cmd->args->is_json)
		err = print(&o);
	if (err == 0 && args_has(cmd->args, "erase"))
		err = confirm_and_erase(&o, &is_erased);
	else if (err == 0 && count_ours(&o) > 0)
		out_hint(cmd->out, "%s",
		         _("Nothing goes by itself. To erase what is listed:\n"
		           "  verbund erasure due --erase"));
	if (err == 0 && is_erased)
		out_hint(cmd->out, "%s",
		         _("Which offices have confirmed:\n  verbund erasure status"));
	if (err == 0 && cmd->args->is_json)
		print_document(&o, is_erased);
	overdue_release(&o);
	return err;
}

/* clang-format off */
static const struct option due_options[] = {
	DAY_OPTION,
	{ "erase", NULL, NULL, NULL, N_("erase what is listed and this office may erase"), false },
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_erasure_due_commands[] = {
	{ .noun = "erasure", .verb = "due",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = due_options,
	  .run = erasure_due,
	  .help = N_("what about persons has been kept for longer than it is to be"),
	  .about = N_("One line for each thing, the oldest first: the last day on which it was to be kept, what it is, and whether it is to be "
	              "erased here or at the office that wrote it; a committee's office in charge erases all. Nothing goes by itself, since "
	              "what is erased is lost at every office of the committee: look at the list, then give --erase.\n\n"
	              "How long, unless this office has set something else in verbundd.conf(5):\n\n"
	              "  keep-reply        1 year     replies to invitations, after the meeting\n"
	              "  keep-attendance   10 years   who was present, after the meeting\n"
	              "  keep-contact      2 years    persons of a committee, after the end of their last seat; without one, after the last change\n"
	              "  keep-removed      3 months   persons, replies and attendance that were deleted, after that day\n"
	              "  keep-comment      5 years    requests for comment that are over, after the day they were due\n"
	              "  keep-application  2 years    applications that were refused or withdrawn, with their items of cost\n\n"
	              "Who is responsible for something, or for a step of a process, is not listed. Seats of a person who goes become vacant. "
	              "Minutes, papers, decisions and messages have no time: they are records of office."),
	  .examples = { "verbund erasure due", "verbund erasure due 4f2a --on 2027-12-31",
	                "verbund erasure due --erase" } },
	COMMAND_END,
};
/* clang-format on */
