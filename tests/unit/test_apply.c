/* apply: entries of honest and of hostile authors, what they do to a record, and who waits for whom. */
#include "daemon/core/apply.h"

#include <string.h>

#include "daemon/core/admit.h"
#include "store/feed.h"
#include "store/index.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

enum { OWNER, MEMBER, GUEST, OFFICES };

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	town_pair(t, OWNER, MEMBER);
	town_pair(t, OWNER, GUEST);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, GUEST, VB_ROLE_GUEST);
	town_link(t, OWNER, MEMBER);
	town_link(t, OWNER, GUEST);
	town_run(t);
	town_unlink(t, OWNER, MEMBER);
	town_unlink(t, OWNER, GUEST);
	return space;
}

static void committed(struct town *t, uint32_t office, int err)
{
	if (err != 0 || town_commit(t, office) != 0)
		bail("cannot write: %s", err_name(err));
}

static uint64_t waiting_count(struct town *t, uint32_t office)
{
	return env_count(node_view(t->nodes[office]), VB_TABLE_WAITING);
}

/* ---- waiting ---- */

/* Create by the owner, edit by the member, edit of that by the owner: they come in the worst order. */
static void chain_backwards(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item;
	struct buf created, edited;
	uint64_t feed;

	committed(&t, OWNER, town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Eins", &item));
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, ALL), 0, "create");
	buf_init(&created, VB_SEGMENT_MAX_BYTES);
	buf_init(&edited, VB_SEGMENT_MAX_BYTES);
	town_segment(&t, OWNER, town_log(&t, OWNER, &space, OWNER, ALL), 0, &created);
	committed(&t, MEMBER, town_rename(&t, MEMBER, &space, ALL, &item, "Zwei"));
	is_err(town_offer_log(&t, OWNER, MEMBER, &space, MEMBER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, OWNER, MEMBER, &space, MEMBER, ALL), 0, "edit");
	committed(&t, OWNER, town_rename(&t, OWNER, &space, ALL, &item, "Drei"));
	town_segment(&t, OWNER, town_log(&t, OWNER, &space, OWNER, ALL), 1, &edited);

	is_err(town_offer_log(&t, GUEST, OWNER, &space, OWNER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, ALL), 0, "the edit comes first");
	is_err(town_commit(&t, GUEST), 0, "and is kept");
	is_str(town_name(&t, GUEST, &space, ALL, &item), NULL, "without effect");
	is_u64(waiting_count(&t, GUEST), 1, "it waits");
	feed = node_feed_last(t.nodes[GUEST]);
	is_u64(feed, 0, "nobody is told");
	town_restart(&t, GUEST);
	is_err(town_offer(&t, GUEST, OWNER, buf_span(&created)), 0, "then the create");
	is_str(town_name(&t, GUEST, &space, ALL, &item), "Zwei", "both take effect");
	is_u64(waiting_count(&t, GUEST), 0, "nothing waits");
	is_u64(node_feed_last(t.nodes[GUEST]), 2, "two changes are told");
	is_err(town_offer(&t, GUEST, OWNER, buf_span(&edited)), 0, "then the last edit");
	is_str(town_name(&t, GUEST, &space, ALL, &item), "Drei", "takes effect");
	is_err(town_commit(&t, GUEST), 0, "kept");
	ok(town_agrees(&t, OWNER, GUEST, &space, ALL), "the states agree");
	buf_release(&created);
	buf_release(&edited);
	town_release(&t);
}

/* ---- index ---- */

