/* env: the one file that knows LMDB; see env.h.
 *
 * What LMDB 0.9.24 does not do well is not used: DUPSORT, nested transactions, WRITEMAP, NOSYNC (but for the
 * simulator), deleting through a cursor. NOTLS, so that a process may hold a read and a write transaction.
 * length: all of LMDB is behind this one file.
 */
#include "store/env.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/batch.h"
#include "store/home.h"
#include "store/key.h"
#include "store/lmdb_file.h"

#define DATA_NAME "data.mdb"
#define BESIDE_NAME "data.mdb.new"
#define TABLES_MAX_COUNT 64u
#define BATCH_MAX_BYTES (1u << 20) /* of rows of one table that wait */
#define REST_ROWS                                                                                  \
	2000u /* written since the file was opened: so much memory may be worth giving back */
#define PROBE_BYTES 65536u /* room without which a failed write counts as a full disk */

struct env {
	char home[VB_HOME_PATH_MAX_BYTES];
	char path[VB_HOME_PATH_MAX_BYTES];
	struct env_options options;
	const char *tables[TABLES_MAX_COUNT];
	uint32_t table_count;
	MDB_env *db; /* NULL after a failed reopen */
	MDB_dbi dbi[TABLES_MAX_COUNT];
	bool are_tables_open;
	int lock;
	int broken; /* why nothing can be done any more */
	unsigned transactions;
	bool is_writing;
	uint64_t rows_written; /* since it was opened */
	struct record_keys *keys;
};

struct env_txn {
	struct env *env;
	MDB_txn *txn;
	enum env_mode mode;
	int err;
	/* Of each table: the cursor, where it wrote last; whether a key was written that
	 * does not stand behind all others; rows that wait to be written in order (NULL: none). */
	MDB_cursor *writers[TABLES_MAX_COUNT];
	bool is_between[TABLES_MAX_COUNT];
	struct batch *batches[TABLES_MAX_COUNT];
	bool has_waiting; /* some batch is not empty */
};

/* What LMDB's or the system's answer means. Wrong use of LMDB is our bug. */
static int translate(int rc)
{
	switch (rc) {
	case MDB_SUCCESS:
		return 0;
	case MDB_NOTFOUND:
		return VB_ERR_NOT_FOUND;
	case MDB_MAP_FULL:
		return VB_ERR_DISK_FULL;
	case MDB_TXN_FULL:
		return VB_ERR_TOO_LARGE;
	case MDB_PAGE_NOTFOUND:
	case MDB_CORRUPTED:
	case MDB_VERSION_MISMATCH:
	case MDB_INVALID:
	case MDB_INCOMPATIBLE:
		return VB_ERR_STORE_CORRUPT;
	case MDB_BAD_VALSIZE:
	case MDB_BAD_TXN:
	case MDB_BAD_DBI:
	case MDB_BAD_RSLOT:
	case MDB_KEYEXIST:
	case MDB_DBS_FULL:
		assert(!"wrong use of the store");
		return VB_ERR_IO;
	case ENOSPC:
	case EDQUOT:
		return VB_ERR_DISK_FULL;
	default:
		return VB_ERR_IO;
	}
}

/* ---- opening and closing ---- */

/* LMDB 0.9.24 leaves the data file open for programs that this one starts. */
static int close_on_exec(MDB_env *db)
{
	mdb_filehandle_t fd;
	int rc = mdb_env_get_fd(db, &fd);

	return rc != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? rc : errno;
}

