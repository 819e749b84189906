/* noun: the table of nouns, and of words for them; see noun.h. */
#include "cli/noun.h"

#include <string.h>
#include <strings.h>

#include "cli/language.h"

/* clang-format off */
static const struct noun nouns[] = {
	{ "node", N_("this office in the network: name, number, addresses"), NULL },
	{ "peer", N_("partner offices"),
	  N_("Two offices become partners by an invitation code and by six digits that they compare by telephone. "
	     "From then on they reach each other; what they see of each other is decided by each committee.") },
	{ "committee", N_("committees and the offices in them"),
	  N_("A committee is a group of offices that share meetings, papers and messages. The office that founded it is in charge "
	     "and admits others, each with its rights:\n\n"
	     "  relay    passes on what it cannot read\n"
	     "  guest    reads what is public\n"
	     "  member   reads everything, writes agenda items, papers and messages\n"
	     "  steward  also calls meetings") },
	{ "meeting", N_("meetings of a committee"),
	  N_("Times are typed as 2026-12-01T18:00, in an hour that exists twice with +01:00 or +02:00 behind.") },
	{ "agenda", N_("items on the agenda of a meeting"),
	  N_("Items are numbered by themselves, public ones `Ö 1`, internal ones `N 1`; proposed and declined ones have no "
	     "number.") },
	{ "message", N_("messages in a committee"), NULL },
	{ "record", N_("records of any kind, for scripts"), NULL },
	{ "import", N_("taking over what other programs have"), NULL },
	{ "export", N_("writing records to a file"), NULL },
};
/* clang-format on */

struct synonym {
	const char *word;
	const char *command;
};

static const struct synonym synonyms[] = {
	{ "abgleich", "status" },     { "anlegen", "init" },
	{ "ausgabe", "export" },      { "ausschuss", "committee" },
	{ "beirat", "committee" },    { "durchsuchen", "search" },
	{ "einfuhr", "import" },      { "einladen", "peer" },
	{ "einladung", "peer" },      { "einlesen", "import" },
	{ "einrichten", "init" },     { "exportieren", "export" },
	{ "finden", "search" },       { "find", "search" },
	{ "gremien", "committee" },   { "gremium", "committee" },
	{ "group", "committee" },     { "gruppe", "committee" },
	{ "hilfe", "help" },          { "history", "log" },
	{ "importieren", "import" },  { "invite", "peer" },
	{ "mitglied", "committee" },  { "nachricht", "message" },
	{ "nachrichten", "message" }, { "office", "node" },
	{ "partner", "peer" },        { "partnerstelle", "peer" },
	{ "partnerstellen", "peer" }, { "rückgabe", "restore" },
	{ "setup", "init" },          { "sichern", "backup" },
	{ "sicherung", "backup" },    { "sitzung", "meeting" },
	{ "sitzungen", "meeting" },   { "stelle", "node" },
	{ "suche", "search" },        { "suchen", "search" },
	{ "tagesordnung", "agenda" }, { "tagesordnungspunkt", "agenda" },
	{ "termin", "meeting" },      { "top", "agenda" },
	{ "verlauf", "log" },         { "vorlage", "paper" },
	{ "vorlagen", "paper" },      { "wiederherstellen", "restore" },
	{ "zustand", "status" },
};

struct noun noun_get(const char *name)
{
	struct noun none = { name, name, NULL };

	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		if (strcmp(nouns[i].name, name) == 0)
			return nouns[i];
	}
	return none;
}

const char *noun_meant(const char *word)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++) {
		if (strcasecmp(synonyms[i].word, word) == 0)
			return synonyms[i].command;
	}
	return NULL;
}
