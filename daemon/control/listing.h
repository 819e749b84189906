/* listing: one page of records in the order of time, over one space or all of them.
 *
 * Records of several spaces are merged by their ids, which begin with the time of creation; a cursor is the id of the
 * last record looked at, in hexadecimal. Deleted records are left out unless they are wanted. A page ends at its limit, before it outgrows one
 * answer, or when enough records were looked at: so it may hold less than asked for, and still not be the last.
 * Called by control_list and control_message. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_LISTING_H
#define VB_DAEMON_CONTROL_LISTING_H

#include "daemon/control/request.h"
#include "daemon/control/view.h"

#define VB_LISTING_LIMIT_DEFAULT 200u
#define VB_LISTING_LIMIT_MAX 1000u
#define VB_LISTING_LOOK_MAX 20000u /* records looked at for one page */
/* Of items in one answer; and of one item: a larger one is told without its fields. */
#define VB_LISTING_PAGE_BYTES (900u << 10)
#define VB_LISTING_ITEM_MAX_BYTES (128u << 10)

struct listing {
	const struct node_space *space; /* NULL: all */
	uint32_t kind;
	enum listing_by {
		VB_LISTING_OF_KIND,   /* all of the kind */
		VB_LISTING_OF_PARENT, /* those that refer to parent in field */
		VB_LISTING_OF_TEXT,   /* those with this text in field */
	} by;
	uint32_t field;
	struct record_id parent;
	struct span text;
	bool wants_deleted; /* those deleted too, which are kept until they are erased */
	/* Which of them to list; NULL: all. */
	bool (*is_wanted)(void *ctx, struct merged *m);
	/* Adds to what is told of one; NULL: nothing. */
	void (*describe)(void *ctx, const struct node_space *space, struct merged *m,
	                 struct view_place *place);
	void *ctx;
};

/* Reads the arguments after and limit, and makes {"items", "next"} the result. Errors: VB_ERR_BAD_VALUE,
 * VB_ERR_OUT_OF_RANGE, those of the store. */
VB_MUST int listing_answer(struct request *q, const struct listing *listing);

/* Appends one record to a list of items, in brief if it is too large. m: the record, decoded. False: it would outgrow the
 * answer and was not appended. */
bool listing_item(struct merged *m, struct view_place *place, struct buf *items);

/* Makes count packed items (none: NULL is fine) the result, with a cursor (NULL: it was the last page). */
void listing_finish(struct request *q, const struct buf *items, uint32_t count,
                    const struct record_id *next);

#endif
