/* partner: who may connect, whom to dial, pairing step by step, and the list beside the store. */
#include "daemon/core/partner.h"

#include <string.h>

#include "daemon/core/council.h"
#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/peers.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

#define DIGITS 42u

enum { US, THEM, THIRD, OFFICES };

static struct span card_of(const struct town *t, uint32_t office)
{
	return node_card_bytes(t->nodes[office]);
}

static bool is_known(const struct town *t, uint32_t at, uint32_t office)
{
	struct node_id id;

	return node_known_curve(t->nodes[at], &node_card(t->nodes[office])->curve, &id) &&
	       node_id_is_equal(&id, &t->ids[office]);
}

static void pairing(void)
{
	struct town t;
	struct node *us;

	town_init(&t, OFFICES);
	us = t.nodes[US];
	ok(!is_known(&t, US, THEM), "a stranger is not let in");
	is_err(partner_keep(us, card_of(&t, THEM), DIGITS, VB_ROLE_NONE, NULL, t.now), 0,
	       "cards are exchanged");
	is_err(town_commit(&t, US), 0, "kept");
	ok(!is_known(&t, US, THEM), "the digits are not confirmed: still not let in");
	town_restart(&t, US);
	us = t.nodes[US];
	is_err(partner_confirm(us, &t.ids[THEM], DIGITS + 1, t.now), VB_ERR_DIGITS, "wrong digits");
	is_err(partner_confirm(us, &t.ids[THIRD], DIGITS, t.now), VB_ERR_NOT_PAIRED,
	       "an office that never came");
	is_err(partner_confirm(us, &t.ids[THEM], DIGITS, t.now), 0, "the right ones");
	ok(!is_known(&t, US, THEM), "before the commit nothing has changed");
	is_err(town_commit(&t, US), 0, "kept");
	ok(is_known(&t, US, THEM), "let in");
	is_err(partner_keep(us, card_of(&t, THEM), 7, VB_ROLE_NONE, NULL, t.now), 0,
	       "it pairs again, having lost its store");
	is_err(town_commit(&t, US), 0, "kept");
	ok(is_known(&t, US, THEM), "and keeps its rights");
	is_err(partner_remove(us, &t.ids[THEM]), 0, "removed");
	is_err(town_commit(&t, US), 0, "kept");
	ok(!is_known(&t, US, THEM), "not let in any more");
	is_err(partner_remove(us, &t.ids[THEM]), VB_ERR_NOT_PAIRED, "once is enough");
	town_release(&t);
}

/* A key that was given up does not come back. */
static void old_card(void)
{
	struct town t;
	struct buf old, new;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	buf_init(&old, VB_CARD_MAX_BYTES);
	buf_put(&old, card_of(&t, THEM).data, card_of(&t, THEM).size);
	town_new_card(&t, THEM, &new);
	is_err(node_on_card(t.nodes[US], buf_span(&new), t.now), 0, "a paired office's new keys");
	is_err(town_commit(&t, US), 0, "kept");
	ok(!is_known(&t, US, THEM), "the old key opens nothing");
	is_err(partner_keep(t.nodes[US], buf_span(&old), 7, VB_ROLE_NONE, NULL, t.now),
	       VB_ERR_CARD_ROLLBACK, "pairing again with the old card");
	is_err(town_commit(&t, US), 0, "turn");
	ok(!is_known(&t, US, THEM), "does not change that");
	buf_release(&old);
	buf_release(&new);
	town_release(&t);
}

