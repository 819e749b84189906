/* cmd_meeting_quorum: whether a meeting can decide, and joint ones; tested by tests/blackbox/20-turnout.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/quorate.h"
#include "cli/rulebook.h"

/* ---- the answer ---- */

static const char *word_of(const struct quorate_body *b)
{
	if (!b->answer.is_so)
		return "no";
	return b->answer.is_presumed ? "presumed" : "yes";
}

/* The record of a body that meets. */
static const struct json *body_of(const struct muster *m, const struct quorate_body *b)
{
	return b->body < m->body_count && m->bodies != NULL ? m->bodies[b->body].organization
	                                                    : NULL;
}

static const char *title_of(const struct muster *m, const struct quorate_body *b)
{
	return json_get_text(json_get(body_of(m, b), "fields"), "name");
}

static struct json *row_of(const struct muster *m, const struct quorate_body *b)
{
	struct json *row = json_new_map();

	json_put_text(row, "organization", json_get_text(body_of(m, b), "id"));
	json_put_text(row, "name", title_of(m, b));
	json_put_text(row, "quorum", word_of(b));
	json_put_int(row, "votes", b->facts.votes);
	json_put_int(row, "needed", b->answer.needed);
	json_put_int(row, "statutory", b->facts.statutory);
	json_put_int(row, "advisory", b->advisory);
	json_put_int(row, "organizations", b->facts.organizations);
	json_put_int(row, "seats", b->seats);
	json_put_int(row, "invited", b->invited);
	json_put_text(row, "rule", b->answer.rule);
	json_put_bool(row, "secondCall", b->facts.is_second_call);
	if (b->stated != 0)
		json_put_int(row, "stated", b->stated);
	if (b->challenged != 0)
		json_put_int(row, "challenged", b->challenged);
	return row;
}

static void add_number(struct table *table, uint32_t number)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", number);
	table_add(table, text);
}

static void add_time(const struct cmd *cmd, struct table *table, int64_t ms)
{
	struct json *value = ms != 0 ? json_new_int(ms) : json_new_nil();
	char *text = field_format_time(cmd->out, value, cmd->args->zone);

	table_add(table, text);
	free(text);
	json_destroy(&value);
}

