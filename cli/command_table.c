/* command_table: every command of the program, its options and texts; see command.h.
 * length: one table; tested by tests/blackbox/05-cli.t */
#include "cli/cmd.h"
#include "cli/command.h"
#include "cli/language.h"

static const char *const office_kinds[] = { "city", "district", "forum", "ngo", "ministry", NULL };
static const char *const roles[] = { "relay", "guest", "member", "steward", NULL };
static const char *const truths[] = { "yes", "no", NULL };
static const char *const agenda_states[] = { "accepted", "proposed", "declined", NULL };
static const char *const kinds[] = { "body",     "organization", "person", "membership",
	                             "meeting",  "agendaItem",   "paper",  "consultation",
	                             "location", "message",      NULL };

/* clang-format off */
const struct option command_common[] = {
	{ "home", N_("DIR"), NULL, NULL, N_("data directory (else $VERBUND_HOME, else ~/.local/share/verbund)"), false },
	{ "zone", N_("ZONE"), NULL, NULL, N_("time zone of typed and shown times (Europe/Berlin)"), false },
	{ "json", NULL, NULL, NULL, N_("one JSON document instead of a table"), false },
	{ "help", NULL, NULL, NULL, N_("this help"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option init_options[] = {
	{ "name", N_("NAME"), NULL, NULL, N_("name of the office, as others see it"), true },
	{ "kind", N_("KIND"), NULL, office_kinds, N_("kind of office"), true },
	{ "ags", N_("NUMBER"), NULL, NULL, N_("official municipality key (AGS)"), false },
	{ "listen", "tcp://HOST:PORT", NULL, NULL, N_("address of this computer where other offices reach it, in numbers; 0.0.0.0: all; without it, it only dials out"), false },
	{ "advertise", "tcp://HOST:PORT", NULL, NULL, N_("address that is told to other offices, where it differs; may be a name"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option yes_options[] = {
	{ "yes", NULL, NULL, NULL, N_("do it; without it nothing happens"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option admit_options[] = {
	{ "role", N_("ROLE"), NULL, roles, N_("rights: relay, guest, member or steward"), true },
	{ "new", NULL, NULL, NULL, N_("make an invitation code for an office that is no partner yet"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option meeting_create_options[] = {
	{ "name", N_("NAME"), "name", NULL, N_("name of the meeting"), true },
	{ "start", N_("TIME"), "start", NULL, N_("begin, for example 2026-12-01T18:00"), true },
	{ "end", N_("TIME"), "end", NULL, N_("end"), false },
	{ "location", N_("PLACE"), NULL, NULL, N_("where it takes place"), false },
	{ "room", N_("ROOM"), "room", NULL, N_("room"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option meeting_edit_options[] = {
	{ "name", N_("NAME"), "name", NULL, N_("name of the meeting"), false },
	{ "start", N_("TIME"), "start", NULL, N_("begin, for example 2026-12-01T18:00"), false },
	{ "end", N_("TIME"), "end", NULL, N_("end"), false },
	{ "location", N_("PLACE"), NULL, NULL, N_("where it takes place"), false },
	{ "room", N_("ROOM"), "room", NULL, N_("room"), false },
	{ "state", N_("TEXT"), "meetingState", NULL, N_("state of the meeting"), false },
	{ "cancelled", "yes|no", "cancelled", truths, N_("whether it was called off"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; without it, at the end"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ "result", N_("TEXT"), "result", NULL, N_("result of the item"), false },
	{ "resolution", N_("TEXT"), "resolutionText", NULL, N_("text of the decision"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_move_options[] = {
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; `first`: at the beginning"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option record_list_options[] = {
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("only records of this committee"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option import_options[] = {
	{ "into", N_("COMMITTEE"), NULL, NULL, N_("take over into this committee; without it, each body founds one"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option export_options[] = {
	{ "from", N_("COMMITTEE"), NULL, NULL, N_("only records of this committee"), false },
	{ "public", NULL, NULL, NULL, N_("leave out everything that is not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

#define ARG(name) { name, NULL, false }
#define MAYBE(name) { name, NULL, true }
#define NO_ARGS { { NULL, NULL, false } }

static const struct command commands[] = {
	{ "init", NULL, NO_ARGS, init_options, 0, cmd_init, NULL,
	  N_("make the data directory of this office"),
	  { "verbund init --name 'Forum für Migrantinnen und Migranten' --kind forum",
	    "verbund init --name 'Hansestadt Lübeck' --kind city --listen tcp://0.0.0.0:7801 --advertise tcp://luebeck.example:7801", NULL } },
	{ "status", NULL, NO_ARGS, NULL, 0, cmd_status, NULL,
	  N_("this office, its committees and partners at a glance"), { "verbund status", NULL } },
	{ "node", "show", NO_ARGS, NULL, 0, cmd_node_show, NULL,
	  N_("name, number and addresses of this office"), { "verbund node show", NULL } },

	{ "peer", "invite", NO_ARGS, NULL, 0, cmd_peer_invite, NULL,
	  N_("make an invitation code for another office"), { "verbund peer invite", NULL } },
	{ "peer", "join", { ARG(N_("CODE")) }, NULL, 0, cmd_peer_join, NULL,
	  N_("use the invitation code of another office"), { "verbund peer join VB1-AEBAG-...", NULL } },
	{ "peer", "list", NO_ARGS, NULL, 0, cmd_peer_list, NULL,
	  N_("partner offices, and the six digits of those that wait"), { "verbund peer list", NULL } },
	{ "peer", "confirm", { ARG(N_("PEER")), ARG(N_("DIGITS")) }, NULL, 0, cmd_peer_confirm, NULL,
	  N_("confirm that both offices see the same six digits"), { "verbund peer confirm Forum 123456", NULL } },
	{ "peer", "remove", { ARG(N_("PEER")) }, yes_options, 0, cmd_peer_remove, NULL,
	  N_("end the partnership with an office"), { "verbund peer remove Forum --yes", NULL } },

	{ "committee", "create", { ARG(N_("NAME")) }, NULL, 0, cmd_committee_create, NULL,
	  N_("found a committee"), { "verbund committee create 'Steuerungsgruppe Integration'", NULL } },
	{ "committee", "list", NO_ARGS, NULL, 0, cmd_committee_list, NULL,
	  N_("the committees of this office"), { "verbund committee list", NULL } },
	{ "committee", "show", { ARG(N_("COMMITTEE")) }, NULL, 0, cmd_committee_show, NULL,
	  N_("one committee with its members"), { "verbund committee show 4f2a", NULL } },
	{ "committee", "admit", { ARG(N_("COMMITTEE")), MAYBE(N_("PEER")) }, admit_options, 0, cmd_committee_admit, NULL,
	  N_("admit an office to a committee"),
	  { "verbund committee admit 4f2a Forum --role member", "verbund committee admit 4f2a --new --role guest", NULL } },
	{ "committee", "role", { ARG(N_("COMMITTEE")), ARG(N_("PEER")), { N_("ROLE"), roles, false } }, NULL, 0, cmd_committee_role, NULL,
	  N_("change the rights of an office in a committee"), { "verbund committee role 4f2a Forum steward", NULL } },
	{ "committee", "dismiss", { ARG(N_("COMMITTEE")), ARG(N_("PEER")) }, yes_options, 0, cmd_committee_dismiss, NULL,
	  N_("dismiss an office from a committee; it can no longer read or write there"),
	  { "verbund committee dismiss 4f2a Forum --yes", NULL } },

	{ "meeting", "create", { ARG(N_("COMMITTEE")) }, meeting_create_options, 0, cmd_meeting_create, "meeting",
	  N_("call a meeting"), { "verbund meeting create 4f2a --name '1. Sitzung' --start 2026-12-01T18:00", NULL } },
	{ "meeting", "list", { MAYBE(N_("COMMITTEE")) }, NULL, 0, cmd_meeting_list, NULL,
	  N_("meetings in order of time"), { "verbund meeting list", "verbund meeting list 4f2a", NULL } },
	{ "meeting", "show", { ARG(N_("MEETING")) }, NULL, 0, cmd_meeting_show, NULL,
	  N_("one meeting with its agenda"), { "verbund meeting show 0198c2a4f1b3e07d5c60", NULL } },
	{ "meeting", "edit", { ARG(N_("MEETING")) }, meeting_edit_options, 0, cmd_meeting_edit, "meeting",
	  N_("change a meeting; an empty value clears the field"), { "verbund meeting edit 0198c2a4f1b3e07d5c60 --start 2026-12-08T18:00", NULL } },

	{ "agenda", "add", { ARG(N_("MEETING")) }, agenda_add_options, 0, cmd_agenda_add, "agendaItem",
	  N_("put an item on the agenda"),
	  { "verbund agenda add 0198c2a4f1b3e07d5c60 --name 'Bericht des Forums'", "verbund agenda add 0198c2a4f1b3e07d5c60 --name 'Personalien' --internal", NULL } },
	{ "agenda", "list", { ARG(N_("MEETING")) }, NULL, 0, cmd_agenda_list, NULL,
	  N_("the agenda of a meeting"), { "verbund agenda list 0198c2a4f1b3e07d5c60", NULL } },
	{ "agenda", "edit", { ARG(N_("ITEM")) }, agenda_edit_options, 0, cmd_agenda_edit, "agendaItem",
	  N_("change an item; an empty value clears the field"), { "verbund agenda edit 0198d7120c9a44be81f2 --result 'zur Kenntnis genommen'", NULL } },
	{ "agenda", "move", { ARG(N_("ITEM")) }, agenda_move_options, 0, cmd_agenda_move, NULL,
	  N_("move an item to another place"), { "verbund agenda move 0198d7120c9a44be81f2 --after 0198d7120c9af05e3b17", NULL } },

	{ "message", "post", { ARG(N_("TARGET")), ARG(N_("TEXT")) }, NULL, 0, cmd_message_post, NULL,
	  N_("write to a committee, or about a meeting, an item, ...; `-` reads the text from the input"),
	  { "verbund message post 4f2a 'Wir sind dabei.'", NULL } },
	{ "message", "list", { ARG(N_("TARGET")) }, NULL, 0, cmd_message_list, NULL,
	  N_("the messages of a committee, or about a meeting, an item, ..."), { "verbund message list 4f2a", NULL } },

	{ "record", "list", { { N_("KIND"), kinds, false } }, record_list_options, 0, cmd_record_list, NULL,
	  N_("all records of a kind, for scripts"), { "verbund record list consultation --json", NULL } },
	{ "record", "show", { ARG(N_("RECORD")) }, NULL, 0, cmd_record_show, NULL,
	  N_("one record with all its fields"), { "verbund record show 0198d7120c9a44be81f2", NULL } },

	{ "import", "oparl", { ARG(N_("FILE")) }, import_options, 0, cmd_import_oparl, NULL,
	  N_("take over objects of a council information system (OParl 1.1: JSON, or one JSON object a line)"),
	  { "verbund import oparl luebeck.jsonl --into 4f2a", NULL } },
	{ "export", "oparl", { ARG(N_("FILE")) }, export_options, COMMAND_TEXT, cmd_export_oparl, NULL,
	  N_("write the records as OParl 1.1, one JSON object a line; `-`: to the output"),
	  { "verbund export oparl --public -", NULL } },
	{ "export", "json", { ARG(N_("FILE")) }, export_options, COMMAND_TEXT, cmd_export_json, NULL,
	  N_("write the records as they are, one JSON object a line; `-`: to the output"), { "verbund export json all.jsonl", NULL } },

	{ "explain", NULL, { ARG(N_("VB-NUMBER")) }, NULL, 0, cmd_explain, NULL,
	  N_("say more about an error"), { "verbund explain VB-1201", NULL } },
	{ "help", NULL, { MAYBE(N_("NOUN")), MAYBE(N_("VERB")) }, NULL, COMMAND_TEXT, cmd_help, NULL,
	  N_("all commands, those of one word, or one command"), { "verbund help", "verbund help committee admit", NULL } },
	{ "version", NULL, NO_ARGS, NULL, 0, cmd_version, NULL,
	  N_("the version of this program"), { "verbund version", NULL } },
};
/* clang-format on */

const struct command *command_at(size_t index)
{
	return index < sizeof(commands) / sizeof(commands[0]) ? &commands[index] : NULL;
}
