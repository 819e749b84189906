/* index: by kind, by parent, by text; only the difference is written; pages go on where the last ended. */
#include "store/index.h"

#include <stdio.h>
#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

enum { MEETING = 5, ITEM = 6 };
enum { FIELD_ID = 1, FIELD_MEETING = 16, FIELD_PARENT = 24 };

static struct shelf shelf;

static struct record_ref ref_of(enum audience audience, uint64_t time)
{
	return (struct record_ref){ 1, audience, shelf_record(time) };
}

static struct index_row row_kind(uint32_t kind)
{
	return (struct index_row){ .type = VB_INDEX_KIND, .kind = kind };
}

static struct index_row row_ref(uint32_t kind, uint32_t field, uint64_t parent)
{
	return (struct index_row){
		.type = VB_INDEX_REF, .kind = kind, .field = field, .ref = shelf_record(parent)
	};
}

static struct index_row row_text(uint32_t field, const char *text)
{
	return (struct index_row){ .type = VB_INDEX_TEXT,
		                   .field = field,
		                   .text = span_of_str(text) };
}

/* The times of what a walk finds, with c behind those of the internal audience; ends the walk. */
static const char *found(struct index_cursor *c, unsigned max)
{
	static char out[128];
	struct record_ref ref;
	size_t size = 0;

	out[0] = '\0';
	while (max-- > 0 && index_next(c, &ref)) {
		uint64_t ms = get_be64(ref.id.b) >> 16;

		size += (size_t)snprintf(out + size, sizeof(out) - size, "%d%s ",
		                         (int)(ms - 1700000000000u),
		                         ref.audience == VB_AUDIENCE_CORE ? "c" : "");
	}
	return index_close(c) == 0 ? out : "error";
}

static const char *by_kind(struct env_txn *txn, uint32_t space, uint32_t kind,
                           const struct record_ref *after, unsigned max)
{
	struct index_cursor c;

	index_open_kind(&c, txn, space, kind, after);
	return found(&c, max);
}

static const char *children(struct env_txn *txn, uint64_t parent, uint32_t field,
                            const struct record_ref *after)
{
	struct record_id id = shelf_record(parent);
	struct index_cursor c;

	index_open_children(&c, txn, 1, &id, ITEM, field, after);
	return found(&c, 100);
}

static const char *by_text(struct env_txn *txn, const char *text)
{
	struct index_cursor c;

	index_open_text(&c, txn, 1, FIELD_ID, span_of_str(text), false);
	return found(&c, 100);
}

/* Items 10 to 15 of meeting 1 (13 internal), each with its own text; item 15 is a child of item 14 too. */
static void fill(struct env_txn *txn)
{
	struct record_ref ref = ref_of(VB_AUDIENCE_ALL, 1);
	struct index_row rows[4] = { row_kind(MEETING) };
	char text[16];

	index_update(txn, &ref, NULL, 0, rows, 1);
	for (uint64_t time = 10; time <= 15; time++) {
		snprintf(text, sizeof(text), "oparl/%d", (int)time);
		ref = ref_of(time == 13 ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL, time);
		rows[0] = row_kind(ITEM);
		rows[1] = row_ref(ITEM, FIELD_MEETING, 1);
		rows[2] = row_text(FIELD_ID, text);
		rows[3] = row_ref(ITEM, FIELD_PARENT, 14);
		index_update(txn, &ref, NULL, 0, rows, time == 15 ? 4 : 3);
	}
}

static void test_find(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref after = ref_of(VB_AUDIENCE_ALL, 11);

	fill(txn);
	is_str(by_kind(txn, 1, ITEM, NULL, 100), "10 11 12 13c 14 15 ", "a kind, by time");
	is_str(by_kind(txn, 1, MEETING, NULL, 100), "1 ", "another kind");
	is_str(by_kind(txn, 1, 7, NULL, 100), "", "a kind without records");
	is_str(by_kind(txn, 2, ITEM, NULL, 100), "", "another space");
	is_str(by_kind(txn, 1, ITEM, NULL, 2), "10 11 ", "a page");
	is_str(by_kind(txn, 1, ITEM, &after, 2), "12 13c ", "the next page");
	after = ref_of(VB_AUDIENCE_CORE, 13);
	is_str(by_kind(txn, 1, ITEM, &after, 9), "14 15 ", "the last page");
	is_str(children(txn, 1, FIELD_MEETING, NULL), "10 11 12 13c 14 15 ", "items of a meeting");
	is_str(children(txn, 1, FIELD_MEETING, &after), "14 15 ", "the next page of them");
	is_str(children(txn, 14, FIELD_PARENT, NULL), "15 ", "items below an item");
	is_str(children(txn, 1, FIELD_PARENT, NULL), "", "nothing below a meeting");
	is_str(by_text(txn, "oparl/12"), "12 ", "by its text");
	is_str(by_text(txn, "oparl/1"), "", "not by the beginning of it");
	is_str(by_text(txn, ""), "", "not by none");
	shelf_commit(&shelf, &txn);
}

