/* lmtp: see lmtp.h. */
#include "bridges/mailnet/lmtp.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "protocol/utf8.h"

#define OUT_MAX_BYTES (256u << 10)

static void say(struct lmtp *l, const char *text)
{
	buf_put(&l->out, text, strlen(text));
	buf_put(&l->out, "\r\n", 2);
}

static void say_fault(struct lmtp *l, const char *text)
{
	if (++l->faults > VB_LMTP_FAULTS_MAX)
		lmtp_end(l, "too many errors");
	else
		say(l, text);
}

void lmtp_end(struct lmtp *lmtp, const char *why)
{
	char line[128];

	snprintf(line, sizeof(line), "421 4.3.2 %s", why);
	say(lmtp, line);
	lmtp->state = LMTP_OVER;
}

/* Forgets the mail in progress. */
static void reset(struct lmtp *l)
{
	l->has_sender = l->is_too_large = l->has_bare = false;
	free(l->mail.recipients);
	buf_release(&l->mail.bytes);
	l->mail = (struct lmtp_mail){ .recipients = NULL };
	buf_init(&l->mail.bytes, VB_PARCEL_MAIL_MAX_BYTES);
}

void lmtp_init(struct lmtp *lmtp, lmtp_recipient_fn *on_recipient, void *ctx)
{
	memset(lmtp, 0, sizeof(*lmtp));
	lmtp->on_recipient = on_recipient;
	lmtp->ctx = ctx;
	buf_init(&lmtp->in, VB_LMTP_LINE_MAX_BYTES + VB_LMTP_WAITING_MAX_BYTES);
	buf_init(&lmtp->out, OUT_MAX_BYTES);
	reset(lmtp);
	say(lmtp, "220 verbund-mail LMTP");
}

void lmtp_release(struct lmtp *lmtp)
{
	free(lmtp->mail.recipients);
	buf_release(&lmtp->mail.bytes);
	buf_release(&lmtp->in);
	buf_release(&lmtp->out);
	memset(lmtp, 0, sizeof(*lmtp));
}

/* ---- addresses and parameters ---- */

/* Reads <address> behind FROM: or TO:; a route in front of it is left out (RFC 5321, appendix C). *rest: behind it. */
static bool path_read(const char *text, char out[static VB_ADDRESS_MAX_BYTES + 1],
                      const char **rest)
{
	const char *start, *end;
	bool is_quoted = false;

	while (*text == ' ')
		text++;
	if (*text != '<')
		return false;
	start = end = text + 1;
	if (*start == '@') {
		start = strchr(start, ':');
		if (!start)
			return false;
		end = ++start;
	}
	for (; *end != '\0' && (is_quoted || *end != '>'); end++) {
		if (*end == '"')
			is_quoted = !is_quoted;
		else if (*end == '\\' && end[1] != '\0')
			end++;
		else if ((*end == '<' || *end == ' ') && !is_quoted)
			return false;
	}
	if (*end != '>' || (size_t)(end - start) > VB_ADDRESS_MAX_BYTES)
		return false;
	memcpy(out, start, (size_t)(end - start));
	out[end - start] = '\0';
	*rest = end + 1;
	return utf8_is_valid(span_of_str(out));
}

enum parameters { PARAMETERS_OK, PARAMETERS_TOO_LARGE, PARAMETERS_UNKNOWN };

/* Those of MAIL. */
static enum parameters parameters_read(const char *text)
{
	while (*text != '\0') {
		size_t blanks = strspn(text, " ");
		size_t size = strcspn(text + blanks, " ");

		if (blanks == 0)
			return PARAMETERS_UNKNOWN;
		text += blanks;
		if (strncasecmp(text, "SIZE=", 5) == 0) {
			size_t digits = strspn(text + 5, "0123456789");

			if (digits == 0 || digits + 5 != size)
				return PARAMETERS_UNKNOWN;
			if (digits > 19 || strtoull(text + 5, NULL, 10) > VB_LMTP_MAIL_MAX_BYTES)
				return PARAMETERS_TOO_LARGE;
		} else if (size > 0 &&
		           !(size == 13 && strncasecmp(text, "BODY=8BITMIME", 13) == 0) &&
		           !(size == 9 && strncasecmp(text, "BODY=7BIT", 9) == 0) &&
		           !(size == 8 && strncasecmp(text, "SMTPUTF8", 8) == 0)) {
			return PARAMETERS_UNKNOWN;
		}
		text += size;
	}
	return PARAMETERS_OK;
}

/* ---- commands ---- */

static void on_lhlo(struct lmtp *l, const char *rest)
{
	char line[64];

	if (rest[strspn(rest, " ")] == '\0') {
		say_fault(l, "501 5.5.4 LHLO needs a name");
		return;
	}
	reset(l);
	l->is_greeted = true;
	say(l, "250-verbund-mail");
	say(l, "250-PIPELINING");
	say(l, "250-8BITMIME");
	say(l, "250-SMTPUTF8");
	say(l, "250-ENHANCEDSTATUSCODES");
	snprintf(line, sizeof(line), "250 SIZE %u", VB_LMTP_MAIL_MAX_BYTES);
	say(l, line);
}

