/* html_read: pages as text: what is seen, line by line; nothing of what is fetched, run or hidden; broken pages to their end. */
#include "bridges/mailread/html_read.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static const struct {
	const char *what, *html, *text;
} rows[] = {
	{ "nothing", "", "" },
	{ "text alone", "a b", "a b\n" },
	{ "blanks", "  a \n\t b  ", "a b\n" },
	{ "lines", "a<br>b<br/>c<BR />d", "a\nb\nc\nd\n" },
	{ "paragraphs", "<p>a</p><p>b</p>", "a\nb\n" },
	{ "an empty paragraph", "<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb\n" },
	{ "divisions within one another", "<div><div>a</div><div>b</div></div>c", "a\nb\nc\n" },
	{ "a list", "<ul><li>a<li>b</ul>", "a\nb\n" },
	{ "a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
	  "a b\nc\n" },
	{ "as it stands", "<pre>a  b\n c</pre>d", "a  b\n c\nd\n" },
	{ "words within a line", "<b>a</b><i>b</i> <span>c</span>", "ab c\n" },
	{ "a link", "<a href=\"https://x.example/?id=1\">a</a>", "a\n" },
	{ "a picture", "<img src=\"https://x.example/p.png\" alt=\"b\">a", "a\n" },
	{ "a script", "a<script>if (1 < 2) alert('</p>')</script>b", "ab\n" },
	{ "a script that never ends", "a<script>b", "a\n" },
	{ "a style", "<style>p { x: url(https://x.example) }</style>a", "a\n" },
	{ "a title and a head", "<html><head><title>t</title><meta x>h</head><body>a</body></html>",
	  "a\n" },
	{ "a comment", "a<!-- <p>b</p> -->c", "ac\n" },
	{ "a comment that never ends", "a<!-- b", "a\n" },
	{ "a document type", "<!DOCTYPE html>a<?xml b?>c", "ac\n" },
	{ "hidden", "a<div style=\"display:none\">b<div>c</div>d</div>e", "a\ne\n" },
	{ "a quotation", "a<blockquote>b<br>c</blockquote>d", "a\n> b\n> c\nd\n" },
	{ "a quotation in a quotation", "<blockquote>a<blockquote>b</blockquote>c</blockquote>d",
	  "> a\n> > b\n> c\nd\n" },
	{ "a quotation that never ends", "a<blockquote>b", "a\n> b\n" },
	{ "an end without a begin", "</blockquote></div>a", "a\n" },
	{ "Yahoo", "a<div class=\"yahoo_quoted\"><div>b</div>c</div>d", "a\n> b\n> c\nd\n" },
	{ "Proton", "a<div class=\"protonmail_quote\">b</div>", "a\n> b\n" },
	{ "Outlook: the former mail", "a<div id=\"divRplyFwdMsg\">b</div>c", "a\n" },
	{ "Outlook on the web", "a<div id=\"appendonsend\"></div>b", "a\n" },
	{ "Outlook on a phone", "a<div id=\"ms-outlook-mobile-reference-message\">b", "a\n" },
	{ "names of characters", "&lt;&gt;&amp;&quot;&apos;&auml;&szlig;&euro;", "<>&\"'äß€\n" },
	{ "numbers of characters", "&#65;&#x42;&#X43;&#128077;", "ABC👍\n" },
	{ "numbers of none", "&#0;&#x110000;&#xd800;&#-1;", "&#0;&#x110000;\xef\xbf\xbd&#-1;\n" },
	{ "names of none", "&foo; & &; &amp", "&foo; & &; &amp\n" },
	{ "a smaller sign", "1 < 2 <3 <", "1 < 2 <3 <\n" },
	{ "an attribute with a greater sign", "<p title=\"a>b\">c", "c\n" },
	{ "a tag that never ends", "a<p title=\"b", "a\n" },
	{ "a name that is too long", "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>b", "b\n" },
	{ "a NUL by number", "a&#00;b", "a&#00;b\n" },
};

/* Thousands of elements within one another: those that change something are counted, and what stands behind them is read. */
static void test_deep(void)
{
	static const char *const tags[][2] = { { "<div>", "</div>" },
		                               { "<blockquote>", "</blockquote>" },
		                               { "<p style=display:none>", "</p>" } };

	for (size_t t = 0; t < 3; t++) {
		struct buf html, text;

		buf_init(&html, 1u << 20);
		buf_init(&text, 1u << 20);
		for (int i = 0; i < 5000; i++)
			buf_put(&html, tags[t][0], strlen(tags[t][0]));
		for (int i = 0; i < 5000; i++)
			buf_put(&html, tags[t][1], strlen(tags[t][1]));
		buf_put(&html, "a", 1);
		html_read(buf_span(&html), &text);
		ok(text.size >= 2 && memcmp(text.data + text.size - 2, "a\n", 2) == 0,
		   "five thousand times %s", tags[t][0]);
		buf_release(&html);
		buf_release(&text);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text;

		buf_init(&text, 4096);
		html_read(span_of_str(rows[i].html), &text);
		buf_put_u8(&text, 0);
		is_str((const char *)text.data, rows[i].text, "%s", rows[i].what);
		buf_release(&text);
	}
	test_deep();
	return done();
}
