/* admit: the one door through which every data, open and control entry enters, local or remote.
 *
 * Order of judgement for a segment: form, place in the log (known, gap, fork), seal, boundaries, then entry by entry
 * the rights (space_check_entry), the body and its effect on the record. Nothing is stored before the seal is verified;
 * nothing is applied that is held (a control entry, a begin or a key is missing), invalid or ignored; all of it is
 * stored and served on, so that every member's heads agree. Whatever arrives later wakes what waited for it.
 * Everything happens in the turn's one write transaction.
 * Called by session (remote), archive (files), author and council (local). Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ADMIT_H
#define VB_DAEMON_CORE_ADMIT_H

#include "daemon/core/apply.h"

struct admit_result {
	struct space_id space;
	uint32_t space_number; /* 0: not known */
	uint32_t log;          /* local handle; 0: not known, or the control log */
	uint64_t count;        /* entries of this log here now: what to WANT from after a gap */
	uint32_t stored;       /* entries that were new */
	uint32_t applied;      /* of these, with effect on a record */
	uint32_t refilled;     /* entries that were here without their body */
	int note; /* 0, or what befell entries that were stored without effect: VB_ERR_HELD,
	                          VB_ERR_UNKNOWN_CONTROL, VB_ERR_VOIDED_CONTROL, VB_ERR_BEYOND_CUTOFF, VB_ERR_NO_RIGHT,
	                          VB_ERR_NO_BEGIN, VB_ERR_NO_KEY, VB_ERR_IGNORED */
};

/* Takes in a segment that came over a link from the node `from` (NULL: from a file). *out is filled as far as known even on error.
 * Errors: those of segment decoding; VB_ERR_UNKNOWN_SPACE; VB_ERR_BAD_LOG (a log neither known nor introduced, or of
 * another audience than we may hold); VB_ERR_NOT_MEMBER (`from` or the author was never, or is no longer, one whose data
 * we take); VB_ERR_GAP (begins behind our head: WANT from out->count); VB_ERR_DUPLICATE (all of it is here); VB_ERR_QUOTA (no room for
 * more of this author: quota.h);
 * VB_ERR_FORK (two sealed histories; the proof is kept, the log held from there); VB_ERR_BAD_SIGNATURE;
 * VB_ERR_BAD_SEAL (runs over a boundary); VB_ERR_ERASED (a body is left out that we may read); VB_ERR_TOO_MANY
 * (VB_AUTHOR_LOGS_MAX_COUNT, VB_LOGS_MAX_COUNT); store errors. On every error nothing but a fork proof has changed. */
VB_MUST int admit_segment(struct node *node, uint32_t link, const struct node_id *from,
                          struct span segment, struct node_now now, struct admit_result *out);

/* Takes in one or more control entries (the payload of a CONTROL frame). A space that is not known is
 * founded here if the run begins with its genesis and `from` is a paired office, or the space stands on our partner list;
 * from a file (`from` is NULL) as an archive. An archive whose control log names us now comes to life.
 * out->count: control entries here now.
 * Errors: VB_ERR_UNKNOWN_SPACE; VB_ERR_TOO_MANY (spaces); those of control_run_decode and space_apply. Entries before a refused one stay. */
VB_MUST int admit_control(struct node *node, uint32_t link, const struct node_id *from,
                          struct span payload, struct node_now now, struct admit_result *out);

/* For author: takes in the next entry of a log of our own, which is sealed before the commit. entry->log must be at its
 * head. Returns what befell it, as admit_result.note. */
int admit_own(struct node *node, const struct apply_entry *entry, const struct entry_id *id);

/* For council: takes in a control entry made here; a genesis founds its space. Errors: those of space_apply,
 * VB_ERR_TOO_MANY (spaces), store errors. */
VB_MUST int admit_own_control(struct node *node, const struct space_id *id,
                              const uint8_t header[static VB_HEADER_BYTES], struct span body,
                              const struct signature *signature);

#endif
