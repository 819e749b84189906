/* run_init: the daemon makes the data directory; this finds and runs it; tested by tests/blackbox/05-cli.t */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/language.h"
#include "cli/reason.h"
#include "cli/setup.h"

#define DAEMON "verbundd"
#define ARGUMENTS_MAX 16
#define TALK_MAX_BYTES 65536u

/* What the daemon said. */
struct spoken {
	struct buf data; /* its stdout */
	struct buf talk; /* its stderr */
	int status;      /* of its end */
};

/* The daemon beside this program, else by its name in PATH. */
static void find_daemon(const struct cmd *cmd, char *out, size_t size)
{
	int length = snprintf(out, size, "%s/%s", cmd->program, DAEMON);

	if (length <= 0 || (size_t)length >= size || access(out, X_OK) != 0)
		(void)snprintf(out, size, "%s", DAEMON);
}

static void fill_arguments(const struct cmd *cmd, const struct setup *setup, const char *daemon,
                           const char **out)
{
	const char *const pairs[][2] = {
		{ "--home", cmd->args->home }, { "--name", setup->name },
		{ "--kind", setup->kind },     { "--ags", setup->ags },
		{ "--listen", setup->listen }, { "--advertise", setup->advertise }
	};
	size_t count = 0;

	out[count++] = daemon;
	out[count++] = "--init";
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (pairs[i][1] == NULL)
			continue;
		out[count++] = pairs[i][0];
		out[count++] = pairs[i][1];
	}
	out[count] = NULL;
}

/* Reads a pipe to its end; what is beyond the ceiling is dropped. */
static void drain(int descriptor, struct buf *out)
{
	char block[4096];
	ssize_t size;

	while ((size = read(descriptor, block, sizeof(block))) > 0 ||
	       (size < 0 && errno == EINTR)) {
		if (size > 0 && out->err == 0)
			buf_put(out, block, (size_t)size);
	}
	(void)close(descriptor);
}

_Noreturn static void become_daemon(const char **arguments, int data, int talk)
{
	(void)dup2(data, STDOUT_FILENO);
	(void)dup2(talk, STDERR_FILENO);
	(void)execvp(arguments[0], (char *const *)(uintptr_t)arguments);
	_exit(127);
}

/* Runs it to its end. Errors: VB_ERR_IO. */
static int run_daemon(const char **arguments, struct spoken *spoken)
{
	int data[2] = { -1, -1 };
	int talk[2] = { -1, -1 };
	pid_t child = -1;

	if (pipe(data) == 0 && pipe(talk) == 0)
		child = fork();
	if (child == 0)
		become_daemon(arguments, data[1], talk[1]);
	if (data[1] >= 0)
		(void)close(data[1]);
	if (talk[1] >= 0)
		(void)close(talk[1]);
	if (child < 0)
		return VB_ERR_IO;
	/* It says one line to each, far less than a pipe holds, so they can be read one after the other. */
	drain(talk[0], &spoken->talk);
	drain(data[0], &spoken->data);
	while (waitpid(child, &spoken->status, 0) < 0) {
		if (errno != EINTR)
			return VB_ERR_IO;
	}
	return 0;
}

/* The error that the daemon named, VB-nnnn, and what stands behind it as the reason. */
static int read_error(struct cmd *cmd, const struct buf *talk)
{
	const char *text = (const char *)talk->data;
	const char *mark = strstr(text, "VB-");
	int number = mark != NULL ? (int)strtol(mark + 3, NULL, 10) : 0;
	char *reason;
	char *line;

	if (number < 1 || number > 9999)
		return out_fail(cmd->out, VB_ERR_IO, "%.*s", (int)strcspn(text, "\n"), text);
	mark += strlen("VB-") + strspn(mark + strlen("VB-"), "0123456789");
	mark += strspn(mark, ": ");
	line = strndup(mark, strcspn(mark, "\n"));
	if (line == NULL)
		abort();
	reason = reason_translate(line);
	(void)out_fail(cmd->out, -number, "%s", reason);
	free(reason);
	free(line);
	return -number;
}

/* Makes the folders above the default home, ~/.local/share, which a new account may lack. What goes wrong shows when the
 * daemon makes the home itself. */
static void make_parents(const char *home)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s", home);
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
	}
}

/* What comes next, with the directory named where other windows do not know it. An office that cannot be called cannot
 * invite. */
