/* blob_fetch, blob_serve: bytes of files between offices: who gets them, after cuts and crashes, from whom, and what is not
 * believed. */
#include "daemon/sync/blob_fetch.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/core/author.h"
#include "daemon/core/settings.h"
#include "tests/tap.h"
#include "tests/unit/filing.h"

#define CHUNK VB_BLOB_CHUNK_BYTES
#define SMALL (2u * CHUNK + 5u)
#define LARGE (150u * CHUNK + 1u)

enum { OWNER, MEMBER, OTHER, GUEST, RELAY, OFFICES };

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 0; i < OFFICES; i++) {
		for (uint32_t k = i + 1; k < OFFICES; k++)
			town_pair(t, i, k);
	}
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, OTHER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, GUEST, VB_ROLE_GUEST);
	town_admit(t, OWNER, &space, RELAY, VB_ROLE_RELAY);
	return space;
}

/* Lets the offices talk, with time to look again. */
static void talk(struct town *t, uint32_t seconds)
{
	town_run(t);
	for (uint32_t i = 0; i < seconds; i++) {
		town_pass(t, 1000);
		town_run(t);
	}
}

static struct filing add(struct town *t, uint32_t office, const struct space_id *space,
                         enum audience audience, uint64_t size, enum filing_flaw flaw)
{
	static uint32_t number;
	struct filing f;

	is_err(filing_add(t, office, space, audience, size, ++number, flaw, &f), 0, "a file");
	is_err(town_commit(t, office), 0, "kept");
	return f;
}

/* ---- who gets it ---- */

static void everybody(void)
{
	static const uint64_t sizes[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1, LARGE };
	struct town t;
	struct space_id space = committee(&t);
	struct filing files[6], core;

	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(&t, OWNER, i);
	town_run(&t);
	for (uint32_t i = 0; i < 6; i++)
		files[i] = add(&t, OWNER, &space, ALL, sizes[i], FILING_GOOD);
	core = add(&t, OWNER, &space, CORE, SMALL, FILING_GOOD);
	talk(&t, 20);
	for (uint32_t i = 0; i < 6; i++) {
		ok(filing_is_whole(&t, MEMBER, &files[i]), "%u bytes at a member",
		   (unsigned)sizes[i]);
		ok(filing_is_whole(&t, GUEST, &files[i]), "at a guest");
		is_int(filing_row(&t, RELAY, &files[i]).state, VB_BLOB_WHOLE, "at a relay");
	}
	ok(filing_is_whole(&t, MEMBER, &core), "an internal one at a member");
	is_int(filing_row(&t, RELAY, &core).state, VB_BLOB_WHOLE, "at a relay");
	is_u64(filing_row(&t, GUEST, &core).size, 0, "a guest does not even know of it");
	town_release(&t);
}

/* An office that has it serves it, whoever wrote it; a relay, too. */
static void handed_on(uint32_t between)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;

	town_link(&t, OWNER, between);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, SMALL, FILING_GOOD);
	talk(&t, 5);
	town_unlink(&t, OWNER, between);
	town_link(&t, between, OTHER);
	talk(&t, 20);
	ok(filing_is_whole(&t, OTHER, &f), "handed on by office %u", (unsigned)between);
	town_release(&t);
}

/* ---- cut ---- */

/* Lets frames go until so many chunks of a file have been written at an office. */
static void until(struct town *t, uint32_t office, const struct filing *f, uint64_t chunks)
{
	uint64_t frames = t->frames;

	t->frames_max = 1;
	while (filing_written(t, office, f) < chunks) {
		town_run(t);
		town_pass(t, 10);
		if (t->frames - frames > 4000)
			bail("it does not come");
	}
	t->frames_max = 0;
}

static void cut(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;
	struct blob_row row;

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, LARGE, FILING_GOOD);
	until(&t, MEMBER, &f, 40);
	town_unlink(&t, OWNER, MEMBER);
	talk(&t, 1);
	row = filing_row(&t, MEMBER, &f);
	ok(row.count >= 40 && row.count < 151, "what came before the cut is kept");
	town_restart(&t, MEMBER);
	is_u64(filing_row(&t, MEMBER, &f).count, row.count, "over a restart, too");
	t.blob_frames = 0;
	town_link(&t, OWNER, MEMBER);
	talk(&t, 10);
	ok(filing_is_whole(&t, MEMBER, &f), "the rest comes over the next link");
	is_u64(t.blob_frames, 151 - row.count, "and nothing but the rest");
	town_release(&t);
}

