/* author: this office's own entries; see author.h. */
#include "daemon/core/author.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/erase.h"
#include "protocol/merge/change.h"
#include "protocol/openlog.h"
#include "protocol/space/space_build.h"
#include "store/entries.h"
#include "store/records.h"

#define STORED_MAX_BYTES (VB_BODY_MAX_BYTES + VB_BODY_OVERHEAD_BYTES)

/* ---- logs and incarnations ---- */

/* Our log of this audience, made known if need be. */
static int own_log(struct node *node, const struct core_space *space, enum audience audience,
                   const struct log_info **out)
{
	struct log_id id;
	uint32_t handle;
	int err;

	log_id_derive(&space->pub.id, &node->self, space->incarnation, audience, &id);
	*out = logs_find(node->logs, &id);
	if (*out != NULL)
		return 0;
	err = logs_register(node->logs, node_write(node), space->pub.number, &id, &node->self,
	                    space->incarnation, audience, &handle);
	if (err == 0)
		*out = logs_get(node->logs, handle);
	return err;
}

/* Part of what we wrote counts no longer (cut off, on a branch, or given up by a lift): nothing more is written behind it. */
static bool is_spoilt(struct node *node, struct core_space *space)
{
	if (suspensions_holds_incarnation(&space->pub.suspensions, space->pub.space, &node->self,
	                                  space->incarnation))
		return true;
	for (uint32_t audience = 0; audience <= VB_AUDIENCE_OPEN; audience++) {
		const struct log_info *log;
		struct log_id id;

		log_id_derive(&space->pub.id, &node->self, space->incarnation,
		              (enum audience)audience, &id);
		log = logs_find(node->logs, &id);
		if (log != NULL && log->valid < log->count)
			return true;
	}
	return false;
}

/* ---- appending ---- */

/* The header of our next entry in the log, but for record, body size and hash. */
static void header_begin(struct node *node, const struct core_space *space,
                         const struct log_info *log, struct node_now now, struct entry_header *out)
{
	uint32_t citable = core_citable(space, log->audience);

	*out = (struct entry_header){ .version = 1,
		                      .log = log->id,
		                      .seq = log->count,
		                      .prev = log->head,
		                      .control_seq = citable,
		                      .hlc = hlc_next(node->clock, now.wall) };
	memcpy(out->control_prefix, space_entry_id(space->pub.space, citable)->b,
	       VB_ID_PREFIX_BYTES);
}

/* Signs the head of a log. */
static void seal_head(struct node *node, const struct log_info *log)
{
	struct signature seal;

	entry_seal_sign(node->keys, &log->head, &seal);
	logs_seal(node->logs, node_write(node), log->handle, &seal);
}

/* Notes a log to be sealed before the commit. */
static void note_unsealed(struct node *node, uint32_t handle)
{
	struct turn *turn = &node->turn;

	for (size_t i = turn->own_count; i > 0; i--) {
		if (turn->own_logs[i - 1] == handle)
			return;
	}
	turn->own_logs = array_reserve(turn->own_logs, &turn->own_capacity, turn->own_count + 1u,
	                               sizeof(*turn->own_logs));
	turn->own_logs[turn->own_count++] = handle;
}

/* Hands a finished entry to the door. Its own judgement was asked before, so it takes effect. */
static int append(struct node *node, struct apply_entry *entry, const struct entry_id *id)
{
	const struct log_info *log = entry->log;
	int note;

	if (boundary_would_exceed(&log->walk, entry->header->body_size))
		seal_head(node, log);
	note = admit_own(node, entry, id);
	/* What was announced before may be stamped earlier than others of our logs. */
	if (entry->header->hlc.v > node->clock.v)
		node->clock = entry->header->hlc;
	note_unsealed(node, log->handle);
	return note;
}

/* Writes the next entry of our open log. */
static int write_open(struct node *node, struct core_space *space, const struct log_info *log,
                      const struct open_body *body, struct node_now now, struct entry_id *out)
{
	uint8_t bytes[VB_HEADER_BYTES];
	struct entry_header header;
	struct apply_entry entry = { .log = log, .header = &header, .bytes = bytes };
	struct entry_id id;
	struct buf document;
	int note;

	buf_init(&document, VB_BODY_MAX_BYTES);
	open_body_encode(body, &document);
	header_begin(node, space, log, now, &header);
	header.body_size = (uint32_t)document.size;
	crypt_hash(buf_span(&document), &header.body_hash);
	entry_header_encode(&header, bytes);
	entry_id_derive(bytes, &id);
	entry.body = buf_span(&document);
	memcpy(entry.prefix, id.b, sizeof(entry.prefix));
	note = append(node, &entry, &id);
	buf_release(&document);
	*out = id;
	/* That we are suspended holds its effect and keeps nobody from writing it. */
	return note == VB_ERR_SUSPENDED ? 0 : note;
}

