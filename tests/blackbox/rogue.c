/* rogue: attacks a daemon with the keys of one of its partners.
 *
 * Usage: rogue STAGE ENDPOINT HOME VICTIM-HOME VICTIM-PID SPACE. HOME is that of the partner, whose own daemon does not
 * run. Stages: member, fork, guest, former (dismissed, still a partner), greedy (a member), removed (no partner any more), stranger (keys that
 * nobody knows), painter, listener (a guest), outsider (a partner that is no member). Prints TAP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

/* A member that is neither the forger nor the daemon it attacks. */
static struct span find_other(const struct forger *f)
{
	for (uint32_t i = 0; i < space_member_count(f->space); i++) {
		const struct member *m = space_member_at(f->space, i);

		if (!node_id_is_equal(&m->card.id, &f->self) &&
		    !node_id_is_equal(&m->card.id, &f->server_id))
			return m->card_bytes;
	}
	bail("the committee has no third member");
}

static void run_member(struct siege *s)
{
	siege_frames(s);
	siege_segments(s);
	siege_control(s);
	siege_flood(s);
}

static void run_removed(struct siege *s)
{
	ok(!forger_connect(&s->forger), "who is no partner any more is not let in");
}

static void run_stranger(struct siege *s)
{
	struct node_keys *known = s->forger.keys;

	s->forger.keys = node_keys_new();
	ok(!forger_connect(&s->forger), "a key that nobody knows is not let in");
	node_keys_destroy(&s->forger.keys);
	s->forger.keys = known;
}

static const struct {
	const char *name;
	void (*run)(struct siege *s);
	bool learns;
} stages[] = {
	{ "member", run_member, true },        { "fork", siege_fork, true },
	{ "guest", siege_guest, true },        { "former", siege_former, true },
	{ "removed", run_removed, false },     { "stranger", run_stranger, false },
	{ "painter", siege_painter, false },   { "listener", siege_listener, false },
	{ "outsider", siege_outsider, false }, { "greedy", siege_greedy, true },
};

int main(int argc, char **argv)
{
	struct siege s = { .victim.name = "victim" };
	struct space_id space;

	if (argc != 7 || crypt_init() != 0 ||
	    hex_parse(argv[6], strlen(argv[6]), space.b, sizeof(space.b)) != 0)
		bail("usage: rogue STAGE ENDPOINT HOME VICTIM-HOME VICTIM-PID SPACE");
	tap_timeout(600);
	snprintf(s.space, sizeof(s.space), "%s", argv[6]);
	snprintf(s.victim.home, sizeof(s.victim.home), "%s", argv[4]);
	s.victim.pid = (pid_t)strtol(argv[5], NULL, 10);
	office_must(link_open(s.victim.home, 0, &s.victim.link) == 0, "the victim's local socket");
	forger_init(&s.forger, argv[3], argv[2], &space);
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		if (strcmp(argv[1], stages[i].name) != 0)
			continue;
		if (stages[i].learns) {
			forger_greet(&s.forger);
			forger_learn(&s.forger);
			s.other_card = find_other(&s.forger);
		}
		stages[i].run(&s);
	}
	forger_release(&s.forger);
	link_close(&s.victim.link);
	return done();
}
