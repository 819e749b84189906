/* check: the full walk; see check.h.
 *
 * Each pass reads one or two tables in a transaction of its own, so that a damaged row ends that pass only.
 */
#include "store/check.h"

#include <stdio.h>
#include <string.h>

#include "protocol/space/controllog.h"
#include "store/check_blobs.h"
#include "store/check_logs.h"
#include "store/check_office.h"
#include "store/check_words.h"
#include "store/entries.h"
#include "store/erases.h"
#include "store/erasures.h"
#include "store/feed.h"
#include "store/forks.h"
#include "store/gifts.h"
#include "store/home.h"
#include "store/migrate.h"
#include "store/places.h"
#include "store/records.h"
#include "store/reposts.h"
#include "store/rivals.h"
#include "store/usage.h"
#include "store/votes.h"
#include "store/waiting.h"

#define TAIL_BYTES 17u /* of an index key: record id 16, u8 audience */

static void tell(struct findings *f, enum finding_code code, enum table table, uint32_t space,
                 uint64_t seq)
{
	struct finding finding = { .code = code, .table = table, .space = space, .seq = seq };

	finding_add(f, &finding);
}

/* ---- spaces and control logs ---- */

static void check_spaces(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct spaces_cursor c;
	struct space_info info;
	uint64_t next = 1;
	int err = keyspace_get_meta(txn, VB_META_NEXT_SPACE, &next);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return;
	spaces_open(&c, txn);
	while (spaces_next(&c, &info)) {
		f->spaces++;
		if (!places_add_space(places, &info) || info.number >= next)
			tell(f, VB_FINDING_NUMBERS, VB_TABLE_SPACES, info.number, 0);
	}
	(void)!spaces_close(&c);
}

/* True if a control entry follows the one before (SPEC.md 5); *head becomes its id. */
static bool control_follows(const struct space_info *space, const struct control_row *row,
                            uint32_t seq, struct entry_id *head)
{
	struct entry_header h;
	struct hash hash;

	crypt_hash(row->body, &hash);
	if (entry_header_decode(row->header, &h) != 0 ||
	    control_header_check(&h, &space->id) != 0 || row->seq != seq || h.seq != seq ||
	    !entry_id_is_equal(&h.prev, head) || memcmp(h.body_hash.b, hash.b, sizeof(hash.b)) != 0)
		return false;
	entry_id_derive(row->header.data, head);
	return seq > 0 || memcmp(head->b, space->id.b, sizeof(head->b)) == 0;
}

static void check_control_log(struct env_txn *txn, const struct space_info *space,
                              struct findings *f)
{
	struct control_cursor c;
	struct control_row row;
	struct entry_id head = { { 0 } };
	uint32_t count = 0;
	bool follows = true;

	spaces_open_control(&c, txn, space->number, 0);
	while (follows && spaces_next_control(&c, &row)) {
		f->control_entries++;
		follows = control_follows(space, &row, count, &head);
		if (follows)
			count++;
		else
			tell(f, VB_FINDING_CONTROL_CHAIN, VB_TABLE_CONTROL, space->number, count);
	}
	if (spaces_close_control(&c) == 0 && follows &&
	    (count != space->control_count || !entry_id_is_equal(&head, &space->control_head)))
		tell(f, VB_FINDING_CONTROL_HEAD, VB_TABLE_SPACES, space->number, count);
}

static void check_control(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;
	uint32_t last = 0;

	for (size_t i = 0; i < places->space_count && env_error(txn) == 0; i++)
		check_control_log(txn, &places->spaces[i], f);
	env_cursor_open(&c, txn, VB_TABLE_CONTROL, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		uint32_t number = key.size >= sizeof(number) ? get_be32(key.data) : 0;

		if (number != last && places_space(places, number) == NULL)
			tell(f, VB_FINDING_ORPHAN, VB_TABLE_CONTROL, number, 0);
		last = number;
	}
	(void)!env_cursor_close(&c);
}

/* ---- records ---- */

/* True if a record of a known space and audience stands in the table. */
static bool has_record(struct env_txn *txn, const struct record_ref *ref)
{
	struct span merged;

	return records_get(txn, ref, &merged) == 0;
}

