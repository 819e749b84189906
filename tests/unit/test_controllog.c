/* controllog: each body and header of tests/vectors/control.txt both ways, and what control entries must not be. */
#include "protocol/space/controllog.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct control_body last;

static int decode(struct span bytes)
{
	return control_body_decode(bytes, &last);
}

static struct span body_of(const char *name)
{
	return vector_of("body", name);
}

/* ---- every type, both ways ---- */

static void test_both_ways(const char *name, enum control_type type)
{
	struct span bytes = body_of(name);
	struct buf b;

	buf_init(&b, VB_CONTROL_BODY_MAX_BYTES);
	is_err(decode(bytes), 0, "%s: read", name);
	is_int(last.type, type, "%s: type", name);
	ok(!last.is_extended, "%s: all keys known", name);
	control_body_encode(&last, &b);
	ok(span_is_equal(buf_span(&b), bytes), "%s: written", name);
	hostile_cut(decode, bytes, name);
	hostile_tail(decode, bytes, VB_ERR_TRAILING, name);
	hostile_bits(decode, bytes, name);
	buf_release(&b);
}

static void test_all(void)
{
	static const struct {
		const char *name;
		enum control_type type;
	} bodies[] = {
		{ "genesis", VB_CONTROL_GENESIS },
		{ "genesis_recovery", VB_CONTROL_GENESIS },
		{ "admit_member", VB_CONTROL_ADMIT },
		{ "admit_guest", VB_CONTROL_ADMIT },
		{ "admit_relay", VB_CONTROL_ADMIT },
		{ "role_up", VB_CONTROL_ROLE },
		{ "role_down", VB_CONTROL_ROLE },
		{ "card", VB_CONTROL_CARD },
		{ "suspend_confirmed", VB_CONTROL_SUSPEND_CONFIRMED },
		{ "lift_raised", VB_CONTROL_LIFT },
		{ "lift_kept", VB_CONTROL_LIFT },
		{ "remove", VB_CONTROL_REMOVE },
		{ "remove_all", VB_CONTROL_REMOVE },
		{ "rekey_core", VB_CONTROL_REKEY },
		{ "rekey_last", VB_CONTROL_REKEY },
		{ "handover", VB_CONTROL_HANDOVER },
		{ "handover_recovery", VB_CONTROL_HANDOVER },
		{ "policy", VB_CONTROL_POLICY },
		{ "policy_voted", VB_CONTROL_POLICY },
	};

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		test_both_ways(bodies[i].name, bodies[i].type);
	is_err(decode(body_of("extended")), 0, "a key of a later version");
	ok(last.is_extended, "is told");
}

static void test_fields(void)
{
	struct cutoff cutoff;
	uint64_t number = 0;

	is_err(decode(body_of("genesis")), 0, "genesis");
	ok(span_is_equal(last.u.genesis.card, vector_bytes("card_luebeck")), "card");
	is_mem(last.u.genesis.salt.b, vector_bytes("salt").data, 32, "salt");
	is_int(last.u.genesis.recovery.count, 0, "no recovery nodes");
	is_err(decode(body_of("genesis_recovery")), 0, "genesis with recovery");
	is_int(last.u.genesis.kind, VB_SPACE_REFERRAL, "kind");
	is_int(last.u.genesis.recovery.count, 4, "four recovery nodes");
	is_int(last.u.genesis.quorum, 3, "three of them");
	is_err(decode(body_of("admit_guest")), 0, "admit");
	is_int(last.u.admit.role, VB_ROLE_GUEST, "role");
	ok(last.u.admit.keys.has[0] && !last.u.admit.keys.has[1], "the key for all");
	is_err(decode(body_of("role_down")), 0, "role");
	ok(last.u.role.has_cutoffs && last.u.role.cutoffs.count == 1, "one cut-off");
	is_err(decode(body_of("remove")), 0, "remove");
	ok(cutoff_list_next(&last.u.remove.cutoffs, &cutoff), "a cut-off");
	ok(cutoff_list_next(&last.u.remove.cutoffs, &cutoff), "a second");
	is_err(decode(body_of("rekey_core")), 0, "rekey");
	is_int(last.u.rekey.audience, VB_AUDIENCE_CORE, "audience");
	is_int(last.u.rekey.sealed.size, 2 * VB_SEALED_KEY_BYTES, "two sealed keys");
	is_err(decode(body_of("lift_kept")), 0, "lift");
	ok(list_next_uint(&last.u.lift.kept, &number) && number == 1, "an incarnation");
	is_int(last.u.lift.lifted.count, 2, "two suspends");
	is_err(decode(body_of("handover_recovery")), 0, "handover");
	is_u64(last.u.handover.term, 3, "term");
	is_int(last.u.handover.point_seq, 7, "point");
}

