/* blob_fetch: see blob_fetch.h. */
#include "daemon/sync/blob_fetch.h"

#include <string.h>

#include "daemon/sync/offer.h"
#include "daemon/sync/stock.h"

#define RUN_FIRST 4u
#define RUN_SHORT_MS 250u
#define RUN_LONG_MS 1000u
#define ABSENT_FIRST_MS 1000u
#define ABSENT_TIMES_MAX 5u     /* 1, 2, 4, 8, 16 seconds, then VB_BLOB_ABSENT_MS */
#define SETTLE_BYTES (8u << 20) /* written and not noted yet */
#define SETTLE_MS 1000u
#define LOOKS_MAX 64u     /* rows looked at in one turn for a link */
#define LOG_LOOKS_MAX 16u /* of these, in a row of one log */

void blob_fetch_init(struct blob_fetch *f)
{
	memset(f, 0, sizeof(*f));
	f->run = RUN_FIRST;
}

bool blob_fetch_is_open(const struct session *s)
{
	return s->fetching.is_open;
}

void blob_fetch_wake(struct session *s)
{
	s->fetching.rest_until.v = 0;
}

static void close_ask(struct blob_fetch *f)
{
	if (!f->is_open)
		return;
	blob_file_close(&f->file);
	crypt_wipe(&f->key, sizeof(f->key));
	f->is_open = false;
}

void blob_fetch_reset(struct session *s)
{
	close_ask(&s->fetching);
	s->fetching.turn = 0;
	s->fetching.refusal_count = 0;
	s->fetching.rest_until.v = 0;
}

/* ---- who was asked in vain ---- */

static bool is_refused(const struct blob_fetch *f, const struct blob_place *place,
                       struct mono_ms now)
{
	for (uint32_t i = 0; i < f->refusal_count; i++) {
		if (memcmp(&f->refusals[i].place, place, sizeof(*place)) == 0)
			return now.v < f->refusals[i].until.v;
	}
	return false;
}

/* Is not asked for this blob for so long; who only lacks it, a relay for example that is fetching it just now, at first for a
 * shorter time. Of many it forgets the oldest. The others may be asked for it at once. */
static void refuse(struct sessions *sessions, struct blob_fetch *f, uint32_t ms, struct mono_ms now)
{
	struct blob_refusal *at = &f->refusals[f->refusal_next];
	uint32_t times = 0;

	for (uint32_t i = 0; i < f->refusal_count; i++) {
		if (memcmp(&f->refusals[i].place, &f->row.place, sizeof(f->row.place)) == 0)
			at = &f->refusals[i];
	}
	if (memcmp(&at->place, &f->row.place, sizeof(at->place)) == 0)
		times = at->times;
	if (at == &f->refusals[f->refusal_next]) {
		f->refusal_next = (f->refusal_next + 1) % VB_BLOB_REFUSALS_MAX;
		if (f->refusal_count < VB_BLOB_REFUSALS_MAX)
			f->refusal_count++;
	}
	at->place = f->row.place;
	at->times = times + 1u;
	if (ms == VB_BLOB_ABSENT_MS && times < ABSENT_TIMES_MAX)
		ms = ABSENT_FIRST_MS << times;
	at->until.v = now.v + ms;
	close_ask(f);
	for (uint32_t i = 0; i < sessions->count; i++)
		blob_fetch_wake(sessions->items[i]);
}

/* ---- what is worth asking for ---- */

static bool is_asked_elsewhere(const struct sessions *sessions, const struct blob_place *place)
{
	for (uint32_t i = 0; i < sessions->count; i++) {
		const struct blob_fetch *f = &sessions->items[i]->fetching;

		if (f->is_open && memcmp(&f->row.place, place, sizeof(*place)) == 0)
			return true;
	}
	return false;
}

/* Both offices may have the log whole. */
static bool is_shared(struct node *node, const struct session *s, const struct log_info *log)
{
	struct node_space *space = log ? node_space_number(node, log->space) : NULL;

	return space && offer_is_allowed(space, &s->peer, (enum stream)log->audience) &&
	       space_may_serve(space->space, &s->peer, log->audience) == VB_SERVE_WHOLE &&
	       space_may_serve(space->space, node_self(node), log->audience) == VB_SERVE_WHOLE;
}

/* A relay without room for the space takes no more files of it. */
static bool is_full(const struct sessions *sessions, const struct log_info *log)
{
	return stock_is_full(sessions, node_space_number(sessions->node, log->space));
}

static bool open_row(struct node *node, struct blob_fetch *f)
{
	int err = blobs_open_file(node_blobs(node), &f->row, &f->file);

	/* The bytes are lost, in an older copy of the store for example. */
	if (err == VB_ERR_NOT_FOUND) {
		f->row.count = 0;
		err = blobs_open_file(node_blobs(node), &f->row, &f->file);
	}
	return err == 0;
}

