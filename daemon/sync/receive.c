/* receive: one function a kind of frame; see receive.h, tested by tests/sim/sim.c. */
#include "daemon/sync/receive.h"

#include "daemon/core/admit.h"
#include "daemon/core/branch.h"
#include "daemon/core/own_card.h"
#include "daemon/core/partner.h"
#include "daemon/core/quota.h"
#include "daemon/sync/blob_fetch.h"
#include "daemon/sync/blob_serve.h"
#include "daemon/sync/contact.h"
#include "daemon/sync/offer.h"
#include "daemon/sync/refill.h"
#include "daemon/sync/serve.h"
#include "daemon/sync/statement.h"
#include "daemon/sync/stock.h"
#include "daemon/sync/witness.h"
#include "protocol/peer/heads.h"
#include "protocol/peer/segment.h"
#include "store/entries.h"

#include <string.h>

/* One that is not taken for good reason (older, too many) is answered with the one that we hold. */
static int take_card(struct sessions *sessions, struct session *s, struct span bytes,
                     struct node_now now)
{
	struct card card;
	int err = card_decode(bytes, &card);

	if (!err && !node_id_is_equal(&card.id, &s->peer))
		err = VB_ERR_BAD_CARD;
	if (err)
		return err;
	s->is_held_due = true;
	err = node_on_card(sessions->node, bytes, now);
	return err == VB_ERR_BAD_CARD ? err : 0;
}

/* Who says HELLO over a link has the key that the link was made with. When we took that key for another office's, which
 * claims it, the link is given up: the next one is known for what it is. */
static int take_hello_card(struct sessions *sessions, struct session *s, struct span bytes,
                           struct node_now now)
{
	struct card card;
	int err = card_decode(bytes, &card);

	if (err)
		return err;
	if (!partner_prove_key(sessions->node, &s->curve, &card) ||
	    node_id_is_equal(&card.id, &s->peer))
		return take_card(sessions, s, bytes, now);
	err = node_on_card(sessions->node, bytes, now);
	return err == VB_ERR_BAD_CARD ? err : VB_ERR_STOPPING;
}

static int on_hello(struct sessions *sessions, struct session *s, struct span payload,
                    struct node_now now)
{
	struct hello hello;
	uint32_t version;
	int err;

	if (s->has_hello)
		return VB_ERR_UNEXPECTED;
	err = hello_decode(payload, &hello);
	if (!err)
		err = hello_version(&hello, &version);
	if (!err)
		err = take_hello_card(sessions, s, hello.card, now);
	if (err)
		return err;
	s->has_hello = true;
	s->is_digest_due = !s->is_spare;
	s->has_clock = hello.has_clock;
	s->clock = hello.clock;
	s->clock_at = now.mono;
	contact_on_hello(sessions, s, now);
	return 0;
}

static int on_held(struct sessions *sessions, const struct session *s, struct span payload)
{
	struct hash card;
	int err = held_decode(payload, &card);

	if (!err)
		own_card_on_held(sessions->node, &s->peer, &card);
	return err;
}

static void want_log(struct sessions *sessions, struct session *s, struct fetch *fetch,
                     struct node_now now)
{
	fetch->link = s->link;
	fetches_add(sessions->fetches, fetch, now.mono);
}

/* Compares one stream; true if the other side has what we have. */
static bool compare_stream(struct sessions *sessions, struct session *s,
                           const struct node_space *space, const struct digest *theirs)
{
	struct hash ours;

	offer_digest(sessions->node, space, theirs->stream, &ours);
	if (memcmp(ours.b, theirs->hash.b, sizeof(ours.b)) != 0) {
		offer_note_heads(s, space->number, theirs->stream);
		return false;
	}
	if (theirs->stream == VB_STREAM_OPEN)
		node_on_erasures(sessions->node, &space->id, &s->peer);
	offer_note_equal(sessions->node, s, space, theirs->stream);
	return true;
}

