/* node_open: making a home, opening and closing it, and reading the store again; see node.h;
 * tested by tests/unit/test_node.c. */
#include "daemon/node_open.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/control.h"
#include "daemon/core/attachment.h"
#include "daemon/core/erase.h"
#include "daemon/core/erasure_run.h"
#include "daemon/core/holding.h"
#include "daemon/core/indexer.h"
#include "daemon/core/judge.h"
#include "daemon/core/locking.h"
#include "daemon/core/partner.h"
#include "daemon/core/trial.h"
#include "daemon/log.h"
#include "daemon/sync/sessions.h"
#include "store/backup.h"
#include "store/blobs.h"
#include "store/drawers.h"
#include "store/forks.h"
#include "store/home.h"
#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/migrate.h"
#include "store/record_keys.h"
#include "store/spaces.h"

/* ---- a new home ---- */

/* The first card of new keys, and a partner list with nothing but it. */
static int write_list(const char *home, const struct card *wanted, const struct node_keys *keys,
                      struct wall_ms now)
{
	struct card card = *wanted;
	struct partners list = { 0 };
	struct buf bytes, file;
	int err;

	card.sign = node_keys_sign_public(keys);
	card.box = node_keys_box_public(keys);
	card.curve = node_keys_curve_public(keys);
	card.version = 1;
	card.previous = (struct hash){ 0 };
	card.issued = now;
	buf_init(&bytes, VB_CARD_MAX_BYTES);
	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	err = card_encode(&card, keys, &bytes);
	if (err == 0) {
		list.own_card = buf_span(&bytes);
		partners_encode(&list, keys, &file);
		err = keyfile_put_partners(home, buf_span(&file));
	}
	buf_release(&bytes);
	buf_release(&file);
	return err;
}

int node_create(const char *home, const struct card *wanted, struct wall_ms now)
{
	struct env_options options = { .flags = VB_ENV_CREATE };
	struct node_keys *keys = NULL;
	struct env *env = NULL;
	int err = crypt_init();

	if (err == 0)
		err = home_create(home);
	if (err != 0)
		return err;
	keys = node_keys_new();
	err = write_list(home, wanted, keys, now);
	if (err == 0)
		err = migrate_open(home, &options, &env);
	/* The keys come last: a home that has them is whole. */
	if (err == 0)
		err = keyfile_create(home, keys);
	env_close(&env);
	node_keys_destroy(&keys);
	return err;
}

/* ---- reading the store ---- */

static int fold(struct node *node, struct core_space *space)
{
	struct control_cursor cursor;
	struct control_row row;
	int err = 0;
	int closed;

	spaces_open_control(&cursor, node_view(node), space->pub.number, 0);
	while (err == 0 && spaces_next_control(&cursor, &row))
		err = space_apply(space->pub.space, row.header.data, row.body, &row.signature,
		                  NULL);
	closed = spaces_close_control(&cursor);
	/* What was applied once and is refused now was changed behind our back. */
	return err != 0 ? VB_ERR_STORE_CORRUPT : closed;
}

static int load_spaces(struct node *node)
{
	struct spaces_cursor cursor;
	struct space_info info;
	int err = 0;

	spaces_open(&cursor, node_view(node));
	while (spaces_next(&cursor, &info)) {
		struct core_space *space = core_space_add(node, &info.id, info.number);

		space->pub.fetching = (info.flags & VB_SPACE_FETCHING) != 0;
		space->pub.archive = (info.flags & VB_SPACE_ARCHIVE) != 0;
		space->pub.hidden = space->pub.fetching && !space->pub.archive;
		space->pub.reclaimed = (info.flags & VB_SPACE_RECLAIMED) != 0;
		space->pub.veiled = (info.flags & VB_SPACE_VEILED) != 0;
		space->has_incarnation = (info.flags & VB_SPACE_INCARNATED) != 0;
		space->incarnation = info.incarnation;
		judge_wake(space);
	}
	err = spaces_close(&cursor);
	for (size_t i = 0; err == 0 && i < node->space_count; i++)
		err = fold(node, node->spaces[i]);
	for (size_t i = 0; err == 0 && i < node->space_count; i++)
		err = core_load_gifts(node, node->spaces[i]);
	for (size_t i = 0; err == 0 && i < node->space_count; i++) {
		if (space_count(node->spaces[i]->pub.space) > 0)
			err = trial_load(node, node->spaces[i]);
		node->spaces[i]->has_votes = true;
	}
	for (size_t i = 0; err == 0 && i < node->space_count; i++)
		err = holding_load(node, node->spaces[i]);
	return err;
}

