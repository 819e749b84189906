/* erase_check: see erase_check.h; tested by tests/unit/test_control_erasure.c. */
#include "daemon/control/erase_check.h"

#include "daemon/control/authority.h"
#include "daemon/control/ground.h"
#include "daemon/control/title.h"
#include "daemon/core/erase.h"
#include "store/logins.h"
#include "store/records.h"

int erase_check_ground(struct request *q, uint32_t *ground)
{
	struct span text;
	int err;

	*ground = VB_GROUND_UNSAID;
	if (!request_has(q, "ground"))
		return 0;
	err = request_text(q, "ground", VB_GROUND_NAME_MAX_BYTES, &text);
	if (err == 0 && !ground_parse(text, ground))
		err = request_fail(q, VB_ERR_BAD_VALUE, "ground is none of: %s", ground_list());
	return err;
}

/* A person of this office is erased by an administrator, when no login acts as them any more. */
static int person_check(struct request *q, const struct record_ref *ref)
{
	struct login login;
	int err;

	if (!node_space_is_own(q->node, node_space_number(q->node, ref->space)))
		return 0;
	if (q->who.right < VB_RIGHT_ADMINISTRATOR)
		return request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
		                    rights_name(VB_RIGHT_ADMINISTRATOR), rights_name(q->who.right));
	err = logins_of_person(node_view(q->node), &ref->id, &login);
	if (err == 0)
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "persons of this office are changed by `verbund person`");
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Whether the caller may; and the committee itself is not erased. */
static int authority_check(struct request *q, const struct record_ref *ref)
{
	struct record_ref root;
	struct span bytes;
	struct merged m;
	struct draft d;
	bool is_found = false;
	int err;

	draft_init(&d, q);
	merged_init(&m);
	d.space = node_space_number(q->node, ref->space);
	err = records_get(node_view(q->node), ref, &bytes);
	if (err == 0 && merged_decode(&d.merged, bytes) != 0)
		err = VB_ERR_STORE_CORRUPT;
	if (err == 0) {
		d.kind = kind_by_number(d.merged.kind);
		if (d.kind != NULL)
			err = authority_check_change(q, &d, span_of(NULL, 0));
		else if (q->who.right < VB_RIGHT_SECRETARY)
			err = VB_ERR_DENIED;
	}
	if (err == 0)
		err = title_root(q, d.space, &m, &root, &is_found);
	if (err == 0 && is_found && record_id_is_equal(&root.id, &ref->id))
		err = request_fail(q, VB_ERR_BAD_VALUE, "id is the committee itself");
	merged_release(&m);
	draft_release(&d);
	return err;
}

/* Whether this office may erase it, asked without writing. */
static int right_check(struct request *q, const struct record_ref *ref,
                       const struct open_erased *erased)
{
	const struct node_space *space = node_space_number(q->node, ref->space);
	enum role role = space_role(space->space, node_self(q->node));

	if (space->archive || role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (space->fetching)
		return VB_ERR_BUSY;
	if (!erase_is_allowed(&space->id, node_self(q->node), role, erased))
		return request_fail(q, VB_ERR_NO_RIGHT,
		                    "only a steward erases what another office created");
	return 0;
}

int erase_check_record(struct request *q, const struct record_ref *ref, struct open_erased *out)
{
	int err = erase_name(q->node, ref, out);

	if (err == 0)
		err = person_check(q, ref);
	if (err == 0)
		err = authority_check(q, ref);
	return err == 0 ? right_check(q, ref, out) : err;
}
