/*
 * fuzz_keyring: keys that were taken encode to a file that is taken again, with the same keys. The input is tried as a file, as one whose
 * head is right, and as what is encrypted in it.
 */
#include "protocol/keyring.h"

#include <string.h>

#include "protocol/crypt_parts.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

#define HEAD_BYTES 62u
#define PLAIN_MAX_BYTES 4096u

static struct node_keys *keys;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];

	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	memset(secrets, 7, sizeof(secrets));
	keys = node_keys_import(secrets);
	return 0;
}

static void check_keyring(const struct keyring *ring, struct wall_ms time)
{
	struct keyring *again = NULL;
	struct wall_ms its;
	struct buf file;

	buf_init(&file, VB_KEYRING_FILE_MAX_BYTES);
	keyring_encode(ring, keys, VB_KEYRING_BACKUP, time, &file);
	must(file.err == 0 && keyring_is_file(buf_span(&file), VB_KEYRING_BACKUP));
	must(keyring_decode(buf_span(&file), keys, VB_KEYRING_BACKUP, &its, &again) == 0);
	must(its.v == time.v && keyring_count(ring) == keyring_count(again));
	for (uint32_t i = 0; i < keyring_count(ring); i++) {
		uint8_t locked[VB_LOCKED_OVERHEAD_BYTES + 1], out[1];
		uint64_t number = keyring_number(ring, i);

		must(number > 0 && keyring_number(again, i) == number);
		keyring_lock(ring, number, span_of("x", 1), span_of("y", 1), locked);
		must(keyring_unlock(again, span_of("x", 1), span_of(locked, sizeof(locked)), out) ==
		     0);
		must(out[0] == 'y');
	}
	keyring_destroy(&again);
	buf_release(&file);
}

static void check_file(struct span file)
{
	struct keyring *ring = NULL;
	struct wall_ms time;

	if (keyring_decode(file, keys, VB_KEYRING_BACKUP, &time, &ring) != 0)
		return;
	check_keyring(ring, time);
	keyring_destroy(&ring);
}

/* The head of a file of this office. */
static void head_fill(uint8_t file[static HEAD_BYTES])
{
	static const char magic[20] = "verbund-record-keys";
	struct public_key office = node_keys_sign_public(keys);

	memcpy(file, magic, sizeof(magic));
	file[20] = 1; /* version */
	file[21] = VB_KEYRING_BACKUP;
	put_be64(file + 22, 1234567);
	memcpy(file + 30, office.b, sizeof(office.b));
}

/* What is encrypted in the file. */
static void check_plain(struct span plain)
{
	static uint8_t file[HEAD_BYTES + VB_BODY_OVERHEAD_BYTES + PLAIN_MAX_BYTES];
	uint8_t key[VB_KEY_BYTES];

	if (plain.size > PLAIN_MAX_BYTES)
		return;
	head_fill(file);
	crypt_own_key(keys, "verbund/keysbackup/1", key);
	crypt_aead_seal(key, span_of(file, HEAD_BYTES), plain, file + HEAD_BYTES);
	check_file(span_of(file, HEAD_BYTES + VB_BODY_OVERHEAD_BYTES + plain.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t file[HEAD_BYTES + PLAIN_MAX_BYTES];

	check_file(span_of(data, size));
	check_plain(span_of(data, size));
	if (size <= PLAIN_MAX_BYTES) {
		head_fill(file);
		if (size > 0)
			memcpy(file + HEAD_BYTES, data, size);
		check_file(span_of(file, HEAD_BYTES + size));
	}
	return 0;
}
