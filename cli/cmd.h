/* cmd: the handlers of the commands, one file a noun.
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

/* init: makes the data directory of this office. */
int cmd_init(struct cmd *cmd);
/* node show: this office's name, number, addresses. */
int cmd_node_show(struct cmd *cmd);
/* status: this office, its committees and partners at a glance. */
int cmd_status(struct cmd *cmd);

/* peer invite: a code for another office. */
int cmd_peer_invite(struct cmd *cmd);
/* peer join: uses such a code. */
int cmd_peer_join(struct cmd *cmd);
/* peer list: the partners, and the six digits of those that wait. */
int cmd_peer_list(struct cmd *cmd);
/* peer confirm: the digits are the same on both sides. */
int cmd_peer_confirm(struct cmd *cmd);
/* peer remove: no more links with that office. */
int cmd_peer_remove(struct cmd *cmd);

/* committee create: founds one. */
int cmd_committee_create(struct cmd *cmd);
/* committee list: those this office belongs to. */
int cmd_committee_list(struct cmd *cmd);
/* committee show: one, with its members. */
int cmd_committee_show(struct cmd *cmd);
/* committee admit: an office joins, or --new: a code that pairs and admits. */
int cmd_committee_admit(struct cmd *cmd);
/* committee role: a member's rights change. */
int cmd_committee_role(struct cmd *cmd);
/* committee dismiss: a member leaves. */
int cmd_committee_dismiss(struct cmd *cmd);

/* meeting create: a sitting. */
int cmd_meeting_create(struct cmd *cmd);
/* meeting list: in order of time. */
int cmd_meeting_list(struct cmd *cmd);
/* meeting show: one, with its agenda. */
int cmd_meeting_show(struct cmd *cmd);
/* meeting edit: changes what is given. */
int cmd_meeting_edit(struct cmd *cmd);

/* agenda add: an item. */
int cmd_agenda_add(struct cmd *cmd);
/* agenda list: the items of a meeting with their numbers. */
int cmd_agenda_list(struct cmd *cmd);
/* agenda edit: changes what is given. */
int cmd_agenda_edit(struct cmd *cmd);
/* agenda move: to another place in the list. */
int cmd_agenda_move(struct cmd *cmd);

/* message post: to a committee or about a record. */
int cmd_message_post(struct cmd *cmd);
/* message list: the thread of a committee or record. */
int cmd_message_list(struct cmd *cmd);

/* record list: every record of a kind. */
int cmd_record_list(struct cmd *cmd);
/* record show: one record with all its fields. */
int cmd_record_show(struct cmd *cmd);

/* import oparl: a file of OParl objects. */
int cmd_import_oparl(struct cmd *cmd);
/* export oparl: the records as OParl objects. */
int cmd_export_oparl(struct cmd *cmd);
/* export json: the records as they are. */
int cmd_export_json(struct cmd *cmd);

/* explain: an error by its number. */
int cmd_explain(struct cmd *cmd);
/* help: all commands, those of a noun, or one. */
int cmd_help(struct cmd *cmd);
/* version. */
int cmd_version(struct cmd *cmd);

#endif
