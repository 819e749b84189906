/* mail_option: see mail_option.h. tested by tests/unit/test_mail_conf.c */
#include "bridges/mailnet/mail_option.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "protocol/peer/endpoint.h"

#define MIB ((uint64_t)1 << 20)
#define ROLE_LOCAL_MAX_BYTES                                                                       \
	35u /* with "+r." and a token of 26 letters it has 64 at most (RFC 5321, 4.5.3.1.1) */

enum option_type {
	OPTION_ADDRESS, /* of mail */
	OPTION_TEXT,
	OPTION_SECRET,
	OPTION_FILE,
	OPTION_HOST,
	OPTION_LIST_ID,
	OPTION_SUBMISSION,
	OPTION_RECEIVE,
	OPTION_WEB,
	OPTION_WEB_URL,
	OPTION_COUNT,
	OPTION_BYTES,
	OPTION_WEEKDAY,
};

struct mail_option {
	const char *name;
	enum option_type type;
	size_t offset, size; /* in struct mail_conf */
	uint64_t min, max, initial;
	const char *text;
};

#define AT(field) offsetof(struct mail_conf, field), sizeof(((struct mail_conf *)0)->field)

/* clang-format off */
static const struct mail_option options[] = {
	{ "address", OPTION_ADDRESS, AT(address), 0, 0, 0,
	  "Address of the office for mail: sender of every mail and organizer of every meeting. Mail to it, and to it with "
	  "+ANYTHING before the @, must come to this program. Needed." },
	{ "name", OPTION_TEXT, AT(name), 0, 0, 0,
	  "Name beside the address, in quotation marks or not." },
	{ "submission", OPTION_SUBMISSION, AT(submission), 0, 0, 0,
	  "Mail server that takes outgoing mail: smtps://HOST:465, or smtp://HOST:587, where STARTTLS is required. On this computer "
	  "(127.0.0.1, [::1]) smtp stays without TLS unless user or ca-file is given. Needed." },
	{ "user", OPTION_TEXT, AT(user), 0, 0, 0,
	  "Login at that server; without it none is made." },
	{ "password", OPTION_SECRET, AT(password), 0, 0, 0,
	  "Password of the login. The file must then be readable for its owner alone. Better: password-file." },
	{ "password-file", OPTION_FILE, AT(password_file), 0, 0, 0,
	  "File whose first line is the password; readable for its owner alone." },
	{ "ca-file", OPTION_FILE, AT(ca_file), 0, 0, 0,
	  "File with the certificates by which the servers are known, where those of the system do not do." },
	{ "receive", OPTION_RECEIVE, AT(receive), 0, 0, 0,
	  "How mail comes in: lmtp://127.0.0.1:PORT or lmtp:///PATH/OF/SOCKET (a mail server on this computer delivers it), "
	  "imaps://HOST:993/FOLDER or imap://HOST:143/FOLDER with STARTTLS (a mailbox is looked at now and then), or none." },
	{ "receive-user", OPTION_TEXT, AT(receive_user), 0, 0, 0,
	  "Login of the mailbox; without it user." },
	{ "receive-password", OPTION_SECRET, AT(receive_password), 0, 0, 0,
	  "Password of the mailbox, as password; without it that of user." },
	{ "receive-password-file", OPTION_FILE, AT(receive_password_file), 0, 0, 0,
	  "File with the password of the mailbox, as password-file." },
	{ "look-every", OPTION_COUNT, AT(look_seconds), 1, 3600, 60,
	  "So many seconds lie between two looks at a mailbox." },
	{ "authserv-id", OPTION_HOST, AT(authserv_id), 0, 0, 0,
	  "Name by which the own mail server signs its Authentication-Results; those of others do not count. Without it "
	  "every answer by mail is asked back." },
	{ "web", OPTION_WEB, AT(web), 0, 0, 0,
	  "Address on this computer, http://127.0.0.1:PORT, at which unsubscribing by one click is answered behind the https "
	  "server of the office. Without it mail is unsubscribed by mail." },
	{ "web-url", OPTION_WEB_URL, AT(web_url), 0, 0, 0,
	  "Address with https by which others reach web. Needed with it." },
	{ "list-id", OPTION_LIST_ID, AT(list_id), 0, 0, 0,
	  "Name of the list for mail programs that sort (List-Id). Without it: mail. and the domain of address." },
	{ "connections", OPTION_COUNT, AT(connections), 1, 16, 4,
	  "So many mails are handed over at the same time." },
	{ "rate", OPTION_COUNT, AT(rate), 0, 1000000, 0,
	  "So many mails a minute at most; 0: as many as the server takes." },
	{ "attach-max", OPTION_BYTES, AT(attach_max_bytes), 0, 20 * MIB, 5 * MIB,
	  "Documents up to this size in all are attached to a mail; of what is more only the name is given." },
	{ "reminder-days", OPTION_COUNT, AT(reminder_days), 0, 60, 2,
	  "So many days before a meeting those are reminded who did not decline; 0: nobody." },
	{ "digest-hour", OPTION_COUNT, AT(digest_hour), 0, 23, 7,
	  "Hour at which those who wish so get everything in one mail." },
	{ "newsletter-weekday", OPTION_WEEKDAY, AT(newsletter_weekday), 0, 6, 1,
	  "Day of the newsletter, and of the mail of those who want one a week." },
	{ "keep-days", OPTION_COUNT, AT(keep_days), 1, 365, 30,
	  "So many days mail is kept that waits for a person." },
};
/* clang-format on */

