/* lmdb_scrub: nothing of deleted rows is left in a compact copy, which LMDB reads and writes as before. */
#include "store/lmdb_scrub.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/keyspace.h"
#include "store/lmdb_file.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define ROWS 4000u
#define BIG_BYTES 3000u

enum { TABLES = 2 };
static const char *const names[TABLES] = { "words", "long" };

static struct env *open_env(const char *home, uint32_t flags)
{
	struct env_options options = { .flags = flags | VB_ENV_NO_FSYNC };
	struct env *env;

	if (env_open(home, &options, names, TABLES, &env) != 0 || env_open_tables(env) != 0)
		bail("no environment");
	return env;
}

static struct env_txn *begin(struct env *env, enum env_mode mode)
{
	struct env_txn *txn;

	if (env_begin(env, mode, &txn) != 0)
		bail("no transaction");
	return txn;
}

/* Every other row is secret: in its key, and in its value. */
static bool is_secret(uint32_t n)
{
	return n % 2 == 1;
}

static struct span key_of(uint32_t n, char out[static 64])
{
	int size = snprintf(out, 64, "%06u-%s", n, is_secret(n) ? "geheimeswort" : "bleibt");

	return span_of(out, (size_t)size);
}

static void put(struct env_txn *txn, uint32_t n)
{
	char key[64], value[BIG_BYTES];

	memset(value, 'v', sizeof(value));
	for (size_t i = 0; i + 20 < sizeof(value); i += 20)
		memcpy(value + i, is_secret(n) ? "vertraulicherinhalt" : "offenerinhaltimtext", 20);
	env_put(txn, 0, key_of(n, key), span_of(value, 40));
	if (n % 8 < 2)
		env_put(txn, 1, key_of(n, key), span_of(value, is_secret(n) ? BIG_BYTES : 2100));
}

static void del(struct env_txn *txn, uint32_t n)
{
	char key[64];

	env_del(txn, 0, key_of(n, key));
	env_del(txn, 1, key_of(n, key));
}

static void fill(struct env *env)
{
	struct env_txn *txn;

	for (uint32_t part = 0; part < 4; part++) {
		txn = begin(env, VB_ENV_WRITE);
		for (uint32_t n = part; n < ROWS; n += 4)
			put(txn, n);
		is_err(env_commit(&txn), 0, "rows, part %u", part);
	}
	txn = begin(env, VB_ENV_WRITE);
	for (uint32_t n = 1; n < ROWS; n += 2)
		del(txn, n);
	/* Others take the places of the long ones, and are shorter. */
	for (uint32_t n = ROWS; n < ROWS + 400; n += 8)
		put(txn, n);
	is_err(env_commit(&txn), 0, "every other one is deleted");
}

static size_t traces(const char *path)
{
	static const char *const secrets[] = { "geheim", "eswort", "vertrau", "licher" };
	FILE *f = fopen(path, "rb");
	size_t size, count = 0;
	char *all = malloc(64u << 20);

	if (f == NULL || all == NULL)
		bail("no copy");
	size = fread(all, 1, 64u << 20, f);
	fclose(f);
	for (size_t i = 0; i + 8 < size; i++) {
		for (size_t k = 0; k < 4; k++)
			count += memcmp(all + i, secrets[k], strlen(secrets[k])) == 0;
	}
	free(all);
	return count;
}

/* All rows that stay are found, by their keys and one after the other. */
static void test_rows(struct env *env)
{
	struct env_txn *txn = begin(env, VB_ENV_READ);
	struct env_cursor c;
	struct span key, value;
	char text[64];
	uint32_t found = 0, walked = 0;

	for (uint32_t n = 0; n < ROWS; n++)
		found += env_has(txn, 0, key_of(n, text)) == !is_secret(n);
	is_int(found, ROWS, "each row is found, or not");
	env_cursor_open(&c, txn, 0, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value))
		walked++;
	is_err(env_cursor_close(&c), 0, "walked");
	is_int(walked, ROWS / 2 + 50, "all of them");
	env_abort(&txn);
}

/* Pages are parted and joined again. */
static void test_writing(struct env *env)
{
	struct env_txn *txn = begin(env, VB_ENV_WRITE);
	char text[64];

	for (uint32_t n = 1; n < ROWS; n += 2)
		put(txn, n);
	is_err(env_commit(&txn), 0, "rows between them");
	txn = begin(env, VB_ENV_WRITE);
	for (uint32_t n = 0; n < ROWS; n += 2)
		del(txn, n);
	is_err(env_commit(&txn), 0, "the others go");
	txn = begin(env, VB_ENV_READ);
	is_int((int)env_count(txn, 0), ROWS / 2 + 50, "as many as before");
	ok(env_has(txn, 0, key_of(ROWS - 1, text)) && !env_has(txn, 0, key_of(ROWS - 2, text)),
	   "the right ones");
	env_abort(&txn);
}

static void test_refused(const char *dir)
{
	static const uint8_t zeros[8192];
	int fd = open(scratch_path(dir, "junk"), O_RDWR | O_CREAT, 0600);

	is_err(lmdb_scrub(fd), VB_ERR_STORE_CORRUPT, "an empty file");
	ok(write(fd, zeros, sizeof(zeros)) == sizeof(zeros), "zeros");
	is_err(lmdb_scrub(fd), VB_ERR_STORE_CORRUPT, "are no copy");
	close(fd);
}

int main(void)
{
	char dir[SCRATCH_PATH_BYTES];
	const char *path;
	struct env *env;
	int fd;

	scratch_make(dir);
	env = open_env(dir, VB_ENV_CREATE);
	fill(env);
	path = strdup(scratch_path(dir, "copy"));
	fd = open(path, O_RDWR | O_CREAT, 0600);
	is_err(env_copy(env, fd), 0, "a compact copy");
	env_close(&env);
	ok(traces(path) > 0, "holds traces of what was deleted");
	is_err(lmdb_scrub(fd), 0, "they are taken out");
	is_int((int)traces(path), 0, "none is left");
	close(fd);
	is_err(lmdb_file_walk(path), 0, "every page is in order");
	if (rename(path, scratch_path(dir, "data.mdb")) != 0)
		bail("no store");
	env = open_env(dir, 0);
	test_rows(env);
	test_writing(env);
	env_close(&env);
	is_err(lmdb_file_walk(scratch_path(dir, "data.mdb")), 0, "and still is");
	test_refused(dir);
	scratch_remove(dir);
	free((void *)path);
	return done();
}
