/*
 * text_diff: hunks turn the old text into the new one, and take away and put in as little as can be. How little is
 * computed by the table of the longest common subsequence, for all short texts over two letters and many drawn ones.
 */
#include "protocol/text_diff.h"

#include <stdbool.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define LENGTH_MAX 60u
#define LARGE 20000u

/* Characters to take away and put in at least (Wagner, Fischer: "The String-to-String Correction Problem", 1974). */
static uint32_t least(const uint32_t *old, uint32_t old_count, const uint32_t *new,
                      uint32_t new_count)
{
	uint32_t common[LENGTH_MAX + 1][LENGTH_MAX + 1] = { { 0 } };

	for (uint32_t i = 1; i <= old_count; i++) {
		for (uint32_t j = 1; j <= new_count; j++) {
			uint32_t up = common[i - 1][j], left = common[i][j - 1];

			common[i][j] = up > left ? up : left;
			if (old[i - 1] == new[j - 1])
				common[i][j] = common[i - 1][j - 1] + 1;
		}
	}
	return old_count + new_count - 2 * common[old_count][new_count];
}

/* True if the hunks ascend, are apart, and turn old into new; *changed counts their characters. */
static bool is_right(const struct text_diff *d, const uint32_t *old, uint32_t old_count,
                     const uint32_t *new, uint32_t new_count, uint32_t *changed)
{
	uint32_t old_at = 0, new_at = 0;

	*changed = 0;
	for (uint32_t i = 0; i <= d->hunk_count; i++) {
		struct text_hunk end = { old_count, 0, new_count, 0 };
		struct text_hunk h = i < d->hunk_count ? d->hunks[i] : end;

		if (h.old_from < old_at || h.old_from - old_at != h.new_from - new_at)
			return false;
		if (i > 0 && i < d->hunk_count && h.old_from == old_at)
			return false;
		if (h.old_from > old_at &&
		    memcmp(old + old_at, new + new_at, (h.old_from - old_at) * sizeof(*old)) != 0)
			return false;
		if (i < d->hunk_count && h.old_count + h.new_count == 0)
			return false;
		old_at = h.old_from + h.old_count;
		new_at = h.new_from + h.new_count;
		*changed += h.old_count + h.new_count;
	}
	return old_at == old_count && new_at == new_count;
}

/* All texts of up to five letters, each of two, against each other. */
static void test_all_short(struct text_diff *d)
{
	uint32_t old[5], new[5], changed, wrong = 0, tried = 0;

	for (uint32_t a = 0; a < 6 * 32; a++) {
		for (uint32_t b = 0; b < 6 * 32; b++) {
			for (uint32_t i = 0; i < 5; i++) {
				old[i] = a >> i & 1;
				new[i] = b >> i & 1;
			}
			text_diff_find(d, old, a / 32, new, b / 32);
			tried++;
			if (!is_right(d, old, a / 32, new, b / 32, &changed) ||
			    changed != least(old, a / 32, new, b / 32))
				wrong++;
		}
	}
	is_int(wrong, 0, "%u pairs of short texts", (unsigned)tried);
}

static void test_drawn(struct text_diff *d)
{
	uint32_t old[LENGTH_MAX], new[LENGTH_MAX], changed, wrong = 0;
	struct seeded random = { 5 };

	for (unsigned round = 0; round < 3000; round++) {
		uint32_t letters = 1 + (uint32_t)seeded_below(&random, 9);
		uint32_t old_count = (uint32_t)seeded_below(&random, LENGTH_MAX + 1);
		uint32_t new_count = (uint32_t)seeded_below(&random, LENGTH_MAX + 1);

		for (uint32_t i = 0; i < LENGTH_MAX; i++) {
			old[i] = (uint32_t)seeded_below(&random, letters);
			new[i] = (uint32_t)seeded_below(&random, letters);
		}
		text_diff_find(d, old, old_count, new, new_count);
		if (!is_right(d, old, old_count, new, new_count, &changed) ||
		    changed != least(old, old_count, new, new_count))
			wrong++;
	}
	is_int(wrong, 0, "3000 drawn pairs");
}

/* Large texts: a few changes are found one by one; where nothing is alike, all is replaced, in bounded time. */
static void test_large(struct text_diff *d)
{
	static uint32_t old[LARGE], new[LARGE];
	struct seeded random = { 6 };
	uint32_t changed;

	for (uint32_t i = 0; i < LARGE; i++)
		old[i] = new[i] = 1000 + i;
	text_diff_find(d, old, LARGE, new, LARGE);
	is_int(d->hunk_count, 0, "no difference");
	for (uint32_t i = 0; i < 100; i++)
		new[i * 190 + 7] = 100 + i;
	text_diff_find(d, old, LARGE, new, LARGE);
	ok(is_right(d, old, LARGE, new, LARGE, &changed), "a hundred places");
	is_int(d->hunk_count, 100, "are found one by one");
	is_int(changed, 200, "with nothing around them");
	for (uint32_t i = 0; i < LARGE; i++) {
		old[i] = (uint32_t)seeded_below(&random, 30);
		new[i] = (uint32_t)seeded_below(&random, 30);
	}
	text_diff_find(d, old, LARGE, new, LARGE);
	ok(is_right(d, old, LARGE, new, LARGE, &changed), "a text that has nothing to do with it");
}

static void test_join(struct text_diff *d)
{
	static const uint32_t old[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	static const uint32_t new[] = { 20, 1, 21, 3, 4, 22, 6, 7, 8, 23 };
	uint32_t changed;

	text_diff_find(d, old, 10, new, 10);
	is_int(d->hunk_count, 4, "four hunks");
	text_diff_join(d, 4);
	is_int(d->hunk_count, 4, "are not too many");
	text_diff_join(d, 3);
	is_int(d->hunk_count, 3, "the two that are nearest are joined");
	ok(d->hunks[0].old_from == 0 && d->hunks[0].old_count == 3 && d->hunks[0].new_count == 3,
	   "with what is between them");
	ok(is_right(d, old, 10, new, 10, &changed) && changed == 10, "and are right");
	text_diff_join(d, 1);
	is_int(d->hunk_count, 1, "one");
	ok(is_right(d, old, 10, new, 10, &changed) && changed == 20, "is right, too");
}

/* Where a hunk can be told in several ways, it is told as near to the end as it goes. */
static void test_slide(struct text_diff *d)
{
	static const uint32_t old[] = { 1, 7, 7, 2, 8, 8, 3 }, new[] = { 1, 7, 7, 7, 2, 8, 3 };

	text_diff_find(d, old, 7, new, 7);
	is_int(d->hunk_count, 2, "two hunks");
	ok(d->hunks[0].old_from == 3 && d->hunks[0].new_from == 3 && d->hunks[0].new_count == 1,
	   "the third 7 is put in before the 2");
	ok(d->hunks[1].old_from == 5 && d->hunks[1].old_count == 1, "the second 8 goes");
	text_diff_find(d, old + 1, 1, old + 1, 2);
	ok(d->hunk_count == 1 && d->hunks[0].old_from == 1, "at the very end");
}

int main(void)
{
	struct text_diff d;

	text_diff_init(&d);
	test_all_short(&d);
	test_drawn(&d);
	test_large(&d);
	test_join(&d);
	test_slide(&d);
	text_diff_release(&d);
	return done();
}