/* ---- forms that are refused ---- */

static void test_hostile_members(void)
{
	static const struct hostile_case admit[] = {
		{ "admit: role 0", "0202 0391", "0200 0391", VB_ERR_OUT_OF_RANGE },
		{ "admit: role 5", "0202 0391", "0205 0391", VB_ERR_OUT_OF_RANGE },
		{ "admit: a member without the key of core", "0202 0391", "0203 0391",
		  VB_ERR_MALFORMED },
		{ "admit: a relay with a key", "0202 0391", "0201 0391", VB_ERR_MALFORMED },
		{ "admit: a guest with the key of core", "0391 9200", "0391 9201",
		  VB_ERR_MALFORMED },
		{ "admit: a key of audience 2", "0391 9200", "0391 9202", VB_ERR_OUT_OF_RANGE },
		{ "admit: a key of 79 bytes", "9200 c450", "9200 c44f", VB_ERR_MALFORMED },
		{ "admit: three keys", "0391 9200", "0393 9200", VB_ERR_TOO_LARGE },
		{ "admit: a key without audience", "0391 9200", "0391 9100", VB_ERR_MALFORMED },
		{ "admit: no card", "8400 0201", "8300 02", VB_ERR_MALFORMED },
		{ "no type", "8400 02", "8401 02", VB_ERR_MALFORMED },
		{ "type 0", "8400 02", "8400 00", VB_ERR_OUT_OF_RANGE },
		{ "type 11", "8400 02", "8400 0b", VB_ERR_VERSION },
		{ "the type as text", "8400 02", "8400 a132", VB_ERR_MALFORMED },
		{ "no keys at all", "8400 02", "80", VB_ERR_MALFORMED },
	};
	static const struct hostile_case both[] = {
		{ "admit: the keys the other way round", "0392 9200", "0392 9201",
		  VB_ERR_NOT_CANONICAL },
		{ "admit: a guest with both keys", "0203 0392", "0202 0392", VB_ERR_MALFORMED },
		{ "admit: a steward with both keys", "0203 0392", "0204 0392", 0 },
	};
	static const struct hostile_case role_up[] = {
		{ "role: raised to guest with the key of core", "0203 0391", "0202 0391",
		  VB_ERR_MALFORMED },
		{ "role: no keys gained, but the key", "0391 9201", "0390 9201", VB_ERR_MALFORMED },
		{ "role: 0", "0203 0391", "0200 0391", VB_ERR_OUT_OF_RANGE },
	};
	static const struct hostile_case remove[] = {
		{ "remove: no cut-offs given", "8300 07", "8200 07", VB_ERR_MALFORMED },
		{ "remove: keys in another order", "8300 07 01", "8300 07 03",
		  VB_ERR_NOT_CANONICAL },
	};

	hostile_table(decode, body_of("admit_guest"), admit, sizeof(admit) / sizeof(admit[0]));
	hostile_table(decode, body_of("admit_member"), both, sizeof(both) / sizeof(both[0]));
	hostile_table(decode, body_of("role_up"), role_up, sizeof(role_up) / sizeof(role_up[0]));
	hostile_table(decode, body_of("remove"), remove, sizeof(remove) / sizeof(remove[0]));
}

