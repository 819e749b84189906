/* cmd_paper_forward: a paper that runs through committees of several organisations; tested by tests/blackbox/20-way.t
 *
 * The paper and all stations of its way stand in the committee that the organisations share. An office takes the paper on into a
 * committee of its own (forward), where it sits on agendas like any other, and reports back how far its station is (report).
 * References do not lead out of a committee; so the copy and its station bear the number of what they were made of, as their
 * id: urn:verbund:<number>. Nothing in the shared committee says where an office took the paper. */
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/kept.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/points.h"
#include "cli/route.h"
#include "cli/waypoint.h"
#include "protocol/kind.h"

#define URN "urn:verbund:"
#define URN_BYTES 64

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience == NULL || strcmp(audience, "all") != 0;
}

static bool is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Puts by which number the copy of a record is known. */
static void put_urn(struct json *fields, const struct json *record)
{
	char urn[URN_BYTES];

	(void)snprintf(urn, sizeof(urn), URN "%s", json_get_text(record, "id"));
	json_put_text(fields, "id", urn);
}

/* ---- forward ---- */

struct forward {
	struct cmd *cmd;
	struct json *paper;
	struct json *points;
	struct json *station; /* NULL: none was named */
	struct json *space;   /* whole number of the committee */
	struct json *root;    /* its own organization */
	struct json *items;
};

static int read_paper(struct forward *f)
{
	struct cmd *cmd = f->cmd;
	const char *station = args_get(cmd->args, "station");
	int err = client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                      _("This is no paper."), &f->paper);

	if (err == 0)
		err = points_read(cmd, json_get_text(f->paper, "id"), &f->points);
	if (err == 0 && station != NULL)
		err = client_show(cmd->client, station, "consultation",
		                  _("--station is no consultation."), &f->station);
	if (err == 0 && station != NULL &&
	    !is_same(field(f->station, "paper"), json_get_text(f->paper, "id")))
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("--station is a station of another paper."));
	return err;
}

static int find_committee(struct forward *f)
{
	struct cmd *cmd = f->cmd;
	int err = kept_committee(cmd, &f->space);

	if (err < 0)
		return err;
	if (is_same(json_text(f->space), json_get_text(f->paper, "space")))
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("The paper is in this committee already."));
	return named_root(cmd, json_text(f->space), &f->root);
}

/* Takes *fields. */
static void add_item(struct forward *f, const char *kind, bool is_hidden, struct json **fields)
{
	struct json *item = json_new_map();

	json_put_text(item, "kind", kind);
	json_put_bool(item, "internal", is_hidden);
	json_put(item, "fields", fields);
	json_add(f->items, &item);
}

/* Everything but what leads to other records. */
static void add_paper(struct forward *f)
{
	const struct kind *kind = kind_by_number(VB_KIND_PAPER);
	struct json *fields = json_new_map();
	const char *name;
	void *iterator = NULL;
	struct json *value;

	while (json_next(json_get(f->paper, "fields"), &iterator, &name, &value)) {
		const struct kind_field *row = kind_field_by_name(kind, span_of_str(name));
		struct json *copy = json_new_copy(value);

		if (row != NULL && row->type != VB_TYPE_REF)
			json_put(fields, name, &copy);
		json_destroy(&copy);
	}
	put_urn(fields, f->paper);
	add_item(f, "paper", is_internal(f->paper), &fields);
}

/* The value of a field that leads to the copy of the paper. */
static struct json *paper_reference(const struct forward *f)
{
	struct json *reference = json_new_map();
	char urn[URN_BYTES];

	(void)snprintf(urn, sizeof(urn), URN "%s", json_get_text(f->paper, "id"));
	json_put_text(reference, "oparl", urn);
	return reference;
}

static void add_points(struct forward *f)
{
	for (size_t i = 0; i < json_count(f->points); i++) {
		const struct json *point = json_at(f->points, i);
		struct json *fields = json_new_map();
		struct json *paper = paper_reference(f);

		json_put(fields, "paper", &paper);
		json_put_text(fields, "text", field(point, "text"));
		json_put_text(fields, "order", field(point, "order"));
		put_urn(fields, point);
		add_item(f, "resolutionPoint", is_internal(f->paper), &fields);
	}
}

