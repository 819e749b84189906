/* partners: the lists of tests/vectors/card.txt both ways, and damaged ones. */
#include "protocol/peer/partners.h"

#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct public_key own;
static struct partners last;

static int decode(struct span bytes)
{
	return partners_decode(bytes, &own, &last);
}

static void test_both_ways(const char *name, uint8_t first, uint32_t cards, uint32_t spaces,
                           uint32_t members)
{
	struct span bytes = vector_bytes(name);
	struct node_keys *keys = vector_keys(first);
	struct buf b;

	own = node_keys_sign_public(keys);
	buf_init(&b, VB_PARTNERS_MAX_BYTES);
	buf_put(&b, "before", 6);
	is_err(decode(bytes), 0, "%s: read", name);
	is_int(last.cards.count, cards, "%s: cards", name);
	is_int(last.spaces.count, spaces, "%s: spaces", name);
	is_int(last.members.count, members, "%s: members", name);
	partners_encode(&last, keys, &b);
	ok(span_is_equal(span_of(b.data + 6, b.size - 6), bytes), "%s: written", name);
	own.b[0] ^= 1;
	is_err(decode(bytes), VB_ERR_BAD_SIGNATURE, "%s: of another office", name);
	own.b[0] ^= 1;
	hostile_cut(decode, bytes, name);
	hostile_tail(decode, bytes, VB_ERR_TRAILING, name);
	buf_release(&b);
	node_keys_destroy(&keys);
}

static void test_fields(void)
{
	struct span card;
	uint8_t space[VB_HASH_BYTES];

	memcpy(own.b, vector_bytes("sign_luebeck").data, sizeof(own.b));
	is_err(decode(vector_bytes("partners")), 0, "read");
	ok(span_is_equal(last.own_card, vector_bytes("card_luebeck_2")), "own card");
	ok(list_next_bin(&last.cards, &card), "a card");
	ok(span_is_equal(card, vector_bytes("card_forum")), "the forum's");
	ok(list_next_bin(&last.members, &card), "a member");
	ok(span_is_equal(card, vector_bytes("card_ministry")), "the ministry");
	ok(list_next_id(&last.spaces, space) && space[0] == 0x10, "a space");
}

static void test_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "a later format", "850001 01c5", "850002 01c5", VB_ERR_VERSION },
		{ "an empty own card", "850001 01c5", "850001 01c400c5", VB_ERR_MALFORMED },
		{ "spaces descend", "0392 c420 10", "0392 c420 91", VB_ERR_NOT_CANONICAL },
		{ "another space", "0392 c420 10", "0392 c420 11", VB_ERR_BAD_SIGNATURE },
		{ "cards as a map", "0291 c4", "0281 c4", VB_ERR_MALFORMED },
		{ "members as a map", "0492 c4", "0482 c4", VB_ERR_MALFORMED },
		{ "a pair less", "850001 01c5", "840001 01c5", VB_ERR_MALFORMED },
	};
	static uint8_t big[VB_PARTNERS_MAX_BYTES + 1];

	hostile_table(decode, vector_bytes("partners"), cases, sizeof(cases) / sizeof(cases[0]));
	is_err(decode(span_of(big, sizeof(big))), VB_ERR_TOO_LARGE, "over 16 MiB");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/card.txt");
	test_both_ways("partners", 0x01, 1, 2, 2);
	test_both_ways("partners_alone", 0xc1, 0, 0, 0);
	test_fields();
	test_hostile();
	vectors_close();
	return done();
}
