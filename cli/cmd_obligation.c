/* cmd_obligation: reports, meetings and reviews that somebody owes again and again; tested by tests/blackbox/20-duties.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/day.h"
#include "cli/deadline.h"
#include "cli/due.h"
#include "cli/field.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/reporting.h"
#include "cli/successors.h"

static const struct kept_field names[] = {
	{ "for", "organization", KEPT_NAME, "organization" },
	{ "to", "recipient", KEPT_NAME, "organization" },
	{ "responsible", "responsible", KEPT_NAME, "person" },
	{ NULL, NULL, KEPT_NAME, NULL },
};

static const struct kept obligations = { "obligation", "OBLIGATION", N_("This is no obligation."),
	                                 names, false };

static int obligation_add(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *space = NULL;
	struct json *root = NULL;
	struct sheaf sheaf;
	struct named in;
	int err = kept_committee(cmd, &space);

	sheaf_init(&sheaf);
	in = (struct named){ NULL, json_text(space), args_has(cmd->args, "internal"), &sheaf };
	if (err == 0)
		err = kept_fields(cmd, &obligations, &in, fields);
	/* It is owed to the committee in which it is kept, if to nobody else. */
	if (err == 0 && json_get(fields, "recipient") == NULL)
		err = named_root(cmd, json_text(space), &root);
	if (json_text(root) != NULL)
		json_put(fields, "recipient", &root);
	if (err == 0)
		err = kept_make(cmd, "obligation", &in, &fields,
		                _("When it was done, say so:\n  verbund obligation done %s"));
	sheaf_release(&sheaf);
	json_destroy(&root);
	json_destroy(&space);
	json_destroy(&fields);
	return err;
}

static int obligation_edit(struct cmd *cmd)
{
	return kept_edit(cmd, &obligations);
}

/* ---- list, show ---- */

/* "every 2 years"; empty where it is due once. */
static void format_interval(const struct json *record, char *out, size_t size)
{
	static const struct {
		const char *unit, *one, *many;
	} units[] = {
		{ "day", N_("every day"), N_("every %lld days") },
		{ "week", N_("every week"), N_("every %lld weeks") },
		{ "month", N_("every month"), N_("every %lld months") },
		{ "year", N_("every year"), N_("every %lld years") },
	};
	const char *unit = kept_text(record, "unit");
	int64_t every = json_int(json_get(json_get(record, "fields"), "every"), 0);

	out[0] = '\0';
	for (size_t i = 0; unit != NULL && i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i].unit, unit) != 0)
			continue;
		if (every == 1)
			(void)snprintf(out, size, "%s", _(units[i].one));
		else if (every > 1)
			(void)snprintf(out, size, _(units[i].many), (long long)every);
	}
}

/* In a pipe the number and the unit. */
static void add_interval(const struct cmd *cmd, struct table *table, const struct json *record)
{
	const char *unit = kept_text(record, "unit");
	int64_t every = json_int(json_get(json_get(record, "fields"), "every"), 0);
	char text[100] = "";

	if (cmd->out->style.is_terminal)
		format_interval(record, text, sizeof(text));
	else if (unit != NULL && every > 0)
		(void)snprintf(text, sizeof(text), "%lld %.20s", (long long)every, unit);
	table_add(table, text);
}

/* The last day until today on which it was fulfilled; VB_DAY_MIN: none. */
static int32_t last_of(const struct json *record, int32_t today)
{
	const struct json *days = json_get(json_get(record, "fields"), "fulfilled");
	int32_t last = VB_DAY_MIN;

	for (size_t i = 0; i < json_count(days); i++) {
		const char *text = json_text(json_at(days, i));
		int32_t day;

		if (text != NULL && calendar_parse(span_of_str(text), &day) == 0 && day <= today &&
		    day > last)
			last = day;
	}
	return last;
}

