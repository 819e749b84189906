/* turnout: who was reached, who answered what; see turnout.h. */
#include "protocol/kinds/turnout.h"

#include <string.h>

bool turnout_may_answer(const struct node_id *author, enum role role, const struct node_id *office)
{
	static const struct node_id none = { { 0 } };

	return role >= VB_ROLE_STEWARD ||
	       (role >= VB_ROLE_GUEST && !node_id_is_equal(office, &none) &&
	        node_id_is_equal(author, office));
}

bool turnout_is_invited(enum turnout_delivery delivery)
{
	return delivery == VB_DELIVERY_DELIVERED || delivery == VB_DELIVERY_LETTER;
}

/* Which of two records says more: an office that has it needs no letter any more. */
static unsigned delivery_rank(enum turnout_delivery delivery)
{
	static const unsigned ranks[VB_DELIVERY_COUNT] = {
		[VB_DELIVERY_UNSENT] = 0,
		[VB_DELIVERY_WAITING] = 1,
		[VB_DELIVERY_LETTER] = 2,
		[VB_DELIVERY_DELIVERED] = 3,
	};

	return ranks[delivery];
}

static bool is_later(const struct turnout_reply *a, const struct turnout_reply *b)
{
	if (a->hlc.v != b->hlc.v)
		return a->hlc.v > b->hlc.v;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b)) > 0;
}

/* What the seat's own office said counts before what others entered for it; of the same kind the later one. */
static bool is_stronger(const struct turnout_reply *a, const struct turnout_reply *b,
                        const struct node_id *office)
{
	bool is_own = node_id_is_equal(&a->author, office);

	return is_own != node_id_is_equal(&b->author, office) ? is_own : is_later(a, b);
}

static void reply_find(struct turnout_seat *seat, const struct turnout_reply *replies, size_t count)
{
	seat->reply = VB_TURNOUT_NONE;
	for (size_t i = 0; i < count; i++) {
		if (record_id_is_equal(&replies[i].seat, &seat->seat) &&
		    turnout_may_answer(&replies[i].author, replies[i].role, &seat->office) &&
		    (seat->reply == VB_TURNOUT_NONE ||
		     is_stronger(&replies[i], &replies[seat->reply], &seat->office)))
			seat->reply = i;
	}
	seat->answer = VB_ANSWER_NONE;
	seat->is_for_others = false;
	if (seat->reply == VB_TURNOUT_NONE)
		return;
	seat->answer = replies[seat->reply].answer;
	seat->is_for_others = !node_id_is_equal(&replies[seat->reply].author, &seat->office);
}

struct turnout turnout_find(struct turnout_seat *seats, size_t count,
                            const struct turnout_invitation *invitations, size_t invitation_count,
                            const struct turnout_reply *replies, size_t reply_count)
{
	struct turnout sums = { { 0 }, { 0 } };

	for (size_t i = 0; i < count; i++) {
		struct turnout_seat *seat = &seats[i];

		seat->delivery = VB_DELIVERY_UNSENT;
		for (size_t k = 0; k < invitation_count; k++) {
			if (record_id_is_equal(&invitations[k].seat, &seat->seat) &&
			    delivery_rank(invitations[k].delivery) > delivery_rank(seat->delivery))
				seat->delivery = invitations[k].delivery;
		}
		reply_find(seat, replies, reply_count);
		sums.deliveries[seat->delivery]++;
		sums.answers[seat->answer]++;
	}
	return sums;
}
