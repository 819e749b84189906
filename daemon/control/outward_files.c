/* outward_files: documents for lists; see outward_files.h; tested by tests/unit/test_outward_files.c. */
#include "daemon/control/outward_files.h"

#include "daemon/core/attachment.h"
#include "protocol/crypt.h"
#include "protocol/kinds/file.h"

#define ROW_MAX_BYTES 1024u

struct listing_of_files {
	struct request *q;
	struct outward_list *out;
};

static int file_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct listing_of_files *files = ctx;
	struct outward_map row;
	struct file_seal seal;
	struct blob_row blob;
	bool is_here;

	if (ref->audience != VB_AUDIENCE_ALL || attachment_seal(m, &seal) != 0)
		return 0;
	is_here = attachment_row(files->q->node, ref, &seal.blob, &blob) == 0 &&
	          blob.state == VB_BLOB_WHOLE;
	outward_map_init(&row, ROW_MAX_BYTES);
	outward_map_int(&row, "bytes", (int64_t)seal.blob.size);
	outward_map_id(&row, "id", &ref->id);
	outward_map_flag(&row, "is_here", is_here);
	outward_map_text(&row, "name", outward_text(m, VB_FILE_FILE_NAME));
	outward_map_text(&row, "type", outward_text(m, VB_FILE_MIME_TYPE));
	(void)outward_list_add(files->out, &row);
	outward_map_release(&row);
	crypt_wipe(&seal, sizeof(seal));
	return 0;
}

int outward_files_list(struct request *q, const struct node_space *space,
                       const struct record_id *target, size_t max, struct outward_list *out)
{
	struct listing_of_files files = { q, out };
	const struct outward_walk walk = { &files, file_add };

	outward_list_init(out, max, VB_OUTWARD_FILES_MAX);
	return outward_children(q, space, target, VB_KIND_FILE, VB_FILE_TARGET, &walk,
	                        &out->is_cut);
}