static void check_records(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct touches_cursor touches;
	struct env_cursor c;
	struct span key, merged;
	struct record_ref ref;
	struct cursor at;
	struct touch touch;
	bool is_touched;

	env_cursor_open(&c, txn, VB_TABLE_RECORDS, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &merged)) {
		cursor_init(&at, key);
		ref = key_read_record(&at);
		if (cursor_finish(&at) != 0 || ref.audience > VB_AUDIENCE_CORE) {
			env_fail(txn, VB_ERR_STORE_CORRUPT);
			break;
		}
		f->records++;
		if (places_space(places, ref.space) == NULL)
			tell(f, VB_FINDING_ORPHAN, VB_TABLE_RECORDS, ref.space, 0);
		records_open_touches(&touches, txn, &ref);
		is_touched = records_next_touch(&touches, &touch);
		if (records_close_touches(&touches) == 0 && !is_touched)
			tell(f, VB_FINDING_UNTOUCHED, VB_TABLE_RECORDS, ref.space, 0);
	}
	(void)!env_cursor_close(&c);
}

/* True if the entry is there and belongs to the record. */
static bool is_entry_of(struct env_txn *txn, const struct places *places,
                        const struct record_ref *ref, uint32_t handle, uint64_t seq)
{
	const struct log_info *log = places_log(places, handle);
	struct entry_header h;
	struct entry_row row;

	return log != NULL && log->space == ref->space && log->audience == ref->audience &&
	       entries_get(txn, handle, seq, &row) == 0 &&
	       entry_header_decode(row.header, &h) == 0 && record_id_is_equal(&h.record, &ref->id);
}

/* Checks a table whose keys are a record and one of its entries. */
static void check_entry_keys(struct env_txn *txn, const struct places *places, enum table table,
                             enum finding_code code, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;

	env_cursor_open(&c, txn, table, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		struct finding finding = { .code = code, .table = table };
		struct record_ref ref;
		struct cursor at;

		cursor_init(&at, key);
		ref = key_read_record(&at);
		finding.space = ref.space;
		finding.log = cursor_u32(&at);
		finding.seq = cursor_u64(&at);
		if (cursor_finish(&at) != 0)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
		else if (!is_entry_of(txn, places, &ref, finding.log, finding.seq))
			finding_add(f, &finding);
	}
	(void)!env_cursor_close(&c);
}

static void check_touch(struct env_txn *txn, struct places *places, struct findings *f)
{
	check_entry_keys(txn, places, VB_TABLE_TOUCH, VB_FINDING_TOUCH, f);
}

/* Each row of `waiting` names an entry and has its twin in `waiters`; both have as many. */
static void check_waiting(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;
	struct key twin;

	check_entry_keys(txn, places, VB_TABLE_WAITING, VB_FINDING_WAITING, f);
	env_cursor_open(&c, txn, VB_TABLE_WAITING, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		if (key.size + value.size > VB_KEY_MAX_BYTES) {
			env_fail(txn, VB_ERR_STORE_CORRUPT);
			break;
		}
		key_init(&twin);
		key_bytes(&twin, value.data, value.size);
		key_bytes(&twin, key.data, key.size);
		if (!env_has(txn, VB_TABLE_WAITERS, key_span(&twin)))
			tell(f, VB_FINDING_WAITING, VB_TABLE_WAITERS, get_be32(key.data), 0);
	}
	(void)!env_cursor_close(&c);
	if (env_count(txn, VB_TABLE_WAITING) != env_count(txn, VB_TABLE_WAITERS))
		tell(f, VB_FINDING_WAITING, VB_TABLE_WAITERS, 0, 0);
}

/* Each row of an index leads to a record. */
static void check_index(struct env_txn *txn, enum table table, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;

	env_cursor_open(&c, txn, table, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		struct record_ref ref;
		const uint8_t *tail;

		if (key.size < sizeof(uint32_t) + TAIL_BYTES) {
			env_fail(txn, VB_ERR_STORE_CORRUPT);
			break;
		}
		tail = key.data + key.size - TAIL_BYTES;
		ref.space = get_be32(key.data);
		memcpy(ref.id.b, tail, sizeof(ref.id.b));
		ref.audience = (enum audience)tail[sizeof(ref.id.b)];
		if (!has_record(txn, &ref))
			tell(f, VB_FINDING_INDEX, table, ref.space, 0);
	}
	(void)!env_cursor_close(&c);
}

static void check_kinds(struct env_txn *txn, struct places *places, struct findings *f)
{
	(void)places;
	check_index(txn, VB_TABLE_KINDS, f);
}

static void check_refs(struct env_txn *txn, struct places *places, struct findings *f)
{
	(void)places;
	check_index(txn, VB_TABLE_REFS, f);
}

