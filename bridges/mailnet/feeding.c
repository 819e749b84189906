/* feeding: see feeding.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/feeding.h"

#include <string.h>

#include "bridges/mail/queue_job.h"
#include "bridges/mail/tables.h"
#include "bridges/mailnet/mail_log.h"
#include "protocol/pack.h"

#define PAUSE_MS 2000
#define PERSONS_MS 600000 /* not more often all is looked at because of a person */
#define LOOK_MS 21600000  /* and without any reason */
#define PLACE_BYTES 16u

/* ---- planning ---- */

struct look {
	struct feeding *feeding;
	struct planning *planning;
	int err;
};

/* Shows a matter and plans what follows. */
static int tell(struct feeding *feeding, struct planning *planning,
                const struct mailing_matter *which)
{
	struct matter matter;
	int err = drawer_show(&feeding->office->drawer, which, &matter);

	if (err == 0)
		err = planning_tell(planning, &matter);
	else if (err == VB_ERR_NOT_FOUND)
		err = planning_gone(planning, which);
	matter_release(&matter);
	feeding->has_changed = true;
	return err;
}

static bool look_each(void *ctx, const struct mailing_matter *which)
{
	struct look *look = ctx;

	look->err = tell(look->feeding, look->planning, which);
	return look->err == 0;
}

static int look_at(struct feeding *feeding, struct planning *planning, enum matter_subject subject,
                   const struct space_id *space)
{
	struct look look = { feeding, planning, 0 };
	int err = office_list(feeding->office, subject, space, look_each, &look);

	return err < 0 ? err : look.err;
}

static void want_space(struct feeding *feeding, const struct space_id *space)
{
	for (size_t i = 0; i < feeding->space_count; i++)
		if (space_id_is_equal(&feeding->spaces[i], space))
			return;
	if (feeding->space_count < VB_FEEDING_SPACES_MAX)
		feeding->spaces[feeding->space_count++] = *space;
	else
		feeding->wants_all = true;
}

/* ---- a page ---- */

static bool is_same(const struct mailing_matter *a, const struct mailing_matter *b)
{
	return a->subject == b->subject && record_id_is_equal(&a->id, &b->id) &&
	       space_id_is_equal(&a->space, &b->space);
}

static int take_item(struct feeding *feeding, struct planning *planning, struct span item,
                     struct mailing_matter *last)
{
	struct mailing_matter which;
	enum matter_subject subject;
	struct span word;
	unsigned scope;

	/* A subject that a newer office knows is nothing to us. */
	if (!ipc_map_text(item, "subject", 64, &word) || matter_subject_parse(word, &subject) < 0 ||
	    !office_item_read(item, subject, &which) || is_same(&which, last))
		return 0;
	*last = which;
	scope = planning_scope(subject);
	if (scope & PLANNING_SPACE)
		want_space(feeding, &which.space);
	if (scope & PLANNING_ALL)
		feeding->wants_all = true;
	return scope & PLANNING_SELF ? tell(feeding, planning, &which) : 0;
}

static void put_place(struct planning *planning, uint64_t generation, uint64_t after)
{
	uint8_t place[PLACE_BYTES];

	put_be64(place, generation);
	put_be64(place + 8, after);
	drawer_put(&planning->batch, VB_TABLE_CURSOR, span_of_str(VB_CURSOR_FEED),
	           span_of(place, sizeof(place)), NULL);
}

static int take_page(struct feeding *feeding, struct planning *planning, struct span page)
{
	struct mailing_matter last = { .subject = MATTER_NONE };
	uint64_t generation, next;
	struct pack_reader r;
	struct span items;
	uint32_t count;
	int err = 0;

	if (!ipc_map_uint(page, "generation", &generation) || !ipc_map_uint(page, "next", &next) ||
	    !ipc_map_find(page, "items", &items))
		return VB_ERR_MALFORMED;
	unpack_init(&r, items);
	count = unpack_array(&r, VB_PACK_MAX_ITEMS);
	for (uint32_t i = 0; err == 0 && i < count; i++)
		err = take_item(feeding, planning, unpack_any(&r), &last);
	for (; err == 0 && feeding->space_count > 0; feeding->space_count -= err == 0)
		err = look_at(feeding, planning, MATTER_MEETING,
		              &feeding->spaces[feeding->space_count - 1]);
	if (err == 0 && r.err < 0)
		err = r.err;
	if (err == 0 &&
	    (!feeding->has_place || generation != feeding->generation || next != feeding->after)) {
		put_place(planning, generation, next);
		err = planning_commit(planning);
	}
	if (err < 0)
		return err;
	feeding->has_place = true;
	feeding->generation = generation;
	feeding->after = next;
	return 0;
}

static void ask_again(struct feeding *feeding, int64_t now_ms, int err)
{
	feeding->again_ms = now_ms + PAUSE_MS;
	if (err == 0 && office_wait_feed(feeding->office, feeding->generation, feeding->after,
	                                 feeding->has_place) == 0)
		feeding->again_ms = 0;
}

