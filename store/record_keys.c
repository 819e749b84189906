/* record_keys: keys of confidential records; see record_keys.h. */
#include "store/record_keys.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/array.h"
#include "store/home.h"
#include "store/keyspace.h"

#define BLOCK_COUNT 256u /* keys made ahead, or an eighth of what there is */
#define ROW_BYTES 13u
#define SCRATCH_KEPT_BYTES 65536u
#define WHAT_COUNT 4u
#define ZERO_BYTES 4096u

struct record_keys {
	struct env *env;
	char home[VB_HOME_PATH_MAX_BYTES];
	const struct node_keys *node_keys;
	struct keyring *ring;
	struct buf opened[WHAT_COUNT]; /* by enum record_keys_what */
	struct buf locked;
	uint64_t *gone; /* dropped in this turn */
	uint32_t gone_count, gone_capacity;
	bool is_stale; /* the file has keys that were dropped */
};

/* ---- the file ---- */

/* Overwrites what a descriptor of the former file still reaches. A disk may keep older copies of its blocks; that is all that
 * can be done from here. */
static int overwrite(int fd)
{
	static const uint8_t zeros[ZERO_BYTES];
	struct stat st;
	off_t at = 0;

	if (fstat(fd, &st) != 0)
		return VB_ERR_IO;
	while (at < st.st_size) {
		size_t size = st.st_size - at < (off_t)sizeof(zeros) ? (size_t)(st.st_size - at)
		                                                     : sizeof(zeros);
		ssize_t done = pwrite(fd, zeros, size, at);

		if (done < 0 && errno != EINTR)
			return home_error(errno);
		at += done > 0 ? done : 0;
	}
	return fsync(fd) == 0 ? 0 : home_error(errno);
}

static int write_file(const char *home, const struct keyring *ring,
                      const struct node_keys *node_keys)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct buf file;
	int former, err = home_path(home, VB_RECORD_KEYS_NAME, path);

	if (err != 0)
		return err;
	buf_init(&file, VB_KEYRING_FILE_MAX_BYTES);
	keyring_encode(ring, node_keys, VB_KEYRING_KEPT, (struct wall_ms){ 0 }, &file);
	former = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	err = file.err;
	if (err == 0)
		err = home_replace(home, VB_RECORD_KEYS_NAME, buf_span(&file));
	if (err == 0 && former >= 0)
		err = overwrite(former);
	if (former >= 0)
		close(former);
	buf_release(&file);
	return err;
}

/* Errors: VB_ERR_NOT_FOUND (no file), else as record_keys_open. */
static int read_file(const char *home, const struct node_keys *node_keys, struct keyring **out)
{
	struct wall_ms time;
	struct buf file;
	int err;

	buf_init(&file, VB_KEYRING_FILE_MAX_BYTES);
	err = home_read(home, VB_RECORD_KEYS_NAME, VB_KEYRING_FILE_MAX_BYTES, &file);
	if (err == 0) {
		err = keyring_decode(buf_span(&file), node_keys, VB_KEYRING_KEPT, &time, out);
		if (err != 0 && err != VB_ERR_VERSION)
			err = VB_ERR_RECORD_KEYS;
	} else if (err == VB_ERR_TOO_LARGE) {
		err = VB_ERR_RECORD_KEYS;
	}
	buf_release(&file);
	return err;
}

/* True if a record may have a key: its number was taken from a file. */
static int needs_file(struct env *env, bool *out)
{
	struct record_keys_cursor c;
	struct record_keys_row row;
	struct env_txn *txn = env_start(env, VB_ENV_READ);
	int err;

	*out = false;
	record_keys_open_rows(&c, txn);
	while (!*out && record_keys_next(&c, &row))
		*out = row.number > 0;
	err = record_keys_close_rows(&c);
	env_abort(&txn);
	return err;
}

int record_keys_open(struct env *env, const char *home, const struct node_keys *keys,
                     struct record_keys **out)
{
	struct record_keys *k = calloc(1, sizeof(*k));
	bool is_needed = false;
	int err;

	if (k == NULL)
		abort();
	k->env = env;
	k->node_keys = keys;
	for (size_t i = 0; i < WHAT_COUNT; i++)
		buf_init(&k->opened[i], SIZE_MAX);
	buf_init(&k->locked, SIZE_MAX);
	err = strlen(home) < sizeof(k->home) ? 0 : VB_ERR_TOO_LARGE;
	if (err == 0) {
		memcpy(k->home, home, strlen(home) + 1);
		err = read_file(home, keys, &k->ring);
	}
	if (err == VB_ERR_NOT_FOUND) {
		err = needs_file(env, &is_needed);
		if (err == 0 && is_needed)
			err = VB_ERR_RECORD_KEYS;
		else if (err == 0)
			k->ring = keyring_new();
	}
	if (err != 0) {
		record_keys_close(&k);
		return err;
	}
	env_set_keys(env, k);
	*out = k;
	return 0;
}

