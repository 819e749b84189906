/* founding: records of an entry; see founding.h. */
#include "cli/founding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/crypt.h"
#include "protocol/kinds/cadence.h"
#include "protocol/kinds/calendar.h"
#include "protocol/order.h"

#define MARK_DOMAIN "verbund/charter/1"
#define YEAR_DAYS 365
#define LABEL_BYTES 40u
#define TEXT_BYTES 400u

/* A committee being put together. */
struct founding {
	const struct charter_entry *entry;
	struct sheaf *sheaf;
	const struct json *root;
	struct json *labels; /* of organizations, by name */
	int32_t today;
};

void founding_mark(const char *name, char out[static VB_FOUNDING_MARK_BYTES])
{
	char hex[2 * 16 + 1];
	struct hash hash;
	struct buf text;

	buf_init(&text, sizeof(MARK_DOMAIN) + VB_NAME_MAX_BYTES);
	buf_put(&text, MARK_DOMAIN, strlen(MARK_DOMAIN));
	buf_put(&text, name, strlen(name));
	crypt_hash(buf_span(&text), &hash);
	buf_release(&text);
	hex_format(hash.b, 16, hex);
	(void)snprintf(out, VB_FOUNDING_MARK_BYTES, "urn:verbund:charter:%s", hex);
}

/* ---- pieces ---- */

static const struct json *list_of(const struct founding *f, const char *name)
{
	return json_get(f->entry->record, name);
}

static int64_t number_of(const struct founding *f, const char *name)
{
	return json_int(json_get(f->entry->record, name), 0);
}

static const char *text_of(const struct founding *f, const char *name)
{
	return json_get_text(f->entry->record, name);
}

/* A label that nothing has yet; takes *fields. */
static struct json *make(struct founding *f, const char *kind, struct json **fields)
{
	char label[LABEL_BYTES];

	(void)snprintf(label, sizeof(label), "%s-%zu", kind, json_count(f->sheaf->items));
	sheaf_create(f->sheaf, label, kind, false, fields);
	return sheaf_reference(label);
}

static struct json *root_of(const struct founding *f)
{
	return json_new_text(json_get_text(f->root, "id"));
}

/* A reference put into fields; takes *reference. */
static void refer(struct json *fields, const char *field, struct json **reference)
{
	json_put(fields, field, reference);
}

/* The organization of that name, made once; classification and parent (taken; may be NULL) count for a new one. */
static struct json *organization(struct founding *f, const char *name, const char *classification,
                                 struct json **parent)
{
	const char *label = json_get_text(f->labels, name);
	struct json *fields;
	struct json *reference;

	if (label == NULL) {
		fields = json_new_map();
		json_put_text(fields, "name", name);
		json_put_text(fields, "classification", classification);
		if (parent != NULL && *parent != NULL)
			refer(fields, "subOrganizationOf", parent);
		reference = make(f, "organization", &fields);
		json_put_text(f->labels, name, json_get_text(reference, "as"));
		return reference;
	}
	if (parent != NULL)
		json_destroy(parent);
	return sheaf_reference(label);
}

/* Organizations below the committee's own, or below another one. */
static void organizations(struct founding *f, const char *property, const char *classification)
{
	const struct json *names = list_of(f, property);

	for (size_t i = 0; i < json_count(names); i++) {
		struct json *parent = root_of(f);
		struct json *one =
			organization(f, json_text(json_at(names, i)), classification, &parent);

		json_destroy(&one);
	}
}

/* ---- seats ---- */

/* A vacant seat of an organization (taken) in another (taken) for more to be put into; sheaf_create takes it. */
static struct json *seat_fields(struct json **of, struct json **owner)
{
	struct json *fields = json_new_map();

	refer(fields, "organization", of);
	refer(fields, "onBehalfOf", owner);
	json_put_bool(fields, "votingRight", true);
	return fields;
}

static void add_seat(struct founding *f, const char *name, const char *role, int64_t turn,
                     bool is_optional)
{
	struct json *of = root_of(f);
	struct json *owner = organization(f, name, NULL, NULL);
	struct json *fields = seat_fields(&of, &owner);

	json_put_text(fields, "role", role);
	if (turn > 0)
		json_put_int(fields, "hostTurn", turn);
	if (is_optional)
		json_put_bool(fields, "optional", true);
	if (role != NULL && strcmp(role, "Vorsitz") == 0)
		json_put_bool(fields, "exOfficio", true);
	sheaf_create(f->sheaf, NULL, "membership", false, &fields);
}

