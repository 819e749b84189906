/* labels: titles of records; see labels.h; tested by tests/blackbox/05-office.t */
#include "cli/labels.h"

#include <stdlib.h>
#include <string.h>

#include "cli/field.h"
#include "cli/language.h"
#include "cli/table.h"
#include "protocol/kind.h"

#define DEPTH_MAX 2u /* from a record over what it names: a seat, its person */

struct labels {
	struct cmd *cmd;
	struct json *records; /* by number; nil: not here */
	bool is_public;       /* while a title for all is made */
};

struct labels *labels_new(struct cmd *cmd)
{
	struct labels *labels = calloc(1, sizeof(*labels));

	if (labels == NULL)
		abort();
	labels->cmd = cmd;
	labels->records = json_new_map();
	return labels;
}

void labels_destroy(struct labels **labels)
{
	if (*labels == NULL)
		return;
	json_destroy(&(*labels)->records);
	free(*labels);
	*labels = NULL;
}

const struct json *labels_record(struct labels *labels, const char *id)
{
	struct json *question;
	struct json *record;

	if (id == NULL)
		return NULL;
	if (json_get(labels->records, id) == NULL) {
		question = json_new_map();
		json_put_text(question, "id", id);
		if (client_ask(labels->cmd->client, "record.show", &question, &record) < 0) {
			out_forget(labels->cmd->out);
			record = json_new_nil();
		}
		json_put(labels->records, id, &record);
	}
	record = json_get(labels->records, id);
	return json_form_of(record) == JSON_FORM_MAP ? record : NULL;
}

/* ---- titles ---- */

static void put_title(struct labels *labels, const struct json *record, unsigned depth, FILE *out);

static bool is_hidden(const struct labels *labels, const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return labels->is_public && (audience == NULL || strcmp(audience, "all") != 0);
}

/* The first of these fields that is there. */
static const char *first_of(const struct json *fields, const char *const *names)
{
	const char *text = NULL;

	for (; *names != NULL && text == NULL; names++)
		text = json_get_text(fields, *names);
	return text;
}

static void put_other(struct labels *labels, const char *id, unsigned depth, FILE *out)
{
	if (depth < DEPTH_MAX)
		put_title(labels, labels_record(labels, id), depth + 1, out);
}

static void put_person(const struct json *fields, FILE *out)
{
	const char *given = json_get_text(fields, "givenName");
	const char *family = json_get_text(fields, "familyName");

	(void)fprintf(out, "%s%s%s", given != NULL ? given : "",
	              given != NULL && family != NULL ? " " : "", family != NULL ? family : "");
}

/* The day of a meeting, in the form of its field. */
static void put_time(const struct labels *labels, const struct json *fields, FILE *out)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEETING);
	char *text = field_format(labels->cmd->out, kind_field_by_name(kind, span_of_str("start")),
	                          json_get(fields, "start"), labels->cmd->args->zone);

	if (text[0] != '\0')
		(void)fprintf(out, ", %s", text);
	free(text);
}

static void put_seat(struct labels *labels, const struct json *fields, unsigned depth, FILE *out)
{
	const char *person = json_get_text(fields, "person");
	const char *office = json_get_text(fields, "onBehalfOf");

	put_other(labels, person, depth, out);
	if (office == NULL)
		return;
	(void)fputs(person != NULL ? " (" : "", out);
	put_other(labels, office, depth, out);
	(void)fputs(person != NULL ? ")" : "", out);
}

static void put_consultation(struct labels *labels, const struct json *fields, unsigned depth,
                             FILE *out)
{
	const char *committee = json_text(json_at(json_get(fields, "organization"), 0));
	const struct json *meeting = labels_record(labels, json_get_text(fields, "meeting"));
	const char *role = json_get_text(fields, "role");

	if (committee != NULL)
		put_other(labels, committee, depth, out);
	else if (role != NULL)
		(void)fputs(role, out);
	if (meeting != NULL && !is_hidden(labels, meeting))
		put_time(labels, json_get(meeting, "fields"), out);
}

/* What for, and in which language. */
static void put_request(const struct labels *labels, const struct json *fields, FILE *out)
{
	const char *role = json_get_text(fields, "role");
	const char *language = json_get_text(fields, "language");

	(void)fprintf(out, "%s%s%s", field_word(labels->cmd->out, role),
	              language != NULL ? ": " : "", language != NULL ? language : "");
}

/* The first line of a text. */
static void put_line(const char *text, FILE *out)
{
	(void)fwrite(text, 1, strcspn(text, "\n"), out);
}

static void put_title(struct labels *labels, const struct json *record, unsigned depth, FILE *out)
{
	static const char *const names[] = { "name",      "text",      "description",   "goal",
		                             "shortName", "reference", "streetAddress", "role",
		                             "id",        NULL };
	const struct json *fields = json_get(record, "fields");
	const char *kind = json_get_text(record, "kind");
	const char *name = json_get_text(fields, "name");
	const char *text = first_of(fields, names);

	if (kind == NULL || is_hidden(labels, record))
		return;
	if (name == NULL && strcmp(kind, "person") == 0)
		put_person(fields, out);
	else if (name == NULL && strcmp(kind, "membership") == 0)
		put_seat(labels, fields, depth, out);
	else if (name == NULL && strcmp(kind, "availabilityRequest") == 0)
		put_request(labels, fields, out);
	else if (name == NULL && strcmp(kind, "consultation") == 0)
		put_consultation(labels, fields, depth, out);
	else if (text != NULL)
		put_line(text, out);
	if (strcmp(kind, "meeting") == 0)
		put_time(labels, fields, out);
	if (json_is_yes(json_get(record, "deleted")))
		(void)fprintf(out, " (%s)",
		              labels->cmd->out->style.is_terminal ? _("deleted") : "deleted");
}

char *labels_title(struct labels *labels, const struct json *record)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	put_title(labels, record, 0, out);
	if (fclose(out) != 0)
		abort();
	return text;
}

char *labels_title_of(struct labels *labels, const char *id)
{
	return labels_title(labels, labels_record(labels, id));
}

char *labels_public_title_of(struct labels *labels, const char *id)
{
	char *title;

	labels->is_public = true;
	title = labels_title_of(labels, id);
	labels->is_public = false;
	return title;
}

/* ---- references ---- */

static void put_reference(struct labels *labels, const char *id, FILE *out)
{
	char *title = labels_title_of(labels, id);
	int digits = (int)VB_TABLE_SHORT_DIGITS;

	if (title[0] != '\0')
		(void)fprintf(out, "%s (%.*s)", title, digits, id);
	else
		(void)fprintf(out, "%.*s", digits, id);
	free(title);
}

char *labels_format(struct labels *labels, const struct json *value)
{
	bool is_list = json_form_of(value) == JSON_FORM_LIST;
	size_t count = is_list ? json_count(value) : 1;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		const char *id = json_text(is_list ? json_at(value, i) : value);

		(void)fputs(i > 0 ? ", " : "", out);
		if (id != NULL)
			put_reference(labels, id, out);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}
