/* route: consultations in their order; see route.h; tested by tests/blackbox/05-office.t */
#include "cli/route.h"

#include <stdlib.h>
#include <string.h>

#include "cli/arrange.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/placing.h"
#include "cli/sittings.h"
#include "cli/waypoint.h"

/* ---- reading ---- */

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* The number of an item on its agenda; the caller destroys it. */
static int find_number(struct cmd *cmd, const char *meeting, const char *item, struct json **number)
{
	struct json *question = json_new_map();
	struct json *items;
	int err;

	json_put_text(question, "meeting", meeting);
	err = client_list(cmd->client, "agenda.list", &question, &items);
	if (err < 0) {
		/* A meeting that was deleted, or is not here, has no agenda. */
		out_forget(cmd->out);
		*number = json_new_text("");
		return err == VB_ERR_NOT_FOUND ? 0 : err;
	}
	for (size_t i = 0; i < json_count(items) && *number == NULL; i++) {
		const char *id = json_get_text(json_at(items, i), "id");

		if (id != NULL && strcmp(id, item) == 0)
			*number = json_new_copy(json_get(json_at(items, i), "number"));
	}
	if (*number == NULL)
		*number = json_new_text("");
	json_destroy(&items);
	return 0;
}

static int complete(struct cmd *cmd, struct labels *labels, struct json *consultation)
{
	const char *meeting = field(consultation, "meeting");
	const char *item = field(consultation, "agendaItem");
	const struct json *record = labels_record(labels, meeting);
	struct json *start = json_new_copy(json_get(json_get(record, "fields"), "start"));
	struct json *number = NULL;
	int err = 0;

	if (start == NULL)
		start = json_new_nil();
	if (record != NULL && item != NULL)
		err = find_number(cmd, meeting, item, &number);
	else
		number = json_new_text("");
	json_put(consultation, "start", &start);
	json_put(consultation, "number", &number);
	if (record != NULL) {
		struct sitting sitting = sittings_parse(record, cmd->args->zone);

		waypoint_put_sitting(consultation, sitting.stage, sitting.day);
	}
	return err;
}

/* Texts in order, those that are missing last. */
static int by_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int by_place(const struct json *a, const struct json *b)
{
	int64_t a_start = json_int(json_get(a, "start"), INT64_MAX);
	int64_t b_start = json_int(json_get(b, "start"), INT64_MAX);
	int order = by_text(field(a, "position"), field(b, "position"));

	if (order == 0)
		order = (a_start > b_start) - (a_start < b_start);
	if (order == 0)
		order = by_text(field(a, "date"), field(b, "date"));
	return order != 0 ? order : by_text(json_get_text(a, "id"), json_get_text(b, "id"));
}

int route_read(struct cmd *cmd, const char *paper, struct json **route)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct labels *labels = labels_new(cmd);
	struct json *items = NULL;
	int err;

	json_put_text(where, "paper", paper);
	json_put_text(question, "kind", "consultation");
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &items);
	for (size_t i = 0; err == 0 && i < json_count(items); i++)
		err = complete(cmd, labels, json_at(items, i));
	labels_destroy(&labels);
	if (err < 0) {
		json_destroy(&items);
		return err;
	}
	arrange(items, by_place);
	*route = items;
	return 0;
}

/* ---- showing ---- */

/* The day of the meeting, else the date that was planned. The caller frees it. */
static char *day_of(const struct cmd *cmd, const struct json *consultation)
{
	const struct kind *kind = kind_by_number(VB_KIND_CONSULTATION);
	const struct json *start = json_get(consultation, "start");

	if (json_form_of(start) == JSON_FORM_INT)
		return field_format_date(cmd->out, start, cmd->args->zone);
	return field_format(cmd->out, kind_field_by_name(kind, span_of_str("date")),
	                    json_get(json_get(consultation, "fields"), "date"), cmd->args->zone);
}