/* Its record is erased while it comes: nothing of it comes back. */
static void erased(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct open_erased what = { .audience = VB_AUDIENCE_ALL };
	struct entry_id erase;
	struct filing f;
	char path[VB_HOME_PATH_MAX_BYTES];

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, LARGE, FILING_GOOD);
	until(&t, MEMBER, &f, 40);
	snprintf(path, sizeof(path), "%s", filing_path(&t, MEMBER, &f));
	ok(access(path, F_OK) == 0, "a part of it is there");
	what.record = f.id;
	what.incarnation = town_log(&t, OWNER, &space, OWNER, ALL)->incarnation;
	is_err(author_erase(t.nodes[OWNER], &space, &what, 1, 0, t.now, &erase), 0, "erased");
	talk(&t, 20);
	is_u64(filing_row(&t, MEMBER, &f).size, 0, "nobody knows of it");
	ok(access(path, F_OK) != 0, "the part is gone");
	is_u64(blobs_used_bytes(node_blobs(t.nodes[MEMBER])), 0, "and takes no room");
	town_release(&t);
}

/* The bytes are lost, as in an older copy of the store without them. */
static void lost(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, LARGE, FILING_GOOD);
	until(&t, MEMBER, &f, 40);
	town_close(&t, MEMBER);
	town_reopen(&t, MEMBER);
	is_int(unlink(filing_path(&t, MEMBER, &f)), 0, "the half of it is lost");
	town_link(&t, OWNER, MEMBER);
	talk(&t, 10);
	ok(filing_is_whole(&t, MEMBER, &f), "it is fetched from its beginning");
	town_release(&t);
}

/* ---- what is not believed ---- */

static void lies(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing lie, chunk, good;

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	lie = add(&t, OWNER, &space, ALL, SMALL, FILING_LIE);
	chunk = add(&t, OWNER, &space, ALL, SMALL, FILING_CHUNK);
	good = add(&t, OWNER, &space, ALL, SMALL, FILING_GOOD);
	talk(&t, 20);
	is_int(filing_row(&t, MEMBER, &lie).state, VB_BLOB_FALSE, "a manifest that does not fit");
	ok(access(filing_path(&t, MEMBER, &lie), F_OK) != 0, "nothing of it is kept");
	is_int(filing_row(&t, MEMBER, &chunk).state, VB_BLOB_DUE, "a chunk that does not open");
	ok(filing_row(&t, MEMBER, &chunk).count <= 1, "it is not kept");
	ok(filing_is_whole(&t, MEMBER, &good), "neither is in the way of a good one");
	ok(t.linked[OWNER][MEMBER], "and the link stands");
	town_release(&t);
}

/* The bytes of the sender's disk went bad: the chunk counts as not there, and comes from another office. */
static void rotten(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;

	town_link(&t, OWNER, OTHER);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, SMALL, FILING_GOOD);
	talk(&t, 5);
	ok(filing_is_whole(&t, OTHER, &f), "two offices have it");
	scratch_poke(filing_path(&t, OWNER, &f), 3 * 32 + CHUNK + 16 + 9, 0x55);
	town_link(&t, OWNER, MEMBER);
	talk(&t, 3);
	is_int(filing_row(&t, MEMBER, &f).state, VB_BLOB_DUE, "one cannot give all of it");
	town_link(&t, OTHER, MEMBER);
	talk(&t, 40);
	ok(filing_is_whole(&t, MEMBER, &f), "the other one can");
	town_release(&t);
}

/* ---- room ---- */

static void full(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	node_settings(t.nodes[MEMBER])->file_bytes = SMALL;
	f = add(&t, OWNER, &space, ALL, SMALL, FILING_GOOD);
	talk(&t, 10);
	is_u64(filing_row(&t, MEMBER, &f).count, 0, "more than there is room for is not fetched");
	node_settings(t.nodes[MEMBER])->file_bytes = blob_file_bytes(SMALL);
	talk(&t, 10);
	ok(filing_is_whole(&t, MEMBER, &f), "exactly as much is");
	town_release(&t);
}

/* ---- by hand ---- */

/* Sends one frame from an office to another and lets them talk; true if the link stands afterwards. */
static bool send(struct town *t, uint32_t from, uint32_t to, enum frame_type type,
                 const struct buf *payload)
{
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, type, 0);
	buf_put(&frame, payload->data, payload->size);
	town_send(t, from, to, buf_span(&frame));
	buf_release(&frame);
	town_run(t);
	return t->linked[from][to];
}

static bool send_want(struct town *t, uint32_t from, const struct filing *f, uint64_t first,
                      uint64_t count)
{
	struct blob_want want = {
		.record = f->id, .manifest = f->seal.blob.manifest, .first = first, .count = count
	};
	struct buf payload;
	bool stands;

	want.log = town_log(t, OWNER, &f->space, OWNER, f->audience)->id;
	buf_init(&payload, 256);
	blob_want_encode(&want, &payload);
	t->blob_frames = t->blob_bytes = 0;
	stands = send(t, from, OWNER, VB_FRAME_BLOB_WANT, &payload);
	buf_release(&payload);
	return stands;
}

