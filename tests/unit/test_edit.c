/*
 * edit: what becomes of wishes: no change where all is so already, the names of everything seen, the errors; and a
 * record too large for one delete goes all the same.
 */
#include "protocol/merge/edit.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/desk.h"
#include "tests/unit/vectors.h"

static const struct kind_field *field_of(const struct edit *e, const char *name)
{
	const struct kind_field *field = kind_field_by_name(e->kind, span_of_str(name));

	if (field == NULL)
		bail("no field %s", name);
	return field;
}

/* Wishes a register to have a text; "" clears. */
static int wish(struct edit *e, const char *field, const char *text)
{
	struct buf b;
	int err;

	buf_init(&b, VB_BODY_MAX_BYTES * 2);
	if (text[0] != '\0')
		pack_cstr(&b, text);
	err = edit_set(e, field_of(e, field), buf_span(&b));
	buf_release(&b);
	return err;
}

/* The change at that index of a finished body, which must be good in form. */
static struct change change_at(const struct body *body, uint32_t index)
{
	struct change_walk walk;
	struct change change = { 0 };

	is_err(change_check(body), 0, "the body is good");
	change_walk_init(&walk, body);
	for (uint32_t i = 0; i <= index; i++) {
		if (!change_next(&walk, &change))
			bail("only %u changes", (unsigned)i);
	}
	return change;
}

static void test_create(void)
{
	struct change change;
	struct merged m;
	struct edit e;
	struct body body;

	merged_init(&m);
	edit_init(&e, &m, kind_by_number(VB_KIND_AGENDA_ITEM));
	ok(!edit_has_changes(&e), "nothing is wished yet");
	is_err(edit_finish(&e, &body), VB_ERR_MISSING_VALUE, "a create without its required field");
	is_err(wish(&e, "result", "vertagt"), 0, "a field");
	is_err(wish(&e, "name", "Bericht"), 0, "another");
	is_err(wish(&e, "name", "Anfrage"), 0, "the same again: the last word counts");
	is_err(wish(&e, "itemType", ""), 0, "clearing what is not there is no change");
	is_err(edit_finish(&e, &body), VB_ERR_MISSING_VALUE, "the required field is still missing");
	is_err(edit_set(&e, field_of(&e, "meeting"), hex("c410 00112233445566778899aabbccddeeff")),
	       0, "now it is there");
	is_err(edit_finish(&e, &body), 0, "the edit is a body");
	is_int(body.kind, VB_KIND_AGENDA_ITEM, "its kind");
	is_int(body.verb, VB_VERB_CREATE, "its verb");
	is_int(body.logs.count, 0, "it names nothing");
	is_int(body.changes.count, 3, "three changes");
	change = change_at(&body, 0);
	ok(change.field == VB_FIELD_NAME && span_is_equal(change.value, hex("a7 416e6672616765")),
	   "by field, the name first");
	change = change_at(&body, 2);
	is_int(change.field, 19, "the result last");
	edit_release(&e);
	merged_release(&m);
}

static void test_errors(void)
{
	/* limit VB_LIST_MAX_COUNT */
	struct span many[VB_LIST_MAX_COUNT + 1];
	struct merged m;
	struct edit e;
	struct body body;

	for (size_t i = 0; i < VB_LIST_MAX_COUNT + 1; i++)
		many[i] = span_of("\xa1x", 2);
	merged_init(&m);
	edit_init(&e, &m, kind_by_number(VB_KIND_MEETING));
	is_err(wish(&e, "start", "morgen"), VB_ERR_BAD_VALUE, "a text is no time");
	is_err(wish(&e, "keyword", "Arbeit"), VB_ERR_BAD_VALUE, "a set takes members");
	is_err(edit_members(&e, field_of(&e, "name"), many, 1), VB_ERR_BAD_VALUE,
	       "a register takes a value");
	is_err(edit_members(&e, field_of(&e, "keyword"), many, VB_LIST_MAX_COUNT + 1),
	       VB_ERR_TOO_LARGE, "too many members");
	many[1] = hex("01");
	is_err(edit_members(&e, field_of(&e, "keyword"), many, 2), VB_ERR_BAD_VALUE,
	       "one of two members does not fit");
	ok(!edit_has_changes(&e), "nothing is left of all that");
	is_err(edit_finish(&e, &body), VB_ERR_MISSING_VALUE, "so there is nothing to write");
	edit_release(&e);
	edit_init(&e, &m, kind_by_number(VB_KIND_MESSAGE));
	is_err(wish(&e, "text", ""), VB_ERR_MISSING_VALUE, "a required field cannot be cleared");
	edit_release(&e);
	merged_release(&m);
}

