/* merged_decode: reads the canonical bytes of a merged record, SPEC.md 8.6; see merged.h.
 *
 * Everything is checked, so that what was read is written again with the same bytes.
 */
#include <string.h>

#include "protocol/limits.h"
#include "protocol/merge/merged.h"

/* Reads a key, which must be this one. */
static void key_read(struct pack_reader *r, uint64_t key)
{
	if (unpack_uint(r, VB_MERGED_COUNT) != key)
		unpack_fail(r, VB_ERR_MALFORMED);
}

static void logs_read(struct pack_reader *r, struct merged *m)
{
	uint32_t count = unpack_array(r, VB_LOGS_MAX_COUNT);
	struct merged_log log, last;

	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		(void)unpack_array(r, 3);
		unpack_fixed(r, log.id.b, sizeof(log.id.b));
		unpack_fixed(r, log.author.b, sizeof(log.author.b));
		log.incarnation = unpack_uint(r, UINT64_MAX);
		unpack_end(r);
		if (r->err == 0 && i > 0 && memcmp(last.id.b, log.id.b, sizeof(log.id.b)) >= 0)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
		merged_log_append(m, &log);
		last = log;
	}
	unpack_end(r);
	if (count == 0)
		unpack_fail(r, VB_ERR_MALFORMED);
}

/* The bytes between start and where the reader stands are the value of the change put last. */
static void value_note(struct merged *m, const struct pack_reader *r, const uint8_t *start)
{
	struct merged_change *c = &m->changes[m->change_count - 1];

	if (r->err != 0)
		return;
	c->value_at = (uint32_t)(start - m->bytes.data);
	c->value_size = (uint32_t)(r->c.at - start);
}

static void cover_read(struct pack_reader *r, struct merged *m, uint32_t change_count)
{
	uint32_t count = unpack_array(r, change_count);
	int64_t last = -1;

	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		uint32_t at = (uint32_t)unpack_uint(r, change_count - 1);

		if (r->err == 0 && at <= last)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
		last = at;
		merged_link_put(m, (struct merged_link){ at, 0, 0 });
	}
	unpack_end(r);
}

static void place_read(struct pack_reader *r, struct merged *m, uint32_t change_count,
                       enum merged_neighbour which)
{
	struct merged_link link = { .count = which };

	(void)unpack_array(r, 2);
	link.change = (uint32_t)unpack_uint(r, change_count - 1);
	link.from = (uint32_t)unpack_uint(r, UINT32_MAX);
	unpack_end(r);
	merged_link_put(m, link);
}

static void insert_read(struct pack_reader *r, struct merged *m, uint32_t change_count)
{
	uint32_t parts = unpack_array(r, 4);
	const uint8_t *start;
	uint64_t side;

	if (unpack_peek(r) == VB_PACK_NIL)
		unpack_nil(r);
	else
		place_read(r, m, change_count, VB_MERGED_PARENT);
	start = r->c.at;
	side = unpack_uint(r, 1);
	(void)unpack_str(r, VB_TEXT_MAX_BYTES);
	value_note(m, r, start);
	if (parts == 4 && side == 0)
		unpack_fail(r, VB_ERR_MALFORMED);
	if (parts == 4)
		place_read(r, m, change_count, VB_MERGED_RIGHT);
	unpack_end(r);
}

static void cuts_read(struct pack_reader *r, struct merged *m, uint32_t change_count)
{
	uint32_t count = unpack_array(r, VB_NAMES_MAX_COUNT);

	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		struct merged_link link;

		(void)unpack_array(r, 3);
		link.change = (uint32_t)unpack_uint(r, change_count - 1);
		link.from = (uint32_t)unpack_uint(r, UINT32_MAX);
		link.count = (uint32_t)unpack_uint(r, UINT32_MAX);
		if (r->err == 0 && link.count == 0)
			unpack_fail(r, VB_ERR_OUT_OF_RANGE);
		unpack_end(r);
		merged_link_put(m, link);
	}
	unpack_end(r);
}

/* Reads the value, for which the change has been put. */
static void value_read(struct pack_reader *r, struct merged *m, enum change_op op,
                       uint32_t change_count)
{
	const uint8_t *start = r->c.at;

	switch (op) {
	case VB_OP_SET:
	case VB_OP_ADD:
		(void)unpack_any(r);
		value_note(m, r, start);
		return;
	case VB_OP_DELETE:
		cover_read(r, m, change_count);
		return;
	case VB_OP_INSERT:
		insert_read(r, m, change_count);
		return;
	case VB_OP_CUT:
		cuts_read(r, m, change_count);
		return;
	case VB_OP_REMOVE:
		break;
	}
	unpack_fail(r, VB_ERR_MALFORMED);
}

