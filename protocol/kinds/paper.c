/* paper: the rows of papers and of their way through the committees; see paper.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/paper.h"

#define R VB_RULE_REGISTER
#define S VB_RULE_SET

/* clang-format off */
static const struct kind_field paper_fields[] = {
	{ 16, "body", VB_TYPE_REF, 0, R, 0, NULL },
	{ 17, "reference", VB_TYPE_STR, 100, R, 0, NULL },
	{ 18, "date", VB_TYPE_DATE, 0, R, 0, NULL },
	{ 19, "paperType", VB_TYPE_STR, 100, R, 0, NULL },
	{ 20, "originatorOrganization", VB_TYPE_REF, 0, S, 0, NULL },
	{ 21, "originatorPerson", VB_TYPE_REF, 0, S, 0, NULL },
	{ 22, "underDirectionOf", VB_TYPE_REF, 0, S, 0, NULL },
	{ 23, "relatedPaper", VB_TYPE_REF, 0, S, 0, NULL },
	{ 24, "superordinatedPaper", VB_TYPE_REF, 0, S, 0, NULL },
};

static const struct kind_field consultation_fields[] = {
	{ VB_CONSULTATION_PAPER, "paper", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ 17, "organization", VB_TYPE_REF, 0, S, 0, NULL },
	{ VB_CONSULTATION_MEETING, "meeting", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_CONSULTATION_AGENDA_ITEM, "agendaItem", VB_TYPE_REF, 0, R, 0, NULL },
	{ 20, "role", VB_TYPE_STR, 200, R, 0, NULL },
	{ 21, "authoritative", VB_TYPE_BOOL, 0, R, 0, NULL },
	{ 22, "date", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_CONSULTATION_POSITION, "position", VB_TYPE_KEY, 0, VB_RULE_ORDER, 0, NULL },
	{ 24, "result", VB_TYPE_STR, 400, R, 0, NULL },
};
/* clang-format on */

#define MEMBERS                                                                                    \
	{                                                                                          \
		VB_ROLE_MEMBER, VB_ROLE_MEMBER, VB_ROLE_MEMBER                                     \
	}
#define FIELDS(table) table, sizeof(table) / sizeof((table)[0])

const struct kind paper_kinds[2] = {
	{ VB_KIND_PAPER, "paper", MEMBERS, false, FIELDS(paper_fields) },
	{ VB_KIND_CONSULTATION, "consultation", MEMBERS, false, FIELDS(consultation_fields) },
};