static void test_too_large(void)
{
	char *text = malloc(20001);
	struct merged m;
	struct edit e;
	struct body body;

	if (text == NULL)
		abort();
	memset(text, 'x', 20000);
	text[20000] = '\0';
	merged_init(&m);
	edit_init(&e, &m, kind_by_number(VB_KIND_AGENDA_ITEM));
	is_err(edit_set(&e, field_of(&e, "meeting"), hex("c410 00112233445566778899aabbccddeeff")),
	       0, "a meeting");
	is_err(wish(&e, "resolutionText", text), 0, "a long text");
	is_err(edit_finish(&e, &body), 0, "fits a body");
	is_err(wish(&e, "description", text), 0, "another long text");
	is_err(edit_finish(&e, &body), VB_ERR_TOO_LARGE, "does not fit besides");
	edit_release(&e);
	merged_release(&m);
	free(text);
}

static void test_edit(void)
{
	static const uint8_t prefix_of_1[] = { 2, 2, 2, 2, 2, 2, 2, 2 };
	struct letter letters[3];
	struct change_name name = { 0 };
	struct change change;
	struct desk a, b;
	struct edit e;
	struct body body;

	desk_init(&a, 7, VB_KIND_MEETING);
	desk_init(&b, 3, VB_KIND_MEETING);
	desk_set(&a, "name", "Sitzung", &letters[0]);
	if (desk_receive(&b, &letters[0]) != 0)
		bail("the create is not applied");
	desk_set(&a, "name", "Runde", &letters[1]);
	desk_set(&b, "name", "Treffen", &letters[2]);
	if (desk_receive(&a, &letters[2]) != 0)
		bail("the edit is not applied");
	edit_init(&e, &a.m, a.kind);
	is_err(wish(&e, "room", ""), 0, "a cleared field that was empty");
	ok(!edit_has_changes(&e), "is no change");
	is_err(wish(&e, "name", desk_value(&a, "name")), 0, "the value that wins already");
	ok(edit_has_changes(&e), "is a change while another stands beside it");
	is_err(edit_finish(&e, &body), 0, "the edit is a body");
	is_int(body.verb, VB_VERB_EDIT, "its verb");
	is_int(body.logs.count, 2, "it names two logs");
	change = change_at(&body, 0);
	is_int(change.names.count, 2, "and two changes");
	ok(change_next_name(&change.names, &name) && name.log == 0 && name.seq == 0,
	   "first that in the log with the smaller id");
	ok(change_next_name(&change.names, &name) && name.log == 1 && name.seq == 1 &&
	           name.index == 0 && memcmp(name.prefix, prefix_of_1, 8) == 0,
	   "then the other, by its whole name");
	edit_release(&e);
	for (int i = 0; i < 3; i++)
		letter_release(&letters[i]);
	desk_set(&a, "name", "Forum", &letters[0]);
	edit_init(&e, &a.m, a.kind);
	is_err(wish(&e, "name", "Forum"), 0, "the only value");
	ok(!edit_has_changes(&e), "is no change");
	edit_release(&e);
	letter_release(&letters[0]);
	desk_release(&a);
	desk_release(&b);
}

