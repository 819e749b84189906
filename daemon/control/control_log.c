/* control_log: who changed what of a record when; see control_calls.h and chronicle.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/keybook.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "daemon/control/persons.h"
#include "daemon/control/view.h"
#include "daemon/core/chronicle.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/file.h"
#include "store/records.h"

/* Entries that are opened for one page because a change names them: a stranger chooses how many that are. */
#define NAMED_MAX 2000u
#define REPLACED_MAX 64u /* values told of one change that replaces more */
#define PLACE_BYTES (8u + VB_HASH_BYTES + 8u + 8u)

/* One page under way. */
struct page {
	struct request *q;
	struct record_ref ref;
	struct merged merged; /* the record as it stands */
	const struct kind *kind;
	struct chronicle chronicle;
	struct buf items;
	uint32_t count;
	uint32_t named; /* entries opened because they are named */
	bool is_gone;   /* deleted where that hides what stood there */
	/* The person that acted last. */
	struct node_id person_office;
	struct record_id person;
	struct buf person_name; /* packed; empty: not known here */
	struct keybook ring;    /* of that person */
	bool has_ring;
	/* The entry opened last because it was named. */
	struct {
		struct log_id log;
		uint64_t seq;
		uint8_t prefix[VB_ID_PREFIX_BYTES];
		bool is_set;
		bool is_open;
		struct body body;
		uint8_t plain[VB_BODY_MAX_BYTES];
	} last;
};

/* ---- words ---- */

static const char *state_word(enum chronicle_state state)
{
	static const char *const words[] = {
		[CHRONICLE_APPLIED] = "applied", [CHRONICLE_WAITING] = "waiting",
		[CHRONICLE_IGNORED] = "ignored", [CHRONICLE_UNREADABLE] = "unreadable",
		[CHRONICLE_ERASED] = "erased",   [CHRONICLE_CUT_OFF] = "cut-off",
		[CHRONICLE_HELD] = "held",       [CHRONICLE_INVALID] = "invalid",
	};

	return words[state];
}

static const char *op_word(enum change_op op)
{
	static const char *const words[] = {
		[VB_OP_SET] = "set",       [VB_OP_ADD] = "add",       [VB_OP_REMOVE] = "remove",
		[VB_OP_DELETE] = "delete", [VB_OP_INSERT] = "insert", [VB_OP_CUT] = "cut",
	};

	return words[op];
}

/* The verb; an edit that names a delete brings the record back. */
static const char *verb_word(const struct chronicle_item *item, bool is_undelete)
{
	if (!item->has_body)
		return "unknown";
	switch (item->body.verb) {
	case VB_VERB_CREATE:
		return "create";
	case VB_VERB_DELETE:
		return "delete";
	default:
		return is_undelete ? "undelete" : "edit";
	}
}

/* ---- changes ---- */

/* The change that a name means; NULL where that cannot be told. */
static bool named_change(struct page *p, const struct body *body, const struct change_name *name,
                         struct change *out)
{
	struct log_id id = { { 0 } };

	list_id_at(&body->logs, name->log, id.b);
	if (!p->last.is_set || p->last.seq != name->seq || !log_id_is_equal(&p->last.log, &id) ||
	    memcmp(p->last.prefix, name->prefix, sizeof(name->prefix)) != 0) {
		p->named++;
		p->last.log = id;
		p->last.seq = name->seq;
		memcpy(p->last.prefix, name->prefix, sizeof(name->prefix));
		p->last.is_set = true;
		p->last.is_open = chronicle_named(p->q->node, &p->ref, &id, name, p->last.plain,
		                                  &p->last.body);
	}
	return p->last.is_open && chronicle_change(&p->last.body, name->index, out);
}

/* Gathers the values that a change replaced, packed one after the other; *undeletes: it names a delete. */
static uint32_t replaced_gather(struct page *p, const struct body *body,
                                const struct change *change, const struct kind_field *field,
                                struct buf *out, bool *undeletes)
{
	struct list names = change->names;
	struct change_name name;
	uint32_t count = 0;

