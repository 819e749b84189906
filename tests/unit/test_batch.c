/* batch: rows in the order of their keys, the last of equal ones. */
#include "store/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define MANY 5000u

static void add(struct batch *b, const char *key, const char *value)
{
	batch_add(b, span_of_str(key), span_of_str(value));
}

/* The rows as "key=value", with blanks between them. */
static const char *text_of(const struct batch *b, size_t count)
{
	static char out[256];
	struct span key, value;
	size_t size = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		batch_at(b, i, &key, &value);
		size += (size_t)snprintf(out + size, sizeof(out) - size, "%s%.*s=%.*s",
		                         i > 0 ? " " : "", (int)key.size, (const char *)key.data,
		                         (int)value.size, (const char *)value.data);
	}
	return out;
}

static void test_order(void)
{
	struct batch *b = batch_new();

	is_int(batch_sort(b), 0, "an empty batch");
	add(b, "b", "1");
	is_str(text_of(b, batch_sort(b)), "b=1", "one row");
	add(b, "ab", "2");
	add(b, "a", "");
	add(b, "\xff", "4");
	add(b, "abc", "5");
	is_int(batch_bytes(b), 1 + 1 + 2 + 1 + 1 + 2 + 3 + 1, "bytes of keys and values");
	is_str(text_of(b, batch_sort(b)), "a= ab=2 abc=5 b=1 \xff=4",
	       "bytewise, a beginning before what goes on");
	add(b, "ab", "newer");
	add(b, "b", "newer");
	add(b, "ab", "newest");
	is_str(text_of(b, batch_sort(b)), "a= ab=newest abc=5 b=newer \xff=4",
	       "the last of equal ones");
	batch_clear(b);
	is_int(batch_bytes(b), 0, "cleared");
	add(b, "z", "1");
	is_str(text_of(b, batch_sort(b)), "z=1", "and used again");
	batch_destroy(&b);
	ok(b == NULL, "destroyed");
	batch_destroy(&b);
}

/* Random keys of two bytes, each with its age as value. */
static void test_many(void)
{
	static uint16_t newest[65536];
	struct seeded random = { 5 };
	struct batch *b = batch_new();
	unsigned wrong = 0, different = 0;
	struct span key, value;
	size_t count;

	for (uint16_t age = 1; age <= MANY; age++) {
		uint8_t k[2], v[2];

		put_be16(k, (uint16_t)seeded_below(&random, 4000));
		put_be16(v, age);
		different += newest[get_be16(k)] == 0;
		newest[get_be16(k)] = age;
		batch_add(b, span_of(k, sizeof(k)), span_of(v, sizeof(v)));
	}
	count = batch_sort(b);
	is_int(count, different, "each key once");
	for (size_t i = 0, last = 0; i < count; i++) {
		batch_at(b, i, &key, &value);
		wrong += (i > 0 && get_be16(key.data) <= last) ||
		         get_be16(value.data) != newest[get_be16(key.data)];
		last = get_be16(key.data);
	}
	is_int(wrong, 0, "in order, with the newest value");
	batch_destroy(&b);
}

int main(void)
{
	test_order();
	test_many();
	return done();
}
