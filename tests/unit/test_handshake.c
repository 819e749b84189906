/* handshake: the exchange of tests/vectors/pairing.txt from both sides, and every way in which it must fail. */
#include "protocol/peer/handshake.h"

#include <string.h>

#include "protocol/peer/frame.h"
#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct invite invite;
static struct public_key joiner_curve;
static struct handshake hs;

static struct pair_nonce nonce_of(const char *name)
{
	struct pair_nonce nonce;

	memcpy(nonce.b, vector_bytes(name).data, sizeof(nonce.b));
	return nonce;
}

static void set_up(void)
{
	struct card card;

	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/pairing.txt");
	if (invite_decode(vector_bytes("code"), &invite) != 0 ||
	    card_decode(vector_bytes("card_joiner"), &card) != 0)
		bail("the vectors are not read");
	joiner_curve = card.curve;
}

/* ---- steps, each from a fresh exchange that went well so far ---- */

static int join(struct buf *out)
{
	struct pair_nonce nonce = nonce_of("nonce_joiner");

	handshake_release(&hs);
	buf_clear(out);
	return handshake_join(&hs, &invite, vector_bytes("card_joiner"), &nonce, out);
}

static int start(struct span message, struct buf *out)
{
	struct pair_nonce nonce = nonce_of("nonce_inviter");

	handshake_release(&hs);
	buf_clear(out);
	return handshake_on_start(&hs, invite.secret, vector_bytes("card_inviter"), &nonce, message,
	                          out);
}

static int take_start(struct span message)
{
	struct buf b;
	int err;

	buf_init(&b, 4096);
	err = start(message, &b);
	buf_release(&b);
	return err;
}

static int take_answer(struct span message)
{
	struct buf b;
	int err;

	buf_init(&b, 4096);
	err = join(&b);
	if (err == 0)
		err = handshake_on_answer(&hs, message, &b);
	buf_release(&b);
	return err;
}

static int take_reveal(struct span message)
{
	struct buf b;
	int err;

	buf_init(&b, 4096);
	err = start(vector_bytes("start"), &b);
	if (err == 0)
		err = handshake_on_reveal(&hs, message, &joiner_curve, &b);
	buf_release(&b);
	return err;
}

static int take_show(struct span message)
{
	int err = take_answer(vector_bytes("answer"));

	return err == 0 ? handshake_on_show(&hs, message) : err;
}

/* ---- the exchange ---- */

static void test_joiner(void)
{
	struct buf b;

	buf_init(&b, 4096);
	is_err(join(&b), 0, "J starts");
	ok(span_is_equal(buf_span(&b), vector_bytes("start")), "START");
	is_int(hs.state, VB_HANDSHAKE_STARTED, "state");
	buf_clear(&b);
	is_err(handshake_on_answer(&hs, vector_bytes("answer"), &b), 0, "J takes ANSWER");
	ok(span_is_equal(buf_span(&b), vector_bytes("reveal")), "REVEAL");
	is_mem(hs.secret, (uint8_t[VB_SECRET_BYTES]){ 0 }, VB_SECRET_BYTES, "the secret is wiped");
	is_err(handshake_on_show(&hs, vector_bytes("show")), 0, "J takes SHOW");
	is_int(hs.state, VB_HANDSHAKE_DONE, "done");
	is_str(hs.digits, vector_text("digits_text"), "the digits");
	ok(span_is_equal(span_of(hs.peer_card, hs.peer_card_size), vector_bytes("card_inviter")),
	   "the inviter's card");
	buf_release(&b);
}

static void test_inviter(void)
{
	struct pair_tag tag, wanted;
	struct buf b;

	buf_init(&b, 4096);
	is_err(handshake_start_tag(vector_bytes("start"), &tag), 0, "the tag of START");
	is_mem(tag.b, vector_bytes("tag").data, sizeof(tag.b), "as in the vector");
	handshake_tag(invite.secret, &invite.card_hash, &wanted);
	is_mem(wanted.b, tag.b, sizeof(tag.b), "is that of the code");
	is_err(start(vector_bytes("start"), &b), 0, "I takes START");
	ok(span_is_equal(buf_span(&b), vector_bytes("answer")), "ANSWER");
	buf_clear(&b);
	is_err(handshake_on_reveal(&hs, vector_bytes("reveal"), &joiner_curve, &b), 0,
	       "I takes REVEAL");
	ok(span_is_equal(buf_span(&b), vector_bytes("show")), "SHOW");
	is_int(hs.state, VB_HANDSHAKE_DONE, "done");
	is_str(hs.digits, vector_text("digits_text"), "the digits");
	ok(span_is_equal(span_of(hs.peer_card, hs.peer_card_size), vector_bytes("card_joiner")),
	   "the joiner's card");
	buf_release(&b);
}

