/* planning: see planning.h. */
#include "bridges/mail/planning.h"

#include <string.h>

#include "bridges/mail/gather.h"
#include "bridges/mail/planning_meeting.h"
#include "bridges/mail/planning_notice.h"
#include "bridges/mail/sweep.h"
#include "bridges/mail/tables.h"

void planning_begin(struct planning *planning, const struct drawer *drawer,
                    const struct planning_rules *rules, int64_t now_ms)
{
	memset(planning, 0, sizeof(*planning));
	planning->drawer = drawer;
	planning->rules = rules;
	planning->now_ms = now_ms;
	drawer_begin(&planning->batch);
}

unsigned planning_scope(enum matter_subject subject)
{
	switch (subject) {
	case MATTER_MEETING:
	case MATTER_MESSAGE:
	case MATTER_DUTY:
	case MATTER_REQUEST:
		return PLANNING_SELF;
	case MATTER_PAPER:
		return PLANNING_SELF | PLANNING_SPACE;
	case MATTER_COMMITTEE:
		return PLANNING_SPACE;
	case MATTER_PERSON:
		return PLANNING_ALL;
	case MATTER_NONE:
	case MATTER_SUBJECT_COUNT:
		break;
	}
	return 0;
}

int planning_tell(struct planning *planning, const struct matter *matter)
{
	int err = 0;

	switch (matter->subject) {
	case MATTER_MEETING:
		err = planning_meeting_tell(planning, matter);
		if (err == 0)
			err = planning_notice_public(planning, matter);
		break;
	case MATTER_PAPER:
		err = planning_notice_public(planning, matter);
		break;
	case MATTER_MESSAGE:
		err = planning_notice_message(planning, matter);
		break;
	case MATTER_REQUEST:
		err = planning_notice_request(planning, matter);
		break;
	case MATTER_DUTY:
		err = planning_notice_duty(planning, matter);
		break;
	case MATTER_NONE:
	case MATTER_COMMITTEE:
	case MATTER_PERSON:
	case MATTER_SUBJECT_COUNT:
		break;
	}
	return err;
}

int planning_gone(struct planning *planning, const struct mailing_matter *which)
{
	return which->subject == MATTER_MEETING ? planning_meeting_gone(planning, &which->id) : 0;
}

int planning_clock(struct planning *planning, int64_t *out_next_ms)
{
	int64_t letter = 0, swept = 0;
	int err = gather_newsletter(planning, &letter);

	if (err == 0)
		err = sweep_old(planning, &swept);
	if (err == 0)
		err = planning_commit(planning);
	if (err == 0)
		*out_next_ms = letter < swept ? letter : swept;
	return err;
}

int planning_commit(struct planning *planning)
{
	return drawer_commit(planning->drawer, &planning->batch);
}

void planning_own(struct drawer_batch *batch, const struct record_id *message,
                  const struct record_id *person, int64_t now_ms)
{
	uint8_t key[VB_MAILING_KEY_BYTES];

	mailing_key(MAILING_MESSAGE, message, 0, person, key);
	drawer_put_u64(batch, VB_TABLE_DONE, span_of(key, sizeof(key)), (uint64_t)now_ms);
}
