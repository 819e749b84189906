/* authres: whether the operator's own server vouches for the sender; see authres.h. tested by tests/unit/test_reading.c */
#include "bridges/mailread/authres.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define VALUE_BYTES 256

/* What was said, the first of each counts. */
struct verdict {
	bool has_dmarc, is_dmarc_pass, is_dmarc_fail;
	bool has_dkim_or_spf; /* looked at, with a result that is one */
	bool is_fitting;      /* dkim or spf passed for a domain that fits */
	bool has_spf;
};

/* ---- domains ---- */

static const char *domain_of(const char *address)
{
	const char *monkey = strrchr(address, '@');

	return monkey != NULL ? monkey + 1 : address;
}

/* The domain itself, or one above it that is not the top alone. Nobody but who owns such a name signs with it. */
static bool is_fitting(const char *signer, const char *from)
{
	size_t signer_size = strlen(signer), from_size = strlen(from);

	if (strchr(signer, '.') == NULL || signer_size > from_size)
		return false;
	if (strcasecmp(from + from_size - signer_size, signer) != 0)
		return false;
	return signer_size == from_size || from[from_size - signer_size - 1] == '.';
}

/* ---- one header ---- */

/* A copy without comments, quotes kept. Caller frees. */
static char *uncommented(const char *value)
{
	char *out = malloc(strlen(value) + 1);
	size_t size = 0;
	unsigned depth = 0;
	bool is_quoted = false;

	if (out == NULL)
		abort();
	for (const char *at = value; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0') {
			if (depth == 0) {
				out[size++] = *at++;
				out[size++] = *at;
			} else {
				at++;
			}
			continue;
		}
		if (*at == '"' && depth == 0)
			is_quoted = !is_quoted;
		if (*at == '(' && !is_quoted)
			depth++;
		if (depth == 0)
			out[size++] = *at;
		if (*at == ')' && !is_quoted && depth > 0)
			depth--;
	}
	out[size] = '\0';
	return out;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One token up to a blank, '=' or ';', without its quotes. Moves *at behind it. Longer than out: nothing; a part of
 * it would say something else, as the domain of an address whose local part a caller made long. */
static void take(const char **at, char *out, size_t size)
{
	size_t used = 0;
	bool is_quoted = false;

	while (is_blank(**at))
		(*at)++;
	for (; **at != '\0'; (*at)++) {
		char c = **at;
		bool is_escaped = c == '\\' && (*at)[1] != '\0';

		if (c == '"') {
			is_quoted = !is_quoted;
			continue;
		}
		/* What a caller put into quotes does not end them. */
		if (is_escaped)
			c = *++*at;
		if (!is_escaped && !is_quoted && (is_blank(c) || c == '=' || c == ';'))
			break;
		if (used + 1 < size)
			out[used] = c;
		used++;
	}
	out[used < size ? used : 0] = '\0';
	while (is_blank(**at))
		(*at)++;
}

static bool is_one_of(const char *word, const char *a, const char *b)
{
	return strcasecmp(word, a) == 0 || strcasecmp(word, b) == 0;
}

static bool is_result(const char *result)
{
	static const char *const unsure[] = { "temperror", "permerror", "none", "unknown",
		                              "skipped" };

	for (size_t i = 0; i < COUNT(unsure); i++) {
		if (strcasecmp(result, unsure[i]) == 0)
			return false;
	}
	return true;
}

struct finding {
	char method[VALUE_BYTES], result[VALUE_BYTES];
	char domain[VALUE_BYTES]; /* header.d, header.i, smtp.mailfrom, header.from */
};

static void add_finding(struct verdict *verdict, const struct finding *finding, const char *from)
{
	bool is_pass = strcasecmp(finding->result, "pass") == 0;

	if (strcasecmp(finding->method, "dmarc") == 0 && !verdict->has_dmarc) {
		verdict->has_dmarc = true;
		verdict->is_dmarc_pass = is_pass && (finding->domain[0] == '\0' ||
		                                     strcasecmp(finding->domain, from) == 0);
		verdict->is_dmarc_fail = strcasecmp(finding->result, "fail") == 0 ||
		                         (is_pass && !verdict->is_dmarc_pass);
	}
	if (is_one_of(finding->method, "spf", "dkim") && is_result(finding->result)) {
		bool is_spf = strcasecmp(finding->method, "spf") == 0;

		if (is_spf && verdict->has_spf)
			return;
		verdict->has_spf = verdict->has_spf || is_spf;
		verdict->has_dkim_or_spf = true;
		if (is_pass && is_fitting(finding->domain, from))
			verdict->is_fitting = true;
	}
}

