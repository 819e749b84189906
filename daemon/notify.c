/* notify: see notify.h. */
#include "daemon/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void notify_send(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = path ? strlen(path) : 0;
	int fd;

	if (size < 2 || size >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	memcpy(address.sun_path, path, size);
	/* An abstract name begins with a NUL and has its length, not its end, from the address. */
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
	              (const struct sockaddr *)&address,
	              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
	close(fd);
}
