/* control_feed, listeners: reading changes by a cursor, waiting for them, watching them. */
#include "daemon/control/control_calls.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/listeners.h"
#include "protocol/ipc.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

/* A number in the last result. */
static uint64_t number(const char *answer, const char *key)
{
	const char *at = strstr(answer, key);

	return at == NULL ? 0 : strtoull(at + strlen(key), NULL, 10);
}

static void test_read(struct scene *s)
{
	const char *answer = clerk_ask(s->d, "feed.read", "{}");
	uint64_t generation = number(answer, "'generation':");
	char want[256];

	ok(generation != 0, "there is a generation");
	/* Two roots, two meetings, three items, two persons, one delete. */
	is_u64(number(answer, "'next':"), 10, "all that happened so far");
	(void)snprintf(want, sizeof(want),
	               "'items':[{'audience':'core','id':'%s','kind':'meeting','number':4,'space':'"
	               "%s','verb':'create'}]",
	               scene_text(s, "$N"), scene_text(s, "$S"));
	answer = clerk_ask(s->d, "feed.read", "{'after':3,'limit':1}");
	ok(strstr(answer, want) != NULL, "one item: which record, and what was done to it: %s",
	   answer);
	ok(strstr(clerk_ask(s->d, "feed.read", "{'after':9}"), "'kind':'person','number':10") !=
	           NULL,
	   "the last is a person");
	ok(strstr(clerk_ask(s->d, "feed.read", "{'after':9}"), "'verb':'delete'") != NULL,
	   "that was deleted");
	answer = clerk_ask(s->d, "feed.read", "{'after':10}");
	(void)snprintf(want, sizeof(want), "{'generation':%" PRIu64 ",'items':[],'next':10}",
	               generation);
	is_str(answer, want, "nothing behind it");
}

static void test_reset(struct scene *s)
{
	uint64_t generation = number(clerk_ask(s->d, "feed.read", "{}"), "'generation':");
	const char *answer;

	answer = clerk_ask(s->d, "feed.read", "{'generation':%" PRIu64 ",'after':9}", generation);
	ok(strstr(answer, "reset") == NULL && number(answer, "'number':") == 10,
	   "the right generation goes on");
	answer = clerk_ask(s->d, "feed.read", "{'generation':%" PRIu64 ",'after':9}",
	                   generation ^ 1);
	ok(strstr(answer, "'reset':true}") != NULL && number(answer, "'number':") == 1,
	   "another generation starts over");
	is_u64(number(answer, "'generation':"), generation, "and is told the right one");
	ok(strstr(clerk_ask(s->d, "feed.read", "{'after':11}"), "'reset':true}") != NULL,
	   "so does a cursor behind the end");
}

static void test_wait(struct scene *s)
{
	uint32_t answers;

	is_str(clerk_ask(s->d, "feed.read", "{'after':10,'wait':5000}"), "",
	       "nothing yet: it waits");
	clerk_wait(s->d, 4000);
	is_str(clerk_answer(s->d), "", "still");
	clerk_wait(s->d, 1001);
	ok(strstr(clerk_answer(s->d), "'items':[],'next':10}") != NULL,
	   "when the time is over it says so");
	is_str(clerk_ask(s->d, "feed.read", "{'after':10,'wait':5000}"), "", "another waits");
	answers = s->d->answer_count;
	(void)scene_ask(s, "record.edit", "{'id':'$P','fields':{'name':'Frau Özdemir'}}");
	is_int(s->d->answer_count - answers, 2,
	       "a change answers the writer and the one who waits");
	is_u64(number(clerk_answer(s->d), "'number':"), 11, "with what came, after the commit");
	clerk_wait(s->d, 10000);
	is_str(clerk_answer(s->d), "", "only once");
	ok(clerk_ask(s->d, "feed.read", "{'after':10,'wait':5000}")[0] == '{',
	   "what is there is answered at once");
}

static void test_watch(struct scene *s)
{
	const char *answer = clerk_ask(s->d, "watch", "{}");
	uint64_t watch = s->d->request;
	struct ipc_answer parts;
	uint32_t answers;

	ok(strstr(answer, "'items':[],'next':11}") != NULL, "a watch begins now");
	for (uint64_t n = 12; n < 15; n++) {
		(void)clerk_ask(s->d, "record.edit", "{'id':'%s','fields':{'name':'%u'}}",
		                scene_text(s, "$P"), (unsigned)n);
		is_u64(number(clerk_answer(s->d), "'number':"), n, "change %u is told",
		       (unsigned)n);
		is_err(ipc_answer_decode(buf_span(&s->d->answer), &parts), 0, "in an answer");
		is_u64(parts.id, watch, "to the watch's request");
	}
	answers = s->d->answer_count;
	clerk_wait(s->d, 3600000);
	is_int(s->d->answer_count - answers, 0, "when nothing happens nothing is told");
	ok(number(clerk_ask(s->d, "watch", "{'after':13}"), "'number':") == 14,
	   "one from a cursor on");
	node_on_client_gone(s->d->node, s->d->caller.client);
	answers = s->d->answer_count;
	(void)scene_ask(s, "record.edit", "{'id':'$P','fields':{'name':'Ende'}}");
	is_int(s->d->answer_count - answers, 1, "who hung up is told nothing more");
}

/* One watch, a lot of news at once. */
static void test_watch_many(struct scene *s)
{
	static char args[1u << 20];
	size_t size;
	uint32_t answers;

	(void)clerk_ask(s->d, "watch", "{}");
	size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[", scene_text(s, "$T"));
	for (int i = 0; i < 9500; i++)
		size += (size_t)snprintf(args + size, sizeof(args) - size,
		                         "%s{'kind':'paper','fields':{'id':'urn:%d'}}",
		                         i > 0 ? "," : "", i);
	(void)snprintf(args + size, sizeof(args) - size, "]}");
	answers = s->d->answer_count;
	(void)clerk_ask(s->d, "record.upsert", "%s", args);
	is_int(s->d->answer_count - answers, 1 + 8,
	       "a watch is told in answers of a thousand, eight a turn");
	answers = s->d->answer_count;
	clerk_wait(s->d, 1000);
	is_int(s->d->answer_count - answers, 2, "and the rest in the next");
	is_u64(number(clerk_answer(s->d), "'next':"), 15 + 9500, "up to the last");
	node_on_client_gone(s->d->node, s->d->caller.client);
}

static void test_too_many(struct scene *s)
{
	for (uint32_t i = 0; i < VB_LISTENERS_MAX_OF_CLIENT; i++)
		(void)clerk_ask(s->d, "watch", "{}");
	is_str(clerk_ask(s->d, "watch", "{}"), "VB-1410", "one client does not watch without end");
	s->d->caller.client++;
	ok(clerk_ask(s->d, "watch", "{}")[0] == '{', "another may");
	node_on_client_gone(s->d->node, s->d->caller.client);
	node_on_client_gone(s->d->node, --s->d->caller.client);
}

static void test_restart(struct scene *s)
{
	uint64_t generation = number(clerk_ask(s->d, "feed.read", "{}"), "'generation':");

	clerk_reopen(s->d);
	is_u64(number(clerk_ask(s->d, "feed.read", "{}"), "'generation':"), generation,
	       "a restart keeps the generation");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_read(&s);
	test_reset(&s);
	test_wait(&s);
	test_watch(&s);
	test_watch_many(&s);
	test_too_many(&s);
	test_restart(&s);
	clerk_close(&d);
	return done();
}
