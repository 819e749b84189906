/* reference: the other end of references; see reference.h;
 * tested by tests/unit/test_control_upsert.c. */
#include "daemon/control/reference.h"

#include <string.h>

#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "daemon/core/replaced.h"
#include "store/index.h"
#include "store/records.h"

/* Fields that lead to one kind only. Others (submitter, target, responsible, partner, ...) lead to several. OParl 1.1, chapter 3. */
static const struct {
	const char *field;
	uint32_t kind;
} leads_to[] = {
	{ "adjournedTo", VB_KIND_MEETING },
	{ "agendaItem", VB_KIND_AGENDA_ITEM },
	{ "amends", VB_KIND_FUNDING_APPLICATION },
	{ "answerPaper", VB_KIND_PAPER },
	{ "application", VB_KIND_FUNDING_APPLICATION },
	{ "asked", VB_KIND_PERSON },
	{ "barred", VB_KIND_MEMBERSHIP },
	{ "bodies", VB_KIND_BODY },
	{ "body", VB_KIND_BODY },
	{ "carriedFrom", VB_KIND_AGENDA_ITEM },
	{ "consultation", VB_KIND_CONSULTATION },
	{ "decidedBy", VB_KIND_ORGANIZATION },
	{ "edition", VB_KIND_AGENDA_EDITION },
	{ "enteredBy", VB_KIND_PERSON },
	{ "fromItem", VB_KIND_AGENDA_ITEM },
	{ "hostOrganization", VB_KIND_ORGANIZATION },
	{ "inReplyTo", VB_KIND_MESSAGE },
	{ "location", VB_KIND_LOCATION },
	{ "meeting", VB_KIND_MEETING },
	{ "membership", VB_KIND_MEMBERSHIP },
	{ "mergedInto", VB_KIND_ORGANIZATION },
	{ "next", VB_KIND_PROCESS_STEP },
	{ "onBehalfOf", VB_KIND_ORGANIZATION },
	{ "organization", VB_KIND_ORGANIZATION },
	{ "originatorOrganization", VB_KIND_ORGANIZATION },
	{ "originatorPerson", VB_KIND_PERSON },
	{ "paper", VB_KIND_PAPER },
	{ "parent", VB_KIND_AGENDA_ITEM },
	{ "person", VB_KIND_PERSON },
	{ "proposal", VB_KIND_PROPOSAL },
	{ "referredTo", VB_KIND_ORGANIZATION },
	{ "relatedPaper", VB_KIND_PAPER },
	{ "replaces", VB_KIND_PAPER },
	{ "request", VB_KIND_AVAILABILITY_REQUEST },
	{ "ruleProfile", VB_KIND_RULE_PROFILE },
	{ "series", VB_KIND_MEETING_SERIES },
	{ "subOrganizationOf", VB_KIND_ORGANIZATION },
	{ "substitute", VB_KIND_PERSON },
	{ "substituteFor", VB_KIND_MEMBERSHIP },
	{ "superordinatedPaper", VB_KIND_PAPER },
	{ "underDirectionOf", VB_KIND_ORGANIZATION },
	{ "untilItem", VB_KIND_AGENDA_ITEM },
};

uint32_t reference_kind(const struct kind_field *field)
{
	for (size_t i = 0; i < sizeof(leads_to) / sizeof(leads_to[0]); i++) {
		if (strcmp(leads_to[i].field, field->name) == 0)
			return leads_to[i].kind;
	}
	return 0;
}

int reference_load(struct request *q, const struct record_ref *ref, struct merged *m,
                   struct reference *out)
{
	struct span bytes;
	int err = records_get(node_view(q->node), ref, &bytes);

	if (err == 0)
		err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err != 0)
		return err;
	replaced_show(q->node, ref->space, m);
	*out = (struct reference){ .id = ref->id,
		                   .kind = m->kind,
		                   .audience = ref->audience,
		                   .is_deleted = merged_is_deleted(m) };
	return 0;
}

int reference_find(struct request *q, const struct node_space *space, struct span text,
                   struct merged *m, struct reference *out)
{
	struct record_ref ref;
	int err = lookup_record(q, space, text, &ref);

	return err == 0 ? reference_load(q, &ref, m, out) : err;
}

int reference_namesakes(struct request *q, const struct node_space *space, struct span oparl,
                        uint32_t kind, struct merged *m,
                        struct reference out[static VB_REFERENCE_NAMESAKES], size_t *count)
{
	struct record_ref refs[VB_REFERENCE_NAMESAKES];
	struct index_cursor c;
	size_t found = 0;
	int err = 0;

	*count = 0;
	for (int is_confidential = 0; is_confidential <= 1 && err == 0; is_confidential++) {
		if (kind != 0 && kind_is_confidential(kind) != (is_confidential != 0))
			continue;
		index_open_text(&c, node_view(q->node), space->number, VB_FIELD_ID, oparl,
		                is_confidential != 0);
		while (found < VB_REFERENCE_NAMESAKES && index_next(&c, &refs[found]))
			found++;
		err = index_close(&c);
	}
	for (size_t i = 0; i < found && err == 0; i++) {
		err = reference_load(q, &refs[i], m, &out[*count]);
		if (err == 0 && (kind == 0 || out[*count].kind == kind))
			(*count)++;
	}
	return err;
}

/* Smaller is better. */
static int rank_of(const struct reference *r, enum audience from)
{
	bool is_hidden = from == VB_AUDIENCE_ALL && r->audience == VB_AUDIENCE_CORE;

	return (r->is_deleted ? 2 : 0) + (is_hidden ? 1 : 0);
}

int reference_find_oparl(struct request *q, const struct node_space *space, struct span oparl,
                         uint32_t kind, enum audience from, struct merged *m, struct reference *out)
{
	struct reference all[VB_REFERENCE_NAMESAKES];
	const struct reference *best = NULL;
	size_t count;
	int err = reference_namesakes(q, space, oparl, kind, m, all, &count);

	if (err != 0)
		return err;
	for (size_t i = 0; i < count; i++) {
		if (best == NULL || rank_of(&all[i], from) < rank_of(best, from))
			best = &all[i];
	}
	if (best == NULL)
		return VB_ERR_NOT_FOUND;
	*out = *best;
	return 0;
}

int reference_check(struct request *q, const struct kind_field *field, enum audience from,
                    const struct reference *reference)
{
	uint32_t wanted = reference_kind(field);
	char is[VB_VIEW_KIND_BYTES];
	char should[VB_VIEW_KIND_BYTES];

	if (wanted != 0 && reference->kind != wanted) {
		view_kind_name(reference->kind, is);
		view_kind_name(wanted, should);
		return request_fail(q, VB_ERR_BAD_VALUE, "%s leads to a record of kind %s, not %s",
		                    field->name, is, should);
	}
	if (from == VB_AUDIENCE_ALL && reference->audience == VB_AUDIENCE_CORE)
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "%s leads from what guests see to an internal record",
		                    field->name);
	return 0;
}
