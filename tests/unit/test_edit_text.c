/*
 * edit_text: offices that edit one text, write each what they changed, and read the same afterwards; what the body says
 * by SPEC.md 8.1; what does not fit. The field has no number in the table of kinds: form alone counts.
 */
#include "protocol/merge/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "protocol/merge/merged_text.h"
#include "tests/tap.h"
#include "tests/unit/desk.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

#define FIELD 900u
#define OFFICES 3u
#define ROUNDS 60u

static const char *shown(struct desk *o)
{
	static char out[65536];
	struct text t;
	struct span text;

	text_init(&t);
	merged_text_read(&o->m, FIELD, &t);
	text = text_shown(&t);
	if (text.size >= sizeof(out))
		bail("too much text");
	memcpy(out, text.data != NULL ? text.data : (const uint8_t *)"", text.size);
	out[text.size] = '\0';
	text_release(&t);
	return out;
}

/* The office makes the text this one; creates the record if need be. */
static void office_edit(struct desk *o, const char *text, struct letter *out)
{
	static const uint8_t meeting[18] = { 0xc4, 16, 1 };
	const struct kind_field *field = kind_field_by_name(o->kind, span_of_str("meeting"));
	struct edit e;

	edit_init(&e, &o->m, o->kind);
	if (!o->m.exists)
		is_err(edit_set(&e, field, span_of(meeting, sizeof(meeting))), 0, "a create");
	if (edit_text(&e, FIELD, span_of_str(text)) != 0)
		bail("no edit");
	desk_write(o, &e, out);
}

/* One writes, the other answers at two places while the first goes on: nothing of either is lost or mixed. */
static void test_two(void)
{
	struct desk a, b;
	struct letter first, left, right, last;

	desk_init(&a, 1, VB_KIND_AGENDA_ITEM);
	desk_init(&b, 2, VB_KIND_AGENDA_ITEM);
	office_edit(&a, "Der Bericht wird vertagt.", &first);
	is_str(shown(&a), "Der Bericht wird vertagt.", "written");
	is_err(desk_receive(&b, &first), 0, "received");
	office_edit(&a, "Der Bericht wird bis Mai vertagt.", &left);
	office_edit(&b, "TOP 3: Der Bericht wird nicht vertagt.", &right);
	is_err(desk_receive(&a, &right), 0, "the answer arrives");
	is_err(desk_receive(&b, &left), 0, "there, too");
	is_str(shown(&a), "TOP 3: Der Bericht wird bis Mai nicht vertagt.", "both are there");
	ok(desk_is_equal(&a, &b), "and in both offices the same");
	office_edit(&b, "", &last);
	is_str(shown(&b), "", "all is cut");
	letter_release(&first);
	letter_release(&left);
	letter_release(&right);
	letter_release(&last);
	desk_release(&a);
	desk_release(&b);
}

/* What the body says: names with offsets, one run for each place, cuts in one change. */
static void test_body(void)
{
	struct letter first, second;
	struct change_walk walk;
	struct change change;
	struct change_insert insert;
	struct change_cut cut;
	struct list cuts;
	struct desk a;

	desk_init(&a, 1, VB_KIND_AGENDA_ITEM);
	office_edit(&a, "abc def", &first);
	change_walk_init(&walk, &first.body);
	ok(change_next(&walk, &change) && change_next(&walk, &change), "the text comes last");
	ok(change.op == VB_OP_INSERT &&
	           span_is_equal(change.value, hex("93 c0 01 a7 61626320646566")),
	   "an insert at the root");
	office_edit(&a, "abXc deZ", &second);
	is_int(second.body.logs.count, 1, "one log is named");
	is_int(second.body.changes.count, 3, "three changes");
	change_walk_init(&walk, &second.body);
	ok(change_next(&walk, &change) && change.op == VB_OP_INSERT, "an insert");
	change_insert_read(&change, &insert);
	ok(insert.has_parent && insert.parent.insert.index == 1 && insert.parent.offset == 2 &&
	           span_is_equal(insert.rest, hex("00 a1 58")),
	   "X before the third character");
	ok(change_next(&walk, &change) && change.op == VB_OP_INSERT, "an insert");
	change_insert_read(&change, &insert);
	ok(insert.has_parent && insert.parent.offset == 6 && !insert.has_right &&
	           span_is_equal(insert.rest, hex("00 a1 5a")),
	   "Z before the one that it replaces");
	ok(change_next(&walk, &change) && change.op == VB_OP_CUT, "a cut");
	cuts = change_cuts(&change);
	ok(change_next_cut(&cuts, &cut) && cut.from == 6 && cut.count == 1, "of that");
	ok(!change_next_cut(&cuts, &cut), "and of nothing else");
	letter_release(&first);
	letter_release(&second);
	desk_release(&a);
}

