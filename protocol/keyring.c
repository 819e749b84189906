/* keyring: keys of confidential records; see keyring.h. */
#include "protocol/keyring.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/crypt_parts.h"

#define MAGIC "verbund-record-keys" /* and its NUL */
#define MAGIC_BYTES sizeof(MAGIC)
#define VERSION 1u
#define VERSION_AT MAGIC_BYTES
#define USE_AT (VERSION_AT + 1u)
#define TIME_AT (USE_AT + 1u)
#define OFFICE_AT (TIME_AT + 8u)
#define HEAD_BYTES (OFFICE_AT + VB_PUBLIC_KEY_BYTES)
#define START_COUNT 64u
#define NONE UINT32_MAX

#define DOMAIN_KEPT "verbund/recordkeys/1"
#define DOMAIN_BACKUP "verbund/keysbackup/1"
#define DOMAIN_MARK "verbund/mark/1"
#define DOMAIN_COMMON "verbund/commonkey/1"
#define COMMON_BIT (UINT64_C(1) << 63)

struct keyring_row {
	uint64_t number;
	uint8_t key[VB_KEY_BYTES];
};

struct keyring {
	uint8_t *mark_key;
	struct keyring_row *rows; /* ascending by number */
	uint32_t count, capacity;
};

_Static_assert(HEAD_BYTES + VB_BODY_OVERHEAD_BYTES + VB_KEY_BYTES == VB_KEYRING_FRAME_BYTES,
               "frame");
_Static_assert(VB_KEYRING_ROW_BYTES == 8u + VB_KEY_BYTES, "row");
_Static_assert(VB_LOCKED_OVERHEAD_BYTES == 8u + VB_BODY_OVERHEAD_BYTES, "locked");

struct keyring *keyring_new(void)
{
	struct keyring *keyring = calloc(1, sizeof(*keyring));

	if (keyring == NULL)
		abort();
	keyring->mark_key = crypt_secret_new(VB_KEY_BYTES);
	crypt_random(keyring->mark_key, VB_KEY_BYTES);
	return keyring;
}

void keyring_destroy(struct keyring **keyring)
{
	if (*keyring == NULL)
		return;
	crypt_secret_destroy((*keyring)->mark_key);
	crypt_secret_destroy((*keyring)->rows);
	free(*keyring);
	*keyring = NULL;
}

/* ---- numbers ---- */

uint32_t keyring_count(const struct keyring *keyring)
{
	return keyring->count;
}

uint64_t keyring_greatest(const struct keyring *keyring)
{
	return keyring->count == 0 ? 0 : keyring->rows[keyring->count - 1].number;
}

uint64_t keyring_number(const struct keyring *keyring, uint32_t place)
{
	assert(place < keyring->count);
	return keyring->rows[place].number;
}

static uint32_t place_of(const struct keyring *keyring, uint64_t number)
{
	uint32_t low = 0, high = keyring->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (keyring->rows[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < keyring->count && keyring->rows[low].number == number ? low : NONE;
}

/* The common key, or what its number is made of. */
static void common_derive(const struct keyring *keyring, const char *what, struct hash *out)
{
	crypt_mac(span_of(keyring->mark_key, VB_KEY_BYTES), DOMAIN_COMMON, span_of_str(what), out);
}

uint64_t keyring_common(const struct keyring *keyring)
{
	struct hash hash;

	common_derive(keyring, "number", &hash);
	return get_be64(hash.b) | COMMON_BIT;
}

bool keyring_has(const struct keyring *keyring, uint64_t number)
{
	return (number & COMMON_BIT) != 0 ? number == keyring_common(keyring)
	                                  : place_of(keyring, number) != NONE;
}

/* Makes room for count rows; what was moved is wiped where it stood. */
static void rows_reserve(struct keyring *keyring, uint32_t count)
{
	uint32_t capacity = keyring->capacity == 0 ? START_COUNT : keyring->capacity;
	struct keyring_row *rows;

	if (count <= keyring->capacity)
		return;
	while (capacity < count)
		capacity *= 2;
	rows = crypt_secret_new(capacity * sizeof(*rows));
	if (keyring->count > 0)
		memcpy(rows, keyring->rows, keyring->count * sizeof(*rows));
	crypt_secret_destroy(keyring->rows);
	keyring->rows = rows;
	keyring->capacity = capacity;
}

int keyring_grow(struct keyring *keyring, uint64_t from, uint32_t count)
{
	uint64_t number = keyring_greatest(keyring) + 1;

	if (count > VB_RECORD_KEYS_MAX_COUNT - keyring->count)
		return VB_ERR_TOO_MANY;
	if (number < from)
		number = from;
	rows_reserve(keyring, keyring->count + count);
	for (uint32_t i = 0; i < count; i++) {
		struct keyring_row *row = &keyring->rows[keyring->count++];

		row->number = number + i;
		crypt_random(row->key, sizeof(row->key));
	}
	return 0;
}

void keyring_forget(struct keyring *keyring, const bool *is_marked)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < keyring->count; i++) {
		if (is_marked[i])
			continue;
		if (kept != i)
			keyring->rows[kept] = keyring->rows[i];
		kept++;
	}
	if (kept < keyring->count)
		crypt_wipe(&keyring->rows[kept], (keyring->count - kept) * sizeof(*keyring->rows));
	keyring->count = kept;
}

