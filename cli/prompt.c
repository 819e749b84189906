/* prompt: see prompt.h; tested by tests/blackbox/05-terminal.t */
#include "cli/prompt.h"

#include <string.h>
#include <unistd.h>

bool prompt_is_possible(const struct out *out)
{
	return out->is_talk_terminal && isatty(STDIN_FILENO) == 1;
}

bool prompt_ask(struct out *out, const char *question, char *answer, size_t size)
{
	int letter;
	size_t length = 0;

	(void)fprintf(out->talk, "%s ", question);
	(void)fflush(out->talk);
	while ((letter = getchar()) != EOF && letter != '\n') {
		if (length + 1 < size)
			answer[length++] = (char)letter;
	}
	answer[length] = '\0';
	if (letter == EOF)
		(void)fputc('\n', out->talk);
	return letter != EOF;
}
