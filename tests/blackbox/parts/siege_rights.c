/* siege_rights: what one tries who had more rights than now; see siege.h. */
#include <string.h>

#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

/* The last control entry at which our role was this one. */
static uint32_t last_as(const struct forger *f, enum role role)
{
	uint32_t seq = space_count(f->space);

	while (seq-- > 0)
		if (space_role_at(f->space, &f->self, seq) == role)
			return seq;
	bail("we never were %s", role_name(role));
}

static void send_draft(struct siege *s, const char *name, const struct draft *d, uint32_t flags)
{
	struct buf frame;

	buf_init(&frame, 2 * VB_FRAME_MAX_BYTES);
	forger_segment(&s->forger, d, 1, &frame);
	siege_send(s, name, buf_span(&frame), 0, flags);
	buf_release(&frame);
	forger_accept(&s->forger, d, 1);
}

/* Sends an entry written now that cites the time of the old role, with the key and a stamp of long ago. */
static void send_back_dated(struct siege *s, const char *name, enum audience audience,
                            enum role role, uint32_t flags)
{
	struct forger *f = &s->forger;
	struct draft d;

	f->is_back_dated = true;
	f->cited = last_as(f, role);
	forger_draft_message(f, audience, "back-dated", &d);
	f->is_back_dated = false;
	send_draft(s, name, &d, flags);
}

/* What comes when a log is asked for. */
struct served {
	struct log_id log;
	unsigned segments;
	unsigned bodies; /* not withheld */
};

static void on_segment(void *ctx, struct span payload)
{
	struct entry_id none = { { 0 } };
	struct segment_reader r;
	struct segment_entry e;
	struct segment segment;
	struct served *served = ctx;

	if (segment_open(payload, &segment) != 0)
		bail("the daemon sent a broken segment");
	if (!log_id_is_equal(&segment.log, &served->log))
		return;
	served->segments++;
	segment_start(&segment, segment.has_prev ? &segment.prev : &none, &r);
	while (segment_has_next(&r) && segment_next(&r, &e) == 0)
		served->bodies += e.body.data != NULL;
}

/* Asks for the logs of an incarnation whose number only a member can know. */
static struct served ask_for(struct siege *s, const struct node_id *author, uint64_t incarnation,
                             enum audience audience)
{
	struct served served = { .segments = 0 };

	log_id_derive(&s->forger.space_id, author, incarnation, audience, &served.log);
	forger_ask(&s->forger, &served.log, on_segment, &served);
	return served;
}

/* The incarnation in which the owner writes, from the begin in its open log. */
static uint64_t owners_incarnation(struct siege *s)
{
	struct frame frame;
	struct heads heads;
	struct head head;
	struct segment segment;
	uint64_t found = 0;
	struct buf ask;

	forger_grant(&s->forger);
	buf_init(&ask, VB_FRAME_MAX_BYTES);
	siege_expand(s, "02 00 S 02 X", &ask);
	caller_send(&s->forger.caller, buf_span(&ask));
	for (unsigned i = 0; i < 1000 && found == 0; i++) {
		if (caller_next(&s->forger.caller, FORGER_WAIT_MS, &s->forger.frame) !=
		            CALLER_FRAME ||
		    frame_decode(buf_span(&s->forger.frame), &frame) != 0)
			bail("no open log of the owner");
		if (frame.type == VB_FRAME_HEADS && heads_decode(frame.payload, &heads) == 0 &&
		    heads.stream == VB_STREAM_OPEN)
			while (heads_next(&heads.items, &head)) {
				buf_clear(&ask);
				frame_begin(&ask, VB_FRAME_WANT, 0);
				want_encode(&(struct want){ s->forger.space_id, head.log, 0, 1 },
				            &ask);
				caller_send(&s->forger.caller, buf_span(&ask));
			}
		if (frame.type == VB_FRAME_SEGMENT && segment_open(frame.payload, &segment) == 0 &&
		    segment.is_introduced &&
		    node_id_is_equal(&segment.author, &s->forger.server_id))
			found = segment.incarnation;
	}
	buf_release(&ask);
	return found;
}

void siege_guest(struct siege *s)
{
	struct forger *f = &s->forger;
	struct served all, core;
	uint64_t incarnation;
	struct draft d;

	forger_greet(f);
	incarnation = owners_incarnation(s);
	all = ask_for(s, &f->server_id, incarnation, VB_AUDIENCE_ALL);
	core = ask_for(s, &f->server_id, incarnation, VB_AUDIENCE_CORE);
	ok(all.bodies > 0, "a guest gets what is for all");
	is_int(core.segments, 0, "and nothing of what is not");
	forger_draft_begin(f, &d);
	send_draft(s, "a guest begins an incarnation", &d, SIEGE_STORES);
	forger_draft_message(f, VB_AUDIENCE_ALL, "as a guest", &d);
	send_draft(s, "a guest writes for all", &d, SIEGE_COUNTS);
	send_back_dated(s, "a guest writes in the core as of the time when it was a member",
	                VB_AUDIENCE_CORE, VB_ROLE_MEMBER, SIEGE_STORES);
	send_back_dated(s, "a guest writes for all, back-dated", VB_AUDIENCE_ALL, VB_ROLE_MEMBER,
	                SIEGE_STORES);
}

void siege_former(struct siege *s)
{
	struct forger *f = &s->forger;
	struct served all, core, open;
	uint64_t incarnation;
	struct draft d;

	forger_greet(f);
	incarnation = owners_incarnation(s);
	all = ask_for(s, &f->server_id, incarnation, VB_AUDIENCE_ALL);
	core = ask_for(s, &f->server_id, incarnation, VB_AUDIENCE_CORE);
	open = ask_for(s, &f->server_id, incarnation, VB_AUDIENCE_OPEN);
	is_int(all.segments + core.segments, 0, "a former member gets no data");
	ok(open.segments > 0, "but the open log, so that it can obey erasures");
	is_int(open.bodies, 0, "without its bodies, which are none");
	forger_draft_begin(f, &d);
	send_draft(s, "a former member begins an incarnation", &d, 0);
	send_back_dated(s, "a former member writes for all, back-dated", VB_AUDIENCE_ALL,
	                VB_ROLE_GUEST, 0);
	send_back_dated(s, "and in the core", VB_AUDIENCE_CORE, VB_ROLE_MEMBER, 0);
}

void siege_painter(struct siege *s)
{
	/* Clears the screen, paints red, changes the title, once more with the 8-bit sequence, and turns what follows around. */
	static const char text[] = "A\x1b[2J\x1b[31mB\x1b]0;C\x07"
				   "D\xC2\x9B"
				   "2JE\xE2\x80\xAE"
				   "F\r\tG";
	struct forger *f = &s->forger;
	struct draft d;

	forger_greet(f);
	forger_learn(f);
	forger_draft_begin(f, &d);
	send_draft(s, "a member begins an incarnation", &d, SIEGE_STORES);
	forger_draft_message(f, VB_AUDIENCE_ALL, text, &d);
	send_draft(s, "a member writes what terminals obey", &d, SIEGE_COUNTS);
}
