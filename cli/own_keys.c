/* own_keys: the file of personal keys; see own_keys.h; tested by tests/blackbox/19-person-key.t */
#include "cli/own_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/setup.h"
#include "protocol/node_id.h"

#define FOLDER "verbund-keys"

/* ---- places ---- */

static int fail_errno(struct cmd *cmd, const char *path)
{
	int err = errno == ENOSPC || errno == EDQUOT ? VB_ERR_DISK_FULL : VB_ERR_BAD_FILE;

	if (errno == ELOOP)
		return out_fail(cmd->out, err, _("%s is a symbolic link"), path);
	return out_fail(cmd->out, err, "%s: %s", path, strerror(errno));
}

/* As the XDG base directory specification has it: a relative path counts as none. */
static int find_place(struct cmd *cmd, struct own_keys *own)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	int size;

	if (data != NULL && data[0] == '/')
		size = snprintf(own->folder, sizeof(own->folder), "%s/" FOLDER, data);
	else if (home != NULL && home[0] == '/')
		size = snprintf(own->folder, sizeof(own->folder), "%s/.local/share/" FOLDER, home);
	else
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "HOME");
	if (size > 0 && (size_t)size < sizeof(own->folder))
		size = snprintf(own->path, sizeof(own->path), "%s/%s.keys", own->folder,
		                own->person);
	if (size <= 0 || (size_t)size >= sizeof(own->path))
		return out_fail(cmd->out, VB_ERR_TOO_LARGE, "HOME");
	return 0;
}

/* Only the owner may read and write it, and the owner is whoever asks. */
static int check_private(struct cmd *cmd, const char *path, const struct stat *at)
{
	if (at->st_uid != geteuid() || (at->st_mode & 077) != 0)
		return out_fail(cmd->out, VB_ERR_PERMISSIONS, "%s", path);
	return 0;
}

/* Opens the folder, which may be made; *out is -1 where there is none. */
static int open_folder(struct cmd *cmd, const struct own_keys *own, bool is_made, int *out)
{
	struct stat at;
	int err;

	if (is_made) {
		setup_make_parents(own->folder);
		if (mkdir(own->folder, 0700) != 0 && errno != EEXIST)
			return fail_errno(cmd, own->folder);
	}
	*out = open(own->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*out < 0 && errno == ENOENT)
		return 0;
	if (*out < 0) {
		/* Linux says that a link is no directory. */
		if (errno == ENOTDIR && lstat(own->folder, &at) == 0 && S_ISLNK(at.st_mode))
			errno = ELOOP;
		return fail_errno(cmd, own->folder);
	}
	err = fstat(*out, &at) != 0 ? fail_errno(cmd, own->folder)
	                            : check_private(cmd, own->folder, &at);
	if (err != 0) {
		(void)close(*out);
		*out = -1;
	}
	return err;
}

static const char *file_name(const struct own_keys *own)
{
	return strrchr(own->path, '/') + 1;
}

/* ---- reading ---- */

