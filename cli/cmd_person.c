/* cmd_person: the people of this office and of its committees; tested by tests/blackbox/05-person.t */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/person.h"

/* ---- add ---- */

/* Tells a slip of the pen: a login that this computer does not have opens nothing. */
static void note_login(struct cmd *cmd, const char *login)
{
	if (login != NULL && login[0] != '\0' && getpwnam(login) == NULL)
		out_note(cmd->out, _("This computer has no login called %s so far."), login);
}

static int add_fields(struct cmd *cmd, struct json *fields)
{
	int err = field_parse_options(cmd->out, cmd->args, fields);

	json_put_text(fields, "name", args_get(cmd->args, "NAME"));
	if (args_has(cmd->args, "letter"))
		json_put_text(fields, "delivery", "letter");
	return err;
}

/* Adds to the records of a committee, where nobody has a login. */
static int add_to_committee(struct cmd *cmd, struct json **question, const char **call)
{
	if (args_has(cmd->args, "login") || args_has(cmd->args, "right"))
		return out_fail(cmd->out, VB_ERR_USAGE, "%s",
		                _("Logins are for persons of this office, not of a committee."));
	json_put_text(*question, "space", args_get(cmd->args, "in"));
	json_put_text(*question, "kind", "person");
	*call = "record.create";
	return 0;
}

static int person_add(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *result;
	const char *call = "person.add";
	int err = add_fields(cmd, fields);

	json_put(question, "fields", &fields);
	if (err == 0 && args_has(cmd->args, "in")) {
		err = add_to_committee(cmd, &question, &call);
	} else {
		json_put_text(question, "login", args_get(cmd->args, "login"));
		json_put_text(question, "right", args_get(cmd->args, "right"));
	}
	if (err == 0)
		err = client_ask(cmd->client, call, &question, &result);
	json_destroy(&question);
	if (err != 0)
		return err;
	note_login(cmd, args_get(cmd->args, "login"));
	answer_id(cmd, &result);
	return 0;
}

/* ---- list, show ---- */

/* Persons of the office before those of committees, which then stand together, each by name. */
static int place_compare(const struct json *a, const struct json *b)
{
	bool is_ours = json_is_yes(json_get(a, "office"));
	bool is_theirs = json_is_yes(json_get(b, "office"));

	if (is_ours != is_theirs)
		return is_ours ? -1 : 1;
	return strcmp(json_get_text(a, "space"), json_get_text(b, "space"));
}

/* The name of the committee with this id; the id where it has none. */
static const char *committee_name(const struct json *committees, const char *space)
{
	for (size_t i = 0; i < json_count(committees); i++) {
		const struct json *committee = json_at(committees, i);

		if (strcmp(json_get_text(committee, "id"), space) == 0)
			return json_get_text(committee, "name");
	}
	return space;
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *committees,
                    const struct json *person)
{
	const struct json *fields = json_get(person, "fields");
	const struct kind *kind = kind_by_number(VB_KIND_PERSON);
	char *email = field_format(cmd->out, kind_field_by_name(kind, span_of_str("email")),
	                           json_get(fields, "email"), cmd->args->zone);

	table_add(table, json_get_text(person, "id"));
	table_add(table, json_get_text(fields, "name"));
	table_add(table, json_is_yes(json_get(person, "office"))
	                         ? field_word(cmd->out, "office")
	                         : committee_name(committees, json_get_text(person, "space")));
	table_add(table, json_get_text(person, "login"));
	table_add(table, field_word(cmd->out, json_get_text(person, "right")));
	table_add(table, email);
	free(email);
}

static int print_list(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT },
		{ _("Name"), 0 },
		{ _("Belongs to"), 0 },
		{ _("Login"), 0 },
		{ _("Right"), 0 },
		{ _("E-mail"), 0 },
	};
	struct json *question = NULL;
	struct json *committees;
	struct table *table;
	int err = client_list(cmd->client, "committee.list", &question, &committees);

	if (err < 0)
		return err;
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, committees, json_at(items, i));
	out_table(cmd->out, &table);
	json_destroy(&committees);
	return 0;
}

static int person_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *items = NULL;
	int err;

	if (args_has(cmd->args, "office") && args_has(cmd->args, "in")) {
		json_destroy(&question);
		return out_fail(cmd->out, VB_ERR_USAGE, "%s", _("Either --office or --in."));
	}
	json_put_text(question, "space", args_get(cmd->args, "in"));
	if (args_has(cmd->args, "office"))
		json_put_bool(question, "office", true);
	err = client_list(cmd->client, "person.list", &question, &items);
	if (err < 0)
		return err;
	arrange_by_name(items, "fields", "name");
	arrange(items, place_compare);
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	err = print_list(cmd, items);
	json_destroy(&items);
	return err;
}

