/* trace: from a person to all that names them; see trace.h; tested by tests/blackbox/20-persons.t */
#include "cli/trace.h"

#include <stdlib.h>
#include <string.h>

#include "cli/fate.h"
#include "cli/language.h"
#include "cli/person.h"
#include "cli/tenure.h"
#include "protocol/kind.h"

static const struct {
	const char *word;
	const char *text;
} captions[] = {
	{ "contact", N_("Contact details") },
	{ "address", N_("Address") },
	{ "login", N_("Login") },
	{ "key", N_("Key") },
	{ "seat", N_("Seat") },
	{ "former-seat", N_("Former seat") },
	{ "reply", N_("Reply") },
	{ "attendance", N_("Attendance") },
	{ "invitation", N_("Invitation") },
	{ "quorum", N_("Quorum") },
	{ "barred", N_("Barred from a vote") },
	{ "asked", N_("Asked to help") },
	{ "step", N_("Process step") },
	{ "responsible", N_("Responsible") },
	{ "thread", N_("About the person") },
	{ "named", N_("Named") },
	{ "message", N_("Message") },
	{ "entry", N_("Entry") },
	{ "mention", N_("May be named in a text") },
	{ "mail", N_("E-mail") },
};

/* What a record is whose field leads to a person; others: named. */
static const struct {
	const char *kind, *field, *what;
} of_person[] = {
	{ "membership", "person", "seat" },
	{ "reply", "substitute", "reply" },
	{ "attendance", "person", "attendance" },
	{ "processStep", "person", "step" },
	{ "availability", "person", "reply" },
	{ "availabilityRequest", "asked", "asked" },
	{ "obligation", "responsible", "responsible" },
	{ "agreement", "responsible", "responsible" },
	{ "message", "target", "thread" },
	{ "file", "target", "thread" },
};

/* What was said for a seat. */
static const struct {
	const char *kind, *field, *what;
} of_seat[] = {
	{ "reply", "membership", "reply" },
	{ "attendance", "membership", "attendance" },
	{ "invitation", "membership", "invitation" },
	{ "quorum", "membership", "quorum" },
	{ "fundingRecommendation", "barred", "barred" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *trace_caption(const struct out *out, const char *what)
{
	for (size_t i = 0; out->style.is_terminal && i < COUNT(captions); i++) {
		if (strcmp(captions[i].word, what) == 0)
			return _(captions[i].text);
	}
	return what;
}

bool trace_is_named(const struct json *value, const char *id)
{
	const char *text = json_text(value);

	if (text != NULL)
		return strcmp(text, id) == 0;
	for (size_t i = 0; i < json_count(value); i++) {
		text = json_text(json_at(value, i));
		if (text != NULL && strcmp(text, id) == 0)
			return true;
	}
	return false;
}

static const char *id_of(const struct json *record)
{
	return json_get_text(record, "id");
}

static const struct json *field(const struct json *record, const char *name)
{
	return json_get(json_get(record, "fields"), name);
}

static bool is_office(const struct trace *t)
{
	return json_is_yes(json_get(t->person, "office"));
}

/* The space of the person; NULL: the office's own, which has no name for requests. */
static const char *space_of(const struct trace *t)
{
	return is_office(t) ? NULL : json_get_text(t->person, "space");
}

static void add(struct trace *t, const char *what, const char *as, const struct json *record)
{
	struct json *item = json_new_copy(record);
	struct json *yes = json_new_bool(true);

	json_put_text(item, "what", what);
	json_put_text(item, "as", as);
	if (id_of(record) != NULL)
		json_put(t->seen, id_of(record), &yes);
	json_destroy(&yes);
	json_add(t->items, &item);
}

/* ---- records that refer to another ---- */

/* The records of a kind that name this one in a field, deleted ones too. */
static int ask_references(struct trace *t, const char *kind, const char *name, const char *id,
                          struct json **records)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, name, id);
	json_put_text(question, "kind", kind);
	json_put_text(question, "space", space_of(t));
	json_put_bool(question, "deleted", true);
	json_put(question, "where", &where);
	return client_list(t->cmd->client, "record.list", &question, records);
}