static uint64_t count_all(struct env_txn *txn)
{
	return env_count(txn, VB_TABLE_KINDS) + env_count(txn, VB_TABLE_REFS) +
	       env_count(txn, VB_TABLE_TEXTS);
}

static void test_update(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = ref_of(VB_AUDIENCE_ALL, 15);
	struct index_row before[] = { row_kind(ITEM), row_ref(ITEM, FIELD_MEETING, 1),
		                      row_text(FIELD_ID, "oparl/15"),
		                      row_ref(ITEM, FIELD_PARENT, 14) };
	struct index_row now[] = { row_text(FIELD_ID, "oparl/neu"), row_ref(ITEM, FIELD_MEETING, 2),
		                   row_kind(ITEM) };
	uint64_t rows = count_all(txn);

	index_update(txn, &ref, before, 4, before, 4);
	is_u64(count_all(txn), rows, "nothing changed, nothing written");
	index_update(txn, &ref, before, 4, now, 3);
	is_u64(count_all(txn), rows - 1, "one row fewer");
	is_str(children(txn, 1, FIELD_MEETING, NULL), "10 11 12 13c 14 ", "no longer of meeting 1");
	is_str(children(txn, 2, FIELD_MEETING, NULL), "15 ", "of meeting 2 instead");
	is_str(children(txn, 14, FIELD_PARENT, NULL), "", "no longer below item 14");
	is_str(by_text(txn, "oparl/15"), "", "not by its old text");
	is_str(by_text(txn, "oparl/neu"), "15 ", "by its new one");
	is_str(by_kind(txn, 1, ITEM, NULL, 100), "10 11 12 13c 14 15 ", "still of its kind");
	index_update(txn, &ref, now, 3, NULL, 0);
	is_u64(count_all(txn), rows - 4, "all rows of a record that is gone");
	env_abort(&txn);
}

/* Two texts of which one begins with the other; texts at the limit. */
static void test_texts(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = ref_of(VB_AUDIENCE_ALL, 30), other = ref_of(VB_AUDIENCE_CORE, 31);
	char longest[VB_INDEX_TEXT_MAX_BYTES + 2];
	struct index_row row = row_text(FIELD_ID, "oparl/1");
	uint64_t rows = count_all(txn);

	index_update(txn, &ref, NULL, 0, &row, 1);
	index_update(txn, &other, NULL, 0, &row, 1);
	is_str(by_text(txn, "oparl/1"), "30 31c ", "two with one text");
	is_str(by_text(txn, "oparl/10"), "10 ", "a text that begins with another");
	memset(longest, 'x', sizeof(longest));
	longest[VB_INDEX_TEXT_MAX_BYTES] = '\0';
	row = row_text(FIELD_ID, longest);
	index_update(txn, &ref, NULL, 0, &row, 1);
	is_str(by_text(txn, longest), "30 ", "the longest text");
	longest[VB_INDEX_TEXT_MAX_BYTES] = 'x';
	longest[VB_INDEX_TEXT_MAX_BYTES + 1] = '\0';
	row = row_text(FIELD_ID, longest);
	rows = count_all(txn);
	index_update(txn, &ref, NULL, 0, &row, 1);
	index_update(txn, &ref, &row, 1, NULL, 0);
	row = row_text(FIELD_ID, "");
	index_update(txn, &ref, NULL, 0, &row, 1);
	is_u64(count_all(txn), rows, "a longer one and an empty one have no row");
	is_str(by_text(txn, longest), "", "and are not found");
	is_err(env_error(txn), 0, "without an error");
	env_abort(&txn);
}

static void test_damage(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct key key;

	key_init(&key);
	key_u32(&key, 1);
	key_u32(&key, ITEM);
	key_u8(&key, 0);
	env_put(txn, VB_TABLE_KINDS, key_span(&key), span_of(NULL, 0));
	is_str(by_kind(txn, 1, ITEM, NULL, 9), "error", "a short key is damage");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_find();
	test_update();
	test_texts();
	test_damage();
	shelf_release(&shelf);
	return done();
}
