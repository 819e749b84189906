/* env: opening, transactions, keys in order, sticky errors, a full map. */
#include "store/env.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/home.h"
#include "store/key.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"
#include "tests/unit/seeded.h"

#define SMALL_MAP_BYTES (256u * 1024u)

enum { FIRST, SECOND, TABLES };
static const char *const tables[] = { "first", "second" };

static char dir[SCRATCH_PATH_BYTES];

static struct span text(const char *s)
{
	return span_of_str(s);
}

static bool is_text(struct span got, const char *want)
{
	return span_is_equal(got, text(want));
}

static int open_with(uint32_t flags, uint64_t map_bytes, struct env **env)
{
	struct env_options options = { .flags = flags, .map_bytes = map_bytes };
	int err = env_open(dir, &options, tables, TABLES, env);

	if (err == 0) {
		err = env_open_tables(*env);
		if (err != 0)
			env_close(env);
	}
	return err;
}

static struct env *must_open(uint32_t flags)
{
	struct env *env;
	int err = open_with(flags, 0, &env);

	if (err != 0)
		bail("cannot open the store: %s", err_name(err));
	return env;
}

static struct env_txn *must_begin(struct env *env, enum env_mode mode)
{
	struct env_txn *txn;
	int err = env_begin(env, mode, &txn);

	if (err != 0)
		bail("cannot begin: %s", err_name(err));
	return txn;
}

static void test_open(void)
{
	struct env_options options = { 0 };
	struct env *env, *other = NULL;
	char missing[SCRATCH_PATH_BYTES + 8];

	snprintf(missing, sizeof(missing), "%s/none", dir);
	is_err(env_open(missing, &options, tables, TABLES, &env), VB_ERR_NO_HOME, "no directory");
	is_err(open_with(0, 0, &env), VB_ERR_NO_HOME, "no file");
	is_int(scratch_size(scratch_path(dir, "data.mdb")), -1, "and none was made");
	is_err(open_with(VB_ENV_CREATE, 0, &env), 0, "created");
	is_err(open_with(0, 0, &other), VB_ERR_LOCKED, "a second time in this process");
	ok(other == NULL, "nothing is handed out");
	is_int(home_lock_holder(dir), getpid(), "the lock names the process");
	env_close(&env);
	ok(env == NULL, "closed");
	is_int(home_lock_holder(dir), 0, "nobody holds the lock");
	is_err(open_with(VB_ENV_CREATE, 0, &env), VB_ERR_HOME_EXISTS, "created again");
	is_err(open_with(0, 0, &env), 0, "opened");
	env_close(&env);
	env_close(&env);
}

