/* cmd_organization: offices, associations and parts of them that a committee knows; tested by tests/blackbox/20-duties.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/merger.h"
#include "cli/successors.h"

static const struct kept_field names[] = {
	{ "part-of", "subOrganizationOf", KEPT_NAME, "organization" },
	{ NULL, NULL, KEPT_NAME, NULL },
};

static const struct kept organizations = { "organization", "ORGANIZATION",
	                                   N_("This is no organization."), names, true };

static int organization_add(struct cmd *cmd)
{
	return kept_add(cmd, &organizations, NULL);
}

static int organization_edit(struct cmd *cmd)
{
	return kept_edit(cmd, &organizations);
}

static int organization_merge(struct cmd *cmd)
{
	return merger_run(cmd);
}

/* ---- list, show ---- */

static char *day_of(const struct cmd *cmd, const struct json *record, const char *field)
{
	const struct kind *kind = kind_by_number(VB_KIND_ORGANIZATION);

	return field_format(cmd->out, kind_field_by_name(kind, span_of_str(field)),
	                    json_get(json_get(record, "fields"), field), cmd->args->zone);
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *record,
                    struct labels *labels, const struct successors *successors)
{
	const char *id = json_get_text(record, "id");
	const char *now = successors_of(successors, id);
	char *from = day_of(cmd, record, "startDate");
	char *until = day_of(cmd, record, "endDate");
	char *successor = labels_title_of(labels, now != NULL && strcmp(now, id) != 0 ? now : NULL);

	table_add(table, kept_text(record, "name"));
	table_add(table, kept_text(record, "organizationType"));
	table_add(table, kept_text(record, "contactEmail"));
	table_add(table, from);
	table_add(table, until);
	table_add(table, successor);
	table_add(table, id);
	free(from);
	free(until);
	free(successor);
}

static void print(struct cmd *cmd, int32_t today, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Name"), TABLE_FIRM },    { _("Type"), 0 },           { _("E-mail"), 0 },
		{ _("From"), TABLE_FIRM },    { _("Until"), TABLE_FIRM }, { _("Today"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct successors *successors = successors_new(items, today);
	struct labels *labels = labels_new(cmd);

	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i), labels, successors);
	out_list(cmd->out, &table);
	labels_destroy(&labels);
	successors_destroy(&successors);
}

/* Puts "successor" into each that another one stands for today. */
static void export_successors(struct json *items, int32_t today)
{
	struct successors *successors = successors_new(items, today);

	for (size_t i = 0; i < json_count(items); i++) {
		const char *id = json_get_text(json_at(items, i), "id");
		const char *now = successors_of(successors, id);

		if (now != NULL && strcmp(now, id) != 0)
			json_put_text(json_at(items, i), "successor", now);
	}
	successors_destroy(&successors);
}

static int organization_list(struct cmd *cmd)
{
	struct json *items = NULL;
	struct json *space = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0 && args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = kept_list(cmd, "organization", json_text(space), &items);
	if (err == 0) {
		arrange_by_name(items, "fields", "name");
		export_successors(items, today);
	}
	if (err == 0 && cmd->args->is_json)
		answer_records(cmd, &items);
	else if (err == 0)
		print(cmd, today, items);
	json_destroy(&items);
	json_destroy(&space);
	return err;
}

/* Those that went over into it, each with number and name. */
static struct json *former_of(const struct json *items, const char *id)
{
	struct json *former = json_new_list();

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *one = json_at(items, i);
		const char *into = kept_text(one, "mergedInto");
		struct json *row;

		if (into == NULL || strcmp(into, id) != 0)
			continue;
		row = json_new_map();
		json_put_text(row, "id", json_get_text(one, "id"));
		json_put_text(row, "name", kept_text(one, "name"));
		json_put_text(row, "until", kept_text(one, "endDate"));
		json_add(former, &row);
	}
	return former;
}

static void print_one(struct cmd *cmd, const struct json *record, const struct json *former,
                      const char *now)
{
	struct labels *labels = labels_new(cmd);
	char *successor = labels_title_of(labels, now);

	answer_record(cmd, record);
	if (now != NULL)
		answer_pair(cmd, N_("Today"), successor);
	for (size_t i = 0; i < json_count(former); i++)
		answer_pair(cmd, N_("Formerly"), json_get_text(json_at(former, i), "name"));
	free(successor);
	labels_destroy(&labels);
}

