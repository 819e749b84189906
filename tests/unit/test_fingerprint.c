/* fingerprint: those of the offices of tests/vectors/card.txt, as they are read out and typed. */
#include "protocol/peer/fingerprint.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

static struct card card_of(const char *name)
{
	struct card card;

	if (card_decode(vector_of("card", name), &card) != 0)
		bail("the vector is not read");
	return card;
}

static void test_vectors(void)
{
	static const char *const names[] = { "luebeck", "forum", "ministry", "cafe" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char got[VB_FINGERPRINT_TEXT_BYTES], name[64];
		struct card card = card_of(names[i]);

		(void)snprintf(name, sizeof(name), "fingerprint_%s_text", names[i]);
		fingerprint_format(&card, got);
		is_str(got, vector_text(name), "%s", names[i]);
		ok(fingerprint_is_of(&card, span_of_str(got)), "%s: is its own", names[i]);
	}
}

/* Name, addresses and version do not matter, each of the keys does. */
static void test_what_counts(void)
{
	const char *text = vector_text("fingerprint_luebeck_text");
	struct card card = card_of("luebeck_2");

	ok(fingerprint_is_of(&card, span_of_str(text)), "new addresses are the same keys");
	card.box.b[31] ^= 1;
	ok(!fingerprint_is_of(&card, span_of_str(text)), "another box key");
	card.box.b[31] ^= 1;
	card.curve.b[0] ^= 1;
	ok(!fingerprint_is_of(&card, span_of_str(text)), "another CURVE key");
	card.curve.b[0] ^= 1;
	card.sign.b[0] ^= 1;
	ok(!fingerprint_is_of(&card, span_of_str(text)), "another signing key");
	card = card_of("forum");
	ok(!fingerprint_is_of(&card, span_of_str(text)), "another office");
}

static void test_typed(void)
{
	static const struct {
		const char *text;
		bool is_form, is_of;
	} cases[] = {
		{ "b772w6noujvhe35ihjradtr6", true, true },
		{ "B772 W6NO UJVH E35I HJRA DTR6", true, true },
		{ " b772-w6no ujvh--e35i-hjra-dtr6 ", true, true },
		{ "b772-w6no-ujvh-e35i-hjra-dtr7", true, false },
		{ "b773-w6no-ujvh-e35i-hjra-dtr6", true, false },
		{ "b772-w6no-ujvh-e35i-hjra-dtr", false, false },
		{ "b772-w6no-ujvh-e35i-hjra-dtr6-a", false, false },
		{ "b772-w6no-ujvh-e35i-hjra-dtr1", false, false },
		{ "123456", false, false },
		{ "", false, false },
	};
	struct card card = card_of("luebeck");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span text = span_of_str(cases[i].text);

		ok(fingerprint_is_form(text) == cases[i].is_form, "'%s': form", cases[i].text);
		ok(fingerprint_is_of(&card, text) == cases[i].is_of, "'%s': keys", cases[i].text);
	}
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/card.txt");
	test_vectors();
	test_what_counts();
	test_typed();
	vectors_close();
	return done();
}
