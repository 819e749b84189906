/* cmd_meeting_reply: who comes to a meeting, as the seats answer; tested by tests/blackbox/20-turnout.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/reaching.h"
#include "cli/responses.h"

/* What is typed and shown for the words of responses.h. */
static const struct {
	const char *typed;
	const char *text;
} answers[VB_ANSWER_COUNT] = {
	[VB_ANSWER_NONE] = { NULL, N_("no answer") },
	[VB_ANSWER_ACCEPTED] = { "yes", N_("comes") },
	[VB_ANSWER_DECLINED] = { "no", N_("does not come") },
	[VB_ANSWER_TENTATIVE] = { "maybe", N_("perhaps") },
	[VB_ANSWER_DELEGATED] = { "substitute", N_("somebody else comes") },
};

static const char *const deliveries[VB_DELIVERY_COUNT] = {
	[VB_DELIVERY_UNSENT] = N_("not invited"),
	[VB_DELIVERY_WAITING] = N_("on its way"),
	[VB_DELIVERY_DELIVERED] = N_("delivered"),
	[VB_DELIVERY_LETTER] = N_("letter"),
};

/* ---- reply ---- */

static const char *stored_word(const char *typed)
{
	for (size_t i = 0; i < VB_ANSWER_COUNT; i++) {
		if (answers[i].typed != NULL && strcmp(answers[i].typed, typed) == 0)
			return responses_answers[i];
	}
	return typed;
}

/* Who comes instead: as typed, or whose seat was named in place of the one that it stands in for. */
static int put_substitute(struct cmd *cmd, const struct muster *m, const struct json *membership,
                          struct json *question)
{
	const char *name = args_get(cmd->args, "substitute");
	const char *person = json_get_text(json_get(membership, "fields"), "person");
	struct json *id = NULL;
	bool is_internal;
	int err;

	if (name == NULL) {
		json_put_text(question, "substitute", person);
		return 0;
	}
	err = muster_person(cmd, m, name, &id, &is_internal);
	if (err == VB_ERR_NO_RIGHT) {
		out_forget(cmd->out);
		err = out_fail(
			cmd->out, err,
			_("As a guest this office enters nobody here: name %s with --comment."),
			name);
	}
	if (err == 0)
		json_put(question, "substitute", &id);
	return err;
}

/* Finds the seat that was named. What an office that takes part says itself nobody enters for it. */
static int find_named(struct cmd *cmd, const struct muster *m, const char *named, size_t *seat,
                      const struct json **substitute)
{
	struct json *question = json_new_map();
	struct json *committee = NULL;
	const struct json *members;
	int err = muster_find(cmd, m, named, seat, substitute);

	json_put_text(question, "id", json_get_text(m->meeting, "space"));
	if (err == 0 && !reaching_is_own(m, *seat, json_text(m->self)))
		err = client_ask(cmd->client, "committee.show", &question, &committee);
	members = json_get(committee, "members");
	for (size_t i = 0; i < json_count(members) && err == 0; i++) {
		const struct json *member = json_at(members, i);
		const char *role = json_get_text(member, "role");

		/* An office that only passes on says nothing. */
		if (role != NULL && strcmp(role, "relay") != 0 &&
		    reaching_is_own(m, *seat, json_get_text(member, "id")))
			err = out_fail(cmd->out, VB_ERR_NOT_OUR_SEAT,
			               _("%s answers for this seat itself"),
			               json_get_text(member, "name"));
	}
	json_destroy(&question);
	json_destroy(&committee);
	return err;
}

static int ask_reply(struct cmd *cmd, const struct muster *m, const char *answer)
{
	const char *named = args_get(cmd->args, "seat");
	bool is_substitute = strcmp(answer, "substitute") == 0;
	const struct json *substitute = NULL;
	struct json *question = json_new_map();
	struct json *result;
	size_t seat = 0;
	int err = named != NULL ? find_named(cmd, m, named, &seat, &substitute)
	                        : muster_own(cmd, m, &seat);

	if (err == 0 && is_substitute)
		err = put_substitute(cmd, m, substitute, question);
	if (err == 0) {
		json_put_text(question, "meeting", json_get_text(m->meeting, "id"));
		json_put_text(question, "seat", json_get_text(m->seats[seat].record, "id"));
		json_put_text(question, "answer", stored_word(answer));
		json_put_text(question, "comment", args_get(cmd->args, "comment"));
		err = client_ask(cmd->client, "meeting.reply", &question, &result);
	}
	json_destroy(&question);
	if (err == 0)
		answer_id(cmd, &result);
	if (err == 0)
		out_hint(cmd->out, _("Who comes:\n  verbund meeting replies %.20s"),
		         json_get_text(m->meeting, "id"));
	return err;
}

