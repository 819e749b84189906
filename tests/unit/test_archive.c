/* archive: a committee's history goes out of one office and into another by a file: the same records, byte for byte, whoever
 * reads it; it is told to nobody; it comes to life. What is refused: test_archive_refused.c. */
#include "daemon/core/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/rebuild.h"
#include "store/check.h"
#include "store/keyspace.h"
#include "store/records.h"
#include "tests/tap.h"
#include "tests/unit/dossier.h"
#include "tests/unit/scene.h"

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
	struct dossier f, again;

	dossier_export(&w->city, w->space, &f);
	ok(f.count > 5, "%zu items", f.count);
	is_str(dossier_import(&w->reader, &f), f.end,
	       "an office that was never a member holds the same");
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
	is_str(dossier_finish(&w->reader, &f), f.end, "the same after a restart");
	check_store(&w->reader);
	is_str(dossier_import(&w->reader, &f), f.end, "taken in a second time");
	ok(strstr(dossier_give(&w->reader, &f, f.items[0]), "'added':0") != NULL,
	   "it adds nothing");
	dossier_export(&w->reader, w->space, &again);
	is_str(again.end, f.end, "an export of the archive has the same sums");
	dossier_release(&again);
	dossier_release(&f);
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
	               dossier_finish(&w->reader, &(struct dossier){ .space = "" }));
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
	struct dossier f;

	clerk_open(&other, "Anderes Archiv");
	dossier_export(&w->guest, w->space, &f);
	for (size_t i = 0; i < f.count; i++)
		ok(strstr(f.items[i], "'audience':'core'") == NULL, "no key of it");
	is_str(dossier_import(&other, &f), f.end, "the same, of what is for all");
	ok(strstr(clerk_ask(&other, "committee.show", "{'id':'%s'}", w->space), "'core'") == NULL,
	   "no checksum of what is not");
	ok(strncmp(clerk_ask(&other, "record.show", "{'id':'%s'}", scene_text(&w->scene, "$I")),
	           "VB-2001", 7) == 0,
	   "nor any of it");
	dossier_release(&f);
	dossier_export(&w->city, w->space, &f);
	is_str(dossier_import(&other, &f), f.end, "a member's file adds the rest");
	ok(strstr(clerk_ask(&other, "record.show", "{'id':'%s'}", scene_text(&w->scene, "$I")),
	          "Nach dem Abschied") != NULL,
	   "which can be read then");
	dossier_release(&f);
	clerk_close(&other);
}

/* What an office that was dismissed has kept: its part up to then, and of others' open logs the headers alone. */
static void test_former(struct world *w)
{
	struct clerk other;
	struct dossier f;

	clerk_open(&other, "Anderes Archiv");
	exchange(&w->city, &w->forum);
	ok(strstr(clerk_ask(&w->forum, "committee.list", "{}"), "'role':'none'") != NULL,
	   "the forum knows that it is out");
	dossier_export(&w->forum, w->space, &f);
	is_str(dossier_import(&other, &f), f.end, "its file holds what it has");
	ok(strstr(clerk_ask(&other, "message.list", "{'target':'%s','limit':1000}", w->space),
	          "Nachricht 299") != NULL,
	   "with what it wrote itself");
	dossier_release(&f);
	dossier_export(&w->city, w->space, &f);
	is_str(dossier_import(&w->forum, &f), f.end,
	       "an office that is out reads the rest where somebody gives it the file");
	ok(strstr(clerk_ask(&w->forum, "committee.list", "{}"), "'role':'archive'") != NULL,
	   "as an archive");
	dossier_release(&f);
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
	struct public_key of_city = node_keys_curve_public(node_keys(w->city.node));
	struct public_key of_reader = node_keys_curve_public(node_keys(w->reader.node));
	struct node_id who;
	bool is_silent = true;

	ok(!node_known_curve(w->reader.node, &curve, &who), "a member's key opens nothing here");
	clerk_pair(&w->city, &w->reader);
	node_on_link_up(w->city.node, 1, node_self(w->reader.node), &of_reader, true, w->city.now);
	node_on_link_up(w->reader.node, 1, node_self(w->city.node), &of_city, false, w->reader.now);
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
	struct dossier f;

	clerk_open(&d, "Stadt");
	scene_make(&s, &d);
	dossier_export(&d, scene_text(&s, "$S"), &f);
	node_close(&d.node);
	if (remove(scratch_path(d.folder, "home/data.mdb")) != 0)
		bail("no store");
	clerk_reopen(&d);
	is_str(dossier_import(&d, &f), f.end, "the same as before");
	ok(strstr(clerk_ask(&d, "committee.list", "{}"), "'role':'steward'") != NULL,
	   "it is the office in charge, as before");
	ok(clerk_ask(&d, "record.edit", "{'id':'%s','fields':{'name':'Weiter'}}",
	             scene_text(&s, "$M"))[0] == '{',
	   "and writes");
	ok(clerk_ask(&d, "committee.create", "{'name':'x'}")[0] == '{', "anything");
	check_store(&d);
	dossier_release(&f);
	clerk_close(&d);
}

