/* archive: what is not whole, not signed or not in order is refused, and leaves nothing of itself behind. */
#include "daemon/core/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/dossier.h"
#include "tests/unit/scene.h"

/* Any bit of an item that is another is found, and nothing of it stays. */
static void flip_item(struct clerk *d, const struct dossier *f, size_t item, const char *name)
{
	const char *text = f->items[item];
	const char *from = strstr(text, ":'") + 2;
	size_t size = (size_t)(strrchr(text, '\'') - from);
	unsigned refused = 0, tried = 0;
	char before[2048];

	(void)snprintf(before, sizeof(before), "%s", dossier_finish(d, f));
	for (size_t at = 0; at < size; at += 1 + size / 150) {
		static const char digits[] = "0123456789abcdef";
		char *altered = strdup(text);
		char *digit = altered + (from - text) + at;
		size_t value = (size_t)(strchr(digits, *digit) - digits);

		*digit = digits[value ^ (1u << (at % 4))];
		tried++;
		refused += dossier_give(d, f, altered)[0] == 'V';
		free(altered);
	}
	is_int((int)refused, (int)tried, "%s: all of %u flipped bits are found", name, tried);
	is_str(dossier_finish(d, f), before, "%s: nothing has changed", name);
}

static void test_flips(const struct dossier *f)
{
	struct clerk d;
	size_t segment = dossier_find(f, "segment", 0);
	unsigned refused = 0;

	clerk_open(&d, "Archiv");
	/* The first 64 digits are the space's number, the next 1,000 are of the genesis; of what comes behind, the entries
	 * before it stay. */
	for (size_t at = 0; at < 40; at++) {
		char *altered = strdup(f->items[0]);
		char *digit = strstr(altered, ":'") + 2 + at * 97;

		if (at * 97 > 1000 && refused == at)
			is_str(clerk_ask(&d, "committee.list", "{}"), "{'items':[]}",
			       "of an altered beginning nothing stays (%zu)", at);
		*digit = *digit == '7' ? '6' : '7';
		refused += dossier_give(&d, f, altered)[0] == 'V';
		free(altered);
		if (at * 97 > 1000)
			break;
	}
	is_int((int)refused, 12, "every altered control log is refused");
	is_int(dossier_give(&d, f, f->items[0])[0], '{', "the true one");
	flip_item(&d, f, segment, "a segment");
	for (size_t i = 1; i < segment; i++) {
		if (strncmp(f->items[i], "{'key'", 6) == 0)
			is_int(dossier_give(&d, f, f->items[i])[0], '{', "a key");
	}
	is_int(dossier_give(&d, f, f->items[segment])[0], '{', "the true segment");
	flip_item(&d, f, segment + 1, "the next segment");
	clerk_close(&d);
}

/* Each: what is given, its code. f: the file; other: that of another space; nothing has changed afterwards. */
static void test_wrong_items(struct clerk *d, const struct dossier *f, const struct dossier *other)
{
	static const char *const rows[][3] = {
		{ "another key", "VB-1102", "'audience':'all','control':0" },
		{ "a key of no beginning", "VB-2001", "'audience':'all','control':1" },
		{ "a key of the end of time", "VB-2001", "'audience':'all','control':4294967295" },
		{ "a key of no audience", "VB-3005", "'audience':'open','control':0" },
		{ "a key without its place", "VB-3005", "'audience':'all'" },
	};
	static const char *const items[][3] = {
		{ "half a byte", "VB-3005", "{'segment':'0'}" },
		{ "no segment", "VB-1004", "{'segment':''}" },
		{ "a number", "VB-1004", "{'segment':7}" },
		{ "an item of no kind", "VB-3005", "{'other':'00'}" },
		{ "an empty item", "VB-3005", "{}" },
		{ "no item", "VB-3005", "7" },
		{ "half a key", "VB-3005", "{'key':{'audience':'all','control':0,'key':'00'}}" },
	};
	char args[512];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(args, sizeof(args), "{'key':{%s,'key':'%064d'}}", rows[i][2], 7);
		ok(strncmp(dossier_give(d, f, args), rows[i][1], 7) == 0, "%s", rows[i][0]);
	}
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		ok(strncmp(dossier_give(d, f, items[i][2]), items[i][1], 7) == 0, "%s",
		   items[i][0]);
	ok(strncmp(dossier_give(d, f, other->items[dossier_find(other, "segment", 0)]), "VB-1305",
	           7) == 0,
	   "a segment of another space");
}

