/* reply_sign: by which lines programs set apart what somebody answers to; see reply_sign.h. tested by tests/unit/test_reply_cut.c */
#include "bridges/mailread/reply_sign.h"

#include <string.h>
#include <strings.h>

#include "bridges/mailread/fold_word.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define LINE_BYTES 200
#define NAME_MAX_BYTES 40 /* before the colon of a header */

/* Marks of direction, a byte order mark, blanks of other kinds. */
static const char *const unseen[] = { " ",
	                              "\t",
	                              "\r",
	                              "\xc2\xa0",
	                              "\xe2\x80\x8e",
	                              "\xe2\x80\x8f",
	                              "\xe2\x80\xaa",
	                              "\xe2\x80\xab",
	                              "\xe2\x80\xac",
	                              "\xe2\x80\xad",
	                              "\xe2\x80\xae",
	                              "\xe2\x81\xa6",
	                              "\xe2\x81\xa7",
	                              "\xe2\x81\xa8",
	                              "\xe2\x81\xa9",
	                              "\xef\xbb\xbf" };

/* Before the colon: who wrote. */
static const char *const senders[] = {
	"von", "from", "de", "від", "от", "kimden", "gönderen", "من", "از", "فرستنده",
};

/* Before the colon: all else of such a block. */
static const char *const headers[] = {
	"gesendet",     "an",         "cc",          "betreff",
	"datum",        "kopie",      "antwort an",  "gesendet am",
	"sent",         "to",         "subject",     "date",
	"reply to",     "envoyé",     "à",           "objet",
	"date d'envoi", "répondre à", "відправлено", "надіслано",
	"кому",         "копія",      "тема",        "дата",
	"отправлено",   "копия",      "gönderildi",  "gönderilme tarihi",
	"tarih",        "kime",       "alıcı",       "konu",
	"bilgi",        "تاريخ",      "التاريخ",     "إلى",
	"الموضوع",      "أرسلت",      "تم الإرسال",  "نسخة",
	"به",           "ارسال شده",  "ارسال",       "گیرنده",
	"موضوع",
};

/* Verbs that say that somebody wrote. */
static const char *const verbs[] = {
	"schrieb",    "geschrieben", "wrote",     "a écrit",  "пише",      "написав", "написала",
	"написав ла", "пишет",       "написал",   "написала", "написал а", "yazdı",   "şunu yazdı",
	"كتب",        "كتبت",        "تمت كتابة", "نوشت",     "نوشته است",
};

/* With what an attribution begins that goes over lines. */
static const char *const begins[] = { "am", "on", "le", "в", "у", "في", "در", "von" };

/* What programs add below. */
static const char *const added[] = {
	"von meinem iphone gesendet",
	"von meinem ipad gesendet",
	"von meinem",
	"gesendet von meinem",
	"gesendet mit der",
	"gesendet mit k 9",
	"diese nachricht wurde von meinem",
	"gesendet von mail für",
	"gesendet von outlook",
	"outlook für ios",
	"outlook für android",
	"holen sie sich outlook",
	"sent from my",
	"sent from mail for",
	"sent from outlook",
	"sent via",
	"get outlook for",
	"sent with",
	"envoyé de mon",
	"envoyé depuis",
	"envoyé à partir de",
	"obtenez outlook pour",
	"télécharger outlook",
	"iphone umdan gönderildi",
	"ipad imden gönderildi",
	"android cihazımdan",
	"outlook for",
	"надіслано з",
	"відправлено з",
	"отправлено с",
	"отправлено из",
	"أرسلت من",
	"أرسل من",
	"تم الإرسال من",
	"ارسال شده از",
	"ارسال از",
	"begin pgp signed message",
	"hash sha256",
	"hash sha512",
};

static const char *const markers[] = { "antwort oberhalb dieser zeile", "reply above this line",
	                               "oberhalb dieser zeile", "above this line" };

/* ---- a line, as it is compared ---- */

static size_t unseen_at(struct span line, bool at_end)
{
	for (size_t i = 0; i < COUNT(unseen); i++) {
		size_t size = strlen(unseen[i]);

		if (line.size >= size &&
		    memcmp(line.data + (at_end ? line.size - size : 0), unseen[i], size) == 0)
			return size;
	}
	return 0;
}

struct span reply_sign_bare(struct span line)
{
	size_t size;

	while ((size = unseen_at(line, false)) > 0)
		line = span_of(line.data + size, line.size - size);
	while ((size = unseen_at(line, true)) > 0)
		line.size -= size;
	return line;
}

/* Folded; empty where the line is longer than any that is looked for. */
static void fold(struct span line, char *out)
{
	char text[2 * LINE_BYTES];

	out[0] = '\0';
	if (line.size >= sizeof(text))
		return;
	if (line.size > 0)
		memcpy(text, line.data, line.size);
	text[line.size] = '\0';
	fold_word(text, out, LINE_BYTES);
}

static bool has_prefix(const char *said, const char *word)
{
	char known[LINE_BYTES];
	size_t size;

	fold_word(word, known, sizeof(known));
	size = strlen(known);
	return strncmp(said, known, size) == 0 && (said[size] == ' ' || said[size] == '\0');
}

