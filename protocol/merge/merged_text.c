/* merged_text: the text of one field of a merged record; see merged_text.h. */
#include "protocol/merge/merged_text.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"

/* A log of the record and its place there. */
struct place {
	const struct merged_log *log;
	uint32_t at;
};

static int place_compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return memcmp(x->log->id.b, y->log->id.b, sizeof(x->log->id.b));
}

/* Fills ranks with the rank of each log by its id. */
static void logs_rank(const struct merged *m, uint32_t *ranks)
{
	struct place *places = calloc(m->log_count + 1, sizeof(*places));

	if (places == NULL)
		abort();
	for (uint32_t i = 0; i < m->log_count; i++)
		places[i] = (struct place){ &m->logs[i], i };
	qsort(places, m->log_count, sizeof(*places), place_compare);
	for (uint32_t i = 0; i < m->log_count; i++)
		ranks[places[i].at] = i;
	free(places);
}

static bool is_of(const struct merged_change *c, uint32_t field, enum change_op op)
{
	return !c->is_gone && c->field == field && c->op == op;
}

/* Sorts the inserts of the field by (log id, seq, index) into keys, and notes in ranks at which place each change is. */
static void inserts_sort(struct merged *m, uint32_t field)
{
	merged_ranks_reserve(m, m->log_count > m->change_count ? m->log_count : m->change_count);
	logs_rank(m, m->ranks);
	m->key_count = 0;
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (is_of(c, field, VB_OP_INSERT))
			*merged_key_put(m) =
				(struct merged_key){ m->ranks[c->log], c->seq, c->index, i };
	}
	if (m->key_count > 0)
		qsort(m->keys, m->key_count, sizeof(*m->keys), merged_key_compare);
	for (uint32_t i = 0; i < m->change_count; i++)
		m->ranks[i] = VB_TEXT_NOWHERE;
	for (uint32_t i = 0; i < m->key_count; i++)
		m->ranks[m->keys[i].change] = i;
}

/* Where the character is that the insert refers to; nowhere when it does not, or that is gone. */
static struct text_place neighbour_read(const struct merged *m, const struct merged_change *c,
                                        enum merged_neighbour which)
{
	for (uint32_t i = 0; i < c->link_count; i++) {
		const struct merged_link *link = &m->links[c->link_at + i];

		if (link->count == which)
			return (struct text_place){ m->ranks[link->change], link->from };
	}
	return (struct text_place){ VB_TEXT_NOWHERE, 0 };
}

/* The value was checked when it was read or applied. */
static void insert_read(const struct merged *m, uint32_t change, struct text *t)
{
	const struct merged_change *c = &m->changes[change];
	struct text_insert insert = {
		.parent = neighbour_read(m, c, VB_MERGED_PARENT),
		.right = neighbour_read(m, c, VB_MERGED_RIGHT),
		.tag = change,
	};
	struct pack_reader r;

	unpack_init(&r, merged_change_value(m, c));
	insert.is_left = unpack_uint(&r, 1) == 0;
	insert.text = unpack_str(&r, VB_TEXT_MAX_BYTES);
	text_insert_put(t, &insert);
}

static void cuts_read(const struct merged *m, const struct merged_change *c, struct text *t)
{
	for (uint32_t i = 0; i < c->link_count; i++) {
		const struct merged_link *link = &m->links[c->link_at + i];

		text_cut_put(t,
		             (struct text_cut){ m->ranks[link->change], link->from, link->count });
	}
}

void merged_text_read(struct merged *m, uint32_t field, struct text *t)
{
	text_clear(t);
	inserts_sort(m, field);
	for (uint32_t i = 0; i < m->key_count; i++)
		insert_read(m, m->keys[i].change, t);
	for (uint32_t i = 0; i < m->change_count; i++) {
		if (is_of(&m->changes[i], field, VB_OP_CUT))
			cuts_read(m, &m->changes[i], t);
	}
	text_build(t);
}
