/* apply: one valid entry of a data log and its effect on its record: body opened, merged, stored, indexed, told in the
 * feed; and whoever waited for it is woken.
 *
 * An entry that is given here counts as given whatever comes of it: applied, waiting for a change not here yet
 * (SPEC.md 8.2), ignored, or without effect because its body was erased or uses a feature not known. Only a missing key
 * keeps it back. Every given entry is touched, so that its record can be made again from its entries.
 * Called by judge, rebuild, chronicle and author. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_APPLY_H
#define VB_DAEMON_CORE_APPLY_H

#include "daemon/core/core.h"

/* A valid entry of a data log that is in the store. */
struct apply_entry {
	const struct log_info *log;
	const struct entry_header *header;
	const uint8_t *bytes;               /* the header, 146 bytes */
	uint8_t prefix[VB_ID_PREFIX_BYTES]; /* of its id */
	struct span body;                   /* as stored; empty: erased or withheld */
	const struct body *own;             /* written here: already open; else NULL */
	bool is_create;                     /* entry_is_create */
};

/* The record of an entry. */
struct record_ref apply_record(const struct apply_entry *entry);

/* Reads a stored entry, by its log's handle. header: room for what out->header points to; the rest of it lives as long
 * as the view. Errors: VB_ERR_STORE_CORRUPT (also: there is no such entry); the turn's transaction fails then. */
VB_MUST int apply_read(struct node *node, uint32_t log, uint64_t seq, struct entry_header *header,
                       struct apply_entry *out);

/* Opens the body into node->plain. Errors: VB_ERR_NO_KEY (it may come); VB_ERR_ERASED (no body), VB_ERR_CRITICAL_FLAG,
 * VB_ERR_IGNORED (does not open, or not the form): without effect. */
VB_MUST int apply_open(struct node *node, const struct core_space *space,
                       const struct apply_entry *entry, struct body *out);

/* The same into room of the caller's. */
VB_MUST int apply_open_into(struct node *node, const struct core_space *space,
                            const struct apply_entry *entry,
                            uint8_t plain[static VB_BODY_MAX_BYTES], struct body *out);

/* Whether an opened entry can ever have an effect. Errors: as merge_check. */
VB_MUST int apply_check(const struct core_space *space, const struct apply_entry *entry,
                        const struct body *body);

/* Merges an opened entry into a record that stands in m. settled: whom names may point to.
 * Errors: as merge_apply. */
VB_MUST int apply_merge(const struct core_space *space, const struct apply_entry *entry,
                        const struct body *body, struct merged *m, const struct merge_view *settled,
                        struct merge_wait *wait);

/* What apply_is_settled needs as ctx. */
struct apply_view {
	struct node *node;
	struct record_ref record;
};
/* merge_view's question, answered from the store. */
bool apply_is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                      const uint8_t prefix[VB_ID_PREFIX_BYTES]);

/* Lets the entry wait for what merge_apply said. */
void apply_wait(struct node *node, const struct apply_entry *entry, const struct merge_wait *wait);

/* Writes m as the record, with index and feed. node->before holds the rows of the record as it stood. */
void apply_store(struct node *node, const struct record_ref *record, struct merged *m,
                 uint32_t verb);

/* Takes the record away, with index and feed: it has no create any more. node->before as above. */
void apply_remove(struct node *node, const struct record_ref *record, uint32_t kind);

/* The body of an entry that stands in the store was opened and is of this kind: where that is confidential it is put under
 * the key of its record (SPEC.md 13.4). One that nobody here opens, and one that is held, stays as it came. */
void apply_lock(struct node *node, const struct apply_entry *entry, uint32_t kind);

/* Gives one entry to merging, after all entries before it in its log. *out_note: 0 (applied), VB_ERR_HELD (waits), or
 * what apply_open and apply_merge said.
 * Errors: VB_ERR_NO_KEY: nothing happened. */
VB_MUST int apply_entry(struct node *node, const struct core_space *space,
                        const struct apply_entry *entry, int *out_note);

/* Looks again at the entries that waited for this entry, and at those that waited for them: to be called when it was
 * given without having to wait, or stored as held or invalid. created: the record that it created, else NULL. */
void apply_wake(struct node *node, const struct log_id *log, uint64_t seq,
                const struct record_ref *created);

#endif
