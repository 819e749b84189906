/* outward_paper, outward_message, outward_request, outward_public: what is told of each, to whom, and what is public. */
#include "daemon/control/outward_paper.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

static const char *show(struct scene *s, const char *subject, char letter)
{
	char args[100];

	(void)snprintf(args, sizeof(args), "{'subject':'%s','id':'$%c'}", subject, letter);
	return outside_ask(s, "bridge.show", args);
}

static void test_paper(struct scene *s)
{
	const char *paper;

	scene_make_record(
		s, 'H', "record.create",
		"{'space':'$S','kind':'paper','fields':{'name':'Konzept','reference':'VO/7',"
		"'paperType':'Vorlage','date':'2027-01-02','occasion':'Anlass','reasons':"
		"'Gründe'}}");
	scene_make_record(
		s, 'J', "record.create",
		"{'space':'$S','kind':'resolutionPoint','fields':{'paper':'$H','text':'Zwei',"
		"'order':'90'}}");
	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'resolutionPoint','fields':{'paper':'$H','text':'Eins',"
		"'order':'40'}}");
	scene_make_record(
		s, 'L', "record.create",
		"{'space':'$S','kind':'resolutionPoint','fields':{'paper':'$H','text':'Drei'"
		"}}");
	paper = show(s, "paper", 'H');
	ok(outside_has(paper, "'date':'2027-01-02'") && outside_has(paper, "'name':'Konzept'") &&
	           outside_has(paper, "'occasion':'Anlass','paper_type':'Vorlage'") &&
	           outside_has(paper, "'reference':'VO/7'"),
	   "its head and occasion");
	ok(outside_has(paper, "'points':['Eins','Zwei','Drei']"), "points in their order");
	ok(!outside_has(paper, "Gründe"), "reasons are not told");
	ok(outside_has(paper, scene_text(s, "'person':'$P','seat':'$E'")) &&
	           outside_has(paper, scene_text(s, "'person':'$R','seat':'$G'")) &&
	           !outside_has(paper, scene_text(s, "$Q")),
	   "to those on seats whom this office reaches");
}

/* By law, by an own profile; a round table is not. */
static void test_public(struct scene *s)
{
	ok(!outside_has(show(s, "paper", 'H'), "is_public") &&
	           !outside_has(show(s, "meeting", 'M'), "is_public"),
	   "a committee without rules is not public");
	(void)scene_ask(s, "record.edit", "{'id':'$O','fields':{'rules':'goSH'}}");
	ok(outside_has(show(s, "paper", 'H'), "'is_public':true") &&
	           outside_has(show(s, "meeting", 'M'), "'is_public':true"),
	   "by the municipal code it is");
	ok(outside_has(outside_ask(s, "bridge.list", "{'subject':'paper'}"), "'is_public':true"),
	   "so are the rows of lists");
	scene_make_record(s, 'U', "record.create",
	                  "{'space':'$S','kind':'ruleProfile','fields':{'base':'goSH','publicity':"
	                  "'members'}}");
	(void)scene_ask(s, "record.edit", "{'id':'$O','fields':{'ruleProfile':'$U'}}");
	ok(!outside_has(show(s, "meeting", 'M'), "is_public"), "its own rules count before that");
	(void)scene_ask(s, "record.edit", "{'id':'$U','fields':{'publicity':'public'}}");
	ok(outside_has(show(s, "meeting", 'M'), "'is_public':true"), "either way");
	(void)scene_ask(s, "record.edit", "{'id':'$M','fields':{'organization':['$O','$V']}}");
	ok(!outside_has(show(s, "meeting", 'M'), "is_public"),
	   "a joint sitting is public if it is so for all who meet");
	(void)scene_ask(s, "record.edit", "{'id':'$M','fields':{'organization':['$O']}}");
}

