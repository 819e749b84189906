/* helping: from records to who comes; see helping.h; tested by tests/blackbox/20-requests.t */
#include "cli/helping.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/deadline.h"
#include "cli/kept.h"
#include "cli/responses.h"
#include "cli/seats.h"
#include "protocol/node_id.h"

const char *const helping_states[VB_HELPERS_STATE_COUNT] = {
	[VB_HELPERS_OPEN] = "open",     [VB_HELPERS_LATE] = "late",
	[VB_HELPERS_SHORT] = "short",   [VB_HELPERS_ENOUGH] = "enough",
	[VB_HELPERS_CLOSED] = "closed",
};

/* ---- reading ---- */

static struct turnout_reply parse_answer(const struct json *record)
{
	const char *answer = kept_text(record, "answer");
	int64_t created = json_int(json_get(record, "created"), 0);
	struct turnout_reply reply = {
		.id = seats_id_of(json_get_text(record, "id")),
		.seat = seats_id_of(kept_text(record, "person")),
		.author = responses_author(record),
		.role = responses_role(record),
		/* Of two of one moment the internal one says more. */
		.hlc = { (uint64_t)(created > 0 ? created : 0) << 16 | kept_is_internal(record) },
	};

	for (size_t i = 0; answer != NULL && i < VB_ANSWER_COUNT; i++) {
		if (strcmp(responses_answers[i], answer) == 0)
			reply.answer = (enum turnout_answer)i;
	}
	return reply;
}

static void parse_answers(struct helping *h)
{
	size_t count = json_count(h->answers);

	h->said = calloc(count + 1, sizeof(*h->said));
	h->about = calloc(count + 1, sizeof(*h->about));
	if (h->said == NULL || h->about == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		h->said[i] = parse_answer(json_at(h->answers, i));
		h->about[i] = seats_id_of(kept_text(json_at(h->answers, i), "request"));
	}
}

/* Keeps for each person the office of the oldest seat that has one. Seats come by age. */
static int read_offices(struct helping *h, const char *space)
{
	struct json *seats = NULL;
	int err = kept_list(h->cmd, "membership", space, &seats);

	h->offices = json_new_map();
	for (size_t i = 0; err == 0 && i < json_count(seats); i++) {
		const char *person = kept_text(json_at(seats, i), "person");
		const char *body = kept_text(json_at(seats, i), "onBehalfOf");
		const char *office = kept_text(labels_record(h->labels, body), "node");
		struct node_id id;

		if (person != NULL && office != NULL && json_get(h->offices, person) == NULL &&
		    node_id_parse(office, strlen(office), &id) == 0)
			json_put_text(h->offices, person, office);
	}
	json_destroy(&seats);
	return err;
}

int helping_read(struct cmd *cmd, struct labels *labels, const char *space, int32_t today,
                 struct helping *out)
{
	int err;

	*out = (struct helping){ .cmd = cmd, .labels = labels, .today = today };
	err = kept_list(cmd, "availabilityRequest", space, &out->requests);
	if (err == 0)
		err = kept_list(cmd, "availability", space, &out->answers);
	/* Most committees ask nobody. */
	if (err == 0 && json_count(out->requests) > 0)
		err = read_offices(out, space);
	if (err == 0)
		parse_answers(out);
	return err;
}

void helping_release(struct helping *h)
{
	json_destroy(&h->requests);
	json_destroy(&h->answers);
	json_destroy(&h->offices);
	free(h->said);
	free(h->about);
	*h = (struct helping){ .cmd = NULL };
}

/* ---- one request ---- */

const char *helping_office(const struct helping *h, const char *person)
{
	const char *office = person != NULL ? json_get_text(h->offices, person) : NULL;

	return office != NULL ? office : json_get_text(labels_record(h->labels, person), "author");
}

static struct helpers_request terms_of(const struct json *request)
{
	const struct json *fields = json_get(request, "fields");
	const char *state = json_get_text(fields, "state");
	int64_t needed = json_int(json_get(fields, "needed"), 0);

