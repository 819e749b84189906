/* siege_greedy: a member writes ten times as much as it may leave at the daemon; see siege.h. */
#include <stdlib.h>
#include <string.h>

#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

#define ENTRIES_MAX 128u
#define TEXT_BYTES 400u
#define TIMES 10u

static void begin(struct forger *f, struct draft *d, struct buf *frame)
{
	forger_begin_incarnation(f);
	forger_draft_begin(f, d);
	forger_segment(f, d, 1, frame);
	caller_send(&f->caller, buf_span(frame));
	forger_accept(f, d, 1);
}

/* Makes the next segment, up to where a boundary must stand; returns the bytes of an entry, *count of them. */
static uint64_t make(struct forger *f, struct draft *d, uint32_t *count, struct buf *frame)
{
	char text[TEXT_BYTES + 1];
	uint64_t size = VB_SEAL_MAX_BYTES;

	memset(text, 'x', TEXT_BYTES);
	text[TEXT_BYTES] = '\0';
	*count = 0;
	while ((*count + 1u) * size <= VB_SEAL_MAX_BYTES && *count < ENTRIES_MAX) {
		forger_draft_message(f, VB_AUDIENCE_ALL, text, &d[*count]);
		forger_accept(f, &d[*count], 1);
		size = VB_HEADER_BYTES + d[*count].header.body_size;
		(*count)++;
	}
	buf_clear(frame);
	forger_segment(f, d, *count, frame);
	return size;
}

/* Sends until it was ten times the quota; returns the bytes of a segment, *size of an entry. */
static uint64_t send_all(struct siege *s, uint64_t quota, uint64_t *size)
{
	struct draft *d = calloc(ENTRIES_MAX, sizeof(*d));
	struct forger *f = &s->forger;
	struct reaction reaction = { .is_over = false };
	uint64_t sent = 0;
	struct buf frame;
	uint32_t count = 0;

	office_must(d != NULL, "memory");
	buf_init(&frame, 2 * VB_FRAME_MAX_BYTES);
	begin(f, d, &frame);
	while (sent < TIMES * quota && !reaction.is_over) {
		*size = make(f, d, &count, &frame);
		sent += *size * count;
		caller_send(&f->caller, buf_span(&frame));
		forger_listen(f, &reaction);
	}
	ok(!reaction.is_over, "%llu bytes are sent, and the link stays", (unsigned long long)sent);
	is_err(reaction.complaint, 0, "nothing is said");
	buf_release(&frame);
	free(d);
	return *size * count;
}

void siege_greedy(struct siege *s)
{
	uint64_t quota = strtoull(getenv("QUOTA"), NULL, 10), size = 0, segment;

	forger_greet(&s->forger);
	segment = send_all(s, quota, &size);
	/* As they are kept. */
	segment += segment / size * VB_BODY_OVERHEAD_BYTES;
	size += VB_BODY_OVERHEAD_BYTES;
	diag("entry %llu segment %llu", (unsigned long long)size, (unsigned long long)segment);
}
