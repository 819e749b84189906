/* answer: shared forms of answers; see answer.h; tested by tests/blackbox/05-cli.t */
#include "cli/answer.h"

#include <stdlib.h>
#include <string.h>

#include "cli/field.h"
#include "cli/glyph.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/qr.h"
#include "protocol/limits.h"

#define TITLE_COLUMNS 20

/* The bytes to which printf must fill a title so that it takes TITLE_COLUMNS columns. */
static int pad(const char *title)
{
	size_t columns = glyph_columns(span_of_str(title));
	size_t bytes = strlen(title);

	return columns < TITLE_COLUMNS ? (int)(bytes + TITLE_COLUMNS - columns) : (int)bytes;
}

void answer_id(struct cmd *cmd, struct json **result)
{
	const struct command *command = cmd->args->command;

	if (cmd->args->is_json) {
		out_document(cmd->out, command->noun, command->verb, result);
		return;
	}
	if (json_get_text(*result, "id") != NULL)
		out_value(cmd->out, json_get_text(*result, "id"));
	json_destroy(result);
}

const char *answer_truth(const struct cmd *cmd, bool is_true)
{
	return field_word(cmd->out, is_true ? "yes" : "no");
}

void answer_items(struct cmd *cmd, struct json **items)
{
	const struct command *command = cmd->args->command;
	struct json *body = json_new_map();

	json_put(body, "items", items);
	out_document(cmd->out, command->noun, command->verb, &body);
}

void answer_records(struct cmd *cmd, struct json **records)
{
	for (size_t i = 0; i < json_count(*records); i++)
		field_export(json_at(*records, i), cmd->args->zone);
	answer_items(cmd, records);
}

void answer_pair(struct cmd *cmd, const char *title, const char *value)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 } };
	struct table_style style = cmd->out->style;
	struct table *table;
	char padded[64];

	if (value == NULL)
		return;
	style.width = SIZE_MAX / 2;
	table = table_new(columns, 2);
	if (style.is_terminal)
		(void)snprintf(padded, sizeof(padded), "%-*s", pad(_(title)), _(title));
	table_add(table, style.is_terminal ? padded : title);
	table_add(table, value);
	table_print(table, &style, cmd->out->data);
	table_destroy(&table);
}

void answer_states(struct cmd *cmd, const struct json *states)
{
	answer_pair(cmd, N_("Checksum"), json_get_text(states, "all"));
	answer_pair(cmd, N_("Checksum, internal"), json_get_text(states, "core"));
}

void answer_record(struct cmd *cmd, const struct json *record)
{
	const struct json *fields = json_get(record, "fields");
	const char *name = json_get_text(record, "kind");
	const struct kind *kind = name != NULL ? kind_by_name(span_of_str(name)) : NULL;
	const char *key;
	void *iterator = NULL;
	struct json *value;
	char *created = field_format_time(cmd->out, json_get(record, "created"), cmd->args->zone);

	answer_pair(cmd, N_("Kind"), name);
	answer_pair(cmd, N_("Number"), json_get_text(record, "id"));
	answer_pair(cmd, N_("Committee"), json_get_text(record, "space"));
	answer_pair(cmd, N_("Readers"), field_word(cmd->out, json_get_text(record, "audience")));
	answer_pair(cmd, N_("Written by"), json_get_text(record, "author"));
	answer_pair(cmd, N_("Written"), created);
	free(created);
	if (json_is_yes(json_get(record, "deleted")))
		answer_pair(cmd, N_("Deleted"), _("yes"));
	while (json_next(fields, &iterator, &key, &value)) {
		const struct kind_field *field =
			kind != NULL ? kind_field_by_name(kind, span_of_str(key)) : NULL;
		char *text = field_format(cmd->out, field, value, cmd->args->zone);

		answer_pair(cmd, key, text);
		free(text);
	}
}

void answer_time(const struct cmd *cmd, struct json *map, const char *key)
{
	const struct json *value = json_get(map, key);
	char text[VB_MOMENT_TEXT_BYTES];

	if (json_form_of(value) != JSON_FORM_INT)
		return;
	moment_format_iso(json_int(value, 0), cmd->args->zone, text);
	json_put_text(map, key, text);
}

void answer_invite(struct cmd *cmd, struct json **invite)
{
	const struct command *command = cmd->args->command;
	const char *code = json_get_text(*invite, "code");
	char *expires = field_format_time(cmd->out, json_get(*invite, "expires"), cmd->args->zone);

	if (cmd->args->is_json) {
		answer_time(cmd, *invite, "expires");
		out_document(cmd->out, command->noun, command->verb, invite);
	} else {
		out_value(cmd->out, code);
		if (cmd->out->style.is_terminal)
			qr_print(code, cmd->out->data);
		out_hint(cmd->out,
		         _("Good for one office, until %s. The other office types: verbund peer "
		           "join CODE"),
		         expires);
		json_destroy(invite);
	}
	free(expires);
}

int answer_consequence(struct cmd *cmd, const char *format, const char *name)
{
	char what[VB_NAME_MAX_BYTES + 200];

	(void)snprintf(what, sizeof(what), format, name);
	if (!args_has(cmd->args, "dry-run"))
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, _("--yes, to confirm: %s"), what);
	out_note(cmd->out, "%s", what);
	return 0;
}

int answer_names(struct cmd *cmd, struct json **names)
{
	struct json *question = NULL;
	struct json *peers;
	struct json *own;
	int err = client_list(cmd->client, "peer.list", &question, &peers);

	if (err < 0)
		return err;
	*names = json_new_map();
	for (size_t i = 0; i < json_count(peers); i++) {
		const struct json *peer = json_at(peers, i);

		if (json_get_text(peer, "id") != NULL)
			json_put_text(*names, json_get_text(peer, "id"),
			              json_get_text(peer, "name"));
	}
	json_destroy(&peers);
	err = client_ask(cmd->client, "node.show", &question, &own);
	if (err < 0) {
		json_destroy(names);
		return err;
	}
	if (json_get_text(own, "id") != NULL)
		json_put_text(*names, json_get_text(own, "id"), json_get_text(own, "name"));
	json_destroy(&own);
	return 0;
}

const char *answer_name(const struct json *names, const char *id)
{
	const char *name = id != NULL ? json_get_text(names, id) : NULL;

	return name != NULL ? name : id;
}
