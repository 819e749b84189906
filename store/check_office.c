/* check_office: what of the check is about this office alone; see check_office.h; tested by tests/unit/test_check.c. */
#include "store/check_office.h"

#include <string.h>

#include "store/contacts.h"
#include "store/drawers.h"
#include "store/invites.h"
#include "store/logins.h"
#include "store/peers.h"
#include "store/trust.h"

void check_office_peers(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct peers_cursor c;
	struct peer peer;

	(void)places;
	(void)f;
	peers_open(&c, txn);
	while (peers_next(&c, &peer))
		;
	(void)!peers_close(&c);
}

void check_office_invites(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct invite_row invite = { .role = VB_ROLE_NONE };
	struct env_cursor c;
	struct span key, value;

	(void)places;
	(void)f;
	env_cursor_open(&c, txn, VB_TABLE_INVITES, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		if (key.size != VB_INVITE_TAG_BYTES)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
		else
			(void)!invites_get(txn, key.data, &invite);
	}
	crypt_wipe(&invite, sizeof(invite));
	(void)!env_cursor_close(&c);
}

void check_office_trust(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct env_cursor c;
	struct span key, value;
	struct node_id office;
	struct trust trust;

	(void)places;
	(void)f;
	env_cursor_open(&c, txn, VB_TABLE_TRUST, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		if (key.size != sizeof(office.b)) {
			env_fail(txn, VB_ERR_STORE_CORRUPT);
		} else {
			memcpy(office.b, key.data, sizeof(office.b));
			(void)!trust_get(txn, &office, &trust);
		}
	}
	(void)!env_cursor_close(&c);
}

void check_office_contacts(struct env_txn *txn, struct places *places, struct findings *f)
{
	(void)places;
	(void)f;
	(void)!contacts_check(txn);
}

void check_office_logins(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct logins_cursor c;
	struct login login;

	(void)places;
	(void)f;
	logins_open(&c, txn);
	while (logins_next(&c, &login))
		;
	(void)!logins_close(&c);
}

void check_office_drawers(struct env_txn *txn, struct places *places, struct findings *f)
{
	(void)places;
	(void)f;
	if (drawers_check(txn) == VB_ERR_STORE_CORRUPT)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
}