static void test_message(struct scene *s)
{
	const char *message;

	scene_make_record(s, 'J', "message.post", "{'target':'$B','text':'Wie viel?'}");
	message = show(s, "message", 'J');
	ok(outside_has(message, "'by':'Amt'") && outside_has(message, "'text':'Wie viel?'"),
	   "what was said, by the office");
	ok(outside_has(message, scene_text(s, "'target':'$B','target_name':'Ö 2 Haushalt',"
	                                      "'target_subject':'meeting'")),
	   "about an item, as it is called");
	scene_make_record(s, 'K', "message.post", "{'target':'$J','text':'Viel.'}");
	ok(outside_has(show(s, "message", 'K'), scene_text(s, "'in_reply_to':'$J'")), "an answer");
	scene_make_record(s, 'K', "message.post", "{'target':'$S','text':'An alle'}");
	message = show(s, "message", 'K');
	ok(!outside_has(message, "target") && outside_has(message, "An alle"),
	   "to the committee: about nothing");
	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'message','fields':{'text':'Hallo','writtenBy':'Olga',"
		"'written':1700000000000,'target':'$H'}}");
	message = show(s, "message", 'K');
	ok(outside_has(message, "'by':'Olga'") && outside_has(message, "'written':1700000000000") &&
	           outside_has(message, "'target_name':'Konzept','target_subject':'paper'"),
	   "by somebody, then, about a paper");
	ok(outside_has(message, scene_text(s, "'person':'$P'")) &&
	           !outside_has(message, scene_text(s, "$Q")),
	   "to those whom this office reaches");
	scene_make_record(s, 'K', "message.post", "{'target':'$I','text':'Geheim'}");
	is_str(show(s, "message", 'K'), "VB-2001", "one about an internal item is not found");
}

/* A person of this office who wrote it is named. */
static void test_writer(struct scene *s)
{
	static const char *const login = "clara";
	struct node_caller before = s->d->caller;

	ok(clerk_ask(s->d, "person.add",
	             "{'fields':{'name':'Clara'},'login':'%s','right':'member'}", login)[0] == '{',
	   "a person of this office");
	s->d->caller = (struct node_caller){ .client = 3, .uid = 4711 };
	(void)snprintf(s->d->caller.login, sizeof(s->d->caller.login), "%s", login);
	scene_make_record(s, 'K', "message.post", "{'target':'$A','text':'Von mir'}");
	s->d->caller = before;
	ok(outside_has(show(s, "message", 'K'), "'by':'Clara'"), "is named");
}

static void test_request(struct scene *s)
{
	const char *request;

	scene_make_record(s, 'H', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Hanna'}}");
	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'availabilityRequest','fields':{'name':'Dolmetschen',"
		"'role':'interpreter','language':'uk','description':'Im Amt','start':"
		"1800003600000,'end':1800007200000,'timeZone':'Europe/Berlin','place':'Saal',"
		"'needed':2,'due':'2027-01-20','asked':['$H']}}");
	request = show(s, "request", 'K');
	ok(outside_has(request, "'description':'Im Amt','due':'2027-01-20','end':1800007200000") &&
	           outside_has(request, "'language':'uk','name':'Dolmetschen','needed':2") &&
	           outside_has(request, "'place':'Saal','role':'interpreter'") &&
	           outside_has(request, "'start':1800003600000,'state':'open'") &&
	           outside_has(request, "'zone':'Europe/Berlin'"),
	   "what is asked");
	ok(outside_has(request, scene_text(s, "'people':[{'person':'$H'}]")), "whom");
	ok(outside_has(outside_ask(s, "bridge.list", "{'subject':'request'}"),
	               scene_text(s, "{'due':'2027-01-20','id':'$K'")),
	   "listed while it is open");
	(void)scene_ask(s, "record.edit", "{'id':'$K','fields':{'state':'closed'}}");
	is_str(outside_ask(s, "bridge.list", "{'subject':'request'}"), "{'items':[]}",
	       "not when closed");
	ok(outside_has(show(s, "request", 'K'), "'state':'closed'"), "which is told");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_paper(&s);
	test_public(&s);
	test_message(&s);
	test_writer(&s);
	test_request(&s);
	clerk_close(&d);
	return done();
}
