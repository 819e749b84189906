/* view: records for people; see view.h. */
#include "daemon/control/view.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "protocol/node_id.h"
#include "protocol/pack.h"

#define FIELDS_MAX 64u   /* of one kind; a paper has the most, 35 */
#define DISPUTES_FROM 2u /* one value alone is no dispute */
#define ID_TIME_BYTES 6u /* of a record id: milliseconds */

void view_kind_name(uint32_t kind, char out[static VB_VIEW_KIND_BYTES])
{
	const struct kind *known = kind_by_number(kind);
	int size = known != NULL ? snprintf(out, VB_VIEW_KIND_BYTES, "%s", known->name)
	                         : snprintf(out, VB_VIEW_KIND_BYTES, "unknown-%u", (unsigned)kind);

	assert(size > 0 && (size_t)size < VB_VIEW_KIND_BYTES);
}

const char *view_audience_name(enum audience audience)
{
	return audience == VB_AUDIENCE_ALL ? "all" : "core";
}

static void hex_pack(const uint8_t *data, size_t size, struct buf *out)
{
	char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];

	assert(size <= VB_ORDER_KEY_MAX_BYTES);
	hex_format(data, size, text);
	pack_cstr(out, text);
}

void view_hash(const uint8_t id[static VB_HASH_BYTES], struct buf *out)
{
	hex_pack(id, VB_HASH_BYTES, out);
}

void view_space_id(const struct space_id *id, struct buf *out)
{
	view_hash(id->b, out);
}

void view_record_id(const struct record_id *id, struct buf *out)
{
	hex_pack(id->b, sizeof(id->b), out);
}

void view_endpoints(const struct card *card, struct buf *out)
{
	pack_cstr(out, "endpoints");
	pack_array(out, card->endpoint_count);
	for (uint32_t i = 0; i < card->endpoint_count; i++)
		pack_str(out, card->endpoints[i]);
}

void view_node_id(const struct node_id *id, struct buf *out)
{
	char text[VB_NODE_ID_TEXT_BYTES];

	node_id_format(id, text);
	pack_cstr(out, text);
}

void view_member_name(const struct space *space, const struct node_id *id, struct buf *out)
{
	const struct member *member = space_member(space, id);

	if (member != NULL)
		pack_str(out, member->card.name);
	else
		view_node_id(id, out);
}

/* ---- fields ---- */

void view_value(const struct kind_field *field, struct span value, struct buf *out)
{
	struct pack_reader r;
	struct span bytes;

	unpack_init(&r, value);
	if (field != NULL && (field->type == VB_TYPE_REF || field->type == VB_TYPE_KEY) &&
	    unpack_peek(&r) == VB_PACK_BIN) {
		bytes = unpack_bin(&r, 0, VB_ORDER_KEY_MAX_BYTES);
		hex_pack(bytes.data, bytes.size, out);
	} else {
		pack_raw(out, value);
	}
}

static void list_encode(const struct kind_field *field, const struct span *values, size_t count,
                        struct buf *out)
{
	pack_array(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		view_value(field, values[i], out);
}

static bool has_value(struct merged *m, const struct kind_field *field)
{
	const struct span *members;
	struct span value;

	if (field->rule == VB_RULE_SET)
		return merged_members(m, field, &members) > 0;
	return merged_value(m, field, &value);
}

static bool has_dispute(struct merged *m, const struct kind_field *field)
{
	const struct span *values;

	return (field->flags & VB_FIELD_DISPUTE) != 0 &&
	       merged_disputes(m, field, &values) >= DISPUTES_FROM;
}

/* The fields of the record for which is_wanted holds, ascending by name; returns their number. */
static size_t fields_sorted(struct merged *m, const struct kind *kind, bool hides_private,
                            bool (*is_wanted)(struct merged *, const struct kind_field *),
                            const struct kind_field *out[static FIELDS_MAX])
{
	const struct kind_field *field;
	size_t count = 0;
	size_t at;

	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		if (!is_wanted(m, field) ||
		    (hides_private && (field->flags & VB_FIELD_PRIVATE) != 0))
			continue;
		assert(count < FIELDS_MAX);
		for (at = count++; at > 0 && strcmp(out[at - 1]->name, field->name) > 0; at--)
			out[at] = out[at - 1];
		out[at] = field;
	}
	return count;
}

static void fields_encode(struct merged *m, const struct kind *kind, bool hides_private,
                          struct buf *out)
{
	const struct kind_field *fields[FIELDS_MAX];
	size_t count = fields_sorted(m, kind, hides_private, has_value, fields);
	const struct span *members;
	struct span value;
	size_t member_count;

	pack_map(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		pack_cstr(out, fields[i]->name);
		if (fields[i]->rule == VB_RULE_SET) {
			member_count = merged_members(m, fields[i], &members);
			list_encode(fields[i], members, member_count, out);
		} else if (merged_value(m, fields[i], &value)) {
			view_value(fields[i], value, out);
		}
	}
}

static void disputes_encode(struct merged *m, const struct kind_field *const *fields, size_t count,
                            struct buf *out)
{
	const struct span *values;
	size_t value_count;

	pack_cstr(out, "disputes");
	pack_map(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		value_count = merged_disputes(m, fields[i], &values);
		pack_cstr(out, fields[i]->name);
		list_encode(fields[i], values, value_count, out);
	}
}

/* ---- the record ---- */

