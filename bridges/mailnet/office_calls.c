/* office_calls: see office_calls.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/office_calls.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"

#define PAGE 200u
#define FILE_CHUNK_BYTES 49152u
#define ID_TEXT_BYTES (2 * VB_RECORD_ID_BYTES + 1)
#define SPACE_TEXT_BYTES (2 * VB_HASH_BYTES + 1)

/* ---- asking ---- */

static int note_loss(struct office *office, int err)
{
	if (err < 0 && office->lost == 0)
		office->lost = err;
	return err;
}

int office_call(struct office *office, const char *call, struct ipc_answer *out)
{
	int err = office->lost;

	memset(out, 0, sizeof(*out));
	if (err == 0 && office->args.err < 0)
		return office->args.err;
	if (err == 0)
		err = note_loss(office, link_call(office->calls, call, buf_span(&office->args),
		                                  VB_OFFICE_CALL_MS, out));
	return err < 0 ? err : out->err;
}

static struct buf *begin_args(struct office *office, uint32_t count)
{
	buf_clear(&office->args);
	pack_map(&office->args, count);
	return &office->args;
}

static void put_id(struct buf *b, const char *key, const struct record_id *id)
{
	char text[ID_TEXT_BYTES];

	hex_format(id->b, sizeof(id->b), text);
	pack_cstr(b, key);
	pack_cstr(b, text);
}

static void put_space(struct buf *b, const char *key, const struct space_id *id)
{
	char text[SPACE_TEXT_BYTES];

	hex_format(id->b, sizeof(id->b), text);
	pack_cstr(b, key);
	pack_cstr(b, text);
}

