/* attachment: files written with their bytes, what is kept of them over a restart, and who else hears of them. */
#include "daemon/core/attachment.h"

#include <stdio.h>
#include <unistd.h>

#include "daemon/core/author.h"
#include "tests/tap.h"
#include "tests/unit/filing.h"

#define SIZE (2u * VB_BLOB_CHUNK_BYTES + 5u)

enum { OWNER, MEMBER, GUEST, RELAY, OFFICES };

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, GUEST, VB_ROLE_GUEST);
	town_admit(t, OWNER, &space, RELAY, VB_ROLE_RELAY);
	return space;
}

static void written(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;
	struct blob_row row;
	char path[VB_HOME_PATH_MAX_BYTES];

	is_err(filing_add(&t, OWNER, &space, ALL, SIZE, 1, FILING_GOOD, &f), 0, "written");
	is_err(town_commit(&t, OWNER), 0, "kept");
	ok(filing_is_whole(&t, OWNER, &f), "it opens again");
	town_restart(&t, OWNER);
	ok(filing_is_whole(&t, OWNER, &f), "after a restart, too");
	snprintf(path, sizeof(path), "%s", filing_path(&t, OWNER, &f));
	ok(access(path, R_OK) == 0, "its bytes stand in the home");
	row = filing_row(&t, OWNER, &f);
	blobs_drop_record(node_blobs(t.nodes[OWNER]), node_write(t.nodes[OWNER]),
	                  &row.place.record);
	is_err(town_commit(&t, OWNER), 0, "its record is erased");
	ok(!filing_is_whole(&t, OWNER, &f), "it does not open");
	ok(access(path, F_OK) != 0, "the bytes are gone");
	town_release(&t);
}

/* Whoever can read the log knows of the blob; also a relay, which cannot read its body. */
static void known(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing all, core;

	is_err(filing_add(&t, OWNER, &space, ALL, SIZE, 1, FILING_GOOD, &all), 0, "for all");
	is_err(filing_add(&t, OWNER, &space, CORE, SIZE, 2, FILING_GOOD, &core), 0, "internal");
	is_err(town_commit(&t, OWNER), 0, "kept");
	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(&t, OWNER, i);
	town_run(&t);
	is_u64(filing_row(&t, MEMBER, &all).size, SIZE, "a member knows of one");
	is_u64(filing_row(&t, MEMBER, &core).size, SIZE, "and of the other");
	is_u64(filing_row(&t, GUEST, &all).size, SIZE, "a guest of the public one");
	is_u64(filing_row(&t, GUEST, &core).size, 0, "and not of the internal one");
	is_u64(filing_row(&t, RELAY, &all).size, SIZE, "a relay of one");
	is_u64(filing_row(&t, RELAY, &core).size, SIZE, "and of the other");
	town_release(&t);
}

/* Erased with its record, at every office that has it, relays too. */
static void erased(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct open_erased what = { .audience = VB_AUDIENCE_ALL };
	const struct log_info *log;
	struct entry_id erase;
	struct filing f, kept;
	char paths[OFFICES][VB_HOME_PATH_MAX_BYTES];

	is_err(filing_add(&t, OWNER, &space, ALL, SIZE, 1, FILING_GOOD, &f), 0, "written");
	is_err(filing_add(&t, OWNER, &space, ALL, SIZE, 2, FILING_GOOD, &kept), 0, "another");
	is_err(town_commit(&t, OWNER), 0, "kept");
	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(&t, OWNER, i);
	for (uint32_t i = 0; i < 5; i++) {
		town_run(&t);
		town_pass(&t, 1000);
	}
	for (uint32_t i = 0; i < OFFICES; i++) {
		snprintf(paths[i], sizeof(paths[i]), "%s", filing_path(&t, i, &f));
		ok(access(paths[i], F_OK) == 0, "office %u has its bytes", (unsigned)i);
	}
	log = town_log(&t, OWNER, &space, OWNER, ALL);
	what.record = f.id;
	what.incarnation = log->incarnation;
	is_err(author_erase(t.nodes[OWNER], &space, &what, 1, 0, t.now, &erase), 0, "erased");
	town_run(&t);
	for (uint32_t i = 0; i < OFFICES; i++) {
		ok(access(paths[i], F_OK) != 0, "office %u has them no longer", (unsigned)i);
		is_u64(filing_row(&t, i, &f).size, 0, "nor knows of them");
		is_int(filing_row(&t, i, &kept).state, VB_BLOB_WHOLE, "the other is there");
	}
	town_release(&t);
}

/* A turn that is undone leaves no row, and its bytes are gone with the next start. */
static void undone(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct filing f;
	char path[VB_HOME_PATH_MAX_BYTES];

	is_err(filing_add(&t, OWNER, &space, ALL, SIZE, 1, FILING_GOOD, &f), 0, "written");
	snprintf(path, sizeof(path), "%s", filing_path(&t, OWNER, &f));
	env_fail(node_write(t.nodes[OWNER]), VB_ERR_DISK_FULL);
	is_err(town_commit(&t, OWNER), VB_ERR_DISK_FULL, "not kept");
	is_u64(filing_row(&t, OWNER, &f).size, 0, "nobody knows of it");
	is_u64(blobs_used_bytes(node_blobs(t.nodes[OWNER])), 0, "it counts for nothing");
	town_restart(&t, OWNER);
	ok(access(path, F_OK) != 0, "the next start removes the bytes");
	town_release(&t);
}

int main(void)
{
	written();
	known();
	undone();
	erased();
	return done();
}
