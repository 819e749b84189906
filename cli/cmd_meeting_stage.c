/* cmd_meeting_stage: the life of a meeting after it was planned: begun, paused, adjourned, over, approved, called off;
 * tested by tests/blackbox/20-stage.t
 *
 * Which state may follow which the daemon decides (SPEC.md 12.3). Goes on with the noun meeting. */
#include <string.h>

#include "cli/answer.h"
#include "cli/carry.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/invited.h"
#include "cli/language.h"
#include "cli/phase.h"
#include "cli/sittings.h"

#define STAGES_MAX 2u /* enough to tell one from several */

/* ---- one change ---- */

/* Fails where the meeting is in this state and nobody disputes it: nothing would be written. */
static int check_news(struct cmd *cmd, const struct json *meeting, enum stage to)
{
	enum stage stages[STAGES_MAX];
	size_t count = sittings_stages(meeting, stages, STAGES_MAX);

	if (count != 1 || stages[0] != to)
		return 0;
	return out_fail(cmd->out, VB_ERR_WRONG_STATE, _("It is in this state already: %s."),
	                phase_word(cmd->out, to));
}

static int show(struct cmd *cmd, enum stage to, struct json **meeting)
{
	int err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                      _("This is no meeting."), meeting);

	return err == 0 ? check_news(cmd, *meeting, to) : err;
}

/* Whether somebody called it off and that is not taken back, disputed or not. */
static bool is_called_off(const struct json *meeting)
{
	struct json *values = sittings_values(meeting, "cancelled");
	bool is = false;

	for (size_t i = 0; i < json_count(values); i++)
		is = is || json_is_yes(json_at(values, i));
	json_destroy(&values);
	return is;
}

/* What every change says. What is not called off has no reason for that any more. */
static struct json *new_fields(struct cmd *cmd, const struct json *meeting, enum stage to)
{
	const char *reason =
		cmd->args->command->options != NULL ? args_get(cmd->args, "reason") : NULL;
	struct json *fields = json_new_map();
	struct json *nothing = json_new_nil();

	json_put_text(fields, "state", stage_word(to));
	json_put_text(fields, "reason", reason);
	if (to == VB_STAGE_CANCELLED) {
		json_put_bool(fields, "cancelled", true);
	} else if (is_called_off(meeting)) {
		json_put_bool(fields, "cancelled", false);
		if (reason == NULL)
			json_put(fields, "reason", &nothing);
	}
	json_destroy(&nothing);
	return fields;
}

/* Writes the new state, and what else is in fields, which it takes. */
static int edit(struct cmd *cmd, const struct json *meeting, struct json **fields,
                struct json **result)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", json_get_text(meeting, "id"));
	json_put(question, "fields", fields);
	return client_ask(cmd->client, "record.edit", &question, result);
}

static int change(struct cmd *cmd, enum stage to, const char *hint)
{
	struct json *fields = NULL;
	struct json *meeting = NULL;
	struct json *result = NULL;
	int err = show(cmd, to, &meeting);

	if (err == 0) {
		fields = new_fields(cmd, meeting, to);
		err = edit(cmd, meeting, &fields, &result);
	}
	if (err == 0)
		answer_made(cmd, &result, hint);
	json_destroy(&fields);
	json_destroy(&meeting);
	json_destroy(&result);
	return err;
}

static int meeting_open(struct cmd *cmd)
{
	return change(cmd, VB_STAGE_OPEN,
	              _("It has begun. When it is over:\n  verbund meeting close %s"));
}

static int meeting_pause(struct cmd *cmd)
{
	return change(cmd, VB_STAGE_INTERRUPTED,
	              _("It is interrupted. To go on:\n  verbund meeting resume %s"));
}

static int meeting_close(struct cmd *cmd)
{
	return change(
		cmd, VB_STAGE_CLOSED,
		_("It is over. Once its minutes are approved:\n  verbund meeting approve %s"));
}

static int meeting_approve(struct cmd *cmd)
{
	return change(cmd, VB_STAGE_APPROVED,
	              _("Its minutes are approved. What it was about:\n  verbund meeting show %s"));
}

static int meeting_cancel(struct cmd *cmd)
{
	return change(cmd, VB_STAGE_CANCELLED,
	              _("Called off; it stays in the list. To take that back:\n  verbund meeting "
	                "reopen %s"));
}

/* ---- reopen ---- */

