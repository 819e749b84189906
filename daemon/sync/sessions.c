/* sessions: the life of the links, and which of their parts does what; see sessions.h.
 * tested by tests/sim/sim.c, which runs dozens of cores over a network worse than TCP. */
#include "daemon/sync/sessions.h"

#include "daemon/core/erase.h"
#include "daemon/core/quota.h"
#include "daemon/sync/blob_fetch.h"
#include "daemon/sync/contact.h"
#include "daemon/sync/deliver.h"
#include "daemon/sync/offer.h"
#include "daemon/sync/receive.h"
#include "daemon/sync/refill.h"
#include "daemon/sync/statement.h"
#include "daemon/sync/stock.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define STALLED_MAX_COUNT 64u

/* ---- the table of links ---- */

struct sessions *sessions_new(struct node *node)
{
	struct sessions *sessions = calloc(1, sizeof(*sessions));

	if (!sessions)
		abort();
	sessions->node = node;
	sessions->fetches = fetches_new();
	sessions->contacts = contacts_new();
	sessions->statements = statements_new(node);
	sessions->stocks = stocks_new();
	return sessions;
}

static void session_destroy(struct session **s)
{
	known_release(&(*s)->known);
	free((*s)->doubts);
	blob_fetch_reset(*s);
	free((*s)->heads);
	free((*s)->jobs);
	free((*s)->passed);
	free(*s);
	*s = NULL;
}

void sessions_destroy(struct sessions **sessions)
{
	if (!*sessions)
		return;
	for (uint32_t i = 0; i < (*sessions)->count; i++)
		session_destroy(&(*sessions)->items[i]);
	fetches_destroy(&(*sessions)->fetches);
	contacts_destroy(&(*sessions)->contacts);
	statements_destroy(&(*sessions)->statements);
	stocks_destroy(&(*sessions)->stocks);
	free((*sessions)->items);
	free(*sessions);
	*sessions = NULL;
}

static struct session *find_link(const struct sessions *sessions, uint32_t link)
{
	for (uint32_t i = 0; i < sessions->count; i++)
		if (sessions->items[i]->link == link)
			return sessions->items[i];
	return NULL;
}

const struct session *sessions_find(const struct sessions *sessions, const struct node_id *peer)
{
	return session_of(sessions, peer);
}

bool sessions_clock(const struct sessions *sessions, const struct node_id *peer,
                    struct node_now now, int64_t *ahead_ms)
{
	const struct session *s = sessions_find(sessions, peer);

	if (!s || !s->has_clock)
		return false;
	*ahead_ms = (int64_t)(s->clock.v + (now.mono.v - s->clock_at.v)) - (int64_t)now.wall.v;
	return true;
}

size_t sessions_fetch_count(const struct sessions *sessions)
{
	return fetches_count(sessions->fetches);
}

bool sessions_has_work(const struct sessions *sessions)
{
	return sessions->has_work;
}

void sessions_on_link_up(struct sessions *sessions, uint32_t link, const struct node_id *peer,
                         const struct public_key *curve, bool dialled, struct node_now now)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->link = link;
	s->peer = *peer;
	s->curve = *curve;
	s->is_dialled = dialled;
	s->is_spare = sessions_find(sessions, peer) != NULL;
	s->is_hello_due = true;
	s->is_passing = true;
	s->heard = now.mono;
	s->digest_at = now.mono;
	s->silence_at = now.mono;
	known_init(&s->known);
	blob_fetch_init(&s->fetching);
	if (sessions->count == sessions->capacity) {
		sessions->capacity = sessions->capacity ? sessions->capacity * 2 : 16;
		sessions->items =
			realloc(sessions->items, sessions->capacity * sizeof(struct session *));
		if (!sessions->items)
			abort();
	}
	sessions->items[sessions->count++] = s;
}

/* The oldest link that is left with an office carries its data from now on. */
static void promote_spare(struct sessions *sessions, const struct node_id *peer)
{
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];

		if (!node_id_is_equal(&s->peer, peer))
			continue;
		s->is_spare = false;
		s->is_digest_due = s->has_hello;
		return;
	}
}

void sessions_on_link_down(struct sessions *sessions, uint32_t link, struct node_now now)
{
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];
		struct node_id peer = s->peer;
		bool was_spare = s->is_spare;

		if (s->link != link)
			continue;
		contact_on_down(sessions, s, now);
		blob_fetch_end(sessions, s);
		statement_on_down(sessions, link);
		session_destroy(&s);
		sessions->count--;
		memmove(&sessions->items[i], &sessions->items[i + 1],
		        (sessions->count - i) * sizeof(struct session *));
		fetches_end_link(sessions->fetches, link);
		if (!was_spare)
			promote_spare(sessions, &peer);
		return;
	}
}

void sessions_on_writable(struct sessions *sessions, uint32_t link)
{
	struct session *s = find_link(sessions, link);

	if (s)
		s->is_blocked = false;
}

int sessions_on_frame(struct sessions *sessions, uint32_t link, struct span frame,
                      struct node_now now)
{
	const struct node_output *output = node_output(sessions->node);
	struct session *s = find_link(sessions, link);
	struct frame f;
	int err;