static int meeting_reply(struct cmd *cmd)
{
	const char *answer = args_get(cmd->args, "ANSWER");
	struct muster m = { .count = 0 };
	int err = 0;

	if (args_has(cmd->args, "substitute") && strcmp(answer, "substitute") != 0)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("--substitute belongs to the answer `substitute`."));
	if (err == 0)
		err = muster_read(cmd, args_get(cmd->args, "MEETING"), &m);
	if (err == 0 && m.sitting.stage == VB_STAGE_CANCELLED)
		err = out_fail(cmd->out, VB_ERR_WRONG_STATE, "%s", _("It was called off."));
	if (err == 0)
		err = ask_reply(cmd, &m, answer);
	muster_release(&m);
	return err;
}

/* ---- replies ---- */

/* What the list is made of. */
struct listing {
	struct muster m;
	struct responses said;
	struct json *names; /* of offices */
};

static void put_owned(struct json *row, const char *key, char *text)
{
	if (text[0] != '\0')
		json_put_text(row, key, text);
	free(text);
}

/* The reply that counts: what it says besides, and who entered it. A reply after the begin says so. */
static void put_reply(const struct listing *r, const struct turnout_seat *seat, struct json *row)
{
	const struct json *reply = json_at(r->said.replies, seat->reply);
	const struct json *fields = json_get(reply, "fields");
	int64_t created = json_int(json_get(reply, "created"), 0);

	json_put_text(row, "reply", json_get_text(reply, "id"));
	json_put_int(row, "created", created);
	put_owned(row, "substitute",
	          labels_title_of(r->m.labels, json_get_text(fields, "substitute")));
	put_owned(row, "enteredBy", muster_enterer(&r->m, r->names, reply));
	json_put_text(row, "comment", json_get_text(fields, "comment"));
	json_put_bool(row, "late", r->m.sitting.has_start && created >= r->m.sitting.start);
	json_put_bool(row, "forOthers", seat->is_for_others);
}

/* One seat as a line of the list. */
static struct json *row_of(const struct listing *r, size_t at)
{
	const struct turnout_seat *seat = &r->said.seats[at];
	struct json *row = json_new_map();

	json_put_text(row, "seat", json_get_text(r->m.seats[at].record, "id"));
	put_owned(row, "for", muster_for(&r->m, at));
	put_owned(row, "person", muster_who(&r->m, at));
	json_put_text(row, "delivery", responses_deliveries[seat->delivery]);
	json_put_text(row, "answer", responses_answers[seat->answer]);
	json_put_int(row, "answerPlace", seat->answer);
	json_put_int(row, "deliveryPlace", seat->delivery);
	if (seat->reply != VB_TURNOUT_NONE)
		put_reply(r, seat, row);
	return row;
}

static struct json *rows_of(const struct listing *r)
{
	struct json *rows = json_new_list();

	for (size_t i = 0; i < r->m.count; i++) {
		struct json *row = row_of(r, i);

		json_add(rows, &row);
	}
	arrange_by_name(rows, NULL, "person");
	arrange_by_name(rows, NULL, "for");
	return rows;
}

/* An answer for a cell; one that came after the begin says so. */
static void add_answer(const struct cmd *cmd, struct table *table, const struct json *row)
{
	size_t place = (size_t)json_int(json_get(row, "answerPlace"), 0);
	char text[160];

	if (!cmd->out->style.is_terminal) {
		table_add(table, responses_answers[place]);
		return;
	}
	(void)snprintf(text, sizeof(text),
	               json_is_yes(json_get(row, "late")) ? _("%s (late)") : "%s",
	               _(answers[place].text));
	table_add(table, text);
}

static void print_rows(struct cmd *cmd, const struct json *rows)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 }, { _("Person"), 0 },         { _("Invitation"), 0 },
		{ _("Answer"), 0 },       { _("Comes instead"), 0 },  { _("Entered by"), 0 },
		{ _("Comment"), 0 },      { _("Seat"), TABLE_SHORT },
	};
	bool is_terminal = cmd->out->style.is_terminal;
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		size_t delivery = (size_t)json_int(json_get(row, "deliveryPlace"), 0);

		table_add(table, json_get_text(row, "for"));
		table_add(table, json_get_text(row, "person"));
		table_add(table,
		          is_terminal ? _(deliveries[delivery]) : responses_deliveries[delivery]);
		add_answer(cmd, table, row);
		table_add(table, json_get_text(row, "substitute"));
		table_add(table, json_get_text(row, "enteredBy"));
		table_add(table, json_get_text(row, "comment"));
		table_add(table, json_get_text(row, "seat"));
	}
	out_list(cmd->out, &table);
}

