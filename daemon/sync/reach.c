/* reach: who has which entries; see reach.h. */
#include "daemon/sync/reach.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/sync/statement.h"

/* A statement from before the newest log was known still says something: up to this many logs it is tried without each. */
#define LEFT_OUT_MAX_LOGS 64u

struct reader {
	struct node_id id;
	uint64_t *counts; /* one a log of the audience, in the order of logs */
	uint64_t *files;  /* the same, of entries of which it has the files, too */
};

struct reach {
	const struct sessions *sessions;
	const struct node_space *space;
	enum audience audience;
	const struct log_info *const *logs;
	size_t log_count;
	struct reader *readers;
	uint32_t count;
	uint64_t *counts; /* of all readers, entries and files */
};

static void raise_to(uint64_t *count, uint64_t to)
{
	if (*count < to)
		*count = to;
}

/* The logs that a statement may speak of: those with entries, one of them (SIZE_MAX: none) left out. */
static bool is_counted(const struct reach *r, size_t log, size_t left_out)
{
	return log != left_out && r->logs[log]->count > 0;
}

static bool is_about(const struct reach *r, const struct have *have, size_t left_out)
{
	struct hasher h;
	struct hash hash;
	uint32_t count = 0;

	/* have_logs_hash, without copying the ids. */
	hasher_init(&h, NULL);
	for (size_t i = 0; i < r->log_count; i++) {
		if (!is_counted(r, i, left_out))
			continue;
		hasher_put(&h, r->logs[i]->id.b, sizeof(r->logs[i]->id.b));
		count++;
	}
	hasher_finish(&h, &hash);
	return count == have->count && memcmp(hash.b, have->logs.b, sizeof(hash.b)) == 0;
}

/* Which log the statement does not know; SIZE_MAX: it knows all that we do. False: it speaks of others than we have. */
static bool find_left_out(const struct reach *r, const struct have *have, size_t *left_out)
{
	*left_out = SIZE_MAX;
	if (is_about(r, have, SIZE_MAX))
		return true;
	for (size_t i = 0; i < r->log_count && r->log_count <= LEFT_OUT_MAX_LOGS; i++) {
		*left_out = i;
		if (r->logs[i]->count > 0 && is_about(r, have, i))
			return true;
	}
	return false;
}

static void add_statement(struct reach *r, struct reader *reader)
{
	struct have have;
	size_t left_out;
	uint64_t count, whole;
	bool is_lacking;

	if (!statement_find(r->sessions, r->space, r->audience, &reader->id, &have) ||
	    !find_left_out(r, &have, &left_out))
		return;
	is_lacking = have.files.size > 0;
	for (size_t i = 0; i < r->log_count; i++) {
		if (!is_counted(r, i, left_out) || !have_next(&have.counts, &count))
			continue;
		raise_to(&reader->counts[i], count);
		if (!is_lacking || !have_next(&have.files, &whole))
			whole = count;
		raise_to(&reader->files[i], whole < count ? whole : count);
	}
}

static void add_link(struct reach *r, struct reader *reader)
{
	const struct session *s = session_of(r->sessions, &reader->id);

	if (!s || !s->has_hello)
		return;
	for (size_t i = 0; i < r->log_count; i++) {
		const struct known_log *known = known_find(&s->known, r->logs[i]->handle);

		if (known)
			raise_to(&reader->counts[i], known_sure(known));
	}
}

/* What it wrote itself it has; and so have we all that is here. */
static void add_own(struct reach *r, struct reader *reader)
{
	bool is_self = node_id_is_equal(&reader->id, node_self(r->sessions->node));

	for (size_t i = 0; i < r->log_count; i++)
		if (is_self || node_id_is_equal(&reader->id, &r->logs[i]->author))
			raise_to(&reader->counts[i], r->logs[i]->count);
}

struct reach *reach_new(const struct sessions *sessions, const struct node_space *space,
                        enum audience audience)
{
	uint32_t members = space_member_count(space->space);
	struct reach *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	*r = (struct reach){ .sessions = sessions, .space = space, .audience = audience };
	r->logs = logs_in_stream(node_logs(sessions->node), space->number, audience, &r->log_count);
	r->readers = calloc(members + 1u, sizeof(*r->readers));
	r->counts = calloc(2u * (members + 1u) * (r->log_count + 1u), sizeof(*r->counts));
	if (!r->readers || !r->counts)
		abort();
	for (uint32_t i = 0; i < members; i++) {
		const struct member *member = space_member_at(space->space, i);
		struct reader *reader = &r->readers[r->count];

		if (!role_is_entitled(member->role, audience))
			continue;
		*reader = (struct reader){
			.id = member->node,
			.counts = r->counts + 2u * r->count * (r->log_count + 1u),
		};
		reader->files = reader->counts + r->log_count + 1u;
		r->count++;
		add_own(r, reader);
		add_statement(r, reader);
		add_link(r, reader);
	}
	return r;
}

void reach_destroy(struct reach **reach)
{
	if (!*reach)
		return;
	free((*reach)->counts);
	free((*reach)->readers);
	free(*reach);
	*reach = NULL;
}

uint32_t reach_count(const struct reach *reach)
{
	return reach->count;
}

const struct node_id *reach_office(const struct reach *reach, uint32_t index)
{
	return &reach->readers[index].id;
}

/* The place of a log; SIZE_MAX: it is none of the audience. */
static size_t place_of(const struct reach *r, const struct log_id *log)
{
	size_t low = 0, high = r->log_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(r->logs[middle]->id.b, log->b, sizeof(log->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->log_count && log_id_is_equal(&r->logs[low]->id, log) ? low : SIZE_MAX;
}

bool reach_has(const struct reach *reach, uint32_t index, const struct log_id *log, uint64_t seq)
{
	size_t place = place_of(reach, log);

	return place != SIZE_MAX && reach->readers[index].counts[place] > seq;
}

/* The least that any reader has of a log. */
static uint64_t least_of(const struct reach *reach, const struct log_id *log, bool with_files)
{
	size_t place = place_of(reach, log);
	uint64_t least = UINT64_MAX;

	for (uint32_t i = 0; i < reach->count && place != SIZE_MAX; i++) {
		const struct reader *reader = &reach->readers[i];
		uint64_t count = with_files ? reader->files[place] : reader->counts[place];

		if (count < least)
			least = count;
	}
	return place != SIZE_MAX ? least : 0;
}

uint64_t reach_common(const struct reach *reach, const struct log_id *log)
{
	return least_of(reach, log, false);
}

uint64_t reach_common_files(const struct reach *reach, const struct log_id *log)
{
	return least_of(reach, log, true);
}

struct arrival_count reach_of(const struct reach *reach, const struct log_id *log, uint64_t seq)
{
	size_t place = place_of(reach, log);
	struct arrival_count sum = { 0 };

	for (uint32_t i = 0; i < reach->count && place != SIZE_MAX; i++) {
		if (node_id_is_equal(&reach->readers[i].id, &reach->logs[place]->author))
			continue;
		sum.offices++;
		sum.arrived += reach->readers[i].counts[place] > seq;
	}
	return sum;
}
