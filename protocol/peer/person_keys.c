/* person_keys: secret keys of a person; see person_keys.h and SPEC.md 13.3. */
#include "protocol/peer/person_keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/crypt_chunk.h"
#include "protocol/crypt_parts.h"

#define FORMAT 1u
#define FORMAT_AT 4u
#define COST_AT 5u
#define SALT_AT 6u
#define OFFICE_AT (SALT_AT + VB_SALT_BYTES)
#define PERSON_AT (OFFICE_AT + VB_HASH_BYTES)
#define SECRETS_BYTES (2u * VB_KEY_BYTES)
#define ROW_BYTES (4u + SECRETS_BYTES + 8u) /* number, signing seed, box secret, since */
#define PLAIN_MAX_BYTES (1u + VB_PERSON_FILE_KEYS_MAX_COUNT * ROW_BYTES)

#define STATEMENT_DOMAIN "verbund/personkey/1"
#define VOUCH_DOMAIN "verbund/personvouch/1"

static const uint8_t magic[FORMAT_AT] = { 'V', 'B', 'P', 'K' };

_Static_assert(PERSON_AT + VB_RECORD_ID_BYTES == VB_PERSON_FILE_HEAD_BYTES, "head");
_Static_assert(VB_PERSON_FILE_HEAD_BYTES + PLAIN_MAX_BYTES + VB_TAG_BYTES ==
                       VB_PERSON_FILE_MAX_BYTES,
               "file");

struct pair {
	uint32_t number;
	struct wall_ms since;
	struct node_keys *secrets;
};

struct person_keys {
	struct node_id office;
	struct record_id person;
	struct pair pairs[VB_PERSON_FILE_KEYS_MAX_COUNT]; /* the newest first */
	uint32_t count;
};

struct person_keys *person_keys_new(const struct node_id *office, const struct record_id *person)
{
	struct person_keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL)
		abort();
	keys->office = *office;
	keys->person = *person;
	return keys;
}

void person_keys_destroy(struct person_keys **keys)
{
	if (*keys == NULL)
		return;
	for (uint32_t i = 0; i < (*keys)->count; i++)
		node_keys_destroy(&(*keys)->pairs[i].secrets);
	free(*keys);
	*keys = NULL;
}

void person_keys_make(struct person_keys *keys, uint32_t number, struct wall_ms now)
{
	assert(keys->count < VB_PERSON_FILE_KEYS_MAX_COUNT);
	assert(number > 0 && (keys->count == 0 || number > keys->pairs[0].number));
	memmove(&keys->pairs[1], &keys->pairs[0], keys->count * sizeof(keys->pairs[0]));
	keys->pairs[0] = (struct pair){ number, now, node_keys_new() };
	keys->count++;
}

uint32_t person_keys_count(const struct person_keys *keys)
{
	return keys->count;
}

void person_keys_at(const struct person_keys *keys, uint32_t index, struct person_key *out)
{
	const struct pair *pair = &keys->pairs[index];

	assert(index < keys->count);
	*out = (struct person_key){ .office = keys->office,
		                    .person = keys->person,
		                    .number = pair->number,
		                    .sign = node_keys_sign_public(pair->secrets),
		                    .box = node_keys_box_public(pair->secrets),
		                    .since = pair->since };
}

uint32_t person_keys_find(const struct person_keys *keys, uint32_t number)
{
	for (uint32_t i = 0; i < keys->count; i++) {
		if (keys->pairs[i].number == number)
			return i;
	}
	return VB_PERSON_FILE_KEYS_MAX_COUNT;
}

/* ---- signing ---- */

void person_keys_state(const struct person_keys *keys, uint32_t index, struct buf *out)
{
	struct person_key key;
	struct signature signature;
	struct buf document;

	person_keys_at(keys, index, &key);
	buf_init(&document, VB_PERSON_STATEMENT_MAX_BYTES);
	person_statement_encode_document(&key, &document);
	crypt_sign(keys->pairs[index].secrets, STATEMENT_DOMAIN, buf_span(&document), &signature);
	buf_put(out, signature.b, sizeof(signature.b));
	buf_put(out, document.data, document.size);
	buf_release(&document);
}

void person_keys_vouch(const struct person_keys *keys, uint32_t index, struct span statement,
                       struct signature *out)
{
	struct hash message;

	assert(index < keys->count);
	person_vouch_message(statement, &message);
	crypt_sign(keys->pairs[index].secrets, VOUCH_DOMAIN, span_of(message.b, sizeof(message.b)),
	           out);
}

void person_keys_sign(const struct person_keys *keys, uint32_t index, struct span message,
                      struct signature *out)
{
	assert(index < keys->count);
	crypt_sign(keys->pairs[index].secrets, VB_PERSON_SIGN_DOMAIN, message, out);
}

int person_keys_unseal(const struct person_keys *keys,
                       const uint8_t sealed[static VB_SEALED_KEY_BYTES],
                       uint8_t out[static VB_EPOCH_KEY_BYTES])
{
	for (uint32_t i = 0; i < keys->count; i++) {
		if (crypt_box_open(keys->pairs[i].secrets, sealed, out) == 0)
			return 0;
	}
	return VB_ERR_DECRYPT;
}

