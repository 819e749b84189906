/* control_move, moved: agenda items between what all members see and what guests do not, with what belongs to them, and with
 * what others wrote about them meanwhile. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The texts, or names, in a list, one behind the other. */
static const char *list(struct clerk *d, const char *key, const char *call, const char *args)
{
	static char text[2][1024];
	static unsigned turn;
	char *out = text[turn++ % 2];
	const char *at = clerk_ask(d, call, "%s", args);
	size_t used = 0;

	if (at[0] != '{')
		return at;
	out[0] = '\0';
	while ((at = strstr(at, key)) != NULL) {
		at += strlen(key);
		used += (size_t)snprintf(out + used, sizeof(text[0]) - used, "%.*s/",
		                         (int)strcspn(at, "'"), at);
	}
	return out;
}

static const char *texts(struct clerk *d, const char *args)
{
	return list(d, "'text':'", "message.list", args);
}

static const char *agenda(struct clerk *d, const char *args)
{
	return list(d, "'name':'", "agenda.list", args);
}

static bool has(const char *text, const char *words)
{
	return strstr(text, words) != NULL;
}

static void test_to_core_and_back(void)
{
	struct clerk d;
	struct scene s;
	const char *shown;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'E', "agenda.add",
	                  "{'meeting':'$M','fields':{'name':'Einnahmen','parent':'$B'}}");
	scene_make_record(&s, 'F', "message.post", "{'target':'$B','text':'eins'}");
	scene_make_record(&s, 'G', "message.post", "{'target':'$F','text':'zwei'}");
	scene_make_record(&s, 'H', "message.post", "{'target':'$E','text':'drei'}");
	scene_make_record(&s, 'C', "record.create",
	                  "{'space':'$S','kind':'agendaItem','fields':{'meeting':'$M','name':"
	                  "'Übertrag','carriedFrom':'$B'}}");
	is_str(scene_ask(&s, "agenda.readers", "{'id':'$B','internal':false}"), "VB-1304",
	       "what all see is not moved to all");
	is_str(scene_ask(&s, "agenda.readers", "{'id':'$M','internal':true}"),
	       "VB-3005 it is no agenda item", "nor a meeting");
	scene_make_record(&s, 'J', "agenda.readers", "{'id':'$B','internal':true}");
	is_str(agenda(&d, scene_text(&s, "{'meeting':'$M'}")),
	       "Begrüßung/Übertrag/Personal/Haushalt/Einnahmen/",
	       "an item is internal, last of its list, with the one below it");
	shown = scene_ask(&s, "record.show", "{'id':'$J'}");
	ok(has(shown, "'audience':'core'") && has(shown, "'name':'Haushalt'"), "by its new number");
	ok(has(scene_ask(&s, "record.show", "{'id':'$B'}"), scene_text(&s, "'id':'$J'")),
	   "the old number leads to it");
	is_str(texts(&d, scene_text(&s, "{'target':'$J'}")), "eins/zwei/",
	       "its messages came along");
	is_str(texts(&d, scene_text(&s, "{'target':'$B'}")), "eins/zwei/",
	       "by the old number, too");
	shown = scene_ask(&s, "message.list", "{'target':'$J'}");
	ok(has(shown, "'writtenBy':'Amt'") && has(shown, "'written':") &&
	           has(shown, "'inReplyTo':"),
	   "with who wrote them when, and what they answer: %s", shown);
	ok(!has(shown, scene_text(&s, "$F")), "under new numbers");
	ok(!has(scene_ask(&s, "record.show", "{'id':'$C'}"), "carriedFrom"),
	   "what all see refers to it no more");
	ok(!has(scene_ask(&s, "record.list", "{'kind':'message'}"), "'audience':'all'"),
	   "no message about it is for all");
	scene_make_record(&s, 'K', "agenda.readers", "{'id':'$J','internal':false}");
	is_str(agenda(&d, scene_text(&s, "{'meeting':'$M'}")),
	       "Begrüßung/Übertrag/Haushalt/Einnahmen/Personal/", "and back again");
	is_str(texts(&d, scene_text(&s, "{'target':'$K'}")), "eins/zwei/",
	       "what was said about it stays internal, and stands below it");
	ok(has(scene_ask(&s, "message.list", "{'target':'$K'}"), "'audience':'core'"),
	   "for members");
	ok(has(scene_ask(&s, "record.show", "{'id':'$B'}"), scene_text(&s, "'id':'$K'")),
	   "the first number leads there over two steps");
	clerk_close(&d);
}