static int by_due(const struct json *a, const struct json *b)
{
	const char *x = json_get_text(a, "due");
	const char *y = json_get_text(b, "due");

	return x == NULL || y == NULL ? (x == NULL) - (y == NULL) : strcmp(x, y);
}

/* Reads the obligations, each with when it is due; what is due first stands first. */
static int read_obligations(struct cmd *cmd, const char *space, int32_t today, struct json **items)
{
	struct json *known = json_new_map();
	int err = kept_list(cmd, "obligation", space, items);

	for (size_t i = 0; err == 0 && i < json_count(*items); i++) {
		struct obligation_due due;

		err = due_of_obligation(cmd, known, json_at(*items, i), today, &due);
		if (err == 0)
			deadline_export(json_at(*items, i), &due);
	}
	if (err == 0) {
		arrange_by_name(*items, "fields", "name");
		arrange(*items, by_due);
	}
	json_destroy(&known);
	return err;
}

/* What a list is made of. */
struct listing {
	struct cmd *cmd;
	const char *space; /* NULL: of all committees */
	int32_t today;
	struct labels *labels;
	struct successors *successors;
};

/* To whom it is owed; a person who reads one committee is not told in each line that it is this one. The caller frees it. */
static char *recipient_of(const struct listing *list, const struct json *record)
{
	const char *recipient = kept_text(record, "recipient");
	const struct json *committee = labels_record(list->labels, recipient);
	bool is_own = json_is_yes(json_get(json_get(committee, "fields"), "root"));

	if (is_own && list->space != NULL && list->cmd->out->style.is_terminal)
		recipient = NULL;
	return successors_name(list->successors, list->labels, list->cmd->out, recipient);
}

static void add_row(const struct listing *list, struct table *table, const struct json *record)
{
	const struct obligation_due due = due_import(record);
	struct cmd *cmd = list->cmd;
	char *day = due_day(cmd, &due);
	char *state = due_state(cmd, &due);
	char *who = successors_name(list->successors, list->labels, cmd->out,
	                            kept_text(record, "organization"));
	char *to = recipient_of(list, record);
	char *done = day_format(cmd->out, last_of(record, list->today));

	table_add(table, day);
	table_add(table, state);
	table_add(table, kept_text(record, "name"));
	table_add(table, who);
	table_add(table, to);
	add_interval(cmd, table, record);
	table_add(table, done);
	table_add(table, json_get_text(record, "id"));
	free(day);
	free(state);
	free(who);
	free(to);
	free(done);
}