/* The editions that count so far are withdrawn with it: who invites again invites anew. */
static int meeting_reopen(struct cmd *cmd)
{
	struct json *items = json_new_list();
	struct json *item = json_new_map();
	struct json *fields = NULL;
	struct json *nothing = json_new_nil();
	struct json *question = json_new_map();
	struct json *meeting = NULL;
	struct invited invited = { .count = 0 };
	int err = show(cmd, VB_STAGE_PLANNED, &meeting);

	if (err == 0)
		err = invited_read(cmd, meeting, &invited);
	if (err < 0)
		goto out;
	fields = new_fields(cmd, meeting, VB_STAGE_PLANNED);
	json_put(fields, "invitedAt", &nothing);
	json_put_text(item, "id", json_get_text(meeting, "id"));
	json_put(item, "fields", &fields);
	json_add(items, &item);
	invited_withdraw(&invited, items);
	json_put_text(question, "space", json_get_text(meeting, "space"));
	json_put(question, "items", &items);
	err = client_ask(cmd->client, "record.batch", &question, NULL);
	if (err < 0)
		goto out;
	item = json_new_map();
	json_put_text(item, "id", json_get_text(meeting, "id"));
	answer_made(cmd, &item,
	            _("It is planned again. To invite to it:\n  verbund meeting invite %s"));
out:
	json_destroy(&items);
	json_destroy(&item);
	json_destroy(&fields);
	json_destroy(&nothing);
	json_destroy(&question);
	json_destroy(&meeting);
	invited_release(&invited);
	return err;
}

/* ---- adjourn ---- */

/* What goes on does so later. */
static int check_later(struct cmd *cmd, const struct json *meeting, const struct json *fields)
{
	const struct json *start = json_get(fields, "start");

	if (json_int(start, INT64_MAX) >
	    json_int(json_get(json_get(meeting, "fields"), "start"), INT64_MIN))
		return 0;
	return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
	                _("The next sitting begins after the one that is adjourned."));
}

/* The next sitting is like this one, but for its time. */
static int new_sitting(struct cmd *cmd, const struct json *meeting, struct json *items)
{
	static const char *const kept[] = { "organization", "timeZone",         "location",
		                            "room",         "hostOrganization", "series" };
	const struct json *old = json_get(meeting, "fields");
	const char *audience = json_get_text(meeting, "audience");
	struct json *item = json_new_map();
	struct json *fields = json_new_map();
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = check_later(cmd, meeting, fields);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct json *copy = json_new_copy(json_get(old, kept[i]));

		if (copy != NULL)
			json_put(fields, kept[i], &copy);
	}
	if (json_get(fields, "name") == NULL)
		json_put_text(fields, "name", json_get_text(old, "name"));
	json_put_text(item, "as", "next");
	json_put_text(item, "kind", "meeting");
	json_put_bool(item, "internal", audience != NULL && strcmp(audience, "core") == 0);
	json_put(item, "fields", &fields);
	json_add(items, &item);
	return err;
}

/* The meeting that goes on with it, found or made: what the field adjournedTo says; nil: none. */
static int find_next(struct cmd *cmd, const struct json *meeting, struct json *items,
                     struct json **to)
{
	const char *named = args_get(cmd->args, "to");
	struct json *next = NULL;
	int err = 0;

	if (named != NULL && args_has(cmd->args, "start"))
		return out_fail(
			cmd->out, VB_ERR_USAGE, "%s",
			_("Either --to or --start: a meeting that is there, or a new one."));
	if (named != NULL) {
		err = client_show(cmd->client, named, "meeting", _("--to is no meeting."), &next);
		if (err == 0)
			*to = json_new_copy(json_get(next, "id"));
		/* As its own next sitting: the daemon says that. */
		if (err == 0 && strcmp(json_text(*to), json_get_text(meeting, "id")) != 0)
			err = check_later(cmd, meeting, json_get(next, "fields"));
	} else if (args_has(cmd->args, "start")) {
		err = new_sitting(cmd, meeting, items);
		*to = json_new_map();
		json_put_text(*to, "as", "next");
	}
	json_destroy(&next);
	return err;
}

static int write_adjourned(struct cmd *cmd, const struct json *meeting, struct json **items,
                           struct json **to, struct json **next)
{
	bool is_new = json_form_of(*to) == JSON_FORM_MAP;
	struct json *question = json_new_map();
	struct json *item = json_new_map();
	struct json *fields = new_fields(cmd, meeting, VB_STAGE_ADJOURNED);
	struct json *result = NULL;
	int err;

	if (!is_new && *to != NULL)
		*next = json_new_copy(*to);
	if (*to != NULL)
		json_put(fields, "adjournedTo", to);
	json_put_text(item, "id", json_get_text(meeting, "id"));
	json_put(item, "fields", &fields);
	json_add(*items, &item);
	json_put_text(question, "space", json_get_text(meeting, "space"));
	json_put(question, "items", items);
	err = client_ask(cmd->client, "record.batch", &question, &result);
	if (err == 0 && is_new)
		*next = json_new_copy(json_at(json_get(result, "ids"), 0));
	json_destroy(&result);
	return err;
}

