/* control_node: the own card and those of others, keys and fingerprints, new keys and the end of the former ones. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "daemon/core/own_card.h"
#include "protocol/peer/fingerprint.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"

static struct clerk us, them;

/* Compares what node.card says of an office with its card. */
static void is_card(struct clerk *asked, const char *args, struct clerk *of, const char *what)
{
	char hex[2 * VB_CARD_MAX_BYTES + 1];

	(void)clerk_ask(asked, "node.card", "%s", args);
	hex_format(node_card_bytes(of->node).data, node_card_bytes(of->node).size, hex);
	is_str(clerk_text(asked, "card"), hex, "%s", what);
}

static const char *fingerprint_of(struct clerk *of)
{
	static char text[VB_FINGERPRINT_TEXT_BYTES];

	fingerprint_format(node_card(of->node), text);
	return text;
}

static void test_card(void)
{
	is_card(&us, "{}", &us, "our own card");
	is_str(clerk_text(&us, "name"), "Amt", "with our name");
	is_card(&us, "{'peer':'Amt'}", &us, "the same when we are named");
	is_str(clerk_ask(&us, "node.card", "{'peer':'Forum'}"), "VB-1407 Forum",
	       "of an office that we do not know there is none");
	clerk_pair(&us, &them);
	is_card(&us, "{'peer':'Forum'}", &them, "a partner's");
}

static void test_keys(void)
{
	const struct card *card = node_card(us.node);
	char hex[65], id[80], want[512];

	(void)snprintf(id, sizeof(id), "%s", clerk_get(&us, "id", "node.show", "{}"));
	(void)clerk_ask(&us, "node.keys", "{}");
	hex_format(card->sign.b, 32, hex);
	is_str(clerk_text(&us, "sign"), hex, "the signing key");
	hex_format(card->box.b, 32, hex);
	is_str(clerk_text(&us, "box"), hex, "the box key");
	hex_format(card->curve.b, 32, hex);
	is_str(clerk_text(&us, "curve"), hex, "the CURVE key");
	(void)snprintf(want, sizeof(want), "'fingerprint':'%s','id':'%s','name':'Amt','sign':'",
	               fingerprint_of(&us), id);
	ok(strstr(clerk_answer(&us), want) != NULL,
	   "the fingerprint of them, and no former key or time of a change");
	ok(strstr(clerk_ask(&them, "node.keys", "{'peer':'Amt'}"), fingerprint_of(&us)) != NULL,
	   "the other office sees the same fingerprint");
}

static void test_rotate(void)
{
	char before[VB_FINGERPRINT_TEXT_BYTES], old[65], want[256];

	(void)snprintf(before, sizeof(before), "%s", fingerprint_of(&us));
	hex_format(node_card(us.node)->curve.b, 32, old);
	clerk_sync(&us, &them);
	clerk_part(&us, &them);
	(void)clerk_ask(&us, "node.rotate", "{}");
	is_str(clerk_text(&us, "fingerprint"), fingerprint_of(&us), "new keys have a fingerprint");
	ok(strcmp(fingerprint_of(&us), before) != 0, "another one");
	ok(strstr(clerk_answer(&us), "'version':3") != NULL, "and stand on the next card");
	is_str(clerk_ask(&us, "node.rotate", "{}"), "VB-1412",
	       "there is no other change meanwhile");
	(void)snprintf(want, sizeof(want), "'former':{'curve':'%s','until':", old);
	ok(strstr(clerk_ask(&us, "node.keys", "{}"), want) != NULL, "the former key is in use");
	ok(strstr(clerk_answer(&us), "'name':'Forum'}]}") != NULL, "because of this office");
	ok(strstr(clerk_answer(&us), "'since':") != NULL, "the time of the change is told");
	ok(strstr(clerk_ask(&us, "status", "{}"), "'waiting':{'cards':1,") != NULL,
	   "one office that has not got the card is counted");
	ok(strstr(clerk_ask(&them, "node.keys", "{'peer':'Amt'}"), before) != NULL,
	   "which still knows the keys before");
	clerk_sync(&us, &them);
	ok(strstr(clerk_ask(&them, "node.keys", "{'peer':'Amt'}"), fingerprint_of(&us)) != NULL,
	   "until there is a link");
	ok(strstr(clerk_answer(&them), "'keyChanged':") != NULL, "the change is told there");
	(void)snprintf(want, sizeof(want), "'former':{'curve':'%s'},'id'", old);
	ok(strstr(clerk_answer(&them), want) != NULL, "and that the former key is in use");
	ok(strstr(clerk_ask(&them, "peer.list", "{}"), "'keyChanged':") != NULL,
	   "also in the list");
	(void)clerk_ask(&them, "peer.confirm", "{'peer':'Amt','digits':'%s'}", fingerprint_of(&us));
	ok(strstr(clerk_ask(&them, "peer.list", "{}"), "'keyChanged':") == NULL,
	   "until somebody types the fingerprint");
	clerk_wait(&us, 1000);
	ok(strstr(clerk_ask(&us, "node.keys", "{}"), "'former'") == NULL,
	   "the other office holds the card: the former key is given up");
	ok(strstr(clerk_ask(&us, "status", "{}"), "'waiting':{'cards':0,") != NULL,
	   "and none is counted any more");
}

static void test_finish(void)
{
	clerk_part(&us, &them);
	(void)clerk_ask(&us, "node.rotate", "{'finish':false}");
	ok(strstr(clerk_ask(&us, "node.keys", "{}"), "'former'") != NULL, "once more");
	is_str(clerk_ask(&us, "node.rotate", "{'finish':1}"), "VB-3005 finish is not true or false",
	       "what is no yes or no");
	(void)clerk_ask(&us, "node.rotate", "{'finish':true}");
	ok(strstr(clerk_ask(&us, "node.keys", "{}"), "'former'") == NULL, "given up at once");
	(void)clerk_ask(&us, "node.rotate", "{'finish':true}");
	ok(strstr(clerk_answer(&us), "'id':") != NULL, "twice is fine");
}

/* Offices that both only dial out never have a link, and nobody would wait for the other. */
static void listen_at(struct clerk *d, const char *endpoint)
{
	if (own_card_set_endpoints(d->node, &endpoint, 1, d->now) != 0)
		bail("no address");
	clerk_wait(d, 1);
}

int main(void)
{
	clerk_open(&us, "Amt");
	clerk_open(&them, "Forum");
	listen_at(&us, "tcp://127.0.0.1:7000");
	test_card();
	test_keys();
	test_rotate();
	test_finish();
	clerk_close(&us);
	clerk_close(&them);
	return done();
}
