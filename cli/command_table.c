/* command_table: the tables of commands, one a noun, in the order in which help shows them; and the options and words
 * that several share; see command.h; tested by tests/blackbox/05-cli.t */
#include "cli/cmd.h"
#include "cli/language.h"

const char *const command_roles[] = { "relay", "guest", "member", "steward", NULL };

/* clang-format off */
const char *const command_kinds[] = {
	"body", "organization", "person", "membership", "meeting", "agendaItem", "paper", "consultation", "location", "message", "file", "reply",
	"proposal", "attendance", "invitation", "obligation", "measure", "agreement", "processStep", "commentRequest", "fundingApplication",
	"fundingRecommendation", "ruleProfile", "meetingSeries", "invitedItem", "agendaEdition", "quorum", "resolutionPoint", "costPosition",
	"availabilityRequest", "availability", NULL
};

const struct option command_common[] = {
	{ "home", N_("DIR"), NULL, NULL, N_("data directory (else $VERBUND_HOME, else ~/.local/share/verbund)"), false },
	{ "zone", N_("ZONE"), NULL, NULL, N_("time zone of typed and shown times (Europe/Berlin)"), false },
	{ "json", NULL, NULL, NULL, N_("one JSON document instead of a table"), false },
	{ "no-color", NULL, NULL, NULL, N_("no colours"), false },
	{ "help", NULL, NULL, NULL, N_("this help"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct option command_yes[] = {
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

/* One a line: clang-format would pack them, and whoever adds one would move the others. */
static const struct command *const tables[] = {
	cmd_init_commands,
	cmd_status_commands,
	cmd_doctor_commands,
	cmd_node_commands,
	cmd_sheet_commands,
	cmd_person_commands,
	cmd_person_key_commands,
	cmd_person_data_commands,
	cmd_peer_commands,
	cmd_committee_commands,
	cmd_committee_seat_commands,
	cmd_committee_rules_commands,
	cmd_committee_plan_commands,
	cmd_committee_calendar_commands,
	cmd_recovery_commands,
	cmd_audit_commands,
	cmd_meeting_commands,
	cmd_meeting_reply_commands,
	cmd_meeting_attend_commands,
	cmd_meeting_quorum_commands,
	cmd_meeting_list_commands,
	cmd_meeting_invite_commands,
	cmd_meeting_due_commands,
	cmd_meeting_stage_commands,
	cmd_series_commands,
	cmd_series_change_commands,
	cmd_agenda_commands,
	cmd_agenda_proposal_commands,
	cmd_paper_commands,
	cmd_paper_form_commands,
	cmd_paper_point_commands,
	cmd_paper_version_commands,
	cmd_consultation_commands,
	cmd_paper_forward_commands,
	cmd_comment_commands,
	cmd_request_commands,
	cmd_due_commands,
	cmd_obligation_commands,
	cmd_measure_commands,
	cmd_agreement_commands,
	cmd_step_commands,
	cmd_organization_commands,
	cmd_funding_commands,
	cmd_funding_vote_commands,
	cmd_funding_list_commands,
	cmd_message_commands,
	cmd_file_commands,
	cmd_record_commands,
	cmd_search_commands,
	cmd_space_commands,
	cmd_bridge_commands,
	cmd_bridge_test_commands,
	cmd_bridge_wishes_commands,
	cmd_bridge_mail_commands,
	cmd_log_commands,
	cmd_watch_commands,
	cmd_import_commands,
	cmd_import_committees_commands,
	cmd_import_consultations_commands,
	cmd_export_commands,
	cmd_erasure_commands,
	cmd_erasure_due_commands,
	cmd_backup_commands,
	cmd_restore_commands,
	cmd_help_commands,
};
/* clang-format on */

const struct command *command_at(size_t index)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (const struct command *row = tables[i]; row->noun != NULL; row++) {
			if (index-- == 0)
				return row;
		}
	}
	return NULL;
}