static void hostile_wants(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing core, all, unknown;
	struct buf payload;

	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(&t, OWNER, i);
	town_run(&t);
	core = add(&t, OWNER, &space, CORE, SMALL, FILING_GOOD);
	all = add(&t, OWNER, &space, ALL, LARGE, FILING_GOOD);
	talk(&t, 20);
	ok(send_want(&t, GUEST, &core, 0, 3) && t.blob_frames == 1 && t.blob_bytes == 0,
	   "a guest that names an internal blob hears that it is not here");
	ok(send_want(&t, MEMBER, &core, 0, 3) && t.blob_frames == 3, "a member gets it");
	ok(send_want(&t, MEMBER, &core, 3, 1) && t.blob_frames == 1 && t.blob_bytes == 0,
	   "behind its end is nothing");
	ok(send_want(&t, MEMBER, &core, UINT64_MAX, UINT64_MAX) && t.blob_bytes == 0,
	   "nor at the greatest number");
	ok(send_want(&t, MEMBER, &core, (uint64_t)1 << 63, 2) && t.blob_bytes == 0,
	   "nor in the middle of all numbers");
	/* limit VB_BLOB_WANT_MAX_COUNT */
	ok(send_want(&t, MEMBER, &all, 0, 64) && t.blob_frames == 64, "64 chunks at a time");
	ok(send_want(&t, MEMBER, &all, 0, 65) && t.blob_frames == 64, "of 65 it gets 64");
	ok(send_want(&t, MEMBER, &all, 0, UINT64_MAX) && t.blob_frames == 64, "of all, too");
	unknown = core;
	unknown.seal.blob.manifest.b[0] ^= 1;
	ok(send_want(&t, MEMBER, &unknown, 0, 1) && t.blob_bytes == 0, "another manifest");
	unknown = core;
	unknown.id.b[15] ^= 1;
	ok(send_want(&t, MEMBER, &unknown, 0, 1) && t.blob_bytes == 0, "another record");
	unknown = core;
	unknown.audience = ALL;
	ok(send_want(&t, MEMBER, &unknown, 0, 1) && t.blob_bytes == 0, "another log");
	buf_init(&payload, 256);
	buf_put(&payload, "half", 4);
	ok(!send(&t, MEMBER, OWNER, VB_FRAME_BLOB_WANT, &payload), "a broken one ends the link");
	buf_release(&payload);
	town_release(&t);
}

/* Sends a chunk that was or was not asked for. */
static bool send_blob(struct town *t, uint32_t to, const struct filing *f, uint64_t index,
                      size_t size)
{
	static uint8_t data[VB_BLOB_STORED_MAX_BYTES];
	struct blob_chunk chunk = { .manifest = f->seal.blob.manifest,
		                    .index = index,
		                    .data = span_of(data, size) };
	struct buf payload;
	bool stands;

	buf_init(&payload, VB_FRAME_MAX_BYTES);
	blob_chunk_encode(&chunk, &payload);
	stands = send(t, OWNER, to, VB_FRAME_BLOB, &payload);
	buf_release(&payload);
	return stands;
}

static void hostile_chunks(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;
	uint64_t used;

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, SMALL, FILING_GOOD);
	talk(&t, 5);
	used = blobs_used_bytes(node_blobs(t.nodes[MEMBER]));
	ok(send_blob(&t, MEMBER, &f, 0, CHUNK + 16), "one that is here is passed over");
	ok(send_blob(&t, MEMBER, &f, UINT64_MAX, CHUNK + 16), "one far behind the end, too");
	ok(filing_is_whole(&t, MEMBER, &f), "the file is what it was");
	f.seal.blob.manifest.b[0] ^= 1;
	for (uint32_t i = 0; i < 50; i++)
		ok(send_blob(&t, MEMBER, &f, 0, CHUNK + 16), "one of a blob that nobody listed");
	is_u64(blobs_used_bytes(node_blobs(t.nodes[MEMBER])), used, "nothing of them is kept");
	town_release(&t);
}

/* A chunk of the wrong length comes in place of the one asked for. */
static void wrong_length(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;

	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	f = add(&t, OWNER, &space, ALL, LARGE, FILING_GOOD);
	until(&t, MEMBER, &f, 10);
	town_hush(&t);
	ok(!send_blob(&t, MEMBER, &f, filing_written(&t, MEMBER, &f), 500), "the link is ended");
	town_link(&t, OWNER, MEMBER);
	talk(&t, 10);
	ok(filing_is_whole(&t, MEMBER, &f), "over the next one it comes");
	town_release(&t);
}

int main(void)
{
	everybody();
	handed_on(MEMBER);
	handed_on(RELAY);
	cut();
	erased();
	lost();
	lies();
	rotten();
	full();
	hostile_wants();
	hostile_chunks();
	wrong_length();
	return done();
}
