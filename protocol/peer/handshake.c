/* handshake: proving a one-use code and swapping cards; see handshake.h and SPEC.md 11. */
#include "protocol/peer/handshake.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "protocol/peer/frame.h"

#define TAG_DOMAIN "verbund/pair-tag/1"
#define PROOF_DOMAIN "verbund/pair-proof/1"
#define COMMIT_DOMAIN "verbund/pair-commit/1"
#define DIGITS_DOMAIN "verbund/pair-digits/1"
#define DIGITS_MODULUS 1000000u
#define WIRE_CODE_MIN 1000 /* VB-1nnn is what offices tell each other */
#define WIRE_CODE_MAX 1999

/* The two sides, as they stand in hashes. */
#define JOINER 'J'
#define INVITER 'I'

/* ---- what is computed ---- */

void handshake_tag(const uint8_t secret[static VB_SECRET_BYTES], const struct hash *inviter_card,
                   struct pair_tag *out)
{
	struct hash mac;

	crypt_mac(span_of(secret, VB_SECRET_BYTES), TAG_DOMAIN,
	          span_of(inviter_card->b, sizeof(inviter_card->b)), &mac);
	memcpy(out->b, mac.b, sizeof(out->b));
}

static void proof_make(const uint8_t secret[static VB_SECRET_BYTES], char side,
                       const struct hash *own_commit, const struct hash *other, struct hash *out)
{
	uint8_t message[1 + 2 * VB_HASH_BYTES];

	message[0] = (uint8_t)side;
	memcpy(message + 1, own_commit->b, VB_HASH_BYTES);
	memcpy(message + 1 + VB_HASH_BYTES, other->b, VB_HASH_BYTES);
	crypt_mac(span_of(secret, VB_SECRET_BYTES), PROOF_DOMAIN, span_of(message, sizeof(message)),
	          out);
}

static void commit_make(char side, const struct card *card, const struct pair_nonce *nonce,
                        struct hash *out)
{
	struct hasher h;

	hasher_init(&h, COMMIT_DOMAIN);
	hasher_put(&h, &side, 1);
	hasher_put(&h, card->hash.b, sizeof(card->hash.b));
	hasher_put(&h, card->curve.b, sizeof(card->curve.b));
	hasher_put(&h, nonce->b, sizeof(nonce->b));
	hasher_finish(&h, out);
}

/* What one side brought into the exchange. */
struct share {
	const struct hash *commit;
	const struct hash *card;
	const struct pair_nonce *nonce;
};

static void digits_make(const struct share *joiner, const struct share *inviter,
                        char out[static VB_DIGITS_TEXT_BYTES])
{
	struct hasher h;
	struct hash hash;
	uint32_t number;

	hasher_init(&h, DIGITS_DOMAIN);
	hasher_put(&h, joiner->commit->b, VB_HASH_BYTES);
	hasher_put(&h, inviter->commit->b, VB_HASH_BYTES);
	hasher_put(&h, joiner->card->b, VB_HASH_BYTES);
	hasher_put(&h, inviter->card->b, VB_HASH_BYTES);
	hasher_put(&h, joiner->nonce->b, VB_HASH_BYTES);
	hasher_put(&h, inviter->nonce->b, VB_HASH_BYTES);
	hasher_finish(&h, &hash);
	number = (uint32_t)(get_be64(hash.b) % DIGITS_MODULUS);
	snprintf(out, VB_DIGITS_TEXT_BYTES, "%06u", (unsigned)number % DIGITS_MODULUS);
}

/* ---- messages ---- */

/* The error that a REFUSE names; only those that offices tell each other. */
static int refuse_read(struct span payload)
{
	struct complaint complaint;
	int err = complaint_decode(payload, &complaint);

	if (err != 0)
		return err;
	if (complaint.has_space || complaint.err > -WIRE_CODE_MIN ||
	    complaint.err < -WIRE_CODE_MAX || strcmp(err_name(complaint.err), "UNKNOWN") == 0)
		return VB_ERR_UNEXPECTED;
	return complaint.err;
}

static int message_open(struct span message, enum frame_type due, struct cursor *out)
{
	struct frame frame;
	int err = frame_decode(message, &frame);

	if (err != 0)
		return err;
	if (frame.has_more)
		return VB_ERR_MALFORMED;
	if (frame.type == VB_FRAME_REFUSE)
		return refuse_read(frame.payload);
	if (frame.type != due)
		return VB_ERR_UNEXPECTED;
	cursor_init(out, frame.payload);
	return 0;
}

void handshake_refuse(int err, struct buf *out)
{
	struct complaint complaint = { .err = err };

	frame_begin(out, VB_FRAME_REFUSE, 0);
	complaint_encode(&complaint, out);
}

