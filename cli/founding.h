/* founding: what an entry of a charter becomes: the records of its committee, all in one sheaf.
 *
 * A committee: its body, organizations and seats, how often it meets, who chairs and hosts, its organs, the paper of a
 * consultation chain, a yearly report. A process: its groups and measures. What a committee keeps: a service with its
 * carriers, sites and those to whom it refers, as steps of a process; a fund with who recommends and decides; a report as
 * an obligation. Words that stand in these records are German, as the file is, whatever language the user reads.
 * A record of kind body marks that the entry was taken over: its id follows from the entry's name.
 * Called by cmd_import_committees. Thread rule: pure.
 */
#ifndef VB_CLI_FOUNDING_H
#define VB_CLI_FOUNDING_H

#include "cli/charter.h"
#include "cli/sheaf.h"

#define VB_FOUNDING_MARK_BYTES 80u

/* The id of the record that marks an entry. */
void founding_mark(const char *name, char out[static VB_FOUNDING_MARK_BYTES]);

/* Adds all records of the committee that the entry with this index founds, with those that it keeps. root: the record of
 * its own organization; what it says already stays as it is. today: from which reports are reckoned. */
void founding_plan(const struct charter *charter, size_t index, const struct json *root,
                   int32_t today, struct sheaf *sheaf);

#endif
