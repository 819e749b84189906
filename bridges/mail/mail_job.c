/* mail_job: see mail_job.h. */
#include "bridges/mail/mail_job.h"

#include "bridges/mail/queue_job.h"
#include "bridges/mail/subscriber_job.h"
#include "bridges/mail/wishes_job.h"

typedef int planning_fn(struct planning *planning, const struct job_args *args, struct buf *out,
                        const char **detail);
typedef int queue_fn(struct queue *queue, const struct job_args *args, struct buf *out,
                     const char **detail);

static const struct {
	const char *call;
	planning_fn *on_planning;
	queue_fn *on_queue;
} jobs[] = {
	{ "person.about", wishes_job_about, NULL },
	{ "queue.drop", NULL, queue_job_drop },
	{ "queue.list", NULL, queue_job_list },
	{ "queue.retry", NULL, queue_job_retry },
	{ "subscribers.add", subscriber_job_add, NULL },
	{ "subscribers.list", subscriber_job_list, NULL },
	{ "subscribers.remove", subscriber_job_remove, NULL },
	{ "wishes.set", wishes_job_set, NULL },
	{ "wishes.show", wishes_job_show, NULL },
};
#define JOBS (sizeof(jobs) / sizeof(*jobs))

static size_t find(struct span call)
{
	size_t at = 0;

	while (at < JOBS && !span_is_equal(call, span_of_str(jobs[at].call)))
		at++;
	return at;
}

bool mail_job_is(struct span call)
{
	return find(call) < JOBS;
}

int mail_job_do(struct queue *queue, int64_t now_ms, struct span call, struct span args,
                struct buf *out, const char **detail)
{
	size_t at = find(call), start = out->size;
	struct job_args read;
	int err;

	*detail = NULL;
	if (at == JOBS)
		return VB_ERR_UNKNOWN_CALL;
	/* What other jobs and results left is written first, so that the rows that are read are those that are. */
	err = queue_commit(queue);
	if (err == 0)
		err = job_args_read(args, &read, detail);
	if (err != 0)
		return err;
	queue->planning.now_ms = now_ms;
	err = jobs[at].on_queue != NULL
	              ? jobs[at].on_queue(queue, &read, out, detail)
	              : jobs[at].on_planning(&queue->planning, &read, out, detail);
	if (err == 0)
		err = queue_commit(queue);
	if (err != 0) {
		drawer_release(&queue->planning.batch);
		drawer_begin(&queue->planning.batch);
		out->size = start;
	}
	return err;
}