static void test_wrong_calls(struct clerk *d, const struct dossier *f)
{
	ok(strncmp(clerk_ask(d, "space.import", "{'space':'%.10s','items':[]}", f->space),
	           "VB-3005", 7) == 0,
	   "a shortened number");
	ok(strncmp(clerk_ask(d, "space.import", "{'space':'%s','items':7}", f->space), "VB-3005",
	           7) == 0,
	   "items that are no list");
	ok(strncmp(clerk_ask(d, "space.import", "{'space':'%s','items':[%s],'end':true}", f->space,
	                     f->items[0]),
	           "VB-3005", 7) == 0,
	   "an end with items");
	ok(strncmp(clerk_ask(d, "space.import", "{'space':'%064d','items':[],'end':true}", 0),
	           "VB-1201", 7) == 0,
	   "the end of a space not known");
	ok(strncmp(clerk_ask(d, "space.export", "{'id':'%s','after':'1'}", f->space), "VB-3005",
	           7) == 0,
	   "a page of no export");
	d->caller.read_only = true;
	ok(strncmp(dossier_give(d, f, f->items[0]), "VB-3002", 7) == 0,
	   "nothing is imported over the read-only socket");
	d->caller.read_only = false;
	d->caller.uid = 12345;
	ok(strncmp(clerk_ask(d, "space.export", "{'id':'%s'}", f->space), "VB-3002", 7) == 0,
	   "nor exported for somebody else");
	d->caller.uid = (uint32_t)geteuid();
}

/* The log of 300 messages takes more than one segment: the second cannot come first. */
static void test_order(struct clerk *d, const struct dossier *f)
{
	const char *answer = "{";
	size_t i = f->count;

	while (answer[0] == '{' && i > 0)
		answer = dossier_give(d, f, f->items[--i]);
	ok(strncmp(answer, "VB-1305", 7) == 0 || strncmp(answer, "VB-1302", 7) == 0,
	   "what comes too early is refused: %s", answer);
	is_str(dossier_import(d, f), f->end, "in order all of it is taken");
}

int main(void)
{
	struct clerk city, d;
	struct scene scene;
	struct dossier f, other;
	char before[2048];

	clerk_open(&city, "Stadt");
	clerk_open(&d, "Archiv");
	scene_make(&scene, &city);
	for (int i = 0; i < 300; i++)
		(void)clerk_get(&city, "id", "message.post",
		                "{'target':'%s','text':'Nachricht %d'}", scene_text(&scene, "$S"),
		                i);
	dossier_export(&city, scene_text(&scene, "$S"), &f);
	dossier_export(&city, scene_text(&scene, "$T"), &other);
	ok(strncmp(dossier_give(&d, &f, f.items[dossier_find(&f, "segment", 0)]), "VB-1201", 7) ==
	           0,
	   "a segment before its space");
	ok(strncmp(dossier_give(&d, &f, other.items[0]), "VB-1305", 7) == 0,
	   "control entries of another space");
	is_str(clerk_ask(&d, "committee.list", "{}"), "{'items':[]}", "nothing stays");
	is_int(dossier_give(&d, &f, f.items[dossier_find(&f, "control", 0)])[0], '{',
	       "the control log");
	(void)snprintf(before, sizeof(before), "%s", dossier_finish(&d, &f));
	test_wrong_items(&d, &f, &other);
	test_wrong_calls(&d, &f);
	is_str(dossier_finish(&d, &f), before, "nothing has changed");
	test_order(&d, &f);
	test_flips(&f);
	dossier_release(&f);
	dossier_release(&other);
	clerk_close(&d);
	clerk_close(&city);
	return done();
}