static void test_hostile_genesis(void)
{
	static const struct hostile_case genesis[] = {
		{ "genesis: an unknown kind", "8700 01 0100", "8700 01 0104", VB_ERR_OUT_OF_RANGE },
		{ "genesis: a quorum of nobody", "0490 0500", "0490 0501", VB_ERR_MALFORMED },
		{ "genesis: one audience", "0500 0692", "0500 0691", VB_ERR_MALFORMED },
		{ "genesis: the audiences the other way round", "0692 9300", "0692 9301",
		  VB_ERR_MALFORMED },
		{ "genesis: a salt of 31 bytes", "03c420", "03c41f", VB_ERR_MALFORMED },
		{ "genesis: without recovery", "8700 01", "8600 01", VB_ERR_MALFORMED },
	};
	static const struct hostile_case quorum[] = {
		{ "genesis: half is not enough", "0503 0692", "0502 0692", VB_ERR_MALFORMED },
		{ "genesis: all four", "0503 0692", "0504 0692", 0 },
		{ "genesis: five of four", "0503 0692", "0505 0692", VB_ERR_MALFORMED },
		{ "genesis: more than half, unnamed", "0503 0692", "0500 0692", 0 },
		{ "genesis: a quorum of 65", "0503 0692", "0541 0692", VB_ERR_OUT_OF_RANGE },
	};

	hostile_table(decode, body_of("genesis"), genesis, sizeof(genesis) / sizeof(genesis[0]));
	hostile_table(decode, body_of("genesis_recovery"), quorum,
	              sizeof(quorum) / sizeof(quorum[0]));
}

static void test_hostile_rekey(void)
{
	static const struct hostile_case rekey[] = {
		{ "rekey: the open log", "8700 08 0101", "8700 08 0102", VB_ERR_OUT_OF_RANGE },
		{ "rekey: no parts", "0400 0501", "0400 0500", VB_ERR_MALFORMED },
		{ "rekey: part 1 of 1", "0400 0501", "0401 0501", VB_ERR_MALFORMED },
		{ "rekey: not the last part, but not full", "0400 0501", "0400 0502",
		  VB_ERR_MALFORMED },
		{ "rekey: the last of many parts", "0400 0501", "04ccff 05cd0100", 0 },
		{ "rekey: 257 parts", "0400 0501", "0400 05cd0101", VB_ERR_OUT_OF_RANGE },
		{ "rekey: a wrapped key of 71 bytes", "03c448", "03c447", VB_ERR_MALFORMED },
		{ "rekey: half a sealed key", "06c4a0", "06c478", VB_ERR_TRAILING },
		{ "rekey: no sealed keys", "06c4a0", "06c400", VB_ERR_MALFORMED },
	};
	struct control_body body;
	struct buf b;
	static uint8_t keys[257 * VB_SEALED_KEY_BYTES];

	hostile_table(decode, body_of("rekey_core"), rekey, sizeof(rekey) / sizeof(rekey[0]));
	buf_init(&b, VB_CONTROL_BODY_MAX_BYTES);
	if (decode(body_of("rekey_core")) != 0)
		bail("the vector is not read");
	body = last;
	body.u.rekey.parts = 2;
	for (size_t count = 255; count <= 257; count++) {
		body.u.rekey.sealed = span_of(keys, count * VB_SEALED_KEY_BYTES);
		buf_clear(&b);
		control_body_encode(&body, &b);
		is_err(decode(buf_span(&b)),
		       count == 255   ? VB_ERR_MALFORMED
		       : count == 257 ? VB_ERR_TOO_LARGE
		                      : 0,
		       "rekey: %zu keys in the first of two parts", count);
		if (count != 256)
			continue;
		is_int(last.u.rekey.sealed.size, sizeof(keys) - VB_SEALED_KEY_BYTES, "all of them");
	}
	buf_release(&b);
}

static void test_hostile_later(void)
{
	static const struct hostile_case lift[] = {
		{ "lift: raised without saying which", "0307", "0507", VB_ERR_MALFORMED },
		{ "lift: nothing raised", "0292", "0290", VB_ERR_MALFORMED },
	};
	static const struct hostile_case kept[] = {
		{ "lift: nothing kept", "0493 01 cd012c cfffffffffffffffff", "0490",
		  VB_ERR_MALFORMED },
		{ "lift: incarnations descend", "01 cd012c", "02 01", VB_ERR_NOT_CANONICAL },
	};
	static const struct hostile_case handover[] = {
		{ "handover: a term without votes", "8200 09", "8300 09", VB_ERR_TRUNCATED },
	};
	static const struct hostile_case voted[] = {
		{ "handover: no votes", "0492 92c420", "0490 92c420", VB_ERR_MALFORMED },
		{ "handover: a point of one value", "0392 07", "0391 07", VB_ERR_MALFORMED },
		{ "handover: a signature of 63 bytes", "c440", "c43f", VB_ERR_MALFORMED },
	};

	hostile_table(decode, body_of("lift_raised"), lift, sizeof(lift) / sizeof(lift[0]));
	hostile_table(decode, body_of("lift_kept"), kept, sizeof(kept) / sizeof(kept[0]));
	hostile_table(decode, body_of("handover"), handover, 1);
	hostile_table(decode, body_of("handover_recovery"), voted,
	              sizeof(voted) / sizeof(voted[0]));
}

