/* logs: which logs there are; see logs.h. */
#include "store/logs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/entries.h"
#include "store/keyspace.h"
#include "store/log_map.h"

struct logs {
	struct log_map map;
	struct log_slot **dirty; /* in the order of their first change */
	size_t dirty_count, dirty_capacity;
};

/* ---- reading ---- */

/* Reads one row of the table. */
static int row_read(struct span key, struct span value, struct log_info *out)
{
	return key.size == sizeof(uint32_t) ? log_info_decode(get_be32(key.data), value, out)
	                                    : VB_ERR_STORE_CORRUPT;
}

static int logs_load(struct logs *logs, struct env_txn *txn)
{
	struct env_cursor c;
	struct span key, value;
	struct log_info info;
	uint64_t next_log = 1, next_space = 1;
	int err, end;

	/* Numbers never given out are damage; memory is laid out by them. */
	err = keyspace_get_meta(txn, VB_META_NEXT_LOG, &next_log);
	if (err == 0 || err == VB_ERR_NOT_FOUND)
		err = keyspace_get_meta(txn, VB_META_NEXT_SPACE, &next_space);
	if (err == VB_ERR_NOT_FOUND)
		err = 0;
	env_cursor_open(&c, txn, VB_TABLE_LOGS, span_of(NULL, 0), span_of(NULL, 0));
	while (err == 0 && env_cursor_next(&c, &key, &value)) {
		err = row_read(key, value, &info);
		if (err == 0 && (info.handle >= next_log || info.space >= next_space ||
		                 log_map_find(&logs->map, &info.id) != NULL))
			err = VB_ERR_STORE_CORRUPT;
		if (err == 0)
			log_map_add(&logs->map, &info);
	}
	end = env_cursor_close(&c);
	return err != 0 ? err : end;
}

int logs_open(struct env *env, struct logs **out)
{
	struct logs *logs = calloc(1, sizeof(*logs));
	struct env_txn *txn;
	int err;

	if (logs == NULL)
		abort();
	log_map_init(&logs->map);
	err = env_begin(env, VB_ENV_READ, &txn);
	if (err == 0) {
		err = logs_load(logs, txn);
		env_abort(&txn);
	}
	if (err != 0)
		logs_close(&logs);
	else
		*out = logs;
	return err;
}

void logs_close(struct logs **logs)
{
	if (*logs == NULL)
		return;
	log_map_release(&(*logs)->map);
	free((*logs)->dirty);
	free(*logs);
	*logs = NULL;
}

const struct log_info *logs_find(const struct logs *logs, const struct log_id *id)
{
	const struct log_slot *slot = log_map_find(&logs->map, id);

	return slot == NULL ? NULL : &slot->info;
}

const struct log_info *logs_get(const struct logs *logs, uint32_t handle)
{
	const struct log_slot *slot = log_map_get(&logs->map, handle);

	return slot == NULL ? NULL : &slot->info;
}

const struct log_info *const *logs_in_stream(const struct logs *logs, uint32_t space,
                                             enum audience stream, size_t *count)
{
	const struct log_stream *s = log_map_stream(&logs->map, space, stream);

	*count = s == NULL ? 0 : s->count;
	return s == NULL ? NULL : s->logs;
}

void logs_digest(struct logs *logs, uint32_t space, const struct space_id *space_id,
                 enum audience stream, struct hash *out)
{
	struct log_stream *s = log_map_stream(&logs->map, space, stream);

	if (s == NULL)
		memset(out, 0, sizeof(*out));
	else
		log_map_digest(s, space_id, stream, out);
}

/* ---- writing ---- */

/* The log as it may be changed in this transaction; what was committed is kept for an abort. */
static struct log_info *log_edit(struct logs *logs, uint32_t handle)
{
	struct log_slot *slot = log_map_get(&logs->map, handle);

	assert(slot != NULL);
	if (!slot->is_dirty) {
		slot->is_dirty = true;
		slot->before = slot->info;
		log_map_grow(&logs->dirty, &logs->dirty_capacity, logs->dirty_count + 1,
		             sizeof(struct log_slot *));
		logs->dirty[logs->dirty_count++] = slot;
	}
	return &slot->info;
}

/* Logs of a space in all its streams. */
static size_t logs_of_space(const struct logs *logs, uint32_t space)
{
	size_t sum = 0, count;

	for (unsigned stream = 0; stream < VB_LOG_STREAMS; stream++) {
		(void)logs_in_stream(logs, space, (enum audience)stream, &count);
		sum += count;
	}
	return sum;
}

int logs_register(struct logs *logs, struct env_txn *txn, uint32_t space, const struct log_id *id,
                  const struct node_id *author, uint64_t incarnation, enum audience audience,
                  uint32_t *out)
{
	const struct log_info *known = logs_find(logs, id);
	struct log_info info = { .space = space,
		                 .audience = audience,
		                 .id = *id,
		                 .author = *author,
		                 .incarnation = incarnation };

	if (known != NULL) {
		*out = known->handle;
		return 0;
	}
	if (logs_of_space(logs, space) >= VB_LOGS_MAX_COUNT)
		return VB_ERR_TOO_MANY;
	info.handle = keyspace_next(txn, VB_META_NEXT_LOG);
	if (info.handle == 0)
		return env_error(txn);
	log_map_add(&logs->map, &info)->is_new = true;
	(void)log_edit(logs, info.handle);
	*out = info.handle;
	return 0;
}