	while (p->named < NAMED_MAX && count < REPLACED_MAX && change_next_name(&names, &name)) {
		struct change old;

		if (!named_change(p, body, &name, &old))
			continue;
		*undeletes = *undeletes || old.op == VB_OP_DELETE;
		if (old.field != change->field || (old.op != VB_OP_SET && old.op != VB_OP_ADD))
			continue;
		view_value(field, old.value, out);
		count++;
	}
	return count;
}

static void field_pack(const struct kind_field *field, uint32_t number, struct buf *out)
{
	char text[24];

	if (field != NULL) {
		pack_cstr(out, field->name);
		return;
	}
	(void)snprintf(text, sizeof(text), "field-%u", (unsigned)number);
	pack_cstr(out, text);
}

/* The field of this number; that of a person's keys is told by its name, though it stands in no table. */
static const struct kind_field *field_find(const struct page *p, uint32_t number)
{
	if (p->kind == NULL)
		return NULL;
	if (p->kind->number == VB_KIND_PERSON && number == person_card_field.number)
		return &person_card_field;
	return kind_field_by_number(p->kind, number);
}

/* True if whoever asks is not shown what the field was given. The seal of a file, which holds its key, is for nobody, and the
 * keys of persons are shown by person.keys. */
static bool is_hidden(const struct page *p, const struct kind_field *field, uint32_t number)
{
	if (p->is_gone || field == &person_card_field ||
	    (field == NULL && number == VB_FILE_SEAL && p->kind != NULL &&
	     p->kind->number == VB_KIND_FILE))
		return true;
	return field != NULL && (field->flags & VB_FIELD_PRIVATE) != 0 &&
	       request_hides_private(p->q);
}

/* True if the change still stands. */
static bool is_current(struct page *p, const struct chronicle_item *item, uint32_t index)
{
	uint32_t log = merged_log_find(&p->merged, &item->entry.log->id);

	return item->state == CHRONICLE_APPLIED && log < p->merged.log_count &&
	       merged_find(&p->merged, log, item->header.seq, item->entry.prefix, index) !=
	               UINT32_MAX;
}

/* One change; *undeletes as above. A remove has no value but those that it takes away, a delete none at all. */
static void change_pack(struct page *p, const struct chronicle_item *item,
                        const struct change *change, uint32_t index, struct buf *out,
                        bool *undeletes)
{
	const struct kind_field *field = field_find(p, change->field);
	bool has_value = change->op == VB_OP_SET || change->op == VB_OP_ADD;
	struct buf replaced;
	uint32_t count = 0;

	buf_init(&replaced, VB_LISTING_ITEM_MAX_BYTES);
	if (change->op != VB_OP_DELETE)
		count = replaced_gather(p, &item->body, change, field, &replaced, undeletes);
	if (is_hidden(p, field, change->field)) {
		has_value = false;
		count = 0;
	}
	pack_map(out, 3u + (count > 0) + has_value);
	pack_cstr(out, "current");
	pack_bool(out, is_current(p, item, index));
	pack_cstr(out, "field");
	if (change->op == VB_OP_DELETE)
		pack_cstr(out, "");
	else
		field_pack(field, change->field, out);
	pack_cstr(out, "op");
	pack_cstr(out, op_word(change->op));
	if (count > 0) {
		pack_cstr(out, "replaced");
		pack_array(out, count);
		if (replaced.err == 0)
			buf_put(out, replaced.data, replaced.size);
		else
			out->err = replaced.err;
	}
	if (has_value) {
		pack_cstr(out, "value");
		view_value(field, change->value, out);
	}
	buf_release(&replaced);
}

