/* hostile: inputs that every decoder must refuse; see hostile.h. */
#include "tests/unit/hostile.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/err.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define SPLICED_MAX_BYTES 131072u

/* A copy of the bytes in memory of exactly their size and more zeros. Caller frees. */
static uint8_t *copy_of(struct span bytes, size_t more)
{
	uint8_t *copy = calloc(1, bytes.size + more > 0 ? bytes.size + more : 1);

	if (copy == NULL)
		abort();
	if (bytes.size > 0)
		memcpy(copy, bytes.data, bytes.size);
	return copy;
}

/* Decodes a copy in memory of exactly its size. */
static int decode_exact(hostile_decode *decode, struct span bytes)
{
	uint8_t *copy = copy_of(bytes, 0);
	int err = decode(span_of(copy, bytes.size));

	free(copy);
	return err;
}

void hostile_cut(hostile_decode *decode, struct span good, const char *name)
{
	size_t taken = 0, last = 0;

	for (size_t size = 0; size < good.size; size++) {
		if (decode_exact(decode, span_of(good.data, size)) == 0) {
			taken++;
			last = size;
		}
	}
	if (!ok(taken == 0, "%s: cut off at each of %zu places", name, good.size))
		diag("%zu pieces were taken, the longest has %zu bytes", taken, last);
}

void hostile_tail(hostile_decode *decode, struct span good, int err, const char *name)
{
	uint8_t *longer = copy_of(good, 1);

	is_err(decode_exact(decode, span_of(longer, good.size + 1)), err, "%s: a byte behind",
	       name);
	free(longer);
}

void hostile_bits(hostile_decode *decode, struct span good, const char *name)
{
	uint8_t *copy = copy_of(good, 0);
	size_t odd = 0;

	for (size_t bit = 0; bit < 8 * good.size; bit++) {
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		odd += decode_exact(decode, span_of(copy, good.size)) > 0;
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	ok(odd == 0, "%s: each bit turned over", name);
	free(copy);
}

/* Where the bytes stand first. */
static size_t place_of(struct span in, const char *find)
{
	struct span wanted = hex(find);

	for (size_t at = 0; at + wanted.size <= in.size; at++) {
		if (wanted.size == 0 || memcmp(in.data + at, wanted.data, wanted.size) == 0)
			return at;
	}
	bail("the bytes to replace are not there: %s", find);
}

struct span hostile_splice(struct span good, const char *find, const char *put)
{
	static uint8_t spliced[SPLICED_MAX_BYTES];
	struct span from = hex(find), to = hex(put);
	size_t at = place_of(good, find), rest = good.size - at - from.size;

	if (at + to.size + rest > sizeof(spliced))
		bail("too long");
	if (at > 0)
		memcpy(spliced, good.data, at);
	if (to.size > 0)
		memcpy(spliced + at, to.data, to.size);
	if (rest > 0)
		memcpy(spliced + at + to.size, good.data + at + from.size, rest);
	return span_of(spliced, at + to.size + rest);
}

void hostile_table(hostile_decode *decode, struct span good, const struct hostile_case *cases,
                   size_t count)
{
	uint8_t *copy = copy_of(good, 0);

	for (size_t i = 0; i < count; i++) {
		struct span bad =
			hostile_splice(span_of(copy, good.size), cases[i].find, cases[i].put);

		is_err(decode_exact(decode, bad), cases[i].err, "%s", cases[i].name);
	}
	free(copy);
}
