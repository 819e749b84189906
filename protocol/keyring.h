/* keyring: the keys under which confidential records are kept, each under its own, and the file that holds them: SPEC.md 13.4.
 *
 * A key has a number, given once and never again; which record it belongs to, the store knows. Without its key nobody reads
 * a record in any copy of the store, so forgetting the key is forgetting the record. What has a number above all that
 * were given to records is spare. Beside them there is one key more, by which records are found without being read.
 * The file is encrypted with a key that follows from the signing key of the office. Keys live in guarded memory and are wiped.
 * Called by store/record_keys, daemon/restore. Thread rule: pure, but for random bytes.
 */
#ifndef VB_PROTOCOL_KEYRING_H
#define VB_PROTOCOL_KEYRING_H

#include "protocol/crypt.h"
#include "protocol/limits.h"

/* What a locked value is longer than the value: number 8, nonce 24, tag 16. */
#define VB_LOCKED_OVERHEAD_BYTES 48u

/* Around the keys in a file, and for each key. */
#define VB_KEYRING_FRAME_BYTES 134u
#define VB_KEYRING_ROW_BYTES 40u
#define VB_KEYRING_FILE_MAX_BYTES                                                                  \
	(VB_KEYRING_FRAME_BYTES + VB_KEYRING_ROW_BYTES * VB_RECORD_KEYS_MAX_COUNT)

enum keyring_use {
	VB_KEYRING_KEPT = 1,   /* record.keys in the home */
	VB_KEYRING_BACKUP = 2, /* a copy for keeping elsewhere */
};

struct keyring;

/* A keyring without keys of records. Caller destroys. */
struct keyring *keyring_new(void);
/* Wipes and frees; sets *keyring to NULL. NULL is fine. */
void keyring_destroy(struct keyring **keyring);

/* How many keys of records there are. */
uint32_t keyring_count(const struct keyring *keyring);
/* The greatest number, 0 where there is none. */
uint64_t keyring_greatest(const struct keyring *keyring);
/* The number of the key at a place below keyring_count, ascending. */
uint64_t keyring_number(const struct keyring *keyring, uint32_t place);
/* The number of the common key, for records beyond VB_RECORD_KEYS_MAX_COUNT: of this keyring alone, with the highest bit, which
 * no other has. It follows from the mark key, and is never forgotten. */
uint64_t keyring_common(const struct keyring *keyring);
/* True if there is a key with that number, be it the common one. */
bool keyring_has(const struct keyring *keyring, uint64_t number);

/* Adds count random keys, numbered from `from` or, if that is more, from behind the greatest. Errors: VB_ERR_TOO_MANY
 * (VB_RECORD_KEYS_MAX_COUNT). */
VB_MUST int keyring_grow(struct keyring *keyring, uint64_t from, uint32_t count);
/* Wipes the keys whose places (below keyring_count) are marked. */
void keyring_forget(struct keyring *keyring, const bool *is_marked);
/* Wipes the key with that number, if it is there. */
void keyring_forget_number(struct keyring *keyring, uint64_t number);

/* Encrypts plain under the key with that number, which must be there: out gets u64 number, nonce, ciphertext and tag,
 * plain.size + VB_LOCKED_OVERHEAD_BYTES bytes. ad: what it belongs to. */
void keyring_lock(const struct keyring *keyring, uint64_t number, struct span ad, struct span plain,
                  uint8_t *out);
/* Decrypts into out (locked.size - VB_LOCKED_OVERHEAD_BYTES bytes). Errors: VB_ERR_TRUNCATED, VB_ERR_NO_KEY, VB_ERR_DECRYPT. */
VB_MUST int keyring_unlock(const struct keyring *keyring, struct span ad, struct span locked,
                           uint8_t *out);
/* By what a text is found that is not to be read: a MAC that only this keyring makes. */
void keyring_mark(const struct keyring *keyring, struct span text, struct hash *out);

/* True if bytes begin like a file of this use, whosever it is. */
bool keyring_is_file(struct span bytes, enum keyring_use use);
/* Appends the file. Out of room shows in out->err. */
void keyring_encode(const struct keyring *keyring, const struct node_keys *keys,
                    enum keyring_use use, struct wall_ms now, struct buf *out);
/* Reads a file; caller destroys *out. *time is when it was made. Errors: VB_ERR_MALFORMED (none, or for another use),
 * VB_ERR_VERSION, VB_ERR_TRUNCATED, VB_ERR_TOO_LARGE, VB_ERR_OTHER_OFFICE, VB_ERR_DECRYPT (altered). */
VB_MUST int keyring_decode(struct span file, const struct node_keys *keys, enum keyring_use use,
                           struct wall_ms *time, struct keyring **out);

#endif
