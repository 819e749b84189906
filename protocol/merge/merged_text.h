/* merged_text: the text of one field of a merged record.
 *
 * Reads the current inserts and cuts of the field, whatever rule it has by the table of kinds, into a struct text.
 * Called by edit_text and whoever shows texts. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_MERGE_MERGED_TEXT_H
#define VB_PROTOCOL_MERGE_MERGED_TEXT_H

#include "protocol/merge/merged.h"
#include "protocol/text.h"

/* Reads and builds the text; what was in t before is gone. Each insert is tagged with its place in m->changes. t borrows
 * m until it is cleared. Cost: n log n in changes. */
void merged_text_read(struct merged *m, uint32_t field, struct text *t);

#endif
