/* cmd_step: the steps of processes: who is in charge, what comes next; tested by tests/blackbox/20-duties.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/flow.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/sheaf.h"

static const struct kept_field names[] = {
	{ "office", "organization", KEPT_NAME, "organization" },
	{ "person", "person", KEPT_NAME, "person" },
	{ NULL, NULL, KEPT_NAME, NULL },
};

static const struct kept steps_kept = { "processStep", "STEP", N_("This is no step."), names,
	                                false };

/* {"add": [id]} or {"remove": [id]}; takes *id. */
static void put_next(struct json *fields, bool is_out, struct json **id)
{
	struct json *change = json_new_map();
	struct json *list = json_new_list();

	json_add(list, id);
	json_put(change, is_out ? "remove" : "add", &list);
	json_put(fields, "next", &change);
}

static int show_option(struct cmd *cmd, const char *option, struct json **step)
{
	const char *text = args_get(cmd->args, option);
	char why[200];

	(void)snprintf(why, sizeof(why), "--%s %.100s", option, text);
	return client_show(cmd->client, text, "processStep", why, step);
}

/* ---- add, edit, move, link ---- */

/* The step, and that it follows another one, at once. */
static int write_step(struct cmd *cmd, const struct named *in, struct json **fields,
                      const struct json *from)
{
	struct json *planned = json_new_copy(in->sheaf->items);
	struct json *change = json_new_map();
	struct json *reference = sheaf_reference("step");
	struct json *ids = NULL;
	struct json *result;
	int err;

	put_next(change, false, &reference);
	sheaf_create(in->sheaf, "step", "processStep", in->is_internal, fields);
	if (from != NULL)
		sheaf_edit(in->sheaf, json_get_text(from, "id"), &change);
	err = sheaf_send(cmd, in->space, in->sheaf, &ids);
	if (err == 0) {
		named_tell(cmd, planned);
		result = json_new_map();
		json_put_text(result, "id", json_text(json_at(ids, json_count(planned))));
		answer_id(cmd, &result);
	}
	json_destroy(&planned);
	json_destroy(&change);
	json_destroy(&ids);
	return err;
}

static int step_add(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *space = NULL;
	struct json *from = NULL;
	struct json *steps = NULL;
	struct json *order = NULL;
	struct sheaf sheaf;
	struct named in;
	int err = kept_committee(cmd, &space);

	sheaf_init(&sheaf);
	in = (struct named){ NULL, json_text(space), args_has(cmd->args, "internal"), &sheaf };
	if (err == 0 && args_has(cmd->args, "from"))
		err = show_option(cmd, "from", &from);
	if (err == 0)
		err = kept_fields(cmd, &steps_kept, &in, fields);
	if (err == 0)
		err = flow_read(cmd, json_text(space), json_get_text(fields, "process"), &steps);
	if (err == 0)
		err = flow_place(cmd, steps, NULL, args_get(cmd->args, "after"), &order);
	if (err == 0) {
		json_put(fields, "order", &order);
		err = write_step(cmd, &in, &fields, from);
	}
	sheaf_release(&sheaf);
	json_destroy(&fields);
	json_destroy(&space);
	json_destroy(&from);
	json_destroy(&steps);
	json_destroy(&order);
	return err;
}

static int step_edit(struct cmd *cmd)
{
	return kept_edit(cmd, &steps_kept);
}

static int step_move(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *record = NULL;
	struct json *steps = NULL;
	struct json *order = NULL;
	int err = kept_show(cmd, &steps_kept, &record);

	if (err == 0)
		err = flow_read(cmd, json_get_text(record, "space"), kept_text(record, "process"),
		                &steps);
	if (err == 0)
		err = flow_place(cmd, steps, json_get_text(record, "id"),
		                 args_get(cmd->args, "after"), &order);
	if (err == 0) {
		json_put(fields, "order", &order);
		err = kept_change(cmd, record, &fields);
	}
	json_destroy(&fields);
	json_destroy(&record);
	json_destroy(&steps);
	json_destroy(&order);
	return err;
}

