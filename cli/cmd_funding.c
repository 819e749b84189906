/* cmd_funding: applications for money: filing, amending, withdrawing, showing, listing; tested by tests/blackbox/20-funding.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/cost_plan.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/funding_case.h"
#include "cli/funding_sheet.h"
#include "cli/language.h"
#include "cli/money.h"
#include "cli/named.h"

#define LABEL "application"

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- filing ---- */

/* Days that exist, the first not behind the last. */
static int check_period(struct cmd *cmd, const struct json *fields)
{
	static const char *const names[][2] = { { "startDate", "from" }, { "endDate", "until" } };
	int32_t days[2] = { VB_DAY_MIN, VB_DAY_MAX };
	int err = 0;

	for (size_t i = 0; i < 2 && err == 0; i++) {
		const char *text = json_get_text(fields, names[i][0]);

		if (text != NULL)
			err = day_parse(cmd->out, names[i][1], text, &days[i]);
	}
	if (err == 0 && days[0] > days[1])
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("--until is a day before --from."));
	return err;
}

/* What the options say. */
static int put_options(struct cmd *cmd, struct json *fields)
{
	const char *amount = args_get(cmd->args, "amount");
	uint64_t cents;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0 && amount != NULL) {
		err = money_read(cmd->out, "amount", amount, &cents);
		if (err == 0 && cents == 0)
			err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
			               _("An application asks for more than nothing."));
		if (err == 0)
			json_put_int(fields, "amount", (int64_t)cents);
	}
	return err == 0 ? check_period(cmd, fields) : err;
}

/* Writes an application with its plan and what is planned for it in the sheaf; takes *fields. */
static int file(struct cmd *cmd, const struct named *in, struct json **fields,
                const struct cost_plan *plan)
{
	struct json *planned = json_new_copy(in->sheaf->items);
	struct json *ids = NULL;
	struct json *result;
	int err;

	sheaf_create(in->sheaf, LABEL, "fundingApplication", in->is_internal, fields);
	cost_plan_write(plan, in->is_internal, in->sheaf, LABEL);
	err = sheaf_send(cmd, in->space, in->sheaf, &ids);
	if (err == 0) {
		named_tell(cmd, planned);
		result = json_new_map();
		json_put_text(result, "id", json_text(json_at(ids, json_count(planned))));
		answer_made(cmd, &result,
		            _("The office in charge puts it on an agenda:\n"
		              "  verbund funding item %s --meeting MEETING"));
		cost_plan_tell(cmd, plan);
	}
	json_destroy(&planned);
	json_destroy(&ids);
	return err;
}

/* The day of the application is that of its filing. */
static void put_today(struct json *fields, int32_t today)
{
	char day[VB_DAY_TEXT_BYTES];

	calendar_format(today, day);
	json_put_text(fields, "date", day);
}

static int funding_apply(struct cmd *cmd)
{
	const char *typed = args_get(cmd->args, "COMMITTEE");
	struct json *question = json_new_map();
	struct json *committee = NULL;
	struct json *fields = json_new_map();
	struct cost_plan plan;
	struct sheaf sheaf;
	struct named office;
	int32_t today = VB_DAY_MIN;
	int err = cost_plan_parse(cmd, &plan);

	sheaf_init(&sheaf);
	json_put_text(question, "id", typed);
	if (err == 0)
		err = day_get_today(cmd, &today);
	if (err == 0)
		err = put_options(cmd, fields);
	if (err == 0)
		err = cost_plan_sum(cmd, &plan, (uint64_t)json_int(json_get(fields, "amount"), 0));
	if (err == 0)
		err = client_ask(cmd->client, "committee.show", &question, &committee);
	office = (struct named){ "organization", json_get_text(committee, "id"),
		                 args_has(cmd->args, "internal"), &sheaf };
	if (err == 0)
		err = named_put(cmd, &office, "for", "organization", false, fields);
	if (err == 0) {
		put_today(fields, today);
		json_put_text(fields, "state", "received");
		err = file(cmd, &office, &fields, &plan);
	}
	sheaf_release(&sheaf);
	cost_plan_release(&plan);
	json_destroy(&question);
	json_destroy(&committee);
	json_destroy(&fields);
	return err;
}

