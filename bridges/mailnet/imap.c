/* imap: see imap.h. tested by tests/blackbox/21-mail-imap.t */
#include "bridges/mailnet/imap.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bridges/mailnet/mail_log.h"

#define LOOK_SECONDS 600L
#define AGAIN_MAX_MS                                                                               \
	15000 /* after a look that failed: as between two, at most so long; doubled twice */

enum imap_state {
	IMAP_IDLE,
	IMAP_STATUS,
	IMAP_SEARCH,
	IMAP_FETCH,
	IMAP_GIVEN, /* a mail is with whoever asked */
};

struct imap {
	struct exchanges *exchanges;
	const struct mail_conf *conf;
	struct imap_hooks hooks;
	struct transfer transfer;
	enum imap_state state;
	struct imap_mark mark;
	uint32_t validity, next_uid; /* of the mailbox now */
	uint32_t uids[VB_IMAP_UIDS_MAX];
	size_t uid_count, uid_at;
	struct buf body;
	bool is_cut;
	int64_t look_ms, now_ms, trouble_ms;
	unsigned fails;
	char said[CURL_ERROR_SIZE];
	char trouble[CURL_ERROR_SIZE]; /* empty: none */
};

/* ---- libcurl ---- */

/* What is more than a mail may have is read and thrown away. */
static size_t on_body(char *data, size_t size, size_t count, void *ctx)
{
	struct imap *m = ctx;
	size_t n = size * count, room = m->body.max - m->body.size;

	m->is_cut = m->is_cut || n > room;
	buf_put(&m->body, data, n < room ? n : room);
	return size * count;
}

static void start(struct imap *m, enum imap_state state, const char *path, const char *command)
{
	bool is_six = strchr(m->conf->receive.host, ':') != NULL;
	char url[3 * VB_MAIL_HOST_BYTES];

	snprintf(url, sizeof(url), "%s://%s%s%s:%u/%s",
	         m->conf->receive.way == MAIL_WAY_TLS ? "imaps" : "imap", is_six ? "[" : "",
	         m->conf->receive.host, is_six ? "]" : "", m->conf->receive.port, path);
	buf_clear(&m->body);
	m->is_cut = false;
	m->said[0] = '\0';
	m->state = state;
	curl_easy_setopt(m->transfer.handle, CURLOPT_URL, url);
	curl_easy_setopt(m->transfer.handle, CURLOPT_CUSTOMREQUEST, command);
	exchanges_start(m->exchanges, &m->transfer);
}

/* ---- the end of a look ---- */

static void rest(struct imap *m, int64_t pause_ms)
{
	m->state = IMAP_IDLE;
	m->look_ms = m->now_ms + pause_ms;
}

static int64_t again_ms(const struct imap *m)
{
	int64_t look_ms = (int64_t)m->conf->look_seconds * 1000;

	return look_ms < AGAIN_MAX_MS ? look_ms : AGAIN_MAX_MS;
}

static void fail(struct imap *m, const char *why)
{
	int64_t pause = again_ms(m) << (m->fails < 2 ? m->fails : 2);

	if (m->fails++ == 0) {
		m->trouble_ms = m->now_ms;
		mail_log("mail.mailbox_down", "%s", "");
	}
	snprintf(m->trouble, sizeof(m->trouble), "%s", why);
	rest(m, pause);
}

static void succeed(struct imap *m)
{
	if (m->fails > 0)
		mail_log("mail.mailbox_up", "after_ms=%jd", (intmax_t)(m->now_ms - m->trouble_ms));
	m->fails = 0;
	m->trouble[0] = '\0';
	/* What has no mail any more is done, too. */
	if (m->uid_count < VB_IMAP_UIDS_MAX && m->mark.uid < m->next_uid - 1) {
		m->mark.uid = m->next_uid - 1;
		m->hooks.on_mark(m->hooks.ctx, m->mark);
	}
	/* More may be there than one look takes. */
	rest(m, m->uid_count == VB_IMAP_UIDS_MAX ? 0 : (int64_t)m->conf->look_seconds * 1000);
}

/* ---- steps ---- */

static void fetch_next(struct imap *m)
{
	char path[2 * VB_MAIL_HOST_BYTES];

	if (m->uid_at == m->uid_count) {
		succeed(m);
		return;
	}
	snprintf(path, sizeof(path), "%s;UIDVALIDITY=%u/;UID=%u", m->conf->receive.path,
	         m->validity, m->uids[m->uid_at]);
	start(m, IMAP_FETCH, path, NULL);
}

/* "23-Nov-2026", some days ago. */
static void put_day(const struct imap *m, char *out, size_t size)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t then = (time_t)(m->now_ms / 1000) - (time_t)VB_IMAP_AGAIN_DAYS * 86400;
	struct tm utc;

	gmtime_r(&then, &utc);
	snprintf(out, size, "%d-%s-%d", utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900);
}

/* A number behind a word in what the server said. */
static bool number_behind(const char *text, const char *word, uint32_t *out)
{
	const char *at = strstr(text, word);
	unsigned long value;

	if (!at)
		return false;
	value = strtoul(at + strlen(word), NULL, 10);
	*out = (uint32_t)value;
	return value > 0 && value <= UINT32_MAX;
}

