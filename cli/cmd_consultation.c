/* cmd_consultation: the stations of a paper on its way through the committees; tested by tests/blackbox/05-office.t */
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/named.h"
#include "cli/route.h"
#include "cli/sheaf.h"
#include "cli/waypoint.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/paper.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

static int show_paper(struct cmd *cmd, struct json **paper)
{
	return client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                   _("This is no paper."), paper);
}

/* ---- add ---- */

/* What a new consultation names. */
struct stop {
	struct json *paper;
	struct json *item;    /* NULL: none */
	struct json *meeting; /* of the item, if no other was named; NULL: none */
	bool is_internal;
};

static void stop_release(struct stop *s)
{
	json_destroy(&s->paper);
	json_destroy(&s->item);
	json_destroy(&s->meeting);
}

static int read_stop(struct cmd *cmd, struct stop *s)
{
	const char *item = args_get(cmd->args, "item");
	const char *meeting = args_get(cmd->args, "meeting");
	const char *held_in = meeting;
	int err = show_paper(cmd, &s->paper);

	if (err == 0 && item != NULL)
		err = client_show(cmd->client, item, "agendaItem", _("--item is no agenda item."),
		                  &s->item);
	if (meeting == NULL)
		held_in = field(s->item, "meeting");
	if (err == 0 && held_in != NULL)
		err = client_show(cmd->client, held_in, "meeting", _("--meeting is no meeting."),
		                  &s->meeting);
	if (err < 0)
		return err;
	if (s->item != NULL && s->meeting != NULL && meeting != NULL &&
	    field(s->item, "meeting") != NULL &&
	    strcmp(field(s->item, "meeting"), json_get_text(s->meeting, "id")) != 0)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("The item stands on the agenda of another meeting."));
	if (s->meeting == NULL && args_get(cmd->args, "for") == NULL)
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		                _("--for, --meeting or --item: which committee consults?"));
	s->is_internal = args_has(cmd->args, "internal") || is_internal(s->paper) ||
	                 is_internal(s->item) || is_internal(s->meeting);
	return 0;
}

static int fill(struct cmd *cmd, const struct stop *s, struct json *fields, struct sheaf *sheaf)
{
	struct named named = { "organization", json_get_text(s->paper, "space"), s->is_internal,
		               sheaf };
	struct json *committees;
	struct json *route = NULL;
	struct json *position = NULL;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	json_put_text(fields, "paper", json_get_text(s->paper, "id"));
	json_put_text(fields, "agendaItem", json_get_text(s->item, "id"));
	json_put_text(fields, "meeting", json_get_text(s->meeting, "id"));
	committees = json_new_copy(json_get(json_get(s->meeting, "fields"), "organization"));
	if (committees != NULL)
		json_put(fields, "organization", &committees);
	if (args_has(cmd->args, "authoritative"))
		json_put_bool(fields, "authoritative", true);
	if (err == 0)
		err = named_put(cmd, &named, "for", "organization", true, fields);
	if (err == 0)
		err = route_read(cmd, json_get_text(s->paper, "id"), &route);
	if (err == 0)
		err = route_place(cmd, route, NULL, args_get(cmd->args, "after"), &position);
	if (err == 0)
		json_put(fields, "position", &position);
	waypoint_put_codes(fields, true);
	json_destroy(&route);
	return err;
}

/* The item says which consultation it is, if it says nothing yet and may: from it the agenda finds the paper. */
static void link_item(const struct stop *s, struct sheaf *sheaf)
{
	struct json *fields, *consultation;

	if (s->item == NULL || field(s->item, "consultation") != NULL ||
	    is_internal(s->item) != s->is_internal)
		return;
	fields = json_new_map();
	consultation = sheaf_reference("station");
	json_put(fields, "consultation", &consultation);
	sheaf_edit(sheaf, json_get_text(s->item, "id"), &fields);
}

