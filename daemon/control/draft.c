/* draft: checking and writing records; see draft.h; tested by tests/unit/test_control_record.c. */
#include "daemon/control/draft.h"

#include <string.h>

#include "daemon/control/given.h"
#include "store/records.h"

void draft_init(struct draft *d, struct request *q)
{
	memset(d, 0, sizeof(*d));
	d->q = q;
	merged_init(&d->merged);
	merged_init(&d->other);
	buf_init(&d->values, VB_IPC_FRAME_MAX_BYTES);
}

void draft_release(struct draft *d)
{
	edit_release(&d->edit);
	merged_release(&d->merged);
	merged_release(&d->other);
	buf_release(&d->values);
}

/* ---- rights ---- */

static const char *verb_name(uint32_t verb)
{
	return verb == VB_VERB_CREATE ? "create" : verb == VB_VERB_EDIT ? "edit" : "delete";
}

int draft_check_right(struct request *q, const struct node_space *space, const struct kind *kind,
                      uint32_t verb, enum audience audience)
{
	enum role role = space_role(space->space, node_self(q->node));

	if (space_count(space->space) == 0)
		return request_fail(q, VB_ERR_BUSY, "it is still being fetched");
	if (node_space_is_own(q->node, space) && !q->is_for_own)
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "persons of this office are changed by `verbund person`");
	if (space->archive)
		return request_fail(q, VB_ERR_NOT_MEMBER, "it is an archive, only for reading");
	if (role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (!kind_is_allowed(kind->number, verb, role))
		return request_fail(q, VB_ERR_NO_RIGHT, "%s %s as %s", verb_name(verb), kind->name,
		                    role_name(role));
	if (!role_is_entitled(role, audience))
		return request_fail(q, VB_ERR_NO_RIGHT, "internal as %s", role_name(role));
	if (space_key_slot(space->space, audience, space_citable(space->space)) == VB_VAULT_NO_SLOT)
		return VB_ERR_NO_KEY;
	return 0;
}

/* ---- beginning ---- */

static void begin(struct draft *d, struct node_space *space, const struct kind *kind,
                  enum audience audience)
{
	d->space = space;
	d->kind = kind;
	d->audience = audience;
	d->is_written = false;
	d->has_later = false;
	memset(d->given, 0, sizeof(d->given));
	edit_release(&d->edit);
	edit_init(&d->edit, &d->merged, kind);
}

static void begin_new(struct draft *d, struct node_space *space, const struct kind *kind,
                      enum audience audience)
{
	merged_clear(&d->merged);
	d->is_new = true;
	memset(&d->id, 0, sizeof(d->id));
	begin(d, space, kind, audience);
}

int draft_create(struct draft *d, struct node_space *space, const struct kind *kind,
                 enum audience audience)
{
	int err = draft_check_right(d->q, space, kind, VB_VERB_CREATE, audience);

	if (err == 0)
		begin_new(d, space, kind, audience);
	return err;
}

void draft_imagine(struct draft *d, const struct kind *kind, enum audience audience)
{
	begin_new(d, NULL, kind, audience);
}