/* What says where a document is, and has no bytes itself, is a record like others. */
static void test_files(void)
{
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'E', "record.create",
	                  "{'space':'$S','kind':'file','fields':{'name':'Plan','target':'$B'}}");
	scene_make_record(&s, 'J', "agenda.readers", "{'id':'$B','internal':true}");
	ok(has(scene_ask(&s, "file.list", "{'target':'$J'}"), "'audience':'core'"),
	   "it goes along");
	ok(has(scene_ask(&s, "file.show", "{'id':'$E'}"), "'state':'none'"),
	   "by its old number, too");
	clerk_close(&d);
}

/* What stands below a station or a document goes along, too; an item that stays and refers to the station is seen as before. */
static void test_below(void)
{
	struct clerk d;
	struct scene s;
	const char *shown;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'Q', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'Vorlage'}}");
	scene_make_record(&s, 'R', "record.create",
	                  "{'space':'$S','kind':'consultation','fields':{'paper':'$Q',"
	                  "'agendaItem':'$B'}}");
	scene_make_record(&s, 'F', "message.post", "{'target':'$R','text':'eins'}");
	scene_make_record(&s, 'G', "record.create",
	                  "{'space':'$S','kind':'file','fields':{'name':'Plan','target':'$R'}}");
	scene_make_record(&s, 'H', "message.post", "{'target':'$G','text':'zwei'}");
	(void)scene_ask(&s, "record.edit", "{'id':'$A','fields':{'consultation':'$R'}}");
	scene_make_record(&s, 'J', "agenda.readers", "{'id':'$B','internal':true}");
	ok(!has(scene_ask(&s, "record.list", "{'kind':'message'}"), "'audience':'all'"),
	   "messages about a station and about its document go along");
	ok(!has(scene_ask(&s, "record.list", "{'kind':'file'}"), "'audience':'all'"),
	   "the document, too");
	shown = scene_ask(&s, "record.show", "{'id':'$A'}");
	ok(has(shown, "'audience':'all'") && !has(shown, "consultation"),
	   "what all see refers to the station no more: %s", shown);
	scene_make_record(&s, 'K', "agenda.readers", "{'id':'$J','internal':false}");
	ok(has(scene_ask(&s, "record.list", "{'kind':'file'}"), "'audience':'all'"),
	   "back again comes the document");
	ok(!has(scene_ask(&s, "record.list", "{'kind':'message'}"), "'audience':'all'"),
	   "what was said does not");
	clerk_close(&d);
}

/* Two offices: the city is in charge, the other has a role. */
struct pair {
	struct clerk city, other;
	char space[65], meeting[33], item[33], moved[33], late[33];
};

static const char *args_of(const struct pair *p, const char *format, const char *id)
{
	static char text[4][256];
	static unsigned turn;
	char *out = text[turn++ % 4];

	(void)p;
	(void)snprintf(out, sizeof(text[0]), format, id);
	return out;
}

static void open_pair(struct pair *p, const char *role)
{
	clerk_open(&p->city, "Stadt");
	clerk_open(&p->other, "Verein");
	clerk_pair(&p->city, &p->other);
	(void)snprintf(p->space, sizeof(p->space), "%s",
	               clerk_get(&p->city, "id", "committee.create", "{'name':'Rat'}"));
	(void)clerk_get(&p->city, "id", "committee.admit",
	                "{'id':'%s','peer':'Verein','role':'%s'}", p->space, role);
	(void)snprintf(p->meeting, sizeof(p->meeting), "%s",
	               clerk_get(&p->city, "id", "record.create",
	                         "{'space':'%s','kind':'meeting','fields':{'name':'1. Sitzung'}}",
	                         p->space));
	(void)snprintf(p->item, sizeof(p->item), "%s",
	               clerk_get(&p->city, "id", "agenda.add",
	                         "{'meeting':'%s','fields':{'name':'Haushalt'}}", p->meeting));
	clerk_sync(&p->city, &p->other);
}

static void close_pair(struct pair *p)
{
	clerk_close(&p->city);
	clerk_close(&p->other);
}

/* The other office writes about the item while the city moves it. */
static void move_apart(struct pair *p)
{
	(void)snprintf(p->late, sizeof(p->late), "%s",
	               clerk_get(&p->other, "id", "message.post", "{'target':'%s','text':'spät'}",
	                         p->item));
	(void)clerk_get(&p->other, "id", "message.post", "{'target':'%s','text':'noch später'}",
	                p->late);
	/* A guest may not, and need not. */
	(void)clerk_ask(&p->other, "record.create",
	                "{'space':'%s','kind':'file','fields':{'name':'Beleg','target':'%s'}}",
	                p->space, p->late);
	(void)snprintf(p->moved, sizeof(p->moved), "%s",
	               clerk_get(&p->city, "id", "agenda.readers", "{'id':'%s','internal':true}",
	                         p->item));
	clerk_sync(&p->city, &p->other);
}

