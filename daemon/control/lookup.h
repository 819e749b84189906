/* lookup: from what people type to what is meant: a space, a record, an office.
 *
 * Numbers of spaces and records are typed in hexadecimal, office numbers in base32 with or without hyphens; each may be
 * cut short, to four digits at least, while it fits one thing only. An office may also be called by its exact name; where a name and the
 * beginning of another's number are the same text, neither is taken. A whole office number always means that office,
 * whatever others call themselves.
 * Called by the handlers of control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_LOOKUP_H
#define VB_DAEMON_CONTROL_LOOKUP_H

#include "daemon/control/request.h"
#include "store/key.h"

#define VB_LOOKUP_MIN_DIGITS 4u

/* Finds a space that this node is or was in, but for the office's own. The detail of the failure names the text.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_AMBIGUOUS. Cost: all spaces. */
VB_MUST int lookup_space(struct request *q, struct span text, struct node_space **out);

/* The same for a space of which something is to be shown or written. Errors: as lookup_space; VB_ERR_FETCHING (nothing of it
 * is shown yet). */
VB_MUST int lookup_shown(struct request *q, struct span text, struct node_space **out);

/* Finds a record, deleted ones too. within: a space, or NULL for all.
 * Errors: VB_ERR_NOT_FOUND, VB_ERR_AMBIGUOUS, those of the store. Cost: two looks a space. */
VB_MUST int lookup_record(struct request *q, const struct node_space *within, struct span text,
                          struct record_ref *out);

/* Finds a space or a record by one text; ref->space 0: a space. space is set for both. Errors: VB_ERR_NOT_FOUND,
 * VB_ERR_AMBIGUOUS, VB_ERR_FETCHING, those of the store. */
VB_MUST int lookup_target(struct request *q, struct span text, struct node_space **space,
                          struct record_ref *ref);

/* Finds an office: this one, a partner (confirmed or not), or a present or former member of a space.
 * Errors: VB_ERR_NOT_PAIRED (none), VB_ERR_AMBIGUOUS, VB_ERR_BAD_VALUE (a whole number, mistyped), those of the store.
 * Cost: all members. */
VB_MUST int lookup_office(struct request *q, struct span text, struct node_id *out);

#endif
