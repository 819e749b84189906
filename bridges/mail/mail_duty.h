/* mail_duty: mails that ask for something: a duty that is soon due, and requests for interpreters and volunteers.
 *
 * A request is answered yes or no by reply; a duty is only told of, with the day when it is due.
 * Called by mail_template and mail_news; calls mail_scene. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_DUTY_H
#define VB_BRIDGES_MAIL_MAIL_DUTY_H

#include "bridges/mail/mail_scene.h"

/* Something is due. */
void mail_duty_fill(const struct mail_scene *scene, struct form *form);

/* Can you interpret, can you help? */
void mail_duty_fill_request(const struct mail_scene *scene, struct form *form);

/* The role of a request in words; as it stands where it is another one. NULL: not said. */
const char *mail_duty_role(const struct mail_scene *scene, const char *role);

#endif