/* First the state and the next sitting, in one; then what is left over, which can be typed again if it ends halfway. */
static int meeting_adjourn(struct cmd *cmd)
{
	struct json *items = json_new_list();
	struct json *meeting = NULL;
	struct json *to = NULL;
	struct json *next = NULL;
	struct json *answer = json_new_map();
	int err = show(cmd, VB_STAGE_ADJOURNED, &meeting);

	if (err == 0)
		err = find_next(cmd, meeting, items, &to);
	if (err == 0)
		err = write_adjourned(cmd, meeting, &items, &to, &next);
	if (err == 0 && next != NULL)
		err = carry_all(cmd, json_get_text(meeting, "id"), json_text(next));
	if (err < 0)
		goto out;
	json_put_text(answer, "id", json_text(next != NULL ? next : json_get(meeting, "id")));
	if (next != NULL)
		answer_made(cmd, &answer,
		            _("It is adjourned. To invite to the next one:\n  verbund meeting "
		              "invite %s"));
	else
		answer_made(
			cmd, &answer,
			_("It is adjourned. To take what is left to another meeting:\n  verbund "
		          "agenda carry %s --to MEETING"));
out:
	json_destroy(&items);
	json_destroy(&meeting);
	json_destroy(&to);
	json_destroy(&next);
	json_destroy(&answer);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option cancel_options[] = {
	{ "reason", N_("TEXT"), NULL, NULL, N_("why; the meeting shows it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option adjourn_options[] = {
	{ "to", N_("MEETING"), NULL, NULL, N_("the meeting that goes on with it"), false },
	{ "start", N_("TIME"), "start", NULL, N_("call a new one, which begins then"), false },
	{ "name", N_("NAME"), "name", NULL, N_("name of the new meeting; without it, that of this one"), false },
	{ "reason", N_("TEXT"), NULL, NULL, N_("why; the meeting shows it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_stage_commands[] = {
	{ .noun = "meeting", .verb = "open",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_open,
	  .help = N_("a meeting begins; one that was closed by mistake goes on"),
	  .examples = { "verbund meeting open 0198c2a4f1b3e07d5c60" } },
	{ .noun = "meeting", .verb = "pause",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_pause,
	  .help = N_("interrupt a meeting"),
	  .examples = { "verbund meeting pause 0198c2a4f1b3e07d5c60" } },
	{ .noun = "meeting", .verb = "resume",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_open,
	  .help = N_("go on with a meeting that was interrupted"),
	  .examples = { "verbund meeting resume 0198c2a4f1b3e07d5c60" } },
	{ .noun = "meeting", .verb = "adjourn",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = adjourn_options,
	  .kind = "meeting",
	  .run = meeting_adjourn,
	  .help = N_("end a meeting and take what is left to the next one"),
	  .about = N_("All items without a result and a decision go on the agenda of the meeting that --to names, or of a new one that "
	              "begins at --start, in the same place. It prints the number of that meeting."),
	  .examples = { "verbund meeting adjourn 0198c2a4f1b3e07d5c60 --start 2026-12-15T18:00 --reason 'Die Zeit reicht nicht'",
	                "verbund meeting adjourn 0198c2a4f1b3e07d5c60 --to 0198f3b0aa12c55e9d04" } },
	{ .noun = "meeting", .verb = "close",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_close,
	  .help = N_("a meeting is over; its agenda takes no more items"),
	  .examples = { "verbund meeting close 0198c2a4f1b3e07d5c60" } },
	{ .noun = "meeting", .verb = "approve",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_approve,
	  .help = N_("the minutes of a meeting are approved"),
	  .examples = { "verbund meeting approve 0198c2a4f1b3e07d5c60" } },
	{ .noun = "meeting", .verb = "cancel",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = cancel_options,
	  .run = meeting_cancel,
	  .help = N_("call a meeting off; it stays in the list, with its agenda"),
	  .examples = { "verbund meeting cancel 0198c2a4f1b3e07d5c60 --reason 'Der Raum ist nicht frei'" } },
	{ .noun = "meeting", .verb = "reopen",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = meeting_reopen,
	  .help = N_("take an invitation back, or that a meeting was called off: it is planned again"),
	  .about = N_("The agenda as it was invited to is withdrawn, and so is that seats were invited; whoever invites again, invites "
	              "everybody anew. A meeting that has begun is not reopened."),
	  .examples = { "verbund meeting reopen 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
