/* rows: how many rows each table of a store has, a line a table: name, tab, number. Changes nothing.
 *
 * Usage: rows HOME. No daemon may run there, and the store must be of this version.
 */
#include <inttypes.h>
#include <stdio.h>

#include "store/keyspace.h"

static int tell(const char *home)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY };
	struct env_txn *txn = NULL;
	struct env *env = NULL;
	int err = keyspace_open(home, &options, &env);

	if (err == 0)
		err = env_open_tables(env);
	if (err == 0)
		err = env_begin(env, VB_ENV_READ, &txn);
	for (unsigned table = 0; err == 0 && table < VB_TABLE_COUNT; table++)
		printf("%s\t%" PRIu64 "\n", keyspace_table((enum table)table)->name,
		       env_count(txn, table));
	env_abort(&txn);
	env_close(&env);
	return err;
}

int main(int argc, char **argv)
{
	int err = argc == 2 ? tell(argv[1]) : VB_ERR_USAGE;

	if (err != 0)
		fprintf(stderr, "rows: %s\n", err_name(err));
	return err != 0;
}
