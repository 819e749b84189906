/* control_message: threads of spaces and records, answers, audiences. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The texts of a thread, one behind the other. */
static const char *thread(struct scene *s, const char *args)
{
	static char text[1024];
	const char *at = scene_ask(s, "message.list", args);
	size_t used = 0;

	if (at[0] != '{')
		return at;
	text[0] = '\0';
	while ((at = strstr(at, "'text':'")) != NULL) {
		at += strlen("'text':'");
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%.*s/",
		                         (int)strcspn(at, "'"), at);
	}
	return text;
}

static bool has(struct scene *s, const char *id, const char *words)
{
	return strstr(scene_ask(s, "record.show", id), scene_text(s, words)) != NULL;
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	is_str(thread(&s, "{'target':'$S'}"), "", "an empty thread");
	scene_make_record(&s, 'E', "message.post", "{'target':'$S','text':'eins'}");
	scene_make_record(&s, 'F', "message.post", "{'target':'$M','text':'zwei'}");
	scene_make_record(&s, 'G', "message.post", "{'target':'$N','text':'drei'}");
	scene_make_record(&s, 'H', "message.post", "{'target':'$S','text':'vier\\nfünf'}");
	is_str(thread(&s, "{'target':'$S'}"), "eins/vier\\nfünf/", "the thread of the space");
	is_str(thread(&s, "{'target':'$M'}"), "zwei/", "the thread of a record");
	is_str(thread(&s, "{'target':'$S','limit':1}"), "eins/", "in pages");
	is_str(thread(&s, "{'target':'$S','after':'$E'}"), "vier\\nfünf/", "the next");
	ok(has(&s, "{'id':'$E'}", "'audience':'all'") && !has(&s, "{'id':'$E'}", "'target'"),
	   "a message to the space is for all and has no target");
	ok(has(&s, "{'id':'$F'}", "'audience':'all'") && has(&s, "{'id':'$F'}", "'target':'$M'"),
	   "one to a record has it as target");
	ok(has(&s, "{'id':'$G'}", "'audience':'core'"), "one to an internal record is internal");

	scene_make_record(&s, 'J', "message.post", "{'target':'$F','text':'Antwort'}");
	ok(has(&s, "{'id':'$J'}", "'inReplyTo':'$F','target':'$M'"),
	   "an answer to a message names it, and stands in its thread");
	is_str(thread(&s, "{'target':'$F'}"), "zwei/Antwort/", "which a message of it stands for");
	scene_make_record(&s, 'K', "message.post", "{'target':'$E','text':'auch'}");
	ok(has(&s, "{'id':'$K'}", "'inReplyTo':'$E','text':'auch'"),
	   "an answer in the thread of the space");
	is_str(thread(&s, "{'target':'$K'}"), "eins/vier\\nfünf/auch/", "is listed there");
	(void)scene_ask(&s, "record.delete", "{'id':'$F'}");
	is_str(thread(&s, "{'target':'$M'}"), "Antwort/", "a deleted message is gone");
	is_str(thread(&s, "{'target':'$F'}"), "VB-2001 it was deleted", "and stands for nothing");
	clerk_close(&d);
	return done();
}
