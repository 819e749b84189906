/* funding_sheet: an application on a page; see funding_sheet.h; tested by tests/blackbox/20-funding.t */
#include "cli/funding_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/money.h"

/* ---- for people ---- */

/* A pair with a sum of cents, or with all sums that are in dispute. */
static void print_sum(struct funding_case *c, const struct json *record, const char *title,
                      const char *name)
{
	const struct json *disputed = json_get(json_get(record, "disputes"), name);
	const struct json *value = json_get(json_get(record, "fields"), name);
	char text[8 * VB_MONEY_TEXT_BYTES] = "";
	size_t size = 0;

	if (json_form_of(value) != JSON_FORM_INT && disputed == NULL)
		return;
	for (size_t i = 0; i < (disputed != NULL ? json_count(disputed) : 1); i++) {
		int64_t cents = json_int(disputed != NULL ? json_at(disputed, i) : value, 0);
		char sum[VB_MONEY_TEXT_BYTES];

		money_show(c->cmd->out, cents > 0 ? (uint64_t)cents : 0, sum);
		if (size + strlen(sum) + 3 > sizeof(text))
			break;
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s",
		                         i > 0 ? ", " : "", sum);
	}
	answer_pair(c->cmd, title, text);
}

static void print_text(struct funding_case *c, const struct json *record, const char *title,
                       const char *name)
{
	const char *kind_name = json_get_text(record, "kind");
	const struct kind *kind = kind_name != NULL ? kind_by_name(span_of_str(kind_name)) : NULL;
	const struct json *value = json_get(json_get(record, "fields"), name);
	char *text;

	if (value == NULL || kind == NULL)
		return;
	text = field_format(c->cmd->out, kind_field_by_name(kind, span_of_str(name)), value,
	                    c->cmd->args->zone);
	answer_pair(c->cmd, title, text);
	free(text);
}

static void print_title(struct funding_case *c, const struct json *record, const char *title,
                        const char *name)
{
	const char *id = json_get_text(json_get(record, "fields"), name);
	char *text;

	if (id == NULL)
		return;
	text = labels_title_of(c->labels, id);
	answer_pair(c->cmd, title, text[0] != '\0' ? text : id);
	free(text);
}

static void print_count(struct funding_case *c, const struct json *record, const char *title,
                        const char *name)
{
	const struct json *value = json_get(json_get(record, "fields"), name);
	char text[32];

	if (json_form_of(value) != JSON_FORM_INT)
		return;
	(void)snprintf(text, sizeof(text), "%lld", (long long)json_int(value, 0));
	answer_pair(c->cmd, title, text);
}

static void print_decision(struct funding_case *c, const struct json *recommendation)
{
	if (recommendation == NULL)
		return;
	print_title(c, recommendation, N_("Agenda item"), "agendaItem");
	print_sum(c, recommendation, N_("Recommended sum"), "amount");
	print_count(c, recommendation, N_("Votes for"), "yesCount");
	print_count(c, recommendation, N_("Votes against"), "noCount");
	print_count(c, recommendation, N_("Abstentions"), "abstainCount");
	print_text(c, recommendation, N_("Reason"), "reason");
	print_sum(c, recommendation, N_("Granted sum"), "granted");
	print_title(c, recommendation, N_("Decided by"), "decidedBy");
	print_text(c, recommendation, N_("Decided on"), "decidedOn");
	print_text(c, recommendation, N_("Condition"), "condition");
}

static void print_writer(struct funding_case *c)
{
	struct json *names = NULL;
	char *writer;

	if (answer_names(c->cmd, &names) < 0)
		out_forget(c->cmd->out);
	writer = answer_writer(names, c->application);
	answer_pair(c->cmd, N_("Filed by"), writer);
	free(writer);
	json_destroy(&names);
}

/* The application that took the place of this one. */
static const char *amended_by(const struct funding_case *c)
{
	const struct fund_application *sums = c->funding.sums;

	for (size_t i = 0; i < c->funding.count; i++) {
		if (record_id_is_equal(&sums[i].amends, &sums[c->index].id) &&
		    record_id_is_equal(&sums[i].applicant, &sums[c->index].applicant))
			return json_get_text(c->funding.rows[i].application, "id");
	}
	return NULL;
}

void funding_sheet_print(struct funding_case *c, const struct cost_plan *plan)
{
	const struct json *application = c->application;

	print_title(c, application, N_("Applicant"), "organization");
	print_text(c, application, N_("Project"), "name");
	print_text(c, application, N_("Fund"), "fund");
	print_text(c, application, N_("Area"), "area");
	print_text(c, application, N_("Goal"), "goal");
	print_text(c, application, N_("From"), "startDate");
	print_text(c, application, N_("Until"), "endDate");
	print_sum(c, application, N_("Asked for"), "amount");
	print_text(c, application, N_("Date"), "date");
	answer_pair(c->cmd, N_("State"), funding_state_word(c->cmd->out, c->row->state));
	answer_pair(c->cmd, N_("In the place of"),
	            json_get_text(json_get(application, "fields"), "amends"));
	answer_pair(c->cmd, N_("Replaced by"), amended_by(c));
	print_decision(c, c->row->recommendation);
	print_writer(c);
	answer_pair(c->cmd, N_("Number"), json_get_text(application, "id"));
	if (c->cmd->out->style.is_terminal && json_count(plan->items) > 0)
		(void)fputc('\n', c->cmd->out->data);
	cost_plan_print(c->cmd, plan);
	cost_plan_tell(c->cmd, plan);
}

/* ---- for scripts ---- */

void funding_sheet_export(struct funding_case *c, const struct cost_plan *plan)
{
	struct json *body = json_new_copy(c->application);
	struct json *recommendation = json_new_copy(c->row->recommendation);
	struct json *sums = json_new_map();
	struct json *items = json_new_copy(plan->items);

	field_export(body, c->cmd->args->zone);
	json_put_text(body, "state", funding_state_word(c->cmd->out, c->row->state));
	json_put_text(body, "replacedBy", amended_by(c));
	if (recommendation != NULL) {
		field_export(recommendation, c->cmd->args->zone);
		json_put(body, "recommendation", &recommendation);
	}
	json_put_int(sums, "costs", (int64_t)plan->sums.costs);
	json_put_int(sums, "incomes", (int64_t)plan->sums.incomes);
	json_put_int(sums, "open", plan->sums.open);
	json_put(body, "plan", &sums);
	json_put(body, "items", &items);
	out_document(c->cmd->out, "funding", "show", &body);
}
