/* dossier: a committee's history as a file; see dossier.h. */
#include "tests/unit/dossier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

void dossier_release(struct dossier *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->items[i]);
	f->count = 0;
}

/* Cuts the list in a page into its items: each ends with the bracket that closes what began it. */
static void page_cut(struct dossier *f, const char *page)
{
	const char *at = strstr(page, "'items':[");

	if (at == NULL)
		bail("no page: %s", page);
	for (at += strlen("'items':["); *at == '{' || *at == ','; at++) {
		const char *end = at;
		int depth = 0;

		if (*at == ',')
			continue;
		do {
			depth += (*end == '{') - (*end == '}');
			end++;
		} while (depth > 0);
		if (f->count == DOSSIER_ITEMS_MAX)
			bail("too many items");
		f->items[f->count++] = strndup(at, (size_t)(end - at));
		at = end - 1;
	}
}

void dossier_export(struct clerk *d, const char *space, struct dossier *f)
{
	char after[64] = "";
	const char *page;

	*f = (struct dossier){ .count = 0 };
	(void)snprintf(f->space, sizeof(f->space), "%s", space);
	do {
		char next[32];

		page = clerk_ask(d, "space.export", "{'id':'%s'%s}", space, after);
		page_cut(f, page);
		(void)snprintf(next, sizeof(next), "%s", clerk_text(d, "next"));
		(void)snprintf(after, sizeof(after), ",'after':'%s'", next);
	} while (strstr(page, "'end':") == NULL);
	page = strstr(page, "'end':") + strlen("'end':");
	(void)snprintf(f->end, sizeof(f->end), "%.*s", (int)(strstr(page, ",'items'") - page),
	               page);
}

const char *dossier_give(struct clerk *d, const struct dossier *f, const char *item)
{
	return clerk_ask(d, "space.import", "{'space':'%s','items':[%s]}", f->space, item);
}

/* Ends an import; the sums, or the error. */
const char *dossier_finish(struct clerk *d, const struct dossier *f)
{
	static char end[2048];
	const char *answer =
		clerk_ask(d, "space.import", "{'space':'%s','items':[],'end':true}", f->space);
	const char *from = strstr(answer, "'end':");

	if (from == NULL)
		return answer;
	from += strlen("'end':");
	(void)snprintf(end, sizeof(end), "%.*s", (int)(strstr(from, ",'id':") - from), from);
	return end;
}

/* Imports all of it; the sums, or the first error. */
const char *dossier_import(struct clerk *d, const struct dossier *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *answer = dossier_give(d, f, f->items[i]);

		if (answer[0] != '{')
			return answer;
	}
	return dossier_finish(d, f);
}

size_t dossier_find(const struct dossier *f, const char *name, size_t number)
{
	for (size_t i = 0; i < f->count; i++) {
		if (strncmp(f->items[i] + 2, name, strlen(name)) == 0 && number-- == 0)
			return i;
	}
	bail("no %s", name);
}