/* Reads the record as it stands now. */
static int load(struct draft *d, const struct record_ref *ref)
{
	struct span bytes;
	int err = records_get(node_view(d->q->node), ref, &bytes);

	if (err != 0)
		return err;
	return merged_decode(&d->merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
}

int draft_open(struct draft *d, const struct record_ref *ref, uint32_t verb)
{
	struct node_space *space = node_space_number(d->q->node, ref->space);
	const struct kind *kind;
	int err = space == NULL ? VB_ERR_NOT_FOUND : load(d, ref);

	if (err != 0)
		return err;
	if (merged_is_deleted(&d->merged))
		return request_fail(d->q, VB_ERR_NOT_FOUND, "it was deleted");
	kind = kind_by_number(d->merged.kind);
	if (kind == NULL)
		return VB_ERR_VERSION;
	err = draft_check_right(d->q, space, kind, verb, ref->audience);
	if (err != 0)
		return err;
	d->is_new = false;
	d->id = ref->id;
	begin(d, space, kind, ref->audience);
	return 0;
}

int draft_reload(struct draft *d)
{
	struct record_ref ref = { d->space->number, d->audience, d->id };
	int err = load(d, &ref);

	if (err == 0)
		begin(d, d->space, d->kind, d->audience);
	return err;
}

/* ---- wishes ---- */

static void note_given(struct draft *d, uint32_t number)
{
	const struct kind_field *field;

	for (size_t i = 0; i < VB_DRAFT_FIELDS_MAX; i++) {
		field = kind_field_at(d->kind, i);
		if (field == NULL)
			return;
		if (field->number == number)
			d->given[i] = true;
	}
}

static int set_value(struct draft *d, const struct kind_field *field, struct span value)
{
	int err = edit_set(&d->edit, field, value);

	if (err != 0)
		return given_fail(d->q, field, err);
	note_given(d, field->number);
	return 0;
}

int draft_set(struct draft *d, uint32_t field, struct span value)
{
	return set_value(d, kind_field_by_number(d->kind, field), value);
}

int draft_set_text(struct draft *d, uint32_t field, struct span text)
{
	struct buf packed;
	int err;

	if (text.size == 0)
		return 0;
	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	pack_str(&packed, text);
	err = draft_set(d, field, buf_span(&packed));
	buf_release(&packed);
	return err;
}

int draft_refer(struct draft *d, uint32_t field, const struct reference *to)
{
	const struct kind_field *row = kind_field_by_number(d->kind, field);
	uint8_t packed[2 + VB_RECORD_ID_BYTES];
	struct buf value;
	int err = reference_check(d->q, row, d->audience, to);

	if (err != 0)
		return err;
	buf_init(&value, sizeof(packed));
	given_reference(&to->id, &value);
	err = set_value(d, row, buf_span(&value));
	buf_release(&value);
	return err;
}

/* ---- wishes by name ---- */

/* The text in {key: text}. False: not of that form. */
static bool named_read(struct span given, const char *wanted, struct span *out)
{
	struct pack_reader r;
	struct span key;

	unpack_init(&r, given);
	if (unpack_map(&r, 1) != 1)
		return false;
	key = unpack_str(&r, SIZE_MAX);
	*out = unpack_str(&r, VB_NAME_MAX_BYTES);
	unpack_end(&r);
	return unpack_finish(&r) == 0 && out->size > 0 && span_is_equal(key, span_of_str(wanted));
}

/* The record with this OParl id: of the batch, else of the space. */
static int oparl_find(struct draft *d, const struct kind_field *field, struct span text,
                      struct reference *out)
{
	uint32_t kind = reference_kind(field);
	int err;

	if (d->batch != NULL && d->batch->find != NULL &&
	    d->batch->find(d->batch->ctx, text, kind, d->audience, out))
		return 0;
	err = reference_find_oparl(d->q, d->space, text, kind, d->audience, &d->other, out);
	if (err == VB_ERR_NOT_FOUND)
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "%s: no record has the OParl id %.*s",
		                   field->name, (int)text.size, (const char *)text.data);
	return err;
}

static int label_find(struct draft *d, const struct kind_field *field, struct span text,
                      struct reference *out)
{
	if (d->batch != NULL && d->batch->find_label != NULL &&
	    d->batch->find_label(d->batch->ctx, text, out))
		return 0;
	return request_fail(d->q, VB_ERR_BAD_VALUE, "%s: nothing before has the label %.*s",
	                    field->name, (int)text.size, (const char *)text.data);
}

/* Finds the record that a given value refers to. */
static int reference_read(struct draft *d, const struct kind_field *field, struct span given,
                          struct reference *out)
{
	struct pack_reader r;
	struct span text;
	int err;

	if (d->space == NULL)
		return request_fail(d->q, VB_ERR_NOT_FOUND, "%s", field->name);
	if (named_read(given, "oparl", &text))
		return oparl_find(d, field, text, out);
	if (named_read(given, "as", &text))
		return label_find(d, field, text, out);
	unpack_init(&r, given);
	text = unpack_str(&r, SIZE_MAX);
	if (unpack_finish(&r) != 0 || text.size == 0)
		return given_fail(d->q, field, VB_ERR_BAD_VALUE);
	err = reference_find(d->q, d->space, text, &d->other, out);
	if (err == 0 && out->is_deleted)
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "%s was deleted", field->name);
	return err;
}

/* Appends one value, packed. *is_there: false when it is a reference to be written later. */
static int value_read(struct draft *d, const struct kind_field *field, struct span given,
                      bool *is_there)
{
	struct reference to = { .is_later = false };
	int err;

	*is_there = true;
	if (field->type != VB_TYPE_REF)
		return given_value(d->q, field, given, &d->values);
	err = reference_read(d, field, given, &to);
	if (err == 0)
		err = reference_check(d->q, field, d->audience, &to);
	if (err != 0)
		return err;
	*is_there = !to.is_later;
	d->has_later |= to.is_later;
	if (*is_there)
		given_reference(&to.id, &d->values);
	return 0;
}

/* Reads a list of members; they lie in d->values until these are cleared. */
static int members_read(struct draft *d, const struct kind_field *field, struct span given,
                        struct span values[static VB_LIST_MAX_COUNT], size_t *count)
{
	size_t ends[VB_LIST_MAX_COUNT];
	struct pack_reader r;
	uint32_t left;
	bool is_there;
	int err = 0;

	*count = 0;
	unpack_init(&r, given);
	if (unpack_peek(&r) != VB_PACK_ARRAY)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "%s is not a list", field->name);
	left = unpack_array(&r, VB_LIST_MAX_COUNT);
	if (r.err != 0)
		return given_fail(d->q, field, VB_ERR_TOO_LARGE);
	for (; left > 0 && err == 0; left--) {
		err = value_read(d, field, unpack_any(&r), &is_there);
		if (err == 0 && is_there)
			ends[(*count)++] = d->values.size;
	}
	for (size_t i = 0, at = 0; err == 0 && i < *count; at = ends[i++])
		values[i] = span_of(d->values.data + at, ends[i] - at);
	return err;
}

