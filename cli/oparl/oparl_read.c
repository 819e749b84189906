/* oparl_read: OParl objects into a plan; see oparl_read.h. */
#include "cli/oparl/oparl_read.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "cli/moment.h"
#include "cli/oparl/oparl.h"
#include "protocol/ids.h"
#include "protocol/order.h"

struct reading {
	struct oparl_plan *plan;
	const char *zone;
	size_t place; /* line or number of the top object, from 1 */
	bool is_lines;
	char *why;
};

static int fail(struct reading *r, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int fail(struct reading *r, int err, const char *format, ...)
{
	char what[VB_OPARL_WHY_BYTES / 2];
	va_list values;

	va_start(values, format);
	(void)vsnprintf(what, sizeof(what), format, values);
	va_end(values);
	(void)snprintf(r->why, VB_OPARL_WHY_BYTES,
	               r->is_lines ? _("line %zu: %s") : _("object %zu: %s"), r->place, what);
	return err;
}

static int read_object(struct reading *r, const struct json *object, size_t *out);

/* ---- values ---- */

/* A text as our fields hold it: one line, or several with plain line feeds. NULL: nothing is left of it. */
static struct json *clean_text(const struct kind_field *field, const char *text)
{
	bool is_long = field->max_bytes > VB_NAME_MAX_BYTES;
	size_t size = 0;
	char *copy = malloc(strlen(text) + 1);
	struct json *value = NULL;

	if (copy == NULL)
		abort();
	for (; *text != '\0'; text++) {
		if (*text == '\r' && text[1] == '\n')
			continue;
		if (*text == '\r' || (!is_long && (*text == '\n' || *text == '\t')))
			copy[size++] = is_long ? '\n' : ' ';
		else
			copy[size++] = *text;
	}
	copy[size] = '\0';
	if (size > 0)
		value = json_new_text(copy);
	free(copy);
	return value;
}

static int read_time(struct reading *r, const struct kind_field *field, const char *text,
                     struct json **out)
{
	int64_t ms;
	int err = moment_parse(text, r->zone, &ms, NULL);

	if (err < 0)
		return fail(r, err, "%s: %.60s", field->name, text);
	*out = json_new_int(ms);
	return 0;
}

/* The day of a date, also where a time follows. */
static struct json *read_date(const char *text)
{
	char day[11];

	(void)snprintf(day, sizeof(day), "%.10s", text);
	return json_new_text(day);
}

static int read_text(struct reading *r, const struct kind_field *field, const char *text,
                     struct json **out)
{
	switch (field->type) {
	case VB_TYPE_TIME:
		return read_time(r, field, text, out);
	case VB_TYPE_DATE:
		*out = read_date(text);
		return 0;
	case VB_TYPE_STR:
	case VB_TYPE_ZONE:
		*out = clean_text(field, text);
		return 0;
	case VB_TYPE_REF:
		*out = json_new_map();
		json_put_text(*out, "oparl", text);
		return 0;
	case VB_TYPE_UINT:
	case VB_TYPE_INT:
	case VB_TYPE_BOOL:
	case VB_TYPE_TRI:
	case VB_TYPE_KEY:
	case VB_TYPE_BIN:
	case VB_TYPE_BYTES:
		break;
	}
	return fail(r, VB_ERR_BAD_INPUT, "%s: %.60s", field->name, text);
}

/* A reference that is the object itself. */
static int read_embedded(struct reading *r, const struct kind_field *field,
                         const struct json *object, struct json **out)
{
	size_t place;
	int err;

	if (field->type != VB_TYPE_REF)
		return fail(r, VB_ERR_BAD_INPUT, "%s", field->name);
	err = read_object(r, object, &place);
	if (err < 0 || place == VB_OPARL_NONE)
		return err;
	*out = json_new_map();
	json_put_text(*out, "oparl", json_text(r->plan->objects[place].id));
	return 0;
}

/* One value of a field; *out stays NULL where there is nothing to keep. */
static int read_value(struct reading *r, const struct kind_field *field, const struct json *value,
                      struct json **out)
{
	switch (json_form_of(value)) {
	case JSON_FORM_NONE:
	case JSON_FORM_NIL:
		return 0;
	case JSON_FORM_TEXT:
		return read_text(r, field, json_text(value), out);
	case JSON_FORM_MAP:
		return read_embedded(r, field, value, out);
	case JSON_FORM_BOOL:
		if (field->type != VB_TYPE_BOOL)
			break;
		*out = json_new_copy(value);
		return 0;
	case JSON_FORM_INT:
		if (field->type != VB_TYPE_UINT && field->type != VB_TYPE_INT &&
		    field->type != VB_TYPE_TRI)
			break;
		*out = json_new_copy(value);
		return 0;
	case JSON_FORM_REAL:
	case JSON_FORM_LIST:
		break;
	}
	return fail(r, VB_ERR_BAD_INPUT, "%s", field->name);
}

/* A field with all its values. What OParl lists and we keep once must be listed once. */
static int read_field(struct reading *r, const struct kind_field *field, const struct json *value,
                      struct json **out)
{
	bool is_set = field->rule == VB_RULE_SET;
	size_t count = json_form_of(value) == JSON_FORM_LIST ? json_count(value) : 1;
	struct json *list = json_new_list();
	int err = 0;

	if (json_form_of(value) == JSON_FORM_LIST && !is_set && count > 1)
		err = fail(r, VB_ERR_BAD_INPUT, "%s", field->name);
	for (size_t i = 0; err == 0 && i < count; i++) {
		struct json *one = NULL;

		err = read_value(r, field,
		                 json_form_of(value) == JSON_FORM_LIST ? json_at(value, i) : value,
		                 &one);
		if (one != NULL)
			json_add(list, &one);
	}
	if (err == 0 && is_set && json_count(list) > 0) {
		*out = list;
		return 0;
	}
	if (err == 0)
		*out = json_new_copy(json_at(list, 0));
	json_destroy(&list);
	return err;
}

/* ---- objects ---- */

/* Objects that stand in a list of the one they refer back to. */
static int read_children(struct reading *r, size_t parent, const struct oparl_children *row,
                         const struct json *list)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		size_t place;

		if (json_form_of(one) != JSON_FORM_MAP)
			continue; /* an address: the object says itself what it belongs to */
		err = read_object(r, one, &place);
		if (err < 0 || place == VB_OPARL_NONE)
			continue;
		if (row->back != NULL &&
		    json_get(r->plan->objects[place].fields, row->back) == NULL) {
			struct json *back = json_new_map();

			json_put_text(back, "oparl", json_text(r->plan->objects[parent].id));
			json_put(r->plan->objects[place].fields, row->back, &back);
		}
	}
	return err;
}

