/* rollcall: comings and goings; see rollcall.h; tested by tests/unit/test_rollcall.c and tests/blackbox/20-turnout.t */
#include "cli/rollcall.h"

#include <stdlib.h>
#include <string.h>

static enum rollcall_status status_of(const char *word)
{
	if (word != NULL && strcmp(word, "excused") == 0)
		return ROLLCALL_EXCUSED;
	if (word != NULL && strcmp(word, "absent") == 0)
		return ROLLCALL_ABSENT;
	return ROLLCALL_PRESENT;
}

static int compare(const void *left, const void *right)
{
	const struct rollcall_entry *a = left;
	const struct rollcall_entry *b = right;

	if (a->seat != b->seat)
		return a->seat < b->seat ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return strcmp(json_get_text(a->record, "id"), json_get_text(b->record, "id"));
}

int rollcall_read(struct cmd *cmd, const struct muster *m, struct rollcall *out)
{
	int64_t begin = m->sitting.has_start ? m->sitting.start : 0;
	int err;

	*out = (struct rollcall){ .count = 0 };
	err = muster_list(cmd, m, "attendance", &out->records);
	if (err < 0)
		return err;
	out->entries = calloc(json_count(out->records) + 1, sizeof(*out->entries));
	if (out->entries == NULL)
		abort();
	for (size_t i = 0; i < json_count(out->records); i++) {
		const struct json *record = json_at(out->records, i);
		const struct json *fields = json_get(record, "fields");
		size_t seat = muster_index(m, json_get_text(fields, "membership"));

		if (seat == m->count)
			continue;
		out->entries[out->count++] = (struct rollcall_entry){
			record,
			seat,
			status_of(json_get_text(fields, "status")),
			json_int(json_get(fields, "start"), begin),
			json_int(json_get(fields, "end"), INT64_MAX),
		};
	}
	qsort(out->entries, out->count, sizeof(*out->entries), compare);
	return 0;
}

void rollcall_release(struct rollcall *r)
{
	free(r->entries);
	json_destroy(&r->records);
	*r = (struct rollcall){ .count = 0 };
}

struct seating_count rollcall_present(const struct rollcall *r, const struct muster *m, size_t body,
                                      int64_t ms)
{
	const struct seats *seats = &m->bodies[body];
	struct seat_presence *there = calloc(r->count + 1, sizeof(*there));
	struct seating_count present;
	size_t count = 0;

	if (there == NULL)
		abort();
	for (size_t i = 0; i < r->count; i++) {
		const struct rollcall_entry *entry = &r->entries[i];

		if (entry->status == ROLLCALL_PRESENT && m->seats[entry->seat].body == body)
			there[count++] = (struct seat_presence){ muster_seat(m, entry->seat)->id,
				                                 entry->start, entry->end };
	}
	present = seating_present(seats->items, seats->count, m->day, there, count, ms);
	free(there);
	return present;
}

enum rollcall_status rollcall_at(const struct rollcall *r, size_t seat, int64_t ms,
                                 const struct rollcall_entry **entry)
{
	*entry = NULL;
	for (size_t i = 0; i < r->count; i++) {
		const struct rollcall_entry *e = &r->entries[i];
		bool is_there = e->status == ROLLCALL_PRESENT && e->start <= ms && ms < e->end;

		if (e->seat != seat || (e->status == ROLLCALL_PRESENT && !is_there))
			continue;
		/* Who is there is not excused, whatever somebody else wrote. */
		if (*entry == NULL || is_there)
			*entry = e;
	}
	return *entry != NULL ? (*entry)->status : ROLLCALL_NONE;
}

/* ---- what is to be written ---- */

/* Someone came, or came and went: which entry had not ended then? */
static enum rollcall_way plan_coming(const struct rollcall_entry *entries, size_t count,
                                     size_t seat, const struct rollcall_wish *wish, size_t *at)
{
	int64_t end = wish->has_end ? wish->end : INT64_MAX;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		if (entries[i].seat != seat ||
		    (entries[i].status == ROLLCALL_PRESENT &&
		     (entries[i].end <= wish->start || entries[i].start >= end)))
			continue;
		*at = i;
		found++;
	}
	if (found > 1)
		return ROLLCALL_SEVERAL;
	return found == 1 ? ROLLCALL_CORRECT : ROLLCALL_NEW;
}

enum rollcall_way rollcall_plan(const struct rollcall_entry *entries, size_t count, size_t seat,
                                const struct rollcall_wish *wish, size_t *at)
{
	size_t found = 0;

	if (wish->status == ROLLCALL_PRESENT && wish->has_start)
		return plan_coming(entries, count, seat, wish, at);
	for (size_t i = 0; i < count; i++) {
		if (entries[i].seat != seat)
			continue;
		*at = i; /* the last one */
		found++;
	}
	if (found == 0)
		return ROLLCALL_NEW;
	/* They went: that is said of when they came last. */
	if (wish->status == ROLLCALL_PRESENT && wish->has_end)
		return ROLLCALL_CORRECT;
	if (found > 1)
		return ROLLCALL_SEVERAL;
	if (wish->status == ROLLCALL_PRESENT && entries[*at].status == ROLLCALL_PRESENT &&
	    entries[*at].end != INT64_MAX)
		return ROLLCALL_UNSAID;
	return ROLLCALL_CORRECT;
}
