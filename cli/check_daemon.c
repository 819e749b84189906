/* check_daemon: whether verbundd runs and answers, what it runs with, and what it says is not in order; see doctor.h;
 * tested by tests/blackbox/10-doctor.t. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/doctor.h"
#include "cli/language.h"
#include "protocol/peer/endpoint.h"

#define FILES_A_LINK 8u /* of the daemon, see shell.c */
#define FILES_BESIDES 4096u
#define LINE_BYTES 256u

/* ---- whether it runs ---- */

/* What the process is called that holds the data directory. */
static void name_process(int64_t process, char out[static 64])
{
	char path[64];
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%lld/comm", (long long)process);
	file = fopen(path, "re");
	out[0] = '\0';
	if (file != NULL && fgets(out, 64, file) != NULL)
		out[strcspn(out, "\n")] = '\0';
	if (file != NULL)
		(void)fclose(file);
}

static void check_running(struct doctor *d)
{
	const char *home = d->cmd->args->home;
	char name[64];

	if (d->daemon_err != VB_ERR_NOT_RUNNING)
		return;
	if (d->holder != 0) {
		name_process(d->holder, name);
		doctor_wrong(
			d, NULL,
			N_("Process %lld (%s) holds the data directory and takes no questions."),
			(long long)d->holder, name);
		doctor_now(
			d,
			N_("Wait until it is done, if it is `verbundd --check`; else end it (kill "
		           "%lld) and start verbundd."),
			(long long)d->holder);
		return;
	}
	doctor_wrong(d, NULL, N_("Verbund is not running: nobody can reach this office."));
	doctor_now(d, "verbundd --home '%s'", home);
}

static void check_answer(struct doctor *d)
{
	if (d->daemon_err == VB_ERR_TIMEOUT) {
		doctor_wrong(d, NULL, N_("Process %lld runs, but does not answer within a second."),
		             (long long)d->holder);
		doctor_now(d,
		           N_("Wait for a backup under way; else restart it: kill -CONT %lld; kill "
		              "%lld; verbundd --home '%s'"),
		           (long long)d->holder, (long long)d->holder, d->cmd->args->home);
	} else if (d->daemon_err == VB_ERR_DENIED) {
		doctor_wrong(d, NULL, N_("This login may not ask verbundd."));
		doctor_now(d,
		           N_("Ask again as the login whose office it is, or let the administrator "
		              "give yours a right: verbund person add NAME --login LOGIN"));
	} else if (d->daemon_err != 0 && d->daemon_err != VB_ERR_NOT_RUNNING &&
	           d->daemon_err != VB_ERR_NO_HOME && d->daemon_err != VB_ERR_UNKNOWN_CALL) {
		doctor_wrong(d, NULL, "%s", _(err_what(d->daemon_err)));
		doctor_now(d, "%s", _(err_now(d->daemon_err)));
	}
}

static void check_version(struct doctor *d)
{
	const char *version = json_get_text(d->daemon, "version");

	if (d->daemon_err == VB_ERR_UNKNOWN_CALL)
		doctor_wrong(d, NULL, N_("verbundd is older than verbund (%s)."), VB_VERSION);
	else if (d->daemon != NULL && (version == NULL || strcmp(version, VB_VERSION) != 0))
		doctor_wrong(d, NULL, N_("verbundd has version %s, verbund has %s."),
		             version != NULL ? version : "?", VB_VERSION);
	else
		return;
	doctor_now(d, N_("Install both from one version and restart verbundd."));
}

