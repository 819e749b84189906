/* agenda_table: an agenda as a table; see agenda_table.h; tested by tests/blackbox/05-office.t */
#include "cli/agenda_table.h"

#include <stdlib.h>
#include <string.h>

#include "cli/agenda_plan.h"
#include "cli/answer.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/moment.h"

/* The result; what has no number is a proposal or was declined, and then that stands before it. Caller frees. */
static char *result_of(const struct cmd *cmd, const struct json *item)
{
	const struct json *fields = json_get(item, "fields");
	const char *number = json_get_text(item, "number");
	const char *result = json_get_text(fields, "result");
	const char *state = "";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (number == NULL || number[0] == '\0')
		state = field_word(cmd->out, json_get_text(fields, "state"));
	if (out == NULL)
		abort();
	(void)fprintf(out, "%s%s%s", state, state[0] != '\0' && result != NULL ? ": " : "",
	              result != NULL ? result : "");
	if (fclose(out) != 0)
		abort();
	return text;
}

/* The paper that is behind an item, by its reference or its title; the caller frees it. */
static char *paper_of(struct labels *labels, const struct json *item)
{
	const char *consultation = json_get_text(json_get(item, "fields"), "consultation");
	const struct json *record = labels_record(labels, consultation);
	const char *paper = json_get_text(json_get(record, "fields"), "paper");
	const char *reference =
		json_get_text(json_get(labels_record(labels, paper), "fields"), "reference");
	char *copy = reference != NULL ? strdup(reference) : labels_title_of(labels, paper);

	if (copy == NULL)
		abort();
	return copy;
}

/* The organization that asked for an item, else the office that proposed it; the caller frees it. */
static char *submitter_of(struct labels *labels, const struct json *names, const struct json *item)
{
	const struct json *fields = json_get(item, "fields");
	const char *submitter = json_get_text(fields, "submitter");
	const struct json *proposal = labels_record(labels, json_get_text(fields, "proposal"));
	const char *author = json_get_text(proposal, "author");
	char *copy;

	if (submitter != NULL)
		return labels_title_of(labels, submitter);
	submitter = json_get_text(json_get(proposal, "fields"), "submitter");
	if (submitter != NULL)
		return labels_title_of(labels, submitter);
	copy = strdup(author != NULL ? answer_name(names, author) : "");
	if (copy == NULL)
		abort();
	return copy;
}

/* When an item begins, on a terminal the time of day. */
static void format_begin(const struct cmd *cmd, const struct agenda_plan *plan, size_t index,
                         char out[static VB_MOMENT_TEXT_BYTES])
{
	int64_t begin;

	out[0] = '\0';
	if (!agenda_plan_begin(plan, index, &begin))
		return;
	if (cmd->out->style.is_terminal)
		moment_format(begin, plan->sitting.zone, "%H:%M", out);
	else
		moment_format_iso(begin, plan->sitting.zone, out);
}

static void format_minutes(const struct json *item, char *out, size_t size)
{
	int64_t minutes = json_int(json_get(json_get(item, "fields"), "plannedMinutes"), 0);

	out[0] = '\0';
	if (minutes > 0)
		(void)snprintf(out, size, "%lld", (long long)minutes);
}

static void add_for_people(struct cmd *cmd, struct table *table, struct labels *labels,
                           const struct json *names, const struct agenda_plan *plan, size_t index,
                           const struct json *item)
{
	const struct json *fields = json_get(item, "fields");
	char *submitter = submitter_of(labels, names, item);
	char *result = result_of(cmd, item);
	char *paper = paper_of(labels, item);
	char begin[VB_MOMENT_TEXT_BYTES];
	char minutes[32];

	format_begin(cmd, plan, index, begin);
	format_minutes(item, minutes, sizeof(minutes));
	table_add(table, json_get_text(item, "number"));
	table_add(table, begin);
	table_add(table, json_get_text(fields, "name"));
	table_add(table, json_get_text(fields, "itemType"));
	table_add(table, minutes);
	table_add(table, paper);
	table_add(table, submitter);
	table_add(table, result);
	table_add(table, plan->supplements[index] ? _("supplement") : NULL);
	table_add(table, json_get_text(item, "id"));
	free(submitter);
	free(result);
	free(paper);
}

static int print_for_people(struct cmd *cmd, const struct json *items,
                            const struct agenda_plan *plan)
{
	const struct table_column columns[] = {
		{ _("Item"), TABLE_FIRM },
		{ _("Begin"), TABLE_FIRM },
		{ _("Title"), 0 },
		{ _("Kind"), 0 },
		{ _("Min."), TABLE_RIGHT | TABLE_FIRM },
		{ _("Paper"), 0 },
		{ _("Submitter"), 0 },
		{ _("Result"), 0 },
		{ _("Note"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table;
	struct labels *labels;
	struct json *names = NULL;
	int err = answer_names(cmd, &names);

	if (err < 0)
		return err;
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	labels = labels_new(cmd);
	for (size_t i = 0; i < json_count(items); i++)
		add_for_people(cmd, table, labels, names, plan, i, json_at(items, i));
	out_list(cmd->out, &table);
	labels_destroy(&labels);
	json_destroy(&names);
	agenda_plan_tell(cmd, plan);
	return 0;
}

static void print_for_scripts(struct cmd *cmd, const struct json *items,
                              const struct agenda_plan *plan)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 },
		                                       { NULL, 0 }, { NULL, 0 }, { NULL, 0 },
		                                       { NULL, 0 }, { NULL, 0 } };
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		char *result = result_of(cmd, item);
		char begin[VB_MOMENT_TEXT_BYTES];
		char minutes[32];

		format_begin(cmd, plan, i, begin);
		format_minutes(item, minutes, sizeof(minutes));
		table_add(table, json_get_text(item, "number"));
		table_add(table, json_get_text(json_get(item, "fields"), "name"));
		table_add(table, result);
		table_add(table, json_get_text(item, "id"));
		table_add(table, json_get_text(json_get(item, "fields"), "itemType"));
		table_add(table, minutes);
		table_add(table, begin);
		table_add(table, plan->supplements[i] ? "supplement" : NULL);
		free(result);
	}
	out_table(cmd->out, &table);
}

int agenda_table_print(struct cmd *cmd, const struct json *items)
{
	struct agenda_plan plan;
	int err = agenda_plan_read(cmd, items, &plan);

	if (err == 0 && cmd->out->style.is_terminal)
		err = print_for_people(cmd, items, &plan);
	else if (err == 0)
		print_for_scripts(cmd, items, &plan);
	agenda_plan_release(&plan);
	return err;
}
