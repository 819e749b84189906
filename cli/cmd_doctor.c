/* cmd_doctor: what is wrong, and what to do now; tested by tests/blackbox/10-doctor.t */
#include <stdio.h>
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/bundle.h"
#include "cli/cmd.h"
#include "cli/doctor.h"
#include "cli/field.h"
#include "cli/language.h"

static const char *const levels[] = { N_("in order"), N_("note"), N_("wrong") };
static const char *const words[] = { "ok", "note", "wrong" };

static const char *help_of(const char *name)
{
	const struct doctor_check *check;

	for (size_t i = 0; (check = doctor_check_at(i)) != NULL; i++) {
		if (check->name == name)
			return _(check->help);
	}
	return name;
}

/* ---- for people ---- */

/* Adds what was found of a level, and below each what to do now. */
static void add_level(const struct doctor *d, enum doctor_level level, struct table *table)
{
	char now[1100];

	for (size_t i = 0; i < d->count; i++) {
		const struct doctor_finding *finding = &d->findings[i];

		if (finding->level != level)
			continue;
		table_add(table, _(levels[level]));
		table_add(table, finding->what != NULL ? finding->what : help_of(finding->check));
		if (finding->now == NULL)
			continue;
		(void)snprintf(now, sizeof(now), _("Now: %s"), finding->now);
		table_add(table, "");
		table_add(table, now);
	}
}

static void print_summary(const struct doctor *d)
{
	size_t wrong = doctor_count(d, DOCTOR_WRONG);
	size_t notes = doctor_count(d, DOCTOR_NOTE);
	size_t fine = doctor_count(d, DOCTOR_OK);
	char text[300];

	if (wrong == 0 && notes == 0)
		(void)snprintf(text, sizeof(text), _("Everything is in order (%zu checks)."), fine);
	else
		(void)snprintf(text, sizeof(text), _("Wrong: %zu. Notes: %zu. In order: %zu."),
		               wrong, notes, fine);
	out_value(d->cmd->out, text);
}

static void print_terminal(const struct doctor *d)
{
	static const struct table_column columns[] = { { NULL, TABLE_FIRM },
		                                       { NULL, TABLE_WHOLE } };
	struct table *table = table_new(columns, 2);

	/* What is wrong stands last, where it is still on the screen. */
	if (args_has(d->cmd->args, "all"))
		add_level(d, DOCTOR_OK, table);
	add_level(d, DOCTOR_NOTE, table);
	add_level(d, DOCTOR_WRONG, table);
	out_table(d->cmd->out, &table);
	print_summary(d);
}

/* ---- for programs ---- */

static void print_lines(const struct doctor *d)
{
	static const struct table_column columns[] = {
		{ NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }
	};
	struct table *table = table_new(columns, 5);

	for (size_t i = 0; i < d->count; i++) {
		const struct doctor_finding *finding = &d->findings[i];

		table_add(table, words[finding->level]);
		table_add(table, finding->check);
		table_add(table, finding->subject);
		table_add(table, finding->what);
		table_add(table, finding->now);
	}
	out_table(d->cmd->out, &table);
}

static void print_document(const struct doctor *d)
{
	struct json *body = json_new_map();
	struct json *items = json_new_list();

	for (size_t i = 0; i < d->count; i++) {
		const struct doctor_finding *finding = &d->findings[i];
		struct json *item = json_new_map();

		json_put_text(item, "check", finding->check);
		json_put_text(item, "level", words[finding->level]);
		json_put_text(item, "subject", finding->subject);
		json_put_text(item, "what", finding->what);
		json_put_text(item, "now", finding->now);
		json_add(items, &item);
	}
	json_put_int(body, "wrong", (int64_t)doctor_count(d, DOCTOR_WRONG));
	json_put_int(body, "notes", (int64_t)doctor_count(d, DOCTOR_NOTE));
	json_put(body, "items", &items);
	out_document(d->cmd->out, "doctor", NULL, &body);
}

/* ---- the command ---- */

/* The names of the checks and what each looks at; nothing is looked at. */
static void list_checks(struct cmd *cmd)
{
	const struct table_column columns[] = { { _("Check"), 0 },
		                                { _("In order when"), TABLE_WHOLE } };
	const struct doctor_check *check;
	struct json *items = json_new_list();
	struct table *table = table_new(columns, 2);

	for (size_t i = 0; (check = doctor_check_at(i)) != NULL; i++) {
		struct json *item = json_new_map();

		json_put_text(item, "check", check->name);
		json_put_text(item, "what", _(check->help));
		json_add(items, &item);
		table_add(table, check->name);
		table_add(table, _(check->help));
	}
	if (cmd->args->is_json) {
		answer_items(cmd, &items);
		table_destroy(&table);
		return;
	}
	json_destroy(&items);
	out_table(cmd->out, &table);
}

static int run_doctor(struct cmd *cmd)
{
	const char *bundle = args_get(cmd->args, "bundle");
	struct doctor d;
	int err = 0;

	if (args_has(cmd->args, "list")) {
		list_checks(cmd);
		return 0;
	}
	doctor_run(&d, cmd);
	if (bundle != NULL)
		err = bundle_write(&d, bundle);
	if (cmd->args->is_json)
		print_document(&d);
	else if (cmd->out->style.is_terminal)
		print_terminal(&d);
	else
		print_lines(&d);
	if (err == 0 && bundle != NULL)
		out_hint(
			cmd->out,
			_("Written to %s: no names, no addresses, no contents, no keys. Look at it "
		          "before you give it away."),
			bundle);
	if (err == 0 && doctor_count(&d, DOCTOR_WRONG) > 0) {
		err = VB_ERR_DEGRADED;
		cmd->out->is_told = true;
	}
	doctor_release(&d);
	return err;
}

/* clang-format off */
static const struct option doctor_options[] = {
	{ "all", NULL, NULL, NULL, N_("also what is in order"), false },
	{ "bundle", N_("FILE"), NULL, NULL, N_("also write a file for somebody who helps, without names, addresses, contents and keys"), false },
	{ "list", NULL, NULL, NULL, N_("only the names of the checks, and what each looks at"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_doctor_commands[] = {
	{ .noun = "doctor",
	  .options = doctor_options,
	  .run = run_doctor,
	  .help = N_("what is wrong here, or between two offices, and what to do"),
	  .about = N_("Looks at the data directory, this computer, verbundd and the way to each partner office; also when verbundd does not run or the data "
	              "directory is damaged. It takes at most five seconds and changes nothing. At the addresses of partners that are not connected "
	              "it knocks, and tells a wrong address, a closed port, a firewall, another program, other keys, digits that are "
	              "not confirmed and a wrong clock from each other.\n\n"
	              "Each finding says what to do now. The exit status is 10 when something is wrong, 0 with notes alone. In a pipe each check is "
	              "a line: ok, note or wrong, its name, what is concerned, what is the matter, what to do now."),
	  .examples = { "verbund doctor", "verbund doctor --bundle help.json" } },
	COMMAND_END,
};
/* clang-format on */