/* Maps the file and opens its first table. */
static int db_open(struct env *env)
{
	unsigned flags = MDB_NOSUBDIR | MDB_NOTLS;
	MDB_txn *txn = NULL;
	int rc;

	if ((env->options.flags & VB_ENV_NO_FSYNC) != 0)
		flags |= MDB_NOSYNC;
	if ((env->options.flags & VB_ENV_READ_ONLY) != 0)
		flags |= MDB_RDONLY;
	env->rows_written = 0;
	rc = mdb_env_create(&env->db);
	if (rc == 0)
		rc = mdb_env_set_mapsize(env->db, env->options.map_bytes);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(env->db, env->table_count);
	if (rc == 0)
		rc = mdb_env_open(env->db, env->path, flags, 0600);
	if (rc == 0)
		rc = close_on_exec(env->db);
	if (rc == 0)
		rc = mdb_txn_begin(env->db, NULL, flags & MDB_RDONLY, &txn);
	if (rc == 0)
		rc = mdb_dbi_open(txn, env->tables[0],
		                  (env->options.flags & VB_ENV_CREATE) != 0 ? MDB_CREATE : 0,
		                  &env->dbi[0]);
	if (rc == 0) {
		rc = mdb_txn_commit(txn);
		txn = NULL;
	}
	mdb_txn_abort(txn);
	if (rc != 0) {
		mdb_env_close(env->db);
		env->db = NULL;
	}
	return rc == MDB_NOTFOUND ? VB_ERR_STORE_CORRUPT : translate(rc);
}

/* Looks at the file before it is mapped. A copy that a crash interrupted may hold deleted data: away with it. */
static int file_prepare(const struct env *env)
{
	char beside[VB_HOME_PATH_MAX_BYTES];
	uint32_t flags = env->options.flags;
	struct stat st;
	int err;

	if ((flags & VB_ENV_READ_ONLY) == 0) {
		err = home_path(env->home, BESIDE_NAME, beside);
		if (err != 0)
			return err;
		if (unlink(beside) != 0 && errno != ENOENT)
			return home_error(errno);
	}
	if ((flags & VB_ENV_CREATE) != 0)
		return lstat(env->path, &st) == 0 ? VB_ERR_HOME_EXISTS : 0;
	return (flags & VB_ENV_WALK) != 0 ? lmdb_file_walk(env->path) : lmdb_file_check(env->path);
}

void env_close(struct env **env)
{
	struct env *e = *env;

	*env = NULL;
	if (e == NULL)
		return;
	assert(e->transactions == 0);
	if (e->db != NULL)
		mdb_env_close(e->db);
	if (e->lock >= 0)
		close(e->lock);
	free(e);
}

void env_remove(struct env **env)
{
	char path[VB_HOME_PATH_MAX_BYTES], lock_path[VB_HOME_PATH_MAX_BYTES];

	memcpy(path, (*env)->path, sizeof(path));
	if (home_path((*env)->home, DATA_NAME "-lock", lock_path) == 0)
		unlink(lock_path);
	unlink(path);
	env_close(env);
}

int env_open(const char *home, const struct env_options *options, const char *const *tables,
             uint32_t table_count, struct env **out)
{
	struct env *env = calloc(1, sizeof(*env));
	int err;

	if (env == NULL)
		abort();
	assert(table_count > 0 && table_count <= TABLES_MAX_COUNT);
	env->lock = -1;
	env->options = *options;
	if (env->options.map_bytes == 0)
		env->options.map_bytes = (options->flags & VB_ENV_NO_FSYNC) != 0
		                                 ? VB_ENV_SIMULATED_MAP_BYTES
		                                 : VB_ENV_MAP_BYTES;
	memcpy(env->tables, tables, table_count * sizeof(*tables));
	env->table_count = table_count;
	err = home_path(home, DATA_NAME, env->path);
	if (err == 0) {
		memcpy(env->home, home, strlen(home) + 1);
		err = home_lock(home, &env->lock);
	}
	if (err == 0)
		err = file_prepare(env);
	if (err == 0)
		err = db_open(env);
	if (err == 0 && (options->flags & VB_ENV_CREATE) != 0)
		err = home_sync(home);
	env->options.flags &= ~(uint32_t)(VB_ENV_CREATE | VB_ENV_WALK);
	if (err != 0 && err != VB_ERR_HOME_EXISTS && (options->flags & VB_ENV_CREATE) != 0 &&
	    env->lock >= 0)
		env_remove(&env);
	else if (err != 0)
		env_close(&env);
	else
		*out = env;
	return err;
}

/* Opens the tables in one transaction; missing ones are made with MDB_CREATE. */
static int tables_open(struct env *env, unsigned begin_flags, unsigned open_flags)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(env->db, NULL, begin_flags, &txn);

	for (uint32_t i = 1; i < env->table_count && rc == 0; i++)
		rc = mdb_dbi_open(txn, env->tables[i], open_flags, &env->dbi[i]);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return translate(rc);
	}
	return translate(mdb_txn_commit(txn));
}

