/* ledger: see ledger.h. */
#include "tests/blackbox/parts/ledger.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALL_TIMEOUT_MS 30000u
#define PAGE_LIMIT 500u
#define FILE_BYTES 60000u /* two chunks */

struct message {
	char id[33];
	char text[LEDGER_TEXT_BYTES];
	bool is_seen;
};

struct batch {
	unsigned number;
	unsigned seen;
	bool is_acknowledged;
};

struct ledger {
	struct message *messages; /* ascending by id once read */
	size_t message_count;
	struct batch *batches; /* by number */
	size_t batch_count;    /* greatest number + 1 */
	size_t acknowledged_batches;
};

/* ---- writing ---- */

static int call(struct link *link, const char *name, struct buf *args, struct ipc_answer *answer,
                bool *is_refused)
{
	int err = link_call(link, name, buf_span(args), CALL_TIMEOUT_MS, answer);

	buf_release(args);
	*is_refused = err == 0 && answer->err != 0;
	return err ? err : answer->err;
}

int ledger_post(struct link *link, const char *space, const char *text, char id[static 33],
                bool *is_refused)
{
	struct ipc_answer answer;
	struct buf args;
	int err;

	office_args(&args, 2);
	office_put(&args, "target", space);
	office_put(&args, "text", text);
	err = call(link, "message.post", &args, &answer, is_refused);
	if (err == 0)
		office_text(answer.result, "id", id, 33);
	return err;
}

int ledger_batch(struct link *link, const char *space, unsigned n, bool *is_refused)
{
	struct ipc_answer answer;
	struct buf args;
	char id[48];

	office_args(&args, 2);
	pack_cstr(&args, "items");
	pack_array(&args, LEDGER_BATCH_RECORDS);
	for (unsigned i = 0; i < LEDGER_BATCH_RECORDS; i++) {
		snprintf(id, sizeof(id), "batch:%u:%u", n, i);
		pack_map(&args, 3);
		pack_cstr(&args, "fields");
		pack_map(&args, 2);
		office_put(&args, "id", id);
		office_put(&args, "name", "Raum");
		pack_cstr(&args, "internal");
		pack_bool(&args, false);
		office_put(&args, "kind", "location");
	}
	office_put(&args, "space", space);
	return call(link, "record.upsert", &args, &answer, is_refused);
}

int ledger_erase(struct link *link, const char *id, bool *is_refused)
{
	struct ipc_answer answer;
	struct buf args;

	office_args(&args, 1);
	office_put(&args, "id", id);
	return call(link, "record.erase", &args, &answer, is_refused);
}

int ledger_run(struct link *link, bool *is_refused)
{
	struct ipc_answer answer;
	struct buf args;

	office_args(&args, 0);
	return call(link, "erasure.run", &args, &answer, is_refused);
}

static int file_put(struct link *link, unsigned n, bool *is_refused)
{
	static uint8_t data[FILE_BYTES];
	struct ipc_answer answer;
	struct buf args;

	memset(data, (int)(n % 251), sizeof(data));
	office_args(&args, 1);
	pack_cstr(&args, "data");
	pack_bin(&args, data, sizeof(data));
	return call(link, "file.put", &args, &answer, is_refused);
}

int ledger_file(struct link *link, const char *space, unsigned n, char id[static 33],
                bool *is_refused)
{
	struct ipc_answer answer;
	struct buf args;
	int err;

	office_args(&args, 3);
	pack_cstr(&args, "fields");
	pack_map(&args, 1);
	office_put(&args, "name", "Anlage");
	pack_cstr(&args, "size");
	pack_uint(&args, FILE_BYTES);
	office_put(&args, "target", space);
	err = call(link, "file.begin", &args, &answer, is_refused);
	if (err == 0)
		err = file_put(link, n, is_refused);
	if (err != 0)
		return err;
	office_args(&args, 0);
	err = call(link, "file.end", &args, &answer, is_refused);
	if (err == 0)
		office_text(answer.result, "id", id, 33);
	return err;
}

int ledger_backup(struct link *link, const char *path, bool *is_refused)
{
	struct ipc_answer answer;
	struct buf args;

	office_args(&args, 1);
	office_put(&args, "file", path);
	return call(link, "backup", &args, &answer, is_refused);
}