static const char *const weekdays[] = { "sunday",   "monday", "tuesday", "wednesday",
	                                "thursday", "friday", "saturday" };

size_t mail_option_count(void)
{
	return sizeof(options) / sizeof(options[0]);
}

const char *mail_option_name(size_t index)
{
	return options[index].name;
}

static bool is_number(const struct mail_option *o)
{
	return o->type == OPTION_COUNT || o->type == OPTION_BYTES || o->type == OPTION_WEEKDAY;
}

static bool is_place(const struct mail_option *o)
{
	return o->type == OPTION_SUBMISSION || o->type == OPTION_RECEIVE || o->type == OPTION_WEB;
}

static char *field_of(const struct mail_option *o, struct mail_conf *conf)
{
	return (char *)conf + o->offset;
}

void mail_option_reset(size_t index, struct mail_conf *conf)
{
	const struct mail_option *o = &options[index];

	memset(field_of(o, conf), 0, o->size);
	if (is_number(o))
		memcpy(field_of(o, conf), &o->initial, sizeof(o->initial));
}

/* ---- places ---- */

static bool is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* Reads HOST[:PORT] of size bytes. */
static bool host_read(const char *text, size_t size, uint16_t port, struct mail_place *out)
{
	char full[VB_ENDPOINT_MAX_BYTES + 1];
	const char *close = memchr(text, ']', size);
	bool has_port = memchr(close ? close : text, ':',
	                       size - (size_t)((close ? close : text) - text)) != NULL;
	struct endpoint endpoint;
	int n;

	if (has_port)
		n = snprintf(full, sizeof(full), "tcp://%.*s", (int)size, text);
	else
		n = snprintf(full, sizeof(full), "tcp://%.*s:%u", (int)size, text, port);
	if (n < 0 || (size_t)n >= sizeof(full) || endpoint_parse(span_of_str(full), &endpoint) < 0)
		return false;
	out->port = endpoint.port;
	if (endpoint.host.data[0] == '[')
		endpoint.host = span_of(endpoint.host.data + 1, endpoint.host.size - 2);
	snprintf(out->host, sizeof(out->host), "%.*s", (int)endpoint.host.size,
	         (const char *)endpoint.host.data);
	return true;
}

struct scheme {
	const char *prefix;
	enum option_type type;
	enum mail_way way;
	uint16_t port; /* 0: must be given */
};

static const struct scheme schemes[] = {
	{ "smtps://", OPTION_SUBMISSION, MAIL_WAY_TLS, 465 },
	{ "smtp://", OPTION_SUBMISSION, MAIL_WAY_STARTTLS, 587 },
	{ "imaps://", OPTION_RECEIVE, MAIL_WAY_TLS, 993 },
	{ "imap://", OPTION_RECEIVE, MAIL_WAY_STARTTLS, 143 },
	{ "lmtp:///", OPTION_RECEIVE, MAIL_WAY_LMTP_UNIX, 0 },
	{ "lmtp://", OPTION_RECEIVE, MAIL_WAY_LMTP_TCP, 0 },
	{ "http://", OPTION_WEB, MAIL_WAY_PLAIN, 0 },
};
#define SCHEME_COUNT (sizeof(schemes) / sizeof(schemes[0]))

static const char *place_fault(enum option_type type)
{
	switch (type) {
	case OPTION_SUBMISSION:
		return "must be like smtps://mail.stadt.example:465 or "
		       "smtp://mail.stadt.example:587";
	case OPTION_RECEIVE:
		return "must be like lmtp://127.0.0.1:24, lmtp:///run/verbund/lmtp, "
		       "imaps://mail.stadt.example:993/INBOX, or none";
	default:
		return "must be like http://127.0.0.1:8081, an address of this computer";
	}
}

