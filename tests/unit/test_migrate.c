/* migrate: a new store, an older one through its steps, a newer one untouched, a crash between steps. */
#include "store/migrate.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/crypt.h"
#include "store/feed.h"
#include "store/keyspace.h"
#include "store/words.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

static char dir[SCRATCH_PATH_BYTES];

static struct env *must_open(uint32_t flags)
{
	struct env_options options = { .flags = flags };
	struct env *env;
	int err = migrate_open(dir, &options, &env);

	if (err != 0)
		bail("cannot open: %s", err_name(err));
	return env;
}

static int open_and_close(uint32_t flags)
{
	struct env_options options = { .flags = flags };
	struct env *env;
	int err = migrate_open(dir, &options, &env);

	if (err == 0)
		env_close(&env);
	return err;
}

/* Writes the version into the store as if another program had done it; 0: none. */
static void set_version(struct env *env, uint64_t version)
{
	struct env_txn *txn;

	if (env_begin(env, VB_ENV_WRITE, &txn) != 0)
		bail("cannot write");
	keyspace_put_meta(txn, VB_META_VERSION, version);
	if (version == 0)
		env_del(txn, VB_TABLE_META, span_of_str("version"));
	if (env_commit(&txn) != 0)
		bail("cannot write");
}

static uint64_t version_of(struct env *env)
{
	struct env_txn *txn;
	uint64_t version = 0;

	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	(void)!keyspace_get_meta(txn, VB_META_VERSION, &version);
	env_abort(&txn);
	return version;
}

static bool has_peer(struct env *env, const char *key)
{
	struct env_txn *txn;
	bool has;

	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	has = env_has(txn, VB_TABLE_PEERS, span_of_str(key));
	env_abort(&txn);
	return has;
}

static void step_two(struct env_txn *txn)
{
	env_put(txn, VB_TABLE_PEERS, span_of_str("two"), span_of_str("x"));
}

static void step_three(struct env_txn *txn)
{
	env_del(txn, VB_TABLE_PEERS, span_of_str("two"));
	env_put(txn, VB_TABLE_PEERS, span_of_str("three"), span_of_str("x"));
}

static void step_full(struct env_txn *txn)
{
	env_put(txn, VB_TABLE_PEERS, span_of_str("half"), span_of_str("x"));
	env_fail(txn, VB_ERR_DISK_FULL);
}

static void step_dies(struct env_txn *txn)
{
	env_put(txn, VB_TABLE_PEERS, span_of_str("half"), span_of_str("x"));
	_exit(7);
}

static const struct migration steps[] = { { 1, step_two }, { 2, step_three } };

static void test_new(void)
{
	struct env_txn *txn;
	struct env *env;
	uint64_t generation = 0;

	is_err(open_and_close(0), VB_ERR_NO_HOME, "no store");
	env = must_open(VB_ENV_CREATE);
	is_u64(version_of(env), VB_STORE_VERSION, "a new store has this version");
	is_err(env_begin(env, VB_ENV_READ, &txn), 0, "read");
	is_err(feed_generation(txn, &generation), 0, "and a generation of the feed");
	for (unsigned table = 0; table < VB_TABLE_COUNT; table++)
		(void)env_count(txn, table);
	is_err(env_error(txn), 0, "all tables are there");
	env_abort(&txn);
	env_close(&env);
	is_err(open_and_close(VB_ENV_CREATE), VB_ERR_HOME_EXISTS, "not made twice");
	is_err(open_and_close(0), 0, "opened again");
}

static void test_steps(void)
{
	struct env *env = must_open(0);

	set_version(env, 1);
	is_err(migrate_run(env, steps, 2, 1), 0, "at its version there is nothing to do");
	ok(!has_peer(env, "two"), "and nothing was done");
	is_err(migrate_run(env, steps, 1, 2), 0, "one step");
	is_u64(version_of(env), 2, "one version further");
	ok(has_peer(env, "two"), "by its step");
	is_err(migrate_run(env, steps, 2, 3), 0, "the next");
	is_u64(version_of(env), 3, "again one further");
	ok(has_peer(env, "three") && !has_peer(env, "two"), "each step once");
	set_version(env, 1);
	is_err(migrate_run(env, steps, 2, 3), 0, "two versions at once");
	is_u64(version_of(env), 3, "both steps");
	ok(has_peer(env, "three"), "done");
	set_version(env, VB_STORE_VERSION + 1u);
	env_close(&env);
	is_err(open_and_close(0), VB_ERR_STORE_NEWER, "now it is newer than this program");
	env = NULL;
}