static int consultation_add(struct cmd *cmd)
{
	struct stop s = { .paper = NULL };
	struct json *fields = json_new_map();
	struct json *result = json_new_map();
	struct json *planned = NULL;
	struct json *ids = NULL;
	struct sheaf sheaf;
	int err = read_stop(cmd, &s);

	sheaf_init(&sheaf);
	if (err == 0)
		err = fill(cmd, &s, fields, &sheaf);
	if (err < 0)
		goto out;
	planned = json_new_copy(sheaf.items);
	sheaf_create(&sheaf, "station", "consultation", s.is_internal, &fields);
	link_item(&s, &sheaf);
	err = sheaf_send(cmd, json_get_text(s.paper, "space"), &sheaf, &ids);
	if (err == 0) {
		named_tell(cmd, planned);
		json_put_text(result, "id", json_text(json_at(ids, json_count(planned))));
		answer_id(cmd, &result);
	}
out:
	stop_release(&s);
	sheaf_release(&sheaf);
	json_destroy(&planned);
	json_destroy(&ids);
	json_destroy(&result);
	json_destroy(&fields);
	return err;
}

/* ---- list, edit, move ---- */

static int consultation_list(struct cmd *cmd)
{
	struct json *paper = NULL;
	struct json *route = NULL;
	int32_t today = 0;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = show_paper(cmd, &paper);
	if (err == 0)
		err = route_read(cmd, json_get_text(paper, "id"), &route);
	if (err == 0)
		waypoint_mark(route, today);
	if (err == 0 && cmd->args->is_json) {
		route_export(route, cmd->args->zone);
		answer_items(cmd, &route);
	} else if (err == 0) {
		route_print(cmd, route);
	}
	json_destroy(&paper);
	json_destroy(&route);
	return err;
}

static int show_consultation(struct cmd *cmd, struct json **consultation)
{
	return client_show(cmd->client, args_get(cmd->args, "CONSULTATION"), "consultation",
	                   _("This is no consultation."), consultation);
}

/* Takes *fields. */
static int edit(struct cmd *cmd, const struct json *consultation, struct json **fields)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "id", json_get_text(consultation, "id"));
	json_put(question, "fields", fields);
	err = client_ask(cmd->client, "record.edit", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int consultation_edit(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *consultation = NULL;
	struct json *result;
	struct named named;
	struct sheaf sheaf;
	int err = show_consultation(cmd, &consultation);

	sheaf_init(&sheaf);
	named = (struct named){ "organization", json_get_text(consultation, "space"),
		                is_internal(consultation), &sheaf };
	if (err == 0) {
		err = field_parse_options(cmd->out, cmd->args, fields);
		if (err == 0)
			err = named_put(cmd, &named, "for", "organization", true, fields);
		if (err == 0)
			err = named_put(cmd, &named, "referred-to", "referredTo", false, fields);
		waypoint_put_codes(fields, false);
	}
	if (err == 0 && json_count(fields) == 0)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0)
		err = named_edit(cmd, &named, json_get_text(consultation, "id"), &fields, &result);
	if (err == 0)
		answer_id(cmd, &result);
	sheaf_release(&sheaf);
	json_destroy(&fields);
	json_destroy(&consultation);
	return err;
}

static int consultation_move(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *consultation = NULL;
	struct json *route = NULL;
	struct json *position = NULL;
	int err = show_consultation(cmd, &consultation);

	if (err == 0)
		err = route_read(cmd, field(consultation, "paper"), &route);
	if (err == 0)
		err = route_place(cmd, route, json_get_text(consultation, "id"),
		                  args_get(cmd->args, "after"), &position);
	if (err == 0) {
		json_put(fields, "position", &position);
		err = edit(cmd, consultation, &fields);
	}
	json_destroy(&route);
	json_destroy(&fields);
	json_destroy(&consultation);
	return err;
}

/* ---- the commands ---- */

static const char *const truths[] = { "yes", "no", NULL };

