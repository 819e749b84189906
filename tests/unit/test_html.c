/* html: what a page holds, what it never holds, and that its marks fit together. */
#include "bridges/render/html.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/sitting.h"

static char *page_of(const struct captions *captions, const struct invitation *invitation)
{
	struct form form;
	struct buf out;

	form_init(&form);
	buf_init(&out, 1 << 20);
	is_err(invitation_to_form(invitation, captions, &form), 0, "a form");
	is_err(html_write(&form, &out), 0, "a page");
	buf_put_u8(&out, '\0');
	form_release(&form);
	return (char *)out.data;
}

static unsigned count_of(const char *text, const char *piece)
{
	unsigned count = 0;

	for (; (text = strstr(text, piece)) != NULL; text += strlen(piece))
		count++;
	return count;
}

/* True if each element that is opened is closed, in the right order. */
static bool is_well_formed(const char *page)
{
	char open[64][16];
	size_t depth = 0;

	for (const char *at = page; (at = strchr(at, '<')) != NULL; at++) {
		bool is_end = at[1] == '/';
		const char *name = at + (is_end ? 2 : 1);
		size_t size = strcspn(name, " >");

		if (*name == '!' || strncmp(name, "meta", 4) == 0 || strncmp(name, "br", 2) == 0)
			continue;
		if (size >= sizeof(open[0]) || depth == 64)
			return false;
		if (!is_end) {
			memcpy(open[depth], name, size);
			open[depth++][size] = '\0';
		} else if (depth == 0 || strlen(open[depth - 1]) != size ||
		           strncmp(open[--depth], name, size) != 0) {
			return false;
		}
	}
	return depth == 0;
}

static void test_page(void)
{
	struct invitation invitation = sitting_invitation();
	char *page;

	invitation.letter = &sitting_letter;
	page = page_of(&sitting_german, &invitation);
	ok(strstr(page, "<html lang=\"de\" dir=\"ltr\">") != NULL, "language and direction");
	ok(strstr(page, "<title>Einladung: 3. Sitzung</title>") != NULL, "title");
	is_int(count_of(page, "<h1>"), 1, "one first heading");
	is_int(count_of(page, "<th scope=\"col\">"), 3, "heads of columns");
	is_int(count_of(page, "<th scope=\"row\">"), 7, "heads of rows");
	ok(strstr(page, "<bdi>Frau أمينة Müller</bdi>") != NULL, "a name in its own direction");
	ok(strstr(page, "für den &quot;Kurbetrieb Travemünde (KBT)&quot;") != NULL,
	   "quotes are escaped");
	ok(is_well_formed(page), "each element is closed");
	ok(strstr(page, "http://") == NULL && strstr(page, "https://") == NULL &&
	           strstr(page, "url(") == NULL && strstr(page, "src=") == NULL &&
	           strstr(page, "href=") == NULL,
	   "nothing from elsewhere");
	free(page);
	page = page_of(&sitting_rtl, &invitation);
	ok(strstr(page, "<html lang=\"ar\" dir=\"rtl\">") != NULL, "from right to left");
	free(page);
}

static void test_hostile(void)
{
	const char name[] = "<script>alert(1)</script><img src=x "
			    "onerror='y'>&amp;\"\xe2\x80\xae\xff</bdi></td>";
	const struct invitation_item item = {
		.number = name, .title = name, .submitter = name, .note = name, .kind = name
	};
	const struct invitation_letter letter = { .sender = name,
		                                  .address = { name },
		                                  .date = { SITTING_START_MS, 60, NULL },
		                                  .info = { { name, name } } };
	struct invitation invitation = sitting_invitation();
	char *page;

	invitation.office = invitation.committee = invitation.name = invitation.place = name;
	invitation.opening = invitation.closing = name;
	invitation.items = &item;
	invitation.item_count = 1;
	invitation.letter = &letter;
	page = page_of(&sitting_german, &invitation);
	ok(is_well_formed(page), "marks in names are no marks");
	ok(strstr(page, "<script") == NULL && strstr(page, "<img") == NULL,
	   "no element of a stranger");
	ok(strstr(page, "\xe2\x80\xae") == NULL, "no override");
	ok(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x "
	                "onerror=&#39;y&#39;&gt;&amp;amp;&quot;") != NULL,
	   "the name is shown as it is");
	free(page);
}

/* Text of another language below, lines, and what stands for itself in a document that runs from right to left. */
static void test_both(void)
{
	struct form arabic, german;
	struct buf out;
	const char *page;

	form_init(&arabic);
	form_init(&german);
	buf_init(&out, 1 << 16);
	form_set_language(&arabic, "ar");
	arabic.is_rtl = true;
	form_put(&arabic, FORM_TEXT, NULL,
	         "\xd8\xa7 \xe2\x81\xa8<3. Sitzung>\xe2\x81\xa9\n\xe2\x81\x84 b");
	form_set_language(&german, "de");
	form_put(&german, FORM_TEXT, NULL,
	         "Kurz \xe2\x81\xa8"
	         "a\xe2\x81\xa9");
	is_err(html_write_both(&arabic, &german, &out), 0, "two documents on one page");
	buf_put_u8(&out, '\0');
	page = (const char *)out.data;
	ok(is_well_formed(page), "it is well formed");
	ok(strstr(page, "<html lang=\"ar\" dir=\"rtl\">") != NULL &&
	           strstr(page, "<body>\n<div lang=\"ar\" dir=\"rtl\">") != NULL &&
	           strstr(page, "</div>\n<div lang=\"de\" dir=\"ltr\">") != NULL,
	   "each in its own language and direction");
	ok(strstr(page, "<bdi>\xd8\xa7 <bdi>&lt;3. Sitzung&gt;</bdi><br>\xe2\x81\x84 b</bdi>") !=
	           NULL,
	   "a value is isolated, a line broken by a mark, and a character like those stays");
	ok(strstr(page, "<bdi>Kurz a</bdi>") != NULL, "in German nothing isolates");
	buf_release(&out);
	form_release(&arabic);
	form_release(&german);
}

int main(void)
{
	struct form form;
	struct buf small;

	test_page();
	test_hostile();
	test_both();
	form_init(&form);
	form_set_language(&form, "de");
	buf_init(&small, 100);
	is_err(html_write(&form, &small), VB_ERR_TOO_LARGE, "a buffer that is too small");
	buf_release(&small);
	form_release(&form);
	return done();
}
