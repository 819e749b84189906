/* archive: a committee's history goes out of one office and into another by a file: the same records, byte for byte, whoever
 * reads it; it is told to nobody; it comes to life; what is not whole, not signed or not in order is refused. */
#include "daemon/core/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/core/rebuild.h"
#include "store/check.h"
#include "store/keyspace.h"
#include "store/records.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

#define ITEMS_MAX 256u

/* A file: items in notation, as space.export gives them, and the sums at their end. */
struct file {
	char space[65];
	char *items[ITEMS_MAX];
	size_t count;
	char end[2048];
};

static void file_release(struct file *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->items[i]);
	f->count = 0;
}

/* Cuts the list in a page into its items: each ends with the bracket that closes what began it. */
static void page_cut(struct file *f, const char *page)
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
		if (f->count == ITEMS_MAX)
			bail("too many items");
		f->items[f->count++] = strndup(at, (size_t)(end - at));
		at = end - 1;
	}
}

static void export(struct clerk *d, const char *space, struct file *f)
{
	char after[64] = "";
	const char *page;

	*f = (struct file){ .count = 0 };
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

static const char *give(struct clerk *d, const struct file *f, const char *item)
{
	return clerk_ask(d, "space.import", "{'space':'%s','items':[%s]}", f->space, item);
}

/* Ends an import; the sums, or the error. */
static const char *finish(struct clerk *d, const struct file *f)
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
static const char *import(struct clerk *d, const struct file *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *answer = give(d, f, f->items[i]);

		if (answer[0] != '{')
			return answer;
	}
	return finish(d, f);
}

/* ---- a committee ---- */

struct world {
	struct clerk city, forum, guest, reader;
	struct scene scene;
	const char *space;
	char paper[65];
};

static void exchange(struct clerk *a, struct clerk *b)
{
	clerk_sync(a, b);
	clerk_part(a, b);
}

static void admit(struct world *w, struct clerk *other, const char *role)
{
	clerk_pair(&w->city, other);
	(void)clerk_get(&w->city, "id", "committee.admit", "{'id':'%s','peer':'%.*s','role':'%s'}",
	                w->space, (int)node_card(other->node)->name.size,
	                (const char *)node_card(other->node)->name.data, role);
	exchange(&w->city, other);
}

/* City, forum and a guest; a conflict, something internal, something deleted, somebody dismissed whose last word is cut off;
 * a log with more than one seal. */
static void world_init(struct world *w)
{
	clerk_open(&w->city, "Stadt");
	clerk_open(&w->forum, "Forum");
	clerk_open(&w->guest, "Gast");
	clerk_open(&w->reader, "Archiv");
	scene_make(&w->scene, &w->city);
	w->space = scene_text(&w->scene, "$S");
	w->space = strdup(w->space);
	admit(w, &w->forum, "member");
	admit(w, &w->guest, "guest");
	(void)snprintf(
		w->paper, sizeof(w->paper), "%s",
		clerk_get(&w->forum, "id", "record.create",
	                  "{'space':'%s','kind':'paper','fields':{'name':'Vorlage'}}", w->space));
	for (int i = 0; i < 300; i++)
		(void)clerk_get(&w->forum, "id", "message.post",
		                "{'target':'%s','text':'Nachricht %d'}", w->space, i);
	exchange(&w->city, &w->forum);
	(void)clerk_get(&w->city, "id", "record.edit", "{'id':'%s','fields':{'name':'Stadt'}}",
	                w->paper);
	(void)clerk_get(&w->forum, "id", "record.edit", "{'id':'%s','fields':{'name':'Forum'}}",
	                w->paper);
	exchange(&w->city, &w->forum);
	(void)clerk_get(&w->city, "id", "committee.dismiss", "{'id':'%s','peer':'Forum'}",
	                w->space);
	(void)scene_ask(&w->scene, "record.edit",
	                "{'id':'$I','fields':{'name':'Nach dem Abschied'}}");
	exchange(&w->city, &w->guest);
}

