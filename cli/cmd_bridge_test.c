/* cmd_bridge_test: whether mail gets through, out and back, step by step; tested by tests/blackbox/21-mail-commands.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/bridge_words.h"
#include "cli/cmd.h"
#include "cli/errand.h"
#include "cli/field.h"
#include "cli/language.h"

#define WAIT_DEFAULT_S 60u
#define WAIT_MAX_S 86400u
#define LOOK_EVERY_MS 500

static bool is_state(const struct json *step, const char *word)
{
	const char *state = json_get_text(step, "state");

	return state != NULL && strcmp(state, word) == 0;
}

static bool is_settled(const struct json *test)
{
	const struct json *steps = json_get(test, "steps");

	for (size_t i = 0; i < json_count(steps); i++) {
		if (is_state(json_at(steps, i), "waiting"))
			return false;
	}
	return true;
}

static int wait_read(struct cmd *cmd, uint64_t *seconds)
{
	const char *typed = args_get(cmd->args, "wait");
	char *end;

	*seconds = WAIT_DEFAULT_S;
	if (typed == NULL)
		return 0;
	*seconds = strtoull(typed, &end, 10);
	if (typed[0] < '0' || typed[0] > '9' || *end != '\0' || *seconds > WAIT_MAX_S)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--wait %s", typed);
	return 0;
}

/* Asks how far the test is, until all is settled or time is up. */
static int watch(struct cmd *cmd, const char *id, uint64_t seconds, struct json **test)
{
	struct timespec pause = { .tv_nsec = LOOK_EVERY_MS * 1000000L };
	uint64_t looks = seconds * 1000 / LOOK_EVERY_MS;
	int err;

	for (;;) {
		struct json *args = errand_args("test", id);

		json_destroy(test);
		err = errand_ask(cmd, "test.show", &args, test);
		json_destroy(&args);
		if (err != 0 || is_settled(*test) || looks-- == 0)
			break;
		out_progress_wait(cmd->out);
		(void)nanosleep(&pause, NULL);
		out_progress_wait_end(cmd->out);
	}
	out_progress_end(cmd->out);
	return err;
}

static const char *state_text(const char *state)
{
	static const struct {
		const char *word, *text;
	} words[] = {
		{ "waiting", N_("not yet") },
		{ "ok", N_("works") },
		{ "failed", N_("fails") },
		{ "off", N_("not tried") },
	};

	for (size_t i = 0; state != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, state) == 0)
			return _(words[i].text);
	}
	return state;
}

/* What is wrong with a step, what the server said, and what to do now. */
static void tell(struct cmd *cmd, const struct json *step)
{
	const char *name = json_get_text(step, "step");
	const char *why = json_get_text(step, "why");
	const char *detail = json_get_text(step, "detail");
	struct bridge_advice advice =
		bridge_words_advice(name, is_state(step, "waiting") ? "timeout" : why);

	if (is_state(step, "ok") || advice.what == NULL)
		return;
	out_note(cmd->out, "%s: %s", bridge_words_step(name), advice.what);
	if (detail != NULL)
		out_note(cmd->out, "  %s", detail);
	out_note(cmd->out, "  %s", advice.now);
}

static void print(struct cmd *cmd, const struct json *test)
{
	const struct table_column columns[] = {
		{ _("Step"), 0 },
		{ _("Result"), 0 },
		{ _("Time"), TABLE_FIRM },
		{ cmd->out->style.is_terminal ? "" : _("Why"), 0 },
	};
	bool is_terminal = cmd->out->style.is_terminal;
	struct table *table =
		table_new(columns, sizeof(columns) / sizeof(columns[0]) - is_terminal);
	const struct json *steps = json_get(test, "steps");

	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *step = json_at(steps, i);
		const char *name = json_get_text(step, "step");
		const char *state = json_get_text(step, "state");
		char *time = field_format_time(cmd->out, json_get(step, "time"), cmd->args->zone);

		table_add(table, is_terminal ? bridge_words_step(name) : name);
		table_add(table, is_terminal ? state_text(state) : state);
		table_add(table, time);
		if (!is_terminal)
			table_add(table, json_get_text(step, "why"));
		free(time);
	}
	out_table(cmd->out, &table);
	for (size_t i = 0; i < json_count(steps); i++) {
		/* What never left cannot arrive, and it is nobody else's fault. */
		if (!is_state(json_at(steps, 0), "failed") ||
		    !is_state(json_at(steps, i), "waiting"))
			tell(cmd, json_at(steps, i));
	}
}

/* A reply may take its time; everything else must work. */
static int verdict(struct cmd *cmd, const struct json *test)
{
	const struct json *steps = json_get(test, "steps");

	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *step = json_at(steps, i);
		const char *name = json_get_text(step, "step");
		bool may_wait = name != NULL &&
		                (strcmp(name, "reply") == 0 || strcmp(name, "delivery") == 0);

		if (is_state(step, "failed") || (is_state(step, "waiting") && !may_wait))
			return out_fail(cmd->out, VB_ERR_MAIL_TEST, "%s", bridge_words_step(name));
	}
	return 0;
}

static int mail_test(struct cmd *cmd)
{
	struct json *args = errand_args("address", args_get(cmd->args, "ADDRESS"));
	struct json *begun = NULL, *test = NULL;
	uint64_t seconds = 0;
	int err = wait_read(cmd, &seconds);

	if (err == 0)
		err = errand_ask(cmd, "test.start", &args, &begun);
	if (err == 0)
		out_hint(
			cmd->out,
			_("A message is on its way to %s. Answer it, to see that replies come in."),
			args_get(cmd->args, "ADDRESS"));
	if (err == 0)
		err = watch(cmd, json_get_text(begun, "test"), seconds, &test);
	if (err == 0) {
		err = verdict(cmd, test);
		if (cmd->args->is_json) {
			struct json *steps = json_get(test, "steps");

			answer_time(cmd, test, "since");
			for (size_t i = 0; i < json_count(steps); i++)
				answer_time(cmd, json_at(steps, i), "time");
			out_document(cmd->out, "bridge", "mail test", &test);
		} else {
			print(cmd, test);
		}
	}
	json_destroy(&args);
	json_destroy(&begun);
	json_destroy(&test);
	return err;
}

/* clang-format off */
static const struct option test_options[] = {
	{ "wait", N_("SECONDS"), NULL, NULL, N_("how long to wait for what comes back (60)"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_bridge_test_commands[] = {
	{ .noun = "bridge", .verb = "mail test",
	  .arguments = { COMMAND_ARG(N_("ADDRESS")) }, .options = test_options,
	  .run = mail_test,
	  .help = N_("whether mail gets through, out and back, and what is wrong"),
	  .about = N_("Sends a message to the address, and one to this office itself, and says step by step what works: your mail server takes the "
	              "message, the server of the address takes it (as far as it reports), mail to this office comes in, and a reply does. Of "
	              "what does not work it says why, and what to do."),
	  .examples = { "verbund bridge mail test anna.schmidt@verein.example",
	                "verbund bridge mail test anna.schmidt@verein.example --wait 600" } },
	COMMAND_END,
};
/* clang-format on */
