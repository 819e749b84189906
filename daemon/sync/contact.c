/* contact: notes of links; see contact.h. */
#include "daemon/sync/contact.h"

#include <stdlib.h>

#include "daemon/sync/offer.h"
#include "protocol/array.h"
#include "store/contacts.h"
#include "store/peers.h"

struct note {
	struct node_id id;
	struct wall_ms heard;
	struct contact_part *parts; /* ascending by space; what the office surely has */
	uint32_t count;
	bool is_written; /* in the turn under way */
};

struct contacts {
	struct note *notes;
	uint32_t count, capacity;
	struct mono_ms noted_at; /* all standing links */
	struct mono_ms tried_at; /* a commit for notes alone */
};

struct contacts *contacts_new(void)
{
	struct contacts *contacts = calloc(1, sizeof(*contacts));

	if (!contacts)
		abort();
	return contacts;
}

void contacts_destroy(struct contacts **contacts)
{
	if (!*contacts)
		return;
	for (uint32_t i = 0; i < (*contacts)->count; i++)
		free((*contacts)->notes[i].parts);
	free((*contacts)->notes);
	free(*contacts);
	*contacts = NULL;
}

static struct note *note_find(const struct contacts *contacts, const struct node_id *id)
{
	for (uint32_t i = 0; i < contacts->count; i++)
		if (node_id_is_equal(&contacts->notes[i].id, id))
			return &contacts->notes[i];
	return NULL;
}

/* ---- what an office has of a space ---- */

/* What was noted last, in memory or in the store; false: nothing. */
static bool last_known(const struct sessions *sessions, const struct node_id *id,
                       struct contact_row *out, const struct note **note)
{
	*note = note_find(sessions->contacts, id);
	*out = (struct contact_row){ .heard = { 0 } };
	if (*note) {
		out->heard = (*note)->heard;
		return true;
	}
	return contacts_get(node_view(sessions->node), id, out) == 0;
}

/* Entries of a space that the office had by the last note. */
static uint64_t last_reached(const struct contact_row *row, const struct note *note, uint32_t space)
{
	struct span parts = row->parts;
	struct contact_part part;

	for (uint32_t i = 0; note && i < note->count; i++)
		if (note->parts[i].space == space)
			return note->parts[i].entries;
	while (contacts_next_part(&parts, &part))
		if (part.space == space)
			return part.entries;
	return 0;
}

enum measure {
	MEASURE_ALL,      /* what we have and it may read */
	MEASURE_BELIEVED, /* of that, what is there or on its way */
	MEASURE_SURE,     /* of that, what is there */
};

static uint64_t measure_log(const struct session *s, uint32_t key, uint64_t count,
                            enum measure measure)
{
	const struct known_log *known;
	uint64_t there;

	if (measure == MEASURE_ALL)
		return count;
	known = known_find(&s->known, key);
	if (!known)
		return 0;
	there = measure == MEASURE_SURE ? known_sure(known) : known->count;
	return there < count ? there : count;
}

/* Sums up a space for an office; s: NULL with MEASURE_ALL. */
static uint64_t measure_space(struct node *node, const struct session *s,
                              const struct node_id *office, const struct node_space *space,
                              enum measure measure)
{
	uint64_t sum =
		measure_log(s, known_control(space->number), space_count(space->space), measure);

	for (int stream = VB_STREAM_ALL; stream < VB_STREAM_CONTROL; stream++) {
		const struct log_info *const *logs;
		size_t count;

		if (!offer_is_allowed(space, office, (enum stream)stream))
			continue;
		logs = logs_in_stream(node_logs(node), space->number, (enum audience)stream,
		                      &count);
		for (size_t i = 0; i < count; i++)
			sum += measure_log(s, logs[i]->handle, logs[i]->count, measure);
	}
	return sum;
}

static bool is_shared(const struct node *node, const struct node_space *space,
                      const struct node_id *office)
{
	return node_space_is_ours(node, space) && space_role(space->space, office) != VB_ROLE_NONE;
}

/* ---- notes ---- */

static struct wall_ms heard_at(const struct session *s, struct node_now now)
{
	uint64_t ago = now.mono.v - s->heard.v;

	return (struct wall_ms){ now.wall.v > ago ? now.wall.v - ago : 0 };
}

static int compare_parts(const void *a, const void *b)
{
	const struct contact_part *x = a;
	const struct contact_part *y = b;

	return x->space < y->space ? -1 : x->space > y->space;
}

/* What it had once it still has: a link that has told nothing yet does not lower it. */
static struct contact_part *make_parts(const struct sessions *sessions, const struct session *s,
                                       uint32_t *count)
{
	size_t all = node_space_count(sessions->node);
	struct contact_part *parts = calloc(all + 1, sizeof(*parts));
	struct contact_row row;
	const struct note *note;

	if (!parts)
		abort();
	*count = 0;
	(void)last_known(sessions, &s->peer, &row, &note);
	for (size_t i = 0; i < all; i++) {
		const struct node_space *space = node_space_at(sessions->node, i);
		struct contact_part part = { .space = space->number };
		uint64_t before;

		if (!is_shared(sessions->node, space, &s->peer))
			continue;
		part.entries = measure_space(sessions->node, s, &s->peer, space, MEASURE_SURE);
		before = last_reached(&row, note, space->number);
		part.entries = part.entries > before ? part.entries : before;
		parts[(*count)++] = part;
	}
	qsort(parts, *count, sizeof(*parts), compare_parts);
	return parts;
}