static void wipe(struct buf *buf)
{
	if (buf->data != NULL)
		crypt_wipe(buf->data, buf->size);
	buf_release(buf);
	buf_init(buf, SIZE_MAX);
}

void record_keys_rest(struct record_keys *keys)
{
	for (size_t i = 0; i < WHAT_COUNT; i++)
		wipe(&keys->opened[i]);
	wipe(&keys->locked);
}

void record_keys_close(struct record_keys **keys)
{
	struct record_keys *k = *keys;

	*keys = NULL;
	if (k == NULL)
		return;
	if (k->ring != NULL)
		env_set_keys(k->env, NULL);
	record_keys_rest(k);
	keyring_destroy(&k->ring);
	free(k->gone);
	free(k);
}

/* ---- rows ---- */

static int row_decode(struct env_txn *txn, struct span key, struct span value,
                      struct record_keys_row *out)
{
	struct cursor at;
	uint8_t wanted;

	cursor_init(&at, key);
	out->record = key_read_record(&at);
	if (cursor_finish(&at) == 0 && value.size == ROW_BYTES) {
		cursor_init(&at, value);
		out->number = cursor_u64(&at);
		out->kind = cursor_u32(&at);
		wanted = cursor_u8(&at);
		out->is_wanted = wanted == 1;
		if (wanted <= 1 && (out->number > 0 || out->is_wanted))
			return 0;
	}
	env_fail(txn, VB_ERR_STORE_CORRUPT);
	return VB_ERR_STORE_CORRUPT;
}

int record_keys_get(struct env_txn *txn, const struct record_ref *record,
                    struct record_keys_row *out)
{
	struct key key;
	struct span value;
	int err;

	key_init(&key);
	key_record(&key, record);
	err = env_get(txn, VB_TABLE_LOCKED, key_span(&key), &value);
	return err != 0 ? err : row_decode(txn, key_span(&key), value, out);
}

void record_keys_put(struct env_txn *txn, const struct record_keys_row *row)
{
	struct key key, value;

	key_init(&key);
	key_record(&key, &row->record);
	key_init(&value);
	key_u64(&value, row->number);
	key_u32(&value, row->kind);
	key_u8(&value, row->is_wanted);
	env_put(txn, VB_TABLE_LOCKED, key_span(&key), key_span(&value));
}

/* Makes a block of keys and keeps it; without the file there are none. */
static int block_make(struct record_keys *k, uint64_t from)
{
	uint64_t before = keyring_greatest(k->ring);
	uint32_t room = VB_RECORD_KEYS_MAX_COUNT - keyring_count(k->ring);
	uint32_t count = keyring_count(k->ring) / 8;
	int err;

	count = count > BLOCK_COUNT ? count : BLOCK_COUNT;
	err = room > 0 ? keyring_grow(k->ring, from, count < room ? count : room) : VB_ERR_TOO_MANY;
	if (err == 0)
		err = write_file(k->home, k->ring, k->node_keys);
	if (err == 0)
		k->is_stale = false;
	while (err != 0 && keyring_greatest(k->ring) > before)
		keyring_forget_number(k->ring, keyring_greatest(k->ring));
	return err;
}

/* The number of the next key that is here. When there are as many as may be, it is the common one: otherwise a single member
 * could stop everything by writing more records than that. */
static uint64_t next_number(struct record_keys *k, struct env_txn *txn)
{
	uint64_t number;
	int err;

	do {
		number = keyspace_next(txn, VB_META_NEXT_KEY);
	} while (number > 0 && number < keyring_greatest(k->ring) && !keyring_has(k->ring, number));
	if (number == 0 || keyring_has(k->ring, number))
		return number;
	err = block_make(k, number);
	if (err == VB_ERR_TOO_MANY)
		return keyring_common(k->ring);
	if (err != 0)
		env_fail(txn, err);
	return err == 0 ? number : 0;
}

uint64_t record_keys_give(struct env_txn *txn, const struct record_ref *record, uint32_t kind)
{
	struct record_keys *k = env_keys(txn);
	struct record_keys_row row;
	int err = record_keys_get(txn, record, &row);

	if (err == 0 && row.number > 0)
		return row.number;
	if (err == VB_ERR_NOT_FOUND)
		row = (struct record_keys_row){ .record = *record };
	else if (err != 0)
		return 0;
	assert(k != NULL);
	row.kind = kind;
	row.number = next_number(k, txn);
	if (row.number > 0)
		record_keys_put(txn, &row);
	return env_error(txn) == 0 ? row.number : 0;
}

