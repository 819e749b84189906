/* outward_files, bridge.file: documents that may leave, and their bytes. */
#include "daemon/control/outward_files.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

static const char bytes[] = "Das ist der Inhalt.";

/* Adds a document with these bytes; its id is kept under the letter. */
static void add(struct scene *s, char letter, const char *begin)
{
	char put[200];
	size_t used = (size_t)snprintf(put, sizeof(put), "{'data':x'");

	if (scene_ask(s, "file.begin", begin)[0] != '{')
		bail("file.begin: %s", clerk_answer(s->d));
	for (size_t i = 0; i < sizeof(bytes) - 1; i++)
		used += (size_t)snprintf(put + used, sizeof(put) - used, "%02x",
		                         (unsigned)bytes[i]);
	(void)snprintf(put + used, sizeof(put) - used, "'}");
	(void)scene_ask(s, "file.put", put);
	scene_make_record(s, letter, "file.end", "{}");
}

static void test_meeting(struct scene *s)
{
	const char *meeting;

	add(s, 'H',
	    "{'size':19,'target':'$M','fields':{'fileName':'Einladung.pdf','mimeType':"
	    "'application/pdf'}}");
	add(s, 'J', "{'size':19,'target':'$A','fields':{'fileName':'Anlage.txt'}}");
	add(s, 'K', "{'size':19,'target':'$I','fields':{'fileName':'Geheim.txt'}}");
	meeting = outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}");
	ok(outside_has(meeting,
	               scene_text(s, "'files':[{'bytes':19,'id':'$H','is_here':true,'name':"
	                             "'Einladung.pdf','type':'application/pdf'}],'id':'$M'")),
	   "a document of the meeting");
	ok(outside_has(meeting,
	               scene_text(s, "'files':[{'bytes':19,'id':'$J','is_here':true,'name':"
	                             "'Anlage.txt'}],'id':'$A'")),
	   "one of an item");
	ok(!outside_has(meeting, "Geheim") && !outside_has(meeting, scene_text(s, "$K")),
	   "none of an internal item");
}

static void test_paper(struct scene *s)
{
	const char *meeting;

	scene_make_record(s, 'U', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'Bericht'}}");
	add(s, 'X', "{'size':19,'target':'$U','fields':{'fileName':'Bericht.pdf'}}");
	add(s, 'Y', "{'size':19,'target':'$U','internal':true,'fields':{'fileName':'Intern.pdf'}}");
	(void)scene_ask(s, "record.create",
	                "{'space':'$S','kind':'consultation','fields':{'paper':'$U','agendaItem':"
	                "'$B'}}");
	meeting = outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}");
	ok(outside_has(meeting, scene_text(s, "'papers':[{'files':[{'bytes':19,'id':'$X',")),
	   "documents of a paper stand with the item, as deep as an answer goes");
	ok(!outside_has(meeting, "Intern.pdf"), "but no internal annex");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'paper','id':'$U'}"),
	               "Bericht.pdf"),
	   "and with the paper");
}

static void test_bytes(struct scene *s)
{
	const char *piece = outside_ask(s, "bridge.file", "{'id':'$X'}");

	ok(outside_has(piece, "'data':x'4461732069737420646572"),
	   "the bytes of one that may leave");
	is_str(outside_ask(s, "bridge.file", "{'id':'$Y'}"), "VB-2001", "an internal annex");
	is_str(outside_ask(s, "bridge.file", "{'id':'$K'}"), "VB-2001", "one of an internal item");
	(void)scene_ask(s, "record.delete", "{'id':'$H'}");
	is_str(outside_ask(s, "bridge.file", "{'id':'$H'}"), "VB-2001", "one that was deleted");
	(void)scene_ask(s, "record.delete", "{'id':'$U'}");
	is_str(outside_ask(s, "bridge.file", "{'id':'$X'}"), "VB-2001",
	       "one of a paper that was deleted");
	scene_make_record(s, 'Z', "message.post", "{'target':'$A','text':'Siehe Anlage'}");
	add(s, 'W', "{'size':19,'target':'$Z','fields':{'fileName':'a.txt'}}");
	ok(outside_ask(s, "bridge.file", "{'id':'$W'}")[0] == '{', "one of a message");
	add(s, 'V', "{'size':19,'target':'$S','fields':{'fileName':'b.txt'}}");
	is_str(outside_ask(s, "bridge.file", "{'id':'$V'}"), "VB-2001",
	       "one of the committee itself, which is no subject with documents");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_meeting(&s);
	test_paper(&s);
	test_bytes(&s);
	clerk_close(&d);
	return done();
}