/* ---- what is refused ---- */

static void test_form(void)
{
	static const struct {
		const char *message;
		hostile_decode *take;
	} steps[] = { { "start", take_start },
		      { "answer", take_answer },
		      { "reveal", take_reveal },
		      { "show", take_show } };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct span good = vector_bytes(steps[i].message);
		uint8_t other[4096];

		hostile_cut(steps[i].take, good, steps[i].message);
		hostile_tail(steps[i].take, good, VB_ERR_TRAILING, steps[i].message);
		memcpy(other, good.data, good.size);
		other[1] = 1;
		is_err(steps[i].take(span_of(other, good.size)), VB_ERR_MALFORMED,
		       "%s: more to follow", steps[i].message);
		for (size_t j = 0; j < sizeof(steps) / sizeof(steps[0]); j++) {
			if (j != i)
				is_err(steps[i].take(vector_bytes(steps[j].message)),
				       VB_ERR_UNEXPECTED, "%s instead of %s", steps[j].message,
				       steps[i].message);
		}
		is_int(hs.state, VB_HANDSHAKE_FAILED, "it is over");
	}
}

/* One bit of each part of a message turned over. */
static void test_lies(void)
{
	static const struct {
		const char *name, *message;
		size_t at;
		hostile_decode *take;
		int err;
	} cases[] = {
		{ "START: the tag", "start", 2, take_start, VB_ERR_PROOF },
		{ "START: the commitment", "start", 18, take_start, VB_ERR_PROOF },
		{ "START: the proof", "start", 81, take_start, VB_ERR_PROOF },
		{ "ANSWER: the commitment", "answer", 2, take_answer, VB_ERR_PROOF },
		{ "ANSWER: the proof", "answer", 65, take_answer, VB_ERR_PROOF },
		{ "REVEAL: the nonce", "reveal", 2, take_reveal, VB_ERR_COMMITMENT },
		{ "REVEAL: the card", "reveal", 34, take_reveal, VB_ERR_BAD_SIGNATURE },
		{ "SHOW: the nonce", "show", 2, take_show, VB_ERR_COMMITMENT },
		{ "SHOW: the card", "show", 34, take_show, VB_ERR_BAD_SIGNATURE },
	};
	uint8_t other[4096];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span good = vector_bytes(cases[i].message);

		memcpy(other, good.data, good.size);
		other[cases[i].at] ^= 1;
		is_err(cases[i].take(span_of(other, good.size)), cases[i].err, "%s", cases[i].name);
	}
}

/* The message of another's card with the nonce of the vector. */
static struct span with_card(uint8_t type, const char *nonce, const char *card, uint8_t *out)
{
	struct span bytes = vector_bytes(card);

	out[0] = type;
	out[1] = 0;
	memcpy(out + 2, vector_bytes(nonce).data, 32);
	memcpy(out + 34, bytes.data, bytes.size);
	return span_of(out, 34 + bytes.size);
}

static void test_other_cards(void)
{
	uint8_t message[4096];
	struct public_key curve = joiner_curve;
	struct invite other = invite;
	struct pair_nonce nonce = nonce_of("nonce_joiner");
	struct buf b;

	buf_init(&b, 4096);
	is_err(take_reveal(with_card(VB_FRAME_REVEAL, "nonce_joiner", "card_other", message)),
	       VB_ERR_COMMITMENT, "J shows another card");
	is_err(take_show(with_card(VB_FRAME_SHOW, "nonce_inviter", "card_other", message)),
	       VB_ERR_COMMITMENT, "I shows another card");
	joiner_curve.b[0] ^= 1;
	is_err(take_reveal(vector_bytes("reveal")), VB_ERR_COMMITMENT,
	       "the connection has another key");
	joiner_curve = curve;
	handshake_release(&hs);
	is_err(handshake_join(&hs, &invite, vector_bytes("card_inviter"), &nonce, &b), VB_ERR_SELF,
	       "an own code");
	is_int(b.size, 0, "nothing was written");
	other.curve.b[0] ^= 1;
	handshake_release(&hs);
	is_err(handshake_join(&hs, &other, vector_bytes("card_joiner"), &nonce, &b), 0,
	       "a code with another CURVE key");
	is_err(handshake_on_answer(&hs, vector_bytes("answer"), &b), 0, "is not noticed at once");
	is_err(handshake_on_show(&hs, vector_bytes("show")), VB_ERR_COMMITMENT, "but at the end");
	buf_release(&b);
}

