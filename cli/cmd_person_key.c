/* cmd_person_key: a person's own keys, made and used on this device alone; tested by tests/blackbox/19-person-key.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/own_keys.h"
#include "cli/person.h"

static struct wall_ms now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (struct wall_ms){ (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u };
}

/* ---- new ---- */

/* Publishes the keys at this place. */
static int publish(struct cmd *cmd, const struct own_keys *own, uint32_t index)
{
	char text[2 * VB_PERSON_STATEMENT_MAX_BYTES + 1];
	struct json *question = json_new_map();
	struct buf statement;

	buf_init(&statement, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(own->keys, index, &statement);
	hex_format(statement.data, statement.size, text);
	buf_release(&statement);
	json_put_text(question, "statement", text);
	return client_ask(cmd->client, "person.publish", &question, NULL);
}

/* Lets the keys at `by` vouch for a statement of the keys of this number. */
static int vouch(struct cmd *cmd, const struct own_keys *own, uint32_t by, uint32_t number,
                 struct span statement, struct json **result)
{
	struct json *question = json_new_map();
	char text[2 * VB_SIGNATURE_BYTES + 1];
	struct signature signature;
	struct person_key key;

	person_keys_at(own->keys, by, &key);
	person_keys_vouch(own->keys, by, statement, &signature);
	hex_format(signature.b, sizeof(signature.b), text);
	json_put_int(question, "number", number);
	json_put_int(question, "by", key.number);
	json_put_text(question, "signature", text);
	return client_ask(cmd->client, "person.vouch", &question, result);
}

/* The keys before vouch for the newest ones, and are given up then. */
static int hand_over(struct cmd *cmd, const struct own_keys *own, uint32_t by)
{
	struct json *question = json_new_map();
	struct person_key key, former;
	struct buf statement;
	int err;

	person_keys_at(own->keys, 0, &key);
	person_keys_at(own->keys, by, &former);
	buf_init(&statement, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(own->keys, 0, &statement);
	err = vouch(cmd, own, by, key.number, buf_span(&statement), NULL);
	buf_release(&statement);
	json_put_int(question, "number", former.number);
	if (err == 0)
		err = client_ask(cmd->client, "person.withdraw", &question, NULL);
	json_destroy(&question);
	return err;
}

/* Makes the keys that are to be published: new ones, or those that were left unpublished when this was interrupted. */
static int make(struct cmd *cmd, struct own_keys *own)
{
	uint32_t next = (uint32_t)json_int(json_get(own->published, "nextNumber"), 1);
	struct person_key key = { .number = 0 };

	if (own->keys == NULL)
		own->keys = person_keys_new(&own->office, &own->id);
	if (person_keys_count(own->keys) > 0)
		person_keys_at(own->keys, 0, &key);
	if (key.number >= next)
		return 0;
	if (person_keys_count(own->keys) == VB_PERSON_FILE_KEYS_MAX_COUNT)
		return out_fail(cmd->out, VB_ERR_TOO_MANY, "%s", own->path);
	person_keys_make(own->keys, next, now_ms());
	return 0;
}

/* The passphrase: that of the file, which is opened by it, or a new one. */
static int take_passphrase(struct cmd *cmd, struct own_keys *own, struct secret *secret)
{
	int err;

	if (own->file.size > 0) {
		err = secret_read(cmd, _("Passphrase of your personal keys:"), secret);
		return err == 0 ? own_keys_unlock(cmd, own, secret) : err;
	}
	if (!args_has(cmd->args, SECRET_FILE))
		out_note(cmd->out, "%s",
		         _("A passphrase protects your keys on this device. Four or five words are "
		           "good; nobody can look them up for you, not even an administrator."));
	return secret_choose(cmd, _("Passphrase (it is not shown):"), false, secret);
}

static void tell_next(struct cmd *cmd, const struct own_keys *own, bool is_vouched,
                      const struct person_key *key, const char *fingerprint)
{
	if (is_vouched)
		out_hint(cmd->out, "%s",
		         _("The former keys of this device have confirmed them, and sign nothing "
		           "any more."));
	else if (json_count(json_get(own->published, "items")) == 0)
		out_hint(cmd->out, "%s",
		         _("Who wants to be sure that they are yours compares the fingerprint "
		           "with you:\n  verbund person key show PERSON"));
	else
		out_hint(cmd->out,
		         _("You had keys before. Until those confirm the new ones, everybody is "
		           "told to compare the fingerprint. On the device that has them:\n"
		           "  verbund person key confirm %u %s"),
		         key->number, fingerprint);
}

static void answer_key(struct cmd *cmd, const struct own_keys *own, bool is_vouched)
{
	char fingerprint[VB_FINGERPRINT_TEXT_BYTES], number[16];
	struct person_key key;
	struct json *result;

	person_keys_at(own->keys, 0, &key);
	person_key_fingerprint(&key, fingerprint);
	if (cmd->args->is_json) {
		result = json_new_map();
		json_put_text(result, "id", own->person);
		json_put_int(result, "number", key.number);
		json_put_text(result, "fingerprint", fingerprint);
		json_put_bool(result, "confirmed", is_vouched);
		out_document(cmd->out, "person", "key-new", &result);
		return;
	}
	(void)snprintf(number, sizeof(number), "%u", key.number);
	answer_pair(cmd, N_("Number"), number);
	answer_pair(cmd, N_("Fingerprint"), fingerprint);
	tell_next(cmd, own, is_vouched, &key, fingerprint);
}

/* True if nobody knows what the daemon did: it may have published the keys before it was lost. */
static bool is_unsure(int err)
{
	return err == VB_ERR_TIMEOUT || err == VB_ERR_NOT_RUNNING || err == VB_ERR_IO;
}

static int make_and_publish(struct cmd *cmd, struct own_keys *own, const struct secret *secret)
{
	bool is_vouched = false;
	uint32_t count;
	uint32_t by;
	int err = make(cmd, own);

	if (err == 0)
		err = own_keys_save(cmd, own, secret);
	if (err != 0)
		return err;
	err = publish(cmd, own, 0);
	/* Keys that stay unpublished are those that the next attempt publishes. */
	if (err != 0 && !is_unsure(err))
		own_keys_restore(cmd, own);
	if (err != 0)
		return err;
	count = person_keys_count(own->keys);
	by = own_keys_active(own);
	if (by > 0 && by < count) {
		err = hand_over(cmd, own, by);
		is_vouched = err == 0;
	}
	if (err == 0)
		answer_key(cmd, own, is_vouched);
	return err;
}

static int key_new(struct cmd *cmd)
{
	struct secret secret = { .size = 0 };
	struct own_keys own;
	int err = own_keys_find(cmd, &own);

	if ((err == 0 || err == VB_ERR_BAD_KEY_FILE) && args_has(cmd->args, "forgotten")) {
		out_forget(cmd->out);
		buf_clear(&own.file);
		err = 0;
	}
	if (err == 0)
		err = take_passphrase(cmd, &own, &secret);
	if (err == 0)
		err = make_and_publish(cmd, &own, &secret);
	secret_wipe(&secret);
	own_keys_release(&own);
	return err;
}

/* ---- passwd ---- */

static int key_passwd(struct cmd *cmd)
{
	struct secret secret = { .size = 0 };
	struct json *result;
	struct own_keys own;
	int err = own_keys_find(cmd, &own);

	if (err == 0)
		err = own_keys_open(cmd, &own);
	if (err == 0)
		err = secret_choose_by(cmd, "new-passphrase-file",
		                       _("New passphrase (it is not shown):"), false, &secret);
	if (err == 0)
		err = own_keys_save(cmd, &own, &secret);
	if (err == 0) {
		result = json_new_map();
		json_put_text(result, "id", own.person);
		answer_id(cmd, &result);
		out_hint(cmd->out, "%s",
		         _("Done. Copies of the file that were made before still open with the "
		           "former passphrase: delete them."));
	}
	secret_wipe(&secret);
	own_keys_release(&own);
	return err;
}

/* ---- show ---- */

static const char *state_of(const struct json *key)
{
	const char *trust = json_get_text(key, "trust");

	if (json_get(key, "withdrawn") != NULL)
		return N_("withdrawn");
	if (trust != NULL && strcmp(trust, "alone") == 0)
		return N_("not confirmed");
	return trust != NULL && strcmp(trust, "first") == 0 ? N_("the first") : N_("confirmed");
}

static const char *state_word(const struct json *key)
{
	return json_get(key, "withdrawn") != NULL ? "withdrawn" : json_get_text(key, "trust");
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *key)
{
	char *since = field_format_time(cmd->out, json_get(key, "since"), cmd->args->zone);
	char *until = field_format_time(cmd->out, json_get(key, "withdrawn"), cmd->args->zone);
	char number[24];

	(void)snprintf(number, sizeof(number), "%lld",
	               (long long)json_int(json_get(key, "number"), 0));
	table_add(table, number);
	table_add(table, cmd->out->style.is_terminal ? _(state_of(key)) : state_word(key));
	table_add(table, json_get_text(key, "fingerprint"));
	table_add(table, since);
	table_add(table, until);
	free(since);
	free(until);
}

static int print_keys(struct cmd *cmd, const char *name, struct json *keys)
{
	const struct table_column columns[] = {
		{ _("Number"), 0 }, { _("State"), 0 }, { _("Fingerprint"), TABLE_FIRM },
		{ _("Since"), 0 },  { _("Until"), 0 },
	};
	const struct json *items = json_get(keys, "items");
	struct table *table;

	if (json_count(items) == 0)
		return out_fail(cmd->out, VB_ERR_NO_PERSON_KEYS, "%s", name);
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i));
	out_table(cmd->out, &table);
	person_tell_keys(cmd, name, items);
	return 0;
}

