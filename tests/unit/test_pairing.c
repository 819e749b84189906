/* pairing: offices of a town exchange codes over sessions that this test carries by hand, and everything that can go
 * wrong between them. */
#include "daemon/pairing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/own_card.h"
#include "daemon/log.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "protocol/peer/handshake.h"
#include "store/peers.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

#define FRAMES_MAX 64
#define CALLER 77u /* session of the joiner at the inviter */

/* The sockets of one office. */
struct side {
	struct pairing *pairing;
	bool is_open, refuses_to_open;
	uint32_t call; /* session of the call under way, 0 none */
	char called[VB_ENDPOINT_MAX_BYTES + 1];
	uint32_t closed; /* session closed last */
	struct {
		uint32_t session;
		uint8_t bytes[4000];
		size_t size;
	} sent[FRAMES_MAX];
	int sent_count;
};

static struct town town;
static struct side sides[3];
static uint64_t request_id;

/* ---- the sockets ---- */

static int on_open(void *ctx, char endpoint[static VB_ENDPOINT_MAX_BYTES + 1])
{
	struct side *s = ctx;

	if (s->refuses_to_open)
		return VB_ERR_NO_ADDRESS;
	s->is_open = true;
	snprintf(endpoint, VB_ENDPOINT_MAX_BYTES + 1, "tcp://10.0.0.1:7448");
	return 0;
}

static void on_shut(void *ctx)
{
	((struct side *)ctx)->is_open = false;
}

static void on_call(void *ctx, uint32_t session, const char *endpoint,
                    const struct public_key *curve)
{
	struct side *s = ctx;

	(void)curve;
	s->call = session;
	snprintf(s->called, sizeof(s->called), "%s", endpoint);
}

static void on_send(void *ctx, uint32_t session, struct span frame)
{
	struct side *s = ctx;

	if (s->sent_count == FRAMES_MAX || frame.size > sizeof(s->sent[0].bytes))
		bail("too much is sent");
	s->sent[s->sent_count].session = session;
	s->sent[s->sent_count].size = frame.size;
	memcpy(s->sent[s->sent_count++].bytes, frame.data, frame.size);
}

static void on_close(void *ctx, uint32_t session)
{
	((struct side *)ctx)->closed = session;
}

/* ---- the offices ---- */

static void side_open(uint32_t office)
{
	struct side *s = &sides[office];
	struct pairing_output output = { s, on_open, on_shut, on_call, on_send, on_close };

	memset(s, 0, sizeof(*s));
	s->pairing = pairing_new(town.nodes[office], &output, 60000);
}

static void scene_open(void)
{
	town_init(&town, 3);
	for (uint32_t i = 0; i < 3; i++)
		side_open(i);
}

static void scene_close(void)
{
	for (uint32_t i = 0; i < 3; i++)
		pairing_destroy(&sides[i].pairing);
	town_release(&town);
}

/* Ends the turn of an office as the shell does. */
static int turn(uint32_t office)
{
	int err = town_commit(&town, office);

	if (err == 0)
		pairing_on_commit(sides[office].pairing);
	else
		pairing_on_failure(sides[office].pairing, err);
	return err;
}

/* The CURVE key of an office. */
static struct public_key curve(uint32_t office)
{
	return node_keys_curve_public(node_keys(town.nodes[office]));
}

/* A request with one text argument (NULL: none); the turn goes on. */
static void request(uint32_t office, const char *call, const char *name, const char *value)
{
	struct node_caller caller = { .client = 1 };
	struct buf args, document;

	buf_init(&args, 4000);
	buf_init(&document, 5000);
	if (name) {
		pack_map(&args, 1);
		pack_cstr(&args, name);
		pack_cstr(&args, value);
	}
	ipc_request_encode(&document, ++request_id, call, buf_span(&args));
	node_on_request(town.nodes[office], &caller, buf_span(&document), town.now);
	buf_release(&args);
	buf_release(&document);
}

/* Takes the frames that one office sent to the other; count of them. */
static int carry(uint32_t from, uint32_t to, uint32_t session)
{
	struct side *s = &sides[from];
	int count = s->sent_count;

	s->sent_count = 0;
	for (int i = 0; i < count; i++)
		pairing_on_frame(sides[to].pairing, session,
		                 span_of(s->sent[i].bytes, s->sent[i].size), town.now);
	return count;
}

