/* account: see account.h; tested by tests/blackbox/20-persons.t */
#include "cli/account.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/caption.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/mail_trace.h"
#include "protocol/kind.h"

#define OFFICES_ASKED 256u /* records that one question of record.offices names */

static const struct json *fields_of(const struct json *record)
{
	return json_get(record, "fields");
}

/* ---- gathering ---- */

static int gather(struct account *a)
{
	const struct json *persons = a->subject.persons;
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(persons); i++) {
		struct trace trace;

		err = trace_gather(a->cmd, json_at(persons, i), &trace);
		if (err == 0 && json_get(json_at(persons, i), "erased") == NULL)
			err = trace_mentions(&trace);
		if (err == 0)
			json_add_all(a->items, trace.items);
		if (err == 0 && json_get(json_at(persons, i), "erased") == NULL)
			err = mail_trace_gather(a->cmd, json_at(persons, i), a->items,
			                        &a->is_incomplete);
		a->is_incomplete |= trace.is_incomplete;
		trace_release(&trace);
	}
	return err;
}

static struct json *place_find(const struct account *a, const char *space)
{
	for (size_t i = 0; i < json_count(a->places); i++) {
		struct json *place = json_at(a->places, i);

		if (strcmp(json_get_text(place, "space"), space) == 0)
			return place;
	}
	return NULL;
}

static void make_place(struct account *a, const char *space)
{
	const char *name = json_get_text(a->committees, space);
	struct json *place = json_new_map();

	json_put_text(place, "space", space);
	json_put_text(place, "name", name != NULL ? name : _("This office"));
	json_put_bool(place, "office", name == NULL);
	json_add(a->places, &place);
}

/* What is of no record, such as a key, is of the office. */
static void make_places(struct account *a)
{
	const struct json *persons = a->subject.persons;
	const char *own = "";

	for (size_t i = 0; i < json_count(persons); i++) {
		const char *space = json_get_text(json_at(persons, i), "space");

		if (space != NULL && place_find(a, space) == NULL)
			make_place(a, space);
		if (space != NULL && json_is_yes(json_get(json_at(persons, i), "office")))
			own = space;
	}
	for (size_t i = 0; i < json_count(a->items); i++) {
		const char *space = json_get_text(json_at(a->items, i), "space");

		if (space == NULL)
			json_put_text(json_at(a->items, i), "space", own);
		else if (place_find(a, space) == NULL)
			make_place(a, space);
	}
}

/* ---- who holds it ---- */

static struct json *office_find(const struct json *offices, const char *id)
{
	for (size_t i = 0; i < json_count(offices); i++) {
		if (strcmp(json_get_text(json_at(offices, i), "id"), id) == 0)
			return json_at(offices, i);
	}
	return NULL;
}

/* What is not known to have arrived in one answer has not arrived in all. */
static void offices_add(struct json *offices, const struct json *more)
{
	for (size_t i = 0; i < json_count(more); i++) {
		const struct json *office = json_at(more, i);
		struct json *known = office_find(offices, json_get_text(office, "id"));
		struct json *copy;

		if (known != NULL) {
			if (!json_is_yes(json_get(office, "arrived")))
				json_put_bool(known, "arrived", false);
			continue;
		}
		copy = json_new_copy(office);
		json_add(offices, &copy);
	}
}

static int ask_offices(struct account *a, struct json **ids, struct json *offices)
{
	struct json *question = json_new_map();
	struct json *items = NULL;
	int err;

	json_put(question, "ids", ids);
	err = client_list(a->cmd->client, "record.offices", &question, &items);
	if (err == 0)
		offices_add(offices, items);
	json_destroy(&items);
	return err;
}

static int gather_offices(struct account *a, struct json *place, struct json *offices)
{
	const char *space = json_get_text(place, "space");
	struct json *ids = json_new_list();
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(a->items); i++) {
		const struct json *item = json_at(a->items, i);

		if (strcmp(json_get_text(item, "space"), space) != 0 ||
		    json_get_text(item, "id") == NULL || fields_of(item) == NULL)
			continue;
		json_add_text(ids, json_get_text(item, "id"));
		if (json_count(ids) == OFFICES_ASKED) {
			err = ask_offices(a, &ids, offices);
			ids = json_new_list();
		}
	}
	if (err == 0 && json_count(ids) > 0)
		err = ask_offices(a, &ids, offices);
	json_destroy(&ids);
	return err;
}

