/* siege_segments: entries that are broken, forged, replayed, reordered, or good in form and wrong in what they say; see
 * siege.h. */
#include <string.h>

#include "protocol/body.h"
#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

#define FRAME_MAX_BYTES (2 * VB_FRAME_MAX_BYTES)

/* Places in a SEGMENT frame that introduces its log at seq 0 (SPEC.md 9), the frame's head of 2 bytes included. */
enum place {
	AT_HEAD = 2,
	AT_SPACE = 3,
	AT_AUTHOR = 35,
	AT_INCARNATION = 67,
	AT_FIRST_SEQ = 75,
	AT_COUNT = 76,
	AT_CONTROL = 77,
	AT_ITEM = 89,
	AT_BODY_SIZE = 99, /* behind a first stamp of 9 bytes */
};

/* Bytes that go into the frame in place of others. */
struct splice {
	const char *name;
	size_t at;
	size_t gone;
	const char *put; /* as in struct attack */
	int err;
	uint32_t flags;
};

/* clang-format off */
static const struct splice splices[] = {
	{ "an unknown flag in the head", AT_HEAD, 1, "11", VB_ERR_MALFORMED, 0 },
	{ "an audience that does not exist", AT_HEAD, 1, "0d", VB_ERR_MALFORMED, 0 },
	{ "a first number in a longer form", AT_FIRST_SEQ, 1, "8000", VB_ERR_NOT_CANONICAL, 0 },
	{ "a first number of 2^64", AT_FIRST_SEQ, 1, "80808080808080808002", VB_ERR_NOT_CANONICAL, SIEGE_ANY },
	{ "one entry more than there is", AT_COUNT, 1, "02", VB_ERR_TRUNCATED, 0 },
	{ "one entry fewer than there is", AT_COUNT, 1, "00", VB_ERR_TRAILING, 0 },
	{ "an unknown flag of an entry", AT_ITEM, 1, "20", VB_ERR_MALFORMED, 0 },
	{ "another unknown flag of an entry", AT_ITEM, 1, "80", VB_ERR_MALFORMED, 0 },
	{ "no flags given as flags", AT_ITEM, 1, "0100", VB_ERR_NOT_CANONICAL, 0 },
	{ "a citation where it is in the head", AT_ITEM, 1, "02 00000000 00*8", VB_ERR_NOT_CANONICAL, 0 },
	{ "the same record as that before the first", AT_ITEM, 1, "04", VB_ERR_MALFORMED, 0 },
	{ "a body of 32,769 bytes", AT_BODY_SIZE, 1, "818002", VB_ERR_TOO_LARGE, 0 },
	{ "a body longer than the message", AT_BODY_SIZE, 1, "a09c01", VB_ERR_TRUNCATED, 0 },
	{ "a body's length in a longer form", AT_BODY_SIZE, 1, "a000", VB_ERR_NOT_CANONICAL, 0 },
	{ "another incarnation than was sealed", AT_INCARNATION, 8, "00*8", VB_ERR_BAD_SIGNATURE, 0 },
	{ "another citation than was sealed", AT_CONTROL, 4, "00000000", VB_ERR_BAD_SIGNATURE, 0 },
	{ "an author whom nobody knows", AT_AUTHOR, 32, "X", 0, 0 },
	{ "a space that nobody knows", AT_SPACE, 32, "X", 0, 0 },
	{ "the log of an audience that was not sealed", AT_HEAD, 1, "05", VB_ERR_BAD_SIGNATURE, SIEGE_ANY },
};
/* clang-format on */

static void splice_all(struct siege *s, struct span good)
{
	struct buf frame;

	buf_init(&frame, FRAME_MAX_BYTES);
	for (size_t i = 0; i < sizeof(splices) / sizeof(splices[0]); i++) {
		const struct splice *p = &splices[i];

		buf_clear(&frame);
		buf_put(&frame, good.data, p->at);
		siege_expand(s, p->put, &frame);
		buf_put(&frame, good.data + p->at + p->gone, good.size - p->at - p->gone);
		siege_send(s, p->name, buf_span(&frame), p->err, p->flags);
	}
	buf_release(&frame);
}

