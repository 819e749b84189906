/* control_keys: personal keys of the people of this office, their public halves; see control_calls.h and keybook.h.
 *
 * Whoever asks adds and vouches for their own keys alone, an administrator, too; but an administrator can withdraw the keys of
 * others. Each of it is an entry in the history of the person. */
#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/keybook.h"
#include "daemon/control/persons.h"
#include "daemon/control/signing.h"
#include "daemon/control/view.h"
#include "protocol/kinds/committee.h"

/* ---- arguments ---- */

/* The person of whoever asks. */
static int self_find(struct request *q, struct record_ref *out)
{
	const struct node_space *own = persons_space(q->node);

	if (!q->who.has_person || own == NULL)
		return request_fail(q, VB_ERR_DENIED,
		                    "this login belongs to no person of this office");
	*out = (struct record_ref){ own->number, VB_AUDIENCE_ALL, q->who.person };
	return 0;
}

/* Reads hexadecimal digits of at most max bytes. */
static int hex_read(struct request *q, const char *name, size_t max, uint8_t *out, size_t *size)
{
	struct span text;
	int err = request_text(q, name, 2 * max, &text);

	if (err == 0 && hex_parse((const char *)text.data, text.size, out, text.size / 2) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "%s is not hexadecimal", name);
	if (err == 0)
		*size = text.size / 2;
	return err;
}

static int number_read(struct request *q, const char *name, uint32_t *out)
{
	uint64_t number = 0;
	int err = request_uint(q, name, 1, UINT32_MAX, &number);

	*out = (uint32_t)number;
	return err;
}

/* ---- writing ---- */

static int card_put(struct draft *d, const struct person_card *card)
{
	struct buf bytes, value;
	int err;

	buf_init(&bytes, VB_PERSON_CARD_MAX_BYTES);
	buf_init(&value, VB_PERSON_CARD_MAX_BYTES + 8);
	person_card_encode(card, &bytes);
	err = bytes.err;
	if (err == 0) {
		pack_bin(&value, bytes.data, bytes.size);
		err = edit_set(&d->edit, &person_card_field, buf_span(&value));
	}
	buf_release(&bytes);
	buf_release(&value);
	return err;
}

/* Puts a changed card into the record of its person. */
static int card_write(struct request *q, const struct record_ref *ref,
                      const struct person_card *card)
{
	struct draft d;
	int err;

	/* What a later version has put in would be lost. */
	if (card->is_extended)
		return VB_ERR_VERSION;
	q->is_for_own = true;
	draft_init(&d, q);
	err = draft_open(&d, ref, VB_VERB_EDIT);
	if (err == 0)
		err = card_put(&d, card);
	if (err == 0)
		err = draft_finish(&d);
	if (err == 0)
		err = draft_write(&d);
	draft_release(&d);
	return err;
}

static void answer_number(struct request *q, const struct record_id *person, uint32_t number)
{
	pack_map(&q->result, 2);
	pack_cstr(&q->result, "id");
	view_record_id(person, &q->result);
	pack_cstr(&q->result, "number");
	pack_uint(&q->result, number);
}

/* Whether a statement is by whoever asks, as a person of this office. */
static int statement_check(struct request *q, struct span statement)
{
	struct person_key key;
	int err = person_statement_decode(statement, &key);

	if (err == 0 && (!node_id_is_equal(&key.office, node_self(q->node)) ||
	                 !record_id_is_equal(&key.person, &q->who.person)))
		err = request_fail(q, VB_ERR_DENIED,
		                   "personal keys are published by the person alone");
	return err;
}

