/* suspension: what is held in the cases of tests/vectors/hold.txt, which an independent program made from SPEC.md. */
#include "protocol/space/suspension.h"

#include <stdio.h>
#include <string.h>

#include "protocol/openlog.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define CONTROL_ENTRIES 9u
#define CASES 120u

static void take(struct space *space, unsigned seq)
{
	struct signature signature;

	memcpy(signature.b, vector_numbered("signature", seq).data, sizeof(signature.b));
	is_err(space_apply(space, vector_numbered("header", seq).data, vector_numbered("body", seq),
	                   &signature, NULL),
	       0, "control entry %u", seq);
}

/* Puts an entry of an open log in. */
static void learn(struct suspensions *known, unsigned number)
{
	struct span bytes = vector_numbered("open", number);
	struct span body = span_of(bytes.data + VB_HEADER_BYTES, bytes.size - VB_HEADER_BYTES);
	struct suspension_begin begin = { .incarnation = 0 };
	struct suspend suspend = { .hlc = { 0 } };
	struct entry_header header;
	struct open_body open;

	if (entry_header_decode(span_of(bytes.data, VB_HEADER_BYTES), &header) != 0 ||
	    open_body_decode(body, &open) != 0)
		bail("open entry %u does not decode", number);
	begin.at = (struct suspension_place){ .log = header.log,
		                              .seq = header.seq,
		                              .control_seq = header.control_seq };
	memcpy(begin.at.author.b, vector_numbered("author", number).data, VB_HASH_BYTES);
	if (open.type == VB_OPEN_BEGIN) {
		begin.incarnation = open.u.begin.incarnation;
		suspensions_put_begin(known, &begin);
		return;
	}
	suspend.at = begin.at;
	suspend.node = open.u.suspend.node;
	entry_id_derive(bytes.data, &suspend.id);
	suspensions_put(known, &suspend, &open.u.suspend.cutoffs);
}

/* Answers one question of a case; false if it is not the answer of the vector. */
static bool is_right(struct pack_reader *r, struct suspensions *known, const struct space *space,
                     uint32_t *held)
{
	uint64_t expected = UINT64_MAX;
	uint64_t incarnation;
	struct node_id node;
	struct log_id log;

	(void)unpack_array(r, 4);
	unpack_fixed(r, node.b, sizeof(node.b));
	unpack_fixed(r, log.b, sizeof(log.b));
	incarnation = unpack_uint(r, UINT64_MAX);
	if (unpack_peek(r) == VB_PACK_NIL)
		unpack_nil(r);
	else
		expected = unpack_uint(r, UINT64_MAX);
	unpack_end(r);
	*held += expected != UINT64_MAX;
	return suspensions_limit(known, space, &node, &log, incarnation) == expected;
}

/* True if exactly the nodes of the list are suspended. */
static bool are_suspended(struct pack_reader *r, const struct suspensions *known,
                          const struct space *space)
{
	uint32_t left = unpack_array(r, 8);
	uint32_t listed = left;
	uint32_t suspended = 0;
	struct node_id node;

	for (uint32_t i = 0; i < space_member_count(space); i++)
		suspended +=
			suspensions_is_suspended(known, space, &space_member_at(space, i)->node);
	for (; left > 0; left--) {
		unpack_fixed(r, node.b, sizeof(node.b));
		if (!suspensions_is_suspended(known, space, &node))
			return false;
	}
	unpack_end(r);
	return suspended == listed;
}

static void key(struct pack_reader *r, uint64_t number)
{
	if (unpack_uint(r, 3) != number)
		bail("the case has another form");
}

static void test_case(struct space *const *folds, unsigned number, uint32_t *wrong, uint32_t *held)
{
	const struct space *space;
	struct suspensions known;
	struct pack_reader r;
	uint32_t left;

	suspensions_init(&known);
	unpack_init(&r, vector_numbered("case", number));
	(void)unpack_map(&r, 4);
	key(&r, 0);
	space = folds[unpack_uint(&r, CONTROL_ENTRIES)];
	key(&r, 1);
	for (left = unpack_array(&r, 64); left > 0; left--)
		learn(&known, (unsigned)unpack_uint(&r, 63));
	unpack_end(&r);
	key(&r, 2);
	for (left = unpack_array(&r, 64); left > 0; left--)
		*wrong += !is_right(&r, &known, space, held);
	unpack_end(&r);
	key(&r, 3);
	*wrong += !are_suspended(&r, &known, space);
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "case %u is read to its end", number);
	suspensions_release(&known);
}

int main(void)
{
	static const struct node_id nobody;
	struct space *folds[CONTROL_ENTRIES + 1] = { NULL };
	uint32_t wrong = 0, held = 0;

	vectors_open("tests/vectors/hold.txt");
	for (unsigned count = 1; count <= CONTROL_ENTRIES; count++) {
		folds[count] = space_new(&nobody, NULL, NULL);
		for (unsigned seq = 0; seq < count; seq++)
			take(folds[count], seq);
	}
	for (unsigned number = 0; number < CASES; number++)
		test_case(folds, number, &wrong, &held);
	is_int(wrong, 0, "each answer is that of the independent program");
	ok(held > CASES, "%u times something is held", held);
	for (unsigned count = 1; count <= CONTROL_ENTRIES; count++)
		space_destroy(&folds[count]);
	vectors_close();
	return done();
}
