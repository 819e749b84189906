/* mail_conf: settings files, good and bad, printed ones read again, who may read a password, and mail.conf(5). */
#include "bridges/mailnet/mail_conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define NEEDED "address beirat@stadt.example\nsubmission smtps://mail.stadt.example\n"

static struct mail_conf conf;
static struct mail_why why;

static int parse(const char *text)
{
	why.text[0] = '\0';
	return mail_conf_parse(span_of_str(text), &conf, &why);
}

static void test_defaults(void)
{
	is_err(parse(NEEDED), 0, "two lines will do: %s", why.text);
	is_str(conf.address, "beirat@stadt.example", "the address");
	is_str(conf.submission.host, "mail.stadt.example", "host");
	is_int(conf.submission.port, 465, "port of smtps");
	is_int(conf.submission.way, MAIL_WAY_TLS, "TLS from the first byte");
	is_int(conf.receive.way, MAIL_WAY_NONE, "nothing comes in");
	is_u64(conf.connections, 4, "four at the same time");
	is_u64(conf.attach_max_bytes, 5u << 20, "5 MiB are attached");
	is_u64(conf.reminder_days, 2, "reminders two days before");
	is_u64(conf.digest_hour, 7, "digest at seven");
	is_u64(conf.newsletter_weekday, 1, "newsletter on Mondays");
	is_u64(conf.keep_days, 30, "kept for 30 days");
}

static void test_file(void)
{
	is_err(parse("# the office\r\n\n"
	             "address beirat@stadt.example   # role\n"
	             "name \"Integrationsbeirat Köln\"\n"
	             "submission smtp://mail.stadt.example:587\n"
	             "user bruecke\npassword ge#heim 2\n"
	             "receive imaps://mail.stadt.example:993/Eingang\n"
	             "authserv-id mx.stadt.example\n"
	             "web http://[::1]:8081\nweb-url https://mail.stadt.example/\n"
	             "attach-max 512 KiB\nnewsletter-weekday friday"),
	       0, "a file with all sorts of lines: %s", why.text);
	is_str(conf.name, "Integrationsbeirat Köln", "the name without quotation marks");
	is_int(conf.submission.way, MAIL_WAY_STARTTLS, "STARTTLS");
	is_str(conf.password, "ge#heim 2", "a # inside of a word is none");
	ok(conf.receive.is_imap && conf.receive.way == MAIL_WAY_TLS, "a mailbox over TLS");
	is_str(conf.receive.path, "Eingang", "its folder");
	is_str(conf.receive_user, "bruecke", "with the one login that there is");
	is_str(conf.receive_password, "ge#heim 2", "and its password");
	is_str(conf.web.host, "::1", "an address of IPv6 without its brackets");
	is_str(conf.web_url, "https://mail.stadt.example", "no slash at the end");
	is_u64(conf.attach_max_bytes, 512u << 10, "512 KiB");
	is_u64(conf.newsletter_weekday, 5, "Friday");
}

struct way_row {
	const char *lines;
	enum mail_way submission, receive;
	const char *what;
};

static const struct way_row ways[] = {
	{ "submission smtp://127.0.0.1:25", MAIL_WAY_PLAIN, MAIL_WAY_NONE,
	  "loopback may be plain" },
	{ "submission smtp://[::1]:25", MAIL_WAY_PLAIN, MAIL_WAY_NONE, "that of IPv6, too" },
	{ "submission smtp://127.0.0.1:25\nca-file /x", MAIL_WAY_STARTTLS, MAIL_WAY_NONE,
	  "not where a certificate is named" },
	{ "submission smtp://127.0.0.1:25\nuser u\npassword p", MAIL_WAY_STARTTLS, MAIL_WAY_NONE,
	  "not where a password would go over it" },
	{ "submission smtp://128.0.0.1:25", MAIL_WAY_STARTTLS, MAIL_WAY_NONE, "nor elsewhere" },
	{ "submission smtp://localhost:25", MAIL_WAY_STARTTLS, MAIL_WAY_NONE,
	  "nor by a name, which may be anybody's" },
	{ "submission smtps://127.0.0.1:25\nreceive lmtp://127.0.0.1:24", MAIL_WAY_TLS,
	  MAIL_WAY_LMTP_TCP, "LMTP on loopback" },
	{ "submission smtps://127.0.0.1:25\nreceive lmtp:///run/x/lmtp", MAIL_WAY_TLS,
	  MAIL_WAY_LMTP_UNIX, "LMTP at a socket" },
	{ "submission smtps://127.0.0.1:25\nreceive imap://127.0.0.1\nreceive-user a\n"
	  "receive-password b",
	  MAIL_WAY_TLS, MAIL_WAY_STARTTLS, "a mailbox always has TLS" },
};

