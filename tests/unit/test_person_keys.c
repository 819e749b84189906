/* person_keys: the file of a person's keys, against Python with the reference implementation of Argon2; what is altered opens
 * nothing, and nothing dear is done for what cannot be such a file. */
#include "protocol/peer/person_keys.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

static const char passphrase[] = "vier gute W\xC3\xB6rter hier";

/* Opens a file of another program; *out may be NULL where it fails. */
static int open_it(struct span file, struct person_keys **out)
{
	return person_keys_open(file, span_of_str(passphrase), out);
}

static void test_vectors(void)
{
	struct person_keys *keys = NULL;
	uint8_t secret[VB_EPOCH_KEY_BYTES], want[VB_EPOCH_KEY_BYTES];
	struct signature signature;
	struct person_card card;
	struct person_key key;
	struct buf out;

	is_err(open_it(vector_bytes("file_1"), &keys), 0, "cost 1");
	is_int((int)person_keys_count(keys), 2, "two pairs");
	person_keys_at(keys, 0, &key);
	is_int((int)key.number, 3, "the newest first");
	is_u64(key.since.v, 1720000000000u, "since when");
	is_int((int)person_keys_find(keys, 1), 1, "then the older");
	is_int((int)person_keys_find(keys, 2), (int)VB_PERSON_FILE_KEYS_MAX_COUNT,
	       "that of another device is not here");
	buf_init(&out, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(keys, 1, &out);
	ok(span_is_equal(buf_span(&out), vector_bytes("statement_1")), "its statement");
	buf_release(&out);
	person_keys_sign(keys, 0, vector_bytes("message"), &signature);
	is_mem(signature.b, vector_bytes("signature_3").data, sizeof(signature.b), "signs");
	for (size_t i = 0; i < sizeof(want); i++)
		want[i] = (uint8_t)(0x80 + i);
	is_err(person_keys_unseal(keys, vector_bytes("sealed").data, secret), 0,
	       "what was sealed to former keys");
	is_mem(secret, want, sizeof(want), "is opened");
	person_keys_vouch(keys, 1, vector_bytes("statement_2"), &signature);
	is_err(person_card_decode(vector_bytes("card_vouched"), &card), 0, "the card");
	is_mem(signature.b, card.keys[1].vouch.b, sizeof(signature.b),
	       "the first vouch for the second");
	person_keys_destroy(&keys);
	is_err(open_it(vector_bytes("file_2"), &keys), 0, "cost 2");
	is_err(person_keys_unseal(keys, vector_bytes("sealed").data, secret), VB_ERR_DECRYPT,
	       "sealed to another device");
	person_keys_destroy(&keys);
	ok(keys == NULL, "gone");
}

/* What cannot be such a file, of every length and with every cost but the two known ones; returns how many were taken for one. */
static int refuse_all(struct span file)
{
	uint8_t copy[VB_PERSON_FILE_MAX_BYTES + 1] = { 0 };
	struct person_keys *keys = NULL;
	int wrong = 0;

	memcpy(copy, file.data, file.size);
	for (size_t size = 0; size <= sizeof(copy); size++) {
		bool is_possible =
			size >= 163 && (size - 163) % 76 == 0 && size <= VB_PERSON_FILE_MAX_BYTES;

		if (!is_possible)
			wrong += open_it(span_of(copy, size), &keys) != VB_ERR_MALFORMED;
	}
	for (unsigned cost = 0; cost < 256; cost++) {
		copy[5] = (uint8_t)cost;
		if (cost != VB_COST_INTERACTIVE && cost != VB_COST_MODERATE)
			wrong += open_it(span_of(copy, file.size), &keys) != VB_ERR_VERSION;
	}
	copy[5] = VB_COST_MODERATE;
	copy[4] = 2;
	wrong += open_it(span_of(copy, file.size), &keys) != VB_ERR_VERSION;
	copy[4] = 1;
	copy[0] ^= 1;
	wrong += open_it(span_of(copy, file.size), &keys) != VB_ERR_MALFORMED;
	return wrong;
}

/* Argon2 is not asked for any of these: where there is no memory for it, they are refused for what they are. */
static void test_form(void)
{
	struct span file = vector_bytes("file_2");
	struct record_id person;
	struct node_id office;

	is_int(refuse_all(file), 0, "what has not the form of a file");
	is_err(person_keys_read_head(file, &office, &person), 0, "whose it is");
	is_mem(person.b, file.data + 54, sizeof(person.b), "is seen without a passphrase");
#ifdef __SANITIZE_ADDRESS__
	skip(1, "the sanitizer needs all address space");
#else
	struct rlimit least = { 100u << 20, 100u << 20 };
	struct person_keys *keys = NULL;
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		if (setrlimit(RLIMIT_AS, &least) != 0)
			_exit(2);
		_exit(open_it(file, &keys) == VB_ERR_NO_MEMORY && refuse_all(file) == 0 ? 0 : 1);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		bail("no child");
	is_int(status, 0, "before anything dear is done");
#endif
}

/* A bit in each part of the file: salt, office, person, sealed keys, tag; and another passphrase. */
static void test_wrong(void)
{
	struct span file = vector_bytes("file_1");
	uint8_t copy[VB_PERSON_FILE_MAX_BYTES];
	struct person_keys *keys = NULL;
	size_t places[] = { 6, 22, 69, 70, 150, file.size - 1 };
	size_t refused = 0;

	memcpy(copy, file.data, file.size);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		copy[places[i]] ^= 0x20;
		refused += open_it(span_of(copy, file.size), &keys) == VB_ERR_PASSPHRASE;
		copy[places[i]] ^= 0x20;
	}
	is_int((int)refused, (int)(sizeof(places) / sizeof(places[0])),
	       "a bit that flipped opens nothing");
	is_err(person_keys_open(file, span_of_str("vier gute W\xC3\xB6rter hie"), &keys),
	       VB_ERR_PASSPHRASE, "a letter short");
	is_err(person_keys_open(file, span_of_str(""), &keys), VB_ERR_PASSPHRASE, "none");
	is_err(open_it(vector_bytes("file_bad_count"), &keys), VB_ERR_MALFORMED,
	       "another number of pairs inside");
	is_err(open_it(vector_bytes("file_bad_order"), &keys), VB_ERR_NOT_CANONICAL,
	       "one number twice inside");
	is_err(open_it(vector_bytes("file_bad_zero"), &keys), VB_ERR_NOT_CANONICAL,
	       "no number inside");
	ok(keys == NULL, "none of them gave keys");
}

