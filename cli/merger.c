/* merger: from several organizations one; see merger.h; tested by tests/blackbox/20-duties.t */
#include "cli/merger.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/day.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/sheaf.h"

#define NEW_LABEL "new"

struct merger {
	struct cmd *cmd;
	struct json *space;
	struct json *organizations;    /* all of the committee */
	struct json *old;              /* records of those that go over */
	const struct json *into;       /* NULL: it is made */
	const char *name;              /* of it */
	int32_t day;                   /* from which it is there */
	char first[VB_DAY_TEXT_BYTES]; /* the same as text */
	char last[VB_DAY_TEXT_BYTES];  /* the last day of the old ones */
	struct json *passing;          /* ids of seats that go over, and "seat-N": their labels */
	struct sheaf sheaf;
};

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- who ---- */

/* The organization of the committee with this number or name; *found NULL: none. */
static int find(struct merger *m, const char *text, const struct json **found)
{
	size_t size = strlen(text);

	*found = NULL;
	for (size_t i = 0; i < json_count(m->organizations); i++) {
		const struct json *one = json_at(m->organizations, i);
		const char *id = json_get_text(one, "id");

		if (!is_same(kept_text(one, "name"), text) &&
		    (size < 4 || id == NULL || strncmp(id, text, size) != 0))
			continue;
		if (*found != NULL)
			return out_fail(m->cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s: %s, %s", text,
			                json_get_text(*found, "id"), id);
		*found = one;
	}
	return 0;
}

/* Four and more hexadecimal digits with a figure among them are a number and no name. */
static bool is_number(const char *text)
{
	size_t size = strlen(text);

	return size >= 4 && strspn(text, "0123456789abcdefABCDEF") == size &&
	       strpbrk(text, "0123456789") != NULL;
}

static int fail_begin(const struct merger *m, const struct json *one, const char *name)
{
	char *day = day_format(m->cmd->out,
	                       day_of_field(json_get(one, "fields"), "startDate", VB_DAY_MIN));
	int err = out_fail(m->cmd->out, VB_ERR_BAD_VALUE, _("%s begins only on %s."), name, day);

	free(day);
	return err;
}

/* Whether it can go over on that day. */
static int check_old(const struct merger *m, const struct json *one)
{
	struct out *out = m->cmd->out;
	const char *name = kept_text(one, "name");
	const char *begin = kept_text(one, "startDate");

	if (name == NULL)
		name = json_get_text(one, "id");
	if (json_is_yes(json_get(json_get(one, "fields"), "root")))
		return out_fail(out, VB_ERR_BAD_VALUE, "%s",
		                _("The committee itself does not go over into another one."));
	if (one == m->into)
		return out_fail(out, VB_ERR_BAD_VALUE, "%s",
		                _("An organization does not go over into itself."));
	if (kept_text(one, "mergedInto") != NULL)
		return out_fail(out, VB_ERR_BAD_VALUE, _("%s went over into another one before."),
		                name);
	if (begin != NULL && strcmp(begin, m->last) > 0)
		return fail_begin(m, one, name);
	return 0;
}

static int add_old(struct merger *m, const char *text)
{
	const struct json *one;
	struct json *copy;
	int err = find(m, text, &one);

	if (err == 0 && one == NULL)
		err = out_fail(m->cmd->out, VB_ERR_NOT_FOUND, "%s", text);
	if (err == 0)
		err = check_old(m, one);
	if (err < 0)
		return err;
	copy = json_new_copy(one);
	json_add(m->old, &copy);
	return 0;
}

/* The committee: that of --in, else that in which the first organization is kept. */
static int find_space(struct merger *m)
{
	const char *in = args_get(m->cmd->args, "in");
	struct json *question = json_new_map();
	struct json *shown = NULL;
	int err;

	json_put_text(question, "id", in != NULL ? in : args_get(m->cmd->args, "ORGANIZATION"));
	err = client_ask(m->cmd->client, in != NULL ? "committee.show" : "record.show", &question,
	                 &shown);
	if (err == 0)
		m->space = json_new_copy(json_get(shown, in != NULL ? "id" : "space"));
	json_destroy(&shown);
	return err;
}

static int read_days(struct merger *m)
{
	int32_t day;
	int err = day_parse(m->cmd->out, "date", args_get(m->cmd->args, "date"), &day);

	if (err == 0 && day == VB_DAY_MIN)
		err = out_fail(m->cmd->out, VB_ERR_BAD_VALUE, "--date %s",
		               args_get(m->cmd->args, "date"));
	if (err < 0)
		return err;
	m->day = day;
	calendar_format(day, m->first);
	calendar_format(day - 1, m->last);
	return 0;
}

static int read_all(struct merger *m)
{
	const struct args *args = m->cmd->args;
	int err = read_days(m);

	if (err == 0)
		err = find_space(m);
	if (err == 0)
		err = kept_list(m->cmd, "organization", json_text(m->space), &m->organizations);
	m->name = args_get(args, "into");
	if (err == 0)
		err = find(m, m->name, &m->into);
	if (err == 0 && m->into == NULL && is_number(m->name))
		err = out_fail(m->cmd->out, VB_ERR_NOT_FOUND, "--into %s", m->name);
	if (err == 0)
		err = add_old(m, args_get(args, "ORGANIZATION"));
	for (size_t i = 0; err == 0 && i < args->rest_count; i++)
		err = add_old(m, args->rest[i]);
	return err;
}

/* ---- what is written ---- */

/* The one into which they go over: a number, or the label of the one that is made. */
static struct json *successor(const struct merger *m)
{
	return m->into != NULL ? json_new_text(json_get_text(m->into, "id"))
	                       : sheaf_reference(NEW_LABEL);
}

