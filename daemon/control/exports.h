/* exports: clients that are being given a space's whole history, and how far each has come.
 *
 * The daemon goes on while a client reads: so an export has no fixed end, but follows what is written until it has told
 * all there is in one and the same turn; only then the state hashes belong to it. One export a client, a few in all.
 * Called by control and control_export. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_EXPORTS_H
#define VB_DAEMON_CONTROL_EXPORTS_H

#include "daemon/control/request.h"
#include "protocol/space/controllog.h"

#define VB_EXPORTS_MAX 4u /* at the same time */

struct exports;

/* How far an export has come with one log. */
struct export_log {
	uint32_t log; /* handle */
	bool is_fork_told;
	uint64_t next; /* first entry not told */
};

struct export
{
	uint32_t client;
	uint32_t space; /* short number */
	uint32_t page;  /* answers given */
	uint64_t control;
	uint32_t keys[VB_DATA_AUDIENCES];
	struct export_log *logs; /* ascending by handle */
	uint32_t log_count, log_capacity;
};

/* No export under way. Caller destroys. */
struct exports *exports_new(void);
/* Forgets all; sets *exports to NULL. NULL is fine. */
void exports_destroy(struct exports **exports);

/* Begins the export of a space for a client, in place of the one it had. Errors: VB_ERR_TOO_MANY. */
VB_MUST int exports_begin(struct exports *exports, uint32_t client, uint32_t space,
                          struct export **out);
/* The export that a client has under way; NULL if none. */
struct export *exports_find(struct exports *exports, uint32_t client);
/* The place of a log in an export, made with nothing told if there is none. Lives until the next call. */
struct export_log *export_log_at(struct export *export, uint32_t log);

/* The client's export is over, or it hung up. */
void exports_end(struct exports *exports, uint32_t client);
/* The turn was undone: numbers of logs may mean others now, so nothing goes on. */
void exports_on_failure(struct exports *exports);

#endif
