/* deliver: what leaves, in which order, within which credit; see deliver.h, tested by tests/sim/sim.c. */
#include "daemon/sync/deliver.h"

#include "daemon/core/own_card.h"
#include "daemon/core/partner.h"
#include "daemon/sync/blob_fetch.h"
#include "daemon/sync/blob_serve.h"
#include "daemon/sync/offer.h"
#include "daemon/sync/serve.h"
#include "daemon/sync/statement.h"
#include "daemon/sync/stock.h"
#include "daemon/sync/witness.h"
#include "protocol/peer/heads.h"

#define IDLE_CREDIT_BYTES                                                                          \
	(72u << 10) /* every link: the largest frame and some; 400 links hold 28 MiB */
#define FETCH_CREDIT_BYTES (2u << 20) /* a link over which we fetch, as far as the total reaches */
#define TURN_SEND_MAX_BYTES                                                                        \
	(8u << 20) /* sent in one turn over all links: what is queued stays bounded */

/* Membership or rights have changed: compare everything with everybody in the space anew. */
static void note_control_growth(struct sessions *sessions, const struct node_growth *growth)
{
	struct node_space *space = node_space_number(sessions->node, growth->space);

	stock_wake(sessions);
	for (uint32_t i = 0; space && i < sessions->count; i++) {
		struct session *s = sessions->items[i];
		const struct known_log *known = known_find(&s->known, known_control(growth->space));

		if (!s->has_hello || s->is_spare ||
		    !offer_is_allowed(space, &s->peer, VB_STREAM_CONTROL))
			continue;
		s->is_digest_due = true;
		s->is_passing = true;
		if (known && known->count > 0 && known->count < growth->count &&
		    s->link != growth->from_link)
			serve_add(s, &(struct serve_job){ .space = growth->space,
			                                  .stream = VB_STREAM_CONTROL,
			                                  .next = known->count,
			                                  .end = growth->count });
	}
}

/* Our own entries, and those that an office is used to get from us, are sent at once to whoever has all before them;
 * others are told the head (push and lazy push as in Plumtree, Leitao et al. 2007). */
static void note_log_growth(struct sessions *sessions, const struct node_growth *growth)
{
	struct node_space *space = node_space_number(sessions->node, growth->space);
	const struct log_info *log = logs_get(node_logs(sessions->node), growth->log);
	bool is_ours = node_id_is_equal(&log->author, node_self(sessions->node));
	bool is_suspended = growth->audience == VB_AUDIENCE_OPEN &&
	                    node_space_is_suspended(space, node_self(sessions->node));

	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];
		struct known_log *known;

		s->is_digest_due =
			s->is_digest_due || (is_suspended && s->has_hello && !s->is_spare);
		if (!s->has_hello || s->is_spare || s->link == growth->from_link ||
		    !offer_is_allowed(space, &s->peer, (enum stream)growth->audience))
			continue;
		known = known_at(&s->known, growth->log);
		if (known->count >= growth->count)
			continue;
		if (known->count > 0 && (is_ours || known->eager)) {
			serve_add(s, &(struct serve_job){ .space = growth->space,
			                                  .log = growth->log,
			                                  .stream = (enum stream)growth->audience,
			                                  .next = known->count,
			                                  .end = growth->count });
		} else {
			known->dirty = true;
			s->has_dirty = true;
		}
	}
}

/* now: NULL where it is not known. */
static int send_greeting(struct sessions *sessions, struct session *s, const struct node_now *now)
{
	struct hello hello = { .lowest = VB_PROTOCOL_VERSION,
		               .highest = VB_PROTOCOL_VERSION,
		               .card = node_card_bytes(sessions->node),
		               .boot = node_boot_id(sessions->node),
		               .has_clock = now != NULL };
	struct buf frame;
	int err;

	if (now)
		hello.clock = now->wall;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_HELLO, 0);
	hello_encode(&hello, &frame);
	err = session_send(sessions->node, s, &frame);
	if (!err) {
		s->is_hello_due = false;
		s->told = node_card(sessions->node)->version;
		s->told_at = s->heard;
	}
	buf_release(&frame);
	return err;
}

/* Our card has changed since they were told, or they do not say that they hold it. */
static bool is_card_due(const struct sessions *sessions, const struct session *s,
                        struct node_now now)
{
	return s->told < node_card(sessions->node)->version ||
	       (now.mono.v - s->told_at.v >= VB_DIGEST_EVERY_MS &&
	        !own_card_is_held(sessions->node, &s->peer));
}

static int send_card(struct sessions *sessions, struct session *s, struct node_now now)
{
	struct span card = node_card_bytes(sessions->node);
	struct buf frame;
	int err;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_CARD, 0);
	buf_put(&frame, card.data, card.size);
	err = session_send(sessions->node, s, &frame);
	if (!err) {
		s->told = node_card(sessions->node)->version;
		s->told_at = now.mono;
	}
	buf_release(&frame);
	return err;
}

static int send_held(struct sessions *sessions, struct session *s)
{
	struct span card;
	struct hash hash;
	struct buf frame;
	int err = partner_card(sessions->node, &s->peer, &card);

	s->is_held_due = false;
	if (err)
		return 0;
	crypt_hash(card, &hash);
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_HELD, 0);
	held_encode(&hash, &frame);
	err = session_send(sessions->node, s, &frame);
	s->is_held_due = err != 0;
	buf_release(&frame);
	return err;
}

