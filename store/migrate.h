/* migrate: opening the store, and bringing an older one to the layout of this version.
 *
 * The version stands in the table meta. A newer store is refused and nothing is changed; an older one goes through the
 * steps between, each in a transaction of its own together with the new version number, so that a crash leaves a
 * whole store of one version or the other. A new store starts at this version, with a generation of the change feed.
 * Version 2 brought the index of words (words.h), version 3 keys of confidential records (record_keys.h).
 * Called by daemon/core/node. Thread rule: loop thread only.
 */
#ifndef VB_STORE_MIGRATE_H
#define VB_STORE_MIGRATE_H

#include "store/env.h"

#define VB_STORE_VERSION 3u

/* Opens the store of a home, or makes it (VB_ENV_CREATE), with all tables, at this version; not with READ_ONLY (check.h).
 * Caller closes. Errors: as env_open; VB_ERR_STORE_NEWER; VB_ERR_STORE_CORRUPT (no version). A creation that fails
 * leaves no file behind. */
VB_MUST int migrate_open(const char *home, const struct env_options *options, struct env **out);

/* One step from version `from` to from + 1. run makes the change; its errors are the transaction's. */
struct migration {
	uint32_t from;
	void (*run)(struct env_txn *txn);
};

/* Applies the steps that lead from the store's version to `target`. steps: ascending without a gap, ending at target-1;
 * all tables are open. Errors: VB_ERR_STORE_NEWER (than target; nothing changed), VB_ERR_STORE_CORRUPT (no version, or no
 * step leads from there), those of the steps: the store is whole then, at the version of the last good step. */
VB_MUST int migrate_run(struct env *env, const struct migration *steps, size_t step_count,
                        uint32_t target);

#endif