static void test_ways(void)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char text[400];

		snprintf(text, sizeof(text), "address a@b.example\n%s", ways[i].lines);
		is_err(parse(text), 0, "%s", ways[i].what);
		is_int(conf.submission.way, ways[i].submission, "how mail leaves");
		is_int(conf.receive.way, ways[i].receive, "how it comes in");
	}
}

struct bad_row {
	const char *text, *why;
};

#define ADDRESS_WHY                                                                                \
	"line 1: `address` must be like beirat@stadt.example, without + or other signs before "    \
	"the @"
#define SUBMISSION_WHY                                                                             \
	"line 1: `submission` must be like smtps://mail.stadt.example:465 or "                     \
	"smtp://mail.stadt.example:587"
#define RECEIVE_WHY                                                                                \
	"line 1: `receive` must be like lmtp://127.0.0.1:24, lmtp:///run/verbund/lmtp, "           \
	"imaps://mail.stadt.example:993/INBOX, or none"

static const struct bad_row bad[] = {
	{ "", "`address` is missing: the address of the office, like beirat@stadt.example" },
	{ "address a@b.example",
	  "`submission` is missing: the server that takes outgoing mail, like "
	  "smtps://mail.stadt.example:465" },
	{ "\nadress a@b.example",
	  "line 2: unknown key `adress`; `man mail.conf` has those that there are" },
	{ "address", "line 1: `address` has no value" },
	{ "rate 1\nrate 1", "line 2: `rate` is there twice; leave one out" },
	{ "address beirat", ADDRESS_WHY },
	{ "address a+b@stadt.example", ADDRESS_WHY },
	{ "address @stadt.example", ADDRESS_WHY },
	{ "address a@", ADDRESS_WHY },
	{ "address a@[127.0.0.1]", ADDRESS_WHY },
	{ "address a b@stadt.example", ADDRESS_WHY },
	{ "address a@b.example\r.x", "line 1: `address` has control characters" },
	{ "address abcdefghijklmnopqrstuvwxyzabcdefghij@b.example",
	  "line 1: `address` may have 35 letters before the @ at most: what follows the + needs "
	  "the "
	  "rest" },
	{ "name \"\"", "line 1: `name` is empty or too long" },
	{ "name a\x01", "line 1: `name` has control characters" },
	{ "submission mail.stadt.example", SUBMISSION_WHY },
	{ "submission http://mail.stadt.example", SUBMISSION_WHY },
	{ "submission smtps://mail.stadt.example:0", SUBMISSION_WHY },
	{ "submission smtps://mail.stadt.example:65536", SUBMISSION_WHY },
	{ "submission smtps://mail.stadt.example/path", SUBMISSION_WHY },
	{ "submission smtps://u:p@mail.stadt.example", SUBMISSION_WHY },
	{ "submission smtps://", SUBMISSION_WHY },
	{ "receive lmtp://0.0.0.0:24", RECEIVE_WHY },
	{ "receive lmtp://192.168.1.1:24", RECEIVE_WHY },
	{ "receive lmtp://127.0.0.1", RECEIVE_WHY },
	{ "receive lmtp:///", RECEIVE_WHY },
	{ "receive imaps://mail.stadt.example/a b", RECEIVE_WHY },
	{ "receive imaps://mail.stadt.example/INBOX;UID=1", RECEIVE_WHY },
	{ "receive pop3://mail.stadt.example", RECEIVE_WHY },
	{ "web http://0.0.0.0:80",
	  "line 1: `web` must be like http://127.0.0.1:8081, an address of this computer" },
	{ "web http://127.0.0.1:80/x",
	  "line 1: `web` must be like http://127.0.0.1:8081, an address of this computer" },
	{ "web-url http://mail.stadt.example",
	  "line 1: `web-url` must be like https://mail.stadt.example" },
	{ "web-url https://x>\"", "line 1: `web-url` must be like https://mail.stadt.example" },
	{ "ca-file ca.pem", "line 1: `ca-file` must be a path from /" },
	{ "authserv-id a;b", "line 1: `authserv-id` must be like mx.stadt.example" },
	{ "list-id a b", "line 1: `list-id` must be like mail.stadt.example" },
	{ "connections 0", "line 1: `connections` must be 1 to 16" },
	{ "connections 17", "line 1: `connections` must be 1 to 16" },
	{ "connections 4x", "line 1: `connections` must be 1 to 16" },
	{ "digest-hour 24", "line 1: `digest-hour` must be 0 to 23" },
	{ "attach-max 5", "line 1: `attach-max` must be 0 MiB to 20 MiB" },
	{ "attach-max 21 MiB", "line 1: `attach-max` must be 0 MiB to 20 MiB" },
	{ "newsletter-weekday Monday",
	  "line 1: `newsletter-weekday` must be the name of a day, like monday" },
	{ "name \xff", "line 1: too long, or not UTF-8" },
	{ NEEDED "user x", "`user` needs `password-file`" },
	{ NEEDED "password x", "a password needs `user`" },
	{ NEEDED "user x\npassword x\npassword-file /x",
	  "give `password` or `password-file`, not both" },
	{ NEEDED "receive imaps://x.example", "a mailbox needs `receive-user`, or `user`" },
	{ NEEDED "receive-user x", "`receive-user` needs `receive-password-file`" },
	{ NEEDED "web http://127.0.0.1:80", "`web` and `web-url` need each other" },
	{ NEEDED "web-url https://x.example", "`web` and `web-url` need each other" },
};

