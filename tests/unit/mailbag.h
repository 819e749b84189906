/* mailbag: one order of each kind of mail, about the same meeting, papers and people, for tests and golden messages.
 *
 * The meeting is on Tuesday, 1 December 2026, 18:00 to 20:00 by the clock of Berlin. Item N 1 is not public: what must never
 * leave stands in VB_MAILBAG_CANARY, also as the address of somebody else. A mailbag borrows nothing and owns nothing that must
 * be freed. Thread rule: one thread.
 */
#ifndef VB_TESTS_UNIT_MAILBAG_H
#define VB_TESTS_UNIT_MAILBAG_H

#include "bridges/mail/mail_order.h"

#define VB_MAILBAG_CANARY "canary-5f3a"
#define VB_MAILBAG_NOW_MS 1794906000000   /* 2026-11-17T09:00:00Z */
#define VB_MAILBAG_START_MS 1796144400000 /* 2026-12-01T17:00:00Z */
#define VB_MAILBAG_ITEMS 4u
#define VB_MAILBAG_MATTERS 5u

struct mailbag {
	struct matter_file file;
	struct matter_paper paper;
	struct matter_item items[VB_MAILBAG_ITEMS];
	struct matter_person people[2];
	struct matter matters[VB_MAILBAG_MATTERS];
	struct mailing mailing;
	struct addressee addressee;
	struct mail_office office;
	struct mail_file files[2];
	struct mail_order order;
};

/* Fills it for a kind and a language; then its parts may be changed. */
void mailbag_fill(struct mailbag *bag, enum mailing_kind kind, enum tongue tongue);

#endif
