/* availability: who is asked to interpret or to help at a time, and what each of them answered.
 *
 * A request names the persons that it asks; each answer is a record of its own, so that nobody's is lost and everybody can
 * change their mind. Free text is for the whole committee: nothing about somebody who is advised belongs there.
 * The rows are reached through kind.h; what follows from the answers is found out in helpers.h. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_AVAILABILITY_H
#define VB_PROTOCOL_KINDS_AVAILABILITY_H

#include "protocol/kind_row.h"

enum availability_request_field {
	VB_AVAILABILITY_REQUEST_ORGANIZATION = 16, /* that asks */
	VB_AVAILABILITY_REQUEST_MEETING = 17,      /* for which; absent: another occasion */
	VB_AVAILABILITY_REQUEST_ROLE = 18,         /* interpreter, volunteer, or other words */
	VB_AVAILABILITY_REQUEST_LANGUAGE = 19,
	VB_AVAILABILITY_REQUEST_DESCRIPTION = 20,
	VB_AVAILABILITY_REQUEST_START = 21,
	VB_AVAILABILITY_REQUEST_END = 22,
	VB_AVAILABILITY_REQUEST_ZONE = 23,
	VB_AVAILABILITY_REQUEST_PLACE = 24,
	VB_AVAILABILITY_REQUEST_NEEDED = 25, /* so many persons; absent: one */
	VB_AVAILABILITY_REQUEST_DUE = 26,    /* the day by which an answer is wanted */
	VB_AVAILABILITY_REQUEST_STATE = 27,  /* open (also without one), closed */
	VB_AVAILABILITY_REQUEST_ASKED = 28,
};

enum availability_field {
	VB_AVAILABILITY_REQUEST = 16,
	VB_AVAILABILITY_PERSON = 17,
	VB_AVAILABILITY_ANSWER = 18, /* accepted, declined */
	VB_AVAILABILITY_COMMENT = 19,
	VB_AVAILABILITY_ENTERED_BY = 20, /* the login's person, whom nobody types */
};

extern const struct kind availability_kinds[2];

#endif