/* "* STATUS INBOX (UIDVALIDITY 1 UIDNEXT 5)" */
static void on_status(struct imap *m, const char *text)
{
	char command[80], day[16];

	if (!number_behind(text, "UIDVALIDITY ", &m->validity) ||
	    !number_behind(text, "UIDNEXT ", &m->next_uid)) {
		fail(m, "the server does not say what is in the mailbox");
		return;
	}
	m->uid_at = m->uid_count = 0;
	if (m->mark.validity == 0) {
		m->mark = (struct imap_mark){ m->validity, m->next_uid - 1 };
		m->hooks.on_mark(m->hooks.ctx, m->mark);
	}
	if (m->mark.validity == m->validity && m->next_uid <= m->mark.uid + 1) {
		succeed(m);
		return;
	}
	if (m->mark.validity == m->validity) {
		snprintf(command, sizeof(command), "UID SEARCH UID %u:*", m->mark.uid + 1);
	} else {
		/* The numbers are others now: what is not too old comes again. */
		mail_log("mail.mailbox_new", "validity=%u", m->validity);
		put_day(m, day, sizeof(day));
		snprintf(command, sizeof(command), "UID SEARCH SINCE %s", day);
		m->mark = (struct imap_mark){ m->validity, 0 };
	}
	start(m, IMAP_SEARCH, m->conf->receive.path, command);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* "* SEARCH 4 7 9"; n:* names the last one even if it is below n. The smallest ones of too many come first. */
static void on_search(struct imap *m, const char *text)
{
	uint32_t *all;
	size_t count = 0, room = strlen(text) / 2 + 1;
	const char *at = strstr(text, "SEARCH");

	all = calloc(room, sizeof(*all));
	if (!all)
		abort();
	while (at && count < room) {
		char *end;
		unsigned long uid;

		at += strcspn(at, " \r\n");
		at += strspn(at, " ");
		if (*at < '0' || *at > '9')
			break;
		uid = strtoul(at, &end, 10);
		if (uid > m->mark.uid && uid <= UINT32_MAX)
			all[count++] = (uint32_t)uid;
		at = end;
	}
	if (count > 0)
		qsort(all, count, sizeof(*all), by_number);
	m->uid_count = count < VB_IMAP_UIDS_MAX ? count : VB_IMAP_UIDS_MAX;
	memcpy(m->uids, all, m->uid_count * sizeof(*all));
	free(all);
	fetch_next(m);
}

static struct imap_mark mark_of(const struct imap *m)
{
	return (struct imap_mark){ m->validity, m->uids[m->uid_at] };
}

static void on_fetched(struct imap *m, int code)
{
	/* Somebody took it away meanwhile. */
	if (code == CURLE_REMOTE_FILE_NOT_FOUND || (code == CURLE_OK && m->body.size == 0)) {
		m->uid_at++;
		fetch_next(m);
		return;
	}
	m->state = IMAP_GIVEN;
	m->hooks.on_mail(m->hooks.ctx, buf_span(&m->body), mark_of(m));
}

static void on_end(void *ctx, int code)
{
	struct imap *m = ctx;
	const char *text;

	if (code != CURLE_OK && !(m->state == IMAP_FETCH && code == CURLE_REMOTE_FILE_NOT_FOUND)) {
		fail(m, m->said[0] != '\0' ? m->said : curl_easy_strerror((CURLcode)code));
		return;
	}
	if (m->state == IMAP_FETCH) {
		on_fetched(m, code);
		return;
	}
	buf_put_u8(&m->body, 0);
	text = (const char *)m->body.data;
	if (m->body.err < 0)
		fail(m, "the server says too much");
	else if (m->state == IMAP_STATUS)
		on_status(m, text);
	else
		on_search(m, text);
}

/* ---- outside ---- */

struct imap *imap_new(struct exchanges *exchanges, const struct mail_conf *conf,
                      const struct imap_hooks *hooks, struct imap_mark mark)
{
	struct imap *m = calloc(1, sizeof(*m));
	CURL *h = curl_easy_init();

	if (!m || !h)
		abort();
	m->exchanges = exchanges;
	m->conf = conf;
	m->hooks = *hooks;
	m->mark = mark;
	buf_init(&m->body, VB_PARCEL_MAIL_MAX_BYTES);
	m->transfer = (struct transfer){ .handle = h, .on_end = on_end, .ctx = m };
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_PROXY, "");
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(h, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (conf->ca_file[0] != '\0')
		curl_easy_setopt(h, CURLOPT_CAINFO, conf->ca_file);
	curl_easy_setopt(h, CURLOPT_USERNAME, conf->receive_user);
	curl_easy_setopt(h, CURLOPT_PASSWORD, conf->receive_password);
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 30L);
	curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, 120L);
	curl_easy_setopt(h, CURLOPT_TIMEOUT, LOOK_SECONDS);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, m);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, m->said);
	return m;
}

void imap_destroy(struct imap **imap)
{
	if (!*imap)
		return;
	exchanges_cancel((*imap)->exchanges, &(*imap)->transfer);
	curl_easy_cleanup((*imap)->transfer.handle);
	buf_release(&(*imap)->body);
	free(*imap);
	*imap = NULL;
}

void imap_step(struct imap *imap, int64_t now_ms, int64_t *next_ms)
{
	char command[VB_MAIL_HOST_BYTES + 64];

	imap->now_ms = now_ms;
	if (imap->state == IMAP_IDLE && now_ms >= imap->look_ms) {
		snprintf(command, sizeof(command), "STATUS %s (UIDVALIDITY UIDNEXT)",
		         imap->conf->receive.path);
		start(imap, IMAP_STATUS, "", command);
	}
	if (imap->state == IMAP_IDLE && imap->look_ms < *next_ms)
		*next_ms = imap->look_ms;
}

void imap_done(struct imap *imap, bool is_later)
{
	assert(imap->state == IMAP_GIVEN);
	buf_release(&imap->body);
	if (is_later) {
		rest(imap, again_ms(imap));
		return;
	}
	imap->mark = mark_of(imap);
	imap->uid_at++;
	fetch_next(imap);
}

const char *imap_trouble(const struct imap *imap, int64_t *since_ms)
{
	*since_ms = imap->trouble_ms;
	return imap->trouble[0] != '\0' ? imap->trouble : NULL;
}