static void add_seats(struct founding *f)
{
	const struct json *seats = list_of(f, "seats");
	const struct json *hosts = list_of(f, "hosts");
	const struct json *turns = list_of(f, "host_rotation");

	if (text_of(f, "chair") != NULL)
		add_seat(f, text_of(f, "chair"), "Vorsitz", 0, false);
	for (size_t i = 0; i < json_count(seats); i++) {
		const struct json *seat = json_at(seats, i);
		const char *name = json_text(seat);
		int64_t places = json_int(json_get(seat, "places"), 1);

		for (int64_t k = 0; k < places; k++)
			add_seat(f, name != NULL ? name : json_get_text(seat, "name"), NULL, 0,
			         json_is_yes(json_get(seat, "optional")));
	}
	for (size_t i = 0; i < json_count(hosts); i++)
		add_seat(f, json_text(json_at(hosts, i)), "Gastgeber", 0, false);
	for (size_t i = 0; i < json_count(turns); i++)
		add_seat(f, json_text(json_at(turns, i)), "Gastgeber", (int64_t)i + 1, false);
}

/* ---- reports, papers, measures ---- */

static void add_report(struct founding *f)
{
	int64_t days = number_of(f, "report_every_days");
	bool is_years = days % YEAR_DAYS == 0;
	struct json *recipient = root_of(f);
	struct json *fields = json_new_map();
	char first[VB_DAY_TEXT_BYTES];
	uint32_t every = (uint32_t)(is_years ? days / YEAR_DAYS : days);

	if (days > 0) {
		calendar_format(cadence_add(f->today, every, is_years ? VB_UNIT_YEAR : VB_UNIT_DAY),
		                first);
		json_put_text(fields, "name", f->entry->name);
		json_put_text(fields, "obligationType", "report");
		json_put_int(fields, "every", every);
		json_put_text(fields, "unit", is_years ? "year" : "day");
		json_put_text(fields, "startDate", first);
		refer(fields, "recipient", &recipient);
		sheaf_create(f->sheaf, NULL, "obligation", false, &fields);
	}
	json_destroy(&recipient);
	json_destroy(&fields);
}

static struct json *key_of(const struct order_key *key)
{
	char hex[2 * VB_ORDER_KEY_MAX_BYTES + 1];

	hex_format(key->b, key->size, hex);
	return json_new_text(hex);
}

/* True if a station of the chain is the committee itself. */
static bool is_itself(const struct founding *f, const char *name)
{
	return strcmp(name, f->entry->kind) == 0 || strcmp(name, f->entry->name) == 0;
}

static void add_station(struct founding *f, struct json **paper, const char *name,
                        const struct order_key *key)
{
	struct json *fields = json_new_map();
	struct json *where = json_new_list();
	struct json *committee =
		is_itself(f, name) ? root_of(f) : organization(f, name, NULL, NULL);
	struct json *position = key_of(key);

	json_add(where, &committee);
	refer(fields, "paper", paper);
	json_put(fields, "organization", &where);
	json_put(fields, "position", &position);
	sheaf_create(f->sheaf, NULL, "consultation", false, &fields);
}

/* The paper that goes through a chain of committees, with a station in each. */
static void add_chain(struct founding *f)
{
	const struct json *chain = list_of(f, "consultation_chain");
	size_t count = json_count(chain);
	struct order_key *keys = calloc(count + 1, sizeof(*keys));
	struct json *fields = json_new_map();
	struct json *paper = NULL;
	char name[TEXT_BYTES];

	if (keys == NULL)
		abort();
	order_spread(count, keys);
	(void)snprintf(name, sizeof(name), "%s: Beratungsfolge", f->entry->name);
	json_put_text(fields, "name", name);
	if (count > 0)
		paper = make(f, "paper", &fields);
	for (size_t i = 0; i < count; i++) {
		struct json *copy = json_new_copy(paper);

		add_station(f, &copy, json_text(json_at(chain, i)), &keys[i]);
	}
	json_destroy(&fields);
	json_destroy(&paper);
	free(keys);
}

