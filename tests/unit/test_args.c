/* args: what was typed is read by the row of its command, and every mistake is told. */
#include "cli/args.h"

#include <string.h>

#include "protocol/err.h"
#include "tests/tap.h"

#define WORDS_MAX 40

struct typed {
	struct args args;
	char why[VB_ARGS_WHY_BYTES];
	int err;
};

/* Parses the words behind the program's name. */
static struct typed typed(const char *const *words)
{
	struct typed t = { .err = 0 };
	char *argv[WORDS_MAX + 2] = { (char *)(uintptr_t) "verbund" };
	int argc = 1;

	for (; words[argc - 1] != NULL; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc - 1];
	t.err = args_parse(argc, argv, &t.args, t.why);
	return t;
}
#define TYPED(...) typed((const char *const[]){ __VA_ARGS__, NULL })

static void test_values(void)
{
	struct typed t = TYPED("meeting", "create", "4f2a", "--name", "1. Sitzung",
	                       "--start=2026-12-01T18:00", "--internal");

	is_err(t.err, 0, "a whole command");
	is_str(t.args.command->verb, "create", "its verb");
	is_str(args_get(&t.args, "COMMITTEE"), "4f2a", "its argument");
	is_str(args_get(&t.args, "name"), "1. Sitzung", "an option with its value behind it");
	is_str(args_get(&t.args, "start"), "2026-12-01T18:00", "an option with = ");
	ok(args_has(&t.args, "internal"), "a switch");
	ok(!args_has(&t.args, "end") && args_get(&t.args, "nonsense") == NULL,
	   "what was not given");
}

/* The words of a last argument that may be several, one behind the other. */
static const char *rest(const struct typed *t)
{
	static struct buf text;

	buf_release(&text);
	buf_init(&text, 1000);
	args_get_rest(&t->args, &text);
	return (const char *)text.data;
}

static void test_rest(void)
{
	const char *words[2 + VB_COMMAND_REST_MAX + 3] = { "search" };
	struct typed t = TYPED("search", "sprachcafé", "--in", "4f2a", "im", "winter");

	is_err(t.err, 0, "several words without quotes");
	is_str(args_get(&t.args, "WORDS"), "sprachcafé", "the first");
	is_str(rest(&t), "sprachcafé im winter", "all of them");
	is_str(args_get(&t.args, "in"), "4f2a", "an option between them");
	t = TYPED("search", "sprachcafé im winter");
	is_str(rest(&t), "sprachcafé im winter", "with quotes it is the same");
	t = TYPED("search", "a", "--", "--json");
	is_str(rest(&t), "a --json", "what looks like an option");
	t = TYPED("search");
	is_err(t.err, VB_ERR_MISSING_VALUE, "one word must be there");
	t = TYPED("search", " ");
	is_err(t.err, VB_ERR_BAD_VALUE, "which is not blank");
	for (unsigned i = 0; i <= VB_COMMAND_REST_MAX; i++)
		words[1 + i] = "w";
	t = typed(words);
	is_err(t.err, 0, "as many as there is room for");
	is_int(strlen(rest(&t)), 2 * (VB_COMMAND_REST_MAX + 1) - 1, "are all there");
	words[2 + VB_COMMAND_REST_MAX] = "zuviel";
	t = typed(words);
	is_err(t.err, VB_ERR_USAGE, "one more is refused");
	ok(strstr(t.why, "`zuviel` is one word too many") != NULL, "by name: %s", t.why);
}

static void test_long_verbs(void)
{
	struct typed t = TYPED("committee", "seat", "add", "4f2a", "--for", "Forum", "--advisory");

	is_err(t.err, 0, "a verb of two words");
	is_str(t.args.command->verb, "seat add", "is found");
	is_str(args_get(&t.args, "COMMITTEE"), "4f2a", "its argument stands behind both");
	is_str(args_get(&t.args, "for"), "Forum", "an option");
	ok(args_has(&t.args, "advisory") && !args_has(&t.args, "optional"), "a switch");
	t = TYPED("--zone", "UTC", "committee", "--json", "seat", "--home=h", "list", "4f2a");
	is_err(t.err, 0, "common options stand between the words, too");
	is_str(t.args.command->verb, "seat list", "which are found all the same");
	ok(t.args.is_json, "--json");
	t = TYPED("committee", "seat");
	ok(t.err == 0 && t.args.command == NULL, "half of a verb is no command");
	is_str(t.args.noun, "committee", "its noun");
	is_str(t.args.verb, "seat", "and the half that was typed");
	t = TYPED("committee", "seat", "--help");
	ok(t.err == 0 && t.args.wants_help && t.args.command == NULL, "help about the half");
	t = TYPED("committee", "seat", "add", "--help");
	ok(t.err == 0 && t.args.wants_help && t.args.command != NULL, "help about the whole");
}

