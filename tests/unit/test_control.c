/* control: the way of a request: its form, who may ask, the names of arguments; a turn that fails; and links between
 * two offices, so that one sees what the other asked for. */
#include "daemon/control/control.h"

#include <stdio.h>
#include <string.h>

#include "daemon/log.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"
#include "tests/unit/notation.h"

#define STRANGER 12345u

/* ---- form ---- */

static void test_forms(void)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *want;
		const char *name;
	} rows[] = {
		{ "", 0, "VB-1001", "an empty document" },
		{ "\x93\x01\x02\x03", 4, "VB-1002", "a list" },
		{ "\xc0", 1, "VB-1002", "nil" },
		{ "\x83\xa4"
		  "args\x80\xa4"
		  "call\xa6"
		  "status",
		  19, "VB-1001", "the end is missing" },
		{ "\x81\xa4"
		  "call\xa6"
		  "status",
		  13, "VB-3006", "no id" },
		{ "\x81\xa2"
		  "id\x07",
		  5, "VB-3006", "no call" },
		{ "\x82\xa2"
		  "id\x07\xa4"
		  "call\xa6"
		  "status\xff",
		  18, "VB-1007", "something behind the end" },
		{ "\x82\xa2"
		  "id\x07\xa4"
		  "call\xa3"
		  "a\xff"
		  "b",
		  14, "VB-1006", "a call that is not UTF-8" },
		{ "\x83\xa2"
		  "id\x07\xa4"
		  "call\xa6"
		  "status\xa4"
		  "args\x91\x01",
		  24, "VB-1002", "args that are a list" },
		{ "\x83\xa2"
		  "id\x07\xa4"
		  "call\xa6"
		  "status\xa4"
		  "call\xa6"
		  "status",
		  29, "VB-1002", "a key that is there twice" },
	};
	struct clerk d;

	clerk_open(&d, "Amt");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = clerk_send(&d, span_of(rows[i].bytes, rows[i].size));

		ok(strncmp(got, rows[i].want, strlen(rows[i].want)) == 0, "%s: %s, got %.60s",
		   rows[i].name, rows[i].want, got);
	}
	clerk_close(&d);
}

/* What other languages' libraries send: longer forms, any order of keys. */
static void test_other_languages(void)
{
	static const uint8_t request[] = "\xde\x00\x02\xda\x00\x04"
					 "call\xd9\x09"
					 "node.show\xa2"
					 "id\xcf\x00\x00\x00\x00\x00\x00\x00\x2a";
	struct ipc_answer answer;
	struct clerk d;

	clerk_open(&d, "Amt");
	ok(strstr(clerk_send(&d, span_of(request, sizeof(request) - 1)), "'name':'Amt'") != NULL,
	   "a request in long forms is understood");
	is_err(ipc_answer_decode(buf_span(&d.answer), &answer), 0, "its answer is canonical");
	is_u64(answer.id, 42, "and goes to the id asked for");
	clerk_close(&d);
}

/* ---- who ---- */

static void test_rights(void)
{
	struct clerk d;

	clerk_open(&d, "Amt");
	d.caller.uid = STRANGER;
	is_str(clerk_ask(&d, "status", "{}"), "VB-3002 this login has no right here: -",
	       "a stranger may not even ask how it is");
	is_str(clerk_ask(&d, "committee.create", "{'name':'Rat'}"),
	       "VB-3002 this login has no right here: -", "nor write");
	d.caller.read_only = true;
	ok(clerk_ask(&d, "status", "{}")[0] == '{',
	   "a monitor on the read-only socket sees the status");
	is_str(clerk_ask(&d, "record.list", "{'kind':'person'}"),
	       "VB-3002 this needs the right `reader`; yours is `monitor`", "but no records");
	is_str(clerk_ask(&d, "feed.read", "{}"),
	       "VB-3002 this needs the right `reader`; yours is `monitor`", "and no changes");
	d.caller.uid = 0;
	is_str(clerk_ask(&d, "record.list", "{'kind':'person'}"), "{'items':[]}",
	       "root reads on the read-only socket");
	is_str(clerk_ask(&d, "committee.create", "{'name':'Rat'}"),
	       "VB-3002 this socket is for reading only", "and does not write there");
	d.caller.read_only = false;
	ok(clerk_ask(&d, "committee.create", "{'name':'Rat'}")[0] == '{', "but on the other");
	clerk_close(&d);
}

/* ---- names ---- */

static void test_names(void)
{
	struct clerk d;

	clerk_open(&d, "Amt");
	is_str(clerk_ask(&d, "record.burn", "{}"), "VB-3004 record.burn", "an unknown call");
	is_str(clerk_ask(&d, "Status", "{}"), "VB-3004 Status", "calls are not shouted");
	is_str(clerk_ask(&d, "record.create",
	                 "{'space':'a','kind':'person','intern':true,'fields':{}}"),
	       "VB-3005 record.create has no argument intern",
	       "a mistyped argument is refused: it could have been the one that keeps things "
	       "internal");
	is_str(clerk_ask(&d, "record.create", "{'space':'a','fields':{}}"), "VB-3006 kind",
	       "a missing argument is named");
	is_str(clerk_ask(&d, "record.create", "{'space':'a','kind':null,'fields':{}}"),
	       "VB-3006 kind", "null is as good as missing");
	is_str(clerk_ask(&d, "record.show", "{'id':7}"), "VB-3005 id is not a text",
	       "a wrong type");
	is_str(clerk_ask(&d, "record.show", "{'id':''}"), "VB-3005 id is empty", "an empty text");
	is_str(clerk_ask(&d, "record.create", "{'space':'a','kind':'person','fields':{1:2}}"),
	       "VB-2011 a", "the first fault is told");
	clerk_close(&d);
}