/* A newer store is refused and not one byte of it changes. */
static void test_newer(void)
{
	struct buf before, after;

	scratch_read(scratch_path(dir, "data.mdb"), &before);
	is_err(open_and_close(0), VB_ERR_STORE_NEWER, "refused");
	is_err(open_and_close(VB_ENV_WALK), VB_ERR_STORE_NEWER, "refused, after a full walk");
	scratch_read(scratch_path(dir, "data.mdb"), &after);
	ok(span_is_equal(buf_span(&before), buf_span(&after)), "the file is as before");
	buf_release(&before);
	buf_release(&after);
}

/* Opens a store whatever its version is. */
static struct env *open_raw(void)
{
	struct env_options options = { 0 };
	struct env *env;
	int err = keyspace_open(dir, &options, &env);

	if (err == 0)
		err = env_open_tables(env);
	if (err != 0)
		bail("cannot open: %s", err_name(err));
	return env;
}

static void test_refused(void)
{
	static const struct migration late[] = { { 2, step_two } };
	struct env *env = open_raw();

	is_err(migrate_run(env, steps, 2, 2), VB_ERR_STORE_NEWER, "newer than the target");
	set_version(env, 1);
	is_err(migrate_run(env, late, 1, 3), VB_ERR_STORE_CORRUPT, "no step leads on");
	is_err(migrate_run(env, NULL, 0, 2), VB_ERR_STORE_CORRUPT, "no step at all");
	is_u64(version_of(env), 1, "the version stays");
	set_version(env, 0);
	is_err(migrate_run(env, steps, 2, 3), VB_ERR_STORE_CORRUPT, "no version");
	env_close(&env);
	is_err(open_and_close(0), VB_ERR_STORE_CORRUPT, "nor can it be opened");
	env = open_raw();
	set_version(env, 1);
	env_close(&env);
	is_err(open_and_close(0), 0, "with its version it can");
}

static void test_failing_step(void)
{
	static const struct migration full[] = { { 1, step_two }, { 2, step_full } };
	static const struct migration dies[] = { { 2, step_dies } };
	struct env *env = open_raw();
	int status = 0;
	pid_t child;

	set_version(env, 1);
	is_err(migrate_run(env, full, 2, 3), VB_ERR_DISK_FULL, "the second step fails");
	is_u64(version_of(env), 2, "the first stays");
	ok(has_peer(env, "two") && !has_peer(env, "half"), "and nothing of the second");
	env_close(&env);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		env = open_raw();
		(void)!migrate_run(env, dies, 1, 3);
		_exit(0);
	}
	waitpid(child, &status, 0);
	is_int(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 7, "the process dies in a step");
	env = open_raw();
	is_u64(version_of(env), 2, "the store has the version of before");
	ok(!has_peer(env, "half"), "and nothing of the step");
	is_err(migrate_run(env, steps, 2, 3), 0, "the step again");
	is_u64(version_of(env), 3, "done");
	env_close(&env);
}

#define TABLES_OF_1 (VB_TABLE_FORKS + 1u)

/* A store as version 1 made it: without the tables that came later. */
static void make_1(void)
{
	struct env_options options = { .flags = VB_ENV_CREATE };
	const char *names[VB_TABLE_COUNT];
	struct env_txn *txn;
	struct env *env;
	int err;

	for (unsigned i = 0; i < TABLES_OF_1; i++)
		names[i] = keyspace_table((enum table)i)->name;
	scratch_empty(dir);
	err = env_open(dir, &options, names, TABLES_OF_1, &env);
	if (err == 0)
		err = env_open_tables(env);
	if (err == 0)
		err = env_begin(env, VB_ENV_WRITE, &txn);
	if (err != 0)
		bail("cannot be made: %s", err_name(err));
	keyspace_put_meta(txn, VB_META_VERSION, 1);
	feed_renew(txn);
	env_put(txn, VB_TABLE_PEERS, span_of_str("one"), span_of_str("x"));
	if (env_commit(&txn) != 0)
		bail("cannot be made");
	env_close(&env);
}

static void test_from_1(void)
{
	struct words_state state;
	struct env_txn *txn;
	struct env *env;

	make_1();
	env = must_open(0);
	is_u64(version_of(env), VB_STORE_VERSION, "a store of version 1 is brought up to date");
	ok(has_peer(env, "one"), "with what it holds");
	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	is_u64(env_count(txn, VB_TABLE_WORDS), 0, "its index of words is empty");
	is_err(words_get_state(txn, &state), VB_ERR_NOT_FOUND, "and known to be");
	is_err(env_error(txn), 0, "without an error");
	env_abort(&txn);
	env_close(&env);
	is_err(open_and_close(0), 0, "opened again");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("libsodium");
	scratch_make(dir);
	test_new();
	test_steps();
	test_newer();
	test_refused();
	test_failing_step();
	test_from_1();
	scratch_remove(dir);
	return done();
}
