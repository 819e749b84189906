/* cmd_committee_seat: who sits in a committee; tested by tests/blackbox/20-seats.t */
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/seat.h"
#include "cli/seat_table.h"

/* ---- the commands ---- */

static const char *const truths[] = { "yes", "no", NULL };

/* clang-format off */
static const struct option add_options[] = {
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("for whom the seat is: name or number"), true },
	{ "of", N_("ORGANIZATION"), NULL, NULL, N_("in another organization of the committee, which meets jointly with others"), false },
	{ "person", N_("PERSON"), NULL, NULL, N_("who sits there: name or number; without it the seat is vacant"), false },
	{ "role", N_("TEXT"), "role", NULL, N_("function, for example Vorsitz"), false },
	{ "advisory", NULL, NULL, NULL, N_("speaks and moves, but has no vote"), false },
	{ "no-vote", NULL, NULL, NULL, N_("without a vote, for example who keeps the minutes"), false },
	{ "optional", NULL, NULL, NULL, N_("is only invited if needed"), false },
	{ "substitute", N_("PERSON"), NULL, NULL, N_("who stands in: name or number"), false },
	{ "from", N_("DATE"), "startDate", NULL, N_("first day"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("last day"), false },
	{ "host-turn", N_("NUMBER"), "hostTurn", NULL, N_("its place among those who host in turn, from 1"), false },
	{ "ex-officio", NULL, NULL, NULL, N_("belongs to an office, whoever holds it"), false },
	{ "places", N_("NUMBER"), NULL, NULL, N_("so many seats of the same kind, vacant"), false },
	{ "office", N_("PEER"), NULL, NULL, N_("the office of the committee that answers for the organization"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option edit_options[] = {
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("for whom the seat is: name or number"), false },
	{ "person", N_("PERSON"), NULL, NULL, N_("who sits there: name or number; `''`: nobody any more"), false },
	{ "role", N_("TEXT"), "role", NULL, N_("function, for example Vorsitz"), false },
	{ "advisory", "yes|no", "advisory", truths, N_("speaks and moves, but has no vote"), false },
	{ "vote", "yes|no", "votingRight", truths, N_("whether it votes"), false },
	{ "optional", "yes|no", "optional", truths, N_("is only invited if needed"), false },
	{ "substitute", N_("PERSON"), NULL, NULL, N_("who stands in, too: name or number"), false },
	{ "from", N_("DATE"), "startDate", NULL, N_("first day"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("last day"), false },
	{ "host-turn", N_("NUMBER"), "hostTurn", NULL, N_("its place among those who host in turn, from 1"), false },
	{ "ex-officio", "yes|no", "exOfficio", truths, N_("belongs to an office, whoever holds it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option end_options[] = {
	{ "on", N_("DATE"), NULL, NULL, N_("its last day; without it today"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option list_options[] = {
	DAY_OPTION,
	{ "all", NULL, NULL, NULL, N_("also seats that have ended"), false },
	{ "of", N_("ORGANIZATION"), NULL, NULL, N_("of another organization of the committee, which meets jointly with others"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option show_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_committee_seat_commands[] = {
	{ .noun = "committee", .verb = "seat add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = add_options,
	  .kind = "membership",
	  .run = seat_add,
	  .help = N_("give an office or association a seat in a committee"),
	  .about = N_("A seat belongs to an organization; the person may be missing. Organizations and persons are named by their exact name or their number. A name that nobody in the committee "
	              "has yet is made one, and the command says so. Only offices in charge may make organizations, and say which office answers for one.\n\n"
	              "Where an office answers for the organization, invitations to the seat go to that office, and it replies for the seat. Without one the "
	              "secretary prints a letter, and records the reply.\n\n"
	              "A committee that is extended by a decision gets its new seats with --from: they are to come until that day. With --places there are "
	              "several at once, one number a line."),
	  .examples = { "verbund committee seat add 4f2a --for 'Forum für Migrantinnen und Migranten' --advisory --person 'Erika Muster' --substitute 'Max Muster'",
	                "verbund committee seat add 4f2a --for Jobcenter --optional --office Jobcenter",
	                "verbund committee seat add 4f2a --for Samtgemeinden --places 3 --from 2027-01-01" } },
	{ .noun = "committee", .verb = "seat edit",
	  .arguments = { COMMAND_ARG(N_("SEAT")) },
	  .options = edit_options,
	  .kind = "membership",
	  .run = seat_edit,
	  .help = N_("change a seat: who sits there, for whom, until when"),
	  .about = N_("Seats are named by their number, as `verbund committee seat list` shows it. Who was there before stands in the history of the "
	              "seat (`verbund log`). When a term of office ends, end the seat and add a new one instead: then it can be seen who sat there when."),
	  .examples = { "verbund committee seat edit 0198c2a4f1b3e07d5c60 --person 'Erika Muster'",
	                "verbund committee seat edit 0198c2a4f1b3e07d5c60 --advisory yes" } },
	{ .noun = "committee", .verb = "seat end",
	  .arguments = { COMMAND_ARG(N_("SEAT")) },
	  .options = end_options,
	  .run = seat_end,
	  .help = N_("end a seat, and those of its substitutes, with a day"),
	  .examples = { "verbund committee seat end 0198c2a4f1b3e07d5c60 --on 2027-12-31" } },
	{ .noun = "committee", .verb = "seat list",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = list_options,
	  .run = seat_table_list,
	  .help = N_("the seats of a committee"),
	  .about = N_("Listed are the seats of that day and those to come. The vote of an advisory seat is told as `advisory`.\n\n"
	              "In a pipe there is one line a seat: for whom, person, function, vote (yes, no, advisory), if needed, substitutes, from, until, "
	              "status (inForce, coming, ended), the office that answers for it, number."),
	  .examples = { "verbund committee seat list 4f2a", "verbund committee seat list 4f2a --on 2014-11-27 --all" } },
	{ .noun = "committee", .verb = "seat show",
	  .arguments = { COMMAND_ARG(N_("SEAT")) },
	  .options = show_options,
	  .run = seat_table_show,
	  .help = N_("one seat"),
	  .examples = { "verbund committee seat show 0198c2a4f1b3e07d5c60" } },
	{ .noun = "committee", .verb = "office",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("ORGANIZATION")), COMMAND_ARG(N_("PEER")) },
	  .run = seat_office,
	  .help = N_("say which office of the committee answers for an organization"),
	  .about = N_("Invitations to all seats of the organization go to that office, and it replies for them. `''` in the place of the office: none answers for it any more. Only offices in charge may say so."),
	  .examples = { "verbund committee office 4f2a 'Forum für Migrantinnen und Migranten' Forum",
	                "verbund committee office 4f2a Jobcenter ''" } },
	COMMAND_END,
};
/* clang-format on */