static const char *what_of_person(const char *kind, const char *name)
{
	for (size_t i = 0; i < COUNT(of_person); i++) {
		if (strcmp(of_person[i].kind, kind) == 0 && strcmp(of_person[i].field, name) == 0)
			return of_person[i].what;
	}
	return "named";
}

static int gather_field(struct trace *t, const struct kind *kind, const struct kind_field *at)
{
	struct json *records = NULL;
	int err = ask_references(t, kind->name, at->name, id_of(t->person), &records);

	for (size_t i = 0; err == 0 && i < json_count(records); i++)
		add(t, what_of_person(kind->name, at->name), at->name, json_at(records, i));
	json_destroy(&records);
	return err;
}

static int gather_references(struct trace *t)
{
	const struct kind *kind;
	const struct kind_field *at;
	int err = 0;

	for (size_t i = 0; err == 0 && (kind = kind_at(i)) != NULL; i++) {
		for (size_t k = 0; err == 0 && (at = kind_field_at(kind, k)) != NULL; k++) {
			if (at->type == VB_TYPE_REF)
				err = gather_field(t, kind, at);
		}
	}
	return err;
}

/* ---- the address ---- */

/* Adds who or what else is at a place, by number. */
static int look_shared(struct trace *t, const char *id, struct json *sharers)
{
	static const char *const names[] = { "person", "meeting", "meetingSeries" };
	int err = 0;

	for (size_t i = 0; err == 0 && i < COUNT(names); i++) {
		struct json *records = NULL;

		err = ask_references(t, names[i], "location", id, &records);
		for (size_t k = 0; k < json_count(records); k++) {
			const struct json *one = json_at(records, k);

			if (!json_is_yes(json_get(one, "deleted")) &&
			    strcmp(id_of(one), id_of(t->person)) != 0)
				json_add_text(sharers, id_of(one));
		}
		json_destroy(&records);
	}
	return err;
}

int trace_address(struct cmd *cmd, const struct json *person, struct json **address)
{
	struct trace t = { .cmd = cmd, .person = person };
	const char *id = json_text(field(person, "location"));
	struct json *question;
	struct json *sharers;
	int err;

	*address = NULL;
	if (id == NULL)
		return 0;
	question = json_new_map();
	json_put_text(question, "id", id);
	err = client_ask(cmd->client, "record.show", &question, address);
	if (err == VB_ERR_NOT_FOUND || err == VB_ERR_ERASED) {
		out_forget(cmd->out);
		return 0;
	}
	if (err == 0 && !fate_is_address(person, *address)) {
		json_destroy(address);
		return 0;
	}
	sharers = json_new_list();
	json_add_text(sharers, id_of(person));
	if (err == 0)
		err = look_shared(&t, id_of(*address), sharers);
	if (err == 0 && json_count(sharers) > 1) {
		json_put_bool(*address, "shared", true);
		json_put(*address, "sharers", &sharers);
	}
	json_destroy(&sharers);
	if (err != 0)
		json_destroy(address);
	return err;
}

static int gather_address(struct trace *t)
{
	struct json *address = NULL;
	int err = trace_address(t->cmd, t->person, &address);

	if (err == 0 && address != NULL)
		add(t, "address", "location", address);
	json_destroy(&address);
	return err;
}

/* ---- seats ---- */

/* When the person sat there. */
static int read_tenure(struct trace *t, const struct json *seat, struct tenure *out)
{
	struct json *question = json_new_map();
	struct json *log = NULL;
	int err;

	json_put_text(question, "id", id_of(seat));
	err = client_list(t->cmd->client, "record.log", &question, &log);
	if (err == 0)
		tenure_read(log, id_of(t->person), out);
	json_destroy(&log);
	return err;
}

/* Whether what was said for a seat was said by or about the person: in their time, and for nobody else. */
static bool is_theirs(const struct trace *t, const struct tenure *tenure, const struct json *record)
{
	const char *person = json_text(field(record, "person"));

	if (person != NULL)
		return false; /* their own were found by that */
	return tenure_has(tenure, json_int(json_get(record, "created"), 0)) &&
	       json_get(t->seen, id_of(record)) == NULL;
}

