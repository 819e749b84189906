/* cmd_meeting_attend: who was at a meeting, and when; tested by tests/blackbox/20-turnout.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/rollcall.h"

/* In the order of enum rollcall_status. */
static const struct {
	const char *word;
	const char *text;
} statuses[ROLLCALL_COUNT] = {
	[ROLLCALL_NONE] = { "", "" },
	[ROLLCALL_PRESENT] = { "present", N_("present") },
	[ROLLCALL_EXCUSED] = { "excused", N_("excused") },
	[ROLLCALL_ABSENT] = { "absent", N_("absent") },
};

/* ---- attend ---- */

static int read_time(struct cmd *cmd, const struct muster *m, const char *option, bool *is_given,
                     int64_t *ms)
{
	const char *text = args_get(cmd->args, option);

	*is_given = text != NULL;
	return text != NULL ? muster_time(cmd, m, text, ms) : 0;
}

static int read_wish(struct cmd *cmd, const struct muster *m, struct rollcall_wish *wish)
{
	bool is_excused = args_has(cmd->args, "excused");
	bool is_absent = args_has(cmd->args, "absent");
	int err;

	*wish = (struct rollcall_wish){ .status = ROLLCALL_PRESENT };
	if (is_excused || is_absent)
		wish->status = is_excused ? ROLLCALL_EXCUSED : ROLLCALL_ABSENT;
	err = read_time(cmd, m, "from", &wish->has_start, &wish->start);
	if (err == 0)
		err = read_time(cmd, m, "to", &wish->has_end, &wish->end);
	if (err == 0 && (is_excused + is_absent + (wish->has_start || wish->has_end)) > 1)
		err = out_fail(cmd->out, VB_ERR_USAGE, "%s",
		               _("Somebody was there (--from, --to), or --excused, or --absent."));
	if (err == 0 && wish->has_start && wish->has_end && wish->end <= wish->start)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s", _("They go before they come."));
	return err;
}

static void put_time(struct json *fields, const char *name, bool is_given, int64_t ms,
                     bool is_cleared)
{
	struct json *nothing = json_new_nil();

	if (is_given)
		json_put_int(fields, name, ms);
	else if (is_cleared)
		json_put(fields, name, &nothing);
	json_destroy(&nothing);
}

/* What is said. entry: what is corrected; NULL: it is new. */
static void put_wish(const struct muster *m, const struct rollcall_wish *wish,
                     const struct rollcall_entry *entry, struct json *fields)
{
	bool is_present = wish->status == ROLLCALL_PRESENT;
	bool begins = wish->has_start || (entry == NULL || entry->status != ROLLCALL_PRESENT);

	json_put_text(fields, "status", statuses[wish->status].word);
	put_time(fields, "start", is_present && begins && (wish->has_start || m->sitting.has_start),
	         wish->has_start ? wish->start : m->sitting.start, !is_present && entry != NULL);
	put_time(fields, "end", is_present && wish->has_end, wish->end,
	         !is_present && entry != NULL);
}

/* Who sits there in place of the member: as typed, or whose own seat was named. */
static int put_person(struct cmd *cmd, const struct muster *m, const struct json *membership,
                      struct json *fields, bool *is_internal)
{
	const char *name = args_get(cmd->args, "person");
	const char *person = json_get_text(json_get(membership, "fields"), "person");
	struct json *id = NULL;
	int err = 0;

	*is_internal = false;
	if (name == NULL) {
		json_put_text(fields, "person", person);
		return 0;
	}
	if (name[0] == '\0')
		id = json_new_nil();
	else
		err = muster_person(cmd, m, name, &id, is_internal);
	if (err == 0)
		json_put(fields, "person", &id);
	return err;
}

