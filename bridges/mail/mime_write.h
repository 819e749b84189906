/* mime_write: a message of parts as bytes (RFC 5322, 2045 to 2047, 2231); the only file of this folder that knows GMime.
 *
 * Everything is said by the caller, so that the same message gives the same bytes: date, Message-ID, and boundaries that no
 * encoded body can have. Texts are UTF-8 and always labelled so. Lines end with CR LF. Values are put as they come: they are
 * header_value's. Called by compose. Thread rule: one thread (GMime is started once).
 */
#ifndef VB_BRIDGES_MAIL_MIME_WRITE_H
#define VB_BRIDGES_MAIL_MIME_WRITE_H

#include "protocol/bytes.h"

#define VB_MIME_FIELDS_MAX 20u

struct mime_box {
	const char *name;    /* may be empty */
	const char *address; /* NULL: the header is left out */
};

struct mime_field {
	const char *name, *value; /* ASCII, goes out as it stands, folded at blanks only */
};

enum mime_encoding { MIME_QUOTED_PRINTABLE, MIME_BASE64 };

struct mime_part {
	const char *type;   /* "text/calendar" */
	bool is_utf8;       /* charset=utf-8 */
	const char *format; /* "flowed"; NULL: not said */
	const char *method; /* "REQUEST"; NULL: not said */
	const char
		*file; /* name of an attachment, UTF-8; NULL: no attachment, and no disposition */
	enum mime_encoding encoding;
	struct span body;
};

struct mime_message {
	struct mime_box from, to, reply_to;
	const char *subject;
	const char *message_id; /* with <> */
	int64_t date_ms;
	int offset_minutes;
	struct mime_field fields[VB_MIME_FIELDS_MAX];
	size_t field_count;
	const struct mime_part *alternatives; /* the best one last */
	size_t alternative_count;
	const struct mime_part *attachments; /* multipart/mixed if there are any */
	size_t attachment_count;
};

/* Appends the message. Errors: VB_ERR_TOO_LARGE, out is full. */
VB_MUST int mime_write(const struct mime_message *message, struct buf *out);

#endif
