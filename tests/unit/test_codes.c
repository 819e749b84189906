/* codes: as many invitations as may be open at the same time, and for how long each is good. */
#include "daemon/codes.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static int make(struct codes *codes, struct town *t, char text[static VB_INVITE_TEXT_MAX_BYTES])
{
	struct wall_ms expires;

	return codes_make(codes, "tcp://127.0.0.1:7802", NULL, VB_ROLE_NONE, t->now, text,
	                  &expires);
}

/* limit VB_INVITES_MAX_COUNT */
static void test_count(void)
{
	char text[VB_INVITE_TEXT_MAX_BYTES];
	struct codes codes;
	struct town t;
	int err = 0;

	town_init(&t, 1);
	codes_init(&codes, t.nodes[0], VB_INVITE_LIFE_MS);
	for (uint32_t i = 0; err == 0 && i < 64; i++)
		err = make(&codes, &t, text);
	is_err(err, 0, "64 codes at the same time");
	is_err(make(&codes, &t, text), VB_ERR_TOO_MANY, "one more is refused");
	is_u64(env_count(node_view(t.nodes[0]), VB_TABLE_INVITES), 64, "and not kept");
	is_err(town_commit(&t, 0), 0, "kept");
	codes_init(&codes, t.nodes[0], VB_INVITE_LIFE_MS);
	codes_on_tick(&codes, t.now);
	is_err(make(&codes, &t, text), VB_ERR_TOO_MANY, "a restart makes no room");
	town_release(&t);
}

/* limit VB_INVITE_LIFE_MS: by the clock of who made the code. */
static void test_life(void)
{
	char text[VB_INVITE_TEXT_MAX_BYTES];
	struct invite invite;
	struct wall_ms expires = { 0 }, before;
	struct codes codes;
	struct town t;

	town_init(&t, 1);
	codes_init(&codes, t.nodes[0], VB_INVITE_LIFE_MS);
	t.now.wall.v -= t.now.wall.v % 1000;
	is_err(codes_make(&codes, "tcp://127.0.0.1:7802", NULL, VB_ROLE_NONE, t.now, text,
	                  &expires),
	       0, "a code");
	is_u64(expires.v - t.now.wall.v, 24u * 3600u * 1000u, "is good for a day");
	is_err(invite_parse(text, strlen(text), &invite), 0, "it is read");
	before.v = expires.v - 1;
	ok(!invite_is_expired(&invite, before), "until the end of that");
	ok(invite_is_expired(&invite, expires), "and not a millisecond more");
	town_release(&t);
}

int main(void)
{
	test_count();
	test_life();
	return done();
}
