/* lineage: chains without circles; see lineage.h. */
#include "protocol/kinds/lineage.h"

#include <stdlib.h>
#include <string.h>

#define NONE VB_LINEAGE_NONE

static size_t *indexes_new(size_t count)
{
	size_t *indexes = calloc(count > 0 ? count : 1, sizeof(*indexes));

	if (indexes == NULL)
		abort();
	return indexes;
}

void lineage_open(size_t *above, size_t count)
{
	size_t *walk = indexes_new(count); /* the walk that last came by */

	for (size_t i = 0; i < count; i++) {
		size_t at = i, first;

		while (at != NONE && walk[at] == 0) {
			walk[at] = i + 1;
			at = above[at];
		}
		if (at == NONE || walk[at] != i + 1)
			continue;
		first = at;
		for (size_t next = above[at]; next != at; next = above[next])
			first = next < first ? next : first;
		above[first] = NONE;
	}
	free(walk);
}

static int record_compare(const void *x, const void *y)
{
	const struct lineage *a = x, *b = y;

	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

static size_t record_find(const struct lineage *records, size_t count, const struct record_id *id)
{
	struct lineage wanted = { .id = *id };
	const struct lineage *found = NULL;

	if (count > 0 && !record_id_is_zero(id))
		found = bsearch(&wanted, records, count, sizeof(*records), record_compare);
	return found != NULL ? (size_t)(found - records) : NONE;
}

/* Depths from the top down: each chain is walked up to where the depth is known, and back. */
static void depths_find(struct lineage *records, size_t count)
{
	size_t *path = indexes_new(count);
	bool *is_known = calloc(count > 0 ? count : 1, sizeof(*is_known));

	if (is_known == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		size_t length = 0;

		for (size_t at = i; at != NONE && !is_known[at]; at = records[at].above)
			path[length++] = at;
		while (length > 0) {
			struct lineage *record = &records[path[--length]];

			record->depth =
				record->above == NONE ? 0 : records[record->above].depth + 1;
			is_known[path[length]] = true;
		}
	}
	free(is_known);
	free(path);
}

void lineage_find(struct lineage *records, size_t count)
{
	size_t *above = indexes_new(count);

	if (count > 0)
		qsort(records, count, sizeof(*records), record_compare);
	for (size_t i = 0; i < count; i++)
		above[i] = record_find(records, count, &records[i].names);
	lineage_open(above, count);
	for (size_t i = 0; i < count; i++) {
		records[i].above = above[i];
		records[i].is_named = false;
	}
	for (size_t i = 0; i < count; i++) {
		if (above[i] != NONE)
			records[above[i]].is_named = true;
	}
	free(above);
	depths_find(records, count);
}

size_t lineage_latest(const struct lineage *records, size_t count, size_t from)
{
	size_t at = from;

	/* The youngest stands last; each step goes one deeper, so it ends. */
	while (records[at].is_named) {
		size_t next = count;

		while (next > 0 && records[next - 1].above != at)
			next--;
		at = next - 1;
	}
	return at;
}