static int find_offices(struct account *a)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(a->places); i++) {
		struct json *place = json_at(a->places, i);
		struct json *offices = json_new_list();

		if (json_is_yes(json_get(place, "office"))) {
			struct json *self = json_new_map();

			json_put_text(self, "id", json_get_text(a->own, "id"));
			json_put_text(self, "name", a->office);
			json_put_bool(self, "arrived", true);
			json_add(offices, &self);
		} else {
			err = gather_offices(a, place, offices);
		}
		json_put(place, "offices", &offices);
	}
	return err;
}

int account_read(struct cmd *cmd, struct account *out)
{
	struct json *question = NULL;
	int err;

	*out = (struct account){ .cmd = cmd,
		                 .labels = labels_new(cmd),
		                 .items = json_new_list(),
		                 .places = json_new_list() };
	err = subject_read(cmd, &out->subject);
	if (err == 0)
		err = client_ask(cmd->client, "node.show", &question, &out->own);
	out->office = json_get_text(out->own, "name");
	if (err == 0)
		err = answer_names(cmd, &out->names);
	if (err == 0)
		err = answer_committees(cmd, &out->committees);
	if (err == 0)
		err = keep_read(cmd, &out->keep);
	if (err == 0)
		err = gather(out);
	if (err != 0)
		return err;
	make_places(out);
	return find_offices(out);
}

void account_release(struct account *a)
{
	labels_destroy(&a->labels);
	subject_release(&a->subject);
	json_destroy(&a->items);
	json_destroy(&a->places);
	json_destroy(&a->names);
	json_destroy(&a->committees);
	json_destroy(&a->own);
}

/* ---- one item ---- */

const char *account_committee(const struct account *a, const struct json *item)
{
	const char *space = json_get_text(item, "space");

	return space != NULL ? json_get_text(a->committees, space) : NULL;
}

const char *account_place(const struct account *a, const struct json *item)
{
	const char *name = account_committee(a, item);

	return name != NULL ? name : field_word(a->cmd->out, "office");
}

const char *account_writer(const struct account *a, const struct json *item)
{
	const char *author = json_get_text(item, "author");

	if (author == NULL)
		return json_get(item, "first") != NULL ? a->office : NULL;
	return answer_name(a->names, author);
}

char *account_since(const struct account *a, const struct json *item)
{
	static const char *const keys[] = { "created", "first", "since" };
	const struct json *time = NULL;

	for (size_t i = 0; time == NULL && i < sizeof(keys) / sizeof(keys[0]); i++)
		time = json_get(item, keys[i]);
	return field_format_time(a->cmd->out, time, a->cmd->args->zone);
}

/* The seats among the items that name a person. */
static struct json *seats_of(const struct account *a, const struct json *person)
{
	struct json *seats = json_new_list();

	for (size_t i = 0; i < json_count(a->items); i++) {
		const struct json *item = json_at(a->items, i);
		struct json *copy;

		if (strcmp(json_get_text(item, "what"), "seat") != 0 ||
		    !trace_is_named(json_get(fields_of(item), "person"),
		                    json_get_text(person, "id")))
			continue;
		copy = json_new_copy(item);
		json_add(seats, &copy);
	}
	return seats;
}

static int32_t contact_last_day(const struct account *a, const struct json *person)
{
	const char *zone = a->cmd->args->zone;
	struct json *seats;
	int32_t from;

	if (json_is_yes(json_get(person, "deleted")))
		return retention_last_day(keep_day_of(person, "changed", zone),
		                          a->keep.months[VB_RETENTION_REMOVED]);
	/* People of the office are kept while they are. */
	if (json_is_yes(json_get(person, "office")))
		return VB_DAY_MAX;
	seats = seats_of(a, person);
	from = keep_contact_day(person, seats, zone);
	json_destroy(&seats);
	return retention_last_day(from, a->keep.months[VB_RETENTION_CONTACT]);
}

int32_t account_last_day(const struct account *a, const struct json *item)
{
	const char *what = json_get_text(item, "what");
	const char *kind = json_get_text(item, "kind");
	const char *zone = a->cmd->args->zone;

	if (strcmp(what, "contact") == 0)
		return contact_last_day(a, item);
	if (kind == NULL || fields_of(item) == NULL)
		return VB_DAY_MAX;
	if (strcmp(kind, "reply") == 0)
		return retention_last_day(keep_meeting_day(a->labels, item, zone),
		                          a->keep.months[VB_RETENTION_REPLY]);
	if (strcmp(kind, "attendance") == 0)
		return retention_last_day(keep_meeting_day(a->labels, item, zone),
		                          a->keep.months[VB_RETENTION_ATTENDANCE]);
	return VB_DAY_MAX;
}

