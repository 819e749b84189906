/* outward_people: seats and persons of ours; see outward_people.h; tested by tests/unit/test_outward_meeting.c. */
#include "daemon/control/outward_people.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/person_office.h"
#include "daemon/control/seat_office.h"
#include "daemon/control/title.h"
#include "protocol/array.h"
#include "protocol/kinds/calendar.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/edition.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/seating.h"

#define ROW_MAX_BYTES 2048u
#define PEOPLE_MAX_BYTES (320u << 10)

void outward_people_release(struct outward_people *people)
{
	free(people->list);
	*people = (struct outward_people){ .list = NULL };
}

static bool has_office(const struct node_id *office)
{
	static const struct node_id none;

	return !node_id_is_equal(office, &none);
}

static bool is_self(struct request *q, const struct node_id *office)
{
	return node_id_is_equal(office, node_self(q->node));
}

/* ---- seats in force ---- */

struct gathering {
	struct request *q;
	const struct node_space *space;
	int32_t day;
	struct outward_people *people;
};

/* Whether somebody of that number is there. */
static int person_check(struct gathering *g, const struct record_id *person, bool *is_there)
{
	struct record_ref ref;
	struct merged m;
	int err;

	*is_there = false;
	if (record_id_is_zero(person))
		return 0;
	merged_init(&m);
	err = outward_load(g->q, g->space, person, VB_KIND_PERSON, &m, &ref);
	merged_release(&m);
	*is_there = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static struct seat seat_of(const struct record_ref *ref, const struct merged *m)
{
	return (struct seat){
		.id = ref->id,
		.person = outward_reference(m, VB_MEMBERSHIP_PERSON),
		.start = outward_date(m, VB_MEMBERSHIP_START_DATE, VB_DAY_MIN),
		.end = outward_date(m, VB_MEMBERSHIP_END_DATE, VB_DAY_MAX),
	};
}

static int seat_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct gathering *g = ctx;
	struct outward_people *people = g->people;
	struct seat seat = seat_of(ref, m);
	struct seat_office office;
	bool is_there = false;
	int err = 0;

	if (seating_is_in_force(&seat, g->day))
		err = person_check(g, &seat.person, &is_there);
	if (err != 0 || !is_there)
		return err;
	err = seat_office_find(g->q, g->space, m, &office);
	if (err != 0 || (has_office(&office.office) && !is_self(g->q, &office.office)))
		return err;
	if (people->count == VB_OUTWARD_PEOPLE_MAX) {
		people->is_cut = true;
		return 0;
	}
	people->list = array_reserve(people->list, &people->capacity, people->count + 1,
	                             sizeof(*people->list));
	people->list[people->count++] = (struct outward_person){
		.person = seat.person,
		.seat = ref->id,
		.organization = outward_reference(m, VB_MEMBERSHIP_ON_BEHALF_OF),
		.office = office.office,
		.is_advisory = outward_flag(m, VB_MEMBERSHIP_ADVISORY, false),
		.is_substitute = office.is_substitute,
		.edition = VB_EDITION_NONE,
	};
	return 0;
}

static int person_compare(const void *a, const void *b)
{
	const struct outward_person *x = a, *y = b;

	return memcmp(x->seat.b, y->seat.b, sizeof(x->seat.b));
}

/* Sorts them by their seats, each once. */
static void sort(struct outward_people *people)
{
	uint32_t kept = 0;

	if (people->count == 0)
		return;
	qsort(people->list, people->count, sizeof(*people->list), person_compare);
	for (uint32_t i = 0; i < people->count; i++) {
		if (kept == 0 || person_compare(&people->list[kept - 1], &people->list[i]) != 0)
			people->list[kept++] = people->list[i];
	}
	people->count = kept;
}

static int gather(struct gathering *g, const struct record_id *organization, uint32_t field)
{
	const struct outward_walk walk = { g, seat_add };
	int err = outward_children(g->q, g->space, organization, VB_KIND_MEMBERSHIP, field, &walk,
	                           &g->people->is_cut);

	sort(g->people);
	return err;
}

/* The organization of the committee itself. */
static int root_find(struct request *q, const struct node_space *space, struct record_id *out,
                     bool *is_found)
{
	struct record_ref ref;
	struct merged m;
	int err;

	merged_init(&m);
	err = title_root(q, space, &m, &ref, is_found);
	merged_release(&m);
	if (err == 0 && *is_found)
		*out = ref.id;
	return err;
}

int outward_people_sit(struct request *q, const struct node_space *space,
                       const struct record_id *organizations, size_t count, int32_t day,
                       struct outward_people *people)
{
	struct gathering g = { q, space, day, people };
	struct record_id root;
	bool is_found = false;
	int err = 0;

	if (count == 0) {
		err = root_find(q, space, &root, &is_found);
		if (err == 0 && is_found)
			err = gather(&g, &root, VB_MEMBERSHIP_ORGANIZATION);
	}
	for (size_t i = 0; err == 0 && i < count; i++)
		err = gather(&g, &organizations[i], VB_MEMBERSHIP_ORGANIZATION);
	return err;
}

int outward_people_send(struct request *q, const struct node_space *space,
                        const struct record_id *organization, int32_t day,
                        struct outward_people *people)
{
	struct gathering g = { q, space, day, people };

	return gather(&g, organization, VB_MEMBERSHIP_ON_BEHALF_OF);
}

