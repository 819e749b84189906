/* answer: shared forms of answers; see answer.h; tested by tests/blackbox/05-cli.t */
#include "cli/answer.h"

#include <stdlib.h>
#include <string.h>

#include "cli/caption.h"
#include "cli/field.h"
#include "cli/glyph.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/prompt.h"
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

void answer_made(struct cmd *cmd, struct json **result, const char *hint)
{
	const char *id = json_get_text(*result, "id");
	bool is_record = id != NULL && strlen(id) == 2 * (size_t)VB_RECORD_ID_BYTES;
	char number[VB_TABLE_SHORT_DIGITS + 1];
	char text[400];

	(void)snprintf(number, sizeof(number), "%.*s",
	               is_record ? (int)VB_TABLE_SHORT_DIGITS : (int)VB_TABLE_BRIEF_DIGITS,
	               id != NULL ? id : "");
	(void)snprintf(text, sizeof(text), hint, number);
	answer_id(cmd, result);
	out_hint(cmd->out, "%s", text);
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

/* A title and its value on one line, the values below each other; a title that is too wide has a line of its own, but before
 * a word. */
static void print_pair(struct cmd *cmd, const char *title, const char *value, size_t width)
{
	static const struct table_column columns[] = { { NULL, TABLE_FIRM },
		                                       { NULL, TABLE_WHOLE } };
	struct table_style style = cmd->out->style;
	struct table *table;
	char padded[64];

	style.width = width;
	if (style.is_terminal && width <= cmd->out->style.width &&
	    glyph_columns(span_of_str(title)) > TITLE_COLUMNS) {
		out_value(cmd->out, title);
		title = "";
	}
	table = table_new(columns, 2);
	if (style.is_terminal)
		(void)snprintf(padded, sizeof(padded), "%-*s", pad(title), title);
	table_add(table, style.is_terminal ? padded : title);
	table_add(table, value);
	table_print(table, &style, cmd->out->data);
	table_destroy(&table);
}

void answer_pair(struct cmd *cmd, const char *title, const char *value)
{
	if (value == NULL)
		return;
	/* What is one word may have to be copied: the terminal breaks it, not we. */
	print_pair(cmd, cmd->out->style.is_terminal ? _(title) : title, value,
	           strpbrk(value, " \n") == NULL ? SIZE_MAX / 2 : cmd->out->style.width);
}

void answer_sentence(struct cmd *cmd, const char *text)
{
	static const struct table_column column = { NULL, TABLE_WHOLE };
	struct table *table = table_new(&column, 1);

	table_add(table, text);
	out_table(cmd->out, &table);
}

void answer_states(struct cmd *cmd, const struct json *states)
{
	answer_pair(cmd, N_("Checksum"), json_get_text(states, "all"));
	answer_pair(cmd, N_("Checksum, internal"), json_get_text(states, "core"));
}

/* ---- a record ---- */

/* All values of a field that several offices gave at the same time, for somebody to settle. */
static char *format_dispute(struct cmd *cmd, const struct kind_field *field,
                            const struct json *values)
{
	char *text = field_format(cmd->out, field, values, cmd->args->zone);
	char *told = NULL;
	size_t size;
	FILE *out = open_memstream(&told, &size);

	if (out == NULL)
		abort();
	(void)fprintf(out, _("in dispute: %s"), text);
	if (fclose(out) != 0)
		abort();
	free(text);
	return told;
}

/* The fields in the order of the table of kinds; keys of order say nothing to people. */
static void print_fields(struct cmd *cmd, struct labels *labels, const struct json *record,
                         const struct kind *kind)
{
	const struct json *fields = json_get(record, "fields");
	const struct json *disputes = json_get(record, "disputes");
	const struct kind_field *field;

	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		const struct json *value = json_get(fields, field->name);
		char *text;

		if (value == NULL || field->type == VB_TYPE_KEY)
			continue;
		if (json_get(disputes, field->name) != NULL)
			text = format_dispute(cmd, field, json_get(disputes, field->name));
		else if (field->type == VB_TYPE_REF)
			text = labels_format(labels, value);
		else
			text = field_format(cmd->out, field, value, cmd->args->zone);
		print_pair(cmd, _(caption_of_field(kind->name, field->name)), text,
		           cmd->out->style.width);
		free(text);
	}
}

