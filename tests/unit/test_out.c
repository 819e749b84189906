/* out: data, talk and errors each on their way, strangers' texts harmless. */
#include "cli/out.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/err.h"
#include "tests/tap.h"

/* Both streams in memory. */
struct captured {
	struct out out;
	char *data;
	char *talk;
	size_t data_size;
	size_t talk_size;
};

static void capture(struct captured *c)
{
	FILE *data = tmpfile();
	FILE *talk = tmpfile();

	if (data == NULL || talk == NULL)
		bail("no temporary files");
	memset(c, 0, sizeof(*c));
	out_init(&c->out, data, talk);
}

/* What stands in a stream; the caller frees it. */
static char *contents(FILE *file)
{
	char *text = calloc(1, 100000);

	rewind(file);
	if (text == NULL)
		abort();
	if (fread(text, 1, 99999, file) == 0)
		text[0] = '\0';
	return text;
}

static void check(struct captured *c, const char *data, const char *talk, const char *name)
{
	c->data = contents(c->out.data);
	c->talk = contents(c->out.talk);
	is_str(c->data, data, "%s: stdout", name);
	is_str(c->talk, talk, "%s: stderr", name);
	free(c->data);
	free(c->talk);
	fclose(c->out.data);
	fclose(c->out.talk);
}

static void test_values(void)
{
	struct captured c;

	capture(&c);
	ok(!c.out.style.is_terminal && !c.out.style.has_colour && !c.out.is_talk_terminal,
	   "a file is no terminal");
	out_value(&c.out, "a\tb\n\x1b");
	out_text(&c.out, "x\ty\n");
	out_note(&c.out, "%s: %d\nnext", "\x1b[2J", 3);
	out_hint(&c.out, "not to a script");
	check(&c, "a\\tb\\n\\x1b\nx\ty\n", "\\x1b[2J: 3\nnext\n", "values, text and notes");
}

static void test_document(void)
{
	struct json *body = json_new_map();
	struct captured c;

	capture(&c);
	json_put_text(body, "id", "4f");
	out_document(&c.out, "committee", "create", &body);
	ok(body == NULL, "the document is taken");
	body = json_new_map();
	out_document(&c.out, "status", NULL, &body);
	check(&c,
	      "{\"schema\": \"verbund/committee-create/1\", \"id\": \"4f\"}\n"
	      "{\"schema\": \"verbund/status/1\"}\n",
	      "", "the schema stands first");
}

static void test_errors(void)
{
	struct captured c;

	capture(&c);
	is_err(out_fail(&c.out, VB_ERR_BAD_VALUE, "first %s", "\xE2\x80\xAE"), VB_ERR_BAD_VALUE,
	       "out_fail gives its error back");
	is_err(out_fail(&c.out, VB_ERR_IO, "second"), VB_ERR_IO, "also when the reason stands");
	out_error(&c.out, VB_ERR_BAD_VALUE, "/h");
	out_error(&c.out, VB_ERR_NOT_RUNNING, "/h");
	out_error(&c.out, VB_ERR_NOT_RUNNING, NULL);
	check(&c, "",
	      "A value does not fit its field. (VB-3005)\n"
	      "  Reason: first \\u202e\n"
	      "  Now: Check the value.\n"
	      "Verbund is not running. (VB-3003)\n"
	      "  Now: Start it with `verbundd --home '/h'`.\n"
	      "Verbund is not running. (VB-3003)\n"
	      "  Now: Start it: verbundd\n",
	      "what, why (the first reason, once), what now");
}

static void test_long_reason(void)
{
	static char text[10001];
	struct captured c;

	memset(text, 'x', sizeof(text) - 1);
	capture(&c);
	(void)out_fail(&c.out, VB_ERR_BAD_VALUE, "%s", text);
	is_int(strlen(c.out.why), sizeof(c.out.why) - 1, "a long reason is cut");
	fclose(c.out.data);
	fclose(c.out.talk);
}

static void test_full(void)
{
	FILE *full = fopen("/dev/full", "w");
	struct out out;

	if (full == NULL) {
		skip(1, "no /dev/full");
		return;
	}
	out_init(&out, full, stderr);
	out_value(&out, "x");
	is_err(out_finish(&out), VB_ERR_IO, "a disk that is full is told");
	fclose(full);
}

int main(void)
{
	test_values();
	test_document();
	test_errors();
	test_long_reason();
	test_full();
	return done();
}
