/* archive: an office that lost its store is given a file from before it was admitted: the committee stays one that is being
 * fetched, and comes from its members. */
#include "daemon/core/archive.h"

#include "daemon/core/core.h"
#include "daemon/core/extract.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, LOST, OTHER, OFFICES };

static void test_older_file(void)
{
	struct core_space *space;
	struct record_id record;
	struct space_id id;
	struct buf run, segment;
	uint64_t next = 0;
	uint32_t added;
	struct town t;

	town_init(&t, OFFICES);
	town_pair(&t, OWNER, LOST);
	town_pair(&t, OWNER, OTHER);
	id = town_found(&t, OWNER);
	town_admit(&t, OWNER, &id, OTHER, VB_ROLE_MEMBER);
	if (town_create(&t, OWNER, &id, ALL, VB_KIND_PAPER, "Alt", &record) != 0 ||
	    town_commit(&t, OWNER) != 0)
		bail("cannot write");
	buf_init(&run, VB_FRAME_MAX_BYTES);
	buf_init(&segment, VB_SEGMENT_MAX_BYTES);
	is_err(extract_control(t.nodes[OWNER], node_space_find(t.nodes[OWNER], &id), 2,
	                       VB_FRAME_MAX_BYTES, &next, &run),
	       0, "the control log as it is before the admission");
	town_segment(&t, OWNER, town_log(&t, OWNER, &id, OWNER, ALL), 0, &segment);
	town_admit(&t, OWNER, &id, LOST, VB_ROLE_MEMBER);
	town_link(&t, OWNER, LOST);
	town_run(&t);
	is_str(town_name(&t, LOST, &id, ALL, &record), "Alt", "the office has it all");
	town_wipe(&t, LOST);
	space = core_space_find(t.nodes[LOST], &id);
	ok(space != NULL && space->pub.fetching,
	   "its store is lost, and the committee to be fetched");
	is_err(archive_control(t.nodes[LOST], &id, buf_span(&run), t.now, &added), 0,
	       "an older file: control log");
	is_err(archive_segment(t.nodes[LOST], &id, buf_span(&segment), false, t.now, &added),
	       VB_ERR_FETCHING, "its entries come from the members");
	is_err(archive_finish(t.nodes[LOST], &id), VB_ERR_FETCHING, "it is no archive");
	is_err(town_commit(&t, LOST), 0, "kept");
	space = core_space_find(t.nodes[LOST], &id);
	ok(space->pub.fetching && !space->pub.archive, "but is being fetched as before");
	town_restart(&t, LOST);
	town_link(&t, OWNER, LOST);
	town_run(&t);
	is_str(town_name(&t, LOST, &id, ALL, &record), "Alt", "and comes back");
	ok(town_agrees(&t, OWNER, LOST, &id, ALL), "whole");
	buf_release(&run);
	buf_release(&segment);
	town_release(&t);
}

int main(void)
{
	test_older_file();
	return done();
}
