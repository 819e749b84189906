/* hatch: frames between the two programs of mail; see hatch.h. */
#include "bridges/mail/hatch.h"

#include <string.h>

#include "protocol/pack.h"

#define SETTING_COUNT 3u
#define PIECE_BYTES 8u

void hatch_put(struct buf *out, enum hatch_kind kind, struct span body)
{
	buf_put_u32(out, (uint32_t)body.size + 1);
	buf_put_u8(out, (uint8_t)kind);
	buf_put(out, body.data, body.size);
}

static bool is_kind(uint8_t byte)
{
	return (byte >= HATCH_SETTINGS && byte <= HATCH_PIECE) ||
	       (byte >= HATCH_READY && byte <= HATCH_BYTES);
}

int hatch_take(struct span in, enum hatch_kind *kind, struct span *body, size_t *used)
{
	uint32_t size;

	if (in.size < VB_HATCH_HEAD_BYTES)
		return VB_ERR_TRUNCATED;
	size = get_be32(in.data);
	if (size == 0)
		return VB_ERR_MALFORMED;
	if (size > VB_HATCH_FRAME_MAX_BYTES - VB_HATCH_HEAD_BYTES)
		return VB_ERR_TOO_LARGE;
	if (in.size > VB_HATCH_HEAD_BYTES && !is_kind(in.data[VB_HATCH_HEAD_BYTES]))
		return VB_ERR_MALFORMED;
	if (in.size - VB_HATCH_HEAD_BYTES < size)
		return VB_ERR_TRUNCATED;
	*kind = (enum hatch_kind)in.data[VB_HATCH_HEAD_BYTES];
	*body = span_of(in.data + VB_HATCH_HEAD_BYTES + 1, size - 1);
	*used = VB_HATCH_HEAD_BYTES + size;
	return 0;
}

void hatch_settings_encode(const struct hatch_settings *settings, struct buf *out)
{
	pack_array(out, SETTING_COUNT);
	pack_cstr(out, settings->authserv);
	pack_cstr(out, settings->domain);
	pack_bool(out, settings->is_unconfined_allowed);
}

static void get_name(struct pack_reader *r, char *out)
{
	struct span text = unpack_str(r, VB_HATCH_DOMAIN_MAX_BYTES);

	if (text.size > 0)
		memcpy(out, text.data, text.size);
	out[text.size] = '\0';
}

int hatch_settings_decode(struct span in, struct hatch_settings *out)
{
	struct pack_reader r;

	memset(out, 0, sizeof(*out));
	unpack_init(&r, in);
	(void)unpack_array(&r, SETTING_COUNT);
	get_name(&r, out->authserv);
	get_name(&r, out->domain);
	out->is_unconfined_allowed = unpack_bool(&r);
	unpack_end(&r);
	return unpack_finish(&r) == 0 ? 0 : VB_ERR_MALFORMED;
}

void hatch_piece_encode(struct hatch_piece piece, struct buf *out)
{
	buf_put_u32(out, piece.file);
	buf_put_u32(out, piece.offset);
}

int hatch_piece_decode(struct span in, struct hatch_piece *out)
{
	if (in.size != PIECE_BYTES)
		return VB_ERR_MALFORMED;
	out->file = get_be32(in.data);
	out->offset = get_be32(in.data + 4);
	return 0;
}
