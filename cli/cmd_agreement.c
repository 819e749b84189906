/* cmd_agreement: what organizations have agreed on, and when it is to be looked at again; tested by tests/blackbox/20-duties.t */
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
#include "cli/successors.h"

static const struct kept_field names[] = {
	{ "partners", "partner", KEPT_NAMES, "organization" },
	{ "tasks", "task", KEPT_TEXTS, NULL },
	{ "responsible", "responsible", KEPT_NAME, "person" },
	{ NULL, NULL, KEPT_NAME, NULL },
};

static const struct kept agreements = { "agreement", "AGREEMENT", N_("This is no agreement."),
	                                names, false };

static int agreement_add(struct cmd *cmd)
{
	return kept_add(cmd, &agreements, NULL);
}

static int agreement_edit(struct cmd *cmd)
{
	return kept_edit(cmd, &agreements);
}

static int agreement_due(struct cmd *cmd)
{
	return due_run(cmd, DUE_AGREEMENTS);
}

/* ---- list, show ---- */

/* The names of the partners as they are today, in one cell. The caller frees it. */
static char *partners_of(const struct json *record, struct labels *labels,
                         const struct successors *successors, const struct out *style)
{
	const struct json *partners = json_get(json_get(record, "fields"), "partner");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(partners); i++) {
		char *name =
			successors_name(successors, labels, style, json_text(json_at(partners, i)));

		(void)fprintf(out, "%s%s", i > 0 ? ", " : "", name);
		free(name);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

/* The next day on which something is to be done about it: review or end, whichever comes first. */
static struct obligation_due next_of(const struct json *record, int32_t today)
{
	const struct json *fields = json_get(record, "fields");
	struct obligation_due review = deadline_review(fields, today);
	struct obligation_due end = deadline_end(fields, today);

	if (review.state == VB_OBLIGATION_NONE ||
	    (end.state != VB_OBLIGATION_NONE && end.due < review.due))
		return end;
	return review;
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *record,
                    struct labels *labels, const struct successors *successors)
{
	const struct json *fields = json_get(record, "fields");
	const struct obligation_due due = due_import(record);
	char *partners = partners_of(record, labels, successors, cmd->out);
	char *until = day_format(cmd->out, day_of_field(fields, "endDate", VB_DAY_MAX));
	char *review = day_format(cmd->out, day_of_field(fields, "reviewDate", VB_DAY_MAX));
	char *state = due_state(cmd, &due);

	table_add(table, kept_text(record, "name"));
	table_add(table, partners);
	table_add(table, field_word(cmd->out, kept_text(record, "state")));
	table_add(table, review);
	table_add(table, until);
	table_add(table, state);
	table_add(table, json_get_text(record, "id"));
	free(partners);
	free(until);
	free(review);
	free(state);
}

static int print(struct cmd *cmd, const char *space, int32_t today, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Name"), TABLE_FIRM },
		{ _("Partners"), 0 },
		{ _("State"), 0 },
		{ _("Review on"), TABLE_FIRM },
		{ _("Until"), TABLE_FIRM },
		{ _("Due"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct successors *successors = NULL;
	struct labels *labels;
	struct table *table;
	int err = successors_read(cmd, space, today, &successors);

	if (err < 0)
		return err;
	labels = labels_new(cmd);
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i), labels, successors);
	out_list(cmd->out, &table);
	labels_destroy(&labels);
	successors_destroy(&successors);
	return 0;
}

static int agreement_list(struct cmd *cmd)
{
	struct json *items = NULL;
	struct json *space = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0 && args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = kept_list(cmd, "agreement", json_text(space), &items);
	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		struct obligation_due due = next_of(json_at(items, i), today);

		deadline_export(json_at(items, i), &due);
	}
	if (err == 0)
		arrange_by_name(items, "fields", "name");
	if (err == 0 && cmd->args->is_json)
		answer_records(cmd, &items);
	else if (err == 0)
		err = print(cmd, json_text(space), today, items);
	json_destroy(&items);
	json_destroy(&space);
	return err;
}