/* What differed in a space and is equal now the other side may not know yet: one digest of ours tells it. */
static void note_compared(struct session *s, const struct space_id *space, bool is_equal)
{
	bool is_known = s->has_differed && space_id_is_equal(&s->differed, space);

	if (!is_equal && !s->has_differed) {
		s->has_differed = true;
		s->differed = *space;
	} else if (is_equal && is_known) {
		s->has_differed = false;
		s->is_digest_due = true;
	}
}

/* Digests ascend by space and, within one, end with the control log: where all were equal the whole space is. */
static int on_digest(struct sessions *sessions, struct session *s, struct span payload)
{
	struct space_id at = { { 0 } };
	bool is_equal = false;
	struct heads_items items;
	struct digest item;
	int err = digest_list_decode(payload, &items);

	/* Bodies may have come to it that it did not have when it was asked last. */
	refill_allow(sessions, s);
	while (!err && digest_list_next(&items, &item)) {
		struct node_space *space = node_space_find(sessions->node, &item.space);

		if (!space || !offer_is_allowed(space, &s->peer, item.stream))
			continue;
		if (!space_id_is_equal(&at, &item.space))
			is_equal = true;
		at = item.space;
		is_equal = compare_stream(sessions, s, space, &item) && is_equal;
		if (item.stream == VB_STREAM_CONTROL)
			note_compared(s, &item.space, is_equal);
		if (is_equal && item.stream == VB_STREAM_CONTROL)
			node_on_compared(sessions->node, &item.space, &s->peer);
	}
	return err;
}

static void on_control_head(struct sessions *sessions, struct session *s, const struct heads *heads,
                            const struct head *head, struct node_now now)
{
	struct node_space *space = node_space_find(sessions->node, &heads->space);
	struct fetch fetch = { .space = heads->space,
		               .log = head->log,
		               .stream = VB_STREAM_CONTROL,
		               .target = head->count };

	if (memcmp(head->log.b, heads->space.b, sizeof(head->log.b)) != 0)
		return;
	/* Whether we hold an archive is nobody's business: it is asked for like something not known. */
	if (space && !space->archive) {
		fetch.space_number = space->number;
		fetch.from = space_count(space->space);
		known_set(&s->known, known_control(space->number), head->count);
		if (witness_is_other_control(space, head)) {
			witness_doubt_control(sessions, s, space, head->prefix, head->count, now);
			return;
		}
	}
	if (fetch.target > fetch.from)
		want_log(sessions, s, &fetch, now);
}

/* Somebody wrote two histories of this log. Fetching it from the start brings the place where they part to the door,
 * which keeps the proof; once a link is enough. */
static void doubt(struct sessions *sessions, struct session *s, const struct log_info *log,
                  uint64_t count, struct node_now now)
{
	struct known_log *known = known_at(&s->known, log->handle);
	struct node_space *space = node_space_number(sessions->node, log->space);
	struct fetch fetch = { .space = space->id,
		               .log = log->id,
		               .space_number = log->space,
		               .stream = (enum stream)log->audience,
		               .target = count };

	if (known->is_doubted)
		return;
	known->is_doubted = true;
	want_log(sessions, s, &fetch, now);
}

/* True if the last entry that they have is another one than ours at that place. */
static bool is_other_history(struct sessions *sessions, const struct log_info *log,
                             const struct head *head)
{
	struct entry_id id = log->head;

	if (head->count < log->count &&
	    entries_id(node_view(sessions->node), log->handle, head->count - 1, &id) != 0)
		return false;
	return memcmp(head->prefix, id.b, sizeof(head->prefix)) != 0;
}

static void on_log_head(struct sessions *sessions, struct session *s, struct node_space *space,
                        enum stream stream, const struct head *head, struct node_now now)
{
	const struct log_info *log = logs_find(node_logs(sessions->node), &head->log);
	struct fetch fetch = { .space = space->id,
		               .log = head->log,
		               .space_number = space->number,
		               .stream = stream,
		               .target = head->count };

