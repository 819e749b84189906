/* tables: what lies where in the drawer of the mail bridge (SPEC.md 13.5), with the key of each row.
 *
 * "who" is the record of a person, or without one a hash of the address (mailing_who). Rows about a person go with the
 * person's record when that is erased. Moments in keys are u64 milliseconds, so that rows lie in the order of time.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_TABLES_H
#define VB_BRIDGES_MAIL_TABLES_H

/* One row a key that is named here: the place in the feed, and marks of what is done once a day or week. */
#define VB_TABLE_CURSOR "cursor"
#define VB_CURSOR_FEED "feed" /* generation and number: whoever reads the feed writes it */
#define VB_CURSOR_BEGUN                                                                            \
	"begun" /* u64: since when there is a bridge here; older messages are history */
#define VB_CURSOR_NEWSLETTER "newsletter" /* u64: when the next one is due */
#define VB_CURSOR_SWEPT "swept"           /* u64: when old rows were last taken away */

/* u64 due || 16 key -> mailing (mailing.h). */
#define VB_TABLE_QUEUE "queue"
/* 16 matter || 16 who -> what was last told of it (told.h); about the person. */
#define VB_TABLE_TOLD "told"
/* 16 key of a mailing -> u64 when it was put into the queue, so that it never is again. */
#define VB_TABLE_DONE "done"
/* 16 who -> wishes (addressee.h); about the person. */
#define VB_TABLE_WISHES "wishes"
/* 16 key -> u64 when || u32 status of the server || mailing: what could not be delivered, until somebody looked. */
#define VB_TABLE_FAILED "failed"
/* 16 who || u64 when || 16 key of a mailing -> u8 subject || 16 id || 32 space: gathered for a digest; about the person. */
#define VB_TABLE_NEWS "news"
/* 16 of the matter -> u64 when || u8 subject || 16 id || 32 space: what is public, for the newsletter. */
#define VB_TABLE_PUBLIC "public"
/* 16 who -> subscriber of the newsletter without a record (subscriber.h). */
#define VB_TABLE_SUBSCRIBERS "subscribers"

/* Rows of those who read what comes in. */
#define VB_TABLE_TOKENS "tokens"
/* 16 mailing_who of an address || 16 person -> nothing: who is, or was, reached there; about the person. */
#define VB_TABLE_REACHED "reached"
/* 16 meeting || 16 who -> uint SEQUENCE, int DTSTAMP of the answer that was taken last; about the person. */
#define VB_TABLE_ANSWERED "answered"
/* 16 mark of the mail -> u64 when it came. */
#define VB_TABLE_SEEN "seen"
#define VB_TABLE_HELD "held"
#define VB_TABLE_QUARANTINE "quarantine"
#define VB_TABLE_CAPS "caps"
#define VB_TABLE_TESTS "tests"

#endif
