/* vocabulary: which words a record has and where they stand; fields from SPEC.md 12, words folded by hand. */
#include "daemon/core/vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/desk.h"

static struct vocabulary v;

/* "word:tpx! ...": t in the title, p people, x text, ! private. Lives until the next call. */
static const char *words_of(struct desk *o)
{
	static char out[2000];
	struct cursor c;
	struct span word;
	uint8_t place;
	size_t size = 0;

	vocabulary_fill(&v, &o->m);
	out[0] = '\0';
	cursor_init(&c, buf_span(&v.list));
	while (wordlist_next(&c, &place, &word))
		size += (size_t)snprintf(
			out + size, sizeof(out) - size, "%.*s:%s%s%s%s ", (int)word.size,
			(const char *)word.data, place & VB_IN_TITLE ? "t" : "",
			place & VB_IN_PEOPLE ? "p" : "", place & VB_IN_TEXT ? "x" : "",
			place & VB_IN_PRIVATE ? "!" : "");
	return c.err == 0 ? out : "damaged";
}

static void set(struct desk *o, const char *field, const char *text)
{
	struct letter letter;

	desk_set(o, field, text, &letter);
	letter_release(&letter);
}

static void members(struct desk *o, const char *field, const char *words)
{
	struct letter letter;

	desk_members(o, field, words, &letter);
	letter_release(&letter);
}

/* Creates a record that needs a reference. */
static void start(struct desk *o, uint32_t kind, const char *field)
{
	static const uint8_t id[VB_RECORD_ID_BYTES] = { 1 };
	struct letter letter;
	struct edit e;
	struct buf value;

	desk_init(o, 1, kind);
	if (field == NULL)
		return;
	buf_init(&value, 64);
	pack_bin(&value, id, sizeof(id));
	edit_init(&e, &o->m, o->kind);
	if (edit_set(&e, kind_field_by_name(o->kind, span_of_str(field)), buf_span(&value)) != 0)
		bail("cannot set %s", field);
	desk_write(o, &e, &letter);
	letter_release(&letter);
	buf_release(&value);
}

static void test_person(void)
{
	struct letter letter;
	struct desk o;

	desk_init(&o, 1, VB_KIND_PERSON);
	is_str(words_of(&o), "", "a record that does not exist");
	set(&o, "name", "Frau Öz");
	set(&o, "familyName", "Öz");
	set(&o, "givenName", "Ayşe");
	set(&o, "formOfAddress", "Frau");
	set(&o, "affix", "M.A.");
	members(&o, "title", "Dr.");
	members(&o, "phone", "0451-12345");
	members(&o, "email", "oez@forum.example");
	members(&o, "status", "Beraterin");
	members(&o, "keyword", "Türkisch Arabisch");
	set(&o, "id", "https://oparl.example/person/1");
	set(&o, "web", "https://forum.example/team");
	set(&o, "license", "https://license.example/cc0");
	is_str(words_of(&o),
	       "0451:! 12345:! a:p arabisch:x ayse:p beraterin:x dr:p example:! forum:! frau:tp "
	       "m:p "
	       "oz:tp! turkisch:x ",
	       "name, people and text; not id, web page and licence");
	set(&o, "givenName", NULL);
	members(&o, "keyword", "Dari");
	ok(strstr(words_of(&o), "ayse") == NULL, "a value that was cleared");
	ok(strstr(words_of(&o), "arabisch") == NULL, "a member that was taken out");
	desk_delete(&o, &letter);
	letter_release(&letter);
	is_str(words_of(&o), "", "deleted: no word");
	desk_release(&o);
}

