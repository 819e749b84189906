/* paper: what is decided on (paper), and its way through the committees (consultation).
 *
 * The rows are reached through kind.h; the numbers here are for those who look at single fields.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_PAPER_H
#define VB_PROTOCOL_KINDS_PAPER_H

#include "protocol/kind_row.h"

/* From 25 on the form of a city council's paper (Vorlage), in its order. Boxes to tick are tri: nobody's silence is a no. */
enum paper_field {
	VB_PAPER_REFERENCE = 17,
	VB_PAPER_DATE = 18,
	VB_PAPER_TYPE = 19,
	VB_PAPER_RELATED = 23,
	VB_PAPER_SUPERORDINATED = 24,
	VB_PAPER_OCCASION = 25,
	VB_PAPER_REASONS = 26,
	VB_PAPER_REPORT = 27,
	VB_PAPER_INVOLVED = 28,
	VB_PAPER_INVOLVED_RESULT = 29,
	VB_PAPER_CHILDREN_INVOLVED = 30, /* para 47f of the municipal code of Schleswig-Holstein */
	VB_PAPER_CHILDREN_REASON = 31,
	VB_PAPER_MEASURE_NEW = 32,
	VB_PAPER_MEASURE_VOLUNTARY = 33,
	VB_PAPER_MEASURE_PRESCRIBED = 34,
	VB_PAPER_PRESCRIBED_BY = 35,
	VB_PAPER_FINANCE_EFFECT = 36,
	VB_PAPER_FINANCE_ANNEX = 37,
	VB_PAPER_ANNEXES = 38,
	VB_PAPER_SIGNATORY = 39,
	VB_PAPER_EDITOR = 40,
	VB_PAPER_REPLACES = 41, /* the version before */
	VB_PAPER_VERSION = 42,
	VB_PAPER_START_DATE = 43, /* of the period that a concept is for */
	VB_PAPER_END_DATE = 44,
};

enum consultation_field {
	VB_CONSULTATION_PAPER = 16,
	VB_CONSULTATION_ORGANIZATION = 17,
	VB_CONSULTATION_MEETING = 18,
	VB_CONSULTATION_AGENDA_ITEM = 19,
	VB_CONSULTATION_ROLE = 20,
	VB_CONSULTATION_DATE = 22,
	VB_CONSULTATION_POSITION = 23,
	VB_CONSULTATION_RESULT = 24,
	VB_CONSULTATION_RESULT_CODE = 25,
	VB_CONSULTATION_ROLE_CODE = 26,
	VB_CONSULTATION_REFERRED_TO = 27,
	VB_CONSULTATION_STATE = 28, /* of its sitting, where that is no meeting of this committee */
};

/* One numbered point of a proposed decision (Beschlussvorschlag), so that several can work on one proposal. */
enum resolution_point_field {
	VB_RESOLUTION_POINT_PAPER = 16,
	VB_RESOLUTION_POINT_ORDER = 17,
	VB_RESOLUTION_POINT_TEXT = 18,
};

/* One office is asked what it thinks of a paper; who asks several makes one each. */
enum comment_request_field {
	VB_COMMENT_REQUEST_PAPER = 16,
	VB_COMMENT_REQUEST_ORGANIZATION = 17,
	VB_COMMENT_REQUEST_DUE = 18,
	VB_COMMENT_REQUEST_DESCRIPTION = 19,
	VB_COMMENT_REQUEST_ANSWER = 20,
	VB_COMMENT_REQUEST_STATE = 21,
};

/* The words of consultation.resultCode, NULL at the end; in the order of enum station_result behind none. */
extern const char *const paper_result_words[];

/* The words of consultation.roleCode, NULL at the end; in the order of enum station_role behind none. */
extern const char *const paper_role_words[];

extern const struct kind paper_kinds[4];

#endif