static void world_release(struct world *w)
{
	clerk_close(&w->city);
	clerk_close(&w->forum);
	clerk_close(&w->guest);
	clerk_close(&w->reader);
	free((void *)w->space);
}

/* ---- checks ---- */

static struct node_space *space_of(struct clerk *d, const char *space)
{
	struct space_id id;

	if (hex_parse(space, strlen(space), id.b, sizeof(id.b)) != 0)
		bail("no id");
	return node_space_find(d->node, &id);
}

/* Every record made again from its entries is the same. */
static void check_rebuild(struct clerk *d, const char *space)
{
	struct node_space *at = space_of(d, space);
	struct hash before, after;

	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		struct rebuild rebuild;
		struct records_cursor c;
		struct record_ref ref;
		struct span merged;

		rebuild_init(&rebuild);
		if (records_state_hash(node_view(d->node), at->number, &at->id, a, &before) != 0)
			bail("state");
		records_open(&c, node_view(d->node), at->number, a, NULL);
		while (records_next(&c, &ref, &merged))
			rebuild_add(&rebuild, d->node, &ref);
		if (records_close(&c) != 0)
			bail("walk");
		rebuild_run(&rebuild, d->node);
		rebuild_release(&rebuild);
		if (records_state_hash(node_view(d->node), at->number, &at->id, a, &after) != 0)
			bail("state");
		ok(memcmp(before.b, after.b, sizeof(after.b)) == 0,
		   "records made anew are the same (%d)", (int)a);
	}
	(void)clerk_end(d);
}

/* The walk of verbundd --check finds nothing. */
static void check_store(struct clerk *d)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY | VB_ENV_WALK };
	struct findings findings = { 0 };
	struct env *env;

	node_close(&d->node);
	if (keyspace_open(scratch_path(d->folder, "home"), &options, &env) != 0 ||
	    env_open_tables(env) != 0)
		bail("the store does not open");
	is_err(check_run(env, &findings), 0, "the store can be walked");
	is_int((int)findings.count, 0, "and nothing is found");
	env_close(&env);
	clerk_reopen(d);
}

static void test_whole(struct world *w)
{
	struct file f, again;

	export(&w->city, w->space, &f);
	ok(f.count > 5, "%zu items", f.count);
	is_str(import(&w->reader, &f), f.end, "an office that was never a member holds the same");
	ok(strstr(f.end, "'core':") != NULL && strstr(f.end, "'states':{'all':") != NULL,
	   "sums of both audiences: %s", f.end);
	ok(strstr(clerk_ask(&w->reader, "committee.list", "{}"), "'role':'archive'") != NULL,
	   "it stands in the list as an archive");
	ok(strstr(clerk_ask(&w->reader, "record.show", "{'id':'%s'}", scene_text(&w->scene, "$I")),
	          "Nach dem Abschied") != NULL,
	   "what is internal can be read");
	check_rebuild(&w->reader, w->space);
	clerk_reopen(&w->reader);
	clerk_wait(&w->reader, 1);
	is_str(finish(&w->reader, &f), f.end, "the same after a restart");
	check_store(&w->reader);
	is_str(import(&w->reader, &f), f.end, "taken in a second time");
	ok(strstr(give(&w->reader, &f, f.items[0]), "'added':0") != NULL, "it adds nothing");
	export(&w->reader, w->space, &again);
	is_str(again.end, f.end, "an export of the archive has the same sums");
	file_release(&again);
	file_release(&f);
}

