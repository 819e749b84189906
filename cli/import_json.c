/* import_json: committees out of a file; see import_json.h; tested by tests/blackbox/05-history.t */
#include "cli/import_json.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/sheet.h"
#include "protocol/limits.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/segment.h"

#define BATCH_MAX_BYTES (VB_IPC_FRAME_MAX_BYTES - (160u << 10)) /* of items in one question */
#define END_TRIES 100
#define END_PAUSE_MS 20

/* One committee in the file. */
struct part {
	struct json *head; /* its first line */
	const char *space; /* in it */
	const char *name;
	uint64_t records; /* lines for reading */
	uint64_t control; /* control entries */
	uint64_t entries;
	struct json *end; /* as the file has it; NULL: not read yet */
	bool was_here;    /* before the import */
	uint64_t added, left;
	struct json *answer; /* at the end; NULL: nothing was given to the daemon */
};

struct import {
	struct cmd *cmd;
	struct sheet *sheet;
	struct part *parts;
	size_t count;
	struct json *batch;
	size_t batch_bytes;
	uint64_t lines; /* of the file */
	uint64_t done;  /* of them, in the second reading */
};

static int fail_line(struct import *i, const char *why)
{
	return out_fail(i->cmd->out, VB_ERR_BAD_INPUT, _("line %llu: %s"),
	                (unsigned long long)sheet_line(i->sheet), why);
}

/* ---- the first reading ---- */

static struct part *last_part(struct import *i)
{
	return i->count > 0 ? &i->parts[i->count - 1] : NULL;
}

static int read_head(struct import *i, const struct json *line)
{
	struct part *last = last_part(i);
	const char *space = json_get_text(line, "space");
	const char *name = json_get_text(line, "name");

	if (strcmp(json_text(json_get(line, "schema")), VB_SHEET_SCHEMA) != 0)
		return out_fail(i->cmd->out, VB_ERR_VERSION, "%.100s",
		                json_get_text(line, "schema"));
	if (space == NULL || name == NULL || (last != NULL && last->end == NULL))
		return fail_line(i, _("a committee begins where none can"));
	i->parts = realloc(i->parts, (i->count + 1) * sizeof(*i->parts));
	if (i->parts == NULL)
		abort();
	i->parts[i->count] = (struct part){ .head = json_new_copy(line) };
	i->parts[i->count].space = json_get_text(i->parts[i->count].head, "space");
	i->parts[i->count].name = json_get_text(i->parts[i->count].head, "name");
	i->count++;
	return 0;
}

/* What a hexadecimal text says; the caller releases out. False: it is none. */
static bool read_hex(const char *text, struct buf *out)
{
	size_t size = text != NULL ? strlen(text) / 2 : 0;
	uint8_t *bytes;

	buf_init(out, VB_SEGMENT_MAX_BYTES);
	bytes = size > 0 ? buf_extend(out, size) : NULL;
	return bytes != NULL && hex_parse(text, strlen(text), bytes, size) == 0;
}

/* Counts the entries of a control run or a segment; the daemon judges what is in them. */
static int count_entries(struct import *i, struct part *part, const struct json *line)
{
	const char *control = json_get_text(line, "control");
	const char *segment = json_get_text(line, "segment");
	struct control_run run;
	struct segment head;
	struct buf raw;
	bool is_good = read_hex(control != NULL ? control : segment, &raw);

	if (is_good && control != NULL) {
		is_good = control_run_decode(buf_span(&raw), &run) == 0;
		part->control += is_good ? run.count : 0;
	} else if (is_good) {
		is_good = segment_open(buf_span(&raw), &head) == 0;
		part->entries += is_good ? head.count : 0;
	}
	buf_release(&raw);
	return is_good ? 0 : fail_line(i, _("these are no entries"));
}

static int read_end(struct import *i, struct part *part, const struct json *end)
{
	const char *space = json_get_text(end, "space");

	if (space == NULL || strcmp(space, part->space) != 0 ||
	    json_int(json_get(end, "control"), -1) != (int64_t)part->control ||
	    json_int(json_get(end, "entries"), -1) != (int64_t)part->entries)
		return fail_line(i, _("the committee does not hold what its end says"));
	part->end = json_new_copy(end);
	return 0;
}

static int read_line(struct import *i, const struct json *line)
{
	struct part *part = last_part(i);

	if (json_get_text(line, "schema") != NULL)
		return read_head(i, line);
	if (part == NULL && json_get_text(line, "kind") != NULL)
		return out_fail(i->cmd->out, VB_ERR_BAD_INPUT,
		                _("The file holds records for reading only, without their history; "
		                  "write it with `verbund export json` without --records and "
		                  "--public."));
	if (part == NULL || part->end != NULL)
		return fail_line(i, _("it belongs to no committee"));
	if (json_get_text(line, "kind") != NULL) {
		part->records++;
		return 0;
	}
	if (json_get_text(line, "control") != NULL || json_get_text(line, "segment") != NULL)
		return count_entries(i, part, line);
	if (json_get_text(line, "fork") != NULL || json_get(line, "key") != NULL)
		return 0;
	if (json_get(line, "end") != NULL)
		return read_end(i, part, json_get(line, "end"));
	return fail_line(i, _("this version does not know it"));
}

