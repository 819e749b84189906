/* backups: from asking to answering; see backups.h; tested by tests/unit/test_control_backup.c. */
#include "daemon/control/backups.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/ipc.h"
#include "store/keyspace.h"

struct backups {
	struct node *node;
	bool is_asked;
	uint32_t client;
	uint64_t request;
	char *path;
	struct wall_ms unkept; /* of a copy whose time is not in the store yet */
};

struct backups *backups_new(struct node *node)
{
	struct backups *backups = calloc(1, sizeof(*backups));

	if (backups == NULL)
		abort();
	backups->node = node;
	return backups;
}

void backups_destroy(struct backups **backups)
{
	if (*backups == NULL)
		return;
	free((*backups)->path);
	free(*backups);
	*backups = NULL;
}

int backups_add(struct backups *backups, uint32_t client, uint64_t request, const char *path)
{
	if (backups->is_asked)
		return VB_ERR_BUSY;
	free(backups->path);
	backups->path = strdup(path);
	if (backups->path == NULL)
		abort();
	backups->is_asked = true;
	backups->client = client;
	backups->request = request;
	return 0;
}

static void answer(struct backups *backups, struct buf *document)
{
	node_answer(backups->node, backups->client, backups->request, buf_span(document));
	buf_release(document);
}

static void answer_made(struct backups *backups, uint64_t bytes)
{
	struct buf result, document;

	buf_init(&result, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&document, VB_IPC_FRAME_MAX_BYTES);
	pack_map(&result, 3);
	pack_cstr(&result, "bytes");
	pack_uint(&result, bytes);
	pack_cstr(&result, "file");
	pack_cstr(&result, backups->path);
	pack_cstr(&result, "time");
	pack_uint(&result, backups->unkept.v);
	ipc_answer_result(&document, backups->request, buf_span(&result));
	buf_release(&result);
	answer(backups, &document);
}

void backups_on_commit(struct backups *backups, struct node_now now)
{
	struct buf document;
	uint64_t bytes;
	int err;

	if (!backups->is_asked)
		return;
	err = node_backup(backups->node, backups->path, now.wall, &bytes);
	backups->is_asked = false;
	if (err == 0) {
		backups->unkept = now.wall;
		answer_made(backups, bytes);
		return;
	}
	buf_init(&document, VB_IPC_FRAME_MAX_BYTES);
	ipc_answer_error(&document, backups->request, err, NULL);
	answer(backups, &document);
}

void backups_keep(struct backups *backups)
{
	if (backups->unkept.v == 0)
		return;
	keyspace_put_meta(node_write(backups->node), VB_META_BACKUP, backups->unkept.v);
	backups->unkept.v = 0;
}

uint64_t backups_last(const struct backups *backups)
{
	uint64_t last = backups->unkept.v;

	if (last == 0 && keyspace_get_meta(node_view(backups->node), VB_META_BACKUP, &last) != 0)
		last = 0;
	return last;
}