static int send_complaint(struct sessions *sessions, struct session *s,
                          const struct complaint *complaint)
{
	struct buf frame;
	int err;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_ERROR, 0);
	complaint_encode(complaint, &frame);
	err = session_send(sessions->node, s, &frame);
	buf_release(&frame);
	return err;
}

static int send_unknown(struct sessions *sessions, struct session *s)
{
	struct complaint complaint = { .err = VB_ERR_UNKNOWN_SPACE,
		                       .has_space = true,
		                       .space = s->unknown };
	int err = send_complaint(sessions, s, &complaint);

	if (!err)
		s->has_unknown = false;
	return err;
}

void deliver_farewell(struct sessions *sessions, struct session *s, int why)
{
	struct complaint complaint = { .err = why };

	if (s->is_blocked || (s->is_hello_due && send_greeting(sessions, s, NULL) != 0))
		return;
	if (send_complaint(sessions, s, &complaint) != 0)
		s->is_blocked = true;
}

/* Every link may hold the small credit; the large one is dealt round robin while the total lasts. *outstanding: granted
 * and not used yet, over all links. */
static int send_credit(struct sessions *sessions, struct session *s, uint64_t *outstanding)
{
	bool is_fetching = fetches_has_link(sessions->fetches, s->link) || blob_fetch_is_open(s);
	uint64_t window = is_fetching ? FETCH_CREDIT_BYTES : IDLE_CREDIT_BYTES;
	uint64_t open = s->granted - s->received;
	struct buf frame;
	int err;

	if (*outstanding - open + window > VB_CREDIT_TOTAL_BYTES)
		window = IDLE_CREDIT_BYTES;
	if (open >= window || (!s->is_credit_due && open >= IDLE_CREDIT_BYTES))
		return 0;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_CREDIT, 0);
	credit_encode(s->received + window, &frame);
	err = session_send(sessions->node, s, &frame);
	buf_release(&frame);
	if (err)
		return err;
	*outstanding += window - open;
	s->granted = s->received + window;
	s->is_credit_due = false;
	return 0;
}

static int send_wants(struct sessions *sessions, struct session *s, struct node_now now)
{
	const struct fetch *fetch;
	struct buf frame;
	int err = 0;

	if (!fetches_has_link(sessions->fetches, s->link))
		return 0;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_WANT, 0);
	while ((fetch = fetches_next(sessions->fetches, s->link, now.mono)) != NULL)
		want_encode(&(struct want){ .space = fetch->space,
		                            .log = fetch->log,
		                            .first_seq = fetch->from,
		                            .count = fetch->target - fetch->from },
		            &frame);
	if (frame.size > VB_FRAME_HEAD_BYTES)
		err = session_send(sessions->node, s, &frame);
	buf_release(&frame);
	if (err) /* they are due again when the link takes frames, from the next digest */
		fetches_drop_link(sessions->fetches, s->link);
	s->is_digest_due = s->is_digest_due || err;
	return err;
}

static int send_due(struct sessions *sessions, struct session *s, struct node_now now,
                    uint64_t *outstanding, size_t *budget)
{
	int err = s->is_hello_due ? send_greeting(sessions, s, &now) : 0;

	if (!err && is_card_due(sessions, s, now))
		err = send_card(sessions, s, now);
	if (!err && s->is_held_due)
		err = send_held(sessions, s);
	if (!err)
		err = send_credit(sessions, s, outstanding);
	if (!err && s->has_unknown)
		err = send_unknown(sessions, s);
	if (fetches_want_more(sessions->fetches, s->link))
		s->is_digest_due = true;
	if (!err && s->is_digest_due) {
		err = offer_send_digests(sessions->node, s);
		s->is_digest_due = err != 0;
		s->digest_at = now.mono;
	}
	if (!err && (s->heads_count > 0 || s->has_dirty))
		err = offer_send_heads(sessions->node, s);
	if (!err)
		err = statement_send(sessions, s);
	if (!err && s->has_hello && !s->is_spare && s->proofs < node_proofs(sessions->node))
		err = witness_send(sessions->node, s);
	if (!err)
		err = send_wants(sessions, s, now);
	if (!err)
		err = blob_fetch_send(sessions, s, now);
	if (!err)
		err = serve_pump(sessions->node, s, budget);
	return err ? err : blob_serve_pump(sessions->node, s, budget);
}

bool deliver_note_growth(struct sessions *sessions)
{
	size_t count;
	const struct node_growth *growth = node_growth(sessions->node, &count);

	for (uint32_t i = 0; count > 0 && i < sessions->count; i++)
		blob_fetch_wake(sessions->items[i]);
	for (size_t i = 0; i < count; i++)
		if (growth[i].log == 0)
			note_control_growth(sessions, &growth[i]);
		else
			note_log_growth(sessions, &growth[i]);
	return count > 0;
}

bool deliver_due(struct sessions *sessions, struct node_now now)
{
	size_t budget = TURN_SEND_MAX_BYTES;
	uint64_t outstanding = 0;

	for (uint32_t i = 0; i < sessions->count; i++)
		outstanding += sessions->items[i]->granted - sessions->items[i]->received;
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[(sessions->first + i) % sessions->count];

		/* A failed read of the store shows in the next write; a busy link comes back by itself. */
		if (!s->is_blocked &&
		    send_due(sessions, s, now, &outstanding, &budget) == VB_ERR_BUSY)
			s->is_blocked = true;
	}
	return budget == 0;
}