static int read_property(struct reading *r, size_t place, const char *name,
                         const struct json *value)
{
	const struct kind *kind = r->plan->objects[place].kind;
	const struct oparl_children *row = oparl_children(kind, name);
	const struct kind_field *field = oparl_field(kind, name);
	struct json *kept = NULL;
	int err;

	/* `id` is a field of ours too, and was read first; the name that tells apart which list it is comes from the row. */
	if (strcmp(name, "id") == 0)
		return 0;
	if (row != NULL)
		return json_form_of(value) == JSON_FORM_LIST ? read_children(r, place, row, value)
		                                             : 0;
	if (kind->number == VB_KIND_AGENDA_ITEM && strcmp(name, "order") == 0) {
		r->plan->objects[place].order = json_int(value, INT64_MAX);
		return 0;
	}
	if (field == NULL) {
		bool is_empty = json_form_of(value) == JSON_FORM_NIL ||
		                (json_form_of(value) == JSON_FORM_LIST && json_count(value) == 0);

		if (!is_empty && !oparl_is_derived(kind, name))
			oparl_plan_count_unknown(r->plan, kind, name);
		return 0;
	}
	err = read_field(r, field, value, &kept);
	if (err == 0 && kept != NULL)
		json_put(r->plan->objects[place].fields, field->name, &kept);
	json_destroy(&kept);
	return err;
}

/* Reads one object with all that stands in it. *out: VB_OPARL_NONE for one that is not kept. */
static int read_object(struct reading *r, const struct json *object, size_t *out)
{
	const char *type = json_get_text(object, "type");
	const char *id = json_get_text(object, "id");
	const struct kind *kind = type != NULL ? oparl_kind(type) : NULL;
	const char *name;
	void *iterator = NULL;
	struct json *value;
	int err;

	*out = VB_OPARL_NONE;
	if (type == NULL || id == NULL || id[0] == '\0')
		return fail(r, VB_ERR_BAD_INPUT, _("an object without id or type"));
	if (json_is_yes(json_get(object, "deleted"))) {
		r->plan->deleted_count++;
		return 0;
	}
	if (kind == NULL) {
		const char *last = strrchr(type, '/');

		json_put_int(
			r->plan->unknown, last != NULL ? last + 1 : type,
			json_int(json_get(r->plan->unknown, last != NULL ? last + 1 : type), 0) +
				1);
		return 0;
	}
	err = oparl_plan_add(r->plan, kind, id, out);
	if (err < 0)
		return fail(r, err, _("two objects of different type are called %.200s"), id);
	/* Whoever says that it is not public is believed. */
	value = json_get(object, "public");
	if (json_form_of(value) == JSON_FORM_BOOL && !json_is_yes(value))
		r->plan->objects[*out].is_internal = true;
	while (err == 0 && json_next(object, &iterator, &name, &value))
		err = read_property(r, *out, name, value);
	return err;
}

