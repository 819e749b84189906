/* notify: against a datagram socket of our own in place of the service manager's. */
#include "daemon/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/tap.h"

/* Binds a datagram socket at name; a first '@' is an abstract name. */
static int manager(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, name, strlen(name));
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	if (bind(fd, (struct sockaddr *)&address,
	         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))) < 0)
		bail("no socket %s", name);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static const char *told(int fd)
{
	static char text[200];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return n > 0 ? text : NULL;
}

int main(void)
{
	char directory[] = "/tmp/test_notify.XXXXXX", path[100], abstract[100];
	int fd;

	unsetenv("NOTIFY_SOCKET");
	notify_send("READY=1");
	setenv("NOTIFY_SOCKET", "", 1);
	notify_send("READY=1");
	setenv("NOTIFY_SOCKET", "relative", 1);
	notify_send("READY=1");
	if (!mkdtemp(directory))
		bail("no directory");
	snprintf(path, sizeof(path), "%s/manager", directory);
	fd = manager(path);
	notify_send("READY=1\nSTATUS=serving");
	is_str(told(fd), "READY=1\nSTATUS=serving", "by a socket in the file system");
	for (int i = 0; i < 1000; i++)
		notify_send("WATCHDOG=1");
	ok(told(fd) != NULL, "a manager that does not read holds nobody up");
	close(fd);
	unlink(path);
	rmdir(directory);
	notify_send("STOPPING=1");
	snprintf(abstract, sizeof(abstract), "@%s", directory);
	fd = manager(abstract);
	notify_send("STOPPING=1");
	is_str(told(fd), "STOPPING=1", "by an abstract socket");
	close(fd);
	return done();
}
