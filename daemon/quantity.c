/* quantity: see quantity.h. */
#include "daemon/quantity.h"

#include <stdio.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t factor;
};

/* Largest first; the smallest is the one that everything divides by. Behind each there may be its name for one of it. */
static const struct unit counts[] = { { "", 1 }, { NULL, 0 } };
static const struct unit sizes[] = { { "TiB", (uint64_t)1 << 40 },
	                             { "GiB", (uint64_t)1 << 30 },
	                             { "MiB", (uint64_t)1 << 20 },
	                             { "KiB", (uint64_t)1 << 10 },
	                             { NULL, 0 } };
static const struct unit durations[] = {
	{ "h", 3600000 }, { "min", 60000 }, { "s", 1000 }, { "ms", 1 }, { NULL, 0 }
};

static const struct unit months[] = {
	{ "years", 12 }, { "year", 12 }, { "months", 1 }, { "month", 1 }, { NULL, 0 }
};

static const struct unit *units_of(enum quantity kind)
{
	switch (kind) {
	case VB_QUANTITY_BYTES:
		return sizes;
	case VB_QUANTITY_DURATION:
		return durations;
	case VB_QUANTITY_MONTHS:
		return months;
	case VB_QUANTITY_COUNT:
		break;
	}
	return counts;
}

/* Returns how many digits there are, 0 also when they are too many for 64 bits. */
static size_t digits_parse(const char *text, uint64_t *out)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; text[i] >= '0' && text[i] <= '9'; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');

		if (n > (UINT64_MAX - digit) / 10)
			return 0;
		n = n * 10 + digit;
	}
	*out = n;
	return i;
}

bool quantity_parse(const char *text, enum quantity kind, uint64_t *out)
{
	uint64_t number = 0;
	size_t size = digits_parse(text, &number);
	const char *name = text + size;

	if (size == 0)
		return false;
	name += strspn(name, " ");
	for (const struct unit *unit = units_of(kind); unit->name; unit++) {
		if (strcmp(name, unit->name) != 0)
			continue;
		if (number > UINT64_MAX / unit->factor)
			return false;
		*out = number * unit->factor;
		return true;
	}
	return false;
}

void quantity_format(uint64_t value, enum quantity kind, char out[static VB_QUANTITY_TEXT_BYTES])
{
	const struct unit *unit = units_of(kind);

	while (unit[1].name && (value == 0 || value % unit->factor != 0))
		unit++;
	if (unit[1].name && unit[1].factor == unit->factor && value == unit->factor)
		unit++;
	snprintf(out, VB_QUANTITY_TEXT_BYTES, "%ju%s%s", (uintmax_t)(value / unit->factor),
	         unit->name[0] ? " " : "", unit->name);
}
