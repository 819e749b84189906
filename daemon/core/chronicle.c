/* chronicle: what was said about a record; see chronicle.h. */
#include "daemon/core/chronicle.h"

#include <stdlib.h>
#include <string.h>

#include "store/entries.h"
#include "store/records.h"
#include "store/waiting.h"

/* A page being gathered: a heap, the last of the entries kept on top. */
struct gathering {
	struct node *node;
	const struct record_ref *record;
	const struct chronicle_place *after;
	struct chronicle *out;
	uint32_t limit;
	uint32_t looked;
};

/* ---- the order ---- */

static int place_compare(const struct chronicle_place *a, const struct chronicle_place *b)
{
	int order;

	if (a->hlc.v != b->hlc.v)
		return a->hlc.v < b->hlc.v ? -1 : 1;
	order = memcmp(a->author.b, b->author.b, sizeof(a->author.b));
	if (order != 0)
		return order;
	if (a->incarnation != b->incarnation)
		return a->incarnation < b->incarnation ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return 0;
}

static int entry_compare(const void *a, const void *b)
{
	const struct chronicle_entry *x = a;
	const struct chronicle_entry *y = b;

	return place_compare(&x->place, &y->place);
}

/* Moves the entry at a place of the heap down to where it belongs. */
static void heap_sift(struct chronicle *c, uint32_t at)
{
	struct chronicle_entry moved = c->list[at];
	uint32_t child;

	while ((child = 2 * at + 1) < c->count) {
		if (child + 1 < c->count && entry_compare(&c->list[child], &c->list[child + 1]) < 0)
			child++;
		if (entry_compare(&c->list[child], &moved) <= 0)
			break;
		c->list[at] = c->list[child];
		at = child;
	}
	c->list[at] = moved;
}

/* Keeps an entry if it belongs to the page: the first ones behind `after`. */
static void keep(struct gathering *g, const struct chronicle_entry *entry)
{
	struct chronicle *c = g->out;

	if (g->after != NULL && place_compare(&entry->place, g->after) <= 0)
		return;
	if (c->count < g->limit) {
		c->list = array_reserve(c->list, &c->capacity, c->count + 1u, sizeof(*c->list));
		c->list[c->count++] = *entry;
		for (uint32_t i = c->count / 2; c->count == g->limit && i > 0; i--)
			heap_sift(c, i - 1);
		return;
	}
	c->has_more = true;
	if (entry_compare(entry, &c->list[0]) < 0) {
		c->list[0] = *entry;
		heap_sift(c, 0);
	}
}

/* ---- gathering ---- */

static void keep_row(struct gathering *g, const struct log_info *log,
                     const struct entry_header *header)
{
	struct chronicle_entry entry = {
		{ header->hlc, log->author, log->incarnation, header->seq }, log->handle
	};

	keep(g, &entry);
}

/* Counts what is looked at; false when it is enough. */
static bool may_look(struct gathering *g)
{
	if (g->looked == VB_CHRONICLE_LOOK_MAX)
		g->out->is_incomplete = true;
	else
		g->looked++;
	return !g->out->is_incomplete;
}

/* The entries that were given to merging. */
static int gather_given(struct gathering *g)
{
	struct touches_cursor cursor;
	struct touch touch;
	int err = 0;
	int closed;

	records_open_touches(&cursor, node_view(g->node), g->record);
	while (err == 0 && records_next_touch(&cursor, &touch) && may_look(g)) {
		struct entry_header header;
		struct apply_entry entry;

		err = apply_read(g->node, touch.log, touch.seq, &header, &entry);
		if (err == 0)
			keep_row(g, entry.log, &header);
	}
	closed = records_close_touches(&cursor);
	return err != 0 ? err : closed;
}

/* Those at the end of a log that were not. */
static int gather_tail(struct gathering *g, const struct log_info *log)
{
	struct entries_cursor cursor;
	struct entry_header header;
	struct entry_row row;
	int err = 0;
	int closed;

	entries_open(&cursor, node_view(g->node), log->handle, log->applied);
	while (err == 0 && entries_next(&cursor, &row) && may_look(g)) {
		err = entry_header_decode(row.header, &header) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		if (err == 0 && record_id_is_equal(&header.record, &g->record->id))
			keep_row(g, log, &header);
	}
	closed = entries_close(&cursor);
	return err != 0 ? err : closed;
}

