/* controllog: headers, signatures and rules of control entries; see controllog.h. The bodies: control_decode.c,
 * control_encode.c. */
#include "protocol/space/controllog.h"

#include <assert.h>
#include <string.h>

#include "protocol/document.h"

#define CONTROL_DOMAIN "verbund/control/1"
#define POLICY_KEY_VOTES 3u

/* ---- headers ---- */

void control_header_make(const struct space_id *space, const struct entry_header *prev,
                         struct hlc hlc, struct span body, struct entry_header *out)
{
	struct entry_header h = { .version = VB_PROTOCOL_VERSION, .hlc = hlc };
	uint8_t bytes[VB_HEADER_BYTES];

	assert(body.size <= VB_CONTROL_BODY_MAX_BYTES);
	if (prev != NULL) {
		entry_header_encode(prev, bytes);
		entry_id_derive(bytes, &h.prev);
		memcpy(h.log.b, space->b, sizeof(h.log.b));
		h.seq = prev->seq + 1;
		h.control_seq = (uint32_t)prev->seq;
		memcpy(h.control_prefix, h.prev.b, sizeof(h.control_prefix));
	}
	h.body_size = (uint32_t)body.size;
	crypt_hash(body, &h.body_hash);
	*out = h;
}

int control_header_check(const struct entry_header *h, const struct space_id *space)
{
	static const struct space_id none;
	int err = entry_flags_check(h->flags, VB_AUDIENCE_OPEN);

	if (err != 0)
		return err;
	if (!record_id_is_zero(&h->record))
		return VB_ERR_MALFORMED;
	if (memcmp(h->log.b, h->seq == 0 ? none.b : space->b, sizeof(h->log.b)) != 0)
		return VB_ERR_BAD_LOG;
	/* The citation is 32 bits wide, and so is a control log. */
	if (h->seq > UINT32_MAX || h->control_seq != (h->seq == 0 ? 0 : h->seq - 1) ||
	    memcmp(h->control_prefix, h->prev.b, sizeof(h->control_prefix)) != 0)
		return VB_ERR_BAD_CHAIN;
	return 0;
}

void control_sign(const struct node_keys *keys, const struct entry_id *id, struct signature *out)
{
	crypt_sign(keys, CONTROL_DOMAIN, span_of(id->b, sizeof(id->b)), out);
}

int control_verify(const struct public_key *sequencer, const struct entry_id *id,
                   const struct signature *signature)
{
	return crypt_verify(sequencer, CONTROL_DOMAIN, span_of(id->b, sizeof(id->b)), signature);
}

/* ---- votes of recovery nodes ---- */

static void vote_read(struct pack_reader *r, struct control_vote *out)
{
	if (unpack_array(r, 2) != 2)
		unpack_fail(r, VB_ERR_MALFORMED);
	unpack_fixed(r, out->node.b, sizeof(out->node.b));
	unpack_fixed(r, out->signature.b, sizeof(out->signature.b));
	unpack_end(r);
}

void control_vote_list_read(struct pack_reader *r, struct list *out)
{
	struct control_vote vote, last;

	list_begin(r, 1, VB_RECOVERY_MAX_COUNT, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++, last = vote) {
		vote_read(r, &vote);
		if (i > 0 && memcmp(last.node.b, vote.node.b, sizeof(vote.node.b)) >= 0)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
	}
	list_end(r, out);
}

bool control_vote_next(struct list *at, struct control_vote *out)
{
	struct pack_reader r;

	if (!list_enter(at, &r))
		return false;
	vote_read(&r, out);
	list_leave(at, &r);
	return true;
}

void control_vote_pack(struct buf *b, const struct control_vote *vote)
{
	pack_array(b, 2);
	pack_bin(b, vote->node.b, sizeof(vote->node.b));
	pack_bin(b, vote->signature.b, sizeof(vote->signature.b));
}

void control_handover_message(const struct space_id *space, const struct control_handover *handover,
                              struct buf *out)
{
	buf_put(out, space->b, sizeof(space->b));
	buf_put_u64(out, handover->term);
	buf_put_u32(out, handover->point_seq);
	buf_put(out, handover->point.b, sizeof(handover->point.b));
	buf_put(out, handover->owner.b, sizeof(handover->owner.b));
}

int control_policy_message(struct span body, struct hash *out)
{
	return document_hash_without(body, POLICY_KEY_VOTES, out);
}
