/* compact: writes a compact copy of the store of a home to a file, in which nothing is but what the store holds now.
 *
 * Usage: compact HOME FILE. No daemon may run there.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "store/keyspace.h"

int main(int argc, char **argv)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY };
	struct env *env = NULL;
	int fd = argc == 3 ? open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
	int err = fd >= 0 ? keyspace_open(argv[1], &options, &env) : VB_ERR_USAGE;

	if (err == 0)
		err = env_copy(env, fd);
	env_close(&env);
	if (fd >= 0 && close(fd) != 0 && err == 0)
		err = VB_ERR_IO;
	if (err != 0)
		fprintf(stderr, "compact: %s\n", err_name(err));
	return err != 0;
}
