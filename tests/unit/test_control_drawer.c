/* control_drawer: a bridge keeps rows, all of a write or none; rows about a record go with it; how much fits. */
#include <stdio.h>
#include <string.h>

#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "store/drawers.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

static void be_bridge(struct scene *s, bool is_bridge)
{
	s->d->caller.bridge = is_bridge ? NODE_BRIDGE_MAIL : NODE_BRIDGE_NONE;
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* The error of the last answer. */
static int answered(const struct scene *s)
{
	struct ipc_answer answer;

	return ipc_answer_decode(buf_span(&s->d->answer), &answer) == 0 ? answer.err
	                                                                : VB_ERR_MALFORMED;
}

static void test_rows(struct scene *s)
{
	is_str(scene_ask(s, "drawer.get", "{'table':'queue','key':x'01'}"), "VB-2001",
	       "nothing is there");
	is_str(scene_ask(s, "drawer.list", "{'table':'queue'}"), "{'items':[]}", "nothing at all");
	/* 1 + 5 + 2 + 1 + 1, 1 + 5 + 2 + 1 + 0 and 1 + 4 + 2 + 16 + 1 + 1 bytes. */
	is_str(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'queue','key':x'02','value':x'b0'},"
	                 "{'table':'queue','key':x'01','value':x''},"
	                 "{'table':'told','key':x'01','value':x'c0','about':'$P'}]}"),
	       "{'max':536870912,'used':68}", "three rows in one write");
	is_str(scene_ask(s, "drawer.get", "{'table':'queue','key':x'02'}"), "{'value':x'b0'}",
	       "one of them");
	is_str(scene_ask(s, "drawer.get", "{'table':'told','key':x'01'}"), "{'value':x'c0'}",
	       "one about a record is found by its key");
	is_str(scene_ask(s, "drawer.get", "{'table':'told','key':x'01','about':'$A'}"), "VB-2001",
	       "about another record there is none");
	is_str(scene_ask(s, "drawer.get", "{'table':'told','key':x'01','about':'$P'}"),
	       "{'value':x'c0'}", "but with it");
	is_str(scene_ask(s, "drawer.list", "{'table':'queue'}"),
	       "{'items':[{'key':x'01','value':x''},{'key':x'02','value':x'b0'}]}",
	       "a table, ascending");
	is_str(scene_ask(s, "drawer.list", "{'table':'told'}"),
	       scene_text(s, "{'items':[{'about':'$P','key':x'01','value':x'c0'}]}"),
	       "with what the rows are about");
	is_str(scene_ask(s, "drawer.list", "{'table':'told','about':'$A'}"), "{'items':[]}",
	       "only of one record");
	is_str(scene_ask(s, "drawer.list", "{'table':'queue','limit':1}"),
	       "{'items':[{'key':x'01','value':x''}],'next':x'01'}", "a page");
	is_str(scene_ask(s, "drawer.list", "{'table':'queue','limit':2,'after':x'01'}"),
	       "{'items':[{'key':x'02','value':x'b0'}]}", "and the next");
	is_str(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'queue','key':x'01','value':null},"
	                 "{'table':'queue','key':x'03','value':null}]}"),
	       "{'max':536870912,'used':59}", "taken away, or never there");
}

static void test_fresh(struct scene *s)
{
	is_str(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'seen','key':x'07','value':x'','fresh':true}]}"),
	       "{'max':536870912,'used':67}", "a fresh key");
	is_str(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'queue','key':x'09','value':x'aa'},"
	                 "{'table':'seen','key':x'07','value':x'','fresh':true}]}"),
	       "VB-1421 item 2: it is there", "is fresh once");
	is_err(answered(s), VB_ERR_ROW_EXISTS, "which a bridge tells from other refusals");
	is_str(scene_ask(s, "drawer.get", "{'table':'queue','key':x'09'}"), "VB-2001",
	       "and nothing of the write is kept");
	is_str(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'seen','key':x'07','value':x'01'}]}"),
	       "{'max':536870912,'used':68}", "others replace");
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *want, *name;
	} rows[] = {
		{ "{'items':7}", "VB-3005 items is not a list", "no list" },
		{ "{'items':[7]}", "VB-3005 item 1: not a row", "no row" },
		{ "{'items':[{'key':x'01','value':x''}]}", "VB-3006 item 1: table", "no table" },
		{ "{'items':[{'table':'q','value':x''}]}", "VB-3006 item 1: key", "no key" },
		{ "{'items':[{'table':'q','key':x'01'}]}", "VB-3006 item 1: value", "no value" },
		{ "{'items':[{'table':'q','key':'01','value':x''}]}",
		  "VB-3005 item 1: key is not bin", "a text as key" },
		{ "{'items':[{'table':'q','key':x'','value':x''}]}", "VB-3005 item 1: key is empty",
		  "an empty key" },
		{ "{'items':[{'table':'q','key':x'01','value':'x'}]}",
		  "VB-3005 item 1: value is not bin", "a text as value" },
		{ "{'items':[{'table':'q','key':x'01','value':x'','keys':1}]}",
		  "VB-3005 item 1: a row has no keys", "a slip of the pen" },
		{ "{'items':[{'table':'12345678901234567','key':x'01','value':x''}]}",
		  "VB-1004 item 1: table has more than 16 bytes", "a long table" },
		{ "{'items':[{'table':'q','key':x'01','value':x'','about':'12'}]}",
		  "VB-3005 item 1: about is not the number of a record", "half a number" },
		{ "{'items':[{'table':'q','key':x'01','value':x'',"
		  "'about':'00000000000000000000000000000001'}]}",
		  "VB-2001 item 1: 00000000000000000000000000000001", "no such record" },
		{ "{'items':[{'table':'q','key':x'01','value':x''},"
		  "{'table':'q','key':x'02','value':x'','fresh':7}]}",
		  "VB-3005 item 2: fresh is not true or false", "the second of two" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, "drawer.write", rows[i].args), rows[i].want, "%s",
		       rows[i].name);
	is_str(scene_ask(s, "drawer.list", "{'table':'q'}"), "{'items':[]}", "nothing was written");
	is_str(scene_ask(s, "drawer.list", "{'table':'q','after':'x'}"), "VB-3005 after is not bin",
	       "a place that is none");
	is_str(scene_ask(s, "drawer.list", "{'table':'q','limit':1001}"),
	       "VB-1008 limit is not from 1 to 1000", "too many at once");
}