static int read_all(struct cmd *cmd, struct own_keys *own, int file)
{
	uint8_t block[VB_PERSON_FILE_MAX_BYTES + 1];
	ssize_t got;

	while ((got = read(file, block, sizeof(block))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(cmd, own->path);
		buf_put(&own->file, block, (size_t)got);
		if (own->file.err != 0)
			return out_fail(cmd->out, VB_ERR_BAD_KEY_FILE, "%s", own->path);
	}
	return own->file.size > 0 ? 0 : out_fail(cmd->out, VB_ERR_BAD_KEY_FILE, "%s", own->path);
}

/* Whether the file is of this person. */
static int check_head(struct cmd *cmd, const struct own_keys *own)
{
	struct record_id person;
	struct node_id office;
	int err = person_keys_read_head(buf_span(&own->file), &office, &person);

	if (err == VB_ERR_VERSION)
		return out_fail(cmd->out, err, "%s", own->path);
	if (err != 0 || !node_id_is_equal(&office, &own->office) ||
	    !record_id_is_equal(&person, &own->id))
		return out_fail(cmd->out, VB_ERR_BAD_KEY_FILE, "%s", own->path);
	return 0;
}

static int read_file(struct cmd *cmd, struct own_keys *own)
{
	struct stat at;
	int folder = -1, file, err;

	err = open_folder(cmd, own, false, &folder);
	if (err != 0 || folder < 0)
		return err;
	file = openat(folder, file_name(own), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0 && errno != ENOENT)
		err = fail_errno(cmd, own->path);
	(void)close(folder);
	if (file < 0)
		return err;
	if (fstat(file, &at) != 0)
		err = fail_errno(cmd, own->path);
	else if (!S_ISREG(at.st_mode))
		err = out_fail(cmd->out, VB_ERR_BAD_KEY_FILE, "%s", own->path);
	else
		err = check_private(cmd, own->path, &at);
	if (err == 0)
		err = read_all(cmd, own, file);
	(void)close(file);
	return err == 0 ? check_head(cmd, own) : err;
}

/* ---- who ---- */

static int find_self(struct cmd *cmd, struct own_keys *own)
{
	struct json *question = NULL, *result = NULL;
	const struct json *person;
	const char *id, *name;
	int err = client_ask(cmd->client, "person.whoami", &question, &result);

	if (err != 0)
		return err;
	person = json_get(result, "person");
	id = json_get_text(person, "id");
	name = json_get_text(person, "name");
	if (id == NULL || hex_parse(id, strlen(id), own->id.b, sizeof(own->id.b)) != 0) {
		err = out_fail(cmd->out, VB_ERR_DENIED, "%s",
		               _("this login belongs to no person of this office"));
	} else {
		(void)snprintf(own->person, sizeof(own->person), "%s", id);
		(void)snprintf(own->name, sizeof(own->name), "%s", name != NULL ? name : id);
	}
	json_destroy(&result);
	return err;
}

static int find_published(struct cmd *cmd, struct own_keys *own)
{
	struct json *question = json_new_map();
	const char *office;
	int err;

	json_put_text(question, "id", own->person);
	err = client_ask(cmd->client, "person.keys", &question, &own->published);
	if (err != 0)
		return err;
	office = json_get_text(own->published, "office");
	return office == NULL ? VB_ERR_MALFORMED
	                      : node_id_parse(office, strlen(office), &own->office);
}

int own_keys_find(struct cmd *cmd, struct own_keys *own)
{
	int err;

	memset(own, 0, sizeof(*own));
	buf_init(&own->file, VB_PERSON_FILE_MAX_BYTES);
	err = crypt_init();
	if (err == 0)
		err = find_self(cmd, own);
	if (err == 0)
		err = find_published(cmd, own);
	if (err == 0)
		err = find_place(cmd, own);
	return err == 0 ? read_file(cmd, own) : err;
}

void own_keys_release(struct own_keys *own)
{
	json_destroy(&own->published);
	buf_release(&own->file);
	person_keys_destroy(&own->keys);
}

/* ---- opening ---- */

int own_keys_unlock(struct cmd *cmd, struct own_keys *own, const struct secret *secret)
{
	int err;

	if (own->file.size == 0)
		return out_fail(cmd->out, VB_ERR_NO_PERSON_KEYS, "%s", own->path);
	err = person_keys_open(buf_span(&own->file), span_of(secret->text, secret->size),
	                       &own->keys);
	if (err == VB_ERR_MALFORMED || err == VB_ERR_NOT_CANONICAL)
		err = VB_ERR_BAD_KEY_FILE;
	return err == 0 ? 0 : out_fail(cmd->out, err, "%s", own->path);
}

int own_keys_open(struct cmd *cmd, struct own_keys *own)
{
	struct secret secret = { .size = 0 };
	int err;

	if (own->file.size == 0)
		return out_fail(cmd->out, VB_ERR_NO_PERSON_KEYS, "%s", own->path);
	err = secret_read(cmd, _("Passphrase of your personal keys:"), &secret);
	if (err == 0)
		err = own_keys_unlock(cmd, own, &secret);
	secret_wipe(&secret);
	return err;
}

const struct json *own_keys_published(const struct own_keys *own, uint32_t number)
{
	const struct json *items = json_get(own->published, "items");

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		if (json_int(json_get(item, "number"), 0) == (int64_t)number)
			return item;
	}
	return NULL;
}

