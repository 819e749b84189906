/* agenda_plan: an agenda with what follows from its records: when each item begins, whether all of it fits, and what came
 * after the invitation (protocol/kinds/agenda.h, edition.h).
 *
 * Called by agenda_table and cmd_agenda. Thread rule: one thread.
 */
#ifndef VB_CLI_AGENDA_PLAN_H
#define VB_CLI_AGENDA_PLAN_H

#include "cli/cmd.h"
#include "cli/sittings.h"
#include "protocol/kinds/agenda.h"

struct agenda_plan {
	struct json *meeting;
	struct sitting sitting;
	struct agenda_item *items; /* one beside each record of the list */
	bool *supplements;         /* likewise: it was not on the agenda as invited */
	size_t count;
	uint64_t minutes; /* planned for all; 0: for none */
};

/* Reads what belongs to the items of agenda.list of one meeting; none: an empty plan. Caller releases, also after an error.
 * Errors: those of client_ask. */
VB_MUST int agenda_plan_read(struct cmd *cmd, const struct json *records, struct agenda_plan *out);

/* Frees what belongs to it. Zeroed is fine. */
void agenda_plan_release(struct agenda_plan *plan);

/* When the item with this index begins, in ms; false: the meeting has no begin, or no item its minutes. */
bool agenda_plan_begin(const struct agenda_plan *plan, size_t index, int64_t *ms);

/* Tells how long all takes, and if it does not fit. */
void agenda_plan_tell(struct cmd *cmd, const struct agenda_plan *plan);

/* Adds begin and supplement to each record, as the document of a command has them. */
void agenda_plan_export(struct cmd *cmd, const struct agenda_plan *plan, struct json *records);

#endif