/* All changes as one list. A remove that names nothing but deletes has done its work by that. */
static void changes_pack(struct page *p, const struct chronicle_item *item, struct buf *out,
                         bool *undeletes)
{
	struct change_walk walk;
	struct change change;

	pack_array(out, item->body.changes.count);
	change_walk_init(&walk, &item->body);
	while (change_next(&walk, &change))
		change_pack(p, item, &change, walk.index, out, undeletes);
}

/* ---- who ---- */

/* Finds the name of the person that acted. */
static void person_find(struct page *p, const struct chronicle_item *item)
{
	const struct record_id *person = &item->body.person;
	struct merged m;
	struct span name;

	if (record_id_is_equal(&p->person, person) &&
	    node_id_is_equal(&p->person_office, &item->entry.log->author))
		return;
	p->person = *person;
	p->person_office = item->entry.log->author;
	buf_clear(&p->person_name);
	p->has_ring = node_id_is_equal(&p->person_office, node_self(p->q->node)) &&
	              keybook_read(p->q->node, person, &p->ring) == 0;
	merged_init(&m);
	if (persons_name(p->q, &p->person_office, person, &m, &name))
		pack_str(&p->person_name, name);
	merged_release(&m);
}

/* The author: office, its name, and the person that acted. */
static void author_pack(struct page *p, const struct chronicle_item *item, struct buf *out)
{
	const struct node_id *author = &item->entry.log->author;
	const struct space *space = node_space_number(p->q->node, p->ref.space)->space;

	pack_cstr(out, "author");
	view_node_id(author, out);
	pack_cstr(out, "authorName");
	view_member_name(space, author, out);
}

static uint32_t person_pair_count(struct page *p, const struct chronicle_item *item)
{
	if (!item->has_body || !item->body.has_person)
		return 0;
	person_find(p, item);
	return p->person_name.size > 0 ? 2 : 1;
}

static void person_pack(struct page *p, const struct chronicle_item *item, struct buf *out)
{
	pack_cstr(out, "person");
	view_record_id(&item->body.person, out);
	if (p->person_name.size > 0) {
		pack_cstr(out, "personName");
		pack_raw(out, buf_span(&p->person_name));
	}
}

/* What the signature in an entry is worth, as far as it can be known here: NULL: there is none. */
static const char *signature_word(struct page *p, const struct chronicle_item *item)
{
	uint8_t message[VB_PERSON_MESSAGE_BYTES];
	const struct person_card *card = &p->ring.card;
	uint32_t number;

	if (!item->has_body || !item->body.is_person_signed)
		return NULL;
	person_find(p, item);
	if (!p->has_ring || card->count == 0)
		return "unknown";
	if (body_person_message(item->body.document,
	                        &node_space_number(p->q->node, p->ref.space)->id, p->ref.audience,
	                        &p->ref.id, message) != 0)
		return "false";
	switch (person_card_check(card, span_of(message, sizeof(message)),
	                          &item->body.person_signature, hlc_wall(item->header.hlc),
	                          &number)) {
	case PERSON_SIGNED_GOOD:
		/* Else whoever administers the office could add keys and sign for others. */
		return person_card_trust(card, person_card_find(card, number)) == PERSON_ALONE
		               ? "alone"
		               : "good";
	case PERSON_SIGNED_LATE:
		return "late";
	default:
		return "false";
	}
}

/* ---- one entry ---- */

static void item_pack(struct page *p, const struct chronicle_item *item, const struct buf *changes,
                      bool is_undelete, struct buf *out)
{
	bool is_brief = item->has_body && changes->err != 0;
	uint32_t person = person_pair_count(p, item);
	const char *signature = signature_word(p, item);

	pack_map(out, 7u + person + (signature != NULL) + is_brief);
	author_pack(p, item, out);
	pack_cstr(out, "changes");
	if (item->has_body && !is_brief)
		buf_put(out, changes->data, changes->size);
	else
		pack_array(out, 0);
	pack_cstr(out, "entry");
	view_hash(item->id.b, out);
	if (person > 0)
		person_pack(p, item, out);
	if (signature != NULL) {
		pack_cstr(out, "signature");
		pack_cstr(out, signature);
	}
	pack_cstr(out, "state");
	pack_cstr(out, state_word(item->state));
	pack_cstr(out, "time");
	pack_uint(out, hlc_wall(item->header.hlc).v);
	if (is_brief) {
		pack_cstr(out, "truncated");
		pack_bool(out, true);
	}
	pack_cstr(out, "verb");
	pack_cstr(out, verb_word(item, is_undelete));
}

