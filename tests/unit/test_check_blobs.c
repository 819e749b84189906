/* check_blobs: good bytes, damaged, missing, too many, and rows that belong to nothing. */
#include "store/check_blobs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/blobs.h"
#include "store/check.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define SIZE (VB_BLOB_CHUNK_BYTES + 1u)

static struct shelf shelf;
static struct blobs *blobs;
static char told[400];

static void on_finding(void *ctx, const struct finding *finding)
{
	size_t size = strlen(told);

	(void)ctx;
	(void)snprintf(told + size, sizeof(told) - size, "%s%s", size > 0 ? " " : "",
	               finding_name(finding->code));
}

/* The names of all findings. */
static const char *check(void)
{
	struct findings f = { .tell = on_finding };

	told[0] = '\0';
	is_err(check_run(shelf.env, &f), 0, "checked");
	return told;
}

/* Adds a whole blob of a log; returns its row. */
static struct blob_row add(uint32_t space, uint32_t log, uint8_t letter)
{
	static uint8_t chunk[VB_BLOB_STORED_MAX_BYTES];
	struct blob_row row = { .state = VB_BLOB_WHOLE, .size = SIZE, .count = 2 };
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct blob_file f;

	row.place.record = (struct record_ref){ .space = space, .audience = VB_AUDIENCE_ALL };
	row.place.record.id = shelf_record(letter);
	row.place.log = log;
	memset(chunk, letter, sizeof(chunk));
	is_err(blobs_new_file(blobs, SIZE, &row.name, &f), 0, "a file");
	is_err(blob_file_append(&f, span_of(chunk, sizeof(chunk))), 0, "a chunk");
	is_err(blob_file_append(&f, span_of(chunk, 1 + VB_TAG_BYTES)), 0, "the last");
	is_err(blob_file_sync(&f), 0, "synced");
	is_err(blob_file_manifest(&f, &row.place.manifest), 0, "summed up");
	blob_file_close(&f);
	blobs_adopt(blobs, txn, &row);
	shelf_commit(&shelf, &txn);
	return row;
}

static const char *path_of(const struct blob_row *row)
{
	static char path[VB_HOME_PATH_MAX_BYTES];

	if (blobs_path(shelf.dir, row->name, path) != 0)
		bail("no path");
	return path;
}

int main(void)
{
	struct env_txn *txn;
	struct blob_row row, other;
	uint32_t space, log;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	space = shelf_add_space(txn, 1);
	shelf_append_control(txn, 1, SHELF_GENESIS_BYTES);
	log = shelf_add_log(&shelf, txn, space, 1, 1, VB_AUDIENCE_ALL);
	is_err(blobs_open(shelf.dir, txn, false, &blobs), 0, "opened");
	shelf_commit(&shelf, &txn);
	row = add(space, log, 'a');
	is_str(check(), "", "nothing is wrong");
	scratch_poke(path_of(&row), 64 + VB_BLOB_STORED_MAX_BYTES + 3, 'x');
	is_str(check(), "BLOB", "a byte of the last chunk");
	scratch_poke(path_of(&row), 64 + VB_BLOB_STORED_MAX_BYTES + 3, 'a');
	is_str(check(), "", "put back");
	scratch_poke(path_of(&row), 5, 'x');
	is_str(check(), "BLOB", "a byte of a hash");
	is_int(unlink(path_of(&row)), 0, "the file is gone");
	is_str(check(), "BLOB", "missing");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	blobs_restart(blobs, txn, &row);
	shelf_commit(&shelf, &txn);
	is_str(check(), "", "what is due is not missing");
	scratch_write(scratch_path(shelf.dir, "blobs/00000000000000aa"), span_of("x", 1));
	is_str(check(), "BLOB_EXTRA", "a file of nobody");
	other = add(space, log + 7, 'b');
	is_str(check(), "ORPHAN BLOB_EXTRA", "a row of a log that is missing");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	blobs_drop_record(blobs, txn, &other.place.record);
	shelf_commit(&shelf, &txn);
	is_str(check(), "BLOB_EXTRA", "until it is dropped");
	blobs_close(&blobs);
	shelf_release(&shelf);
	return done();
}
