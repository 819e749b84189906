/* signed: a document with its signature in front, signature 64 || document. SPEC.md 3, 3.1, 10.
 *
 * The signature covers the bytes of the document as they came, behind a domain string. Who must have signed is known to
 * the caller alone, mostly from the document itself, so reading and checking are two steps.
 * Called by card, partners, have. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_SIGNED_H
#define VB_PROTOCOL_PEER_SIGNED_H

#include "protocol/document.h"

/* Starts reading the document behind the signature; borrows bytes. Errors: VB_ERR_TOO_LARGE (more than max_bytes with the
 * signature), VB_ERR_TRUNCATED (no room for a signature). What is wrong in the document shows at its end. */
VB_MUST int signed_open(struct span bytes, size_t max_bytes, struct document *out);

/* The document of bytes that signed_open took; borrowed from them. */
struct span signed_document(struct span bytes);

/* The signature of bytes that signed_open took. */
struct signature signed_signature(struct span bytes);

/* Checks the signature of bytes that signed_open took. Errors: VB_ERR_BAD_SIGNATURE. Cost: about 75 us. */
VB_MUST int signed_verify(struct span bytes, const char *domain, const struct public_key *signer);

/* Signs a document and appends both, unless the document's buffer has overflown. Errors: the sticky one of document or
 * out. */
VB_MUST int signed_put(const struct node_keys *keys, const char *domain, const struct buf *document,
                       struct buf *out);

#endif
