/* control_job: what people ask of bridges, and how these do; what bridges answer; see control_calls.h, bridge_calls.h and
 * jobs.h. */
#include <string.h>

#include "daemon/control/bridge_calls.h"
#include "daemon/control/control.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/jobs.h"
#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "store/drawers.h"

#define WAIT_MAX_MS (10u * 60u * 1000u)
#define BRIDGE_MAX_BYTES 16u

/* The jobs of the bridge mail, with the least right; with the right in `own` one may ask about oneself. What they take and answer:
 * SPEC.md 13.5. */
/* clang-format off */
static const struct {
	struct call call;
	enum right own;
} mail_jobs[] = {
	{ { "held.drop", VB_RIGHT_SECRETARY, false, "id|", NULL }, VB_RIGHT_NONE },
	{ { "held.file", VB_RIGHT_SECRETARY, true, "id number|at", NULL }, VB_RIGHT_NONE },
	{ { "held.list", VB_RIGHT_SECRETARY, true, "|after limit", NULL }, VB_RIGHT_NONE },
	{ { "held.release", VB_RIGHT_SECRETARY, false, "id|target", NULL }, VB_RIGHT_NONE },
	{ { "held.show", VB_RIGHT_SECRETARY, true, "id|", NULL }, VB_RIGHT_NONE },
	{ { "person.about", VB_RIGHT_SECRETARY, true, "person|", NULL }, VB_RIGHT_NONE },
	{ { "queue.drop", VB_RIGHT_SECRETARY, false, "key|", NULL }, VB_RIGHT_NONE },
	{ { "queue.list", VB_RIGHT_SECRETARY, true, "|after limit", NULL }, VB_RIGHT_NONE },
	{ { "queue.retry", VB_RIGHT_SECRETARY, false, "|key", NULL }, VB_RIGHT_NONE },
	{ { "resume", VB_RIGHT_SECRETARY, false, "|told", NULL }, VB_RIGHT_NONE },
	{ { "status", VB_RIGHT_READER, true, "|", NULL }, VB_RIGHT_NONE },
	{ { "subscribers.add", VB_RIGHT_SECRETARY, false, "address|language", NULL }, VB_RIGHT_NONE },
	{ { "subscribers.list", VB_RIGHT_SECRETARY, true, "|after limit", NULL }, VB_RIGHT_NONE },
	{ { "subscribers.remove", VB_RIGHT_SECRETARY, false, "address|", NULL }, VB_RIGHT_NONE },
	{ { "test.show", VB_RIGHT_ADMINISTRATOR, true, "test|", NULL }, VB_RIGHT_NONE },
	{ { "test.start", VB_RIGHT_ADMINISTRATOR, false, "address|", NULL }, VB_RIGHT_NONE },
	{ { "wishes.set", VB_RIGHT_SECRETARY, false, "person|language lift pace quiet without", NULL }, VB_RIGHT_MEMBER },
	{ { "wishes.show", VB_RIGHT_SECRETARY, true, "person|", NULL }, VB_RIGHT_MEMBER },
};
/* clang-format on */

#define MAIL_JOBS (sizeof(mail_jobs) / sizeof(mail_jobs[0]))

/* ---- asking ---- */

/* The number of the job that is asked for. */
static int job_find(struct request *q, size_t *out)
{
	struct span bridge = span_of(NULL, 0), name = span_of(NULL, 0);
	int err = request_text(q, "bridge", BRIDGE_MAX_BYTES, &bridge);

	if (err == 0)
		err = request_text(q, "call", VB_IPC_CALL_MAX_BYTES, &name);
	if (err != 0)
		return err;
	if (!span_is_equal(bridge, span_of_str("mail")))
		return request_fail(q, VB_ERR_NOT_FOUND, "bridge");
	for (size_t i = 0; i < MAIL_JOBS; i++) {
		if (span_is_equal(name, span_of_str(mail_jobs[i].call.name))) {
			*out = i;
			return 0;
		}
	}
	return request_fail(q, VB_ERR_UNKNOWN_CALL, "%.*s", (int)name.size,
	                    (const char *)name.data);
}

/* Appends the whole number of what an argument names. */
static int whole_number(struct request *part, const char *name, struct buf *out)
{
	struct span text = span_of(NULL, 0);
	struct node_space *space = NULL;
	struct record_ref ref = { .space = 0 };
	int err = request_text(part, name, 2 * VB_HASH_BYTES, &text);

	if (err == 0 && strcmp(name, "person") == 0)
		err = lookup_record(part, NULL, text, &ref);
	else if (err == 0)
		err = lookup_target(part, text, &space, &ref);
	if (err != 0)
		return err;
	if (ref.space == 0)
		view_space_id(&space->id, out);
	else
		view_record_id(&ref.id, out);
	return 0;
}

/* Appends the arguments as the bridge gets them. */
static int args_whole(struct request *part, struct buf *out)
{
	struct pack_reader r;
	struct span name, value;
	uint32_t left;
	int err = 0;

	unpack_init(&r, part->args);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	pack_map(out, left);
	while (err == 0 && request_next_pair(&r, &left, &name, &value)) {
		pack_str(out, name);
		if (span_is_equal(name, span_of_str("person")))
			err = whole_number(part, "person", out);
		else if (span_is_equal(name, span_of_str("target")))
			err = whole_number(part, "target", out);
		else
			pack_raw(out, value);
	}
	return err;
}

