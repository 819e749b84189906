/* control_committee, title, states: founding, members and their roles, what is shown of a committee. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The members of a committee as "Amt steward, Forum guest". */
static const char *members(struct scene *s, struct clerk *at)
{
	static char text[1024];
	const char *show = clerk_ask(at, "committee.show", "{'id':'%s'}", scene_text(s, "$S"));
	const char *end = strstr(show, "],'name':");
	size_t used = 0;

	text[0] = '\0';
	for (const char *name = show; (name = strstr(name, "'name':'")) != NULL && name < end;) {
		const char *role = strstr(name, "'role':'") + strlen("'role':'");

		name += strlen("'name':'");
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s %.*s",
		                         used > 0 ? ", " : "", (int)strcspn(name, "'"), name,
		                         (int)strcspn(role, "'"), role);
	}
	return text;
}

static void test_create(struct scene *s)
{
	const char *answer = scene_ask(s, "committee.create", "{'name':'Gremium \"Nord\"'}");

	is_int(strlen(clerk_text(s->d, "id")), 64, "the id of a space");
	ok(strncmp(answer, "{'id':'", 7) == 0, "is the answer");
	ok(strstr(clerk_ask(s->d, "committee.list", "{}"), "'name':'Gremium \"Nord\"'") != NULL,
	   "it is listed by its name");
	(void)scene_ask(s, "record.edit", "{'id':'$O','fields':{'name':'Migrationsrat'}}");
	ok(strstr(scene_ask(s, "committee.show", "{'id':'$S'}"), "'name':'Migrationsrat'") != NULL,
	   "who renames the root organization renames the committee");
	scene_make_record(
		s, 'X', "record.create",
		"{'space':'$S','kind':'organization','fields':{'name':'AG','root':true}}");
	ok(strstr(scene_ask(s, "committee.show", "{'id':'$S'}"), "'name':'Migrationsrat'") != NULL,
	   "the oldest root counts");
	(void)scene_ask(s, "record.delete", "{'id':'$X'}");
}

static void test_members(struct scene *s, struct clerk *b, struct clerk *c)
{
	clerk_pair(s->d, b);
	clerk_pair(s->d, c);
	is_str(scene_ask(s, "committee.admit", "{'id':'$S','peer':'Forum','role':'guest'}"),
	       scene_text(s, "{'id':'$S'}"), "an admission answers with the committee");
	is_str(scene_ask(s, "committee.admit", "{'id':'$S','peer':'Forum','role':'guest'}"),
	       "VB-1209", "once is enough");
	is_str(scene_ask(s, "committee.role", "{'id':'$S','peer':'Kreis','role':'guest'}"),
	       "VB-1202", "who is no member gets no role");
	(void)scene_ask(s, "committee.admit", "{'id':'$S','peer':'Kreis','role':'relay'}");
	(void)scene_ask(s, "committee.role", "{'id':'$S','peer':'Forum','role':'member'}");
	clerk_sync(s->d, b);
	ok(strstr(members(s, s->d), "Forum member") != NULL &&
	           strstr(members(s, s->d), "Kreis relay") != NULL &&
	           strstr(members(s, s->d), "Amt steward") != NULL,
	   "three members with their roles: %s", members(s, s->d));
	is_str(members(s, b), members(s, s->d), "both offices see the same");
	(void)scene_ask(s, "committee.dismiss", "{'id':'$S','peer':'Kreis'}");
	ok(strstr(members(s, s->d), "Kreis") == NULL, "one was dismissed");
	ok(strstr(clerk_ask(b, "committee.list", "{}"), "'members':3") != NULL,
	   "the other hears of it later");
	clerk_sync(s->d, b);
	ok(strstr(clerk_ask(b, "committee.list", "{}"), "'members':2") != NULL, "namely now");
	is_str(clerk_ask(b, "committee.dismiss", "{'id':'%s','peer':'Amt'}", scene_text(s, "$S")),
	       "VB-1204", "only the owner dismisses");
}

/* A relay has the control log, and nothing that it could read a name from. */
static void test_without_name(struct scene *s, struct clerk *c)
{
	char want[128];

	clerk_part(s->d, s->d->other);
	(void)scene_ask(s, "committee.admit", "{'id':'$S','peer':'Kreis','role':'relay'}");
	clerk_sync(s->d, c);
	(void)snprintf(want, sizeof(want), "'name':'%s'", scene_text(s, "$S"));
	ok(strstr(clerk_ask(c, "committee.show", "{'id':'%s'}", scene_text(s, "$S")), want) != NULL,
	   "a committee whose name is not here is called by its id");
	ok(strstr(clerk_answer(c), "'role':'relay','states':{'all':'") != NULL &&
	           strstr(clerk_answer(c), "'core'") == NULL,
	   "a relay has no hash of what is internal");
}

int main(void)
{
	struct scene s;
	struct clerk a;
	struct clerk b;
	struct clerk c;

	clerk_open(&a, "Amt");
	clerk_open(&b, "Forum");
	clerk_open(&c, "Kreis");
	scene_make(&s, &a);
	test_create(&s);
	test_members(&s, &b, &c);
	test_without_name(&s, &c);
	clerk_close(&a);
	clerk_close(&b);
	clerk_close(&c);
	return done();
}
