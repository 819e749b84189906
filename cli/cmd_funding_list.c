/* cmd_funding_list: applications with their totals, and for office programs; tested by tests/blackbox/20-funding.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/csv.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/funding.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/money.h"
#include "cli/target.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* ---- which ---- */

struct selection {
	struct labels *labels;
	struct funding funding;
	bool *is_wanted; /* one a row */
	struct fund_total total;
};

static int read_year(struct cmd *cmd, int32_t *year)
{
	const char *text = args_get(cmd->args, "year");
	char day[VB_DAY_TEXT_BYTES];
	int32_t first;

	*year = 0;
	if (text == NULL)
		return 0;
	if (snprintf(day, sizeof(day), "%.6s-01-01", text) != 10 ||
	    calendar_parse(span_of_str(day), &first) != 0)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--year %.100s", text);
	*year = calendar_date(first).year;
	return 0;
}

static int selection_read(struct cmd *cmd, struct selection *s)
{
	const char *fund = args_get(cmd->args, "fund");
	int32_t year;
	int err = read_year(cmd, &year);

	memset(s, 0, sizeof(*s));
	s->labels = labels_new(cmd);
	if (err == 0)
		err = funding_read(cmd, args_get(cmd->args, "COMMITTEE"), &s->funding);
	if (err < 0)
		return err;
	s->is_wanted = calloc(s->funding.count + 1, sizeof(*s->is_wanted));
	if (s->is_wanted == NULL)
		abort();
	for (size_t i = 0; i < s->funding.count; i++) {
		const struct json *application = s->funding.rows[i].application;
		const char *from = field(application, "fund");

		s->is_wanted[i] = (fund == NULL || (from != NULL && strcmp(from, fund) == 0)) &&
		                  (year == 0 || funding_year(application) == year);
	}
	err = funding_total(&s->funding, s->is_wanted, &s->total);
	return err == 0 ? 0 : out_fail(cmd->out, err, "%s", _("The sums together are too large."));
}

static void selection_release(struct selection *s)
{
	free(s->is_wanted);
	funding_release(&s->funding);
	labels_destroy(&s->labels);
}

/* ---- the table ---- */

/* What it is for: its name, else the first line of its goal. The caller frees it. */
static char *subject_of(const struct json *application)
{
	const char *name = field(application, "name");
	const char *goal = field(application, "goal");
	const char *text = name != NULL ? name : goal != NULL ? goal : "";
	char *line = strndup(text, strcspn(text, "\n"));

	if (line == NULL)
		abort();
	return line;
}

static void add_sum(const struct cmd *cmd, struct table *table, bool is_there, uint64_t cents)
{
	char text[VB_MONEY_TEXT_BYTES] = "";

	if (is_there)
		money_show(cmd->out, cents, text);
	table_add(table, text);
}

static void add_row(struct cmd *cmd, struct selection *s, struct table *table, size_t i)
{
	const struct funding_row *row = &s->funding.rows[i];
	const struct fund_application *sum = &s->funding.sums[i];
	const struct json *fields = json_get(row->application, "fields");
	char *applicant = labels_title_of(s->labels, json_get_text(fields, "organization"));
	char *subject = subject_of(row->application);
	char *from = day_format(cmd->out, day_of_field(fields, "startDate", VB_DAY_MIN));
	char *until = day_format(cmd->out, day_of_field(fields, "endDate", VB_DAY_MAX));

	table_add(table, applicant);
	table_add(table, subject);
	table_add(table, json_get_text(fields, "fund"));
	table_add(table, from);
	table_add(table, until);
	add_sum(cmd, table, true, sum->asked);
	add_sum(cmd, table, json_get(json_get(row->recommendation, "fields"), "amount") != NULL,
	        sum->recommended);
	add_sum(cmd, table, sum->is_granted, sum->granted);
	table_add(table, funding_state_word(cmd->out, row->state));
	table_add(table, json_get_text(row->application, "id"));
	free(applicant);
	free(subject);
	free(from);
	free(until);
}

