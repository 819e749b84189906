/* person_card: public keys of persons; see person_card.h and SPEC.md 12.1. */
#include "protocol/peer/person_card.h"

#include <string.h>

#include "protocol/list.h"
#include "protocol/peer/signed.h"

#define FORMAT 1u
#define STATEMENT_DOMAIN "verbund/personkey/1"
#define VOUCH_DOMAIN "verbund/personvouch/1"
#define PRINT_DOMAIN "verbund/personprint/1"
#define ROW_MAX_BYTES (VB_PERSON_STATEMENT_MAX_BYTES + 96u)

enum { KEY_FORMAT, KEY_OFFICE, KEY_PERSON, KEY_NUMBER, KEY_SIGN, KEY_BOX, KEY_SINCE };
enum { ROW_STATEMENT, ROW_VOUCHED_BY, ROW_VOUCH, ROW_WITHDRAWN };
enum { CARD_FORMAT, CARD_ROWS };

#define STATEMENT_REQUIRED 0x7fu
#define ROW_REQUIRED (1u << ROW_STATEMENT)
#define CARD_REQUIRED 0x3u

static void format_read(struct pack_reader *r)
{
	if (unpack_uint(r, UINT64_MAX) != FORMAT)
		unpack_fail(r, VB_ERR_VERSION);
}

/* ---- statements ---- */

void person_statement_encode_document(const struct person_key *key, struct buf *out)
{
	pack_map(out, 7);
	pack_uint(out, KEY_FORMAT);
	pack_uint(out, FORMAT);
	pack_uint(out, KEY_OFFICE);
	pack_bin(out, key->office.b, sizeof(key->office.b));
	pack_uint(out, KEY_PERSON);
	pack_bin(out, key->person.b, sizeof(key->person.b));
	pack_uint(out, KEY_NUMBER);
	pack_uint(out, key->number);
	pack_uint(out, KEY_SIGN);
	pack_bin(out, key->sign.b, sizeof(key->sign.b));
	pack_uint(out, KEY_BOX);
	pack_bin(out, key->box.b, sizeof(key->box.b));
	pack_uint(out, KEY_SINCE);
	pack_uint(out, key->since.v);
}

static void statement_value(struct document *d, uint32_t key, struct person_key *out)
{
	struct pack_reader *r = &d->r;

	switch (key) {
	case KEY_FORMAT:
		format_read(r);
		break;
	case KEY_OFFICE:
		unpack_fixed(r, out->office.b, sizeof(out->office.b));
		break;
	case KEY_PERSON:
		unpack_fixed(r, out->person.b, sizeof(out->person.b));
		break;
	case KEY_NUMBER:
		out->number = (uint32_t)unpack_uint(r, UINT32_MAX);
		break;
	case KEY_SIGN:
		unpack_fixed(r, out->sign.b, sizeof(out->sign.b));
		break;
	case KEY_BOX:
		unpack_fixed(r, out->box.b, sizeof(out->box.b));
		break;
	case KEY_SINCE:
		out->since.v = unpack_uint(r, UINT64_MAX);
		break;
	default:
		document_unknown(d);
	}
}

int person_statement_decode(struct span bytes, struct person_key *out)
{
	struct person_key read = { .number = 0 };
	struct document d;
	uint32_t key;
	int err = signed_open(bytes, VB_PERSON_STATEMENT_MAX_BYTES, &d);

	if (err != 0)
		return err;
	while (document_next(&d, &key))
		statement_value(&d, key, &read);
	err = document_finish(&d, STATEMENT_REQUIRED);
	if (err == 0 && read.number == 0)
		err = VB_ERR_OUT_OF_RANGE;
	if (err == 0)
		err = signed_verify(bytes, STATEMENT_DOMAIN, &read.sign);
	if (err != 0)
		return err;
	read.is_extended = d.is_extended;
	*out = read;
	return 0;
}

void person_key_fingerprint(const struct person_key *key,
                            char out[static VB_FINGERPRINT_TEXT_BYTES])
{
	struct hasher h;
	struct hash hash;

	hasher_init(&h, PRINT_DOMAIN);
	hasher_put(&h, key->office.b, sizeof(key->office.b));
	hasher_put(&h, key->person.b, sizeof(key->person.b));
	hasher_put(&h, key->sign.b, sizeof(key->sign.b));
	hasher_put(&h, key->box.b, sizeof(key->box.b));
	hasher_finish(&h, &hash);
	fingerprint_format_hash(&hash, out);
}

void person_vouch_message(struct span statement, struct hash *out)
{
	crypt_hash(statement, out);
}

/* ---- rows ---- */

