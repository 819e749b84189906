/* mime_read: takes a mail apart with GMime; see mime_read.h. */
#include "bridges/mailread/mime_read.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bridges/mailread/charset.h"
#include "bridges/mailread/flowed.h"
#include "bridges/mailread/mime_head.h"

static char *copy(const char *text)
{
	char *made;

	if (text == NULL)
		return NULL;
	made = strdup(text);
	if (made == NULL)
		abort();
	return made;
}

void mime_read_warm(void)
{
	g_mime_init();
	charset_warm();
}

/* ---- headers ---- */

static void read_header(GMimeHeader *header, struct mime_header *out)
{
	const char *raw = g_mime_header_get_raw_value(header);
	const char *name = g_mime_header_get_name(header);

	raw = raw != NULL ? raw : "";
	name = name != NULL ? name : "";
	out->name = copy(name);
	out->value = mime_head_unfold(raw);
	if (strcasecmp(name, "Received") == 0)
		out->folded = copy(raw);
}

static void read_headers(GMimeMessage *message, struct mime_mail *out)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(message));
	size_t count = (size_t)g_mime_header_list_get_count(list);
	struct mime_header *headers;

	if (count > VB_MIME_HEADERS_MAX) {
		out->flags |= PARCEL_CUT;
		count = VB_MIME_HEADERS_MAX;
	}
	headers = calloc(count + 1, sizeof(*headers));
	if (headers == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		read_header(g_mime_header_list_get_header_at(list, (int)i), &headers[i]);
	out->headers = headers;
	out->header_count = count;
}

static void read_from(GMimeMessage *message, struct mime_mail *out)
{
	InternetAddressList *list = g_mime_message_get_from(message);
	const char *value = mime_mail_header(out, "From", 0);
	InternetAddress *one;

	if (value == NULL || mime_mail_header(out, "From", 1) != NULL || list == NULL ||
	    internet_address_list_length(list) != 1)
		return;
	one = internet_address_list_get_address(list, 0);
	if (!INTERNET_ADDRESS_IS_MAILBOX(one))
		return;
	out->from_name = mime_head_phrase(value);
	if (out->from_name == NULL)
		out->from_name = copy(internet_address_get_name(one));
	out->from_address = copy(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
	if (out->from_address != NULL && !mime_head_is_clear(value, out->from_address)) {
		free(out->from_address);
		out->from_address = NULL;
	}
}

static void read_head(GMimeMessage *message, struct mime_mail *out)
{
	GDateTime *date = g_mime_message_get_date(message);
	const char *subject;

	read_headers(message, out);
	subject = mime_mail_header(out, "Subject", 0);
	if (subject != NULL)
		out->subject = mime_head_decode(subject);
	if (date != NULL)
		out->date_ms = g_date_time_to_unix(date) * 1000;
	read_from(message, out);
}

/* ---- contents ---- */

/* The contents without their encoding of transfer. Takes nothing; the caller unrefs. */
static GByteArray *decoded(GMimePart *part)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GByteArray *bytes;

	if (content != NULL)
		(void)g_mime_data_wrapper_write_to_stream(content, stream);
	/* The stream would free what is in the array, too, whoever else holds it. */
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_object_unref(stream);
	return bytes;
}

/* Takes out the ends of lines before a blank, which may stand within a character (RFC 5545, 3.1). */
static void unfold(GByteArray *bytes)
{
	guint kept = 0;

	for (guint at = 0; at < bytes->len; at++) {
		guint end = at + (bytes->data[at] == '\r');

		if (end + 1 < bytes->len && bytes->data[end] == '\n' &&
		    (bytes->data[end + 1] == ' ' || bytes->data[end + 1] == '\t'))
			at = end + 1;
		else
			bytes->data[kept++] = bytes->data[at];
	}
	bytes->len = kept;
}

/* Appends the text as UTF-8, with an end of line. */
static void add_bytes(struct mime_mail *out, GMimePart *part, const GByteArray *bytes,
                      struct buf *to)
{
	const char *label = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	size_t size = bytes->len;

	if (size > VB_MIME_TEXT_MAX_BYTES) {
		size = VB_MIME_TEXT_MAX_BYTES;
		out->flags |= PARCEL_CUT;
	}
	charset_put(to, span_of(bytes->data, size), label);
	if (to->size > 0 && to->data[to->size - 1] != '\n')
		buf_put_u8(to, '\n');
	if (to->err != 0) {
		out->flags |= PARCEL_CUT;
		to->err = 0;
	}
}

static void add_text(struct mime_mail *out, GMimePart *part, struct buf *to)
{
	GByteArray *bytes = decoded(part);

	add_bytes(out, part, bytes, to);
	g_byte_array_unref(bytes);
}

