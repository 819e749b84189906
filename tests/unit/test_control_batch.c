/* control_batch: records that are made, changed and deleted together; what cannot be is refused in test_control_refused. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

static const char together[] =
	"{'space':'$S','items':["
	"{'kind':'meeting','as':'m','fields':{'name':'Sammelsitzung'}},"
	"{'kind':'agendaEdition','as':'e','fields':{'meeting':{'as':'m'}}},"
	"{'kind':'agendaItem','as':'i','fields':{'meeting':{'as':'m'},'name':'eins'}},"
	"{'kind':'invitedItem','fields':{'edition':{'as':'e'},'agendaItem':{'as':'i'},'place':1}},"
	"{'kind':'agendaItem','internal':true,'fields':{'meeting':{'as':'m'},'parent':{'as':'i'}}},"
	"{'id':'$A','fields':{'name':'umbenannt','carriedFrom':{'as':'i'}}},"
	"{'id':'$B','delete':true}]}";

/* Keeps under letters from G on the ids of the last answer. */
static void ids_keep(struct scene *s, const char *answer)
{
	const char *at = strchr(answer, '[');

	for (char letter = 'G'; at != NULL && letter <= 'M'; letter++) {
		at = strchr(at, '\'');
		if (at == NULL)
			return;
		(void)snprintf(s->ids[letter - 'A'], sizeof(s->ids[0]), "%.32s", at + 1);
		at = strchr(at + 1, '\'') + 1;
	}
}

static bool shows(struct scene *s, const char *letter, const char *words)
{
	char id[40];

	(void)snprintf(id, sizeof(id), "{'id':'%s'}", letter);
	return strstr(scene_ask(s, "record.show", id), scene_text(s, words)) != NULL;
}

static void test_together(struct scene *s)
{
	char kept[2][33];

	memcpy(kept[0], s->ids['A' - 'A'], sizeof(kept[0]));
	memcpy(kept[1], s->ids['B' - 'A'], sizeof(kept[1]));
	ids_keep(s, scene_ask(s, "record.batch", together));
	ok(shows(s, "$G", "'name':'Sammelsitzung'"), "a meeting is made");
	ok(shows(s, "$H", "'fields':{'meeting':'$G'}"), "what follows names it by its label");
	ok(shows(s, "$J", "'fields':{'agendaItem':'$I','edition':'$H','place':1}"),
	   "and each other");
	ok(shows(s, "$K", "'audience':'core'") && shows(s, "$K", "'parent':'$I'"),
	   "an internal one too");
	is_str(s->ids['L' - 'A'], kept[0], "the ids come in the order of the items: of a change");
	ok(shows(s, "$A", "'carriedFrom':'$I'"), "which names a new one");
	ok(shows(s, "$A", "'name':'umbenannt'"), "and has its other values");
	is_str(s->ids['M' - 'A'], kept[1], "and of what was deleted");
	ok(shows(s, "$B", "'deleted':true"), "which is deleted");
}

static void test_none(struct scene *s)
{
	char before[4096];
	char after[4096];

	scene_state(s, before, sizeof(before));
	is_str(scene_ask(s, "record.batch",
	                 "{'space':'$S','items':[{'kind':'meeting','fields':{'name':'x'}},"
	                 "{'id':'$A','fields':{'name':'y'}},{'kind':'agendaItem','fields':{}}]}"),
	       "VB-3006 item 3: meeting", "one bad item");
	scene_state(s, after, sizeof(after));
	is_str(after, before, "and nothing is written");
	is_str(scene_ask(s, "record.batch", "{'space':'$S','items':[]}"), "{'ids':[]}",
	       "nothing to do is fine");
	scene_state(s, after, sizeof(after));
	is_str(after, before, "and writes nothing");
}

