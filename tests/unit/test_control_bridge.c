/* bridge_calls: a bridge asks what is for bridges and nothing else, people nothing of that; both lists stand in SPEC.md 13.5. */
#include "daemon/control/bridge_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define LINE_MAX_BYTES 8192

static void test_tables(void)
{
	struct clerk d;

	clerk_open(&d, "Amt");
	is_str(clerk_ask(&d, "drawer.get", "{}"), "VB-3002 this is for bridges only",
	       "whoever owns the home is no bridge");
	d.caller.read_only = true;
	is_str(clerk_ask(&d, "drawer.list", "{'table':'t'}"), "VB-3002 this is for bridges only",
	       "on the socket for reading, too");
	d.caller = (struct node_caller){ .client = 2, .uid = 4711, .bridge = NODE_BRIDGE_MAIL };
	is_str(clerk_ask(&d, "drawer.list", "{'table':'t'}"), "{'items':[]}",
	       "a bridge is one by its connection, not by its login");
	is_str(clerk_ask(&d, "drawer.list", "{'table':'t','bridge':2}"),
	       "VB-3005 drawer.list has no argument bridge", "and cannot say that it is another");
	ok(strstr(clerk_ask(&d, "node.show", "{}"), "'name':'Amt'") != NULL,
	   "it may ask which office this is");
	is_str(clerk_ask(&d, "status", "{}"), "VB-3002 this is not for bridges", "nothing else");
	is_str(clerk_ask(&d, "record.list", "{'kind':'person'}"), "VB-3002 this is not for bridges",
	       "no records");
	is_str(clerk_ask(&d, "committee.create", "{'name':'Rat'}"),
	       "VB-3002 this is not for bridges", "it founds nothing");
	is_str(clerk_ask(&d, "bridge.burn", "{}"), "VB-3004 bridge.burn", "an unknown call");
	clerk_close(&d);
}

/* The rows of the table in SPEC.md 13.5: "| name | args | ...". */
static void test_document(void)
{
	static char line[LINE_MAX_BYTES];
	FILE *spec = fopen("protocol/SPEC.md", "r"), *source;
	bool is_inside = false;
	int documented = 0, rows = 0;

	if (spec == NULL)
		bail("protocol/SPEC.md cannot be read");
	while (fgets(line, sizeof(line), spec) != NULL) {
		if (strncmp(line, "| call of a bridge |", 20) == 0)
			is_inside = true;
		else if (line[0] != '|')
			is_inside = false;
		else if (is_inside && line[1] == ' ') {
			struct span name = span_of(line + 2, strcspn(line + 2, " "));

			documented++;
			ok(bridge_calls_find(name) != NULL, "%.*s of SPEC.md 13.5 is in the table",
			   (int)name.size, (const char *)name.data);
		}
	}
	fclose(spec);
	source = fopen("daemon/control/bridge_calls.c", "r");
	if (source == NULL)
		bail("daemon/control/bridge_calls.c cannot be read");
	while (fgets(line, sizeof(line), source) != NULL)
		rows += strstr(line, "{ \"") != NULL;
	fclose(source);
	is_int(documented, rows, "and none is missing there");
}

int main(void)
{
	test_tables();
	test_document();
	return done();
}
