/* order: fractional keys of people's lists; see order.h.
 *
 * A key is read as the digits, base 256, of a fraction between 0 and 1. Because no key ends in a zero
 * byte, comparing bytes is comparing fractions. A new key is computed on as few leading bytes as leave
 * a wide gap between its bounds, so that 16 bits of jitter and more fit, and grows by a byte only when
 * people have used up the gap.
 */
#include "protocol/order.h"

#include <assert.h>
#include <string.h>

#define GAP_MIN (UINT64_C(1) << 24) /* a gap at least this wide leaves 22 bits for the jitter */
#define STEP (UINT64_C(1) << 16)    /* least distance of a key appended at an end of the list */

/* Distances a new key may have from low, within a gap of so many units of the last byte. */
struct room {
	uint64_t first;
	uint64_t count;
};

int order_check(struct span key)
{
	if (key.size == 0 || key.size > VB_ORDER_KEY_MAX_BYTES || key.data[key.size - 1] == 0)
		return VB_ERR_BAD_VALUE;
	return 0;
}

/* An empty span stands for no bound; a bound must be a key. */
static int bounds_check(struct span low, struct span high)
{
	if (low.size > 0 && order_check(low) != 0)
		return VB_ERR_BAD_VALUE;
	if (high.size > 0 && order_check(high) != 0)
		return VB_ERR_BAD_VALUE;
	if (low.size > 0 && high.size > 0 && span_compare(low, high) >= 0)
		return VB_ERR_BAD_VALUE;
	return 0;
}

static unsigned digit(struct span key, size_t at)
{
	return at < key.size ? key.data[at] : 0;
}

/* Finds how many leading bytes leave a gap of GAP_MIN, at most 64; returns the gap in units of the
 * last of them. */
static uint64_t gap_find(struct span low, struct span high, size_t *size)
{
	uint64_t gap =
		high.size == 0 ? 1 : 0; /* without a bound above, the bound is the number 1 */

	for (*size = 0; *size < VB_ORDER_KEY_MAX_BYTES && gap < GAP_MIN; (*size)++)
		gap = gap * 256 + digit(high, *size) - digit(low, *size);
	return gap;
}

/* Where in the gap the new key goes. At an end of the list: close to the last item, since more will
 * follow. Between two items: in the lower part, since people type one item after the other. In an
 * empty list, or at the last of the 64 bytes: in the middle. */
static struct room room_choose(struct span low, struct span high, uint64_t gap)
{
	if (gap < GAP_MIN)
		return (struct room){ 1 + (gap - 2) / 4, 1 + (gap - 2) / 2 };
	if (low.size == 0 && high.size == 0)
		return (struct room){ gap / 4, gap / 2 };
	if (high.size == 0)
		return (struct room){ STEP, STEP };
	if (low.size == 0)
		return (struct room){ gap - 2 * STEP, STEP };
	return (struct room){ gap / 8, gap / 4 };
}

/* out = the first size bytes of low, plus distance, without zero bytes at the end. */
static void key_add(struct span low, size_t size, uint64_t distance, struct order_key *out)
{
	uint64_t carry = distance;

	memset(out, 0, sizeof(*out));
	for (size_t i = size; i-- > 0;) {
		carry += digit(low, i);
		out->b[i] = (uint8_t)carry;
		carry >>= 8;
	}
	assert(carry == 0);
	while (size > 0 && out->b[size - 1] == 0)
		size--;
	out->size = (uint8_t)size;
}

int order_between(struct span low, struct span high, uint32_t jitter, struct order_key *out)
{
	struct room room;
	uint64_t gap;
	size_t size;
	int err = bounds_check(low, high);

	if (err != 0)
		return err;
	gap = gap_find(low, high, &size);
	if (gap < 2)
		return VB_ERR_TOO_LARGE;
	room = room_choose(low, high, gap);
	key_add(low, size, room.first + (jitter * room.count >> 32), out);
	return 0;
}

void order_spread(size_t count, struct order_key *out)
{
	uint64_t gap = 256;
	size_t size = 1;

	assert(count < UINT32_MAX);
	while (gap <= count) {
		gap *= 256;
		size++;
	}
	for (size_t i = 0; i < count; i++)
		key_add(span_of(NULL, 0), size, (i + 1) * gap / (count + 1), &out[i]);
}
