/* jobs: see jobs.h; tested by tests/unit/test_control_job.c. */
#include "daemon/control/jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/view.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"

#define BRIDGES 2u /* by enum node_bridge */

/* A job that somebody waits for. */
struct waiting_job {
	uint64_t number; /* 0: the place is free */
	enum node_bridge bridge;
	bool is_given;
	uint32_t client; /* who asked */
	uint64_t request;
	struct mono_ms until;
	struct buf map; /* as it is handed out */
};

/* A bridge that asks for jobs. */
struct taker {
	uint32_t client; /* 0: it does not */
	bool is_waiting;
	uint64_t request; /* then */
	struct mono_ms until;
};

struct jobs {
	struct node *node;
	uint64_t last;
	struct waiting_job items[VB_JOBS_MAX];
	struct taker takers[BRIDGES];
};

struct jobs *jobs_new(struct node *node)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));

	if (jobs == NULL)
		abort();
	jobs->node = node;
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++)
		buf_init(&jobs->items[i].map, VB_IPC_FRAME_MAX_BYTES);
	return jobs;
}

void jobs_destroy(struct jobs **jobs)
{
	if (*jobs == NULL)
		return;
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++)
		buf_release(&(*jobs)->items[i].map);
	free(*jobs);
	*jobs = NULL;
}

/* ---- answering ---- */

static void answer(struct jobs *jobs, uint32_t client, uint64_t request, struct span result,
                   int err, const char *detail)
{
	struct buf document;

	buf_init(&document, VB_IPC_FRAME_MAX_BYTES);
	if (err != 0)
		ipc_answer_error(&document, request, err, detail);
	else
		ipc_answer_result(&document, request, result);
	node_answer(jobs->node, client, request, buf_span(&document));
	buf_release(&document);
}

static void job_end(struct waiting_job *job)
{
	job->number = 0;
	buf_release(&job->map);
}

static void job_fail(struct jobs *jobs, struct waiting_job *job, int err, const char *detail)
{
	answer(jobs, job->client, job->request, span_of(NULL, 0), err, detail);
	job_end(job);
}

/* A bridge that waited hears that there is nothing. */
static void taker_rest(struct jobs *jobs, struct taker *taker)
{
	struct buf nothing;

	buf_init(&nothing, 8);
	pack_map(&nothing, 0);
	answer(jobs, taker->client, taker->request, buf_span(&nothing), 0, NULL);
	buf_release(&nothing);
	taker->is_waiting = false;
}

/* ---- handing out ---- */

static void map_pack(uint64_t number, const struct job *job, struct buf *out)
{
	pack_map(out, 4 + job->who.has_person);
	pack_cstr(out, "args");
	pack_raw(out, job->args);
	pack_cstr(out, "call");
	pack_str(out, job->call);
	pack_cstr(out, "job");
	pack_uint(out, number);
	if (job->who.has_person) {
		pack_cstr(out, "person");
		view_record_id(&job->who.person, out);
	}
	pack_cstr(out, "right");
	pack_cstr(out, rights_name(job->who.right));
}

/* The first job of a bridge that it has not got; NULL: none. */
static struct waiting_job *job_next(struct jobs *jobs, enum node_bridge bridge)
{
	struct waiting_job *first = NULL;

	for (uint32_t i = 0; i < VB_JOBS_MAX; i++) {
		struct waiting_job *job = &jobs->items[i];

		if (job->number != 0 && job->bridge == bridge && !job->is_given &&
		    (first == NULL || job->number < first->number))
			first = job;
	}
	return first;
}

static struct waiting_job *place_find(struct jobs *jobs)
{
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++) {
		if (jobs->items[i].number == 0)
			return &jobs->items[i];
	}
	return NULL;
}

int jobs_add(struct jobs *jobs, const struct job *job, const struct node_caller *caller,
             uint64_t request, struct node_now now)
{
	struct taker *taker = &jobs->takers[job->bridge];
	struct waiting_job *place = place_find(jobs);

	if (taker->client == 0)
		return VB_ERR_BRIDGE_OFF;
	if (place == NULL)
		return VB_ERR_TOO_MANY;
	place->number = ++jobs->last;
	place->bridge = job->bridge;
	place->client = caller->client;
	place->request = request;
	place->until.v = now.mono.v + VB_JOB_LIFE_MS;
	map_pack(place->number, job, &place->map);
	place->is_given = taker->is_waiting;
	if (taker->is_waiting)
		answer(jobs, taker->client, taker->request, buf_span(&place->map), 0, NULL);
	taker->is_waiting = false;
	return 0;
}

void jobs_take(struct jobs *jobs, const struct node_caller *caller, uint64_t request,
               struct mono_ms until, struct mono_ms now, struct buf *out, bool *is_waiting)
{
	struct taker *taker = &jobs->takers[caller->bridge];
	struct waiting_job *job = job_next(jobs, caller->bridge);

	if (taker->is_waiting)
		taker_rest(jobs, taker);
	*is_waiting = job == NULL && until.v > now.v;
	*taker = (struct taker){ caller->client, *is_waiting, request, until };
	if (job != NULL) {
		job->is_given = true;
		buf_put(out, job->map.data, job->map.size);
	} else if (!*is_waiting) {
		pack_map(out, 0);
	}
}

int jobs_answer(struct jobs *jobs, enum node_bridge bridge, uint64_t number, struct span result,
                int err, const char *detail)
{
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++) {
		struct waiting_job *job = &jobs->items[i];

		if (number == 0 || job->number != number || job->bridge != bridge || !job->is_given)
			continue;
		answer(jobs, job->client, job->request, result, err, detail);
		job_end(job);
		return 0;
	}
	return VB_ERR_NOT_FOUND;
}

bool jobs_is_asking(const struct jobs *jobs, enum node_bridge bridge)
{
	return jobs->takers[bridge].client != 0;
}

/* ---- events ---- */

static void bridge_gone(struct jobs *jobs, enum node_bridge bridge)
{
	jobs->takers[bridge] = (struct taker){ .client = 0 };
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++) {
		if (jobs->items[i].number != 0 && jobs->items[i].bridge == bridge)
			job_fail(jobs, &jobs->items[i], VB_ERR_BRIDGE_OFF, "it ended meanwhile");
	}
}

void jobs_on_client_gone(struct jobs *jobs, uint32_t client)
{
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++) {
		if (jobs->items[i].number != 0 && jobs->items[i].client == client)
			job_end(&jobs->items[i]);
	}
	for (uint32_t i = NODE_BRIDGE_NONE + 1; i < BRIDGES; i++) {
		if (jobs->takers[i].client == client)
			bridge_gone(jobs, (enum node_bridge)i);
	}
}

void jobs_on_tick(struct jobs *jobs, struct node_now now)
{
	for (uint32_t i = 0; i < VB_JOBS_MAX; i++) {
		struct waiting_job *job = &jobs->items[i];

		if (job->number != 0 && job->until.v <= now.mono.v)
			job_fail(jobs, job, VB_ERR_TIMEOUT, "the bridge has not answered");
	}
	for (uint32_t i = NODE_BRIDGE_NONE + 1; i < BRIDGES; i++) {
		if (jobs->takers[i].is_waiting && jobs->takers[i].until.v <= now.mono.v)
			taker_rest(jobs, &jobs->takers[i]);
	}
}