static int load_forks(struct node *node)
{
	struct forks_cursor cursor;
	struct fork_row row;

	node->fork_count = 0;
	forks_open(&cursor, node_view(node));
	while (forks_next(&cursor, &row))
		core_fork_add(node, row.log, row.seq);
	/* Every link is told of what there is, a failed turn or not. */
	node->proofs++;
	return forks_close(&cursor);
}

/* What is derived from the rest of the store. */
static int load_rest(struct node *node)
{
	int err = load_forks(node);

	node->has_waiting = env_count(node_view(node), VB_TABLE_WAITERS) > 0;
	erase_load(node);
	locking_recount(node);
	if (err == 0)
		err = erasure_run_load(node);
	if (err == 0)
		err = indexer_load(node);
	if (err == 0 && node->blobs != NULL)
		err = blobs_recount(node->blobs, node_view(node));
	if (err == 0)
		partner_refresh(node);
	return err;
}

int node_reload(struct node *node)
{
	int err;

	core_spaces_release(node);
	err = load_spaces(node);
	if (err == 0)
		err = load_rest(node);
	return err;
}

/* The greatest stamp of our logs, and of others' as far as they are believed. */
static void load_clock(struct node *node, struct wall_ms now)
{
	for (uint32_t handle = 1; logs_get(node->logs, handle) != NULL; handle++) {
		const struct log_info *log = logs_get(node->logs, handle);

		if (node_id_is_equal(&log->author, &node->self) && log->hlc.v > node->clock.v)
			node->clock = log->hlc;
		else
			node->clock = hlc_observe(node->clock, log->hlc, now);
	}
}

/* ---- opening ---- */

/* A restored store of a space with no other member has nobody to ask. */
static void load_fetching(struct node *node)
{
	for (uint32_t i = 0; i < node->space_count; i++) {
		if (node->spaces[i]->pub.fetching && !node->spaces[i]->pub.archive)
			core_end_fetching(node, node->spaces[i]);
	}
}

/* From when on a backup may be missed. */
static void load_birth(struct node *node, struct wall_ms now)
{
	uint64_t born;

	if (keyspace_get_meta(node_view(node), VB_META_BORN, &born) == VB_ERR_NOT_FOUND)
		keyspace_put_meta(node_write(node), VB_META_BORN, now.v);
}

/* Own card and what the partner list says beyond the store. */
static int load_list(struct node *node, bool is_new_store, struct wall_ms now)
{
	struct public_key own = node_keys_sign_public(node->keys);
	struct partners list;
	struct buf file;
	int err;

	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	err = keyfile_get_partners(node->home, &file);
	if (err == 0)
		err = partners_decode(buf_span(&file), &own, &list);
	if (err == 0) {
		buf_put(&node->card_bytes, list.own_card.data, list.own_card.size);
		err = card_decode(buf_span(&node->card_bytes), &node->card);
	}
	if (err == 0)
		err = partner_recover(node, &list, is_new_store, now);
	if (err == 0)
		load_fetching(node);
	if (err == 0)
		load_birth(node, now);
	if (err == 0 && is_new_store)
		drawers_note_restored(node_write(node), now);
	if (err == 0 && node->turn.write != NULL)
		err = logs_commit(node->logs, &node->turn.write);
	buf_release(&file);
	return err == VB_ERR_NOT_FOUND ? VB_ERR_PARTNERS_LOST : err;
}

/* The store; a new one where it was lost. */
static int open_store(struct node *node, const struct env_options *options, bool *is_new)
{
	struct env_options create = *options;
	int err = migrate_open(node->home, options, &node->env);

	create.flags |= VB_ENV_CREATE;
	*is_new = err == VB_ERR_NO_HOME && (options->flags & VB_ENV_READ_ONLY) == 0;
	if (*is_new)
		err = migrate_open(node->home, &create, &node->env);
	if (err == 0)
		backup_remove_rest(node->env);
	if (err == 0)
		err = logs_open(node->env, &node->logs);
	return err;
}