static void check_texts(struct env_txn *txn, struct places *places, struct findings *f)
{
	(void)places;
	check_index(txn, VB_TABLE_TEXTS, f);
}

/* ---- the rest ---- */

static void check_feed(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct feed_cursor c;
	struct feed_item item;
	uint64_t generation;

	if (keyspace_get_meta(txn, VB_META_GENERATION, &generation) != 0 || generation == 0)
		tell(f, VB_FINDING_FEED, VB_TABLE_META, 0, 0);
	feed_open(&c, txn, 0);
	while (feed_next(&c, &item)) {
		f->feed_items++;
		if (item.number != f->feed_items ||
		    places_space(places, item.record.space) == NULL) {
			tell(f, VB_FINDING_FEED, VB_TABLE_FEED, item.record.space, item.number);
			break;
		}
	}
	(void)!feed_close(&c);
}

static void check_haves(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;

	env_cursor_open(&c, txn, VB_TABLE_HAVES, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		if (key.size != sizeof(uint32_t) + 1 + VB_HASH_BYTES)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
		else if (places_space(places, get_be32(key.data)) == NULL)
			tell(f, VB_FINDING_ORPHAN, VB_TABLE_HAVES, get_be32(key.data), 0);
	}
	(void)!env_cursor_close(&c);
}

static void check_forks(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct forks_cursor c;
	struct fork_row row;

	forks_open(&c, txn);
	while (forks_next(&c, &row)) {
		const struct log_info *log = places_log(places, row.log);
		struct finding finding = { VB_FINDING_ORPHAN, VB_TABLE_FORKS, 0, row.log, row.seq };

		if (log == NULL || row.seq >= log->count)
			finding_add(f, &finding);
	}
	(void)!forks_close(&c);
}

/* Rows that begin with the number of a space, which must be known (0: of none). is_whole: whether the rest has its form. */
static void check_of_spaces(struct env_txn *txn, enum table table,
                            bool (*is_whole)(struct span key, struct span value),
                            struct places *places, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;

	env_cursor_open(&c, txn, table, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		if (!is_whole(key, value))
			env_fail(txn, VB_ERR_STORE_CORRUPT);
		else if (get_be32(key.data) != 0 &&
		         places_space(places, get_be32(key.data)) == NULL)
			tell(f, VB_FINDING_ORPHAN, table, get_be32(key.data), 0);
	}
	(void)!env_cursor_close(&c);
}

/* Each erased record's row names an entry of an open log that is here, and no body of the record is while it is in force. */
static void check_erased(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct erasures_cursor c;
	struct erased_row row;

	erasures_open(&c, txn, 0);
	while (erasures_next(&c, &row)) {
		const struct log_info *log = places_log(places, row.log);
		struct finding finding = { VB_FINDING_ORPHAN, VB_TABLE_ERASED, row.record.space,
			                   row.log, row.seq };

		if (row.state == VB_ERASED_IN_FORCE &&
		    (log == NULL || row.seq >= log->count || has_record(txn, &row.record)))
			finding_add(f, &finding);
	}
	(void)!erasures_close(&c);
}

static void check_erases(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct erases_cursor c;
	struct erase_row row;

	erases_open(&c, txn, NULL);
	while (erases_next(&c, &row)) {
		if (places_space(places, row.space) == NULL)
			tell(f, VB_FINDING_ORPHAN, VB_TABLE_ERASES, row.space, 0);
	}
	(void)!erases_close(&c);
}

static bool is_gift(struct span key, struct span value)
{
	struct gift gift;

	return gifts_decode(key, value, &gift) == 0;
}

static bool is_vote(struct span key, struct span value)
{
	struct vote_row row;

	return votes_decode(key, value, &row) == 0;
}

static bool is_rival(struct span key, struct span value)
{
	struct rival_row row;

	return rivals_decode(key, value, &row) == 0;
}

static bool is_usage(struct span key, struct span value)
{
	struct usage_row row;

	return usage_decode(key, value, &row) == 0;
}

static bool is_repost(struct span key, struct span value)
{
	struct repost row;

	return reposts_decode(key, value, &row) == 0;
}

struct pass {
	enum table table; /* that is read, and named when a row of it is damaged */
	void (*run)(struct env_txn *txn, struct places *places, struct findings *f);
	bool (*is_row)(struct span key, struct span value); /* in place of it: a row of a space */
};

