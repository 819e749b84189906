/* backups: from asking to answering; see backups.h; tested by tests/unit/test_control_backup.c. */
#include "daemon/control/backups.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/locking.h"
#include "protocol/ipc.h"
#include "store/keyspace.h"

struct backups {
	struct node *node;
	bool is_asked;
	uint32_t client;
	uint64_t request;
	char *path;
	enum backup_what what;
	struct wall_ms unkept[2]; /* by what: of a copy whose time is not in the store yet */
};

static const enum meta metas[] = {
	[VB_BACKUP_OF_ALL] = VB_META_BACKUP, [VB_BACKUP_OF_KEYS] = VB_META_KEYS_BACKUP
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

int backups_add(struct backups *backups, uint32_t client, uint64_t request, const char *path,
                enum backup_what what)
{
	if (backups->is_asked)
		return VB_ERR_BUSY;
	free(backups->path);
	backups->path = strdup(path);
	if (backups->path == NULL)
		abort();
	backups->is_asked = true;
	backups->what = what;
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
	pack_uint(&result, backups->unkept[backups->what].v);
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
	if (backups->what == VB_BACKUP_OF_KEYS)
		err = locking_backup(backups->node, backups->path, now.wall, &bytes);
	else
		err = node_backup(backups->node, backups->path, now.wall, &bytes);
	backups->is_asked = false;
	if (err == 0) {
		backups->unkept[backups->what] = now.wall;
		answer_made(backups, bytes);
		return;
	}
	buf_init(&document, VB_IPC_FRAME_MAX_BYTES);
	ipc_answer_error(&document, backups->request, err, NULL);
	answer(backups, &document);
}

void backups_keep(struct backups *backups)
{
	for (size_t what = 0; what < sizeof(metas) / sizeof(metas[0]); what++) {
		if (backups->unkept[what].v == 0)
			continue;
		keyspace_put_meta(node_write(backups->node), metas[what], backups->unkept[what].v);
		backups->unkept[what].v = 0;
	}
}

uint64_t backups_last(const struct backups *backups, enum backup_what what)
{
	uint64_t last = backups->unkept[what].v;

	if (last == 0 && keyspace_get_meta(node_view(backups->node), metas[what], &last) != 0)
		last = 0;
	return last;
}
