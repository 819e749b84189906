/* outward_feed: subjects that have changed; see outward_feed.h; tested by tests/unit/test_outward_subject.c. */
#include "daemon/control/outward_feed.h"

#include "daemon/control/outward_map.h"
#include "daemon/control/outward_subject.h"
#include "store/feed.h"

#define ROW_MAX_BYTES 400u
#define TOLD_MAX 64u /* subjects compared with: those told last */

/* One answer under way. */
struct reading {
	struct request q;
	struct outward_list items;
	uint32_t limit;
	struct {
		struct outward_changed changed;
		uint32_t space;
	} told[TOLD_MAX];
	uint32_t told_count;
};

const struct listeners_reader outward_feed = { outward_feed_read };

static bool was_told(const struct reading *r, const struct outward_changed *changed, uint32_t space)
{
	for (uint32_t i = 0; i < r->told_count && i < TOLD_MAX; i++) {
		if (r->told[i].space == space && r->told[i].changed.subject == changed->subject &&
		    record_id_is_equal(&r->told[i].changed.id, &changed->id))
			return true;
	}
	return false;
}

static void subject_put(struct reading *r, uint64_t number, const struct node_space *space,
                        const struct outward_changed *changed)
{
	struct outward_map row;
	uint32_t at = r->told_count % TOLD_MAX;

	if (was_told(r, changed, space->number))
		return;
	r->told[at].changed = *changed;
	r->told[at].space = space->number;
	r->told_count++;
	outward_map_init(&row, ROW_MAX_BYTES);
	outward_map_id(&row, "id", &changed->id);
	outward_map_int(&row, "number", (int64_t)number);
	outward_map_space(&row, "space", &space->id);
	outward_map_word(&row, "subject", outward_word(changed->subject));
	(void)outward_list_add(&r->items, &row);
	outward_map_release(&row);
}

/* Tells of one change. */
static int item_look(struct reading *r, const struct feed_item *item)
{
	struct node_space *space = node_space_number(r->q.node, item->record.space);
	struct outward_subjects subjects;
	int err;

	if (space == NULL)
		return 0;
	err = outward_subject_find(&r->q, space, &item->record, item->kind, &subjects);
	for (size_t i = 0; err == 0 && i < subjects.count; i++)
		subject_put(r, item->number, space, &subjects.list[i]);
	return err;
}

/* Whether the subjects of one more change fit. */
static bool has_room(const struct reading *r)
{
	return r->items.count + VB_OUTWARD_SUBJECTS_MAX <= r->limit;
}

/* Tells of changes behind the place, and moves it. *is_cut: it stopped before the end. */
static int items_look(struct reading *r, struct feed_place *place, bool *is_cut)
{
	struct feed_cursor c;
	struct feed_item item;
	uint64_t next = place->after;
	uint32_t looked = 0;
	int err = 0;
	int closed;

	feed_open(&c, node_view(r->q.node), place->after);
	while (err == 0 && looked < VB_OUTWARD_FEED_LOOK_MAX && has_room(r) &&
	       feed_next(&c, &item)) {
		err = item_look(r, &item);
		next = item.number;
		looked++;
	}
	*is_cut = looked == VB_OUTWARD_FEED_LOOK_MAX || !has_room(r);
	closed = feed_close(&c);
	if (err == 0 && closed == 0)
		place->after = next;
	return err != 0 ? err : closed;
}

static void answer_put(const struct reading *r, const struct feed_place *place, bool is_reset,
                       struct buf *out)
{
	pack_map(out, 3u + is_reset);
	pack_cstr(out, "generation");
	pack_uint(out, place->generation);
	pack_cstr(out, "items");
	pack_array(out, r->items.count);
	buf_put(out, r->items.items.data, r->items.items.size);
	pack_cstr(out, "next");
	pack_uint(out, place->after);
	if (is_reset) {
		pack_cstr(out, "reset");
		pack_bool(out, true);
	}
}

int outward_feed_read(struct node *node, struct feed_place *place, struct buf *out, uint32_t *count,
                      bool *is_reset)
{
	struct reading r = { .q = { .node = node }, .limit = place->limit };
	struct feed_place moved = *place;
	bool is_cut = false;
	int err = listeners_settle(node, &moved, is_reset);

	if (err != 0)
		return err;
	outward_list_init(&r.items, VB_IPC_FRAME_MAX_BYTES / 2, place->limit);
	err = items_look(&r, &moved, &is_cut);
	if (err == 0) {
		answer_put(&r, &moved, *is_reset, out);
		*place = moved;
		*count = is_cut ? place->limit : r.items.count;
	}
	outward_list_release(&r.items);
	return err;
}
