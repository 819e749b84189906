/* voters: who votes and who is barred; see voters.h; tested by tests/blackbox/20-funding.t */
#include "cli/voters.h"

#include <stdlib.h>
#include <string.h>

#include "cli/successors.h"
#include "protocol/kinds/fund.h"

/* The seat that one stands in for; count: none that is here. */
static size_t stood_for(const struct seats *seats, size_t index)
{
	size_t at = 0;

	while (at < seats->count &&
	       !record_id_is_equal(&seats->items[at].id, &seats->items[index].substitute_for))
		at++;
	return at;
}

/* What is asked of every seat. */
struct question {
	const struct seats *seats;
	const struct successors *successors;
	struct record_id applicant;
	int32_t day;
};

/* Whether a seat is the applicant's, as organizations stand on that day. */
static bool is_applicants(const struct question *q, size_t index)
{
	const struct json *fields = json_get(json_at(q->seats->records, index), "fields");
	struct record_id organization =
		seats_id_of(successors_of(q->successors, json_get_text(fields, "onBehalfOf")));

	return fund_is_barred(&organization, &q->applicant);
}

static enum voters_right right_of(const struct question *q, size_t index)
{
	const struct seats *seats = q->seats;
	const struct seat *seat = &seats->items[index];
	bool is_barred = is_applicants(q, index);
	size_t other;

	if (!seating_is_in_force(seat, q->day))
		return VOTERS_NOT_IN_FORCE;
	if (seating_has_vote(seat))
		return is_barred ? VOTERS_BARRED : VOTERS_VOTES;
	if (record_id_is_zero(&seat->substitute_for))
		return VOTERS_NO_VOTE;
	other = stood_for(seats, index);
	if (other == seats->count || !seating_has_vote(&seats->items[other]))
		return VOTERS_NO_VOTE;
	return is_barred || is_applicants(q, other) ? VOTERS_SUBSTITUTE_BARRED : VOTERS_SUBSTITUTE;
}

int voters_read(struct cmd *cmd, const char *space, const char *applicant, int32_t day,
                struct voters *out)
{
	struct successors *successors = NULL;
	struct question question;
	int err;

	memset(out, 0, sizeof(*out));
	err = seats_read(cmd, space, &out->seats);
	if (err == 0)
		err = successors_read(cmd, space, day, &successors);
	if (err < 0)
		return err;
	out->rights = calloc(out->seats.count + 1, sizeof(*out->rights));
	if (out->rights == NULL)
		abort();
	question = (struct question){ &out->seats, successors,
		                      seats_id_of(successors_of(successors, applicant)), day };
	for (size_t i = 0; i < out->seats.count; i++) {
		out->rights[i] = right_of(&question, i);
		out->voting += out->rights[i] == VOTERS_VOTES;
		out->barred += out->rights[i] == VOTERS_BARRED;
	}
	successors_destroy(&successors);
	return 0;
}

void voters_release(struct voters *voters)
{
	seats_release(&voters->seats);
	free(voters->rights);
	voters->rights = NULL;
}

struct json *voters_barred(const struct voters *voters)
{
	struct json *barred = json_new_list();

	for (size_t i = 0; i < voters->seats.count; i++) {
		if (voters->rights[i] == VOTERS_BARRED ||
		    voters->rights[i] == VOTERS_SUBSTITUTE_BARRED)
			json_add_text(barred,
			              json_get_text(json_at(voters->seats.records, i), "id"));
	}
	return barred;
}
