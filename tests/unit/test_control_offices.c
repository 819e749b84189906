/* control_offices: which offices hold records, those that may not read some of them too. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *want;
	} rows[] = {
		{ "{}", "VB-3006 ids" },
		{ "{'ids':7}", "VB-3005 ids is not a list" },
		{ "{'ids':[]}", "VB-3006 ids" },
		{ "{'ids':[7]}", "VB-3005 ids is not the number of a record" },
		{ "{'ids':['ffffffff']}", "VB-2001 ffffffff" },
		{ "{'ids':['$A','$R']}", "VB-3005 ids belong to several committees" },
		{ "{'ids':['$A'],'id':'$A'}", "VB-3005 record.offices has no argument id" },
	};

	scene_make_record(s, 'R', "record.create",
	                  "{'space':'$T','kind':'paper','fields':{'name':'Vorlage'}}");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, "record.offices", rows[i].args), rows[i].want, "%s",
		       rows[i].args);
}

/* limit VB_LIST_MAX_COUNT: so many ids, and one more. */
static void test_many(struct scene *s)
{
	static char args[VB_LIST_MAX_COUNT * 40u + 200u];
	const char *item = scene_text(s, "$A");
	size_t used = (size_t)snprintf(args, sizeof(args), "{'ids':['%s'", item);

	for (uint32_t i = 1; i < VB_LIST_MAX_COUNT; i++)
		used += (size_t)snprintf(args + used, sizeof(args) - used, ",'%s'", item);
	(void)snprintf(args + used, sizeof(args) - used, "]}");
	ok(strstr(clerk_ask(s->d, "record.offices", "%s", args), "'arrived':true") != NULL,
	   "the greatest number of ids");
	(void)snprintf(args + used, sizeof(args) - used, ",'%s']}", item);
	is_str(clerk_ask(s->d, "record.offices", "%s", args),
	       "VB-1004 ids has more than 256 of them", "and one more");
}

/* Who has them, in one line: + or - before each name, in the order of names. */
static const char *who(struct scene *s, const char *args)
{
	static char line[256];
	const char *said = scene_ask(s, "record.offices", args);
	size_t used = 0;

	line[0] = '\0';
	for (int i = 0; i < 2; i++) {
		char with[64];
		const char *at, *begin;
		static const char *const names[] = { "Amt", "Gast" };

		(void)snprintf(with, sizeof(with), "'name':'%s'}", names[i]);
		at = strstr(said, with);
		if (at == NULL)
			continue;
		for (begin = at; *begin != '{';)
			begin--;
		used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s ",
		                         strncmp(begin, "{'arrived':true", 15) == 0 ? "+" : "-",
		                         names[i]);
	}
	return line;
}

static void test_offices(struct scene *s)
{
	struct clerk guest;

	is_str(who(s, "{'ids':['$A']}"), "+Amt ", "this office has what it wrote");
	clerk_open(&guest, "Gast");
	clerk_pair(s->d, &guest);
	(void)scene_ask(s, "committee.admit", "{'id':'$S','peer':'Gast','role':'guest'}");
	is_str(who(s, "{'ids':['$A']}"), "+Amt -Gast ", "who has said nothing yet");
	is_str(who(s, "{'ids':['$I']}"), "+Amt ", "who may not read it is not named");
	is_str(who(s, "{'ids':['$I','$A']}"), "+Amt -Gast ", "but for what it may");
	clerk_sync(s->d, &guest);
	is_str(who(s, "{'ids':['$A','$B','$M']}"), "+Amt +Gast ", "it has all of them");
	is_str(who(s, "{'ids':['$I','$A']}"), "+Amt +Gast ", "it has all that it may read");
	scene_make_record(s, 'E', "message.post", "{'target':'$S','text':'neu'}");
	is_str(who(s, "{'ids':['$A','$E']}"), "+Amt -Gast ", "one of them has not arrived");
	is_str(who(s, "{'ids':['$E']}"), "+Amt -Gast ", "it alone neither");
	is_str(who(s, "{'ids':['$A']}"), "+Amt +Gast ", "the other one has");
	clerk_close(&guest);
}

int main(void)
{
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_refused(&s);
	test_many(&s);
	test_offices(&s);
	clerk_close(&d);
	return done();
}
