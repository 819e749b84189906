/* mail_log: one event a line, whatever stands in it. */
#include "bridges/mailnet/mail_log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "protocol/err.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

int main(void)
{
	char folder[SCRATCH_PATH_BYTES];
	const char *path;
	struct buf said;
	int fd, kept = dup(STDERR_FILENO);

	scratch_make(folder);
	path = scratch_path(folder, "log");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		bail("no log");
	mail_log("mail.a", "x=%d", 7);
	mail_log("mail.b", "text=%s", "a\nb\x1b\xc3\xa4");
	mail_log("mail.c", "%s", "");
	mail_log_error("mail.d", VB_ERR_TIMEOUT, "y=%d", 1);
	dup2(kept, STDERR_FILENO);
	scratch_read(path, &said);
	buf_put_u8(&said, 0);
	is_str((const char *)said.data,
	       "mail.a x=7\nmail.b text=a\\x0ab\\x1b\\xc3\\xa4\nmail.c\n"
	       "mail.d y=1 code=VB-3012 what=\"Verbund did not answer in time.\"\n",
	       "four lines");
	buf_release(&said);
	close(fd);
	scratch_remove(folder);
	return done();
}