int ledger_is_there(struct link *link, const char *id)
{
	struct ipc_answer answer;
	bool is_refused;
	struct buf args;
	int err;

	office_args(&args, 1);
	office_put(&args, "id", id);
	err = call(link, "record.show", &args, &answer, &is_refused);
	return err == 0 ? 1 : is_refused ? 0 : -1;
}

static void note(int fd, const char *line)
{
	office_must(write(fd, line, strlen(line)) == (ssize_t)strlen(line), "writing the ledger");
}

void ledger_note(int fd, const char *id, const char *text)
{
	char line[96];

	snprintf(line, sizeof(line), "%s %s\n", id, text);
	note(fd, line);
}

void ledger_note_batch(int fd, unsigned n)
{
	char line[32];

	snprintf(line, sizeof(line), "batch %u\n", n);
	note(fd, line);
}

/* ---- reading ---- */

static void *grown(void *list, size_t count, size_t size)
{
	void *bigger = list;

	if ((count & (count - 1)) == 0) /* at each power of two */
		bigger = realloc(list, (count ? 2 * count : 1) * size);
	office_must(bigger != NULL, "memory");
	return bigger;
}

static struct batch *batch_at(struct ledger *ledger, unsigned number)
{
	while (ledger->batch_count <= number) {
		ledger->batches = grown(ledger->batches, ledger->batch_count, sizeof(struct batch));
		ledger->batches[ledger->batch_count] =
			(struct batch){ .number = (unsigned)ledger->batch_count };
		ledger->batch_count++;
	}
	return &ledger->batches[number];
}

/* A line without its end is still being written: not acknowledged as far as this reader can tell. */
static void line_read(struct ledger *ledger, const char *line)
{
	struct message m = { .is_seen = false };
	const char *space = strchr(line, ' ');
	const char *end = strchr(line, '\n');

	if (!space || !end)
		return;
	if (strncmp(line, "batch ", 6) == 0) {
		batch_at(ledger, (unsigned)strtoul(line + 6, NULL, 10))->is_acknowledged = true;
		ledger->acknowledged_batches++;
		return;
	}
	office_must(space - line == 32 && end - space - 1 < (long)sizeof(m.text), "a ledger line");
	memcpy(m.id, line, 32);
	memcpy(m.text, space + 1, (size_t)(end - space - 1));
	ledger->messages = grown(ledger->messages, ledger->message_count, sizeof(m));
	ledger->messages[ledger->message_count++] = m;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct message *)a)->id, ((const struct message *)b)->id);
}

struct ledger *ledger_read(const char *folder)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char path[512], line[128];
	FILE *file;

	office_must(ledger && dir, "opening the ledger");
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		file = fopen(path, "r");
		office_must(file != NULL, path);
		while (fgets(line, sizeof(line), file))
			line_read(ledger, line);
		fclose(file);
	}
	closedir(dir);
	if (ledger->message_count > 0)
		qsort(ledger->messages, ledger->message_count, sizeof(struct message), by_id);
	return ledger;
}

void ledger_destroy(struct ledger **ledger)
{
	free((*ledger)->messages);
	free((*ledger)->batches);
	free(*ledger);
	*ledger = NULL;
}

size_t ledger_count(const struct ledger *ledger)
{
	return ledger->message_count + ledger->acknowledged_batches;
}

/* ---- comparing ---- */

typedef void item_fn(struct ledger *ledger, struct span item);

/* Calls fn for each item of a list, page by page. key and value: the argument that says of what. */
static void walk(struct ledger *ledger, struct office *o, const char *name, const char *key,
                 const char *value, const char *space, item_fn *fn)
{
	char after[256] = "";
	struct span result, items, next;
	struct pack_reader r;
	struct buf args;

	do {
		office_args(&args, (space ? 3u : 2u) + (after[0] ? 1u : 0u));
		office_put(&args, key, value);
		pack_cstr(&args, "limit");
		pack_uint(&args, PAGE_LIMIT);
		if (space)
			office_put(&args, "space", space);
		if (after[0])
			office_put(&args, "after", after);
		result = office_call(o, name, &args);
		office_must(ipc_map_find(result, "items", &items), "items");
		unpack_init(&r, items);
		for (uint32_t left = unpack_array(&r, VB_IPC_MAX_ITEMS); left > 0; left--)
			fn(ledger, unpack_any(&r));
		after[0] = '\0';
		if (ipc_map_find(result, "next", &next))
			office_text(result, "next", after, sizeof(after));
	} while (after[0]);
}

