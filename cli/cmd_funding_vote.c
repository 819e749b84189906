/* cmd_funding_vote: from the agenda to vote and decision; tested by tests/blackbox/20-funding.t */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/funding_case.h"
#include "cli/language.h"
#include "cli/money.h"
#include "cli/named.h"
#include "cli/rulebook.h"
#include "cli/sittings.h"
#include "cli/voters.h"
#include "protocol/order.h"

#define LABEL "item"
#define VOTES_MAX 100000

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void answer_written(struct cmd *cmd, const char *id, const char *hint)
{
	struct json *result = json_new_map();

	json_put_text(result, "id", id);
	answer_id(cmd, &result);
	if (hint != NULL)
		out_hint(cmd->out, "%s", hint);
}

/* ---- onto the agenda ---- */

/* A key behind all items of an agenda. */
static int last_key(struct cmd *cmd, const char *meeting, struct json **key)
{
	struct json *question = json_new_map();
	struct json *items = NULL;
	const char *last = "";
	uint8_t low[VB_ORDER_KEY_MAX_BYTES];
	char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];
	struct order_key made;
	uint32_t jitter = 0;
	size_t size;
	int err;

	json_put_text(question, "meeting", meeting);
	err = client_list(cmd->client, "agenda.list", &question, &items);
	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(items); i++) {
		const char *order = field(json_at(items, i), "order");

		if (order != NULL && strcmp(order, last) > 0)
			last = order;
	}
	size = strlen(last) / 2;
	if (size > sizeof(low) || hex_parse(last, 2 * size, low, size) != 0)
		size = 0;
	if (getrandom(&jitter, sizeof(jitter), 0) != (ssize_t)sizeof(jitter))
		jitter = 0;
	err = order_between(span_of(low, size), span_of(NULL, 0), jitter, &made);
	if (err == 0) {
		hex_format(made.b, made.size, text);
		*key = json_new_text(text);
	}
	json_destroy(&items);
	return err;
}

/* What stands on the agenda. */
static struct json *item_fields(struct funding_case *c, const char *meeting, struct json **key)
{
	struct json *fields = json_new_map();
	const char *title = args_get(c->cmd->args, "name");
	const char *project = funding_case_field(c, "name");
	char *applicant = labels_title_of(c->labels, funding_case_field(c, "organization"));
	char text[401];

	(void)snprintf(text, sizeof(text), _("Application for funding: %.150s%s%.150s"), applicant,
	               project != NULL && applicant[0] != '\0' ? ", " : "",
	               project != NULL ? project : "");
	free(applicant);
	json_put_text(fields, "meeting", meeting);
	json_put_text(fields, "name", title != NULL ? title : text);
	json_put_text(fields, "submitter", funding_case_field(c, "organization"));
	json_put_text(fields, "state", "accepted");
	json_put(fields, "order", key);
	return fields;
}

static int check_meeting(struct funding_case *c, const struct json *meeting,
                         const struct sitting *sitting)
{
	const char *item = field(c->row->recommendation, "agendaItem");
	const struct json *there = labels_record(c->labels, item);

	if (!is_same(json_get_text(meeting, "space"), json_get_text(c->application, "space")))
		return out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("The meeting is one of another committee."));
	if (stage_agenda(sitting->stage) == VB_STAGE_AGENDA_ENDED)
		return out_fail(c->cmd->out, VB_ERR_WRONG_STATE, "%s",
		                _("Nothing more can be put on its agenda."));
	if (is_same(field(there, "meeting"), json_get_text(meeting, "id")) &&
	    !json_is_yes(json_get(there, "deleted")))
		return out_fail(c->cmd->out, VB_ERR_DUPLICATE, "%s", item);
	return 0;
}

/* Writes the item, and the recommendation that is to come of it, together. */
static int write_item(struct funding_case *c, struct json **item, bool is_internal,
                      struct json **id)
{
	const char *space = json_get_text(c->application, "space");
	struct json *fields = json_new_map();
	struct json *reference = sheaf_reference(LABEL);
	struct json *ids = NULL;
	struct sheaf sheaf;
	int err;

