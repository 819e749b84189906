/* wire: offices with cores of our own making, over CURVE on loopback, in one process and one loop. */
#include "daemon/wire/wire.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/exchange.h"

static bool a_has_link(void)
{
	return exchange_offices[0].ups > exchange_offices[0].downs &&
	       exchange_offices[0].frames > 0;
}

static bool b_has_link(void)
{
	return exchange_offices[1].ups > exchange_offices[1].downs;
}

static bool both_have_link(void)
{
	return a_has_link() && b_has_link();
}

static bool a_is_down(void)
{
	return exchange_offices[0].downs > 0;
}

static bool b_is_down(void)
{
	return exchange_offices[1].downs > 0;
}

static bool both_are_down(void)
{
	return a_is_down() && b_is_down();
}

static bool b_came_up_twice(void)
{
	return exchange_offices[1].ups == 2 && exchange_offices[0].ups == 2;
}

static bool b_came_up_thrice(void)
{
	return exchange_offices[1].ups == 3 && exchange_offices[0].ups == 3;
}

/* ---- scenes ---- */

static void test_link(void)
{
	static uint8_t big[VB_FRAME_MAX_BYTES];
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "B calls A, both have a link");
	is_int(a->dialled_ups, 0, "A was called");
	is_int(b->dialled_ups, 1, "B called");
	is_int(a->frames, 1, "the first frame is not lost");
	is_str(wire_listen_endpoint(b->wire), "", "B does not listen");
	memset(big, 7, sizeof(big));
	is_err(wire_send(a->wire, a->link, span_of(big, sizeof(big))), 0,
	       "A sends the largest frame");
	is_err(wire_send(b->wire, b->link, span_of(NULL, 0)), 0, "B sends an empty one");
	exchange_run_for(200);
	is_int(b->bytes, sizeof(big), "B has it, whole");
	is_int(b->last, 7, "with its contents");
	is_int(a->frames, 2, "A has the empty one");
	is_err(wire_send(a->wire, a->link + 1, span_of_str("x")), VB_ERR_UNREACHABLE,
	       "a number that is no link");
	is_int(wire_counts(a->wire).links, 1, "A counts one link");
	is_int(a->downs + b->downs, 0, "nobody was told of an end");
	exchange_close();
}

static void test_unknown_key(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	a->knows[1] = false;
	exchange_run_for(700);
	is_int(a->ups + b->ups, 0, "a key that A does not know gets no link");
	is_int(a->frames, 0, "and no frame through");
	a->knows[1] = true;
	ok(exchange_run_until(both_have_link, 3000), "once A knows it, a later call succeeds");
	exchange_close();
	exchange_pair();
	exchange_offices[1].knows[0] = false;
	exchange_run_for(500);
	is_int(exchange_offices[0].frames + exchange_offices[1].ups, 0,
	       "B does not take a link to an office unknown to it");
	exchange_close();
}

static void test_revoke(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	a->knows[1] = false;
	is_err(wire_send(b->wire, b->link, span_of_str("late")), 0, "B goes on sending");
	exchange_run_for(100);
	is_int(a->frames, 1, "nothing of a revoked key reaches A");
	is_int(a->downs, 1, "A is told that the link is gone");
	ok(wire_counts(a->wire).refused > 0, "and counts what it refused");
	ok(b_is_down() || exchange_run_until(b_is_down, 3000), "B sees its connection cut");
	exchange_run_for(500);
	is_int(a->ups, 1, "and does not come back");
	exchange_close();
	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	a->knows[1] = false;
	wire_refresh(a->wire);
	ok(exchange_run_until(both_are_down, 3000), "without a frame: cut by the refresh");
	exchange_close();
	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	b->knows[0] = false;
	wire_refresh(b->wire);
	ok(exchange_run_until(both_are_down, 3000), "the caller cuts it by closing its socket");
	exchange_close();
}

static void test_close_link(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	wire_close_link(a->wire, a->link);
	wire_close_link(a->wire, a->link);
	is_err(wire_send(a->wire, a->link, span_of_str("x")), VB_ERR_UNREACHABLE, "closed at once");
	ok(exchange_run_until(b_is_down, 3000), "B is told");
	is_int(a->downs, 0, "A is not: it closed the link itself");
	ok(exchange_run_until(b_came_up_twice, 3000), "B calls again");
	b->closes_on_frame = true;
	b->downs = 0;
	is_err(wire_send(a->wire, a->link, span_of_str("one")), 0, "A sends");
	is_err(wire_send(a->wire, a->link, span_of_str("two")), 0, "twice");
	ok(exchange_run_until(a_is_down, 3000), "B closes the link while it takes the first");
	is_int(b->frames, 1, "and never gets the second");
	exchange_close();
}

/* Whoever answers with a key that is taken for another's gets a link, so that it can tell whose it is; then the call is made
 * again. */