static void card_write(const struct handshake *hs, enum frame_type type, struct buf *out)
{
	frame_begin(out, type, 0);
	buf_put(out, hs->nonce.b, sizeof(hs->nonce.b));
	buf_put(out, hs->own_card, hs->own_card_size);
}

/* ---- both sides ---- */

/* Keeps the own card and commits to it. */
static int side_begin(struct handshake *hs, char side, struct span own_card,
                      const struct pair_nonce *nonce, struct card *out)
{
	int err = card_decode_stored(own_card, out);

	if (err != 0)
		return err;
	memcpy(hs->own_card, own_card.data, own_card.size);
	hs->own_card_size = own_card.size;
	hs->nonce = *nonce;
	commit_make(side, out, nonce, &hs->own_commit);
	return 0;
}

/* Reads the other side's nonce and card and compares them with its commitment and the CURVE key of the connection. */
static int peer_read(struct handshake *hs, char side, struct cursor *c,
                     const struct public_key *curve, struct pair_nonce *out_nonce, struct card *out)
{
	struct card own;
	struct span bytes;
	struct hash commit;
	int err;

	cursor_copy(c, out_nonce->b, sizeof(out_nonce->b));
	bytes = cursor_take(c, cursor_left(c));
	if (c->err != 0)
		return c->err;
	err = card_decode(bytes, out);
	if (err == 0)
		err = card_decode_stored(span_of(hs->own_card, hs->own_card_size), &own);
	if (err != 0)
		return err;
	commit_make(side, out, out_nonce, &commit);
	if (memcmp(&commit, &hs->peer_commit, sizeof(commit)) != 0 ||
	    memcmp(out->curve.b, curve->b, sizeof(curve->b)) != 0 ||
	    (side == INVITER && memcmp(&out->hash, &hs->inviter_card, sizeof(out->hash)) != 0))
		return VB_ERR_COMMITMENT;
	if (node_id_is_equal(&out->id, &own.id))
		return VB_ERR_SELF;
	memcpy(hs->peer_card, bytes.data, bytes.size);
	hs->peer_card_size = bytes.size;
	return 0;
}

/* The digits from what this side has and what the other side, named here, has shown. */
static void side_finish(struct handshake *hs, char peer_side, const struct pair_nonce *peer_nonce)
{
	struct hash own_card, peer_card;
	struct share own = { &hs->own_commit, &own_card, &hs->nonce };
	struct share peer = { &hs->peer_commit, &peer_card, peer_nonce };

	crypt_hash(span_of(hs->own_card, hs->own_card_size), &own_card);
	crypt_hash(span_of(hs->peer_card, hs->peer_card_size), &peer_card);
	if (peer_side == INVITER)
		digits_make(&own, &peer, hs->digits);
	else
		digits_make(&peer, &own, hs->digits);
}

/* Moves on, or ends the exchange with its error. */
static int state_set(struct handshake *hs, int err, enum handshake_state next)
{
	hs->state = err == 0 ? next : VB_HANDSHAKE_FAILED;
	return err;
}

/* ---- J ---- */

int handshake_join(struct handshake *hs, const struct invite *invite, struct span own_card,
                   const struct pair_nonce *nonce, struct buf *out)
{
	struct card card;
	struct pair_tag tag;
	struct hash proof;
	int err;

	assert(hs->state == VB_HANDSHAKE_NEW);
	err = side_begin(hs, JOINER, own_card, nonce, &card);
	if (err == 0 && memcmp(&card.hash, &invite->card_hash, sizeof(card.hash)) == 0)
		err = VB_ERR_SELF;
	if (err != 0)
		return state_set(hs, err, VB_HANDSHAKE_FAILED);
	memcpy(hs->secret, invite->secret, sizeof(hs->secret));
	hs->inviter_card = invite->card_hash;
	hs->inviter_curve = invite->curve;
	handshake_tag(hs->secret, &hs->inviter_card, &tag);
	proof_make(hs->secret, JOINER, &hs->own_commit, &hs->inviter_card, &proof);
	frame_begin(out, VB_FRAME_START, 0);
	buf_put(out, tag.b, sizeof(tag.b));
	buf_put(out, hs->own_commit.b, sizeof(hs->own_commit.b));
	buf_put(out, proof.b, sizeof(proof.b));
	return state_set(hs, out->err, VB_HANDSHAKE_STARTED);
}

static int answer_read(struct handshake *hs, struct span message)
{
	struct hash proof, wanted;
	struct cursor c;
	int err = message_open(message, VB_FRAME_ANSWER, &c);

	if (err != 0)
		return err;
	cursor_copy(&c, hs->peer_commit.b, sizeof(hs->peer_commit.b));
	cursor_copy(&c, proof.b, sizeof(proof.b));
	err = cursor_finish(&c);
	if (err != 0)
		return err;
	proof_make(hs->secret, INVITER, &hs->peer_commit, &hs->own_commit, &wanted);
	return crypt_is_equal(proof.b, wanted.b, sizeof(wanted.b)) ? 0 : VB_ERR_PROOF;
}

