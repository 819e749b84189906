/* thread: who answers whom; see thread.h. */
#include "cli/thread.h"

#include <stdlib.h>

#define NONE SIZE_MAX

/* A message among the others; all are indexes into the list. */
struct node {
	size_t parent;
	size_t first_child;
	size_t last_child;
	size_t next;  /* sibling */
	size_t visit; /* the walk that last came by, for finding circles */
};

static void *array_new(size_t count, size_t item_bytes)
{
	void *array = calloc(count + 1, item_bytes);

	if (array == NULL)
		abort();
	return array;
}

/* Notes under each message whom it answers, where that is in the list. */
static void find_parents(const struct json *messages, struct node *nodes)
{
	struct json *indexes = json_new_map();

	for (size_t i = 0; i < json_count(messages); i++) {
		const char *id = json_get_text(json_at(messages, i), "id");

		nodes[i] = (struct node){ NONE, NONE, NONE, NONE, 0 };
		if (id != NULL)
			json_put_int(indexes, id, (int64_t)i);
	}
	for (size_t i = 0; i < json_count(messages); i++) {
		const struct json *fields = json_get(json_at(messages, i), "fields");
		const char *answered = json_get_text(fields, "inReplyTo");
		int64_t parent = answered != NULL ? json_int(json_get(indexes, answered), -1) : -1;

		if (parent >= 0 && (size_t)parent != i)
			nodes[i].parent = (size_t)parent;
	}
	json_destroy(&indexes);
}

/* Opens each circle at the message with the smallest index, which is the first. */
static void open_circles(struct node *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = i;
		size_t first;

		while (at != NONE && nodes[at].visit == 0) {
			nodes[at].visit = i + 1;
			at = nodes[at].parent;
		}
		if (at == NONE || nodes[at].visit != i + 1)
			continue;
		first = at;
		for (size_t next = nodes[at].parent; next != at; next = nodes[next].parent)
			first = next < first ? next : first;
		nodes[first].parent = NONE;
	}
}

/* Hangs each message behind its elder siblings. */
static void link_children(struct node *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct node *parent;

		if (nodes[i].parent == NONE)
			continue;
		parent = &nodes[nodes[i].parent];
		if (parent->last_child == NONE)
			parent->first_child = i;
		else
			nodes[parent->last_child].next = i;
		parent->last_child = i;
	}
}

/* Where to go on behind a message that has no answers: to the next one, on the way up. */
static size_t climb(const struct node *nodes, size_t at, size_t *depth)
{
	while (nodes[at].next == NONE && nodes[at].parent != NONE) {
		at = nodes[at].parent;
		(*depth)--;
	}
	return nodes[at].next;
}

/* Writes a message and all below it. */
static size_t walk(const struct node *nodes, size_t start, struct thread_place *out)
{
	size_t at = start;
	size_t depth = 0;
	size_t written = 0;

	while (at != NONE) {
		out[written++] = (struct thread_place){ at, depth };
		if (nodes[at].first_child != NONE) {
			at = nodes[at].first_child;
			depth++;
		} else {
			at = climb(nodes, at, &depth);
		}
	}
	return written;
}

struct thread_place *thread_arrange(const struct json *messages)
{
	size_t count = json_count(messages);
	struct thread_place *places = array_new(count, sizeof(*places));
	struct node *nodes = array_new(count, sizeof(*nodes));
	size_t written = 0;

	find_parents(messages, nodes);
	open_circles(nodes, count);
	link_children(nodes, count);
	for (size_t i = 0; i < count; i++) {
		if (nodes[i].parent == NONE)
			written += walk(nodes, i, places + written);
	}
	free(nodes);
	return places;
}
