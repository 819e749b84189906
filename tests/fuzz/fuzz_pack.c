/*
 * fuzz_pack: the strict reader, the normaliser and msgpack-c's own unpacker must agree about every document.
 *
 * What unpack_any takes is read the same value by value, comes out of pack_normalise unchanged, and out of
 * msgpack-c unpacked and packed again. What pack_normalise makes of other bytes, unpack_any takes. msgpack-c
 * unpacks only what was found sound before: its memory is bounded by the input then. See also fuzz_pack_peer.
 */
#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/fuzz/fuzz.h"

/* Ends the run when the property does not hold. */
static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Reads one value by the functions of its type. Integer and string keys alike are read as values here. */
static void walk(struct pack_reader *r)
{
	uint32_t count;

	switch (unpack_peek(r)) {
	case VB_PACK_NIL:
		unpack_nil(r);
		break;
	case VB_PACK_BOOL:
		unpack_bool(r);
		break;
	case VB_PACK_UINT:
		unpack_uint(r, UINT64_MAX);
		break;
	case VB_PACK_INT:
		must(unpack_int(r) < 0 || r->err != 0);
		break;
	case VB_PACK_BIN:
		unpack_bin(r, 0, SIZE_MAX);
		break;
	case VB_PACK_STR:
		must(utf8_is_valid(unpack_str(r, SIZE_MAX)));
		break;
	case VB_PACK_ARRAY:
	case VB_PACK_MAP:
		count = unpack_peek(r) == VB_PACK_MAP ? 2 * unpack_map(r, UINT32_MAX)
		                                      : unpack_array(r, UINT32_MAX);
		for (uint32_t i = 0; i < count; i++)
			walk(r);
		unpack_end(r);
		break;
	default:
		unpack_fail(r, VB_ERR_MALFORMED);
		break;
	}
}

/* msgpack-c unpacks it, and packs it again to the same bytes. */
static void compare_with_reference(struct span data)
{
	msgpack_sbuffer again;
	msgpack_packer packer;
	msgpack_unpacked unpacked;
	size_t end = 0;

	msgpack_unpacked_init(&unpacked);
	must(msgpack_unpack_next(&unpacked, (const char *)data.data, data.size, &end) ==
	     MSGPACK_UNPACK_SUCCESS);
	must(end == data.size);
	msgpack_sbuffer_init(&again);
	msgpack_packer_init(&packer, &again, msgpack_sbuffer_write);
	must(msgpack_pack_object(&packer, unpacked.data) == 0);
	must(again.size == data.size && memcmp(again.data, data.data, data.size) == 0);
	msgpack_sbuffer_destroy(&again);
	msgpack_unpacked_destroy(&unpacked);
}

/* True if the strict reader takes it as one document. */
static bool is_canonical(struct span data)
{
	struct pack_reader r;
	struct span value;
	int err;

	unpack_init(&r, data);
	value = unpack_any(&r);
	err = unpack_finish(&r);
	must(err != 0 || (value.data == data.data && value.size == data.size));
	return err == 0;
}

/* What is canonical is also read value by value, and msgpack-c agrees. */
static void check_canonical(struct span data)
{
	struct pack_reader r;

	unpack_init(&r, data);
	walk(&r);
	must(unpack_finish(&r) == 0);
	compare_with_reference(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	bool was_canonical = is_canonical(in);
	struct pack_reader r;
	struct buf out;
	int err;

	unpack_init(&r, in);
	walk(&r);
	buf_init(&out, VB_IPC_FRAME_MAX_BYTES);
	err = pack_normalise(in, &out);
	if (err != 0) {
		must(out.size == 0);
		must(!was_canonical || (err == VB_ERR_TOO_LARGE && size > VB_IPC_FRAME_MAX_BYTES));
	} else {
		must(out.size <= size && is_canonical(buf_span(&out)));
		must(!was_canonical || span_is_equal(in, buf_span(&out)));
		check_canonical(buf_span(&out));
	}
	buf_release(&out);
	return 0;
}
