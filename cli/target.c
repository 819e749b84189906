/* target: a file that appears when it is whole; see target.h; tested by tests/blackbox/05-history.t */
#define _GNU_SOURCE /* O_TMPFILE */
#include "cli/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int target_fail(struct cmd *cmd, const struct target *target)
{
	int err = errno == ENOSPC || errno == EDQUOT ? VB_ERR_DISK_FULL : VB_ERR_BAD_FILE;

	return out_fail(cmd->out, err, "%s: %s", target->path, strerror(errno));
}

/* A file without a name beside the one that is wanted; negative: the file system has no such. */
static int open_nameless(const char *path)
{
	char folder[PATH_MAX];
	char *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		(void)snprintf(folder, sizeof(folder), ".");
	else
		slash[slash == folder ? 1 : 0] = '\0';
	return open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

/* Gives the file a name, which nobody has yet. */
static int name_it(struct target *target)
{
	char path[64];
	int other = mkstemp(target->temporary);

	if (other < 0)
		return -1;
	(void)close(other);
	(void)unlink(target->temporary);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(target->file));
	return linkat(AT_FDCWD, path, AT_FDCWD, target->temporary, AT_SYMLINK_FOLLOW);
}

int target_open(struct cmd *cmd, const char *path, struct target *target, bool is_secret)
{
	mode_t mask = umask(0);
	int descriptor;
	int length;

	(void)umask(mask);
	target->path = path;
	target->temporary[0] = '\0';
	target->file = cmd->out->data;
	if (strcmp(target->path, "-") == 0)
		return 0;
	length = snprintf(target->temporary, PATH_MAX, "%s.XXXXXX", target->path);
	if (length <= 0 || length >= PATH_MAX)
		return out_fail(cmd->out, VB_ERR_TOO_LARGE, "%s", path);
	descriptor = open_nameless(target->path);
	target->is_nameless = descriptor >= 0;
	if (descriptor < 0)
		descriptor = mkstemp(target->temporary);
	if (descriptor < 0)
		return target_fail(cmd, target);
	(void)fchmod(descriptor, is_secret ? 0600 : 0666 & ~mask);
	target->file = fdopen(descriptor, "w");
	if (target->file == NULL)
		abort();
	return 0;
}

int target_close(struct cmd *cmd, struct target *target, int err)
{
	bool is_broken;

	if (target->temporary[0] == '\0')
		return err;
	is_broken = fflush(target->file) != 0 || ferror(target->file) != 0 ||
	            fsync(fileno(target->file)) != 0;
	if (err == 0 && is_broken)
		err = target_fail(cmd, target);
	if (err == 0 && target->is_nameless && name_it(target) != 0)
		err = target_fail(cmd, target);
	if (fclose(target->file) != 0 && err == 0)
		err = target_fail(cmd, target);
	if (err == 0 && rename(target->temporary, target->path) != 0)
		err = target_fail(cmd, target);
	if (err < 0)
		(void)unlink(target->temporary);
	return err;
}
