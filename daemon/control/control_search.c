/* control_search: records by the words in them; see control_calls.h and search.h. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/excerpt.h"
#include "daemon/control/given.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "daemon/control/searches.h"
#include "daemon/control/veil.h"
#include "daemon/core/replaced.h"
#include "store/records.h"

#define FIELDS_MAX 64u /* of one kind: view.c */
#define CURSOR_BYTES (1u + VB_RECORD_ID_BYTES)

/* ---- the question ---- */

/* A cursor is the score and the id of the last record, in hexadecimal. */
static int after_read(struct request *q, struct search *s)
{
	uint8_t bytes[CURSOR_BYTES];
	struct span text;
	int err;

	s->has_after = request_has(q, "after");
	if (!s->has_after)
		return 0;
	err = request_text(q, "after", 2 * sizeof(bytes), &text);
	if (err == 0 && hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	if (err != 0)
		return err;
	s->after.score = bytes[0];
	memcpy(s->after.ref.id.b, bytes + 1, sizeof(s->after.ref.id.b));
	return 0;
}

static int search_read(struct request *q, struct query *query, struct search *s)
{
	uint64_t limit = VB_SEARCH_LIMIT_DEFAULT;
	struct node_space *space = NULL;
	const struct kind *kind;
	struct span text;
	int err = query_read(q, query);

	if (err == 0 && request_has(q, "space")) {
		err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);
		if (err == 0)
			err = lookup_shown(q, text, &space);
	}
	if (err == 0 && request_has(q, "kind")) {
		err = request_text(q, "kind", VB_NAME_MAX_BYTES, &text);
		if (err == 0)
			err = given_kind(q, text, &kind);
		if (err == 0)
			s->kind = kind->number;
	}
	if (err == 0)
		err = after_read(q, s);
	if (err == 0)
		err = request_uint(q, "limit", 1, VB_SEARCH_LIMIT_MAX, &limit);
	s->query = query;
	s->space = space != NULL ? space->number : 0;
	s->limit = (uint32_t)limit;
	return err;
}

/* ---- the answer ---- */

/* A page being made. */
struct found_page {
	struct request *q;
	const struct search *s;
	struct merged merged;
	struct vocabulary vocabulary;
	struct buf items;
	struct buf excerpt; /* of the record in hand */
	uint32_t count;
	bool is_full;
	const struct search_hit *last; /* looked at; NULL: none */
};

/* A field being looked through. */
struct reading {
	const struct query *query;
	bool has_word;
};

static bool on_word(void *ctx, struct span word)
{
	struct reading *reading = ctx;

	reading->has_word = query_has(reading->query, word);
	return !reading->has_word;
}

/* Takes the excerpt from the first value of a field with a word. */
static void excerpt_make(struct found_page *p, const struct kind_field *field, struct view_hit *hit)
{
	const struct span *values;
	struct span value;
	struct pack_reader r;
	size_t count = 1;

	if (field->rule == VB_RULE_SET)
		count = merged_members(&p->merged, field, &values);
	else if (merged_value(&p->merged, field, &value))
		values = &value;
	else
		return;
	for (size_t i = 0; i < count && hit->excerpt_field == NULL; i++) {
		unpack_init(&r, values[i]);
		if (excerpt_find(p->s->query, unpack_str(&r, SIZE_MAX), &p->excerpt))
			hit->excerpt_field = field->name;
	}
	hit->excerpt = buf_span(&p->excerpt);
}

/* The names of the fields in which words were found, ascending, and an excerpt of the first that is no title. */
static void fields_find(struct found_page *p, const char *out[static FIELDS_MAX],
                        struct view_hit *hit)
{
	const struct kind *kind = kind_by_number(p->merged.kind);
	const struct kind_field *field;
	uint32_t count = 0, at;

	buf_clear(&p->excerpt);
	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		uint8_t place = vocabulary_place_of(kind, field);
		struct reading reading = { .query = p->s->query };

		if ((place & p->s->query->places) == 0)
			continue;
		vocabulary_read(&p->merged, field, on_word, &reading);
		if (!reading.has_word || count == FIELDS_MAX)
			continue;
		for (at = count++; at > 0 && strcmp(out[at - 1], field->name) > 0; at--)
			out[at] = out[at - 1];
		out[at] = field->name;
		if (place != VB_IN_TITLE && hit->excerpt_field == NULL)
			excerpt_make(p, field, hit);
	}
	hit->field_count = count;
}

