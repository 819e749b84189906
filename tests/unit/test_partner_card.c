/* partner_card: keys of partners that change, by every way in which a card comes. */
#include "daemon/core/partner.h"

#include "protocol/openlog.h"
#include <string.h>

#include "protocol/peer/fingerprint.h"
#include "protocol/space/space_build.h"
#include "store/trust.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

enum { US, THEM, THIRD, OFFICES };

static struct span card_of(const struct town *t, uint32_t office)
{
	return node_card_bytes(t->nodes[office]);
}

static uint64_t key_changed(struct town *t, uint32_t at, uint32_t office)
{
	struct trust trust;

	if (trust_get(node_view(t->nodes[at]), &t->ids[office], &trust) != 0)
		bail("no trust");
	return trust.key_changed.v;
}

static const char *fingerprint(struct span bytes)
{
	static char text[VB_FINGERPRINT_TEXT_BYTES];
	struct card card;

	if (card_decode(bytes, &card) != 0)
		bail("no card");
	fingerprint_format(&card, text);
	return text;
}

/* New keys of a partner are noted until somebody has compared their fingerprint; a new address is not. */
static void changed_keys(void)
{
	struct town t;
	struct node *us;
	struct buf new;
	struct card card;
	struct buf moved;

	town_init(&t, OFFICES);
	us = t.nodes[US];
	town_pair(&t, US, THEM);
	is_u64(key_changed(&t, US, THEM), 0, "the keys a partner was confirmed with are fine");
	if (card_decode(card_of(&t, THEM), &card) != 0)
		bail("no card");
	card.previous = card.hash;
	card.version++;
	card.endpoint_count = 1;
	card.endpoints[0] = span_of_str("tcp://amt.example:1");
	buf_init(&moved, VB_CARD_MAX_BYTES);
	if (card_encode(&card, node_keys(t.nodes[THEM]), &moved) != 0)
		bail("no card");
	is_err(node_on_card(us, buf_span(&moved), t.now), 0, "another address");
	is_u64(key_changed(&t, US, THEM), 0, "is no change of keys");
	town_commit(&t, US);
	town_new_card(&t, THEM, &new);
	is_err(node_on_card(us, buf_span(&new), t.now), 0,
	       "new keys on another card of the version that is known");
	is_u64(key_changed(&t, US, THEM), 0, "are not taken: the first one stays");
	buf_release(&moved);
	buf_release(&new);
	town_release(&t);

	town_init(&t, OFFICES);
	us = t.nodes[US];
	town_pair(&t, US, THEM);
	town_new_card(&t, THEM, &new);
	is_err(node_on_card(us, buf_span(&new), t.now), 0, "new keys");
	is_err(town_commit(&t, US), 0, "kept");
	is_u64(key_changed(&t, US, THEM), t.now.wall.v, "are noted with their time");
	town_restart(&t, US);
	us = t.nodes[US];
	is_u64(key_changed(&t, US, THEM), t.now.wall.v, "for longer than we run");
	is_err(partner_confirm_keys(us, &t.ids[THEM], span_of_str(fingerprint(card_of(&t, THEM)))),
	       VB_ERR_FINGERPRINT, "the fingerprint of the keys before");
	is_u64(key_changed(&t, US, THEM), t.now.wall.v, "confirms nothing");
	is_err(partner_confirm_keys(us, &t.ids[THIRD], span_of_str(fingerprint(buf_span(&new)))),
	       VB_ERR_NOT_PAIRED, "nor that of one who is no partner");
	is_err(partner_confirm_keys(us, &t.ids[THEM], span_of_str(fingerprint(buf_span(&new)))), 0,
	       "that of the new ones");
	is_err(town_commit(&t, US), 0, "kept");
	is_u64(key_changed(&t, US, THEM), 0, "does");
	is_err(partner_confirm_keys(us, &t.ids[THEM], span_of_str(fingerprint(buf_span(&new)))), 0,
	       "twice is fine");
	is_err(node_on_card(us, buf_span(&new), t.now), 0, "the same card again");
	is_u64(key_changed(&t, US, THEM), 0, "changes nothing");
	is_err(town_commit(&t, US), 0, "kept");
	buf_release(&new);
	town_release(&t);
}

/* The card of a partner may also come from the control log of a space that somebody else owns. */
static void changed_keys_by_control(void)
{
	struct town t;
	struct space_id space;
	struct buf new, old;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	town_pair(&t, THIRD, THEM);
	town_pair(&t, THIRD, US);
	space = town_found(&t, THIRD);
	town_admit(&t, THIRD, &space, US, VB_ROLE_MEMBER);
	town_admit(&t, THIRD, &space, THEM, VB_ROLE_MEMBER);
	town_link(&t, THIRD, US);
	town_run(&t);
	buf_init(&old, VB_CARD_MAX_BYTES);
	buf_put(&old, card_of(&t, THEM).data, card_of(&t, THEM).size);
	town_new_card(&t, THEM, &new);
	is_err(node_on_card(t.nodes[THIRD], buf_span(&new), t.now), 0,
	       "the owner is shown new keys");
	town_run(&t);
	is_u64(key_changed(&t, US, THEM), t.now.wall.v, "we learn them from the control log");
	is_u64(key_changed(&t, US, THIRD), 0, "the owner's own are as before");
	is_err(node_on_card(t.nodes[US], buf_span(&old), t.now), VB_ERR_CARD_ROLLBACK,
	       "the old card is refused from then on");
	is_err(partner_remove(t.nodes[US], &t.ids[THEM]), 0, "who is no partner any more");
	is_err(town_commit(&t, US), 0, "kept");
	is_u64(key_changed(&t, US, THEM), 0, "has nothing to be confirmed");
	buf_release(&old);
	buf_release(&new);
	town_release(&t);
}

