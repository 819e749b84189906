/* ids: the identifiers of Verbund; see ids.h. */
#include "protocol/ids.h"

#include <string.h>

#define NO_DIGIT 16u

static const char hex_digits[] = "0123456789abcdef";

bool node_id_is_equal(const struct node_id *a, const struct node_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool space_id_is_equal(const struct space_id *a, const struct space_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool log_id_is_equal(const struct log_id *a, const struct log_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool entry_id_is_equal(const struct entry_id *a, const struct entry_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool record_id_is_equal(const struct record_id *a, const struct record_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool record_id_is_zero(const struct record_id *id)
{
	static const struct record_id zero;

	return record_id_is_equal(id, &zero);
}

void hex_format(const uint8_t *data, size_t size, char *out)
{
	for (size_t i = 0; i < size; i++) {
		*out++ = hex_digits[data[i] >> 4];
		*out++ = hex_digits[data[i] & 0xf];
	}
	*out = '\0';
}

/* The value of a hexadecimal digit in either case. */
static unsigned hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	if (digit >= 'a' && digit <= 'f')
		return (unsigned)(digit - 'a') + 10;
	if (digit >= 'A' && digit <= 'F')
		return (unsigned)(digit - 'A') + 10;
	return NO_DIGIT;
}

int hex_parse(const char *text, size_t text_size, uint8_t *out, size_t size)
{
	if (text_size / 2 != size || text_size % 2 != 0)
		return VB_ERR_MALFORMED;
	for (size_t i = 0; i < text_size; i++) {
		if (hex_value(text[i]) == NO_DIGIT)
			return VB_ERR_MALFORMED;
	}
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
	return 0;
}

static const char *const role_names[] = {
	[VB_ROLE_NONE] = "none",     [VB_ROLE_RELAY] = "relay",     [VB_ROLE_GUEST] = "guest",
	[VB_ROLE_MEMBER] = "member", [VB_ROLE_STEWARD] = "steward",
};

const char *role_name(enum role role)
{
	return role_names[(unsigned)role <= VB_ROLE_STEWARD ? role : VB_ROLE_NONE];
}

int role_parse(const char *text, enum role *out)
{
	for (enum role role = VB_ROLE_RELAY; role <= VB_ROLE_STEWARD; role++) {
		if (strcmp(text, role_names[role]) == 0) {
			*out = role;
			return 0;
		}
	}
	return VB_ERR_BAD_VALUE;
}

bool role_is_entitled(enum role role, enum audience audience)
{
	switch (audience) {
	case VB_AUDIENCE_ALL:
		return role >= VB_ROLE_GUEST;
	case VB_AUDIENCE_CORE:
		return role >= VB_ROLE_MEMBER;
	case VB_AUDIENCE_OPEN:
		return role >= VB_ROLE_RELAY;
	}
	return false;
}
