/* cmd_measure: measures of a programme, each with a sheet of its own; tested by tests/blackbox/20-measures.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/collate.h"
#include "cli/day.h"
#include "cli/deadline.h"
#include "cli/dispute.h"
#include "cli/due.h"
#include "cli/field.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/measure_import.h"
#include "cli/successors.h"
#include "protocol/kinds/duty.h"

static const struct kept_field names[] = {
	{ "group", "group", KEPT_NAME, "organization" },
	{ "owner", "organization", KEPT_NAME, "organization" },
	{ "partners", "partner", KEPT_NAMES, "organization" },
	{ NULL, NULL, KEPT_NAME, NULL },
};

static const struct kept measures = { "measure", "MEASURE", N_("This is no measure."), names,
	                              false };

static int measure_add(struct cmd *cmd)
{
	return kept_add(cmd, &measures, NULL);
}

static int measure_edit(struct cmd *cmd)
{
	return kept_edit(cmd, &measures);
}

static int measure_import(struct cmd *cmd)
{
	return measure_import_run(cmd);
}

/* ---- list ---- */

/* Which measures are wanted, and what is known about them. */
struct selection {
	struct cmd *cmd;
	struct labels *labels;
	struct successors *successors;
	int32_t today;
};

/* True if an option was not given, or says the same as the record. */
static bool is_text(const struct selection *s, const struct json *record, const char *option,
                    const char *field)
{
	const char *wanted = args_get(s->cmd->args, option);
	const char *text = kept_text(record, field);

	return wanted == NULL || (text != NULL && strcmp(text, wanted) == 0);
}

/* The same for an organization, by its name, former or present, or its number. */
static bool is_named(const struct selection *s, const struct json *record, const char *option,
                     const char *field)
{
	const char *wanted = args_get(s->cmd->args, option);
	const char *id = kept_text(record, field);
	const char *now = successors_of(s->successors, id);
	char *titles[2];
	bool is_it;

	if (wanted == NULL || id == NULL)
		return wanted == NULL;
	titles[0] = labels_title_of(s->labels, id);
	titles[1] = labels_title_of(s->labels, now);
	is_it = strncmp(id, wanted, strlen(wanted)) == 0 || strcmp(titles[0], wanted) == 0 ||
	        strcmp(titles[1], wanted) == 0;
	free(titles[0]);
	free(titles[1]);
	return is_it;
}

static bool is_wanted(const struct selection *s, const struct json *record)
{
	struct obligation_due due = deadline_measure(json_get(record, "fields"), s->today);

	return is_text(s, record, "state", "state") && is_text(s, record, "area", "area") &&
	       is_named(s, record, "group", "group") &&
	       is_named(s, record, "owner", "organization") &&
	       (!args_has(s->cmd->args, "late") || due.state == VB_OBLIGATION_LATE) &&
	       (!args_has(s->cmd->args, "disputed") ||
	        json_count(json_get(record, "disputes")) > 0);
}

/* By number, those without one last, then by name. */
static int by_number(const struct json *a, const struct json *b)
{
	int64_t x = json_int(json_get(json_get(a, "fields"), "number"), INT64_MAX);
	int64_t y = json_int(json_get(json_get(b, "fields"), "number"), INT64_MAX);
	const char *name = kept_text(a, "name");
	const char *other = kept_text(b, "name");

	if (x != y)
		return x < y ? -1 : 1;
	return collate_compare(name != NULL ? name : "", other != NULL ? other : "");
}

/* Its number, or nothing. */
static void format_number(const struct json *record, char out[static 24])
{
	const struct json *number = json_get(json_get(record, "fields"), "number");

	out[0] = '\0';
	if (number != NULL)
		(void)snprintf(out, 24, "%lld", (long long)json_int(number, 0));
}