	if (log && (log->space != space->number || (enum stream)log->audience != stream))
		return;
	if (log) {
		known_set(&s->known, log->handle, head->count);
		fetch.from = log->count;
	}
	if (log && fetch.target > fetch.from &&
	    quota_is_refused(sessions->node, space->number, &log->author, log->audience))
		return;
	if (fetch.target > fetch.from &&
	    (stream == VB_STREAM_OPEN || !stock_is_full(sessions, space)))
		want_log(sessions, s, &fetch, now);
	else if (log && fetch.target <= fetch.from && is_other_history(sessions, log, head))
		doubt(sessions, s, log, head->count, now);
}

/* Heads of data mean something only from one who belongs or belonged to the space; anybody else would learn from our WANT
 * that we do. Of a control log we may not know yet that it names them. */
static int on_heads(struct sessions *sessions, struct session *s, struct span payload,
                    struct node_now now)
{
	struct heads heads;
	struct head head;
	int err = heads_decode(payload, &heads);

	while (!err && heads_next(&heads.items, &head)) {
		struct node_space *space = node_space_find(sessions->node, &heads.space);

		if (space && heads.stream == VB_STREAM_OPEN)
			known_at(&s->known, known_open(space->number));
		if (heads.stream == VB_STREAM_CONTROL)
			on_control_head(sessions, s, &heads, &head, now);
		else if (space && offer_is_allowed(space, &s->peer, VB_STREAM_CONTROL) &&
		         offer_is_allowed(space, node_self(sessions->node), heads.stream))
			on_log_head(sessions, s, space, heads.stream, &head, now);
	}
	return err;
}

static bool want_job(struct sessions *sessions, struct session *s, const struct want *want,
                     struct serve_job *job)
{
	struct node_space *space = node_space_find(sessions->node, &want->space);
	const struct log_info *log;

	if (!space || !offer_is_allowed(space, &s->peer, VB_STREAM_CONTROL))
		return false;
	job->space = space->number;
	job->next = want->first_seq;
	if (memcmp(want->log.b, want->space.b, sizeof(want->log.b)) == 0) {
		job->stream = VB_STREAM_CONTROL;
		job->end = space_count(space->space);
		return true;
	}
	log = logs_find(node_logs(sessions->node), &want->log);
	if (!log || log->space != space->number ||
	    !offer_is_allowed(space, &s->peer, (enum stream)log->audience))
		return false;
	job->log = log->handle;
	job->stream = (enum stream)log->audience;
	job->end = log->sealed;
	return true;
}

static int on_want(struct sessions *sessions, struct session *s, struct span payload)
{
	struct heads_items items;
	struct want want;
	int err = want_list_decode(payload, &items);

	while (!err && want_list_next(&items, &want)) {
		struct serve_job job = { 0 };
		uint32_t key;

		if (!want_job(sessions, s, &want, &job)) {
			s->has_unknown = true;
			s->unknown = want.space;
			continue;
		}
		key = job.log ? job.log : known_control(job.space);
		known_set(&s->known, key, want.first_seq);
		known_at(&s->known, key)->eager = true;
		if (want.first_seq + want.count < job.end)
			job.end = want.first_seq + want.count;
		if (job.next < job.end)
			serve_add(s, &job);
	}
	return err;
}

/* What an honest office never sends: its form or its signature is wrong. */
static bool is_their_fault(int err)
{
	return (err <= VB_ERR_TRUNCATED && err >= VB_ERR_OUT_OF_RANGE) ||
	       err == VB_ERR_BAD_SIGNATURE || err == VB_ERR_BAD_HASH || err == VB_ERR_BAD_CHAIN ||
	       err == VB_ERR_BAD_SEAL;
}

/* Counts a frame against what we granted. */
static int take_credit(struct session *s, struct span payload)
{
	s->received += payload.size;
	s->is_credit_due = true;
	return s->received > s->granted ? VB_ERR_CREDIT : 0;
}

/* New data of a space of which a relay keeps as much as it may, open logs apart, in which erasures stand; or of an office of
 * which something was refused: what follows it would only leave a gap. */
