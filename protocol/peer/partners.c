/* partners: the signed list of whom to dial when the store is lost; see partners.h and SPEC.md 3.1. */
#include "protocol/peer/partners.h"

#include <string.h>

#include "protocol/limits.h"
#include "protocol/peer/signed.h"

#define PARTNERS_DOMAIN "verbund/partners/1"
#define PARTNERS_FORMAT 1u
#define CARDS_MAX_COUNT VB_PACK_MAX_ITEMS
#define KEYS_REQUIRED 0x1fu

enum { KEY_FORMAT, KEY_OWN_CARD, KEY_CARDS, KEY_SPACES, KEY_MEMBERS };

void partners_encode_document(const struct partners *partners, struct buf *out)
{
	pack_map(out, 5);
	pack_uint(out, KEY_FORMAT);
	pack_uint(out, PARTNERS_FORMAT);
	pack_uint(out, KEY_OWN_CARD);
	pack_bin(out, partners->own_card.data, partners->own_card.size);
	pack_uint(out, KEY_CARDS);
	list_pack(out, &partners->cards);
	pack_uint(out, KEY_SPACES);
	list_pack(out, &partners->spaces);
	pack_uint(out, KEY_MEMBERS);
	list_pack(out, &partners->members);
}

void partners_encode(const struct partners *partners, const struct node_keys *keys, struct buf *out)
{
	struct signature signature;
	struct hash hash;
	size_t at = out->size;

	if (buf_extend(out, sizeof(signature.b)) == NULL)
		return;
	partners_encode_document(partners, out);
	if (out->err != 0)
		return;
	crypt_hash(
		span_of(out->data + at + sizeof(signature.b), out->size - at - sizeof(signature.b)),
		&hash);
	crypt_sign(keys, PARTNERS_DOMAIN, span_of(hash.b, sizeof(hash.b)), &signature);
	memcpy(out->data + at, signature.b, sizeof(signature.b));
}

static void value_read(struct document *d, uint32_t key, struct partners *partners)
{
	struct pack_reader *r = &d->r;

	switch (key) {
	case KEY_FORMAT:
		if (unpack_uint(r, UINT64_MAX) != PARTNERS_FORMAT)
			unpack_fail(r, VB_ERR_VERSION);
		break;
	case KEY_OWN_CARD:
		partners->own_card = unpack_bin(r, 1, VB_CARD_MAX_BYTES);
		break;
	case KEY_CARDS:
		list_read_bins(r, CARDS_MAX_COUNT, VB_CARD_MAX_BYTES, &partners->cards);
		break;
	case KEY_SPACES:
		list_read_ids(r, 0, VB_SPACES_MAX_COUNT, &partners->spaces);
		break;
	case KEY_MEMBERS:
		list_read_bins(r, CARDS_MAX_COUNT, VB_CARD_MAX_BYTES, &partners->members);
		break;
	default:
		document_unknown(d);
	}
}

/* The list may be longer than what is signed in one piece: the signature covers its hash. */
static int signature_check(struct span bytes, const struct public_key *own)
{
	struct signature signature = signed_signature(bytes);
	struct hash hash;

	crypt_hash(signed_document(bytes), &hash);
	return crypt_verify(own, PARTNERS_DOMAIN, span_of(hash.b, sizeof(hash.b)), &signature);
}

int partners_decode(struct span bytes, const struct public_key *own, struct partners *out)
{
	struct partners partners = { .is_extended = false };
	struct document d;
	uint32_t key;
	int err = signed_open(bytes, VB_PARTNERS_MAX_BYTES, &d);

	if (err != 0)
		return err;
	while (document_next(&d, &key))
		value_read(&d, key, &partners);
	err = document_finish(&d, KEYS_REQUIRED);
	if (err == 0)
		err = signature_check(bytes, own);
	if (err != 0)
		return err;
	partners.is_extended = d.is_extended;
	*out = partners;
	return 0;
}
