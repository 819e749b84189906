/* ledger: what a daemon acknowledged, kept outside of it, and the comparison with what it has after a crash.
 *
 * Each client appends a line for each acknowledged message, document or erasure to a file of its own, before it sends the next
 * one. A batch is three records written by one request: after a crash all of them are there or none.
 * Called by load, worker. Thread rule: one process a file; comparing while others append is fine.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_LEDGER_H
#define VB_TESTS_BLACKBOX_PARTS_LEDGER_H

#include "tests/bench/office.h"

#define LEDGER_BATCH_RECORDS 3u
#define LEDGER_TEXT_BYTES 32u
#define LEDGER_GONE "=gone" /* in place of a text: the record was erased; */
#define LEDGER_FILE "=file" /* it is a document */

/* Posts one message with this text. 0: acknowledged, id (33 bytes) is set; else the error of the link or of the daemon,
 * which is a refusal then. */
int ledger_post(struct link *link, const char *space, const char *text, char id[static 33],
                bool *is_refused);
/* Writes batch number n. */
int ledger_batch(struct link *link, const char *space, unsigned n, bool *is_refused);

/* Erases a record. */
int ledger_erase(struct link *link, const char *id, bool *is_refused);
/* Takes what was erased off the disk. */
int ledger_run(struct link *link, bool *is_refused);
/* Adds document number n to the space. */
int ledger_file(struct link *link, const char *space, unsigned n, char id[static 33],
                bool *is_refused);
/* Writes a backup to a file. */
int ledger_backup(struct link *link, const char *path, bool *is_refused);
/* 1: a record of this id is there, 0: not (or it was erased); negative: nobody answers. */
int ledger_is_there(struct link *link, const char *id);

/* Notes a message (document, erasure) or batch as acknowledged. */
void ledger_note(int fd, const char *id, const char *text);
/* As above. */
void ledger_note_batch(int fd, unsigned n);

struct ledger;

/* Reads all files of a folder. Caller destroys. */
struct ledger *ledger_read(const char *folder);
/* Frees it; sets *ledger to NULL. */
void ledger_destroy(struct ledger **ledger);
/* Everything that was acknowledged. */
size_t ledger_count(const struct ledger *ledger);

/* Asks the office for everything in the space; returns how many acknowledged messages are missing or have another text. */
size_t ledger_missing_messages(const struct ledger *ledger, struct office *o, const char *space);
/* Returns how many erased messages are there again. */
size_t ledger_returned_messages(const struct ledger *ledger, struct office *o, const char *space);
/* Returns how many documents are missing, in whole or in part. */
size_t ledger_missing_files(const struct ledger *ledger, struct office *o, const char *space);
/* Returns how many batches are there in part, or acknowledged and not there. */
size_t ledger_broken_batches(const struct ledger *ledger, struct office *o, const char *space);

#endif
