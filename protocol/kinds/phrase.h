/* phrase: what the words in a Beratungsfolge mean: who consults in which role, and what came of it.
 *
 * Council systems and clerks write both as they like ("zur Kenntnisnahme", "einstimmig, 0 Enthaltungen"). The words stay
 * as they were written; the code beside them is for lists, filters and the status of a station. A phrase that is not
 * understood has no code: none is better than a wrong one. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_PHRASE_H
#define VB_PROTOCOL_KINDS_PHRASE_H

#include "protocol/bytes.h"
#include "protocol/kinds/station.h"

/* The words of consultation.roleCode in their order, behind none. */
enum station_role {
	VB_STATION_ROLE_NONE,
	VB_STATION_ROLE_DECISION,
	VB_STATION_ROLE_NOTICE,
	VB_STATION_ROLE_PRELIMINARY, /* Vorberatung */
	VB_STATION_ROLE_ADVICE,      /* Beratung, which decides nothing */
	VB_STATION_ROLE_HEARING,
	VB_STATION_ROLE_COUNT,
};

/* The role that a phrase names, in German or English; NONE: it is not understood. Cost: linear in its bytes. */
enum station_role phrase_role(struct span text);

/* The result that a phrase tells, in the same way. Counted votes without another word are adopted where yes outweighs no. */
enum station_result phrase_result(struct span text);

/* The word of a code; NULL for NONE. */
const char *phrase_role_word(enum station_role role);
/* As above. */
const char *phrase_result_word(enum station_result result);

/* The code of a word; NONE for another. */
enum station_role phrase_role_of_word(struct span word);
/* As above. */
enum station_result phrase_result_of_word(struct span word);

#endif
