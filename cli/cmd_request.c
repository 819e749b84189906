/* cmd_request: who can interpret, who can help: asking, answering, closing; tested by tests/blackbox/20-requests.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/request_list.h"

#define KIND "availabilityRequest"

static const struct kept requests = { KIND, "REQUEST", N_("This is no request for help."), NULL,
	                              false };

/* ---- whom and when ---- */

/* Puts the persons of an option into a list; they have to be there, for who is made up cannot be written to. */
static int read_persons(struct cmd *cmd, const struct named *in, const char *option,
                        struct json **list)
{
	const char *text = args_get(cmd->args, option);
	struct json *parts = kept_parts(text != NULL ? text : "");
	int err = 0;

	*list = json_new_list();
	for (size_t i = 0; err == 0 && i < json_count(parts); i++) {
		struct json *id = NULL;

		err = named_look_up(cmd, in, json_text(json_at(parts, i)), &id);
		if (err == 0)
			json_add(*list, &id);
	}
	json_destroy(&parts);
	return err;
}

/* What a request takes over from its meeting where nothing else was typed. */
static void put_meeting(const struct json *meeting, struct json *fields)
{
	static const char *const names[][2] = { { "start", "start" },
		                                { "end", "end" },
		                                { "timeZone", "timeZone" },
		                                { "place", "room" } };
	const struct json *from = json_get(meeting, "fields");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct json *copy = json_new_copy(json_get(from, names[i][1]));

		if (copy != NULL && json_get(fields, names[i][0]) == NULL)
			json_put(fields, names[i][0], &copy);
		json_destroy(&copy);
	}
	json_put_text(fields, "meeting", json_get_text(meeting, "id"));
}

/* The committee in which it is asked, and the meeting for which; *meeting NULL: for none. */
static int read_place(struct cmd *cmd, struct json **space, struct json **meeting)
{
	const char *typed = args_get(cmd->args, "COMMITTEE|MEETING");
	struct json *question = json_new_map();
	struct json *committee = NULL;
	int err;

	json_put_text(question, "id", typed);
	err = client_ask(cmd->client, "committee.show", &question, &committee);
	if (err == VB_ERR_NOT_FOUND || err == VB_ERR_UNKNOWN_SPACE) {
		out_forget(cmd->out);
		err = client_show(cmd->client, typed, "meeting",
		                  _("This is neither a committee nor a meeting."), meeting);
	}
	if (err == 0)
		*space = json_new_copy(*meeting != NULL ? json_get(*meeting, "space")
		                                        : json_get(committee, "id"));
	json_destroy(&committee);
	return err;
}

static int put_all(struct cmd *cmd, const struct named *in, const struct json *meeting,
                   struct json *fields)
{
	struct json *persons = NULL;
	struct json *root = NULL;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = read_persons(cmd, in, "person", &persons);
	if (err == 0 && json_count(persons) > 0)
		json_put(fields, "asked", &persons);
	if (err == 0)
		err = named_root(cmd, in->space, &root);
	if (err == 0 && json_text(root) != NULL)
		json_put(fields, "organization", &root);
	if (err == 0 && meeting != NULL)
		put_meeting(meeting, fields);
	if (err == 0 && json_get(fields, "start") != NULL && json_get(fields, "timeZone") == NULL)
		json_put_text(fields, "timeZone", cmd->args->zone);
	json_put_text(fields, "state", "open");
	json_destroy(&persons);
	json_destroy(&root);
	return err;
}

static int request_ask(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *space = NULL, *meeting = NULL;
	struct sheaf sheaf;
	struct named in;
	int err = read_place(cmd, &space, &meeting);

	sheaf_init(&sheaf);
	/* What is asked for an internal meeting is internal, too. */
	in = (struct named){ "person", json_text(space),
		             args_has(cmd->args, "internal") ||
		                     (meeting != NULL && kept_is_internal(meeting)),
		             &sheaf };
	if (err == 0)
		err = put_all(cmd, &in, meeting, fields);
	if (err == 0)
		err = kept_make(cmd, KIND, &in, &fields,
		                _("Who comes:\n  verbund request show %s"));
	sheaf_release(&sheaf);
	json_destroy(&space);
	json_destroy(&meeting);
	json_destroy(&fields);
	return err;
}

