/* cmd_paper: papers and their way through the committees; tested by tests/blackbox/05-office.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/amount.h"
#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/collate.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/points.h"
#include "cli/route.h"
#include "cli/waypoint.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static int show_paper(struct cmd *cmd, struct json **paper)
{
	return client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                   _("This is no paper."), paper);
}

/* The fields that were typed, with the offices that were named. */
static int read_fields(struct cmd *cmd, const struct named *named, struct json *fields)
{
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = named_put(cmd, named, "submitter", "originatorOrganization", true, fields);
	if (err == 0)
		err = named_put(cmd, named, "lead", "underDirectionOf", true, fields);
	return err;
}

/* Puts a paper that an option names into a set: as its one member of a new record, else beside those that it has; an empty
 * value clears the set. */
static void put_paper(struct cmd *cmd, const char *option, const char *name, bool is_new,
                      struct json *fields)
{
	const char *text = args_get(cmd->args, option);
	struct json *papers = json_new_list();
	struct json *change = json_new_map();
	struct json *nothing = json_new_nil();

	if (text != NULL)
		json_add_text(papers, text);
	if (text != NULL && text[0] == '\0') {
		json_put(fields, name, &nothing);
	} else if (text != NULL && is_new) {
		json_put(fields, name, &papers);
	} else if (text != NULL) {
		json_put(change, "add", &papers);
		json_put(fields, name, &change);
	}
	json_destroy(&papers);
	json_destroy(&change);
	json_destroy(&nothing);
}

static void put_papers(struct cmd *cmd, bool is_new, struct json *fields)
{
	put_paper(cmd, "part-of", "superordinatedPaper", is_new, fields);
	put_paper(cmd, "related", "relatedPaper", is_new, fields);
}

/* The whole number of a committee; the caller destroys *id. */
static int find_space(struct cmd *cmd, const char *text, struct json **id)
{
	struct json *question = json_new_map();
	struct json *committee;
	int err;

	json_put_text(question, "id", text);
	err = client_ask(cmd->client, "committee.show", &question, &committee);
	if (err < 0)
		return err;
	*id = json_new_copy(json_get(committee, "id"));
	json_destroy(&committee);
	return 0;
}

static int paper_add(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *space = NULL;
	struct json *result;
	struct sheaf sheaf;
	struct named named;
	int err = find_space(cmd, args_get(cmd->args, "COMMITTEE"), &space);

	sheaf_init(&sheaf);
	named = (struct named){ "organization", json_text(space), args_has(cmd->args, "internal"),
		                &sheaf };
	if (err == 0)
		err = read_fields(cmd, &named, fields);
	if (err < 0)
		goto out;
	put_papers(cmd, true, fields);
	err = named_create(cmd, &named, "paper", &fields, &result);
	if (err == 0)
		answer_made(
			cmd, &result,
			_("Now say which committees consult on it:\n  verbund consultation add %s "
		          "--for COMMITTEE"));
out:
	sheaf_release(&sheaf);
	json_destroy(&space);
	json_destroy(&fields);
	return err;
}

static int paper_edit(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *paper = NULL;
	struct json *result;
	const char *audience;
	struct sheaf sheaf;
	struct named named;
	int err = show_paper(cmd, &paper);

	sheaf_init(&sheaf);
	if (err < 0)
		goto out;
	audience = json_get_text(paper, "audience");
	named = (struct named){ "organization", json_get_text(paper, "space"),
		                audience != NULL && strcmp(audience, "core") == 0, &sheaf };
	err = read_fields(cmd, &named, fields);
	put_papers(cmd, false, fields);
	if (err == 0 && json_count(fields) == 0)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err < 0)
		goto out;
	err = named_edit(cmd, &named, json_get_text(paper, "id"), &fields, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	sheaf_release(&sheaf);
	json_destroy(&paper);
	json_destroy(&fields);
	return err;
}

/* ---- list, show ---- */

/* By date, those without one last; then by reference and title as people sort them. */
static int by_date(const struct json *a, const struct json *b)
{
	static const char *const names[] = { "reference", "name" };
	const char *x = field(a, "date");
	const char *y = field(b, "date");
	int order = x == NULL || y == NULL ? (x == NULL) - (y == NULL) : strcmp(x, y);

	for (size_t i = 0; order == 0 && i < sizeof(names) / sizeof(names[0]); i++) {
		x = field(a, names[i]);
		y = field(b, names[i]);
		order = collate_compare(x != NULL ? x : "", y != NULL ? y : "");
	}
	return order;
}