/* Makes a code by the call that control makes. */
static void make_code(uint32_t office, char code[static VB_INVITE_TEXT_MAX_BYTES])
{
	struct codes codes;
	struct wall_ms expires;

	/* The same as peer.invite does, whose answer the town does not keep. */
	request(office, "peer.invite", NULL, NULL);
	turn(office);
	codes_init(&codes, town.nodes[office], 60000);
	if (codes_make(&codes, "tcp://10.0.0.1:7448", NULL, VB_ROLE_NONE, town.now, code,
	               &expires) < 0)
		bail("no code");
	turn(office);
}

/* Office b joins with a code of a, up to the point where a has a caller and b's START is on its way. */
static void meet(uint32_t a, uint32_t b, const char *code)
{
	struct public_key key = curve(b);

	request(b, "peer.join", "code", code);
	turn(b);
	pairing_on_connected(sides[b].pairing, sides[b].call, town.now);
	turn(b);
	pairing_on_caller(sides[a].pairing, CALLER, &key, town.now);
}

static uint32_t digits_of(uint32_t office, uint32_t peer_office)
{
	struct peer peer;
	int err = peers_get(node_view(town.nodes[office]), &town.ids[peer_office], &peer);

	town_commit(&town, office);
	return err == 0 && peer.state == VB_PEER_UNCONFIRMED ? peer.digits : UINT32_MAX;
}

/* ---- scenes ---- */

static void test_exchange(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];
	uint32_t answers;

	scene_open();
	make_code(0, code);
	ok(sides[0].is_open, "an invitation opens the pairing socket");
	meet(0, 1, code);
	is_str(sides[1].called, "tcp://10.0.0.1:7448", "the code says whom to call");
	is_int(sides[1].sent_count, 1, "START is sent");
	answers = town.answers;
	carry(1, 0, CALLER);
	is_int(sides[0].sent_count, 0, "no ANSWER before the burnt code is on the disk");
	is_err(turn(0), 0, "it is committed");
	is_int(carry(0, 1, sides[1].call), 1, "then ANSWER leaves");
	turn(1);
	is_int(carry(1, 0, CALLER), 1, "REVEAL");
	turn(0);
	is_int(town.answers, answers, "who asked to join still waits");
	is_int(carry(0, 1, sides[1].call), 1, "SHOW");
	turn(1);
	is_int(town.answers, answers + 1, "and is answered when both cards are known");
	is_int(town.last_answer_error, 0, "with success");
	is_int(sides[1].closed, sides[1].call, "the call is ended");
	ok(digits_of(0, 1) != UINT32_MAX, "the inviter has digits to compare");
	is_int(digits_of(0, 1), digits_of(1, 0), "the same as the joiner");
	ok(!node_known_curve(town.nodes[0], &(struct public_key){ { 0 } }, &town.ids[2]),
	   "nobody is let in");
	scene_close();
}

/* One code, a second time, by the same office and by another. */
static void test_used(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];

	scene_open();
	make_code(0, code);
	meet(0, 1, code);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	pairing_on_closed(sides[0].pairing, CALLER, VB_ERR_UNREACHABLE, town.now);
	turn(0);
	meet(0, 2, code);
	carry(2, 0, CALLER);
	turn(0);
	is_int(sides[0].closed, CALLER, "a used code ends the session");
	is_int(carry(0, 2, sides[2].call), 1, "with a frame that says why");
	turn(2);
	is_err(town.last_answer_error, VB_ERR_CODE_USED, "the second is told that it was used");
	is_int(digits_of(0, 2), UINT32_MAX, "and is not kept");
	scene_close();
}

