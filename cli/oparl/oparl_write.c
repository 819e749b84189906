/* oparl_write: records into OParl objects; see oparl_write.h. */
#include "cli/oparl/oparl_write.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/moment.h"
#include "cli/oparl/oparl.h"
#include "cli/sittings.h"
#include "protocol/limits.h"

#define NAME_BYTES 80u

struct oparl_set {
	const char *zone;
	struct json *records; /* number -> record */
	struct json *ids;     /* number -> OParl id */
	struct json
		*nests; /* number of a parent -> list of the numbers of those that stand in it */
};

struct oparl_set *oparl_set_new(const char *zone)
{
	struct oparl_set *set = calloc(1, sizeof(*set));

	if (set == NULL)
		abort();
	set->zone = zone;
	set->records = json_new_map();
	set->ids = json_new_map();
	set->nests = json_new_map();
	return set;
}

void oparl_set_destroy(struct oparl_set **set)
{
	if (*set == NULL)
		return;
	json_destroy(&(*set)->records);
	json_destroy(&(*set)->ids);
	json_destroy(&(*set)->nests);
	free(*set);
	*set = NULL;
}

void oparl_set_add(struct oparl_set *set, struct json **records, bool is_public)
{
	for (size_t i = 0; i < json_count(*records); i++) {
		const struct json *record = json_at(*records, i);
		const char *number = json_get_text(record, "id");
		const char *audience = json_get_text(record, "audience");
		const char *oparl = json_get_text(json_get(record, "fields"), "id");
		struct json *copy;
		char made[NAME_BYTES];

		if (number == NULL || json_is_yes(json_get(record, "deleted")) ||
		    (is_public && (audience == NULL || strcmp(audience, "all") != 0)))
			continue;
		copy = json_new_copy(record);
		(void)snprintf(made, sizeof(made), "urn:verbund:%s", number);
		json_put(set->records, number, &copy);
		json_put_text(set->ids, number, oparl != NULL ? oparl : made);
	}
	json_destroy(records);
}

/* ---- values ---- */

static const struct kind *kind_of(const struct json *record)
{
	const char *name = json_get_text(record, "kind");

	return name != NULL ? kind_by_name(span_of_str(name)) : NULL;
}

static bool is_kind(const struct json *record, uint32_t number)
{
	const struct kind *kind = kind_of(record);

	return kind != NULL && kind->number == number;
}

/* The zone in which the record's times are told. */
static const char *zone_of(const struct oparl_set *set, const struct json *record)
{
	const char *zone = json_get_text(json_get(record, "fields"), "timeZone");

	return zone != NULL && moment_check_zone(zone) == 0 ? zone : set->zone;
}

/* One value; NULL where it refers to what is not in the set. */
static struct json *value_of(const struct oparl_set *set, const struct kind_field *field,
                             const struct json *value, const char *zone)
{
	char text[VB_MOMENT_TEXT_BYTES];

	if (field->type == VB_TYPE_REF)
		return json_new_copy(json_text(value) != NULL ? json_get(set->ids, json_text(value))
		                                              : NULL);
	if (field->type != VB_TYPE_TIME || json_form_of(value) != JSON_FORM_INT)
		return json_new_copy(value);
	moment_format_iso(json_int(value, 0), zone, text);
	return json_new_text(text);
}

static struct json *values_of(const struct oparl_set *set, const struct kind_field *field,
                              const struct json *value, const char *zone)
{
	struct json *list;

	if (json_form_of(value) != JSON_FORM_LIST)
		return value_of(set, field, value, zone);
	list = json_new_list();
	for (size_t i = 0; i < json_count(value); i++) {
		struct json *one = value_of(set, field, json_at(value, i), zone);

		if (one != NULL)
			json_add(list, &one);
	}
	if (json_count(list) == 0)
		json_destroy(&list);
	return list;
}

/* The zone goes without saying where it is the one that everybody has. */
static bool is_silent(const struct kind_field *field, const struct json *value)
{
	return field->type == VB_TYPE_KEY || field->number == VB_FIELD_ID ||
	       (field->type == VB_TYPE_ZONE && json_text(value) != NULL &&
	        strcmp(json_text(value), VB_MOMENT_ZONE) == 0);
}

