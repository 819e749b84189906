/* sweep: see sweep.h; tested by tests/unit/test_gather.c */
#include "bridges/mail/sweep.h"

#include <string.h>

#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"
#include "bridges/mail/told.h"

#define PAGE_ROWS 500u

/* Whether a row is old, by its value. */
typedef bool old_fn(struct span value, int64_t now_ms);

static bool is_old_told(struct span value, int64_t now_ms)
{
	struct told told;
	int64_t end;

	if (told_decode(value, &told) != 0)
		return true;
	end = told.end_ms > told.start_ms ? told.end_ms : told.start_ms;
	if (end < told.stamp_ms)
		end = told.stamp_ms;
	return told.next_ms == 0 && end < now_ms - VB_SWEEP_TOLD_MS;
}

static bool is_old_done(struct span value, int64_t now_ms)
{
	return value.size != 8 || (int64_t)get_be64(value.data) < now_ms - VB_SWEEP_DONE_MS;
}

static bool is_old_public(struct span value, int64_t now_ms)
{
	int64_t issue = value.size >= 16 ? (int64_t)get_be64(value.data + 8) : 0;

	return value.size < 16 || (issue != 0 && issue < now_ms - VB_SWEEP_DONE_MS);
}

static bool is_old_subscriber(struct span value, int64_t now_ms)
{
	struct subscriber subscriber;

	return subscriber_decode(value, &subscriber) != 0 ||
	       (!subscriber.is_confirmed && subscriber.since_ms < now_ms - VB_SUBSCRIBER_WAIT_MS);
}

static bool is_old_failed(struct span value, int64_t now_ms)
{
	return value.size < 8 || (int64_t)get_be64(value.data) < now_ms - VB_SWEEP_FAILED_MS;
}

static const struct {
	const char *table;
	old_fn *is_old;
} tables[] = {
	{ VB_TABLE_TOLD, is_old_told },     { VB_TABLE_DONE, is_old_done },
	{ VB_TABLE_PUBLIC, is_old_public }, { VB_TABLE_SUBSCRIBERS, is_old_subscriber },
	{ VB_TABLE_FAILED, is_old_failed },
};

struct page {
	struct planning *planning;
	const char *table;
	old_fn *is_old;
	uint8_t last[VB_DRAWER_KEY_MAX_BYTES];
	size_t last_size;
	uint32_t seen;
};

static bool on_row(void *context, struct span key, struct span value)
{
	struct page *page = context;

	if (key.size > sizeof(page->last))
		return true;
	page->seen++;
	memcpy(page->last, key.data, key.size);
	page->last_size = key.size;
	if (page->is_old(value, page->planning->now_ms))
		drawer_take(&page->planning->batch, page->table, key);
	return true;
}

static int sweep_table(struct planning *planning, const char *table, old_fn *is_old)
{
	const struct drawer *drawer = planning->drawer;
	struct page page = { .planning = planning, .table = table, .is_old = is_old };
	int err;

	do {
		page.seen = 0;
		err = drawer->list(drawer->self, table, span_of(page.last, page.last_size),
		                   PAGE_ROWS, on_row, &page);
		if (err == 0)
			err = drawer_commit(drawer, &planning->batch);
	} while (err == 0 && page.seen == PAGE_ROWS);
	return err;
}

int sweep_old(struct planning *planning, int64_t *out_next_ms)
{
	struct span key = span_of_str(VB_CURSOR_SWEPT);
	uint64_t swept;
	int err = drawer_get_u64(planning->drawer, VB_TABLE_CURSOR, key, &swept);

	if (err != 0)
		return err;
	*out_next_ms = (int64_t)swept + VB_SWEEP_EVERY_MS;
	/* A clock that went back makes it today once more. */
	if (*out_next_ms > planning->now_ms && (int64_t)swept <= planning->now_ms)
		return 0;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables) && err == 0; i++)
		err = sweep_table(planning, tables[i].table, tables[i].is_old);
	if (err == 0) {
		drawer_put_u64(&planning->batch, VB_TABLE_CURSOR, key, (uint64_t)planning->now_ms);
		*out_next_ms = planning->now_ms + VB_SWEEP_EVERY_MS;
	}
	return err;
}