/* Pairing again with other keys is a change of keys until the digits are confirmed. */
static void changed_keys_by_pairing(void)
{
	struct town t;
	struct buf new;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	town_new_card(&t, THEM, &new);
	is_err(partner_keep(t.nodes[US], buf_span(&new), 7, VB_ROLE_NONE, NULL, t.now), 0,
	       "a partner pairs again with new keys");
	is_err(town_commit(&t, US), 0, "kept");
	is_u64(key_changed(&t, US, THEM), t.now.wall.v, "that nobody has confirmed");
	is_err(partner_confirm(t.nodes[US], &t.ids[THEM], 7, t.now), 0, "the digits");
	is_err(town_commit(&t, US), 0, "kept");
	is_u64(key_changed(&t, US, THEM), 0, "confirm them");
	buf_release(&new);
	town_release(&t);
}

/* As judge does with a valid entry of an open log. */
static void propose(struct town *t, uint32_t at, uint32_t office, struct span card)
{
	struct open_body body = { .type = VB_OPEN_PROPOSE };
	struct buf control, bytes;

	buf_init(&control, VB_CONTROL_BODY_MAX_BYTES);
	buf_init(&bytes, VB_CONTROL_BODY_MAX_BYTES);
	if (space_build_card(card, &control) != 0)
		bail("no proposal");
	body.u.propose.control = buf_span(&control);
	open_body_encode(&body, &bytes);
	partner_on_proposal(t->nodes[at], &t->ids[office], buf_span(&bytes));
	buf_release(&bytes);
	buf_release(&control);
}

/* However many proposals one office writes, they take no place of another's: what is lost is not proposed again. */
static void proposals_of_a_turn(void)
{
	struct town t;
	struct span known;
	struct card card;
	struct buf of_them, of_third;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	town_pair(&t, US, THIRD);
	town_new_card(&t, THEM, &of_them);
	town_new_card(&t, THIRD, &of_third);
	for (uint32_t i = 0; i < 1000; i++)
		propose(&t, US, THEM, i % 2 == 0 ? buf_span(&of_them) : card_of(&t, THEM));
	propose(&t, US, THIRD, buf_span(&of_third));
	is_err(town_commit(&t, US), 0, "a turn with many proposals of one office");
	ok(partner_card(t.nodes[US], &t.ids[THEM], &known) == 0 && card_decode(known, &card) == 0 &&
	           card.version == 2,
	   "its newest card is taken");
	ok(partner_card(t.nodes[US], &t.ids[THIRD], &known) == 0 &&
	           card_decode(known, &card) == 0 && card.version == 2,
	   "and that of another office, too");
	town_commit(&t, US);
	buf_release(&of_them);
	buf_release(&of_third);
	town_release(&t);
}

/* The next card of an office that names a CURVE key of ours as its former one. */
static void claim_former(struct town *t, uint32_t office, const struct public_key *key,
                         struct buf *out)
{
	struct card card;

	if (card_decode(card_of(t, office), &card) != 0)
		bail("no card");
	card.previous = card.hash;
	card.version++;
	card.former = *key;
	buf_init(out, VB_CARD_MAX_BYTES);
	if (card_encode(&card, node_keys(t->nodes[office]), out) != 0)
		bail("no card");
}

/* A key belongs to one office: nobody gets the links of a partner by naming its key, be it as a former one. */
static void foreign_former(void)
{
	struct town t;
	struct public_key key;
	struct node_id id;
	struct buf card;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	town_pair(&t, US, THIRD);
	key = node_card(t.nodes[THIRD])->curve;
	claim_former(&t, THEM, &key, &card);
	is_err(node_on_card(t.nodes[US], buf_span(&card), t.now), VB_ERR_BAD_CARD,
	       "a card with the key of another partner as its former one");
	is_err(town_commit(&t, US), 0, "turn");
	ok(node_known_curve(t.nodes[US], &key, &id) && node_id_is_equal(&id, &t.ids[THIRD]),
	   "the key stays that partner's");
	buf_release(&card);
	memset(key.b, 7, sizeof(key.b));
	claim_former(&t, THEM, &key, &card);
	is_err(node_on_card(t.nodes[US], buf_span(&card), t.now), 0, "one that is nobody's");
	is_err(town_commit(&t, US), 0, "kept");
	ok(node_known_curve(t.nodes[US], &key, &id) && node_id_is_equal(&id, &t.ids[THEM]),
	   "opens the door as well");
	ok(node_known_curve(t.nodes[US], &node_card(t.nodes[THEM])->curve, &id) &&
	           node_id_is_equal(&id, &t.ids[THEM]),
	   "as does the one it has now");
	is_u64(key_changed(&t, US, THEM), 0, "a former key alone is no change of keys");
	buf_release(&card);
	town_release(&t);
}

int main(void)
{
	changed_keys();
	foreign_former();
	changed_keys_by_control();
	changed_keys_by_pairing();
	proposals_of_a_turn();
	return done();
}