/* The name of the committee of a record; its number where it has none. Caller frees. */
static char *committee_of(struct cmd *cmd, const struct json *record)
{
	const char *space = json_get_text(record, "space");
	struct json *question = json_new_map();
	struct json *committee = NULL;
	const char *name;
	char *text;

	json_put_text(question, "id", space);
	if (client_ask(cmd->client, "committee.show", &question, &committee) < 0)
		out_forget(cmd->out);
	name = json_get_text(committee, "name");
	if (json_is_yes(json_get(record, "office")))
		name = _("this office");
	text = strdup(name != NULL ? name : space);
	if (text == NULL)
		abort();
	json_destroy(&committee);
	return text;
}

static void print_for_people(struct cmd *cmd, const struct json *record, const struct kind *kind)
{
	struct labels *labels = labels_new(cmd);
	struct json *names = NULL;
	char *writer;
	char *committee = committee_of(cmd, record);
	char *created = field_format_time(cmd->out, json_get(record, "created"), cmd->args->zone);
	char *changed = field_format_time(cmd->out, json_get(record, "changed"), cmd->args->zone);

	if (answer_names(cmd, &names) < 0)
		out_forget(cmd->out);
	writer = answer_writer(names, record);
	answer_pair(cmd, N_("Kind"), _(caption_of_kind(kind->name)));
	print_fields(cmd, labels, record, kind);
	answer_pair(cmd, N_("Kept in"), committee);
	answer_pair(cmd, N_("Readers"), field_word(cmd->out, json_get_text(record, "audience")));
	answer_pair(cmd, N_("Written by"), writer);
	answer_pair(cmd, N_("Written"), created);
	answer_pair(cmd, N_("Last changed"), changed);
	if (json_is_yes(json_get(record, "deleted")))
		answer_pair(cmd, N_("Deleted"), _("yes"));
	answer_pair(cmd, N_("Number"), json_get_text(record, "id"));
	free(created);
	free(changed);
	free(committee);
	free(writer);
	json_destroy(&names);
	labels_destroy(&labels);
}

/* Everything as the protocol has it. */
static void print_for_scripts(struct cmd *cmd, const struct json *record, const struct kind *kind)
{
	const struct json *fields = json_get(record, "fields");
	const char *key;
	void *iterator = NULL;
	struct json *value;
	char *created = field_format_time(cmd->out, json_get(record, "created"), cmd->args->zone);
	char *changed = field_format_time(cmd->out, json_get(record, "changed"), cmd->args->zone);

	answer_pair(cmd, "Kind", json_get_text(record, "kind"));
	answer_pair(cmd, "Number", json_get_text(record, "id"));
	answer_pair(cmd, "Committee", json_get_text(record, "space"));
	answer_pair(cmd, "Readers", json_get_text(record, "audience"));
	answer_pair(cmd, "Written by", json_get_text(record, "author"));
	answer_pair(cmd, "Written", created);
	answer_pair(cmd, "Last changed", changed);
	free(created);
	free(changed);
	if (json_is_yes(json_get(record, "deleted")))
		answer_pair(cmd, "Deleted", "yes");
	while (json_next(fields, &iterator, &key, &value)) {
		const struct kind_field *field =
			kind != NULL ? kind_field_by_name(kind, span_of_str(key)) : NULL;
		char *text = field_format(cmd->out, field, value, cmd->args->zone);

		answer_pair(cmd, key, text);
		free(text);
	}
}

void answer_delivery(const struct json *delivery, char out[static VB_ANSWER_DELIVERY_BYTES])
{
	int64_t offices = json_int(json_get(delivery, "offices"), 0);

	out[0] = '\0';
	if (offices > 0)
		(void)snprintf(out, VB_ANSWER_DELIVERY_BYTES,
		               ngettext("arrived at %lld of %lld office",
		                        "arrived at %lld of %lld offices", (unsigned long)offices),
		               (long long)json_int(json_get(delivery, "arrived"), 0),
		               (long long)offices);
}

