/* file: a document attached to a paper, agenda item, meeting or message, or to a committee as such.
 *
 * The row is reached through kind.h. Beside its fields a file has a seal, which stands in no table, so that nothing that
 * goes by the table (forms, lists, search, export) shows or changes it: how long the file is, the manifest of its blob,
 * and the key that opens it. SPEC.md 4.3, 12.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_FILE_H
#define VB_PROTOCOL_KINDS_FILE_H

#include "protocol/blob.h"
#include "protocol/kind_row.h"

enum file_field {
	VB_FILE_TARGET = 16, /* absent: the space */
	VB_FILE_FILE_NAME = 17,
	VB_FILE_MIME_TYPE = 18,
	VB_FILE_DATE = 19,
	VB_FILE_SIZE = 20,
	VB_FILE_SEAL = 200,
};

#define VB_FILE_SEAL_BYTES 88u /* u64 size, manifest 32, key 32, nonce 16 */

extern const struct kind file_kinds[1];

/* The field that holds the seal, for those who read and write it. */
extern const struct kind_field file_seal_field;

struct file_seal {
	struct blob blob;
	struct file_key key;
};

/* Writes the value of the field, packed; the caller wipes out. */
void file_seal_encode(const struct file_seal *seal, struct buf *out);

/* Reads it; the caller wipes out. Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING (not of that form). */
VB_MUST int file_seal_decode(struct span value, struct file_seal *out);

#endif