static int show_document(struct cmd *cmd, struct json **keys)
{
	struct json *items = json_get(*keys, "items");

	for (size_t i = 0; i < json_count(items); i++) {
		answer_time(cmd, json_at(items, i), "since");
		answer_time(cmd, json_at(items, i), "withdrawn");
	}
	out_document(cmd->out, "person", "key-show", keys);
	return 0;
}

static int key_show(struct cmd *cmd)
{
	struct json *person = NULL, *keys = NULL;
	const char *name;
	int err = person_get_or_self(cmd, &person);

	if (err == 0)
		err = person_get_keys(cmd, json_get_text(person, "id"), &keys);
	if (err == 0 && cmd->args->is_json) {
		err = show_document(cmd, &keys);
	} else if (err == 0) {
		name = json_get_text(json_get(person, "fields"), "name");
		err = print_keys(cmd, name != NULL ? name : "", keys);
	}
	json_destroy(&person);
	json_destroy(&keys);
	return err;
}

/* ---- confirm ---- */

/* True if the typed text is this fingerprint: hyphens, blanks and capitals do not matter. */
static bool is_typed(const char *typed, const char *fingerprint)
{
	for (; *typed != '\0'; typed++) {
		char c = *typed >= 'A' && *typed <= 'Z' ? (char)(*typed - 'A' + 'a') : *typed;

		if (c == '-' || c == ' ')
			continue;
		if (*fingerprint == '-')
			fingerprint++;
		if (c != *fingerprint)
			return false;
		fingerprint++;
	}
	return *fingerprint == '\0';
}