/* Errors: VB_ERR_NOT_FOUND (it cannot be asked for now, over this link), VB_ERR_QUOTA (its author has no room here now). */
static int try_row(struct sessions *sessions, struct session *s, const struct blob_row *row,
                   struct node_now now)
{
	struct node *node = sessions->node;
	struct blob_fetch *f = &s->fetching;
	const struct log_info *log = logs_get(node_logs(node), row->place.log);
	enum quota_why why;
	int err;

	if (!log || !is_shared(node, s, log) || is_full(sessions, log) ||
	    is_refused(f, &row->place, now.mono) || is_asked_elsewhere(sessions, &row->place) ||
	    !attachment_is_wanted(node, row, &f->has_key, &f->key))
		return VB_ERR_NOT_FOUND;
	f->row = *row;
	f->log = log->id;
	err = attachment_check(node, row, now, &why);
	if (err == 0 && (attachment_room(node, row->size) != 0 || !open_row(node, f)))
		err = VB_ERR_NOT_FOUND;
	if (err != 0) {
		crypt_wipe(&f->key, sizeof(f->key));
		return err;
	}
	f->is_open = true;
	f->asked = f->file.count;
	f->since = now.mono;
	f->settled_at = now.mono;
	return 0;
}

/* Looks at some that are due in a log, beginning anywhere, so that none that cannot be asked for is in the way of those behind
 * it. Returns false if it did not come to see all of them. Where the author has no room none is looked at any more. */
static bool look_at_log(struct sessions *sessions, struct session *s, uint32_t log,
                        struct node_now now, uint32_t *left)
{
	struct blob_fetch *f = &s->fetching;
	const struct log_info *info = logs_get(node_logs(sessions->node), log);
	struct blob_place begin = { .log = log }, at;
	bool has_turned = false;
	struct blob_row row;

	if (info != NULL)
		begin.record = (struct record_ref){ info->space, info->audience, { { 0 } } };
	crypt_random(&begin.record.id, sizeof(begin.record.id));
	at = begin;
	for (uint32_t i = 0; i < LOG_LOOKS_MAX && *left != 0; i++, --*left) {
		bool is_there = blobs_next_due(node_view(sessions->node), &at, &row) &&
		                row.place.log == log;

		if (!is_there && !has_turned) {
			has_turned = true;
			at = (struct blob_place){ .log = log };
			continue;
		}
		if (!is_there || (has_turned && memcmp(&row.place.record.id, &begin.record.id,
		                                       sizeof(begin.record.id)) >= 0))
			return true;
		at = row.place;
		if (try_row(sessions, s, &row, now) == VB_ERR_QUOTA || f->is_open)
			return true;
	}
	return false;
}

/* The next log behind `log` in which something is due, round and round; 0: there is none. */
static uint32_t next_log(struct node *node, uint32_t log)
{
	struct blob_place behind = { .record = { .space = UINT32_MAX }, .log = log };
	struct blob_row row;

	if (!blobs_next_due(node_view(node), &behind, &row) &&
	    !blobs_next_due(node_view(node), NULL, &row))
		return 0;
	return row.place.log;
}

/* Looks for the next one. The logs take turns: whoever lists many documents keeps nobody else's waiting. */
static void look(struct sessions *sessions, struct session *s, struct node_now now)
{
	struct blob_fetch *f = &s->fetching;
	uint32_t left = LOOKS_MAX, first = 0, log;
	bool is_all = true;

	if (now.mono.v < f->rest_until.v)
		return;
	while (left > 0 && (log = next_log(sessions->node, f->turn)) != 0 && log != first) {
		if (first == 0)
			first = log;
		left--;
		f->turn = log;
		is_all = look_at_log(sessions, s, log, now, &left) && is_all;
		if (f->is_open)
			return;
	}
	f->rest_until.v = now.mono.v + (is_all && left > 0 ? VB_BLOB_LOOK_MS : SETTLE_MS);
}

/* ---- asking ---- */

static int send_want(struct sessions *sessions, struct session *s, struct node_now now)
{
	struct blob_fetch *f = &s->fetching;
	uint64_t left = blob_chunk_count(f->row.size) - f->file.count;
	struct blob_want want = { .log = f->log,
		                  .record = f->row.place.record.id,
		                  .manifest = f->row.place.manifest,
		                  .first = f->file.count,
		                  .count = left < f->run ? left : f->run };
	struct buf frame;
	int err;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_BLOB_WANT, 0);
	blob_want_encode(&want, &frame);
	err = session_send(sessions->node, s, &frame);
	buf_release(&frame);
	if (!err) {
		f->asked = want.first + want.count;
		f->since = now.mono;
		f->run_at = now.mono;
	}
	return err;
}

