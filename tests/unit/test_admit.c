/* admit: what comes through the door, what does not, and that a refusal changes nothing. */
#include "daemon/core/admit.h"

#include <string.h>

#include "daemon/core/council.h"
#include "protocol/peer/frame.h"
#include "store/entries.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

enum { OWNER, MEMBER, GUEST, STRANGER, OFFICES };

/* Owner, member and guest of one space; the stranger knows nothing of it. Nobody is linked any more. */
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

static struct record_id create(struct town *t, uint32_t office, const struct space_id *space,
                               enum audience audience, const char *name)
{
	struct record_id id = { { 0 } };
	int err = town_create(t, office, space, audience, VB_KIND_PAPER, name, &id);

	if (err != 0 || town_commit(t, office) != 0)
		bail("cannot write \"%s\": %s", name, err_name(err));
	return id;
}

/* The segment of the author's log in its own store, from entry `first` on. */
static struct buf segment_of(struct town *t, uint32_t author, const struct space_id *space,
                             enum audience audience, uint64_t first)
{
	struct buf out;

	buf_init(&out, VB_SEGMENT_MAX_BYTES);
	town_segment(t, author, town_log(t, author, space, author, audience), first, &out);
	return out;
}

/* ---- segments that are refused ---- */

/* What a hostile link does to a good segment before the member gets it. */
struct refusal {
	const char *name;
	int want;
	uint32_t from;
	void (*mangle)(struct buf *segment);
};

static void cut_short(struct buf *b)
{
	b->size -= 1;
}

static void lengthen(struct buf *b)
{
	buf_put_u8(b, 0);
}

static void flip_seal(struct buf *b)
{
	b->data[b->size - 1] ^= 1;
}

static void flip_body(struct buf *b)
{
	b->data[b->size - 100] ^= 1;
}

static void flip_clock(struct buf *b)
{
	struct segment s;
	int err = segment_open(buf_span(b), &s);

	if (err != 0)
		bail("no segment");
	b->data[(size_t)(s.items.data - b->data) + 3] ^= 1;
}

static void other_incarnation(struct buf *b)
{
	b->data[1 + 32 + 32 + 7] ^= 1;
}

static void other_space(struct buf *b)
{
	b->data[1] ^= 1;
}

static void other_author(struct buf *b)
{
	b->data[1 + 32] ^= 1;
}

static void unchanged(struct buf *b)
{
	(void)b;
}

static const struct refusal refusals[] = {
	{ "cut short by a byte", VB_ERR_TRUNCATED, OWNER, cut_short },
	{ "longer by a byte", VB_ERR_TRAILING, OWNER, lengthen },
	{ "a forged seal", VB_ERR_BAD_SIGNATURE, OWNER, flip_seal },
	{ "an altered body", VB_ERR_BAD_SIGNATURE, OWNER, flip_body },
	{ "an altered clock", VB_ERR_BAD_SIGNATURE, OWNER, flip_clock },
	{ "moved into another incarnation", VB_ERR_BAD_SIGNATURE, OWNER, other_incarnation },
	{ "a space not known here", VB_ERR_UNKNOWN_SPACE, OWNER, other_space },
	{ "an author not known here", VB_ERR_UNKNOWN_CONTROL, OWNER, other_author },
	{ "sent by no member", VB_ERR_NOT_MEMBER, STRANGER, unchanged },
};

static void refused(struct town *t, const struct space_id *space, const struct buf *good,
                    const struct refusal *r)
{
	struct hash before = town_state(t, MEMBER, space, ALL);
	struct hash after;
	struct buf bad;

	buf_init(&bad, 2u * VB_SEGMENT_MAX_BYTES);
	buf_put(&bad, good->data, good->size);
	r->mangle(&bad);
	is_err(town_offer(t, MEMBER, r->from, buf_span(&bad)), r->want, "%s", r->name);
	is_err(town_commit(t, MEMBER), 0, "%s: the turn goes on", r->name);
	after = town_state(t, MEMBER, space, ALL);
	is_mem(after.b, before.b, sizeof(before.b), "%s: the state is as before", r->name);
	ok(town_log(t, MEMBER, space, OWNER, ALL) == NULL, "%s: no log is known", r->name);
	buf_release(&bad);
}

static void refusals_leave_no_trace(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct buf good;

	create(&t, OWNER, &space, ALL, "Eins");
	create(&t, OWNER, &space, ALL, "Zwei");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, OPEN), 0, "the begin comes first");
	good = segment_of(&t, OWNER, &space, ALL, 0);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		refused(&t, &space, &good, &refusals[i]);
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&good)), 0, "untouched it comes in");
	is_int(town_records(&t, MEMBER, &space, ALL), 2, "with both records");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&good)), VB_ERR_DUPLICATE, "replayed");
	is_err(town_offer(&t, STRANGER, OWNER, buf_span(&good)), VB_ERR_UNKNOWN_SPACE,
	       "at an office that does not know the space");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "the states agree");
	buf_release(&good);
	town_release(&t);
}

