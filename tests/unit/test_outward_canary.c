/* outward: a canary in everything that may not leave is in no answer to a bridge, whatever it asks for, down to the raw bytes. */
#include "daemon/control/outward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/bridge_calls.h"
#include "tests/tap.h"
#include "tests/unit/outside.h"

#define CANARY "Kanarienvogel"
#define IDS_MAX 200

static char ids[IDS_MAX][40];
static size_t id_count;

/* Records that may not leave, or of which this may not: one a line, in the order in which they can be made. */
static const struct {
	char letter; /* under which its id is kept; 0: it is not needed */
	const char *call, *args;
} nest[] = {
	{ 0, "agenda.add",
	  "{'meeting':'$M','internal':true,'fields':{'name':'" CANARY "','description':'" CANARY
	  "','resolutionText':'" CANARY "'}}" },
	{ 'H', "agenda.add",
	  "{'meeting':'$M','internal':true,'fields':{'name':'" CANARY "','parent':'$I'}}" },
	{ 0, "agenda.add", "{'meeting':'$N','internal':true,'fields':{'name':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'meeting','internal':true,'fields':{'name':'" CANARY
	  "','room':'" CANARY "','reason':'" CANARY "'}}" },
	{ 'J', "record.create",
	  "{'space':'$S','kind':'location','internal':true,'fields':{'description':'" CANARY
	  "'}}" },
	{ 'K', "record.create",
	  "{'space':'$S','kind':'paper','internal':true,'fields':{'name':'" CANARY
	  "','reference':'" CANARY "','occasion':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'resolutionPoint','internal':true,'fields':{'paper':'$K','text':"
	  "'" CANARY "'}}" },
	{ 'L', "record.create",
	  "{'space':'$S','kind':'paper','fields':{'name':'Bericht','reasons':'" CANARY
	  "','report':'" CANARY "','involved':'" CANARY "','editor':'" CANARY
	  "','signatory':'" CANARY "','prescribedBy':'" CANARY "','financeAnnex':'" CANARY
	  "','annexes':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'resolutionPoint','internal':true,'fields':{'paper':'$L','text':"
	  "'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'consultation','internal':true,'fields':{'paper':'$L','role':"
	  "'" CANARY "','result':'" CANARY "'}}" },
	{ 'U', "record.create",
	  "{'space':'$S','kind':'consultation','fields':{'paper':'$L','agendaItem':'$A','role':"
	  "'" CANARY "','result':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'obligation','internal':true,'fields':{'name':'" CANARY
	  "','startDate':'2030-01-01'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'obligation','fields':{'name':'Bericht','startDate':'2030-01-01',"
	  "'organization':'$V','basis':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'agreement','fields':{'name':'Vertrag','endDate':'2030-01-01',"
	  "'description':'" CANARY "','task':['" CANARY "']}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'measure','fields':{'name':'Kurs','endDate':'2030-01-01','goal':"
	  "'" CANARY "','indicator':'" CANARY "','target':'" CANARY "','actual':'" CANARY
	  "','area':'" CANARY "','description':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'processStep','fields':{'name':'" CANARY "','process':'" CANARY
	  "','description':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'fundingApplication','fields':{'name':'" CANARY
	  "','organization':'$V','amount':4711,'goal':'" CANARY "','fund':'" CANARY "'}}" },
	{ 'Y', "record.create",
	  "{'space':'$S','kind':'ruleProfile','fields':{'name':'" CANARY "','source':'" CANARY
	  "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'organization','internal':true,'fields':{'name':'" CANARY "'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'meetingSeries','fields':{'name':'" CANARY
	  "','rrule':'FREQ=MONTHLY','startDate':'2027-01-01'}}" },
	{ 0, "record.create",
	  "{'space':'$S','kind':'attendance','internal':true,'fields':{'meeting':'$M','membership':"
	  "'$E','status':'present'}}" },
	{ 0, "agenda.propose",
	  "{'meeting':'$M','fields':{'name':'" CANARY "','description':'" CANARY "'}}" },
	{ 0, "message.post", "{'target':'$I','text':'" CANARY "'}" },
	{ 0, "message.post", "{'target':'$N','text':'" CANARY "'}" },
	{ 0, "message.post", "{'target':'$K','text':'" CANARY "'}" },
	{ 0, "meeting.reply",
	  "{'meeting':'$M','seat':'$E','answer':'declined','comment':'" CANARY "'}" },
	{ 0, "record.edit",
	  "{'id':'$P','fields':{'phone':['" CANARY "'],'title':['" CANARY "'],'status':['" CANARY
	  "'],'affix':'" CANARY "','location':'$J'}}" },
	{ 0, "record.edit", "{'id':'$Q','fields':{'email':['" CANARY "@example.org']}}" },
	{ 0, "record.edit",
	  "{'id':'$V','fields':{'postalAddress':'" CANARY "','contactEmail':'" CANARY
	  "@example.org','externalBody':'" CANARY "'}}" },
	{ 0, "record.edit", "{'id':'$E','fields':{'role':'" CANARY "'}}" },
	{ 0, "agenda.add",
	  "{'meeting':'$M','fields':{'name':'Bericht','result':'" CANARY
	  "','resolutionText':'" CANARY "','submitter':'$V','consultation':'$U'}}" },
};

