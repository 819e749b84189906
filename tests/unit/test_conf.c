/* conf: settings files, good and bad, and printed ones read again. */
#include "daemon/conf.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"

static void test_defaults(void)
{
	struct conf_why why;
	struct conf conf;

	is_err(conf_parse(span_of_str(""), &conf, &why), 0, "an empty file");
	is_str(conf.listen, "", "does not listen");
	is_u64(conf.map_bytes, (uint64_t)1 << 40, "map of 1 TiB");
	is_u64(conf.retry_min_ms, 1000, "first pause 1 s");
	is_u64(conf.retry_max_ms, 60000, "last pause 60 s");
	is_u64(conf.second_dial_ms, 30000, "waits 30 s for the call");
	is_u64(conf.invite_life_ms, 86400000, "invitations are good for a day");
	is_int(conf.log_level, VB_LOG_INFO, "log level");
}

static void test_file(void)
{
	static const char text[] = "# the office\r\n"
				   "\n"
				   "listen\t tcp://*:7447   # every address\n"
				   "  advertise tcp://buero.example.org:7447\n"
				   "retry-min 50 ms\n"
				   "max-peers 4096\n"
				   "log-level debug";
	struct conf_why why = { "" };
	struct conf conf;

	is_err(conf_parse(span_of_str(text), &conf, &why), 0, "a file with all sorts of lines: %s",
	       why.text);
	is_str(conf.listen, "tcp://*:7447", "listen");
	is_str(conf.advertise, "tcp://buero.example.org:7447", "advertise");
	is_u64(conf.retry_min_ms, 50, "retry-min");
	is_u64(conf.max_peers, 4096, "max-peers");
	is_int(conf.log_level, VB_LOG_DEBUG, "log-level in a line without an end");
}

struct bad_file {
	const char *text;
	const char *why;
};

static const struct bad_file bad_files[] = {
	{ "lisen tcp://1.2.3.4:5", "line 1: unknown key `lisen`; did you mean `listen`?" },
	{ "\n\nmax_peers 3", "line 3: unknown key `max_peers`; did you mean `max-peers`?" },
	{ "something-else 3", "line 1: unknown key `something-else`" },
	{ "x 1", "line 1: unknown key `x`" },
	{ "max-peers 3\nmax-peers 3", "line 2: `max-peers` is there twice" },
	{ "listen", "line 1: `listen` has no value" },
	{ "listen # tcp://1.2.3.4:5", "line 1: `listen` has no value" },
	{ "listen 1.2.3.4:5", "line 1: `listen` must be like tcp://HOST:PORT" },
	{ "listen tcp://1.2.3.4:70000", "line 1: `listen` must be like tcp://HOST:PORT" },
	{ "listen tcp://*:0", "line 1: `listen` must be like tcp://HOST:PORT" },
	{ "listen tcp://buero.example:5",
	  "line 1: `listen` must be an IP address like 0.0.0.0; a name goes to `advertise`" },
	{ "advertise tcp://*:5", "line 1: `advertise` must be like tcp://HOST:PORT" },
	{ "max-peers 0", "line 1: `max-peers` must be 1 to 4096" },
	{ "max-peers 4097", "line 1: `max-peers` must be 1 to 4096" },
	/* limit VB_IPC_CLIENTS_MAX_COUNT */
	{ "max-clients 257", "line 1: `max-clients` must be 2 to 256" },
	{ "max-peers -1", "line 1: `max-peers` must be 1 to 4096" },
	{ "max-peers 1 2", "line 1: `max-peers` must be 1 to 4096" },
	{ "retry-min 5", "line 1: `retry-min` must be 10 ms to 1 min" },
	{ "log-level loud", "line 1: `log-level` must be error, warning, info or debug" },
	{ "listen tcp://*:5",
	  "`listen` is a wildcard, so `advertise` must say how others reach it" },
	{ "listen tcp://0.0.0.0:5",
	  "`listen` is a wildcard, so `advertise` must say how others reach it" },
	{ "listen tcp://[::]:5",
	  "`listen` is a wildcard, so `advertise` must say how others reach it" },
	{ "listen tcp://*:5\nadvertise tcp://0.0.0.0:5", "`advertise` cannot be a wildcard" },
	{ "advertise tcp://a.example:5", "`advertise` needs `listen`" },
	{ "retry-min 30 s\nretry-max 20 s", "`retry-min` is more than `retry-max`" },
	{ "max-peers 5\nb\xff 1", "line 2: too long, or not UTF-8" },
};

static void test_bad_files(void)
{
	for (size_t i = 0; i < sizeof(bad_files) / sizeof(bad_files[0]); i++) {
		struct conf_why why = { "" };
		struct conf conf = { .max_peers = 99 };

		is_err(conf_parse(span_of_str(bad_files[i].text), &conf, &why), VB_ERR_CONFIG,
		       "refused: %s", bad_files[i].why);
		is_str(why.text, bad_files[i].why, "and says why");
		is_u64(conf.max_peers, 99, "and changes nothing");
	}
}

