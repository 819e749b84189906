/* branch: two histories of one log; see branch.h; tested by tests/unit/test_judge.c. */
#include "daemon/core/branch.h"

#include "protocol/peer/segment.h"
#include "store/entries.h"
#include "store/erasures.h"
#include "store/forks.h"

/* The last cut-off of the author's, or word of a lift, that goes beyond seq of the log; NULL if there is none. The latest word counts. */
static const struct cutoff *cutoff_beyond(const struct core_space *space,
                                          const struct node_id *author, const struct log_id *log,
                                          uint64_t seq)
{
	const struct member *member = space_member(space->pub.space, author);
	const struct cutoff *found = NULL;
	uint32_t latest = 0;

	for (uint32_t i = 0; member != NULL && i < member_word_count(member); i++) {
		const struct cut *word = member_word(member, i);
		const struct cutoff *cutoff = cut_find(word, log);

		if (cutoff == NULL || cutoff->count <= seq ||
		    (found != NULL && word->control_seq < latest))
			continue;
		found = cutoff;
		latest = word->control_seq;
	}
	return found;
}

/* True if the entry that a cut-off names is the one that is here. */
static bool is_ours(struct node *node, const struct log_info *log, const struct cutoff *cutoff)
{
	struct entry_id id;

	return cutoff->count <= log->count &&
	       entries_id(node_view(node), log->handle, cutoff->count - 1, &id) == 0 &&
	       entry_id_is_equal(&id, &cutoff->entry);
}

static const struct core_fork *fork_find(const struct node *node, uint32_t handle)
{
	for (uint32_t i = 0; i < node->fork_count; i++) {
		if (node->forks[i].log == handle)
			return &node->forks[i];
	}
	return NULL;
}

uint64_t branch_forked_at(struct node *node, const struct core_space *space,
                          const struct log_info *log)
{
	const struct core_fork *fork = fork_find(node, log->handle);
	const struct cutoff *cutoff;

	if (fork == NULL)
		return UINT64_MAX;
	cutoff = cutoff_beyond(space, &log->author, &log->id, fork->seq);
	return cutoff != NULL && is_ours(node, log, cutoff) ? UINT64_MAX : fork->seq;
}

bool branch_is_refused(const struct core_space *space, const struct node_id *author,
                       const struct log_id *log, uint64_t seq, const struct entry_id *id)
{
	const struct member *member = space_member(space->pub.space, author);

	for (uint32_t i = 0; member != NULL && i < member_word_count(member); i++) {
		const struct cutoff *cutoff = cut_find(member_word(member, i), log);

		if (cutoff != NULL && cutoff->count == seq + 1 &&
		    !entry_id_is_equal(&cutoff->entry, id))
			return true;
	}
	return false;
}

bool branch_is_wrong(struct node *node, const struct core_space *space, const struct log_info *log,
                     uint64_t *from)
{
	const struct member *member = space_member(space->pub.space, &log->author);
	const struct core_fork *fork = fork_find(node, log->handle);
	const struct cutoff *cutoff;

	if (fork != NULL) {
		cutoff = cutoff_beyond(space, &log->author, &log->id, fork->seq);
		*from = fork->seq;
		return cutoff != NULL && !is_ours(node, log, cutoff);
	}
	*from = 0;
	for (uint32_t i = 0; member != NULL && i < member_word_count(member); i++) {
		cutoff = cut_find(member_word(member, i), &log->id);
		if (cutoff != NULL && cutoff->count <= log->count && !is_ours(node, log, cutoff))
			return true;
	}
	return false;
}

/* ---- proofs and erasures ---- */

/* A proof of which something was taken out. */
struct stripped {
	uint32_t log;
	uint64_t seq;
	struct buf segment;
};

/* Writes the segment anew without erased bodies. True if there were any. */
static bool strip(struct node *node, const struct log_info *log, struct span bytes, struct buf *out)
{
	struct record_ref record = { .space = log->space, .audience = log->audience };
	struct segment_reader reader;
	struct segment_writer writer;
	struct segment_entry entry;
	struct segment segment;
	uint32_t count, erased = 0;

	if (segment_open(bytes, &segment) != 0)
		return false;
	segment_begin(&writer, out, VB_SEGMENT_MAX_BYTES, &segment);
	segment_start(&segment, &segment.prev, &reader);
	for (uint32_t i = 0; i < segment.count; i++) {
		if (segment_next(&reader, &entry) != 0)
			return false;
		record.id = entry.header.record;
		if (entry.body.size > 0 && erasures_is_erased(node_view(node), &record)) {
			entry.body = span_of(NULL, 0);
			erased++;
		}
		if (segment_add(&writer, &entry.header, entry.body) != 0)
			return false;
	}
	segment_seal(&writer, &segment.seal);
	return segment_finish(&writer, &count) == 0 && erased > 0;
}

/* The next proof behind a log that holds something erased. */
static bool strip_next(struct node *node, uint32_t after, struct stripped *out)
{
	struct forks_cursor c;
	struct fork_row row;
	bool found = false;

	forks_open(&c, node_view(node));
	while (!found && forks_next(&c, &row)) {
		const struct log_info *log = logs_get(node->logs, row.log);

		if (row.log <= after || log == NULL || log->audience > VB_AUDIENCE_CORE)
			continue;
		buf_clear(&out->segment);
		found = strip(node, log, row.segment, &out->segment);
		out->log = row.log;
		out->seq = row.seq;
	}
	return forks_close(&c) == 0 && found;
}

void branch_strip(struct node *node)
{
	struct stripped proof = { .log = 0 };

	buf_init(&proof.segment, VB_SEGMENT_MAX_BYTES);
	while (node->has_erasures && strip_next(node, proof.log, &proof))
		forks_put(node_write(node), proof.log, proof.seq, buf_span(&proof.segment));
	buf_release(&proof.segment);
}

/* ---- keeping ---- */

bool branch_keep(struct node *node, uint32_t handle, uint64_t seq, struct span segment)
{
	const struct core_fork *known = fork_find(node, handle);

	if (known != NULL && known->seq <= seq)
		return false;
	if (known != NULL)
		branch_forget(node, handle);
	forks_put(node_write(node), handle, seq, segment);
	core_fork_add(node, handle, seq);
	branch_strip(node);
	node->proofs++;
	return true;
}

void branch_forget(struct node *node, uint32_t handle)
{
	forks_del(node_write(node), handle);
	for (uint32_t i = 0; i < node->fork_count; i++) {
		if (node->forks[i].log == handle) {
			node->forks[i] = node->forks[--node->fork_count];
			return;
		}
	}
}
