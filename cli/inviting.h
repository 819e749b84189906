/* inviting: what is known when somebody invites to a meeting, whether the invitation may go out, and writing it.
 *
 * State, frozen agenda and a note a seat are written in one (record.batch), so that nobody is half invited. Which seats, offices and
 * items there are is read before; what is at fault is told before anything is written.
 * Called by cmd_meeting_invite. Thread rule: one thread.
 */
#ifndef VB_CLI_INVITING_H
#define VB_CLI_INVITING_H

#include "cli/muster.h"
#include "cli/notice.h"
#include "cli/reaching.h"

struct inviting {
	struct cmd *cmd;
	struct muster m;
	struct invited invited;
	struct json *agenda;  /* as it is now */
	struct json *news;    /* items that are not invited to so far, with a number */
	struct json *readers; /* offices that read what is written */
	struct json *self;    /* number of this office */
	struct notice notice;
	bool is_supplement;
	bool is_internal; /* the meeting */
	int64_t now;      /* or the day that --on names */
};

/* Reads all, for the options of the command (supplement, optional, reason, on), and checks it. Caller releases, also after an error.
 * Errors: VB_ERR_WRONG_STATE, VB_ERR_MISSING_VALUE (no time, no seats, no items), VB_ERR_NOTICE, those of client_ask. */
VB_MUST int inviting_read(struct cmd *cmd, struct inviting *out);
/* Frees what belongs to it. Zeroed is fine. */
void inviting_release(struct inviting *in);

/* True if the seat is to be invited. */
bool inviting_is_wanted(const struct inviting *in, size_t seat);

/* Writes the invitation. Errors: those of client_ask. */
VB_MUST int inviting_write(struct inviting *in);

#endif
