/* agenda: the row of agenda items, their reading order and their numbers; see agenda.h. */
#include "protocol/kinds/agenda.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/kinds/lineage.h"
#include "protocol/pack.h"

#define R VB_RULE_REGISTER
#define NONE VB_LINEAGE_NONE

static const char *const agenda_states[] = { "accepted", "proposed", "declined", NULL };

/* clang-format off */
static const struct kind_field agenda_item_fields[] = {
	{ VB_AGENDA_ITEM_MEETING, "meeting", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_AGENDA_ITEM_ORDER, "order", VB_TYPE_KEY, 0, VB_RULE_ORDER, 0, NULL },
	{ VB_AGENDA_ITEM_CONSULTATION, "consultation", VB_TYPE_REF, 0, R, 0, NULL },
	{ 19, "result", VB_TYPE_STR, 400, R, 0, NULL },
	{ 20, "resolutionText", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_AGENDA_ITEM_TYPE, "itemType", VB_TYPE_STR, 40, R, 0, NULL },
	{ VB_AGENDA_ITEM_SUBMITTER, "submitter", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_AGENDA_ITEM_MINUTES, "plannedMinutes", VB_TYPE_UINT, 0, R, 0, NULL },
	{ VB_AGENDA_ITEM_PARENT, "parent", VB_TYPE_REF, 0, R, 0, NULL },
	{ 25, "description", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_AGENDA_ITEM_STATE, "state", VB_TYPE_STR, 20, R, 0, agenda_states },
	{ 27, "start", VB_TYPE_TIME, 0, R, 0, NULL },
	{ 28, "end", VB_TYPE_TIME, 0, R, 0, NULL },
	{ VB_AGENDA_ITEM_CARRIED_FROM, "carriedFrom", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_AGENDA_ITEM_PROPOSAL, "proposal", VB_TYPE_REF, 0, R, 0, NULL },
};

static const struct kind_field proposal_fields[] = {
	{ VB_PROPOSAL_MEETING, "meeting", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_PROPOSAL_DESCRIPTION, "description", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_PROPOSAL_SUBMITTER, "submitter", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_PROPOSAL_TYPE, "itemType", VB_TYPE_STR, 40, R, 0, NULL },
	{ VB_PROPOSAL_MINUTES, "plannedMinutes", VB_TYPE_UINT, 0, R, 0, NULL },
	{ VB_PROPOSAL_STATE, "state", VB_TYPE_STR, 20, R, 0, agenda_states },
	{ VB_PROPOSAL_RESULT, "result", VB_TYPE_STR, 400, R, 0, NULL },
};
/* clang-format on */

const struct kind agenda_kinds[2] = {
	{ VB_KIND_AGENDA_ITEM,
	  "agendaItem",
	  { VB_ROLE_MEMBER, VB_ROLE_MEMBER, VB_ROLE_MEMBER },
	  false,
	  agenda_item_fields,
	  sizeof(agenda_item_fields) / sizeof(agenda_item_fields[0]),
	  false },
	{ .number = VB_KIND_PROPOSAL,
	  .name = "proposal",
	  .fields = proposal_fields,
	  .field_count = sizeof(proposal_fields) / sizeof(proposal_fields[0]) },
};

bool agenda_is_counted(bool is_deleted, struct span state)
{
	struct pack_reader r;
	struct span word;

	if (is_deleted || state.size == 0)
		return !is_deleted;
	unpack_init(&r, state);
	word = unpack_str(&r, SIZE_MAX);
	return unpack_finish(&r) == 0 && span_is_equal(word, span_of_str("accepted"));
}

/* ---- order ---- */

static int id_compare(const struct record_id *a, const struct record_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}

/* By (order key, id); items without a key stand last. */
static int place_compare(const struct agenda_item *a, const struct agenda_item *b)
{
	int by_key;

	if ((a->order.size == 0) != (b->order.size == 0))
		return a->order.size == 0 ? 1 : -1;
	by_key = span_compare(a->order, b->order);
	return by_key != 0 ? by_key : id_compare(&a->id, &b->id);
}

/* True if it has a number. */
static bool is_numbered(const struct agenda_item *item)
{
	return item->is_counted && record_id_is_zero(&item->twin);
}

/* Numbered items before the others, those with a twin last, Ö before N, then by place. */
static int item_compare(const void *x, const void *y)
{
	const struct agenda_item *a = x, *b = y;

	if (is_numbered(a) != is_numbered(b))
		return is_numbered(a) ? -1 : 1;
	if (record_id_is_zero(&a->twin) != record_id_is_zero(&b->twin))
		return record_id_is_zero(&a->twin) ? -1 : 1;
	if (a->audience != b->audience)
		return a->audience < b->audience ? -1 : 1;
	return place_compare(a, b);
}

/* ---- items of one proposal ---- */