static void current_read(struct pack_reader *r, struct merged *m, uint32_t change_count)
{
	struct merged_change c = { 0 };

	(void)unpack_array(r, 8);
	c.log = (uint32_t)unpack_uint(r, m->log_count - 1);
	c.seq = unpack_uint(r, UINT64_MAX);
	unpack_fixed(r, c.prefix, sizeof(c.prefix));
	c.index = (uint32_t)unpack_uint(r, VB_CHANGES_MAX_COUNT - 1);
	c.hlc.v = unpack_uint(r, UINT64_MAX);
	c.field = (uint32_t)unpack_uint(r, VB_KIND_MAX);
	c.op = (enum change_op)unpack_uint(r, VB_OP_CUT);
	if (r->err == 0 && (c.field == 0) != (c.op == VB_OP_DELETE))
		unpack_fail(r, VB_ERR_MALFORMED);
	merged_change_put(m, &c, span_of(NULL, 0));
	value_read(r, m, c.op, change_count);
	unpack_end(r);
}

static void currents_read(struct pack_reader *r, struct merged *m)
{
	uint32_t count = unpack_array(r, VB_PACK_MAX_ITEMS);

	for (uint32_t i = 0; i < count && r->err == 0; i++)
		current_read(r, m, count);
	unpack_end(r);
}

/* Deletes cover anything but deletes; inserts and cuts refer to inserts of their own field. */
static bool is_link_good(const struct merged *m, const struct merged_change *c,
                         const struct merged_link *link)
{
	const struct merged_change *target = &m->changes[link->change];

	if (c->op == VB_OP_DELETE)
		return target->op != VB_OP_DELETE;
	return target->op == VB_OP_INSERT && target->field == c->field && target != c;
}

/* Checks the order of changes, their links, that each log is used, and the weight. */
static int content_check(struct merged *m)
{
	struct merged_key key, last;

	merged_ranks_reserve(m, m->log_count);
	memset(m->ranks, 0, m->log_count * sizeof(*m->ranks));
	m->ranks[m->create_log] = 1;
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		key = (struct merged_key){ (uint64_t)c->field << 32 | c->log, c->seq, c->index, i };
		if (i > 0 && merged_key_compare(&last, &key) >= 0)
			return VB_ERR_NOT_CANONICAL;
		last = key;
		m->ranks[c->log] = 1;
		for (uint32_t j = 0; j < c->link_count; j++) {
			if (!is_link_good(m, c, &m->links[c->link_at + j]))
				return VB_ERR_MALFORMED;
		}
	}
	for (uint32_t i = 0; i < m->log_count; i++) {
		if (m->ranks[i] == 0)
			return VB_ERR_NOT_CANONICAL;
	}
	if (m->weight < (uint64_t)VB_CHANGE_WEIGHT * m->change_count)
		return VB_ERR_OUT_OF_RANGE;
	return merged_is_overgrown(m) && m->change_count > 0 ? VB_ERR_MALFORMED : 0;
}

static int document_read(struct merged *m)
{
	struct pack_reader r;
	int err;

	unpack_init(&r, buf_span(&m->bytes));
	(void)unpack_map(&r, VB_MERGED_COUNT);
	key_read(&r, VB_MERGED_KIND);
	m->kind = (uint32_t)unpack_uint(&r, VB_KIND_MAX);
	key_read(&r, VB_MERGED_LOGS);
	logs_read(&r, m);
	key_read(&r, VB_MERGED_CHANGES);
	currents_read(&r, m);
	key_read(&r, VB_MERGED_CREATE);
	(void)unpack_array(&r, 2);
	m->create_log = (uint32_t)unpack_uint(&r, m->log_count - 1);
	m->create_seq = unpack_uint(&r, UINT64_MAX);
	unpack_end(&r);
	key_read(&r, VB_MERGED_WEIGHT);
	m->weight = unpack_uint(&r, VB_RECORD_MAX_WEIGHT + 1);
	key_read(&r, VB_MERGED_LAST);
	m->last.v = unpack_uint(&r, UINT64_MAX);
	unpack_end(&r);
	err = unpack_finish(&r);
	return err != 0 ? err : content_check(m);
}

int merged_decode(struct merged *m, struct span record)
{
	int err;

	merged_clear(m);
	if (record.size == 0)
		return 0;
	if (record.size > VB_MERGED_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	buf_put(&m->bytes, record.data, record.size);
	err = document_read(m);
	if (err != 0)
		merged_clear(m);
	else
		m->exists = true;
	return err;
}