	return (struct helpers_request){
		.needed = needed < 0            ? 0
		          : needed > UINT32_MAX ? UINT32_MAX
		                                : (uint32_t)needed,
		.is_closed = state != NULL && strcmp(state, "closed") == 0,
		.due = day_of_field(fields, "due", VB_DAY_MAX),
		.start_ms = json_int(json_get(fields, "start"), INT64_MIN),
		.end_ms = json_int(json_get(fields, "end"), INT64_MAX),
	};
}

static size_t count_to(const struct helping *h, const struct record_id *request)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(h->answers); i++)
		count += record_id_is_equal(&h->about[i], request);
	return count;
}

/* The answers to one request; *index: where each stands in all of them. */
static size_t answers_to(const struct helping *h, const struct record_id *request,
                         struct turnout_reply *out, size_t *index)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(h->answers); i++) {
		if (!record_id_is_equal(&h->about[i], request))
			continue;
		out[count] = h->said[i];
		index[count++] = i;
	}
	return count;
}

static struct node_id office_of(const struct helping *h, const char *person)
{
	const char *text = helping_office(h, person);
	struct node_id id = { { 0 } };

	if (text == NULL || node_id_parse(text, strlen(text), &id) < 0)
		return (struct node_id){ { 0 } };
	return id;
}

void helping_find(const struct helping *h, const struct json *request, struct helping_case *out)
{
	const struct record_id id = seats_id_of(json_get_text(request, "id"));
	size_t all = count_to(h, &id);
	struct turnout_reply *said = calloc(all + 1, sizeof(*said));
	size_t *index = calloc(all + 1, sizeof(*index));
	size_t count;

	*out = (struct helping_case){
		.request = request,
		.persons = json_get(json_get(request, "fields"), "asked"),
		.terms = terms_of(request),
	};
	out->count = json_count(out->persons);
	out->asked = calloc(out->count + 1, sizeof(*out->asked));
	if (said == NULL || index == NULL || out->asked == NULL)
		abort();
	for (size_t i = 0; i < out->count; i++) {
		const char *person = json_text(json_at(out->persons, i));

		out->asked[i].seat = seats_id_of(person);
		out->asked[i].office = office_of(h, person);
	}
	count = answers_to(h, &id, said, index);
	out->sums = helpers_find(&out->terms, out->asked, out->count, said, count, h->today);
	for (size_t i = 0; i < out->count; i++) {
		if (out->asked[i].reply != VB_TURNOUT_NONE)
			out->asked[i].reply = index[out->asked[i].reply];
	}
	free(said);
	free(index);
}

void helping_case_release(struct helping_case *c)
{
	free(c->asked);
	*c = (struct helping_case){ .count = 0 };
}

/* True if this person said yes to it. */
static bool comes(const struct helping_case *c, const struct record_id *person)
{
	for (size_t i = 0; i < c->count; i++) {
		if (record_id_is_equal(&c->asked[i].seat, person))
			return c->asked[i].answer == VB_ANSWER_ACCEPTED;
	}
	return false;
}

struct json *helping_doubles(const struct helping *h, const struct helping_case *c, size_t person)
{
	struct json *list = json_new_list();

	for (size_t i = 0; i < json_count(h->requests); i++) {
		const struct json *other = json_at(h->requests, i);
		struct helpers_request terms = terms_of(other);
		struct helping_case found = { .count = 0 };

		if (c->asked[person].answer != VB_ANSWER_ACCEPTED ||
		    !helpers_overlap(&c->terms, &terms) ||
		    strcmp(json_get_text(other, "id"), json_get_text(c->request, "id")) == 0)
			continue;
		helping_find(h, other, &found);
		if (comes(&found, &c->asked[person].seat))
			json_add_text(list, json_get_text(other, "id"));
		helping_case_release(&found);
	}
	return list;
}

struct obligation_due helping_due(const struct helping *h, const struct helping_case *c)
{
	struct obligation_due none = { .state = VB_OBLIGATION_NONE };
	int32_t day = c->terms.due;

	if (c->sums.state == VB_HELPERS_CLOSED || c->sums.state == VB_HELPERS_ENOUGH)
		return none;
	if (day == VB_DAY_MAX && c->terms.start_ms != INT64_MIN)
		day = day_of_moment(c->terms.start_ms, h->cmd->args->zone);
	return deadline_day(day, h->today);
}
