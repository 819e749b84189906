/* kept: records of one kind that a committee keeps: obligations, measures, agreements, steps, organizations.
 *
 * What is common to their commands: fields from typed options, among which some name organizations or persons and some
 * are lists with semicolons between (names and tasks have commas in them); making, changing, showing and listing.
 * Called by the commands of these nouns. Thread rule: one thread.
 */
#ifndef VB_CLI_KEPT_H
#define VB_CLI_KEPT_H

#include "cli/cmd.h"
#include "cli/named.h"

enum kept_form {
	KEPT_NAME,   /* one organization or person, by number or name */
	KEPT_NAMES,  /* several, a set */
	KEPT_TEXTS,  /* several texts, a set */
	KEPT_RECORD, /* the number of a record of that kind */
};

/* A field that an option fills in another way than field_parse_options does. */
struct kept_field {
	const char *option; /* NULL ends the table */
	const char *field;
	enum kept_form form;
	const char *kind; /* of what is named; NULL: of texts */
};

struct kept {
	const char *kind;
	const char *argument;            /* by which its commands call a record of it */
	const char *what;                /* told where it is none; to be translated */
	const struct kept_field *fields; /* NULL: none */
	bool is_named; /* its argument may be an exact name, with --in COMMITTEE where several have it */
};

/* The whole number of the committee that the argument COMMITTEE names. The caller destroys it. Errors: those of
 * client_ask. */
VB_MUST int kept_committee(struct cmd *cmd, struct json **space);

/* The record that the command is about. The caller destroys it. Errors: those of client_show; VB_ERR_AMBIGUOUS_NAME. */
VB_MUST int kept_show(struct cmd *cmd, const struct kept *kept, struct json **record);

/* True if a record is not for guests. */
bool kept_is_internal(const struct json *record);

/* A text among the fields of a record; NULL where there is none. Borrowed. */
const char *kept_text(const struct json *record, const char *field);

/* Puts what was typed into fields, and what it names and is not there yet into the sheaf of in, whose kind does not count.
 * Errors: those of field_parse_options, named_find and client_show. */
VB_MUST int kept_fields(struct cmd *cmd, const struct kept *kept, const struct named *in,
                        struct json *fields);

/* Reads a text of several parts with semicolons between; the caller destroys it. */
struct json *kept_parts(const char *text);

/* Makes a record in a committee, of fields that are taken, with what the sheaf of in holds, and answers with its number; hint
 * as in answer_made, NULL: none. Errors: those of client_ask. */
VB_MUST int kept_make(struct cmd *cmd, const char *kind, const struct named *in,
                      struct json **fields, const char *hint);

/* Makes the record that the command describes. Errors: those of kept_fields and client_ask. */
VB_MUST int kept_add(struct cmd *cmd, const struct kept *kept, const char *hint);

/* Changes fields, which are taken, of a record, and answers with its number. Errors: those of client_ask. */
VB_MUST int kept_change(struct cmd *cmd, const struct json *record, struct json **fields);

/* Changes the record as the command says. Errors: VB_ERR_MISSING_VALUE (nothing was said), as kept_add. */
VB_MUST int kept_edit(struct cmd *cmd, const struct kept *kept);

/* All records of a kind, of one committee or (NULL) of all. The caller destroys them. Errors: those of client_ask. */
VB_MUST int kept_list(struct cmd *cmd, const char *kind, const char *space, struct json **items);

#endif
