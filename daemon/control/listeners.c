/* listeners: reading the change feed and waiting for it; see listeners.h;
 * tested by tests/unit/test_control_feed.c. */
#include "daemon/control/listeners.h"

#include <stdlib.h>

#include "daemon/control/view.h"
#include "protocol/array.h"
#include "protocol/body.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "store/feed.h"

struct listener {
	struct node_caller caller;
	uint64_t request;
	struct feed_place place;
	const struct listeners_reader *reader;
	struct mono_ms until;
	bool watch;
	bool is_fresh;  /* began in this turn */
	bool is_behind; /* a watch that was not told all there is */
	bool is_done;
};

struct listeners {
	struct node *node;
	struct rights_owner owner;
	struct listener *items;
	uint32_t count, capacity;
	bool has_behind;
};

struct listeners *listeners_new(struct node *node)
{
	struct listeners *listeners = calloc(1, sizeof(*listeners));

	if (listeners == NULL)
		abort();
	listeners->node = node;
	listeners->owner = rights_owner(node);
	return listeners;
}

void listeners_destroy(struct listeners **listeners)
{
	if (*listeners == NULL)
		return;
	free((*listeners)->items);
	free(*listeners);
	*listeners = NULL;
}

/* ---- reading ---- */

static const char *verb_name(uint32_t verb)
{
	switch (verb) {
	case VB_VERB_CREATE:
		return "create";
	case VB_VERB_EDIT:
		return "edit";
	case VB_VERB_DELETE:
		return "delete";
	default:
		return "unknown";
	}
}

static void item_encode(struct node *node, const struct feed_item *item, struct buf *out)
{
	static const struct space_id nowhere = { { 0 } };
	const struct node_space *space = node_space_number(node, item->record.space);
	char kind[VB_VIEW_KIND_BYTES];

	view_kind_name(item->kind, kind);
	pack_map(out, 6);
	pack_cstr(out, "audience");
	pack_cstr(out, view_audience_name(item->record.audience));
	pack_cstr(out, "id");
	view_record_id(&item->record.id, out);
	pack_cstr(out, "kind");
	pack_cstr(out, kind);
	pack_cstr(out, "number");
	pack_uint(out, item->number);
	pack_cstr(out, "space");
	view_space_id(space == NULL ? &nowhere : &space->id, out);
	pack_cstr(out, "verb");
	pack_cstr(out, verb_name(item->verb));
}

/* What is hidden now is told by a new generation once it is shown. */
static bool is_hidden(struct node *node, const struct feed_item *item)
{
	const struct node_space *space = node_space_number(node, item->record.space);

	return space != NULL && space->hidden;
}

/* Appends the items after the place and moves it; *count of them. */
static int items_encode(struct node *node, struct feed_place *place, struct buf *out,
                        uint32_t *count)
{
	struct feed_cursor c;
	struct feed_item item;
	uint64_t next = place->after;
	uint32_t read = 0;
	int err;

	feed_open(&c, node_view(node), place->after);
	while (read < place->limit && feed_next(&c, &item)) {
		next = item.number;
		if (is_hidden(node, &item))
			continue;
		item_encode(node, &item, out);
		read++;
	}
	err = feed_close(&c);
	if (err != 0)
		return err;
	place->after = next;
	*count = read;
	return 0;
}

int listeners_settle(struct node *node, struct feed_place *place, bool *is_reset)
{
	uint64_t generation;
	uint64_t last;
	int err = feed_generation(node_view(node), &generation);

	if (err == 0)
		err = feed_last(node_view(node), &last);
	if (err != 0)
		return err;
	*is_reset =
		(place->generation != 0 && place->generation != generation) || place->after > last;
	if (*is_reset)
		place->after = 0;
	place->generation = generation;
	return 0;
}

int listeners_read(struct node *node, struct feed_place *place, struct buf *out, uint32_t *count,
                   bool *is_reset)
{
	struct feed_place moved = *place;
	struct buf items;
	bool reset;
	uint32_t read;
	int err = listeners_settle(node, &moved, &reset);

	if (err != 0)
		return err;
	buf_init(&items, VB_IPC_FRAME_MAX_BYTES);
	err = items_encode(node, &moved, &items, &read);
	if (err != 0)
		goto out;
	pack_map(out, 3 + reset);
	pack_cstr(out, "generation");
	pack_uint(out, moved.generation);
	pack_cstr(out, "items");
	pack_array(out, read);
	if (read > 0)
		buf_put(out, items.data, items.size);
	pack_cstr(out, "next");
	pack_uint(out, moved.after);
	if (reset) {
		pack_cstr(out, "reset");
		pack_bool(out, true);
	}
	*place = moved;
	*count = read;
	*is_reset = reset;
out:
	buf_release(&items);
	return err;
}