static void test_kinds(void)
{
	static const struct {
		uint32_t kind;
		const char *field, *want, *required;
	} rows[] = {
		{ VB_KIND_BODY, "contactName", "wort:p ", NULL },
		{ VB_KIND_BODY, "contactEmail", "wort:p ", NULL },
		{ VB_KIND_BODY, "classification", "wort:x ", NULL },
		{ VB_KIND_ORGANIZATION, "shortName", "wort:t ", NULL },
		{ VB_KIND_ORGANIZATION, "organizationType", "wort:x ", NULL },
		{ VB_KIND_MEMBERSHIP, "role", "wort:x ", NULL },
		{ VB_KIND_MEETING, "room", "wort:x ", NULL },
		{ VB_KIND_AGENDA_ITEM, "resolutionText", "wort:x ", "meeting" },
		{ VB_KIND_AGENDA_ITEM, "description", "wort:x ", "meeting" },
		{ VB_KIND_PAPER, "reference", "wort:t ", NULL },
		{ VB_KIND_PAPER, "paperType", "wort:x ", NULL },
		{ VB_KIND_CONSULTATION, "result", "wort:x ", "paper" },
		{ VB_KIND_LOCATION, "streetAddress", "wort:x ", NULL },
		{ VB_KIND_MESSAGE, "text", "wort:x ", NULL },
	};
	struct desk o;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(&o, rows[i].kind, rows[i].required);
		set(&o, rows[i].field, "Wort");
		is_str(words_of(&o), rows[i].want, "%s of %s", rows[i].field, o.kind->name);
		desk_release(&o);
	}
	start(&o, VB_KIND_AGENDA_ITEM, "meeting");
	set(&o, "state", "accepted");
	is_str(words_of(&o), "", "a word from a list is for programs");
	desk_release(&o);
	desk_init(&o, 1, VB_KIND_PAPER);
	set(&o, "date", "2026-12-01");
	is_str(words_of(&o), "", "a date is no text");
	o.m.kind = 9999;
	is_str(words_of(&o), "", "nor has a kind that is not known any");
	desk_release(&o);
}

static void test_once(void)
{
	struct desk o;

	start(&o, VB_KIND_AGENDA_ITEM, "meeting");
	set(&o, "name", "Müller und Mueller");
	set(&o, "description", "Muller\nund\tandere");
	is_str(words_of(&o), "andere:x muller:tx und:tx ", "each word once, with all its places");
	desk_release(&o);
}

/* Writes so many words of four bytes with their blank, which all differ. */
static void text_fill(char *text, char first, size_t count)
{
	static const char letters[] = "abcdfghijklmnpqrstvwxyz0123456789";

	for (size_t i = 0; i < count; i++)
		(void)snprintf(text + 4 * i, 5, "%c%c%c ", first + (char)(i / 33 / 33),
		               letters[i / 33 % 33], letters[i % 33]);
	text[4 * count - 1] = '\0';
}

static size_t count_of(struct desk *o)
{
	struct cursor c;
	struct span word;
	uint8_t place;
	size_t count = 0;

	vocabulary_fill(&v, &o->m);
	cursor_init(&c, buf_span(&v.list));
	while (wordlist_next(&c, &place, &word))
		count++;
	return count;
}

/* Long texts count to their last word, up to a limit; the title comes first. */
static void test_many(void)
{
	static char text[20000];
	struct desk o;

	start(&o, VB_KIND_AGENDA_ITEM, "meeting");
	text_fill(text, 'f', 4999);
	set(&o, "description", text);
	set(&o, "name", "title");
	is_int(count_of(&o), 4999 + 1, "a text of 19,996 bytes and a title");
	text_fill(text, 'p', VB_VOCABULARY_MAX_COUNT - 5000);
	set(&o, "resolutionText", text);
	is_int(count_of(&o), VB_VOCABULARY_MAX_COUNT, "and another");
	text_fill(text, 'p', 4999);
	set(&o, "resolutionText", text);
	is_int(count_of(&o), VB_VOCABULARY_MAX_COUNT, "more than count are left out");
	is_int(wordlist_weight(buf_span(&v.list), span_of_str("title")), VB_IN_TITLE,
	       "but not those of the title");
	desk_release(&o);
}

int main(void)
{
	vocabulary_init(&v);
	test_person();
	test_kinds();
	test_once();
	test_many();
	vocabulary_release(&v);
	return done();
}
