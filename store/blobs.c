/* blobs: rows and files of blobs; see blobs.h. */
#include "store/blobs.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/array.h"
#include "store/keyspace.h"

#define VALUE_BYTES 25u /* u8 state, u64 size, u64 count, u64 name */
#define COUNTED 0x80u   /* in the byte of the state */
#define KEY_BYTES (VB_KEY_RECORD_BYTES + 4u + VB_HASH_BYTES)
#define NAME_DIGITS 16u
#define DROP_BATCH 32u

struct blobs {
	char *home;
	bool is_simulated;
	uint64_t used; /* bytes on disk of the chunks that rows name */
	uint64_t changes;
};

/* ---- rows ---- */

static void place_key(const struct blob_place *place, struct key *out)
{
	key_init(out);
	key_record(out, &place->record);
	key_u32(out, place->log);
	key_bytes(out, place->manifest.b, sizeof(place->manifest.b));
}

/* The key of one that is due: those of a log stand together. */
static void due_key(const struct blob_place *place, struct key *out)
{
	key_init(out);
	key_u32(out, place->log);
	key_record(out, &place->record);
	key_bytes(out, place->manifest.b, sizeof(place->manifest.b));
}

static bool due_read(struct span key, struct blob_place *out)
{
	struct cursor c;

	cursor_init(&c, key);
	out->log = cursor_u32(&c);
	out->record = key_read_record(&c);
	cursor_copy(&c, out->manifest.b, sizeof(out->manifest.b));
	return key.size == KEY_BYTES && cursor_finish(&c) == 0;
}

/* Reads a key of the rows. */
static bool place_read(struct span key, struct blob_place *out)
{
	struct cursor c;

	cursor_init(&c, key);
	out->record = key_read_record(&c);
	out->log = cursor_u32(&c);
	cursor_copy(&c, out->manifest.b, sizeof(out->manifest.b));
	return key.size == KEY_BYTES && cursor_finish(&c) == 0;
}

static bool row_read(struct env_txn *txn, struct span key, struct span value, struct blob_row *out)
{
	struct cursor c;
	uint8_t state;

	cursor_init(&c, value);
	state = cursor_u8(&c);
	out->size = cursor_u64(&c);
	out->count = cursor_u64(&c);
	out->name = cursor_u64(&c);
	out->is_counted = (state & COUNTED) != 0;
	state &= (uint8_t)~COUNTED;
	if (place_read(key, &out->place) && cursor_finish(&c) == 0 && state <= VB_BLOB_FALSE &&
	    out->size <= VB_BLOB_MAX_BYTES && out->count <= blob_chunk_count(out->size)) {
		out->state = (enum blob_state)state;
		return true;
	}
	env_fail(txn, VB_ERR_STORE_CORRUPT);
	return false;
}

int blobs_get(struct env_txn *txn, const struct blob_place *place, struct blob_row *out)
{
	struct blob_row row;
	struct span value;
	struct key key;
	int err;

	place_key(place, &key);
	err = env_get(txn, VB_TABLE_BLOBS, key_span(&key), &value);
	if (err == 0 && !row_read(txn, key_span(&key), value, &row))
		err = VB_ERR_STORE_CORRUPT;
	if (err == 0)
		*out = row;
	return err;
}

uint64_t blobs_row_bytes(const struct blob_row *row)
{
	uint64_t most = blob_file_bytes(row->size);
	uint64_t here = row->count * (VB_BLOB_STORED_MAX_BYTES + VB_HASH_BYTES);

	return here < most ? here : most;
}

static void row_put(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row)
{
	uint8_t value[VALUE_BYTES];
	struct blob_row before;
	struct key key;

	if (blobs_get(txn, &row->place, &before) == 0)
		blobs->used -= blobs_row_bytes(&before);
	blobs->used += blobs_row_bytes(row);
	blobs->changes++;
	value[0] = (uint8_t)(row->state | (row->is_counted ? COUNTED : 0));
	put_be64(value + 1, row->size);
	put_be64(value + 9, row->count);
	put_be64(value + 17, row->name);
	place_key(&row->place, &key);
	env_put(txn, VB_TABLE_BLOBS, key_span(&key), span_of(value, sizeof(value)));
	due_key(&row->place, &key);
	if (row->state == VB_BLOB_DUE)
		env_put(txn, VB_TABLE_BLOBS_DUE, key_span(&key), span_of(NULL, 0));
	else
		env_del(txn, VB_TABLE_BLOBS_DUE, key_span(&key));
}

static void row_del(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row)
{
	struct key key;

	place_key(&row->place, &key);
	env_del(txn, VB_TABLE_BLOBS, key_span(&key));
	due_key(&row->place, &key);
	env_del(txn, VB_TABLE_BLOBS_DUE, key_span(&key));
	blobs->used -= blobs_row_bytes(row);
	blobs->changes++;
}

void blobs_open_rows(struct blobs_cursor *c, struct env_txn *txn, const struct record_ref *record)
{
	key_init(&c->prefix);
	if (record != NULL)
		key_record(&c->prefix, record);
	env_cursor_open(&c->c, txn, VB_TABLE_BLOBS, key_span(&c->prefix), span_of(NULL, 0));
}

