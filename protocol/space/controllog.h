/* controllog: bodies and headers of the entries of a space's control log: SPEC.md 5.
 *
 * Form only: whether an entry is allowed, whether keys and cut-offs are the right ones, is decided by space.h. Lists
 * are struct list: borrowed when decoded, packed by the writer before encoding.
 * control_body_decode stands in control_decode.c, control_body_encode in control_encode.c. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_CONTROLLOG_H
#define VB_PROTOCOL_SPACE_CONTROLLOG_H

#include "protocol/cutoff.h"
#include "protocol/entry.h"

#define VB_DATA_AUDIENCES 2u /* all and core: those with keys */
#define VB_REKEY_PARTS_MAX_COUNT 256u

enum space_kind {
	VB_SPACE_COMMITTEE = 0,
	VB_SPACE_NETWORK = 1,
	VB_SPACE_REFERRAL = 2,
	VB_SPACE_DIRECT = 3,
};

enum control_type {
	VB_CONTROL_GENESIS = 1,
	VB_CONTROL_ADMIT = 2,
	VB_CONTROL_ROLE = 3,
	VB_CONTROL_CARD = 4,
	VB_CONTROL_SUSPEND_CONFIRMED = 5,
	VB_CONTROL_LIFT = 6,
	VB_CONTROL_REMOVE = 7,
	VB_CONTROL_REKEY = 8,
	VB_CONTROL_HANDOVER = 9,
	VB_CONTROL_POLICY = 10,
};

/* One epoch key for one node. */
struct sealed_key {
	uint8_t b[VB_SEALED_KEY_BYTES];
};

/* Sealed keys by audience: has[VB_AUDIENCE_ALL], has[VB_AUDIENCE_CORE]. */
struct control_keys {
	bool has[VB_DATA_AUDIENCES];
	struct sealed_key sealed[VB_DATA_AUDIENCES];
};

struct control_genesis {
	enum space_kind kind;
	struct span card; /* the owner's */
	struct space_salt salt;
	struct list recovery; /* node ids; empty: the stewards */
	uint32_t quorum;      /* k; 0: more than half; always 0 where recovery is empty */
	struct hash key_hash[VB_DATA_AUDIENCES];
	struct sealed_key sealed[VB_DATA_AUDIENCES];
};

struct control_admit {
	struct span card;
	enum role role;
	struct control_keys keys; /* exactly those the role is entitled to */
};

struct control_role {
	struct node_id node;
	enum role role;
	struct control_keys keys; /* those gained; none with cut-offs */
	bool has_cutoffs;         /* the role falls */
	struct list cutoffs;
};

struct control_card {
	struct span card;
};

struct control_suspend_confirmed {
	struct node_id node;
	struct list cutoffs;
	struct list suspends; /* entry ids, at least one */
};

struct control_lift {
	struct node_id node;
	bool has_raised;
	struct list raised; /* cut-offs, at least one where has_raised */
	uint32_t raised_of; /* control seq of the entry whose cut-offs these raise */
	struct list kept;   /* incarnations; empty: none named */
	struct list lifted; /* suspend entry ids; empty: none named */
};

struct control_remove {
	struct node_id node;
	struct list cutoffs;
};

struct control_rekey {
	enum audience audience; /* all or core */
	struct hash key_hash;
	uint8_t wrapped[VB_WRAPPED_KEY_BYTES];
	uint32_t part;      /* from 0 */
	uint32_t parts;     /* at least 1 */
	struct span sealed; /* 80 bytes a member; every part but the last holds 256 */
};

struct control_handover {
	struct node_id owner;
	bool is_recovery; /* with term, point and votes */
	uint64_t term;
	uint32_t point_seq;
	struct entry_id point;
	struct list votes; /* control_vote_next */
};

struct control_policy {
	struct list recovery;
	uint32_t quorum;
	struct list votes; /* of the old list; empty: not needed */
};

struct control_body {
	enum control_type type;
	bool is_extended; /* has keys of a later version */
	union {
		struct control_genesis genesis;
		struct control_admit admit;
		struct control_role role;
		struct control_card card;
		struct control_suspend_confirmed suspend_confirmed;
		struct control_lift lift;
		struct control_remove remove;
		struct control_rekey rekey;
		struct control_handover handover;
		struct control_policy policy;
	} u;
};

/* Reads a control body. Borrows bytes. Cards inside are not looked into.
 * Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_OUT_OF_RANGE, VB_ERR_VERSION (a type of a later version). */
VB_MUST int control_body_decode(struct span bytes, struct control_body *out);

/* Appends a control body. Overflow shows as the buffer's sticky error. */
void control_body_encode(const struct control_body *body, struct buf *out);

struct control_vote {
	struct node_id node;
	struct signature signature;
};

/* Reads a list of 1 to VB_RECOVERY_MAX_COUNT votes, ascending by node id. */
void control_vote_list_read(struct pack_reader *r, struct list *out);

/* Takes the next vote off the list; false at its end. */
bool control_vote_next(struct list *at, struct control_vote *out);

/* Appends one vote as a list element; they ascend by node id. */
void control_vote_pack(struct buf *b, const struct control_vote *vote);

/* What a recovery node signs, with domain "verbund/recovery/1", for a handover. Appends space, term, point, owner. */
void control_handover_message(const struct space_id *space, const struct control_handover *handover,
                              struct buf *out);

/* What a recovery node signs a policy by, behind space and seq of the list in force: the hash of its body without the
 * votes. */
VB_MUST int control_policy_message(struct span body, struct hash *out);

/* Fills the header of the control entry that follows prev (NULL: genesis, space not read then) and holds body. */
void control_header_make(const struct space_id *space, const struct entry_header *prev,
                         struct hlc hlc, struct span body, struct entry_header *out);

/* Checks what every control header must be: log id, record zero, predecessor cited, known flags only.
 * space: not read at seq 0. Errors: VB_ERR_BAD_LOG, VB_ERR_BAD_CHAIN (citation), VB_ERR_MALFORMED (record, blob flag),
 * VB_ERR_CRITICAL_FLAG. */
VB_MUST int control_header_check(const struct entry_header *h, const struct space_id *space);

/* Signs a control entry, as the sequencer. */
void control_sign(const struct node_keys *keys, const struct entry_id *id, struct signature *out);

/* Checks the sequencer's signature. Errors: VB_ERR_BAD_SIGNATURE. Cost: about 75 us. */
VB_MUST int control_verify(const struct public_key *sequencer, const struct entry_id *id,
                           const struct signature *signature);

#endif
