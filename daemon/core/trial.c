/* trial: which of two control logs counts; see trial.h; tested by tests/unit/test_ballot.c. */
#include "daemon/core/trial.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/judge.h"
#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "protocol/space/recovery.h"
#include "store/rivals.h"
#include "store/spaces.h"

/* ---- folding ---- */

int trial_fold(struct node *node, const struct core_space *space, uint32_t count,
               struct space **out)
{
	struct space *fold = space_new(&node->self, node->keys, node->vault);
	struct control_cursor cursor;
	struct control_row row;
	int err = 0;
	int closed;

	spaces_open_control(&cursor, node_view(node), space->pub.number, 0);
	while (err == 0 && space_count(fold) < count && spaces_next_control(&cursor, &row))
		err = space_apply_stored(fold, row.header.data, row.body);
	closed = spaces_close_control(&cursor);
	if (err != 0 || space_count(fold) < count)
		err = VB_ERR_STORE_CORRUPT;
	err = err == 0 ? closed : err;
	if (err == 0)
		*out = fold;
	else
		space_destroy(&fold);
	return err;
}

uint32_t trial_count(const struct core_space *space)
{
	return space->trial == NULL ? 0 : space_count(space->trial->space);
}

bool trial_expects(const struct core_space *space, const struct control_item *item)
{
	uint32_t count = trial_count(space);

	return count > 0 && item->header.seq == count &&
	       entry_id_is_equal(&item->header.prev,
	                         space_entry_id(space->trial->space, count - 1));
}

/* ---- forks ---- */

int trial_load(struct node *node, struct core_space *space)
{
	struct rivals_cursor cursor;
	struct rival_row row;
	struct space_rank rank;

	space_rank(space->pub.space, &rank);
	space->is_forked = false;
	rivals_open(&cursor, node_view(node), space->pub.number);
	while (!space->is_forked && rivals_next(&cursor, &row)) {
		/* A recovery behind it, or in its place, has settled it. */
		space->is_forked = row.what == VB_RIVALRY_FORK &&
		                   (rank.term == 0 || rank.handover_seq < row.seq);
		space->forked_at = row.seq;
	}
	return rivals_close(&cursor);
}

/* Is a proof of this kind kept for that place, or of a fork, which weighs more? It is as good as another: offices that took each
 * other's for new would tell them to and fro for ever. */
static int find_rival(struct node *node, const struct core_space *space, uint32_t seq,
                      enum rivalry what, bool *found)
{
	struct rivals_cursor cursor;
	struct rival_row row;

	*found = false;
	rivals_open(&cursor, node_view(node), space->pub.number);
	while (!*found && rivals_next(&cursor, &row))
		*found = row.seq == seq && (row.what == what || row.what == VB_RIVALRY_FORK);
	return rivals_close(&cursor);
}

/* Keeps the entry that stands here and the other one at its seq. */
static int keep_rival(struct node *node, struct core_space *space, const struct control_item *item,
                      enum rivalry what, struct node_now now)
{
	struct rival_row rival = { .seq = (uint32_t)item->header.seq,
		                   .what = what,
		                   .since = now.wall };
	struct control_row row;
	struct buf runs[2];
	bool is_known;
	int err = find_rival(node, space, rival.seq, what, &is_known);

	if (err != 0 || is_known)
		return err;
	err = spaces_get_control(node_view(node), space->pub.number, rival.seq, &row);
	if (err != 0)
		return err;
	for (uint32_t i = 0; i < 2; i++) {
		buf_init(&runs[i], VB_FRAME_MAX_BYTES);
		control_run_begin(&runs[i], &space->pub.id);
	}
	control_run_add(&runs[0], row.header.data, row.body, &row.signature);
	control_run_add(&runs[1], item->bytes.data, item->body, &item->signature);
	rival.runs[0] = buf_span(&runs[0]);
	rival.runs[1] = buf_span(&runs[1]);
	rivals_put(node_write(node), space->pub.number, &rival);
	node->proofs++;
	buf_release(&runs[0]);
	buf_release(&runs[1]);
	return 0;
}

/* The owner signed two entries at one place: the log stops. An earlier place found later is the one that counts. */
static int stop(struct node *node, struct core_space *space, const struct control_item *item,
                struct node_now now)
{
	int err;

	if (space->is_forked && space->forked_at <= item->header.seq)
		return 0;
	err = keep_rival(node, space, item, VB_RIVALRY_FORK, now);
	if (err != 0)
		return err;
	space->is_forked = true;
	space->forked_at = (uint32_t)item->header.seq;
	log_warnx("control.forked", "space=%s office=%s seq=%u", log_hex(space->pub.id.b).text,
	          log_node(space_owner(space->pub.space)).text, (unsigned)space->forked_at);
	return 0;
}

