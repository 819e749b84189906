/* request_list: who is looked for, and who comes; see request_list.h; tested by tests/blackbox/20-requests.t */
#include "cli/request_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/kept.h"
#include "cli/responses.h"

/* ---- all of them ---- */

static int by_start(const struct json *a, const struct json *b)
{
	int64_t x = json_int(json_get(json_get(a, "fields"), "start"), INT64_MAX);
	int64_t y = json_int(json_get(json_get(b, "fields"), "start"), INT64_MAX);

	return (x > y) - (x < y);
}

static void put_sums(struct json *record, const struct helpers *sums)
{
	json_put_int(record, "coming", sums->coming);
	json_put_int(record, "declined", sums->declined);
	json_put_int(record, "silent", sums->silent);
	json_put_int(record, "missing", sums->missing);
	json_put_text(record, "status", helping_states[sums->state]);
}

/* The requests that are listed, each with its sums. */
static struct json *items_of(struct helping *h)
{
	bool is_all = args_has(h->cmd->args, "all");
	struct json *items = json_new_list();

	for (size_t i = 0; i < json_count(h->requests); i++) {
		struct json *record = json_new_copy(json_at(h->requests, i));
		struct helping_case c;

		helping_find(h, json_at(h->requests, i), &c);
		put_sums(record, &c.sums);
		if (is_all || c.sums.state != VB_HELPERS_CLOSED)
			json_add(items, &record);
		json_destroy(&record);
		helping_case_release(&c);
	}
	arrange(items, by_start);
	return items;
}

static void add_number(struct table *table, int64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	table_add(table, text);
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *record)
{
	const struct json *fields = json_get(record, "fields");
	char *start = field_format_day(cmd->out, json_get(fields, "start"), cmd->args->zone);
	char *due = day_format(cmd->out, day_of_field(fields, "due", VB_DAY_MAX));

	table_add(table, start);
	table_add(table, field_word(cmd->out, kept_text(record, "role")));
	table_add(table, kept_text(record, "language"));
	table_add(table, kept_text(record, "place"));
	add_number(table, json_int(json_get(record, "coming"), 0));
	add_number(table, json_int(json_get(fields, "needed"), VB_HELPERS_NEEDED));
	add_number(table, json_int(json_get(record, "silent"), 0));
	table_add(table, due);
	table_add(table, field_word(cmd->out, json_get_text(record, "status")));
	table_add(table, json_get_text(record, "id"));
	free(start);
	free(due);
}

static void print(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Begin"), TABLE_FIRM },
		{ _("Task"), 0 },
		{ _("Language"), 0 },
		{ _("Place"), 0 },
		{ _("Come"), TABLE_FIRM },
		{ _("Needed"), TABLE_FIRM },
		{ _("Unanswered"), TABLE_FIRM },
		{ _("Answer until"), TABLE_FIRM },
		{ _("State"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i));
	out_list(cmd->out, &table);
}

int request_list_run(struct cmd *cmd)
{
	struct labels *labels = labels_new(cmd);
	struct helping h = { .cmd = NULL };
	struct json *space = NULL;
	struct json *items;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0 && args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = helping_read(cmd, labels, json_text(space), today, &h);
	if (err == 0) {
		items = items_of(&h);
		if (cmd->args->is_json)
			answer_records(cmd, &items);
		else
			print(cmd, items);
		json_destroy(&items);
	}
	helping_release(&h);
	labels_destroy(&labels);
	json_destroy(&space);
	return err;
}

/* ---- one ---- */

static void put_owned(struct json *row, const char *key, char *text)
{
	if (text[0] != '\0')
		json_put_text(row, key, text);
	free(text);
}