/* The totals: below the table, where a person reads it. */
static void print_total(struct cmd *cmd, const struct selection *s)
{
	char asked[VB_MONEY_TEXT_BYTES], recommended[VB_MONEY_TEXT_BYTES];
	char granted[VB_MONEY_TEXT_BYTES], text[400];
	size_t contested = 0;

	money_format(s->total.asked, asked);
	money_format(s->total.recommended, recommended);
	money_format(s->total.granted, granted);
	(void)snprintf(text, sizeof(text),
	               ngettext("%zu application counts: asked for %s, recommended %s, granted %s.",
	                        "%zu applications count: asked for %s, recommended %s, granted %s.",
	                        s->total.count),
	               s->total.count, asked, recommended, granted);
	out_note(cmd->out, "%s", text);
	for (size_t i = 0; i < s->funding.count; i++)
		contested += s->is_wanted[i] && s->funding.rows[i].state == FUNDING_CONTESTED;
	if (contested > 0)
		out_note(cmd->out,
		         ngettext("%zu decision is in dispute and not in the sum of what was "
		                  "granted; "
		                  "`verbund funding show` tells both sides.",
		                  "%zu decisions are in dispute and not in the sum of what was "
		                  "granted; `verbund funding show` tells both sides.",
		                  contested),
		         contested);
}