static bool is_core(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

/* Takes *fields. */
static int write_entry(struct cmd *cmd, const struct muster *m, size_t seat,
                       const struct rollcall_entry *entry, bool is_internal, struct json **fields)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	if (entry == NULL) {
		json_put_text(*fields, "meeting", json_get_text(m->meeting, "id"));
		json_put_text(*fields, "membership", json_get_text(m->seats[seat].record, "id"));
		json_put_text(question, "space", json_get_text(m->meeting, "space"));
		json_put_text(question, "kind", "attendance");
		json_put_bool(question, "internal",
		              is_internal || is_core(m->meeting) || is_core(m->seats[seat].record));
	} else {
		json_put_text(question, "id", json_get_text(entry->record, "id"));
	}
	json_put(question, "fields", fields);
	err = client_ask(cmd->client, entry == NULL ? "record.create" : "record.edit", &question,
	                 &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int plan_fail(struct cmd *cmd, enum rollcall_way way)
{
	if (way == ROLLCALL_UNSAID)
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		                _("They have gone: say with --from when they came back."));
	return out_fail(cmd->out, VB_ERR_AMBIGUOUS, "%s",
	                _("They came and went several times: correct one of them by its number, "
	                  "`verbund meeting attendance` shows it, with `verbund record edit`."));
}

static int attend(struct cmd *cmd, const struct muster *m, const struct rollcall *calls)
{
	struct json *fields = json_new_map();
	const struct rollcall_entry *entry = NULL;
	const struct json *substitute = NULL;
	struct rollcall_wish wish = { .status = ROLLCALL_PRESENT };
	enum rollcall_way way;
	bool is_internal = false;
	size_t seat = 0;
	size_t at = 0;
	int err = muster_find(cmd, m, args_get(cmd->args, "SEAT"), &seat, &substitute);

	if (err == 0)
		err = read_wish(cmd, m, &wish);
	if (err < 0)
		goto out;
	way = rollcall_plan(calls->entries, calls->count, seat, &wish, &at);
	if (way == ROLLCALL_CORRECT)
		entry = &calls->entries[at];
	err = way == ROLLCALL_NEW || way == ROLLCALL_CORRECT ? 0 : plan_fail(cmd, way);
	if (err == 0)
		err = put_person(cmd, m, substitute, fields, &is_internal);
	if (err < 0)
		goto out;
	put_wish(m, &wish, entry, fields);
	err = write_entry(cmd, m, seat, entry, is_internal, &fields);
out:
	json_destroy(&fields);
	return err;
}

static int meeting_attend(struct cmd *cmd)
{
	struct muster m = { .count = 0 };
	struct rollcall calls = { .count = 0 };
	int err = muster_read(cmd, args_get(cmd->args, "MEETING"), &m);

	if (err == 0 && m.sitting.stage == VB_STAGE_CANCELLED)
		err = out_fail(cmd->out, VB_ERR_WRONG_STATE, "%s", _("It was called off."));
	if (err == 0)
		err = rollcall_read(cmd, &m, &calls);
	if (err == 0)
		err = attend(cmd, &m, &calls);
	rollcall_release(&calls);
	muster_release(&m);
	return err;
}

/* ---- attendance ---- */

static void put_owned(struct json *row, const char *key, char *text)
{
	if (text[0] != '\0')
		json_put_text(row, key, text);
	free(text);
}

/* A line of the list: what one entry says of a seat; NULL: nothing is known. */
static struct json *row_of(const struct muster *m, const struct json *names, size_t seat,
                           const struct rollcall_entry *entry)
{
	struct json *row = json_new_map();
	const struct json *fields = entry != NULL ? json_get(entry->record, "fields") : NULL;
	char *person = labels_title_of(m->labels, json_get_text(fields, "person"));

	json_put_text(row, "seat", json_get_text(m->seats[seat].record, "id"));
	put_owned(row, "for", muster_for(m, seat));
	if (person[0] != '\0')
		json_put_text(row, "person", person);
	else
		put_owned(row, "person", muster_who(m, seat));
	free(person);
	json_put_text(row, "status", statuses[entry != NULL ? entry->status : ROLLCALL_NONE].word);
	json_put_bool(row, "vote", seating_has_vote(muster_seat(m, seat)));
	if (entry == NULL)
		return row;
	json_put_text(row, "id", json_get_text(entry->record, "id"));
	put_owned(row, "enteredBy", muster_enterer(m, names, entry->record));
	if (entry->status == ROLLCALL_PRESENT && entry->start != 0)
		json_put_int(row, "start", entry->start);
	if (entry->status == ROLLCALL_PRESENT && entry->end != INT64_MAX)
		json_put_int(row, "end", entry->end);
	return row;
}

static void add_seat(const struct muster *m, const struct rollcall *calls, const struct json *names,
                     size_t seat, struct json *rows)
{
	struct json *row;
	size_t count = 0;

	for (size_t i = 0; i < calls->count; i++) {
		if (calls->entries[i].seat != seat)
			continue;
		row = row_of(m, names, seat, &calls->entries[i]);
		json_add(rows, &row);
		count++;
	}
	if (count == 0) {
		row = row_of(m, names, seat, NULL);
		json_add(rows, &row);
	}
}

/* The seats with all comings and goings; at a moment (NULL: all) with what holds then. */
static struct json *rows_of(const struct muster *m, const struct rollcall *calls,
                            const struct json *names, const int64_t *ms)
{
	struct json *rows = json_new_list();
	struct json *row;

	for (size_t i = 0; i < m->count; i++) {
		const struct rollcall_entry *entry;

		if (ms == NULL) {
			add_seat(m, calls, names, i, rows);
			continue;
		}
		(void)rollcall_at(calls, i, *ms, &entry);
		row = row_of(m, names, i, entry);
		json_add(rows, &row);
	}
	arrange_by_name(rows, NULL, "for");
	return rows;
}

static void print_rows(struct cmd *cmd, const struct json *rows)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 },     { _("Person"), 0 },         { _("Presence"), 0 },
		{ _("From"), TABLE_FIRM },    { _("Until"), TABLE_FIRM }, { _("Entered by"), 0 },
		{ _("Number"), TABLE_SHORT }, { _("Seat"), TABLE_SHORT },
	};
	bool is_terminal = cmd->out->style.is_terminal;
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		const char *status = json_get_text(row, "status");
		char *start = field_format_time(cmd->out, json_get(row, "start"), cmd->args->zone);
		char *end = field_format_time(cmd->out, json_get(row, "end"), cmd->args->zone);

		for (size_t k = 1; is_terminal && k < ROLLCALL_COUNT; k++) {
			if (strcmp(statuses[k].word, status) == 0)
				status = _(statuses[k].text);
		}
		table_add(table, json_get_text(row, "for"));
		table_add(table, json_get_text(row, "person"));
		table_add(table, status);
		table_add(table, start);
		table_add(table, end);
		table_add(table, json_get_text(row, "enteredBy"));
		table_add(table, json_get_text(row, "id"));
		table_add(table, json_get_text(row, "seat"));
		free(start);
		free(end);
	}
	out_list(cmd->out, &table);
}