/* Seals that are not the author's. */
static void wrong_seals(struct siege *s, struct span good)
{
	struct node_id other;
	struct card card;
	struct buf frame;

	if (card_decode(s->other_card, &card) != 0)
		bail("the other card");
	other = card.id;
	buf_init(&frame, FRAME_MAX_BYTES);
	buf_put(&frame, good.data, good.size);
	memset(frame.data + frame.size - VB_SIGNATURE_BYTES, 0, VB_SIGNATURE_BYTES);
	siege_send(s, "a seal of zeros", buf_span(&frame), VB_ERR_BAD_SIGNATURE, 0);
	crypt_random(frame.data + frame.size - VB_SIGNATURE_BYTES, VB_SIGNATURE_BYTES);
	siege_send(s, "a random seal", buf_span(&frame), VB_ERR_BAD_SIGNATURE, 0);
	buf_clear(&frame);
	buf_put(&frame, good.data, good.size);
	memcpy(frame.data + AT_AUTHOR, other.b, sizeof(other.b));
	siege_send(s, "entries in another member's name", buf_span(&frame), VB_ERR_BAD_SIGNATURE,
	           0);
	buf_clear(&frame);
	buf_put(&frame, good.data, good.size);
	buf_extend(&frame, VB_SEGMENT_MAX_BYTES + 1 + VB_FRAME_HEAD_BYTES - good.size);
	siege_send(s, "a segment of 65,537 bytes", buf_span(&frame), VB_ERR_TOO_LARGE, 0);
	buf_clear(&frame);
	buf_put(&frame, good.data, AT_FIRST_SEQ);
	frame.data[AT_HEAD] |= 2;
	siege_expand(s, "Z", &frame);
	buf_put(&frame, good.data + AT_FIRST_SEQ, good.size - AT_FIRST_SEQ);
	siege_send(s, "a predecessor of the first entry", buf_span(&frame), VB_ERR_NOT_CANONICAL,
	           0);
	buf_release(&frame);
}

static struct reaction send_drafts(struct siege *s, const char *name, const struct draft *drafts,
                                   size_t count, int err, uint32_t flags)
{
	struct reaction reaction;
	struct buf frame;

	buf_init(&frame, FRAME_MAX_BYTES);
	forger_segment(&s->forger, drafts, count, &frame);
	reaction = siege_send(s, name, buf_span(&frame), err, flags);
	buf_release(&frame);
	return reaction;
}

/* ---- what is kept without effect ---- */

static void begin(struct siege *s, const char *name, uint32_t flags)
{
	struct draft d;

	forger_draft_begin(&s->forger, &d);
	send_drafts(s, name, &d, 1, 0, flags);
	forger_accept(&s->forger, &d, 1);
}

/* An entry that is part of the log from now on. */
static void keep(struct siege *s, const char *name, const struct draft *d)
{
	send_drafts(s, name, d, 1, 0, SIEGE_STORES);
	forger_accept(&s->forger, d, 1);
}

/* A body in the common log, as a table row. */
struct wrong_body {
	const char *name;
	const char *document; /* as in struct attack */
	bool is_plain;        /* not padded here */
};