/* What cannot be said by changing one place. */
static void test_rules(void)
{
	struct buf b;
	struct control_body body;

	buf_init(&b, VB_CONTROL_BODY_MAX_BYTES);
	if (decode(body_of("role_down")) != 0)
		bail("the vector is not read");
	body = last;
	body.u.role.keys.has[0] = true;
	control_body_encode(&body, &b);
	is_err(decode(buf_span(&b)), VB_ERR_MALFORMED, "role: keys gained and cut-offs");
	if (decode(body_of("lift_kept")) != 0)
		bail("the vector is not read");
	body = last;
	body.u.lift.kept.count = body.u.lift.lifted.count = 0;
	buf_clear(&b);
	control_body_encode(&body, &b);
	is_err(decode(buf_span(&b)), VB_ERR_MALFORMED, "lift: nothing is lifted");
	buf_release(&b);
}

static void test_too_long(void)
{
	/* limit VB_CONTROL_BODY_MAX_BYTES */
	static uint8_t bytes[VB_CONTROL_BODY_MAX_BYTES + 1];

	struct control_body body = { .type = VB_CONTROL_CARD };
	struct buf b;

	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_TOO_LARGE, "a body over 32 KiB");
	buf_init(&b, VB_CONTROL_BODY_MAX_BYTES);
	for (size_t size = VB_CARD_MAX_BYTES; size <= VB_CARD_MAX_BYTES + 1; size++) {
		body.u.card.card = span_of(bytes, size);
		buf_clear(&b);
		control_body_encode(&body, &b);
		is_err(decode(buf_span(&b)), size > VB_CARD_MAX_BYTES ? VB_ERR_TOO_LARGE : 0,
		       "a card of %zu bytes", size);
	}
	buf_release(&b);
}

/* ---- votes ---- */

static void test_votes(void)
{
	struct control_vote first, second;
	struct space_id space;
	struct hash hash;
	struct pack_reader r;
	struct list at;
	struct buf b;

	buf_init(&b, 4096);
	memcpy(space.b, vector_bytes("space").data, sizeof(space.b));
	if (decode(body_of("handover_recovery")) != 0)
		bail("the vector is not read");
	control_handover_message(&space, &last.u.handover, &b);
	ok(span_is_equal(buf_span(&b), vector_bytes("handover_message")), "what is signed");
	at = last.u.handover.votes;
	ok(control_vote_next(&at, &first) && control_vote_next(&at, &second), "two votes");
	ok(!control_vote_next(&at, &second), "no third");
	buf_clear(&b);
	pack_array(&b, 2);
	control_vote_pack(&b, &second);
	control_vote_pack(&b, &first);
	unpack_init(&r, buf_span(&b));
	control_vote_list_read(&r, &at);
	is_err(unpack_finish(&r), VB_ERR_NOT_CANONICAL, "votes descend");
	is_err(control_policy_message(body_of("policy_voted"), &hash), 0, "a policy");
	is_mem(hash.b, vector_bytes("policy_hash").data, sizeof(hash.b), "its hash");
	is_err(control_policy_message(body_of("policy"), &hash), 0, "before the votes");
	is_mem(hash.b, vector_bytes("policy_hash").data, sizeof(hash.b), "is the same");
	buf_release(&b);
}

/* The first vote of a body fits the key of its node and what is signed. */
static void test_vote_signature(const char *name, const char *voter, const char *message)
{
	struct control_vote vote;
	struct public_key key;
	struct node_id id;
	struct list votes;

	is_err(decode(body_of(name)), 0, "%s", name);
	votes = last.type == VB_CONTROL_POLICY ? last.u.policy.votes : last.u.handover.votes;
	ok(control_vote_next(&votes, &vote), "has a vote");
	memcpy(key.b, vector_bytes(voter).data, sizeof(key.b));
	crypt_node_id(&key, &id);
	ok(node_id_is_equal(&id, &vote.node), "of this node");
	is_err(crypt_verify(&key, "verbund/recovery/1", vector_bytes(message), &vote.signature), 0,
	       "that fits");
}

