/* reply_cut: what somebody wrote in a reply, without what they answered to and without their signature.
 *
 * Quoted lines (">") are left out wherever they stand, so that answers between them stay. Everything behind one of these is left
 * out: our own line "Reply above this line", a "-----Original Message-----", a block of From:, Sent:, To: in any of eight languages,
 * the signature, and "On ... wrote:" where no ">" follows it; where one does, only the line itself is left out. What programs add
 * ("Sent from my phone") is left out, too. Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_REPLY_CUT_H
#define VB_BRIDGES_MAILREAD_REPLY_CUT_H

#include "protocol/bytes.h"

#define VB_REPLY_LINES_MAX 20000u /* of a text that is looked at; the rest is left out */

/* Appends what is left of the text, which is UTF-8; lines end with LF, none at the end. */
void reply_cut(struct span text, struct buf *out);

#endif
