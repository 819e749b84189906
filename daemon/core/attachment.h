/* attachment: the blobs that entries list (SPEC.md 4.3), and the files whose records open them.
 *
 * Every valid entry with the flag makes its blobs known, whether its body can be read here or not: so relays store them,
 * too. Which of them are worth fetching is told by the record: that of a file, not deleted, whose seal names the blob.
 * Called by judge, daemon/sync, daemon/control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ATTACHMENT_H
#define VB_DAEMON_CORE_ATTACHMENT_H

#include "daemon/core/apply.h"
#include "daemon/core/quota.h"
#include "protocol/kinds/file.h"
#include "store/blobs.h"

/* A data entry was found valid: the blobs that it lists are due. Its body may have moved afterwards. */
void attachment_note(struct node *node, const struct apply_entry *entry);

/* Reads the seal of a file from its record as it stands in m. The caller wipes out. Errors: VB_ERR_NOT_FOUND (no file,
 * deleted, or nothing of it was ever stored). */
VB_MUST int attachment_seal(struct merged *m, struct file_seal *out);

/* The same from the store. Errors: besides, those of the store. */
VB_MUST int attachment_read(struct node *node, const struct record_ref *record,
                            struct file_seal *out);

/* True if the record of a row opens it: it is that of a file, not deleted, whose seal names the blob. The caller wipes *key.
 * Without the key of its audience nothing does. */
bool attachment_opens(struct node *node, const struct blob_row *row, struct file_key *key);

/* Whether there is room now for a blob in the account of who listed it; one that is counted has it. Errors: VB_ERR_QUOTA, then
 * *why; those of the store. */
VB_MUST int attachment_check(struct node *node, const struct blob_row *row, struct node_now now,
                             enum quota_why *why);
/* Books its whole length there, if it is not: before anything of it is kept. Errors: VB_ERR_QUOTA, VB_ERR_NOT_FOUND (the row
 * is gone), those of the store. */
VB_MUST int attachment_book(struct node *node, struct blob_row *row, struct node_now now);
/* Nothing of it is here: its length is given back. */
void attachment_unbook(struct node *node, struct blob_row *row);
/* blobs_restart; what was counted is given back. */
void attachment_restart(struct node *node, struct blob_row *row);
/* blobs_drop; the same. */
void attachment_drop(struct node *node, const struct blob_row *row);
/* blobs_hand_over; the same. */
void attachment_hand_over(struct node *node, const struct blob_row *row);
/* blobs_drop_record; the same. */
void attachment_drop_record(struct node *node, const struct record_ref *record);

/* True if this office fetches a blob: whoever can read only what a record opens (the caller wipes *key then), a relay whatever
 * is listed. */
bool attachment_is_wanted(struct node *node, const struct blob_row *row, bool *has_key,
                          struct file_key *key);

/* The office starts: blobs of which the bytes are not where the store says are due from their beginning, after a restore for
 * example; what is counted of which nothing came is counted no more. Opens the turn's write transaction where there are any. Errors: those of the store. Cost: a look at each file. */
VB_MUST int attachment_find_lost(struct node *node);

/* Whether a file of size bytes more may be kept. Errors: VB_ERR_FILE_SPACE (the limit), VB_ERR_DISK_FULL (5 % of the disk or 1
 * GiB must stay free for all else), VB_ERR_IO. */
VB_MUST int attachment_room(const struct node *node, uint64_t size);

/* Finds the row of the blob that a record's seal names. Errors: VB_ERR_NOT_FOUND (no entry of the record lists it), those of
 * the store. */
VB_MUST int attachment_row(struct node *node, const struct record_ref *record,
                           const struct blob *blob, struct blob_row *out);

#endif
