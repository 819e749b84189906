/* space_state: what a folded space holds, for the files of space alone.
 *
 * space_fold.c takes an entry in: place, chain, signature, form. space_rules.c knows what each type of entry needs and
 * does. space_validity.c judges data entries, space_build.c makes control entries. Outside, struct space is opaque.
 * Invariant: between two entries everything here follows from the entries applied and from nothing else, but for the
 * slots of keys that were asked for.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_SPACE_STATE_H
#define VB_PROTOCOL_SPACE_SPACE_STATE_H

#include "protocol/space/controllog.h"
#include "protocol/space/epoch.h"
#include "protocol/space/roster.h"
#include "protocol/space/space.h"

/* One applied control entry. */
struct control_mark {
	struct entry_id id;
	bool is_citable; /* in no step, or the last of one */
};

/* Who signs the entries from this one on. */
struct tenure {
	uint32_t first_seq;
	struct member *owner;
};

/* What has to come next (SPEC.md 5, "Steps"); nothing when all of it is false. */
struct step {
	bool is_lost[VB_DATA_AUDIENCES]; /* this audience's rekey is due and has not begun */
	bool is_rekeying;                /* parts of the newest epoch of rekeyed are due */
	enum audience rekeyed;
	uint32_t next_part;
};

struct space {
	struct node_id own;
	const struct node_keys *keys;
	struct vault *vault;

	struct space_id id;
	struct space_salt salt;
	enum space_kind kind;
	struct entry_header head; /* of the newest entry */
	struct control_mark *marks;
	uint32_t count; /* entries applied */
	uint32_t capacity;
	uint32_t citable;

	struct tenure *tenures; /* ascending */
	uint32_t tenure_count;
	struct node_id *recovery; /* ascending */
	uint32_t recovery_count;
	uint32_t recovery_seq; /* of the genesis or policy that set the list */
	uint32_t quorum;
	uint32_t list_changes; /* of the recovery list, since the genesis */
	uint64_t term;         /* of the last recovery handover; 0: none */
	uint32_t handover_seq; /* of it */

	struct roster roster;
	struct epochs epochs[VB_DATA_AUDIENCES];
	struct step step;
};

/* A control entry under judgement: the check fills it, the effect reads it. */
struct motion {
	uint32_t seq;
	struct span bytes; /* of the body */
	struct control_body body;
	struct card card;          /* of the types that hold one */
	struct member *member;     /* whom it concerns; NULL: a node new to the space */
	const uint8_t *own_sealed; /* rekey: the key sealed to us; NULL: not in this part */
	struct space_change change;
};

/* Is this entry due and allowed? Fills motion from seq, bytes and body; the space stays as it is.
 * Errors: as space_apply from VB_ERR_UNEXPECTED on. */
VB_MUST int space_rules_check(const struct space *space, struct motion *motion);
/* Makes the checked entry take effect; marks, head and count belong to space_fold.c. */
void space_rules_apply(struct space *space, const struct motion *motion);

/* The owner who signs the entry at seq; NULL before genesis. */
const struct member *space_sequencer(const struct space *space, uint32_t seq);

/* ---- steps and new keys: space_step.c ---- */

/* True while rekey entries are due. */
bool space_step_is_open(const struct space *space);
/* The audience whose rekey is due next. A step must be open. */
enum audience space_step_audience(const struct space *space);
/* Begins the step of an entry by which a node's role falls. */
void space_step_open(struct space *space, enum role before, enum role after);
/* How many parts a rekey takes now: one for each 256 entitled members. */
uint32_t space_rekey_parts(const struct space *space, enum audience audience);
/* As space_rules_check, for a rekey. Errors: VB_ERR_UNEXPECTED, VB_ERR_MALFORMED. */
VB_MUST int space_rekey_check(const struct space *space, struct motion *motion);
/* As space_rules_apply, for a rekey. */
void space_rekey_apply(struct space *space, const struct motion *motion);

/* ---- recovery: recovery.c ---- */

/* Who has to have signed the control entry with this body at seq: of a recovery handover the office that it names, else
 * the owner in force. NULL: nobody whom the space knows. */
const struct member *space_signer(const struct space *space, struct span body, uint32_t seq);
/* As space_rules_check, for a recovery handover. Errors: VB_ERR_NOT_MEMBER, VB_ERR_NO_RIGHT (the new owner is no steward;
 * too few votes, or one by a node that has none), VB_ERR_ALREADY_DONE (term), VB_ERR_BAD_CHAIN (it does not follow its
 * point), VB_ERR_BAD_SIGNATURE (a vote). */
VB_MUST int space_recovery_check(const struct space *space, struct motion *motion);
/* Keeps term and place of a recovery handover. */
void space_recovery_apply(struct space *space, const struct motion *motion);
/* As space_rules_check, for a policy, which needs the votes of the list before it. Errors: VB_ERR_NO_RIGHT,
 * VB_ERR_BAD_SIGNATURE. */
VB_MUST int space_policy_check(const struct space *space, struct motion *motion);

#endif
