/* cmd_committee_plan: how often a committee is to meet, and what of it is late; tested by tests/blackbox/20-seats.t */
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/due.h"
#include "cli/field.h"
#include "cli/pace_list.h"

/* The shortest time between two sittings is not longer than the longest. */
static int check_gaps(struct cmd *cmd, const struct json *organization, const struct json *fields)
{
	struct json *both = json_new_copy(json_get(organization, "fields"));
	int64_t least, most;

	json_put_all(both, fields);
	least = json_int(json_get(both, "minGapDays"), 0);
	most = json_int(json_get(both, "cadenceDays"), INT64_MAX);
	json_destroy(&both);
	if (least <= most)
		return 0;
	return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
	                _("The shortest time between two sittings is longer than the longest."));
}

static int change_plan(struct cmd *cmd, const struct json *organization, struct json **fields)
{
	struct json *question = json_new_map();
	int err = check_gaps(cmd, organization, *fields);

	json_put_text(question, "id", json_get_text(organization, "id"));
	json_put(question, "fields", fields);
	if (err == 0)
		err = client_ask(cmd->client, "record.edit", &question, NULL);
	json_destroy(&question);
	return err;
}

static int committee_plan(struct cmd *cmd)
{
	const char *committee = args_get(cmd->args, "COMMITTEE");
	struct json *fields = json_new_map();
	struct pace pace = { .today = 0 };
	struct labels *labels = labels_new(cmd);
	struct json *body;
	int32_t today = 0;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = day_get_today(cmd, &today);
	if (err == 0)
		err = pace_read(cmd, committee, today, &pace);
	if (err == 0 && json_count(fields) > 0) {
		err = change_plan(cmd, pace.seats.organization, &fields);
		pace_release(&pace);
		if (err == 0)
			err = pace_read(cmd, committee, today, &pace);
	}
	if (err == 0 && cmd->args->is_json) {
		body = pace_list_export(labels, &pace);
		json_put_text(body, "id", json_text(pace.seats.space));
		out_document(cmd->out, "committee", "plan", &body);
	} else if (err == 0) {
		pace_list_print(cmd, labels, &pace);
	}
	pace_release(&pace);
	labels_destroy(&labels);
	json_destroy(&fields);
	return err;
}

static int committee_due(struct cmd *cmd)
{
	return due_run(cmd, DUE_SITTINGS);
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option plan_options[] = {
	{ "per-year", N_("NUMBER"), "meetingsPerYear", NULL, N_("so many sittings a year; 4 and 12: each quarter and each month one"), false },
	{ "within-days", N_("DAYS"), "cadenceDays", NULL, N_("the next sitting follows the last within so many days"), false },
	{ "not-before-days", N_("DAYS"), "minGapDays", NULL, N_("and not earlier than so many days after it"), false },
	{ "since", N_("DATE"), "startDate", NULL, N_("since when the committee exists; what was before is not asked for"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_committee_plan_commands[] = {
	{ .noun = "committee", .verb = "plan",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = plan_options,
	  .kind = "organization",
	  .run = committee_plan,
	  .help = N_("how often a committee is to meet"),
	  .about = N_("Without options it shows what is planned. An empty value takes a number away. What is missing or late `verbund committee due` "
	              "lists. Sittings that were cancelled, and extra ones, do not count."),
	  .examples = { "verbund committee plan 4f2a --per-year 3",
	                "verbund committee plan 4f2a --within-days 56 --not-before-days 28" } },
	{ .noun = "committee", .verb = "due",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = due_options,
	  .run = committee_due,
	  .help = N_("sittings that are missing or late, invitations and minutes that are due"),
	  .about = N_("Without COMMITTEE all of this office. Listed is what is late, and what is due within 30 days: a sitting that the year still needs "
	              "(sitting), the next one after the last (gap), one planned too soon after it (early), the last day for the invitation (invitation), and "
	              "minutes. Reports and other obligations `verbund due` lists besides.\n\n"
	              "In a pipe there is one line a thing: day, state (late, remind, ahead), kind, name, who has to see to it, to whom, committee, "
	              "number."),
	  .examples = { "verbund committee due", "verbund committee due 4f2a --on 2027-12-01" } },
	COMMAND_END,
};
/* clang-format on */
