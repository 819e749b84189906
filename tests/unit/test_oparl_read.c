/* oparl_read: the real file from Lübeck and small ones of every form; what is wrong is told with its place. */
#include "cli/oparl/oparl_read.h"

#include <stdlib.h>
#include <string.h>

#include "cli/oparl/oparl.h"
#include "tests/tap.h"
#include "tests/unit/oparl_file.h"

static size_t count_kind(const struct oparl_plan *plan, uint32_t kind)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++)
		count += plan->objects[i].kind->number == kind;
	return count;
}

static void check_fields(const struct oparl_plan *plan, const char *id, const char *want)
{
	struct json_fault fault;
	struct json *expected = NULL;

	if (json_parse(span_of_str(want), &expected, &fault) != 0)
		bail("not JSON: %s", want);
	if (!ok(json_is_same(oparl_file_object(plan, id)->fields, expected), "fields of %s", id))
		json_print(oparl_file_object(plan, id)->fields, true, stderr);
	json_destroy(&expected);
}

static void test_luebeck(void)
{
	struct oparl_plan plan;

	oparl_file_luebeck(&plan);
	is_int(count_kind(&plan, VB_KIND_BODY), 1, "one body");
	is_int(count_kind(&plan, VB_KIND_ORGANIZATION), 9, "nine organizations");
	is_int(count_kind(&plan, VB_KIND_MEETING), 9, "nine meetings");
	is_int(count_kind(&plan, VB_KIND_AGENDA_ITEM), 9,
	       "nine items, which stand in their meetings");
	is_int(count_kind(&plan, VB_KIND_PAPER), 1, "one paper");
	is_int(count_kind(&plan, VB_KIND_CONSULTATION), 9,
	       "nine consultations, which stand in their paper");
	is_int(json_count(plan.unknown), 0, "everything in it is known");
	is_int(plan.deleted_count, 0, "nothing is deleted");
	check_fields(&plan, VB_LUEBECK "meeting/senat-2014-10-08",
	             "{\"id\":\"" VB_LUEBECK
	             "meeting/senat-2014-10-08\",\"name\":\"Senat\",\"organization\":"
	             "[{\"oparl\":\"" VB_LUEBECK "organization/senat\"}],\"start\":1412776800000,"
	             "\"meetingState\":\"terminiert\"}");
	ok(oparl_file_is_internal(&plan, VB_LUEBECK "agendaitem/senat-1"),
	   "the item of the Senat is not public");
	ok(!oparl_file_is_internal(&plan, VB_LUEBECK "agendaitem/bauausschuss-1"),
	   "the one of another is");
	is_str(json_get_text(
		       oparl_file_object(&plan, VB_LUEBECK "organization/wirtschaftsausschuss-kbt")
			       ->fields,
		       "name"),
	       "Wirtschaftsausschuss und Ausschuss für den \"Kurbetrieb Travemünde (KBT)\"",
	       "quotes and umlauts");
	oparl_plan_release(&plan);
}

/* The consultations stand in the order of the file. */
static void test_luebeck_order(void)
{
	static const char *const row[] = { "senat",
		                           "sozialausschuss",
		                           "jugendhilfeausschuss",
		                           "wirtschaftsausschuss-kbt",
		                           "bauausschuss",
		                           "umweltausschuss",
		                           "schul-und-sportausschuss",
		                           "hauptausschuss",
		                           "buergerschaft" };
	const char *last = "";
	struct oparl_plan plan;
	size_t rising = 0;

	oparl_file_luebeck(&plan);
	for (size_t i = 0; i < 9; i++) {
		const char *position;
		char id[200];

		(void)snprintf(id, sizeof(id), VB_LUEBECK "consultation/%s-1", row[i]);
		position = json_get_text(oparl_file_object(&plan, id)->fields, "position");
		rising += position != NULL && strcmp(position, last) > 0;
		last = position != NULL ? position : "";
	}
	is_int(rising, 9, "positions rise in the order of the Beratungsfolge");
	oparl_plan_release(&plan);
}