static void test_expired(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];

	scene_open();
	make_code(0, code);
	town.now.wall.v += 61000;
	town.now.mono.v += 61000;
	pairing_on_tick(sides[0].pairing, town.now);
	turn(0);
	ok(sides[0].is_open, "the socket stays for those who come a little late");
	meet(0, 1, code);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_CODE_EXPIRED, "they are told that it expired");
	pairing_on_closed(sides[0].pairing, CALLER, VB_ERR_UNREACHABLE, town.now);
	town.now.wall.v += 200000;
	town.now.mono.v += 200000;
	pairing_on_tick(sides[0].pairing, town.now);
	turn(0);
	pairing_on_tick(sides[0].pairing, town.now);
	ok(!sides[0].is_open, "then it is closed");
	request(1, "peer.join", "code", code);
	turn(1);
	pairing_on_closed(sides[1].pairing, sides[1].call, VB_ERR_UNREACHABLE, town.now);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_CODE_EXPIRED,
	       "an old code of an office that does not answer: expired, too");
	scene_close();
}

/* A code names the keys that it was made with: with new ones it is void, and the socket is bound anew for the next. */
static void test_new_keys(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];

	scene_open();
	make_code(0, code);
	make_code(2, code);
	request(0, "peer.join", "code", code);
	turn(0);
	is_err(own_card_rotate(town.nodes[0], town.now), 0, "the inviter gets new keys");
	turn(0);
	pairing_on_tick(sides[0].pairing, town.now);
	turn(0);
	ok(!sides[0].is_open, "its pairing socket is closed: no code is open any more");
	is_err(town.last_answer_error, VB_ERR_BUSY,
	       "and a call that was under way has to be made again");
	request(0, "peer.invite", NULL, NULL);
	turn(0);
	is_err(town.last_answer_error, 0, "the next invitation");
	ok(sides[0].is_open, "opens it again");
	scene_close();
	scene_open();
	make_code(0, code);
	is_err(own_card_rotate(town.nodes[0], town.now), 0, "an office that came by a code");
	turn(0);
	meet(0, 1, code);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_PROOF, "of the keys before is refused");
	scene_close();
}

static void test_unreachable(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];

	scene_open();
	make_code(0, code);
	request(1, "peer.join", "code", code);
	turn(1);
	pairing_on_closed(sides[1].pairing, sides[1].call, VB_ERR_UNREACHABLE, town.now);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_UNREACHABLE, "nobody there");
	request(1, "peer.join", "code", code);
	turn(1);
	pairing_on_closed(sides[1].pairing, sides[1].call, VB_ERR_TOO_MANY, town.now);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_TOO_MANY, "not let in");
	request(1, "peer.join", "code", code);
	turn(1);
	town.now.mono.v += VB_PAIRING_SESSION_MS;
	pairing_on_tick(sides[1].pairing, town.now);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_UNREACHABLE, "silence for half a minute");
	is_int(sides[1].closed, sides[1].call, "the call is ended");
	sides[0].refuses_to_open = true;
	request(0, "peer.invite", NULL, NULL);
	turn(0);
	is_err(town.last_answer_error, VB_ERR_NO_ADDRESS, "who cannot be called cannot invite");
	scene_close();
}

static void test_bad_codes(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES], altered[VB_INVITE_TEXT_MAX_BYTES];

	scene_open();
	make_code(0, code);
	memcpy(altered, code, sizeof(code));
	altered[30] = altered[30] == 'a' ? 'b' : 'a';
	request(1, "peer.join", "code", altered);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_BAD_CODE, "an altered code");
	request(0, "peer.join", "code", code);
	turn(0);
	is_err(town.last_answer_error, VB_ERR_SELF, "one's own code");
	request(1, "peer.join", "code", code);
	request(1, "peer.join", "code", code);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_BUSY, "a code that is being used already");
	scene_close();
}

/* Somebody who does not know the secret, but has seen the code's tag, or nothing at all. */
static void test_strangers(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];
	uint8_t junk[4000] = { 64 };
	struct public_key key;

	scene_open();
	key = curve(1);
	make_code(0, code);
	meet(0, 1, code);
	sides[1].sent[0].bytes[2 + VB_PAIR_TAG_BYTES + VB_HASH_BYTES] ^= 1;
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_PROOF, "a wrong proof");
	pairing_on_closed(sides[0].pairing, CALLER, VB_ERR_UNREACHABLE, town.now);
	meet(0, 1, code);
	sides[1].sent[0].bytes[2] ^= 1;
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_PROOF, "an unknown tag is told the same");
	pairing_on_closed(sides[0].pairing, CALLER, VB_ERR_UNREACHABLE, town.now);
	for (size_t size = 0; size < 200; size++) {
		pairing_on_caller(sides[0].pairing, CALLER, &key, town.now);
		pairing_on_frame(sides[0].pairing, CALLER, span_of(junk, size), town.now);
		turn(0);
		sides[0].sent_count = 0;
	}
	meet(0, 1, code);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	carry(1, 0, CALLER);
	turn(0);
	ok(digits_of(0, 1) != UINT32_MAX, "none of it has burnt the code");
	scene_close();
}

