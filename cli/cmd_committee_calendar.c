/* cmd_committee_calendar: all meetings and series of a committee as a calendar; tested by tests/blackbox/20-calendar.t */
#include <stdlib.h>
#include <string.h>

#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/datebook.h"
#include "cli/day.h"
#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/target.h"

#define CALENDAR_MAX_BYTES (64u << 20)

struct gathering {
	struct cmd *cmd;
	struct labels *labels;
	struct json *committee;
	struct json *meetings;
	struct json *series_records;
	bool *is_double; /* one a meeting */
	struct series_book *series;
	size_t series_count;
	struct datebook book;
	int32_t first; /* day */
	size_t left;   /* without a time, or one outside what calendars take */
};

/* ---- reading ---- */

static int64_t start_of(const struct json *meeting)
{
	return json_int(json_get(json_get(meeting, "fields"), "start"), INT64_MAX);
}

static int by_start(const struct json *a, const struct json *b)
{
	int order = (start_of(a) > start_of(b)) - (start_of(a) < start_of(b));

	return order != 0 ? order : strcmp(json_get_text(a, "id"), json_get_text(b, "id"));
}

static int read_kind(struct gathering *g, const char *kind, struct json **items)
{
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "kind", kind);
	json_put_text(question, "space", json_get_text(g->committee, "id"));
	err = client_list(g->cmd->client, "record.list", &question, items);
	if (err == 0)
		arrange(*items, by_start);
	return err;
}

/* Whether what only members read may be in the file. */
static bool is_open(const struct gathering *g, const struct json *record)
{
	return args_has(g->cmd->args, "internal") || !leaflet_is_internal(record);
}

static int gather(struct gathering *g)
{
	struct cmd *cmd = g->cmd;
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_ask(cmd->client, "committee.show", &question, &g->committee);
	if (err == 0)
		err = read_kind(g, "meeting", &g->meetings);
	if (err == 0)
		err = read_kind(g, "meetingSeries", &g->series_records);
	g->is_double = calloc(json_count(g->meetings) + 1, sizeof(*g->is_double));
	g->series = calloc(json_count(g->series_records) + 1, sizeof(*g->series));
	if (g->is_double == NULL || g->series == NULL)
		abort();
	if (err == 0)
		sittings_find_doubles(g->meetings, cmd->args->zone, g->is_double);
	for (size_t i = 0; err == 0 && i < json_count(g->series_records); i++) {
		const struct json *record = json_at(g->series_records, i);

		if (!is_open(g, record))
			continue;
		err = series_book_read(cmd, record, &g->series[g->series_count++]);
	}
	return err;
}

/* ---- putting together ---- */

static bool is_sound(const struct sitting *sitting)
{
	return sitting->has_start && civil_is_sound(sitting->start);
}

/* Whether a meeting stands in the calendar: it has a time that calendars take, and is no double. */
static bool is_entry(const struct gathering *g, const struct json *meeting, bool is_double)
{
	struct sitting sitting = sittings_parse(meeting, g->cmd->args->zone);

	return !is_double && is_open(g, meeting) && is_sound(&sitting) && sitting.day >= g->first;
}

static void count_left(struct gathering *g)
{
	for (size_t i = 0; i < json_count(g->meetings); i++) {
		const struct json *meeting = json_at(g->meetings, i);
		struct sitting sitting = sittings_parse(meeting, g->cmd->args->zone);

		g->left += !g->is_double[i] && is_open(g, meeting) && !is_sound(&sitting);
	}
}

static const struct series_book *series_of(const struct gathering *g, const struct json *meeting)
{
	const char *id = json_get_text(json_get(meeting, "fields"), "series");

	for (size_t i = 0; id != NULL && i < g->series_count; i++) {
		if (strcmp(json_get_text(g->series[i].record, "id"), id) == 0)
			return &g->series[i];
	}
	return NULL;
}

static int add_meeting(struct gathering *g, const struct json *meeting)
{
	struct json *question = json_new_map();
	struct json *agenda = NULL;
	int err;

	json_put_text(question, "meeting", json_get_text(meeting, "id"));
	err = client_list(g->cmd->client, "agenda.list", &question, &agenda);
	if (err == 0)
		err = datebook_add_meeting(&g->book, meeting, agenda, series_of(g, meeting));
	json_destroy(&agenda);
	return err;
}

/* Which marks of a series stand in the calendar by themselves. A series goes on before the first day that was asked for, since
 * its rule has one begin. */
