/*
 * fuzz_pack_peer: the strict reader takes exactly what msgpack-c reads as a canonical document, and reads the same.
 *
 * Whether a document is canonical is asked of msgpack-c alone: of the objects that it unpacked, by the words of SPEC.md
 * 1, and of the bytes that it packs of them again. The strict reader must say the same of every input, in both
 * directions, and give the same values. msgpack-c allocates what a header announces, so it is not shown headers that
 * announce more than the input has bytes: those the strict reader must refuse by itself.
 */
#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

/* ---- what is canonical, by msgpack-c's objects ---- */

/* True if the bytes are UTF-8 without NUL: each character is put together and taken apart again (RFC 3629, 3). */
static bool is_text(const unsigned char *at, size_t size)
{
	size_t i = 0;

	while (i < size) {
		unsigned byte = at[i];
		unsigned more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
		static const unsigned long least[] = { 0x1, 0x80, 0x800, 0x10000 };
		unsigned long point = more > 0 ? byte & (0x3fu >> more) : byte;

		if (byte >= 0xf8 || (byte >= 0x80 && byte < 0xc0) || size - i <= more)
			return false;
		for (unsigned j = 1; j <= more; j++) {
			if ((at[i + j] & 0xc0) != 0x80)
				return false;
			point = point << 6 | (at[i + j] & 0x3fu);
		}
		if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
			return false;
		i += 1 + more;
	}
	return true;
}

static bool is_integer(const msgpack_object *key)
{
	return key->type == MSGPACK_OBJECT_POSITIVE_INTEGER ||
	       key->type == MSGPACK_OBJECT_NEGATIVE_INTEGER;
}

/* True if the integer a is less than the integer b. */
static bool is_less(const msgpack_object *a, const msgpack_object *b)
{
	if (a->type != b->type)
		return a->type == MSGPACK_OBJECT_NEGATIVE_INTEGER;
	return a->type == MSGPACK_OBJECT_NEGATIVE_INTEGER ? a->via.i64 < b->via.i64
	                                                  : a->via.u64 < b->via.u64;
}

/* True if b may follow a as key of a map. */
static bool is_ascending(const msgpack_object *a, const msgpack_object *b)
{
	if (is_integer(a) || is_integer(b))
		return is_integer(a) && (!is_integer(b) || is_less(a, b));
	for (uint32_t i = 0; i < a->via.str.size && i < b->via.str.size; i++) {
		unsigned char x = (unsigned char)a->via.str.ptr[i];
		unsigned char y = (unsigned char)b->via.str.ptr[i];

		if (x != y)
			return x < y;
	}
	return a->via.str.size < b->via.str.size;
}

static bool is_plain(const msgpack_object *object, unsigned depth);

static bool is_plain_map(const msgpack_object_map *map, unsigned depth)
{
	if (depth >= 8 || map->size > 65536)
		return false;
	for (uint32_t i = 0; i < map->size; i++) {
		const msgpack_object *key = &map->ptr[i].key;

		if ((!is_integer(key) && key->type != MSGPACK_OBJECT_STR) ||
		    !is_plain(key, depth + 1) || !is_plain(&map->ptr[i].val, depth + 1))
			return false;
		if (i > 0 && !is_ascending(&map->ptr[i - 1].key, key))
			return false;
	}
	return true;
}

/* True if nothing but the length of its forms keeps the object from being canonical. */
static bool is_plain(const msgpack_object *object, unsigned depth)
{
	switch (object->type) {
	case MSGPACK_OBJECT_NIL:
	case MSGPACK_OBJECT_BOOLEAN:
	case MSGPACK_OBJECT_POSITIVE_INTEGER:
	case MSGPACK_OBJECT_NEGATIVE_INTEGER:
	case MSGPACK_OBJECT_BIN:
		return true;
	case MSGPACK_OBJECT_STR:
		return is_text((const unsigned char *)object->via.str.ptr, object->via.str.size);
	case MSGPACK_OBJECT_ARRAY:
		if (depth >= 8 || object->via.array.size > 65536)
			return false;
		for (uint32_t i = 0; i < object->via.array.size; i++) {
			if (!is_plain(&object->via.array.ptr[i], depth + 1))
				return false;
		}
		return true;
	case MSGPACK_OBJECT_MAP:
		return is_plain_map(&object->via.map, depth);
	default:
		return false;
	}
}

