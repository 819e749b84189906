/* blank: fields to text and back; see blank.h. */
#include "cli/blank.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/glyph.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "protocol/utf8.h"

#define SHOWN_BYTES 60u /* of a line that is not understood */

#define INDENT "  " /* of further lines beside a box */

enum part_form {
	PART_TEXT,
	PART_DATE,
	PART_POINTS,
	PART_BOXES,
};

enum tick { TICK_UNKNOWN, TICK_YES, TICK_NO }; /* as the fields have it */

/* A box, or what is written beside one. */
struct box {
	const char *label;
	const char *tick; /* the field that it ticks; NULL: none */
	enum tick means;  /* TICK_UNKNOWN: a box alone, which may be struck out */
	const char *text; /* the field that stands behind its colon; NULL: none */
};

#define BOXES_MAX 3u

struct part {
	const char *heading;
	enum part_form form;
	const char *field;
	struct box boxes[BOXES_MAX];
};

/* clang-format off */
static const struct part parts[] = {
	{ N_("Kind of paper"), PART_TEXT, "paperType", { { NULL } } },
	{ N_("Reference"), PART_TEXT, "reference", { { NULL } } },
	{ N_("Date"), PART_DATE, "date", { { NULL } } },
	{ N_("Edited by"), PART_TEXT, "editor", { { NULL } } },
	{ N_("Title"), PART_TEXT, "name", { { NULL } } },
	{ N_("Occasion"), PART_TEXT, "occasion", { { NULL } } },
	{ N_("Proposed decision"), PART_POINTS, NULL, { { NULL } } },
	{ N_("Divisions and project groups involved"), PART_TEXT, "involved", { { NULL } } },
	{ N_("Outcome"), PART_TEXT, "involvedResult", { { NULL } } },
	{ N_("Children and young people took part (para 47f of the municipal code)"), PART_BOXES, NULL,
	  { { N_("Yes"), "childrenInvolved", TICK_YES, NULL },
	    { N_("No"), "childrenInvolved", TICK_NO, NULL },
	    { N_("Why"), NULL, TICK_UNKNOWN, "childrenReason" } } },
	{ N_("The measure is"), PART_BOXES, NULL,
	  { { N_("new"), "measureNew", TICK_UNKNOWN, NULL },
	    { N_("voluntary"), "measureVoluntary", TICK_UNKNOWN, NULL },
	    { N_("prescribed by"), "measurePrescribed", TICK_UNKNOWN, "prescribedBy" } } },
	{ N_("Financial effects"), PART_BOXES, NULL,
	  { { N_("No"), "financeEffect", TICK_NO, NULL },
	    { N_("Yes"), "financeEffect", TICK_YES, "financeAnnex" } } },
	{ N_("Reasons"), PART_TEXT, "reasons", { { NULL } } },
	{ N_("Report"), PART_TEXT, "report", { { NULL } } },
	{ N_("Signed by"), PART_TEXT, "signatory", { { NULL } } },
	{ N_("Annexes"), PART_TEXT, "annexes", { { NULL } } },
};
/* clang-format on */

#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* ---- lines ---- */

/* The bytes of a point's number ("12. ") that a line begins with; 0: it has none. */
static size_t number_size(const char *line)
{
	size_t digits = strspn(line, "0123456789");

	return digits > 0 && line[digits] == '.' && line[digits + 1] == ' ' ? digits + 2 : 0;
}

static bool is_heading(const char *line)
{
	size_t size = strlen(line);

	return size > 6 && strncmp(line, "== ", 3) == 0 && strcmp(line + size - 3, " ==") == 0;
}

/* True if a line would be taken for something else, had it no backslash more in front. */
static bool is_special(const char *line, bool is_point)
{
	line += strspn(line, "\\");
	return is_heading(line) || (is_point && number_size(line) > 0);
}

/* A copy; the caller frees it. */
static char *copy(const char *text, size_t size)
{
	char *out = strndup(text, size);

	if (out == NULL)
		abort();
	return out;
}

/* ---- writing ---- */

static void put_text(const char *text, bool is_point, FILE *out)
{
	bool is_first = true;

	while (text != NULL && *text != '\0') {
		size_t size = strcspn(text, "\n");
		char *line = copy(text, size);

		/* The first line of a point stands behind its number. */
		(void)fprintf(out, "%s%s\n",
		              !(is_point && is_first) && is_special(line, is_point) ? "\\" : "",
		              line);
		free(line);
		is_first = false;
		text += size + (text[size] == '\n' ? 1 : 0);
	}
}

static const char *mark_of(const struct box *box, enum tick tick)
{
	if (box->means != TICK_UNKNOWN)
		return tick == box->means ? "[x] " : "[ ] ";
	return tick == TICK_YES ? "[x] " : tick == TICK_NO ? "[-] " : "[ ] ";
}

