/* reader_child: the program that reads strangers' mail, started, asked and replaced when it dies.
 *
 * One question at a time (hatch.h), answered by a callback from reader_child_step. The program gets no environment and no
 * descriptor but its two pipes. One that dies or says nothing for VB_READER_TIMEOUT_MS is replaced and asked again; a mail at
 * which it dies twice is told as such, and is one for a person. One that does not even become ready says nothing of the
 * mail: it has to wait.
 * Called by intake and postman. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_READER_CHILD_H
#define VB_BRIDGES_MAILNET_READER_CHILD_H

#include "bridges/mail/hatch.h"
#include "bridges/mailnet/exchanges.h"

#define VB_READER_TIMEOUT_MS 10000u
#define VB_READER_WATCHES 2u

enum reader_outcome {
	READER_ANSWERED, /* body holds it */
	READER_REFUSED,  /* no mail that can be read */
	READER_DIED,     /* twice at this mail, or at a piece of it */
	READER_AWAY,     /* it could not be started */
};

/* body: PARCEL or BYTES as asked; lives for the call. Another question may be asked in it. */
typedef void reader_fn(void *ctx, enum reader_outcome outcome, struct span body);

struct reader_child;

/* Prepares; it is started with the first question. program: its path. settings are copied. */
struct reader_child *reader_child_new(const char *program, const struct hatch_settings *settings);
/* Ends it; a question is not answered. Sets *child to NULL. NULL is fine. */
void reader_child_destroy(struct reader_child **child);

/* Whether a question may be asked. */
bool reader_child_is_free(const struct reader_child *child);
/* Asks what a mail says: its bytes are copied. */
void reader_child_mail(struct reader_child *child, struct span mail, struct mono_ms now,
                       reader_fn *on_answer, void *ctx);
/* Asks for a piece of a file of the last mail. */
void reader_child_piece(struct reader_child *child, struct hatch_piece piece, struct mono_ms now,
                        reader_fn *on_answer, void *ctx);

/* What to wait for: at most VB_READER_WATCHES. Returns how many. */
size_t reader_child_watch(const struct reader_child *child, struct exchanges_watch *out);
/* Writes and reads what goes without waiting, looks at the time, calls on_answer. Call it when something is ready, and at
 * reader_child_deadline. */
void reader_child_step(struct reader_child *child, struct mono_ms now);
/* When to look again at the latest; UINT64_MAX: there is no need. */
uint64_t reader_child_deadline(const struct reader_child *child);

/* Whether the last one runs behind a filter of system calls. */
bool reader_child_is_confined(const struct reader_child *child);

#endif
