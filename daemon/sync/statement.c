/* statement: signed words of what each office holds; see statement.h. */
#include "daemon/sync/statement.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/settings.h"
#include "daemon/sync/lacking.h"
#include "daemon/sync/offer.h"
#include "protocol/array.h"
#include "protocol/peer/frame.h"
#include "store/haves.h"

/* What one office said last of one audience. */
struct statement {
	enum audience audience;
	struct node_id office;
	uint64_t counter;
	uint64_t stamp;     /* in the order in which they came to us */
	uint32_t from_link; /* 0: ours, or of the store */
	uint8_t *bytes;     /* NULL: written to the store */
	size_t size;
	bool is_written; /* in the turn under way */
};

/* Our own last word on one audience. */
struct own_word {
	struct hash digest; /* of the stream as it was; zeros: not known */
	uint64_t files;     /* blobs_changes then */
	struct mono_ms at;
	bool has_said; /* since we were started */
};

/* All of one space, by stamp. */
struct part {
	struct statement *items;
	uint32_t count, capacity;
	struct own_word own[VB_DATA_AUDIENCES];
};

struct statements {
	struct node *node;
	struct part *parts; /* by the short number of the space */
	uint32_t count, capacity;
	uint64_t last; /* stamp */
	bool is_due;   /* time has passed since ours were looked at */
	bool has_unwritten;
	struct mono_ms tried_at; /* a commit for statements alone */
};

/* ---- keeping ---- */

static struct part *part_of(struct statements *st, uint32_t space)
{
	if (space >= st->count) {
		st->parts = array_reserve(st->parts, &st->capacity, space + 1u, sizeof(*st->parts));
		memset(&st->parts[st->count], 0, (space + 1u - st->count) * sizeof(*st->parts));
		st->count = space + 1u;
	}
	return &st->parts[space];
}

static struct statement *part_find(const struct part *part, enum audience audience,
                                   const struct node_id *office)
{
	for (uint32_t i = 0; i < part->count; i++)
		if (part->items[i].audience == audience &&
		    node_id_is_equal(&part->items[i].office, office))
			return &part->items[i];
	return NULL;
}

static void part_remove(struct part *part, struct statement *item)
{
	size_t behind = part->count - (size_t)(item - part->items) - 1u;

	free(item->bytes);
	memmove(item, item + 1, behind * sizeof(*item));
	part->count--;
}

/* Puts the newest word of an office in place of the one before; the stamps go on rising. */
static void keep(struct statements *st, uint32_t space, const struct have *have, struct span bytes,
                 uint32_t from_link)
{
	struct part *part = part_of(st, space);
	struct statement *before = part_find(part, have->audience, &have->node);
	uint32_t capacity = 0;
	uint8_t *copy = NULL;
	struct statement *item;

	if (bytes.size > 0) {
		copy = array_reserve(NULL, &capacity, (uint32_t)bytes.size, 1);
		memcpy(copy, bytes.data, bytes.size);
		st->has_unwritten = true;
	}
	if (before)
		part_remove(part, before);
	part->items =
		array_reserve(part->items, &part->capacity, part->count + 1u, sizeof(*part->items));
	item = &part->items[part->count++];
	*item = (struct statement){ .audience = have->audience,
		                    .office = have->node,
		                    .counter = have->counter,
		                    .stamp = ++st->last,
		                    .from_link = from_link,
		                    .bytes = copy,
		                    .size = bytes.size };
}

static void load_stream(struct statements *st, uint32_t space, enum audience audience)
{
	struct haves_cursor c;
	struct node_id office;
	struct span bytes;
	struct have have;

	haves_open(&c, node_view(st->node), space, audience);
	while (haves_next(&c, &office, &bytes))
		if (have_decode(bytes, &have) == 0 && node_id_is_equal(&have.node, &office))
			keep(st, space, &have, span_of(NULL, 0), 0);
	/* A damaged table shows in the next write; until then less is known. */
	(void)!haves_close(&c);
}

