/* answer: forms of answers that many commands share.
 *
 * Ids of what was made, lists, records, invitation codes: on a terminal, in a pipe and with --json.
 * Called by cmd_*. Thread rule: one thread.
 */
#ifndef VB_CLI_ANSWER_H
#define VB_CLI_ANSWER_H

#include "cli/cmd.h"

/* Writes the id of what was made or changed; takes *result, a map with "id". */
void answer_id(struct cmd *cmd, struct json **result);

/* The same, and tells a person what comes next: hint (one %s: the beginning of the number, enough to name it). */
void answer_made(struct cmd *cmd, struct json **result, const char *hint)
	__attribute__((format(printf, 3, 0)));

/* "yes" or "no", on a terminal in the user's language. */
const char *answer_truth(const struct cmd *cmd, bool is_true);

/* Writes a list as the one document; takes *items. */
void answer_items(struct cmd *cmd, struct json **items);

/* Writes a list of records as the one document, with times as text; takes *records. */
void answer_records(struct cmd *cmd, struct json **records);

/* Writes an invitation code; takes *invite. */
void answer_invite(struct cmd *cmd, struct json **invite);

/* Writes a line of two cells: what (marked by N_; translated on a terminal only), and its value; nothing when there is
 * no value. */
void answer_pair(struct cmd *cmd, const char *title, const char *value);

/* Writes a sentence, broken at the width of the terminal. */
void answer_sentence(struct cmd *cmd, const char *text);

/* Writes the checksums of a committee's records, if they are there. */
void answer_states(struct cmd *cmd, const struct json *states);

/* Room for what answer_delivery writes. */
#define VB_ANSWER_DELIVERY_BYTES 96u

/* "arrived at 7 of 9 offices", of a "delivery"; empty where there is none. */
void answer_delivery(const struct json *delivery, char out[static VB_ANSWER_DELIVERY_BYTES]);

/* Writes a record, one line a field. */
void answer_record(struct cmd *cmd, const struct json *record);

/* Names of offices by their ids, as far as this office knows them. The caller destroys it. Errors: those of client_ask. */
VB_MUST int answer_names(struct cmd *cmd, struct json **names);

/* Names of committees by their ids. The caller destroys *names. Errors: those of client_ask. */
VB_MUST int answer_committees(struct cmd *cmd, struct json **names);

/* The name of an office, else its id; NULL of NULL. Borrowed from names or id. */
const char *answer_name(const struct json *names, const char *id);

/* Who wrote a record: the person, if known here, and the office. The caller frees it. */
char *answer_writer(const struct json *names, const struct json *record);

/* What tells one record from the next, in one cell: NULL if nothing does. Borrowed from its fields. */
const char *answer_title(const struct json *fields);

/* Replaces the milliseconds under a key by ISO 8601 text, if they are there. */
void answer_time(const struct cmd *cmd, struct json *map, const char *key);

/* Before something is destroyed: says with --dry-run what would happen (format with one %s for name), goes on with --yes, and
 * asks a person at a terminal to type the name. *goes_on: whether to do it.
 * Errors: VB_ERR_MISSING_VALUE (no --yes, and nobody to ask), VB_ERR_NOT_CONFIRMED (something else was typed). */
VB_MUST int answer_confirm(struct cmd *cmd, const char *format, const char *name, bool *goes_on)
	__attribute__((format(printf, 2, 0)));

#endif