/* All bodies together. */
static struct seating_count present_at(const struct muster *m, const struct rollcall *calls,
                                       int64_t ms)
{
	struct seating_count sums = { 0 };

	for (size_t i = 0; i < m->body_count; i++) {
		struct seating_count one = rollcall_present(calls, m, i, ms);

		sums.votes += one.votes;
		sums.advisory += one.advisory;
		sums.organizations += one.organizations;
	}
	return sums;
}

static void export_rows(struct cmd *cmd, struct json **rows, const struct seating_count *sums)
{
	struct json *body = json_new_map();

	for (size_t i = 0; i < json_count(*rows); i++) {
		answer_time(cmd, json_at(*rows, i), "start");
		answer_time(cmd, json_at(*rows, i), "end");
	}
	if (sums != NULL) {
		json_put_int(body, "votes", sums->votes);
		json_put_int(body, "advisory", sums->advisory);
		json_put_int(body, "organizations", sums->organizations);
	}
	json_put(body, "items", rows);
	out_document(cmd->out, "meeting", "attendance", &body);
}

static void print_sums(struct cmd *cmd, const struct seating_count *sums)
{
	char text[200];

	(void)snprintf(text, sizeof(text),
	               ngettext("Present: %u with a vote, %u advisory; %u organization.",
	                        "Present: %u with a vote, %u advisory; %u organizations.",
	                        sums->organizations),
	               sums->votes, sums->advisory, sums->organizations);
	answer_sentence(cmd, text);
}

