/* exchange: see exchange.h. */
#include "tests/unit/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/log.h"
#include "tests/tap.h"

struct office exchange_offices[EXCHANGE_OFFICES];
static struct loop *loop;
static struct loop_timer alarm_timer;
static bool (*wanted)(void);
static bool is_late;

/* ---- running ---- */

static void on_turn_end(void *ctx)
{
	(void)ctx;
	if (wanted && wanted())
		loop_stop(loop);
}

static bool on_is_full(void *ctx)
{
	(void)ctx;
	return false;
}

static void on_signal(void *ctx, int signo)
{
	(void)ctx;
	(void)signo;
}

static void on_late(void *ctx)
{
	(void)ctx;
	is_late = true;
	loop_stop(loop);
}

/* Runs until the condition holds, at most ms; true if it did. */
bool exchange_run_until(bool (*condition)(void), uint64_t ms)
{
	wanted = condition;
	is_late = false;
	loop_timer_set(loop, &alarm_timer, ms, on_late, NULL);
	loop_run(loop);
	loop_timer_clear(loop, &alarm_timer);
	return !is_late;
}

void exchange_run_for(uint64_t ms)
{
	(void)exchange_run_until(NULL, ms);
}

/* ---- the core of an office ---- */

static bool known(void *ctx, const struct public_key *curve, struct node_id *out)
{
	const struct office *o = ctx;

	for (int i = 0; i < EXCHANGE_OFFICES; i++) {
		uint32_t found = node_keys_find_curve(exchange_offices[i].keys, curve);

		if (!o->knows[i] || found < o->knows_from || found > o->knows_to)
			continue;
		*out = exchange_offices[o->takes_for_c ? 2 : i].id;
		return true;
	}
	return false;
}

static void link_up(void *ctx, uint32_t link, const struct node_id *peer,
                    const struct public_key *curve, bool dialled)
{
	struct office *o = ctx;

	(void)curve;
	o->link = link;
	o->peer = *peer;
	o->ups++;
	o->dialled_ups += dialled;
	/* Nobody knows of a link that came in before its first frame: the side that called speaks first. */
	for (int i = 0; dialled && i <= o->says_on_up; i++)
		if (wire_send(o->wire, link, span_of_str("hello")) < 0)
			diag("%c cannot say hello", o->name);
}

static void link_down(void *ctx, uint32_t link)
{
	struct office *o = ctx;

	(void)link;
	o->downs++;
}

static void frame(void *ctx, uint32_t link, struct span frame)
{
	struct office *o = ctx;

	o->frames++;
	o->bytes += frame.size;
	o->last = frame.size > 0 ? frame.data[0] : 0;
	if (!o->closes_on_frame)
		return;
	for (int i = 0; i < o->says_on_close; i++)
		if (wire_send(o->wire, link, span_of_str("farewell")) < 0)
			diag("%c cannot say farewell", o->name);
	wire_close_link(o->wire, link);
}

static void writable(void *ctx, uint32_t link)
{
	(void)link;
	((struct office *)ctx)->writables++;
}

static bool is_full(void *ctx)
{
	return ((struct office *)ctx)->is_deaf;
}

static size_t list_offices(void *ctx, struct dial_office *out, size_t max)
{
	const struct office *o = ctx;
	size_t count = 0;

	for (int i = 0; i < EXCHANGE_OFFICES && count < max; i++) {
		if (!o->dials[i])
			continue;
		out[count] = (struct dial_office){ .id = exchange_offices[i].id,
			                           .curve = node_keys_curve_public(
							   exchange_offices[i].keys),
			                           .endpoints = { exchange_offices[i].listen },
			                           .endpoint_count = 1,
			                           .own_keys = o->own_keys,
			                           .later = o->later };
		if (o->knows_to > 0 && node_keys_count(exchange_offices[i].keys) > 1) {
			out[count].has_former = true;
			out[count].former = node_keys_curve_of(exchange_offices[i].keys, 1);
		}
		count++;
	}
	return count;
}

static uint32_t generation(void *ctx)
{
	return ((struct office *)ctx)->generation;
}

/* ---- exchange_offices ---- */

int exchange_start(struct office *o)
{
	struct wire_events events = { o,        known,   link_up,      link_down, frame,
		                      writable, is_full, list_offices, generation };
	struct wire_settings settings = { .listen = o->listen,
		                          .offices_max = 8,
		                          .dial = { .retry_min_ms = 20,
		                                    .retry_max_ms = 200,
		                                    .second_dial_ms = 400,
		                                    .stable_ms = 1000,
		                                    .attempt_ms = 5000,
		                                    .random_below = crypt_random_below } };

	return wire_open(loop, o->zap, o->keys, &settings, &events, &o->wire);
}

void exchange_open(void)
{
	for (int i = 0; i < EXCHANGE_OFFICES; i++) {
		struct office *o = &exchange_offices[i];
		struct public_key sign;

		*o = (struct office){ .name = (char)('A' + i), .keys = node_keys_new() };
		sign = node_keys_sign_public(o->keys);
		crypt_node_id(&sign, &o->id);
		if (wire_zap_open(loop, 64, &o->zap) < 0)
			bail("no door keeper");
	}
}

void exchange_close(void)
{
	for (int i = 0; i < EXCHANGE_OFFICES; i++) {
		wire_close(&exchange_offices[i].wire);
		wire_zap_close(&exchange_offices[i].zap);
		node_keys_destroy(&exchange_offices[i].keys);
	}
}

/* A listens, B calls, both know each other. */
void exchange_pair(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_open();
	a->knows[1] = b->knows[0] = true;
	b->dials[0] = true;
	snprintf(a->listen, sizeof(a->listen), "tcp://127.0.0.1:*");
	if (exchange_start(a) < 0)
		bail("A does not listen");
	snprintf(a->listen, sizeof(a->listen), "%s", wire_listen_endpoint(a->wire));
	if (exchange_start(b) < 0)
		bail("B does not start");
}

void exchange_init(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };

	if (crypt_init() < 0)
		bail("crypt");
	log_init(VB_LOG_WARNING);
	loop = loop_new(&hooks);
	if (!loop)
		bail("loop");
}

void exchange_release(void)
{
	loop_destroy(&loop);
}
