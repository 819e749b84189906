/* replaced: references to records that were erased and replaced lead to the replacement (SPEC.md 6.1).
 *
 * What is merged stays as it was written. The index of references, and what people are shown, follow: so the children of an erased
 * record are found below the one that took its place. When it changes what an id leads to, the rows of those who refer to it
 * are taken out before and put in afterwards.
 * Called by apply, rebuild, erase, daemon/control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_REPLACED_H
#define VB_DAEMON_CORE_REPLACED_H

#include "daemon/core/core.h"

/* Makes the references among index rows of a record of this space lead where they lead today. Cost: nothing where nothing was
 * ever replaced. */
void replaced_rows(struct node *node, uint32_t space, struct catalogue *rows);

/* The same with the references of a record that is to be shown; not for one that is edited or encoded. */
void replaced_show(struct node *node, uint32_t space, struct merged *m);

/* Records whose rows are out of the index. */
struct replaced {
	struct record_ref *list;
	uint32_t count, capacity;
};

/* Takes those that refer to this id, or to what it leads to, out of the index. Ends with replaced_put_in, in the same turn. */
void replaced_take_out(struct node *node, uint32_t space, const struct record_id *id,
                       struct replaced *out);
/* Puts them in again, as the references lead now, and frees the list. */
void replaced_put_in(struct node *node, struct replaced *r);

#endif