	sheaf_init(&sheaf);
	sheaf_create(&sheaf, LABEL, "agendaItem", is_internal, item);
	json_put(fields, "agendaItem", &reference);
	funding_case_put(c, is_internal, &sheaf, &fields);
	err = sheaf_send(c->cmd, space, &sheaf, &ids);
	if (err == 0)
		*id = json_new_copy(json_at(ids, 0));
	json_destroy(&ids);
	sheaf_release(&sheaf);
	return err;
}

static int funding_item(struct cmd *cmd)
{
	struct funding_case c;
	struct json *meeting = NULL, *key = NULL, *fields = NULL, *id = NULL;
	struct sitting sitting = { .stage = VB_STAGE_PLANNED };
	bool is_internal;
	int err = funding_case_open(cmd, &c);

	if (err == 0)
		err = funding_case_check_open(&c);
	if (err == 0)
		err = sittings_show(cmd, args_get(cmd->args, "meeting"), &meeting, &sitting);
	if (err == 0)
		err = check_meeting(&c, meeting, &sitting);
	if (err == 0)
		err = last_key(cmd, json_get_text(meeting, "id"), &key);
	if (err < 0)
		goto out;
	is_internal = args_has(cmd->args, "internal") || funding_case_is_internal(&c) ||
	              is_same(json_get_text(meeting, "audience"), "core");
	fields = item_fields(&c, json_get_text(meeting, "id"), &key);
	err = write_item(&c, &fields, is_internal, &id);
	if (err == 0)
		answer_written(cmd, json_text(id), NULL);
out:
	json_destroy(&meeting);
	json_destroy(&key);
	json_destroy(&fields);
	json_destroy(&id);
	funding_case_release(&c);
	return err;
}

/* ---- the vote ---- */

/* The day of the vote: that of --on, else that of the meeting on whose agenda it stands, else today. */
static int day_of_vote(struct funding_case *c, int32_t *day)
{
	const struct json *item =
		labels_record(c->labels, field(c->row->recommendation, "agendaItem"));
	const struct json *meeting = labels_record(c->labels, field(item, "meeting"));
	struct sitting sitting;

	if (!args_has(c->cmd->args, "on") && meeting != NULL) {
		sitting = sittings_parse(meeting, c->cmd->args->zone);
		if (sitting.has_start) {
			*day = sitting.day;
			return 0;
		}
	}
	return day_get_today(c->cmd, day);
}

static int open_ballot(struct cmd *cmd, struct funding_case *c, struct voters *voters)
{
	int32_t day = VB_DAY_MIN;
	int err = funding_case_open(cmd, c);

	if (err == 0)
		err = funding_case_check_open(c);
	if (err == 0)
		err = day_of_vote(c, &day);
	return err == 0 ? voters_read(cmd, json_get_text(c->application, "space"),
	                              funding_case_field(c, "organization"), day, voters)
	                : err;
}

static const char *right_word(const struct cmd *cmd, enum voters_right right)
{
	static const char *const words[][2] = {
		[VOTERS_NOT_IN_FORCE] = { "", "" },
		[VOTERS_NO_VOTE] = { "no", N_("no vote") },
		[VOTERS_SUBSTITUTE] = { "substitute", N_("substitute") },
		[VOTERS_VOTES] = { "yes", N_("votes") },
		[VOTERS_BARRED] = { "barred", N_("barred: the applicant's own seat") },
		[VOTERS_SUBSTITUTE_BARRED] = { "barred", N_("may not stand in here") },
	};

	return cmd->out->style.is_terminal && !cmd->args->is_json ? _(words[right][1])
	                                                          : words[right][0];
}

static void print_ballot(struct cmd *cmd, struct funding_case *c, const struct voters *voters)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 },
		{ _("Person"), 0 },
		{ _("Vote"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < voters->seats.count; i++) {
		const struct json *seat = json_at(voters->seats.records, i);
		char *office = labels_title_of(c->labels, field(seat, "onBehalfOf"));
		char *person = labels_title_of(c->labels, field(seat, "person"));

		if (voters->rights[i] != VOTERS_NOT_IN_FORCE) {
			table_add(table, office);
			table_add(table, person);
			table_add(table, right_word(cmd, voters->rights[i]));
			table_add(table, json_get_text(seat, "id"));
		}
		free(office);
		free(person);
	}
	out_list(cmd->out, &table);
	out_note(
		cmd->out,
		ngettext("%u seat votes; %u with a vote may not, since the application is its own.",
	                 "%u seats vote; %u with a vote may not, since the application is their "
	                 "own.",
	                 voters->voting),
		voters->voting, voters->barred);
}

