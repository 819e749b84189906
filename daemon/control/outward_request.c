/* outward_request: requests for help, for a bridge; see outward_request.h; tested by tests/unit/test_outward_paper.c. */
#include "daemon/control/outward_request.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/outward_answers.h"
#include "daemon/control/person_office.h"
#include "protocol/array.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/edition.h"

#define ASKED_MAX 4096u

bool outward_request_is_open(const struct merged *m)
{
	return !span_is_equal(outward_text(m, VB_AVAILABILITY_REQUEST_STATE),
	                      span_of_str("closed"));
}

/* ---- who ---- */

static int person_compare(const void *a, const void *b)
{
	const struct outward_person *x = a, *y = b;

	return memcmp(x->seat.b, y->seat.b, sizeof(x->seat.b));
}

static int person_add(struct request *q, const struct node_space *space,
                      const struct record_id *person, struct outward_people *people)
{
	struct node_id office;
	int err = person_office_find(q, space, person, &office);

	if (err != 0 || !node_id_is_equal(&office, node_self(q->node)))
		return err;
	people->list = array_reserve(people->list, &people->capacity, people->count + 1,
	                             sizeof(*people->list));
	people->list[people->count++] = (struct outward_person){
		.person = *person, .seat = *person, .office = office, .edition = VB_EDITION_NONE
	};
	return 0;
}

int outward_request_people(struct request *q, const struct node_space *space,
                           const struct record_id *request, struct merged *m,
                           struct outward_people *out)
{
	struct record_id *asked = calloc(ASKED_MAX + 1, sizeof(*asked));
	size_t count;
	int err = 0;

	if (asked == NULL)
		abort();
	*out = (struct outward_people){ .list = NULL };
	count = outward_references(m, VB_AVAILABILITY_REQUEST_ASKED, asked, ASKED_MAX + 1);
	if (count > ASKED_MAX) {
		out->is_cut = true;
		count = ASKED_MAX;
	}
	for (size_t i = 0; err == 0 && i < count; i++)
		err = person_add(q, space, &asked[i], out);
	free(asked);
	if (err == 0 && out->count > 0)
		qsort(out->list, out->count, sizeof(*out->list), person_compare);
	return err == 0
	               ? outward_answers_read(q, space, request, &outward_answers_availability, out)
	               : err;
}

/* ---- the map ---- */

/* A request being told. */
struct telling {
	struct record_ref ref;
	struct merged m;
	struct outward_people people;
	struct outward_list rows;
	struct buf committee;
};

static void time_put(const struct merged *m, const char *key, uint32_t field,
                     struct outward_map *map)
{
	int64_t ms;

	if (outward_number(m, field, &ms))
		outward_map_int(map, key, ms);
}

static void request_put(const struct telling *t, const struct node_space *space,
                        struct outward_map *map)
{
	const struct merged *m = &t->m;
	int64_t needed = 0;

	(void)outward_number(m, VB_AVAILABILITY_REQUEST_NEEDED, &needed);
	outward_map_int(map, "changed", outward_changed(m));
	outward_map_text(map, "committee", buf_span(&t->committee));
	outward_map_text(map, "description", outward_text(m, VB_AVAILABILITY_REQUEST_DESCRIPTION));
	outward_map_text(map, "due", outward_text(m, VB_AVAILABILITY_REQUEST_DUE));
	time_put(m, "end", VB_AVAILABILITY_REQUEST_END, map);
	outward_map_id(map, "id", &t->ref.id);
	outward_map_text(map, "language", outward_text(m, VB_AVAILABILITY_REQUEST_LANGUAGE));
	outward_map_flag(map, "more", t->rows.is_cut);
	outward_map_text(map, "name", outward_text(m, VB_FIELD_NAME));
	if (needed > 0)
		outward_map_int(map, "needed", needed < UINT32_MAX ? needed : UINT32_MAX);
	outward_map_list(map, "people", &t->rows);
	outward_map_text(map, "place", outward_text(m, VB_AVAILABILITY_REQUEST_PLACE));
	outward_map_text(map, "role", outward_text(m, VB_AVAILABILITY_REQUEST_ROLE));
	outward_map_space(map, "space", &space->id);
	time_put(m, "start", VB_AVAILABILITY_REQUEST_START, map);
	outward_map_word(map, "state", outward_request_is_open(m) ? "open" : "closed");
	outward_map_word(map, "subject", outward_word(OUTWARD_REQUEST));
	outward_map_text(map, "zone", outward_text(m, VB_AVAILABILITY_REQUEST_ZONE));
}

static int request_read(struct request *q, const struct node_space *space, struct telling *t)
{
	int err = outward_request_people(q, space, &t->ref.id, &t->m, &t->people);

	for (uint32_t i = 0; i < t->people.count; i++)
		t->people.list[i].seat = (struct record_id){ { 0 } };
	if (err == 0)
		err = outward_people_list(q, space, &t->people, &t->rows);
	return err == 0 ? outward_committee_name(q, space, &t->committee) : err;
}

int outward_request_tell(struct request *q, const struct node_space *space,
                         const struct record_id *id, struct buf *out)
{
	struct telling t = { .people = { .list = NULL } };
	struct outward_map map;
	int err;

	merged_init(&t.m);
	buf_init(&t.committee, VB_NAME_MAX_BYTES);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	err = outward_read(q, space, id, VB_KIND_AVAILABILITY_REQUEST, &t.m, &t.ref);
	if (err == 0)
		err = request_read(q, space, &t);
	if (err == 0) {
		request_put(&t, space, &map);
		outward_map_pack(&map, out);
	}
	merged_release(&t.m);
	outward_people_release(&t.people);
	outward_list_release(&t.rows);
	outward_map_release(&map);
	buf_release(&t.committee);
	return err;
}