/* clang-format off */
static const struct wrong_body wrong_bodies[] = {
	{ "a member founds a meeting, which takes a steward", "83 03 05 04 01 05 91 93 02 00 a5 5461676e67", false },
	{ "a member makes an organization", "83 03 02 04 01 05 91 93 02 00 a3 416d74", false },
	{ "a kind that does not exist and never will", "83 03 3f 04 01 05 91 93 02 00 a1 41", false },
	{ "a verb of a later version", "83 03 0a 04 09 05 91 93 11 00 a1 41", false },
	{ "a create that deletes", "83 03 0a 04 01 05 91 93 00 03 c0", false },
	{ "a create that names what it saw", "84 02 91 c420 Z 03 0a 04 01 05 91 94 11 00 a1 41 91 94 00 00 c408 00*8 00", false },
	{ "a log in the list that no change uses", "84 02 91 c420 Z 03 0a 04 01 05 91 93 11 00 a1 41", false },
	{ "no changes", "83 03 0a 04 01 05 90", false },
	{ "keys out of order", "83 04 01 03 0a 05 91 93 11 00 a1 41", false },
	{ "a text that is not UTF-8", "83 03 0a 04 01 05 91 93 11 00 a2 c328", false },
	{ "a number in a longer form", "83 03 cc0a 04 01 05 91 93 11 00 a1 41", false },
	{ "a floating-point number", "83 03 0a 04 01 05 91 93 11 00 cb 00*8", false },
	{ "nesting without end", "83 03 0a 04 01 05 91 93 11 00 91*18 00", false },
	{ "something that is no document", "ff*20", false },
	{ "a document that ends in the middle", "83 03 0a 04 01 05 91 93 11 00 a9 41", true },
	{ "padding that is not zero", "83 03 0a 04 01 05 91 93 11 00 a1 41 00*19 01", true },
	{ "more padding than is due", "83 03 0a 04 01 05 91 93 11 00 a1 41 00*52", true },
	{ "no padding", "83 03 0a 04 01 05 91 93 11 00 a1 41", true },
	{ "an empty body", "", true },
};
/* clang-format on */

static void wrong_contents(struct siege *s)
{
	struct forger *f = &s->forger;
	struct buf document;
	struct draft d;

	buf_init(&document, 1024);
	for (size_t i = 0; i < sizeof(wrong_bodies) / sizeof(wrong_bodies[0]); i++) {
		buf_clear(&document);
		siege_expand(s, wrong_bodies[i].document, &document);
		if (wrong_bodies[i].is_plain)
			forger_draft_plain(f, VB_AUDIENCE_ALL, buf_span(&document), &d);
		else
			forger_draft(f, VB_AUDIENCE_ALL, buf_span(&document), NULL, &d);
		keep(s, wrong_bodies[i].name, &d);
	}
	buf_release(&document);
}

/* Entries whose header says what it must not. */
static void wrong_headers(struct siege *s, const struct record_id *others)
{
	struct forger *f = &s->forger;
	struct record_id nobodys;
	struct buf document;
	struct draft d;

	buf_init(&document, 1024);
	document_message("A", &document);
	crypt_random(nobodys.b, sizeof(nobodys.b));
	forger_draft(f, VB_AUDIENCE_ALL, buf_span(&document), &nobodys, &d);
	keep(s, "a create of a record id that is not its own", &d);
	forger_draft(f, VB_AUDIENCE_ALL, buf_span(&document), others, &d);
	keep(s, "a create in place of another's message", &d);
	buf_clear(&document);
	siege_expand(s, "83 03 0a 04 02 05 91 93 11 00 a1 42", &document);
	forger_draft(f, VB_AUDIENCE_ALL, buf_span(&document), others, &d);
	keep(s, "a member edits another's message, which takes a steward", &d);
	buf_clear(&document);
	siege_expand(s, "83 03 0a 04 03 05 91 93 00 03 c0", &document);
	forger_draft(f, VB_AUDIENCE_ALL, buf_span(&document), others, &d);
	keep(s, "a member deletes another's message", &d);
	forger_draft(f, VB_AUDIENCE_ALL, buf_span(&document), &nobodys, &d);
	keep(s, "a delete of what does not exist", &d);
	buf_release(&document);

	forger_draft_message(f, VB_AUDIENCE_ALL, "A", &d);
	d.header.flags = 0x80;
	draft_seal(&d, f->keys);
	keep(s, "a critical flag of a later version", &d);
	forger_draft_message(f, VB_AUDIENCE_ALL, "A", &d);
	crypt_random(d.stored, d.stored_size);
	draft_rehash(&d, f->keys);
	keep(s, "a body that does not decrypt", &d);
	forger_draft_message(f, VB_AUDIENCE_ALL, "A", &d);
	d.header.hlc.v += UINT64_C(1) << 16;
	draft_seal(&d, f->keys);
	keep(s, "another moment than the body was encrypted for", &d);
}

