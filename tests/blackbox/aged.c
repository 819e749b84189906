/* aged: gives the store of a home another version number, as if another version of Verbund had written it.
 *
 * Usage: aged HOME VERSION. No daemon may run there.
 */
#include <stdio.h>
#include <stdlib.h>

#include "store/keyspace.h"

static int set_version(const char *home, uint64_t version)
{
	struct env_options options = { 0 };
	struct env_txn *txn = NULL;
	struct env *env = NULL;
	int err = keyspace_open(home, &options, &env);

	if (err == 0)
		err = env_open_tables(env);
	if (err == 0)
		err = env_begin(env, VB_ENV_WRITE, &txn);
	if (err == 0) {
		keyspace_put_meta(txn, VB_META_VERSION, version);
		err = env_commit(&txn);
	}
	env_close(&env);
	return err;
}

int main(int argc, char **argv)
{
	int err = argc == 3 ? set_version(argv[1], strtoull(argv[2], NULL, 10)) : VB_ERR_USAGE;

	if (err != 0)
		fprintf(stderr, "aged: %s\n", err_name(err));
	return err != 0;
}
