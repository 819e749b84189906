/* mime_mail: a mail taken apart: its headers, what was said, its calendar object, its report and its files, all decoded.
 *
 * Nothing here is harmless: texts are UTF-8, but may hold anything else. mime_read makes it, reading turns it into a parcel.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_MIME_MAIL_H
#define VB_BRIDGES_MAILREAD_MIME_MAIL_H

#include "bridges/mail/parcel.h"
#include "protocol/bytes.h"

#define VB_MIME_DEPTH_MAX 20u
#define VB_MIME_PARTS_MAX 100u
#define VB_MIME_HEADERS_MAX 1000u
#define VB_MIME_RULES_MAX 10000u /* lines that may part parts; a mail with more is not looked at */
#define VB_MIME_HEAD_LINES_MAX 10000u       /* of its headers; the same */
#define VB_MIME_HEADER_MAX_BYTES 16384u     /* of one that is kept; the rest of it is cut off */
#define VB_MIME_TEXT_MAX_BYTES (256u << 10) /* of one part; more of it is cut off */
#define VB_MIME_TEXTS_MAX_BYTES (1u << 20)  /* of all of one kind, as UTF-8 */

struct mime_header {
	char *name;
	char *value;  /* unfolded, as it came: encoded words stand as such */
	char *folded; /* of Received alone: with its lines, which no stranger can make; else NULL */
};

struct mime_file {
	char *name; /* may be NULL */
	char *type; /* "application/pdf" */
	struct buf bytes;
};

struct mime_mail {
	struct mime_header *headers; /* from the top */
	size_t header_count;
	char *subject;      /* decoded; NULL: none */
	char *from_address; /* NULL: none, or not one alone */
	char *from_name;
	int64_t date_ms; /* 0: none */
	uint32_t
		flags; /* of enum parcel_flags, what the structure tells: TNEF, CUT, ENCRYPTED, REPORT, AUTOMATIC, CALENDAR */
	struct buf plain, html, calendar, report;
	struct mime_file files[VB_PARCEL_FILES_MAX];
	size_t file_count;
};

/* The value of the nth header (from 0) of that name in any letter case; NULL: there is none. */
const char *mime_mail_header(const struct mime_mail *mail, const char *name, size_t nth);

/* Frees it; zeroed is fine. */
void mime_mail_release(struct mime_mail *mail);

#endif
