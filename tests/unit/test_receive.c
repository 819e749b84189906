/* receive: what a hostile member says over a link, and that the others do not suffer from it. */
#include "daemon/sync/receive.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/sync/sessions.h"
#include "protocol/peer/heads.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, HOSTILE, VICTIM, STRANGER, OFFICES };

/* ---- a link whose other end the test speaks for ---- */

static void say(struct town *t, struct buf *frame)
{
	node_on_frame(t->nodes[VICTIM], HOSTILE + 1, buf_span(frame), t->now);
	buf_release(frame);
}

static struct buf frame_of(enum frame_type type)
{
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, type, 0);
	return frame;
}

/* Only the victim knows of the link: what it sends there is lost. */
static void hostile_link(struct town *t)
{
	struct hello hello = { .lowest = 1, .highest = 1, .boot = 1 };
	struct public_key curve = town_curve(t, HOSTILE);
	struct buf frame = frame_of(VB_FRAME_HELLO);

	t->linked[VICTIM][HOSTILE] = true;
	node_on_link_up(t->nodes[VICTIM], HOSTILE + 1, &t->ids[HOSTILE], &curve, false, t->now);
	hello.card = node_card_bytes(t->nodes[HOSTILE]);
	hello_encode(&hello, &frame);
	say(t, &frame);
	town_run(t);
}

static void say_head(struct town *t, const struct space_id *space, enum stream stream,
                     const struct log_id *log, uint64_t count)
{
	struct head head = { .log = *log, .count = count };
	struct buf frame = frame_of(VB_FRAME_HEADS);

	heads_begin(&frame, space, stream);
	head_encode(&head, &frame);
	say(t, &frame);
}

/* Tells of count logs that do not exist. */
static void say_made_up(struct town *t, const struct space_id *space, uint32_t count)
{
	struct head head = { .count = 1000 };

	for (uint32_t i = 0; i < count;) {
		struct buf frame = frame_of(VB_FRAME_HEADS);

		heads_begin(&frame, space, VB_STREAM_ALL);
		for (uint32_t k = 0; k < 1000 && i < count; k++, i++) {
			put_be32(head.log.b, i);
			head_encode(&head, &frame);
		}
		say(t, &frame);
	}
}

/* An owner, a hostile member, a victim that knows the control log and nobody's data, and a stranger. */
static struct space_id committee(struct town *t)
{
	struct record_id record;
	struct space_id space;

	town_init(t, OFFICES);
	town_pair(t, OWNER, HOSTILE);
	town_pair(t, OWNER, VICTIM);
	town_pair(t, VICTIM, HOSTILE);
	town_pair(t, VICTIM, STRANGER);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, HOSTILE, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, VICTIM, VB_ROLE_MEMBER);
	town_link(t, OWNER, VICTIM);
	town_run(t);
	town_unlink(t, OWNER, VICTIM);
	is_err(town_create(t, OWNER, &space, ALL, VB_KIND_PAPER, "Antrag", &record), 0, "data");
	is_err(town_commit(t, OWNER), 0, "written");
	return space;
}

static bool agrees(struct town *t, const struct space_id *space)
{
	return town_agrees(t, OWNER, VICTIM, space, ALL);
}

static struct log_id log_of_owner(struct town *t, const struct space_id *space)
{
	return town_log(t, OWNER, space, OWNER, ALL)->id;
}

/* ---- what it may try ---- */

static void made_up_logs(void)
{
	struct town t;
	struct space_id space = committee(&t);

	hostile_link(&t);
	say_made_up(&t, &space, 70000);
	town_run(&t);
	ok(sessions_fetch_count(node_sessions(t.nodes[VICTIM])) <= VB_FETCHES_LINK_MAX,
	   "of 70000 logs that one office made up, its share is noted");
	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	ok(agrees(&t, &space), "what another tells of is fetched at once");
	town_release(&t);
}

static void claimed_log(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct log_id log = log_of_owner(&t, &space);

	hostile_link(&t);
	say_made_up(&t, &space, 100);
	say_head(&t, &space, VB_STREAM_ALL, &log, 500);
	town_run(&t);
	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	ok(agrees(&t, &space), "a log that waits behind made-up ones is fetched from another");
	town_release(&t);
}

static void claimed_log_again_and_again(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct log_id log = log_of_owner(&t, &space);

	hostile_link(&t);
	say_head(&t, &space, VB_STREAM_ALL, &log, 500);
	town_run(&t);
	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	ok(!agrees(&t, &space), "a log is asked of one office at a time");
	town_pass(&t, VB_FETCH_STALL_MS);
	say_head(&t, &space, VB_STREAM_ALL, &log, 500);
	town_run(&t);
	ok(agrees(&t, &space), "after ten seconds it is fetched from another that told of it");
	town_release(&t);
}