void keyring_forget_number(struct keyring *keyring, uint64_t number)
{
	uint32_t place = place_of(keyring, number);

	if (place == NONE)
		return;
	keyring->count--;
	memmove(&keyring->rows[place], &keyring->rows[place + 1],
	        (keyring->count - place) * sizeof(*keyring->rows));
	crypt_wipe(&keyring->rows[keyring->count], sizeof(*keyring->rows));
}

/* ---- values ---- */

/* The key with that number; the caller wipes out. */
static bool key_find(const struct keyring *keyring, uint64_t number, struct hash *out)
{
	if (!keyring_has(keyring, number))
		return false;
	if ((number & COMMON_BIT) != 0)
		common_derive(keyring, "key", out);
	else
		memcpy(out->b, keyring->rows[place_of(keyring, number)].key, sizeof(out->b));
	return true;
}

void keyring_lock(const struct keyring *keyring, uint64_t number, struct span ad, struct span plain,
                  uint8_t *out)
{
	struct hash key;
	bool is_here = key_find(keyring, number, &key);

	assert(is_here);
	(void)is_here;
	put_be64(out, number);
	crypt_aead_seal(key.b, ad, plain, out + 8);
	crypt_wipe(&key, sizeof(key));
}

int keyring_unlock(const struct keyring *keyring, struct span ad, struct span locked, uint8_t *out)
{
	struct hash key;
	int err;

	if (locked.size < VB_LOCKED_OVERHEAD_BYTES)
		return VB_ERR_TRUNCATED;
	if (!key_find(keyring, get_be64(locked.data), &key))
		return VB_ERR_NO_KEY;
	err = crypt_aead_open(key.b, ad, span_of(locked.data + 8, locked.size - 8), out);
	crypt_wipe(&key, sizeof(key));
	return err;
}

void keyring_mark(const struct keyring *keyring, struct span text, struct hash *out)
{
	crypt_mac(span_of(keyring->mark_key, VB_KEY_BYTES), DOMAIN_MARK, text, out);
}

/* ---- the file ---- */

static void file_key(const struct node_keys *keys, enum keyring_use use,
                     uint8_t out[static VB_KEY_BYTES])
{
	crypt_own_key(keys, use == VB_KEYRING_BACKUP ? DOMAIN_BACKUP : DOMAIN_KEPT, out);
}

void keyring_encode(const struct keyring *keyring, const struct node_keys *keys,
                    enum keyring_use use, struct wall_ms now, struct buf *out)
{
	size_t size = VB_KEY_BYTES + (size_t)keyring->count * VB_KEYRING_ROW_BYTES;
	uint8_t *to = buf_extend(out, HEAD_BYTES + size + VB_BODY_OVERHEAD_BYTES);
	struct public_key office = node_keys_sign_public(keys);
	uint8_t *plain, key[VB_KEY_BYTES];

