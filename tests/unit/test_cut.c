/* cut: what is left of each log, and that it only ever rises. */
#include "protocol/space/cut.h"

#include "tests/tap.h"
#include "tests/unit/assembly.h"

static const struct log_id log_a = { { 0xa } }, log_b = { { 0xb } }, log_c = { { 0xc } };

/* A list as a decoder hands it out; the caller releases the buffer. */
static struct list list_of(const struct cutoff *cutoffs, uint32_t count, struct buf *packed)
{
	buf_init(packed, 4096);
	for (uint32_t i = 0; i < count; i++)
		cutoff_pack(packed, &cutoffs[i]);
	return (struct list){ buf_span(packed), count };
}

static void test_left(void)
{
	struct cutoff given[] = { cutoff_of(&log_a, 5), cutoff_of(&log_c, 1) };
	struct buf packed;
	struct list list = list_of(given, 2, &packed);
	struct cut cut;

	cut_init(&cut, 7, &list);
	buf_release(&packed);
	is_int(cut.control_seq, 7, "which entry gave them");
	is_u64(cut_left(&cut, &log_a), 5, "the first one named");
	is_u64(cut_left(&cut, &log_c), 1, "the last one named");
	is_u64(cut_left(&cut, &log_b), 0, "of a log not named nothing is left");
	is_mem(cut_find(&cut, &log_a)->entry.b, given[0].entry.b, VB_HASH_BYTES,
	       "the entry that it names");
	ok(cut_find(&cut, &log_b) == NULL, "no entry of a log not named");
	cut_release(&cut);
	is_u64(cut_left(&cut, &log_a), 0, "released: empty");
}

static void test_none(void)
{
	struct list none = { span_of(NULL, 0), 0 };
	struct cut cut;

	cut_init(&cut, 1, &none);
	is_u64(cut_left(&cut, &log_a), 0, "no cut-offs: nothing is left of any log");
	ok(cut_can_raise(&cut, &none), "nothing to raise");
	cut_release(&cut);
}

static void test_raise(void)
{
	struct cutoff given[] = { cutoff_of(&log_a, 5), cutoff_of(&log_c, 1) };
	struct cutoff higher[] = { cutoff_of(&log_a, 6), cutoff_of(&log_b, 2) };
	struct cutoff equal[] = { cutoff_of(&log_a, 9), cutoff_of(&log_c, 1) };
	struct buf packed, packed_higher, packed_equal;
	struct list list = list_of(given, 2, &packed);
	struct list raised = list_of(higher, 2, &packed_higher);
	struct list same = list_of(equal, 2, &packed_equal);
	struct cut cut;

	cut_init(&cut, 7, &list);
	ok(cut_can_raise(&cut, &raised), "higher, and a log not named before");
	ok(!cut_can_raise(&cut, &same), "one that stays as it is does not rise");
	cut_raise(&cut, &raised);
	is_u64(cut_left(&cut, &log_a), 6, "replaced");
	is_u64(cut_left(&cut, &log_b), 2, "put between");
	is_u64(cut_left(&cut, &log_c), 1, "left alone");
	ok(!cut_can_raise(&cut, &raised), "not a second time");
	buf_release(&packed);
	buf_release(&packed_higher);
	buf_release(&packed_equal);
	cut_release(&cut);
}

int main(void)
{
	test_left();
	test_none();
	test_raise();
	return done();
}
