/* progress: one line that is written over itself; see progress.h. */
#include "cli/progress.h"

#include <string.h>

#include "cli/amount.h"
#include "cli/glyph.h"
#include "cli/language.h"

#define SILENT_MS 500u
#define PAUSE_MS 100u

void progress_init(struct progress *progress, FILE *talk, uint64_t now_ms)
{
	*progress = (struct progress){ .talk = talk, .since_ms = now_ms };
}

static bool is_due(const struct progress *progress, uint64_t now_ms)
{
	return progress->talk != NULL && now_ms >= progress->since_ms + SILENT_MS &&
	       now_ms >= progress->shown_ms + PAUSE_MS;
}

/* Blanks do what an escape sequence would, on every terminal. */
static void show(struct progress *progress, uint64_t now_ms, const char *text)
{
	size_t columns = glyph_columns(span_of_str(text));

	(void)fprintf(progress->talk, "\r%s", text);
	for (size_t i = columns; i < progress->columns; i++)
		(void)fputc(' ', progress->talk);
	(void)fflush(progress->talk);
	progress->columns = columns;
	progress->shown_ms = now_ms;
}

void progress_step(struct progress *progress, uint64_t now_ms, uint64_t done, uint64_t total)
{
	char text[100];

	if (!is_due(progress, now_ms))
		return;
	if (total > 0)
		(void)snprintf(text, sizeof(text), _("%llu of %llu"), (unsigned long long)done,
		               (unsigned long long)total);
	else
		(void)snprintf(text, sizeof(text), _("%llu so far"), (unsigned long long)done);
	show(progress, now_ms, text);
	progress->is_count = true;
}

void progress_step_bytes(struct progress *progress, uint64_t now_ms, uint64_t done, uint64_t total)
{
	char text[2 * VB_AMOUNT_BYTES + 32], here[VB_AMOUNT_BYTES], all[VB_AMOUNT_BYTES];

	if (!is_due(progress, now_ms))
		return;
	amount_format_bytes(done, here);
	amount_format_bytes(total, all);
	(void)snprintf(text, sizeof(text), _("%s of %s"), here, all);
	show(progress, now_ms, text);
	progress->is_count = true;
}

void progress_wait(struct progress *progress, uint64_t now_ms)
{
	char text[100];

	if (progress->is_count || !is_due(progress, now_ms))
		return;
	(void)snprintf(text, sizeof(text), _("Working for %llu s"),
	               (unsigned long long)((now_ms - progress->since_ms + 500) / 1000));
	show(progress, now_ms, text);
}

void progress_wait_end(struct progress *progress)
{
	if (!progress->is_count)
		progress_clear(progress);
}

void progress_clear(struct progress *progress)
{
	if (progress->columns == 0)
		return;
	(void)fprintf(progress->talk, "\r%*s\r", (int)progress->columns, "");
	(void)fflush(progress->talk);
	progress->columns = 0;
	progress->is_count = false;
}
