/* mail_news: mails that tell what others wrote: a message of a thread, the digest, the newsletter.
 *
 * People are named, and never by an address; of many matters each has a heading of its own.
 * Called by mail_template; calls mail_scene. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_NEWS_H
#define VB_BRIDGES_MAIL_MAIL_NEWS_H

#include "bridges/mail/mail_scene.h"

/* A message, by name and never by address, and how to answer it. */
void mail_news_fill_message(const struct mail_scene *scene, struct form *form);

/* What gathered, each with a heading. */
void mail_news_fill_digest(const struct mail_scene *scene, struct form *form);

/* Meetings and papers for everybody. */
void mail_news_fill_newsletter(const struct mail_scene *scene, struct form *form);

#endif