/* ---- amending, withdrawing ---- */

/* A new application that takes the place of this one, with the same contents so far. */
static struct json *successor(const struct funding_case *c)
{
	struct json *fields = json_new_copy(json_get(c->application, "fields"));

	json_remove(fields, "id");
	json_remove(fields, "date");
	json_put_text(fields, "state", "received");
	json_put_text(fields, "amends", json_get_text(c->application, "id"));
	return fields;
}

static int funding_amend(struct cmd *cmd)
{
	struct funding_case c;
	struct json *fields = NULL;
	struct cost_plan typed = { .items = NULL }, plan = { .items = NULL };
	struct sheaf sheaf;
	struct named in;
	int32_t today = VB_DAY_MIN;
	int err = funding_case_open(cmd, &c);

	sheaf_init(&sheaf);
	if (err == 0)
		err = funding_case_check_open(&c);
	if (err == 0)
		err = cost_plan_parse(cmd, &typed);
	if (err == 0)
		err = cost_plan_read(cmd, &c.funding, c.application, &plan);
	if (err == 0)
		err = day_get_today(cmd, &today);
	if (err < 0)
		goto out;
	fields = successor(&c);
	put_today(fields, today);
	err = put_options(cmd, fields);
	if (err == 0 && json_count(typed.items) > 0) {
		json_destroy(&plan.items);
		plan.items = json_new_copy(typed.items);
	}
	if (err == 0)
		err = cost_plan_sum(cmd, &plan, (uint64_t)json_int(json_get(fields, "amount"), 0));
	in = (struct named){ NULL, json_get_text(c.application, "space"),
		             funding_case_is_internal(&c), &sheaf };
	if (err == 0)
		err = file(cmd, &in, &fields, &plan);
out:
	sheaf_release(&sheaf);
	json_destroy(&fields);
	cost_plan_release(&typed);
	cost_plan_release(&plan);
	funding_case_release(&c);
	return err;
}

/* An office in charge marks it; any other one files one that says so in its place. */
static int funding_withdraw(struct cmd *cmd)
{
	struct funding_case c;
	struct json *fields;
	struct sheaf sheaf;
	struct json *ids = NULL;
	struct json *result;
	int err = funding_case_open(cmd, &c);

	if (err == 0)
		err = funding_case_check_open(&c);
	if (err < 0)
		goto out;
	sheaf_init(&sheaf);
	if (is_same(json_get_text(c.funding.committee, "role"), "steward")) {
		fields = json_new_map();
		json_put_text(fields, "state", "withdrawn");
		sheaf_edit(&sheaf, json_get_text(c.application, "id"), &fields);
	} else {
		fields = successor(&c);
		json_put_text(fields, "state", "withdrawn");
		sheaf_create(&sheaf, NULL, "fundingApplication", funding_case_is_internal(&c),
		             &fields);
	}
	err = sheaf_send(cmd, json_get_text(c.application, "space"), &sheaf, &ids);
	if (err == 0) {
		result = json_new_map();
		json_put_text(result, "id", json_text(json_at(ids, 0)));
		answer_id(cmd, &result);
	}
	json_destroy(&ids);
	sheaf_release(&sheaf);
out:
	funding_case_release(&c);
	return err;
}

/* ---- showing ---- */

static int funding_show(struct cmd *cmd)
{
	struct funding_case c;
	struct cost_plan plan = { .items = NULL };
	int err = funding_case_open(cmd, &c);

	if (err == 0)
		err = cost_plan_read(cmd, &c.funding, c.application, &plan);
	if (err == 0)
		err = cost_plan_sum(cmd, &plan, funding_case_asked(&c));
	if (err == 0 && cmd->args->is_json)
		funding_sheet_export(&c, &plan);
	else if (err == 0)
		funding_sheet_print(&c, &plan);
	cost_plan_release(&plan);
	funding_case_release(&c);
	return err;
}

