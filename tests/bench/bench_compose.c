/* bench_compose: whole messages written: an invitation with its calendar object, and the same for somebody who reads Arabic, with the
 * German short form. 500 mails a second in all leave 2 ms for each; writing it may take a fifth of that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bridges/mail/compose.h"
#include "tests/bench/figure.h"
#include "tests/unit/mailbag.h"

#define MAILS 2000u

/* Of the processor: other programs on the machine do not count. */
static double seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void measure(const char *name, enum tongue tongue)
{
	struct mailbag bag;
	struct compose_mail mail;
	double start;

	mailbag_fill(&bag, MAILING_INVITATION, tongue);
	start = seconds();
	for (unsigned i = 0; i < MAILS; i++) {
		if (compose_write(&bag.order, &mail) < 0)
			abort();
		compose_release(&mail);
	}
	figure_print(&(struct figure){ .name = name,
	                               .value = (seconds() - start) / MAILS * 1e6,
	                               .unit = "us",
	                               .limit = 400 });
}

int main(void)
{
	measure("invitation by mail, in German", TONGUE_DE);
	measure("invitation by mail, in Arabic and German", TONGUE_AR);
	return 0;
}
