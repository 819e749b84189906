/*
 * fuzz_person: what is told of a person's keys and is taken encodes to the same bytes; a key file is looked at only as far as
 * no passphrase is needed. Cards are fed once as they are, and once with the signatures made anew, which no fuzzer finds.
 */
#include "protocol/peer/person_keys.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

static struct node_keys *keys;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES] = { 7 };

	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	keys = node_keys_import(secrets);
	return 0;
}

static void check_card(const struct person_card *card, struct span in)
{
	struct buf again;

	must(card->count >= 1 && card->count <= VB_PERSON_KEYS_MAX_COUNT);
	for (uint32_t i = 0; i < card->count; i++) {
		const struct person_card_key *key = &card->keys[i];

		must(key->key.number > 0 && person_card_find(card, key->key.number) == key);
		must(key->vouched_by < key->key.number);
	}
	if (card->is_extended)
		return;
	buf_init(&again, VB_PERSON_CARD_MAX_BYTES);
	person_card_encode(card, &again);
	must_be(&again, in);
	buf_release(&again);
}

/* The input as the document of a statement, whose signature does not fit: so all else was found good. */
static void check_statement(struct span in)
{
	struct signature signature;
	struct person_key key;
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_PERSON_STATEMENT_MAX_BYTES);
	crypt_sign(keys, "verbund/personkey/1", in, &signature);
	buf_put(&bytes, signature.b, sizeof(signature.b));
	buf_put(&bytes, in.data, in.size);
	err = person_statement_decode(buf_span(&bytes), &key);
	must(err != 0 || key.number > 0);
	if (err == 0 && !key.is_extended) {
		struct buf again;

		buf_init(&again, VB_PERSON_STATEMENT_MAX_BYTES);
		person_statement_encode_document(&key, &again);
		must_be(&again, in);
		buf_release(&again);
	}
	buf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	static struct person_card card;
	struct record_id person;
	struct node_id office;
	int err = person_keys_read_head(in, &office, &person);

	must(err != 0 || (size > VB_PERSON_FILE_HEAD_BYTES && size <= VB_PERSON_FILE_MAX_BYTES));
	if (person_card_decode(in, &card) == 0)
		check_card(&card, in);
	if (size > VB_SIGNATURE_BYTES && size <= VB_PERSON_STATEMENT_MAX_BYTES) {
		struct person_key key;

		if (person_statement_decode(in, &key) == 0)
			must(key.number > 0);
		check_statement(span_of(data + VB_SIGNATURE_BYTES, size - VB_SIGNATURE_BYTES));
	}
	return 0;
}