/* The names of the committees. The caller frees it. */
static char *committees_of(struct labels *labels, const struct json *consultation)
{
	const struct json *ids = json_get(json_get(consultation, "fields"), "organization");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(ids); i++) {
		char *title = labels_title_of(labels, json_text(json_at(ids, i)));

		(void)fprintf(out, "%s%s", i > 0 ? ", " : "", title);
		free(title);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

static bool is_public(const struct json *consultation)
{
	const char *audience = json_get_text(consultation, "audience");

	return audience != NULL && strcmp(audience, "all") == 0;
}

/* The status; on a terminal in words of people, for the station where the paper is with that, too. The caller frees it. */
static char *status_of(const struct cmd *cmd, const struct json *consultation)
{
	static const struct {
		const char *word, *text;
	} texts[] = {
		{ "waiting", N_("nothing planned") },
		{ "scheduled", N_("planned") },
		{ "invited", N_("invited") },
		{ "sitting", N_("sitting now") },
		{ "held", N_("held, result missing") },
		{ "postponed", N_("postponed") },
		{ "late", N_("overdue") },
		{ "done", N_("done") },
	};
	bool is_current =
		cmd->out->style.is_terminal && json_is_yes(json_get(consultation, "isCurrent"));
	const char *status = json_get_text(consultation, "status");
	const char *word = status != NULL ? status : "";
	char text[128];
	char *copy;

	for (size_t i = 0; cmd->out->style.is_terminal && i < sizeof(texts) / sizeof(texts[0]);
	     i++) {
		if (status != NULL && strcmp(texts[i].word, status) == 0)
			word = _(texts[i].text);
	}
	(void)snprintf(text, sizeof(text), is_current ? _("here: %s") : "%s", word);
	copy = strdup(text);
	if (copy == NULL)
		abort();
	return copy;
}

/* The number of its item; on a terminal of one without a number whether it is public, as numbers of items begin. */
static const char *number_of(const struct cmd *cmd, const struct json *consultation)
{
	const char *number = json_get_text(consultation, "number");

	if (!cmd->out->style.is_terminal || (number != NULL && number[0] != '\0'))
		return number;
	return is_public(consultation) ? "Ö" : "N";
}

/* What scripts read in columns of their own, and people beside the number and the status. */
static void add_marks(struct cmd *cmd, struct table *table, const struct json *consultation)
{
	bool is_current = json_is_yes(json_get(consultation, "isCurrent"));
	bool is_terminal = cmd->out->style.is_terminal;
	char *status = status_of(cmd, consultation);

	table_add(table, is_terminal ? "" : is_public(consultation) ? "yes" : "no");
	table_add(table, status);
	table_add(table, is_terminal || !is_current ? "" : "yes");
	free(status);
}

static void add_row(struct cmd *cmd, struct labels *labels, struct table *table,
                    const struct json *consultation)
{
	const struct json *fields = json_get(consultation, "fields");
	char *day = day_of(cmd, consultation);
	char *committees = committees_of(labels, consultation);

	table_add(table, day);
	table_add(table, committees);
	table_add(table, number_of(cmd, consultation));
	table_add(table, json_get_text(fields, "role"));
	table_add(table, json_is_yes(json_get(fields, "authoritative"))
	                         ? field_word(cmd->out, "yes")
	                         : "");
	table_add(table, json_get_text(fields, "result"));
	add_marks(cmd, table, consultation);
	table_add(table, json_get_text(consultation, "id"));
	free(day);
	free(committees);
}

void route_print(struct cmd *cmd, const struct json *route)
{
	const struct table_column columns[] = {
		{ _("Day"), TABLE_FIRM },     { _("Committee"), 0 }, { _("Item"), TABLE_FIRM },
		{ _("Responsibility"), 0 },   { _("Decides"), 0 },   { _("Result"), 0 },
		{ NULL, TABLE_FIRM },         { _("Status"), 0 },    { NULL, TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct labels *labels = labels_new(cmd);

	for (size_t i = 0; i < json_count(route); i++)
		add_row(cmd, labels, table, json_at(route, i));
	out_list(cmd->out, &table);
	labels_destroy(&labels);
}

void route_export(struct json *route, const char *zone)
{
	for (size_t i = 0; i < json_count(route); i++) {
		struct json *consultation = json_at(route, i);
		const struct json *start = json_get(consultation, "start");
		char text[VB_MOMENT_TEXT_BYTES];

		if (json_form_of(start) == JSON_FORM_INT) {
			moment_format_iso(json_int(start, 0), zone, text);
			json_put_text(consultation, "start", text);
		}
		field_export(consultation, zone);
	}
}

/* ---- places ---- */

int route_place(struct cmd *cmd, const struct json *route, const char *moved, const char *after,
                struct json **position)
{
	return placing_find(cmd, route, "position", moved, after,
	                    _("--after is no other consultation of this paper."), position);
}