static int add_series(struct gathering *g, const struct series_book *series)
{
	bool *is_shown = calloc(series->count + 1, sizeof(*is_shown));
	int err;

	if (is_shown == NULL)
		abort();
	for (size_t i = 0; i < series->count; i++)
		is_shown[i] = is_entry(g, series->sittings[i].record, series->marks[i].is_double);
	err = datebook_add_series(&g->book, series, is_shown);
	free(is_shown);
	return err;
}

static int put_together(struct gathering *g)
{
	size_t count = json_count(g->meetings);
	int err = 0;

	for (size_t i = 0; i < g->series_count; i++)
		count += datebook_room(&g->series[i]);
	datebook_init(&g->book, g->cmd, g->labels,
	              args_has(g->cmd->args, "internal") ? INVITATION_MEMBERS : INVITATION_PUBLIC,
	              count, g->series_count);
	for (size_t i = 0; err == 0 && i < g->series_count; i++)
		err = add_series(g, &g->series[i]);
	for (size_t i = 0; err == 0 && i < json_count(g->meetings); i++) {
		if (is_entry(g, json_at(g->meetings, i), g->is_double[i]))
			err = add_meeting(g, json_at(g->meetings, i));
	}
	if (err == 0 && g->book.count > VB_DIARY_EVENTS_MAX)
		err = out_fail(g->cmd->out, VB_ERR_TOO_LARGE,
		               _("more than %u entries; --from takes only later ones"),
		               VB_DIARY_EVENTS_MAX);
	return err;
}

/* ---- writing ---- */

static int write_file(struct gathering *g)
{
	struct target target;
	struct buf bytes;
	int err;

	buf_init(&bytes, CALENDAR_MAX_BYTES);
	err = datebook_write(&g->book, VB_CIVIL_BERLIN, json_get_text(g->committee, "name"),
	                     &bytes);
	if (err == 0)
		err = target_open(g->cmd, args_get(g->cmd->args, "FILE"), &target, false);
	if (err == 0) {
		if (fwrite(bytes.data, 1, bytes.size, target.file) != bytes.size)
			err = VB_ERR_BAD_FILE;
		err = target_close(g->cmd, &target, err);
	}
	buf_release(&bytes);
	return err;
}

static void release(struct gathering *g)
{
	datebook_release(&g->book);
	for (size_t i = 0; i < g->series_count; i++)
		series_book_release(&g->series[i]);
	free(g->series);
	free(g->is_double);
	json_destroy(&g->committee);
	json_destroy(&g->meetings);
	json_destroy(&g->series_records);
	labels_destroy(&g->labels);
}

static int committee_calendar(struct cmd *cmd)
{
	const char *from = args_get(cmd->args, "from");
	struct gathering g = { .cmd = cmd, .first = VB_DAY_MIN };
	int err = from != NULL ? day_parse(cmd->out, "from", from, &g.first) : 0;

	g.labels = labels_new(cmd);
	if (err == 0)
		err = gather(&g);
	if (err == 0)
		err = put_together(&g);
	if (err == 0)
		err = write_file(&g);
	if (err == 0)
		count_left(&g);
	if (g.left > 0)
		out_note(cmd->out,
		         ngettext("%zu sitting without a time that calendars know was left out.",
		                  "%zu sittings without a time that calendars know were left out.",
		                  g.left),
		         g.left);
	release(&g);
	return err;
}

/* ---- the command ---- */

/* clang-format off */
static const struct option calendar_options[] = {
	{ "from", N_("DATE"), NULL, NULL, N_("only meetings from this day on"), false },
	{ "internal", NULL, NULL, NULL, N_("for members: with meetings that are not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_committee_calendar_commands[] = {
	{ .noun = "committee", .verb = "calendar",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("FILE")) },
	  .options = calendar_options,
	  .flags = COMMAND_TEXT,
	  .run = committee_calendar,
	  .help = N_("all sittings of a committee as a calendar file (iCalendar); - is the output"),
	  .about = N_("For calendar programs that read a file or an address: whoever is a guest of a committee sees its sittings so, and changes nothing. Each "
	              "sitting has the number that it has in the file of a single one, so that it stands in a calendar once. A series stands in it by its "
	              "rule, with the days that are left out and the meetings that moved. Written anew, the file shows what was moved and cancelled since."),
	  .examples = { "verbund committee calendar 4f2a Termine.ics",
	                "verbund committee calendar 4f2a - --from 2027-01-01" } },
	COMMAND_END,
};
/* clang-format on */
