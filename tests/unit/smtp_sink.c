/* smtp_sink: see smtp_sink.h. */
#define _GNU_SOURCE /* memmem, strcasestr, accept4 */
#include "tests/unit/smtp_sink.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/bytes.h"
#include "tests/tap.h"

#define MAIL_MAX_BYTES (32u << 20)

struct client {
	int fd;
	unsigned number;
	bool is_in_data;
	char from[300], to[300];
	struct buf in;
};

struct sink {
	int file;
	bool is_keeping;
	struct client clients[SMTP_SINK_CLIENTS];
};

int smtp_sink_listen(uint16_t port, uint16_t *out)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_port = htons(port),
		                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 128) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		bail("no port for the sink");
	*out = ntohs(at.sin_port);
	return fd;
}

static void say(struct client *c, const char *text)
{
	/* Whoever hung up hears nothing. */
	(void)!send(c->fd, text, strlen(text), MSG_NOSIGNAL);
}

static void hang_up(struct client *c)
{
	close(c->fd);
	buf_release(&c->in);
	memset(c, 0, sizeof(*c));
	c->fd = -1;
}

static bool is_for(const struct client *c, const char *local)
{
	return strncmp(c->to, local, strlen(local)) == 0 && c->to[strlen(local)] == '@';
}

/* Between < and >. */
static void take_address(const char *line, char out[static 300])
{
	const char *open = strchr(line, '<'), *close = open ? strchr(open, '>') : NULL;

	snprintf(out, 300, "%.*s", close ? (int)(close - open - 1) : 0, open ? open + 1 : "");
}

static void note(const struct sink *s, const struct client *c, struct span mail,
                 const char *outcome)
{
	char line[1200], id[300] = "-";
	char *text = strndup((const char *)mail.data, mail.size < 65536 ? mail.size : 65536);
	char *at = text ? strcasestr(text, "\nMessage-ID:") : NULL;
	int n;

	if (at)
		snprintf(id, sizeof(id), "%.*s",
		         (int)strcspn(at + 12 + strspn(at + 12, " "), "\r\n"),
		         at + 12 + strspn(at + 12, " "));
	free(text);
	if (s->file < 0)
		return;
	n = snprintf(line, sizeof(line), "%u %s %s %s %s\n", c->number, c->from[0] ? c->from : "<>",
	             c->to, id, outcome);
	if (write(s->file, line, (size_t)n) != n ||
	    (s->is_keeping && write(s->file, mail.data, mail.size) != (ssize_t)mail.size))
		_exit(1);
}

static void on_mail(struct sink *s, struct client *c, struct span mail)
{
	if (is_for(c, "drop")) {
		note(s, c, mail, "drop");
		hang_up(c);
		return;
	}
	if (is_for(c, "wait")) {
		say(c, "451 4.3.0 not now\r\n");
		return;
	}
	if (is_for(c, "spam")) {
		say(c, "554 5.6.0 not this\r\n");
		return;
	}
	note(s, c, mail, "taken");
	if (is_for(c, "slow"))
		usleep(500000);
	say(c, "250 2.0.0 taken\r\n");
}

static void on_line(struct client *c, const char *line)
{
	if (strncasecmp(line, "EHLO", 4) == 0) {
		say(c,
		    "250-sink\r\n250-SIZE 33554432\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n");
	} else if (strncasecmp(line, "MAIL", 4) == 0) {
		take_address(line, c->from);
		say(c, strncmp(c->from, "nobody@", 7) == 0 ? "550 5.7.1 not you\r\n"
		                                           : "250 2.1.0 ok\r\n");
	} else if (strncasecmp(line, "RCPT", 4) == 0) {
		take_address(line, c->to);
		say(c, is_for(c, "later")     ? "451 4.2.1 later\r\n"
		       : is_for(c, "refused") ? "550 5.1.1 nobody here\r\n"
		                              : "250 2.1.5 ok\r\n");
	} else if (strncasecmp(line, "DATA", 4) == 0) {
		if (is_for(c, "cut")) {
			hang_up(c);
			return;
		}
		c->is_in_data = true;
		say(c, "354 go on\r\n");
	} else if (strncasecmp(line, "QUIT", 4) == 0) {
		say(c, "221 2.0.0 bye\r\n");
		hang_up(c);
	} else {
		say(c, "250 2.0.0 ok\r\n");
	}
}

/* Takes lines and mails as long as whole ones are there. */
static void work(struct sink *s, struct client *c)
{
	while (c->fd >= 0 && c->in.size > 0) {
		const char *text = (const char *)c->in.data;
		const char *end;
		size_t used;

		if (c->is_in_data) {
			end = memmem(text, c->in.size, "\r\n.\r\n", 5);
			if (!end)
				return;
			used = (size_t)(end - text) + 5;
			c->is_in_data = false;
			on_mail(s, c, span_of(text, used - 3));
		} else {
			char line[2000];

			end = memchr(text, '\n', c->in.size);
			if (!end)
				return;
			used = (size_t)(end - text) + 1;
			snprintf(line, sizeof(line), "%.*s", (int)used, text);
			on_line(c, line);
		}
		if (c->fd < 0)
			return;
		memmove(c->in.data, c->in.data + used, c->in.size - used);
		c->in.size -= used;
	}
}

static void fill(struct sink *s, struct client *c)
{
	uint8_t *room = buf_extend(&c->in, 65536);
	ssize_t n = recv(c->fd, room, 65536, 0);

	c->in.size -= 65536 - (size_t)(n > 0 ? n : 0);
	if (n <= 0)
		hang_up(c);
	else
		work(s, c);
}

static void welcome(struct sink *s, int listener, unsigned number)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC), one = 1;

	for (size_t i = 0; fd >= 0 && i < SMTP_SINK_CLIENTS; i++) {
		struct client *c = &s->clients[i];

		if (c->fd >= 0)
			continue;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		c->fd = fd;
		c->number = number;
		buf_init(&c->in, MAIL_MAX_BYTES);
		say(c, "220 sink\r\n");
		return;
	}
	close(fd);
}

_Noreturn void smtp_sink_run(int listener, const char *file, bool is_keeping)
{
	struct sink s = { .file = -1, .is_keeping = is_keeping };
	unsigned number = 0;

	if (file)
		s.file = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	for (size_t i = 0; i < SMTP_SINK_CLIENTS; i++)
		s.clients[i].fd = -1;
	for (;;) {
		struct pollfd p[SMTP_SINK_CLIENTS + 1] = { { .fd = listener, .events = POLLIN } };

		for (size_t i = 0; i < SMTP_SINK_CLIENTS; i++)
			p[i + 1] = (struct pollfd){ .fd = s.clients[i].fd, .events = POLLIN };
		if (poll(p, SMTP_SINK_CLIENTS + 1, -1) < 0)
			_exit(1);
		for (size_t i = 0; i < SMTP_SINK_CLIENTS; i++)
			if (p[i + 1].revents && s.clients[i].fd >= 0)
				fill(&s, &s.clients[i]);
		if (p[0].revents)
			welcome(&s, listener, ++number);
	}
}

pid_t smtp_sink_start(const char *file, bool is_keeping, uint16_t *port)
{
	int listener = smtp_sink_listen(0, port);
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		smtp_sink_run(listener, file, is_keeping);
	}
	close(listener);
	return pid;
}

void smtp_sink_stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
