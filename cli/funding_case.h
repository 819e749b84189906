/* funding_case: one application with all that stands around it, as the commands about it need it.
 *
 * What was recommended and decided is one record, however many offices in charge made one: all of them get the same.
 * Called by cmd_funding and cmd_funding_vote. Thread rule: one thread.
 */
#ifndef VB_CLI_FUNDING_CASE_H
#define VB_CLI_FUNDING_CASE_H

#include "cli/funding.h"
#include "cli/labels.h"
#include "cli/sheaf.h"

struct funding_case {
	struct cmd *cmd;
	struct labels *labels;
	struct json *application;
	struct funding funding; /* of its committee */
	const struct funding_row *row;
	size_t index; /* of the row */
};

/* Reads the application that the argument APPLICATION names. Caller releases, also after an error.
 * Errors: VB_ERR_BAD_VALUE (no application), VB_ERR_NOT_FOUND (deleted), those of client_ask. */
VB_MUST int funding_case_open(struct cmd *cmd, struct funding_case *c);

/* Frees everything. */
void funding_case_release(struct funding_case *c);

/* A field of the application; NULL: it has none, or no text. */
const char *funding_case_field(const struct funding_case *c, const char *name);

/* What is asked for, in cents. */
uint64_t funding_case_asked(const struct funding_case *c);

/* True if guests do not see it. */
bool funding_case_is_internal(const struct funding_case *c);

/* Refuses what was withdrawn or replaced. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int funding_case_check_open(const struct funding_case *c);

/* Adds to a sheaf what puts these fields into what was recommended: into every record about this application, so that they
 * agree, or into a new one; takes *fields. */
void funding_case_put(const struct funding_case *c, bool is_internal, struct sheaf *sheaf,
                      struct json **fields);

/* Writes these fields; takes *fields. *id: the number of the recommendation that counts; the caller destroys it.
 * Errors: those of client_ask. */
VB_MUST int funding_case_write(struct funding_case *c, struct json **fields, struct json **id);

#endif