/* True if msgpack-c packs the object to these very bytes. */
static bool is_packed_alike(const msgpack_object *object, struct span data)
{
	msgpack_sbuffer again;
	msgpack_packer packer;
	bool is_alike;

	msgpack_sbuffer_init(&again);
	msgpack_packer_init(&packer, &again, msgpack_sbuffer_write);
	must(msgpack_pack_object(&packer, *object) == 0);
	is_alike = again.size == data.size && memcmp(again.data, data.data, data.size) == 0;
	msgpack_sbuffer_destroy(&again);
	return is_alike;
}

/* ---- what the strict reader says ---- */

static void value_compare(struct pack_reader *r, const msgpack_object *object);

static void items_compare(struct pack_reader *r, const msgpack_object *object)
{
	if (object->type == MSGPACK_OBJECT_ARRAY) {
		must(unpack_array(r, UINT32_MAX) == object->via.array.size);
		for (uint32_t i = 0; i < object->via.array.size; i++)
			value_compare(r, &object->via.array.ptr[i]);
	} else {
		must(unpack_map(r, UINT32_MAX) == object->via.map.size);
		for (uint32_t i = 0; i < object->via.map.size; i++) {
			value_compare(r, &object->via.map.ptr[i].key);
			value_compare(r, &object->via.map.ptr[i].val);
		}
	}
	unpack_end(r);
}

/* Reads one value, which must be the object. */
static void value_compare(struct pack_reader *r, const msgpack_object *object)
{
	switch (unpack_peek(r)) {
	case VB_PACK_NIL:
		unpack_nil(r);
		must(object->type == MSGPACK_OBJECT_NIL);
		break;
	case VB_PACK_BOOL:
		must(object->type == MSGPACK_OBJECT_BOOLEAN &&
		     unpack_bool(r) == object->via.boolean);
		break;
	case VB_PACK_UINT:
		must(object->type == MSGPACK_OBJECT_POSITIVE_INTEGER &&
		     unpack_uint(r, UINT64_MAX) == object->via.u64);
		break;
	case VB_PACK_INT:
		must(object->type == MSGPACK_OBJECT_NEGATIVE_INTEGER &&
		     unpack_int(r) == object->via.i64);
		break;
	case VB_PACK_BIN:
		must(object->type == MSGPACK_OBJECT_BIN &&
		     span_is_equal(unpack_bin(r, 0, SIZE_MAX),
		                   span_of(object->via.bin.ptr, object->via.bin.size)));
		break;
	case VB_PACK_STR:
		must(object->type == MSGPACK_OBJECT_STR &&
		     span_is_equal(unpack_str(r, SIZE_MAX),
		                   span_of(object->via.str.ptr, object->via.str.size)));
		break;
	case VB_PACK_ARRAY:
	case VB_PACK_MAP:
		must(object->type == MSGPACK_OBJECT_ARRAY || object->type == MSGPACK_OBJECT_MAP);
		items_compare(r, object);
		break;
	case VB_PACK_NONE:
		abort();
	}
}

/* True if the strict reader takes the input as one document. */
static bool is_taken(struct span data)
{
	struct pack_reader r;

	unpack_init(&r, data);
	(void)unpack_any(&r);
	return unpack_finish(&r) == 0;
}

/* True if msgpack-c may see the input: no four bytes that could be a count of elements announce more than it has. */
static bool is_bounded(struct span data)
{
	for (size_t i = 0; i + 4 < data.size; i++) {
		if ((data.data[i] == 0xdd || data.data[i] == 0xdf) &&
		    get_be32(data.data + i + 1) > data.size)
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	bool taken = is_taken(in), canonical;
	msgpack_unpacked peer;
	struct pack_reader r;
	size_t end = 0;

	if (!is_bounded(in) && !taken)
		return 0;
	msgpack_unpacked_init(&peer);
	canonical = msgpack_unpack_next(&peer, (const char *)data, size, &end) ==
	                    MSGPACK_UNPACK_SUCCESS &&
	            end == size && is_plain(&peer.data, 0) && is_packed_alike(&peer.data, in);
	must(taken == canonical);
	if (taken) {
		unpack_init(&r, in);
		value_compare(&r, &peer.data);
		must(unpack_finish(&r) == 0);
	}
	msgpack_unpacked_destroy(&peer);
	return 0;
}
