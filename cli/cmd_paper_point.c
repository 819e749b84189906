/* cmd_paper_point: the points of a proposed decision; tested by tests/blackbox/20-papers.t */
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/language.h"
#include "cli/placing.h"
#include "cli/points.h"

#define TEXT_MAX_BYTES 65536u
#define NUMBER_BYTES 24

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static int show_paper(struct cmd *cmd, struct json **paper)
{
	return client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                   _("This is no paper."), paper);
}

static int show_point(struct cmd *cmd, struct json **point)
{
	return client_show(cmd->client, args_get(cmd->args, "POINT"), "resolutionPoint",
	                   _("This is no point of a proposed decision."), point);
}

/* The place that --after names. */
static int find_place(struct cmd *cmd, const char *paper, const char *moved, struct json *fields)
{
	struct json *points = NULL;
	struct json *order = NULL;
	int err = points_read(cmd, paper, &points);

	if (err == 0)
		err = placing_find(cmd, points, "order", moved, args_get(cmd->args, "after"),
		                   _("--after is no other point of this paper."), &order);
	if (err == 0)
		json_put(fields, "order", &order);
	json_destroy(&points);
	return err;
}

static int put_text(struct cmd *cmd, struct json *fields)
{
	struct buf buf;
	const char *text;
	int err;

	buf_init(&buf, TEXT_MAX_BYTES);
	err = input_get(cmd, "TEXT", &buf, &text);
	if (err == 0)
		json_put_text(fields, "text", text);
	buf_release(&buf);
	return err;
}

static int point_add(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *question = json_new_map();
	struct json *paper = NULL;
	struct json *result;
	const char *audience;
	int err = show_paper(cmd, &paper);

	if (err == 0)
		err = put_text(cmd, fields);
	if (err == 0)
		err = find_place(cmd, json_get_text(paper, "id"), NULL, fields);
	if (err < 0)
		goto out;
	audience = json_get_text(paper, "audience");
	json_put_text(fields, "paper", json_get_text(paper, "id"));
	json_put_text(question, "space", json_get_text(paper, "space"));
	json_put_text(question, "kind", "resolutionPoint");
	json_put_bool(question, "internal", audience != NULL && strcmp(audience, "core") == 0);
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.create", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&paper);
	json_destroy(&fields);
	json_destroy(&question);
	return err;
}

/* Takes *fields. */
static int edit(struct cmd *cmd, const struct json *point, struct json **fields)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "id", json_get_text(point, "id"));
	json_put(question, "fields", fields);
	err = client_ask(cmd->client, "record.edit", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int point_edit(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *point = NULL;
	int err = show_point(cmd, &point);

	if (err == 0)
		err = put_text(cmd, fields);
	if (err == 0)
		err = edit(cmd, point, &fields);
	json_destroy(&point);
	json_destroy(&fields);
	return err;
}

static int point_move(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *point = NULL;
	int err = show_point(cmd, &point);

	if (err == 0)
		err = find_place(cmd, field(point, "paper"), json_get_text(point, "id"), fields);
	if (err == 0)
		err = edit(cmd, point, &fields);
	json_destroy(&point);
	json_destroy(&fields);
	return err;
}

static int point_remove(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *point = NULL;
	struct json *result;
	int err = show_point(cmd, &point);

	json_put_text(question, "id", json_get_text(point, "id"));
	if (err == 0)
		err = client_ask(cmd->client, "record.delete", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	json_destroy(&question);
	json_destroy(&point);
	return err;
}

static int point_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Point"), TABLE_RIGHT | TABLE_FIRM },
		{ _("Text"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct json *paper = NULL;
	struct json *points = NULL;
	struct table *table;
	int err = show_paper(cmd, &paper);

	if (err == 0)
		err = points_read(cmd, json_get_text(paper, "id"), &points);
	if (err < 0)
		goto out;
	if (cmd->args->is_json) {
		answer_records(cmd, &points);
		goto out;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(points); i++) {
		char number[NUMBER_BYTES];

		(void)snprintf(number, sizeof(number), "%zu", i + 1);
		table_add(table, number);
		table_add(table, field(json_at(points, i), "text"));
		table_add(table, json_get_text(json_at(points, i), "id"));
	}
	out_list(cmd->out, &table);
out:
	json_destroy(&paper);
	json_destroy(&points);
	return err;
}

/* clang-format off */
static const struct option point_add_options[] = {
	{ "after", N_("POINT"), NULL, NULL, N_("stand behind this one; `first`: at the beginning; without it, at the end"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option point_move_options[] = {
	{ "after", N_("POINT"), NULL, NULL, N_("stand behind this one; `first`: at the beginning"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_paper_point_commands[] = {
	{ .noun = "paper", .verb = "point add",
	  .arguments = { COMMAND_ARG(N_("PAPER")), COMMAND_ARG(N_("TEXT")) },
	  .options = point_add_options,
	  .run = point_add,
	  .help = N_("add a point to the proposed decision of a paper; `-`: its text from the input"),
	  .about = N_("Each point is kept for itself, so that several offices can work on one proposal. Their numbers follow from their "
	              "order."),
	  .examples = { "verbund paper point add 0198c2a4f1b3e07d5c60 'Die Leit- und Teilziele sind anzupassen.'" } },
	{ .noun = "paper", .verb = "point list",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .run = point_list,
	  .help = N_("the points of the proposed decision of a paper"),
	  .examples = { "verbund paper point list 0198c2a4f1b3e07d5c60" } },
	{ .noun = "paper", .verb = "point edit",
	  .arguments = { COMMAND_ARG(N_("POINT")), COMMAND_ARG(N_("TEXT")) },
	  .run = point_edit,
	  .help = N_("change a point of a proposed decision; `-`: its text from the input"),
	  .examples = { "verbund paper point edit 0198d7120c9a44be81f2 'Die Ziele sind anzupassen.'" } },
	{ .noun = "paper", .verb = "point move",
	  .arguments = { COMMAND_ARG(N_("POINT")) },
	  .options = point_move_options,
	  .run = point_move,
	  .help = N_("move a point to another place of its proposed decision"),
	  .examples = { "verbund paper point move 0198d7120c9a44be81f2 --after first" } },
	{ .noun = "paper", .verb = "point remove",
	  .arguments = { COMMAND_ARG(N_("POINT")) },
	  .run = point_remove,
	  .help = N_("take a point out of a proposed decision"),
	  .examples = { "verbund paper point remove 0198d7120c9a44be81f2" } },
	COMMAND_END,
};
/* clang-format on */
