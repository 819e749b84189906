/* reading: a mail becomes a parcel; see reading.h. */
#include "bridges/mailread/reading.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bridges/mailread/answer_word.h"
#include "bridges/mailread/authres.h"
#include "bridges/mailread/autoreply.h"
#include "bridges/mailread/filetype.h"
#include "bridges/mailread/html_read.h"
#include "bridges/mailread/itip.h"
#include "bridges/mailread/mime_read.h"
#include "bridges/mailread/reply_cut.h"
#include "bridges/mailread/returned.h"
#include "bridges/render/harmless.h"
#include "protocol/utf8.h"

#define CLEAN_MAX_BYTES (4u << 20)
#define PGP_MESSAGE "-----BEGIN PGP MESSAGE-----"

void reading_warm(void)
{
	mime_read_warm();
	itip_warm();
}

/* ---- texts made harmless ---- */

/* The first size bytes of the text, less where that would cut a character. */
static size_t whole_size(const uint8_t *text, size_t size, size_t max)
{
	if (size <= max)
		return size;
	while (max > 0 && (text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

/* Bytes that are no UTF-8 become U+FFFD. True if something was cut off. */
static bool put_clean(char *out, size_t size, const char *text, enum harmless_breaks breaks)
{
	struct buf clean;
	size_t kept;
	bool is_cut;

	buf_init(&clean, CLEAN_MAX_BYTES);
	harmless_put(&clean, text, breaks);
	kept = whole_size(clean.data, clean.size, size - 1);
	if (kept > 0)
		memcpy(out, clean.data, kept);
	out[kept] = '\0';
	is_cut = kept < clean.size || clean.err != 0;
	buf_release(&clean);
	return is_cut;
}

#define PUT_LINE(field, text) put_clean(field, sizeof(field), text, HARMLESS_LINE)

/* ---- addresses and names of mails ---- */

/* An address that can be written to and compared: one '@', no blanks, no quotes; the domain in small letters. */
static void put_address(char *out, const char *address)
{
	const char *monkey = address != NULL ? strchr(address, '@') : NULL;
	size_t size = address != NULL ? strlen(address) : 0;

	out[0] = '\0';
	if (monkey == NULL || monkey == address || monkey[1] == '\0' ||
	    strchr(monkey + 1, '@') != NULL || size > VB_ADDRESS_MAX_BYTES ||
	    !utf8_is_valid(span_of(address, size)))
		return;
	for (const char *at = address; *at != '\0'; at++) {
		if ((uint8_t)*at <= ' ' || *at == 0x7f || strchr("<>(),;:\"\\[]", *at) != NULL)
			return;
		/* C1, marks of direction and the like: harmless drops or replaces them. */
		if ((uint8_t)*at >= 0x80) {
			char clean[VB_ADDRESS_MAX_BYTES + 1];

			(void)PUT_LINE(clean, address);
			if (strcmp(clean, address) != 0)
				return;
			break;
		}
	}
	memcpy(out, address, size + 1);
	for (char *at = out + (monkey - address); *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at + 0x20);
	}
}

/* The next <...> of the value without blanks in it, moved behind. False: none. */
static bool next_id(const char **value, char *out)
{
	const char *begin;

	while ((begin = strchr(*value, '<')) != NULL) {
		size_t size = strcspn(begin + 1, "<> \t\"");

		*value = begin + 1 + size;
		if (begin[1 + size] != '>' || size == 0 || size + 2 > VB_PARCEL_ID_MAX_BYTES)
			continue;
		for (size_t i = 1; i <= size; i++) {
			if (begin[i] <= ' ' || begin[i] >= 0x7f)
				size = 0;
		}
		if (size == 0)
			continue;
		memcpy(out, begin, size + 2);
		out[size + 2] = '\0';
		return true;
	}
	return false;
}

static bool has_reference(const struct parcel *parcel, const char *id)
{
	for (size_t i = 0; i < parcel->reference_count; i++) {
		if (strcmp(parcel->references[i], id) == 0)
			return true;
	}
	return false;
}

static void add_reference(struct parcel *parcel, const char *id)
{
	if (parcel->reference_count < VB_PARCEL_REFERENCES_MAX && !has_reference(parcel, id))
		memcpy(parcel->references[parcel->reference_count++], id, strlen(id) + 1);
}

/* In-Reply-To first, then References from the newest to the oldest. */
static void read_references(const struct mime_mail *mail, struct parcel *parcel)
{
	const char *answered = mime_mail_header(mail, "In-Reply-To", 0);
	const char *chain = mime_mail_header(mail, "References", 0);
	char ids[4 * VB_PARCEL_REFERENCES_MAX][VB_PARCEL_ID_MAX_BYTES + 1];
	size_t count = 0, first = 0;

	while (answered != NULL && next_id(&answered, ids[0]))
		add_reference(parcel, ids[0]);
	while (chain != NULL && next_id(&chain, ids[count % (4 * VB_PARCEL_REFERENCES_MAX)]))
		count++;
	first = count > 4 * VB_PARCEL_REFERENCES_MAX ? count - 4 * VB_PARCEL_REFERENCES_MAX : 0;
	while (count > first)
		add_reference(parcel, ids[--count % (4 * VB_PARCEL_REFERENCES_MAX)]);
}

static uint32_t hop_count(const struct mime_mail *mail)
{
	uint32_t hops = 0;

	while (mime_mail_header(mail, "Received", hops) != NULL)
		hops++;
	return hops;
}

static void read_head(const struct mime_mail *mail, const struct hatch_settings *settings,
                      struct parcel *parcel)
{
	const char *id = mime_mail_header(mail, "Message-ID", 0);
	const char *origin = mime_mail_header(mail, "X-Verbund-Origin", 0);

	put_address(parcel->from, mail->from_address);
	if (mail->from_name != NULL)
		(void)PUT_LINE(parcel->from_name, mail->from_name);
	if (mail->subject != NULL)
		(void)PUT_LINE(parcel->subject, mail->subject);
	if (id != NULL && !next_id(&id, parcel->message_id))
		parcel->message_id[0] = '\0';
	if (origin != NULL)
		(void)PUT_LINE(parcel->origin, origin);
	read_references(mail, parcel);
	parcel->date_ms = mail->date_ms;
	parcel->hops = hop_count(mail);
	parcel->trust = authres_trust(mail, settings->authserv, parcel->from);
}

/* ---- what was said ---- */

static bool is_blank_text(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (strchr(" \t\r\n", text.data[i]) == NULL || text.data[i] == 0)
			return false;
	}
	return true;
}

/* The first line as an answer; alone where nothing follows. */
static void read_word(struct parcel *parcel)
{
	struct span text = buf_span(&parcel->text);
	const uint8_t *end = text.size > 0 ? memchr(text.data, '\n', text.size) : NULL;
	size_t size = end != NULL ? (size_t)(end - text.data) : text.size;
	char line[256];

	if (size == 0 || size >= sizeof(line))
		return;
	memcpy(line, text.data, size);
	line[size] = '\0';
	parcel->word = answer_word(line);
	parcel->is_word_alone = parcel->word != PARCEL_NO_WORD && end == NULL;
	if (end == NULL && answer_is_unsubscribe(line))
		parcel->flags |= PARCEL_UNSUBSCRIBE;
}

static void read_text(struct mime_mail *mail, struct parcel *parcel)
{
	struct buf page, said, clean;
	struct span text = buf_span(&mail->plain);

	buf_init(&page, VB_MIME_TEXTS_MAX_BYTES);
	buf_init(&said, VB_MIME_TEXTS_MAX_BYTES);
	buf_init(&clean, CLEAN_MAX_BYTES);
	if (is_blank_text(text)) {
		html_read(buf_span(&mail->html), &page);
		text = buf_span(&page);
	}
	for (size_t i = 0; i + sizeof(PGP_MESSAGE) <= text.size; i++) {
		if (memcmp(text.data + i, PGP_MESSAGE, sizeof(PGP_MESSAGE) - 1) == 0)
			parcel->flags |= PARCEL_ENCRYPTED;
	}
	reply_cut(text, &said);
	buf_put_u8(&said, '\0');
	if (said.err == 0)
		harmless_put(&clean, (const char *)said.data, HARMLESS_LINES);
	else
		parcel->flags |= PARCEL_CUT;
	if (clean.size > VB_PARCEL_TEXT_MAX_BYTES)
		parcel->flags |= PARCEL_CUT;
	buf_put(&parcel->text, clean.data,
	        whole_size(clean.data, clean.size, VB_PARCEL_TEXT_MAX_BYTES));
	buf_release(&page);
	buf_release(&said);
	buf_release(&clean);
	read_word(parcel);
	if (mail->subject != NULL && answer_is_unsubscribe(mail->subject))
		parcel->flags |= PARCEL_UNSUBSCRIBE;
}

/* ---- calendar, files, report ---- */

static void read_calendar(const struct mime_mail *mail, struct parcel *parcel)
{
	struct parcel_answer *found = calloc(VB_PARCEL_ANSWERS_MAX, sizeof(*found));
	enum itip_method method = ITIP_NONE;
	size_t count = 0;
	bool is_cut = false;

	if (found == NULL)
		abort();
	if (itip_read(buf_span(&mail->calendar), &method, found, &count, &is_cut) != 0) {
		free(found);
		return;
	}
	parcel->flags |= method == ITIP_COUNTER ? PARCEL_COUNTER : 0;
	parcel->flags |= is_cut ? PARCEL_CUT : 0;
	for (size_t i = 0; i < count; i++) {
		struct parcel_answer *answer = &parcel->answers[parcel->answer_count];

		*answer = found[i];
		put_address(answer->attendee, found[i].attendee);
		if (answer->attendee[0] == '\0' || PUT_LINE(answer->uid, found[i].uid) ||
		    strcmp(answer->uid, found[i].uid) != 0)
			continue;
		(void)put_clean(answer->comment, sizeof(answer->comment), found[i].comment,
		                HARMLESS_LINES);
		parcel->answer_count++;
	}
	free(found);
}

static void read_type(char *out, size_t size, const char *type)
{
	static const char unknown[] = "application/octet-stream";
	bool is_plain = type != NULL && strlen(type) < size;

	for (const char *at = type; is_plain && *at != '\0'; at++)
		is_plain = *at > ' ' && *at < 0x7f;
	if (!is_plain)
		type = unknown;
	for (size_t i = 0; i <= strlen(type); i++)
		out[i] = type[i] >= 'A' && type[i] <= 'Z' ? (char)(type[i] + 0x20) : type[i];
}

static void read_files(const struct mime_mail *mail, struct parcel *parcel)
{
	for (size_t i = 0; i < mail->file_count; i++) {
		struct parcel_file *file = &parcel->files[parcel->file_count++];

		filetype_name(mail->files[i].name, file->name, sizeof(file->name));
		read_type(file->type, sizeof(file->type), mail->files[i].type);
		file->bytes = (uint32_t)mail->files[i].bytes.size;
		file->is_allowed = filetype_is_allowed(file->name, file->type,
		                                       buf_span(&mail->files[i].bytes));
	}
}

static void read_report(const struct mime_mail *mail, struct parcel *parcel)
{
	struct returned returned;

	if (!returned_read(mail, parcel->flags, &returned))
		return;
	parcel->flags |= PARCEL_REPORT;
	memcpy(parcel->bounce_recipient, returned.recipient, sizeof(returned.recipient));
	parcel->bounce_class = returned.status_class;
	parcel->bounce_action = returned.action;
}

int reading_take(struct span bytes, const struct hatch_settings *settings, struct mime_mail *mail,
                 struct parcel *parcel)
{
	int err;

	memset(parcel, 0, sizeof(*parcel));
	buf_init(&parcel->text, VB_PARCEL_TEXT_MAX_BYTES);
	err = mime_read(bytes, mail);
	if (err < 0)
		return err;
	read_head(mail, settings, parcel);
	parcel->flags |= mail->flags | autoreply_flags(mail);
	read_text(mail, parcel);
	read_calendar(mail, parcel);
	read_files(mail, parcel);
	read_report(mail, parcel);
	return 0;
}
