/* order: a key between any two keys, short in ordinary use, and a defined end for whoever inserts at one place for ever. */
#include "protocol/order.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

static const struct span none = { NULL, 0 };

static struct span span_of_key(const struct order_key *key)
{
	return span_of(key->b, key->size);
}

static bool is_between(struct span low, struct span key, struct span high)
{
	return order_check(key) == 0 && (low.size == 0 || span_compare(low, key) < 0) &&
	       (high.size == 0 || span_compare(key, high) < 0);
}

static void test_check(void)
{
	/* limit VB_ORDER_KEY_MAX_BYTES */
	uint8_t longest[VB_ORDER_KEY_MAX_BYTES + 1];

	memset(longest, 1, sizeof(longest));
	is_err(order_check(hex("01")), 0, "the least of one byte");
	is_err(order_check(hex("0001")), 0, "a zero byte in front");
	is_err(order_check(span_of(longest, VB_ORDER_KEY_MAX_BYTES)), 0, "the longest");
	is_err(order_check(none), VB_ERR_BAD_VALUE, "nothing is no key");
	is_err(order_check(hex("00")), VB_ERR_BAD_VALUE, "zero is no key");
	is_err(order_check(hex("0100")), VB_ERR_BAD_VALUE, "a zero byte at the end");
	is_err(order_check(span_of(longest, sizeof(longest))), VB_ERR_BAD_VALUE, "over 64 bytes");
}

static void test_bad_bounds(void)
{
	static const struct {
		const char *low, *high;
	} cases[] = { { "80", "80" },   { "80", "7f" }, { "8001", "80" }, { "8000", "90" },
		      { "80", "9000" }, { "00", "80" }, { "", "00" },     { "80", "00" } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct order_key key = { { 9 }, 1 };

		is_err(order_between(hex(cases[i].low), hex(cases[i].high), 5, &key),
		       VB_ERR_BAD_VALUE, "no key between %s and %s", cases[i].low, cases[i].high);
		ok(key.size == 1 && key.b[0] == 9, "and the result is untouched");
	}
}

/* Neighbours that leave little room: a prefix, carries over many bytes, no room in the first differing byte. */
static void test_tight_bounds(void)
{
	static const struct {
		const char *low, *high;
	} cases[] = { { "", "" },
		      { "", "01" },
		      { "", "0001" },
		      { "", "00000000000000000001" },
		      { "ff", "" },
		      { "ffffffffffffffffff", "" },
		      { "80", "8001" },
		      { "80", "80000000000001" },
		      { "80", "81" },
		      { "80ffffffffffffffff", "81" },
		      { "80ffffffffff", "810000000001" },
		      { "01", "ff" },
		      { "7fffffff", "80" },
		      { "8001", "8002" },
		      { "80fe", "80ff01" } };
	static const uint32_t jitters[] = { 0, 1, 0x7fffffff, 0x80000000, UINT32_MAX };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span low = hex(cases[i].low), high = hex(cases[i].high);

		for (unsigned j = 0; j < sizeof(jitters) / sizeof(jitters[0]); j++) {
			struct order_key key = { { 0 }, 0 };

			is_err(order_between(low, high, jitters[j], &key), 0,
			       "a key between \"%s\" and \"%s\"", cases[i].low, cases[i].high);
			ok(is_between(low, span_of_key(&key), high), "lies there, jitter %u",
			   jitters[j]);
		}
	}
}