/* ---- changing ---- */

/* {"add": [...], "remove": [...]}: whom others add at the same time stays. */
static int put_changes(struct cmd *cmd, const struct json *record, struct json *fields)
{
	const struct named in = { "person", json_get_text(record, "space"),
		                  kept_is_internal(record), NULL };
	static const char *const options[][2] = { { "person", "add" }, { "without", "remove" } };
	struct json *change = json_new_map();
	int err = 0;

	for (size_t i = 0; err == 0 && i < 2; i++) {
		struct json *list = NULL;

		err = read_persons(cmd, &in, options[i][0], &list);
		if (err == 0 && json_count(list) > 0)
			json_put(change, options[i][1], &list);
		json_destroy(&list);
	}
	if (err == 0 && json_count(change) > 0)
		json_put(fields, "asked", &change);
	json_destroy(&change);
	return err;
}

static int request_edit(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *record = NULL;
	int err = kept_show(cmd, &requests, &record);

	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err == 0)
		err = put_changes(cmd, record, fields);
	if (err == 0 && json_count(fields) == 0)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0)
		err = kept_change(cmd, record, &fields);
	json_destroy(&fields);
	json_destroy(&record);
	return err;
}

static int request_close(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *record = NULL;
	int err = kept_show(cmd, &requests, &record);

	json_put_text(fields, "state", args_has(cmd->args, "undo") ? "open" : "closed");
	if (err == 0)
		err = kept_change(cmd, record, &fields);
	json_destroy(&fields);
	json_destroy(&record);
	return err;
}

/* ---- answering ---- */

/* An answer is as public as what it answers and whom it names. */
static int write_answer(struct cmd *cmd, const struct json *request, const struct json *person)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *result;
	int err;

	json_put_text(fields, "request", json_get_text(request, "id"));
	json_put_text(fields, "person", json_text(person));
	json_put_text(fields, "answer",
	              strcmp(args_get(cmd->args, "ANSWER"), "yes") == 0 ? "accepted" : "declined");
	json_put_text(fields, "comment", args_get(cmd->args, "comment"));
	json_put_text(question, "space", json_get_text(request, "space"));
	json_put_text(question, "kind", "availability");
	json_put_bool(question, "internal", kept_is_internal(request));
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.create", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int request_answer(struct cmd *cmd)
{
	struct json *record = NULL;
	struct json *person = NULL;
	struct named in;
	int err = kept_show(cmd, &requests, &record);

	if (err == 0) {
		in = (struct named){ "person", json_get_text(record, "space"),
			             kept_is_internal(record), NULL };
		err = named_look_up(cmd, &in, args_get(cmd->args, "PERSON"), &person);
	}
	if (err == 0)
		err = write_answer(cmd, record, person);
	json_destroy(&record);
	json_destroy(&person);
	return err;
}

/* ---- the commands ---- */

static const char *const answer_words[] = { "yes", "no", NULL };

/* clang-format off */
#define WHAT(is_needed) \
	{ "role", N_("TEXT"), "role", NULL, N_("interpreter, volunteer, or in other words what for"), is_needed }, \
	{ "language", N_("LANGUAGE"), "language", NULL, N_("which language, for example ar"), false }, \
	{ "start", N_("TIME"), "start", NULL, N_("when it begins"), false }, \
	{ "end", N_("TIME"), "end", NULL, N_("when it ends"), false }, \
	{ "place", N_("TEXT"), "place", NULL, N_("where"), false }, \
	{ "needed", N_("NUMBER"), "needed", NULL, N_("so many persons; without it one"), false }, \
	{ "due", N_("DATE"), "due", NULL, N_("by which day an answer is wanted"), false }, \
	{ "name", N_("TEXT"), "name", NULL, N_("title, else what for and which language"), false }, \
	{ "text", N_("TEXT"), "description", NULL, N_("what else there is to know; for the whole committee"), false }

