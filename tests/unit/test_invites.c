/* invites: kept, burnt for good, expired. */
#include "store/invites.h"

#include <string.h>

#include "protocol/limits.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static struct invite_row invite_of(uint8_t number, uint64_t expires)
{
	struct invite_row i = { .tag = { number },
		                .expires = { expires },
		                .role = VB_ROLE_GUEST,
		                .space = shelf_space(number) };

	memset(i.secret, 0xa0 + number % 16, sizeof(i.secret));
	return i;
}

static void test_burn(void)
{
	static const uint8_t zero[VB_SECRET_BYTES];
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct invite_row in = invite_of(1, 1000), out;
	uint8_t unknown[VB_INVITE_TAG_BYTES] = { 99 };

	is_err(invites_get(txn, in.tag, &out), VB_ERR_NOT_FOUND, "not known");
	invites_put(txn, &in);
	is_err(invites_get(txn, in.tag, &out), 0, "known");
	is_mem(out.tag, in.tag, sizeof(in.tag), "its tag");
	is_mem(out.secret, in.secret, sizeof(in.secret), "its secret");
	is_u64(out.expires.v, 1000, "its end");
	ok(!out.is_burnt, "good");
	is_int(out.role, VB_ROLE_GUEST, "the role it admits to");
	ok(space_id_is_equal(&out.space, &in.space), "the space");
	invites_burn(txn, in.tag);
	shelf_commit(&shelf, &txn);
	shelf_reopen(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(invites_get(txn, in.tag, &out), 0, "still known after opening again");
	ok(out.is_burnt, "and burnt");
	is_mem(out.secret, zero, sizeof(zero), "without its secret");
	invites_burn(txn, in.tag);
	is_err(env_error(txn), 0, "burnt again");
	invites_burn(txn, unknown);
	is_err(env_commit(&txn), VB_ERR_NOT_FOUND, "one that is not known");
}

static void test_expire(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct invite_row invite;
	size_t open = 99;

	/* 200 expire at 1001 .. 1200: more than one piece of the work. */
	for (unsigned n = 1; n <= 200; n++) {
		invite = invite_of((uint8_t)n, 1000 + n);
		invites_put(txn, &invite);
	}
	is_err(invites_expire(txn, (struct wall_ms){ 1001 }, &open), 0, "at the end of the first");
	is_int(open, 200, "all are good");
	invite = invite_of(200, 0);
	invites_burn(txn, invite.tag);
	is_err(invites_expire(txn, (struct wall_ms){ 1181 }, &open), 0, "behind the end of 180");
	is_int(open, 19, "19 are good, one is burnt");
	is_u64(env_count(txn, VB_TABLE_INVITES), 20, "20 are kept");
	is_err(invites_expire(txn, (struct wall_ms){ 5000 }, &open), 0, "behind the end of all");
	is_int(open, 0, "none is good");
	is_u64(env_count(txn, VB_TABLE_INVITES), 0, "none is kept");
	env_abort(&txn);
}

static void test_damage(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct invite_row invite = invite_of(7, 1);
	struct span key = span_of(invite.tag, sizeof(invite.tag));
	size_t open;

	env_put(txn, VB_TABLE_INVITES, key, span_of_str("short"));
	is_err(invites_get(txn, invite.tag, &invite), VB_ERR_STORE_CORRUPT, "a short row");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	env_put(txn, VB_TABLE_INVITES, key, span_of_str("short"));
	is_err(invites_expire(txn, (struct wall_ms){ 0 }, &open), VB_ERR_STORE_CORRUPT,
	       "found by a walk");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_burn();
	test_expire();
	test_damage();
	shelf_release(&shelf);
	return done();
}
