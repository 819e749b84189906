/* control_offices: which offices hold records; see control_calls.h; tested by tests/unit/test_control_offices.c.
 *
 * What was written together is there together or not yet: whoever asks for all of it names all of it, and an office counts
 * once it has every one that it may read. */
#include <assert.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/delivery.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "store/records.h"

/* Where the entry that made a record stands. */
struct place {
	enum audience audience;
	struct log_id log;
	uint64_t seq;
};

struct holding {
	struct node_space *space;
	struct place places[VB_LIST_MAX_COUNT];
	uint32_t count;
	bool is_asked[VB_DATA_AUDIENCES];
	struct delivery delivery;
};

static int place_read(struct request *q, struct holding *h, struct span text)
{
	struct place *place = &h->places[h->count];
	struct node_space *space;
	struct record_ref ref;
	struct merged m;
	struct span bytes;
	int err = lookup_record(q, NULL, text, &ref);

	if (err == 0)
		err = records_get(node_view(q->node), &ref, &bytes);
	if (err != 0)
		return err;
	space = node_space_number(q->node, ref.space);
	if (h->space != NULL && h->space != space)
		return request_fail(q, VB_ERR_BAD_VALUE, "ids belong to several committees");
	merged_init(&m);
	err = merged_decode(&m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		err = moved_check(q, &ref, &m);
	if (err == 0) {
		h->space = space;
		h->is_asked[ref.audience] = true;
		*place = (struct place){ ref.audience, merged_creator(&m)->id, m.create_seq };
		h->count++;
	}
	merged_release(&m);
	return err;
}

static int places_read(struct request *q, struct holding *h)
{
	struct pack_reader r;
	struct span value;
	uint32_t count;
	int err = 0;

	if (!request_find(q, "ids", &value))
		return request_fail(q, VB_ERR_MISSING_VALUE, "ids");
	unpack_init(&r, value);
	if (unpack_peek(&r) != VB_PACK_ARRAY)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is not a list", "ids");
	count = unpack_array(&r, VB_LIST_MAX_COUNT);
	if (r.err != 0)
		return request_fail(q, VB_ERR_TOO_LARGE, "ids has more than %u of them",
		                    VB_LIST_MAX_COUNT);
	if (count == 0)
		return request_fail(q, VB_ERR_MISSING_VALUE, "ids");
	for (uint32_t i = 0; i < count && err == 0; i++) {
		struct span text = unpack_str(&r, 2 * VB_RECORD_ID_BYTES);

		err = r.err == 0 ? place_read(q, h, text)
		                 : request_fail(q, VB_ERR_BAD_VALUE,
		                                "%s is not the number of a record", "ids");
	}
	return err;
}

/* Its index among the readers of an audience; the count of them: it is none. */
static uint32_t reader_find(const struct reach *reach, const struct node_id *office)
{
	uint32_t from = 0, to = reach_count(reach);

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		int order = memcmp(reach_office(reach, middle)->b, office->b, sizeof(office->b));

		if (order == 0)
			return middle;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return reach_count(reach);
}

static bool has_all(const struct holding *h, const struct reach *const *reaches,
                    const struct node_id *office)
{
	uint32_t readers[VB_DATA_AUDIENCES] = { 0 };
	bool has = true;

	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
		readers[a] = reader_find(reaches[a], office);
	for (uint32_t i = 0; i < h->count && has; i++) {
		enum audience a = h->places[i].audience;

		has = readers[a] == reach_count(reaches[a]) ||
		      reach_has(reaches[a], readers[a], &h->places[i].log, h->places[i].seq);
	}
	return has;
}

static void answer(struct request *q, struct holding *h)
{
	const struct reach *reaches[VB_DATA_AUDIENCES] = { NULL };
	const struct reach *readers;

	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
		reaches[a] = delivery_reach(&h->delivery, q, h->space, (enum audience)a);
	/* Who reads core reads all. */
	readers = reaches[h->is_asked[VB_AUDIENCE_ALL] ? VB_AUDIENCE_ALL : VB_AUDIENCE_CORE];
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, reach_count(readers));
	for (uint32_t i = 0; i < reach_count(readers); i++) {
		const struct node_id *office = reach_office(readers, i);

		pack_map(&q->result, 3);
		pack_cstr(&q->result, "arrived");
		pack_bool(&q->result, has_all(h, reaches, office));
		pack_cstr(&q->result, "id");
		view_node_id(office, &q->result);
		pack_cstr(&q->result, "name");
		pack_str(&q->result, space_member(h->space->space, office)->card.name);
	}
}

int control_record_offices(struct request *q)
{
	struct holding h = { .space = NULL };
	int err = places_read(q, &h);

	assert(err != 0 || h.space != NULL);
	if (err == 0 && h.space->archive) {
		pack_map(&q->result, 1);
		pack_cstr(&q->result, "items");
		pack_array(&q->result, 0);
	} else if (err == 0) {
		answer(q, &h);
	}
	delivery_release(&h.delivery);
	return err;
}
