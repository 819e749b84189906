/* hold: a confirmed suspension stands until all that it names is lifted; kept incarnations add up. */
#include "protocol/space/hold.h"

#include "tests/tap.h"
#include "tests/unit/assembly.h"

static const struct log_id some_log = { { 0xa } };
static const struct entry_id one = { { 1 } }, two = { { 2 } }, three = { { 3 } };

/* Lists as a decoder hands them out; the caller releases the buffer. */
static struct list ids_of(const struct entry_id *a, const struct entry_id *b, struct buf *packed)
{
	uint32_t count = 1;

	buf_init(packed, 4096);
	pack_bin(packed, a->b, sizeof(a->b));
	if (b != NULL) {
		pack_bin(packed, b->b, sizeof(b->b));
		count++;
	}
	return (struct list){ buf_span(packed), count };
}

static void confirm(struct hold *hold, uint32_t seq, const struct entry_id *a,
                    const struct entry_id *b)
{
	struct cutoff cutoff = cutoff_of(&some_log, seq);
	struct buf packed, ids;
	struct list suspends = ids_of(a, b, &ids);
	struct list cutoffs;

	buf_init(&packed, 4096);
	cutoff_pack(&packed, &cutoff);
	cutoffs = (struct list){ buf_span(&packed), 1 };
	hold_confirm(hold, seq, &cutoffs, &suspends);
	buf_release(&packed);
	buf_release(&ids);
}

static void lift(struct hold *hold, const struct entry_id *id)
{
	struct buf packed;
	struct list list = ids_of(id, NULL, &packed);

	hold_lift(hold, &list);
	buf_release(&packed);
}

static bool can_confirm(const struct hold *hold, const struct entry_id *id)
{
	struct buf packed;
	struct list list = ids_of(id, NULL, &packed);
	bool can = hold_can_confirm(hold, &list);

	buf_release(&packed);
	return can;
}

static void test_confirmed(void)
{
	struct hold hold = { 0 };

	ok(can_confirm(&hold, &one), "at the start anything can be confirmed");
	ok(hold_cut(&hold, 4) == NULL, "there are no cut-offs");
	confirm(&hold, 4, &one, &two);
	confirm(&hold, 9, &three, NULL);
	ok(!can_confirm(&hold, &two) && !can_confirm(&hold, &three), "but nothing twice");
	ok(hold_is_confirmed(&hold, &two), "each that is named is confirmed");
	is_u64(cut_left(hold_cut(&hold, 4), &some_log), 4, "the cut-offs of the first");
	is_u64(cut_left(hold_cut(&hold, 9), &some_log), 9, "and of the second");
	ok(hold_cut(&hold, 5) == NULL, "none of another entry");
	lift(&hold, &one);
	ok(hold_is_lifted(&hold, &one) && !hold_is_lifted(&hold, &two), "one is lifted");
	ok(hold_stands(&hold, 0), "the first stands as long as one of its two does");
	lift(&hold, &two);
	ok(!hold_stands(&hold, 0), "then no longer");
	ok(hold_stands(&hold, 1), "the second has nothing to do with it");
	hold_release(&hold);
	ok(can_confirm(&hold, &one), "released: empty");
}

static void test_lifted_first(void)
{
	struct hold hold = { 0 };

	lift(&hold, &one);
	ok(hold_is_lifted(&hold, &one), "a suspend may be lifted before it is known");
	ok(!can_confirm(&hold, &one), "and cannot be confirmed then");
	hold_release(&hold);
}

static void keep(struct hold *hold, uint32_t seq, uint64_t incarnation)
{
	struct buf packed;
	struct list list;

	buf_init(&packed, 64);
	pack_uint(&packed, incarnation);
	list = (struct list){ buf_span(&packed), 1 };
	hold_keep(hold, seq, &list);
	buf_release(&packed);
}

static void test_kept(void)
{
	struct list none = { span_of(NULL, 0), 0 };
	struct hold hold = { 0 };

	hold_keep(&hold, 3, &none);
	is_int(hold.kept_seq, 0, "a lift without incarnations gives none up");
	keep(&hold, 5, 1);
	keep(&hold, 8, UINT64_MAX);
	ok(hold_is_kept(&hold, 1) && hold_is_kept(&hold, UINT64_MAX), "kept ones add up");
	ok(!hold_is_kept(&hold, 2), "others are not");
	is_int(hold.kept_seq, 8, "the newest lift counts");
	hold_release(&hold);
}

int main(void)
{
	test_confirmed();
	test_lifted_first();
	test_kept();
	return done();
}