/* By proposal, and of one proposal the one that stands for all first. */
static int twin_compare(const void *x, const void *y)
{
	const struct agenda_item *a = *(const struct agenda_item *const *)x;
	const struct agenda_item *b = *(const struct agenda_item *const *)y;
	int by_proposal = id_compare(&a->proposal, &b->proposal);

	if (by_proposal != 0)
		return by_proposal;
	if (a->is_counted != b->is_counted)
		return a->is_counted ? -1 : 1;
	if (a->audience != b->audience)
		return a->audience < b->audience ? -1 : 1;
	return id_compare(&a->id, &b->id);
}

static void *array_new(size_t count, size_t item_bytes)
{
	void *array = calloc(count > 0 ? count : 1, item_bytes);

	if (array == NULL)
		abort();
	return array;
}

static void twins_find(struct agenda_item *items, size_t count)
{
	struct agenda_item **named = array_new(count, sizeof(struct agenda_item *));
	const struct agenda_item *first = NULL;
	size_t named_count = 0;

	for (size_t i = 0; i < count; i++) {
		memset(&items[i].twin, 0, sizeof(items[i].twin));
		if (!record_id_is_zero(&items[i].proposal))
			named[named_count++] = &items[i];
	}
	qsort(named, named_count, sizeof(struct agenda_item *), twin_compare);
	for (size_t i = 0; i < named_count; i++) {
		if (first != NULL && record_id_is_equal(&named[i]->proposal, &first->proposal))
			named[i]->twin = first->id;
		else
			first = named[i];
	}
	free(named);
}

/* ---- the tree ---- */

/* An item's place in the tree; all are indexes into the sorted items. */
struct branch {
	size_t parent;
	size_t first_child;
	size_t last_child;
	size_t next; /* sibling */
};

struct tree {
	struct agenda_item *items;
	struct branch *branches;
	size_t count; /* numbered items only */
	size_t all;
	size_t *path;
};

struct id_place {
	struct record_id id;
	size_t at;
};

static int id_place_compare(const void *a, const void *b)
{
	const struct id_place *x = a, *y = b;

	return id_compare(&x->id, &y->id);
}

/* The index of the item with this id, or of the one that stands in its place; NONE: it has no number. */
static size_t place_find(const struct tree *tree, const struct id_place *ids,
                         const struct record_id *id)
{
	struct id_place wanted = { *id, 0 };
	const struct id_place *found =
		bsearch(&wanted, ids, tree->all, sizeof(*ids), id_place_compare);

	if (found != NULL && !record_id_is_zero(&tree->items[found->at].twin)) {
		wanted.id = tree->items[found->at].twin;
		found = bsearch(&wanted, ids, tree->all, sizeof(*ids), id_place_compare);
	}
	return found != NULL && found->at < tree->count ? found->at : NONE;
}

/* Links each item with its parent, where that is a numbered item of the same audience; a circle opens at its first item,
 * which is the one with the smallest index. */
static void parents_find(struct tree *tree)
{
	struct id_place *ids = array_new(tree->all, sizeof(*ids));
	size_t *parents = array_new(tree->count, sizeof(*parents));

	for (size_t i = 0; i < tree->all; i++)
		ids[i] = (struct id_place){ tree->items[i].id, i };
	qsort(ids, tree->all, sizeof(*ids), id_place_compare);
	for (size_t i = 0; i < tree->count; i++) {
		parents[i] = place_find(tree, ids, &tree->items[i].parent);
		if (parents[i] != NONE &&
		    tree->items[parents[i]].audience != tree->items[i].audience)
			parents[i] = NONE;
	}
	lineage_open(parents, tree->count);
	for (size_t i = 0; i < tree->count; i++)
		tree->branches[i].parent = parents[i];
	free(parents);
	free(ids);
}

/* Finds the depth of every item; one that would stand too deep stands at the top. */
static void depths_find(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		size_t length = 0;

		for (size_t at = i; at != NONE && tree->items[at].depth == 0;
		     at = tree->branches[at].parent)
			tree->path[length++] = at;
		while (length > 0) {
			size_t at = tree->path[--length];
			size_t parent = tree->branches[at].parent;

			if (parent != NONE && tree->items[parent].depth == VB_AGENDA_MAX_DEPTH)
				parent = tree->branches[at].parent = NONE;
			tree->items[at].depth = parent == NONE ? 1 : tree->items[parent].depth + 1;
		}
	}
}

/* Hangs each item behind its elder siblings. Returns the first item at the top. */
static size_t siblings_link(struct tree *tree)
{
	struct branch top = { NONE, NONE, NONE, NONE };

	for (size_t i = 0; i < tree->count; i++) {
		struct branch *b = &tree->branches[i];

		b->first_child = b->last_child = b->next = NONE;
	}
	for (size_t i = 0; i < tree->count; i++) {
		size_t parent = tree->branches[i].parent;
		struct branch *above = parent == NONE ? &top : &tree->branches[parent];

		if (above->last_child == NONE)
			above->first_child = i;
		else
			tree->branches[above->last_child].next = i;
		above->last_child = i;
	}
	return top.first_child;
}

/* The number of an item, given the one before it in reading order (NULL: none, or of the other audience). */
static void number_follow(struct agenda_item *item, const struct agenda_item *before)
{
	memset(item->number, 0, sizeof(item->number));
	for (size_t level = 0; before != NULL && level < item->depth; level++)
		item->number[level] = before->number[level];
	item->number[item->depth - 1]++;
}

