/* places: spaces and logs by number; see places.h. */
#include "store/places.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

void places_init(struct places *p)
{
	*p = (struct places){ 0 };
}

void places_release(struct places *p)
{
	free(p->spaces);
	free(p->logs);
	places_init(p);
}

/* Where the space stands or would stand. */
static size_t space_place(const struct places *p, uint32_t number)
{
	size_t low = 0, high = p->space_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->spaces[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where the log stands or would stand. */
static size_t log_place(const struct places *p, uint32_t handle)
{
	size_t low = 0, high = p->log_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->logs[middle].handle < handle)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool places_add_space(struct places *p, const struct space_info *space)
{
	size_t at = space_place(p, space->number);

	if (at < p->space_count && p->spaces[at].number == space->number)
		return false;
	p->spaces = array_reserve(p->spaces, &p->space_capacity, p->space_count + 1,
	                          sizeof(*p->spaces));
	memmove(p->spaces + at + 1, p->spaces + at, (p->space_count - at) * sizeof(*p->spaces));
	p->spaces[at] = *space;
	p->space_count++;
	return true;
}

bool places_add_log(struct places *p, const struct log_info *log)
{
	size_t at = log_place(p, log->handle);

	if (at < p->log_count && p->logs[at].handle == log->handle)
		return false;
	p->logs = array_reserve(p->logs, &p->log_capacity, p->log_count + 1, sizeof(*p->logs));
	memmove(p->logs + at + 1, p->logs + at, (p->log_count - at) * sizeof(*p->logs));
	p->logs[at] = *log;
	p->log_count++;
	return true;
}

const struct space_info *places_space(const struct places *p, uint32_t number)
{
	size_t at = space_place(p, number);

	return at < p->space_count && p->spaces[at].number == number ? &p->spaces[at] : NULL;
}

const struct log_info *places_log(const struct places *p, uint32_t handle)
{
	size_t at = log_place(p, handle);

	return at < p->log_count && p->logs[at].handle == handle ? &p->logs[at] : NULL;
}