static struct node *node_new(const char *home, const struct node_output *output)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL)
		abort();
	node->home = strdup(home);
	if (node->home == NULL)
		abort();
	node->output = *output;
	node->settings = (struct settings){ .arrival_every_ms = VB_ARRIVAL_EVERY_MS,
		                            .file_bytes = UINT64_MAX,
		                            .member_day_bytes = VB_MEMBER_DAY_BYTES,
		                            .member_bytes = VB_MEMBER_BYTES,
		                            .founder_bytes = VB_FOUNDER_BYTES,
		                            .relay_bytes = VB_RELAY_BYTES,
		                            .relay_keep_ms = VB_RELAY_KEEP_MS,
		                            .erasure_delay_ms = VB_ERASURE_DELAY_MS };
	crypt_random(&node->boot, sizeof(node->boot));
	crypt_random(&node->chance, sizeof(node->chance));
	node->vault = vault_new();
	node->indexer = indexer_new();
	buf_init(&node->card_bytes, VB_CARD_MAX_BYTES);
	buf_init(&node->office_text, VB_PARTNERS_MAX_BYTES);
	buf_init(&node->turn.answer_bytes, SIZE_MAX);
	buf_init(&node->record, SIZE_MAX);
	merged_init(&node->merged);
	catalogue_init(&node->before);
	catalogue_init(&node->now);
	return node;
}

int node_open(const char *home, const struct env_options *options, const struct node_output *output,
              struct node_now now, struct node **out)
{
	struct public_key own;
	struct node *node;
	bool is_new = false;
	int err = crypt_init();

	if (err != 0)
		return err;
	node = node_new(home, output);
	err = home_check(home);
	if (err == 0)
		err = keyfile_load(home, &node->keys);
	if (err == 0) {
		own = node_keys_sign_public(node->keys);
		crypt_node_id(&own, &node->self);
		err = open_store(node, options, &is_new);
	}
	if (err == 0)
		err = record_keys_open(node->env, home, node->keys, &node->record_keys);
	if (err == 0)
		err = blobs_open(home, node_view(node), (options->flags & VB_ENV_NO_FSYNC) != 0,
		                 &node->blobs);
	if (err == 0)
		err = load_spaces(node);
	if (err == 0)
		err = attachment_find_lost(node);
	if (err == 0)
		err = load_list(node, is_new, now.wall);
	if (err == 0)
		err = locking_load(node);
	if (err == 0)
		err = load_rest(node);
	if (err == 0) {
		load_clock(node, now.wall);
		node->sessions = sessions_new(node);
		node->control = control_new(node);
		env_abort(&node->turn.read);
		*out = node;
	} else {
		node_close(&node);
	}
	return err;
}

void node_close(struct node **node)
{
	struct node *n = *node;

	*node = NULL;
	if (n == NULL)
		return;
	control_destroy(&n->control);
	sessions_destroy(&n->sessions);
	indexer_destroy(&n->indexer);
	env_abort(&n->turn.read);
	if (n->turn.write != NULL)
		logs_abort(n->logs, &n->turn.write);
	core_spaces_release(n);
	logs_close(&n->logs);
	blobs_close(&n->blobs);
	record_keys_close(&n->record_keys);
	env_close(&n->env);
	vault_destroy(&n->vault);
	node_keys_destroy(&n->keys);
	merged_release(&n->merged);
	catalogue_release(&n->before);
	catalogue_release(&n->now);
	buf_release(&n->record);
	buf_release(&n->card_bytes);
	buf_release(&n->office_text);
	buf_release(&n->turn.answer_bytes);
	free(n->turn.answers);
	free(n->turn.growth);
	free(n->turn.own_logs);
	free(n->turn.erasing);
	free(n->hollows);
	free(n->refusals);
	free(n->offices);
	free(n->office_keys);
	free(n->proposals);
	free(n->forks);
	free(n->showers);
	free(n->due);
	free(n->home);
	free(n);
}
