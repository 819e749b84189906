/* outward_person, outward_people: what is told of a person, of whom, and of committees. */
#include "daemon/control/outward_person.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

static const char *show(struct scene *s, char letter)
{
	char args[100];

	(void)snprintf(args, sizeof(args), "{'subject':'person','id':'$%c'}", letter);
	return outside_ask(s, "bridge.show", args);
}

static void test_fields(struct scene *s)
{
	const char *person;

	(void)scene_ask(
		s, "record.edit",
		"{'id':'$P','fields':{'familyName':'Muster','givenName':'Olga','formOfAddress':"
		"'Frau','email':['b@example.org','a@example.org'],'delivery':'email'}}");
	person = show(s, 'P');
	ok(outside_has(person, "'delivery':'email','email':'a@example.org','family_name':'Muster',"
	                       "'form_of_address':'Frau','given_name':'Olga'"),
	   "names, how to address and how to reach them, by the first address");
	ok(!outside_has(person, "0431"), "the phone is not told");
	(void)scene_ask(s, "record.edit", "{'id':'$P','fields':{'delivery':'letter'}}");
	person = show(s, 'P');
	ok(outside_has(person, "'delivery':'letter'") && !outside_has(person, "example.org"),
	   "who wants letters has no address");
}

/* Whom this office reaches. */
static void test_whose(struct scene *s)
{
	ok(show(s, 'R')[0] == '{', "on a seat without an office, of a committee that we own");
	is_str(show(s, 'Q'), "VB-2001", "on a seat of another office: not ours");
	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'membership','internal':true,'fields':{'organization':"
		"'$O','onBehalfOf':'$V','person':'$Q'}}");
	ok(show(s, 'Q')[0] == '{', "on a seat of ours besides");
	scene_make_record(s, 'L', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Freiwillig'}}");
	ok(show(s, 'L')[0] == '{', "without a seat, written down here");
	is_str(show(s, 'M'), "VB-2001", "a meeting is nobody");
}

/* Those in the office's own space, who belong to no committee. */
static void test_own(struct scene *s)
{
	scene_make_record(s, 'U', "person.add",
	                  "{'fields':{'name':'Clara','email':['clara@example.org']}}");
	ok(outside_has(show(s, 'U'), "clara@example.org"), "a person of this office");
	ok(outside_has(outside_ask(s, "bridge.list", "{'subject':'person'}"), scene_text(s, "$U")),
	   "who is listed, too");
	ok(outside_has(outside_ask(s, "bridge.feed", "{'limit':1000}"), scene_text(s, "'id':'$U'")),
	   "and told by the feed");
}

static void test_committee(struct scene *s)
{
	const char *committee = outside_ask(s, "bridge.show", "{'subject':'committee','id':'$S'}");

	ok(outside_has(committee, scene_text(s, "'person':'$P','seat':'$E'")) &&
	           outside_has(committee, scene_text(s, "'person':'$R','seat':'$G'")),
	   "a committee with those whom this office reaches");
	ok(!outside_has(committee, scene_text(s, "'seat':'$F'")), "and no other seat");
	ok(!outside_has(committee, "olga") && !outside_has(committee, "rosa"),
	   "by their numbers: nobody's name");
	committee = outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}");
	ok(outside_has(committee, scene_text(s, "$P")) && !outside_has(committee, "olga"),
	   "of a meeting as little");
	is_str(outside_ask(s, "bridge.show", "{'subject':'committee','id':'$T'}"),
	       scene_text(s, "{'committee':'Beirat','name':'Beirat','space':'$T','subject':"
	                     "'committee'}"),
	       "one without any");
}

/* More seats than fit one answer. */
static void test_many(struct scene *s)
{
	const char *committee;
	int good = 0;

	for (int i = 0; i < 4000; i++)
		good += scene_ask(s, "record.create",
		                  "{'space':'$S','kind':'membership','internal':true,'fields':{"
		                  "'organization':'$O','onBehalfOf':'$V','person':'$P'}}")[0] ==
		        '{';
	is_int(good, 4000, "four thousand seats");
	committee = outside_ask(s, "bridge.show", "{'subject':'committee','id':'$S'}");
	ok(outside_has(committee, "'more':true"), "are too many to be told");
	ok(s->d->answer.size < VB_IPC_FRAME_MAX_BYTES && s->d->answer.size > 300000,
	   "as many as fit are");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}"),
	               "'more':true"),
	   "of a meeting, too");
}

/* Another office's people are not told by whoever is only a member, and nothing once it has left. */
static void test_member(void)
{
	struct scene a;
	struct clerk d, e;

	clerk_open(&d, "Amt");
	clerk_open(&e, "Verein");
	clerk_pair(&d, &e);
	outside_make(&a, &d);
	(void)scene_ask(&a, "committee.admit", "{'id':'$S','peer':'Verein','role':'member'}");
	clerk_sync(&d, &e);
	a.d = &e;
	is_str(outside_ask(&a, "bridge.list", "{'subject':'person'}"), "{'items':[]}",
	       "a member reaches nobody of others");
	ok(outside_has(outside_ask(&a, "bridge.show", "{'subject':'meeting','id':'$M'}"),
	               "12. Sitzung"),
	   "though it is told of meetings");
	a.d = &d;
	(void)scene_ask(&a, "committee.dismiss", "{'id':'$S','peer':'Verein'}");
	clerk_sync(&d, &e);
	a.d = &e;
	is_str(outside_ask(&a, "bridge.show", "{'subject':'meeting','id':'$M'}"), "VB-2001",
	       "who was dismissed tells nothing more");
	is_str(outside_ask(&a, "bridge.list", "{'subject':'committee'}"), "{'items':[]}",
	       "not even of the committee");
	clerk_close(&d);
	clerk_close(&e);
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_fields(&s);
	test_committee(&s);
	test_whose(&s);
	test_own(&s);
	test_many(&s);
	clerk_close(&d);
	test_member();
	return done();
}