static int read_top(struct reading *r, const struct json *object)
{
	size_t unused;

	if (json_form_of(object) != JSON_FORM_MAP)
		return fail(r, VB_ERR_BAD_INPUT, _("not an object"));
	return read_object(r, object, &unused);
}

/* ---- files ---- */

static int read_document(struct reading *r, const struct json *document)
{
	const struct json *list = document;
	int err = 0;

	r->place = 1;
	if (json_form_of(json_get(document, "data")) == JSON_FORM_LIST)
		list = json_get(document, "data");
	else if (json_form_of(document) != JSON_FORM_LIST)
		return read_top(r, document);
	for (size_t i = 0; err == 0 && i < json_count(list); i++) {
		r->place = i + 1;
		err = read_top(r, json_at(list, i));
	}
	return err;
}

static bool is_blank(struct span line)
{
	for (size_t i = 0; i < line.size; i++) {
		if (strchr(" \t\r", line.data[i]) == NULL || line.data[i] == '\0')
			return false;
	}
	return true;
}

static int read_line(struct reading *r, struct span line)
{
	struct json_fault fault;
	struct json *object;
	int err = json_parse(line, &object, &fault);

	if (err < 0)
		return fail(r, err, "%s", fault.text);
	err = read_top(r, object);
	json_destroy(&object);
	return err;
}

static int read_lines(struct reading *r, struct span text)
{
	int err = 0;

	r->is_lines = true;
	for (r->place = 1; err == 0 && text.size > 0; r->place++) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t size = end != NULL ? (size_t)(end - text.data) : text.size;
		size_t step = end != NULL ? size + 1 : size;

		if (!is_blank(span_of(text.data, size)))
			err = read_line(r, span_of(text.data, size));
		text = span_of(text.data + step, text.size - step);
	}
	return err;
}

/* True if the first line that is not blank is a JSON document by itself. */
static bool has_lines(struct span text)
{
	struct json_fault fault;
	struct json *first;

	while (text.size > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		struct span line = span_of(text.data, end != NULL ? (size_t)(end - text.data) : 0);

		if (end == NULL)
			return false;
		if (!is_blank(line)) {
			if (json_parse(line, &first, &fault) < 0)
				return false;
			json_destroy(&first);
			return true;
		}
		text = span_of(end + 1, text.size - line.size - 1);
	}
	return false;
}

/* ---- order ---- */

struct sibling {
	size_t place;
	size_t parent;
	int64_t order;
};

static int sibling_compare(const void *x, const void *y)
{
	const struct sibling *a = x;
	const struct sibling *b = y;

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static void put_keys(struct oparl_plan *plan, const struct sibling *siblings, size_t count,
                     const char *field)
{
	struct order_key *keys = calloc(count, sizeof(*keys));

	if (keys == NULL)
		abort();
	order_spread(count, keys);
	for (size_t i = 0; i < count; i++) {
		char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];

		hex_format(keys[i].b, keys[i].size, text);
		json_put_text(plan->objects[siblings[i].place].fields, field, text);
	}
	free(keys);
}

/* Gives all objects of a kind that have one parent keys in the order in which the file has them. */
static void put_order(struct oparl_plan *plan, uint32_t kind, const char *parent, const char *field)
{
	struct sibling *siblings = calloc(plan->count + 1, sizeof(*siblings));
	size_t count = 0;

	if (siblings == NULL)
		abort();
	for (size_t i = 0; i < plan->count; i++) {
		const struct oparl_object *object = &plan->objects[i];

		if (object->kind->number != kind)
			continue;
		siblings[count++] = (struct sibling){ i, oparl_plan_follow(plan, object, parent),
			                              object->order };
	}
	qsort(siblings, count, sizeof(*siblings), sibling_compare);
	for (size_t first = 0, next; first < count; first = next) {
		for (next = first + 1;
		     next < count && siblings[next].parent == siblings[first].parent;)
			next++;
		put_keys(plan, siblings + first, next - first, field);
	}
	free(siblings);
}

int oparl_read(struct span text, const char *zone, struct oparl_plan *plan,
               char why[static VB_OPARL_WHY_BYTES])
{
	struct reading r = { .plan = plan, .zone = zone, .why = why };
	struct json_fault fault;
	struct json *document = NULL;
	int err;

	if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
		text = span_of(text.data + 3, text.size - 3);
	err = json_parse(text, &document, &fault);
	if (err == 0) {
		err = read_document(&r, document);
		json_destroy(&document);
	} else if (has_lines(text)) {
		err = read_lines(&r, text);
	} else {
		(void)snprintf(why, VB_OPARL_WHY_BYTES, _("line %zu: %s"), (size_t)fault.line,
		               fault.text);
	}
	if (err < 0)
		return err;
	put_order(plan, VB_KIND_AGENDA_ITEM, "meeting", "order");
	put_order(plan, VB_KIND_CONSULTATION, "paper", "position");
	return 0;
}
