/* mail_scene: what the templates of mails share: whose language, about what, and the sentences that stand in many of them.
 *
 * A template fills a form twice: whole, in the language of the reader, and in brief, in German, where that is another
 * language. Values of phrases are isolated where the language runs from right to left. Called by the templates (mail_sitting,
 * mail_duty, mail_news, mail_answer) and mail_template. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_SCENE_H
#define VB_BRIDGES_MAIL_MAIL_SCENE_H

#include "bridges/mail/mail_order.h"
#include "bridges/render/form.h"

/* The line that parts a reply from what it quotes; every mail begins with it. */
#define VB_MAIL_MARKER "-- Antwort oberhalb dieser Zeile / Reply above this line --"

struct mail_scene {
	const struct mail_order *order;
	enum tongue tongue;
	bool is_brief;
	const struct matter *matter;     /* the first one; NULL: about nothing */
	const struct matter_person *who; /* the addressee in that matter; NULL: not named there */
};

/* Sets a scene for an order. */
void mail_scene_init(struct mail_scene *scene, const struct mail_order *order, enum tongue tongue,
                     bool is_brief);

/* The phrase with up to one value. The caller frees it. */
char *mail_scene_say(const struct mail_scene *scene, enum mail_word word, const char *value);

/* A moment in words, with the day alone if is_day. NULL where ms is none. The caller frees it. */
char *mail_scene_moment(const struct mail_scene *scene, int64_t ms, const char *zone, bool is_day);

/* A day of the form YYYY-MM-DD in words; as it stands where it is none. The caller frees it. */
char *mail_scene_day(const struct mail_scene *scene, const char *day);

/* "Committee: name", or which of both is there. The caller frees it. */
char *mail_scene_name(const struct matter *matter);

/* True if the addressee has given that answer in the matter. */
bool mail_scene_has_answer(const struct mail_scene *scene, enum matter_answer answer);

/* Starts the form: language, and the marker, which a brief one does not have. */
void mail_scene_start(const struct mail_scene *scene, struct form *form);

/* The title, of a phrase and its value; a brief form has it as a strong line. */
void mail_scene_put_title(const struct mail_scene *scene, struct form *form, const char *phrase,
                          const char *name);

/* "Dear Amina Haddad,"; nothing in brief. */
void mail_scene_put_greeting(const struct mail_scene *scene, struct form *form);

/* A block with the phrase and up to one value. */
void mail_scene_put(const struct mail_scene *scene, struct form *form, enum form_kind kind,
                    enum mail_word word, const char *value);

/* A fact; nothing where text is NULL. */
void mail_scene_put_fact(const struct mail_scene *scene, struct form *form, enum mail_word label,
                         const char *text);

/* Committee, time, place and until when to answer. */
void mail_scene_put_when(const struct mail_scene *scene, struct form *form,
                         const struct matter *matter);

/* What stands below every mail: files, how to stop it (if is_stoppable), greeting and office. Brief: nothing. */
void mail_scene_put_end(const struct mail_scene *scene, struct form *form, bool is_stoppable);

#endif
