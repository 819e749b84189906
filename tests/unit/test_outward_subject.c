/* outward_subject, outward_feed: what each change is told as, and which is not told at all. */
#include "daemon/control/outward_subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/outward_feed.h"
#include "tests/tap.h"
#include "tests/unit/outside.h"

/* Where the feed ends now. */
static unsigned long feed_end(struct scene *s)
{
	const char *at = strstr(outside_ask(s, "bridge.feed", "{'limit':1000}"), "'next':");

	return at == NULL ? 0 : strtoul(at + strlen("'next':"), NULL, 10);
}

/* What the feed tells since then, as "meeting $M, paper $X", with ids as they are; in the order in which it was told. */
static const char *since(struct scene *s, unsigned long after)
{
	static char text[2000];
	char args[60];
	const char *at;
	size_t used = 0;

	(void)snprintf(args, sizeof(args), "{'after':%lu}", after);
	at = outside_ask(s, "bridge.feed", args);
	text[0] = '\0';
	for (at = strstr(at, "'items':["); at != NULL && (at = strchr(at, '{')) != NULL; at++) {
		const char *end = strchr(at, '}');
		const char *id = strstr(at, "'id':'");
		const char *subject = strstr(at, "'subject':'");

		if (subject == NULL || end == NULL)
			break;
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s",
		                         used > 0 ? ", " : "", (int)strcspn(subject + 11, "'"),
		                         subject + 11);
		if (id != NULL && id < end)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " %.32s",
			                         id + 6);
	}
	return text;
}

/* Makes a record, and compares what is told of it; wanted with ids filled in. */
static void check(struct scene *s, char letter, const char *call, const char *args,
                  const char *wanted, const char *name)
{
	unsigned long end = feed_end(s);

	scene_make_record(s, letter, call, args);
	is_str(since(s, end), scene_text(s, wanted), "%s", name);
}

#define CREATE(kind, rest) "record.create", "{'space':'$S','kind':'" kind "'," rest "}"

static void test_all(struct scene *s)
{
	check(s, 'H', CREATE("meeting", "'fields':{'name':'A'}"), "meeting $H", "a meeting");
	check(s, 'J', "agenda.add", "{'meeting':'$H','fields':{'name':'A'}}", "meeting $H",
	      "an item");
	check(s, 'K', CREATE("paper", "'fields':{'name':'A'}"), "paper $K", "a paper");
	check(s, 'L', CREATE("resolutionPoint", "'fields':{'paper':'$K','text':'x'}"), "paper $K",
	      "a point of it");
	check(s, 'U', CREATE("consultation", "'fields':{'paper':'$K','agendaItem':'$J'}"),
	      "paper $K, meeting $H",
	      "a consultation: the paper, and the meeting on whose agenda it is");
	check(s, 'L', CREATE("resolutionPoint", "'fields':{'paper':'$K','text':'y'}"),
	      "paper $K, meeting $H", "from then on what changes of the paper is told so");
	check(s, 'Z', CREATE("paper", "'fields':{'name':'B'}"), "paper $Z", "another paper");
	check(s, 'U', CREATE("consultation", "'fields':{'paper':'$Z'}"), "paper $Z",
	      "a consultation that names no sitting");
	check(s, 'L', "agenda.add", "{'meeting':'$H','fields':{'name':'B','consultation':'$U'}}",
	      "meeting $H", "an item that names it");
	check(s, 'L', CREATE("resolutionPoint", "'fields':{'paper':'$Z','text':'y'}"),
	      "paper $Z, meeting $H", "then the paper is one of that meeting, too");
	check(s, 'Y', CREATE("agendaEdition", "'fields':{'meeting':'$H'}"), "meeting $H",
	      "an edition");
	check(s, 'L', CREATE("invitedItem", "'fields':{'edition':'$Y','agendaItem':'$J'}"),
	      "meeting $H", "an item of it");
	check(s, 'L',
	      CREATE("invitation", "'internal':true,'fields':{'meeting':'$H','membership':"
	                           "'$E','state':'waiting'}"),
	      "meeting $H", "an internal invitation to it");
	check(s, 'L', "meeting.reply", "{'meeting':'$H','seat':'$E','answer':'accepted'}",
	      "meeting $H", "an answer, which is internal as the seat is");
	check(s, 'L', "message.post", "{'target':'$J','text':'x'}", "message $L", "a message");
	check(s, 'L', "message.post", "{'target':'$S','text':'x'}", "message $L",
	      "one to the committee");
	check(s, 'L', CREATE("obligation", "'fields':{'startDate':'2030-01-01'}"), "duty $L",
	      "an obligation");
	check(s, 'L', CREATE("agreement", "'fields':{'name':'A'}"), "duty $L", "an agreement");
	check(s, 'L', CREATE("measure", "'fields':{'name':'A'}"), "duty $L", "a measure");
	check(s, 'L', CREATE("commentRequest", "'fields':{'paper':'$K','organization':'$V'}"),
	      "duty $L", "a request for comment");
	check(s, 'L', CREATE("organization", "'fields':{'name':'A'}"), "committee",
	      "an organization");
	check(s, 'Z', CREATE("person", "'fields':{'name':'A'}"), "person $Z", "a person");
	check(s, 'L',
	      CREATE("membership", "'internal':true,'fields':{'organization':'$O','person':'$P'}"),
	      "committee", "an internal seat");
	check(s, 'X',
	      CREATE("availabilityRequest", "'fields':{'role':'interpreter','asked':['$Z']}"),
	      "request $X", "a request for help");
	check(s, 'L',
	      CREATE("availability", "'fields':{'request':'$X','person':'$Z','answer':"
	                             "'accepted'}"),
	      "request $X", "an answer to it");
}