static void put_boxes(const struct part *part, const struct json *fields, FILE *out)
{
	for (size_t i = 0; i < BOXES_MAX && part->boxes[i].label != NULL; i++) {
		const struct box *box = &part->boxes[i];
		const char *text = box->text != NULL ? json_get_text(fields, box->text) : NULL;

		if (box->tick != NULL)
			(void)fputs(
				mark_of(box, (enum tick)json_int(json_get(fields, box->tick), 0)),
				out);
		(void)fputs(_(box->label), out);
		if (box->text != NULL)
			(void)fputs(": ", out);
		for (; text != NULL && *text != '\0'; text++) {
			(void)fputc(*text, out);
			if (*text == '\n')
				(void)fputs(INDENT, out);
		}
		(void)fputc('\n', out);
	}
}

void blank_write(const struct json *fields, const struct json *points, FILE *out)
{
	for (size_t i = 0; i < PARTS; i++) {
		const struct part *part = &parts[i];

		(void)fprintf(out, "\n== %s ==\n", _(part->heading));
		if (part->form == PART_BOXES)
			put_boxes(part, fields, out);
		else if (part->form != PART_POINTS)
			put_text(json_get_text(fields, part->field), false, out);
		for (size_t k = 0; part->form == PART_POINTS && k < json_count(points); k++) {
			const char *text = json_text(json_at(points, k));

			(void)fprintf(out, "%zu. ", k + 1);
			put_text(text != NULL && text[0] != '\0' ? text : "\n", true, out);
		}
	}
}

/* ---- reading ---- */

struct reader {
	struct json *fields;
	struct json *points; /* NULL: the part was not there */
	const struct part *part;
	const struct box *box; /* beside which lines may go on; NULL: none */
	char *text;            /* of the part so far; NULL: none */
	size_t text_size;
	FILE *memory; /* writes it */
	unsigned line;
	char *why;
};

static int fail(struct reader *r, const char *text, const char *line)
{
	(void)snprintf(r->why, VB_BLANK_WHY_BYTES, _("line %u: %s: %.*s"), r->line, text,
	               (int)glyph_whole(line, SHOWN_BYTES), line);
	return VB_ERR_BAD_INPUT;
}

static bool is_word(const char *text, size_t size, const char *word)
{
	const char *own = _(word);

	return (strlen(word) == size && strncmp(text, word, size) == 0) ||
	       (strlen(own) == size && strncmp(text, own, size) == 0);
}

static void begin_text(struct reader *r)
{
	r->memory = open_memstream(&r->text, &r->text_size);
	if (r->memory == NULL)
		abort();
}

/* The text without blanks and empty lines at its ends; the caller frees it. */
static char *end_text(struct reader *r)
{
	char *text;
	size_t size, from;

	if (r->memory == NULL || fclose(r->memory) != 0)
		abort();
	r->memory = NULL;
	size = r->text_size;
	while (size > 0 && isspace((unsigned char)r->text[size - 1]) != 0)
		size--;
	from = strspn(r->text, " \t\r\n");
	text = copy(r->text + (from < size ? from : size), size - (from < size ? from : size));
	free(r->text);
	r->text = NULL;
	return text;
}

static void put_field(struct json *fields, const char *name, const char *text)
{
	struct json *value = json_new_text(text[0] != '\0' ? text : NULL);

	json_put(fields, name, &value);
}

/* What the part in hand says is complete. */
static void finish_part(struct reader *r)
{
	char day[VB_MOMENT_DAY_BYTES];
	char *text;

	if (r->memory == NULL)
		return;
	text = end_text(r);
	if (r->part->form == PART_POINTS && text[0] != '\0')
		json_add_text(r->points, text);
	else if (r->part->form == PART_DATE)
		put_field(r->fields, r->part->field, moment_read_day(text, day) ? day : text);
	else if (r->part->form == PART_TEXT)
		put_field(r->fields, r->part->field, text);
	free(text);
}

static int heading_read(struct reader *r, const char *line)
{
	const char *name = line + 3;
	size_t size = strlen(name) - 3;

	finish_part(r);
	r->part = NULL;
	r->box = NULL;
	for (size_t i = 0; i < PARTS; i++) {
		if (is_word(name, size, parts[i].heading))
			r->part = &parts[i];
	}
	if (r->part == NULL)
		return fail(r, _("the form has no such heading"), line);
	if (r->part->form == PART_POINTS && r->points == NULL)
		r->points = json_new_list();
	if (r->part->form != PART_BOXES)
		begin_text(r);
	return 0;
}

/* Which box a line is of: its label up to a colon. */
static const struct box *box_of(const struct part *part, const char *label)
{
	size_t size = strcspn(label, ":");

	while (size > 0 && label[size - 1] == ' ')
		size--;
	for (size_t i = 0; i < BOXES_MAX && part->boxes[i].label != NULL; i++) {
		if (is_word(label, size, part->boxes[i].label))
			return &part->boxes[i];
	}
	return NULL;
}