static void hatch(struct scene *s)
{
	for (size_t i = 0; i < sizeof(nest) / sizeof(nest[0]); i++) {
		if (nest[i].letter != 0)
			scene_make_record(s, nest[i].letter, nest[i].call, nest[i].args);
		else
			ok(scene_ask(s, nest[i].call, nest[i].args)[0] == '{', "%s %.60s",
			   nest[i].call, nest[i].args);
	}
}

/* Keeps the ids of all records there are. */
static void gather(struct scene *s)
{
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
		char args[100];
		const char *at;

		(void)snprintf(args, sizeof(args), "{'kind':'%s'}", kind->name);
		at = scene_ask(s, "record.list", args);
		while ((at = strstr(at, ",'id':'")) != NULL && id_count < IDS_MAX) {
			at += strlen(",'id':'");
			if (strncmp(at + 32, "','kind'", 8) == 0)
				(void)snprintf(ids[id_count++], sizeof(ids[0]), "%.32s", at);
		}
	}
}

/* True if the last answer has the canary, byte for byte, in the document that goes over the socket. */
static bool sings(const struct clerk *d)
{
	size_t size = strlen(CANARY);

	for (size_t at = 0; at + size <= d->answer.size; at++) {
		if (memcmp(d->answer.data + at, CANARY, size) == 0)
			return true;
	}
	return false;
}

static int songs;

static void listen(struct scene *s, const char *call, const char *args)
{
	(void)outside_ask(s, call, args);
	if (sings(s->d)) {
		songs++;
		diag("%s %s: %s", call, scene_text(s, args), clerk_answer(s->d));
	}
}

/* Everything that can be asked with an id, in whatever role the id stands. */
static void ask_all_of(struct scene *s, const char *id)
{
	static const char *const asked[][2] = {
		{ "bridge.show", "'subject':'meeting','id':'%s'" },
		{ "bridge.show", "'subject':'paper','id':'%s'" },
		{ "bridge.show", "'subject':'message','id':'%s'" },
		{ "bridge.show", "'subject':'duty','id':'%s'" },
		{ "bridge.show", "'subject':'request','id':'%s'" },
		{ "bridge.show", "'subject':'person','id':'%s'" },
		{ "bridge.file", "'id':'%s'" },
		{ "bridge.reply", "'meeting':'%s','seat':'$F','person':'$Q','answer':'yes',"
		                  "'once':x'000102030405060708090a0b0c0d0e0f'" },
		{ "bridge.answer", "'request':'%s','person':'$Q','answer':'yes',"
		                   "'once':x'000102030405060708090a0b0c0d0e0f'" },
		{ "bridge.post",
		  "'target':'%s','text':'','once':x'000102030405060708090a0b0c0d0e0f'" },
		{ "bridge.delivered",
		  "'invitation':'%s','once':x'000102030405060708090a0b0c0d0e0f'" },
		{ "drawer.list", "'table':'t','about':'%s'" },
		{ "record.show", "'id':'%s'" },
		{ "record.log", "'id':'%s'" },
		{ "agenda.list", "'meeting':'%s'" },
		{ "message.list", "'target':'%s'" },
	};

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		char args[300];
		int used = snprintf(args, sizeof(args), "{");

		used += snprintf(args + used, sizeof(args) - (size_t)used, asked[i][1], id);
		(void)snprintf(args + used, sizeof(args) - (size_t)used, "}");
		listen(s, asked[i][0], args);
	}
}

