/* committee: those who act, and where: body, organization, person, membership, location.
 *
 * A committee is a space with exactly one root organization; other organizations of it are records like any.
 * The rows are reached through kind.h. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_COMMITTEE_H
#define VB_PROTOCOL_KINDS_COMMITTEE_H

#include "protocol/kind_row.h"

enum organization_field {
	VB_ORGANIZATION_BODY = 16,
	VB_ORGANIZATION_PART_OF = 19,
	VB_ORGANIZATION_END_DATE = 21,
	VB_ORGANIZATION_VOTING_MEMBER_COUNT = 24,
	VB_ORGANIZATION_ROOT = 25,
	VB_ORGANIZATION_NODE =
		26, /* the member office that answers for it, as node_id_format writes it */
	VB_ORGANIZATION_RULES = 27,
	VB_ORGANIZATION_RULE_PROFILE = 28, /* own numbers; counts before rules */
	VB_ORGANIZATION_MEETINGS_PER_YEAR = 29,
	VB_ORGANIZATION_CADENCE_DAYS = 30, /* the longest gap between two sittings */
	VB_ORGANIZATION_MIN_GAP_DAYS = 31,
	VB_ORGANIZATION_MERGED_INTO = 32,
	VB_ORGANIZATION_CONTACT_EMAIL = 33,
};

enum membership_field {
	VB_MEMBERSHIP_PERSON = 16, /* absent: the seat is vacant */
	VB_MEMBERSHIP_ORGANIZATION = 17,
	VB_MEMBERSHIP_ROLE = 18,
	VB_MEMBERSHIP_VOTING_RIGHT = 19,
	VB_MEMBERSHIP_START_DATE = 20,
	VB_MEMBERSHIP_END_DATE = 21,
	VB_MEMBERSHIP_ON_BEHALF_OF = 22, /* the organization that the seat belongs to */
	VB_MEMBERSHIP_SUBSTITUTE_FOR = 23,
	VB_MEMBERSHIP_OPTIONAL = 24,
	VB_MEMBERSHIP_ADVISORY = 25, /* speaks and moves, does not vote */
	VB_MEMBERSHIP_HOST_TURN =
		26, /* its place in the rotation of hosts; absent: does not host */
};

enum person_field {
	VB_PERSON_FAMILY_NAME = 16,
	VB_PERSON_GIVEN_NAME = 17,
	VB_PERSON_FORM_OF_ADDRESS = 18,
	VB_PERSON_EMAIL = 22,
	VB_PERSON_DELIVERY = 26,
	VB_PERSON_CARD = 201,
};

#define VB_PERSON_CARD_VALUE_MAX_BYTES 20480u /* (wire) SPEC.md 12.1 */

extern const struct kind committee_kinds[5];

/* The field of a person that holds the card of their keys (person_card.h). It stands in no table, so that nothing that goes
 * by the table shows or changes it. */
extern const struct kind_field person_card_field;

#endif
