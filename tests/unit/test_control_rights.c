/* rights: every call by every right, compared with a list written by hand and with SPEC.md 13; what members may do among
 * what is a secretary's work; rights that change while somebody listens. */
#include "daemon/control/control.h"
#include "daemon/control/rights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define LINE_MAX_BYTES 8192
#define SOMEBODY 5000u /* a uid that is neither root's nor the owner's */

/* ---- the table ---- */

/* The least right of each call, as an office would want it: who watches a machine sees that it runs; readers read;
 * members write and propose; secretaries do the work of the committees; administrators say who is in. */
static const struct {
	const char *call;
	enum right least;
} wanted[] = {
	{ "status", VB_RIGHT_MONITOR },
	{ "node.show", VB_RIGHT_MONITOR },
	{ "node.card", VB_RIGHT_READER },
	{ "node.keys", VB_RIGHT_READER },
	{ "node.rotate", VB_RIGHT_ADMINISTRATOR },
	{ "peer.invite", VB_RIGHT_ADMINISTRATOR },
	{ "peer.join", VB_RIGHT_ADMINISTRATOR },
	{ "peer.list", VB_RIGHT_READER },
	{ "peer.confirm", VB_RIGHT_ADMINISTRATOR },
	{ "peer.remove", VB_RIGHT_ADMINISTRATOR },
	{ "committee.create", VB_RIGHT_ADMINISTRATOR },
	{ "committee.list", VB_RIGHT_READER },
	{ "committee.show", VB_RIGHT_READER },
	{ "committee.fallen", VB_RIGHT_READER },
	{ "backup", VB_RIGHT_ADMINISTRATOR },
	{ "doctor", VB_RIGHT_READER },
	{ "bridge.ask", VB_RIGHT_READER },
	{ "bridge.status", VB_RIGHT_READER },
	{ "committee.accept", VB_RIGHT_ADMINISTRATOR },
	{ "committee.admit", VB_RIGHT_ADMINISTRATOR },
	{ "committee.role", VB_RIGHT_ADMINISTRATOR },
	{ "committee.dismiss", VB_RIGHT_ADMINISTRATOR },
	{ "committee.suspend", VB_RIGHT_ADMINISTRATOR },
	{ "committee.lift", VB_RIGHT_ADMINISTRATOR },
	{ "committee.handover", VB_RIGHT_ADMINISTRATOR },
	{ "committee.reclaim", VB_RIGHT_ADMINISTRATOR },
	{ "committee.recover", VB_RIGHT_ADMINISTRATOR },
	{ "committee.repost", VB_RIGHT_SECRETARY },
	{ "committee.policy", VB_RIGHT_ADMINISTRATOR },
	{ "committee.settle", VB_RIGHT_ADMINISTRATOR },
	{ "audit.list", VB_RIGHT_READER },
	{ "audit.show", VB_RIGHT_READER },
	{ "person.add", VB_RIGHT_ADMINISTRATOR },
	{ "person.edit", VB_RIGHT_MEMBER },
	{ "person.keys", VB_RIGHT_READER },
	{ "person.list", VB_RIGHT_READER },
	{ "person.publish", VB_RIGHT_READER },
	{ "person.remove", VB_RIGHT_ADMINISTRATOR },
	{ "person.show", VB_RIGHT_READER },
	{ "person.sign", VB_RIGHT_MEMBER },
	{ "person.vouch", VB_RIGHT_READER },
	{ "person.whoami", VB_RIGHT_MONITOR },
	{ "person.withdraw", VB_RIGHT_READER },
	{ "person.written", VB_RIGHT_SECRETARY },
	{ "record.batch", VB_RIGHT_SECRETARY },
	{ "record.create", VB_RIGHT_SECRETARY },
	{ "record.edit", VB_RIGHT_MEMBER },
	{ "record.delete", VB_RIGHT_MEMBER },
	{ "record.erase", VB_RIGHT_MEMBER },
	{ "record.list", VB_RIGHT_READER },
	{ "record.log", VB_RIGHT_READER },
	{ "record.offices", VB_RIGHT_READER },
	{ "record.show", VB_RIGHT_READER },
	{ "search", VB_RIGHT_READER },
	{ "record.upsert", VB_RIGHT_SECRETARY },
	{ "space.list", VB_RIGHT_READER },
	{ "space.show", VB_RIGHT_READER },
	{ "space.contents", VB_RIGHT_READER },
	{ "space.export", VB_RIGHT_ADMINISTRATOR },
	{ "space.import", VB_RIGHT_ADMINISTRATOR },
	{ "meeting.reply", VB_RIGHT_MEMBER },
	{ "agenda.add", VB_RIGHT_MEMBER },
	{ "agenda.list", VB_RIGHT_READER },
	{ "agenda.move", VB_RIGHT_SECRETARY },
	{ "agenda.propose", VB_RIGHT_MEMBER },
	{ "agenda.readers", VB_RIGHT_SECRETARY },
	{ "message.post", VB_RIGHT_MEMBER },
	{ "message.list", VB_RIGHT_READER },
	{ "message.offices", VB_RIGHT_READER },
	{ "file.begin", VB_RIGHT_MEMBER },
	{ "file.put", VB_RIGHT_MEMBER },
	{ "file.end", VB_RIGHT_MEMBER },
	{ "file.list", VB_RIGHT_READER },
	{ "file.show", VB_RIGHT_READER },
	{ "file.read", VB_RIGHT_READER },
	{ "erasure.run", VB_RIGHT_ADMINISTRATOR },
	{ "erasure.status", VB_RIGHT_READER },
	{ "feed.read", VB_RIGHT_READER },
	{ "watch", VB_RIGHT_READER },
};
#define WANTED_COUNT (sizeof(wanted) / sizeof(wanted[0]))

