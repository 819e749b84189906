/* quota, blob_fetch: documents count in the accounts of who lists them, to the byte; what has no room comes when there is some,
 * and is given back when it goes; the logs take turns. */
#include "daemon/core/quota.h"

#include <string.h>

#include "daemon/core/attachment.h"
#include "daemon/core/settings.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/filing.h"

#define SIZE (2u * VB_BLOB_CHUNK_BYTES + 5u)
#define BYTES (SIZE + 3u * (VB_TAG_BYTES + VB_HASH_BYTES)) /* on the disk, and in the account */
#define DAY ((uint64_t)24 * 3600 * 1000)
#define MANY 40u

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, WRITER, READER, OTHER, OFFICES };

/* The owner's space, in which all are members; the reader has one link, with the writer. */
static struct space_id meet(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t a = 0; a < OFFICES; a++)
		for (uint32_t b = 0; b < a; b++)
			town_pair(t, a, b);
	space = town_found(t, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(t, OWNER, &space, i, VB_ROLE_MEMBER);
	town_link(t, OWNER, WRITER);
	town_link(t, READER, WRITER);
	town_link(t, OTHER, WRITER);
	town_run(t);
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
                         uint64_t size)
{
	static uint32_t number;
	struct filing f;

	if (filing_add(t, office, space, ALL, size, ++number, FILING_GOOD, &f) != 0 ||
	    town_commit(t, office) != 0)
		bail("no file");
	return f;
}

static struct usage used(struct town *t, const struct space_id *space, enum usage_of of,
                         uint32_t office)
{
	uint32_t number = of == VB_USAGE_FOUNDED ? 0 : town_space(t, READER, space);
	struct usage usage;

	if (usage_get(node_view(t->nodes[READER]), number, of, &t->ids[office], &usage) != 0)
		bail("no usage");
	return usage;
}

static uint64_t bytes_of(struct town *t, const struct space_id *space, uint32_t office)
{
	return used(t, space, VB_USAGE_DATA, office).bytes;
}

/* The smallest account that lets documents have so many bytes: seven eighths. */
static uint64_t account(uint64_t bytes)
{
	uint64_t limit = bytes;

	while (limit - limit / 8 < bytes)
		limit++;
	return limit;
}

/* Why a file does not come to the reader. */
static enum quota_why why_not(struct town *t, const struct filing *f)
{
	struct blob_row row = filing_row(t, READER, f);
	enum quota_why why = VB_QUOTA_DAY;

	is_err(attachment_check(t->nodes[READER], &row, t->now, &why), VB_ERR_QUOTA, "no room");
	return why;
}

static void test_in_all(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	struct filing a, b;
	uint64_t entry;
	struct record_id paper;

	settings->file_bytes = 0;
	a = add(&t, WRITER, &space, SIZE);
	talk(&t, 6);
	entry = bytes_of(&t, &space, WRITER);
	ok(entry > 0 && entry < 10000, "its entry is counted when it comes");
	settings->file_bytes = UINT64_MAX;
	settings->member_bytes = account(entry + BYTES) - 1;
	talk(&t, 12);
	is_u64(filing_row(&t, READER, &a).count, 0, "a byte too long: nothing of it comes");
	is_int(why_not(&t, &a), VB_QUOTA_MEMBER, "for this reason");
	is_u64(bytes_of(&t, &space, WRITER), entry, "nothing is booked");
	ok(filing_is_whole(&t, OTHER, &a), "another office takes it");
	settings->member_bytes++;
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &a), "to the byte it comes");
	is_u64(bytes_of(&t, &space, WRITER), entry + BYTES, "and is counted");
	is_u64(used(&t, &space, VB_USAGE_DATA, OTHER).bytes, 0, "for nobody else");
	b = add(&t, WRITER, &space, 1);
	talk(&t, 12);
	is_u64(filing_row(&t, READER, &b).size, 1, "the next one is known");
	is_u64(filing_row(&t, READER, &b).count, 0, "and does not come");
	is_err(town_create(&t, WRITER, &space, ALL, VB_KIND_PAPER, "Vorlage", &paper), 0,
	       "a paper");
	talk(&t, 1);
	ok(town_agrees(&t, READER, WRITER, &space, ALL), "does: the last eighth is for entries");
	is_err(town_erase(&t, WRITER, &space, ALL, &a.id, NULL, &(struct entry_id){ { 0 } }), 0,
	       "the first is erased");
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &b), "and makes room for it");
	ok(bytes_of(&t, &space, WRITER) < entry + 10000, "as what it took is given back");
	town_release(&t);
}

