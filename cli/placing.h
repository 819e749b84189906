/* placing: a place between others in a list that people order by hand, by fractional keys (protocol/order.h) in one field.
 *
 * Where no key is left between two, or some have none, all are given new ones. Works on lists of records in their order:
 * the stations of a paper's way (position), the points of its proposal (order).
 * Called by cmd_import_consultations, cmd_paper_point, points and route. Thread rule: one thread.
 */
#ifndef VB_CLI_PLACING_H
#define VB_CLI_PLACING_H

#include "cli/cmd.h"
#include "protocol/order.h"

/* Finds the key behind a record of the list: its number, which may be shortened; NULL: the last; "first": before all.
 * field: that of the keys; moved (may be NULL): the number of the one that is to stand there; stranger: what is told when `after` is none
 * of the list. Others may get new keys. The caller destroys *key.
 * Errors: VB_ERR_BAD_VALUE (none of this list, or the one that is moved), VB_ERR_AMBIGUOUS, those of client_ask. */
VB_MUST int placing_find(struct cmd *cmd, const struct json *list, const char *field,
                         const char *moved, const char *after, const char *stranger,
                         struct json **key);

/* The key that a record has in a field, in the caller's room; an empty span where it has none. */
struct span placing_key(const struct json *record, const char *field, struct order_key *room);

/* The value of a field that holds this key. The caller destroys it. */
struct json *placing_value(const struct order_key *key);

/* Random bits that keep two people apart who insert at one place. */
uint32_t placing_jitter(void);

#endif
