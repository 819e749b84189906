/* attachment: see attachment.h. */
#include "daemon/core/attachment.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/core.h"
#include "protocol/array.h"
#include "store/records.h"

#define RESERVE_PART 20u
#define RESERVE_MAX_BYTES ((uint64_t)1 << 30)

void attachment_note(struct node *node, const struct apply_entry *entry)
{
	struct blob_place place = { .record = apply_record(entry), .log = entry->log->handle };
	uint8_t list[VB_BLOB_LIST_MAX_BYTES];
	struct blob blob;
	uint32_t count;
	size_t size;

	if ((entry->header->flags & VB_FLAG_BLOB) == 0 ||
	    entry->log->audience == VB_AUDIENCE_OPEN || entry->body.size == 0 ||
	    blob_list_decode(entry->body, &size, &count) != 0)
		return;
	/* Writing moves what lies in the store. */
	memcpy(list, entry->body.data, size);
	for (uint32_t i = 0; i < count; i++) {
		blob_list_at(span_of(list, size), i, &blob);
		place.manifest = blob.manifest;
		blobs_list(node->blobs, node_write(node), &place, blob.size);
	}
}

int attachment_seal(struct merged *m, struct file_seal *out)
{
	struct span value;

	if (m->kind != VB_KIND_FILE || merged_is_deleted(m) ||
	    !merged_value(m, &file_seal_field, &value) || file_seal_decode(value, out) != 0)
		return VB_ERR_NOT_FOUND;
	return 0;
}

int attachment_read(struct node *node, const struct record_ref *record, struct file_seal *out)
{
	struct span bytes;
	struct merged m;
	int err = records_get(node_view(node), record, &bytes);

	if (err != 0)
		return err;
	merged_init(&m);
	err = merged_decode(&m, bytes) == 0 ? attachment_seal(&m, out) : VB_ERR_STORE_CORRUPT;
	merged_release(&m);
	return err;
}

int attachment_row(struct node *node, const struct record_ref *record, const struct blob *blob,
                   struct blob_row *out)
{
	struct blobs_cursor c;
	struct blob_row row;
	bool found = false;
	int err;

	blobs_open_rows(&c, node_view(node), record);
	while (!found && blobs_next_row(&c, &row))
		found = row.size == blob->size && memcmp(row.place.manifest.b, blob->manifest.b,
		                                         sizeof(blob->manifest.b)) == 0;
	err = blobs_close_rows(&c);
	if (err == 0 && !found)
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		*out = row;
	return err;
}

bool attachment_opens(struct node *node, const struct blob_row *row, struct file_key *key)
{
	struct file_seal seal;
	bool is_good = attachment_read(node, &row->place.record, &seal) == 0;

	if (!is_good)
		return false;
	is_good = seal.blob.size == row->size && memcmp(seal.blob.manifest.b, row->place.manifest.b,
	                                                sizeof(seal.blob.manifest.b)) == 0;
	if (is_good)
		*key = seal.key;
	crypt_wipe(&seal, sizeof(seal));
	return is_good;
}

bool attachment_is_wanted(struct node *node, const struct blob_row *row, bool *has_key,
                          struct file_key *key)
{
	const struct node_space *space = node_space_number(node, row->place.record.space);
	enum role role = space ? space_role(space->space, &node->self) : VB_ROLE_NONE;

	*has_key = role_is_entitled(role, row->place.record.audience);
	return !*has_key || attachment_opens(node, row, key);
}

/* True if the bytes that a row counts are there, as far as the length of their file tells. */
static bool is_there(struct node *node, const struct blob_row *row)
{
	struct blob_file file;
	int err = row->count > 0 ? blobs_open_file(node->blobs, row, &file) : 0;

	if (row->count > 0 && err == 0)
		blob_file_close(&file);
	return err != VB_ERR_NOT_FOUND;
}

/* ---- what it takes, and whose it is ---- */

static void give_back(struct node *node, const struct blob_row *row)
{
	if (row->is_counted)
		quota_return(node, row->place.log, blob_file_bytes(row->size));
}

int attachment_check(struct node *node, const struct blob_row *row, struct node_now now,
                     enum quota_why *why)
{
	const struct log_info *log = logs_get(node->logs, row->place.log);

