/* cmd_erasure: what was erased, who has confirmed it, and the run; tested by tests/blackbox/13-erasure.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"

#define RUN_TIMEOUT_MS (6u * 3600u * 1000u) /* about 4 s a GB on a fast disk */
#define RUN_TRIES 600                       /* 0.1 s apart */
#define NAMES_MAX_BYTES 4096u
/* How long a backup may be kept that holds erased texts: no longer than one of the keys that open them. */
#define BACKUPS_END_MS (30LL * 24 * 3600 * 1000)

/* Names of offices in one cell, parted by commas; cut where there are very many. */
static void names_join(const struct json *offices, char out[static NAMES_MAX_BYTES])
{
	size_t size = 0;

	out[0] = '\0';
	for (size_t i = 0; i < json_count(offices); i++) {
		const char *name = json_get_text(json_at(offices, i), "name");
		int wrote = snprintf(out + size, NAMES_MAX_BYTES - size, "%s%s", i > 0 ? ", " : "",
		                     name != NULL ? name : "");

		if (wrote < 0 || (size_t)wrote >= NAMES_MAX_BYTES - size)
			break;
		size += (size_t)wrote;
	}
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *item,
                    const struct json *committees)
{
	char names[NAMES_MAX_BYTES], count[32];
	char *time = field_format_time(cmd->out, json_get(item, "time"), cmd->args->zone);
	size_t confirmed = json_count(json_get(item, "confirmed"));
	size_t missing = json_count(json_get(item, "missing"));

	table_add(table, time);
	table_add(table, answer_name(committees, json_get_text(item, "space")));
	table_add(table, json_get_text(item, "byName"));
	table_add(table, field_word(cmd->out, json_get_text(item, "ground")));
	(void)snprintf(count, sizeof(count), "%zu", json_count(json_get(item, "records")));
	table_add(table, count);
	if (cmd->out->style.is_terminal)
		(void)snprintf(count, sizeof(count), _("%zu of %zu"), confirmed,
		               confirmed + missing);
	else
		(void)snprintf(count, sizeof(count), "%zu", confirmed);
	table_add(table, count);
	names_join(json_get(item, "missing"), names);
	table_add(table, missing > 0 ? names : "");
	table_add(table, json_get_text(item, "id"));
	free(time);
}

/* When the next run is, and what the last one means for backups. */
static void tell_runs(struct cmd *cmd, const struct json *page)
{
	char *due = field_format_time(cmd->out, json_get(page, "due"), cmd->args->zone);
	char *last = field_format_time(cmd->out, json_get(page, "last"), cmd->args->zone);
	struct json *until = json_new_int(json_int(json_get(page, "last"), 0) + BACKUPS_END_MS);
	char *end = field_format_time(cmd->out, until, cmd->args->zone);

	if (json_get(page, "due") != NULL)
		out_hint(cmd->out,
		         _("This office writes its data store anew at %s; until then it has not "
		           "confirmed. "
		           "Now: verbund erasure run"),
		         due);
	if (json_get(page, "last") != NULL)
		out_hint(cmd->out,
		         _("Backups made before %s may still hold what was erased. Delete them by "
		           "%s "
		           "at the latest."),
		         last, end);
	free(due);
	free(last);
	free(end);
	json_destroy(&until);
}

static void times_as_text(struct cmd *cmd, struct json *items)
{
	for (size_t i = 0; i < json_count(items); i++) {
		struct json *item = json_at(items, i);
		struct json *confirmed = json_get(item, "confirmed");

		answer_time(cmd, item, "time");
		answer_time(cmd, item, "run");
		for (size_t k = 0; k < json_count(confirmed); k++)
			answer_time(cmd, json_at(confirmed, k), "time");
	}
}

static void print(struct cmd *cmd, const struct json *items, const struct json *committees)
{
	const struct table_column columns[] = {
		{ _("Erased"), TABLE_FIRM },
		{ _("Committee"), 0 },
		{ _("By"), 0 },
		{ _("Reason"), 0 },
		{ _("Records"), TABLE_RIGHT },
		{ _("Confirmed"), TABLE_RIGHT },
		{ _("Not confirmed by"), 0 },
		{ _("Number"), TABLE_SHORT | TABLE_BRIEF },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i), committees);
	out_list(cmd->out, &table);
}

