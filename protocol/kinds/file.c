/* file: the row of files, and their seals; see file.h. */
#include "protocol/kinds/file.h"

#include <string.h>

#include "protocol/pack.h"

/* clang-format off */
static const struct kind_field file_fields[] = {
	{ VB_FILE_TARGET, "target", VB_TYPE_REF, 0, VB_RULE_REGISTER, 0, NULL },
	{ VB_FILE_FILE_NAME, "fileName", VB_TYPE_STR, 255, VB_RULE_REGISTER, 0, NULL },
	{ VB_FILE_MIME_TYPE, "mimeType", VB_TYPE_STR, 255, VB_RULE_REGISTER, 0, NULL },
	{ VB_FILE_DATE, "date", VB_TYPE_DATE, 0, VB_RULE_REGISTER, 0, NULL },
	{ VB_FILE_SIZE, "size", VB_TYPE_UINT, 0, VB_RULE_REGISTER, VB_FIELD_FIXED, NULL },
};
/* clang-format on */

const struct kind file_kinds[1] = {
	{ VB_KIND_FILE,
	  "file",
	  { VB_ROLE_MEMBER, VB_ROLE_MEMBER, VB_ROLE_MEMBER },
	  true,
	  file_fields,
	  sizeof(file_fields) / sizeof(file_fields[0]),
	  false },
};

const struct kind_field file_seal_field = {
	VB_FILE_SEAL, "seal", VB_TYPE_BIN, VB_FILE_SEAL_BYTES, VB_RULE_REGISTER, 0, NULL
};

void file_seal_encode(const struct file_seal *seal, struct buf *out)
{
	uint8_t bytes[VB_FILE_SEAL_BYTES], *at = bytes;

	put_be64(at, seal->blob.size);
	at += 8;
	memcpy(at, seal->blob.manifest.b, sizeof(seal->blob.manifest.b));
	at += sizeof(seal->blob.manifest.b);
	memcpy(at, seal->key.key, sizeof(seal->key.key));
	at += sizeof(seal->key.key);
	memcpy(at, seal->key.nonce, sizeof(seal->key.nonce));
	pack_bin(out, bytes, sizeof(bytes));
	crypt_wipe(bytes, sizeof(bytes));
}

int file_seal_decode(struct span value, struct file_seal *out)
{
	struct pack_reader r;
	struct span bytes;
	struct cursor c;
	int err;

	unpack_init(&r, value);
	bytes = unpack_bin(&r, VB_FILE_SEAL_BYTES, VB_FILE_SEAL_BYTES);
	err = unpack_finish(&r);
	if (err != 0)
		return err;
	cursor_init(&c, bytes);
	out->blob.size = cursor_u64(&c);
	cursor_copy(&c, out->blob.manifest.b, sizeof(out->blob.manifest.b));
	cursor_copy(&c, out->key.key, sizeof(out->key.key));
	cursor_copy(&c, out->key.nonce, sizeof(out->key.nonce));
	return cursor_finish(&c);
}