/* Gives the clerk's next requests this login; "owner" is whoever runs the test. */
static void be(struct clerk *d, const char *login)
{
	struct node_caller owner = d->caller;

	owner.uid = SOMEBODY;
	owner.read_only = false;
	(void)snprintf(owner.login, sizeof(owner.login), "%s", login);
	d->caller = owner;
}

static void be_root(struct clerk *d)
{
	be(d, "");
	d->caller.uid = 0;
}

/* A person with a login that is called like its right. */
static void hire(struct clerk *d, const char *right)
{
	(void)clerk_get(d, "id", "person.add", "{'fields':{'name':'%s'},'login':'%s','right':'%s'}",
	                right, right, right);
}

static void staff_open(struct clerk *d)
{
	clerk_open(d, "Amt");
	be_root(d);
	hire(d, "reader");
	hire(d, "member");
	hire(d, "secretary");
	hire(d, "administrator");
}

static bool is_denied(const char *answer)
{
	return strncmp(answer, "VB-3002", 7) == 0;
}

/* Asks without arguments: whoever may ask hears about these, or gets the answer. */
static void check_call(struct clerk *d, size_t row)
{
	static const struct {
		const char *login;
		bool is_monitor;
		enum right right;
	} callers[] = {
		{ "stranger", false, VB_RIGHT_NONE },
		{ "stranger", true, VB_RIGHT_MONITOR },
		{ "reader", false, VB_RIGHT_READER },
		{ "member", false, VB_RIGHT_MEMBER },
		{ "secretary", false, VB_RIGHT_SECRETARY },
		{ "administrator", false, VB_RIGHT_ADMINISTRATOR },
	};

	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++) {
		const char *answer;
		bool is_allowed = callers[i].right >= wanted[row].least;

		be(d, callers[i].login);
		d->caller.read_only = callers[i].is_monitor;
		answer = clerk_ask(d, wanted[row].call, "{}");
		ok(strncmp(answer, "VB-3004", 7) != 0 && is_denied(answer) == !is_allowed,
		   "%s by %s%s: %s, got %.60s", wanted[row].call, callers[i].login,
		   callers[i].is_monitor ? " on the socket for reading" : "",
		   is_allowed ? "allowed" : "VB-3002", answer);
	}
	be_root(d);
	ok(!is_denied(clerk_ask(d, wanted[row].call, "{}")), "%s by root: allowed",
	   wanted[row].call);
}

static void test_table(void)
{
	struct clerk d;

	staff_open(&d);
	for (size_t i = 0; i < WANTED_COUNT; i++)
		check_call(&d, i);
	clerk_close(&d);
}

/* ---- the document and the source ---- */

static enum right wanted_right(const char *call, size_t size)
{
	for (size_t i = 0; i < WANTED_COUNT; i++) {
		if (strlen(wanted[i].call) == size && memcmp(wanted[i].call, call, size) == 0)
			return wanted[i].least;
	}
	return VB_RIGHT_NONE;
}

/* A row of the table in SPEC.md: "| name | right... | args | result |". The right begins with the name of the least one. */
static void check_row(const char *line)
{
	const char *call = line + 2;
	size_t size = strcspn(call, " ");
	const char *right = call + size + 3;
	enum right least = wanted_right(call, size);

	if (!ok(least != VB_RIGHT_NONE,
	        "%.*s of SPEC.md 13 is in the list of this test: a new call is added there with "
	        "its right",
	        (int)size, call))
		return;
	ok(strncmp(right, rights_name(least), strlen(rights_name(least))) == 0,
	   "%.*s: the right in SPEC.md", (int)size, call);
}

