/* cmd: the commands, one file a noun: handlers, and the rows that lead to them.
 *
 * A handler gets what was typed, a client of the daemon and the way out.
 * It returns 0 or an error, and says with out_fail what was at fault; main tells the user.
 * Called by main through the table. Thread rule: one thread.
 */
#ifndef VB_CLI_CMD_H
#define VB_CLI_CMD_H

#include "cli/args.h"
#include "cli/client.h"
#include "cli/out.h"

struct cmd {
	const struct args *args;
	const char *program;  /* directory of the running program; may be empty */
	bool is_default_home; /* nobody named one */
	struct out *out;
	struct client *client; /* connects with the first question */
};

/* The commands of one noun (of cmd_status, cmd_help and cmd_init: of some single words; cmd_sheet_commands, beside those of restore, goes on with node, each cmd_<noun>_<topic>_commands with its noun) each, COMMAND_END last. A file
 * cmd_<noun>.c holds handlers and, at its end, their rows. */
extern const struct command cmd_init_commands[];
extern const struct command cmd_status_commands[];
extern const struct command cmd_backup_commands[];
extern const struct command cmd_restore_commands[];
extern const struct command cmd_sheet_commands[];
extern const struct command cmd_erasure_commands[];
extern const struct command cmd_erasure_due_commands[];
extern const struct command cmd_doctor_commands[];
extern const struct command cmd_node_commands[];
extern const struct command cmd_peer_commands[];
extern const struct command cmd_person_commands[];
extern const struct command cmd_person_key_commands[];
extern const struct command cmd_person_data_commands[];
extern const struct command cmd_bridge_commands[];
extern const struct command cmd_bridge_test_commands[];
extern const struct command cmd_bridge_mail_commands[];
extern const struct command cmd_bridge_wishes_commands[];
extern const struct command cmd_committee_commands[];
extern const struct command cmd_committee_seat_commands[];
extern const struct command cmd_committee_rules_commands[];
extern const struct command cmd_committee_plan_commands[];
extern const struct command cmd_committee_calendar_commands[];
extern const struct command cmd_recovery_commands[];
extern const struct command cmd_audit_commands[];
extern const struct command cmd_meeting_commands[];
extern const struct command cmd_meeting_reply_commands[];
extern const struct command cmd_meeting_attend_commands[];
extern const struct command cmd_meeting_quorum_commands[];
extern const struct command cmd_meeting_invite_commands[];
extern const struct command cmd_meeting_list_commands[];
extern const struct command cmd_meeting_due_commands[];
extern const struct command cmd_meeting_stage_commands[];
extern const struct command cmd_agenda_commands[];
extern const struct command cmd_agenda_proposal_commands[];
extern const struct command cmd_paper_commands[];
extern const struct command cmd_paper_form_commands[];
extern const struct command cmd_paper_point_commands[];
extern const struct command cmd_paper_version_commands[];
extern const struct command cmd_paper_forward_commands[];
extern const struct command cmd_comment_commands[];
extern const struct command cmd_request_commands[];
extern const struct command cmd_consultation_commands[];
extern const struct command cmd_due_commands[];
extern const struct command cmd_obligation_commands[];
extern const struct command cmd_measure_commands[];
extern const struct command cmd_agreement_commands[];
extern const struct command cmd_step_commands[];
extern const struct command cmd_organization_commands[];
extern const struct command cmd_series_commands[];
extern const struct command cmd_series_change_commands[];
extern const struct command cmd_funding_commands[];
extern const struct command cmd_funding_vote_commands[];
extern const struct command cmd_funding_list_commands[];
extern const struct command cmd_message_commands[];
extern const struct command cmd_file_commands[];
extern const struct command cmd_record_commands[];
extern const struct command cmd_space_commands[];
extern const struct command cmd_log_commands[];
extern const struct command cmd_search_commands[];
extern const struct command cmd_watch_commands[];
extern const struct command cmd_import_commands[];
extern const struct command cmd_import_committees_commands[];
extern const struct command cmd_import_consultations_commands[];
extern const struct command cmd_export_commands[];
extern const struct command cmd_help_commands[];

#endif
