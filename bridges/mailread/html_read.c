/* html_read: what a page of HTML says, as lines of text; see html_read.h. */
#include "bridges/mailread/html_read.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define NAME_BYTES 16
#define OPEN_MAX 64u
#define QUOTES_MAX 8u /* marks before a line */

enum effect { NONE, QUOTE, DROP, STOP };

/* An element that changes what becomes of what is in it, and how often the same stands open within. */
struct open {
	char name[NAME_BYTES];
	unsigned within;
	enum effect effect;
};

struct page {
	struct buf *out;
	const uint8_t *at, *end;
	struct open open[OPEN_MAX];
	size_t open_count;
	unsigned quotes, drops;
	bool has_gap, is_line_begun, is_kept; /* is_kept: line feeds and blanks stand (pre) */
	bool is_over;
};

struct tag {
	char name[NAME_BYTES]; /* small letters */
	bool is_end, is_whole; /* is_whole: <br/> */
	struct span attributes;
};

static const char *const blocks[] = {
	"p",  "div", "tr", "li", "h1",      "h2",     "h3",         "h4",
	"h5", "h6",  "ul", "ol", "table",   "pre",    "blockquote", "hr",
	"dl", "dt",  "dd", "br", "section", "header", "article",    "address"
};

/* Contents without tags up to their own end tag. */
static const char *const raw[] = { "script", "style", "title", "textarea", "noscript", "template" };

static const struct {
	const char *name;
	uint32_t character;
} entities[] = {
	{ "amp", '&' },      { "lt", '<' },       { "gt", '>' },        { "quot", '"' },
	{ "apos", '\'' },    { "nbsp", ' ' },     { "auml", 0xe4 },     { "ouml", 0xf6 },
	{ "uuml", 0xfc },    { "Auml", 0xc4 },    { "Ouml", 0xd6 },     { "Uuml", 0xdc },
	{ "szlig", 0xdf },   { "euro", 0x20ac },  { "eacute", 0xe9 },   { "egrave", 0xe8 },
	{ "ecirc", 0xea },   { "agrave", 0xe0 },  { "acirc", 0xe2 },    { "ccedil", 0xe7 },
	{ "Ccedil", 0xc7 },  { "ocirc", 0xf4 },   { "ucirc", 0xfb },    { "ugrave", 0xf9 },
	{ "iuml", 0xef },    { "icirc", 0xee },   { "Eacute", 0xc9 },   { "Agrave", 0xc0 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 }, { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 }, { "sbquo", 0x201a }, { "ldquo", 0x201c },  { "rdquo", 0x201d },
	{ "bdquo", 0x201e }, { "laquo", 0xab },   { "raquo", 0xbb },    { "bull", 0x2022 },
	{ "middot", 0xb7 },  { "copy", 0xa9 },    { "zwnj", 0x200c },   { "zwj", 0x200d },
	{ "lrm", 0x200e },   { "rlm", 0x200f },   { "shy", 0xad },      { "deg", 0xb0 },
	{ "sect", 0xa7 },    { "ensp", ' ' },     { "emsp", ' ' },      { "thinsp", ' ' },
};

/* ---- what is written ---- */

static void end_line(struct page *page)
{
	if (page->drops == 0) {
		buf_put_u8(page->out, '\n');
		page->is_line_begun = false;
		page->has_gap = false;
	}
}

static void begin_line(struct page *page)
{
	for (unsigned i = 0; i < page->quotes && i < QUOTES_MAX && !page->is_line_begun; i++)
		buf_put(page->out, "> ", 2);
	page->is_line_begun = true;
}

static void put_byte(struct page *page, uint8_t byte)
{
	if (page->drops > 0)
		return;
	if (page->is_kept && byte == '\n') {
		end_line(page);
		return;
	}
	if (!page->is_kept && strchr(" \t\r\n", byte) != NULL) {
		page->has_gap = page->is_line_begun;
		return;
	}
	begin_line(page);
	if (page->has_gap)
		buf_put_u8(page->out, ' ');
	page->has_gap = false;
	if (byte != 0)
		buf_put_u8(page->out, byte);
}

