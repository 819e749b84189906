/* outward_paper: papers for a bridge; see outward_paper.h; tested by tests/unit/test_outward_paper.c. */
#include "daemon/control/outward_paper.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/outward_files.h"
#include "daemon/control/outward_people.h"
#include "daemon/control/outward_public.h"
#include "protocol/array.h"
#include "protocol/kinds/paper.h"

#define POINTS_MAX 500u
#define POINTS_MAX_BYTES (240u << 10)
#define FILES_MAX_BYTES (120u << 10)

/* ---- points ---- */

/* One point of the proposed decision, with what its place is found by. */
struct point {
	struct record_id id;
	struct span key;
	struct span text;
	size_t key_at, text_at; /* in bytes, while these still grow */
};

struct points {
	struct point *list;
	uint32_t count, capacity;
	struct buf bytes;
	bool is_cut;
};

static int point_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	const struct kind_field *order =
		kind_field_by_number(kind_by_number(m->kind), VB_RESOLUTION_POINT_ORDER);
	struct points *p = ctx;
	struct span text = outward_text(m, VB_RESOLUTION_POINT_TEXT);
	struct span key = span_of(NULL, 0);
	struct point *point;
	struct pack_reader r;

	if (ref->audience != VB_AUDIENCE_ALL || text.size == 0)
		return 0;
	if (p->count == POINTS_MAX ||
	    p->bytes.size + text.size + VB_ORDER_KEY_MAX_BYTES > p->bytes.max) {
		p->is_cut = true;
		return 0;
	}
	if (merged_value(m, order, &key)) {
		unpack_init(&r, key);
		key = unpack_bin(&r, 0, VB_ORDER_KEY_MAX_BYTES);
	}
	p->list = array_reserve(p->list, &p->capacity, p->count + 1, sizeof(*p->list));
	point = &p->list[p->count++];
	*point = (struct point){ .id = ref->id, .key = key, .text = text, .key_at = p->bytes.size };
	buf_put(&p->bytes, key.data, key.size);
	point->text_at = p->bytes.size;
	buf_put(&p->bytes, text.data, text.size);
	return 0;
}

/* By their keys, those without one last; then by age. */
static int point_compare(const void *a, const void *b)
{
	const struct point *x = a, *y = b;
	int by_key;

	if ((x->key.size == 0) != (y->key.size == 0))
		return x->key.size == 0 ? 1 : -1;
	by_key = span_compare(x->key, y->key);
	return by_key != 0 ? by_key : memcmp(x->id.b, y->id.b, sizeof(x->id.b));
}

static int points_list(struct request *q, const struct node_space *space,
                       const struct record_id *paper, struct outward_list *out)
{
	struct points p = { .list = NULL };
	const struct outward_walk walk = { &p, point_add };
	int err;

	outward_list_init(out, 2 * POINTS_MAX_BYTES, POINTS_MAX);
	buf_init(&p.bytes, POINTS_MAX_BYTES);
	err = outward_children(q, space, paper, VB_KIND_RESOLUTION_POINT, VB_RESOLUTION_POINT_PAPER,
	                       &walk, &p.is_cut);
	for (uint32_t i = 0; i < p.count; i++) {
		p.list[i].key.data = p.bytes.data + p.list[i].key_at;
		p.list[i].text.data = p.bytes.data + p.list[i].text_at;
	}
	if (p.count > 0)
		qsort(p.list, p.count, sizeof(*p.list), point_compare);
	for (uint32_t i = 0; i < p.count; i++)
		(void)outward_list_add_text(out, p.list[i].text);
	out->is_cut = out->is_cut || p.is_cut;
	free(p.list);
	buf_release(&p.bytes);
	return err;
}

/* ---- the map ---- */

/* A paper being told. */
struct telling {
	struct record_ref ref;
	struct merged m;
	struct outward_people people;
	struct outward_list points, files, rows;
	struct buf committee;
	bool is_public;
};

static void paper_put(const struct telling *t, const struct node_space *space,
                      struct outward_map *map)
{
	outward_map_int(map, "changed", outward_changed(&t->m));
	outward_map_text(map, "committee", buf_span(&t->committee));
	outward_map_text(map, "date", outward_text(&t->m, VB_PAPER_DATE));
	outward_map_list(map, "files", &t->files);
	outward_map_id(map, "id", &t->ref.id);
	outward_map_flag(map, "is_public", t->is_public);
	outward_map_flag(map, "more", t->points.is_cut || t->files.is_cut || t->rows.is_cut);
	outward_map_text(map, "name", outward_text(&t->m, VB_FIELD_NAME));
	outward_map_text(map, "occasion", outward_text(&t->m, VB_PAPER_OCCASION));
	outward_map_text(map, "paper_type", outward_text(&t->m, VB_PAPER_TYPE));
	outward_map_list(map, "people", &t->rows);
	outward_map_list(map, "points", &t->points);
	outward_map_text(map, "reference", outward_text(&t->m, VB_PAPER_REFERENCE));
	outward_map_space(map, "space", &space->id);
	outward_map_word(map, "subject", outward_word(OUTWARD_PAPER));
}

static int paper_read(struct request *q, const struct node_space *space, struct telling *t)
{
	int err = points_list(q, space, &t->ref.id, &t->points);

	if (err == 0)
		err = outward_files_list(q, space, &t->ref.id, FILES_MAX_BYTES, &t->files);
	if (err == 0)
		err = outward_people_sit(q, space, NULL, 0, outward_day((int64_t)q->now.wall.v),
		                         &t->people);
	if (err == 0) {
		outward_people_settle(q, space, &t->people);
		err = outward_people_list(q, space, &t->people, &t->rows);
	}
	if (err == 0)
		err = outward_public_look(q, space, NULL, 0, &t->is_public);
	return err == 0 ? outward_committee_name(q, space, &t->committee) : err;
}

int outward_paper_tell(struct request *q, const struct node_space *space,
                       const struct record_id *id, struct buf *out)
{
	struct telling t = { .is_public = false };
	struct outward_map map;
	int err;

	merged_init(&t.m);
	buf_init(&t.committee, VB_NAME_MAX_BYTES);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	err = outward_read(q, space, id, VB_KIND_PAPER, &t.m, &t.ref);
	if (err == 0)
		err = paper_read(q, space, &t);
	if (err == 0) {
		paper_put(&t, space, &map);
		outward_map_pack(&map, out);
	}
	merged_release(&t.m);
	outward_people_release(&t.people);
	outward_list_release(&t.points);
	outward_list_release(&t.files);
	outward_list_release(&t.rows);
	outward_map_release(&map);
	buf_release(&t.committee);
	return err;
}