static void print_answer(struct cmd *cmd, const struct muster *m, const struct quorate *q)
{
	const struct table_column columns[] = {
		{ _("Committee"), 0 },
		{ _("Quorum"), 0 },
		{ _("Votes present"), TABLE_RIGHT },
		{ _("Needed"), TABLE_RIGHT },
		{ _("Seats by statute"), TABLE_RIGHT },
		{ _("Rule"), 0 },
		{ _("Stated"), TABLE_FIRM },
		{ _("Challenged"), TABLE_FIRM },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	bool is_terminal = cmd->out->style.is_terminal;

	for (size_t i = 0; i < q->count; i++) {
		const struct quorate_body *b = &q->bodies[i];

		table_add(table, title_of(m, b));
		table_add(table, b->answer.is_presumed && is_terminal
		                         ? _("presumed")
		                         : field_word(cmd->out, word_of(b)));
		add_number(table, b->facts.votes);
		add_number(table, b->answer.needed);
		add_number(table, b->facts.statutory);
		table_add(table, is_terminal ? rulebook_caption(b->answer.rule) : b->answer.rule);
		add_time(cmd, table, b->stated);
		add_time(cmd, table, b->challenged);
	}
	out_list(cmd->out, &table);
	for (size_t i = 0; i < q->count; i++) {
		const struct quorate_body *b = &q->bodies[i];

		if (b->is_uninvited)
			out_note(cmd->out,
			         _("%s: enough are there, but only %u of %u seats were invited."),
			         title_of(m, b), b->invited, b->seats);
	}
}

static void export_answer(struct cmd *cmd, const struct muster *m, const struct quorate *q,
                          int64_t ms)
{
	struct json *body = json_new_map();
	struct json *rows = json_new_list();

	for (size_t i = 0; i < q->count; i++) {
		struct json *row = row_of(m, &q->bodies[i]);

		answer_time(cmd, row, "stated");
		answer_time(cmd, row, "challenged");
		json_add(rows, &row);
	}
	json_put_int(body, "at", ms);
	answer_time(cmd, body, "at");
	json_put(body, "items", &rows);
	out_document(cmd->out, "meeting", "quorum", &body);
}

/* ---- statements ---- */

/* Takes *fields, and writes what belongs to every statement. */
static int say(struct cmd *cmd, const struct muster *m, const char *event, int64_t ms,
               struct json **fields)
{
	const char *audience = json_get_text(m->meeting, "audience");
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(*fields, "meeting", json_get_text(m->meeting, "id"));
	json_put_text(*fields, "event", event);
	json_put_int(*fields, "time", ms);
	json_put_text(question, "space", json_get_text(m->meeting, "space"));
	json_put_text(question, "kind", "quorum");
	json_put_bool(question, "internal", audience != NULL && strcmp(audience, "core") == 0);
	json_put(question, "fields", fields);
	err = client_ask(cmd->client, "record.create", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

/* One statement for all who meet; the numbers of one body stand in it. */
static int state(struct cmd *cmd, const struct muster *m, const struct quorate *q, int64_t ms)
{
	struct json *fields = json_new_map();
	int err = 0;

	for (size_t i = 0; i < q->count && err == 0; i++) {
		const struct quorate_body *b = &q->bodies[i];

		if (b->is_uninvited)
			err = out_fail(cmd->out, VB_ERR_NO_QUORUM,
			               _("%s: only %u of %u seats were invited (%s)"),
			               title_of(m, b), b->invited, b->seats,
			               rulebook_caption(b->answer.rule));
		else if (!b->answer.is_so || b->answer.is_presumed)
			err = out_fail(cmd->out, VB_ERR_NO_QUORUM,
			               _("%s: %u present, %u needed (%s)"), title_of(m, b),
			               b->facts.votes, b->answer.needed,
			               rulebook_caption(b->answer.rule));
	}
	if (q->count == 1) {
		json_put_int(fields, "statutoryCount", q->bodies[0].facts.statutory);
		json_put_int(fields, "presentCount", q->bodies[0].facts.votes);
		json_put_text(fields, "rule", q->bodies[0].answer.rule);
	}
	if (err == 0)
		err = say(cmd, m, "stated", ms, &fields);
	json_destroy(&fields);
	return err;
}

static int challenge(struct cmd *cmd, const struct muster *m, int64_t ms)
{
	const char *named = args_get(cmd->args, "seat");
	struct json *fields = json_new_map();
	const struct json *substitute;
	size_t seat = 0;
	int err = named != NULL ? muster_find(cmd, m, named, &seat, &substitute)
	                        : muster_own(cmd, m, &seat);

	if (err == 0) {
		json_put_text(fields, "membership", json_get_text(m->seats[seat].record, "id"));
		err = say(cmd, m, "challenged", ms, &fields);
	}
	json_destroy(&fields);
	return err;
}

static int meeting_quorum(struct cmd *cmd)
{
	bool is_statement = args_has(cmd->args, "state");
	bool is_challenge = args_has(cmd->args, "challenge");
	const char *at = args_get(cmd->args, "at");
	struct muster m = { .count = 0 };
	struct quorate q = { .count = 0 };
	int64_t ms = (int64_t)time(NULL) * 1000;
	int err = 0;

	if (is_statement + is_challenge > 1 || (args_has(cmd->args, "seat") && !is_challenge))
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("Either --state, or --challenge with or without --seat."));
	if (err == 0)
		err = muster_read(cmd, args_get(cmd->args, "MEETING"), &m);
	if (err == 0 && at != NULL)
		err = muster_time(cmd, &m, at, &ms);
	if (err == 0 && is_challenge)
		err = challenge(cmd, &m, ms);
	if (err < 0 || is_challenge)
		goto out;
	err = quorate_find(cmd, &m, ms, &q);
	if (err == 0 && is_statement)
		err = state(cmd, &m, &q, ms);
	else if (err == 0 && cmd->args->is_json)
		export_answer(cmd, &m, &q, ms);
	else if (err == 0)
		print_answer(cmd, &m, &q);
out:
	quorate_release(&q);
	muster_release(&m);
	return err;
}

/* ---- joint meetings ---- */

/* {"add": [id]} or {"remove": [id]}, so that nobody takes away whom others add meanwhile. */
static struct json *one_member(const char *verb, struct json **id)
{
	struct json *change = json_new_map();
	struct json *list = json_new_list();

	json_add(list, id);
	json_put(change, verb, &list);
	return change;
}

static int meeting_joint(struct cmd *cmd)
{
	bool is_removal = args_has(cmd->args, "remove");
	struct named body = { "organization", NULL, false, NULL };
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *meeting = NULL;
	struct json *id = NULL;
	struct json *change;
	struct json *result;
	int err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                      _("This is no meeting."), &meeting);

	if (err < 0)
		goto out;
	body.space = json_get_text(meeting, "space");
	body.is_internal = strcmp(json_get_text(meeting, "audience"), "core") == 0;
	err = named_look_up(cmd, &body, args_get(cmd->args, "ORGANIZATION"), &id);
	if (err < 0)
		goto out;
	change = one_member(is_removal ? "remove" : "add", &id);
	json_put(fields, "organization", &change);
	json_put_text(question, "id", json_get_text(meeting, "id"));
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.edit", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	json_destroy(&fields);
	json_destroy(&meeting);
	json_destroy(&id);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option quorum_options[] = {
	{ "at", N_("TIME"), NULL, NULL, N_("at that moment, 18:20 or a whole time; without it now"), false },
	{ "state", NULL, NULL, NULL, N_("state that there is a quorum"), false },
	{ "challenge", NULL, NULL, NULL, N_("challenge it, for a seat with a vote"), false },
	{ "seat", N_("SEAT"), NULL, NULL, N_("whose challenge it is; without it the seat of this office"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option joint_options[] = {
	{ "remove", NULL, NULL, NULL, N_("it does not meet there after all"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_quorum_commands[] = {
	{ .noun = "meeting", .verb = "quorum",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = quorum_options,
	  .run = meeting_quorum,
	  .help = N_("whether enough are there to decide, and by which rule"),
	  .about = N_("A line for each committee that meets: name, quorum (yes, no, presumed), votes present, needed, seats by statute, rule, when it "
	              "was stated and when challenged last. Advisory seats do not count, a substitute counts for the member.\n\n"
	              "Where the rules say so, a quorum that was stated is presumed although some have left, until somebody with a vote challenges it. "
	              "The rules are those of `verbund committee show`; nobody has checked them as a lawyer does."),
	  .examples = { "verbund meeting quorum 0198c2a4f1b3e07d5c60",
	                "verbund meeting quorum 0198c2a4f1b3e07d5c60 --state --at 18:05",
	                "verbund meeting quorum 0198c2a4f1b3e07d5c60 --challenge --seat Forum" } },
	{ .noun = "meeting", .verb = "joint",
	  .arguments = { COMMAND_ARG(N_("MEETING")), COMMAND_ARG(N_("ORGANIZATION")) },
	  .options = joint_options,
	  .run = meeting_joint,
	  .help = N_("hold a meeting together with another organization of the committee"),
	  .about = N_("It is one meeting with one agenda, which all of them list once. Each has seats and rules of its own: invitations and replies "
	              "go to the seats of all, and the quorum is found for each.\n\n"
	              "Two committees that do not share their records meet jointly in a committee of both: found it, admit the offices of both, and "
	              "enter both as organizations with their seats."),
	  .examples = { "verbund meeting joint 0198c2a4f1b3e07d5c60 'Fachbereich Kultur und Bildung'" } },
	COMMAND_END,
};
/* clang-format on */
