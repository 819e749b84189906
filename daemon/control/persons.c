/* persons: the people of this office; see persons.h; tested by tests/unit/test_control_person.c. */
#include "daemon/control/persons.h"

#include "daemon/control/lookup.h"
#include "daemon/control/reference.h"
#include "daemon/core/author.h"

struct node_space *persons_space(struct node *node)
{
	for (size_t i = 0; i < node_space_count(node); i++) {
		struct node_space *space = node_space_at(node, i);

		if (node_space_is_own(node, space))
			return space;
	}
	return NULL;
}

int persons_find(struct request *q, struct record_ref *out, struct node_space **space)
{
	struct reference person;
	struct merged m;
	struct span text;
	int err = request_text(q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, out);
	if (err != 0)
		return err;
	merged_init(&m);
	err = reference_load(q, out, &m, &person);
	merged_release(&m);
	if (err == 0 && person.kind != VB_KIND_PERSON)
		err = request_fail(q, VB_ERR_BAD_VALUE, "id is no person");
	if (err == 0)
		*space = node_space_number(q->node, out->space);
	return err;
}

int persons_find_own(struct request *q, struct record_ref *out)
{
	struct node_space *space;
	int err = persons_find(q, out, &space);

	if (err == 0 && !node_space_is_own(q->node, space))
		err = request_fail(q, VB_ERR_BAD_VALUE, "id is no person of this office");
	return err;
}

bool persons_name(struct request *q, const struct node_id *author, const struct record_id *id,
                  struct merged *m, struct span *name)
{
	const struct node_space *own = persons_space(q->node);
	const struct kind *kind = kind_by_number(VB_KIND_PERSON);
	struct pack_reader r;
	struct record_ref ref;
	struct span bytes;

	if (own == NULL || !node_id_is_equal(author, node_self(q->node)))
		return false;
	ref = (struct record_ref){ own->number, VB_AUDIENCE_ALL, *id };
	if (records_get(node_view(q->node), &ref, &bytes) != 0 || merged_decode(m, bytes) != 0)
		return false;
	if (merged_is_deleted(m) ||
	    !merged_value(m, kind_field_by_number(kind, VB_FIELD_NAME), &bytes))
		return false;
	unpack_init(&r, bytes);
	*name = unpack_str(&r, SIZE_MAX);
	return r.err == 0;
}

bool persons_writer(struct request *q, const struct node_space *space, const struct merged *m,
                    struct merged *scratch, struct view_writer *out)
{
	bool has_person = false;

	out->name = span_of(NULL, 0);
	/* What cannot be read has made the transaction fail, and with it the call. */
	if (author_person(q->node, &space->id, m, &has_person, &out->person) != 0 || !has_person)
		return false;
	(void)persons_name(q, node_self(q->node), &out->person, scratch, &out->name);
	return true;
}
