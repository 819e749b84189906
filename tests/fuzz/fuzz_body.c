/*
 * fuzz_body: a padded document that was taken encodes to the same bytes and the same padding; what a person
 * signs does not depend on the signature; a list of blobs encodes to the same bytes.
 */
#include "protocol/body.h"

#include <string.h>

#include "protocol/blob.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	return 0;
}

static void person_message(struct span document, uint8_t out[static VB_PERSON_MESSAGE_BYTES])
{
	static const struct space_id space;
	static const struct record_id record;

	must(body_person_message(document, &space, VB_AUDIENCE_ALL, &record, out) == 0);
}

static void check_body(const struct body *body, struct span plain)
{
	uint8_t with[VB_PERSON_MESSAGE_BYTES], without[VB_PERSON_MESSAGE_BYTES];
	struct body unsigned_body = *body;
	struct list at = body->logs;
	uint8_t log[VB_HASH_BYTES], same[VB_HASH_BYTES];
	struct buf b;

	for (uint32_t i = 0; list_next_id(&at, log); i++) {
		list_id_at(&body->logs, i, same);
		must(memcmp(log, same, sizeof(log)) == 0);
	}
	must(body_padded_bytes(body->document.size) == plain.size);
	if (body->is_extended)
		return;
	buf_init(&b, VB_BODY_MAX_BYTES);
	body_encode(body, &b);
	must_be(&b, body->document);
	unsigned_body.is_person_signed = false;
	body_encode(&unsigned_body, &b);
	person_message(body->document, with);
	person_message(buf_span(&b), without);
	must(memcmp(with, without, sizeof(with)) == 0);
	buf_release(&b);
}

static void check_blobs(struct span in)
{
	struct blob blobs[VB_BLOBS_MAX_COUNT];
	uint32_t count;
	size_t size;
	struct buf b;

	if (blob_list_decode(in, &size, &count) != 0)
		return;
	for (uint32_t i = 0; i < count; i++)
		blob_list_at(span_of(in.data, size), i, &blobs[i]);
	buf_init(&b, VB_BLOB_LIST_MAX_BYTES);
	blob_list_encode(blobs, count, &b);
	must_be(&b, span_of(in.data, size));
	buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct body body;

	if (body_decode(in, &body) == 0)
		check_body(&body, in);
	check_blobs(in);
	return 0;
}
