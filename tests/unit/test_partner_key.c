/* partner: whose a CURVE key is: a card claims one, a link made with it proves it. */
#include "daemon/core/partner.h"

#include "daemon/core/council.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/handshake.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

/* A partner that claims keys of others, a fellow member of a space, and an office that is neither. */
enum { US, PARTNER, FELLOW, STRANGER, OFFICES };

static struct span card_of(const struct town *t, uint32_t office)
{
	return node_card_bytes(t->nodes[office]);
}

static const char *owner_of(const struct town *t, const struct public_key *curve)
{
	static const char *const names[] = { "us", "the partner", "the fellow", "the stranger" };
	struct node_id id;

	if (!node_known_curve(t->nodes[US], curve, &id))
		return "nobody";
	for (uint32_t i = 0; i < OFFICES; i++) {
		if (node_id_is_equal(&id, &t->ids[i]))
			return names[i];
	}
	return "?";
}

static bool is_dialled(const struct town *t, uint32_t office)
{
	struct node_target targets[OFFICES];
	size_t count = node_dial_targets(t->nodes[US], targets, OFFICES);

	for (size_t i = 0; i < count; i++) {
		if (node_id_is_equal(&targets[i].id, &t->ids[office]))
			return true;
	}
	return false;
}

/* The next card of an office that names these CURVE keys, and what it says from then on. */
static void claim(struct town *t, uint32_t office, const struct public_key *curve,
                  const struct public_key *former, struct buf *out)
{
	struct signature signature;
	struct buf document;
	struct card card;

	if (card_decode(card_of(t, office), &card) != 0)
		bail("no card");
	card.previous = card.hash;
	card.version++;
	card.curve = *curve;
	card.former = *former;
	buf_init(&document, VB_CARD_MAX_BYTES);
	buf_init(out, VB_CARD_MAX_BYTES);
	card_encode_document(&card, &document);
	crypt_sign(node_keys(t->nodes[office]), "verbund/card/1", buf_span(&document), &signature);
	buf_put(out, signature.b, sizeof(signature.b));
	buf_put(out, document.data, document.size);
	buf_release(&document);
}

/* Whoever has this key makes a link with us and says HELLO with this card. False: we hung up. */
static bool hello(struct town *t, uint32_t office, const struct public_key *curve, struct span card)
{
	struct hello hello = { .lowest = 1, .highest = 1, .boot = 1, .card = card };
	struct node_id known;
	struct buf frame;
	bool stands;

	if (!node_known_curve(t->nodes[US], curve, &known))
		return false;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_HELLO, 0);
	hello_encode(&hello, &frame);
	t->linked[US][office] = true;
	node_on_link_up(t->nodes[US], office + 1, &known, curve, false, t->now);
	node_on_frame(t->nodes[US], office + 1, buf_span(&frame), t->now);
	buf_release(&frame);
	stands = t->linked[US][office];
	town_unlink(t, US, office);
	town_commit(t, US);
	return stands;
}

/* A space of ours with the fellow in it, who was never linked with us; all listen. */
static void begin(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 0; i < OFFICES; i++)
		town_set_endpoint(t, i, "tcp://127.0.0.1:7000");
	town_pair(t, US, PARTNER);
	space = town_found(t, US);
	is_err(council_admit(t->nodes[US], &space, card_of(t, FELLOW), VB_ROLE_MEMBER, t->now), 0,
	       "a fellow member");
	town_commit(t, US);
}

/* A key that its office was linked with stays that office's. */
static void proven(void)
{
	struct public_key of_fellow, of_partner;
	struct buf card;
	struct town t;

	begin(&t);
	of_fellow = town_curve(&t, FELLOW);
	of_partner = town_curve(&t, PARTNER);
	ok(hello(&t, FELLOW, &of_fellow, card_of(&t, FELLOW)), "the fellow had a link with us");
	claim(&t, PARTNER, &of_fellow, &of_partner, &card);
	ok(!hello(&t, PARTNER, &of_partner, buf_span(&card)), "a partner that claims its key");
	is_err(node_on_card(t.nodes[US], buf_span(&card), t.now), VB_ERR_BAD_CARD, "is refused");
	town_commit(&t, US);
	is_str(owner_of(&t, &of_fellow), "the fellow", "the key is the fellow's");
	ok(is_dialled(&t, FELLOW), "who is called");
	buf_release(&card);
	claim(&t, PARTNER, &of_partner, &of_fellow, &card);
	ok(!hello(&t, PARTNER, &of_partner, buf_span(&card)), "nor can it be its former one");
	town_restart(&t, US);
	is_err(node_on_card(t.nodes[US], buf_span(&card), t.now), VB_ERR_BAD_CARD,
	       "also after a restart");
	town_commit(&t, US);
	is_str(owner_of(&t, &of_fellow), "the fellow", "the key is the fellow's");
	ok(hello(&t, FELLOW, &of_fellow, card_of(&t, FELLOW)), "who is let in");
	ok(hello(&t, PARTNER, &of_partner, card_of(&t, PARTNER)), "as is the partner");
	buf_release(&card);
	town_release(&t);
}

