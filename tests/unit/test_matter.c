/* matter: every key arrives where it belongs, what is not public loses all but its number, odd and hostile maps are refused
 * or bounded. */
#include "bridges/mail/matter.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"

#define ID_A "000102030405060708090a0b0c0d0e0f"
#define ID_B "101112131415161718191a1b1c1d1e1f"
#define SPACE "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"

static void text(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

static void number(struct buf *b, const char *key, uint64_t value)
{
	pack_cstr(b, key);
	pack_uint(b, value);
}

static void flag(struct buf *b, const char *key)
{
	pack_cstr(b, key);
	pack_bool(b, true);
}

static void list(struct buf *b, const char *key, uint32_t count)
{
	pack_cstr(b, key);
	pack_array(b, count);
}

static void pack_file(struct buf *b)
{
	pack_map(b, 5);
	number(b, "bytes", 5000000000);
	text(b, "id", ID_B);
	flag(b, "is_here");
	text(b, "name", "Lageplan.pdf");
	text(b, "type", "application/pdf");
}

static void pack_items(struct buf *b)
{
	list(b, "items", 2);
	pack_map(b, 11);
	number(b, "depth", 1);
	number(b, "edition", 0);
	list(b, "files", 1);
	pack_file(b);
	text(b, "id", ID_A);
	text(b, "kind", "report");
	number(b, "minutes", 15);
	text(b, "note", "Tischvorlage");
	text(b, "number", "Ö 3.1");
	list(b, "papers", 1);
	pack_map(b, 4);
	list(b, "files", 1);
	pack_file(b);
	text(b, "id", ID_B);
	text(b, "reference", "VO/2014/01993");
	text(b, "title", "Konzept");
	text(b, "submitter", "Forum");
	text(b, "title", "Bericht");
	/* More than its number is told of an internal one. */
	pack_map(b, 6);
	list(b, "files", 1);
	pack_file(b);
	text(b, "id", ID_A);
	flag(b, "is_internal");
	text(b, "note", "CANARY");
	text(b, "number", "N 4");
	text(b, "title", "CANARY");
}

static void pack_people(struct buf *b)
{
	list(b, "people", 2);
	pack_map(b, 9);
	text(b, "answer", "maybe");
	number(b, "answered", 1800000000000);
	number(b, "edition", 2);
	text(b, "for_whom", "AWO");
	flag(b, "is_advisory");
	flag(b, "is_substitute");
	text(b, "note", ID_A);
	text(b, "person", ID_B);
	text(b, "seat", ID_A);
	pack_map(b, 2);
	text(b, "address", "forum@verein.example");
	text(b, "answer", "perhaps");
}

static void pack_meeting(struct buf *b)
{
	pack_map(b, 21);
	number(b, "changed", 1799000000000);
	text(b, "committee", "Integrationsbeirat");
	number(b, "deadline", 1801000000000);
	number(b, "edition_count", 2);
	number(b, "end", 1801007200000);
	list(b, "files", 1);
	pack_file(b);
	list(b, "future", 1); /* a key of a later office */
	pack_map(b, 1);
	text(b, "a", "b");
	text(b, "id", ID_A);
	number(b, "invited", 1790000000000);
	flag(b, "is_public");
	pack_items(b);
	text(b, "name", "12. Sitzung");
	pack_people(b);
	text(b, "place", "Rathaus\nSaal 2");
	text(b, "reason", "Hochwasser");
	number(b, "sequence", 3);
	text(b, "space", SPACE);
	number(b, "start", 1801000000000);
	text(b, "state", "invited");
	text(b, "subject", "meeting");
	text(b, "zone", "Europe/Berlin");
}

static void check_items(const struct matter *m)
{
	const struct matter_item *item;

	is_int(m->item_count, 2, "two items");
	item = &m->items[0];
	is_str(item->number, "Ö 3.1", "number of an item");
	is_str(item->title, "Bericht", "its title");
	is_str(item->kind, "report", "its kind");
	is_str(item->submitter, "Forum", "its submitter");
	is_str(item->note, "Tischvorlage", "its note");
	is_int(item->minutes, 15, "its minutes");
	is_int(item->depth, 1, "its depth");
	is_int(item->edition, 0, "its edition");
	is_str(item->papers[0].reference, "VO/2014/01993", "its paper");
	is_str(item->papers[0].title, "Konzept", "the title of that");
	is_str(item->papers[0].files[0].name, "Lageplan.pdf", "a document of that");
	is_u64(item->files[0].bytes, 5000000000, "a document of the item");
	ok(item->files[0].is_here && item->files[0].id.b[0] == 0x10, "which is here");
	item = &m->items[1];
	ok(item->is_internal, "the second is not public");
	is_str(item->number, "N 4", "and has its number");
	ok(item->title == NULL && item->note == NULL && item->file_count == 0 &&
	           record_id_is_zero(&item->id),
	   "and nothing else, though more was told");
	is_u64(item->edition, VB_MATTER_NOT_INVITED,
	       "an item without edition: nobody was invited to it");
}

static void test_meeting(void)
{
	struct matter m;
	struct buf b;

	buf_init(&b, 65536);
	pack_meeting(&b);
	is_err(matter_decode(buf_span(&b), &m), 0, "a meeting with everything");
	is_int(m.subject, MATTER_MEETING, "subject");
	is_str(m.committee, "Integrationsbeirat", "committee");
	is_str(m.name, "12. Sitzung", "name");
	is_str(m.place, "Rathaus\nSaal 2", "place");
	is_str(m.zone, "Europe/Berlin", "zone");
	is_str(m.state, "invited", "state");
	is_str(m.reason, "Hochwasser", "reason");
	is_int(m.start_ms, 1801000000000, "start");
	is_int(m.end_ms, 1801007200000, "end");
	is_int(m.deadline_ms, 1801000000000, "deadline");
	is_int(m.invited_ms, 1790000000000, "invited");
	is_int(m.changed_ms, 1799000000000, "changed");
	is_int(m.sequence, 3, "sequence");
	is_int(m.edition_count, 2, "editions");
	ok(m.is_public && m.file_count == 1, "public, with a document");
	check_items(&m);
	is_int(m.person_count, 2, "two people");
	ok(m.people[0].answer == MATTER_MAYBE && m.people[0].edition == 2 &&
	           m.people[0].is_advisory && m.people[0].is_substitute &&
	           m.people[0].note.b[15] == 0x0f && m.people[0].answered_ms == 1800000000000,
	   "the first with answer and edition");
	is_str(m.people[0].for_whom, "AWO", "for whom");
	is_str(m.people[1].address, "forum@verein.example", "an address without person");
	is_int(m.people[1].answer, MATTER_NO_ANSWER, "an answer that nobody knows is none");
	is_u64(m.people[1].edition, VB_MATTER_NOT_INVITED, "not invited so far");
	matter_release(&m);
	for (size_t cut = 0; cut < b.size; cut += 7) {
		if (matter_decode(span_of(b.data, cut), &m) != VB_ERR_MALFORMED)
			ok(false, "cut at %zu is refused", cut);
		matter_release(&m);
	}
	matter_release(&m);
	ok(m.items == NULL, "released twice");
	buf_release(&b);
}

/* One text of each other subject. */
static void test_others(void)
{
	static const struct {
		const char *subject, *key;
		size_t at;
	} rows[] = {
		{ "paper", "reference", offsetof(struct matter, reference) },
		{ "paper", "occasion", offsetof(struct matter, occasion) },
		{ "paper", "paper_type", offsetof(struct matter, paper_type) },
		{ "paper", "date", offsetof(struct matter, date) },
		{ "message", "by", offsetof(struct matter, by) },
		{ "duty", "due", offsetof(struct matter, due) },
		{ "duty", "duty_kind", offsetof(struct matter, duty_kind) },
		{ "duty", "remind_from", offsetof(struct matter, remind_from) },
		{ "duty", "responsible", offsetof(struct matter, responsible) },
		{ "request", "role", offsetof(struct matter, role) },
		{ "request", "language", offsetof(struct matter, language) },
		{ "request", "description", offsetof(struct matter, description) },
		{ "person", "email", offsetof(struct matter, email) },
		{ "person", "delivery", offsetof(struct matter, delivery) },
		{ "person", "given_name", offsetof(struct matter, given_name) },
		{ "person", "family_name", offsetof(struct matter, family_name) },
		{ "person", "form_of_address", offsetof(struct matter, form_of_address) },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct matter m;
		struct buf b;

		buf_init(&b, 1024);
		pack_map(&b, 2);
		if (strcmp(rows[i].key, "subject") < 0)
			text(&b, rows[i].key, "so");
		text(&b, "subject", rows[i].subject);
		if (strcmp(rows[i].key, "subject") > 0)
			text(&b, rows[i].key, "so");
		is_err(matter_decode(buf_span(&b), &m), 0, "%s of a %s", rows[i].key,
		       rows[i].subject);
		is_str(*(const char **)(void *)((uint8_t *)&m + rows[i].at), "so",
		       "is at its place");
		is_str(matter_subject_word(m.subject), rows[i].subject, "and the subject");
		matter_release(&m);
		buf_release(&b);
	}
}

static void test_message(void)
{
	struct matter m;
	struct buf b;

	buf_init(&b, 1024);
	pack_map(&b, 8);
	text(&b, "in_reply_to", ID_B);
	list(&b, "points", 2);
	pack_cstr(&b, "1. A");
	pack_cstr(&b, "");
	text(&b, "subject", "message");
	text(&b, "target", ID_A);
	text(&b, "target_name", "Ö 3 Bericht");
	text(&b, "target_subject", "meeting");
	text(&b, "text", "Guten Tag");
	pack_cstr(&b, "written");
	pack_int(&b, -5);
	is_err(matter_decode(buf_span(&b), &m), 0, "a message");
	ok(m.in_reply_to.b[0] == 0x10 && m.target.b[1] == 1 && m.target_subject == MATTER_MEETING,
	   "what it answers, and what it is about");
	is_str(m.text, "Guten Tag", "its text");
	is_int(m.written_ms, 0, "a time before 1970 is none");
	ok(m.point_count == 2 && strcmp(m.points[0], "1. A") == 0 && m.points[1][0] == '\0',
	   "points, of which one is empty");
	matter_release(&m);
	buf_release(&b);
}

static int decode_people(uint32_t count)
{
	struct matter m;
	struct buf b;
	int err;

	buf_init(&b, 1 << 20);
	pack_map(&b, 2);
	list(&b, "people", count);
	for (uint32_t i = 0; i < count; i++)
		pack_map(&b, 0);
	text(&b, "subject", "meeting");
	err = matter_decode(buf_span(&b), &m);
	matter_release(&m);
	buf_release(&b);
	return err;
}

static void test_refused(void)
{
	static const struct {
		const char *name, *key, *value;
	} rows[] = {
		{ "an unknown subject", "subject", "referral" },
		{ "no subject", "text", "x" },
		{ "a short id", "id", "0011" },
		{ "an id that is no number", "id", "zz0102030405060708090a0b0c0d0e0f" },
		{ "a text for a number", "sequence", "3" },
		{ "a text for a list", "items", "none" },
	};
	struct matter m;
	struct buf b;

	buf_init(&b, 1024);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool has_subject =
			strcmp(rows[i].key, "subject") == 0 || strcmp(rows[i].key, "text") == 0;

		buf_clear(&b);
		pack_map(&b, has_subject ? 1 : 2);
		text(&b, rows[i].key, rows[i].value);
		if (!has_subject)
			text(&b, "subject", "meeting");
		is_err(matter_decode(buf_span(&b), &m), VB_ERR_MALFORMED, "%s", rows[i].name);
		matter_release(&m);
	}
	buf_clear(&b);
	pack_map(&b, 2);
	text(&b, "subject", "meeting");
	text(&b, "subject", "paper");
	is_err(matter_decode(buf_span(&b), &m), VB_ERR_MALFORMED, "a key twice");
	matter_release(&m);
	buf_release(&b);
	is_err(decode_people(VB_MATTER_PEOPLE_MAX), 0, "20000 people");
	is_err(decode_people(VB_MATTER_PEOPLE_MAX + 1), VB_ERR_TOO_LARGE, "one more");
}

int main(void)
{
	enum matter_subject subject = MATTER_NONE;

	test_meeting();
	test_others();
	test_message();
	test_refused();
	is_err(matter_subject_parse(span_of_str("none"), &subject), VB_ERR_BAD_VALUE,
	       "none is no subject");
	is_str(matter_subject_word((enum matter_subject)99), "none", "nor is what has no name");
	return done();
}
