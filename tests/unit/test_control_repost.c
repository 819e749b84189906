/* control_repost, fallen: what of an office fell away is written again, in its order, once, and not over what others wrote
 * meanwhile. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

static const char *ask(struct scene *s, struct clerk *at, const char *call, const char *args)
{
	return clerk_ask(at, call, "%s", scene_text(s, args));
}

static uint32_t count_of(const char *text, const char *part)
{
	uint32_t count = 0;

	for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
		count++;
	return count;
}

static void make(struct scene *s, struct clerk *at, char letter, const char *call, const char *args)
{
	const char *id = clerk_get(at, "id", call, "%s", scene_text(s, args));

	(void)snprintf(s->ids[letter - 'A'], sizeof(s->ids[0]), "%s", id);
}

/* The Forum writes without a connection while its rights are taken and given back. */
static void fall(struct scene *s, struct clerk *b)
{
	clerk_pair(s->d, b);
	(void)scene_ask(s, "committee.admit", "{'id':'$S','peer':'Forum','role':'steward'}");
	clerk_sync(s->d, b);
	clerk_part(s->d, b);
	make(s, b, 'X', "agenda.add", "{'meeting':'$M','fields':{'name':'Sprachcafe'}}");
	make(s, b, 'Y', "message.post", "{'target':'$X','text':'Dazu ein Satz'}");
	(void)ask(s, b, "record.edit",
	          "{'id':'$X','fields':{'name':'Das Sprachcafe','keyword':['Treff']}}");
	(void)ask(s, b, "record.edit", "{'id':'$A','fields':{'name':'Vom Forum'}}");
	(void)ask(s, b, "record.edit",
	          "{'id':'$B','fields':{'name':'Vom Forum','description':'Lang'}}");
	(void)ask(s, b, "record.delete", "{'id':'$I'}");
	(void)scene_ask(s, "committee.role", "{'id':'$S','peer':'Forum','role':'guest'}");
	(void)scene_ask(s, "committee.role", "{'id':'$S','peer':'Forum','role':'steward'}");
	(void)scene_ask(s, "record.edit", "{'id':'$B','fields':{'name':'Vom Amt'}}");
	clerk_sync(s->d, b);
}

static void test_again(struct scene *s, struct clerk *b)
{
	const char *list = ask(s, b, "committee.fallen", "{'id':'$S'}");
	const char *told, *items;

	is_int(count_of(list, "'state':'cut-off'"), 6, "six entries fell away: %s", list);
	ok(strstr(ask(s, b, "agenda.list", "{'meeting':'$M'}"), "Sprachcafe") == NULL,
	   "nobody is shown them");
	ok(strstr(clerk_ask(b, "status", "{}"), "{'amount':6,") != NULL, "status counts them");
	is_str(ask(s, b, "committee.repost", "{'id':'$S','record':'ffff'}"), "VB-2001 ffff",
	       "another record did not");
	told = ask(s, b, "committee.repost", "{'id':'$S'}");
	is_int(count_of(told, "'id':"), 5, "five are written again: %s", told);
	is_int(count_of(told, "'why':'deletion'"), 1, "what was deleted is not deleted again");
	items = ask(s, b, "agenda.list", "{'meeting':'$M'}");
	ok(strstr(items, "'name':'Das Sprachcafe'") != NULL, "the item, with its change: %s",
	   items);
	ok(strstr(items, "'keyword':['Treff']") != NULL, "and what was added to it");
	ok(strstr(items, "'name':'Vom Forum'") != NULL, "a change of another item");
	is_int(count_of(items, "'name':'Vom Amt'"), 1, "not over what somebody wrote since");
	ok(strstr(items, "'description':'Lang'") != NULL, "but beside it");
	clerk_sync(s->d, b);
	is_str(scene_ask(s, "agenda.list", "{'meeting':'$M'}"),
	       ask(s, b, "agenda.list", "{'meeting':'$M'}"), "the others have the same");
}

static void test_message(struct scene *s, struct clerk *b)
{
	const char *list = ask(s, b, "record.list", "{'kind':'message'}");

	is_int(count_of(list, "Dazu ein Satz"), 1, "the message is there: %s", list);
	ok(strstr(list, "'written':") != NULL, "with the time at which it was written first");
	ok(strstr(list, s->ids['X' - 'A']) == NULL, "it belongs to the new item");
}

static void test_once(struct scene *s, struct clerk *b)
{
	const char *list;

	list = ask(s, b, "committee.repost", "{'id':'$S'}");
	is_int(count_of(list, "'id':"), 0, "nothing is written twice: %s", list);
	list = ask(s, b, "committee.fallen", "{'id':'$S'}");
	is_int(count_of(list, "'again':"), 5, "the list says what was written again: %s", list);
	ok(strstr(clerk_ask(b, "status", "{}"), "{'amount':1,") != NULL,
	   "status counts what is left: %s", clerk_ask(b, "status", "{}"));
	clerk_part(s->d, b);
	clerk_reopen(b);
	list = ask(s, b, "committee.repost", "{'id':'$S'}");
	is_int(count_of(list, "'id':"), 0, "after a restart, too: %s", list);
	is_int(count_of(scene_ask(s, "committee.repost", "{'id':'$S'}"), "'entry'"), 0,
	       "nobody writes for another");
}

static void test_refused(struct scene *s, struct clerk *b)
{
	is_str(ask(s, b, "committee.repost", "{'id':'ffff'}"), "VB-1201 ffff", "no committee");
	is_str(ask(s, b, "committee.repost", "{'id':'$S','record':'12'}"), "VB-2001 12",
	       "too short a number");
	is_str(ask(s, b, "committee.repost", "{'id':'$S','after':'x'}"),
	       "VB-3005 after is no cursor of this list", "no cursor");
	clerk_sync(s->d, b);
	(void)scene_ask(s, "committee.suspend", "{'id':'$S','peer':'Forum'}");
	clerk_sync(s->d, b);
	is_str(ask(s, b, "committee.repost", "{'id':'$S'}"), "VB-1212", "a suspended office waits");
	(void)scene_ask(s, "committee.lift", "{'id':'$S','peer':'Forum'}");
	(void)scene_ask(s, "committee.dismiss", "{'id':'$S','peer':'Forum'}");
	clerk_sync(s->d, b);
	is_str(ask(s, b, "committee.repost", "{'id':'$S'}"), "VB-1202", "a dismissed one is out");
}

int main(void)
{
	struct clerk a, b;
	struct scene s;

	clerk_open(&a, "Amt");
	clerk_open(&b, "Forum");
	scene_make(&s, &a);
	fall(&s, &b);
	test_again(&s, &b);
	test_message(&s, &b);
	test_once(&s, &b);
	test_refused(&s, &b);
	clerk_close(&a);
	clerk_close(&b);
	return done();
}
