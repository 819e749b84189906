/* cut: the cut-offs that one entry gave; see cut.h. */
#include "protocol/space/cut.h"

#include <stdlib.h>
#include <string.h>

/* Makes room for count cut-offs, at least one. Few ever come: no slack is kept. */
static void cut_reserve(struct cut *cut, size_t count)
{
	struct cutoff *grown = realloc(cut->cutoffs, (count + 1) * sizeof(*cut->cutoffs));

	if (grown == NULL)
		abort();
	cut->cutoffs = grown;
}

void cut_init(struct cut *cut, uint32_t control_seq, const struct list *cutoffs)
{
	struct list at = *cutoffs;

	*cut = (struct cut){ .control_seq = control_seq };
	cut_reserve(cut, cutoffs->count);
	while (cutoff_list_next(&at, &cut->cutoffs[cut->count]))
		cut->count++;
}

void cut_release(struct cut *cut)
{
	free(cut->cutoffs);
	*cut = (struct cut){ 0 };
}

/* Where the log stands or would stand. */
static uint32_t cut_place(const struct cut *cut, const struct log_id *log)
{
	uint32_t low = 0, high = cut->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(cut->cutoffs[middle].log.b, log->b, sizeof(log->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct cutoff *cut_find(const struct cut *cut, const struct log_id *log)
{
	uint32_t place = cut_place(cut, log);

	if (place == cut->count || !log_id_is_equal(&cut->cutoffs[place].log, log))
		return NULL;
	return &cut->cutoffs[place];
}

uint64_t cut_left(const struct cut *cut, const struct log_id *log)
{
	const struct cutoff *cutoff = cut_find(cut, log);

	return cutoff == NULL ? 0 : cutoff->count;
}

bool cut_can_raise(const struct cut *cut, const struct list *cutoffs)
{
	struct list at = *cutoffs;
	struct cutoff raised;

	while (cutoff_list_next(&at, &raised)) {
		if (raised.count <= cut_left(cut, &raised.log))
			return false;
	}
	return true;
}

void cut_raise(struct cut *cut, const struct list *cutoffs)
{
	struct list at = *cutoffs;
	struct cutoff raised;

	cut_reserve(cut, (size_t)cut->count + cutoffs->count);
	while (cutoff_list_next(&at, &raised)) {
		uint32_t place = cut_place(cut, &raised.log);
		struct cutoff *here = &cut->cutoffs[place];

		if (place == cut->count || !log_id_is_equal(&here->log, &raised.log)) {
			memmove(here + 1, here, (cut->count - place) * sizeof(*here));
			cut->count++;
		}
		*here = raised;
	}
}
