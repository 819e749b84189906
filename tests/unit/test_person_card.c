/* person_card: public keys of persons, against Python; what makes them believed, and until when a signature counts. */
#include "protocol/peer/person_card.h"

#include <string.h>

#include "protocol/peer/person_keys.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define WITHDRAWN 1720000000500u

static struct person_card card_of(const char *name)
{
	struct person_card card;

	is_err(person_card_decode(vector_bytes(name), &card), 0, "%s", name);
	return card;
}

static struct signature signature_of(unsigned number)
{
	struct signature signature;

	memcpy(signature.b, vector_numbered("signature", number).data, sizeof(signature.b));
	return signature;
}

static void test_statements(void)
{
	char text[VB_FINGERPRINT_TEXT_BYTES];
	struct person_key key;
	struct buf again;

	buf_init(&again, VB_PERSON_STATEMENT_MAX_BYTES);
	for (unsigned number = 1; number <= 3; number++) {
		struct span bytes = vector_numbered("statement", number);
		char name[] = "fingerprint_1_text";

		name[12] = (char)('0' + number);
		is_err(person_statement_decode(bytes, &key), 0, "statement %u", number);
		is_int((int)key.number, (int)number, "its number");
		person_key_fingerprint(&key, text);
		is_str(text, vector_text(name), "fingerprint");
		buf_clear(&again);
		person_statement_encode_document(&key, &again);
		ok(span_is_equal(buf_span(&again), span_of(bytes.data + 64, bytes.size - 64)),
		   "encodes to the same bytes");
	}
	buf_release(&again);
	is_err(person_statement_decode(vector_bytes("statement_zero"), &key), VB_ERR_OUT_OF_RANGE,
	       "no number");
}

/* Every beginning of a statement or card is refused, and every bit of it counts. */
static void test_damage(const char *name, bool is_card)
{
	struct span bytes = vector_bytes(name);
	uint8_t copy[VB_PERSON_CARD_MAX_BYTES];
	struct person_card card;
	struct person_key key;
	size_t taken = 0, cut = 0;

	memcpy(copy, bytes.data, bytes.size);
	for (size_t size = 0; size < bytes.size; size++) {
		struct span part = span_of(copy, size);

		cut += (is_card ? person_card_decode(part, &card)
		                : person_statement_decode(part, &key)) != 0;
	}
	is_int((int)cut, (int)bytes.size, "%s: cut off anywhere it is refused", name);
	for (size_t at = 0; at < bytes.size; at++) {
		copy[at] ^= 0x04;
		taken += (is_card ? person_card_decode(span_of(copy, bytes.size), &card)
		                  : person_statement_decode(span_of(copy, bytes.size), &key)) == 0;
		copy[at] ^= 0x04;
	}
	is_int((int)taken, 0, "%s: with a bit that flipped, too", name);
	copy[bytes.size] = 0xc0;
	is_err(is_card ? person_card_decode(span_of(copy, bytes.size + 1), &card)
	               : person_statement_decode(span_of(copy, bytes.size + 1), &key),
	       VB_ERR_TRAILING, "%s: with something behind it", name);
}

static void test_cards(void)
{
	static const char *const good[] = { "card_one", "card_unvouched", "card_vouched",
		                            "card_all" };
	struct person_card card;
	struct buf again;

	buf_init(&again, VB_PERSON_CARD_MAX_BYTES);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		card = card_of(good[i]);
		buf_clear(&again);
		person_card_encode(&card, &again);
		ok(span_is_equal(buf_span(&again), vector_bytes(good[i])),
		   "%s encodes to the same bytes", good[i]);
		ok(!card.is_extended, "nothing of a later version");
	}
	buf_release(&again);
	card = card_of("card_extended");
	ok(card.is_extended, "a row of a later version");
	card = card_of("card_later_statement");
	ok(card.is_extended, "a statement of a later version");
}

static void test_bad_cards(void)
{
	static const struct {
		const char *name;
		int err;
	} bad[] = {
		{ "bad_none", VB_ERR_MALFORMED },          { "bad_order", VB_ERR_NOT_CANONICAL },
		{ "bad_twice", VB_ERR_NOT_CANONICAL },     { "bad_voucher", VB_ERR_BAD_SIGNATURE },
		{ "bad_own_voucher", VB_ERR_MALFORMED },   { "bad_no_voucher", VB_ERR_MALFORMED },
		{ "bad_half_voucher", VB_ERR_MALFORMED },  { "bad_other_person", VB_ERR_MALFORMED },
		{ "bad_signature", VB_ERR_BAD_SIGNATURE }, { "bad_format", VB_ERR_VERSION },
	};
	static uint8_t large[VB_PERSON_CARD_MAX_BYTES + 1];
	struct person_card card;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_err(person_card_decode(vector_bytes(bad[i].name), &card), bad[i].err, "%s",
		       bad[i].name);
		is_int((int)card.count, 0, "and leaves nothing");
	}
	is_err(person_card_decode(span_of(large, sizeof(large)), &card), VB_ERR_TOO_LARGE,
	       "too long");
}