static void test_guest(void)
{
	static const char *const calls[] = { "record.show", "record.log", "message.offices" };
	struct pair p;
	const char *shown;

	open_pair(&p, "guest");
	is_str(agenda(&p.other, args_of(&p, "{'meeting':'%s'}", p.meeting)), "Haushalt/",
	       "a guest sees the item");
	move_apart(&p);
	is_str(agenda(&p.other, args_of(&p, "{'meeting':'%s'}", p.meeting)), "",
	       "and no more when it was moved");
	ok(has(clerk_ask(&p.other, "record.show", "{'id':'%s'}", p.item), "VB-2001"),
	   "its old number leads nowhere");
	is_str(texts(&p.city, args_of(&p, "{'target':'%s'}", p.moved)), "spät/noch später/",
	       "a message written below the old one meanwhile is shown to a steward, where it "
	       "belongs");
	shown = list(&p.other, "'text':'", "record.list", "{'kind':'message'}");
	is_str(shown, "", "and to the guest no more");
	ok(has(clerk_ask(&p.other, "search", "{'words':'spät'}"), "'items':[]"),
	   "nor found by its words");
	ok(has(clerk_ask(&p.city, "search", "{'words':'spät'}"), "'text':'spät'"),
	   "a steward finds it");
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		ok(has(clerk_ask(&p.other, calls[i], "{'id':'%s'}", p.late), "VB-2001"),
		   "nor by %s", calls[i]);
	ok(has(clerk_ask(&p.other, "message.list", "{'target':'%s'}", p.late), "VB-2001"),
	   "nor an answer to it");
	close_pair(&p);
}

static void test_member(void)
{
	struct pair p;

	open_pair(&p, "member");
	move_apart(&p);
	is_str(agenda(&p.other, args_of(&p, "{'meeting':'%s'}", p.meeting)), "Haushalt/",
	       "a member sees the item, moved");
	is_str(texts(&p.other, args_of(&p, "{'target':'%s'}", p.moved)), "",
	       "not what was written below the old one");
	is_str(texts(&p.city, args_of(&p, "{'target':'%s'}", p.moved)), "spät/noch später/",
	       "a steward does");
	ok(has(clerk_ask(&p.other, "agenda.readers", "{'id':'%s','internal':false}", p.moved),
	       "VB-1203"),
	   "a member does not move what another wrote");
	is_str(list(&p.other, "'name':'", "record.list", "{'kind':'file'}"), "",
	       "nor the document of that");
	ok(has(clerk_ask(&p.other, "search", "{'words':'Beleg'}"), "'items':[]"),
	   "not by its words either");
	ok(has(clerk_ask(&p.city, "file.list", "{'target':'%s'}", p.late), "'name':'Beleg'"),
	   "which a steward sees");
	(void)clerk_get(&p.other, "id", "message.post", "{'target':'%s','text':'intern'}", p.moved);
	clerk_sync(&p.city, &p.other);
	is_str(texts(&p.city, args_of(&p, "{'target':'%s'}", p.moved)), "spät/noch später/intern/",
	       "both stand below it");
	(void)snprintf(p.item, sizeof(p.item), "%s",
	               clerk_get(&p.other, "id", "agenda.add",
	                         "{'meeting':'%s','fields':{'name':'Eigenes'}}", p.meeting));
	ok(clerk_get(&p.other, "id", "agenda.readers", "{'id':'%s','internal':true}", p.item)[0] !=
	           '\0',
	   "but its own it does");
	clerk_sync(&p.city, &p.other);
	is_str(agenda(&p.city, args_of(&p, "{'meeting':'%s'}", p.meeting)), "Haushalt/Eigenes/",
	       "for everybody");
	close_pair(&p);
}