static void test_forms(void)
{
	static const char *const forms[] = {
		"{'id':'p','type':'@Person','name':'x'}\n{'id':'q','type':'@Person','name':'y'}\n",
		"\n "
		"\r\n{'id':'p','type':'@Person','name':'x'}\r\n\n{'id':'q','type':'@Person','name':"
		"'y'}",
		"[{'id':'p','type':'@Person','name':'x'},\n{'id':'q','type':'@Person','name':'y'}]",
		"{'data':[{'id':'p','type':'@Person','name':'x'},{'id':'q','type':'@Person','name':"
		"'y'}],'links':{}}",
		"\xEF\xBB\xBF[{'id':'p','type':'@Person','name':'x'},{'id':'q','type':'@Person','"
		"name':'y'}]",
		"{'id':'b','type':'@Body','person':[{'id':'p','type':'@Person','name':'x'},{'id':'"
		"q','type':'@Person',"
		"'name':'y'}]}",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct oparl_plan plan;

		oparl_file_read(forms[i], &plan);
		is_int(count_kind(&plan, VB_KIND_PERSON), 2, "form %zu: two persons", i);
		is_str(json_get_text(oparl_file_object(&plan, "q")->fields, "name"), "y",
		       "with their names");
		oparl_plan_release(&plan);
	}
}

static void test_values(void)
{
	struct oparl_plan plan;

	oparl_file_read(
		"[{'id':'p','type':'@Paper','name':' a\\tb\\r\\nc ','date':'2014-09-29T09:00:00Z',"
		"'keyword':['x','y'],'reference':'','paperType':null,'mainFile':{'id':'f'},'"
		"auxiliaryFile':[],"
		"'created':'2014-01-01T00:00:00Z','web':'https://x'},"
		"{'id':'m','type':'@Meeting','start':'2026-12-01T18:00','cancelled':true,"
		"'location':{'id':'l','type':'@Location','description':'a\\r\\nb','geojson':{'type'"
		":'Point'}},"
		"'organization':['o'],'Verbund:room':'5','Verbund:number':7},"
		"{'id':'g','type':'@Person','deleted':true},{'id':'f','type':'@File','name':'x'},"
		"{'id':'s','type':'@Membership','organization':'o','votingRight':false,'person':'"
		"p1'},"
		"{'id':'p1','type':'@Person','membership':[{'id':'t','type':'@Membership','"
		"organization':'o'}]}]",
		&plan);
	check_fields(&plan, "p",
	             "{\"id\":\"p\",\"name\":\" a b c "
	             "\",\"date\":\"2014-09-29\",\"keyword\":[\"x\",\"y\"],"
	             "\"web\":\"https://x\"}");
	check_fields(&plan, "m",
	             "{\"id\":\"m\",\"start\":1796144400000,\"cancelled\":true,\"location\":{"
	             "\"oparl\":\"l\"},"
	             "\"organization\":[{\"oparl\":\"o\"}],\"room\":\"5\",\"number\":7}");
	check_fields(&plan, "l", "{\"id\":\"l\",\"description\":\"a\\nb\"}");
	check_fields(
		&plan, "t",
		"{\"id\":\"t\",\"organization\":{\"oparl\":\"o\"},\"person\":{\"oparl\":\"p1\"}}");
	check_fields(&plan, "s",
	             "{\"id\":\"s\",\"organization\":{\"oparl\":\"o\"},\"votingRight\":false,"
	             "\"person\":{\"oparl\":\"p1\"}}");
	is_int(plan.deleted_count, 1, "a deleted object is counted and left");
	is_int(json_int(json_get(plan.unknown, "Paper.mainFile"), 0), 1,
	       "what is not kept is named");
	is_int(json_int(json_get(plan.unknown, "Location.geojson"), 0), 1,
	       "in an object within an object, too");
	is_int(json_int(json_get(plan.unknown, "File"), 0), 1, "and whole types");
	is_int(json_count(plan.unknown), 3, "empty lists and known properties are not");
	oparl_plan_release(&plan);
}

static void test_twice(void)
{
	struct oparl_plan plan;

	oparl_file_read("{'id':'m','type':'@Meeting','name':'x','agendaItem':[{'id':'i','type':'@"
	                "AgendaItem','name':'a'}]}\n"
	                "{'id':'i','type':'@AgendaItem','name':'b','result':'c'}\n"
	                "{'id':'m','type':'@Meeting','name':'y'}\n",
	                &plan);
	is_int(plan.count, 2, "an object that comes twice is one");
	is_str(json_get_text(oparl_file_object(&plan, "m")->fields, "name"), "y",
	       "the later word counts");
	is_str(json_get_text(json_get(oparl_file_object(&plan, "i")->fields, "meeting"), "oparl"),
	       "m", "what only the first said stays");
	oparl_plan_release(&plan);
}

