/* witness: proofs of two histories, told and taken; see witness.h; tested by tests/unit/test_ballot.c and test_witness.c. */
#include "daemon/sync/witness.h"

#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/core.h"
#include "daemon/core/extract.h"
#include "daemon/sync/offer.h"
#include "protocol/array.h"
#include "protocol/peer/heads.h"
#include "protocol/peer/segment.h"
#include "store/forks.h"
#include "store/rivals.h"

#define HALF_MAX_BYTES ((VB_FRAME_MAX_BYTES - VB_FRAME_HEAD_BYTES) / 2u - 4u)

/* ---- another control log ---- */

bool witness_is_other_control(const struct node_space *space, const struct head *head)
{
	const struct entry_id *ours;

	if (head->count > space_count(space->space))
		return false;
	ours = space_entry_id(space->space, (uint32_t)head->count - 1);
	return ours != NULL && memcmp(ours->b, head->prefix, sizeof(head->prefix)) != 0;
}

/* Notes that this state of theirs is looked into from this one of ours; false if it was. */
static bool note_doubt(struct session *s, uint32_t space, const uint8_t *last,
                       const struct entry_id *ours)
{
	struct control_doubt *doubt = NULL;

	for (uint32_t i = 0; i < s->doubt_count && doubt == NULL; i++) {
		if (s->doubts[i].space == space)
			doubt = &s->doubts[i];
	}
	if (doubt != NULL && memcmp(doubt->prefix, last, sizeof(doubt->prefix)) == 0 &&
	    entry_id_is_equal(&doubt->ours, ours))
		return false;
	if (doubt == NULL) {
		s->doubts = array_reserve(s->doubts, &s->doubt_capacity, s->doubt_count + 1u,
		                          sizeof(*s->doubts));
		doubt = &s->doubts[s->doubt_count++];
	}
	doubt->space = space;
	doubt->ours = *ours;
	memcpy(doubt->prefix, last, sizeof(doubt->prefix));
	return true;
}

void witness_doubt_control(struct sessions *sessions, struct session *s,
                           const struct node_space *space, const uint8_t *last, uint64_t count,
                           struct node_now now)
{
	struct fetch fetch = { .space = space->id,
		               .space_number = space->number,
		               .stream = VB_STREAM_CONTROL,
		               .target = count,
		               .link = s->link };

	if (space_count(space->space) == 0 ||
	    !note_doubt(s, space->number, last,
	                space_entry_id(space->space, space_count(space->space) - 1)))
		return;
	memcpy(fetch.log.b, space->id.b, sizeof(fetch.log.b));
	fetches_add(sessions->fetches, &fetch, now.mono);
	offer_note_heads(s, space->number, VB_STREAM_CONTROL);
}

/* ---- proofs coming in ---- */

/* Both halves go through the door: the one that is not ours is found to be so there, and kept. */
static int take_half(struct sessions *sessions, struct session *s, struct span bytes,
                     struct node_now now)
{
	struct admit_result result = { 0 };
	struct segment segment;
	struct fetch fetch;
	int err = segment_open(bytes, &segment);

	if (err != 0)
		return err;
	err = admit_segment(sessions->node, s->link, &s->peer, bytes, now, &result);
	/* Of what is not here yet the log itself is wanted, with its bodies. */
	if ((err != VB_ERR_GAP && err != VB_ERR_ERASED) || result.space_number == 0)
		return err;
	fetch = (struct fetch){ .space = result.space,
		                .log = segment.log,
		                .space_number = result.space_number,
		                .stream = (enum stream)segment.audience,
		                .from = result.count,
		                .target = segment.first_seq + segment.count,
		                .link = s->link };
	fetches_add(sessions->fetches, &fetch, now.mono);
	return 0;
}

int witness_on_proof(struct sessions *sessions, struct session *s, struct span payload,
                     struct node_now now)
{
	struct proof proof;
	int err = proof_decode(payload, &proof);

	if (err == 0)
		err = take_half(sessions, s, proof.first, now);
	/* What is the sender's fault ends the link; anything else says nothing against the other half. */
	if (err == VB_ERR_BAD_SIGNATURE || (err <= VB_ERR_TRUNCATED && err >= VB_ERR_OUT_OF_RANGE))
		return err;
	err = take_half(sessions, s, proof.second, now);
	return err == VB_ERR_BAD_SIGNATURE ||
	                       (err <= VB_ERR_TRUNCATED && err >= VB_ERR_OUT_OF_RANGE)
	               ? err
	               : 0;
}

/* ---- proofs going out ---- */

