/*
 * fuzz_card: a card, and a partner list, that was taken encodes to the same bytes; a card's parts are what they
 * must be. Signatures are not checked: no input would get past them.
 */
#include "protocol/name.h"
#include "protocol/peer/card.h"
#include "protocol/peer/endpoint.h"
#include "protocol/peer/partners.h"
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

static void check_card(const struct card *card, struct span bytes)
{
	struct endpoint endpoint;
	struct buf b;

	must(name_check(card->name) == 0 && card->version > 0);
	for (uint32_t i = 0; i < card->endpoint_count; i++)
		must(endpoint_parse(card->endpoints[i], &endpoint) == 0 && endpoint.port > 0);
	if (card->is_extended)
		return;
	buf_init(&b, VB_CARD_MAX_BYTES);
	card_encode_document(card, &b);
	must_be(&b, span_of(bytes.data + VB_SIGNATURE_BYTES, bytes.size - VB_SIGNATURE_BYTES));
	buf_release(&b);
}

/* The input with a signature that fits, which no fuzzer would find. */
static void check_partners(struct span document)
{
	struct public_key own = node_keys_sign_public(keys);
	struct signature signature;
	struct partners partners;
	struct hash hash;
	struct buf b;

	buf_init(&b, VB_PARTNERS_MAX_BYTES);
	crypt_hash(document, &hash);
	crypt_sign(keys, "verbund/partners/1", span_of(hash.b, sizeof(hash.b)), &signature);
	buf_put(&b, signature.b, sizeof(signature.b));
	buf_put(&b, document.data, document.size);
	if (partners_decode(buf_span(&b), &own, &partners) == 0 && !partners.is_extended) {
		struct buf again;

		buf_init(&again, VB_PARTNERS_MAX_BYTES);
		partners_encode_document(&partners, &again);
		must_be(&again, document);
		buf_release(&again);
	}
	buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct card card;

	if (card_decode_stored(in, &card) == 0)
		check_card(&card, in);
	/* Only what begins as a map with a format, for signing takes long. */
	if (size > VB_SIGNATURE_BYTES + 1 && (data[VB_SIGNATURE_BYTES] & 0xf0) == 0x80 &&
	    data[VB_SIGNATURE_BYTES + 1] == 0)
		check_partners(span_of(data + VB_SIGNATURE_BYTES, size - VB_SIGNATURE_BYTES));
	return 0;
}