static void add_new(struct merger *m)
{
	struct json *fields;
	bool is_internal = true;

	if (m->into != NULL)
		return;
	for (size_t i = 0; i < json_count(m->old); i++)
		is_internal = is_internal && kept_is_internal(json_at(m->old, i));
	fields = json_new_map();
	json_put_text(fields, "name", m->name);
	json_put_text(fields, "startDate", m->first);
	sheaf_create(&m->sheaf, NEW_LABEL, "organization", is_internal, &fields);
}

static void end_old(struct merger *m)
{
	for (size_t i = 0; i < json_count(m->old); i++) {
		const char *end = kept_text(json_at(m->old, i), "endDate");
		struct json *fields = json_new_map();
		struct json *into = successor(m);

		/* One that ended before stays ended then. */
		if (end == NULL || strcmp(end, m->last) > 0)
			json_put_text(fields, "endDate", m->last);
		json_put(fields, "mergedInto", &into);
		sheaf_edit(&m->sheaf, json_get_text(json_at(m->old, i), "id"), &fields);
	}
}

/* ---- seats ---- */

static bool is_old(const struct merger *m, const char *id)
{
	for (size_t i = 0; i < json_count(m->old); i++) {
		if (is_same(json_get_text(json_at(m->old, i), "id"), id))
			return true;
	}
	return false;
}

/* True if the seat is of an old one, or stands in for a seat that goes over, and lasts until that day. */
static bool is_passing(const struct merger *m, const struct json *seat)
{
	const char *end = kept_text(seat, "endDate");
	const char *for_seat = kept_text(seat, "substituteFor");

	return (end == NULL || strcmp(end, m->first) >= 0) &&
	       (is_old(m, kept_text(seat, "onBehalfOf")) ||
	        (for_seat != NULL && json_get(m->passing, for_seat) != NULL));
}

/* What the seat names from that day on. */
static void put_changes(const struct merger *m, const struct json *seat, struct json *fields)
{
	const char *for_seat = kept_text(seat, "substituteFor");
	const char *label = for_seat != NULL ? json_get_text(m->passing, for_seat) : NULL;
	struct json *reference;

	if (is_old(m, kept_text(seat, "onBehalfOf"))) {
		reference = successor(m);
		json_put(fields, "onBehalfOf", &reference);
	}
	if (label != NULL) {
		reference = sheaf_reference(label);
		json_put(fields, "substituteFor", &reference);
	}
}

static void pass_seat(struct merger *m, const struct json *seat)
{
	const char *begin = kept_text(seat, "startDate");
	const char *id = json_get_text(seat, "id");
	struct json *fields;
	char label[40];

	/* What begins later is the successor's from its beginning. */
	if (begin != NULL && strcmp(begin, m->first) >= 0) {
		fields = json_new_map();
		put_changes(m, seat, fields);
		sheaf_edit(&m->sheaf, id, &fields);
		return;
	}
	fields = json_new_copy(json_get(seat, "fields"));
	json_remove(fields, "id"); /* in OParl it is another membership */
	put_changes(m, seat, fields);
	(void)snprintf(label, sizeof(label), "seat-%zu", json_count(m->passing));
	json_put_text(m->passing, id, label);
	json_put_text(fields, "startDate", m->first);
	sheaf_create(&m->sheaf, label, "membership", kept_is_internal(seat), &fields);
	fields = json_new_map();
	json_put_text(fields, "endDate", m->last);
	sheaf_edit(&m->sheaf, id, &fields);
}

/* The seats themselves first, so that substitutes find the new ones. */
static int pass_seats(struct merger *m)
{
	struct json *seats = NULL;
	int err = kept_list(m->cmd, "membership", json_text(m->space), &seats);

	for (int substitutes = 0; err == 0 && substitutes < 2; substitutes++) {
		for (size_t i = 0; i < json_count(seats); i++) {
			const struct json *seat = json_at(seats, i);

			if ((kept_text(seat, "substituteFor") != NULL) == (substitutes != 0) &&
			    is_passing(m, seat))
				pass_seat(m, seat);
		}
	}
	json_destroy(&seats);
	return err;
}

static void tell(const struct merger *m, const struct json *ids)
{
	struct json *result = json_new_map();
	char *day = day_format(m->cmd->out, m->day);

	for (size_t i = 0; i < json_count(m->old); i++)
		out_note(m->cmd->out, _("Goes over on %s: %s"), day,
		         kept_text(json_at(m->old, i), "name"));
	free(day);
	json_put_text(result, "id",
	              m->into != NULL ? json_get_text(m->into, "id") : json_text(json_at(ids, 0)));
	answer_id(m->cmd, &result);
}

int merger_run(struct cmd *cmd)
{
	struct merger m = { .cmd = cmd, .old = json_new_list(), .passing = json_new_map() };
	struct json *ids = NULL;
	int err;

	sheaf_init(&m.sheaf);
	err = read_all(&m);
	if (err == 0) {
		add_new(&m);
		end_old(&m);
	}
	if (err == 0 && args_has(cmd->args, "seats"))
		err = pass_seats(&m);
	if (err == 0)
		err = sheaf_send(cmd, json_text(m.space), &m.sheaf, &ids);
	if (err == 0)
		tell(&m, ids);
	sheaf_release(&m.sheaf);
	json_destroy(&m.space);
	json_destroy(&m.organizations);
	json_destroy(&m.old);
	json_destroy(&m.passing);
	json_destroy(&ids);
	return err;
}
