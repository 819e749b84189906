/* field: values of records between what people type, what the daemon keeps and what people and scripts see.
 *
 * Which form a field has follows from the table of kinds. Typed: texts, numbers, yes and no, dates, local times, numbers
 * of records. Kept: times as milliseconds. Shown to scripts: times as ISO 8601 with the offset of the zone.
 * Called by the commands. Thread rule: one thread.
 */
#ifndef VB_CLI_FIELD_H
#define VB_CLI_FIELD_H

#include "cli/args.h"
#include "cli/json.h"
#include "cli/out.h"
#include "protocol/kind.h"

/* Reads a typed time in the zone; a choice between two hours becomes the reason of the error.
 * Errors: VB_ERR_BAD_TIME, VB_ERR_AMBIGUOUS_TIME. */
VB_MUST int field_parse_time(struct out *out, const char *text, const char *zone, int64_t *ms);

/* Reads a typed day, ISO 8601 or German. option: its name, for the reason of an error. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int field_parse_day(struct out *out, const char *option, const char *text, int32_t *day);

/* Reads a typed value, for a set its members with commas between. option: its name, for the reason of an error. The caller
 * destroys *value. Errors: those of field_parse_time, VB_ERR_BAD_VALUE. */
VB_MUST int field_parse(struct out *out, const struct kind_field *field, const char *option,
                        const char *text, const char *zone, struct json **value);

/* Puts the fields that the typed options of the command set into a map; an empty value clears its field (nil).
 * Errors: those of field_parse. */
VB_MUST int field_parse_options(struct out *out, const struct args *args, struct json *fields);

/* Reads fields as scripts write them, a map of names and values, for the daemon: the times in them are text with an
 * offset, or without one in the zone. Changes the map. Errors: those of field_parse_time, VB_ERR_BAD_VALUE (no map; a number
 * with a fraction, which no field has). */
VB_MUST int field_import(struct out *out, const struct kind *kind, const char *zone,
                         struct json *fields);

/* Writes the fields of a record, and its times, as scripts want them. Changes the record. */
void field_export(struct json *record, const char *zone);

/* One value as scripts want it; the caller destroys it. field: NULL: not known here. */
struct json *field_export_value(const struct kind_field *field, const struct json *value,
                                const char *zone);

/* Replaces the milliseconds under a key of a map by ISO 8601 text, if they are there. */
void field_export_time(struct json *map, const char *key, const char *zone);

/* The value as people read it; the caller frees it. Lists are joined by commas. */
char *field_format(const struct out *out, const struct kind_field *field, const struct json *value,
                   const char *zone);

/* A time (milliseconds; nil: nothing) for a cell: as people of the user's language write it on a terminal, else ISO
 * 8601. The caller frees it. */
char *field_format_time(const struct out *out, const struct json *value, const char *zone);

/* As field_format_time, on a terminal with the day of the week, as people plan by it. */
char *field_format_day(const struct out *out, const struct json *value, const char *zone);
/* The same, on a terminal without the time of day. */
char *field_format_date(const struct out *out, const struct json *value, const char *zone);

/* The name of a field's or kind's word in the user's language on a terminal, in a pipe the word itself. Borrowed. */
const char *field_word(const struct out *out, const char *word);

#endif