static int gather_of_seat(struct trace *t, const struct json *seat, const struct tenure *tenure)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < COUNT(of_seat); i++) {
		struct json *records = NULL;

		err = ask_references(t, of_seat[i].kind, of_seat[i].field, id_of(seat), &records);
		for (size_t k = 0; err == 0 && k < json_count(records); k++) {
			if (is_theirs(t, tenure, json_at(records, k)))
				add(t, of_seat[i].what, of_seat[i].field, json_at(records, k));
		}
		json_destroy(&records);
	}
	return err;
}

/* Who sits there now is somebody else's business. */
static void add_former(struct trace *t, const struct json *seat)
{
	struct json *copy = json_new_copy(seat);

	json_remove(json_get(copy, "fields"), "person");
	add(t, "former-seat", "person", copy);
	json_destroy(&copy);
}

static int gather_seat(struct trace *t, const struct json *seat)
{
	bool sits = trace_is_named(field(seat, "person"), id_of(t->person));
	struct tenure tenure;
	int err;

	/* Of a seat that was never changed nobody else ever had it, or they never did. */
	if (!sits &&
	    json_int(json_get(seat, "changed"), 1) == json_int(json_get(seat, "created"), 0))
		return 0;
	err = read_tenure(t, seat, &tenure);
	if (err == 0 && !sits && tenure.count > 0)
		add_former(t, seat);
	return err == 0 && tenure.count > 0 ? gather_of_seat(t, seat, &tenure) : err;
}

static int gather_seats(struct trace *t)
{
	struct json *question = json_new_map();
	struct json *seats = NULL;
	int err;

	json_put_text(question, "kind", "membership");
	json_put_text(question, "space", space_of(t));
	json_put_bool(question, "deleted", true);
	err = client_list(t->cmd->client, "record.list", &question, &seats);
	for (size_t i = 0; err == 0 && i < json_count(seats); i++)
		err = gather_seat(t, json_at(seats, i));
	json_destroy(&seats);
	return err;
}

/* ---- people of the office ---- */

static void add_login(struct trace *t)
{
	struct json *item = json_new_map();

	json_put_text(item, "login", json_get_text(t->person, "login"));
	json_put_text(item, "right", json_get_text(t->person, "right"));
	if (json_count(item) > 0)
		add(t, "login", "login", item);
	json_destroy(&item);
}

static int gather_keys(struct trace *t)
{
	struct json *keys = NULL;
	const struct json *items;
	int err = person_get_keys(t->cmd, id_of(t->person), &keys);

	items = json_get(keys, "items");
	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		struct json *item = json_new_copy(json_at(items, i));

		json_remove(item, "statement");
		add(t, "key", "keys", item);
		json_destroy(&item);
	}
	json_destroy(&keys);
	return err;
}

/* One item a record: how often, first and last. */
static void add_entries(struct trace *t, const char *space, const struct json *entries)
{
	struct json *records = json_new_map();
	const char *id;
	void *iterator = NULL;
	struct json *item;

	for (size_t i = 0; i < json_count(entries); i++) {
		const struct json *entry = json_at(entries, i);
		int64_t time = json_int(json_get(entry, "time"), 0);

		id = id_of(entry);
		item = json_get(records, id) != NULL ? json_new_copy(json_get(records, id))
		                                     : json_new_copy(entry);
		json_put_text(item, "space", space);
		if (json_get(item, "first") == NULL || json_int(json_get(item, "first"), 0) > time)
			json_put_int(item, "first", time);
		if (json_int(json_get(item, "last"), 0) < time)
			json_put_int(item, "last", time);
		json_put_int(item, "count", json_int(json_get(item, "count"), 0) + 1);
		if (strcmp(json_get_text(entry, "verb"), "create") == 0)
			json_put_text(item, "verb", "create");
		json_remove(item, "time");
		json_put(records, id, &item);
	}
	while (json_next(records, &iterator, &id, &item)) {
		const char *kind = json_get_text(item, "kind");
		bool is_message = strcmp(kind, "message") == 0 &&
		                  strcmp(json_get_text(item, "verb"), "create") == 0;

		add(t, is_message ? "message" : "entry", "author", item);
	}
	json_destroy(&records);
}

