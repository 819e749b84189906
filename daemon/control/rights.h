/* rights: what a caller may ask and who it is, from what the kernel says about its login.
 *
 * The owner of the home and root are administrators, whatever is written about their logins. Any other login has the
 * right that it was given with a person (store/logins.h); whom only the read-only socket lets in may look at the status
 * and nothing else. A bridge counts as a secretary where one of its own calls asks (bridge_calls.h); what people ask is
 * closed to it before.
 * Called by control, control_person and listeners. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_RIGHTS_H
#define VB_DAEMON_CONTROL_RIGHTS_H

#include "daemon/core/node.h"
#include "store/logins.h"

/* Who asks. */
struct rights {
	enum right right;
	bool has_person; /* the login leads to a person of this office: */
	struct record_id person;
};

/* The owner of the home of a node. */
struct rights_owner {
	bool is_known;
	uint32_t uid;
};

/* Looks who owns the home. */
struct rights_owner rights_owner(const struct node *node);

/* True for the owner of the home and for root. */
bool rights_is_owner(const struct rights_owner *owner, uint32_t uid);

/* What the caller may now. Errors: those of the store. */
VB_MUST int rights_find(struct node *node, const struct rights_owner *owner,
                        const struct node_caller *caller, struct rights *out);

/* none, monitor, reader, member, secretary or administrator. */
const char *rights_name(enum right right);

/* Reads the name of a right that a login can be given; false: it is none. */
bool rights_parse(struct span name, enum right *out);

#endif