/* Own keys come back from a file, as many as there can be; two files of one content share nothing but the head. */
static void test_own(void)
{
	struct node_id office = { { 1 } };
	struct record_id person = { { 2 } };
	struct person_keys *keys = person_keys_new(&office, &person), *back = NULL;
	struct person_key key, same;
	struct buf one, two;

	for (uint32_t n = 1; n <= VB_PERSON_FILE_KEYS_MAX_COUNT; n++)
		person_keys_make(keys, 2 * n, (struct wall_ms){ 1000 + n });
	buf_init(&one, VB_PERSON_FILE_MAX_BYTES);
	buf_init(&two, VB_PERSON_FILE_MAX_BYTES);
	is_err(person_keys_seal(keys, span_of_str("siebenA"), VB_COST_INTERACTIVE, &one),
	       VB_ERR_BAD_VALUE, "too short a passphrase");
	is_int((int)one.size, 0, "wrote nothing");
	is_err(person_keys_seal(keys, span_of_str(passphrase), VB_COST_INTERACTIVE, &one), 0,
	       "as many keys as there can be");
	is_err(person_keys_seal(keys, span_of_str(passphrase), VB_COST_INTERACTIVE, &two), 0,
	       "and again");
	is_int((int)one.size, (int)VB_PERSON_FILE_MAX_BYTES, "fill the file");
	ok(memcmp(one.data + 6, two.data + 6, 16) != 0 &&
	           memcmp(one.data + 70, two.data + 70, 64) != 0,
	   "never the same twice");
	is_err(open_it(buf_span(&one), &back), 0, "opened");
	person_keys_at(keys, 15, &key);
	person_keys_at(back, 15, &same);
	is_int((int)same.number, 2, "the oldest");
	is_u64(same.since.v, 1001, "since when");
	is_mem(same.sign.b, key.sign.b, sizeof(key.sign.b), "its signing key");
	is_mem(same.box.b, key.box.b, sizeof(key.box.b), "its box key");
	buf_release(&one);
	buf_release(&two);
	person_keys_destroy(&back);
	person_keys_destroy(&keys);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("crypt");
	vectors_open("tests/vectors/person.txt");
	test_vectors();
	test_form();
	test_wrong();
	test_own();
	vectors_close();
	return done();
}
