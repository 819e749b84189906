/* handout: a meeting as a file; see handout.h; tested by tests/blackbox/19-handout.t */
#include "cli/handout.h"

#include <stdio.h>
#include <string.h>

#include "bridges/render/ical.h"
#include "bridges/render/plain.h"
#include "cli/invited.h"
#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/target.h"

#define UID_BYTES 96
#define SPACE_DIGITS 16 /* enough to tell committees apart */

/* All that the document borrows. */
struct handout {
	struct cmd *cmd;
	struct labels *labels;
	struct json *meeting;
	struct json *agenda;
	struct leaflet leaflet;
};

static int write_calendar(const struct handout *handout, struct buf *out)
{
	const struct invitation *invitation = &handout->leaflet.invitation;
	struct diary_event event = { .stamp_ms = invitation->made_ms,
		                     .start_ms = invitation->start.ms,
		                     .has_end = invitation->has_end,
		                     .end_ms = invitation->end.ms,
		                     .is_cancelled = invitation->occasion == INVITATION_CANCEL,
		                     .location = invitation->place };
	const struct diary calendar = {
		.method = DIARY_PUBLISH, .zone = handout->leaflet.zone, .events = &event, .count = 1
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
	buf_init(&agenda, VB_LEAFLET_MAX_BYTES);
	buf_init(&summary, VB_LEAFLET_MAX_BYTES);
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
	err = invitation_agenda(invitation, &handout->leaflet.captions, &form);
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
