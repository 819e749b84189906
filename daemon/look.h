/* look: `verbundd --look`, a quick look at a home for `verbund doctor`, whether the daemon runs or not.
 *
 * One line each: what was looked at, the number of the error or 0, a detail, parted by tabs: home, keys, partners, settings,
 * lock (2006: another process holds the home; its number), store; and a line "setting" with name and value for each one
 * in force. Reads only; of the store not more than its head pages, where those are sound.
 * Called by main. Thread rule: one thread.
 */
#ifndef VB_DAEMON_LOOK_H
#define VB_DAEMON_LOOK_H

#include <stdio.h>

/* Looks and writes what it sees. */
void look_print(const char *home, const char *conf_path, FILE *out);

#endif