int chronicle_gather(struct node *node, const struct record_ref *record,
                     const struct chronicle_place *after, uint32_t limit, struct chronicle *out)
{
	struct gathering g = {
		.node = node, .record = record, .after = after, .out = out, .limit = limit
	};
	const struct log_info *const *logs;
	size_t count;
	int err;

	*out = (struct chronicle){ 0 };
	err = gather_given(&g);
	logs = logs_in_stream(node->logs, record->space, record->audience, &count);
	for (size_t i = 0; err == 0 && i < count; i++) {
		if (logs[i]->applied < logs[i]->count)
			err = gather_tail(&g, logs[i]);
	}
	if (err != 0)
		chronicle_release(out);
	else if (out->count > 1)
		qsort(out->list, out->count, sizeof(*out->list), entry_compare);
	return err;
}

void chronicle_release(struct chronicle *c)
{
	free(c->list);
	*c = (struct chronicle){ 0 };
}

/* ---- one entry ---- */

int chronicle_fault(struct node *node, const struct log_info *log)
{
	struct core_space *space = core_space_number(node, log->space);
	const struct log_info *open;
	struct log_id id;

	if (log->fault != VB_ERR_NO_BEGIN || space == NULL)
		return log->fault;
	log_id_derive(&space->pub.id, &log->author, log->incarnation, VB_AUDIENCE_OPEN, &id);
	open = logs_find(node->logs, &id);
	return open != NULL && open->valid == 0 && open->count > 0 ? open->fault : log->fault;
}

/* Why an entry that was never given to merging was not. */
static enum chronicle_state state_of_tail(struct node *node, const struct log_info *log,
                                          uint64_t seq, int opened)
{
	if (seq < log->valid)
		return opened == 0 ? CHRONICLE_HELD : CHRONICLE_UNREADABLE;
	switch (chronicle_fault(node, log)) {
	case VB_ERR_BEYOND_CUTOFF:
		return CHRONICLE_CUT_OFF;
	case VB_ERR_VOIDED_CONTROL:
	case VB_ERR_NOT_MEMBER:
		return CHRONICLE_INVALID;
	default:
		return CHRONICLE_HELD;
	}
}

/* What merging made of an entry. kind: of the record, 0: there is none. */
static enum chronicle_state state_of_given(struct node *node, const struct core_space *space,
                                           const struct record_ref *record, uint32_t kind,
                                           const struct chronicle_item *item, int opened)
{
	struct waiting_row waiting;

	if (opened == VB_ERR_ERASED)
		return CHRONICLE_ERASED;
	if (opened != 0)
		return CHRONICLE_UNREADABLE;
	if (apply_check(space, &item->entry, &item->body) != 0)
		return CHRONICLE_IGNORED;
	if (waiting_get(node_view(node), record, item->entry.log->handle, item->header.seq,
	                &waiting) == 0)
		return CHRONICLE_WAITING;
	return kind == 0 || item->body.kind == kind ? CHRONICLE_APPLIED : CHRONICLE_IGNORED;
}

int chronicle_read(struct node *node, const struct record_ref *record, uint32_t kind,
                   const struct chronicle_entry *at, struct chronicle_item *out)
{
	struct core_space *space = core_space_number(node, record->space);
	int err = apply_read(node, at->log, at->place.seq, &out->header, &out->entry);
	int opened;

	if (err != 0)
		return err;
	out->entry.header = &out->header;
	entry_id_derive(out->entry.bytes, &out->id);
	opened = apply_open(node, space, &out->entry, &out->body);
	out->has_body = opened == 0;
	if (at->place.seq < out->entry.log->applied)
		out->state = state_of_given(node, space, record, kind, out, opened);
	else
		out->state = state_of_tail(node, out->entry.log, at->place.seq, opened);
	/* What has no good form is not looked into. */
	out->has_body = out->has_body && change_check(&out->body) == 0;
	return env_error(node_view(node));
}

bool chronicle_named(struct node *node, const struct record_ref *record, const struct log_id *id,
                     const struct change_name *name, uint8_t plain[static VB_BODY_MAX_BYTES],
                     struct body *body)
{
	const struct log_info *log = logs_find(node->logs, id);
	struct entry_header header;
	struct apply_entry entry;

	if (log == NULL || log->space != record->space || log->audience != record->audience ||
	    name->seq >= log->count ||
	    apply_read(node, log->handle, name->seq, &header, &entry) != 0 ||
	    memcmp(entry.prefix, name->prefix, sizeof(name->prefix)) != 0 ||
	    !record_id_is_equal(&header.record, &record->id))
		return false;
	return apply_open_into(node, core_space_number(node, record->space), &entry, plain, body) ==
	               0 &&
	       change_check(body) == 0;
}

bool chronicle_change(const struct body *body, uint32_t index, struct change *out)
{
	struct change_walk walk;

	change_walk_init(&walk, body);
	while (change_next(&walk, out)) {
		if (walk.index == index)
			return true;
	}
	return false;
}
