/* target: a file that appears when it is whole; see target.h; tested by tests/blackbox/05-history.t */
#include "cli/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int target_fail(struct cmd *cmd, const struct target *target)
{
	int err = errno == ENOSPC || errno == EDQUOT ? VB_ERR_DISK_FULL : VB_ERR_BAD_FILE;

	return out_fail(cmd->out, err, "%s: %s", target->path, strerror(errno));
}

int target_open(struct cmd *cmd, struct target *target, bool is_secret)
{
	mode_t mask = umask(0);
	int descriptor;
	int length;

	(void)umask(mask);
	target->path = args_get(cmd->args, "FILE");
	target->temporary[0] = '\0';
	target->file = cmd->out->data;
	if (strcmp(target->path, "-") == 0)
		return 0;
	length = snprintf(target->temporary, PATH_MAX, "%s.XXXXXX", target->path);
	if (length <= 0 || length >= PATH_MAX)
		return out_fail(cmd->out, VB_ERR_TOO_LARGE, "FILE");
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
	if (fclose(target->file) != 0 && err == 0)
		err = target_fail(cmd, target);
	if (err == 0 && rename(target->temporary, target->path) != 0)
		err = target_fail(cmd, target);
	if (err < 0)
		(void)unlink(target->temporary);
	return err;
}
