/* cmd_watch: what changes, as it changes; tested by tests/blackbox/05-history.t */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/caption.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/follow.h"
#include "cli/glyph.h"
#include "cli/labels.h"
#include "cli/language.h"

#define SCHEMA "verbund/watch/1"

struct watch {
	struct cmd *cmd;
	char *space;        /* whole number of the one committee to be told of; NULL: all */
	struct json *names; /* of committees, by their numbers; NULL: to be asked for */
};

/* ---- what is asked besides ---- */

/* The whole number of the committee that was typed. */
static int find_space(struct watch *w)
{
	const char *typed = args_get(w->cmd->args, "COMMITTEE");
	struct json *question = json_new_map();
	struct json *committee;
	int err;

	if (typed == NULL) {
		json_destroy(&question);
		return 0;
	}
	json_put_text(question, "id", typed);
	err = client_ask(w->cmd->client, "committee.show", &question, &committee);
	if (err < 0)
		return err;
	w->space = strdup(json_get_text(committee, "id"));
	if (w->space == NULL)
		abort();
	json_destroy(&committee);
	return 0;
}

/* The record as it stands; NULL when it is no more. What the feed told may be over: that is no error. After a restart of
 * the daemon the first question finds that the old connection is gone. */
static struct json *find_record(struct watch *w, const struct json *item)
{
	struct json *record = NULL;
	int err = VB_ERR_NOT_RUNNING;

	for (int tries = 0; tries < 2 && err == VB_ERR_NOT_RUNNING; tries++) {
		struct json *question = json_new_map();

		json_put_text(question, "id", json_get_text(item, "id"));
		err = client_ask(w->cmd->client, "record.show", &question, &record);
	}
	out_forget(w->cmd->out);
	return record;
}

static int fetch_names(struct watch *w)
{
	struct json *question = NULL;
	struct json *items;
	int err = client_list(w->cmd->client, "committee.list", &question, &items);

	out_forget(w->cmd->out);
	if (err < 0)
		return err;
	json_destroy(&w->names);
	w->names = json_new_map();
	for (size_t i = 0; i < json_count(items); i++) {
		const char *id = json_get_text(json_at(items, i), "id");

		if (id != NULL)
			json_put_text(w->names, id, json_get_text(json_at(items, i), "name"));
	}
	json_destroy(&items);
	return 0;
}

/* The name of a committee, else its number. */
static const char *name_of(struct watch *w, const char *space)
{
	if (space != NULL && (w->names == NULL || json_get_text(w->names, space) == NULL) &&
	    fetch_names(w) < 0)
		return space;
	return answer_name(w->names, space);
}

/* ---- telling ---- */

static const struct {
	const char *verb, *text;
} verbs[] = {
	{ "create", N_("new") },
	{ "edit", N_("changed") },
	{ "delete", N_("deleted") },
};

static const char *verb_text(const char *verb)
{
	for (size_t i = 0; verb != NULL && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, verb) == 0)
			return _(verbs[i].text);
	}
	return verb != NULL ? verb : "";
}

/* Appends a text of strangers for the place where it is read, and what parts it from the next. */
static void put(const struct watch *w, struct buf *line, const char *text, const char *after)
{
	enum glyph_place place = w->cmd->out->style.is_terminal ? GLYPH_TERMINAL : GLYPH_PIPE;

	(void)glyph_put(line, span_of_str(text != NULL ? text : ""), place, VB_GLYPH_ALL);
	buf_put(line, after, strlen(after));
}

/* For people: when, where, what kind, its title, what happened. What others are called may have changed since the line
 * before, so it is asked anew. */
static void tell_words(struct watch *w, const struct json *item, const char *time,
                       const struct json *record)
{
	struct labels *labels = labels_new(w->cmd);
	char *title = labels_title(labels, record);
	const char *kind = json_get_text(item, "kind");
	struct buf line;

	buf_init(&line, SIZE_MAX / 2);
	put(w, &line, time, "  ");
	put(w, &line, name_of(w, json_get_text(item, "space")), "  ");
	put(w, &line, kind != NULL ? _(caption_of_kind(kind)) : NULL, "  ");
	put(w, &line, title, "  ");
	put(w, &line, verb_text(json_get_text(item, "verb")), "\n");
	(void)fwrite(line.data, 1, line.size, w->cmd->out->data);
	buf_release(&line);
	free(title);
	labels_destroy(&labels);
}

/* For scripts: the same and the numbers, the cursor last. */
static void tell_row(struct watch *w, const struct json *item, int64_t generation, const char *time,
                     const char *title)
{
	struct buf line;
	char cursor[64];

	(void)snprintf(cursor, sizeof(cursor), "%lld\t%lld\n", (long long)generation,
	               (long long)json_int(json_get(item, "number"), 0));
	buf_init(&line, SIZE_MAX / 2);
	put(w, &line, time, "\t");
	put(w, &line, json_get_text(item, "space"), "\t");
	put(w, &line, name_of(w, json_get_text(item, "space")), "\t");
	put(w, &line, json_get_text(item, "kind"), "\t");
	put(w, &line, json_get_text(item, "id"), "\t");
	put(w, &line, title, "\t");
	put(w, &line, json_get_text(item, "verb"), "\t");
	buf_put(&line, cursor, strlen(cursor));
	(void)fwrite(line.data, 1, line.size, w->cmd->out->data);
	buf_release(&line);
}