/* Appends one entry. *fits: it did. */
static int item_add(struct page *p, const struct chronicle_entry *at, bool *fits)
{
	struct chronicle_item item;
	struct buf changes;
	struct buf one;
	bool is_undelete = false;
	int err = chronicle_read(p->q->node, &p->ref, p->merged.exists ? p->merged.kind : 0, at,
	                         &item);

	if (err != 0)
		return err;
	if (p->kind == NULL && item.has_body)
		p->kind = kind_by_number(item.body.kind);
	buf_init(&changes, VB_LISTING_ITEM_MAX_BYTES);
	buf_init(&one, 2 * VB_LISTING_ITEM_MAX_BYTES);
	if (item.has_body)
		changes_pack(p, &item, &changes, &is_undelete);
	item_pack(p, &item, &changes, is_undelete, &one);
	*fits = p->count == 0 || p->items.size + one.size <= VB_LISTING_PAGE_BYTES;
	if (*fits) {
		buf_put(&p->items, one.data, one.size);
		p->count++;
	}
	buf_release(&one);
	buf_release(&changes);
	return env_error(node_view(p->q->node));
}

/* ---- the page ---- */

static void place_encode(const struct chronicle_place *place, char text[static 2 * PLACE_BYTES + 1])
{
	uint8_t bytes[PLACE_BYTES];

	put_be64(bytes, place->hlc.v);
	memcpy(bytes + 8, place->author.b, VB_HASH_BYTES);
	put_be64(bytes + 8 + VB_HASH_BYTES, place->incarnation);
	put_be64(bytes + 16 + VB_HASH_BYTES, place->seq);
	hex_format(bytes, sizeof(bytes), text);
}

static int place_read(struct request *q, struct chronicle_place *out)
{
	uint8_t bytes[PLACE_BYTES];
	struct span text;
	int err = request_text(q, "after", 2 * PLACE_BYTES, &text);

	if (err != 0)
		return err;
	if (hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	out->hlc.v = get_be64(bytes);
	memcpy(out->author.b, bytes + 8, VB_HASH_BYTES);
	out->incarnation = get_be64(bytes + 8 + VB_HASH_BYTES);
	out->seq = get_be64(bytes + 16 + VB_HASH_BYTES);
	return 0;
}

/* A record of which only the number is left, because what made it fell away: the whole number finds what there is. */
static int find_fallen(struct request *q, struct span text, struct record_ref *out, int not_found)
{
	struct record_ref ref = { .space = 0 };

	if (hex_parse((const char *)text.data, text.size, ref.id.b, sizeof(ref.id.b)) != 0)
		return not_found;
	for (size_t i = 0; i < node_space_count(q->node); i++) {
		if (node_space_at(q->node, i)->hidden)
			continue;
		ref.space = node_space_at(q->node, i)->number;
		for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
			struct chronicle any;
			bool is_found;
			int err;

			ref.audience = (enum audience)a;
			err = chronicle_gather(q->node, &ref, NULL, 1, &any);
			if (err != 0)
				return err;
			is_found = any.count > 0;
			chronicle_release(&any);
			if (is_found) {
				*out = ref;
				return 0;
			}
		}
	}
	return not_found;
}

