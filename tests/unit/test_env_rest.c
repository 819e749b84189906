/* env_rest: the memory of large transactions goes back, the data stay, and a file that is gone is noticed. */
#include "store/env.h"

#include <malloc.h>
#include <stdio.h>

#include "store/key.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define ROWS 5000u
#define ROW_BYTES 1000u

static const char *const tables[] = { "first", "second" };

static char dir[SCRATCH_PATH_BYTES];

static struct env *must_open(void)
{
	struct env_options options = { .flags = VB_ENV_CREATE };
	struct env *env;

	if (env_open(dir, &options, tables, 2, &env) != 0 || env_open_tables(env) != 0)
		bail("cannot open the store");
	return env;
}

/* Writes so many rows in one transaction, half of them in order. */
static void fill(struct env *env, uint32_t from, uint32_t count)
{
	static const uint8_t value[ROW_BYTES];
	struct env_txn *txn = env_start(env, VB_ENV_WRITE);
	struct key key;

	for (uint32_t number = from; number < from + count; number++) {
		key_init(&key);
		key_u32(&key, number);
		if (number % 2 == 0)
			env_put(txn, 0, key_span(&key), span_of(value, sizeof(value)));
		else
			env_put_soon(txn, 1, key_span(&key), span_of(value, sizeof(value)));
	}
	is_err(env_commit(&txn), 0, "%u rows are written", (unsigned)count);
}

static uint64_t count(struct env *env)
{
	struct env_txn *txn = env_start(env, VB_ENV_READ);
	uint64_t sum = env_count(txn, 0) + env_count(txn, 1);

	env_abort(&txn);
	return sum;
}

/* Bytes that are allocated now. A sanitizer's allocator does not count them. */
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void test_memory(struct env *env)
{
	size_t before = allocated(), after;

	fill(env, 0, ROWS);
	after = allocated();
	is_err(env_rest(env), 0, "rested");
#ifndef __SANITIZE_ADDRESS__
	ok(after - before >= ROWS * ROW_BYTES / 2, "a large transaction keeps its pages: %zu",
	   after - before);
	after = allocated();
	ok(after <= before + ROWS * ROW_BYTES / 10, "until they are given back: %zu, %zu before",
	   after, before);
#else
	(void)before;
	(void)after;
#endif
	is_u64(count(env), ROWS, "everything is still there");
	fill(env, ROWS, 10);
	is_u64(count(env), ROWS + 10, "and writing goes on");
}

/* It would be noticed by the file: a second one in its place is what is open then. */
static void test_little(struct env *env)
{
	const char *path = env_path(env);
	struct env_txn *txn;
	char aside[SCRATCH_PATH_BYTES + 8];

	snprintf(aside, sizeof(aside), "%s.aside", path);
	ok(rename(path, aside) == 0, "the file is moved away");
	is_err(env_rest(env), 0, "after little was written nothing is opened anew");
	is_u64(count(env), ROWS + 10, "so that it goes on with what it has");
	fill(env, 2 * ROWS, ROWS);
	is_err(env_rest(env), VB_ERR_NO_HOME, "after much it is, and the loss is noticed");
	is_err(env_rest(env), 0, "once");
	is_err(env_begin(env, VB_ENV_READ, &txn), VB_ERR_NO_HOME, "and by whoever asks");
}

int main(void)
{
	struct env *env;

	scratch_make(dir);
	env = must_open();
	test_memory(env);
	test_little(env);
	env_close(&env);
	scratch_remove(dir);
	return done();
}
