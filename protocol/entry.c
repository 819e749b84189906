/* entry: the header of every entry, its ids and seals; see entry.h. */
#include "protocol/entry.h"

#include <string.h>

#define SEAL_DOMAIN "verbund/seal/1"
#define LOG_DOMAIN "verbund/log/1"
#define ENTRY_VERSION 1u
#define MS_BYTES 6u /* of the HLC, in a record id */

/* Where the fields stand: SPEC.md 4. */
enum {
	AT_VERSION = 0,
	AT_FLAGS = 1,
	AT_LOG = 2,
	AT_SEQ = 34,
	AT_PREV = 42,
	AT_CONTROL_SEQ = 74,
	AT_CONTROL_PREFIX = 78,
	AT_HLC = 86,
	AT_RECORD = 94,
	AT_BODY_SIZE = 110,
	AT_BODY_HASH = 114,
};

_Static_assert(AT_BODY_HASH + VB_HASH_BYTES == VB_HEADER_BYTES, "the hash stands last");
_Static_assert(AT_BODY_HASH == VB_HEADER_AD_BYTES, "all but the hash is associated data");

void entry_header_encode(const struct entry_header *h, uint8_t out[static VB_HEADER_BYTES])
{
	out[AT_VERSION] = h->version;
	out[AT_FLAGS] = h->flags;
	memcpy(out + AT_LOG, h->log.b, sizeof(h->log.b));
	put_be64(out + AT_SEQ, h->seq);
	memcpy(out + AT_PREV, h->prev.b, sizeof(h->prev.b));
	put_be32(out + AT_CONTROL_SEQ, h->control_seq);
	memcpy(out + AT_CONTROL_PREFIX, h->control_prefix, sizeof(h->control_prefix));
	put_be64(out + AT_HLC, h->hlc.v);
	memcpy(out + AT_RECORD, h->record.b, sizeof(h->record.b));
	put_be32(out + AT_BODY_SIZE, h->body_size);
	memcpy(out + AT_BODY_HASH, h->body_hash.b, sizeof(h->body_hash.b));
}

/* What every header must be, whatever its log. */
static int header_check(const struct entry_header *h)
{
	static const struct entry_id none;

	if (h->version != ENTRY_VERSION)
		return h->version > ENTRY_VERSION ? VB_ERR_VERSION : VB_ERR_MALFORMED;
	if (h->body_size > VB_BODY_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	if ((h->seq == 0) != entry_id_is_equal(&h->prev, &none))
		return VB_ERR_BAD_CHAIN;
	return 0;
}

int entry_header_decode(struct span bytes, struct entry_header *out)
{
	struct entry_header h;
	const uint8_t *in = bytes.data;
	int err;

	if (bytes.size != VB_HEADER_BYTES)
		return bytes.size < VB_HEADER_BYTES ? VB_ERR_TRUNCATED : VB_ERR_TRAILING;
	h.version = in[AT_VERSION];
	h.flags = in[AT_FLAGS];
	memcpy(h.log.b, in + AT_LOG, sizeof(h.log.b));
	h.seq = get_be64(in + AT_SEQ);
	memcpy(h.prev.b, in + AT_PREV, sizeof(h.prev.b));
	h.control_seq = get_be32(in + AT_CONTROL_SEQ);
	memcpy(h.control_prefix, in + AT_CONTROL_PREFIX, sizeof(h.control_prefix));
	h.hlc.v = get_be64(in + AT_HLC);
	memcpy(h.record.b, in + AT_RECORD, sizeof(h.record.b));
	h.body_size = get_be32(in + AT_BODY_SIZE);
	memcpy(h.body_hash.b, in + AT_BODY_HASH, sizeof(h.body_hash.b));
	err = header_check(&h);
	if (err == 0)
		*out = h;
	return err;
}

void entry_id_derive(const uint8_t header[static VB_HEADER_BYTES], struct entry_id *out)
{
	struct hash hash;

	crypt_hash(span_of(header, VB_HEADER_BYTES), &hash);
	memcpy(out->b, hash.b, sizeof(out->b));
}

void log_id_derive(const struct space_id *space, const struct node_id *author, uint64_t incarnation,
                   enum audience audience, struct log_id *out)
{
	uint8_t tail[9];
	struct hasher h;
	struct hash hash;

	put_be64(tail, incarnation);
	tail[8] = (uint8_t)audience;
	hasher_init(&h, LOG_DOMAIN);
	hasher_put(&h, space->b, sizeof(space->b));
	hasher_put(&h, author->b, sizeof(author->b));
	hasher_put(&h, tail, sizeof(tail));
	hasher_finish(&h, &hash);
	memcpy(out->b, hash.b, sizeof(out->b));
}

void record_id_derive(struct hlc hlc, const struct log_id *log, uint64_t seq, struct record_id *out)
{
	uint8_t place[VB_HASH_BYTES + 8], stamp[8];
	struct hash hash;

	memcpy(place, log->b, sizeof(log->b));
	put_be64(place + VB_HASH_BYTES, seq);
	crypt_hash(span_of(place, sizeof(place)), &hash);
	put_be64(stamp, hlc.v);
	memcpy(out->b, stamp, MS_BYTES);
	memcpy(out->b + MS_BYTES, hash.b, sizeof(out->b) - MS_BYTES);
}

bool entry_is_create(const struct entry_header *h)
{
	struct record_id derived;
	uint8_t stamp[8];

	put_be64(stamp, h->hlc.v);
	if (memcmp(stamp, h->record.b, MS_BYTES) != 0)
		return false;
	record_id_derive(h->hlc, &h->log, h->seq, &derived);
	return record_id_is_equal(&derived, &h->record);
}

int entry_flags_check(uint8_t flags, enum audience audience)
{
	if ((flags & VB_FLAGS_UNKNOWN) != 0)
		return VB_ERR_CRITICAL_FLAG;
	if ((flags & VB_FLAG_BLOB) != 0 && audience == VB_AUDIENCE_OPEN)
		return VB_ERR_MALFORMED;
	return 0;
}

uint32_t entry_stored_body_bytes(uint32_t body_size, enum audience audience)
{
	return audience == VB_AUDIENCE_OPEN ? body_size : body_size + VB_BODY_OVERHEAD_BYTES;
}

void entry_seal_sign(const struct node_keys *keys, const struct entry_id *id, struct signature *out)
{
	crypt_sign(keys, SEAL_DOMAIN, span_of(id->b, sizeof(id->b)), out);
}

int entry_seal_verify(const struct public_key *author, const struct entry_id *id,
                      const struct signature *seal)
{
	return crypt_verify(author, SEAL_DOMAIN, span_of(id->b, sizeof(id->b)), seal);
}

bool boundary_would_exceed(const struct boundary *walk, uint32_t body_size)
{
	return walk->count + 1 > VB_SEAL_MAX_ENTRIES ||
	       walk->bytes + VB_HEADER_BYTES + body_size > VB_SEAL_MAX_BYTES;
}

bool boundary_add(struct boundary *walk, uint32_t body_size)
{
	bool is_boundary = boundary_would_exceed(walk, body_size);

	if (is_boundary)
		*walk = (struct boundary){ 0 };
	walk->count++;
	walk->bytes += VB_HEADER_BYTES + body_size;
	return is_boundary;
}