/* All that is known, a cell each. */
static void print_for_scripts(const struct selection *s, const struct json *items)
{
	static const struct table_column columns[12];
	static const char *const last[] = { "indicator", "target", "actual" };
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *record = json_at(items, i);
		const struct obligation_due due = due_import(record);
		char *group = successors_name(s->successors, s->labels, s->cmd->out,
		                              kept_text(record, "group"));
		char *disputed = dispute_fields(s->cmd->out, record);
		char number[24];

		format_number(record, number);
		table_add(table, number);
		table_add(table, kept_text(record, "name"));
		table_add(table, kept_text(record, "area"));
		table_add(table, group);
		table_add(table, kept_text(record, "state"));
		table_add(table, kept_text(record, "endDate"));
		table_add(table, due.state == VB_OBLIGATION_LATE ? "late" : "");
		for (size_t j = 0; j < sizeof(last) / sizeof(last[0]); j++)
			table_add(table, kept_text(record, last[j]));
		table_add(table, disputed);
		table_add(table, json_get_text(record, "id"));
		free(group);
		free(disputed);
	}
	out_list(s->cmd->out, &table);
}

/* How far it is, and how late. The caller frees it. */
static char *state_of(const struct selection *s, const struct json *record)
{
	const struct obligation_due due = due_import(record);
	const char *word = field_word(s->cmd->out, kept_text(record, "state"));
	char *late = due_state(s->cmd, &due);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	(void)fputs(word, out);
	if (due.state == VB_OBLIGATION_LATE)
		(void)fprintf(out, "%s%s", word[0] != '\0' ? ", " : "", late);
	if (fclose(out) != 0)
		abort();
	free(late);
	return text;
}

/* By what success is measured, what was reached and what was to be. The caller frees it. */
static char *success_of(const struct json *record)
{
	const char *indicator = kept_text(record, "indicator");
	const char *target = kept_text(record, "target");
	const char *actual = kept_text(record, "actual");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	if (indicator != NULL)
		(void)fprintf(out, "%s%s", indicator, target != NULL || actual != NULL ? ": " : "");
	if (target != NULL || actual != NULL)
		(void)fprintf(out, "%s / %s", actual != NULL ? actual : "-",
		              target != NULL ? target : "-");
	if (fclose(out) != 0)
		abort();
	return text;
}

/* What a line has room for. */
static void print_for_people(const struct selection *s, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("No."), TABLE_RIGHT }, { _("Title"), TABLE_FIRM }, { _("Area"), 0 },
		{ _("Group"), 0 },         { _("State"), 0 },          { _("Until"), TABLE_FIRM },
		{ _("Reached"), 0 },       { _("In dispute"), 0 },     { _("Number"), TABLE_SHORT },
	};
	const struct kind_field *end =
		kind_field_by_number(kind_by_number(VB_KIND_MEASURE), VB_MEASURE_END_DATE);
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *record = json_at(items, i);
		char *group = successors_name(s->successors, s->labels, s->cmd->out,
		                              kept_text(record, "group"));
		char *until = field_format(s->cmd->out, end,
		                           json_get(json_get(record, "fields"), "endDate"),
		                           s->cmd->args->zone);
		char *cells[] = { group, state_of(s, record), until, success_of(record),
			          dispute_fields(s->cmd->out, record) };
		char number[24];

		format_number(record, number);
		table_add(table, number);
		table_add(table, kept_text(record, "name"));
		table_add(table, kept_text(record, "area"));
		for (size_t j = 0; j < sizeof(cells) / sizeof(cells[0]); j++) {
			table_add(table, cells[j]);
			free(cells[j]);
		}
		table_add(table, json_get_text(record, "id"));
	}
	out_list(s->cmd->out, &table);
}

/* Those that are wanted, in their order, with when they are late; takes *items. */
static struct json *pick(const struct selection *s, struct json **items)
{
	struct json *wanted = json_new_list();

