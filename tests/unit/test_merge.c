/*
 * merge: what two or three offices get that write at the same time, case by case, with the outcome worked out by hand
 * from SPEC.md 8; rights and form; and the end of a record that grows too much. Orders: test_merge_orders.
 */
#include "protocol/merge/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/desk.h"
#include "tests/unit/vectors.h"

/* Two offices that both have a record, which the first created with this name. */
struct pair {
	struct desk a, b;
	struct letter created;
};

static void pair_init(struct pair *p, uint32_t kind, const char *field, const char *text)
{
	desk_init(&p->a, 1, kind);
	desk_init(&p->b, 2, kind);
	desk_set(&p->a, field, text, &p->created);
	if (desk_receive(&p->b, &p->created) != 0)
		bail("the create is not applied");
}

static void pair_release(struct pair *p)
{
	desk_release(&p->a);
	desk_release(&p->b);
	letter_release(&p->created);
}

/* Both get what the other wrote. */
static void pair_exchange(struct pair *p, struct letter *from_a, struct letter *from_b)
{
	is_err(desk_receive(&p->a, from_b), 0, "the first office gets the second's");
	is_err(desk_receive(&p->b, from_a), 0, "the second office gets the first's");
	ok(desk_is_equal(&p->a, &p->b), "both hold the same bytes");
	letter_release(from_a);
	letter_release(from_b);
}

static void test_registers(void)
{
	struct pair p;
	struct letter from_a, from_b, later;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	p.a.next.hlc.v = 5000;
	p.b.next.hlc.v = 4000;
	desk_set(&p.a, "name", "Runde", &from_a);
	desk_set(&p.b, "name", "Treffen", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	is_str(desk_value(&p.b, "name"), "Runde", "of concurrent values the later clock wins");
	/* The clock only breaks ties: who saw a value replaces it, whatever his clock says. */
	p.b.next.hlc.v = 10;
	desk_set(&p.b, "name", "Forum", &from_b);
	is_err(desk_receive(&p.a, &from_b), 0, "an edit with a slow clock");
	is_str(desk_value(&p.a, "name"), "Forum", "replaces what it saw");
	desk_set(&p.a, "name", NULL, &later);
	is_err(desk_receive(&p.b, &later), 0, "a clearing");
	is_str(desk_value(&p.b, "name"), "", "clears");
	letter_release(&from_b);
	letter_release(&later);
	pair_release(&p);
}

/* The order of the tie breakers: HLC, then author, incarnation, seq, index. Each row wins over the one before. */
static void test_ties(void)
{
	static const struct {
		uint64_t hlc;
		uint8_t author;
		uint64_t incarnation, seq;
	} rows[] = {
		{ 7, 9, 9, 9 }, { 8, 1, 9, 9 }, { 8, 2, 1, 9 }, { 8, 2, 2, 1 }, { 8, 2, 2, 2 }
	};
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list two = { hex("93 02 00 a161  93 02 00 a162"), 2 };
	struct letter letters[5];
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "room", "5");
	for (unsigned i = 0; i < 5; i++) {
		struct merge_entry *next = &p.b.next;

		next->hlc.v = rows[i].hlc;
		memset(next->log.author.b, rows[i].author, VB_HASH_BYTES);
		memset(next->log.id.b, (int)(100 - i), VB_HASH_BYTES);
		next->log.incarnation = rows[i].incarnation;
		next->seq = rows[i].seq;
		two.packed = hex("93 02 00 a161  93 02 00 a162");
		((uint8_t *)(uintptr_t)two.packed.data)[9] = (uint8_t)('b' + i);
		desk_compose(&p.b, VB_VERB_EDIT, &no_logs, &two, &letters[i]);
	}
	for (unsigned i = 5; i-- > 0;) {
		char want[] = { (char)('b' + 4), '\0' };

		is_err(desk_receive(&p.a, &letters[i]), 0, "row %u", i);
		is_str(desk_value(&p.a, "name"), want, "the greatest wins, rows %u to 4", i);
	}
	for (unsigned i = 0; i < 5; i++) {
		char want[] = { (char)('b' + i), '\0' };

		is_err(desk_receive(&p.b, &letters[i]), 0, "row %u", i);
		is_str(desk_value(&p.b, "name"), want, "row %u wins over those before", i);
		letter_release(&letters[i]);
	}
	ok(desk_is_equal(&p.a, &p.b), "both hold the same bytes");
	pair_release(&p);
}

