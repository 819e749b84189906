/*
 * agenda over several offices: two or three of them work on one agenda without seeing each other, each as its daemon does it
 * (agenda_place on what it sees): they add items, move them, put them under others, accept the same proposals, decline; and where no
 * key is left between two items, each spreads the list anew. All entries are applied in every order, or in many where there
 * are more than five. The agenda is the same each time, nothing is lost, no item stands below itself, and each field is what the
 * last one of those who set it wanted.
 */
#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/agenda_moves.h"
#include "tests/unit/seeded.h"

#define BASE 4u      /* items that all have */
#define MOVES_MAX 5u /* things that the offices do: 120 orders of their entries */
#define ITEMS_MAX (BASE + MOVES_MAX)
#define ENTRIES_MAX 40u /* with those of a list that is spread anew */
#define MANY 100u       /* orders that are drawn where there are more */
#define OFFICES 3u
#define PROPOSALS 2u
#define SCENES 1500u
#define TIGHT 300u /* the last of them: with keys that are used up */

/* An item as one office, or whoever knows all, has it. */
struct known {
	bool is_there;
	struct order_key order;
	uint8_t parent, proposal;
	bool is_declined;
};

struct scene {
	struct seeded random;
	struct agenda_entry creates[BASE];
	struct known base[BASE];
	struct agenda_move moves[ENTRIES_MAX];
	struct order_key keys[ENTRIES_MAX]; /* of the moves */
	struct agenda_entry entries[ENTRIES_MAX];
	size_t count;
	size_t item_count;
	unsigned spread; /* how often a list was spread anew */
};

static size_t below(struct scene *s, size_t bound)
{
	return seeded_below(&s->random, bound);
}

/* ---- what an office sees ---- */

static struct agenda_item item_of(const struct known *known, uint8_t number)
{
	return (struct agenda_item){ .id = agenda_move_id(number),
		                     .parent = agenda_move_id(known->parent),
		                     .proposal = agenda_move_id(known->proposal),
		                     .audience = VB_AUDIENCE_ALL,
		                     .order = span_of(known->order.b, known->order.size),
		                     .is_counted = !known->is_declined,
		                     .tag = number };
}

static size_t items_of(const struct known *known, struct agenda_item *out)
{
	size_t count = 0;

	for (uint8_t i = 0; i < ITEMS_MAX; i++) {
		if (known[i].is_there)
			out[count++] = item_of(&known[i], (uint8_t)(i + 1));
	}
	return count;
}

/* Takes over what a move says. */
static void known_move(struct known *known, const struct agenda_move *move)
{
	struct known *item = &known[move->item - 1];

	item->is_there = true;
	if (move->order.size > 0) {
		item->order.size = (uint8_t)move->order.size;
		memcpy(item->order.b, move->order.data, move->order.size);
	}
	if (move->parent != 0)
		item->parent = move->parent;
	if (move->proposal != 0)
		item->proposal = move->proposal;
	if (move->state != NULL)
		item->is_declined = strcmp(move->state, "declined") == 0;
}

/* ---- what it does ---- */

/* Some item that it has; 0: none but `other`. */
static uint8_t some_item(struct scene *s, const struct known *known, uint8_t other)
{
	for (unsigned tries = 0; tries < 50; tries++) {
		uint8_t item = (uint8_t)(1 + below(s, ITEMS_MAX));

		if (known[item - 1].is_there && item != other)
			return item;
	}
	return 0;
}

/* Writes the move in hand. */
static void move_write(struct scene *s, struct known *known, bool is_new)
{
	const struct agenda_move *move = &s->moves[s->count];

	agenda_move_make(&s->entries[s->count], move, is_new ? NULL : &s->creates[move->item - 1]);
	s->entries[s->count].entry.seq = s->count + 10;
	known_move(known, move);
	s->count++;
}

/* Writes the keys of the items that all have anew, spread evenly; the first is for the move in hand, which is put off by so many. */
static void spread(struct scene *s, struct known *known)
{
	struct agenda_move placed = s->moves[s->count];
	struct agenda_item items[ITEMS_MAX];
	struct order_key keys[ITEMS_MAX + 1];
	size_t count = items_of(known, items);

	order_spread(count + 1, keys);
	for (size_t i = 0; i < count && s->count + 2 < ENTRIES_MAX; i++) {
		if (items[i].tag == placed.item || items[i].tag > BASE)
			continue;
		s->keys[s->count] = keys[i + 1];
		s->moves[s->count] = (struct agenda_move){
			.item = (uint8_t)items[i].tag,
			.author = placed.author,
			.hlc = placed.hlc,
			.order = span_of(s->keys[s->count].b, s->keys[s->count].size),
		};
		move_write(s, known, false);
	}
	s->spread++;
	s->keys[s->count] = keys[0];
	placed.order = span_of(s->keys[s->count].b, s->keys[s->count].size);
	s->moves[s->count] = placed;
}

