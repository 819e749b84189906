/* own_keys: the file with the personal keys of whoever runs the program, and who they are at this office. SPEC.md 13.3.
 *
 * The file lies in the data folder of the login, never in that of an office. What others could read, or have put there, is
 * refused. It is replaced as a whole: what it held before is written over, as far as the disk does that in place.
 * Called by cmd_person_key and sign. Thread rule: one thread.
 */
#ifndef VB_CLI_OWN_KEYS_H
#define VB_CLI_OWN_KEYS_H

#include <limits.h>

#include "cli/secret.h"
#include "protocol/peer/person_keys.h"

struct own_keys {
	char person[2 * VB_RECORD_ID_BYTES + 1];
	char name[VB_NAME_MAX_BYTES + 1]; /* of the person, for people */
	struct node_id office;
	struct record_id id;
	struct json *published; /* what person.keys answered */
	char folder[PATH_MAX];
	char path[PATH_MAX];
	struct buf file;          /* as it is on the disk; empty: there is none */
	struct person_keys *keys; /* NULL: not opened */
};

/* Asks the daemon who the login is, and which keys of it are known; reads the file, if there is one. Caller releases, after an
 * error, too. Errors: VB_ERR_DENIED (the login belongs to no person), VB_ERR_PERMISSIONS, VB_ERR_BAD_FILE, VB_ERR_BAD_KEY_FILE,
 * VB_ERR_SELFTEST, those of client_ask. */
VB_MUST int own_keys_find(struct cmd *cmd, struct own_keys *own);
/* Wipes and frees. */
void own_keys_release(struct own_keys *own);

/* Opens the file with a passphrase that was read before. Errors: VB_ERR_NO_PERSON_KEYS (no file), VB_ERR_BAD_KEY_FILE, those of
 * person_keys_open. */
VB_MUST int own_keys_unlock(struct cmd *cmd, struct own_keys *own, const struct secret *secret);
/* Asks for the passphrase and opens the file. Errors: besides, those of secret_read. */
VB_MUST int own_keys_open(struct cmd *cmd, struct own_keys *own);

/* Writes the keys under a passphrase in place of the file. Errors: VB_ERR_PERMISSIONS, VB_ERR_BAD_FILE, VB_ERR_DISK_FULL, those of
 * person_keys_seal; the file is as before then. */
VB_MUST int own_keys_save(struct cmd *cmd, const struct own_keys *own, const struct secret *secret);
/* Puts back what was there when it was read, after the daemon refused to publish keys. */
void own_keys_restore(struct cmd *cmd, const struct own_keys *own);

/* What is published of the keys of this number; NULL: nothing. */
const struct json *own_keys_published(const struct own_keys *own, uint32_t number);
/* The place of the newest keys of the opened file that are published and not withdrawn; VB_PERSON_FILE_KEYS_MAX_COUNT: none. */
uint32_t own_keys_active(const struct own_keys *own);

#endif
