/* reaching: from notes and holdings to lines; see reaching.h; tested by tests/blackbox/20-invite.t */
#include "cli/reaching.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/responses.h"
#include "protocol/limits.h"
#include "protocol/node_id.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static enum turnout_delivery delivery_of(const char *word)
{
	enum turnout_delivery delivery = VB_DELIVERY_UNSENT;

	for (unsigned i = VB_DELIVERY_WAITING; i < VB_DELIVERY_COUNT; i++) {
		if (is_same(responses_deliveries[i], word))
			delivery = (enum turnout_delivery)i;
	}
	return delivery;
}

/* ---- who has it ---- */

/* Takes out of holders who lacks some of the next part. *holders NULL: it is the first. */
static void narrow(struct json **holders, struct json **answer)
{
	struct json *both = json_new_list();

	for (size_t i = 0; i < json_count(*answer); i++) {
		const struct json *office = json_at(*answer, i);
		const char *id = json_get_text(office, "id");
		bool has = json_is_yes(json_get(office, "arrived"));
		struct json *copy = json_new_copy(office);

		for (size_t j = 0; j < json_count(*holders); j++) {
			const struct json *other = json_at(*holders, j);

			if (is_same(json_get_text(other, "id"), id))
				has = has && json_is_yes(json_get(other, "arrived"));
		}
		json_put_bool(copy, "arrived", has);
		json_add(both, &copy);
	}
	json_destroy(holders);
	json_destroy(answer);
	*holders = both;
}

/* The offices that read an edition, and whether they have all of it. */
static int ask_holders(struct cmd *cmd, const struct invited *invited, uint32_t number,
                       struct json **holders)
{
	struct json *ids = invited_ids(invited, number);
	int err = 0;

	for (size_t at = 0; at < json_count(ids) && err == 0; at += VB_LIST_MAX_COUNT) {
		struct json *question = json_new_map();
		struct json *part = json_new_list();
		struct json *answer = NULL;

		for (size_t i = at; i < json_count(ids) && i < at + VB_LIST_MAX_COUNT; i++)
			json_add_text(part, json_text(json_at(ids, i)));
		json_put(question, "ids", &part);
		err = client_list(cmd->client, "record.offices", &question, &answer);
		if (err == 0)
			narrow(holders, &answer);
	}
	json_destroy(&ids);
	return err;
}

/* The office of a seat in such a list; NULL: it is not there. */
static const struct json *office_of(const struct muster *m, size_t seat, const struct json *list)
{
	char text[VB_NODE_ID_TEXT_BYTES];

	node_id_format(muster_office(m, seat), text);
	for (size_t i = 0; i < json_count(list); i++) {
		if (is_same(json_get_text(json_at(list, i), "id"), text))
			return json_at(list, i);
	}
	return NULL;
}

bool reaching_by_office(const struct muster *m, size_t seat, const struct json *readers)
{
	const struct json *person =
		labels_record(m->labels, field(m->seats[seat].record, "person"));

	/* Whoever wants letters gets them. */
	return !is_same(field(person, "delivery"), "letter") && office_of(m, seat, readers) != NULL;
}

const char *reaching_office(const struct muster *m, size_t seat, const struct json *readers)
{
	return json_get_text(office_of(m, seat, readers), "name");
}

bool reaching_is_own(const struct muster *m, size_t seat, const char *office)
{
	char text[VB_NODE_ID_TEXT_BYTES];

	node_id_format(muster_office(m, seat), text);
	return is_same(text, office);
}

/* ---- one edition ---- */

struct edition_lines {
	struct cmd *cmd;
	const struct muster *m;
	const struct invited *invited;
	const struct json *holders;
	uint32_t number;
	struct turnout_seat *seats;
	struct turnout_invitation *sent; /* what was noted, then what is known now */
	size_t sent_count;
};

static const struct json *note_of(const struct edition_lines *e, size_t seat)
{
	return invited_note(e->invited, e->number, json_get_text(e->m->seats[seat].record, "id"));
}