int control_person_publish(struct request *q)
{
	uint8_t bytes[VB_PERSON_STATEMENT_MAX_BYTES];
	struct record_ref ref;
	struct keybook ring;
	size_t size = 0;
	int err = self_find(q, &ref);

	if (err == 0)
		err = hex_read(q, "statement", sizeof(bytes), bytes, &size);
	if (err == 0)
		err = statement_check(q, span_of(bytes, size));
	if (err != 0)
		return err;
	keybook_init(&ring);
	err = keybook_read(q->node, &ref.id, &ring);
	if (err == 0)
		err = person_card_add(&ring.card, span_of(bytes, size));
	if (err == VB_ERR_MALFORMED)
		err = request_fail(q, VB_ERR_BUSY, "other keys were added meanwhile");
	if (err == 0)
		err = card_write(q, &ref, &ring.card);
	if (err == 0)
		answer_number(q, &ref.id, ring.card.keys[ring.card.count - 1].key.number);
	keybook_release(&ring);
	return err;
}

int control_person_vouch(struct request *q)
{
	struct signature signature;
	uint32_t number = 0, by = 0;
	struct record_ref ref;
	struct keybook ring;
	size_t size = 0;
	int err = self_find(q, &ref);

	if (err == 0)
		err = number_read(q, "number", &number);
	if (err == 0)
		err = number_read(q, "by", &by);
	if (err == 0)
		err = hex_read(q, "signature", sizeof(signature.b), signature.b, &size);
	if (err == 0 && size != sizeof(signature.b))
		err = VB_ERR_BAD_SIGNATURE;
	if (err != 0)
		return err;
	keybook_init(&ring);
	err = keybook_read(q->node, &ref.id, &ring);
	if (err == 0)
		err = person_card_vouch(&ring.card, number, by, &signature);
	if (err == VB_ERR_NOT_FOUND)
		err = VB_ERR_NO_PERSON_KEYS;
	else if (err == VB_ERR_BAD_KEY)
		err = request_fail(q, VB_ERR_BAD_VALUE, "one of these keys was withdrawn");
	else if (err == VB_ERR_MALFORMED)
		err = request_fail(q, VB_ERR_BAD_VALUE, "only earlier keys vouch for later ones");
	if (err == 0)
		err = card_write(q, &ref, &ring.card);
	if (err == 0)
		answer_number(q, &ref.id, number);
	keybook_release(&ring);
	return err;
}

int control_person_sign(struct request *q)
{
	struct signature signature;
	struct record_id id;
	size_t size = 0;
	int err = hex_read(q, "signature", sizeof(signature.b), signature.b, &size);

	if (err == 0 && size != sizeof(signature.b))
		err = VB_ERR_BAD_SIGNATURE;
	if (err == 0)
		err = signing_write(q, &signature, &id);
	if (err == 0)
		request_answer_record(q, &id);
	return err;
}

/* ---- person.withdraw ---- */

/* Whose keys are to be withdrawn: another's by an administrator alone. */
static int withdraw_find(struct request *q, struct record_ref *out)
{
	int err = request_has(q, "id") ? persons_find_own(q, out)
	          : q->who.has_person  ? self_find(q, out)
	                               : request_fail(q, VB_ERR_MISSING_VALUE, "id");
	bool is_own = err == 0 && q->who.has_person && record_id_is_equal(&q->who.person, &out->id);

	if (err == 0 && !is_own && q->who.right < VB_RIGHT_ADMINISTRATOR)
		err = request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
		                   rights_name(VB_RIGHT_ADMINISTRATOR), rights_name(q->who.right));
	/* Else an administrator could undo what somebody has signed. */
	if (err == 0 && !is_own && request_has(q, "from"))
		err = request_fail(q, VB_ERR_DENIED,
		                   "only the person itself says that keys were lost earlier");
	return err;
}

/* Withdraws the keys of this number, or all that are left (0); *count: how many. */
static int withdraw(struct person_card *card, uint32_t number, struct wall_ms from, uint32_t *count)
{
	int err = 0;

	*count = 0;
	for (uint32_t i = 0; i < card->count && err == 0; i++) {
		const struct person_card_key *key = &card->keys[i];
		bool is_news = !key->is_withdrawn || from.v < key->withdrawn.v;

		if (number != 0 ? key->key.number != number || !is_news : key->is_withdrawn)
			continue;
		err = person_card_withdraw(card, key->key.number, from);
		(*count)++;
	}
	return err;
}

