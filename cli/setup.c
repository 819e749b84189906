/* setup: options and questions; see setup.h. */
#include "cli/setup.h"

#include <dirent.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/language.h"
#include "cli/prompt.h"
#include "protocol/name.h"
#include "protocol/peer/endpoint.h"

#define SCHEME "tcp://"
#define ANSWER_BYTES 2048u
#define TYPED_ADDRESS_MAX_BYTES 200u

const char *const setup_kinds[] = { "city", "district", "forum", "ngo", "ministry", NULL };
/* What they are called; in the same order. */
static const char *const kind_names[] = { N_("city"), N_("district"), N_("forum"),
	                                  N_("association"), N_("ministry") };

/* ---- addresses ---- */

/* The text as an endpoint: with scheme, brackets and port. */
static void complete(const char *text, char out[static VB_ENDPOINT_MAX_BYTES + 1])
{
	const char *colon = strchr(text, ':');
	bool is_bare_ipv6 = text[0] != '[' && colon != NULL && strchr(colon + 1, ':') != NULL;
	const char *end = strrchr(text, ']');
	bool has_port = !is_bare_ipv6 && strchr(end != NULL ? end : text, ':') != NULL;
	char port[8] = "";

	if (!has_port)
		(void)snprintf(port, sizeof(port), ":%u", VB_SETUP_PORT);
	(void)snprintf(out, VB_ENDPOINT_MAX_BYTES + 1, SCHEME "%s%.*s%s%s", is_bare_ipv6 ? "[" : "",
	               (int)TYPED_ADDRESS_MAX_BYTES, text, is_bare_ipv6 ? "]" : "", port);
}

bool setup_address(const char *text, struct setup *setup)
{
	static const char *const all[] = { "0.0.0.0", "[::]" };
	char whole[VB_ENDPOINT_MAX_BYTES + 1];
	struct endpoint endpoint;
	bool is_ipv6;

	if (strncmp(text, SCHEME, strlen(SCHEME)) == 0)
		text += strlen(SCHEME);
	if (strlen(text) > TYPED_ADDRESS_MAX_BYTES)
		return false;
	complete(text, whole);
	if (endpoint_parse(span_of_str(whole), &endpoint) != 0)
		return false;
	is_ipv6 = endpoint.host.data[0] == '[';
	for (size_t i = 0; i < 2; i++) {
		if (span_is_equal(endpoint.host, span_of_str(all[i])))
			return false;
	}
	(void)snprintf(setup->typed_listen, sizeof(setup->typed_listen), SCHEME "%s:%u",
	               all[is_ipv6], (unsigned)endpoint.port);
	memcpy(setup->typed_advertise, whole, sizeof(whole));
	setup->listen = setup->typed_listen;
	setup->advertise = setup->typed_advertise;
	return true;
}

/* ---- questions ---- */

struct question {
	const char *intro;
	const char *prompt;
	const char *wrong; /* said about an answer that cannot be taken */
	bool (*is_due)(const struct setup *setup);
	bool (*take)(struct setup *setup, const char *answer); /* false: it cannot be taken */
};

static bool is_name_due(const struct setup *setup)
{
	return setup->name == NULL;
}

static bool take_name(struct setup *setup, const char *answer)
{
	if (name_check(span_of_str(answer)) != 0)
		return false;
	(void)snprintf(setup->typed_name, sizeof(setup->typed_name), "%.*s", (int)VB_NAME_MAX_BYTES,
	               answer);
	setup->name = setup->typed_name;
	return true;
}

static bool is_kind_due(const struct setup *setup)
{
	return setup->kind == NULL;
}

/* Its number in the list, its word, or its word in the user's language. */
static bool take_kind(struct setup *setup, const char *answer)
{
	char number[4];

	for (size_t i = 0; setup_kinds[i] != NULL && setup->kind == NULL; i++) {
		(void)snprintf(number, sizeof(number), "%zu", i + 1);
		if (strcmp(answer, number) == 0 || strcasecmp(answer, setup_kinds[i]) == 0 ||
		    strcasecmp(answer, _(kind_names[i])) == 0)
			setup->kind = setup_kinds[i];
	}
	return setup->kind != NULL;
}

static bool is_address_due(const struct setup *setup)
{
	return setup->listen == NULL && setup->advertise == NULL;
}

static bool take_address(struct setup *setup, const char *answer)
{
	return answer[0] == '\0' || setup_address(answer, setup);
}

