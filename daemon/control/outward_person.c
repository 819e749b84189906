/* outward_person: committees and persons; see outward_person.h; tested by tests/unit/test_outward_person.c. */
#include "daemon/control/outward_person.h"

#include "daemon/control/outward_people.h"
#include "daemon/control/outward_public.h"
#include "protocol/kinds/committee.h"

/* The first of a person's e-mail addresses, in the order of their bytes. */
static struct span email_of(struct merged *m)
{
	const struct kind_field *field =
		kind_field_by_number(kind_by_number(VB_KIND_PERSON), VB_PERSON_EMAIL);
	const struct span *members;
	struct pack_reader r;

	if (merged_members(m, field, &members) == 0)
		return span_of(NULL, 0);
	unpack_init(&r, members[0]);
	return unpack_str(&r, SIZE_MAX);
}

static void person_put(struct merged *m, const struct record_ref *ref,
                       const struct node_space *space, struct outward_map *map)
{
	struct span delivery = outward_text(m, VB_PERSON_DELIVERY);

	outward_map_int(map, "changed", outward_changed(m));
	outward_map_text(map, "delivery", delivery);
	if (!span_is_equal(delivery, span_of_str("letter")))
		outward_map_text(map, "email", email_of(m));
	outward_map_text(map, "family_name", outward_text(m, VB_PERSON_FAMILY_NAME));
	outward_map_text(map, "form_of_address", outward_text(m, VB_PERSON_FORM_OF_ADDRESS));
	outward_map_text(map, "given_name", outward_text(m, VB_PERSON_GIVEN_NAME));
	outward_map_id(map, "id", &ref->id);
	outward_map_text(map, "name", outward_text(m, VB_FIELD_NAME));
	outward_map_space(map, "space", &space->id);
	outward_map_word(map, "subject", outward_word(OUTWARD_PERSON));
}

int outward_person_tell(struct request *q, const struct node_space *space,
                        const struct record_id *id, struct buf *out)
{
	struct outward_map map;
	struct record_ref ref;
	struct merged m;
	bool is_ours;
	int err = outward_people_is_person(q, space, id, &is_ours);

	if (err != 0 || !is_ours)
		return err != 0 ? err : VB_ERR_NOT_FOUND;
	merged_init(&m);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	err = outward_load(q, space, id, VB_KIND_PERSON, &m, &ref);
	if (err == 0) {
		person_put(&m, &ref, space, &map);
		outward_map_pack(&map, out);
	}
	merged_release(&m);
	outward_map_release(&map);
	return err;
}

int outward_person_tell_committee(struct request *q, const struct node_space *space,
                                  struct buf *out)
{
	struct outward_people people = { .list = NULL };
	struct outward_list rows = { .count = 0 };
	struct outward_map map;
	struct buf name;
	bool is_public = false;
	int err =
		outward_people_sit(q, space, NULL, 0, outward_day((int64_t)q->now.wall.v), &people);

	buf_init(&name, VB_NAME_MAX_BYTES);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	if (err == 0) {
		outward_people_settle(q, space, &people);
		err = outward_people_list(q, space, &people, &rows);
	}
	if (err == 0)
		err = outward_public_look(q, space, NULL, 0, &is_public);
	if (err == 0)
		err = outward_committee_name(q, space, &name);
	outward_map_text(&map, "committee", buf_span(&name));
	outward_map_flag(&map, "is_public", is_public);
	outward_map_flag(&map, "more", rows.is_cut);
	outward_map_text(&map, "name", buf_span(&name));
	outward_map_list(&map, "people", &rows);
	outward_map_space(&map, "space", &space->id);
	outward_map_word(&map, "subject", outward_word(OUTWARD_COMMITTEE));
	if (err == 0)
		outward_map_pack(&map, out);
	outward_people_release(&people);
	outward_list_release(&rows);
	outward_map_release(&map);
	buf_release(&name);
	return err;
}
