/* retention: for how long what concerns persons is kept, as data: what is counted from which day, and until when.
 *
 * Nothing goes by itself: what is over its time is shown, and a person has it erased, since nobody gets it back. Each office
 * answers for itself how long that is (verbundd.conf, keep-*); the defaults stand in the table. Minutes, papers and decisions
 * have no row: they are records of office, for archives.
 * Called by the commands and by the table of settings. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_RETENTION_H
#define VB_PROTOCOL_KINDS_RETENTION_H

#include "protocol/bytes.h"

/* Months for which each is kept unless the office says otherwise. */
#define VB_KEEP_REPLY_MONTHS 12u
#define VB_KEEP_ATTENDANCE_MONTHS 120u
#define VB_KEEP_CONTACT_MONTHS 24u
#define VB_KEEP_REMOVED_MONTHS 3u
#define VB_KEEP_COMMENT_MONTHS 60u
#define VB_KEEP_APPLICATION_MONTHS 24u
#define VB_KEEP_MAX_MONTHS 1200u

enum retention {
	VB_RETENTION_REPLY,      /* from the meeting */
	VB_RETENTION_ATTENDANCE, /* from the meeting */
	VB_RETENTION_CONTACT, /* a person without a seat: from the end of the last one, else the last change */
	VB_RETENTION_REMOVED,     /* what was deleted: from that day */
	VB_RETENTION_COMMENT,     /* a request for comment that is over: from the day it was due */
	VB_RETENTION_APPLICATION, /* one that was refused or withdrawn: from that day */
	VB_RETENTION_COUNT,
};

struct retention_row {
	const char *word;    /* in lists */
	const char *setting; /* in verbundd.conf */
	uint32_t months;     /* the default */
};

/* The row of a class below VB_RETENTION_COUNT. */
const struct retention_row *retention_row(enum retention class);

/* The last day on which it is kept: so many months after the day from which it counts (BGB 188: the day with the same number,
 * or the last of its month). months: at most VB_KEEP_MAX_MONTHS. */
int32_t retention_last_day(int32_t from, uint32_t months);

/* True if it is over its time on a day: from the day after the last on. */
bool retention_is_over(int32_t from, uint32_t months, int32_t today);

/* Reads a time as the settings write it: "2 years", "18 months", "1 year", "1 month". False: it is none, or more than
 * VB_KEEP_MAX_MONTHS. */
bool retention_parse(struct span text, uint32_t *months);

#endif
