/* control_written: what a person of this office wrote, entry by entry; see control_calls.h; tested by
 * tests/unit/test_control_written.c. */
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/persons.h"
#include "daemon/control/view.h"
#include "daemon/core/apply.h"

#define LOOK_MAX 2000u /* entries opened for one page */
#define CURSOR_BYTES (1u + VB_HASH_BYTES + 8u)

/* One page under way. */
struct page {
	struct request *q;
	struct node_space *space;
	struct record_id person;
	enum audience after_stream;
	struct log_id after_log; /* of that stream, ascending; zeros: from the first on */
	uint64_t after;          /* entries of it that were looked at */
	struct buf items;
	uint32_t count;
	uint32_t looked;
	const struct log_info *next_log; /* where the next page begins; NULL: this is the last */
	uint64_t next;
};

static const char *verb_word(uint32_t verb)
{
	if (verb == VB_VERB_CREATE)
		return "create";
	return verb == VB_VERB_DELETE ? "delete" : "edit";
}

/* Appends an entry if it names the person. What was erased or does not open names nobody. */
static int entry_look(struct page *p, uint32_t log, uint64_t seq)
{
	struct node *node = p->q->node;
	struct entry_header header;
	struct apply_entry entry;
	struct body body;
	char kind[VB_VIEW_KIND_BYTES];
	int err = apply_read(node, log, seq, &header, &entry);

	if (err != 0)
		return err;
	if (apply_open(node, core_space_number(node, p->space->number), &entry, &body) != 0 ||
	    !body.has_person || !record_id_is_equal(&body.person, &p->person))
		return 0;
	view_kind_name(body.kind, kind);
	pack_map(&p->items, 4);
	pack_cstr(&p->items, "id");
	view_record_id(&header.record, &p->items);
	pack_cstr(&p->items, "kind");
	pack_cstr(&p->items, kind);
	pack_cstr(&p->items, "time");
	pack_uint(&p->items, hlc_wall(header.hlc).v);
	pack_cstr(&p->items, "verb");
	pack_cstr(&p->items, verb_word(body.verb));
	p->count++;
	return 0;
}

static int log_look(struct page *p, const struct log_info *log)
{
	int order = log->audience > p->after_stream
	                    ? 1
	                    : memcmp(log->id.b, p->after_log.b, sizeof(log->id.b));
	int err = 0;

	if (order < 0 || !node_id_is_equal(&log->author, node_self(p->q->node)))
		return 0;
	for (uint64_t seq = order == 0 ? p->after : 0; err == 0 && seq < log->count; seq++) {
		if (p->looked == LOOK_MAX) {
			p->next_log = log;
			p->next = seq;
			return 0;
		}
		p->looked++;
		err = entry_look(p, log->handle, seq);
	}
	return err;
}

static int page_fill(struct page *p)
{
	const struct log_info *const *logs;
	size_t count;
	int err = 0;

	for (int stream = (int)p->after_stream; stream <= VB_AUDIENCE_CORE; stream++) {
		logs = logs_in_stream(node_logs(p->q->node), p->space->number,
		                      (enum audience)stream, &count);
		for (size_t i = 0; err == 0 && p->next_log == NULL && i < count; i++)
			err = log_look(p, logs[i]);
	}
	return err;
}

static int cursor_read(struct page *p)
{
	uint8_t bytes[CURSOR_BYTES];
	struct span text;
	int err;

	if (!request_has(p->q, "after"))
		return 0;
	err = request_text(p->q, "after", 2 * CURSOR_BYTES, &text);
	if (err == 0 && hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0)
		err = request_fail(p->q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	if (err == 0 && bytes[0] > VB_AUDIENCE_CORE)
		err = request_fail(p->q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	if (err != 0)
		return err;
	p->after_stream = (enum audience)bytes[0];
	memcpy(p->after_log.b, bytes + 1, sizeof(p->after_log.b));
	p->after = get_be64(bytes + 1 + VB_HASH_BYTES);
	return 0;
}

static void page_pack(const struct page *p, struct buf *out)
{
	uint8_t bytes[CURSOR_BYTES];
	char text[2 * CURSOR_BYTES + 1];

	pack_map(out, 1u + (p->next_log != NULL));
	pack_cstr(out, "items");
	pack_array(out, p->count);
	if (p->count > 0)
		buf_put(out, p->items.data, p->items.size);
	if (p->next_log == NULL)
		return;
	bytes[0] = (uint8_t)p->next_log->audience;
	memcpy(bytes + 1, p->next_log->id.b, VB_HASH_BYTES);
	put_be64(bytes + 1 + VB_HASH_BYTES, p->next);
	hex_format(bytes, sizeof(bytes), text);
	pack_cstr(out, "next");
	pack_cstr(out, text);
}

/* The whole number, so that one who was erased can be asked for, too. */
static int person_read(struct page *p)
{
	struct span text;
	int err = request_text(p->q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0 &&
	    hex_parse((const char *)text.data, text.size, p->person.b, sizeof(p->person.b)) != 0)
		err = request_fail(p->q, VB_ERR_BAD_VALUE, "%s is not the whole number", "id");
	return err;
}

int control_person_written(struct request *q)
{
	struct page p = { .q = q, .space = persons_space(q->node) };
	struct span text;
	int err = person_read(&p);

	if (err == 0)
		err = cursor_read(&p);
	if (err == 0 && request_has(q, "space")) {
		err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);
		if (err == 0)
			err = lookup_shown(q, text, &p.space);
	}
	if (err != 0)
		return err;
	buf_init(&p.items, VB_IPC_FRAME_MAX_BYTES);
	if (p.space != NULL)
		err = page_fill(&p);
	if (err == 0)
		page_pack(&p, &q->result);
	buf_release(&p.items);
	return err;
}
