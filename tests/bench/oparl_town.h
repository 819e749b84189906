/* oparl_town: a made-up council information system: OParl objects as a town of 200,000 has them, in the proportions of real
 * ones, with umlauts, times with offsets, embedded agenda items and consultations, and a few that are not public.
 * Called by bench_import.
 */
#ifndef VB_TESTS_BENCH_OPARL_TOWN_H
#define VB_TESTS_BENCH_OPARL_TOWN_H

/* Objects that oparl_town_write writes, embedded ones counted. */
#define OPARL_TOWN_OBJECTS 20000u

/* Writes them to a new file, one top object a line. Ends the program where that fails. */
void oparl_town_write(const char *path);

#endif
