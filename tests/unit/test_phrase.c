/*
 * phrase: the phrases of real councils (Lübeck, Hürtgenwald, and the list of the project's notes), each code by hand.
 */
#include "protocol/kinds/phrase.h"

#include "protocol/kinds/paper.h"
#include "tests/tap.h"

static const struct {
	const char *text;
	enum station_role role;
} roles[] = {
	{ "zur Kenntnisnahme", VB_STATION_ROLE_NOTICE },
	{ "Kenntnisnahme", VB_STATION_ROLE_NOTICE },
	{ "ZUR KENNTNIS", VB_STATION_ROLE_NOTICE },
	{ "zur Senatsberatung", VB_STATION_ROLE_ADVICE },
	{ "Beratung", VB_STATION_ROLE_ADVICE },
	{ "Behandlung", VB_STATION_ROLE_ADVICE },
	{ "zur Entscheidung", VB_STATION_ROLE_DECISION },
	{ "zur Beschlussfassung", VB_STATION_ROLE_DECISION },
	{ "Beschlußfassung", VB_STATION_ROLE_DECISION },
	{ "zur Vorberatung", VB_STATION_ROLE_PRELIMINARY },
	{ "Beschlussempfehlung", VB_STATION_ROLE_PRELIMINARY },
	{ "ANHÖRUNG", VB_STATION_ROLE_HEARING },
	{ "unbekannt", VB_STATION_ROLE_NONE },
	{ "", VB_STATION_ROLE_NONE },
};

static const struct {
	const char *text;
	enum station_result result;
} results[] = {
	{ "unverändert beschlossen", VB_RESULT_ADOPTED },
	{ "ungeändert beschlossen", VB_RESULT_ADOPTED },
	{ "geändert beschlossen", VB_RESULT_AMENDED },
	{ "in GEÄNDERTER Fassung beschlossen", VB_RESULT_AMENDED },
	{ "mit Änderungen beschlossen", VB_RESULT_AMENDED },
	{ "einstimmig beschlossen", VB_RESULT_ADOPTED },
	{ "mehrheitlich  zugestimmt", VB_RESULT_ADOPTED },
	{ "einstimmig abgelehnt", VB_RESULT_REJECTED },
	{ "nicht\tzugestimmt", VB_RESULT_REJECTED },
	{ "Kenntnisnahme", VB_RESULT_NOTED },
	{ "zur Kenntnis genommen", VB_RESULT_NOTED },
	{ "vertagt auf 4.12.2014", VB_RESULT_POSTPONED },
	{ "Zurückgestellt", VB_RESULT_DEFERRED },
	{ "von der Tagesordnung abgesetzt", VB_RESULT_DEFERRED },
	{ "verwiesen in Ausschuss für Soziales", VB_RESULT_REFERRED },
	{ "ÜBERWIESEN an den Hauptausschuss", VB_RESULT_REFERRED },
	{ "erledigt", VB_RESULT_SETTLED },
	{ "ohne Votum", VB_RESULT_NO_VOTE },
	{ "zurückgezogen", VB_RESULT_WITHDRAWN },
	{ "(offen)", VB_RESULT_NONE },
	{ "einstimmig, 0 Enthaltungen", VB_RESULT_ADOPTED },
	{ "Einstimmig; 0 Enthaltungen ", VB_RESULT_ADOPTED },
	{ "11 Ja-Stimmen, 0 Enthaltungen, 1 Nein-Stimme", VB_RESULT_ADOPTED },
	{ "Ja: 3 Nein: 8", VB_RESULT_REJECTED },
	{ "5 Ja-Stimmen, 5 Nein-Stimmen", VB_RESULT_REJECTED },
	{ "Ja", VB_RESULT_NONE },
	{ "siehe Niederschrift", VB_RESULT_NONE },
	{ "", VB_RESULT_NONE },
};

static void test_words(void)
{
	for (int i = VB_RESULT_NONE + 1; i < VB_RESULT_COUNT; i++)
		is_int(phrase_result_of_word(span_of_str(phrase_result_word(i))), i, "%s",
		       phrase_result_word(i));
	for (int i = VB_STATION_ROLE_NONE + 1; i < VB_STATION_ROLE_COUNT; i++)
		is_int(phrase_role_of_word(span_of_str(phrase_role_word(i))), i, "%s",
		       phrase_role_word(i));
	is_str(phrase_role_word(VB_STATION_ROLE_HEARING), "hearing", "the last role");
	is_str(phrase_result_word(VB_RESULT_NO_VOTE), "noVote", "the last result");
	ok(paper_role_words[VB_STATION_ROLE_COUNT - 1] == NULL, "no role besides");
	ok(paper_result_words[VB_RESULT_COUNT - 1] == NULL, "no result besides");
	ok(phrase_role_word(VB_STATION_ROLE_NONE) == NULL, "none has no word");
	is_int(phrase_result_of_word(span_of_str("Adopted")), VB_RESULT_NONE, "another word");
}

/* A phrase as long as a field may be, and longer, without a NUL behind it. */
static void test_length(void)
{
	static char text[1000];
	struct span last = span_of_str("vertagt");

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = 'x';
	for (size_t i = 0; i < last.size; i++)
		text[400 - last.size + i] = (char)last.data[i];
	is_int(phrase_result(span_of(text, 400)), VB_RESULT_POSTPONED, "at the end of 400 bytes");
	is_int(phrase_result(span_of(text, sizeof(text))), VB_RESULT_POSTPONED, "in a longer one");
	is_int(phrase_result(span_of(text, 399)), VB_RESULT_NONE, "cut off");
	is_int(phrase_result(span_of("99999999999999999999 Ja, 1 Nein", 31)), VB_RESULT_ADOPTED,
	       "more votes than there are people");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		is_int(phrase_role(span_of_str(roles[i].text)), roles[i].role, "role \"%s\"",
		       roles[i].text);
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		is_int(phrase_result(span_of_str(results[i].text)), results[i].result,
		       "result \"%s\"", results[i].text);
	test_words();
	test_length();
	return done();
}