/* ---- two histories ---- */

/* The forum's store is put back to an older state, and it writes on: the city holds both ends back, and so does whoever reads
 * its file. */
static void test_forked(void)
{
	struct clerk city, forum, reader;
	struct scene s;
	struct dossier f;
	struct buf store;
	const char *space, *shown;

	clerk_open(&city, "Stadt");
	clerk_open(&forum, "Forum");
	clerk_open(&reader, "Archiv");
	scene_make(&s, &city);
	space = scene_text(&s, "$S");
	clerk_pair(&city, &forum);
	(void)scene_ask(&s, "committee.admit", "{'id':'$S','peer':'Forum','role':'member'}");
	exchange(&city, &forum);
	(void)clerk_get(&forum, "id", "message.post", "{'target':'%s','text':'vorher'}", space);
	buf_init(&store, SIZE_MAX);
	node_close(&forum.node);
	scratch_read(scratch_path(forum.folder, "home/data.mdb"), &store);
	clerk_reopen(&forum);
	(void)clerk_get(&forum, "id", "message.post", "{'target':'%s','text':'ein Ast'}", space);
	exchange(&city, &forum);
	node_close(&forum.node);
	scratch_write(scratch_path(forum.folder, "home/data.mdb"), buf_span(&store));
	clerk_reopen(&forum);
	(void)clerk_get(&forum, "id", "message.post", "{'target':'%s','text':'noch ein Ast'}",
	                space);
	exchange(&city, &forum);
	shown = clerk_ask(&city, "message.list", "{'target':'%s'}", space);
	ok(strstr(shown, "'text':'vorher'") != NULL && strstr(shown, "Ast'") == NULL,
	   "the city holds both ends back");
	dossier_export(&city, space, &f);
	ok(strncmp(f.items[dossier_find(&f, "fork", 0)], "{'fork'", 7) == 0,
	   "the other history is in the file");
	is_str(dossier_import(&reader, &f), f.end, "and whoever reads it holds the same");
	shown = clerk_ask(&reader, "message.list", "{'target':'%s'}", space);
	ok(strstr(shown, "'text':'vorher'") != NULL && strstr(shown, "Ast'") == NULL,
	   "with both ends held back");
	ok(strstr(clerk_ask(&reader, "space.contents", "{'id':'%s'}", space), "'state':'forked'") !=
	           NULL,
	   "and is told so");
	check_store(&reader);
	buf_release(&store);
	dossier_release(&f);
	clerk_close(&city);
	clerk_close(&forum);
	clerk_close(&reader);
}

int main(void)
{
	static struct world w;

	world_init(&w);
	test_whole(&w);
	test_read_only(&w);
	test_guest(&w);
	test_former(&w);
	test_silence(&w);
	test_life(&w);
	world_release(&w);
	test_own();
	test_forked();
	return done();
}
