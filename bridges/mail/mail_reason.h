/* mail_reason: why a receipt, a confirmation or a note is sent: the words that stand in mailing.reason.
 *
 * Which sentence each becomes is mail_answer's. Another word, or none, becomes the last sentence of its kind: somebody
 * looks at it first; we got a mail; we could not read it. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_REASON_H
#define VB_BRIDGES_MAIL_MAIL_REASON_H

/* Receipts: what your reply did. */
#define VB_REASON_YES "yes"
#define VB_REASON_NO "no"
#define VB_REASON_MAYBE "maybe"
#define VB_REASON_DELEGATED "delegated"
#define VB_REASON_OFFER "offer"     /* yes to a request */
#define VB_REASON_DECLINE "decline" /* no to a request */
#define VB_REASON_POST "post"       /* it is in the thread */
#define VB_REASON_STOP "stop"       /* unsubscribed */
#define VB_REASON_START "start"     /* subscribed to the newsletter */
#define VB_REASON_HELD "held"       /* a person looks at it first */
/* Confirmations: yes, no, maybe, start; any other: we got a mail. */
/* Notes: why your mail could not be taken. */
#define VB_REASON_ENCRYPTED "encrypted"
#define VB_REASON_TNEF "tnef"
#define VB_REASON_EMPTY "empty"
#define VB_REASON_LARGE "large"
#define VB_REASON_STRANGER "stranger"
#define VB_REASON_UNCLEAR "unclear" /* which answer it is */
#define VB_REASON_COUNTER "counter" /* another time is proposed */
#define VB_REASON_OVER "over"       /* the meeting, the request */
#define VB_REASON_OLD "old"         /* a newer answer is there */
#define VB_REASON_VOTE "vote"
#define VB_REASON_UNREADABLE "unreadable"

#endif
