/* oparl_write: records become OParl objects, those within others in their place and order. */
#include "cli/oparl/oparl_write.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;
	struct buf whole;

	buf_init(&whole, 100000);
	for (; *text != '\0'; text++)
		buf_put_u8(&whole, *text == '\'' ? '"' : (uint8_t)*text);
	if (json_parse(buf_span(&whole), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	buf_release(&whole);
	return value;
}

/* Records as the daemon gives them; ' for ". created is left out, so that the objects are easily compared. */
static const char *const records[] = {
	"[{'id':'b0','kind':'body','audience':'all','fields':{'id':'https://x/"
	"body','name':'Lübeck','ags':'01003000'}}]",
	"[{'id':'o0','kind':'organization','audience':'all','fields':{'id':'https://x/"
	"o','name':'Rat','body':'b0',"
	"'votingMemberCount':49}},{'id':'01','kind':'organization','audience':'core','fields':{'"
	"name':'Senat'}}]",
	"[{'id':'70','kind':'person','audience':'all','fields':{'name':'N.N.','email':['a@x','b@x']"
	"}}]",
	"[{'id':'80','kind':'membership','audience':'all','fields':{'person':'70','organization':'"
	"o0','votingRight':true}},"
	"{'id':'81','kind':'membership','audience':'all','fields':{'organization':'o0'}}]",
	"[{'id':'l0','kind':'location','audience':'all','fields':{'description':'Rathaus'}}]",
	"[{'id':'m0','kind':'meeting','audience':'all','fields':{'name':'1. "
	"Sitzung','start':1412776800000,"
	"'timeZone':'Europe/Berlin','organization':['o0','01'],'location':'l0','room':'5'}},"
	"{'id':'m1','kind':'meeting','audience':'all','fields':{'start':1782943200000,'timeZone':'"
	"America/New_York'}},"
	"{'id':'m2','kind':'meeting','audience':'all','deleted':true,'fields':{}}]",
	"[{'id':'a0','kind':'agendaItem','audience':'all','number':'Ö "
	"1','fields':{'name':'A','meeting':'m0','order':'80'}},"
	"{'id':'a2','kind':'agendaItem','audience':'all','number':'Ö "
	"2','fields':{'name':'C','meeting':'m0','order':'c0'}},"
	"{'id':'a3','kind':'agendaItem','audience':'all','number':'Ö "
	"1.1','fields':{'name':'A1','meeting':'m0','order':'f0',"
	"'parent':'a0'}},{'id':'a4','kind':'agendaItem','audience':'all','number':'','fields':{'"
	"name':'D','meeting':'m0',"
	"'state':'proposed'}}]",
	"[{'id':'a1','kind':'agendaItem','audience':'core','number':'N "
	"1','fields':{'name':'B','meeting':'m0','order':'90'}}]",
	"[{'id':'p0','kind':'paper','audience':'all','fields':{'name':'Bericht','body':'b0','date':"
	"'2014-09-29',"
	"'relatedPaper':['nowhere']}}]",
	"[{'id':'c1','kind':'consultation','audience':'core','fields':{'paper':'p0','position':'40'"
	",'organization':['01']}},"
	"{'id':'c0','kind':'consultation','audience':'all','fields':{'paper':'p0','position':'20','"
	"agendaItem':'a0',"
	"'meeting':'m0','date':'2014-10-08'}}]",
};

#define URN "urn:verbund:"
#define URN_01 "urn:verbund:01"
#define TYPE "https://schema.oparl.org/1.1/"

static const char *const everything[] = {
	"{'id':'https://x/body','type':'" TYPE
	"Body','name':'Lübeck','ags':'01003000','organization':"
	"'https://x/body/organization','person':'https://x/body/person','meeting':'https://x/body/"
	"meeting',"
	"'paper':'https://x/body/paper','legislativeTerm':[]}",
	"{'id':'" URN "l0','type':'" TYPE "Location','description':'Rathaus'}",
	"{'id':'https://x/o','type':'" TYPE "Organization','name':'Rat','body':'https://x/body',"
	"'Verbund:votingMemberCount':49}",
	"{'id':'" URN "01','type':'" TYPE "Organization','name':'Senat'}",
	"{'id':'" URN "70','type':'" TYPE
	"Person','name':'N.N.','email':['a@x','b@x'],'membership':[{'id':'" URN "80','type':'" TYPE
	"Membership','organization':'https://x/o','votingRight':true}]}",
	"{'id':'" URN "81','type':'" TYPE "Membership','organization':'https://x/o'}",
	"{'id':'" URN "m0','type':'" TYPE
	"Meeting','name':'1. Sitzung','organization':['https://x/o','" URN
	"01'],'start':'2014-10-08T16:00:00+02:00','location':{'id':'" URN "l0','type':'" TYPE
	"Location','description':'Rathaus'},'Verbund:room':'5','agendaItem':["
	"{'id':'" URN "a0','type':'" TYPE
	"AgendaItem','name':'A','number':'Ö 1','public':true,'order':1},"
	"{'id':'" URN "a3','type':'" TYPE "AgendaItem','name':'A1','Verbund:parent':'" URN
	"a0','number':'Ö 1.1','public':true,'order':2},"
	"{'id':'" URN "a1','type':'" TYPE
	"AgendaItem','name':'B','number':'N 1','public':false,'order':3},"
	"{'id':'" URN "a2','type':'" TYPE
	"AgendaItem','name':'C','number':'Ö 2','public':true,'order':4},"
	"{'id':'" URN "a4','type':'" TYPE
	"AgendaItem','name':'D','Verbund:state':'proposed','public':true,'order':5}]}",
	"{'id':'" URN "m1','type':'" TYPE
	"Meeting','start':'2026-07-01T18:00:00-04:00','Verbund:timeZone':'America/New_York'}",
	"{'id':'" URN "p0','type':'" TYPE
	"Paper','name':'Bericht','body':'https://x/body','date':'2014-09-29',"
	"'consultation':[{'id':'" URN "c0','type':'" TYPE "Consultation','agendaItem':'" URN
	"a0','meeting':'" URN "m0','Verbund:date':'2014-10-08'},{'id':'" URN "c1','type':'" TYPE
	"Consultation','organization':['" URN "01']}]}",
};

/* Writes the set and compares it line by line, whatever the order of keys. */
static void check_lines(struct oparl_set *set, const char *const *want, size_t count)
{
	char *text = NULL;
	char *line;
	char *rest;
	size_t size;
	size_t at = 0;
	FILE *memory = open_memstream(&text, &size);

	oparl_set_print(set, memory);
	fclose(memory);
	for (line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest), at++) {
		struct json *expected = at < count ? json_of(want[at]) : NULL;
		struct json *got = json_of(line);

		if (!ok(expected != NULL && json_is_same(got, expected), "line %zu", at + 1))
			diag("got %s", line);
		json_destroy(&got);
		json_destroy(&expected);
	}
	is_int(at, count, "lines");
	free(text);
}