/* Wants these members for a set. */
static int members_replace(struct draft *d, const struct kind_field *field, struct span given)
{
	struct span values[VB_LIST_MAX_COUNT];
	size_t count;
	int err = members_read(d, field, given, values, &count);

	if (err != 0)
		return err;
	err = edit_members(&d->edit, field, values, count);
	if (err != 0)
		return given_fail(d->q, field, err);
	note_given(d, field->number);
	return 0;
}

/* Wants some members more and some less, whatever others there are. */
static int members_change(struct draft *d, const struct kind_field *field, struct span given)
{
	struct span values[VB_LIST_MAX_COUNT];
	struct pack_reader r;
	struct span name, list;
	size_t count;
	uint32_t left;
	int err = 0;

	unpack_init(&r, given);
	left = unpack_map(&r, 2);
	if (r.err != 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "%s is not a list", field->name);
	while (err == 0 && request_next_pair(&r, &left, &name, &list)) {
		bool is_more = span_is_equal(name, span_of_str("add"));

		if (!is_more && !span_is_equal(name, span_of_str("remove")))
			return request_fail(d->q, VB_ERR_BAD_VALUE, "%s is not a list",
			                    field->name);
		buf_clear(&d->values);
		err = members_read(d, field, list, values, &count);
		for (size_t i = 0; err == 0 && i < count; i++) {
			err = is_more ? edit_member_put(&d->edit, field, values[i])
			              : edit_member_take(&d->edit, field, values[i]);
			if (err != 0)
				err = given_fail(d->q, field, err);
		}
	}
	if (err == 0)
		note_given(d, field->number);
	return err;
}

static int field_read(struct draft *d, const struct kind_field *field, struct span given)
{
	struct pack_reader r;
	bool is_there;
	bool is_nil;
	int err;

	buf_clear(&d->values);
	unpack_init(&r, given);
	is_nil = unpack_peek(&r) == VB_PACK_NIL;
	if (is_nil && field->rule == VB_RULE_SET)
		return edit_members(&d->edit, field, NULL, 0);
	if (is_nil)
		return set_value(d, field, span_of(NULL, 0));
	if (field->rule == VB_RULE_SET)
		return unpack_peek(&r) == VB_PACK_MAP ? members_change(d, field, given)
		                                      : members_replace(d, field, given);
	err = value_read(d, field, given, &is_there);
	if (err == 0 && is_there)
		err = set_value(d, field, buf_span(&d->values));
	return err;
}

int draft_fields(struct draft *d, struct span map)
{
	const struct kind_field *field;
	struct pack_reader r;
	struct span name;
	struct span given;
	uint32_t left;
	int err = 0;

	unpack_init(&r, map);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (err == 0 && request_next_pair(&r, &left, &name, &given)) {
		err = given_field(d->q, d->kind, name, &field);
		if (err == 0 && (field->flags & VB_FIELD_FIXED) != 0)
			err = request_fail(d->q, VB_ERR_BAD_VALUE,
			                   "%s is what the office itself finds out", field->name);
		if (err == 0)
			err = field_read(d, field, given);
	}
	return err;
}

/* ---- what is wanted ---- */

/* The change of a register that is wanted; NULL: it stays as it is. */
static const struct edit_change *wish_of(const struct draft *d, uint32_t field)
{
	for (uint32_t i = 0; i < d->edit.change_count; i++) {
		if (d->edit.changes[i].field == field)
			return &d->edit.changes[i];
	}
	return NULL;
}

bool draft_changes(const struct draft *d, uint32_t field)
{
	return wish_of(d, field) != NULL;
}

bool draft_wanted(const struct draft *d, uint32_t field, struct span *out)
{
	const struct edit_change *wish = wish_of(d, field);

	if (wish == NULL)
		return merged_value(&d->merged, kind_field_by_number(d->kind, field), out);
	*out = span_of(d->edit.values.data + wish->value_at, wish->value_size);
	return !merged_is_nil(*out);
}

int draft_follow(struct draft *d, uint32_t field, struct merged *out, bool *is_there)
{
	struct record_ref ref;
	struct record_id id;
	struct pack_reader r;
	struct span value;
	int err;

	*is_there = false;
	if (!draft_wanted(d, field, &value))
		return 0;
	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	if (unpack_finish(&r) != 0)
		return 0;
	err = records_find(node_view(d->q->node), d->space->number, &id, &ref, &value);
	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0 && merged_decode(out, value) != 0)
		err = VB_ERR_STORE_CORRUPT;
	*is_there = err == 0;
	return err;
}

bool draft_has_changes(const struct draft *d)
{
	return d->is_new || edit_has_changes(&d->edit);
}