static void row_encode(const struct person_card_key *row, struct buf *out)
{
	bool is_vouched = row->vouched_by != 0;

	pack_map(out, 1u + 2u * is_vouched + row->is_withdrawn);
	pack_uint(out, ROW_STATEMENT);
	pack_bin(out, row->statement.data, row->statement.size);
	if (is_vouched) {
		pack_uint(out, ROW_VOUCHED_BY);
		pack_uint(out, row->vouched_by);
		pack_uint(out, ROW_VOUCH);
		pack_bin(out, row->vouch.b, sizeof(row->vouch.b));
	}
	if (row->is_withdrawn) {
		pack_uint(out, ROW_WITHDRAWN);
		pack_uint(out, row->withdrawn.v);
	}
}

static void row_value(struct document *d, uint32_t key, struct person_card_key *out)
{
	struct pack_reader *r = &d->r;

	switch (key) {
	case ROW_STATEMENT:
		out->statement = unpack_bin(r, 1, VB_PERSON_STATEMENT_MAX_BYTES);
		break;
	case ROW_VOUCHED_BY:
		out->vouched_by = (uint32_t)unpack_uint(r, UINT32_MAX);
		break;
	case ROW_VOUCH:
		unpack_fixed(r, out->vouch.b, sizeof(out->vouch.b));
		break;
	case ROW_WITHDRAWN:
		out->is_withdrawn = true;
		out->withdrawn.v = unpack_uint(r, UINT64_MAX);
		break;
	default:
		document_unknown(d);
	}
}

static int row_decode(struct span bytes, struct person_card_key *out)
{
	struct person_card_key row = { .vouched_by = 0 };
	struct document d;
	uint32_t key;
	int err;

	document_open(&d, bytes);
	while (document_next(&d, &key))
		row_value(&d, key, &row);
	err = document_finish(&d, ROW_REQUIRED);
	if (err == 0 && (document_has(&d, ROW_VOUCHED_BY) != document_has(&d, ROW_VOUCH) ||
	                 (document_has(&d, ROW_VOUCH) && row.vouched_by == 0)))
		err = VB_ERR_MALFORMED;
	if (err == 0)
		err = person_statement_decode(row.statement, &row.key);
	if (err != 0)
		return err;
	row.is_extended = d.is_extended;
	*out = row;
	return 0;
}

/* ---- cards ---- */

void person_card_encode(const struct person_card *card, struct buf *out)
{
	struct buf row;

	pack_map(out, 2);
	pack_uint(out, CARD_FORMAT);
	pack_uint(out, FORMAT);
	pack_uint(out, CARD_ROWS);
	pack_array(out, card->count);
	buf_init(&row, ROW_MAX_BYTES);
	for (uint32_t i = 0; i < card->count; i++) {
		buf_clear(&row);
		row_encode(&card->keys[i], &row);
		pack_bin(out, row.data, row.size);
	}
	buf_release(&row);
}

static bool is_same_person(const struct person_key *a, const struct person_key *b)
{
	return node_id_is_equal(&a->office, &b->office) &&
	       record_id_is_equal(&a->person, &b->person);
}

static int vouch_check(const struct person_card *card, const struct person_card_key *key,
                       uint32_t by, const struct signature *vouch)
{
	const struct person_card_key *voucher = person_card_find(card, by);
	struct hash message;

	if (voucher == NULL || by >= key->key.number)
		return VB_ERR_MALFORMED;
	person_vouch_message(key->statement, &message);
	return crypt_verify(&voucher->key.sign, VOUCH_DOMAIN, span_of(message.b, sizeof(message.b)),
	                    vouch);
}

/* Whether the row that was read last fits those before. */
static int row_check(const struct person_card *card, uint32_t index)
{
	const struct person_card_key *row = &card->keys[index];

	if (index > 0 && !is_same_person(&row->key, &card->keys[0].key))
		return VB_ERR_MALFORMED;
	if (index > 0 && row->key.number <= card->keys[index - 1].key.number)
		return VB_ERR_NOT_CANONICAL;
	return row->vouched_by == 0 ? 0 : vouch_check(card, row, row->vouched_by, &row->vouch);
}

static int rows_decode(struct list rows, struct person_card *card)
{
	struct span bytes;
	int err = 0;

	while (err == 0 && list_next_bin(&rows, &bytes)) {
		err = row_decode(bytes, &card->keys[card->count]);
		if (err == 0)
			err = row_check(card, card->count++);
	}
	return err;
}