/* An office that uses its own code, with a newer card than the code names. */
static void test_self(void)
{
	struct pair_nonce joiner = nonce_of("nonce_joiner"), inviter = nonce_of("nonce_inviter");
	struct handshake mirror = { .state = VB_HANDSHAKE_NEW };
	struct public_key curve;
	struct buf there, back;
	uint8_t message[4096];

	buf_init(&there, 4096);
	buf_init(&back, 4096);
	is_err(handshake_join(&mirror, &invite, vector_bytes("card_inviter_2"), &joiner, &there), 0,
	       "joined");
	curve = invite.curve;
	handshake_release(&hs);
	is_err(handshake_on_start(&hs, invite.secret, vector_bytes("card_inviter"), &inviter,
	                          buf_span(&there), &back),
	       0, "answered");
	buf_clear(&there);
	is_err(handshake_on_answer(&mirror, buf_span(&back), &there), 0, "revealed");
	buf_clear(&back);
	is_err(handshake_on_reveal(&hs, buf_span(&there), &curve, &back), VB_ERR_SELF, "I sees it");
	is_int(back.size, 0, "and shows nothing");
	is_err(handshake_on_show(
		       &mirror, with_card(VB_FRAME_SHOW, "nonce_inviter", "card_inviter", message)),
	       VB_ERR_SELF, "so does J");
	handshake_release(&mirror);
	is_int(mirror.state, VB_HANDSHAKE_NEW, "released");
	buf_release(&there);
	buf_release(&back);
}

static void test_out_of_turn(void)
{
	struct buf b;

	buf_init(&b, 4096);
	handshake_release(&hs);
	is_err(handshake_on_answer(&hs, vector_bytes("answer"), &b), VB_ERR_UNEXPECTED,
	       "ANSWER before START");
	handshake_release(&hs);
	is_err(handshake_on_show(&hs, vector_bytes("show")), VB_ERR_UNEXPECTED, "SHOW first");
	handshake_release(&hs);
	is_err(handshake_on_reveal(&hs, vector_bytes("reveal"), &joiner_curve, &b),
	       VB_ERR_UNEXPECTED, "REVEAL first");
	is_err(take_show(vector_bytes("show")), 0, "to the end");
	is_err(handshake_on_show(&hs, vector_bytes("show")), VB_ERR_UNEXPECTED, "SHOW twice");
	is_err(take_answer(hex("0000")), VB_ERR_UNEXPECTED, "an unknown message");
	is_err(handshake_on_answer(&hs, vector_bytes("answer"), &b), VB_ERR_UNEXPECTED,
	       "no second try");
	is_int(b.size, 0, "nothing was written");
	buf_release(&b);
}

static void test_refuse(void)
{
	struct buf b;

	buf_init(&b, 64);
	handshake_refuse(VB_ERR_PROOF, &b);
	ok(span_is_equal(buf_span(&b), vector_bytes("refuse")), "REFUSE");
	is_err(take_answer(vector_bytes("refuse")), VB_ERR_PROOF, "comes back as what it says");
	is_err(take_show(hex("4400 057a")), VB_ERR_CODE_EXPIRED, "expired");
	is_err(take_show(hex("4400 07d4")), VB_ERR_UNEXPECTED, "a disk is nobody's business");
	is_err(take_show(hex("4400 04b0")), VB_ERR_UNEXPECTED, "a code that nobody knows");
	is_err(take_show(hex("4400 ffff")), VB_ERR_UNEXPECTED, "a code out of range");
	is_err(take_show(hex("4400")), VB_ERR_TRUNCATED, "no code");
	is_err(take_start(vector_bytes("refuse")), VB_ERR_PROOF, "to the inviter, too");
	buf_release(&b);
}

int main(void)
{
	set_up();
	test_joiner();
	test_inviter();
	test_form();
	test_lies();
	test_other_cards();
	test_self();
	test_out_of_turn();
	test_refuse();
	vectors_close();
	return done();
}
