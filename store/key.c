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