static struct oparl_set *filled(bool is_public)
{
	struct oparl_set *set = oparl_set_new("Europe/Berlin");

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		struct json *list = json_of(records[i]);

		oparl_set_add(set, &list, is_public);
	}
	return set;
}

static void test_all(void)
{
	struct oparl_set *set = filled(false);

	check_lines(set, everything, sizeof(everything) / sizeof(everything[0]));
	oparl_set_destroy(&set);
	ok(set == NULL, "the set is gone");
}

/* Nothing of what is not public, and nothing that refers to it. */
static void test_public(void)
{
	static const char *const words[] = {
		"Senat", URN_01, "a1", "\"B\"", "N 1", "c1", "\"public\": false"
	};
	struct oparl_set *set = filled(true);
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	oparl_set_print(set, memory);
	fclose(memory);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ok(strstr(text, words[i]) == NULL, "no %s", words[i]);
	ok(strstr(text, "1. Sitzung") != NULL && strstr(text, "\"name\": \"C\"") != NULL,
	   "the rest is there");
	ok(strstr(text, "\"number\": \"Ö 2\", \"public\": true, \"order\": 3}") != NULL,
	   "places are counted anew");
	oparl_set_destroy(&set);
	free(text);
}

static void test_created(void)
{
	struct oparl_set *set = oparl_set_new("UTC");
	struct json *list = json_of("[{'id':'l0','kind':'location','audience':'all','created':"
	                            "1412776800000,'fields':{}}]");
	static const char *const want[] = { "{'id':'" URN "l0','type':'" TYPE
		                            "Location','created':'2014-10-08T14:00:00+00:00'}" };

	oparl_set_add(set, &list, false);
	check_lines(set, want, 1);
	oparl_set_destroy(&set);
}

int main(void)
{
	test_all();
	test_public();
	test_created();
	return done();
}
