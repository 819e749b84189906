/* wire: offices with cores of our own making, over CURVE on loopback, in one process and one loop. */
#include "daemon/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/log.h"
#include "tests/tap.h"

#define OFFICES_MAX 3

struct office {
	char name;
	struct node_keys *keys;
	struct node_id id;
	struct wire_zap *zap;
	struct wire *wire;
	char listen[64];
	bool knows[OFFICES_MAX]; /* whose key it admits */
	bool dials[OFFICES_MAX];
	bool later;
	bool is_deaf; /* reads nothing */
	/* what it was told */
	uint32_t link; /* the last that came up */
	int ups, dialled_ups, downs, frames, writables;
	size_t bytes;
	uint8_t last;
	bool closes_on_frame;
	int says_on_up;    /* frames sent when a call of ours stands */
	int says_on_close; /* frames sent before closes_on_frame */
};

static struct loop *loop;
static struct office offices[OFFICES_MAX];
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
static bool run_until(bool (*condition)(void), uint64_t ms)
{
	wanted = condition;
	is_late = false;
	loop_timer_set(loop, &alarm_timer, ms, on_late, NULL);
	loop_run(loop);
	loop_timer_clear(loop, &alarm_timer);
	return !is_late;
}

static void run_for(uint64_t ms)
{
	(void)run_until(NULL, ms);
}

/* ---- the core of an office ---- */

static bool known(void *ctx, const struct public_key *curve, struct node_id *out)
{
	const struct office *o = ctx;

	for (int i = 0; i < OFFICES_MAX; i++) {
		struct public_key key = node_keys_curve_public(offices[i].keys);

		if (!o->knows[i] || memcmp(key.b, curve->b, sizeof(key.b)) != 0)
			continue;
		*out = offices[i].id;
		return true;
	}
	return false;
}

static void link_up(void *ctx, uint32_t link, const struct node_id *peer, bool dialled)
{
	struct office *o = ctx;

	(void)peer;
	o->link = link;
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

	for (int i = 0; i < OFFICES_MAX && count < max; i++) {
		if (!o->dials[i])
			continue;
		out[count++] =
			(struct dial_office){ .id = offices[i].id,
			                      .curve = node_keys_curve_public(offices[i].keys),
			                      .endpoints = { offices[i].listen },
			                      .endpoint_count = 1,
			                      .later = o->later };
	}
	return count;
}

/* ---- offices ---- */