/* ---- the commands ---- */

static const char *const states[] = { "received", "complete", NULL };

/* clang-format off */
#define WISHES \
	{ "from", N_("DATE"), "startDate", NULL, N_("first day of the project"), false }, \
	{ "until", N_("DATE"), "endDate", NULL, N_("last day of the project"), false }, \
	{ "fund", N_("NAME"), "fund", NULL, N_("from which fund, for example Integrationsfonds 2027"), false }, \
	{ "area", N_("TEXT"), "area", NULL, N_("field of action, for example Sprache"), false }, \
	{ "name", N_("NAME"), "name", NULL, N_("name of the project"), false }, \
	{ "cost", N_("SUMS"), NULL, NULL, N_("what it costs, for example 'Raum=1.200,00; Honorare=300'"), false }, \
	{ "income", N_("SUMS"), NULL, NULL, N_("money from elsewhere, in the same way"), false }, \
	{ "plan", N_("FILE"), NULL, NULL, N_("the cost plan from a file, a line each: cost or income;text;sum"), false }, \
	DAY_OPTION

static const struct option apply_options[] = {
	{ "for", N_("ORGANIZATION"), NULL, NULL, N_("who applies: name or number"), true },
	{ "goal", N_("TEXT"), "goal", NULL, N_("what the project is to reach"), true },
	{ "amount", N_("EUR"), NULL, NULL, N_("what is asked for, for example 1.234,56"), true },
	WISHES,
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option amend_options[] = {
	{ "goal", N_("TEXT"), "goal", NULL, N_("what the project is to reach"), false },
	{ "amount", N_("EUR"), NULL, NULL, N_("what is asked for, for example 1.234,56"), false },
	{ "state", "received|complete", "state", states, N_("whether all papers are there"), false },
	WISHES,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_funding_commands[] = {
	{ .noun = "funding", .verb = "apply",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = apply_options,
	  .kind = "fundingApplication",
	  .run = funding_apply,
	  .help = N_("file an application for funding, with its cost plan"),
	  .about = N_("Guests may apply, too. Sums are typed as 1234, 1234,56 or 1.234,56. A sum like 1.234, which could mean two "
	              "things, is asked back.\n\n"
	              "A cost plan in a file has a line for each position:\n\n"
	              "  cost;Raum;1.200,00\n"
	              "  cost;Honorare;3.000,00\n"
	              "  income;Spenden;200,00\n\n"
	              "If costs are not what incomes and the application cover, the command says by how much."),
	  .examples = { "verbund funding apply 4f2a --for 'Sprachcafé e. V.' --goal 'Deutsch für 20 Frauen' --amount 4.000,00 --from 2027-01-01 --until 2027-12-31 --fund Integrationsfonds --cost 'Raum=1.200,00; Honorare=3.000,00' --income 'Spenden=200,00'" } },
	{ .noun = "funding", .verb = "amend",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")) },
	  .options = amend_options,
	  .kind = "fundingApplication",
	  .run = funding_amend,
	  .help = N_("file another application in the place of one"),
	  .about = N_("What is not given stays as it was, the cost plan, too. The former application stays to be read and counts no more. It "
	              "counts on if an office amends it that neither filed it nor answers for the applicant nor is in charge."),
	  .examples = { "verbund funding amend 0198c2a4f1b3e07d5c60 --amount 3.500,00" } },
	{ .noun = "funding", .verb = "withdraw",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")) },
	  .run = funding_withdraw,
	  .help = N_("withdraw an application"),
	  .examples = { "verbund funding withdraw 0198c2a4f1b3e07d5c60" } },
	{ .noun = "funding", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("APPLICATION")) },
	  .run = funding_show,
	  .help = N_("one application with its cost plan and what became of it"),
	  .examples = { "verbund funding show 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
