/* authority: members and what they wrote; see authority.h; tested by tests/unit/test_control_rights.c. */
#include "daemon/control/authority.h"

#include "daemon/core/author.h"
#include "protocol/kinds/agenda.h"

/* What of an item its proposer decides, in either kind. */
static const struct {
	uint32_t kind;
	uint32_t field;
} for_proposers[] = {
	{ VB_KIND_AGENDA_ITEM, VB_FIELD_NAME },
	{ VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_TYPE },
	{ VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_MINUTES },
	{ VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_DESCRIPTION },
	{ VB_KIND_PROPOSAL, VB_FIELD_NAME },
	{ VB_KIND_PROPOSAL, VB_PROPOSAL_TYPE },
	{ VB_KIND_PROPOSAL, VB_PROPOSAL_MINUTES },
	{ VB_KIND_PROPOSAL, VB_PROPOSAL_DESCRIPTION },
	{ VB_KIND_PROPOSAL, VB_PROPOSAL_SUBMITTER },
};

static bool is_proposal(const struct kind *kind)
{
	return kind->number == VB_KIND_PROPOSAL;
}

static const struct kind_field *state_field(const struct kind *kind)
{
	return kind_field_by_number(kind,
	                            is_proposal(kind) ? VB_PROPOSAL_STATE : VB_AGENDA_ITEM_STATE);
}

static bool is_proposed(struct span value)
{
	struct pack_reader r;

	unpack_init(&r, value);
	return span_is_equal(unpack_str(&r, SIZE_MAX), span_of_str("proposed"));
}

static bool is_for_proposer(const struct kind *kind, uint32_t field)
{
	for (size_t i = 0; i < sizeof(for_proposers) / sizeof(for_proposers[0]); i++) {
		if (for_proposers[i].kind == kind->number && for_proposers[i].field == field)
			return true;
	}
	return false;
}

/* Whether the fields of a proposal are for its proposer; *has_state: it says that it is one. */
static int fields_check(struct request *q, const struct kind *kind, struct span fields,
                        bool *has_state)
{
	struct pack_reader r;
	struct span name;
	struct span value;
	uint32_t left;

	*has_state = false;
	unpack_init(&r, fields);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &name, &value)) {
		const struct kind_field *field = kind_field_by_name(kind, name);

		/* A field that there is not is told as such elsewhere. */
		if (field == NULL || is_for_proposer(kind, field->number))
			continue;
		if (field != state_field(kind) || !is_proposed(value))
			return request_fail(q, VB_ERR_DENIED,
			                    "with the right `member` you may not set %s",
			                    field->name);
		*has_state = true;
	}
	return 0;
}

int authority_check_proposal(struct request *q, const struct kind *kind, struct span fields)
{
	bool has_state;
	int err;

	if (q->who.right >= VB_RIGHT_SECRETARY)
		return 0;
	err = fields_check(q, kind, fields, &has_state);
	if (err == 0 && !has_state && !is_proposal(kind))
		err = request_fail(
			q, VB_ERR_DENIED,
			"with the right `member` you only propose items: `verbund agenda propose`");
	return err;
}

/* Whether whoever asks created the record. */
static int creator_check(struct request *q, const struct draft *d)
{
	struct record_id person;
	bool has_person = false;
	int err = author_person(q->node, &d->space->id, &d->merged, &has_person, &person);

	if (err != 0)
		return err;
	if (!has_person || !q->who.has_person || !record_id_is_equal(&person, &q->who.person))
		return request_fail(q, VB_ERR_DENIED,
		                    "with the right `member` you change only what you wrote "
		                    "yourself");
	return 0;
}

int authority_check_attach(struct request *q, const struct record_ref *target)
{
	struct draft d;
	int err;

	if (q->who.right >= VB_RIGHT_SECRETARY)
		return 0;
	if (target->space == 0)
		return request_fail(q, VB_ERR_DENIED,
		                    "with the right `member` you add documents only to your own "
		                    "messages and proposals");
	draft_init(&d, q);
	/* What a member office may write it may add documents to, though only stewards edit it. */
	err = draft_open(&d, target, VB_VERB_CREATE);
	if (err == 0 && d.kind->number == VB_KIND_FILE)
		err = request_fail(q, VB_ERR_DENIED,
		                   "with the right `member` you change only messages and "
		                   "proposals");
	if (err == 0)
		err = authority_check_change(q, &d, span_of(NULL, 0));
	draft_release(&d);
	return err;
}

/* A document stays where it was added. */
static int file_fields_check(struct request *q, struct span fields)
{
	struct pack_reader r;
	struct span name;
	struct span value;
	uint32_t left;

	unpack_init(&r, fields);
	left = fields.size > 0 ? unpack_map(&r, VB_PACK_MAX_ITEMS) : 0;
	while (request_next_pair(&r, &left, &name, &value)) {
		if (span_is_equal(name, span_of_str("target")))
			return request_fail(q, VB_ERR_DENIED,
			                    "with the right `member` you may not set %s", "target");
	}
	return 0;
}

/* True for what is still a proposal, of either kind. */
static bool is_still_proposed(const struct draft *d)
{
	struct span state;

	if (!is_proposal(d->kind) && d->kind->number != VB_KIND_AGENDA_ITEM)
		return false;
	if (!merged_value(&d->merged, state_field(d->kind), &state))
		return is_proposal(d->kind);
	return is_proposed(state);
}

int authority_check_change(struct request *q, const struct draft *d, struct span fields)
{
	bool has_state;
	int err;

	if (q->who.right >= VB_RIGHT_SECRETARY)
		return 0;
	err = creator_check(q, d);
	if (err != 0 || d->kind->number == VB_KIND_MESSAGE)
		return err;
	if (d->kind->number == VB_KIND_FILE)
		return file_fields_check(q, fields);
	if (!is_still_proposed(d))
		return request_fail(q, VB_ERR_DENIED,
		                    "with the right `member` you change only messages and "
		                    "proposals");
	return fields.size == 0 ? 0 : fields_check(q, d->kind, fields, &has_state);
}
