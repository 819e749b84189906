/* oparl_rule: what is not public follows from the agenda items; what belongs to which body. */
#include "cli/oparl/oparl_rule.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/oparl_file.h"

/* The ids of all objects that are not public, sorted and joined; lives until the next call. */
static const char *internal_of(const struct oparl_plan *plan)
{
	static char text[2000];
	const char *ids[100];
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++) {
		if (plan->objects[i].is_internal)
			ids[count++] = json_text(plan->objects[i].id);
	}
	text[0] = '\0';
	while (count > 0) {
		size_t first = 0;

		for (size_t i = 1; i < count; i++)
			first = strcmp(ids[i], ids[first]) < 0 ? i : first;
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
		               text[0] != '\0' ? " " : "", ids[first]);
		ids[first] = ids[--count];
	}
	return text;
}

static void test_luebeck(void)
{
	struct oparl_plan plan;

	oparl_file_luebeck(&plan);
	oparl_rule_public(&plan);
	is_str(internal_of(&plan),
	       VB_LUEBECK "agendaitem/senat-1 " VB_LUEBECK "consultation/senat-1 " VB_LUEBECK
	                  "meeting/senat-2014-10-08 " VB_LUEBECK "organization/senat",
	       "of the Senat nothing is public, of the others everything");
	is_int(plan.dropped_count, 0, "no reference leads from one to the other");
	oparl_plan_release(&plan);
}

#define ITEM(id, public) "{'id':'" id "','type':'@AgendaItem','public':" public "}"

static const struct {
	const char *name;
	const char *text;
	const char *internal;
	int dropped;
} rows[] = {
	{ "nobody marks anything",
	  "[{'id':'m','type':'@Meeting','organization':['o']},{'id':'o','type':'@Organization'}]",
	  "", 0 },
	{ "a meeting with items of both kinds",
	  "[{'id':'m','type':'@Meeting','organization':['o'],'agendaItem':[" ITEM(
		  "i", "false") "," ITEM("j", "true") "]},{'id':'o','type':'@Organization'}]",
	  "i", 0 },
	{ "a meeting of which no item is public",
	  "[{'id':'m','type':'@Meeting','organization':['o'],'location':{'id':'l','type':'@"
	  "Location'},'agendaItem':[" ITEM("i", "false") "]},{'id':'o','type':'@Organization'}]",
	  "i l m o", 0 },
	{ "an organization that meets in public too",
	  "[{'id':'m','type':'@Meeting','organization':['o'],'agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'n','type':'@Meeting','organization':['o']},{'id':'o','"
	                        "type':'@Organization'}]",
	  "i m", 0 },
	{ "an organization above one that nobody else names",
	  "[{'id':'m','type':'@Meeting','organization':['o'],'agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'o','type':'@Organization','subOrganizationOf':'p'},{'id'"
	                        ":'p','type':'@Organization'}]",
	  "i m o p", 0 },
	{ "an organization below it is public, so it is",
	  "[{'id':'m','type':'@Meeting','organization':['o'],'agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'o','type':'@Organization'},{'id':'q','type':'@"
	                        "Organization','subOrganizationOf':'o'}]",
	  "i m", 0 },
	{ "memberships go with their organization",
	  "[{'id':'m','type':'@Meeting','organization':['o'],'agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'o','type':'@Organization'},"
	                        "{'id':'x','type':'@Membership','organization':'o','person':'z','"
	                        "onBehalfOf':'r'},"
	                        "{'id':'r','type':'@Organization'},{'id':'z','type':'@Person'}]",
	  "i m o r x", 0 },
	{ "whom a public membership represents is public",
	  "[{'id':'y','type':'@Membership','organization':'q','onBehalfOf':'o'},"
	  "{'id':'m','type':'@Meeting','organization':['o'],'agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'q','type':'@Organization'},{'id':'o','type':'@"
	                        "Organization'}]",
	  "i m", 0 },
	{ "a consultation follows its item",
	  "[{'id':'m','type':'@Meeting','agendaItem':[" ITEM("i", "false") "," ITEM(
		  "j", "true") "]},{'id':'p','type':'@Paper','consultation':[{'id':'c','type':'@"
	                       "Consultation','agendaItem':'i',"
	                       "'organization':['o']},{'id':'d','type':'@Consultation','agendaItem'"
	                       ":'j'}]},"
	                       "{'id':'o','type':'@Organization'}]",
	  "c i o", 0 },
	{ "a consultation follows its meeting",
	  "[{'id':'m','type':'@Meeting','agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'p','type':'@Paper','consultation':[{'id':'c','type':'@"
	                        "Consultation','meeting':'m'},"
	                        "{'id':'d','type':'@Consultation'}]}]",
	  "c i m", 0 },
	{ "a paper that is consulted only in private, and one that names it",
	  "[{'id':'m','type':'@Meeting','agendaItem':[" ITEM(
		  "i", "false") "]},{'id':'p','type':'@Paper','originatorOrganization':['o'],'"
	                        "consultation':[{'id':'c',"
	                        "'type':'@Consultation','meeting':'m'}]},{'id':'q','type':'@Paper',"
	                        "'relatedPaper':['p']},"
	                        "{'id':'o','type':'@Organization'}]",
	  "c i m o p", 1 },
	{ "an item in a meeting that is marked itself",
	  "[{'id':'m','type':'@Meeting','public':false,'agendaItem':[" ITEM("i", "true") "]}]",
	  "i m", 0 },
	{ "a public item that names a consultation in private",
	  "[{'id':'m','type':'@Meeting','public':false},{'id':'n','type':'@Meeting','agendaItem':[{"
	  "'id':'i',"
	  "'type':'@AgendaItem','consultation':'c'}]},{'id':'p','type':'@Paper','consultation':[{'"
	  "id':'c',"
	  "'type':'@Consultation','meeting':'m'},{'id':'d','type':'@Consultation'}]}]",
	  "c m", 1 },
	{ "an organization marked itself, with a meeting that is not",
	  "[{'id':'m','type':'@Meeting','organization':['o']},{'id':'o','type':'@Organization','"
	  "public':false}]",
	  "o", 1 },
};

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct oparl_plan plan;

		oparl_file_read(rows[i].text, &plan);
		oparl_rule_public(&plan);
		is_str(internal_of(&plan), rows[i].internal, "%s", rows[i].name);
		is_int(plan.dropped_count, rows[i].dropped, "%s: references left out",
		       rows[i].name);
		oparl_plan_release(&plan);
	}
}