static void found_by_kind(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper, message;
	struct index_cursor cursor;
	struct record_ref ref;

	committed(&t, OWNER, town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Vorlage", &paper));
	committed(&t, OWNER,
	          town_create(&t, OWNER, &space, ALL, VB_KIND_MESSAGE, "Gruss", &message));
	index_open_kind(&cursor, node_view(t.nodes[OWNER]), town_space(&t, OWNER, &space),
	                VB_KIND_MESSAGE, NULL);
	ok(index_next(&cursor, &ref) && record_id_is_equal(&ref.id, &message), "the message");
	ok(!index_next(&cursor, &ref), "and nothing else of its kind");
	is_err(index_close(&cursor), 0, "closed");
	town_release(&t);
}

/* ---- hostile authors ---- */

/* What a changed program could write with the keys it has. */
struct forgery {
	const char *name;
	uint32_t office;
	uint32_t kind;
	uint32_t verb;
	uint8_t flags;
	bool takes_their_record; /* names the owner's paper as its record */
	bool is_garbled;         /* the body is not what the header's key opens */
	int want;                /* note */
};

static const struct forgery forgeries[] = {
	{ "a guest creates a paper", GUEST, VB_KIND_PAPER, VB_VERB_CREATE, 0, false, false,
	  VB_ERR_IGNORED },
	{ "a guest edits a paper", GUEST, VB_KIND_PAPER, VB_VERB_EDIT, 0, true, false,
	  VB_ERR_IGNORED },
	{ "a guest deletes a paper", GUEST, VB_KIND_PAPER, VB_VERB_DELETE, 0, true, false,
	  VB_ERR_IGNORED },
	{ "an edit as another kind", MEMBER, VB_KIND_LOCATION, VB_VERB_EDIT, 0, true, false,
	  VB_ERR_IGNORED },
	{ "a create of another's record", MEMBER, VB_KIND_PAPER, VB_VERB_CREATE, 0, true, false,
	  VB_ERR_IGNORED },
	{ "an edit that creates", MEMBER, VB_KIND_PAPER, VB_VERB_EDIT, 0, false, false,
	  VB_ERR_IGNORED },
	{ "a verb of a later version", MEMBER, VB_KIND_PAPER, 77, 0, true, false, VB_ERR_IGNORED },
	{ "a body that does not open", MEMBER, VB_KIND_PAPER, VB_VERB_CREATE, 0, false, true,
	  VB_ERR_IGNORED },
	{ "a feature of a later version", MEMBER, VB_KIND_PAPER, VB_VERB_CREATE, 0x80, false, false,
	  VB_ERR_CRITICAL_FLAG },
	{ "what a member may do", MEMBER, VB_KIND_PAPER, VB_VERB_CREATE, 0, false, false, 0 },
};

/* A document with one change of the name, or one delete. */
static void put_document(const struct forgery *f, struct buf *out)
{
	struct body body = { .kind = f->kind, .verb = f->verb };
	bool is_delete = f->verb == VB_VERB_DELETE;
	struct buf changes;

	buf_init(&changes, 1024);
	pack_array(&changes, 3);
	pack_uint(&changes, is_delete ? 0 : VB_FIELD_NAME);
	pack_uint(&changes, is_delete ? VB_OP_DELETE : VB_OP_SET);
	if (is_delete)
		pack_nil(&changes);
	else
		pack_cstr(&changes, "Gefaelscht");
	body.changes = (struct list){ .packed = buf_span(&changes), .count = 1 };
	body_encode(&body, out);
	buf_release(&changes);
}

/* The entry that follows the head of the office's log, as its keys make it. */
static void put_entry(struct town *t, const struct forgery *f, const struct space_id *space,
                      const struct log_info *log, const struct record_id *theirs,
                      struct entry_header *h, struct buf *stored)
{
	struct node *node = t->nodes[f->office];
	struct space *fold = node_space_find(node, space)->space;
	uint32_t citable = space_citable(fold);
	struct buf document;

	*h = (struct entry_header){ .version = 1,
		                    .flags = f->flags,
		                    .log = log->id,
		                    .seq = log->count,
		                    .prev = log->head,
		                    .control_seq = citable,
		                    .hlc = { log->hlc.v + 1 } };
	memcpy(h->control_prefix, space_entry_id(fold, citable)->b, VB_ID_PREFIX_BYTES);
	h->record = *theirs;
	if (!f->takes_their_record)
		record_id_derive(h->hlc, &log->id, h->seq, &h->record);
	buf_init(&document, VB_BODY_MAX_BYTES);
	put_document(f, &document);
	if (body_seal(node->vault, space_key_slot(fold, ALL, citable), h, span_of(NULL, 0),
	              buf_span(&document), stored) != 0)
		bail("cannot seal the body");
	if (f->is_garbled) {
		stored->data[30] ^= 1;
		crypt_hash(buf_span(stored), &h->body_hash);
	}
	buf_release(&document);
}

/* Offers the forged entry to the owner, sealed by its author; nothing but the log may change. */
static void forged(struct town *t, const struct forgery *f, const struct space_id *space,
                   const struct record_id *theirs)
{
	const struct log_info *log = town_log(t, f->office, space, f->office, ALL);
	struct hash before = town_state(t, OWNER, space, ALL), after;
	struct segment head = { .audience = ALL, .log = log->id, .first_seq = log->count };
	uint8_t bytes[VB_HEADER_BYTES];
	struct admit_result result;
	struct segment_writer w;
	struct entry_header h;
	struct signature seal;
	struct entry_id id;
	struct buf stored, segment;
	uint32_t count;

	buf_init(&stored, VB_SEGMENT_MAX_BYTES);
	buf_init(&segment, VB_SEGMENT_MAX_BYTES);
	put_entry(t, f, space, log, theirs, &h, &stored);
	entry_header_encode(&h, bytes);
	entry_id_derive(bytes, &id);
	entry_seal_sign(node_keys(t->nodes[f->office]), &id, &seal);
	segment_begin(&w, &segment, VB_SEGMENT_MAX_BYTES, &head);
	is_err(segment_add(&w, &h, buf_span(&stored)), 0, "%s: written", f->name);
	segment_seal(&w, &seal);
	is_err(segment_finish(&w, &count), 0, "%s: sealed", f->name);
	is_err(admit_segment(t->nodes[OWNER], 1, &t->ids[f->office], buf_span(&segment), t->now,
	                     &result),
	       0, "%s: the entry is stored", f->name);
	is_err(result.note, f->want, "%s: judged", f->name);
	after = town_state(t, OWNER, space, ALL);
	ok((memcmp(after.b, before.b, sizeof(after.b)) == 0) == (f->want != 0),
	   "%s: the state changes only for what is allowed", f->name);
	/* Its author goes on behind it, so that the next forgery follows it. */
	is_err(admit_segment(t->nodes[f->office], 1, &t->ids[OWNER], buf_span(&segment), t->now,
	                     &result),
	       0, "%s: the author has it too", f->name);
	committed(t, OWNER, 0);
	committed(t, f->office, 0);
	buf_release(&stored);
	buf_release(&segment);
}

static void hostile_authors(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper, message;

	committed(&t, OWNER, town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Echt", &paper));
	for (uint32_t office = MEMBER; office <= GUEST; office++) {
		committed(&t, office,
		          town_create(&t, office, &space, ALL, VB_KIND_MESSAGE, "x", &message));
		is_err(town_offer_log(&t, OWNER, office, &space, office, OPEN), 0, "begin");
		is_err(town_offer_log(&t, OWNER, office, &space, office, ALL), 0, "log");
	}
	for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++)
		forged(&t, &forgeries[i], &space, &paper);
	is_str(town_name(&t, OWNER, &space, ALL, &paper), "Echt", "the paper is as it was");
	town_link(&t, OWNER, MEMBER);
	town_link(&t, OWNER, GUEST);
	town_run(&t);
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "the member judges alike");
	ok(town_agrees(&t, OWNER, GUEST, &space, ALL), "and so does the guest");
	town_release(&t);
}

int main(void)
{
	chain_backwards();
	found_by_kind();
	hostile_authors();
	return done();
}