/* ---- taking the other log ---- */

/* Cards that the other log brings hold outside the space, too. */
static void learn_cards(struct node *node, const struct space *space, struct node_now now)
{
	for (uint32_t i = 0; i < space_member_count(space); i++) {
		const struct member *member = space_member_at(space, i);

		if (member->role != VB_ROLE_NONE)
			partner_learn(node, member->card_bytes, &member->card, now);
	}
}

static int adopt(struct node *node, struct core_space *space, uint32_t link, struct node_now now)
{
	struct core_trial *trial = space->trial;
	struct env_txn *txn = node_write(node);
	struct control_run run;
	struct control_item item;
	struct entry_id id;
	uint32_t before = space_count(space->pub.space);
	uint32_t from = trial->from;
	int err = control_run_decode(buf_span(&trial->run), &run);

	if (err != 0)
		return err;
	spaces_truncate_control(txn, &space->pub.id, from, space_entry_id(trial->space, from - 1));
	while (control_run_next(&run, &item)) {
		entry_id_derive(item.bytes.data, &id);
		spaces_append_control(txn, &space->pub.id, item.bytes, item.body, &item.signature,
		                      &id);
	}
	space_destroy(&space->pub.space);
	space->pub.space = trial->space;
	trial->space = NULL;
	core_trial_release(space);
	space->compared_count = 0;
	space->has_votes = true;
	node->turn.roster_changed = true;
	err = core_load_gifts(node, space);
	if (err == 0)
		err = trial_load(node, space);
	if (err != 0)
		return err;
	judge_recovered(node, space, from);
	learn_cards(node, space->pub.space, now);
	core_grew(node, space->pub.number, 0, VB_AUDIENCE_ALL, space_count(space->pub.space), link);
	log_warnx("control.recovered", "space=%s office=%s void=%u", log_hex(space->pub.id.b).text,
	          log_node(space_owner(space->pub.space)).text, (unsigned)(before - from));
	return env_error(txn);
}

/* Two recoveries of one term behind one point: the one with the smaller id wins, and people are told. */
static bool is_rival_term(const struct space_rank *ours, const struct space_rank *theirs,
                          const struct control_item *item)
{
	return ours->term > 0 && ours->term == theirs->term && ours->lists == theirs->lists &&
	       ours->handover_seq == item->header.seq && theirs->handover_seq == item->header.seq;
}

/* What the entry that was just taken decides. */
static int weigh(struct node *node, struct core_space *space, const struct control_item *item,
                 uint32_t link, struct node_now now, bool *adopted)
{
	struct space_rank ours, theirs;
	int order;
	int err = 0;

	space_rank(space->pub.space, &ours);
	space_rank(space->trial->space, &theirs);
	order = space_rank_compare(&theirs, &ours);
	if (order == 0 && item->header.seq == space->trial->from)
		return stop(node, space, item, now);
	if (is_rival_term(&ours, &theirs, item))
		err = keep_rival(node, space, item, VB_RIVALRY_TERM, now);
	if (err == 0 && order > 0) {
		err = adopt(node, space, link, now);
		*adopted = err == 0;
	}
	return err;
}

int trial_take(struct node *node, struct core_space *space, const struct control_item *item,
               uint32_t link, struct node_now now, bool *adopted)
{
	struct core_trial *trial = space->trial;
	int err = space_apply(trial->space, item->bytes.data, item->body, &item->signature, NULL);

	*adopted = false;
	if (err == 0) {
		control_run_add(&trial->run, item->bytes.data, item->body, &item->signature);
		err = trial->run.err;
	}
	if (err == 0)
		err = weigh(node, space, item, link, now, adopted);
	if (err != 0)
		core_trial_release(space);
	return err;
}

int trial_begin(struct node *node, struct core_space *space, const struct control_item *item,
                uint32_t link, struct node_now now, bool *adopted)
{
	struct space *fold = NULL;
	int err;

	*adopted = false;
	core_trial_release(space);
	if (item->header.seq == 0 || item->header.seq > space_count(space->pub.space))
		return VB_ERR_BAD_CHAIN;
	err = trial_fold(node, space, (uint32_t)item->header.seq, &fold);
	if (err != 0)
		return err;
	space->trial = calloc(1, sizeof(*space->trial));
	if (space->trial == NULL)
		abort();
	space->trial->space = fold;
	space->trial->from = (uint32_t)item->header.seq;
	buf_init(&space->trial->run, VB_TRIAL_MAX_BYTES);
	control_run_begin(&space->trial->run, &space->pub.id);
	return trial_take(node, space, item, link, now, adopted);
}