static void put_character(struct page *page, uint32_t c)
{
	static const uint8_t heads[] = { 0x00, 0x00, 0xc0, 0xe0, 0xf0 };
	size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd, size = 3;
	for (size_t i = size; i > 0; i--) {
		uint32_t bits = c >> 6 * (i - 1);

		put_byte(page, (uint8_t)(i == size ? heads[size] | bits : 0x80 | (bits & 0x3f)));
	}
}

/* ---- references to characters ---- */

static bool read_number(const char *name, uint32_t *out)
{
	bool is_hex = name[1] == 'x' || name[1] == 'X';
	char *end;
	long number = strtol(name + (is_hex ? 2 : 1), &end, is_hex ? 16 : 10);

	if (*end != '\0' || number <= 0 || number > 0x10ffff)
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool read_entity(const char *name, uint32_t *out)
{
	if (name[0] == '#')
		return read_number(name, out);
	for (size_t i = 0; i < COUNT(entities); i++) {
		if (strcmp(name, entities[i].name) == 0) {
			*out = entities[i].character;
			return true;
		}
	}
	return false;
}

/* At '&'. */
static void put_entity(struct page *page)
{
	char name[NAME_BYTES];
	const uint8_t *at = page->at + 1;
	size_t size = 0;
	uint32_t character;

	while (at < page->end && size + 1 < sizeof(name) && *at > ' ' && *at < 0x7f && *at != ';' &&
	       *at != '<' && *at != '&')
		name[size++] = (char)*at++;
	name[size] = '\0';
	if (at < page->end && *at == ';' && read_entity(name, &character)) {
		page->at = at + 1;
		put_character(page, character);
		return;
	}
	page->at++;
	put_byte(page, '&');
}

/* ---- tags ---- */

static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The end of the tag at its '<': '>' outside of quotes; the end of the page where there is none. */
static const uint8_t *tag_end(const uint8_t *at, const uint8_t *end)
{
	uint8_t quote = 0;

	for (; at < end; at++) {
		if (quote == 0 && (*at == '"' || *at == '\'') && at[-1] == '=')
			quote = *at;
		else if (quote != 0 && *at == quote)
			quote = 0;
		else if (quote == 0 && *at == '>')
			return at;
	}
	return end;
}

/* At '<' before a letter or '/'. Moves behind the tag. */
static void read_tag(struct page *page, struct tag *tag)
{
	const uint8_t *at = page->at + 1, *end = tag_end(page->at + 1, page->end);
	size_t size = 0;

	tag->is_end = at < end && *at == '/';
	at += tag->is_end;
	for (; at < end && (is_letter(*at) || (*at >= '0' && *at <= '9')); at++) {
		if (size + 1 < NAME_BYTES)
			tag->name[size++] = (char)(*at | 0x20);
	}
	tag->name[size] = '\0';
	tag->is_whole = end > at && end[-1] == '/';
	tag->attributes = span_of(at, (size_t)(end - at));
	page->at = end < page->end ? end + 1 : end;
}

static bool has_text(struct span text, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= text.size; i++) {
		if (strncasecmp((const char *)text.data + i, word, size) == 0)
			return true;
	}
	return false;
}

static bool is_one_of(const char *name, const char *const *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(name, table[i]) == 0)
			return true;
	}
	return false;
}

/* What programs call their quotations. */
static enum effect effect_of(const struct tag *tag)
{
	static const char *const former[] = { "divRplyFwdMsg", "appendonsend",
		                              "mail-editor-reference-message",
		                              "ms-outlook-mobile-reference-message" };
	static const char *const quoting[] = { "yahoo_quoted", "protonmail_quote",
		                               "OLK_SRC_BODY_SECTION", "zmail_extra" };

	for (size_t i = 0; i < COUNT(former); i++) {
		if (has_text(tag->attributes, former[i]))
			return STOP;
	}
	if (strcmp(tag->name, "head") == 0 || has_text(tag->attributes, "display:none") ||
	    has_text(tag->attributes, "display: none"))
		return DROP;
	if (strcmp(tag->name, "blockquote") == 0)
		return QUOTE;
	for (size_t i = 0; i < COUNT(quoting); i++) {
		if (has_text(tag->attributes, quoting[i]))
			return QUOTE;
	}
	return NONE;
}

