/* trial: control logs of one space, made by an independent program (tests/vectors/recovery.txt): each folds, ranks as
 * SPEC.md 5 says, and whatever the order in which they come, an office ends with the one that ranks highest. */
#include <stdio.h>
#include <string.h>

#include "daemon/core/admit.h"
#include "protocol/peer/frame.h"
#include "protocol/space/recovery.h"
#include "tests/tap.h"
#include "tests/unit/town.h"
#include "tests/unit/vectors.h"

#define LOGS 8u

/* From the weakest; those of one owner that forked its log rank equal. */
static const char *const names[LOGS] = { "first",  "forked",   "taken",  "rival",
	                                 "behind", "old_list", "listed", "by_list" };

static void fold(const char *name, struct space_rank *rank)
{
	struct node_id nobody = { { 0 } };
	struct space *space = space_new(&nobody, NULL, NULL);
	struct control_run run;
	struct control_item item;
	int err = control_run_decode(vector_of("run", name), &run);

	while (err == 0 && control_run_next(&run, &item))
		err = space_apply(space, item.bytes.data, item.body, &item.signature, NULL);
	is_err(err, 0, "%s: all entries are taken", name);
	is_mem(space_entry_id(space, space_count(space) - 1)->b, vector_of("head", name).data,
	       VB_HASH_BYTES, "%s: up to its head", name);
	space_rank(space, rank);
	space_destroy(&space);
}

static void test_ranks(void)
{
	struct space_rank ranks[LOGS];

	for (size_t i = 0; i < LOGS; i++) {
		struct span want = vector_of("rank", names[i]);

		fold(names[i], &ranks[i]);
		is_int(ranks[i].lists, get_be32(want.data), "%s: changes of the list", names[i]);
		is_u64(ranks[i].term, get_be64(want.data + 4), "%s: term", names[i]);
		is_mem(ranks[i].handover.b, want.data + 12, VB_HASH_BYTES, "%s: recovery",
		       names[i]);
	}
	is_int(space_rank_compare(&ranks[0], &ranks[1]), 0,
	       "a fork of the owner's is nobody's gain");
	for (size_t i = 2; i + 1 < LOGS; i++) {
		int order = space_rank_compare(&ranks[i + 1], &ranks[i]);

		/* Of the two of one term the smaller id wins. */
		if (i == 2)
			is_int(order > 0,
			       memcmp(ranks[3].handover.b, ranks[2].handover.b, VB_HASH_BYTES) < 0,
			       "rivals");
		else
			ok(order > 0, "%s ranks above %s", names[i + 1], names[i]);
	}
}

/* Hands the logs to an office that knows nothing, in this order; its head is the strongest one's. */
static void try_order(const size_t *order, size_t count, const char *strongest)
{
	struct space_id id;
	struct town t;
	const struct space *space;
	char text[128] = "";
	size_t used = 0;

	memcpy(id.b, vector_bytes("space").data, sizeof(id.b));
	town_init(&t, 1);
	for (size_t i = 0; i < count; i++) {
		struct admit_result result;

		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", names[order[i]]);
		(void)!admit_control(t.nodes[0], 0, NULL, vector_of("run", names[order[i]]), t.now,
		                     &result);
		if (town_commit(&t, 0) != 0)
			bail("a turn that is not kept");
	}
	space = node_space_find(t.nodes[0], &id)->space;
	is_mem(space_entry_id(space, space_count(space) - 1)->b, vector_of("head", strongest).data,
	       VB_HASH_BYTES, "%s after%s", strongest, text);
	town_restart(&t, 0);
	space = node_space_find(t.nodes[0], &id)->space;
	is_mem(space_entry_id(space, space_count(space) - 1)->b, vector_of("head", strongest).data,
	       VB_HASH_BYTES, "and after a restart");
	town_release(&t);
}

static void permute(size_t *order, size_t fixed, size_t count, const char *strongest)
{
	if (fixed == count) {
		try_order(order, count, strongest);
		return;
	}
	for (size_t i = fixed; i < count; i++) {
		size_t swap = order[fixed];

		order[fixed] = order[i];
		order[i] = swap;
		permute(order, fixed + 1, count, strongest);
		order[i] = order[fixed];
		order[fixed] = swap;
	}
}

int main(void)
{
	size_t terms[] = { 0, 2, 3, 4 }; /* first, taken, rival, behind */
	size_t lists[] = { 5, 6, 7, 4 }; /* old_list, listed, by_list, behind */
	size_t forks[] = { 0, 1, 2 };    /* first, forked, taken */

	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/recovery.txt");
	test_ranks();
	permute(terms, 0, 4, "behind");
	permute(lists, 0, 4, "by_list");
	permute(forks, 0, 3, "taken");
	vectors_close();
	return done();
}
