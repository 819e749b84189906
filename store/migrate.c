/* migrate: opening and upgrading the store; see migrate.h. */
#include "store/migrate.h"

#include <assert.h>

#include "store/feed.h"
#include "store/keyspace.h"
#include "store/words.h"

/* The index of words begins empty; the open office fills it from the records. */
static void to_2(struct env_txn *txn)
{
	words_clear(txn);
}

/* No record of a confidential kind is locked; the open office does that (daemon/core/locking.h). */
static void to_3(struct env_txn *txn)
{
	keyspace_put_meta(txn, VB_META_LOCKED_KINDS, 0);
}

static const struct migration steps_to_now[] = { { 1, to_2 }, { 2, to_3 } };

/* The version of the store. Errors: VB_ERR_STORE_CORRUPT (none). */
static int version_read(struct env *env, uint64_t *version)
{
	struct env_txn *txn;
	int err = env_begin(env, VB_ENV_READ, &txn);

	if (err != 0)
		return err;
	err = keyspace_get_meta(txn, VB_META_VERSION, version);
	env_abort(&txn);
	return err == VB_ERR_NOT_FOUND ? VB_ERR_STORE_CORRUPT : err;
}

/* Makes one step; the new version number stands in the same transaction. */
static int step_run(struct env *env, const struct migration *step)
{
	struct env_txn *txn;
	int err = env_begin(env, VB_ENV_WRITE, &txn);

	if (err != 0)
		return err;
	step->run(txn);
	keyspace_put_meta(txn, VB_META_VERSION, (uint64_t)step->from + 1);
	return env_commit(&txn);
}

int migrate_run(struct env *env, const struct migration *steps, size_t step_count, uint32_t target)
{
	uint64_t version;
	int err = version_read(env, &version);

	if (err != 0)
		return err;
	if (version > target)
		return VB_ERR_STORE_NEWER;
	if (version == target)
		return 0;
	/* The steps before the store's version are done. */
	while (step_count > 0 && steps->from < version) {
		steps++;
		step_count--;
	}
	for (; version < target && err == 0; version++, steps++, step_count--) {
		if (step_count == 0 || steps->from != version)
			return VB_ERR_STORE_CORRUPT;
		err = step_run(env, steps);
	}
	return err;
}

/* What a new store holds. */
static int store_start(struct env *env)
{
	struct env_txn *txn;
	int err = env_begin(env, VB_ENV_WRITE, &txn);

	if (err != 0)
		return err;
	keyspace_put_meta(txn, VB_META_VERSION, VB_STORE_VERSION);
	feed_renew(txn);
	return env_commit(&txn);
}

/* Brings what was opened to this version. A newer store is left alone: its tables are not even opened. */
static int store_upgrade(struct env *env)
{
	uint64_t version;
	int err = version_read(env, &version);

	if (err == 0 && version > VB_STORE_VERSION)
		err = VB_ERR_STORE_NEWER;
	if (err == 0)
		err = env_open_tables(env);
	if (err == 0)
		err = migrate_run(env, steps_to_now, sizeof(steps_to_now) / sizeof(steps_to_now[0]),
		                  VB_STORE_VERSION);
	return err;
}

int migrate_open(const char *home, const struct env_options *options, struct env **out)
{
	bool is_new = (options->flags & VB_ENV_CREATE) != 0;
	struct env *env;
	int err = keyspace_open(home, options, &env);

	assert((options->flags & VB_ENV_READ_ONLY) == 0);
	if (err != 0)
		return err;
	if (is_new) {
		err = env_open_tables(env);
		if (err == 0)
			err = store_start(env);
	} else {
		err = store_upgrade(env);
	}
	if (err != 0 && is_new)
		env_remove(&env);
	else if (err != 0)
		env_close(&env);
	else
		*out = env;
	return err;
}