static void add_row(const struct cmd *cmd, struct table *table, const struct json *paper)
{
	const struct kind *kind = kind_by_number(VB_KIND_PAPER);
	char *date = field_format(cmd->out, kind_field_by_name(kind, span_of_str("date")),
	                          json_get(json_get(paper, "fields"), "date"), cmd->args->zone);

	table_add(table, date);
	table_add(table, field(paper, "reference"));
	table_add(table, field(paper, "name"));
	table_add(table, field(paper, "paperType"));
	table_add(table, json_get_text(paper, "id"));
	free(date);
}

static int paper_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Date"), TABLE_FIRM }, { _("Reference"), 0 },        { _("Title"), 0 },
		{ _("Kind of paper"), 0 }, { _("Number"), TABLE_SHORT },
	};
	struct json *question = json_new_map();
	struct json *items;
	struct table *table;
	int err;

	json_put_text(question, "kind", "paper");
	json_put_text(question, "space", args_get(cmd->args, "COMMITTEE"));
	err = client_list(cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	arrange(items, by_date);
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i));
	out_list(cmd->out, &table);
	json_destroy(&items);
	return 0;
}

/* A paper with what stands below it. */
struct sight {
	struct json *paper;
	struct json *points;
	struct json *route;
	struct json *files;
};

static int sight_read(struct cmd *cmd, struct sight *sight)
{
	struct json *question = json_new_map();
	const char *id;
	int err = show_paper(cmd, &sight->paper);

	id = json_get_text(sight->paper, "id");
	json_put_text(question, "target", id);
	if (err == 0)
		err = points_read(cmd, id, &sight->points);
	if (err == 0)
		err = route_read(cmd, id, &sight->route);
	if (err == 0)
		err = client_list(cmd->client, "file.list", &question, &sight->files);
	json_destroy(&question);
	return err;
}

static void sight_release(struct sight *sight)
{
	json_destroy(&sight->paper);
	json_destroy(&sight->points);
	json_destroy(&sight->route);
	json_destroy(&sight->files);
}

static void export_all(struct json *records, const char *zone)
{
	for (size_t i = 0; i < json_count(records); i++)
		field_export(json_at(records, i), zone);
}

static void answer_sight(struct cmd *cmd, struct sight *sight)
{
	route_export(sight->route, cmd->args->zone);
	export_all(sight->points, cmd->args->zone);
	export_all(sight->files, cmd->args->zone);
	field_export(sight->paper, cmd->args->zone);
	json_put(sight->paper, "items", &sight->route);
	json_put(sight->paper, "points", &sight->points);
	json_put(sight->paper, "files", &sight->files);
	out_document(cmd->out, "paper", "show", &sight->paper);
}

static void print_points(struct cmd *cmd, const struct json *points)
{
	static const struct table_column columns[] = { { NULL, TABLE_RIGHT | TABLE_FIRM },
		                                       { NULL, TABLE_WHOLE } };
	struct table *table = table_new(columns, 2);

	for (size_t i = 0; i < json_count(points); i++) {
		char number[24];

		(void)snprintf(number, sizeof(number), "%zu.", i + 1);
		table_add(table, number);
		table_add(table, field(json_at(points, i), "text"));
	}
	(void)fprintf(cmd->out->data, "\n%s\n", _("Proposed decision"));
	out_table(cmd->out, &table);
}

static void print_files(struct cmd *cmd, const struct json *files)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, TABLE_FIRM } };
	struct table *table = table_new(columns, 2);

	for (size_t i = 0; i < json_count(files); i++) {
		const struct json *bytes = json_get(json_get(json_at(files, i), "fields"), "size");
		char size[VB_AMOUNT_BYTES];

		amount_format_bytes((uint64_t)json_int(bytes, 0), size);
		table_add(table, field(json_at(files, i), "name"));
		table_add(table, size);
	}
	(void)fprintf(cmd->out->data, "\n%s\n", _("Documents"));
	out_table(cmd->out, &table);
}

