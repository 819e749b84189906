/* check_logs: each change in the registry of logs, in entries, bodies and seals is found. */
#include "store/check_logs.h"

#include <string.h>

#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/damage.h"

/* Reads the row of a log, lets it be changed, and writes it; the store in memory stays as it is. */
static struct log_info info_of(const struct damage_bed *bed, uint32_t handle)
{
	return *logs_get(bed->shelf.logs, handle);
}

static void info_put(struct env_txn *txn, const struct log_info *info)
{
	struct key key, row;

	key_init(&key);
	key_u32(&key, info->handle);
	log_info_encode(info, &row);
	env_put(txn, VB_TABLE_LOGS, key_span(&key), key_span(&row));
}

/* The seal at or behind `from` in the data log. */
static uint64_t seal_at(const struct damage_bed *bed, struct env_txn *txn, uint64_t from)
{
	struct signature seal;
	uint64_t at = 0;

	if (entries_next_seal(txn, bed->data_log, from, &at, &seal) != 0)
		bail("no seal");
	return at;
}

/* Writes an entry again with one byte of its row changed. */
static void entry_flip(const struct damage_bed *bed, struct env_txn *txn, uint64_t seq, size_t at)
{
	uint8_t header[VB_HEADER_BYTES], body[1024];
	struct entry_row row;
	size_t size;

	if (entries_get(txn, bed->data_log, seq, &row) != 0 || row.body.size > sizeof(body))
		bail("no such entry");
	size = row.body.size;
	memcpy(header, row.header.data, sizeof(header));
	memcpy(body, row.body.data, size);
	if (at < sizeof(header))
		header[at] ^= 1;
	else
		body[at - sizeof(header)] ^= 1;
	entries_put(txn, bed->data_log, seq, span_of(header, sizeof(header)), span_of(body, size));
}

static void log_not_given(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	keyspace_put_meta(txn, VB_META_NEXT_LOG, 3);
}

static void log_of_no_space(struct damage_bed *bed, struct env_txn *txn)
{
	struct log_info info = info_of(bed, bed->open_log);

	info.space = 9;
	info_put(txn, &info);
}

static void log_of_another(struct damage_bed *bed, struct env_txn *txn)
{
	struct log_info info = info_of(bed, bed->open_log);

	info.author = shelf_office(5);
	info_put(txn, &info);
}

static void log_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	env_put(txn, VB_TABLE_LOGS, span_of("\0\0\0\x09", 4), span_of_str("short"));
}

static void entry_missing(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key;

	key_init(&key);
	key_u32(&key, bed->open_log);
	key_u64(&key, 1);
	env_del(txn, VB_TABLE_ENTRIES, key_span(&key));
}

static void entry_clock(struct damage_bed *bed, struct env_txn *txn)
{
	/* The entry itself still follows; the next one does not. */
	entry_flip(bed, txn, 100, 90);
}

static void entry_version(struct damage_bed *bed, struct env_txn *txn)
{
	entry_flip(bed, txn, 100, 0);
}

static void last_entry_clock(struct damage_bed *bed, struct env_txn *txn)
{
	entry_flip(bed, txn, 599, 90);
}

static void body_changed(struct damage_bed *bed, struct env_txn *txn)
{
	entry_flip(bed, txn, 300, VB_HEADER_BYTES + 17);
}

static void body_gone(struct damage_bed *bed, struct env_txn *txn)
{
	struct log_info info = info_of(bed, bed->data_log);

	/* An erased body is no damage: only the changed count is found. */
	entries_drop_body(txn, bed->data_log, 300);
	info.hlc.v++;
	info_put(txn, &info);
}

static void count_wrong(struct damage_bed *bed, struct env_txn *txn)
{
	struct log_info info = info_of(bed, bed->open_log);

	info.count++;
	info_put(txn, &info);
}

static void citation_wrong(struct damage_bed *bed, struct env_txn *txn)
{
	struct log_info info = info_of(bed, bed->open_log);

	info.control_prefix[3] ^= 1;
	info_put(txn, &info);
}

static void walk_wrong(struct damage_bed *bed, struct env_txn *txn)
{
	struct log_info info = info_of(bed, bed->data_log);

	info.walk.bytes += 32;
	info_put(txn, &info);
}

