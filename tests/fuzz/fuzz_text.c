/*
 * fuzz_text: whatever inserts and cuts say, the text reads as it does when each character is an insert of its own, and
 * an edit of it reads as what was wanted.
 *
 * Input, for each insert: parent u8 (255: none), offset u8, right neighbour u8, offset u8, what u8 (1: before the
 * parent, 2: a cut of as many characters as the length, else as much text), length u8, so many bytes of text, of which
 * each becomes a character. What is left is the text that is wanted.
 */
#include <stdlib.h>

#include "protocol/limits.h"
#include "protocol/text_edit.h"
#include "protocol/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

#define INSERTS_MAX 48u
#define CHARACTERS_MAX 2000u

enum what { IS_LEFT = 1, IS_CUT = 2 };

/* Appends a character of one to four bytes for each byte: few of them, so that texts resemble each other. */
static void characters_put(struct buf *b, struct span bytes)
{
	static const char *const characters[] = {
		"a", "b", " ", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80"
	};

	for (size_t i = 0; i < bytes.size; i++) {
		struct span put = span_of_str(characters[bytes.data[i] % 6]);

		buf_put(b, put.data, put.size);
	}
}

static struct text_place place_read(struct cursor *c)
{
	uint8_t insert = cursor_u8(c), offset = cursor_u8(c);

	return (struct text_place){ insert == 255 ? VB_TEXT_NOWHERE : insert, offset };
}

/* Reads inserts and cuts into t; their text goes to bytes, which does not move while it grows. */
static void text_read(struct cursor *c, struct text *t, struct buf *bytes)
{
	while (t->run_count < INSERTS_MAX && cursor_left(c) >= 6) {
		struct text_insert insert = { .parent = place_read(c), .right = place_read(c) };
		uint8_t what = cursor_u8(c), length = cursor_u8(c) % 16;
		size_t at = bytes->size;

		if (what == IS_CUT) {
			text_cut_put(t, (struct text_cut){ insert.parent.insert,
			                                   insert.parent.offset, length });
			continue;
		}
		if (length > cursor_left(c))
			length = (uint8_t)cursor_left(c);
		characters_put(bytes, cursor_take(c, length));
		insert.is_left = what == IS_LEFT;
		insert.text = span_of(bytes->data + at, bytes->size - at);
		text_insert_put(t, &insert);
	}
}

/* The number of the single insert that a character becomes. */
static struct text_place place_single(const struct text *t, const uint32_t *first,
                                      struct text_place place)
{
	if (place.insert >= t->run_count || place.offset >= t->runs[place.insert].length)
		return (struct text_place){ VB_TEXT_NOWHERE, 0 };
	return (struct text_place){ first[place.insert] + place.offset, 0 };
}

static void run_singles(const struct text *t, const uint32_t *first, uint32_t run,
                        struct text *single)
{
	const struct text_insert *from = &t->runs[run].insert;
	struct text_insert insert = *from;
	size_t at = 0;

	insert.parent = place_single(t, first, from->parent);
	insert.right = place_single(t, first, from->right);
	for (uint32_t i = 0; i < t->runs[run].length; i++) {
		struct span rest = span_of(from->text.data + at, from->text.size - at);

		insert.text = span_of(rest.data, text_bytes(rest, 1));
		at += insert.text.size;
		text_insert_put(single, &insert);
		if (insert.is_left)
			insert.right = insert.parent;
		insert.is_left = false;
		insert.parent = (struct text_place){ first[run] + i, 0 };
	}
}

/* The same text with each character as an insert of its own reads the same. */
static void singles_compare(const struct text *t, const struct text_cut *cuts, uint32_t cut_count)
{
	uint32_t first[INSERTS_MAX] = { 0 };
	struct text single;

	text_init(&single);
	for (uint32_t i = 1; i < t->run_count; i++)
		first[i] = first[i - 1] + t->runs[i - 1].length;
	for (uint32_t i = 0; i < t->run_count; i++)
		run_singles(t, first, i, &single);
	for (uint32_t i = 0; i < cut_count; i++) {
		for (uint32_t j = 0; j < cuts[i].count; j++) {
			struct text_place place = { cuts[i].insert, cuts[i].from + j };

			place = place_single(t, first, place);
			text_cut_put(&single, (struct text_cut){ place.insert, 0, 1 });
		}
	}
	text_build(&single);
	must(span_is_equal(text_shown(t), text_shown(&single)));
	text_release(&single);
}

/* Puts what is in the edit into the text as well; the text is built anew. */
static void edit_apply(const struct text_edit *e, const struct text *t, struct text *out)
{
	for (uint32_t i = 0; i < t->run_count; i++) {
		struct text_insert insert = t->runs[i].insert;

		/* What is not there does not come to be there by the edit. */
		if (insert.parent.insert >= t->run_count)
			insert.parent.insert = VB_TEXT_NOWHERE;
		if (insert.right.insert >= t->run_count)
			insert.right.insert = VB_TEXT_NOWHERE;
		text_insert_put(out, &insert);
	}
	for (uint32_t i = 0; i < e->insert_count; i++)
		text_insert_put(out, &e->inserts[i]);
	for (uint32_t i = 0; i < t->cut_count; i++)
		text_cut_put(out, t->cuts[i]);
	for (uint32_t i = 0; i < e->cut_count; i++)
		text_cut_put(out, e->cuts[i]);
	text_build(out);
}

static void edit_try(const struct text *t, struct span wanted)
{
	struct text_edit e;
	struct text edited;

	text_edit_init(&e);
	text_init(&edited);
	must(text_edit_find(&e, t, wanted) == 0);
	edit_apply(&e, t, &edited);
	must(span_is_equal(text_shown(&edited), wanted));
	text_release(&edited);
	text_edit_release(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf bytes, wanted;
	struct text_cut *cuts;
	struct cursor c;
	struct text t;
	uint32_t count;

	text_init(&t);
	buf_init(&bytes, 4 * 16 * INSERTS_MAX);
	buf_init(&wanted, VB_TEXT_MAX_BYTES);
	must(buf_extend(&bytes, bytes.max) != NULL);
	buf_clear(&bytes);
	cursor_init(&c, span_of(data, size));
	text_read(&c, &t, &bytes);
	count = t.cut_count;
	cuts = calloc(count + 1, sizeof(*cuts));
	if (cuts == NULL)
		abort();
	for (uint32_t i = 0; i < count; i++)
		cuts[i] = t.cuts[i];
	text_build(&t);
	must(utf8_is_valid(text_shown(&t)));
	singles_compare(&t, cuts, count);
	count = cursor_left(&c) < CHARACTERS_MAX ? (uint32_t)cursor_left(&c) : CHARACTERS_MAX;
	characters_put(&wanted, cursor_take(&c, count));
	edit_try(&t, buf_span(&wanted));
	free(cuts);
	buf_release(&bytes);
	buf_release(&wanted);
	text_release(&t);
	return 0;
}
