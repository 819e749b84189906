/*
 * invited: which of the notes about a seat counts, what belongs to an edition, and that both stay quick where an office has
 * made thousands of editions; by hand.
 */
#include "cli/invited.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static const char *number(unsigned n)
{
	static char texts[8][40];
	static size_t next;

	next = (next + 1) % 8;
	(void)snprintf(texts[next], sizeof(texts[next]), "%032x", n);
	return texts[next];
}

/* Adds a record with up to two fields; the caller may give it more. */
static struct json *add(struct json *list, unsigned id, const char *a, const char *is_a,
                        const char *b, const char *is_b)
{
	struct json *record = json_new_map();
	struct json *fields = json_new_map();
	struct json *kept = fields;

	json_put_text(record, "id", number(id));
	if (a != NULL)
		json_put_text(fields, a, is_a);
	if (b != NULL)
		json_put_text(fields, b, is_b);
	json_put(record, "fields", &fields);
	json_add(list, &record);
	return kept;
}

static struct invited invited;
static struct json *notes;

static void begin(void)
{
	memset(&invited, 0, sizeof(invited));
	invited.edition_records = json_new_list();
	invited.item_records = json_new_list();
	notes = json_new_list();
}

static void settle(void)
{
	invited_settle(&invited);
	invited_keep_notes(&invited, notes);
	json_destroy(&notes);
}

static void add_note(unsigned id, const char *edition, const char *seat, const char *state)
{
	struct json *fields = add(notes, id, "edition", edition, "state", state);

	json_put_text(fields, "membership", seat);
}

static const char *note_of(uint32_t edition, const char *seat)
{
	const char *id = json_get_text(invited_note(&invited, edition, seat), "id");

	return id != NULL ? id : "none";
}

/* The last digits of all that belongs to an edition. */
static const char *ids_of(uint32_t edition)
{
	static char text[200];
	struct json *ids = invited_ids(&invited, edition);
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < json_count(ids); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i > 0 ? " " : "",
		                         json_text(json_at(ids, i)) + 30);
	json_destroy(&ids);
	return text;
}

/* Editions 0x10 (taken back), 0x11, 0x12, which stand in another order; seats 0xa1, 0xa2. */
static void test_notes(void)
{
	begin();
	(void)add(invited.edition_records, 0x12, NULL, NULL, NULL, NULL);
	(void)add(invited.edition_records, 0x11, NULL, NULL, NULL, NULL);
	json_put_bool(add(invited.edition_records, 0x10, NULL, NULL, NULL, NULL), "withdrawn",
	              true);
	(void)add(invited.item_records, 0x21, "edition", number(0x12), "agendaItem", number(0x31));
	(void)add(invited.item_records, 0x20, "edition", number(0x11), "agendaItem", number(0x30));
	add_note(0x40, number(0x10), number(0xa1), "delivered");
	add_note(0x41, number(0x11), number(0xa1), "waiting");
	add_note(0x42, number(0x12), number(0xa1), "waiting");
	add_note(0x43, number(0x11), number(0xa2), "letter");
	add_note(0x44, number(0x11), number(0xa1), "delivered");
	add_note(0x45, number(0x11), number(0xa1), "letter");
	add_note(0x46, number(0x11), NULL, "delivered");
	add_note(0x47, number(0x99), number(0xa1), "delivered");
	add_note(0x48, NULL, number(0xa1), "delivered");
	add_note(0x49, "nonsense", number(0xa1), "delivered");
	add_note(0x4a, number(0x11), number(0xa2), "waiting");
	settle();
	is_u64(invited_editions(&invited), 2, "two editions count");
	is_str(json_get_text(invited_edition(&invited, 0), "id"), number(0x11), "the invitation");
	is_str(json_get_text(invited_edition(&invited, 1), "id"), number(0x12), "a supplement");
	ok(invited_edition(&invited, 2) == NULL, "no other");
	is_u64(json_count(invited.notes), 7, "notes of editions that count");
	is_str(note_of(0, number(0xa1)), number(0x44), "what has arrived says most");
	is_str(note_of(0, number(0xa2)), number(0x43), "else the first");
	is_str(note_of(1, number(0xa1)), number(0x42), "of the supplement");
	is_str(note_of(1, number(0xa2)), "none", "which has none about the other");
	is_str(note_of(0, NULL), "none", "nor about nobody");
	is_str(note_of(0, ""), number(0x46), "one without a seat is about none");
	is_str(ids_of(0), "11 20 46 41 44 45 43 4a", "all of the invitation");
	is_str(ids_of(1), "12 21 42", "all of the supplement");
	is_str(ids_of(2), "", "nothing of what is not there");
	invited_release(&invited);
}

static void test_nothing(void)
{
	begin();
	settle();
	is_u64(invited_editions(&invited), 0, "nobody was invited");
	is_str(note_of(0, number(0xa1)), "none", "no note");
	is_str(ids_of(0), "", "nothing");
	invited_release(&invited);
	is_str(note_of(0, number(0xa1)), "none", "nor where notes were not read");
}

#define EDITIONS 2000u
#define SEATS 20u

static void test_many(void)
{
	unsigned right = 0;
	size_t ids = 0;

	begin();
	for (unsigned i = 0; i < EDITIONS; i++) {
		(void)add(invited.edition_records, 1 + i, NULL, NULL, NULL, NULL);
		for (unsigned k = 0; k < SEATS; k++)
			add_note(0x100000u + i * SEATS + k, number(1 + i), number(0xa00000u + k),
			         "waiting");
	}
	settle();
	for (unsigned i = 0; i < EDITIONS; i++) {
		struct json *all = invited_ids(&invited, i);

		ids += json_count(all);
		json_destroy(&all);
		for (unsigned k = 0; k < SEATS; k++)
			right += strcmp(note_of(i, number(0xa00000u + k)),
			                number(0x100000u + i * SEATS + k)) == 0;
	}
	is_u64(right, EDITIONS * SEATS, "thousands of editions, each with its notes");
	is_u64(ids, EDITIONS * (SEATS + 1), "and its numbers");
	invited_release(&invited);
}

int main(void)
{
	test_notes();
	test_nothing();
	test_many();
	return done();
}