static void test_sets(void)
{
	struct letter from_a, from_b;
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	desk_members(&p.a, "keyword", "Sprache Arbeit", &from_a);
	is_err(desk_receive(&p.b, &from_a), 0, "two members");
	letter_release(&from_a);
	desk_members(&p.a, "keyword", "Sprache", &from_a);
	desk_members(&p.b, "keyword", "Sprache Arbeit Wohnen", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	is_str(desk_list(&p.a, "keyword"), "Sprache Wohnen", "one removed, one added");
	desk_members(&p.a, "keyword", "", &from_a);
	desk_members(&p.b, "keyword", "Wohnen Arbeit", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	is_str(desk_list(&p.a, "keyword"), "Arbeit", "an add not seen survives the removal of all");
	desk_members(&p.a, "keyword", "Arbeit Recht", &from_a);
	desk_members(&p.b, "keyword", "Arbeit Recht", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	is_str(desk_list(&p.a, "keyword"), "Arbeit Recht", "added twice, it counts once");
	desk_members(&p.a, "keyword", "Arbeit", &from_a);
	is_err(desk_receive(&p.b, &from_a), 0, "and is removed at once");
	is_str(desk_list(&p.b, "keyword"), "Arbeit", "with both its adds");
	letter_release(&from_a);
	pair_release(&p);
}

static void test_delete_against_edit(void)
{
	struct letter from_a, from_b;
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	desk_delete(&p.a, &from_a);
	ok(merged_is_deleted(&p.a.m) && !merged_is_deleted(&p.b.m), "deleted at the first office");
	desk_set(&p.b, "room", "Saal", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	ok(!merged_is_deleted(&p.a.m), "where edits win a concurrent edit keeps it");
	is_str(desk_value(&p.a, "name"), "Sitzung", "with all its values");
	/* Now both saw the delete; a delete that names everything deletes. */
	desk_delete(&p.b, &from_b);
	is_err(desk_receive(&p.a, &from_b), 0, "a second delete");
	ok(merged_is_deleted(&p.a.m) && desk_is_equal(&p.a, &p.b), "deletes");
	letter_release(&from_b);
	desk_undelete(&p.a, &from_a);
	is_err(desk_receive(&p.b, &from_a), 0, "an undelete");
	ok(!merged_is_deleted(&p.b.m) && desk_is_equal(&p.a, &p.b), "brings it back");
	is_str(desk_value(&p.b, "room"), "Saal", "with all its values");
	letter_release(&from_a);
	pair_release(&p);
}

static void test_delete_against_remove(void)
{
	struct letter from_a, from_b;
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	desk_members(&p.a, "keyword", "Arbeit", &from_a);
	is_err(desk_receive(&p.b, &from_a), 0, "a member");
	letter_release(&from_a);
	desk_delete(&p.a, &from_a);
	desk_members(&p.b, "keyword", "", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	ok(merged_is_deleted(&p.a.m), "a concurrent remove does not keep the record");
	pair_release(&p);
}

static void test_delete_wins(void)
{
	struct letter from_a, from_b;
	struct pair p;

	pair_init(&p, VB_KIND_PERSON, "name", "A. Muster");
	desk_delete(&p.a, &from_a);
	desk_set(&p.b, "name", "B. Muster", &from_b);
	pair_exchange(&p, &from_a, &from_b);
	ok(merged_is_deleted(&p.a.m), "where delete wins a concurrent edit does not keep it");
	/* Editing what one knows to be deleted brings it back. */
	desk_set(&p.a, "name", "C. Muster", &from_a);
	is_err(desk_receive(&p.b, &from_a), 0, "an edit that saw the delete");
	ok(!merged_is_deleted(&p.b.m), "brings it back");
	is_str(desk_value(&p.b, "name"), "C. Muster", "with its value");
	letter_release(&from_a);
	pair_release(&p);
}

static void test_two_deletes(void)
{
	struct letter from_a, from_b;
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	desk_delete(&p.a, &from_a);
	desk_delete(&p.b, &from_b);
	pair_exchange(&p, &from_a, &from_b);
	ok(merged_is_deleted(&p.a.m), "deleted twice");
	desk_set(&p.a, "room", "Saal", &from_a);
	is_err(desk_receive(&p.b, &from_a), 0, "an edit names both deletes");
	ok(!merged_is_deleted(&p.b.m), "and brings the record back");
	desk_set(&p.b, "room", "Diele", &from_b);
	ok(!merged_is_deleted(&p.b.m), "and it stays");
	letter_release(&from_a);
	letter_release(&from_b);
	pair_release(&p);
}

static void test_dispute(void)
{
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list changes = { hex("93 11 00 01"), 1 };
	struct letter from_a, from_b, third;
	const struct span *values = NULL;
	struct pair p;
	const struct kind_field *start;
	struct edit e;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	start = kind_field_by_name(p.a.kind, span_of_str("start"));
	desk_compose(&p.a, VB_VERB_EDIT, &no_logs, &changes, &from_a);
	is_err(desk_receive(&p.a, &from_a), 0, "a start");
	is_int(merged_disputes(&p.a.m, start, &values), 0, "one value is no dispute");
	p.b.next.hlc.v = 9000;
	changes.packed = hex("93 11 00 02");
	desk_compose(&p.b, VB_VERB_EDIT, &no_logs, &changes, &from_b);
	is_err(desk_receive(&p.b, &from_b), 0, "another start");
	pair_exchange(&p, &from_a, &from_b);
	is_int(merged_disputes(&p.a.m, start, &values), 2, "two values are in dispute");
	ok(span_is_equal(values[0], hex("02")) && span_is_equal(values[1], hex("01")),
	   "the winning one first");
	edit_init(&e, &p.b.m, p.b.kind);
	is_err(edit_set(&e, start, hex("01")), 0, "somebody decides for one of them");
	desk_write(&p.b, &e, &third);
	is_err(desk_receive(&p.a, &third), 0, "the decision");
	is_int(merged_disputes(&p.a.m, start, &values), 0, "ends the dispute");
	letter_release(&third);
	pair_release(&p);
}

static void test_waiting(void)
{
	struct letter first, second, third;
	struct desk a, b;

	desk_init(&a, 1, VB_KIND_MEETING);
	desk_init(&b, 2, VB_KIND_MEETING);
	desk_set(&a, "name", "x", &first);
	desk_set(&a, "name", "y", &second);
	desk_members(&a, "keyword", "z", &third);
	is_err(desk_receive(&b, &third), VB_ERR_HELD, "an edit before the create");
	ok(b.wait.for_create, "waits for the create, though it names nothing");
	ok(!b.m.exists, "and has no effect");
	is_err(desk_receive(&b, &first), 0, "the create");
	is_err(desk_receive(&b, &third), 0, "then the edit");
	letter_release(&third);
	desk_set(&a, "name", "w", &third);
	is_err(desk_receive(&b, &third), VB_ERR_HELD, "an edit of a value not seen here");
	ok(!b.wait.for_create && b.wait.seq == 1 &&
	           log_id_is_equal(&b.wait.log, &second.entry.log.id),
	   "waits for what it names");
	is_str(desk_value(&b, "name"), "x", "and has no effect");
	is_err(desk_receive(&b, &second), 0, "that arrives");
	is_err(desk_receive(&b, &third), 0, "then the edit");
	ok(desk_is_equal(&a, &b), "both hold the same bytes");
	letter_release(&first);
	letter_release(&second);
	letter_release(&third);
	desk_release(&a);
	desk_release(&b);
}

/* ---- one who names much, and lets it come slowly ---- */

#define NAMED 200u

struct slowly {
	uint64_t here; /* entries that have come */
};

static bool has_come(void *ctx, const struct log_id *log, uint64_t seq,
                     const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	const struct slowly *s = ctx;

	(void)log;
	(void)prefix;
	return seq < s->here;
}

/* How often the letter is tried when what it names comes one by one. */
static uint32_t tries_of(struct desk *o, const struct letter *letter, uint64_t *chance)
{
	struct slowly s = { 1 };
	struct merge_view view = { .ctx = &s, .is_settled = has_come, .chance = chance };
	struct merge_wait wait = { .seq = 0 };
	uint32_t tries = 1;

	while (merge_apply(&o->m, &letter->entry, &letter->body, &view, &wait) == VB_ERR_HELD) {
		s.here = wait.seq + 1;
		tries++;
	}
	return tries;
}

static void test_waiting_for_many(void)
{
	static struct letter letters[NAMED + 2];
	uint64_t chance = 1;
	struct desk a, b, c;
	char words[NAMED * 5];
	size_t size = 0;

	desk_init(&a, 1, VB_KIND_MEETING);
	desk_init(&b, 2, VB_KIND_MEETING);
	desk_init(&c, 3, VB_KIND_MEETING);
	desk_set(&a, "name", "x", &letters[0]);
	for (uint32_t i = 0; i < NAMED; i++) {
		size += (size_t)snprintf(words + size, sizeof(words) - size, "%s%u", i ? " " : "",
		                         i);
		desk_members(&a, "keyword", words, &letters[i + 1]);
	}
	desk_delete(&a, &letters[NAMED + 1]);
	is_err(desk_receive(&b, &letters[0]), 0, "the create");
	is_err(desk_receive(&c, &letters[0]), 0, "the create");
	is_int(tries_of(&b, &letters[NAMED + 1], NULL), NAMED + 1, "in order: a try for each");
	ok(tries_of(&c, &letters[NAMED + 1], &chance) < 40, "by chance: few tries");
	ok(desk_is_equal(&b, &c), "the record is the same");
	for (uint32_t i = 0; i < NAMED + 2; i++)
		letter_release(&letters[i]);
	desk_release(&a);
	desk_release(&b);
	desk_release(&c);
}

/* An edit by hand: a change of field 2, of this kind, verb and role. */
static int edit_try(struct desk *o, uint32_t kind, uint32_t verb, enum role role, bool is_create)
{
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list changes = { hex(verb == VB_VERB_DELETE ? "93 00 03 c0" : "93 02 00 a178"), 1 };
	const struct kind *own = o->kind;
	struct letter letter;
	int err;

	o->kind = &(struct kind){ .number = kind };
	desk_compose(o, verb, &no_logs, &changes, &letter);
	o->kind = own;
	letter.entry.role = role;
	letter.entry.is_create = is_create;
	err = desk_receive(o, &letter);
	letter_release(&letter);
	return err;
}

static void test_rights(void)
{
	struct letter created;
	struct desk o;

	desk_init(&o, 1, VB_KIND_MESSAGE);
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_CREATE, VB_ROLE_RELAY, true), VB_ERR_IGNORED,
	       "a relay writes no message");
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_CREATE, VB_ROLE_GUEST, false), VB_ERR_IGNORED,
	       "a create whose record is another's");
	is_err(edit_try(&o, 12, VB_VERB_CREATE, VB_ROLE_STEWARD, true), VB_ERR_IGNORED,
	       "a kind that nobody may write");
	ok(!o.m.exists, "nothing is there");
	o.next.role = VB_ROLE_GUEST;
	desk_set(&o, "text", "Guten Tag", &created);
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_EDIT, VB_ROLE_MEMBER, false), VB_ERR_IGNORED,
	       "a member does not edit messages");
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_DELETE, VB_ROLE_MEMBER, false), VB_ERR_IGNORED,
	       "nor delete them");
	is_err(edit_try(&o, VB_KIND_LOCATION, VB_VERB_EDIT, VB_ROLE_STEWARD, false), VB_ERR_IGNORED,
	       "an edit of another kind");
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_EDIT, VB_ROLE_STEWARD, true), VB_ERR_IGNORED,
	       "an edit in an entry that could only create");
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_CREATE, VB_ROLE_STEWARD, true), VB_ERR_IGNORED,
	       "a second create");
	is_err(edit_try(&o, VB_KIND_MESSAGE, 4, VB_ROLE_STEWARD, false), VB_ERR_IGNORED,
	       "an unknown verb");
	is_str(desk_value(&o, "name"), "", "none had an effect");
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_EDIT, VB_ROLE_STEWARD, false), 0,
	       "a steward edits messages");
	is_str(desk_value(&o, "name"), "x", "with effect");
	is_err(edit_try(&o, VB_KIND_MESSAGE, VB_VERB_DELETE, VB_ROLE_STEWARD, false), 0,
	       "a steward deletes messages");
	ok(merged_is_deleted(&o.m), "and it is gone");
	letter_release(&created);
	desk_release(&o);
}