void logs_append(struct logs *logs, struct env_txn *txn, uint32_t handle, struct span header,
                 struct span body, const struct entry_id *id)
{
	struct log_info *log = log_edit(logs, handle);
	struct entry_header h;
	int err = entry_header_decode(header, &h);

	assert(err == 0 && log_id_is_equal(&h.log, &log->id) && h.seq == log->count &&
	       entry_id_is_equal(&h.prev, &log->head));
	entries_put(txn, handle, h.seq, header, body);
	if (boundary_add(&log->walk, h.body_size))
		log->is_sealed_at_boundary = log->sealed == log->count;
	log->count++;
	log->head = *id;
	log->hlc = h.hlc;
	log->control_seq = h.control_seq;
	memcpy(log->control_prefix, h.control_prefix, sizeof(log->control_prefix));
	log_map_touch(&logs->map, log);
}

void logs_seal(struct logs *logs, struct env_txn *txn, uint32_t handle,
               const struct signature *seal)
{
	struct log_info *log = log_edit(logs, handle);

	assert(log->count > 0);
	if (log->sealed > 0 && log->sealed < log->count && !log->is_sealed_at_boundary)
		entries_del_seal(txn, handle, log->sealed - 1);
	entries_put_seal(txn, handle, log->count - 1, seal);
	if (log->sealed < log->count)
		log->is_sealed_at_boundary = false;
	log->sealed = log->count;
}

int logs_boundary_before(const struct logs *logs, struct env_txn *txn, uint32_t handle,
                         uint64_t seq, uint64_t *count)
{
	struct boundary walk = { 0 };
	struct entries_cursor c;
	struct entry_header h;
	struct entry_row row;
	uint64_t found = 0;
	int err = 0, end;

	assert(logs_get(logs, handle) != NULL);
	entries_open(&c, txn, handle, 0);
	while (err == 0 && entries_next(&c, &row) && row.seq <= seq) {
		err = entry_header_decode(row.header, &h);
		if (err == 0 && boundary_add(&walk, h.body_size))
			found = row.seq;
	}
	end = entries_close(&c);
	if (err != 0) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return VB_ERR_STORE_CORRUPT;
	}
	if (end == 0)
		*count = found;
	return end;
}

/* Makes head and walk those of the first count entries. */
static void log_rewind(struct env_txn *txn, struct log_info *log, uint64_t count)
{
	struct entries_cursor c;
	struct entry_header h = { 0 };
	struct entry_row row;
	uint64_t seen = 0;

	log->head = (struct entry_id){ { 0 } };
	log->walk = (struct boundary){ 0 };
	entries_open(&c, txn, log->handle, 0);
	while (seen < count && entries_next(&c, &row) && row.seq == seen &&
	       entry_header_decode(row.header, &h) == 0) {
		(void)boundary_add(&log->walk, h.body_size);
		seen++;
		if (seen == count)
			entry_id_derive(row.header.data, &log->head);
	}
	if (entries_close(&c) == 0 && seen < count)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	log->count = count;
	log->hlc = h.hlc;
	log->control_seq = h.control_seq;
	memcpy(log->control_prefix, h.control_prefix, sizeof(log->control_prefix));
}

void logs_truncate(struct logs *logs, struct env_txn *txn, uint32_t handle, uint64_t count)
{
	struct log_info *log = log_edit(logs, handle);

	assert(log->valid <= count && count <= log->count);
	for (uint64_t seq = count; seq < log->count; seq++) {
		entries_del(txn, handle, seq);
		entries_del_seal(txn, handle, seq);
	}
	log_rewind(txn, log, count);
	log->sealed = count;
	/* Whether a boundary still stands behind count-1 depends on the entry that will come next. */
	log->is_sealed_at_boundary = false;
	log_map_touch(&logs->map, log);
}

void logs_judge(struct logs *logs, struct env_txn *txn, uint32_t handle, uint64_t valid,
                uint64_t applied, int fault)
{
	struct log_info *log = log_edit(logs, handle);

	(void)txn;
	assert(applied <= valid && valid <= log->count && fault <= 0 && fault >= -UINT16_MAX);
	log->valid = valid;
	log->applied = applied;
	log->fault = fault;
}

/* ---- the end of a transaction ---- */

/* What changed is committed, or put back as it was. */
static void dirty_end(struct logs *logs, bool is_committed)
{
	for (size_t i = 0; i < logs->dirty_count; i++) {
		struct log_slot *slot = logs->dirty[i];

		if (!is_committed && slot->is_new) {
			log_map_remove(&logs->map, slot);
			continue;
		}
		if (!is_committed) {
			slot->info = slot->before;
			log_map_touch(&logs->map, &slot->info);
		}
		slot->is_dirty = false;
		slot->is_new = false;
	}
	logs->dirty_count = 0;
}

int logs_commit(struct logs *logs, struct env_txn **txn)
{
	struct key key, row;
	int err = 0;

	if (*txn == NULL)
		return 0;
	for (size_t i = 0; i < logs->dirty_count; i++) {
		key_init(&key);
		key_u32(&key, logs->dirty[i]->info.handle);
		log_info_encode(&logs->dirty[i]->info, &row);
		env_put(*txn, VB_TABLE_LOGS, key_span(&key), key_span(&row));
	}
	err = env_commit(txn);
	dirty_end(logs, err == 0);
	return err;
}

void logs_abort(struct logs *logs, struct env_txn **txn)
{
	env_abort(txn);
	dirty_end(logs, false);
}