static void load(struct statements *st)
{
	for (size_t i = 0; i < node_space_count(st->node); i++)
		for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
			load_stream(st, node_space_at(st->node, i)->number, (enum audience)a);
}

static void forget(struct statements *st)
{
	for (uint32_t p = 0; p < st->count; p++) {
		for (uint32_t i = 0; i < st->parts[p].count; i++)
			free(st->parts[p].items[i].bytes);
		free(st->parts[p].items);
	}
	st->count = 0;
	st->has_unwritten = false;
}

struct statements *statements_new(struct node *node)
{
	struct statements *st = calloc(1, sizeof(*st));

	if (!st)
		abort();
	st->node = node;
	load(st);
	return st;
}

void statements_destroy(struct statements **statements)
{
	if (!*statements)
		return;
	forget(*statements);
	free((*statements)->parts);
	free(*statements);
	*statements = NULL;
}

/* The signed bytes; they live until the end of the turn. */
static int bytes_of(const struct statements *st, uint32_t space, const struct statement *item,
                    struct span *out)
{
	if (!item->bytes)
		return haves_get(node_view(st->node), space, item->audience, &item->office, out);
	*out = span_of(item->bytes, item->size);
	return 0;
}

bool statement_find(const struct sessions *sessions, const struct node_space *space,
                    enum audience audience, const struct node_id *office, struct have *out)
{
	const struct statements *st = sessions->statements;
	const struct statement *item;
	struct span bytes;

	if (space->number >= st->count)
		return false;
	item = part_find(&st->parts[space->number], audience, office);
	return item && bytes_of(st, space->number, item, &bytes) == 0 &&
	       have_decode(bytes, out) == 0;
}

/* ---- of others ---- */

/* Who may hold an audience, with keys or without, may say how much it holds, and may hear what others do. */
static bool may_hold(const struct node_space *space, const struct node_id *office,
                     enum audience audience)
{
	return !space->archive && space_may_serve(space->space, office, audience) == VB_SERVE_WHOLE;
}

/* A word of ours with a greater counter than we remember was said before this store was lost: the next one must win over
 * it. */
static void keep_own(struct statements *st, const struct node_space *space, const struct have *have,
                     struct span bytes, uint32_t link)
{
	struct own_word *own = &part_of(st, space->number)->own[have->audience];

	keep(st, space->number, have, bytes, link);
	*own = (struct own_word){ .has_said = false };
}

int statement_take(struct sessions *sessions, const struct session *s, struct span payload)
{
	struct statements *st = sessions->statements;
	const struct node_id *self = node_self(st->node);
	const struct statement *before;
	const struct node_space *space;
	struct have have;
	int err = have_decode(payload, &have);

	if (err)
		return err;
	space = node_space_find(st->node, &have.space);
	if (!space || !may_hold(space, &s->peer, have.audience) ||
	    !may_hold(space, &have.node, have.audience) || !may_hold(space, self, have.audience))
		return 0;
	before = part_find(part_of(st, space->number), have.audience, &have.node);
	if (before && before->counter >= have.counter)
		return 0;
	err = have_verify(payload, &space_member(space->space, &have.node)->card.sign);
	if (err)
		return err;
	if (node_id_is_equal(&have.node, self))
		keep_own(st, space, &have, payload, s->link);
	else
		keep(st, space->number, &have, payload, s->link);
	return 0;
}

/* ---- telling ---- */

static struct passed *passed_at(struct session *s, uint32_t space)
{
	for (uint32_t i = 0; i < s->passed_count; i++)
		if (s->passed[i].space == space)
			return &s->passed[i];
	s->passed = array_reserve(s->passed, &s->passed_capacity, s->passed_count + 1u,
	                          sizeof(*s->passed));
	s->passed[s->passed_count] = (struct passed){ .space = space };
	return &s->passed[s->passed_count++];
}

/* Who has not all of the control log yet could not judge who is speaking. */
static bool is_level(const struct session *s, const struct node_space *space)
{
	const struct known_log *known = known_find(&s->known, known_control(space->number));

	return known && known->count >= space_count(space->space);
}

