/* wordlist: the packed words of a record; see wordlist.h. */
#include "store/wordlist.h"

#include <assert.h>

void wordlist_put(struct buf *list, uint8_t weight, struct span word)
{
	assert(weight > 0 && weight <= VB_WORD_WEIGHT_MAX);
	assert(word.size > 0 && word.size <= VB_WORD_MAX_BYTES);
	buf_put_u8(list, weight);
	buf_put_u8(list, (uint8_t)word.size);
	buf_put(list, word.data, word.size);
}

bool wordlist_next(struct cursor *c, uint8_t *weight, struct span *word)
{
	if (cursor_left(c) == 0)
		return false;
	*weight = cursor_u8(c);
	*word = cursor_take(c, cursor_u8(c));
	if (c->err == 0 && (*weight == 0 || *weight > VB_WORD_WEIGHT_MAX || word->size == 0 ||
	                    word->size > VB_WORD_MAX_BYTES))
		c->err = VB_ERR_MALFORMED;
	return c->err == 0;
}

uint8_t wordlist_weight(struct span list, struct span word)
{
	struct cursor c;
	struct span at;
	uint8_t weight;

	cursor_init(&c, list);
	while (wordlist_next(&c, &weight, &at)) {
		int order = span_compare(at, word);

		if (order >= 0)
			return order == 0 ? weight : 0;
	}
	return 0;
}
