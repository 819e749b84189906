/* passphrase: sealing under a passphrase; see passphrase.h; tested by tests/unit/test_rescue.c and test_person_keys.c. */
#include "protocol/passphrase.h"

#include <string.h>

#include "protocol/crypt.h"
#include "protocol/crypt_chunk.h"
#include "protocol/crypt_parts.h"

static int stretch(struct span passphrase, const uint8_t salt[static VB_SALT_BYTES],
                   enum crypt_cost cost, struct file_key *out)
{
	uint8_t bytes[VB_FILE_KEY_BYTES + VB_FILE_NONCE_BYTES] = { 0 };
	int err = crypt_stretch(passphrase, salt, cost, bytes, sizeof(bytes));

	memcpy(out->key, bytes, sizeof(out->key));
	memcpy(out->nonce, bytes + sizeof(out->key), sizeof(out->nonce));
	crypt_wipe(bytes, sizeof(bytes));
	return err;
}

int passphrase_seal(struct span passphrase, enum crypt_cost cost,
                    const uint8_t salt[static VB_SALT_BYTES], struct span ad, struct span plain,
                    uint8_t *out)
{
	struct file_key key;
	int err;

	if (passphrase.size < VB_PASSPHRASE_MIN_BYTES || passphrase.size > VB_PASSPHRASE_MAX_BYTES)
		return VB_ERR_BAD_VALUE;
	err = stretch(passphrase, salt, cost, &key);
	if (err == 0)
		crypt_chunk_seal(&key, 0, ad, plain, out);
	crypt_wipe(&key, sizeof(key));
	return err;
}

int passphrase_open(struct span passphrase, uint8_t cost, const uint8_t salt[static VB_SALT_BYTES],
                    struct span ad, struct span sealed, uint8_t *out)
{
	struct file_key key;
	int err;

	if (cost != VB_COST_MODERATE && cost != VB_COST_INTERACTIVE)
		return VB_ERR_VERSION;
	if (passphrase.size > VB_PASSPHRASE_MAX_BYTES)
		return VB_ERR_PASSPHRASE;
	err = stretch(passphrase, salt, (enum crypt_cost)cost, &key);
	if (err == 0 && crypt_chunk_open(&key, 0, ad, sealed, out) != 0)
		err = VB_ERR_PASSPHRASE;
	crypt_wipe(&key, sizeof(key));
	return err;
}
