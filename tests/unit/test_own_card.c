/* own_card: addresses that change, told to members and partners, and what happens when the disk does not take the card. */
#include "daemon/core/own_card.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static struct town t;

static int set(uint32_t office, const char *endpoint)
{
	int err = own_card_set_endpoints(t.nodes[office], &endpoint, endpoint != NULL, t.now);

	town_commit(&t, office);
	return err;
}

/* The version and first address of an office's card as another one knows it: "2 tcp://a:1". */
static const char *card_at(uint32_t office, uint32_t of)
{
	static char text[400];
	struct span bytes;
	struct card card;

	snprintf(text, sizeof(text), "none");
	if (partner_card(t.nodes[office], &t.ids[of], &bytes) == 0 &&
	    card_decode(bytes, &card) == 0) {
		struct span first = card.endpoint_count > 0 ? card.endpoints[0] : span_of("", 0);

		snprintf(text, sizeof(text), "%ju %.*s", (uintmax_t)card.version, (int)first.size,
		         (const char *)first.data);
	}
	town_commit(&t, office);
	return text;
}

static void test_change(void)
{
	struct hash first = node_card(t.nodes[0])->hash;

	is_err(set(0, "tcp://127.0.0.1:7447"), 0, "an address");
	is_str(card_at(0, 0), "2 tcp://127.0.0.1:7447", "stands on a card of the next version");
	is_mem(node_card(t.nodes[0])->previous.b, first.b, sizeof(first.b),
	       "which names the one before");
	is_err(set(0, "tcp://127.0.0.1:7447"), 0, "the same again");
	is_str(card_at(0, 0), "2 tcp://127.0.0.1:7447", "makes no new card");
	is_err(set(0, "nonsense"), VB_ERR_BAD_CARD, "what is no address");
	is_str(card_at(0, 0), "2 tcp://127.0.0.1:7447", "changes nothing");
	is_err(set(0, NULL), 0, "no address any more");
	is_str(card_at(0, 0), "3 ", "is a change, too");
	town_restart(&t, 0);
	is_str(card_at(0, 0), "3 ", "the newest card is there after a restart");
}

/* Office 0 owns the space; 1 is its partner, 2 only a member of it. */
static void test_told(void)
{
	struct space_id space = town_found(&t, 0);

	town_pair(&t, 0, 1);
	town_pair(&t, 0, 2);
	town_admit(&t, 0, &space, 1, VB_ROLE_MEMBER);
	town_admit(&t, 0, &space, 2, VB_ROLE_MEMBER);
	town_link(&t, 0, 1);
	town_link(&t, 0, 2);
	town_run(&t);
	is_err(set(0, "tcp://127.0.0.1:1"), 0, "the owner moves");
	town_run(&t);
	is_str(card_at(1, 0), "4 tcp://127.0.0.1:1", "a member learns it from the control log");
	is_err(set(1, "tcp://127.0.0.1:2"), 0, "a member moves");
	town_unlink(&t, 0, 1);
	town_link(&t, 0, 1);
	town_run(&t);
	is_str(card_at(0, 1), "2 tcp://127.0.0.1:2", "the owner learns it at the next HELLO");
	is_str(card_at(2, 1), "2 tcp://127.0.0.1:2", "and tells the others");
}

/* The card must be on the disk before anybody sees it. */
static void test_disk(void)
{
	char beside[SCRATCH_PATH_BYTES];

	/* A folder where the file is written before it is renamed. */
	snprintf(beside, sizeof(beside), "%s", town_file(&t, 0, "partners.new"));
	if (mkdir(beside, 0700) < 0)
		bail("mkdir");
	is_err(set(0, "tcp://127.0.0.1:9"), VB_ERR_IO, "a list that cannot be written");
	is_str(card_at(0, 0), "4 tcp://127.0.0.1:1", "leaves the old card");
	remove(beside);
	is_err(set(0, "tcp://127.0.0.1:9"), 0, "later it can");
	is_str(card_at(0, 0), "5 tcp://127.0.0.1:9",
	       "be changed, to the version after the last one shown");
}

int main(void)
{
	log_init(VB_LOG_ERROR);
	town_init(&t, 3);
	test_change();
	test_told();
	test_disk();
	town_release(&t);
	return done();
}