/* Each new card of a member stands in the control log for ever. */
static void cards_without_end(void)
{
	struct town t;
	struct space_id space;
	struct buf bytes;
	struct card card;
	uint32_t before;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	space = town_found(&t, US);
	town_admit(&t, US, &space, THEM, VB_ROLE_MEMBER);
	before = space_count(node_space_find(t.nodes[US], &space)->space);
	if (card_decode(card_of(&t, THEM), &card) != 0)
		bail("no card");
	for (uint32_t i = 0; i < 50; i++) {
		card.previous = card.hash;
		card.version++;
		buf_init(&bytes, VB_CARD_MAX_BYTES);
		if (card_encode(&card, node_keys(t.nodes[THEM]), &bytes) != 0)
			bail("no card");
		(void)!node_on_card(t.nodes[US], buf_span(&bytes), t.now);
		is_err(town_commit(&t, US), 0, "turn");
		crypt_hash(buf_span(&bytes), &card.hash);
		buf_release(&bytes);
	}
	/* limit VB_CARDS_AN_HOUR */
	is_int(space_count(node_space_find(t.nodes[US], &space)->space) - before, 8,
	       "of 50 new cards in an hour the first are entered");
	town_release(&t);
}

/* The next card of an office, with the CURVE key of another on it. */
static void claim_key(struct town *t, uint32_t office, uint32_t other, struct buf *out)
{
	struct signature signature;
	struct buf document;
	struct card card;

	if (card_decode(card_of(t, office), &card) != 0)
		bail("no card");
	card.previous = card.hash;
	card.version++;
	card.curve = node_card(t->nodes[other])->curve;
	buf_init(&document, VB_CARD_MAX_BYTES);
	buf_init(out, VB_CARD_MAX_BYTES);
	card_encode_document(&card, &document);
	crypt_sign(node_keys(t->nodes[office]), "verbund/card/1", buf_span(&document), &signature);
	buf_put(out, signature.b, sizeof(signature.b));
	buf_put(out, document.data, document.size);
	buf_release(&document);
}

/* Nobody shuts out a partner by putting its CURVE key on a card of its own. */
static void claimed_key(void)
{
	struct town t;
	struct space_id space;
	struct buf claim;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	town_pair(&t, US, THIRD);
	claim_key(&t, THIRD, THEM, &claim);
	is_err(node_on_card(t.nodes[US], buf_span(&claim), t.now), VB_ERR_BAD_CARD,
	       "a partner's card with the key of another partner");
	is_err(town_commit(&t, US), 0, "turn");
	ok(is_known(&t, US, THEM) && is_known(&t, US, THIRD), "both stay what they were");
	is_err(partner_remove(t.nodes[US], &t.ids[THIRD]), 0, "it is no partner any more");
	space = town_found(&t, US);
	is_err(council_admit(t.nodes[US], &space, buf_span(&claim), VB_ROLE_MEMBER, t.now), 0,
	       "such a card of a member");
	is_err(town_commit(&t, US), 0, "kept");
	ok(is_known(&t, US, THEM), "the key is the partner's");
	buf_release(&claim);
	town_release(&t);
}

static void wrong_digits(void)
{
	struct town t;
	struct node *us;

	town_init(&t, OFFICES);
	us = t.nodes[US];
	is_err(partner_keep(us, card_of(&t, US), DIGITS, VB_ROLE_NONE, NULL, t.now), VB_ERR_SELF,
	       "one's own card");
	is_err(partner_keep(us, span_of_str("no card"), DIGITS, VB_ROLE_NONE, NULL, t.now),
	       VB_ERR_BAD_CARD, "no card at all");
	is_err(partner_keep(us, card_of(&t, THEM), 1000000, VB_ROLE_NONE, NULL, t.now),
	       VB_ERR_BAD_CARD, "seven digits");
	is_err(partner_keep(us, card_of(&t, THEM), DIGITS, VB_ROLE_NONE, NULL, t.now), 0, "kept");
	for (uint32_t i = 0; i < 3; i++)
		is_err(partner_confirm(us, &t.ids[THEM], i, t.now), VB_ERR_DIGITS, "try %u", i);
	is_err(partner_confirm(us, &t.ids[THEM], DIGITS, t.now), VB_ERR_NOT_PAIRED,
	       "after three wrong tries it is too late");
	is_err(town_commit(&t, US), 0, "kept");
	town_release(&t);
}

