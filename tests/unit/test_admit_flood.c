/* admit: what one hostile office could fill or empty at the door. */
#include "daemon/core/admit.h"

#include <string.h>

#include "daemon/core/core.h"
#include "protocol/openlog.h"
#include "protocol/peer/frame.h"
#include "protocol/space/space_build.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, HOSTILE, VICTIM, OFFICES };

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	town_pair(t, OWNER, HOSTILE);
	town_pair(t, OWNER, VICTIM);
	town_pair(t, HOSTILE, VICTIM);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, HOSTILE, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, VICTIM, VB_ROLE_MEMBER);
	for (uint32_t i = HOSTILE; i <= VICTIM; i++) {
		town_link(t, OWNER, i);
		town_run(t);
		town_unlink(t, OWNER, i);
	}
	return space;
}

/* ---- bodies left out ---- */

/* The same segment with its bodies as hashes. */
static struct buf without_bodies(struct span whole)
{
	struct segment s;
	struct segment_entry entry;
	struct segment_reader r;
	struct segment_writer w;
	struct entry_id none = { { 0 } };
	uint32_t count;
	struct buf out;
	int err = segment_open(whole, &s);

	buf_init(&out, VB_SEGMENT_MAX_BYTES);
	segment_begin(&w, &out, VB_SEGMENT_MAX_BYTES, &s);
	segment_start(&s, &none, &r);
	while (err == 0 && segment_has_next(&r)) {
		err = segment_next(&r, &entry);
		if (err == 0)
			err = segment_add(&w, &entry.header, span_of(NULL, 0));
	}
	segment_seal(&w, &s.seal);
	if (err != 0 || segment_finish(&w, &count) != 0)
		bail("no segment");
	return out;
}

