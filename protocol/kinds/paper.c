/* paper: the rows of papers and of their way through the committees; see paper.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/paper.h"

#include "protocol/kinds/meeting.h"

#define R VB_RULE_REGISTER
#define S VB_RULE_SET

/* clang-format off */
static const struct kind_field paper_fields[] = {
	{ 16, "body", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_PAPER_REFERENCE, "reference", VB_TYPE_STR, 100, R, 0, NULL },
	{ VB_PAPER_DATE, "date", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_PAPER_TYPE, "paperType", VB_TYPE_STR, 100, R, 0, NULL },
	{ 20, "originatorOrganization", VB_TYPE_REF, 0, S, 0, NULL },
	{ 21, "originatorPerson", VB_TYPE_REF, 0, S, 0, NULL },
	{ 22, "underDirectionOf", VB_TYPE_REF, 0, S, 0, NULL },
	{ VB_PAPER_RELATED, "relatedPaper", VB_TYPE_REF, 0, S, 0, NULL },
	{ VB_PAPER_SUPERORDINATED, "superordinatedPaper", VB_TYPE_REF, 0, S, 0, NULL },
	{ VB_PAPER_OCCASION, "occasion", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_PAPER_REASONS, "reasons", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_PAPER_REPORT, "report", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_PAPER_INVOLVED, "involved", VB_TYPE_STR, 2000, R, 0, NULL },
	{ VB_PAPER_INVOLVED_RESULT, "involvedResult", VB_TYPE_STR, 2000, R, 0, NULL },
	{ VB_PAPER_CHILDREN_INVOLVED, "childrenInvolved", VB_TYPE_TRI, 0, R, 0, NULL },
	{ VB_PAPER_CHILDREN_REASON, "childrenReason", VB_TYPE_STR, 2000, R, 0, NULL },
	{ VB_PAPER_MEASURE_NEW, "measureNew", VB_TYPE_TRI, 0, R, 0, NULL },
	{ VB_PAPER_MEASURE_VOLUNTARY, "measureVoluntary", VB_TYPE_TRI, 0, R, 0, NULL },
	{ VB_PAPER_MEASURE_PRESCRIBED, "measurePrescribed", VB_TYPE_TRI, 0, R, 0, NULL },
	{ VB_PAPER_PRESCRIBED_BY, "prescribedBy", VB_TYPE_STR, 400, R, 0, NULL },
	{ VB_PAPER_FINANCE_EFFECT, "financeEffect", VB_TYPE_TRI, 0, R, 0, NULL },
	{ VB_PAPER_FINANCE_ANNEX, "financeAnnex", VB_TYPE_STR, 400, R, 0, NULL },
	{ VB_PAPER_ANNEXES, "annexes", VB_TYPE_STR, 2000, R, 0, NULL },
	{ VB_PAPER_SIGNATORY, "signatory", VB_TYPE_STR, 400, R, 0, NULL },
	{ VB_PAPER_EDITOR, "editor", VB_TYPE_STR, 400, R, 0, NULL },
	{ VB_PAPER_REPLACES, "replaces", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_PAPER_VERSION, "version", VB_TYPE_STR, 100, R, 0, NULL },
	{ VB_PAPER_START_DATE, "startDate", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_PAPER_END_DATE, "endDate", VB_TYPE_DATE, 0, R, 0, NULL },
};

const char *const paper_result_words[] = { "adopted",  "amended",   "rejected", "noted",   "postponed", "deferred",
	                                    "referred", "withdrawn", "settled",  "noVote", NULL };
const char *const paper_role_words[] = { "decision", "notice", "preliminary", "advice", "hearing", NULL };

static const struct kind_field consultation_fields[] = {
	{ VB_CONSULTATION_PAPER, "paper", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_CONSULTATION_ORGANIZATION, "organization", VB_TYPE_REF, 0, S, 0, NULL },
	{ VB_CONSULTATION_MEETING, "meeting", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_CONSULTATION_AGENDA_ITEM, "agendaItem", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_CONSULTATION_ROLE, "role", VB_TYPE_STR, 200, R, 0, NULL },
	{ 21, "authoritative", VB_TYPE_BOOL, 0, R, 0, NULL },
	{ VB_CONSULTATION_DATE, "date", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_CONSULTATION_POSITION, "position", VB_TYPE_KEY, 0, VB_RULE_ORDER, 0, NULL },
	{ VB_CONSULTATION_RESULT, "result", VB_TYPE_STR, 400, R, 0, NULL },
	{ VB_CONSULTATION_RESULT_CODE, "resultCode", VB_TYPE_STR, 20, R, 0, paper_result_words },
	{ VB_CONSULTATION_ROLE_CODE, "roleCode", VB_TYPE_STR, 20, R, 0, paper_role_words },
	{ VB_CONSULTATION_REFERRED_TO, "referredTo", VB_TYPE_REF, 0, R, 0, NULL },
	{ VB_CONSULTATION_STATE, "state", VB_TYPE_STR, 20, R, 0, meeting_state_words },
};

static const struct kind_field resolution_point_fields[] = {
	{ VB_RESOLUTION_POINT_PAPER, "paper", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_RESOLUTION_POINT_ORDER, "order", VB_TYPE_KEY, 0, VB_RULE_ORDER, 0, NULL },
	{ VB_RESOLUTION_POINT_TEXT, "text", VB_TYPE_STR, 20000, R, VB_FIELD_REQUIRED, NULL },
};

static const char *const comment_states[] = { "open", "answered", "closed", NULL };

static const struct kind_field comment_request_fields[] = {
	{ VB_COMMENT_REQUEST_PAPER, "paper", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_COMMENT_REQUEST_ORGANIZATION, "organization", VB_TYPE_REF, 0, R, VB_FIELD_REQUIRED, NULL },
	{ VB_COMMENT_REQUEST_DUE, "due", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_COMMENT_REQUEST_DESCRIPTION, "description", VB_TYPE_STR, 20000, R, 0, NULL },
	{ VB_COMMENT_REQUEST_ANSWER, "answerPaper", VB_TYPE_REF, 0, S, 0, NULL },
	{ VB_COMMENT_REQUEST_STATE, "state", VB_TYPE_STR, 20, R, 0, comment_states },
};
/* clang-format on */

#define MEMBERS                                                                                    \
	{                                                                                          \
		VB_ROLE_MEMBER, VB_ROLE_MEMBER, VB_ROLE_MEMBER                                     \
	}
#define FIELDS(table) table, sizeof(table) / sizeof((table)[0]), false

const struct kind paper_kinds[4] = {
	{ VB_KIND_PAPER, "paper", MEMBERS, false, FIELDS(paper_fields) },
	{ VB_KIND_CONSULTATION, "consultation", MEMBERS, false, FIELDS(consultation_fields) },
	{ VB_KIND_COMMENT_REQUEST, "commentRequest", { 0 }, false, FIELDS(comment_request_fields) },
	{ VB_KIND_RESOLUTION_POINT,
	  "resolutionPoint",
	  { 0 },
	  false,
	  FIELDS(resolution_point_fields) },
};
