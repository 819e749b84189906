/* fold: words as people type them fall together. What each folds to was written down by hand from DIN 5007-1 and -2, and from
 * UnicodeData.txt and CaseFolding.txt. */
#include "daemon/core/fold.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"

/* The words of a text, joined by |. Lives until the next call but one. */
static const char *folded_span(struct span text)
{
	static char room[2][4096];
	static unsigned turn;
	char *out = room[turn++ % 2];
	struct fold f;
	struct span word;
	size_t size = 0;

	out[0] = '\0';
	fold_init(&f, text);
	while (fold_next(&f, &word))
		size += (size_t)snprintf(out + size, sizeof(room[0]) - size, "%s%.*s",
		                         size > 0 ? "|" : "", (int)word.size,
		                         (const char *)word.data);
	return out;
}

static const char *folded(const char *text)
{
	return folded_span(span_of_str(text));
}

/* clang-format off */
static const struct {
	const char *text, *want;
} rows[] = {
	/* words and what parts them */
	{ "", "" },
	{ " ,.-!? \n\t", "" },
	{ "Wort", "wort" },
	{ "  Zwei Wörter. ", "zwei|worter" },
	{ "Hans-Peter O'Neill", "hans|peter|o|neill" },
	{ "VO/2014/02010", "vo|2014|02010" },
	{ "h.oez@luebeck.example", "h|oz|lubeck|example" },
	{ "TOP3a", "top3a" },
	{ "100€", "100" },
	{ "🎉Fest🎉", "fest" },
	/* umlauts, three ways to write each */
	{ "Müller Mueller Muller MÜLLER", "muller|muller|muller|muller" },
	{ "Mu\xcc\x88ller", "muller" }, /* u and two dots apart */
	{ "Straße Strasse STRASSE STRAẞE", "strasse|strasse|strasse|strasse" },
	{ "Goethe Göthe Gothe", "gothe|gothe|gothe" },
	{ "Ärzte Aerzte", "arzte|arzte" },
	{ "Österreich Oesterreich", "osterreich|osterreich" },
	{ "Übung Uebung ÜBUNG UEBUNG", "ubung|ubung|ubung|ubung" },
	{ "Lübeck Luebeck", "lubeck|lubeck" },
	{ "Bäuerin Baeuerin", "bauerin|bauerin" },
	{ "säen saeen", "saen|saen" },
	{ "Böen Boeen", "boen|boen" },
	{ "Zoë Zoe", "zo|zo" },
	{ "Noël Noel", "nol|nol" },
	/* an e that is none */
	{ "neue Bauer Steuer Quelle Treue Abenteuer", "neue|bauer|steuer|quelle|treue|abenteuer" },
	{ "See Idee Biene", "see|idee|biene" },
	{ "aktuell", "aktull" },
	{ "Israel", "isral" },
	/* accents and letters of neighbours */
	{ "café Café CAFE\xcc\x81", "cafe|cafe|cafe" },
	{ "Łukasz Wałęsa", "lukasz|walesa" },
	{ "Đorđe Đurić", "dorde|duric" },
	{ "Ğülşen Işık İnci ıi", "gulsen|isik|inci|ii" },
	{ "Søren Sören Soeren Ærø Aeroe", "soren|soren|soren|aro|aro" },
	{ "Œuvre oeuvre", "ouvre|ouvre" },
	{ "Þór", "thor" },
	{ "Nguyễn Thị Ánh", "nguyen|thi|anh" },
	/* Cyrillic, Greek */
	{ "Йожеф йод", "иожеф|иод" },
	{ "Ёлка елка ПРИВЕТ", "елка|елка|привет" },
	{ "Київ їжа", "киів|іжа" },
	{ "ΟΔΥΣΣΕΥΣ Ὀδυσσεύς", "οδυσσευσ|οδυσσευσ" },
	/* Arabic and Persian, Hebrew */
	{ "مُحَمَّد محمد", "محمد|محمد" },
	{ "أحمد إحمد آحمد احمد", "احمد|احمد|احمد|احمد" },
	{ "فاطمة فاطمه", "فاطمه|فاطمه" },
	{ "علی علي على", "علي|علي|علي" },
	{ "کریم كريم", "كريم|كريم" },
	{ "محـــمد", "محمد" },
	{ "٢٠٢٦ ۲۰۲۶ 2026", "2026|2026|2026" },
	{ "שָׁלוֹם שלום", "שלום|שלום" },
	/* Indian and other vowel signs stay, Thai has no blanks */
	{ "हिन्दी", "हिन्दी" },
	{ "தமிழ்", "தமிழ்" },
	{ "ภาษาไทย", "ภาษาไทย" },
	{ "አማርኛ ትግርኛ", "አማርኛ|ትግርኛ" },
	/* each a word: Chinese, Japanese; Korean has blanks */
	{ "北京市", "北|京|市" },
	{ "VHS北京 a", "vhs|北|京|a" },
	{ "ひらカタ", "ひ|ら|カ|タ" },
	/* forms of presentation, what nobody sees */
	{ "\xef\xac\x81nden", "finden" },                         /* U+FB01 */
	{ "\xef\xbc\xb4\xef\xbc\xaf\xef\xbc\xb0", "top" },        /* U+FF34 FF2F FF30 */
	{ "Sprach\xc2\xad" "café", "sprachcafe" },                /* U+00AD */
	{ "می\xe2\x80\x8cخواهم", "ميخواهم" },                     /* U+200C */
	{ "m²", "m2" },
	{ "½", "1|2" },
	/* not UTF-8: parts words */
	{ "ab\xff" "cd", "ab|cd" },
	{ "ab\xc3", "ab" },
};
/* clang-format on */

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(folded(rows[i].text), rows[i].want, "%s", rows[i].text);
}

