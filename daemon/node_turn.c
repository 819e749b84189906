/* node_turn: events come in, the turn ends: see node.h; tested by tests/unit/test_node.c.
 *
 * The order of an end: what became possible by this turn is caught up, own logs are sealed, one commit; then answers,
 * partner list, sessions. Nothing after the commit can undo it. At last, where that is due, a batch of words is indexed in a
 * transaction of its own. */
#include <stdlib.h>

#include "daemon/control/control.h"
#include "daemon/core/author.h"
#include "daemon/core/ballot.h"
#include "daemon/core/core.h"
#include "daemon/core/erase.h"
#include "daemon/core/erasure_run.h"
#include "daemon/core/indexer.h"
#include "daemon/core/judge.h"
#include "daemon/core/locking.h"
#include "daemon/core/own_card.h"
#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "daemon/node_open.h"
#include "daemon/sync/sessions.h"
#include "protocol/ipc.h"
#include "store/record_keys.h"

#define REST_AFTER_MS 5000u

void node_on_link_up(struct node *node, uint32_t link, const struct node_id *peer,
                     const struct public_key *curve, bool dialled, struct node_now now)
{
	sessions_on_link_up(node->sessions, link, peer, curve, dialled, now);
}

void node_on_link_down(struct node *node, uint32_t link, struct node_now now)
{
	sessions_on_link_down(node->sessions, link, now);
}

void node_on_frame(struct node *node, uint32_t link, struct span frame, struct node_now now)
{
	int err;

	indexer_on_frame(node, now);
	err = sessions_on_frame(node->sessions, link, frame, now);
	if (err != 0)
		log_error("frame.refused", err, "link=%u", link);
}

void node_on_link_writable(struct node *node, uint32_t link, struct node_now now)
{
	(void)now;
	sessions_on_writable(node->sessions, link);
}

void node_on_request(struct node *node, const struct node_caller *caller, struct span request,
                     struct node_now now)
{
	control_on_request(node->control, caller, request, now);
}

void node_on_client_gone(struct node *node, uint32_t client)
{
	struct turn *turn = &node->turn;

	for (size_t i = 0; i < turn->answer_count; i++) {
		if (turn->answers[i].client == client)
			turn->answers[i].is_dropped = true;
	}
	control_on_client_gone(node->control, client);
}

void node_on_tick(struct node *node, struct node_now now)
{
	node->is_resting = false;
	own_card_on_tick(node, now);
	sessions_on_tick(node->sessions, now);
	control_on_tick(node->control, now);
	indexer_on_tick(node, now);
	erasure_run_on_tick(node, now);
}

void node_on_stop(struct node *node, struct node_now now)
{
	sessions_on_stop(node->sessions, now);
	control_on_stop(node->control);
}

bool node_has_work(const struct node *node)
{
	/* After a failed turn the disk gets until the next tick to recover. */
	for (size_t i = 0; i < node->space_count && !node->is_resting; i++) {
		if (node->spaces[i]->is_stale)
			return true;
	}
	if (node->erasure.is_receipt_due && !node->is_resting)
		return true;
	if (control_has_work(node->control))
		return true;
	return (indexer_is_due(node) && !node->is_resting) || sessions_has_work(node->sessions);
}

/* Hands out the answers, or for each the error that befell the turn. */
static void give_answers(struct node *node, int err)
{
	struct turn *turn = &node->turn;
	struct buf failure;

	buf_init(&failure, VB_IPC_FRAME_MAX_BYTES);
	for (size_t i = 0; i < turn->answer_count; i++) {
		const struct turn_answer *row = &turn->answers[i];
		struct span answer = span_of(turn->answer_bytes.data + row->at, row->size);

		if (row->is_dropped)
			continue;
		if (err != 0) {
			buf_clear(&failure);
			ipc_answer_error(&failure, row->id, err, NULL);
			answer = buf_span(&failure);
		}
		node->output.answer(node->output.ctx, row->client, answer);
	}
	buf_release(&failure);
}

/* Ready for the next turn; the memory is kept but for answers, which can be large. */
static void turn_clear(struct turn *turn)
{
	turn->entries = 0;
	turn->bytes = 0;
	turn->is_past = false;
	turn->feed_grew = false;
	turn->roster_changed = false;
	turn->answer_count = 0;
	turn->growth_count = 0;
	turn->own_count = 0;
	turn->erasing_count = 0;
	turn->erased = false;
	buf_release(&turn->answer_bytes);
}

/* Keys of what was erased leave their file at once; where that fails, with the erasure run. */
static void keep_keys(struct node *node)
{
	int err = record_keys_keep(node->record_keys);

	if (err != 0)
		log_error("keys.wait", err, "file=%s", VB_RECORD_KEYS_NAME);
}

/* Tells everybody of a commit. Neither session nor control may write now. */
static void tell_commit(struct node *node, struct node_now now)
{
	struct turn *turn = &node->turn;
	bool roster_changed = turn->roster_changed;

	turn->is_past = true;
	record_keys_on_commit(node->record_keys);
	give_answers(node, 0);
	if (roster_changed)
		partner_refresh(node);
	keep_keys(node);
	partner_write_list(node, now);
	sessions_on_commit(node->sessions, now);
	control_on_commit(node->control, turn->feed_grew, now);
	if (turn->feed_grew)
		indexer_on_growth(node, now);
	env_abort(&turn->read);
	turn_clear(turn);
	if (roster_changed)
		node->output.partners_changed(node->output.ctx);
}

/* The turn did not happen: memory is what the store holds, and everybody who asked for something is told. */
static void tell_failure(struct node *node, int err, struct node_now now)
{
	int again;

	log_error("turn.failed", err, "answers=%u", node->turn.answer_count);
	node->is_resting = true;
	node->proposal_count = 0;
	node->turn.is_past = true;
	record_keys_on_failure(node->record_keys);
	give_answers(node, err);
	again = node_reload(node);
	if (again != 0)
		fatal("store.unreadable", "code=VB-%d", -again);
	sessions_on_failure(node->sessions);
	control_on_failure(node->control, err, now);
	env_abort(&node->turn.read);
	turn_clear(&node->turn);
}

/* When nothing was written for a while, the memory that large turns took goes back. */
static int rest(struct node *node, bool has_written, struct node_now now)
{
	int err = 0;

	if (has_written || indexer_is_due(node)) {
		node->written = now.mono;
		node->is_rested = false;
	} else if (!node->is_rested && now.mono.v - node->written.v >= REST_AFTER_MS) {
		node->is_rested = true;
		err = env_rest(node->env);
	}
	return err;
}

int node_turn_end(struct node *node, struct node_now now)
{
	struct turn *turn = &node->turn;
	bool has_written = turn->write != NULL;
	int err = 0;

	if (!node->is_resting)
		judge_catch_up(node);
	partner_take_proposals(node, now);
	erasure_run_receipts(node, now);
	erase_drop_due(node);
	if (erase_has_come(node) && node->wanted_count > 0)
		locking_recount(node);
	ballot_count(node, now);
	author_seal(node);
	if (turn->write != NULL) {
		sessions_before_commit(node->sessions, now);
		err = logs_commit(node->logs, &turn->write);
		node->is_failing = err != 0;
		if (err != 0) {
			node->failed = err;
			node->failed_at = now.mono;
		}
	}
	if (err == 0)
		tell_commit(node, now);
	else
		tell_failure(node, err, now);
	if (err == 0 && !node->is_resting)
		err = indexer_run(node, now);
	if (err == 0 && !node->is_resting)
		err = erasure_run_now(node, now);
	if (err == 0)
		err = rest(node, has_written, now);
	return err;
}