void record_keys_drop(struct env_txn *txn, const struct record_ref *record)
{
	struct record_keys *k = env_keys(txn);
	struct record_keys_row row;
	struct key key;

	if (record_keys_get(txn, record, &row) != 0)
		return;
	key_init(&key);
	key_record(&key, record);
	env_del(txn, VB_TABLE_LOCKED, key_span(&key));
	env_del(txn, VB_TABLE_LOCKED_WORDS, key_span(&key));
	if (k == NULL || row.number == 0 || row.number == keyring_common(k->ring))
		return;
	k->gone = array_reserve(k->gone, &k->gone_capacity, k->gone_count + 1u, sizeof(*k->gone));
	k->gone[k->gone_count++] = row.number;
}

void record_keys_open_rows(struct record_keys_cursor *c, struct env_txn *txn)
{
	env_cursor_open(&c->c, txn, VB_TABLE_LOCKED, span_of(NULL, 0), span_of(NULL, 0));
}

bool record_keys_next(struct record_keys_cursor *c, struct record_keys_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && row_decode(c->c.txn, key, value, out) == 0;
}

int record_keys_close_rows(struct record_keys_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- values ---- */

/* Empties a buffer for size bytes; what a large value took goes back, and growing leaves no copy behind. */
static uint8_t *scratch(struct buf *buf, size_t size)
{
	if (buf->size > SCRATCH_KEPT_BYTES || size > buf->capacity)
		wipe(buf);
	buf_clear(buf);
	return buf_extend(buf, size);
}

/* What a value belongs to. */
static struct span owner_of(enum record_keys_what what, struct span owner, struct key *out)
{
	key_init(out);
	key_u8(out, (uint8_t)what);
	key_bytes(out, owner.data, owner.size);
	return key_span(out);
}

struct span record_keys_lock(struct env_txn *txn, uint64_t number, enum record_keys_what what,
                             struct span owner, struct span value)
{
	struct record_keys *k = env_keys(txn);
	struct key ad;
	uint8_t *to = scratch(&k->locked, value.size + VB_LOCKED_OVERHEAD_BYTES);

	keyring_lock(k->ring, number, owner_of(what, owner, &ad), value, to);
	return buf_span(&k->locked);
}

int record_keys_unlock(struct env_txn *txn, enum record_keys_what what, struct span owner,
                       struct span locked, struct span *out)
{
	struct record_keys *k = env_keys(txn);
	struct key ad;
	struct buf *opened = &k->opened[what];
	uint8_t *to;
	int err = locked.size >= VB_LOCKED_OVERHEAD_BYTES ? 0 : VB_ERR_STORE_CORRUPT;

	if (err == 0) {
		to = scratch(opened, locked.size - VB_LOCKED_OVERHEAD_BYTES);
		err = keyring_unlock(k->ring, owner_of(what, owner, &ad), locked, to);
	}
	if (err != 0) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return VB_ERR_STORE_CORRUPT;
	}
	*out = buf_span(opened);
	return 0;
}

void record_keys_mark(const struct record_keys *keys, struct span text, struct hash *out)
{
	keyring_mark(keys->ring, text, out);
}

/* ---- after the turn ---- */

void record_keys_on_commit(struct record_keys *keys)
{
	for (uint32_t i = 0; i < keys->gone_count; i++)
		keyring_forget_number(keys->ring, keys->gone[i]);
	keys->is_stale |= keys->gone_count > 0;
	keys->gone_count = 0;
}

void record_keys_on_failure(struct record_keys *keys)
{
	keys->gone_count = 0;
}

/* What stands in the file now is what is in the memory. */
static int read_again(const struct record_keys *k)
{
	struct keyring *ring = NULL;
	bool is_same;
	int err = read_file(k->home, k->node_keys, &ring);

	if (err != 0)
		return VB_ERR_IO;
	is_same = keyring_count(ring) == keyring_count(k->ring);
	for (uint32_t i = 0; is_same && i < keyring_count(ring); i++)
		is_same = keyring_number(ring, i) == keyring_number(k->ring, i);
	keyring_destroy(&ring);
	return is_same ? 0 : VB_ERR_IO;
}

int record_keys_keep(struct record_keys *keys)
{
	int err;

	if (!keys->is_stale)
		return 0;
	err = write_file(keys->home, keys->ring, keys->node_keys);
	if (err == 0)
		err = read_again(keys);
	if (err == 0)
		keys->is_stale = false;
	return err;
}

