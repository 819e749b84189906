/* web: see web.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "bridges/mail/compose.h"
#include "bridges/mail/tongue.h"

#define PAGE_MAX_BYTES 4096u

struct web {
	struct MHD_Daemon *daemon;
	struct web_hooks hooks;
};

/* One request; what comes in its body is thrown away: the one thing that it can say is known. */
struct visit {
	size_t body_bytes;
};

/* ---- answering ---- */

static enum MHD_Result answer(struct MHD_Connection *c, unsigned status, const char *page)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		strlen(page), (void *)(uintptr_t)page, MHD_RESPMEM_MUST_COPY);
	static const char *const headers[][2] = {
		{ "Content-Type", "text/html; charset=utf-8" },
		{ "Content-Security-Policy",
		  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
		  "frame-ancestors 'none'; base-uri 'none'" },
		{ "Referrer-Policy", "no-referrer" },
		{ "X-Robots-Tag", "noindex, nofollow" },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Cache-Control", "no-store" },
	};
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		(void)MHD_add_response_header(response, headers[i][0], headers[i][1]);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(response, "Allow", "GET, POST");
	result = MHD_queue_response(c, status, response);
	MHD_destroy_response(response);
	return result;
}

/* Words of our own tables only: nothing in them has to be escaped. */
static enum MHD_Result answer_page(struct MHD_Connection *c, enum tongue tongue,
                                   enum mail_word text, bool has_button)
{
	bool is_rtl = tongue == TONGUE_AR || tongue == TONGUE_FA;
	char page[PAGE_MAX_BYTES];

	snprintf(page, sizeof(page),
	         "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\"><head><meta charset=\"utf-8\">"
	         "<meta name=\"viewport\" content=\"width=device-width\">"
	         "<meta name=\"robots\" content=\"noindex\"><title>%s</title>"
	         "<style>body{font:1.2em/1.5 sans-serif;max-width:32em;margin:3em auto;padding:0 "
	         "1em}"
	         "button{font:inherit;padding:.5em "
	         "1em}</style></head><body><p>%s</p>%s%s%s</body></html>\n",
	         tongue_tag(tongue), is_rtl ? "rtl" : "ltr",
	         tongue_word(tongue, MAIL_WORD_STOP_BUTTON), tongue_word(tongue, text),
	         has_button ? "<form method=\"post\"><button>" : "",
	         has_button ? tongue_word(tongue, MAIL_WORD_STOP_BUTTON) : "",
	         has_button ? "</button></form>" : "");
	return answer(c, MHD_HTTP_OK, page);
}

static enum MHD_Result answer_error(struct MHD_Connection *c, unsigned status)
{
	char page[128];

	snprintf(page, sizeof(page), "<!DOCTYPE html>\n<title>%u</title><p>%u</p>\n", status,
	         status);
	return answer(c, status, page);
}

/* ---- requests ---- */

/* The letters of the token in /u/TOKEN; NULL: another page. */
static const char *letters_of(const char *url)
{
	size_t head = strlen(VB_MAIL_UNSUBSCRIBE_PATH);

	if (strncmp(url, VB_MAIL_UNSUBSCRIBE_PATH, head) != 0 ||
	    strlen(url + head) != VB_MAIL_TOKEN_LETTERS)
		return NULL;
	return url + head;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
	struct web *web = ctx;
	struct visit *visit = *state;
	bool is_post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
	const char *letters = letters_of(url);
	enum tongue tongue = TONGUE_DE;
	int err;

	(void)version;
	(void)data;
	if (!visit) {
		*state = calloc(1, sizeof(*visit));
		return *state ? MHD_YES : MHD_NO;
	}
	visit->body_bytes += *size;
	if (visit->body_bytes > VB_WEB_BODY_MAX_BYTES)
		return MHD_NO;
	if (*size > 0) {
		*size = 0;
		return MHD_YES;
	}
	if (!letters)
		return answer_error(c, MHD_HTTP_NOT_FOUND);
	if (!is_post && strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return answer_error(c, MHD_HTTP_METHOD_NOT_ALLOWED);
	err = web->hooks.on_look(web->hooks.ctx, letters, &tongue);
	if (err == 0 && is_post)
		err = web->hooks.on_act(web->hooks.ctx, letters);
	if (err < 0)
		return answer_error(c, err == VB_ERR_NOT_FOUND ? MHD_HTTP_NOT_FOUND
		                                               : MHD_HTTP_SERVICE_UNAVAILABLE);
	return answer_page(c, tongue, is_post ? MAIL_WORD_NOTED_STOP : MAIL_WORD_STOP_ASK,
	                   !is_post);
}

static void on_end(void *ctx, struct MHD_Connection *c, void **state,
                   enum MHD_RequestTerminationCode why)
{
	(void)ctx;
	(void)c;
	(void)why;
	free(*state);
	*state = NULL;
}

/* ---- the server ---- */

int web_open(const struct mail_place *place, const struct web_hooks *hooks, struct web **out)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(place->port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(place->port) };
	bool is_six = inet_pton(AF_INET6, place->host, &six.sin6_addr) == 1;
	const struct sockaddr *at = is_six ? (struct sockaddr *)&six : (struct sockaddr *)&four;
	struct web *web = calloc(1, sizeof(*web));

	if (!web)
		abort();
	web->hooks = *hooks;
	if (!is_six)
		(void)inet_pton(AF_INET, place->host, &four.sin_addr);
	web->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | (is_six ? MHD_USE_IPv6 : 0), place->port, NULL, NULL, on_request,
		web, MHD_OPTION_SOCK_ADDR, at, MHD_OPTION_CONNECTION_LIMIT, VB_WEB_CLIENTS_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, VB_WEB_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)16384, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
	if (!web->daemon) {
		free(web);
		return VB_ERR_PORT_IN_USE;
	}
	*out = web;
	return 0;
}

void web_close(struct web **web)
{
	if (!*web)
		return;
	MHD_stop_daemon((*web)->daemon);
	free(*web);
	*web = NULL;
}

int web_descriptor(const struct web *web)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info ? info->epoll_fd : -1;
}

void web_step(struct web *web, int64_t now_ms, int64_t *next_ms)
{
	MHD_UNSIGNED_LONG_LONG timeout;

	(void)MHD_run(web->daemon);
	if (MHD_get_timeout(web->daemon, &timeout) == MHD_YES &&
	    now_ms + (int64_t)timeout < *next_ms)
		*next_ms = now_ms + (int64_t)timeout;
}