/* A row with a key and a value of so many bytes. */
static const char *write_sized(struct scene *s, size_t key, size_t value)
{
	static const uint8_t zeros[VB_DRAWER_VALUE_MAX_BYTES + 1];
	struct buf args, request;
	const char *said;

	buf_init(&args, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&request, VB_IPC_FRAME_MAX_BYTES);
	pack_map(&args, 1);
	pack_cstr(&args, "items");
	pack_array(&args, 1);
	pack_map(&args, 3);
	pack_cstr(&args, "key");
	pack_bin(&args, zeros, key);
	pack_cstr(&args, "table");
	pack_cstr(&args, "large");
	pack_cstr(&args, "value");
	pack_bin(&args, zeros, value);
	ipc_request_encode(&request, ++s->d->request, "drawer.write", buf_span(&args));
	said = clerk_send(s->d, buf_span(&request));
	buf_release(&args);
	buf_release(&request);
	return said;
}

static void test_sizes(struct scene *s)
{
	uint8_t mail = NODE_BRIDGE_MAIL, bytes[8];
	const char *page;
	int count = 0;

	ok(has(write_sized(s, 128, 65536), "'used'"), "the largest row");
	is_str(write_sized(s, 129, 1), "VB-1004 item 1: key has more than 128 bytes", "a long key");
	is_str(write_sized(s, 1, 65537), "VB-1004 item 1: value has more than 65536 bytes",
	       "a long value");
	for (size_t key = 1; key <= 20; key++)
		(void)write_sized(s, key, 65536);
	page = scene_ask(s, "drawer.list", "{'table':'large'}");
	for (const char *at = page; (at = strstr(at, "'key'")) != NULL; at++)
		count++;
	ok(count >= 8 && count < 21 && has(page, "'next'"),
	   "a page ends before it outgrows an answer: %d rows", count);
	/* As full as it may be: a row of 1 + 1 + 2 + 1 + 95 = 100 bytes fits to the byte. */
	put_be64(bytes, VB_DRAWER_MAX_BYTES - 100);
	env_put(node_write(s->d->node), VB_TABLE_DRAWERS, span_of(&mail, 1),
	        span_of(bytes, sizeof(bytes)));
	(void)clerk_end(s->d);
	is_str(write_sized(s, 1, 92), "VB-1422 536870912 bytes", "a byte too many");
	is_err(answered(s), VB_ERR_DRAWER_FULL, "as an error of its own");
	ok(has(write_sized(s, 1, 91), "'max':536870912"), "exactly full");
	ok(has(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'large','key':x'00','value':null}]}"),
	       "'used'"),
	   "rows can be taken away when it is full");
}

/* Rows about a record go in the commit that erases it, and do not come back. */
static void test_erase(struct scene *s)
{
	ok(has(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'told','key':x'01','value':x'c0','about':'$A'},"
	                 "{'table':'told','key':x'02','value':x'c1','about':'$B'}]}"),
	       "'used'"),
	   "rows about two items");
	be_bridge(s, false);
	ok(has(scene_ask(s, "record.erase", "{'id':'$A'}"), "'record'"), "one is erased");
	be_bridge(s, true);
	is_str(scene_ask(s, "drawer.get", "{'table':'told','key':x'01','about':'$A'}"), "VB-2001",
	       "its row is gone");
	ok(has(scene_ask(s, "drawer.get", "{'table':'told','key':x'02','about':'$B'}"), "c1"),
	   "the other's is there");
	ok(has(scene_ask(s, "drawer.write",
	                 "{'items':[{'table':'told','key':x'01','value':x'c0','about':'$A'}]}"),
	       "VB-1308"),
	   "nothing is kept about what is gone");
	clerk_reopen(s->d);
	ok(has(scene_ask(s, "drawer.get", "{'table':'told','key':x'02','about':'$B'}"), "c1"),
	   "after a restart, too");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	be_bridge(&s, true);
	test_rows(&s);
	test_fresh(&s);
	test_refused(&s);
	test_erase(&s);
	test_sizes(&s);
	clerk_close(&d);
	return done();
}
