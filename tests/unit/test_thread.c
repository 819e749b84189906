/* thread: answers stand below what they answer, whatever strangers say they answer. */
#include "cli/thread.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/tap.h"

/* Messages a, b, c ... in order of time; answered[i] is the letter of the one that it answers, or a blank. */
static struct json *listed(const char *answered)
{
	struct json *list = json_new_list();

	for (size_t i = 0; answered[i] != '\0'; i++) {
		struct json *message = json_new_map();
		struct json *fields = json_new_map();
		char id[2] = { (char)('a' + i), '\0' };
		char other[2] = { answered[i], '\0' };

		json_put_text(message, "id", id);
		if (answered[i] != ' ')
			json_put_text(fields, "inReplyTo", other);
		json_put(message, "fields", &fields);
		json_add(list, &message);
	}
	return list;
}

static void check(const char *answered, const char *want, const char *name)
{
	struct json *list = listed(answered);
	struct thread_place *places = thread_arrange(list);
	char got[200] = "";
	size_t size = 0;

	for (size_t i = 0; i < json_count(list); i++)
		size += (size_t)snprintf(got + size, sizeof(got) - size, "%c%zu",
		                         (char)('a' + places[i].index), places[i].depth);
	is_str(got, want, "%s", name);
	free(places);
	json_destroy(&list);
}

int main(void)
{
	check("", "", "no message");
	check("   ", "a0b0c0", "no answers: the order of time");
	check("  a", "a0c1b0", "an answer stands before later messages");
	check("  aac b", "a0c1e2d1b0g1f0", "answers to answers");
	check(" abcd", "a0b1c2d3e4", "a chain");
	check("z z", "a0b0c0", "one whose question is not there stands by itself");
	check("a ", "a0b0", "one that answers itself");
	check("ba ", "a0b1c0", "two that answer each other open at the first");
	check("cab ", "a0b1c2d0", "so do three");
	check("ba bd", "a0b1d2e3c0", "what hangs on a circle is not lost");
	check(" aa aa", "a0b1c1e1f1d0", "brothers in order of time");
	return done();
}
