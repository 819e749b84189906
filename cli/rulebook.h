/* rulebook: by which rules a committee sits: the ones it chose (organization.rules), and numbers of its own (ruleProfile).
 *
 * What they say is asked of protocol/kinds/profile.h. Records come from other offices: a number that cannot be, or a
 * profile that is not here, changes nothing.
 * Called by commands. Thread rule: one thread.
 */
#ifndef VB_CLI_RULEBOOK_H
#define VB_CLI_RULEBOOK_H

#include "cli/cmd.h"
#include "protocol/kinds/profile.h"

struct rulebook {
	bool is_chosen; /* false: the committee named no rules; those of a round table stand in profile, without a notice */
	struct profile profile;
};

/* What an organization's record says; own: the record that its ruleProfile leads to, NULL: none. Pure. */
struct rulebook rulebook_of(const struct json *organization, const struct json *own);

/* The same, and asks for the committee's own numbers. *own (may be NULL): their record, NULL where there is none; the
 * caller destroys it. Errors: those of client_ask, but for a record that is not here. */
VB_MUST int rulebook_read(struct cmd *cmd, const struct json *organization, struct json **own,
                          struct rulebook *out);

/* The word of the rules: roundTable, goSH, nkomvg, lvwgSH, vwvfg. */
const char *rulebook_word(const struct rulebook *rulebook);

/* A rule that an answer names, for people: laws have their own names in every language, what was agreed has not. */
const char *rulebook_caption(const char *rule);

/* Reads such a word. False: it is none. */
bool rulebook_parse(const char *word, enum profile_base *out);

#endif