static int tick_put(struct reader *r, const struct box *box, char mark, const char *line)
{
	const struct json *old = json_get(r->fields, box->tick);
	enum tick tick = mark == '-' ? TICK_NO : TICK_YES;

	if (old == NULL)
		json_put_int(r->fields, box->tick, TICK_UNKNOWN);
	if (mark == ' ')
		return 0;
	if (mark == '-' && box->means != TICK_UNKNOWN)
		return fail(r, _("a box is ticked with [x]"), line);
	if (box->means != TICK_UNKNOWN)
		tick = box->means;
	if (json_int(old, TICK_UNKNOWN) != TICK_UNKNOWN)
		return fail(r, _("two boxes of one question are ticked"), line);
	json_put_int(r->fields, box->tick, tick);
	return 0;
}

/* A further line beside the box before. */
static void box_go_on(struct reader *r, const char *line)
{
	const char *before = json_get_text(r->fields, r->box->text);
	size_t size = (before != NULL ? strlen(before) : 0) + strlen(line) + 2;
	char *text = malloc(size);

	if (text == NULL)
		abort();
	(void)snprintf(text, size, "%s\n%s", before != NULL ? before : "", line);
	put_field(r->fields, r->box->text, text);
	free(text);
}

static int box_read(struct reader *r, const char *line)
{
	bool has_mark = line[0] == '[' && line[1] != '\0' && line[2] == ']';
	char mark = has_mark ? line[1] : ' ';
	const char *label = has_mark ? line + 3 + strspn(line + 3, " ") : line;
	const struct box *box = box_of(r->part, label);
	const char *colon = strchr(label, ':');
	int err = 0;

	if (r->box != NULL && strncmp(line, INDENT, strlen(INDENT)) == 0) {
		box_go_on(r, line + strlen(INDENT));
		return 0;
	}
	if (strspn(line, " ") == strlen(line))
		return 0;
	if (box == NULL || has_mark != (box->tick != NULL))
		return fail(r, _("this is no box of the form"), line);
	if (mark == 'X')
		mark = 'x';
	if (mark != 'x' && mark != ' ' && mark != '-')
		return fail(r, _("a box is ticked with [x]"), line);
	if (box->tick != NULL)
		err = tick_put(r, box, mark, line);
	r->box = box->text != NULL ? box : NULL;
	if (err == 0 && box->text != NULL) {
		const char *text = colon != NULL ? colon + 1 : "";

		put_field(r->fields, box->text, text + strspn(text, " "));
	}
	return err;
}

static int line_read(struct reader *r, const char *line)
{
	size_t number;

	if (is_heading(line))
		return heading_read(r, line);
	if (r->part == NULL)
		return 0;
	if (r->part->form == PART_BOXES)
		return box_read(r, line);
	number = r->part->form == PART_POINTS ? number_size(line) : 0;
	if (number > 0) {
		char *text = end_text(r);

		if (text[0] != '\0')
			json_add_text(r->points, text);
		free(text);
		begin_text(r);
		line += number;
	} else if (line[0] == '\\' && is_special(line, r->part->form == PART_POINTS)) {
		line++;
	}
	(void)fprintf(r->memory, "%s\n", line);
	return 0;
}

int blank_read(struct span text, struct json *fields, struct json **points,
               char why[static VB_BLANK_WHY_BYTES])
{
	struct reader r = { .fields = fields, .why = why };
	char *all = copy((const char *)text.data, text.size);
	int err = utf8_is_valid(text) ? 0 : VB_ERR_BAD_UTF8;

	for (char *at = all; err == 0 && *at != '\0';) {
		size_t size = strcspn(at, "\n");
		bool is_last = at[size] == '\0';
		size_t end = size;

		if (end > 0 && at[end - 1] == '\r')
			end--;
		at[size] = at[end] = '\0';
		r.line++;
		err = line_read(&r, at);
		at += size + (is_last ? 0 : 1);
	}
	if (r.part == NULL && err == 0)
		err = fail(&r, _("the form has no such heading"), "== ==");
	if (err == 0)
		finish_part(&r);
	else if (r.memory != NULL)
		free(end_text(&r));
	free(all);
	if (err < 0) {
		json_destroy(&r.points);
		return err;
	}
	*points = r.points != NULL ? r.points : json_new_nil();
	return 0;
}

/* ---- comparing ---- */

/* The text without white space at its ends. */
static struct span trimmed(const struct json *value)
{
	const char *text = json_text(value);
	size_t size;

	if (text == NULL)
		return span_of(NULL, 0);
	text += strspn(text, " \t\r\n");
	size = strlen(text);
	while (size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL)
		size--;
	return span_of(text, size);
}

bool blank_is_same(const struct json *read, const struct json *value)
{
	if (json_form_of(read) == JSON_FORM_INT)
		return json_int(read, 0) == json_int(value, 0);
	return span_is_equal(trimmed(read), trimmed(value));
}