static int send_one(const struct statements *st, struct session *s, uint32_t space,
                    const struct statement *item, struct buf *frame)
{
	struct span bytes;

	if (bytes_of(st, space, item, &bytes) != 0)
		return 0;
	buf_clear(frame);
	frame_begin(frame, VB_FRAME_HAVE, 0);
	buf_put(frame, bytes.data, bytes.size);
	return session_send(st->node, s, frame);
}

static int send_part(const struct statements *st, struct session *s, const struct node_space *space,
                     struct passed *passed, struct buf *frame)
{
	const struct part *part = &st->parts[space->number];
	int err = 0;

	for (uint32_t i = 0; i < part->count && !err; i++) {
		const struct statement *item = &part->items[i];

		if (item->stamp <= passed->stamp || item->from_link == s->link ||
		    !may_hold(space, &s->peer, item->audience) ||
		    !may_hold(space, &item->office, item->audience))
			continue;
		err = send_one(st, s, space->number, item, frame);
		if (!err)
			passed->stamp = item->stamp;
	}
	if (!err)
		passed->stamp = st->last;
	return err;
}

int statement_send(struct sessions *sessions, struct session *s)
{
	const struct statements *st = sessions->statements;
	bool is_pending = false;
	struct buf frame;
	int err = 0;

	if (!s->has_hello || s->is_spare || (s->passed_all == st->last && !s->is_passing))
		return 0;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	for (size_t i = 0; i < node_space_count(st->node) && !err; i++) {
		const struct node_space *space = node_space_at(st->node, i);
		enum role role = space_role(space->space, &s->peer);
		struct passed *passed;

		if (space->archive || role == VB_ROLE_NONE || space->number >= st->count)
			continue;
		passed = passed_at(s, space->number);
		/* With another role it may hear of more, or of less. */
		if (passed->role != role)
			*passed = (struct passed){ .space = space->number, .role = role };
		if (!is_level(s, space))
			is_pending = true;
		else if (passed->stamp < st->last)
			err = send_part(st, s, space, passed, &frame);
	}
	buf_release(&frame);
	s->is_passing = is_pending || err;
	if (!err)
		s->passed_all = st->last;
	return err;
}

/* ---- ours ---- */

/* The logs with entries of a stream, as a statement speaks of them. */
static void counts_put(struct statements *st, const struct node_space *space,
                       enum audience audience, struct have *have, struct buf *counts)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(st->node), space->number, audience, &count);
	struct hasher h;

	/* have_logs_hash over those with entries, without copying their ids. */
	hasher_init(&h, NULL);
	for (size_t i = 0; i < count; i++) {
		if (logs[i]->count == 0)
			continue;
		hasher_put(&h, logs[i]->id.b, sizeof(logs[i]->id.b));
		buf_put_varint(counts, logs[i]->count);
	}
	hasher_finish(&h, &have->logs);
	have->counts = buf_span(counts);
}

static bool says_same(const struct have *a, const struct have *b)
{
	return memcmp(a->logs.b, b->logs.b, sizeof(a->logs.b)) == 0 &&
	       span_is_equal(a->counts, b->counts) && span_is_equal(a->files, b->files);
}

static void say(struct sessions *sessions, const struct node_space *space, enum audience audience,
                struct node_now now)
{
	struct statements *st = sessions->statements;
	struct have have = { .space = space->id, .audience = audience };
	struct have before;
	struct buf counts, files, bytes;

	buf_init(&counts, VB_HAVE_COUNTS_MAX_BYTES);
	buf_init(&files, VB_HAVE_COUNTS_MAX_BYTES);
	buf_init(&bytes, VB_FRAME_MAX_BYTES);
	have.node = *node_self(st->node);
	have.counter = now.wall.v;
	counts_put(st, space, audience, &have, &counts);
	if (lacking_put(st->node, space->number, audience, &files))
		have.files = buf_span(&files);
	if (statement_find(sessions, space, audience, &have.node, &before)) {
		if (says_same(&have, &before))
			goto out;
		if (have.counter <= before.counter)
			have.counter = before.counter + 1u;
	}
	/* More logs than a statement holds: nothing is said. */
	if (counts.err == 0 && have_encode(&have, node_keys(st->node), &bytes) == 0)
		keep(st, space->number, &have, buf_span(&bytes), 0);
out:
	buf_release(&counts);
	buf_release(&files);
	buf_release(&bytes);
}

