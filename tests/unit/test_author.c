/* author: own entries: rights, chain, clock, seals, incarnations, and that a refused write leaves no entry. */
#include "daemon/core/author.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/council.h"
#include "protocol/openlog.h"
#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

enum { OWNER, MEMBER, GUEST, RELAY, OFFICES };

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, GUEST, VB_ROLE_GUEST);
	town_admit(t, OWNER, &space, RELAY, VB_ROLE_RELAY);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(t, OWNER, i);
	town_run(t);
	return space;
}

static struct entry_header header_at(struct town *t, uint32_t office, const struct log_info *log,
                                     uint64_t seq)
{
	struct entry_header header;
	struct entry_row row;

	if (entries_get(node_view(t->nodes[office]), log->handle, seq, &row) != 0 ||
	    entry_header_decode(row.header, &header) != 0)
		bail("no entry %u", (unsigned)seq);
	return header;
}

/* ---- what an entry is made of ---- */

static void chain_and_clock(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct entry_header first, second;
	struct record_id one, two, derived;
	const struct log_info *log;
	struct log_id id;

	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Eins", &one), 0, "written");
	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Zwei", &two), 0, "written");
	is_err(town_commit(&t, MEMBER), 0, "kept");
	log = town_log(&t, MEMBER, &space, MEMBER, ALL);
	first = header_at(&t, MEMBER, log, 0);
	second = header_at(&t, MEMBER, log, 1);
	log_id_derive(&space, &t.ids[MEMBER], log->incarnation, ALL, &id);
	is_mem(log->id.b, id.b, sizeof(id.b), "the log's id as SPEC.md 2 has it");
	record_id_derive(first.hlc, &id, 0, &derived);
	is_mem(one.b, derived.b, sizeof(derived.b), "the record's id too");
	is_mem(first.record.b, one.b, sizeof(one.b), "it stands in the header");
	ok(second.hlc.v > first.hlc.v, "the clock rises within a millisecond");
	is_u64(hlc_wall(first.hlc).v, t.now.wall.v, "and shows the time");
	is_int(first.control_seq, 3, "the newest control entry is cited");
	is_int(log->sealed, 2, "one seal covers the turn");
	t.now.wall.v -= 3600u * 1000u;
	is_err(town_rename(&t, MEMBER, &space, ALL, &one, "Drei"), 0, "the wall clock goes back");
	ok(header_at(&t, MEMBER, log, 2).hlc.v > second.hlc.v, "ours does not");
	is_err(town_commit(&t, MEMBER), 0, "kept");
	town_restart(&t, MEMBER);
	log = town_log(&t, MEMBER, &space, MEMBER, ALL);
	is_err(town_rename(&t, MEMBER, &space, ALL, &one, "Vier"), 0, "after a restart");
	ok(header_at(&t, MEMBER, log, 3).hlc.v > header_at(&t, MEMBER, log, 2).hlc.v, "nor then");
	town_release(&t);
}

static void begin_comes_first(void)
{
	struct town t;
	struct space_id space = committee(&t);
	const struct log_info *open;
	struct open_body body;
	struct entry_row row;
	struct record_id id;

	ok(town_log(&t, MEMBER, &space, MEMBER, OPEN) == NULL,
	   "no incarnation before the first write");
	is_err(town_create(&t, MEMBER, &space, CORE, VB_KIND_PAPER, "Eins", &id), 0, "written");
	open = town_log(&t, MEMBER, &space, MEMBER, OPEN);
	is_u64(open->count, 1, "it has a begin");
	is_err(entries_get(node_view(t.nodes[MEMBER]), open->handle, 0, &row), 0, "to be read");
	is_err(open_body_decode(row.body, &body), 0, "in the open");
	is_int(body.type, VB_OPEN_BEGIN, "a begin");
	is_u64(body.u.begin.incarnation, open->incarnation, "of this incarnation");
	is_u64(town_log(&t, MEMBER, &space, MEMBER, CORE)->incarnation, open->incarnation,
	       "which the data log has too");
	is_err(town_commit(&t, MEMBER), 0, "kept");
	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Zwei", &id), 0, "later");
	is_u64(town_log(&t, MEMBER, &space, MEMBER, OPEN)->count, 1, "no second begin");
	town_release(&t);
}

/* ---- who may write what ---- */

struct attempt {
	uint32_t office;
	enum audience audience;
	uint32_t kind;
	int want;
	const char *name;
};

static const struct attempt attempts[] = {
	{ OWNER, VB_AUDIENCE_ALL, VB_KIND_ORGANIZATION, 0, "a steward founds an organization" },
	{ MEMBER, VB_AUDIENCE_ALL, VB_KIND_ORGANIZATION, VB_ERR_NO_RIGHT, "a member does not" },
	{ MEMBER, VB_AUDIENCE_CORE, VB_KIND_PAPER, 0, "a member writes internal papers" },
	{ GUEST, VB_AUDIENCE_ALL, VB_KIND_MESSAGE, 0, "a guest writes messages" },
	{ GUEST, VB_AUDIENCE_ALL, VB_KIND_PAPER, VB_ERR_NO_RIGHT, "a guest writes no papers" },
	{ GUEST, VB_AUDIENCE_CORE, VB_KIND_MESSAGE, VB_ERR_NO_RIGHT, "nor anything internal" },
	{ RELAY, VB_AUDIENCE_ALL, VB_KIND_MESSAGE, VB_ERR_NO_RIGHT, "a relay writes nothing" },
};

