/* quorate: facts about the quorum, and what the rules make of them; see quorate.h; tested by tests/blackbox/20-turnout.t */
#include "cli/quorate.h"

#include <stdlib.h>
#include <string.h>

#include "cli/rulebook.h"

/* ---- statements ---- */

/* True if a record of kind quorum was said up to the moment and counts for this body. */
static bool is_said(const struct muster *m, size_t body, int64_t ms, const struct json *record,
                    const char *event)
{
	const struct json *fields = json_get(record, "fields");
	const char *word = json_get_text(fields, "event");
	const char *membership = json_get_text(fields, "membership");
	size_t seat = muster_index(m, membership);
	struct node_id author = responses_author(record);

	if (word == NULL || strcmp(word, event) != 0 ||
	    json_int(json_get(fields, "time"), json_int(json_get(record, "created"), 0)) > ms)
		return false;
	if (membership == NULL)
		return strcmp(event, "stated") == 0;
	if (seat == m->count || m->seats[seat].body != body)
		return false;
	return strcmp(event, "stated") == 0 ||
	       (seating_has_vote(muster_seat(m, seat)) &&
	        turnout_may_answer(&author, responses_role(record), muster_office(m, seat)));
}

static int64_t time_of(const struct json *record)
{
	return json_int(json_get(json_get(record, "fields"), "time"),
	                json_int(json_get(record, "created"), 0));
}

/* By (time, id): which of two was said later. */
static bool is_later(const struct json *a, const struct json *b)
{
	int64_t a_time = time_of(a);
	int64_t b_time = time_of(b);

	if (b == NULL || a_time != b_time)
		return b == NULL || a_time > b_time;
	return strcmp(json_get_text(a, "id"), json_get_text(b, "id")) > 0;
}

/* The last such statement; NULL: none. */
static const struct json *last_said(const struct quorate *q, const struct muster *m, size_t body,
                                    int64_t ms, const char *event)
{
	const struct json *last = NULL;

	for (size_t i = 0; i < json_count(q->statements); i++) {
		const struct json *record = json_at(q->statements, i);

		if (is_said(m, body, ms, record, event) && is_later(record, last))
			last = record;
	}
	return last;
}

/* ---- facts ---- */

/* The seats with a vote that have to be invited, and those that were. */
static void count_invited(const struct quorate *q, const struct muster *m, struct quorate_body *b)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct seat *seat = muster_seat(m, i);
		bool is_open =
			(seat->flags & VB_SEAT_OPTIONAL) != 0 && record_id_is_zero(&seat->person);

		if (m->seats[i].body != b->body || !seating_has_vote(seat) || is_open)
			continue;
		b->seats++;
		b->invited += turnout_is_invited(q->said.seats[i].delivery);
	}
}

static void count_present(const struct quorate *q, const struct muster *m, struct quorate_body *b,
                          int64_t ms)
{
	struct seating_count present = rollcall_present(&q->calls, m, b->body, ms);

	b->facts.votes = present.votes;
	b->facts.organizations = present.organizations;
	b->facts.is_invited = b->invited == b->seats;
	b->advisory = present.advisory;
}

/* How many votes a body has by statute. */
static uint32_t statutory_of(const struct muster *m, size_t body)
{
	const struct seats *seats = &m->bodies[body];
	int64_t fixed =
		json_int(json_get(json_get(seats->organization, "fields"), "votingMemberCount"), 0);

	return seating_statutory(seats->items, seats->count, m->day,
	                         fixed > 0 && fixed <= UINT32_MAX ? (uint32_t)fixed : 0);
}

/* Whether there was a quorum when it was stated, by who was there. */
static bool was_quorate(const struct quorate *q, const struct muster *m,
                        const struct quorate_body *b, const struct profile *profile, int64_t ms)
{
	struct quorate_body then = { .body = b->body, .seats = b->seats, .invited = b->invited };

	then.facts.statutory = b->facts.statutory;
	then.facts.is_second_call = b->facts.is_second_call;
	then.facts.days_since = b->facts.days_since;
	count_present(q, m, &then, ms);
	then.facts.is_unopposed = then.seats > 0 && then.facts.votes >= then.seats;
	return profile_check_quorum(profile, &then.facts).is_so;
}