static void test_claimed_key(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	b->takes_for_c = true;
	ok(exchange_run_until(both_have_link, 5000), "B calls A, and takes A's key for C's");
	ok(node_id_is_equal(&b->peer, &exchange_offices[2].id), "so the link is C's");
	b->takes_for_c = false;
	wire_close_link(b->wire, b->link);
	wire_refresh(b->wire);
	ok(exchange_run_until(b_came_up_twice, 5000), "when B knows better it calls again");
	ok(node_id_is_equal(&b->peer, &a->id), "and the link is A's");
	exchange_close();
}

/* What was sent before a link was closed still arrives, also when the other side goes on talking. */
static void test_farewell(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];
	uint64_t refused;

	exchange_pair();
	a->closes_on_frame = true;
	a->says_on_close = 50;
	b->says_on_up = 20;
	ok(exchange_run_until(b_is_down, 3000), "A closes a link that came in");
	is_int(b->frames, 50, "B gets all that A sent before");
	a->closes_on_frame = false;
	ok(exchange_run_until(b_came_up_twice, 3000), "B calls again");
	b->closes_on_frame = true;
	b->says_on_close = 50;
	a->frames = a->downs = 0;
	is_err(wire_send(a->wire, a->link, span_of_str("x")), 0, "A sends");
	refused = wire_counts(a->wire).refused;
	ok(exchange_run_until(a_is_down, 3000), "B closes its call");
	exchange_run_for(200);
	refused = wire_counts(a->wire).refused - refused;
	ok((uint64_t)a->frames + refused >= 50,
	   "all that B sent before gets to A: %d frames, and %d when A knew that the link was over",
	   a->frames, (int)refused);
	exchange_close();
}

/* What waits in the queue of a link that is over must not be taken for a new link: it would have the descriptor of
 * somebody else's connection. */
static void test_no_phantoms(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	a->closes_on_frame = true;
	b->says_on_up = 100;
	exchange_run_for(2500);
	ok(b->ups > 3, "B called %d times", b->ups);
	ok(a->ups == b->ups || a->ups == b->ups - 1, "A saw as many links: %d", a->ups);
	is_int(wire_counts(a->wire).links, 0, "and holds none");
	exchange_close();
}

/* A makes new keys. While it uses the ones before, whoever knows both finds it; when it changes over, all links end and
 * come back. */
static void test_new_key(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];
	char listen[64];

	exchange_pair();
	b->knows_to = 1;
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	snprintf(listen, sizeof(listen), "%s", wire_listen_endpoint(a->wire));
	node_keys_rotate(a->keys, (struct wall_ms){ 1 });
	a->generation = 1;
	wire_refresh(a->wire);
	wire_refresh(b->wire);
	exchange_run_for(300);
	is_int(a->downs + b->downs, 0, "new keys that are not in use end no link");
	wire_close_link(a->wire, a->link);
	ok(exchange_run_until(b_came_up_twice, 3000), "B finds A by the key that is in use");
	a->generation = 0;
	wire_refresh(a->wire);
	ok(exchange_run_until(both_are_down, 3000), "A changes over: the link ends");
	ok(exchange_run_until(b_came_up_thrice, 3000), "and comes back by the new key");
	is_str(wire_listen_endpoint(a->wire), listen, "A listens where it did");
	exchange_close();
	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	node_keys_rotate(a->keys, (struct wall_ms){ 1 });
	wire_refresh(a->wire);
	exchange_run_for(600);
	is_int(a->ups, 1, "who does not know the new key does not get in");
	wire_refresh(b->wire);
	ok(exchange_run_until(b_came_up_twice, 3000), "until it hears of it");
	exchange_close();
}

/* B makes new keys and calls A, which knows the ones before only. */
static void test_new_key_of_caller(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	node_keys_rotate(b->keys, (struct wall_ms){ 1 });
	a->knows_from = a->knows_to = 1;
	exchange_run_for(600);
	is_int(a->ups + b->ups, 0, "B calls with the key in use and is not let in");
	b->own_keys = 2;
	wire_refresh(b->wire);
	ok(exchange_run_until(both_have_link, 3000), "told to try the other one, too, it is");
	wire_close_link(a->wire, a->link);
	ok(exchange_run_until(b_came_up_twice, 3000), "again and again");
	exchange_close();
}