/* Whatever is marked at first: no reference leads from what is public to what is not. */
static void test_never_telling(void)
{
	size_t telling = 0;

	for (unsigned marks = 0; marks < 512; marks++) {
		struct oparl_plan plan;

		oparl_file_luebeck(&plan);
		for (size_t i = 0, item = 0; i < plan.count; i++) {
			if (plan.objects[i].kind->number == VB_KIND_AGENDA_ITEM)
				plan.objects[i].is_internal = (marks >> item++ & 1) != 0;
		}
		oparl_rule_public(&plan);
		for (size_t i = 0; i < plan.count; i++) {
			struct oparl_reference reference = { .field_index = 0 };

			while (!plan.objects[i].is_internal &&
			       oparl_plan_next(&plan.objects[i], &reference))
				telling += oparl_file_is_internal(&plan, reference.id);
		}
		oparl_plan_release(&plan);
	}
	is_int(telling, 0, "no reference tells, whichever of the nine items are not public");
}

static void test_bodies(void)
{
	struct oparl_plan plan;
	size_t bodies[100];

	oparl_file_luebeck(&plan);
	is_int(oparl_rule_bodies(&plan, bodies), 1, "one body");
	is_int(bodies[0], 0, "it comes first");
	is_int(plan.objects[plan.count - 1].space, 0, "everything belongs to it");
	oparl_plan_release(&plan);
	oparl_file_read(
		"[{'id':'l','type':'@Location'},{'id':'b1','type':'@Body'},{'id':'b2','type':'@"
		"Body'},"
		"{'id':'o','type':'@Organization','body':'b2'},{'id':'m','type':'@Meeting','"
		"organization':['o'],"
		"'location':'l','agendaItem':[{'id':'i','type':'@AgendaItem'}]},"
		"{'id':'p','type':'@Paper','body':'b1','relatedPaper':['q'],'consultation':[{'id':'"
		"c',"
		"'type':'@Consultation','meeting':'m'}]},{'id':'q','type':'@Paper','body':'b2'},"
		"{'id':'x','type':'@Person'}]",
		&plan);
	is_int(oparl_rule_bodies(&plan, bodies), 2, "two bodies");
	is_int(oparl_file_object(&plan, "o")->space, 1, "an organization by its body");
	is_int(oparl_file_object(&plan, "i")->space, 1, "an item by meeting and organization");
	is_int(oparl_file_object(&plan, "l")->space, 1, "a place by the meeting that names it");
	is_int(oparl_file_object(&plan, "p")->space, 0, "a paper by its body");
	is_int(oparl_file_object(&plan, "x")->space, 0, "who belongs nowhere, to the first");
	is_int(plan.dropped_count, 2, "references from one to the other are left out");
	oparl_plan_release(&plan);
	oparl_file_read("[{'id':'x','type':'@Person'}]", &plan);
	is_int(oparl_rule_bodies(&plan, bodies), 0, "no body");
	oparl_plan_release(&plan);
}

int main(void)
{
	test_luebeck();
	test_rows();
	test_never_telling();
	test_bodies();
	return done();
}
