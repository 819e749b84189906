/* ledger: what a daemon acknowledged, kept outside of it, and the comparison with what it has after a crash.
 *
 * Each client appends a line for each acknowledged message to a file of its own, before it sends the next one. A batch is
 * three records written by one request: after a crash all of them are there or none.
 * Called by load. Thread rule: one process a file; comparing while others append is fine.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_LEDGER_H
#define VB_TESTS_BLACKBOX_PARTS_LEDGER_H

#include "tests/bench/office.h"

#define LEDGER_BATCH_RECORDS 3u
#define LEDGER_TEXT_BYTES 32u

/* Posts one message with this text. 0: acknowledged, id (33 bytes) is set; else the error of the link or of the daemon,
 * which is a refusal then. */
int ledger_post(struct link *link, const char *space, const char *text, char id[static 33],
                bool *is_refused);
/* Writes batch number n. */
int ledger_batch(struct link *link, const char *space, unsigned n, bool *is_refused);

/* Notes a message or batch as acknowledged. */
void ledger_note(int fd, const char *id, const char *text);
/* As above. */
void ledger_note_batch(int fd, unsigned n);

struct ledger;

/* Reads all files of a folder. Caller destroys. */
struct ledger *ledger_read(const char *folder);
/* Frees it; sets *ledger to NULL. */
void ledger_destroy(struct ledger **ledger);
/* Messages and batches that were acknowledged. */
size_t ledger_count(const struct ledger *ledger);

/* Asks the office for everything in the space; returns how many acknowledged messages are missing or have another text. */
size_t ledger_missing_messages(const struct ledger *ledger, struct office *o, const char *space);
/* Returns how many batches are there in part, or acknowledged and not there. */
size_t ledger_broken_batches(const struct ledger *ledger, struct office *o, const char *space);

#endif
