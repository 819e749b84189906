/* handout: a meeting as a file; see handout.h; tested by tests/blackbox/19-handout.t */
#include "cli/handout.h"

#include <stdio.h>
#include <string.h>

#include "cli/datebook.h"
#include "cli/invited.h"
#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/target.h"

/* All that the document borrows. */
struct handout {
	struct cmd *cmd;
	struct labels *labels;
	struct json *meeting;
	struct json *agenda;
	struct leaflet leaflet;
};

/* The series of which the meeting is the one that counts for its day. */
static int find_series(const struct handout *handout, struct series_book *series, bool *has_series)
{
	const struct json *meeting = handout->meeting;
	const struct json *record = labels_record(
		handout->labels, json_get_text(json_get(meeting, "fields"), "series"));
	int err;

	*has_series = false;
	if (record == NULL || json_is_yes(json_get(record, "deleted")) ||
	    (leaflet_is_internal(record) && !args_has(handout->cmd->args, "internal")))
		return 0;
	err = series_book_read(handout->cmd, record, series);
	for (size_t i = 0; err == 0 && i < series->count; i++)
		*has_series =
			*has_series || (!series->marks[i].is_double &&
		                        strcmp(json_get_text(series->sittings[i].record, "id"),
		                               json_get_text(meeting, "id")) == 0);
	return err;
}

static int write_calendar(const struct handout *handout, struct buf *out)
{
	struct series_book series = { .count = 0 };
	struct datebook book;
	bool has_series;
	int err;

	if (!handout->leaflet.invitation.has_start)
		return out_fail(handout->cmd->out, VB_ERR_MISSING_VALUE, "%s",
		                _("The meeting has no time yet, which a calendar needs."));
	datebook_init(&book, handout->cmd, handout->labels, handout->leaflet.invitation.audience, 1,
	              0);
	err = find_series(handout, &series, &has_series);
	if (err == 0)
		err = datebook_add_meeting(&book, handout->meeting, handout->agenda,
		                           has_series ? &series : NULL);
	if (err == 0)
		err = datebook_write(&book, handout->leaflet.zone, NULL, out);
	datebook_release(&book);
	series_book_release(&series);
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

/* What came after the invitation says so beside its kind. */
static void mark_supplements(struct json *agenda)
{
	for (size_t i = 0; i < json_count(agenda); i++) {
		struct json *fields = json_get(json_at(agenda, i), "fields");
		const char *kind = json_get_text(fields, "itemType");
		struct buf text;

		if (json_int(json_get(json_at(agenda, i), "edition"), 0) == 0)
			continue;
		buf_init(&text, VB_LEAFLET_MAX_BYTES);
		if (kind != NULL) {
			buf_put(&text, kind, strlen(kind));
			buf_put(&text, ", ", 2);
		}
		buf_put(&text, _("supplement"), strlen(_("supplement")) + 1);
		json_put_text(fields, "itemType", (const char *)text.data);
		buf_release(&text);
	}
}

/* The agenda as it was frozen, in place of the one that there is now. */
static int ask_invited(struct handout *handout)
{
	struct cmd *cmd = handout->cmd;
	struct invited invited = { .count = 0 };
	struct json *frozen;
	int err = invited_read(cmd, handout->meeting, &invited);

	if (err == 0 && invited_editions(&invited) == 0)
		err = out_fail(cmd->out, VB_ERR_WRONG_STATE, "%s", _("Nobody was invited so far."));
	if (err == 0) {
		frozen = invited_agenda(&invited, VB_EDITION_NONE, handout->agenda);
		json_destroy(&handout->agenda);
		mark_supplements(frozen);
		handout->agenda = frozen;
	}
	invited_release(&invited);
	return err;
}

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
	if (err == 0 && leaflet_is_internal(handout->meeting) && !args_has(cmd->args, "internal"))
		err = out_fail(
			cmd->out, VB_ERR_DENIED, "%s",
			_("The meeting is not public; --internal makes a file for its members."));
	return err == 0 && args_has(cmd->args, "as-invited") ? ask_invited(handout) : err;
}

static void release(struct handout *handout)
{
	leaflet_release(&handout->leaflet);
	labels_destroy(&handout->labels);
	json_destroy(&handout->agenda);
	json_destroy(&handout->meeting);
}

int handout_export(struct cmd *cmd)
{
	struct handout handout = { .cmd = cmd };
	const char *format = args_get(cmd->args, "format");
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_LEAFLET_MAX_BYTES);
	handout.labels = labels_new(cmd);
	err = ask(&handout);
	if (err < 0)
		goto out;
	leaflet_init(&handout.leaflet, cmd, handout.labels, handout.meeting, handout.agenda,
	             args_has(cmd->args, "internal") ? INVITATION_MEMBERS : INVITATION_PUBLIC);
	if (args_has(cmd->args, "as-invited") &&
	    handout.leaflet.invitation.occasion != INVITATION_CANCEL)
		handout.leaflet.invitation.occasion = INVITATION_INVITE;
	err = strcmp(format, "ical") == 0 ? write_calendar(&handout, &bytes)
	                                  : leaflet_write(&handout.leaflet, format, &bytes);
	if (err == 0)
		err = write_file(&handout, &bytes);
out:
	release(&handout);
	buf_release(&bytes);
	return err;
}
