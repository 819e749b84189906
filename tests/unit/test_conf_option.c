/* conf_option: each option by itself, and the manual page verbundd.conf(5) against the table. */
#include "daemon/conf_option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static char manual[65536];

static void read_manual(void)
{
	FILE *file = fopen("daemon/verbundd.conf.5", "r");

	if (!file)
		bail("run this from the root of the tree");
	manual[fread(manual, 1, sizeof(manual) - 1, file)] = '\0';
	fclose(file);
}

/* What the manual says of an option: the lines behind its tag up to the next one, joined by blanks. */
static const char *manual_entry(const char *name)
{
	static char entry[2000];
	char tag[100];
	const char *at, *end;
	size_t size;

	snprintf(tag, sizeof(tag), "\n.It Cm %s\n", name);
	at = strstr(manual, tag);
	if (!at)
		return "";
	at += strlen(tag);
	end = strstr(at, "\n.");
	size = end ? (size_t)(end - at) : strlen(at);
	snprintf(entry, sizeof(entry), "%.*s", (int)size, at);
	for (char *p = entry; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return entry;
}

/* The sentence about default, bounds and reload that must follow the text. */
static void expect_entry(const struct conf_help *help, char *out, size_t size)
{
	int n = snprintf(out, size, "%s", help->text);

	if (help->initial[0])
		n += snprintf(out + n, size - (size_t)n, " Default %s", help->initial);
	if (help->bounds[0])
		n += snprintf(out + n, size - (size_t)n, "; %s", help->bounds);
	if (help->is_reloadable)
		n += snprintf(out + n, size - (size_t)n, "; at once");
	if (help->initial[0])
		snprintf(out + n, size - (size_t)n, ".");
}

static void test_manual(void)
{
	const char *previous = manual;

	read_manual();
	for (size_t i = 0; i < conf_option_count(); i++) {
		struct conf_help help;
		char want[2000];
		const char *at;

		conf_option_describe(conf_option_at(i), &help);
		expect_entry(&help, want, sizeof(want));
		is_str(manual_entry(help.name), want, "the manual says of %s what the table says",
		       help.name);
		snprintf(want, sizeof(want), "\n.It Cm %s\n", help.name);
		at = strstr(manual, want);
		ok(at > previous, "in the same order");
		previous = at ? at : previous;
	}
	ok(!strstr(previous + 1, "\n.It Cm "), "and of nothing else");
}

static const struct conf_option *find(const char *name)
{
	for (size_t i = 0; i < conf_option_count(); i++)
		if (strcmp(conf_option_name(conf_option_at(i)), name) == 0)
			return conf_option_at(i);
	bail("no option %s", name);
}

/* Each option: reset, print, read and copy agree, and touch nothing but the option. */
static void test_each(void)
{
	for (size_t i = 0; i < conf_option_count(); i++) {
		const struct conf_option *o = conf_option_at(i);
		struct conf a, b;
		struct conf_why why;
		char value[VB_CONF_VALUE_BYTES], again[VB_CONF_VALUE_BYTES];

		memset(&a, 0, sizeof(a));
		memset(&b, 0, sizeof(b));
		conf_option_reset(o, &a);
		conf_option_print(o, &a, value);
		if (value[0])
			is_err(conf_option_read(o, value, &b, &why), 0, "%s: default is read",
			       conf_option_name(o));
		is_mem(&b, &a, sizeof(a), "%s: to the same", conf_option_name(o));
		memset(&b, 0xff, sizeof(b));
		conf_option_copy(o, &b, &a);
		conf_option_print(o, &b, again);
		is_str(again, value, "%s: copied", conf_option_name(o));
	}
}

static void test_bounds(void)
{
	const struct conf_option *o = find("max-clients");
	struct conf conf = { .max_clients = 7 };
	struct conf_why why = { "" };

	is_err(conf_option_read(o, "1", &conf, &why), VB_ERR_CONFIG, "below the least");
	is_str(why.text, "`max-clients` must be 2 to 256", "says the bounds");
	is_err(conf_option_read(o, "257", &conf, &why), VB_ERR_CONFIG, "above the most");
	is_u64(conf.max_clients, 7, "nothing is changed");
	is_err(conf_option_read(o, "2", &conf, &why), 0, "the least");
	is_err(conf_option_read(o, "256", &conf, &why), 0, "the most");
	is_u64(conf.max_clients, 256, "is set");
}

static void test_addresses(void)
{
	static const struct {
		const char *name, *value;
		int err;
	} rows[] = {
		{ "listen", "tcp://*:7447", 0 },
		{ "listen", "tcp://[::1]:7447", 0 },
		{ "listen", "tcp://192.168.1.10:65535", 0 },
		{ "listen", "tcp://buero.example:7447", VB_ERR_CONFIG },
		{ "listen", "tcp://localhost:7447", VB_ERR_CONFIG },
		{ "listen", "tcp://256.1.1.1:7447", VB_ERR_CONFIG },
		{ "listen", "tcp://*:*", VB_ERR_CONFIG },
		{ "listen", "tcp://*", VB_ERR_CONFIG },
		{ "listen", "ipc:///tmp/x", VB_ERR_CONFIG },
		{ "listen", "", VB_ERR_CONFIG },
		{ "pairing-listen", "tcp://*:7448", 0 },
		{ "pairing-listen", "tcp://buero.example:7448", VB_ERR_CONFIG },
		{ "advertise", "tcp://10.1.2.3:7447", 0 },
		{ "advertise", "tcp://buero.example:7447", 0 },
		{ "advertise", "tcp://*:7447", VB_ERR_CONFIG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct conf conf = { .listen = "" };
		struct conf_why why;

		is_err(conf_option_read(find(rows[i].name), rows[i].value, &conf, &why),
		       rows[i].err, "%s %s", rows[i].name, rows[i].value);
	}
}

static void test_folder(void)
{
	const struct conf_option *o = find("socket-folder");
	struct conf conf = { .listen = "" };
	struct conf_why why = { "" };
	char path[257], value[VB_CONF_VALUE_BYTES];

	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[256] = '\0';
	is_err(conf_option_read(o, "run/verbund", &conf, &why), VB_ERR_CONFIG, "no path from /");
	is_str(why.text, "`socket-folder` must be a path from / of at most 255 bytes", "says so");
	is_err(conf_option_read(o, path, &conf, &why), VB_ERR_CONFIG, "256 bytes");
	is_str(conf.socket_folder, "", "are not taken");
	path[255] = '\0';
	is_err(conf_option_read(o, path, &conf, &why), 0, "255 bytes");
	conf_option_print(o, &conf, value);
	is_str(value, path, "are, and whole");
}

int main(void)
{
	test_manual();
	test_each();
	test_bounds();
	test_addresses();
	test_folder();
	return done();
}
