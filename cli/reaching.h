/* reaching: how each seat of a meeting was reached: its office has the invitation, does not have it yet, or a letter is to
 * be printed.
 *
 * What was noted (records of kind invitation) and what offices hold now (record.offices) are put together by
 * protocol/kinds/turnout.h: an office has an invitation once it has all of its edition that it may read. A seat is called
 * invited only then, or when its letter is there to be printed.
 * Called by cmd_meeting_invite, cmd_meeting_reply. Thread rule: one thread.
 */
#ifndef VB_CLI_REACHING_H
#define VB_CLI_REACHING_H

#include "cli/invited.h"
#include "cli/muster.h"
#include "protocol/kinds/turnout.h"

struct reaching {
	struct json *
		lines; /* one a seat and edition, by edition and name: edition, membership, seat (index), for, who,
	                       delivery, channel, invited, delivered (ms), office (name), note (number), is_news */
	struct turnout sums; /* of the last edition */
};

/* What is known now. Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int reaching_read(struct cmd *cmd, const struct muster *m, const struct invited *invited,
                          struct reaching *out);
/* Frees what belongs to it. Zeroed is fine. */
void reaching_release(struct reaching *reaching);

/* True if an office does not have yet what is meant for it. */
bool reaching_is_waiting(const struct reaching *reaching);

/* Notes what arrived meanwhile in the records that this office wrote; that a login may not do that is no error.
 * Errors: those of client_ask. */
VB_MUST int reaching_note(struct cmd *cmd, const struct muster *m, struct reaching *reaching);

/* How a seat is to be reached: true: its office reads it there, which readers (record.offices, or the members of a committee:
 * a list of maps with "id") say; false: by letter. */
bool reaching_by_office(const struct muster *m, size_t seat, const struct json *readers);

/* The name of the office of a seat in such a list; NULL: it is not there. */
const char *reaching_office(const struct muster *m, size_t seat, const struct json *readers);

/* True if the seat's office is the one with this number. */
bool reaching_is_own(const struct muster *m, size_t seat, const char *office);

/* Prints the lines, and the sum. */
void reaching_print(struct cmd *cmd, const struct reaching *reaching);

#endif