/* What is counted outlives a restart, and goes to the byte. */
static void test_given_back(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct filing f;
	uint64_t before, entry;

	node_settings(t.nodes[READER])->file_bytes = 0;
	f = add(&t, WRITER, &space, SIZE);
	talk(&t, 2);
	entry = bytes_of(&t, &space, WRITER);
	before = used(&t, &space, VB_USAGE_FOUNDED, OWNER).bytes;
	node_settings(t.nodes[READER])->file_bytes = UINT64_MAX;
	talk(&t, 12);
	is_u64(used(&t, &space, VB_USAGE_FOUNDED, OWNER).bytes, before + BYTES,
	       "it counts for the founder, too");
	town_restart(&t, READER);
	is_u64(bytes_of(&t, &space, WRITER), entry + BYTES, "after a restart, too");
	attachment_drop_record(t.nodes[READER],
	                       &(struct record_ref){ town_space(&t, READER, &space), ALL, f.id });
	is_err(town_commit(&t, READER), 0, "it goes");
	is_u64(bytes_of(&t, &space, WRITER), entry, "all of it is given back");
	is_u64(used(&t, &space, VB_USAGE_FOUNDED, OWNER).bytes, before, "of the founder's, too");
	town_release(&t);
}

/* Its bytes are lost: it is fetched again, and counted once. */
static void test_lost(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct filing f = add(&t, WRITER, &space, SIZE);
	struct blob_row row;
	uint64_t full;

	talk(&t, 6);
	ok(filing_is_whole(&t, READER, &f), "a file");
	full = bytes_of(&t, &space, WRITER);
	row = filing_row(&t, READER, &f);
	attachment_restart(t.nodes[READER], &row);
	is_err(town_commit(&t, READER), 0, "it is damaged");
	is_u64(bytes_of(&t, &space, WRITER), full - BYTES, "what is not here does not count");
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &f), "it comes again");
	is_u64(bytes_of(&t, &space, WRITER), full, "and is counted once");
	town_release(&t);
}

static void test_founder(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	struct filing f;
	uint64_t before;

	settings->file_bytes = 0;
	settings->founder_bytes = UINT64_MAX;
	f = add(&t, WRITER, &space, SIZE);
	talk(&t, 2);
	before = used(&t, &space, VB_USAGE_FOUNDED, OWNER).bytes;
	settings->file_bytes = UINT64_MAX;
	settings->founder_bytes = account(before + BYTES) - 1;
	talk(&t, 12);
	is_u64(filing_row(&t, READER, &f).count, 0, "a byte too long");
	is_int(why_not(&t, &f), VB_QUOTA_FOUNDER, "for the spaces of the founder");
	settings->founder_bytes++;
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &f), "to the byte it comes");
	town_release(&t);
}

static void test_day(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	struct filing a, b, c;
	uint64_t level;

	a = add(&t, WRITER, &space, SIZE);
	talk(&t, 2);
	level = used(&t, &space, VB_USAGE_DATA, WRITER).day;
	ok(filing_is_whole(&t, READER, &a) && level >= BYTES, "one fills the bucket of the day");
	settings->member_day_bytes = account(level + BYTES);
	b = add(&t, WRITER, &space, SIZE);
	talk(&t, 12);
	is_u64(filing_row(&t, READER, &b).count, 0, "with its entry the second is too long for it");
	is_int(why_not(&t, &b), VB_QUOTA_DAY, "for this reason");
	town_pass(&t, DAY / 2);
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &b), "half a day later it comes");
	settings->member_day_bytes = BYTES / 2;
	c = add(&t, WRITER, &space, SIZE);
	talk(&t, 12);
	is_u64(filing_row(&t, READER, &c).count, 0, "longer than a whole day");
	town_pass(&t, DAY);
	talk(&t, 12);
	level = used(&t, &space, VB_USAGE_DATA, WRITER).day;
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &c), "it comes when the bucket is empty");
	ok(level >= BYTES / 2 - BYTES / 16 && level < BYTES / 2,
	   "and takes all that documents may have of it");
	town_release(&t);
}

/* What an office lists itself is not counted, also where its bytes come back from others. */
static void test_own(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	struct filing f = add(&t, READER, &space, SIZE);
	struct blob_row row;

	talk(&t, 6);
	ok(filing_is_whole(&t, WRITER, &f), "others have it");
	settings->member_bytes = settings->founder_bytes = settings->member_day_bytes = 0;
	row = filing_row(&t, READER, &f);
	attachment_restart(t.nodes[READER], &row);
	is_err(town_commit(&t, READER), 0, "its bytes are lost");
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &f), "they come back");
	is_u64(bytes_of(&t, &space, READER), 0, "and are not counted");
	town_release(&t);
}