static void tell_json(struct watch *w, const struct json *item, int64_t generation,
                      const struct json *record, const char *title)
{
	struct json *line = json_new_map();

	json_put_text(line, "schema", SCHEMA);
	json_put_all(line, item);
	json_put_int(line, "generation", generation);
	json_put_text(line, "committee", name_of(w, json_get_text(item, "space")));
	json_put_text(line, "title", title);
	json_put_int(line, "time", json_int(json_get(record, "changed"), 0));
	if (json_get(record, "changed") == NULL)
		json_remove(line, "time");
	answer_time(w->cmd, line, "time");
	json_print(line, true, w->cmd->out->data);
	json_destroy(&line);
}

static void tell(struct watch *w, const struct json *item, int64_t generation)
{
	const char *space = json_get_text(item, "space");
	struct json *record;
	const char *title;
	char *time;

	if (w->space != NULL && (space == NULL || strcmp(space, w->space) != 0))
		return;
	record = find_record(w, item);
	title = answer_title(json_get(record, "fields"));
	time = field_format_time(w->cmd->out, json_get(record, "changed"), w->cmd->args->zone);
	if (w->cmd->args->is_json)
		tell_json(w, item, generation, record, title);
	else if (w->cmd->out->style.is_terminal)
		tell_words(w, item, time, record);
	else
		tell_row(w, item, generation, time, title);
	free(time);
	json_destroy(&record);
}

/* Where a script can go on; also that the numbering began anew. */
static void tell_place(struct watch *w, const struct json *page)
{
	struct json *line = json_new_map();

	json_put_text(line, "schema", SCHEMA);
	json_put_int(line, "generation", json_int(json_get(page, "generation"), 0));
	json_put_int(line, "number", json_int(json_get(page, "next"), 0));
	if (json_is_yes(json_get(page, "reset")))
		json_put_bool(line, "reset", true);
	json_print(line, true, w->cmd->out->data);
	json_destroy(&line);
}

/* One answer of the daemon. */
static int tell_page(struct watch *w, const struct json *page, bool is_first)
{
	const struct json *items = json_get(page, "items");
	int64_t generation = json_int(json_get(page, "generation"), 0);
	bool is_reset = json_is_yes(json_get(page, "reset"));

	if (is_reset)
		out_note(w->cmd->out, _("The data were put back to an earlier state or made anew: "
		                        "everything that is there is told again."));
	/* At the start and after a reset the place stands before the items. */
	if (w->cmd->args->is_json && (is_reset || (is_first && json_count(items) == 0)))
		tell_place(w, page);
	for (size_t i = 0; i < json_count(items); i++)
		tell(w, json_at(items, i), generation);
	return fflush(w->cmd->out->data) == 0 ? 0 : VB_ERR_IO;
}

/* ---- the command ---- */

static int read_number(struct cmd *cmd, const char *option, int64_t *out)
{
	const char *text = args_get(cmd->args, option);
	char *end;

	if (text == NULL)
		return 0;
	errno = 0;
	*out = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text || *out < 0)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--%s %.100s", option, text);
	return 0;
}

static int follow_all(struct watch *w, struct follow *follow)
{
	const struct follow_place *place;
	struct json *page;
	bool is_first = true;
	int err;

	do {
		err = follow_next(follow, &page);
		if (err == 0 && page != NULL)
			err = tell_page(w, page, is_first);
		is_first = false;
		json_destroy(&page);
	} while (err == 0 && !follow_is_interrupted());
	place = follow_where(follow);
	if (err == 0 && !w->cmd->args->is_json && place->generation > 0)
		out_note(w->cmd->out,
		         _("To go on from here: verbund watch --generation %lld --after %lld"),
		         (long long)place->generation, (long long)place->after);
	return err;
}

static int run_watch(struct cmd *cmd)
{
	struct watch w = { .cmd = cmd };
	struct follow_place place = { .after = -1 };
	struct follow *follow = NULL;
	int err = read_number(cmd, "after", &place.after);

	if (err == 0)
		err = read_number(cmd, "generation", &place.generation);
	if (err == 0)
		err = find_space(&w);
	if (err == 0) {
		follow = follow_new(cmd->args->home, &place, cmd->out);
		err = follow_all(&w, follow);
	}
	follow_destroy(&follow);
	json_destroy(&w.names);
	free(w.space);
	return err;
}

/* clang-format off */
static const struct option watch_options[] = {
	{ "after", N_("NUMBER"), NULL, NULL, N_("tell what came after this change, first what has come already"), false },
	{ "generation", N_("NUMBER"), NULL, NULL, N_("the count to which the number of --after belongs"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_watch_commands[] = {
	{ .noun = "watch",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = watch_options,
	  .run = run_watch,
	  .help = N_("tell what changes, as it changes, until it is interrupted"),
	  .about = N_("Each change is one line: when it was written, in which committee, what kind of record, its title as it is now, and whether "
	             "it is new, changed or deleted. Ctrl-C ends it, with status 0. When Verbund is started anew meanwhile, it goes on by itself and "
	             "misses nothing.\n\n"
	             "In a pipe the cells are: time, number and name of the committee, kind, number of the record, title, create, edit or delete, and "
	             "last the count and the number of the change, with which --generation and --after go on later. A change may be told twice, never "
	             "not at all. With --json each line is a document of its own, {\"schema\": \"verbund/watch/1\", \"generation\", \"number\", \"time\", \"space\", "
	             "\"committee\", \"kind\", \"id\", \"audience\", \"verb\", \"title\"}; a line without \"id\" only tells where the "
	             "following ones begin, with \"reset\": true where the data were put back and everything is told again."),
	  .examples = { "verbund watch", "verbund watch 4f2a --json" } },
	COMMAND_END,
};
/* clang-format on */