bool blobs_next_row(struct blobs_cursor *c, struct blob_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && row_read(c->c.txn, key, value, out);
}

int blobs_close_rows(struct blobs_cursor *c)
{
	return env_cursor_close(&c->c);
}

bool blobs_next_due(struct env_txn *txn, const struct blob_place *after, struct blob_row *out)
{
	struct blob_place place;
	struct env_cursor c;
	struct key from;
	struct span key, value;
	bool found = false;

	key_init(&from);
	if (after != NULL) {
		due_key(after, &from);
		key_u8(&from, 0); /* the first key behind it */
	}
	env_cursor_open(&c, txn, VB_TABLE_BLOBS_DUE, span_of(NULL, 0), key_span(&from));
	if (env_cursor_next(&c, &key, &value)) {
		found = due_read(key, &place);
		if (!found)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
	}
	return env_cursor_close(&c) == 0 && found && blobs_get(txn, &place, out) == 0;
}

/* ---- files ---- */

int blobs_path(const char *home, uint64_t name, char out[static VB_HOME_PATH_MAX_BYTES])
{
	char file[sizeof(VB_BLOBS_FOLDER) + NAME_DIGITS + 1];

	(void)snprintf(file, sizeof(file), "%s/%016" PRIx64, VB_BLOBS_FOLDER, name);
	return home_path(home, file, out);
}

int blobs_open_file(const struct blobs *blobs, const struct blob_row *row, struct blob_file *out)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	int err = blobs_path(blobs->home, row->name, path);

	if (err == 0)
		err = blob_file_open(path, row->size, row->count, out);
	if (err == 0)
		out->is_simulated = blobs->is_simulated;
	return err;
}

int blobs_new_file(const struct blobs *blobs, uint64_t size, uint64_t *name, struct blob_file *out)
{
	struct blob_row row = { .size = size };
	int err;

	crypt_random(&row.name, sizeof(row.name));
	err = blobs_open_file(blobs, &row, out);
	if (err == 0)
		*name = row.name;
	return err;
}

void blobs_remove_file(const struct blobs *blobs, uint64_t name)
{
	char path[VB_HOME_PATH_MAX_BYTES];

	if (blobs_path(blobs->home, name, path) == 0)
		unlink(path);
}

/* The name of a new file is on disk, too. */
static int folder_sync(const struct blobs *blobs)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(blobs->home, VB_BLOBS_FOLDER, path);

	return err != 0 || blobs->is_simulated ? err : home_sync(path);
}

/* ---- coming ---- */

void blobs_list(struct blobs *blobs, struct env_txn *txn, const struct blob_place *place,
                uint64_t size)
{
	struct blob_row row = { .place = *place, .size = size };
	struct hash nothing;

	if (size > VB_BLOB_MAX_BYTES || blobs_get(txn, place, &row) == 0)
		return;
	crypt_random(&row.name, sizeof(row.name));
	if (size == 0) {
		blob_manifest(0, NULL, 0, &nothing);
		row.state = memcmp(nothing.b, place->manifest.b, sizeof(nothing.b)) == 0
		                    ? VB_BLOB_WHOLE
		                    : VB_BLOB_FALSE;
	}
	row_put(blobs, txn, &row);
}

int blobs_advance(struct blobs *blobs, struct env_txn *txn, struct blob_row *row,
                  const struct blob_file *file)
{
	struct hash manifest;
	struct blob_row now;
	int err = blobs_get(txn, &row->place, &now);

	if (err == 0 && now.name != row->name)
		err = VB_ERR_NOT_FOUND;
	if (err == 0 && row->count == 0 && file->synced > 0)
		err = folder_sync(blobs);
	if (err != 0)
		return err;
	row->count = file->synced;
	row->is_counted = now.is_counted;
	if (row->count == blob_chunk_count(row->size)) {
		err = blob_file_manifest(file, &manifest);
		if (err != 0)
			return err;
		row->state = VB_BLOB_WHOLE;
		if (memcmp(manifest.b, row->place.manifest.b, sizeof(manifest.b)) != 0) {
			row->state = VB_BLOB_FALSE;
			row->count = 0;
			blobs_remove_file(blobs, row->name);
			err = VB_ERR_BAD_HASH;
		}
	}
	row_put(blobs, txn, row);
	return err;
}

void blobs_adopt(struct blobs *blobs, struct env_txn *txn, const struct blob_row *whole)
{
	struct blob_row before;
	int err = folder_sync(blobs);

	if (err != 0)
		env_fail(txn, err);
	if (blobs_get(txn, &whole->place, &before) == 0 && before.name != whole->name)
		blobs_remove_file(blobs, before.name);
	row_put(blobs, txn, whole);
}

void blobs_hand_over(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row)
{
	row_del(blobs, txn, row);
}

int blobs_count(struct blobs *blobs, struct env_txn *txn, struct blob_row *row, bool is_counted)
{
	struct blob_row now;
	int err = blobs_get(txn, &row->place, &now);

	if (err != 0)
		return err;
	now.is_counted = is_counted;
	row_put(blobs, txn, &now);
	row->is_counted = is_counted;
	return 0;
}

