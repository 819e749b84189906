/* space: the fold of one control log: who belongs to a space, with which role and which keys, at every control entry.
 *
 * Entries are applied strictly in order; each is checked completely (SPEC.md 5) before anything changes, so that a
 * refused one leaves the space as it was and everybody who folds the same log holds the same space. Control entries
 * are counted from 0, "at control seq n" means after entry n. Keys are found when asked for, newest first, and only
 * then fill the vault.
 * What suspensions hold is asked of suspension.h, since suspends stand in open logs; which of two control logs counts:
 * recovery.h.
 * Called by admit, author, council, session; making entries: space_build.h. Thread rule: pure, one thread per vault.
 */
#ifndef VB_PROTOCOL_SPACE_SPACE_H
#define VB_PROTOCOL_SPACE_SPACE_H

#include "protocol/space/member.h"

struct space;

/* An empty space: no entry applied. own: this node; keys opens what is sealed to it and vault keeps it, both borrowed
 * until space_destroy; both NULL: no key is ever found (a tool without secrets). Caller destroys. */
struct space *space_new(const struct node_id *own, const struct node_keys *keys,
                        struct vault *vault);
/* Frees it and wipes its keys out of the vault; sets *space to NULL. NULL is fine. */
void space_destroy(struct space **space);

/* ---- applying ---- */

/* What one control entry changed. */
struct space_change {
	enum control_type type;
	struct node_id node; /* whom it concerns; genesis, handover: owner; rekey, policy: zeros */
	enum role before;    /* of that node */
	enum role after;
	bool has_cutoffs; /* look at all logs of node again: space_log_valid_count */
	bool has_keys; /* a key for us is in it: try bodies again that were held for want of one */
	bool is_step_open; /* the step goes on: rekey entries are due next */
};

/* Checks the next control entry (header: 146 bytes) and applies it; *out (may be NULL) tells what changed.
 * Errors, all of which leave the space as it was: VB_ERR_DUPLICATE (this entry is applied already); VB_ERR_FORK
 * (another entry, rightly signed, at a seq already applied: with space_entry_id of that seq it is the proof);
 * VB_ERR_VOIDED_CONTROL (another entry at a seq already applied that may be of a log with, or without, a recovery handover:
 * to be folded on its own); VB_ERR_ALREADY_DONE (the term of a recovery handover is over);
 * VB_ERR_GAP (a later entry); VB_ERR_BAD_LOG (of another space); VB_ERR_BAD_CHAIN (does not follow the head, or
 * cites another entry than its predecessor); VB_ERR_BAD_SIGNATURE (not by the owner in force); VB_ERR_BAD_HASH (body);
 * VB_ERR_VERSION, VB_ERR_CRITICAL_FLAG; VB_ERR_UNEXPECTED (breaks a step, or a part of no rekey); VB_ERR_NOT_MEMBER
 * (concerns no current member); VB_ERR_ALREADY_MEMBER (is a member, has that role or is the owner already);
 * VB_ERR_LAST_STEWARD (takes a right from the owner); VB_ERR_NO_RIGHT (hands over to one who is not a steward, or too
 * few recovery nodes agree to a policy); VB_ERR_CARD_ROLLBACK; VB_ERR_BAD_CARD; VB_ERR_BAD_KEY (a member's CURVE key on
 * another's card); VB_ERR_TOO_MANY (VB_SPACE_MAX_MEMBERS); VB_ERR_MALFORMED (sealed keys, parts or cut-offs not as they
 * are due) and the other form errors of controllog.h.
 * Cost: one signature check, two for entries with a card. */
VB_MUST int space_apply(struct space *space, const uint8_t header[static VB_HEADER_BYTES],
                        struct span body, const struct signature *signature,
                        struct space_change *out);
/* The same without checking signatures: for entries that passed space_apply before they were stored. */
VB_MUST int space_apply_stored(struct space *space, const uint8_t header[static VB_HEADER_BYTES],
                               struct span body);

/* ---- the log ---- */

/* The space's id; zeros before genesis. */
const struct space_id *space_id(const struct space *space);
/* The salt of the genesis, the context of its keys; zeros before genesis. */
const struct space_salt *space_salt(const struct space *space);
/* Committee, network, referral or direct. */
enum space_kind space_kind(const struct space *space);
/* Control entries applied: the next one has this seq. */
uint32_t space_count(const struct space *space);
/* The id of control entry seq, NULL when it is not here. Its first 8 bytes are what an entry cites. */
const struct entry_id *space_entry_id(const struct space *space, uint32_t seq);
/* The control seq that an entry written now cites: the newest that lies in no open step. Genesis must be applied. */
uint32_t space_citable(const struct space *space);

/* ---- members ---- */

/* The owner: the steward whose node signs the control log now. Genesis must be applied. */
const struct node_id *space_owner(const struct space *space);
/* Who signs the control entry at seq, here or next; genesis must be applied. */
const struct node_id *space_owner_at(const struct space *space, uint32_t seq);
/* Nodes that are or ever were members: indexes below go from 0, ascending by node id. */
uint32_t space_member_count(const struct space *space);
/* The member at an index; lives until the next space_apply. Former ones have role NONE. */
const struct member *space_member_at(const struct space *space, uint32_t index);
/* A present or former member, NULL if never one. Lives until the next space_apply. */
const struct member *space_member(const struct space *space, const struct node_id *node);
/* The current member with this CURVE key on its card, be it as the former one; NULL if none. Lives until the next space_apply. */
const struct member *space_member_by_curve(const struct space *space,
                                           const struct public_key *curve);
