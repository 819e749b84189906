/* returned: a mail that says that another one could not be delivered; see returned.h. tested by tests/unit/test_reading.c */
#include "bridges/mailread/returned.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define LINE_BYTES 512

/* One line of a text without its end. False at the end. */
static bool next_line(struct span *text, struct span *line)
{
	const uint8_t *end;

	if (text->size == 0)
		return false;
	end = memchr(text->data, '\n', text->size);
	*line = span_of(text->data, end != NULL ? (size_t)(end - text->data) : text->size);
	*text = span_of(text->data + line->size + (end != NULL),
	                text->size - line->size - (end != NULL));
	while (line->size > 0 &&
	       (line->data[line->size - 1] == '\r' || line->data[line->size - 1] == ' '))
		line->size--;
	return true;
}

static struct span bare(struct span line)
{
	while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
		line = span_of(line.data + 1, line.size - 1);
	return line;
}

static bool begins(struct span line, const char *word)
{
	size_t size = strlen(word);

	return line.size >= size && strncasecmp((const char *)line.data, word, size) == 0;
}

static bool has(struct span text, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= text.size; i++) {
		if (strncasecmp((const char *)text.data + i, word, size) == 0)
			return true;
	}
	return false;
}

/* An address of printable ASCII with one '@', from <x@y> or as it stands; false: none. */
static bool take_address(struct span text, char *out)
{
	size_t monkeys = 0;

	text = bare(text);
	if (text.size > 2 && text.data[0] == '<') {
		const uint8_t *end = memchr(text.data, '>', text.size);

		if (end == NULL)
			return false;
		text = span_of(text.data + 1, (size_t)(end - text.data) - 1);
	}
	if (text.size == 0 || text.size > VB_ADDRESS_MAX_BYTES)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] <= ' ' || text.data[i] >= 0x7f ||
		    strchr("<>(),;:\"", text.data[i]) != NULL)
			return false;
		monkeys += text.data[i] == '@';
	}
	if (monkeys != 1 || text.data[0] == '@' || text.data[text.size - 1] == '@')
		return false;
	memcpy(out, text.data, text.size);
	out[text.size] = '\0';
	return true;
}

/* ---- reports ---- */

static uint8_t class_of(struct span status)
{
	status = bare(status);
	if (status.size < 2 || status.data[1] != '.' || strchr("245", status.data[0]) == NULL)
		return 0;
	return (uint8_t)(status.data[0] - '0');
}

static uint8_t action_of(struct span action)
{
	action = bare(action);
	if (begins(action, "failed"))
		return VB_RETURNED_FAILED;
	if (begins(action, "delayed"))
		return VB_RETURNED_DELAYED;
	if (begins(action, "delivered") || begins(action, "relayed") || begins(action, "expanded"))
		return VB_RETURNED_DELIVERED;
	return 0;
}

/* "rfc822; x@y" */
static void take_typed(struct span value, char *out)
{
	const uint8_t *semicolon = value.size > 0 ? memchr(value.data, ';', value.size) : NULL;

	if (semicolon != NULL)
		value = span_of(semicolon + 1, value.size - (size_t)(semicolon + 1 - value.data));
	(void)take_address(value, out);
}

static struct span value_of(struct span line)
{
	const uint8_t *colon = memchr(line.data, ':', line.size);

	return span_of(colon + 1, line.size - (size_t)(colon + 1 - line.data));
}

/* A failed recipient counts before one that is late, that before one that was reached. */
static void keep_worse(struct returned *out, const struct returned *one)
{
	bool is_first = out->recipient[0] == '\0' && out->action == 0 && out->status_class == 0;
	bool is_told = one->recipient[0] != '\0' || one->action != 0 || one->status_class != 0;

	if (is_told &&
	    (is_first || (one->action == VB_RETURNED_FAILED && out->action != VB_RETURNED_FAILED)))
		*out = *one;
}