/* Fields and values that this version does not know are merged, and not seen. */
static void test_unknown(void)
{
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list changes = { hex("93 02 00 07  93 02 01 a178  93 cd0384 00 a179"), 3 };
	struct letter odd;
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	p.b.next.hlc.v = 9000;
	desk_compose(&p.b, VB_VERB_EDIT, &no_logs, &changes, &odd);
	is_err(desk_receive(&p.a, &odd), 0, "an int, an add and an unknown field");
	is_str(desk_value(&p.a, "name"), "Sitzung", "what does not fit is not seen");
	is_int(p.a.m.change_count, 4, "and kept");
	letter_release(&odd);
	desk_set(&p.a, "name", "Runde", &odd);
	is_str(desk_value(&p.a, "name"), "Runde", "an edit goes on");
	merged_find_begin(&p.a.m, 0);
	is_int(p.a.m.changes[1].is_gone + p.a.m.changes[2].is_gone, 2,
	       "and names what does not fit, too");
	letter_release(&odd);
	pair_release(&p);
}

/* Weight of an edit: its document and 256 a change. 16 MiB and not a byte more. */
static void test_overgrown(void)
{
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list changes = { span_of(NULL, 0), 1 };
	struct buf big;
	struct letter heavy, light;
	struct pair p;
	uint64_t left;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	buf_init(&big, 32000);
	buf_put(&big, "\x93\x02\x00\xda\x6d\x60", 6);
	memset(buf_extend(&big, 28000), 'x', 28000);
	changes.packed = buf_span(&big);
	desk_compose(&p.a, VB_VERB_EDIT, &no_logs, &changes, &heavy);
	is_u64(p.a.m.weight, p.created.body.document.size + 256, "weight of the create");
	left = VB_RECORD_MAX_WEIGHT - p.a.m.weight;
	for (uint64_t i = 0; i < left / (heavy.body.document.size + 256); i++) {
		heavy.entry.seq = 10 + i;
		if (merge_apply(&p.a.m, &heavy.entry, &heavy.body, NULL, NULL) != 0)
			bail("an edit is not applied");
	}
	ok(!merged_is_overgrown(&p.a.m) && !merged_is_deleted(&p.a.m), "just below the limit");
	left = VB_RECORD_MAX_WEIGHT - p.a.m.weight;
	ok(left > 200 && left < heavy.body.document.size + 256, "%u bytes are left",
	   (unsigned)left);
	p.a.m.weight = VB_RECORD_MAX_WEIGHT - heavy.body.document.size - 256;
	heavy.entry.seq = 5;
	is_err(merge_apply(&p.a.m, &heavy.entry, &heavy.body, NULL, NULL), 0, "to the last byte");
	ok(!merged_is_overgrown(&p.a.m), "it is still there");
	changes.packed = hex("93 02 00 a178");
	desk_compose(&p.a, VB_VERB_EDIT, &no_logs, &changes, &light);
	is_err(desk_receive(&p.a, &light), 0, "one more");
	ok(merged_is_overgrown(&p.a.m) && merged_is_deleted(&p.a.m), "and it is overgrown");
	is_int(p.a.m.change_count, 0, "nothing is current");
	/* limit VB_RECORD_MAX_WEIGHT */
	is_u64(p.a.m.weight, VB_RECORD_MAX_WEIGHT + 1, "the weight stops");
	letter_release(&light);
	buf_release(&big);
	letter_release(&heavy);
	pair_release(&p);
}

