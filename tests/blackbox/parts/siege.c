/* siege: sending and comparing; see siege.h. */
#include "tests/blackbox/parts/siege.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "protocol/pack.h"
#include "tests/tap.h"

/* ---- bytes from text ---- */

static void put_card(struct span card, bool is_broken, bool is_bin, struct buf *out)
{
	uint8_t bytes[VB_CARD_MAX_BYTES];

	memcpy(bytes, card.data, card.size);
	bytes[card.size - 1] ^= is_broken ? 1 : 0;
	if (is_bin)
		pack_bin(out, bytes, card.size);
	else
		buf_put(out, bytes, card.size);
}

static void put_hex(const char *word, size_t size, struct buf *out)
{
	const char *star = memchr(word, '*', size);
	size_t digits = star ? (size_t)(star - word) : size;
	unsigned long times = star ? strtoul(star + 1, NULL, 10) : 1;
	uint8_t bytes[64];

	if (digits % 2 != 0 || digits / 2 > sizeof(bytes) ||
	    hex_parse(word, digits, bytes, digits / 2) != 0)
		bail("the table says %.*s", (int)size, word);
	while (times-- > 0)
		buf_put(out, bytes, digits / 2);
}

static void put_word(const struct siege *s, const char *word, size_t size, struct buf *out)
{
	const struct forger *f = &s->forger;
	uint8_t bytes[32] = { 0 };

	if (size == 1 && word[0] == 'S')
		buf_put(out, f->space_id.b, sizeof(f->space_id.b));
	else if (size == 1 && strchr("ACO", word[0]))
		buf_put(out, f->logs[strchr("ACO", word[0]) - "ACO"].id.b, sizeof(bytes));
	else if (size == 1 && (word[0] == 'X' || word[0] == 'Z')) {
		if (word[0] == 'X')
			crypt_random(bytes, sizeof(bytes));
		buf_put(out, bytes, sizeof(bytes));
	} else if (size == 4 && strncasecmp(word, "CARD", 4) == 0)
		put_card(buf_span(&f->card), false, word[0] == 'C', out);
	else if (size == 6 && strncasecmp(word, "BROKEN", 6) == 0)
		put_card(buf_span(&f->card), true, word[0] == 'B', out);
	else if (size == 5 && strncasecmp(word, "OTHER", 5) == 0)
		put_card(s->other_card, false, word[0] == 'O', out);
	else
		put_hex(word, size, out);
}

void siege_expand(const struct siege *s, const char *text, struct buf *out)
{
	while (*text) {
		size_t size = strcspn(text, " ");

		put_word(s, text, size, out);
		text += size;
		text += strspn(text, " ");
	}
}

/* ---- one attack ---- */

/* A link on which the next frame may go out. */
static void prepare(struct siege *s, uint32_t flags)
{
	struct forger *f = &s->forger;

	if (flags & SIEGE_FIRST) {
		if (!forger_connect(f))
			bail("the daemon does not let us in");
	} else if (!f->caller.socket) {
		forger_greet(f);
	}
}

static bool is_as_due(const struct reaction *r, int err, uint32_t flags)
{
	if (flags & SIEGE_ANY)
		return true;
	if (r->is_over != (err != 0))
		return false;
	return err == 0 || r->complaint == (flags & SIEGE_SILENT ? 0 : err);
}

/* Whether the records are as they should be. */
static bool is_unharmed(const struct holdings *before, const struct holdings *after, uint32_t flags)
{
	bool is_same = strcmp(before->states, after->states) == 0;
	bool is_grown = before->entries != after->entries;

	if (flags & SIEGE_COUNTS)
		return !is_same;
	return is_same && is_grown == ((flags & SIEGE_STORES) != 0);
}

struct reaction siege_send(struct siege *s, const char *name, struct span frame, int err,
                           uint32_t flags)
{
	struct forger *f = &s->forger;
	struct holdings before, after;
	struct reaction reaction;

	prepare(s, flags);
	holdings_ask(&s->victim, s->space, &before);
	caller_send(&f->caller, frame);
	forger_listen(f, &reaction);
	holdings_ask(&s->victim, s->space, &after);
	if (!ok(is_as_due(&reaction, err, flags) && is_unharmed(&before, &after, flags), "%s: %s",
	        name, err ? err_name(err) : "the link stays")) {
		diag("link %s, told %s", reaction.is_over ? "ended" : "stays",
		     err_name(reaction.complaint));
		diag("before: %s, %u entries", before.states, (unsigned)before.entries);
		diag("after:  %s, %u entries", after.states, (unsigned)after.entries);
	}
	if ((flags & SIEGE_FIRST) && !reaction.is_over)
		caller_close(&f->caller);
	return reaction;
}

void siege_table(struct siege *s, const struct attack *attacks, size_t count)
{
	struct buf frame;

	buf_init(&frame, UINT32_MAX);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&frame);
		siege_expand(s, attacks[i].bytes, &frame);
		siege_send(s, attacks[i].name, buf_span(&frame), attacks[i].err, attacks[i].flags);
	}
	buf_release(&frame);
}

/* ---- many alike ---- */

/* Sends one of many; returns whether the daemon took it as it should take broken things. */
static bool send_one(struct siege *s, struct span frame, bool must_end, uint32_t flags)
{
	struct reaction reaction;

	prepare(s, flags);
	s->forger.is_hasty = true;
	caller_send(&s->forger.caller, frame);
	forger_listen(&s->forger, &reaction);
	s->forger.is_hasty = false;
	if (!reaction.is_over)
		return !must_end;
	return reaction.complaint <= VB_ERR_TRUNCATED && reaction.complaint > VB_ERR_BAD_CODE;
}

static bool is_hello(struct span frame)
{
	return frame.size > 0 && frame.data[0] == VB_FRAME_HELLO;
}

void siege_cut(struct siege *s, const char *name, struct span frame, size_t least, size_t whole)
{
	uint32_t flags = is_hello(frame) ? SIEGE_FIRST : 0;
	struct holdings before, after;
	size_t taken = 0;

	holdings_ask(&s->victim, s->space, &before);
	for (size_t size = least; size < frame.size; size++) {
		if (send_one(s, span_of(frame.data, size), true, flags))
			continue;
		if (++taken > whole)
			diag("%s: %zu of %zu bytes are taken", name, size, frame.size);
	}
	holdings_ask(&s->victim, s->space, &after);
	ok(taken == whole && is_unharmed(&before, &after, 0), "%s cut off at each of %zu lengths",
	   name, frame.size - least);
}

void siege_alter(struct siege *s, const char *name, struct span frame)
{
	uint32_t flags = is_hello(frame) ? SIEGE_FIRST : 0;
	struct holdings before, after;
	uint8_t *bytes = malloc(frame.size);
	size_t wrong = 0;

	if (!bytes)
		abort();
	holdings_ask(&s->victim, s->space, &before);
	for (size_t i = 2; i < frame.size; i++) {
		memcpy(bytes, frame.data, frame.size);
		bytes[i] ^= (uint8_t)(1u << (i % 8));
		if (send_one(s, span_of(bytes, frame.size), false, flags))
			continue;
		wrong++;
		diag("%s: byte %zu", name, i);
	}
	holdings_ask(&s->victim, s->space, &after);
	free(bytes);
	ok(wrong == 0 && is_unharmed(&before, &after, 0), "%s with each of %zu bytes changed", name,
	   frame.size - 2);
}