static void export_ballot(struct cmd *cmd, const struct funding_case *c,
                          const struct voters *voters)
{
	struct json *body = json_new_map();
	struct json *items = json_new_list();

	for (size_t i = 0; i < voters->seats.count; i++) {
		struct json *seat = json_new_copy(json_at(voters->seats.records, i));

		if (voters->rights[i] != VOTERS_NOT_IN_FORCE) {
			field_export(seat, cmd->args->zone);
			json_put_text(seat, "vote", right_word(cmd, voters->rights[i]));
			json_add(items, &seat);
		}
		json_destroy(&seat);
	}
	json_put_text(body, "id", json_get_text(c->application, "id"));
	json_put_int(body, "voting", voters->voting);
	json_put_int(body, "barred", voters->barred);
	json_put(body, "items", &items);
	out_document(cmd->out, "funding", "vote", &body);
}

static int funding_vote(struct cmd *cmd)
{
	struct funding_case c;
	struct voters voters = { .rights = NULL };
	int err = open_ballot(cmd, &c, &voters);

	if (err == 0 && cmd->args->is_json)
		export_ballot(cmd, &c, &voters);
	else if (err == 0)
		print_ballot(cmd, &c, &voters);
	voters_release(&voters);
	funding_case_release(&c);
	return err;
}

/* ---- the recommendation ---- */

struct votes {
	uint32_t yes, no, abstain;
	bool has_any;
};

static int read_count(struct cmd *cmd, const char *option, uint32_t *count, bool *has_any)
{
	const char *text = args_get(cmd->args, option);
	char *end;
	long number;

	*count = 0;
	if (text == NULL)
		return 0;
	number = strtol(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number > VOTES_MAX)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--%s %.40s", option, text);
	*count = (uint32_t)number;
	*has_any = true;
	return 0;
}

static int read_votes(struct cmd *cmd, const struct voters *voters, struct votes *votes)
{
	int err;

	votes->has_any = false;
	err = read_count(cmd, "in-favour", &votes->yes, &votes->has_any);
	if (err == 0)
		err = read_count(cmd, "against", &votes->no, &votes->has_any);
	if (err == 0)
		err = read_count(cmd, "abstain", &votes->abstain, &votes->has_any);
	if (err == 0 && votes->yes + votes->no + votes->abstain > voters->voting)
		err = out_fail(cmd->out, VB_ERR_TOO_MANY_VOTES,
		               _("%u votes, but %u seats that may vote on it (%u more are barred)"),
		               votes->yes + votes->no + votes->abstain, voters->voting,
		               voters->barred);
	return err;
}

/* The sum that goes with the word. */
static int put_sum(struct funding_case *c, const char *word, struct json *fields)
{
	const char *text = args_get(c->cmd->args, "amount");
	uint64_t asked = funding_case_asked(c);
	uint64_t cents = asked;
	struct json *nothing = json_new_nil();
	int err = text != NULL ? money_read(c->cmd->out, "amount", text, &cents) : 0;

	if (err == 0 && strcmp(word, "partial") == 0 &&
	    (text == NULL || cents == 0 || cents >= asked))
		err = out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("In part: --amount says how much, less than was asked for."));
	else if (err == 0 && strcmp(word, "full") == 0 && cents != asked)
		err = out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("In full is what was asked for; for another sum say partial."));
	else if (err == 0 && text != NULL && strcmp(word, "partial") != 0 &&
	         strcmp(word, "full") != 0)
		err = out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("--amount only goes with full and partial."));
	if (err == 0 && (strcmp(word, "full") == 0 || strcmp(word, "partial") == 0))
		json_put_int(fields, "amount", (int64_t)cents);
	else
		json_put(fields, "amount", &nothing);
	json_destroy(&nothing);
	return err;
}

