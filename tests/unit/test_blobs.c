/* blobs: listed, fetched bit by bit, whole or false, adopted, begun anew, dropped with their record, orphans, damage. */
#include "store/blobs.h"

#include <string.h>
#include <unistd.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define SIZE (VB_BLOB_CHUNK_BYTES + 1u)

static struct shelf shelf;
static struct blobs *blobs;

static struct blob_place place_of(uint64_t time, uint8_t manifest)
{
	struct blob_place place = { .record = { .space = 1, .audience = VB_AUDIENCE_ALL },
		                    .log = 1,
		                    .manifest = { { manifest } } };

	place.record.id = shelf_record(time);
	return place;
}

/* Chunk `index` of a file of SIZE bytes, of this letter. */
static struct span chunk(uint64_t index, uint8_t letter)
{
	static uint8_t bytes[VB_BLOB_STORED_MAX_BYTES];

	memset(bytes, letter, sizeof(bytes));
	return span_of(bytes, blob_chunk_bytes(SIZE, index) + VB_TAG_BYTES);
}

static struct hash manifest_of(uint8_t letter)
{
	struct hash hashes[2], manifest;

	for (uint64_t i = 0; i < 2; i++)
		crypt_hash(chunk(i, letter), &hashes[i]);
	blob_manifest(SIZE, hashes, 2, &manifest);
	return manifest;
}

static void open_blobs(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);

	is_err(blobs_open(shelf.dir, txn, false, &blobs), 0, "opened");
	env_abort(&txn);
}

static const char *path_of(const struct blob_row *row)
{
	static char path[VB_HOME_PATH_MAX_BYTES];

	if (blobs_path(shelf.dir, row->name, path) != 0)
		bail("no path");
	return path;
}

/* Lists a blob and reads its row. */
static struct blob_row list(const struct blob_place *place, uint64_t size)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct blob_row row = { .size = 0 };

	blobs_list(blobs, txn, place, size);
	(void)!blobs_get(txn, place, &row);
	shelf_commit(&shelf, &txn);
	return row;
}

/* Writes the next chunks of a row, up to count in all, and notes them; returns what blobs_advance says. */
static int write_to(struct blob_row *row, uint64_t count, uint8_t letter)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct blob_file f;
	int err;

	is_err(blobs_open_file(blobs, row, &f), 0, "its file");
	while (f.count < count)
		is_err(blob_file_append(&f, chunk(f.count, letter)), 0, "a chunk");
	is_err(blob_file_sync(&f), 0, "synced");
	err = blobs_advance(blobs, txn, row, &f);
	blob_file_close(&f);
	shelf_commit(&shelf, &txn);
	return err;
}

static bool is_due(const struct blob_place *place)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct blob_row row;
	bool found = false;

	for (bool more = blobs_next_due(txn, NULL, &row); more;
	     more = blobs_next_due(txn, &row.place, &row))
		found = found || memcmp(&row.place, place, sizeof(*place)) == 0;
	env_abort(&txn);
	return found;
}

static void test_life(void)
{
	struct blob_place place = place_of(5, 0);
	struct blob_row row;

	place.manifest = manifest_of('a');
	row = list(&place, SIZE);
	is_int(row.state, VB_BLOB_DUE, "listed: due");
	ok(is_due(&place), "among those that are due");
	is_u64(row.count, 0, "nothing of it is here");
	is_err(write_to(&row, 1, 'a'), 0, "a chunk comes");
	is_u64(row.count, 1, "one is here");
	is_u64(blobs_used_bytes(blobs), 49152 + 16 + 32, "and counted");
	row = list(&place, SIZE);
	is_u64(row.count, 1, "listed once more: nothing changes");
	is_err(write_to(&row, 2, 'a'), 0, "the other chunk comes");
	is_int(row.state, VB_BLOB_WHOLE, "whole");
	ok(!is_due(&place), "due no longer");
	is_u64(blobs_used_bytes(blobs), 49153 + 2 * 48, "counted");
	blobs_close(&blobs);
	open_blobs();
	is_u64(blobs_used_bytes(blobs), 49153 + 2 * 48, "counted anew by the next start");
	ok(scratch_size(path_of(&row)) > 0, "which leaves the file alone");
}

static void test_false(void)
{
	struct blob_place place = place_of(6, 0);
	struct blob_row row;

	place.manifest = manifest_of('a');
	row = list(&place, SIZE);
	is_err(write_to(&row, 2, 'b'), VB_ERR_BAD_HASH, "what comes is something else");
	is_int(row.state, VB_BLOB_FALSE, "false");
	ok(!is_due(&place), "nobody is asked again");
	is_int(scratch_size(path_of(&row)), -1, "the file is gone");
	place.manifest.b[0] ^= 1;
	/* limit VB_BLOB_MAX_BYTES */
	row = list(&place, VB_BLOB_MAX_BYTES + 1);
	ok(row.size == 0 && !is_due(&place), "one longer than anybody takes is not listed");
	row = list(&place, UINT64_MAX);
	ok(row.size == 0 && !is_due(&place), "nor the longest that can be named");
	row = list(&place, 0);
	is_int(row.state, VB_BLOB_FALSE, "an empty one of another manifest is false at once");
	blob_manifest(0, NULL, 0, &place.manifest);
	row = list(&place, 0);
	is_int(row.state, VB_BLOB_WHOLE, "of its own it is whole at once");
}

