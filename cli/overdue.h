/* overdue: what this office has kept about persons for longer than it says it does (keep.h), committee by committee.
 *
 * A reply and an attendance count from their meeting, an answer to a request for help from that, a person from the end of their last seat, what was deleted from that day,
 * requests for comment and applications from when they were over. Persons who are responsible for something, or for a step of a
 * process, or asked to help, are needed. Nothing is erased by itself: what is lost here is lost at every office, so a person looks at the list first.
 * Called by cmd_erasure_due. Thread rule: one thread.
 */
#ifndef VB_CLI_OVERDUE_H
#define VB_CLI_OVERDUE_H

#include "cli/keep.h"

struct overdue {
	struct cmd *cmd;
	struct labels *labels;
	struct keep keep;
	int32_t today;
	struct json *committees; /* {"id","name","role", ...}, those that are asked about */
	bool has_office;         /* the office's own people, too */
	const char *self;        /* the number of this office */
	struct json *own;
	/* {"class": word of retention.h,"from","until": days as numbers,"record","along": records that go with it,"seats": that name
	 * the person,"ours": whether this office may erase it}, by until */
	struct json *items;
};

/* Looks. committee: as it is typed; NULL: all. Caller releases, also after an error. Errors: VB_ERR_DENIED (readers and members),
 * those of client_ask. */
VB_MUST int overdue_read(struct cmd *cmd, const char *committee, int32_t today,
                         struct overdue *out);
/* Frees what belongs to it. */
void overdue_release(struct overdue *overdue);

#endif
