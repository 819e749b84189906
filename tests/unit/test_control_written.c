/* control_written, and record.list with what was deleted: what an office holds about somebody, for those who may know. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

#define SOMEBODY 5000u
#define ENTRIES 2100 /* more than are looked at for one page */

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void be(struct clerk *d, uint32_t uid, const char *login)
{
	d->caller.uid = uid;
	(void)snprintf(d->caller.login, sizeof(d->caller.login), "%s", login);
}

static size_t times(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		count++;
	return count;
}

static void test_written(void)
{
	char anna[40], message[40], text[256];
	uint32_t owner;
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	owner = d.caller.uid;
	(void)snprintf(anna, sizeof(anna), "%s",
	               clerk_get(&d, "id", "person.add",
	                         "{'fields':{'name':'Anna'},'login':'anna','right':'secretary'}"));
	(void)snprintf(text, sizeof(text), "{'id':'%s','space':'$S'}", anna);
	is_str(scene_ask(&s, "person.written", text), "{'items':[]}", "nothing so far");
	be(&d, SOMEBODY, "anna");
	(void)snprintf(message, sizeof(message), "%s",
	               clerk_get(&d, "id", "message.post", "{'target':'%s','text':'Moin'}",
	                         scene_text(&s, "$S")));
	(void)scene_ask(&s, "record.edit", "{'id':'$N','fields':{'name':'Klausurtagung'}}");
	(void)clerk_ask(&d, "person.edit", "{'id':'%s','fields':{'phone':['110']}}", anna);
	be(&d, owner, "");
	(void)clerk_ask(&d, "message.post", "{'target':'%s','text':'Vom Amt'}",
	                scene_text(&s, "$S"));
	(void)scene_ask(&s, "person.written", text);
	is_int((int)times(clerk_answer(&d), "'verb'"), 2, "two entries there, in both audiences");
	ok(has(clerk_answer(&d), message) && has(clerk_answer(&d), "'kind':'message'") &&
	           has(clerk_answer(&d), "'verb':'create'"),
	   "the message");
	ok(has(clerk_answer(&d), scene_text(&s, "$N")) && has(clerk_answer(&d), "'verb':'edit'"),
	   "and the internal meeting");
	(void)clerk_ask(&d, "person.written", "{'id':'%s'}", anna);
	is_int((int)times(clerk_answer(&d), "'verb':'edit'"), 1, "one in the office's own space");
	(void)clerk_ask(&d, "person.remove", "{'id':'%s'}", anna);
	(void)clerk_ask(&d, "record.erase", "{'id':'%s'}", anna);
	(void)scene_ask(&s, "person.written", text);
	is_int((int)times(clerk_answer(&d), "'verb'"), 2, "also when the person was erased");
	clerk_close(&d);
}

static void test_pages(void)
{
	char anna[40], next[128], text[256];
	size_t count = 0;
	int pages = 0;
	uint32_t owner;
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	owner = d.caller.uid;
	(void)snprintf(
		anna, sizeof(anna), "%s",
		clerk_get(&d, "id", "person.add", "{'fields':{'name':'Anna'},'login':'anna'}"));
	be(&d, SOMEBODY, "anna");
	for (int i = 0; i < ENTRIES; i++) {
		(void)snprintf(text, sizeof(text), "{'target':'%s','text':'Moin'}",
		               scene_text(&s, "$S"));
		clerk_hand(&d, "message.post", text);
	}
	(void)clerk_end(&d);
	be(&d, owner, "");
	(void)snprintf(text, sizeof(text), "{'id':'%s','space':'$S'}", anna);
	(void)scene_ask(&s, "person.written", text);
	while (pages < 5) {
		pages++;
		count += times(clerk_answer(&d), "'verb':'create'");
		(void)snprintf(next, sizeof(next), "%s", clerk_text(&d, "next"));
		if (next[0] == '\0')
			break;
		(void)clerk_ask(&d, "person.written", "{'id':'%s','space':'%s','after':'%s'}", anna,
		                scene_text(&s, "$S"), next);
	}
	is_int(pages, 2, "two pages");
	is_int((int)count, ENTRIES, "each entry once");
	clerk_close(&d);
}

static void test_refused(void)
{
	static const struct {
		const char *args, *want;
	} rows[] = {
		{ "{'space':'$S'}", "VB-3006 id" },
		{ "{'id':'abcd','space':'$S'}", "VB-3005 id is not the whole number" },
		{ "{'id':'$P','space':'$S','after':'zz'}",
		  "VB-3005 after is no cursor of this list" },
		{ "{'id':'$P','space':'$S','after':'"
		  "ff00000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "000'}",
		  "VB-3005 after is no cursor of this list" },
		{ "{'id':'$P','space':'ffffffff'}", "VB-1201 ffffffff" },
	};
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(&s, "person.written", rows[i].args), rows[i].want, "%s",
		       rows[i].args);
	is_str(scene_ask(&s, "person.written", "{'id':'$P'}"), "{'items':[]}",
	       "an office without people");
	(void)clerk_ask(&d, "person.add",
	                "{'fields':{'name':'B'},'login':'bert','right':'reader'}");
	be(&d, SOMEBODY, "bert");
	is_str(scene_ask(&s, "person.written", "{'id':'$P','space':'$S'}"),
	       "VB-3002 this needs the right `secretary`; yours is `reader`", "not for readers");
	is_str(scene_ask(&s, "record.list", "{'kind':'person','deleted':true}"),
	       "VB-3002 this needs the right `secretary`; yours is `reader`",
	       "nor what was deleted");
	clerk_close(&d);
}

/* What was deleted is listed for those who may erase it; what refers to an erased record is found. */
static void test_deleted(void)
{
	char args[256];
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	ok(!has(scene_ask(&s, "record.list", "{'kind':'person'}"), scene_text(&s, "$D")),
	   "who was deleted is not listed");
	ok(!has(scene_ask(&s, "record.list", "{'kind':'person','deleted':false}"),
	        scene_text(&s, "$D")),
	   "nor when nobody asks for it");
	ok(has(scene_ask(&s, "record.list", "{'kind':'person','deleted':true}"),
	       scene_text(&s, "$D")) &&
	           has(clerk_answer(&d), scene_text(&s, "$P")),
	   "but when somebody does, beside the others");
	(void)scene_make_record(&s, 'X', "record.create",
	                        "{'space':'$S','kind':'membership','fields':{'person':'$P'}}");
	(void)scene_ask(&s, "record.erase", "{'id':'$P'}");
	(void)snprintf(args, sizeof(args), "VB-1308 %s", scene_text(&s, "$P"));
	is_str(scene_ask(&s, "record.list", "{'kind':'membership','where':{'person':'$P'}}"), args,
	       "an erased person is told");
	is_str(scene_ask(&s, "record.list",
	                 "{'kind':'membership','deleted':true,'where':{'person':'$P'}}"),
	       args, "also where no space is named");
	ok(has(scene_ask(
		       &s, "record.list",
		       "{'kind':'membership','deleted':true,'space':'$S','where':{'person':'$P'}}"),
	       scene_text(&s, "$X")),
	   "the seat that still names them is found");
	clerk_close(&d);
}

int main(void)
{
	test_written();
	test_pages();
	test_refused();
	test_deleted();
	return done();
}
