/* bench_erase: how long nobody is answered during an erasure run: the store written anew, synced and opened again, against LMDB's own
 * mdb_copy -c of the same file, which neither syncs nor takes out what is left between the rows. ERASE_MB (500) in the
 * environment says how large the store is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "protocol/crypt.h"
#include "store/backup.h"
#include "store/entries.h"
#include "store/migrate.h"
#include "tests/bench/figure.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define BODY_BYTES 400u
#define ROWS_A_COMMIT 20000u
#define ERASED_OF 100u /* every so many an entry is erased */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct env *store_open(const char *dir, uint32_t flags)
{
	struct env_options options = { .flags = flags };
	struct env *env;

	if (migrate_open(dir, &options, &env) != 0)
		bail("no store");
	return env;
}

/* Entries of random bytes, as encrypted bodies are. */
static void fill(const char *dir, uint32_t rows)
{
	struct env *env = store_open(dir, VB_ENV_CREATE | VB_ENV_NO_FSYNC);
	uint8_t header[VB_HEADER_BYTES], body[BODY_BYTES];
	struct env_txn *txn = env_start(env, VB_ENV_WRITE);

	for (uint32_t n = 0; n < rows; n++) {
		crypt_random(header, sizeof(header));
		crypt_random(body, sizeof(body));
		entries_put(txn, 1 + n / 10000, n % 10000, span_of(header, sizeof(header)),
		            span_of(body, sizeof(body)));
		if (n % ERASED_OF == 0)
			entries_drop_body(txn, 1 + n / 10000, n % 10000);
		if (n % ROWS_A_COMMIT != 0)
			continue;
		if (env_commit(&txn) != 0)
			bail("the store cannot be written");
		txn = env_start(env, VB_ENV_WRITE);
	}
	if (env_commit(&txn) != 0)
		bail("the store cannot be written");
	env_close(&env);
}

static double peer_seconds(const char *from, const char *to)
{
	double start = seconds();
	pid_t child = fork();
	int status = 1;

	if (child == 0) {
		execlp("mdb_copy", "mdb_copy", "-n", "-c", from, to, (char *)NULL);
		_exit(1);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		bail("mdb_copy -c");
	return seconds() - start;
}

int main(void)
{
	unsigned megabytes = figure_setting("ERASE_MB", 500);
	uint32_t rows =
		(uint32_t)((uint64_t)megabytes * 1000000 / (VB_HEADER_BYTES + BODY_BYTES + 20));
	char dir[SCRATCH_PATH_BYTES], name[80];
	char *store, *copy;
	struct env_info info;
	struct env *env;
	double peer, run;

	if (crypt_init() != 0)
		bail("crypt_init");
	scratch_make(dir);
	store = strdup(scratch_path(dir, "data.mdb"));
	copy = strdup(scratch_path(dir, "copy"));
	fill(dir, rows);
	env = store_open(dir, 0);
	if (env_measure(env, &info) != 0)
		bail("env_measure");
	env_close(&env);
	peer = peer_seconds(store, copy);
	env = store_open(dir, 0);
	run = seconds();
	if (backup_compact(env) != 0)
		bail("backup_compact");
	run = seconds() - run;
	(void)snprintf(name, sizeof(name), "erasure run over %llu MB",
	               (unsigned long long)(info.used_bytes / 1000000));
	figure_print(&(struct figure){ .name = name,
	                               .value = run,
	                               .unit = "s",
	                               .beside = peer,
	                               .of = "mdb_copy -c",
	                               .limit = 2.0 * (double)info.used_bytes / 500e6,
	                               .because = "which does not sync" });
	env_close(&env);
	scratch_remove(dir);
	free(store);
	free(copy);
	return 0;
}
