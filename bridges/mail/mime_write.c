/* mime_write: messages by GMime; see mime_write.h; tested by tests/unit/test_compose.c */
#include "bridges/mail/mime_write.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHARSET "utf-8"
/* Neither base64 nor quoted-printable has "=_" (RFC 2045, 6.7), so no body has a line like these. */
#define MIXED "=_verbund_mixed"
#define ALTERNATIVE "=_verbund_alternative"

static void start_once(void)
{
	static bool is_started;

	if (!is_started)
		g_mime_init();
	is_started = true;
}

/* ---- headers ---- */

static void put_box(GMimeMessage *message, GMimeAddressType type, const struct mime_box *box)
{
	InternetAddress *address;

	if (box->address == NULL)
		return;
	address = internet_address_mailbox_new(
		box->name != NULL && box->name[0] != '\0' ? box->name : NULL, box->address);
	/* Else it is the smallest one that has all letters: iso-8859-6, koi8-r, ... */
	internet_address_set_charset(address, CHARSET);
	internet_address_list_add(g_mime_message_get_addresses(message, type), address);
	g_object_unref(address);
}

static void put_field(GMimeObject *object, const struct mime_field *field)
{
	g_mime_object_set_header(object, field->name, field->value, CHARSET);
}

static void put_headers(GMimeMessage *made, const struct mime_message *message)
{
	GTimeZone *zone = g_time_zone_new_offset(message->offset_minutes * 60);
	GDateTime *utc = g_date_time_new_from_unix_utc(message->date_ms / 1000);
	GDateTime *date = g_date_time_to_timezone(utc, zone);

	put_box(made, GMIME_ADDRESS_TYPE_FROM, &message->from);
	put_box(made, GMIME_ADDRESS_TYPE_REPLY_TO, &message->reply_to);
	put_box(made, GMIME_ADDRESS_TYPE_TO, &message->to);
	g_mime_message_set_subject(made, message->subject, CHARSET);
	g_mime_message_set_date(made, date);
	put_field(GMIME_OBJECT(made), &(struct mime_field){ "Message-ID", message->message_id });
	for (size_t i = 0; i < message->field_count; i++)
		put_field(GMIME_OBJECT(made), &message->fields[i]);
	g_date_time_unref(date);
	g_date_time_unref(utc);
	g_time_zone_unref(zone);
}

/* ---- parts ---- */

/* The name for programs that do not know RFC 2231: letters of ASCII that stand for nothing in a quoted string. */
static void put_fallback(GString *out, const char *name)
{
	for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
		if (*at >= 0xc0)
			g_string_append_c(out, '_');
		else if (*at >= 0x20 && *at < 0x7f && strchr("\"\\%/:;", *at) == NULL)
			g_string_append_c(out, (char)*at);
		else if (*at < 0x80)
			g_string_append_c(out, '_');
	}
}

/* Both forms of a name, of which GMime writes only one; programs that know both take the first. */
static void put_disposition(GMimePart *part, const char *name)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(part));
	GString *raw = g_string_new(" attachment");
	bool is_ascii = true;

	for (const char *at = name; *at != '\0'; at++)
		is_ascii = is_ascii && *at > 0x1f && *at < 0x7f;
	if (!is_ascii) {
		g_string_append(raw, ";\n filename*=UTF-8''");
		for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
			if (g_ascii_isalnum((char)*at) || strchr("-._~", *at) != NULL)
				g_string_append_c(raw, (char)*at);
			else
				g_string_append_printf(raw, "%%%02X", *at);
		}
	}
	g_string_append(raw, ";\n filename=\"");
	put_fallback(raw, name);
	g_string_append(raw, "\"\n");
	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	g_mime_header_set_raw_value(
		g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1),
		raw->str);
	g_string_free(raw, TRUE);
}

/* The name in the type, too, as older programs look for it. */
static void put_name(GMimeObject *object, const char *name)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);

	g_mime_param_list_set_parameter(g_mime_content_type_get_parameters(type), "name", name);
	g_mime_param_set_charset(
		g_mime_param_list_get_parameter(g_mime_content_type_get_parameters(type), "name"),
		CHARSET);
}

static GMimePart *part_of(const struct mime_part *from)
{
	const char *slash = strchr(from->type, '/');
	char *type = g_strndup(from->type, (gsize)(slash - from->type));
	GMimePart *part = g_mime_part_new_with_type(type, slash + 1);
	GMimeObject *object = GMIME_OBJECT(part);
	GMimeStream *stream =
		g_mime_stream_mem_new_with_buffer((const char *)from->body.data, from->body.size);
	GMimeDataWrapper *content =
		g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	if (from->is_utf8)
		g_mime_object_set_content_type_parameter(object, "charset", CHARSET);
	if (from->format != NULL)
		g_mime_object_set_content_type_parameter(object, "format", from->format);
	if (from->method != NULL)
		g_mime_object_set_content_type_parameter(object, "method", from->method);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, from->encoding == MIME_BASE64
	                                               ? GMIME_CONTENT_ENCODING_BASE64
	                                               : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	if (from->file != NULL) {
		put_name(object, from->file);
		put_disposition(part, from->file);
	}
	g_object_unref(content);
	g_object_unref(stream);
	g_free(type);
	return part;
}

static GMimeMultipart *parts_of(const char *subtype, const char *boundary,
                                const struct mime_part *parts, size_t count)
{
	GMimeMultipart *made = g_mime_multipart_new_with_subtype(subtype);

	g_mime_multipart_set_boundary(made, boundary);
	for (size_t i = 0; i < count; i++) {
		GMimePart *part = part_of(&parts[i]);

		g_mime_multipart_add(made, GMIME_OBJECT(part));
		g_object_unref(part);
	}
	return made;
}

/* ---- the whole ---- */

int mime_write(const struct mime_message *message, struct buf *out)
{
	GMimeFormatOptions *options;
	GMimeMessage *made;
	GMimeMultipart *body;
	GMimeStream *stream;
	GByteArray *bytes;

	start_once();
	made = g_mime_message_new(FALSE);
	put_headers(made, message);
	body = parts_of("alternative", ALTERNATIVE, message->alternatives,
	                message->alternative_count);
	if (message->attachment_count > 0) {
		GMimeMultipart *mixed =
			parts_of("mixed", MIXED, message->attachments, message->attachment_count);

		g_mime_multipart_insert(mixed, 0, GMIME_OBJECT(body));
		g_object_unref(body);
		body = mixed;
	}
	g_mime_message_set_mime_part(made, GMIME_OBJECT(body));
	options = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	stream = g_mime_stream_mem_new();
	g_mime_object_write_to_stream(GMIME_OBJECT(made), options, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	buf_put(out, bytes->data, bytes->len);
	g_object_unref(stream);
	g_mime_format_options_free(options);
	g_object_unref(body);
	g_object_unref(made);
	return out->err;
}