char *account_until(const struct account *a, const struct json *item)
{
	return day_format(a->cmd->out, account_last_day(a, item));
}

/* ---- what it says ---- */

static void put_value(const struct account *a, const struct kind *kind,
                      const struct kind_field *field, const struct json *value, FILE *out)
{
	bool is_worded = a->cmd->out->style.is_terminal;
	char *text = field->type == VB_TYPE_REF
	                     ? labels_format(a->labels, value)
	                     : field_format(a->cmd->out, field, value, a->cmd->args->zone);

	(void)fprintf(out, "%s: %s",
	              is_worded ? _(caption_of_field(kind->name, field->name)) : field->name, text);
	free(text);
}

static void put_fields(const struct account *a, const struct json *record, const char *gap,
                       FILE *out)
{
	const char *name = json_get_text(record, "kind");
	const struct kind *kind = name != NULL ? kind_by_name(span_of_str(name)) : NULL;
	const char *as = json_get_text(record, "as");
	const struct kind_field *field;
	bool is_first = true;

	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		const struct json *value = json_get(fields_of(record), field->name);

		/* That it is the person, or their seat, is said; who has the seat now is not told. */
		if (value == NULL || field->type == VB_TYPE_KEY ||
		    (as != NULL && strcmp(as, field->name) == 0))
			continue;
		(void)fputs(is_first ? "" : gap, out);
		put_value(a, kind, field, value, out);
		is_first = false;
	}
	if (json_is_yes(json_get(record, "deleted")))
		(void)fprintf(
			out, "%s%s", is_first ? "" : gap,
			a->cmd->out->style.is_terminal ? _("deleted, not erased yet") : "deleted");
}

/* A record of which only the number is known so far: what it is, and what it says if it is here. */
static void put_entry(const struct account *a, const struct json *item, FILE *out)
{
	const struct json *record = labels_record(a->labels, json_get_text(item, "id"));
	const char *kind = json_get_text(item, "kind");
	int64_t count = json_int(json_get(item, "count"), 1);
	char *title;

	if (strcmp(json_get_text(item, "what"), "message") == 0 && record != NULL) {
		put_fields(a, record, "; ", out);
		return;
	}
	title = labels_title(a->labels, record);
	(void)fprintf(out, "%s%s%s",
	              a->cmd->out->style.is_terminal ? _(caption_of_kind(kind)) : kind,
	              title[0] != '\0' ? ": " : "", title);
	if (count > 1)
		(void)fprintf(out, " (%lld)", (long long)count);
	free(title);
}

static void put_mention(const struct account *a, const struct json *item, FILE *out)
{
	const struct json *excerpt = json_get(item, "excerpt");
	const char *kind = json_get_text(item, "kind");
	char *title = labels_title(a->labels, item);

	(void)fprintf(out, "%s: %s",
	              a->cmd->out->style.is_terminal ? _(caption_of_kind(kind)) : kind, title);
	if (json_get_text(excerpt, "text") != NULL)
		(void)fprintf(out, "; %s: %s",
		              a->cmd->out->style.is_terminal
		                      ? _(caption_of_field(kind, json_get_text(excerpt, "field")))
		                      : json_get_text(excerpt, "field"),
		              json_get_text(excerpt, "text"));
	free(title);
}

static void put_key(const struct account *a, const struct json *item, FILE *out)
{
	char *end = field_format_time(a->cmd->out, json_get(item, "withdrawn"), a->cmd->args->zone);

	(void)fprintf(out, "%s%s%s", json_get_text(item, "fingerprint"),
	              end[0] != '\0' ? " - " : "", end);
	free(end);
}

static void put_details(const struct account *a, const struct json *item, FILE *out)
{
	const char *what = json_get_text(item, "what");

	if (strcmp(what, "login") == 0)
		(void)fprintf(out, "%s, %s", json_get_text(item, "login"),
		              field_word(a->cmd->out, json_get_text(item, "right")));
	else if (strcmp(what, "key") == 0)
		put_key(a, item, out);
	else if (strcmp(what, "mention") == 0)
		put_mention(a, item, out);
	else if (strcmp(what, "mail") == 0)
		mail_trace_format(a->cmd, item, out);
	else if (fields_of(item) == NULL && json_get(item, "deleted") == NULL)
		put_entry(a, item, out);
	else
		put_fields(a, item, strcmp(what, "contact") == 0 ? "\n" : "; ", out);
}

char *account_details(const struct account *a, const struct json *item)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	put_details(a, item, out);
	if (fclose(out) != 0)
		abort();
	return text;
}
