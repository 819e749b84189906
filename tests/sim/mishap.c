#include "tests/sim/mishap.h"

#include "store/migrate.h"
#include "store/spaces.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STORE_NAME "data.mdb"
#define COPY_NAME "data.copy"
#define PATH_BYTES 512u
#define YEAR_MS INT64_C(31557600000)

/* ---- disks ---- */

static void path_of(const struct world_node *n, const char *name, char out[static PATH_BYTES])
{
	snprintf(out, PATH_BYTES, "%s/%s", n->home, name);
}

/* Copies a file of a home. */
static void copy(const struct world_node *n, const char *from_name, const char *to_name)
{
	char from[PATH_BYTES], to[PATH_BYTES], block[65536];
	FILE *in, *out;
	size_t got;

	path_of(n, from_name, from);
	path_of(n, to_name, to);
	in = fopen(from, "rb");
	out = fopen(to, "wb");
	if (!in || !out)
		abort();
	while ((got = fread(block, 1, sizeof(block), in)) > 0)
		if (fwrite(block, 1, got, out) != got)
			abort();
	if (ferror(in) || fclose(in) != 0 || fclose(out) != 0)
		abort();
}

void mishap_wipe(struct world *world, uint32_t index)
{
	char path[PATH_BYTES];

	assert(!world->nodes[index].node);
	path_of(&world->nodes[index], STORE_NAME, path);
	unlink(path);
}

void mishap_keep(struct world *world, uint32_t index)
{
	copy(&world->nodes[index], STORE_NAME, COPY_NAME);
}

/* What makes of an older store one that may be used. */
static int forget(const char *home)
{
	struct env_options options = { .flags = VB_ENV_NO_FSYNC };
	struct env_txn *txn = NULL;
	struct env *env = NULL;
	int err = migrate_open(home, &options, &env);

	if (!err)
		err = env_begin(env, VB_ENV_WRITE, &txn);
	if (!err) {
		spaces_forget_incarnations(txn);
		err = env_commit(&txn);
	}
	env_close(&env);
	return err;
}

void mishap_set_back(struct world *world, uint32_t index)
{
	assert(!world->nodes[index].node);
	copy(&world->nodes[index], COPY_NAME, STORE_NAME);
}

void mishap_restore(struct world *world, uint32_t index)
{
	struct world_node *n = &world->nodes[index];
	int err;

	mishap_set_back(world, index);
	err = forget(n->home);
	if (err) {
		fprintf(stderr, "sim: the copy of node %u cannot be used: %s\n", index,
		        err_name(err));
		abort();
	}
}

/* A home has one level of folders. */
static void remove_folder(const char *folder, bool has_folders)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char path[PATH_BYTES];

	while (dir && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%.200s/%.255s", folder, entry->d_name);
		if (entry->d_name[0] != '.' && unlink(path) != 0 && has_folders)
			remove_folder(path, false);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

void mishap_remove_home(const struct world_node *node)
{
	remove_folder(node->home, true);
}

/* ---- clocks ---- */

void mishap_jump(struct world *world, uint32_t index)
{
	static const int64_t units_ms[] = { 1000, 3600000, YEAR_MS };
	int64_t steps = (int64_t)world_random(world, 21) - 10;

	world->nodes[index].clock_ms = steps * units_ms[world_random(world, 3)];
}

/* ---- harm ---- */

void mishap_twist(struct world *world, uint8_t *bytes, size_t *size)
{
	struct world_replay *old = &world->replays[world_random(world, WORLD_REPLAYS)];
	uint32_t what = world_random(world, 20);

	if (what <= 3)
		world_count(world, TOLL_TWISTED);
	switch (what) {
	case 0:
	case 1:
		bytes[world_random(world, (uint32_t)*size)] ^=
			(uint8_t)(1u << world_random(world, 8));
		break;
	case 2:
		*size = 1 + world_random(world, (uint32_t)*size);
		break;
	case 3:
		if (old->size > 0 && old->size <= *size) {
			memcpy(bytes, old->bytes, old->size);
			*size = old->size;
		}
		break;
	case 4:
		if (*size <= sizeof(old->bytes)) {
			memcpy(old->bytes, bytes, *size);
			old->size = *size;
		}
		break;
	default:
		break;
	}
}
