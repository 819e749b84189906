/* control_log: who changed what of a record when: in order, with what was replaced, what became of each entry; pages;
 * what fell away; cursors and numbers that are none. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* Cuts a part of a text out, from one mark up to another. */
static void cut(char *text, const char *from, const char *to)
{
	char *at = text;

	while ((at = strstr(at, from)) != NULL) {
		char *end = strstr(at + strlen(from), to);

		if (end == NULL)
			bail("no %s behind %s", to, from);
		end += strlen(to);
		memmove(at, end, strlen(end) + 1);
	}
}

/* The items of a log without what no test can know: numbers of offices and entries, times. */
static const char *items_of(struct clerk *d, const char *id)
{
	static char text[1u << 18];
	const char *answer = clerk_ask(d, "record.log", "{'id':'%s'}", id);
	const char *from = strstr(answer, "'items':[");
	char *end;

	(void)snprintf(text, sizeof(text), "%s", from != NULL ? from + 9 : answer);
	if (from == NULL)
		return text;
	end = strstr(text, "],'kind':");
	if (end == NULL)
		return text;
	*end = '\0';
	cut(text, "'author':'", "',");
	cut(text, "'entry':'", "',");
	cut(text, ",'time':", ",");
	return text;
}

/* ---- one office ---- */

#define MINE "{'authorName':'Stadt','changes':["

static void test_words(struct scene *s)
{
	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'A','keyword':['x']}}");
	(void)scene_ask(s, "record.edit", "{'id':'$X','fields':{'name':'B','keyword':['y']}}");
	(void)scene_ask(s, "record.edit", "{'id':'$X','fields':{'name':null}}");
	is_str(items_of(s->d, scene_text(s, "$X")),
	       /* Changes stand as their author wrote them. The commas behind the times are gone with these. */
	       MINE "{'current':false,'field':'name','op':'set','value':'A'},"
	            "{'current':false,'field':'keyword','op':'add','value':'x'}],"
	            "'state':'applied''verb':'create'}," MINE
	            "{'current':false,'field':'name','op':'set','replaced':['A'],'value':'B'},"
	            "{'current':true,'field':'keyword','op':'add','value':'y'},"
	            "{'current':false,'field':'keyword','op':'remove','replaced':['x']}],"
	            "'state':'applied''verb':'edit'}," MINE
	            "{'current':true,'field':'name','op':'set','replaced':['B'],'value':null}],"
	            "'state':'applied''verb':'edit'}",
	       "a record that was made, changed and emptied");
	(void)scene_ask(s, "record.delete", "{'id':'$X'}");
	ok(strstr(items_of(s->d, scene_text(s, "$X")), MINE
	          "{'current':true,'field':'','op':'delete'}],'state':'applied''verb':'delete'}") !=
	           NULL,
	   "and deleted");
}

static void test_head(struct scene *s)
{
	char want[512];
	char self[80];
	const char *answer;
	unsigned long long now;

	(void)snprintf(self, sizeof(self), "%s", clerk_get(s->d, "id", "node.show", "{}"));
	now = s->d->now.wall.v + 1;
	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'location','internal':true,'fields':{'room':'4'}}");
	answer = scene_ask(s, "record.log", "{'id':'$X'}");
	(void)snprintf(want, sizeof(want), "{'audience':'core','id':'%s','items':[{'author':'%s',",
	               scene_text(s, "$X"), self);
	ok(strncmp(answer, want, strlen(want)) == 0, "whose it is: %.300s", answer);
	(void)snprintf(want, sizeof(want),
	               "'time':%llu,'verb':'create'}],'kind':'location','space':'%s'}", now,
	               scene_text(s, "$S"));
	ok(strstr(answer, want) != NULL, "when it was: %s", answer);
}

static void test_references(struct scene *s)
{
	char want[256];

	(void)snprintf(want, sizeof(want), "'field':'organization','op':'add','value':'%s'}",
	               scene_text(s, "$O"));
	ok(strstr(items_of(s->d, scene_text(s, "$M")), want) != NULL,
	   "a reference is told as the number of its record");
	ok(strstr(items_of(s->d, scene_text(s, "$M")), "'op':'set','value':1800003600000}") != NULL,
	   "a time in milliseconds");
}

/* All pages of one item each are the whole list. */
static void test_pages(struct scene *s)
{
	static char whole[1u << 16], joined[1u << 16];
	char after[256] = "";
	char *end;
	int pages = 0;
	bool is_last = false;

	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'0'}}");
	for (int i = 1; i < 30; i++)
		(void)clerk_ask(s->d, "record.edit", "{'id':'%s','fields':{'name':'%d'}}",
		                scene_text(s, "$X"), i);
	(void)snprintf(whole, sizeof(whole), "%s", scene_ask(s, "record.log", "{'id':'$X'}"));
	memmove(whole, strstr(whole, "[") + 1, strlen(strstr(whole, "[")));
	end = strstr(whole, "],'kind':");
	*end = '\0';
	joined[0] = '\0';
	while (!is_last && pages < 100) {
		const char *answer = clerk_ask(s->d, "record.log", "{'id':'%s','limit':1%s}",
		                               scene_text(s, "$X"), after);
		const char *from = strstr(answer, "[") + 1;
		const char *to = strstr(answer, "],'kind':");
		size_t size = strlen(joined);

		(void)snprintf(joined + size, sizeof(joined) - size, "%s%.*s", pages > 0 ? "," : "",
		               (int)(to - from), from);
		is_last = strstr(to, "'next':") == NULL;
		(void)snprintf(after, sizeof(after), ",'after':'%s'", clerk_text(s->d, "next"));
		pages++;
	}
	is_int(pages, 30, "thirty pages of one");
	is_str(joined, whole, "are the whole");
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *want;
	} rows[] = {
		{ "{}", "VB-3006 id" },
		{ "{'id':'ffffffffffffffffffffffffffffffff'}",
		  "VB-2001 ffffffffffffffffffffffffffffffff" },
		{ "{'id':'$X','after':'00'}", "VB-3005 after is no cursor of this list" },
		{ "{'id':'$X','after':7}", "VB-3005 after is not a text" },
		{ "{'id':'$X','limit':0}", "VB-1008 limit is not from 1 to 1000" },
		{ "{'id':'01'}", "VB-2011 01" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, "record.log", rows[i].args), rows[i].want, "%s", rows[i].args);
}