static void open_element(struct page *page, const struct tag *tag, enum effect effect)
{
	if (effect != NONE && page->open_count < OPEN_MAX) {
		struct open *open = &page->open[page->open_count++];

		memcpy(open->name, tag->name, sizeof(open->name));
		open->within = 0;
		open->effect = effect;
		page->drops += effect == DROP;
		page->quotes += effect == QUOTE;
		return;
	}
	for (size_t i = page->open_count; i > 0; i--) {
		if (strcmp(page->open[i - 1].name, tag->name) == 0) {
			page->open[i - 1].within++;
			return;
		}
	}
}

static void close_element(struct page *page, const struct tag *tag)
{
	size_t at = page->open_count;

	while (at > 0 && strcmp(page->open[at - 1].name, tag->name) != 0)
		at--;
	if (at == 0)
		return;
	if (page->open[at - 1].within > 0) {
		page->open[at - 1].within--;
		return;
	}
	while (page->open_count >= at) {
		struct open *open = &page->open[--page->open_count];

		page->drops -= open->effect == DROP && page->drops > 0;
		page->quotes -= open->effect == QUOTE && page->quotes > 0;
	}
}

/* To the end tag of an element that has text alone. */
static void skip_raw(struct page *page, const char *name)
{
	size_t size = strlen(name);

	while (page->end - page->at >= (ptrdiff_t)size + 2) {
		if (page->at[0] == '<' && page->at[1] == '/' &&
		    strncasecmp((const char *)page->at + 2, name, size) == 0)
			return;
		page->at++;
	}
	page->at = page->end;
}

static void skip_comment(struct page *page)
{
	while (page->end - page->at >= 3 && memcmp(page->at, "-->", 3) != 0)
		page->at++;
	page->at = page->end - page->at >= 3 ? page->at + 3 : page->end;
}

/* Elements that never have an end tag open nothing. */
static bool is_void(const struct tag *tag)
{
	static const char *const names[] = { "br",   "hr",    "img", "meta",
		                             "link", "input", "col", "wbr" };

	return tag->is_whole || is_one_of(tag->name, names, COUNT(names));
}

static void on_tag(struct page *page)
{
	struct tag tag;
	bool is_block;

	read_tag(page, &tag);
	is_block = is_one_of(tag.name, blocks, COUNT(blocks));
	if (is_block && (page->is_line_begun || strcmp(tag.name, "br") == 0 ||
	                 (tag.is_end && strcmp(tag.name, "p") == 0)))
		end_line(page);
	if (strcmp(tag.name, "pre") == 0)
		page->is_kept = !tag.is_end;
	if (strcmp(tag.name, "td") == 0 || strcmp(tag.name, "th") == 0)
		page->has_gap = page->is_line_begun;
	if (tag.is_end) {
		close_element(page, &tag);
	} else if (is_one_of(tag.name, raw, COUNT(raw)) && !tag.is_whole) {
		skip_raw(page, tag.name);
	} else if (!is_void(&tag)) {
		enum effect effect = effect_of(&tag);

		page->is_over = effect == STOP;
		open_element(page, &tag, effect);
	}
}

void html_read(struct span html, struct buf *out)
{
	struct page page = { .out = out, .at = html.data };

	if (html.size == 0)
		return;
	page.end = html.data + html.size;
	while (page.at < page.end && !page.is_over && out->err == 0) {
		size_t left = (size_t)(page.end - page.at);

		if (*page.at == '&') {
			put_entity(&page);
		} else if (*page.at != '<' || left < 2) {
			put_byte(&page, *page.at++);
		} else if (left >= 4 && memcmp(page.at, "<!--", 4) == 0) {
			page.at += 4;
			skip_comment(&page);
		} else if (page.at[1] == '!' || page.at[1] == '?') {
			const uint8_t *end = memchr(page.at, '>', left);

			page.at = end != NULL ? end + 1 : page.end;
		} else if (is_letter(page.at[1]) || page.at[1] == '/') {
			on_tag(&page);
		} else {
			put_byte(&page, *page.at++);
		}
	}
	if (page.is_line_begun)
		buf_put_u8(out, '\n');
}
