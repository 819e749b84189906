/* mail_sitting: mails about a meeting: invitation, change, cancellation, reminder, agenda, papers.
 *
 * The meeting is shown as render/invitation shows it to the public. Items that nobody was invited to so far are left out; a
 * supplement has only what came with it. Called by mail_template and mail_calendar; calls mail_scene. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_SITTING_H
#define VB_BRIDGES_MAIL_MAIL_SITTING_H

#include "bridges/mail/mail_scene.h"
#include "bridges/render/invitation.h"

/* A meeting as render/invitation has it. */
struct mail_sitting {
	struct invitation invitation;
	struct invitation_item *items;
	struct invitation_paper *papers;
};

/* Makes it of a matter, with the items that came with that edition or later (0: all). It borrows the texts of the matter. */
void mail_sitting_init(struct mail_sitting *sitting, const struct mail_scene *scene,
                       uint32_t from_edition);
/* Frees what was made for it. */
void mail_sitting_release(struct mail_sitting *sitting);

/* True if the meeting takes place for nobody any more. */
bool mail_sitting_is_cancelled(const struct matter *meeting);

/* True if the meeting has a time, so that it can stand in a calendar. */
bool mail_sitting_has_time(const struct matter *meeting);

/* The template of all kinds that are about one meeting. Errors: those of invitation_to_form. */
VB_MUST int mail_sitting_fill(const struct mail_scene *scene, struct form *form);

/* The phrase of its title, by the kind of mailing. */
const char *mail_sitting_phrase(const struct mail_scene *scene);

#endif
