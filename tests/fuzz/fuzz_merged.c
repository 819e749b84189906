/*
 * fuzz_merged: bytes that are read as a merged record are written again with the same bytes, and every question about
 * the record has an answer.
 */
#include "protocol/merge/merged_text.h"
#include "protocol/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

/* Asks all that can be asked of a record whose kind is known. */
static void fields_ask(struct merged *m)
{
	const struct kind *kind = kind_by_number(m->kind);
	const struct kind_field *field;

	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		const struct span *values = NULL;
		struct span value;

		if (field->rule != VB_RULE_SET) {
			must(!merged_value(m, field, &value) ||
			     kind_check_value(field, value) == 0);
			must(merged_disputes(m, field, &values) != 1);
			continue;
		}
		for (size_t n = merged_members(m, field, &values); n > 0; n--)
			must(kind_check_value(field, values[n - 1]) == 0);
	}
}

/* Reads the text of each field that has an insert or a cut. */
static void texts_read(struct merged *m)
{
	uint32_t last = UINT32_MAX;
	struct text t;

	text_init(&t);
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if ((c->op != VB_OP_INSERT && c->op != VB_OP_CUT) || c->field == last)
			continue;
		last = c->field;
		merged_text_read(m, last, &t);
		must(utf8_is_valid(text_shown(&t)));
	}
	text_release(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct merged m;
	struct buf again;

	merged_init(&m);
	buf_init(&again, VB_MERGED_MAX_BYTES);
	if (size > 0 && merged_decode(&m, span_of(data, size)) == 0) {
		(void)merged_is_deleted(&m);
		fields_ask(&m);
		texts_read(&m);
		merged_encode(&m, &again);
		must_be(&again, span_of(data, size));
	}
	buf_release(&again);
	merged_release(&m);
	return 0;
}
