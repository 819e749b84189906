/* control_space, control_contents: what is held of a space and how large it is, against counts by hand and a walk over the
 * store; pages that add up; a guest, an office that was dismissed. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/entries.h"
#include "store/records.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

#define ITEMS_BYTES ((size_t)1 << 20)

/* The number behind a key, looked for behind a mark. */
static long long number(const char *text, const char *mark, const char *key)
{
	char name[64];
	const char *at = strstr(text, mark);

	(void)snprintf(name, sizeof(name), "'%s':", key);
	at = at != NULL ? strstr(at, name) : NULL;
	return at != NULL ? strtoll(at + strlen(name), NULL, 10) : -1;
}

static struct node_space *space_of(struct scene *s)
{
	struct space_id id;

	if (hex_parse(scene_text(s, "$S"), 64, id.b, sizeof(id.b)) != 0)
		bail("no id");
	return node_space_find(s->d->node, &id);
}

/* Bytes of all entries of one stream, by a walk over the store. */
static long long stream_bytes(struct scene *s, enum audience stream)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(s->d->node), space_of(s)->number, stream, &count);
	long long sum = 0;

	for (size_t i = 0; i < count; i++) {
		struct entries_cursor c;
		struct entry_row row;

		entries_open(&c, node_view(s->d->node), logs[i]->handle, 0);
		while (entries_next(&c, &row))
			sum += (long long)(row.header.size + row.body.size);
		if (entries_close(&c) != 0)
			bail("walk");
	}
	return sum;
}

static long long record_bytes(struct scene *s, enum audience audience)
{
	struct records_cursor c;
	struct record_ref ref;
	struct span merged;
	long long sum = 0;

	records_open(&c, node_view(s->d->node), space_of(s)->number, audience, NULL);
	while (records_next(&c, &ref, &merged))
		sum += (long long)merged.size;
	if (records_close(&c) != 0)
		bail("walk");
	return sum;
}

/* The scene by hand: for all the organization, a meeting, two items, two persons and a delete; internal a meeting and an
 * item; a begin; the genesis. */
static void test_counts(struct scene *s)
{
	const char *list = scene_ask(s, "space.list", "{}");
	const char *mark = scene_text(s, "'id':'$S'");
	char row[64];
	const char *shown;

	(void)snprintf(row, sizeof(row), "%s", "'control':1,'entries':10,'fetching':false,");
	ok(strstr(list, row) != NULL, "one control entry, ten entries: %s", list);
	ok(strstr(list, mark) != NULL &&
	           strncmp(strstr(list, mark) + 71,
	                   ",'kind':'committee','logs':3,'members':1,'name':'Rat für "
	                   "Migration','role':'steward'}",
	                   85) == 0,
	   "three logs, one office");
	shown = scene_ask(s, "space.show", "{'id':'$S'}");
	ok(strstr(shown, "'keys':{'all':{'here':1,'missing':0},'core':{'here':1,'missing':0}}") !=
	           NULL,
	   "a key each: %s", shown);
	is_int((int)number(shown, "'sum'", "entries"), 10, "ten entries");
	is_int((int)number(shown, "'sum'", "control"), 1, "one control entry");
	is_int((int)number(shown, "{", "waiting"), 0, "none waits");
	ok(strstr(shown, "'states':{'all':'") != NULL && strstr(shown, "','core':'") != NULL,
	   "states of both");
}

static void test_contents(struct scene *s)
{
	const char *all = scene_ask(s, "space.contents", "{'id':'$S'}");

	ok(strstr(all, "'next'") == NULL, "one page: %s", all);
	is_int((int)number(all, "{'audience':'all','author'", "entries"), 7,
	       "seven entries for all");
	is_int((int)number(all, "{'audience':'core','author'", "entries"), 2, "two internal ones");
	is_int((int)number(all, "{'audience':'open','author'", "entries"), 1, "one open");
	is_int((int)number(all, "{'audience':'all','author'", "bytes"),
	       (int)stream_bytes(s, VB_AUDIENCE_ALL), "their bytes");
	is_int((int)number(all, "{'audience':'core','author'", "bytes"),
	       (int)stream_bytes(s, VB_AUDIENCE_CORE), "internal bytes");
	is_int((int)number(all, "{'audience':'open','author'", "bytes"),
	       (int)stream_bytes(s, VB_AUDIENCE_OPEN), "open bytes");
	ok(strstr(all, "'state':'whole'") != NULL, "all of it counts");
	ok(strstr(all, "'deleted':1,'kind':'person','records':2}") != NULL,
	   "two persons, one deleted");
	ok(strstr(all, "'deleted':0,'kind':'agendaItem','records':2}") != NULL, "two public items");
	ok(strstr(all, "'deleted':0,'kind':'agendaItem','records':1}") != NULL, "an internal one");
	is_int((int)(number(all, "{'audience':'core','bytes'", "bytes") +
	             number(strstr(strstr(all, "{'audience':'core','bytes'") + 1,
	                           "{'audience':'core','bytes'"),
	                    "{", "bytes")),
	       (int)record_bytes(s, VB_AUDIENCE_CORE), "bytes of internal records");
}

