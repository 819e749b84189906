/* admit: segments of data and open logs; see admit.h. Control entries: admit_control.c; our own: admit_own. */
#include "daemon/core/admit.h"

#include <string.h>

#include "daemon/core/attachment.h"
#include "daemon/core/branch.h"
#include "daemon/core/erase.h"
#include "daemon/core/hollow.h"
#include "daemon/core/judge.h"
#include "daemon/core/locking.h"
#include "daemon/core/quota.h"
#include "daemon/log.h"
#include "store/entries.h"
#include "store/spaces.h"

/* A segment on its way in. */
struct arrival {
	struct node *node;
	uint32_t link;
	struct node_now now;
	struct core_space *space;
	const struct log_info *log; /* NULL: not known yet */
	struct node_id author;
	struct segment segment;
	uint64_t count;      /* entries here before */
	uint64_t differs_at; /* first entry that is not ours; UINT64_MAX: none */
};

/* ---- may it come in? ---- */

/* Whose data we take, and which: a current member's word for logs that we may hold. What comes with a file needs nobody's
 * word but the author's seal; archive asks what we may hold. */
static int check_right(const struct arrival *a, const struct node_id *from)
{
	const struct space *space = a->space->pub.space;
	const struct node_id *self = &a->node->self;
	enum audience audience = a->segment.audience;

	if (space_count(space) == 0 || space_member(space, &a->author) == NULL)
		return VB_ERR_UNKNOWN_CONTROL;
	if (from == NULL)
		return 0;
	if (space_role(space, from) == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (space_may_serve(space, self, audience) == VB_SERVE_NOTHING)
		return space_role(space, self) == VB_ROLE_NONE ? VB_ERR_NOT_MEMBER
		                                               : VB_ERR_NO_RIGHT;
	return 0;
}

/* Finds space and log. */
static int find_place(struct arrival *a, struct admit_result *out)
{
	const struct segment *s = &a->segment;

	a->log = logs_find(a->node->logs, &s->log);
	if (a->log != NULL) {
		a->space = core_space_number(a->node, a->log->space);
		a->author = a->log->author;
		a->count = a->log->count;
		out->log = a->log->handle;
		out->count = a->count;
	} else if (s->is_introduced) {
		a->space = core_space_find(a->node, &s->space);
		a->author = s->author;
	} else {
		return VB_ERR_BAD_LOG;
	}
	if (a->space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	out->space = a->space->pub.id;
	out->space_number = a->space->pub.number;
	return a->log != NULL && a->log->audience != s->audience ? VB_ERR_BAD_LOG : 0;
}

/* ---- is it whole and sealed? ---- */

/* The id of the stored entry seq. */
static int id_here(const struct arrival *a, uint64_t seq, struct entry_id *out)
{
	if (seq + 1 == a->count) {
		*out = a->log->head;
		return 0;
	}
	return entries_id(node_view(a->node), a->log->handle, seq, out);
}

/* Reads all entries of the segment into node->segment, chained to what is here or to the predecessor given, and notes
 * where they are not the ones that are here. */
static int read_entries(struct arrival *a)
{
	const struct segment *s = &a->segment;
	struct segment_reader reader;
	struct entry_id prev = { { 0 } };
	struct entry_id ours;
	int err = 0;

	a->differs_at = UINT64_MAX;
	if (s->first_seq > 0)
		err = id_here(a, s->first_seq - 1, &prev);
	if (err == 0 && s->has_prev && !entry_id_is_equal(&prev, &s->prev)) {
		a->differs_at = s->first_seq - 1;
		prev = s->prev;
	}
	if (err != 0)
		return err;
	segment_start(s, &prev, &reader);
	for (uint32_t i = 0; err == 0 && i < s->count; i++) {
		uint64_t seq = s->first_seq + i;

		err = segment_next(&reader, &a->node->segment[i]);
		if (err != 0 || seq >= a->count || seq >= a->differs_at)
			continue;
		err = id_here(a, seq, &ours);
		if (err == 0 && !entry_id_is_equal(&ours, &a->node->segment[i].id))
			a->differs_at = seq;
	}
	return err;
}

/* A seal stands at every boundary: a segment that runs over one would leave us without it. */
static int check_boundaries(const struct arrival *a)
{
	const struct segment *s = &a->segment;
	struct boundary walk = { 0 };
	uint32_t first = a->count > s->first_seq ? (uint32_t)(a->count - s->first_seq) : 0;

	if (a->log != NULL)
		walk = a->log->walk;
	for (uint32_t i = first; i < s->count; i++) {
		if (boundary_add(&walk, a->node->segment[i].header.body_size) && i > first)
			return VB_ERR_BAD_SEAL;
	}
	return 0;
}

static int check_seal(const struct arrival *a)
{
	const struct member *author = space_member(a->space->pub.space, &a->author);

	return entry_seal_verify(&author->card.sign, &a->node->segment[a->segment.count - 1].id,
	                         &a->segment.seal);
}

/* The record of an entry of the segment. */
static struct record_ref record_of(const struct arrival *a, uint32_t index)
{
	return (struct record_ref){ .space = a->space->pub.number,
		                    .audience = a->segment.audience,
		                    .id = a->node->segment[index].header.record };
}

/* What travels without its body is kept without it. Whoever may read a log takes that only where an erase took the body:
 * another office still has the whole, or the erase is on its way and comes first the next time. An archive may come to life:
 * it takes no other either, but for open logs, of which a former member has no more. */
static int check_bodies(const struct arrival *a)
{
	const struct segment *s = &a->segment;
	uint32_t first = a->count > s->first_seq ? (uint32_t)(a->count - s->first_seq) : 0;

	if (space_may_serve(a->space->pub.space, &a->node->self, s->audience) != VB_SERVE_WHOLE &&
	    (!a->space->pub.archive || s->audience == VB_AUDIENCE_OPEN))
		return 0;
	for (uint32_t i = first; i < s->count; i++) {
		struct record_ref record = record_of(a, i);

		if (a->node->segment[i].body.data == NULL && !erase_excuses(a->node, &record))
			return VB_ERR_ERASED;
	}
	return 0;
}

/* Two sealed histories: the other one is kept as proof, ours is held from where they part. */
static int keep_fork(const struct arrival *a, struct span segment)
{
	if (branch_keep(a->node, a->log->handle, a->differs_at, segment)) {
		log_warnx("log.forked", "space=%s office=%s seq=%llu",
		          log_hex(a->space->pub.id.b).text, log_node(&a->author).text,
		          (unsigned long long)a->differs_at);
		judge_fork(a->node, a->space, a->log->handle);
	}
	return VB_ERR_FORK;
}

/* A cut-off that names one of these entries names it by its id: another branch does not come in. */
static int check_branch(const struct arrival *a)
{
	const struct segment *s = &a->segment;

	for (uint32_t i = 0; i < s->count; i++) {
		if (branch_is_refused(a->space, &a->author, &s->log, s->first_seq + i,
		                      &a->node->segment[i].id))
			return VB_ERR_FORK;
	}
	return 0;
}

/* ---- in it comes ---- */

/* Our own entries that come back to a store that lost them: this store must not go on in their incarnation, since
 * it cannot know that these were all. It is an old copy: what it holds may have been erased since. */
static void leave_incarnation(const struct arrival *a)
{
	struct core_space *space = a->space;

	if (space->has_incarnation && node_id_is_equal(&a->author, &a->node->self) &&
	    a->log->incarnation == space->incarnation) {
		core_new_incarnation(a->node, space);
		core_set_veil(a->node, space, true);
	}
}

/* The body as it is kept: none of what was erased. */
static struct span body_kept(const struct arrival *a, uint32_t index)
{
	struct record_ref record = record_of(a, index);

	return erase_is_in_force(a->node, &record) ? span_of(NULL, 0)
	                                           : a->node->segment[index].body;
}

/* It came without the body of an entry that nobody's erase took, or one that may yet be void: others may have it. */
static void note_missing(const struct arrival *a, uint32_t index)
{
	struct record_ref record = record_of(a, index);
	const struct segment_entry *e = &a->node->segment[index];

	if (e->body.data == NULL && e->header.body_size > 0 &&
	    a->segment.audience <= VB_AUDIENCE_CORE &&
	    space_may_serve(a->space->pub.space, &a->node->self, a->segment.audience) ==
	            VB_SERVE_WHOLE &&
	    space_role(a->space->pub.space, &a->node->self) > VB_ROLE_RELAY &&
	    !erase_is_in_force(a->node, &record))
		hollow_note(a->node, a->log->handle, e->header.seq);
}

static void take_entries(struct arrival *a, uint32_t first, struct admit_result *out)
{
	struct node *node = a->node;
	struct env_txn *txn = node_write(node);
	struct judge judge;

	judge_init(&judge, node, a->space, a->log);
	for (uint32_t i = first; i < a->segment.count; i++) {
		const struct segment_entry *e = &node->segment[i];
		struct apply_entry entry = { .log = a->log,
			                     .header = &e->header,
			                     .bytes = e->bytes,
			                     .body = body_kept(a, i),
			                     .is_create = e->is_create };
		int note = 0;

		note_missing(a, i);
		memcpy(entry.prefix, e->id.b, sizeof(entry.prefix));
		logs_append(node->logs, txn, a->log->handle, span_of(e->bytes, VB_HEADER_BYTES),
		            entry.body, &e->id);
		judge_appended(&judge, &entry, &note);
		node->clock = hlc_observe(node->clock, e->header.hlc, a->now.wall);
		node->turn.bytes += VB_HEADER_BYTES + entry.body.size;
		out->stored++;
		out->applied += note == 0;
		if (note != 0)
			out->note = note;
	}
	judge_finish(&judge);
	node->turn.entries += out->stored;
	logs_seal(node->logs, txn, a->log->handle, &a->segment.seal);
}

/* An author's logs are counted, so that nobody keeps the others from writing; those that a cut-off names come in whatever
 * the order. */
static int check_log_count(const struct arrival *a)
{
	const struct member *author = space_member(a->space->pub.space, &a->author);
	uint32_t sum = 0;

	for (uint32_t i = 0; i < member_word_count(author); i++) {
		if (cut_find(member_word(author, i), &a->segment.log) != NULL)
			return 0;
	}
	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(
			a->node->logs, a->space->pub.number, (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++)
			sum += node_id_is_equal(&logs[i]->author, &a->author);
	}
	return sum < VB_AUTHOR_LOGS_MAX_COUNT ? 0 : VB_ERR_TOO_MANY;
}

/* What is new in the segment, as quota counts it. */
static struct quota_claim claim_of(const struct arrival *a)
{
	const struct segment *s = &a->segment;
	struct quota_claim claim = { .space = a->space,
		                     .author = &a->author,
		                     .audience = s->audience };

	for (uint32_t i = (uint32_t)(a->count - s->first_seq); i < s->count; i++)
		claim.bytes += VB_HEADER_BYTES + a->node->segment[i].body.size;
	return claim;
}

static int take(struct arrival *a, bool is_from_file, struct admit_result *out)
{
	struct node *node = a->node;
	const struct segment *s = &a->segment;
	uint32_t first = (uint32_t)(a->count - s->first_seq);
	struct quota_claim claim;
	uint32_t handle;
	int err;

	if (a->log == NULL) {
		err = check_log_count(a);
		if (err != 0)
			return err;
		err = logs_register(node->logs, node_write(node), a->space->pub.number, &s->log,
		                    &s->author, s->incarnation, s->audience, &handle);
		if (err != 0)
			return err;
		a->log = logs_get(node->logs, handle);
		out->log = handle;
	}
	leave_incarnation(a);
	claim = claim_of(a);
	quota_charge(node, &claim, !is_from_file, a->now);
	take_entries(a, first, out);
	out->count = a->log->count;
	core_grew(node, a->space->pub.number, a->log->handle, s->audience, a->log->count, a->link);
	return env_error(node_write(node));
}

static int check_quota(const struct arrival *a)
{
	struct quota_claim claim = claim_of(a);

	return quota_check(a->node, &claim, a->now);
}

/* What is here already may lack bodies that an erase took which is void now. */
static int refill(const struct arrival *a, struct admit_result *out)
{
	struct rebuild late;

	if (a->node->hollow_count == 0 || a->segment.audience > VB_AUDIENCE_CORE)
		return VB_ERR_DUPLICATE;
	rebuild_init(&late);
	for (uint32_t i = 0; i < a->segment.count; i++) {
		const struct segment_entry *e = &a->node->segment[i];
		struct apply_entry entry = { .log = a->log, .header = &e->header, .body = e->body };

		if (!erase_refill(a->node, &entry, &late))
			continue;
		out->refilled++;
		if (e->header.seq < a->log->valid)
			attachment_note(a->node, &entry);
	}
	rebuild_run(&late, a->node);
	rebuild_release(&late);
	if (out->refilled > 0)
		judge_wake(a->space);
	if (out->refilled > 0 && a->node->wanted_count > 0)
		locking_recount(a->node);
	return VB_ERR_DUPLICATE;
}

int admit_segment(struct node *node, uint32_t link, const struct node_id *from, struct span segment,
                  struct node_now now, struct admit_result *out)
{
	struct arrival a = { .node = node, .link = link, .now = now };
	int err = segment_open(segment, &a.segment);

	*out = (struct admit_result){ 0 };
	if (err == 0)
		err = find_place(&a, out);
	if (err == 0)
		err = check_right(&a, from);
	if (err == 0 && a.segment.first_seq > a.count)
		err = VB_ERR_GAP;
	if (err == 0)
		err = read_entries(&a);
	if (err != 0)
		return err;
	if (a.differs_at == UINT64_MAX && a.segment.first_seq + a.segment.count <= a.count)
		return refill(&a, out);
	err = check_seal(&a);
	if (err == 0 && a.differs_at != UINT64_MAX)
		return keep_fork(&a, segment);
	if (err == 0)
		err = check_boundaries(&a);
	if (err == 0)
		err = check_bodies(&a);
	if (err == 0)
		err = check_branch(&a);
	if (err == 0 && from != NULL)
		err = check_quota(&a);
	return err == 0 ? take(&a, from == NULL, out) : err;
}

int admit_own(struct node *node, const struct apply_entry *entry, const struct entry_id *id)
{
	struct core_space *space = core_space_number(node, entry->log->space);
	struct judge judge;
	int note = 0;

	judge_init(&judge, node, space, entry->log);
	logs_append(node->logs, node_write(node), entry->log->handle,
	            span_of(entry->bytes, VB_HEADER_BYTES), entry->body, id);
	judge_appended(&judge, entry, &note);
	judge_finish(&judge);
	node->turn.entries++;
	node->turn.bytes += VB_HEADER_BYTES + entry->body.size;
	core_grew(node, space->pub.number, entry->log->handle, entry->log->audience,
	          entry->log->count, 0);
	return note;
}
