/* cmd_meeting_invite: inviting to a meeting, and how each seat was reached; tested by tests/blackbox/20-invite.t
 *
 * The state, the frozen agenda and a note a seat are written in one, so that nobody is half invited. Goes on with the noun
 * meeting. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/inviting.h"
#include "cli/language.h"
#include "cli/letters.h"
#include "cli/reaching.h"

#define POLL_MS 100
#define WAIT_DEFAULT_S 5
#define WAIT_MAX_S 600

/* ---- what became of it ---- */

static int64_t mono_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int find_wait(struct cmd *cmd, int64_t *seconds)
{
	const char *text = args_get(cmd->args, "wait");
	char *end;

	*seconds = WAIT_DEFAULT_S;
	if (text == NULL)
		return 0;
	*seconds = strtol(text, &end, 10);
	if (*end == '\0' && end != text && *seconds >= 0 && *seconds <= WAIT_MAX_S)
		return 0;
	return out_fail(cmd->out, VB_ERR_OUT_OF_RANGE, "--wait %.40s", text);
}

/* Reads anew until all offices have it, for so long at most. */
static int wait_for_offices(struct inviting *in, int64_t seconds, struct reaching *reaching)
{
	const struct timespec pause = { 0, POLL_MS * 1000000L };
	int64_t end = mono_ms() + seconds * 1000;
	int err = reaching_read(in->cmd, &in->m, &in->invited, reaching);

	while (err == 0 && reaching_is_waiting(reaching) && mono_ms() < end) {
		out_progress_wait(in->cmd->out);
		(void)nanosleep(&pause, NULL);
		reaching_release(reaching);
		err = reaching_read(in->cmd, &in->m, &in->invited, reaching);
	}
	out_progress_wait_end(in->cmd->out);
	return err;
}

/* Letters, if they were asked for; else the command that makes them. */
static int make_letters(struct cmd *cmd, const struct muster *m, const struct invited *invited,
                        const struct reaching *reaching)
{
	const struct letters letters = { .cmd = cmd,
		                         .m = m,
		                         .invited = invited,
		                         .folder = args_get(cmd->args, "letters"),
		                         .is_internal = args_has(cmd->args, "internal") };
	size_t count;
	int err;

	if (letters.folder == NULL) {
		if (reaching->sums.deliveries[VB_DELIVERY_LETTER] > 0)
			out_hint(cmd->out,
			         _("To print the letters:\n  verbund meeting invitations %.*s "
			           "--letters "
			           "FOLDER"),
			         (int)VB_TABLE_SHORT_DIGITS, json_get_text(m->meeting, "id"));
		return 0;
	}
	err = letters_write(&letters, reaching->lines, &count);
	if (err == 0)
		out_note(cmd->out,
		         ngettext("%zu letter is in %s.", "%zu letters are in %s.", count), count,
		         letters.folder);
	return err;
}

/* All lines, and what goes with them. */
static int tell(struct inviting *in, int64_t wait_s)
{
	struct reaching reaching = { .lines = NULL };
	int err;

	invited_release(&in->invited);
	err = invited_read(in->cmd, in->m.meeting, &in->invited);
	if (err == 0)
		err = invited_read_notes(in->cmd, in->m.meeting, &in->invited);
	if (err == 0)
		err = wait_for_offices(in, wait_s, &reaching);
	if (err == 0)
		err = reaching_note(in->cmd, &in->m, &reaching);
	if (err == 0) {
		reaching_print(in->cmd, &reaching);
		err = make_letters(in->cmd, &in->m, &in->invited, &reaching);
	}
	reaching_release(&reaching);
	return err;
}

/* ---- preview ---- */