/* A seat becomes vacant and the person who sat there goes, with one that was deleted before: one erasure names both. */
static void test_erased(struct scene *s)
{
	(void)scene_make_record(s, 'X', "record.create",
	                        "{'space':'$S','kind':'membership','fields':{'person':'$P'}}");
	(void)scene_ask(
		s, "record.batch",
		"{'space':'$S','ground':'request','items':[{'id':'$P','erase':true},"
		"{'id':'$X','fields':{'person':null,'role':'Vorsitz'}},{'id':'$D','erase':true}]}");
	ok(shows(s, "$X", "'fields':{'role':'Vorsitz'}"), "the seat is vacant");
	is_str(scene_ask(s, "record.show", "{'id':'$P'}"), scene_text(s, "VB-1308 $P"),
	       "the person is erased");
	is_str(scene_ask(s, "record.show", "{'id':'$D'}"), scene_text(s, "VB-1308 $D"),
	       "so is the one that was deleted");
	(void)scene_ask(s, "erasure.status", "{}");
	ok(strstr(clerk_answer(s->d), "'ground':'request'") != NULL &&
	           strstr(clerk_answer(s->d), scene_text(s, "$P")) != NULL &&
	           strstr(clerk_answer(s->d), scene_text(s, "$D")) != NULL &&
	           strstr(clerk_answer(s->d), "},{'by'") == NULL,
	   "by one erasure, with its reason");
}

/* More than one erasure can name. */
static void test_many_erased(struct scene *s)
{
	static char args[1u << 16];
	size_t size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[",
	                               scene_text(s, "$S"));
	size_t by = 0;

	for (unsigned i = 0; i < VB_ERASE_MAX_COUNT + 1; i++) {
		char id[33];

		(void)snprintf(
			id, sizeof(id), "%s",
			scene_make_record(s, 'Y', "record.create",
		                          "{'space':'$S','kind':'paper','fields':{'name':'x'}}"));
		size += (size_t)snprintf(args + size, sizeof(args) - size,
		                         "%s{'id':'%s','erase':true}", i > 0 ? "," : "", id);
	}
	(void)snprintf(args + size, sizeof(args) - size, "]}");
	(void)clerk_ask(s->d, "record.batch", "%s", args);
	is_str(scene_ask(s, "record.show", "{'id':'$Y'}"), scene_text(s, "VB-1308 $Y"),
	       "the last is gone, too");
	for (const char *at = scene_ask(s, "erasure.status", "{}");
	     (at = strstr(at, "'byName'")) != NULL; at++)
		by++;
	is_int((long long)by, 3, "by two erasures more");
}

/* Nothing that was found good fails when it is written: that would cost everybody the turn. */
static void test_apart(struct scene *s)
{
	ids_keep(s,
	         scene_ask(s, "record.batch",
	                   "{'space':'$S','items':[{'kind':'meeting','fields':{'name':'geht'}}]}"));
	ids_keep(s, scene_ask(s, "record.batch",
	                      "{'space':'$S','items':[{'id':'$G','delete':true},"
	                      "{'kind':'agendaItem','fields':{'meeting':'$G','name':'bleibt'}}]}"));
	ok(shows(s, "$G", "'deleted':true"), "what is deleted is deleted last");
	ok(shows(s, "$H", "'name':'bleibt'"), "so that others may lead to it before");
	ids_keep(s,
	         scene_ask(s, "record.batch",
	                   "{'space':'$S','items':[{'kind':'meeting','fields':{'name':'zu'}}]}"));
	ids_keep(s, scene_ask(s, "record.batch",
	                      "{'space':'$S','items':[{'id':'$G','fields':{'state':'cancelled'}},"
	                      "{'kind':'agendaItem','fields':{'meeting':'$G','name':'noch'}}]}"));
	ok(shows(s, "$G", "'state':'cancelled'") && shows(s, "$H", "'name':'noch'"),
	   "what made sense before the batch is written, whatever comes before it in there");
}

/* As many as a large agenda with its seats may take. */
static void test_many(struct scene *s)
{
	static char args[1u << 19];
	const char *answer;
	size_t size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[",
	                               scene_text(s, "$S"));
	size_t commas = 0;

	for (int i = 0; i < 2000; i++)
		size += (size_t)snprintf(args + size, sizeof(args) - size,
		                         "%s{'kind':'paper','as':'p%d','fields':{'name':'%d'%s}}",
		                         i > 0 ? "," : "", i, i,
		                         i > 0 ? ",'relatedPaper':[{'as':'p0'}]" : "");
	(void)snprintf(args + size, sizeof(args) - size, "]}");
	answer = clerk_ask(s->d, "record.batch", "%s", args);
	for (const char *at = answer; *at != '\0'; at++)
		commas += *at == ',';
	is_int((long long)commas, 1999, "two thousand together");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_together(&s);
	test_none(&s);
	test_apart(&s);
	test_erased(&s);
	test_many_erased(&s);
	test_many(&s);
	clerk_close(&d);
	return done();
}
