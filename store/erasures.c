/* erasures: rows of erased records; see erasures.h. */
#include "store/erasures.h"

#include "store/keyspace.h"

void erasures_put(struct env_txn *txn, const struct erased_row *row)
{
	struct key key, value;

	key_init(&key);
	key_record(&key, &row->record);
	key_bytes(&key, row->erase.b, sizeof(row->erase.b));
	key_init(&value);
	key_u8(&value, (uint8_t)row->state);
	key_bytes(&value, row->replacement.b, sizeof(row->replacement.b));
	key_u32(&value, row->log);
	key_u64(&value, row->seq);
	env_put(txn, VB_TABLE_ERASED, key_span(&key), key_span(&value));
}

static bool row_read(struct env_txn *txn, struct span key, struct span value,
                     struct erased_row *out)
{
	struct cursor c;
	uint8_t state;
	bool is_right;

	cursor_init(&c, key);
	out->record = key_read_record(&c);
	cursor_copy(&c, out->erase.b, sizeof(out->erase.b));
	is_right = cursor_finish(&c) == 0 && out->record.audience <= VB_AUDIENCE_CORE;
	cursor_init(&c, value);
	state = cursor_u8(&c);
	cursor_copy(&c, out->replacement.b, sizeof(out->replacement.b));
	out->log = cursor_u32(&c);
	out->seq = cursor_u64(&c);
	if (!is_right || cursor_finish(&c) != 0 || state > VB_ERASED_VOID) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->state = (enum erased_state)state;
	return true;
}

/* ---- walking ---- */

void erasures_open(struct erasures_cursor *c, struct env_txn *txn, uint32_t space)
{
	key_init(&c->prefix);
	if (space != 0)
		key_u32(&c->prefix, space);
	env_cursor_open(&c->c, txn, VB_TABLE_ERASED, key_span(&c->prefix), span_of(NULL, 0));
}

bool erasures_next(struct erasures_cursor *c, struct erased_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && row_read(c->c.txn, key, value, out);
}

int erasures_close(struct erasures_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- one record ---- */

int erasures_get(struct env_txn *txn, const struct record_ref *record, struct erased_row *out)
{
	struct erasures_cursor c;
	struct erased_row row, best;
	bool is_found = false;
	int err;

	key_init(&c.prefix);
	key_record(&c.prefix, record);
	env_cursor_open(&c.c, txn, VB_TABLE_ERASED, key_span(&c.prefix), span_of(NULL, 0));
	/* Ascending by entry id: the first of a state is the smallest. */
	while (erasures_next(&c, &row)) {
		if (!is_found || row.state < best.state)
			best = row;
		is_found = true;
	}
	err = erasures_close(&c);
	if (err == 0 && !is_found)
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		*out = best;
	return err;
}

bool erasures_is_erased(struct env_txn *txn, const struct record_ref *record)
{
	struct erased_row row;

	return erasures_get(txn, record, &row) == 0 && row.state == VB_ERASED_IN_FORCE;
}

int erasures_between(struct env_txn *txn, uint32_t space, const struct record_id *low,
                     const struct record_id *high, struct record_ref *out)
{
	struct record_ref at = { .space = space, .id = *low }, found = { .space = 0 };
	uint32_t count = 0;
	int err = 0;

	for (uint32_t audience = 0; audience <= VB_AUDIENCE_CORE && err == 0; audience++) {
		struct erasures_cursor c;
		struct erased_row row;
		struct key from;

		at.audience = (enum audience)audience;
		key_init(&c.prefix);
		key_u32(&c.prefix, space);
		key_u8(&c.prefix, (uint8_t)audience);
		key_init(&from);
		key_record(&from, &at);
		env_cursor_open(&c.c, txn, VB_TABLE_ERASED, key_span(&c.prefix), key_span(&from));
		while (count < 2 && erasures_next(&c, &row) &&
		       memcmp(row.record.id.b, high->b, sizeof(high->b)) <= 0) {
			if (row.state != VB_ERASED_IN_FORCE ||
			    (count == 1 && key_is_same_record(&row.record, &found)))
				continue;
			found = row.record;
			count++;
		}
		err = erasures_close(&c);
	}
	if (err == 0 && count != 1)
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		*out = found;
	return err;
}

/* The erase in force of a record in whichever audience it is. */
static int find(struct env_txn *txn, uint32_t space, const struct record_id *id,
                struct erased_row *out)
{
	struct record_ref ref = { .space = space, .audience = VB_AUDIENCE_ALL, .id = *id };
	int err = erasures_get(txn, &ref, out);

	if (err == 0 && out->state == VB_ERASED_IN_FORCE)
		return 0;
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	ref.audience = VB_AUDIENCE_CORE;
	err = erasures_get(txn, &ref, out);
	return err == 0 && out->state != VB_ERASED_IN_FORCE ? VB_ERR_NOT_FOUND : err;
}

int erasures_follow(struct env_txn *txn, uint32_t space, const struct record_id *id,
                    struct record_id *out)
{
	struct record_id at = *id;
	struct erased_row row;
	int err = 0;

	for (uint32_t step = 0; step <= VB_REPLACEMENTS_MAX; step++) {
		err = find(txn, space, &at, &row);
		if (err == VB_ERR_NOT_FOUND) {
			*out = at;
			return 0;
		}
		if (err != 0)
			return err;
		if (record_id_is_zero(&row.replacement))
			break;
		at = row.replacement;
	}
	return VB_ERR_ERASED;
}