/* Writes the address of a setting; false: there is none. */
static bool address_of(const char *endpoint, struct sockaddr_storage *out, socklen_t *size)
{
	struct sockaddr_in *four = (struct sockaddr_in *)(void *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)out;
	struct endpoint parsed;
	char plain[300], host[260];

	(void)snprintf(plain, sizeof(plain), "%s", endpoint);
	if (strncmp(endpoint, "tcp://*:", 8) == 0)
		(void)snprintf(plain, sizeof(plain), "tcp://0.0.0.0:%s", endpoint + 8);
	if (endpoint_parse(span_of_str(plain), &parsed) != 0 || parsed.host.size >= sizeof(host))
		return false;
	memset(out, 0, sizeof(*out));
	memcpy(host, parsed.host.data, parsed.host.size);
	host[parsed.host.size] = '\0';
	if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons(parsed.port);
		*size = sizeof(*four);
		return true;
	}
	host[parsed.host.size > 0 ? parsed.host.size - 1 : 0] = '\0';
	six->sin6_family = AF_INET6;
	six->sin6_port = htons(parsed.port);
	*size = sizeof(*six);
	return inet_pton(AF_INET6, host + 1, &six->sin6_addr) == 1;
}

/* While verbundd does not run: whether it could bind its address. */
static void check_port(struct doctor *d)
{
	const char *listen = doctor_setting(d, "listen");
	struct sockaddr_storage address;
	socklen_t size;
	int yes = 1;
	int fd;

	if (d->daemon != NULL || d->holder != 0 || !address_of(listen, &address, &size))
		return;
	fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (const struct sockaddr *)&address, size) < 0 && errno == EADDRINUSE) {
		doctor_wrong(d, listen, N_("Another program listens on %s already."), listen);
		doctor_now(d, N_("Find it (sudo ss -ltnp) and end it, or choose another port for "
		                 "`listen` in verbundd.conf."));
	} else if (errno == EADDRNOTAVAIL) {
		doctor_wrong(d, listen, N_("%s is not an address of this computer."), listen);
		doctor_now(d, N_("Write one of its own into `listen` of verbundd.conf (ip address "
		                 "shows them), or 0.0.0.0 for all; the address for others goes to "
		                 "`advertise`."));
	}
	(void)close(fd);
}

/* ---- what it runs with ---- */

static void check_in_force(struct doctor *d)
{
	const struct json *file = json_get(d->look, "settings in force");
	const struct json *daemon = json_get(d->daemon, "settings");
	void *iterator = NULL;
	const char *name;
	struct json *value;
	int err;

	doctor_faults(d, "settings");
	/* A file with errors is told elsewhere. */
	if (!doctor_look(d, "settings", &err, NULL) || err != 0)
		return;
	while (json_next(file, &iterator, &name, &value)) {
		const char *now = json_get_text(daemon, name);

		if (now != NULL && strcmp(now, json_text(value)) == 0)
			continue;
		doctor_note(d, name, N_("`%s` stands as %s in verbundd.conf, but %s is in force."),
		            name, json_text(value), now != NULL ? now : "-");
		doctor_now(d, N_("Restart verbundd."));
	}
	iterator = NULL;
	while (json_next(daemon, &iterator, &name, &value)) {
		if (json_get(file, name) != NULL)
			continue;
		doctor_note(d, name, N_("`%s` was taken out of verbundd.conf, but %s is in force."),
		            name, json_text(value));
		doctor_now(d, N_("Restart verbundd."));
	}
}

static bool is_older(const char *version, const char *least)
{
	for (int i = 0; i < 3; i++) {
		unsigned long a = strtoul(version, (char **)(uintptr_t)&version, 10);
		unsigned long b = strtoul(least, (char **)(uintptr_t)&least, 10);

		if (a != b)
			return a < b;
		version += *version == '.';
		least += *least == '.';
	}
	return false;
}

static void check_libraries(struct doctor *d)
{
	static const struct {
		const char *name, *least;
	} libraries[] = {
		{ "libsodium", "1.0.18" },
		{ "libzmq", "4.3.4" },
		{ "lmdb", "0.9.24" },
	};

	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++) {
		const char *version =
			json_get_text(json_get(d->daemon, "libraries"), libraries[i].name);

		if (version != NULL && !is_older(version, libraries[i].least))
			continue;
		doctor_wrong(
			d, libraries[i].name, N_("verbundd runs with %s %s; it needs at least %s."),
			libraries[i].name, version != NULL ? version : "?", libraries[i].least);
		doctor_now(d, N_("Bring the packages of this computer up to date and restart "
		                 "verbundd."));
	}
}