/* A link may outlive the partnership by a moment; then nothing is kept of it. */
static bool is_known(const struct sessions *sessions, const struct node_id *office)
{
	struct peer peer;

	for (size_t i = 0; i < node_space_count(sessions->node); i++)
		if (is_shared(sessions->node, node_space_at(sessions->node, i), office))
			return true;
	return peers_get(node_view(sessions->node), office, &peer) == 0;
}

static void note_session(struct sessions *sessions, const struct session *s, struct node_now now)
{
	struct contacts *contacts = sessions->contacts;
	uint32_t count;
	struct contact_part *parts;
	struct note *note;

	if (!s->has_hello || !is_known(sessions, &s->peer))
		return;
	parts = make_parts(sessions, s, &count);
	note = note_find(contacts, &s->peer);
	if (!note) {
		contacts->notes = array_reserve(contacts->notes, &contacts->capacity,
		                                contacts->count + 1u, sizeof(*contacts->notes));
		note = &contacts->notes[contacts->count++];
		*note = (struct note){ .id = s->peer };
	}
	free(note->parts);
	note->parts = parts;
	note->count = count;
	note->heard = heard_at(s, now);
	note->is_written = false;
}

/* The link that carries the data knows; a spare one knows nothing. */
static void note_all(struct sessions *sessions, struct node_now now)
{
	for (uint32_t i = 0; i < sessions->count; i++)
		if (!sessions->items[i]->is_spare)
			note_session(sessions, sessions->items[i], now);
	sessions->contacts->noted_at = now.mono;
}

/* ---- events ---- */

void contact_on_hello(struct sessions *sessions, struct session *s, struct node_now now)
{
	struct contact_row row;
	const struct note *note;

	if (!last_known(sessions, &s->peer, &row, &note) ||
	    row.heard.v + VB_CONTACT_FRESH_MS < now.wall.v)
		note_session(sessions, s, now);
}

void contact_on_down(struct sessions *sessions, struct session *s, struct node_now now)
{
	note_session(sessions, s, now);
}

static bool has_unwritten(const struct contacts *contacts)
{
	for (uint32_t i = 0; i < contacts->count; i++)
		if (!contacts->notes[i].is_written)
			return true;
	return false;
}

void contact_on_tick(struct sessions *sessions, struct node_now now)
{
	struct contacts *contacts = sessions->contacts;

	if (contacts->noted_at.v == 0)
		contacts->noted_at = now.mono;
	if (now.mono.v - contacts->noted_at.v >= VB_CONTACT_FORCE_MS)
		note_all(sessions, now);
	if (!has_unwritten(contacts) ||
	    (contacts->tried_at.v != 0 && now.mono.v - contacts->tried_at.v < VB_CONTACT_WRITE_MS))
		return;
	contacts->tried_at = now.mono;
	(void)node_write(sessions->node);
}

void contact_on_stop(struct sessions *sessions, struct node_now now)
{
	note_all(sessions, now);
	if (has_unwritten(sessions->contacts))
		(void)node_write(sessions->node);
}

void contact_before_commit(struct sessions *sessions, struct node_now now)
{
	struct contacts *contacts = sessions->contacts;

	if (now.mono.v - contacts->noted_at.v >= VB_CONTACT_ALONG_MS)
		note_all(sessions, now);
	for (uint32_t i = 0; i < contacts->count; i++) {
		struct note *note = &contacts->notes[i];

		contacts_put(node_write(sessions->node), &note->id, note->heard, note->parts,
		             note->count);
		note->is_written = true;
	}
}

void contact_on_commit(struct sessions *sessions)
{
	struct contacts *contacts = sessions->contacts;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < contacts->count; i++) {
		if (contacts->notes[i].is_written)
			free(contacts->notes[i].parts);
		else
			contacts->notes[kept++] = contacts->notes[i];
	}
	contacts->count = kept;
}

void contact_on_failure(struct sessions *sessions)
{
	/* Short numbers of spaces that the turn gave out are given out again: what was noted of them is forgotten. */
	for (uint32_t i = 0; i < sessions->contacts->count; i++) {
		sessions->contacts->notes[i].is_written = false;
		sessions->contacts->notes[i].count = 0;
	}
}

/* ---- questions ---- */

bool contact_heard(const struct sessions *sessions, const struct node_id *office,
                   struct node_now now, struct wall_ms *out)
{
	const struct session *s = session_of(sessions, office);
	struct contact_row row;
	const struct note *note;

	if (s && s->has_hello) {
		*out = heard_at(s, now);
		return true;
	}
	if (!last_known(sessions, office, &row, &note))
		return false;
	*out = row.heard;
	return true;
}

uint64_t contact_missing(const struct sessions *sessions, const struct node_id *office)
{
	const struct session *s = session_of(sessions, office);
	uint64_t missing = 0;
	struct contact_row row;
	const struct note *note;

	(void)last_known(sessions, office, &row, &note);
	for (size_t i = 0; i < node_space_count(sessions->node); i++) {
		const struct node_space *space = node_space_at(sessions->node, i);
		uint64_t all, there;

		/* Where we are out, nothing of ours arrives any more. */
		if (!is_shared(sessions->node, space, office) ||
		    space_role(space->space, node_self(sessions->node)) == VB_ROLE_NONE)
			continue;
		all = measure_space(sessions->node, NULL, office, space, MEASURE_ALL);
		there = last_reached(&row, note, space->number);
		if (s && s->has_hello) {
			uint64_t believed =
				measure_space(sessions->node, s, office, space, MEASURE_BELIEVED);

			there = there > believed ? there : believed;
		}
		missing += all > there ? all - there : 0;
	}
	return missing;
}
