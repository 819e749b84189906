/* mock_sitting: see mock_sitting.h. */
#include "tests/unit/mock_sitting.h"

#include <stdio.h>
#include <string.h>

#include "protocol/pack.h"

void mock_sitting_init(struct mock_sitting *sitting, uint32_t people)
{
	memset(sitting, 0, sizeof(*sitting));
	sitting->id.b[0] = 0x5e;
	sitting->space.b[0] = 0x5a;
	sitting->state = "planned";
	sitting->start_ms = MOCK_SITTING_START;
	sitting->end_ms = MOCK_SITTING_START + 7200000;
	sitting->item_count = 3;
	for (uint32_t i = 0; i < MOCK_SITTING_PEOPLE; i++) {
		sitting->seats[i].is_there = i < people;
		sitting->seats[i].edition = VB_MATTER_NOT_INVITED;
	}
}

struct record_id mock_sitting_person(uint32_t n)
{
	struct record_id id = { { 0x01 } };

	id.b[14] = (uint8_t)(n >> 8);
	id.b[15] = (uint8_t)n;
	return id;
}

struct record_id mock_sitting_seat(uint32_t n)
{
	struct record_id id = mock_sitting_person(n);

	id.b[0] = 0x02;
	return id;
}

struct mailing_matter mock_sitting_which(const struct mock_sitting *sitting)
{
	return (struct mailing_matter){ MATTER_MEETING, sitting->id, sitting->space };
}

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

static void id(struct buf *b, const char *key, const uint8_t *bytes, size_t size)
{
	char hex[2 * VB_HASH_BYTES + 1];

	hex_format(bytes, size, hex);
	text(b, key, hex);
}

static void numbered(struct buf *b, const char *key, const char *word, uint32_t n)
{
	char value[64];

	snprintf(value, sizeof(value), "%s %u", word, n);
	text(b, key, value);
}

static void pack_files(uint32_t count, uint32_t n, struct buf *out)
{
	pack_cstr(out, "files");
	pack_array(out, count);
	for (uint32_t i = 0; i < count; i++) {
		struct record_id file = { { 0x0b } };

		file.b[14] = (uint8_t)n;
		file.b[15] = (uint8_t)i;
		pack_map(out, 2);
		id(out, "id", file.b, sizeof(file.b));
		pack_cstr(out, "is_here");
		pack_bool(out, true);
	}
}

static void pack_item(const struct mock_item *item, uint32_t n, struct buf *out)
{
	bool has_edition = item->edition != VB_MATTER_NOT_INVITED;

	pack_map(out, (item->is_internal ? 2u : 4u) + (has_edition ? 1u : 0u));
	if (has_edition)
		number(out, "edition", item->edition);
	if (!item->is_internal)
		pack_files(item->files, n, out);
	if (item->is_internal) {
		pack_cstr(out, "is_internal");
		pack_bool(out, true);
	}
	numbered(out, "number", "TOP", n + 1);
	if (item->is_internal)
		return;
	pack_cstr(out, "papers");
	pack_array(out, item->papers);
	for (uint32_t i = 0; i < item->papers; i++) {
		struct record_id paper = { { 0x0a } };

		paper.b[14] = (uint8_t)n;
		paper.b[15] = (uint8_t)i;
		pack_map(out, 1);
		id(out, "id", paper.b, sizeof(paper.b));
	}
	numbered(out, "title", "version", item->version);
}

static void pack_seat(const struct mock_seat *seat, uint32_t n, struct buf *out)
{
	static const char *const words[] = { "", "yes", "no", "maybe", "delegated" };
	struct record_id person = mock_sitting_person(n), membership = mock_sitting_seat(n);
	struct record_id note = person;
	bool is_invited = seat->edition != VB_MATTER_NOT_INVITED;

	note.b[0] = 0x03;
	pack_map(out, 3u + (is_invited ? 2u : 0u));
	if (seat->address != NULL)
		text(out, "address", seat->address);
	text(out, "answer", words[seat->answer]);
	if (is_invited) {
		number(out, "edition", seat->edition);
		id(out, "note", note.b, sizeof(note.b));
	}
	if (seat->address == NULL)
		id(out, "person", person.b, sizeof(person.b));
	id(out, "seat", membership.b, sizeof(membership.b));
}

void mock_sitting_pack(const struct mock_sitting *sitting, struct buf *out)
{
	uint32_t people = 0;

	for (uint32_t i = 0; i < MOCK_SITTING_PEOPLE; i++)
		people += sitting->seats[i].is_there;
	pack_map(out, 15);
	text(out, "committee", "Beirat");
	number(out, "edition_count", sitting->edition_count);
	number(out, "end", (uint64_t)sitting->end_ms);
	id(out, "id", sitting->id.b, sizeof(sitting->id.b));
	pack_cstr(out, "is_public");
	pack_bool(out, sitting->is_public);
	pack_cstr(out, "items");
	pack_array(out, sitting->item_count);
	for (uint32_t i = 0; i < sitting->item_count; i++)
		pack_item(&sitting->items[i], i, out);
	pack_cstr(out, "more");
	pack_bool(out, sitting->is_cut);
	text(out, "name", "12. Sitzung");
	pack_cstr(out, "people");
	pack_array(out, people);
	for (uint32_t i = 0; i < MOCK_SITTING_PEOPLE; i++) {
		if (sitting->seats[i].is_there)
			pack_seat(&sitting->seats[i], i, out);
	}
	numbered(out, "place", "room", sitting->place);
	number(out, "sequence", sitting->sequence);
	id(out, "space", sitting->space.b, sizeof(sitting->space.b));
	number(out, "start", (uint64_t)sitting->start_ms);
	text(out, "state", sitting->state);
	text(out, "subject", "meeting");
}

void mock_sitting_pack_person(uint32_t n, const char *email, const char *delivery, struct buf *out)
{
	struct record_id person = mock_sitting_person(n);

	pack_map(out, 4u + (email != NULL ? 1u : 0u) + (delivery != NULL ? 1u : 0u));
	if (delivery != NULL)
		text(out, "delivery", delivery);
	if (email != NULL)
		text(out, "email", email);
	numbered(out, "family_name", "Person", n);
	id(out, "id", person.b, sizeof(person.b));
	numbered(out, "name", "Person", n);
	text(out, "subject", "person");
}