static void test_document(void)
{
	static char line[LINE_MAX_BYTES];
	FILE *spec = fopen("protocol/SPEC.md", "r");
	bool is_inside = false;
	size_t count = 0;

	if (spec == NULL)
		bail("protocol/SPEC.md cannot be read");
	while (fgets(line, sizeof(line), spec) != NULL) {
		if (strncmp(line, "| call | right |", 16) == 0)
			is_inside = true;
		else if (is_inside && line[0] != '|')
			is_inside = false;
		else if (is_inside && line[1] == ' ') {
			check_row(line);
			count++;
		}
	}
	fclose(spec);
	is_int(count, WANTED_COUNT, "SPEC.md 13 has as many calls as this test");
}

/* The rows of the program's own table stand in its source as { "name", VB_RIGHT_... */
static void test_source(void)
{
	static char line[LINE_MAX_BYTES];
	FILE *source = fopen("daemon/control/control.c", "r");
	size_t count = 0;

	if (source == NULL)
		bail("daemon/control/control.c cannot be read");
	while (fgets(line, sizeof(line), source) != NULL) {
		const char *at = strstr(line, "{ \"");

		if (at == NULL || strstr(line, "\", VB_RIGHT_") == NULL)
			continue;
		count++;
		ok(wanted_right(at + 3, strcspn(at + 3, "\"")) != VB_RIGHT_NONE,
		   "%.*s is in the list of this test", (int)strcspn(at + 3, "\""), at + 3);
	}
	fclose(source);
	is_int(count, WANTED_COUNT, "the program has as many calls as this test");
}

/* ---- what a refusal says ---- */

static void test_reasons(void)
{
	struct clerk d;

	staff_open(&d);
	be(&d, "reader");
	is_str(clerk_ask(&d, "message.post", "{}"),
	       "VB-3002 this needs the right `member`; yours is `reader`", "both rights are named");
	be(&d, "stranger");
	is_str(clerk_ask(&d, "status", "{}"), "VB-3002 this login has no right here: stranger",
	       "a login without a right is named");
	be(&d, "");
	is_str(clerk_ask(&d, "status", "{}"), "VB-3002 this login has no right here: -",
	       "one without a name");
	be(&d, "administrator");
	d.caller.read_only = true;
	is_str(clerk_ask(&d, "person.add", "{'fields':{'name':'X'}}"),
	       "VB-3002 this socket is for reading only", "the wrong socket");
	clerk_close(&d);
}

/* What the door asks before anybody comes in. */
static void test_door(void)
{
	static const struct {
		const char *login;
		bool is_monitor;
		bool want;
	} rows[] = {
		{ "reader", false, true },    { "administrator", false, true },
		{ "stranger", false, false }, { "", false, false },
		{ "stranger", true, true },
	};
	struct clerk d;

	staff_open(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		be(&d, rows[i].login);
		d.caller.read_only = rows[i].is_monitor;
		is_int(control_is_known(node_control(d.node), &d.caller), rows[i].want,
		       "known at the door: \"%s\"%s", rows[i].login,
		       rows[i].is_monitor ? " as a monitor" : "");
	}
	be_root(&d);
	ok(control_is_known(node_control(d.node), &d.caller), "and root");
	clerk_close(&d);
}

/* ---- members ---- */

struct bench {
	struct clerk d;
	char space[65];
	char meeting[40];
};

/* Keeps the id that a call answers. */
static void keep(char *out, size_t size, const char *id)
{
	(void)snprintf(out, size, "%s", id);
}

static void bench_open(struct bench *b)
{
	staff_open(&b->d);
	(void)clerk_get(&b->d, "id", "person.add",
	                "{'fields':{'name':'Mehmet'},'login':'mehmet','right':'member'}");
	keep(b->space, sizeof(b->space),
	     clerk_get(&b->d, "id", "committee.create", "{'name':'Rat'}"));
	keep(b->meeting, sizeof(b->meeting),
	     clerk_get(&b->d, "id", "record.create",
	               "{'space':'%s','kind':'meeting','fields':{'name':'1.'}}", b->space));
}

/* Adds an item with these fields besides its name; returns the answer. */
static const char *add(struct bench *b, const char *fields)
{
	return clerk_ask(&b->d, "agenda.add", "{'meeting':'%s','fields':{'name':'Punkt'%s}}",
	                 b->meeting, fields);
}

