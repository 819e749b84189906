/* trace: what this office holds about a person, gathered from one record of them: contact details, seats and what was said for
 * them, where the person is named, what they wrote, keys and login; deleted records too, which are kept until they are
 * erased.
 *
 * An item is the record (or, of what is none, a map) with "what", a word of trace_caption, and "as", the field in which the
 * person or their seat stands. References lead to the record in its own space only, so another record of the same
 * human being is gathered for itself.
 * Called by account, cmd_erasure_due, forget and overdue. Thread rule: one thread.
 */
#ifndef VB_CLI_TRACE_H
#define VB_CLI_TRACE_H

#include "cli/cmd.h"

struct trace {
	struct cmd *cmd;
	const struct json *person; /* borrowed */
	struct json *items;
	struct json *seen;  /* numbers of records among the items */
	bool is_incomplete; /* something could not be looked at, which was told */
};

/* Gathers. person: a record that person.show told, or {"id","erased","space"}: then what still refers to it. Caller releases,
 * also after an error. Errors: VB_ERR_DENIED (readers and members), those of client_ask. */
VB_MUST int trace_gather(struct cmd *cmd, const struct json *person, struct trace *out);
/* Adds the records in whose texts the family name or an e-mail address of the person may stand. Errors: as above. */
VB_MUST int trace_mentions(struct trace *trace);
/* The record of the address that a person's leads to; NULL: there is none. "shared" in it: others live or meet there, too; "sharers"
 * are the numbers of all. A reference that leads to something else, or elsewhere, is none. The caller destroys it. Errors: those of client_ask. */
VB_MUST int trace_address(struct cmd *cmd, const struct json *person, struct json **address);

/* Frees what belongs to it. Zeroed is fine. */
void trace_release(struct trace *trace);

/* What an item is called, in the user's language on a terminal, else the word itself. */
const char *trace_caption(const struct out *out, const char *what);

/* True if the value of a field is this record, or a list with it. Pure. */
bool trace_is_named(const struct json *value, const char *id);

#endif
