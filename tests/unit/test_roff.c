/* roff: texts stay texts, whatever they hold. Expected lines follow from mdoc(7) and mandoc_char(7). */
#include "cli/roff.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

/* What a page holds after a call; the caller frees it. */
struct page {
	FILE *file;
	char *text;
	size_t size;
};

static struct page *page_new(void)
{
	struct page *page = calloc(1, sizeof(*page));

	if (page == NULL)
		bail("out of memory");
	page->file = open_memstream(&page->text, &page->size);
	if (page->file == NULL)
		bail("no stream");
	return page;
}

static void page_is(struct page *page, const char *wanted, const char *name)
{
	(void)fclose(page->file);
	is_str(page->text, wanted, "%s", name);
	free(page->text);
	free(page);
}

static void test_macro(void)
{
	struct page *page = page_new();

	roff_macro(page->file, "El", NULL);
	roff_macro(page->file, "Ar", "No");
	roff_macro(page->file, "Ar", "a \"b\" \\ 'c' -d");
	roff_macro(page->file, "Sh", "ÄÖ 🙂");
	page_is(page,
	        ".El\n.Ar \"\\&No\"\n.Ar \"\\&a \\(dqb\\(dq \\e \\(aqc\\(aq \\-d\"\n"
	        ".Sh \"\\&\\[u00C4]\\[u00D6] \\[u1F642]\"\n",
	        "words of a macro are one argument, and no macro themselves");
}

static void test_text(void)
{
	struct page *page = page_new();

	roff_text(page->file, ".Sh is `verbund --json`, not 'Sh'. Ämter z. B. und. weiter! Ende");
	page_is(page,
	        "\\&.Sh is \\fBverbund \\-\\-json\\fR, not \\(aqSh\\(aq.\n"
	        "\\[u00C4]mter z. B. und. weiter!\nEnde\n",
	        "a sentence a line, backquotes set off, nothing obeyed");
	page = page_new();
	roff_text(page->file, "One\ntwo.\n\n  a  b\n   .c\n\nThree.");
	page_is(page, "One two.\n.Bd -literal -offset indent\n\\&a  b\n\\& .c\n.Ed\n.Pp\nThree.\n",
	        "paragraphs, and one that stays as it is");
	page = page_new();
	roff_text(page->file, "An `open quote");
	page_is(page, "An \\fBopen quote\\fR\n", "what is set off ends with its line");
	page = page_new();
	roff_text(page->file, "");
	page_is(page, "", "nothing");
}

static void test_literal(void)
{
	static const char *const lines[] = { "'a' --b \\", ".c" };
	struct page *page = page_new();

	roff_literal(page->file, lines, 2);
	page_is(page, ".Bd -literal -offset indent\n\\&\\(aqa\\(aq \\-\\-b \\e\n\\&.c\n.Ed\n",
	        "lines to type stay as they are");
}

int main(void)
{
	test_macro();
	test_text();
	test_literal();
	return done();
}