static void put_votes(const struct votes *votes, struct json *fields)
{
	if (!votes->has_any)
		return;
	json_put_int(fields, "yesCount", votes->yes);
	json_put_int(fields, "noCount", votes->no);
	json_put_int(fields, "abstainCount", votes->abstain);
}

/* The rules of the committee warn; they forbid nothing. */
static int tell_outcome(struct cmd *cmd, const struct voters *voters, const char *word,
                        const struct votes *votes)
{
	struct rulebook rulebook;
	struct profile_vote vote;
	bool is_for = strcmp(word, "full") == 0 || strcmp(word, "partial") == 0;
	int err;

	if (!votes->has_any || strcmp(word, "postponed") == 0)
		return 0;
	err = rulebook_read(cmd, voters->seats.organization, NULL, &rulebook);
	if (err < 0)
		return err;
	vote = profile_check_vote(&rulebook.profile, votes->yes, votes->no);
	if (vote.outcome != VB_OUTCOME_CHAIR && is_for != (vote.outcome == VB_OUTCOME_CARRIED))
		out_note(cmd->out,
		         is_for ? _("By the committee's rules this vote is lost (%s).")
		                : _("By the committee's rules this vote is carried (%s)."),
		         vote.rule);
	return 0;
}

static int funding_recommend(struct cmd *cmd)
{
	const char *word = args_get(cmd->args, "RESULT");
	struct funding_case c;
	struct voters voters = { .rights = NULL };
	struct json *fields = json_new_map();
	struct json *barred = NULL, *id = NULL;
	struct votes votes = { .has_any = false };
	int err = open_ballot(cmd, &c, &voters);

	if (err == 0)
		err = read_votes(cmd, &voters, &votes);
	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err == 0)
		err = put_sum(&c, word, fields);
	if (err < 0)
		goto out;
	json_put_text(fields, "recommendation", word);
	put_votes(&votes, fields);
	barred = voters_barred(&voters);
	json_put(fields, "barred", &barred);
	err = funding_case_write(&c, &fields, &id);
	if (err == 0)
		err = tell_outcome(cmd, &voters, word, &votes);
	if (err == 0)
		answer_written(cmd, json_text(id), NULL);
out:
	json_destroy(&fields);
	json_destroy(&id);
	voters_release(&voters);
	funding_case_release(&c);
	return err;
}

/* ---- the decision ---- */

static uint64_t recommended_or_asked(const struct funding_case *c)
{
	const struct json *amount = json_get(json_get(c->row->recommendation, "fields"), "amount");
	int64_t cents = json_int(amount, 0);

	return cents > 0 ? (uint64_t)cents : funding_case_asked(c);
}

static int put_decision(struct funding_case *c, const char *word, struct json *fields)
{
	struct cmd *cmd = c->cmd;
	const char *text = args_get(cmd->args, "amount");
	bool is_granted = strcmp(word, "granted") == 0;
	uint64_t cents = recommended_or_asked(c);
	char day[VB_DAY_TEXT_BYTES];
	int32_t today = VB_DAY_MIN;
	int err = text != NULL ? money_read(cmd->out, "amount", text, &cents) : 0;

	if (err == 0 && text != NULL && !is_granted)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("--amount only goes with granted."));
	if (err == 0)
		err = day_get_today(cmd, &today);
	if (err < 0)
		return err;
	if (is_granted && cents > funding_case_asked(c))
		out_note(cmd->out, "%s", _("This is more than was asked for."));
	calendar_format(today, day);
	json_put_text(fields, "decision", word);
	json_put_int(fields, "granted", is_granted ? (int64_t)cents : 0);
	json_put_text(fields, "decidedOn", day);
	return 0;
}

/* Who decides: --by, else the committee itself. */
static int put_decider(struct funding_case *c, struct json *fields)
{
	const char *space = json_get_text(c->application, "space");
	struct named office = { "organization", space, false, NULL };
	struct json *root = NULL;
	int err;

	if (args_has(c->cmd->args, "by"))
		return named_put(c->cmd, &office, "by", "decidedBy", false, fields);
	err = named_root(c->cmd, space, &root);
	if (err == 0 && json_text(root) != NULL)
		json_put(fields, "decidedBy", &root);
	json_destroy(&root);
	return err;
}