static void test_read_only(struct world *w)
{
	static const struct {
		const char *call, *args, *want;
	} rows[] = {
		{ "record.create", "{'space':'$S','kind':'paper','fields':{'name':'x'}}",
		  "VB-1202 it is an archive, only for reading" },
		{ "record.edit", "{'id':'$M','fields':{'name':'x'}}",
		  "VB-1202 it is an archive, only for reading" },
		{ "record.delete", "{'id':'$M'}", "VB-1202 it is an archive, only for reading" },
		{ "message.post", "{'target':'$S','text':'x'}",
		  "VB-1202 it is an archive, only for reading" },
		{ "agenda.add", "{'meeting':'$M','fields':{'name':'x'}}",
		  "VB-1202 it is an archive, only for reading" },
		{ "committee.admit", "{'id':'$S','peer':'Archiv','role':'guest'}", "VB-1204" },
		{ "committee.dismiss", "{'id':'$S','peer':'Archiv'}", "VB-1204" },
	};
	char before[2048];

	(void)snprintf(before, sizeof(before), "%s",
	               finish(&w->reader, &(struct file){ .space = "" }));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(clerk_ask(&w->reader, rows[i].call, "%s",
		                 scene_text(&w->scene, rows[i].args)),
		       rows[i].want, "%s", rows[i].call);
	is_str(clerk_ask(&w->reader, "peer.list", "{}"), "{'items':[]}", "its members are nobody");
	ok(strncmp(clerk_ask(&w->reader, "committee.admit",
	                     "{'id':'%s','peer':'Forum','role':'guest'}", w->space),
	           "VB-1407", 7) == 0,
	   "nor can one be named");
}

/* A guest's file has nothing of what is internal. */
static void test_guest(struct world *w)
{
	struct clerk other;
	struct file f;

	clerk_open(&other, "Anderes Archiv");
	export(&w->guest, w->space, &f);
	for (size_t i = 0; i < f.count; i++)
		ok(strstr(f.items[i], "'audience':'core'") == NULL, "no key of it");
	is_str(import(&other, &f), f.end, "the same, of what is for all");
	ok(strstr(clerk_ask(&other, "committee.show", "{'id':'%s'}", w->space), "'core'") == NULL,
	   "no checksum of what is not");
	ok(strncmp(clerk_ask(&other, "record.show", "{'id':'%s'}", scene_text(&w->scene, "$I")),
	           "VB-2001", 7) == 0,
	   "nor any of it");
	file_release(&f);
	export(&w->city, w->space, &f);
	is_str(import(&other, &f), f.end, "a member's file adds the rest");
	ok(strstr(clerk_ask(&other, "record.show", "{'id':'%s'}", scene_text(&w->scene, "$I")),
	          "Nach dem Abschied") != NULL,
	   "which can be read then");
	file_release(&f);
	clerk_close(&other);
}

/* ---- nobody hears of it ---- */

static bool tells(const struct clerk *d, const struct space_id *id)
{
	for (size_t i = 0; i + sizeof(id->b) <= d->wire.size; i++) {
		if (memcmp(d->wire.data + i, id->b, sizeof(id->b)) == 0)
			return true;
	}
	return false;
}

/* Hands over what one wrote to the other; false if it tells of the space. */
static bool carry(struct clerk *from, struct clerk *to, const struct space_id *id)
{
	bool is_silent = !tells(from, id);
	struct cursor c;

	cursor_init(&c, buf_span(&from->wire));
	while (cursor_left(&c) > 0)
		node_on_frame(to->node, 1, cursor_take(&c, cursor_u32(&c)), to->now);
	buf_clear(&from->wire);
	(void)node_turn_end(to->node, to->now);
	return is_silent;
}

static void test_silence(struct world *w)
{
	struct space_id id = space_of(&w->city, w->space)->id;
	struct public_key curve = node_keys_curve_public(node_keys(w->guest.node));
	struct node_id who;
	bool is_silent = true;

	ok(!node_known_curve(w->reader.node, &curve, &who), "a member's key opens nothing here");
	clerk_pair(&w->city, &w->reader);
	node_on_link_up(w->city.node, 1, node_self(w->reader.node), true, w->city.now);
	node_on_link_up(w->reader.node, 1, node_self(w->city.node), false, w->reader.now);
	(void)node_turn_end(w->city.node, w->city.now);
	(void)node_turn_end(w->reader.node, w->reader.now);
	for (int i = 0; i < 20; i++) {
		is_silent = carry(&w->city, &w->reader, &id) && is_silent;
		is_silent = carry(&w->reader, &w->city, &id) && is_silent;
	}
	node_on_link_down(w->city.node, 1, w->city.now);
	node_on_link_down(w->reader.node, 1, w->reader.now);
	ok(is_silent, "a member and the archive do not speak of the committee");
}

