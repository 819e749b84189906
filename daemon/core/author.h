/* author: what this office itself writes: data entries, the begin of its logs, and proposals of its card and of who is to be in charge.
 *
 * Writing starts an incarnation where none is open (first write, wiped store, restored backup, our entries were cut
 * off), stamps with a rising clock, encrypts, chains and hands the entry to the door (admit). The logs that grew are
 * sealed once, in node_turn_end, by one signature each; a boundary inside the turn gets its own.
 * Called by control, ballot and own_card; author_seal by node. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_AUTHOR_H
#define VB_DAEMON_CORE_AUTHOR_H

#include "daemon/core/node.h"
#include "protocol/body.h"
#include "protocol/merge/merged.h"
#include "protocol/openlog.h"

/* Writes one entry into our log of this audience (all, core); *out is the record. record: NULL for a create. body: kind,
 * verb, logs and changes, as edit_finish fills them. Nothing is durable, and no client may hear of it, before
 * node_turn_end.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_NOT_MEMBER (we were removed), VB_ERR_NO_RIGHT (our role, for the audience or the
 * kind and verb), VB_ERR_NO_KEY, VB_ERR_TOO_LARGE (body over VB_BODY_MAX_BYTES), VB_ERR_IGNORED (the changes break a rule
 * of SPEC.md 8.1), VB_ERR_BUSY (the space is being fetched and its control log is not here), VB_ERR_SUSPENDED (we are),
 * VB_ERR_BEGINS (a new incarnation is needed and would be the 17th that nobody confirmed), store errors. On error nothing was
 * written. */
VB_MUST int author_write(struct node *node, const struct space_id *space, enum audience audience,
                         const struct record_id *record, const struct body *body,
                         struct node_now now, struct record_id *out);

/* The same with an entry that lists blobs: the encoded list of blob.h; empty: none. */
VB_MUST int author_write_blobs(struct node *node, const struct space_id *space,
                               enum audience audience, const struct record_id *record,
                               const struct body *body, struct span blobs, struct node_now now,
                               struct record_id *out);

/* Where an entry will stand that creates a record, as long as nothing else is written into its log. */
struct author_place {
	struct log_id log;
	uint64_t seq;
	struct hlc hlc;
	struct record_id record;
};

/* Finds the place of an entry that is to be written later. Errors: those of author_write, as far as they can be known. */
VB_MUST int author_announce(struct node *node, const struct space_id *space, enum audience audience,
                            const struct body *body, struct node_now now, struct author_place *out);

/* Writes a create there. Errors: those of author_write; VB_ERR_STALE (something else stands there). */
VB_MUST int author_write_there(struct node *node, const struct space_id *space,
                               enum audience audience, const struct author_place *place,
                               const struct body *body, struct node_now now, struct record_id *out);

/* The person whom the entry that created a record names as acting. *has_person: false for what another office wrote, the
 * office itself without a person, or of which the entry can no longer be read. m: the record as it stands in the space.
 * Errors: VB_ERR_UNKNOWN_SPACE, store errors. Cost: one entry read and decrypted. */
VB_MUST int author_person(struct node *node, const struct space_id *space, const struct merged *m,
                          bool *has_person, struct record_id *person);

/* The role that the office had which created a record, when it did: VB_ROLE_NONE where that is not known here any more.
 * Errors: VB_ERR_UNKNOWN_SPACE, store errors. Cost: one header read. */
VB_MUST int author_role(struct node *node, const struct space_id *space, const struct merged *m,
                        enum role *role);

/* Proposes a control body by our open log, unless that was our last word there. Errors: VB_ERR_UNKNOWN_SPACE,
 * VB_ERR_NOT_MEMBER, VB_ERR_BUSY (as above), store errors. */
VB_MUST int author_propose(struct node *node, const struct space_id *space, struct span control,
                           struct node_now now);
/* Asks the owner of a space, by our open log, to enter our newer card; once for each card. Errors: VB_ERR_UNKNOWN_SPACE,
 * VB_ERR_NOT_MEMBER, VB_ERR_BUSY (as above), store errors. */
VB_MUST int author_propose_card(struct node *node, const struct space_id *space, struct span card,
                                struct node_now now);

/* Writes an entry of our open log; whether it has an effect is judged by everybody alike. *out is its id.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_NOT_MEMBER, VB_ERR_BUSY (as above), store errors. On error nothing was written. */
VB_MUST int author_say(struct node *node, const struct space_id *space,
                       const struct open_body *body, struct node_now now, struct entry_id *out);

/* Erases records: every holder of the space drops all that belongs to them. records: by erase_name, with replacements, in any
 * order, at most VB_ERASE_MAX_COUNT. ground: a code of SPEC.md 6, at most 65,535. *out is the erase.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_NOT_MEMBER, VB_ERR_BUSY (as above), VB_ERR_SUSPENDED, VB_ERR_NO_RIGHT (one of them is
 * another's, and we are no steward), VB_ERR_TOO_MANY, VB_ERR_MALFORMED (none, or one twice), store errors. On error nothing was written. */
VB_MUST int author_erase(struct node *node, const struct space_id *space,
                         const struct open_erased *records, size_t count, uint32_t ground,
                         struct node_now now, struct entry_id *out);

/* Says that what an erase names is gone from our disk. dropped: how many of its records were here. Errors: as above. */
VB_MUST int author_receipt(struct node *node, const struct space_id *space,
                           const struct entry_id *erase, uint32_t dropped, struct node_now now);

/* Signs the head of every log that this node wrote to in the turn. Called once before the commit. */
void author_seal(struct node *node);

#endif
