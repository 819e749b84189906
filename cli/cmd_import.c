/* cmd_import: taking over what a council information system has; tested by tests/blackbox/05-oparl.t */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/import_json.h"
#include "cli/input.h"
#include "cli/language.h"
#include "cli/oparl/oparl_read.h"
#include "cli/oparl/oparl_rule.h"
#include "cli/oparl/upload.h"

#define FILE_MAX_BYTES ((size_t)512 << 20)

struct import {
	struct cmd *cmd;
	struct oparl_plan plan;
	size_t *bodies; /* places of the bodies in the plan */
	size_t body_count;
	struct json *spaces; /* ids of the committees, one a body; with --into the one */
	struct upload_sum sum;
};

/* ---- reading ---- */

static int read_plan(struct import *import, const char *path)
{
	char why[VB_OPARL_WHY_BYTES] = "";
	struct buf text;
	int err;

	buf_init(&text, FILE_MAX_BYTES);
	err = input_file(import->cmd, path, &text);
	if (err == 0) {
		err = oparl_read(buf_span(&text), import->cmd->args->zone, &import->plan, why);
		if (err < 0)
			err = out_fail(import->cmd->out, err, "%s", why);
	}
	buf_release(&text);
	return err;
}

/* ---- committees ---- */

/* The committee that holds the body with this id already; *space NULL: none. */
static int find_space(struct cmd *cmd, const char *oparl, struct json **space)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *items;
	int err;

	json_put_text(where, "id", oparl);
	json_put_text(question, "kind", "body");
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	*space = json_new_copy(json_get(json_at(items, 0), "space"));
	json_destroy(&items);
	return 0;
}

static int found_space(struct cmd *cmd, const struct oparl_object *body, struct json **space)
{
	const char *name = json_get_text(body->fields, "name");
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "name", name != NULL ? name : json_text(body->id));
	err = client_ask(cmd->client, "committee.create", &question, &result);
	if (err < 0)
		return err;
	*space = json_new_copy(json_get(result, "id"));
	json_destroy(&result);
	return 0;
}

/* Takes over one body. */
static int import_body(struct import *import, size_t body)
{
	const struct oparl_object *object = &import->plan.objects[import->bodies[body]];
	struct json *space = NULL;
	bool is_fresh = false;
	int err = find_space(import->cmd, json_text(object->id), &space);

	if (err == 0 && space == NULL) {
		is_fresh = true;
		err = found_space(import->cmd, object, &space);
	}
	if (err == 0)
		err = upload_run(import->cmd, &import->plan, body, json_text(space), is_fresh,
		                 &import->sum);
	if (err == 0)
		json_add(import->spaces, &space);
	json_destroy(&space);
	return err;
}

/* The whole number of the committee that --into names. */
static int find_into(struct cmd *cmd, const char *into, struct json **space)
{
	struct json *question = json_new_map();
	struct json *committee;
	int err;

	json_put_text(question, "id", into);
	err = client_ask(cmd->client, "committee.show", &question, &committee);
	if (err < 0)
		return err;
	*space = json_new_copy(json_get(committee, "id"));
	json_destroy(&committee);
	return 0;
}

static int import_all(struct import *import)
{
	const char *into = args_get(import->cmd->args, "into");
	struct json *space = NULL;
	int err = 0;

	if (into == NULL) {
		for (size_t i = 0; err == 0 && i < import->body_count; i++)
			err = import_body(import, i);
		return err;
	}
	err = find_into(import->cmd, into, &space);
	if (err == 0)
		err = upload_run(import->cmd, &import->plan, 0, json_text(space), false,
		                 &import->sum);
	if (err == 0)
		json_add(import->spaces, &space);
	json_destroy(&space);
	return err;
}

/* ---- telling ---- */

/* What was left, in one line. */
static void note_left(struct import *import)
{
	const struct oparl_plan *plan = &import->plan;
	const char *name;
	void *iterator = NULL;
	struct json *count;
	char *text = NULL;
	size_t size;
	FILE *line;

	if (plan->deleted_count > 0)
		out_note(import->cmd->out, _("Left out because they are marked as deleted: %lld"),
		         (long long)plan->deleted_count);
	if (plan->dropped_count > 0)
		out_note(import->cmd->out,
		         _("References left out (to objects that are not there, or not public): "
		           "%lld"),
		         (long long)plan->dropped_count);
	if (json_count(plan->unknown) == 0)
		return;
	line = open_memstream(&text, &size);
	if (line == NULL)
		abort();
	while (json_next(plan->unknown, &iterator, &name, &count))
		(void)fprintf(line, " %s (%lld)", name, (long long)json_int(count, 0));
	if (fclose(line) != 0)
		abort();
	out_note(import->cmd->out, _("Not taken over, because Verbund does not keep it:%s"), text);
	free(text);
}