/* ---- the file ---- */

/* Writes u8 count and the pairs; returns the bytes written. */
static size_t plain_write(const struct person_keys *keys, uint8_t *out)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	uint8_t *to = out;

	*to++ = (uint8_t)keys->count;
	for (uint32_t i = 0; i < keys->count; i++) {
		const struct pair *pair = &keys->pairs[i];

		put_be32(to, pair->number);
		node_keys_export(pair->secrets, secrets);
		memcpy(to + 4, secrets, SECRETS_BYTES);
		put_be64(to + 4 + SECRETS_BYTES, pair->since.v);
		to += ROW_BYTES;
	}
	crypt_wipe(secrets, sizeof(secrets));
	return (size_t)(to - out);
}

int person_keys_seal(const struct person_keys *keys, struct span passphrase, enum crypt_cost cost,
                     struct buf *out)
{
	uint8_t head[VB_PERSON_FILE_HEAD_BYTES];
	uint8_t sealed[PLAIN_MAX_BYTES + VB_TAG_BYTES];
	uint8_t *plain = crypt_secret_new(PLAIN_MAX_BYTES);
	size_t size;
	int err;

	assert(keys->count > 0);
	memcpy(head, magic, sizeof(magic));
	head[FORMAT_AT] = FORMAT;
	head[COST_AT] = (uint8_t)cost;
	crypt_random(head + SALT_AT, VB_SALT_BYTES);
	memcpy(head + OFFICE_AT, keys->office.b, sizeof(keys->office.b));
	memcpy(head + PERSON_AT, keys->person.b, sizeof(keys->person.b));
	size = plain_write(keys, plain);
	err = passphrase_seal(passphrase, cost, head + SALT_AT, span_of(head, sizeof(head)),
	                      span_of(plain, size), sealed);
	crypt_secret_destroy(plain);
	if (err != 0)
		return err;
	buf_put(out, head, sizeof(head));
	buf_put(out, sealed, size + VB_TAG_BYTES);
	return out->err;
}

int person_keys_read_head(struct span file, struct node_id *office, struct record_id *person)
{
	size_t plain;

	if (file.size < VB_PERSON_FILE_HEAD_BYTES + 1u + ROW_BYTES + VB_TAG_BYTES ||
	    file.size > VB_PERSON_FILE_MAX_BYTES || memcmp(file.data, magic, sizeof(magic)) != 0)
		return VB_ERR_MALFORMED;
	if (file.data[FORMAT_AT] != FORMAT)
		return VB_ERR_VERSION;
	plain = file.size - VB_PERSON_FILE_HEAD_BYTES - VB_TAG_BYTES;
	if (plain % ROW_BYTES != 1)
		return VB_ERR_MALFORMED;
	memcpy(office->b, file.data + OFFICE_AT, sizeof(office->b));
	memcpy(person->b, file.data + PERSON_AT, sizeof(person->b));
	return 0;
}

/* Reads what stood under the passphrase. */
static int plain_read(struct span plain, struct person_keys *keys)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES] = { 0 };
	uint32_t last = UINT32_MAX;
	int err = 0;

	if (plain.data[0] != (plain.size - 1) / ROW_BYTES)
		return VB_ERR_MALFORMED;
	for (const uint8_t *at = plain.data + 1; at < plain.data + plain.size; at += ROW_BYTES) {
		uint32_t number = get_be32(at);

		if (number == 0 || (keys->count > 0 && number >= last)) {
			err = VB_ERR_NOT_CANONICAL;
			break;
		}
		last = number;
		memcpy(secrets, at + 4, SECRETS_BYTES);
		keys->pairs[keys->count++] = (struct pair){ number,
			                                    { get_be64(at + 4 + SECRETS_BYTES) },
			                                    node_keys_import(secrets) };
	}
	crypt_wipe(secrets, sizeof(secrets));
	return err;
}

int person_keys_open(struct span file, struct span passphrase, struct person_keys **out)
{
	struct person_keys *keys;
	struct record_id person;
	struct node_id office;
	struct span sealed;
	uint8_t *plain;
	int err = person_keys_read_head(file, &office, &person);

	if (err != 0)
		return err;
	sealed = span_of(file.data + VB_PERSON_FILE_HEAD_BYTES,
	                 file.size - VB_PERSON_FILE_HEAD_BYTES);
	plain = crypt_secret_new(PLAIN_MAX_BYTES);
	keys = person_keys_new(&office, &person);
	err = passphrase_open(passphrase, file.data[COST_AT], file.data + SALT_AT,
	                      span_of(file.data, VB_PERSON_FILE_HEAD_BYTES), sealed, plain);
	if (err == 0)
		err = plain_read(span_of(plain, sealed.size - VB_TAG_BYTES), keys);
	crypt_secret_destroy(plain);
	if (err == 0)
		*out = keys;
	else
		person_keys_destroy(&keys);
	return err;
}
