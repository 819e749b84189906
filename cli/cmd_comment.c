/* cmd_comment: requests to say something about a paper, and answers; tested by tests/blackbox/20-papers.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/sheaf.h"
#include "cli/source.h"

#define NAME_BYTES 401

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

/* ---- request ---- */

static int comment_request(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *paper = NULL;
	struct json *result;
	struct sheaf sheaf;
	struct named who;
	int err = client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                      _("This is no paper."), &paper);

	sheaf_init(&sheaf);
	who = (struct named){ "organization", json_get_text(paper, "space"), is_internal(paper),
		              &sheaf };
	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err == 0)
		err = named_put(cmd, &who, "for", "organization", false, fields);
	if (err < 0)
		goto out;
	json_put_text(fields, "paper", json_get_text(paper, "id"));
	json_put_text(fields, "state", "open");
	err = named_create(cmd, &who, "commentRequest", &fields, &result);
	if (err == 0)
		answer_made(cmd, &result,
		            _("They answer with:\n  verbund comment answer %s --file FILE"));
out:
	sheaf_release(&sheaf);
	json_destroy(&paper);
	json_destroy(&fields);
	return err;
}

/* ---- list ---- */

/* open, late, answered or closed. */
static const char *status_of(const struct json *request, int32_t today)
{
	const struct json *fields = json_get(request, "fields");
	const char *state = json_get_text(fields, "state");

	if (state != NULL && strcmp(state, "closed") == 0)
		return "closed";
	if (json_count(json_get(fields, "answerPaper")) > 0 ||
	    (state != NULL && strcmp(state, "answered") == 0))
		return "answered";
	return day_of_field(fields, "due", VB_DAY_MAX) < today ? "late" : "open";
}

static const char *status_text(const char *status)
{
	static const struct {
		const char *word, *text;
	} texts[] = {
		{ "open", N_("open") },
		{ "late", N_("overdue") },
		{ "answered", N_("answered") },
		{ "closed", N_("closed") },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(texts[i].word, status) == 0)
			return _(texts[i].text);
	}
	return status;
}

/* By the day on which they are due, those without one last. */
static int by_due(const struct json *a, const struct json *b)
{
	const char *x = field(a, "due");
	const char *y = field(b, "due");

	return x == NULL || y == NULL ? (x == NULL) - (y == NULL) : strcmp(x, y);
}

static void add_title(struct labels *labels, struct table *table, const char *id)
{
	char *title = labels_title_of(labels, id);

	table_add(table, title);
	free(title);
}

/* The office that wrote the answer; empty: none did. */
static const char *answerer(struct labels *labels, const struct json *names,
                            const struct json *request)
{
	const struct json *answers = json_get(json_get(request, "fields"), "answerPaper");
	const char *id = json_text(json_at(answers, 0));
	const struct json *paper = id != NULL ? labels_record(labels, id) : NULL;
	const char *author = json_get_text(paper, "author");

	return author != NULL ? answer_name(names, author) : "";
}

static void add_row(struct cmd *cmd, struct labels *labels, const struct json *names,
                    struct table *table, const struct json *request)
{
	const struct json *fields = json_get(request, "fields");
	const char *status = json_get_text(request, "status");
	char *due = day_format(cmd->out, day_of_field(fields, "due", VB_DAY_MAX));

	table_add(table, due);
	add_title(labels, table, json_get_text(fields, "organization"));
	add_title(labels, table, json_get_text(fields, "paper"));
	table_add(table, cmd->out->style.is_terminal ? status_text(status) : status);
	add_title(labels, table, json_text(json_at(json_get(fields, "answerPaper"), 0)));
	table_add(table, answerer(labels, names, request));
	table_add(table, json_get_text(request, "id"));
	free(due);
}