static bool has_any_prefix(const char *said, const char *const *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (has_prefix(said, table[i]))
			return true;
	}
	return false;
}

/* The words stand somewhere in the text, whole. */
static bool has_words(const char *said, const char *words)
{
	char known[LINE_BYTES];

	fold_word(words, known, sizeof(known));
	for (const char *at = said; (at = strstr(at, known)) != NULL; at++) {
		if ((at == said || at[-1] == ' ') && strchr(" ", at[strlen(known)]) != NULL)
			return true;
	}
	return false;
}

/* ---- single lines ---- */

static size_t run_of(struct span line, char c)
{
	size_t size = 0;

	while (size < line.size && line.data[size] == (uint8_t)c)
		size++;
	return size;
}

bool reply_sign_is_marker(struct span line)
{
	char said[LINE_BYTES];

	line = reply_sign_bare(line);
	if (line.size == 0 || (line.data[0] != '-' && line.data[line.size - 1] != '-'))
		return false;
	fold(line, said);
	for (size_t i = 0; i < COUNT(markers); i++) {
		if (has_words(said, markers[i]))
			return true;
	}
	return false;
}

bool reply_sign_is_separator(struct span line)
{
	size_t before, end;

	line = reply_sign_bare(line);
	before = run_of(line, '-');
	end = line.size;
	while (end > 0 && line.data[end - 1] == '-')
		end--;
	return before >= 4 && end > before && line.size - end >= 3 && line.size < LINE_BYTES;
}

bool reply_sign_is_rule(struct span line)
{
	line = reply_sign_bare(line);
	return line.size >= 10 && run_of(line, '_') == line.size;
}

bool reply_sign_is_signature(struct span line)
{
	return span_is_equal(reply_sign_bare(line), span_of_str("--"));
}

/* What stands before the colon, folded; empty where there is none. */
static void fold_name(struct span line, char *out)
{
	const uint8_t *colon;

	out[0] = '\0';
	line = reply_sign_bare(line);
	while (line.size > 0 && line.data[0] == '*')
		line = span_of(line.data + 1, line.size - 1);
	colon = line.size > 0 ? memchr(line.data, ':', line.size) : NULL;
	if (colon != NULL && colon - line.data <= NAME_MAX_BYTES)
		fold(span_of(line.data, (size_t)(colon - line.data)), out);
}

static bool is_in(const char *said, const char *const *table, size_t count)
{
	char known[LINE_BYTES];

	for (size_t i = 0; said[0] != '\0' && i < count; i++) {
		fold_word(table[i], known, sizeof(known));
		if (strcmp(said, known) == 0)
			return true;
	}
	return false;
}

bool reply_sign_is_sender(struct span line)
{
	char said[LINE_BYTES];

	fold_name(line, said);
	return is_in(said, senders, COUNT(senders));
}

bool reply_sign_is_header(struct span line)
{
	char said[LINE_BYTES];

	fold_name(line, said);
	return is_in(said, senders, COUNT(senders)) || is_in(said, headers, COUNT(headers));
}

bool reply_sign_is_added(struct span line)
{
	char said[LINE_BYTES];

	fold(reply_sign_bare(line), said);
	return said[0] != '\0' && has_any_prefix(said, added, COUNT(added));
}

/* ---- who wrote ---- */

static size_t digit_count(const char *said)
{
	size_t count = 0;

	for (; *said != '\0'; said++)
		count += *said >= '0' && *said <= '9';
	return count;
}

/* The colon of the end, also one in a right-to-left text before marks, and the full-width one. */
static bool has_colon_at_end(struct span text)
{
	text = reply_sign_bare(text);
	return text.size > 0 && text.data[text.size - 1] == ':';
}

static bool has_verb(const char *said)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		if (has_words(said, verbs[i]))
			return true;
	}
	return false;
}

bool reply_sign_is_attribution(const char *text, bool is_before_quote)
{
	bool has_address = strchr(text, '@') != NULL, is_said;
	char said[VB_REPLY_SIGN_BYTES];

	if (!has_colon_at_end(span_of_str(text)))
		return false;
	fold_word(text, said, sizeof(said));
	is_said = has_verb(said);
	/* A day and an hour make five digits at least. */
	if (digit_count(said) >= 5 && (is_said || has_address))
		return true;
	return is_before_quote && (is_said || has_address || digit_count(said) >= 5);
}

bool reply_sign_begins_attribution(struct span line)
{
	char said[LINE_BYTES];

	line = reply_sign_bare(line);
	if (line.size >= LINE_BYTES)
		return false;
	fold(line, said);
	if (has_any_prefix(said, begins, COUNT(begins)) && digit_count(said) >= 1)
		return true;
	/* "X <x@y>, 1 Ara 2026 Sal, 18:00 tarihinde" and "вт, 1 груд. 2026 р. о 18:00 X" */
	return digit_count(said) >= 7 && memchr(line.data, ':', line.size) != NULL;
}