static int print(struct cmd *cmd, const char *space, int32_t today, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Due next"), TABLE_FIRM },
		{ _("State"), TABLE_FIRM },
		{ _("Name"), TABLE_FIRM },
		{ _("Owed by"), 0 },
		{ _("Owed to"), 0 },
		{ _("How often"), 0 },
		{ _("Last done"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct listing list = { .cmd = cmd, .space = space, .today = today };
	struct table *table;
	int err = successors_read(cmd, space, today, &list.successors);

	if (err < 0)
		return err;
	list.labels = labels_new(cmd);
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(&list, table, json_at(items, i));
	out_list(cmd->out, &table);
	labels_destroy(&list.labels);
	successors_destroy(&list.successors);
	return 0;
}

static int obligation_list(struct cmd *cmd)
{
	struct json *items = NULL;
	struct json *space = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0 && args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = read_obligations(cmd, json_text(space), today, &items);
	if (err == 0 && cmd->args->is_json)
		answer_records(cmd, &items);
	else if (err == 0)
		err = print(cmd, json_text(space), today, items);
	json_destroy(&items);
	json_destroy(&space);
	return err;
}

static int obligation_show(struct cmd *cmd)
{
	struct obligation_due due;
	struct json *known = json_new_map();
	struct json *record = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = kept_show(cmd, &obligations, &record);
	if (err == 0)
		err = due_of_obligation(cmd, known, record, today, &due);
	if (err == 0 && cmd->args->is_json) {
		deadline_export(record, &due);
		field_export(record, cmd->args->zone);
		out_document(cmd->out, "obligation", "show", &record);
	} else if (err == 0) {
		answer_record(cmd, record);
		due_tell(cmd, &due);
	}
	json_destroy(&known);
	json_destroy(&record);
	return err;
}

static int obligation_due(struct cmd *cmd)
{
	return due_run(cmd, DUE_OBLIGATIONS);
}

/* ---- done, report ---- */

/* {"add": [text]} or {"remove": [text]}: what others say at the same time stays. */
static void put_member(struct json *fields, const char *field, bool is_out, const char *text)
{
	struct json *change = json_new_map();
	struct json *list = json_new_list();

	json_add_text(list, text);
	json_put(change, is_out ? "remove" : "add", &list);
	json_put(fields, field, &change);
}

static int obligation_done(struct cmd *cmd)
{
	const char *date = args_get(cmd->args, "date");
	const char *paper = args_get(cmd->args, "paper");
	bool is_undone = args_has(cmd->args, "undo");
	struct json *fields = json_new_map();
	struct json *record = NULL;
	struct json *named = NULL;
	char text[VB_DAY_TEXT_BYTES];
	int32_t day;
	int err = kept_show(cmd, &obligations, &record);

	if (err == 0)
		err = date != NULL ? day_parse(cmd->out, "date", date, &day)
		                   : day_get_today(cmd, &day);
	if (err == 0 && paper != NULL)
		err = client_show(cmd->client, paper, "paper", _("This is no paper."), &named);
	if (err == 0) {
		calendar_format(day, text);
		put_member(fields, "fulfilled", is_undone, text);
		if (named != NULL)
			put_member(fields, "paper", is_undone, json_get_text(named, "id"));
		err = kept_change(cmd, record, &fields);
	}
	json_destroy(&fields);
	json_destroy(&record);
	json_destroy(&named);
	return err;
}

static int obligation_report(struct cmd *cmd)
{
	struct json *record = NULL;
	int err = kept_show(cmd, &obligations, &record);

	if (err == 0)
		err = reporting_run(cmd, record);
	json_destroy(&record);
	return err;
}

/* ---- the commands ---- */

static const char *const types[] = { "report", "meeting", "review", "other", NULL };
static const char *const units[] = { "day", "week", "month", "year", NULL };

/* clang-format off */
static const struct option add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("what has to be done, for example Jahresbericht"), true },
	{ "start", N_("DATE"), "startDate", NULL, N_("the day on which it is due for the first time"), true },
	{ "every", N_("NUMBER"), "every", NULL, N_("again so many units after the last time; without it, once"), false },
	{ "unit", "day|week|month|year", "unit", units, N_("the unit of --every"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("the last day on which it can be due"), false },
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("who has to do it: name or number"), false },
	{ "to", N_("ORGANIZATION"), NULL, NULL, N_("to whom it is owed: name or number; else the committee itself"), false },
	{ "responsible", N_("PERSON"), NULL, NULL, N_("who sees to it: name or number"), false },
	{ "type", "report|meeting|review|other", "obligationType", types, N_("a report, a meeting, a review of something, or another thing"), false },
	{ "remind", N_("NUMBER"), "reminderDays", NULL, N_("so many days before, it stands among what is due (30)"), false },
	{ "basis", N_("TEXT"), "basis", NULL, N_("on what it rests: a law, a decision, a contract"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("what has to be done, for example Jahresbericht"), false },
	{ "start", N_("DATE"), "startDate", NULL, N_("the day on which it is due for the first time"), false },
	{ "every", N_("NUMBER"), "every", NULL, N_("again so many units after the last time; without it, once"), false },
	{ "unit", "day|week|month|year", "unit", units, N_("the unit of --every"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("the last day on which it can be due"), false },
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("who has to do it: name or number"), false },
	{ "to", N_("ORGANIZATION"), NULL, NULL, N_("to whom it is owed: name or number; else the committee itself"), false },
	{ "responsible", N_("PERSON"), NULL, NULL, N_("who sees to it: name or number"), false },
	{ "type", "report|meeting|review|other", "obligationType", types, N_("a report, a meeting, a review of something, or another thing"), false },
	{ "remind", N_("NUMBER"), "reminderDays", NULL, N_("so many days before, it stands among what is due (30)"), false },
	{ "basis", N_("TEXT"), "basis", NULL, N_("on what it rests: a law, a decision, a contract"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option on_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option done_options[] = {
	{ "date", N_("DATE"), NULL, NULL, N_("the day on which it was done; without it today"), false },
	{ "paper", N_("PAPER"), NULL, NULL, N_("the paper with which it was done"), false },
	{ "undo", NULL, NULL, NULL, N_("take the day back: it was not done"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option report_options[] = {
	{ "name", N_("TEXT"), NULL, NULL, N_("title of the paper; else that of the obligation"), false },
	{ "reference", N_("TEXT"), NULL, NULL, N_("reference, for example VO/2014/01945"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_obligation_commands[] = {
	{ .noun = "obligation", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = add_options,
	  .kind = "obligation",
	  .run = obligation_add,
	  .help = N_("note what somebody owes the committee, once or again and again"),
	  .about = N_("The next time is reckoned from the day on which it was done last. A day that a month does not have is its last one: a year after "
	              "29 February is 28 February. Of an obligation to meet, the meetings of whoever it is owed to count by themselves."),
	  .examples = { "verbund obligation add 4f2a --name Jahresbericht --start 2027-03-31 --every 1 --unit year --for 'Koordinierungsstelle Migration'",
	                "verbund obligation add 4f2a --name 'Runder Tisch' --type meeting --start 2027-03-31 --every 3 --unit month" } },
	{ .noun = "obligation", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = on_options,
	  .run = obligation_list,
	  .help = N_("all obligations, and when each is due next"),
	  .examples = { "verbund obligation list", "verbund obligation list 4f2a --on 2028-02-29" } },
	{ .noun = "obligation", .verb = "due",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = due_options,
	  .run = obligation_due,
	  .help = N_("obligations that are late or soon due, and who has to do them"),
	  .examples = { "verbund obligation due", "verbund obligation due 4f2a --on 2027-04-01" } },
	{ .noun = "obligation", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("OBLIGATION")) },
	  .options = on_options,
	  .run = obligation_show,
	  .help = N_("one obligation with the days on which it was done"),
	  .examples = { "verbund obligation show 0198d7120c9a44be81f2" } },
	{ .noun = "obligation", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("OBLIGATION")) },
	  .options = edit_options,
	  .kind = "obligation",
	  .run = obligation_edit,
	  .help = N_("change an obligation; an empty value clears the field"),
	  .examples = { "verbund obligation edit 0198d7120c9a44be81f2 --remind 60" } },
	{ .noun = "obligation", .verb = "report",
	  .arguments = { COMMAND_ARG(N_("OBLIGATION")) },
	  .options = report_options,
	  .run = obligation_report,
	  .help = N_("begin the report that is due: a paper, and its station in the committee"),
	  .about = N_("The paper is submitted by whoever owes the report. Its station is that of whom it is owed to, to be taken note of, on the day on "
	              "which it is due. The number that is printed is that of the paper."),
	  .examples = { "verbund obligation report 0198d7120c9a44be81f2 --name 'Bericht 2027'" } },
	{ .noun = "obligation", .verb = "done",
	  .arguments = { COMMAND_ARG(N_("OBLIGATION")) },
	  .options = done_options,
	  .run = obligation_done,
	  .help = N_("say that it was done"),
	  .about = N_("All days are kept. When two offices say it at the same time, both days stand, and the later one counts."),
	  .examples = { "verbund obligation done 0198d7120c9a44be81f2", "verbund obligation done 0198d7120c9a44be81f2 --date 2027-03-02 --paper 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
