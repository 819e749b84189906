/*
 * turnout: a round table of twelve seats, five of them without an office: seven delivered, five letters; replies for somebody
 * else's seat; the same in every order of the records.
 */
#include "protocol/kinds/turnout.h"

#include <string.h>

#include "protocol/kind.h"
#include "protocol/kinds/meeting.h"
#include "tests/tap.h"

#define SEATS 12

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

/* Seats 1 to 7 have the offices 1 to 7, the others none. */
static void table(struct turnout_seat *seats)
{
	memset(seats, 0xee, SEATS * sizeof(*seats));
	for (uint8_t i = 0; i < SEATS; i++) {
		seats[i].seat = id_of((uint8_t)(i + 1));
		seats[i].office = office_of(i < 7 ? (uint8_t)(i + 1) : 0);
	}
}

static void test_deliveries(void)
{
	struct turnout_invitation invitations[SEATS + 3];
	struct turnout_seat seats[SEATS];
	struct turnout sums;
	unsigned right = 0;

	table(seats);
	for (uint8_t i = 0; i < SEATS; i++)
		invitations[i] = (struct turnout_invitation){ id_of((uint8_t)(i + 1)),
			                                      i < 7 ? VB_DELIVERY_DELIVERED
			                                            : VB_DELIVERY_LETTER };
	/* What two offices in charge wrote at the same time. */
	invitations[SEATS] = (struct turnout_invitation){ id_of(1), VB_DELIVERY_WAITING };
	invitations[SEATS + 1] = (struct turnout_invitation){ id_of(2), VB_DELIVERY_LETTER };
	invitations[SEATS + 2] = (struct turnout_invitation){ id_of(8), VB_DELIVERY_WAITING };
	for (size_t turn = 0; turn < SEATS + 3; turn++) {
		struct turnout_invitation turned[SEATS + 3];

		for (size_t i = 0; i < SEATS + 3; i++)
			turned[i] = invitations[(i + turn) % (SEATS + 3)];
		sums = turnout_find(seats, SEATS, turned, SEATS + 3, NULL, 0);
		right += sums.deliveries[VB_DELIVERY_DELIVERED] == 7 &&
		         sums.deliveries[VB_DELIVERY_LETTER] == 5 &&
		         sums.answers[VB_ANSWER_NONE] == SEATS && seats[0].reply == VB_TURNOUT_NONE;
	}
	is_int(right, SEATS + 3, "7 delivered, 5 letters");
	sums = turnout_find(seats, SEATS, invitations + SEATS, 3, NULL, 0);
	is_int(sums.deliveries[VB_DELIVERY_UNSENT], 9, "nine of which nothing is known");
	is_int(sums.deliveries[VB_DELIVERY_WAITING], 2, "two wait");
	ok(turnout_is_invited(VB_DELIVERY_DELIVERED) && turnout_is_invited(VB_DELIVERY_LETTER),
	   "these are invited");
	ok(!turnout_is_invited(VB_DELIVERY_WAITING) && !turnout_is_invited(VB_DELIVERY_UNSENT),
	   "these are not");
}

static struct turnout_reply reply(uint8_t id, uint8_t seat, uint8_t author, enum role role,
                                  uint64_t hlc, enum turnout_answer answer)
{
	return (struct turnout_reply){ id_of(id), id_of(seat), office_of(author),
		                       role,      { hlc },     answer };
}

static void test_replies(void)
{
	const struct turnout_reply replies[] = {
		reply(1, 1, 1, VB_ROLE_MEMBER, 10, VB_ANSWER_ACCEPTED),
		reply(2, 1, 1, VB_ROLE_MEMBER, 30, VB_ANSWER_DECLINED),   /* thought better of it */
		reply(3, 1, 2, VB_ROLE_MEMBER, 40, VB_ANSWER_ACCEPTED),   /* somebody else's seat */
		reply(4, 2, 9, VB_ROLE_STEWARD, 20, VB_ANSWER_TENTATIVE), /* the secretary */
		reply(5, 3, 3, VB_ROLE_GUEST, 20, VB_ANSWER_ACCEPTED),
		reply(6, 3, 9, VB_ROLE_STEWARD, 50,
		      VB_ANSWER_DELEGATED), /* later, but the office of the seat has said something */
		reply(11, 2, 9, VB_ROLE_STEWARD, 20,
		      VB_ANSWER_DELEGATED), /* at the same moment: the greater id */
		reply(7, 4, 4, VB_ROLE_RELAY, 20, VB_ANSWER_ACCEPTED), /* may not write */
		reply(8, 8, 0, VB_ROLE_MEMBER, 20,
		      VB_ANSWER_ACCEPTED), /* nobody's office is no office */
		reply(9, 9, 9, VB_ROLE_STEWARD, 20,
		      VB_ANSWER_DECLINED), /* a seat without an office */
		reply(10, 99, 9, VB_ROLE_STEWARD, 20,
		      VB_ANSWER_DECLINED), /* a seat that is not here */
	};
	static const enum turnout_answer wanted[SEATS] = {
		VB_ANSWER_DECLINED, VB_ANSWER_DELEGATED,
		VB_ANSWER_ACCEPTED, [8] = VB_ANSWER_DECLINED
	};
	static const bool entered[SEATS] = { [1] = true, [8] = true };
	const size_t count = sizeof(replies) / sizeof(replies[0]);
	struct turnout_seat seats[SEATS];
	unsigned right = 0;

	table(seats);
	for (size_t turn = 0; turn < count; turn++) {
		struct turnout_reply turned[sizeof(replies) / sizeof(replies[0])];
		struct turnout sums;

		for (size_t i = 0; i < count; i++)
			turned[i] = replies[(i + turn) % count];
		sums = turnout_find(seats, SEATS, NULL, 0, turned, count);
		right += sums.answers[VB_ANSWER_NONE] == 8 && sums.answers[VB_ANSWER_DECLINED] == 2;
		for (size_t i = 0; i < SEATS; i++) {
			right += seats[i].answer == wanted[i] &&
			         seats[i].is_for_others == entered[i] &&
			         seats[i].delivery == VB_DELIVERY_UNSENT;
		}
		right += seats[2].reply != VB_TURNOUT_NONE &&
		         turned[seats[2].reply].id.b[VB_RECORD_ID_BYTES - 1] == 5;
	}
	is_int(right, count * (SEATS + 2), "answers as they count, and who entered them");
}

static void check_words(uint32_t kind, uint32_t number, unsigned count, const char *name)
{
	const struct kind_field *field = kind_field_by_number(kind_by_number(kind), number);
	unsigned words = 0;

	while (field->words[words] != NULL)
		words++;
	is_int(words, count - 1, "%s: a word for each but the first", name);
}

static void test_words(void)
{
	const struct kind *reply_kind = kind_by_number(VB_KIND_REPLY);
	const struct kind *invitation_kind = kind_by_number(VB_KIND_INVITATION);

	check_words(VB_KIND_REPLY, VB_REPLY_ANSWER, VB_ANSWER_COUNT, "answers");
	check_words(VB_KIND_INVITATION, VB_INVITATION_STATE, VB_DELIVERY_COUNT, "deliveries");
	is_str(kind_field_by_number(reply_kind, VB_REPLY_ANSWER)->words[VB_ANSWER_DELEGATED - 1],
	       "delegated", "answer");
	is_str(kind_field_by_number(invitation_kind, VB_INVITATION_STATE)
	               ->words[VB_DELIVERY_LETTER - 1],
	       "letter", "delivery");
}

int main(void)
{
	test_deliveries();
	test_replies();
	test_words();
	return done();
}
