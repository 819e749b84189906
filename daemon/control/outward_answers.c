/* outward_answers: the answer that counts; see outward_answers.h; tested by tests/unit/test_outward_meeting.c. */
#include "daemon/control/outward_answers.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/author.h"
#include "protocol/array.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/meeting.h"

const struct outward_answers outward_answers_reply = { VB_KIND_REPLY, VB_REPLY_MEETING,
	                                               VB_REPLY_MEMBERSHIP, VB_REPLY_ANSWER };
const struct outward_answers outward_answers_availability = { VB_KIND_AVAILABILITY,
	                                                      VB_AVAILABILITY_REQUEST,
	                                                      VB_AVAILABILITY_PERSON,
	                                                      VB_AVAILABILITY_ANSWER };

struct reading {
	struct request *q;
	const struct node_space *space;
	const struct outward_answers *where;
	const struct outward_people *people;
	struct turnout_reply *list;
	uint32_t count, capacity;
};

static enum turnout_answer answer_of(struct span word)
{
	static const char *const words[VB_ANSWER_COUNT] = {
		[VB_ANSWER_NONE] = "",
		[VB_ANSWER_ACCEPTED] = "accepted",
		[VB_ANSWER_DECLINED] = "declined",
		[VB_ANSWER_TENTATIVE] = "tentative",
		[VB_ANSWER_DELEGATED] = "delegated",
	};

	for (unsigned i = VB_ANSWER_ACCEPTED; i < VB_ANSWER_COUNT; i++) {
		if (span_is_equal(word, span_of_str(words[i])))
			return (enum turnout_answer)i;
	}
	return VB_ANSWER_NONE;
}

/* Keeps what was said for one of ours by whoever may say it. */
static int answer_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct reading *r = ctx;
	struct record_id who = outward_reference(m, r->where->who);
	const struct outward_person *person = outward_people_find(r->people, &who);
	const struct node_id *author = &merged_creator(m)->author;
	enum role role = VB_ROLE_NONE;
	uint64_t ms = (uint64_t)outward_created(&ref->id);
	int err;

	if (person == NULL)
		return 0;
	err = author_role(r->q->node, &r->space->id, m, &role);
	if (err != 0 || !turnout_may_answer(author, role, &person->office))
		return err;
	r->list = array_reserve(r->list, &r->capacity, r->count + 1, sizeof(*r->list));
	/* Of two of one millisecond the internal one says more, as it does for people. */
	r->list[r->count++] = (struct turnout_reply){
		.id = ref->id,
		.seat = who,
		.author = *author,
		.role = role,
		.hlc = { ms << 16 | (ref->audience == VB_AUDIENCE_CORE) },
		.answer = answer_of(outward_text(m, r->where->answer)),
	};
	return 0;
}

static int answer_compare(const void *a, const void *b)
{
	const struct turnout_reply *x = a, *y = b;

	return memcmp(x->seat.b, y->seat.b, sizeof(x->seat.b));
}

/* Both lists are in the order of the seats. */
static void settle(const struct reading *r, struct outward_people *people)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < people->count; i++) {
		struct outward_person *p = &people->list[i];
		struct turnout_seat seat = { .seat = p->seat, .office = p->office };
		uint32_t end;

		while (at < r->count &&
		       memcmp(r->list[at].seat.b, p->seat.b, sizeof(p->seat.b)) < 0)
			at++;
		end = at;
		while (end < r->count && record_id_is_equal(&r->list[end].seat, &p->seat))
			end++;
		(void)turnout_find(&seat, 1, NULL, 0, r->list + at, end - at);
		p->answer = seat.answer;
		if (seat.reply != VB_TURNOUT_NONE)
			p->answered_ms = outward_created(&r->list[at + seat.reply].id);
		at = end;
	}
}

int outward_answers_read(struct request *q, const struct node_space *space,
                         const struct record_id *parent, const struct outward_answers *where,
                         struct outward_people *people)
{
	struct reading r = { .q = q, .space = space, .where = where, .people = people };
	const struct outward_walk walk = { &r, answer_add };
	int err = 0;

	if (people->count > 0)
		err = outward_children(q, space, parent, where->kind, where->parent, &walk, NULL);
	if (r.count > 0) {
		qsort(r.list, r.count, sizeof(*r.list), answer_compare);
		settle(&r, people);
	}
	free(r.list);
	return err;
}
