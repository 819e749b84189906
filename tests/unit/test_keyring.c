/* keyring: keys by number, values that open under their key and place alone, a file that is whole or refused. */
#include "protocol/keyring.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define ROOM 512u

static const char text[] = "Frau Zwiebelfischsalat, Blaubeerweg 4";

static struct keyring *ring_of(uint64_t from, uint32_t count)
{
	struct keyring *ring = keyring_new();

	if (keyring_grow(ring, from, count) != 0)
		bail("no keys");
	return ring;
}

static void test_numbers(void)
{
	struct keyring *ring = keyring_new();
	bool marks[5] = { true, false, false, true, false };

	is_u64(keyring_count(ring), 0, "a new one has no keys of records");
	is_u64(keyring_greatest(ring), 0, "nor a greatest number");
	is_err(keyring_grow(ring, 1, 3), 0, "three keys");
	is_u64(keyring_greatest(ring), 3, "numbered from 1");
	is_err(keyring_grow(ring, 2, 1), 0, "one more");
	is_u64(keyring_greatest(ring), 4, "never a number twice");
	is_err(keyring_grow(ring, 10, 1), 0, "and one from 10 on");
	ok(keyring_has(ring, 10) && !keyring_has(ring, 9) && !keyring_has(ring, 5),
	   "a gap is a gap");
	keyring_forget(ring, marks);
	is_u64(keyring_count(ring), 3, "two are forgotten");
	ok(!keyring_has(ring, 1) && keyring_has(ring, 2) && keyring_has(ring, 3) &&
	           !keyring_has(ring, 4) && keyring_has(ring, 10),
	   "those that were marked");
	keyring_forget_number(ring, 3);
	keyring_forget_number(ring, 7);
	ok(keyring_count(ring) == 2 && keyring_number(ring, 0) == 2 &&
	           keyring_number(ring, 1) == 10,
	   "one by its number; none that is not there");
	/* limit VB_RECORD_KEYS_MAX_COUNT */
	is_err(keyring_grow(ring, 1, VB_RECORD_KEYS_MAX_COUNT - 2), 0, "as many as there may be");
	is_err(keyring_grow(ring, 1, 1), VB_ERR_TOO_MANY, "not one more");
	is_u64(keyring_count(ring), VB_RECORD_KEYS_MAX_COUNT, "and none was added");
	keyring_destroy(&ring);
	ok(ring == NULL, "gone");
}

