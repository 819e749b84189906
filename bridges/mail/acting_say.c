/* acting_say: what was said becomes a message in the thread that it belongs to; tested by tests/unit/test_acting.c. */
#include <string.h>

#include "bridges/mail/acting_case.h"
#include "bridges/mail/compose.h"
#include "bridges/mail/mail_reason.h"
#include "bridges/mail/mention.h"

static struct act *add_post(struct acting_case *c)
{
	struct act *act = acts_add(c->acts, ACT_POST);

	if (act == NULL)
		return NULL;
	acting_once(c, c->acts->count, act->once);
	act->person = c->person;
	act->name = c->name[0] != '\0' ? strdup(c->name) : NULL;
	act->text = strndup((const char *)c->parcel->text.data, c->parcel->text.size);
	return act;
}

/* The newest of our mails that it answers, by In-Reply-To and References: for mails about many things. */
static bool find_reference(const struct acting_case *c, struct mailing_matter *out)
{
	const char *domain = strrchr(c->mail->role, '@');

	for (size_t i = 0; i < c->parcel->reference_count && domain != NULL; i++) {
		struct mailing_matter found = { .subject = MATTER_NONE };

		if (compose_parse_id(c->parcel->references[i], domain + 1, &found.subject,
		                     &found.id) &&
		    (found.subject == MATTER_MESSAGE || found.subject == MATTER_MEETING ||
		     found.subject == MATTER_PAPER)) {
			*out = found;
			return true;
		}
	}
	return false;
}

static void say_about(struct acting_case *c, const struct matter *matter)
{
	const struct matter_item *item = NULL;
	struct act *act = add_post(c);

	if (act == NULL) {
		c->reason = HELD_MIXED;
		return;
	}
	act->target = c->about;
	act->target.space = matter->space;
	if (c->about.subject == MATTER_MESSAGE) {
		act->target.subject = record_id_is_zero(&matter->target) ? MATTER_COMMITTEE
		                                                         : matter->target_subject;
		act->target.id = matter->target;
		act->in_reply_to = c->about.id;
	} else if (c->about.subject == MATTER_MEETING) {
		item = mention_find(buf_span(&c->parcel->text), matter);
		if (item != NULL)
			act->target.id = item->id;
	}
}

int acting_say(struct acting_case *c)
{
	struct matter matter = { .subject = MATTER_NONE };
	bool found, fits = false;
	int err = 0;

	if (c->parcel->text.size == 0) {
		if (c->parcel->file_count == 0 && c->acts->count == 0)
			err = acting_fits(c, c->parcel->from, &fits);
		if (err == 0 && fits && c->parcel->trust == PARCEL_PASS)
			err = acting_note(c, VB_REASON_EMPTY);
		return err;
	}
	c->has_words = true;
	if (c->about.subject != MATTER_MESSAGE && c->about.subject != MATTER_MEETING &&
	    c->about.subject != MATTER_PAPER && c->about.subject != MATTER_COMMITTEE &&
	    !find_reference(c, &c->about)) {
		c->reason = HELD_THREAD;
		return 0;
	}
	err = acting_show(c, &c->about, &matter, &found);
	if (err == 0 && found)
		say_about(c, &matter);
	else if (err == 0)
		c->reason = HELD_THREAD;
	matter_release(&matter);
	return err;
}