/* The kept history from seq on, its bodies as hashes. */
static int other_half(const struct log_info *log, const struct fork_row *fork, uint64_t seq,
                      struct buf *out)
{
	struct segment segment, head = { .audience = log->audience, .log = log->id };
	struct segment_reader reader;
	struct segment_entry entry;
	struct segment_writer w;
	uint32_t count;
	bool is_begun = false;
	int err = segment_open(fork->segment, &segment);

	if (err != 0)
		return err;
	segment_start(&segment, &segment.prev, &reader);
	while (err == 0 && segment_has_next(&reader)) {
		err = segment_next(&reader, &entry);
		if (err != 0 || entry.header.seq < seq)
			continue;
		if (!is_begun) {
			head.first_seq = seq;
			head.has_prev = seq > 0;
			head.prev = entry.header.prev;
			segment_begin(&w, out, HALF_MAX_BYTES, &head);
			is_begun = true;
		}
		err = segment_add(&w, &entry.header, span_of(NULL, 0));
	}
	if (!is_begun)
		return VB_ERR_NOT_FOUND;
	if (err == 0)
		segment_seal(&w, &segment.seal);
	return segment_finish(&w, &count) == 0 ? err : VB_ERR_NOT_FOUND;
}

/* Where the kept segment and our log can be shown side by side: its entries may begin behind the fork. */
static uint64_t place_of(const struct fork_row *fork)
{
	struct segment segment;

	if (segment_open(fork->segment, &segment) != 0)
		return UINT64_MAX;
	return segment.first_seq > fork->seq ? segment.first_seq : fork->seq;
}

static int send_fork(struct node *node, struct session *s, const struct log_info *log,
                     const struct fork_row *fork)
{
	uint64_t seq = place_of(fork);
	uint64_t next = seq;
	struct buf ours, theirs, frame;
	struct proof proof;
	int err = 0;

	if (seq >= log->sealed)
		return 0;
	buf_init(&ours, HALF_MAX_BYTES);
	buf_init(&theirs, HALF_MAX_BYTES);
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	if (extract_segment(node, log, VB_SERVE_HEADERS, HALF_MAX_BYTES, &next, &ours) == 0 &&
	    next > seq && other_half(log, fork, seq, &theirs) == 0) {
		proof.first = buf_span(&ours);
		proof.second = buf_span(&theirs);
		frame_begin(&frame, VB_FRAME_PROOF, 0);
		proof_encode(&proof, &frame);
		err = session_send(node, s, &frame);
	}
	buf_release(&ours);
	buf_release(&theirs);
	buf_release(&frame);
	return err;
}

static int send_forks(struct node *node, struct session *s)
{
	struct forks_cursor cursor;
	struct fork_row row;
	int err = 0;
	int closed;

	forks_open(&cursor, node_view(node));
	while (err == 0 && forks_next(&cursor, &row)) {
		const struct log_info *log = logs_get(node_logs(node), row.log);
		struct node_space *space = log ? node_space_number(node, log->space) : NULL;

		if (space && offer_is_allowed(space, &s->peer, (enum stream)log->audience))
			err = send_fork(node, s, log, &row);
	}
	closed = forks_close(&cursor);
	return err ? err : closed;
}

static int send_run(struct node *node, struct session *s, struct span run)
{
	struct buf frame;
	int err;

	/* It counts against the credit like any CONTROL; where there is too little the next link tells it. */
	if (s->allowance - s->sent < run.size)
		return 0;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_CONTROL, 0);
	buf_put(&frame, run.data, run.size);
	err = session_send(node, s, &frame);
	if (!err)
		s->sent += run.size;
	buf_release(&frame);
	return err;
}

static int send_rivals(struct node *node, struct session *s, const struct node_space *space)
{
	struct rivals_cursor cursor;
	struct rival_row row;
	int err = 0;
	int closed;

	rivals_open(&cursor, node_view(node), space->number);
	while (err == 0 && rivals_next(&cursor, &row)) {
		for (int i = 0; err == 0 && i < 2; i++)
			err = send_run(node, s, row.runs[i]);
	}
	closed = rivals_close(&cursor);
	return err ? err : closed;
}

int witness_send(struct node *node, struct session *s)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < node_space_count(node); i++) {
		const struct node_space *space = node_space_at(node, i);

		if (offer_is_allowed(space, &s->peer, VB_STREAM_CONTROL))
			err = send_rivals(node, s, space);
	}
	if (err == 0)
		err = send_forks(node, s);
	if (err == 0)
		s->proofs = node_proofs(node);
	return err;
}