/* An invitation that admits to a space: the role is given when the digits are confirmed. */
static void promise(void)
{
	struct town t;
	struct space_id space;
	struct node *us;

	town_init(&t, OFFICES);
	us = t.nodes[US];
	space = town_found(&t, US);
	is_err(partner_keep(us, card_of(&t, THEM), DIGITS, VB_ROLE_GUEST, &space, t.now), 0,
	       "promised");
	is_err(town_commit(&t, US), 0, "kept");
	is_int(space_role(node_space_find(us, &space)->space, &t.ids[THEM]), VB_ROLE_NONE,
	       "not given yet");
	is_err(partner_confirm(us, &t.ids[THEM], DIGITS, t.now), 0, "confirmed");
	is_err(town_commit(&t, US), 0, "kept");
	is_int(space_role(node_space_find(us, &space)->space, &t.ids[THEM]), VB_ROLE_GUEST,
	       "given");
	is_err(partner_remove(us, &t.ids[THEM]), 0, "unpaired");
	is_err(town_commit(&t, US), 0, "kept");
	ok(is_known(&t, US, THEM), "a member is let in without being paired");
	is_err(council_dismiss(us, &space, &t.ids[THEM], t.now), 0, "dismissed");
	is_err(town_commit(&t, US), 0, "kept");
	ok(!is_known(&t, US, THEM), "then no more");
	town_release(&t);
}

/* Members who never paired learn of each other from the control log. */
static void members_of_a_space(void)
{
	struct town t;
	struct space_id space;
	struct span card;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	town_pair(&t, US, THIRD);
	space = town_found(&t, US);
	town_admit(&t, US, &space, THEM, VB_ROLE_MEMBER);
	town_admit(&t, US, &space, THIRD, VB_ROLE_MEMBER);
	ok(!is_known(&t, THEM, THIRD), "not before");
	town_link(&t, US, THEM);
	town_link(&t, US, THIRD);
	town_run(&t);
	ok(is_known(&t, THEM, THIRD) && is_known(&t, THIRD, THEM), "they let each other in");
	is_err(partner_card(t.nodes[THEM], &t.ids[THIRD], &card), 0, "and know the card");
	ok(span_is_equal(card, card_of(&t, THIRD)), "byte for byte");
	town_wipe(&t, THEM);
	ok(is_known(&t, THEM, US) && is_known(&t, THEM, THIRD),
	   "who lost the store still knows both from the list beside it");
	ok(node_space_find(t.nodes[THEM], &space) != NULL, "and the space");
	town_release(&t);
}

/* ---- the store is lost ---- */

/* The state in which an office stands in another's table; 0 if it does not. */
static int state_of(const struct town *t, uint32_t at, uint32_t office)
{
	struct peer peer;

	return peers_get(node_view(t->nodes[at]), &t->ids[office], &peer) == 0 ? (int)peer.state
	                                                                       : 0;
}

/* US has a space with both; THEM never paired with THIRD and loses its store. */
static struct space_id lose_store(struct town *t, struct record_id *record)
{
	struct space_id space;

	town_init(t, OFFICES);
	town_set_endpoint(t, THIRD, "tcp://127.0.0.1:7003");
	town_pair(t, US, THEM);
	town_pair(t, US, THIRD);
	space = town_found(t, US);
	town_admit(t, US, &space, THEM, VB_ROLE_MEMBER);
	town_admit(t, US, &space, THIRD, VB_ROLE_MEMBER);
	town_link(t, US, THEM);
	town_link(t, US, THIRD);
	town_run(t);
	is_err(town_create(t, US, &space, VB_AUDIENCE_ALL, VB_KIND_PAPER, "Alt", record), 0,
	       "a record");
	town_run(t);
	town_wipe(t, THEM);
	return space;
}

