/* ground: why a record was erased, as a code for everybody (SPEC.md 6) and as a word for the local socket.
 *
 * The code stands in the clear, so it says no more than what everybody may know. One that is not known here is told as "other-N".
 * Called by control_erasure, control_receipts. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_GROUND_H
#define VB_DAEMON_CONTROL_GROUND_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/bytes.h"

enum ground {
	VB_GROUND_UNSAID,
	VB_GROUND_REQUEST,  /* the person concerned asked for it, or withdrew consent */
	VB_GROUND_EXPIRED,  /* it was to be kept no longer */
	VB_GROUND_MISTAKE,  /* it should not have been written, or not here */
	VB_GROUND_MOVED,    /* to the other audience */
	VB_GROUND_RESTATED, /* another record says it anew, with parts left out */
};

#define VB_GROUND_NAME_MAX_BYTES 16u

/* Writes the word of a code, with its NUL. */
void ground_format(uint32_t code, char out[static VB_GROUND_NAME_MAX_BYTES + 1]);
/* Reads a word; false when it is none. */
bool ground_parse(struct span text, uint32_t *code);
/* All words that can be given, parted by commas. */
const char *ground_list(void);

#endif