static void add_station(struct forward *f)
{
	static const char *const names[] = { "role", "roleCode", "date" };
	struct json *fields, *paper, *committees, *root;

	if (f->station == NULL)
		return;
	fields = json_new_map();
	paper = paper_reference(f);
	json_put(fields, "paper", &paper);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_put_text(fields, names[i], field(f->station, names[i]));
	put_urn(fields, f->station);
	committees = json_new_list();
	root = json_new_copy(f->root);
	json_add(committees, &root);
	json_put(fields, "organization", &committees);
	add_item(f, "consultation", is_internal(f->station) || is_internal(f->paper), &fields);
}

static int paper_forward(struct cmd *cmd)
{
	struct forward f = { .cmd = cmd };
	struct json *question = json_new_map();
	struct json *result = json_new_map();
	struct json *answer = NULL;
	int err = read_paper(&f);

	if (err == 0)
		err = find_committee(&f);
	if (err < 0)
		goto out;
	f.items = json_new_list();
	add_paper(&f);
	add_points(&f);
	add_station(&f);
	json_put_text(question, "space", json_text(f.space));
	json_put(question, "items", &f.items);
	err = client_ask(cmd->client, "record.upsert", &question, &answer);
	if (err < 0)
		goto out;
	json_put_text(result, "id", json_text(json_at(json_get(answer, "ids"), 0)));
	answer_made(
		cmd, &result,
		_("After each step of its sitting tell the others:\n  verbund consultation report "
	          "%s"));
out:
	json_destroy(&question);
	json_destroy(&result);
	json_destroy(&answer);
	json_destroy(&f.paper);
	json_destroy(&f.points);
	json_destroy(&f.station);
	json_destroy(&f.space);
	json_destroy(&f.root);
	json_destroy(&f.items);
	return err;
}

/* ---- report ---- */

/* The number of the station of which this one is a copy; NULL: it is none. */
static const char *origin_of(const struct json *consultation)
{
	const char *id = field(consultation, "id");

	return id != NULL && strncmp(id, URN, strlen(URN)) == 0 ? id + strlen(URN) : NULL;
}

/* The station as its committee sees it: stage and day of its sitting, and what came of it. What is not public there is told to
 * a public station without its result. */
static struct json *told_by(const struct json *copy, const struct json *station)
{
	struct station here = waypoint_read(copy);
	struct json *told = json_new_map();
	const char *sitting = json_get_text(copy, "sitting");

	if (here.has_meeting)
		json_put_text(told, "state", stage_word(here.stage));
	json_put_text(told, "date", sitting != NULL ? sitting : field(copy, "date"));
	if (!is_internal(copy) || is_internal(station)) {
		json_put_text(told, "result", field(copy, "result"));
		json_put_text(told, "resultCode", phrase_result_word(waypoint_result(copy)));
	}
	return told;
}

/* Of what is told only what the station does not say already. */
static void drop_known(struct json *told, const struct json *station)
{
	static const char *const names[] = { "state", "date", "result", "resultCode" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (is_same(json_get_text(told, names[i]), field(station, names[i])))
			json_remove(told, names[i]);
	}
}

/* Reports one; *is_told: there was something new. */
static int report_one(struct cmd *cmd, const struct json *copy, const struct json *station,
                      bool *is_told)
{
	struct json *question = json_new_map();
	struct json *told = told_by(copy, station);
	int err = 0;

	drop_known(told, station);
	*is_told = json_count(told) > 0;
	json_put_text(question, "id", json_get_text(station, "id"));
	json_put(question, "fields", &told);
	if (*is_told)
		err = client_ask(cmd->client, "record.edit", &question, NULL);
	json_destroy(&question);
	return err;
}

