/* verbund-mail: the mail bridge of an office. See verbund-mail(8). */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridges/mailnet/mail_conf.h"
#include "bridges/mailnet/mail_log.h"
#include "bridges/mailnet/postman.h"
#include "protocol/crypt.h"

#define LINK_CALLS 3 /* descriptors that the daemon hands over: SPEC.md 13.5 */
#define LINK_WAITS 4
#define PATH_BYTES 4096u
#define READER "verbund-mail-read"

static const char usage[] = "verbund-mail [--home DIR]           is started by verbundd\n"
			    "verbund-mail --check [--home DIR]   look through mail.conf\n";

/* Passwords are in here: no core, no debugger, nothing for others to read. */
static void harden(void)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	(void)!setrlimit(RLIMIT_CORE, &none);
	(void)!prctl(PR_SET_DUMPABLE, 0);
}

static int say_error(int err, const char *detail)
{
	fprintf(stderr, "verbund-mail: VB-%04d %s (%s) %s\n", -err, err_what(err), detail,
	        err_now(err));
	return (int)err_exit(err);
}

static int say_conf(int err, const char *path, const struct mail_why *why)
{
	fprintf(stderr, "verbund-mail: VB-%04d %s: %s. See mail.conf(5).\n", -err, path, why->text);
	return (int)err_exit(err);
}

static int check(const char *path)
{
	struct mail_conf conf;
	struct mail_why why = { "" };
	struct buf text;
	int err = mail_conf_load(path, &conf, &why);

	if (err < 0)
		return say_conf(err, path, &why);
	buf_init(&text, 65536);
	mail_conf_format(&conf, &text);
	fwrite(text.data, 1, text.size, stdout);
	buf_release(&text);
	mail_conf_release(&conf);
	return 0;
}

/* The reading program lies beside this one. */
static bool find_reader(char out[static PATH_BYTES])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_BYTES - sizeof(READER) - 1);

	while (n > 0 && out[n - 1] != '/')
		n--;
	if (n <= 0)
		return false;
	memcpy(out + n, READER, sizeof(READER));
	return true;
}

static int run(const char *path)
{
	static struct mail_conf conf;
	static struct postman postman;
	char reader[PATH_BYTES];
	struct mail_why why = { "" };
	int err;

	if (fcntl(LINK_CALLS, F_GETFD) < 0 || fcntl(LINK_WAITS, F_GETFD) < 0)
		return say_error(VB_ERR_USAGE, "verbundd starts this program");
	err = mail_conf_load(path, &conf, &why);
	if (err < 0)
		return say_conf(err, path, &why);
	err = crypt_init();
	if (err == 0 && !find_reader(reader))
		err = VB_ERR_IO;
	if (err == 0)
		err = postman_open(&postman, &conf, reader, LINK_CALLS, LINK_WAITS);
	if (err == 0) {
		err = postman_run(&postman);
		postman_close(&postman);
	}
	mail_conf_release(&conf);
	return err < 0 ? say_error(err, path) : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "home", required_argument, NULL, 'h' },
		                                 { "check", no_argument, NULL, 'c' },
		                                 { "version", no_argument, NULL, 'v' },
		                                 { "help", no_argument, NULL, '?' + 128 },
		                                 { NULL, 0, NULL, 0 } };
	const char *home = getenv("VERBUND_HOME"), *login = getenv("HOME");
	char path[PATH_BYTES];
	bool is_check = false;
	int option;

	harden();
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			home = optarg;
		} else if (option == 'c') {
			is_check = true;
		} else if (option == 'v') {
			puts("verbund-mail " VB_VERSION);
			return 0;
		} else if (option == '?' + 128) {
			fputs(usage, stdout);
			return 0;
		} else {
			return say_error(VB_ERR_USAGE, "see verbund-mail --help");
		}
	}
	if (optind < argc)
		return say_error(VB_ERR_USAGE, argv[optind]);
	if (home && home[0] != '\0')
		snprintf(path, sizeof(path), "%s/mail.conf", home);
	else
		snprintf(path, sizeof(path), "%s/.local/share/verbund/mail.conf",
		         login ? login : "");
	return is_check ? check(path) : run(path);
}
