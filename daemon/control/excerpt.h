/* excerpt: the piece of a text in which a word stands that was looked for, so that one sees at once whether it is meant.
 *
 * One line, some words before and more behind, cut between words; where something is left out stands an ellipsis.
 * Called by control_search. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_EXCERPT_H
#define VB_DAEMON_CONTROL_EXCERPT_H

#include "daemon/control/query.h"

#define VB_EXCERPT_BEFORE_BYTES 50u
#define VB_EXCERPT_MAX_BYTES 160u /* of the text, without the ellipses */

/* Appends the piece around the first word of the text that begins like one of the query. False: there is none, and nothing
 * was appended. text: valid UTF-8. */
bool excerpt_find(const struct query *query, struct span text, struct buf *out);

#endif