/* The connection is not that of the card: somebody in between. */
static void test_in_between(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];
	struct public_key other;

	scene_open();
	other = curve(2);
	make_code(0, code);
	request(1, "peer.join", "code", code);
	turn(1);
	pairing_on_connected(sides[1].pairing, sides[1].call, town.now);
	turn(1);
	pairing_on_caller(sides[0].pairing, CALLER, &other, town.now);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	is_err(town.last_answer_error, VB_ERR_COMMITMENT, "another key than the card's");
	is_int(digits_of(0, 1), UINT32_MAX, "the inviter keeps nothing");
	is_int(digits_of(1, 0), UINT32_MAX, "nor does the joiner");
	scene_close();
}

static void test_limits(void)
{
	struct public_key key;
	uint32_t admitted = 0;

	scene_open();
	key = curve(1);
	for (int i = 0; i < 100; i++)
		admitted += pairing_admits(sides[0].pairing, town.now.mono);
	is_int(admitted, VB_PAIRING_STARTS_A_SECOND, "callers a second");
	town.now.mono.v += 1000;
	ok(pairing_admits(sides[0].pairing, town.now.mono), "more in the next one");
	for (uint32_t i = 1; i <= VB_PAIRING_CALLERS_MAX; i++)
		pairing_on_caller(sides[0].pairing, i, &key, town.now);
	town.now.mono.v += 1000;
	ok(!pairing_admits(sides[0].pairing, town.now.mono),
	   "but not more than there are places for");
	is_int(sides[0].closed, 0, "all of those stay");
	pairing_on_caller(sides[0].pairing, 100, &key, town.now);
	is_int(sides[0].closed, 100, "one too many is sent away");
	town.now.mono.v += VB_PAIRING_SESSION_MS;
	pairing_on_tick(sides[0].pairing, town.now);
	turn(0);
	ok(pairing_admits(sides[0].pairing, town.now.mono),
	   "who says nothing makes room in half a minute");
	sides[0].closed = 0;
	pairing_on_frame(sides[0].pairing, 9999, span_of_str("x"), town.now);
	pairing_on_closed(sides[0].pairing, 9999, VB_ERR_UNREACHABLE, town.now);
	is_int(sides[0].closed, 0, "news of a session that is none changes nothing");
	scene_close();
}

/* Codes outlive a restart, and so do the digits. */
static void test_restart(void)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];
	uint32_t digits;

	scene_open();
	make_code(0, code);
	pairing_destroy(&sides[0].pairing);
	town_restart(&town, 0);
	side_open(0);
	ok(!sides[0].is_open, "not open yet");
	pairing_on_tick(sides[0].pairing, town.now);
	turn(0);
	ok(sides[0].is_open, "the code in the store opens the socket again");
	meet(0, 1, code);
	carry(1, 0, CALLER);
	turn(0);
	carry(0, 1, sides[1].call);
	turn(1);
	carry(1, 0, CALLER);
	turn(0);
	digits = digits_of(0, 1);
	pairing_destroy(&sides[0].pairing);
	town_restart(&town, 0);
	side_open(0);
	is_int(digits_of(0, 1), digits, "the digits are still there");
	scene_close();
}

int main(void)
{
	if (crypt_init() < 0)
		bail("crypt");
	log_init(VB_LOG_ERROR);
	test_exchange();
	test_used();
	test_expired();
	test_new_keys();
	test_unreachable();
	test_bad_codes();
	test_strangers();
	test_in_between();
	test_limits();
	test_restart();
	return done();
}
