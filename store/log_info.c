/* log_info: a log's row; see log_info.h. */
#include "store/log_info.h"

void log_info_encode(const struct log_info *info, struct key *row)
{
	key_init(row);
	key_u32(row, info->space);
	key_u8(row, (uint8_t)info->audience);
	key_bytes(row, info->id.b, sizeof(info->id.b));
	key_bytes(row, info->author.b, sizeof(info->author.b));
	key_u64(row, info->incarnation);
	key_u64(row, info->count);
	key_bytes(row, info->head.b, sizeof(info->head.b));
	key_u64(row, info->hlc.v);
	key_u32(row, info->control_seq);
	key_bytes(row, info->control_prefix, sizeof(info->control_prefix));
	key_u32(row, info->walk.count);
	key_u32(row, info->walk.bytes);
	key_u64(row, info->sealed);
	key_u8(row, info->is_sealed_at_boundary);
	key_u64(row, info->valid);
	key_u64(row, info->applied);
	key_u32(row, (uint32_t)-info->fault);
}

int log_info_decode(uint32_t handle, struct span row, struct log_info *out)
{
	struct log_info info = { .handle = handle };
	struct cursor c;
	uint8_t audience, at_boundary;
	uint32_t fault;

	cursor_init(&c, row);
	info.space = cursor_u32(&c);
	audience = cursor_u8(&c);
	cursor_copy(&c, info.id.b, sizeof(info.id.b));
	cursor_copy(&c, info.author.b, sizeof(info.author.b));
	info.incarnation = cursor_u64(&c);
	info.count = cursor_u64(&c);
	cursor_copy(&c, info.head.b, sizeof(info.head.b));
	info.hlc.v = cursor_u64(&c);
	info.control_seq = cursor_u32(&c);
	cursor_copy(&c, info.control_prefix, sizeof(info.control_prefix));
	info.walk.count = cursor_u32(&c);
	info.walk.bytes = cursor_u32(&c);
	info.sealed = cursor_u64(&c);
	at_boundary = cursor_u8(&c);
	info.valid = cursor_u64(&c);
	info.applied = cursor_u64(&c);
	fault = cursor_u32(&c);
	if (cursor_finish(&c) != 0 || handle == 0 || info.space == 0 ||
	    audience > VB_AUDIENCE_OPEN || at_boundary > 1 || fault > UINT16_MAX ||
	    info.sealed > info.count || info.valid > info.count || info.applied > info.valid)
		return VB_ERR_STORE_CORRUPT;
	info.audience = (enum audience)audience;
	info.is_sealed_at_boundary = at_boundary == 1;
	info.fault = -(int)fault;
	*out = info;
	return 0;
}
