/* control_job, jobs: what people ask reaches the bridge with who they are, what it says reaches them; who may; a bridge that is away,
 * dies or is silent; crowds. */
#include "daemon/control/jobs.h"

#include <stdio.h>
#include <string.h>

#include "protocol/ipc.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"
#include "tests/unit/scene.h"

#define BRIDGE_CLIENT 9u
#define OTHER_CLIENT 5u

static void be_owner(struct clerk *d)
{
	d->caller = (struct node_caller){ .client = 1 };
}

static void be_bridge(struct clerk *d)
{
	d->caller = (struct node_caller){ .client = BRIDGE_CLIENT,
		                          .uid = 4711,
		                          .bridge = NODE_BRIDGE_MAIL };
}

static void be(struct clerk *d, const char *login)
{
	d->caller = (struct node_caller){ .client = 2, .uid = 4711 };
	(void)snprintf(d->caller.login, sizeof(d->caller.login), "%s", login);
}

/* Asks, and gets no answer yet. */
static void ask(struct clerk *d, const char *job, const char *args)
{
	is_str(clerk_ask(d, "bridge.ask", "{'bridge':'mail','call':'%s','args':%s}", job, args), "",
	       "%s %s: asked", job, args);
}

static void hang_up(struct clerk *d, uint32_t client)
{
	buf_clear(&d->answer);
	node_on_client_gone(d->node, client);
	(void)clerk_end(d);
}

/* The bridge waits for a job. */
static void wait_for_job(struct clerk *d)
{
	be_bridge(d);
	is_str(clerk_ask(d, "bridge.jobs", "{'wait':5000}"), "", "the bridge waits");
}

static int answered(const struct clerk *d)
{
	struct ipc_answer answer;

	return ipc_answer_decode(buf_span(&d->answer), &answer) == 0 ? answer.err
	                                                             : VB_ERR_MALFORMED;
}

static void test_ways(struct clerk *d)
{
	be_owner(d);
	is_str(clerk_ask(d, "bridge.ask", "{'bridge':'mail','call':'status'}"), "VB-1423",
	       "no bridge has asked for jobs");
	is_err(answered(d), VB_ERR_BRIDGE_OFF, "which is an error of its own");
	be_bridge(d);
	is_str(clerk_ask(d, "bridge.jobs", "{}"), "{}", "there is no job");
	be_owner(d);
	ask(d, "status", "{}");
	be_bridge(d);
	is_str(clerk_ask(d, "bridge.jobs", "{'wait':1000}"),
	       "{'args':{},'call':'status','job':1,'right':'administrator'}", "the job");
	is_str(clerk_ask(d, "bridge.jobs", "{}"), "{}", "is handed out once");
	is_str(clerk_ask(d, "bridge.done", "{'job':2,'result':{}}"), "VB-2001",
	       "one that nobody asked");
	clerk_hand(d, "bridge.done", "{'job':1,'result':{'held':3}}");
	d->caller.client = OTHER_CLIENT;
	is_str(clerk_ask(d, "bridge.done", "{'job':1,'result':{}}"), "VB-2001", "answered once");
	wait_for_job(d);
	be_owner(d);
	clerk_hand(d, "bridge.ask", "{'bridge':'mail','call':'queue.list'}");
	(void)clerk_end(d);
	is_str(clerk_answer(d), "{'args':{},'call':'queue.list','job':2,'right':'administrator'}",
	       "a bridge that waits gets it at once");
}

/* What the last of several answers was: first the asker's, then the bridge's. */
static void test_answers(struct clerk *d)
{
	uint32_t before;

	be_bridge(d);
	before = d->answer_count;
	is_str(clerk_ask(d, "bridge.done", "{'job':2,'code':1004,'detail':'too much'}"), "null",
	       "the bridge refuses");
	is_int(d->answer_count - before, 2, "two are answered: who asked, and the bridge");
	is_str(clerk_ask(d, "bridge.done", "{'job':2,'code':1999}"), "VB-3005 code",
	       "an error that is none");
	is_str(clerk_ask(d, "bridge.done", "{'job':2}"), "VB-3006 result", "neither nor");
}

/* What whoever asked gets, in the words of clerk_ask. */
static const char *answer_of(struct clerk *d, const char *done)
{
	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	/* After a write all answers of a turn come at its end, and that to the bridge, which is gone, does not come. */
	clerk_hand(d, "drawer.write", "{'items':[{'table':'t','key':x'01','value':x''}]}");
	clerk_hand(d, "bridge.done", done);
	node_on_client_gone(d->node, BRIDGE_CLIENT);
	buf_clear(&d->answer);
	(void)clerk_end(d);
	return clerk_answer(d);
}