/* The last of 64 bytes: one key fits between two that are two apart, none between direct neighbours. */
static void test_no_room(void)
{
	uint8_t low[VB_ORDER_KEY_MAX_BYTES], high[VB_ORDER_KEY_MAX_BYTES];
	struct order_key key = { { 9 }, 1 };

	memset(low, 0x55, sizeof(low));
	memcpy(high, low, sizeof(high));
	high[sizeof(high) - 1] = 0x57;
	is_err(order_between(span_of(low, sizeof(low)), span_of(high, sizeof(high)), 77, &key), 0,
	       "the last key");
	is_int(key.b[VB_ORDER_KEY_MAX_BYTES - 1], 0x56, "is the one between");
	high[sizeof(high) - 1] = 0x56;
	key = (struct order_key){ { 9 }, 1 };
	is_err(order_between(span_of(low, sizeof(low)), span_of(high, sizeof(high)), 77, &key),
	       VB_ERR_TOO_LARGE, "no key between neighbours of 64 bytes");
	ok(key.size == 1 && key.b[0] == 9, "and the result is untouched");
	memset(low, 0xff, sizeof(low));
	is_err(order_between(span_of(low, sizeof(low)), none, 0, &key), VB_ERR_TOO_LARGE,
	       "none after the greatest");
	memset(high, 0, sizeof(high));
	high[sizeof(high) - 1] = 1;
	is_err(order_between(none, span_of(high, sizeof(high)), 0, &key), VB_ERR_TOO_LARGE,
	       "none before the least");
}

/* A random key, often of the nasty bytes 00, 01, fe, ff. */
static void random_key(struct seeded *s, struct order_key *key)
{
	static const uint8_t nasty[] = { 0x00, 0x01, 0xfe, 0xff };

	key->size = (uint8_t)(1 + seeded_below(s, VB_ORDER_KEY_MAX_BYTES));
	for (unsigned i = 0; i < key->size; i++) {
		key->b[i] =
			seeded_below(s, 2) ? nasty[seeded_below(s, 4)] : (uint8_t)seeded_next(s);
		if (i + 1 == key->size && key->b[i] == 0)
			key->b[i] = 1;
	}
}

static void test_any_bounds(void)
{
	struct seeded s = { 21 };
	int wrong = 0, made = 0;

	for (int i = 0; i < 100000; i++) {
		struct order_key a, b, key;
		struct span low, high;
		unsigned shared = (unsigned)seeded_below(&s, 60);
		int err;

		random_key(&s, &a);
		random_key(&s, &b);
		if (shared < a.size && shared < b.size)
			memcpy(b.b, a.b, shared);
		low = span_of_key(span_compare(span_of_key(&a), span_of_key(&b)) < 0 ? &a : &b);
		high = span_of_key(low.data == a.b ? &b : &a);
		err = order_between(low, high, (uint32_t)seeded_next(&s), &key);
		if (span_is_equal(low, high))
			wrong += err != VB_ERR_BAD_VALUE;
		else if (err == 0)
			wrong += !is_between(low, span_of_key(&key), high);
		else
			wrong += err != VB_ERR_TOO_LARGE || low.size < 60 || high.size > 64;
		made += err == 0;
	}
	is_int(wrong, 0, "100,000 pairs of bounds: the key lies between, or there is no room");
	ok(made > 90000, "there nearly always is: %d", made);
}

enum place { AFTER_LAST_INSERTED, BEFORE_LAST_INSERTED, IN_TURN, AT_END, AT_START };

static const char *const place_names[] = { "after the last inserted, before a fixed one",
	                                   "before the last inserted, after a fixed one",
	                                   "on both sides in turn", "at the end of the list",
	                                   "at the start of the list" };

/* Inserts at one place up to 10,000 times. Returns how often it went; *longest is the longest key. */
static int insert_at(enum place place, uint32_t jitter, struct seeded *s, unsigned *longest)
{
	struct order_key low = { { 0x40 }, 1 }, high = { { 0x41 }, 1 }, key;
	int count = 0, err = 0;

	*longest = 0;
	while (count < 10000) {
		struct span from = place == AT_START ? none : span_of_key(&low);
		struct span to = place == AT_END ? none : span_of_key(&high);

		err = order_between(from, to, s != NULL ? (uint32_t)seeded_next(s) : jitter, &key);
		if (err != 0)
			break;
		if (!is_between(from, span_of_key(&key), to))
			return -1;
		*longest = key.size > *longest ? key.size : *longest;
		count++;
		if (place == AFTER_LAST_INSERTED || place == AT_END ||
		    (place == IN_TURN && count % 2 == 1))
			low = key;
		else
			high = key;
	}
	return err == 0 || err == VB_ERR_TOO_LARGE ? count : -1;
}

/* Least counts by calculation: of 512 - 8 bits, an insertion after the last takes at most log2(8/5) of a bit, one before
 * it at most 3 bits; 24 bits at the end do not count. */