/* Reads the statement of keys as the daemon tells it, and compares it with what was typed. What the daemon says of them is not
 * believed. */
static int statement_read(struct cmd *cmd, const struct own_keys *own, uint32_t number,
                          struct buf *out)
{
	const char *text = json_get_text(own_keys_published(own, number), "statement");
	char fingerprint[VB_FINGERPRINT_TEXT_BYTES];
	struct person_key key;
	size_t size = text != NULL ? strlen(text) / 2 : 0;
	uint8_t *to;
	int err;

	if (text == NULL)
		return out_fail(cmd->out, VB_ERR_NO_PERSON_KEYS, "%s",
		                args_get(cmd->args, "NUMBER"));
	to = buf_extend(out, size);
	if (to == NULL)
		return out->err;
	err = hex_parse(text, strlen(text), to, size);
	if (err == 0)
		err = person_statement_decode(buf_span(out), &key);
	if (err != 0)
		return err;
	person_key_fingerprint(&key, fingerprint);
	if (!node_id_is_equal(&key.office, &own->office) ||
	    !record_id_is_equal(&key.person, &own->id) ||
	    !is_typed(args_get(cmd->args, "FINGERPRINT"), fingerprint))
		return out_fail(cmd->out, VB_ERR_PERSON_FINGERPRINT, "%s",
		                args_get(cmd->args, "FINGERPRINT"));
	return 0;
}

