/* prose: German texts as they stand in offices' records, for the bench of searching: titles of 3 to 6 words, texts of 20 to 60.
 *
 * Put together from lists: small words that are everywhere, nouns of which the first are far more frequent than the last,
 * compounds, verbs, the districts of tests/data/districts.csv, numbers. Each number gives the same text in each run.
 * Called by tests/bench/bench_search.c.
 */
#ifndef VB_TESTS_BENCH_PROSE_H
#define VB_TESTS_BENCH_PROSE_H

#include <stddef.h>

#define PROSE_TITLE_MAX_BYTES 400u
#define PROSE_TEXT_MAX_BYTES 2000u
#define PROSE_WORD_MAX_BYTES 96u

/* Reads the districts. Ends the program when they are not there. */
void prose_load(void);

/* The title of record `number`. */
void prose_title(unsigned number, char out[static PROSE_TITLE_MAX_BYTES]);
/* Its text. */
void prose_text(unsigned number, char out[static PROSE_TEXT_MAX_BYTES]);

/* A noun, of which there are many, that is frequent for small ranks. */
const char *prose_noun(unsigned rank);
/* A word of the record that is in few others. */
void prose_rare(unsigned number, char out[static PROSE_WORD_MAX_BYTES]);

#endif
