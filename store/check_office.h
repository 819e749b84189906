/* check_office: what the check looks at that is about this office alone: whom it knows, who may ask here, what bridges keep.
 *
 * A row of another form makes the transaction fail with VB_ERR_STORE_CORRUPT; there is nothing else to be found.
 * Called by check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CHECK_OFFICE_H
#define VB_STORE_CHECK_OFFICE_H

#include "store/finding.h"
#include "store/places.h"

/* Partner offices. */
void check_office_peers(struct env_txn *txn, struct places *places, struct findings *f);
/* Invitation codes. */
void check_office_invites(struct env_txn *txn, struct places *places, struct findings *f);
/* What is known of keys. */
void check_office_trust(struct env_txn *txn, struct places *places, struct findings *f);
/* When others were heard. */
void check_office_contacts(struct env_txn *txn, struct places *places, struct findings *f);
/* Logins and their rights. */
void check_office_logins(struct env_txn *txn, struct places *places, struct findings *f);
/* What bridges keep. */
void check_office_drawers(struct env_txn *txn, struct places *places, struct findings *f);

#endif