static void gather(struct edition_lines *e)
{
	for (size_t i = 0; i < e->m->count; i++) {
		const struct json *note = note_of(e, i);
		enum turnout_delivery noted = delivery_of(field(note, "state"));
		const struct json *office = office_of(e->m, i, e->holders);

		e->seats[i] = (struct turnout_seat){ .seat = muster_seat(e->m, i)->id,
			                             .office = *muster_office(e->m, i) };
		e->sent[e->sent_count++] = (struct turnout_invitation){ e->seats[i].seat, noted };
		/* A letter stays a letter; what waits for an office has arrived when that says so. */
		if (noted == VB_DELIVERY_WAITING && json_is_yes(json_get(office, "arrived")))
			e->sent[e->sent_count++] =
				(struct turnout_invitation){ e->seats[i].seat,
				                             VB_DELIVERY_DELIVERED };
	}
}

static struct json *line_of(const struct edition_lines *e, size_t seat)
{
	const struct json *note = note_of(e, seat);
	const struct json *delivered = json_get(json_get(note, "fields"), "delivered");
	enum turnout_delivery delivery = e->seats[seat].delivery;
	struct json *line = json_new_map();
	struct json *copy = json_new_copy(delivered);
	char *label;

	json_put_int(line, "edition", e->number);
	json_put_text(line, "membership", json_get_text(e->m->seats[seat].record, "id"));
	json_put_int(line, "seat", (int64_t)seat);
	label = muster_for(e->m, seat);
	json_put_text(line, "for", label);
	free(label);
	label = muster_who(e->m, seat);
	json_put_text(line, "who", label);
	free(label);
	json_put_text(line, "delivery", responses_deliveries[delivery]);
	json_put_bool(line, "invited", turnout_is_invited(delivery));
	json_put_text(line, "channel", field(note, "channel"));
	if (is_same(field(note, "channel"), "office"))
		json_put_text(line, "office",
		              json_get_text(office_of(e->m, seat, e->holders), "name"));
	if (copy != NULL)
		json_put(line, "delivered", &copy);
	json_put_text(line, "note", json_get_text(note, "id"));
	json_put_text(line, "author", json_get_text(note, "author"));
	json_put_bool(
		line, "is_news",
		delivery == VB_DELIVERY_DELIVERED && is_same(field(note, "state"), "waiting"));
	return line;
}

static int add_edition(struct cmd *cmd, const struct muster *m, const struct invited *invited,
                       uint32_t number, struct reaching *out)
{
	struct json *holders = NULL;
	struct json *lines = json_new_list();
	struct edition_lines e = {
		.cmd = cmd,
		.m = m,
		.invited = invited,
		.number = number,
		.seats = calloc(m->count + 1, sizeof(*e.seats)),
		.sent = calloc(2 * m->count + 1, sizeof(*e.sent)),
	};
	int err = ask_holders(cmd, invited, number, &holders);

	if (e.seats == NULL || e.sent == NULL)
		abort();
	if (err == 0) {
		e.holders = holders;
		gather(&e);
		out->sums = turnout_find(e.seats, m->count, e.sent, e.sent_count, NULL, 0);
		for (size_t i = 0; i < m->count; i++) {
			struct json *line = line_of(&e, i);

			json_add(lines, &line);
		}
		arrange_by_name(lines, NULL, "who");
		arrange_by_name(lines, NULL, "for");
		json_add_all(out->lines, lines);
	}
	json_destroy(&lines);
	json_destroy(&holders);
	free(e.seats);
	free(e.sent);
	return err;
}

int reaching_read(struct cmd *cmd, const struct muster *m, const struct invited *invited,
                  struct reaching *out)
{
	int err = 0;

	*out = (struct reaching){ .lines = json_new_list() };
	for (uint32_t i = 0; i < invited_editions(invited) && err == 0; i++)
		err = add_edition(cmd, m, invited, i, out);
	return err;
}

void reaching_release(struct reaching *reaching)
{
	json_destroy(&reaching->lines);
}

bool reaching_is_waiting(const struct reaching *reaching)
{
	return reaching->sums.deliveries[VB_DELIVERY_WAITING] > 0;
}

/* ---- noting ---- */

/* What is new of notes that this office wrote; others are changed by who wrote them, so that two do not do it at once. The
 * lines say so, too. */