static void put_fields(const struct oparl_set *set, const struct json *record, struct json *object)
{
	const struct kind *kind = kind_of(record);
	const char *zone = zone_of(set, record);
	const struct kind_field *field;

	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		const struct json *value = json_get(json_get(record, "fields"), field->name);
		struct json *fresh;
		char name[NAME_BYTES];

		if (value == NULL || is_silent(field, value))
			continue;
		fresh = values_of(set, field, value, zone);
		(void)snprintf(name, sizeof(name), "%s%s",
		               oparl_has_field(kind, field) ? "" : VB_OPARL_VENDOR, field->name);
		if (fresh != NULL)
			json_put(object, name, &fresh);
	}
}

/* ---- children ---- */

/* Which records stand in the object of which other, and by which key in order. */
static const struct nest {
	uint32_t kind;
	const char *field;
	const char *key; /* NULL: by age */
} nests[] = {
	{ VB_KIND_AGENDA_ITEM, "meeting", "order" },
	{ VB_KIND_CONSULTATION, "paper", "position" },
	{ VB_KIND_MEMBERSHIP, "person", NULL },
};

static const struct nest *nest_of(const struct json *record)
{
	for (size_t i = 0; i < sizeof(nests) / sizeof(nests[0]); i++) {
		if (is_kind(record, nests[i].kind))
			return &nests[i];
	}
	return NULL;
}

/* The record in whose object this one stands; NULL: none. */
static const char *parent_of(const struct oparl_set *set, const struct json *record)
{
	const struct nest *nest = nest_of(record);
	const char *to =
		nest != NULL ? json_get_text(json_get(record, "fields"), nest->field) : NULL;

	return to != NULL && json_get(set->records, to) != NULL ? to : NULL;
}

static void find_nests(struct oparl_set *set)
{
	const char *number;
	void *iterator = NULL;
	struct json *record;

	while (json_next(set->records, &iterator, &number, &record)) {
		const char *parent = parent_of(set, record);

		if (parent == NULL)
			continue;
		if (json_get(set->nests, parent) == NULL) {
			struct json *list = json_new_list();

			json_put(set->nests, parent, &list);
		}
		json_add_text(json_get(set->nests, parent), number);
	}
}

struct child {
	const struct json *record;
	char *path; /* sorts as the children shall stand */
};

/* Order keys in hexadecimal sort as they do in bytes. An item below another stands behind it; "!" sorts before every
 * digit, "g" behind. */
static void put_path(const struct oparl_set *set, const struct json *record, unsigned depth,
                     FILE *out)
{
	const struct json *fields = json_get(record, "fields");
	const char *above = json_get_text(fields, "parent");
	const struct nest *nest = nest_of(record);
	const char *key;

	assert(nest != NULL); /* only what stands in something has a path */
	key = nest->key != NULL ? json_get_text(fields, nest->key) : NULL;
	if (depth > 0 && nest->kind == VB_KIND_AGENDA_ITEM && above != NULL &&
	    is_kind(json_get(set->records, above), VB_KIND_AGENDA_ITEM))
		put_path(set, json_get(set->records, above), depth - 1, out);
	(void)fprintf(out, "%s!%s!", key != NULL ? key : "g", json_get_text(record, "id"));
}

static int child_compare(const void *x, const void *y)
{
	const struct child *a = x;
	const struct child *b = y;

	return strcmp(a->path, b->path);
}

/* The records that stand in the object of a parent, in order. The caller frees them and their paths. */
static struct child *children_of(const struct oparl_set *set, const char *parent, size_t *count)
{
	const struct json *list = json_get(set->nests, parent);
	struct child *children = calloc(json_count(list) + 1, sizeof(*children));

	if (children == NULL)
		abort();
	*count = json_count(list);
	for (size_t i = 0; i < *count; i++) {
		size_t size;
		FILE *path = open_memstream(&children[i].path, &size);

		if (path == NULL)
			abort();
		children[i].record = json_get(set->records, json_text(json_at(list, i)));
		put_path(set, children[i].record, 8, path);
		if (fclose(path) != 0)
			abort();
	}
	qsort(children, *count, sizeof(*children), child_compare);
	return children;
}

static struct json *object_of(const struct oparl_set *set, const struct json *record);

/* Puts the children under a property, without what refers back from them. */
static void put_children(const struct oparl_set *set, const struct json *record,
                         const char *property, struct json *object)
{
	struct json *list = json_new_list();
	size_t count;
	struct child *children = children_of(set, json_get_text(record, "id"), &count);

	for (size_t i = 0; i < count; i++) {
		struct json *child = object_of(set, children[i].record);

		json_remove(child, nest_of(children[i].record)->field);
		if (is_kind(children[i].record, VB_KIND_AGENDA_ITEM))
			json_put_int(child, "order", (int64_t)i + 1);
		json_add(list, &child);
		free(children[i].path);
	}
	if (count > 0)
		json_put(object, property, &list);
	json_destroy(&list);
	free(children);
}

