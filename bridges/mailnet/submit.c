/* submit: see submit.h. */
#include "bridges/mailnet/submit.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 30L
#define ANSWER_SECONDS 120L
#define MAIL_SECONDS 900L

/* One mail at a time. */
struct courier {
	struct submit *submit;
	struct transfer transfer;
	struct curl_slist *recipient;
	struct span left; /* of the mail */
	bool has_begun;   /* some of the mail was read */
	char said[CURL_ERROR_SIZE];
	char line[240]; /* the last one of the server */
	submit_fn *on_done;
	void *ctx;
};

struct submit {
	struct exchanges *exchanges;
	const struct mail_conf *conf;
	char url[2 * VB_MAIL_HOST_BYTES + VB_ADDRESS_MAX_BYTES];
	size_t count;
	struct courier *couriers;
};

/* ---- callbacks of libcurl ---- */

static size_t on_read(char *out, size_t size, size_t count, void *ctx)
{
	struct courier *c = ctx;
	size_t n = size * count;

	if (n > c->left.size)
		n = c->left.size;
	if (n > 0)
		memcpy(out, c->left.data, n);
	c->left = span_of(c->left.data + n, c->left.size - n);
	c->has_begun = true;
	return n;
}

/* Each line that the server says; what it says to our QUIT after a refusal does not hide the refusal. */
static size_t on_line(char *line, size_t size, size_t count, void *ctx)
{
	struct courier *c = ctx;
	size_t n = size * count;

	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (c->line[0] == '4' || c->line[0] == '5')
		return size * count;
	snprintf(c->line, sizeof(c->line), "%.*s", (int)n, line);
	return size * count;
}

/* ---- what came of it ---- */

/* The status of RFC 3463 behind the code: "550 5.1.1 text". */
static void status_read(const char *line, char out[static 12])
{
	size_t size = strcspn(line, " ");
	unsigned points = 0;

	out[0] = '\0';
	if (size < 5 || size > 11 || line[1] != '.' || !strchr("245", line[0]))
		return;
	for (size_t i = 0; i < size; i++) {
		points += line[i] == '.';
		if (line[i] != '.' && (line[i] < '0' || line[i] > '9'))
			return;
	}
	if (points == 2)
		snprintf(out, 12, "%.*s", (int)size, line);
}

/* An answer about this mail alone: to its recipient, or to its contents. A refusal of our own address is about all. */
static bool is_about_mail(const struct courier *c, int code)
{
	return c->has_begun ||
	       (code == CURLE_SEND_ERROR && strncmp(c->said, "MAIL", 4) != 0 &&
	        (strncmp(c->said, "RCPT", 4) == 0 || strncmp(c->said, "DATA", 4) == 0));
}

static const char *word_of(const struct courier *c, int code)
{
	switch (code) {
	case CURLE_OK:
		return "taken";
	case CURLE_COULDNT_RESOLVE_HOST:
		return "name";
	case CURLE_COULDNT_CONNECT:
		return "connect";
	case CURLE_OPERATION_TIMEDOUT:
		return "timeout";
	case CURLE_LOGIN_DENIED:
		return "login";
	case CURLE_PEER_FAILED_VERIFICATION:
		return "certificate";
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return "tls";
	default:
		break;
	}
	if (strncmp(c->said, "MAIL", 4) == 0)
		return "sender";
	if (strncmp(c->said, "RCPT", 4) == 0)
		return "recipient";
	return c->has_begun ? "contents" : "connection";
}

static enum submit_outcome outcome_of(const struct courier *c, int code, long answer)
{
	if (code == CURLE_OK)
		return SUBMIT_TAKEN;
	if (!is_about_mail(c, code))
		return SUBMIT_DOWN;
	/* Lost after all was said: the answer that we know is the one before it. */
	if (answer >= 500 && answer <= 599 && code != CURLE_RECV_ERROR &&
	    code != CURLE_OPERATION_TIMEDOUT)
		return SUBMIT_REFUSED;
	return SUBMIT_LATER;
}

static void on_end(void *ctx, int code)
{
	struct courier *c = ctx;
	struct submit_result result = { .word = word_of(c, code) };
	long answer = 0;

	curl_easy_getinfo(c->transfer.handle, CURLINFO_RESPONSE_CODE, &answer);
	curl_slist_free_all(c->recipient);
	c->recipient = NULL;
	result.code = answer > 0 && answer < 600 ? (unsigned)answer : 0;
	result.outcome = outcome_of(c, code, answer);
	if (strlen(c->line) > 4)
		status_read(c->line + 4, result.status);
	if (c->line[0] != '\0' && (code == CURLE_OK || result.outcome != SUBMIT_DOWN ||
	                           code == CURLE_LOGIN_DENIED || answer >= 400))
		snprintf(result.text, sizeof(result.text), "%s", c->line);
	else
		snprintf(result.text, sizeof(result.text), "%.239s",
		         c->said[0] != '\0' ? c->said : curl_easy_strerror((CURLcode)code));
	c->on_done(c->ctx, &result);
}

