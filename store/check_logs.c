/* check_logs: chains, bodies and seals; see check_logs.h. */
#include "store/check_logs.h"

#include <string.h>

#include "store/entries.h"

#define NO_SEAL UINT64_MAX

/* One log on the walk. */
struct log_walk {
	struct env_txn *txn;
	struct findings *f;
	const struct log_info *log; /* what the registry says */
	struct log_info seen;       /* what the entries say */
	uint64_t seal_at;           /* the next seal not judged yet, NO_SEAL at the end */
};

static void tell(struct findings *f, enum finding_code code, enum table table,
                 const struct log_info *log, uint64_t seq)
{
	struct finding finding = { code, table, log->space, log->handle, seq };

	finding_add(f, &finding);
}

/* ---- the registry ---- */

static void registry_row(const struct log_info *log, const struct places *places, uint64_t next,
                         struct findings *f)
{
	const struct space_info *space = places_space(places, log->space);
	struct log_id id;

	if (log->handle >= next)
		tell(f, VB_FINDING_NUMBERS, VB_TABLE_LOGS, log, 0);
	if (space == NULL) {
		tell(f, VB_FINDING_ORPHAN, VB_TABLE_LOGS, log, 0);
		return;
	}
	log_id_derive(&space->id, &log->author, log->incarnation, log->audience, &id);
	if (!log_id_is_equal(&id, &log->id))
		tell(f, VB_FINDING_LOG_ID, VB_TABLE_LOGS, log, 0);
}

void check_logs_registry(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;
	struct log_info log;
	uint64_t next = 1;
	int err = keyspace_get_meta(txn, VB_META_NEXT_LOG, &next);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return;
	env_cursor_open(&c, txn, VB_TABLE_LOGS, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		err = key.size == sizeof(uint32_t)
		              ? log_info_decode(get_be32(key.data), value, &log)
		              : VB_ERR_STORE_CORRUPT;
		if (err != 0) {
			env_fail(txn, err);
			continue;
		}
		f->logs++;
		registry_row(&log, places, next, f);
		(void)places_add_log(places, &log); /* handles are keys: none stands twice */
	}
	(void)!env_cursor_close(&c);
}

/* ---- seals ---- */

/* Finds the first seal at or behind `from`. */
static void seal_find(struct log_walk *w, uint64_t from)
{
	struct signature seal;
	int err = entries_next_seal(w->txn, w->log->handle, from, &w->seal_at, &seal);

	if (err != 0)
		w->seal_at = NO_SEAL;
	else
		w->f->seals++;
}

/* The entry at `at` has its seal exactly if it must. */
static void seal_judge(struct log_walk *w, uint64_t at, bool is_boundary)
{
	bool wanted = is_boundary || at + 1 == w->log->sealed;
	bool found = w->seal_at == at;

	if (wanted && !found)
		tell(w->f, VB_FINDING_SEAL_MISSING, VB_TABLE_SEALS, w->log, at);
	if (found && !wanted)
		tell(w->f, VB_FINDING_SEAL_EXTRA, VB_TABLE_SEALS, w->log, at);
	if (found)
		seal_find(w, at + 1);
}

/* ---- entries ---- */

/* True if the entry follows what came before; its header is taken into `seen`. */
static bool entry_follows(struct log_walk *w, const struct entry_row *row)
{
	struct log_info *seen = &w->seen;
	struct entry_header h;

	if (entry_header_decode(row->header, &h) != 0 || row->seq != seen->count ||
	    h.seq != seen->count || !log_id_is_equal(&h.log, &seen->id) ||
	    !entry_id_is_equal(&h.prev, &seen->head))
		return false;
	if (boundary_add(&seen->walk, h.body_size))
		seal_judge(w, seen->count - 1, true);
	else if (seen->count > 0)
		seal_judge(w, seen->count - 1, false);
	seen->count++;
	entry_id_derive(row->header.data, &seen->head);
	seen->hlc = h.hlc;
	seen->control_seq = h.control_seq;
	memcpy(seen->control_prefix, h.control_prefix, sizeof(seen->control_prefix));
	return true;
}