	if (!s)
		return 0;
	s->heard = now.mono;
	err = frame_decode(frame, &f);
	if (!err && !s->has_hello && f.type != VB_FRAME_HELLO)
		err = VB_ERR_UNEXPECTED;
	if (!err)
		err = receive_frame(sessions, s, &f, now);
	if (err && err != VB_ERR_STOPPING)
		deliver_farewell(sessions, s, err);
	if (err) {
		sessions_on_link_down(sessions, link, now);
		output->close_link(output->ctx, link, err);
	}
	return err;
}

/* Is it time for digests again? An office that has nothing of a space cannot notice that what we told it first was lost. */
static bool is_digest_time(struct sessions *sessions, struct session *s, struct node_now now)
{
	if (now.mono.v - s->digest_at.v >= VB_DIGEST_EVERY_MS)
		return true;
	if (now.mono.v - s->silence_at.v < VB_DIGEST_AGAIN_MS)
		return false;
	s->silence_at = now.mono;
	return offer_is_silent(sessions->node, s);
}

static bool is_any_fetching(struct node *node)
{
	for (size_t i = 0; i < node_space_count(node); i++) {
		if (node_space_at(node, i)->fetching)
			return true;
	}
	return false;
}

/* Who fetches a space anew compares as soon as all has come that is known of, and need not wait for minutes. */
static bool is_to_be_compared(const struct sessions *sessions, const struct session *s)
{
	return s->digest_at.v <= sessions->grown.v && fetches_count(sessions->fetches) == 0 &&
	       is_any_fetching(sessions->node);
}

/* A space from a backup: all that an office told of its open logs, where erasures stand, is here. */
static void lift_veils(struct sessions *sessions)
{
	for (size_t k = 0; k < node_space_count(sessions->node); k++) {
		const struct node_space *space = node_space_at(sessions->node, k);

		for (uint32_t i = 0; space->veiled && i < sessions->count; i++) {
			const struct session *s = sessions->items[i];

			if (known_find(&s->known, known_open(space->number)) &&
			    !fetches_has_open(sessions->fetches, s->link, space->number))
				node_on_erasures(sessions->node, &space->id, &s->peer);
		}
	}
}

/* What there was no room for, and is now. */
static void ask_refused(const struct sessions *sessions, struct node_now now)
{
	uint32_t number;

	while ((number = quota_next_free(sessions->node, now)) != 0) {
		const struct node_space *space = node_space_number(sessions->node, number);

		if (space)
			offer_again(sessions, space);
	}
}

/* An erase came, or time has passed: what was refused for bodies that were missing can come now. */
static void ask_again(struct sessions *sessions, bool has_erase, struct node_now now)
{
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];

		if (!s->lacks_bodies ||
		    (!has_erase && now.mono.v - s->lacked_at.v < VB_DIGEST_AGAIN_MS))
			continue;
		s->lacks_bodies = false;
		s->is_digest_due = s->has_hello && !s->is_spare;
	}
}

void sessions_on_tick(struct sessions *sessions, struct node_now now)
{
	uint32_t stalled[STALLED_MAX_COUNT];
	size_t count =
		fetches_drop_stalled(sessions->fetches, now.mono, stalled, STALLED_MAX_COUNT);

	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];
		bool is_stalled = false;

		blob_fetch_on_tick(sessions, s, now);
		for (size_t k = 0; k < count; k++)
			is_stalled = is_stalled || stalled[k] == s->link;
		/* Whoever did not deliver is asked last: the others' digests go out first. */
		if ((count > 0 && (!is_stalled || sessions->count == count)) ||
		    is_digest_time(sessions, s, now) || is_to_be_compared(sessions, s))
			s->is_digest_due = s->has_hello && !s->is_spare;
	}
	ask_again(sessions, false, now);
	lift_veils(sessions);
	sessions->refill_due = true;
	contact_on_tick(sessions, now);
	statement_on_tick(sessions, now);
	stock_on_tick(sessions, now);
	ask_refused(sessions, now);
}

void sessions_on_stop(struct sessions *sessions, struct node_now now)
{
	contact_on_stop(sessions, now);
	statement_on_stop(sessions);
}

void sessions_before_commit(struct sessions *sessions, struct node_now now)
{
	contact_before_commit(sessions, now);
	statement_before_commit(sessions);
}

void sessions_on_commit(struct sessions *sessions, struct node_now now)
{
	contact_on_commit(sessions);
	statement_on_commit(sessions, now);
	if (erase_has_come(sessions->node))
		ask_again(sessions, true, now);
	if (deliver_note_growth(sessions))
		sessions->grown = now.mono;
	refill_on_commit(sessions, now);
	sessions->has_work = deliver_due(sessions, now);
	sessions->first = sessions->count ? (sessions->first + 1) % sessions->count : 0;
}

void sessions_on_failure(struct sessions *sessions)
{
	contact_on_failure(sessions);
	statement_on_failure(sessions);
	stock_on_failure(sessions);
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];

		/* Numbers that the turn gave out are given out again, for other logs and spaces. */
		s->job_count = 0;
		s->serving.left = 0;
		blob_fetch_reset(s);
		s->heads_count = 0;
		s->passed_count = 0;
		s->is_passing = true;
		known_release(&s->known);
		fetches_drop_link(sessions->fetches, s->link);
		s->is_digest_due = s->has_hello && !s->is_spare;
	}
}