static void claimed_control_log(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct log_id control;

	memcpy(control.b, space.b, sizeof(control.b));
	hostile_link(&t);
	say_head(&t, &space, VB_STREAM_CONTROL, &control, 500);
	town_run(&t);
	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	town_pass(&t, VB_FETCH_STALL_MS);
	say_head(&t, &space, VB_STREAM_CONTROL, &control, 500);
	town_run(&t);
	ok(agrees(&t, &space), "control entries that never come hold no data back for long");
	town_release(&t);
}

static void heads_of_an_outsider(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct log_id log = log_of_owner(&t, &space);
	struct buf frame = frame_of(VB_FRAME_HEADS);
	struct head head = { .log = log, .count = 7 };

	town_link(&t, STRANGER, VICTIM);
	town_run(&t);
	heads_begin(&frame, &space, VB_STREAM_ALL);
	head_encode(&head, &frame);
	node_on_frame(t.nodes[VICTIM], STRANGER + 1, buf_span(&frame), t.now);
	is_int((long long)sessions_fetch_count(node_sessions(t.nodes[VICTIM])), 0,
	       "who does not belong to a space does not learn who does");
	buf_release(&frame);
	town_release(&t);
}

/* The genesis with another seq, and the hash of its body still true. */
static void control_entry_without_end(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct buf frame = frame_of(VB_FRAME_CONTROL);
	uint8_t header[VB_HEADER_BYTES];
	struct control_row row;

	if (spaces_get_control(node_view(t.nodes[OWNER]), town_space(&t, OWNER, &space), 0, &row))
		bail("no genesis");
	memcpy(header, row.header.data, sizeof(header));
	memcpy(header + 2, space.b, sizeof(space.b));
	put_be64(header + 34, UINT64_MAX);
	header[42] = 1; /* a predecessor */
	hostile_link(&t);
	control_run_begin(&frame, &space);
	control_run_add(&frame, header, row.body, &row.signature);
	say(&t, &frame);
	ok(!t.linked[VICTIM][HOSTILE], "a control entry beyond the last possible ends the link");
	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	ok(agrees(&t, &space), "and nothing else");
	town_release(&t);
}

/* A control entry that does not follow ours may be the owner's fault: the teller keeps its link. */
static void other_control_history(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct buf frame = frame_of(VB_FRAME_CONTROL);
	uint8_t header[VB_HEADER_BYTES];
	struct control_row row;
	uint32_t number = town_space(&t, OWNER, &space);

	if (spaces_get_control(node_view(t.nodes[OWNER]), number, 2, &row))
		bail("no control entry");
	memcpy(header, row.header.data, sizeof(header));
	put_be64(header + 34, 3);
	put_be32(header + 74, 2);
	hostile_link(&t);
	control_run_begin(&frame, &space);
	control_run_add(&frame, header, row.body, &row.signature);
	say(&t, &frame);
	ok(t.linked[VICTIM][HOSTILE], "another history of the control log is no offence");
	is_int(space_count(node_space_find(t.nodes[VICTIM], &space)->space), 3, "and not taken");
	town_release(&t);
}

static void want_beyond_the_end(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct log_id log = log_of_owner(&t, &space);
	struct want want = { .space = space, .log = log, .first_seq = 1u << 20, .count = 5 };
	struct buf frame;

	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	hostile_link(&t);
	frame = frame_of(VB_FRAME_CREDIT);
	credit_encode(1u << 20, &frame);
	say(&t, &frame);
	frame = frame_of(VB_FRAME_WANT);
	want_encode(&want, &frame);
	say(&t, &frame);
	is_int(sessions_find(node_sessions(t.nodes[VICTIM]), &t.ids[HOSTILE])->job_count, 0,
	       "nothing is to be served from behind the end");
	town_run(&t);
	town_release(&t);
}

/* A log that came, was asked for and was lost again, all in one turn. */
static void want_in_a_failed_turn(void)
{
	struct town t;
	struct space_id space = committee(&t);
	const struct log_info *log = town_log(&t, OWNER, &space, OWNER, VB_AUDIENCE_OPEN);
	struct want want = { .space = space, .log = log->id, .first_seq = 0, .count = 1 };
	struct buf frame;

	hostile_link(&t);
	frame = frame_of(VB_FRAME_CREDIT);
	credit_encode(1u << 20, &frame);
	say(&t, &frame);
	frame = frame_of(VB_FRAME_SEGMENT);
	town_segment(&t, OWNER, log, 0, &frame);
	say(&t, &frame);
	frame = frame_of(VB_FRAME_WANT);
	want_encode(&want, &frame);
	say(&t, &frame);
	is_int(sessions_find(node_sessions(t.nodes[VICTIM]), &t.ids[HOSTILE])->job_count, 1,
	       "it is to be served");
	env_fail(node_write(t.nodes[VICTIM]), VB_ERR_DISK_FULL);
	is_err(town_commit(&t, VICTIM), VB_ERR_DISK_FULL, "the turn is undone");
	is_err(town_commit(&t, VICTIM), 0, "the next one goes on without it");
	town_link(&t, OWNER, VICTIM);
	town_pass(&t, 1000);
	town_run(&t);
	ok(agrees(&t, &space), "and all comes again");
	town_release(&t);
}

