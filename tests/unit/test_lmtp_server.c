/* lmtp_server: real sockets; mails wait in turn, and nobody hears "taken" before it was said here. */
#include "bridges/mailnet/lmtp_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

static uint64_t clock_ms = 1000;

static enum lmtp_verdict on_recipient(void *ctx, const char *address)
{
	(void)ctx;
	return strncmp(address, "role", 4) == 0 ? LMTP_TAKEN : LMTP_UNKNOWN;
}

static void step(struct lmtp_server *server)
{
	struct exchanges_watch watches[VB_LMTP_WATCHES];
	size_t count = lmtp_server_watch(server, watches);
	struct pollfd p[VB_LMTP_WATCHES];

	for (size_t i = 0; i < count; i++)
		p[i] = (struct pollfd){ .fd = watches[i].fd,
			                .events = (short)((watches[i].wants_read ? POLLIN : 0) |
			                                  (watches[i].wants_write ? POLLOUT : 0)) };
	poll(p, (nfds_t)count, 20);
	lmtp_server_step(server, (struct mono_ms){ clock_ms });
}

static int dial(uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_port = htons(port),
		                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		bail("no connection");
	return fd;
}

static int dial_unix(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%.107s", path);
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		bail("no connection");
	return fd;
}

static void put(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) != (ssize_t)strlen(text))
		bail("send");
}

/* What comes until this text does; NULL: in a few steps. */
static const char *hear_until(struct lmtp_server *server, int fd, const char *text)
{
	int steps = text ? 500 : 5;
	static char heard[65536];
	size_t size = 0;

	heard[0] = '\0';
	for (int i = 0; i < steps && !(text && strstr(heard, text)); i++) {
		ssize_t n;

		step(server);
		n = recv(fd, heard + size, sizeof(heard) - 1 - size, MSG_DONTWAIT);
		if (n == 0)
			break;
		size += n > 0 ? (size_t)n : 0;
		heard[size] = '\0';
	}
	return heard;
}

#define DIALOG "LHLO mx\r\nMAIL FROM:<a@b>\r\nRCPT TO:<role@x>\r\nRCPT TO:<none@x>\r\nDATA\r\n"

static const struct lmtp_mail *take(struct lmtp_server *server)
{
	const struct lmtp_mail *mail = NULL;

	for (int i = 0; i < 500 && !mail; i++) {
		step(server);
		mail = lmtp_server_take(server);
	}
	return mail;
}

static void test_mails(struct lmtp_server *server, int a, int b)
{
	const struct lmtp_mail *mail;
	const char *heard;

	put(a, DIALOG);
	heard = hear_until(server, a, "354");
	ok(strstr(heard, "250 2.1.5 ok\r\n550 5.1.1"), "a bad recipient is refused at RCPT");
	put(b, DIALOG "second\r\n.\r\n");
	mail = take(server);
	ok(mail && strstr((const char *)mail->bytes.data, "second"), "a mail that is complete");
	put(a, "first\r\n.\r\n");
	for (int i = 0; i < 5; i++)
		step(server);
	ok(!lmtp_server_take(server), "one at a time");
	ok(!strstr(hear_until(server, b, NULL), "taken"), "not taken before it was said");
	lmtp_server_answer(server, LMTP_TAKEN);
	ok(strstr(hear_until(server, b, "taken"), "250 2.0.0 taken\r\n"), "taken");
	mail = take(server);
	ok(mail && strstr((const char *)mail->bytes.data, "first"), "the next one");
	close(a);
	step(server);
	lmtp_server_answer(server, LMTP_TAKEN);
	ok(!lmtp_server_take(server), "whose client hung up before the answer");
	put(b, "QUIT\r\n");
	ok(strstr(hear_until(server, b, "bye"), "221"), "goodbye");
	close(b);
}

static void test_crowd(struct lmtp_server *server, uint16_t port)
{
	int fds[VB_LMTP_CLIENTS_MAX + 1];

	for (size_t i = 0; i <= VB_LMTP_CLIENTS_MAX; i++)
		fds[i] = dial(port);
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++)
		if (!strstr(hear_until(server, fds[i], "220"), "220"))
			ok(false, "client %zu is greeted", i);
	is_str(hear_until(server, fds[VB_LMTP_CLIENTS_MAX], NULL), "", "one more has to wait");
	close(fds[0]);
	ok(strstr(hear_until(server, fds[VB_LMTP_CLIENTS_MAX], "220"), "220"),
	   "until somebody leaves");
	clock_ms += VB_LMTP_IDLE_MS;
	ok(strstr(hear_until(server, fds[1], "421"), "421"), "whoever says nothing is sent away");
	for (size_t i = 1; i <= VB_LMTP_CLIENTS_MAX; i++)
		close(fds[i]);
}

static void test_unix(const char *folder)
{
	struct mail_place place = { .way = MAIL_WAY_LMTP_UNIX };
	struct lmtp_server *server = NULL, *other = NULL;
	struct stat st;
	int fd;

	snprintf(place.path, sizeof(place.path), "%s", scratch_path(folder, "lmtp"));
	is_err(lmtp_server_open(&place, on_recipient, NULL, &server), 0, "a Unix socket");
	ok(stat(place.path, &st) == 0 && (st.st_mode & 0777) == 0660, "of mode 0660");
	is_err(lmtp_server_open(&place, on_recipient, NULL, &other), VB_ERR_PORT_IN_USE,
	       "one that somebody listens at is not taken away");
	fd = dial_unix(place.path);
	ok(strstr(hear_until(server, fd, "220"), "220"), "it greets");
	close(fd);
	lmtp_server_close(&server);
	ok(stat(place.path, &st) < 0, "gone with the server");
	/* As a crash leaves it. */
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	{
		struct sockaddr_un at = { .sun_family = AF_UNIX };

		snprintf(at.sun_path, sizeof(at.sun_path), "%.107s", place.path);
		if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
			bail("bind");
	}
	close(fd);
	is_err(lmtp_server_open(&place, on_recipient, NULL, &server), 0,
	       "one that was left behind");
	lmtp_server_close(&server);
	lmtp_server_close(&server);
}

int main(void)
{
	struct mail_place place = { .way = MAIL_WAY_LMTP_TCP, .host = "127.0.0.1" };
	struct lmtp_server *server = NULL, *other = NULL;
	char folder[SCRATCH_PATH_BYTES];
	int err;

	scratch_make(folder);
	do {
		place.port = (uint16_t)(10240 + ((uint64_t)getpid() + clock_ms++) % 20000);
		err = lmtp_server_open(&place, on_recipient, NULL, &server);
	} while (err == VB_ERR_PORT_IN_USE);
	is_err(err, 0, "listens on loopback");
	is_err(lmtp_server_open(&place, on_recipient, NULL, &other), VB_ERR_PORT_IN_USE,
	       "a port that is taken");
	test_mails(server, dial(place.port), dial(place.port));
	test_crowd(server, place.port);
	lmtp_server_close(&server);
	test_unix(folder);
	scratch_remove(folder);
	return done();
}
