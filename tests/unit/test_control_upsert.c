/* control_upsert: an import, again and again; items in any order; what was deleted; what became internal. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The counts of the last answer: "created updated unchanged". */
static const char *counts(const char *answer)
{
	static char text[64];
	unsigned created = 0;
	unsigned updated = 0;
	unsigned unchanged = 0;
	const char *at;

	if (answer[0] != '{')
		return answer;
	if ((at = strstr(answer, "'created':")) != NULL)
		created = (unsigned)strtoul(at + 10, NULL, 10);
	if ((at = strstr(answer, "'updated':")) != NULL)
		updated = (unsigned)strtoul(at + 10, NULL, 10);
	if ((at = strstr(answer, "'unchanged':")) != NULL)
		unchanged = (unsigned)strtoul(at + 12, NULL, 10);
	(void)snprintf(text, sizeof(text), "%u %u %u", created, updated, unchanged);
	return text;
}

/* A council's data, children before their parents, with a circle between two papers and between item and consultation. */
static const char import[] =
	"{'space':'$T','items':["
	"{'kind':'consultation','fields':{'id':'u:c1','paper':{'oparl':'u:p1'},'agendaItem':{'"
	"oparl':'u:a1'},"
	"'organization':[{'oparl':'u:o1'}]}},"
	"{'kind':'agendaItem','fields':{'id':'u:a1','name':'Bericht','meeting':{'oparl':'u:m1'},"
	"'consultation':{'oparl':'u:c1'}}},"
	"{'kind':'paper','fields':{'id':'u:p1','name':'Vorlage','relatedPaper':[{'oparl':'u:p2'},{'"
	"oparl':'u:p3'}]}},"
	"{'kind':'paper','internal':false,'fields':{'id':'u:p2','relatedPaper':[{'oparl':'u:p1'}]}}"
	","
	"{'kind':'paper','fields':{'id':'u:p3'}},"
	"{'kind':'agendaItem','internal':true,'fields':{'id':'u:a2','name':'Personal','meeting':{'"
	"oparl':'u:m1'}}},"
	"{'kind':'meeting','fields':{'id':'u:m1','name':'Sitzung','organization':[{'oparl':'u:o1'}]"
	"}},"
	"{'kind':'membership','fields':{'id':'u:s1','person':{'oparl':'u:h1'},'organization':{'"
	"oparl':'u:o1'}}},"
	"{'kind':'person','fields':{'id':'u:h1','familyName':'Öz','body':{'oparl':'u:b1'}}},"
	"{'kind':'organization','fields':{'id':'u:o2','name':'Fraktion','subOrganizationOf':{'"
	"oparl':'u:o1'}}},"
	"{'kind':'organization','fields':{'id':'u:o1','name':'Ausschuss','body':{'oparl':'u:b1'}}},"
	"{'kind':'body','fields':{'id':'u:b1','name':'Lübeck'}}"
	"]}";

static void keep(struct scene *s, char letter, const char *kind, const char *oparl)
{
	const char *at = strstr(
		clerk_ask(s->d, "record.list", "{'kind':'%s','where':{'id':'%s'}}", kind, oparl),
		",'id':'01");

	(void)snprintf(s->ids[letter - 'A'], sizeof(s->ids[0]), "%.32s",
	               at == NULL ? "none" : at + strlen(",'id':'"));
}

/* True if the record that has this OParl id shows these words. */
static bool shows(struct scene *s, const char *kind, const char *oparl, const char *words)
{
	return strstr(clerk_ask(s->d, "record.list", "{'kind':'%s','where':{'id':'%s'}}", kind,
	                        oparl),
	              scene_text(s, words)) != NULL;
}

static void test_import(struct scene *s)
{
	char before[4096];
	char after[4096];

	is_str(counts(scene_ask(s, "record.upsert", import)), "12 0 0", "a first import makes all");
	keep(s, 'E', "organization", "u:o1");
	keep(s, 'F', "paper", "u:p1");
	keep(s, 'G', "paper", "u:p2");
	keep(s, 'H', "consultation", "u:c1");
	keep(s, 'J', "agendaItem", "u:a1");
	keep(s, 'K', "meeting", "u:m1");
	ok(shows(s, "meeting", "u:m1", "'organization':['$E']"),
	   "references lead to what was made");
	ok(shows(s, "consultation", "u:c1",
	         "'agendaItem':'$J','id':'u:c1','organization':['$E'],'paper':'$F'"),
	   "from the first item to later ones");
	ok(shows(s, "agendaItem", "u:a1", "'consultation':'$H'"), "and back");
	ok(shows(s, "paper", "u:p2", "'relatedPaper':['$F']"), "papers that relate to each other");
	ok(shows(s, "organization", "u:o2", "'subOrganizationOf':'$E'"), "an organization above");
	ok(shows(s, "agendaItem", "u:a2", "'audience':'core'"), "what is internal is internal");
	scene_state(s, before, sizeof(before));
	is_str(counts(scene_ask(s, "record.upsert", import)), "0 0 12",
	       "the same again adds nothing");
	scene_state(s, after, sizeof(after));
	is_str(after, before, "and changes nothing");
}

