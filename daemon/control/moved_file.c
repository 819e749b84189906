/* moved_file: see moved_file.h; tested by tests/unit/test_control_move_files.c. */
#include "daemon/control/moved_file.h"

#include <assert.h>

#include "daemon/core/enclose.h"

int moved_file_look(struct request *q, const struct record_ref *from, struct merged *m,
                    struct moved_file *out)
{
	struct moved_file file = { .from = *from };
	struct file_seal seal;
	int err;

	if (attachment_seal(m, &seal) != 0) {
		*out = file;
		return 0;
	}
	err = attachment_row(q->node, from, &seal.blob, &file.row);
	crypt_wipe(&seal, sizeof(seal));
	if (err == VB_ERR_NOT_FOUND || (err == 0 && file.row.state != VB_BLOB_WHOLE))
		return request_fail(q, VB_ERR_NOT_MOVABLE,
		                    "a document of it is not here as a whole");
	file.has_bytes = true;
	if (err == 0)
		*out = file;
	return err;
}

int moved_file_copy(struct request *q, const struct moved_file *file, uint64_t *budget,
                    uint64_t *done, bool *is_whole)
{
	struct file_seal seal;
	const struct copy *copy;
	int err = attachment_read(q->node, &file->from, &seal);

	if (err != 0)
		return err;
	copy = copies_find(q->copies, q->caller->client, &seal.blob.manifest);
	if ((copy == NULL || !copy->is_whole) && *budget > 0)
		err = copies_go_on(q->copies, q->caller->client, &seal, &file->row, budget);
	copy = copies_find(q->copies, q->caller->client, &seal.blob.manifest);
	*is_whole = copy != NULL && copy->is_whole;
	*done = *is_whole ? seal.blob.size : copy != NULL ? copy->count * VB_BLOB_CHUNK_BYTES : 0;
	crypt_wipe(&seal, sizeof(seal));
	return err;
}

/* The seal that the new record gets; the caller wipes out. */
static int seal_find(const struct draft *d, const struct moved_file *file, struct file_seal *out,
                     struct copy **copy)
{
	int err = attachment_read(d->q->node, &file->from, out);

	*copy = NULL;
	if (err != 0 || d->audience != VB_AUDIENCE_CORE)
		return err;
	*copy = copies_find(d->q->copies, d->q->caller->client, &out->blob.manifest);
	if (*copy != NULL)
		*out = (*copy)->seal;
	return 0;
}

int moved_file_seal(struct draft *d, const struct moved_file *file)
{
	struct copy *copy;
	struct file_seal seal;
	struct buf packed;
	int err = seal_find(d, file, &seal, &copy);

	if (err != 0)
		return err;
	buf_init(&packed, 128);
	file_seal_encode(&seal, &packed);
	err = edit_set(&d->edit, &file_seal_field, buf_span(&packed));
	crypt_wipe(packed.data, packed.size);
	crypt_wipe(&seal, sizeof(seal));
	buf_release(&packed);
	return err;
}

int moved_file_write(struct draft *d, const struct moved_file *file)
{
	struct node *node = d->q->node;
	struct copy *copy;
	struct file_seal seal;
	uint64_t name = file->row.name;
	int err = seal_find(d, file, &seal, &copy);

	if (err != 0)
		return err;
	assert((d->audience == VB_AUDIENCE_CORE) == (copy != NULL));
	if (copy != NULL)
		name = copy->name;
	else
		attachment_hand_over(node, &file->row);
	err = enclose_file(node, &d->space->id, d->audience, &d->body, &seal.blob, name, d->q->now,
	                   &d->id);
	if (err == 0 && copy != NULL)
		copy->is_used = true;
	crypt_wipe(&seal, sizeof(seal));
	return err;
}