struct outward_person *outward_people_find(const struct outward_people *people,
                                           const struct record_id *seat)
{
	const struct outward_person wanted = { .seat = *seat };

	if (people->count == 0)
		return NULL;
	return bsearch(&wanted, people->list, people->count, sizeof(*people->list), person_compare);
}

static bool is_owner(struct request *q, const struct node_space *space)
{
	return is_self(q, space_owner(space->space));
}

void outward_people_settle(struct request *q, const struct node_space *space,
                           struct outward_people *people)
{
	bool owns = is_owner(q, space);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < people->count; i++) {
		const struct outward_person *p = &people->list[i];
		bool is_noted =
			p->is_noted && space_role(space->space, &p->noted_by) >= VB_ROLE_GUEST;
		bool is_ours =
			has_office(&p->office) || (is_noted ? is_self(q, &p->noted_by) : owns);

		if (is_ours)
			people->list[kept++] = *p;
	}
	people->count = kept;
}

/* ---- telling ---- */

static const char *answer_word(enum turnout_answer answer)
{
	static const char *const words[VB_ANSWER_COUNT] = {
		[VB_ANSWER_ACCEPTED] = "yes",
		[VB_ANSWER_DECLINED] = "no",
		[VB_ANSWER_TENTATIVE] = "maybe",
		[VB_ANSWER_DELEGATED] = "delegated",
	};

	return words[answer];
}

/* The map of one; for_whom: what the organization is called. */
static void person_put(const struct outward_person *p, struct span for_whom,
                       struct outward_map *row)
{
	outward_map_word(row, "answer", answer_word(p->answer));
	if (p->answer != VB_ANSWER_NONE)
		outward_map_int(row, "answered", p->answered_ms);
	if (p->edition != VB_EDITION_NONE)
		outward_map_int(row, "edition", p->edition);
	outward_map_text(row, "for_whom", for_whom);
	outward_map_flag(row, "is_advisory", p->is_advisory);
	outward_map_flag(row, "is_substitute", p->is_substitute);
	outward_map_id(row, "note", &p->note);
	outward_map_id(row, "person", &p->person);
	outward_map_id(row, "seat", &p->seat);
}

int outward_people_list(struct request *q, const struct node_space *space,
                        const struct outward_people *people, struct outward_list *out)
{
	struct buf name;
	int err = 0;

	outward_list_init(out, PEOPLE_MAX_BYTES, VB_OUTWARD_PEOPLE_MAX);
	buf_init(&name, VB_NAME_MAX_BYTES);
	for (uint32_t i = 0; err == 0 && i < people->count; i++) {
		struct outward_map row;

		outward_map_init(&row, ROW_MAX_BYTES);
		buf_clear(&name);
		err = outward_name(q, space, &people->list[i].organization, VB_KIND_ORGANIZATION,
		                   &name);
		person_put(&people->list[i], buf_span(&name), &row);
		if (err == 0)
			(void)outward_list_add(out, &row);
		outward_map_release(&row);
	}
	out->is_cut = out->is_cut || people->is_cut;
	buf_release(&name);
	return err;
}

/* ---- one seat, one person ---- */

struct author_search {
	const struct node_id *author;
	bool is_found;
};

static int note_look(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct author_search *search = ctx;

	(void)ref;
	search->is_found |= node_id_is_equal(&merged_creator(m)->author, search->author);
	return 0;
}

int outward_people_is_seat(struct request *q, const struct node_space *space,
                           const struct record_id *seat, const struct merged *m, bool *is_ours)
{
	struct author_search search = { .author = node_self(q->node) };
	const struct outward_walk walk = { &search, note_look };
	struct seat_office office;
	int err = seat_office_find(q, space, m, &office);

	if (err != 0)
		return err;
	*is_ours = has_office(&office.office) ? is_self(q, &office.office) : is_owner(q, space);
	if (has_office(&office.office) || *is_ours)
		return 0;
	err = outward_children(q, space, seat, VB_KIND_INVITATION, VB_INVITATION_MEMBERSHIP, &walk,
	                       NULL);
	*is_ours = search.is_found;
	return err;
}

struct seat_search {
	struct request *q;
	const struct node_space *space;
	bool is_ours;
};

static int seat_look(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct seat_search *search = ctx;
	bool is_ours = false;
	int err = 0;

	if (!search->is_ours)
		err = outward_people_is_seat(search->q, search->space, &ref->id, m, &is_ours);
	search->is_ours |= is_ours;
	return err;
}

int outward_people_is_person(struct request *q, const struct node_space *space,
                             const struct record_id *person, bool *is_ours)
{
	struct seat_search search = { .q = q, .space = space };
	const struct outward_walk walk = { &search, seat_look };
	struct node_id office;
	struct record_ref ref;
	struct merged m;
	int err;

	*is_ours = false;
	merged_init(&m);
	err = outward_load(q, space, person, VB_KIND_PERSON, &m, &ref);
	merged_release(&m);
	if (err == 0 && node_space_is_own(q->node, space)) {
		*is_ours = true;
		return 0;
	}
	if (err == 0)
		err = person_office_find(q, space, person, &office);
	if (err == 0 && is_self(q, &office))
		search.is_ours = true;
	else if (err == 0)
		err = outward_children(q, space, person, VB_KIND_MEMBERSHIP, VB_MEMBERSHIP_PERSON,
		                       &walk, NULL);
	*is_ours = search.is_ours;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}