static void test_trust(void)
{
	struct person_card card = card_of("card_all");

	is_int((int)person_card_trust(&card, &card.keys[0]), PERSON_FIRST, "the first");
	is_int((int)person_card_trust(&card, &card.keys[1]), PERSON_VOUCHED, "vouched for");
	is_int((int)person_card_trust(&card, &card.keys[2]), PERSON_ALONE, "by the office alone");
	ok(card.keys[0].is_withdrawn && !card.keys[1].is_withdrawn, "the first was withdrawn");
	ok(person_card_find(&card, 4) == NULL, "there is no fourth");
	is_int((int)person_card_next_number(&card), 4, "it would be the next");
}

static void test_signatures(void)
{
	struct person_card card = card_of("card_all");
	struct person_card one = card_of("card_one");
	struct span message = vector_bytes("message");
	uint8_t other[81];
	struct signature by_one = signature_of(1), by_two = signature_of(2);
	uint32_t number = 9;

	is_int((int)person_card_check(&card, message, &by_two, (struct wall_ms){ UINT64_MAX },
	                              &number),
	       PERSON_SIGNED_GOOD, "by the second keys");
	is_int((int)number, 2, "which it names");
	is_int((int)person_card_check(&card, message, &by_one, (struct wall_ms){ WITHDRAWN - 1 },
	                              &number),
	       PERSON_SIGNED_GOOD, "by the first, before they were withdrawn");
	is_int((int)person_card_check(&card, message, &by_one, (struct wall_ms){ WITHDRAWN },
	                              &number),
	       PERSON_SIGNED_LATE, "and from then on");
	is_int((int)person_card_check(&one, message, &by_two, (struct wall_ms){ 0 }, &number),
	       PERSON_SIGNED_NOT, "by keys that are not the person's");
	is_int((int)number, 0, "so by none");
	memcpy(other, message.data, sizeof(other));
	other[80] ^= 1;
	is_int((int)person_card_check(&card, span_of(other, sizeof(other)), &by_two,
	                              (struct wall_ms){ 0 }, &number),
	       PERSON_SIGNED_NOT, "another message");
}

/* A card as it grows: keys are added, vouched for, withdrawn. */
static void test_changes(void)
{
	struct person_card card = { .count = 0 }, gaps = { .count = 0 };
	struct person_card vouched = card_of("card_vouched");
	struct signature vouch = vouched.keys[1].vouch, wrong = vouch;

	wrong.b[5] ^= 1;
	is_err(person_card_add(&card, vector_bytes("statement_1")), 0, "the first");
	is_err(person_card_add(&card, vector_bytes("statement_1")), VB_ERR_DUPLICATE, "twice");
	is_err(person_card_add(&card, vector_bytes("statement_2")), 0, "the second");
	is_err(person_card_add(&gaps, vector_bytes("statement_2")), 0, "numbers may have gaps");
	is_err(person_card_add(&gaps, vector_bytes("statement_1")), VB_ERR_MALFORMED,
	       "but they rise");
	is_err(person_card_vouch(&card, 2, 1, &wrong), VB_ERR_BAD_SIGNATURE, "a wrong vouch");
	is_err(person_card_vouch(&card, 1, 2, &vouch), VB_ERR_MALFORMED, "for an earlier one");
	is_err(person_card_vouch(&card, 3, 1, &vouch), VB_ERR_NOT_FOUND, "for none");
	is_int((int)person_card_trust(&card, &card.keys[1]), PERSON_ALONE, "so far alone");
	is_err(person_card_vouch(&card, 2, 1, &vouch), 0, "vouched for");
	is_int((int)person_card_trust(&card, &card.keys[1]), PERSON_VOUCHED, "which is seen");
	is_err(person_card_withdraw(&card, 7, (struct wall_ms){ 5 }), VB_ERR_NOT_FOUND,
	       "withdraw none");
	is_err(person_card_withdraw(&card, 1, (struct wall_ms){ 50 }), 0, "withdraw");
	is_err(person_card_withdraw(&card, 1, (struct wall_ms){ 70 }), 0, "again, later");
	is_int((int)card.keys[0].withdrawn.v, 50, "stays as it was");
	is_err(person_card_withdraw(&card, 1, (struct wall_ms){ 30 }), 0, "again, earlier");
	is_int((int)card.keys[0].withdrawn.v, 30, "counts");
	is_err(person_card_vouch(&card, 2, 1, &vouch), VB_ERR_BAD_KEY,
	       "withdrawn keys vouch for nothing");
}