static const struct option ask_options[] = {
	WHAT(true),
	{ "person", N_("PERSONS"), NULL, NULL, N_("who is asked: names or numbers, with semicolons between"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option edit_options[] = {
	WHAT(false),
	{ "person", N_("PERSONS"), NULL, NULL, N_("who is asked besides: names or numbers, with semicolons between"), false },
	{ "without", N_("PERSONS"), NULL, NULL, N_("who is asked no more"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option close_options[] = {
	{ "undo", NULL, NULL, NULL, N_("open it again"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option answer_options[] = {
	{ "comment", N_("TEXT"), NULL, NULL, N_("what else there is to say; for the whole committee"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_request_commands[] = {
	{ .noun = "request", .verb = "ask",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE|MEETING")) },
	  .options = ask_options,
	  .kind = KIND,
	  .run = request_ask,
	  .help = N_("ask persons whether they can interpret or help at a time"),
	  .about = N_("For a meeting its time and room are taken over, unless others are given. Each person is written to by the office that answers "
	              "for them: that of their seat, else the one that wrote them down (`verbund person add --in`). They answer yes or no by e-mail, or their office "
	              "enters it. Persons have to be there already. What is internal is not sent by e-mail: then they are asked by telephone.\n\n"
	              "All in the committee read what is written here. Nothing about somebody who is advised or accompanied belongs into it, no name and no "
	              "case: whom it is for is told to those who come, by telephone."),
	  .examples = { "verbund request ask 4f2a --role interpreter --language ar --start 2026-12-01T17:30 --end 2026-12-01T20:00 --place Rathaus --needed 2 --person 'Amina Said; Karim Haddad' --due 2026-11-25",
	                "verbund request ask 0198c2a4f1b3e07d5c60 --role volunteer --needed 3 --text 'Stühle stellen'" } },
	{ .noun = "request", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = request_list_options,
	  .run = request_list_run,
	  .help = N_("who is looked for, how many come, and how many are missing"),
	  .about = N_("Listed is what is open. Its state: open; enough; late, when the day has passed by which an answer was wanted; short, when all have "
	              "answered and somebody is missing.\n\n"
	              "In a pipe there is one line a request: begin, what for, language, place, how many come, how many are needed, how many have not "
	              "answered, day by which an answer is wanted, state, number."),
	  .examples = { "verbund request list", "verbund request list 4f2a --all" } },
	{ .noun = "request", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("REQUEST")) },
	  .options = request_show_options,
	  .run = request_list_show,
	  .help = N_("one request: who was asked, who comes, who answered for whom"),
	  .about = N_("Named as well is who said yes to something else at the same time. The last answer of a person counts, but what their own office said "
	              "counts before what others entered for them.\n\n"
	              "In a pipe there is one line a person behind the fields: person, office that answers for them, answer (none, accepted, "
	              "declined), who entered it, comment, what else they said yes to at that time, number of the person."),
	  .examples = { "verbund request show 0198c2a4f1b3e07d5c60" } },
	{ .noun = "request", .verb = "answer",
	  .arguments = { COMMAND_ARG(N_("REQUEST")), COMMAND_ARG(N_("PERSON")), { N_("ANSWER"), answer_words, false } },
	  .options = answer_options,
	  .run = request_answer,
	  .help = N_("enter whether somebody who was asked comes: yes or no"),
	  .about = N_("The office that answers for the person enters it, or an office in charge: what was said by telephone, say. Who answers the e-mail "
	              "needs nobody for that."),
	  .examples = { "verbund request answer 0198c2a4f1b3e07d5c60 'Amina Said' yes",
	                "verbund request answer 0198c2a4f1b3e07d5c60 'Karim Haddad' no --comment 'per Telefon'" } },
	{ .noun = "request", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("REQUEST")) },
	  .options = edit_options,
	  .kind = KIND,
	  .run = request_edit,
	  .help = N_("change a request, or whom it asks"),
	  .examples = { "verbund request edit 0198c2a4f1b3e07d5c60 --person 'Leila Amiri' --without 'Karim Haddad'",
	                "verbund request edit 0198c2a4f1b3e07d5c60 --start 2026-12-01T18:00" } },
	{ .noun = "request", .verb = "close",
	  .arguments = { COMMAND_ARG(N_("REQUEST")) },
	  .options = close_options,
	  .run = request_close,
	  .help = N_("take no more answers to a request"),
	  .examples = { "verbund request close 0198c2a4f1b3e07d5c60", "verbund request close 0198c2a4f1b3e07d5c60 --undo" } },
	COMMAND_END,
};
/* clang-format on */
