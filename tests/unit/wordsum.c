/* wordsum: the index of words in one number; see wordsum.h. */
#include "tests/unit/wordsum.h"

#include <string.h>

#include "daemon/core/indexer.h"
#include "store/check_words.h"
#include "store/keyspace.h"
#include "store/postings.h"
#include "store/words.h"
#include "tests/tap.h"

#define TURNS_MAX 100000u

static uint64_t hash_of(uint32_t space, struct span word, const struct record_ref *ref,
                        uint8_t weight)
{
	struct hasher h;
	struct hash hash;
	uint8_t head[6];

	put_be32(head, space);
	head[4] = (uint8_t)ref->audience;
	head[5] = weight;
	hasher_init(&h, "test/words");
	hasher_put(&h, head, sizeof(head));
	hasher_put(&h, ref->id.b, sizeof(ref->id.b));
	hasher_put(&h, word.data, word.size);
	hasher_finish(&h, &hash);
	return get_be64(hash.b);
}

static void space_sum(struct env_txn *txn, uint32_t space, struct wordsum *out)
{
	struct words_cursor c;
	struct postings p;
	struct span word, block;
	struct record_ref ref;
	uint32_t number, kind;
	uint8_t weight;

	words_open(&c, txn, space, span_of(NULL, 0), NULL);
	while (words_next(&c, &word, &block)) {
		postings_open(&p, block);
		while (postings_next(&p, &number, &weight)) {
			if (words_record(txn, number, &ref, &kind) != 0 || ref.space != space)
				bail("a number in the index that leads nowhere");
			out->sum += hash_of(space, word, &ref, weight);
			out->count++;
		}
	}
	if (words_close(&c) != 0)
		bail("the index cannot be read");
}

static void settle(struct node *node, struct node_now *now)
{
	for (uint32_t turn = 0; turn < TURNS_MAX; turn++) {
		now->wall.v += 1000;
		now->mono.v += 1000;
		node_on_tick(node, *now);
		if (!indexer_is_due(node))
			return;
		while (indexer_is_due(node) && turn++ < TURNS_MAX)
			(void)node_turn_end(node, *now);
	}
	bail("the index is never up to date");
}

static void on_finding(void *ctx, const struct finding *finding)
{
	(void)ctx;
	diag("finding: %s in %s", finding_name(finding->code),
	     keyspace_table(finding->table)->name);
}

static struct wordsum sum_up(struct node *node)
{
	struct findings f = { .tell = on_finding };
	struct env_txn *txn = node_view(node);
	struct wordsum out = { 0 };

	for (size_t i = 0; i < node_space_count(node); i++)
		space_sum(txn, node_space_at(node, i)->number, &out);
	out.records = env_count(txn, VB_TABLE_WORDED);
	check_words(txn, NULL, &f);
	if (f.count > 0 || env_error(txn) != 0)
		bail("the check finds something in the index");
	return out;
}

struct wordsum wordsum_of(struct node *node, struct node_now *now)
{
	struct wordsum sum;

	settle(node, now);
	sum = sum_up(node);
	(void)node_turn_end(node, *now);
	return sum;
}

struct wordsum wordsum_anew(struct node *node, struct node_now *now)
{
	words_clear(node_write(node));
	if (node_turn_end(node, *now) != 0 || indexer_load(node) != 0)
		bail("the index cannot be thrown away");
	(void)node_turn_end(node, *now);
	return wordsum_of(node, now);
}

bool wordsum_is_equal(const struct wordsum *a, const struct wordsum *b)
{
	return a->sum == b->sum && a->count == b->count && a->records == b->records;
}
