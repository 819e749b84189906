/* wording: the words of documents (bridges/render) in the user's language, by the catalogue.
 *
 * bridges/render knows no catalogue and no list of zones; this is where both come from.
 * Called by handout. Thread rule: one thread.
 */
#ifndef VB_CLI_WORDING_H
#define VB_CLI_WORDING_H

#include "bridges/render/captions.h"

/* Fills in all words; they are the catalogue's and live on. */
void wording_fill(struct captions *captions);

#define VB_WORDING_ZONE_BYTES 64u

/* A moment (ms since 1970 UTC) with what clocks in the zone (IANA, checked) are ahead of UTC, and what people call that.
 * zone_text is room for the name, which the result points to. */
struct captions_time wording_time(int64_t ms, const char *zone,
                                  char zone_text[static VB_WORDING_ZONE_BYTES]);

#endif