/* SPEC.md 4.1: entry 0 of the open log tells that the incarnation exists. */
static int write_begin(struct node *node, struct core_space *space, const struct log_info *log,
                       struct node_now now)
{
	struct open_body body = { .type = VB_OPEN_BEGIN };
	struct entry_id id;

	body.u.begin.incarnation = log->incarnation;
	return write_open(node, space, log, &body, now, &id);
}

/* Sees to an incarnation with its begin, and finds our log of the audience in it. */
static int prepare(struct node *node, struct core_space *space, enum audience audience,
                   struct node_now now, const struct log_info **out)
{
	const struct log_info *open;
	int err;

	if (!space->has_incarnation || is_spoilt(node, space)) {
		/* One begin more would hold all that we wrote (SPEC.md 5, Held). */
		if (suspensions_unconfirmed(&space->pub.suspensions, space->pub.space,
		                            &node->self) >= VB_BEGINS_UNCONFIRMED_MAX)
			return VB_ERR_BEGINS;
		core_new_incarnation(node, space);
	}
	err = own_log(node, space, VB_AUDIENCE_OPEN, &open);
	/* A citation never falls: what has to cite an earlier entry needs a log of its own. */
	if (err == 0 && open->count > 0 &&
	    open->control_seq > core_citable(space, open->audience)) {
		core_new_incarnation(node, space);
		err = own_log(node, space, VB_AUDIENCE_OPEN, &open);
	}
	if (err == 0 && open->count == 0)
		err = write_begin(node, space, open, now);
	if (err == 0)
		err = own_log(node, space, audience, out);
	return err;
}

/* ---- writing ---- */

static enum role role_of(const struct node *node, const struct core_space *space)
{
	return space_role_at(space->pub.space, &node->self, space_citable(space->pub.space));
}

