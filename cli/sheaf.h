/* sheaf: several records that are written at once, all or none, by record.batch (SPEC.md 13).
 *
 * What is made here can be referred to by what comes behind it, by a label that lives in this sheaf alone.
 * Called by commands that write related records. Thread rule: one thread.
 */
#ifndef VB_CLI_SHEAF_H
#define VB_CLI_SHEAF_H

#include "cli/cmd.h"

struct sheaf {
	struct json *items;
};

/* An empty one. Caller releases. */
void sheaf_init(struct sheaf *sheaf);
/* Frees what belongs to it. */
void sheaf_release(struct sheaf *sheaf);

/* Adds a record to be made; takes *fields. label: by which later ones refer to it; NULL: none does. */
void sheaf_create(struct sheaf *sheaf, const char *label, const char *kind, bool is_internal,
                  struct json **fields);

/* Adds a change of a record that is there; takes *fields. */
void sheaf_edit(struct sheaf *sheaf, const char *id, struct json **fields);

/* Adds that a record is deleted. */
void sheaf_delete(struct sheaf *sheaf, const char *id);

/* The value of a field that refers to what was added under a label. The caller destroys it. */
struct json *sheaf_reference(const char *label);

/* Writes all of it into a committee and empties it; writes nothing when it is empty. *ids (may be NULL): the numbers in the
 * order in which they were added; the caller destroys it. Errors: those of client_ask. */
VB_MUST int sheaf_send(struct cmd *cmd, const char *space, struct sheaf *sheaf, struct json **ids);

#endif
