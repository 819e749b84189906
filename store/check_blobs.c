/* check_blobs: see check_blobs.h; tested by tests/unit/test_check_blobs.c. */
#include "store/check_blobs.h"

#include <string.h>

#include "store/blobs.h"

static void tell(struct findings *f, enum finding_code code, const struct blob_row *row)
{
	struct finding finding = { .code = code, .table = VB_TABLE_BLOBS };

	if (row != NULL) {
		finding.space = row->place.record.space;
		finding.log = row->place.log;
	}
	finding_add(f, &finding);
}

/* True if the file holds what the row says. */
static bool is_good(const char *home, const struct blob_row *row)
{
	uint8_t chunk[VB_BLOB_STORED_MAX_BYTES];
	char path[VB_HOME_PATH_MAX_BYTES];
	struct blob_file file;
	struct hash manifest;
	bool good = true;
	size_t size;

	if (blobs_path(home, row->name, path) != 0 ||
	    blob_file_open(path, row->size, row->count, &file) != 0)
		return false;
	for (uint64_t i = 0; good && i < row->count; i++)
		good = blob_file_read(&file, i, chunk, &size) == 0;
	if (good && row->state == VB_BLOB_WHOLE)
		good = blob_file_manifest(&file, &manifest) == 0 &&
		       memcmp(manifest.b, row->place.manifest.b, sizeof(manifest.b)) == 0;
	blob_file_close(&file);
	return good;
}

static void on_orphan(void *ctx, uint64_t name)
{
	(void)name;
	tell(ctx, VB_FINDING_BLOB_EXTRA, NULL);
}

void check_blobs(struct env_txn *txn, const char *home, struct places *places, struct findings *f)
{
	struct blobs_cursor c;
	struct blob_row row;

	blobs_open_rows(&c, txn, NULL);
	while (blobs_next_row(&c, &row)) {
		if (places_space(places, row.place.record.space) == NULL ||
		    places_log(places, row.place.log) == NULL)
			tell(f, VB_FINDING_ORPHAN, &row);
		else if (row.count > 0 && !is_good(home, &row))
			tell(f, VB_FINDING_BLOB, &row);
	}
	if (blobs_close_rows(&c) == 0)
		(void)!blobs_each_orphan(home, txn, on_orphan, f);
}
