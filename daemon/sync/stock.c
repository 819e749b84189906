/* stock: see stock.h. */
#include "daemon/sync/stock.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/erase.h"
#include "daemon/core/hollow.h"
#include "daemon/core/quota.h"
#include "daemon/core/settings.h"
#include "daemon/sync/offer.h"
#include "daemon/sync/reach.h"
#include "protocol/array.h"
#include "store/entries.h"

#define EVERY_MIN_MS 1000u
#define DROPS_MAX_COUNT 10000u /* in one turn; the rest follows with the next look */

struct stock {
	uint32_t space; /* short number */
	uint64_t bytes;
	bool is_full;
	bool is_asking; /* bodies were missing when it was looked at last */
};

struct stocks {
	struct stock *items;
	uint32_t count, capacity;
	struct mono_ms looked;
	bool is_awake; /* do not wait until it is time */
	bool has_looked;
};

struct stocks *stocks_new(void)
{
	struct stocks *stocks = calloc(1, sizeof(*stocks));

	if (!stocks)
		abort();
	return stocks;
}

void stocks_destroy(struct stocks **stocks)
{
	if (!*stocks)
		return;
	free((*stocks)->items);
	free(*stocks);
	*stocks = NULL;
}

/* Who was a relay and reads now may lack what it gave up then. */
static bool was_kept(const struct sessions *sessions, const struct node_space *space)
{
	const struct node_id *self = node_self(sessions->node);

	if (space->archive || space_role(space->space, self) <= VB_ROLE_RELAY)
		return false;
	for (uint32_t seq = 0; seq < space_count(space->space); seq++)
		if (space_role_at(space->space, self, seq) == VB_ROLE_RELAY)
			return true;
	return false;
}

bool stock_is_kept(const struct sessions *sessions, const struct node_space *space)
{
	return !space->archive &&
	       space_role(space->space, node_self(sessions->node)) == VB_ROLE_RELAY;
}

static struct stock *find(const struct stocks *stocks, uint32_t space)
{
	for (uint32_t i = 0; i < stocks->count; i++)
		if (stocks->items[i].space == space)
			return &stocks->items[i];
	return NULL;
}

static struct stock *at(struct stocks *stocks, uint32_t space)
{
	struct stock *stock = find(stocks, space);

	if (stock)
		return stock;
	stocks->items = array_reserve(stocks->items, &stocks->capacity, stocks->count + 1u,
	                              sizeof(*stocks->items));
	stocks->items[stocks->count] = (struct stock){ .space = space };
	return &stocks->items[stocks->count++];
}

bool stock_is_full(const struct sessions *sessions, const struct node_space *space)
{
	const struct stock *stock = find(sessions->stocks, space->number);

	return stock && stock->is_full && stock_is_kept(sessions, space);
}

uint64_t stock_bytes(const struct sessions *sessions, const struct node_space *space)
{
	const struct stock *stock = find(sessions->stocks, space->number);

	return stock ? stock->bytes : 0;
}

void stock_add(struct sessions *sessions, uint32_t space, size_t bytes)
{
	const struct node_space *at_space = node_space_number(sessions->node, space);
	struct stock *stock;

	if (!at_space || !stock_is_kept(sessions, at_space))
		return;
	stock = at(sessions->stocks, space);
	stock->bytes += bytes;
	if (stock->bytes > node_settings(sessions->node)->relay_bytes && !stock->is_full)
		stock_wake(sessions);
}

void stock_wake(struct sessions *sessions)
{
	sessions->stocks->is_awake = true;
}

/* ---- looking ---- */

/* One look at a space. */
struct look {
	struct sessions *sessions;
	const struct node_space *space;
	uint64_t bytes;
	uint64_t keep_from; /* what was written before, in ms since 1970, may go */
	uint64_t too_much;  /* bytes that have to go, old or not */
	bool is_kept;       /* as a relay; else every gap is one */
	struct drop {
		uint32_t log;
		uint64_t seq;
	} * drops;
	uint32_t count, capacity;
	bool is_asking; /* bodies are to be fetched again */
};

static void drop_add(struct look *l, uint32_t log, uint64_t seq, uint64_t size)
{
	l->drops = array_reserve(l->drops, &l->capacity, l->count + 1u, sizeof(*l->drops));
	l->drops[l->count++] = (struct drop){ .log = log, .seq = seq };
	l->bytes -= size;
	l->too_much -= l->too_much < size ? l->too_much : size;
}

/* The files that an entry lists, as far as they are known here; *bytes: what they take. drop: takes them away. */
static void each_file(struct node *node, const struct log_info *log, const struct entry_row *row,
                      const struct entry_header *header, bool drop, uint64_t *bytes)
{
	struct blob_place place = { .record = { log->space, log->audience, header->record },
		                    .log = log->handle };
	uint8_t list[VB_BLOB_LIST_MAX_BYTES];
	struct blob_row file;
	struct blob blob;
	uint32_t count;
	size_t size;

	if ((header->flags & VB_FLAG_BLOB) == 0 || blob_list_decode(row->body, &size, &count) != 0)
		return;
	/* Writing moves what lies in the store. */
	memcpy(list, row->body.data, size);
	for (uint32_t i = 0; i < count; i++) {
		blob_list_at(span_of(list, size), i, &blob);
		place.manifest = blob.manifest;
		if (blobs_get(node_view(node), &place, &file) != 0)
			continue;
		*bytes += blobs_row_bytes(&file);
		if (drop)
			attachment_drop(node, &file);
	}
}