static void put_text(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

static void put_bin(struct buf *b, const char *key, struct span value)
{
	pack_cstr(b, key);
	pack_bin(b, value.data, value.size);
}

static void put_uint(struct buf *b, const char *key, uint64_t value)
{
	pack_cstr(b, key);
	pack_uint(b, value);
}

/* ---- the drawer ---- */

static int show_matter(void *self, const struct mailing_matter *which, struct matter *out)
{
	struct office *office = self;
	struct buf *b = begin_args(office, 2);
	struct ipc_answer answer;
	int err;

	memset(out, 0, sizeof(*out));
	if (which->subject == MATTER_COMMITTEE)
		put_space(b, "id", &which->space);
	else
		put_id(b, "id", &which->id);
	put_text(b, "subject", matter_subject_word(which->subject));
	err = office_call(office, "bridge.show", &answer);
	return err < 0 ? err : matter_decode(answer.result, out);
}

static int get_row(void *self, const char *table, struct span key, struct buf *out)
{
	struct office *office = self;
	struct buf *b = begin_args(office, 2);
	struct pack_reader r;
	struct ipc_answer answer;
	struct span value;
	int err;

	put_bin(b, "key", key);
	put_text(b, "table", table);
	err = office_call(office, "drawer.get", &answer);
	if (err < 0)
		return err;
	if (!ipc_map_find(answer.result, "value", &value))
		return VB_ERR_MALFORMED;
	unpack_init(&r, value);
	value = unpack_bin(&r, 0, VB_IPC_FRAME_MAX_BYTES);
	if (unpack_finish(&r) < 0)
		return VB_ERR_MALFORMED;
	buf_put(out, value.data, value.size);
	return out->err;
}

/* The bin at a key of a map; false: not there. */
static bool find_bin(struct span map, const char *key, struct span *out)
{
	struct pack_reader r;

	if (!ipc_map_find(map, key, out))
		return false;
	unpack_init(&r, *out);
	*out = unpack_bin(&r, 0, VB_IPC_FRAME_MAX_BYTES);
	return unpack_finish(&r) == 0;
}

/* One page. *next gets where the next one begins, copied; empty: there is none. */
static int list_page(struct office *office, const char *table, struct buf *next, uint32_t limit,
                     uint32_t *given, drawer_row_fn *each, void *context)
{
	struct buf *b = begin_args(office, next->size > 0 ? 3 : 2);
	struct ipc_answer answer;
	struct pack_reader r;
	struct span items, key, value;
	uint32_t count;
	int err;

	if (next->size > 0)
		put_bin(b, "after", buf_span(next));
	put_uint(b, "limit", limit);
	put_text(b, "table", table);
	err = office_call(office, "drawer.list", &answer);
	if (err < 0)
		return err;
	buf_clear(next);
	if (find_bin(answer.result, "next", &value))
		buf_put(next, value.data, value.size);
	if (!ipc_map_find(answer.result, "items", &items))
		return VB_ERR_MALFORMED;
	unpack_init(&r, items);
	count = unpack_array(&r, VB_PACK_MAX_ITEMS);
	for (uint32_t i = 0; i < count && r.err == 0; i++) {
		struct span item = unpack_any(&r);

		if (!find_bin(item, "key", &key) || !find_bin(item, "value", &value))
			return VB_ERR_MALFORMED;
		(*given)++;
		if (each(context, key, value))
			continue;
		buf_clear(next);
		return 0;
	}
	return r.err;
}

/* `each` may ask, too: what it is given is a copy of the page's answer. */
static int list_rows(void *self, const char *table, struct span after, uint32_t limit,
                     drawer_row_fn *each, void *context)
{
	struct buf next;
	uint32_t given = 0;
	int err;

	buf_init(&next, 4096);
	buf_put(&next, after.data, after.size);
	do {
		uint32_t left = limit - given;

		err = list_page(self, table, &next, left < PAGE ? left : PAGE, &given, each,
		                context);
	} while (err == 0 && next.size > 0 && given < limit);
	buf_release(&next);
	return err;
}

static int write_rows(struct office *office, const struct drawer_batch *batch)
{
	struct buf *b = begin_args(office, 1);
	struct ipc_answer answer;

	pack_cstr(b, "items");
	drawer_encode(batch, b);
	return office_call(office, "drawer.write", &answer);
}

/* Whether rows about that record would be refused: a row that is not there is taken away. */
static bool is_erased(struct office *office, const struct record_id *about)
{
	struct drawer_batch probe;
	bool is_gone;

	drawer_begin(&probe);
	drawer_put(&probe, "probe", span_of_str("probe"), span_of_str(""), about);
	probe.rows[0].is_gone = true;
	is_gone = write_rows(office, &probe) == VB_ERR_ERASED;
	drawer_release(&probe);
	return is_gone;
}

/* What was erased meanwhile takes no rows; all the others are written as one. */
static int write_others(struct office *office, const struct drawer_batch *batch)
{
	struct drawer_batch others = *batch;
	int err;

	others.count = 0;
	others.rows = calloc(batch->count + 1, sizeof(*others.rows));
	if (!others.rows)
		abort();
	for (uint32_t i = 0; i < batch->count; i++) {
		const struct record_id *about = &batch->rows[i].about;

		if (record_id_is_zero(about) || !is_erased(office, about))
			others.rows[others.count++] = batch->rows[i];
	}
	err = office->lost;
	if (err == 0 && others.count > 0)
		err = write_rows(office, &others);
	free(others.rows);
	return err;
}

static int write_batch(void *self, const struct drawer_batch *batch)
{
	struct office *office = self;
	int err = batch->count > 0 ? write_rows(office, batch) : 0;

	if (err == VB_ERR_ERASED)
		err = write_others(office, batch);
	return err == VB_ERR_ROW_EXISTS ? VB_ERR_DUPLICATE : err;
}

/* ---- opening ---- */

int office_calls_open(int calls, int waits, struct office *out)
{
	int err;

	memset(out, 0, sizeof(*out));
	err = link_adopt(calls, &out->calls);
	if (err == 0)
		err = link_adopt(waits, &out->waits);
	buf_init(&out->args, VB_IPC_FRAME_MAX_BYTES);
	out->drawer = (struct drawer){ .self = out,
		                       .show = show_matter,
		                       .get = get_row,
		                       .list = list_rows,
		                       .write = write_batch };
	return note_loss(out, err);
}

void office_calls_close(struct office *office)
{
	link_close(&office->calls);
	link_close(&office->waits);
	buf_release(&office->args);
}

/* ---- writes ---- */

static bool find_hex(struct span map, const char *key, uint8_t *out, size_t size)
{
	struct pack_reader r;
	struct span text;

	if (!ipc_map_find(map, key, &text))
		return false;
	unpack_init(&r, text);
	text = unpack_str(&r, 2 * size);
	return unpack_finish(&r) == 0 &&
	       hex_parse((const char *)text.data, text.size, out, size) == 0;
}

static const char *answer_word(enum matter_answer answer)
{
	switch (answer) {
	case MATTER_YES:
		return "yes";
	case MATTER_NO:
		return "no";
	case MATTER_DELEGATED:
		return "delegated";
	default:
		return "maybe";
	}
}

static void put_reply(struct buf *b, const struct act *act)
{
	put_text(b, "answer", answer_word(act->answer));
	if (act->text)
		put_text(b, "comment", act->text);
	put_id(b, "meeting", &act->target.id);
	put_bin(b, "once", span_of(act->once, sizeof(act->once)));
	if (!record_id_is_zero(&act->person))
		put_id(b, "person", &act->person);
	put_id(b, "seat", &act->seat);
}

static void put_post(struct buf *b, const struct act *act)
{
	if (!record_id_is_zero(&act->in_reply_to))
		put_id(b, "in_reply_to", &act->in_reply_to);
	if (act->name)
		put_text(b, "name", act->name);
	put_bin(b, "once", span_of(act->once, sizeof(act->once)));
	if (!record_id_is_zero(&act->person))
		put_id(b, "person", &act->person);
	if (act->target.subject == MATTER_COMMITTEE)
		put_space(b, "target", &act->target.space);
	else
		put_id(b, "target", &act->target.id);
	put_text(b, "text", act->text ? act->text : "");
}

static void put_answer(struct buf *b, const struct act *act)
{
	put_text(b, "answer", answer_word(act->answer));
	put_bin(b, "once", span_of(act->once, sizeof(act->once)));
	if (!record_id_is_zero(&act->person))
		put_id(b, "person", &act->person);
	put_id(b, "request", &act->target.id);
}

int office_act(struct office *office, const struct act *act, struct record_id *record)
{
	uint32_t has_person = !record_id_is_zero(&act->person);
	const char *call = "bridge.answer";
	struct ipc_answer answer;
	int err;

	switch (act->kind) {
	case ACT_REPLY:
		call = "bridge.reply";
		put_reply(begin_args(office, 4 + has_person + (act->text != NULL)), act);
		break;
	case ACT_POST:
		call = "bridge.post";
		put_post(begin_args(office, 3 + has_person + (act->name != NULL) +
		                                    !record_id_is_zero(&act->in_reply_to)),
		         act);
		break;
	case ACT_ANSWER:
		put_answer(begin_args(office, 3 + has_person), act);
		break;
	}
	err = office_call(office, call, &answer);
	if (err == 0 && !find_hex(answer.result, "id", record->b, sizeof(record->b)))
		memset(record, 0, sizeof(*record));
	return err;
}

bool office_is_refusal(int err)
{
	switch (err_exit(err)) {
	case VB_EXIT_USAGE:
	case VB_EXIT_DENIED:
	case VB_EXIT_NOT_FOUND:
	case VB_EXIT_CONFLICT:
	case VB_EXIT_INTEGRITY:
		return true;
	default:
		return err == VB_ERR_TOO_LARGE || err == VB_ERR_MALFORMED || err == VB_ERR_BAD_UTF8;
	}
}

int office_delivered(struct office *office, const struct record_id *invitation,
                     const uint8_t once[static VB_ACT_ONCE_BYTES], int64_t now_ms)
{
	struct buf *b = begin_args(office, 3);
	struct ipc_answer answer;

	put_id(b, "invitation", invitation);
	put_bin(b, "once", span_of(once, VB_ACT_ONCE_BYTES));
	put_uint(b, "time", (uint64_t)now_ms);
	return office_call(office, "bridge.delivered", &answer);
}

/* ---- reading ---- */

int office_file(struct office *office, const struct record_id *file, struct buf *out)
{
	uint64_t chunk = 0, next = 0;
	int err;

	do {
		struct buf *b = begin_args(office, 2);
		struct ipc_answer answer;
		struct span data;

		chunk = next;
		put_uint(b, "chunk", chunk);
		put_id(b, "id", file);
		err = office_call(office, "bridge.file", &answer);
		if (err < 0)
			return err;
		if (!find_bin(answer.result, "data", &data))
			return VB_ERR_MALFORMED;
		buf_put(out, data.data, data.size);
		if (!ipc_map_uint(answer.result, "next", &next))
			next = 0;
	} while (next > chunk && out->err == 0);
	return out->err;
}

bool office_item_read(struct span item, enum matter_subject subject, struct mailing_matter *out)
{
	memset(out, 0, sizeof(*out));
	out->subject = subject;
	if (!find_hex(item, "space", out->space.b, sizeof(out->space.b)))
		return false;
	return subject == MATTER_COMMITTEE || find_hex(item, "id", out->id.b, sizeof(out->id.b));
}

/* Reads the items of a page before anything else is asked. */
static int take_page(struct span result, enum matter_subject subject, struct mailing_matter *out,
                     uint32_t *count)
{
	struct pack_reader r;
	struct span items;
	uint32_t n;

	*count = 0;
	if (!ipc_map_find(result, "items", &items))
		return VB_ERR_MALFORMED;
	unpack_init(&r, items);
	n = unpack_array(&r, PAGE);
	for (uint32_t i = 0; i < n; i++)
		if (office_item_read(unpack_any(&r), subject, &out[*count]))
			(*count)++;
	unpack_end(&r);
	return unpack_finish(&r);
}

static int list_matters(struct office *office, enum matter_subject subject,
                        const struct space_id *space, struct buf *next, struct mailing_matter *out,
                        uint32_t *count)
{
	struct buf *b = begin_args(office, 2u + (space != NULL) + (next->size > 0));
	struct ipc_answer answer;
	struct span value;
	int err;

	if (next->size > 0) {
		pack_cstr(b, "after");
		pack_raw(b, buf_span(next));
	}
	put_uint(b, "limit", PAGE);
	if (space)
		put_space(b, "space", space);
	put_text(b, "subject", matter_subject_word(subject));
	err = office_call(office, "bridge.list", &answer);
	if (err < 0)
		return err;
	buf_clear(next);
	if (ipc_map_find(answer.result, "next", &value))
		buf_put(next, value.data, value.size);
	return take_page(answer.result, subject, out, count);
}

int office_list(struct office *office, enum matter_subject subject, const struct space_id *space,
                office_each_fn *each, void *ctx)
{
	struct mailing_matter *page = calloc(PAGE, sizeof(*page));
	bool goes_on = true;
	struct buf next;
	uint32_t count;
	int err;

	if (!page)
		abort();
	buf_init(&next, 4096);
	do {
		err = list_matters(office, subject, space, &next, page, &count);
		for (uint32_t i = 0; err == 0 && goes_on && i < count; i++)
			goes_on = each(ctx, &page[i]);
	} while (err == 0 && goes_on && next.size > 0);
	buf_release(&next);
	free(page);
	return err;
}

/* ---- what waits ---- */

int office_wait_feed(struct office *office, uint64_t generation, uint64_t after, bool has_place)
{
	struct buf *b = begin_args(office, has_place ? 4 : 2);

	if (has_place) {
		put_uint(b, "after", after);
		put_uint(b, "generation", generation);
	}
	put_uint(b, "limit", PAGE);
	put_uint(b, "wait", VB_OFFICE_WAIT_MS);
	return note_loss(office, link_send(office->waits, "bridge.feed", buf_span(b),
	                                   VB_OFFICE_CALL_MS, &office->feed_id));
}

int office_wait_job(struct office *office)
{
	struct buf *b = begin_args(office, 1);

	put_uint(b, "wait", VB_OFFICE_WAIT_MS);
	return note_loss(office, link_send(office->waits, "bridge.jobs", buf_span(b),
	                                   VB_OFFICE_CALL_MS, &office->job_id));
}

int office_next(struct office *office, enum office_news *what, struct ipc_answer *out)
{
	struct pollfd readable = { .fd = link_descriptor(office->waits), .events = POLLIN };
	int err;

	*what = OFFICE_NOTHING;
	/* To wait even a millisecond here would hold up all mails: each turn comes by. */
	if (office->is_drained && poll(&readable, 1, 0) == 0)
		return 0;
	err = link_receive(office->waits, 1, out);
	office->is_drained = err == VB_ERR_TIMEOUT;
	if (office->is_drained)
		return 0;
	if (err < 0)
		return note_loss(office, err);
	if (out->id == office->feed_id) {
		office->feed_id = 0;
		*what = OFFICE_FEED;
	} else if (out->id == office->job_id) {
		office->job_id = 0;
		*what = OFFICE_JOB;
	}
	return 0;
}

int office_done(struct office *office, uint64_t job, int err, struct span result,
                const char *detail)
{
	struct buf *b = begin_args(office, err < 0 ? 2u + (detail != NULL) : 2);
	struct ipc_answer answer;

	if (err < 0)
		put_uint(b, "code", (uint64_t)-err);
	if (err < 0 && detail)
		put_text(b, "detail", detail);
	put_uint(b, "job", job);
	if (err == 0) {
		pack_cstr(b, "result");
		pack_raw(b, result);
	}
	return office_call(office, "bridge.done", &answer);
}
