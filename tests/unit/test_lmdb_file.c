/*
 * lmdb_file: whole files pass, damaged and cut ones are refused and never walked into.
 *
 * What a file should hold is known from its keys; LMDB itself wrote it. Each damaged byte must be found, or the data
 * must be unharmed by it.
 */
#include "store/lmdb_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/env.h"
#include "store/key.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"
#include "tests/unit/seeded.h"

#define PAGE 4096u
#define HEAD_BYTES 152u

enum { SMALL, LARGE, TABLES };
static const char *const tables[] = { "small", "large" };

static char dir[SCRATCH_PATH_BYTES];

static const char *file_path(void)
{
	return scratch_path(dir, "data.mdb");
}

static int store_open(uint32_t flags, struct env **env)
{
	struct env_options options = { .flags = flags };
	int err = env_open(dir, &options, tables, TABLES, env);

	if (err == 0)
		err = env_open_tables(*env);
	if (err != 0 && *env != NULL)
		env_close(env);
	return err;
}

/* The value of a key of a table: short ones, or some that need pages of their own. */
static size_t value_of(uint32_t table, uint32_t number, uint8_t value[static 9000])
{
	struct seeded s = { .state = (uint64_t)table << 32 | number };
	size_t size = table == SMALL ? seeded_below(&s, 200) : seeded_below(&s, 9000);

	seeded_fill(&s, value, size);
	return size;
}

static void put(struct env_txn *txn, uint32_t table, uint32_t number)
{
	uint8_t value[9000];
	size_t size = value_of(table, number, value);
	struct key key;

	key_init(&key);
	key_u32(&key, number);
	env_put(txn, table, key_span(&key), span_of(value, size));
}

/* 3000 small values and 40 large ones in several commits, some deleted again. */
static void fill(void)
{
	struct env *env = NULL;
	struct env_txn *txn;
	struct key key;

	if (store_open(VB_ENV_CREATE, &env) != 0)
		bail("no store");
	for (uint32_t round = 0; round < 10; round++) {
		if (env_begin(env, VB_ENV_WRITE, &txn) != 0)
			bail("no transaction");
		for (uint32_t i = 0; i < 300; i++)
			put(txn, SMALL, i * 10 + round);
		for (uint32_t i = 0; i < 4; i++)
			put(txn, LARGE, round * 4 + i);
		put(txn, LARGE, 1000 + round);
		key_init(&key);
		key_u32(&key, 999 + round);
		env_del(txn, LARGE, key_span(&key));
		if (env_commit(&txn) != 0)
			bail("no commit");
	}
	env_close(&env);
}

/* True if the store holds exactly what fill wrote. */
static bool is_whole(void)
{
	static const uint32_t wanted[] = { 3000, 41 };
	struct env *env = NULL;
	struct env_txn *txn;
	struct env_cursor c;
	struct span key, got;
	uint8_t want[9000];
	bool whole = true;

	if (store_open(VB_ENV_READ_ONLY, &env) != 0)
		return false;
	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("no transaction");
	for (uint32_t table = 0; table < TABLES; table++) {
		uint32_t count = 0;

		env_cursor_open(&c, txn, table, span_of(NULL, 0), span_of(NULL, 0));
		while (env_cursor_next(&c, &key, &got)) {
			size_t size = value_of(table, get_be32(key.data), want);

			whole = whole && span_is_equal(got, span_of(want, size));
			count++;
		}
		whole = env_cursor_close(&c) == 0 && whole && count == wanted[table];
	}
	env_abort(&txn);
	env_close(&env);
	return whole;
}

static void test_good(const struct buf *good)
{
	is_err(lmdb_file_check(file_path()), 0, "a whole file");
	is_err(lmdb_file_walk(file_path()), 0, "page by page");
	ok(is_whole(), "has what was written");
	ok(good->size > 100 * PAGE && good->size % PAGE == 0, "more than a hundred pages");
	is_err(lmdb_file_check(scratch_path(dir, "none")), VB_ERR_NO_HOME, "no file");
	is_err(lmdb_file_walk(scratch_path(dir, "none")), VB_ERR_NO_HOME, "no file to walk");
}

/* What becomes of a file with one byte changed. */
enum fate { REFUSED, WALKED, HARMLESS, WRONG, FATES };

static enum fate fate_of(size_t at, uint8_t value)
{
	scratch_poke(file_path(), at, value);
	if (lmdb_file_check(file_path()) != 0)
		return REFUSED;
	if (lmdb_file_walk(file_path()) != 0)
		return WALKED;
	return is_whole() ? HARMLESS : WRONG;
}

/* Every byte of both heads that LMDB reads, in four ways. */
static void test_heads(const struct buf *good)
{
	static const uint8_t flips[] = { 0x01, 0x10, 0x80, 0xff };
	unsigned fates[FATES] = { 0 };
	struct env *env = NULL;

	for (size_t i = 0; i < (size_t)2 * HEAD_BYTES * sizeof(flips); i++) {
		size_t at =
			i / sizeof(flips) % HEAD_BYTES + (i >= HEAD_BYTES * sizeof(flips)) * PAGE;

		fates[fate_of(at, good->data[at] ^ flips[i % sizeof(flips)])]++;
		/* Whatever it is: opening it for use ends in an answer. */
		if (store_open(0, &env) == 0) {
			env_close(&env);
			scratch_write(file_path(), buf_span(good));
		}
		scratch_poke(file_path(), at, good->data[at]);
	}
	is_int(fates[WRONG], 0, "heads damaged: %u refused, %u found by the walk, %u harmless",
	       fates[REFUSED], fates[WALKED], fates[HARMLESS]);
	ok(fates[REFUSED] > 300 && fates[WALKED] > 100, "most are found");
}