static void tell_next(struct cmd *cmd, const struct setup *setup)
{
	const char *home = cmd->args->home;
	const char *known = getenv("VERBUND_HOME");
	char option[PATH_MAX + 16] = "";

	if (!cmd->is_default_home && (known == NULL || strcmp(known, home) != 0))
		(void)snprintf(option, sizeof(option), " --home '%s'", home);
	out_hint(cmd->out,
	         _("Made %s. Now start the office, and leave its window open:\n  verbundd%s"), home,
	         option);
	if (setup->listen != NULL)
		out_hint(cmd->out,
		         _("Then, in a second window, invite another office:\n  verbund peer "
		           "invite%s\n"
		           "or use the code that another office sent you:\n  verbund peer join "
		           "CODE%s"),
		         option, option);
	else
		out_hint(cmd->out,
		         _("Then, in a second window, use the code of an office that can be "
		           "called; it "
		           "makes one with `verbund peer invite`:\n  verbund peer join CODE%s"),
		         option);
}

/* Runs the daemon's --init and tells what came of it. */
static int make_office(struct cmd *cmd, const struct setup *setup)
{
	const char *arguments[ARGUMENTS_MAX];
	char daemon[PATH_MAX];
	struct spoken spoken = { .status = 0 };
	int err;

	find_daemon(cmd, daemon, sizeof(daemon));
	fill_arguments(cmd, setup, daemon, arguments);
	buf_init(&spoken.data, TALK_MAX_BYTES);
	buf_init(&spoken.talk, TALK_MAX_BYTES);
	err = run_daemon(arguments, &spoken);
	buf_put_u8(&spoken.data, '\0');
	buf_put_u8(&spoken.talk, '\0');
	if (err == 0 && WIFEXITED(spoken.status) && WEXITSTATUS(spoken.status) == 127)
		err = out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", daemon);
	else if (err == 0 && spoken.status != 0)
		err = read_error(cmd, &spoken.talk);
	if (err == 0) {
		struct json *result = json_new_map();

		((char *)spoken.data.data)[strcspn((char *)spoken.data.data, "\n")] = '\0';
		if (spoken.data.data[0] != '\0')
			json_put_text(result, "id", (const char *)spoken.data.data);
		out_hint(cmd->out, "%s", _("Number of this office:"));
		answer_id(cmd, &result);
	}
	buf_release(&spoken.data);
	buf_release(&spoken.talk);
	return err;
}

static int run_init(struct cmd *cmd)
{
	struct setup setup;
	int err = setup_read(cmd, &setup);

	if (err < 0)
		return err;
	if (cmd->is_default_home)
		make_parents(cmd->args->home);
	err = make_office(cmd, &setup);
	if (err == 0)
		tell_next(cmd, &setup);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option init_options[] = {
	{ "name", N_("NAME"), NULL, NULL, N_("name of the office, as others see it"), false },
	{ "kind", N_("KIND"), NULL, setup_kinds, N_("kind of office"), false },
	{ "ags", N_("NUMBER"), NULL, NULL, N_("official municipality key (AGS)"), false },
	{ "listen", "tcp://HOST:PORT", NULL, NULL, N_("address of this computer where other offices reach it, in numbers; 0.0.0.0: all; without it, it only dials out"), false },
	{ "advertise", "tcp://HOST:PORT", NULL, NULL, N_("address that is told to other offices, where it differs; may be a name"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_init_commands[] = {
	{ .noun = "init",
	  .options = init_options,
	  .run = run_init,
	  .help = N_("make the data directory of this office"),
	  .about = N_("Without name and kind you are asked, at most four questions; an interrupt (Ctrl-C) leaves nothing behind. A "
	             "script gives both and is asked nothing.\n\n"
	             "Without `--listen` the office only calls others. It takes an address of this computer in numbers, with 0.0.0.0 for "
	             "all of them; the name under which others find it goes to `--advertise`. Invitations use the port above it, too."),
	  .examples = { "verbund init",
	                "verbund init --name 'Forum für Migrantinnen und Migranten' --kind forum",
	                "verbund init --name 'Hansestadt Lübeck' --kind city --listen tcp://0.0.0.0:7801 --advertise tcp://luebeck.example:7801" } },
	COMMAND_END,
};
/* clang-format on */
