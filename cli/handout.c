/* handout: a meeting as a file; see handout.h; tested by tests/blackbox/19-handout.t */
#include "cli/handout.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/render/html.h"
#include "bridges/render/ical.h"
#include "bridges/render/invitation.h"
#include "bridges/render/pages.h"
#include "bridges/render/plain.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/target.h"
#include "cli/wording.h"

#define DOCUMENT_MAX_BYTES (64u << 20)
#define UID_BYTES 96
#define SPACE_DIGITS 16 /* enough to tell committees apart */

/* All that the document borrows. */
struct handout {
	struct cmd *cmd;
	struct labels *labels;
	struct json *meeting;
	struct json *agenda;
	struct captions captions;
	struct invitation invitation;
	struct invitation_item *items;
	struct invitation_paper *papers; /* one an item */
	char start_zone[VB_WORDING_ZONE_BYTES], end_zone[VB_WORDING_ZONE_BYTES];
	const char *zone;
	char **texts; /* made for it */
	size_t text_count;
};

static const struct json *fields_of(const struct json *record)
{
	return json_get(record, "fields");
}

/* Keeps a text until the end; NULL where it is empty. Takes it. */
static const char *keep(struct handout *handout, char *text)
{
	if (text == NULL || text[0] == '\0') {
		free(text);
		return NULL;
	}
	handout->texts[handout->text_count++] = text;
	return text;
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience == NULL || strcmp(audience, "all") != 0;
}

/* ---- from records ---- */

static unsigned depth_of(const char *number)
{
	unsigned depth = 0;

	for (; number != NULL && *number != '\0'; number++)
		depth += *number == '.' ? 1 : 0;
	return depth;
}

static void set_paper(struct handout *handout, struct invitation_item *item,
                      struct invitation_paper *paper, const struct json *fields)
{
	const struct json *consultation =
		labels_record(handout->labels, json_get_text(fields, "consultation"));
	const struct json *record =
		labels_record(handout->labels, json_get_text(fields_of(consultation), "paper"));

	/* What is not public is no paper for the public, whoever names it. */
	if (record == NULL ||
	    (handout->invitation.audience == INVITATION_PUBLIC && is_internal(record)))
		return;
	paper->reference = json_get_text(fields_of(record), "reference");
	paper->title = json_get_text(fields_of(record), "name");
	item->papers = paper;
	item->paper_count = 1;
}

static void set_items(struct handout *handout)
{
	size_t count = json_count(handout->agenda);

	for (size_t i = 0; i < count; i++) {
		const struct json *record = json_at(handout->agenda, i);
		const struct json *fields = fields_of(record);
		struct invitation_item *item = &handout->items[handout->invitation.item_count];
		int64_t minutes = json_int(json_get(fields, "plannedMinutes"), 0);

		item->number = json_get_text(record, "number");
		/* Proposals and what was declined have no number, and are no items. */
		if (item->number == NULL || item->number[0] == '\0')
			continue;
		item->depth = depth_of(item->number);
		item->title = json_get_text(fields, "name");
		item->kind = json_get_text(fields, "itemType");
		item->note = json_get_text(fields, "description");
		item->minutes = minutes > 0 && minutes < UINT16_MAX ? (unsigned)minutes : 0;
		item->is_internal = is_internal(record);
		item->submitter =
			keep(handout,
		             labels_title_of(handout->labels, json_get_text(fields, "submitter")));
		set_paper(handout, item, &handout->papers[handout->invitation.item_count], fields);
		handout->invitation.item_count++;
	}
}

