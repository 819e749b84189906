/* merge: which entries of a record count and what they change: SPEC.md 8.2, 8.3, 8.5.
 *
 * An entry is applied, ignored, or waits for the create or for an entry that it names. What it waits for comes down to
 * a question that the caller answers: whether that entry is settled. As long as the answer only ever turns from no to
 * yes, entries may be applied in any order and end in the same bytes. Where it must turn otherwise (something applied
 * falls behind a cut-off or is held, something held or unreadable becomes readable), the caller begins anew with an
 * empty record and applies all its entries again.
 * Called by admit and by whoever rebuilds records. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_MERGE_MERGE_H
#define VB_PROTOCOL_MERGE_MERGE_H

#include "protocol/merge/merged.h"

/* The entry whose body is to be applied. It must be valid (SPEC.md 5) and its record and audience those of m. */
struct merge_entry {
	struct merged_log log;
	uint64_t seq;
	uint8_t prefix[VB_ID_PREFIX_BYTES]; /* of the entry id */
	struct hlc hlc;
	enum role role; /* of the author at the cited control entry */
	bool is_create; /* entry_is_create: the record id derives from this very entry */
};

/* What the caller knows about other entries. */
struct merge_view {
	void *ctx;
	/* True if the entry needs no waiting for: it was applied to this record or ignored; or it is known never to count
	 * here: of another record or audience, another id than the prefix, cut off, held, erased, unreadable. False: not
	 * here yet, or itself waiting. */
	bool (*is_settled)(void *ctx, const struct log_id *log, uint64_t seq,
	                   const uint8_t prefix[VB_ID_PREFIX_BYTES]);
	/* State of the chance that decides which of several missing entries is waited for; NULL: always the first. Where
	 * nobody can guess it, an entry that names n of them is tried again about log n times, in whatever order they come,
	 * otherwise up to n times. No effect on the record. */
	uint64_t *chance;
};

/* What an entry waits for. */
struct merge_wait {
	bool for_create; /* of its own record; else for: */
	struct log_id log;
	uint64_t seq;
};

/* Whether an entry can ever have an effect on a record of its kind, whatever came before: form, verb, right.
 * Errors: VB_ERR_IGNORED. */
VB_MUST int merge_check(const struct merge_entry *entry, const struct body *body);

/* Applies one entry to its record. body: from body_open, or our own once its document was encoded, whose size counts.
 * view may be NULL for a create. *wait is filled for VB_ERR_HELD (may be NULL); then, and when the entry is ignored, m
 * is unchanged.
 * Errors: VB_ERR_HELD (waits); VB_ERR_IGNORED (without effect for ever: form, rights, another kind than the create's).
 * Cost: the size of the body, times log n when it has many names. */
VB_MUST int merge_apply(struct merged *m, const struct merge_entry *entry, const struct body *body,
                        const struct merge_view *view, struct merge_wait *wait);

#endif
