/* siege_flood: too much of everything, and whether the daemon stays small and goes on answering; see siege.h. */
#include <string.h>

#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

#define GROWTH_MAX_KIB (64L << 10) /* of private memory, whatever comes */
#define ANSWER_SECONDS 5.0         /* for the daemon's own people, in the middle of it */
#define HEADS_IN_A_FRAME 1300u     /* 65 * 1000 bytes: fits 66,048 */
#define CREDIT_FRAMES 500u
#define LOST_ENTRIES 200u

static long memory_of(const struct siege *s)
{
	long anon, rss;

	office_memory(&s->victim, &anon, &rss);
	return anon;
}

/* Sends the frame many times, asks the daemon something, and waits until it has dealt with all. */
static void flood(struct siege *s, const char *name, unsigned times,
                  void (*make)(struct siege *, struct buf *))
{
	struct forger *f = &s->forger;
	struct holdings before, during, after;
	long memory = memory_of(s);
	struct reaction reaction;
	struct buf frame;
	double since;

	if (!f->caller.socket)
		forger_greet(f);
	holdings_ask(&s->victim, s->space, &before);
	buf_init(&frame, 2 * VB_FRAME_MAX_BYTES);
	for (unsigned i = 0; i < times; i++) {
		buf_clear(&frame);
		make(s, &frame);
		caller_send(&f->caller, buf_span(&frame));
	}
	buf_release(&frame);
	since = office_seconds();
	holdings_ask(&s->victim, s->space, &during);
	ok(office_seconds() - since < ANSWER_SECONDS,
	   "%u %s: the daemon answers its own people in %.2f s", times, name,
	   office_seconds() - since);
	forger_listen(f, &reaction);
	ok(!reaction.is_over, "%u %s: the link stays", times, name);
	memory = memory_of(s) - memory;
	ok(memory < GROWTH_MAX_KIB, "%u %s: %ld KiB more memory", times, name, memory);
	holdings_ask(&s->victim, s->space, &after);
	ok(strcmp(before.states, after.states) == 0 && before.entries == after.entries,
	   "%u %s: nothing has changed", times, name);
}

/* Logs that nobody has, of our space; their ids are chosen so that a bad hash table puts them all together. */
static void make_heads(struct siege *s, struct buf *out)
{
	struct head head = { .count = 1 + crypt_random_below(1000) };

	frame_begin(out, VB_FRAME_HEADS, 0);
	heads_begin(out, &s->forger.space_id, VB_STREAM_ALL);
	crypt_random(head.log.b, sizeof(head.log.b));
	for (uint32_t i = 0; i < HEADS_IN_A_FRAME; i++) {
		put_be32(head.log.b, i);
		head_encode(&head, out);
	}
}

static void make_wants(struct siege *s, struct buf *out)
{
	struct want want = { .space = s->forger.space_id, .count = UINT32_MAX };

	frame_begin(out, VB_FRAME_WANT, 0);
	for (uint32_t i = 0; i < 800; i++) {
		if (i % 2)
			crypt_random(want.log.b, sizeof(want.log.b));
		else
			memcpy(want.log.b, want.space.b, sizeof(want.log.b));
		want_encode(&want, out);
	}
}

static void make_digest(struct siege *s, struct buf *out)
{
	siege_expand(s, "02 00 S 00 X", out);
}

static void make_foreign_heads(struct siege *s, struct buf *out)
{
	siege_expand(s, "03 00 X 03", out);
}

static void make_unknown(struct siege *s, struct buf *out)
{
	siege_expand(s, "11 00 ff*2000", out);
}

static void make_card(struct siege *s, struct buf *out)
{
	siege_expand(s, "0f 00 card", out);
}

static void make_held(struct siege *s, struct buf *out)
{
	siege_expand(s, "10 00 X", out);
}

/* Appends a segment that is good in form and sealed, of a log that the daemon does not know and is not told of. */
static void make_lost_segment(struct siege *s, struct buf *out)
{
	static struct draft d[LOST_ENTRIES];
	struct forger *f = &s->forger;
	struct forged_log *log = &f->logs[VB_AUDIENCE_ALL];

	forger_begin_incarnation(f);
	log->count = 1;
	crypt_random(log->head.b, sizeof(log->head.b));
	for (size_t i = 0; i < LOST_ENTRIES; i++) {
		forger_draft_message(f, VB_AUDIENCE_ALL, "lost", &d[i]);
		forger_accept(f, &d[i], 1);
	}
	forger_segment(f, d, LOST_ENTRIES, out);
}

/* More bytes of segments at once than the daemon allowed. */
static void overrun_credit(struct siege *s)
{
	struct forger *f = &s->forger;
	struct holdings before, after;
	struct reaction reaction;
	struct buf frame;

	forger_greet(f);
	holdings_ask(&s->victim, s->space, &before);
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	make_lost_segment(s, &frame);
	siege_send(s, "a segment of a log that is not known", buf_span(&frame), 0, 0);
	for (unsigned i = 0; i < CREDIT_FRAMES; i++)
		caller_send(&f->caller, buf_span(&frame));
	forger_listen(f, &reaction);
	ok(reaction.is_over, "more bytes than were allowed end the link");
	is_err(reaction.complaint, VB_ERR_CREDIT, "and that is said");
	holdings_ask(&s->victim, s->space, &after);
	ok(strcmp(before.states, after.states) == 0 && before.entries == after.entries,
	   "nothing has changed");
	buf_release(&frame);
}

void siege_flood(struct siege *s)
{
	overrun_credit(s);
	flood(s, "lists of heads of logs that do not exist", 300, make_heads);
	flood(s, "lists of wants", 300, make_wants);
	flood(s, "digests", 20000, make_digest);
	flood(s, "heads of foreign spaces", 20000, make_foreign_heads);
	flood(s, "unknown frames", 5000, make_unknown);
	flood(s, "cards that are known", 5000, make_card);
	flood(s, "words about cards that never were", 5000, make_held);
}