/* Makes new keys of the person of statement_1 with this number, and their statement. */
static struct span state(uint32_t number, uint8_t bytes[static VB_PERSON_STATEMENT_MAX_BYTES])
{
	struct node_keys *keys = node_keys_new();
	struct signature signature;
	struct person_key key;
	struct buf out;
	size_t size;

	is_err(person_statement_decode(vector_bytes("statement_1"), &key), 0, "whose");
	key.number = number;
	key.sign = node_keys_sign_public(keys);
	key.box = node_keys_box_public(keys);
	buf_init(&out, VB_PERSON_STATEMENT_MAX_BYTES);
	person_statement_encode_document(&key, &out);
	crypt_sign(keys, "verbund/personkey/1", buf_span(&out), &signature);
	memcpy(bytes, signature.b, sizeof(signature.b));
	memcpy(bytes + sizeof(signature.b), out.data, out.size);
	size = sizeof(signature.b) + out.size;
	buf_release(&out);
	node_keys_destroy(&keys);
	return span_of(bytes, size);
}

/* The last number leaves none for the keys after it. */
static void test_last_number(void)
{
	static uint8_t bytes[2][VB_PERSON_STATEMENT_MAX_BYTES];
	struct person_card card = { .count = 0 };

	is_err(person_card_add(&card, state(UINT32_MAX, bytes[0])), VB_ERR_MALFORMED,
	       "the last number is not added");
	is_err(person_card_add(&card, state(UINT32_MAX - 1, bytes[0])), 0, "the one before is");
	is_err(person_card_add(&card, state(1, bytes[1])), VB_ERR_MALFORMED, "and then none");
}

/* Adds the newest keys of a file, whose statement goes into *bytes. */
static int add(struct person_card *card, const struct person_keys *keys, struct buf *bytes)
{
	buf_init(bytes, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(keys, 0, bytes);
	return person_card_add(card, buf_span(bytes));
}

/* An office that slips in keys does not get rid of the warning by having them vouch for others. */
static void test_slipped_in(void)
{
	struct person_keys *keys =
		person_keys_new(&(struct node_id){ { 1 } }, &(struct record_id){ { 2 } });
	struct person_card card = { .count = 0 };
	struct signature vouch;
	struct buf bytes[3];

	for (uint32_t i = 0; i < 3; i++) {
		person_keys_make(keys, i + 1, (struct wall_ms){ 1000 });
		is_err(add(&card, keys, &bytes[i]), 0, "keys %u", i + 1);
	}
	person_keys_vouch(keys, 1, buf_span(&bytes[2]), &vouch);
	is_err(person_card_vouch(&card, 3, 2, &vouch), 0, "the second vouch for the third");
	is_int((int)person_card_trust(&card, &card.keys[2]), PERSON_ALONE,
	       "which is worth nothing while nobody vouches for the second");
	is_err(person_card_withdraw(&card, 2, (struct wall_ms){ 9 }), 0, "the second go");
	is_int((int)person_card_trust(&card, &card.keys[2]), PERSON_ALONE, "and are not forgotten");
	card.keys[1].is_withdrawn = false;
	person_keys_vouch(keys, 2, buf_span(&bytes[1]), &vouch);
	is_err(person_card_vouch(&card, 2, 1, &vouch), 0, "the first vouch for the second");
	is_int((int)person_card_trust(&card, &card.keys[2]), PERSON_VOUCHED,
	       "and so for the third");
	for (uint32_t i = 0; i < 3; i++)
		buf_release(&bytes[i]);
	person_keys_destroy(&keys);
}

/* As many as there can be fit; one more does not. */
static void test_full(void)
{
	struct person_card card = { .count = 0 }, back;
	static uint8_t bytes[VB_PERSON_KEYS_MAX_COUNT + 1][VB_PERSON_STATEMENT_MAX_BYTES];
	struct buf out;
	int err = 0;

	for (uint32_t i = 0; i <= VB_PERSON_KEYS_MAX_COUNT && err == 0; i++)
		err = person_card_add(&card, state(i + 1, bytes[i]));
	is_err(err, VB_ERR_TOO_MANY, "one too many");
	is_int((int)card.count, (int)VB_PERSON_KEYS_MAX_COUNT, "as many as there can be");
	buf_init(&out, VB_PERSON_CARD_MAX_BYTES);
	person_card_encode(&card, &out);
	is_err(out.err, 0, "fit");
	is_err(person_card_decode(buf_span(&out), &back), 0, "and come back");
	buf_release(&out);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("crypt");
	vectors_open("tests/vectors/person.txt");
	test_statements();
	test_damage("statement_1", false);
	test_cards();
	test_damage("card_vouched", true);
	test_bad_cards();
	test_trust();
	test_signatures();
	test_changes();
	test_last_number();
	test_slipped_in();
	test_full();
	vectors_close();
	return done();
}