/* Committees of a joint sitting, with commas between; the place, and the room on a line of its own. */
static void set_surroundings(struct handout *handout, const struct json *fields)
{
	const char *room = json_get_text(fields, "room");
	char *place = labels_title_of(handout->labels, json_get_text(fields, "location"));
	const struct json *organizations = json_get(fields, "organization");
	struct buf text;

	/* As many names as there are members of a set, from many entries: more than one text has. */
	buf_init(&text, DOCUMENT_MAX_BYTES);
	for (size_t i = 0; i < json_count(organizations); i++) {
		char *name = labels_title_of(handout->labels, json_text(json_at(organizations, i)));

		if (text.size > 0 && name != NULL && name[0] != '\0')
			buf_put(&text, ", ", 2);
		if (name != NULL)
			buf_put(&text, name, strlen(name));
		free(name);
	}
	buf_put_u8(&text, '\0');
	handout->invitation.committee = keep(handout, strdup((const char *)text.data));
	buf_clear(&text);
	if (place != NULL)
		buf_put(&text, place, strlen(place));
	if (room != NULL) {
		buf_put_u8(&text, '\n');
		buf_put(&text, room, strlen(room));
	}
	buf_put_u8(&text, '\0');
	handout->invitation.place = keep(handout, strdup((const char *)text.data));
	buf_release(&text);
	free(place);
}

/* When the newest of what it shows was changed. */
static int64_t changed_of(const struct handout *handout)
{
	int64_t newest = json_int(json_get(handout->meeting, "changed"), 0);

	for (size_t i = 0; i < json_count(handout->agenda); i++) {
		int64_t changed = json_int(json_get(json_at(handout->agenda, i), "changed"), 0);

		if (changed > newest)
			newest = changed;
	}
	return newest;
}

static void set_meeting(struct handout *handout)
{
	const struct json *fields = fields_of(handout->meeting);
	struct invitation *invitation = &handout->invitation;
	const char *zone = json_get_text(fields, "timeZone");
	int64_t start = json_int(json_get(fields, "start"), INT64_MIN);
	int64_t end = json_int(json_get(fields, "end"), INT64_MIN);

	handout->zone =
		zone != NULL && moment_check_zone(zone) == 0 ? zone : handout->cmd->args->zone;
	invitation->occasion =
		json_is_yes(json_get(fields, "cancelled")) ? INVITATION_CANCEL : INVITATION_AGENDA;
	invitation->name = json_get_text(fields, "name");
	invitation->has_start = start != INT64_MIN;
	invitation->has_end = invitation->has_start && end > start;
	if (invitation->has_start)
		invitation->start = wording_time(start, handout->zone, handout->start_zone);
	if (invitation->has_end)
		invitation->end = wording_time(end, handout->zone, handout->end_zone);
	invitation->made_ms = changed_of(handout);
	set_surroundings(handout, fields);
	set_items(handout);
	invitation->items = handout->items;
}

/* ---- to bytes ---- */

static int write_document(const struct handout *handout, const char *format, struct buf *out)
{
	struct form form;
	int err;

	form_init(&form);
	err = invitation_to_form(&handout->invitation, &handout->captions, &form);
	if (err == 0 && strcmp(format, "text") == 0)
		err = plain_write(&form, out);
	else if (err == 0 && strcmp(format, "html") == 0)
		err = html_write(&form, out);
	else if (err == 0)
		err = pages_write(&form, out);
	form_release(&form);
	return err;
}

