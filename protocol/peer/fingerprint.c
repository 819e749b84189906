/* fingerprint: the keys of an office as people read them to each other; see fingerprint.h. */
#include "protocol/peer/fingerprint.h"

#include <string.h>

#include "protocol/base32.h"

#define DIGITS 24u
#define GROUP_DIGITS 4u

static void keys_hash(const struct card *card, struct hash *out)
{
	struct hasher h;

	hasher_init(&h, "verbund/keys/1");
	hasher_put(&h, card->sign.b, sizeof(card->sign.b));
	hasher_put(&h, card->box.b, sizeof(card->box.b));
	hasher_put(&h, card->curve.b, sizeof(card->curve.b));
	hasher_finish(&h, out);
}

void fingerprint_format_hash(const struct hash *hash, char out[static VB_FINGERPRINT_TEXT_BYTES])
{
	char *to = out;

	for (size_t i = 0; i < DIGITS; i++) {
		if (i > 0 && i % GROUP_DIGITS == 0)
			*to++ = '-';
		*to++ = base32_digit(hash->b, sizeof(hash->b), i);
	}
	*to = '\0';
}

void fingerprint_format(const struct card *card, char out[static VB_FINGERPRINT_TEXT_BYTES])
{
	struct hash hash;

	keys_hash(card, &hash);
	fingerprint_format_hash(&hash, out);
}

/* Collects the values of the typed digits; false when they are not as many. */
static bool digits_read(struct span text, int values[static DIGITS])
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++) {
		char c = (char)text.data[i];

		if (c == '-' || c == ' ')
			continue;
		if (count == DIGITS || base32_value(c) < 0)
			return false;
		values[count++] = base32_value(c);
	}
	return count == DIGITS;
}

bool fingerprint_is_form(struct span text)
{
	int values[DIGITS];

	return digits_read(text, values);
}

bool fingerprint_is_of(const struct card *card, struct span text)
{
	struct hash hash;
	int values[DIGITS];
	bool is_same = digits_read(text, values);

	keys_hash(card, &hash);
	for (size_t i = 0; is_same && i < DIGITS; i++)
		is_same = values[i] == base32_value(base32_digit(hash.b, sizeof(hash.b), i));
	return is_same;
}
