/* enclose: see enclose.h; tested by tests/unit/test_attachment.c. */
#include "daemon/core/enclose.h"

#include "daemon/core/author.h"

int enclose_file(struct node *node, const struct space_id *space, enum audience audience,
                 const struct body *body, const struct blob *blob, uint64_t name,
                 struct node_now now, struct record_id *out)
{
	struct record_ref record = { .audience = audience };
	struct record_id id;
	struct blob_row row;
	struct buf list;
	int err;

	buf_init(&list, VB_BLOB_LIST_MAX_BYTES);
	blob_list_encode(blob, 1, &list);
	err = author_write_blobs(node, space, audience, NULL, body, buf_span(&list), now, &id);
	buf_release(&list);
	if (err != 0)
		return err;
	record.space = core_space_find(node, space)->pub.number;
	record.id = id;
	err = attachment_row(node, &record, blob, &row);
	/* A record without its bytes is not to stay. */
	if (err != 0) {
		env_fail(node_write(node), err);
		return err;
	}
	row.state = VB_BLOB_WHOLE;
	row.count = blob_chunk_count(blob->size);
	row.name = name;
	blobs_adopt(node->blobs, node_write(node), &row);
	err = env_error(node_write(node));
	if (err == 0)
		*out = id;
	return err;
}
