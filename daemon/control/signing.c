/* signing: see signing.h; tested by tests/unit/test_signing.c. */
#include "daemon/control/signing.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/keybook.h"
#include "daemon/control/view.h"

struct pending {
	uint32_t client;
	struct mono_ms since;
	struct space_id space;
	enum audience audience;
	bool is_create;
	struct author_place place; /* its record is that of an edit, too */
	struct record_id person;
	enum right right;                    /* with which it was asked for */
	uint8_t document[VB_BODY_MAX_BYTES]; /* padded, as body_decode reads it */
	uint32_t document_size;
	uint32_t padded_size;
};

struct signings {
	struct pending *items[VB_SIGNINGS_MAX];
	uint32_t count;
};

struct signings *signings_new(void)
{
	struct signings *signings = calloc(1, sizeof(*signings));

	if (signings == NULL)
		abort();
	return signings;
}

static void pending_free(struct pending *p)
{
	crypt_wipe(p, sizeof(*p));
	free(p);
}

static void drop(struct signings *signings, uint32_t index)
{
	pending_free(signings->items[index]);
	signings->items[index] = signings->items[--signings->count];
}

void signings_destroy(struct signings **signings)
{
	if (*signings == NULL)
		return;
	while ((*signings)->count > 0)
		drop(*signings, 0);
	free(*signings);
	*signings = NULL;
}

void signings_end(struct signings *signings, uint32_t client)
{
	for (uint32_t i = signings->count; i > 0; i--) {
		if (signings->items[i - 1]->client == client)
			drop(signings, i - 1);
	}
}

static void drop_old(struct signings *signings, struct mono_ms now)
{
	for (uint32_t i = signings->count; i > 0; i--) {
		if (now.v - signings->items[i - 1]->since.v >= VB_SIGNING_LIFE_MS)
			drop(signings, i - 1);
	}
}

static uint32_t count_of(const struct signings *signings, const struct record_id *person)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < signings->count; i++)
		count += record_id_is_equal(&signings->items[i]->person, person);
	return count;
}

/* When all places are taken, the oldest gives way of whoever has most of them: nobody keeps the others from signing. Errors:
 * VB_ERR_TOO_MANY (all are of different people). */
static int make_room(struct signings *signings)
{
	uint32_t place = 0, most = 1;

	if (signings->count < VB_SIGNINGS_MAX)
		return 0;
	for (uint32_t i = 0; i < signings->count; i++) {
		uint32_t count = count_of(signings, &signings->items[i]->person);
		bool is_older = signings->items[i]->since.v < signings->items[place]->since.v;

		if (count < most || (count == most && !is_older))
			continue;
		most = count;
		place = i;
	}
	if (most == 1)
		return VB_ERR_TOO_MANY;
	drop(signings, place);
	return 0;
}

static struct pending *find(struct request *q)
{
	for (uint32_t i = 0; i < q->signings->count; i++) {
		if (q->signings->items[i]->client == q->caller->client)
			return q->signings->items[i];
	}
	return NULL;
}

/* Keeps the document with the zeros behind it. */
static int document_keep(const struct body *body, struct pending *p)
{
	struct buf document;
	int err;

	buf_init(&document, VB_BODY_MAX_BYTES);
	body_encode(body, &document);
	err = document.err;
	if (err == 0) {
		p->document_size = (uint32_t)document.size;
		p->padded_size = body_padded_bytes(document.size);
		if (p->padded_size == 0)
			err = VB_ERR_TOO_LARGE;
		else
			memcpy(p->document, document.data, document.size);
	}
	buf_release(&document);
	return err;
}

int signing_put(struct request *q, const struct space_id *space, enum audience audience,
                const struct record_id *record, const struct body *body, struct record_id *out)
{
	struct signings *signings = q->signings;
	struct pending *p;
	int err;

	if (!q->who.has_person)
		return request_fail(q, VB_ERR_DENIED,
		                    "this login belongs to no person of this office");
	signings_end(signings, q->caller->client);
	drop_old(signings, q->now.mono);
	err = make_room(signings);
	if (err != 0)
		return err;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		abort();
	p->client = q->caller->client;
	p->since = q->now.mono;
	p->space = *space;
	p->audience = audience;
	p->is_create = record == NULL;
	p->person = q->who.person;
	p->right = q->who.right;
	err = document_keep(body, p);
	if (err == 0)
		err = author_announce(q->node, space, audience, body, q->now, &p->place);
	if (err != 0) {
		pending_free(p);
		return err;
	}
	if (record != NULL)
		p->place.record = *record;
	*out = p->place.record;
	signings->items[signings->count++] = p;
	q->is_to_sign = true;
	return 0;
}

void signing_answer(struct request *q)
{
	const struct pending *p = find(q);
	char *text;

	if (p == NULL)
		return;
	text = malloc(2 * (size_t)p->document_size + 1);
	if (text == NULL)
		abort();
	hex_format(p->document, p->document_size, text);
	buf_clear(&q->result);
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "sign");
	pack_map(&q->result, 4);
	pack_cstr(&q->result, "audience");
	pack_cstr(&q->result, view_audience_name(p->audience));
	pack_cstr(&q->result, "document");
	pack_cstr(&q->result, text);
	pack_cstr(&q->result, "record");
	view_record_id(&p->place.record, &q->result);
	pack_cstr(&q->result, "space");
	view_space_id(&p->space, &q->result);
	free(text);
}

/* Whether the signature is by keys that the person has now. */
static int signature_check(struct request *q, const struct pending *p,
                           const struct signature *signature)
{
	uint8_t message[VB_PERSON_MESSAGE_BYTES];
	struct keybook ring;
	uint32_t number;
	int err = body_person_message(span_of(p->document, p->document_size), &p->space,
	                              p->audience, &p->place.record, message);

	if (err != 0)
		return err;
	keybook_init(&ring);
	err = keybook_read(q->node, &p->person, &ring);
	if (err == 0 && person_card_check(&ring.card, span_of(message, sizeof(message)), signature,
	                                  q->now.wall, &number) != PERSON_SIGNED_GOOD)
		err = VB_ERR_BAD_SIGNATURE;
	keybook_release(&ring);
	return err;
}

static int write(struct request *q, const struct pending *p, const struct signature *signature,
                 struct record_id *out)
{
	struct body body;
	int err = body_decode(span_of(p->document, p->padded_size), &body);

	if (err != 0)
		return err;
	body.is_person_signed = true;
	body.person_signature = *signature;
	if (p->is_create)
		return author_write_there(q->node, &p->space, p->audience, &p->place, &body, q->now,
		                          out);
	return author_write(q->node, &p->space, p->audience, &p->place.record, &body, q->now, out);
}

int signing_write(struct request *q, const struct signature *signature, struct record_id *out)
{
	struct pending *p;
	int err;

	drop_old(q->signings, q->now.mono);
	p = find(q);
	/* Whose login it is, and what it may, can have changed meanwhile. */
	if (p == NULL || !q->who.has_person || q->who.right < p->right ||
	    !record_id_is_equal(&q->who.person, &p->person))
		return request_fail(q, VB_ERR_NOT_FOUND, "nothing waits for a signature");
	err = signature_check(q, p, signature);
	if (err == 0)
		err = write(q, p, signature, out);
	signings_end(q->signings, q->caller->client);
	return err;
}