/* ---- several offices ---- */

static void exchange(struct clerk *a, struct clerk *b)
{
	clerk_sync(a, b);
	clerk_part(a, b);
}

static void admit(struct clerk *owner, struct clerk *other, const char *space)
{
	clerk_pair(owner, other);
	(void)clerk_get(owner, "id", "committee.admit", "{'id':'%s','peer':'%.*s','role':'member'}",
	                space, (int)node_card(other->node)->name.size,
	                (const char *)node_card(other->node)->name.data);
	exchange(owner, other);
}

/* Both change the name without knowing of each other; the one who saw both settles it. */
static void test_conflict(struct scene *s, struct clerk *b)
{
	static char got[1u << 16];
	char id[65];
	char *at;

	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'1'}}");
	(void)snprintf(id, sizeof(id), "%s", scene_text(s, "$X"));
	exchange(s->d, b);
	b->now = s->d->now;
	(void)clerk_get(s->d, "id", "record.edit", "{'id':'%s','fields':{'name':'2'}}", id);
	b->now.wall.v += 1000;
	(void)clerk_get(b, "id", "record.edit", "{'id':'%s','fields':{'name':'3'}}", id);
	exchange(s->d, b);
	s->d->now.wall.v += 5000;
	(void)clerk_get(s->d, "id", "record.edit", "{'id':'%s','fields':{'name':'2'}}", id);
	exchange(s->d, b);
	/* Names stand in the order of log ids, which are random. */
	(void)snprintf(got, sizeof(got), "%s", items_of(b, id));
	at = strstr(got, "['3','2']");
	if (at != NULL)
		memcpy(at, "['2','3']", 9);
	is_str(got,
	       MINE "{'current':false,'field':'name','op':'set','value':'1'}],"
	            "'state':'applied''verb':'create'}," MINE
	            "{'current':false,'field':'name','op':'set','replaced':['1'],'value':'2'}],"
	            "'state':'applied''verb':'edit'},"
	            "{'authorName':'Forum','changes':["
	            "{'current':false,'field':'name','op':'set','replaced':['1'],'value':'3'}],"
	            "'state':'applied''verb':'edit'}," MINE
	            "{'current':true,'field':'name','op':'set','replaced':['2','3'],'value':'2'}],"
	            "'state':'applied''verb':'edit'}",
	       "a conflict, as another office tells it");
}

/* b writes and is dismissed before the owner knows of it; c, who has it, brings it to the owner. */
static void test_fallen(struct scene *s, struct clerk *b, struct clerk *c)
{
	char id[65], lost[65];

	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'Alt'}}");
	(void)snprintf(id, sizeof(id), "%s", scene_text(s, "$X"));
	exchange(s->d, c);
	exchange(s->d, b);
	b->now = s->d->now;
	(void)clerk_get(b, "id", "record.edit", "{'id':'%s','fields':{'name':'Neu'}}", id);
	(void)snprintf(lost, sizeof(lost), "%s",
	               clerk_get(b, "id", "record.create",
	                         "{'space':'%s','kind':'paper','fields':{'name':'Weg'}}",
	                         scene_text(s, "$S")));
	exchange(b, c);
	(void)clerk_get(s->d, "id", "committee.dismiss", "{'id':'%s','peer':'Forum'}",
	                scene_text(s, "$S"));
	exchange(s->d, c);
	is_str(items_of(s->d, id),
	       MINE "{'current':true,'field':'name','op':'set','value':'Alt'}],"
	            "'state':'applied''verb':'create'},"
	            "{'authorName':'Forum','changes':["
	            "{'current':false,'field':'name','op':'set','replaced':['Alt'],'value':'Neu'}],"
	            "'state':'cut-off''verb':'edit'}",
	       "what fell away is shown with the reason");
	is_str(items_of(s->d, lost),
	       "{'authorName':'Forum','changes':["
	       "{'current':false,'field':'name','op':'set','value':'Weg'}],"
	       "'state':'cut-off''verb':'create'}",
	       "also of a record that is no more, by its whole number");
	ok(strncmp(clerk_ask(s->d, "record.log", "{'id':'%.20s'}", lost), "VB-2001", 7) == 0,
	   "which cannot be shortened");
	is_str(items_of(c, id), items_of(s->d, id), "everywhere alike");
}

int main(void)
{
	struct clerk d, b, c;
	struct scene s;

	clerk_open(&d, "Stadt");
	clerk_open(&b, "Forum");
	clerk_open(&c, "Verein");
	scene_make(&s, &d);
	test_words(&s);
	test_head(&s);
	test_references(&s);
	test_pages(&s);
	test_refused(&s);
	admit(&d, &b, scene_text(&s, "$S"));
	test_conflict(&s, &b);
	admit(&d, &c, scene_text(&s, "$S"));
	clerk_pair(&b, &c);
	test_fallen(&s, &b, &c);
	clerk_close(&d);
	clerk_close(&b);
	clerk_close(&c);
	return done();
}
