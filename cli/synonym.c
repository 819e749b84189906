/* synonym: the table of other words; see synonym.h. */
#include "cli/synonym.h"

#include <stddef.h>
#include <string.h>

#define WORD_MAX_BYTES 40u

struct synonym {
	const char *typed; /* small letters, umlauts as ae, oe, ue, ss */
	const char *word;
};

/* clang-format off */
static const struct synonym synonyms[] = {
	/* nouns and single words */
	{ "abgleich", "status" }, { "anwendung", "help" }, { "ausschuss", "committee" }, { "beirat", "committee" },
	{ "beratung", "consultation" }, { "beratungsfolge", "consultation" }, { "besprechung", "meeting" },
	{ "anlage", "file" }, { "datei", "file" }, { "dateien", "file" }, { "dokument", "file" }, { "dokumente", "file" },
	{ "datensicherung", "backup" }, { "einladung", "peer" }, { "eintrag", "record" }, { "eintraege", "record" },
	{ "fehler", "explain" }, { "find", "search" }, { "finden", "search" }, { "gremien", "committee" },
	{ "gremium", "committee" }, { "group", "committee" }, { "gruppe", "committee" }, { "hilfe", "help" },
	{ "history", "log" }, { "knoten", "node" }, { "konto", "person" }, { "kontakt", "person" }, { "nachricht", "message" },
	{ "nachrichten", "message" }, { "office", "node" }, { "partner", "peer" }, { "partnerstelle", "peer" },
	{ "partnerstellen", "peer" }, { "personen", "person" }, { "setup", "init" }, { "sicherung", "backup" },
	{ "sitzung", "meeting" }, { "sitzungen", "meeting" }, { "stelle", "node" }, { "suche", "search" }, { "suchen", "search" },
	{ "tagesordnung", "agenda" }, { "tagesordnungspunkt", "agenda" }, { "termin", "meeting" }, { "top", "agenda" },
	{ "tops", "agenda" }, { "ueberwachen", "watch" }, { "user", "person" }, { "verlauf", "log" }, { "vorlage", "paper" },
	{ "vorlagen", "paper" }, { "wiederherstellen", "restore" }, { "zustand", "status" },
	{ "pflicht", "obligation" }, { "pflichten", "obligation" }, { "verpflichtung", "obligation" }, { "faellig", "due" },
	{ "massnahme", "measure" }, { "massnahmen", "measure" }, { "steckbrief", "measure" }, { "vereinbarung", "agreement" },
	{ "vertrag", "agreement" }, { "schritt", "step" }, { "schritte", "step" }, { "prozess", "step" }, { "process", "step" },
	{ "organisation", "organization" }, { "organisationen", "organization" }, { "traeger", "organization" },
	{ "stellungnahme", "comment" }, { "stellungnahmen", "comment" }, { "drucksache", "paper" },
	/* verbs */
	{ "aendern", "edit" }, { "anlegen", "add" }, { "anlegen", "create" }, { "anlegen", "init" }, { "annehmen", "accept" },
	{ "anzeigen", "list" }, { "anzeigen", "show" }, { "auflisten", "list" }, { "aufnehmen", "admit" }, { "beitreten", "join" },
	{ "bestaetigen", "confirm" }, { "change", "edit" }, { "delete", "dismiss" }, { "delete", "remove" }, { "einladen", "invite" },
	{ "einladen", "peer" }, { "einlesen", "import" }, { "einrichten", "init" }, { "entfernen", "dismiss" },
	{ "entfernen", "remove" }, { "entlassen", "dismiss" }, { "exportieren", "export" }, { "gruenden", "create" },
	{ "hinzufuegen", "add" }, { "hinzufuegen", "create" }, { "importieren", "import" }, { "info", "show" }, { "liste", "list" },
	{ "loeschen", "dismiss" }, { "loeschen", "remove" }, { "ls", "list" }, { "neu", "add" }, { "neu", "create" },
	{ "new", "add" }, { "new", "create" }, { "rechte", "role" }, { "rm", "dismiss" }, { "rm", "remove" }, { "schreiben", "post" },
	{ "send", "post" }, { "senden", "post" }, { "sichern", "backup" }, { "verschieben", "move" }, { "zeigen", "list" },
	{ "zeigen", "show" }, { "erledigt", "done" }, { "zusammenlegen", "merge" },
	{ "formular", "form" }, { "ausfuellen", "fill" }, { "fassungen", "versions" }, { "fortschreibung", "new-version" },
	{ "weiterleiten", "forward" }, { "melden", "report" }, { "beantworten", "answer" }, { "bitten", "request" },
	/* values */
	{ "federfuehrung", "steward" }, { "gast", "guest" }, { "ja", "yes" }, { "koerperschaft", "body" }, { "kreis", "district" },
	{ "landkreis", "district" }, { "ministerium", "ministry" }, { "mitglied", "member" }, { "mitgliedschaft", "membership" },
	{ "nein", "no" }, { "ort", "location" }, { "stadt", "city" }, { "top", "agendaItem" }, { "verein", "ngo" },
	{ "weiterleitung", "relay" },
	/* options */
	{ "adresse", "advertise" }, { "art", "kind" }, { "beginn", "start" }, { "ende", "end" }, { "intern", "internal" },
	{ "oeffentlich", "public" }, { "raum", "room" }, { "rechte", "role" },
};
/* clang-format on */

/* Small letters, umlauts in two letters; false: too long to be in the table. */
static bool simplify(const char *typed, char out[static WORD_MAX_BYTES])
{
	static const char *const umlauts[][2] = {
		{ "ä", "ae" }, { "ö", "oe" }, { "ü", "ue" }, { "ß", "ss" },
		{ "Ä", "ae" }, { "Ö", "oe" }, { "Ü", "ue" },
	};
	size_t size = 0;

	for (; *typed != '\0'; typed++) {
		size_t i = 0;

		if (size + 3 > WORD_MAX_BYTES)
			return false;
		while (i < sizeof(umlauts) / sizeof(umlauts[0]) &&
		       strncmp(typed, umlauts[i][0], 2) != 0)
			i++;
		if (i < sizeof(umlauts) / sizeof(umlauts[0])) {
			memcpy(out + size, umlauts[i][1], 2);
			size += 2;
			typed++;
		} else {
			bool is_capital = *typed >= 'A' && *typed <= 'Z';

			out[size++] = (char)(is_capital ? *typed - 'A' + 'a' : *typed);
		}
	}
	out[size] = '\0';
	return true;
}

bool synonym_is(const char *typed, const char *word)
{
	char simple[WORD_MAX_BYTES];

	if (!simplify(typed, simple))
		return false;
	if (strcmp(simple, word) == 0)
		return true;
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++) {
		if (strcmp(synonyms[i].typed, simple) == 0 && strcmp(synonyms[i].word, word) == 0)
			return true;
	}
	return false;
}

bool synonym_is_answer(const char *typed, const char *word)
{
	static const struct synonym answers[] = {
		{ "ja", "yes" },
		{ "nein", "no" },
		{ "vielleicht", "maybe" },
	};
	char simple[WORD_MAX_BYTES];

	if (!simplify(typed, simple))
		return false;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strcmp(answers[i].typed, simple) == 0 && strcmp(answers[i].word, word) == 0)
			return true;
	}
	return false;
}
