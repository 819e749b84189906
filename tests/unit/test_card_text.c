/* card_text: the forum's card of tests/vectors/card.txt as text (base64 and checksum by Python), and what mail does to it. */
#include "cli/card_text.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

static const char text[] =
	"-----BEGIN VERBUND CARD-----\n"
	"Name: Forum für Migrantinnen und Migranten\n"
	"Number: 244y-if2e-3odo-yk5m-bdw6-diax-x4kx-6rgw-o2fy-srg7-fawo-2zlw-3mca-mggo\n"
	"Fingerprint: jmb7-5m2a-bwi6-lyfe-b4kh-pyzs\n"
	"\n"
	"MxhMhUTGISXJ08SlAKoAZBZIF3KIIFYMNbo4btgz2u2KJ6bu4C2UORBVa+3eV101\n"
	"9RwtbfS+4SnzXkczCDH/C4kAAQECAtklRm9ydW0gZsO8ciBNaWdyYW50aW5uZW4g\n"
	"dW5kIE1pZ3JhbnRlbgTEIK3BQBH4LRxW2VaqT51z2IWDYaYGBIUl4NCMY43HXdjH\n"
	"BcQgJE/juWPomd0pW6/84kjTUw86mnR5ugYwAmgOv+etrUkGxCCIMYa4ALQdXPBC\n"
	"lpXamzzE8yjrzRhKbkgvpXjBA/BsdweQCAEKzwAAAZq2l+gA\n"
	"#pyxms6xx\n"
	"-----END VERBUND CARD-----\n";

static struct buf out;

static int parse(const char *from)
{
	buf_clear(&out);
	return card_text_parse(span_of_str(from), &out);
}

static void is_forum(const char *from, const char *what)
{
	struct span card = vector_bytes("card_forum");

	is_err(parse(from), 0, "%s: read", what);
	ok(span_is_equal(buf_span(&out), card), "%s: the card", what);
}

static void test_both_ways(void)
{
	static const char *const names[] = { "card_luebeck",  "card_luebeck_2", "card_luebeck_3",
		                             "card_ministry", "card_cafe",      "card_extended" };
	struct card card;
	struct buf b;

	buf_init(&b, VB_CARD_TEXT_MAX_BYTES);
	if (card_decode(vector_bytes("card_forum"), &card) != 0)
		bail("the vector is not read");
	card_text_format(vector_bytes("card_forum"), &card, false, &b);
	ok(span_is_equal(buf_span(&b), span_of_str(text)), "written");
	is_forum(text, "as it was written");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct span bytes = vector_bytes(names[i]);

		if (card_decode(bytes, &card) != 0)
			bail("the vector is not read");
		buf_clear(&b);
		card_text_format(bytes, &card, true, &b);
		buf_clear(&out);
		is_err(card_text_parse(buf_span(&b), &out), 0, "%s: there and back", names[i]);
		ok(span_is_equal(buf_span(&out), bytes), "%s: the same", names[i]);
		buf_clear(&b);
		card_text_line(bytes, &b);
		buf_clear(&out);
		is_err(card_text_parse(buf_span(&b), &out), 0, "%s: in one line", names[i]);
		ok(span_is_equal(buf_span(&out), bytes), "%s: the same", names[i]);
	}
	buf_release(&b);
}

/* Copies text with something in front of each line and behind it. */
static const char *dressed(const char *front, const char *behind, const char *before,
                           const char *after)
{
	static char made[4096];
	size_t size = (size_t)snprintf(made, sizeof(made), "%s%s", before, front);

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\n')
			size += (size_t)snprintf(made + size, sizeof(made) - size, "%s\n%s", behind,
			                         c[1] != '\0' ? front : "");
		else
			made[size++] = *c;
		made[size] = '\0';
	}
	(void)snprintf(made + size, sizeof(made) - size, "%s", after);
	return made;
}

static void test_mail(void)
{
	is_forum(dressed("> ", "", "Hallo,\nhier unsere Karte:\n\n", "\nGruß\n"), "answered");
	is_forum(dressed("> > ", " ", "", ""), "answered twice");
	is_forum(dressed("", "\r", "", ""), "from Windows");
	is_forum(dressed("    ", "", "", ""), "indented");
	is_forum(dressed("", "", "MxhM\n#abcdefgh\n", "and so on"), "with other things around it");
}

/* The text with the first place that holds `find` replaced. */
static const char *spliced(const char *find, const char *put)
{
	static char made[2048];
	const char *place = strstr(text, find);

	if (place == NULL)
		bail("not in the text: %s", find);
	(void)snprintf(made, sizeof(made), "%.*s%s%s", (int)(place - text), text, put,
	               place + strlen(find));
	return made;
}

static void test_damage(void)
{
	unsigned found = 0, tried = 0;

	is_err(parse(""), VB_ERR_BAD_INPUT, "nothing");
	is_err(parse("Guten Tag\n"), VB_ERR_BAD_INPUT, "something else");
	is_err(parse("-----BEGIN VERBUND CARD-----"), VB_ERR_TRUNCATED, "a mark alone");
	is_err(parse(spliced("-----END VERBUND CARD-----\n", "")), VB_ERR_TRUNCATED, "no end");
	is_err(parse(spliced("#pyxms6xx\n", "")), VB_ERR_BAD_HASH, "no checksum");
	is_err(parse(spliced("#pyxms6xx", "#pyxms6xy")), VB_ERR_BAD_HASH, "another checksum");
	is_err(parse(spliced("#pyxms6xx", "#pyxms6xxa")), VB_ERR_BAD_HASH, "a longer one");
	is_err(parse(spliced("#pyxms6xx", "#PYXMS6XX")), 0, "in capitals");
	is_err(parse(spliced("#pyxms6xx\n", "#pyxms6xx\nMxhM\n")), VB_ERR_BAD_HASH,
	       "more behind it");
	is_err(parse(spliced("MxhM", "Mxh")), VB_ERR_BAD_HASH, "a digit less");
	is_err(parse(spliced("MxhM", "Mx=hM")), VB_ERR_BAD_HASH, "an end in the middle");
	is_err(parse(spliced("MxhM", "Mx-M")), VB_ERR_BAD_HASH, "what is no digit");
	is_err(parse(spliced("BcQgJE/juWPomd0pW6/84kjTUw86mnR5ugYwAmgOv+etrUkGxCCIMYa4ALQdXPBC\n",
	                     "")),
	       VB_ERR_BAD_HASH, "a line less");
	is_err(parse("VBC1:Mxh?"), VB_ERR_BAD_HASH, "one line with what is no digit");
	/* Each digit of the card, one after the other, exchanged. */
	for (const char *c = strstr(text, "MxhM"); *c != '#'; c++) {
		static char made[sizeof(text)];

		if (*c == '\n')
			continue;
		memcpy(made, text, sizeof(text));
		made[c - text] = *c == 'A' ? 'B' : 'A';
		tried++;
		found += parse(made) == VB_ERR_BAD_HASH;
	}
	is_int(found, (int)tried, "every digit that is another one is found");
}

static void test_too_long(void)
{
	static char big[2 * VB_CARD_MAX_BYTES] = "VBC1:";

	memset(big + 5, 'A', sizeof(big) - 6);
	is_err(parse(big), VB_ERR_TOO_LARGE, "longer than a card can be");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	buf_init(&out, VB_CARD_MAX_BYTES);
	vectors_open("tests/vectors/card.txt");
	test_both_ways();
	test_mail();
	test_damage();
	test_too_long();
	vectors_close();
	buf_release(&out);
	return done();
}