static void test_proposals(void)
{
	char item[40];
	struct bench b;

	bench_open(&b);
	be(&b.d, "member");
	is_str(add(&b, ""),
	       "VB-3002 with the right `member` you only propose items: `verbund agenda propose`",
	       "a member puts nothing on the agenda");
	is_str(add(&b, ",'state':'accepted'"),
	       "VB-3002 with the right `member` you may not set state", "nor by saying so");
	is_str(add(&b, ",'state':'proposed','result':'beschlossen'"),
	       "VB-3002 with the right `member` you may not set result", "nor with a result");
	is_str(add(&b, ",'state':'proposed','colour':'red'"),
	       "VB-3005 agendaItem has no field colour",
	       "a field that there is not is told as such");
	ok(add(&b,
	       ",'state':'proposed','description':'Warum','plannedMinutes':10,'itemType':'Bericht'")
	                   [0] == '{',
	   "but a member proposes");
	keep(item, sizeof(item), clerk_text(&b.d, "id"));
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Besser'}}", item)[0] == '{',
	   "and changes the proposal");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'state':'accepted'}}", item),
	       "VB-3002 with the right `member` you may not set state", "but does not accept it");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'state':null}}", item),
	       "VB-3002 with the right `member` you may not set state",
	       "not by leaving the state empty, either");
	be(&b.d, "mehmet");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Meins'}}", item),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "another member does not touch it");
	is_str(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", item),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "nor take it away");
	be(&b.d, "secretary");
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'state':'accepted'}}", item)[0] ==
	           '{',
	   "the secretary accepts it");
	be(&b.d, "member");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Anders'}}", item),
	       "VB-3002 with the right `member` you change only messages and proposals",
	       "then it is the committee's");
	is_str(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", item),
	       "VB-3002 with the right `member` you change only messages and proposals",
	       "and stays");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'2.'}}", b.meeting),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "nothing else either");
	clerk_close(&b.d);
}

static const char *propose(struct bench *b, const char *fields)
{
	return clerk_ask(&b->d, "agenda.propose", "{'meeting':'%s','fields':{'name':'Punkt'%s}}",
	                 b->meeting, fields);
}

/* The same with records of kind proposal. */
static void test_proposed(void)
{
	char id[40];
	struct bench b;

	bench_open(&b);
	be(&b.d, "reader");
	is_str(propose(&b, ""), "VB-3002 this needs the right `member`; yours is `reader`",
	       "a reader does not propose");
	be(&b.d, "member");
	is_str(propose(&b, ",'keyword':['x']"),
	       "VB-3002 with the right `member` you may not set keyword",
	       "a member proposes with what is a proposer's");
	ok(propose(&b, ",'description':'Warum','plannedMinutes':10,'itemType':'Bericht'")[0] == '{',
	   "a member proposes");
	keep(id, sizeof(id), clerk_text(&b.d, "id"));
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Besser'}}", id)[0] == '{',
	   "and changes what it proposed");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'state':'accepted'}}", id),
	       "VB-3002 with the right `member` you may not set state", "but decides nothing");
	ok(clerk_ask(&b.d, "file.begin", "{'target':'%s','size':3,'fields':{'fileName':'x'}}",
	             id)[0] == '{',
	   "and adds documents to it");
	be(&b.d, "mehmet");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Meins'}}", id),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "another member does not touch it");
	be(&b.d, "secretary");
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'state':'declined'}}", id)[0] ==
	           '{',
	   "a secretary declines it");
	be(&b.d, "member");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Anders'}}", id),
	       "VB-3002 with the right `member` you change only messages and proposals",
	       "after which it stays as it is");
	clerk_close(&b.d);
}

/* A proposal taken back, a message corrected; and whatever a member wrote when it was secretary. */
static void test_own(void)
{
	char id[40];
	struct bench b;

	bench_open(&b);
	be(&b.d, "member");
	(void)add(&b, ",'state':'proposed'");
	keep(id, sizeof(id), clerk_text(&b.d, "id"));
	ok(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", id)[0] == '{',
	   "a member takes its proposal back");
	keep(id, sizeof(id),
	     clerk_get(&b.d, "id", "message.post", "{'target':'%s','text':'Gutn Tag'}", b.space));
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'text':'Guten Tag'}}", id)[0] ==
	           '{',
	   "and corrects its message");
	be(&b.d, "mehmet");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'text':'Unsinn'}}", id),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "nobody else's");
	be_root(&b.d);
	keep(id, sizeof(id),
	     clerk_get(&b.d, "id", "message.post", "{'target':'%s','text':'Vom Amt'}", b.space));
	be(&b.d, "member");
	is_str(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", id),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "nor what the office wrote without a person");
	be(&b.d, "secretary");
	ok(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", id)[0] == '{', "a secretary may");
	keep(id, sizeof(id),
	     clerk_get(&b.d, "id", "record.create",
	               "{'space':'%s','kind':'location','fields':{'name':'Rathaus'}}", b.space));
	be(&b.d, "administrator");
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Altes Rathaus'}}", id)[0] ==
	           '{',
	   "and an administrator everything a secretary may");
	clerk_close(&b.d);
}