/* Whether this node may write anything. */
static int check_member(const struct node *node, const struct core_space *space)
{
	if (space_count(space->pub.space) == 0)
		return VB_ERR_BUSY;
	if (space->pub.archive || role_of(node, space) == VB_ROLE_NONE ||
	    space_role(space->pub.space, &node->self) == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	return 0;
}

/* Whether this node may write this at all. */
static int check_right(const struct node *node, const struct core_space *space,
                       enum audience audience, const struct body *body)
{
	enum role role;
	int err = check_member(node, space);

	if (err == 0 && node_space_is_suspended(&space->pub, &node->self))
		err = VB_ERR_SUSPENDED;
	if (err != 0)
		return err;
	role = role_of(node, space);
	if (!role_is_entitled(role, audience) || !kind_is_allowed(body->kind, body->verb, role))
		return VB_ERR_NO_RIGHT;
	return change_check(body) == 0 ? 0 : VB_ERR_IGNORED;
}

/* Would the entry take effect? Asked before it is written, since nothing can be taken back afterwards. */
static int rehearse(struct node *node, const struct core_space *space,
                    const struct apply_entry *entry, const struct body *body)
{
	struct apply_view view = { .node = node, .record = apply_record(entry) };
	struct merge_view settled = { .ctx = &view,
		                      .is_settled = apply_is_settled,
		                      .chance = &node->chance };
	struct span bytes = span_of(NULL, 0);
	struct merge_wait wait;
	int err;

	merged_clear(&node->merged);
	err = entry->is_create ? 0 : records_get(node_view(node), &view.record, &bytes);
	if (err == 0)
		err = merged_decode(&node->merged, bytes);
	if (err == 0)
		err = apply_merge(space, entry, body, &node->merged, &settled, &wait);
	return err;
}

/* Fills header, encrypts, and gives the entry to the door. */
static int write_entry(struct node *node, struct core_space *space, const struct log_info *log,
                       const struct record_id *record, const struct body *body, struct span blobs,
                       const struct author_place *place, struct node_now now, struct record_id *out)
{
	uint8_t bytes[VB_HEADER_BYTES];
	struct entry_header header;
	struct apply_entry entry = { .log = log, .header = &header, .bytes = bytes, .own = body };
	struct entry_id id;
	struct buf stored;
	uint32_t slot;
	int err;

	header_begin(node, space, log, now, &header);
	if (place != NULL) {
		if (!log_id_is_equal(&place->log, &log->id) || place->seq != header.seq)
			return VB_ERR_STALE;
		header.hlc = place->hlc;
	}
	if (record != NULL)
		header.record = *record;
	else
		record_id_derive(header.hlc, &log->id, header.seq, &header.record);
	slot = space_key_slot(space->pub.space, log->audience, header.control_seq);
	if (slot == VB_VAULT_NO_SLOT)
		return VB_ERR_NO_KEY;
	if (blobs.size > 0)
		header.flags = VB_FLAG_BLOB;
	buf_init(&stored, STORED_MAX_BYTES);
	err = body_seal(node->vault, slot, &header, blobs, body->document, &stored);
	if (err == 0) {
		entry_header_encode(&header, bytes);
		entry_id_derive(bytes, &id);
		memcpy(entry.prefix, id.b, sizeof(entry.prefix));
		entry.body = buf_span(&stored);
		entry.is_create = record == NULL;
		err = rehearse(node, space, &entry, body);
	}
	if (err == 0)
		err = append(node, &entry, &id);
	if (err == 0)
		err = env_error(node_write(node));
	if (err == 0)
		*out = header.record;
	buf_release(&stored);
	return err;
}

/* place: NULL: wherever the log ends. */
static int write_body(struct node *node, const struct space_id *space_id, enum audience audience,
                      const struct record_id *record, const struct body *body, struct span blobs,
                      const struct author_place *place, struct node_now now, struct record_id *out)
{
	struct core_space *space = core_space_find(node, space_id);
	struct body written = *body;
	const struct log_info *log;
	struct buf document;
	int err;

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	err = check_right(node, space, audience, body);
	if (err != 0)
		return err;
	if ((record == NULL) != (body->verb == VB_VERB_CREATE))
		return VB_ERR_IGNORED;
	buf_init(&document, VB_BODY_MAX_BYTES);
	body_encode(body, &document);
	written.document = buf_span(&document);
	err = document.err;
	if (err == 0)
		err = prepare(node, space, audience, now, &log);
	if (err == 0)
		err = write_entry(node, space, log, record, &written, blobs, place, now, out);
	buf_release(&document);
	return err;
}

int author_write(struct node *node, const struct space_id *space, enum audience audience,
                 const struct record_id *record, const struct body *body, struct node_now now,
                 struct record_id *out)
{
	return write_body(node, space, audience, record, body, span_of(NULL, 0), NULL, now, out);
}

int author_write_blobs(struct node *node, const struct space_id *space, enum audience audience,
                       const struct record_id *record, const struct body *body, struct span blobs,
                       struct node_now now, struct record_id *out)
{
	return write_body(node, space, audience, record, body, blobs, NULL, now, out);
}

int author_announce(struct node *node, const struct space_id *space_id, enum audience audience,
                    const struct body *body, struct node_now now, struct author_place *out)
{
	struct core_space *space = core_space_find(node, space_id);
	const struct log_info *log;
	int err = space == NULL ? VB_ERR_UNKNOWN_SPACE : check_right(node, space, audience, body);

	if (err == 0)
		err = prepare(node, space, audience, now, &log);
	if (err != 0)
		return err;
	out->log = log->id;
	out->seq = log->count;
	out->hlc = hlc_next(node->clock, now.wall);
	record_id_derive(out->hlc, &out->log, out->seq, &out->record);
	return env_error(node_write(node));
}

int author_write_there(struct node *node, const struct space_id *space, enum audience audience,
                       const struct author_place *place, const struct body *body,
                       struct node_now now, struct record_id *out)
{
	return write_body(node, space, audience, NULL, body, span_of(NULL, 0), place, now, out);
}

int author_role(struct node *node, const struct space_id *space_id, const struct merged *m,
                enum role *role)
{
	const struct core_space *space = core_space_find(node, space_id);
	const struct merged_log *creator = merged_creator(m);
	const struct log_info *log = logs_find(node->logs, &creator->id);
	struct entry_header header;
	struct entry_row row;
	int err;

	*role = VB_ROLE_NONE;
	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	if (log == NULL)
		return 0;
	err = entries_get(node_view(node), log->handle, m->create_seq, &row);
	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0)
		err = entry_header_decode(row.header, &header);
	if (err == 0)
		*role = space_role_at(space->pub.space, &log->author, header.control_seq);
	return err;
}

int author_person(struct node *node, const struct space_id *space_id, const struct merged *m,
                  bool *has_person, struct record_id *person)
{
	const struct core_space *space = core_space_find(node, space_id);
	const struct merged_log *creator = merged_creator(m);
	struct apply_entry entry = { .log = logs_find(node->logs, &creator->id) };
	struct entry_header header;
	struct entry_row row;
	struct body body;
	int err;

	*has_person = false;
	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	if (entry.log == NULL || !node_id_is_equal(&entry.log->author, &node->self))
		return 0;
	err = entries_get(node_view(node), entry.log->handle, m->create_seq, &row);
	if (err == 0)
		err = entry_header_decode(row.header, &header);
	if (err != 0)
		return err;
	entry.header = &header;
	entry.bytes = row.header.data;
	entry.body = row.body;
	if (apply_open(node, space, &entry, &body) != 0 || !body.has_person)
		return 0;
	*has_person = true;
	*person = body.person;
	return 0;
}

