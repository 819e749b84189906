/* control_peer, presence: the list of offices, digits, invitations and joins through the shell's pairing. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "daemon/control/control.h"
#include "daemon/core/partner.h"
#include "protocol/peer/fingerprint.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

/* ---- a shell that only notes what it is asked ---- */

struct shell {
	char asked[256];
	uint32_t client;
	uint64_t request;
	int err;
	bool is_joining;
};

static int on_invite(void *ctx, const struct space_id *space, enum role role, struct node_now now,
                     char code[static VB_INVITE_TEXT_MAX_BYTES], struct wall_ms *expires)
{
	struct shell *shell = ctx;

	(void)snprintf(shell->asked, sizeof(shell->asked), "invite %s %02x", role_name(role),
	               space == NULL ? 0 : space->b[0]);
	if (shell->err != 0)
		return shell->err;
	(void)snprintf(code, VB_INVITE_TEXT_MAX_BYTES, "VB1-CODE");
	expires->v = now.wall.v + 1000;
	return 0;
}

static int on_join(void *ctx, uint32_t client, uint64_t request, struct span code,
                   struct node_now now)
{
	struct shell *shell = ctx;

	(void)now;
	(void)snprintf(shell->asked, sizeof(shell->asked), "join %.*s", (int)code.size,
	               (const char *)code.data);
	shell->client = client;
	shell->request = request;
	return shell->err;
}

static bool on_joining(void *ctx, size_t index, struct control_join *out)
{
	const struct shell *shell = ctx;

	*out = (struct control_join){ .card_hash = { { 0xab } },
		                      .endpoint = "tcp://amt.example:7070" };
	return shell->is_joining && index == 0;
}

static const struct control_pairing *pairing_of(struct shell *shell)
{
	static struct control_pairing pairing;

	pairing = (struct control_pairing){ shell, on_invite, on_join, on_joining };
	return &pairing;
}

/* ---- inviting and joining ---- */

static void test_without_shell(struct scene *s)
{
	is_str(scene_ask(s, "peer.invite", "{}"), "VB-2010", "nobody who could invite");
	is_str(scene_ask(s, "peer.join", "{'code':'VB1-X'}"), "VB-2010", "or join");
}

static void test_invite(struct scene *s, struct shell *shell)
{
	char want[128];
	struct space_id space;

	control_set_pairing(node_control(s->d->node), pairing_of(shell));
	(void)snprintf(want, sizeof(want), "{'code':'VB1-CODE','expires':%llu}",
	               (unsigned long long)s->d->now.wall.v + 1 + 1000);
	is_str(scene_ask(s, "peer.invite", "{}"), want, "a code and its end");
	is_str(shell->asked, "invite none 00", "for pairing only");
	(void)scene_ask(s, "peer.invite", "{'space':'$S','role':'guest'}");
	if (hex_parse(scene_text(s, "$S"), 64, space.b, sizeof(space.b)) != 0)
		bail("an id");
	(void)snprintf(want, sizeof(want), "invite guest %02x", space.b[0]);
	is_str(shell->asked, want, "with a promise");
	shell->err = VB_ERR_TOO_MANY;
	is_str(scene_ask(s, "peer.invite", "{}"), "VB-1410", "too many invitations");
	shell->err = 0;
}

static void test_join(struct scene *s, struct shell *shell, const struct clerk *b)
{
	char want[256];

	is_str(scene_ask(s, "peer.join", "{'code':'VB1-ABC'}"), "", "a join is answered later");
	is_str(shell->asked, "join VB1-ABC", "the shell has the code");
	is_u64(shell->request, s->d->request, "and knows whom to answer");
	shell->is_joining = true;
	is_str(scene_ask(s, "peer.list", "{}"),
	       "{'items':[{'endpoints':['tcp://amt.example:7070'],"
	       "'id':'ab00000000000000000000000000000000000000000000000000000000000000',"
	       "'kind':'unknown','link':false,'name':'tcp://amt.example:7070','state':'waiting'}]}",
	       "meanwhile the list says who is waited for");
	shell->is_joining = false;
	if (partner_keep(s->d->node, node_card_bytes(b->node), 42, VB_ROLE_NONE, NULL, s->d->now) !=
	    0)
		bail("keeping");
	control_on_joined(node_control(s->d->node), shell->client, shell->request, 0,
	                  node_self(b->node));
	clerk_wait(s->d, 1);
	(void)snprintf(want, sizeof(want), "'name':'Forum'}");
	ok(strstr(clerk_answer(s->d), want) != NULL, "the answer names the office");
	(void)scene_ask(s, "peer.join", "{'code':'VB1-ABC'}");
	control_on_joined(node_control(s->d->node), shell->client, shell->request, VB_ERR_PROOF,
	                  NULL);
	is_str(clerk_answer(s->d), "VB-1404", "or what went wrong");
	shell->err = VB_ERR_BAD_CODE;
	is_str(scene_ask(s, "peer.join", "{'code':'VB1-ABC'}"), "VB-1401",
	       "a bad code is refused at once");
	shell->err = 0;
}

/* ---- the list ---- */

