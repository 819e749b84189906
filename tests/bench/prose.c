#include "tests/bench/prose.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/office.h"

#define DISTRICTS_MAX 500u
#define NAME_BYTES 64u
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *const small[] = {
	"der",  "die",  "und",   "in",   "den",   "von",    "zu",   "das",   "mit",
	"sich", "des",  "auf",   "für",  "ist",   "im",     "dem",  "nicht", "ein",
	"eine", "als",  "auch",  "es",   "an",    "werden", "aus",  "er",    "hat",
	"dass", "sie",  "nach",  "wird", "bei",   "einer",  "um",   "am",    "sind",
	"noch", "wie",  "einem", "über", "einen", "so",     "zum",  "war",   "haben",
	"nur",  "oder", "aber",  "vor",  "zur",   "bis",    "mehr", "durch",
};

static const char *const nouns[] = {
	"Integration",
	"Sitzung",
	"Beirat",
	"Antrag",
	"Vorlage",
	"Sprachkurs",
	"Verwaltung",
	"Förderung",
	"Beratung",
	"Gemeinde",
	"Kreis",
	"Stadt",
	"Verein",
	"Projekt",
	"Familie",
	"Schule",
	"Kinder",
	"Frauen",
	"Wohnung",
	"Arbeit",
	"Ausschuss",
	"Haushalt",
	"Bericht",
	"Protokoll",
	"Beschluss",
	"Tagesordnung",
	"Vertreter",
	"Ministerium",
	"Behörde",
	"Netzwerk",
	"Angebot",
	"Träger",
	"Termin",
	"Raum",
	"Gespräch",
	"Jugendliche",
	"Eltern",
	"Dolmetscher",
	"Übersetzung",
	"Anerkennung",
	"Ausbildung",
	"Beruf",
	"Gesundheit",
	"Unterkunft",
	"Verfahren",
	"Aufenthalt",
	"Einbürgerung",
	"Teilhabe",
	"Vielfalt",
	"Diskriminierung",
	"Ehrenamt",
	"Begegnung",
	"Café",
	"Nachbarschaft",
	"Quartier",
	"Konzept",
	"Leitbild",
	"Maßnahme",
	"Ziel",
	"Frist",
	"Mittel",
	"Bescheid",
	"Auskunft",
	"Anfrage",
	"Stellungnahme",
	"Empfehlung",
	"Kommission",
	"Fraktion",
	"Mehrheit",
	"Abstimmung",
	"Wahl",
	"Vorsitz",
	"Geschäftsordnung",
	"Einladung",
	"Niederschrift",
	"Anlage",
	"Öffentlichkeit",
	"Presse",
	"Veranstaltung",
	"Fest",
	"Ausstellung",
	"Müller",
	"Öztürk",
	"Nguyen",
	"Kowalski",
	"Schröder",
	"Yılmaz",
	"Haddad",
	"Popović",
	"Weiß",
	"Krüger",
	"Ahmadi",
	"Rossi",
};

static const char *const heads[] = {
	"Sprach",         "Integrations", "Bildungs",    "Jugend",      "Flüchtlings",
	"Frauen",         "Stadtteil",    "Kreis",       "Landes",      "Bundes",
	"Gesundheits",    "Wohn",         "Arbeits",     "Kultur",      "Sport",
	"Schul",          "Kinder",       "Familien",    "Senioren",    "Ausländer",
	"Migrations",     "Beratungs",    "Sozial",      "Wirtschafts", "Verkehrs",
	"Umwelt",         "Bau",          "Haushalts",   "Rechts",      "Ehrenamts",
	"Nachbarschafts", "Quartiers",    "Begegnungs",  "Aufnahme",    "Anerkennungs",
	"Berufs",         "Übergangs",    "Willkommens", "Eltern",      "Dolmetscher",
	"Verfahrens",     "Teilhabe",
};

static const char *const tails[] = {
	"café",      "kurs",         "beirat",   "rat",      "ausschuss",  "konzept",
	"bericht",   "förderung",    "beratung", "stelle",   "zentrum",    "haus",
	"treff",     "projekt",      "programm", "netzwerk", "angebot",    "plan",
	"mittel",    "fonds",        "woche",    "tag",      "fest",       "forum",
	"gruppe",    "verein",       "amt",      "behörde",  "büro",       "lotse",
	"lotsin",    "koordination", "vorhaben", "maßnahme", "richtlinie", "antrag",
	"vertrag",   "bedarf",       "ziel",     "quote",    "umfrage",    "studie",
	"konferenz", "kommission",   "gespräch", "termin",   "raum",       "platz",
};