static void test_long_line(void)
{
	char text[700] = "listen tcp://";
	struct conf_why why;
	struct conf conf;

	memset(text + 13, 'a', sizeof(text) - 14);
	is_err(conf_parse(span_of(text, sizeof(text) - 1), &conf, &why), VB_ERR_CONFIG,
	       "a very long line");
	is_err(conf_parse(span_of(text, 13 + 300), &conf, &why), VB_ERR_CONFIG,
	       "an address longer than any");
}

static void test_round_trip(void)
{
	static const char text[] =
		"listen tcp://10.0.0.1:7447\npairing-listen tcp://*:9000\n"
		"advertise tcp://[2001:db8::1]:7447\nmap-size 64 MiB\nfile-space 5 GiB\nmax-peers "
		"7\n"
		"max-clients 9\ninvite-life 90 s\nretry-min 20 ms\nretry-max 2 s\n"
		"second-dial 0 ms\narrival-every 90 s\nmember-quota-day 3 MiB\nmember-quota 4 "
		"MiB\npartner-quota 5 MiB\nrelay-quota 2 MiB\nrelay-keep 48 "
		"h\nerasure-delay 2 s\nkeep-reply 2 years\nkeep-attendance 1 year\nkeep-contact 18 "
		"months\n"
		"keep-removed 1 month\nkeep-comment 3 years\nkeep-application 100 years\nlog-level "
		"warning\n";
	struct conf_why why = { "" };
	struct conf first, second;
	struct buf printed;

	buf_init(&printed, 4000);
	is_err(conf_parse(span_of_str(text), &first, &why), 0, "every option: %s", why.text);
	conf_format(&first, &printed);
	ok(span_is_equal(buf_span(&printed), span_of_str(text)), "prints as it was written");
	conf_init(&first);
	buf_clear(&printed);
	conf_format(&first, &printed);
	is_err(conf_parse(buf_span(&printed), &second, &why), 0, "the defaults: %s", why.text);
	is_err(conf_reload(&first, &second, &why), 0, "are read to the same");
	is_str(why.text, "", "and nothing changes");
	buf_release(&printed);
}

static void test_reload(void)
{
	struct conf now, fresh;
	struct conf_why why;

	conf_init(&now);
	is_err(conf_parse(span_of_str("log-level debug\nmax-peers 5\ninvite-life 1 h\n"
	                              "listen tcp://1.2.3.4:5"),
	                  &fresh, &why),
	       0, "a changed file");
	is_err(conf_reload(&now, &fresh, &why), VB_ERR_NEEDS_RESTART, "two options need a restart");
	is_str(why.text, "listen, max-peers", "and are named");
	is_int(now.log_level, VB_LOG_INFO, "log-level is not taken over");
	is_u64(now.invite_life_ms, 86400000, "nor is invite-life");
	is_u64(now.max_peers, 512, "nor are they");
	is_str(now.listen, "", "themselves");
	is_err(conf_parse(span_of_str("invite-life 1 h\nlog-level debug\n"), &fresh, &why), 0,
	       "a file with what may change");
	is_err(conf_reload(&now, &fresh, &why), 0, "is taken over");
	is_str(why.text, "invite-life, log-level", "and named");
	is_int(now.log_level, VB_LOG_DEBUG, "log-level");
	is_u64(now.invite_life_ms, 3600000, "and invite-life");
}

static void test_load(void)
{
	char path[] = "/tmp/test_conf.XXXXXX";
	static char text[70000];
	struct conf_why why = { "" };
	struct conf conf;
	int fd = mkstemp(path);

	memset(text, '\n', sizeof(text));
	snprintf(text, sizeof(text), "max-peers 3");
	text[strlen(text)] = '\n';
	ok(write(fd, text, 65536) == 65536, "a file of 64 KiB");
	is_err(conf_load(path, &conf, &why), 0, "is read");
	is_u64(conf.max_peers, 3, "with its values");
	ok(write(fd, text, 1) == 1, "one byte more");
	is_err(conf_load(path, &conf, &why), VB_ERR_CONFIG, "is refused");
	is_str(why.text, "the file is larger than 65536 bytes", "and says why");
	unlink(path);
	close(fd);
	is_err(conf_load(path, &conf, &why), 0, "no file at all");
	is_u64(conf.max_peers, 512, "is the defaults");
	is_err(conf_load("/tmp", &conf, &why), VB_ERR_IO, "a directory is no file");
}

int main(void)
{
	test_defaults();
	test_file();
	test_bad_files();
	test_long_line();
	test_round_trip();
	test_reload();
	test_load();
	return done();
}
