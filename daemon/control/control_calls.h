/* control_calls: the handlers of the local socket's requests, one each; the table is in control.c.
 *
 * What each takes and answers stands in SPEC.md 13. A handler returns 0 with its result in q->result, or the error,
 * with what is at fault in q->detail; it finds everything that could be wrong before it writes anything. Read-only ones
 * write nothing. They stand in control_<noun>.c.
 * Called by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_CONTROL_CALLS_H
#define VB_DAEMON_CONTROL_CONTROL_CALLS_H

#include "daemon/control/request.h"

/* How this office, its spaces, links and store are. Cost: all records, for the state hashes. */
VB_MUST int control_status(struct request *q);
/* Copies the store to a file; answered when it is done. */
VB_MUST int control_backup(struct request *q);
/* What `verbund doctor` has to know of a daemon. Cost: all logs and offices, no records. */
VB_MUST int control_doctor(struct request *q);
/* Hands a job to a bridge; answered with what the bridge says. */
VB_MUST int control_bridge_ask(struct request *q);
/* How the bridges do that this daemon starts. */
VB_MUST int control_bridge_status(struct request *q);
/* What stands on our own card. */
VB_MUST int control_node_show(struct request *q);
/* Our own card, or the newest known of another office, as bytes. */
VB_MUST int control_node_card(struct request *q);
/* The public keys of an office, their fingerprint, and of our own who does not know them yet. */
VB_MUST int control_node_keys(struct request *q);
/* Makes new keys, or gives up the former ones. */
VB_MUST int control_node_rotate(struct request *q);

/* Makes an invitation code, which may admit to a space that we own. */
VB_MUST int control_peer_invite(struct request *q);
/* Begins a pairing with the office that made a code. */
VB_MUST int control_peer_join(struct request *q);
/* Appends the result of a peer.join that went well. Errors: VB_ERR_NOT_PAIRED (not kept), those of the store. */
VB_MUST int control_peer_pack_joined(struct node *node, const struct node_id *office,
                                     struct buf *out);
/* Partners, pairings under way, and members of our spaces. */
VB_MUST int control_peer_list(struct request *q);
/* The operator compared the six digits. */
VB_MUST int control_peer_confirm(struct request *q);
/* Forgets a partner. */
VB_MUST int control_peer_remove(struct request *q);

/* Founds a committee with its root organization. */
VB_MUST int control_committee_create(struct request *q);
/* The committees this office is or was in. */
VB_MUST int control_committee_list(struct request *q);
/* Erases a record at everybody who holds it; with rehearse only tells what would go. */
VB_MUST int control_record_erase(struct request *q);
/* Who has confirmed which erasure. Cost: the members of each space with one. */
VB_MUST int control_erasure_status(struct request *q);
/* Takes what was erased off the disk at the end of this turn. */
VB_MUST int control_erasure_run(struct request *q);
/* One committee, with its members and state hashes. */
VB_MUST int control_committee_show(struct request *q);
/* Admits a known office. */
VB_MUST int control_committee_admit(struct request *q);
/* Lets count what an office wrote up to a time. */
VB_MUST int control_committee_accept(struct request *q);
/* Gives a member another role. */
VB_MUST int control_committee_role(struct request *q);
/* Removes a member. */
VB_MUST int control_committee_dismiss(struct request *q);
/* Suspends an office in a committee: by the office in charge a decision, by another steward until that decides. */
VB_MUST int control_committee_suspend(struct request *q);
/* Ends the suspensions of an office in a committee. */
VB_MUST int control_committee_lift(struct request *q);
/* A page of what is here of a committee and does not count. */
VB_MUST int control_committee_fallen(struct request *q);
/* Shows a committee from a backup that has no other office any more. */
VB_MUST int control_committee_reclaim(struct request *q);
/* Writes again what of this office fell away there. */
VB_MUST int control_committee_repost(struct request *q);
/* Answers an invitation for a seat. */
VB_MUST int control_meeting_reply(struct request *q);
/* Puts another steward in charge. */
VB_MUST int control_committee_handover(struct request *q);
/* Proposes who takes a committee over, or agrees to what was proposed. */
VB_MUST int control_committee_recover(struct request *q);
/* Proposes who decides on that, or agrees to it. */
VB_MUST int control_committee_policy(struct request *q);
/* Says which of two histories of an office counts. */
VB_MUST int control_committee_settle(struct request *q);

/* ---- audit ---- */

/* Committees with how much was decided, is proposed, and is not in order. */
VB_MUST int control_audit_list(struct request *q);
/* Decisions, proposals, two histories, and entries of ours without effect, of one committee. */
VB_MUST int control_audit_show(struct request *q);

