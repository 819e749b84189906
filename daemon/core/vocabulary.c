/* vocabulary: the words of a record; see vocabulary.h. */
#include "daemon/core/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/fold.h"
#include "protocol/array.h"

_Static_assert(VB_FOLD_WORD_MAX_BYTES <= VB_WORD_MAX_BYTES, "a folded word fits the index");

struct vocabulary_word {
	const uint8_t *data; /* set when all words are there */
	size_t at;           /* in bytes */
	uint8_t size, place;
};

/* Fields whose place does not follow from their type: SPEC.md 12. */
static const struct {
	uint32_t kind, field;
	uint8_t place;
} exceptions[] = {
	{ VB_KIND_BODY, 19, VB_IN_PEOPLE },   /* contactEmail */
	{ VB_KIND_BODY, 20, VB_IN_PEOPLE },   /* contactName */
	{ VB_KIND_PERSON, 16, VB_IN_PEOPLE }, /* familyName */
	{ VB_KIND_PERSON, 17, VB_IN_PEOPLE }, /* givenName */
	{ VB_KIND_PERSON, 18, VB_IN_PEOPLE }, /* formOfAddress */
	{ VB_KIND_PERSON, 19, VB_IN_PEOPLE }, /* affix */
	{ VB_KIND_PERSON, 20, VB_IN_PEOPLE }, /* title */
	{ VB_KIND_PAPER, 17, VB_IN_TITLE },   /* reference */
};

void vocabulary_init(struct vocabulary *v)
{
	*v = (struct vocabulary){ 0 };
	buf_init(&v->bytes, VB_VOCABULARY_MAX_COUNT * VB_WORD_MAX_BYTES);
	buf_init(&v->list, VB_VOCABULARY_MAX_COUNT * (VB_WORD_MAX_BYTES + 2u));
}

void vocabulary_release(struct vocabulary *v)
{
	free(v->words);
	buf_release(&v->bytes);
	buf_release(&v->list);
	vocabulary_init(v);
}

uint8_t vocabulary_place_of(const struct kind *kind, const struct kind_field *field)
{
	if (field->type != VB_TYPE_STR || field->words != NULL || field->number == VB_FIELD_ID ||
	    field->number == VB_FIELD_WEB || field->number == VB_FIELD_LICENSE)
		return 0;
	if ((field->flags & VB_FIELD_PRIVATE) != 0)
		return VB_IN_PRIVATE;
	if (field->number == VB_FIELD_NAME || field->number == VB_FIELD_SHORT_NAME)
		return VB_IN_TITLE;
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++) {
		if (exceptions[i].kind == kind->number && exceptions[i].field == field->number)
			return exceptions[i].place;
	}
	return VB_IN_TEXT;
}

/* ---- reading ---- */

/* Values that merged hands out fit their field, so reading them cannot fail. */
static bool value_read(struct span value, bool (*hear)(void *ctx, struct span word), void *ctx)
{
	struct pack_reader r;
	struct fold fold;
	struct span word;

	unpack_init(&r, value);
	fold_init(&fold, unpack_str(&r, SIZE_MAX));
	while (fold_next(&fold, &word)) {
		if (!hear(ctx, word))
			return false;
	}
	return true;
}

void vocabulary_read(struct merged *m, const struct kind_field *field,
                     bool (*hear)(void *ctx, struct span word), void *ctx)
{
	const struct span *members;
	struct span value;
	size_t count;

	if (field->rule == VB_RULE_SET) {
		count = merged_members(m, field, &members);
		for (size_t i = 0; i < count && value_read(members[i], hear, ctx); i++)
			;
	} else if (merged_value(m, field, &value)) {
		(void)value_read(value, hear, ctx);
	}
}

/* ---- the list ---- */

/* A field being gathered. */
struct gathering {
	struct vocabulary *v;
	uint8_t place;
};

static bool word_add(void *ctx, struct span word)
{
	const struct gathering *g = ctx;
	struct vocabulary *v = g->v;

	if (v->count == VB_VOCABULARY_MAX_COUNT)
		return false;
	v->words = array_reserve(v->words, &v->capacity, v->count + 1u, sizeof(*v->words));
	v->words[v->count++] = (struct vocabulary_word){ .at = v->bytes.size,
		                                         .size = (uint8_t)word.size,
		                                         .place = g->place };
	buf_put(&v->bytes, word.data, word.size);
	return true;
}

static int word_compare(const void *x, const void *y)
{
	const struct vocabulary_word *a = x, *b = y;

	return span_compare(span_of(a->data, a->size), span_of(b->data, b->size));
}

/* Writes each word once, with all places where it stands. */
static void list_write(struct vocabulary *v)
{
	uint8_t place = 0;

	for (uint32_t i = 0; i < v->count; i++)
		v->words[i].data = v->bytes.data + v->words[i].at;
	if (v->count > 1)
		qsort(v->words, v->count, sizeof(*v->words), word_compare);
	for (uint32_t i = 0; i < v->count; i++) {
		const struct vocabulary_word *word = &v->words[i];

		place |= word->place;
		if (i + 1 < v->count && word_compare(word, word + 1) == 0)
			continue;
		wordlist_put(&v->list, place, span_of(word->data, word->size));
		place = 0;
	}
}

void vocabulary_fill(struct vocabulary *v, struct merged *m)
{
	const struct kind *kind = kind_by_number(m->kind);
	const struct kind_field *field;
	struct gathering g = { .v = v };

	v->count = 0;
	buf_clear(&v->bytes);
	buf_clear(&v->list);
	if (!m->exists || kind == NULL || merged_is_deleted(m))
		return;
	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		g.place = vocabulary_place_of(kind, field);
		if (g.place != 0)
			vocabulary_read(m, field, word_add, &g);
	}
	list_write(v);
}