static void put_news(struct reaching *reaching, const char *self, struct json *items)
{
	int64_t now = (int64_t)time(NULL) * 1000;
	struct json *lines = json_new_list();

	for (size_t i = 0; i < json_count(reaching->lines); i++) {
		struct json *line = json_new_copy(json_at(reaching->lines, i));
		struct json *fields = json_new_map();

		if (json_is_yes(json_get(line, "is_news")) &&
		    is_same(json_get_text(line, "author"), self)) {
			json_put_text(fields, "state", "delivered");
			json_put_int(fields, "delivered", now);
			json_put_int(line, "delivered", now);
			invited_put(items, json_get_text(line, "note"), NULL, false, &fields);
		}
		json_destroy(&fields);
		json_add(lines, &line);
	}
	json_destroy(&reaching->lines);
	reaching->lines = lines;
}

int reaching_note(struct cmd *cmd, const struct muster *m, struct reaching *reaching)
{
	struct json *items = json_new_list();
	struct json *question = NULL;
	struct json *own = NULL;
	int err = client_ask(cmd->client, "node.show", &question, &own);

	if (err == 0)
		put_news(reaching, json_get_text(own, "id"), items);
	if (err == 0 && json_count(items) > 0) {
		question = json_new_map();
		json_put_text(question, "space", json_get_text(m->meeting, "space"));
		json_put(question, "items", &items);
		err = client_ask(cmd->client, "record.batch", &question, NULL);
	}
	if (err == VB_ERR_DENIED || err == VB_ERR_NO_RIGHT) {
		out_forget(cmd->out);
		err = 0;
	}
	json_destroy(&items);
	json_destroy(&own);
	return err;
}

/* ---- showing ---- */

static const char *shown_word(const struct out *out, const char *word)
{
	if (is_same(word, "letter"))
		return out->style.is_terminal ? _("letter to print") : word;
	if (is_same(word, "unsent"))
		return out->style.is_terminal ? _("not invited") : word;
	return field_word(out, word);
}

static void print_document(struct cmd *cmd, const struct reaching *reaching)
{
	static const char *const inner[] = { "seat", "note", "author", "is_news" };
	struct json *items = json_new_list();

	for (size_t i = 0; i < json_count(reaching->lines); i++) {
		struct json *line = json_new_copy(json_at(reaching->lines, i));

		for (size_t j = 0; j < sizeof(inner) / sizeof(inner[0]); j++)
			json_remove(line, inner[j]);
		field_export_time(line, "delivered", cmd->args->zone);
		json_add(items, &line);
	}
	answer_items(cmd, &items);
}

/* The name of an edition: of the first nothing is said where it is the only one. */
static void add_edition_cell(const struct cmd *cmd, struct table *table, int64_t number)
{
	char text[64];

	if (!cmd->out->style.is_terminal)
		(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	else if (number == 0)
		(void)snprintf(text, sizeof(text), "%s", _("invitation"));
	else
		(void)snprintf(text, sizeof(text), _("supplement %lld"), (long long)number);
	table_add(table, text);
}

void reaching_print(struct cmd *cmd, const struct reaching *reaching)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 },           { _("Person"), 0 },
		{ _("Delivery"), TABLE_FIRM },      { _("Since"), TABLE_FIRM },
		{ _("What was sent"), TABLE_FIRM }, { _("Number"), TABLE_SHORT },
	};
	const struct turnout *sums = &reaching->sums;
	struct table *table;

	if (cmd->args->is_json) {
		print_document(cmd, reaching);
		return;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(reaching->lines); i++) {
		const struct json *line = json_at(reaching->lines, i);
		char *since =
			field_format_time(cmd->out, json_get(line, "delivered"), cmd->args->zone);

		table_add(table, json_get_text(line, "for"));
		table_add(table, json_get_text(line, "who"));
		table_add(table, shown_word(cmd->out, json_get_text(line, "delivery")));
		table_add(table, since);
		if (cmd->out->style.is_terminal &&
		    is_same(json_get_text(line, "delivery"), "unsent"))
			table_add(table, NULL);
		else
			add_edition_cell(cmd, table, json_int(json_get(line, "edition"), 0));
		table_add(table, json_get_text(line, "membership"));
		free(since);
	}
	out_list(cmd->out, &table);
	if (json_count(reaching->lines) > 0)
		out_note(cmd->out, _("Delivered: %u. Waiting: %u. Letters to print: %u."),
		         (unsigned)sums->deliveries[VB_DELIVERY_DELIVERED],
		         (unsigned)sums->deliveries[VB_DELIVERY_WAITING],
		         (unsigned)sums->deliveries[VB_DELIVERY_LETTER]);
}
