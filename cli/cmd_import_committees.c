/* cmd_import_committees: the committees that documents name, founded from a file; tested by tests/blackbox/20-committees.t */
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/founding.h"
#include "cli/input.h"
#include "cli/named.h"

#define FILE_MAX_BYTES ((size_t)8 << 20)

struct import {
	struct cmd *cmd;
	struct charter charter;
	struct json *committees; /* those of this office */
	struct json *items;      /* what became of each entry */
	int32_t today;
};

static int read_file(struct import *import)
{
	char why[VB_CHARTER_WHY_BYTES] = "";
	struct buf text;
	int err;

	buf_init(&text, FILE_MAX_BYTES);
	err = input_file(import->cmd, args_get(import->cmd->args, "FILE"), &text);
	if (err == 0) {
		err = charter_read(buf_span(&text), &import->charter, why);
		if (err < 0)
			err = out_fail(import->cmd->out, err, "%s", why);
	}
	buf_release(&text);
	return err;
}

/* ---- committees that are there ---- */

/* The committee of that name; NULL: none. Errors: VB_ERR_AMBIGUOUS_NAME. */
static int find_committee(const struct import *import, const char *name,
                          const struct json **committee)
{
	*committee = NULL;
	for (size_t i = 0; i < json_count(import->committees); i++) {
		const struct json *one = json_at(import->committees, i);
		const char *other = json_get_text(one, "name");

		if (other == NULL || strcmp(other, name) != 0)
			continue;
		if (*committee != NULL)
			return out_fail(import->cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s", name);
		*committee = one;
	}
	return 0;
}

static bool is_ours(const struct json *committee)
{
	const char *role = json_get_text(committee, "role");

	return role != NULL && strcmp(role, "steward") == 0;
}

/* Whether an entry was taken over into a committee before. */
static int find_mark(struct cmd *cmd, const char *space, const char *name, bool *is_there)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *records;
	char mark[VB_FOUNDING_MARK_BYTES];
	int err;

	founding_mark(name, mark);
	json_put_text(where, "id", mark);
	json_put_text(question, "kind", "body");
	json_put_text(question, "space", space);
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &records);
	if (err < 0)
		return err;
	*is_there = json_count(records) > 0;
	json_destroy(&records);
	return 0;
}

/* ---- one committee ---- */

/* What becomes of the entry, and of all that its committee keeps. state: new, completed, there, left, founded (would be). */
static void tell(struct import *import, size_t index, const char *state, const char *space)
{
	for (size_t i = 0; i < import->charter.count; i++) {
		const struct charter_entry *entry = &import->charter.entries[i];
		struct json *item;

		if (entry->keeper != index)
			continue;
		item = json_new_map();
		json_put_text(item, "name", entry->name);
		json_put_text(item, "form", charter_word(entry->form));
		json_put_text(item, "state", state);
		json_put_text(item, "committee", import->charter.entries[index].name);
		json_put_text(item, "id", space);
		json_put_int(item, "place", (int64_t)i);
		json_add(import->items, &item);
	}
}

static int write_records(struct import *import, size_t index, const char *space)
{
	struct cmd *cmd = import->cmd;
	struct json *id = NULL;
	struct json *root = NULL;
	struct sheaf sheaf;
	int err = named_root(cmd, space, &id);

	if (err == 0 && json_text(id) == NULL)
		err = out_fail(cmd->out, VB_ERR_BUSY, "%s",
		               _("The committee is still being fetched."));
	if (err == 0)
		err = client_show(cmd->client, json_text(id), NULL, NULL, &root);
	sheaf_init(&sheaf);
	if (err == 0) {
		founding_plan(&import->charter, index, root, import->today, &sheaf);
		err = sheaf_send(cmd, space, &sheaf, NULL);
	}
	sheaf_release(&sheaf);
	json_destroy(&id);
	json_destroy(&root);
	return err;
}

static int found(struct import *import, size_t index)
{
	const char *name = import->charter.entries[index].name;
	struct json *question = json_new_map();
	struct json *made;
	int err;

	json_put_text(question, "name", name);
	err = client_ask(import->cmd->client, "committee.create", &question, &made);
	if (err < 0)
		return err;
	err = write_records(import, index, json_get_text(made, "id"));
	if (err == 0)
		tell(import, index, "new", json_get_text(made, "id"));
	json_destroy(&made);
	return err;
}