int person_card_decode(struct span bytes, struct person_card *out)
{
	struct list rows = { .count = 0 };
	struct document d;
	uint32_t key;
	int err;

	out->count = 0;
	if (bytes.size > VB_PERSON_CARD_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	document_open(&d, bytes);
	while (document_next(&d, &key)) {
		if (key == CARD_FORMAT)
			format_read(&d.r);
		else if (key == CARD_ROWS)
			list_read_bins(&d.r, VB_PERSON_KEYS_MAX_COUNT, ROW_MAX_BYTES, &rows);
		else
			document_unknown(&d);
	}
	err = document_finish(&d, CARD_REQUIRED);
	if (err == 0 && rows.count == 0)
		err = VB_ERR_MALFORMED;
	if (err == 0)
		err = rows_decode(rows, out);
	out->is_extended = d.is_extended;
	for (uint32_t i = 0; i < out->count; i++)
		out->is_extended |= out->keys[i].is_extended || out->keys[i].key.is_extended;
	if (err != 0)
		out->count = 0;
	return err;
}

/* The place of the keys of this number; that behind the last: there are none. */
static uint32_t place_of(const struct person_card *card, uint32_t number)
{
	uint32_t place = 0;

	while (place < card->count && card->keys[place].key.number != number)
		place++;
	return place;
}

const struct person_card_key *person_card_find(const struct person_card *card, uint32_t number)
{
	uint32_t place = place_of(card, number);

	return place < card->count ? &card->keys[place] : NULL;
}

static struct person_card_key *find_to_change(struct person_card *card, uint32_t number)
{
	uint32_t place = place_of(card, number);

	return place < card->count ? &card->keys[place] : NULL;
}

uint32_t person_card_next_number(const struct person_card *card)
{
	return card->count == 0 ? 1 : card->keys[card->count - 1].key.number + 1;
}

enum person_trust person_card_trust(const struct person_card *card,
                                    const struct person_card_key *key)
{
	bool is_vouched = key->vouched_by != 0;

	/* Each is vouched for by a smaller number. What keys vouch for that nobody vouches for is worth no more than they are. */
	while (key && key->vouched_by != 0)
		key = person_card_find(card, key->vouched_by);
	if (!key || key->key.number != card->keys[0].key.number)
		return PERSON_ALONE;
	return is_vouched ? PERSON_VOUCHED : PERSON_FIRST;
}

int person_card_add(struct person_card *card, struct span statement)
{
	struct person_card_key row = { .statement = statement };
	int err = person_statement_decode(statement, &row.key);

	if (err != 0)
		return err;
	if (card->count == VB_PERSON_KEYS_MAX_COUNT)
		return VB_ERR_TOO_MANY;
	for (uint32_t i = 0; i < card->count; i++) {
		const struct person_key *other = &card->keys[i].key;

		if (memcmp(other->sign.b, row.key.sign.b, sizeof(other->sign.b)) == 0 ||
		    memcmp(other->box.b, row.key.box.b, sizeof(other->box.b)) == 0)
			return VB_ERR_DUPLICATE;
	}
	/* Behind the last number that there is no other keys could come. */
	if (row.key.number < person_card_next_number(card) || row.key.number == UINT32_MAX ||
	    (card->count > 0 && !is_same_person(&row.key, &card->keys[0].key)))
		return VB_ERR_MALFORMED;
	card->keys[card->count++] = row;
	return 0;
}

int person_card_vouch(struct person_card *card, uint32_t number, uint32_t by,
                      const struct signature *vouch)
{
	struct person_card_key *key = find_to_change(card, number);
	const struct person_card_key *voucher = person_card_find(card, by);
	int err;

	if (key == NULL || voucher == NULL)
		return VB_ERR_NOT_FOUND;
	if (key->is_withdrawn || voucher->is_withdrawn)
		return VB_ERR_BAD_KEY;
	err = vouch_check(card, key, by, vouch);
	if (err != 0)
		return err;
	key->vouched_by = by;
	key->vouch = *vouch;
	return 0;
}

int person_card_withdraw(struct person_card *card, uint32_t number, struct wall_ms from)
{
	struct person_card_key *key = find_to_change(card, number);

	if (key == NULL)
		return VB_ERR_NOT_FOUND;
	if (!key->is_withdrawn || from.v < key->withdrawn.v)
		key->withdrawn = from;
	key->is_withdrawn = true;
	return 0;
}

enum person_signed person_card_check(const struct person_card *card, struct span message,
                                     const struct signature *signature, struct wall_ms at,
                                     uint32_t *number)
{
	for (uint32_t i = 0; i < card->count; i++) {
		const struct person_card_key *key = &card->keys[i];

		if (crypt_verify(&key->key.sign, VB_PERSON_SIGN_DOMAIN, message, signature) != 0)
			continue;
		*number = key->key.number;
		return key->is_withdrawn && at.v >= key->withdrawn.v ? PERSON_SIGNED_LATE
		                                                     : PERSON_SIGNED_GOOD;
	}
	*number = 0;
	return PERSON_SIGNED_NOT;
}
