/* mailbed: see mailbed.h. */
#include "tests/unit/mailbed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/recipient.h"
#include "tests/tap.h"

#define ROOM 16u

static void must(int err)
{
	if (err != 0)
		bail("%s", err_name(err));
}

void mailbed_open(struct mailbed *bed, uint32_t people)
{
	char email[64];

	memset(bed, 0, sizeof(*bed));
	mailroom_open(&bed->room);
	bed->room.is_strict = true;
	mock_sitting_init(&bed->sitting, people);
	bed->rules = (struct planning_rules){ .digest_hour = 7 };
	bed->now_ms = MOCK_SITTING_START - 30 * MAILBED_DAY;
	bed->throttle = calloc(1, sizeof(*bed->throttle));
	bed->queue = calloc(1, sizeof(*bed->queue));
	if (bed->throttle == NULL || bed->queue == NULL)
		bail("no memory");
	throttle_init(bed->throttle, 0);
	queue_begin(bed->queue, &bed->room.drawer, &bed->rules, bed->throttle);
	for (uint32_t i = 0; i < people; i++) {
		snprintf(email, sizeof(email), "p%u@example.org", i);
		mailbed_person(bed, i, email, "email");
	}
	bed->outcome = QUEUE_SENT;
}

void mailbed_close(struct mailbed *bed)
{
	queue_release(bed->queue);
	free(bed->queue);
	free(bed->throttle);
	mailroom_close(&bed->room);
}

void mailbed_person(struct mailbed *bed, uint32_t n, const char *email, const char *delivery)
{
	struct mailing_matter which = { MATTER_PERSON, mock_sitting_person(n), { { 0 } } };
	struct buf b;

	buf_init(&b, 4096);
	mock_sitting_pack_person(n, email, delivery, &b);
	mailroom_put(&bed->room, &which, buf_span(&b));
	buf_release(&b);
}

void mailbed_wish(struct mailbed *bed, uint32_t n, const struct addressee *wishes)
{
	struct record_id person = mock_sitting_person(n);
	struct drawer_batch batch;

	drawer_begin(&batch);
	recipient_put(&batch, &person, &person, wishes);
	must(drawer_commit(&bed->room.drawer, &batch));
	drawer_release(&batch);
}

void mailbed_tell(struct mailbed *bed, const struct mailing_matter *which)
{
	struct planning planning;
	struct matter matter;
	int err;

	must(queue_commit(bed->queue));
	planning_begin(&planning, &bed->room.drawer, &bed->rules, bed->now_ms);
	err = drawer_show(&bed->room.drawer, which, &matter);
	if (err == 0)
		must(planning_tell(&planning, &matter));
	else
		must(planning_gone(&planning, which));
	must(planning_commit(&planning));
	matter_release(&matter);
	drawer_release(&planning.batch);
	queue_forget(bed->queue);
}

void mailbed_meeting(struct mailbed *bed)
{
	struct mailing_matter which = mock_sitting_which(&bed->sitting);
	struct buf b;

	buf_init(&b, 1 << 20);
	mock_sitting_pack(&bed->sitting, &b);
	mailroom_put(&bed->room, &which, buf_span(&b));
	buf_release(&b);
	mailbed_tell(bed, &which);
}

void mailbed_invite(struct mailbed *bed, uint32_t edition)
{
	for (uint32_t i = 0; i < MOCK_SITTING_PEOPLE; i++) {
		if (bed->sitting.seats[i].is_there)
			bed->sitting.seats[i].edition = edition;
	}
	bed->sitting.state = "invited";
	bed->sitting.edition_count = edition;
	mailbed_meeting(bed);
}

static uint32_t count_files(const struct outgoing *out)
{
	uint32_t count = 0;

	for (size_t i = 0; out->about != NULL && i < out->about->matter.item_count; i++) {
		const struct matter_item *item = &out->about->matter.items[i];

		for (size_t k = 0; k < item->file_count; k++)
			count += outgoing_brings(out, item, &item->files[k]);
	}
	return count;
}

static void note_sent(struct mailbed *bed, const struct outgoing *out)
{
	struct mailbed_sent *sent = &bed->sent[bed->count];

	if (bed->count == MAILBED_SENT)
		bail("too many mails");
	bed->count++;
	*sent = (struct mailbed_sent){
		.kind = out->mailing.kind,
		.person = record_id_is_zero(&out->mailing.person)
		                  ? 0xffff
		                  : (uint32_t)out->mailing.person.b[14] << 8 |
		                            out->mailing.person.b[15],
		.tongue = out->to.tongue,
		.sequence = out->mailing.sequence,
		.edition = out->mailing.edition,
		.matter_count = out->mailing.matter_count,
		.at_ms = bed->now_ms,
		.stamp_ms = out->mailing.stamp_ms,
		.was_ms = out->was_ms,
		.since_ms = out->mailing.since_ms,
		.files = count_files(out),
		.has_note = !record_id_is_zero(&out->note),
	};
	memcpy(sent->key, out->mailing.key, sizeof(sent->key));
	memcpy(sent->address, out->to.address, sizeof(sent->address));
	if (out->mailing.matter_count > 0)
		sent->first = out->mailing.matters[0].id;
}

/* Sends all that is due now; returns when more is. */
static int64_t pump(struct mailbed *bed)
{
	struct outgoing out[ROOM];
	int64_t next = bed->now_ms;
	size_t count = 1;

	for (unsigned turns = 0; (count > 0 || next <= bed->now_ms) && turns < 10000; turns++) {
		must(queue_take(bed->queue, bed->now_ms, out, ROOM, &count, &next));
		for (size_t i = 0; i < count; i++) {
			if (bed->outcome == QUEUE_SENT)
				note_sent(bed, &out[i]);
			must(queue_result(bed->queue, &out[i], bed->outcome,
			                  bed->outcome == QUEUE_REFUSED ? 550 : 0, bed->now_ms));
			outgoing_release(&out[i]);
		}
		must(queue_commit(bed->queue));
	}
	return next;
}

void mailbed_wait(struct mailbed *bed, int64_t ms)
{
	int64_t end = bed->now_ms + ms, next;

	for (;;) {
		next = pump(bed);
		if (next > end)
			break;
		bed->now_ms = next > bed->now_ms ? next : bed->now_ms + 1;
	}
	bed->now_ms = end;
}

uint32_t mailbed_new(struct mailbed *bed, const struct mailbed_sent **out)
{
	uint32_t count = bed->count - bed->seen;

	if (out != NULL)
		*out = &bed->sent[bed->seen];
	bed->seen = bed->count;
	return count;
}
