/* control_list: listing the records of a kind, all or those with given values; see control_calls.h. */
#include "daemon/control/control_calls.h"
#include "daemon/control/given.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/standing.h"

#define CONDITIONS_MAX 16u

/* A field that must have a value. */
struct condition {
	const struct kind_field *field;
	size_t at; /* of the packed value, in values; an empty one: the field must be empty */
	size_t size;
};

struct search {
	struct request *q;
	const struct kind *kind;
	struct listing listing;
	struct buf values;
	struct condition conditions[CONDITIONS_MAX];
	size_t count;
};

static bool has_member(struct merged *m, const struct kind_field *field, struct span wanted)
{
	const struct span *members;
	size_t count = merged_members(m, field, &members);

	if (wanted.size == 0)
		return count == 0;
	for (size_t i = 0; i < count; i++) {
		if (span_is_equal(members[i], wanted))
			return true;
	}
	return false;
}

static bool is_met(struct merged *m, const struct kind_field *field, struct span wanted)
{
	struct span value;

	if (field->rule == VB_RULE_SET)
		return has_member(m, field, wanted);
	if (!merged_value(m, field, &value))
		return wanted.size == 0;
	return span_is_equal(value, wanted);
}

static bool is_wanted(void *ctx, struct merged *m)
{
	const struct search *s = ctx;

	for (size_t i = 0; i < s->count; i++) {
		const struct condition *c = &s->conditions[i];

		if (!is_met(m, c->field, span_of(s->values.data + c->at, c->size)))
			return false;
	}
	return true;
}

/* listing: what else is told of one. */
static void describe(void *ctx, const struct node_space *space, struct merged *m,
                     struct view_place *place)
{
	const struct search *s = ctx;

	place->role = standing_of(s->q, space, m);
}

/* ---- conditions ---- */

/* Finds the parent. One that was erased is found by its whole number, in a space that was named: what refers to it may still
 * be there. */
static int parent_find(struct search *s, struct span text, struct record_ref *out)
{
	struct record_id id = { { 0 } };
	int err = lookup_record(s->q, s->listing.space, text, out);

	if (err != VB_ERR_ERASED || s->listing.space == NULL || !s->listing.wants_deleted ||
	    hex_parse((const char *)text.data, text.size, id.b, sizeof(id.b)) != 0)
		return err;
	s->q->detail[0] = '\0';
	*out = (struct record_ref){ .space = s->listing.space->number, .id = id };
	return 0;
}

/* A reference: the records of one parent lie together, which is by far the shortest way to them. */
static int parent_read(struct search *s, const struct kind_field *field, struct span given)
{
	struct record_ref ref;
	struct pack_reader r;
	struct span text;
	int err;

	unpack_init(&r, given);
	text = unpack_str(&r, SIZE_MAX);
	if (unpack_finish(&r) != 0 || text.size == 0)
		return given_fail(s->q, field, VB_ERR_BAD_VALUE);
	err = parent_find(s, text, &ref);
	if (err != 0)
		return err;
	given_reference(&ref.id, &s->values);
	s->listing.space = node_space_number(s->q->node, ref.space);
	s->listing.by = VB_LISTING_OF_PARENT;
	s->listing.field = field->number;
	s->listing.parent = ref.id;
	return 0;
}

static int condition_read(struct search *s, const struct kind_field *field, struct span given)
{
	struct condition *c = &s->conditions[s->count];
	struct pack_reader r;
	int err = 0;

	*c = (struct condition){ .field = field, .at = s->values.size };
	unpack_init(&r, given);
	if (unpack_peek(&r) == VB_PACK_NIL)
		err = 0;
	else if (field->type == VB_TYPE_REF)
		err = parent_read(s, field, given);
	else
		err = given_value(s->q, field, given, &s->values);
	if (err != 0)
		return err;
	c->size = s->values.size - c->at;
	s->count++;
	if (field->number == VB_FIELD_ID && c->size > 0 && s->listing.by == VB_LISTING_OF_KIND) {
		unpack_init(&r, given);
		s->listing.by = VB_LISTING_OF_TEXT;
		s->listing.field = field->number;
		s->listing.text = unpack_str(&r, SIZE_MAX);
	}
	return 0;
}

static int conditions_read(struct search *s, struct span map)
{
	const struct kind_field *field;
	struct pack_reader r;
	struct span name;
	struct span given;
	uint32_t left;
	int err = 0;

	unpack_init(&r, map);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	if (left > CONDITIONS_MAX)
		return request_fail(s->q, VB_ERR_TOO_LARGE, "where has more than %u fields",
		                    CONDITIONS_MAX);
	while (err == 0 && request_next_pair(&r, &left, &name, &given)) {
		err = given_field(s->q, s->kind, name, &field);
		/* Finding by it would tell what is not shown. */
		if (err == 0 && request_hides_private(s->q) &&
		    (field->flags & VB_FIELD_PRIVATE) != 0)
			err = request_fail(s->q, VB_ERR_DENIED, "%s", field->name);
		if (err == 0)
			err = condition_read(s, field, given);
	}
	return err;
}

/* ---- the call ---- */

/* What was deleted is for those who could erase it. */
static int deleted_read(struct request *q, bool *wants_deleted)
{
	int err = request_bool(q, "deleted", wants_deleted);

	if (err == 0 && *wants_deleted && q->who.right < VB_RIGHT_SECRETARY)
		err = request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
		                   rights_name(VB_RIGHT_SECRETARY), rights_name(q->who.right));
	return err;
}

static int search_read(struct search *s)
{
	struct request *q = s->q;
	struct node_space *space = NULL;
	bool wants_deleted = false;
	struct span text;
	struct span where;
	int err = request_text(q, "kind", VB_NAME_MAX_BYTES, &text);

	if (err == 0)
		err = given_kind(q, text, &s->kind);
	if (err == 0)
		err = deleted_read(q, &wants_deleted);
	if (err == 0 && request_has(q, "space")) {
		err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);
		if (err == 0)
			err = lookup_shown(q, text, &space);
	}
	if (err != 0)
		return err;
	s->listing = (struct listing){ .space = space,
		                       .kind = s->kind->number,
		                       .by = VB_LISTING_OF_KIND,
		                       .wants_deleted = wants_deleted,
		                       .is_wanted = is_wanted,
		                       .describe = describe,
		                       .ctx = s };
	if (!request_has(q, "where"))
		return 0;
	err = request_map(q, "where", &where);
	return err == 0 ? conditions_read(s, where) : err;
}

int control_record_list(struct request *q)
{
	struct search s = { .q = q };
	int err;

	buf_init(&s.values, VB_IPC_FRAME_MAX_BYTES);
	err = search_read(&s);
	if (err == 0)
		err = listing_answer(q, &s.listing);
	buf_release(&s.values);
	return err;
}
