/* spaces: spaces and their control logs; see spaces.h. */
#include "store/spaces.h"

#include <string.h>

#include "protocol/entry.h"
#include "store/key.h"
#include "store/keyspace.h"

#define CONTROL_KEY_BYTES 8u /* u32 space, u32 seq */
#define CONTROL_FIXED_BYTES (VB_SIGNATURE_BYTES + VB_HEADER_BYTES)
#define STATE_FLAGS ((uint32_t)(VB_SPACE_FETCHING | VB_SPACE_ARCHIVE))
#define KNOWN_FLAGS (STATE_FLAGS | VB_SPACE_INCARNATED | VB_SPACE_VEILED | VB_SPACE_RECLAIMED)

/* ---- the registry ---- */

static int info_decode(struct span key, struct span value, struct space_info *out)
{
	struct space_info info = { .number = 0 };
	struct cursor c;

	cursor_init(&c, value);
	info.number = cursor_u32(&c);
	info.flags = cursor_u32(&c);
	info.incarnation = cursor_u64(&c);
	info.control_count = cursor_u32(&c);
	cursor_copy(&c, info.control_head.b, sizeof(info.control_head.b));
	if (cursor_finish(&c) != 0 || key.size != sizeof(info.id.b) || info.number == 0 ||
	    (info.flags & ~KNOWN_FLAGS) != 0)
		return VB_ERR_STORE_CORRUPT;
	memcpy(info.id.b, key.data, sizeof(info.id.b));
	*out = info;
	return 0;
}

static void info_put(struct env_txn *txn, const struct space_info *info)
{
	struct key row;

	key_init(&row);
	key_u32(&row, info->number);
	key_u32(&row, info->flags);
	key_u64(&row, info->incarnation);
	key_u32(&row, info->control_count);
	key_bytes(&row, info->control_head.b, sizeof(info->control_head.b));
	env_put(txn, VB_TABLE_SPACES, span_of(info->id.b, sizeof(info->id.b)), key_span(&row));
}

int spaces_get(struct env_txn *txn, const struct space_id *id, struct space_info *out)
{
	struct span key = span_of(id->b, sizeof(id->b)), value;
	int err = env_get(txn, VB_TABLE_SPACES, key, &value);

	if (err == VB_ERR_NOT_FOUND)
		return VB_ERR_UNKNOWN_SPACE;
	if (err == 0)
		err = info_decode(key, value, out);
	if (err != 0)
		env_fail(txn, err);
	return err;
}

/* As spaces_get, for a change: the transaction fails where the space is unknown. */
static bool info_edit(struct env_txn *txn, const struct space_id *id, struct space_info *out)
{
	int err = spaces_get(txn, id, out);

	if (err != 0)
		env_fail(txn, err);
	return err == 0;
}

int spaces_add(struct env_txn *txn, const struct space_id *id, uint32_t flags, uint32_t *number)
{
	struct space_info info;
	int err = spaces_get(txn, id, &info);

	if (err == VB_ERR_UNKNOWN_SPACE) {
		if (env_count(txn, VB_TABLE_SPACES) >= VB_SPACES_MAX_COUNT)
			return VB_ERR_TOO_MANY;
		info = (struct space_info){ .id = *id, .flags = flags & STATE_FLAGS };
		info.number = keyspace_next(txn, VB_META_NEXT_SPACE);
		info_put(txn, &info);
		err = env_error(txn);
	}
	if (err == 0)
		*number = info.number;
	return err;
}

void spaces_set_flags(struct env_txn *txn, const struct space_id *id, uint32_t flags)
{
	struct space_info info;

	if (!info_edit(txn, id, &info))
		return;
	info.flags = (info.flags & ~STATE_FLAGS) | (flags & STATE_FLAGS);
	info_put(txn, &info);
}

void spaces_set_reclaimed(struct env_txn *txn, const struct space_id *id)
{
	struct space_info info;

	if (!info_edit(txn, id, &info))
		return;
	info.flags &= ~(uint32_t)(VB_SPACE_FETCHING | VB_SPACE_VEILED);
	info.flags |= VB_SPACE_RECLAIMED;
	info_put(txn, &info);
}

void spaces_set_incarnation(struct env_txn *txn, const struct space_id *id, uint64_t incarnation)
{
	struct space_info info;

	if (!info_edit(txn, id, &info))
		return;
	info.flags |= VB_SPACE_INCARNATED;
	info.incarnation = incarnation;
	info_put(txn, &info);
}

void spaces_set_veil(struct env_txn *txn, const struct space_id *id, bool is_veiled)
{
	struct space_info info;
	int err = spaces_get(txn, id, &info);

	if (err != 0) {
		env_fail(txn, err);
		return;
	}
	info.flags &= ~(uint32_t)VB_SPACE_VEILED;
	info.flags |= is_veiled ? VB_SPACE_VEILED : 0u;
	info_put(txn, &info);
}

