/* cmd_bridge_wishes: who wants which mail, and how; subscribers of the newsletter; tested by tests/blackbox/21-mail-commands.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/bridge_words.h"
#include "cli/cmd.h"
#include "cli/errand.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/person.h"

#define CELL_BYTES 300u

/* In the order of enum tongue (bridges/mail/tongue.h). */
static const char *const language_words[] = {
	"de", "en", "uk", "ar", "fa", "ru", "fr", "tr", NULL
};
static const char *const pace_words[] = { "at-once", "daily", "weekly", NULL };
static const char *const without_words[] = { "agenda",   "messages", "newsletter",
	                                     "reminder", "requests", NULL };

/* ---- reading options ---- */

/* Reads two digits and moves behind them; false: they are none, or more than max. */
static bool two_digits(const char **at, unsigned max, unsigned *out)
{
	for (unsigned i = 0; i < 2; i++) {
		if ((*at)[i] < '0' || (*at)[i] > '9')
			return false;
	}
	*out = (unsigned)((*at)[0] - '0') * 10 + (unsigned)((*at)[1] - '0');
	*at += 2;
	return *out <= max;
}

/* Reads "20:00" to minutes of the day and moves behind it. */
static bool clock_read(const char **at, unsigned *out)
{
	unsigned hour, minute;

	if (!two_digits(at, 23, &hour) || *(*at)++ != ':' || !two_digits(at, 59, &minute))
		return false;
	*out = hour * 60 + minute;
	return true;
}

/* "20:00-07:00" or "none". */
static int quiet_put(struct cmd *cmd, struct json *args)
{
	const char *text = args_get(cmd->args, "quiet");
	struct json *quiet = json_new_list(), *number;
	unsigned from = 0, to = 0;
	bool is_right;

	if (strcmp(text, "none") != 0) {
		const char *at = text;

		is_right = clock_read(&at, &from) && *at++ == '-' && clock_read(&at, &to) &&
		           *at == '\0' && from != to;
		if (!is_right) {
			json_destroy(&quiet);
			return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--quiet %s", text);
		}
		number = json_new_int(from);
		json_add(quiet, &number);
		number = json_new_int(to);
		json_add(quiet, &number);
	}
	json_put(args, "quiet", &quiet);
	return 0;
}

static bool is_word(const char *const *words, const char *text, size_t size)
{
	for (; *words != NULL; words++) {
		if (strlen(*words) == size && memcmp(*words, text, size) == 0)
			return true;
	}
	return false;
}

/* "agenda,reminder" or "none". */
static int without_put(struct cmd *cmd, struct json *args)
{
	const char *text = args_get(cmd->args, "without");
	struct json *list = json_new_list();
	char word[32];

	for (const char *at = strcmp(text, "none") == 0 ? "" : text; *at != '\0';) {
		size_t size = strcspn(at, ",");

		if (!is_word(without_words, at, size)) {
			json_destroy(&list);
			return out_fail(cmd->out, VB_ERR_BAD_VALUE,
			                _("--without %s: agenda, messages, newsletter, reminder, "
			                  "requests, or none"),
			                text);
		}
		(void)snprintf(word, sizeof(word), "%.*s", (int)size, at);
		json_add_text(list, word);
		at += size + (at[size] == ',');
	}
	json_put(args, "without", &list);
	return 0;
}

/* What is to change; *changes: something is. */
static int wishes_read(struct cmd *cmd, struct json *args, bool *changes)
{
	size_t before = json_count(args);
	int err = 0;

	json_put_text(args, "language", args_get(cmd->args, "language"));
	json_put_text(args, "pace", args_get(cmd->args, "pace"));
	if (args_has(cmd->args, "lift"))
		json_put_bool(args, "lift", true);
	if (args_has(cmd->args, "quiet"))
		err = quiet_put(cmd, args);
	if (err == 0 && args_has(cmd->args, "without"))
		err = without_put(cmd, args);
	*changes = json_count(args) > before;
	return err;
}

/* ---- showing ---- */

static void without_format(struct cmd *cmd, const struct json *wishes, char out[static CELL_BYTES])
{
	const struct json *list = json_get(wishes, "without");
	bool is_terminal = cmd->out->style.is_terminal;
	size_t size = 0;

	out[0] = '\0';
	for (size_t i = 0; i < json_count(list); i++) {
		const char *word = json_text(json_at(list, i));
		int wrote = snprintf(out + size, CELL_BYTES - size, "%s%s",
		                     i == 0        ? ""
		                     : is_terminal ? ", "
		                                   : ",",
		                     is_terminal ? bridge_words_wish(word) : word);

		if (word == NULL || wrote < 0 || (size_t)wrote >= CELL_BYTES - size)
			break;
		size += (size_t)wrote;
	}
}

static void print_wishes(struct cmd *cmd, const struct json *wishes)
{
	const char *pace = json_get_text(wishes, "pace");
	char text[CELL_BYTES], quiet[VB_BRIDGE_QUIET_BYTES];

	answer_pair(cmd, N_("Name"), json_get_text(wishes, "name"));
	answer_pair(cmd, N_("Address"), json_get_text(wishes, "address"));
	answer_pair(cmd, N_("Language"), json_get_text(wishes, "language"));
	answer_pair(cmd, N_("How often"),
	            cmd->out->style.is_terminal ? bridge_words_wish(pace) : pace);
	bridge_words_quiet(wishes, quiet);
	answer_pair(cmd, N_("Quiet hours"), quiet[0] != '\0' ? quiet : NULL);
	without_format(cmd, wishes, text);
	answer_pair(cmd, N_("Does not want"), text[0] != '\0' ? text : NULL);
	if (json_get(wishes, "paused") != NULL)
		out_hint(cmd->out, "%s",
		         _("Nothing goes to this address: messages came back. Once it is right "
		           "again: verbund bridge mail wishes PERSON --lift"));
}