static void add_flowed(struct mime_mail *out, GMimePart *part)
{
	const char *delsp = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "delsp");
	struct buf text;

	buf_init(&text, VB_MIME_TEXTS_MAX_BYTES);
	add_text(out, part, &text);
	flowed_put(&out->plain, buf_span(&text), delsp != NULL && strcasecmp(delsp, "yes") == 0);
	out->flags |= out->plain.err != 0 ? PARCEL_CUT : 0;
	out->plain.err = 0;
	buf_release(&text);
}

static void add_file(struct mime_mail *out, GMimeObject *part, const char *name)
{
	struct mime_file *file = &out->files[out->file_count];

	if (out->file_count == VB_PARCEL_FILES_MAX) {
		out->flags |= PARCEL_CUT;
		return;
	}
	out->file_count++;
	file->name = copy(name);
	file->type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
	buf_init(&file->bytes, VB_PARCEL_MAIL_MAX_BYTES);
	if (GMIME_IS_PART(part)) {
		GByteArray *bytes = decoded(GMIME_PART(part));

		buf_put(&file->bytes, bytes->data, bytes->len);
		g_byte_array_unref(bytes);
	}
}

/* ---- parts ---- */

static bool is_type(GMimeObject *part, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype);
}

/* A type that is none is text (RFC 2045, 5.2); the library says something else. */
static bool is_untyped(GMimeObject *part)
{
	const char *type = g_mime_object_get_header(part, "Content-Type");

	return type != NULL && strchr(type, '/') == NULL;
}

static bool has_ending(const char *name, const char *ending)
{
	size_t size = name != NULL ? strlen(name) : 0;

	return size >= strlen(ending) && strcasecmp(name + size - strlen(ending), ending) == 0;
}

static bool is_winmail(GMimeObject *part, const char *name)
{
	return is_type(part, "application", "ms-tnef") ||
	       is_type(part, "application", "vnd.ms-tnef") ||
	       (name != NULL && strcasecmp(name, "winmail.dat") == 0);
}

static bool is_signature(GMimeObject *part)
{
	return is_type(part, "application", "pkcs7-signature") ||
	       is_type(part, "application", "x-pkcs7-signature") ||
	       is_type(part, "application", "pgp-signature");
}

static bool is_delivery_status(GMimeObject *part)
{
	return is_type(part, "message", "delivery-status") ||
	       is_type(part, "message", "global-delivery-status");
}

static bool is_encrypted(GMimeObject *part)
{
	return is_type(part, "application", "pkcs7-mime") ||
	       is_type(part, "application", "x-pkcs7-mime") ||
	       is_type(part, "application", "pgp-encrypted") ||
	       is_type(part, "multipart", "encrypted");
}

/* The first text/calendar counts; an attached copy only where there is no such part. */
static void add_calendar(struct mime_mail *out, GMimePart *part)
{
	GByteArray *bytes;

	if (out->calendar.size > 0)
		return;
	out->flags |= PARCEL_CALENDAR;
	bytes = decoded(part);
	unfold(bytes);
	add_bytes(out, part, bytes, &out->calendar);
	g_byte_array_unref(bytes);
}

struct walk {
	struct mime_mail *out;
	unsigned parts;
	GMimePart *attached_calendar; /* borrowed */
};

static void walk_text(struct walk *walk, GMimeObject *part)
{
	const char *format = g_mime_object_get_content_type_parameter(part, "format");

	if (is_type(part, "text", "html"))
		add_text(walk->out, GMIME_PART(part), &walk->out->html);
	else if (format != NULL && strcasecmp(format, "flowed") == 0)
		add_flowed(walk->out, GMIME_PART(part));
	else
		add_text(walk->out, GMIME_PART(part), &walk->out->plain);
}

/* A parameter of a header in which words are encoded; NULL: none. Caller frees. */
static char *encoded_parameter(GMimeObject *part, const char *header_name, const char *parameter)
{
	GMimeHeader *header =
		g_mime_header_list_get_header(g_mime_object_get_header_list(part), header_name);
	const char *raw = header != NULL ? g_mime_header_get_raw_value(header) : NULL;

	return raw != NULL ? mime_head_parameter(raw, parameter) : NULL;
}

/* Caller frees. */
static char *file_name(GMimeObject *part)
{
	char *name = encoded_parameter(part, "Content-Disposition", "filename");

	if (name == NULL)
		name = encoded_parameter(part, "Content-Type", "name");
	if (name == NULL && GMIME_IS_PART(part))
		name = copy(g_mime_part_get_filename(GMIME_PART(part)));
	if (name == NULL)
		name = copy(g_mime_object_get_content_disposition_parameter(part, "filename"));
	return name;
}