/* A line of a file about the daemon in /proc that begins with a title: what follows. */
static bool process_line(const struct doctor *d, const char *file, const char *title,
                         char out[static LINE_BYTES])
{
	char path[64], line[LINE_BYTES];
	bool is_found = false;
	FILE *in;

	(void)snprintf(path, sizeof(path), "/proc/%lld/%s", (long long)d->holder, file);
	in = fopen(path, "re");
	while (in != NULL && !is_found && fgets(line, sizeof(line), in) != NULL) {
		is_found = strncmp(line, title, strlen(title)) == 0;
		if (is_found)
			(void)snprintf(out, LINE_BYTES, "%s", line + strlen(title));
	}
	if (in != NULL)
		(void)fclose(in);
	return is_found;
}

static void check_open_files(struct doctor *d)
{
	unsigned long peers = strtoul(doctor_setting(d, "max-peers"), NULL, 10);
	unsigned long wanted = FILES_BESIDES + FILES_A_LINK * peers;
	char line[LINE_BYTES];
	unsigned long have;

	if (!process_line(d, "limits", "Max open files", line) || strstr(line, "unlimited") != NULL)
		return;
	have = strtoul(line, NULL, 10);
	if (have >= wanted)
		return;
	doctor_note(d, NULL,
	            N_("verbundd may open %lu files; with `max-peers` %lu it can need %lu."), have,
	            peers, wanted);
	doctor_now(d,
	           N_("Raise the limit (LimitNOFILE=%lu in the service's unit, or ulimit -n), or "
	              "lower `max-peers`, and restart verbundd."),
	           wanted);
}

static void check_locked_memory(struct doctor *d)
{
	char line[LINE_BYTES];

	if (!process_line(d, "status", "VmLck:", line) || strtoul(line, NULL, 10) > 0)
		return;
	doctor_wrong(d, NULL,
	             N_("verbundd may not lock memory: its keys can get into swap space."));
	doctor_now(d,
	           N_("Raise the limit (LimitMEMLOCK=1M in the service's unit, or ulimit -l) and "
	              "restart verbundd."));
}

static void check_core_files(struct doctor *d)
{
	char line[LINE_BYTES];
	const char *soft;

	if (!process_line(d, "limits", "Max core file size", line))
		return;
	soft = line + strspn(line, " ");
	if (strncmp(soft, "unlimited", 9) != 0 && strtoul(soft, NULL, 10) == 0)
		return;
	doctor_wrong(d, NULL,
	             N_("When verbundd fails, its memory with the keys may be written to a "
	                "file."));
	doctor_now(d, "prlimit --core=0 --pid %lld", (long long)d->holder);
}

/* Somebody floods the listening socket. */
static void check_flood(struct doctor *d)
{
	if (!json_is_yes(json_get(d->daemon, "shut")))
		return;
	doctor_wrong(
		d, NULL,
		N_("%lld connections of strangers keep the door shut: partners cannot get in."),
		(long long)json_int(json_get(d->daemon, "strangers"), 0));
	doctor_now(d, N_("Let the firewall admit only the addresses of the partner offices to this "
	                 "port."));
}

/* ---- what it says is not in order ---- */

static void check_writing(struct doctor *d)
{
	doctor_faults(d, "writing");
}

static void check_store_size(struct doctor *d)
{
	doctor_faults(d, "store");
}

static void check_forks(struct doctor *d)
{
	doctor_faults(d, "fork");
}

static void check_decisions(struct doctor *d)
{
	doctor_faults(d, "controlFork");
	doctor_faults(d, "recovery");
	doctor_faults(d, "policy");
}

static void check_fetching(struct doctor *d)
{
	doctor_faults(d, "fetching");
}