/* Adds a person to this office, with a login or without. */
VB_MUST int control_person_add(struct request *q);
/* Changes what stands about a person of this office, its login or right. */
VB_MUST int control_person_edit(struct request *q);
/* A page of the persons of this office and of its committees, oldest first. */
VB_MUST int control_person_list(struct request *q);
/* Deletes a person of this office and forgets the login. */
VB_MUST int control_person_remove(struct request *q);
/* One person, with the login. */
VB_MUST int control_person_show(struct request *q);
/* The public keys of a person of this office. */
VB_MUST int control_person_keys(struct request *q);
/* Adds keys of whoever asks. */
VB_MUST int control_person_publish(struct request *q);
/* Writes what this client put aside to be signed. */
VB_MUST int control_person_sign(struct request *q);
/* Notes that keys of whoever asks vouch for others. */
VB_MUST int control_person_vouch(struct request *q);
/* Withdraws keys, or all of them. */
VB_MUST int control_person_withdraw(struct request *q);
/* The login, person and right of whoever asks. */
VB_MUST int control_person_whoami(struct request *q);
/* What a person of this office wrote in a space, entry by entry. Cost: one page of the office's entries. */
VB_MUST int control_person_written(struct request *q);
/* The spaces that are held here, with how much. */
VB_MUST int control_space_list(struct request *q);
/* One space: keys, what waits, what can be compared. Cost: all records, for the state hashes. */
VB_MUST int control_space_show(struct request *q);
/* A page of the sizes of its logs and records. */
VB_MUST int control_space_contents(struct request *q);
/* A page of the whole history of a space, with its keys. */
VB_MUST int control_space_export(struct request *q);
/* Takes in what such pages hold. */
VB_MUST int control_space_import(struct request *q);

/* Makes a record. */
VB_MUST int control_record_create(struct request *q);
/* Changes fields of a record. */
VB_MUST int control_record_edit(struct request *q);
/* Who changed what of a record when. */
VB_MUST int control_record_log(struct request *q);
/* Deletes a record. */
VB_MUST int control_record_delete(struct request *q);
/* One record, deleted ones too. */
VB_MUST int control_record_show(struct request *q);
/* Which offices hold some records. Cost: as reach_new, and the records times the offices. */
VB_MUST int control_record_offices(struct request *q);
/* A page of the records of a kind, oldest first, without deleted ones. */
VB_MUST int control_record_list(struct request *q);
/* Brings many records to a wanted state, found by their OParl ids. */
VB_MUST int control_record_upsert(struct request *q);
/* Makes, changes and deletes several records together, all or none. */
VB_MUST int control_record_batch(struct request *q);

/* A page of the records with these words, the best first. */
VB_MUST int control_search(struct request *q);

/* Puts an item on the agenda of a meeting. */
VB_MUST int control_agenda_add(struct request *q);
/* The agenda in reading order, with numbers. */
VB_MUST int control_agenda_list(struct request *q);
/* Moves an item behind another. */
VB_MUST int control_agenda_move(struct request *q);
/* Proposes an item for a meeting. */
VB_MUST int control_agenda_propose(struct request *q);
/* Moves an item between what all members see and what guests do not, with what belongs to it. */
VB_MUST int control_agenda_readers(struct request *q);

/* Begins to take a file. */
VB_MUST int control_file_begin(struct request *q);
/* Takes its next piece. Cost: as its bytes, and now and then what the disk takes for 16 MiB. */
VB_MUST int control_file_put(struct request *q);
/* Makes its record. */
VB_MUST int control_file_end(struct request *q);
/* A page of the files of a space or record, oldest first. */
VB_MUST int control_file_list(struct request *q);
/* One file, and how much of it is here. */
VB_MUST int control_file_show(struct request *q);
/* A piece of a file that is here as a whole. */
VB_MUST int control_file_read(struct request *q);

/* Answers for a seat whether somebody comes to a meeting. */
VB_MUST int control_meeting_reply(struct request *q);
/* Writes a message into the thread of a space or record. */
VB_MUST int control_message_post(struct request *q);
/* A page of a thread, oldest first. */
VB_MUST int control_message_list(struct request *q);
/* Which offices should have a message, and which have it. */
VB_MUST int control_message_offices(struct request *q);

/* What changed since a cursor; may wait for it. */
VB_MUST int control_feed_read(struct request *q);
/* What changes from now on, until the client hangs up. */
VB_MUST int control_watch(struct request *q);

#endif
