/*
 * text_edit: what a writer's inserts hang on is worked out by hand from SPEC.md 8.3; and whatever a drawn text is edited
 * to, over many rounds, is how it reads afterwards.
 */
#include "protocol/text_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define ROUNDS 400u
#define WORDS_MAX 60u
#define TEXT_SIZE (WORDS_MAX * 8)

/* A text with its inserts and cuts, which can be built again with more of them. */
struct sheet {
	struct text text;
	struct text_edit edit;
	char *kept[2 * ROUNDS + 8]; /* copies of what was put in */
	struct text_insert inserts[2 * ROUNDS * 8];
	struct text_cut cuts[2 * ROUNDS * 16];
	uint32_t kept_count, insert_count, cut_count;
};

static void sheet_build(struct sheet *s)
{
	text_clear(&s->text);
	for (uint32_t i = 0; i < s->insert_count; i++)
		text_insert_put(&s->text, &s->inserts[i]);
	for (uint32_t i = 0; i < s->cut_count; i++)
		text_cut_put(&s->text, s->cuts[i]);
	text_build(&s->text);
}

static struct sheet *sheet_new(void)
{
	struct sheet *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	text_init(&s->text);
	text_edit_init(&s->edit);
	sheet_build(s);
	return s;
}

static void sheet_destroy(struct sheet *s)
{
	for (uint32_t i = 0; i < s->kept_count; i++)
		free(s->kept[i]);
	text_release(&s->text);
	text_edit_release(&s->edit);
	free(s);
}

/* Edits the sheet to read like this; the inserts get the next numbers. */
static void sheet_edit(struct sheet *s, const char *wanted)
{
	char *copy = strdup(wanted);

	if (copy == NULL)
		abort();
	s->kept[s->kept_count++] = copy;
	if (text_edit_find(&s->edit, &s->text, span_of_str(copy)) != 0)
		bail("no edit");
	for (uint32_t i = 0; i < s->edit.insert_count; i++)
		s->inserts[s->insert_count++] = s->edit.inserts[i];
	for (uint32_t i = 0; i < s->edit.cut_count; i++)
		s->cuts[s->cut_count++] = s->edit.cuts[i];
	sheet_build(s);
}

static bool is_reading(const struct sheet *s, const char *wanted)
{
	return span_is_equal(text_shown(&s->text), span_of_str(wanted));
}

static void is_place(struct text_place got, uint32_t insert, uint32_t offset, const char *name)
{
	ok(got.insert == insert && got.offset == offset, "%s", name);
}

/* The only insert of the last edit. */
static const struct text_insert *only_insert(const struct sheet *s, const char *text)
{
	is_int(s->edit.insert_count, 1, "one insert");
	ok(span_is_equal(s->edit.inserts[0].text, span_of_str(text)), "of %s", text);
	return &s->edit.inserts[0];
}

static void test_places(void)
{
	struct sheet *s = sheet_new();
	const struct text_insert *insert;

	sheet_edit(s, "Anwesend: Ada.");
	insert = only_insert(s, "Anwesend: Ada.");
	ok(!insert->is_left, "the first text hangs on the right of the root");
	is_place(insert->parent, VB_TEXT_NOWHERE, 0, "on the root");
	is_place(insert->right, VB_TEXT_NOWHERE, 0, "with the end behind it");
	is_int(s->edit.cut_count, 0, "nothing is cut");
	sheet_edit(s, "Anwesend: Ada. Ende");
	insert = only_insert(s, " Ende");
	ok(!insert->is_left, "at the end: on the right");
	is_place(insert->parent, 0, 13, "of the last character");
	is_place(insert->right, VB_TEXT_NOWHERE, 0, "with the end behind it");
	sheet_edit(s, "Anwesend: Ada, Bea. Ende");
	insert = only_insert(s, ", Bea");
	ok(insert->is_left, "in the middle of a run: on the left");
	is_place(insert->parent, 0, 13, "of the character behind");
	sheet_edit(s, "Anwesend: Ada, Bea, Cem. Ende");
	insert = only_insert(s, ", Cem");
	ok(!insert->is_left, "behind what was put in: on its right, for nothing hangs there");
	is_place(insert->parent, 2, 4, "of its last character");
	is_place(insert->right, 0, 13, "and what follows is told");
	sheet_edit(s, "(1) Anwesend: Ada, Bea, Cem. Ende");
	insert = only_insert(s, "(1) ");
	ok(insert->is_left, "at the beginning: on the left");
	is_place(insert->parent, 0, 0, "of the first character");
	is_int(s->edit.cut_count, 0, "nothing is cut");
	sheet_destroy(s);
}

