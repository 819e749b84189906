/* body: the encrypted body of an entry in a data log: padding, sealing, opening, and its document. SPEC.md 4, 8.1.
 *
 * Here ends what concerns bytes: the list of changes inside is handed out as it stands, for change.h. A body that does
 * not pass is ignored, never refused: its entry stays part of the log.
 * Thread rule: pure, apart from the random nonce of body_seal.
 */
#ifndef VB_PROTOCOL_BODY_H
#define VB_PROTOCOL_BODY_H

#include "protocol/entry.h"
#include "protocol/list.h"

#define VB_KIND_MAX 65535u /* greatest number of a kind or field */
#define VB_PERSON_MESSAGE_BYTES                                                                    \
	81u /* what a person signs: space 32, audience 1, record 16, hash 32 */

enum verb {
	VB_VERB_CREATE = 1,
	VB_VERB_EDIT = 2,
	VB_VERB_DELETE = 3,
};

/* The document in a body. A writer fills it (lists packed, see list.h) and calls body_encode. */
struct body {
	bool has_person; /* false: the node itself acts */
	struct record_id person;
	bool is_person_signed;
	struct signature person_signature;
	struct list logs;     /* ids that the names of changes point into by index: list_id_at */
	uint32_t kind;        /* may be unknown to this version */
	uint32_t verb;        /* enum verb, or unknown to this version: 1 to 255 */
	struct list changes;  /* elements are checked for canonical form only */
	struct span document; /* all of it, without the padding; not read by encode */
	bool is_extended;     /* has keys of a later version */
};

/* The length that a document of this many bytes is padded to; 0 when it is empty or does not fit VB_BODY_MAX_BYTES. */
uint32_t body_padded_bytes(size_t document_bytes);

/* Appends the document. Overflow shows as the buffer's sticky error. */
void body_encode(const struct body *body, struct buf *out);

/* Reads a padded plaintext: the document, and after it nothing but the zeros that belong there. Borrows plain.
 * Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_NOT_CANONICAL also for wrong padding, VB_ERR_OUT_OF_RANGE. */
VB_MUST int body_decode(struct span plain, struct body *out);

/* Encrypts a document for the entry of header h: appends the stored body to out and sets h->body_size and
 * h->body_hash; all other fields of h must be set. blobs: the encoded list of blob.h where h->flags has VB_FLAG_BLOB,
 * else empty. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int body_seal(const struct vault *vault, uint32_t slot, struct entry_header *h,
                      struct span blobs, struct span document, struct buf *out);

/* Decrypts and reads a stored body whose hash was already compared with the header. plain has room for
 * VB_BODY_MAX_BYTES; out borrows it. Not for entries that entry_flags_check refuses.
 * Errors: VB_ERR_TRUNCATED or VB_ERR_TRAILING (not the size that the header gives), VB_ERR_DECRYPT, and those of
 * body_decode. */
VB_MUST int body_open(const struct vault *vault, uint32_t slot,
                      const uint8_t header[static VB_HEADER_BYTES], struct span stored,
                      uint8_t plain[static VB_BODY_MAX_BYTES], struct body *out);

/* Decrypts as body_open but hands out the padded plaintext as it is. */
VB_MUST int body_decrypt(const struct vault *vault, uint32_t slot,
                         const uint8_t header[static VB_HEADER_BYTES], struct span stored,
                         uint8_t plain[static VB_BODY_MAX_BYTES], struct span *out);

/* What the acting person signs, with domain "verbund/person/1": place and document, without the signature itself. */
VB_MUST int body_person_message(struct span document, const struct space_id *space,
                                enum audience audience, const struct record_id *record,
                                uint8_t out[static VB_PERSON_MESSAGE_BYTES]);

#endif