/* Both accept one proposal, and one of them takes the item away from guests: the other item goes along. */
static void test_twins(void)
{
	char proposal[40], twins[2][40], shown[200];
	struct pair p;
	bool which;

	open_pair(&p, "steward");
	(void)snprintf(proposal, sizeof(proposal), "%s",
	               clerk_get(&p.other, "id", "agenda.propose",
	                         "{'meeting':'%s','fields':{'name':'Antrag'}}", p.meeting));
	clerk_sync(&p.city, &p.other);
	for (size_t i = 0; i < 2; i++)
		(void)snprintf(
			twins[i], sizeof(twins[i]), "%s",
			clerk_get(i == 0 ? &p.city : &p.other, "id", "agenda.add",
		                  "{'meeting':'%s','fields':{'name':'Antrag %zu','proposal':'%s'}}",
		                  p.meeting, i, proposal));
	(void)clerk_get(&p.other, "id", "message.post", "{'target':'%s','text':'dazu'}", twins[1]);
	clerk_sync(&p.city, &p.other);
	/* The older by their clocks. */
	(void)snprintf(shown, sizeof(shown), "%s",
	               agenda(&p.city, args_of(&p, "{'meeting':'%s'}", p.meeting)));
	which = has(shown, "Antrag 1");
	is_str(shown, which ? "Haushalt/Antrag 1/" : "Haushalt/Antrag 0/",
	       "of two items of one proposal one is shown");
	is_str(agenda(&p.other, args_of(&p, "{'meeting':'%s'}", p.meeting)), shown,
	       "the same at both offices");
	(void)clerk_get(&p.city, "id", "agenda.readers", "{'id':'%s','internal':true}",
	                twins[which]);
	is_str(agenda(&p.city, args_of(&p, "{'meeting':'%s'}", p.meeting)), shown,
	       "one is shown when it was taken away from guests");
	for (size_t i = 0; i < 2; i++)
		ok(has(clerk_ask(&p.city, "record.show", "{'id':'%s'}", twins[i]),
		       "'audience':'core'"),
		   "both are internal (%zu)", i);
	ok(has(clerk_ask(&p.city, "record.list", "{'kind':'message'}"), "'audience':'core'"),
	   "with what was said about either");
	clerk_sync(&p.city, &p.other);
	is_str(agenda(&p.other, args_of(&p, "{'meeting':'%s'}", p.meeting)), shown,
	       "and so at the other office");
	close_pair(&p);
}

/* Towards guests an item goes alone: nobody showed them the other one, which may even be declined. */
static void test_twins_to_all(void)
{
	char proposal[40], twins[2][40];
	struct pair p;

	open_pair(&p, "steward");
	(void)snprintf(proposal, sizeof(proposal), "%s",
	               clerk_get(&p.other, "id", "agenda.propose",
	                         "{'meeting':'%s','fields':{'name':'Antrag'}}", p.meeting));
	clerk_sync(&p.city, &p.other);
	for (size_t i = 0; i < 2; i++)
		(void)snprintf(twins[i], sizeof(twins[i]), "%s",
		               clerk_get(i == 0 ? &p.city : &p.other, "id", "agenda.add",
		                         "{'meeting':'%s','internal':true,'fields':{'name':"
		                         "'Antrag %zu','proposal':'%s'}}",
		                         p.meeting, i, proposal));
	(void)clerk_get(&p.other, "id", "record.edit", "{'id':'%s','fields':{'state':'declined'}}",
	                twins[1]);
	clerk_sync(&p.city, &p.other);
	(void)clerk_get(&p.city, "id", "agenda.readers", "{'id':'%s','internal':false}", twins[0]);
	ok(has(clerk_ask(&p.city, "record.show", "{'id':'%s'}", twins[0]), "'audience':'all'"),
	   "an item is published");
	ok(has(clerk_ask(&p.city, "record.show", "{'id':'%s'}", twins[1]), "'audience':'core'"),
	   "the other one of its proposal, declined, stays internal");
	is_str(agenda(&p.city, args_of(&p, "{'meeting':'%s'}", p.meeting)), "Haushalt/Antrag 0/",
	       "and the one that was published stands for both");
	close_pair(&p);
}

/* What stands of an item in an agenda as invited is taken away from guests with it. */
static void test_invited(void)
{
	struct pair p;

	open_pair(&p, "guest");
	(void)clerk_ask(&p.city, "record.batch",
	                "{'space':'%s','items':[{'as':'e','kind':'agendaEdition','fields':"
	                "{'meeting':'%s'}},{'kind':'invitedItem','fields':{'edition':{'as':'e'},"
	                "'agendaItem':'%s','name':'Haushalt'}}]}",
	                p.space, p.meeting, p.item);
	clerk_sync(&p.city, &p.other);
	is_str(list(&p.other, "'name':'", "record.list", "{'kind':'invitedItem'}"), "Haushalt/",
	       "a guest has the agenda as invited");
	(void)snprintf(
		p.moved, sizeof(p.moved), "%s",
		clerk_get(&p.city, "id", "agenda.readers", "{'id':'%s','internal':true}", p.item));
	clerk_sync(&p.city, &p.other);
	is_str(list(&p.other, "'name':'", "record.list", "{'kind':'invitedItem'}"), "",
	       "what was taken away from guests is gone from it, too");
	is_str(list(&p.city, "'agendaItem':'", "record.list", "{'kind':'invitedItem'}"),
	       args_of(&p, "%s/", p.moved), "and is there for members, of the item as it is now");
	close_pair(&p);
}

int main(void)
{
	test_twins();
	test_twins_to_all();
	test_invited();
	test_to_core_and_back();
	test_files();
	test_below();
	test_guest();
	test_member();
	return done();
}