static bool is_too_much(const struct sessions *sessions, const struct segment *segment)
{
	const struct log_info *log = logs_find(node_logs(sessions->node), &segment->log);
	const struct node_space *space = log ? node_space_number(sessions->node, log->space)
	                                     : node_space_find(sessions->node, &segment->space);

	if (!space || (log && segment->first_seq + segment->count <= log->count))
		return false;
	return (segment->audience != VB_AUDIENCE_OPEN && stock_is_full(sessions, space)) ||
	       quota_is_refused(sessions->node, space->number,
	                        log ? &log->author : &segment->author, segment->audience);
}

/* A segment was refused for bodies that the sender does not have: an erase that took them may be on its way, or a relay gave
 * them up; or its log is held because its begin is not here. Everybody else is compared with now, and this office again in a while. */
static void note_lack(struct sessions *sessions, struct session *s, struct node_now now)
{
	if (s->lacks_bodies)
		return;
	s->lacks_bodies = true;
	s->lacked_at = now.mono;
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *other = sessions->items[i];

		if (!other->lacks_bodies && other->has_hello && !other->is_spare)
			other->is_digest_due = true;
	}
}

/* A log of which two histories are known, and nobody has chosen. What follows in the other one always leaves a gap: asked for
 * at once, both would go on for ever. */
static bool is_forked(struct sessions *sessions, const struct log_id *id)
{
	const struct log_info *log = logs_find(node_logs(sessions->node), id);
	const struct core_space *space = log ? core_space_number(sessions->node, log->space) : NULL;

	return space && branch_forked_at(sessions->node, space, log) != UINT64_MAX;
}

static bool lacks_begin(const struct sessions *sessions, const struct log_id *id)
{
	const struct log_info *log = logs_find(node_logs(sessions->node), id);

	return log && log->fault == VB_ERR_NO_BEGIN;
}

static int on_segment(struct sessions *sessions, struct session *s, struct span payload,
                      struct node_now now)
{
	struct admit_result result = { 0 };
	struct segment segment;
	struct known_log *known;
	int err = segment_open(payload, &segment);

	if (err)
		return err;
	if (is_too_much(sessions, &segment)) {
		fetches_drop(sessions->fetches, &segment.log, s->link);
		return 0;
	}
	err = admit_segment(sessions->node, s->link, &s->peer, payload, now, &result);
	if (err == 0 || err == VB_ERR_DUPLICATE) {
		/* What is here already may have been asked for again, for its bodies or to compare it. */
		fetches_progress(sessions->fetches, &segment.log,
		                 err == 0 ? result.count : segment.first_seq + segment.count,
		                 now.mono);
		if (err == 0 || result.refilled > 0)
			stock_add(sessions, result.space_number, payload.size);
		if (result.refilled > 0)
			stock_wake(sessions);
		if (err == VB_ERR_DUPLICATE)
			refill_on_answer(sessions, s, result.refilled > 0);
		known_raise(&s->known, result.log, segment.first_seq + segment.count);
		known = known_at(&s->known, result.log);
		known->eager = known->eager && err == 0;
		/* Once it is on our disk the sender hears how far we are: what arrived, and what did not. */
		known->dirty = known->dirty || err == 0;
		s->has_dirty = s->has_dirty || err == 0;
	} else if (err == VB_ERR_GAP && result.space_number != 0 &&
	           !is_forked(sessions, &segment.log)) {
		struct fetch fetch = { .space = result.space,
			               .log = segment.log,
			               .space_number = result.space_number,
			               .stream = (enum stream)segment.audience,
			               .from = result.count,
			               .target = segment.first_seq + segment.count };

		want_log(sessions, s, &fetch, now);
	} else {
		if (err == VB_ERR_ERASED)
			note_lack(sessions, s, now);
		fetches_drop(sessions->fetches, &segment.log, s->link);
	}
	if (err == 0 && lacks_begin(sessions, &segment.log))
		note_lack(sessions, s, now);
	if (err == VB_ERR_FORK)
		doubt(sessions, s, logs_get(node_logs(sessions->node), result.log),
		      segment.first_seq + segment.count, now);
	return is_their_fault(err) ? err : 0;
}

