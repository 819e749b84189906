/* text_diff: the fewest characters to take away and put in; see text_diff.h.
 *
 * A way through a box of the edit graph is a number of steps right (an old character goes) and down (a new one comes),
 * and diagonal ones, which are free (both are the same). Ways start from both corners at the same time, furthest first on
 * each diagonal; where they meet, the box falls into two smaller ones.
 */
#include "protocol/text_diff.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

#define STEPS_MAX 2048 /* taken from each corner of a box; then it is replaced as a whole */

struct box {
	const uint32_t *old, *new; /* the whole texts */
	int64_t left, right;       /* of the old: from, to */
	int64_t top, bottom;       /* of the new */
};

/* Diagonals reached from one corner. */
struct front {
	int64_t *ways;     /* by diagonal: furthest place in the old text */
	int64_t base;      /* the diagonal of ways[0] */
	int64_t low, high; /* diagonals reached, every second one */
};

void text_diff_init(struct text_diff *d)
{
	memset(d, 0, sizeof(*d));
}

void text_diff_release(struct text_diff *d)
{
	free(d->hunks);
	free(d->ways);
	text_diff_init(d);
}

/* Adds a hunk, to the last one if they touch. */
static void hunk_put(struct text_diff *d, const struct box *box)
{
	struct text_hunk *last = d->hunk_count > 0 ? &d->hunks[d->hunk_count - 1] : NULL;
	uint32_t old_count = (uint32_t)(box->right - box->left);
	uint32_t new_count = (uint32_t)(box->bottom - box->top);

	if (old_count == 0 && new_count == 0)
		return;
	if (last != NULL && last->old_from + last->old_count == box->left &&
	    last->new_from + last->new_count == box->top) {
		last->old_count += old_count;
		last->new_count += new_count;
		return;
	}
	d->hunks = array_reserve(d->hunks, &d->hunk_capacity, d->hunk_count + 1, sizeof(*d->hunks));
	d->hunks[d->hunk_count++] =
		(struct text_hunk){ (uint32_t)box->left, old_count, (uint32_t)box->top, new_count };
}

/* Leaves out what is the same at both ends. */
static void box_trim(struct box *box)
{
	while (box->left < box->right && box->top < box->bottom &&
	       box->old[box->left] == box->new[box->top]) {
		box->left++;
		box->top++;
	}
	while (box->left < box->right && box->top < box->bottom &&
	       box->old[box->right - 1] == box->new[box->bottom - 1]) {
		box->right--;
		box->bottom--;
	}
}

static int64_t *way_at(const struct front *f, int64_t diagonal)
{
	return &f->ways[diagonal - f->base];
}

/* Widens the front by a diagonal on either side; at the edge of the box it shrinks. beyond: worse than any place. */
static void front_widen(struct front *f, int64_t lowest, int64_t highest, int64_t beyond)
{
	if (f->low > lowest)
		*way_at(f, --f->low - 1) = beyond;
	else
		f->low++;
	if (f->high < highest)
		*way_at(f, ++f->high + 1) = beyond;
	else
		f->high--;
}

static bool front_has(const struct front *f, int64_t diagonal)
{
	return diagonal >= f->low && diagonal <= f->high;
}

/* One step from the upper left corner; true when a way meets one from the other corner, at *at on *diagonal. */
static bool step_down(const struct box *box, struct front *f, const struct front *other,
                      int64_t *at, int64_t *diagonal)
{
	for (int64_t d = f->high; d >= f->low; d -= 2) {
		int64_t below = *way_at(f, d - 1), above = *way_at(f, d + 1);
		int64_t x = below >= above ? below + 1 : above;

		while (x < box->right && x - d < box->bottom && box->old[x] == box->new[x - d])
			x++;
		*way_at(f, d) = x;
		if (other != NULL && front_has(other, d) && *way_at(other, d) <= x) {
			*at = x;
			*diagonal = d;
			return true;
		}
	}
	return false;
}

/* One step from the lower right corner. */
static bool step_up(const struct box *box, struct front *f, const struct front *other, int64_t *at,
                    int64_t *diagonal)
{
	for (int64_t d = f->high; d >= f->low; d -= 2) {
		int64_t below = *way_at(f, d - 1), above = *way_at(f, d + 1);
		int64_t x = below < above ? below : above - 1;

		while (x > box->left && x - d > box->top && box->old[x - 1] == box->new[x - d - 1])
			x--;
		*way_at(f, d) = x;
		if (other != NULL && front_has(other, d) && x <= *way_at(other, d)) {
			*at = x;
			*diagonal = d;
			return true;
		}
	}
	return false;
}