static void preview(struct inviting *in)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 },
		{ _("Person"), 0 },
		{ _("Way"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct json *items = json_new_list();

	for (size_t i = 0; i < in->m.count; i++) {
		bool is_office = reaching_by_office(&in->m, i, in->readers);
		const char *office = is_office ? reaching_office(&in->m, i, in->readers) : NULL;
		const char *way = is_office ? "office" : "letter";
		char *owner, *who;
		struct json *item;

		if (!inviting_is_wanted(in, i))
			continue;
		owner = muster_for(&in->m, i);
		who = muster_who(&in->m, i);
		item = json_new_map();
		table_add(table, owner);
		table_add(table, who);
		table_add(table, office != NULL && in->cmd->out->style.is_terminal
		                         ? office
		                         : field_word(in->cmd->out, way));
		table_add(table, json_get_text(in->m.seats[i].record, "id"));
		json_put_text(item, "for", owner);
		json_put_text(item, "who", who);
		json_put_text(item, "channel", way);
		json_put_text(item, "office", office);
		json_put_text(item, "membership", json_get_text(in->m.seats[i].record, "id"));
		json_add(items, &item);
		free(owner);
		free(who);
	}
	if (in->cmd->args->is_json)
		answer_items(in->cmd, &items);
	else
		out_list(in->cmd->out, &table);
	table_destroy(&table);
	json_destroy(&items);
	out_note(in->cmd->out,
	         ngettext("%zu item would be invited to. Nothing was written.",
	                  "%zu items would be invited to. Nothing was written.",
	                  json_count(in->news)),
	         json_count(in->news));
}

/* ---- the handlers ---- */

static int meeting_invite(struct cmd *cmd)
{
	struct inviting in;
	const struct letters letters = { .cmd = cmd,
		                         .m = &in.m,
		                         .folder = args_get(cmd->args, "letters"),
		                         .is_internal = args_has(cmd->args, "internal") };
	int64_t wait_s;
	int err = inviting_read(cmd, &in);

	if (err == 0)
		err = find_wait(cmd, &wait_s);
	/* Nobody is invited by a letter that then cannot be written. */
	if (err == 0 && letters.folder != NULL && !args_has(cmd->args, "preview"))
		err = letters_check(&letters);
	if (err == 0 && args_has(cmd->args, "preview")) {
		preview(&in);
	} else if (err == 0) {
		err = inviting_write(&in);
		if (err == 0)
			err = tell(&in, wait_s);
	}
	inviting_release(&in);
	return err;
}

static int meeting_invitations(struct cmd *cmd)
{
	struct muster m = { .count = 0 };
	struct invited invited = { .count = 0 };
	struct reaching reaching = { .lines = NULL };
	int err = muster_read(cmd, args_get(cmd->args, "MEETING"), &m);

	if (err == 0)
		err = invited_read(cmd, m.meeting, &invited);
	if (err == 0)
		err = invited_read_notes(cmd, m.meeting, &invited);
	if (err == 0)
		err = reaching_read(cmd, &m, &invited, &reaching);
	if (err == 0)
		err = reaching_note(cmd, &m, &reaching);
	if (err == 0) {
		reaching_print(cmd, &reaching);
		err = make_letters(cmd, &m, &invited, &reaching);
	}
	muster_release(&m);
	invited_release(&invited);
	reaching_release(&reaching);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option invite_options[] = {
	{ "supplement", NULL, NULL, NULL, N_("send what came on the agenda since the invitation"), false },
	{ "preview", NULL, NULL, NULL, N_("only say who would be invited, and how"), false },
	{ "optional", NULL, NULL, NULL, N_("seats, too, that are only invited if needed"), false },
	{ "reason", N_("TEXT"), NULL, NULL, N_("why the notice is short, where the rules allow that; the letters say it"), false },
	{ "letters", N_("FOLDER"), NULL, NULL, N_("write the letters for seats without an office, as text and as pages to print"), false },
	{ "internal", NULL, NULL, NULL, N_("letters are for members: with what is not public"), false },
	{ "wait", N_("SECONDS"), NULL, NULL, N_("wait so long for offices that are connected; without it, 5"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option invitations_options[] = {
	{ "letters", N_("FOLDER"), NULL, NULL, N_("write the letters for seats without an office, as text and as pages to print"), false },
	{ "internal", NULL, NULL, NULL, N_("letters are for members: with what is not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_invite_commands[] = {
	{ .noun = "meeting", .verb = "invite",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = invite_options,
	  .run = meeting_invite,
	  .help = N_("invite to a meeting: the agenda is kept as it is now, and each seat is told"),
	  .about = N_("Each seat that is in force on the day of the meeting is invited: where an office answers for it, by that office, else by a letter. In "
	              "the end there is a line a seat: delivered (the office has all of it), waiting (it does not have it yet), or letter to print. Nobody is "
	              "invited before that.\n\n"
	              "Whether the notice is kept follows from the rules that the committee has chosen, and the answer names the rule. What comes on the agenda later is a "
	              "supplement, which --supplement sends."),
	  .examples = { "verbund meeting invite 0198c2a4f1b3e07d5c60 --preview",
	                "verbund meeting invite 0198c2a4f1b3e07d5c60 --letters Briefe",
	                "verbund meeting invite 0198c2a4f1b3e07d5c60 --supplement --reason 'Frist des Landes endet am 1.12.'" } },
	{ .noun = "meeting", .verb = "invitations",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = invitations_options,
	  .run = meeting_invitations,
	  .help = N_("how each seat of a meeting was reached: delivered, waiting, or letter to print"),
	  .about = N_("What an office has said to have meanwhile is noted by the office that invited, when it asks. What an office got from another one than the "
	              "office that asks is known there within five minutes (arrival-every in verbundd.conf)."),
	  .examples = { "verbund meeting invitations 0198c2a4f1b3e07d5c60",
	                "verbund meeting invitations 0198c2a4f1b3e07d5c60 --letters Briefe" } },
	COMMAND_END,
};
/* clang-format on */
