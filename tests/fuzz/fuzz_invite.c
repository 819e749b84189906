/*
 * fuzz_invite: a code that was taken encodes to the same bytes, and its text is read as the same code. The
 * input is tried as text, as a code, and as a code without its checksum, which is then put behind it.
 */
#include "protocol/peer/invite.h"

#include <string.h>

#include "protocol/peer/endpoint.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	return 0;
}

static void check_code(const struct invite *invite, struct span code)
{
	uint8_t again[VB_INVITE_MAX_BYTES];
	char text[VB_INVITE_TEXT_MAX_BYTES];
	struct endpoint endpoint;
	struct invite typed;
	size_t size = invite_encode(invite, again);

	must(span_is_equal(span_of(again, size), code));
	must(endpoint_parse(span_of_str(invite->endpoint), &endpoint) == 0);
	invite_format(invite, text);
	must(invite_parse(text, strlen(text), &typed) == 0);
	size = invite_encode(&typed, again);
	must(span_is_equal(span_of(again, size), code));
}

static void check_text(struct span in)
{
	struct invite invite;
	uint8_t code[VB_INVITE_MAX_BYTES];
	size_t size;

	if (invite_parse((const char *)in.data, in.size, &invite) != 0)
		return;
	size = invite_encode(&invite, code);
	check_code(&invite, span_of(code, size));
}

static void check_completed(struct span in)
{
	uint8_t code[VB_INVITE_MAX_BYTES];
	struct invite invite;
	struct hasher h;
	struct hash hash;

	if (in.size > sizeof(code) - 4)
		return;
	if (in.size > 0)
		memcpy(code, in.data, in.size);
	hasher_init(&h, "verbund/code/1");
	hasher_put(&h, code, in.size);
	hasher_finish(&h, &hash);
	memcpy(code + in.size, hash.b, 4);
	if (invite_decode(span_of(code, in.size + 4), &invite) == 0)
		check_code(&invite, span_of(code, in.size + 4));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct invite invite;

	if (invite_decode(in, &invite) == 0)
		check_code(&invite, in);
	check_text(in);
	check_completed(in);
	return 0;
}
