/*
 * helpers: five are asked, two are needed: who comes, who is missing, in every order of the answers; late, short, enough,
 * closed; and who said yes twice for one time. The counts were found by hand.
 */
#include "protocol/kinds/helpers.h"

#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define ASKED 5
#define TODAY 100

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

static struct node_id office_of(uint8_t number)
{
	struct node_id id = { { 0 } };

	id.b[0] = number;
	return id;
}

/* Persons 1 to 4 are looked after by the offices 1 to 4; the fifth by none that is here. */
static void ask(struct turnout_seat *asked)
{
	memset(asked, 0xee, ASKED * sizeof(*asked));
	for (uint8_t i = 0; i < ASKED; i++) {
		asked[i].seat = id_of((uint8_t)(i + 1));
		asked[i].office = office_of(i < 4 ? (uint8_t)(i + 1) : 0);
	}
}

static struct turnout_reply answer(uint8_t id, uint8_t person, uint8_t office, enum role role,
                                   uint64_t moment, enum turnout_answer said)
{
	return (struct turnout_reply){ id_of(id), id_of(person), office_of(office),
		                       role,      { moment },    said };
}

#define GUEST VB_ROLE_GUEST
#define STEWARD VB_ROLE_STEWARD
#define YES VB_ANSWER_ACCEPTED
#define NO VB_ANSWER_DECLINED

static const struct helpers_request two = {
	.needed = 2, .due = TODAY, .start_ms = INT64_MIN, .end_ms = INT64_MAX
};

static void test_answers(void)
{
	const struct turnout_reply answers[] = {
		answer(11, 1, 1, GUEST, 10, YES),
		answer(12, 1, 1, GUEST, 20, NO), /* changed her mind */
		answer(13, 2, 2, GUEST, 10, NO),
		answer(14, 2, 2, GUEST, 10,
		       YES), /* at the same moment: the greater id is the last */
		answer(15, 3, 4, VB_ROLE_MEMBER, 90,
		       YES),                       /* another office's word counts for nothing */
		answer(16, 4, 9, STEWARD, 80, NO), /* entered by telephone */
		answer(17, 4, 4, GUEST, 10, YES),  /* the own office counts before that */
		answer(18, 5, 9, STEWARD, 10, NO),
		answer(19, 6, 9, STEWARD, 10, YES), /* is asked no more */
	};
	enum { COUNT = sizeof(answers) / sizeof(answers[0]) };
	struct turnout_seat asked[ASKED];
	unsigned right = 0;

	for (size_t turn = 0; turn < COUNT; turn++) {
		struct turnout_reply turned[COUNT];
		struct helpers h;

		for (size_t i = 0; i < COUNT; i++)
			turned[i] = answers[(i + turn) % COUNT];
		ask(asked);
		h = helpers_find(&two, asked, ASKED, turned, COUNT, TODAY);
		right += h.coming == 2 && h.declined == 2 && h.silent == 1 && h.missing == 0 &&
		         h.state == VB_HELPERS_ENOUGH && asked[0].answer == NO &&
		         asked[1].answer == YES && asked[2].answer == VB_ANSWER_NONE &&
		         asked[3].answer == YES && !asked[3].is_for_others &&
		         asked[4].is_for_others;
	}
	is_int(right, COUNT, "the same in every order");
}

static void check_state(const struct helpers_request *request, size_t yes, size_t no, int32_t today,
                        enum helpers_state want, uint32_t missing, const char *label)
{
	struct turnout_reply answers[ASKED];
	struct turnout_seat asked[ASKED];
	struct helpers h;

	for (size_t i = 0; i < yes + no; i++)
		answers[i] = answer((uint8_t)(i + 20), (uint8_t)(i + 1), 9, STEWARD, 1,
		                    i < yes ? YES : NO);
	ask(asked);
	h = helpers_find(request, asked, ASKED, answers, yes + no, today);
	is_int(h.state, want, "%s", label);
	is_int(h.missing, missing, "%s: missing", label);
}

static void test_states(void)
{
	struct helpers_request request = two;
	struct helpers h;

	check_state(&two, 1, 0, TODAY, VB_HELPERS_OPEN, 1, "on the last day there is time");
	check_state(&two, 1, 0, TODAY + 1, VB_HELPERS_LATE, 1, "behind it there is none");
	check_state(&two, 2, 0, TODAY + 1, VB_HELPERS_ENOUGH, 0, "enough");
	check_state(&two, 3, 0, TODAY, VB_HELPERS_ENOUGH, 0, "more than enough");
	check_state(&two, 1, 4, TODAY, VB_HELPERS_SHORT, 1, "all have answered");
	check_state(&two, 0, 4, TODAY, VB_HELPERS_OPEN, 2, "one has not");
	request.needed = 0;
	check_state(&request, 0, 0, TODAY, VB_HELPERS_OPEN, 1, "without a number it is one");
	check_state(&request, 1, 0, TODAY, VB_HELPERS_ENOUGH, 0, "and one is enough");
	request.due = VB_DAY_MAX;
	check_state(&request, 0, 1, VB_DAY_MAX, VB_HELPERS_OPEN, 1,
	            "without a day it is never late");
	request.is_closed = true;
	check_state(&request, 0, 0, TODAY + 9, VB_HELPERS_CLOSED, 1, "closed");
	h = helpers_find(&two, NULL, 0, NULL, 0, TODAY);
	is_int(h.state, VB_HELPERS_SHORT, "where nobody is asked nobody comes");
}

static void test_overlap(void)
{
	static const struct {
		int64_t start, end, other_start, other_end;
		bool want;
		const char *label;
	} rows[] = {
		{ 10, 20, 15, 30, true, "one begins in the other" },
		{ 10, 20, 20, 30, false, "one after the other" },
		{ 10, 30, 15, 20, true, "one within the other" },
		{ 10, 20, 10, 20, true, "the same time" },
		{ 10, INT64_MAX, 10, INT64_MAX, true, "the same moment" },
		{ 10, INT64_MAX, 11, INT64_MAX, false, "two moments" },
		{ 10, 20, 15, INT64_MAX, true, "a moment within" },
		{ 10, 20, 20, INT64_MAX, false, "a moment at the end" },
		{ INT64_MIN, 20, 10, 20, false, "without a begin" },
		{ INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX, false, "both without" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct helpers_request a = { .start_ms = rows[i].start, .end_ms = rows[i].end };
		struct helpers_request b = { .start_ms = rows[i].other_start,
			                     .end_ms = rows[i].other_end };

		is_int(helpers_overlap(&a, &b), rows[i].want, "%s", rows[i].label);
		is_int(helpers_overlap(&b, &a), rows[i].want, "%s, the other way round",
		       rows[i].label);
	}
}

int main(void)
{
	test_answers();
	test_states();
	test_overlap();
	return done();
}
