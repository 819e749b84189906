/* jobs: what people ask of a bridge that this daemon started, and who waits for the answers. SPEC.md 13.5.
 *
 * A bridge asks for the next job and waits; whoever has asked something gets what the bridge says, an error when it ends before, or
 * after 30 s. A job is handed out once: a bridge that dies with it has not done it as far as anybody knows. Nothing of it is kept.
 * Called by control and control_job. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_JOBS_H
#define VB_DAEMON_CONTROL_JOBS_H

#include "daemon/control/rights.h"

#define VB_JOBS_MAX 16u /* that are not answered */
#define VB_JOB_LIFE_MS 30000u

struct jobs;

/* None. Borrows node. Caller destroys. */
struct jobs *jobs_new(struct node *node);
/* Forgets all; sets *jobs to NULL. NULL is fine. */
void jobs_destroy(struct jobs **jobs);

struct job {
	enum node_bridge bridge;
	struct span call; /* its name */
	struct span args; /* a canonical map */
	struct rights who;
};

/* Hands a job to the bridge, or keeps it until it asks for one; copies it. caller and request: who is answered. Errors:
 * VB_ERR_BRIDGE_OFF (the bridge has not asked for jobs), VB_ERR_TOO_MANY. */
VB_MUST int jobs_add(struct jobs *jobs, const struct job *job, const struct node_caller *caller,
                     uint64_t request, struct node_now now);

/* The bridge asks: appends the next job as a packed map, or lets the request wait until then; an empty map if that
 * is over. *is_waiting: it waits. Another request
 * of the bridge that waited is answered with no job. */
void jobs_take(struct jobs *jobs, const struct node_caller *caller, uint64_t request,
               struct mono_ms until, struct mono_ms now, struct buf *out, bool *is_waiting);

/* Answers whoever asked for the job: with a packed value, or with err and detail. Errors: VB_ERR_NOT_FOUND (nobody waits, or it is
 * not that bridge's). */
VB_MUST int jobs_answer(struct jobs *jobs, enum node_bridge bridge, uint64_t job,
                        struct span result, int err, const char *detail);

/* True while the bridge has a connection over which it asked for jobs. */
bool jobs_is_asking(const struct jobs *jobs, enum node_bridge bridge);

/* The client hung up: nobody waits for its jobs; or it was a bridge, and they are not done. */
void jobs_on_client_gone(struct jobs *jobs, uint32_t client);
/* Answers those who waited long enough. */
void jobs_on_tick(struct jobs *jobs, struct node_now now);

#endif