static void test_silence(struct scene *s)
{
	static const char *const lists[] = { "meeting", "paper",     "duty",
		                             "request", "committee", "person" };
	char args[100];

	for (size_t i = 0; i < id_count; i++)
		ask_all_of(s, ids[i]);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		(void)snprintf(args, sizeof(args), "{'subject':'%s'}", lists[i]);
		listen(s, "bridge.list", args);
	}
	listen(s, "bridge.feed", "{}");
	listen(s, "bridge.show", "{'subject':'committee','id':'$S'}");
	listen(s, "search", "{'words':'" CANARY "'}");
	listen(s, "space.export", "{'id':'$S'}");
	is_int(songs, 0, "the canary is in no answer, of %zu records", id_count);
}

/* What may leave does, so that the silence is no silence of everything. */
static void test_speech(struct scene *s)
{
	const char *meeting = outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}");

	ok(outside_has(meeting, "'title':'Begrüßung'") && outside_has(meeting, "'answer':'no'") &&
	           outside_has(meeting, "'papers':[{'id':"),
	   "items, answers and papers are told");
	ok(outside_has(meeting,
	               "{'is_internal':true,'number':'N 1'},{'is_internal':true,'number':'N 2'}"),
	   "internal items by their numbers alone");
	ok(!outside_has(meeting, "N 1.1"), "and nothing of what stands below them");
	ok(!outside_has(meeting, scene_text(s, "$I")) && !outside_has(meeting, scene_text(s, "$H")),
	   "not even that by an id");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'person','id':'$P'}"),
	               "olga@example.org"),
	   "an address to whom mail goes is told");
	(void)scene_ask(s, "record.show", "{'id':'$L'}");
	ok(sings(s->d), "to people the paper is told whole: the canary is heard where it sings");
}

/* What people ask is closed to bridges, whatever it is. */
static void test_closed(struct scene *s)
{
	static char line[8192];
	FILE *source = fopen("daemon/control/control.c", "r");
	int rows = 0, closed = 0;

	if (source == NULL)
		bail("daemon/control/control.c cannot be read");
	while (fgets(line, sizeof(line), source) != NULL) {
		char name[64];
		const char *at = strstr(line, "\t{ \"");
		const char *end = at != NULL ? strstr(at, "\", VB_RIGHT_") : NULL;

		if (end == NULL)
			continue;
		at += strlen("\t{ \"");
		(void)snprintf(name, sizeof(name), "%.*s", (int)(end - at), at);
		if (strcmp(name, "node.show") == 0)
			continue;
		rows++;
		closed +=
			strcmp(outside_ask(s, name, "{}"), "VB-3002 this is not for bridges") == 0;
	}
	fclose(source);
	ok(rows > 70, "there are %d calls for people", rows);
	is_int(closed, rows, "a bridge may ask none of them");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	hatch(&s);
	gather(&s);
	ok(id_count > 40, "there are %zu records", id_count);
	test_silence(&s);
	test_speech(&s);
	test_closed(&s);
	clerk_close(&d);
	return done();
}
