/* oparl_write: records back into OParl 1.1 objects.
 *
 * Records that came from OParl keep their ids; others get "urn:verbund:<number>". Agenda items stand in their meeting,
 * consultations in their paper, memberships in their person, places in their meeting. What is not in the set (left out
 * as not public, deleted) is not referred to.
 * Called by cmd_export. Thread rule: one thread (moment).
 */
#ifndef VB_CLI_OPARL_OPARL_WRITE_H
#define VB_CLI_OPARL_OPARL_WRITE_H

#include "cli/json.h"

struct oparl_set;

/* An empty set of records. zone: of times where a meeting names none. Borrows zone. Caller destroys. */
struct oparl_set *oparl_set_new(const char *zone);
/* Frees it; sets *set to NULL. NULL is fine. */
void oparl_set_destroy(struct oparl_set **set);

/* Adds records of one kind, as record.list gives them; takes *records. Agenda items as agenda.list gives them, with
 * their numbers. is_public: only those that all may see. */
void oparl_set_add(struct oparl_set *set, struct json **records, bool is_public);

/* Writes one object a line, those first that others refer to. Errors show in ferror. */
void oparl_set_print(struct oparl_set *set, FILE *out);

#endif
