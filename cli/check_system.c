/* check_system: this computer: clock, time zones, language, swap, a library's security fix; see doctor.h;
 * tested by tests/blackbox/10-doctor.t. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "cli/amount.h"
#include "cli/child.h"
#include "cli/doctor.h"
#include "cli/language.h"
#include "cli/moment.h"

#define CLOCK_SLACK_MS ((int64_t)2 * 60 * 1000)
#define SODIUM_PACKAGE "libsodium23"
#define SODIUM_FIXED "1.0.18-1+deb12u1" /* CVE-2025-69277 */
#define PACKAGE_MS 700u
#define PACKAGE_BYTES 4096u

/* ---- time ---- */

static int64_t newest_write(struct doctor *d)
{
	static const char *const files[] = { "data.mdb", "partners", "node.keys" };
	int64_t newest = 0;
	struct stat st;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (stat(doctor_path(d, files[i]), &st) == 0 && (int64_t)st.st_mtime > newest)
			newest = (int64_t)st.st_mtime;
	}
	return newest * 1000;
}

/* What was written was written before. */
static void check_clock(struct doctor *d)
{
	int64_t newest = newest_write(d);
	char now[VB_MOMENT_TEXT_BYTES], then[VB_MOMENT_TEXT_BYTES];

	if (newest <= d->now_ms + CLOCK_SLACK_MS)
		return;
	/* TRANSLATORS: date and time for strftime */
	moment_format(d->now_ms, d->cmd->args->zone, _("%Y-%m-%d %H:%M"), now);
	moment_format(newest, d->cmd->args->zone, _("%Y-%m-%d %H:%M"), then);
	doctor_wrong(d, NULL,
	             N_("The clock of this computer shows %s, but the office has written at %s "
	                "already."),
	             now, then);
	doctor_now(d, N_("Set the clock; best from the network: sudo timedatectl set-ntp true"));
}

static void check_clock_sync(struct doctor *d)
{
	struct timex state = { .modes = 0 };
	int status = adjtimex(&state);

	if (status != TIME_ERROR && (state.status & STA_UNSYNC) == 0)
		return;
	doctor_note(d, NULL, N_("The clock of this computer is not kept right from the network."));
	doctor_now(d, "sudo timedatectl set-ntp true");
}

static void check_zones(struct doctor *d)
{
	const char *folder = getenv("TZDIR");
	char path[600];

	(void)snprintf(path, sizeof(path), "%.500s/%s",
	               folder != NULL ? folder : "/usr/share/zoneinfo", VB_MOMENT_ZONE);
	if (access(path, R_OK) == 0)
		return;
	doctor_note(d, NULL, N_("This computer has no list of time zones; only %s is known."),
	            VB_MOMENT_ZONE);
	doctor_now(d, "sudo apt install tzdata");
}

/* ---- texts ---- */

/* The program itself fell back to what works: what the environment asked for is looked at anew. */
static void check_characters(struct doctor *d)
{
	locale_t wanted = newlocale(LC_ALL_MASK, "", (locale_t)0);
	const char *set;

	if (wanted == (locale_t)0)
		return;
	set = nl_langinfo_l(CODESET, wanted);
	if (strcmp(set, "UTF-8") != 0) {
		doctor_note(
			d, set,
			N_("The characters of the terminal are %s: umlauts and other letters may "
		           "look wrong."),
			set);
		doctor_now(d, "export LC_ALL=C.UTF-8");
	}
	freelocale(wanted);
}

static void check_language(struct doctor *d)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	locale_t wanted = newlocale(LC_ALL_MASK, "", (locale_t)0);
	const char *name = NULL;

	if (wanted != (locale_t)0) {
		freelocale(wanted);
		return;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && name == NULL; i++) {
		const char *value = getenv(names[i]);

		name = value != NULL && value[0] != '\0' ? value : NULL;
	}
	doctor_note(d, name,
	            N_("The language %s is not installed on this computer: dates and the order of "
	               "names follow another."),
	            name != NULL ? name : "?");
	doctor_now(d, "sudo dpkg-reconfigure locales");
}

/* ---- secrets ---- */

/* Compressed memory is no disk, and what a mapper stands before is taken for encrypted. */
static bool is_harmless(const char *device)
{
	return strncmp(device, "/dev/zram", 9) == 0 || strncmp(device, "/dev/dm-", 8) == 0 ||
	       strncmp(device, "/dev/mapper/", 12) == 0;
}

static void check_swap(struct doctor *d)
{
	FILE *list = fopen("/proc/swaps", "re");
	char line[600];
	bool is_first = true;

	while (list != NULL && fgets(line, sizeof(line), list) != NULL) {
		line[strcspn(line, " \t\n")] = '\0';
		if (!is_first && line[0] != '\0' && !is_harmless(line)) {
			doctor_note(
				d, line,
				N_("Texts of the office can get into the swap space %s. The keys "
			           "are kept out of it."),
				line);
			doctor_now(d, N_("Encrypt it, or do without: sudo swapoff %s"), line);
		}
		is_first = false;
	}
	if (list != NULL)
		(void)fclose(list);
}

/* Runs a program of the packages; its first line, in out. */
static bool ask_packages(const char *const *arguments, char *out, size_t size, int *status)
{
	struct buf text;
	int err;

	buf_init(&text, PACKAGE_BYTES);
	err = child_run(arguments, PACKAGE_MS, &text, status);
	(void)snprintf(out, size, "%.*s", (int)strcspn((const char *)text.data, "\n"),
	               (const char *)text.data);
	buf_release(&text);
	return err == 0;
}

/* The number of the library does not tell whether Debian has mended it. */
static void check_sodium(struct doctor *d)
{
	static const char *const query[] = { "dpkg-query", "-W",           "-f",
		                             "${Version}", SODIUM_PACKAGE, NULL };
	char version[100], ignored[100];
	const char *compare[] = { "dpkg", "--compare-versions", version, "lt", SODIUM_FIXED, NULL };
	int status = 0;

	if (!ask_packages(query, version, sizeof(version), &status) || status != 0 ||
	    version[0] == '\0')
		return;
	if (!ask_packages(compare, ignored, sizeof(ignored), &status) || status != 0)
		return;
	doctor_wrong(d, SODIUM_PACKAGE,
	             N_("The package %s %s lacks a security fix (%s has it: CVE-2025-69277)."),
	             SODIUM_PACKAGE, version, SODIUM_FIXED);
	doctor_now(d, "sudo apt update && sudo apt install %s", SODIUM_PACKAGE);
}

/* clang-format off */
const struct doctor_check check_system_table[] = {
	{ "clock", NEEDS_HOME, check_clock, N_("the clock is not behind what was written already") },
	{ "clock-sync", NEEDS_NOTHING, check_clock_sync, N_("the clock is kept right from the network") },
	{ "time-zones", NEEDS_NOTHING, check_zones, N_("the list of time zones is there") },
	{ "characters", NEEDS_NOTHING, check_characters, N_("the terminal shows UTF-8") },
	{ "language", NEEDS_NOTHING, check_language, N_("the language asked for is installed") },
	{ "swap", NEEDS_NOTHING, check_swap, N_("nothing is written to swap space in clear") },
	{ "libsodium-fix", NEEDS_NOTHING, check_sodium, N_("the library for cryptography has its security fix") },
	{ NULL, NEEDS_NOTHING, NULL, NULL },
};
/* clang-format on */
