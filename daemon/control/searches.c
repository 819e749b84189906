/* searches: going on with searches from turn to turn; see searches.h; tested by tests/unit/test_control_search.c. */
#include "daemon/control/searches.h"

#include <stdlib.h>

struct waiting_search {
	struct node_caller caller;
	uint64_t request;
	struct searching *one;
	searching_pack *pack;
};

struct searches {
	struct node *node;
	struct rights_owner owner;
	struct waiting_search items[VB_SEARCHES_MAX];
	uint32_t count;
	uint32_t next; /* whose turn it is */
};

struct searches *searches_new(struct node *node)
{
	struct searches *searches = calloc(1, sizeof(*searches));

	if (searches == NULL)
		abort();
	searches->node = node;
	searches->owner = rights_owner(node);
	return searches;
}

void searches_destroy(struct searches **searches)
{
	if (*searches == NULL)
		return;
	for (uint32_t i = 0; i < (*searches)->count; i++)
		searching_destroy(&(*searches)->items[i].one);
	free(*searches);
	*searches = NULL;
}

void searching_destroy(struct searching **one)
{
	if (*one == NULL)
		return;
	finder_destroy(&(*one)->finder);
	free(*one);
	*one = NULL;
}

int searches_add(struct searches *searches, const struct request *q, struct searching **one,
                 searching_pack *pack)
{
	if (searches->count == VB_SEARCHES_MAX)
		return VB_ERR_TOO_MANY;
	searches->items[searches->count++] = (struct waiting_search){
		.caller = *q->caller, .request = q->id, .one = *one, .pack = pack
	};
	*one = NULL;
	return 0;
}

bool searches_has_work(const struct searches *searches)
{
	return searches->count > 0;
}

/* Takes out those that are over, keeping the order. */
static void sweep(struct searches *searches)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < searches->count; i++) {
		if (searches->items[i].one != NULL)
			searches->items[kept++] = searches->items[i];
	}
	searches->count = kept;
}

/* Answers a search and ends it. err: why it failed. */
static void answer_give(struct searches *searches, struct waiting_search *w, int err,
                        struct span result)
{
	struct buf answer;

	buf_init(&answer, VB_IPC_FRAME_MAX_BYTES);
	if (err != 0)
		ipc_answer_error(&answer, w->request, err, NULL);
	else
		ipc_answer_result(&answer, w->request, result);
	node_answer(searches->node, w->caller.client, w->request, buf_span(&answer));
	buf_release(&answer);
	searching_destroy(&w->one);
}

static void go_on(struct searches *searches, struct waiting_search *w, struct node_now now)
{
	struct request q = {
		.node = searches->node, .caller = &w->caller, .now = now, .id = w->request
	};
	int err = rights_find(searches->node, &searches->owner, &w->caller, &q.who);

	buf_init(&q.result, VB_IPC_FRAME_MAX_BYTES - 64);
	if (err == 0 && q.who.right < VB_RIGHT_READER)
		err = VB_ERR_DENIED;
	if (err == 0)
		err = finder_step(w->one->finder);
	if (err == 0 && w->one->search.is_done)
		err = w->pack(&q, &w->one->search);
	if (err == 0)
		err = q.result.err;
	if (err != 0 || w->one->search.is_done)
		answer_give(searches, w, err, buf_span(&q.result));
	buf_release(&q.result);
}

void searches_on_commit(struct searches *searches, struct node_now now)
{
	if (searches->count == 0)
		return;
	searches->next = (searches->next + 1) % searches->count;
	go_on(searches, &searches->items[searches->next], now);
	sweep(searches);
}

void searches_on_client_gone(struct searches *searches, uint32_t client)
{
	for (uint32_t i = 0; i < searches->count; i++) {
		if (searches->items[i].caller.client == client)
			searching_destroy(&searches->items[i].one);
	}
	sweep(searches);
}

void searches_on_failure(struct searches *searches, int err)
{
	for (uint32_t i = 0; i < searches->count; i++)
		answer_give(searches, &searches->items[i], err, span_of(NULL, 0));
	searches->count = 0;
}