/* Where no one was seen to have a key, who says HELLO with it has it. */
static void unproven(void)
{
	struct public_key of_fellow, of_partner;
	struct buf card;
	struct town t;

	begin(&t);
	of_fellow = town_curve(&t, FELLOW);
	of_partner = town_curve(&t, PARTNER);
	claim(&t, PARTNER, &of_fellow, &of_partner, &card);
	ok(hello(&t, PARTNER, &of_partner, buf_span(&card)),
	   "a partner claims the key of one who never had a link with us");
	is_str(owner_of(&t, &of_fellow), "the partner", "as long as we know no better");
	ok(is_dialled(&t, FELLOW), "the fellow is called all the same");
	ok(!hello(&t, FELLOW, &of_fellow, card_of(&t, FELLOW)), "the fellow's link is given up");
	is_str(owner_of(&t, &of_fellow), "the fellow", "but the key is the fellow's from then on");
	ok(hello(&t, FELLOW, &of_fellow, card_of(&t, FELLOW)), "so the next one stands");
	is_str(owner_of(&t, &of_partner), "the partner", "the partner's own is the partner's");
	ok(!hello(&t, PARTNER, &of_partner, buf_span(&card)), "and its claim is refused");
	town_restart(&t, US);
	is_str(owner_of(&t, &of_fellow), "the fellow", "also after a restart");
	buf_release(&card);
	town_release(&t);
}

/* That a key was its former one anybody can say: it takes none from who has it now. */
static void former(void)
{
	struct public_key of_fellow, of_partner;
	struct buf card;
	struct town t;

	begin(&t);
	of_fellow = town_curve(&t, FELLOW);
	of_partner = town_curve(&t, PARTNER);
	claim(&t, PARTNER, &of_partner, &of_fellow, &card);
	ok(hello(&t, PARTNER, &of_partner, buf_span(&card)), "claimed as a former key");
	is_str(owner_of(&t, &of_fellow), "the fellow", "it is the fellow's");
	ok(hello(&t, FELLOW, &of_fellow, card_of(&t, FELLOW)), "who is let in");
	buf_release(&card);
	town_release(&t);
}

/* A card proves nothing that is not on it, nor one that is old or of somebody unknown. */
static void no_proof(void)
{
	struct public_key of_fellow, of_partner, of_stranger;
	struct buf card, newer;
	struct town t;

	begin(&t);
	of_fellow = town_curve(&t, FELLOW);
	of_partner = town_curve(&t, PARTNER);
	of_stranger = town_curve(&t, STRANGER);
	ok(!hello(&t, PARTNER, &of_partner, card_of(&t, FELLOW)),
	   "the fellow's card over the partner's link");
	claim(&t, STRANGER, &of_partner, &of_stranger, &card);
	ok(!hello(&t, PARTNER, &of_partner, buf_span(&card)),
	   "and a stranger's that names its key");
	is_str(owner_of(&t, &of_partner), "the partner", "make it nobody else's");
	is_str(owner_of(&t, &of_fellow), "the fellow", "nor the fellow's");
	town_new_card(&t, FELLOW, &newer);
	is_err(node_on_card(t.nodes[US], buf_span(&newer), t.now), 0, "the fellow has other keys");
	town_commit(&t, US);
	buf_release(&card);
	claim(&t, PARTNER, &of_fellow, &of_partner, &card);
	ok(hello(&t, PARTNER, &of_partner, buf_span(&card)), "its old one is claimed");
	ok(!hello(&t, FELLOW, &of_fellow, card_of(&t, FELLOW)), "an old card does not");
	is_str(owner_of(&t, &of_fellow), "the partner", "bring it back");
	buf_release(&newer);
	buf_release(&card);
	town_release(&t);
}

int main(void)
{
	proven();
	unproven();
	former();
	no_proof();
	return done();
}
