/* pace_list: a committee's rhythm for people and scripts; see pace_list.h; tested by tests/blackbox/20-seats.t */
#include "cli/pace_list.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/day.h"
#include "cli/deadline.h"
#include "cli/field.h"

#define REMIND_DAYS 30 /* before something is due, as everywhere in due.h */
#define YEAR_DAYS 366u
#define ID_TEXT_BYTES (2u * VB_RECORD_ID_BYTES + 1u)

struct lines {
	struct cmd *cmd;
	struct labels *labels;
	const struct pace *pace;
	int32_t until;
	struct json *items;
};

static const char *name_of(const struct pace *pace)
{
	const char *name = json_get_text(json_get(pace->seats.organization, "fields"), "name");

	return name != NULL ? name : "";
}

/* How a day stands to today: late, within its reminder, or ahead. */
static struct obligation_due due_by(const struct lines *l, int32_t day, int32_t remind)
{
	struct obligation_due due = { .state = VB_OBLIGATION_AHEAD, .due = day };
	int64_t left = (int64_t)day - l->pace->today;

	if (left < 0) {
		due.state = VB_OBLIGATION_LATE;
		due.late_days = (uint32_t)-left;
	} else if (left <= remind) {
		due.state = VB_OBLIGATION_REMIND;
	}
	return due;
}

/* Who has to see to it: whose turn it is to host; else the committee, which is named anyway. */
static void put_who(const struct lines *l, struct json *item)
{
	struct json *list = json_new_list();
	struct json *one = json_new_map();
	char id[ID_TEXT_BYTES];
	char *name;

	hex_format(l->pace->host.b, sizeof(l->pace->host.b), id);
	name = labels_title_of(l->labels, l->pace->has_host ? id : NULL);
	json_put_text(one, "id", id);
	json_put_text(one, "name", name);
	if (l->pace->has_host)
		json_add(list, &one);
	json_put(item, "who", &list);
	json_destroy(&one);
	free(name);
}

/* Adds a line, unless it is due later than anybody asked for; the item to put more into, else NULL. record: what it is
 * about. */
static struct json *add_line(struct lines *l, const char *what, const struct obligation_due *due,
                             const struct json *record, const char *name)
{
	struct json *item;

	if (due->state == VB_OBLIGATION_AHEAD && due->due > l->until)
		return NULL;
	item = json_new_map();
	json_put_text(item, "what", what);
	deadline_export(item, due);
	json_put_text(item, "name", name);
	put_who(l, item);
	json_put_text(item, "committee", name_of(l->pace));
	json_put_text(item, "kind", json_get_text(record, "kind"));
	json_put_text(item, "space", json_text(l->pace->seats.space));
	json_put_text(item, "id", json_get_text(record, "id"));
	json_add(l->items, &item);
	return json_at(l->items, json_count(l->items) - 1);
}

/* ---- sittings that should be ---- */

static void add_year(struct lines *l)
{
	const struct cadence_year *year = &l->pace->year;
	struct obligation_due due;
	struct json *item;
	char text[200];
	int32_t length;

	if (l->pace->per_year == 0 || !year->is_due)
		return;
	length = (int32_t)(YEAR_DAYS / l->pace->per_year);
	due = due_by(l, year->due, length > REMIND_DAYS ? length : REMIND_DAYS);
	(void)snprintf(
		text, sizeof(text),
		ngettext("%u of %u is missing in %d", "%u of %u are missing in %d", year->missing),
		year->missing, l->pace->per_year, calendar_date(l->pace->today).year);
	item = add_line(l, "sitting", &due, l->pace->seats.organization,
	                l->cmd->out->style.is_terminal ? text : name_of(l->pace));
	if (item == NULL)
		return;
	json_put_int(item, "held", year->held);
	json_put_int(item, "planned", year->planned);
	json_put_int(item, "missing", year->missing);
	json_put_int(item, "perYear", l->pace->per_year);
}

/* Whether there was a sitting that counts before today. */
static bool has_met(const struct pace *pace)
{
	bool has = false;

	for (size_t i = 0; i < pace->sittings.count && !has; i++) {
		const struct sitting *sitting = &pace->sittings.items[i];

		has = sitting->has_start && !sitting->is_extra &&
		      sitting->stage != VB_STAGE_CANCELLED && sitting->day <= pace->today;
	}
	return has;
}

static void add_gap(struct lines *l)
{
	const struct cadence_gap *gap = &l->pace->gap;
	struct obligation_due due;
	char text[200];

	if (l->pace->max_days == 0 || gap->is_planned)
		return;
	due = due_by(l, gap->due, REMIND_DAYS);
	if (gap->late_days > 0) {
		due.state = VB_OBLIGATION_LATE;
		due.late_days = gap->late_days;
	}
	if (has_met(l->pace))
		(void)snprintf(text, sizeof(text),
		               ngettext("%u day after the last one", "%u days after the last one",
		                        l->pace->max_days),
		               l->pace->max_days);
	else
		(void)snprintf(text, sizeof(text),
		               ngettext("%u day after the beginning", "%u days after the beginning",
		                        l->pace->max_days),
		               l->pace->max_days);
	(void)add_line(l, "gap", &due, l->pace->seats.organization,
	               l->cmd->out->style.is_terminal ? text : name_of(l->pace));
}

/* ---- what sittings wait for ---- */

static void add_sitting(struct lines *l, const char *what, const struct obligation_due *due,
                        size_t index, const char *rule)
{
	const struct json *record = l->pace->sittings.items[index].record;
	char *title = labels_title(l->labels, record);
	struct json *item = add_line(l, what, due, record, title);

	if (item != NULL)
		json_put_text(item, "rule", rule);
	free(title);
}