/* ---- headers ---- */

static struct entry_header header_of(const char *name)
{
	struct entry_header h;

	if (entry_header_decode(vector_of("header", name), &h) != 0)
		bail("the header of %s is not read", name);
	return h;
}

static void test_headers(void)
{
	static const char *const names[] = { "genesis",   "admit_member", "admit_guest", "role_up",
		                             "card",      "role_down",    "rekey_core",  "remove",
		                             "rekey_all", "rekey_last",   "admit_late" };
	struct entry_header made, prev = { 0 };
	struct space_id space;
	uint8_t bytes[VB_HEADER_BYTES];

	memcpy(space.b, vector_bytes("space").data, sizeof(space.b));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct entry_header h = header_of(names[i]);

		is_err(control_header_check(&h, &space), 0, "%s: checked", names[i]);
		control_header_make(&space, i > 0 ? &prev : NULL, h.hlc, body_of(names[i]), &made);
		entry_header_encode(&made, bytes);
		is_mem(bytes, vector_of("header", names[i]).data, sizeof(bytes), "%s: made",
		       names[i]);
		prev = h;
	}
}

static void test_headers_hostile(void)
{
	struct entry_header good = header_of("admit_guest"), h;
	struct space_id space;

	memcpy(space.b, good.log.b, sizeof(space.b));
	h = good;
	h.flags = 0x80;
	is_err(control_header_check(&h, &space), VB_ERR_CRITICAL_FLAG, "an unknown flag");
	h.flags = VB_FLAG_BLOB;
	is_err(control_header_check(&h, &space), VB_ERR_MALFORMED, "blobs");
	h.flags = 0x01;
	is_err(control_header_check(&h, &space), 0, "a flag that is not critical");
	h = good;
	h.record.b[0] = 1;
	is_err(control_header_check(&h, &space), VB_ERR_MALFORMED, "a record id");
	h = good;
	h.control_seq--;
	is_err(control_header_check(&h, &space), VB_ERR_BAD_CHAIN, "cites another entry");
	h = good;
	h.control_prefix[7] ^= 1;
	is_err(control_header_check(&h, &space), VB_ERR_BAD_CHAIN, "cites another id");
	h = good;
	h.seq = (uint64_t)UINT32_MAX + 1;
	h.control_seq = UINT32_MAX;
	is_err(control_header_check(&h, &space), VB_ERR_BAD_CHAIN, "beyond 32 bits");
	space.b[0] ^= 1;
	is_err(control_header_check(&good, &space), VB_ERR_BAD_LOG, "of another space");
	h = header_of("genesis");
	is_err(control_header_check(&h, &space), 0, "a genesis is of no space yet");
	h.log = good.log;
	is_err(control_header_check(&h, &space), VB_ERR_BAD_LOG, "a genesis in a space");
}

static void test_signatures(void)
{
	struct node_keys *keys = vector_keys(1);
	struct public_key public = node_keys_sign_public(keys);
	struct entry_id id;
	struct signature signature;

	memcpy(id.b, vector_of("id", "remove").data, sizeof(id.b));
	control_sign(keys, &id, &signature);
	is_mem(signature.b, vector_of("signature", "remove").data, sizeof(signature.b), "signed");
	is_err(control_verify(&public, &id, &signature), 0, "verified");
	is_err(entry_seal_verify(&public, &id, &signature), VB_ERR_BAD_SIGNATURE, "is no seal");
	id.b[0] ^= 1;
	is_err(control_verify(&public, &id, &signature), VB_ERR_BAD_SIGNATURE, "of another entry");
	node_keys_destroy(&keys);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/control.txt");
	test_all();
	test_fields();
	test_hostile_members();
	test_hostile_genesis();
	test_hostile_rekey();
	test_hostile_later();
	test_rules();
	test_too_long();
	test_votes();
	test_vote_signature("handover_recovery", "handover_voter", "handover_message");
	test_vote_signature("policy_voted", "policy_voter", "policy_message");
	test_headers();
	test_headers_hostile();
	test_signatures();
	vectors_close();
	return done();
}