static void tell(struct import *import)
{
	const struct upload_sum *sum = &import->sum;
	struct cmd *cmd = import->cmd;
	struct json *body;

	if (!cmd->args->is_json) {
		for (size_t i = 0; i < json_count(import->spaces); i++)
			out_value(cmd->out, json_text(json_at(import->spaces, i)));
		out_note(cmd->out, _("%lld new, %lld changed, %lld as before."),
		         (long long)sum->created, (long long)sum->updated,
		         (long long)sum->unchanged);
		note_left(import);
		return;
	}
	note_left(import);
	body = json_new_map();
	json_put_int(body, "created", sum->created);
	json_put_int(body, "updated", sum->updated);
	json_put_int(body, "unchanged", sum->unchanged);
	json_put(body, "spaces", &import->spaces);
	json_put(body, "left", &import->plan.unknown);
	import->plan.unknown = json_new_map();
	import->spaces = json_new_list();
	out_document(cmd->out, "import", "oparl", &body);
}

/* How many objects of a kind there are, and how many of them are not public. */
static void count_kind(const struct oparl_plan *plan, const struct kind *kind, unsigned *count,
                       unsigned *internal)
{
	*count = *internal = 0;
	for (size_t i = 0; i < plan->count; i++) {
		*count += plan->objects[i].kind == kind;
		*internal += plan->objects[i].kind == kind && plan->objects[i].is_internal;
	}
}

/* What would be sent: kinds with their numbers. */
static void tell_dry_run(struct import *import)
{
	struct json *kinds = json_new_map();
	struct json *body = json_new_map();
	const struct kind *kind;

	for (size_t k = 0; (kind = kind_at(k)) != NULL; k++) {
		struct json *numbers = json_new_map();
		unsigned count;
		unsigned internal;

		count_kind(&import->plan, kind, &count, &internal);
		json_put_int(numbers, "count", count);
		json_put_int(numbers, "internal", internal);
		if (count > 0)
			json_put(kinds, kind->name, &numbers);
		if (count > 0 && !import->cmd->args->is_json)
			out_note(import->cmd->out, _("%s: %u, of these not public: %u"), kind->name,
			         count, internal);
		json_destroy(&numbers);
	}
	note_left(import);
	json_put_bool(body, "dryRun", true);
	json_put(body, "kinds", &kinds);
	if (import->cmd->args->is_json)
		out_document(import->cmd->out, "import", "oparl", &body);
	json_destroy(&body);
}

static int import_oparl(struct cmd *cmd)
{
	struct import import = { .cmd = cmd };
	int err;

	oparl_plan_init(&import.plan);
	import.spaces = json_new_list();
	err = read_plan(&import, args_get(cmd->args, "FILE"));
	if (err < 0)
		goto out;
	oparl_rule_public(&import.plan);
	import.bodies = calloc(import.plan.count + 1, sizeof(*import.bodies));
	if (import.bodies == NULL)
		abort();
	/* Into one committee, bodies may refer to each other; objects of a plan belong to the first unless told. */
	if (!args_has(cmd->args, "into"))
		import.body_count = oparl_rule_bodies(&import.plan, import.bodies);
	if (import.body_count == 0 && !args_has(cmd->args, "into"))
		err = out_fail(cmd->out, VB_ERR_BAD_INPUT,
		               _("The file has no body; name a committee with --into."));
	else if (args_has(cmd->args, "dry-run"))
		tell_dry_run(&import);
	else
		err = import_all(&import);
	if (err == 0 && !args_has(cmd->args, "dry-run"))
		tell(&import);
out:
	free(import.bodies);
	json_destroy(&import.spaces);
	oparl_plan_release(&import.plan);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option import_options[] = {
	{ "into", N_("COMMITTEE"), NULL, NULL, N_("take over into this committee; without it, each body founds one"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option import_json_options[] = {
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_import_commands[] = {
	{ .noun = "import", .verb = "oparl",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = import_options,
	  .run = import_oparl,
	  .help = N_("take over objects of a council information system (OParl 1.1: JSON, or one JSON object a line)"),
	  .about = N_("The file holds one JSON document, or one JSON object a line; `-` is the standard input. Without `--into` a committee is "
	             "founded for every body in the file. Records keep their OParl ids; a second import updates and adds nothing. Properties "
	             "that are not kept are counted and named.\n\n"
	             "What is not public reaches members only, never guests: agenda items with `public` false; meetings of which all items "
	             "are not public; consultations whose item or meeting is not public; papers of which all consultations are not public; "
	             "organizations and places that only such objects name, with their memberships. References from what is public to what "
	             "is not are left out."),
	  .examples = { "verbund import oparl luebeck.jsonl --into 4f2a" } },
	{ .noun = "import", .verb = "json",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = import_json_options,
	  .run = import_json,
	  .help = N_("take over committees that `verbund export json` wrote, with their whole history; `-`: from the input"),
	  .about = N_("First the whole file is read, and nothing is taken over unless it is as it was written. Then every entry is checked as if "
	             "its author had sent it: signatures, order and rights. In the end the checksum of the records is compared with the one in "
	             "the file. The import can be repeated; it adds what is missing. With `-` the input stands meanwhile in a file of your login "
	             "in /tmp that has no name, with the keys that are in it.\n\n"
	             "A committee to which this office does not belong becomes an archive: everybody here can read it, nobody can write to it, and "
	             "no other office hears of it. When the office in charge admits this office later, the archive becomes an ordinary "
	             "committee. A committee to which this office belongs gets back what was lost."),
	  .examples = { "verbund import json all.jsonl", "verbund import json all.jsonl --dry-run" } },
	COMMAND_END,
};
/* clang-format on */
