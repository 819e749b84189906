/* control_agenda, agenda_board: places and numbers of items; levels; a list that has to be spread anew. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The agenda as "Ö 1 Begrüßung, N 1 Personal". */
static const char *agenda(struct scene *s, const char *args)
{
	static char text[4096];
	const char *at = scene_ask(s, "agenda.list", args);
	size_t used = 0;

	if (at[0] != '{')
		return at;
	text[0] = '\0';
	while ((at = strstr(at, "'name':'")) != NULL) {
		const char *number = strstr(at, "'number':'");

		at += strlen("'name':'");
		number += strlen("'number':'");
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s%s%.*s",
		                         used > 0 ? ", " : "", (int)strcspn(number, "'"), number,
		                         number[0] == '\'' ? "" : " ", (int)strcspn(at, "'"), at);
	}
	return text;
}

#define ALL "{'meeting':'$M'}"

static void test_add(struct scene *s)
{
	is_str(agenda(s, ALL), "Ö 1 Begrüßung, Ö 2 Haushalt, N 1 Personal", "new items stand last");
	scene_make_record(s, 'E', "agenda.add",
	                  "{'meeting':'$M','after':'$A','fields':{'name':'Protokoll'}}");
	is_str(agenda(s, ALL), "Ö 1 Begrüßung, Ö 2 Protokoll, Ö 3 Haushalt, N 1 Personal",
	       "behind another");
	scene_make_record(s, 'F', "agenda.add",
	                  "{'meeting':'$M','after':null,'fields':{'name':'Einlass'}}");
	is_str(agenda(s, ALL),
	       "Ö 1 Einlass, Ö 2 Begrüßung, Ö 3 Protokoll, Ö 4 Haushalt, N 1 Personal",
	       "first of all");
	scene_make_record(s, 'G', "agenda.add",
	                  "{'meeting':'$M','fields':{'name':'Vorschlag','state':'proposed'}}");
	is_str(agenda(s, ALL),
	       "Ö 1 Einlass, Ö 2 Begrüßung, Ö 3 Protokoll, Ö 4 Haushalt, N 1 Personal, Vorschlag",
	       "what is only proposed has no number");
	(void)scene_ask(s, "record.edit", "{'id':'$G','fields':{'state':'accepted'}}");
	(void)scene_ask(s, "record.delete", "{'id':'$F'}");
	is_str(agenda(s, ALL),
	       "Ö 1 Begrüßung, Ö 2 Protokoll, Ö 3 Haushalt, Ö 4 Vorschlag, N 1 Personal",
	       "accepted it has; a deleted item is gone");
}

static void test_move(struct scene *s)
{
	is_str(scene_ask(s, "agenda.move", "{'id':'$G','after':null}"),
	       scene_text(s, "{'id':'$G'}"), "a move answers with the id");
	is_str(agenda(s, ALL),
	       "Ö 1 Vorschlag, Ö 2 Begrüßung, Ö 3 Protokoll, Ö 4 Haushalt, N 1 Personal",
	       "moved to the front");
	(void)scene_ask(s, "agenda.move", "{'id':'$G','after':'$B'}");
	is_str(agenda(s, ALL),
	       "Ö 1 Begrüßung, Ö 2 Protokoll, Ö 3 Haushalt, Ö 4 Vorschlag, N 1 Personal",
	       "moved to the end");
	(void)scene_ask(s, "agenda.move", "{'id':'$I','after':null}");
	is_str(agenda(s, ALL),
	       "Ö 1 Begrüßung, Ö 2 Protokoll, Ö 3 Haushalt, Ö 4 Vorschlag, N 1 Personal",
	       "the only one of its list stays where it is");
}