static void find_statements(const struct quorate *q, const struct muster *m, struct quorate_body *b,
                            const struct profile *profile, int64_t ms)
{
	const struct json *stated = last_said(q, m, b->body, ms, "stated");
	const struct json *challenged = last_said(q, m, b->body, ms, "challenged");

	if (challenged != NULL && (stated == NULL || is_later(challenged, stated))) {
		b->challenged = time_of(challenged);
		b->facts.is_challenged = true;
	}
	b->facts.is_unopposed = b->seats > 0 && b->facts.votes >= b->seats && challenged == NULL;
	if (stated == NULL)
		return;
	b->stated = time_of(stated);
	b->facts.is_stated = was_quorate(q, m, b, profile, b->stated);
}

/* Whole days between the sitting before this one and it. */
static int find_first_call(struct cmd *cmd, const struct muster *m, struct quorate_body *b)
{
	const char *organization = json_get_text(m->bodies[b->body].organization, "id");
	struct sittings all;
	int err = sittings_read(cmd, json_get_text(m->meeting, "space"), organization, &all);

	for (size_t i = 0; i < all.count && err == 0; i++) {
		const struct sitting *other = &all.items[i];

		if (other->has_start && other->stage != VB_STAGE_CANCELLED &&
		    other->start < m->sitting.start && other->day < m->day)
			b->facts.days_since = (uint32_t)(m->day - other->day - 1);
	}
	sittings_release(&all);
	return err;
}

static int body_find(struct cmd *cmd, const struct quorate *q, const struct muster *m,
                     struct quorate_body *b, int64_t ms)
{
	struct rulebook rules;
	int err = rulebook_read(cmd, m->bodies[b->body].organization, NULL, &rules);

	if (err < 0)
		return err;
	count_invited(q, m, b);
	count_present(q, m, b, ms);
	b->facts.statutory = statutory_of(m, b->body);
	b->facts.is_second_call = m->sitting.is_second_call;
	if (m->sitting.is_second_call)
		err = find_first_call(cmd, m, b);
	find_statements(q, m, b, &rules.profile, ms);
	b->answer = profile_check_quorum(&rules.profile, &b->facts);
	b->is_uninvited = !b->answer.is_so && b->answer.needed > 0 &&
	                  b->facts.votes >= b->answer.needed && !b->facts.is_invited;
	return err;
}

/* ---- all bodies ---- */

static bool has_seat(const struct muster *m, size_t body)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->seats[i].body == body)
			return true;
	}
	return false;
}

/* The committee that only lends its name to those who meet has no seats, and no quorum. */
static void choose(const struct muster *m, struct quorate *q)
{
	q->bodies = calloc(m->body_count + 1, sizeof(*q->bodies));
	if (q->bodies == NULL)
		abort();
	for (size_t i = 0; i < m->body_count; i++) {
		if (m->count == 0 || has_seat(m, i))
			q->bodies[q->count++].body = i;
	}
}

int quorate_find(struct cmd *cmd, const struct muster *m, int64_t ms, struct quorate *out)
{
	int err;

	*out = (struct quorate){ .count = 0 };
	err = rollcall_read(cmd, m, &out->calls);
	if (err == 0)
		err = responses_read(cmd, m, &out->said);
	if (err == 0)
		err = muster_list(cmd, m, "quorum", &out->statements);
	if (err < 0)
		return err;
	choose(m, out);
	for (size_t i = 0; i < out->count && err == 0; i++)
		err = body_find(cmd, out, m, &out->bodies[i], ms);
	return err;
}

void quorate_release(struct quorate *q)
{
	rollcall_release(&q->calls);
	responses_release(&q->said);
	json_destroy(&q->statements);
	free(q->bodies);
	*q = (struct quorate){ .count = 0 };
}