static void on_mail(struct lmtp *l, const char *rest)
{
	if (!l->is_greeted || l->has_sender) {
		say_fault(l, "503 5.5.1 out of order");
		return;
	}
	if (strncasecmp(rest, "FROM:", 5) != 0 || !path_read(rest + 5, l->mail.sender, &rest)) {
		say_fault(l, "501 5.1.7 no address of a sender");
		return;
	}
	switch (parameters_read(rest)) {
	case PARAMETERS_UNKNOWN:
		say_fault(l, "555 5.5.4 unknown parameter");
		return;
	case PARAMETERS_TOO_LARGE:
		say(l, "552 5.3.4 too large");
		return;
	case PARAMETERS_OK:
		break;
	}
	l->has_sender = true;
	say(l, "250 2.1.0 ok");
}

static void on_rcpt(struct lmtp *l, const char *rest)
{
	char address[VB_ADDRESS_MAX_BYTES + 1];
	enum lmtp_verdict verdict;

	if (!l->has_sender) {
		say_fault(l, "503 5.5.1 out of order");
		return;
	}
	if (strncasecmp(rest, "TO:", 3) != 0 || !path_read(rest + 3, address, &rest) ||
	    address[0] == '\0') {
		say_fault(l, "501 5.1.3 no address");
		return;
	}
	if (*rest != '\0') {
		say_fault(l, "555 5.5.4 unknown parameter");
		return;
	}
	if (l->mail.recipient_count == VB_LMTP_RECIPIENTS_MAX) {
		say(l, "452 4.5.3 too many recipients");
		return;
	}
	verdict = l->on_recipient(l->ctx, address);
	if (verdict != LMTP_TAKEN) {
		say(l, verdict == LMTP_LATER     ? "451 4.3.0 not now"
		       : verdict == LMTP_EXPIRED ? "550 5.1.6 this address is not valid any more"
		                                 : "550 5.1.1 no such address");
		return;
	}
	if (!l->mail.recipients)
		l->mail.recipients = calloc(VB_LMTP_RECIPIENTS_MAX, sizeof(*l->mail.recipients));
	if (!l->mail.recipients)
		abort();
	memcpy(l->mail.recipients[l->mail.recipient_count++], address, sizeof(address));
	say(l, "250 2.1.5 ok");
}

static void on_data(struct lmtp *l)
{
	if (l->mail.recipient_count == 0) {
		say_fault(l, "503 5.5.1 no recipient");
		return;
	}
	buf_put(&l->mail.bytes, "Return-Path: <", 14);
	buf_put(&l->mail.bytes, l->mail.sender, strlen(l->mail.sender));
	buf_put(&l->mail.bytes, ">\r\n", 3);
	l->state = LMTP_DATA;
	l->is_line_start = true;
	l->before[0] = '\r';
	l->before[1] = '\n';
	say(l, "354 end with a dot");
}

static struct span waiting(const struct lmtp *l)
{
	return span_of(l->in.data + l->at, l->in.size - l->at);
}

static bool is_verb(const char *line, const char *verb, const char **rest)
{
	size_t size = strlen(verb);

	if (strncasecmp(line, verb, size) != 0 || (line[size] != ' ' && line[size] != '\0'))
		return false;
	*rest = line + size + (line[size] == ' ');
	return true;
}

static void on_command(struct lmtp *l, const char *line)
{
	const char *rest;

	if (is_verb(line, "LHLO", &rest)) {
		on_lhlo(l, rest);
	} else if (is_verb(line, "MAIL", &rest)) {
		on_mail(l, rest);
	} else if (is_verb(line, "RCPT", &rest)) {
		on_rcpt(l, rest);
	} else if (is_verb(line, "DATA", &rest) && *rest == '\0') {
		on_data(l);
	} else if (is_verb(line, "RSET", &rest) && *rest == '\0') {
		reset(l);
		say(l, "250 2.0.0 ok");
	} else if (is_verb(line, "NOOP", &rest)) {
		say(l, "250 2.0.0 ok");
	} else if (is_verb(line, "VRFY", &rest)) {
		say(l, "252 2.5.0 try it");
	} else if (is_verb(line, "QUIT", &rest)) {
		say(l, "221 2.0.0 bye");
		l->state = LMTP_OVER;
	} else if (is_verb(line, "HELO", &rest) || is_verb(line, "EHLO", &rest)) {
		say_fault(l, "500 5.5.1 this is LMTP");
	} else {
		say_fault(l, "500 5.5.2 unknown command");
	}
}

