/* moment: times as people type and read them, and as milliseconds since 1970 UTC.
 *
 * Typed is the local time of a zone (Europe/Berlin unless another is named): 2026-12-01T18:00, with seconds if wanted,
 * and with an offset (+01:00, Z) where the hour exists twice; or as it is written in German, 1.12.2026, 18:00. Zones are those of the machine (IANA names); the rule of
 * Europe/Berlin is known here too, for a machine without the list.
 * Years 1 to 9999. Uses the process's TZ. Thread rule: one thread.
 */
#ifndef VB_CLI_MOMENT_H
#define VB_CLI_MOMENT_H

#include "protocol/bytes.h"
#include "protocol/kinds/offset.h"

#define VB_MOMENT_ZONE "Europe/Berlin"
#define VB_MOMENT_TEXT_BYTES 64u
#define VB_MOMENT_CHANGES_MAX 8u
#define VB_MOMENT_DAY_BYTES 11u /* YYYY-MM-DD and a NUL */

/* What an hour that exists twice or not at all could mean, as it can be typed. */
struct moment_choice {
	char first[VB_MOMENT_TEXT_BYTES];
	char second[VB_MOMENT_TEXT_BYTES];
};

/* Checks the name of a zone. Errors: VB_ERR_BAD_VALUE (not known on this machine). */
VB_MUST int moment_check_zone(const char *zone);

/* Reads a time; a fraction of a second is cut to milliseconds. zone: a checked name, or NULL: an offset must be there.
 * Errors: VB_ERR_BAD_TIME; VB_ERR_AMBIGUOUS_TIME, and then choice (may be NULL) holds what could be meant. */
VB_MUST int moment_parse(const char *text, const char *zone, int64_t *out,
                         struct moment_choice *choice);

/* Reads a day as it is written in German, 1.12.2026, and writes it as YYYY-MM-DD. False: it is none of that form. */
bool moment_read_day(const char *text, char out[static VB_MOMENT_DAY_BYTES]);

/* Writes an ISO 8601 time with the offset of the zone: 2014-10-08T16:00:00+02:00; milliseconds only if there are any.
 * Outside years 1 to 9999: the number. Where the zone's offset has seconds (before railways): UTC. */
void moment_format_iso(int64_t ms, const char *zone, char out[static VB_MOMENT_TEXT_BYTES]);

/* Writes it as people read it: by the format of strftime (date and time in the zone), at most VB_MOMENT_TEXT_BYTES. */
void moment_format(int64_t ms, const char *zone, const char *format,
                   char out[static VB_MOMENT_TEXT_BYTES]);

/* The day of the week in the zone: 0 Sunday to 6 Saturday. */
unsigned moment_weekday(int64_t ms, const char *zone);

/* Seconds east of UTC that the zone has at a moment. */
long moment_offset(int64_t ms, const char *zone);

/* True if the zone shows the moment with this offset (seconds east of UTC). */
bool moment_is_offset(int64_t ms, const char *zone, long offset);

/* Writes the changes of a zone's offset around a day (calendar.h), from two days before it to two after it, for offset.h;
 * the first is what counts before. Returns how many. */
size_t moment_changes(const char *zone, int32_t day,
                      struct offset_change out[static VB_MOMENT_CHANGES_MAX]);

#endif