static int number_get(struct cmd *cmd, uint32_t *out)
{
	const char *text = args_get(cmd->args, "NUMBER");
	char *end;
	unsigned long long number = strtoull(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number == 0 || number > UINT32_MAX)
		return out_fail(cmd->out, VB_ERR_OUT_OF_RANGE, "%s", text);
	*out = (uint32_t)number;
	return 0;
}

static int key_confirm(struct cmd *cmd)
{
	struct buf statement;
	struct own_keys own;
	struct json *result = NULL;
	uint32_t number = 0, by;
	int err = number_get(cmd, &number);

	if (err != 0)
		return err;
	buf_init(&statement, VB_PERSON_STATEMENT_MAX_BYTES);
	err = own_keys_find(cmd, &own);
	if (err == 0)
		err = statement_read(cmd, &own, number, &statement);
	if (err == 0)
		err = own_keys_open(cmd, &own);
	by = own_keys_active(&own);
	if (err == 0 && by == VB_PERSON_FILE_KEYS_MAX_COUNT)
		err = out_fail(cmd->out, VB_ERR_NO_PERSON_KEYS, "%s", own.path);
	if (err == 0)
		err = vouch(cmd, &own, by, number, buf_span(&statement), &result);
	if (err == 0) {
		answer_id(cmd, &result);
		out_hint(cmd->out, "%s",
		         _("Confirmed. Everybody sees now that these keys are yours."));
	}
	buf_release(&statement);
	own_keys_release(&own);
	return err;
}

/* ---- lost ---- */

/* Fills in since when. */
static int put_since(struct cmd *cmd, struct json *question)
{
	const char *since = args_get(cmd->args, "since");
	int64_t ms = 0;
	int err = since == NULL ? 0 : field_parse_time(cmd->out, since, cmd->args->zone, &ms);

	if (err == 0 && since != NULL)
		json_put_int(question, "from", ms);
	return err;
}

static int withdraw(struct cmd *cmd, const char *person, const char *name)
{
	struct json *question = json_new_map(), *result = NULL;
	bool goes_on = false;
	uint32_t number = 0;
	int err = 0;

	json_put_text(question, "id", person);
	if (args_get(cmd->args, "NUMBER") != NULL)
		err = number_get(cmd, &number);
	if (number != 0)
		json_put_int(question, "number", number);
	if (err == 0)
		err = put_since(cmd, question);
	if (err == 0)
		err = answer_confirm(cmd,
		                     number != 0 ? _("keys of %s would be withdrawn, for good")
		                                 : _("all keys of %s would be withdrawn, for good"),
		                     name, &goes_on);
	if (err == 0 && goes_on)
		err = client_ask(cmd->client, "person.withdraw", &question, &result);
	json_destroy(&question);
	if (result != NULL)
		answer_id(cmd, &result);
	if (err == 0 && goes_on)
		out_hint(
			cmd->out, "%s",
			_("Withdrawn. What was signed before stays signed. New keys are made with\n"
		          "  verbund person key new"));
	return err;
}