/* The fingerprints of the keys that are in use, and what to know of them. */
static int show_keys(struct cmd *cmd, const struct json *person)
{
	const char *name = json_get_text(json_get(person, "fields"), "name");
	const struct json *items;
	struct json *keys;
	int err;

	if (!json_is_yes(json_get(person, "office")) || json_is_yes(json_get(person, "deleted")))
		return 0;
	err = person_get_keys(cmd, json_get_text(person, "id"), &keys);
	if (err != 0)
		return err;
	items = json_get(keys, "items");
	for (size_t i = 0; i < json_count(items); i++) {
		if (json_get(json_at(items, i), "withdrawn") == NULL)
			answer_pair(cmd, N_("Fingerprint"),
			            json_get_text(json_at(items, i), "fingerprint"));
	}
	person_tell_keys(cmd, name != NULL ? name : "", items);
	json_destroy(&keys);
	return 0;
}

static int person_show(struct cmd *cmd)
{
	struct json *person = NULL;
	int err = person_get(cmd, args_get(cmd->args, "PERSON"), &person);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		field_export(person, cmd->args->zone);
		out_document(cmd->out, "person", "show", &person);
		return 0;
	}
	answer_record(cmd, person);
	answer_pair(cmd, N_("Login"), json_get_text(person, "login"));
	if (json_get_text(person, "right") != NULL)
		answer_pair(cmd, N_("Right"), field_word(cmd->out, json_get_text(person, "right")));
	err = show_keys(cmd, person);
	json_destroy(&person);
	return err;
}

/* ---- edit, remove ---- */

/* An option that an empty text takes away. */
static void put_or_nil(struct json *question, const char *key, const char *text)
{
	struct json *nil = json_new_nil();

	if (text != NULL && text[0] == '\0')
		json_put(question, key, &nil);
	else
		json_put_text(question, key, text);
	json_destroy(&nil);
}

/* Puts what was typed into the question. */
static int edit_fill(struct cmd *cmd, bool is_office, struct json *question)
{
	bool has_login = args_has(cmd->args, "login") || args_has(cmd->args, "right");
	struct json *fields = json_new_map();
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0 && json_count(fields) == 0 && !has_login)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0 && has_login && !is_office)
		err = out_fail(cmd->out, VB_ERR_USAGE, "%s",
		               _("Logins are for persons of this office, not of a committee."));
	if (json_count(fields) > 0)
		json_put(question, "fields", &fields);
	put_or_nil(question, "login", args_get(cmd->args, "login"));
	json_put_text(question, "right", args_get(cmd->args, "right"));
	json_destroy(&fields);
	return err;
}

static int person_edit(struct cmd *cmd)
{
	struct json *question;
	struct json *person = NULL;
	struct json *result;
	bool is_office;
	int err = person_get(cmd, args_get(cmd->args, "PERSON"), &person);

	if (err < 0)
		return err;
	is_office = json_is_yes(json_get(person, "office"));
	question = json_new_map();
	json_put_text(question, "id", json_get_text(person, "id"));
	json_destroy(&person);
	err = edit_fill(cmd, is_office, question);
	if (err == 0)
		err = client_ask(cmd->client, is_office ? "person.edit" : "record.edit", &question,
		                 &result);
	json_destroy(&question);
	if (err != 0)
		return err;
	note_login(cmd, args_get(cmd->args, "login"));
	answer_id(cmd, &result);
	return 0;
}

static int person_remove(struct cmd *cmd)
{
	struct json *question;
	struct json *person = NULL;
	struct json *result;
	const char *name;
	bool goes_on;
	int err = person_get(cmd, args_get(cmd->args, "PERSON"), &person);

	if (err < 0)
		return err;
	name = json_get_text(json_get(person, "fields"), "name");
	err = answer_confirm(cmd,
	                     json_get(person, "login") != NULL
	                             ? _("%s would be deleted, and could no longer ask here")
	                             : _("this would be deleted: %s"),
	                     name != NULL ? name : json_get_text(person, "id"), &goes_on);
	if (err == 0 && goes_on) {
		question = json_new_map();
		json_put_text(question, "id", json_get_text(person, "id"));
		err = client_ask(
			cmd->client,
			json_is_yes(json_get(person, "office")) ? "person.remove" : "record.delete",
			&question, &result);
		if (err == 0)
			answer_id(cmd, &result);
	}
	json_destroy(&person);
	return err;
}

/* ---- whoami ---- */

static int person_whoami(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *result;
	int err = client_ask(cmd->client, "person.whoami", &question, &result);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		out_document(cmd->out, "person", "whoami", &result);
		return 0;
	}
	answer_pair(cmd, N_("Login"), json_get_text(result, "login"));
	answer_pair(cmd, N_("Person"), json_get_text(json_get(result, "person"), "name"));
	answer_pair(cmd, N_("Right"), field_word(cmd->out, json_get_text(result, "right")));
	json_destroy(&result);
	return 0;
}

/* ---- the commands ---- */