static void test_places(void)
{
	struct typed t = TYPED("--home", "peer", "--json", "peer", "--zone=UTC", "list");

	is_err(t.err, 0, "common options stand anywhere");
	is_str(t.args.command->verb, "list", "the value of an option is no noun");
	is_str(t.args.home, "peer", "--home");
	is_str(t.args.zone, "UTC", "--zone");
	ok(t.args.is_json && !t.args.has_no_colour, "--json");
	t = TYPED("status", "--no-color");
	ok(t.err == 0 && t.args.has_no_colour && !t.args.is_json, "--no-color");
	t = TYPED("message", "post", "4f2a", "--", "--help");
	is_err(t.err, 0, "behind -- everything is a value");
	is_str(args_get(&t.args, "TEXT"), "--help", "also what looks like an option");
	t = TYPED("message", "post", "4f2a", "-");
	is_str(args_get(&t.args, "TEXT"), "-", "a hyphen is a value");
	t = TYPED("agenda", "edit", "01", "--result", "");
	is_str(args_get(&t.args, "result"), "", "an empty value is one");
	t = TYPED("agenda", "edit", "01", "--state", "");
	is_err(t.err, 0, "also of an option with few words, where it clears a field");
	t = TYPED("person", "edit", "01", "--right", "");
	is_err(t.err, VB_ERR_BAD_VALUE, "but not where there is none to clear");
	t = TYPED("agenda", "edit", "01", "--result", "--name");
	is_str(args_get(&t.args, "result"), "--name",
	       "an option takes the next word, whatever it is");
}

static void test_help(void)
{
	struct typed t = TYPED("committee", "admit", "--help");

	is_err(t.err, 0, "--help needs nothing else");
	ok(t.args.wants_help && t.args.command != NULL, "and knows the command");
	t = TYPED("peer", "-h");
	ok(t.err == 0 && t.args.wants_help && t.args.command == NULL, "help about a noun");
	is_str(t.args.noun, "peer", "which one");
	t = TYPED("--version");
	ok(t.err == 0 && t.args.wants_version, "--version");
	t = typed((const char *const[]){ NULL });
	ok(t.err == 0 && t.args.command == NULL && t.args.noun == NULL, "nothing at all");
	t = TYPED("peer");
	is_str(t.args.noun, "peer", "half a command");
	t = TYPED("committee", "seat", "--help");
	ok(t.err == 0 && t.args.wants_help && t.args.command == NULL, "half a verb of two words");
	is_str(t.args.verb, "seat", "which half");
	t = TYPED("committee", "seat", "add", "--help");
	is_str(t.args.command->verb, "seat add", "the whole of it");
}

/* A mistake, its code and a part of what is told. */
struct mistake {
	const char *words[WORDS_MAX];
	int err;
	const char *why;
};