static int step_link(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *record = NULL;
	struct json *next = NULL;
	struct json *id;
	int err = kept_show(cmd, &steps_kept, &record);

	if (err == 0)
		err = show_option(cmd, "next", &next);
	if (err == 0) {
		id = json_new_copy(json_get(next, "id"));
		put_next(fields, args_has(cmd->args, "remove"), &id);
		err = kept_change(cmd, record, &fields);
	}
	json_destroy(&fields);
	json_destroy(&record);
	json_destroy(&next);
	return err;
}

/* ---- list, show ---- */

/* What is found out about each step, beside its record. */
static void complete(struct cmd *cmd, struct json *steps, const struct successors *successors)
{
	struct labels *labels = labels_new(cmd);
	struct json *index = flow_index(steps);

	for (size_t i = 0; i < json_count(steps); i++) {
		struct json *step = json_at(steps, i);
		char *office = successors_name(successors, labels, cmd->out,
		                               kept_text(step, "organization"));
		char *contact = flow_contact(successors, labels, step);
		char *next = flow_next(steps, index, step);

		json_put_text(step, "office", office);
		json_put_text(step, "contact", contact);
		json_put_text(step, "follows", next);
		free(office);
		free(contact);
		free(next);
	}
	json_destroy(&index);
	labels_destroy(&labels);
}

/* Reads steps with what is found out about them. */
static int read_steps(struct cmd *cmd, const char *space, const char *process, struct json **steps)
{
	struct successors *successors = NULL;
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = successors_read(cmd, space, today, &successors);
	if (err == 0)
		err = flow_read(cmd, space, process, steps);
	if (err == 0)
		complete(cmd, *steps, successors);
	successors_destroy(&successors);
	return err;
}