static void test_cut(const struct buf *good)
{
	unsigned wrong = 0, refused = 0, harmless = 0;
	struct env *env = NULL;

	for (size_t size = 0; size < good->size; size += size % PAGE == 0 ? 1 : 4 * PAGE - 1) {
		scratch_write(file_path(), span_of(good->data, size));
		if (lmdb_file_check(file_path()) != 0) {
			refused++;
			wrong += store_open(0, &env) != VB_ERR_STORE_CORRUPT;
		} else if (is_whole()) {
			harmless++;
		} else {
			wrong++;
		}
	}
	is_int(wrong, 0, "cut at %u places: refused, or nothing that counts was lost",
	       refused + harmless);
	ok(refused > 60, "most are refused");
}

/* Bytes changed anywhere. A changed value is not found here: that is what the hashes of entries are for. */
static void test_random(const struct buf *good)
{
	struct seeded s = { .state = 77 };
	unsigned fates[FATES] = { 0 };

	scratch_write(file_path(), buf_span(good));
	for (unsigned i = 0; i < 1500; i++) {
		/* Half of them into the first bytes of a page, where its structure is. */
		size_t at = i % 2 == 0 ? (size_t)seeded_below(&s, good->size)
		                       : (size_t)seeded_below(&s, good->size / PAGE) * PAGE +
		                                 (size_t)seeded_below(&s, 32);

		fates[fate_of(at, good->data[at] ^ (uint8_t)(1 + seeded_below(&s, 255)))]++;
		scratch_poke(file_path(), at, good->data[at]);
	}
	ok(fates[WALKED] > 100, "random changes: %u are damage to the pages", fates[WALKED]);
	ok(fates[WRONG] > 100 && fates[HARMLESS] > 100,
	   "%u change a value, %u nothing that is in use; none does harm in reading", fates[WRONG],
	   fates[HARMLESS]);
}

static void test_other_files(void)
{
	uint8_t junk[3 * PAGE];
	struct seeded s = { .state = 3 };
	struct env *env = NULL;

	memset(junk, 0, sizeof(junk));
	scratch_write(file_path(), span_of(NULL, 0));
	is_err(store_open(0, &env), VB_ERR_STORE_CORRUPT, "an empty file");
	scratch_write(file_path(), span_of(junk, sizeof(junk)));
	is_err(store_open(0, &env), VB_ERR_STORE_CORRUPT, "zeros");
	seeded_fill(&s, junk, sizeof(junk));
	scratch_write(file_path(), span_of(junk, sizeof(junk)));
	is_err(store_open(0, &env), VB_ERR_STORE_CORRUPT, "noise");
	scratch_write(file_path(), span_of_str("SQLite format 3"));
	is_err(store_open(0, &env), VB_ERR_STORE_CORRUPT, "something else");
}

/* Pages taken and given back in one transaction are counted but never written: the file is shorter than it says. */
static void test_short_but_good(void)
{
	static const uint8_t large[200000];
	struct env *env = NULL;
	struct env_txn *txn;
	struct env_info info;

	scratch_empty(dir);
	fill();
	if (store_open(0, &env) != 0 || env_begin(env, VB_ENV_WRITE, &txn) != 0)
		bail("no store");
	env_put(txn, LARGE, span_of_str("x"), span_of(large, sizeof(large)));
	env_del(txn, LARGE, span_of_str("x"));
	put(txn, SMALL, 0);
	is_err(env_commit(&txn), 0, "pages taken and given back");
	is_err(env_measure(env, &info), 0, "measured");
	ok(info.used_bytes > info.file_bytes, "the file is shorter than its head says");
	env_close(&env);
	is_err(lmdb_file_check(file_path()), 0, "and still whole");
	ok(is_whole(), "with everything in it");
}

/* Many commits of all kinds; the walk agrees with LMDB after each. */
static void test_agrees(void)
{
	struct seeded s = { .state = 99 };
	struct env *env = NULL;
	struct env_txn *txn;
	struct key key;
	unsigned wrong = 0;

	for (unsigned round = 0; round < 60; round++) {
		if (store_open(0, &env) != 0 || env_begin(env, VB_ENV_WRITE, &txn) != 0)
			bail("no store");
		for (uint64_t n = seeded_below(&s, 100); n > 0; n--) {
			uint32_t number = (uint32_t)seeded_below(&s, 4000);

			key_init(&key);
			key_u32(&key, number);
			if (seeded_below(&s, 3) == 0)
				env_del(txn, number % 2, key_span(&key));
			else
				put(txn, number % 2, number);
		}
		if (env_commit(&txn) != 0)
			bail("no commit");
		env_close(&env);
		wrong += lmdb_file_walk(file_path()) != 0;
	}
	is_int(wrong, 0, "60 random commits, each leaves a file that passes");
}

int main(void)
{
	struct buf good;

	tap_timeout(300);
	scratch_make(dir);
	fill();
	scratch_read(file_path(), &good);
	test_good(&good);
	test_heads(&good);
	test_cut(&good);
	test_random(&good);
	test_other_files();
	test_short_but_good();
	test_agrees();
	buf_release(&good);
	scratch_remove(dir);
	return done();
}