void spaces_forget_incarnations(struct env_txn *txn)
{
	struct space_info info = { .number = 0 };
	struct env_cursor c;
	struct span key, value;
	uint8_t from[sizeof(info.id.b)];
	bool more = true;
	int err;

	/* One space at a time: nothing may be written while a walk stands. */
	memset(from, 0, sizeof(from));
	while (more) {
		env_cursor_open(&c, txn, VB_TABLE_SPACES, span_of(NULL, 0),
		                span_of(from, sizeof(from)));
		more = env_cursor_next(&c, &key, &value);
		/* The walk starts at the space of the turn before. */
		if (more && info.number != 0)
			more = env_cursor_next(&c, &key, &value);
		err = more ? info_decode(key, value, &info) : 0;
		if (err != 0)
			env_fail(txn, err);
		if (env_cursor_close(&c) != 0 || !more)
			return;
		memcpy(from, info.id.b, sizeof(from));
		info.flags = (info.flags & VB_SPACE_ARCHIVE) != 0
		                     ? VB_SPACE_ARCHIVE
		                     : (uint32_t)VB_SPACE_FETCHING | VB_SPACE_VEILED;
		info.incarnation = 0;
		info_put(txn, &info);
	}
}

void spaces_open(struct spaces_cursor *c, struct env_txn *txn)
{
	env_cursor_open(&c->c, txn, VB_TABLE_SPACES, span_of(NULL, 0), span_of(NULL, 0));
}

bool spaces_next(struct spaces_cursor *c, struct space_info *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = info_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int spaces_close(struct spaces_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- control logs ---- */

static void control_key(struct key *key, uint32_t number, uint32_t seq)
{
	key_init(key);
	key_u32(key, number);
	key_u32(key, seq);
}

/* Splits a row; false, and the transaction fails, when it is damaged. */
static bool control_decode(struct env_txn *txn, struct span key, struct span value,
                           struct control_row *out)
{
	if (key.size != CONTROL_KEY_BYTES || value.size < CONTROL_FIXED_BYTES) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->seq = get_be32(key.data + 4);
	memcpy(out->signature.b, value.data, VB_SIGNATURE_BYTES);
	out->header = span_of(value.data + VB_SIGNATURE_BYTES, VB_HEADER_BYTES);
	out->body = span_of(value.data + CONTROL_FIXED_BYTES, value.size - CONTROL_FIXED_BYTES);
	return true;
}

void spaces_append_control(struct env_txn *txn, const struct space_id *space, struct span header,
                           struct span body, const struct signature *signature,
                           const struct entry_id *id)
{
	struct space_info info;
	struct key key;
	uint8_t *row;

	assert(header.size == VB_HEADER_BYTES);
	if (!info_edit(txn, space, &info))
		return;
	control_key(&key, info.number, info.control_count);
	row = env_reserve(txn, VB_TABLE_CONTROL, key_span(&key), CONTROL_FIXED_BYTES + body.size);
	if (row == NULL)
		return;
	memcpy(row, signature->b, VB_SIGNATURE_BYTES);
	memcpy(row + VB_SIGNATURE_BYTES, header.data, VB_HEADER_BYTES);
	if (body.size > 0)
		memcpy(row + CONTROL_FIXED_BYTES, body.data, body.size);
	info.control_count++;
	info.control_head = *id;
	info_put(txn, &info);
}

void spaces_truncate_control(struct env_txn *txn, const struct space_id *space, uint32_t count,
                             const struct entry_id *head)
{
	struct space_info info;
	struct key key;

	if (!info_edit(txn, space, &info))
		return;
	assert(count > 0 && count <= info.control_count);
	for (uint32_t seq = count; seq < info.control_count; seq++) {
		control_key(&key, info.number, seq);
		env_del(txn, VB_TABLE_CONTROL, key_span(&key));
	}
	info.control_count = count;
	info.control_head = *head;
	info_put(txn, &info);
}

int spaces_get_control(struct env_txn *txn, uint32_t number, uint32_t seq, struct control_row *out)
{
	struct key key;
	struct span value;
	int err;

	control_key(&key, number, seq);
	err = env_get(txn, VB_TABLE_CONTROL, key_span(&key), &value);
	if (err == 0 && !control_decode(txn, key_span(&key), value, out))
		err = VB_ERR_STORE_CORRUPT;
	return err;
}

void spaces_open_control(struct control_cursor *c, struct env_txn *txn, uint32_t number,
                         uint32_t from)
{
	put_be32(c->from, number);
	put_be32(c->from + 4, from);
	env_cursor_open(&c->c, txn, VB_TABLE_CONTROL, span_of(c->from, 4),
	                span_of(c->from, sizeof(c->from)));
}

bool spaces_next_control(struct control_cursor *c, struct control_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && control_decode(c->c.txn, key, value, out);
}

int spaces_close_control(struct control_cursor *c)
{
	return env_cursor_close(&c->c);
}