/* A store that lists what is due in another order finds it all the same. */
static void test_older(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct env_txn *txn;
	struct env_cursor c;
	struct span key, value;
	struct filing f;
	uint8_t bytes[128];
	bool found;

	node_settings(t.nodes[READER])->file_bytes = 0;
	f = add(&t, WRITER, &space, SIZE);
	talk(&t, 2);
	txn = node_write(t.nodes[READER]);
	env_cursor_open(&c, txn, VB_TABLE_BLOBS_DUE, span_of(NULL, 0), span_of(NULL, 0));
	found = env_cursor_next(&c, &key, &value) && key.size < sizeof(bytes);
	if (found)
		memcpy(bytes, key.data, key.size);
	ok(env_cursor_close(&c) == 0 && found, "one is due");
	env_del(txn, VB_TABLE_BLOBS_DUE, span_of(bytes, key.size));
	is_err(town_commit(&t, READER), 0, "and not among those that are");
	town_restart(&t, READER);
	town_link(&t, READER, WRITER);
	talk(&t, 12);
	ok(filing_is_whole(&t, READER, &f), "after the next start it comes");
	town_release(&t);
}

/* A turn that is undone books nothing. */
static void test_undone(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct blob_row row;
	struct filing f;
	uint64_t entry;

	node_settings(t.nodes[READER])->file_bytes = 0;
	f = add(&t, WRITER, &space, SIZE);
	talk(&t, 2);
	entry = bytes_of(&t, &space, WRITER);
	row = filing_row(&t, READER, &f);
	is_err(attachment_book(t.nodes[READER], &row, t.now), 0, "booked");
	is_u64(bytes_of(&t, &space, WRITER), entry + BYTES, "with all its length");
	is_err(attachment_book(t.nodes[READER], &row, t.now), 0, "once more");
	is_u64(bytes_of(&t, &space, WRITER), entry + BYTES, "it counts once");
	env_fail(node_write(t.nodes[READER]), VB_ERR_DISK_FULL);
	is_err(town_commit(&t, READER), VB_ERR_DISK_FULL, "the turn is undone");
	is_u64(bytes_of(&t, &space, WRITER), entry, "and what it booked");
	ok(!filing_row(&t, READER, &f).is_counted, "in both places");
	row = filing_row(&t, READER, &f);
	is_err(attachment_book(t.nodes[READER], &row, t.now), 0, "booked again");
	is_err(town_commit(&t, READER), 0, "kept, and nothing of it comes");
	town_restart(&t, READER);
	is_u64(bytes_of(&t, &space, WRITER), entry, "the next start gives it back");
	town_release(&t);
}

/* One has many documents waiting, another one has one: it does not wait for them. */
static void test_turns(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct filing many[MANY], one;
	uint32_t before = 0;

	town_unlink(&t, READER, WRITER);
	for (uint32_t i = 0; i < MANY; i++)
		many[i] = add(&t, WRITER, &space, SIZE);
	one = add(&t, OTHER, &space, SIZE);
	talk(&t, 6);
	ok(filing_is_whole(&t, WRITER, &one), "the writer has all of them");
	node_settings(t.nodes[READER])->file_bytes = 0;
	town_link(&t, READER, WRITER);
	talk(&t, 2);
	is_u64(filing_row(&t, READER, &many[MANY - 1]).size, SIZE, "the reader knows of the last");
	is_u64(filing_row(&t, READER, &one).size, SIZE, "and of the other's");
	node_settings(t.nodes[READER])->file_bytes = UINT64_MAX;
	t.frames_max = 1;
	for (uint32_t i = 0; i < 4000 && !filing_is_whole(&t, READER, &one); i++) {
		town_run(&t);
		town_pass(&t, 10);
	}
	t.frames_max = 0;
	ok(filing_is_whole(&t, READER, &one), "the single one comes");
	for (uint32_t i = 0; i < MANY; i++)
		before += filing_is_whole(&t, READER, &many[i]);
	ok(before <= 2, "before the third of the many (%u)", (unsigned)before);
	talk(&t, 30);
	for (uint32_t i = before = 0; i < MANY; i++)
		before += filing_is_whole(&t, READER, &many[i]);
	is_u64(before, MANY, "and then all of them");
	town_release(&t);
}

/* Nor for those that there is no room for. */
static void test_no_room(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct filing many[MANY], one;
	uint32_t came = 0;

	town_unlink(&t, READER, WRITER);
	for (uint32_t i = 0; i < MANY; i++)
		many[i] = add(&t, WRITER, &space, SIZE);
	one = add(&t, OTHER, &space, SIZE);
	talk(&t, 6);
	node_settings(t.nodes[READER])->member_bytes = account(3 * (uint64_t)BYTES);
	town_link(&t, READER, WRITER);
	talk(&t, 12);
	for (uint32_t i = 0; i < MANY; i++)
		came += filing_is_whole(&t, READER, &many[i]);
	ok(came > 0 && came < 3, "of the many come as many as have room (%u)", (unsigned)came);
	ok(filing_is_whole(&t, READER, &one), "the other's does");
	ok(bytes_of(&t, &space, WRITER) <= 3 * (uint64_t)BYTES, "the account is not overdrawn");
	town_release(&t);
}

int main(void)
{
	test_in_all();
	test_given_back();
	test_lost();
	test_founder();
	test_day();
	test_own();
	test_older();
	test_undone();
	test_turns();
	test_no_room();
	return done();
}
