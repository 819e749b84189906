/* document: one packed map with integer keys, read key by key: the form of cards, bodies and statements. SPEC.md 1.
 *
 * Keys that this version does not know are stepped over, checked for canonical form only, and remembered in
 * is_extended: what was read no longer encodes to the same bytes then. Errors are sticky in the reader inside.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_DOCUMENT_H
#define VB_PROTOCOL_DOCUMENT_H

#include "protocol/crypt.h"
#include "protocol/pack.h"

struct document {
	struct pack_reader r; /* the value of a key is read from here */
	uint32_t left;        /* pairs */
	uint64_t seen;        /* bit n: key n was there; n below 64 */
	int64_t last;
	const uint8_t *start;
	bool is_extended;
};

/* Starts reading; borrows bytes. */
void document_open(struct document *d, struct span bytes);

/* Moves to the next pair; the caller reads its value or calls document_unknown. False at the end or after an error. */
bool document_next(struct document *d, uint32_t *key);

/* Steps over the value of a key that is not known. */
void document_unknown(struct document *d);

/* True if key was there. */
static inline bool document_has(const struct document *d, uint32_t key)
{
	return key < 64 && (d->seen >> key & 1) != 0;
}

/* Ends the map: all keys of required (a bit each) must have been there. Returns how many bytes it took; more may
 * follow. Errors: the sticky one, VB_ERR_MALFORMED (a key is missing). */
VB_MUST int document_end(struct document *d, uint64_t required, size_t *out_size);

/* Ends the map and the bytes. Errors: those of document_end, VB_ERR_TRAILING. */
VB_MUST int document_finish(struct document *d, uint64_t required);

/* Hashes a whole document as if it had not the pair with this key, if it has: what a signature that stands inside the
 * document covers. Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING (not such a document). */
VB_MUST int document_hash_without(struct span bytes, uint32_t key, struct hash *out);

#endif
