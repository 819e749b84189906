/* catalogue: by what a record is found, from the table of kinds in SPEC.md 12. */
#include "daemon/core/catalogue.h"

#include <string.h>

#include "protocol/merge/edit.h"
#include "protocol/merge/merge.h"
#include "tests/tap.h"

static const struct record_id meeting = { { 1, 2, 3 } };
static const struct record_id paper = { { 4, 5, 6 } };

/* Applies an edit as the n-th entry of one log. */
static void apply(struct merged *m, struct edit *e, uint64_t seq)
{
	struct merge_entry entry = {
		.seq = seq, .hlc = { 1000 + seq }, .role = VB_ROLE_STEWARD, .is_create = seq == 0
	};
	struct buf document;
	struct body body;
	int err = edit_finish(e, &body);

	entry.log.id.b[0] = 9;
	buf_init(&document, VB_BODY_MAX_BYTES);
	if (err == 0)
		body_encode(&body, &document);
	body.document = buf_span(&document);
	if (err == 0)
		err = merge_apply(m, &entry, &body, NULL, NULL);
	if (err != 0)
		bail("cannot apply: %s", err_name(err));
	buf_release(&document);
}

static void set_ref(struct edit *e, const struct kind *kind, uint32_t field,
                    const struct record_id *id)
{
	struct buf value;

	buf_init(&value, 64);
	pack_bin(&value, id->b, sizeof(id->b));
	if (edit_set(e, kind_field_by_number(kind, field), buf_span(&value)) != 0)
		bail("cannot set field %u", field);
	buf_release(&value);
}

static void set_text(struct edit *e, const struct kind *kind, uint32_t field, const char *text)
{
	struct buf value;

	buf_init(&value, 1024);
	pack_cstr(&value, text);
	if (edit_set(e, kind_field_by_number(kind, field), buf_span(&value)) != 0)
		bail("cannot set field %u", field);
	buf_release(&value);
}

static const struct index_row *find(const struct catalogue *c, enum index_type type, uint32_t field)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->rows[i].type == type && c->rows[i].field == field)
			return &c->rows[i];
	}
	return NULL;
}

/* An agenda item: field 16 is its meeting, field 18 a consultation, field 1 its OParl id. */
static void agenda_item(void)
{
	const struct kind *kind = kind_by_number(VB_KIND_AGENDA_ITEM);
	struct catalogue c;
	struct merged m;
	struct edit e;

	catalogue_init(&c);
	merged_init(&m);
	catalogue_fill(&c, &m);
	is_int(c.count, 0, "a record that does not exist is not found");
	edit_init(&e, &m, kind);
	set_ref(&e, kind, 16, &meeting);
	set_text(&e, kind, VB_FIELD_NAME, "TOP");
	apply(&m, &e, 0);
	edit_release(&e);
	catalogue_fill(&c, &m);
	is_int(c.count, 2, "two ways to it");
	is_int(find(&c, VB_INDEX_KIND, 0)->kind, VB_KIND_AGENDA_ITEM, "its kind");
	is_mem(find(&c, VB_INDEX_REF, 16)->ref.b, meeting.b, sizeof(meeting.b), "its meeting");
	ok(find(&c, VB_INDEX_TEXT, VB_FIELD_NAME) == NULL, "not its name");
	merged_release(&m);
	catalogue_release(&c);
}

static void with_an_id_and_a_set(void)
{
	const struct kind *kind = kind_by_number(VB_KIND_PAPER);
	struct span refs[2];
	struct buf values;
	struct catalogue c;
	struct merged m;
	struct edit e;

	catalogue_init(&c);
	merged_init(&m);
	buf_init(&values, 64);
	pack_bin(&values, meeting.b, sizeof(meeting.b));
	pack_bin(&values, paper.b, sizeof(paper.b));
	refs[0] = span_of(values.data, values.size / 2);
	refs[1] = span_of(values.data + values.size / 2, values.size / 2);
	edit_init(&e, &m, kind);
	set_text(&e, kind, VB_FIELD_ID, "https://example.org/paper/1");
	if (edit_members(&e, kind_field_by_number(kind, 23), refs, 2) != 0)
		bail("cannot set the related papers");
	apply(&m, &e, 0);
	edit_release(&e);
	catalogue_fill(&c, &m);
	is_int(c.count, 4, "kind, id, two references");
	ok(span_is_equal(find(&c, VB_INDEX_TEXT, VB_FIELD_ID)->text,
	                 span_of_str("https://example.org/paper/1")),
	   "its OParl id");
	is_int(find(&c, VB_INDEX_REF, 23)->kind, VB_KIND_PAPER, "references with the kind");
	merged_release(&m);
	catalogue_release(&c);
	buf_release(&values);
}

int main(void)
{
	agenda_item();
	with_an_id_and_a_set();
	return done();
}