static void rights(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct space_id unknown = space;
	struct record_id id, item;

	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		const struct attempt *a = &attempts[i];
		size_t before = town_records(&t, a->office, &space, a->audience);

		is_err(town_create(&t, a->office, &space, a->audience, a->kind, "x", &id), a->want,
		       "%s", a->name);
		is_err(town_commit(&t, a->office), 0, "%s: the turn goes on", a->name);
		is_int(town_records(&t, a->office, &space, a->audience) - before, a->want == 0,
		       "%s: what was refused is not there", a->name);
	}
	ok(town_log(&t, RELAY, &space, RELAY, OPEN) == NULL,
	   "who may write nothing begins nothing");
	unknown.b[0] ^= 1;
	is_err(town_create(&t, OWNER, &unknown, ALL, VB_KIND_PAPER, "x", &id), VB_ERR_UNKNOWN_SPACE,
	       "a space that is not known");
	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Von Mitglied", &item), 0, "x");
	town_run(&t);
	is_err(town_rename(&t, GUEST, &space, ALL, &item, "Von Gast"), VB_ERR_NO_RIGHT,
	       "a guest edits no papers");
	town_release(&t);
}

/* ---- bodies that break a rule ---- */

static int write_body(struct town *t, const struct space_id *space, const struct record_id *record,
                      uint32_t verb, struct span changes, uint32_t count)
{
	struct body body = { .kind = VB_KIND_PAPER,
		             .verb = verb,
		             .changes = { .packed = changes, .count = count } };
	struct record_id id;

	return author_write(t->nodes[MEMBER], space, ALL, record, &body, t->now, &id);
}

/* [field, op, value] with a text of size bytes. */
static void put_change(struct buf *b, uint32_t field, uint32_t op, size_t size)
{
	uint8_t *text = malloc(size + 1);

	if (text == NULL)
		abort();
	memset(text, 'x', size);
	pack_array(b, 3);
	pack_uint(b, field);
	pack_uint(b, op);
	pack_str(b, span_of(text, size));
	free(text);
}

static void broken_bodies(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item, nothing = { { 0 } };
	const struct log_info *log;
	struct buf changes;
	uint64_t count;

	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Gut", &item), 0, "a record");
	is_err(town_commit(&t, MEMBER), 0, "kept");
	log = town_log(&t, MEMBER, &space, MEMBER, ALL);
	count = log->count;
	buf_init(&changes, 2u * VB_BODY_MAX_BYTES);
	put_change(&changes, VB_FIELD_NAME, VB_OP_SET, 5);
	is_err(write_body(&t, &space, &item, VB_VERB_CREATE, buf_span(&changes), 1), VB_ERR_IGNORED,
	       "a create of a record that is given");
	is_err(write_body(&t, &space, NULL, VB_VERB_EDIT, buf_span(&changes), 1), VB_ERR_IGNORED,
	       "an edit of none");
	is_err(write_body(&t, &space, &nothing, VB_VERB_EDIT, buf_span(&changes), 1),
	       VB_ERR_NOT_FOUND, "an edit of one that is not here");
	is_err(write_body(&t, &space, &item, VB_VERB_EDIT, buf_span(&changes), 2), VB_ERR_IGNORED,
	       "a list that ends early");
	is_err(write_body(&t, &space, &item, VB_VERB_DELETE, buf_span(&changes), 1), VB_ERR_IGNORED,
	       "a delete that sets");
	is_err(write_body(&t, &space, &item, 9, buf_span(&changes), 1), VB_ERR_NO_RIGHT,
	       "a verb that nobody has");
	buf_clear(&changes);
	put_change(&changes, VB_FIELD_NAME, VB_OP_SET, VB_BODY_MAX_BYTES);
	is_err(write_body(&t, &space, NULL, VB_VERB_CREATE, buf_span(&changes), 1),
	       VB_ERR_TOO_LARGE, "more than a body holds");
	is_u64(log->count, count, "none of these left an entry");
	is_err(town_commit(&t, MEMBER), 0, "and the turn goes on");
	is_str(town_name(&t, MEMBER, &space, ALL, &item), "Gut", "nothing changed");
	buf_release(&changes);
	town_release(&t);
}

/* ---- incarnations ---- */

/* A store put back to an older state learns from another office that it wrote more than it knows. */
static void restored_store(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id one, two, three;
	struct buf store;
	uint64_t incarnation;

	buf_init(&store, SIZE_MAX);
	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Eins", &one), 0, "one");
	town_run(&t);
	incarnation = town_log(&t, MEMBER, &space, MEMBER, ALL)->incarnation;
	town_close(&t, MEMBER);
	scratch_read(town_file(&t, MEMBER, "data.mdb"), &store);
	town_reopen(&t, MEMBER);
	town_link(&t, OWNER, MEMBER);
	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Zwei", &two), 0, "two");
	town_run(&t);
	town_close(&t, MEMBER);
	scratch_write(town_file(&t, MEMBER, "data.mdb"), buf_span(&store));
	town_reopen(&t, MEMBER);
	is_str(town_name(&t, MEMBER, &space, ALL, &two), NULL, "the second is forgotten");
	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	is_str(town_name(&t, MEMBER, &space, ALL, &two), "Zwei", "and comes back");
	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Drei", &three), 0, "three");
	town_run(&t);
	is_str(town_name(&t, OWNER, &space, ALL, &three), "Drei", "arrives");
	is_u64(town_log(&t, OWNER, &space, MEMBER, ALL)->incarnation, incarnation,
	       "the old log is the longest");
	is_u64(town_log(&t, OWNER, &space, MEMBER, ALL)->count, 2,
	       "and did not grow: a new incarnation was begun");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "both agree");
	buf_release(&store);
	town_release(&t);
}

int main(void)
{
	chain_and_clock();
	begin_comes_first();
	rights();
	broken_bodies();
	restored_store();
	return done();
}