static int report_all(struct cmd *cmd, const struct json *route, struct json *told)
{
	struct labels *labels = labels_new(cmd);
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(route); i++) {
		const struct json *copy = json_at(route, i);
		const struct json *station = labels_record(labels, origin_of(copy));
		bool is_told = false;

		if (!is_same(json_get_text(station, "kind"), "consultation") ||
		    is_same(json_get_text(station, "space"), json_get_text(copy, "space")))
			continue;
		err = report_one(cmd, copy, station, &is_told);
		if (err == 0 && is_told)
			json_add_text(told, json_get_text(station, "id"));
	}
	labels_destroy(&labels);
	return err;
}

static int report_paper(struct cmd *cmd, const char *paper, struct json *told)
{
	struct json *route = NULL;
	int err = route_read(cmd, paper, &route);

	if (err == 0)
		err = report_all(cmd, route, told);
	json_destroy(&route);
	return err;
}

/* All papers of which a station here is a copy, each once. */
static int report_papers(struct cmd *cmd, struct json *told)
{
	struct json *question = json_new_map();
	struct json *seen = json_new_map();
	struct json *consultations = NULL;
	int err;

	json_put_text(question, "kind", "consultation");
	err = client_list(cmd->client, "record.list", &question, &consultations);
	for (size_t i = 0; err == 0 && i < json_count(consultations); i++) {
		const struct json *one = json_at(consultations, i);
		const char *paper = field(one, "paper");

		if (origin_of(one) == NULL || paper == NULL || json_get(seen, paper) != NULL)
			continue;
		json_put_bool(seen, paper, true);
		err = report_paper(cmd, paper, told);
	}
	json_destroy(&consultations);
	json_destroy(&seen);
	return err;
}

static int consultation_report(struct cmd *cmd)
{
	const char *id = args_get(cmd->args, "PAPER");
	struct json *paper = NULL;
	struct json *told = json_new_list();
	int err = 0;

	if (id != NULL)
		err = client_show(cmd->client, id, "paper", _("This is no paper."), &paper);
	if (err == 0)
		err = id != NULL ? report_paper(cmd, json_get_text(paper, "id"), told)
		                 : report_papers(cmd, told);
	if (err == 0 && cmd->args->is_json) {
		answer_items(cmd, &told);
	} else if (err == 0) {
		for (size_t i = 0; i < json_count(told); i++)
			out_value(cmd->out, json_text(json_at(told, i)));
		if (json_count(told) == 0)
			out_note(cmd->out, "%s", _("There is nothing new to tell."));
	}
	json_destroy(&told);
	json_destroy(&paper);
	return err;
}

/* clang-format off */
static const struct option paper_forward_options[] = {
	{ "station", N_("CONSULTATION"), NULL, NULL, N_("the station of its way for which that is"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_paper_forward_commands[] = {
	{ .noun = "paper", .verb = "forward",
	  .arguments = { COMMAND_ARG(N_("PAPER")), COMMAND_ARG(N_("COMMITTEE")) },
	  .options = paper_forward_options,
	  .run = paper_forward,
	  .help = N_("take a paper on into another committee of this office, where its station sits"),
	  .about = N_("A paper that runs through several organisations stands with its whole way in a committee that they share. For its own "
	              "station an office takes a copy into its own committee, whose members the others need not know. A second time the copy "
	              "gets what has changed. Documents are not taken along.\n\n"
	              "`verbund consultation report` tells the others how far the station is."),
	  .examples = { "verbund paper forward 0198c2a4f1b3e07d5c60 4f2a --station 0198d7120c9a44be81f2" } },
	{ .noun = "consultation", .verb = "report",
	  .arguments = { COMMAND_MAYBE(N_("PAPER")) },
	  .run = consultation_report,
	  .help = N_("tell the committee from which a paper came how far it is here: sitting, day and result"),
	  .about = N_("The paper is the copy that `verbund paper forward` made; without one, all such copies are gone through, so that the command "
	              "can be run every few minutes. Only what is new is told. What is not public here is told to a public station without "
	              "its result."),
	  .examples = { "verbund consultation report", "verbund consultation report 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