/* Takes one line, if there is one. */
static bool command_step(struct lmtp *l)
{
	struct span left = waiting(l);
	char line[VB_LMTP_LINE_MAX_BYTES];
	const uint8_t *feed = memchr(left.data, '\n', left.size);
	size_t size = feed ? (size_t)(feed - left.data) + 1 : left.size;

	if (size > VB_LMTP_LINE_MAX_BYTES) {
		lmtp_end(l, "the line is too long");
		return false;
	}
	if (!feed)
		return false;
	memcpy(line, left.data, size);
	l->at += size;
	if (size < 2 || line[size - 2] != '\r' || memchr(line, '\r', size - 2) ||
	    memchr(line, '\0', size)) {
		lmtp_end(l, "a line ends with CR LF");
		return false;
	}
	line[size - 2] = '\0';
	on_command(l, line);
	return true;
}

/* ---- the mail itself ---- */

static void data_put(struct lmtp *l, const uint8_t *data, size_t size)
{
	if (l->is_too_large)
		return;
	if (l->mail.bytes.size + size > VB_PARCEL_MAIL_MAX_BYTES) {
		l->is_too_large = true;
		buf_release(&l->mail.bytes);
		return;
	}
	buf_put(&l->mail.bytes, data, size);
}

/* Bare CR or LF: a CR is followed by LF, a LF follows a CR. */
static void look_for_bare(struct lmtp *l, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((data[i] == '\n') != (l->before[1] == '\r'))
			l->has_bare = true;
		l->before[0] = l->before[1];
		l->before[1] = data[i];
	}
}

static void answer_all(struct lmtp *l, const char *text)
{
	for (size_t i = 0; i < l->mail.recipient_count; i++)
		say(l, text);
	reset(l);
	l->state = l->state == LMTP_OVER ? LMTP_OVER : LMTP_COMMANDS;
}

static void on_dot(struct lmtp *l)
{
	l->state = LMTP_COMMANDS;
	if (l->is_too_large)
		answer_all(l, "552 5.3.4 too large");
	else if (l->has_bare)
		answer_all(l, "550 5.6.0 a line ends with CR LF, and with nothing else");
	else
		l->state = LMTP_WAITS;
}

/* A dot at the start of a line: the end, or one that is taken off. It waits for what follows it. */
static bool dot_step(struct lmtp *l, struct span left)
{
	if (left.size < 3 && !(left.size == 2 && left.data[1] != '\r'))
		return false;
	if (left.data[1] == '\r' && left.data[2] == '\n') {
		l->at += 3;
		on_dot(l);
		return true;
	}
	l->at++;
	l->is_line_start = false;
	l->before[1] = '.';
	return true;
}

/* Takes what may be taken: up to the end of a line, or all of a piece without one. */
static bool data_step(struct lmtp *l)
{
	struct span left = waiting(l);
	const uint8_t *feed;
	size_t size;

	if (l->is_line_start && left.data[0] == '.')
		return dot_step(l, left);
	feed = memchr(left.data, '\n', left.size);
	size = feed ? (size_t)(feed - left.data) + 1 : left.size;
	look_for_bare(l, left.data, size);
	data_put(l, left.data, size);
	l->at += size;
	/* Only CR LF ends a line. */
	l->is_line_start = l->before[0] == '\r' && l->before[1] == '\n';
	return true;
}

/* ---- the conversation ---- */

static void run(struct lmtp *l)
{
	bool goes_on = true;

	while (goes_on && l->at < l->in.size && lmtp_wants_input(l))
		goes_on = l->state == LMTP_DATA ? data_step(l) : command_step(l);
	memmove(l->in.data, l->in.data + l->at, l->in.size - l->at);
	l->in.size -= l->at;
	l->at = 0;
	if (l->out.err < 0)
		l->state = LMTP_OVER;
}

void lmtp_feed(struct lmtp *lmtp, struct span in)
{
	assert(lmtp->state != LMTP_OVER);
	while (in.size > 0 && lmtp->state != LMTP_OVER) {
		size_t room = lmtp->in.max - lmtp->in.size;
		size_t size = in.size < room ? in.size : room;

		if (size == 0) {
			lmtp_end(lmtp, "too much was sent ahead");
			return;
		}
		buf_put(&lmtp->in, in.data, size);
		in = span_of(in.data + size, in.size - size);
		run(lmtp);
	}
}

void lmtp_answer(struct lmtp *lmtp, enum lmtp_verdict verdict)
{
	assert(lmtp->state == LMTP_WAITS);
	answer_all(lmtp, verdict == LMTP_TAKEN   ? "250 2.0.0 taken"
	                 : verdict == LMTP_LATER ? "451 4.3.0 not now"
	                                         : "550 5.6.0 this mail is not taken");
	run(lmtp);
}

bool lmtp_wants_input(const struct lmtp *lmtp)
{
	return lmtp->state == LMTP_COMMANDS || lmtp->state == LMTP_DATA;
}
