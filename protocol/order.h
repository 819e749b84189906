/* order: fractional keys, by which people's lists (agenda items) keep their order when several change it at once.
 *
 * A key is 1 to 64 bytes, compared bytewise (a prefix comes first), and never ends in a zero byte, so that there is
 * always room between two keys. Jitter keeps two inserters at one place apart. Source: "fractional indexing with
 * jitter", SPEC.md 8.4.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_ORDER_H
#define VB_PROTOCOL_ORDER_H

#include "protocol/bytes.h"
#include "protocol/limits.h"

struct order_key {
	uint8_t b[VB_ORDER_KEY_MAX_BYTES];
	uint8_t size;
};

/* Makes a key strictly between low and high (empty span: no bound on that side). jitter: random bits.
 * Errors: VB_ERR_BAD_VALUE (low >= high, or a bound that is no key), VB_ERR_TOO_LARGE (no key of 64 bytes fits:
 * rebalance). */
VB_MUST int order_between(struct span low, struct span high, uint32_t jitter,
                          struct order_key *out);

/* Makes count evenly spaced short keys for a whole list that is written anew; out has room for count. */
void order_spread(size_t count, struct order_key *out);

/* Checks the form of a key from outside. Errors: VB_ERR_BAD_VALUE (empty, over 64 bytes, last byte zero). */
VB_MUST int order_check(struct span key);

#endif