/* Copies the items to out in reading order, numbered. */
static void tree_read(const struct tree *tree, size_t first, struct agenda_item *out)
{
	size_t at = first;

	for (size_t i = 0; i < tree->count; i++) {
		const struct branch *b = &tree->branches[at];
		bool has_before = i > 0 && out[i - 1].audience == tree->items[at].audience;

		out[i] = tree->items[at];
		number_follow(&out[i], has_before ? &out[i - 1] : NULL);
		if (b->first_child != NONE) {
			at = b->first_child;
			continue;
		}
		while (b->next == NONE && b->parent != NONE)
			b = &tree->branches[b->parent];
		at = b->next;
	}
}

void agenda_sort(struct agenda_item *items, size_t count)
{
	struct tree tree = { .items = items, .all = count };
	struct agenda_item *sorted;

	for (size_t i = 0; i < count; i++) {
		items[i].depth = 0;
		memset(items[i].number, 0, sizeof(items[i].number));
	}
	twins_find(items, count);
	if (count > 0)
		qsort(items, count, sizeof(*items), item_compare);
	while (tree.count < count && is_numbered(&items[tree.count]))
		tree.count++;
	tree.branches = array_new(tree.count, sizeof(*tree.branches));
	tree.path = array_new(tree.count, sizeof(*tree.path));
	sorted = array_new(tree.count, sizeof(*sorted));
	parents_find(&tree);
	depths_find(&tree);
	tree_read(&tree, siblings_link(&tree), sorted);
	if (tree.count > 0)
		memcpy(items, sorted, tree.count * sizeof(*items));
	free(sorted);
	free(tree.path);
	free(tree.branches);
}

void agenda_number_format(const struct agenda_item *item, char out[static VB_AGENDA_NUMBER_BYTES])
{
	const char *letter = item->audience == VB_AUDIENCE_ALL ? "Ö " : "N ";
	size_t size = strlen(letter);

	out[0] = '\0';
	if (item->depth == 0)
		return;
	memcpy(out, letter, size + 1);
	for (size_t level = 0; level < item->depth; level++) {
		int added = snprintf(out + size, VB_AGENDA_NUMBER_BYTES - size, "%s%u",
		                     level > 0 ? "." : "", (unsigned)item->number[level]);

		assert(added > 0 && (size_t)added < VB_AGENDA_NUMBER_BYTES - size);
		size += (size_t)added;
	}
}

/* ---- times ---- */

uint64_t agenda_schedule(struct agenda_item *items, size_t count)
{
	/* Of each level: how long those behind take that have no parent so far; when its next item begins. */
	uint64_t behind[VB_AGENDA_MAX_DEPTH + 2] = { 0 };
	uint64_t next[VB_AGENDA_MAX_DEPTH + 2] = { 0 };

	for (size_t i = count; i-- > 0;) {
		struct agenda_item *item = &items[i];
		uint64_t minutes = item->minutes < VB_AGENDA_MINUTES_MAX ? item->minutes
		                                                         : VB_AGENDA_MINUTES_MAX;
		uint64_t *below = &behind[item->depth + 1];

		item->length = item->begin = 0;
		if (item->depth == 0)
			continue;
		item->length = minutes > *below ? minutes : *below;
		*below = 0;
		behind[item->depth] += item->length;
	}
	for (size_t i = 0; i < count; i++) {
		struct agenda_item *item = &items[i];

		if (item->depth == 0)
			continue;
		item->begin = next[item->depth];
		next[item->depth + 1] = item->begin;
		next[item->depth] += item->length;
	}
	return behind[1];
}

/* ---- a place for a new item ---- */

int agenda_place(const struct agenda_item *items, size_t count, enum audience audience,
                 const struct record_id *moved, const struct record_id *after, uint32_t jitter,
                 struct order_key *out)
{
	const struct agenda_item *low = NULL, *high = NULL;

	for (size_t i = 0; i < count && after != NULL; i++) {
		if (items[i].audience == audience && record_id_is_equal(&items[i].id, after))
			low = &items[i];
	}
	if (after != NULL && (low == NULL || (moved != NULL && record_id_is_equal(moved, after))))
		return VB_ERR_NOT_FOUND;
	for (size_t i = 0; i < count; i++) {
		const struct agenda_item *item = &items[i];

		if (item->audience != audience || item->order.size == 0 ||
		    (moved != NULL && record_id_is_equal(&item->id, moved)))
			continue;
		if ((low == NULL || place_compare(item, low) > 0) &&
		    (high == NULL || place_compare(item, high) < 0))
			high = item;
	}
	/* Nothing can stand directly behind an item without a key, or between two of one key. */
	if (low != NULL &&
	    (low->order.size == 0 || (high != NULL && span_is_equal(low->order, high->order))))
		return VB_ERR_TOO_LARGE;
	return order_between(low != NULL ? low->order : span_of(NULL, 0),
	                     high != NULL ? high->order : span_of(NULL, 0), jitter, out);
}
