/* account: all that is held about a human being, put together for telling them: traces of each of their records, the committees
 * they stand in, who holds those, and how each thing is said.
 *
 * Called by disclose. Thread rule: one thread.
 */
#ifndef VB_CLI_ACCOUNT_H
#define VB_CLI_ACCOUNT_H

#include "cli/day.h"
#include "cli/keep.h"
#include "cli/subject.h"
#include "cli/trace.h"

struct account {
	struct cmd *cmd;
	struct labels *labels;
	struct subject subject;
	struct keep keep;
	struct json *items;  /* of all traces */
	struct json *places; /* {"space","name","office","offices": [{"id","name","arrived"}]} */
	struct json *names;  /* of offices, by id */
	struct json *committees; /* their names, by space */
	const char *office;      /* this one's name */
	struct json *own;        /* what node.show says */
	bool is_incomplete;
};

/* Gathers. Caller releases, also after an error. Errors: those of subject_read and trace_gather. */
VB_MUST int account_read(struct cmd *cmd, struct account *out);
/* Frees what belongs to it. */
void account_release(struct account *a);

/* The name of the committee of an item; NULL: it is the office's own. Borrowed. */
const char *account_committee(const struct account *a, const struct json *item);
/* The same; for the office's own "office", in words on a terminal. */
const char *account_place(const struct account *a, const struct json *item);
/* The name of the office that wrote an item; NULL: not known. Borrowed. */
const char *account_writer(const struct account *a, const struct json *item);
/* Since when, for a cell. The caller frees it. */
char *account_since(const struct account *a, const struct json *item);
/* The last day on which it is kept; VB_DAY_MAX: there is none. */
int32_t account_last_day(const struct account *a, const struct json *item);
/* The same for a cell. The caller frees it. */
char *account_until(const struct account *a, const struct json *item);
/* What an item says, in lines. The caller frees it. */
char *account_details(const struct account *a, const struct json *item);

#endif