static bool is_empty(const struct hash *digest)
{
	static const struct hash zero;

	return memcmp(digest->b, zero.b, sizeof(zero.b)) == 0;
}

static void say_if_due(struct sessions *sessions, const struct node_space *space,
                       enum audience audience, struct node_now now)
{
	struct statements *st = sessions->statements;
	struct own_word *own = &part_of(st, space->number)->own[audience];
	uint64_t files = blobs_changes(node_blobs(st->node));
	struct hash digest;

	if (!may_hold(space, node_self(st->node), audience))
		return;
	logs_digest(node_logs(st->node), space->number, &space->id, audience, &digest);
	if (is_empty(&digest) ||
	    (memcmp(digest.b, own->digest.b, sizeof(digest.b)) == 0 && files == own->files) ||
	    (own->has_said && now.mono.v - own->at.v < node_settings(st->node)->arrival_every_ms))
		return;
	*own = (struct own_word){
		.digest = digest, .files = files, .at = now.mono, .has_said = true
	};
	say(sessions, space, audience, now);
}

/* What was written need not be kept in memory. */
static void note_written(struct statements *st)
{
	if (!st->has_unwritten)
		return;
	st->has_unwritten = false;
	for (uint32_t p = 0; p < st->count; p++) {
		for (uint32_t i = 0; i < st->parts[p].count; i++) {
			struct statement *item = &st->parts[p].items[i];

			if (item->is_written) {
				free(item->bytes);
				item->bytes = NULL;
				item->is_written = false;
			}
			st->has_unwritten = st->has_unwritten || item->bytes;
		}
	}
}

void statement_on_commit(struct sessions *sessions, struct node_now now)
{
	struct statements *st = sessions->statements;

	note_written(st);
	if (!st->is_due)
		return;
	st->is_due = false;
	for (size_t i = 0; i < node_space_count(st->node); i++) {
		const struct node_space *space = node_space_at(st->node, i);

		if (space_count(space->space) == 0 || node_space_is_own(st->node, space))
			continue;
		for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
			say_if_due(sessions, space, (enum audience)a, now);
	}
}

/* ---- writing ---- */

void statement_before_commit(struct sessions *sessions)
{
	struct statements *st = sessions->statements;

	for (uint32_t p = 0; st->has_unwritten && p < st->count; p++) {
		for (uint32_t i = 0; i < st->parts[p].count; i++) {
			struct statement *item = &st->parts[p].items[i];

			if (!item->bytes)
				continue;
			haves_put(node_write(st->node), p, item->audience, &item->office,
			          span_of(item->bytes, item->size));
			item->is_written = true;
		}
	}
}

void statement_on_tick(struct sessions *sessions, struct node_now now)
{
	struct statements *st = sessions->statements;

	st->is_due = true;
	if (!st->has_unwritten ||
	    (st->tried_at.v != 0 && now.mono.v - st->tried_at.v < VB_STATEMENT_WRITE_MS))
		return;
	st->tried_at = now.mono;
	(void)node_write(st->node);
}

void statement_on_down(struct sessions *sessions, uint32_t link)
{
	struct statements *st = sessions->statements;

	for (uint32_t p = 0; p < st->count; p++)
		for (uint32_t i = 0; i < st->parts[p].count; i++)
			if (st->parts[p].items[i].from_link == link)
				st->parts[p].items[i].from_link = 0;
}

void statement_on_stop(struct sessions *sessions)
{
	if (sessions->statements->has_unwritten)
		(void)node_write(sessions->node);
}

void statement_on_failure(struct sessions *sessions)
{
	/* Short numbers of spaces that the turn gave out are given out again. */
	forget(sessions->statements);
	load(sessions->statements);
}