static int organization_show(struct cmd *cmd)
{
	struct successors *successors = NULL;
	struct json *record = NULL;
	struct json *items = NULL;
	struct json *former;
	const char *now;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = kept_show(cmd, &organizations, &record);
	if (err == 0)
		err = kept_list(cmd, "organization", json_get_text(record, "space"), &items);
	if (err < 0)
		goto out;
	arrange_by_name(items, "fields", "name");
	successors = successors_new(items, today);
	now = successors_of(successors, json_get_text(record, "id"));
	if (now != NULL && strcmp(now, json_get_text(record, "id")) == 0)
		now = NULL;
	former = former_of(items, json_get_text(record, "id"));
	if (cmd->args->is_json) {
		json_put_text(record, "successor", now);
		json_put(record, "former", &former);
		field_export(record, cmd->args->zone);
		out_document(cmd->out, "organization", "show", &record);
	} else {
		print_one(cmd, record, former, now);
	}
	json_destroy(&former);
out:
	successors_destroy(&successors);
	json_destroy(&record);
	json_destroy(&items);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("its name"), true },
	{ "short", N_("TEXT"), "shortName", NULL, N_("its name in short"), false },
	{ "type", N_("TEXT"), "organizationType", NULL, N_("what it is, for example Fachdienst or Verein"), false },
	{ "part-of", N_("ORGANIZATION"), NULL, NULL, N_("of which it is a part: name or number"), false },
	{ "email", N_("EMAIL"), "contactEmail", NULL, N_("where it is reached by mail"), false },
	{ "address", N_("TEXT"), "postalAddress", NULL, N_("its postal address"), false },
	{ "web", N_("TEXT"), "web", NULL, N_("its page on the web"), false },
	{ "start", N_("DATE"), "startDate", NULL, N_("the day from which it is there"), false },
	{ "end", N_("DATE"), "endDate", NULL, N_("its last day"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

#define IN_OPTION { "in", N_("COMMITTEE"), NULL, NULL, N_("the committee, where several have organizations of that name"), false }

static const struct option edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("its name"), false },
	{ "short", N_("TEXT"), "shortName", NULL, N_("its name in short"), false },
	{ "type", N_("TEXT"), "organizationType", NULL, N_("what it is, for example Fachdienst or Verein"), false },
	{ "part-of", N_("ORGANIZATION"), NULL, NULL, N_("of which it is a part: name or number"), false },
	{ "email", N_("EMAIL"), "contactEmail", NULL, N_("where it is reached by mail"), false },
	{ "address", N_("TEXT"), "postalAddress", NULL, N_("its postal address"), false },
	{ "web", N_("TEXT"), "web", NULL, N_("its page on the web"), false },
	{ "start", N_("DATE"), "startDate", NULL, N_("the day from which it is there"), false },
	{ "end", N_("DATE"), "endDate", NULL, N_("its last day"), false },
	IN_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option show_options[] = {
	DAY_OPTION,
	IN_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option on_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option merge_options[] = {
	{ "into", N_("ORGANIZATION"), NULL, NULL, N_("into which one: name or number; a name that nobody has is made"), true },
	{ "date", N_("DATE"), NULL, NULL, N_("the first day of the new one; the old ones end on the day before"), true },
	{ "seats", NULL, NULL, NULL, N_("their seats go over, too"), false },
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("the committee, where the first organization is not named by its number"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_organization_commands[] = {
	{ .noun = "organization", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = add_options,
	  .kind = "organization",
	  .run = organization_add,
	  .help = N_("add an office, an association or a part of one"),
	  .examples = { "verbund organization add 4f2a --name 'Jobcenter Flensburg' --email jobcenter@example.org" } },
	{ .noun = "organization", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = on_options,
	  .run = organization_list,
	  .help = N_("organizations by name, former ones with who took their place"),
	  .examples = { "verbund organization list", "verbund organization list 4f2a --on 2018-12-31" } },
	{ .noun = "organization", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("ORGANIZATION")) },
	  .options = show_options,
	  .run = organization_show,
	  .help = N_("one organization, with those that went over into it"),
	  .about = N_("It is named by its exact name or its number."),
	  .examples = { "verbund organization show 0198d7120c9a44be81f2" } },
	{ .noun = "organization", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("ORGANIZATION")) },
	  .options = edit_options,
	  .kind = "organization",
	  .run = organization_edit,
	  .help = N_("change an organization; an empty value clears the field"),
	  .about = N_("It is named by its exact name or its number. Whatever refers to it, such as the steps of a process, shows the change on every office of the committee."),
	  .examples = { "verbund organization edit 0198d7120c9a44be81f2 --email integration@example.org" } },
	{ .noun = "organization", .verb = "merge",
	  .arguments = { COMMAND_ARG(N_("ORGANIZATION")) },
	  .options = merge_options,
	  .flags = COMMAND_REST,
	  .run = organization_merge,
	  .help = N_("let organizations go over into another one"),
	  .about = N_("The old ones stay in the records with their names and end on the day before. Papers, seats and whatever else names them goes on "
	              "naming them; lists of what is due name who stands for them today. With --seats their seats end, too, and seats of "
	              "the new one begin, with the same persons, rights and substitutes. All of it is written at once."),
	  .examples = { "verbund organization merge 0198d7120c9a44be81f2 0198d7120c9a44be93c0 --into 'Stabsstelle Integration' --date 2019-01-01",
	                "verbund organization merge 'Stelle A' 'Stelle B' --in 4f2a --into 0198d7120c9a44be81f2 --date 2019-01-01 --seats" } },
	COMMAND_END,
};
/* clang-format on */
