/* html: a form as a page of HTML; see html.h. */
#include "bridges/render/html.h"

#include <stdio.h>
#include <string.h>

#define FSI_PDI_HEAD "\xe2\x81" /* U+2068 and U+2069 go on with a8 and a9 */

static const char style[] =
	"body{font:1rem/1.45 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#000;"
	"background:#fff;overflow-wrap:anywhere}"
	"h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem}"
	"header,address{font-style:normal;margin-bottom:1.5rem}"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}"
	"dt{font-weight:bold}dd{margin:0}"
	"dt,dd,p,.n{white-space:pre-line}"
	"table{border-collapse:collapse;width:100%}"
	"th,td{text-align:start;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid "
	"#999}"
	"tbody th{white-space:nowrap;font-weight:normal}"
	"th:last-child,td:last-child{text-align:end}"
	".n{color:#444;font-size:.9rem}"
	".d1{padding-inline-start:1.5rem}.d2{padding-inline-start:2.5rem}.d3{padding-inline-start:"
	"3.5rem}"
	".d4{padding-inline-start:4.5rem}.d5{padding-inline-start:5.5rem}.d6{padding-inline-start:"
	"6.5rem}"
	".d7{padding-inline-start:7.5rem}"
	"@page{size:A4;margin:20mm}"
	"@media "
	"print{body{margin:0;max-width:none;font-size:10.5pt}thead{display:table-header-group}"
	"tr{break-inside:avoid}h2{break-after:avoid}}";

static void put(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

void html_put_text(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '&')
			put(out, "&amp;");
		else if (*text == '<')
			put(out, "&lt;");
		else if (*text == '>')
			put(out, "&gt;");
		else if (*text == '"')
			put(out, "&quot;");
		else if (*text == '\'')
			put(out, "&#39;");
		else
			buf_put_u8(out, (uint8_t)*text);
	}
}

/* A piece of a text, escaped. Lines are parted by marks: not every program that shows mails obeys white-space of a style. */
static void put_piece(struct buf *out, const char *text, size_t size)
{
	struct buf line;

	buf_init(&line, size + 1);
	while (size > 0) {
		const char *end = memchr(text, '\n', size);
		size_t used = end != NULL ? (size_t)(end - text) : size;

		buf_clear(&line);
		buf_put(&line, text, used);
		buf_put_u8(&line, '\0');
		html_put_text(out, (const char *)line.data);
		if (end != NULL)
			put(out, "<br>");
		used += end != NULL ? 1 : 0;
		text += used;
		size -= used;
	}
	buf_release(&line);
}

/* The text with <bdi> for each pair of FSI and PDI, which form lets pass as pairs only. */
static void put_isolates(struct buf *out, const char *text)
{
	const char *at;

	while ((at = strstr(text, FSI_PDI_HEAD)) != NULL) {
		bool is_fsi = at[2] == '\xa8';
		bool is_mark = is_fsi || at[2] == '\xa9';

		put_piece(out, text, (size_t)(at - text) + (is_mark ? 0 : 2));
		if (is_mark)
			put(out, is_fsi ? "<bdi>" : "</bdi>");
		text = at + (is_mark ? 3 : 2);
	}
	put_piece(out, text, strlen(text));
}

/* Opening mark, text in its own direction, closing mark. */
static void put_element(struct buf *out, const char *open, const char *text, const char *close)
{
	put(out, open);
	if (text[0] != '\0') {
		put(out, "<bdi>");
		put_isolates(out, text);
		put(out, "</bdi>");
	}
	put(out, close);
}

