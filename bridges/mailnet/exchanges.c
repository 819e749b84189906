/* exchanges: see exchanges.h. tested by tests/unit/test_submit.c */
#include "bridges/mailnet/exchanges.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>

#define WATCHES_MAX 192u

struct exchanges {
	CURLM *multi;
};

struct exchanges *exchanges_new(unsigned connections)
{
	struct exchanges *exchanges = calloc(1, sizeof(*exchanges));

	if (!exchanges || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	exchanges->multi = curl_multi_init();
	if (!exchanges->multi)
		abort();
	curl_multi_setopt(exchanges->multi, CURLMOPT_MAXCONNECTS, (long)connections);
	return exchanges;
}

void exchanges_destroy(struct exchanges **exchanges)
{
	if (!*exchanges)
		return;
	curl_multi_cleanup((*exchanges)->multi);
	curl_global_cleanup();
	free(*exchanges);
	*exchanges = NULL;
}

void exchanges_start(struct exchanges *exchanges, struct transfer *transfer)
{
	assert(!transfer->is_running);
	curl_easy_setopt(transfer->handle, CURLOPT_PRIVATE, transfer);
	if (curl_multi_add_handle(exchanges->multi, transfer->handle) != CURLM_OK)
		abort();
	transfer->is_running = true;
}

void exchanges_cancel(struct exchanges *exchanges, struct transfer *transfer)
{
	if (!transfer->is_running)
		return;
	curl_multi_remove_handle(exchanges->multi, transfer->handle);
	transfer->is_running = false;
}

/* Whether one ended. */
static bool tell_ended(struct exchanges *exchanges)
{
	struct CURLMsg *message;
	bool has_ended = false;
	int left;

	while ((message = curl_multi_info_read(exchanges->multi, &left)) != NULL) {
		struct transfer *transfer = NULL;
		int code = (int)message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		exchanges_cancel(exchanges, transfer);
		transfer->on_end(transfer->ctx, code);
		has_ended = true;
	}
	return has_ended;
}

int exchanges_wait(struct exchanges *exchanges, struct exchanges_watch *watches, size_t count,
                   unsigned timeout_ms)
{
	struct curl_waitfd extra[WATCHES_MAX] = { 0 };
	int running;

	assert(count <= WATCHES_MAX);
	for (size_t i = 0; i < count; i++) {
		extra[i].fd = watches[i].fd;
		extra[i].events = (short)((watches[i].wants_read ? CURL_WAIT_POLLIN : 0) |
		                          (watches[i].wants_write ? CURL_WAIT_POLLOUT : 0));
	}
	if (curl_multi_perform(exchanges->multi, &running) != CURLM_OK)
		return VB_ERR_IO;
	if (tell_ended(exchanges))
		timeout_ms = 0;
	if (curl_multi_poll(exchanges->multi, extra, (unsigned)count, (int)timeout_ms, NULL) !=
	    CURLM_OK)
		return VB_ERR_IO;
	for (size_t i = 0; i < count; i++)
		watches[i].is_ready = extra[i].revents != 0;
	return 0;
}
