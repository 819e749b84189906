/* notice: by when a meeting must be invited to, and by when its minutes must be there, by the rules of those who meet.
 *
 * Of several committees that sit together the strictest rules count. What the rules say is asked of protocol/kinds/profile.h;
 * each answer names its rule.
 * Called by commands about meetings. Thread rule: one thread.
 */
#ifndef VB_CLI_NOTICE_H
#define VB_CLI_NOTICE_H

#include "cli/labels.h"
#include "cli/rulebook.h"
#include "cli/sittings.h"

/* Rules of organizations, each asked for once. */
struct notice_book;

/* Nothing asked for yet. Borrows both. Caller destroys. */
struct notice_book *notice_book_new(struct cmd *cmd, struct labels *labels);
/* Frees it; sets *book to NULL. NULL is fine. */
void notice_book_destroy(struct notice_book **book);

struct notice {
	bool has_rule;                /* somebody who meets has rules with a notice */
	struct profile_notice answer; /* of the strictest of them, */
	struct profile profile;       /* by these rules, */
	struct record_id body;        /* of this organization */
	int32_t last_day; /* on which an invitation is in time; VB_DAY_MAX: no rule, or no begin */
};

/* Whether an invitation on this day is in time. Errors: those of client_ask. */
VB_MUST int notice_check(struct notice_book *book, const struct sitting *sitting, int32_t invited,
                         struct notice *out);

/* By when the minutes must be there; the earliest of those who meet. next: the day of the next sitting, VB_DAY_MAX: none is
 * known. out->has_due false: no rule says so, or it has not taken place. Errors: those of client_ask. */
VB_MUST int notice_minutes(struct notice_book *book, const struct sitting *sitting, int32_t next,
                           int32_t today, struct profile_minutes *out);

/* The day of the sitting that follows among those of a list, of the same organizations; VB_DAY_MAX: none. Pure. */
int32_t notice_next_day(const struct sitting *sittings, size_t count,
                        const struct sitting *sitting);

#endif
