/* key: numbers in keys sort as numbers; a record goes in and comes out. */
#include "store/key.h"

#include "tests/tap.h"

/* The key of one number of that width. */
static struct key key_of(uint64_t value, unsigned bytes)
{
	struct key k;

	key_init(&k);
	if (bytes == 1)
		key_u8(&k, (uint8_t)value);
	else if (bytes == 4)
		key_u32(&k, (uint32_t)value);
	else
		key_u64(&k, value);
	return k;
}

static void test_order(unsigned bytes, const uint64_t *numbers, size_t count)
{
	size_t rising = 0;

	for (size_t i = 1; i < count; i++) {
		struct key a = key_of(numbers[i - 1], bytes), b = key_of(numbers[i], bytes);

		rising += a.size == bytes && span_compare(key_span(&a), key_span(&b)) < 0;
	}
	is_int(rising, count - 1, "numbers of %u bytes sort as numbers", bytes);
}

static void test_record(void)
{
	struct record_ref ref = { 0x01020304, VB_AUDIENCE_CORE, { { 0xaa, 0xbb } } }, back;
	struct record_ref other = ref;
	struct cursor c;
	struct key k;

	key_init(&k);
	key_record(&k, &ref);
	is_int(k.size, VB_KEY_RECORD_BYTES, "a record takes 21 bytes");
	is_mem(k.b, "\x01\x02\x03\x04\x01\xaa\xbb\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21,
	       "space, audience, id");
	cursor_init(&c, key_span(&k));
	back = key_read_record(&c);
	is_err(cursor_finish(&c), 0, "read whole");
	ok(key_is_same_record(&ref, &back), "the same record");
	other.space++;
	ok(!key_is_same_record(&ref, &other), "another space");
	other = ref;
	other.audience = VB_AUDIENCE_ALL;
	ok(!key_is_same_record(&ref, &other), "another audience");
	other = ref;
	other.id.b[15] = 1;
	ok(!key_is_same_record(&ref, &other), "another id");
}

/* Ascending: the space says most, then the audience, then the id. */
static void test_record_order(void)
{
	const struct record_ref refs[] = {
		{ 1, VB_AUDIENCE_ALL, { { 0, 9 } } },  { 1, VB_AUDIENCE_ALL, { { 200, 0 } } },
		{ 1, VB_AUDIENCE_CORE, { { 0, 1 } } }, { 1, VB_AUDIENCE_CORE, { { 0, 2 } } },
		{ 300, VB_AUDIENCE_ALL, { { 0 } } },
	};
	const size_t count = sizeof(refs) / sizeof(refs[0]);
	size_t rising = 0, same = 0;

	for (size_t i = 0; i < count; i++) {
		same += key_compare_records(&refs[i], &refs[i]) == 0;
		for (size_t k = 0; k < i; k++)
			rising += key_compare_records(&refs[k], &refs[i]) < 0 &&
			          key_compare_records(&refs[i], &refs[k]) > 0;
	}
	is_int(same, 5, "a record is equal to itself");
	is_int(rising, 10, "others stand as their keys do");
}

static void test_bytes(void)
{
	struct key k;

	key_init(&k);
	is_int(key_span(&k).size, 0, "empty");
	key_bytes(&k, "abc", 3);
	key_bytes(&k, NULL, 0);
	key_u8(&k, 0);
	ok(span_is_equal(key_span(&k), span_of("abc\0", 4)), "bytes in their order");
}

int main(void)
{
	static const uint64_t small[] = { 0, 1, 127, 128, 255 };
	static const uint64_t middle[] = { 0,     1,         255,        256,       65535,
		                           65536, INT32_MAX, 0x80000000, UINT32_MAX };
	static const uint64_t large[] = { 0,          255,       256,        UINT32_MAX,
		                          1ull << 32, INT64_MAX, 1ull << 63, UINT64_MAX };

	test_order(1, small, sizeof(small) / sizeof(*small));
	test_order(4, middle, sizeof(middle) / sizeof(*middle));
	test_order(8, large, sizeof(large) / sizeof(*large));
	test_record();
	test_record_order();
	test_bytes();
	return done();
}
