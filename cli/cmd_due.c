/* cmd_due: everything that is due, in one list; tested by tests/blackbox/20-duties.t */
#include "cli/cmd.h"
#include "cli/due.h"
#include "cli/language.h"

static int run_due(struct cmd *cmd)
{
	return due_run(cmd, DUE_ALL);
}

/* clang-format off */
const struct command cmd_due_commands[] = {
	{ .noun = "due",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = due_options,
	  .run = run_due,
	  .help = N_("what is due, and who is late: reports, reviews, measures, comments, helpers, sittings"),
	  .about = N_("Listed is what is late, and what comes so soon that a reminder was asked for (30 days before, unless another number was "
	              "given): obligations, reviews and ends of agreements, ends of measures, comments that somebody was asked for, requests for help to which too few said yes, and what `verbund committee due` lists. --until lists "
	              "what is due later, too. Where an organization went over into another one, its successor is named.\n\n"
	              "In a pipe there is one line a thing: day, state (late, remind, ahead), kind, name, who has to do it, to whom, committee, "
	              "number."),
	  .examples = { "verbund due", "verbund due --until 2027-12-31", "verbund due 4f2a --on 2027-01-01 --json" } },
	COMMAND_END,
};
/* clang-format on */