static void print_list(struct cmd *cmd, struct selection *s)
{
	const struct table_column columns[] = {
		{ _("Applicant"), 0 },
		{ _("Project"), 0 },
		{ _("Fund"), 0 },
		{ _("From"), TABLE_FIRM },
		{ _("Until"), TABLE_FIRM },
		{ _("Asked for"), TABLE_RIGHT | TABLE_FIRM },
		{ _("Recommended"), TABLE_RIGHT | TABLE_FIRM },
		{ _("Granted"), TABLE_RIGHT | TABLE_FIRM },
		{ _("State"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < s->funding.count; i++) {
		if (s->is_wanted[i])
			add_row(cmd, s, table, i);
	}
	out_list(cmd->out, &table);
	if (s->funding.count > 0)
		print_total(cmd, s);
}

/* ---- for scripts ---- */

static void export_list(struct cmd *cmd, const struct selection *s)
{
	struct json *items = json_new_list();
	struct json *total = json_new_map();
	struct json *body = json_new_map();

	for (size_t i = 0; i < s->funding.count; i++) {
		const struct funding_row *row = &s->funding.rows[i];
		struct json *item = json_new_copy(row->application);
		struct json *recommendation = json_new_copy(row->recommendation);

		if (!s->is_wanted[i]) {
			json_destroy(&item);
			json_destroy(&recommendation);
			continue;
		}
		field_export(item, cmd->args->zone);
		json_put_text(item, "state", funding_state_word(cmd->out, row->state));
		json_put_bool(item, "counted", s->funding.sums[i].is_counted);
		if (recommendation != NULL) {
			field_export(recommendation, cmd->args->zone);
			json_put(item, "recommendation", &recommendation);
		}
		json_add(items, &item);
	}
	json_put_int(total, "count", (int64_t)s->total.count);
	json_put_int(total, "asked", (int64_t)s->total.asked);
	json_put_int(total, "recommended", (int64_t)s->total.recommended);
	json_put_int(total, "granted", (int64_t)s->total.granted);
	json_put(body, "items", &items);
	json_put(body, "total", &total);
	out_document(cmd->out, "funding", "list", &body);
}

static int funding_list(struct cmd *cmd)
{
	struct selection s;
	int err = selection_read(cmd, &s);

	if (err == 0 && cmd->args->is_json)
		export_list(cmd, &s);
	else if (err == 0)
		print_list(cmd, &s);
	selection_release(&s);
	return err;
}

/* ---- for office programs ---- */

static void write_sum(struct csv *out, bool is_there, uint64_t cents)
{
	char text[VB_MONEY_TEXT_BYTES] = "";

	if (is_there)
		money_format_comma(cents, text);
	csv_put_own(out, text);
}

static void write_row(struct selection *s, size_t i, struct csv *out)
{
	static const char *const texts[] = { "name", "goal", "fund", "area" };
	static const char *const own[] = { "startDate", "endDate", "date" };
	const struct funding_row *row = &s->funding.rows[i];
	const struct fund_application *sum = &s->funding.sums[i];
	const struct json *fields = json_get(row->application, "fields");
	const struct json *recommendation = json_get(row->recommendation, "fields");
	char *applicant = labels_title_of(s->labels, json_get_text(fields, "organization"));

	csv_put_own(out, json_get_text(row->application, "id"));
	csv_put(out, applicant);
	for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
		csv_put(out, json_get_text(fields, texts[k]));
	for (size_t k = 0; k < sizeof(own) / sizeof(own[0]); k++)
		csv_put_own(out, json_get_text(fields, own[k]));
	csv_put_own(out, funding_state_text(row->state));
	write_sum(out, true, sum->asked);
	write_sum(out, json_get(recommendation, "amount") != NULL, sum->recommended);
	write_sum(out, sum->is_granted, sum->granted);
	csv_put_own(out, json_get_text(recommendation, "decidedOn"));
	csv_put(out, json_get_text(recommendation, "condition"));
	csv_end(out);
	free(applicant);
}

static void write_file(struct selection *s, FILE *file)
{
	struct csv csv;
	struct csv *out = &csv;
	const char *const titles[] = {
		_("Number"),    _("Applicant"),   _("Project"), _("Goal"),       _("Fund"),
		_("Area"),      _("From"),        _("Until"),   _("Date"),       _("State"),
		_("Asked for"), _("Recommended"), _("Granted"), _("Decided on"), _("Condition"),
	};

	csv_begin(&csv, file);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		csv_put_own(out, titles[i]);
	csv_end(out);
	for (size_t i = 0; i < s->funding.count; i++) {
		if (s->is_wanted[i])
			write_row(s, i, out);
	}
}

static int funding_export(struct cmd *cmd)
{
	struct selection s;
	struct target target;
	int err = selection_read(cmd, &s);

	if (err == 0)
		err = target_open(cmd, args_get(cmd->args, "FILE"), &target, false);
	if (err == 0) {
		write_file(&s, target.file);
		err = target_close(cmd, &target, ferror(target.file) != 0 ? VB_ERR_IO : 0);
	}
	selection_release(&s);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option list_options[] = {
	{ "fund", N_("NAME"), NULL, NULL, N_("only those from this fund"), false },
	{ "year", N_("YEAR"), NULL, NULL, N_("only projects that begin in this year"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_funding_list_commands[] = {
	{ .noun = "funding", .verb = "list",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = list_options,
	  .run = funding_list,
	  .help = N_("the applications of a committee, with what was asked for, recommended and granted in all"),
	  .about = N_("In the sums are the applications that were neither withdrawn nor replaced by a later one. With `--json` sums are whole "
	              "cents."),
	  .examples = { "verbund funding list 4f2a",
	                "verbund funding list 4f2a --fund Integrationsfonds --year 2027" } },
	{ .noun = "funding", .verb = "export",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("FILE")) },
	  .options = list_options,
	  .flags = COMMAND_TEXT,
	  .run = funding_export,
	  .help = N_("the applications of a committee as a table for office programs; - is the output"),
	  .about = N_("The file is CSV as LibreOffice and Excel open it in German: UTF-8 with a mark at its beginning, semicolons between cells, "
	              "commas before cents. A text that a program could take for a formula has an apostrophe before it. Titles are in the "
	              "language in which this command speaks."),
	  .examples = { "verbund funding export 4f2a Foerderung-2027.csv --year 2027" } },
	COMMAND_END,
};
/* clang-format on */