static int order_compare(const void *a, const void *b)
{
	const int64_t *const *x = a;
	const int64_t *const *y = b;

	return (**x < **y) - (**x > **y);
}

/* The newest first. */
static void arrange_newest(struct json *items)
{
	size_t count = json_count(items);
	int64_t *times = calloc(count + 1, sizeof(*times));
	int64_t **places = calloc(count + 1, sizeof(*places));
	size_t *order = calloc(count + 1, sizeof(*order));

	if (times == NULL || places == NULL || order == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		times[i] = json_int(json_get(json_at(items, i), "time"), 0);
		places[i] = &times[i];
	}
	qsort(places, count, sizeof(*places), order_compare);
	for (size_t i = 0; i < count; i++)
		order[i] = (size_t)(places[i] - times);
	json_reorder(items, order);
	free(times);
	free(places);
	free(order);
}

static int erasure_status(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *items = NULL;
	struct json *committees = NULL;
	struct json *page = NULL;
	int err;

	json_put_int(question, "limit", 1);
	err = client_ask(cmd->client, "erasure.status", &question, &page);
	if (err == 0)
		err = client_list(cmd->client, "erasure.status", &question, &items);
	if (err == 0)
		err = answer_committees(cmd, &committees);
	if (err == 0) {
		arrange_newest(items);
		if (cmd->args->is_json) {
			times_as_text(cmd, items);
			json_remove(page, "next");
			answer_time(cmd, page, "due");
			answer_time(cmd, page, "last");
			json_put(page, "items", &items);
			out_document(cmd->out, "erasure", "status", &page);
		} else {
			print(cmd, items, committees);
			tell_runs(cmd, page);
		}
	}
	json_destroy(&committees);
	json_destroy(&items);
	json_destroy(&page);
	return err;
}

/* Asks until a run has been; the question is answered behind the run that is due, but for a moment in which it is not begun. */
static int await_run(struct cmd *cmd, struct json **page)
{
	static const struct timespec pause = { .tv_nsec = 100000000 };
	struct json *question;
	int err;

	for (int tries = 0; tries < RUN_TRIES; tries++) {
		question = json_new_map();
		json_put_int(question, "limit", 1);
		err = client_ask(cmd->client, "erasure.status", &question, page);
		if (err != 0 || json_get(*page, "last") != NULL)
			return err;
		json_destroy(page);
		(void)nanosleep(&pause, NULL);
	}
	return VB_ERR_TIMEOUT;
}

static int erasure_run(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *page = NULL;
	int err;

	client_be_quick(cmd->client, RUN_TIMEOUT_MS);
	err = client_ask(cmd->client, "erasure.run", &question, NULL);
	if (err == 0)
		err = await_run(cmd, &page);
	if (err != 0)
		return err;
	json_remove(page, "items");
	json_remove(page, "next");
	answer_time(cmd, page, "due");
	answer_time(cmd, page, "last");
	if (cmd->args->is_json) {
		out_document(cmd->out, "erasure", "run", &page);
		return 0;
	}
	out_value(cmd->out, json_get_text(page, "last"));
	out_hint(cmd->out, "%s", _("The data store was written anew, without what was erased."));
	json_destroy(&page);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_erasure_commands[] = {
	{ .noun = "erasure", .verb = "status",
	  .run = erasure_status,
	  .help = N_("what was erased, and which offices have confirmed it"),
	  .about = N_("One line for each erasure: when, where, by which office and why, how many offices have confirmed that it is gone from their "
	              "disks, and which have not. An office that is away or switched off confirms when it is back; one that left the committee "
	              "before cannot confirm any more, and is not waited for."),
	  .examples = { "verbund erasure status", "verbund erasure status --json" } },
	{ .noun = "erasure", .verb = "run",
	  .run = erasure_run,
	  .help = N_("write the data store of this office anew now, without what was erased"),
	  .about = N_("This happens by itself some minutes after an erasure (`erasure-delay` in verbundd.conf(5)). It takes about 4 seconds a "
	              "gigabyte, in which Verbund answers nobody, and as much room on the disk as the store has. Then this office "
	              "confirms what it has erased. Prints when that was."),
	  .examples = { "verbund erasure run" } },
	COMMAND_END,
};
/* clang-format on */