/* What makes an entry and all behind it invalid: each in a log of its own. */
static void wrong_citation(struct siege *s, const char *name, uint32_t control_seq, uint8_t flip)
{
	struct forger *f = &s->forger;
	const struct entry_id *cited;
	struct draft d;

	forger_begin_incarnation(f);
	begin(s, "a begin of another incarnation", SIEGE_STORES);
	forger_draft_message(f, VB_AUDIENCE_ALL, "A", &d);
	d.header.control_seq = control_seq;
	cited = space_entry_id(f->space, control_seq);
	if (cited)
		memcpy(d.header.control_prefix, cited->b, VB_ID_PREFIX_BYTES);
	d.header.control_prefix[0] ^= flip;
	draft_seal(&d, f->keys);
	keep(s, name, &d);
	forger_draft_message(f, VB_AUDIENCE_ALL, "A", &d);
	keep(s, "what follows it", &d);
}

static void wrong_citations(struct siege *s)
{
	uint32_t newest = space_citable(s->forger.space);

	wrong_citation(s, "the citation of a decision to come", newest + 1000, 0);
	wrong_citation(s, "the citation of a decision that was never taken", newest, 1);
	wrong_citation(s, "the citation of a time before the admission", 0, 0);
}

/* ---- replayed, reordered ---- */

static void replay(struct siege *s, struct span good)
{
	for (unsigned i = 0; i < 3; i++)
		siege_send(s, "the same once more", good, 0, 0);
}

static void reorder(struct siege *s)
{
	struct forger *f = &s->forger;
	struct reaction reaction;
	struct draft d[3];

	for (unsigned i = 0; i < 3; i++) {
		forger_draft_message(f, VB_AUDIENCE_ALL, "in order", &d[i]);
		forger_accept(f, &d[i], 1);
	}
	reaction = send_drafts(s, "the third before the first", &d[2], 1, 0, 0);
	ok(log_id_is_equal(&reaction.want.log, &d[0].header.log) &&
	           reaction.want.first_seq == d[0].header.seq,
	   "is answered with a WANT of the first");
	send_drafts(s, "the second before the first", &d[1], 1, 0, 0);
	send_drafts(s, "the first", &d[0], 1, 0, SIEGE_COUNTS);
	send_drafts(s, "the third before the second", &d[2], 1, 0, 0);
	send_drafts(s, "all three", d, 3, 0, SIEGE_COUNTS);
	send_drafts(s, "all three once more", d, 3, 0, 0);
}

/* 256 entries of 96 bytes and their headers are more than 61,440 bytes: a boundary lies among them. */
static void cross_boundary(struct siege *s)
{
	static struct draft d[VB_SEAL_MAX_ENTRIES];
	struct boundary walk = { 0 };
	struct forger *f = &s->forger;
	size_t fits = 0;

	forger_begin_incarnation(f);
	begin(s, "a begin of another incarnation", SIEGE_STORES);
	for (size_t i = 0; i < VB_SEAL_MAX_ENTRIES; i++) {
		forger_draft_message(
			f, VB_AUDIENCE_ALL,
			"a message that is so long that it is padded to ninety-six bytes, not less",
			&d[i]);
		forger_accept(f, &d[i], 1);
		if (!boundary_add(&walk, d[i].header.body_size) && fits == i)
			fits = i + 1;
	}
	ok(fits > 0 && fits < VB_SEAL_MAX_ENTRIES, "%zu entries lie before the boundary", fits);
	send_drafts(s, "a segment over a boundary", d, VB_SEAL_MAX_ENTRIES, VB_ERR_BAD_SEAL, 0);
	send_drafts(s, "the part before the boundary", d, fits, 0, SIEGE_COUNTS);
	send_drafts(s, "the part behind it", &d[fits], VB_SEAL_MAX_ENTRIES - fits, 0, SIEGE_COUNTS);
}

/* ---- the whole ---- */

