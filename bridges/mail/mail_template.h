/* mail_template: what a mail of each kind says: its subject and its text as a form, in the language of the reader.
 *
 * One row a kind; a new kind is a row and a template. Main facts stand once more in German where the language is another
 * one. A meeting goes through render/invitation, for the public: of what is not public there is only "Item 5 (not public)".
 * Each mail says how to answer and where questions go. Called by compose. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_TEMPLATE_H
#define VB_BRIDGES_MAIL_MAIL_TEMPLATE_H

#include "bridges/mail/mail_order.h"
#include "bridges/mail/mail_reason.h"
#include "bridges/render/diary.h"
#include "bridges/render/form.h"

#define VB_MAIL_SUBJECT_MAX_CHARACTERS 60u

enum mail_template_flags {
	MAIL_TEMPLATE_CALENDAR = 1, /* has a calendar object, if the meeting has a time */
	MAIL_TEMPLATE_LIST = 2,     /* of a list: List-Id */
	MAIL_TEMPLATE_ANSWER = 4,   /* answers a mail: Auto-Submitted: auto-replied */
	MAIL_TEMPLATE_FILES = 8,    /* files of its matters are attached */
	MAIL_TEMPLATE_ANEW = 16,    /* an answer given before does not count any more */
	MAIL_TEMPLATE_STOP = 32,    /* the text says how to stop it */
};

/* What a kind is called, in the tests and in logs; "invitation". NULL: no kind. */
const char *mail_template_name(enum mailing_kind kind);

/* Bits of enum mail_template_flags; 0: no kind. */
unsigned mail_template_flags(enum mailing_kind kind);

/* REQUEST, or CANCEL of a cancellation. */
enum diary_method mail_template_method(enum mailing_kind kind);

struct mail_text {
	char *subject;      /* at most VB_MAIL_SUBJECT_MAX_CHARACTERS, one line */
	struct form form;   /* in the language of the reader */
	struct form german; /* the main facts; empty where the reader's language is German */
};

/* Writes it. The caller releases it, also after an error. Errors: those of compose_write. */
VB_MUST int mail_template_fill(const struct mail_order *order, struct mail_text *out);
/* Frees it; zeroed is fine. */
void mail_template_release(struct mail_text *text);

#endif
