/* charter: a file with the committees and processes that documents name: what they are called, who sits there, how often they meet.
 *
 * One JSON document {"committees": [entry, ...]}. Read and checked as a whole before anything is founded. What an entry is
 * follows from its kind: a committee, a process (with groups and measures), or something that a committee of the same
 * body keeps: a service, a fund, a report. Strings that people wrote are names of section 3 of SPEC.md; lists and numbers
 * have limits, so that a slip of the pen founds no thousand seats.
 * Called by founding. Thread rule: pure.
 */
#ifndef VB_CLI_CHARTER_H
#define VB_CLI_CHARTER_H

#include "cli/json.h"
#include "protocol/err.h"

#define VB_CHARTER_ENTRIES_MAX 500u
#define VB_CHARTER_LIST_MAX 100u  /* of one property */
#define VB_CHARTER_COUNT_MAX 200u /* measures, carriers, sites; places of one seat: 50 */
#define VB_CHARTER_PLACES_MAX 50u
#define VB_CHARTER_WHY_BYTES 300u

enum charter_form {
	VB_CHARTER_COMMITTEE,
	VB_CHARTER_PROCESS,
	VB_CHARTER_SERVICE, /* from here on kept by a committee */
	VB_CHARTER_FUND,
	VB_CHARTER_REPORT,
	VB_CHARTER_COUNT,
};

struct charter_entry {
	const struct json *record;
	const char *name;
	const char *body;
	const char *kind;
	const char *type; /* OParl's organizationType */
	enum charter_form form;
	size_t keeper; /* the entry in whose committee its records stand; itself where it founds one */
};

struct charter {
	struct json *document;
	struct charter_entry *entries;
	size_t count;
	struct json *left; /* properties that are not kept, each with how often */
};

/* Reads and checks a file. why: on error what is wrong, in the user's language. Caller releases, also after an error.
 * Errors: VB_ERR_BAD_INPUT. */
VB_MUST int charter_read(struct span text, struct charter *out,
                         char why[static VB_CHARTER_WHY_BYTES]);

/* Frees what belongs to it. Zeroed is fine. */
void charter_release(struct charter *charter);

/* A word for it, for scripts; for ever: committee, process, service, fund, report. */
const char *charter_word(enum charter_form form);

/* True if the entry founds a committee. */
bool charter_founds(const struct charter_entry *entry);

#endif