bool blobs_is_listed(struct env_txn *txn, const struct blob_row *row)
{
	struct span value;
	struct key key;

	due_key(&row->place, &key);
	return row->state != VB_BLOB_DUE ||
	       env_get(txn, VB_TABLE_BLOBS_DUE, key_span(&key), &value) == 0;
}

void blobs_relist(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row)
{
	row_put(blobs, txn, row);
}

void blobs_restart(struct blobs *blobs, struct env_txn *txn, struct blob_row *row)
{
	blobs_remove_file(blobs, row->name);
	row->state = VB_BLOB_DUE;
	row->count = 0;
	row_put(blobs, txn, row);
}

/* ---- going ---- */

void blobs_drop(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row)
{
	blobs_remove_file(blobs, row->name);
	row_del(blobs, txn, row);
}

void blobs_drop_record(struct blobs *blobs, struct env_txn *txn, const struct record_ref *record)
{
	struct blob_row rows[DROP_BATCH];
	struct blobs_cursor c;
	size_t count;

	do {
		count = 0;
		blobs_open_rows(&c, txn, record);
		while (count < DROP_BATCH && blobs_next_row(&c, &rows[count]))
			count++;
		if (blobs_close_rows(&c) != 0)
			return;
		for (size_t i = 0; i < count; i++)
			blobs_drop(blobs, txn, &rows[i]);
	} while (count == DROP_BATCH);
	if (folder_sync(blobs) != 0)
		env_fail(txn, VB_ERR_IO);
}

/* ---- opening ---- */

struct names {
	uint64_t *items; /* ascending once sorted */
	uint32_t count, capacity;
};

static int compare_names(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

/* The names of all files that rows name, ascending. The caller frees them. */
static int names_read(struct env_txn *txn, struct names *names)
{
	struct blobs_cursor c;
	struct blob_row row;

	blobs_open_rows(&c, txn, NULL);
	while (blobs_next_row(&c, &row)) {
		names->items = array_reserve(names->items, &names->capacity, names->count + 1u,
		                             sizeof(*names->items));
		names->items[names->count++] = row.name;
	}
	if (names->count > 0)
		qsort(names->items, names->count, sizeof(*names->items), compare_names);
	return blobs_close_rows(&c);
}

static bool has_name(const struct names *names, uint64_t name)
{
	return names->count > 0 &&
	       bsearch(&name, names->items, names->count, sizeof(name), compare_names) != NULL;
}

int blobs_each_orphan(const char *home, struct env_txn *txn, void (*tell)(void *ctx, uint64_t name),
                      void *ctx)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct names names = { .count = 0 };
	const struct dirent *entry;
	DIR *dir;
	int err = home_path(home, VB_BLOBS_FOLDER, path);

	if (err != 0)
		return err;
	dir = opendir(path);
	if (dir == NULL)
		return home_error(errno);
	err = names_read(txn, &names);
	while (err == 0 && (entry = readdir(dir)) != NULL) {
		char *end;
		uint64_t name = strtoull(entry->d_name, &end, 16);

		if (strlen(entry->d_name) == NAME_DIGITS && *end == '\0' && !has_name(&names, name))
			tell(ctx, name);
	}
	closedir(dir);
	free(names.items);
	return err;
}

/* What a crash, an upload that was given up or an undone turn has left. */
static void remove_orphan(void *ctx, uint64_t name)
{
	blobs_remove_file(ctx, name);
}

int blobs_recount(struct blobs *blobs, struct env_txn *txn)
{
	struct blobs_cursor c;
	struct blob_row row;

	blobs->used = 0;
	blobs->changes++;
	blobs_open_rows(&c, txn, NULL);
	while (blobs_next_row(&c, &row))
		blobs->used += blobs_row_bytes(&row);
	return blobs_close_rows(&c);
}

int blobs_open(const char *home, struct env_txn *txn, bool simulated, struct blobs **out)
{
	struct blobs *blobs = calloc(1, sizeof(*blobs));
	char path[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(home, VB_BLOBS_FOLDER, path);

	if (blobs == NULL)
		abort();
	blobs->home = strdup(home);
	if (blobs->home == NULL)
		abort();
	blobs->is_simulated = simulated;
	if (err == 0 && mkdir(path, 0700) != 0 && errno != EEXIST)
		err = home_error(errno);
	if (err == 0)
		err = blobs_recount(blobs, txn);
	if (err == 0)
		err = blobs_each_orphan(home, txn, remove_orphan, blobs);
	if (err == 0)
		*out = blobs;
	else
		blobs_close(&blobs);
	return err;
}

void blobs_close(struct blobs **blobs)
{
	if (*blobs == NULL)
		return;
	free((*blobs)->home);
	free(*blobs);
	*blobs = NULL;
}

uint64_t blobs_changes(const struct blobs *blobs)
{
	return blobs->changes;
}

uint64_t blobs_used_bytes(const struct blobs *blobs)
{
	return blobs->used;
}