static int import_one(struct import *import, size_t index)
{
	const char *name = import->charter.entries[index].name;
	bool is_dry = args_has(import->cmd->args, "dry-run");
	const struct json *committee;
	const char *space;
	bool is_there = false;
	int err = find_committee(import, name, &committee);

	if (err == 0 && committee == NULL && !is_dry)
		return found(import, index);
	space = json_get_text(committee, "id");
	if (err == 0 && space != NULL)
		err = find_mark(import->cmd, space, name, &is_there);
	if (err < 0)
		return err;
	if (space == NULL) {
		tell(import, index, "new", NULL);
	} else if (is_there) {
		tell(import, index, "there", space);
	} else if (!is_ours(committee)) {
		tell(import, index, "left", space);
	} else {
		if (!is_dry)
			err = write_records(import, index, space);
		if (err == 0)
			tell(import, index, "completed", space);
	}
	return err;
}

/* ---- the answer ---- */

static int by_place(const struct json *a, const struct json *b)
{
	int64_t places[] = { json_int(json_get(a, "place"), 0), json_int(json_get(b, "place"), 0) };

	return (places[0] > places[1]) - (places[0] < places[1]);
}

static void print(struct import *import)
{
	const struct table_column columns[] = {
		{ _("Name"), 0 },
		{ _("Is"), 0 },
		{ _("State"), 0 },
		{ _("Committee"), 0 },
		{ _("Number"), TABLE_SHORT | TABLE_BRIEF },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	const struct out *out = import->cmd->out;

	for (size_t i = 0; i < json_count(import->items); i++) {
		const struct json *item = json_at(import->items, i);

		const char *committee = json_get_text(item, "committee");
		bool is_itself = strcmp(committee, json_get_text(item, "name")) == 0;

		table_add(table, json_get_text(item, "name"));
		table_add(table, field_word(out, json_get_text(item, "form")));
		table_add(table, field_word(out, json_get_text(item, "state")));
		table_add(table, is_itself && out->style.is_terminal ? "" : committee);
		table_add(table, json_get_text(item, "id"));
	}
	out_table(import->cmd->out, &table);
}

static void answer(struct import *import)
{
	const char *name;
	void *iterator = NULL;
	struct json *count;

	arrange(import->items, by_place);
	for (size_t i = 0; i < json_count(import->items); i++)
		json_remove(json_at(import->items, i), "place");
	while (json_next(import->charter.left, &iterator, &name, &count))
		out_note(import->cmd->out, _("Not kept: %s (%lld times)"), name,
		         (long long)json_int(count, 0));
	if (import->cmd->args->is_json)
		answer_items(import->cmd, &import->items);
	else
		print(import);
}

static int import_committees(struct cmd *cmd)
{
	struct import import = { .cmd = cmd, .items = json_new_list() };
	struct json *question = NULL;
	int err = day_get_today(cmd, &import.today);

	if (err == 0)
		err = read_file(&import);
	if (err == 0)
		err = client_list(cmd->client, "committee.list", &question, &import.committees);
	for (size_t i = 0; err == 0 && i < import.charter.count; i++) {
		if (charter_founds(&import.charter.entries[i]))
			err = import_one(&import, i);
	}
	if (err == 0)
		answer(&import);
	charter_release(&import.charter);
	json_destroy(&import.committees);
	json_destroy(&import.items);
	return err;
}

/* ---- the command ---- */

/* clang-format off */
static const struct option options[] = {
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_import_committees_commands[] = {
	{ .noun = "import", .verb = "committees",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = options,
	  .run = import_committees,
	  .help = N_("found the committees, processes, services, funds and reports that a file names, with their seats"),
	  .about = N_("The file is one JSON document {\"committees\": [...]}; each entry has name, body and kind, and what the documents say of it: seats, "
	              "meetings_per_year, cadence_days, min_gap_days, chair, hosts, host_rotation, organs, public, focus_groups, measure_sheets, "
	              "consultation_chain, report_every_days, carriers, sites, refers_to, since, recommended_by, decided_by. First the whole file is checked.\n\n"
	              "Committees (Gremium, Ausschuss, Beirat, Forum, Arbeitskreis, Arbeitsgemeinschaft, Runder Tisch, Netzwerk) and processes (Prozess, with "
	              "groups and measures) found a committee each. A service (Dienst), a fund (Förderung) and a report (Bericht) are kept in the committee "
	              "that recommends, else in the first one of the same body: as an organization with carriers, sites and steps, as one with who recommends and "
	              "decides, and as an obligation. Seats are vacant. A report is due first one period after the day of the import, or of --on.\n\n"
	              "The import can be repeated; what was taken over before is left as it is now. A committee of the same name that is here already is completed, "
	              "unless another office is in charge of it."),
	  .examples = { "verbund import committees committees.json --dry-run", "verbund import committees committees.json" } },
	COMMAND_END,
};
/* clang-format on */
