/* disclose: from traces to a table, a text or JSON; see disclose.h; tested by tests/blackbox/20-persons.t */
#include "cli/disclose.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/account.h"
#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/target.h"

/* ---- a table ---- */

static void add_row(struct account *a, struct table *table, const struct json *item,
                    const char *details)
{
	char *since = account_since(a, item);
	char *until = account_until(a, item);

	table_add(table, account_place(a, item));
	table_add(table, trace_caption(a->cmd->out, json_get_text(item, "what")));
	table_add(table, since);
	table_add(table, account_writer(a, item));
	table_add(table, until);
	table_add(table, json_get_text(item, "id"));
	table_add(table, details);
	free(since);
	free(until);
}

static void print_table(struct account *a)
{
	const struct table_column columns[] = {
		{ _("Belongs to"), 0 },          { _("What"), TABLE_FIRM },
		{ _("Since"), TABLE_FIRM },      { _("Written by"), 0 },
		{ _("Kept until"), TABLE_FIRM }, { _("Number"), TABLE_SHORT },
		{ _("Says"), TABLE_WHOLE },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(a->items); i++) {
		const struct json *item = json_at(a->items, i);
		char *text = account_details(a, item);
		char *rest = text;
		char *line;

		/* Of contact details each stands for itself. */
		if (strcmp(json_get_text(item, "what"), "contact") != 0)
			add_row(a, table, item, text);
		else
			while ((line = strsep(&rest, "\n")) != NULL)
				add_row(a, table, item, line);
		free(text);
	}
	out_list(a->cmd->out, &table);
}

/* ---- a text ---- */

static void put_pair(FILE *out, const char *title, const char *value)
{
	if (value != NULL && value[0] != '\0')
		(void)fprintf(out, "    %s: %s\n", title, value);
}

static void put_item(struct account *a, const struct json *item, FILE *out)
{
	char *details = account_details(a, item);
	char *since = account_since(a, item);
	char *until = account_until(a, item);
	char *rest = details;
	char *line;

	(void)fprintf(out, "\n  %s\n", trace_caption(a->cmd->out, json_get_text(item, "what")));
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] != '\0')
			(void)fprintf(out, "    %s\n", line);
	}
	put_pair(out, _("Since"), since);
	put_pair(out, _("Written by"), account_writer(a, item));
	put_pair(out, _("Kept until"), until);
	put_pair(out, _("Number"), json_get_text(item, "id"));
	free(details);
	free(since);
	free(until);
}

static void put_place(struct account *a, const struct json *place, FILE *out)
{
	const struct json *offices = json_get(place, "offices");
	const char *space = json_get_text(place, "space");

	(void)fprintf(out, "\n%s\n", json_get_text(place, "name"));
	(void)fprintf(out, "  %s:", _("Held by"));
	for (size_t i = 0; i < json_count(offices); i++) {
		const struct json *office = json_at(offices, i);

		(void)fprintf(
			out, "%s %s%s", i > 0 ? "," : "", json_get_text(office, "name"),
			json_is_yes(json_get(office, "arrived")) ? "" : _(" (not known yet)"));
	}
	(void)fputc('\n', out);
	for (size_t i = 0; i < json_count(a->items); i++) {
		const struct json *item = json_at(a->items, i);

		if (strcmp(json_get_text(item, "space"), space) == 0)
			put_item(a, item, out);
	}
}

static void put_text(struct account *a, FILE *out)
{
	struct json *now = json_new_int((int64_t)time(NULL) * 1000);
	char *today = field_format_time(a->cmd->out, now, a->cmd->args->zone);

	(void)fprintf(out, _("What %s holds about %s\n"), a->office,
	              subject_name(json_at(a->subject.persons, 0)));
	(void)fprintf(out,
	              _("Information under Article 15 of the General Data Protection Regulation, "
	                "as of %s\n"),
	              today);
	for (size_t i = 0; i < json_count(a->places); i++)
		put_place(a, json_at(a->places, i), out);
	(void)fprintf(
		out, "\n%s\n",
		_("What has no day until which it is kept stays as long as the records of the "
	          "committee. You can ask for its correction and its erasure."));
	json_destroy(&now);
	free(today);
}