static void check_suspended(struct doctor *d)
{
	doctor_faults(d, "suspended");
	doctor_faults(d, "begins");
	doctor_faults(d, "fallen");
}

static void check_suspensions(struct doctor *d)
{
	doctor_faults(d, "suspension");
}

static void check_missing_keys(struct doctor *d)
{
	doctor_faults(d, "keys");
	doctor_faults(d, "recordsWanted");
}

static void check_quotas(struct doctor *d)
{
	doctor_faults(d, "relayFull");
	doctor_faults(d, "quotaDay");
	doctor_faults(d, "quota");
	doctor_faults(d, "quotaFounder");
	doctor_faults(d, "quotaFilesDay");
	doctor_faults(d, "quotaFiles");
	doctor_faults(d, "quotaFilesFounder");
}

static void check_backup(struct doctor *d)
{
	doctor_faults(d, "backup");
}

static void check_keys_backup(struct doctor *d)
{
	doctor_faults(d, "keysBackup");
}

static void check_held(struct doctor *d)
{
	int64_t held = json_int(json_get(json_get(d->daemon, "waiting"), "held"), 0);

	if (held == 0)
		return;
	doctor_note(d, NULL,
	            ngettext("%lld entry waits for another that has not arrived.",
	                     "%lld entries wait for others that have not arrived.",
	                     (unsigned long)held),
	            (long long)held);
	doctor_now(d, N_("Nothing: it is fetched as soon as somebody who has it can be reached."));
}

/* clang-format off */
const struct doctor_check check_daemon_table[] = {
	{ "running", NEEDS_HOME, check_running, N_("verbundd runs") },
	{ "answer", NEEDS_RUNNING, check_answer, N_("it answers this login") },
	{ "version", NEEDS_ANSWER, check_version, N_("it has the same version as verbund") },
	{ "port", NEEDS_LOOK, check_port, N_("nobody else takes its port") },
	{ "in-force", NEEDS_DAEMON, check_in_force, N_("the settings of the file are in force") },
	{ "libraries", NEEDS_DAEMON, check_libraries, N_("its libraries are new enough") },
	{ "open-files", NEEDS_DAEMON, check_open_files, N_("it may open as many files as it can need") },
	{ "locked-memory", NEEDS_DAEMON, check_locked_memory, N_("it can keep its keys out of swap space") },
	{ "core-files", NEEDS_DAEMON, check_core_files, N_("its keys cannot get into a core file") },
	{ "flood", NEEDS_DAEMON, check_flood, N_("strangers do not keep its door shut") },
	{ "writing", NEEDS_DAEMON, check_writing, N_("the last change was written") },
	{ "store-size", NEEDS_DAEMON, check_store_size, N_("the store has not reached its largest size") },
	{ "histories", NEEDS_DAEMON, check_forks, N_("no office has written two histories") },
	{ "decisions", NEEDS_DAEMON, check_decisions, N_("nobody waits for a decision about who is in charge") },
	{ "fetching", NEEDS_DAEMON, check_fetching, N_("no committee is being fetched anew") },
	{ "suspended", NEEDS_DAEMON, check_suspended, N_("what this office writes counts everywhere") },
	{ "suspensions", NEEDS_DAEMON, check_suspensions, N_("nobody waits for a decision about a suspension") },
	{ "missing-keys", NEEDS_DAEMON, check_missing_keys, N_("everything here can be read") },
	{ "held", NEEDS_DAEMON, check_held, N_("nothing waits for what has not arrived") },
	{ "quotas", NEEDS_DAEMON, check_quotas, N_("there is room for what the others write") },
	{ "backup", NEEDS_DAEMON, check_backup, N_("the last backup is not too old") },
	{ "keys-backup", NEEDS_DAEMON, check_keys_backup, N_("the last copy of the keys of persons is not too old") },
	{ NULL, NEEDS_NOTHING, NULL, NULL },
};
/* clang-format on */
