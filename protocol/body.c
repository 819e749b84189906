/* body: encrypted bodies of data logs and the document inside; see body.h. */
#include "protocol/body.h"

#include <assert.h>
#include <string.h>

#include "protocol/blob.h"
#include "protocol/document.h"
#include "protocol/padding.h"

#define VERB_MAX 255u
#define AD_MAX_BYTES (VB_HEADER_AD_BYTES + VB_BLOB_LIST_MAX_BYTES)

enum { KEY_PERSON, KEY_SIGNATURE, KEY_LOGS, KEY_KIND, KEY_VERB, KEY_CHANGES };

#define KEYS_REQUIRED (1u << KEY_KIND | 1u << KEY_VERB | 1u << KEY_CHANGES)

uint32_t body_padded_bytes(size_t document_bytes)
{
	return padding_bytes(document_bytes, VB_BODY_MAX_BYTES);
}

/* ---- the document ---- */

void body_encode(const struct body *body, struct buf *out)
{
	pack_map(out, 3u + body->has_person + body->is_person_signed + (body->logs.count > 0));
	if (body->has_person) {
		pack_uint(out, KEY_PERSON);
		pack_bin(out, body->person.b, sizeof(body->person.b));
	}
	if (body->is_person_signed) {
		pack_uint(out, KEY_SIGNATURE);
		pack_bin(out, body->person_signature.b, sizeof(body->person_signature.b));
	}
	if (body->logs.count > 0) {
		pack_uint(out, KEY_LOGS);
		list_pack(out, &body->logs);
	}
	pack_uint(out, KEY_KIND);
	pack_uint(out, body->kind);
	pack_uint(out, KEY_VERB);
	pack_uint(out, body->verb);
	pack_uint(out, KEY_CHANGES);
	list_pack(out, &body->changes);
}

static void value_read(struct document *d, uint32_t key, struct body *body)
{
	struct pack_reader *r = &d->r;

	switch (key) {
	case KEY_PERSON:
		body->has_person = true;
		unpack_fixed(r, body->person.b, sizeof(body->person.b));
		break;
	case KEY_SIGNATURE:
		body->is_person_signed = true;
		unpack_fixed(r, body->person_signature.b, sizeof(body->person_signature.b));
		break;
	case KEY_LOGS:
		list_read_ids(r, 1, VB_BODY_LOGS_MAX_COUNT, &body->logs);
		break;
	case KEY_KIND:
		body->kind = (uint32_t)unpack_uint(r, VB_KIND_MAX);
		break;
	case KEY_VERB:
		body->verb = (uint32_t)unpack_uint(r, VERB_MAX);
		break;
	case KEY_CHANGES:
		list_read_any(r, 1, VB_CHANGES_MAX_COUNT, &body->changes);
		break;
	default:
		document_unknown(d);
	}
}

int body_decode(struct span plain, struct body *out)
{
	struct body body = { .kind = 0 };
	struct document d;
	uint32_t key;
	size_t size;
	int err;

	document_open(&d, plain);
	while (document_next(&d, &key))
		value_read(&d, key, &body);
	err = document_end(&d, KEYS_REQUIRED, &size);
	if (err == 0)
		err = padding_check(plain, size);
	if (err != 0)
		return err;
	if (body.verb == 0)
		return VB_ERR_OUT_OF_RANGE;
	if ((body.is_person_signed && !body.has_person) ||
	    (body.verb == VB_VERB_DELETE && body.changes.count != 1))
		return VB_ERR_MALFORMED;
	body.document = span_of(plain.data, size);
	body.is_extended = d.is_extended;
	*out = body;
	return 0;
}

/* ---- sealing and opening ---- */

/* Associated data: the header without the body hash, then the list of blobs. Returns its size. */
static size_t ad_make(const uint8_t header[static VB_HEADER_BYTES], struct span blobs,
                      uint8_t out[static AD_MAX_BYTES])
{
	memcpy(out, header, VB_HEADER_AD_BYTES);
	if (blobs.size > 0)
		memcpy(out + VB_HEADER_AD_BYTES, blobs.data, blobs.size);
	return VB_HEADER_AD_BYTES + blobs.size;
}