int env_open_tables(struct env *env)
{
	int err;

	assert(env->transactions == 0);
	err = tables_open(env, MDB_RDONLY, 0);
	if (err == VB_ERR_NOT_FOUND)
		err = (env->options.flags & VB_ENV_READ_ONLY) != 0
		              ? VB_ERR_STORE_CORRUPT
		              : tables_open(env, 0, MDB_CREATE);
	env->are_tables_open = err == 0;
	return err;
}

int env_reopen(struct env *env)
{
	bool open_tables = env->are_tables_open;
	int err;

	assert(env->transactions == 0);
	mdb_env_close(env->db);
	env->db = NULL;
	env->are_tables_open = false;
	err = lmdb_file_check(env->path);
	if (err == 0)
		err = db_open(env);
	if (err == 0 && open_tables)
		err = env_open_tables(env);
	if (err != 0)
		env_stop(env, err);
	return err;
}

int env_rest(struct env *env)
{
	int err = 0;

	if (env->broken == 0 && env->rows_written >= REST_ROWS) {
		err = env_reopen(env);
		(void)malloc_trim(0);
	}
	return err;
}

void env_library(char out[static VB_ENV_LIBRARY_BYTES])
{
	int major, minor, patch;

	(void)mdb_version(&major, &minor, &patch);
	(void)snprintf(out, VB_ENV_LIBRARY_BYTES, "%d.%d.%d", major, minor, patch);
}

void env_set_keys(struct env *env, struct record_keys *keys)
{
	env->keys = keys;
}

struct record_keys *env_keys(const struct env_txn *txn)
{
	return txn->env->keys;
}

const char *env_path(const struct env *env)
{
	return env->path;
}

void env_stop(struct env *env, int err)
{
	if (env->broken == 0)
		env->broken = err;
}

/* ---- rows on their way into a table ---- */

int env_error(const struct env_txn *txn)
{
	return txn->err;
}

void env_fail(struct env_txn *txn, int err)
{
	if (txn->err == 0)
		txn->err = err;
}

static MDB_val val_of(struct span s)
{
	return (MDB_val){ .mv_size = s.size, .mv_data = (void *)(uintptr_t)s.data };
}

static struct span span_of_val(MDB_val v)
{
	return span_of(v.mv_data, v.mv_size);
}

/* Keeps the first error of the transaction; that a key is missing is none. */
static int note(struct env_txn *txn, int rc)
{
	int err = translate(rc);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		env_fail(txn, err);
	return err;
}

/* The cursor by which a table is written. */
static int writer_open(struct env_txn *txn, uint32_t table)
{
	if (txn->writers[table] != NULL)
		return 0;
	return note(txn, mdb_cursor_open(txn->txn, txn->env->dbi[table], &txn->writers[table]));
}

/* The last key of a table; an empty one stands before all others. */
static void last_key(struct env_txn *txn, uint32_t table, struct key *out)
{
	MDB_val k = { 0 }, v = { 0 };

	key_init(out);
	if (writer_open(txn, table) == 0 &&
	    note(txn, mdb_cursor_get(txn->writers[table], &k, &v, MDB_LAST)) == 0)
		key_bytes(out, k.mv_data, k.mv_size);
}

/* Writes the rows of a table that wait. Every function that changes a table, or looks at it alone, begins with this. */
static void flush(struct env_txn *txn, uint32_t table)
{
	struct batch *batch = txn->batches[table];
	struct span key, value;
	struct key last;
	size_t count;

	if (batch == NULL || !txn->has_waiting)
		return;
	count = batch_sort(batch);
	txn->env->rows_written += count;
	if (txn->err == 0 && count > 0)
		last_key(txn, table, &last);
	for (size_t i = 0; i < count && txn->err == 0; i++) {
		MDB_val k, v;

		batch_at(batch, i, &key, &value);
		k = val_of(key);
		v = val_of(value);
		(void)note(txn,
		           mdb_cursor_put(txn->writers[table], &k, &v,
		                          span_compare(key, key_span(&last)) > 0 ? MDB_APPEND : 0));
	}
	batch_clear(batch);
}