const struct listeners_reader listeners_all = { listeners_read };

/* ---- waiting ---- */

int listeners_add(struct listeners *listeners, const struct node_caller *caller, uint64_t request,
                  const struct feed_place *place, const struct listeners_reader *reader,
                  struct mono_ms until, bool watch)
{
	uint32_t of_client = 0;

	for (uint32_t i = 0; i < listeners->count; i++)
		of_client += listeners->items[i].caller.client == caller->client;
	if (of_client >= VB_LISTENERS_MAX_OF_CLIENT)
		return VB_ERR_TOO_MANY;
	listeners->items = array_reserve(listeners->items, &listeners->capacity,
	                                 listeners->count + 1, sizeof(*listeners->items));
	/* What the request was answered may have stopped short of the end. */
	listeners->items[listeners->count++] = (struct listener){ .caller = *caller,
		                                                  .request = request,
		                                                  .place = *place,
		                                                  .reader = reader,
		                                                  .until = until,
		                                                  .watch = watch,
		                                                  .is_fresh = true,
		                                                  .is_behind = watch };
	listeners->has_behind |= watch;
	return 0;
}

/* Takes out those that are done, keeping the order. */
static void sweep(struct listeners *listeners)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < listeners->count; i++) {
		if (!listeners->items[i].is_done)
			listeners->items[kept++] = listeners->items[i];
	}
	listeners->count = kept;
}

void listeners_on_client_gone(struct listeners *listeners, uint32_t client)
{
	for (uint32_t i = 0; i < listeners->count; i++)
		listeners->items[i].is_done |= listeners->items[i].caller.client == client;
	sweep(listeners);
}

/* Whether the listener may still hear what changes. Errors: VB_ERR_DENIED, those of the store. */
static int right_check(const struct listeners *listeners, const struct listener *listener)
{
	struct rights who;
	int err = rights_find(listeners->node, &listeners->owner, &listener->caller, &who);

	return err == 0 && who.right < VB_RIGHT_READER ? VB_ERR_DENIED : err;
}

/* Answers a listener with what there is. has_to: also when that is nothing. Returns whether there may be more. */
static bool tell(struct listeners *listeners, struct listener *listener, bool has_to)
{
	struct buf result;
	struct buf answer;
	uint32_t count = 0;
	bool is_reset = false;
	int err;

	buf_init(&result, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&answer, VB_IPC_FRAME_MAX_BYTES);
	err = right_check(listeners, listener);
	if (err == 0)
		err = listener->reader->read(listeners->node, &listener->place, &result, &count,
		                             &is_reset);
	if (err != 0)
		ipc_answer_error(&answer, listener->request, err, NULL);
	else if (count > 0 || is_reset || has_to)
		ipc_answer_result(&answer, listener->request, buf_span(&result));
	if (answer.size > 0) {
		node_answer(listeners->node, listener->caller.client, listener->request,
		            buf_span(&answer));
		listener->is_done = !listener->watch || err != 0;
	}
	buf_release(&result);
	buf_release(&answer);
	return err == 0 && count == listener->place.limit;
}

void listeners_on_tick(struct listeners *listeners, struct node_now now)
{
	for (uint32_t i = 0; i < listeners->count; i++) {
		struct listener *listener = &listeners->items[i];

		if (!listener->watch && listener->until.v <= now.mono.v)
			(void)tell(listeners, listener, true);
	}
	sweep(listeners);
}

void listeners_on_commit(struct listeners *listeners, bool feed_grew)
{
	for (uint32_t i = 0; i < listeners->count; i++)
		listeners->items[i].is_fresh = false;
	if (!feed_grew && !listeners->has_behind)
		return;
	listeners->has_behind = false;
	for (uint32_t i = 0; i < listeners->count; i++) {
		struct listener *listener = &listeners->items[i];
		bool more = feed_grew || listener->is_behind;

		for (uint32_t n = 0; more && n < VB_LISTENERS_WATCH_BURST && !listener->is_done;
		     n++)
			more = tell(listeners, listener, false);
		listener->is_behind = more && !listener->is_done;
		listeners->has_behind |= listener->is_behind;
	}
	sweep(listeners);
}

void listeners_on_failure(struct listeners *listeners, int err)
{
	struct buf answer;

	buf_init(&answer, VB_IPC_FRAME_MAX_BYTES);
	for (uint32_t i = 0; i < listeners->count; i++) {
		struct listener *listener = &listeners->items[i];

		listener->is_done = listener->is_fresh && listener->watch;
		listener->is_fresh = false;
		if (!listener->is_done)
			continue;
		buf_clear(&answer);
		ipc_answer_error(&answer, listener->request, err, NULL);
		node_answer(listeners->node, listener->caller.client, listener->request,
		            buf_span(&answer));
	}
	buf_release(&answer);
	sweep(listeners);
}
