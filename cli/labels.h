/* labels: by which words people know a record, its own or those of the records that it names.
 *
 * A meeting is known by its name and day, a seat by its person and office, a consultation by its committee and day.
 * Each record is asked for once. Texts are for a terminal, in the user's language.
 * Called by commands that show what records refer to. Thread rule: one thread.
 */
#ifndef VB_CLI_LABELS_H
#define VB_CLI_LABELS_H

#include "cli/cmd.h"

struct labels;

/* Nothing asked for yet. Borrows cmd. Caller destroys. */
struct labels *labels_new(struct cmd *cmd);
/* Frees it; sets *labels to NULL. NULL is fine. */
void labels_destroy(struct labels **labels);

/* The record with this number; NULL when it is not here, or id is. Borrowed until the labels are destroyed. */
const struct json *labels_record(struct labels *labels, const char *id);

/* What a record is called; empty where nothing tells. The caller frees it. */
char *labels_title(struct labels *labels, const struct json *record);

/* What a record is called that is known by its number: empty where it is not here. The caller frees it. */
char *labels_title_of(struct labels *labels, const char *id);

/* The same for a document that all may read: empty, too, where the record is for members alone, and without what such a
 * record would add to it. The caller frees it. */
char *labels_public_title_of(struct labels *labels, const char *id);

/* A value of a field that leads to records: what they are called, each with the beginning of its number behind. The
 * caller frees it. */
char *labels_format(struct labels *labels, const struct json *value);

#endif