/* Groups of fields with empty lines between; the first is of the whole (RFC 3464, 2.1). */
static void read_fields(struct span report, struct returned *out)
{
	struct returned one = { "", 0, 0 };
	char original[VB_ADDRESS_MAX_BYTES + 1] = "";
	struct span line;

	while (next_line(&report, &line)) {
		if (line.size == 0) {
			keep_worse(out, &one);
			one = (struct returned){ "", 0, 0 };
			original[0] = '\0';
		} else if (begins(line, "Final-Recipient:")) {
			take_typed(value_of(line), one.recipient);
		} else if (begins(line, "Original-Recipient:")) {
			take_typed(value_of(line), original);
		} else if (begins(line, "Action:")) {
			one.action = action_of(value_of(line));
		} else if (begins(line, "Status:")) {
			one.status_class = class_of(value_of(line));
		}
		if (one.recipient[0] == '\0')
			memcpy(one.recipient, original, sizeof(original));
	}
	keep_worse(out, &one);
}

/* ---- letters ---- */

static bool is_postmaster(const struct mime_mail *mail)
{
	static const char *const names[] = { "mailer-daemon@", "postmaster@", "mail-daemon@",
		                             "mailerdaemon@" };
	const char *from = mail->from_address;
	const char *value = mime_mail_header(mail, "From", 0);

	for (size_t i = 0; i < COUNT(names); i++) {
		if (from != NULL && strncasecmp(from, names[i], strlen(names[i])) == 0)
			return true;
	}
	return from == NULL && value != NULL && has(span_of_str(value), "mailer-daemon");
}

/* 5.1.1 or 550 behind a blank or a bracket. */
static uint8_t class_in(struct span text)
{
	for (size_t i = 0; i + 4 < text.size; i++) {
		const uint8_t *at = text.data + i;
		bool is_begin = i == 0 || strchr(" \t\n(#:-", at[-1]) != NULL;

		if (!is_begin || (at[0] != '4' && at[0] != '5'))
			continue;
		if (at[1] == '.' && at[2] >= '0' && at[2] <= '9' && at[3] == '.')
			return (uint8_t)(at[0] - '0');
		if (at[1] >= '0' && at[1] <= '5' && at[2] >= '0' && at[2] <= '9' &&
		    strchr(" -\r\n", at[3]) != NULL)
			return (uint8_t)(at[0] - '0');
	}
	return 0;
}

static bool is_delay(const struct mime_mail *mail, struct span text)
{
	return (mail->subject != NULL && (has(span_of_str(mail->subject), "delayed") ||
	                                  has(span_of_str(mail->subject), "warning"))) ||
	       has(text, "will be retried") || has(text, "is still trying") || has(text, "delayed");
}

/* qmail writes "<x@y>:", Exim the address alone in its line, both behind a sentence or more. */
static void read_letter(const struct mime_mail *mail, struct returned *out)
{
	const char *failed = mime_mail_header(mail, "X-Failed-Recipients", 0);
	struct span text = buf_span(&mail->plain), rest = text, line;

	if (failed != NULL)
		(void)take_address(span_of_str(failed), out->recipient);
	while (out->recipient[0] == '\0' && next_line(&rest, &line)) {
		if (begins(line, "--- ") || has(line, "original message"))
			break;
		line = bare(line);
		if (line.size > 0 && line.data[line.size - 1] == ':')
			line.size--;
		(void)take_address(line, out->recipient);
	}
	if (out->recipient[0] == '\0')
		return;
	out->status_class = class_in(text);
	if (is_delay(mail, text)) {
		out->action = VB_RETURNED_DELAYED;
		out->status_class = 4;
	} else {
		out->action = VB_RETURNED_FAILED;
		out->status_class = out->status_class != 0 ? out->status_class : 5;
	}
}

bool returned_read(const struct mime_mail *mail, uint32_t flags, struct returned *out)
{
	memset(out, 0, sizeof(*out));
	if (mail->report.size > 0)
		read_fields(buf_span(&mail->report), out);
	if (out->recipient[0] != '\0' || out->action != 0)
		return true;
	if ((flags & PARCEL_REPORT) != 0 || is_postmaster(mail) ||
	    ((flags & PARCEL_NO_RETURN) != 0 &&
	     mime_mail_header(mail, "X-Failed-Recipients", 0) != NULL)) {
		read_letter(mail, out);
		return (flags & PARCEL_REPORT) != 0 || out->recipient[0] != '\0';
	}
	return false;
}
