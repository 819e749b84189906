/* judging: see judging.h; tested by tests/unit/test_planning_histories.c */
#include "bridges/mail/judging.h"

#include <string.h>

#include "bridges/mail/gather.h"
#include "bridges/mail/planning_meeting.h"
#include "bridges/mail/planning_notice.h"
#include "bridges/mail/quiet.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"

#define NEWS_MAX_BYTES (VB_MAILING_MATTERS_MAX * VB_GATHER_KEY_BYTES)

struct case_file {
	const struct planning *planning;
	struct outgoing *out;
	struct told *told;
	const struct told_person *person; /* as the matter names them; NULL: not */
	enum judgement judgement;
};

bool judging_is_of_meeting(enum mailing_kind kind)
{
	return kind == MAILING_INVITATION || kind == MAILING_CHANGE ||
	       kind == MAILING_CANCELLATION || kind == MAILING_AGENDA || kind == MAILING_PAPERS;
}

bool outgoing_brings(const struct outgoing *outgoing, const struct matter_item *item,
                     const struct matter_file *file)
{
	enum mailing_kind kind = outgoing->mailing.kind;

	if (item != NULL && (item->is_internal || item->edition == VB_MATTER_NOT_INVITED))
		return false;
	return kind == MAILING_INVITATION || ((kind == MAILING_AGENDA || kind == MAILING_PAPERS) &&
	                                      !told_has_file(&outgoing->before, &file->id));
}

void outgoing_release(struct outgoing *outgoing)
{
	recall_let_go(outgoing->about);
	mailing_release(&outgoing->mailing);
	buf_release(&outgoing->news);
	memset(outgoing, 0, sizeof(*outgoing));
}

static bool is_answer(enum mailing_kind kind)
{
	return kind == MAILING_RECEIPT || kind == MAILING_CONFIRM || kind == MAILING_NOTE ||
	       kind == MAILING_TEST;
}

/* ---- kinds ---- */

/* DTSTAMP in whole seconds, always behind the last one (RFC 5545, 3.8.7.2). */
static int64_t next_stamp(const struct told *told, int64_t now_ms)
{
	int64_t stamp = now_ms - now_ms % 1000;

	return stamp > told->stamp_ms ? stamp : told->stamp_ms + 1000;
}

static int judge_meeting(struct case_file *file)
{
	const struct planning *planning = file->planning;
	struct outgoing *out = file->out;
	struct mailing *mailing = &out->mailing;
	const struct matter *meeting = &out->about->matter;
	const struct matter_person *seat = file->person != NULL ? file->person->seat : NULL;
	struct told *told = file->told;
	struct telling telling;

	out->before = *told;
	if (told->next_ms != mailing->due_ms ||
	    memcmp(told->next, mailing->key, sizeof(told->next)) != 0)
		return 0;
	told_next(told, meeting, seat, planning->now_ms, &telling);
	if (telling.kind == 0 ||
	    ((telling.kind == MAILING_AGENDA || telling.kind == MAILING_PAPERS) &&
	     (out->to.unwanted & WISH_AGENDA) != 0))
		return 0;
	out->content = planning_meeting_content(&telling);
	if (told->start_ms != meeting->start_ms)
		out->was_ms = told->start_ms;
	if (seat != NULL && telling.kind != MAILING_CANCELLATION)
		out->note = seat->note;
	*told = telling.then;
	/* What perhaps went before said something else: this is another message. */
	if (out->before.tried != 0 && !telling.is_again)
		told->serial++;
	told->tried = telling.kind;
	told->tried_edition = telling.edition;
	told->stamp_ms = next_stamp(&out->before, planning->now_ms);
	mailing->kind = telling.kind;
	mailing->sequence = told->sequence;
	mailing->edition = telling.edition;
	mailing->since_ms = out->before.papers_ms;
	mailing->stamp_ms = told->stamp_ms;
	mailing_key(mailing->kind, &meeting->id, told->serial, &out->addressed.who, mailing->key);
	file->judgement = JUDGED_GO;
	return 0;
}

static int is_done(struct case_file *file, bool *out)
{
	const struct mailing *mailing = &file->out->mailing;

	return drawer_has(file->planning->drawer, VB_TABLE_DONE,
	                  span_of(mailing->key, sizeof(mailing->key)), out);
}

static int judge_reminder(struct case_file *file)
{
	struct outgoing *out = file->out;
	const struct matter *meeting = &out->about->matter;
	uint8_t key[VB_MAILING_KEY_BYTES];
	bool is_told = false;
	int err;

	planning_meeting_remind_key(meeting, &out->addressed.who, key);
	if (file->person == NULL || file->told->state != TOLD_INVITED ||
	    file->told->start_ms != meeting->start_ms ||
	    told_is_over(meeting, file->planning->now_ms) ||
	    file->person->seat->answer == MATTER_NO ||
	    file->person->seat->edition == VB_MATTER_NOT_INVITED ||
	    (meeting->state != NULL && strcmp(meeting->state, "cancelled") == 0) ||
	    (out->to.unwanted & WISH_REMINDER) != 0 ||
	    memcmp(key, out->mailing.key, sizeof(key)) != 0)
		return 0;
	err = is_done(file, &is_told);
	if (err == 0 && !is_told)
		file->judgement = JUDGED_GO;
	return err;
}

static int judge_duty(struct case_file *file)
{
	struct outgoing *out = file->out;
	uint8_t key[VB_MAILING_KEY_BYTES];
	int64_t due;

	if (file->person != NULL && (out->to.unwanted & WISH_REMINDER) == 0 &&
	    planning_notice_due(file->planning->rules, &out->about->matter,
	                        out->mailing.sequence == 1, &out->addressed.who, &due, key) &&
	    memcmp(key, out->mailing.key, sizeof(key)) == 0)
		file->judgement = JUDGED_GO;
	return 0;
}

