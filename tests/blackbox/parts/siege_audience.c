/* siege_audience: what a daemon tells a partner that may not have all, or nothing: everything that comes over the link is kept
 * and looked through; see siege.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/peer/have.h"
#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

#define LISTEN_ROUNDS 120u /* of a quarter of a second: at most half a minute */
#define QUIET_ROUNDS 8u    /* nothing for so long: all has come */
#define ROUND_MS 250u
#define AUTHORS_MAX 64u

/* All that came over one link, and what was understood of it. */
struct tape {
	struct buf bytes;
	uint32_t segments; /* for all */
	uint32_t haves;    /* about all */
	uint32_t leaks;    /* that speak of core */
	struct log_id cores[AUTHORS_MAX];
	uint32_t core_count;
};

static void ask_for(struct forger *f, const struct log_id *log)
{
	struct want want = { .space = f->space_id, .log = *log, .count = 1000000 };
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_WANT, 0);
	want_encode(&want, &frame);
	caller_send(&f->caller, buf_span(&frame));
	buf_release(&frame);
}

/* Where there is an open log of an author there may be one for core: its number can be told from that, and it is asked
 * for. */
static void note_author(struct forger *f, struct tape *tape, const struct segment *s)
{
	struct log_id core;

	if (!s->is_introduced || tape->core_count == AUTHORS_MAX)
		return;
	log_id_derive(&f->space_id, &s->author, s->incarnation, VB_AUDIENCE_CORE, &core);
	for (uint32_t i = 0; i < tape->core_count; i++)
		if (log_id_is_equal(&tape->cores[i], &core))
			return;
	tape->cores[tape->core_count++] = core;
	ask_for(f, &core);
}

static void note_segment(struct forger *f, struct tape *tape, struct span payload)
{
	struct segment segment;

	if (segment_open(payload, &segment) != 0)
		bail("the daemon sent a broken segment");
	tape->segments += segment.audience == VB_AUDIENCE_ALL;
	tape->leaks += segment.audience == VB_AUDIENCE_CORE;
	note_author(f, tape, &segment);
}

static void note_heads(struct forger *f, struct tape *tape, struct span payload)
{
	struct heads heads;
	struct head head;

	if (heads_decode(payload, &heads) != 0)
		bail("the daemon sent broken heads");
	tape->leaks += heads.stream == VB_STREAM_CORE;
	while (heads_next(&heads.items, &head))
		if (space_id_is_equal(&heads.space, &f->space_id))
			ask_for(f, &head.log);
}

static void note_digests(struct tape *tape, struct span payload)
{
	struct heads_items items;
	struct digest digest;

	if (digest_list_decode(payload, &items) != 0)
		bail("the daemon sent broken digests");
	while (digest_list_next(&items, &digest))
		tape->leaks += digest.stream == VB_STREAM_CORE;
}

static void note_have(struct tape *tape, struct span payload)
{
	struct have have;

	if (have_decode(payload, &have) != 0)
		bail("the daemon sent a broken statement");
	tape->haves += have.audience == VB_AUDIENCE_ALL;
	tape->leaks += have.audience == VB_AUDIENCE_CORE;
}

static void note_frame(struct forger *f, struct tape *tape)
{
	struct frame frame;

	buf_put(&tape->bytes, f->frame.data, f->frame.size);
	if (frame_decode(buf_span(&f->frame), &frame) != 0)
		bail("the daemon sent a broken frame");
	if (frame.type == VB_FRAME_SEGMENT)
		note_segment(f, tape, frame.payload);
	else if (frame.type == VB_FRAME_HEADS)
		note_heads(f, tape, frame.payload);
	else if (frame.type == VB_FRAME_DIGEST)
		note_digests(tape, frame.payload);
	else if (frame.type == VB_FRAME_HAVE)
		note_have(tape, frame.payload);
}

