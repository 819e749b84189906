/* edit: turns what somebody wants a record to be into the changes that say so, with the names of all that they saw.
 *
 * Start with the record as it stands here (empty: a new one), say what is wanted, take the body's lists. Values are
 * checked against their fields. What is already so makes no change, so an edit without changes is possible and not to
 * be written. An edit of a record that somebody deleted names the deletes: it brings the record back.
 * Called by control. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_MERGE_EDIT_H
#define VB_PROTOCOL_MERGE_EDIT_H

#include "protocol/merge/merged.h"

/* One change names so many others at most: with as many logs they still fit one body. */
#define VB_EDIT_NAMES_MAX_COUNT 512u

/* One change to be written; its names are a run of e->names, its links one of e->links. */
struct edit_change {
	uint32_t field;
	enum change_op op;
	uint32_t value_at; /* in e->values */
	uint32_t value_size;
	uint32_t name_at;
	uint32_t name_count;
	uint32_t link_at; /* text only: as in struct merged_change */
	uint32_t link_count;
};

/* A log that the body lists. */
struct edit_log {
	struct log_id id;
	uint32_t place; /* in m->logs */
};

struct edit {
	struct merged *m; /* as the writer sees it; borrowed */
	const struct kind *kind;
	uint32_t verb;
	struct edit_change *changes;
	uint32_t change_count, change_capacity;
	uint32_t *names; /* places in m->changes */
	uint32_t name_count, name_capacity;
	struct merged_link *links; /* change: a place in m->changes */
	uint32_t link_count, link_capacity;
	struct buf values;
	bool is_undelete, has_named_deletes;
	struct edit_log *logs;
	uint32_t log_count, log_capacity;
	struct change_name *sorted; /* scratch */
	uint32_t sorted_capacity;
	struct buf packed_logs, packed_changes;
};

/* Starts a create (m does not exist) or an edit (it does) of a record of this kind; m must outlive it, unchanged. */
void edit_init(struct edit *e, struct merged *m, const struct kind *kind);
/* Frees everything. */
void edit_release(struct edit *e);

/* Gives a register or order field this packed value, copied; nil or an empty span clears it. Settles a dispute.
 * Errors: those of kind_check_value; VB_ERR_MISSING_VALUE (a required field cannot be cleared); VB_ERR_BAD_VALUE (a
 * set). */
VB_MUST int edit_set(struct edit *e, const struct kind_field *field, struct span value);

/* Makes these packed values, copied, the members of a set field. Errors: those of kind_check_value; VB_ERR_BAD_VALUE
 * (no set); VB_ERR_TOO_LARGE (over VB_LIST_MAX_COUNT values). */
VB_MUST int edit_members(struct edit *e, const struct kind_field *field, const struct span *values,
                         size_t count);

/* Puts a packed value, copied, into a set field: the other members stay whatever they are. Nothing happens where that is
 * so already. Errors: those of kind_check_value; VB_ERR_BAD_VALUE (no set). */
VB_MUST int edit_member_put(struct edit *e, const struct kind_field *field, struct span value);
/* Takes a packed value out of a set field; the same holds. Errors: as edit_member_put. */
VB_MUST int edit_member_take(struct edit *e, const struct kind_field *field, struct span value);

/* Makes the text of a field with the rule text this one. What was changed is found by comparing; it takes away only
 * what the writer saw. Errors: VB_ERR_BAD_UTF8; VB_ERR_TOO_LARGE (more put in at one place than VB_TEXT_MAX_BYTES). */
VB_MUST int edit_text(struct edit *e, uint32_t field, struct span wanted);

/* Deletes the record; nothing else may be in this edit. False when there is more in it than one delete can name:
 * apply this one and delete again until merged_is_deleted. */
bool edit_delete(struct edit *e);

/* Brings a deleted record back, with all its values. */
void edit_undelete(struct edit *e);

/* True if there is anything to write. */
bool edit_has_changes(const struct edit *e);

/* Fills kind, verb, logs and changes of out, which borrows e until its release; the rest of out is empty.
 * Errors: VB_ERR_MISSING_VALUE (nothing to write, or a create without a required field), VB_ERR_TOO_LARGE
 * (more than one body holds, or the record comes close to VB_RECORD_MAX_WEIGHT). */
VB_MUST int edit_finish(struct edit *e, struct body *out);

/* ---- for edit_finish and edit_text ---- */

/* Forgets what was wanted of the field before: the last word counts. */
void edit_field_drop(struct edit *e, uint32_t field);

/* Adds a change; value is copied, names are added by edit_name_put directly afterwards. */
void edit_change_put(struct edit *e, uint32_t field, enum change_op op, struct span value);

/* The change put last names what stands at this place in m->changes. */
void edit_name_put(struct edit *e, uint32_t place);

/* The change put last, an insert or a cut, refers to characters of another insert. */
void edit_link_put(struct edit *e, struct merged_link link);

#endif
