/* lacking: see lacking.h; tested by tests/unit/test_stock_files.c. */
#include "daemon/sync/lacking.h"

#include <string.h>

#include "protocol/entry.h"
#include "store/entries.h"
#include "store/records.h"

static bool lists(const struct entry_row *row, const struct hash *manifest)
{
	struct entry_header header;
	struct blob blob;
	uint32_t count;
	size_t size;

	if (row->body.size == 0 || entry_header_decode(row->header, &header) != 0 ||
	    (header.flags & VB_FLAG_BLOB) == 0 || blob_list_decode(row->body, &size, &count) != 0)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		blob_list_at(row->body, i, &blob);
		if (memcmp(blob.manifest.b, manifest->b, sizeof(manifest->b)) == 0)
			return true;
	}
	return false;
}

/* The first entry of a log that lists a file, the count of the log if there is none. Looked for among the entries of the record: a
 * log may be long. */
static uint64_t first_of(struct node *node, const struct log_info *log,
                         const struct blob_place *place)
{
	uint64_t first = log->count;
	struct touches_cursor c;
	struct entry_row row;
	struct touch touch;

	records_open_touches(&c, node_view(node), &place->record);
	while (first == log->count && records_next_touch(&c, &touch)) {
		if (touch.log == log->handle &&
		    entries_get(node_view(node), touch.log, touch.seq, &row) == 0 &&
		    lists(&row, &place->manifest))
			first = touch.seq;
	}
	/* What is damaged shows in the next write. */
	(void)!records_close_touches(&c);
	return first;
}

static bool is_of(const struct file_seal *seal, const struct blob_row *row)
{
	return seal->blob.size == row->size && memcmp(seal->blob.manifest.b, row->place.manifest.b,
	                                              sizeof(row->place.manifest.b)) == 0;
}

/* How many entries of a log come before the first that lists a file which is due and could be read. A record is read once, however
 * many files its entries list. */
static uint64_t whole_count(struct node *node, const struct log_info *log)
{
	struct blob_place at = { .log = log->handle };
	struct file_seal seal = { .blob = { .size = 0 } };
	uint64_t whole = log->count;
	bool has_seal = false;
	struct blob_row row;

	while (blobs_next_due(node_view(node), &at, &row) && row.place.log == log->handle) {
		if (!record_id_is_equal(&at.record.id, &row.place.record.id))
			has_seal = attachment_read(node, &row.place.record, &seal) == 0;
		at = row.place;
		if (has_seal && is_of(&seal, &row)) {
			uint64_t first = first_of(node, log, &row.place);

			whole = first < whole ? first : whole;
		}
	}
	crypt_wipe(&seal, sizeof(seal));
	return whole;
}

bool lacking_put(struct node *node, uint32_t space, enum audience audience, struct buf *out)
{
	size_t count, before = out->size;
	bool is_lacking_any = false;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(node), space, audience, &count);

	for (size_t i = 0; i < count; i++) {
		uint64_t whole;

		if (logs[i]->count == 0)
			continue;
		whole = whole_count(node, logs[i]);
		is_lacking_any = is_lacking_any || whole < logs[i]->count;
		buf_put_varint(out, whole);
	}
	if (!is_lacking_any)
		out->size = before;
	return is_lacking_any;
}