static void test_values(void)
{
	struct keyring *ring = ring_of(1, 2), *other = ring_of(1, 2);
	struct span plain = span_of_str(text), here = span_of_str("here");
	uint8_t locked[ROOM], again[ROOM], out[ROOM];
	size_t size = plain.size + VB_LOCKED_OVERHEAD_BYTES;
	bool is_refused = true;
	struct hash a, b, c;

	keyring_lock(ring, 2, here, plain, locked);
	is_u64(get_be64(locked), 2, "its key's number stands in front");
	is_err(keyring_unlock(ring, here, span_of(locked, size), out), 0, "it opens");
	is_mem(out, text, plain.size, "to the same");
	keyring_lock(ring, 2, here, plain, again);
	ok(memcmp(locked, again, size) != 0, "never twice the same bytes");
	is_err(keyring_unlock(ring, span_of_str("there"), span_of(locked, size), out),
	       VB_ERR_DECRYPT, "not in another place");
	is_err(keyring_unlock(other, here, span_of(locked, size), out), VB_ERR_DECRYPT,
	       "not with another key of that number");
	put_be64(again, 1);
	is_err(keyring_unlock(ring, here, span_of(again, size), out), VB_ERR_DECRYPT,
	       "nor with the key of another number");
	for (size_t bit = 0; bit < size * 8; bit++) {
		locked[bit / 8] ^= (uint8_t)(1u << bit % 8);
		is_refused &= keyring_unlock(ring, here, span_of(locked, size), out) != 0;
		locked[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	ok(is_refused, "nor with any bit flipped");
	for (size_t n = 0; n < size; n++)
		is_refused &= keyring_unlock(ring, here, span_of(locked, n), out) != 0;
	ok(is_refused, "nor cut off anywhere");
	keyring_forget_number(ring, 2);
	is_err(keyring_unlock(ring, here, span_of(locked, size), out), VB_ERR_NO_KEY,
	       "once its key is forgotten it is gone");
	keyring_mark(ring, plain, &a);
	keyring_mark(ring, plain, &b);
	keyring_mark(other, plain, &c);
	ok(memcmp(&a, &b, sizeof(a)) == 0, "a text has one mark");
	ok(memcmp(&a, &c, sizeof(a)) != 0, "and another one with other keys");
	keyring_destroy(&ring);
	keyring_destroy(&other);
}

static int read(struct span file, const struct node_keys *keys, enum keyring_use use)
{
	struct keyring *ring = NULL;
	struct wall_ms time;
	int err = keyring_decode(file, keys, use, &time, &ring);

	keyring_destroy(&ring);
	return err;
}

static void test_file(void)
{
	struct node_keys *keys = vector_keys(0x10), *others = vector_keys(0x40);
	struct keyring *ring = ring_of(1, 5), *back = NULL;
	struct span plain = span_of_str(text), here = span_of_str("here");
	uint8_t locked[ROOM], out[ROOM];
	struct wall_ms time = { 0 };
	struct hash a, b;
	struct buf file;
	unsigned taken = 0;

	buf_init(&file, VB_KEYRING_FILE_MAX_BYTES);
	keyring_forget_number(ring, 3);
	keyring_encode(ring, keys, VB_KEYRING_BACKUP, (struct wall_ms){ 1234567 }, &file);
	is_u64(file.size, 134 + 4 * 40,
	       "20 + 1 + 1 + 8 + 32 of head, 24 + 16 around 32 and four keys");
	is_mem(file.data, "verbund-record-keys\0\x01\x02\0\0\0\0\0\x12\xd6\x87", 30,
	       "magic, version, use, time");
	is_err(keyring_decode(buf_span(&file), keys, VB_KEYRING_BACKUP, &time, &back), 0, "read");
	is_u64(time.v, 1234567, "its time");
	ok(keyring_count(back) == 4 && !keyring_has(back, 3) && keyring_greatest(back) == 5,
	   "the same numbers");
	keyring_lock(ring, 5, here, plain, locked);
	is_err(keyring_unlock(back, here, span_of(locked, plain.size + VB_LOCKED_OVERHEAD_BYTES),
	                      out),
	       0, "the same keys");
	keyring_mark(ring, plain, &a);
	keyring_mark(back, plain, &b);
	ok(memcmp(&a, &b, sizeof(a)) == 0, "and marks");
	is_err(read(buf_span(&file), keys, VB_KEYRING_KEPT), VB_ERR_MALFORMED,
	       "not for another use");
	is_err(read(buf_span(&file), others, VB_KEYRING_BACKUP), VB_ERR_OTHER_OFFICE,
	       "nor another office's");
	for (size_t n = 0; n < file.size; n++)
		taken += read(span_of(file.data, n), keys, VB_KEYRING_BACKUP) == 0;
	is_u64(taken, 0, "cut off anywhere: refused");
	for (size_t bit = 0; bit < file.size * 8; bit++) {
		file.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		taken += read(buf_span(&file), keys, VB_KEYRING_BACKUP) == 0;
		file.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	is_u64(taken, 0, "any bit flipped: refused");
	file.data[20] = 2;
	is_err(read(buf_span(&file), keys, VB_KEYRING_BACKUP), VB_ERR_VERSION,
	       "of a newer version");
	file.data[20] = 1;
	buf_put(&file, file.data, 40);
	is_err(read(buf_span(&file), keys, VB_KEYRING_BACKUP), VB_ERR_DECRYPT,
	       "with a row behind it");
	buf_release(&file);
	keyring_destroy(&ring);
	keyring_destroy(&back);
	node_keys_destroy(&keys);
	node_keys_destroy(&others);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("libsodium does not work");
	test_numbers();
	test_values();
	test_file();
	return done();
}
