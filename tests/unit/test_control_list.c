/* control_list, listing: pages over one space and all of them, in the order of time; finding by values. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/listing.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

/* How often a text comes in another. */
static int times(const char *text, const char *part)
{
	int count = 0;

	while ((text = strstr(text, part)) != NULL) {
		count++;
		text += strlen(part);
	}
	return count;
}

/* Writes the names of all pages of a list, one behind the other, and a | behind each page. */
static void names_of_pages(struct scene *s, const char *args, int limit, char *out, size_t size)
{
	char after[65] = "";
	size_t used = 0;

	out[0] = '\0';
	for (int pages = 0; pages < 50; pages++) {
		const char *at = clerk_ask(s->d, "record.list", "{%s,'limit':%d%s%s%s}", args,
		                           limit, after[0] != '\0' ? ",'after':'" : "", after,
		                           after[0] != '\0' ? "'" : "");
		const char *next = clerk_text(s->d, "next");

		(void)snprintf(after, sizeof(after), "%s", next);
		while ((at = strstr(at, "'name':'")) != NULL) {
			at += strlen("'name':'");
			used += (size_t)snprintf(out + used, size - used, "%.*s ",
			                         (int)strcspn(at, "'"), at);
		}
		used += (size_t)snprintf(out + used, size - used, "|");
		if (after[0] == '\0')
			return;
	}
}

/* Papers in turn in both spaces, of both audiences. */
static void papers_make(struct scene *s)
{
	for (int i = 1; i <= 7; i++) {
		char args[256];

		(void)snprintf(args, sizeof(args),
		               "{'space':'%s','kind':'paper','internal':%s,'fields':{'name':'v%d',"
		               "'id':'urn:v:%d','paperType':'%s','keyword':['%s','alle']}}",
		               i % 2 == 0 ? "$T" : "$S", i % 3 == 0 ? "true" : "false", i, i,
		               i < 4 ? "Antrag" : "Bericht", i % 2 == 0 ? "gerade" : "ungerade");
		scene_make_record(s, (char)('E' + i), "record.create", args);
	}
}

static void test_pages(struct scene *s)
{
	char in_s[256];
	char names[256];

	names_of_pages(s, "'kind':'paper'", 1000, names, sizeof(names));
	is_str(names, "v1 v2 v3 v4 v5 v6 v7 |", "all spaces, in the order of time");
	names_of_pages(s, "'kind':'paper'", 3, names, sizeof(names));
	is_str(names, "v1 v2 v3 |v4 v5 v6 |v7 |", "in pages of three");
	names_of_pages(s, "'kind':'paper'", 7, names, sizeof(names));
	is_str(names, "v1 v2 v3 v4 v5 v6 v7 |", "the last page is known to be the last");
	(void)snprintf(in_s, sizeof(in_s), "'kind':'paper','space':'%s'", scene_text(s, "$S"));
	names_of_pages(s, in_s, 2, names, sizeof(names));
	is_str(names, "v1 v3 |v5 v7 |", "one space");
	names_of_pages(s, "'kind':'consultation'", 2, names, sizeof(names));
	is_str(names, "|", "nothing at all");
}