void feeding_page(struct feeding *feeding, const struct ipc_answer *page, int64_t now_ms)
{
	struct planning planning;
	int err = page->err;

	planning_begin(&planning, &feeding->office->drawer, &feeding->rules, now_ms);
	if (err == 0)
		err = take_page(feeding, &planning, page->result);
	drawer_release(&planning.batch);
	if (err < 0)
		mail_log_error("mail.feed", err, "after=%ju", (uintmax_t)feeding->after);
	ask_again(feeding, now_ms, err);
}

/* ---- time ---- */

static int look_at_all(struct feeding *feeding, struct planning *planning)
{
	static const enum matter_subject subjects[] = { MATTER_MEETING, MATTER_DUTY,
		                                        MATTER_REQUEST };
	int err = 0;

	for (size_t i = 0; err == 0 && i < sizeof(subjects) / sizeof(subjects[0]); i++)
		err = look_at(feeding, planning, subjects[i], NULL);
	return err == 0 ? planning_commit(planning) : err;
}

int feeding_count_as_told(struct feeding *feeding, int64_t now_ms)
{
	struct planning planning;
	int err;

	planning_begin(&planning, &feeding->office->drawer, &feeding->rules, now_ms);
	err = queue_job_forget(&planning);
	planning.is_silent = true;
	if (err == 0)
		err = look_at(feeding, &planning, MATTER_PAPER, NULL);
	if (err == 0)
		err = look_at_all(feeding, &planning);
	if (err == 0)
		feeding->rules.begun_ms = now_ms;
	drawer_release(&planning.batch);
	return err;
}

/* When all is to be looked at: now and then, and soon where a person changed. */
static bool is_look_due(const struct feeding *feeding, int64_t now_ms)
{
	return now_ms >= feeding->all_ms ||
	       (feeding->wants_all && now_ms >= feeding->all_ms - LOOK_MS + PERSONS_MS);
}

void feeding_step(struct feeding *feeding, int64_t now_ms, int64_t *next_ms)
{
	struct planning planning;
	int64_t due = INT64_MAX;
	int err = 0;

	planning_begin(&planning, &feeding->office->drawer, &feeding->rules, now_ms);
	if (feeding->again_ms > 0 && now_ms >= feeding->again_ms)
		ask_again(feeding, now_ms, 0);
	if (is_look_due(feeding, now_ms)) {
		feeding->wants_all = false;
		err = look_at_all(feeding, &planning);
		/* After an error soon again. */
		feeding->all_ms = now_ms + (err == 0 ? LOOK_MS : 60000);
	}
	if (err == 0 && now_ms >= feeding->clock_ms) {
		err = planning_clock(&planning, &due);
		if (err == 0)
			err = planning_commit(&planning);
		feeding->clock_ms = now_ms + 60000;
		if (err == 0 && due > now_ms && due < feeding->clock_ms)
			feeding->clock_ms = due;
		feeding->has_changed = true;
	}
	drawer_release(&planning.batch);
	if (err < 0)
		mail_log_error("mail.look", err, "%s", "");
	if (feeding->clock_ms < *next_ms)
		*next_ms = feeding->clock_ms;
	if (feeding->again_ms > 0 && feeding->again_ms < *next_ms)
		*next_ms = feeding->again_ms;
	if (feeding->wants_all && feeding->all_ms - LOOK_MS + PERSONS_MS < *next_ms)
		*next_ms = feeding->all_ms - LOOK_MS + PERSONS_MS;
}

/* ---- the start ---- */

/* Since when there is a bridge here: what was said before is history. */
static int note_begin(struct office *office, int64_t now_ms, int64_t *begun)
{
	uint64_t since;
	struct drawer_batch batch;
	int err = drawer_get_u64(&office->drawer, VB_TABLE_CURSOR, span_of_str(VB_CURSOR_BEGUN),
	                         &since);

	if (err == 0 && since == 0) {
		since = (uint64_t)now_ms;
		drawer_begin(&batch);
		drawer_put_u64(&batch, VB_TABLE_CURSOR, span_of_str(VB_CURSOR_BEGUN), since);
		err = drawer_commit(&office->drawer, &batch);
		drawer_release(&batch);
	}
	*begun = (int64_t)since;
	return err;
}

int feeding_begin(struct feeding *feeding, struct office *office, const struct mail_conf *conf,
                  int64_t now_ms)
{
	struct buf place;
	int err;

	memset(feeding, 0, sizeof(*feeding));
	feeding->office = office;
	/* planning counts days from Monday, as civil does. */
	feeding->rules = (struct planning_rules){
		.reminder_days = (uint32_t)conf->reminder_days,
		.digest_hour = (uint32_t)conf->digest_hour,
		.newsletter_weekday = (uint32_t)((conf->newsletter_weekday + 6) % 7),
		.tongue = TONGUE_DE,
	};
	err = note_begin(office, now_ms, &feeding->rules.begun_ms);
	buf_init(&place, PLACE_BYTES);
	if (err == 0)
		err = office->drawer.get(office, VB_TABLE_CURSOR, span_of_str(VB_CURSOR_FEED),
		                         &place);
	if (err == 0 && place.size == PLACE_BYTES) {
		feeding->has_place = true;
		feeding->generation = get_be64(place.data);
		feeding->after = get_be64(place.data + 8);
	}
	buf_release(&place);
	if (err < 0 && err != VB_ERR_NOT_FOUND)
		return err;
	return office_wait_feed(office, feeding->generation, feeding->after, feeding->has_place);
}