uint32_t own_keys_active(const struct own_keys *own)
{
	char sign[2 * VB_PUBLIC_KEY_BYTES + 1];
	struct person_key key;

	for (uint32_t i = 0; own->keys != NULL && i < person_keys_count(own->keys); i++) {
		const struct json *item;
		const char *known;

		person_keys_at(own->keys, i, &key);
		item = own_keys_published(own, key.number);
		known = json_get_text(item, "sign");
		hex_format(key.sign.b, sizeof(key.sign.b), sign);
		if (known != NULL && strcmp(known, sign) == 0 &&
		    json_get(item, "withdrawn") == NULL)
			return i;
	}
	return VB_PERSON_FILE_KEYS_MAX_COUNT;
}

/* ---- writing ---- */

static bool write_all(int file, struct span bytes)
{
	while (bytes.size > 0) {
		ssize_t done = write(file, bytes.data, bytes.size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes = span_of(bytes.data + done, bytes.size - (size_t)done);
	}
	return fsync(file) == 0;
}

/* Writes over what a file held that has no name any more. */
static void blot_out(int file)
{
	static const uint8_t zeros[VB_PERSON_FILE_MAX_BYTES];
	struct stat at;

	if (file < 0)
		return;
	if (fstat(file, &at) == 0 && at.st_size > 0 && (size_t)at.st_size <= sizeof(zeros))
		(void)write_all(file, span_of(zeros, (size_t)at.st_size));
	(void)close(file);
}

/* Writes a new file beside the old one and gives it its name. */
static int replace(struct cmd *cmd, const struct own_keys *own, int folder, struct span bytes)
{
	char fresh[sizeof(own->person) + 16];
	int file, old, err = 0;

	(void)snprintf(fresh, sizeof(fresh), "%s.keys.new", own->person);
	(void)unlinkat(folder, fresh, 0);
	file = openat(folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return fail_errno(cmd, own->path);
	if (fchmod(file, 0600) != 0 || !write_all(file, bytes))
		err = fail_errno(cmd, own->path);
	if (close(file) != 0 && err == 0)
		err = fail_errno(cmd, own->path);
	old = openat(folder, file_name(own), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (err == 0 && renameat(folder, fresh, folder, file_name(own)) != 0)
		err = fail_errno(cmd, own->path);
	if (err == 0 && fsync(folder) != 0)
		err = fail_errno(cmd, own->path);
	if (err == 0) {
		blot_out(old);
	} else {
		if (old >= 0)
			(void)close(old);
		(void)unlinkat(folder, fresh, 0);
	}
	return err;
}

int own_keys_save(struct cmd *cmd, const struct own_keys *own, const struct secret *secret)
{
	struct buf bytes;
	int folder = -1;
	int err;

	buf_init(&bytes, VB_PERSON_FILE_MAX_BYTES);
	err = person_keys_seal(own->keys, span_of(secret->text, secret->size), VB_COST_MODERATE,
	                       &bytes);
	if (err == 0)
		err = open_folder(cmd, own, true, &folder);
	if (err == 0)
		err = folder < 0 ? fail_errno(cmd, own->folder)
		                 : replace(cmd, own, folder, buf_span(&bytes));
	if (folder >= 0)
		(void)close(folder);
	buf_release(&bytes);
	return err;
}

void own_keys_restore(struct cmd *cmd, const struct own_keys *own)
{
	int folder = -1;

	if (open_folder(cmd, own, false, &folder) != 0 || folder < 0)
		return;
	if (own->file.size > 0)
		(void)!replace(cmd, own, folder, buf_span(&own->file));
	else
		(void)unlinkat(folder, file_name(own), 0);
	(void)close(folder);
}
