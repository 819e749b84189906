/* text_edit: turns an edited text into the inserts and cuts that make it so.
 *
 * What somebody changed is found by comparing the text that was shown to them with what they made of it, so a whole
 * sentence becomes one insert, however it was typed. The places of the inserts are those of a writer who saw all that
 * stands in the text, cut characters included (SPEC.md 8.3).
 * Called by merge/edit_text. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_TEXT_EDIT_H
#define VB_PROTOCOL_TEXT_EDIT_H

#include "protocol/text.h"
#include "protocol/text_diff.h"

/* So many inserts at most: with as many cuts they are changes of one body. */
#define VB_TEXT_EDIT_MAX_INSERTS 256u

struct text_edit {
	struct text_insert *inserts; /* in the order of the text; tag is 0 */
	uint32_t insert_count, insert_capacity;
	struct text_cut *cuts;
	uint32_t cut_count, cut_capacity;
	struct text_diff diff;
	uint32_t *points; /* scratch: characters of both texts */
	uint32_t point_capacity;
};

/* Starts with no changes. Allocates nothing. */
void text_edit_init(struct text_edit *e);
/* Frees everything; usable again. */
void text_edit_release(struct text_edit *e);

/* Finds the inserts and cuts by which a built text comes to be shown as this one, which is borrowed by the inserts.
 * Errors: VB_ERR_BAD_UTF8; VB_ERR_TOO_LARGE (more put in at one place than an insert holds: VB_TEXT_MAX_BYTES). */
VB_MUST int text_edit_find(struct text_edit *e, const struct text *t, struct span wanted);

#endif
