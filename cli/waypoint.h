/* waypoint: where a paper is: the status of each station of its way, found by protocol/kinds/station.h.
 *
 * A station has its sitting here, as a meeting of the same committee, or elsewhere: then the office that holds it says how
 * far it is (field state). Records come from other offices and may hold anything. Works on routes (route.h): lists of
 * consultations with "stage" and "sitting" beside their records. Called by route's users. Thread rule: pure.
 */
#ifndef VB_CLI_WAYPOINT_H
#define VB_CLI_WAYPOINT_H

#include "cli/json.h"
#include "protocol/kinds/phrase.h"

/* Puts beside a consultation what its sitting says: "stage", a word, and "sitting", its day; day VB_DAY_MAX: it has none. */
void waypoint_put_sitting(struct json *consultation, enum stage stage, int32_t day);

/* Reads one consultation of a route as a station. */
struct station waypoint_read(const struct json *consultation);

/* What came of it: by its code, else by its words. */
enum station_result waypoint_result(const struct json *consultation);

/* In which role: by its code, else by its words. */
enum station_role waypoint_role(const struct json *consultation);

/* Puts beside each consultation of a route "status", "isCurrent" (true for the one where the paper is), and "roleCode" and
 * "resultCode" where there is one. */
void waypoint_mark(struct json *route, int32_t today);

/* Puts the codes of the texts role and result among fields that are to be written; a text that is cleared or not understood
 * clears its code. is_new: nothing is there to be cleared. */
void waypoint_put_codes(struct json *fields, bool is_new);

#endif