static int mail_wishes(struct cmd *cmd)
{
	struct json *args = json_new_map(), *person = NULL, *wishes = NULL;
	bool changes = false;
	int err = wishes_read(cmd, args, &changes);

	if (err == 0)
		err = person_get_or_self(cmd, &person);
	if (err == 0) {
		json_put_text(args, "person", json_get_text(person, "id"));
		err = errand_ask(cmd, changes ? "wishes.set" : "wishes.show", &args, &wishes);
	}
	if (err == 0 && cmd->args->is_json) {
		answer_time(cmd, json_get(wishes, "paused"), "since");
		out_document(cmd->out, "bridge", "mail wishes", &wishes);
	} else if (err == 0) {
		print_wishes(cmd, wishes);
	}
	json_destroy(&args);
	json_destroy(&person);
	json_destroy(&wishes);
	return err;
}

/* ---- subscribers ---- */

static int mail_subscribers(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Address"), 0 },
		{ _("Language"), 0 },
		{ _("State"), 0 },
		{ _("Since"), TABLE_FIRM },
	};
	struct json *items = NULL;
	struct table *table;
	int err = errand_list(cmd, "subscribers.list", &items);

	if (err == 0 && cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++)
			answer_time(cmd, json_at(items, i), "since");
		answer_items(cmd, &items);
	} else if (err == 0) {
		table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
		for (size_t i = 0; i < json_count(items); i++) {
			const struct json *item = json_at(items, i);
			const char *state = json_get_text(item, "state");
			char *since = field_format_time(cmd->out, json_get(item, "since"),
			                                cmd->args->zone);

			table_add(table, json_get_text(item, "address"));
			table_add(table, json_get_text(item, "language"));
			table_add(table,
			          cmd->out->style.is_terminal ? bridge_words_wish(state) : state);
			table_add(table, since);
			free(since);
		}
		out_list(cmd->out, &table);
	}
	json_destroy(&items);
	return err;
}

static int address_errand(struct cmd *cmd, const char *job)
{
	struct json *args = errand_args("address", args_get(cmd->args, "ADDRESS"));
	struct json *result = NULL;
	const char *state;
	int err;

	json_put_text(args, "language", args_get(cmd->args, "language"));
	err = errand_ask(cmd, job, &args, &result);
	state = json_get_text(result, "state");
	if (err == 0 && state != NULL && strcmp(state, "asked") == 0)
		out_hint(cmd->out, "%s", _("A mail asks whether they want it; a yes subscribes."));
	if (err == 0 && cmd->args->is_json)
		out_document(cmd->out, "bridge", cmd->args->command->verb, &result);
	else if (err == 0)
		out_value(cmd->out, json_get_text(result, "address"));
	json_destroy(&args);
	json_destroy(&result);
	return err;
}

static int mail_subscribe(struct cmd *cmd)
{
	return address_errand(cmd, "subscribers.add");
}

static int mail_unsubscribe(struct cmd *cmd)
{
	return address_errand(cmd, "subscribers.remove");
}

/* clang-format off */
static const struct option wishes_options[] = {
	{ "language", N_("LANGUAGE"), NULL, language_words, N_("in which mail is written"), false },
	{ "quiet", N_("FROM-TO"), NULL, NULL, N_("no mail in these hours, such as 20:00-07:00, or none"), false },
	{ "pace", N_("PACE"), NULL, pace_words, N_("messages, agendas and requests one by one, or gathered"), false },
	{ "without", N_("LIST"), NULL, NULL, N_("what they do not want: agenda, messages, newsletter, reminder, requests, with commas; or none"), false },
	{ "lift", NULL, NULL, NULL, N_("mail goes to the address again, after it had come back"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option subscribe_options[] = {
	{ "language", N_("LANGUAGE"), NULL, language_words, N_("in which mail is written"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_bridge_wishes_commands[] = {
	{ .noun = "bridge", .verb = "mail wishes",
	  .arguments = { COMMAND_MAYBE(N_("PERSON")) }, .options = wishes_options,
	  .run = mail_wishes,
	  .help = N_("which mail somebody wants, in which language, and when"),
	  .about = N_("Invitations, changes of a meeting and its cancellation always come. The wishes stay at this office. Without PERSON: your own; "
	              "those of others are for secretaries."),
	  .examples = { "verbund bridge mail wishes 'Anna Schmidt'",
	                "verbund bridge mail wishes 'Anna Schmidt' --language uk --quiet 20:00-07:00 --pace daily",
	                "verbund bridge mail wishes --without reminder,newsletter" } },
	{ .noun = "bridge", .verb = "mail subscribers",
	  .run = mail_subscribers,
	  .help = N_("who gets the newsletter of public meetings and papers, without being a person of a committee"),
	  .examples = { "verbund bridge mail subscribers" } },
	{ .noun = "bridge", .verb = "mail subscribe",
	  .arguments = { COMMAND_ARG(N_("ADDRESS")) }, .options = subscribe_options,
	  .run = mail_subscribe,
	  .help = N_("ask an address whether it wants the newsletter"),
	  .examples = { "verbund bridge mail subscribe info@verein.example --language tr" } },
	{ .noun = "bridge", .verb = "mail unsubscribe",
	  .arguments = { COMMAND_ARG(N_("ADDRESS")) },
	  .run = mail_unsubscribe,
	  .help = N_("no newsletter for an address any more"),
	  .examples = { "verbund bridge mail unsubscribe info@verein.example" } },
	COMMAND_END,
};
/* clang-format on */