/* clang-format off */
static const struct question questions[] = {
	{ N_("What is this office called? Others see it by this name.\n"
	     "For example: Forum für Migrantinnen und Migranten"),
	  N_("Name:"),
	  N_("A name has 1 to 400 bytes, and no control characters as arrow keys leave them."),
	  is_name_due, take_name },
	{ N_("What kind of office is it?\n"
	     "  1  city\n"
	     "  2  district\n"
	     "  3  forum (advisory council, migrants' forum)\n"
	     "  4  association (carrier of services, counselling centre)\n"
	     "  5  ministry"),
	  N_("Number, 1 to 5:"),
	  N_("Please type one of the numbers 1 to 5."),
	  is_kind_due, take_kind },
	{ N_("Can other offices call this computer? Of two offices it is enough if one can be called.\n"
	     "If they can: type its name or address, for example luebeck.example; its ports 7801 and 7802 must be open. "
	     "Other ports stand behind a colon: luebeck.example:9000.\n"
	     "If they cannot, or if you do not know: press Enter, and this office calls the others."),
	  N_("Address [none]:"),
	  N_("This is no address at which others can call a computer."),
	  is_address_due, take_address },
};
/* clang-format on */

/* An answer without the blanks around it. Errors: VB_ERR_MISSING_VALUE (the input ended). */
static int read_answer(struct cmd *cmd, const char *prompt, char answer[static ANSWER_BYTES])
{
	char line[ANSWER_BYTES];
	size_t at;
	size_t end;

	if (!prompt_ask(cmd->out, prompt, line, sizeof(line)))
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		                _("The input ended; nothing was made."));
	at = strspn(line, " \t");
	end = strlen(line);
	while (end > at && strchr(" \t\r", line[end - 1]) != NULL)
		end--;
	memcpy(answer, line + at, end - at);
	answer[end - at] = '\0';
	return 0;
}

static int ask(struct cmd *cmd, const struct question *question, struct setup *setup)
{
	char answer[ANSWER_BYTES];
	int err;

	out_note(cmd->out, "\n%s", _(question->intro));
	while ((err = read_answer(cmd, _(question->prompt), answer)) == 0 &&
	       !question->take(setup, answer))
		out_note(cmd->out, "%s", _(question->wrong));
	return err;
}

static int ask_all(struct cmd *cmd, struct setup *setup)
{
	int err = 0;

	out_note(cmd->out, _("This makes an office on this computer, in %s."), cmd->args->home);
	out_note(cmd->out, "%s",
	         _("At most four questions; Enter takes what stands in brackets. Ctrl-C ends, and "
	           "nothing is made."));
	for (size_t i = 0; err == 0 && i < sizeof(questions) / sizeof(questions[0]); i++) {
		if (questions[i].is_due(setup))
			err = ask(cmd, &questions[i], setup);
	}
	out_note(cmd->out, "%s", "");
	return err;
}

/* ---- the whole ---- */

/* Something lies in the directory: the daemon would refuse it, and the answers would have been for nothing. */
static bool is_taken(const char *home)
{
	DIR *directory = opendir(home);
	const struct dirent *entry;
	bool found = false;

	if (directory == NULL)
		return false;
	while (!found && (entry = readdir(directory)) != NULL)
		found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	(void)closedir(directory);
	return found;
}

int setup_check_place(struct cmd *cmd)
{
	return is_taken(cmd->args->home)
	               ? out_fail(cmd->out, VB_ERR_HOME_EXISTS, "%s", cmd->args->home)
	               : 0;
}

void setup_make_parents(const char *home)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s", home);
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
	}
}

int setup_read(struct cmd *cmd, struct setup *setup)
{
	int err;

	*setup = (struct setup){ .name = args_get(cmd->args, "name"),
		                 .kind = args_get(cmd->args, "kind"),
		                 .ags = args_get(cmd->args, "ags"),
		                 .listen = args_get(cmd->args, "listen"),
		                 .advertise = args_get(cmd->args, "advertise") };
	if (setup->name != NULL && setup->name[strspn(setup->name, " ")] == '\0')
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, _("%s is empty"), "--name");
	if (setup->name != NULL && setup->kind != NULL)
		return 0;
	if (cmd->args->is_json || !prompt_is_possible(cmd->out))
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		                setup->name == NULL ? "--name" : "--kind");
	err = setup_check_place(cmd);
	setup->was_asked = true;
	return err == 0 ? ask_all(cmd, setup) : err;
}
