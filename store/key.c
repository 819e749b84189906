/* key: table keys; see key.h. */
#include "store/key.h"

struct record_ref key_read_record(struct cursor *c)
{
	struct record_ref ref = { .space = cursor_u32(c) };

	ref.audience = (enum audience)cursor_u8(c);
	cursor_copy(c, ref.id.b, sizeof(ref.id.b));
	return ref;
}

bool key_is_same_record(const struct record_ref *a, const struct record_ref *b)
{
	return a->space == b->space && a->audience == b->audience &&
	       record_id_is_equal(&a->id, &b->id);
}

int key_compare_records(const void *x, const void *y)
{
	const struct record_ref *a = x, *b = y;

	if (a->space != b->space)
		return a->space < b->space ? -1 : 1;
	if (a->audience != b->audience)
		return a->audience < b->audience ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}
