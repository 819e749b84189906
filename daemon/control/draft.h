/* draft: a record somebody wants to make or change, checked as a whole before anything of it is written.
 *
 * Begin with draft_create or draft_open, which look at the rights of this office in the space; say what is wanted; then
 * draft_finish (draft_write.h) tells whether it fits one entry, and draft_write writes that. Several drafts that belong together are all
 * finished before the first is written. What already is as wanted makes no entry. An entry names the person who asked for
 * it, if its login leads to one.
 * Called by the handlers of control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_DRAFT_H
#define VB_DAEMON_CONTROL_DRAFT_H

#include "daemon/control/reference.h"
#include "protocol/merge/edit.h"

#define VB_DRAFT_FIELDS_MAX 64u /* of one kind */

/* Records that are made together and may refer to each other by their OParl ids, or by labels. */
struct draft_batch {
	void *ctx;
	/* Finds one that is meant from a record of this audience, of this kind (0: any); false: none. NULL: they have none. */
	bool (*find)(void *ctx, struct span oparl, uint32_t kind, enum audience from,
	             struct reference *out);
	/* Finds the one that was given this label; false: none. NULL: they have none. */
	bool (*find_label)(void *ctx, struct span label, struct reference *out);
};

struct draft {
	struct request *q;
	struct node_space *space; /* NULL: an imagined one */
	enum audience audience;
	const struct kind *kind;
	struct record_id id; /* of the record, once there is one */
	bool is_new;
	bool is_written;
	bool has_later; /* a reference was left out because its record is written later */
	bool is_tried;  /* it made sense when it was tried with others that are being written now */
	bool is_copy;   /* what was written before is written anew: sense is not asked again */
	const struct draft_batch *batch; /* NULL: stands alone */
	struct merged merged;            /* the record as it stands */
	struct merged other;             /* the one at the other end of a reference */
	struct edit edit;
	struct body body;                /* after draft_finish */
	struct buf values;               /* packed values of the field in hand */
	bool given[VB_DRAFT_FIELDS_MAX]; /* fields that were said, in the order of kind_field_at */
};

/* Starts with nothing. */
void draft_init(struct draft *d, struct request *q);
/* Frees everything. */
void draft_release(struct draft *d);

/* Whether this office may do this now. verb: enum verb. Errors: VB_ERR_NOT_MEMBER, VB_ERR_NO_RIGHT, VB_ERR_BUSY (the space
 * is still being fetched), VB_ERR_BAD_VALUE (the office's own space, by a call that has no business there), VB_ERR_NO_KEY. */
VB_MUST int draft_check_right(struct request *q, const struct node_space *space,
                              const struct kind *kind, uint32_t verb, enum audience audience);

/* Begins a new record. May be called again for another. Errors: those of draft_check_right. */
VB_MUST int draft_create(struct draft *d, struct node_space *space, const struct kind *kind,
                         enum audience audience);

/* Begins a new record of a space that is still to be founded: to see whether it would be good. It is not to be written. */
void draft_imagine(struct draft *d, const struct kind *kind, enum audience audience);

/* Begins a change to a record. verb: edit or delete. May be called again for another.
 * Errors: VB_ERR_NOT_FOUND (also: deleted), VB_ERR_VERSION (of a kind not known here), those of draft_check_right and of
 * the store. */
VB_MUST int draft_open(struct draft *d, const struct record_ref *ref, uint32_t verb);

/* Begins anew with an opened record as it stands now. Errors: those of the store. */
VB_MUST int draft_reload(struct draft *d);

/* Wants this packed value for a field; an empty span clears it. Errors: as edit_set. */
VB_MUST int draft_set(struct draft *d, uint32_t field, struct span value);
/* Wants a text for a field; an empty one changes nothing. Errors: as edit_set. */
VB_MUST int draft_set_text(struct draft *d, uint32_t field, struct span text);
/* Wants this reference. Errors: as edit_set, reference_check. */
VB_MUST int draft_refer(struct draft *d, uint32_t field, const struct reference *to);
/* Wants what a map of field names and values says: SPEC.md 13, record.create and record.edit.
 * Errors: VB_ERR_BAD_VALUE, VB_ERR_TOO_LARGE, VB_ERR_MISSING_VALUE, VB_ERR_NOT_FOUND and VB_ERR_AMBIGUOUS (a reference),
 * those of the store. */
VB_MUST int draft_fields(struct draft *d, struct span map);

/* The packed value that a register or order field will have; false: none. */
bool draft_wanted(const struct draft *d, uint32_t field, struct span *out);
/* True if the draft changes this field. */
bool draft_changes(const struct draft *d, uint32_t field);
/* Reads the record to which a reference will lead; *is_there false: none is wanted, or it is not here. Errors: those of the
 * store. */
VB_MUST int draft_follow(struct draft *d, uint32_t field, struct merged *out, bool *is_there);

/* True if there is anything to write. */
bool draft_has_changes(const struct draft *d);

#endif