/* Gives the move in hand the place behind some item, or at the beginning. */
static void place(struct scene *s, struct known *known)
{
	struct agenda_move *move = &s->moves[s->count];
	struct agenda_item items[ITEMS_MAX];
	size_t count = items_of(known, items);
	struct order_key *key = &s->keys[s->count];
	uint8_t behind = below(s, 3) == 0 ? 0 : some_item(s, known, move->item);
	struct record_id after = agenda_move_id(behind);
	struct record_id moved = agenda_move_id(move->item);

	if (agenda_place(items, count, VB_AUDIENCE_ALL,
	                 known[move->item - 1].is_there ? &moved : NULL,
	                 behind == 0 ? NULL : &after, (uint32_t)below(s, 1u << 20), key) == 0)
		move->order = span_of(key->b, key->size);
	else
		spread(s, known);
}

/* One thing that an office does. */
static void act(struct scene *s, struct known *known, uint8_t office)
{
	struct agenda_move *move = &s->moves[s->count];
	size_t what = below(s, 10);
	bool is_new = what < 4;

	*move = (struct agenda_move){ .author = office, .hlc = 2000 + below(s, 4) };
	move->item = is_new ? (uint8_t)++s->item_count : some_item(s, known, 0);
	if (is_new || what < 6)
		place(s, known);
	move = &s->moves[s->count];
	if (what < 2) /* accepts a proposal */
		move->proposal = (uint8_t)(50 + below(s, PROPOSALS));
	if (what == 3 || what >= 8)
		move->parent = some_item(s, known, move->item);
	if (what == 6 || what == 7)
		move->state = below(s, 3) == 0 ? "accepted" : "declined";
	/* An edit names creates only: of an item of its own it makes another one instead. */
	if (!is_new && move->item > BASE)
		move->item = (uint8_t)(1 + below(s, BASE));
	/* What is as it is wanted makes no entry. */
	if (!is_new && move->parent == s->base[move->item - 1].parent)
		move->parent = 0;
	if (move->order.size == 0 && move->parent == 0 && move->state == NULL)
		return;
	move_write(s, known, is_new);
}

/* Two or three offices, each from what all had. */
static void offices_act(struct scene *s)
{
	size_t offices = 2 + below(s, OFFICES - 1);
	size_t done = 0;

	for (size_t office = 1; office <= offices; office++) {
		struct known known[ITEMS_MAX] = { { .is_there = false } };
		size_t things = 1 + below(s, 2);

		memcpy(known, s->base, sizeof(s->base));
		for (size_t i = 0; i < things && done < MOVES_MAX; i++, done++)
			act(s, known, (uint8_t)office);
	}
}

/* ---- what must come of it ---- */

static bool is_later(const struct agenda_move *a, const struct agenda_move *b, size_t at_a,
                     size_t at_b)
{
	if (a->hlc != b->hlc)
		return a->hlc > b->hlc;
	return a->author != b->author ? a->author > b->author : at_a > at_b;
}

/* The fields as the last one of those who set each wanted them, without any merging. */
static void wanted_find(const struct scene *s, struct known *out)
{
	const struct agenda_move *by_time[ENTRIES_MAX];
	size_t at[ENTRIES_MAX];

	for (size_t i = 0; i < s->count; i++) {
		size_t j = i;

		for (; j > 0 && is_later(by_time[j - 1], &s->moves[i], at[j - 1], i); j--) {
			by_time[j] = by_time[j - 1];
			at[j] = at[j - 1];
		}
		by_time[j] = &s->moves[i];
		at[j] = i;
	}
	memcpy(out, s->base, sizeof(s->base));
	for (size_t i = 0; i < s->count; i++)
		known_move(out, by_time[i]);
}

static void describe(const struct agenda_item *items, size_t count, char *out, size_t size)
{
	char number[VB_AGENDA_NUMBER_BYTES];
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		agenda_number_format(&items[i], number);
		used += (size_t)snprintf(out + used, size - used, "%s=%zu/%u ", number,
		                         items[i].tag,
		                         (unsigned)items[i].twin.b[VB_RECORD_ID_BYTES - 1]);
	}
}

static void mix(struct scene *s, struct agenda_item *items, size_t count)
{
	for (size_t i = count; i-- > 1;) {
		size_t j = below(s, i + 1);
		struct agenda_item swapped = items[i];

		items[i] = items[j];
		items[j] = swapped;
	}
}

/* Applies the entries in one order and describes the agenda. */
static void apply(struct scene *s, const size_t *order, char *out, size_t size)
{
	struct merged records[ITEMS_MAX];
	struct agenda_item items[ITEMS_MAX];

	for (size_t i = 0; i < s->item_count; i++) {
		merged_init(&records[i]);
		if (i < BASE)
			agenda_move_deliver(&records[i], &s->creates[i]);
	}
	for (size_t i = 0; i < s->count; i++)
		agenda_move_deliver(&records[s->moves[order[i]].item - 1], &s->entries[order[i]]);
	for (size_t i = 0; i < s->item_count; i++)
		items[i] = agenda_move_read(&records[i], (uint8_t)(i + 1));
	mix(s, items, s->item_count);
	agenda_sort(items, s->item_count);
	describe(items, s->item_count, out, size);
	for (size_t i = 0; i < s->item_count; i++)
		merged_release(&records[i]);
}