static const struct pass passes[] = {
	{ VB_TABLE_SPACES, check_spaces, NULL },
	{ VB_TABLE_CONTROL, check_control, NULL },
	{ VB_TABLE_LOGS, check_logs_registry, NULL },
	{ VB_TABLE_ENTRIES, check_logs_entries, NULL },
	{ VB_TABLE_RECORDS, check_records, NULL },
	{ VB_TABLE_TOUCH, check_touch, NULL },
	{ VB_TABLE_WAITING, check_waiting, NULL },
	{ VB_TABLE_KINDS, check_kinds, NULL },
	{ VB_TABLE_REFS, check_refs, NULL },
	{ VB_TABLE_TEXTS, check_texts, NULL },
	{ VB_TABLE_FEED, check_feed, NULL },
	{ VB_TABLE_PEERS, check_office_peers, NULL },
	{ VB_TABLE_INVITES, check_office_invites, NULL },
	{ VB_TABLE_HAVES, check_haves, NULL },
	{ VB_TABLE_FORKS, check_forks, NULL },
	{ VB_TABLE_TRUST, check_office_trust, NULL },
	{ VB_TABLE_CONTACTS, check_office_contacts, NULL },
	{ VB_TABLE_LOGINS, check_office_logins, NULL },
	{ VB_TABLE_WORDS, check_words, NULL },
	{ VB_TABLE_GIFTS, NULL, is_gift },
	{ VB_TABLE_ERASED, check_erased, NULL },
	{ VB_TABLE_ERASES, check_erases, NULL },
	{ VB_TABLE_VOTES, NULL, is_vote },
	{ VB_TABLE_RIVALS, NULL, is_rival },
	{ VB_TABLE_USAGE, NULL, is_usage },
	{ VB_TABLE_REPOSTS, NULL, is_repost },
	{ VB_TABLE_DRAWERS, check_office_drawers, NULL },
};

static int pass_run(struct env *env, const struct pass *pass, struct places *places,
                    struct findings *f)
{
	struct env_txn *txn;
	int err = env_begin(env, VB_ENV_READ, &txn);

	if (err != 0)
		return err;
	if (pass->run != NULL)
		pass->run(txn, places, f);
	else
		check_of_spaces(txn, pass->table, pass->is_row, places, f);
	err = env_error(txn);
	env_abort(&txn);
	if (err != VB_ERR_STORE_CORRUPT)
		return err;
	tell(f, VB_FINDING_ROW, pass->table, 0, 0);
	return 0;
}

/* The bytes beside the store. */
static int blobs_run(struct env *env, struct places *places, struct findings *f)
{
	char home[VB_HOME_PATH_MAX_BYTES];
	const char *path = env_path(env), *slash = strrchr(path, '/');
	struct env_txn *txn;
	int err = env_begin(env, VB_ENV_READ, &txn);

	if (err != 0)
		return err;
	(void)snprintf(home, sizeof(home), "%.*s", (int)(slash - path), path);
	check_blobs(txn, home, places, f);
	err = env_error(txn);
	env_abort(&txn);
	if (err != VB_ERR_STORE_CORRUPT)
		return err;
	tell(f, VB_FINDING_ROW, VB_TABLE_BLOBS, 0, 0);
	return 0;
}

/* 0 if the store has this version. Errors: VB_ERR_STORE_NEWER, VB_ERR_NOT_FOUND (none, or one before the first), those of
 * env_begin. */
static int check_version(struct env *env)
{
	struct env_txn *txn;
	uint64_t version = 0;
	int err = env_begin(env, VB_ENV_READ, &txn);

	if (err != 0)
		return err;
	err = keyspace_get_meta(txn, VB_META_VERSION, &version);
	env_abort(&txn);
	if (err == 0 && version > VB_STORE_VERSION)
		err = VB_ERR_STORE_NEWER;
	return err == 0 && version < VB_STORE_VERSION ? VB_ERR_NOT_FOUND : err;
}

int check_run(struct env *env, struct findings *f)
{
	struct places places;
	int err = check_version(env);

	if (err == VB_ERR_NOT_FOUND || err == VB_ERR_STORE_CORRUPT) {
		tell(f, VB_FINDING_VERSION, VB_TABLE_META, 0, 0);
		return 0;
	}
	if (err == 0)
		err = env_open_tables(env);
	if (err != 0)
		return err;
	places_init(&places);
	for (size_t i = 0; i < sizeof(passes) / sizeof(*passes) && err == 0; i++)
		err = pass_run(env, &passes[i], &places, f);
	if (err == 0)
		err = blobs_run(env, &places, f);
	places_release(&places);
	return err;
}
