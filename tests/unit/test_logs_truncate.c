/* logs: entries taken out again, back to a boundary. */
#include <string.h>

#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static void seal(struct env_txn *txn, uint32_t handle)
{
	struct signature signature = shelf_seal(logs_get(shelf.logs, handle)->count - 1);

	logs_seal(shelf.logs, txn, handle, &signature);
}

/* Entries without bodies: boundaries stand before entry 256 and 512 (SPEC.md 4.2). */
static uint32_t long_log(struct env_txn *txn, uint64_t office, uint32_t count)
{
	uint32_t log = shelf_add_log(&shelf, txn, 1, 1, office, VB_AUDIENCE_ALL);

	for (uint32_t i = 0; i < count; i++) {
		if (i % 256 == 0 && i > 0)
			seal(txn, log);
		shelf_append(&shelf, txn, log, 0, NULL);
	}
	seal(txn, log);
	return log;
}

static void boundary_before(void)
{
	static const uint64_t cases[][2] = { { 0, 0 },     { 255, 0 },   { 256, 256 },
		                             { 511, 256 }, { 512, 512 }, { 599, 512 } };
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = long_log(txn, 1, 600);
	uint64_t count;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		count = UINT64_MAX;
		is_err(logs_boundary_before(shelf.logs, txn, log, cases[i][0], &count), 0,
		       "before entry %u", (unsigned)cases[i][0]);
		is_u64(count, cases[i][1], "stand %u entries up to a boundary",
		       (unsigned)cases[i][1]);
	}
	shelf_commit(&shelf, &txn);
}

/* What is left is as if the rest had never come: the same rows, and the same things happen next. */
static void truncate(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = long_log(txn, 2, 600);
	uint32_t twin = long_log(txn, 3, 512);
	const struct log_info *info = logs_get(shelf.logs, log);
	const struct log_info *other = logs_get(shelf.logs, twin);
	struct signature signature;
	struct entry_row row;
	struct entry_id last;
	uint64_t at;

	is_err(entries_id(txn, log, 511, &last), 0, "the last entry that stays");
	logs_truncate(shelf.logs, txn, log, 512);
	is_u64(info->count, 512, "512 entries");
	is_u64(info->sealed, 512, "sealed");
	is_mem(info->head.b, last.b, sizeof(last.b), "with the right head");
	is_int(info->walk.count, other->walk.count, "as many since the boundary as in a log that");
	is_int(info->walk.bytes, other->walk.bytes, "never was longer");
	is_int(info->is_sealed_at_boundary, other->is_sealed_at_boundary, "its seal the same");
	is_err(entries_get(txn, log, 512, &row), VB_ERR_NOT_FOUND, "entry 512 is gone");
	is_err(entries_next_seal(txn, log, 512, &at, &signature), VB_ERR_NOT_FOUND, "and its seal");
	shelf_append(&shelf, txn, log, 100, NULL);
	seal(txn, log);
	is_err(entries_next_seal(txn, log, 256, &at, &signature), 0, "another entry 512 comes");
	is_u64(at, 511, "the seal of the boundary stands");
	shelf_commit(&shelf, &txn);
	shelf_reopen(&shelf);
	is_u64(logs_get(shelf.logs, log)->count, 513, "all of it is kept");
}

static void truncate_to_nothing(void)
{
	static const struct entry_id zero;
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = long_log(txn, 4, 100);
	const struct log_info *info = logs_get(shelf.logs, log);

	logs_truncate(shelf.logs, txn, log, 0);
	is_u64(info->count, 0, "nothing is left");
	is_u64(info->sealed, 0, "nothing is sealed");
	is_mem(info->head.b, zero.b, sizeof(zero.b), "no head");
	is_u64(info->hlc.v, 0, "no clock");
	shelf_append(&shelf, txn, log, 0, NULL);
	is_int(info->walk.count, 1, "it begins anew");
	seal(txn, log);
	logs_abort(shelf.logs, &txn);
	ok(logs_get(shelf.logs, log) == NULL, "aborted: not even the log");
}

int main(void)
{
	struct env_txn *txn;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	(void)shelf_add_space(txn, 1);
	shelf_commit(&shelf, &txn);
	boundary_before();
	truncate();
	truncate_to_nothing();
	shelf_release(&shelf);
	return done();
}
