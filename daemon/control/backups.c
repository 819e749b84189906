/* backups: from asking to answering; see backups.h; tested by tests/unit/test_control_backup.c. */
#include "daemon/control/backups.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/ipc.h"
#include "store/keyspace.h"

enum step {
	STEP_NONE,
	STEP_ASKED,
	STEP_MADE,
};

struct backups {
	struct node *node;
	enum step step;
	uint32_t client;
	uint64_t request;
	char *path;
	uint64_t bytes;
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
	if (backups->step != STEP_NONE)
		return VB_ERR_BUSY;
	free(backups->path);
	backups->path = strdup(path);
	if (backups->path == NULL)
		abort();
	backups->step = STEP_ASKED;
	backups->client = client;
	backups->request = request;
	return 0;
}

static void answer(struct backups *backups, struct buf *document)
{
	node_answer(backups->node, backups->client, backups->request, buf_span(document));
	buf_release(document);
	backups->step = STEP_NONE;
}

void backups_on_commit(struct backups *backups)
{
	struct buf document;
	int err;

	if (backups->step != STEP_ASKED)
		return;
	err = node_backup(backups->node, backups->path, &backups->bytes);
	backups->step = STEP_MADE;
	if (err == 0)
		return;
	buf_init(&document, VB_IPC_FRAME_MAX_BYTES);
	ipc_answer_error(&document, backups->request, err, NULL);
	answer(backups, &document);
}

void backups_on_tick(struct backups *backups, struct node_now now)
{
	struct buf result, document;

	if (backups->step != STEP_MADE)
		return;
	keyspace_put_meta(node_write(backups->node), VB_META_BACKUP, now.wall.v);
	buf_init(&result, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&document, VB_IPC_FRAME_MAX_BYTES);
	pack_map(&result, 3);
	pack_cstr(&result, "bytes");
	pack_uint(&result, backups->bytes);
	pack_cstr(&result, "file");
	pack_cstr(&result, backups->path);
	pack_cstr(&result, "time");
	pack_uint(&result, now.wall.v);
	ipc_answer_result(&document, backups->request, buf_span(&result));
	buf_release(&result);
	answer(backups, &document);
}