static int key_lost(struct cmd *cmd)
{
	struct json *person = NULL;
	const char *name;
	int err = person_get_or_self(cmd, &person);

	if (err == 0) {
		name = json_get_text(json_get(person, "fields"), "name");
		err = withdraw(cmd, json_get_text(person, "id"), name != NULL ? name : "");
	}
	json_destroy(&person);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option new_options[] = {
	{ "forgotten", NULL, NULL, NULL, N_("the passphrase of the keys on this device is not known any more: give them up"), false },
	SECRET_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option passwd_options[] = {
	SECRET_OPTION,
	{ "new-passphrase-file", N_("FILE"), NULL, NULL, N_("read the new passphrase from the first line of a file; `-`: from the input"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option confirm_options[] = {
	SECRET_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option lost_options[] = {
	{ "person", N_("PERSON"), NULL, NULL, N_("whose keys; without it your own"), false },
	{ "since", N_("TIME"), NULL, NULL, N_("since when somebody else may have them; without it from now on"), false },
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_person_key_commands[] = {
	{ .noun = "person", .verb = "key new",
	  .options = new_options,
	  .run = key_new,
	  .help = N_("make your personal keys on this device, or new ones in their place"),
	  .about = N_("With personal keys you sign what you write, so that nobody else at your office can have written it, and later you alone read "
	              "what is sent to you in confidence. They are made on this device and stay on it, in a file of your own data folder, protected by a "
	              "passphrase; the office and its administrator have neither. What others get is the public half, by which they check a signature.\n\n"
	              "Each device has keys of its own. On a second one, give the command there, too; then let the first one confirm the new keys "
	              "(`verbund person key confirm`). Where this device has keys already, the new ones take their place and are confirmed by them.\n\n"
	              "With a forgotten passphrase the keys are lost: --forgotten makes new ones and gives the old ones up. Withdraw those then "
	              "(`verbund person key lost`)."),
	  .examples = { "verbund person key new", "verbund person key new --passphrase-file words" } },
	{ .noun = "person", .verb = "key show",
	  .arguments = { COMMAND_MAYBE(N_("PERSON")) },
	  .run = key_show,
	  .help = N_("the public keys of a person, and their fingerprints"),
	  .about = N_("Without PERSON your own. Read the fingerprint to each other by telephone: if it is the same, the keys are really those of "
	              "the person. The first keys of a person, and those that no earlier key has confirmed, are known from the office alone, whose "
	              "administrator could have put them there.\n\n"
	              "In a pipe there is one line a key: number, state (first, vouched, alone, withdrawn), fingerprint, since when, until when."),
	  .examples = { "verbund person key show", "verbund person key show 'Anna Schmidt'" } },
	{ .noun = "person", .verb = "key passwd",
	  .options = passwd_options,
	  .run = key_passwd,
	  .help = N_("change the passphrase of your keys on this device"),
	  .examples = { "verbund person key passwd", "verbund person key passwd --passphrase-file old --new-passphrase-file new" } },
	{ .noun = "person", .verb = "key confirm",
	  .arguments = { COMMAND_ARG(N_("NUMBER")), COMMAND_ARG(N_("FINGERPRINT")) },
	  .options = confirm_options,
	  .run = key_confirm,
	  .help = N_("confirm the keys of your second device with those of this one"),
	  .about = N_("Type number and fingerprint as the other device shows them (`verbund person key new`), not as this one does: only so it "
	              "is certain that nobody has put keys of their own in between."),
	  .examples = { "verbund person key confirm 2 ab2c-d3ef-gh4i-jk5l-mn6o-pq7r" } },
	{ .noun = "person", .verb = "key lost",
	  .arguments = { COMMAND_MAYBE(N_("NUMBER")) },
	  .options = lost_options,
	  .run = key_lost,
	  .help = N_("withdraw keys: of a lost device, or all of them"),
	  .about = N_("Without NUMBER all keys of the person. Withdrawn keys sign nothing any more; what was signed before stays signed. With "
	              "--since you say since when somebody else may have used them: signatures from then on do not count.\n\n"
	              "An administrator can withdraw the keys of others, for example of somebody who has left, from now on; it stands in the history "
	              "of the person (`verbund log`)."),
	  .examples = { "verbund person key lost 1 --since 2026-12-01T18:00", "verbund person key lost --person 'Anna Schmidt' --yes" } },
	COMMAND_END,
};
/* clang-format on */
