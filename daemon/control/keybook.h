/* keybook: the public keys of the people of this office, as their records hold them. SPEC.md 12.1.
 *
 * Only the calls person.publish, person.vouch and person.withdraw change them, so what is read here was checked before.
 * Called by control_keys, signing and control_log. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_KEYBOOK_H
#define VB_DAEMON_CONTROL_KEYBOOK_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"
#include "protocol/peer/person_card.h"

/* A card with the record that it stands in. */
struct keybook {
	struct merged person;
	struct person_card card; /* borrows person; without keys: there is no card so far */
};

/* Starts with nothing. */
void keybook_init(struct keybook *ring);
/* Frees it. */
void keybook_release(struct keybook *ring);

/* Reads the keys of a person of this office. Errors: VB_ERR_NOT_FOUND (no such person, or deleted), VB_ERR_STORE_CORRUPT, those
 * of the store. Cost: 140 us a key. */
VB_MUST int keybook_read(struct node *node, const struct record_id *person, struct keybook *ring);

#endif
