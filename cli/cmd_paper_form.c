/* cmd_paper_form: the form of a paper as text, and what was typed into it; tested by tests/blackbox/20-papers.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/blank.h"
#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/language.h"
#include "cli/paper_file.h"
#include "cli/points.h"

#define FILE_MAX_BYTES (8u << 20)

struct filling {
	struct cmd *cmd;
	struct json *paper;
	struct json *points;
	struct json *fields; /* of the form that was read; then what of them is to be changed */
	struct json *texts;  /* of its points; nil: it does not speak of them */
};

static int read_paper(struct filling *f)
{
	int err = client_show(f->cmd->client, args_get(f->cmd->args, "PAPER"), "paper",
	                      _("This is no paper."), &f->paper);

	return err == 0 ? points_read(f->cmd, json_get_text(f->paper, "id"), &f->points) : err;
}

static void filling_release(struct filling *f)
{
	json_destroy(&f->paper);
	json_destroy(&f->points);
	json_destroy(&f->fields);
	json_destroy(&f->texts);
}

static int paper_form(struct cmd *cmd)
{
	struct filling f = { .cmd = cmd };
	char *text = NULL;
	size_t size;
	FILE *memory;
	int err = read_paper(&f);

	if (err < 0)
		goto out;
	memory = open_memstream(&text, &size);
	if (memory == NULL)
		abort();
	f.texts = points_texts(f.points);
	(void)fprintf(memory, "%s\n\n  verbund paper fill %.*s %s\n",
	              _("Type below the headings and tick boxes with [x].\n"
	                "A box alone is struck out with [-] where the answer is no.\n"
	                "Then take the form over:"),
	              (int)VB_TABLE_SHORT_DIGITS, json_get_text(f.paper, "id"), _("FILE"));
	blank_write(json_get(f.paper, "fields"), f.texts, memory);
	if (fclose(memory) != 0)
		abort();
	out_text(cmd->out, text);
	free(text);
out:
	filling_release(&f);
	return err;
}

static int read_form(struct filling *f)
{
	char why[VB_BLANK_WHY_BYTES] = "";
	struct buf text;
	int err;

	buf_init(&text, FILE_MAX_BYTES);
	f->fields = json_new_map();
	err = input_file(f->cmd, args_get(f->cmd->args, "FILE"), &text);
	if (err == 0)
		err = blank_read(buf_span(&text), f->fields, &f->texts, why);
	if (err < 0 && why[0] != '\0')
		err = out_fail(f->cmd->out, err, "%s", why);
	buf_release(&text);
	return err;
}

/* Of what was read only what the paper does not say already: nobody's change is undone by a form that was printed before, unless it was
 * about the same field. */
static void keep_changes(struct filling *f)
{
	const struct json *old = json_get(f->paper, "fields");
	struct json *read = json_new_copy(f->fields);
	const char *name;
	void *iterator = NULL;
	struct json *value;

	while (json_next(read, &iterator, &name, &value)) {
		if (blank_is_same(value, json_get(old, name)))
			json_remove(f->fields, name);
	}
	json_destroy(&read);
}

static int paper_fill(struct cmd *cmd)
{
	struct filling f = { .cmd = cmd };
	struct json *result = json_new_map();
	struct sheaf sheaf;
	int err = read_paper(&f);

	sheaf_init(&sheaf);
	if (err == 0)
		err = read_form(&f);
	if (err < 0)
		goto out;
	keep_changes(&f);
	json_put_text(result, "id", json_get_text(f.paper, "id"));
	if (json_count(f.fields) > 0)
		sheaf_edit(&sheaf, json_get_text(f.paper, "id"), &f.fields);
	if (json_form_of(f.texts) == JSON_FORM_LIST)
		(void)points_change(f.paper, f.points, f.texts, &sheaf);
	if (json_count(sheaf.items) == 0)
		out_note(cmd->out, "%s", _("The paper says all of that already."));
	err = sheaf_send(cmd, json_get_text(f.paper, "space"), &sheaf, NULL);
	if (err == 0)
		answer_id(cmd, &result);
out:
	sheaf_release(&sheaf);
	json_destroy(&result);
	filling_release(&f);
	return err;
}

/* clang-format off */
static const char *const formats[] = { "text", "html", "pdf", NULL };

static const struct option paper_export_options[] = {
	{ "format", "text|html|pdf", NULL, formats, N_("form of the file"), true },
	{ "internal", NULL, NULL, NULL, N_("for members: with what is not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_paper_form_commands[] = {
	{ .noun = "paper", .verb = "form",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .flags = COMMAND_TEXT,
	  .run = paper_form,
	  .help = N_("the form of a paper as text, to be filled in with any editor"),
	  .about = N_("The form has the headings of a city council's paper: occasion, proposed decision, who was involved, para 47f, measure, "
	              "financial effects, reasons, report, annexes. Of two boxes that are both empty nobody has said anything yet; that is "
	              "never taken for a no."),
	  .examples = { "verbund paper form 0198c2a4f1b3e07d5c60" } },
	{ .noun = "paper", .verb = "fill",
	  .arguments = { COMMAND_ARG(N_("PAPER")), COMMAND_ARG(N_("FILE")) },
	  .run = paper_fill,
	  .help = N_("take over a form that was filled in; `-`: from the input"),
	  .about = N_("Only what the form says otherwise than the paper is changed, all of it or nothing. Parts whose heading is not there stay as "
	              "they are; an empty part empties its field."),
	  .examples = { "verbund paper fill 0198c2a4f1b3e07d5c60 bericht.txt" } },
	{ .noun = "paper", .verb = "export",
	  .arguments = { COMMAND_ARG(N_("PAPER")), COMMAND_ARG(N_("FILE")) },
	  .options = paper_export_options,
	  .flags = COMMAND_TEXT,
	  .run = paper_file_export,
	  .help = N_("write a paper as a document, with its form and its way; `-`: to the output"),
	  .about = N_("Stations and documents that are not public are left out, unless `--internal` makes a file for members."),
	  .examples = { "verbund paper export 0198c2a4f1b3e07d5c60 bericht.pdf --format pdf",
	                "verbund paper export 0198c2a4f1b3e07d5c60 - --format text --internal" } },
	COMMAND_END,
};
/* clang-format on */
