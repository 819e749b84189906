/* control_status, states: what an office says of itself. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/crypt.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

static uint64_t number(const char *answer, const char *key)
{
	const char *at = strstr(answer, key);

	return at == NULL ? 0 : strtoull(at + strlen(key), NULL, 10);
}

/* SPEC.md 8.6 for no records: H("verbund/state/1" || space id || audience). */
static void empty_state(const char *space, uint8_t audience, char out[65])
{
	uint8_t bytes[15 + 32 + 1] = "verbund/state/1";
	struct hash hash;

	if (hex_parse(space, 64, bytes + 15, 32) != 0)
		bail("an id");
	bytes[47] = audience;
	crypt_hash(span_of(bytes, sizeof(bytes)), &hash);
	hex_format(hash.b, sizeof(hash.b), out);
}

static void test_new(struct clerk *d)
{
	const char *status = clerk_ask(d, "status", "{}");

	ok(strstr(status, "'kind':'city','name':'Amt','peers':[],'spaces':[],'store':{'bytes':") !=
	           NULL,
	   "a new office: %s", status);
	ok(strstr(status, "'entries':0,'max':") != NULL, "with nothing in its store");
	ok(strstr(status, "},'version':'" VB_VERSION "','waiting':") != NULL,
	   "with the version of the program");
	ok(strstr(status, "'faults':[],'files':{'here':0,'total':0},'id':") != NULL,
	   "and everything in order");
	ok(number(status, "'free':") > 0 && number(status, "'size':") >= number(status, "'free':"),
	   "on a disk with room");
	ok(strstr(status,
	          "'waiting':{'cards':0,'digits':0,'fetches':0,'held':0,'invites':0,'keys':0}}") !=
	           NULL,
	   "nothing waits");
	ok(strstr(status, "'backup'") == NULL, "and there was no backup yet");
}

static void test_space(struct scene *s)
{
	const char *status = scene_ask(s, "status", "{}");
	const char *at = strstr(status, scene_text(s, "'id':'$T'"));
	char want[512];
	char core[65];

	ok(at != NULL, "each space is there");
	if (at == NULL)
		return;
	empty_state(scene_text(s, "$T"), VB_AUDIENCE_CORE, core);
	ok(strstr(at,
	          "'members':1,'name':'Beirat','records':1,'role':'steward','states':{'all':'") -
	                   at <
	           100,
	   "with members, name, records and role");
	(void)snprintf(want, sizeof(want), "'core':'%s'}", core);
	ok(strstr(at, want) != NULL,
	   "and its state hashes: that of what is internal is that of nothing");
	at = strstr(status, scene_text(s, "'id':'$S'"));
	/* Root, two meetings, three items, two persons of which one is deleted. */
	is_u64(number(at, "'records':"), 8, "deleted records are among those kept");
	/* Two spaces: a begin and a root each; seven records more, and a delete. */
	is_u64(number(status, "'entries':"), 2 + 2 + 7 + 1, "the entries of the store are counted");
	ok(number(status, "'bytes':") >= 32768, "and its bytes");
}

static void test_node(struct clerk *d)
{
	char want[256];

	(void)clerk_ask(d, "status", "{}");
	(void)snprintf(want, sizeof(want),
	               "{'endpoints':[],'id':'%s','kind':'city','name':'Amt','version':1}",
	               clerk_text(d, "id"));
	is_str(clerk_ask(d, "node.show", "{}"), want, "the own card");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	test_new(&d);
	test_node(&d);
	scene_make(&s, &d);
	test_space(&s);
	clerk_close(&d);
	return done();
}