/* The bodies of others must not be lost by way of one who passes on nothing but their hashes. */
static void withheld_bodies(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id record;
	struct buf whole, bare;

	is_err(town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Antrag", &record), 0, "written");
	is_err(town_commit(&t, OWNER), 0, "kept");
	is_err(town_offer_log(&t, VICTIM, OWNER, &space, OWNER, VB_AUDIENCE_OPEN), 0, "begin");
	buf_init(&whole, VB_SEGMENT_MAX_BYTES);
	town_segment(&t, OWNER, town_log(&t, OWNER, &space, OWNER, ALL), 0, &whole);
	bare = without_bodies(buf_span(&whole));
	is_err(town_offer(&t, VICTIM, HOSTILE, buf_span(&bare)), VB_ERR_ERASED,
	       "a member takes no segment without its bodies");
	is_err(town_offer(&t, VICTIM, OWNER, buf_span(&whole)), 0, "but the whole one");
	ok(town_agrees(&t, OWNER, VICTIM, &space, ALL), "the states agree");
	buf_release(&whole);
	buf_release(&bare);
	town_release(&t);
}

/* ---- logs without end ---- */

/* The first entry of an open log of the hostile office, in an incarnation of its choice. */
static struct buf begin_of(struct town *t, const struct space_id *space, uint64_t incarnation)
{
	const struct space *fold = node_space_find(t->nodes[HOSTILE], space)->space;
	struct open_body begin = { .type = VB_OPEN_BEGIN };
	struct segment head = { .audience = VB_AUDIENCE_OPEN,
		                .is_introduced = true,
		                .space = *space,
		                .author = t->ids[HOSTILE],
		                .incarnation = incarnation };
	struct entry_header h = { .version = 1, .control_seq = space_citable(fold) };
	uint8_t bytes[VB_HEADER_BYTES];
	struct segment_writer w;
	struct signature seal;
	struct entry_id id;
	struct buf body, out;
	uint32_t count;

	buf_init(&body, VB_BODY_MAX_BYTES);
	buf_init(&out, VB_SEGMENT_MAX_BYTES);
	begin.u.begin.incarnation = incarnation;
	open_body_encode(&begin, &body);
	log_id_derive(space, &t->ids[HOSTILE], incarnation, VB_AUDIENCE_OPEN, &h.log);
	head.log = h.log;
	memcpy(h.control_prefix, space_entry_id(fold, h.control_seq)->b, sizeof(h.control_prefix));
	h.body_size = (uint32_t)body.size;
	crypt_hash(buf_span(&body), &h.body_hash);
	entry_header_encode(&h, bytes);
	entry_id_derive(bytes, &id);
	entry_seal_sign(node_keys(t->nodes[HOSTILE]), &id, &seal);
	segment_begin(&w, &out, VB_SEGMENT_MAX_BYTES, &head);
	if (segment_add(&w, &h, buf_span(&body)) != 0)
		bail("no entry");
	segment_seal(&w, &seal);
	if (segment_finish(&w, &count) != 0)
		bail("no segment");
	buf_release(&body);
	return out;
}

static int offer_begin(struct town *t, const struct space_id *space, uint64_t incarnation)
{
	struct buf segment = begin_of(t, space, incarnation);
	int err = town_offer(t, VICTIM, HOSTILE, buf_span(&segment));

	buf_release(&segment);
	return err;
}

static void logs_without_end(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id record;
	int err = 0;

	for (uint32_t i = 0; err == 0 && i < VB_AUTHOR_LOGS_MAX_COUNT; i++)
		err = offer_begin(&t, &space, i + 1);
	is_err(err, 0, "%u logs of one author", VB_AUTHOR_LOGS_MAX_COUNT);
	/* limit VB_AUTHOR_LOGS_MAX_COUNT */
	is_err(offer_begin(&t, &space, UINT64_MAX), VB_ERR_TOO_MANY, "and no more");
	is_err(offer_begin(&t, &space, 1), VB_ERR_DUPLICATE, "those that are here go on");
	is_err(town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Antrag", &record), 0, "written");
	is_err(town_commit(&t, OWNER), 0, "kept");
	is_err(town_offer_log(&t, VICTIM, OWNER, &space, OWNER, VB_AUDIENCE_OPEN), 0,
	       "another author's come in");
	is_err(town_offer_log(&t, VICTIM, OWNER, &space, OWNER, ALL), 0, "all of them");
	ok(town_agrees(&t, OWNER, VICTIM, &space, ALL), "the states agree");
	town_release(&t);
}

/* ---- spaces without end ---- */

/* A space of the hostile office, to which the victim does not belong. */
static int tell_space(struct town *t, uint32_t from)
{
	struct space_id space = town_found(t, from);

	return town_offer_control(t, VICTIM, from, &space, 0);
}

/* limit VB_FOREIGN_SPACES_MAX_COUNT: told by many offices; here by three, of whom that is forgotten each time. */
static void foreign_spaces(void)
{
	static const uint32_t from[] = { HOSTILE, OWNER, OFFICES };
	struct town t;
	struct node *node;
	int err = 0;

	town_init(&t, OFFICES + 1);
	for (uint32_t i = 0; i < 3; i++)
		town_pair(&t, from[i], VICTIM);
	node = t.nodes[VICTIM];
	for (uint32_t n = 0; err == 0 && n < 512; n++) {
		err = tell_space(&t, from[n % 3]);
		for (uint32_t i = 0; i < node->space_count; i++)
			node->spaces[i]->told_by = (struct node_id){ { 0 } };
	}
	is_err(err, 0, "512 spaces that are none of ours");
	is_err(tell_space(&t, HOSTILE), VB_ERR_TOO_MANY, "and no more");
	town_release(&t);
}

static void spaces_without_end(void)
{
	struct town t;
	int err = 0;
	uint32_t told = 0;

	town_init(&t, OFFICES);
	town_pair(&t, OWNER, VICTIM);
	town_pair(&t, HOSTILE, VICTIM);
	/* limit VB_FOREIGN_SPACES_TOLD */
	for (; err == 0 && told < 16; told++)
		err = tell_space(&t, HOSTILE);
	is_err(err, 0, "an office tells of 16 spaces that are none of ours");
	is_err(tell_space(&t, HOSTILE), VB_ERR_TOO_MANY, "and of no more");
	is_err(tell_space(&t, OWNER), 0, "another office's is known all the same");
	town_release(&t);
}

/* limit VB_FOUNDER_SPACES_MAX_COUNT: to all of which we belong. */
static void founded_spaces(void)
{
	struct town t;
	struct space_id space;
	uint32_t before;
	int err = 0;

	town_init(&t, OFFICES);
	town_pair(&t, HOSTILE, VICTIM);
	town_pair(&t, OWNER, VICTIM);
	before = t.nodes[VICTIM]->space_count;
	for (uint32_t n = 0; err == 0 && n < 256; n++) {
		space = town_found(&t, HOSTILE);
		town_admit(&t, HOSTILE, &space, VICTIM, VB_ROLE_MEMBER);
		err = town_offer_control(&t, VICTIM, HOSTILE, &space, 0);
	}
	is_err(err, 0, "256 spaces of one office, all of which we are in");
	space = town_found(&t, HOSTILE);
	town_admit(&t, HOSTILE, &space, VICTIM, VB_ROLE_MEMBER);
	is_err(town_offer_control(&t, VICTIM, HOSTILE, &space, 0), VB_ERR_TOO_MANY, "and no more");
	is_u64(t.nodes[VICTIM]->space_count - before, 256, "it is not known");
	is_err(tell_space(&t, OWNER), 0, "another office's is");
	town_release(&t);
}

int main(void)
{
	founded_spaces();
	withheld_bodies();
	logs_without_end();
	spaces_without_end();
	foreign_spaces();
	return done();
}
