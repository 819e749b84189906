/* cmd_committee_calendar: all sittings of a committee as a calendar to read; tested by tests/blackbox/20-seats.t */
#include <stdio.h>
#include <stdlib.h>

#include "bridges/render/ical.h"
#include "cli/cmd.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/seats.h"
#include "cli/sittings.h"
#include "cli/target.h"

#define REFRESH_HOURS 24u
#define UID_BYTES 96
#define SPACE_DIGITS                                                                               \
	16 /* as in the calendar of one meeting, so that programs take them for the same */
#define EVENT_BYTES 2048u
/* What calendars take, see diary_check: 1 January 1996 to 31 December 2999, UTC, with a day's room for zones. */
#define FIRST_MS 820540800000
#define LAST_MS 32503593600000

struct feed {
	struct cmd *cmd;
	struct labels *labels;
	struct sittings sittings;
	struct diary_event *events;
	struct json *texts; /* that events borrow */
	size_t count;
	size_t left; /* without a time, or outside what a calendar takes */
};

static bool is_wanted(const struct feed *feed, const struct sitting *sitting)
{
	return args_has(feed->cmd->args, "internal") || !leaflet_is_internal(sitting->record);
}

/* Keeps a text as long as the feed. */
static const char *keep(struct feed *feed, const char *text)
{
	json_add_text(feed->texts, text);
	return json_text(json_at(feed->texts, json_count(feed->texts) - 1));
}

/* What a record is called, kept; NULL where it is called nothing. */
static const char *keep_title(struct feed *feed, const struct json *record)
{
	char *title = labels_title(feed->labels, record);
	const char *kept = title[0] != '\0' ? keep(feed, title) : NULL;

	free(title);
	return kept;
}

static void add(struct feed *feed, const struct sitting *sitting)
{
	const struct json *fields = json_get(sitting->record, "fields");
	const char *name = json_get_text(fields, "name");
	const char *location = json_get_text(fields, "location");
	int64_t end = json_int(json_get(fields, "end"), 0);
	char uid[UID_BYTES];

	(void)snprintf(uid, sizeof(uid), "%s@%.*s.verbund", json_get_text(sitting->record, "id"),
	               SPACE_DIGITS, json_get_text(sitting->record, "space"));
	feed->events[feed->count++] = (struct diary_event){
		.uid = keep(feed, uid),
		.stamp_ms = json_int(json_get(sitting->record, "changed"), sitting->start),
		.start_ms = sitting->start,
		.has_end = end > sitting->start && end < LAST_MS,
		.end_ms = end,
		.is_cancelled = sitting->stage == VB_STAGE_CANCELLED,
		.summary = name != NULL ? name : keep_title(feed, sitting->record),
		.location = keep_title(feed, labels_record(feed->labels, location)),
	};
}

static void collect(struct feed *feed)
{
	feed->events = calloc(feed->sittings.count + 1, sizeof(*feed->events));
	feed->texts = json_new_list();
	if (feed->events == NULL)
		abort();
	for (size_t i = 0; i < feed->sittings.count; i++) {
		const struct sitting *sitting = &feed->sittings.items[i];

		if (!is_wanted(feed, sitting))
			continue;
		if (sitting->has_start && sitting->start >= FIRST_MS && sitting->start < LAST_MS)
			add(feed, sitting);
		else
			feed->left++;
	}
}

static void release(struct feed *feed)
{
	free(feed->events);
	json_destroy(&feed->texts);
	sittings_release(&feed->sittings);
	labels_destroy(&feed->labels);
}

static int write_file(const struct feed *feed, const char *name)
{
	const struct diary calendar = { .method = DIARY_PUBLISH,
		                        .name = name,
		                        .zone = feed->cmd->args->zone,
		                        .refresh_hours = REFRESH_HOURS,
		                        .events = feed->events,
		                        .count = feed->count };
	struct target target;
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_LEAFLET_MAX_BYTES + EVENT_BYTES * feed->count);
	err = ical_write(&calendar, &bytes);
	if (err == 0)
		err = target_open(feed->cmd, args_get(feed->cmd->args, "FILE"), &target, false);
	if (err == 0) {
		if (fwrite(bytes.data, 1, bytes.size, target.file) != bytes.size)
			err = VB_ERR_BAD_FILE;
		err = target_close(feed->cmd, &target, err);
	}
	buf_release(&bytes);
	return err;
}

static int committee_calendar(struct cmd *cmd)
{
	struct feed feed = { .cmd = cmd, .labels = labels_new(cmd) };
	struct json *space = NULL;
	struct json *root = NULL;
	char *name;
	int err = seats_committee(cmd, args_get(cmd->args, "COMMITTEE"), &space, &root);

	if (err == 0)
		err = sittings_read(cmd, json_text(space), json_text(root), &feed.sittings);
	if (err == 0) {
		collect(&feed);
		name = labels_title_of(feed.labels, json_text(root));
		err = write_file(&feed, name);
		free(name);
	}
	if (err == 0 && feed.left > 0)
		out_note(cmd->out,
		         ngettext("%zu sitting without a time that calendars know was left out.",
		                  "%zu sittings without a time that calendars know were left out.",
		                  feed.left),
		         feed.left);
	release(&feed);
	json_destroy(&space);
	json_destroy(&root);
	return err;
}

/* ---- the command ---- */

/* clang-format off */
static const struct option options[] = {
	{ "internal", NULL, NULL, NULL, N_("for members: with meetings that are not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_committee_calendar_commands[] = {
	{ .noun = "committee", .verb = "calendar",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("FILE")) },
	  .options = options,
	  .flags = COMMAND_TEXT,
	  .run = committee_calendar,
	  .help = N_("all sittings of a committee as a calendar file (iCalendar); - is the output"),
	  .about = N_("For calendar programs that read a file or an address: whoever is a guest of a committee sees its sittings so, and changes nothing. Each "
	              "sitting has the number that it has in the file of a single one, so that it stands in a calendar once. Written anew, the file shows what was "
	              "moved and cancelled since."),
	  .examples = { "verbund committee calendar 4f2a Termine.ics", "verbund committee calendar 4f2a - --internal" } },
	COMMAND_END,
};
/* clang-format on */