/* Writes all rows that wait. What hands out bytes of the map begins with this: nothing may be written while they are
 * looked at. */
static void flush_all(struct env_txn *txn)
{
	for (uint32_t i = 0; txn->has_waiting && i < txn->env->table_count; i++)
		flush(txn, i);
	txn->has_waiting = false;
}

/* Writes by a cursor that stays where it wrote last, so that keys which follow each other need no search from the root.
 * Keys behind all others, as those of logs and of the feed are, are appended: that fills pages to the end. */
static int put(struct env_txn *txn, uint32_t table, struct span key, MDB_val *value, unsigned flags)
{
	MDB_cursor **writer = &txn->writers[table];
	MDB_val k = val_of(key);
	int rc = 0;

	flush(txn, table);
	if (writer_open(txn, table) != 0)
		return txn->err;
	txn->env->rows_written++;
	if (!txn->is_between[table]) {
		rc = mdb_cursor_put(*writer, &k, value, flags | MDB_APPEND);
		txn->is_between[table] = rc == MDB_KEYEXIST;
		if (rc != MDB_KEYEXIST)
			return note(txn, rc);
		rc = 0;
	}
	if (rc == 0)
		rc = mdb_cursor_put(*writer, &k, value, flags);
	return note(txn, rc);
}

/* ---- transactions ---- */

int env_begin(struct env *env, enum env_mode mode, struct env_txn **out)
{
	struct env_txn *txn;
	int err;

	if (env->broken != 0)
		return env->broken;
	assert(mode == VB_ENV_READ || !env->is_writing);
	if (mode == VB_ENV_WRITE && (env->options.flags & VB_ENV_READ_ONLY) != 0)
		return VB_ERR_IO;
	txn = calloc(1, sizeof(*txn));
	if (txn == NULL)
		abort();
	txn->env = env;
	txn->mode = mode;
	err = translate(
		mdb_txn_begin(env->db, NULL, mode == VB_ENV_READ ? MDB_RDONLY : 0, &txn->txn));
	if (err != 0) {
		free(txn);
		return err;
	}
	env->transactions++;
	env->is_writing |= mode == VB_ENV_WRITE;
	*out = txn;
	return 0;
}

struct env_txn *env_start(struct env *env, enum env_mode mode)
{
	struct env_txn *txn;
	int err = env_begin(env, mode, &txn);

	if (err == 0)
		return txn;
	txn = calloc(1, sizeof(*txn));
	if (txn == NULL)
		abort();
	*txn = (struct env_txn){ .env = env, .mode = mode, .err = err };
	env->transactions++;
	env->is_writing |= mode == VB_ENV_WRITE;
	return txn;
}

/* Frees a transaction that LMDB has ended. */
static void txn_end(struct env_txn **txn)
{
	struct env *env = (*txn)->env;

	for (uint32_t i = 0; i < env->table_count; i++)
		batch_destroy(&(*txn)->batches[i]);
	env->transactions--;
	if ((*txn)->mode == VB_ENV_WRITE)
		env->is_writing = false;
	free(*txn);
	*txn = NULL;
}

/* What a failed commit means. LMDB reports a write that a full disk cut short as EIO. What a failed fsync left behind
 * is unknown, so after it nothing is written any more. */
static int commit_failed(struct env *env, int rc)
{
	int err = translate(rc);

	if (rc == EIO && !home_has_room(env->home, PROBE_BYTES))
		err = VB_ERR_DISK_FULL;
	if (err == VB_ERR_IO)
		env_stop(env, err);
	return err;
}

/* Before its table is changed by other means. */
static void writer_end(struct env_txn *txn, uint32_t table)
{
	if (txn->writers[table] != NULL)
		mdb_cursor_close(txn->writers[table]);
	txn->writers[table] = NULL;
}

/* Before its transaction ends: LMDB itself ends those of write transactions only, and a last key is looked for in others,
 * too. */
static void writers_end(struct env_txn *txn)
{
	for (uint32_t table = 0; table < TABLES_MAX_COUNT; table++)
		writer_end(txn, table);
}