static int number_compare(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* All numbers that records have, ascending. */
static int numbers_read(struct env_txn *txn, uint64_t **out, uint32_t *count)
{
	struct record_keys_cursor c;
	struct record_keys_row row;
	uint32_t capacity = 0;
	int err;

	record_keys_open_rows(&c, txn);
	while (record_keys_next(&c, &row)) {
		*out = array_reserve(*out, &capacity, *count + 1u, sizeof(**out));
		(*out)[(*count)++] = row.number;
	}
	err = record_keys_close_rows(&c);
	if (err == 0 && *count > 0)
		qsort(*out, *count, sizeof(**out), number_compare);
	return err;
}

int record_keys_settle(struct record_keys *keys, struct env_txn *txn)
{
	uint64_t *used = NULL, next = 1;
	uint32_t used_count = 0, count = keyring_count(keys->ring);
	bool *is_marked = calloc(count + 1u, sizeof(*is_marked)), any = false;
	int err = numbers_read(txn, &used, &used_count);

	if (is_marked == NULL)
		abort();
	if (err == 0)
		err = keyspace_get_meta(txn, VB_META_NEXT_KEY, &next);
	if (err == VB_ERR_NOT_FOUND)
		err = 0;
	for (uint32_t i = 0; err == 0 && i < count; i++) {
		uint64_t number = keyring_number(keys->ring, i);

		is_marked[i] = number < next &&
		               (used_count == 0 || bsearch(&number, used, used_count, sizeof(*used),
		                                           number_compare) == NULL);
		any |= is_marked[i];
	}
	if (err == 0 && any) {
		keyring_forget(keys->ring, is_marked);
		keys->is_stale = true;
	}
	free(used);
	free(is_marked);
	return err;
}

bool record_keys_has(const struct record_keys *keys, uint64_t number)
{
	return keyring_has(keys->ring, number);
}

uint64_t record_keys_count(struct env_txn *txn)
{
	return env_count(txn, VB_TABLE_LOCKED);
}

/* ---- copies ---- */

/* Parts a path into its folder and its name. */
static int path_part(const char *path, char folder[static VB_HOME_PATH_MAX_BYTES],
                     const char **name)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - path);

	if (size >= VB_HOME_PATH_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	memcpy(folder, path, size);
	folder[size] = '\0';
	if (size == 0)
		memcpy(folder, slash == NULL ? "." : "/", 2);
	*name = slash == NULL ? path : slash + 1;
	return 0;
}

int record_keys_backup(const struct record_keys *keys, const char *path, struct wall_ms now,
                       uint64_t *bytes)
{
	char folder[VB_HOME_PATH_MAX_BYTES];
	const char *name;
	struct buf file;
	int err = path_part(path, folder, &name);

	if (err != 0)
		return err;
	buf_init(&file, VB_KEYRING_FILE_MAX_BYTES);
	keyring_encode(keys->ring, keys->node_keys, VB_KEYRING_BACKUP, now, &file);
	err = file.err;
	if (err == 0)
		err = home_replace(folder, name, buf_span(&file));
	if (err == 0)
		*bytes = file.size;
	buf_release(&file);
	return err;
}

bool record_keys_is_copy(const char *path)
{
	uint8_t head[VB_KEYRING_FRAME_BYTES];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t size = fd < 0 ? -1 : read(fd, head, sizeof(head));

	if (fd >= 0)
		close(fd);
	return size == (ssize_t)sizeof(head) &&
	       keyring_is_file(span_of(head, sizeof(head)), VB_KEYRING_BACKUP);
}

/* Reads a copy that somebody kept. */
static int read_copy(const char *path, const struct node_keys *keys, struct wall_ms *time,
                     struct keyring **out)
{
	char folder[VB_HOME_PATH_MAX_BYTES];
	const char *name;
	struct buf file;
	int err = path_part(path, folder, &name);

	if (err != 0)
		return VB_ERR_BAD_FILE;
	buf_init(&file, VB_KEYRING_FILE_MAX_BYTES);
	err = home_read(folder, name, VB_KEYRING_FILE_MAX_BYTES, &file);
	if (err == 0) {
		err = keyring_decode(buf_span(&file), keys, VB_KEYRING_BACKUP, time, out);
		if (err != 0 && err != VB_ERR_VERSION)
			err = VB_ERR_BAD_KEYS_BACKUP;
	} else {
		err = err == VB_ERR_TOO_LARGE ? VB_ERR_BAD_KEYS_BACKUP : VB_ERR_BAD_FILE;
	}
	buf_release(&file);
	return err;
}

int record_keys_restore(const char *home, const struct node_keys *keys, const char *path,
                        struct wall_ms now, struct wall_ms *time)
{
	struct keyring *ring = NULL;
	int err = 0;

	*time = (struct wall_ms){ 0 };
	if (path == NULL)
		ring = keyring_new();
	else
		err = read_copy(path, keys, time, &ring);
	if (err == 0 && path != NULL && now.v > time->v + VB_KEYS_BACKUP_LIFE_MS)
		err = VB_ERR_KEYS_BACKUP_OLD;
	if (err == 0)
		err = write_file(home, ring, keys);
	keyring_destroy(&ring);
	return err;
}
