/* node_id: node ids as people read them out; see node_id.h. */
#include "protocol/node_id.h"

#include "protocol/base32.h"
#include "protocol/crypt.h"

#define ID_DIGITS 52u   /* 256 bits in base32, the last four bits of the last digit are zero */
#define CHECK_DIGITS 4u /* 20 bits */
#define GROUP_DIGITS 4u
#define NODE_ID_DIGITS (ID_DIGITS + CHECK_DIGITS)

/* The checksum of a node id: its first 20 bits count. */
static void node_id_check(const struct node_id *id, struct hash *out)
{
	struct hasher h;

	hasher_init(&h, "verbund/nodeid/1");
	hasher_put(&h, id->b, sizeof(id->b));
	hasher_finish(&h, out);
}

void node_id_format(const struct node_id *id, char out[static VB_NODE_ID_TEXT_BYTES])
{
	struct hash check;
	char *to = out;

	node_id_check(id, &check);
	for (size_t i = 0; i < NODE_ID_DIGITS; i++) {
		if (i > 0 && i % GROUP_DIGITS == 0)
			*to++ = '-';
		*to++ = i < ID_DIGITS ? base32_digit(id->b, sizeof(id->b), i)
		                      : base32_digit(check.b, sizeof(check.b), i - ID_DIGITS);
	}
	*to = '\0';
}

/* Collects the 56 digits of the text. */
static int node_id_digits(const char *text, size_t size, uint8_t digits[static NODE_ID_DIGITS])
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++) {
		int value = base32_value(text[i]);

		if (text[i] == '-' || text[i] == ' ')
			continue;
		if (value < 0 || count == NODE_ID_DIGITS)
			return VB_ERR_MALFORMED;
		digits[count++] = (uint8_t)value;
	}
	return count == NODE_ID_DIGITS ? 0 : VB_ERR_MALFORMED;
}

int node_id_parse(const char *text, size_t size, struct node_id *out)
{
	uint8_t digits[NODE_ID_DIGITS];
	struct node_id id;
	struct hash check;
	int err = node_id_digits(text, size, digits);

	if (err == 0)
		err = base32_join(digits, ID_DIGITS, id.b);
	if (err != 0)
		return err;
	node_id_check(&id, &check);
	for (size_t i = 0; i < CHECK_DIGITS; i++) {
		if (digits[ID_DIGITS + i] !=
		    base32_value(base32_digit(check.b, sizeof(check.b), i)))
			return VB_ERR_BAD_HASH;
	}
	*out = id;
	return 0;
}