static void add_measures(struct founding *f)
{
	int64_t count = number_of(f, "measure_sheets");

	for (int64_t i = 1; i <= count; i++) {
		struct json *fields = json_new_map();
		struct json *owner = root_of(f);
		char name[TEXT_BYTES];

		(void)snprintf(name, sizeof(name), "Maßnahme %lld", (long long)i);
		json_put_text(fields, "name", name);
		json_put_int(fields, "number", i);
		refer(fields, "organization", &owner);
		sheaf_create(f->sheaf, NULL, "measure", false, &fields);
	}
}

/* ---- what a committee keeps ---- */

/* The organization that a kept entry is; root: the committee that keeps it is above it. */
static struct json *kept_organization(struct founding *f)
{
	struct json *parent = root_of(f);
	struct json *fields = json_new_map();
	char since[VB_DAY_TEXT_BYTES];
	int64_t year = number_of(f, "since");
	struct json *reference;

	json_put_text(fields, "name", f->entry->name);
	json_put_text(fields, "organizationType", f->entry->type);
	json_put_text(fields, "classification", f->entry->kind);
	if (year > 0) {
		calendar_format(calendar_day((struct date){ (int32_t)year, 1, 1 }), since);
		json_put_text(fields, "startDate", since);
	}
	refer(fields, "subOrganizationOf", &parent);
	reference = make(f, "organization", &fields);
	json_put_text(f->labels, f->entry->name, json_get_text(reference, "as"));
	return reference;
}

/* Who refers to whom is a process with a step for each. */
static void add_referrals(struct founding *f, const struct json *service)
{
	const struct json *names = list_of(f, "refers_to");
	size_t count = json_count(names);
	struct order_key *keys = calloc(count + 1, sizeof(*keys));
	struct json *next = json_new_list();

	if (keys == NULL)
		abort();
	order_spread(count + 1, keys);
	for (size_t i = 0; i <= count && count > 0; i++) {
		/* Those that are referred to first, so that the service can name them. */
		bool is_service = i == count;
		const char *name = is_service ? f->entry->name : json_text(json_at(names, i));
		struct json *fields = json_new_map();
		struct json *who =
			is_service ? json_new_copy(service) : organization(f, name, NULL, NULL);
		struct json *key = key_of(&keys[is_service ? 0 : i + 1]);
		struct json *reference;

		json_put_text(fields, "name", name);
		json_put_text(fields, "process", f->entry->name);
		refer(fields, "organization", &who);
		json_put(fields, "order", &key);
		if (is_service)
			json_put(fields, "next", &next);
		reference = make(f, "processStep", &fields);
		if (!is_service)
			json_add(next, &reference);
		json_destroy(&reference);
	}
	json_destroy(&next);
	free(keys);
}

static void add_service(struct founding *f)
{
	struct json *service = kept_organization(f);
	char name[TEXT_BYTES];

	for (int64_t i = 1; i <= number_of(f, "carriers"); i++) {
		struct json *parent = json_new_copy(service);
		struct json *carrier;

		(void)snprintf(name, sizeof(name), "%s: Träger %lld", f->entry->name, (long long)i);
		carrier = organization(f, name, "Träger", &parent);
		json_destroy(&carrier);
	}
	for (int64_t i = 1; i <= number_of(f, "sites"); i++) {
		struct json *fields = json_new_map();

		(void)snprintf(name, sizeof(name), "%s: Standort %lld", f->entry->name,
		               (long long)i);
		json_put_text(fields, "description", name);
		sheaf_create(f->sheaf, NULL, "location", false, &fields);
	}
	add_referrals(f, service);
	json_destroy(&service);
}

/* Who recommends and who decides are seats of the fund. */
static void add_fund(struct founding *f)
{
	struct json *fund = kept_organization(f);
	const char *by = text_of(f, "decided_by");
	struct json *of = json_new_copy(fund);
	struct json *owner = root_of(f);
	struct json *fields = seat_fields(&of, &owner);

	json_put_text(fields, "role", "Förderempfehlung");
	sheaf_create(f->sheaf, NULL, "membership", false, &fields);
	if (by != NULL) {
		of = json_new_copy(fund);
		owner = organization(f, by, NULL, NULL);
		fields = seat_fields(&of, &owner);
		json_put_text(fields, "role", "Entscheidung");
		sheaf_create(f->sheaf, NULL, "membership", false, &fields);
	}
	json_destroy(&fund);
}