static void test_update(struct scene *s)
{
	is_str(counts(scene_ask(s, "record.upsert",
	                        "{'space':'$T','items':[{'kind':'meeting','fields':{'id':'u:m1','"
	                        "name':'Sitzung 2'}},"
	                        "{'kind':'person','fields':{'id':'u:h2'}},"
	                        "{'kind':'paper','fields':{'id':'u:p3'}}]}")),
	       "1 1 1", "one new, one changed, one as it was");
	ok(shows(s, "meeting", "u:m1", "'name':'Sitzung 2','organization':['$E']"),
	   "fields not named stay");
	scene_make_record(s, 'X', "record.upsert",
	                  "{'space':'$T','items':[{'kind':'paper','fields':{'id':'u:p1'}}]}");
	is_str(scene_ask(s, "record.upsert",
	                 "{'space':'$T','items':[{'kind':'paper','fields':{'id':'u:p1'}}]}"),
	       scene_text(s, "{'created':0,'ids':['$F'],'unchanged':1,'updated':0}"),
	       "the ids come in the order of the items");
	is_str(scene_ask(s, "record.upsert", "{'space':'$T','items':[]}"),
	       "{'created':0,'ids':[],'unchanged':0,'updated':0}", "nothing to do is fine");
	is_str(counts(scene_ask(
		       s, "record.upsert",
		       "{'space':'$S','items':[{'kind':'meeting','fields':{'id':'u:m1'}}]}")),
	       "1 0 0", "another space has records of its own");
}

/* Kinds that no council system knows, before and behind what they refer to. */
static void test_other_kinds(struct scene *s)
{
	static const char call[] =
		"{'space':'$T','items':["
		"{'kind':'organization','fields':{'id':'u:o9','ruleProfile':{'oparl':'u:r9'}}},"
		"{'kind':'ruleProfile','fields':{'id':'u:r9','noticeDays':7}},"
		"{'kind':'resolutionPoint','fields':{'id':'u:x9','text':'eins',"
		"'paper':{'oparl':'u:p9'}}},"
		"{'kind':'paper','fields':{'id':'u:p9'}}]}";

	is_str(counts(scene_ask(s, "record.upsert", call)), "4 0 0", "other kinds are made");
	keep(s, 'X', "paper", "u:p9");
	ok(shows(s, "resolutionPoint", "u:x9", "'paper':'$X','text':'eins'"), "and are there");
	keep(s, 'X', "ruleProfile", "u:r9");
	ok(shows(s, "organization", "u:o9", "'ruleProfile':'$X'"), "referred to as well");
	is_str(counts(scene_ask(s, "record.upsert", call)), "0 0 4", "again nothing is new");
}

static void test_deleted(struct scene *s)
{
	keep(s, 'X', "person", "u:h1");
	(void)scene_ask(s, "record.delete", "{'id':'$X'}");
	is_str(counts(scene_ask(s, "record.upsert", import)), "0 1 11",
	       "who was deleted does not come back by an import; the meeting gets its name again");
	is_str(scene_ask(s, "record.list", "{'kind':'person','space':'$T','where':{'id':'u:h1'}}"),
	       "{'items':[]}", "and stays away");
}

static void test_moved(struct scene *s)
{
	is_str(counts(scene_ask(s, "record.upsert",
	                        "{'space':'$T','items':[{'kind':'agendaItem','internal':true,'"
	                        "fields':{'id':'u:a1',"
	                        "'name':'geheim','meeting':{'oparl':'u:m1'}}}]}")),
	       "1 0 0", "what became internal is made anew");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$J'}"), "'deleted':true") != NULL,
	   "the public one is deleted");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$J'}"), "geheim") == NULL,
	   "and never had the new words");
	ok(shows(s, "agendaItem", "u:a1", "'audience':'core'"), "the internal one is found now");
	is_str(counts(scene_ask(s, "record.upsert",
	                        "{'space':'$T','items':[{'kind':'agendaItem','internal':true,'"
	                        "fields':{'id':'u:a1',"
	                        "'name':'geheim','meeting':{'oparl':'u:m1'}}}]}")),
	       "0 0 1", "the same again changes nothing");
}

/* ---- speed ---- */

static void test_many(struct scene *s)
{
	static char args[1u << 20];
	size_t size;
	struct timespec from;
	struct timespec to;
	double seconds;

	size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[", scene_text(s, "$S"));
	for (int i = 0; i < 10000; i++)
		size += (size_t)snprintf(
			args + size, sizeof(args) - size,
			"%s{'kind':'paper','fields':{'id':'urn:%d','name':'Vorlage %d'}}",
			i > 0 ? "," : "", i, i);
	(void)snprintf(args + size, sizeof(args) - size, "]}");
	clock_gettime(CLOCK_MONOTONIC, &from);
	is_str(counts(clerk_ask(s->d, "record.upsert", "%s", args)), "10000 0 0",
	       "ten thousand at once");
	clock_gettime(CLOCK_MONOTONIC, &to);
	seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	diag("10,000 new records in %.2f s", seconds);
	is_str(counts(clerk_ask(s->d, "record.upsert", "%s", args)), "0 0 10000", "and again");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_import(&s);
	test_update(&s);
	test_other_kinds(&s);
	test_deleted(&s);
	test_moved(&s);
	test_many(&s);
	clerk_close(&d);
	return done();
}