static void test_members(void)
{
	struct span values[3];
	struct letter letter;
	struct change change;
	struct desk o;
	struct edit e;
	struct body body;

	desk_init(&o, 1, VB_KIND_MEETING);
	desk_members(&o, "keyword", "a b c", &letter);
	letter_release(&letter);
	values[0] = hex("a163");
	values[1] = hex("a164");
	values[2] = hex("a164");
	edit_init(&e, &o.m, o.kind);
	is_err(edit_members(&e, field_of(&e, "keyword"), values, 3), 0, "c stays, d is new, twice");
	is_err(edit_finish(&e, &body), 0, "the edit is a body");
	is_int(body.changes.count, 2, "two changes");
	change = change_at(&body, 0);
	ok(change.op == VB_OP_ADD && span_is_equal(change.value, hex("a164")), "d is added");
	change = change_at(&body, 1);
	ok(change.op == VB_OP_REMOVE && change.names.count == 2, "a and b are removed at once");
	edit_release(&e);
	edit_init(&e, &o.m, o.kind);
	values[0] = hex("a163");
	values[1] = hex("a161");
	values[2] = hex("a162");
	is_err(edit_members(&e, field_of(&e, "keyword"), values, 3), 0,
	       "the same in another order");
	ok(!edit_has_changes(&e), "is no change");
	edit_release(&e);
	desk_release(&o);
}

/* One member more, one less: the others are not touched, whatever they are. */
static void test_member(void)
{
	struct letter letter;
	struct change change;
	struct desk o;
	struct edit e;
	struct body body;

	desk_init(&o, 1, VB_KIND_MEETING);
	desk_members(&o, "keyword", "a b c", &letter);
	letter_release(&letter);
	edit_init(&e, &o.m, o.kind);
	is_err(edit_member_put(&e, field_of(&e, "keyword"), hex("a161")), 0, "a is there");
	is_err(edit_member_take(&e, field_of(&e, "keyword"), hex("a164")), 0, "d is not");
	ok(!edit_has_changes(&e), "that is no change");
	is_err(edit_member_put(&e, field_of(&e, "keyword"), hex("a164")), 0, "d is new");
	is_err(edit_member_put(&e, field_of(&e, "keyword"), hex("a164")), 0, "once more");
	is_err(edit_member_take(&e, field_of(&e, "keyword"), hex("a162")), 0, "b goes");
	is_err(edit_member_put(&e, field_of(&e, "name"), hex("a164")), VB_ERR_BAD_VALUE,
	       "a register has no members to put in");
	is_err(edit_member_take(&e, field_of(&e, "name"), hex("a164")), VB_ERR_BAD_VALUE,
	       "nor to take out");
	is_err(edit_member_put(&e, field_of(&e, "keyword"), hex("01")), VB_ERR_BAD_VALUE,
	       "a number is no keyword");
	is_err(edit_finish(&e, &body), 0, "the edit is a body");
	is_int(body.changes.count, 2, "of two changes");
	change = change_at(&body, 0);
	ok(change.op == VB_OP_ADD && span_is_equal(change.value, hex("a164")), "d is added");
	change = change_at(&body, 1);
	ok(change.op == VB_OP_REMOVE && change.names.count == 1, "one add is taken back");
	edit_release(&e);
	desk_release(&o);
}

/* Adds as many values of an unknown field as one body takes, without names. */
static void many_put(struct desk *o, unsigned start, unsigned count)
{
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list changes = { span_of(NULL, 0), count };
	struct letter letter;
	struct buf b;

	buf_init(&b, VB_BODY_MAX_BYTES);
	for (unsigned i = 0; i < count; i++) {
		pack_array(&b, 3);
		pack_uint(&b, VB_FIELD_KEYWORD);
		pack_uint(&b, VB_OP_ADD);
		pack_uint(&b, start + i);
	}
	changes.packed = buf_span(&b);
	desk_compose(o, VB_VERB_EDIT, &no_logs, &changes, &letter);
	if (desk_receive(o, &letter) != 0)
		bail("an edit is not applied");
	letter_release(&letter);
	buf_release(&b);
}