/* Finds a place that a shortest way goes through; false when that takes too long. */
static bool middle_find(struct text_diff *d, const struct box *box, int64_t *at, int64_t *diagonal)
{
	int64_t lowest = box->left - box->bottom, highest = box->right - box->top;
	int64_t first = box->left - box->top, last = box->right - box->bottom;
	uint32_t width = (uint32_t)(highest - lowest) + 3;
	bool is_odd = ((first - last) & 1) != 0;
	struct front down, up;

	d->ways = array_reserve(d->ways, &d->way_capacity, 2 * width, sizeof(*d->ways));
	down = (struct front){ d->ways, lowest - 1, first, first };
	up = (struct front){ d->ways + width, lowest - 1, last, last };
	*way_at(&down, first) = box->left;
	*way_at(&up, last) = box->right;
	for (unsigned steps = 0; steps < STEPS_MAX; steps++) {
		front_widen(&down, lowest, highest, -1);
		if (step_down(box, &down, is_odd ? &up : NULL, at, diagonal))
			return true;
		front_widen(&up, lowest, highest, INT64_MAX);
		if (step_up(box, &up, is_odd ? NULL : &down, at, diagonal))
			return true;
	}
	return false;
}

/* Each box is half as many steps wide as the one around it, so this goes no deeper than the logarithm of STEPS_MAX. */
static void box_diff(struct text_diff *d, struct box box)
{
	int64_t at, diagonal;
	struct box rest;

	box_trim(&box);
	rest = box;
	if (box.left == box.right || box.top == box.bottom ||
	    !middle_find(d, &box, &at, &diagonal)) {
		hunk_put(d, &box);
		return;
	}
	box.right = rest.left = at;
	box.bottom = rest.top = at - diagonal;
	box_diff(d, box);
	box_diff(d, rest);
}

/* Moves a hunk that only puts in or only takes away towards the end, by so many characters at most: the same word put
 * in is told in the same way whatever else was changed. */
static void hunk_slide(struct text_hunk *hunk, const uint32_t *old, const uint32_t *new,
                       uint32_t most)
{
	const uint32_t *moved = hunk->old_count == 0 ? new + hunk->new_from : old + hunk->old_from;
	const uint32_t *behind = old + hunk->old_from + hunk->old_count;
	uint32_t by = 0;

	if (hunk->old_count > 0 && hunk->new_count > 0)
		return;
	while (by < most && moved[by] == behind[by])
		by++;
	hunk->old_from += by;
	hunk->new_from += by;
}

void text_diff_find(struct text_diff *d, const uint32_t *old, uint32_t old_count,
                    const uint32_t *new, uint32_t new_count)
{
	uint32_t end = old_count;

	d->hunk_count = 0;
	box_diff(d, (struct box){ old, new, 0, old_count, 0, new_count });
	for (uint32_t i = d->hunk_count; i > 0; i--) {
		struct text_hunk *hunk = &d->hunks[i - 1];
		uint32_t room = end - hunk->old_from - hunk->old_count;

		/* One character stays between two hunks. */
		hunk_slide(hunk, old, new, i < d->hunk_count ? room - 1 : room);
		end = hunk->old_from;
	}
}

/* The characters between the hunk and the one before it. */
static uint32_t gap_before(const struct text_diff *d, uint32_t hunk)
{
	const struct text_hunk *before = &d->hunks[hunk - 1];

	return d->hunks[hunk].old_from - before->old_from - before->old_count;
}

/* Joins hunks with at most so many characters between them, until there are no more than max. */
static void gaps_close(struct text_diff *d, uint32_t widest, uint32_t max)
{
	uint32_t excess = d->hunk_count - max, kept = 1;

	for (uint32_t i = 1; i < d->hunk_count; i++) {
		struct text_hunk *last = &d->hunks[kept - 1], hunk = d->hunks[i];

		if (excess == 0 || hunk.old_from - last->old_from - last->old_count > widest) {
			d->hunks[kept++] = hunk;
			continue;
		}
		excess--;
		last->old_count = hunk.old_from + hunk.old_count - last->old_from;
		last->new_count = hunk.new_from + hunk.new_count - last->new_from;
	}
	d->hunk_count = kept;
}

void text_diff_join(struct text_diff *d, uint32_t max)
{
	while (d->hunk_count > max) {
		uint32_t widest = UINT32_MAX;

		for (uint32_t i = 1; i < d->hunk_count; i++) {
			uint32_t gap = gap_before(d, i);

			widest = gap < widest ? gap : widest;
		}
		gaps_close(d, widest, max);
	}
}
