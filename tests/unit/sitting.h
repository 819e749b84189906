/* sitting: one sitting of the Steuerungsgruppe Integration with its agenda, and the German words of a document, for tests of
 * bridges/render. What it holds is written down in the documents of 2014 (tests/data), or made up in their manner.
 * Called by unit tests. Thread rule: one thread.
 */
#ifndef VB_TESTS_UNIT_SITTING_H
#define VB_TESTS_UNIT_SITTING_H

#include "bridges/render/docket.h"
#include "bridges/render/invitation.h"

/* 2026-12-01T17:00:00Z, a Tuesday, 18:00 in Berlin. */
#define SITTING_START_MS 1796144400000

/* The German words. */
extern const struct captions sitting_german;

/* The same words in a document that runs from right to left. */
extern const struct captions sitting_rtl;

/* Six items, of which the fifth is not public and has one below it. */
struct invitation sitting_invitation(void);

/* The report of 29.9.2014, four of its stations, of which the first is not public; one of two documents is not either. */
struct docket sitting_paper(void);

/* A letter to the forum. */
extern const struct invitation_letter sitting_letter;

#endif
