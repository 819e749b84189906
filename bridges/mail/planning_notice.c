/* planning_notice: see planning_notice.h; tested by tests/unit/test_gather.c */
#include "bridges/mail/planning_notice.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/gather.h"
#include "bridges/mail/quiet.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "bridges/mail/told.h"
#include "protocol/kinds/calendar.h"

static bool is_word(const char *word, const char *wanted)
{
	return word != NULL && strcmp(word, wanted) == 0;
}

/* ---- keys ---- */

void planning_notice_key(const struct matter *matter, const struct record_id *who,
                         uint8_t out[static VB_MAILING_KEY_BYTES])
{
	if (matter->subject == MATTER_REQUEST)
		mailing_key(MAILING_REQUEST, &matter->id, (uint64_t)matter->start_ms, who, out);
	else
		mailing_key(MAILING_MESSAGE, &matter->id, 0, who, out);
}

bool planning_notice_due(const struct planning_rules *rules, const struct matter *duty,
                         bool is_overdue, const struct record_id *who, int64_t *out_due_ms,
                         uint8_t out_key[static VB_MAILING_KEY_BYTES])
{
	int32_t due, from;

	if (duty->due == NULL || calendar_parse(span_of_str(duty->due), &due) != 0 || due < 0)
		return false;
	from = due;
	if (duty->remind_from != NULL &&
	    (calendar_parse(span_of_str(duty->remind_from), &from) != 0 || from < 0 || from > due))
		from = due;
	*out_due_ms = quiet_hour(is_overdue ? due + 1 : from, rules->digest_hour);
	mailing_key(MAILING_DUTY, &duty->id, (uint64_t)due * 2 + (is_overdue ? 1 : 0), who,
	            out_key);
	return true;
}

bool planning_notice_is_asked(const struct matter *request, int64_t now_ms)
{
	return !is_word(request->state, "closed") &&
	       (request->start_ms == 0 || request->start_ms > now_ms);
}

/* ---- one person, once ---- */

struct notice {
	const struct matter *matter;
	enum mailing_kind kind;
	uint8_t key[VB_MAILING_KEY_BYTES];
	int64_t due_ms;
	uint32_t unwanted; /* the wish that keeps it away */
	uint32_t sequence;
	bool is_gathered; /* by the wish of the person told in a digest */
	const char *not_to;
};

static void put_done(struct planning *planning, const uint8_t key[static VB_MAILING_KEY_BYTES])
{
	uint8_t now[8];

	put_be64(now, (uint64_t)planning->now_ms);
	drawer_put_fresh(&planning->batch, VB_TABLE_DONE, span_of(key, VB_MAILING_KEY_BYTES),
	                 span_of(now, sizeof(now)));
}

static void put_notice(struct planning *planning, const struct notice *notice,
                       const struct told_person *person, const struct addressee *addressee)
{
	struct mailing_matter which = { notice->matter->subject, notice->matter->id,
		                        notice->matter->space };
	struct mailing mailing = { .kind = notice->kind,
		                   .person = person->seat->person,
		                   .tongue = planning->rules->tongue,
		                   .matters = &which,
		                   .matter_count = 1,
		                   .seat = person->seat->seat,
		                   .sequence = notice->sequence,
		                   .due_ms = quiet_end(addressee, notice->due_ms) };

	memcpy(mailing.key, notice->key, sizeof(mailing.key));
	if (record_id_is_zero(&mailing.person))
		memcpy(mailing.address, addressee->address, sizeof(mailing.address));
	if (!planning->is_silent && notice->is_gathered && addressee->pace != PACE_AT_ONCE)
		gather_news(planning, &person->who, addressee, &which, notice->key);
	else if (!planning->is_silent)
		drawer_queue(&planning->batch, &mailing);
	put_done(planning, notice->key);
}

