/* progress: nothing in the first half second, then one line that is written over itself. */
#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static char *text;
static size_t size;
static FILE *talk;

static void begin(struct progress *progress)
{
	talk = open_memstream(&text, &size);
	if (talk == NULL)
		bail("no stream");
	progress_init(progress, talk, 1000);
}

static void end(const char *wanted, const char *name)
{
	(void)fclose(talk);
	is_str(text, wanted, "%s", name);
	free(text);
}

int main(void)
{
	struct progress progress;

	begin(&progress);
	progress_step(&progress, 1000, 0, 10);
	progress_step(&progress, 1499, 9, 10);
	progress_wait(&progress, 1499);
	progress_clear(&progress);
	end("", "work of less than half a second says nothing");

	begin(&progress);
	progress_step(&progress, 1500, 100, 1000);
	progress_step(&progress, 1599, 101, 1000);
	progress_step(&progress, 1600, 9, 10);
	progress_clear(&progress);
	progress_clear(&progress);
	end("\r100 of 1000\r9 of 10    \r       \r",
	    "a line ten times a second, over the one before, and away");

	begin(&progress);
	progress_wait(&progress, 1600);
	progress_wait(&progress, 4999);
	progress_wait_end(&progress);
	progress_step(&progress, 5099, 5000, 0);
	progress_wait(&progress, 5999);
	progress_wait_end(&progress);
	progress_step(&progress, 6000, 7000, 0);
	end("\rWorking for 1 s\rWorking for 4 s\r               \r\r5000 so far\r7000 so far",
	    "where nobody knows how much there is; a count stays while the next is waited for");

	progress_init(&progress, NULL, 0);
	progress_step(&progress, 9999, 1, 2);
	progress_wait(&progress, 9999);
	progress_clear(&progress);
	ok(progress.columns == 0, "nobody watches");
	return done();
}