struct found {
	struct record_id record;
	bool is_found;
};

/* Takes the record of the first entry that creates one. */
static void on_segment(void *ctx, struct span payload)
{
	struct entry_id none = { { 0 } };
	struct segment_reader r;
	struct segment_entry e;
	struct segment segment;
	struct found *found = ctx;

	if (segment_open(payload, &segment) != 0 || segment.first_seq != 0)
		return;
	segment_start(&segment, &none, &r);
	while (!found->is_found && segment_has_next(&r) && segment_next(&r, &e) == 0)
		if (e.is_create) {
			found->record = e.header.record;
			found->is_found = true;
		}
}

/* A message of the other member, which is in the records. */
static struct record_id others_message(struct siege *s)
{
	struct found found = { .is_found = false };
	struct frame frame;
	struct heads heads;
	struct head head;
	struct buf ask;

	buf_init(&ask, VB_FRAME_MAX_BYTES);
	siege_expand(s, "02 00 S 00 X", &ask);
	caller_send(&s->forger.caller, buf_span(&ask));
	buf_release(&ask);
	for (unsigned i = 0; i < 100 && !found.is_found; i++) {
		if (caller_next(&s->forger.caller, FORGER_WAIT_MS, &s->forger.frame) !=
		            CALLER_FRAME ||
		    frame_decode(buf_span(&s->forger.frame), &frame) != 0)
			bail("no heads");
		if (frame.type != VB_FRAME_HEADS || heads_decode(frame.payload, &heads) != 0 ||
		    heads.stream != VB_STREAM_ALL)
			continue;
		if (heads_next(&heads.items, &head))
			forger_ask(&s->forger, &head.log, on_segment, &found);
	}
	if (!found.is_found)
		bail("nobody has written anything");
	return found.record;
}

void siege_segments(struct siege *s)
{
	struct forger *f = &s->forger;
	struct record_id others;
	struct draft d[2];
	struct buf good;

	forger_greet(f);
	others = others_message(s);
	buf_init(&good, FRAME_MAX_BYTES);
	for (unsigned i = 0; i < 2; i++) {
		forger_draft_message(f, VB_AUDIENCE_ALL, "good", &d[i]);
		forger_accept(f, &d[i], 1);
	}
	forger_segment(f, d, 2, &good);
	splice_all(s, buf_span(&good));
	wrong_seals(s, buf_span(&good));
	siege_cut(s, "SEGMENT", buf_span(&good), 0, 0);
	siege_alter(s, "SEGMENT", buf_span(&good));
	siege_send(s, "entries of an incarnation that has not begun", buf_span(&good), 0,
	           SIEGE_STORES);
	begin(s, "its begin brings them to life", SIEGE_COUNTS);
	replay(s, buf_span(&good));
	buf_release(&good);
	wrong_contents(s);
	wrong_headers(s, &others);
	reorder(s);
	wrong_citations(s);
	cross_boundary(s);
}

/* ---- forked ---- */

/* Two histories of one log, both sealed: from where they part nothing of either counts. */
void siege_fork(struct siege *s)
{
	struct forger *f = &s->forger;
	struct holdings before, after;
	struct draft one, other, next;

	forger_greet(f);
	begin(s, "a begin of another incarnation", SIEGE_STORES);
	holdings_ask(&s->victim, s->space, &before);
	forger_draft_message(f, VB_AUDIENCE_ALL, "one", &one);
	forger_draft_message(f, VB_AUDIENCE_ALL, "other", &other);
	send_drafts(s, "one history", &one, 1, 0, SIEGE_COUNTS);
	send_drafts(s, "another history of the same log takes it back", &other, 1, 0, SIEGE_COUNTS);
	holdings_ask(&s->victim, s->space, &after);
	is_str(after.states, before.states, "and leaves the records as they were before both");
	forger_accept(f, &one, 1);
	forger_draft_message(f, VB_AUDIENCE_ALL, "next", &next);
	send_drafts(s, "the next entry of a forked log", &next, 1, 0, SIEGE_STORES);
}