int handshake_on_answer(struct handshake *hs, struct span message, struct buf *out)
{
	int err = hs->state == VB_HANDSHAKE_STARTED ? answer_read(hs, message) : VB_ERR_UNEXPECTED;

	crypt_wipe(hs->secret, sizeof(hs->secret));
	if (err == 0) {
		card_write(hs, VB_FRAME_REVEAL, out);
		err = out->err;
	}
	return state_set(hs, err, VB_HANDSHAKE_REVEALED);
}

int handshake_on_show(struct handshake *hs, struct span message)
{
	struct card card;
	struct pair_nonce nonce;
	struct cursor c;
	int err = VB_ERR_UNEXPECTED;

	if (hs->state == VB_HANDSHAKE_REVEALED)
		err = message_open(message, VB_FRAME_SHOW, &c);
	if (err == 0)
		err = peer_read(hs, INVITER, &c, &hs->inviter_curve, &nonce, &card);
	if (err == 0)
		side_finish(hs, INVITER, &nonce);
	return state_set(hs, err, VB_HANDSHAKE_DONE);
}

/* ---- I ---- */

struct start {
	struct pair_tag tag;
	struct hash commit;
	struct hash proof;
};

static int start_read(struct span message, struct start *out)
{
	struct cursor c;
	int err = message_open(message, VB_FRAME_START, &c);

	if (err != 0)
		return err;
	cursor_copy(&c, out->tag.b, sizeof(out->tag.b));
	cursor_copy(&c, out->commit.b, sizeof(out->commit.b));
	cursor_copy(&c, out->proof.b, sizeof(out->proof.b));
	return cursor_finish(&c);
}

int handshake_start_tag(struct span message, struct pair_tag *out)
{
	struct start start = { .tag = { { 0 } } };
	int err = start_read(message, &start);

	if (err == 0)
		*out = start.tag;
	return err;
}

/* Checks START under this secret and keeps what J commits to. */
static int start_check(struct handshake *hs, const uint8_t secret[static VB_SECRET_BYTES],
                       struct span message)
{
	struct start start = { .tag = { { 0 } } };
	struct pair_tag tag;
	struct hash wanted;
	int err = start_read(message, &start);

	if (err != 0)
		return err;
	handshake_tag(secret, &hs->inviter_card, &tag);
	proof_make(secret, JOINER, &start.commit, &hs->inviter_card, &wanted);
	if (!crypt_is_equal(tag.b, start.tag.b, sizeof(tag.b)) ||
	    !crypt_is_equal(wanted.b, start.proof.b, sizeof(wanted.b)))
		return VB_ERR_PROOF;
	hs->peer_commit = start.commit;
	return 0;
}

int handshake_on_start(struct handshake *hs, const uint8_t secret[static VB_SECRET_BYTES],
                       struct span own_card, const struct pair_nonce *nonce, struct span message,
                       struct buf *out)
{
	struct card card = { .version = 0 };
	struct hash proof;
	int err = VB_ERR_UNEXPECTED;

	if (hs->state == VB_HANDSHAKE_NEW)
		err = side_begin(hs, INVITER, own_card, nonce, &card);
	if (err == 0) {
		hs->inviter_card = card.hash;
		err = start_check(hs, secret, message);
	}
	if (err == 0) {
		proof_make(secret, INVITER, &hs->own_commit, &hs->peer_commit, &proof);
		frame_begin(out, VB_FRAME_ANSWER, 0);
		buf_put(out, hs->own_commit.b, sizeof(hs->own_commit.b));
		buf_put(out, proof.b, sizeof(proof.b));
		err = out->err;
	}
	return state_set(hs, err, VB_HANDSHAKE_ANSWERED);
}

int handshake_on_reveal(struct handshake *hs, struct span message,
                        const struct public_key *peer_curve, struct buf *out)
{
	struct card card;
	struct pair_nonce nonce;
	struct cursor c;
	int err = VB_ERR_UNEXPECTED;

	if (hs->state == VB_HANDSHAKE_ANSWERED)
		err = message_open(message, VB_FRAME_REVEAL, &c);
	if (err == 0)
		err = peer_read(hs, JOINER, &c, peer_curve, &nonce, &card);
	if (err == 0) {
		side_finish(hs, JOINER, &nonce);
		card_write(hs, VB_FRAME_SHOW, out);
		err = out->err;
	}
	return state_set(hs, err, VB_HANDSHAKE_DONE);
}

void handshake_release(struct handshake *hs)
{
	crypt_wipe(hs, sizeof(*hs));
}
