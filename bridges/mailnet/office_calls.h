/* office_calls: what the bridge asks the daemon (SPEC.md 13.5), over the two connections that it was started with.
 *
 * Calls are made one after the other on the first; the second has the two that wait: for changes and for jobs. An error of
 * the link (hung up, no answer) is remembered: nothing can be asked any more then, and the program ends. Errors of the
 * daemon are those of the call.
 * Called by everything in this folder that asks. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_OFFICE_CALLS_H
#define VB_BRIDGES_MAILNET_OFFICE_CALLS_H

#include "bridges/mail/acts.h"
#include "bridges/mail/drawer.h"
#include "protocol/link.h"

#define VB_OFFICE_CALL_MS 60000u
#define VB_OFFICE_WAIT_MS 600000u /* feed and jobs wait so long, then they are asked again */

struct office {
	struct link *calls, *waits;
	uint64_t feed_id, job_id; /* of the open requests; 0: none */
	bool is_drained;          /* waits gave all that it had read */
	struct drawer drawer;     /* for the pure half; its self is this office */
	struct buf args;
	int lost; /* 0, or the error for which nothing can be asked any more */
};

/* Takes over both descriptors. Errors: those of link_adopt. */
VB_MUST int office_calls_open(int calls, int waits, struct office *out);
/* Hangs up. */
void office_calls_close(struct office *office);

/* One call; args as encoded in office->args by the caller. result lives until the next call. Errors: of the link, and of
 * the daemon. */
VB_MUST int office_call(struct office *office, const char *call, struct ipc_answer *out);

/* A write that follows from a mail; *record gets what was written. Errors: as office_call. */
VB_MUST int office_act(struct office *office, const struct act *act, struct record_id *record);
/* Whether an error of office_act is for good: the office does not take this, now or later. */
bool office_is_refusal(int err);

/* Notes that an invitation was delivered. Errors: as office_call. */
VB_MUST int office_delivered(struct office *office, const struct record_id *invitation,
                             const uint8_t once[static VB_ACT_ONCE_BYTES], int64_t now_ms);

/* Reads a whole file into out. Errors: as office_call, VB_ERR_TOO_LARGE of out. */
VB_MUST int office_file(struct office *office, const struct record_id *file, struct buf *out);

/* Called for each; false: enough. */
typedef bool office_each_fn(void *ctx, const struct mailing_matter *which);
/* All of a subject that can be mailed about: of one committee, or of all (NULL). Errors: as office_call. */
VB_MUST int office_list(struct office *office, enum matter_subject subject,
                        const struct space_id *space, office_each_fn *each, void *ctx);

/* Reads an item of a list or of the feed: its space and, but of a committee, its id. False: it is none. */
bool office_item_read(struct span item, enum matter_subject subject, struct mailing_matter *out);

/* Asks for changes behind a place of the feed; the answer comes with office_next. Errors: of the link. */
VB_MUST int office_wait_feed(struct office *office, uint64_t generation, uint64_t after,
                             bool has_place);
/* Asks for a job, likewise. Errors: of the link. */
VB_MUST int office_wait_job(struct office *office);

enum office_news { OFFICE_NOTHING, OFFICE_FEED, OFFICE_JOB };
/* An answer that came to one of these; it lives until the next call of these three. Errors: of the link. */
VB_MUST int office_next(struct office *office, enum office_news *what, struct ipc_answer *out);

/* Answers a job: with a result, or an error and its detail (may be NULL). Errors: as office_call. */
VB_MUST int office_done(struct office *office, uint64_t job, int err, struct span result,
                        const char *detail);

#endif
