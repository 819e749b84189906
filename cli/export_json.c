/* export_json: committees into a file; see export_json.h; tested by tests/blackbox/05-history.t */
#include "cli/export_json.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/sheet.h"
#include "cli/target.h"
#include "protocol/kind.h"

struct writing {
	struct sheet_writer sheet; /* first: it is aligned widely */
	struct cmd *cmd;
	const char *space; /* whole number of the committee in hand; NULL: of all */
	uint64_t done;     /* items, for who waits */
};

/* ---- records ---- */

static bool is_wanted(const struct writing *w, const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return !args_has(w->cmd->args, "public") ||
	       (audience != NULL && strcmp(audience, "all") == 0);
}

/* One page of the records of a kind; *cursor moves on, NULL at the end. */
static int put_records(struct writing *w, const char *kind, struct json **cursor)
{
	struct json *question = json_new_map();
	struct json *page;
	int err;

	json_put_text(question, "kind", kind);
	json_put_text(question, "space", w->space);
	if (*cursor != NULL)
		json_put(question, "after", cursor);
	err = client_ask(w->cmd->client, "record.list", &question, &page);
	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(json_get(page, "items")); i++) {
		struct json *record = json_new_copy(json_at(json_get(page, "items"), i));

		if (is_wanted(w, record)) {
			field_export(record, w->cmd->args->zone);
			sheet_put(&w->sheet, &record);
			out_progress(w->cmd->out, ++w->done, 0);
		}
		json_destroy(&record);
	}
	*cursor = json_new_copy(json_get(page, "next"));
	json_destroy(&page);
	return 0;
}

static int put_all_records(struct writing *w)
{
	const struct kind *kind;
	int err = 0;

	for (size_t i = 0; err == 0 && (kind = kind_at(i)) != NULL; i++) {
		struct json *cursor = NULL;

		do {
			err = put_records(w, kind->name, &cursor);
		} while (err == 0 && cursor != NULL);
		json_destroy(&cursor);
	}
	return err;
}

/* ---- history ---- */

static void put_head(struct writing *w, const struct json *space, const struct json *office)
{
	struct json *head = json_new_map();
	char text[VB_MOMENT_TEXT_BYTES];

	moment_format_iso((int64_t)time(NULL) * 1000, w->cmd->args->zone, text);
	json_put_text(head, "schema", VB_SHEET_SCHEMA);
	json_put_text(head, "space", json_get_text(space, "id"));
	json_put_text(head, "name", json_get_text(space, "name"));
	json_put_text(head, "office", json_get_text(office, "id"));
	json_put_text(head, "officeName", json_get_text(office, "name"));
	json_put_text(head, "written", text);
	sheet_put(&w->sheet, &head);
}

static void put_end(struct writing *w, const struct json *sum)
{
	struct json *end = json_new_map();
	struct json *line = json_new_map();

	json_put_text(end, "space", w->space);
	json_put_all(end, sum);
	json_put(line, "end", &end);
	sheet_put(&w->sheet, &line);
}

/* One page of the history; *cursor moves on, NULL at the end, which is written then. */
static int put_history(struct writing *w, struct json **cursor)
{
	struct json *question = json_new_map();
	struct json *page;
	int err;

	json_put_text(question, "id", w->space);
	if (*cursor != NULL)
		json_put(question, "after", cursor);
	err = client_ask(w->cmd->client, "space.export", &question, &page);
	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(json_get(page, "items")); i++) {
		struct json *item = json_new_copy(json_at(json_get(page, "items"), i));

		sheet_put(&w->sheet, &item);
		out_progress(w->cmd->out, ++w->done, 0);
	}
	*cursor = json_new_copy(json_get(page, "next"));
	if (*cursor == NULL)
		put_end(w, json_get(page, "end"));
	json_destroy(&page);
	return 0;
}

static int put_space(struct writing *w, const struct json *space, const struct json *office)
{
	struct json *cursor = NULL;
	int err;

	w->space = json_get_text(space, "id");
	put_head(w, space, office);
	err = put_all_records(w);
	while (err == 0) {
		err = put_history(w, &cursor);
		if (cursor == NULL)
			break;
	}
	json_destroy(&cursor);
	return err;
}

/* ---- all of it ---- */

/* The committees to be written: all that this office holds, or the one that was named. */
static int find_spaces(struct cmd *cmd, struct json **spaces)
{
	const char *from = args_get(cmd->args, "from");
	struct json *question = json_new_map();
	struct json *space;
	int err;

	if (from == NULL) {
		json_destroy(&question);
		return client_list(cmd->client, "space.list", &question, spaces);
	}
	json_put_text(question, "id", from);
	err = client_ask(cmd->client, "committee.show", &question, &space);
	if (err < 0)
		return err;
	*spaces = json_new_list();
	json_add(*spaces, &space);
	return 0;
}

/* A committee that is known by its number only is still being fetched: there is nothing to write of it. */
static int put_spaces(struct writing *w, const struct json *spaces)
{
	struct json *question = NULL;
	struct json *office;
	int err = client_ask(w->cmd->client, "node.show", &question, &office);

	if (err < 0)
		return err;
	for (size_t i = 0; err == 0 && i < json_count(spaces); i++) {
		const struct json *space = json_at(spaces, i);

		if (json_int(json_get(space, "control"), 1) == 0)
			out_note(w->cmd->out, _("Left out, because it is still being fetched: %s"),
			         json_get_text(space, "id"));
		else
			err = put_space(w, space, office);
	}
	if (err == 0)
		sheet_end(&w->sheet);
	json_destroy(&office);
	return err;
}

/* Without history there is no sum either: the file is for reading alone. */
static int put_readable(struct writing *w)
{
	w->space = args_get(w->cmd->args, "from");
	return put_all_records(w);
}

int export_json(struct cmd *cmd)
{
	bool is_readable = args_has(cmd->args, "public") || args_has(cmd->args, "records");
	struct writing w = { .cmd = cmd };
	struct json *spaces = NULL;
	struct target target;
	int err = is_readable ? 0 : find_spaces(cmd, &spaces);

	if (err == 0)
		err = target_open(cmd, args_get(cmd->args, "FILE"), &target,
		                  !args_has(cmd->args, "public"));
	if (err == 0) {
		sheet_begin(&w.sheet, target.file);
		err = is_readable ? put_readable(&w) : put_spaces(&w, spaces);
		err = target_close(cmd, &target, err);
	}
	json_destroy(&spaces);
	return err;
}
