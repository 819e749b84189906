/* muster: the seats of one meeting; see muster.h; tested by tests/blackbox/20-turnout.t */
#include "cli/muster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/named.h"
#include "protocol/node_id.h"

#define NUMBER_MIN_DIGITS 4u /* as the daemon takes it */

/* ---- reading ---- */

static int add_body(struct cmd *cmd, struct muster *m, const char *organization)
{
	int err = seats_read_of(cmd, organization, &m->bodies[m->body_count]);

	if (err == VB_ERR_NOT_FOUND || err == VB_ERR_ERASED) {
		/* Named by another office, and not here, or not any more. */
		seats_release(&m->bodies[m->body_count]);
		out_forget(cmd->out);
		return 0;
	}
	m->body_count++;
	return err;
}

/* The organizations that meet; without any, that of the committee. */
static int read_bodies(struct cmd *cmd, struct muster *m)
{
	struct json *list = json_new_list();
	struct json *root = NULL;
	int err = 0;

	json_add_all(list, json_get(json_get(m->meeting, "fields"), "organization"));
	if (json_count(list) == 0) {
		err = named_root(cmd, json_get_text(m->meeting, "space"), &root);
		if (err == 0 && json_text(root) != NULL)
			json_add(list, &root);
	}
	m->bodies = calloc(json_count(list) + 1, sizeof(*m->bodies));
	if (m->bodies == NULL)
		abort();
	for (size_t i = 0; i < json_count(list) && err == 0; i++)
		err = add_body(cmd, m, json_text(json_at(list, i)));
	json_destroy(&root);
	json_destroy(&list);
	return err;
}

static void collect(struct muster *m)
{
	size_t total = 0;

	for (size_t i = 0; i < m->body_count; i++)
		total += m->bodies[i].count;
	m->seats = calloc(total + 1, sizeof(*m->seats));
	if (m->seats == NULL)
		abort();
	for (size_t i = 0; i < m->body_count; i++) {
		for (size_t k = 0; k < m->bodies[i].count; k++) {
			const struct seat *seat = &m->bodies[i].items[k];

			if (record_id_is_zero(&seat->substitute_for) &&
			    seating_is_in_force(seat, m->day))
				m->seats[m->count++] =
					(struct muster_seat){ i, k,
					                      json_at(m->bodies[i].records, k) };
		}
	}
}

static int read_self(struct cmd *cmd, struct muster *m)
{
	struct json *question = NULL;
	struct json *own;
	int err = client_ask(cmd->client, "node.show", &question, &own);

	if (err < 0)
		return err;
	m->self = json_new_copy(json_get(own, "id"));
	json_destroy(&own);
	return json_text(m->self) != NULL ? 0 : VB_ERR_MALFORMED;
}

int muster_read(struct cmd *cmd, const char *meeting, struct muster *out)
{
	int err;

	*out = (struct muster){ .count = 0 };
	err = sittings_show(cmd, meeting, &out->meeting, &out->sitting);
	if (err < 0)
		return err;
	out->day = out->sitting.has_start
	                   ? out->sitting.day
	                   : day_of_moment((int64_t)time(NULL) * 1000, cmd->args->zone);
	out->labels = labels_new(cmd);
	err = read_self(cmd, out);
	if (err == 0)
		err = read_bodies(cmd, out);
	if (err == 0)
		collect(out);
	return err;
}

void muster_release(struct muster *m)
{
	for (size_t i = 0; i < m->body_count; i++)
		seats_release(&m->bodies[i]);
	free(m->bodies);
	free(m->seats);
	labels_destroy(&m->labels);
	json_destroy(&m->meeting);
	json_destroy(&m->self);
	*m = (struct muster){ .count = 0 };
}

int muster_list(struct cmd *cmd, const struct muster *m, const char *kind, struct json **items)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, "meeting", json_get_text(m->meeting, "id"));
	json_put_text(question, "kind", kind);
	json_put_text(question, "space", json_get_text(m->meeting, "space"));
	json_put(question, "where", &where);
	return client_list(cmd->client, "record.list", &question, items);
}

/* ---- one seat ---- */

const struct seat *muster_seat(const struct muster *m, size_t seat)
{
	return &m->bodies[m->seats[seat].body].items[m->seats[seat].at];
}

const struct node_id *muster_office(const struct muster *m, size_t seat)
{
	return &m->bodies[m->seats[seat].body].offices[m->seats[seat].at];
}

static char *title_of(const struct muster *m, const struct json *membership, const char *field)
{
	return labels_title_of(m->labels, json_get_text(json_get(membership, "fields"), field));
}

char *muster_for(const struct muster *m, size_t seat)
{
	return title_of(m, m->seats[seat].record, "onBehalfOf");
}

char *muster_who(const struct muster *m, size_t seat)
{
	return title_of(m, m->seats[seat].record, "person");
}

size_t muster_index(const struct muster *m, const char *id)
{
	size_t at = 0;

	while (at < m->count &&
	       (id == NULL || strcmp(json_get_text(m->seats[at].record, "id"), id) != 0))
		at++;
	return at;
}

char *muster_enterer(const struct muster *m, const struct json *names, const struct json *record)
{
	const char *author = json_get_text(record, "author");
	bool is_own = author != NULL && strcmp(author, json_text(m->self)) == 0;
	const char *id = json_get_text(json_get(record, "fields"), "enteredBy");
	char *person = labels_title_of(m->labels, is_own ? id : NULL);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	(void)fprintf(out, "%s%s%s", person, person[0] != '\0' ? ", " : "",
	              author != NULL ? answer_name(names, author) : "");
	if (fclose(out) != 0)
		abort();
	free(person);
	return text;
}