/* The owner admits the office that holds the archive: it comes to life. */
static void test_life(struct world *w)
{
	(void)clerk_get(&w->city, "id", "committee.admit",
	                "{'id':'%s','peer':'Archiv','role':'member'}", w->space);
	exchange(&w->city, &w->reader);
	ok(strstr(clerk_ask(&w->reader, "committee.list", "{}"), "'role':'member'") != NULL,
	   "the archive has become a committee");
	(void)clerk_get(&w->reader, "id", "message.post", "{'target':'%s','text':'Guten Tag'}",
	                w->space);
	exchange(&w->city, &w->reader);
	ok(strstr(clerk_ask(&w->city, "message.list", "{'target':'%s','limit':1000}", w->space),
	          "Guten Tag") != NULL,
	   "in which it writes");
	{
		static char city[8192];

		(void)snprintf(
			city, sizeof(city), "%s",
			clerk_get(&w->city, "id", "committee.show", "{'id':'%s'}", w->space));
		(void)snprintf(city, sizeof(city), "%s",
		               strstr(clerk_answer(&w->city), "'states':"));
		(void)clerk_get(&w->reader, "id", "committee.show", "{'id':'%s'}", w->space);
		is_str(strstr(clerk_answer(&w->reader), "'states':"), city,
		       "and both hold the same");
	}
	clerk_reopen(&w->reader);
	ok(strstr(clerk_ask(&w->reader, "committee.list", "{}"), "'role':'member'") != NULL,
	   "also after a restart");
	check_store(&w->reader);
}

/* ---- one's own ---- */

/* An office gets its own history back into an empty store. */
static void test_own(void)
{
	struct clerk d;
	struct scene s;
	struct file f;

	clerk_open(&d, "Stadt");
	scene_make(&s, &d);
	export(&d, scene_text(&s, "$S"), &f);
	node_close(&d.node);
	if (remove(scratch_path(d.folder, "home/data.mdb")) != 0)
		bail("no store");
	clerk_reopen(&d);
	is_str(import(&d, &f), f.end, "the same as before");
	ok(strstr(clerk_ask(&d, "committee.list", "{}"), "'role':'steward'") != NULL,
	   "it is the office in charge, as before");
	ok(clerk_ask(&d, "record.edit", "{'id':'%s','fields':{'name':'Weiter'}}",
	             scene_text(&s, "$M"))[0] == '{',
	   "and writes");
	ok(clerk_ask(&d, "committee.create", "{'name':'x'}")[0] == '{', "anything");
	check_store(&d);
	file_release(&f);
	clerk_close(&d);
}

/* ---- what is refused ---- */

static size_t item_named(const struct file *f, const char *name, size_t number)
{
	for (size_t i = 0; i < f->count; i++) {
		if (strncmp(f->items[i] + 2, name, strlen(name)) == 0 && number-- == 0)
			return i;
	}
	bail("no %s", name);
}

/* Any bit of an item that is another is found, and nothing of it stays. */
static void flip_item(struct clerk *d, const struct file *f, size_t item, const char *name)
{
	const char *text = f->items[item];
	const char *from = strstr(text, ":'") + 2;
	size_t size = (size_t)(strrchr(text, '\'') - from);
	unsigned refused = 0, tried = 0;
	char before[2048];

	(void)snprintf(before, sizeof(before), "%s", finish(d, f));
	for (size_t at = 0; at < size; at += 1 + size / 150) {
		static const char digits[] = "0123456789abcdef";
		char *altered = strdup(text);
		char *digit = altered + (from - text) + at;
		size_t value = (size_t)(strchr(digits, *digit) - digits);

		*digit = digits[value ^ (1u << (at % 4))];
		tried++;
		refused += give(d, f, altered)[0] == 'V';
		free(altered);
	}
	is_int((int)refused, (int)tried, "%s: all of %u flipped bits are found", name, tried);
	is_str(finish(d, f), before, "%s: nothing has changed", name);
}