static void place_in_the_log(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct buf first, second, both;
	struct hash before;

	create(&t, OWNER, &space, ALL, "Eins");
	first = segment_of(&t, OWNER, &space, ALL, 0);
	create(&t, OWNER, &space, ALL, "Zwei");
	second = segment_of(&t, OWNER, &space, ALL, 1);
	both = segment_of(&t, OWNER, &space, ALL, 0);
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, OPEN), 0, "begin");
	before = town_state(&t, MEMBER, &space, ALL);
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&second)), VB_ERR_GAP, "out of order");
	is_mem(town_state(&t, MEMBER, &space, ALL).b, before.b, sizeof(before.b), "no change");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&first)), 0, "the first");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&both)), 0, "overlapping with the first");
	is_u64(town_log(&t, MEMBER, &space, OWNER, ALL)->count, 2, "what was new came in");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&second)), VB_ERR_DUPLICATE, "again");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "the states agree");
	buf_release(&first);
	buf_release(&second);
	buf_release(&both);
	town_release(&t);
}

static void logs_we_may_not_hold(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct buf secret, unknown;
	const struct log_info *log;

	create(&t, OWNER, &space, CORE, "Geheim");
	create(&t, OWNER, &space, ALL, "Offen");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, OWNER, OPEN), 0, "begin");
	secret = segment_of(&t, OWNER, &space, CORE, 0);
	is_err(town_offer(&t, GUEST, OWNER, buf_span(&secret)), VB_ERR_NO_RIGHT,
	       "a guest is not told internal matters");
	ok(town_log(&t, GUEST, &space, OWNER, CORE) == NULL, "and keeps none");
	is_err(town_offer(&t, MEMBER, GUEST, buf_span(&secret)), 0,
	       "whoever has it may tell a member");
	/* The same log by its id alone, at an office that never heard of it. */
	log = town_log(&t, OWNER, &space, OWNER, ALL);
	buf_init(&unknown, VB_SEGMENT_MAX_BYTES);
	buf_put_u8(&unknown, 0);
	buf_put(&unknown, log->id.b, sizeof(log->id.b));
	buf_release(&secret);
	secret = segment_of(&t, OWNER, &space, ALL, 0);
	buf_put(&unknown, secret.data + 1 + 32 + 32 + 8, secret.size - (1 + 32 + 32 + 8));
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&unknown)), VB_ERR_BAD_LOG,
	       "a log that nobody introduced");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&secret)), 0, "introduced");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&unknown)), VB_ERR_DUPLICATE,
	       "now the short form is understood");
	unknown.data[0] = VB_AUDIENCE_CORE << 2;
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&unknown)), VB_ERR_BAD_LOG,
	       "but not as another audience's");
	buf_release(&unknown);
	buf_release(&secret);
	town_release(&t);
}

/* ---- boundaries ---- */

static void create_many(struct town *t, uint32_t office, const struct space_id *space,
                        uint32_t count)
{
	struct record_id id;
	int err = 0;

	for (uint32_t i = 0; i < count && err == 0; i++)
		err = town_create(t, office, space, ALL, VB_KIND_PAPER, "x", &id);
	if (err != 0 || town_commit(t, office) != 0)
		bail("cannot write: %s", err_name(err));
}

/* Where the next seal behind an entry of the owner's log stands in its store. */
static uint64_t next_seal(struct town *t, const struct log_info *log, uint64_t from)
{
	struct signature seal;
	uint64_t at = UINT64_MAX;

	if (entries_next_seal(node_view(t->nodes[OWNER]), log->handle, from, &at, &seal) != 0)
		return UINT64_MAX;
	return at;
}

/* SPEC.md 4.2: with entries this small a boundary stands behind every 256th. */
static void boundaries(void)
{
	struct town t;
	struct space_id space = committee(&t);
	const struct log_info *log;
	struct buf crossing;

	create_many(&t, OWNER, &space, 200);
	log = town_log(&t, OWNER, &space, OWNER, ALL);
	is_u64(next_seal(&t, log, 0), 199, "one seal a turn");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, ALL), 0, "200 entries");
	create_many(&t, OWNER, &space, 100);
	is_u64(next_seal(&t, log, 0), 255, "the seal of the boundary");
	is_u64(next_seal(&t, log, 256), 299, "and that of the head");
	is_u64(next_seal(&t, log, 300), UINT64_MAX, "no other");
	buf_init(&crossing, VB_SEGMENT_MAX_BYTES);
	town_segment_to(&t, OWNER, log, 200, 299, &crossing);
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&crossing)), VB_ERR_BAD_SEAL,
	       "a segment that would leave out the seal of a boundary");
	is_u64(town_log(&t, MEMBER, &space, OWNER, ALL)->count, 200, "brings nothing");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, ALL), 0,
	       "cut at the boundary it comes in");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "the states agree");
	is_err(town_commit(&t, MEMBER), 0, "kept");
	town_unlink(&t, OWNER, MEMBER);
	town_link(&t, MEMBER, GUEST);
	town_run(&t);
	ok(town_agrees(&t, MEMBER, GUEST, &space, ALL), "a third office can serve all of it");
	buf_release(&crossing);
	town_release(&t);
}

