/* mail_calendar: the calendar object of a mail; see mail_calendar.h */
#include "bridges/mail/mail_calendar.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/header_value.h"
#include "bridges/mail/mail_sitting.h"
#include "bridges/mail/mail_template.h"
#include "bridges/render/ical.h"
#include "bridges/render/plain.h"

#define SPACE_BYTES 8             /* enough to tell committees apart */
#define TEXT_MAX_BYTES (1u << 19) /* of a description; ical takes half as much again */

void mail_calendar_uid(const struct matter *meeting, char out[static VB_MAIL_UID_BYTES])
{
	static const char tail[] = ".verbund";
	size_t at = 2 * VB_RECORD_ID_BYTES;

	hex_format(meeting->id.b, VB_RECORD_ID_BYTES, out);
	out[at++] = '@';
	hex_format(meeting->space.b, SPACE_BYTES, out + at);
	memcpy(out + at + 2 * SPACE_BYTES, tail, sizeof(tail));
}

bool mail_calendar_is_wanted(const struct mail_order *order)
{
	return (mail_template_flags(order->mailing->kind) & MAIL_TEMPLATE_CALENDAR) != 0 &&
	       order->matter_count > 0 && order->matters[0].subject == MATTER_MEETING &&
	       mail_sitting_has_time(&order->matters[0]);
}

/* The agenda and how to answer, as text. */
static int put_description(const struct mail_scene *scene, struct mail_sitting *sitting,
                           struct buf *out)
{
	bool is_off = scene->order->mailing->kind == MAILING_CANCELLATION;
	struct form form;
	int err;

	form_init(&form);
	err = invitation_agenda(&sitting->invitation, tongue_captions(scene->tongue), &form);
	if (err == 0 && !is_off)
		mail_scene_put(scene, &form, FORM_TEXT, MAIL_WORD_HOW_MEETING, NULL);
	if (err == 0)
		err = form.err;
	if (err == 0)
		err = plain_write(&form, out);
	form_release(&form);
	buf_put_u8(out, '\0');
	return err == 0 ? out->err : err;
}

/* What was answered, if that still counts. */
static enum matter_answer answer_of(const struct mail_scene *scene)
{
	bool is_anew = (mail_template_flags(scene->order->mailing->kind) & MAIL_TEMPLATE_ANEW) != 0;

	return is_anew || scene->who == NULL || scene->who->answer > MATTER_DELEGATED
	               ? MATTER_NO_ANSWER
	               : scene->who->answer;
}

/* A record's id begins with the moment it was made (SPEC.md 2); 0 where that is none. */
static int64_t created_of(const struct record_id *id)
{
	int64_t ms = 0;

	for (size_t i = 0; i < 6; i++)
		ms = ms << 8 | id->b[i];
	return civil_is_sound(ms) ? ms : 0;
}

/* Times and people of the entry; its texts are the caller's. */
static int write_entry(const struct mail_scene *scene, const char *summary, const char *description,
                       struct buf *out)
{
	static const enum diary_reply replies[] = {
		[MATTER_NO_ANSWER] = DIARY_NO_ANSWER, [MATTER_YES] = DIARY_ACCEPTED,
		[MATTER_NO] = DIARY_DECLINED,         [MATTER_MAYBE] = DIARY_TENTATIVE,
		[MATTER_DELEGATED] = DIARY_NO_ANSWER,
	};
	const struct mail_order *order = scene->order;
	const struct matter *meeting = scene->matter;
	enum mailing_kind kind = order->mailing->kind;
	int64_t stamp_ms = order->mailing->stamp_ms > 0 ? order->mailing->stamp_ms : order->now_ms;
	char uid[VB_MAIL_UID_BYTES];
	char *office = header_value_new(order->office->name, VB_HEADER_VALUE_MAX_CHARACTERS);
	char *name = header_value_new(order->addressee->name, VB_HEADER_VALUE_MAX_CHARACTERS);
	struct diary_person organizer = { .name = office, .address = order->office->address };
	enum matter_answer answer = answer_of(scene);
	struct diary_person attendee = { .name = name,
		                         .address = order->addressee->address,
		                         .reply = replies[answer] };
	struct diary_event event = {
		.uid = uid,
		.sequence = order->mailing->sequence,
		.stamp_ms = stamp_ms,
		.created_ms = created_of(&meeting->id),
		.changed_ms = stamp_ms,
		.start_ms = meeting->start_ms,
		.has_end = meeting->end_ms > meeting->start_ms && civil_is_sound(meeting->end_ms),
		.end_ms = meeting->end_ms,
		.is_cancelled = kind == MAILING_CANCELLATION,
		.summary = summary,
		.description = description,
		.location = meeting->place,
		.organizer = &organizer,
		.people = &attendee,
		.people_count = 1,
	};
	struct diary calendar = { .method = mail_template_method(kind),
		                  .zone = meeting->zone != NULL ? meeting->zone : VB_CIVIL_BERLIN,
		                  .events = &event,
		                  .count = 1 };
	int err;

	mail_calendar_uid(meeting, uid);
	attendee.is_asked = !event.is_cancelled && answer == MATTER_NO_ANSWER;
	err = ical_write(&calendar, out);
	free(office);
	free(name);
	return err;
}

int mail_calendar_write(const struct mail_order *order, struct buf *out)
{
	struct mail_scene scene;
	struct mail_sitting sitting;
	struct buf description;
	char *summary;
	int err;

	mail_scene_init(&scene, order, order->addressee->tongue, false);
	mail_sitting_init(&sitting, &scene, 0);
	buf_init(&description, TEXT_MAX_BYTES);
	err = put_description(&scene, &sitting, &description);
	summary = mail_scene_name(scene.matter);
	if (err == 0)
		err = write_entry(&scene, summary, (const char *)description.data, out);
	free(summary);
	buf_release(&description);
	mail_sitting_release(&sitting);
	return err;
}