/* Every order of the entries, Heap's way; returns how many gave the same as wanted. */
static unsigned orders_walk(struct scene *s, size_t *order, size_t n, const char *wanted)
{
	char text[600];
	unsigned same = 0;

	if (n <= 1) {
		apply(s, order, text, sizeof(text));
		return strcmp(text, wanted) == 0;
	}
	for (size_t i = 0; i < n; i++) {
		size_t other = n % 2 == 0 ? i : 0;
		size_t swapped;

		same += orders_walk(s, order, n - 1, wanted);
		swapped = order[other];
		order[other] = order[n - 1];
		order[n - 1] = swapped;
	}
	return same;
}

/* Some orders of the entries. */
static unsigned orders_draw(struct scene *s, const char *wanted)
{
	size_t order[ENTRIES_MAX] = { 0 };
	char text[600];
	unsigned same = 0;

	for (unsigned try = 0; try < MANY; try++) {
		for (size_t i = 0; i < s->count; i++) {
			size_t j = below(s, i + 1);

			order[i] = order[j];
			order[j] = i;
		}
		apply(s, order, text, sizeof(text));
		same += strcmp(text, wanted) == 0;
	}
	return same;
}

/* True if every item that anybody made is there: with a number, declined, or as the twin of one that has the same proposal. */
static bool is_nothing_lost(const struct known *known, const struct agenda_item *items,
                            size_t count, size_t wanted)
{
	size_t shown[PROPOSALS] = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct known *item = &known[items[i].tag - 1];
		bool has_twin = !record_id_is_zero(&items[i].twin);

		if (!has_twin && (items[i].depth > 0) == item->is_declined)
			return false;
		if (has_twin && item->proposal == 0)
			return false;
		if (!has_twin && item->proposal != 0 && shown[item->proposal - 50]++ > 0)
			return false;
	}
	return count == wanted;
}

static void scene_make(struct scene *s, uint64_t seed, bool is_tight)
{
	static const uint8_t wide[BASE] = { 0x20, 0x40, 0x60, 0x80 };
	static const uint8_t tight[BASE] = { 0x20, 0x20, 0x20, 0x80 };
	const uint8_t *keys = is_tight ? tight : wide;

	*s = (struct scene){ .random = { seed }, .item_count = BASE };
	for (uint8_t i = 0; i < BASE; i++) {
		struct agenda_move create = { .item = (uint8_t)(i + 1),
			                      .author = 9,
			                      .hlc = 1000,
			                      .order = span_of(&keys[i], 1),
			                      .parent = i == 3 ? 2 : 0 };

		agenda_move_make(&s->creates[i], &create, NULL);
		s->base[i] = (struct known){ .is_there = true,
			                     .order = { { keys[i] }, 1 },
			                     .parent = create.parent };
	}
	offices_act(s);
}

static void scene_release(struct scene *s)
{
	for (size_t i = 0; i < BASE; i++)
		buf_release(&s->creates[i].document);
	for (size_t i = 0; i < s->count; i++)
		buf_release(&s->entries[i].document);
}

int main(void)
{
	static const unsigned factorials[] = { 1, 1, 2, 6, 24, 120 };
	unsigned orders = 0, same = 0, whole = 0, full = 0, twins = 0, spread = 0;

	for (uint64_t seed = 1; seed <= SCENES; seed++) {
		struct known known[ITEMS_MAX] = { { .is_there = false } };
		struct agenda_item items[ITEMS_MAX];
		size_t order[MOVES_MAX] = { 0, 1, 2, 3, 4 };
		char wanted[600];
		struct scene s;
		unsigned right, tried;
		size_t count;

		scene_make(&s, seed, seed > SCENES - TIGHT);
		wanted_find(&s, known);
		count = items_of(known, items);
		agenda_sort(items, count);
		describe(items, count, wanted, sizeof(wanted));
		tried = s.count <= MOVES_MAX ? factorials[s.count] : MANY;
		right = s.count <= MOVES_MAX ? orders_walk(&s, order, s.count, wanted)
		                             : orders_draw(&s, wanted);
		orders += tried;
		same += right;
		full += s.count == MOVES_MAX;
		spread += s.spread;
		whole += is_nothing_lost(known, items, count, s.item_count);
		for (size_t i = 0; i < count; i++)
			twins += !record_id_is_zero(&items[i].twin);
		if (right != tried)
			diag("seed %u: %u of %u orders give %s", (unsigned)seed, right, tried,
			     wanted);
		scene_release(&s);
	}
	is_int(same, orders, "in every order of what they wrote, all offices have one agenda");
	is_int(whole, SCENES, "on which nothing is lost, and nothing stands twice");
	ok(full >= SCENES / 10, "%u times there were 120 orders", full);
	ok(twins >= SCENES / 20, "%u items have a twin", twins);
	ok(spread >= TIGHT / 4, "%u times a list was spread anew", spread);
	return done();
}