static int record_read(struct request *q, struct record_ref *out)
{
	struct span text;
	int err = request_text(q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, out);
	if (err == VB_ERR_NOT_FOUND)
		err = find_fallen(q, text, out, err);
	return err;
}

/* Reads the record as it stands; one that does not stand any more is none. */
static int merged_read(struct page *p)
{
	struct span bytes;
	int err = records_get(node_view(p->q->node), &p->ref, &bytes);

	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0)
		err = merged_decode(&p->merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		err = moved_check(p->q, &p->ref, &p->merged);
	if (err == 0) {
		p->kind = kind_by_number(p->merged.kind);
		p->is_gone =
			p->kind != NULL && p->kind->delete_wins && merged_is_deleted(&p->merged);
		merged_find_begin(&p->merged, VB_LISTING_LIMIT_MAX);
	}
	return err;
}

static void page_finish(struct page *p, const struct chronicle_place *next)
{
	struct buf *out = &p->q->result;
	char text[2 * PLACE_BYTES + 1];
	char kind[VB_VIEW_KIND_BYTES];
	bool has_kind = p->merged.exists || p->kind != NULL;

	if (has_kind)
		view_kind_name(p->merged.exists ? p->merged.kind : p->kind->number, kind);
	pack_map(out, 4u + has_kind + p->chronicle.is_incomplete + (next != NULL));
	pack_cstr(out, "audience");
	pack_cstr(out, view_audience_name(p->ref.audience));
	pack_cstr(out, "id");
	view_record_id(&p->ref.id, out);
	if (p->chronicle.is_incomplete) {
		pack_cstr(out, "incomplete");
		pack_bool(out, true);
	}
	pack_cstr(out, "items");
	pack_array(out, p->count);
	if (p->count > 0)
		buf_put(out, p->items.data, p->items.size);
	if (has_kind) {
		pack_cstr(out, "kind");
		pack_cstr(out, kind);
	}
	if (next != NULL) {
		place_encode(next, text);
		pack_cstr(out, "next");
		pack_cstr(out, text);
	}
	pack_cstr(out, "space");
	view_space_id(&node_space_number(p->q->node, p->ref.space)->id, out);
}

static int page_fill(struct page *p)
{
	const struct chronicle *c = &p->chronicle;
	bool fits = true;
	uint32_t i;
	int err = 0;

	for (i = 0; err == 0 && fits && i < c->count && (i == 0 || p->named < NAMED_MAX); i++)
		err = item_add(p, &c->list[i], &fits);
	if (err == 0)
		page_finish(p, p->count > 0 && (c->has_more || p->count < c->count)
		                       ? &c->list[p->count - 1].place
		                       : NULL);
	return err;
}

int control_record_log(struct request *q)
{
	struct page *p;
	struct chronicle_place after;
	uint64_t limit = VB_LISTING_LIMIT_DEFAULT;
	struct record_ref ref;
	int err = record_read(q, &ref);

	if (err == 0)
		err = request_uint(q, "limit", 1, VB_LISTING_LIMIT_MAX, &limit);
	if (err == 0 && request_has(q, "after"))
		err = place_read(q, &after);
	if (err != 0)
		return err;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		abort();
	p->q = q;
	p->ref = ref;
	merged_init(&p->merged);
	keybook_init(&p->ring);
	buf_init(&p->items, VB_LISTING_PAGE_BYTES + 2 * VB_LISTING_ITEM_MAX_BYTES);
	buf_init(&p->person_name, VB_LISTING_ITEM_MAX_BYTES);
	err = merged_read(p);
	if (err == 0)
		err = chronicle_gather(q->node, &ref, request_has(q, "after") ? &after : NULL,
		                       (uint32_t)limit, &p->chronicle);
	if (err == 0)
		err = page_fill(p);
	chronicle_release(&p->chronicle);
	merged_release(&p->merged);
	buf_release(&p->items);
	buf_release(&p->person_name);
	keybook_release(&p->ring);
	free(p);
	return err;
}