int control_person_withdraw(struct request *q)
{
	uint64_t from = q->now.wall.v;
	uint32_t number = 0, count = 0;
	struct record_ref ref;
	struct keybook ring;
	int err = withdraw_find(q, &ref);

	if (err == 0)
		err = number_read(q, "number", &number);
	if (err == 0)
		err = request_uint(q, "from", 0, q->now.wall.v, &from);
	if (err != 0)
		return err;
	keybook_init(&ring);
	err = keybook_read(q->node, &ref.id, &ring);
	if (err == 0 &&
	    (ring.card.count == 0 || (number != 0 && person_card_find(&ring.card, number) == NULL)))
		err = VB_ERR_NO_PERSON_KEYS;
	if (err == 0)
		err = withdraw(&ring.card, number, (struct wall_ms){ from }, &count);
	if (err == 0 && count > 0)
		err = card_write(q, &ref, &ring.card);
	if (err == 0) {
		pack_map(&q->result, 2);
		pack_cstr(&q->result, "id");
		view_record_id(&ref.id, &q->result);
		pack_cstr(&q->result, "withdrawn");
		pack_uint(&q->result, count);
	}
	keybook_release(&ring);
	return err;
}

/* ---- person.keys ---- */

static const char *trust_word(enum person_trust trust)
{
	return trust == PERSON_FIRST ? "first" : trust == PERSON_VOUCHED ? "vouched" : "alone";
}

static void hex_pack(const uint8_t *bytes, size_t size, struct buf *out)
{
	char text[2 * VB_PERSON_STATEMENT_MAX_BYTES + 1];

	hex_format(bytes, size, text);
	pack_cstr(out, text);
}

static void key_pack(const struct person_card *card, const struct person_card_key *row,
                     struct buf *out)
{
	const struct person_key *key = &row->key;
	char fingerprint[VB_FINGERPRINT_TEXT_BYTES];

	person_key_fingerprint(key, fingerprint);
	pack_map(out, 7u + (row->vouched_by != 0) + row->is_withdrawn);
	pack_cstr(out, "box");
	view_hash(key->box.b, out);
	pack_cstr(out, "fingerprint");
	pack_cstr(out, fingerprint);
	pack_cstr(out, "number");
	pack_uint(out, key->number);
	pack_cstr(out, "sign");
	view_hash(key->sign.b, out);
	pack_cstr(out, "since");
	pack_uint(out, key->since.v);
	pack_cstr(out, "statement");
	hex_pack(row->statement.data, row->statement.size, out);
	pack_cstr(out, "trust");
	pack_cstr(out, trust_word(person_card_trust(card, row)));
	if (row->vouched_by != 0) {
		pack_cstr(out, "vouchedBy");
		pack_uint(out, row->vouched_by);
	}
	if (row->is_withdrawn) {
		pack_cstr(out, "withdrawn");
		pack_uint(out, row->withdrawn.v);
	}
}

int control_person_keys(struct request *q)
{
	struct record_ref ref;
	struct keybook ring;
	int err = persons_find_own(q, &ref);

	if (err != 0)
		return err;
	keybook_init(&ring);
	err = keybook_read(q->node, &ref.id, &ring);
	if (err == 0) {
		pack_map(&q->result, 4);
		pack_cstr(&q->result, "id");
		view_record_id(&ref.id, &q->result);
		pack_cstr(&q->result, "items");
		pack_array(&q->result, ring.card.count);
		for (uint32_t i = 0; i < ring.card.count; i++)
			key_pack(&ring.card, &ring.card.keys[i], &q->result);
		pack_cstr(&q->result, "nextNumber");
		pack_uint(&q->result, person_card_next_number(&ring.card));
		pack_cstr(&q->result, "office");
		view_node_id(node_self(q->node), &q->result);
	}
	keybook_release(&ring);
	return err;
}