static void test_where(struct scene *s)
{
	static const struct {
		const char *where, *want;
	} rows[] = {
		{ "'name':'v3'", "v3 |" },
		{ "'name':'v'", "|" },
		{ "'id':'urn:v:4'", "v4 |" },
		{ "'id':'urn:v:4','name':'v3'", "|" },
		{ "'keyword':'gerade'", "v2 v4 |v6 |" },
		{ "'keyword':'alle','paperType':'Antrag'", "v1 v2 |v3 |" },
		{ "'paperType':null", "|" },
		{ "'reference':null", "v1 v2 |v3 v4 |v5 v6 |v7 |" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char args[256];
		char names[256];

		(void)snprintf(args, sizeof(args), "'kind':'paper','where':{%s}", rows[i].where);
		names_of_pages(s, args, 2, names, sizeof(names));
		/* A page that was full may be followed by an empty one. */
		if (strlen(names) > 2 && strcmp(names + strlen(names) - 2, "||") == 0)
			names[strlen(names) - 1] = '\0';
		is_str(names, rows[i].want, "where %s", rows[i].where);
	}
}

static void test_children(struct scene *s)
{
	char args[256];
	char names[256];

	(void)snprintf(args, sizeof(args), "'kind':'agendaItem','where':{'meeting':'%s'}",
	               scene_text(s, "$M"));
	names_of_pages(s, args, 2, names, sizeof(names));
	is_str(names, "Begrüßung Haushalt |Personal |", "the items of a meeting");
	(void)scene_ask(s, "record.delete", "{'id':'$B'}");
	names_of_pages(s, args, 2, names, sizeof(names));
	is_str(names, "Begrüßung Personal |", "without one that was deleted");
	(void)snprintf(args, sizeof(args),
	               "'kind':'meeting','where':{'organization':'%s','name':'12. Sitzung'}",
	               scene_text(s, "$O"));
	names_of_pages(s, args, 2, names, sizeof(names));
	is_str(names, "12. Sitzung |", "a set of references is searched, too");
}

/* ---- size ---- */

static void test_large_page(struct scene *s)
{
	char *text = malloc(18001);
	char after[65] = "";
	int seen = 0;
	int pages = 0;

	if (text == NULL)
		bail("out of memory");
	memset(text, 'z', 18000);
	text[18000] = '\0';
	for (int i = 0; i < 120; i++)
		(void)clerk_get(s->d, "id", "message.post", "{'target':'%s','text':'%s'}",
		                scene_text(s, "$T"), text);
	free(text);
	do {
		const char *list =
			clerk_ask(s->d, "message.list", "{'target':'%s','limit':1000%s%s%s}",
		                  scene_text(s, "$T"), pages > 0 ? ",'after':'" : "", after,
		                  pages > 0 ? "'" : "");

		seen += times(list, "'kind':'message'");
		ok(s->d->answer.size < VB_IPC_FRAME_MAX_BYTES,
		   "a page of long messages fits one answer");
		(void)snprintf(after, sizeof(after), "%s", clerk_text(s->d, "next"));
		pages++;
	} while (after[0] != '\0' && pages < 10);
	is_int(seen, 120, "none is lost between the pages");
	is_int(pages, 3, "2,160,000 bytes take three pages");
}

/* A record whose fields do not fit one item of a list. */
static void test_large_item(struct scene *s)
{
	static const struct {
		const char *name;
		int digits;
	} sets[] = { { "keyword", 98 },
		     { "title", 98 },
		     { "phone", 98 },
		     { "email", 250 },
		     { "status", 98 } };
	static char list[70000];
	const char *shown;

	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Groß'}}");
	for (size_t field = 0; field < sizeof(sets) / sizeof(sets[0]); field++) {
		/* One entry holds a part of the members; each round keeps those of the rounds before. */
		for (int round = 1; round <= 4; round++) {
			size_t size = 0;

			for (int i = 0; i < round * 64; i++)
				size += (size_t)snprintf(list + size, sizeof(list) - size,
				                         "%s'%0*d'", i > 0 ? "," : "",
				                         sets[field].digits, i);
			if (clerk_ask(s->d, "record.edit", "{'id':'%s','fields':{'%s':[%s]}}",
			              scene_text(s, "$X"), sets[field].name, list)[0] != '{')
				bail("filling a record");
		}
	}
	shown = scene_ask(s, "record.show", "{'id':'$X'}");
	ok(strlen(shown) > 160000 && strstr(shown, "truncated") == NULL, "alone it is shown whole");
	shown = scene_ask(s, "record.list", "{'kind':'person','where':{'name':'Groß'}}");
	ok(strstr(shown, "'fields':{},'id':") != NULL && strstr(shown, "'truncated':true}") != NULL,
	   "in a list it stands without its fields, and says so");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	papers_make(&s);
	test_pages(&s);
	test_where(&s);
	test_children(&s);
	test_large_page(&s);
	test_large_item(&s);
	clerk_close(&d);
	return done();
}