static void test_results(struct clerk *d)
{
	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	ask(d, "status", "{}");
	is_str(answer_of(d, "{'job':3,'result':{'held':3}}"), "{'held':3}",
	       "who asked gets the result as it is");
	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	ask(d, "status", "{}");
	is_str(answer_of(d, "{'job':4,'code':1004,'detail':'too much'}"), "VB-1004 too much",
	       "or the error with its detail");
}

static void test_refused(struct clerk *d)
{
	static const struct {
		const char *args, *want;
	} rows[] = {
		{ "{'bridge':'fax','call':'status'}", "VB-2001 bridge" },
		{ "{'bridge':'mail','call':'send'}", "VB-3004 send" },
		{ "{'bridge':'mail','call':'queue.drop'}", "VB-3006 key" },
		{ "{'bridge':'mail','call':'status','args':{'all':true}}",
		  "VB-3005 status has no argument all" },
		{ "{'bridge':'mail','call':'status','args':7}",
		  "VB-3005 args is not a map of names and values" },
		{ "{'bridge':'mail','call':'wishes.show','args':{'person':'beef'}}",
		  "VB-2001 beef" },
		{ "{'bridge':'mail','call':'held.release','args':{'id':'1','target':'beef'}}",
		  "VB-2001 beef" },
	};

	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(clerk_ask(d, "bridge.ask", "%s", rows[i].args), rows[i].want, "%s",
		       rows[i].args);
	d->caller.read_only = true;
	is_str(clerk_ask(d, "bridge.ask",
	                 "{'bridge':'mail','call':'queue.drop','args':{'key':'x'}}"),
	       "VB-3002 this socket is for reading only", "on the socket for reading");
	be_bridge(d);
	is_str(clerk_ask(d, "bridge.jobs", "{}"), "{}", "nothing of that reached the bridge");
}

/* The least right of each job, as an office would want it. */
static void test_rights(struct clerk *d, const char *own, const char *other)
{
	static const struct {
		const char *job, *args;
		int least; /* 0 reader, 1 member, 2 secretary, 3 administrator */
	} rows[] = {
		{ "status", "{}", 0 },
		{ "wishes.show", "{'person':'%s'}", 1 },
		{ "wishes.set", "{'person':'%s'}", 1 },
		{ "wishes.show", "{'person':'%.0s%s'}", 2 },
		{ "wishes.set", "{'person':'%.0s%s'}", 2 },
		{ "queue.list", "{}", 2 },
		{ "queue.retry", "{}", 2 },
		{ "queue.drop", "{'key':'x'}", 2 },
		{ "held.list", "{}", 2 },
		{ "held.show", "{'id':'x'}", 2 },
		{ "held.file", "{'id':'x','number':1}", 2 },
		{ "held.release", "{'id':'x'}", 2 },
		{ "held.drop", "{'id':'x'}", 2 },
		{ "subscribers.list", "{}", 2 },
		{ "subscribers.add", "{'address':'a@b.example'}", 2 },
		{ "subscribers.remove", "{'address':'a@b.example'}", 2 },
		{ "person.about", "{'person':'%s'}", 2 },
		{ "resume", "{}", 2 },
		{ "test.start", "{'address':'a@b.example'}", 3 },
		{ "test.show", "{'test':'x'}", 3 },
	};
	static const char *const logins[] = { "reader", "member", "secretary", "administrator" };
	char args[200];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int right = 0; right < 4; right++) {
			const char *said;

			be_bridge(d);
			(void)clerk_ask(d, "bridge.jobs", "{}");
			be(d, logins[right]);
			(void)snprintf(args, sizeof(args), rows[i].args, own, other);
			said = clerk_ask(d, "bridge.ask", "{'bridge':'mail','call':'%s','args':%s}",
			                 rows[i].job, args);
			ok((strncmp(said, "VB-3002", 7) != 0) == (right >= rows[i].least) &&
			           (right < rows[i].least || said[0] == '\0'),
			   "%s %s by a %s: %s", rows[i].job, args, logins[right], said);
			hang_up(d, 2);
		}
	}
}

