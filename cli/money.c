/* money: sums of euros; see money.h. */
#include "cli/money.h"

#include <stdio.h>
#include <string.h>

#include "cli/language.h"

#define WHOLE_MAX (VB_MONEY_MAX_CENTS / 100)
#define SIGN "€"

/* ---- reading ---- */

/* The sum without its unit and the blanks around it; its size in *size. */
static const char *bare(const char *text, size_t *size)
{
	static const char *const units[] = { SIGN, "EUR", "Euro" };
	const char *end;

	text += strspn(text, " ");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strncmp(text, units[i], strlen(units[i])) == 0) {
			text += strlen(units[i]);
			text += strspn(text, " ");
			break;
		}
	}
	*size = strspn(text, "0123456789.,");
	end = text + *size;
	end += strspn(end, " ");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i]) == 0)
			end += strlen(units[i]);
	}
	if (*end != '\0')
		*size = 0;
	return text;
}

/* Whether groups of three digits follow a first one of one to three, parted by the mark alone. */
static bool is_grouped(const char *text, size_t size, char mark)
{
	size_t digits = 0;
	bool is_first = true;

	for (size_t i = 0; i < size; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			digits++;
			continue;
		}
		if (text[i] != mark ||
		    (is_first ? digits < 1 || digits > 3 || text[0] == '0' : digits != 3))
			return false;
		is_first = false;
		digits = 0;
	}
	return is_first ? digits > 0 : digits == 3;
}

static enum money_reading add_up(const char *text, size_t size, const char *cents, uint64_t *out)
{
	uint64_t whole = 0;
	uint64_t sum;

	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			continue;
		whole = 10 * whole + (uint64_t)(text[i] - '0');
		if (whole > WHOLE_MAX)
			return MONEY_TOO_LARGE;
	}
	sum = 100 * whole;
	if (cents != NULL)
		sum += (uint64_t)(cents[0] - '0') * 10 + (uint64_t)(cents[1] - '0');
	if (sum > VB_MONEY_MAX_CENTS)
		return MONEY_TOO_LARGE;
	*out = sum;
	return MONEY_READ;
}

enum money_reading money_parse(const char *text, uint64_t *cents)
{
	size_t size;
	const char *at = bare(text, &size);
	size_t last = size; /* of the last mark */
	size_t marks = 0;

	for (size_t i = 0; i < size; i++) {
		if (at[i] == '.' || at[i] == ',') {
			last = i;
			marks++;
		}
	}
	if (size == 0 || last == 0 || last + 1 == size)
		return MONEY_NONE;
	if (marks == 0)
		return add_up(at, size, NULL, cents);
	if (last + 3 == size) { /* two digits behind it are cents */
		char other = at[last] == '.' ? ',' : '.';

		return is_grouped(at, last, other) ? add_up(at, last, at + last + 1, cents)
		                                   : MONEY_NONE;
	}
	if (!is_grouped(at, size, at[last]))
		return MONEY_NONE;
	return marks == 1 ? MONEY_AMBIGUOUS : add_up(at, size, NULL, cents);
}

int money_read(struct out *out, const char *option, const char *text, uint64_t *cents)
{
	switch (money_parse(text, cents)) {
	case MONEY_READ:
		return 0;
	case MONEY_AMBIGUOUS:
		return out_fail(out, VB_ERR_BAD_VALUE,
		                _("--%s %.40s could mean two sums; write the cents, too: %s"),
		                option, text, "1.234,00");
	case MONEY_TOO_LARGE:
		return out_fail(out, VB_ERR_BAD_VALUE, _("--%s %.40s is too large"), option, text);
	case MONEY_NONE:
		break;
	}
	return out_fail(out, VB_ERR_BAD_VALUE, _("--%s %.40s: write a sum like %s"), option, text,
	                "1234,56");
}

/* ---- writing ---- */

static void format(uint64_t cents, char mark, char *out)
{
	(void)snprintf(out, VB_MONEY_TEXT_BYTES, "%llu%c%02u", (unsigned long long)(cents / 100),
	               mark, (unsigned)(cents % 100));
}

void money_format_plain(uint64_t cents, char out[static VB_MONEY_TEXT_BYTES])
{
	format(cents, '.', out);
}

void money_format_comma(uint64_t cents, char out[static VB_MONEY_TEXT_BYTES])
{
	format(cents, ',', out);
}

void money_format(uint64_t cents, char out[static VB_MONEY_TEXT_BYTES])
{
	/* TRANSLATORS: a sum as it is written in your language, with your marks for thousands and cents */
	const char *model = _("1,234.56");
	bool is_model = strlen(model) == 8;
	char plain[VB_MONEY_TEXT_BYTES];
	size_t whole;
	size_t size = 0;

	format(cents, is_model ? model[5] : '.', plain);
	whole = strlen(plain) - 3;
	for (size_t i = 0; plain[i] != '\0' && size + sizeof(" " SIGN) < VB_MONEY_TEXT_BYTES; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			out[size++] = is_model ? model[1] : ',';
		out[size++] = plain[i];
	}
	(void)snprintf(out + size, VB_MONEY_TEXT_BYTES - size, " %s", SIGN);
}

void money_show(const struct out *out, uint64_t cents, char text[static VB_MONEY_TEXT_BYTES])
{
	if (out->style.is_terminal)
		money_format(cents, text);
	else
		money_format_plain(cents, text);
}