/* A folder of IMAP stands in a URL and in commands: letters that mean nothing there. */
static bool is_folder(const char *path)
{
	return path[strspn(path,
	                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")] ==
	       '\0';
}

static bool rest_read(const struct scheme *scheme, const char *rest, struct mail_place *out)
{
	size_t host = strcspn(rest, "/");

	out->way = scheme->way;
	out->is_imap = scheme->type == OPTION_RECEIVE && scheme->port > 0;
	if (scheme->way == MAIL_WAY_LMTP_UNIX) {
		/* sun_path has 108 bytes. */
		snprintf(out->path, sizeof(out->path), "/%s", rest);
		return strlen(rest) > 0 && strlen(rest) < 106;
	}
	if (!host_read(rest, host, scheme->port, out) || strlen(rest + host) >= sizeof(out->path))
		return false;
	if (rest[host] == '/')
		snprintf(out->path, sizeof(out->path), "%s", rest + host + 1);
	if (!out->is_imap)
		return out->path[0] == '\0' &&
		       (scheme->type == OPTION_SUBMISSION || is_loopback(out->host));
	if (out->path[0] == '\0')
		snprintf(out->path, sizeof(out->path), "INBOX");
	return is_folder(out->path);
}

static const char *place_read(enum option_type type, const char *text, struct mail_place *out)
{
	struct mail_place place = { .way = MAIL_WAY_NONE };

	if (type == OPTION_RECEIVE && strcmp(text, "none") == 0) {
		*out = place;
		return NULL;
	}
	for (size_t i = 0; i < SCHEME_COUNT; i++) {
		const struct scheme *scheme = &schemes[i];
		size_t size = strlen(scheme->prefix);

		if (scheme->type != type || strncmp(text, scheme->prefix, size) != 0)
			continue;
		if (!rest_read(scheme, text + size, &place))
			return place_fault(type);
		*out = place;
		return NULL;
	}
	return place_fault(type);
}

static void place_print(const struct mail_place *place, enum option_type type, char *out,
                        size_t size)
{
	bool is_six = strchr(place->host, ':') != NULL;
	const char *prefix = "";

	out[0] = '\0';
	if (place->way == MAIL_WAY_NONE)
		return;
	for (size_t i = 0; i < SCHEME_COUNT; i++) {
		bool fits = schemes[i].way == place->way ||
		            (place->way == MAIL_WAY_PLAIN && schemes[i].way == MAIL_WAY_STARTTLS);

		if (schemes[i].type == type && fits)
			prefix = schemes[i].prefix;
	}
	if (place->way == MAIL_WAY_LMTP_UNIX)
		snprintf(out, size, "lmtp://%s", place->path);
	else
		snprintf(out, size, "%s%s%s%s:%u%s%s", prefix, is_six ? "[" : "", place->host,
		         is_six ? "]" : "", place->port, place->path[0] != '\0' ? "/" : "",
		         place->path);
}

/* ---- texts ---- */

static bool is_atom(const char *text, size_t size, const char *also)
{
	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      strchr(also, c)))
			return false;
	}
	return size > 0;
}

static bool is_domain(const char *text)
{
	struct endpoint endpoint;
	char full[VB_ENDPOINT_MAX_BYTES + 1];
	int n = snprintf(full, sizeof(full), "tcp://%s:1", text);

	return n > 0 && (size_t)n < sizeof(full) && text[0] != '[' && !strchr(text, ':') &&
	       endpoint_parse(span_of_str(full), &endpoint) == 0;
}

/* One part before the @, to which +TOKEN is added. */
static const char *address_fault(const char *text)
{
	const char *at = strchr(text, '@');
	size_t local = at ? (size_t)(at - text) : 0;

	if (!at || !is_domain(at + 1) || !is_atom(text, local, "._-"))
		return "must be like beirat@stadt.example, without + or other signs before the @";
	if (local > ROLE_LOCAL_MAX_BYTES)
		return "may have 35 letters before the @ at most: what follows the + needs the "
		       "rest";
	return NULL;
}

static const char *text_fault(enum option_type type, const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return "has control characters";
	switch (type) {
	case OPTION_ADDRESS:
		return address_fault(text);
	case OPTION_FILE:
		return text[0] == '/' ? NULL : "must be a path from /";
	case OPTION_HOST:
		return is_atom(text, strlen(text), ".-_") ? NULL : "must be like mx.stadt.example";
	case OPTION_LIST_ID:
		return is_domain(text) ? NULL : "must be like mail.stadt.example";
	case OPTION_WEB_URL:
		if (strncmp(text, "https://", 8) != 0 ||
		    !is_atom(text + 8, strlen(text + 8), ".-_/:[]~"))
			return "must be like https://mail.stadt.example";
		return NULL;
	default:
		return NULL;
	}
}