/* ---- entries that are held ---- */

static void held_for_its_begin(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id id = create(&t, OWNER, &space, ALL, "Eins");

	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, ALL), 0,
	       "data without a begin is stored");
	is_err(town_log(&t, MEMBER, &space, OWNER, ALL)->fault, VB_ERR_NO_BEGIN, "and held");
	is_str(town_name(&t, MEMBER, &space, ALL, &id), NULL, "without effect");
	is_err(town_commit(&t, MEMBER), 0, "over the end of a turn");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, OPEN), 0, "the begin comes");
	is_err(town_commit(&t, MEMBER), 0, "and the turn ends");
	is_str(town_name(&t, MEMBER, &space, ALL, &id), "Eins", "it takes effect");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "the states agree");
	town_release(&t);
}

static void held_for_a_control_entry(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id before = create(&t, MEMBER, &space, ALL, "Vorher");
	struct record_id after;

	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, ALL), 0,
	       "an entry under the known state");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[GUEST], VB_ROLE_MEMBER, t.now), 0,
	       "the owner decides something");
	is_err(town_commit(&t, OWNER), 0, "decided");
	is_err(town_offer_control(&t, MEMBER, OWNER, &space, 1), 0, "the member hears of it");
	is_err(town_rename(&t, MEMBER, &space, ALL, &before, "Nachher"), 0, "and cites it");
	after = create(&t, MEMBER, &space, ALL, "Neu");
	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, ALL), 0,
	       "the guest gets that first");
	is_err(town_commit(&t, GUEST), 0, "and keeps it");
	is_err(town_log(&t, GUEST, &space, MEMBER, ALL)->fault, VB_ERR_UNKNOWN_CONTROL, "held");
	is_str(town_name(&t, GUEST, &space, ALL, &before), "Vorher", "without effect");
	is_str(town_name(&t, GUEST, &space, ALL, &after), NULL, "without effect");
	town_restart(&t, GUEST);
	is_err(town_offer_control(&t, GUEST, OWNER, &space, 1), 0, "then it hears of it too");
	is_err(town_commit(&t, GUEST), 0, "the turn ends");
	is_str(town_name(&t, GUEST, &space, ALL, &before), "Nachher", "and all takes effect");
	is_str(town_name(&t, GUEST, &space, ALL, &after), "Neu", "and all takes effect");
	ok(town_agrees(&t, GUEST, MEMBER, &space, ALL), "the states agree");
	town_release(&t);
}

/* ---- two histories ---- */

/* The owner's store is put back to an older state and writes on: two entries at one seq. */
static void forked(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id common = create(&t, OWNER, &space, ALL, "Gemeinsam");
	struct record_id lost;
	struct buf first, second, store;
	struct hash held;

	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, OPEN), 0, "begin");
	is_err(town_offer_log(&t, MEMBER, OWNER, &space, OWNER, ALL), 0, "the common part");
	held = town_state(&t, MEMBER, &space, ALL);
	buf_init(&store, SIZE_MAX);
	town_close(&t, OWNER);
	scratch_read(town_file(&t, OWNER, "data.mdb"), &store);
	town_reopen(&t, OWNER);
	lost = create(&t, OWNER, &space, ALL, "Auf dem einen Ast");
	first = segment_of(&t, OWNER, &space, ALL, 0);
	town_close(&t, OWNER);
	scratch_write(town_file(&t, OWNER, "data.mdb"), buf_span(&store));
	town_reopen(&t, OWNER);
	create(&t, OWNER, &space, ALL, "Auf dem anderen Ast");
	second = segment_of(&t, OWNER, &space, ALL, 0);
	is_err(town_offer_log(&t, GUEST, OWNER, &space, OWNER, OPEN), 0, "begin");

	is_err(town_offer(&t, MEMBER, GUEST, buf_span(&first)), 0, "one history");
	is_str(town_name(&t, MEMBER, &space, ALL, &lost), "Auf dem einen Ast", "is believed");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&second)), VB_ERR_FORK, "the other one");
	is_err(town_commit(&t, MEMBER), 0, "is kept as proof");
	is_str(town_name(&t, MEMBER, &space, ALL, &lost), NULL, "neither has effect any more");
	is_str(town_name(&t, MEMBER, &space, ALL, &common), "Gemeinsam", "what is common stays");
	is_mem(town_state(&t, MEMBER, &space, ALL).b, held.b, sizeof(held.b),
	       "the state is that of the common part");
	town_restart(&t, MEMBER);
	is_err(town_log(&t, MEMBER, &space, OWNER, ALL)->fault, VB_ERR_FORK, "held for good");
	is_err(town_offer(&t, MEMBER, OWNER, buf_span(&second)), VB_ERR_FORK, "again");
	is_mem(town_state(&t, MEMBER, &space, ALL).b, held.b, sizeof(held.b), "no change");
	buf_release(&first);
	buf_release(&second);
	buf_release(&store);
	town_release(&t);
}