/* Scripts get the fields and the way; all of it stands in the document. */
static void print_sight(struct cmd *cmd, const struct sight *sight)
{
	bool is_terminal = cmd->out->style.is_terminal;

	answer_record(cmd, sight->paper);
	if (is_terminal && json_count(sight->points) > 0)
		print_points(cmd, sight->points);
	if (is_terminal && json_count(sight->route) > 0)
		(void)fputc('\n', cmd->out->data);
	if (json_count(sight->route) > 0)
		route_print(cmd, sight->route);
	if (is_terminal && json_count(sight->files) > 0)
		print_files(cmd, sight->files);
}

static int paper_show(struct cmd *cmd)
{
	struct sight sight = { .paper = NULL };
	int32_t today = 0;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = sight_read(cmd, &sight);
	if (err == 0) {
		waypoint_mark(sight.route, today);
		if (cmd->args->is_json)
			answer_sight(cmd, &sight);
		else
			print_sight(cmd, &sight);
	}
	sight_release(&sight);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option paper_add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the paper"), true },
	{ "reference", N_("TEXT"), "reference", NULL, N_("reference, for example VO/2014/01945"), false },
	{ "type", N_("TEXT"), "paperType", NULL, N_("kind of paper, for example Bericht"), false },
	{ "date", N_("DATE"), "date", NULL, N_("date of the paper, for example 2014-09-29"), false },
	{ "submitter", N_("ORGANIZATION"), NULL, NULL, N_("who submits it: name or number"), false },
	{ "lead", N_("ORGANIZATION"), NULL, NULL, N_("who is in the lead: name or number"), false },
	{ "part-of", N_("PAPER"), NULL, NULL, N_("which paper it is a part of, for example a measure of its concept"), false },
	{ "related", N_("PAPER"), NULL, NULL, N_("a paper that belongs to it"), false },
	{ "version", N_("TEXT"), "version", NULL, N_("which version it is, for example 'Fortschreibung 2019-21'"), false },
	{ "from", N_("DATE"), "startDate", NULL, N_("first day of the time for which it is"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("last day of the time for which it is"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option paper_edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the paper"), false },
	{ "reference", N_("TEXT"), "reference", NULL, N_("reference, for example VO/2014/01945"), false },
	{ "type", N_("TEXT"), "paperType", NULL, N_("kind of paper, for example Bericht"), false },
	{ "date", N_("DATE"), "date", NULL, N_("date of the paper, for example 2014-09-29"), false },
	{ "submitter", N_("ORGANIZATION"), NULL, NULL, N_("who submits it: name or number"), false },
	{ "lead", N_("ORGANIZATION"), NULL, NULL, N_("who is in the lead: name or number"), false },
	{ "part-of", N_("PAPER"), NULL, NULL, N_("which paper it is a part of, for example a measure of its concept"), false },
	{ "related", N_("PAPER"), NULL, NULL, N_("a paper that belongs to it"), false },
	{ "version", N_("TEXT"), "version", NULL, N_("which version it is, for example 'Fortschreibung 2019-21'"), false },
	{ "from", N_("DATE"), "startDate", NULL, N_("first day of the time for which it is"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("last day of the time for which it is"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option paper_show_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_paper_commands[] = {
	{ .noun = "paper", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = paper_add_options,
	  .kind = "paper",
	  .run = paper_add,
	  .help = N_("add a paper (motion, report, proposal) to a committee"),
	  .about = N_("An organization is named by its exact name or its number. A name that nobody in the committee has yet is made "
	              "an organization of it, and the command says so."),
	  .examples = { "verbund paper add 4f2a --name 'Bericht zum Integrationskonzept' --reference VO/2014/01945 --date 2014-09-29",
	                "verbund paper add 4f2a --name 'Antrag Sprachkurse' --type Antrag --submitter 'Forum für Migrantinnen und Migranten'" } },
	{ .noun = "paper", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .run = paper_list,
	  .help = N_("papers in order of their date"),
	  .examples = { "verbund paper list",
	                "verbund paper list 4f2a" } },
	{ .noun = "paper", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = paper_show_options,
	  .run = paper_show,
	  .help = N_("one paper with its proposed decision, its way through the committees and its documents"),
	  .examples = { "verbund paper show 0198c2a4f1b3e07d5c60" } },
	{ .noun = "paper", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = paper_edit_options,
	  .kind = "paper",
	  .run = paper_edit,
	  .help = N_("change a paper; an empty value clears the field"),
	  .examples = { "verbund paper edit 0198c2a4f1b3e07d5c60 --reference VO/2014/01945" } },
	COMMAND_END,
};
/* clang-format on */
