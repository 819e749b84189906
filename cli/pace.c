/* pace: how a committee keeps its rhythm; see pace.h. */
#include "cli/pace.h"

#include <stdlib.h>

#include "cli/day.h"

static const struct json *fields_of(const struct pace *pace)
{
	return json_get(pace->seats.organization, "fields");
}

/* A number of a record; 0 where it is none that can be. */
static uint32_t number_of(const struct pace *pace, const char *name, uint32_t max)
{
	int64_t number = json_int(json_get(fields_of(pace), name), 0);

	return number > 0 && number <= (int64_t)max ? (uint32_t)number : 0;
}

/* ---- life ---- */

static int32_t since_of(const struct pace *pace, const char *zone)
{
	const struct json *created = json_get(pace->seats.organization, "created");

	return day_of_field(
		fields_of(pace), "startDate",
		created != NULL ? day_of_moment(json_int(created, 0), zone) : VB_DAY_MIN);
}

/* ---- the rhythm ---- */

static void find_rhythm(struct pace *pace)
{
	int32_t *days = calloc(pace->sittings.count + 1, sizeof(*days));
	size_t count;

	if (days == NULL)
		abort();
	count = sittings_days(&pace->sittings, days);
	pace->per_year = number_of(pace, "meetingsPerYear", VB_CADENCE_PER_YEAR_MAX);
	pace->max_days = number_of(pace, "cadenceDays", VB_DAY_MAX);
	pace->min_days = number_of(pace, "minGapDays", VB_DAY_MAX);
	if (pace->per_year > 0)
		pace->year =
			cadence_check_year(days, count, pace->per_year, pace->since, pace->today);
	if (pace->max_days > 0 || pace->min_days > 0)
		pace->gap = cadence_check_gap(days, count, pace->max_days, pace->min_days,
		                              pace->since, pace->today);
	free(days);
}

/* ---- hosts ---- */

/* Extra sittings take nobody's turn. */
static void find_host(struct pace *pace)
{
	struct record_id last = { { 0 } };

	for (size_t i = 0; i < pace->sittings.count; i++) {
		const struct sitting *sitting = &pace->sittings.items[i];
		const char *host =
			json_get_text(json_get(sitting->record, "fields"), "hostOrganization");

		if (host != NULL && sitting->has_start && !sitting->is_extra &&
		    sitting->stage != VB_STAGE_CANCELLED)
			last = seats_id_of(host);
	}
	pace->has_host = seating_next_host(pace->seats.items, pace->seats.count, pace->today, &last,
	                                   &pace->host);
}

/* ---- the next sitting ---- */

static void find_next(struct pace *pace)
{
	for (size_t i = 0; i < pace->sittings.count && pace->next == VB_PACE_NONE; i++) {
		const struct sitting *sitting = &pace->sittings.items[i];

		if (sitting->has_start && sitting->day >= pace->today &&
		    (sitting->stage == VB_STAGE_PLANNED || sitting->stage == VB_STAGE_INVITED))
			pace->next = i;
	}
	for (size_t i = 0; i < pace->sittings.count && pace->follower == VB_PACE_NONE; i++) {
		const struct sitting *sitting = &pace->sittings.items[i];

		if (sitting->has_start && sitting->day > pace->today && !sitting->is_extra &&
		    sitting->stage != VB_STAGE_CANCELLED)
			pace->follower = i;
	}
	if (pace->next != VB_PACE_NONE && pace->rulebook.profile.notice_days > 0 &&
	    pace->sittings.items[pace->next].stage == VB_STAGE_PLANNED)
		pace->invite_by = pace->sittings.items[pace->next].day - 1 -
		                  (int32_t)pace->rulebook.profile.notice_days;
}

struct profile_minutes pace_minutes(const struct pace *pace, size_t index)
{
	const struct sitting *sitting = &pace->sittings.items[index];
	int32_t next = VB_DAY_MAX;

	if (pace->is_over || !pace->rulebook.is_chosen || !sitting->has_start ||
	    (sitting->stage != VB_STAGE_CLOSED && sitting->stage != VB_STAGE_ADJOURNED) ||
	    json_get_text(json_get(sitting->record, "fields"), "state") == NULL)
		return (struct profile_minutes){ .rule = "" };
	for (size_t i = index + 1; i < pace->sittings.count && next == VB_DAY_MAX; i++) {
		const struct sitting *later = &pace->sittings.items[i];

		if (later->has_start && later->day > sitting->day &&
		    later->stage != VB_STAGE_CANCELLED)
			next = later->day;
	}
	return profile_check_minutes(&pace->rulebook.profile, sitting->day, next, pace->today);
}

void pace_find(struct pace *pace, const char *zone)
{
	const char *merged = json_get_text(fields_of(pace), "mergedInto");
	int32_t end = day_of_field(fields_of(pace), "endDate", VB_DAY_MAX);

	pace->since = since_of(pace, zone);
	pace->is_over = end < pace->today || (merged != NULL && end == VB_DAY_MAX);
	pace->follower = pace->next = VB_PACE_NONE;
	pace->invite_by = VB_DAY_MAX;
	pace->per_year = pace->max_days = pace->min_days = 0;
	pace->statutory = seats_statutory(&pace->seats, pace->today);
	pace->vacant = seats_vacant(&pace->seats, pace->today);
	if (pace->is_over)
		return;
	find_rhythm(pace);
	find_host(pace);
	find_next(pace);
}

/* ---- reading ---- */

int pace_read(struct cmd *cmd, const char *committee, int32_t today, struct pace *out)
{
	int err;

	*out = (struct pace){ .today = today };
	err = seats_read(cmd, committee, &out->seats);
	if (err == 0)
		err = sittings_read(cmd, json_text(out->seats.space),
		                    json_get_text(out->seats.organization, "id"), &out->sittings);
	if (err == 0)
		err = rulebook_read(cmd, out->seats.organization, NULL, &out->rulebook);
	if (err == 0)
		pace_find(out, cmd->args->zone);
	return err;
}

void pace_release(struct pace *pace)
{
	seats_release(&pace->seats);
	sittings_release(&pace->sittings);
}