/* The titles of what else somebody said yes to at that time. The caller frees it. */
static char *titles_of(const struct helping *h, const struct json *ids)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(ids); i++) {
		char *title = labels_title_of(h->labels, json_text(json_at(ids, i)));

		(void)fprintf(out, "%s%s", i > 0 ? ", " : "", title);
		free(title);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

/* One person as a line; names: of offices. */
static struct json *row_of(const struct helping *h, const struct json *names,
                           const struct helping_case *c, size_t at)
{
	const char *person = json_text(json_at(c->persons, at));
	const struct turnout_seat *asked = &c->asked[at];
	const struct json *answer = json_at(h->answers, asked->reply);
	struct json *doubles = helping_doubles(h, c, at);
	struct json *row = json_new_map();

	json_put_text(row, "id", person);
	put_owned(row, "name", labels_title_of(h->labels, person));
	json_put_text(row, "office", answer_name(names, helping_office(h, person)));
	json_put_text(row, "answer", responses_answers[asked->answer]);
	if (asked->reply != VB_TURNOUT_NONE) {
		json_put_text(row, "enteredBy",
		              answer_name(names, json_get_text(answer, "author")));
		json_put_text(row, "comment", kept_text(answer, "comment"));
		json_put_int(row, "created", json_int(json_get(answer, "created"), 0));
	}
	if (json_count(doubles) > 0)
		put_owned(row, "alsoSaidYesTo", titles_of(h, doubles));
	json_destroy(&doubles);
	return row;
}

static struct json *rows_of(const struct helping *h, const struct json *names,
                            const struct helping_case *c)
{
	struct json *rows = json_new_list();

	for (size_t i = 0; i < c->count; i++) {
		struct json *row = row_of(h, names, c, i);

		json_add(rows, &row);
	}
	arrange_by_name(rows, NULL, "name");
	return rows;
}

static const char *answer_text(const struct cmd *cmd, const char *word)
{
	if (!cmd->out->style.is_terminal)
		return word;
	if (strcmp(word, "accepted") == 0)
		return _("comes");
	return strcmp(word, "declined") == 0 ? _("does not come") : _("no answer");
}

static void print_rows(struct cmd *cmd, const struct json *rows)
{
	const struct table_column columns[] = {
		{ _("Person"), 0 },           { _("Office"), 0 },  { _("Answer"), 0 },
		{ _("Entered by"), 0 },       { _("Comment"), 0 }, { _("At the same time"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		table_add(table, json_get_text(row, "name"));
		table_add(table, json_get_text(row, "office"));
		table_add(table, answer_text(cmd, json_get_text(row, "answer")));
		table_add(table, json_get_text(row, "enteredBy"));
		table_add(table, json_get_text(row, "comment"));
		table_add(table, json_get_text(row, "alsoSaidYesTo"));
		table_add(table, json_get_text(row, "id"));
	}
	out_list(cmd->out, &table);
}

static void print_sentence(struct cmd *cmd, const struct helping_case *c)
{
	const struct helpers *sums = &c->sums;
	char text[300];

	if (sums->state == VB_HELPERS_CLOSED)
		(void)snprintf(text, sizeof(text), _("Closed: %u come."), sums->coming);
	else if (sums->missing == 0)
		(void)snprintf(text, sizeof(text), _("Enough: %u come."), sums->coming);
	else
		(void)snprintf(text, sizeof(text),
		               _("%u come, %u more are needed; %u have not answered."),
		               sums->coming, sums->missing, sums->silent);
	answer_sentence(cmd, text);
}

static void export(struct cmd *cmd, const struct helping_case *c, struct json **rows)
{
	struct json *record = json_new_copy(c->request);

	for (size_t i = 0; i < json_count(*rows); i++)
		answer_time(cmd, json_at(*rows, i), "created");
	put_sums(record, &c->sums);
	field_export(record, cmd->args->zone);
	json_put(record, "items", rows);
	out_document(cmd->out, "request", "show", &record);
}

/* The request among those of its committee. */
static const struct json *request_in(const struct helping *h, const char *id)
{
	for (size_t i = 0; i < json_count(h->requests); i++) {
		if (strcmp(json_get_text(json_at(h->requests, i), "id"), id) == 0)
			return json_at(h->requests, i);
	}
	return NULL;
}

static int show(struct cmd *cmd, struct helping *h, const struct json *record)
{
	const struct json *request = request_in(h, json_get_text(record, "id"));
	struct helping_case c;
	struct json *names = NULL;
	struct json *rows;
	int err = answer_names(cmd, &names);

	if (err < 0)
		return err;
	/* One that was deleted is in no list. */
	helping_find(h, request != NULL ? request : record, &c);
	rows = rows_of(h, names, &c);
	if (cmd->args->is_json) {
		export(cmd, &c, &rows);
	} else {
		answer_record(cmd, record);
		print_rows(cmd, rows);
		if (cmd->out->style.is_terminal)
			print_sentence(cmd, &c);
	}
	json_destroy(&rows);
	json_destroy(&names);
	helping_case_release(&c);
	return 0;
}

int request_list_show(struct cmd *cmd)
{
	struct labels *labels = labels_new(cmd);
	struct helping h = { .cmd = NULL };
	struct json *record = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = client_show(cmd->client, args_get(cmd->args, "REQUEST"),
		                  "availabilityRequest", _("This is no request for help."),
		                  &record);
	if (err == 0)
		err = helping_read(cmd, labels, json_get_text(record, "space"), today, &h);
	if (err == 0)
		err = show(cmd, &h, record);
	helping_release(&h);
	labels_destroy(&labels);
	json_destroy(&record);
	return err;
}

/* clang-format off */
const struct option request_list_options[] = {
	DAY_OPTION,
	{ "all", NULL, NULL, NULL, N_("also what is closed"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct option request_show_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};
/* clang-format on */