static int office_open(struct office *o)
{
	struct wire_events events = { o,     known,    link_up, link_down,
		                      frame, writable, is_full, list_offices };
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

static void offices_open(void)
{
	for (int i = 0; i < OFFICES_MAX; i++) {
		struct office *o = &offices[i];
		struct public_key sign;

		*o = (struct office){ .name = (char)('A' + i), .keys = node_keys_new() };
		sign = node_keys_sign_public(o->keys);
		crypt_node_id(&sign, &o->id);
		if (wire_zap_open(loop, 64, &o->zap) < 0)
			bail("no door keeper");
	}
}

static void offices_close(void)
{
	for (int i = 0; i < OFFICES_MAX; i++) {
		wire_close(&offices[i].wire);
		wire_zap_close(&offices[i].zap);
		node_keys_destroy(&offices[i].keys);
	}
}

/* A listens, B calls, both know each other. */
static void pair_open(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	offices_open();
	a->knows[1] = b->knows[0] = true;
	b->dials[0] = true;
	snprintf(a->listen, sizeof(a->listen), "tcp://127.0.0.1:*");
	if (office_open(a) < 0)
		bail("A does not listen");
	snprintf(a->listen, sizeof(a->listen), "%s", wire_listen_endpoint(a->wire));
	if (office_open(b) < 0)
		bail("B does not start");
}

static bool a_has_link(void)
{
	return offices[0].ups > offices[0].downs && offices[0].frames > 0;
}

static bool b_has_link(void)
{
	return offices[1].ups > offices[1].downs;
}

static bool both_have_link(void)
{
	return a_has_link() && b_has_link();
}

static bool a_is_down(void)
{
	return offices[0].downs > 0;
}

static bool b_is_down(void)
{
	return offices[1].downs > 0;
}

static bool both_are_down(void)
{
	return a_is_down() && b_is_down();
}

static bool b_came_up_twice(void)
{
	return offices[1].ups == 2 && offices[0].ups == 2;
}

/* ---- scenes ---- */

static void test_link(void)
{
	static uint8_t big[VB_FRAME_MAX_BYTES];
	struct office *a = &offices[0], *b = &offices[1];

	pair_open();
	ok(run_until(both_have_link, 5000), "B calls A, both have a link");
	is_int(a->dialled_ups, 0, "A was called");
	is_int(b->dialled_ups, 1, "B called");
	is_int(a->frames, 1, "the first frame is not lost");
	is_str(wire_listen_endpoint(b->wire), "", "B does not listen");
	memset(big, 7, sizeof(big));
	is_err(wire_send(a->wire, a->link, span_of(big, sizeof(big))), 0,
	       "A sends the largest frame");
	is_err(wire_send(b->wire, b->link, span_of(NULL, 0)), 0, "B sends an empty one");
	run_for(200);
	is_int(b->bytes, sizeof(big), "B has it, whole");
	is_int(b->last, 7, "with its contents");
	is_int(a->frames, 2, "A has the empty one");
	is_err(wire_send(a->wire, a->link + 1, span_of_str("x")), VB_ERR_UNREACHABLE,
	       "a number that is no link");
	is_int(wire_counts(a->wire).links, 1, "A counts one link");
	is_int(a->downs + b->downs, 0, "nobody was told of an end");
	offices_close();
}

static void test_unknown_key(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	pair_open();
	a->knows[1] = false;
	run_for(700);
	is_int(a->ups + b->ups, 0, "a key that A does not know gets no link");
	is_int(a->frames, 0, "and no frame through");
	a->knows[1] = true;
	ok(run_until(both_have_link, 3000), "once A knows it, a later call succeeds");
	offices_close();
	pair_open();
	offices[1].knows[0] = false;
	run_for(500);
	is_int(offices[0].frames + offices[1].ups, 0,
	       "B does not take a link to an office unknown to it");
	offices_close();
}

static void test_revoke(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	a->knows[1] = false;
	is_err(wire_send(b->wire, b->link, span_of_str("late")), 0, "B goes on sending");
	run_for(100);
	is_int(a->frames, 1, "nothing of a revoked key reaches A");
	is_int(a->downs, 1, "A is told that the link is gone");
	ok(wire_counts(a->wire).refused > 0, "and counts what it refused");
	ok(b_is_down() || run_until(b_is_down, 3000), "B sees its connection cut");
	run_for(500);
	is_int(a->ups, 1, "and does not come back");
	offices_close();
	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	a->knows[1] = false;
	wire_refresh(a->wire);
	ok(run_until(both_are_down, 3000), "without a frame: cut by the refresh");
	offices_close();
	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	b->knows[0] = false;
	wire_refresh(b->wire);
	ok(run_until(both_are_down, 3000), "the caller cuts it by closing its socket");
	offices_close();
}

static void test_close_link(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	wire_close_link(a->wire, a->link);
	wire_close_link(a->wire, a->link);
	is_err(wire_send(a->wire, a->link, span_of_str("x")), VB_ERR_UNREACHABLE, "closed at once");
	ok(run_until(b_is_down, 3000), "B is told");
	is_int(a->downs, 0, "A is not: it closed the link itself");
	ok(run_until(b_came_up_twice, 3000), "B calls again");
	b->closes_on_frame = true;
	b->downs = 0;
	is_err(wire_send(a->wire, a->link, span_of_str("one")), 0, "A sends");
	is_err(wire_send(a->wire, a->link, span_of_str("two")), 0, "twice");
	ok(run_until(a_is_down, 3000), "B closes the link while it takes the first");
	is_int(b->frames, 1, "and never gets the second");
	offices_close();
}

/* What was sent before a link was closed still arrives, also when the other side goes on talking. */
static void test_farewell(void)
{
	struct office *a = &offices[0], *b = &offices[1];
	uint64_t refused;

	pair_open();
	a->closes_on_frame = true;
	a->says_on_close = 50;
	b->says_on_up = 20;
	ok(run_until(b_is_down, 3000), "A closes a link that came in");
	is_int(b->frames, 50, "B gets all that A sent before");
	a->closes_on_frame = false;
	ok(run_until(b_came_up_twice, 3000), "B calls again");
	b->closes_on_frame = true;
	b->says_on_close = 50;
	a->frames = a->downs = 0;
	is_err(wire_send(a->wire, a->link, span_of_str("x")), 0, "A sends");
	refused = wire_counts(a->wire).refused;
	ok(run_until(a_is_down, 3000), "B closes its call");
	run_for(200);
	refused = wire_counts(a->wire).refused - refused;
	ok((uint64_t)a->frames + refused >= 50,
	   "all that B sent before gets to A: %d frames, and %d when A knew that the link was over",
	   a->frames, (int)refused);
	offices_close();
}

/* What waits in the queue of a link that is over must not be taken for a new link: it would have the descriptor of
 * somebody else's connection. */
static void test_no_phantoms(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	pair_open();
	a->closes_on_frame = true;
	b->says_on_up = 100;
	run_for(2500);
	ok(b->ups > 3, "B called %d times", b->ups);
	ok(a->ups == b->ups || a->ups == b->ups - 1, "A saw as many links: %d", a->ups);
	is_int(wire_counts(a->wire).links, 0, "and holds none");
	offices_close();
}

static void test_restart(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	wire_close(&a->wire);
	ok(run_until(b_is_down, 3000), "B notices that A is gone");
	run_for(300);
	is_int(b->ups, 1, "and reaches nobody");
	is_err(office_open(a), 0, "A comes back at the same port");
	ok(run_until(b_came_up_twice, 3000), "B finds it");
	is_err(office_open(&offices[2]), 0, "C does not listen");
	snprintf(offices[2].listen, sizeof(offices[2].listen), "%s", a->listen);
	wire_close(&offices[2].wire);
	is_err(office_open(&offices[2]), VB_ERR_PORT_IN_USE, "A's port is taken");
	snprintf(offices[2].listen, sizeof(offices[2].listen), "tcp://192.0.2.1:7447");
	is_err(office_open(&offices[2]), VB_ERR_BAD_VALUE, "an address of no machine here");
	offices_close();
}

static bool a_may_write(void)
{
	return offices[0].writables > 0;
}

static bool b_may_write(void)
{
	return offices[1].writables > 0;
}

static size_t bytes_due; /* to the first office */

static bool a_has_all(void)
{
	return offices[0].bytes >= bytes_due;
}

/* Sends until the queue is full; returns how many bytes it took. */
static size_t fill(struct office *o)
{
	static uint8_t big[VB_FRAME_MAX_BYTES];
	size_t sent = 0;

	while (sent < (256u << 20) && wire_send(o->wire, o->link, span_of(big, sizeof(big))) == 0)
		sent += sizeof(big);
	return sent;
}

static void test_full_queue(void)
{
	struct office *a = &offices[0], *b = &offices[1];
	size_t sent, before;

	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	b->is_deaf = true;
	sent = fill(a);
	ok(sent < (256u << 20), "a queue towards somebody who does not read ends (%zu MiB)",
	   sent >> 20);
	run_for(100);
	is_int(b->frames, 0, "the deaf office was given nothing");
	a->writables = 0;
	fill(a);
	b->is_deaf = false;
	ok(run_until(a_may_write, 5000), "when it reads, the listening side is told to go on");
	a->is_deaf = true;
	before = fill(b);
	ok(before < (256u << 20), "the same towards the listening side");
	a->is_deaf = false;
	ok(run_until(b_may_write, 5000), "and the calling side is told");
	bytes_due = 5 + before;
	ok(run_until(a_has_all, 20000), "every byte arrives");
	is_int(a->bytes, 5 + before, "and none twice");
	offices_close();
}

static bool both_dialled(void)
{
	return offices[0].dialled_ups == 1 && offices[1].dialled_ups == 1 && offices[0].ups == 2;
}

static void test_both_listen(void)
{
	struct office *a = &offices[0], *b = &offices[1];

	offices_open();
	a->knows[1] = b->knows[0] = a->dials[1] = b->dials[0] = true;
	b->later = true;
	snprintf(a->listen, sizeof(a->listen), "tcp://127.0.0.1:*");
	snprintf(b->listen, sizeof(b->listen), "tcp://127.0.0.1:*");
	if (office_open(a) < 0 || office_open(b) < 0)
		bail("they do not listen");
	snprintf(a->listen, sizeof(a->listen), "%s", wire_listen_endpoint(a->wire));
	snprintf(b->listen, sizeof(b->listen), "%s", wire_listen_endpoint(b->wire));
	ok(run_until(b_has_link, 3000), "A, whose turn it is, calls B");
	run_for(800);
	is_int(b->dialled_ups, 0, "B never had to call");
	is_int(a->ups, 1, "one link");
	offices_close();
	offices_open();
	a->knows[1] = b->knows[0] = a->dials[1] = b->dials[0] = true;
	snprintf(a->listen, sizeof(a->listen), "tcp://127.0.0.1:*");
	snprintf(b->listen, sizeof(b->listen), "tcp://127.0.0.1:*");
	if (office_open(a) < 0 || office_open(b) < 0)
		bail("they do not listen");
	snprintf(a->listen, sizeof(a->listen), "%s", wire_listen_endpoint(a->wire));
	snprintf(b->listen, sizeof(b->listen), "%s", wire_listen_endpoint(b->wire));
	ok(run_until(both_dialled, 3000), "both at once: two links are legal");
	offices_close();
}

/* One key, many connections: B's own sockets beside its wire. */
static void test_many_links(void)
{
	struct office *a = &offices[0], *b = &offices[1];
	struct wire *more[6] = { NULL };

	pair_open();
	ok(run_until(both_have_link, 5000), "a link stands");
	for (int i = 0; i < 6; i++) {
		more[i] = b->wire;
		if (office_open(b) < 0)
			bail("B does not start");
		/* It says hello by the wire opened last. */
		run_for(100);
	}
	is_int(wire_counts(a->wire).links, VB_WIRE_LINKS_PER_OFFICE,
	       "seven connections of one office make four links");
	for (int i = 0; i < 6; i++)
		wire_close(&more[i]);
	offices_close();
}

int main(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };

	if (crypt_init() < 0)
		bail("crypt");
	log_init(VB_LOG_WARNING);
	loop = loop_new(&hooks);
	if (!loop)
		bail("loop");
	test_link();
	test_unknown_key();
	test_revoke();
	test_close_link();
	test_farewell();
	test_no_phantoms();
	test_restart();
	test_full_queue();
	test_both_listen();
	test_many_links();
	loop_destroy(&loop);
	return done();
}