static bool is_body_right(const struct entry_row *row)
{
	struct hash hash;

	if (row->body.size == 0 || row->is_locked)
		return true; /* erased, never given to us, or readable with keys only */
	crypt_hash(row->body, &hash);
	return memcmp(row->header.data + VB_HEADER_AD_BYTES, hash.b, sizeof(hash.b)) == 0;
}

/* Compares what the registry says with what the entries said. */
static void log_compare(struct log_walk *w)
{
	const struct log_info *a = w->log, *b = &w->seen;

	if (a->count != b->count || !entry_id_is_equal(&a->head, &b->head) ||
	    a->hlc.v != b->hlc.v || a->control_seq != b->control_seq ||
	    memcmp(a->control_prefix, b->control_prefix, sizeof(a->control_prefix)) != 0)
		tell(w->f, VB_FINDING_HEAD, VB_TABLE_LOGS, a, b->count);
	if (a->walk.count != b->walk.count || a->walk.bytes != b->walk.bytes)
		tell(w->f, VB_FINDING_BOUNDARY, VB_TABLE_LOGS, a, b->count);
}

static void log_walk(struct log_walk *w)
{
	struct entries_cursor c;
	struct entry_row row;
	bool follows = true;

	w->seen = (struct log_info){ .id = w->log->id };
	seal_find(w, 0);
	entries_open(&c, w->txn, w->log->handle, 0);
	while (follows && entries_next(&c, &row)) {
		w->f->entries++;
		follows = entry_follows(w, &row);
		if (!follows)
			tell(w->f, VB_FINDING_CHAIN, VB_TABLE_ENTRIES, w->log, w->seen.count);
		else if (!is_body_right(&row))
			tell(w->f, VB_FINDING_BODY, VB_TABLE_ENTRIES, w->log, row.seq);
	}
	if (entries_close(&c) != 0 || !follows)
		return; /* behind a break nothing can be said */
	if (w->seen.count > 0)
		seal_judge(w, w->seen.count - 1, false);
	while (w->seal_at != NO_SEAL) {
		tell(w->f, VB_FINDING_SEAL_EXTRA, VB_TABLE_SEALS, w->log, w->seal_at);
		seal_find(w, w->seal_at + 1);
	}
	log_compare(w);
}

/* Finds rows whose log is not known. Looks at one row a log. */
static void find_orphans(struct env_txn *txn, const struct places *places, enum table table,
                         struct findings *f)
{
	struct log_info unknown = { .handle = 0 };
	struct env_cursor c;
	struct span key, value;
	struct key from;
	bool more = true;

	key_init(&from);
	while (more) {
		env_cursor_open(&c, txn, table, span_of(NULL, 0), key_span(&from));
		more = env_cursor_next(&c, &key, &value);
		if (more && key.size < sizeof(uint32_t))
			env_fail(txn, VB_ERR_STORE_CORRUPT);
		else if (more)
			unknown.handle = get_be32(key.data);
		if (env_cursor_close(&c) != 0 || !more)
			return;
		if (places_log(places, unknown.handle) == NULL)
			tell(f, VB_FINDING_ORPHAN, table, &unknown, 0);
		more = unknown.handle < UINT32_MAX;
		key_init(&from);
		key_u32(&from, unknown.handle + 1);
	}
}

void check_logs_entries(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct log_walk w = { .txn = txn, .f = f };

	for (size_t i = 0; i < places->log_count && env_error(txn) == 0; i++) {
		w.log = &places->logs[i];
		log_walk(&w);
	}
	find_orphans(txn, places, VB_TABLE_ENTRIES, f);
	find_orphans(txn, places, VB_TABLE_SEALS, f);
}