/* Control entries that follow another one than our last: what is before them is looked into. */
static void doubt_run(struct sessions *sessions, struct session *s, const struct control_run *run,
                      struct node_now now)
{
	const struct node_space *space = node_space_find(sessions->node, &run->space);
	struct control_run at = *run;
	struct control_item item;
	struct entry_id last = { { 0 } };

	while (control_run_next(&at, &item))
		entry_id_derive(item.bytes.data, &last);
	if (space && !space->archive)
		witness_doubt_control(sessions, s, space, last.b, run->first_seq + run->count, now);
}

static int on_control(struct sessions *sessions, struct session *s, struct span payload,
                      struct node_now now)
{
	struct admit_result result = { 0 };
	struct control_run run;
	struct log_id log;
	int err = control_run_decode(payload, &run);

	if (err)
		return err;
	memcpy(log.b, run.space.b, sizeof(log.b));
	err = admit_control(sessions->node, s->link, &s->peer, payload, now, &result);
	if (err == 0 || err == VB_ERR_DUPLICATE) {
		fetches_progress(sessions->fetches, &log, result.count, now.mono);
		known_raise(&s->known, known_control(result.space_number),
		            run.first_seq + run.count);
	} else if (err == VB_ERR_GAP) {
		struct fetch fetch = { .space = run.space,
			               .log = log,
			               .space_number = result.space_number,
			               .stream = VB_STREAM_CONTROL,
			               .from = result.count,
			               .target = run.first_seq + run.count };

		want_log(sessions, s, &fetch, now);
	} else {
		fetches_drop(sessions->fetches, &log, s->link);
	}
	if (err == VB_ERR_BAD_CHAIN || err == VB_ERR_CONTROL_FORKED)
		doubt_run(sessions, s, &run, now);
	/* One who was told another history of the space by its owner is not to blame. */
	return is_their_fault(err) && err != VB_ERR_BAD_CHAIN ? err : 0;
}

static int on_credit(struct session *s, struct span payload)
{
	uint64_t total;
	int err = credit_decode(payload, &total);

	if (!err && total > s->allowance)
		s->allowance = total;
	return err;
}

int receive_frame(struct sessions *sessions, struct session *s, const struct frame *frame,
                  struct node_now now)
{
	int err = frame_needs_credit(frame->type) ? take_credit(s, frame->payload) : 0;

	if (err)
		return err;
	switch (frame->type) {
	case VB_FRAME_HELLO:
		return on_hello(sessions, s, frame->payload, now);
	case VB_FRAME_DIGEST:
		return on_digest(sessions, s, frame->payload);
	case VB_FRAME_HEADS:
		return on_heads(sessions, s, frame->payload, now);
	case VB_FRAME_WANT:
		return on_want(sessions, s, frame->payload);
	case VB_FRAME_SEGMENT:
		return on_segment(sessions, s, frame->payload, now);
	case VB_FRAME_CONTROL:
		return on_control(sessions, s, frame->payload, now);
	case VB_FRAME_CREDIT:
		return on_credit(s, frame->payload);
	case VB_FRAME_HAVE:
		return statement_take(sessions, s, frame->payload);
	case VB_FRAME_BLOB_WANT:
		return blob_serve_want(sessions, s, frame->payload);
	case VB_FRAME_BLOB:
		return blob_fetch_take(sessions, s, frame->payload, now);
	case VB_FRAME_CARD:
		return take_card(sessions, s, frame->payload, now);
	case VB_FRAME_HELD:
		return on_held(sessions, s, frame->payload);
	case VB_FRAME_PROOF:
		return witness_on_proof(sessions, s, frame->payload, now);
	case VB_FRAME_BYE:
		return VB_ERR_STOPPING;
	default: /* of a later version, or nothing to act on */
		return 0;
	}
}
