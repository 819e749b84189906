/* file: the seal that opens a file, written and read. */
#include "protocol/kinds/file.h"

#include <string.h>

#include "protocol/kind.h"
#include "tests/tap.h"
#include "tests/unit/hostile.h"

static struct file_seal last;

static int decode(struct span value)
{
	return file_seal_decode(value, &last);
}

int main(void)
{
	struct file_seal seal = { .blob = { .size = 258 } };
	const struct kind *kind = kind_by_number(VB_KIND_FILE);
	struct buf b;

	if (crypt_init() != 0)
		bail("no crypt");
	memset(seal.blob.manifest.b, 1, sizeof(seal.blob.manifest.b));
	memset(seal.key.key, 2, sizeof(seal.key.key));
	memset(seal.key.nonce, 3, sizeof(seal.key.nonce));
	buf_init(&b, 256);
	file_seal_encode(&seal, &b);
	/* bin of 88 bytes: c4 58; then u64 258, 32 times 1, 32 times 2, 16 times 3 */
	is_int(b.size, 90, "as long as SPEC.md 12 says");
	is_mem(b.data, "\xc4\x58\0\0\0\0\0\0\1\2\1\1", 12, "length first, then the manifest");
	is_mem(b.data + 2 + 40, "\2\2\2\2", 4, "then the key");
	is_mem(b.data + 2 + 72, "\3\3\3\3", 4, "then the nonce");
	is_err(kind_check_value(&file_seal_field, buf_span(&b)), 0, "a value of its field");
	is_err(decode(buf_span(&b)), 0, "read");
	is_u64(last.blob.size, 258, "the length");
	is_mem(&last.key, &seal.key, sizeof(last.key), "the key");
	hostile_cut(decode, buf_span(&b), "seal");
	hostile_tail(decode, buf_span(&b), VB_ERR_TRAILING, "seal");
	is_err(kind_check_value(&file_seal_field, span_of("\xc4\1x", 3)), VB_ERR_BAD_VALUE,
	       "too short");
	is_err(kind_check_value(&file_seal_field, span_of("\xa1x", 2)), VB_ERR_BAD_VALUE, "a text");
	ok(kind_field_by_number(kind, VB_FILE_SEAL) == NULL,
	   "no field of the table has its number");
	ok(kind_field_by_name(kind, span_of_str("seal")) == NULL, "nor its name");
	buf_release(&b);
	return done();
}
