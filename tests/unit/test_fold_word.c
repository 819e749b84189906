/* fold_word: letters that count as one, in the scripts of eight languages. */
#include "bridges/mailread/fold_word.h"

#include "tests/tap.h"

static const struct {
	const char *what, *text, *folded;
} rows[] = {
	{ "nothing", "", "" },
	{ "punctuation alone", " ?!… -- ", "" },
	{ "ASCII", "  Ja,  GERNE! ", "ja gerne" },
	{ "German", "ÄÖÜß", "äöüß" },
	{ "French", "Peut-Être ÉÇŒ", "peut être éçœ" },
	{ "an apostrophe, and the typographic one", "j'accepte J’ACCEPTE", "j accepte j accepte" },
	{ "Turkish: dotted and dotless", "HAYIR hayır Hayir İ i I ı", "hayir hayir hayir i i i i" },
	{ "Turkish: i and a dot of its own", "i\xcc\x87", "i" },
	{ "Turkish: other letters", "ŞĞÇÖÜ şğçöü", "şğçöü şğçöü" },
	{ "Ukrainian", "ТАК ҐЄІЇ", "так ґєії" },
	{ "Russian, yo as ye", "Ещё ЕЩЕ", "еще еще" },
	{ "Arabic with vowels and a tatweel", "نَعَمــ", "نعم" },
	{ "Arabic alef", "أجل إجل آجل", "اجل اجل اجل" },
	{ "Arabic and Persian yeh and kaf", "مي می كن کن", "می می کن کن" },
	{ "Persian with a joiner", "می\xe2\x80\x8cآیم", "میایم" },
	{ "digits", "۱۲ ١٢ 12", "12 12 12" },
	{ "marks of direction", "\xe2\x80\x8f\xe2\x80\xabja\xe2\x80\xac", "ja" },
	{ "emoji", "👍 yes 👍🏽", "yes" },
	{ "no UTF-8", "ja\xff\xfe", "ja" },
};

int main(void)
{
	char folded[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fold_word(rows[i].text, folded, sizeof(folded));
		is_str(folded, rows[i].folded, "%s", rows[i].what);
	}
	fold_word("ab äö", folded, 7);
	is_str(folded, "ab ä", "cut at a character");
	fold_word("abc", folded, 1);
	is_str(folded, "", "no room");
	return done();
}