static void print(struct cmd *cmd, const struct json *steps)
{
	const struct table_column columns[] = {
		{ _("Process"), 0 },          { _("Step"), TABLE_RIGHT }, { _("Name"), TABLE_FIRM },
		{ _("In charge"), 0 },        { _("Contact"), 0 },        { _("Next"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	char place[24];

	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *step = json_at(steps, i);

		(void)snprintf(place, sizeof(place), "%lld",
		               (long long)json_int(json_get(step, "place"), 0));
		table_add(table, kept_text(step, "process"));
		table_add(table, place);
		table_add(table, kept_text(step, "name"));
		table_add(table, json_get_text(step, "office"));
		table_add(table, json_get_text(step, "contact"));
		table_add(table, json_get_text(step, "follows"));
		table_add(table, json_get_text(step, "id"));
	}
	out_list(cmd->out, &table);
}

static int step_list(struct cmd *cmd)
{
	struct json *steps = NULL;
	struct json *space = NULL;
	int err = 0;

	if (args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = read_steps(cmd, json_text(space), args_get(cmd->args, "process"), &steps);
	if (err == 0 && cmd->args->is_json)
		answer_records(cmd, &steps);
	else if (err == 0)
		print(cmd, steps);
	json_destroy(&steps);
	json_destroy(&space);
	return err;
}

static int step_show(struct cmd *cmd)
{
	struct json *record = NULL;
	struct json *steps = NULL;
	const struct json *step = NULL;
	int err = kept_show(cmd, &steps_kept, &record);

	if (err == 0)
		err = read_steps(cmd, json_get_text(record, "space"), kept_text(record, "process"),
		                 &steps);
	for (size_t i = 0; err == 0 && i < json_count(steps) && step == NULL; i++) {
		if (strcmp(json_get_text(json_at(steps, i), "id"), json_get_text(record, "id")) ==
		    0)
			step = json_at(steps, i);
	}
	if (err == 0 && cmd->args->is_json) {
		json_put_text(record, "contact", json_get_text(step, "contact"));
		json_put_text(record, "office", json_get_text(step, "office"));
		field_export(record, cmd->args->zone);
		out_document(cmd->out, "step", "show", &record);
	} else if (err == 0) {
		answer_record(cmd, record);
		answer_pair(cmd, N_("In charge"), json_get_text(step, "office"));
		answer_pair(cmd, N_("Contact"), json_get_text(step, "contact"));
	}
	json_destroy(&record);
	json_destroy(&steps);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option add_options[] = {
	{ "process", N_("TEXT"), "process", NULL, N_("the process that it is a step of, for example Erstintegration"), true },
	{ "name", N_("TEXT"), "name", NULL, N_("what is done in it"), true },
	{ "office", N_("ORGANIZATION"), NULL, NULL, N_("who is in charge: name or number"), false },
	{ "person", N_("PERSON"), NULL, NULL, N_("whom to ask there: name or number"), false },
	{ "area", N_("TEXT"), "area", NULL, N_("field of work, for example Sprache"), false },
	{ "text", N_("TEXT"), "description", NULL, N_("what there is to know about it"), false },
	{ "after", N_("STEP"), NULL, NULL, N_("stand behind this one; `first`: at the beginning; without it, at the end"), false },
	{ "from", N_("STEP"), NULL, NULL, N_("the step that leads to it"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option edit_options[] = {
	{ "process", N_("TEXT"), "process", NULL, N_("the process that it is a step of, for example Erstintegration"), false },
	{ "name", N_("TEXT"), "name", NULL, N_("what is done in it"), false },
	{ "office", N_("ORGANIZATION"), NULL, NULL, N_("who is in charge: name or number"), false },
	{ "person", N_("PERSON"), NULL, NULL, N_("whom to ask there: name or number"), false },
	{ "area", N_("TEXT"), "area", NULL, N_("field of work, for example Sprache"), false },
	{ "text", N_("TEXT"), "description", NULL, N_("what there is to know about it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option list_options[] = {
	{ "process", N_("TEXT"), NULL, NULL, N_("only the steps of this process"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option move_options[] = {
	{ "after", N_("STEP"), NULL, NULL, N_("stand behind this one; `first`: at the beginning"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option link_options[] = {
	{ "next", N_("STEP"), NULL, NULL, N_("the step that can follow"), true },
	{ "remove", NULL, NULL, NULL, N_("it does not follow any more"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_step_commands[] = {
	{ .noun = "step", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = add_options,
	  .kind = "processStep",
	  .run = step_add,
	  .help = N_("add a step to a process"),
	  .about = N_("An organization is named by its exact name or its number. A name that nobody in the committee has yet is made "
	              "an organization of it, and the command says so."),
	  .examples = { "verbund step add 4f2a --process Erstintegration --name Anmeldung --office Einwohnermeldeamt",
	                "verbund step add 4f2a --process Erstintegration --name Sprachkurs --office BAMF --from 0198d7120c9a44be81f2" } },
	{ .noun = "step", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = list_options,
	  .run = step_list,
	  .help = N_("processes step by step: who is in charge, how to reach them, what comes next"),
	  .about = N_("How an office or person is reached is read from its own record: when that is changed anywhere, it stands here. A step "
	              "can lead to several, and back."),
	  .examples = { "verbund step list", "verbund step list 4f2a --process Erstintegration" } },
	{ .noun = "step", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("STEP")) },
	  .run = step_show,
	  .help = N_("one step with who is in charge"),
	  .examples = { "verbund step show 0198d7120c9a44be81f2" } },
	{ .noun = "step", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("STEP")) },
	  .options = edit_options,
	  .kind = "processStep",
	  .run = step_edit,
	  .help = N_("change a step; an empty value clears the field"),
	  .examples = { "verbund step edit 0198d7120c9a44be81f2 --office Jobcenter" } },
	{ .noun = "step", .verb = "move",
	  .arguments = { COMMAND_ARG(N_("STEP")) },
	  .options = move_options,
	  .run = step_move,
	  .help = N_("move a step to another place in its process"),
	  .examples = { "verbund step move 0198d7120c9a44be81f2 --after first" } },
	{ .noun = "step", .verb = "link",
	  .arguments = { COMMAND_ARG(N_("STEP")) },
	  .options = link_options,
	  .run = step_link,
	  .help = N_("say which step can follow, or that it follows no more"),
	  .examples = { "verbund step link 0198d7120c9a44be81f2 --next 0198d7120c9a44be93c0", "verbund step link 0198d7120c9a44be81f2 --next 0198d7120c9a44be93c0 --remove" } },
	COMMAND_END,
};
/* clang-format on */