int env_commit(struct env_txn **txn)
{
	struct env_txn *t = *txn;
	int err, rc;

	flush_all(t);
	writers_end(t);
	err = t->err;
	if (err != 0) {
		mdb_txn_abort(t->txn);
	} else {
		rc = mdb_txn_commit(t->txn);
		if (rc != 0)
			err = commit_failed(t->env, rc);
	}
	txn_end(txn);
	return err;
}

void env_abort(struct env_txn **txn)
{
	if (*txn == NULL)
		return;
	writers_end(*txn);
	mdb_txn_abort((*txn)->txn);
	txn_end(txn);
}

/* ---- reading and writing ---- */

int env_get(struct env_txn *txn, uint32_t table, struct span key, struct span *value)
{
	MDB_val k = val_of(key), v = { 0 };
	int err;

	flush_all(txn);
	if (txn->err != 0)
		return txn->err;
	err = note(txn, mdb_get(txn->txn, txn->env->dbi[table], &k, &v));
	if (err == 0)
		*value = span_of_val(v);
	return err;
}

bool env_has(struct env_txn *txn, uint32_t table, struct span key)
{
	struct span value;

	return env_get(txn, table, key, &value) == 0;
}

void env_put(struct env_txn *txn, uint32_t table, struct span key, struct span value)
{
	MDB_val v = val_of(value);

	assert(txn->mode == VB_ENV_WRITE);
	if (txn->err == 0)
		(void)put(txn, table, key, &v, 0);
}

void env_put_soon(struct env_txn *txn, uint32_t table, struct span key, struct span value)
{
	assert(txn->mode == VB_ENV_WRITE);
	if (txn->batches[table] == NULL)
		txn->batches[table] = batch_new();
	batch_add(txn->batches[table], key, value);
	txn->has_waiting = true;
	if (batch_bytes(txn->batches[table]) >= BATCH_MAX_BYTES)
		flush(txn, table);
}

uint8_t *env_reserve(struct env_txn *txn, uint32_t table, struct span key, size_t size)
{
	MDB_val v = { .mv_size = size, .mv_data = NULL };

	assert(txn->mode == VB_ENV_WRITE);
	if (txn->err != 0 || put(txn, table, key, &v, MDB_RESERVE) != 0)
		return NULL;
	return v.mv_data;
}

void env_del(struct env_txn *txn, uint32_t table, struct span key)
{
	MDB_val k = val_of(key);

	assert(txn->mode == VB_ENV_WRITE);
	flush(txn, table);
	writer_end(txn, table);
	if (txn->err == 0)
		(void)note(txn, mdb_del(txn->txn, txn->env->dbi[table], &k, NULL));
}

void env_del_prefix(struct env_txn *txn, uint32_t table, struct span prefix)
{
	struct env_cursor c;
	struct span found, value;
	struct key key;
	bool more = true;

	/* One key at a time: LMDB 0.9.24 and its successors had errors in deleting through a cursor that goes on. */
	while (more) {
		env_cursor_open(&c, txn, table, prefix, prefix);
		more = env_cursor_next(&c, &found, &value);
		if (more) {
			key_init(&key);
			key_bytes(&key, found.data, found.size);
		}
		more = env_cursor_close(&c) == 0 && more;
		if (more)
			env_del(txn, table, key_span(&key));
	}
}

void env_clear(struct env_txn *txn, uint32_t table)
{
	assert(txn->mode == VB_ENV_WRITE);
	flush(txn, table);
	writer_end(txn, table);
	if (txn->err == 0)
		(void)note(txn, mdb_drop(txn->txn, txn->env->dbi[table], 0));
}

/* The least key greater than all that begin with prefix; false if there is none. */
static bool key_behind(struct span prefix, struct key *out)
{
	key_init(out);
	key_bytes(out, prefix.data, prefix.size);
	while (out->size > 0 && out->b[out->size - 1] == UINT8_MAX)
		out->size--;
	if (out->size == 0)
		return false;
	out->b[out->size - 1]++;
	return true;
}

int env_last(struct env_txn *txn, uint32_t table, struct span prefix, struct span *key,
             struct span *value)
{
	MDB_cursor *cursor = NULL;
	struct key behind;
	MDB_val k = { 0 }, v = { 0 };
	int rc, err;

