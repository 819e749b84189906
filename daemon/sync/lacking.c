/* lacking: see lacking.h; tested by tests/unit/test_stock_files.c. */
#include "daemon/sync/lacking.h"

#include <string.h>

#include "protocol/entry.h"
#include "store/entries.h"

/* True if anything of this log is due, wanted or not. */
static bool has_due(struct node *node, const struct log_info *log)
{
	struct blob_place before = { .log = log->handle };
	struct blob_row row;

	return blobs_next_due(node_view(node), &before, &row) && row.place.log == log->handle;
}

static bool is_lacking(struct node *node, const struct blob_place *place)
{
	struct file_key key;
	struct blob_row row;

	if (blobs_get(node_view(node), place, &row) != 0 || row.state != VB_BLOB_DUE ||
	    !attachment_opens(node, &row, &key))
		return false;
	crypt_wipe(&key, sizeof(key));
	return true;
}

/* Whether an entry lists a file that is missing. */
static bool lists_lacking(struct node *node, const struct log_info *log,
                          const struct entry_row *row)
{
	struct entry_header header;
	struct blob_place place = { .log = log->handle };
	struct blob blob;
	uint32_t count;
	size_t size;

	if (row->body.size == 0 || entry_header_decode(row->header, &header) != 0 ||
	    (header.flags & VB_FLAG_BLOB) == 0 || blob_list_decode(row->body, &size, &count) != 0)
		return false;
	place.record = (struct record_ref){ log->space, log->audience, header.record };
	for (uint32_t i = 0; i < count; i++) {
		blob_list_at(row->body, i, &blob);
		place.manifest = blob.manifest;
		if (is_lacking(node, &place))
			return true;
	}
	return false;
}

static uint64_t whole_count(struct node *node, const struct log_info *log)
{
	uint64_t whole = log->count;
	struct entries_cursor c;
	struct entry_row row;

	entries_open(&c, node_view(node), log->handle, 0);
	while (whole == log->count && entries_next(&c, &row)) {
		if (lists_lacking(node, log, &row))
			whole = row.seq;
	}
	/* What is damaged shows in the next write. */
	(void)!entries_close(&c);
	return whole;
}

bool lacking_put(struct node *node, uint32_t space, enum audience audience, struct buf *out)
{
	size_t count, before = out->size;
	bool is_lacking_any = false;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(node), space, audience, &count);

	for (size_t i = 0; i < count; i++) {
		uint64_t whole = logs[i]->count;

		if (whole == 0)
			continue;
		if (has_due(node, logs[i]))
			whole = whole_count(node, logs[i]);
		is_lacking_any = is_lacking_any || whole < logs[i]->count;
		buf_put_varint(out, whole);
	}
	if (!is_lacking_any)
		out->size = before;
	return is_lacking_any;
}
