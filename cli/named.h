/* named: organizations and persons of a committee, as people name them: by number or by name.
 *
 * The exact name counts. A name that nobody has yet is made, and that is told, since it may be a slip of the pen. Four
 * and more hexadecimal digits with a figure among them are a number and never made.
 * Called by commands that fill references. Thread rule: one thread.
 */
#ifndef VB_CLI_NAMED_H
#define VB_CLI_NAMED_H

#include "cli/sheaf.h"

struct named {
	const char *kind;  /* organization or person */
	const char *space; /* of the committee */
	bool is_internal;  /* what guests do not see may be named, and what is made is such */
	struct sheaf *
		sheaf; /* takes what is not there yet, to be made with what refers to it; NULL: made at once */
};

/* Finds what the text names, or makes it; with a sheaf as named_plan does. The caller destroys *id.
 * Errors: VB_ERR_AMBIGUOUS_NAME, VB_ERR_NOT_FOUND and VB_ERR_AMBIGUOUS (a number), VB_ERR_BAD_VALUE (a number of something
 * else), those of client_ask. */
VB_MUST int named_find(struct cmd *cmd, const struct named *named, const char *text,
                       struct json **id);

/* The same, but what is not there yet is added to the sheaf, to be made together with what refers to it; the value is its
 * label then. The caller destroys *value. Errors: as above. */
VB_MUST int named_plan(struct cmd *cmd, const struct named *named, const char *text,
                       struct sheaf *sheaf, struct json **value);

/* Writes a new record of fields that are taken, with what the sheaf holds for it, all or nothing, and tells what that made by
 * name. *result: a map with its id; the caller destroys it. Errors: those of client_ask. */
VB_MUST int named_create(struct cmd *cmd, const struct named *named, const char *kind,
                         struct json **fields, struct json **result);

/* The same for a change of a record. */
VB_MUST int named_edit(struct cmd *cmd, const struct named *named, const char *id,
                       struct json **fields, struct json **result);

/* Tells what a sheaf that was written made by name. planned: a copy of its items. */
void named_tell(struct cmd *cmd, const struct json *planned);

/* As named_find, but nothing is made. Errors: besides those VB_ERR_NOT_FOUND. */
VB_MUST int named_look_up(struct cmd *cmd, const struct named *named, const char *text,
                          struct json **id);

/* Puts what an option of the command names into fields, as the one value of a field, or as a set of one; nothing when
 * the option was not given, nil when it is empty. Errors: those of named_find. */
VB_MUST int named_put(struct cmd *cmd, const struct named *named, const char *option,
                      const char *field, bool is_set, struct json *fields);

/* Finds the committee's own organization: of several roots the one with the smallest id, as protocol/kinds/committee.h
 * says; *id nil: there is none. The caller destroys it. Errors: those of client_ask. */
VB_MUST int named_root(struct cmd *cmd, const char *space, struct json **id);

#endif