static const char *const verbs[] = {
	"beschließt", "empfiehlt",   "berichtet",  "bittet",         "fördert",  "plant",
	"prüft",      "stellt",      "erläutert",  "begrüßt",        "fordert",  "unterstützt",
	"beantragt",  "vertagt",     "diskutiert", "ergänzt",        "lehnt",    "genehmigt",
	"informiert", "koordiniert", "übersetzt",  "öffnet",         "schließt", "beginnt",
	"endet",      "verlängert",  "beauftragt", "veröffentlicht", "sammelt",  "dankt",
};

static char districts[DISTRICTS_MAX][NAME_BYTES];
static unsigned district_count;

void prose_load(void)
{
	FILE *file = fopen("tests/data/districts.csv", "re");
	char line[256];

	office_must(file && fgets(line, sizeof(line), file), "tests/data/districts.csv");
	while (district_count < DISTRICTS_MAX && fgets(line, sizeof(line), file)) {
		const char *name = strchr(line, ',');

		office_must(name != NULL, "a line of districts.csv");
		snprintf(districts[district_count++], NAME_BYTES, "%.*s",
		         (int)strcspn(name + 1, ","), name + 1);
	}
	fclose(file);
	office_must(district_count > 300, "the districts");
}

/* splitmix64 (Steele et al. 2014). */
static uint32_t draw(uint64_t *seed, uint32_t bound)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ (z >> 31)) % bound);
}

/* A number below bound, small ones far more often: as words in a language. */
static uint32_t draw_rank(uint64_t *seed, uint32_t bound)
{
	uint64_t a = draw(seed, 65536), b = draw(seed, 65536);

	return (uint32_t)((a * b >> 16) * bound >> 16);
}

static void compound(uint64_t *seed, char out[static PROSE_WORD_MAX_BYTES])
{
	const char *head = heads[draw(seed, COUNT(heads))];
	const char *tail = tails[draw(seed, COUNT(tails))];

	if (draw(seed, 4) == 0)
		snprintf(out, PROSE_WORD_MAX_BYTES, "%s%s%s", head, tails[draw(seed, COUNT(tails))],
		         tail);
	else
		snprintf(out, PROSE_WORD_MAX_BYTES, "%s%s", head, tail);
}

static void word(uint64_t *seed, char out[static PROSE_WORD_MAX_BYTES])
{
	uint32_t kind = draw(seed, 100);

	if (kind < 45)
		snprintf(out, PROSE_WORD_MAX_BYTES, "%s", small[draw_rank(seed, COUNT(small))]);
	else if (kind < 67)
		snprintf(out, PROSE_WORD_MAX_BYTES, "%s", nouns[draw_rank(seed, COUNT(nouns))]);
	else if (kind < 80)
		compound(seed, out);
	else if (kind < 92)
		snprintf(out, PROSE_WORD_MAX_BYTES, "%s", verbs[draw_rank(seed, COUNT(verbs))]);
	else if (kind < 97)
		snprintf(out, PROSE_WORD_MAX_BYTES, "%s", districts[draw(seed, district_count)]);
	else
		snprintf(out, PROSE_WORD_MAX_BYTES, "%u", 1 + draw(seed, 3000));
}

static void words(uint64_t *seed, unsigned count, char *out, size_t size)
{
	char one[PROSE_WORD_MAX_BYTES];
	size_t at = 0;

	for (unsigned i = 0; i < count && at + PROSE_WORD_MAX_BYTES + 2 < size; i++) {
		word(seed, one);
		at += (size_t)snprintf(out + at, size - at, "%s%s", i > 0 ? " " : "", one);
	}
}

/* Where the words of a record begin. */
static uint64_t seed_of(unsigned number, unsigned part)
{
	return (uint64_t)number * 4u + part;
}

void prose_title(unsigned number, char out[static PROSE_TITLE_MAX_BYTES])
{
	uint64_t seed = seed_of(number, 0);

	words(&seed, 3 + draw(&seed, 4), out, PROSE_TITLE_MAX_BYTES);
}

void prose_text(unsigned number, char out[static PROSE_TEXT_MAX_BYTES])
{
	uint64_t seed = seed_of(number, 1), rare = seed_of(number, 2);
	size_t size;

	compound(&rare, out);
	size = strlen(out);
	out[size++] = ' ';
	words(&seed, 20 + draw(&seed, 41), out + size, PROSE_TEXT_MAX_BYTES - size);
}

const char *prose_noun(unsigned rank)
{
	return nouns[rank % COUNT(nouns)];
}

void prose_rare(unsigned number, char out[static PROSE_WORD_MAX_BYTES])
{
	uint64_t seed = seed_of(number, 2);

	compound(&seed, out);
}