/* A fellow member whom nobody here paired with is no partner because the store was lost. */
static void member_stays_member(void)
{
	struct node_target target;
	struct record_id record;
	struct space_id space, other;
	struct town t;
	struct node *node;

	space = lose_store(&t, &record);
	node = t.nodes[THEM];
	is_int(state_of(&t, THEM, US), VB_PEER_PAIRED, "the partner is a partner again");
	is_int(state_of(&t, THEM, THIRD), VB_PEER_RECOVERED, "the member is not");
	is_err(partner_remove(node, &t.ids[THIRD]), VB_ERR_NOT_PAIRED, "there is none to remove");
	is_err(partner_confirm(node, &t.ids[THIRD], 0, t.now), VB_ERR_NOT_PAIRED,
	       "no digits make it one");
	other = town_found(&t, THIRD);
	is_err(town_offer_control(&t, THEM, THIRD, &other, 0), VB_ERR_UNKNOWN_SPACE,
	       "nor does it tell of spaces");
	is_int(node_dial_targets(node, &target, 1), 1, "but it is called");
	ok(node_id_is_equal(&target.id, &t.ids[THIRD]), "for it may have the control log");
	town_wipe(&t, THEM);
	ok(is_known(&t, THEM, THIRD) && state_of(&t, THEM, THIRD) == VB_PEER_RECOVERED,
	   "the same when the store is lost again");
	town_link(&t, THIRD, THEM);
	town_run(&t);
	is_str(town_name(&t, THEM, &space, VB_AUDIENCE_ALL, &record), "Alt",
	       "what was lost comes back from it");
	is_int(state_of(&t, THEM, THIRD), VB_PEER_RECOVERED, "a majority is not heard yet");
	town_link(&t, US, THEM);
	town_run(&t);
	town_pass(&t, 5u * 60u * 1000u);
	town_run(&t);
	ok(!node_space_find(t.nodes[THEM], &space)->fetching, "everything is fetched");
	is_int(state_of(&t, THEM, THIRD), 0, "then the control log alone says who is let in");
	ok(is_known(&t, THEM, THIRD), "a member is");
	is_int(state_of(&t, THEM, US), VB_PEER_PAIRED, "and partners stay");
	town_release(&t);
}

/* Who was dismissed meanwhile is forgotten once the control log is here and compared. */
static void dismissed_meanwhile(void)
{
	struct record_id record;
	struct space_id space;
	struct town t;

	space = lose_store(&t, &record);
	is_err(council_dismiss(t.nodes[US], &space, &t.ids[THIRD], t.now), 0, "dismissed");
	is_err(town_commit(&t, US), 0, "kept");
	ok(is_known(&t, THEM, THIRD), "who lost the store does not know it yet");
	town_link(&t, US, THEM);
	town_run(&t);
	town_pass(&t, 5u * 60u * 1000u);
	town_run(&t);
	is_str(town_name(&t, THEM, &space, VB_AUDIENCE_ALL, &record), "Alt", "all is back");
	ok(!is_known(&t, THEM, THIRD), "the dismissed office is not let in any more");
	is_int(state_of(&t, THEM, THIRD), 0, "and forgotten");
	town_restart(&t, THEM);
	ok(!is_known(&t, THEM, THIRD) && is_known(&t, THEM, US), "for good");
	town_release(&t);
}

/* Pairing with such an office begins like any other. */
static void pairing_with_recovered(void)
{
	struct record_id record;
	struct town t;

	(void)lose_store(&t, &record);
	is_err(partner_keep(t.nodes[THEM], card_of(&t, THIRD), DIGITS, VB_ROLE_NONE, NULL, t.now),
	       0, "cards are exchanged");
	is_int(state_of(&t, THEM, THIRD), VB_PEER_UNCONFIRMED, "the digits wait");
	is_err(partner_confirm(t.nodes[THEM], &t.ids[THIRD], DIGITS, t.now), 0, "confirmed");
	is_err(town_commit(&t, THEM), 0, "kept");
	town_link(&t, US, THEM);
	town_link(&t, THIRD, THEM);
	town_run(&t);
	town_pass(&t, 5u * 60u * 1000u);
	town_run(&t);
	is_int(state_of(&t, THEM, THIRD), VB_PEER_PAIRED, "a partner, and it stays one");
	town_release(&t);
}