/* Whether the job is about whoever asks for it. */
static bool is_own(const struct request *q, struct span args)
{
	char own[2 * VB_RECORD_ID_BYTES + 1];
	struct pack_reader r;
	struct span value;

	if (!q->who.has_person || !ipc_map_find(args, "person", &value))
		return false;
	hex_format(q->who.person.b, sizeof(q->who.person.b), own);
	unpack_init(&r, value);
	return span_is_equal(unpack_str(&r, SIZE_MAX), span_of_str(own));
}

static int right_check(struct request *q, size_t job, struct span args)
{
	enum right least = mail_jobs[job].call.least;

	if (mail_jobs[job].own != VB_RIGHT_NONE && is_own(q, args))
		least = mail_jobs[job].own;
	if (q->who.right >= least)
		return 0;
	return request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
	                    rights_name(least), rights_name(q->who.right));
}

int control_bridge_ask(struct request *q)
{
	struct job job = { .bridge = NODE_BRIDGE_MAIL, .who = q->who };
	struct request part = *q;
	struct span given = span_of("\x80", 1);
	struct buf args;
	size_t at = 0;
	int err = job_find(q, &at);

	if (err == 0 && request_has(q, "args"))
		err = request_map(q, "args", &given);
	if (err != 0)
		return err;
	buf_init(&args, VB_IPC_FRAME_MAX_BYTES);
	part.args = given;
	err = call_check_args(&part, &mail_jobs[at].call);
	if (err == 0 && q->caller->read_only && !mail_jobs[at].call.is_read_only)
		err = request_fail(&part, VB_ERR_DENIED, "this socket is for reading only");
	if (err == 0)
		err = args_whole(&part, &args);
	if (err == 0)
		err = right_check(&part, at, buf_span(&args));
	if (err == 0) {
		job.call = span_of_str(mail_jobs[at].call.name);
		job.args = buf_span(&args);
		err = jobs_add(q->jobs, &job, q->caller, q->id, q->now);
	}
	q->is_postponed = err == 0;
	if (err != 0)
		(void)request_fail(q, err, "%s", part.detail);
	buf_release(&args);
	return err;
}

/* ---- how bridges do ---- */

/* Since when the bridge does not know what it sent before, ms; 0: it does. */
static uint64_t restored_since(struct request *q, enum node_bridge bridge)
{
	struct drawer_row row = { .bridge = (uint8_t)bridge,
		                  .table = span_of_str(VB_DRAWER_STATE),
		                  .key = span_of_str(VB_DRAWER_RESTORED) };
	struct span value;

	if (drawers_get(node_view(q->node), &row, &value) != 0 || value.size != sizeof(uint64_t))
		return 0;
	return get_be64(value.data);
}

int control_bridge_status(struct request *q)
{
	struct control_bridge bridge = { .state = "off", .why = "no-file" };
	uint64_t restored = restored_since(q, NODE_BRIDGE_MAIL);

	if (q->shell->bridge != NULL)
		q->shell->bridge(q->shell->ctx, NODE_BRIDGE_MAIL, &bridge);
	if (jobs_is_asking(q->jobs, NODE_BRIDGE_MAIL))
		bridge.state = "running";
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, 1);
	pack_map(&q->result, 3u + (restored != 0) + (bridge.since.v != 0) + (bridge.status != 0) +
	                             (bridge.why != NULL));
	pack_cstr(&q->result, "name");
	pack_cstr(&q->result, "mail");
	pack_cstr(&q->result, "restarts");
	pack_uint(&q->result, bridge.restarts);
	if (restored != 0) {
		pack_cstr(&q->result, "restored");
		pack_uint(&q->result, restored);
	}
	if (bridge.since.v != 0) {
		pack_cstr(&q->result, "since");
		pack_uint(&q->result, bridge.since.v);
	}
	pack_cstr(&q->result, "state");
	pack_cstr(&q->result, bridge.state);
	if (bridge.status != 0) {
		pack_cstr(&q->result, "status");
		pack_uint(&q->result, bridge.status);
	}
	if (bridge.why != NULL) {
		pack_cstr(&q->result, "why");
		pack_cstr(&q->result, bridge.why);
	}
	return 0;
}

/* ---- what bridges say ---- */

int control_bridge_jobs(struct request *q)
{
	uint64_t wait_ms = 0;
	bool is_waiting = false;
	int err = request_uint(q, "wait", 0, WAIT_MAX_MS, &wait_ms);

	if (err != 0)
		return err;
	jobs_take(q->jobs, q->caller, q->id, (struct mono_ms){ q->now.mono.v + wait_ms },
	          q->now.mono, &q->result, &is_waiting);
	q->is_postponed = is_waiting;
	return 0;
}

int control_bridge_done(struct request *q)
{
	uint64_t job = 0, code = 0;
	struct span result = span_of(NULL, 0), detail = span_of(NULL, 0);
	char text[VB_IPC_DETAIL_MAX_BYTES + 1] = "";
	int err = request_uint(q, "job", 1, UINT64_MAX, &job);

	if (err == 0)
		err = request_uint(q, "code", 1, 9999, &code);
	if (err == 0 && code != 0 && strcmp(err_name(-(int)code), "UNKNOWN") == 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "code");
	if (err == 0 && request_has(q, "detail"))
		err = request_text(q, "detail", VB_IPC_DETAIL_MAX_BYTES, &detail);
	if (err != 0)
		return err;
	if (detail.size > 0)
		memcpy(text, detail.data, detail.size);
	if (code == 0 && !request_find(q, "result", &result))
		return request_fail(q, VB_ERR_MISSING_VALUE, "result");
	return jobs_answer(q->jobs, q->caller->bridge, job, result, -(int)code, text);
}