static int read_all(struct import *i)
{
	struct part *part;
	struct json *line = NULL;
	int err;

	do {
		err = sheet_next(i->sheet, &line);
		if (err == 0 && line == NULL)
			break;
		if (err == 0)
			err = read_line(i, line);
		json_destroy(&line);
		out_progress(i->cmd->out, ++i->lines, 0);
	} while (err == 0);
	part = last_part(i);
	if (err == 0 && (part == NULL || part->end == NULL))
		err = fail_line(i, _("the last committee has no end"));
	return err;
}

/* ---- the second reading ---- */

/* Which of them are here already. */
static int find_known(struct import *i)
{
	struct json *question = NULL;
	struct json *spaces;
	int err = client_list(i->cmd->client, "space.list", &question, &spaces);

	if (err < 0)
		return err;
	for (size_t s = 0; s < json_count(spaces); s++) {
		const char *id = json_get_text(json_at(spaces, s), "id");

		for (size_t p = 0; id != NULL && p < i->count; p++)
			i->parts[p].was_here |=
				strcmp(i->parts[p].space, id) == 0 &&
				json_int(json_get(json_at(spaces, s), "control"), 0) > 0;
	}
	json_destroy(&spaces);
	return 0;
}

static int send_batch(struct import *i, struct part *part, bool is_end, struct json **answer)
{
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "space", part->space);
	json_put(question, "items", &i->batch);
	if (is_end)
		json_put_bool(question, "end", true);
	i->batch = json_new_list();
	i->batch_bytes = 0;
	err = client_ask(i->cmd->client, "space.import", &question, answer);
	if (err < 0)
		return err;
	part->added += (uint64_t)json_int(json_get(*answer, "added"), 0);
	part->left += (uint64_t)json_int(json_get(*answer, "left"), 0);
	return 0;
}

static int flush(struct import *i, struct part *part)
{
	struct json *answer = NULL;
	int err = json_count(i->batch) > 0 ? send_batch(i, part, false, &answer) : 0;

	json_destroy(&answer);
	return err;
}

/* What is in them may still be judged: then the end is asked for again. */
static int finish(struct import *i, struct part *part)
{
	static const struct timespec pause = { 0, END_PAUSE_MS * 1000000L };
	struct json *answer = NULL;
	int err = flush(i, part);

	for (int tries = 0; err == 0 && tries < END_TRIES; tries++) {
		err = send_batch(i, part, true, &answer);
		if (err != VB_ERR_BUSY || tries + 1 == END_TRIES)
			break;
		out_forget(i->cmd->out);
		(void)nanosleep(&pause, NULL);
		err = 0;
	}
	if (err < 0)
		return err;
	part->answer = answer;
	return 0;
}

/* The length of an item as it travels, or a little more. */
static size_t item_bytes(const struct json *line)
{
	static const char *const names[] = { "control", "segment", "fork" };
	size_t size = 256;

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		if (json_get_text(line, names[n]) != NULL)
			size += strlen(json_get_text(line, names[n]));
	}
	return size;
}

/* Gives one line to the daemon, if it is for it; takes *line. */
static int give_line(struct import *i, size_t *at, struct json **line)
{
	struct part *part = &i->parts[*at];
	int err = 0;

	if (json_get_text(*line, "schema") != NULL || json_get_text(*line, "kind") != NULL)
		return 0;
	if (json_get(*line, "end") != NULL) {
		(*at)++;
		return finish(i, part);
	}
	if (i->batch_bytes + item_bytes(*line) > BATCH_MAX_BYTES)
		err = flush(i, part);
	i->batch_bytes += item_bytes(*line);
	json_add(i->batch, line);
	return err;
}

static int give_all(struct import *i)
{
	struct json *line = NULL;
	size_t at = 0;
	int err = find_known(i);

	sheet_rewind(i->sheet);
	while (err == 0) {
		err = sheet_next(i->sheet, &line);
		if (err < 0 || line == NULL)
			break;
		/* The file may have been replaced since it was read. */
		err = at < i->count ? give_line(i, &at, &line)
		                    : fail_line(i, _("it belongs to no committee"));
		json_destroy(&line);
		out_progress(i->cmd->out, ++i->done, i->lines);
	}
	return err;
}

/* ---- comparing ---- */

/* What this office has of it in the end. */
static const struct json *sum_of(const struct part *part)
{
	return json_get(part->answer, "end");
}

