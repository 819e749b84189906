/* passphrase: small secrets sealed under what somebody remembers: the code of a recovery sheet, the keys of a person.
 * SPEC.md 13.2, 13.3.
 *
 * Argon2id makes key and nonce of passphrase and salt; since a salt is used once, they seal nothing else. What a guess costs
 * is one of two numbers (crypt_cost.h): nobody's file can ask for more memory or time.
 * Called by rescue and person_keys. Secrets are wiped. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PASSPHRASE_H
#define VB_PROTOCOL_PASSPHRASE_H

#include "protocol/bytes.h"
#include "protocol/crypt_cost.h"

#define VB_PASSPHRASE_MIN_BYTES 8u
#define VB_PASSPHRASE_MAX_BYTES 1024u

/* Seals plain; out gets plain.size + VB_TAG_BYTES bytes. salt is new and random, and stands in ad, which is shown to
 * everybody and cannot be altered. Errors: VB_ERR_BAD_VALUE (a passphrase shorter or longer than allowed),
 * VB_ERR_NO_MEMORY. Cost: a second and 256 MiB, or a quarter of both. */
VB_MUST int passphrase_seal(struct span passphrase, enum crypt_cost cost,
                            const uint8_t salt[static VB_SALT_BYTES], struct span ad,
                            struct span plain, uint8_t *out);

/* Opens it, sealed.size - VB_TAG_BYTES bytes; the caller wipes out. cost: as it was found; nothing dear is done for an
 * unknown one. Errors: VB_ERR_VERSION (such a cost), VB_ERR_PASSPHRASE (another one, or something was altered),
 * VB_ERR_NO_MEMORY. Cost: as above. */
VB_MUST int passphrase_open(struct span passphrase, uint8_t cost,
                            const uint8_t salt[static VB_SALT_BYTES], struct span ad,
                            struct span sealed, uint8_t *out);

#endif