/* ---- control entries ---- */

static void control_refusals(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct space_id unknown;
	struct admit_result result;
	struct control_row row;
	struct buf run;

	is_err(town_offer_control(&t, MEMBER, OWNER, &space, 0), VB_ERR_DUPLICATE, "replayed");
	is_err(town_offer_control(&t, STRANGER, OWNER, &space, 0), VB_ERR_UNKNOWN_SPACE,
	       "a space told by an office that is not paired");
	is_int(node_space_count(t.nodes[STRANGER]), 0, "is not founded");
	town_pair(&t, STRANGER, OWNER);
	is_err(town_offer_control(&t, STRANGER, OWNER, &space, 1), VB_ERR_UNKNOWN_SPACE,
	       "nor one whose genesis is missing");
	is_err(town_offer_control(&t, STRANGER, OWNER, &space, 0), 0, "but one told by a partner");
	unknown = space;
	unknown.b[0] ^= 1;
	is_err(spaces_get_control(node_view(t.nodes[OWNER]), town_space(&t, OWNER, &space), 0,
	                          &row),
	       0, "genesis");
	buf_init(&run, VB_FRAME_MAX_BYTES);
	control_run_begin(&run, &unknown);
	control_run_add(&run, row.header.data, row.body, &row.signature);
	is_err(admit_control(t.nodes[STRANGER], 1, &t.ids[OWNER], buf_span(&run), t.now, &result),
	       VB_ERR_BAD_LOG, "a genesis under another space's name");
	buf_clear(&run);
	control_run_begin(&run, &unknown);
	row.signature.b[0] ^= 1;
	control_run_add(&run, row.header.data, row.body, &row.signature);
	is_err(admit_control(t.nodes[STRANGER], 1, &t.ids[OWNER], buf_span(&run), t.now, &result),
	       VB_ERR_BAD_SIGNATURE, "a forged genesis");
	is_int(node_space_count(t.nodes[STRANGER]), 1, "founds nothing");
	buf_release(&run);
	town_release(&t);
}

/* A run whose last entry is forged: what comes before it stays. */
static void control_run_with_a_forged_end(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct admit_result result;
	struct control_row row;
	struct buf run;

	is_err(council_role(t.nodes[OWNER], &space, &t.ids[GUEST], VB_ROLE_MEMBER, t.now), 0, "1");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[GUEST], VB_ROLE_STEWARD, t.now), 0, "2");
	is_err(town_commit(&t, OWNER), 0, "two decisions");
	buf_init(&run, VB_FRAME_MAX_BYTES);
	control_run_begin(&run, &space);
	for (uint32_t seq = 3; seq < 5; seq++) {
		if (spaces_get_control(node_view(t.nodes[OWNER]), town_space(&t, OWNER, &space),
		                       seq, &row) != 0)
			bail("no control entry %u", seq);
		row.signature.b[5] ^= seq == 4;
		control_run_add(&run, row.header.data, row.body, &row.signature);
	}
	is_err(admit_control(t.nodes[MEMBER], 1, &t.ids[OWNER], buf_span(&run), t.now, &result),
	       VB_ERR_BAD_SIGNATURE, "the second is forged");
	is_u64(result.count, 4, "the first stays");
	is_int(space_role(node_space_find(t.nodes[MEMBER], &space)->space, &t.ids[GUEST]),
	       VB_ROLE_MEMBER, "and counts");
	is_err(town_commit(&t, MEMBER), 0, "kept");
	is_err(town_offer_control(&t, MEMBER, OWNER, &space, 3), 0, "the true one follows");
	is_int(space_role(node_space_find(t.nodes[MEMBER], &space)->space, &t.ids[GUEST]),
	       VB_ROLE_STEWARD, "and counts");
	buf_release(&run);
	town_release(&t);
}

int main(void)
{
	refusals_leave_no_trace();
	place_in_the_log();
	logs_we_may_not_hold();
	boundaries();
	held_for_its_begin();
	held_for_a_control_entry();
	forked();
	control_refusals();
	control_run_with_a_forged_end();
	return done();
}