/* ---- proposing ---- */

/* True if the last entry of our open log holds this control body. */
static bool is_proposed(struct node *node, const struct log_info *log, struct span control)
{
	struct open_body body;
	struct entry_row row;

	return log->count > 1 &&
	       entries_get(node_view(node), log->handle, log->count - 1, &row) == 0 &&
	       open_body_decode(row.body, &body) == 0 && body.type == VB_OPEN_PROPOSE &&
	       span_is_equal(body.u.propose.control, control);
}

int author_propose(struct node *node, const struct space_id *space_id, struct span control,
                   struct node_now now)
{
	struct core_space *space = core_space_find(node, space_id);
	struct open_body body = { .type = VB_OPEN_PROPOSE };
	const struct log_info *log;
	struct entry_id id;
	int err;

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	err = check_member(node, space);
	if (err == 0)
		err = prepare(node, space, VB_AUDIENCE_OPEN, now, &log);
	if (err == 0 && !is_proposed(node, log, control)) {
		body.u.propose.control = control;
		err = write_open(node, space, log, &body, now, &id);
	}
	return err == 0 ? env_error(node_write(node)) : err;
}

int author_propose_card(struct node *node, const struct space_id *space_id, struct span card,
                        struct node_now now)
{
	struct buf control;
	int err;

	buf_init(&control, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_card(card, &control);
	if (err == 0)
		err = author_propose(node, space_id, buf_span(&control), now);
	buf_release(&control);
	return err;
}

/* ---- erasing ---- */

static int compare_erased(const void *a, const void *b)
{
	const struct open_erased *x = a;
	const struct open_erased *y = b;

	return memcmp(x->record.b, y->record.b, sizeof(x->record.b));
}

/* Sorts what is to be erased into list. Errors: VB_ERR_MALFORMED, VB_ERR_TOO_MANY, VB_ERR_NO_RIGHT. */
static int pack_erased(const struct node *node, const struct core_space *space,
                       const struct open_erased *records, size_t count, struct buf *list)
{
	struct open_erased sorted[VB_ERASE_MAX_COUNT];
	enum role role = role_of(node, space);

	if (count == 0 || count > VB_ERASE_MAX_COUNT)
		return count == 0 ? VB_ERR_MALFORMED : VB_ERR_TOO_MANY;
	memcpy(sorted, records, count * sizeof(*records));
	qsort(sorted, count, sizeof(*sorted), compare_erased);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && compare_erased(&sorted[i - 1], &sorted[i]) == 0)
			return VB_ERR_MALFORMED;
		if (!erase_is_allowed(&space->pub.id, &node->self, role, &sorted[i]))
			return VB_ERR_NO_RIGHT;
		open_erased_pack(list, &sorted[i]);
	}
	return list->err;
}

int author_say(struct node *node, const struct space_id *space_id, const struct open_body *body,
               struct node_now now, struct entry_id *out)
{
	struct core_space *space = core_space_find(node, space_id);
	const struct log_info *log;
	int err;

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	err = check_member(node, space);
	if (err == 0)
		err = prepare(node, space, VB_AUDIENCE_OPEN, now, &log);
	if (err == 0)
		err = write_open(node, space, log, body, now, out);
	return err == 0 ? env_error(node_write(node)) : err;
}

int author_erase(struct node *node, const struct space_id *space_id,
                 const struct open_erased *records, size_t count, uint32_t ground,
                 struct node_now now, struct entry_id *out)
{
	struct core_space *space = core_space_find(node, space_id);
	struct open_body body = { .type = VB_OPEN_ERASE };
	struct buf list;
	int err;

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	err = check_member(node, space);
	if (err == 0 && node_space_is_suspended(&space->pub, &node->self))
		err = VB_ERR_SUSPENDED;
	if (err != 0)
		return err;
	buf_init(&list, VB_BODY_MAX_BYTES);
	err = pack_erased(node, space, records, count, &list);
	if (err == 0) {
		body.u.erase.records =
			(struct list){ .packed = buf_span(&list), .count = (uint32_t)count };
		body.u.erase.ground = ground;
		err = author_say(node, space_id, &body, now, out);
	}
	buf_release(&list);
	return err;
}

int author_receipt(struct node *node, const struct space_id *space_id, const struct entry_id *erase,
                   uint32_t dropped, struct node_now now)
{
	struct open_body body = { .type = VB_OPEN_RECEIPT };
	struct entry_id id;

	body.u.receipt.erase = *erase;
	body.u.receipt.dropped = dropped;
	return author_say(node, space_id, &body, now, &id);
}

void author_seal(struct node *node)
{
	struct turn *turn = &node->turn;

	for (size_t i = 0; i < turn->own_count; i++)
		seal_head(node, logs_get(node->logs, turn->own_logs[i]));
	turn->own_count = 0;
}