static const char *const right_words[] = { "reader", "member", "secretary", "administrator", NULL };
static const char *const delivery_words[] = { "email", "letter", NULL };

/* clang-format off */
#define DETAILS \
	{ "given", N_("NAME"), "givenName", NULL, N_("given name"), false }, \
	{ "family", N_("NAME"), "familyName", NULL, N_("family name"), false }, \
	{ "form-of-address", N_("TEXT"), "formOfAddress", NULL, N_("how the person is addressed, for example Frau"), false }, \
	{ "affix", N_("TEXT"), "affix", NULL, N_("addition to the name, for example jun."), false }, \
	{ "title", N_("TEXT"), "title", NULL, N_("academic titles, several with commas between"), false }, \
	{ "status", N_("TEXT"), "status", NULL, N_("position, for example chair; several with commas between"), false }, \
	{ "email", N_("EMAIL"), "email", NULL, N_("e-mail address, several with commas between"), false }, \
	{ "phone", N_("NUMBER"), "phone", NULL, N_("telephone number, several with commas between"), false }

static const struct option person_add_options[] = {
	DETAILS,
	{ "letter", NULL, NULL, NULL, N_("wants letters, not e-mail"), false },
	{ "login", N_("USER"), NULL, NULL, N_("login on this computer with which the person asks"), false },
	{ "right", N_("RIGHT"), NULL, right_words, N_("reader, member (without a word), secretary or administrator"), false },
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("a person of this committee's records, not of the office"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option person_list_options[] = {
	{ "office", NULL, NULL, NULL, N_("only persons of this office"), false },
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("only persons of this committee's records"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option person_edit_options[] = {
	{ "name", N_("NAME"), "name", NULL, N_("whole name"), false },
	DETAILS,
	{ "delivery", N_("WAY"), "delivery", delivery_words, N_("how the person wants to be written to: email or letter"), false },
	{ "login", N_("USER"), NULL, NULL, N_("login on this computer; an empty one takes it away"), false },
	{ "right", N_("RIGHT"), NULL, right_words, N_("reader, member, secretary or administrator"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_person_commands[] = {
	{ .noun = "person", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("NAME")) },
	  .options = person_add_options,
	  .kind = "person",
	  .run = person_add,
	  .help = N_("add a person to this office, with a login or without"),
	  .about = N_("Persons of this office are known here only; other offices see a number in what they write. "
	              "Everybody at this office sees their names; e-mail address and telephone number are not shown to readers.\n\n"
	              "With a login a person can ask the daemon, if `socket-folder` is set (verbundd.conf), and may:\n\n"
	              "  reader         read\n"
	              "  member         also write messages, propose agenda items, and change what they wrote themselves\n"
	              "  secretary      also do the work of the committees\n"
	              "  administrator  also say which offices and persons take part"),
	  .examples = { "verbund person add 'Anna Schmidt' --email anna@luebeck.example --login anna --right secretary",
	                "verbund person add 'Mehmet Yılmaz' --phone '0451 122 0' --letter",
	                "verbund person add 'Erika Muster' --in 4f2a" } },
	{ .noun = "person", .verb = "list",
	  .options = person_list_options,
	  .run = person_list,
	  .help = N_("the persons of this office, then those of its committees' records"),
	  .examples = { "verbund person list --office",
	                "verbund person list --in 4f2a" } },
	{ .noun = "person", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("PERSON")) },
	  .run = person_show,
	  .help = N_("one person, with login and right"),
	  .about = N_("PERSON is a number or the whole name."),
	  .examples = { "verbund person show 'Anna Schmidt'" } },
	{ .noun = "person", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("PERSON")) },
	  .options = person_edit_options,
	  .kind = "person",
	  .run = person_edit,
	  .help = N_("change a person, its login or its right; an empty value clears the field"),
	  .about = N_("PERSON is a number or the whole name. Everybody but readers may change what stands about themselves; the rest "
	              "is for administrators."),
	  .examples = { "verbund person edit 'Anna Schmidt' --right administrator",
	                "verbund person edit 'Anna Schmidt' --login ''",
	                "verbund person edit 0198d7120c9a44be81f2 --phone '0451 122 1'" } },
	{ .noun = "person", .verb = "remove",
	  .arguments = { COMMAND_ARG(N_("PERSON")) },
	  .options = command_yes,
	  .run = person_remove,
	  .help = N_("delete a person and take its login away"),
	  .about = N_("PERSON is a number or the whole name. What the person wrote stays, under a number that no longer has a name. "
	              "The deleted details are shown nowhere any more; they stay in the data store's files until they are erased (`verbund person erase`, `verbund erasure due`)."),
	  .examples = { "verbund person remove 'Anna Schmidt' --yes" } },
	{ .noun = "person", .verb = "whoami",
	  .run = person_whoami,
	  .help = N_("your own login, person and right"),
	  .examples = { "verbund person whoami" } },
	COMMAND_END,
};
/* clang-format on */
