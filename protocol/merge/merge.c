/* merge: which entries of a record count and what they change; see merge.h. */
#include "protocol/merge/merge.h"

#include <assert.h>
#include <string.h>

#include "protocol/limits.h"

/* One entry on its way into a record. */
struct arrival {
	struct merged *m;
	const struct merge_entry *entry;
	const struct body *body;
	uint32_t name_count; /* of all its changes */
	uint32_t log;        /* of the entry, in m->logs; UINT32_MAX: not put there yet */
	uint32_t named_log;  /* index in the body's list of the log looked up last */
	uint32_t named_at;   /* its place in m->logs */
};

/* ---- waiting ---- */

struct settling {
	const struct body *body;
	const struct merge_view *view;
	struct merge_wait *wait;
	bool has_last; /* names of one entry mostly follow each other: it is asked about once */
	struct change_name last;
	uint32_t count;
	uint64_t missing; /* names whose entries are not settled */
};

/* A number below end (SplitMix64, Steele et al. 2014). */
static uint64_t chance_below(uint64_t *state, uint64_t end)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % end;
}

/* True if the name that is missing takes the place of those before it. */
static bool is_chosen(const struct settling *s)
{
	if (s->missing == 1 || s->view->chance == NULL)
		return s->missing == 1;
	return chance_below(s->view->chance, s->missing) == 0;
}

/* Looks at one name. Of all that are missing, each is as likely to be waited for in the end. */
static void settle(struct settling *s, const struct change_name *name)
{
	struct log_id log;

	s->count++;
	if (s->has_last && s->last.log == name->log && s->last.seq == name->seq &&
	    memcmp(s->last.prefix, name->prefix, sizeof(name->prefix)) == 0)
		return;
	s->last = *name;
	s->has_last = true;
	list_id_at(&s->body->logs, name->log, log.b);
	if (s->view->is_settled(s->view->ctx, &log, name->seq, name->prefix))
		return;
	s->missing++;
	if (s->wait != NULL && is_chosen(s))
		*s->wait = (struct merge_wait){ false, log, name->seq };
}

/* Looks at all that one change names, in its list of names and in the value of a text change. */
static void settle_change(struct settling *s, struct change *change)
{
	struct change_insert insert;
	struct change_name name;
	struct change_cut cut;
	struct list cuts;

	while (change_next_name(&change->names, &name))
		settle(s, &name);
	if (change->op == VB_OP_INSERT) {
		change_insert_read(change, &insert);
		if (insert.has_parent)
			settle(s, &insert.parent.insert);
		if (insert.has_right)
			settle(s, &insert.right.insert);
	}
	if (change->op == VB_OP_CUT) {
		cuts = change_cuts(change);
		while (change_next_cut(&cuts, &cut))
			settle(s, &cut.target);
	}
}

/* True if nothing needs to be waited for; counts the names on the way. */
static bool is_ready(struct arrival *a, const struct merge_view *view, struct merge_wait *wait)
{
	struct settling s = { .body = a->body, .view = view, .wait = wait };
	struct change_walk walk;
	struct change change;

	if (a->body->logs.count == 0)
		return true;
	change_walk_init(&walk, a->body);
	while (change_next(&walk, &change))
		settle_change(&s, &change);
	a->name_count = s.count;
	return s.missing == 0;
}

/* ---- effects ---- */

/* The place in m->changes of a current change that is named; UINT32_MAX when it is gone. */
static uint32_t named_find(struct arrival *a, const struct change_name *name)
{
	struct log_id id;

	if (a->named_log != name->log) {
		list_id_at(&a->body->logs, name->log, id.b);
		a->named_log = name->log;
		a->named_at = merged_log_find(a->m, &id);
	}
	if (a->named_at == a->m->log_count)
		return UINT32_MAX;
	return merged_find(a->m, a->named_at, name->seq, name->prefix, name->index);
}

/* The place in m->changes of a current insert of this field that is named; UINT32_MAX when it is gone. */
static uint32_t insert_find(struct arrival *a, uint32_t field, const struct change_name *name)
{
	uint32_t at = named_find(a, name);

	if (at == UINT32_MAX || a->m->changes[at].op != VB_OP_INSERT ||
	    a->m->changes[at].field != field)
		return UINT32_MAX;
	return at;
}

/* A change replaces what it names in its own field, and any delete; a delete covers what else it names. */
static void names_apply(struct arrival *a, struct change *change)
{
	struct change_name name;

	while (change_next_name(&change->names, &name)) {
		uint32_t at = named_find(a, &name);
		struct merged_change *target;

		if (at == UINT32_MAX)
			continue;
		target = &a->m->changes[at];
		if (target->op == VB_OP_DELETE || target->field == change->field)
			target->is_gone = true;
		else if (change->op == VB_OP_DELETE)
			merged_link_put(a->m, (struct merged_link){ at, 0, 0 });
	}
}