	if (to == NULL)
		return;
	memcpy(to, MAGIC, MAGIC_BYTES);
	to[VERSION_AT] = VERSION;
	to[USE_AT] = (uint8_t)use;
	put_be64(to + TIME_AT, now.v);
	memcpy(to + OFFICE_AT, office.b, sizeof(office.b));
	plain = crypt_secret_new(size);
	memcpy(plain, keyring->mark_key, VB_KEY_BYTES);
	for (uint32_t i = 0; i < keyring->count; i++) {
		uint8_t *row = plain + VB_KEY_BYTES + (size_t)i * VB_KEYRING_ROW_BYTES;

		put_be64(row, keyring->rows[i].number);
		memcpy(row + 8, keyring->rows[i].key, VB_KEY_BYTES);
	}
	file_key(keys, use, key);
	crypt_aead_seal(key, span_of(to, HEAD_BYTES), span_of(plain, size), to + HEAD_BYTES);
	crypt_wipe(key, sizeof(key));
	crypt_secret_destroy(plain);
}

bool keyring_is_file(struct span bytes, enum keyring_use use)
{
	return bytes.size > USE_AT && memcmp(bytes.data, MAGIC, MAGIC_BYTES) == 0 &&
	       bytes.data[USE_AT] == (uint8_t)use;
}

/* What stands before the keys. */
static int head_check(struct span file, const struct node_keys *keys, enum keyring_use use)
{
	struct public_key office = node_keys_sign_public(keys);
	size_t size = file.size < MAGIC_BYTES ? file.size : MAGIC_BYTES;

	if (size > 0 && memcmp(file.data, MAGIC, size) != 0)
		return VB_ERR_MALFORMED;
	if (file.size > VERSION_AT && file.data[VERSION_AT] > VERSION)
		return VB_ERR_VERSION;
	if (file.size < VB_KEYRING_FRAME_BYTES)
		return VB_ERR_TRUNCATED;
	if (file.data[VERSION_AT] == 0 || file.data[USE_AT] != (uint8_t)use)
		return VB_ERR_MALFORMED;
	if (file.size > VB_KEYRING_FILE_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	if (memcmp(file.data + OFFICE_AT, office.b, sizeof(office.b)) != 0)
		return VB_ERR_OTHER_OFFICE;
	return (file.size - VB_KEYRING_FRAME_BYTES) % VB_KEYRING_ROW_BYTES == 0 ? 0
	                                                                        : VB_ERR_TRUNCATED;
}

/* The keys, whose numbers must rise from 1, below the common one. */
static int rows_decode(struct keyring *keyring, const uint8_t *plain, uint32_t count)
{
	uint64_t last = 0;

	memcpy(keyring->mark_key, plain, VB_KEY_BYTES);
	rows_reserve(keyring, count);
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *row = plain + VB_KEY_BYTES + (size_t)i * VB_KEYRING_ROW_BYTES;

		keyring->rows[i].number = get_be64(row);
		memcpy(keyring->rows[i].key, row + 8, VB_KEY_BYTES);
		if (keyring->rows[i].number <= last || keyring->rows[i].number >= COMMON_BIT)
			return VB_ERR_MALFORMED;
		last = keyring->rows[i].number;
	}
	keyring->count = count;
	return 0;
}

int keyring_decode(struct span file, const struct node_keys *keys, enum keyring_use use,
                   struct wall_ms *time, struct keyring **out)
{
	struct keyring *keyring;
	uint8_t *plain, key[VB_KEY_BYTES];
	size_t size;
	int err = head_check(file, keys, use);

	if (err != 0)
		return err;
	size = file.size - HEAD_BYTES - VB_BODY_OVERHEAD_BYTES;
	plain = crypt_secret_new(size);
	keyring = keyring_new();
	file_key(keys, use, key);
	err = crypt_aead_open(key, span_of(file.data, HEAD_BYTES),
	                      span_of(file.data + HEAD_BYTES, file.size - HEAD_BYTES), plain);
	crypt_wipe(key, sizeof(key));
	if (err == 0)
		err = rows_decode(keyring, plain,
		                  (uint32_t)((size - VB_KEY_BYTES) / VB_KEYRING_ROW_BYTES));
	crypt_secret_destroy(plain);
	if (err == 0) {
		time->v = get_be64(file.data + TIME_AT);
		*out = keyring;
	} else {
		keyring_destroy(&keyring);
	}
	return err;
}