static int gather_written(struct trace *t, const char *space)
{
	struct json *question = json_new_map();
	struct json *entries = NULL;
	int err;

	json_put_text(question, "id", id_of(t->person));
	json_put_text(question, "space", space);
	err = client_list(t->cmd->client, "person.written", &question, &entries);
	if (err == VB_ERR_FETCHING) {
		out_forget(t->cmd->out);
		t->is_incomplete = true;
		return 0;
	}
	if (err == 0)
		add_entries(t, space != NULL ? space : json_get_text(t->person, "space"), entries);
	json_destroy(&entries);
	return err;
}

static int gather_office(struct trace *t)
{
	struct json *question = NULL;
	struct json *committees = NULL;
	int err = gather_written(t, NULL);

	if (err == 0 && json_get(t->person, "erased") == NULL) {
		add_login(t);
		err = gather_keys(t);
	}
	if (err == 0)
		err = client_list(t->cmd->client, "committee.list", &question, &committees);
	for (size_t i = 0; err == 0 && i < json_count(committees); i++)
		err = gather_written(t, id_of(json_at(committees, i)));
	json_destroy(&committees);
	return err;
}

/* ---- all ---- */

/* Those who may not know all of it learn nothing, whatever they could look up one by one. */
static int check_right(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *who = NULL;
	const char *right;
	int err = client_ask(cmd->client, "person.whoami", &question, &who);

	if (err != 0)
		return err;
	right = json_get_text(who, "right");
	if (right == NULL ||
	    (strcmp(right, "secretary") != 0 && strcmp(right, "administrator") != 0))
		err = out_fail(cmd->out, VB_ERR_DENIED, "%s",
		               _("what is held about a person is for secretaries and "
		                 "administrators"));
	json_destroy(&who);
	return err;
}

int trace_gather(struct cmd *cmd, const struct json *person, struct trace *out)
{
	int err;

	*out = (struct trace){
		.cmd = cmd, .person = person, .items = json_new_list(), .seen = json_new_map()
	};
	err = check_right(cmd);
	if (err == 0 && json_get(person, "erased") == NULL)
		add(out, "contact", "id", person);
	if (err == 0)
		err = gather_address(out);
	if (err == 0)
		err = gather_references(out);
	/* The office's own records have no seats. */
	if (err == 0)
		err = is_office(out) ? gather_office(out) : gather_seats(out);
	return err;
}

void trace_release(struct trace *trace)
{
	json_destroy(&trace->items);
	json_destroy(&trace->seen);
}

/* ---- texts ---- */

static int on_found(void *ctx, struct json **page)
{
	struct trace *t = ctx;
	const struct json *items = json_get(*page, "items");

	t->is_incomplete |= !json_is_yes(json_get(*page, "complete")) ||
	                    json_int(json_get(*page, "pending"), 0) > 0;
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *record = json_at(items, i);

		if (json_get(t->seen, id_of(record)) == NULL &&
		    strcmp(json_get_text(record, "kind"), "person") != 0)
			add(t, "mention", json_text(json_at(json_get(record, "matched"), 0)),
			    record);
	}
	return 0;
}

static int search_words(struct trace *t, const char *words)
{
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "words", words);
	err = client_pages(t->cmd->client, "search", &question, on_found, t);
	/* A name without letters is found nowhere. */
	if (err == VB_ERR_BAD_VALUE || err == VB_ERR_TOO_LARGE) {
		out_forget(t->cmd->out);
		t->is_incomplete = true;
		err = 0;
	}
	return err;
}

int trace_mentions(struct trace *trace)
{
	const struct json *addresses = field(trace->person, "email");
	const char *name = json_text(field(trace->person, "name"));
	const char *family = json_text(field(trace->person, "familyName"));
	int err = 0;

	/* In a text people are mostly called by the last word of their name. */
	if (family == NULL && name != NULL)
		family = strrchr(name, ' ') != NULL ? strrchr(name, ' ') + 1 : name;
	if (family != NULL)
		err = search_words(trace, family);
	for (size_t i = 0; err == 0 && i < json_count(addresses); i++)
		err = search_words(trace, json_text(json_at(addresses, i)));
	return err;
}