/* ---- two histories of one log ---- */

static void write_papers(struct town *t, uint32_t office, const struct space_id *space,
                         const char *name, uint32_t count)
{
	struct record_id record;

	for (uint32_t i = 0; i < count; i++) {
		if (town_create(t, office, space, ALL, VB_KIND_PAPER, name, &record) != 0 ||
		    town_commit(t, office) != 0)
			bail("cannot write");
	}
}

/* One office after the other hears all that the owner has written. */
static void tell(struct town *t, uint32_t office)
{
	town_link(t, OWNER, office);
	town_run(t);
	town_unlink(t, OWNER, office);
}

/* The owner goes on from an older state of its store, tells each history to another office, and is not heard again. */
static void forked_history(uint32_t one, uint32_t other, const char *name)
{
	struct town t;
	struct space_id space = committee(&t);
	struct hash common, now;
	struct buf store;

	tell(&t, HOSTILE);
	tell(&t, VICTIM);
	common = town_state(&t, VICTIM, &space, ALL);
	buf_init(&store, SIZE_MAX);
	town_close(&t, OWNER);
	scratch_read(town_file(&t, OWNER, "data.mdb"), &store);
	town_reopen(&t, OWNER);
	write_papers(&t, OWNER, &space, "Auf dem einen Ast", one);
	tell(&t, VICTIM);
	town_close(&t, OWNER);
	scratch_write(town_file(&t, OWNER, "data.mdb"), buf_span(&store));
	town_reopen(&t, OWNER);
	write_papers(&t, OWNER, &space, "Auf dem anderen Ast", other);
	tell(&t, HOSTILE);
	town_link(&t, VICTIM, HOSTILE);
	town_run(&t);
	now = town_state(&t, VICTIM, &space, ALL);
	is_mem(now.b, common.b, sizeof(now.b), "%s: one office shows what is common", name);
	now = town_state(&t, HOSTILE, &space, ALL);
	is_mem(now.b, common.b, sizeof(now.b), "%s: the other one, too", name);
	town_restart(&t, VICTIM);
	now = town_state(&t, VICTIM, &space, ALL);
	is_mem(now.b, common.b, sizeof(now.b), "%s: and so it stays", name);
	buf_release(&store);
	town_release(&t);
}

/* A member writes one history for the owner and another one for the victim, and is dismissed. The owner's cut-offs name
 * the history that the victim does not have. */
static void dismissed_after_a_fork(uint32_t one, uint32_t other, const char *name)
{
	struct town t;
	struct space_id space = committee(&t);
	struct buf store;

	tell(&t, HOSTILE);
	tell(&t, VICTIM);
	write_papers(&t, HOSTILE, &space, "Gemeinsam", 1);
	tell(&t, HOSTILE);
	tell(&t, VICTIM);
	buf_init(&store, SIZE_MAX);
	town_close(&t, HOSTILE);
	scratch_read(town_file(&t, HOSTILE, "data.mdb"), &store);
	town_reopen(&t, HOSTILE);
	write_papers(&t, HOSTILE, &space, "Auf dem einen Ast", one);
	tell(&t, HOSTILE);
	town_close(&t, HOSTILE);
	scratch_write(town_file(&t, HOSTILE, "data.mdb"), buf_span(&store));
	town_reopen(&t, HOSTILE);
	write_papers(&t, HOSTILE, &space, "Auf dem anderen Ast", other);
	town_link(&t, HOSTILE, VICTIM);
	town_run(&t);
	town_unlink(&t, HOSTILE, VICTIM);
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[HOSTILE], t.now), 0, "dismissed");
	is_err(town_commit(&t, OWNER), 0, "decided");
	town_link(&t, OWNER, VICTIM);
	town_run(&t);
	for (uint32_t i = 0; i < 3; i++) {
		town_pass(&t, 5u * 60u * 1000u);
		town_run(&t);
	}
	is_int((long long)town_records(&t, OWNER, &space, ALL), 2 + one, "%s: all at the owner",
	       name);
	ok(agrees(&t, &space), "%s: the victim takes the history that the owner named", name);
	buf_release(&store);
	town_release(&t);
}

int main(void)
{
	made_up_logs();
	claimed_log();
	claimed_log_again_and_again();
	claimed_control_log();
	heads_of_an_outsider();
	control_entry_without_end();
	other_control_history();
	want_beyond_the_end();
	want_in_a_failed_turn();
	forked_history(3, 3, "as long");
	forked_history(3, 5, "longer");
	forked_history(5, 3, "shorter");
	dismissed_after_a_fork(3, 3, "as long");
	dismissed_after_a_fork(3, 5, "longer");
	dismissed_after_a_fork(5, 3, "shorter");
	return done();
}
