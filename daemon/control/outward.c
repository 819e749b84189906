/* outward: which records may leave, and reading them; see outward.h; tested by tests/unit/test_outward.c. */
#include "daemon/control/outward.h"

#include <string.h>

#include "daemon/control/moved.h"
#include "daemon/control/title.h"
#include "daemon/control/veil.h"
#include "daemon/core/replaced.h"
#include "protocol/kinds/calendar.h"
#include "protocol/kinds/committee.h"
#include "store/index.h"
#include "store/records.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
#define ID_TIME_BYTES 6u /* of a record id: milliseconds */

static const char *const words[OUTWARD_SUBJECT_COUNT] = {
	[OUTWARD_MEETING] = "meeting", [OUTWARD_PAPER] = "paper",
	[OUTWARD_MESSAGE] = "message", [OUTWARD_DUTY] = "duty",
	[OUTWARD_REQUEST] = "request", [OUTWARD_COMMITTEE] = "committee",
	[OUTWARD_PERSON] = "person",
};

const char *outward_word(enum outward_subject subject)
{
	return words[subject];
}

bool outward_parse(struct span word, enum outward_subject *out)
{
	for (unsigned i = OUTWARD_NONE + 1; i < OUTWARD_SUBJECT_COUNT; i++) {
		if (span_is_equal(word, span_of_str(words[i]))) {
			*out = (enum outward_subject)i;
			return true;
		}
	}
	return false;
}

int outward_id_read(struct request *q, const char *name, struct record_id *out)
{
	struct span text;
	int err = request_text(q, name, 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0 && hex_parse((const char *)text.data, text.size, out->b, sizeof(out->b)) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "%s is no whole id", name);
	return err;
}

bool outward_tells(struct request *q, const struct node_space *space)
{
	return node_space_is_ours(q->node, space) && !node_space_is_own(q->node, space) &&
	       !space->hidden && !space->veiled &&
	       space_role(space->space, node_self(q->node)) >= VB_ROLE_GUEST;
}

/* ---- records ---- */

/* Reads a record into m. *is_there: it stands there for people. */
static int stands(struct request *q, const struct node_space *space, const struct record_ref *ref,
                  struct merged *m, bool *is_there)
{
	struct span bytes;
	int err = records_get(node_view(q->node), ref, &bytes);

	*is_there = false;
	if (err == 0)
		err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err != 0)
		return err;
	*is_there = kind_by_number(m->kind) != NULL && !merged_is_deleted(m) &&
	            !moved_hides(q, space, m) && !veil_hides(q->node, ref);
	if (*is_there)
		replaced_show(q->node, ref->space, m);
	return 0;
}

int outward_load(struct request *q, const struct node_space *space, const struct record_id *id,
                 uint32_t kind, struct merged *m, struct record_ref *ref)
{
	struct record_ref found;
	struct span bytes;
	bool is_there = false;
	int err = records_find(node_view(q->node), space->number, id, &found, &bytes);

	if (err == 0)
		err = stands(q, space, &found, m, &is_there);
	if (err == 0 && (!is_there || (kind != 0 && m->kind != kind)))
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		*ref = found;
	return err;
}

int outward_read(struct request *q, const struct node_space *space, const struct record_id *id,
                 uint32_t kind, struct merged *m, struct record_ref *ref)
{
	struct record_ref found;
	int err = outward_load(q, space, id, kind, m, &found);

	if (err == 0 && found.audience != VB_AUDIENCE_ALL)
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		*ref = found;
	return err;
}

int outward_children(struct request *q, const struct node_space *space,
                     const struct record_id *parent, uint32_t kind, uint32_t field,
                     const struct outward_walk *walk, bool *is_cut)
{
	struct index_cursor c;
	struct record_ref ref;
	struct merged m;
	uint32_t looked = 0;
	bool is_there;
	int err = 0;
	int closed;

	merged_init(&m);
	index_open_children(&c, node_view(q->node), space->number, parent, kind, field, NULL);
	while (err == 0 && index_next(&c, &ref)) {
		if (looked++ == VB_OUTWARD_LOOK_MAX) {
			if (is_cut != NULL)
				*is_cut = true;
			break;
		}
		err = stands(q, space, &ref, &m, &is_there);
		if (err == 0 && is_there && m.kind == kind)
			err = walk->each(walk->ctx, &ref, &m);
	}
	closed = index_close(&c);
	merged_release(&m);
	return err != 0 ? err : closed;
}

/* ---- fields ---- */

static bool value_of(const struct merged *m, uint32_t field, struct span *out)
{
	const struct kind_field *row = kind_field_by_number(kind_by_number(m->kind), field);

	return row != NULL && merged_value(m, row, out);
}

struct span outward_text(const struct merged *m, uint32_t field)
{
	struct pack_reader r;
	struct span value;