/* ---- whom to dial ---- */

static void dial_targets(void)
{
	struct node_target targets[OFFICES];
	struct town t;
	uint32_t small, large;

	town_init(&t, OFFICES);
	town_set_endpoint(&t, US, "tcp://127.0.0.1:7001");
	town_set_endpoint(&t, THEM, "tcp://127.0.0.1:7002");
	town_pair(&t, US, THEM);
	town_pair(&t, US, THIRD);
	town_pair(&t, THEM, THIRD);
	small = memcmp(t.ids[US].b, t.ids[THEM].b, sizeof(t.ids[US].b)) < 0 ? US : THEM;
	large = US + THEM - small;
	is_int(node_dial_targets(t.nodes[small], targets, OFFICES), 1,
	       "an office without address is not dialled");
	ok(node_id_is_equal(&targets[0].id, &t.ids[large]), "the other one is");
	ok(!targets[0].later, "at once by the smaller id");
	is_str(targets[0].endpoints[0],
	       large == US ? "tcp://127.0.0.1:7001" : "tcp://127.0.0.1:7002", "at its address");
	is_int(node_dial_targets(t.nodes[large], targets, OFFICES), 1, "and back");
	ok(targets[0].later, "later by the greater id");
	is_int(node_dial_targets(t.nodes[THIRD], targets, OFFICES), 2,
	       "an office without address dials both");
	ok(!targets[0].later && !targets[1].later, "at once");
	is_int(node_dial_targets(t.nodes[THIRD], targets, 1), 1, "no more than asked for");
	town_release(&t);
}

/* ---- the list ---- */

/* Members that somebody made up do not crowd out partners. */
static void partners_are_called_first(uint32_t partner, uint32_t member)
{
	struct node_target target;
	struct space_id space;
	struct town t;

	town_init(&t, OFFICES);
	town_set_endpoint(&t, THEM, "tcp://127.0.0.1:1");
	town_set_endpoint(&t, THIRD, "tcp://127.0.0.1:2");
	town_pair(&t, US, partner);
	space = town_found(&t, US);
	town_admit(&t, US, &space, member, VB_ROLE_MEMBER);
	is_int((long long)node_dial_targets(t.nodes[US], &target, 1), 1, "room for one");
	is_mem(target.id.b, t.ids[partner].b, sizeof(target.id.b), "it is the partner");
	town_release(&t);
}