/* An entry whose body is here. common: entries of the log that all readers have. */
static void look_at_body(struct look *l, const struct log_info *log, uint64_t common,
                         const struct entry_row *row, const struct entry_header *header)
{
	bool is_old = hlc_wall(header->hlc).v < l->keep_from;
	uint64_t bytes = row->body.size;

	/* Somebody who reads keeps files, and they are no stock. */
	if (l->is_kept)
		each_file(l->sessions->node, log, row, header, false, &bytes);
	l->bytes += bytes;
	if (row->seq < common && (is_old || l->too_much > 0) && l->count < DROPS_MAX_COUNT)
		drop_add(l, log->handle, row->seq, bytes);
}

/* Gives up the body of an entry and the files that it lists. */
static void drop_run(struct node *node, const struct drop *drop)
{
	const struct log_info *log = logs_get(node_logs(node), drop->log);
	struct entry_header header;
	struct entry_row row;
	uint64_t bytes = 0;

	if (entries_get(node_view(node), drop->log, drop->seq, &row) == 0 &&
	    entry_header_decode(row.header, &header) == 0)
		each_file(node, log, &row, &header, true, &bytes);
	quota_return(node, drop->log, entries_drop_body(node_write(node), drop->log, drop->seq));
}

/* An entry whose body is not here: somebody may lack it, too. */
static void look_at_gap(struct look *l, const struct log_info *log, uint64_t common,
                        const struct entry_row *row, const struct entry_header *header)
{
	struct record_ref record = { l->space->number, log->audience, header->record };

	if (row->seq < common || header->body_size == 0 ||
	    erase_is_in_force(l->sessions->node, &record))
		return;
	hollow_note(l->sessions->node, log->handle, row->seq);
	l->is_asking = true;
}

static void look_at_log(struct look *l, const struct reach *reach, const struct log_info *log)
{
	bool has_readers = l->is_kept && reach_count(reach) > 0;
	uint64_t entries = has_readers ? reach_common(reach, &log->id) : 0;
	uint64_t files = has_readers ? reach_common_files(reach, &log->id) : 0;
	struct entries_cursor c;
	struct entry_header header;
	struct entry_row row;

	/* What everybody has by now nobody lacks any more. */
	if (l->is_kept)
		hollow_forget(l->sessions->node, log->handle);
	entries_open(&c, node_view(l->sessions->node), log->handle, 0);
	while (entries_next(&c, &row)) {
		uint64_t common;

		if (entry_header_decode(row.header, &header) != 0)
			break;
		common = (header.flags & VB_FLAG_BLOB) != 0 ? files : entries;
		if (row.body.size > 0)
			look_at_body(l, log, common, &row, &header);
		else
			look_at_gap(l, log, common, &row, &header);
	}
	/* What is damaged shows in the next write. */
	(void)!entries_close(&c);
}

static void look_at_space(struct look *l)
{
	struct sessions *sessions = l->sessions;
	uint64_t quota = node_settings(sessions->node)->relay_bytes;
	struct stock *stock = at(sessions->stocks, l->space->number);

	l->too_much = stock->bytes > quota ? stock->bytes - quota : 0;
	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		struct reach *reach;
		size_t count;
		const struct log_info *const *logs = logs_in_stream(
			node_logs(sessions->node), l->space->number, (enum audience)a, &count);

		if (!offer_is_allowed(l->space, node_self(sessions->node), (enum stream)a))
			continue;
		reach = reach_new(sessions, l->space, (enum audience)a);
		for (size_t i = 0; i < count; i++)
			look_at_log(l, reach, logs[i]);
		reach_destroy(&reach);
	}
	for (uint32_t i = 0; i < l->count; i++)
		drop_run(sessions->node, &l->drops[i]);
	stock->bytes = l->bytes;
	stock->is_full = l->is_kept && l->bytes > quota;
}

static bool is_any_full(const struct stocks *stocks)
{
	for (uint32_t i = 0; i < stocks->count; i++)
		if (stocks->items[i].is_full)
			return true;
	return false;
}

static bool is_time(const struct sessions *sessions, struct node_now now)
{
	const struct stocks *stocks = sessions->stocks;
	uint64_t every = node_settings(sessions->node)->relay_keep_ms / 10;

	every = every < EVERY_MIN_MS ? EVERY_MIN_MS : every;
	every = every > VB_STOCK_EVERY_MAX_MS ? VB_STOCK_EVERY_MAX_MS : every;
	/* Where nothing more is taken, what readers say next may make room. */
	if (is_any_full(stocks) && every > node_settings(sessions->node)->arrival_every_ms)
		every = node_settings(sessions->node)->arrival_every_ms;
	return stocks->is_awake || !stocks->has_looked || now.mono.v - stocks->looked.v >= every;
}

void stock_on_tick(struct sessions *sessions, struct node_now now)
{
	uint64_t keep = node_settings(sessions->node)->relay_keep_ms;
	if (!is_time(sessions, now))
		return;
	sessions->stocks->looked = now.mono;
	sessions->stocks->has_looked = true;
	sessions->stocks->is_awake = false;
	for (size_t i = 0; i < node_space_count(sessions->node); i++) {
		struct look l = { .sessions = sessions, .space = node_space_at(sessions->node, i) };
		struct stock *stock;
		bool was_full;

		l.is_kept = stock_is_kept(sessions, l.space);
		if (!l.is_kept && !was_kept(sessions, l.space))
			continue;
		l.keep_from = now.wall.v > keep ? now.wall.v - keep : 0;
		was_full = stock_is_full(sessions, l.space);
		look_at_space(&l);
		stock = at(sessions->stocks, l.space->number);
		if ((stock->is_asking && !l.is_asking) || (was_full && !stock->is_full))
			offer_again(sessions, l.space);
		stock->is_asking = l.is_asking;
		free(l.drops);
	}
}

void stock_on_failure(struct sessions *sessions)
{
	sessions->stocks->count = 0;
	stock_wake(sessions);
}
