/* given: one value of a field as people and programs write it, turned into the packed value that the field holds.
 *
 * Only order keys differ (hexadecimal outside, bytes inside) and references, which need a look into the store and are
 * the caller's. What is wrong with a value is said in words that name the field and what it should have been.
 * Called by draft and control_list. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_GIVEN_H
#define VB_DAEMON_CONTROL_GIVEN_H

#include "daemon/control/request.h"
#include "protocol/kind.h"

/* Finds a field of a kind by its name. Errors: VB_ERR_BAD_VALUE (there is none). */
VB_MUST int given_field(struct request *q, const struct kind *kind, struct span name,
                        const struct kind_field **out);

/* Finds a kind by its name. Errors: VB_ERR_BAD_VALUE (this version knows none). */
VB_MUST int given_kind(struct request *q, struct span name, const struct kind **out);

/* Appends the packed value of a field that is no reference, checked. given: one member for a set.
 * Errors: those of kind_check_value. */
VB_MUST int given_value(struct request *q, const struct kind_field *field, struct span given,
                        struct buf *out);

/* Appends the packed value of a reference. */
void given_reference(const struct record_id *id, struct buf *out);

/* Says in words what is wrong with the value of a field, and returns err. */
int given_fail(struct request *q, const struct kind_field *field, int err);

#endif