static void list_beside_the_store(void)
{
	struct public_key own;
	struct partners list;
	struct buf file, card;
	struct space_id space, listed = { { 0 } };
	struct span first;
	struct town t;

	town_init(&t, OFFICES);
	town_pair(&t, US, THEM);
	space = town_found(&t, THEM);
	is_err(town_offer_control(&t, US, THEM, &space, 0), 0, "told of a space of others");
	space = town_found(&t, US);
	town_admit(&t, US, &space, THEM, VB_ROLE_MEMBER);
	is_err(council_admit(t.nodes[US], &space, card_of(&t, THIRD), VB_ROLE_MEMBER, t.now), 0,
	       "a member that is no partner");
	is_err(town_commit(&t, US), 0, "kept");
	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	is_err(keyfile_get_partners(node_home(t.nodes[US]), &file), 0, "the list is there");
	own = node_keys_sign_public(node_keys(t.nodes[US]));
	is_err(partners_decode(buf_span(&file), &own, &list), 0, "signed by us");
	ok(span_is_equal(list.own_card, card_of(&t, US)), "with our card");
	is_int(list.cards.count, 1, "one partner");
	is_int(list.members.count, 1, "one who is only a member");
	ok(list_next_bin(&list.cards, &first) && span_is_equal(first, card_of(&t, THEM)),
	   "the partner's");
	ok(list_next_bin(&list.members, &first) && span_is_equal(first, card_of(&t, THIRD)),
	   "the member's");
	ok(list_next_id(&list.spaces, listed.b) && space_id_is_equal(&listed, &space),
	   "and the space");
	is_int(list.spaces.count, 0, "but not the one that has not admitted us");

	/* A newer card is written down at once. */
	town_new_card(&t, THEM, &card);
	is_err(node_on_card(t.nodes[US], buf_span(&card), t.now), 0, "a newer card");
	is_err(town_commit(&t, US), 0, "kept");
	ok(!is_known(&t, US, THEM), "the key of the old one is not let in any more");
	buf_clear(&file);
	is_err(keyfile_get_partners(node_home(t.nodes[US]), &file), 0, "the list");
	is_err(partners_decode(buf_span(&file), &own, &list), 0, "is signed");
	ok(list_next_bin(&list.cards, &first) && span_is_equal(first, buf_span(&card)),
	   "it has the newer card");
	buf_release(&file);
	buf_release(&card);
	town_release(&t);
}

/* A list that somebody changed is not believed. */
static void forged_list(void)
{
	struct env_options options = { .flags = VB_ENV_NO_FSYNC };
	struct node_output output = { 0 };
	struct node *node;
	struct buf file;
	struct town t;
	const char *home;

	town_init(&t, 1);
	home = scratch_path(t.dir, "0");
	town_close(&t, 0);
	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	is_err(keyfile_get_partners(home, &file), 0, "the list");
	file.data[100] ^= 1; /* inside our card */
	is_err(keyfile_put_partners(home, buf_span(&file)), 0, "is changed");
	is_err(node_open(home, &options, &output, t.now, &node), VB_ERR_BAD_SIGNATURE,
	       "the node does not start");
	file.data[100] ^= 1; /* inside our card */
	is_err(keyfile_put_partners(home, buf_span(&file)), 0, "is put right");
	town_reopen(&t, 0);
	ok(t.nodes[0] != NULL, "and it starts");
	buf_release(&file);
	town_release(&t);
}

/* limit VB_PEERS_MAX_COUNT: as many paired offices as there may be, and one more. */
static void full(void)
{
	struct town t;
	struct peer peer = { .state = VB_PEER_PAIRED };
	struct env_txn *txn;

	town_init(&t, OFFICES);
	txn = node_write(t.nodes[US]);
	peer.card = card_of(&t, THEM);
	for (uint32_t i = 1; i < 4096; i++) {
		put_be32(peer.id.b, i);
		peers_put(txn, &peer);
	}
	is_err(partner_keep(t.nodes[US], card_of(&t, THEM), 7, VB_ROLE_NONE, NULL, t.now), 0,
	       "the 4,096th partner");
	put_be32(peer.id.b, 4096);
	peers_put(txn, &peer);
	peers_del(txn, &t.ids[THEM]);
	is_err(partner_keep(t.nodes[US], card_of(&t, THEM), 7, VB_ROLE_NONE, NULL, t.now),
	       VB_ERR_TOO_MANY, "one more is refused");
	is_u64(env_count(txn, VB_TABLE_PEERS), 4096, "and not kept");
	town_release(&t);
}

int main(void)
{
	pairing();
	old_card();
	claimed_key();
	cards_without_end();
	wrong_digits();
	promise();
	members_of_a_space();
	member_stays_member();
	dismissed_meanwhile();
	pairing_with_recovered();
	dial_targets();
	partners_are_called_first(THEM, THIRD);
	partners_are_called_first(THIRD, THEM);
	list_beside_the_store();
	forged_list();
	full();
	return done();
}