int body_seal(const struct vault *vault, uint32_t slot, struct entry_header *h, struct span blobs,
              struct span document, struct buf *out)
{
	uint32_t padded = body_padded_bytes(document.size);
	uint8_t plain[VB_BODY_MAX_BYTES], header[VB_HEADER_BYTES], ad[AD_MAX_BYTES], *stored;
	size_t stored_size = blobs.size + padded + VB_BODY_OVERHEAD_BYTES, ad_size;

	assert((blobs.size > 0) == ((h->flags & VB_FLAG_BLOB) != 0));
	assert(blobs.size <= VB_BLOB_LIST_MAX_BYTES);
	if (padded == 0 || blobs.size + padded > VB_BODY_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	stored = buf_extend(out, stored_size);
	if (stored == NULL)
		return VB_ERR_TOO_LARGE;
	memcpy(plain, document.data, document.size);
	memset(plain + document.size, 0, padded - document.size);
	h->body_size = (uint32_t)(blobs.size + padded);
	entry_header_encode(h, header);
	ad_size = ad_make(header, blobs, ad);
	if (blobs.size > 0)
		memcpy(stored, blobs.data, blobs.size);
	vault_encrypt(vault, slot, span_of(ad, ad_size), span_of(plain, padded),
	              stored + blobs.size);
	crypt_hash(span_of(stored, stored_size), &h->body_hash);
	crypt_wipe(plain, padded);
	return 0;
}

/* The list of blobs in front of a stored body; empty without the flag. */
static int blobs_find(const struct entry_header *h, struct span stored, struct span *out)
{
	uint32_t count;
	size_t size = 0;
	int err = 0;

	if ((h->flags & VB_FLAG_BLOB) != 0)
		err = blob_list_decode(stored, &size, &count);
	if (err == 0 && size + VB_BODY_OVERHEAD_BYTES > stored.size)
		err = VB_ERR_TRUNCATED;
	if (err == 0)
		*out = span_of(stored.data, size);
	return err;
}

int body_decrypt(const struct vault *vault, uint32_t slot,
                 const uint8_t header[static VB_HEADER_BYTES], struct span stored,
                 uint8_t plain[static VB_BODY_MAX_BYTES], struct span *out)
{
	struct entry_header h;
	struct span blobs, sealed;
	uint8_t ad[AD_MAX_BYTES];
	size_t ad_size, due;
	int err = entry_header_decode(span_of(header, VB_HEADER_BYTES), &h);

	if (err != 0)
		return err;
	due = entry_stored_body_bytes(h.body_size, VB_AUDIENCE_ALL);
	if (stored.size != due)
		return stored.size < due ? VB_ERR_TRUNCATED : VB_ERR_TRAILING;
	err = blobs_find(&h, stored, &blobs);
	if (err != 0)
		return err;
	ad_size = ad_make(header, blobs, ad);
	sealed = span_of(stored.data + blobs.size, stored.size - blobs.size);
	err = vault_decrypt(vault, slot, span_of(ad, ad_size), sealed, plain);
	if (err == 0)
		*out = span_of(plain, sealed.size - VB_BODY_OVERHEAD_BYTES);
	return err;
}

int body_open(const struct vault *vault, uint32_t slot,
              const uint8_t header[static VB_HEADER_BYTES], struct span stored,
              uint8_t plain[static VB_BODY_MAX_BYTES], struct body *out)
{
	struct span padded;
	int err = body_decrypt(vault, slot, header, stored, plain, &padded);

	return err != 0 ? err : body_decode(padded, out);
}

int body_person_message(struct span document, const struct space_id *space, enum audience audience,
                        const struct record_id *record, uint8_t out[static VB_PERSON_MESSAGE_BYTES])
{
	struct hash hash;
	uint8_t *to = out;
	int err = document_hash_without(document, KEY_SIGNATURE, &hash);

	if (err != 0)
		return err;
	memcpy(to, space->b, sizeof(space->b));
	to += sizeof(space->b);
	*to++ = (uint8_t)audience;
	memcpy(to, record->b, sizeof(record->b));
	to += sizeof(record->b);
	memcpy(to, hash.b, sizeof(hash.b));
	return 0;
}
