/* cmd_person_data: what is held about a person, told and erased; tested by tests/blackbox/20-persons.t */
#include "cli/cmd.h"
#include "cli/disclose.h"
#include "cli/erasing.h"
#include "cli/forget.h"
#include "cli/language.h"
#include "cli/subject.h"

static const char *const format_words[] = { "text", "json", NULL };

/* clang-format off */
static const struct option disclose_options[] = {
	SUBJECT_OPTIONS,
	{ "format", N_("FORM"), NULL, format_words, N_("text, to give to the person, or json, to be read by a program"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option erase_options[] = {
	SUBJECT_OPTIONS,
	{ "messages", NULL, NULL, NULL, N_("also the messages that the person wrote"), false },
	ERASING_GROUND,
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_person_data_commands[] = {
	{ .noun = "person", .verb = "disclose",
	  .arguments = { COMMAND_ARG(N_("PERSON")), COMMAND_MAYBE(N_("FILE")) },
	  .options = disclose_options,
	  .run = disclose_run,
	  .help = N_("everything that this office holds about a person, for the person to read"),
	  .about = N_("For somebody who asks what is kept about them (Article 15 of the General Data Protection Regulation): contact details and how "
	              "they want to be written to, seats of now and before, replies, attendance, what they are responsible for, where they are "
	              "named, what they wrote at this office, login and keys; with the committee, since when, which office wrote it, which "
	              "offices hold it and until when it is kept (keep-* in verbundd.conf(5)). What was deleted and not erased yet is in it, "
	              "too. Texts with the family name or an address are listed as such in which the person may be named; texts "
	              "that were deleted are not searched.\n\n"
	              "The same human being may be a person in several committees, each with a record of its own. Others of the same e-mail address "
	              "or name are told below; two people may bear one name, so look before you take them in with --also or --everywhere.\n\n"
	              "With FILE, or --format text, it is a text to be printed and handed over. For secretaries and administrators."),
	  .examples = { "verbund person disclose 'Anna Schmidt'",
	                "verbund person disclose 0198d7120c9a44be81f2 auskunft.txt --everywhere",
	                "verbund person disclose 'Anna Schmidt' auskunft.json --format json" } },
	{ .noun = "person", .verb = "erase",
	  .arguments = { COMMAND_ARG(N_("PERSON")) },
	  .options = erase_options,
	  .run = forget_run,
	  .help = N_("erase a person, with their replies, at all offices that hold them"),
	  .about = N_("For somebody who wants to be forgotten (Article 17 of the General Data Protection Regulation). Erased for good, with "
	              "their history, are the person's record with contact details, delivery and public keys, an address where nobody else is, "
	              "what was written and attached about the person there, and their replies with comments, also those deleted before; a login "
	              "is taken away. Seats stay and are vacant. Attendance and process "
	              "steps stay without the person. Agenda, papers and minutes stay as they are; in them, and in what the person wrote, stands a "
	              "number without a name. With --messages the messages go, too. Texts in which the name may stand are listed: what is to go of "
	              "them, a person decides (`verbund record erase`).\n\n"
	              "All that this office may erase of one committee goes at once, and every office of the committee obeys, one that is "
	              "away when it is back. What this office may not erase is told, with the offices to ask. It can be interrupted and given "
	              "again: then it does what is left, also with the whole number of a person who is erased already, and tells "
	              "which office has confirmed that nothing is on its disk any more.\n\n"
	              "Your own backups, and files that somebody exported, are not reached."),
	  .examples = { "verbund person erase 'Anna Schmidt' --dry-run",
	                "verbund person erase 0198d7120c9a44be81f2 --everywhere --yes" } },
	COMMAND_END,
};
/* clang-format on */