static void test_bad(void)
{
	char line[1100] = "name ";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_err(parse(bad[i].text), VB_ERR_CONFIG, "refused: %.40s", bad[i].text);
		is_str(why.text, bad[i].why, "and says why");
	}
	memset(line + 5, 'x', 1019);
	is_err(parse(line), VB_ERR_CONFIG, "a line of 1024 bytes");
	is_str(why.text, "line 1: too long, or not UTF-8", "is too long");
}

/* Every option set to something: printed, it reads back to the same; and no password is printed. */
static void test_print(void)
{
	static const char text[] =
		"address beirat@stadt.example\nname Beirat\nsubmission smtps://[fe80::1]:465\n"
		"user u\npassword geheim\nca-file /ca\nreceive imap://h.example/A/B\n"
		"receive-user r\nreceive-password geheim\nlook-every 5\nauthserv-id mx\nweb "
		"http://127.0.0.1:1\n"
		"web-url https://w.example\nlist-id l.example\nconnections 3\nrate 60\n"
		"attach-max 0 MiB\nreminder-days 0\ndigest-hour 23\nnewsletter-weekday sunday\n"
		"keep-days 365\n";
	static char printed[4096];
	struct buf first, second;

	buf_init(&first, 65536);
	buf_init(&second, 65536);
	is_err(parse(text), 0, "a file with everything: %s", why.text);
	mail_conf_format(&conf, &first);
	snprintf(printed, sizeof(printed), "%.*s", (int)first.size, (const char *)first.data);
	ok(!strstr(printed, "geheim"), "no password is printed");
	ok(strstr(printed, "smtps://[fe80::1]:465"), "IPv6 has its brackets");
	snprintf(printed + first.size, sizeof(printed) - first.size,
	         "password geheim\nreceive-password geheim\n");
	is_err(parse(printed), 0, "what was printed is read: %s", why.text);
	mail_conf_format(&conf, &second);
	ok(span_is_equal(buf_span(&first), buf_span(&second)), "to the same settings");
	buf_release(&first);
	buf_release(&second);
}

