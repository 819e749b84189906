/* cmd_import_consultations: a Beratungsfolge as text becomes stations; tested by tests/blackbox/20-papers.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/language.h"
#include "cli/placing.h"
#include "cli/route.h"
#include "cli/sheaf.h"
#include "cli/way_table.h"
#include "cli/waypoint.h"

#define FILE_MAX_BYTES (4u << 20)
#define LABEL_BYTES 40

struct importing {
	struct cmd *cmd;
	struct json *paper;
	struct json *organizations; /* of the committee */
	struct json *route;         /* stations that are there */
	struct json *rows;          /* of the table; each gets "organization": id or label */
	struct json *changes;       /* by the number of a station that is there: fields */
	struct json *made;          /* names of new committees */
	struct sheaf sheaf;
	size_t passed, created, updated, unchanged;
};

static bool is_core(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

static bool is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* ---- what is there ---- */

static int read_table(struct importing *i)
{
	char why[VB_WAY_TABLE_WHY_BYTES] = "";
	struct buf text;
	int err;

	buf_init(&text, FILE_MAX_BYTES);
	err = input_file(i->cmd, args_get(i->cmd->args, "FILE"), &text);
	if (err == 0)
		err = way_table_parse(buf_span(&text), &i->rows, &i->passed, why);
	if (err < 0 && why[0] != '\0')
		err = out_fail(i->cmd->out, err, "%s", why);
	if (err == 0 && json_count(i->rows) == 0)
		err = out_fail(i->cmd->out, VB_ERR_BAD_INPUT, "%s",
		               _("The file has no line with tabs in it."));
	buf_release(&text);
	return err;
}

static int read_records(struct importing *i)
{
	struct client *client = i->cmd->client;
	struct json *question = json_new_map();
	int err = client_show(client, args_get(i->cmd->args, "paper"), "paper",
	                      _("This is no paper."), &i->paper);

	json_put_text(question, "kind", "organization");
	json_put_text(question, "space", json_get_text(i->paper, "space"));
	if (err == 0)
		err = client_list(client, "record.list", &question, &i->organizations);
	if (err == 0)
		err = route_read(i->cmd, json_get_text(i->paper, "id"), &i->route);
	json_destroy(&question);
	return err;
}

/* ---- committees ---- */

/* The number of the organization with the row's name; NULL: there is none. Errors: VB_ERR_AMBIGUOUS_NAME. */
static int find_committee(const struct importing *i, const struct json *row, const char **id)
{
	const char *name = json_get_text(row, "committee");
	size_t count = 0;

	*id = NULL;
	for (size_t k = 0; k < json_count(i->organizations); k++) {
		const struct json *one = json_at(i->organizations, k);

		if (!is_same(json_get_text(json_get(one, "fields"), "name"), name) ||
		    (is_core(one) && !json_is_yes(json_get(row, "internal"))))
			continue;
		*id = json_get_text(one, "id");
		count++;
	}
	return count <= 1 ? 0 : out_fail(i->cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s", name);
}

/* Makes an organization of the name, once for all rows that have it; for everybody if one of them is public. */
static void make_committee(struct importing *i, struct json *row, size_t at)
{
	const char *name = json_get_text(row, "committee");
	struct json *fields = json_new_map();
	char label[LABEL_BYTES];
	bool is_internal = true;

	for (size_t k = 0; k < json_count(i->rows); k++) {
		const struct json *other = json_at(i->rows, k);

		if (!is_same(json_get_text(other, "committee"), name))
			continue;
		is_internal = is_internal && json_is_yes(json_get(other, "internal"));
		if (k < at && json_get_text(other, "label") != NULL) {
			json_put_text(row, "label", json_get_text(other, "label"));
			json_destroy(&fields);
			return;
		}
	}
	(void)snprintf(label, sizeof(label), "committee %zu", at);
	json_put_text(row, "label", label);
	json_put_text(fields, "name", name);
	sheaf_create(&i->sheaf, label, "organization", is_internal, &fields);
	json_add_text(i->made, name);
}

static int find_committees(struct importing *i)
{
	int err = 0;

	for (size_t k = 0; err == 0 && k < json_count(i->rows); k++) {
		struct json *row = json_at(i->rows, k);
		const char *id;

		if (is_core(i->paper))
			json_put_bool(row, "internal", true);
		err = find_committee(i, row, &id);
		if (err == 0 && id != NULL)
			json_put_text(row, "organization", id);
		else if (err == 0)
			make_committee(i, row, k);
	}
	return err;
}

/* ---- stations ---- */

static struct json *station_fields(const struct importing *i, const struct json *row)
{
	static const char *const names[] = { "date", "role", "result" };
	struct json *fields = json_new_map();
	struct json *committees = json_new_list();
	struct json *one = json_get_text(row, "label") != NULL
	                           ? sheaf_reference(json_get_text(row, "label"))
	                           : json_new_text(json_get_text(row, "organization"));

	json_add(committees, &one);
	json_put(fields, "organization", &committees);
	json_put_text(fields, "paper", json_get_text(i->paper, "id"));
	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		json_put_text(fields, names[k], json_get_text(row, names[k]));
	waypoint_put_codes(fields, true);
	return fields;
}

/* The station that a row was taken over as before: of the same committee on the same day. */
static const struct json *find_station(const struct importing *i, const struct json *row)
{
	const char *id = json_get_text(row, "organization");

	for (size_t k = 0; id != NULL && k < json_count(i->route); k++) {
		const struct json *station = json_at(i->route, k);
		const struct json *fields = json_get(station, "fields");
		const struct json *committees = json_get(fields, "organization");

		if (!is_same(json_get_text(fields, "date"), json_get_text(row, "date")) ||
		    is_core(station) != json_is_yes(json_get(row, "internal")))
			continue;
		for (size_t n = 0; n < json_count(committees); n++) {
			if (is_same(json_text(json_at(committees, n)), id))
				return station;
		}
	}
	return NULL;
}

/* What the row says otherwise than its station. */
static void change_station(struct importing *i, const struct json *row, const struct json *station)
{
	static const char *const names[] = { "role", "result" };
	struct json *fields = json_new_map();

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		const char *text = json_get_text(row, names[k]);

		if (text != NULL &&
		    !is_same(text, json_get_text(json_get(station, "fields"), names[k])))
			json_put_text(fields, names[k], text);
	}
	waypoint_put_codes(fields, false);
	if (json_count(fields) > 0)
		i->updated++;
	else
		i->unchanged++;
	json_put(i->changes, json_get_text(station, "id"), &fields);
}

/* Those that are there stay in front, in their order; all get keys of their own when new ones come behind them. */
static void add_stations(struct importing *i)
{
	size_t before = json_count(i->route);
	struct order_key *keys = calloc(before + json_count(i->rows) + 1, sizeof(*keys));
	size_t at = before;

	if (keys == NULL)
		abort();
	order_spread(before + i->created, keys);
	for (size_t k = 0; k < before; k++) {
		const char *id = json_get_text(json_at(i->route, k), "id");
		struct json *fields = json_new_copy(json_get(i->changes, id));
		struct json *position = placing_value(&keys[k]);

		if (fields == NULL)
			fields = json_new_map();
		if (i->created > 0)
			json_put(fields, "position", &position);
		if (json_count(fields) > 0)
			sheaf_edit(&i->sheaf, id, &fields);
		json_destroy(&position);
		json_destroy(&fields);
	}
	for (size_t k = 0; k < json_count(i->rows); k++) {
		const struct json *row = json_at(i->rows, k);
		struct json *fields, *position;

		if (!json_is_yes(json_get(row, "isNew")))
			continue;
		fields = station_fields(i, row);
		position = placing_value(&keys[at++]);
		json_put(fields, "position", &position);
		sheaf_create(&i->sheaf, NULL, "consultation",
		             json_is_yes(json_get(row, "internal")), &fields);
	}
	free(keys);
}

static void sort_rows(struct importing *i)
{
	for (size_t k = 0; k < json_count(i->rows); k++) {
		struct json *row = json_at(i->rows, k);
		const struct json *station = find_station(i, row);

		if (station != NULL) {
			change_station(i, row, station);
			continue;
		}
		json_put_bool(row, "isNew", true);
		i->created++;
	}
}

/* ---- the command ---- */

static void tell(const struct importing *i)
{
	struct json *body;

	for (size_t k = 0; k < json_count(i->made); k++)
		out_note(i->cmd->out, _("New committee: %s"), json_text(json_at(i->made, k)));
	if (i->passed > 0)
		out_note(i->cmd->out,
		         ngettext("%zu line without tabs was passed over.",
		                  "%zu lines without tabs were passed over.",
		                  (unsigned long)i->passed),
		         i->passed);
	if (!i->cmd->args->is_json) {
		out_note(i->cmd->out, _("%lld new, %lld changed, %lld as before."),
		         (long long)i->created, (long long)i->updated, (long long)i->unchanged);
		return;
	}
	body = json_new_map();
	json_put_int(body, "created", (int64_t)i->created);
	json_put_int(body, "updated", (int64_t)i->updated);
	json_put_int(body, "unchanged", (int64_t)i->unchanged);
	out_document(i->cmd->out, "import", "consultations", &body);
}

static int import_consultations(struct cmd *cmd)
{
	struct importing i = { .cmd = cmd };
	int err;

	i.changes = json_new_map();
	i.made = json_new_list();
	sheaf_init(&i.sheaf);
	err = read_table(&i);
	if (err == 0)
		err = read_records(&i);
	if (err == 0)
		err = find_committees(&i);
	if (err == 0) {
		sort_rows(&i);
		add_stations(&i);
	}
	if (err == 0 && !args_has(cmd->args, "dry-run"))
		err = sheaf_send(cmd, json_get_text(i.paper, "space"), &i.sheaf, NULL);
	if (err == 0)
		tell(&i);
	sheaf_release(&i.sheaf);
	json_destroy(&i.paper);
	json_destroy(&i.organizations);
	json_destroy(&i.route);
	json_destroy(&i.rows);
	json_destroy(&i.changes);
	json_destroy(&i.made);
	return err;
}

/* clang-format off */
static const struct option import_consultations_options[] = {
	{ "paper", N_("PAPER"), NULL, NULL, N_("the paper whose way it is"), true },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_import_consultations_commands[] = {
	{ .noun = "import", .verb = "consultations",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = import_consultations_options,
	  .run = import_consultations,
	  .help = N_("take over the table of a Beratungsfolge: date, committee, status, responsibility, with tabs between them"),
	  .about = N_("A first line may name the columns (Datum, Gremium, Status, Zuständigkeit, Ergebnis, or Date, Committee, Status, "
	              "Responsibility, Result). Lines without tabs are passed over, so that the text of a whole paper will do; `-` is the standard "
	              "input. What is Nichtöffentlich is not shown to guests and not exported. A committee that nobody has yet is made; "
	              "all of it is taken over, or nothing. A second import changes what differs and adds nothing."),
	  .examples = { "verbund import consultations beratungsfolge.tsv --paper 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
