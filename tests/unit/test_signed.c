/* signed: the card of tests/vectors/card.txt taken apart and signed again; sizes at their edges. */
#include "protocol/peer/signed.h"

#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define DOMAIN "verbund/card/1"

static void test_sizes(void)
{
	static const uint8_t zeros[VB_SIGNATURE_BYTES + 2];
	struct document d;

	is_err(signed_open(span_of(NULL, 0), 100, &d), VB_ERR_TRUNCATED, "nothing at all");
	is_err(signed_open(span_of(zeros, 63), 100, &d), VB_ERR_TRUNCATED,
	       "a byte less than a signature");
	is_err(signed_open(span_of(zeros, 66), 65, &d), VB_ERR_TOO_LARGE,
	       "a byte more than allowed");
	is_err(signed_open(span_of(zeros, 64), 64, &d), 0, "a signature and nothing behind it");
	is_err(document_finish(&d, 0), VB_ERR_TRUNCATED, "shows where the document ends");
}

static void test_both_ways(void)
{
	struct span card = vector_bytes("card_luebeck");
	struct node_keys *keys = vector_keys(1);
	struct public_key signer = node_keys_sign_public(keys), other = signer;
	struct signature signature = signed_signature(card);
	struct buf document, again;

	other.b[0] ^= 1;
	is_mem(signature.b, card.data, 64, "the signature stands in front");
	ok(signed_document(card).data == card.data + 64, "the document behind it");
	is_err(signed_verify(card, DOMAIN, &signer), 0, "the vector's signature fits");
	is_err(signed_verify(card, "verbund/have/1", &signer), VB_ERR_BAD_SIGNATURE,
	       "but not for something else");
	is_err(signed_verify(card, DOMAIN, &other), VB_ERR_BAD_SIGNATURE, "nor by somebody else");
	buf_init(&document, 4096);
	buf_init(&again, 4096);
	buf_put(&document, signed_document(card).data, signed_document(card).size);
	is_err(signed_put(keys, DOMAIN, &document, &again), 0, "signed again");
	ok(span_is_equal(buf_span(&again), card), "the same bytes");
	is_err(signed_put(keys, DOMAIN, &document, &again), 0, "a second one behind it");
	is_int(again.size, 2 * card.size, "stands behind it");
	again.max = again.size;
	is_err(signed_put(keys, DOMAIN, &document, &again), VB_ERR_TOO_LARGE, "a full buffer");
	buf_clear(&again);
	document.err = VB_ERR_BAD_UTF8;
	is_err(signed_put(keys, DOMAIN, &document, &again), VB_ERR_BAD_UTF8, "a broken document");
	is_int(again.size, 0, "is not written");
	buf_release(&document);
	buf_release(&again);
	node_keys_destroy(&keys);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no cryptography");
	vectors_open("tests/vectors/card.txt");
	test_sizes();
	test_both_ways();
	vectors_close();
	return done();
}
