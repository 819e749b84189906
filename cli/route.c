/* route: consultations in their order; see route.h; tested by tests/blackbox/05-office.t */
#include "cli/route.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/arrange.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/sittings.h"
#include "cli/waypoint.h"
#include "protocol/ids.h"
#include "protocol/order.h"

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

/* Those among which one is to be placed, and the place of the one before it; -1: it becomes the first. */
struct placing {
	const struct json **others;
	size_t count;
	ptrdiff_t low;
};

static bool is_meant(const struct json *consultation, const char *number)
{
	const char *id = json_get_text(consultation, "id");

	return number != NULL && id != NULL && strncmp(id, number, strlen(number)) == 0;
}

static int find_low(struct cmd *cmd, struct placing *p, const char *after)
{
	p->low = (ptrdiff_t)p->count - 1;
	if (after == NULL)
		return 0;
	p->low = -1;
	if (strcmp(after, "first") == 0)
		return 0;
	for (size_t i = 0; i < p->count; i++) {
		if (!is_meant(p->others[i], after))
			continue;
		if (p->low >= 0)
			return out_fail(cmd->out, VB_ERR_AMBIGUOUS, "%s", after);
		p->low = (ptrdiff_t)i;
	}
	if (p->low < 0)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("--after is no other consultation of this paper."));
	return 0;
}

/* The key of a consultation, in the caller's room; an empty span where it has none. */
static struct span key_of(const struct placing *p, ptrdiff_t index, struct order_key *room)
{
	const char *text = index >= 0 && index < (ptrdiff_t)p->count
	                           ? field(p->others[index], "position")
	                           : NULL;
	size_t size = text != NULL ? strlen(text) / 2 : 0;

	if (size == 0 || size > sizeof(room->b) || hex_parse(text, 2 * size, room->b, size) != 0)
		return span_of(NULL, 0);
	return span_of(room->b, size);
}

struct json *route_position(const struct order_key *key)
{
	char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];

	hex_format(key->b, key->size, text);
	return json_new_text(text);
}

static int write_key(struct cmd *cmd, const struct json *consultation, const struct order_key *key)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *position = route_position(key);

	json_put(fields, "position", &position);
	json_put_text(question, "id", json_get_text(consultation, "id"));
	json_put(question, "fields", &fields);
	return client_ask(cmd->client, "record.edit", &question, NULL);
}

/* Gives all others keys of their own, with one left free for the one to be placed. */
static int spread(struct cmd *cmd, const struct placing *p, struct order_key *out)
{
	struct order_key *keys = calloc(p->count + 1, sizeof(*keys));
	int err = 0;

	if (keys == NULL)
		abort();
	order_spread(p->count + 1, keys);
	for (size_t i = 0; err == 0 && i < p->count; i++)
		err = write_key(cmd, p->others[i], &keys[i + ((ptrdiff_t)i > p->low)]);
	*out = keys[p->low + 1];
	free(keys);
	return err;
}

/* True if all have a key, and each a greater one than the one before. */
static bool is_ordered(const struct placing *p)
{
	struct order_key a;
	struct order_key b;

	for (size_t i = 0; i < p->count; i++) {
		struct span low = key_of(p, (ptrdiff_t)i - 1, &a);
		struct span high = key_of(p, (ptrdiff_t)i, &b);

		if (high.size == 0 || (i > 0 && span_compare(low, high) >= 0))
			return false;
	}
	return true;
}

static int find_key(struct cmd *cmd, const struct placing *p, struct order_key *out)
{
	struct order_key a;
	struct order_key b;
	uint32_t jitter = 0;

	if (getrandom(&jitter, sizeof(jitter), 0) != (ssize_t)sizeof(jitter))
		return VB_ERR_IO;
	if (is_ordered(p) &&
	    order_between(key_of(p, p->low, &a), key_of(p, p->low + 1, &b), jitter, out) == 0)
		return 0;
	return spread(cmd, p, out);
}

int route_place(struct cmd *cmd, const struct json *route, const char *moved, const char *after,
                struct json **position)
{
	struct placing p = { .count = 0 };
	struct order_key key;
	int err;

	p.others = calloc(json_count(route) + 1, sizeof(const struct json *));
	if (p.others == NULL)
		abort();
	for (size_t i = 0; i < json_count(route); i++) {
		if (!is_meant(json_at(route, i), moved))
			p.others[p.count++] = json_at(route, i);
	}
	err = find_low(cmd, &p, after);
	if (err == 0)
		err = find_key(cmd, &p, &key);
	if (err == 0)
		*position = route_position(&key);
	free(p.others);
	return err;
}