/* ---- a turn that fails ---- */

static void many_persons(struct buf *args, const char *space, uint32_t count)
{
	char text[256];

	(void)snprintf(text, sizeof(text), "{'space':'%s','items':[", space);
	buf_put(args, text, strlen(text));
	for (uint32_t i = 0; i < count; i++) {
		(void)snprintf(text, sizeof(text),
		               "%s{'kind':'person','fields':{'id':'urn:p:%u','name':'Name %u'}}",
		               i > 0 ? "," : "", (unsigned)i, (unsigned)i);
		buf_put(args, text, strlen(text));
	}
	buf_put(args, "]}", 3);
}

static void test_full_disk(void)
{
	char space[65];
	char before[4096];
	struct buf args;
	struct clerk d;

	clerk_open(&d, "Amt");
	(void)snprintf(space, sizeof(space), "%s",
	               clerk_get(&d, "id", "committee.create", "{'name':'Rat'}"));
	d.map_bytes = 512u << 10;
	clerk_reopen(&d);
	(void)snprintf(before, sizeof(before), "%s",
	               clerk_ask(&d, "committee.show", "{'id':'%s'}", space));
	buf_init(&args, 1u << 20);
	many_persons(&args, space, 4000);
	log_set_level(VB_LOG_ERROR);
	is_str(clerk_ask(&d, "record.upsert", "%s", (const char *)args.data), "VB-2004",
	       "the disk is full: the request fails");
	is_str(clerk_ask(&d, "committee.show", "{'id':'%s'}", space), before,
	       "nothing of it is left");
	is_str(clerk_ask(&d, "record.list", "{'kind':'person'}"), "{'items':[]}", "not one");
	ok(clerk_ask(&d, "message.post", "{'target':'%s','text':'es geht'}", space)[0] == '{',
	   "and a small thing still goes");
	buf_release(&args);
	clerk_close(&d);
}

/* Many clients share one commit: nobody is answered before it, and when it fails nobody is told otherwise. */
static void test_shared_turn(void)
{
	char space[65];
	char post[256];
	uint32_t answers;
	struct clerk d;

	clerk_open(&d, "Amt");
	(void)snprintf(space, sizeof(space), "%s",
	               clerk_get(&d, "id", "committee.create", "{'name':'Rat'}"));
	(void)snprintf(post, sizeof(post), "{'target':'%s','text':'x'}", space);
	answers = d.answer_count;
	for (int i = 0; i < 5; i++)
		clerk_hand(&d, "message.post", post);
	is_int(d.answer_count - answers, 0, "five writers, no commit yet: no answer");
	clerk_hand(&d, "record.list", "{'kind':'message'}");
	is_int(d.answer_count - answers, 0, "who reads what they wrote waits with them");
	is_err(clerk_end(&d), 0, "one commit");
	is_int(d.answer_count - answers, 6, "answers all");

	clerk_hand(&d, "message.post", post);
	clerk_hand(&d, "watch", "{}");
	env_fail(node_write(d.node), VB_ERR_IO);
	answers = d.answer_count;
	is_err(clerk_end(&d), VB_ERR_IO, "a commit that fails");
	is_int(d.answer_count - answers, 3,
	       "tells the writer, the watch, and again that the watch is over");
	is_str(clerk_answer(&d), "VB-2005", "why");
	ok(clerk_ask(&d, "record.list", "{'kind':'message','limit':5}")[0] == '{' &&
	           clerk_text(&d, "next")[0] == '\0',
	   "and the five that were there are all there are");
	clerk_close(&d);
}

/* ---- two offices ---- */

static void test_two_offices(void)
{
	char space[65];
	char states[2048];
	struct clerk a;
	struct clerk b;

	clerk_open(&a, "Hansestadt Lübeck");
	clerk_open(&b, "Forum");
	clerk_pair(&a, &b);
	(void)snprintf(space, sizeof(space), "%s",
	               clerk_get(&a, "id", "committee.create", "{'name':'Rat'}"));
	is_str(clerk_get(&a, "id", "committee.admit", "{'id':'%s','peer':'Forum','role':'member'}",
	                 space),
	       space, "the partner is admitted by its name");
	clerk_sync(&a, &b);
	is_str(clerk_get(&b, "name", "committee.show", "{'id':'%.8s'}", space), "Rat",
	       "and knows the committee by its name");
	(void)clerk_get(&b, "id", "message.post", "{'target':'%s','text':'Guten Tag'}", space);
	clerk_sync(&a, &b);
	ok(strstr(clerk_ask(&a, "message.list", "{'target':'%s'}", space), "Guten Tag") != NULL,
	   "what it writes arrives");
	(void)clerk_ask(&a, "committee.show", "{'id':'%s'}", space);
	(void)snprintf(states, sizeof(states), "%s", strstr(clerk_answer(&a), "'states':"));
	is_str(strstr(clerk_ask(&b, "committee.show", "{'id':'%s'}", space), "'states':"), states,
	       "both hold the same, byte for byte");
	clerk_close(&a);
	clerk_close(&b);
}

int main(void)
{
	test_forms();
	test_other_languages();
	test_rights();
	test_names();
	test_full_disk();
	test_shared_turn();
	test_two_offices();
	return done();
}