/* The node's role now; NONE when it is no member. */
enum role space_role(const struct space *space, const struct node_id *node);
/* The node's role at a control entry; NONE when it was no member or that entry is not here. */
enum role space_role_at(const struct space *space, const struct node_id *node,
                        uint32_t control_seq);
/* The recovery nodes, ascending, *out_count of them; none: the current stewards. */
const struct node_id *space_recovery(const struct space *space, uint32_t *out_count);
/* How many of the recovery nodes decide; 0: more than half. */
uint32_t space_quorum(const struct space *space);

/* What a node is served of a stream: SPEC.md 10. */
enum space_service {
	VB_SERVE_NOTHING,
	VB_SERVE_HEADERS, /* bodies as hashes, but for those of erase and suspend entries */
	VB_SERVE_WHOLE,
};

/* What the node is to be served of the logs of this audience: members what they are entitled to, relays (ciphertext of)
 * everything, former members the headers of open logs, others nothing. The control log goes whole to everybody who is
 * or was a member (space_member). */
enum space_service space_may_serve(const struct space *space, const struct node_id *node,
                                   enum audience audience);

/* ---- keys ---- */

/* The vault slot of the key for bodies of this audience (all, core) that cite this control entry: the newest complete
 * rekey at or before it (SPEC.md 7.2). VB_VAULT_NO_SLOT when this node does not have it (yet) or control_seq is not
 * here. Slots live until space_destroy. Cost: cheap when found before; else one sealed box (40 us) and an unwrapping (2
 * us) for each newer epoch. */
uint32_t space_key_slot(struct space *space, enum audience audience, uint32_t control_seq);

/* One key that an audience has or had. */
struct space_key {
	uint32_t control_seq; /* the entry from which on it is used */
	uint32_t slot;        /* VB_VAULT_NO_SLOT: this node does not have it */
};

/* How many complete keys the audience (all, core) has had. */
uint32_t space_key_count(const struct space *space, enum audience audience);
/* The one at an index, the oldest first. Cost: as space_key_slot. */
struct space_key space_key_at(struct space *space, enum audience audience, uint32_t index);

/* Takes a key that somebody gave us: the one in use from this control entry on.
 * Errors: VB_ERR_NOT_FOUND (none begins there), VB_ERR_DUPLICATE (it is here already), VB_ERR_BAD_HASH (it is another),
 * VB_ERR_NO_KEY (a space without secrets). */
VB_MUST int space_take_key(struct space *space, enum audience audience, uint32_t control_seq,
                           const uint8_t key[static VB_EPOCH_KEY_BYTES]);
/* The same for a key that vault_lock_key has locked: no box key is needed for it any more, whether it was here already or not.
 * Errors: the same, and VB_ERR_DECRYPT. */
VB_MUST int space_unlock_key(struct space *space, enum audience audience, uint32_t control_seq,
                             const uint8_t locked[static VB_WRAPPED_KEY_BYTES]);

/* Which generations of this node's box key open a key of the space to which no newer key leads, one bit each, but for keys
 * that were unlocked. Opens all keys that it can. Cost: as space_key_slot of the oldest entry, for both audiences. */
uint32_t space_boxes_needed(struct space *space);
/* The next of the keys that this generation is needed for, from *index on; false: no more. Start with 0. Cost: as above. */
bool space_next_boxed(struct space *space, uint32_t generation, enum audience audience,
                      uint32_t *index, struct space_key *out);

/* ---- which entries count ---- */

/* A log as its reader keeps it for judging its entries one after the other. */
struct space_log {
	struct node_id author;
	struct log_id id;
	enum audience audience;
	uint32_t cited; /* control seq cited by the entry before; 0 for entry 0 */
	/* Kept by space_check_entry; zeros at the start. */
	struct {
		struct entry_id head; /* of the control log as it was */
		uint8_t prefix[VB_ID_PREFIX_BYTES];
		uint32_t control_seq;
		bool is_set;
		bool has_role;
		uint64_t limit; /* the first seq cut off */
	} known;
};

/* Judges entry `seq` of the log by its citation alone: SPEC.md 5, "Validity"; that its predecessors are valid and its
 * place in the chain are the caller's to know, who sets log->cited after each entry.
 * Errors: VB_ERR_UNKNOWN_CONTROL (held until that control entry arrives); invalid with all followers:
 * VB_ERR_VOIDED_CONTROL (cites less than its predecessor, into a step, or an entry that is not ours there),
 * VB_ERR_BEYOND_CUTOFF, VB_ERR_NOT_MEMBER. Cost: some ns while the citation stays the same. */
VB_MUST int space_check_entry(const struct space *space, struct space_log *log,
                              const struct entry_header *header);

/* The control seq cited by entry seq of some log. */
typedef uint32_t space_cited_fn(void *ctx, uint64_t seq);

/* How many of the first count entries of a log the cut-offs leave valid: they ascend in what they cite, so the first
 * entry beyond a cut-off decides. cited is called for entries below count, at most once a removal of the author. */
uint64_t space_log_valid_count(const struct space *space, const struct node_id *author,
                               const struct log_id *log, uint64_t count, space_cited_fn *cited,
                               void *ctx);

#endif