static void test_flips(const struct file *f)
{
	struct clerk d;
	size_t segment = item_named(f, "segment", 0);
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
		refused += give(&d, f, altered)[0] == 'V';
		free(altered);
		if (at * 97 > 1000)
			break;
	}
	is_int((int)refused, 12, "every altered control log is refused");
	is_int(give(&d, f, f->items[0])[0], '{', "the true one");
	flip_item(&d, f, segment, "a segment");
	for (size_t i = 1; i < f->count; i++) {
		if (strncmp(f->items[i], "{'key'", 6) != 0 && i < segment)
			continue;
		if (i < segment)
			is_int(give(&d, f, f->items[i])[0], '{', "a key");
	}
	is_int(give(&d, f, f->items[segment])[0], '{', "the true segment");
	flip_item(&d, f, segment + 1, "the next segment");
	clerk_close(&d);
}

/* Each: what is given, its code. f: the file; other: that of another space; nothing has changed afterwards. */
static void test_wrong_items(struct clerk *d, const struct file *f, const struct file *other)
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
		ok(strncmp(give(d, f, args), rows[i][1], 7) == 0, "%s", rows[i][0]);
	}
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		ok(strncmp(give(d, f, items[i][2]), items[i][1], 7) == 0, "%s", items[i][0]);
	ok(strncmp(give(d, f, other->items[item_named(other, "segment", 0)]), "VB-1305", 7) == 0,
	   "a segment of another space");
}

static void test_wrong_calls(struct clerk *d, const struct file *f)
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
	ok(strncmp(give(d, f, f->items[0]), "VB-3002", 7) == 0,
	   "nothing is imported over the read-only socket");
	d->caller.read_only = false;
	d->caller.uid = 12345;
	ok(strncmp(clerk_ask(d, "space.export", "{'id':'%s'}", f->space), "VB-3002", 7) == 0,
	   "nor exported for somebody else");
	d->caller.uid = (uint32_t)geteuid();
}

/* The log of 300 messages takes more than one segment: the second cannot come first. */
static void test_order(struct clerk *d, const struct file *f)
{
	const char *answer = "{";

	for (size_t i = f->count; answer[0] == '{' && i > 0; i--)
		answer = give(d, f, f->items[i - 1]);
	ok(strncmp(answer, "VB-1305", 7) == 0 || strncmp(answer, "VB-1302", 7) == 0,
	   "what comes too early is refused: %s", answer);
	is_str(import(d, f), f->end, "in order all of it is taken");
}

static void test_refused(struct world *w)
{
	struct clerk d;
	struct file f, other;
	char before[2048];

	clerk_open(&d, "Archiv");
	export(&w->city, w->space, &f);
	export(&w->city, scene_text(&w->scene, "$T"), &other);
	ok(strncmp(give(&d, &f, f.items[item_named(&f, "segment", 0)]), "VB-1201", 7) == 0,
	   "a segment before its space");
	ok(strncmp(give(&d, &f, other.items[0]), "VB-1305", 7) == 0,
	   "control entries of another space");
	is_str(clerk_ask(&d, "committee.list", "{}"), "{'items':[]}", "nothing stays");
	is_int(give(&d, &f, f.items[item_named(&f, "control", 0)])[0], '{', "the control log");
	(void)snprintf(before, sizeof(before), "%s", finish(&d, &f));
	test_wrong_items(&d, &f, &other);
	test_wrong_calls(&d, &f);
	is_str(finish(&d, &f), before, "nothing has changed");
	test_order(&d, &f);
	test_flips(&f);
	file_release(&f);
	file_release(&other);
	clerk_close(&d);
}

int main(void)
{
	static struct world w;

	world_init(&w);
	test_whole(&w);
	test_read_only(&w);
	test_guest(&w);
	test_refused(&w);
	test_silence(&w);
	test_life(&w);
	world_release(&w);
	test_own();
	return done();
}
