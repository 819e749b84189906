/* fingerprint: the keys of an office as people read them to each other. SPEC.md 3.
 *
 * One for all three public keys of a card: 120 bits in six groups of four base32 digits. Nobody can find other keys with
 * the same one, so who hears it from the office itself knows that its card is genuine.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_FINGERPRINT_H
#define VB_PROTOCOL_PEER_FINGERPRINT_H

#include "protocol/peer/card.h"

#define VB_FINGERPRINT_TEXT_BYTES 30u /* 6 groups of 4 and 5 hyphens, with the NUL */

/* Writes the fingerprint of the card's keys: the first 120 bits of BLAKE2b-256("verbund/keys/1" || signing key || box key
 * || CURVE key), NUL-terminated. SPEC.md 3. */
void fingerprint_format(const struct card *card, char out[static VB_FINGERPRINT_TEXT_BYTES]);

/* Writes the first 120 bits of a hash in the same form, for keys of other kinds. */
void fingerprint_format_hash(const struct hash *hash, char out[static VB_FINGERPRINT_TEXT_BYTES]);

/* True if the text has the form of a fingerprint: 24 base32 digits; hyphens, spaces and case do not matter. */
bool fingerprint_is_form(struct span text);

/* True if the text is the fingerprint of the card's keys, as it may be typed. */
bool fingerprint_is_of(const struct card *card, struct span text);

#endif
