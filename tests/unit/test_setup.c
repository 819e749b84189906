/* setup: addresses as people type them, and options that make questions needless. The questions: 09-first-run.t */
#include "cli/setup.h"

#include <string.h>

#include "protocol/err.h"
#include "tests/tap.h"

static void test_addresses(void)
{
	static const struct {
		const char *typed, *listen, *advertise; /* NULL: it is none */
	} rows[] = {
		{ "luebeck.example", "tcp://0.0.0.0:7801", "tcp://luebeck.example:7801" },
		{ "luebeck.example:9000", "tcp://0.0.0.0:9000", "tcp://luebeck.example:9000" },
		{ "tcp://luebeck.example:9000", "tcp://0.0.0.0:9000",
		  "tcp://luebeck.example:9000" },
		{ "192.0.2.7", "tcp://0.0.0.0:7801", "tcp://192.0.2.7:7801" },
		{ "192.0.2.7:65535", "tcp://0.0.0.0:65535", "tcp://192.0.2.7:65535" },
		{ "2001:db8::7", "tcp://[::]:7801", "tcp://[2001:db8::7]:7801" },
		{ "[2001:db8::7]", "tcp://[::]:7801", "tcp://[2001:db8::7]:7801" },
		{ "[2001:db8::7]:9000", "tcp://[::]:9000", "tcp://[2001:db8::7]:9000" },
		{ "0.0.0.0", NULL, NULL },
		{ "[::]", NULL, NULL },
		{ "::", NULL, NULL },
		{ "luebeck.example:", NULL, NULL },
		{ "luebeck.example:0", NULL, NULL },
		{ "luebeck.example:65536", NULL, NULL },
		{ "luebeck.example:07801", NULL, NULL },
		{ "yes please", NULL, NULL },
		{ "http://luebeck.example", NULL, NULL },
		{ "-v", NULL, NULL },
		{ "*", NULL, NULL },
		{ "a;b", NULL, NULL },
		{ "[2001:db8::7", NULL, NULL },
		{ "L\xC3\xBC"
		  "beck",
		  NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct setup setup = { .name = NULL };
		bool is_one = setup_address(rows[i].typed, &setup);

		ok(is_one == (rows[i].listen != NULL), "%s is %s address", rows[i].typed,
		   rows[i].listen != NULL ? "an" : "no");
		if (!is_one) {
			ok(setup.listen == NULL && setup.advertise == NULL, "and leaves nothing");
			continue;
		}
		is_str(setup.listen, rows[i].listen, "where it listens");
		is_str(setup.advertise, rows[i].advertise, "what others are told");
	}
}

static void test_long(void)
{
	char text[1000];
	struct setup setup = { .name = NULL };

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ok(!setup_address(text, &setup), "999 letters are no address");
}

/* Reads `verbund init` with these words behind it; no terminal is there to ask at. */
static int read_words(const char *const *words, struct setup *setup, struct out *out)
{
	static struct args args;
	char *argv[12] = { (char *)(uintptr_t) "verbund", (char *)(uintptr_t) "init" };
	char why[VB_ARGS_WHY_BYTES];
	struct cmd cmd = { .args = &args, .out = out };
	int argc = 2;

	for (; *words != NULL; words++)
		argv[argc++] = (char *)(uintptr_t)*words;
	if (args_parse(argc, argv, &args, why) != 0)
		bail("not parsed: %s", why);
	args.home = "/nonexistent";
	out->why[0] = '\0';
	return setup_read(&cmd, setup);
}
#define READ(...) read_words((const char *const[]){ __VA_ARGS__, NULL }, &setup, &out)

static void test_options(void)
{
	struct setup setup;
	struct out out;

	out_init(&out, tmpfile(), tmpfile());
	is_err(READ("--name", "Forum", "--kind", "forum"), 0, "name and kind are enough");
	is_str(setup.name, "Forum", "the name");
	is_str(setup.kind, "forum", "the kind");
	ok(setup.listen == NULL && setup.advertise == NULL && setup.ags == NULL, "nothing else");
	is_err(READ("--name", "x", "--kind", "city", "--ags", "01003000", "--listen", "a",
	            "--advertise", "b"),
	       0, "everything");
	is_str(setup.ags, "01003000", "the key");
	is_str(setup.listen, "a", "what is wrong the daemon tells");
	is_str(setup.advertise, "b", "here, too");
	is_err(READ("--name", "Forum"), VB_ERR_MISSING_VALUE, "nobody to ask");
	is_str(out.why, "--kind", "what is missing");
	is_err(READ("--kind", "forum"), VB_ERR_MISSING_VALUE, "nor for the name");
	is_str(out.why, "--name", "which is told");
	is_err(READ("--name", "  ", "--kind", "forum"), VB_ERR_BAD_VALUE, "a name of blanks");
}

int main(void)
{
	test_addresses();
	test_long();
	test_options();
	return done();
}