/* The same flood in two orders, read and written in between: the same bytes in the end. */
static void test_overgrown_orders(void)
{
	struct letter first, second;
	struct desk a, b;
	struct pair p;

	pair_init(&p, VB_KIND_MEETING, "name", "Sitzung");
	desk_set(&p.a, "room", "1", &first);
	desk_set(&p.b, "room", "2", &second);
	desk_init(&a, 3, VB_KIND_MEETING);
	desk_init(&b, 4, VB_KIND_MEETING);
	is_err(desk_receive(&a, &p.created), 0, "a record");
	is_err(desk_receive(&b, &p.created), 0, "the same record");
	a.m.weight = b.m.weight = VB_RECORD_MAX_WEIGHT - 100;
	is_err(desk_receive(&a, &first), 0, "one edit");
	is_err(desk_receive(&a, &second), 0, "and the other");
	is_err(desk_receive(&b, &second), 0, "the other edit");
	is_err(desk_receive(&b, &first), 0, "and the one");
	ok(merged_is_overgrown(&a.m) && desk_is_equal(&a, &b), "the same bytes");
	letter_release(&first);
	letter_release(&second);
	desk_release(&a);
	desk_release(&b);
	pair_release(&p);
}

int main(void)
{
	test_registers();
	test_ties();
	test_sets();
	test_delete_against_edit();
	test_delete_against_remove();
	test_delete_wins();
	test_two_deletes();
	test_dispute();
	test_waiting();
	test_waiting_for_many();
	test_rights();
	test_unknown();
	test_overgrown();
	test_overgrown_orders();
	return done();
}