static bool is_same_digest(const struct part *part, const char *stream)
{
	return json_is_same(json_get(json_get(part->end, "digests"), stream),
	                    json_get(json_get(sum_of(part), "digests"), stream));
}

/* The same entries make the same records. Where this office has others, too, nothing can be said. *is_more: it has. */
static int compare(struct import *i, const struct part *part, bool *is_more)
{
	static const char *const audiences[] = { "all", "core" };

	*is_more = false;
	for (size_t a = 0; a < 2; a++) {
		const struct json *wanted = json_get(json_get(part->end, "states"), audiences[a]);
		const struct json *got = json_get(json_get(sum_of(part), "states"), audiences[a]);

		if (wanted == NULL || (got == NULL && part->left > 0))
			continue;
		if (!is_same_digest(part, "control") || !is_same_digest(part, "open") ||
		    !is_same_digest(part, audiences[a])) {
			*is_more = true;
			if (!part->was_here)
				return out_fail(i->cmd->out, VB_ERR_STATE_DIFFERS, "%s",
				                part->name);
			continue;
		}
		if (!json_is_same(wanted, got))
			return out_fail(i->cmd->out, VB_ERR_STATE_DIFFERS, "%s", part->name);
	}
	return 0;
}

/* ---- telling ---- */

static struct json *part_json(const struct part *part, bool is_more)
{
	struct json *row = json_new_map();

	json_put_text(row, "id", part->space);
	json_put_text(row, "name", part->name);
	json_put_int(row, "records", (int64_t)part->records);
	json_put_int(row, "entries", (int64_t)(part->entries + part->control));
	if (part->answer != NULL) {
		struct json *states = json_new_copy(json_get(sum_of(part), "states"));

		json_put_text(row, "role", json_get_text(part->answer, "role"));
		json_put_int(row, "added", (int64_t)part->added);
		json_put_int(row, "left", (int64_t)part->left);
		json_put_bool(row, "more", is_more);
		json_put(row, "states", &states);
	}
	return row;
}

static const char *role_of(const struct part *part)
{
	const char *role = json_get_text(part->answer, "role");

	return role != NULL ? _(role) : "";
}

static void note_part(struct import *i, const struct part *part, bool is_more)
{
	struct out *out = i->cmd->out;
	uint64_t all = part->entries + part->control;
	uint64_t before = all > part->added ? all - part->added : 0;

	if (part->answer == NULL) {
		out_note(out, _("%s: %llu records, %llu entries of history"), part->name,
		         (unsigned long long)part->records, (unsigned long long)all);
		return;
	}
	out_note(out, _("%s: %llu new, %llu as before; our rights: %s"), part->name,
	         (unsigned long long)part->added, (unsigned long long)before, role_of(part));
	if (part->left > 0)
		out_note(out, _("Left out, because this office may not hold it: %llu"),
		         (unsigned long long)part->left);
	if (is_more)
		out_note(out, _("This office holds more of it than the file."));
}

static int tell(struct import *i)
{
	struct json *items = json_new_list();
	struct json *body = json_new_map();
	int err = 0;

	for (size_t p = 0; err == 0 && p < i->count; p++) {
		bool is_more = false;
		struct json *row;

		if (i->parts[p].answer != NULL)
			err = compare(i, &i->parts[p], &is_more);
		if (err < 0)
			break;
		row = part_json(&i->parts[p], is_more);
		json_add(items, &row);
		if (!i->cmd->args->is_json && i->parts[p].answer != NULL)
			out_value(i->cmd->out, i->parts[p].space);
		if (!i->cmd->args->is_json)
			note_part(i, &i->parts[p], is_more);
	}
	if (err == 0 && i->cmd->args->is_json) {
		if (args_has(i->cmd->args, "dry-run"))
			json_put_bool(body, "dryRun", true);
		json_put(body, "items", &items);
		out_document(i->cmd->out, "import", "json", &body);
	}
	json_destroy(&items);
	json_destroy(&body);
	return err;
}

static void release(struct import *i)
{
	for (size_t p = 0; p < i->count; p++) {
		json_destroy(&i->parts[p].head);
		json_destroy(&i->parts[p].end);
		json_destroy(&i->parts[p].answer);
	}
	free(i->parts);
	json_destroy(&i->batch);
	sheet_close(&i->sheet);
}

int import_json(struct cmd *cmd)
{
	struct import i = { .cmd = cmd, .batch = json_new_list() };
	int err = sheet_open(args_get(cmd->args, "FILE"), cmd->out, &i.sheet);

	if (err == 0)
		err = read_all(&i);
	if (err == 0 && !args_has(cmd->args, "dry-run"))
		err = give_all(&i);
	out_progress_end(cmd->out);
	if (err == 0)
		err = tell(&i);
	release(&i);
	return err;
}
