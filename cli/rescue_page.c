/* rescue_page: the page; see rescue_page.h; tested by tests/blackbox/16-restore.t */
#include "cli/rescue_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/moment.h"
#include "cli/offline.h"
#include "cli/qr.h"
#include "cli/target.h"

#define SAID_MAX_BYTES 4096u

void rescue_page_release(struct rescue_page *page)
{
	free(page->id);
	free(page->name);
	explicit_bzero(page, sizeof(*page));
}

int rescue_page_make(struct cmd *cmd, const struct secret *secret, struct rescue_page *out)
{
	const char *const arguments[] = { "--sheet", "--home", cmd->args->home, NULL };
	struct rescue_page page = { .id = NULL };
	struct buf said;
	uint32_t line;
	char *code;
	int err;

	buf_init(&said, SAID_MAX_BYTES);
	err = offline_run(cmd, arguments, span_of(secret->text, secret->size), &said);
	if (err == 0) {
		page.id = offline_get(&said, "id", 0);
		page.name = offline_get(&said, "name", 0);
		code = offline_get(&said, "code", 0);
		err = rescue_parse(span_of_str(code != NULL ? code : ""), &page.code, &line);
		if (code != NULL)
			explicit_bzero(code, strlen(code));
		free(code);
	}
	if (err == 0 && (page.id == NULL || page.name == NULL))
		err = VB_ERR_IO;
	explicit_bzero(said.data, said.size);
	buf_release(&said);
	if (err == 0)
		*out = page;
	else
		rescue_page_release(&page);
	return err;
}

/* For a terminal, or for paper. */
static int draw(struct cmd *cmd, const struct rescue_page *page, FILE *file, bool is_ink)
{
	struct table_style style = cmd->out->style;
	char text[VB_RESCUE_TEXT_BYTES];
	struct qr_size needed;
	int err = 0;

	/* A page is as long as it is; what does not fit on the screen is scrolled. */
	style.height = 0;
	rescue_format(&page->code, text);
	if (is_ink)
		err = qr_print_ink(text, file);
	else
		(void)qr_print(text, &style, file, &needed);
	explicit_bzero(text, sizeof(text));
	return err;
}

static int print(struct cmd *cmd, const struct rescue_page *page, FILE *file, bool is_ink)
{
	char line[VB_RESCUE_LINE_TEXT_BYTES], date[VB_MOMENT_TEXT_BYTES];
	int err;

	moment_format((int64_t)time(NULL) * 1000, cmd->args->zone, _("%B %-d, %Y"), date);
	(void)fprintf(file, _("RECOVERY SHEET of the office %s"), page->name);
	(void)fprintf(file, "\n%s\n", page->id);
	(void)fprintf(file, _("made on %s"), date);
	(void)fprintf(
		file, "\n\n%s\n\n",
		_("With this sheet, its passphrase and a backup, this office goes on on another\n"
	          "computer: verbund restore FILE\n"
	          "Lock it away, apart from the backup. The passphrase does not stand on it:\n"
	          "whoever has all three can be this office. Older sheets stay good, too."));
	for (uint32_t i = 0; i < VB_RESCUE_LINES; i++) {
		rescue_format_line(&page->code, i, line);
		(void)fprintf(file, "  %u:  %s\n", i + 1, line);
	}
	(void)fprintf(
		file, "\n%s\n\n",
		_("It is typed line by line; O and I are letters, there is no 0 and no 1. The\n"
	          "same as a picture for a telephone or a scanner, whose text can be pasted:"));
	err = draw(cmd, page, file, is_ink);
	explicit_bzero(line, sizeof(line));
	return err;
}

int rescue_page_write(struct cmd *cmd, const struct rescue_page *page, const char *path)
{
	struct target target;
	int err;

	if (path == NULL)
		return print(cmd, page, cmd->out->data, !cmd->out->style.is_terminal);
	/* It may be the sheet of another office, and the only one. */
	if (strcmp(path, "-") != 0 && access(path, F_OK) == 0)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(EEXIST));
	err = target_open(cmd, path, &target, true);
	if (err < 0)
		return err;
	return target_close(cmd, &target, print(cmd, page, target.file, true));
}