static void print(struct cmd *cmd, const struct json *names, const struct json *requests)
{
	const struct table_column columns[] = {
		{ _("Due"), TABLE_FIRM },     { _("Organization"), 0 }, { _("Paper"), 0 },
		{ _("Status"), 0 },           { _("Answer"), 0 },       { _("Answered by"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct labels *labels = labels_new(cmd);

	for (size_t i = 0; i < json_count(requests); i++)
		add_row(cmd, labels, names, table, json_at(requests, i));
	out_list(cmd->out, &table);
	labels_destroy(&labels);
}

static int comment_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *requests = NULL;
	struct json *names = NULL;
	int32_t today = 0;
	int err = day_get_today(cmd, &today);

	json_put_text(question, "kind", "commentRequest");
	json_put_text(question, "space", args_get(cmd->args, "COMMITTEE"));
	if (err == 0)
		err = client_list(cmd->client, "record.list", &question, &requests);
	json_destroy(&question);
	if (err == 0)
		err = answer_names(cmd, &names);
	if (err < 0)
		goto out;
	arrange(requests, by_due);
	for (size_t i = 0; i < json_count(requests); i++)
		json_put_text(json_at(requests, i), "status",
		              status_of(json_at(requests, i), today));
	if (cmd->args->is_json)
		answer_records(cmd, &requests);
	else
		print(cmd, names, requests);
out:
	json_destroy(&requests);
	json_destroy(&names);
	return err;
}

/* ---- answer ---- */

/* The paper that answers, as the change of a set that adds it. */
static struct json *adding(struct json **value)
{
	struct json *change = json_new_map();
	struct json *list = json_new_list();

	json_add(list, value);
	json_put(change, "add", &list);
	return change;
}

/* The request has its answer, which may be in the same sheaf. */
static void put_answer(const struct json *request, struct json **paper, struct sheaf *sheaf)
{
	struct json *fields = json_new_map();
	struct json *answers = adding(paper);

	json_put(fields, "answerPaper", &answers);
	json_put_text(fields, "state", "answered");
	sheaf_edit(sheaf, json_get_text(request, "id"), &fields);
}

/* A paper that is there becomes the answer. */
static int use_paper(struct cmd *cmd, const struct json *request, struct sheaf *sheaf,
                     struct json **answer)
{
	struct json *fields = json_new_map();
	struct json *related, *paper;
	int err = client_show(cmd->client, args_get(cmd->args, "paper"), "paper",
	                      _("This is no paper."), answer);

	if (err == 0) {
		paper = json_new_text(field(request, "paper"));
		related = adding(&paper);
		json_put(fields, "relatedPaper", &related);
		sheaf_edit(sheaf, json_get_text(*answer, "id"), &fields);
		paper = json_new_copy(json_get(*answer, "id"));
		put_answer(request, &paper, sheaf);
	}
	json_destroy(&fields);
	return err;
}

static void put_list(struct json *fields, const char *name, const char *id)
{
	struct json *list = json_new_list();

	json_add_text(list, id);
	if (id != NULL)
		json_put(fields, name, &list);
	json_destroy(&list);
}

/* A new paper is made for it. */
static void make_paper(struct cmd *cmd, const struct json *request, const struct json *about,
                       struct sheaf *sheaf)
{
	const char *title = args_get(cmd->args, "name");
	const char *of = field(about, "name");
	struct json *fields = json_new_map();
	struct json *paper = sheaf_reference("answer");
	char name[NAME_BYTES];

	(void)snprintf(name, sizeof(name), _("Comment: %.300s"), of != NULL ? of : "");
	json_put_text(fields, "name", title != NULL ? title : name);
	json_put_text(fields, "paperType", _("Comment"));
	json_put_text(fields, "report", args_get(cmd->args, "text"));
	put_list(fields, "relatedPaper", field(request, "paper"));
	put_list(fields, "originatorOrganization", field(request, "organization"));
	sheaf_create(sheaf, "answer", "paper", is_internal(request), &fields);
	put_answer(request, &paper, sheaf);
}

/* What was asked for, and what about. */
static int read_request(struct cmd *cmd, struct json **request, struct json **about)
{
	const char *file = args_get(cmd->args, "file");
	int err = client_show(cmd->client, args_get(cmd->args, "REQUEST"), "commentRequest",
	                      _("This is no request for a comment."), request);

	if (err == 0)
		err = client_show(cmd->client, field(*request, "paper"), "paper",
		                  _("This is no paper."), about);
	if (err == 0 &&
	    args_has(cmd->args, "paper") == (file != NULL || args_has(cmd->args, "text")))
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("--paper, or else --file or --text: what is the answer?"));
	return err;
}

static int comment_answer(struct cmd *cmd)
{
	struct json *request = NULL, *about = NULL, *answer = NULL, *ids = NULL;
	struct json *result = json_new_map();
	struct source source = { .fd = -1 };
	struct sheaf sheaf;
	int err = read_request(cmd, &request, &about);

	sheaf_init(&sheaf);
	/* A file that cannot be read must not leave an answer without it. */
	if (err == 0 && args_has(cmd->args, "file"))
		err = source_open(cmd, args_get(cmd->args, "file"), &source);
	if (err == 0 && args_has(cmd->args, "paper"))
		err = use_paper(cmd, request, &sheaf, &answer);
	else if (err == 0)
		make_paper(cmd, request, about, &sheaf);
	if (err == 0)
		err = sheaf_send(cmd, json_get_text(request, "space"), &sheaf, &ids);
	if (err == 0)
		json_put_text(
			result, "id",
			answer != NULL ? json_get_text(answer, "id") : json_text(json_at(ids, 0)));
	if (err == 0 && source.fd >= 0)
		err = source_send(cmd, &source, json_get_text(result, "id"), NULL, false, NULL);
	if (err == 0)
		answer_id(cmd, &result);
	source_close(&source);
	sheaf_release(&sheaf);
	json_destroy(&result);
	json_destroy(&request);
	json_destroy(&about);
	json_destroy(&answer);
	json_destroy(&ids);
	return err;
}

/* clang-format off */
static const struct option request_options[] = {
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("who is asked: name or number"), true },
	{ "due", N_("DATE"), "due", NULL, N_("by which day the answer is due"), false },
	{ "text", N_("TEXT"), "description", NULL, N_("what is asked"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option list_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option answer_options[] = {
	{ "paper", N_("PAPER"), NULL, NULL, N_("a paper that is the answer"), false },
	{ "file", N_("FILE"), NULL, NULL, N_("a document that is the answer, in a paper that is made for it"), false },
	{ "text", N_("TEXT"), NULL, NULL, N_("the answer itself, in a paper that is made for it"), false },
	{ "name", N_("TEXT"), NULL, NULL, N_("title of that paper"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_comment_commands[] = {
	{ .noun = "comment", .verb = "request",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = request_options,
	  .kind = "commentRequest",
	  .run = comment_request,
	  .help = N_("ask an organization to comment on a paper by a day"),
	  .about = N_("Who asks several makes a request each, and sees of each whether it was answered."),
	  .examples = { "verbund comment request 0198c2a4f1b3e07d5c60 --for 'Stabsstelle Integration' --due 2026-12-15" } },
	{ .noun = "comment", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = list_options,
	  .run = comment_list,
	  .help = N_("what was asked of whom, by when, and who is late"),
	  .examples = { "verbund comment list", "verbund comment list 4f2a --on 2026-12-16" } },
	{ .noun = "comment", .verb = "answer",
	  .arguments = { COMMAND_ARG(N_("REQUEST")) },
	  .options = answer_options,
	  .run = comment_answer,
	  .help = N_("answer a request, with a paper, a document or a text"),
	  .about = N_("The answer is a paper beside the one that was asked about, with all that papers have: documents, versions, a way of its "
	              "own.\n\n"
	              "Where an office answers for the organization that was asked (`committee office`), it answers, or an office in charge."),
	  .examples = { "verbund comment answer 0198d7120c9a44be81f2 --file stellungnahme.pdf",
	                "verbund comment answer 0198d7120c9a44be81f2 --paper 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