	if (!value_of(m, field, &value))
		return span_of(NULL, 0);
	unpack_init(&r, value);
	value = unpack_str(&r, SIZE_MAX);
	return r.err == 0 ? value : span_of(NULL, 0);
}

static struct record_id reference_of(struct span value)
{
	struct record_id id = { { 0 } };
	struct pack_reader r;

	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	return id;
}

struct record_id outward_reference(const struct merged *m, uint32_t field)
{
	struct span value;

	if (!value_of(m, field, &value))
		return (struct record_id){ { 0 } };
	return reference_of(value);
}

size_t outward_references(struct merged *m, uint32_t field, struct record_id *out, size_t max)
{
	const struct kind_field *row = kind_field_by_number(kind_by_number(m->kind), field);
	const struct span *members;
	size_t count = row != NULL ? merged_members(m, row, &members) : 0;

	if (count > max)
		count = max;
	for (size_t i = 0; i < count; i++)
		out[i] = reference_of(members[i]);
	return count;
}

bool outward_number(const struct merged *m, uint32_t field, int64_t *out)
{
	struct pack_reader r;
	struct span value;

	if (!value_of(m, field, &value))
		return false;
	unpack_init(&r, value);
	*out = unpack_int(&r);
	return r.err == 0;
}

bool outward_flag(const struct merged *m, uint32_t field, bool fallback)
{
	struct pack_reader r;
	struct span value;

	if (!value_of(m, field, &value))
		return fallback;
	unpack_init(&r, value);
	return unpack_bool(&r);
}

int32_t outward_date(const struct merged *m, uint32_t field, int32_t fallback)
{
	int32_t day;

	return calendar_parse(outward_text(m, field), &day) == 0 ? day : fallback;
}

int64_t outward_changed(const struct merged *m)
{
	return (int64_t)hlc_wall(m->last).v;
}

int64_t outward_created(const struct record_id *id)
{
	int64_t ms = 0;

	for (size_t i = 0; i < ID_TIME_BYTES; i++)
		ms = ms << 8 | id->b[i];
	return ms;
}

/* ---- names ---- */

/* What a record is called, as people see it in lists: a field of it, by its name. */
static struct span title_of(const struct merged *m)
{
	static const char *const fields[] = { "name",      "text",      "description",   "goal",
		                              "shortName", "reference", "streetAddress", "role" };
	const struct kind *kind = kind_by_number(m->kind);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct kind_field *field = kind_field_by_name(kind, span_of_str(fields[i]));
		struct span text;

		if (field == NULL || field->type != VB_TYPE_STR)
			continue;
		text = outward_text(m, field->number);
		if (text.size > 0)
			return text;
	}
	return span_of(NULL, 0);
}

int outward_name(struct request *q, const struct node_space *space, const struct record_id *id,
                 uint32_t kind, struct buf *out)
{
	struct record_ref ref;
	struct merged m;
	int err;

	if (record_id_is_zero(id))
		return 0;
	merged_init(&m);
	err = outward_read(q, space, id, kind, &m, &ref);
	if (err == 0) {
		struct span title = title_of(&m);
		const uint8_t *end = title.size > 0 ? memchr(title.data, '\n', title.size) : NULL;

		buf_put(out, title.data, end != NULL ? (size_t)(end - title.data) : title.size);
	}
	merged_release(&m);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int outward_committee_name(struct request *q, const struct node_space *space, struct buf *out)
{
	struct record_ref ref;
	struct merged m;
	bool is_found;
	int err;

	merged_init(&m);
	err = title_root(q, space, &m, &ref, &is_found);
	if (err == 0 && is_found) {
		struct span name = outward_text(&m, VB_FIELD_NAME);

		buf_put(out, name.data, name.size);
	}
	merged_release(&m);
	return err;
}

/* ---- days ---- */

/* 1:00 UTC on the last Sunday of a month of 31 days. */
static int64_t change_of_clocks(int32_t year, uint32_t month)
{
	int32_t last = calendar_day((struct date){ year, month, 31 });

	return (last - (int32_t)((calendar_weekday(last) + 1) % 7)) * DAY_MS + HOUR_MS;
}

int32_t outward_day(int64_t ms)
{
	int64_t utc = ms >= 0 ? ms / DAY_MS : -1 - (-1 - ms) / DAY_MS;
	int64_t local = ms + HOUR_MS;
	int32_t year;

	if (utc <= VB_DAY_MIN || utc >= VB_DAY_MAX)
		return utc <= VB_DAY_MIN ? VB_DAY_MIN : VB_DAY_MAX;
	year = calendar_date((int32_t)utc).year;
	if (ms >= change_of_clocks(year, 3) && ms < change_of_clocks(year, 10))
		local += HOUR_MS;
	return (int32_t)(local >= 0 ? local / DAY_MS : -1 - (-1 - local) / DAY_MS);
}
