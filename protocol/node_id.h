/* node_id: node ids as people read them out, type and compare them.
 *
 * Fourteen groups of four base32 digits; the last group is a checksum, so that a slip of the pen is
 * found. A module of its own because the checksum needs crypt, which stands above ids.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_NODE_ID_H
#define VB_PROTOCOL_NODE_ID_H

#include "protocol/ids.h"

#define VB_NODE_ID_TEXT_BYTES 70u /* 14 groups of 4 and 13 hyphens, with the NUL */

/* Writes the id as text: 52 base32 digits (a-z2-7) of the id and 4 of its checksum, in 14 groups of four joined by
 * hyphens, NUL-terminated. Checksum: the first 20 bits of BLAKE2b-256("verbund/nodeid/1" || id). */
void node_id_format(const struct node_id *id, char out[static VB_NODE_ID_TEXT_BYTES]);

/* Reads a node id from text of size bytes; hyphens, spaces and case do not matter.
 * Errors: VB_ERR_MALFORMED (length, digit), VB_ERR_BAD_HASH (checksum). */
VB_MUST int node_id_parse(const char *text, size_t size, struct node_id *out);

#endif