static const char *string_read(const struct mail_option *o, const char *text,
                               struct mail_conf *conf)
{
	size_t size = strlen(text);
	char value[VB_MAIL_TEXT_BYTES];
	const char *fault;

	if (size >= 2 && o->type == OPTION_TEXT && text[0] == '"' && text[size - 1] == '"') {
		text++;
		size -= 2;
	}
	while (o->type == OPTION_WEB_URL && size > 0 && text[size - 1] == '/')
		size--;
	if (size == 0 || size >= o->size || size >= sizeof(value))
		return "is empty or too long";
	memcpy(value, text, size);
	value[size] = '\0';
	fault = text_fault(o->type, value);
	if (!fault)
		memcpy(field_of(o, conf), value, size + 1);
	return fault;
}

/* ---- numbers ---- */

static bool number_read(const struct mail_option *o, const char *text, uint64_t *out)
{
	char *end;

	if (o->type == OPTION_WEEKDAY) {
		for (uint64_t i = 0; i < 7; i++) {
			if (strcmp(weekdays[i], text) != 0)
				continue;
			*out = i;
			return true;
		}
		return false;
	}
	if (text[0] < '0' || text[0] > '9' || strlen(text) > 12)
		return false;
	*out = strtoull(text, &end, 10);
	if (o->type == OPTION_COUNT)
		return *end == '\0';
	while (*end == ' ')
		end++;
	if (strcmp(end, "MiB") != 0 && strcmp(end, "KiB") != 0)
		return false;
	*out *= *end == 'M' ? MIB : 1024;
	return true;
}

static void number_print(const struct mail_option *o, uint64_t value, char *out, size_t size)
{
	if (o->type == OPTION_WEEKDAY)
		snprintf(out, size, "%s", weekdays[value]);
	else if (o->type == OPTION_COUNT)
		snprintf(out, size, "%ju", (uintmax_t)value);
	else if (value % MIB == 0)
		snprintf(out, size, "%ju MiB", (uintmax_t)(value / MIB));
	else
		snprintf(out, size, "%ju KiB", (uintmax_t)(value / 1024));
}

static void bounds_print(const struct mail_option *o, char *out, size_t size)
{
	char min[20], max[20];

	if (o->type == OPTION_WEEKDAY) {
		snprintf(out, size, "the name of a day, like monday");
		return;
	}
	number_print(o, o->min, min, sizeof(min));
	number_print(o, o->max, max, sizeof(max));
	snprintf(out, size, "%s to %s", min, max);
}

/* ---- one option ---- */

int mail_option_read(size_t index, const char *text, struct mail_conf *conf, struct mail_why *why)
{
	const struct mail_option *o = &options[index];
	const char *fault;
	char bounds[48];
	uint64_t value;

	if (is_number(o)) {
		if (number_read(o, text, &value) && value >= o->min && value <= o->max) {
			memcpy(field_of(o, conf), &value, sizeof(value));
			return 0;
		}
		bounds_print(o, bounds, sizeof(bounds));
		snprintf(why->text, sizeof(why->text), "`%s` must be %s", o->name, bounds);
		return VB_ERR_CONFIG;
	}
	if (is_place(o))
		fault = place_read(o->type, text, (struct mail_place *)(void *)field_of(o, conf));
	else
		fault = string_read(o, text, conf);
	if (!fault)
		return 0;
	snprintf(why->text, sizeof(why->text), "`%s` %s", o->name, fault);
	return VB_ERR_CONFIG;
}

void mail_option_print(size_t index, const struct mail_conf *conf,
                       char out[static VB_MAIL_TEXT_BYTES + 32])
{
	const struct mail_option *o = &options[index];
	const char *field = (const char *)conf + o->offset;
	uint64_t value;

	out[0] = '\0';
	if (is_number(o)) {
		memcpy(&value, field, sizeof(value));
		number_print(o, value, out, VB_MAIL_TEXT_BYTES);
	} else if (is_place(o)) {
		place_print((const struct mail_place *)(const void *)field, o->type, out,
		            VB_MAIL_TEXT_BYTES + 32);
	} else if (o->type != OPTION_SECRET) {
		snprintf(out, VB_MAIL_TEXT_BYTES + 32, "%s", field);
	}
}

void mail_option_describe(size_t index, struct mail_help *out)
{
	const struct mail_option *o = &options[index];

	*out = (struct mail_help){ .name = o->name, .text = o->text };
	if (!is_number(o))
		return;
	number_print(o, o->initial, out->initial, sizeof(out->initial));
	if (o->type != OPTION_WEEKDAY)
		bounds_print(o, out->bounds, sizeof(out->bounds));
}