static void test_nothing(struct scene *s)
{
	check(s, 'L', CREATE("paper", "'internal':true,'fields':{'name':'A'}"), "",
	      "an internal paper");
	check(s, 'L', CREATE("meeting", "'internal':true,'fields':{'name':'A'}"), "",
	      "an internal meeting");
	check(s, 'U', "agenda.add", "{'meeting':'$L','internal':true,'fields':{'name':'A'}}", "",
	      "an item of an internal meeting");
	check(s, 'U', "message.post", "{'target':'$I','text':'x'}", "",
	      "a message about an internal item");
	check(s, 'U', CREATE("consultation", "'internal':true,'fields':{'paper':'$K'}"), "",
	      "an internal consultation");
	check(s, 'U', CREATE("obligation", "'internal':true,'fields':{'startDate':'2030-01-01'}"),
	      "", "an internal duty");
	check(s, 'U',
	      CREATE("attendance", "'internal':true,'fields':{'meeting':'$M','membership':"
	                           "'$E'}"),
	      "", "attendance");
	check(s, 'U', CREATE("fundingApplication", "'fields':{'organization':'$V','amount':1}"), "",
	      "money");
	check(s, 'U', CREATE("processStep", "'fields':{'name':'A'}"), "", "a step of a process");
	check(s, 'U', CREATE("location", "'fields':{'description':'A'}"), "", "a place");
	check(s, 'U',
	      CREATE("meetingSeries", "'fields':{'rrule':'FREQ=MONTHLY','startDate':"
	                              "'2027-01-01'}"),
	      "", "a series");
	check(s, 'U', "agenda.propose", "{'meeting':'$M','fields':{'name':'A'}}", "",
	      "what is only proposed");
	check(s, 'U', "agenda.add", "{'meeting':'$M','internal':true,'fields':{'name':'A'}}",
	      "meeting $M", "but an internal item of a meeting for all is, as that");
}

/* What is deleted is told once more: it is not found then. */
static void test_deleted(struct scene *s)
{
	unsigned long end = feed_end(s);

	(void)scene_ask(s, "record.delete", "{'id':'$J'}");
	is_str(since(s, end), scene_text(s, "meeting $H"), "an item that was deleted");
	end = feed_end(s);
	(void)scene_ask(s, "record.delete", "{'id':'$H'}");
	is_str(since(s, end), scene_text(s, "meeting $H"), "a meeting that was");
	is_str(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$H'}"), "VB-2001",
	       "is not found");
	end = feed_end(s);
	(void)scene_ask(s, "record.delete", "{'id':'$Z'}");
	is_str(since(s, end), scene_text(s, "person $Z"), "a person");
}

/* Erased, nothing of it is left but the number. */
static void test_erased(struct scene *s)
{
	unsigned long end;

	scene_make_record(s, 'H', CREATE("meeting", "'fields':{'name':'A'}"));
	end = feed_end(s);
	ok(scene_ask(s, "record.erase", "{'id':'$H','ground':'mistake'}")[0] == '{', "erased");
	is_str(since(s, end), scene_text(s, "meeting $H"), "its number is told");
	is_str(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$H'}"), "VB-2001",
	       "it is not found");
}

/* Within one answer a subject stands once. */
static void test_once(struct scene *s)
{
	unsigned long end = feed_end(s);

	for (int i = 0; i < 5; i++)
		(void)scene_ask(s, "agenda.add", "{'meeting':'$M','fields':{'name':'A'}}");
	is_str(since(s, end), scene_text(s, "meeting $M"), "five items, one meeting");
}

/* Not more than VB_OUTWARD_FEED_LOOK_MAX changes are looked at for one answer, told or not. */
static void test_look(struct scene *s)
{
	unsigned long end = feed_end(s), next;
	char args[60];
	const char *at;

	for (unsigned i = 0; i <= VB_OUTWARD_FEED_LOOK_MAX; i++)
		(void)scene_ask(s, CREATE("location", "'fields':{'description':'A'}"));
	(void)snprintf(args, sizeof(args), "{'after':%lu,'wait':60000}", end);
	at = outside_ask(s, "bridge.feed", args);
	ok(outside_has(at, "'items':[]"), "nothing of it is told, and nobody waits");
	next = strtoul(strstr(at, "'next':") + strlen("'next':"), NULL, 10);
	is_int((int)(next - end), VB_OUTWARD_FEED_LOOK_MAX, "but it goes on");
	(void)snprintf(args, sizeof(args), "{'after':%lu}", next);
	at = outside_ask(s, "bridge.feed", args);
	is_int((int)(strtoul(strstr(at, "'next':") + strlen("'next':"), NULL, 10) - next), 1,
	       "to the last");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_all(&s);
	test_nothing(&s);
	test_deleted(&s);
	test_erased(&s);
	test_once(&s);
	test_look(&s);
	clerk_close(&d);
	return done();
}