static int meeting_attendance(struct cmd *cmd)
{
	struct muster m = { .count = 0 };
	struct rollcall calls = { .count = 0 };
	struct seating_count sums;
	struct json *names = NULL;
	struct json *rows;
	bool has_moment = false;
	int64_t ms = 0;
	int err = muster_read(cmd, args_get(cmd->args, "MEETING"), &m);

	if (err == 0)
		err = read_time(cmd, &m, "at", &has_moment, &ms);
	if (err == 0)
		err = rollcall_read(cmd, &m, &calls);
	if (err == 0)
		err = answer_names(cmd, &names);
	if (err < 0)
		goto out;
	sums = present_at(&m, &calls, ms);
	rows = rows_of(&m, &calls, names, has_moment ? &ms : NULL);
	if (cmd->args->is_json) {
		export_rows(cmd, &rows, has_moment ? &sums : NULL);
		goto out;
	}
	print_rows(cmd, rows);
	if (has_moment && cmd->out->style.is_terminal)
		print_sums(cmd, &sums);
	json_destroy(&rows);
out:
	json_destroy(&names);
	rollcall_release(&calls);
	muster_release(&m);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option attend_options[] = {
	{ "from", N_("TIME"), NULL, NULL, N_("when they came, 18:20 or a whole time; without it at the begin"), false },
	{ "to", N_("TIME"), NULL, NULL, N_("when they went"), false },
	{ "excused", NULL, NULL, NULL, N_("not there, and excused"), false },
	{ "absent", NULL, NULL, NULL, N_("not there, and not excused"), false },
	{ "person", N_("PERSON"), NULL, NULL, N_("who sits there in place of the member"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option attendance_options[] = {
	{ "at", N_("TIME"), NULL, NULL, N_("who is there at that moment, 18:20 or a whole time"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_attend_commands[] = {
	{ .noun = "meeting", .verb = "attend",
	  .arguments = { COMMAND_ARG(N_("MEETING")), COMMAND_ARG(N_("SEAT")) },
	  .options = attend_options,
	  .run = meeting_attend,
	  .help = N_("keep who was there, from when until when"),
	  .about = N_("SEAT is the number of the seat, its person, its organization, or a substitute of it, who then sits there.\n\n"
	              "Who comes back gets a further line: give --from again. A time that falls into a line that there is corrects it; what stood there "
	              "before is in its history (`verbund log`). Answers to the invitation stay what they are."),
	  .examples = { "verbund meeting attend 0198c2a4f1b3e07d5c60 'Anna Schmidt'",
	                "verbund meeting attend 0198c2a4f1b3e07d5c60 Forum --from 18:20 --to 19:45",
	                "verbund meeting attend 0198c2a4f1b3e07d5c60 Caritas --excused" } },
	{ .noun = "meeting", .verb = "attendance",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = attendance_options,
	  .run = meeting_attendance,
	  .help = N_("who was there, from when until when, and who entered that"),
	  .about = N_("A line for each time that somebody came, and one for each seat of which nothing is known: on behalf of whom, person, presence "
	              "(present, excused, absent), from, to, who entered it, number of the line, number of the seat."),
	  .examples = { "verbund meeting attendance 0198c2a4f1b3e07d5c60",
	                "verbund meeting attendance 0198c2a4f1b3e07d5c60 --at 18:20" } },
	COMMAND_END,
};
/* clang-format on */