static int funding_decide(struct cmd *cmd)
{
	const char *word = args_get(cmd->args, "DECISION");
	struct funding_case c;
	struct json *fields = json_new_map();
	struct json *id = NULL;
	int err = funding_case_open(cmd, &c);

	if (err == 0)
		err = funding_case_check_open(&c);
	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err == 0)
		err = put_decision(&c, word, fields);
	if (err == 0)
		err = put_decider(&c, fields);
	if (err == 0)
		err = funding_case_write(&c, &fields, &id);
	if (err == 0)
		answer_written(cmd, json_text(id), NULL);
	json_destroy(&fields);
	json_destroy(&id);
	funding_case_release(&c);
	return err;
}

/* ---- the commands ---- */

static const char *const results[] = { "full", "partial", "none", "postponed", NULL };
static const char *const decisions[] = { "granted", "refused", NULL };

/* clang-format off */
static const struct option item_options[] = {
	{ "meeting", N_("MEETING"), NULL, NULL, N_("on whose agenda"), true },
	{ "name", N_("NAME"), NULL, NULL, N_("title of the item; without it, the applicant and the project"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option vote_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option recommend_options[] = {
	{ "amount", N_("EUR"), NULL, NULL, N_("sum recommended, for example 1.234,56"), false },
	{ "in-favour", N_("NUMBER"), NULL, NULL, N_("votes for it"), false },
	{ "against", N_("NUMBER"), NULL, NULL, N_("votes against it"), false },
	{ "abstain", N_("NUMBER"), NULL, NULL, N_("abstentions"), false },
	{ "reason", N_("TEXT"), "reason", NULL, N_("why"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option decide_options[] = {
	{ "amount", N_("EUR"), NULL, NULL, N_("sum granted; without it, the one recommended, else the one asked for"), false },
	{ "by", N_("ORGANIZATION"), NULL, NULL, N_("who decides: name or number; without it, the committee itself"), false },
	{ "condition", N_("TEXT"), "condition", NULL, N_("on what condition"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_funding_vote_commands[] = {
	{ .noun = "funding", .verb = "item",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")) },
	  .options = item_options,
	  .run = funding_item,
	  .help = N_("put an application on the agenda of a meeting"),
	  .examples = { "verbund funding item 0198c2a4f1b3e07d5c60 --meeting 0198c2a4f1b3e07d5c61" } },
	{ .noun = "funding", .verb = "vote",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")) },
	  .options = vote_options,
	  .run = funding_vote,
	  .help = N_("who may vote on an application, and who may not because it is their own"),
	  .about = N_("As of the day of the meeting on whose agenda it stands. Barred are the seats of the applicant with those who stand in for "
	              "them, and substitutes who belong to the applicant. What was merged into another organization is that one."),
	  .examples = { "verbund funding vote 0198c2a4f1b3e07d5c60" } },
	{ .noun = "funding", .verb = "recommend",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")), { N_("RESULT"), results, false } },
	  .options = recommend_options,
	  .run = funding_recommend,
	  .kind = "fundingRecommendation",
	  .help = N_("enter what the committee recommends: full, partial, none or postponed"),
	  .about = N_("The seats that are barred are kept with it. More votes than seats that may vote are refused."),
	  .examples = { "verbund funding recommend 0198c2a4f1b3e07d5c60 partial --amount 3.000,00 --in-favour 7 --against 1 --abstain 2" } },
	{ .noun = "funding", .verb = "decide",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")), { N_("DECISION"), decisions, false } },
	  .options = decide_options,
	  .run = funding_decide,
	  .kind = "fundingRecommendation",
	  .help = N_("enter the decision: granted or refused"),
	  .about = N_("If two offices enter different decisions without knowing of each other, both are shown and nothing counts as granted until "
	              "one of them enters it again."),
	  .examples = { "verbund funding decide 0198c2a4f1b3e07d5c60 granted --amount 3.000,00 --on 2026-12-01 --condition 'Verwendungsnachweis bis 31.3.'" } },
	COMMAND_END,
};
/* clang-format on */
