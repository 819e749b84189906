/*
 * merged: changes are found by their whole name, few or many; memory is kept for the next record unless it is much;
 * and the bytes do not depend on the order in which changes were put.
 */
#include "protocol/merge/merged.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define MANY 5000u

static struct merged_log log_of(uint8_t number)
{
	struct merged_log log = { .incarnation = number };

	memset(log.id.b, number, sizeof(log.id.b));
	memset(log.author.b, 200 - number, sizeof(log.author.b));
	return log;
}

static void record_start(struct merged *m)
{
	struct merged_log log = log_of(9);

	m->exists = true;
	m->create_log = merged_log_put(m, &log);
	m->weight = 256 * MANY;
}

/* The i-th of many changes: three logs, a few fields, an op without links. */
static void change_put(struct merged *m, uint32_t i)
{
	struct merged_change c = {
		.seq = i / 7, .field = 2 + i % 5, .index = i % 7, .op = VB_OP_SET
	};
	struct merged_log log = log_of((uint8_t)(3 - i % 3));
	uint8_t value = (uint8_t)(i % 100);

	c.log = merged_log_put(m, &log);
	memset(c.prefix, (int)(i % 251), sizeof(c.prefix));
	merged_change_put(m, &c, span_of(&value, 1));
}

static void test_logs(void)
{
	struct merged_log one = log_of(1), two = log_of(2);
	struct merged m;

	merged_init(&m);
	is_int(merged_log_put(&m, &two), 0, "the first log");
	is_int(merged_log_put(&m, &one), 1, "the second");
	is_int(merged_log_put(&m, &two), 0, "the first again");
	is_int(m.log_count, 2, "two logs");
	is_int(merged_log_find(&m, &one.id), 1, "found");
	one.id.b[31]++;
	is_int(merged_log_find(&m, &one.id), 2, "another one is not found");
	merged_release(&m);
}

/* Looks up every change and near misses; lookups says how many are announced. */
static void check_found(struct merged *m, uint32_t lookups, const char *name)
{
	unsigned wrong = 0;

	merged_find_begin(m, lookups);
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];
		uint8_t prefix[VB_ID_PREFIX_BYTES];

		wrong += merged_find(m, c->log, c->seq, c->prefix, c->index) !=
		         (c->is_gone ? UINT32_MAX : i);
		memcpy(prefix, c->prefix, sizeof(prefix));
		prefix[7]++;
		wrong += merged_find(m, c->log, c->seq, prefix, c->index) != UINT32_MAX;
		wrong += merged_find(m, c->log, c->seq + MANY, c->prefix, c->index) != UINT32_MAX;
		wrong += merged_find(m, c->log + 10, c->seq, c->prefix, c->index) != UINT32_MAX;
		wrong += merged_find(m, c->log, c->seq, c->prefix, c->index + 10) != UINT32_MAX;
	}
	is_int(wrong, 0, "%s", name);
}

static void test_find(void)
{
	struct merged m;

	merged_init(&m);
	record_start(&m);
	check_found(&m, 1000, "in nothing nothing is found");
	for (uint32_t i = 0; i < 300; i++)
		change_put(&m, i);
	check_found(&m, 0, "found one by one");
	check_found(&m, 100000, "found in order");
	for (uint32_t i = 0; i < 300; i += 3)
		m.changes[i].is_gone = true;
	check_found(&m, 0, "what is gone is not found one by one");
	check_found(&m, 100000, "nor in order");
	for (uint32_t i = 0; i < 300; i++)
		m.changes[i].is_gone = true;
	check_found(&m, 100000, "where all is gone nothing is found");
	merged_release(&m);
}

/* Writes the record that holds the changes in this order. */
static void record_write(struct merged *m, const uint32_t *order, struct buf *out)
{
	merged_clear(m);
	record_start(m);
	for (uint32_t i = 0; i < MANY; i++)
		change_put(m, order[i]);
	buf_clear(out);
	merged_encode(m, out);
}

static void test_order(void)
{
	static uint32_t order[MANY];
	struct seeded random = { 5 };
	struct merged m, read;
	struct buf first, other;

	merged_init(&m);
	merged_init(&read);
	buf_init(&first, VB_MERGED_MAX_BYTES);
	buf_init(&other, VB_MERGED_MAX_BYTES);
	for (uint32_t i = 0; i < MANY; i++)
		order[i] = i;
	record_write(&m, order, &first);
	for (uint32_t i = MANY - 1; i > 0; i--) {
		uint32_t j = (uint32_t)seeded_below(&random, i + 1), swapped = order[i];

		order[i] = order[j];
		order[j] = swapped;
	}
	record_write(&m, order, &other);
	ok(first.err == 0 && span_is_equal(buf_span(&first), buf_span(&other)), "many at once");
	is_err(merged_decode(&read, buf_span(&first)), 0, "it can be read");
	is_int(read.change_count, MANY, "with all its changes");
	/* A few more on top of what was read: they are put into their places. */
	change_put(&read, MANY + 1);
	change_put(&read, MANY);
	change_put(&m, MANY);
	change_put(&m, MANY + 1);
	buf_clear(&first);
	buf_clear(&other);
	merged_encode(&read, &first);
	merged_encode(&m, &other);
	ok(span_is_equal(buf_span(&first), buf_span(&other)), "a few more");
	buf_release(&first);
	buf_release(&other);
	merged_release(&read);
	merged_release(&m);
}

static void test_memory(void)
{
	struct merged m;
	void *kept;

	merged_init(&m);
	record_start(&m);
	for (uint32_t i = 0; i < 100; i++)
		change_put(&m, i);
	kept = m.changes;
	merged_clear(&m);
	ok(m.changes == kept && m.change_count == 0 && !m.exists, "little memory is kept");
	record_start(&m);
	for (uint32_t i = 0; i < MANY; i++)
		change_put(&m, i);
	merged_clear(&m);
	ok(m.changes == NULL && m.change_capacity == 0, "much is given back");
	merged_release(&m);
	ok(m.bytes.data == NULL && m.logs == NULL, "release gives back all");
}

int main(void)
{
	test_logs();
	test_find();
	test_order();
	test_memory();
	return done();
}
