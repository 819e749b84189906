/* compact: writes a compact copy of the store of a home to a file, in which nothing is but what the store holds now.
 *
 * Usage: compact HOME FILE. No daemon may run there.
 */
#include <stdio.h>

#include "store/backup.h"
#include "store/keyspace.h"

int main(int argc, char **argv)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY };
	struct env *env = NULL;
	uint64_t bytes;
	int err = argc == 3 ? keyspace_open(argv[1], &options, &env) : VB_ERR_USAGE;

	if (err == 0)
		err = backup_write(env, argv[2], &bytes);
	env_close(&env);
	if (err != 0)
		fprintf(stderr, "compact: %s\n", err_name(err));
	return err != 0;
}
