/* reference: what a reference field may lead to, and finding it.
 *
 * References stay within their space, lead from child to parent, and never from what all members see to what guests do
 * not (SPEC.md 8, 12). Which kind stands at the other end follows from OParl's name of the field. Records brought in
 * from a council information system may be named by their OParl id instead of their number.
 * Called by draft and control_upsert. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_REFERENCE_H
#define VB_DAEMON_CONTROL_REFERENCE_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"
#include "store/key.h"

#define VB_REFERENCE_NAMESAKES 32u /* records of one OParl id that are looked at; the oldest */

/* The record at the other end. */
struct reference {
	struct record_id id;
	uint32_t kind;
	enum audience audience;
	bool is_deleted;
	bool is_later; /* it stands in the same batch and has no id yet */
};

/* The kind that a reference field leads to; 0: any. */
uint32_t reference_kind(const struct kind_field *field);

/* Reads what a reference to this record must know. m: scratch. Errors: VB_ERR_NOT_FOUND, those of the store. */
VB_MUST int reference_load(struct request *q, const struct record_ref *ref, struct merged *m,
                           struct reference *out);

/* Finds a record of the space by its number, which may be shortened. Errors: those of lookup_record. */
VB_MUST int reference_find(struct request *q, const struct node_space *space, struct span text,
                           struct merged *m, struct reference *out);

/* Finds the records of a space and kind (0: any) with this OParl id, oldest first, deleted ones too; *count of them are
 * written to out. Errors: those of the store. */
VB_MUST int reference_namesakes(struct request *q, const struct node_space *space,
                                struct span oparl, uint32_t kind, struct merged *m,
                                struct reference out[static VB_REFERENCE_NAMESAKES], size_t *count);

/* Finds the record that a reference by OParl id from a record of this audience means: one not deleted before one that
 * is, one that may be referred to before one that may not, the oldest first. Errors: VB_ERR_NOT_FOUND, those of the
 * store. */
VB_MUST int reference_find_oparl(struct request *q, const struct node_space *space,
                                 struct span oparl, uint32_t kind, enum audience from,
                                 struct merged *m, struct reference *out);

/* Whether a record of this audience may refer to it in this field. Errors: VB_ERR_BAD_VALUE (kind, audience). */
VB_MUST int reference_check(struct request *q, const struct kind_field *field, enum audience from,
                            const struct reference *reference);

#endif
