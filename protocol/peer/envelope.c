/* envelope: a frame for one node only, carried by a relay; see envelope.h and SPEC.md 10. */
#include "protocol/peer/envelope.h"

#include <string.h>

#include "protocol/padding.h"

#define ENVELOPE_DOMAIN "verbund/envelope/1"
#define LETTER_HEAD_BYTES (VB_HASH_BYTES + VB_SIGNATURE_BYTES + 4u) /* sender, signature, length */

void envelope_encode(const struct envelope *envelope, struct buf *out)
{
	buf_put(out, envelope->recipient.b, sizeof(envelope->recipient.b));
	buf_put(out, envelope->box.data, envelope->box.size);
}

int envelope_decode(struct span payload, struct envelope *out)
{
	struct envelope envelope = { .box = { NULL, 0 } };
	struct cursor c;
	size_t content;

	cursor_init(&c, payload);
	cursor_copy(&c, envelope.recipient.b, sizeof(envelope.recipient.b));
	envelope.box = cursor_take(&c, cursor_left(&c));
	if (c.err != 0 || envelope.box.size <= VB_SEALED_BOX_OVERHEAD_BYTES)
		return VB_ERR_TRUNCATED;
	content = envelope.box.size - VB_SEALED_BOX_OVERHEAD_BYTES;
	if (content > VB_ENVELOPE_CONTENT_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	if (padding_bytes(content, VB_ENVELOPE_CONTENT_MAX_BYTES) != content)
		return VB_ERR_NOT_CANONICAL;
	*out = envelope;
	return 0;
}

/* What the sender signs: recipient and frame. */
static void message_make(const struct node_id *recipient, struct span frame, struct buf *out)
{
	buf_init(out, VB_ENVELOPE_CONTENT_MAX_BYTES);
	buf_put(out, recipient->b, sizeof(recipient->b));
	buf_put(out, frame.data, frame.size);
}

int letter_encode(const struct node_id *sender, const struct node_keys *keys,
                  const struct node_id *recipient, struct span frame, struct buf *out)
{
	uint32_t padded;
	struct signature signature;
	struct buf message;
	uint8_t *zeros;

	if (frame.size > VB_ENVELOPE_CONTENT_MAX_BYTES - LETTER_HEAD_BYTES)
		return VB_ERR_TOO_LARGE;
	padded = padding_bytes(LETTER_HEAD_BYTES + frame.size, VB_ENVELOPE_CONTENT_MAX_BYTES);
	message_make(recipient, frame, &message);
	crypt_sign(keys, ENVELOPE_DOMAIN, buf_span(&message), &signature);
	buf_release(&message);
	buf_put(out, sender->b, sizeof(sender->b));
	buf_put(out, signature.b, sizeof(signature.b));
	buf_put_u32(out, (uint32_t)frame.size);
	buf_put(out, frame.data, frame.size);
	zeros = buf_extend(out, padded - LETTER_HEAD_BYTES - frame.size);
	if (zeros == NULL)
		return VB_ERR_TOO_LARGE;
	memset(zeros, 0, padded - LETTER_HEAD_BYTES - frame.size);
	return 0;
}

int letter_decode(struct span content, struct letter *out)
{
	struct letter letter = { .frame = { NULL, 0 } };
	struct cursor c;
	int err;

	if (content.size > VB_ENVELOPE_CONTENT_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	cursor_init(&c, content);
	cursor_copy(&c, letter.sender.b, sizeof(letter.sender.b));
	cursor_copy(&c, letter.signature.b, sizeof(letter.signature.b));
	letter.frame = cursor_take(&c, cursor_u32(&c));
	if (c.err != 0)
		return c.err;
	err = padding_check(content, LETTER_HEAD_BYTES + letter.frame.size);
	if (err == 0)
		*out = letter;
	return err;
}

int letter_verify(const struct letter *letter, const struct public_key *sender,
                  const struct node_id *recipient)
{
	struct buf message;
	int err;

	message_make(recipient, letter->frame, &message);
	err = crypt_verify(sender, ENVELOPE_DOMAIN, buf_span(&message), &letter->signature);
	buf_release(&message);
	return err;
}