static int judge_request(struct case_file *file)
{
	struct outgoing *out = file->out;
	uint8_t key[VB_MAILING_KEY_BYTES];

	planning_notice_key(&out->about->matter, &out->addressed.who, key);
	if (file->person != NULL && file->person->seat->answer == MATTER_NO_ANSWER &&
	    planning_notice_is_asked(&out->about->matter, file->planning->now_ms) &&
	    (out->to.unwanted & WISH_REQUESTS) == 0 &&
	    memcmp(key, out->mailing.key, sizeof(key)) == 0)
		file->judgement = JUDGED_GO;
	return 0;
}

static int judge_message(struct case_file *file)
{
	if (file->person != NULL && (file->out->to.unwanted & WISH_MESSAGES) == 0)
		file->judgement = JUDGED_GO;
	return 0;
}

static int judge_digest(struct case_file *file)
{
	struct outgoing *out = file->out;
	int err;

	buf_init(&out->news, NEWS_MAX_BYTES);
	err = gather_digest(file->planning->drawer, &out->addressed.who, &out->mailing, &out->news);
	if (err == 0 && out->mailing.matter_count > 0)
		file->judgement = JUDGED_GO;
	return err;
}

static int judge_newsletter(struct case_file *file)
{
	struct outgoing *out = file->out;
	int err = gather_issue(file->planning->drawer, &out->mailing);

	if (err == 0 && out->mailing.matter_count > 0 &&
	    (record_id_is_zero(&out->mailing.person) || (out->to.unwanted & WISH_NEWSLETTER) == 0))
		file->judgement = JUDGED_GO;
	return err;
}

static int judge_answer(struct case_file *file)
{
	file->judgement = JUDGED_GO;
	return 0;
}

typedef int judge_fn(struct case_file *file);

static judge_fn *const judges[MAILING_KIND_COUNT] = {
	[MAILING_INVITATION] = judge_meeting,
	[MAILING_CHANGE] = judge_meeting,
	[MAILING_CANCELLATION] = judge_meeting,
	[MAILING_REMINDER] = judge_reminder,
	[MAILING_AGENDA] = judge_meeting,
	[MAILING_PAPERS] = judge_meeting,
	[MAILING_DUTY] = judge_duty,
	[MAILING_REQUEST] = judge_request,
	[MAILING_MESSAGE] = judge_message,
	[MAILING_DIGEST] = judge_digest,
	[MAILING_NEWSLETTER] = judge_newsletter,
	[MAILING_RECEIPT] = judge_answer,
	[MAILING_CONFIRM] = judge_answer,
	[MAILING_NOTE] = judge_answer,
	[MAILING_TEST] = judge_answer,
};

/* ---- all ---- */

/* Looks at the matter and the person; *is_void: one of them is gone. */
static int look(struct case_file *file, struct recall *recall, bool *is_void)
{
	const struct drawer *drawer = file->planning->drawer;
	struct outgoing *out = file->out;
	struct mailing *mailing = &out->mailing;
	bool needs_matter = !is_answer(mailing->kind) && mailing->kind != MAILING_DIGEST &&
	                    mailing->kind != MAILING_NEWSLETTER;
	int err = 0;

	out->addressed.person = mailing->person;
	out->addressed.address = mailing->address;
	mailing_who(&mailing->person, mailing->address, &out->addressed.who);
	if (needs_matter && mailing->matter_count == 0)
		err = VB_ERR_NOT_FOUND;
	else if (mailing->matter_count > 0)
		err = recall_get(recall, drawer, &mailing->matters[0], file->planning->now_ms,
		                 &out->about);
	if (err == VB_ERR_NOT_FOUND && !needs_matter)
		err = 0;
	if (err == 0)
		err = recipient_find(drawer, &mailing->person, mailing->address, mailing->tongue,
		                     &out->to);
	if (err == 0 && out->about != NULL) {
		file->person = told_find(out->about->people, out->about->people_count,
		                         &out->addressed.who);
		if (out->about->matter.subject == MATTER_MEETING)
			err = planning_meeting_told(drawer, &out->about->matter.id,
			                            &out->addressed.who, file->told);
	}
	*is_void = err == VB_ERR_NOT_FOUND;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* A digest of one matter is written from it as all else is. */
static int look_at_only(struct case_file *file, struct recall *recall)
{
	struct outgoing *out = file->out;
	int err;

	if (out->about != NULL || file->judgement != JUDGED_GO || out->mailing.matter_count != 1)
		return 0;
	err = recall_get(recall, file->planning->drawer, &out->mailing.matters[0],
	                 file->planning->now_ms, &out->about);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int judging_judge(const struct planning *planning, struct recall *recall, struct outgoing *out,
                  struct told *told, enum judgement *judgement)
{
	struct case_file file = {
		.planning = planning, .out = out, .told = told, .judgement = JUDGED_VOID
	};
	enum mailing_kind kind = out->mailing.kind;
	int64_t due;
	bool is_void = false;
	int err;

	told_init(told);
	err = look(&file, recall, &is_void);
	if (err == 0 && !is_void)
		err = judges[kind](&file);
	if (err == 0)
		err = look_at_only(&file, recall);
	if (err != 0)
		return err;
	kind = out->mailing.kind;
	if (file.judgement == JUDGED_GO && !is_answer(kind) &&
	    !(out->about != NULL && planning_meeting_is_urgent(kind, &out->about->matter,
	                                                       &out->before, planning->now_ms))) {
		due = quiet_end(&out->to, planning->now_ms);
		if (due > planning->now_ms) {
			out->mailing.due_ms = due;
			file.judgement = JUDGED_LATER;
		}
	}
	*judgement = file.judgement;
	return 0;
}