static void test_levels(struct scene *s)
{
	scene_make_record(s, 'H', "agenda.add",
	                  "{'meeting':'$M','fields':{'name':'Einnahmen','parent':'$B'}}");
	scene_make_record(s, 'J', "agenda.add",
	                  "{'meeting':'$M','after':'$H','fields':{'name':'Ausgaben'}}");
	is_str(agenda(s, ALL),
	       "Ö 1 Begrüßung, Ö 2 Protokoll, Ö 3 Haushalt, Ö 3.1 Einnahmen, Ö 3.2 Ausgaben, Ö 4 "
	       "Vorschlag, "
	       "N 1 Personal",
	       "an item put behind one below another stands there, too");
	(void)scene_ask(s, "agenda.move", "{'id':'$J','after':'$E'}");
	is_str(agenda(s, ALL),
	       "Ö 1 Begrüßung, Ö 2 Protokoll, Ö 3 Ausgaben, Ö 4 Haushalt, Ö 4.1 Einnahmen, Ö 5 "
	       "Vorschlag, "
	       "N 1 Personal",
	       "moved behind one at the top it stands at the top");
	(void)scene_ask(s, "agenda.move", "{'id':'$J','after':'$H'}");
	is_str(scene_ask(s, "agenda.move", "{'id':'$B','after':'$H'}"),
	       "VB-3005 after is the item itself or below it", "an item does not go below itself");
	(void)scene_ask(s, "agenda.move", "{'id':'$B','after':null}");
	is_str(agenda(s, ALL),
	       "Ö 1 Haushalt, Ö 1.1 Einnahmen, Ö 1.2 Ausgaben, Ö 2 Begrüßung, Ö 3 Protokoll, Ö 4 "
	       "Vorschlag, "
	       "N 1 Personal",
	       "those below go along");
}

static void test_pages(struct scene *s)
{
	is_str(agenda(s, "{'meeting':'$M','limit':2}"), "Ö 1 Haushalt, Ö 1.1 Einnahmen",
	       "a first page");
	is_str(clerk_text(s->d, "next"), scene_text(s, "$H"), "its cursor");
	is_str(agenda(s, "{'meeting':'$M','limit':3,'after':'$H'}"),
	       "Ö 1.2 Ausgaben, Ö 2 Begrüßung, Ö 3 Protokoll",
	       "and the next, with numbers that go on");
	is_str(agenda(s, "{'meeting':'$M','after':'$I'}"), "", "nothing behind the last");
}

/* Items put again and again between the same two use up the keys between them. */
static void test_spreading(struct scene *s)
{
	char order[64][8];
	const char *list;
	size_t count = 0;
	int good = 0;

	scene_make_record(s, 'V', "record.create",
	                  "{'space':'$S','kind':'meeting','fields':{'name':'Lang'}}");
	scene_make_record(s, 'W', "agenda.add", "{'meeting':'$V','fields':{'name':'a000'}}");
	/* A key of 64 bytes directly behind the smallest there is: nothing fits between. */
	(void)scene_ask(s, "record.edit",
	                "{'id':'$W','fields':{'order':'"
	                "00000000000000000000000000000000000000000000000000000000000000"
	                "00000000000000000000000000000000000000000000000000000000000000"
	                "0001'}}");
	(void)scene_ask(s, "agenda.add", "{'meeting':'$V','after':null,'fields':{'name':'b000'}}");
	is_str(agenda(s, "{'meeting':'$V'}"), "Ö 1 b000, Ö 2 a000",
	       "no room in front: the list is spread anew");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$W'}"), "'order':'0000000000") == NULL,
	   "and the long key is gone");
	for (int i = 1; i <= 40; i++) {
		char args[128];

		(void)snprintf(args, sizeof(args),
		               "{'meeting':'$V','after':'$W','fields':{'name':'n%03d'}}", i);
		good += scene_ask(s, "agenda.add", args)[0] == '{';
	}
	is_int(good, 40, "forty items behind the same one");
	for (list = agenda(s, "{'meeting':'$V'}"); (list = strstr(list, " n")) != NULL; list++)
		(void)snprintf(order[count++], sizeof(order[0]), "%.4s", list + 1);
	is_int(count, 40, "all are there");
	for (size_t i = 1; i < count; i++)
		good -= strcmp(order[i - 1], order[i]) > 0;
	is_int(good, 1, "the one put last stands first");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_add(&s);
	test_move(&s);
	test_levels(&s);
	test_pages(&s);
	test_spreading(&s);
	clerk_close(&d);
	return done();
}
