/* filetype: which attachments may be taken in, and under which name; see filetype.h. */
#include "bridges/mailread/filetype.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bridges/render/harmless.h"
#include "protocol/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define UNNAMED "unnamed"
#define RAW_MAX_BYTES 4096u
#define ENDING_MAX_BYTES 10u
#define OPEN_DOCUMENT "application/vnd.oasis.opendocument."
#define OPEN_XML "application/vnd.openxmlformats-officedocument."

/* Ending, type, another type that programs write for it, first bytes (NULL: text). */
static const struct {
	const char *ending, *type, *other, *magic;
} rows[] = {
	{ ".pdf", "application/pdf", "application/x-pdf", "%PDF-" },
	{ ".txt", "text/plain", "text/plain", NULL },
	{ ".md", "text/markdown", "text/plain", NULL },
	{ ".csv", "text/csv", "application/vnd.ms-excel", NULL },
	{ ".jpg", "image/jpeg", "image/jpg", "\xff\xd8\xff" },
	{ ".jpeg", "image/jpeg", "image/jpg", "\xff\xd8\xff" },
	{ ".png", "image/png", "image/x-png", "\x89PNG\r\n\x1a\n" },
	{ ".odt", OPEN_DOCUMENT "text", OPEN_DOCUMENT "text", "PK\x03\x04" },
	{ ".ods", OPEN_DOCUMENT "spreadsheet", OPEN_DOCUMENT "spreadsheet", "PK\x03\x04" },
	{ ".odp", OPEN_DOCUMENT "presentation", OPEN_DOCUMENT "presentation", "PK\x03\x04" },
	{ ".docx", OPEN_XML "wordprocessingml.document", "application/msword", "PK\x03\x04" },
	{ ".xlsx", OPEN_XML "spreadsheetml.sheet", "application/vnd.ms-excel", "PK\x03\x04" },
	{ ".pptx", OPEN_XML "presentationml.presentation", "application/vnd.ms-powerpoint",
	  "PK\x03\x04" },
};

static bool has_ending(const char *name, const char *ending)
{
	size_t size = strlen(name), wanted = strlen(ending);

	return size > wanted && strcasecmp(name + size - wanted, ending) == 0;
}

/* No control characters but the ends of lines and tabs. Any character set. */
static bool is_text(struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (bytes.data[i] < 0x20 && strchr("\t\n\r\f", bytes.data[i]) == NULL)
			return false;
		if (bytes.data[i] == 0)
			return false;
	}
	return true;
}

bool filetype_is_allowed(const char *name, const char *type, struct span bytes)
{
	for (size_t i = 0; bytes.size > 0 && i < COUNT(rows); i++) {
		size_t size = rows[i].magic != NULL ? strlen(rows[i].magic) : 0;

		if (!has_ending(name, rows[i].ending))
			continue;
		if (strcasecmp(type, rows[i].type) != 0 && strcasecmp(type, rows[i].other) != 0 &&
		    strcasecmp(type, "application/octet-stream") != 0)
			return false;
		if (rows[i].magic == NULL)
			return is_text(bytes);
		return bytes.size >= size && memcmp(bytes.data, rows[i].magic, size) == 0;
	}
	return false;
}

/* ---- names ---- */

/* What systems read as something else than a part of a name. */
static bool is_special(char c)
{
	return strchr("<>:\"|?*", c) != NULL;
}

/* Cuts before size bytes at the begin of a character, what stands from `from` on is moved there. */
static void cut(char *name, size_t size)
{
	size_t length = strlen(name), ending = 0, kept;
	const char *dot = strrchr(name, '.');

	if (length < size)
		return;
	if (dot != NULL && dot != name && strlen(dot) <= ENDING_MAX_BYTES)
		ending = strlen(dot);
	kept = size - 1 - ending;
	while (kept > 0 && ((uint8_t)name[kept] & 0xc0) == 0x80)
		kept--;
	memmove(name + kept, name + length - ending, ending);
	name[kept + ending] = '\0';
}

void filetype_name(const char *raw, char *out, size_t size)
{
	char *clean, *begin, *end;

	clean = harmless_new(raw != NULL && strlen(raw) <= RAW_MAX_BYTES ? raw : "", HARMLESS_LINE);
	begin = clean;
	for (char *at = clean; *at != '\0'; at++) {
		if (*at == '/' || *at == '\\')
			begin = at + 1;
		else if (is_special(*at))
			*at = '_';
	}
	while (*begin == '.' || *begin == ' ')
		begin++;
	end = begin + strlen(begin);
	while (end > begin && (end[-1] == '.' || end[-1] == ' '))
		*--end = '\0';
	cut(begin, size);
	memcpy(out, begin[0] != '\0' ? begin : UNNAMED,
	       begin[0] != '\0' ? strlen(begin) + 1 : sizeof(UNNAMED));
	free(clean);
}
