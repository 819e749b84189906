/* successors: who does today what an organization did that went over into another one.
 *
 * Records go on naming the organization that they were written for; what it owes, its successor owes. The way from one
 * to the next is that of protocol/kinds/lineage.h, so that circles open at the same place on every office. An
 * organization that goes over later than today still stands for itself.
 * Called by commands that show who has to do something. Thread rule: one thread.
 */
#ifndef VB_CLI_SUCCESSORS_H
#define VB_CLI_SUCCESSORS_H

#include "cli/labels.h"

struct successors;

/* Reads the organizations of one committee, or (NULL) of all. Caller destroys. Errors: those of client_ask. */
VB_MUST int successors_read(struct cmd *cmd, const char *space, int32_t today,
                            struct successors **out);

/* The same from records that are there; borrows them. */
struct successors *successors_new(const struct json *organizations, int32_t today);

/* Frees it; sets *successors to NULL. NULL is fine. */
void successors_destroy(struct successors **successors);

/* The number of the one that stands for an organization today: its own where it went over into none. NULL of NULL.
 * Borrowed. */
const char *successors_of(const struct successors *successors, const char *id);

/* Its name; on a terminal with the former name behind. Empty where nothing is known. The caller frees it. */
char *successors_name(const struct successors *successors, struct labels *labels,
                      const struct out *out, const char *id);

#endif