static void test_delete(void)
{
	struct letter letter;
	struct desk o;
	struct edit e;
	unsigned deletes = 0;
	bool is_all = false;

	desk_init(&o, 1, VB_KIND_MEETING);
	desk_set(&o, "name", "Sitzung", &letter);
	letter_release(&letter);
	for (unsigned i = 0; i < 3; i++)
		many_put(&o, 400 * i, 400);
	while (!is_all && deletes < 10) {
		ok(!merged_is_deleted(&o.m), "still there after %u deletes", deletes);
		edit_init(&e, &o.m, o.kind);
		is_all = edit_delete(&e);
		desk_write(&o, &e, &letter);
		letter_release(&letter);
		deletes++;
	}
	is_int(deletes, 3, "1201 changes take three deletes");
	ok(merged_is_deleted(&o.m), "then the record is gone");
	desk_undelete(&o, &letter);
	ok(!merged_is_deleted(&o.m), "and back after an undelete");
	is_int(letter.body.changes.count, 1, "of one change");
	letter_release(&letter);
	edit_init(&e, &o.m, o.kind);
	edit_undelete(&e);
	ok(!edit_has_changes(&e), "there is nothing to bring back any more");
	edit_release(&e);
	desk_release(&o);
}

/* A register that 600 wrote at once: an edit names as many as it can, the next one the rest. */
static void test_many_rivals(void)
{
	struct list no_logs = { span_of(NULL, 0), 0 };
	struct list changes = { hex("93 02 00 a178"), 1 };
	struct letter letter;
	struct desk o;

	desk_init(&o, 1, VB_KIND_MEETING);
	desk_set(&o, "name", "Sitzung", &letter);
	letter_release(&letter);
	for (unsigned i = 0; i < 600; i++) {
		changes.packed = hex("93 02 00 a178");
		desk_compose(&o, VB_VERB_EDIT, &no_logs, &changes, &letter);
		if (desk_receive(&o, &letter) != 0)
			bail("an edit is not applied");
		letter_release(&letter);
	}
	o.next.hlc.v += 1000;
	desk_set(&o, "name", "Runde", &letter);
	is_str(desk_value(&o, "name"), "Runde", "the newest wins all the same");
	letter_release(&letter);
	desk_set(&o, "name", "Forum", &letter);
	letter_release(&letter);
	desk_set(&o, "name", "Rat", &letter);
	is_int(letter.body.logs.count, 1, "one log is named");
	letter_release(&letter);
	is_str(desk_value(&o, "name"), "Rat", "in the end one is left");
	desk_release(&o);
}

/* A record that was edited for years takes no edit any more before it is overgrown, but can be deleted. */
static void test_weight(void)
{
	struct letter letter;
	struct desk o;
	struct edit e;
	struct body body;

	desk_init(&o, 1, VB_KIND_MEETING);
	desk_set(&o, "name", "Sitzung", &letter);
	letter_release(&letter);
	o.m.weight = VB_RECORD_MAX_WEIGHT - (1 << 20);
	edit_init(&e, &o.m, o.kind);
	is_err(wish(&e, "name", "Runde"), 0, "a new name");
	is_err(edit_finish(&e, &body), 0, "is taken 1 MiB below the limit");
	o.m.weight++;
	is_err(edit_finish(&e, &body), VB_ERR_TOO_LARGE, "and not a byte above that");
	edit_release(&e);
	desk_delete(&o, &letter);
	ok(merged_is_deleted(&o.m) && !merged_is_overgrown(&o.m), "the record can be deleted");
	letter_release(&letter);
	desk_release(&o);
}

int main(void)
{
	test_weight();
	test_create();
	test_errors();
	test_too_large();
	test_edit();
	test_members();
	test_member();
	test_delete();
	test_many_rivals();
	return done();
}