static void put_head(struct buf *out, const struct form *form)
{
	put(out, "<!DOCTYPE html>\n<html lang=\"");
	html_put_text(out, form->language);
	put(out, form->is_rtl ? "\" dir=\"rtl\">\n" : "\" dir=\"ltr\">\n");
	put(out,
	    "<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	html_put_text(out, form->title != NULL ? form->title : "");
	put(out, "</title>\n<style>");
	put(out, style);
	put(out, "</style>\n</head>\n<body>\n");
}

static void put_letter(struct buf *out, const struct form *form)
{
	put(out, "<address>");
	for (size_t i = 0; i < VB_FORM_ADDRESS_LINES && form->address[i] != NULL; i++)
		put_element(out, i > 0 ? "<br>\n" : "", form->address[i], "");
	put(out, "</address>\n<dl>\n");
	for (size_t i = 0; i < VB_FORM_INFO_MAX && form->info[i].label != NULL; i++) {
		put_element(out, "<dt>", form->info[i].label, "</dt>");
		put_element(out, "<dd>", form->info[i].text, "</dd>\n");
	}
	put(out, "</dl>\n");
}

static void put_row(struct buf *out, const struct form_block *row)
{
	char open[32];

	if (row->label[0] != '\0')
		put_element(out, "<tr><th scope=\"row\">", row->label, "</th>");
	else
		put(out, "<tr><td></td>");
	(void)snprintf(open, sizeof(open), "<td class=\"d%u\">", row->depth);
	put_element(out, open, row->text, "");
	if (row->note[0] != '\0') {
		put(out, "<div class=\"n\">");
		/* Each line has a direction of its own. */
		for (const char *at = row->note; *at != '\0';) {
			size_t size = strcspn(at, "\n");
			struct buf line;

			buf_init(&line, size + 1);
			buf_put(&line, at, size);
			buf_put_u8(&line, '\0');
			put_element(out, "", (const char *)line.data,
			            at[size] == '\n' ? "<br>" : "");
			buf_release(&line);
			at += size + (at[size] == '\n' ? 1 : 0);
		}
		put(out, "</div>");
	}
	put_element(out, "</td><td>", row->figure, "</td></tr>\n");
}

/* What surrounds neighbours of one kind: facts are a list, rows a table. */
static void put_start(struct buf *out, const struct form *form, enum form_kind kind)
{
	if (kind == FORM_FACT)
		put(out, "<dl>\n");
	if (kind != FORM_ROW)
		return;
	put_element(out, "<table>\n<thead><tr><th scope=\"col\">", form->number, "</th>");
	put_element(out, "<th scope=\"col\">", form->subject, "</th>");
	put_element(out, "<th scope=\"col\">", form->figure, "</th></tr></thead>\n<tbody>\n");
}

static void put_end(struct buf *out, enum form_kind kind)
{
	if (kind == FORM_FACT)
		put(out, "</dl>\n");
	if (kind == FORM_ROW)
		put(out, "</tbody>\n</table>\n");
}

static void put_block(struct buf *out, const struct form_block *block)
{
	switch (block->kind) {
	case FORM_TITLE:
		put_element(out, "<h1>", block->text, "</h1>\n");
		break;
	case FORM_HEADING:
		put_element(out, "<h2>", block->text, "</h2>\n");
		break;
	case FORM_TEXT:
		put_element(out, "<p>", block->text, "</p>\n");
		break;
	case FORM_STRONG:
		put_element(out, "<p><strong>", block->text, "</strong></p>\n");
		break;
	case FORM_FACT:
		put_element(out, "<dt>", block->label, "</dt>");
		put_element(out, "<dd>", block->text, "</dd>\n");
		break;
	case FORM_ROW:
		put_row(out, block);
		break;
	}
}

/* A document within the page, with its own language: programs of the web that show mails keep this, and not that of the page. */
static void put_document(struct buf *out, const struct form *form)
{
	put(out, "<div lang=\"");
	html_put_text(out, form->language);
	put(out, form->is_rtl ? "\" dir=\"rtl\">\n" : "\" dir=\"ltr\">\n");
	if (form->office != NULL && form->office[0] != '\0')
		put_element(out, "<header>", form->office, "</header>\n");
	if (form->is_letter)
		put_letter(out, form);
	put(out, "<main>\n");
	for (uint32_t i = 0; i < form->count; i++) {
		const struct form_block *block = &form->blocks[i];

		if (i == 0 || block[-1].kind != block->kind)
			put_start(out, form, block->kind);
		put_block(out, block);
		if (i + 1 == form->count || block[1].kind != block->kind)
			put_end(out, block->kind);
	}
	put(out, "</main>\n</div>\n");
}

int html_write(const struct form *form, struct buf *out)
{
	return html_write_both(form, NULL, out);
}

int html_write_both(const struct form *form, const struct form *below, struct buf *out)
{
	put_head(out, form);
	put_document(out, form);
	if (below != NULL)
		put_document(out, below);
	put(out, "</body>\n</html>\n");
	return out->err;
}
