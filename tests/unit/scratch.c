/* scratch: a temporary directory for tests; see scratch.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "tests/unit/scratch.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

#define FILE_MAX_BYTES (1u << 30)

void scratch_make(char path[static SCRATCH_PATH_BYTES])
{
	const char *base = getenv("TMPDIR");

	snprintf(path, SCRATCH_PATH_BYTES, "%s/verbund-test-XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(path) == NULL)
		bail("no temporary directory %s", path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static int remove_below(const char *path, const struct stat *st, int type, struct FTW *where)
{
	return where->level == 0 ? 0 : remove_one(path, st, type, where);
}

void scratch_remove(const char *path)
{
	if (nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		diag("%s is left behind", path);
}

void scratch_empty(const char *path)
{
	if (nftw(path, remove_below, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		bail("%s cannot be emptied", path);
}

const char *scratch_path(const char *folder, const char *name)
{
	static char paths[8][SCRATCH_PATH_BYTES * 2];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

long scratch_size(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 ? (long)st.st_size : -1;
}

void scratch_read(const char *file, struct buf *out)
{
	long size = scratch_size(file);
	FILE *f = fopen(file, "rb");
	uint8_t *to;

	buf_init(out, FILE_MAX_BYTES);
	to = size < 0 ? NULL : buf_extend(out, (size_t)size);
	if (f == NULL || to == NULL || fread(to, 1, (size_t)size, f) != (size_t)size)
		bail("cannot read %s", file);
	fclose(f);
}

void scratch_write(const char *file, struct span data)
{
	FILE *f = fopen(file, "wb");

	if (f == NULL || (data.size > 0 && fwrite(data.data, 1, data.size, f) != data.size) ||
	    fclose(f) != 0)
		bail("cannot write %s", file);
}

void scratch_poke(const char *file, size_t at, uint8_t value)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || pwrite(fd, &value, 1, (off_t)at) != 1)
		bail("cannot change %s", file);
	close(fd);
}

bool scratch_has(const char *file, struct span bytes)
{
	struct buf content;
	bool found = false;

	scratch_read(file, &content);
	for (size_t at = 0; !found && at + bytes.size <= content.size; at++)
		found = memcmp(content.data + at, bytes.data, bytes.size) == 0;
	buf_release(&content);
	return found;
}