static int load(const char *path)
{
	why.text[0] = '\0';
	return mail_conf_load(path, &conf, &why);
}

static void test_files(const char *folder)
{
	char secret[SCRATCH_PATH_BYTES], path[SCRATCH_PATH_BYTES], text[1000];

	snprintf(path, sizeof(path), "%s", scratch_path(folder, "mail.conf"));
	snprintf(secret, sizeof(secret), "%s", scratch_path(folder, "secret"));
	is_err(load(path), VB_ERR_NOT_FOUND, "no file");
	scratch_write(path, span_of_str(NEEDED));
	chmod(path, 0644);
	is_err(load(path), 0, "without a password others may read it: %s", why.text);
	scratch_write(path, span_of_str(NEEDED "user u\npassword p\n"));
	chmod(path, 0640);
	is_err(load(path), VB_ERR_PERMISSIONS, "with one they may not");
	ok(strstr(why.text, "chmod 600"), "and are told what to do: %s", why.text);
	is_str(conf.password, "", "nothing is kept of it");
	chmod(path, 0600);
	is_err(load(path), 0, "the owner alone");
	snprintf(text, sizeof(text), NEEDED "user u\npassword-file %s\n", secret);
	scratch_write(path, span_of_str(text));
	is_err(load(path), VB_ERR_NOT_FOUND, "no file with the password");
	scratch_write(secret, span_of_str("pass wort #1\r\nmore"));
	chmod(secret, 0644);
	is_err(load(path), VB_ERR_PERMISSIONS, "others can read it");
	chmod(secret, 0400);
	is_err(load(path), 0, "nobody else can");
	is_str(conf.password, "pass wort #1", "its first line");
	chmod(secret, 0600);
	scratch_write(secret, span_of_str("\n"));
	is_err(load(path), VB_ERR_CONFIG, "an empty one");
	snprintf(text, sizeof(text), NEEDED "ca-file %s.none\n", secret);
	scratch_write(path, span_of_str(text));
	is_err(load(path), VB_ERR_CONFIG, "no file with certificates");
	is_err(load(folder), VB_ERR_IO, "a folder is no file");
}

/* ---- the manual page ---- */

static char manual[65536];

static const char *manual_entry(const char *name)
{
	static char entry[2000];
	char tag[100];
	const char *at, *end;

	snprintf(tag, sizeof(tag), "\n.It Cm %s\n", name);
	at = strstr(manual, tag);
	if (!at)
		return "";
	at += strlen(tag);
	end = strstr(at, "\n.");
	snprintf(entry, sizeof(entry), "%.*s", end ? (int)(end - at) : 0, at);
	for (char *p = entry; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return entry;
}

static void test_manual(void)
{
	FILE *file = fopen("bridges/mail.conf.5", "r");
	const char *previous = manual;
	struct mail_help help;
	char want[2000];

	if (!file)
		bail("run this from the root of the tree");
	manual[fread(manual, 1, sizeof(manual) - 1, file)] = '\0';
	fclose(file);
	for (size_t i = 0; mail_conf_describe(i, &help); i++) {
		const char *at;

		snprintf(want, sizeof(want), "%s%s%s%s%s%s", help.text,
		         help.initial[0] ? " Default " : "", help.initial,
		         help.bounds[0] ? "; " : "", help.bounds, help.initial[0] ? "." : "");
		is_str(manual_entry(help.name), want, "the manual says of %s what the table says",
		       help.name);
		snprintf(want, sizeof(want), "\n.It Cm %s\n", help.name);
		at = strstr(manual, want);
		ok(at > previous, "in the same order");
		previous = at ? at : previous;
	}
	ok(!strstr(previous + 1, "\n.It Cm "), "and of nothing else");
}

int main(void)
{
	char folder[SCRATCH_PATH_BYTES];

	scratch_make(folder);
	test_defaults();
	test_file();
	test_ways();
	test_bad();
	test_print();
	test_files(folder);
	test_manual();
	mail_conf_release(&conf);
	scratch_remove(folder);
	return done();
}
