/* overdue: from records to what is over its time; see overdue.h; tested by tests/blackbox/20-persons.t */
#include "cli/overdue.h"

#include <stdlib.h>
#include <string.h>

#include "cli/arrange.h"
#include "cli/day.h"
#include "cli/language.h"
#include "cli/trace.h"

#define AMENDS_MAX 32u /* applications of which each amends the one before */

static const char *id_of(const struct json *record)
{
	return json_get_text(record, "id");
}

static const struct json *field(const struct json *record, const char *name)
{
	return json_get(json_get(record, "fields"), name);
}

static bool is_word(const struct json *value, const char *word)
{
	return json_text(value) != NULL && strcmp(json_text(value), word) == 0;
}

static bool is_deleted(const struct json *record)
{
	return json_is_yes(json_get(record, "deleted"));
}

/* ---- what is kept of one committee ---- */

enum {
	PERSONS,
	SEATS,
	REPLIES,
	ATTENDANCES,
	COMMENTS,
	APPLICATIONS,
	RECOMMENDATIONS,
	COSTS,
	OBLIGATIONS,
	AGREEMENTS,
	STEPS,
	REQUESTS,
	ANSWERS,
	KIND_COUNT,
};

static const char *const kinds[KIND_COUNT] = {
	"person",
	"membership",
	"reply",
	"attendance",
	"commentRequest",
	"fundingApplication",
	"fundingRecommendation",
	"costPosition",
	"obligation",
	"agreement",
	"processStep",
	"availabilityRequest",
	"availability",
};

struct holdings {
	struct overdue *o;
	const struct json *committee; /* NULL: the people of the office */
	struct json *records[KIND_COUNT];
	struct json *by[KIND_COUNT]; /* the same by what they name, made when it is asked for */
	struct json *needed;         /* persons who are responsible for something, by number */
};

static int ask(struct overdue *o, const char *kind, const char *space, struct json **records)
{
	struct json *question = json_new_map();

	json_put_text(question, "kind", kind);
	json_put_text(question, "space", space);
	json_put_bool(question, "deleted", true);
	return client_list(o->cmd->client, "record.list", &question, records);
}

static int holdings_read(struct holdings *h)
{
	int err = 0;

	for (int i = 0; err == 0 && i < KIND_COUNT; i++)
		err = ask(h->o, kinds[i], id_of(h->committee), &h->records[i]);
	return err;
}

static void holdings_release(struct holdings *h)
{
	for (int i = 0; i < KIND_COUNT; i++) {
		json_destroy(&h->records[i]);
		json_destroy(&h->by[i]);
	}
	json_destroy(&h->needed);
}

/* The records of a kind by the one that each names in a field. */
static struct json *by_name(const struct holdings *h, int kind, const char *name)
{
	struct json *map = json_new_map();

	for (size_t i = 0; i < json_count(h->records[kind]); i++) {
		const struct json *record = json_at(h->records[kind], i);
		const char *id = json_text(field(record, name));
		struct json *copy = json_new_copy(record);
		struct json *list;

		if (id != NULL && json_get(map, id) == NULL) {
			list = json_new_list();
			json_put(map, id, &list);
		}
		if (id != NULL)
			json_add(json_get(map, id), &copy);
		json_destroy(&copy);
	}
	return map;
}

/* Those of a kind that name a record in a field, of which each kind has one that is asked for. NULL: none. Borrowed. */
static const struct json *naming(struct holdings *h, int kind, const char *name, const char *id)
{
	if (h->by[kind] == NULL)
		h->by[kind] = by_name(h, kind, name);
	return json_get(h->by[kind], id);
}

/* ---- one thing that is over ---- */

static bool is_ours(const struct holdings *h, const struct json *record)
{
	const char *role = json_get_text(h->committee, "role");
	const char *author = json_get_text(record, "author");

	if (h->committee == NULL)
		return true;
	if (role == NULL || strcmp(role, "relay") == 0 || strcmp(role, "archive") == 0)
		return false;
	return strcmp(role, "steward") == 0 || (author != NULL && strcmp(author, h->o->self) == 0);
}

static void put_copy(struct json *item, const char *key, const struct json *value)
{
	struct json *copy = json_new_copy(value);

	if (copy != NULL)
		json_put(item, key, &copy);
}

/* Notes it if it is over its time. along, seats: NULL: none. */
static void note(struct holdings *h, enum retention class, int32_t from, const struct json *record,
                 const struct json *along, const struct json *seats)
{
	uint32_t months = h->o->keep.months[class];
	struct json *item;

	if (from < VB_DAY_MAX && retention_is_over(from, months, h->o->today)) {
		item = json_new_map();
		json_put_text(item, "class", retention_row(class)->word);
		json_put_int(item, "from", from);
		json_put_int(item, "until", retention_last_day(from, months));
		json_put_bool(item, "ours", is_ours(h, record));
		put_copy(item, "record", record);
		put_copy(item, "along", along);
		put_copy(item, "seats", seats);
		json_add(h->o->items, &item);
	}
}