enum noted {
	NOTED_TEXT,
	NOTED_GONE,
	NOTED_FILE,
};

static enum noted noted_as(const struct message *m)
{
	if (strcmp(m->text, LEDGER_GONE) == 0)
		return NOTED_GONE;
	return strcmp(m->text, LEDGER_FILE) == 0 ? NOTED_FILE : NOTED_TEXT;
}

static struct message *find(struct ledger *ledger, const struct message *key)
{
	if (ledger->message_count == 0)
		return NULL;
	return bsearch(key, ledger->messages, ledger->message_count, sizeof(*key), by_id);
}

static void on_message(struct ledger *ledger, struct span item)
{
	struct message key = { .is_seen = false }, *here;
	struct span fields;

	office_text(item, "id", key.id, sizeof(key.id));
	office_must(ipc_map_find(item, "fields", &fields), "fields");
	office_text(fields, "text", key.text, sizeof(key.text));
	here = find(ledger, &key);
	if (here && (noted_as(here) == NOTED_GONE || strcmp(here->text, key.text) == 0))
		here->is_seen = true;
}

static void on_file(struct ledger *ledger, struct span item)
{
	struct message key = { .is_seen = false }, *here;
	struct span stored;
	char state[16];

	office_text(item, "id", key.id, sizeof(key.id));
	office_must(ipc_map_find(item, "stored", &stored), "stored");
	office_text(stored, "state", state, sizeof(state));
	here = find(ledger, &key);
	if (here && strcmp(state, "whole") == 0)
		here->is_seen = true;
}

static void on_location(struct ledger *ledger, struct span item)
{
	struct span fields;
	char id[48];

	office_must(ipc_map_find(item, "fields", &fields), "fields");
	office_text(fields, "id", id, sizeof(id));
	office_must(strncmp(id, "batch:", 6) == 0, "a record of a batch");
	batch_at(ledger, (unsigned)strtoul(id + 6, NULL, 10))->seen++;
}

/* How many of the lines of one sort were seen, or were not. */
static size_t count_seen(struct ledger *ledger, struct office *o, const char *space,
                         const char *name, item_fn *fn, enum noted noted, bool is_seen)
{
	size_t count = 0;

	for (size_t i = 0; i < ledger->message_count; i++)
		ledger->messages[i].is_seen = false;
	walk(ledger, o, name, "target", space, NULL, fn);
	for (size_t i = 0; i < ledger->message_count; i++)
		count += noted_as(&ledger->messages[i]) == noted &&
		         ledger->messages[i].is_seen == is_seen;
	return count;
}

size_t ledger_missing_messages(const struct ledger *ledger, struct office *o, const char *space)
{
	struct ledger seen = *ledger;

	return count_seen(&seen, o, space, "message.list", on_message, NOTED_TEXT, false);
}

size_t ledger_returned_messages(const struct ledger *ledger, struct office *o, const char *space)
{
	struct ledger seen = *ledger;

	return count_seen(&seen, o, space, "message.list", on_message, NOTED_GONE, true);
}

size_t ledger_missing_files(const struct ledger *ledger, struct office *o, const char *space)
{
	struct ledger seen = *ledger;

	return count_seen(&seen, o, space, "file.list", on_file, NOTED_FILE, false);
}

size_t ledger_broken_batches(const struct ledger *ledger, struct office *o, const char *space)
{
	struct ledger seen = { .batch_count = 0 };
	size_t broken = 0;

	walk(&seen, o, "record.list", "kind", "location", space, on_location);
	for (unsigned n = 0; n < seen.batch_count || n < ledger->batch_count; n++) {
		unsigned count = n < seen.batch_count ? seen.batches[n].seen : 0;
		bool is_due = n < ledger->batch_count && ledger->batches[n].is_acknowledged;

		broken += count != LEDGER_BATCH_RECORDS && (count > 0 || is_due);
	}
	free(seen.batches);
	return broken;
}
