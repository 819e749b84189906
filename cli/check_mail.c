/* check_mail: the bridge to e-mail: its settings, whether it runs, what keeps mail from going and coming; see doctor.h;
 * tested by tests/blackbox/21-mail-commands.t. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bridge_words.h"
#include "cli/child.h"
#include "cli/doctor.h"
#include "cli/errand.h"
#include "cli/language.h"

#define SETTINGS "mail.conf"
#define OTHERS 0077u
#define CHECK_MS 1000u
#define CHECK_MAX_BYTES 65536u
#define LONG_WAIT_MS ((int64_t)3600 * 1000)
#define LONG_SILENCE_MS ((int64_t)14 * 24 * 3600 * 1000)

/* ---- the file ---- */

static void check_mail_mode(struct doctor *d)
{
	const char *path = doctor_path(d, SETTINGS);
	struct stat st;

	if (stat(path, &st) != 0 || (st.st_mode & OTHERS) == 0)
		return;
	doctor_wrong(d, SETTINGS, N_("Others can read mail.conf (mode %03o)."),
	             (unsigned)st.st_mode & 0777u);
	doctor_now(d, "chmod 600 '%s'", path);
}

static void check_mail_settings(struct doctor *d)
{
	const char *path = doctor_path(d, SETTINGS);
	char program[PATH_MAX];
	const char *arguments[] = { program, "--check", "--home", d->cmd->args->home, NULL };
	struct buf out;
	int status = 0, err;

	if (access(path, R_OK) != 0)
		return;
	(void)snprintf(program, sizeof(program), "%s/verbund-mail", d->cmd->program);
	if (access(program, X_OK) != 0)
		(void)snprintf(program, sizeof(program), "verbund-mail");
	buf_init(&out, CHECK_MAX_BYTES);
	err = child_run(arguments, CHECK_MS, &out, &status);
	buf_release(&out);
	if (err == VB_ERR_BAD_FILE) {
		doctor_wrong(d, "verbund-mail",
		             N_("There is a mail.conf, and no program verbund-mail."));
		doctor_now(d, N_("Install verbund-mail where verbundd is."));
	} else if (err == 0 && status != 0) {
		doctor_wrong(d, SETTINGS, N_("The settings in mail.conf have a fault."));
		doctor_now(d, N_("See which: verbund-mail --check --home '%s'"),
		           d->cmd->args->home);
	}
}

/* ---- the bridge ---- */

/* How the bridge does, as far as the daemon knows. */
static struct json *ask_daemon(struct doctor *d)
{
	struct json *question = NULL, *items = NULL, *bridge = NULL;

	if (client_list(d->cmd->client, "bridge.status", &question, &items) == 0)
		bridge = json_new_copy(json_at(items, 0));
	out_forget(d->cmd->out);
	json_destroy(&items);
	return bridge;
}

/* What it says itself; NULL: it says nothing. */
static struct json *ask_bridge(struct doctor *d)
{
	struct json *status = NULL;

	if (errand_ask(d->cmd, "status", NULL, &status) != 0)
		json_destroy(&status);
	out_forget(d->cmd->out);
	return status;
}

static void check_mail_running(struct doctor *d)
{
	struct json *bridge = ask_daemon(d);
	const char *state = json_get_text(bridge, "state");
	char text[VB_BRIDGE_WORDS_BYTES];
	bool is_off = state == NULL || strcmp(state, "off") == 0;

	if (!is_off && strcmp(state, "failing") == 0) {
		bridge_words_why(bridge, text);
		doctor_wrong(d, NULL, N_("The bridge to e-mail does not run. %s"), text);
		doctor_now(d, N_("Do that; it is started again by itself."));
	}
	if (!is_off && json_get(bridge, "restored") != NULL) {
		doctor_wrong(d, NULL,
		             N_("The bridge to e-mail sends nothing: the data store came from a "
		                "backup, or was lost."));
		doctor_now(d, N_("Look at `verbund bridge mail queue`, then: verbund bridge mail "
		                 "resume"));
	}
	json_destroy(&bridge);
}

static void check_mail_parts(struct doctor *d)
{
	struct json *status = ask_bridge(d);
	const struct json *parts = json_get(status, "parts");
	char text[VB_BRIDGE_WORDS_BYTES];

	for (size_t i = 0; i < json_count(parts); i++) {
		bridge_words_part(json_at(parts, i), text);
		if (text[0] == '\0')
			continue;
		doctor_wrong(d, json_get_text(json_at(parts, i), "part"), "%s", text);
		doctor_now(d, N_("Look at it step by step: verbund bridge mail test ADDRESS"));
	}
	json_destroy(&status);
}

/* Reports a number that is not 0. */
static void note_count(struct doctor *d, const struct json *status, const char *key,
                       const char *format, const char *now)
{
	long long count = (long long)json_int(json_get(status, key), 0);

	if (count == 0)
		return;
	doctor_note(d, NULL, format, count);
	doctor_now(d, "%s", _(now));
}

static void check_mail_waiting(struct doctor *d)
{
	struct json *status = ask_bridge(d);
	int64_t oldest = json_int(json_get(status, "oldest"), 0);

	if (oldest > 0 && d->now_ms - oldest > LONG_WAIT_MS) {
		doctor_wrong(d, NULL, N_("Messages have been waiting for more than an hour."));
		doctor_now(d, N_("See what the server says: verbund bridge mail queue"));
	}
	note_count(d, status, "failed",
	           N_("Messages that could not be delivered within a week: %lld."),
	           N_("verbund bridge mail queue"));
	note_count(d, status, "held", N_("Mails that wait for a person: %lld."),
	           N_("verbund bridge mail held"));
	note_count(d, status, "paused",
	           N_("People to whom nothing goes because mail came back: %lld."),
	           N_("Correct the address, then: verbund bridge mail wishes PERSON --lift"));
	json_destroy(&status);
}

/* Whether the bridge receives at all. */
static bool receives(const struct json *status)
{
	const struct json *parts = json_get(status, "parts");

	for (size_t i = 0; i < json_count(parts); i++) {
		const char *part = json_get_text(json_at(parts, i), "part");
		const char *state = json_get_text(json_at(parts, i), "state");

		if (part != NULL && strcmp(part, "receive") == 0)
			return state != NULL && strcmp(state, "off") != 0;
	}
	return false;
}

static void check_mail_received(struct doctor *d)
{
	struct json *status = ask_bridge(d);
	int64_t received = json_int(json_get(status, "received"), 0);

	if (receives(status) && d->now_ms - received > LONG_SILENCE_MS) {
		doctor_note(d, NULL,
		            received > 0 ? N_("No mail has come in for more than 14 days.")
		                         : N_("No mail has ever come in."));
		doctor_now(d, N_("See whether it can: verbund bridge mail test ADDRESS"));
	}
	json_destroy(&status);
}

/* clang-format off */
const struct doctor_check check_mail_table[] = {
	{ "mail-mode", NEEDS_HOME, check_mail_mode, N_("mail.conf is for its owner alone") },
	{ "mail-settings", NEEDS_HOME, check_mail_settings, N_("mail.conf has no fault") },
	{ "mail-running", NEEDS_DAEMON, check_mail_running, N_("the bridge to e-mail runs, if there is one") },
	{ "mail-parts", NEEDS_DAEMON, check_mail_parts, N_("it can send and receive") },
	{ "mail-waiting", NEEDS_DAEMON, check_mail_waiting, N_("no mail waits for long") },
	{ "mail-received", NEEDS_DAEMON, check_mail_received, N_("mail comes in") },
	{ NULL, NEEDS_NOTHING, NULL, NULL },
};
/* clang-format on */
