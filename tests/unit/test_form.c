/* form: what goes in comes out harmless, and no form grows without end. */
#include "bridges/render/form.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static void test_texts(void)
{
	struct form form;

	form_init(&form);
	form_set(&form, &form.title, "a\nb\xe2\x80\xae");
	is_str(form.title, "a b", "a line is made harmless");
	form_set(&form, &form.title, NULL);
	is_str(form.title, "", "and can be set anew, to nothing");
	form_set_language(&form, "de-DE");
	is_str(form.language, "de-DE", "a tag of a language");
	form_set_language(&form, "de\" onload=\"x");
	is_str(form.language, "und", "what is none");
	form_set_language(&form, "");
	is_str(form.language, "und", "an empty one is none");
	form_put(&form, FORM_TITLE, NULL, "A\nB");
	form_put(&form, FORM_TEXT, "unused", "A\nB");
	form_put(&form, FORM_FACT, "L\nM", " x ");
	form_put(&form, FORM_FACT, "empty", "\n");
	form_put(&form, FORM_FACT, "none", NULL);
	form_put_row(&form, 100, "1\n", NULL, "x\ny", NULL);
	is_int(form.count, 4, "blocks without a text are left out, rows are not");
	is_str(form.blocks[0].text, "A B", "a title is a line");
	is_str(form.blocks[1].text, "A\nB", "a text has lines");
	is_str(form.blocks[2].label, "L M", "a label is a line");
	is_int(form.blocks[3].depth, VB_FORM_DEPTH_MAX,
	       "what lies too deep lies at the last level");
	is_str(form.blocks[3].note, "x\ny", "a note has lines");
	is_err(form.err, 0, "all of it fits");
	form_release(&form);
	form_release(&form);
	is_int(form.count, 0, "released twice is released");
}

static void test_limits(void)
{
	char *text = malloc(VB_FORM_TEXT_MAX_BYTES + 2);
	struct form form;

	if (text == NULL)
		abort();
	memset(text, '\xff', VB_FORM_TEXT_MAX_BYTES + 1);
	text[VB_FORM_TEXT_MAX_BYTES] = '\0';
	form_init(&form);
	form_put(&form, FORM_TEXT, NULL, text);
	is_err(form.err, 0, "the longest text, and each byte of it is wrong");
	is_int(strlen(form.blocks[0].text), 3 * VB_FORM_TEXT_MAX_BYTES,
	       "becomes three times as long");
	for (size_t i = 1; i < VB_FORM_MAX_BYTES / VB_FORM_TEXT_MAX_BYTES; i++)
		form_put(&form, FORM_TEXT, NULL, text);
	is_err(form.err, 0, "a form holds so much in all");
	form_put(&form, FORM_TEXT, NULL, "x");
	is_err(form.err, VB_ERR_TOO_LARGE, "and not a byte more");
	form_release(&form);
	text[VB_FORM_TEXT_MAX_BYTES] = 'x';
	text[VB_FORM_TEXT_MAX_BYTES + 1] = '\0';
	form_set(&form, &form.title, text);
	is_err(form.err, VB_ERR_TOO_LARGE, "nor a text that is longer");
	form_release(&form);
	free(text);
	for (unsigned i = 0; i < VB_FORM_BLOCKS_MAX; i++)
		form_put_row(&form, 0, "1", "x", NULL, NULL);
	is_err(form.err, 0, "so many blocks");
	form_put_row(&form, 0, "1", "x", NULL, NULL);
	is_err(form.err, VB_ERR_TOO_LARGE, "and no row more");
	form.err = 0;
	form_put(&form, FORM_TEXT, NULL, "x");
	is_err(form.err, VB_ERR_TOO_LARGE, "and no text more");
	is_int(form.count, VB_FORM_BLOCKS_MAX, "what was there stays");
	form_release(&form);
}

int main(void)
{
	test_texts();
	test_limits();
	return done();
}