static int write_calendar(const struct handout *handout, struct buf *out)
{
	const struct invitation *invitation = &handout->invitation;
	struct diary_event event = { .stamp_ms = invitation->made_ms,
		                     .start_ms = invitation->start.ms,
		                     .has_end = invitation->has_end,
		                     .end_ms = invitation->end.ms,
		                     .is_cancelled = invitation->occasion == INVITATION_CANCEL,
		                     .location = invitation->place };
	const struct diary calendar = {
		.method = DIARY_PUBLISH, .zone = handout->zone, .events = &event, .count = 1
	};
	char uid[UID_BYTES];
	struct buf summary;
	struct buf agenda;
	struct form form;
	int err;

	if (!invitation->has_start)
		return out_fail(handout->cmd->out, VB_ERR_MISSING_VALUE, "%s",
		                _("The meeting has no time yet, which a calendar needs."));
	form_init(&form);
	buf_init(&agenda, DOCUMENT_MAX_BYTES);
	buf_init(&summary, DOCUMENT_MAX_BYTES);
	buf_put(&summary, invitation->committee != NULL ? invitation->committee : "",
	        invitation->committee != NULL ? strlen(invitation->committee) : 0);
	if (invitation->committee != NULL)
		buf_put(&summary, ": ", 2);
	buf_put(&summary, invitation->name,
	        invitation->name != NULL ? strlen(invitation->name) : 0);
	buf_put_u8(&summary, '\0');
	(void)snprintf(uid, sizeof(uid), "%s@%.*s.verbund", json_get_text(handout->meeting, "id"),
	               SPACE_DIGITS, json_get_text(handout->meeting, "space"));
	event.uid = uid;
	event.summary = (const char *)summary.data;
	err = invitation_agenda(invitation, &handout->captions, &form);
	if (err == 0)
		err = plain_write(&form, &agenda);
	buf_put_u8(&agenda, '\0');
	event.description = (const char *)agenda.data;
	if (err == 0)
		err = ical_write(&calendar, out);
	form_release(&form);
	buf_release(&summary);
	buf_release(&agenda);
	return err;
}

static int write_file(const struct handout *handout, const struct buf *bytes)
{
	struct target target;
	int err = target_open(handout->cmd, args_get(handout->cmd->args, "FILE"), &target, false);

	if (err < 0)
		return err;
	if (fwrite(bytes->data, 1, bytes->size, target.file) != bytes->size)
		err = VB_ERR_BAD_FILE;
	return target_close(handout->cmd, &target, err);
}

/* ---- all of it ---- */

static int ask(struct handout *handout)
{
	struct cmd *cmd = handout->cmd;
	const char *id = args_get(cmd->args, "MEETING");
	struct json *question = json_new_map();
	int err = client_show(cmd->client, id, "meeting", _("This is no meeting."),
	                      &handout->meeting);

	json_put_text(question, "meeting", id);
	if (err == 0)
		err = client_list(cmd->client, "agenda.list", &question, &handout->agenda);
	json_destroy(&question);
	if (err == 0 && is_internal(handout->meeting) && !args_has(cmd->args, "internal"))
		err = out_fail(
			cmd->out, VB_ERR_DENIED, "%s",
			_("The meeting is not public; --internal makes a file for its members."));
	return err;
}

static void release(struct handout *handout)
{
	for (size_t i = 0; i < handout->text_count; i++)
		free(handout->texts[i]);
	free(handout->texts);
	free(handout->items);
	free(handout->papers);
	labels_destroy(&handout->labels);
	json_destroy(&handout->agenda);
	json_destroy(&handout->meeting);
}

int handout_export(struct cmd *cmd)
{
	struct handout handout = { .cmd = cmd };
	const char *format = args_get(cmd->args, "format");
	struct buf bytes;
	size_t count;
	int err;

	buf_init(&bytes, DOCUMENT_MAX_BYTES);
	handout.labels = labels_new(cmd);
	err = ask(&handout);
	if (err < 0)
		goto out;
	/* One more of each, so that none is of no bytes; besides the items, committee and place are made. */
	count = json_count(handout.agenda) + 1;
	handout.items = calloc(count, sizeof(*handout.items));
	handout.papers = calloc(count, sizeof(*handout.papers));
	handout.texts = calloc(count + 2, sizeof(*handout.texts));
	if (handout.items == NULL || handout.papers == NULL || handout.texts == NULL)
		abort();
	if (args_has(cmd->args, "internal"))
		handout.invitation.audience = INVITATION_MEMBERS;
	wording_fill(&handout.captions);
	set_meeting(&handout);
	err = strcmp(format, "ical") == 0 ? write_calendar(&handout, &bytes)
	                                  : write_document(&handout, format, &bytes);
	if (err == 0)
		err = write_file(&handout, &bytes);
out:
	release(&handout);
	buf_release(&bytes);
	return err;
}