/* A program that the daemon starts must not get hold of the store. */
static void test_descriptors(void)
{
	struct env *env = must_open(0);
	unsigned ours = 0, inherited = 0;
	char link[64], target[2 * SCRATCH_PATH_BYTES];

	for (int fd = 0; fd < 256; fd++) {
		ssize_t size;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		size = readlink(link, target, sizeof(target) - 1);
		if (size < (ssize_t)strlen(dir) || memcmp(target, dir, strlen(dir)) != 0)
			continue;
		ours++;
		inherited += (fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0;
	}
	ok(ours >= 3, "the store has its files open");
	is_int(inherited, 0, "but not for programs that are started");
	env_close(&env);
}

static void test_values(void)
{
	struct env *env = must_open(0);
	struct env_txn *w = must_begin(env, VB_ENV_WRITE), *r;
	struct span value;
	uint8_t *room;

	env_put(w, FIRST, text("a"), text("one"));
	env_put(w, FIRST, text("a"), text("two"));
	env_put(w, SECOND, text("a"), text(""));
	room = env_reserve(w, FIRST, text("b"), 3);
	ok(room != NULL, "room for a value");
	for (size_t i = 0; room != NULL && i < 3; i++)
		room[i] = (uint8_t) "xyz"[i];
	r = must_begin(env, VB_ENV_READ);
	is_err(env_get(r, FIRST, text("a"), &value), VB_ERR_NOT_FOUND,
	       "not committed, not seen elsewhere");
	is_err(env_get(w, FIRST, text("a"), &value), 0, "seen in the transaction itself");
	ok(is_text(value, "two"), "the newer value");
	ok(env_has(w, FIRST, text("b")) && !env_has(w, SECOND, text("b")), "tables are apart");
	is_err(env_commit(&w), 0, "committed");
	ok(w == NULL, "the transaction is over");
	is_err(env_get(r, FIRST, text("a"), &value), VB_ERR_NOT_FOUND,
	       "a reader keeps what it began with");
	env_abort(&r);
	env_abort(&r);

	w = must_begin(env, VB_ENV_WRITE);
	env_put(w, FIRST, text("c"), text("lost"));
	env_abort(&w);
	w = must_begin(env, VB_ENV_WRITE);
	env_del(w, FIRST, text("a"));
	env_del(w, FIRST, text("never"));
	is_err(env_commit(&w), 0, "a missing key can be deleted");
	env_close(&env);

	env = must_open(0);
	r = must_begin(env, VB_ENV_READ);
	ok(!env_has(r, FIRST, text("a")), "deleted, after opening again");
	ok(!env_has(r, FIRST, text("c")), "aborted, not there");
	is_err(env_get(r, FIRST, text("b"), &value), 0, "reserved, there");
	ok(is_text(value, "xyz"), "with its value");
	is_err(env_get(r, SECOND, text("a"), &value), 0, "an empty value is there");
	is_int(value.size, 0, "and empty");
	is_u64(env_count(r, FIRST), 1, "one key");
	env_abort(&r);
	env_close(&env);
}

/* Writes the keys found in order, with blanks between them. */
static const char *walk(struct env_txn *txn, const char *prefix, const char *from)
{
	static char out[256];
	struct env_cursor c;
	struct span key, value;
	size_t size = 0;

	env_cursor_open(&c, txn, FIRST, text(prefix), text(from));
	while (env_cursor_next(&c, &key, &value) && size + key.size + 2 < sizeof(out)) {
		memcpy(out + size, key.data, key.size);
		size += key.size;
		out[size++] = ' ';
	}
	out[size > 0 ? size - 1 : 0] = '\0';
	return env_cursor_close(&c) == 0 ? out : "error";
}

static const char *last(struct env_txn *txn, const char *prefix)
{
	static char out[64];
	struct span key, value;
	int err = env_last(txn, FIRST, text(prefix), &key, &value);

	if (err != 0)
		return err_name(err);
	memcpy(out, key.data, key.size);
	out[key.size] = '\0';
	return out;
}

static void test_order(void)
{
	static const char *const keys[] = { "b",  "aa",       "ab\xff\xff", "a",
		                            "ab", "\xff\xff", "abc",        "ac" };
	struct env *env = must_open(0);
	struct env_txn *txn = must_begin(env, VB_ENV_WRITE);

	env_del_prefix(txn, FIRST, text(""));
	is_str(last(txn, ""), "NOT_FOUND", "no last key in an empty table");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		env_put(txn, FIRST, text(keys[i]), text("v"));
	is_str(walk(txn, "", ""), "a aa ab abc ab\xff\xff ac b \xff\xff", "all, bytewise");
	is_str(walk(txn, "ab", ""), "ab abc ab\xff\xff", "with a prefix");
	is_str(walk(txn, "a", "abc"), "abc ab\xff\xff ac", "from a key on");
	is_str(walk(txn, "a", "abb"), "abc ab\xff\xff ac", "from between two keys");
	is_str(walk(txn, "c", ""), "", "nothing with that prefix");
	is_str(walk(txn, "", "b"), "b \xff\xff", "from a key, no prefix");
	is_str(last(txn, ""), "\xff\xff", "the last key");
	is_str(last(txn, "ab"), "ab\xff\xff", "the last key with a prefix");
	is_str(last(txn, "ab\xff"), "ab\xff\xff", "with a prefix that ends in 255");
	is_str(last(txn, "\xff"), "\xff\xff", "with a prefix of 255 only");
	is_str(last(txn, "b"), "b", "the only key with a prefix");
	is_str(last(txn, "aba"), "NOT_FOUND", "none with that prefix");
	env_del_prefix(txn, FIRST, text("ab"));
	is_str(walk(txn, "", ""), "a aa ac b \xff\xff", "deleted by prefix");
	is_err(env_commit(&txn), 0, "committed");
	env_close(&env);
}

/* ---- against a table that is no more than an array ---- */

#define MODEL_KEYS 3000u

struct model {
	uint16_t size[MODEL_KEYS]; /* of the value of each key; 0: it is not there */
	uint32_t next;             /* least key behind all that were ever written */
};

static void model_key(struct key *key, uint32_t number)
{
	key_init(key);
	key_u32(key, number);
}

/* One change of both; keys behind all others are as frequent as any others. */
static void model_step(struct model *m, struct env_txn *txn, struct seeded *random)
{
	static const uint8_t value[1500] = { 1 };
	uint16_t size = (uint16_t)(1 + seeded_below(random, sizeof(value) - 1));
	uint32_t number = (uint32_t)seeded_below(random, m->next);
	struct key key;
	uint8_t *room;

	switch (seeded_below(random, 8)) {
	case 0:
		size = 0;
		break;
	case 1:
	case 2:
	case 3:
		number = m->next;
		break;
	default:
		break;
	}
	model_key(&key, number);
	if (size == 0) {
		env_del(txn, SECOND, key_span(&key));
	} else if (size % 3 == 0) {
		env_put_soon(txn, SECOND, key_span(&key), span_of(value, size));
	} else if (size % 2 == 0) {
		env_put(txn, SECOND, key_span(&key), span_of(value, size));
	} else {
		room = env_reserve(txn, SECOND, key_span(&key), size);
		if (room != NULL)
			memcpy(room, value, size);
	}
	m->size[number] = size;
	if (number == m->next)
		m->next++;
}

/* Keys and sizes of values as in the model, in a walk, and single ones. */
static bool model_is_same(const struct model *m, struct env_txn *txn)
{
	struct env_cursor c;
	struct span key, value;
	uint32_t number = 0;
	bool is_same = true;

	env_cursor_open(&c, txn, SECOND, text(""), text(""));
	for (; is_same && env_cursor_next(&c, &key, &value); number++) {
		while (number < m->next && m->size[number] == 0)
			number++;
		is_same = key.size == 4 && get_be32(key.data) == number && number < m->next &&
		          value.size == m->size[number] && value.data[0] == 1;
	}
	while (number < m->next && m->size[number] == 0)
		number++;
	return env_cursor_close(&c) == 0 && is_same && number == m->next;
}

static void test_model(void)
{
	static struct model m, before;
	struct seeded random = { 11 };
	struct env *env = must_open(0);
	struct env_txn *txn = must_begin(env, VB_ENV_WRITE);
	unsigned same = 0, seen = 0;

	m.next = 1;
	env_del_prefix(txn, SECOND, text(""));
	for (unsigned turn = 0; turn < 60; turn++) {
		before = m;
		for (uint64_t step = seeded_below(&random, 100) + 1; step > 0; step--) {
			model_step(&m, txn, &random);
			if (step % 16 == 0)
				seen += !model_is_same(&m, txn);
		}
		if (turn % 5 == 4) {
			env_abort(&txn);
			m = before;
		} else if (env_commit(&txn) != 0) {
			break;
		}
		txn = must_begin(env, VB_ENV_WRITE);
		same += model_is_same(&m, txn);
	}
	env_abort(&txn);
	is_int(same, 60, "after each transaction the table is what was written");
	is_int(seen, 0, "and within it");
	ok(m.next > 700, "many keys were appended");
	env_close(&env);
	env = must_open(VB_ENV_WALK);
	env_close(&env);
}

/* Rows that wait are seen by whatever looks at their table, and what a reader was handed stays as it is. */
static void test_soon(void)
{
	struct env *env = must_open(0);
	struct env_txn *txn = must_begin(env, VB_ENV_WRITE);
	struct span value;
	uint64_t number;

	env_del_prefix(txn, FIRST, text(""));
	env_del_prefix(txn, SECOND, text(""));
	env_put_soon(txn, FIRST, text("b"), text("1"));
	env_put_soon(txn, FIRST, text("a"), text("2"));
	env_put_soon(txn, SECOND, text("12345678"), text("x"));
	is_err(env_get(txn, FIRST, text("b"), &value), 0, "seen by a read");
	is_str(walk(txn, "", ""), "a b", "and by a walk");
	ok(is_text(value, "1"), "whose bytes stay while other tables are looked at");
	env_put_soon(txn, FIRST, text("b"), text("newer"));
	env_put_soon(txn, FIRST, text("c"), text("3"));
	is_u64(env_count(txn, FIRST), 3, "by counting");
	env_put_soon(txn, FIRST, text("d"), text("4"));
	is_str(last(txn, ""), "d", "as the last");
	env_put_soon(txn, FIRST, text("e"), text("5"));
	env_del(txn, FIRST, text("e"));
	env_put_soon(txn, FIRST, text("f"), text("5"));
	env_put(txn, FIRST, text("f"), text("6"));
	is_err(env_get(txn, FIRST, text("f"), &value), 0, "by a put");
	ok(is_text(value, "6"), "which comes later");
	is_str(walk(txn, "", ""), "a b c d f", "and by a delete");
	is_err(env_last_number(txn, SECOND, &number), 0, "and by who asks for a number");
	is_u64(number, 0x3132333435363738, "which is that of the last key");
	env_del(txn, SECOND, text("12345678"));
	env_put_soon(txn, FIRST, text("g"), text("7"));
	is_err(env_commit(&txn), 0, "committed");
	txn = must_begin(env, VB_ENV_WRITE);
	is_str(walk(txn, "", ""), "a b c d f g", "with what waited at the end");
	is_err(env_get(txn, FIRST, text("b"), &value), 0, "each");
	ok(is_text(value, "newer"), "as it was written last");
	env_put_soon(txn, FIRST, text("h"), text("8"));
	env_abort(&txn);
	txn = must_begin(env, VB_ENV_READ);
	ok(!env_has(txn, FIRST, text("h")), "aborted with what waited");
	is_err(env_last_number(txn, FIRST, &number), VB_ERR_STORE_CORRUPT,
	       "a key that is no number");
	env_abort(&txn);
	env_close(&env);
}

/* Rows in order fill their pages; the same in between others do not. */
static void test_appended(void)
{
	static const uint8_t value[500];
	struct env *env = must_open(0);
	struct env_info before, after;
	struct env_txn *txn;
	struct key key;

	is_err(env_measure(env, &before), 0, "measured");
	txn = must_begin(env, VB_ENV_WRITE);
	/* Half of them by themselves; half of them nearly in order, as records of one millisecond are. */
	for (uint32_t number = 0; number < 7000; number++) {
		model_key(&key, MODEL_KEYS + (number < 3500 ? number : number ^ 7));
		if (number < 3500)
			env_put(txn, SECOND, key_span(&key), span_of(value, sizeof(value)));
		else
			env_put_soon(txn, SECOND, key_span(&key), span_of(value, sizeof(value)));
	}
	is_err(env_commit(&txn), 0, "committed");
	is_err(env_measure(env, &after), 0, "measured");
	/* A page of 4096 bytes has a head of 16, each row a head of 8 and 2 for its place: 7 rows a page. */
	ok(after.used_bytes - before.used_bytes < (1000 + 20) * 4096u,
	   "7000 rows of 504 bytes stand on little more than 1000 pages: %u",
	   (unsigned)((after.used_bytes - before.used_bytes) / 4096));
	txn = must_begin(env, VB_ENV_WRITE);
	env_del_prefix(txn, SECOND, text(""));
	is_err(env_commit(&txn), 0, "and are removed");
	env_close(&env);
}

/* Fills the table until the map is full; returns how many keys it wrote. */
static uint32_t fill(struct env_txn *txn)
{
	static const uint8_t value[1000];
	struct key key;
	uint32_t number;

	for (number = 0; number < 10000 && env_error(txn) == 0; number++) {
		key_init(&key);
		key_u32(&key, number);
		env_put(txn, SECOND, key_span(&key), span_of(value, sizeof(value)));
	}
	return number;
}

static void test_full_map(void)
{
	struct env *env;
	struct env_txn *txn;
	struct span value;

	is_err(open_with(0, SMALL_MAP_BYTES, &env), 0, "opened with a small map");
	txn = must_begin(env, VB_ENV_WRITE);
	env_put(txn, FIRST, text("kept"), text("1"));
	is_err(env_commit(&txn), 0, "one commit");
	txn = must_begin(env, VB_ENV_WRITE);
	ok(fill(txn) < 10000, "the map is full at some time");
	is_err(env_error(txn), VB_ERR_DISK_FULL, "a full map counts as a full disk");
	env_put(txn, FIRST, text("more"), text("1"));
	env_del(txn, FIRST, text("kept"));
	ok(env_reserve(txn, FIRST, text("more"), 1) == NULL, "no room is handed out");
	is_err(env_get(txn, FIRST, text("kept"), &value), VB_ERR_DISK_FULL, "reads tell it too");
	is_str(walk(txn, "", ""), "error", "and walks");
	is_err(env_commit(&txn), VB_ERR_DISK_FULL, "and the commit");
	txn = must_begin(env, VB_ENV_WRITE);
	ok(env_has(txn, FIRST, text("kept")), "nothing of it happened");
	ok(!env_has(txn, FIRST, text("more")), "nothing at all");
	env_put(txn, FIRST, text("more"), text("1"));
	is_err(env_commit(&txn), 0, "a smaller one goes through");
	env_close(&env);

	env = must_open(0);
	txn = must_begin(env, VB_ENV_WRITE);
	ok(env_has(txn, FIRST, text("more")), "and is there");
	is_int(fill(txn), 10000, "with a larger map the same writes fit");
	is_err(env_commit(&txn), 0, "and are committed");
	env_close(&env);
}

static void test_clear(void)
{
	struct env *env = must_open(0);
	struct env_txn *txn = must_begin(env, VB_ENV_WRITE);
	uint64_t count = env_count(txn, FIRST);

	ok(count > 0 && env_count(txn, SECOND) >= 10000, "a table with many rows");
	env_put(txn, SECOND, text("zz"), text("1"));
	env_clear(txn, SECOND);
	is_u64(env_count(txn, SECOND), 0, "is empty at once");
	is_u64(env_count(txn, FIRST), count, "the other is as it was");
	env_put(txn, SECOND, text("new"), text("1"));
	is_err(env_commit(&txn), 0, "committed");
	txn = must_begin(env, VB_ENV_WRITE);
	is_u64(env_count(txn, SECOND), 1, "what came afterwards is there");
	env_clear(txn, SECOND);
	env_abort(&txn);
	txn = must_begin(env, VB_ENV_WRITE);
	ok(env_has(txn, SECOND, text("new")), "without a commit nothing was removed");
	env_fail(txn, VB_ERR_IO);
	env_clear(txn, SECOND);
	env_abort(&txn);
	env_close(&env);
}

static void test_sticky(void)
{
	struct env *env = must_open(0);
	struct env_txn *txn = must_begin(env, VB_ENV_WRITE);

	env_put(txn, FIRST, text("x"), text("1"));
	env_fail(txn, VB_ERR_STORE_CORRUPT);
	env_fail(txn, VB_ERR_IO);
	is_err(env_error(txn), VB_ERR_STORE_CORRUPT, "the first error stays");
	is_err(env_commit(&txn), VB_ERR_STORE_CORRUPT, "the commit tells it");
	txn = must_begin(env, VB_ENV_READ);
	ok(!env_has(txn, FIRST, text("x")), "and nothing was written");
	env_abort(&txn);
	txn = env_start(env, VB_ENV_WRITE);
	env_put(txn, FIRST, text("y"), text("1"));
	is_err(env_commit(&txn), 0, "a transaction started without a look");
	env_stop(env, VB_ERR_IO);
	is_err(env_begin(env, VB_ENV_READ, &txn), VB_ERR_IO, "a stopped store hands out nothing");
	txn = env_start(env, VB_ENV_WRITE);
	ok(!env_has(txn, FIRST, text("y")), "one started all the same finds nothing");
	env_put(txn, FIRST, text("z"), text("1"));
	is_str(walk(txn, "", ""), "error", "nor does a walk");
	is_err(env_commit(&txn), VB_ERR_IO, "and tells why at its end");
	txn = env_start(env, VB_ENV_READ);
	env_abort(&txn);
	env_close(&env);
}

static void test_read_only(void)
{
	struct env_info info;
	struct env_txn *txn;
	struct env *env;
	struct buf before, after;

	scratch_read(scratch_path(dir, "data.mdb"), &before);
	is_err(open_with(VB_ENV_READ_ONLY, 0, &env), 0, "opened for reading");
	is_err(env_begin(env, VB_ENV_WRITE, &txn), VB_ERR_IO, "no writing");
	txn = must_begin(env, VB_ENV_READ);
	ok(env_has(txn, FIRST, text("kept")), "but reading");
	env_abort(&txn);
	is_err(env_measure(env, &info), 0, "measured");
	is_u64(info.file_bytes, before.size, "length of the file");
	ok(info.used_bytes <= info.file_bytes && info.used_bytes > 10000 * 1000, "pages in use");
	is_u64(info.map_bytes, VB_ENV_MAP_BYTES, "a map of 1 TiB");
	env_close(&env);
	scratch_read(scratch_path(dir, "data.mdb"), &after);
	ok(span_is_equal(buf_span(&before), buf_span(&after)), "the file is as before");
	buf_release(&before);
	buf_release(&after);
}

/* Address space ends at 128 TiB: hundreds of nodes of a simulator need smaller maps. */
static void test_many(void)
{
	struct env_options options = { .flags = VB_ENV_CREATE | VB_ENV_NO_FSYNC };
	struct env *envs[200] = { NULL };
	char home[SCRATCH_PATH_BYTES + 8];
	unsigned opened = 0;
	struct env_txn *txn;

	for (unsigned i = 0; i < 200; i++) {
		snprintf(home, sizeof(home), "%s/%u", dir, i);
		if (home_create(home) != 0 ||
		    env_open(home, &options, tables, TABLES, &envs[i]) != 0 ||
		    env_begin(envs[i], VB_ENV_WRITE, &txn) != 0)
			break;
		env_put(txn, FIRST, text("a"), text("b"));
		opened += env_commit(&txn) == 0;
	}
	is_int(opened, 200, "200 stores in one process, without fsync");
	for (unsigned i = 0; i < 200; i++)
		env_close(&envs[i]);
}

static void test_remove(void)
{
	struct env *env;

	scratch_empty(dir);
	env = must_open(VB_ENV_CREATE);
	env_remove(&env);
	ok(env == NULL, "closed");
	is_int(scratch_size(scratch_path(dir, "data.mdb")), -1, "the file is gone");
	is_int(scratch_size(scratch_path(dir, "data.mdb-lock")), -1, "LMDB's lock file too");
}

int main(void)
{
	scratch_make(dir);
	test_open();
	test_descriptors();
	test_values();
	test_order();
	test_model();
	test_soon();
	test_appended();
	test_full_map();
	test_clear();
	test_sticky();
	test_read_only();
	test_many();
	test_remove();
	scratch_remove(dir);
	return done();
}
