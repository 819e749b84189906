/* keyfile: what stands outside the store in the home: the node's secret keys and the signed partner list.
 *
 * `node.keys` (mode 0600, in a home of mode 0700): magic "verbund-keys", u8 0, u8 version, the secrets, and H(all
 * before). Version 1: 96 bytes, keys that were never changed; version 2: what node_keys_export_all writes, with former
 * keys. It is refused when others can read it or the home. `partners` is written by protocol/peer/partners; a
 * node whose store is lost knows from it whom to dial. Both are replaced as a whole (home_replace).
 * Called by daemon/. The secrets are wiped from every buffer. Thread rule: loop thread only.
 */
#ifndef VB_STORE_KEYFILE_H
#define VB_STORE_KEYFILE_H

#include "protocol/crypt.h"
#include "protocol/peer/partners.h"

/* Writes the keys of a new node. Errors: VB_ERR_HOME_EXISTS (there are keys already), VB_ERR_NO_HOME,
 * VB_ERR_PERMISSIONS (the home is open to others), VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int keyfile_create(const char *home, const struct node_keys *keys);
/* Replaces the keys (after node_keys_rotate). Errors: as keyfile_create but HOME_EXISTS. */
VB_MUST int keyfile_replace(const char *home, const struct node_keys *keys);
/* Reads the keys; caller destroys them. Errors: VB_ERR_NO_HOME (no home, no keys), VB_ERR_KEYS_LOST (but a partner list),
 * VB_ERR_PERMISSIONS (file or home can be read by others), VB_ERR_VERSION (newer), VB_ERR_MALFORMED, VB_ERR_TRUNCATED,
 * VB_ERR_TRAILING, VB_ERR_BAD_HASH (damaged), VB_ERR_IO. */
VB_MUST int keyfile_load(const char *home, struct node_keys **out);

/* Replaces the partner list. Errors: VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_NO_HOME. */
VB_MUST int keyfile_put_partners(const char *home, struct span list);
/* Appends the partner list to out. Errors: VB_ERR_NOT_FOUND (none), VB_ERR_TOO_LARGE, VB_ERR_IO. */
VB_MUST int keyfile_get_partners(const char *home, struct buf *out);

#endif