static bool begins(const char *word, const char *beginning)
{
	return strncmp(word, beginning, strlen(beginning)) == 0;
}

/* Whatever one has typed so far finds the word, in each way of writing it. */
static void test_typing(void)
{
	static const char *const words[][2] = {
		{ "Müller", "Müller" },
		{ "Müller", "Mueller" },
		{ "Mueller", "Müller" },
		{ "Mueller", "Muller" },
		{ "Goethe", "Goethe" },
		{ "Goethe", "Göthe" },
		{ "neue", "neue" },
		{ "Ärztin", "Aerztin" },
		{ "Bäuerin", "Baeuerin" },
		{ "Straße", "Strasse" },
		{ "Über", "Ueber" },
		{ "Quelle", "Quelle" },
		{ "Sprachcafé", "Sprachcafe" },
		{ "Søren", "Soeren" },
		{ "säen", "saeen" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *typed = words[i][1];
		bool is_found = true;

		for (size_t size = 1; size <= strlen(typed); size++) {
			if (((unsigned char)typed[size] & 0xc0) == 0x80)
				continue; /* within a character */
			is_found = is_found &&
			           begins(folded(words[i][0]), folded_span(span_of(typed, size)));
		}
		ok(is_found, "%s, typed as %s", words[i][0], typed);
	}
}

/* Words are cut at a character, and what is looked for in the same place. */
static void test_length(void)
{
	char text[400];
	struct fold f;
	struct span word;

	memset(text, 'x', sizeof(text));
	fold_init(&f, span_of(text, sizeof(text)));
	ok(fold_next(&f, &word), "a word of 400 letters");
	is_int(word.size, VB_FOLD_WORD_MAX_BYTES, "is cut");
	ok(!fold_next(&f, &word), "and its rest is no word");
	memcpy(text + 63, "жжж y", sizeof("жжж y"));
	fold_init(&f, span_of_str(text));
	ok(fold_next(&f, &word), "63 letters and one of two bytes");
	is_int(word.size, 63, "are cut before it");
	ok(fold_next(&f, &word) && word.size == 1 && word.data[0] == 'y',
	   "then comes the next word");
	fold_init(&f, span_of_str("\xef\xb7\xba"));
	ok(fold_next(&f, &word), "U+FDFA, one character of 18");
	is_int(word.size, 6, "begins with a word of three letters"); /* صلى */
}

int main(void)
{
	test_rows();
	test_typing();
	test_length();
	return done();
}
