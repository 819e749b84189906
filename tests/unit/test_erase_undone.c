/* erase: what is taken back comes back, what is held only hides, and an old copy of a store learns the erasures before it shows anything. */
#include "daemon/core/erase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/council.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/holders.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

/* A steward erases, some obey, then he is dismissed by one who has not seen it: it is void, and what some dropped comes back. */
static void void_comes_back(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Zu Unrecht");
	int err;

	err = council_role(t.nodes[OWNER], &space, &t.ids[MEMBER], VB_ROLE_STEWARD, t.now);
	is_err(err, 0, "a second steward");
	holders_commit(&t, OWNER);
	holders_link(&t, OFFICES);
	(void)holders_erase(&t, MEMBER, &space, &paper, NULL);
	town_link(&t, MEMBER, LATE);
	town_run(&t);
	town_unlink(&t, MEMBER, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "one obeyed");
	err = council_dismiss(t.nodes[OWNER], &space, &t.ids[MEMBER], t.now);
	is_err(err, 0, "the owner dismisses him without having seen it");
	holders_commit(&t, OWNER);
	town_link(&t, OWNER, LATE);
	town_run(&t);
	town_unlink(&t, OWNER, LATE);
	town_link(&t, OWNER, LATE);
	town_run(&t);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 1, "the body was fetched again");
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "all see the same");
	is_str(town_name(&t, LATE, &space, ALL, &paper), "Zu Unrecht", "the record is back");
	is_int(holders_faults(&t, LATE), 0, "the store is in order");
	town_release(&t);
}

/* A suspended office's erase would be held: here a second history of its open log holds it. */
static void held_destroys_nothing(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Umstritten");
	struct record_ref ref;
	struct open_erased named;
	struct entry_header header = { .version = 1 };
	struct open_body body = { .type = VB_OPEN_ERASE };
	uint8_t bytes[VB_HEADER_BYTES];
	struct buf list, document;
	struct apply_entry entry;
	struct node *node = t.nodes[MEMBER];

	holders_link(&t, OFFICES);
	ref = (struct record_ref){ .space = town_space(&t, MEMBER, &space),
		                   .audience = ALL,
		                   .id = paper };
	named = holders_name(&t, MEMBER, &space, &paper);
	buf_init(&list, 4096);
	buf_init(&document, 4096);
	open_erased_pack(&list, &named);
	body.u.erase.records = (struct list){ .packed = buf_span(&list), .count = 1 };
	open_body_encode(&body, &document);
	header.log = town_log(&t, MEMBER, &space, OWNER, OPEN)->id;
	header.seq = 1;
	header.prev.b[0] = 1;
	header.control_seq = space_citable(node_space_find(node, &space)->space);
	header.body_size = (uint32_t)document.size;
	entry_header_encode(&header, bytes);
	entry = (struct apply_entry){ .log = town_log(&t, MEMBER, &space, OWNER, OPEN),
		                      .header = &header,
		                      .bytes = bytes,
		                      .body = buf_span(&document) };
	erase_on_refused(node, core_space_find(node, &space), &entry, VB_ERR_FORK);
	holders_commit(&t, MEMBER);
	ok(erase_is_hiding(node, &ref) && !erase_is_in_force(node, &ref), "held, it hides");
	ok(erase_excuses(node, &ref), "and explains why others have no body");
	is_int(town_bodies(&t, MEMBER, &space, ALL, &paper), 1, "nothing is destroyed");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "and merged as before");
	erase_on_refused(node, core_space_find(node, &space), &entry, VB_ERR_BEYOND_CUTOFF);
	holders_commit(&t, MEMBER);
	ok(!erase_is_hiding(node, &ref) && erase_excuses(node, &ref), "void, it hides no more");
	ok(erase_on_entry(node, core_space_find(node, &space), &entry), "counting after all");
	holders_commit(&t, MEMBER);
	ok(erase_is_in_force(node, &ref), "it is in force");
	is_int(town_bodies(&t, MEMBER, &space, ALL, &paper), 0, "and obeyed");
	buf_release(&list);
	buf_release(&document);
	town_release(&t);
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char bytes[65536];
	size_t size;

	if (in == NULL || out == NULL)
		bail("cannot copy");
	while ((size = fread(bytes, 1, sizeof(bytes), in)) > 0)
		(void)fwrite(bytes, 1, size, out);
	fclose(in);
	fclose(out);
}

/* An old copy of the store comes back: the erasures are fetched first and obeyed again, before anything is shown. */
static void old_copy(bool is_restored)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper =
		holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Gehörte gelöscht");
	struct record_id own = holders_create(&t, LATE, &space, VB_KIND_PAPER, "Eigenes");
	char *copy, *store;

	holders_link(&t, OFFICES);
	town_close(&t, LATE);
	store = strdup(town_file(&t, LATE, "data.mdb"));
	copy = strdup(town_file(&t, LATE, "copy"));
	copy_file(store, copy);
	town_reopen(&t, LATE);
	(void)holders_erase(&t, OWNER, &space, &paper, NULL);
	holders_rename(&t, LATE, &space, &own, "Danach geschrieben");
	holders_link(&t, OFFICES);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "it obeyed");
	town_close(&t, LATE);
	copy_file(copy, store);
	town_reopen(&t, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 1, "an old copy has it again");
	if (is_restored) {
		spaces_forget_incarnations(node_write(t.nodes[LATE]));
		holders_commit(&t, LATE);
		town_restart(&t, LATE);
		ok(node_space_find(t.nodes[LATE], &space)->veiled, "restored, it shows nothing");
	}
	town_link(&t, LATE, MEMBER);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	ok(!node_space_find(t.nodes[LATE], &space)->veiled, "a member's erasures are here");
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "and obeyed once more");
	ok(town_agrees(&t, LATE, MEMBER, &space, ALL), "both see the same");
	is_str(town_name(&t, LATE, &space, ALL, &own), "Danach geschrieben",
	       "what it had written meanwhile came back");
	is_int(holders_faults(&t, LATE), 0, "the store is in order");
	free(copy);
	free(store);
	town_release(&t);
}

int main(void)
{
	void_comes_back();
	held_destroys_nothing();
	old_copy(false);
	old_copy(true);
	return done();
}