/* Cut characters keep their places: what is put in there stands before them. */
static void test_places_beside_cuts(void)
{
	struct sheet *s = sheet_new();
	const struct text_insert *insert;

	sheet_edit(s, "alt");
	sheet_edit(s, "");
	is_int(s->edit.cut_count, 1, "one cut");
	ok(s->edit.cuts[0].insert == 0 && s->edit.cuts[0].from == 0 && s->edit.cuts[0].count == 3,
	   "of all");
	ok(is_reading(s, ""), "nothing is left");
	sheet_edit(s, "neu");
	insert = only_insert(s, "neu");
	ok(insert->is_left, "the root has something on its right, so: on the left");
	is_place(insert->parent, 0, 0, "of the first character, though it is cut");
	sheet_edit(s, "neu!");
	insert = only_insert(s, "!");
	is_place(insert->parent, 1, 2, "behind the last one shown");
	is_place(insert->right, 0, 0, "with a cut character as right neighbour");
	sheet_edit(s, "alt!");
	ok(is_reading(s, "alt!"), "what was cut does not come back, it is put in anew");
	is_int(s->edit.cut_count, 1, "the word that it replaces is cut");
	sheet_destroy(s);
}

/* A text of drawn words. */
static void words_draw(struct seeded *random, char out[static TEXT_SIZE])
{
	static const char *const words[] = { "TOP ",         "\xc3\x96", "ja ", "nein ",
		                             "\xe2\x82\xac", "\n",       "a",   "b" };
	uint64_t count = seeded_below(random, WORDS_MAX);
	size_t at = 0;

	out[0] = '\0';
	for (uint64_t i = 0; i < count; i++) {
		const char *word = words[seeded_below(random, sizeof(words) / sizeof(words[0]))];

		at += (size_t)snprintf(out + at, TEXT_SIZE - at, "%s", word);
	}
}

/* Keeps most of the text and draws the rest anew. */
static void words_change(struct seeded *random, const char *old, char out[static TEXT_SIZE])
{
	char drawn[TEXT_SIZE];
	size_t keep = strlen(old), at = keep > 0 ? (size_t)seeded_below(random, keep) : 0;
	size_t behind;
	struct buf b;

	words_draw(random, drawn);
	if (seeded_below(random, 8) > 0)
		drawn[seeded_below(random, 2) == 0 ? 0 : strcspn(drawn, " \n")] = '\0';
	while (at > 0 && ((unsigned char)old[at] & 0xc0) == 0x80)
		at--;
	behind = seeded_below(random, 2) == 0 ? at + strcspn(old + at, " \n") : at;
	buf_init(&b, TEXT_SIZE - 1);
	buf_put(&b, old, at);
	buf_put(&b, drawn, strlen(drawn));
	buf_put(&b, old + behind, keep - behind);
	if (b.err != 0 || b.size == 0) {
		words_draw(random, out);
	} else {
		memcpy(out, b.data, b.size);
		out[b.size] = '\0';
	}
	buf_release(&b);
}

static void test_drawn(void)
{
	struct sheet *s = sheet_new();
	char texts[2][TEXT_SIZE];
	struct seeded random = { 21 };
	unsigned wrong = 0, most = 0;

	words_draw(&random, texts[0]);
	for (unsigned round = 0; round < ROUNDS; round++) {
		const char *old = texts[round % 2];
		char *new = texts[(round + 1) % 2];

		words_change(&random, old, new);
		sheet_edit(s, new);
		wrong += !is_reading(s, new);
		if (s->edit.insert_count > most)
			most = s->edit.insert_count;
		if (s->insert_count > 2 * ROUNDS * 7 || s->cut_count > 2 * ROUNDS * 14)
			break;
	}
	is_int(wrong, 0, "every edit reads as it was wanted");
	ok(most > 1, "some put in at several places: %u", most);
	sheet_destroy(s);
}

/* More places than one body has changes for: neighbours are told together. */
static void test_many_places(void)
{
	struct sheet *s = sheet_new();
	char old[3001], new[3001];

	old[3000] = '\0';
	for (size_t i = 0; i < 3000; i++)
		old[i] = new[i] = (char)('a' + i % 23);
	new[3000] = '\0';
	for (size_t i = 0; i < 3000; i += 5)
		new[i] = 'X';
	sheet_edit(s, old);
	sheet_edit(s, new);
	ok(is_reading(s, new), "six hundred places at once");
	is_int(s->edit.insert_count, VB_TEXT_EDIT_MAX_INSERTS, "are as many inserts as fit");
	sheet_destroy(s);
}

static void test_refused(void)
{
	struct sheet *s = sheet_new();
	char *large = malloc(VB_TEXT_MAX_BYTES + 2);

	if (large == NULL)
		abort();
	memset(large, 'x', VB_TEXT_MAX_BYTES + 1);
	large[VB_TEXT_MAX_BYTES + 1] = '\0';
	is_err(text_edit_find(&s->edit, &s->text, span_of_str("a\xff")), VB_ERR_BAD_UTF8,
	       "what is no text");
	is_err(text_edit_find(&s->edit, &s->text, span_of(large, VB_TEXT_MAX_BYTES + 1)),
	       VB_ERR_TOO_LARGE, "more than one insert holds");
	is_err(text_edit_find(&s->edit, &s->text, span_of(large, VB_TEXT_MAX_BYTES)), 0,
	       "as much as one holds");
	is_err(text_edit_find(&s->edit, &s->text, span_of(NULL, 0)), 0, "nothing");
	is_int(s->edit.insert_count + s->edit.cut_count, 0, "of nothing is no change");
	free(large);
	sheet_destroy(s);
}

int main(void)
{
	test_places();
	test_places_beside_cuts();
	test_drawn();
	test_many_places();
	test_refused();
	return done();
}