/* The properties of one finding, up to its ';'. The most telling of the domains stays: header.d before header.i. */
static void read_properties(const char **at, struct finding *finding)
{
	char name[VALUE_BYTES], value[VALUE_BYTES];
	bool is_mail = strcasecmp(finding->method, "spf") == 0;
	bool is_dmarc = strcasecmp(finding->method, "dmarc") == 0;

	while (**at != '\0' && **at != ';') {
		take(at, name, sizeof(name));
		if (**at != '=') {
			if (name[0] == '\0' && **at != ';' && **at != '\0')
				(*at)++;
			continue;
		}
		(*at)++;
		take(at, value, sizeof(value));
		if (is_dmarc  ? strcasecmp(name, "header.from") == 0
		    : is_mail ? is_one_of(name, "smtp.mailfrom", "smtp.mfrom")
		              : strcasecmp(name, "header.d") == 0 ||
		                        (strcasecmp(name, "header.i") == 0 &&
		                         finding->domain[0] == '\0')) {
			const char *domain = domain_of(value);

			memcpy(finding->domain, domain, strlen(domain) + 1);
		}
	}
}

/* authserv-id [ version ] *( ";" method [ "/" version ] "=" result ... ). False: of another server. */
static bool read_header(const char *value, const char *authserv, const char *from,
                        struct verdict *verdict)
{
	char *text = uncommented(value);
	const char *at = text;
	char name[VALUE_BYTES];

	take(&at, name, sizeof(name));
	if (strcasecmp(name, authserv) != 0) {
		free(text);
		return false;
	}
	while ((at = strchr(at, ';')) != NULL) {
		struct finding finding = { "", "", "" };
		char *slash;

		at++;
		take(&at, finding.method, sizeof(finding.method));
		if ((slash = strchr(finding.method, '/')) != NULL)
			*slash = '\0';
		if (*at != '=')
			continue;
		at++;
		take(&at, finding.result, sizeof(finding.result));
		read_properties(&at, &finding);
		add_finding(verdict, &finding, from);
	}
	free(text);
	return true;
}

/* ---- where they stand ---- */

/* The line of the header that begins with this word, without its end; size 0: there is none. */
static struct span line_of(const char *folded, const char *word)
{
	size_t size = strlen(word);

	while (*folded != '\0') {
		const char *line = folded + strspn(folded, " \t");
		size_t length = strcspn(line, "\r\n");

		if (strncmp(line, word, size) == 0)
			return span_of(line, length);
		folded = line + length + strspn(line + length, "\r\n");
	}
	return span_of(NULL, 0);
}

static bool has(struct span text, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= text.size; i++) {
		if (memcmp(text.data + i, word, size) == 0)
			return true;
	}
	return false;
}

/* Whether the line ends with "(NAME [address])": the name that Postfix found by the address of the caller. */
static bool is_from(struct span line, const char *name)
{
	size_t at = line.size, size = strlen(name);

	while (at > 0 && line.data[at - 1] != '(')
		at--;
	return at > 0 && line.size - at > size + 4 &&
	       strncasecmp((const char *)line.data + at, name, size) == 0 &&
	       memcmp(line.data + at + size, " [", 2) == 0 &&
	       memcmp(line.data + line.size - 2, "])", 2) == 0;
}

/* Delivered inside of the operator's own house: by LMTP, or from the server that vouches itself. A caller chooses how it calls
 * itself, and with that what stands in the line of "from", but neither its end nor the line of "by". */
static bool is_inner_hop(const char *folded, const char *authserv)
{
	return has(line_of(folded, "by "), " with LMTP") ||
	       is_from(line_of(folded, "from "), authserv);
}

/* What servers write beside their results. */
static bool is_beside(const char *name)
{
	static const char *const names[] = { "Received-SPF", "Return-Path", "Delivered-To",
		                             "DKIM-Filter" };

	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return strncasecmp(name, "ARC-", 4) == 0 || strncasecmp(name, "X-", 2) == 0;
}

enum parcel_trust authres_trust(const struct mime_mail *mail, const char *authserv,
                                const char *from)
{
	struct verdict verdict = { .has_dmarc = false };
	bool is_outside = false;

	if (authserv[0] == '\0' || from == NULL || from[0] == '\0')
		return PARCEL_UNKNOWN;
	for (size_t i = 0; i < mail->header_count; i++) {
		const struct mime_header *header = &mail->headers[i];

		if (strcasecmp(header->name, "Authentication-Results") == 0) {
			if (!read_header(header->value, authserv, domain_of(from), &verdict) &&
			    is_outside)
				break;
		} else if (strcasecmp(header->name, "Received") == 0) {
			if (is_outside)
				break;
			is_outside = !is_inner_hop(header->folded, authserv);
		} else if (is_outside && !is_beside(header->name)) {
			break;
		}
	}
	if (verdict.is_dmarc_pass)
		return PARCEL_PASS;
	if (verdict.is_dmarc_fail)
		return PARCEL_FAIL;
	if (verdict.is_fitting)
		return PARCEL_PASS;
	return verdict.has_dkim_or_spf ? PARCEL_FAIL : PARCEL_UNKNOWN;
}