/* What was deleted goes by that day, or by its own time if that is earlier. */
static void note_either(struct holdings *h, enum retention class, int32_t from,
                        const struct json *record)
{
	int32_t removed = keep_day_of(record, "changed", h->o->cmd->args->zone);
	bool is_own = !is_deleted(record) ||
	              retention_last_day(from, h->o->keep.months[class]) <=
	                      retention_last_day(removed, h->o->keep.months[VB_RETENTION_REMOVED]);

	note(h, is_own ? class : VB_RETENTION_REMOVED, is_own ? from : removed, record, NULL, NULL);
}

/* day_of: of what a record belongs to. */
static void note_of(struct holdings *h, int kind, enum retention class,
                    int32_t (*day_of)(struct labels *labels, const struct json *record,
                                      const char *zone))
{
	for (size_t i = 0; i < json_count(h->records[kind]); i++) {
		const struct json *record = json_at(h->records[kind], i);

		note_either(h, class, day_of(h->o->labels, record, h->o->cmd->args->zone), record);
	}
}

/* ---- persons ---- */

static void add_needed(struct holdings *h, int kind, const char *name)
{
	for (size_t i = 0; i < json_count(h->records[kind]); i++) {
		const struct json *record = json_at(h->records[kind], i);
		const char *id = json_text(field(record, name));

		if (id != NULL && !is_deleted(record))
			json_put_bool(h->needed, id, true);
	}
}

/* Who is asked in a request that is open. */
static void add_asked(struct holdings *h)
{
	for (size_t i = 0; i < json_count(h->records[REQUESTS]); i++) {
		const struct json *record = json_at(h->records[REQUESTS], i);
		const struct json *asked = field(record, "asked");
		bool is_over = is_deleted(record) || is_word(field(record, "state"), "closed");

		for (size_t k = 0; k < json_count(asked) && !is_over; k++)
			json_put_bool(h->needed, json_text(json_at(asked, k)), true);
	}
}

static void find_needed(struct holdings *h)
{
	h->needed = json_new_map();
	add_needed(h, OBLIGATIONS, "responsible");
	add_needed(h, AGREEMENTS, "responsible");
	add_needed(h, STEPS, "person");
	add_asked(h);
}

static void note_persons(struct holdings *h)
{
	const char *zone = h->o->cmd->args->zone;

	find_needed(h);
	for (size_t i = 0; i < json_count(h->records[PERSONS]); i++) {
		const struct json *person = json_at(h->records[PERSONS], i);
		const struct json *seats = naming(h, SEATS, "person", id_of(person));

		if (is_deleted(person))
			note(h, VB_RETENTION_REMOVED, keep_day_of(person, "changed", zone), person,
			     NULL, seats);
		else if (h->committee != NULL && json_get(h->needed, id_of(person)) == NULL)
			note(h, VB_RETENTION_CONTACT, keep_contact_day(person, seats, zone), person,
			     NULL, seats);
	}
}

/* ---- comments and applications ---- */

static void note_comments(struct holdings *h)
{
	for (size_t i = 0; i < json_count(h->records[COMMENTS]); i++) {
		const struct json *record = json_at(h->records[COMMENTS], i);
		const struct json *state = field(record, "state");
		int32_t changed = keep_day_of(record, "changed", h->o->cmd->args->zone);

		if (!is_deleted(record) && (is_word(state, "answered") || is_word(state, "closed")))
			note(h, VB_RETENTION_COMMENT,
			     day_of_field(json_get(record, "fields"), "due", changed), record, NULL,
			     NULL);
	}
}

/* The day on which it was refused; VB_DAY_MAX: it was not, or not by all, or people are still to settle that. */
static int32_t refused_day(struct holdings *h, const char *id)
{
	const struct json *said = naming(h, RECOMMENDATIONS, "application", id);
	int32_t day = VB_DAY_MIN;

	for (size_t i = 0; i < json_count(said) && day < VB_DAY_MAX; i++) {
		const struct json *one = json_at(said, i);
		int32_t on = day_of_field(json_get(one, "fields"), "decidedOn",
		                          keep_day_of(one, "changed", h->o->cmd->args->zone));

		if (is_deleted(one) || field(one, "decision") == NULL)
			continue;
		if (!is_word(field(one, "decision"), "refused") ||
		    json_get(json_get(one, "disputes"), "decision") != NULL)
			day = VB_DAY_MAX;
		else if (on > day)
			day = on;
	}
	return day > VB_DAY_MIN ? day : VB_DAY_MAX;
}

