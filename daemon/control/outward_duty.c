/* outward_duty: duties for a bridge; see outward_duty.h; tested by tests/unit/test_outward_duty.c. */
#include "daemon/control/outward_duty.h"

#include <stdlib.h>

#include "daemon/control/outward_meeting.h"
#include "daemon/control/outward_people.h"
#include "protocol/array.h"
#include "protocol/kinds/cadence.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/duty.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/paper.h"
#include "protocol/node_id.h"

#define REMINDER_DAYS 30 /* where the record says nothing */
#define FULFILLED_MAX 20000u
#define WHO_MAX 16u /* organizations and persons of one duty */
#define TITLE_MAX_BYTES 2000u
#define ROW_MAX_BYTES 1024u

static bool is_word(const struct merged *m, uint32_t field, const char *word)
{
	return span_is_equal(outward_text(m, field), span_of_str(word));
}

/* A number of a record; nobody counts further than this. */
static uint32_t count_of(const struct merged *m, uint32_t field, uint32_t fallback)
{
	int64_t number;

	if (!outward_number(m, field, &number) || number < 0)
		return fallback;
	return number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

/* ---- when ---- */

struct days {
	int32_t *list;
	uint32_t count, capacity;
};

static void day_add(struct days *days, int32_t day)
{
	if (days->count == FULFILLED_MAX)
		return;
	days->list =
		array_reserve(days->list, &days->capacity, days->count + 1, sizeof(*days->list));
	days->list[days->count++] = day;
}

static int meeting_look(void *ctx, const struct record_ref *ref, struct merged *m)
{
	int64_t start;

	(void)ref;
	if (outward_number(m, VB_MEETING_START, &start) &&
	    !outward_flag(m, VB_MEETING_EXTRA, false) &&
	    outward_meeting_stage(m) != VB_STAGE_CANCELLED)
		day_add(ctx, outward_day(start));
	return 0;
}

/* The days on which it was done: those noted, and of a duty to meet those of the meetings. */
static int days_read(struct request *q, const struct node_space *space, struct merged *m,
                     struct days *days)
{
	const struct kind_field *field =
		kind_field_by_number(kind_by_number(m->kind), VB_OBLIGATION_FULFILLED);
	const struct outward_walk walk = { days, meeting_look };
	struct record_id who = outward_reference(m, VB_OBLIGATION_RECIPIENT);
	const struct span *members;
	size_t count = merged_members(m, field, &members);

	for (size_t i = 0; i < count; i++) {
		struct pack_reader r;
		int32_t day;

		unpack_init(&r, members[i]);
		if (calendar_parse(unpack_str(&r, SIZE_MAX), &day) == 0)
			day_add(days, day);
	}
	if (record_id_is_zero(&who))
		who = outward_reference(m, VB_OBLIGATION_ORGANIZATION);
	if (record_id_is_zero(&who) || !is_word(m, VB_OBLIGATION_TYPE, "meeting"))
		return 0;
	return outward_children(q, space, &who, VB_KIND_MEETING, VB_MEETING_ORGANIZATION, &walk,
	                        NULL);
}

static struct obligation obligation_of(const struct merged *m)
{
	static const char *const units[] = { "day", "week", "month", "year" };
	struct obligation o = {
		.start = outward_date(m, VB_OBLIGATION_START_DATE, VB_DAY_MAX),
		.end = outward_date(m, VB_OBLIGATION_END_DATE, VB_DAY_MAX),
		.reminder_days = count_of(m, VB_OBLIGATION_REMINDER_DAYS, REMINDER_DAYS),
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (is_word(m, VB_OBLIGATION_UNIT, units[i])) {
			o.unit = (enum cadence_unit)i;
			o.every = count_of(m, VB_OBLIGATION_EVERY, 0);
		}
	}
	return o;
}

/* Takes what is due earlier. */
static void due_take(struct outward_due *out, const struct obligation *o, const struct days *days,
                     int32_t today)
{
	struct obligation_due due;
	int32_t back;

	if (o->start == VB_DAY_MAX)
		return;
	due = cadence_obligation(o, days->list, days->count, today);
	if (due.state == VB_OBLIGATION_NONE || (out->is_due && out->day <= due.due))
		return;
	back = o->reminder_days < (uint32_t)(due.due - VB_DAY_MIN) ? (int32_t)o->reminder_days
	                                                           : due.due - VB_DAY_MIN;
	*out = (struct outward_due){ true, due.due, due.due - back };
}

/* Something that is due once, on the day that a field says. reminder: field; 0: it has none. */
static void due_once(struct outward_due *out, const struct merged *m, uint32_t field,
                     uint32_t reminder, int32_t today)
{
	const struct days none = { .list = NULL };
	struct obligation once = {
		.start = outward_date(m, field, VB_DAY_MAX),
		.end = VB_DAY_MAX,
		.reminder_days =
			reminder != 0 ? count_of(m, reminder, REMINDER_DAYS) : REMINDER_DAYS,
	};

	due_take(out, &once, &none, today);
}

static bool is_answered(struct merged *m)
{
	struct record_id one;

	return outward_references(m, VB_COMMENT_REQUEST_ANSWER, &one, 1) > 0 ||
	       is_word(m, VB_COMMENT_REQUEST_STATE, "answered") ||
	       is_word(m, VB_COMMENT_REQUEST_STATE, "closed");
}

static int obligation_due_find(struct request *q, const struct node_space *space, struct merged *m,
                               int32_t today, struct outward_due *out)
{
	struct obligation o = obligation_of(m);
	struct days days = { .list = NULL };
	int err = days_read(q, space, m, &days);

	if (err == 0)
		due_take(out, &o, &days, today);
	free(days.list);
	return err;
}

int outward_duty_due(struct request *q, const struct node_space *space, struct merged *m,
                     struct outward_due *out)
{
	int32_t today = outward_day((int64_t)q->now.wall.v);

	*out = (struct outward_due){ .is_due = false };
	if (m->kind == VB_KIND_OBLIGATION)
		return obligation_due_find(q, space, m, today, out);
	if (m->kind == VB_KIND_MEASURE && !is_word(m, VB_MEASURE_STATE, "done") &&
	    !is_word(m, VB_MEASURE_STATE, "stopped"))
		due_once(out, m, VB_MEASURE_END_DATE, 0, today);
	if (m->kind == VB_KIND_AGREEMENT && !is_word(m, VB_AGREEMENT_STATE, "ended")) {
		due_once(out, m, VB_AGREEMENT_REVIEW_DATE, VB_AGREEMENT_REMINDER_DAYS, today);
		due_once(out, m, VB_AGREEMENT_END_DATE, VB_AGREEMENT_REMINDER_DAYS, today);
	}
	if (m->kind == VB_KIND_COMMENT_REQUEST && !is_answered(m))
		due_once(out, m, VB_COMMENT_REQUEST_DUE, 0, today);
	return 0;
}

/* ---- who ---- */

/* The fields that say whose it is: the first that says somebody. */
static size_t who_find(struct merged *m, struct record_id out[static WHO_MAX])
{
	static const struct {
		uint32_t kind, field;
	} fields[] = {
		{ VB_KIND_OBLIGATION, VB_OBLIGATION_ORGANIZATION },
		{ VB_KIND_OBLIGATION, VB_OBLIGATION_RESPONSIBLE },
		{ VB_KIND_MEASURE, VB_MEASURE_ORGANIZATION },
		{ VB_KIND_MEASURE, VB_MEASURE_GROUP },
		{ VB_KIND_AGREEMENT, VB_AGREEMENT_RESPONSIBLE },
		{ VB_KIND_AGREEMENT, VB_AGREEMENT_PARTNER },
		{ VB_KIND_COMMENT_REQUEST, VB_COMMENT_REQUEST_ORGANIZATION },
	};
	size_t count = 0;

	for (size_t i = 0; count == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct kind_field *field;

		if (fields[i].kind != m->kind)
			continue;
		field = kind_field_by_number(kind_by_number(m->kind), fields[i].field);
		if (field->rule == VB_RULE_SET) {
			count = outward_references(m, fields[i].field, out, WHO_MAX);
		} else {
			out[0] = outward_reference(m, fields[i].field);
			count = !record_id_is_zero(&out[0]);
		}
	}
	return count;
}

/* A duty being told. */
struct telling {
	struct request *q;
	const struct node_space *space;
	struct record_ref ref;
	struct merged m;
	struct outward_list rows;
	struct buf title, responsible;
	bool is_cut;
};

static void row_add(struct telling *t, const struct record_id *person, struct span address)
{
	struct outward_map row;

	if (record_id_is_zero(person) && address.size == 0)
		return;
	outward_map_init(&row, ROW_MAX_BYTES);
	outward_map_text(&row, "address", address);
	outward_map_id(&row, "person", person);
	(void)outward_list_add(&t->rows, &row);
	outward_map_release(&row);
}

/* Whether it is this office's to reach an organization: its office, or the committee's owner for one that has none. */
static bool is_ours(const struct telling *t, const struct merged *organization)
{
	const struct node_id *self = node_self(t->q->node);
	struct span text = outward_text(organization, VB_ORGANIZATION_NODE);
	struct node_id office;

	if (text.size > 0 && node_id_parse((const char *)text.data, text.size, &office) == 0)
		return node_id_is_equal(&office, self);
	return node_id_is_equal(space_owner(t->space->space), self);
}

/* Those on seats for it, each once; where there is nobody, its own address. */
static int organization_add(struct telling *t, const struct record_ref *ref, const struct merged *m)
{
	static const struct record_id nobody;
	struct outward_people people = { .list = NULL };
	int err = outward_people_send(t->q, t->space, &ref->id,
	                              outward_day((int64_t)t->q->now.wall.v), &people);
	size_t told = 0;

	if (err == 0)
		outward_people_settle(t->q, t->space, &people);
	for (uint32_t i = 0; err == 0 && !t->rows.is_cut && i < people.count; i++) {
		bool is_told = false;

		for (uint32_t k = 0; k < i && !is_told; k++)
			is_told =
				record_id_is_equal(&people.list[k].person, &people.list[i].person);
		if (!is_told)
			row_add(t, &people.list[i].person, span_of(NULL, 0));
		told += !is_told;
	}
	if (err == 0 && told == 0 && is_ours(t, m))
		row_add(t, &nobody, outward_text(m, VB_ORGANIZATION_CONTACT_EMAIL));
	t->is_cut = t->is_cut || people.is_cut;
	outward_people_release(&people);
	return err;
}

static void name_add(struct telling *t, const struct merged *organization)
{
	struct span name = outward_text(organization, VB_FIELD_NAME);

	if (name.size == 0 || t->responsible.size + 2 + name.size > t->responsible.max)
		return;
	if (t->responsible.size > 0)
		buf_put(&t->responsible, ", ", 2);
	buf_put(&t->responsible, name.data, name.size);
}

/* One of those whose it is: an organization for all, or a person whom this office reaches. */
static int who_add(struct telling *t, const struct record_id *id)
{
	struct record_ref ref;
	struct merged m;
	bool is_person_ours = false;
	int err;

	merged_init(&m);
	err = outward_load(t->q, t->space, id, 0, &m, &ref);
	if (err == 0 && m.kind == VB_KIND_PERSON) {
		err = outward_people_is_person(t->q, t->space, id, &is_person_ours);
		if (err == 0 && is_person_ours)
			row_add(t, id, span_of(NULL, 0));
	} else if (err == 0 && m.kind == VB_KIND_ORGANIZATION && ref.audience == VB_AUDIENCE_ALL) {
		name_add(t, &m);
		err = organization_add(t, &ref, &m);
	}
	merged_release(&m);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* ---- the map ---- */

/* What it is called: of a request for comment without a name the paper that it is about. */
static int title_find(struct telling *t)
{
	struct span name = outward_text(&t->m, VB_FIELD_NAME);
	struct record_id paper;

	buf_put(&t->title, name.data, name.size);
	if (name.size > 0 || t->m.kind != VB_KIND_COMMENT_REQUEST)
		return 0;
	paper = outward_reference(&t->m, VB_COMMENT_REQUEST_PAPER);
	return outward_name(t->q, t->space, &paper, VB_KIND_PAPER, &t->title);
}

static int duty_read(struct telling *t)
{
	struct record_id who[WHO_MAX];
	size_t count = who_find(&t->m, who);
	int err = title_find(t);

	for (size_t i = 0; err == 0 && i < count; i++)
		err = who_add(t, &who[i]);
	return err;
}

static int duty_put(struct telling *t, struct buf *out)
{
	char due_day[VB_DAY_TEXT_BYTES], remind_day[VB_DAY_TEXT_BYTES];
	struct outward_map map;
	struct buf committee;
	struct outward_due due;
	int err = outward_duty_due(t->q, t->space, &t->m, &due);

	buf_init(&committee, VB_NAME_MAX_BYTES);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	if (err == 0)
		err = outward_committee_name(t->q, t->space, &committee);
	if (err == 0 && due.is_due) {
		calendar_format(due.day, due_day);
		calendar_format(due.remind_from, remind_day);
	}
	outward_map_int(&map, "changed", outward_changed(&t->m));
	outward_map_text(&map, "committee", buf_span(&committee));
	if (err == 0 && due.is_due)
		outward_map_word(&map, "due", due_day);
	outward_map_word(&map, "duty_kind", kind_by_number(t->m.kind)->name);
	outward_map_id(&map, "id", &t->ref.id);
	outward_map_flag(&map, "more", t->is_cut || t->rows.is_cut);
	outward_map_text(&map, "name", buf_span(&t->title));
	outward_map_list(&map, "people", &t->rows);
	if (err == 0 && due.is_due)
		outward_map_word(&map, "remind_from", remind_day);
	outward_map_text(&map, "responsible", buf_span(&t->responsible));
	outward_map_space(&map, "space", &t->space->id);
	outward_map_word(&map, "subject", outward_word(OUTWARD_DUTY));
	if (err == 0)
		outward_map_pack(&map, out);
	outward_map_release(&map);
	buf_release(&committee);
	return err;
}

static bool is_duty(uint32_t kind)
{
	return kind == VB_KIND_OBLIGATION || kind == VB_KIND_MEASURE || kind == VB_KIND_AGREEMENT ||
	       kind == VB_KIND_COMMENT_REQUEST;
}

int outward_duty_tell(struct request *q, const struct node_space *space, const struct record_id *id,
                      struct buf *out)
{
	struct telling t = { .q = q, .space = space };
	int err;

	merged_init(&t.m);
	buf_init(&t.title, TITLE_MAX_BYTES);
	buf_init(&t.responsible, TITLE_MAX_BYTES);
	outward_list_init(&t.rows, VB_IPC_FRAME_MAX_BYTES / 4, VB_OUTWARD_PEOPLE_MAX);
	err = outward_read(q, space, id, 0, &t.m, &t.ref);
	if (err == 0 && !is_duty(t.m.kind))
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		err = duty_read(&t);
	if (err == 0)
		err = duty_put(&t, out);
	merged_release(&t.m);
	buf_release(&t.title);
	buf_release(&t.responsible);
	outward_list_release(&t.rows);
	return err;
}
