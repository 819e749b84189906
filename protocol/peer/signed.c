/* signed: documents with their signature in front; see signed.h. */
#include "protocol/peer/signed.h"

#include <assert.h>
#include <string.h>

int signed_open(struct span bytes, size_t max_bytes, struct document *out)
{
	if (bytes.size > max_bytes)
		return VB_ERR_TOO_LARGE;
	if (bytes.size < VB_SIGNATURE_BYTES)
		return VB_ERR_TRUNCATED;
	document_open(out, signed_document(bytes));
	return 0;
}

struct span signed_document(struct span bytes)
{
	assert(bytes.size >= VB_SIGNATURE_BYTES);
	return span_of(bytes.data + VB_SIGNATURE_BYTES, bytes.size - VB_SIGNATURE_BYTES);
}

struct signature signed_signature(struct span bytes)
{
	struct signature signature;

	assert(bytes.size >= sizeof(signature.b));
	memcpy(signature.b, bytes.data, sizeof(signature.b));
	return signature;
}

int signed_verify(struct span bytes, const char *domain, const struct public_key *signer)
{
	struct signature signature = signed_signature(bytes);

	return crypt_verify(signer, domain, signed_document(bytes), &signature);
}

int signed_put(const struct node_keys *keys, const char *domain, const struct buf *document,
               struct buf *out)
{
	struct signature signature;

	if (document->err != 0)
		return document->err;
	crypt_sign(keys, domain, buf_span(document), &signature);
	buf_put(out, signature.b, sizeof(signature.b));
	buf_put(out, document->data, document->size);
	return out->err;
}
