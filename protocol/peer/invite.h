/* invite: the one-use code by which an office finds and proves itself to another. SPEC.md 11.
 *
 * A code holds a secret, so its bytes and text live in arrays of the caller, who wipes them, and never in a growing
 * buffer. As text it starts with "VB1-"; reading it, case, spaces, line breaks and hyphens do not matter.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_INVITE_H
#define VB_PROTOCOL_PEER_INVITE_H

#include "protocol/entry.h"

#define VB_INVITE_MAX_BYTES 391u
#define VB_INVITE_TEXT_MAX_BYTES 756u /* with the NUL */

struct invite {
	struct hash card_hash; /* of the inviter's card */
	struct public_key curve;
	uint8_t secret[VB_SECRET_BYTES];
	uint32_t expires; /* seconds since 1970, by the inviter's clock */
	char endpoint[VB_ENDPOINT_MAX_BYTES + 1];
	bool has_space; /* the code also admits to a space */
	struct space_id space;
	enum role role;
	uint32_t control_seq; /* the inviter's control head */
	uint8_t control_prefix[VB_ID_PREFIX_BYTES];
};

/* Writes the code; returns its length. The endpoint must be one (endpoint_parse). */
size_t invite_encode(const struct invite *invite, uint8_t out[static VB_INVITE_MAX_BYTES]);

/* Reads a code. Errors: VB_ERR_BAD_CODE (incomplete or altered), VB_ERR_VERSION (a later version's). */
VB_MUST int invite_decode(struct span code, struct invite *out);

/* Writes the code as text, NUL-terminated: "VB1-" and groups of five base32 digits. */
void invite_format(const struct invite *invite, char out[static VB_INVITE_TEXT_MAX_BYTES]);

/* Reads a typed or pasted code. Errors: those of invite_decode. */
VB_MUST int invite_parse(const char *text, size_t size, struct invite *out);

/* True if the code is no longer good at now. */
bool invite_is_expired(const struct invite *invite, struct wall_ms now);

/* Overwrites the secret. */
void invite_wipe(struct invite *invite);

#endif