/* The place of a meeting stands in it as an object. */
static void put_place(const struct oparl_set *set, const struct json *record, struct json *object)
{
	const char *number = json_get_text(json_get(record, "fields"), "location");
	const struct json *place = number != NULL ? json_get(set->records, number) : NULL;
	struct json *embedded;

	if (!is_kind(place, VB_KIND_LOCATION))
		return;
	embedded = object_of(set, place);
	json_put(object, "location", &embedded);
}

/* ---- objects ---- */

/* OParl knows three states of a meeting, and whether it was called off; one without a state of ours keeps what it has. */
static void put_stage(const struct json *record, struct json *object)
{
	enum stage stages[VB_STAGE_COUNT];
	size_t count = sittings_stages(record, stages, VB_STAGE_COUNT);
	enum stage stage = stage_settle(stages, count);

	if (count == 0)
		return;
	json_put_text(object, "meetingState", stage_oparl_word(stage));
	json_put_bool(object, "cancelled", stage == VB_STAGE_CANCELLED);
}

/* The addresses of its lists, which OParl asks of a body. */
static void put_lists(struct json *object)
{
	static const char *const lists[] = { "organization", "person", "meeting", "paper" };
	struct json *terms = json_new_list();
	const char *id = json_get_text(object, "id");

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char address[VB_NAME_MAX_BYTES + NAME_BYTES];

		(void)snprintf(address, sizeof(address), "%s/%s", id, lists[i]);
		json_put_text(object, lists[i], address);
	}
	json_put(object, "legislativeTerm", &terms);
}

static void put_item(const struct json *record, struct json *object)
{
	const char *audience = json_get_text(record, "audience");
	const char *number = json_get_text(record, "number");

	if (number != NULL && number[0] != '\0')
		json_put_text(object, "number", number);
	json_put_bool(object, "public", audience != NULL && strcmp(audience, "all") == 0);
}

static struct json *object_of(const struct oparl_set *set, const struct json *record)
{
	const struct kind *kind = kind_of(record);
	struct json *object = json_new_map();
	char type[NAME_BYTES];
	char created[VB_MOMENT_TEXT_BYTES];

	assert(kind != NULL);
	(void)snprintf(type, sizeof(type), VB_OPARL_SCHEMA "%s", oparl_type(kind));
	json_put_text(object, "id", json_text(json_get(set->ids, json_get_text(record, "id"))));
	json_put_text(object, "type", type);
	put_fields(set, record, object);
	switch (kind->number) {
	case VB_KIND_BODY:
		put_lists(object);
		break;
	case VB_KIND_PERSON:
		put_children(set, record, "membership", object);
		break;
	case VB_KIND_MEETING:
		put_stage(record, object);
		put_place(set, record, object);
		put_children(set, record, "agendaItem", object);
		break;
	case VB_KIND_PAPER:
		put_children(set, record, "consultation", object);
		break;
	case VB_KIND_AGENDA_ITEM:
		put_item(record, object);
		break;
	default:
		break;
	}
	if (json_form_of(json_get(record, "created")) == JSON_FORM_INT) {
		moment_format_iso(json_int(json_get(record, "created"), 0), set->zone, created);
		json_put_text(object, "created", created);
	}
	return object;
}

void oparl_set_print(struct oparl_set *set, FILE *out)
{
	static const uint32_t order[] = {
		VB_KIND_BODY,   VB_KIND_LOCATION,    VB_KIND_ORGANIZATION,
		VB_KIND_PERSON, VB_KIND_MEMBERSHIP,  VB_KIND_MEETING,
		VB_KIND_PAPER,  VB_KIND_AGENDA_ITEM, VB_KIND_CONSULTATION,
	};

	find_nests(set);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const char *number;
		void *iterator = NULL;
		struct json *record;

		while (json_next(set->records, &iterator, &number, &record)) {
			struct json *object;

			if (!is_kind(record, order[i]) || parent_of(set, record) != NULL)
				continue;
			object = object_of(set, record);
			json_print(object, true, out);
			json_destroy(&object);
		}
	}
}
