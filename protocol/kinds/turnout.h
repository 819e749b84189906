/* turnout: how each seat was reached, what it answered, and the sums of both.
 *
 * A seat is invited when its office has the invitation, or when a letter is there to be printed; what only waits is not
 * delivered. An answer counts if the office of the seat gave it, else if an office in charge entered it; somebody else's
 * answer for a seat is kept and counts for nothing. SPEC.md 12.2.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_TURNOUT_H
#define VB_PROTOCOL_KINDS_TURNOUT_H

#include "protocol/hlc.h"

#define VB_TURNOUT_NONE SIZE_MAX

/* The words of reply.answer in their order, behind none. */
enum turnout_answer {
	VB_ANSWER_NONE,
	VB_ANSWER_ACCEPTED,
	VB_ANSWER_DECLINED,
	VB_ANSWER_TENTATIVE,
	VB_ANSWER_DELEGATED,
	VB_ANSWER_COUNT,
};

/* The words of invitation.state in their order, behind unsent. */
enum turnout_delivery {
	VB_DELIVERY_UNSENT,
	VB_DELIVERY_WAITING,
	VB_DELIVERY_DELIVERED,
	VB_DELIVERY_LETTER,
	VB_DELIVERY_COUNT,
};

struct turnout_reply {
	struct record_id id;
	struct record_id seat;
	struct node_id author; /* the office that wrote it */
	enum role role;        /* that it had then */
	struct hlc hlc;        /* of its creation */
	enum turnout_answer answer;
};

struct turnout_invitation {
	struct record_id seat;
	enum turnout_delivery delivery;
};

/* What the caller fills in, then what turnout_find finds out. */
struct turnout_seat {
	struct record_id seat;
	struct node_id office; /* that answers for the seat's organization; zero: none */

	enum turnout_delivery delivery;
	enum turnout_answer answer;
	size_t reply;       /* the index of the one that counts; NONE */
	bool is_for_others; /* the one that counts was entered by another office than the seat's */
};

struct turnout {
	uint32_t deliveries[VB_DELIVERY_COUNT];
	uint32_t answers[VB_ANSWER_COUNT];
};

/* Finds out for each seat how it was reached (of several records the best: delivered, then letter, then waiting) and which of its
 * replies counts (of those that may: one of the seat's own office before all others, then the greatest (HLC, id)), and the
 * sums. Records in any order. Cost: seats times records. */
struct turnout turnout_find(struct turnout_seat *seats, size_t count,
                            const struct turnout_invitation *invitations, size_t invitation_count,
                            const struct turnout_reply *replies, size_t reply_count);

/* True if the office may answer for a seat of that office. */
bool turnout_may_answer(const struct node_id *author, enum role role, const struct node_id *office);

/* True if a seat that was reached so may be called invited. */
bool turnout_is_invited(enum turnout_delivery delivery);

#endif
