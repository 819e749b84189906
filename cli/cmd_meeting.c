/* cmd_meeting: sittings; tested by tests/blackbox/05-cli.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/handout.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/sittings.h"
#include "cli/venue.h"

/* ---- create, edit ---- */

static int meeting_create(struct cmd *cmd)
{
	const char *space = args_get(cmd->args, "COMMITTEE");
	bool is_internal = args_has(cmd->args, "internal");
	struct json *fields = json_new_map();
	struct json *organizations = json_new_list();
	struct json *root = NULL;
	struct json *question;
	struct json *result;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = named_root(cmd, space, &root);
	if (err == 0)
		err = venue_put(cmd, space, is_internal, fields);
	if (err < 0)
		goto out;
	json_put_text(fields, "timeZone", cmd->args->zone);
	if (args_has(cmd->args, "extra"))
		json_put_bool(fields, "extra", true);
	if (json_text(root) != NULL) {
		json_add(organizations, &root);
		json_put(fields, "organization", &organizations);
	}
	question = json_new_map();
	json_put_text(question, "space", space);
	json_put_text(question, "kind", "meeting");
	json_put_bool(question, "internal", is_internal);
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.create", &question, &result);
	if (err == 0)
		answer_made(
			cmd, &result,
			_("Now put items on its agenda:\n  verbund agenda add %s --name TITLE"));
out:
	json_destroy(&root);
	json_destroy(&organizations);
	json_destroy(&fields);
	return err;
}

static int show_meeting(struct cmd *cmd, struct json **meeting)
{
	return client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                   _("This is no meeting."), meeting);
}

/* What guests and letters say is not what holds any more. */
static void tell_sent(struct cmd *cmd, bool is_time)
{
	out_note(cmd->out, "%s",
	         is_time ? _("The invitation names the time as it was before: to invite anew, "
	                     "verbund "
	                     "meeting reopen and verbund meeting invite.")
	                 : _("The invitation names the place as it was before: to invite anew, "
	                     "verbund "
	                     "meeting reopen and verbund meeting invite."));
}

/* Whoever moves the begin alone moves the end with it. */
static void move_end(const struct json *meeting, struct json *fields)
{
	const struct json *old = json_get(meeting, "fields");
	int64_t start = json_int(json_get(old, "start"), INT64_MIN);
	int64_t end = json_int(json_get(old, "end"), INT64_MIN);
	int64_t moved = json_int(json_get(fields, "start"), INT64_MIN);
	int64_t sum;

	if (json_get(fields, "end") == NULL && start != INT64_MIN && moved != INT64_MIN &&
	    end >= start && !__builtin_sub_overflow(end, start, &sum) &&
	    !__builtin_add_overflow(moved, sum, &sum))
		json_put_int(fields, "end", sum);
}

static int meeting_edit(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *meeting = NULL;
	struct json *question;
	struct json *result;
	bool is_sent, is_time;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0 && json_count(fields) == 0 && !args_has(cmd->args, "location"))
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0)
		err = show_meeting(cmd, &meeting);
	if (err == 0 && args_has(cmd->args, "location")) {
		const char *audience = json_get_text(meeting, "audience");
		bool is_internal = audience != NULL && strcmp(audience, "core") == 0;

		err = venue_put(cmd, json_get_text(meeting, "space"), is_internal, fields);
	}
	if (err < 0)
		goto out;
	move_end(meeting, fields);
	is_time = json_get(fields, "start") != NULL;
	is_sent = (is_time || json_get(fields, "location") != NULL ||
	           json_get(fields, "room") != NULL) &&
	          sittings_parse(meeting, cmd->args->zone).stage == VB_STAGE_INVITED;
	question = json_new_map();
	json_put_text(question, "id", json_get_text(meeting, "id"));
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.edit", &question, &result);
	if (err == 0 && is_sent)
		tell_sent(cmd, is_time);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&meeting);
	json_destroy(&fields);
	return err;
}

/* ---- the commands ---- */

static const char *const formats[] = { "text", "html", "pdf", "ical", NULL };

/* clang-format off */
static const struct option meeting_create_options[] = {
	{ "name", N_("NAME"), "name", NULL, N_("name of the meeting"), true },
	{ "start", N_("TIME"), "start", NULL, N_("begin, for example 2026-12-01T18:00"), true },
	{ "end", N_("TIME"), "end", NULL, N_("end"), false },
	{ "deadline", N_("TIME"), "deadline", NULL, N_("until when proposed items come in time"), false },
	{ "location", N_("PLACE"), NULL, NULL, N_("where it takes place"), false },
	{ "room", N_("ROOM"), "room", NULL, N_("room"), false },
	{ "extra", NULL, NULL, NULL, N_("outside its series and rhythm, for a topic of its own: it does not count for how often the committee is to meet"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option meeting_edit_options[] = {
	{ "name", N_("NAME"), "name", NULL, N_("name of the meeting"), false },
	{ "start", N_("TIME"), "start", NULL, N_("begin, for example 2026-12-01T18:00"), false },
	{ "end", N_("TIME"), "end", NULL, N_("end"), false },
	{ "deadline", N_("TIME"), "deadline", NULL, N_("until when proposed items come in time"), false },
	{ "location", N_("PLACE"), NULL, NULL, N_("where it takes place"), false },
	{ "room", N_("ROOM"), "room", NULL, N_("room"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option meeting_export_options[] = {
	{ "format", "text|html|pdf|ical", NULL, formats, N_("form of the file"), true },
	{ "internal", NULL, NULL, NULL, N_("for members: with what is not public"), false },
	{ "as-invited", NULL, NULL, NULL, N_("the invitation, with the agenda as it was then and its supplements"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_commands[] = {
	{ .noun = "meeting", .verb = "create",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = meeting_create_options,
	  .kind = "meeting",
	  .run = meeting_create,
	  .help = N_("call a meeting"),
	  .examples = { "verbund meeting create 4f2a --name '1. Sitzung' --start 2026-12-01T18:00" } },
	{ .noun = "meeting", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = meeting_edit_options,
	  .kind = "meeting",
	  .run = meeting_edit,
	  .help = N_("change a meeting; an empty value clears the field"),
	  .about = N_("Without --end the end of the meeting moves with its begin."),
	  .examples = { "verbund meeting edit 0198c2a4f1b3e07d5c60 --start 2026-12-08T18:00" } },
	{ .noun = "meeting", .verb = "export",
	  .arguments = { COMMAND_ARG(N_("MEETING")), COMMAND_ARG(N_("FILE")) },
	  .options = meeting_export_options,
	  .flags = COMMAND_TEXT,
	  .run = handout_export,
	  .help = N_("a meeting with its agenda as a file for others; - is the output"),
	  .about = N_("The file is text, a page for a browser (html), pages to print (pdf), or an entry for a calendar (ical). Its words are in the language in which this "
	              "command speaks.\n\n"
	              "An item that is not public is only named by its number, as \"Item 5 (not public)\". With --internal the file is for members: it "
	              "holds everything, so hand it to nobody else."),
	  .examples = { "verbund meeting export 0198c2a4f1b3e07d5c60 Tagesordnung.pdf --format pdf",
	                "verbund meeting export 0198c2a4f1b3e07d5c60 Einladung.pdf --format pdf --as-invited",
	                "verbund meeting export 0198c2a4f1b3e07d5c60 - --format text --internal" } },
	COMMAND_END,
};
/* clang-format on */