/* The text with a word put in somewhere, and now and then something taken away. */
static void text_change(struct seeded *random, const char *old, unsigned office, char *out)
{
	size_t size = strlen(old), at = (size_t)seeded_below(random, size + 1);
	size_t drop = size - at < 6 ? 0 : (size_t)seeded_below(random, 6);

	if (seeded_below(random, 2) == 0)
		drop = 0;
	snprintf(out, 4096, "%.*s<%u.%u>%s", (int)at, old, office,
	         (unsigned)seeded_below(random, 100), old + at + drop);
}

/* Three offices write and hear of each other late; in the end all read the same. */
static void test_three(void)
{
	struct desk *offices = calloc(OFFICES, sizeof(*offices));
	struct letter *letters = calloc(ROUNDS + 1, sizeof(*letters));
	uint32_t heard[OFFICES] = { 1, 0, 0 };
	uint32_t from[ROUNDS + 1] = { 0 };
	struct seeded random = { 33 };
	char wanted[4096];
	unsigned wrong = 0;

	if (offices == NULL || letters == NULL)
		abort();
	for (unsigned i = 0; i < OFFICES; i++)
		desk_init(&offices[i], (uint8_t)(i + 1), VB_KIND_AGENDA_ITEM);
	office_edit(&offices[0], "Protokoll der Sitzung", &letters[0]);
	for (uint32_t round = 1; round <= ROUNDS + OFFICES; round++) {
		uint32_t i = round > ROUNDS ? round - ROUNDS - 1
		                            : (uint32_t)seeded_below(&random, OFFICES);
		uint32_t until = round > ROUNDS ? ROUNDS + 1 : round;

		/* Whoever writes has heard of all before, or of nothing new. */
		if (round > ROUNDS || round < OFFICES * 2 || seeded_below(&random, 3) == 0) {
			for (; heard[i] < until; heard[i]++) {
				if (from[heard[i]] != i &&
				    desk_receive(&offices[i], &letters[heard[i]]) != 0)
					bail("a letter is not applied");
			}
		}
		if (round > ROUNDS)
			continue;
		if (!offices[i].m.exists)
			i = 0;
		text_change(&random, shown(&offices[i]), i, wanted);
		office_edit(&offices[i], wanted, &letters[round]);
		from[round] = i;
		wrong += strcmp(shown(&offices[i]), wanted) != 0;
	}
	is_int(wrong, 0, "each reads what it wrote");
	for (unsigned i = 1; i < OFFICES; i++)
		ok(desk_is_equal(&offices[0], &offices[i]), "the same record in office %u", i + 1);
	snprintf(wanted, sizeof(wanted), "%s", shown(&offices[0]));
	ok(strlen(wanted) > ROUNDS, "with what they wrote");
	is_str(shown(&offices[2]), wanted, "and the same text");
	for (uint32_t i = 0; i <= ROUNDS; i++)
		letter_release(&letters[i]);
	for (unsigned i = 0; i < OFFICES; i++)
		desk_release(&offices[i]);
	free(letters);
	free(offices);
}

static void test_refused(void)
{
	char *large = malloc(VB_TEXT_MAX_BYTES + 2);
	struct letter first;
	struct body body;
	struct desk a;
	struct edit e;

	if (large == NULL)
		abort();
	memset(large, 'x', VB_TEXT_MAX_BYTES + 1);
	desk_init(&a, 1, VB_KIND_AGENDA_ITEM);
	office_edit(&a, "alt", &first);
	edit_init(&e, &a.m, a.kind);
	/* limit VB_TEXT_MAX_BYTES */
	is_err(edit_text(&e, FIELD, span_of(large, VB_TEXT_MAX_BYTES + 1)), VB_ERR_TOO_LARGE,
	       "more than an insert holds");
	ok(!edit_has_changes(&e), "and nothing is left of it");
	is_err(edit_text(&e, FIELD, span_of_str("\xff")), VB_ERR_BAD_UTF8, "no text");
	is_err(edit_text(&e, FIELD, span_of(large, VB_TEXT_MAX_BYTES)), 0, "as much as it holds");
	is_err(edit_finish(&e, &body), 0, "fits a body");
	is_err(edit_text(&e, FIELD, span_of_str("alt")), 0, "the last word counts");
	ok(!edit_has_changes(&e), "and what is already so is no change");
	edit_release(&e);
	free(large);
	letter_release(&first);
	desk_release(&a);
}

int main(void)
{
	test_two();
	test_body();
	test_three();
	test_refused();
	return done();
}
