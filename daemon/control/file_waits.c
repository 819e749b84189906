/* file_waits: see file_waits.h; tested by tests/unit/test_health.c. */
#include "daemon/control/file_waits.h"

/* Its author, or who founded the space, has no room. */
static bool is_refused(struct request *q, const struct blob_row *row, struct file_waiter *out)
{
	struct node *node = q->node;
	const struct node_space *space = node_space_number(node, row->place.record.space);
	const struct log_info *log = logs_get(node_logs(node), row->place.log);
	struct file_key key;
	bool has_key, is_wanted;

	if (space == NULL || space->archive || log == NULL ||
	    attachment_check(node, row, q->now, &out->why) != VB_ERR_QUOTA)
		return false;
	is_wanted = attachment_is_wanted(node, row, &has_key, &key);
	crypt_wipe(&key, sizeof(key));
	out->office = out->why == VB_QUOTA_FOUNDER ? *space_owner_at(space->space, 0) : log->author;
	return is_wanted;
}

const char *file_waits_why(struct request *q, const struct blob_row *row)
{
	static const char *const words[] = {
		[VB_QUOTA_DAY] = "day", [VB_QUOTA_MEMBER] = "member", [VB_QUOTA_FOUNDER] = "founder"
	};
	struct file_waiter waiter;
	int err;

	if (row->state != VB_BLOB_DUE)
		return NULL;
	if (is_refused(q, row, &waiter))
		return words[waiter.why];
	err = attachment_room(q->node, row->size);
	return err == VB_ERR_FILE_SPACE ? "space" : err == VB_ERR_DISK_FULL ? "disk" : NULL;
}

static bool is_told(const struct file_waiter *all, uint32_t count, const struct file_waiter *one)
{
	for (uint32_t i = 0; i < count; i++) {
		if (all[i].why == one->why && node_id_is_equal(&all[i].office, &one->office))
			return true;
	}
	return false;
}

uint32_t file_waits_list(struct request *q, struct file_waiter *out, uint32_t max)
{
	struct env_txn *txn = node_view(q->node);
	struct file_waiter waiter;
	struct blob_place after;
	struct blob_row row;
	uint32_t count = 0;
	bool is_next = blobs_next_due(txn, NULL, &row);

	while (is_next && count < max) {
		after = row.place;
		if (is_refused(q, &row, &waiter)) {
			if (!is_told(out, count, &waiter))
				out[count++] = waiter;
			/* The rest of the log says nothing new. */
			after.record.space = UINT32_MAX;
		}
		is_next = blobs_next_due(txn, &after, &row);
	}
	return count;
}