/* A stream whose digest is another one brings its heads, if we may have them. */
static void ask_streams(struct siege *s)
{
	struct forger *f = &s->forger;
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	siege_expand(s, "02 00 S 00 X S 01 X S 02 X S 03 X", &frame);
	caller_send(&f->caller, buf_span(&frame));
	buf_clear(&frame);
	/* As if we held something of core: the answer may be to ask for it. */
	siege_expand(s, "03 00 S 01 X 05 00*16", &frame);
	caller_send(&f->caller, buf_span(&frame));
	buf_release(&frame);
}

/* Greets, asks for everything and keeps all that comes until nothing more does. is_enough: what must have come. */
static void listen_to(struct siege *s, struct tape *tape,
                      bool (*is_enough)(const struct tape *tape))
{
	struct forger *f = &s->forger;
	struct buf hello;
	uint32_t quiet = 0;

	buf_init(&tape->bytes, SIZE_MAX);
	if (!forger_connect(f))
		bail("the daemon does not let us in");
	buf_init(&hello, VB_FRAME_MAX_BYTES);
	forger_hello(f, &hello);
	caller_send(&f->caller, buf_span(&hello));
	buf_release(&hello);
	forger_grant(f);
	ask_streams(s);
	for (uint32_t i = 0; i < LISTEN_ROUNDS && (quiet < QUIET_ROUNDS || !is_enough(tape));) {
		enum caller_news news = caller_next(&f->caller, ROUND_MS, &f->frame);

		if (news == CALLER_OVER)
			bail("the daemon hung up");
		quiet = news == CALLER_SILENT ? quiet + 1 : 0;
		i += news == CALLER_SILENT;
		if (news == CALLER_FRAME)
			note_frame(f, tape);
	}
	caller_close(&f->caller);
}

static bool has_bytes(const struct tape *tape, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + size <= tape->bytes.size; i++)
		if (memcmp(tape->bytes.data + i, bytes, size) == 0)
			return true;
	return false;
}

/* For whoever searches it for words. */
static void keep_tape(const struct tape *tape)
{
	const char *path = getenv("TAPE");
	FILE *file = path ? fopen(path, "wb") : NULL;

	if (!file || fwrite(tape->bytes.data, 1, tape->bytes.size, file) != tape->bytes.size ||
	    fclose(file) != 0)
		bail("no file TAPE to write to");
}

static bool has_all_of_guest(const struct tape *tape)
{
	return tape->segments > 0 && tape->haves > 0;
}

void siege_listener(struct siege *s)
{
	struct tape tape = { .segments = 0 };
	bool has_id = false;

	listen_to(s, &tape, has_all_of_guest);
	ok(tape.segments > 0, "a guest gets entries for all: %u segments", tape.segments);
	ok(tape.haves > 0, "and hears what others hold of all: %u statements", tape.haves);
	ok(tape.core_count > 0, "it can tell the numbers of %u logs for core", tape.core_count);
	is_int(tape.leaks, 0, "and asked for them, but no frame speaks of core");
	for (uint32_t i = 0; i < tape.core_count; i++)
		has_id = has_id || has_bytes(&tape, tape.cores[i].b, sizeof(tape.cores[i].b));
	ok(!has_id, "none of these numbers stands in anything that came");
	keep_tape(&tape);
	buf_release(&tape.bytes);
}

static bool has_enough(const struct tape *tape)
{
	return tape->bytes.size > 0;
}

void siege_outsider(struct siege *s)
{
	struct tape tape = { .segments = 0 };

	listen_to(s, &tape, has_enough);
	ok(tape.bytes.size > 0, "a partner that is no member is greeted");
	is_int(tape.segments + tape.haves + tape.leaks, 0, "and told nothing of the committee");
	ok(!has_bytes(&tape, s->forger.space_id.b, sizeof(s->forger.space_id.b)),
	   "not even that there is one of that number");
	keep_tape(&tape);
	buf_release(&tape.bytes);
}