/* Adds a link of the insert put last to a character, where that is still there. */
static void place_apply(struct arrival *a, uint32_t field, const struct change_place *place,
                        enum merged_neighbour which)
{
	uint32_t at = insert_find(a, field, &place->insert);

	if (at != UINT32_MAX)
		merged_link_put(a->m, (struct merged_link){ at, place->offset, which });
}

/* Adds an insert, below its parent where that is still there. */
static void insert_apply(struct arrival *a, const struct change *change,
                         const struct merged_change *put)
{
	struct change_insert insert;

	change_insert_read(change, &insert);
	merged_change_put(a->m, put, insert.rest);
	if (insert.has_parent)
		place_apply(a, change->field, &insert.parent, VB_MERGED_PARENT);
	if (insert.has_right)
		place_apply(a, change->field, &insert.right, VB_MERGED_RIGHT);
}

/* Adds a cut of those inserts that are still there. */
static void cut_apply(struct arrival *a, const struct change *change,
                      const struct merged_change *put)
{
	struct list cuts = change_cuts(change);
	struct change_cut cut;

	merged_change_put(a->m, put, span_of(NULL, 0));
	while (change_next_cut(&cuts, &cut)) {
		uint32_t at = insert_find(a, change->field, &cut.target);

		if (at != UINT32_MAX)
			merged_link_put(a->m, (struct merged_link){ at, cut.from, cut.count });
	}
}

/* Adds a change to the current ones; a remove never is one. */
static void change_put(struct arrival *a, const struct change *change, uint32_t index)
{
	struct merged_change put = {
		.seq = a->entry->seq,
		.hlc = a->entry->hlc,
		.field = change->field,
		.index = index,
		.op = change->op,
	};

	if (change->op == VB_OP_REMOVE)
		return;
	if (a->log == UINT32_MAX)
		a->log = merged_log_put(a->m, &a->entry->log);
	put.log = a->log;
	memcpy(put.prefix, a->entry->prefix, sizeof(put.prefix));
	if (change->op == VB_OP_INSERT)
		insert_apply(a, change, &put);
	else if (change->op == VB_OP_CUT)
		cut_apply(a, change, &put);
	else if (change->op == VB_OP_DELETE)
		merged_change_put(a->m, &put, span_of(NULL, 0));
	else
		merged_change_put(a->m, &put, change->value);
}

static void changes_apply(struct arrival *a)
{
	struct change_walk walk;
	struct change change;

	merged_find_begin(a->m, a->name_count);
	change_walk_init(&walk, a->body);
	while (change_next(&walk, &change)) {
		change_put(a, &change, walk.index);
		names_apply(a, &change);
	}
}

/* Nothing stays of a record to which more was applied than one may hold. Its weight stops there, so that the bytes do
 * not tell in which order things came. */
static void overgrow(struct merged *m)
{
	m->logs[0] = m->logs[m->create_log];
	m->create_log = 0;
	m->log_count = 1;
	m->change_count = 0;
	m->link_count = 0;
	m->weight = VB_RECORD_MAX_WEIGHT + 1;
	buf_clear(&m->bytes);
}

static void entry_apply(struct arrival *a)
{
	struct merged *m = a->m;

	if (a->entry->is_create) {
		m->exists = true;
		m->kind = a->body->kind;
		m->create_log = a->log = merged_log_put(m, &a->entry->log);
		m->create_seq = a->entry->seq;
	}
	if (a->entry->hlc.v > m->last.v)
		m->last = a->entry->hlc;
	m->weight += a->body->document.size + (uint64_t)VB_CHANGE_WEIGHT * a->body->changes.count;
	if (merged_is_overgrown(m))
		overgrow(m);
	else
		changes_apply(a);
}

int merge_check(const struct merge_entry *entry, const struct body *body)
{
	if (change_check(body) != 0 || entry->is_create != (body->verb == VB_VERB_CREATE) ||
	    !kind_is_allowed(body->kind, body->verb, entry->role))
		return VB_ERR_IGNORED;
	return 0;
}

int merge_apply(struct merged *m, const struct merge_entry *entry, const struct body *body,
                const struct merge_view *view, struct merge_wait *wait)
{
	struct arrival a = { m, entry, body, 0, UINT32_MAX, UINT32_MAX, 0 };

	assert(body->document.size > 0);
	if (merge_check(entry, body) != 0)
		return VB_ERR_IGNORED;
	if (!m->exists && !entry->is_create) {
		if (wait != NULL)
			*wait = (struct merge_wait){ .for_create = true };
		return VB_ERR_HELD;
	}
	if (m->exists && (entry->is_create || body->kind != m->kind))
		return VB_ERR_IGNORED;
	if (!is_ready(&a, view, wait))
		return VB_ERR_HELD;
	entry_apply(&a);
	return 0;
}