static int tell_one(struct planning *planning, const struct notice *notice,
                    const struct told_person *person)
{
	struct addressee addressee;
	bool is_done = false;
	int err = drawer_has(planning->drawer, VB_TABLE_DONE,
	                     span_of(notice->key, sizeof(notice->key)), &is_done);

	if (err != 0 || is_done)
		return err;
	err = recipient_find(planning->drawer, &person->seat->person, person->seat->address,
	                     planning->rules->tongue, &addressee);
	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0 && (addressee.unwanted & notice->unwanted) == 0 &&
	    !is_word(notice->not_to, addressee.name))
		put_notice(planning, notice, person, &addressee);
	if (err == 0 && drawer_is_full(&planning->batch))
		err = drawer_commit(planning->drawer, &planning->batch);
	return err;
}

/* ---- messages and requests ---- */

static int tell_all(struct planning *planning, struct notice *notice)
{
	const struct matter *matter = notice->matter;
	size_t count;
	struct told_person *people = told_people(matter, &count);
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++) {
		if (matter->subject == MATTER_REQUEST && people[i].seat->answer != MATTER_NO_ANSWER)
			continue;
		planning_notice_key(matter, &people[i].who, notice->key);
		err = tell_one(planning, notice, &people[i]);
	}
	free(people);
	return err;
}

int planning_notice_message(struct planning *planning, const struct matter *message)
{
	struct notice notice = { .matter = message,
		                 .kind = MAILING_MESSAGE,
		                 .due_ms = planning->now_ms,
		                 .unwanted = WISH_MESSAGES,
		                 .is_gathered = true,
		                 .not_to = message->by };

	if (message->written_ms < planning->rules->begun_ms ||
	    message->written_ms < planning->now_ms - VB_PLANNING_HISTORY_MS)
		return 0;
	return tell_all(planning, &notice);
}

int planning_notice_request(struct planning *planning, const struct matter *request)
{
	struct notice notice = { .matter = request,
		                 .kind = MAILING_REQUEST,
		                 .due_ms = planning->now_ms,
		                 .unwanted = WISH_REQUESTS };

	return planning_notice_is_asked(request, planning->now_ms) ? tell_all(planning, &notice)
	                                                           : 0;
}

/* ---- duties ---- */

static int tell_duty(struct planning *planning, struct notice *notice,
                     const struct told_person *person)
{
	const struct planning_rules *rules = planning->rules;
	uint8_t key[VB_MAILING_KEY_BYTES];
	int64_t first = 0, overdue = 0;

	if (!planning_notice_due(rules, notice->matter, false, &person->who, &first, notice->key) ||
	    !planning_notice_due(rules, notice->matter, true, &person->who, &overdue, key) ||
	    overdue < planning->now_ms - VB_NOTICE_OVERDUE_MS)
		return 0;
	notice->due_ms = first > planning->now_ms ? first : planning->now_ms;
	notice->sequence = 0;
	if (overdue <= planning->now_ms) {
		/* Who was not reminded before is not reminded twice now. */
		memcpy(notice->key, key, sizeof(key));
		notice->sequence = 1;
	}
	/* What counts as told is what would have been told by now. */
	return notice->due_ms <= planning->now_ms + (planning->is_silent ? 0 : VB_NOTICE_SOON_MS)
	               ? tell_one(planning, notice, person)
	               : 0;
}

int planning_notice_duty(struct planning *planning, const struct matter *duty)
{
	struct notice notice = { .matter = duty, .kind = MAILING_DUTY, .unwanted = WISH_REMINDER };
	size_t count;
	struct told_person *people;
	int err = 0;

	if (duty->state != NULL && !is_word(duty->state, "open"))
		return 0;
	people = told_people(duty, &count);
	for (size_t i = 0; i < count && err == 0; i++)
		err = tell_duty(planning, &notice, &people[i]);
	free(people);
	return err;
}

/* ---- public ---- */

int planning_notice_public(struct planning *planning, const struct matter *matter)
{
	struct mailing_matter which = { matter->subject, matter->id, matter->space };

	if (!matter->is_public)
		return 0;
	if (matter->subject == MATTER_MEETING &&
	    (told_is_over(matter, planning->now_ms) || is_word(matter->state, "cancelled") ||
	     matter->edition_count == 0))
		return 0;
	if (matter->subject == MATTER_PAPER &&
	    matter->changed_ms < planning->now_ms - VB_NOTICE_NEWS_MS)
		return 0;
	return gather_public(planning, &which, matter->start_ms);
}