static const struct mistake mistakes[] = {
	{ { "comittee", "list" },
	  VB_ERR_USAGE,
	  "`comittee` is not known; did you mean `committee`?" },
	{ { "xyzzy" }, VB_ERR_USAGE, "`xyzzy` is not known." },
	{ { "create", "committee" }, VB_ERR_USAGE, "did you mean `verbund committee create`?" },
	{ { "create", "meetting", "4f" }, VB_ERR_USAGE, "did you mean `verbund meeting create`?" },
	{ { "--json", "list", "--home", "a", "record" },
	  VB_ERR_USAGE,
	  "`list` is not known; did you mean `verbund record list`?" },
	{ { "committee", "seat", "ad", "4f" },
	  VB_ERR_USAGE,
	  "`committee seat ad` is not known; did you mean `seat add`?" },
	{ { "committee", "saet", "add" }, VB_ERR_USAGE, "`committee saet` is not known" },
	{ { "seat", "add", "4f" },
	  VB_ERR_USAGE,
	  "`seat` is not known; did you mean `verbund committee seat add`?" },
	{ { "invite" }, VB_ERR_USAGE, "did you mean `verbund peer invite`?" },
	{ { "einladen" }, VB_ERR_USAGE, "did you mean `verbund peer invite`?" },
	{ { "anlegen", "sitzung" }, VB_ERR_USAGE, "did you mean `verbund meeting create`?" },
	{ { "sitzung", "list" }, VB_ERR_USAGE, "`sitzung` is not known; did you mean `meeting`?" },
	{ { "Gremium" }, VB_ERR_USAGE, "did you mean `committee`?" },
	{ { "peer", "löschen", "x" }, VB_ERR_USAGE, "did you mean `remove`?" },
	{ { "committee", "löschen" }, VB_ERR_USAGE, "did you mean `dismiss`?" },
	{ { "init", "--art", "stadt" },
	  VB_ERR_USAGE,
	  "`--art` is not known; did you mean `--kind`?" },
	{ { "init", "--kind", "stadt" },
	  VB_ERR_BAD_VALUE,
	  "`stadt` is not known; did you mean `city`?" },
	{ { "peer", "lsit" }, VB_ERR_USAGE, "`peer lsit` is not known; did you mean `list`?" },
	{ { "committee", "seat", "ad", "4f" },
	  VB_ERR_USAGE,
	  "`committee seat ad` is not known; did you mean `seat add`?" },
	{ { "committee", "saet", "list" }, VB_ERR_USAGE, "did you mean `seat list`?" },
	{ { "committee", "seat", "xyzzy" }, VB_ERR_USAGE, "`committee seat xyzzy` is not known." },
	{ { "committee", "seat", "add" }, VB_ERR_MISSING_VALUE, "COMMITTEE" },
	{ { "committee", "seat", "add", "4f" }, VB_ERR_MISSING_VALUE, "--for ORGANIZATION" },
	{ { "committee", "seat", "list", "4f", "5" }, VB_ERR_USAGE, "`5` is one word too many" },
	{ { "peer", "" }, VB_ERR_USAGE, "`peer ` is not known." },
	{ { "status", "--jsno" }, VB_ERR_USAGE, "`--jsno` is not known; did you mean `--json`?" },
	{ { "committee", "create", "  " }, VB_ERR_BAD_VALUE, "NAME is empty" },
	{ { "agenda", "add", "4f", "--name", " " }, VB_ERR_BAD_VALUE, "name is empty" },
	{ { "status", "--version" }, VB_ERR_USAGE, "`--version` is not known." },
	{ { "status", "--json=1" }, VB_ERR_USAGE, "--json takes no value." },
	{ { "status", "now" }, VB_ERR_USAGE, "`now` is one word too many" },
	{ { "message", "post", "a", "b", "c" }, VB_ERR_USAGE, "`c` is one word too many" },
	{ { "peer", "join" }, VB_ERR_MISSING_VALUE, "CODE" },
	{ { "peer", "confirm", "Forum" }, VB_ERR_MISSING_VALUE, "DIGITS" },
	{ { "meeting", "create", "4f", "--name", "x" }, VB_ERR_MISSING_VALUE, "--start TIME" },
	{ { "meeting", "list", "--home" }, VB_ERR_MISSING_VALUE, "--home DIR" },
	{ { "status", "--home", "a", "--home", "b" }, VB_ERR_USAGE, "--home was given twice." },
	{ { "committee", "admit", "4f", "F", "--role", "stewart" },
	  VB_ERR_BAD_VALUE,
	  "did you mean `steward`?" },
	{ { "committee", "role", "4f", "F", "boss" },
	  VB_ERR_BAD_VALUE,
	  "`boss` is not known; known are: relay, guest, member, steward" },
	{ { "record", "list", "meetings" }, VB_ERR_BAD_VALUE, "did you mean `meeting`?" },
	{ { "export", "oparl", "f", "--json" }, VB_ERR_USAGE, "no --json" },
	{ { "committee", "create", "a\xff" }, VB_ERR_BAD_UTF8, "Word 3" },
	{ { "\xc3" }, VB_ERR_BAD_UTF8, "Word 1" },
};

static void test_mistakes(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct mistake *m = &mistakes[i];
		struct typed t = typed(m->words);

		is_err(t.err, m->err, "%s %s", m->words[0], m->words[1] != NULL ? m->words[1] : "");
		ok(strstr(t.why, m->why) != NULL, "told: %s", t.why);
	}
}

static void test_long(void)
{
	static char word[10001];
	struct typed t;

	memset(word, 'x', sizeof(word) - 1);
	t = TYPED(word);
	is_err(t.err, VB_ERR_USAGE, "a noun of 10,000 letters");
	t = TYPED("peer", word);
	is_err(t.err, VB_ERR_USAGE, "a verb of 10,000 letters");
	t = TYPED("committee", "create", word);
	is_err(t.err, 0, "a value of 10,000 letters is none of our business");
	is_str(args_get(&t.args, "NAME"), word, "and is kept whole");
	word[0] = word[1] = '-';
	t = TYPED("status", word);
	is_err(t.err, VB_ERR_USAGE, "an option of 10,000 letters");
}

int main(void)
{
	test_values();
	test_rest();
	test_long_verbs();
	test_places();
	test_help();
	test_mistakes();
	test_long();
	return done();
}