/* Documents of what a member wrote. */
static void test_documents(void)
{
	char id[40], file[40];
	struct bench b;

	bench_open(&b);
	be(&b.d, "member");
	keep(id, sizeof(id),
	     clerk_get(&b.d, "id", "message.post", "{'target':'%s','text':'Anbei'}", b.space));
	ok(clerk_ask(&b.d, "file.begin", "{'fields':{},'size':0,'target':'%s'}", id)[0] == '{',
	   "a member adds a document to its message");
	keep(file, sizeof(file), clerk_get(&b.d, "id", "file.end", "{}"));
	ok(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'name':'Plan'}}", file)[0] == '{',
	   "and gives that a name");
	is_str(clerk_ask(&b.d, "record.edit", "{'id':'%s','fields':{'target':'%s'}}", file,
	                 b.meeting),
	       "VB-3002 with the right `member` you may not set target", "but does not move it");
	is_str(clerk_ask(&b.d, "file.begin", "{'fields':{},'size':0,'target':'%s'}", b.space),
	       "VB-3002 with the right `member` you add documents only to your own messages and "
	       "proposals",
	       "nor adds one to the committee");
	is_str(clerk_ask(&b.d, "file.begin", "{'fields':{},'size':0,'target':'%s'}", b.meeting),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "nor to a meeting");
	is_str(clerk_ask(&b.d, "file.begin", "{'fields':{},'size':0,'target':'%s'}", file),
	       "VB-3002 with the right `member` you change only messages and proposals",
	       "nor to a document");
	be(&b.d, "mehmet");
	is_str(clerk_ask(&b.d, "file.begin", "{'fields':{},'size':0,'target':'%s'}", id),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "another member adds none there");
	is_str(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", file),
	       "VB-3002 with the right `member` you change only what you wrote yourself",
	       "and takes none away");
	be(&b.d, "member");
	ok(clerk_ask(&b.d, "record.delete", "{'id':'%s'}", file)[0] == '{',
	   "who added a document takes it away again");
	clerk_close(&b.d);
}

/* ---- rights that go ---- */

static void test_taken_away(void)
{
	char id[40];
	uint32_t answers;
	struct bench b;

	bench_open(&b);
	keep(id, sizeof(id),
	     clerk_get(&b.d, "id", "person.add",
	               "{'fields':{'name':'Kurz'},'login':'kurz','right':'reader'}"));
	be(&b.d, "kurz");
	b.d.caller.client = 7;
	ok(clerk_ask(&b.d, "watch", "{}")[0] == '{', "somebody watches");
	be_root(&b.d);
	b.d.caller.client = 1;
	(void)clerk_get(&b.d, "id", "person.edit", "{'id':'%s','login':null}", id);
	be(&b.d, "kurz");
	is_str(clerk_ask(&b.d, "status", "{}"), "VB-3002 this login has no right here: kurz",
	       "the login is taken away");
	be_root(&b.d);
	answers = b.d.answer_count;
	clerk_hand(&b.d, "message.post", "{}");
	(void)clerk_end(&b.d);
	is_int(b.d.answer_count - answers, 1, "nothing changed: nobody but who asked is told");
	(void)clerk_ask(&b.d, "message.post", "{'target':'%s','text':'Neues'}", b.space);
	is_str(clerk_answer(&b.d), "VB-3002",
	       "whoever watches hears that it may not, not the news");
	answers = b.d.answer_count;
	(void)clerk_ask(&b.d, "message.post", "{'target':'%s','text':'Mehr'}", b.space);
	is_int(b.d.answer_count - answers, 1, "and then nothing any more");
	clerk_close(&b.d);
}

int main(void)
{
	test_table();
	test_document();
	test_source();
	test_reasons();
	test_door();
	test_proposals();
	test_proposed();
	test_own();
	test_documents();
	test_taken_away();
	return done();
}