	for (size_t i = 0; i < json_count(*items); i++) {
		struct obligation_due due;
		struct json *copy;

		if (!is_wanted(s, json_at(*items, i)))
			continue;
		copy = json_new_copy(json_at(*items, i));
		due = deadline_measure(json_get(copy, "fields"), s->today);
		deadline_export(copy, &due);
		json_add(wanted, &copy);
	}
	json_destroy(items);
	arrange(wanted, by_number);
	return wanted;
}

static int measure_list(struct cmd *cmd)
{
	struct selection s = { .cmd = cmd, .labels = labels_new(cmd) };
	struct json *items = NULL;
	struct json *space = NULL;
	int err = day_get_today(cmd, &s.today);

	if (err == 0 && args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = successors_read(cmd, json_text(space), s.today, &s.successors);
	if (err == 0)
		err = kept_list(cmd, "measure", json_text(space), &items);
	if (err == 0)
		items = pick(&s, &items);
	if (err == 0 && cmd->args->is_json)
		answer_records(cmd, &items);
	else if (err == 0 && cmd->out->style.is_terminal)
		print_for_people(&s, items);
	else if (err == 0)
		print_for_scripts(&s, items);
	labels_destroy(&s.labels);
	successors_destroy(&s.successors);
	json_destroy(&items);
	json_destroy(&space);
	return err;
}

/* ---- show, settle ---- */

static int measure_show(struct cmd *cmd)
{
	struct json *record = NULL;
	char verb[100];
	int err = kept_show(cmd, &measures, &record);

	if (err == 0 && cmd->args->is_json) {
		field_export(record, cmd->args->zone);
		out_document(cmd->out, "measure", "show", &record);
	} else if (err == 0) {
		(void)snprintf(verb, sizeof(verb), "measure settle %.*s FIELD --choose NUMBER",
		               (int)VB_TABLE_SHORT_DIGITS, json_get_text(record, "id"));
		answer_record(cmd, record);
		err = dispute_print(cmd, record, verb);
	}
	json_destroy(&record);
	return err;
}

static int measure_settle(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *record = NULL;
	int err = kept_show(cmd, &measures, &record);

	if (err == 0)
		err = dispute_choose(cmd, record, args_get(cmd->args, "FIELD"),
		                     args_get(cmd->args, "choose"), fields);
	if (err == 0)
		err = kept_change(cmd, record, &fields);
	json_destroy(&fields);
	json_destroy(&record);
	return err;
}

/* ---- the commands ---- */

static const char *const states[] = { "idea", "planned", "running", "done", "stopped", NULL };
static const char *const disputed_fields[] = { "description", "goal",  "indicator", "target",
	                                       "actual",      "state", NULL };

/* clang-format off */
#define MEASURE_OPTIONS                                                                                                              \
	{ "number", N_("NUMBER"), "number", NULL, N_("the number of its sheet"), false },                                            \
	{ "area", N_("TEXT"), "area", NULL, N_("field of work, for example Sprache"), false },                                       \
	{ "group", N_("ORGANIZATION"), NULL, NULL, N_("the group that works on it: name or number"), false },                        \
	{ "owner", N_("ORGANIZATION"), NULL, NULL, N_("who carries it out: name or number"), false },                                \
	{ "partners", N_("ORGANIZATIONS"), NULL, NULL, N_("with whom: names or numbers, with ; between them"), false },              \
	{ "text", N_("TEXT"), "description", NULL, N_("what is done"), false },                                                      \
	{ "goal", N_("TEXT"), "goal", NULL, N_("what is to be better afterwards"), false },                                          \
	{ "indicator", N_("TEXT"), "indicator", NULL, N_("by what success is measured"), false },                                    \
	{ "target", N_("TEXT"), "target", NULL, N_("what is to be reached, for example 120 Plätze"), false },                        \
	{ "actual", N_("TEXT"), "actual", NULL, N_("what was reached"), false },                                                     \
	{ "start", N_("DATE"), "startDate", NULL, N_("its first day"), false },                                                      \
	{ "end", N_("DATE"), "endDate", NULL, N_("the day until which it is to be done"), false },                                   \
	{ "state", "idea|planned|running|done|stopped", "state", states, N_("how far it is"), false },                               \
	{ "version", N_("TEXT"), "version", NULL, N_("the state of the sheet, for example Entwurf 2"), false }

static const struct option add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the measure"), true },
	MEASURE_OPTIONS,
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the measure"), false },
	MEASURE_OPTIONS,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option list_options[] = {
	{ "group", N_("ORGANIZATION"), NULL, NULL, N_("only those of this group: name or number"), false },
	{ "owner", N_("ORGANIZATION"), NULL, NULL, N_("only those that it carries out: name or number"), false },
	{ "area", N_("TEXT"), NULL, NULL, N_("only those of this field of work"), false },
	{ "state", "idea|planned|running|done|stopped", NULL, states, N_("only those that are that far"), false },
	{ "late", NULL, NULL, NULL, N_("only those whose time is over, and that are neither done nor stopped"), false },
	{ "disputed", NULL, NULL, NULL, N_("only those of which a field is in dispute"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option settle_options[] = {
	{ "choose", N_("NUMBER"), NULL, NULL, N_("the version that stays, as `measure show` numbers them"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option import_options[] = {
	{ "into", N_("COMMITTEE"), NULL, NULL, N_("the committee that keeps them"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_measure_commands[] = {
	{ .noun = "measure", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = add_options,
	  .kind = "measure",
	  .run = measure_add,
	  .help = N_("add the sheet of a measure"),
	  .about = N_("An organization is named by its exact name or its number. A name that nobody in the committee has yet is made "
	              "an organization of it, and the command says so."),
	  .examples = { "verbund measure add 4f2a --name 'Sprachkurse am Abend' --area Sprache --indicator Plätze --target 120 --end 2027-12-31" } },
	{ .noun = "measure", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = list_options,
	  .run = measure_list,
	  .help = N_("measures by number, with what was to be reached and what was"),
	  .examples = { "verbund measure list 4f2a --area Sprache --state running", "verbund measure list --late --on 2027-12-31" } },
	{ .noun = "measure", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("MEASURE")) },
	  .run = measure_show,
	  .help = N_("one sheet, with all versions of what is in dispute"),
	  .examples = { "verbund measure show 0198d7120c9a44be81f2" } },
	{ .noun = "measure", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("MEASURE")) },
	  .options = edit_options,
	  .kind = "measure",
	  .run = measure_edit,
	  .help = N_("change a sheet; an empty value clears the field"),
	  .about = N_("When two offices change the same text of a sheet at the same time, both versions are kept, until somebody chooses one "
	              "(`measure settle`) or writes a new one."),
	  .examples = { "verbund measure edit 0198d7120c9a44be81f2 --actual '84 Plätze' --state running" } },
	{ .noun = "measure", .verb = "settle",
	  .arguments = { COMMAND_ARG(N_("MEASURE")), { N_("FIELD"), disputed_fields, false } },
	  .options = settle_options,
	  .run = measure_settle,
	  .help = N_("choose which version of a text stays"),
	  .examples = { "verbund measure settle 0198d7120c9a44be81f2 actual --choose 2" } },
	{ .noun = "measure", .verb = "import",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = import_options,
	  .run = measure_import,
	  .help = N_("take in sheets from a JSON document"),
	  .about = N_("FILE holds {\"items\": [{\"number\": 1, \"name\": \"Sprachkurse\", \"area\": \"Sprache\", \"group\": \"Fokusgruppe Sprache\", ...}]}: fields of "
	              "measures as `measure show --json` prints them, and `group`, `owner` and `partners` by name; names that nobody has yet are "
	              "made. A measure that is there already, by its id, else by number and name, stays as it is; so it can be done again."),
	  .examples = { "verbund measure import steckbriefe.json --into 4f2a" } },
	COMMAND_END,
};
/* clang-format on */