static uint64_t created_ms(const struct record_id *id)
{
	uint64_t ms = 0;

	for (size_t i = 0; i < ID_TIME_BYTES; i++)
		ms = ms << 8 | id->b[i];
	return ms;
}

/* How many keys there are besides those that every record has. */
static uint32_t extra_count(const struct view_place *place)
{
	const struct view_person *person = place->person;
	const struct view_writer *writer = place->writer;
	uint32_t count = (uint32_t)(place->number != NULL) + place->is_brief +
	                 (place->arrival != NULL) + (place->stored != NULL) + (place->role != NULL);

	if (person != NULL)
		count += 1u + (person->login != NULL) + (person->right != NULL);
	if (writer != NULL)
		count += 1u + (writer->name.size > 0);
	if (place->hit != NULL)
		count += 2u + (place->hit->excerpt_field != NULL);
	return count;
}

static void pair_encode(const char *key, const char *value, struct buf *out)
{
	if (value == NULL)
		return;
	pack_cstr(out, key);
	pack_cstr(out, value);
}

static void excerpt_encode(const struct view_hit *hit, struct buf *out)
{
	if (hit == NULL || hit->excerpt_field == NULL)
		return;
	pack_cstr(out, "excerpt");
	pack_map(out, 2);
	pack_cstr(out, "field");
	pack_cstr(out, hit->excerpt_field);
	pack_cstr(out, "text");
	pack_str(out, hit->excerpt);
}

static void matched_encode(const struct view_hit *hit, struct buf *out)
{
	pack_cstr(out, "matched");
	pack_array(out, hit->field_count);
	for (uint32_t i = 0; i < hit->field_count; i++)
		pack_cstr(out, hit->fields[i]);
}

static void writer_encode(const struct view_writer *writer, struct buf *out)
{
	pack_cstr(out, "person");
	view_record_id(&writer->person, out);
	if (writer->name.size == 0)
		return;
	pack_cstr(out, "personName");
	pack_str(out, writer->name);
}

void view_arrival(const struct view_arrival *arrival, struct buf *out)
{
	pack_cstr(out, "delivery");
	pack_map(out, 2);
	pack_cstr(out, "arrived");
	pack_uint(out, arrival->arrived);
	pack_cstr(out, "offices");
	pack_uint(out, arrival->offices);
}

/* What is told besides the record itself, between "kind" and "space". */
static void place_encode(const struct view_place *place, struct buf *out)
{
	const struct view_person *person = place->person;

	if (person != NULL)
		pair_encode("login", person->login, out);
	if (place->hit != NULL)
		matched_encode(place->hit, out);
	pair_encode("number", place->number, out);
	if (person != NULL) {
		pack_cstr(out, "office");
		pack_bool(out, person->is_office);
	}
	if (place->writer != NULL)
		writer_encode(place->writer, out);
	if (person != NULL)
		pair_encode("right", person->right, out);
	if (place->hit != NULL) {
		pack_cstr(out, "score");
		pack_uint(out, place->hit->score);
	}
}

static void stored_encode(const struct view_stored *stored, struct buf *out)
{
	if (stored == NULL)
		return;
	pack_cstr(out, "stored");
	pack_map(out, 2u + (stored->waits != NULL));
	pack_cstr(out, "bytes");
	pack_uint(out, stored->bytes);
	pack_cstr(out, "state");
	pack_cstr(out, stored->state);
	if (stored->waits != NULL) {
		pack_cstr(out, "waits");
		pack_cstr(out, stored->waits);
	}
}

void view_encode(struct merged *m, const struct view_place *place, struct buf *out)
{
	const struct kind *kind = kind_by_number(m->kind);
	const struct kind_field *disputed[FIELDS_MAX];
	bool is_deleted = merged_is_deleted(m);
	size_t disputes = 0;
	char name[VB_VIEW_KIND_BYTES];

	if (place->is_brief || (is_deleted && kind != NULL && kind->delete_wins))
		kind = NULL;
	if (!is_deleted)
		disputes = fields_sorted(m, kind, place->hides_private, has_dispute, disputed);
	view_kind_name(m->kind, name);
	pack_map(out, 9u + (disputes > 0) + extra_count(place));
	pack_cstr(out, "audience");
	pack_cstr(out, view_audience_name(place->audience));
	pack_cstr(out, "author");
	view_node_id(&merged_creator(m)->author, out);
	pair_encode("authorRole", place->role, out);
	pack_cstr(out, "changed");
	pack_uint(out, hlc_wall(m->last).v);
	pack_cstr(out, "created");
	pack_uint(out, created_ms(place->id));
	pack_cstr(out, "deleted");
	pack_bool(out, is_deleted);
	if (place->arrival != NULL)
		view_arrival(place->arrival, out);
	if (disputes > 0)
		disputes_encode(m, disputed, disputes, out);
	excerpt_encode(place->hit, out);
	pack_cstr(out, "fields");
	fields_encode(m, kind, place->hides_private, out);
	pack_cstr(out, "id");
	view_record_id(place->id, out);
	pack_cstr(out, "kind");
	pack_cstr(out, name);
	place_encode(place, out);
	pack_cstr(out, "space");
	view_space_id(place->space, out);
	stored_encode(place->stored, out);
	if (place->is_brief) {
		pack_cstr(out, "truncated");
		pack_bool(out, true);
	}
}