void answer_record(struct cmd *cmd, const struct json *record)
{
	const char *name = json_get_text(record, "kind");
	const struct kind *kind = name != NULL ? kind_by_name(span_of_str(name)) : NULL;

	if (kind != NULL && cmd->out->style.is_terminal)
		print_for_people(cmd, record, kind);
	else
		print_for_scripts(cmd, record, kind);
}

const char *answer_title(const struct json *fields)
{
	static const char *const keys[] = { "name", "text",      "description", "goal",
		                            "role", "reference", "id" };
	const char *title = NULL;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && title == NULL; i++)
		title = json_get_text(fields, keys[i]);
	return title;
}

/* ---- times, codes, consequences ---- */

void answer_time(const struct cmd *cmd, struct json *map, const char *key)
{
	field_export_time(map, key, cmd->args->zone);
}

/* The code as a picture, without the hyphens, which nobody needs who does not type it. */
static void print_picture(struct cmd *cmd, const char *code)
{
	char *plain = strdup(code);
	struct qr_size needed;
	size_t size = 0;

	if (plain == NULL)
		abort();
	for (const char *at = code; *at != '\0'; at++) {
		if (*at != '-')
			plain[size++] = *at;
	}
	plain[size] = '\0';
	if (!qr_print(plain, &cmd->out->style, cmd->out->data, &needed) && needed.lines > 0)
		out_hint(
			cmd->out,
			_("There is no room for the code as a picture, which takes %zu columns and "
		          "%zu lines. Enlarge the window, or make its letters smaller, for the "
		          "next "
		          "one."),
			needed.columns, needed.lines + 1);
	explicit_bzero(plain, size);
	free(plain);
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
		out_hint(cmd->out,
		         _("Good for one office, until %s. Send it to that office; it types:\n"
		           "  verbund peer join CODE\n"
		           "Then see the six digits here:\n"
		           "  verbund peer list"),
		         expires);
		if (cmd->out->style.is_terminal)
			print_picture(cmd, code);
		json_destroy(invite);
	}
	free(expires);
}

/* Asks for the name itself: a key pressed by habit does not destroy anything. */
static int confirm_by_name(struct cmd *cmd, const char *name)
{
	char typed[VB_NAME_MAX_BYTES + 1];

	if (!prompt_ask(cmd->out, _("To confirm, type the name:"), typed, sizeof(typed)) ||
	    strcmp(typed, name) != 0)
		return VB_ERR_NOT_CONFIRMED;
	return 0;
}

int answer_confirm(struct cmd *cmd, const char *format, const char *name, bool *goes_on)
{
	char what[VB_NAME_MAX_BYTES + 200];
	bool is_dry = args_has(cmd->args, "dry-run");
	int err = 0;

	*goes_on = false;
	(void)snprintf(what, sizeof(what), format, name);
	if (!is_dry && args_has(cmd->args, "yes")) {
		*goes_on = true;
		return 0;
	}
	if (!is_dry && !prompt_is_possible(cmd->out))
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, _("--yes, to confirm: %s"), what);
	out_note(cmd->out, "%s", what);
	if (!is_dry) {
		err = confirm_by_name(cmd, name);
		*goes_on = err == 0;
	}
	return err;
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

int answer_committees(struct cmd *cmd, struct json **names)
{
	struct json *question = NULL;
	struct json *items;
	int err = client_list(cmd->client, "committee.list", &question, &items);

	if (err < 0)
		return err;
	*names = json_new_map();
	for (size_t i = 0; i < json_count(items); i++)
		json_put_text(*names, json_get_text(json_at(items, i), "id"),
		              json_get_text(json_at(items, i), "name"));
	json_destroy(&items);
	return 0;
}

const char *answer_name(const struct json *names, const char *id)
{
	const char *name = id != NULL ? json_get_text(names, id) : NULL;

	return name != NULL ? name : id;
}

char *answer_writer(const struct json *names, const struct json *record)
{
	const char *person = json_get_text(record, "personName");
	const char *author = json_get_text(record, "author");
	const char *office = author != NULL ? answer_name(names, author) : "";
	size_t size = (person != NULL ? strlen(person) + 2 : 0) + strlen(office) + 1;
	char *text = malloc(size);

	if (text == NULL)
		abort();
	(void)snprintf(text, size, "%s%s%s", person != NULL ? person : "",
	               person != NULL ? ", " : "", office);
	return text;
}