/* What the index says may be older than the record: it is looked at once more where something is pending. */
static bool fits_still(struct found_page *p)
{
	if (!p->s->is_behind)
		return true;
	vocabulary_fill(&p->vocabulary, &p->merged);
	return query_score(p->s->query, buf_span(&p->vocabulary.list)) > 0;
}

static int hit_add(struct found_page *p, const struct search_hit *found)
{
	const char *fields[FIELDS_MAX];
	struct node *node = p->q->node;
	const struct node_space *space = node_space_number(node, found->ref.space);
	struct view_hit hit = { .score = found->score, .fields = fields };
	struct view_place place = { .space = &space->id,
		                    .audience = found->ref.audience,
		                    .id = &found->ref.id,
		                    .hides_private = request_hides_private(p->q),
		                    .hit = &hit };
	struct span bytes;
	int err = records_get(node_view(node), &found->ref, &bytes);

	if (err == VB_ERR_NOT_FOUND || (err == 0 && veil_hides(node, &found->ref)))
		return 0;
	if (err == 0)
		err = merged_decode(&p->merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err != 0 || !fits_still(p) || moved_hides(p->q, space, &p->merged))
		return err;
	replaced_show(node, found->ref.space, &p->merged);
	fields_find(p, fields, &hit);
	p->is_full = !listing_item(&p->merged, &place, &p->items);
	p->count += !p->is_full;
	return 0;
}

/* A space may have gone while a search went on. */
static bool is_shown(struct node *node, uint32_t number)
{
	const struct node_space *space = node_space_number(node, number);

	return space != NULL && !space->hidden && !node_space_is_foreign(node, space);
}

static int page_fill(struct found_page *p)
{
	int err = 0;

	for (uint32_t i = 0; i < p->s->count && i < p->s->limit && err == 0; i++) {
		if (is_shown(p->q->node, p->s->hits[i].ref.space))
			err = hit_add(p, &p->s->hits[i]);
		if (p->is_full)
			break;
		p->last = &p->s->hits[i];
	}
	return err;
}

static void cursor_pack(const struct search_hit *last, struct buf *out)
{
	char text[2 * CURSOR_BYTES + 1];
	uint8_t bytes[CURSOR_BYTES];

	bytes[0] = last->score;
	memcpy(bytes + 1, last->ref.id.b, sizeof(last->ref.id.b));
	hex_format(bytes, sizeof(bytes), text);
	pack_cstr(out, text);
}

static void page_pack(const struct found_page *p)
{
	const struct search *s = p->s;
	struct buf *out = &p->q->result;
	bool has_more = p->last != NULL && (p->is_full || s->count > s->limit);

	pack_map(out, 3u + has_more);
	pack_cstr(out, "complete");
	pack_bool(out, s->is_complete);
	pack_cstr(out, "items");
	pack_array(out, p->count);
	if (p->count > 0)
		buf_put(out, p->items.data, p->items.size);
	if (has_more) {
		pack_cstr(out, "next");
		cursor_pack(p->last, out);
	}
	pack_cstr(out, "pending");
	pack_uint(out, s->pending);
}

static int answer_pack(struct request *q, const struct search *s)
{
	struct found_page p = { .q = q, .s = s };
	int err;

	merged_init(&p.merged);
	vocabulary_init(&p.vocabulary);
	buf_init(&p.items, VB_LISTING_PAGE_BYTES);
	buf_init(&p.excerpt, VB_EXCERPT_MAX_BYTES + 16u);
	err = page_fill(&p);
	if (err == 0)
		page_pack(&p);
	merged_release(&p.merged);
	vocabulary_release(&p.vocabulary);
	buf_release(&p.items);
	buf_release(&p.excerpt);
	return err;
}

/* Most searches are done after a step; the others are answered later. */
int control_search(struct request *q)
{
	struct searching *one = calloc(1, sizeof(*one));
	int err;

	if (one == NULL)
		abort();
	one->search.postings_max = VB_SEARCH_POSTINGS_MAX;
	one->search.ranked_max = VB_SEARCH_RANKED_MAX;
	one->search.step_work = VB_SEARCH_STEP_WORK;
	err = search_read(q, &one->query, &one->search);
	if (err == 0) {
		one->finder = finder_new(q->node, &one->search);
		err = finder_step(one->finder);
	}
	if (err == 0 && one->search.is_done) {
		err = answer_pack(q, &one->search);
	} else if (err == 0) {
		err = searches_add(q->searches, q, &one, answer_pack);
		q->is_postponed = err == 0;
	}
	searching_destroy(&one);
	return err;
}
