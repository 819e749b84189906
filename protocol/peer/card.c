/* card: what an office is called, its public keys and addresses; see card.h. */
#include "protocol/peer/card.h"

#include <string.h>

#include "protocol/name.h"
#include "protocol/peer/endpoint.h"
#include "protocol/peer/signed.h"

#define CARD_DOMAIN "verbund/card/1"
#define CARD_FORMAT 1u
#define AGS_MAX_BYTES 8u

/* The keys of the document. */
enum {
	KEY_FORMAT,
	KEY_KIND,
	KEY_NAME,
	KEY_AGS,
	KEY_SIGN,
	KEY_BOX,
	KEY_CURVE,
	KEY_ENDPOINTS,
	KEY_VERSION,
	KEY_PREVIOUS,
	KEY_ISSUED,
	KEY_FORMER = 12
};

#define KEYS_TO_ISSUED ((UINT64_C(1) << (KEY_ISSUED + 1)) - 1)
#define KEYS_REQUIRED (KEYS_TO_ISSUED & ~(UINT64_C(1) << KEY_AGS) & ~(UINT64_C(1) << KEY_PREVIOUS))

static const char *const kind_names[] = { "city", "district", "forum", "ngo", "ministry" };

#define KIND_COUNT (sizeof(kind_names) / sizeof(kind_names[0]))

/* ---- what a card may say ---- */

bool card_has_former(const struct card *card)
{
	static const struct public_key none;

	return memcmp(card->former.b, none.b, sizeof(none.b)) != 0;
}

/* An official municipality key: 2 (state), 3, 5 (district) or 8 (municipality) digits. */
static bool is_ags(struct span ags)
{
	if (ags.size != 2 && ags.size != 3 && ags.size != 5 && ags.size != AGS_MAX_BYTES)
		return false;
	for (size_t i = 0; i < ags.size; i++) {
		if (ags.data[i] < '0' || ags.data[i] > '9')
			return false;
	}
	return true;
}

static int card_check(const struct card *card)
{
	static const struct hash none;
	struct endpoint endpoint;
	bool has_previous = memcmp(&card->previous, &none, sizeof(none)) != 0;
	int err = name_check(card->name);

	if (err != 0)
		return err;
	if ((unsigned)card->kind >= KIND_COUNT || card->version == 0 ||
	    has_previous != (card->version > 1) || (card->ags.size > 0 && !is_ags(card->ags)) ||
	    card->endpoint_count > VB_ENDPOINTS_MAX_COUNT)
		return VB_ERR_BAD_CARD;
	/* The first keys replace none, and a key does not replace itself. */
	if (card_has_former(card) && (card->version == 1 || memcmp(card->former.b, card->curve.b,
	                                                           sizeof(card->former.b)) == 0))
		return VB_ERR_BAD_CARD;
	for (uint32_t i = 0; i < card->endpoint_count; i++) {
		if (endpoint_parse(card->endpoints[i], &endpoint) != 0)
			return VB_ERR_BAD_CARD;
	}
	return 0;
}

/* ---- decoding ---- */

static void endpoints_read(struct pack_reader *r, struct card *card)
{
	card->endpoint_count = unpack_array(r, VB_ENDPOINTS_MAX_COUNT);
	for (uint32_t i = 0; i < card->endpoint_count; i++)
		card->endpoints[i] = unpack_str(r, VB_ENDPOINT_MAX_BYTES);
	unpack_end(r);
}

/* A later format may mean something else by any other key. */
static void format_read(struct pack_reader *r)
{
	uint64_t format = unpack_uint(r, UINT64_MAX);

	if (r->err == 0 && format != CARD_FORMAT)
		unpack_fail(r, format > CARD_FORMAT ? VB_ERR_VERSION : VB_ERR_MALFORMED);
}

static void value_read(struct document *d, uint32_t key, struct card *card)
{
	struct pack_reader *r = &d->r;

	switch (key) {
	case KEY_FORMAT:
		format_read(r);
		break;
	case KEY_KIND:
		card->kind = (enum node_kind)unpack_uint(r, KIND_COUNT - 1);
		break;
	case KEY_NAME:
		card->name = unpack_str(r, VB_NAME_MAX_BYTES);
		break;
	case KEY_AGS:
		card->ags = unpack_str(r, AGS_MAX_BYTES);
		break;
	case KEY_SIGN:
		unpack_fixed(r, card->sign.b, sizeof(card->sign.b));
		break;
	case KEY_BOX:
		unpack_fixed(r, card->box.b, sizeof(card->box.b));
		break;
	case KEY_CURVE:
		unpack_fixed(r, card->curve.b, sizeof(card->curve.b));
		break;
	case KEY_ENDPOINTS:
		endpoints_read(r, card);
		break;
	case KEY_VERSION:
		card->version = unpack_uint(r, UINT64_MAX);
		break;
	case KEY_PREVIOUS:
		unpack_fixed(r, card->previous.b, sizeof(card->previous.b));
		break;
	case KEY_ISSUED:
		card->issued.v = unpack_uint(r, UINT64_MAX);
		break;
	case KEY_FORMER:
		unpack_fixed(r, card->former.b, sizeof(card->former.b));
		break;
	default:
		document_unknown(d);
	}
}