/* ---- JSON ---- */

static void export_item(struct account *a, struct json *item)
{
	static const char *const times[] = { "first", "last", "since", "withdrawn" };
	int32_t until = account_last_day(a, item);
	char text[VB_DAY_TEXT_BYTES];

	json_put_text(item, "committee", account_committee(a, item));
	json_put_text(item, "authorName", account_writer(a, item));
	if (until != VB_DAY_MAX) {
		calendar_format(until, text);
		json_put_text(item, "until", text);
	}
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		answer_time(a->cmd, item, times[i]);
	if (json_get(item, "fields") != NULL)
		field_export(item, a->cmd->args->zone);
}

static struct json *document_of(struct account *a)
{
	struct json *document = json_new_map();
	struct json *now = json_new_int((int64_t)time(NULL) * 1000);
	const struct json *person = json_at(a->subject.persons, 0);

	for (size_t i = 0; i < json_count(a->items); i++)
		export_item(a, json_at(a->items, i));
	for (size_t i = 0; i < json_count(a->subject.candidates); i++)
		field_export(json_get(json_at(a->subject.candidates, i), "record"),
		             a->cmd->args->zone);
	json_put_text(document, "schema", "verbund/person-disclose/1");
	json_put_text(document, "id", json_get_text(person, "id"));
	json_put_text(document, "name", subject_name(person));
	json_put_text(document, "office", a->office);
	json_put(document, "asOf", &now);
	answer_time(a->cmd, document, "asOf");
	json_put(document, "items", &a->items);
	json_put(document, "places", &a->places);
	json_put(document, "candidates", &a->subject.candidates);
	json_put_bool(document, "complete", !a->is_incomplete);
	return document;
}

/* ---- the command ---- */

static int write_file(struct account *a, const char *path, bool is_json)
{
	struct target target;
	struct json *document;
	int err = target_open(a->cmd, path, &target, true);

	if (err != 0)
		return err;
	if (is_json) {
		document = document_of(a);
		json_print(document, false, target.file);
		json_destroy(&document);
	} else {
		put_text(a, target.file);
	}
	return target_close(a->cmd, &target, err);
}

/* What was left out, and who else may be meant. */
static void tell(struct cmd *cmd, const struct account *a)
{
	const struct json *candidates = a->subject.candidates;

	subject_tell(cmd, &a->subject);
	if (a->is_incomplete)
		out_note(cmd->out, "%s",
		         _("Not everything could be looked at yet: a committee is still being "
		           "fetched, "
		           "or words are still being gathered. Ask again later."));
	for (size_t i = 0; i < json_count(candidates); i++) {
		const struct json *candidate = json_at(candidates, i);
		const struct json *record = json_get(candidate, "record");

		out_note(cmd->out,
		         strcmp(json_get_text(candidate, "why"), "email") == 0
		                 ? _("May be the same, by the e-mail address: %.20s  %s (%s)")
		                 : _("May be the same, by the name: %.20s  %s (%s)"),
		         json_get_text(record, "id"), subject_name(record),
		         account_place(a, record));
	}
	if (json_count(candidates) > 0)
		out_note(cmd->out, "%s", _("To take them in: --also NUMBER, or --everywhere."));
}

int disclose_run(struct cmd *cmd)
{
	const char *path = args_get(cmd->args, "FILE");
	const char *format = args_get(cmd->args, "format");
	bool is_json = cmd->args->is_json || (format != NULL && strcmp(format, "json") == 0);
	struct out worded = *cmd->out; /* a text is for people, wherever it goes */
	struct cmd shown = *cmd;
	struct account a;
	int err;

	if (!is_json && (path != NULL || format != NULL)) {
		worded.style.is_terminal = true;
		shown.out = &worded;
	}
	err = account_read(&shown, &a);
	memcpy(cmd->out->why, worded.why, shown.out == &worded ? sizeof(worded.why) : 0);
	if (err == 0) {
		tell(cmd, &a);
		if (path != NULL || format != NULL || is_json)
			err = write_file(&a, path != NULL ? path : "-", is_json);
		else
			print_table(&a);
	}
	account_release(&a);
	return err;
}