	flush_all(txn);
	if (txn->err != 0)
		return txn->err;
	rc = mdb_cursor_open(txn->txn, txn->env->dbi[table], &cursor);
	if (rc == 0 && key_behind(prefix, &behind)) {
		k = val_of(key_span(&behind));
		rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);
		if (rc == 0)
			rc = mdb_cursor_get(cursor, &k, &v, MDB_PREV);
		else if (rc == MDB_NOTFOUND)
			rc = mdb_cursor_get(cursor, &k, &v, MDB_LAST);
	} else if (rc == 0) {
		rc = mdb_cursor_get(cursor, &k, &v, MDB_LAST);
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	if (rc == 0 && (k.mv_size < prefix.size ||
	                (prefix.size > 0 && memcmp(k.mv_data, prefix.data, prefix.size) != 0)))
		rc = MDB_NOTFOUND;
	err = note(txn, rc);
	if (err == 0) {
		*key = span_of_val(k);
		*value = span_of_val(v);
	}
	return err;
}

int env_last_number(struct env_txn *txn, uint32_t table, uint64_t *out)
{
	struct key last;

	flush(txn, table);
	if (txn->err == 0)
		last_key(txn, table, &last);
	if (txn->err == 0 && last.size != 0 && last.size != sizeof(*out))
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	if (txn->err == 0)
		*out = last.size == 0 ? 0 : get_be64(last.b);
	return txn->err;
}

/* ---- walks ---- */

void env_cursor_open(struct env_cursor *c, struct env_txn *txn, uint32_t table, struct span prefix,
                     struct span from)
{
	MDB_cursor *cursor = NULL;

	flush_all(txn);
	*c = (struct env_cursor){ .txn = txn,
		                  .prefix = prefix,
		                  .from = from.size > 0 ? from : prefix };
	if (txn->err == 0 &&
	    note(txn, mdb_cursor_open(txn->txn, txn->env->dbi[table], &cursor)) == 0)
		c->position = cursor;
}

bool env_cursor_next(struct env_cursor *c, struct span *key, struct span *value)
{
	MDB_val k = val_of(c->from), v;
	MDB_cursor_op op = MDB_NEXT;

	if (c->position == NULL || c->txn->err != 0)
		return false;
	if (!c->is_started)
		op = c->from.size > 0 ? MDB_SET_RANGE : MDB_FIRST;
	c->is_started = true;
	if (note(c->txn, mdb_cursor_get(c->position, &k, &v, op)) != 0 ||
	    k.mv_size < c->prefix.size ||
	    (c->prefix.size > 0 && memcmp(k.mv_data, c->prefix.data, c->prefix.size) != 0))
		return false;
	*key = span_of_val(k);
	*value = span_of_val(v);
	return true;
}

int env_cursor_close(struct env_cursor *c)
{
	if (c->position != NULL)
		mdb_cursor_close(c->position);
	c->position = NULL;
	return c->txn->err;
}

uint64_t env_count(struct env_txn *txn, uint32_t table)
{
	MDB_stat stat;

	flush(txn, table);
	if (txn->err != 0 || note(txn, mdb_stat(txn->txn, txn->env->dbi[table], &stat)) != 0)
		return 0;
	return stat.ms_entries;
}

/* ---- the whole ---- */

int env_measure(struct env *env, struct env_info *out)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	struct statvfs disk;

	if (env->broken != 0)
		return env->broken;
	if (mdb_env_info(env->db, &info) != 0 || mdb_env_stat(env->db, &stat) != 0 ||
	    lstat(env->path, &st) != 0 || statvfs(env->home, &disk) != 0)
		return VB_ERR_IO;
	out->file_bytes = (uint64_t)st.st_size;
	out->used_bytes = (info.me_last_pgno + 1) * (uint64_t)stat.ms_psize;
	out->map_bytes = info.me_mapsize;
	out->disk_bytes = (uint64_t)disk.f_blocks * disk.f_frsize;
	out->free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	return 0;
}

int env_copy(struct env *env, int fd)
{
	if (env->broken != 0)
		return env->broken;
	assert(!env->is_writing);
	return translate(mdb_env_copyfd2(env->db, fd, MDB_CP_COMPACT));
}