/* ---- preparing ---- */

static void set_up(struct courier *c)
{
	const struct mail_conf *conf = c->submit->conf;
	CURL *h = curl_easy_init();

	if (!h)
		abort();
	c->transfer = (struct transfer){ .handle = h, .on_end = on_end, .ctx = c };
	curl_easy_setopt(h, CURLOPT_URL, c->submit->url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_PROXY, "");
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(
		h, CURLOPT_USE_SSL,
		(long)(conf->submission.way == MAIL_WAY_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	if (conf->ca_file[0] != '\0')
		curl_easy_setopt(h, CURLOPT_CAINFO, conf->ca_file);
	if (conf->user[0] != '\0') {
		curl_easy_setopt(h, CURLOPT_USERNAME, conf->user);
		curl_easy_setopt(h, CURLOPT_PASSWORD, conf->password);
	}
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_SECONDS);
	curl_easy_setopt(h, CURLOPT_TIMEOUT, MAIL_SECONDS);
	curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(h, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(h, CURLOPT_READDATA, c);
	curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(h, CURLOPT_HEADERDATA, c);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, c->said);
}

struct submit *submit_new(struct exchanges *exchanges, const struct mail_conf *conf)
{
	const struct mail_place *place = &conf->submission;
	bool is_six = strchr(place->host, ':') != NULL;
	const char *domain = strchr(conf->address, '@');
	struct submit *submit = calloc(1, sizeof(*submit));

	if (!submit)
		abort();
	submit->exchanges = exchanges;
	submit->conf = conf;
	submit->count = (size_t)conf->connections;
	submit->couriers = calloc(submit->count, sizeof(*submit->couriers));
	if (!submit->couriers)
		abort();
	/* The path is what EHLO says. */
	snprintf(submit->url, sizeof(submit->url), "%s://%s%s%s:%u/%s",
	         place->way == MAIL_WAY_TLS ? "smtps" : "smtp", is_six ? "[" : "", place->host,
	         is_six ? "]" : "", place->port, domain ? domain + 1 : "localhost");
	for (size_t i = 0; i < submit->count; i++) {
		submit->couriers[i].submit = submit;
		set_up(&submit->couriers[i]);
	}
	return submit;
}

void submit_destroy(struct submit **submit)
{
	if (!*submit)
		return;
	for (size_t i = 0; i < (*submit)->count; i++) {
		struct courier *c = &(*submit)->couriers[i];

		exchanges_cancel((*submit)->exchanges, &c->transfer);
		curl_easy_cleanup(c->transfer.handle);
		curl_slist_free_all(c->recipient);
	}
	free((*submit)->couriers);
	free(*submit);
	*submit = NULL;
}

/* ---- sending ---- */

size_t submit_room(const struct submit *submit)
{
	size_t room = 0;

	for (size_t i = 0; i < submit->count; i++)
		room += !submit->couriers[i].transfer.is_running;
	return room;
}

void submit_send(struct submit *submit, const char *sender, const char *recipient,
                 struct span bytes, submit_fn *on_done, void *ctx)
{
	char from[VB_ADDRESS_MAX_BYTES + 3], to[VB_ADDRESS_MAX_BYTES + 3];
	struct courier *c = submit->couriers;

	while (c->transfer.is_running && c < submit->couriers + submit->count - 1)
		c++;
	assert(!c->transfer.is_running);
	snprintf(from, sizeof(from), "<%s>", sender);
	snprintf(to, sizeof(to), "<%s>", recipient);
	c->recipient = curl_slist_append(NULL, to);
	if (!c->recipient)
		abort();
	c->left = bytes;
	c->has_begun = false;
	c->said[0] = c->line[0] = '\0';
	c->on_done = on_done;
	c->ctx = ctx;
	curl_easy_setopt(c->transfer.handle, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(c->transfer.handle, CURLOPT_MAIL_RCPT, c->recipient);
	curl_easy_setopt(c->transfer.handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)bytes.size);
	exchanges_start(submit->exchanges, &c->transfer);
}

const char *submit_outcome_name(enum submit_outcome outcome)
{
	static const char *const names[] = { "taken", "later", "refused", "down" };

	return names[outcome];
}
