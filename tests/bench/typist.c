/* typist: a long text, key by key; see typist.h. */
#include "tests/bench/typist.h"

#include <stdlib.h>
#include <string.h>

void typist_init(struct typist *t, uint32_t keys)
{
	*t = (struct typist){ .random = { 1 }, .gap_end = keys, .size = keys };
	t->shown = calloc(keys, sizeof(*t->shown));
	t->characters = calloc(keys, 1);
	if (t->shown == NULL || t->characters == NULL)
		abort();
}

void typist_release(struct typist *t)
{
	free(t->shown);
	free(t->characters);
}

static uint32_t shown_count(const struct typist *t)
{
	return t->gap + t->size - t->gap_end;
}

/* Moves the cursor, and the gap with it. */
static void cursor_move(struct typist *t, uint32_t to)
{
	while (t->gap > to)
		t->shown[--t->gap_end] = t->shown[--t->gap];
	while (t->gap < to)
		t->shown[t->gap++] = t->shown[t->gap_end++];
}

/* Decides what comes next: where, how much is typed, how much of it taken away first. */
static void burst_begin(struct typist *t)
{
	if (seeded_below(&t->random, 12) == 0)
		cursor_move(t, (uint32_t)seeded_below(&t->random, shown_count(t) + 1));
	else if (seeded_below(&t->random, 4) == 0)
		cursor_move(t, shown_count(t));
	t->burst = 1 + (unsigned)seeded_below(&t->random, 40);
	t->taking = (unsigned)seeded_below(&t->random, 18);
}

static char letter_draw(struct typist *t)
{
	static const char letters[] = "eeeeennnniiissssrrraaatttddhhuullccggmoobwfkz     ";

	return letters[seeded_below(&t->random, sizeof(letters) - 1)];
}

struct typist_key typist_press(struct typist *t)
{
	struct typist_key key;

	if (t->burst == 0 && t->taking == 0)
		burst_begin(t);
	if (t->taking > 0 && t->gap > 0) {
		t->taking--;
		t->gap--;
		t->count++;
		return (struct typist_key){ t->gap, 0, t->shown[t->gap] };
	}
	t->taking = 0;
	t->burst -= t->burst > 0;
	key = (struct typist_key){ t->gap, letter_draw(t),
		                   t->gap > 0 ? t->shown[t->gap - 1] : TYPIST_NOBODY };
	t->characters[t->count] = key.character;
	t->shown[t->gap++] = t->count++;
	return key;
}

void typist_read(const struct typist *t, struct buf *out)
{
	for (uint32_t i = 0; i < t->size; i++) {
		if (i < t->gap || i >= t->gap_end)
			buf_put_u8(out, (uint8_t)t->characters[t->shown[i]]);
	}
}
