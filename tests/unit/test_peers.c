/* peers: kept, changed, forgotten, listed. */
#include "store/peers.h"

#include <string.h>

#include "protocol/limits.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;
static uint8_t card[VB_CARD_MAX_BYTES];

static struct peer peer_of(uint64_t number, enum peer_state state)
{
	return (struct peer){ .id = shelf_office(number),
		              .state = state,
		              .since = { 1700000000000u + number },
		              .digits = 1042,
		              .wrong_tries = 2,
		              .admit_role = VB_ROLE_MEMBER,
		              .admit_space = shelf_space(number),
		              .card = span_of(card, 100 + number) };
}

static bool is_same(const struct peer *a, const struct peer *b)
{
	return node_id_is_equal(&a->id, &b->id) && a->state == b->state &&
	       a->since.v == b->since.v && a->digits == b->digits &&
	       a->wrong_tries == b->wrong_tries && a->admit_role == b->admit_role &&
	       space_id_is_equal(&a->admit_space, &b->admit_space) &&
	       span_is_equal(a->card, b->card);
}

static void test_one(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct peer in = peer_of(1, VB_PEER_UNCONFIRMED), out;

	is_err(peers_get(txn, &in.id, &out), VB_ERR_NOT_PAIRED, "not known");
	peers_put(txn, &in);
	is_err(peers_get(txn, &in.id, &out), 0, "known");
	ok(is_same(&in, &out), "as it was written");
	out.state = VB_PEER_PAIRED;
	out.admit_role = VB_ROLE_NONE;
	peers_put(txn, &out);
	in.state = VB_PEER_PAIRED;
	in.admit_role = VB_ROLE_NONE;
	is_err(peers_get(txn, &in.id, &out), 0, "changed, with the card that is in the store");
	ok(is_same(&in, &out), "and nothing else");
	in.card = span_of(card, VB_CARD_MAX_BYTES);
	peers_put(txn, &in);
	is_err(peers_get(txn, &in.id, &out), 0, "with the longest card");
	ok(is_same(&in, &out), "as it was written");
	shelf_commit(&shelf, &txn);
}

static void test_list(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct node_id last = { { 0 } }, gone = shelf_office(3);
	struct peers_cursor c;
	struct peer peer;
	unsigned count = 0, rising = 0;

	for (uint64_t n = 2; n <= 9; n++) {
		peer = peer_of(n, (enum peer_state)(VB_PEER_UNCONFIRMED + n % 3));
		peers_put(txn, &peer);
	}
	peers_del(txn, &gone);
	peers_del(txn, &gone);
	peers_open(&c, txn);
	while (peers_next(&c, &peer)) {
		rising += memcmp(last.b, peer.id.b, sizeof(last.b)) < 0;
		last = peer.id;
		count++;
	}
	is_err(peers_close(&c), 0, "listed");
	is_int(count, 8, "all but the one forgotten");
	is_int(rising, 8, "ascending");
	shelf_commit(&shelf, &txn);
}

/* A row that is damaged at one place. */
static void test_damage_at(size_t at, uint8_t value, const char *name)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct node_id id = shelf_office(2);
	struct span key = span_of(id.b, sizeof(id.b)), row;
	struct peers_cursor c;
	struct peer peer;
	struct key copy;

	if (env_get(txn, VB_TABLE_PEERS, key, &row) != 0)
		bail("no row");
	key_init(&copy);
	key_bytes(&copy, row.data, at < row.size ? row.size : 50);
	if (at < row.size)
		copy.b[at] = value;
	env_put(txn, VB_TABLE_PEERS, key, key_span(&copy));
	peers_open(&c, txn);
	while (peers_next(&c, &peer))
		;
	is_err(peers_close(&c), VB_ERR_STORE_CORRUPT, "%s", name);
	env_abort(&txn);
}

int main(void)
{
	memset(card, 'c', sizeof(card));
	shelf_init(&shelf);
	test_one();
	test_list();
	test_damage_at(0, 0, "no state");
	test_damage_at(0, 4, "an unknown state");
	test_damage_at(17, 5, "an unknown role");
	test_damage_at(1000, 0, "no card");
	shelf_release(&shelf);
	return done();
}