/* ---- the committee ---- */

/* Puts what the committee's own organization does not say yet. */
static void put_new(const struct founding *f, struct json *fields, const char *field,
                    struct json *value)
{
	if (json_get(json_get(f->root, "fields"), field) == NULL &&
	    json_form_of(value) != JSON_FORM_NONE && json_form_of(value) != JSON_FORM_NIL)
		json_put(fields, field, &value);
	json_destroy(&value);
}

static struct json *sources_of(const struct founding *f)
{
	const struct json *sources = list_of(f, "source");
	struct json *list = json_count(sources) > 0 ? json_new_list() : NULL;
	char text[TEXT_BYTES];

	for (size_t i = 0; i < json_count(sources); i++) {
		(void)snprintf(text, sizeof(text), "Quelle %.90s", json_text(json_at(sources, i)));
		json_add_text(list, text);
	}
	return list;
}

/* Sittings for members only are a rule of the committee's own. */
static struct json *closed_rules(struct founding *f)
{
	const struct json *public = json_get(f->entry->record, "public");
	struct json *fields;

	if (json_form_of(public) != JSON_FORM_BOOL || json_is_yes(public) ||
	    json_get(json_get(f->root, "fields"), "ruleProfile") != NULL)
		return NULL;
	fields = json_new_map();
	json_put_text(fields, "publicity", "members");
	return make(f, "ruleProfile", &fields);
}

static void change_root(struct founding *f)
{
	static const char *const numbers[][2] = { { "meetingsPerYear", "meetings_per_year" },
		                                  { "cadenceDays", "cadence_days" },
		                                  { "minGapDays", "min_gap_days" } };
	struct json *fields = json_new_map();
	struct json *mark = json_new_map();
	char id[VB_FOUNDING_MARK_BYTES];

	founding_mark(f->entry->name, id);
	json_put_text(mark, "id", id);
	json_put_text(mark, "name", f->entry->body);
	put_new(f, fields, "body", make(f, "body", &mark));
	put_new(f, fields, "organizationType", json_new_text(f->entry->type));
	put_new(f, fields, "classification", json_new_text(f->entry->kind));
	put_new(f, fields, "keyword", sources_of(f));
	put_new(f, fields, "ruleProfile", closed_rules(f));
	if (strcmp(f->entry->kind, "Runder Tisch") == 0)
		put_new(f, fields, "rules", json_new_text("roundTable"));
	for (size_t i = 0; i < 3; i++)
		put_new(f, fields, numbers[i][0], json_new_copy(list_of(f, numbers[i][1])));
	sheaf_edit(f->sheaf, json_get_text(f->root, "id"), &fields);
}

/* What belongs to an entry that the committee keeps. */
static void add_kept(struct founding *f, const struct charter_entry *entry)
{
	f->entry = entry;
	switch (entry->form) {
	case VB_CHARTER_SERVICE:
		add_service(f);
		break;
	case VB_CHARTER_FUND:
		add_fund(f);
		break;
	case VB_CHARTER_REPORT:
		add_report(f);
		break;
	case VB_CHARTER_COMMITTEE:
	case VB_CHARTER_PROCESS:
	case VB_CHARTER_COUNT:
		break;
	}
}

void founding_plan(const struct charter *charter, size_t index, const struct json *root,
                   int32_t today, struct sheaf *sheaf)
{
	struct founding f = { .entry = &charter->entries[index],
		              .sheaf = sheaf,
		              .root = root,
		              .labels = json_new_map(),
		              .today = today };

	change_root(&f);
	add_seats(&f);
	organizations(&f, "organs", "Organ");
	organizations(&f, "focus_groups", "Fokusgruppe");
	add_measures(&f);
	add_chain(&f);
	add_report(&f);
	for (size_t i = 0; i < charter->count; i++) {
		if (i != index && charter->entries[i].keeper == index)
			add_kept(&f, &charter->entries[i]);
	}
	json_destroy(&f.labels);
}