/* clang-format off */
static const struct option consultation_add_options[] = {
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("the committee that consults: name or number; else that of the meeting"), false },
	{ "meeting", N_("MEETING"), NULL, NULL, N_("the meeting in which it takes place"), false },
	{ "item", N_("ITEM"), NULL, NULL, N_("the item on its agenda"), false },
	{ "role", N_("TEXT"), "role", NULL, N_("responsibility, for example zur Kenntnisnahme"), false },
	{ "authoritative", NULL, NULL, NULL, N_("this committee decides"), false },
	{ "date", N_("DATE"), "date", NULL, N_("planned day, as long as there is no meeting"), false },
	{ "after", N_("CONSULTATION"), NULL, NULL, N_("stand behind this one; `first`: at the beginning; without it, at the end"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option consultation_edit_options[] = {
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("the committee that consults: name or number"), false },
	{ "meeting", N_("MEETING"), "meeting", NULL, N_("the meeting in which it takes place"), false },
	{ "item", N_("ITEM"), "agendaItem", NULL, N_("the item on its agenda"), false },
	{ "role", N_("TEXT"), "role", NULL, N_("responsibility, for example zur Kenntnisnahme"), false },
	{ "authoritative", "yes|no", "authoritative", truths, N_("whether this committee decides"), false },
	{ "date", N_("DATE"), "date", NULL, N_("planned day, as long as there is no meeting"), false },
	{ "result", N_("TEXT"), "result", NULL, N_("what came of it"), false },
	{ "result-code", N_("CODE"), "resultCode", paper_result_words, N_("the same as a code, where it does not follow from the text"), false },
	{ "referred-to", N_("ORGANIZATION"), NULL, NULL, N_("the committee to which it was referred"), false },
	{ "state", N_("STATE"), "state", meeting_state_words, N_("how far its sitting is, where that is no meeting of this committee"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option consultation_list_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option consultation_move_options[] = {
	{ "after", N_("CONSULTATION"), NULL, NULL, N_("stand behind this one; `first`: at the beginning"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_consultation_commands[] = {
	{ .noun = "consultation", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = consultation_add_options,
	  .kind = "consultation",
	  .run = consultation_add,
	  .help = N_("add a station to the way of a paper through the committees"),
	  .about = N_("What is not public on its agenda is not public here either: guests do not see the station.\n\n"
	              "An organization is named by its exact name or its number. A name that nobody in the committee has yet is made "
	              "an organization of it, and the command says so."),
	  .examples = { "verbund consultation add 0198c2a4f1b3e07d5c60 --for Hauptausschuss --role 'zur Kenntnisnahme' --date 2014-11-25",
	                "verbund consultation add 0198c2a4f1b3e07d5c60 --item 0198d7120c9a44be81f2 --authoritative" } },
	{ .noun = "consultation", .verb = "list",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = consultation_list_options,
	  .run = consultation_list,
	  .help = N_("the way of a paper through the committees, and where it is"),
	  .about = N_("The status follows from the sitting of a station and from its result, so that all offices of the committee see the "
	              "same: waiting, scheduled, invited, sitting, held (its result is missing), postponed, late (its day has passed and "
	              "nothing took place) or done. The paper is at the first station that is not done."),
	  .examples = { "verbund consultation list 0198c2a4f1b3e07d5c60",
	                "verbund consultation list 0198c2a4f1b3e07d5c60 --on 2014-11-10" } },
	{ .noun = "consultation", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("CONSULTATION")) },
	  .options = consultation_edit_options,
	  .kind = "consultation",
	  .run = consultation_edit,
	  .help = N_("change a station; an empty value clears the field"),
	  .about = N_("From a result in words its code follows, where the words are usual ones (einstimmig beschlossen, vertagt, verwiesen in "
	              "Ausschuss); the words stay as they were typed."),
	  .examples = { "verbund consultation edit 0198d7120c9a44be81f2 --result 'zur Kenntnis genommen'",
	                "verbund consultation edit 0198d7120c9a44be81f2 --state invited --date 2014-11-04" } },
	{ .noun = "consultation", .verb = "move",
	  .arguments = { COMMAND_ARG(N_("CONSULTATION")) },
	  .options = consultation_move_options,
	  .run = consultation_move,
	  .help = N_("move a station to another place on the way"),
	  .examples = { "verbund consultation move 0198d7120c9a44be81f2 --after first" } },
	COMMAND_END,
};
/* clang-format on */