static void boundary_seal_missing(struct damage_bed *bed, struct env_txn *txn)
{
	entries_del_seal(txn, bed->data_log, seal_at(bed, txn, 0));
}

static void last_seal_missing(struct damage_bed *bed, struct env_txn *txn)
{
	entries_del_seal(txn, bed->data_log, 599);
}

static void seal_extra(struct damage_bed *bed, struct env_txn *txn)
{
	struct signature seal = shelf_seal(1);

	entries_put_seal(txn, bed->data_log, seal_at(bed, txn, 0) + 1, &seal);
	entries_put_seal(txn, bed->data_log, 600, &seal);
	entries_put_seal(txn, bed->data_log, 99999, &seal);
}

static void orphans(struct damage_bed *bed, struct env_txn *txn)
{
	struct signature seal = shelf_seal(1);
	uint8_t header[VB_HEADER_BYTES] = { 1 };

	(void)bed;
	entries_put(txn, 55, 0, span_of(header, sizeof(header)), span_of(NULL, 0));
	entries_put(txn, 55, 1, span_of(header, sizeof(header)), span_of(NULL, 0));
	entries_put(txn, UINT32_MAX, 1, span_of(header, sizeof(header)), span_of(NULL, 0));
	entries_put_seal(txn, 0, 3, &seal);
}

static void seal_short(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key;

	key_init(&key);
	key_u32(&key, bed->core_log);
	key_u64(&key, 9);
	env_put(txn, VB_TABLE_SEALS, key_span(&key), span_of_str("short"));
}

static const struct damage_case cases[] = {
	{ "a number never given", log_not_given, VB_FINDING_NUMBERS, 1 },
	{ "a log of no space", log_of_no_space, VB_FINDING_ORPHAN, 1 },
	{ "a log of another office", log_of_another, VB_FINDING_LOG_ID, 1 },
	{ "a short row of a log", log_short, VB_FINDING_ROW, 1 },
	{ "an entry missing", entry_missing, VB_FINDING_CHAIN, 1 },
	{ "an entry's clock changed", entry_clock, VB_FINDING_CHAIN, 1 },
	{ "the last entry's clock changed", last_entry_clock, VB_FINDING_HEAD, 1 },
	{ "a body changed", body_changed, VB_FINDING_BODY, 1 },
	{ "a body erased and a clock changed", body_gone, VB_FINDING_HEAD, 1 },
	{ "a count too high", count_wrong, VB_FINDING_HEAD, 1 },
	{ "another citation", citation_wrong, VB_FINDING_HEAD, 1 },
	{ "another walk", walk_wrong, VB_FINDING_BOUNDARY, 1 },
	{ "a seal missing at a boundary", boundary_seal_missing, VB_FINDING_SEAL_MISSING, 1 },
	{ "a seal missing at the end", last_seal_missing, VB_FINDING_SEAL_MISSING, 1 },
	{ "seals where none belong", seal_extra, VB_FINDING_SEAL_EXTRA, 3 },
	{ "entries and a seal of no log", orphans, VB_FINDING_ORPHAN, 3 },
	{ "a short seal", seal_short, VB_FINDING_ROW, 1 },
};

/* What belongs to an entry that does not follow cannot be told apart from it. */
static void test_unreadable_entry(struct damage_bed *bed)
{
	struct env_txn *txn = shelf_begin(&bed->shelf, VB_ENV_WRITE);
	unsigned counts[32];
	struct findings f;

	entry_version(bed, txn);
	if (env_commit(&txn) != 0)
		bail("cannot be made");
	is_err(damage_check(bed, &f, counts), 0, "the check comes to its end");
	is_int(counts[VB_FINDING_CHAIN], 1, "an entry of version 0");
	is_int(counts[VB_FINDING_TOUCH], 1, "its record misses it");
	is_u64(f.count, 2, "and nothing else is found");
}

int main(void)
{
	struct damage_bed bed;

	tap_timeout(120);
	damage_init(&bed);
	damage_cases(&bed, cases, sizeof(cases) / sizeof(*cases));
	test_unreadable_entry(&bed);
	damage_release(&bed);
	return done();
}