static void test_confirm(struct scene *s, struct clerk *b)
{
	char want[512];
	char id[80];

	(void)snprintf(id, sizeof(id), "%s", clerk_get(b, "id", "node.show", "{}"));
	(void)snprintf(
		want, sizeof(want),
		"{'items':[{'digits':'000042','endpoints':[],'id':'%s','kind':'city','link':false,"
		"'name':'Forum','state':'digits'}]}",
		id);
	is_str(scene_ask(s, "peer.list", "{}"), want, "an office whose digits are to be compared");
	is_str(scene_ask(s, "peer.confirm", "{'peer':'Forum','digits':'000043'}"), "VB-1406",
	       "wrong digits");
	(void)snprintf(want, sizeof(want), "{'id':'%s'}", id);
	is_str(clerk_ask(s->d, "peer.confirm", "{'peer':'%.9s','digits':'000-042'}", id), want,
	       "right ones, by the beginning of the number, are answered with the office");
	ok(strstr(scene_ask(s, "peer.list", "{}"), "'state':'paired'") != NULL,
	   "which is paired now");
	ok(strstr(clerk_answer(s->d), "'digits':'000042'") != NULL,
	   "whose operator may still ask for the digits");
	is_str(scene_ask(s, "committee.admit", "{'id':'$S','peer':'Forum','role':'member'}"),
	       scene_text(s, "{'id':'$S'}"), "and can be admitted");
}

/* A partner's new keys are told until their fingerprint is typed. */
static void test_new_keys(struct scene *s, struct clerk *b)
{
	char text[VB_FINGERPRINT_TEXT_BYTES];
	char want[128];
	struct node_keys *keys;
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	struct card card;
	struct buf bytes;

	node_keys_export(node_keys(b->node), secrets);
	keys = node_keys_import(secrets);
	node_keys_rotate(keys, (struct wall_ms){ 1 });
	if (card_decode(node_card_bytes(b->node), &card) != 0)
		bail("no card");
	card.previous = card.hash;
	card.version++;
	buf_init(&bytes, VB_CARD_MAX_BYTES);
	if (card_encode(&card, keys, &bytes) != 0 ||
	    node_on_card(s->d->node, buf_span(&bytes), s->d->now) != 0 ||
	    card_decode(buf_span(&bytes), &card) != 0)
		bail("no new card");
	clerk_wait(s->d, 1);
	fingerprint_format(&card, text);
	ok(strstr(scene_ask(s, "peer.list", "{}"), "'keyChanged':") != NULL, "new keys are told");
	is_str(scene_ask(s, "peer.confirm",
	                 "{'peer':'Forum','digits':'b772-w6no-ujvh-e35i-hjra-dtr6'}"),
	       "VB-1411", "the fingerprint of other keys");
	(void)snprintf(want, sizeof(want), "{'peer':'Forum','digits':'%s'}", text);
	ok(strstr(scene_ask(s, "peer.confirm", want), "'id':") != NULL, "their own");
	ok(strstr(scene_ask(s, "peer.list", "{}"), "'keyChanged':") == NULL, "confirms them");
	buf_release(&bytes);
	node_keys_destroy(&keys);
}

static void test_three_wrong(struct scene *s, struct clerk *c)
{
	if (partner_keep(s->d->node, node_card_bytes(c->node), 7, VB_ROLE_NONE, NULL, s->d->now) !=
	    0)
		bail("keeping");
	clerk_wait(s->d, 1);
	for (int i = 0; i < 3; i++)
		is_str(scene_ask(s, "peer.confirm", "{'peer':'Kreis','digits':'111111'}"),
		       "VB-1406", "wrong digits");
	is_str(scene_ask(s, "peer.confirm", "{'peer':'Kreis','digits':'000007'}"), "VB-1407 Kreis",
	       "after three wrong ones the office is gone");
}

static void test_link(struct scene *s, struct clerk *b)
{
	clerk_pair(s->d, b);
	clerk_sync(s->d, b);
	ok(strstr(scene_ask(s, "peer.list", "{}"), "'lastHeard':18000") != NULL,
	   "heard of just now");
	ok(strstr(clerk_answer(s->d), "'link':true") != NULL, "over a link");
	ok(strstr(scene_ask(s, "status", "{}"), "'link':true,'name':'Forum'") != NULL,
	   "the status says so, too");
}

static void test_remove(struct scene *s)
{
	(void)scene_ask(s, "peer.remove", "{'peer':'Forum'}");
	ok(strstr(scene_ask(s, "peer.list", "{}"), "'state':'member'") != NULL,
	   "who is no partner any more may still be a member");
	is_str(scene_ask(s, "peer.remove", "{'peer':'Forum'}"), "VB-1407",
	       "but cannot be removed twice");
}

int main(void)
{
	struct shell shell = { .err = 0 };
	struct scene s;
	struct clerk a;
	struct clerk b;
	struct clerk c;

	clerk_open(&a, "Amt");
	clerk_open(&b, "Forum");
	clerk_open(&c, "Kreis");
	scene_make(&s, &a);
	test_without_shell(&s);
	test_invite(&s, &shell);
	test_join(&s, &shell, &b);
	test_confirm(&s, &b);
	test_three_wrong(&s, &c);
	test_link(&s, &b);
	test_new_keys(&s, &b);
	test_remove(&s);
	clerk_close(&a);
	clerk_close(&b);
	clerk_close(&c);
	return done();
}