static void walk_leaf(struct walk *walk, GMimeObject *part, bool is_related, const char *name)
{
	const char *disposition = g_mime_object_get_disposition(part);
	bool is_attached = disposition != NULL && strcasecmp(disposition, "attachment") == 0;

	if (is_winmail(part, name)) {
		walk->out->flags |= PARCEL_TNEF;
	} else if (is_encrypted(part)) {
		walk->out->flags |= PARCEL_ENCRYPTED;
	} else if (is_signature(part)) {
		return;
	} else if (is_delivery_status(part) && GMIME_IS_PART(part)) {
		add_text(walk->out, GMIME_PART(part), &walk->out->report);
	} else if (GMIME_IS_PART(part) && is_type(part, "text", "calendar")) {
		add_calendar(walk->out, GMIME_PART(part));
	} else if (GMIME_IS_PART(part) &&
	           (is_type(part, "application", "ics") || has_ending(name, ".ics"))) {
		walk->attached_calendar = walk->attached_calendar != NULL ? walk->attached_calendar
		                                                          : GMIME_PART(part);
	} else if (GMIME_IS_PART(part) && !is_attached &&
	           (is_type(part, "text", "plain") || is_type(part, "text", "html") ||
	            is_untyped(part))) {
		walk_text(walk, part);
	} else if (is_type(part, "text", "rfc822-headers") ||
	           is_type(part, "message", "disposition-notification") ||
	           (is_related && is_type(part, "image", "*") && !is_attached) ||
	           (is_type(part, "text", "*") && name == NULL && !is_attached)) {
		return;
	} else {
		add_file(walk->out, part, name);
	}
}

static void walk_named(struct walk *walk, GMimeObject *part, bool is_related)
{
	char *name = file_name(part);

	walk_leaf(walk, part, is_related, name);
	free(name);
}

static void walk_report(struct walk *walk, GMimeObject *part)
{
	const char *kind = g_mime_object_get_content_type_parameter(part, "report-type");

	if (kind != NULL && strcasecmp(kind, "delivery-status") == 0)
		walk->out->flags |= PARCEL_REPORT;
	else
		walk->out->flags |= PARCEL_AUTOMATIC;
}

/* Recursion ends at VB_MIME_DEPTH_MAX. */
static void walk_part(struct walk *walk, GMimeObject *part, unsigned depth, bool is_related)
{
	if (part == NULL)
		return;
	if (depth > VB_MIME_DEPTH_MAX || walk->parts++ >= VB_MIME_PARTS_MAX) {
		walk->out->flags |= PARCEL_CUT;
		return;
	}
	if (is_encrypted(part) && GMIME_IS_MULTIPART(part)) {
		walk->out->flags |= PARCEL_ENCRYPTED;
		return;
	}
	if (GMIME_IS_MULTIPART(part)) {
		int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));

		if (is_type(part, "multipart", "report"))
			walk_report(walk, part);
		for (int i = 0; i < count && walk->parts <= VB_MIME_PARTS_MAX; i++)
			walk_part(walk, g_mime_multipart_get_part(GMIME_MULTIPART(part), i),
			          depth + 1, is_related || is_type(part, "multipart", "related"));
		return;
	}
	walk_named(walk, part, is_related);
}

/* ---- the mail ---- */

/* The library makes an object of each header and each part before anything can be counted: hundreds of bytes of one line. */
static bool is_bomb(struct span mail)
{
	size_t rules = 0, lines = 0, start = 0;
	bool is_head = true;

	for (size_t i = 0; i < mail.size; i++) {
		size_t size = i - start;

		if (mail.data[i] != '\n')
			continue;
		rules += size > 2 && mail.data[start] == '-' && mail.data[start + 1] == '-';
		if (size == 0 || (size == 1 && mail.data[start] == '\r'))
			is_head = false;
		lines += is_head;
		start = i + 1;
	}
	return rules > VB_MIME_RULES_MAX || lines > VB_MIME_HEAD_LINES_MAX;
}

static GMimeMessage *parsed(struct span mail)
{
	static const char *guesses[] = { "utf-8", "windows-1252", NULL };
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)mail.data, mail.size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeParserOptions *options = g_mime_parser_options_new();
	GMimeMessage *message;

	g_mime_parser_options_set_fallback_charsets(options, guesses);
	g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message = g_mime_parser_construct_message(parser, options);
	g_mime_parser_options_free(options);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

int mime_read(struct span mail, struct mime_mail *out)
{
	struct walk walk = { .out = out };
	GMimeMessage *message;

	memset(out, 0, sizeof(*out));
	buf_init(&out->plain, VB_MIME_TEXTS_MAX_BYTES);
	buf_init(&out->html, VB_MIME_TEXTS_MAX_BYTES);
	buf_init(&out->calendar, VB_MIME_TEXTS_MAX_BYTES);
	buf_init(&out->report, VB_MIME_TEXTS_MAX_BYTES);
	if (mail.size > VB_PARCEL_MAIL_MAX_BYTES || is_bomb(mail))
		return VB_ERR_TOO_LARGE;
	message = mail.size > 0 ? parsed(mail) : NULL;
	if (message == NULL)
		return VB_ERR_MALFORMED;
	read_head(message, out);
	walk_part(&walk, g_mime_message_get_mime_part(message), 0, false);
	if (walk.attached_calendar != NULL)
		add_calendar(out, walk.attached_calendar);
	g_object_unref(message);
	return out->header_count > 0 ? 0 : VB_ERR_MALFORMED;
}