static void test_who(struct clerk *d, const char *own)
{
	char want[200];

	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be(d, "member");
	(void)clerk_ask(d, "bridge.ask",
	                "{'bridge':'mail','call':'wishes.show','args':{'person':'%.16s'}}", own);
	(void)snprintf(want, sizeof(want), "{'args':{'person':'%s'},'call':'wishes.show',", own);
	be_bridge(d);
	ok(strncmp(clerk_ask(d, "bridge.jobs", "{}"), want, strlen(want)) == 0,
	   "the bridge gets the whole number of the person");
	is_str(clerk_text(d, "person"), own, "and who asks");
	is_str(clerk_text(d, "right"), "member", "with which right");
	hang_up(d, 2);
}

static void test_ends(struct clerk *d)
{
	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	ask(d, "status", "{}");
	hang_up(d, BRIDGE_CLIENT);
	is_str(clerk_answer(d), "VB-1423 it ended meanwhile", "a bridge that ends has not done it");
	is_str(clerk_ask(d, "bridge.ask", "{'bridge':'mail','call':'status'}"), "VB-1423",
	       "and then it is away");
	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	ask(d, "status", "{}");
	hang_up(d, 1);
	be_bridge(d);
	is_str(clerk_ask(d, "bridge.jobs", "{}"), "{}", "of whoever hung up nothing is asked");
	be_owner(d);
	ask(d, "status", "{}");
	buf_clear(&d->answer);
	clerk_wait(d, VB_JOB_LIFE_MS - 100);
	is_str(clerk_answer(d), "", "until 30 s have passed");
	clerk_wait(d, 200);
	is_str(clerk_answer(d), "VB-3012 the bridge has not answered", "a silent one");
	wait_for_job(d);
	buf_clear(&d->answer);
	clerk_wait(d, 5001);
	is_str(clerk_answer(d), "{}", "a bridge waits as long as it wants to");
	wait_for_job(d);
	is_str(clerk_ask(d, "bridge.jobs", "{}"), "{}",
	       "with its next request the one before is over");
}

static void test_crowd(struct clerk *d)
{
	be_bridge(d);
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	for (unsigned i = 0; i < VB_JOBS_MAX; i++)
		ask(d, "status", "{}");
	is_str(clerk_ask(d, "bridge.ask", "{'bridge':'mail','call':'status'}"), "VB-1410",
	       "one more than 16");
	be_bridge(d);
	for (unsigned i = 0; i < VB_JOBS_MAX; i++)
		ok(strstr(clerk_ask(d, "bridge.jobs", "{}"), "'status'") != NULL, "job %u", i);
	hang_up(d, 1);
	be_owner(d);
	ask(d, "status", "{}");
	hang_up(d, 1);
}

static void test_status(struct clerk *d)
{
	hang_up(d, BRIDGE_CLIENT);
	be_owner(d);
	is_str(clerk_ask(d, "bridge.status", "{}"),
	       "{'items':[{'name':'mail','restarts':0,'state':'off','why':'no-file'}]}",
	       "no bridge runs");
	be_bridge(d);
	(void)clerk_ask(d, "drawer.write",
	                "{'items':[{'table':'state','key':x'726573746f726564',"
	                "'value':x'0000018bcfe56800'}]}");
	(void)clerk_ask(d, "bridge.jobs", "{}");
	be_owner(d);
	ok(strstr(clerk_ask(d, "bridge.status", "{}"),
	          "'restored':1700000000000,'state':'running'") != NULL,
	   "one that asks for jobs runs, and that its drawer is old is told: %s", clerk_answer(d));
	be(d, "stranger");
	ok(strncmp(clerk_ask(d, "bridge.status", "{}"), "VB-3002", 7) == 0, "not to strangers");
}

static void hire(struct clerk *d, const char *right, char id[65])
{
	(void)snprintf(id, 65, "%s",
	               clerk_get(d, "id", "person.add",
	                         "{'fields':{'name':'%s'},'login':'%s','right':'%s'}", right, right,
	                         right));
}

int main(void)
{
	char reader[65], member[65], secretary[65], administrator[65];
	struct clerk d;

	clerk_open(&d, "Amt");
	test_ways(&d);
	test_answers(&d);
	test_results(&d);
	test_refused(&d);
	be_owner(&d);
	hire(&d, "reader", reader);
	hire(&d, "member", member);
	hire(&d, "secretary", secretary);
	hire(&d, "administrator", administrator);
	test_rights(&d, member, secretary);
	test_who(&d, member);
	test_ends(&d);
	test_crowd(&d);
	test_status(&d);
	clerk_close(&d);
	return done();
}
