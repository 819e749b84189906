/* mention: the agenda item that somebody names at the begin of what they write: "TOP 3", "Zu TOP 3.1: ...", "Item 4".
 *
 * An agenda goes out as one mail; so that an answer to it comes into the thread of one item, its first line may name it, with a
 * word for it in one of the languages of our mails. Called by acting_say. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MENTION_H
#define VB_BRIDGES_MAIL_MENTION_H

#include "bridges/mail/matter.h"

/* The item of the meeting that the text begins with; NULL: it names none, or none that all may see. */
const struct matter_item *mention_find(struct span text, const struct matter *meeting);

#endif