/* More rows than a page holds: the pages add up. */
static void test_pages(struct scene *s)
{
	char after[256] = "";
	long long records = 0;
	int pages = 0;
	char *items = malloc(ITEMS_BYTES);

	for (int batch = 0; batch < 18; batch++) {
		size_t size = 0;

		for (int i = 0; i < 500; i++)
			size += (size_t)snprintf(items + size, ITEMS_BYTES - size,
			                         "%s{'kind':'paper','fields':{'id':'%d-%d'}}",
			                         i > 0 ? "," : "", batch, i);
		if (clerk_ask(s->d, "record.upsert", "{'space':'%s','items':[%s]}",
		              scene_text(s, "$S"), items)[0] != '{')
			bail("filling");
	}
	free(items);
	do {
		const char *page = clerk_ask(s->d, "space.contents", "{'id':'%s'%s}",
		                             scene_text(s, "$S"), after);
		const char *at = page;

		while ((at = strstr(at, "'records':")) != NULL) {
			if (at[10] != '[')
				records += strtoll(at + 10, NULL, 10);
			at++;
		}
		(void)snprintf(after, sizeof(after), ",'after':'%s'", clerk_text(s->d, "next"));
		pages++;
	} while (strlen(after) > strlen(",'after':''") && pages < 50);
	ok(pages > 1, "%d pages", pages);
	is_int((int)records, 9000 + 8, "all records of all pages");
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *call, *args, *want;
	} rows[] = {
		{ "space.show", "{}", "VB-3006 id" },
		{ "space.show", "{'id':'ffff0000'}", "VB-1201 ffff0000" },
		{ "space.contents", "{'id':'$S','after':'00'}",
		  "VB-3005 after is no cursor of this list" },
		{ "space.contents",
		  "{'id':'$S','after':"
		  "'02000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "0000000'}",
		  "VB-3005 after is no cursor of this list" },
		{ "space.list", "{'id':'$S'}", "VB-3005 space.list has no argument id" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, rows[i].call, rows[i].args), rows[i].want, "%s %s",
		       rows[i].call, rows[i].args);
}

static void test_dismissed(struct scene *s, struct clerk *guest)
{
	const char *shown;

	clerk_pair(s->d, guest);
	(void)scene_ask(s, "committee.admit", "{'id':'$S','peer':'Gast','role':'guest'}");
	clerk_sync(s->d, guest);
	shown = clerk_ask(guest, "space.show", "{'id':'%s'}", scene_text(s, "$S"));
	ok(strstr(shown, "'keys':{'all':{'here':1,'missing':0}},") != NULL,
	   "a guest is told of no key of what is internal: %s", shown);
	(void)scene_ask(s, "committee.dismiss", "{'id':'$S','peer':'Gast'}");
	clerk_sync(s->d, guest);
	shown = clerk_ask(guest, "space.show", "{'id':'%s'}", scene_text(s, "$S"));
	ok(strstr(shown, "'keys':{'all':{'here':1,'missing':1}},") != NULL,
	   "who was dismissed lacks the new one: %s", shown);
}

int main(void)
{
	struct clerk d, guest;
	struct scene s;

	clerk_open(&d, "Stadt");
	clerk_open(&guest, "Gast");
	scene_make(&s, &d);
	test_counts(&s);
	test_contents(&s);
	test_refused(&s);
	test_pages(&s);
	test_dismissed(&s, &guest);
	clerk_close(&d);
	clerk_close(&guest);
	return done();
}
