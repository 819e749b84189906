/* keyfile: secret keys and partner list outside the store; see keyfile.h. */
#include "store/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/home.h"

#define KEYS_NAME "node.keys"
#define PARTNERS_NAME "partners"
#define MAGIC "verbund-keys" /* and its NUL */
#define MAGIC_BYTES sizeof(MAGIC)
#define VERSION_PLAIN 1u  /* VB_NODE_KEYS_BYTES of secrets */
#define VERSION_FORMER 2u /* all generations */
#define SECRETS_AT (MAGIC_BYTES + 1)
#define PLAIN_BYTES (SECRETS_AT + VB_NODE_KEYS_BYTES + VB_HASH_BYTES)
#define FILE_MAX_BYTES (SECRETS_AT + VB_NODE_KEYS_MAX_BYTES + VB_HASH_BYTES)
#define OTHERS 0077u /* bits of a mode that let others in */

/* Opens a file of the home for reading. */
static int file_open(const char *home, const char *name, int *fd)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(home, name, path);

	if (err != 0)
		return err;
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return *fd >= 0 ? 0 : home_error(errno);
}

/* Reads up to size bytes; fewer at the end of the file. */
static int file_read(int fd, uint8_t *out, size_t size, size_t *got)
{
	ssize_t n = 1;

	for (*got = 0; *got < size && n > 0;) {
		n = read(fd, out + *got, size - *got);
		if (n > 0)
			*got += (size_t)n;
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	return n < 0 ? VB_ERR_IO : 0;
}

/* Keys that were never changed are written as ever, so that an older program reads them. */
static size_t keys_encode(const struct node_keys *keys, uint8_t file[static FILE_MAX_BYTES])
{
	bool is_plain = node_keys_count(keys) == 1 && node_keys_since(keys, 0).v == 0;
	size_t size = SECRETS_AT + VB_NODE_KEYS_BYTES;
	struct hash check;

	memcpy(file, MAGIC, MAGIC_BYTES);
	file[MAGIC_BYTES] = is_plain ? VERSION_PLAIN : VERSION_FORMER;
	if (is_plain)
		node_keys_export(keys, file + SECRETS_AT);
	else
		size = SECRETS_AT + node_keys_export_all(keys, file + SECRETS_AT);
	crypt_hash(span_of(file, size), &check);
	memcpy(file + size, check.b, sizeof(check.b));
	return size + sizeof(check.b);
}

/* The hash at the end fits what stands before it? A file of version 1 is told by its size as well. */
static int keys_check(const uint8_t *file, size_t size)
{
	struct hash check;

	if (size < SECRETS_AT)
		return VB_ERR_TRUNCATED;
	if (memcmp(file, MAGIC, MAGIC_BYTES) != 0 || file[MAGIC_BYTES] == 0)
		return VB_ERR_MALFORMED;
	if (file[MAGIC_BYTES] > VERSION_FORMER)
		return VB_ERR_VERSION;
	if (size < PLAIN_BYTES)
		return VB_ERR_TRUNCATED;
	if (size > (file[MAGIC_BYTES] == VERSION_PLAIN ? PLAIN_BYTES : FILE_MAX_BYTES))
		return VB_ERR_TRAILING;
	crypt_hash(span_of(file, size - sizeof(check.b)), &check);
	return memcmp(file + size - sizeof(check.b), check.b, sizeof(check.b)) == 0
	               ? 0
	               : VB_ERR_BAD_HASH;
}

static int keys_decode(const uint8_t *file, size_t size, struct node_keys **out)
{
	int err = keys_check(file, size);

	if (err != 0)
		return err;
	if (file[MAGIC_BYTES] == VERSION_FORMER)
		return node_keys_import_all(
			span_of(file + SECRETS_AT, size - SECRETS_AT - VB_HASH_BYTES), out);
	*out = node_keys_import(file + SECRETS_AT);
	return 0;
}

int keyfile_replace(const char *home, const struct node_keys *keys)
{
	uint8_t file[FILE_MAX_BYTES];
	size_t size;
	int err = home_check(home);

	if (err != 0)
		return err;
	size = keys_encode(keys, file);
	err = home_replace(home, KEYS_NAME, span_of(file, size));
	crypt_wipe(file, sizeof(file));
	return err;
}

int keyfile_create(const char *home, const struct node_keys *keys)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct stat st;
	int err = home_path(home, KEYS_NAME, path);

	if (err != 0)
		return err;
	return lstat(path, &st) == 0 ? VB_ERR_HOME_EXISTS : keyfile_replace(home, keys);
}

/* True if the partner list is there, which a home gets before its keys. */
static bool has_partners(const char *home)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct stat st;

	return home_path(home, PARTNERS_NAME, path) == 0 && lstat(path, &st) == 0;
}

int keyfile_load(const char *home, struct node_keys **out)
{
	uint8_t file[FILE_MAX_BYTES + 1];
	struct stat st;
	size_t size;
	int fd = -1, err = home_check(home);

	if (err == 0)
		err = file_open(home, KEYS_NAME, &fd);
	if (err == VB_ERR_NO_HOME && has_partners(home))
		return VB_ERR_KEYS_LOST;
	if (err != 0)
		return err;
	if (fstat(fd, &st) != 0)
		err = VB_ERR_IO;
	else if ((st.st_mode & OTHERS) != 0)
		err = VB_ERR_PERMISSIONS;
	if (err == 0)
		err = file_read(fd, file, sizeof(file), &size);
	if (err == 0)
		err = keys_decode(file, size, out);
	crypt_wipe(file, sizeof(file));
	close(fd);
	return err;
}

int keyfile_put_partners(const char *home, struct span list)
{
	return home_replace(home, PARTNERS_NAME, list);
}

int keyfile_get_partners(const char *home, struct buf *out)
{
	return home_read(home, PARTNERS_NAME, VB_PARTNERS_MAX_BYTES, out);
}
