/* spaces: which spaces there are, their control logs, and the incarnation in which this store writes in each.
 *
 * A space has a short number (from 1) that stands for its 32-byte id in other tables. A control entry is kept with its
 * signature; the control log has no holes. An incarnation belongs to this store: a store that was lost or restored has
 * none until it writes again.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_SPACES_H
#define VB_STORE_SPACES_H

#include "protocol/crypt.h"
#include "store/env.h"

enum space_flags {
	VB_SPACE_FETCHING =
		1u
		<< 0, /* known by id, or restored: nothing is written before its state was fetched */
	VB_SPACE_INCARNATED = 1u << 1, /* incarnation is set */
	VB_SPACE_ARCHIVE = 1u << 2,    /* held from an imported file; this node is no member */
	VB_SPACE_VEILED =
		1u
		<< 3, /* comes from a backup: nothing is shown before a member's erasures were fetched */
	VB_SPACE_RECLAIMED =
		1u
		<< 4, /* people said that nobody is left to be asked: shown as it came from a backup */
};

struct space_info {
	struct space_id id;
	uint32_t number;
	uint32_t flags;               /* enum space_flags */
	uint64_t incarnation;         /* ours, random */
	uint32_t control_count;       /* control entries here */
	struct entry_id control_head; /* id of the last one */
};

/* Makes a space known; *number is its short number, the old one where it is known. flags: VB_SPACE_FETCHING,
 * VB_SPACE_ARCHIVE or 0, for a new one. Errors: VB_ERR_TOO_MANY (VB_SPACES_MAX_COUNT), the transaction's. */
VB_MUST int spaces_add(struct env_txn *txn, const struct space_id *id, uint32_t flags,
                       uint32_t *number);

/* Reads what is known. Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int spaces_get(struct env_txn *txn, const struct space_id *id, struct space_info *out);

/* Replaces VB_SPACE_FETCHING and VB_SPACE_ARCHIVE by those of flags. An unknown space makes the transaction fail. */
void spaces_set_flags(struct env_txn *txn, const struct space_id *id, uint32_t flags);

/* Notes that nobody is left to be asked: neither fetching nor veiled any more. An unknown space makes the transaction fail. */
void spaces_set_reclaimed(struct env_txn *txn, const struct space_id *id);

/* Sets the incarnation in which this store writes from now on. An unknown space makes the transaction fail. */
void spaces_set_incarnation(struct env_txn *txn, const struct space_id *id, uint64_t incarnation);

/* Lifts the veil from a space, or draws it. An unknown space makes the transaction fail. */
void spaces_set_veil(struct env_txn *txn, const struct space_id *id, bool is_veiled);

/* Forgets all incarnations and marks all spaces but archives as being fetched, and veiled: for a restored store. */
void spaces_forget_incarnations(struct env_txn *txn);

struct spaces_cursor {
	struct env_cursor c;
};
/* Starts a walk over all spaces, ascending by id. */
void spaces_open(struct spaces_cursor *c, struct env_txn *txn);
/* The next space; false at the end and after an error. */
bool spaces_next(struct spaces_cursor *c, struct space_info *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int spaces_close(struct spaces_cursor *c);

struct control_row {
	uint32_t seq;
	struct span header; /* 146 bytes */
	struct span body;
	struct signature signature; /* by the sequencer in force, SPEC.md 5 */
};

/* Appends a checked control entry behind the head; id: H(header). An unknown space makes the transaction fail. */
void spaces_append_control(struct env_txn *txn, const struct space_id *space, struct span header,
                           struct span body, const struct signature *signature,
                           const struct entry_id *id);

/* Drops the control entries from count (above 0) on; head: the id of entry count-1. An unknown space makes the transaction
 * fail. */
void spaces_truncate_control(struct env_txn *txn, const struct space_id *space, uint32_t count,
                             const struct entry_id *head);

/* Reads one control entry. number: short number. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int spaces_get_control(struct env_txn *txn, uint32_t number, uint32_t seq,
                               struct control_row *out);

struct control_cursor {
	struct env_cursor c;
	uint8_t from[8]; /* u32 space, u32 seq; it begins with the prefix */
};
/* Starts before control entry `from` of a space. */
void spaces_open_control(struct control_cursor *c, struct env_txn *txn, uint32_t number,
                         uint32_t from);
/* The next control entry; false at the end and after an error. */
bool spaces_next_control(struct control_cursor *c, struct control_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int spaces_close_control(struct control_cursor *c);

#endif