/* ---- finding ---- */

/* The numbers of what fits are told when it is more than one. */
struct finding {
	const char *text;
	size_t count; /* of seats */
	size_t seat;
	const struct json *substitute;
	const char *other; /* number of a second seat */
};

static void note(struct finding *f, const struct muster *m, size_t seat,
                 const struct json *substitute)
{
	if (seat == m->count || (f->count > 0 && f->seat == seat))
		return;
	if (f->count++ > 0) {
		f->other = json_get_text(m->seats[seat].record, "id");
		return;
	}
	f->seat = seat;
	f->substitute = substitute;
}

static bool is_called(const struct muster *m, const struct json *membership, const char *text)
{
	static const char *const fields[] = { "person", "onBehalfOf" };
	bool is = false;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && !is; i++) {
		char *title = title_of(m, membership, fields[i]);

		is = strcmp(title, text) == 0;
		free(title);
	}
	return is;
}

static bool has_number(const struct json *membership, const char *text)
{
	const char *id = json_get_text(membership, "id");

	return strlen(text) >= NUMBER_MIN_DIGITS && strncmp(id, text, strlen(text)) == 0;
}

/* The seats for which a test holds, then those for whose substitute it does. */
static void search(struct finding *f, const struct muster *m,
                   bool (*is_it)(const struct muster *m, const struct json *membership,
                                 const char *text))
{
	for (size_t i = 0; i < m->count; i++) {
		if (is_it(m, m->seats[i].record, f->text))
			note(f, m, i, NULL);
	}
	for (size_t i = 0; i < m->body_count && f->count == 0; i++) {
		for (size_t k = 0; k < m->bodies[i].count; k++) {
			const struct json *record = json_at(m->bodies[i].records, k);
			const char *seat =
				json_get_text(json_get(record, "fields"), "substituteFor");

			if (seat != NULL && seating_is_in_force(&m->bodies[i].items[k], m->day) &&
			    is_it(m, record, f->text))
				note(f, m, muster_index(m, seat), record);
		}
	}
}

static bool is_numbered(const struct muster *m, const struct json *membership, const char *text)
{
	(void)m;
	return has_number(membership, text);
}

int muster_find(struct cmd *cmd, const struct muster *m, const char *text, size_t *seat,
                const struct json **substitute)
{
	struct finding f = { .text = text };
	bool is_number;

	search(&f, m, is_numbered);
	is_number = f.count > 0;
	if (!is_number)
		search(&f, m, is_called);
	if (f.count == 0)
		return out_fail(cmd->out, VB_ERR_NOT_FOUND, _("%s has no seat at this meeting"),
		                text);
	if (f.count > 1)
		return out_fail(cmd->out, is_number ? VB_ERR_AMBIGUOUS : VB_ERR_AMBIGUOUS_NAME,
		                "%s: %s, %s", text, json_get_text(m->seats[f.seat].record, "id"),
		                f.other);
	*seat = f.seat;
	*substitute = f.substitute;
	return 0;
}

int muster_own(struct cmd *cmd, const struct muster *m, size_t *seat)
{
	const char *text = json_text(m->self);
	struct node_id self;
	size_t count = 0;
	int err = node_id_parse(text, strlen(text), &self);

	for (size_t i = m->count; i > 0 && err == 0; i--) {
		if (node_id_is_equal(muster_office(m, i - 1), &self)) {
			*seat = i - 1;
			count++;
		}
	}
	if (err == 0 && count == 0)
		err = out_fail(
			cmd->out, VB_ERR_NOT_OUR_SEAT, "%s",
			_("This office has no seat at this meeting; --seat names the one that "
		          "answers."));
	else if (err == 0 && count > 1)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE,
		               _("This office has %zu seats at this meeting; --seat names the one "
		                 "that answers."),
		               count);
	return err;
}

/* ---- persons and times ---- */

static bool is_internal_record(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

int muster_person(struct cmd *cmd, const struct muster *m, const char *text, struct json **id,
                  bool *is_internal)
{
	struct named who = { "person", json_get_text(m->meeting, "space"), false, NULL };
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *known = NULL;
	int err;

	json_put_text(where, "name", text);
	json_put_text(question, "kind", who.kind);
	json_put_text(question, "space", who.space);
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &known);
	who.is_internal = json_count(known) > 0 || is_internal_record(m->meeting);
	json_destroy(&known);
	if (err == 0)
		err = named_find(cmd, &who, text, id);
	if (err == 0)
		*is_internal = is_internal_record(labels_record(m->labels, json_text(*id)));
	return err;
}

/* Only a time of the day: one or two digits, a colon, two digits. */
static bool is_clock(const char *text)
{
	size_t hours = strspn(text, "0123456789");

	return hours >= 1 && hours <= 2 && text[hours] == ':' &&
	       strspn(text + hours + 1, "0123456789") == 2 && text[hours + 3] == '\0';
}

int muster_time(struct cmd *cmd, const struct muster *m, const char *text, int64_t *ms)
{
	char whole[VB_DAY_TEXT_BYTES + sizeof("T00:00")];
	char day[VB_DAY_TEXT_BYTES];

	if (!is_clock(text) || !m->sitting.has_start)
		return field_parse_time(cmd->out, text, cmd->args->zone, ms);
	calendar_format(day_of_moment(m->sitting.start, cmd->args->zone), day);
	(void)snprintf(whole, sizeof(whole), "%sT%s%.5s", day, text[1] == ':' ? "0" : "", text);
	return field_parse_time(cmd->out, whole, cmd->args->zone, ms);
}