int card_decode_stored(struct span bytes, struct card *out)
{
	struct card card = { .endpoint_count = 0 };
	struct document d;
	uint32_t key;
	int err = signed_open(bytes, VB_CARD_MAX_BYTES, &d);

	if (err != 0)
		return err;
	while (document_next(&d, &key))
		value_read(&d, key, &card);
	err = document_finish(&d, KEYS_REQUIRED);
	if (err == 0)
		err = card_check(&card);
	/* What is absent has one form only: no key, rather than a key with nothing in it. */
	if (err == 0 && (document_has(&d, KEY_AGS) != (card.ags.size > 0) ||
	                 document_has(&d, KEY_PREVIOUS) != (card.version > 1) ||
	                 document_has(&d, KEY_FORMER) != card_has_former(&card)))
		err = VB_ERR_BAD_CARD;
	if (err != 0)
		return err;
	card.is_extended = d.is_extended;
	crypt_node_id(&card.sign, &card.id);
	crypt_hash(bytes, &card.hash);
	*out = card;
	return 0;
}

int card_decode(struct span bytes, struct card *out)
{
	struct card card;
	int err = card_decode_stored(bytes, &card);

	if (err == 0)
		err = signed_verify(bytes, CARD_DOMAIN, &card.sign);
	if (err == 0)
		*out = card;
	return err;
}

/* ---- encoding ---- */

static void key_pack(struct buf *out, uint32_t key, const struct public_key *value)
{
	pack_uint(out, key);
	pack_bin(out, value->b, sizeof(value->b));
}

void card_encode_document(const struct card *card, struct buf *out)
{
	pack_map(out, 9u + (card->ags.size > 0) + (card->version > 1) + card_has_former(card));
	pack_uint(out, KEY_FORMAT);
	pack_uint(out, CARD_FORMAT);
	pack_uint(out, KEY_KIND);
	pack_uint(out, (uint64_t)card->kind);
	pack_uint(out, KEY_NAME);
	pack_str(out, card->name);
	if (card->ags.size > 0) {
		pack_uint(out, KEY_AGS);
		pack_str(out, card->ags);
	}
	key_pack(out, KEY_SIGN, &card->sign);
	key_pack(out, KEY_BOX, &card->box);
	key_pack(out, KEY_CURVE, &card->curve);
	pack_uint(out, KEY_ENDPOINTS);
	pack_array(out, card->endpoint_count);
	for (uint32_t i = 0; i < card->endpoint_count; i++)
		pack_str(out, card->endpoints[i]);
	pack_uint(out, KEY_VERSION);
	pack_uint(out, card->version);
	if (card->version > 1) {
		pack_uint(out, KEY_PREVIOUS);
		pack_bin(out, card->previous.b, sizeof(card->previous.b));
	}
	pack_uint(out, KEY_ISSUED);
	pack_uint(out, card->issued.v);
	if (card_has_former(card))
		key_pack(out, KEY_FORMER, &card->former);
}

int card_encode(const struct card *card, const struct node_keys *keys, struct buf *out)
{
	struct card own = *card;
	struct buf document;
	int err;

	own.sign = node_keys_sign_public(keys);
	own.box = node_keys_box_public(keys);
	own.curve = node_keys_curve_public(keys);
	err = card_check(&own);
	if (err != 0)
		return err;
	buf_init(&document, VB_CARD_MAX_BYTES - VB_SIGNATURE_BYTES);
	card_encode_document(&own, &document);
	err = signed_put(keys, CARD_DOMAIN, &document, out);
	buf_release(&document);
	return err;
}

/* ---- successors and kinds ---- */

int card_check_newer(const struct card *known, const struct card *offered)
{
	if (memcmp(&known->hash, &offered->hash, sizeof(known->hash)) == 0)
		return VB_ERR_DUPLICATE;
	if (!node_id_is_equal(&known->id, &offered->id))
		return VB_ERR_BAD_CARD;
	return offered->version > known->version ? 0 : VB_ERR_CARD_ROLLBACK;
}

const char *node_kind_name(enum node_kind kind)
{
	return (unsigned)kind < KIND_COUNT ? kind_names[kind] : "unknown";
}

int node_kind_parse(const char *text, enum node_kind *out)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (strcmp(text, kind_names[i]) == 0) {
			*out = (enum node_kind)i;
			return 0;
		}
	}
	return VB_ERR_BAD_VALUE;
}
