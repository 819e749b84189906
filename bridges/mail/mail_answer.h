/* mail_answer: mails that answer a mail: what a reply did, was it you, why it could not be taken; and the test.
 *
 * Which sentence it is stands in the mailing (reason, the words of mail_template.h). Never quotes the mail it answers.
 * Called by mail_template; calls mail_scene. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_ANSWER_H
#define VB_BRIDGES_MAIL_MAIL_ANSWER_H

#include "bridges/mail/mail_scene.h"

/* What your reply did. */
void mail_answer_fill_receipt(const struct mail_scene *scene, struct form *form);

/* Was it you? */
void mail_answer_fill_confirm(const struct mail_scene *scene, struct form *form);

/* Your mail could not be taken, and what to do. */
void mail_answer_fill_note(const struct mail_scene *scene, struct form *form);

/* Of `verbund bridge mail test`. */
void mail_answer_fill_test(const struct mail_scene *scene, struct form *form);

/* What it is about, as title and subject say it: the meeting, the thread, or else the office. The caller frees it. */
char *mail_answer_name(const struct mail_scene *scene);

#endif
