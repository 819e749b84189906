/* wire_zap: see wire_zap.h. */
#include "daemon/wire/wire_zap.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "daemon/log.h"

#define ENDPOINT "inproc://zeromq.zap.01"
#define REQUEST_FRAMES                                                                             \
	7u            /* version, request id, domain, address, routing id, mechanism, CURVE key */
#define SERVE_MAX 64u /* requests a wake-up */

struct wire_zap {
	struct loop *loop;
	void *context;
	void *socket;
	struct loop_watch *watch;
	uint64_t last_number;
	struct {
		wire_zap_fn *fn;
		void *ctx;
	} domains[VB_DOMAIN_COUNT];
};

static const char *const domain_names[VB_DOMAIN_COUNT] = {
	[VB_DOMAIN_OFFICES] = "verbund",
	[VB_DOMAIN_PAIRING] = "verbund-pairing",
};

const char *wire_zap_domain_name(enum wire_domain domain)
{
	return domain_names[domain];
}

void *wire_zap_context(const struct wire_zap *zap)
{
	return zap->context;
}

uint64_t wire_zap_next_number(struct wire_zap *zap)
{
	return ++zap->last_number;
}

void wire_zap_set(struct wire_zap *zap, enum wire_domain domain, wire_zap_fn *fn, void *ctx)
{
	zap->domains[domain].fn = fn;
	zap->domains[domain].ctx = ctx;
}

/* ---- requests ---- */

struct request {
	zmq_msg_t frames[REQUEST_FRAMES];
	size_t count; /* frames that came, also those beyond REQUEST_FRAMES */
};

/* False: none waits. The frames taken are released by request_release. */
static bool request_receive(void *socket, struct request *r)
{
	bool has_more = true;

	r->count = 0;
	for (size_t i = 0; i < REQUEST_FRAMES; i++)
		zmq_msg_init(&r->frames[i]);
	while (has_more) {
		zmq_msg_t extra;
		zmq_msg_t *frame = &extra;

		zmq_msg_init(&extra);
		if (r->count < REQUEST_FRAMES)
			frame = &r->frames[r->count];
		if (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0) {
			zmq_msg_close(&extra);
			return false;
		}
		has_more = zmq_msg_more(frame) != 0;
		zmq_msg_close(&extra);
		r->count++;
	}
	return true;
}

static void request_release(struct request *r)
{
	for (size_t i = 0; i < REQUEST_FRAMES; i++)
		zmq_msg_close(&r->frames[i]);
}

static struct span frame_of(struct request *r, size_t index)
{
	return span_of(zmq_msg_data(&r->frames[index]), zmq_msg_size(&r->frames[index]));
}

static bool is_text(struct request *r, size_t index, const char *text)
{
	return span_is_equal(frame_of(r, index), span_of_str(text));
}

/* True, with the key, if the request has its form and its domain's function lets the key in. */
static bool judge(struct wire_zap *zap, struct request *r, struct public_key *curve)
{
	struct span key;

	if (r->count != REQUEST_FRAMES || !is_text(r, 0, "1.0") || !is_text(r, 5, "CURVE"))
		return false;
	key = frame_of(r, 6);
	if (key.size != sizeof(curve->b))
		return false;
	memcpy(curve->b, key.data, key.size);
	for (size_t i = 0; i < VB_DOMAIN_COUNT; i++)
		if (is_text(r, 2, domain_names[i]))
			return zap->domains[i].fn && zap->domains[i].fn(zap->domains[i].ctx, curve);
	return false;
}

static void reply(void *socket, struct span request_id, bool is_admitted,
                  const struct public_key *curve)
{
	char user[2 * VB_PUBLIC_KEY_BYTES + 1] = "";
	const struct span frames[] = {
		span_of_str("1.0"),
		request_id,
		span_of_str(is_admitted ? "200" : "400"),
		span_of_str(is_admitted ? "OK" : "No access"),
	};

	if (is_admitted)
		hex_format(curve->b, sizeof(curve->b), user);
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		(void)!zmq_send(socket, frames[i].data, frames[i].size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
	(void)!zmq_send(socket, user, strlen(user), ZMQ_SNDMORE | ZMQ_DONTWAIT);
	(void)!zmq_send(socket, "", 0, ZMQ_DONTWAIT);
}

void wire_zap_serve(struct wire_zap *zap)
{
	for (size_t i = 0; i < SERVE_MAX; i++) {
		struct public_key curve = { { 0 } };
		struct request request;
		bool is_admitted;

		if (!request_receive(zap->socket, &request)) {
			request_release(&request);
			return;
		}
		is_admitted = judge(zap, &request, &curve);
		if (!is_admitted)
			log_debug("wire.refused", "domain=%.*s address=%.*s key=%s",
			          (int)zmq_msg_size(&request.frames[2]),
			          (const char *)zmq_msg_data(&request.frames[2]),
			          (int)zmq_msg_size(&request.frames[3]),
			          (const char *)zmq_msg_data(&request.frames[3]),
			          log_hex(curve.b).text);
		reply(zap->socket, frame_of(&request, 1), is_admitted, &curve);
		request_release(&request);
	}
}

static void on_ready(void *ctx, uint32_t events)
{
	(void)events;
	wire_zap_serve(ctx);
}

/* ---- opening and closing ---- */

int wire_zap_open(struct loop *loop, uint32_t sockets_max, struct wire_zap **out)
{
	struct wire_zap *zap = calloc(1, sizeof(*zap));
	int linger = 0;

	if (!zap)
		abort();
	zap->loop = loop;
	zap->context = zmq_ctx_new();
	if (!zap->context || zmq_ctx_set(zap->context, ZMQ_MAX_SOCKETS, (int)sockets_max) < 0 ||
	    zmq_ctx_set(zap->context, ZMQ_BLOCKY, 0) < 0)
		goto out;
	zap->socket = zmq_socket(zap->context, ZMQ_REP);
	if (!zap->socket || zmq_setsockopt(zap->socket, ZMQ_LINGER, &linger, sizeof(linger)) < 0 ||
	    zmq_bind(zap->socket, ENDPOINT) < 0)
		goto out;
	zap->watch = loop_watch_socket(loop, zap->socket, VB_LOOP_READ, on_ready, zap);
	*out = zap;
	return 0;
out:
	wire_zap_close(&zap);
	return VB_ERR_IO;
}

void wire_zap_close(struct wire_zap **zap)
{
	struct wire_zap *z = *zap;

	if (!z)
		return;
	*zap = NULL;
	loop_watch_end(&z->watch);
	if (z->socket)
		zmq_close(z->socket);
	if (z->context)
		zmq_ctx_term(z->context);
	free(z);
}
