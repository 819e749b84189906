/* noun: the table of nouns; see noun.h. */
#include "cli/noun.h"

#include <string.h>

#include "cli/language.h"

/* clang-format off */
static const struct noun nouns[] = {
	{ "node", N_("this office in the network: name, number, addresses, keys"), NULL },
	{ "person", N_("people of this office: who may do what"), NULL },
	{ "space", N_("what this office holds, and how big it is"), NULL },
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
	{ "audit", N_("who decided what, and which offices have two histories"), NULL },
	{ "meeting", N_("meetings of a committee"),
	  N_("Times are typed as 2026-12-01T18:00 or 1.12.2026 18:00, in an hour that exists twice with +01:00 or +02:00 behind.") },
	{ "agenda", N_("items on the agenda of a meeting"),
	  N_("Items are numbered by themselves, public ones `Ö 1`, internal ones `N 1`; proposed and declined ones have no "
	     "number. Of several items that offices made of one proposal at the same time one is shown.\n\n"
	     "When the invitation is sent, what is added is a supplement (Nachtrag); when the sitting is closed, nothing is added or "
	     "moved any more.") },
	{ "paper", N_("papers (Vorlagen) of a committee"), NULL },
	{ "consultation", N_("stations of a paper on its way through the committees (Beratungsfolge)"), NULL },
	{ "obligation", N_("what somebody owes a committee again and again: reports, meetings, reviews"), NULL },
	{ "measure", N_("measures of a programme, each with a sheet of its own"), NULL },
	{ "agreement", N_("what organizations have agreed on, and when it is to be looked at again"), NULL },
	{ "step", N_("steps of processes, such as first integration: who is in charge, what comes next"), NULL },
	{ "organization", N_("offices, associations and parts of them that a committee knows"), NULL },
	{ "funding", N_("applications for money: from the cost plan to the decision"),
	  N_("An office applies, also as a guest. The office in charge puts the application on an agenda (`funding item`); `funding vote` "
	     "tells who may vote on it, `funding recommend` and `funding decide` enter what came of it, and `funding list` adds it all up.") },
	{ "comment", N_("requests for comments on papers (Stellungnahmen), and answers"), NULL },
	{ "request", N_("requests for interpreters and volunteers: who can come, who is missing"), NULL },
	{ "message", N_("messages in a committee"), NULL },
	{ "file", N_("documents of committees, papers, items, meetings and messages"),
	  N_("A backup holds no documents: after a restore they come from the other offices again. What no other office has is lost "
	     "with the disk.") },
	{ "record", N_("records of any kind, for scripts"), NULL },
	{ "erasure", N_("what was erased, and which offices have confirmed it"),
	  N_("Deleting and erasing are two things. What is deleted (`record delete`) stands no longer in the lists, but stays in the "
	     "history of every office and can be brought back. What is erased (`record erase`, `message erase`) is gone: every office of "
	     "the committee destroys the text, its older versions and its files, also in its search and its data store, and nobody can "
	     "bring it back. That somebody wrote something at that time, and who erased it when, stays visible.\n\n"
	     "Erased texts disappear from all lists at once. From the disk they go when the data store is written anew, some minutes later "
	     "(`erasure-delay` in verbundd.conf(5)); only then an office confirms. An office that is away confirms when it is back.\n\n"
	     "Backups that were made before still hold what was erased: delete them, or write over them with a new one after the "
	     "confirmation of your own office. What others copied, printed or forwarded is beyond any program's reach.") },
	{ "bridge", N_("the bridge to e-mail: how it does, what waits, who wants what"),
	  N_("People without a computer of Verbund take part by e-mail: they get invitations, agendas, messages and reminders in their "
	     "language, and what they answer arrives here. How to connect a mailbox: verbund-mail(8).") },
	{ "import", N_("taking over what other programs have"), NULL },
	{ "export", N_("writing records to a file"), NULL },
};
/* clang-format on */

struct noun noun_get(const char *name)
{
	struct noun none = { name, name, NULL };

	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		if (strcmp(nouns[i].name, name) == 0)
			return nouns[i];
	}
	return none;
}
