/* main: from the command line to a handler and its exit status. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/language.h"
#include "cli/moment.h"

/* The directory in which the running program lies; empty where the system does not tell. */
static void find_program(char *out, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", out, size - 1);
	char *slash;

	out[length > 0 ? length : 0] = '\0';
	slash = strrchr(out, '/');
	if (slash != NULL)
		*slash = '\0';
}

/* --home, else $VERBUND_HOME, else ~/.local/share/verbund. False: none can be told. */
static bool find_home(struct cmd *cmd, char *out, size_t size)
{
	const char *home = cmd->args->home != NULL ? cmd->args->home : getenv("VERBUND_HOME");
	const char *user = getenv("HOME");
	int length;

	cmd->is_default_home = home == NULL || home[0] == '\0';
	if (!cmd->is_default_home)
		length = snprintf(out, size, "%s", home);
	else if (user != NULL && user[0] != '\0')
		length = snprintf(out, size, "%s/.local/share/verbund", user);
	else
		return false;
	return length > 0 && (size_t)length < size;
}

/* What follows from the common options. home: room of PATH_MAX bytes. */
static int prepare(struct cmd *cmd, struct args *args, char *home)
{
	struct out *out = cmd->out;
	int err;

	if (!find_home(cmd, home, PATH_MAX))
		return out_fail(out, VB_ERR_USAGE, "--home");
	args->home = home;
	args->zone = args->zone != NULL ? args->zone : VB_MOMENT_ZONE;
	out->is_json = args->is_json;
	err = moment_check_zone(args->zone);
	return err == 0 ? 0 : out_fail(out, err, "--zone %s", args->zone);
}

/* Half a command: names the words that could follow. */
static int fail_half(const struct args *args, struct out *out)
{
	char verbs[300] = "";
	const char *half = args->verb != NULL ? args->verb : "";
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		size_t size = strlen(verbs);

		if (strcmp(command->noun, args->noun) == 0 &&
		    strncmp(command->verb, half, strlen(half)) == 0)
			(void)snprintf(verbs + size, sizeof(verbs) - size, "%s%s",
			               size > 0 ? ", " : "", command->verb);
	}
	return out_fail(out, VB_ERR_USAGE, _("`%s` needs a word behind it: %s"), args->noun, verbs);
}

/* No command, or only half of one: the list of commands, as talk after a mistake. */
static int tell_commands(const struct args *args, struct out *out)
{
	if (args->wants_help) {
		help_list(out, args->noun, args->verb);
		return 0;
	}
	if (args->noun != NULL)
		return fail_half(args, out);
	return out_fail(out, VB_ERR_USAGE, "%s", _("Nothing was asked for."));
}

/* What a shell asks when the tab key is pressed: nothing is said about what is wrong. */
static void complete(int count, char **words, struct out *out, char *home)
{
	struct completion asked;
	struct args args = { .command = NULL };
	struct cmd cmd = { .args = &args, .program = "", .out = out };

	completion_parse(count, words, &asked);
	args.home = asked.home;
	if (prepare(&cmd, &args, home) == 0) {
		cmd.client = client_new(home, out);
		completion_print(&cmd, &asked);
		client_destroy(&cmd.client);
	}
	out_forget(out);
}

/* Keeps what was understood of the command, so that what is wrong with it can be looked up. */
static void name_command(const struct args *args, struct out *out)
{
	const char *noun = args->command != NULL ? args->command->noun : args->noun;
	const char *verb = args->command != NULL ? args->command->verb : NULL;

	if (noun != NULL)
		(void)snprintf(out->words, sizeof(out->words), "%s%s%s", noun,
		               verb != NULL ? " " : "", verb != NULL ? verb : "");
}

static int act(int argc, char **argv, const char *program, struct out *out, char *home)
{
	struct args args;
	char why[VB_ARGS_WHY_BYTES] = "";
	struct cmd cmd = { .args = &args, .program = program, .out = out };
	int err;

	if (argc > 1 && strcmp(argv[1], VB_COMPLETION_WORD) == 0) {
		complete(argc - 2, argv + 2, out, home);
		return 0;
	}
	err = args_parse(argc, argv, &args, why);
	if (args.has_no_colour)
		out->style.has_colour = false;
	name_command(&args, out);
	if (err < 0)
		return out_fail(out, err, "%s", why);
	if (args.wants_version)
		return command_find("version", NULL)->run(&cmd);
	if (args.command == NULL)
		return tell_commands(&args, out);
	if (args.wants_help) {
		help_command(out, args.command);
		return 0;
	}
	err = prepare(&cmd, &args, home);
	if (err < 0)
		return err;
	cmd.client = client_new(home, out);
	client_speak_of(cmd.client, args.command);
	err = args.command->run(&cmd);
	client_destroy(&cmd.client);
	return err;
}

int main(int argc, char **argv)
{
	char program[PATH_MAX];
	char home[PATH_MAX] = "";
	struct out out;
	bool is_utf8;
	int err;
	int end;

	find_program(program, sizeof(program));
	is_utf8 = language_init(program);
	out_init(&out, stdout, stderr);
	out.style.is_ascii = !is_utf8;
	err = act(argc, argv, program, &out, home);
	if (err < 0 && !out.is_told)
		out_error(&out, err, home[0] != '\0' ? home : NULL);
	end = out_finish(&out);
	if (end < 0 && err == 0) {
		err = end;
		out_error(&out, err, NULL);
	}
	return (int)err_exit(err);
}