static int agreement_show(struct cmd *cmd)
{
	struct obligation_due due;
	struct json *record = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = kept_show(cmd, &agreements, &record);
	if (err < 0)
		return err;
	due = next_of(record, today);
	if (cmd->args->is_json) {
		deadline_export(record, &due);
		field_export(record, cmd->args->zone);
		out_document(cmd->out, "agreement", "show", &record);
	} else {
		answer_record(cmd, record);
		due_tell(cmd, &due);
	}
	json_destroy(&record);
	return 0;
}

/* ---- the commands ---- */

static const char *const states[] = { "draft", "inForce", "ended", NULL };

/* clang-format off */
static const struct option add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("what it is called"), true },
	{ "partners", N_("ORGANIZATIONS"), NULL, NULL, N_("who has agreed: names or numbers, with ; between them"), false },
	{ "tasks", N_("TEXTS"), NULL, NULL, N_("who does what, one task after the other, with ; between them"), false },
	{ "text", N_("TEXT"), "description", NULL, N_("what else was agreed"), false },
	{ "start", N_("DATE"), "startDate", NULL, N_("its first day"), false },
	{ "end", N_("DATE"), "endDate", NULL, N_("its last day, of funding for example"), false },
	{ "review", N_("DATE"), "reviewDate", NULL, N_("the day on which it is to be looked at again"), false },
	{ "remind", N_("NUMBER"), "reminderDays", NULL, N_("so many days before, it stands among what is due (30)"), false },
	{ "responsible", N_("PERSON"), NULL, NULL, N_("who sees to it: name or number"), false },
	{ "state", "draft|inForce|ended", "state", states, N_("a draft, in force, or ended"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("what it is called"), false },
	{ "partners", N_("ORGANIZATIONS"), NULL, NULL, N_("who has agreed: names or numbers, with ; between them"), false },
	{ "tasks", N_("TEXTS"), NULL, NULL, N_("who does what, one task after the other, with ; between them"), false },
	{ "text", N_("TEXT"), "description", NULL, N_("what else was agreed"), false },
	{ "start", N_("DATE"), "startDate", NULL, N_("its first day"), false },
	{ "end", N_("DATE"), "endDate", NULL, N_("its last day, of funding for example"), false },
	{ "review", N_("DATE"), "reviewDate", NULL, N_("the day on which it is to be looked at again"), false },
	{ "remind", N_("NUMBER"), "reminderDays", NULL, N_("so many days before, it stands among what is due (30)"), false },
	{ "responsible", N_("PERSON"), NULL, NULL, N_("who sees to it: name or number"), false },
	{ "state", "draft|inForce|ended", "state", states, N_("a draft, in force, or ended"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option on_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_agreement_commands[] = {
	{ .noun = "agreement", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = add_options,
	  .kind = "agreement",
	  .run = agreement_add,
	  .help = N_("note what organizations have agreed on"),
	  .about = N_("A name that nobody in the committee has yet is made an organization of it, and the command says so."),
	  .examples = { "verbund agreement add 4f2a --name 'Flüchtlingsarbeit' --partners 'Samtgemeinde Gartow; Samtgemeinde Elbtalaue' --review 2027-12-31",
	                "verbund agreement add 4f2a --name 'Förderung des Landes' --start 2019-01-01 --end 2021-12-31 --remind 180" } },
	{ .noun = "agreement", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = on_options,
	  .run = agreement_list,
	  .help = N_("agreements by name, with the days of their reviews"),
	  .examples = { "verbund agreement list", "verbund agreement list 4f2a" } },
	{ .noun = "agreement", .verb = "due",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = due_options,
	  .run = agreement_due,
	  .help = N_("agreements that are to be looked at again, or that end"),
	  .about = N_("When it was looked at, give it the day of the next review with `agreement edit --review`."),
	  .examples = { "verbund agreement due", "verbund agreement due --until 2027-12-31" } },
	{ .noun = "agreement", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("AGREEMENT")) },
	  .options = on_options,
	  .run = agreement_show,
	  .help = N_("one agreement with its partners and tasks"),
	  .examples = { "verbund agreement show 0198d7120c9a44be81f2" } },
	{ .noun = "agreement", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("AGREEMENT")) },
	  .options = edit_options,
	  .kind = "agreement",
	  .run = agreement_edit,
	  .help = N_("change an agreement; an empty value clears the field"),
	  .examples = { "verbund agreement edit 0198d7120c9a44be81f2 --review 2028-12-31" } },
	COMMAND_END,
};
/* clang-format on */