static void test_drop(void)
{
	struct blob_place one = place_of(7, 1), other = place_of(7, 2), kept = place_of(8, 1);
	struct blob_row rows[3] = { list(&one, SIZE), list(&other, SIZE), list(&kept, SIZE) };
	uint64_t before = blobs_used_bytes(blobs);
	struct env_txn *txn;
	struct blob_row row;

	for (size_t i = 0; i < 3; i++)
		is_err(write_to(&rows[i], 1, 'x'), 0, "something of each");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	blobs_drop_record(blobs, txn, &one.record);
	is_err(blobs_get(txn, &one, &row), VB_ERR_NOT_FOUND, "one is gone");
	is_err(blobs_get(txn, &other, &row), VB_ERR_NOT_FOUND, "the other of the record, too");
	is_err(blobs_get(txn, &kept, &row), 0, "that of another record stays");
	shelf_commit(&shelf, &txn);
	is_int(scratch_size(path_of(&rows[0])), -1, "the bytes of one");
	is_int(scratch_size(path_of(&rows[1])), -1, "and of the other are gone");
	ok(scratch_size(path_of(&rows[2])) > 0, "those of another record stay");
	is_u64(blobs_used_bytes(blobs), before + 49152 + 48, "what is left is counted");
	ok(!is_due(&one), "nobody asks for it");
}

/* An uploaded file takes the place of a blob that its own entry has just listed. */
static void test_adopt(void)
{
	struct blob_place place = place_of(9, 0);
	struct blob_row row, whole = { .state = VB_BLOB_WHOLE, .size = SIZE, .count = 2 };
	struct env_txn *txn;
	struct blob_file f;

	is_err(blobs_new_file(blobs, SIZE, &whole.name, &f), 0, "a new file");
	for (uint64_t i = 0; i < 2; i++)
		is_err(blob_file_append(&f, chunk(i, 'u')), 0, "a chunk");
	is_err(blob_file_sync(&f), 0, "synced");
	is_err(blob_file_manifest(&f, &place.manifest), 0, "summed up");
	blob_file_close(&f);
	list(&place, SIZE);
	whole.place = place;
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	blobs_adopt(blobs, txn, &whole);
	is_err(blobs_get(txn, &place, &row), 0, "its row");
	shelf_commit(&shelf, &txn);
	is_int(row.state, VB_BLOB_WHOLE, "is whole");
	ok(!is_due(&place), "and not due");
	is_err(blobs_open_file(blobs, &row, &f), 0, "it opens");
	blob_file_close(&f);
	unlink(path_of(&row));
	is_err(blobs_open_file(blobs, &row, &f), VB_ERR_NOT_FOUND, "its bytes are lost");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	blobs_restart(blobs, txn, &row);
	shelf_commit(&shelf, &txn);
	ok(is_due(&place), "it is due again");
	is_u64(row.count, 0, "from its beginning");
}

static void test_orphans(void)
{
	struct blob_place place = place_of(10, 1);
	struct blob_row row = list(&place, SIZE);
	uint64_t name;
	struct blob_file f;
	char lost[VB_HOME_PATH_MAX_BYTES];

	is_err(write_to(&row, 1, 'o'), 0, "one that is known");
	is_err(blobs_new_file(blobs, SIZE, &name, &f), 0, "a file that nobody came to list");
	blob_file_close(&f);
	is_err(blobs_path(shelf.dir, name, lost), 0, "its path");
	is_int(scratch_size(lost), 0, "it is there");
	scratch_write(scratch_path(shelf.dir, "blobs/readme"), span_of("x", 1));
	blobs_close(&blobs);
	open_blobs();
	is_int(scratch_size(lost), -1, "removed by the next start");
	ok(scratch_size(path_of(&row)) > 0, "the known one stays");
	is_int(scratch_size(scratch_path(shelf.dir, "blobs/readme")), 1, "and what is none");
}

static void test_damage(void)
{
	static const struct {
		const char *what;
		const char *value;
		size_t size;
	} rows[] = {
		{ "short", "\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24 },
		{ "a state that there is not", "\3\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		  25 },
		{ "more chunks than it has", "\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0",
		  25 },
		{ "too long", "\0\1\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 25 },
	};
	struct blob_place place = place_of(11, 1);
	struct blob_row row;
	struct key key;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);

		key_init(&key);
		key_record(&key, &place.record);
		key_u32(&key, place.log);
		key_bytes(&key, place.manifest.b, sizeof(place.manifest.b));
		env_put(txn, VB_TABLE_BLOBS, key_span(&key), span_of(rows[i].value, rows[i].size));
		is_err(blobs_get(txn, &place, &row), VB_ERR_STORE_CORRUPT, "damaged: %s",
		       rows[i].what);
		env_abort(&txn);
	}
}

int main(void)
{
	shelf_init(&shelf);
	open_blobs();
	test_life();
	test_false();
	test_drop();
	test_adopt();
	test_orphans();
	test_damage();
	blobs_close(&blobs);
	shelf_release(&shelf);
	return done();
}
