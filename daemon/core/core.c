/* core: what the files of the core have in common, and node.h's answers to control and session: the spaces, the turn's
 * transaction, its answers and what grew. Events and the end of a turn: node_turn.c; opening and reading again:
 * node_open.c; spaces being fetched: fetching.c; tested by tests/unit/test_node.c. */
#include "daemon/core/core.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/space/recovery.h"
#include "store/backup.h"
#include "store/feed.h"
#include "store/spaces.h"

/* ---- spaces ---- */

/* The place where the id stands, or belongs. */
static size_t place_of(const struct node *node, const struct space_id *id)
{
	size_t low = 0;
	size_t high = node->space_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(node->spaces[middle]->pub.id.b, id->b, sizeof(id->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct core_space *core_space_find(const struct node *node, const struct space_id *id)
{
	size_t place = place_of(node, id);

	if (place == node->space_count || !space_id_is_equal(&node->spaces[place]->pub.id, id))
		return NULL;
	return node->spaces[place];
}

struct core_space *core_space_number(const struct node *node, uint32_t number)
{
	if (number == 0 || number >= node->number_capacity)
		return NULL;
	return node->numbers[number];
}

/* Short numbers are given out from 1 without a gap, so a table serves. */
static void put_number(struct node *node, struct core_space *space)
{
	size_t wanted = node->number_capacity == 0 ? 16 : node->number_capacity;

	while (wanted <= space->pub.number)
		wanted *= 2;
	if (wanted > node->number_capacity) {
		struct core_space **grown =
			realloc(node->numbers, wanted * sizeof(struct core_space *));

		if (grown == NULL)
			abort();
		memset(grown + node->number_capacity, 0,
		       (wanted - node->number_capacity) * sizeof(struct core_space *));
		node->numbers = grown;
		node->number_capacity = wanted;
	}
	node->numbers[space->pub.number] = space;
}

struct core_space *core_space_add(struct node *node, const struct space_id *id, uint32_t number)
{
	struct core_space *space = calloc(1, sizeof(*space));
	size_t place = place_of(node, id);

	if (space == NULL)
		abort();
	space->pub.id = *id;
	space->pub.number = number;
	space->pub.changes = ++node->changes;
	space->pub.space = space_new(&node->self, node->keys, node->vault);
	suspensions_init(&space->pub.suspensions);
	node->spaces = array_reserve(node->spaces, &node->space_capacity, node->space_count + 1u,
	                             sizeof(struct core_space *));
	memmove(node->spaces + place + 1, node->spaces + place,
	        (node->space_count - place) * sizeof(struct core_space *));
	node->spaces[place] = space;
	node->space_count++;
	put_number(node, space);
	return space;
}

void core_trial_release(struct core_space *space)
{
	if (space->trial == NULL)
		return;
	space_destroy(&space->trial->space);
	buf_release(&space->trial->run);
	free(space->trial);
	space->trial = NULL;
}

void core_spaces_release(struct node *node)
{
	for (size_t i = 0; i < node->space_count; i++) {
		core_trial_release(node->spaces[i]);
		space_destroy(&node->spaces[i]->pub.space);
		suspensions_release(&node->spaces[i]->pub.suspensions);
		free(node->spaces[i]->compared);
		free(node->spaces[i]);
	}
	free(node->spaces);
	free(node->numbers);
	node->spaces = NULL;
	node->numbers = NULL;
	node->space_count = node->space_capacity = 0;
	node->number_capacity = 0;
}

size_t node_space_count(const struct node *node)
{
	return node->space_count;
}

struct node_space *node_space_at(struct node *node, size_t index)
{
	assert(index < node->space_count);
	return &node->spaces[index]->pub;
}

struct node_space *node_space_find(struct node *node, const struct space_id *id)
{
	struct core_space *space = core_space_find(node, id);

	return space == NULL ? NULL : &space->pub;
}

struct node_space *node_space_number(struct node *node, uint32_t number)
{
	struct core_space *space = core_space_number(node, number);

	return space == NULL ? NULL : &space->pub;
}

bool node_space_is_foreign(const struct node *node, const struct node_space *space)
{
	return !space->archive && space_count(space->space) > 0 &&
	       space_member(space->space, &node->self) == NULL;
}

bool node_space_is_ours(const struct node *node, const struct node_space *space)
{
	return !space->archive && !node_space_is_foreign(node, space);
}

bool node_space_is_settled(const struct node *node, const struct node_space *space)
{
	const struct core_space *known = core_space_number(node, space->number);

	return known != NULL && !known->is_stale;
}

bool node_space_is_own(const struct node *node, const struct node_space *space)
{
	return space_count(space->space) > 0 && space_kind(space->space) == VB_SPACE_DIRECT &&
	       space_member_count(space->space) == 1 &&
	       node_id_is_equal(space_owner(space->space), &node->self);
}

bool node_space_is_suspended(const struct node_space *space, const struct node_id *node)
{
	return space_count(space->space) > 0 && space_role(space->space, node) != VB_ROLE_NONE &&
	       suspensions_is_suspended(&space->suspensions, space->space, node);
}

enum space_service node_space_may_serve(const struct node_space *space, const struct node_id *node,
                                        enum audience audience)
{
	if (audience != VB_AUDIENCE_OPEN && node_space_is_suspended(space, node))
		return VB_SERVE_NOTHING;
	return space_may_serve(space->space, node, audience);
}

/* ---- the turn ---- */

struct env_txn *node_view(struct node *node)
{
	struct turn *turn = &node->turn;

	if (turn->write != NULL)
		return turn->write;
	if (turn->read == NULL)
		turn->read = env_start(node->env, VB_ENV_READ);
	return turn->read;
}

struct env_txn *node_write(struct node *node)
{
	struct turn *turn = &node->turn;

	if (turn->write == NULL) {
		assert(!turn->is_past);
		env_abort(&turn->read);
		turn->write = env_start(node->env, VB_ENV_WRITE);
	}
	return turn->write;
}

bool node_turn_is_full(const struct node *node)
{
	const struct turn *turn = &node->turn;

	return turn->entries >= VB_TURN_MAX_ENTRIES || turn->bytes >= VB_TURN_MAX_BYTES ||
	       turn->answer_bytes.size >= VB_TURN_MAX_BYTES;
}

void node_answer(struct node *node, uint32_t client, uint64_t id, struct span answer)
{
	struct turn *turn = &node->turn;
	struct turn_answer *row;

	/* What saw nothing of this turn's writes need not wait for them. */
	if (turn->write == NULL) {
		node->output.answer(node->output.ctx, client, answer);
		return;
	}
	turn->answers = array_reserve(turn->answers, &turn->answer_capacity,
	                              turn->answer_count + 1u, sizeof(*turn->answers));
	row = &turn->answers[turn->answer_count++];
	*row = (struct turn_answer){
		.client = client, .id = id, .at = turn->answer_bytes.size, .size = answer.size
	};
	buf_put(&turn->answer_bytes, answer.data, answer.size);
}

void core_grew(struct node *node, uint32_t space, uint32_t log, enum audience stream,
               uint64_t count, uint32_t link)
{
	struct turn *turn = &node->turn;
	struct node_growth *last;

	for (size_t i = turn->growth_count; i > 0; i--) {
		last = &turn->growth[i - 1];
		if (last->space == space && last->log == log) {
			last->count = count;
			if (last->from_link != link)
				last->from_link = 0;
			return;
		}
	}
	turn->growth = array_reserve(turn->growth, &turn->growth_capacity, turn->growth_count + 1u,
	                             sizeof(*turn->growth));
	turn->growth[turn->growth_count++] = (struct node_growth){
		.space = space, .log = log, .audience = stream, .count = count, .from_link = link
	};
}

void core_changed(struct node *node, uint32_t space)
{
	struct core_space *changed = core_space_number(node, space);

	if (changed != NULL)
		changed->pub.changes = ++node->changes;
	node->turn.feed_grew = true;
}

void core_fork_add(struct node *node, uint32_t log, uint64_t seq)
{
	for (size_t i = 0; i < node->fork_count; i++) {
		if (node->forks[i].log == log) {
			node->forks[i].seq = seq;
			return;
		}
	}
	node->forks = array_reserve(node->forks, &node->fork_capacity, node->fork_count + 1u,
	                            sizeof(*node->forks));
	node->forks[node->fork_count++] = (struct core_fork){ .log = log, .seq = seq };
}

uint32_t core_citable(const struct core_space *space, enum audience audience)
{
	uint32_t citable = space_citable(space->pub.space);

	if (audience != VB_AUDIENCE_OPEN || !space->is_forked || citable < space->forked_at)
		return citable;
	return space_citable_before(space->pub.space, space->forked_at);
}

void core_new_incarnation(struct node *node, struct core_space *space)
{
	crypt_random(&space->incarnation, sizeof(space->incarnation));
	space->has_incarnation = true;
	spaces_set_incarnation(node_write(node), &space->pub.id, space->incarnation);
}

const struct node_growth *node_growth(const struct node *node, size_t *count)
{
	*count = node->turn.growth_count;
	return node->turn.growth;
}

uint64_t node_proofs(const struct node *node)
{
	return node->proofs;
}

uint64_t node_feed_last(struct node *node)
{
	uint64_t last = 0;

	return feed_last(node_view(node), &last) == 0 ? last : 0;
}

/* ---- what the node is made of ---- */

const struct node_id *node_self(const struct node *node)
{
	return &node->self;
}

const struct card *node_card(const struct node *node)
{
	return &node->card;
}

struct span node_card_bytes(const struct node *node)
{
	return buf_span(&node->card_bytes);
}

const struct node_keys *node_keys(const struct node *node)
{
	return node->keys;
}

const struct vault *node_vault(const struct node *node)
{
	return node->vault;
}

struct settings *node_settings(struct node *node)
{
	return &node->settings;
}

const char *node_home(const struct node *node)
{
	return node->home;
}

struct blobs *node_blobs(struct node *node)
{
	return node->blobs;
}

struct logs *node_logs(struct node *node)
{
	return node->logs;
}

struct sessions *node_sessions(struct node *node)
{
	return node->sessions;
}

struct control *node_control(struct node *node)
{
	return node->control;
}

const struct node_output *node_output(const struct node *node)
{
	return &node->output;
}

uint64_t node_boot_id(const struct node *node)
{
	return node->boot;
}

int node_failed(const struct node *node, struct mono_ms now)
{
	bool is_recent = now.v - node->failed_at.v < VB_FAILED_SHOWN_MS;

	return node->is_failing || is_recent ? node->failed : 0;
}

int node_backup(struct node *node, const char *path, struct wall_ms now, uint64_t *bytes)
{
	struct backup_home home = { .path = node->home, .keys = node->keys, .now = now };

	assert(node->turn.write == NULL);
	env_abort(&node->turn.read);
	return backup_write(node->env, &home, path, bytes);
}

int node_measure(const struct node *node, struct env_info *out)
{
	return env_measure(node->env, out);
}
