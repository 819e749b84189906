/* invites: invitation codes given out; see invites.h. */
#include "store/invites.h"

#include <string.h>

#include "protocol/limits.h"
#include "store/key.h"
#include "store/keyspace.h"

static int row_decode(struct span key, struct span value, struct invite_row *out)
{
	struct cursor c;
	uint8_t burnt, role;

	cursor_init(&c, value);
	out->expires.v = cursor_u64(&c);
	burnt = cursor_u8(&c);
	cursor_copy(&c, out->secret, sizeof(out->secret));
	role = cursor_u8(&c);
	cursor_copy(&c, out->space.b, sizeof(out->space.b));
	if (cursor_finish(&c) != 0 || key.size != sizeof(out->tag) || burnt > 1 ||
	    role > VB_ROLE_STEWARD) {
		crypt_wipe(out->secret, sizeof(out->secret));
		return VB_ERR_STORE_CORRUPT;
	}
	memcpy(out->tag, key.data, sizeof(out->tag));
	out->is_burnt = burnt == 1;
	out->role = (enum role)role;
	return 0;
}

int invites_get(struct env_txn *txn, const uint8_t tag[static VB_INVITE_TAG_BYTES],
                struct invite_row *out)
{
	struct span key = span_of(tag, VB_INVITE_TAG_BYTES), value;
	struct invite_row row;
	int err = env_get(txn, VB_TABLE_INVITES, key, &value);

	if (err == VB_ERR_NOT_FOUND)
		return err;
	if (err == 0)
		err = row_decode(key, value, &row);
	if (err != 0) {
		env_fail(txn, err);
		return err;
	}
	*out = row;
	crypt_wipe(&row, sizeof(row));
	return 0;
}

void invites_put(struct env_txn *txn, const struct invite_row *invite)
{
	struct key row;

	key_init(&row);
	key_u64(&row, invite->expires.v);
	key_u8(&row, invite->is_burnt);
	key_bytes(&row, invite->secret, sizeof(invite->secret));
	key_u8(&row, (uint8_t)invite->role);
	key_bytes(&row, invite->space.b, sizeof(invite->space.b));
	env_put(txn, VB_TABLE_INVITES, span_of(invite->tag, sizeof(invite->tag)), key_span(&row));
	crypt_wipe(row.b, row.size);
}

void invites_burn(struct env_txn *txn, const uint8_t tag[static VB_INVITE_TAG_BYTES])
{
	struct invite_row row;
	int err = invites_get(txn, tag, &row);

	if (err != 0) {
		env_fail(txn, err);
		return;
	}
	row.is_burnt = true;
	crypt_wipe(row.secret, sizeof(row.secret));
	invites_put(txn, &row);
}

/* Writes down the tags of up to VB_INVITES_MAX_COUNT codes that expired; *open: codes still good. */
static int find_expired(struct env_txn *txn, struct wall_ms now,
                        uint8_t tags[VB_INVITES_MAX_COUNT][VB_INVITE_TAG_BYTES], size_t *count,
                        size_t *open)
{
	struct invite_row row;
	struct env_cursor c;
	struct span key, value;
	int err = 0, end;

	*count = *open = 0;
	env_cursor_open(&c, txn, VB_TABLE_INVITES, span_of(NULL, 0), span_of(NULL, 0));
	while (err == 0 && *count < VB_INVITES_MAX_COUNT && env_cursor_next(&c, &key, &value)) {
		err = row_decode(key, value, &row);
		if (err != 0)
			env_fail(txn, err);
		else if (row.expires.v < now.v)
			memcpy(tags[(*count)++], row.tag, sizeof(row.tag));
		else if (!row.is_burnt)
			(*open)++;
	}
	crypt_wipe(&row, sizeof(row));
	end = env_cursor_close(&c);
	return err != 0 ? err : end;
}

int invites_count_open(struct env_txn *txn, struct wall_ms now, size_t *out)
{
	struct invite_row row;
	struct env_cursor c;
	struct span key, value;
	size_t open = 0;
	int err;

	env_cursor_open(&c, txn, VB_TABLE_INVITES, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		err = row_decode(key, value, &row);
		if (err != 0)
			env_fail(txn, err);
		else
			open += !row.is_burnt && row.expires.v >= now.v;
	}
	crypt_wipe(&row, sizeof(row));
	err = env_cursor_close(&c);
	if (err == 0)
		*out = open;
	return err;
}

int invites_expire(struct env_txn *txn, struct wall_ms now, size_t *open)
{
	uint8_t tags[VB_INVITES_MAX_COUNT][VB_INVITE_TAG_BYTES];
	size_t count, still_open;
	int err;

	do {
		err = find_expired(txn, now, tags, &count, &still_open);
		if (err != 0)
			return err;
		for (size_t i = 0; i < count; i++)
			env_del(txn, VB_TABLE_INVITES, span_of(tags[i], sizeof(tags[i])));
	} while (count == VB_INVITES_MAX_COUNT);
	err = env_error(txn);
	if (err == 0)
		*open = still_open;
	return err;
}