int blob_fetch_send(struct sessions *sessions, struct session *s, struct node_now now)
{
	struct blob_fetch *f = &s->fetching;

	if (!s->has_hello || s->is_spare)
		return 0;
	if (f->is_open && f->file.count < f->asked && now.mono.v - f->since.v >= VB_BLOB_STALL_MS)
		refuse(sessions, f, VB_BLOB_ABSENT_MS, now.mono);
	if (fetches_has_link(sessions->fetches, s->link))
		return 0;
	if (!f->is_open)
		look(sessions, s, now);
	return f->is_open && f->file.count == f->asked ? send_want(sessions, s, now) : 0;
}

/* ---- coming in ---- */

/* What was written is synced and noted. Whatever the end of it is, a blob that is no longer due is asked for no more. */
static void settle(struct sessions *sessions, struct session *s, struct node_now now)
{
	struct node *node = sessions->node;
	struct blob_fetch *f = &s->fetching;
	size_t before = (size_t)blobs_row_bytes(&f->row);
	int err = blob_file_sync(&f->file);

	f->settled_at = now.mono;
	if (err == 0)
		err = blobs_advance(node_blobs(node), node_write(node), &f->row, &f->file);
	if (err == 0)
		stock_add(sessions, f->row.place.record.space,
		          (size_t)blobs_row_bytes(&f->row) - before);
	/* Without the key nobody can say whose fault it is: the next one may have the right bytes. */
	if (err == VB_ERR_BAD_HASH && !f->has_key)
		attachment_restart(node, &f->row);
	if (err == VB_ERR_BAD_HASH && f->row.state == VB_BLOB_FALSE)
		attachment_unbook(node, &f->row);
	if (err != 0)
		refuse(sessions, f, VB_BLOB_WRONG_MS, now.mono);
	else if (f->row.state != VB_BLOB_DUE)
		close_ask(f);
}

void blob_fetch_on_tick(struct sessions *sessions, struct session *s, struct node_now now)
{
	const struct blob_fetch *f = &s->fetching;

	if (f->is_open && blob_file_unsynced(&f->file) > 0 &&
	    now.mono.v - f->settled_at.v >= SETTLE_MS)
		settle(sessions, s, now);
}

void blob_fetch_end(struct sessions *sessions, struct session *s)
{
	struct blob_fetch *f = &s->fetching;

	if (f->is_open && blob_file_unsynced(&f->file) > 0)
		settle(sessions, s, (struct node_now){ .mono = f->since });
	close_ask(f);
}

/* The next run is as long as one that comes in a quarter of a second. */
static void adapt(struct blob_fetch *f, struct mono_ms now)
{
	uint64_t took = now.v - f->run_at.v;

	if (took < RUN_SHORT_MS && f->run < VB_BLOB_WANT_MAX_COUNT)
		f->run *= 2;
	else if (took > RUN_LONG_MS && f->run > 1)
		f->run /= 2;
}

/* Writes a chunk that is the one awaited. */
static void keep(struct sessions *sessions, struct session *s, struct span chunk,
                 struct node_now now)
{
	struct blob_fetch *f = &s->fetching;

	f->since = now.mono;
	/* Others may have taken the room meanwhile, or its record is erased. */
	if (!f->row.is_counted && attachment_book(sessions->node, &f->row, now) != 0) {
		close_ask(f);
		return;
	}
	if (blob_file_append(&f->file, chunk) != 0) {
		refuse(sessions, f, VB_BLOB_ABSENT_MS, now.mono);
		return;
	}
	if (f->file.count == f->asked)
		adapt(f, now.mono);
	if (f->file.count == blob_chunk_count(f->row.size) ||
	    blob_file_unsynced(&f->file) >= SETTLE_BYTES ||
	    now.mono.v - f->settled_at.v >= SETTLE_MS)
		settle(sessions, s, now);
}

int blob_fetch_take(struct sessions *sessions, struct session *s, struct span payload,
                    struct node_now now)
{
	uint8_t plain[VB_BLOB_CHUNK_BYTES];
	struct blob_fetch *f = &s->fetching;
	struct blob_chunk chunk;
	int err = blob_chunk_decode(payload, &chunk);

	if (err)
		return err;
	if (!f->is_open || chunk.index != f->file.count || chunk.index >= f->asked ||
	    memcmp(chunk.manifest.b, f->row.place.manifest.b, sizeof(chunk.manifest.b)) != 0)
		return 0;
	if (chunk.data.size == 0) {
		refuse(sessions, f, VB_BLOB_ABSENT_MS, now.mono);
		return 0;
	}
	if (chunk.data.size != blob_chunk_bytes(f->row.size, chunk.index) + VB_TAG_BYTES)
		return VB_ERR_MALFORMED;
	if (f->has_key)
		err = blob_chunk_open(&f->key, f->row.size, chunk.index, chunk.data, plain);
	crypt_wipe(plain, sizeof(plain));
	if (err)
		refuse(sessions, f, VB_BLOB_WRONG_MS, now.mono);
	else
		keep(sessions, s, chunk.data, now);
	return 0;
}