static void add_next(struct lines *l)
{
	const struct pace *pace = l->pace;
	struct obligation_due due;

	if (pace->gap.early_days > 0 && pace->follower != VB_PACE_NONE) {
		due = (struct obligation_due){ .state = VB_OBLIGATION_REMIND };
		due.due = pace->sittings.items[pace->follower].day;
		add_sitting(l, "early", &due, pace->follower, NULL);
	}
	if (pace->invite_by == VB_DAY_MAX)
		return;
	due = due_by(l, pace->invite_by, REMIND_DAYS);
	add_sitting(l, "invitation", &due, pace->next,
	            profile_check_notice(&pace->rulebook.profile, 0, 0).rule);
}

static void add_minutes(struct lines *l)
{
	for (size_t i = 0; i < l->pace->sittings.count; i++) {
		struct profile_minutes minutes = pace_minutes(l->pace, i);
		struct obligation_due due;

		if (!minutes.has_due)
			continue;
		due = due_by(l, minutes.due, REMIND_DAYS);
		add_sitting(l, "minutes", &due, i, minutes.rule);
	}
}

void pace_list_add(struct cmd *cmd, struct labels *labels, const struct pace *pace, int32_t until,
                   struct json *items)
{
	struct lines l = { cmd, labels, pace, until, items };

	if (pace->is_over)
		return;
	add_year(&l);
	add_gap(&l);
	add_next(&l);
	add_minutes(&l);
}

/* ---- committees ---- */

static int read_one(struct cmd *cmd, struct labels *labels, const char *space, int32_t today,
                    int32_t until, struct json *items)
{
	struct pace pace;
	int err = pace_read(cmd, space, today, &pace);

	if (err == 0)
		pace_list_add(cmd, labels, &pace, until, items);
	pace_release(&pace);
	return err;
}

int pace_list_read(struct cmd *cmd, struct labels *labels, const char *space, int32_t today,
                   int32_t until, struct json *items)
{
	struct json *question = NULL;
	struct json *committees;
	int err;

	if (space != NULL)
		return read_one(cmd, labels, space, today, until, items);
	err = client_list(cmd->client, "committee.list", &question, &committees);
	if (err < 0)
		return err;
	for (size_t i = 0; err == 0 && i < json_count(committees); i++) {
		err = read_one(cmd, labels, json_get_text(json_at(committees, i), "id"), today,
		               until, items);
		/* One that is still being fetched has nothing to say yet. */
		if (err == VB_ERR_BUSY) {
			out_forget(cmd->out);
			err = 0;
		}
	}
	json_destroy(&committees);
	return err;
}

/* ---- the head of committee show ---- */

static void print_number(struct cmd *cmd, const char *title, uint32_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%u", number);
	if (number > 0)
		answer_pair(cmd, title, text);
}

static char *host_of(struct labels *labels, const struct pace *pace)
{
	char id[ID_TEXT_BYTES];

	hex_format(pace->host.b, sizeof(pace->host.b), id);
	return labels_title_of(labels, pace->has_host ? id : NULL);
}

void pace_list_print(struct cmd *cmd, struct labels *labels, const struct pace *pace)
{
	char *host = host_of(labels, pace);
	char *next = labels_title(labels, pace->next != VB_PACE_NONE
	                                          ? pace->sittings.items[pace->next].record
	                                          : NULL);

	if (pace->rulebook.is_chosen)
		answer_pair(cmd, N_("Rules"), field_word(cmd->out, rulebook_word(&pace->rulebook)));
	print_number(cmd, N_("Sittings a year"), pace->per_year);
	print_number(cmd, N_("Days at most between"), pace->max_days);
	print_number(cmd, N_("Days at least between"), pace->min_days);
	if (pace->per_year > 0) {
		print_number(cmd, N_("Held this year"), pace->year.held);
		print_number(cmd, N_("Planned this year"), pace->year.planned);
	}
	answer_pair(cmd, N_("Next sitting"), next[0] != '\0' ? next : NULL);
	answer_pair(cmd, N_("Next host"), host[0] != '\0' ? host : NULL);
	print_number(cmd, N_("Statutory number"), pace->statutory);
	print_number(cmd, N_("Vacant seats"), pace->vacant);
	free(host);
	free(next);
}

struct json *pace_list_export(struct labels *labels, const struct pace *pace)
{
	struct json *map = json_new_map();
	char *host = host_of(labels, pace);

	json_put_text(map, "rules",
	              pace->rulebook.is_chosen ? rulebook_word(&pace->rulebook) : NULL);
	if (pace->per_year > 0)
		json_put_int(map, "meetingsPerYear", pace->per_year);
	if (pace->max_days > 0)
		json_put_int(map, "cadenceDays", pace->max_days);
	if (pace->min_days > 0)
		json_put_int(map, "minGapDays", pace->min_days);
	if (pace->per_year > 0) {
		json_put_int(map, "held", pace->year.held);
		json_put_int(map, "planned", pace->year.planned);
		json_put_int(map, "missing", pace->year.missing);
	}
	if (pace->next != VB_PACE_NONE)
		json_put_text(map, "nextMeeting",
		              json_get_text(pace->sittings.items[pace->next].record, "id"));
	json_put_text(map, "nextHost", host[0] != '\0' ? host : NULL);
	json_put_int(map, "statutoryCount", pace->statutory);
	json_put_int(map, "vacantCount", pace->vacant);
	free(host);
	return map;
}