static void test_one_place(void)
{
	static const int least[] = { 700, 150, 250, 10000, 10000 };

	for (int place = AFTER_LAST_INSERTED; place <= AT_START; place++) {
		static const uint32_t jitters[] = { 0, UINT32_MAX, 0x12345678 };
		struct seeded s = { 31 };
		unsigned longest;

		for (int i = 0; i < 4; i++) {
			int count = insert_at((enum place)place, i < 3 ? jitters[i] : 0,
			                      i < 3 ? NULL : &s, &longest);

			ok(count >= least[place], "%s: %d keys in order", place_names[place],
			   count);
			if (place < AT_END)
				ok(count < 10000, "then it says that the list must be spread anew");
			else
				ok(longest <= 6, "and the longest has %u bytes", longest);
		}
	}
}

/* An agenda as it is made: a list of ten, then 200 insertions all over, each new one told apart from a rival's. */
static void test_ordinary_use(void)
{
	struct order_key keys[210], rival;
	struct seeded s = { 41 };
	unsigned longest = 0, equal = 0;
	size_t count = 10;

	order_spread(count, keys);
	for (; count < 210; count++) {
		size_t at = seeded_below(&s, count + 1);
		struct span low = at > 0 ? span_of_key(&keys[at - 1]) : none;
		struct span high = at < count ? span_of_key(&keys[at]) : none;
		struct order_key key;

		if (order_between(low, high, (uint32_t)seeded_next(&s), &key) != 0 ||
		    order_between(low, high, (uint32_t)seeded_next(&s), &rival) != 0)
			break;
		equal += span_is_equal(span_of_key(&key), span_of_key(&rival));
		longest = key.size > longest ? key.size : longest;
		memmove(keys + at + 1, keys + at, (count - at) * sizeof(*keys));
		keys[at] = key;
	}
	is_int(count, 210, "200 insertions into an agenda");
	ok(longest <= 6, "its longest key has %u bytes", longest);
	is_int(equal, 0, "two who insert at one place never made the same key");
}

static void test_jitter(void)
{
	static const struct {
		const char *low, *high;
	} cases[] = { { "", "" }, { "80", "" }, { "", "80" }, { "80", "8001" }, { "40", "41" } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct order_key last = { { 0 }, 0 }, key;
		int differ = 0;

		for (uint32_t jitter = 0; jitter < 1000; jitter++) {
			if (order_between(hex(cases[i].low), hex(cases[i].high), jitter << 16,
			                  &key) == 0)
				differ += !span_is_equal(span_of_key(&key), span_of_key(&last));
			last = key;
		}
		is_int(differ, 1000, "16 bits of jitter tell keys between \"%s\" and \"%s\" apart",
		       cases[i].low, cases[i].high);
	}
}

static void test_spread(void)
{
	static const struct {
		size_t count, longest;
	} cases[] = { { 0, 0 },   { 1, 1 },    { 2, 1 },     { 255, 1 },
		      { 256, 2 }, { 1000, 2 }, { 65535, 2 }, { 65536, 3 } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count = cases[i].count, wrong = 0, longest = 0;
		struct order_key *keys = calloc(count + 1, sizeof(*keys)), key;

		order_spread(count, keys);
		for (size_t at = 0; at <= count; at++) {
			struct span low = at > 0 ? span_of_key(&keys[at - 1]) : none;
			struct span high = at < count ? span_of_key(&keys[at]) : none;

			wrong += at < count && !is_between(low, high, none);
			wrong += order_between(low, high, (uint32_t)(at * 2654435761u), &key) != 0;
			wrong += !is_between(low, span_of_key(&key), high);
			longest = high.size > longest ? high.size : longest;
		}
		is_int(wrong, 0, "a list of %zu: in order, with room everywhere", count);
		is_int(longest, cases[i].longest, "and short keys");
		free(keys);
	}
}

int main(void)
{
	test_check();
	test_bad_bounds();
	test_tight_bounds();
	test_no_room();
	test_any_bounds();
	test_one_place();
	test_ordinary_use();
	test_jitter();
	test_spread();
	return done();
}
