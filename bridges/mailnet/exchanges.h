/* exchanges: libcurl's exchanges of this program, and the one place where it waits.
 *
 * Submission and the mailbox start exchanges here; whoever else needs a descriptor watched (the daemon's links, LMTP, the web,
 * the pipe of the reading program) hands it to exchanges_wait. All callbacks are called from there, and may start exchanges.
 * A handle is a CURL *, which only submit and imap know.
 * Called by submit, imap and postman. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_EXCHANGES_H
#define VB_BRIDGES_MAILNET_EXCHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/err.h"

struct exchanges;

/* Called when the transfer ended; code: CURLcode. The handle is the caller's again. */
typedef void transfer_fn(void *ctx, int code);

/* One transfer, in its owner's struct; zeroed at first. */
struct transfer {
	void *handle; /* owned by whoever made it */
	transfer_fn *on_end;
	void *ctx;
	bool is_running;
};

/* Starts libcurl; at most so many connections are kept. Out of memory aborts. */
struct exchanges *exchanges_new(unsigned connections);
/* Ends all; running exchanges end without being told. Sets *exchanges to NULL. NULL is fine. */
void exchanges_destroy(struct exchanges **exchanges);

/* Starts a transfer, which is borrowed until on_end was called or exchanges_cancel. */
void exchanges_start(struct exchanges *exchanges, struct transfer *transfer);
/* Ends a transfer without telling; one that does not run is fine. */
void exchanges_cancel(struct exchanges *exchanges, struct transfer *transfer);

/* What else is waited for. */
struct exchanges_watch {
	int fd;
	bool wants_read, wants_write;
	bool is_ready; /* set by exchanges_wait, also on a hang-up */
};

/* Moves all exchanges on and calls on_end of those that ended; then, unless one did, waits for one of them, for one of the
 * watches or for timeout_ms. Errors: VB_ERR_IO. */
VB_MUST int exchanges_wait(struct exchanges *exchanges, struct exchanges_watch *watches,
                           size_t count, unsigned timeout_ms);

#endif