static void test_restart(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	wire_close(&a->wire);
	ok(exchange_run_until(b_is_down, 3000), "B notices that A is gone");
	exchange_run_for(300);
	is_int(b->ups, 1, "and reaches nobody");
	is_err(exchange_start(a), 0, "A comes back at the same port");
	ok(exchange_run_until(b_came_up_twice, 3000), "B finds it");
	is_err(exchange_start(&exchange_offices[2]), 0, "C does not listen");
	snprintf(exchange_offices[2].listen, sizeof(exchange_offices[2].listen), "%s", a->listen);
	wire_close(&exchange_offices[2].wire);
	is_err(exchange_start(&exchange_offices[2]), VB_ERR_PORT_IN_USE, "A's port is taken");
	snprintf(exchange_offices[2].listen, sizeof(exchange_offices[2].listen),
	         "tcp://192.0.2.1:7447");
	is_err(exchange_start(&exchange_offices[2]), VB_ERR_BAD_VALUE,
	       "an address of no machine here");
	exchange_close();
}

static bool a_may_write(void)
{
	return exchange_offices[0].writables > 0;
}

static bool b_may_write(void)
{
	return exchange_offices[1].writables > 0;
}

static size_t bytes_due; /* to the first office */

static bool a_has_all(void)
{
	return exchange_offices[0].bytes >= bytes_due;
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
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];
	size_t sent, before;

	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	b->is_deaf = true;
	sent = fill(a);
	ok(sent < (256u << 20), "a queue towards somebody who does not read ends (%zu MiB)",
	   sent >> 20);
	exchange_run_for(100);
	is_int(b->frames, 0, "the deaf office was given nothing");
	a->writables = 0;
	fill(a);
	b->is_deaf = false;
	ok(exchange_run_until(a_may_write, 5000),
	   "when it reads, the listening side is told to go on");
	a->is_deaf = true;
	before = fill(b);
	ok(before < (256u << 20), "the same towards the listening side");
	a->is_deaf = false;
	ok(exchange_run_until(b_may_write, 5000), "and the calling side is told");
	bytes_due = 5 + before;
	ok(exchange_run_until(a_has_all, 20000), "every byte arrives");
	is_int(a->bytes, 5 + before, "and none twice");
	exchange_close();
}

static bool both_dialled(void)
{
	return exchange_offices[0].dialled_ups == 1 && exchange_offices[1].dialled_ups == 1 &&
	       exchange_offices[0].ups == 2;
}

static void test_both_listen(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];

	exchange_open();
	a->knows[1] = b->knows[0] = a->dials[1] = b->dials[0] = true;
	b->later = true;
	snprintf(a->listen, sizeof(a->listen), "tcp://127.0.0.1:*");
	snprintf(b->listen, sizeof(b->listen), "tcp://127.0.0.1:*");
	if (exchange_start(a) < 0 || exchange_start(b) < 0)
		bail("they do not listen");
	snprintf(a->listen, sizeof(a->listen), "%s", wire_listen_endpoint(a->wire));
	snprintf(b->listen, sizeof(b->listen), "%s", wire_listen_endpoint(b->wire));
	ok(exchange_run_until(b_has_link, 3000), "A, whose turn it is, calls B");
	exchange_run_for(800);
	is_int(b->dialled_ups, 0, "B never had to call");
	is_int(a->ups, 1, "one link");
	exchange_close();
	exchange_open();
	a->knows[1] = b->knows[0] = a->dials[1] = b->dials[0] = true;
	snprintf(a->listen, sizeof(a->listen), "tcp://127.0.0.1:*");
	snprintf(b->listen, sizeof(b->listen), "tcp://127.0.0.1:*");
	if (exchange_start(a) < 0 || exchange_start(b) < 0)
		bail("they do not listen");
	snprintf(a->listen, sizeof(a->listen), "%s", wire_listen_endpoint(a->wire));
	snprintf(b->listen, sizeof(b->listen), "%s", wire_listen_endpoint(b->wire));
	ok(exchange_run_until(both_dialled, 3000), "both at once: two links are legal");
	exchange_close();
}

/* One key, many connections: B's own sockets beside its wire. */
static void test_many_links(void)
{
	struct office *a = &exchange_offices[0], *b = &exchange_offices[1];
	struct wire *more[6] = { NULL };

	exchange_pair();
	ok(exchange_run_until(both_have_link, 5000), "a link stands");
	for (int i = 0; i < 6; i++) {
		more[i] = b->wire;
		if (exchange_start(b) < 0)
			bail("B does not start");
		/* It says hello by the wire opened last. */
		exchange_run_for(100);
	}
	is_int(wire_counts(a->wire).links, VB_WIRE_LINKS_PER_OFFICE,
	       "seven connections of one office make four links");
	for (int i = 0; i < 6; i++)
		wire_close(&more[i]);
	exchange_close();
}

int main(void)
{
	exchange_init();
	test_link();
	test_unknown_key();
	test_revoke();
	test_close_link();
	test_claimed_key();
	test_farewell();
	test_no_phantoms();
	test_new_key();
	test_new_key_of_caller();
	test_restart();
	test_full_queue();
	test_both_listen();
	test_many_links();
	exchange_release();
	return done();
}