/* When an application was over: refused or withdrawn; one that another amends when that one was. */
static int32_t application_day(struct holdings *h, const struct json *application, unsigned depth)
{
	int32_t day = refused_day(h, id_of(application));
	const struct json *amending;

	if (is_word(field(application, "state"), "withdrawn"))
		return keep_day_of(application, "changed", h->o->cmd->args->zone);
	if (day < VB_DAY_MAX || depth == AMENDS_MAX)
		return day;
	amending = naming(h, APPLICATIONS, "amends", id_of(application));
	for (size_t i = 0; i < json_count(amending) && day == VB_DAY_MAX; i++) {
		if (!is_deleted(json_at(amending, i)))
			day = application_day(h, json_at(amending, i), depth + 1);
	}
	return day;
}

static void note_applications(struct holdings *h)
{
	for (size_t i = 0; i < json_count(h->records[APPLICATIONS]); i++) {
		const struct json *record = json_at(h->records[APPLICATIONS], i);

		if (!is_deleted(record))
			note(h, VB_RETENTION_APPLICATION, application_day(h, record, 0), record,
			     naming(h, COSTS, "application", id_of(record)), NULL);
	}
}

/* ---- all ---- */

static int until_compare(const struct json *a, const struct json *b)
{
	int64_t x = json_int(json_get(a, "until"), 0);
	int64_t y = json_int(json_get(b, "until"), 0);

	return (x > y) - (x < y);
}

static int read_committee(struct overdue *o, const struct json *committee)
{
	struct holdings h = { .o = o, .committee = committee };
	int err = holdings_read(&h);

	if (err == 0) {
		note_of(&h, REPLIES, VB_RETENTION_REPLY, keep_meeting_day);
		note_of(&h, ANSWERS, VB_RETENTION_REPLY, keep_request_day);
		note_of(&h, ATTENDANCES, VB_RETENTION_ATTENDANCE, keep_meeting_day);
		note_persons(&h);
		note_comments(&h);
		note_applications(&h);
	}
	holdings_release(&h);
	/* One that is still being fetched shows nothing yet. */
	if (err != VB_ERR_FETCHING)
		return err;
	out_forget(o->cmd->out);
	out_note(o->cmd->out, _("%s is still being fetched and is not in the list."),
	         json_get_text(committee, "name"));
	return 0;
}

/* The people of the office have no name for their space: they are those of no committee. */
static int read_office(struct overdue *o)
{
	struct holdings h = { .o = o };
	struct json *all = NULL;
	int err = ask(o, "person", NULL, &all);

	h.records[PERSONS] = json_new_list();
	for (size_t i = 0; err == 0 && i < json_count(all); i++) {
		const char *space = json_get_text(json_at(all, i), "space");
		bool is_own = true;
		struct json *copy;

		for (size_t k = 0; k < json_count(o->committees); k++)
			is_own = is_own && strcmp(id_of(json_at(o->committees, k)), space) != 0;
		if (!is_own)
			continue;
		copy = json_new_copy(json_at(all, i));
		json_add(h.records[PERSONS], &copy);
	}
	if (err == 0)
		note_persons(&h);
	holdings_release(&h);
	json_destroy(&all);
	return err;
}

static int read_committees(struct overdue *o, const char *committee)
{
	struct json *question = json_new_map();
	struct json *one = NULL;
	int err;

	o->has_office = committee == NULL;
	if (committee == NULL)
		return client_list(o->cmd->client, "committee.list", &question, &o->committees);
	o->committees = json_new_list();
	json_put_text(question, "id", committee);
	err = client_ask(o->cmd->client, "committee.show", &question, &one);
	if (err == 0)
		json_add(o->committees, &one);
	return err;
}

int overdue_read(struct cmd *cmd, const char *committee, int32_t today, struct overdue *out)
{
	struct json *question = NULL;
	int err;

	*out = (struct overdue){
		.cmd = cmd, .labels = labels_new(cmd), .today = today, .items = json_new_list()
	};
	err = keep_read(cmd, &out->keep);
	if (err == 0)
		err = client_ask(cmd->client, "node.show", &question, &out->own);
	out->self = json_get_text(out->own, "id");
	if (err == 0)
		err = read_committees(out, committee);
	for (size_t i = 0; err == 0 && i < json_count(out->committees); i++)
		err = read_committee(out, json_at(out->committees, i));
	if (err == 0 && out->has_office)
		err = read_office(out);
	arrange(out->items, until_compare);
	return err;
}

void overdue_release(struct overdue *overdue)
{
	labels_destroy(&overdue->labels);
	json_destroy(&overdue->committees);
	json_destroy(&overdue->own);
	json_destroy(&overdue->items);
}