/* "Invitation: 7 delivered, 5 letter" and so on, of what there is any. */
static void print_sums(struct cmd *cmd, const struct turnout *sums)
{
	char *text = NULL;
	size_t size;
	const char *parted = "";
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	(void)fprintf(out, "%s: ", _("Invitations"));
	for (size_t i = 0; i < VB_DELIVERY_COUNT; i++) {
		if (sums->deliveries[i] == 0)
			continue;
		(void)fprintf(out, "%s%u %s", parted, sums->deliveries[i], _(deliveries[i]));
		parted = ", ";
	}
	(void)fprintf(out, ". %s: ", _("Replies"));
	parted = "";
	for (size_t i = 0; i < VB_ANSWER_COUNT; i++) {
		if (sums->answers[i] == 0)
			continue;
		(void)fprintf(out, "%s%u %s", parted, sums->answers[i], _(answers[i].text));
		parted = ", ";
	}
	(void)fputs(".", out);
	if (fclose(out) != 0)
		abort();
	answer_sentence(cmd, text);
	free(text);
}

static void export_rows(struct cmd *cmd, const struct listing *r, struct json **rows)
{
	struct json *body = json_new_map();
	struct json *sums = json_new_map();

	for (size_t i = 0; i < json_count(*rows); i++) {
		struct json *row = json_at(*rows, i);

		json_remove(row, "answerPlace");
		json_remove(row, "deliveryPlace");
		answer_time(cmd, row, "created");
	}
	for (size_t i = 0; i < VB_DELIVERY_COUNT; i++)
		json_put_int(sums, responses_deliveries[i], r->said.sums.deliveries[i]);
	json_put(body, "deliveries", &sums);
	sums = json_new_map();
	for (size_t i = 0; i < VB_ANSWER_COUNT; i++)
		json_put_int(sums, responses_answers[i], r->said.sums.answers[i]);
	json_put(body, "answers", &sums);
	json_put(body, "items", rows);
	out_document(cmd->out, "meeting", "replies", &body);
}

static int meeting_replies(struct cmd *cmd)
{
	struct listing r = { .names = NULL };
	struct json *rows;
	int err = muster_read(cmd, args_get(cmd->args, "MEETING"), &r.m);

	if (err == 0)
		err = responses_read(cmd, &r.m, &r.said);
	if (err == 0)
		err = answer_names(cmd, &r.names);
	if (err < 0)
		goto out;
	rows = rows_of(&r);
	if (cmd->args->is_json) {
		export_rows(cmd, &r, &rows);
		goto out;
	}
	print_rows(cmd, rows);
	if (cmd->out->style.is_terminal && json_count(rows) > 0)
		print_sums(cmd, &r.said.sums);
	json_destroy(&rows);
out:
	json_destroy(&r.names);
	responses_release(&r.said);
	muster_release(&r.m);
	return err;
}

/* ---- the commands ---- */

static const char *const reply_words[] = { "yes", "no", "maybe", "substitute", NULL };

/* clang-format off */
static const struct option reply_options[] = {
	{ "seat", N_("SEAT"), NULL, NULL, N_("seat that answers: its number, person or organization; without it that of this office"), false },
	{ "substitute", N_("PERSON"), NULL, NULL, N_("who comes instead"), false },
	{ "comment", N_("TEXT"), NULL, NULL, N_("what else there is to say"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_reply_commands[] = {
	{ .noun = "meeting", .verb = "reply",
	  .arguments = { COMMAND_ARG(N_("MEETING")), { N_("ANSWER"), reply_words, false } },
	  .options = reply_options,
	  .run = meeting_reply,
	  .help = N_("answer an invitation: yes, no, maybe or substitute"),
	  .about = N_("An office answers for the seats of the organizations for which it answers. For a seat without an office an office in charge "
	              "enters what was said by telephone or letter; the list tells who entered it. The last answer counts, but what the office of the seat "
	              "said counts before what others entered for it.\n\n"
	              "An answer is not attendance: who really came is kept by `verbund meeting attend`.\n\n"
	              "Guests see an answer to a meeting that they see. A substitute whom guests do not know is named to members only."),
	  .examples = { "verbund meeting reply 0198c2a4f1b3e07d5c60 yes",
	                "verbund meeting reply 0198c2a4f1b3e07d5c60 substitute --substitute 'Anna Schmidt'",
	                "verbund meeting reply 0198c2a4f1b3e07d5c60 no --seat Caritas --comment 'per Telefon'" } },
	{ .noun = "meeting", .verb = "replies",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_replies,
	  .help = N_("who was reached, who comes, and who entered that"),
	  .about = N_("One line a seat: on behalf of whom, person, invitation (unsent, waiting, delivered, letter), answer (none, accepted, declined, "
	              "tentative, delegated), who comes instead, who entered it, comment, number of the seat."),
	  .examples = { "verbund meeting replies 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
