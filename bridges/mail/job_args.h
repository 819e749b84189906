/* job_args: the arguments of the jobs of this folder, read at once.
 *
 * What is not given is absent (has_ false, empty span). The daemon has checked which names there may be and put whole
 * numbers in the place of persons; values are checked here.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_JOB_ARGS_H
#define VB_BRIDGES_MAIL_JOB_ARGS_H

#include "bridges/mail/planning_state.h"

#define VB_JOB_LIMIT 200u
#define VB_JOB_LIMIT_MAX 1000u

struct job_args {
	struct span after, key, address, language, pace; /* borrowed */
	struct record_id person;                         /* zero: not given */
	uint32_t limit;                                  /* of a list */
	bool has_quiet, is_never_quiet;                  /* never: an empty list */
	uint16_t quiet_from, quiet_to;
	bool has_without;
	uint32_t without; /* enum addressee_wish */
	bool lift, told;
};

/* Reads them; keys of other jobs are stepped over. Errors: VB_ERR_MALFORMED; VB_ERR_BAD_VALUE, a person, a wish or a time of day
 * that is none: *detail says which. */
VB_MUST int job_args_read(struct span in, struct job_args *out, const char **detail);

/* The word of a wish ("agenda"); NULL: no single one. */
const char *job_args_wish(uint32_t wish);

#endif