	if (row->is_counted || log == NULL)
		return 0;
	return quota_check_file(node, log, blob_file_bytes(row->size), now, why);
}

int attachment_book(struct node *node, struct blob_row *row, struct node_now now)
{
	const struct log_info *log = logs_get(node->logs, row->place.log);
	struct blob_row here;
	enum quota_why why;
	int err = blobs_get(node_write(node), &row->place, &here);

	if (err == 0)
		err = attachment_check(node, row, now, &why);
	if (err != 0 || row->is_counted || log == NULL ||
	    !quota_charge_file(node, log, blob_file_bytes(row->size), now))
		return err;
	return blobs_count(node->blobs, node_write(node), row, true);
}

void attachment_unbook(struct node *node, struct blob_row *row)
{
	give_back(node, row);
	if (row->is_counted && blobs_count(node->blobs, node_write(node), row, false) != 0)
		row->is_counted = false;
}

void attachment_restart(struct node *node, struct blob_row *row)
{
	give_back(node, row);
	row->is_counted = false;
	blobs_restart(node->blobs, node_write(node), row);
}

void attachment_drop_record(struct node *node, const struct record_ref *record)
{
	struct blob_row *rows = NULL, row;
	uint32_t count = 0, capacity = 0;
	struct blobs_cursor c;

	blobs_open_rows(&c, node_write(node), record);
	while (blobs_next_row(&c, &row)) {
		rows = array_reserve(rows, &capacity, count + 1u, sizeof(*rows));
		rows[count++] = row;
	}
	if (blobs_close_rows(&c) == 0 && count > 0) {
		for (uint32_t i = 0; i < count; i++)
			give_back(node, &rows[i]);
		blobs_drop_record(node->blobs, node_write(node), record);
	}
	free(rows);
}

void attachment_drop(struct node *node, const struct blob_row *row)
{
	give_back(node, row);
	blobs_drop(node->blobs, node_write(node), row);
}

void attachment_hand_over(struct node *node, const struct blob_row *row)
{
	give_back(node, row);
	blobs_hand_over(node->blobs, node_write(node), row);
}

/* Not in order: its bytes are lost, it is counted and nothing of it came, or it is not among those that are due. */
static bool is_to_mend(struct node *node, const struct blob_row *row)
{
	return !is_there(node, row) || !blobs_is_listed(node_view(node), row) ||
	       (row->is_counted && row->count == 0 && row->size > 0);
}

static void mend(struct node *node, struct blob_row *row)
{
	if (!is_there(node, row))
		attachment_restart(node, row);
	else if (row->is_counted && row->count == 0)
		attachment_unbook(node, row);
	if (!blobs_is_listed(node_view(node), row))
		blobs_relist(node->blobs, node_write(node), row);
}

int attachment_find_lost(struct node *node)
{
	struct blob_row *lost = NULL, row;
	uint32_t count = 0, capacity = 0;
	struct blobs_cursor c;
	int err;

	blobs_open_rows(&c, node_view(node), NULL);
	while (blobs_next_row(&c, &row)) {
		if (!is_to_mend(node, &row))
			continue;
		lost = array_reserve(lost, &capacity, count + 1u, sizeof(*lost));
		lost[count++] = row;
	}
	err = blobs_close_rows(&c);
	for (uint32_t i = 0; i < count && err == 0; i++)
		mend(node, &lost[i]);
	free(lost);
	return err;
}

int attachment_room(const struct node *node, uint64_t size)
{
	uint64_t bytes = blob_file_bytes(size), used = blobs_used_bytes(node->blobs);
	uint64_t limit = node->settings.file_bytes, reserve;
	struct env_info info;
	int err = node_measure(node, &info);

	if (err != 0)
		return err;
	if (used > limit || bytes > limit - used)
		return VB_ERR_FILE_SPACE;
	reserve = info.disk_bytes / RESERVE_PART;
	if (reserve > RESERVE_MAX_BYTES)
		reserve = RESERVE_MAX_BYTES;
	return info.free_bytes < reserve || info.free_bytes - reserve < bytes ? VB_ERR_DISK_FULL
	                                                                      : 0;
}