/* Items by their order, not by their place in the file; keys of different meetings do not matter to each other. */
static void test_items_order(void)
{
	struct oparl_plan plan;
	const char *a;
	const char *b;
	const char *c;

	oparl_file_read(
		"{'id':'m','type':'@Meeting','agendaItem':[{'id':'b','type':'@AgendaItem','order':"
		"20},"
		"{'id':'c','type':'@AgendaItem'},{'id':'a','type':'@AgendaItem','order':3}]}",
		&plan);
	a = json_get_text(oparl_file_object(&plan, "a")->fields, "order");
	b = json_get_text(oparl_file_object(&plan, "b")->fields, "order");
	c = json_get_text(oparl_file_object(&plan, "c")->fields, "order");
	ok(a != NULL && b != NULL && c != NULL && strcmp(a, b) < 0 && strcmp(b, c) < 0,
	   "by number; one without comes last");
	oparl_plan_release(&plan);
}

static const struct {
	const char *text;
	int err;
	const char *why;
} mistakes[] = {
	{ "", VB_ERR_BAD_INPUT, "line 1: " },
	{ "{", VB_ERR_BAD_INPUT, "line 1: " },
	{ "{}\n{\n", VB_ERR_BAD_INPUT, "line 1: an object without id or type" },
	{ "{\"id\":\"a\",\"type\":\"@Person\"}\n\n{\"id\":\n", VB_ERR_BAD_INPUT, "line 3: " },
	{ "[1]", VB_ERR_BAD_INPUT, "object 1: not an object" },
	{ "7", VB_ERR_BAD_INPUT, "object 1: not an object" },
	{ "[{\"id\":\"a\",\"type\":\"@Person\"},{\"type\":\"@Person\"}]", VB_ERR_BAD_INPUT,
	  "object 2: an object without id or type" },
	{ "{\"id\":\"\",\"type\":\"@Person\"}", VB_ERR_BAD_INPUT,
	  "object 1: an object without id" },
	{ "{\"id\":\"a\",\"type\":5}", VB_ERR_BAD_INPUT, "object 1: an object without id or type" },
	{ "[{\"id\":\"a\",\"type\":\"@Person\"},{\"id\":\"a\",\"type\":\"@Paper\"}]",
	  VB_ERR_BAD_INPUT, "object 2: two objects of different type are called a" },
	{ "{\"id\":\"a\",\"type\":\"@Person\",\"name\":5}", VB_ERR_BAD_INPUT, "object 1: name" },
	{ "{\"id\":\"a\",\"type\":\"@Person\",\"name\":[\"x\",\"y\"]}", VB_ERR_BAD_INPUT,
	  "object 1: name" },
	{ "{\"id\":\"a\",\"type\":\"@Person\",\"name\":{\"x\":1}}", VB_ERR_BAD_INPUT,
	  "object 1: name" },
	{ "{\"id\":\"a\",\"type\":\"@Meeting\",\"cancelled\":\"yes\"}", VB_ERR_BAD_INPUT,
	  "object 1: cancelled: yes" },
	{ "{\"id\":\"a\",\"type\":\"@Meeting\",\"start\":\"soon\"}", VB_ERR_BAD_TIME,
	  "object 1: start: soon" },
	{ "{\"id\":\"a\",\"type\":\"@Meeting\",\"start\":\"2026-10-25T02:30:00\"}",
	  VB_ERR_AMBIGUOUS_TIME, "object 1: start: 2026" },
	{ "{\"id\":\"a\",\"type\":\"@Meeting\",\"agendaItem\":[{\"id\":\"b\"}]}", VB_ERR_BAD_INPUT,
	  "object 1: an object without id or type" },
	{ "{\"id\":\"a\",\"type\":\"@Paper\",\"date\":2014.5}", VB_ERR_BAD_INPUT,
	  "object 1: date" },
};

static void test_mistakes(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		char why[VB_OPARL_WHY_BYTES] = "";
		struct oparl_plan plan;
		struct buf text;

		buf_init(&text, 10000);
		for (const char *at = mistakes[i].text; *at != '\0'; at++) {
			if (*at == '@')
				buf_put(&text, VB_OPARL_SCHEMA, strlen(VB_OPARL_SCHEMA));
			else
				buf_put_u8(&text, (uint8_t)*at);
		}
		oparl_plan_init(&plan);
		is_err(oparl_read(buf_span(&text), "Europe/Berlin", &plan, why), mistakes[i].err,
		       "%s", mistakes[i].text);
		ok(strncmp(why, mistakes[i].why, strlen(mistakes[i].why)) == 0, "told: %s", why);
		oparl_plan_release(&plan);
		buf_release(&text);
	}
}

int main(void)
{
	test_luebeck();
	test_luebeck_order();
	test_forms();
	test_values();
	test_twice();
	test_items_order();
	test_mistakes();
	return done();
}
