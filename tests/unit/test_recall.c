/* recall: a matter is asked for once in a while, what is held stays, and what is gone is not kept. */
#include "bridges/mail/recall.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/mailroom.h"
#include "tests/unit/mock_sitting.h"

static void put(struct mailroom *room, struct mock_sitting *sitting)
{
	struct mailing_matter which = mock_sitting_which(sitting);
	struct buf b;

	buf_init(&b, 1 << 20);
	mock_sitting_pack(sitting, &b);
	mailroom_put(room, &which, buf_span(&b));
	buf_release(&b);
}

static size_t count_here(const struct recall *recall)
{
	size_t count = 0;

	for (size_t i = 0; i < VB_RECALL_MATTERS; i++)
		count += recall->list[i].is_here;
	return count;
}

/* What nobody will be given any more takes no memory. */
static void drops_what_is_old(struct recall *recall, struct mailroom *room)
{
	struct recalled *held = NULL, *other = NULL;
	struct mock_sitting sitting;
	struct mailing_matter which;
	int err;

	mock_sitting_init(&sitting, 3);
	which = mock_sitting_which(&sitting);
	err = recall_get(recall, &room->drawer, &which, 1000, &held);
	recall_let_go(held);
	ok(err == 0 && count_here(recall) == 1, "what was let go stays for a while");
	err = recall_get(recall, &room->drawer, &which, 1000 + VB_RECALL_MS, &held);
	ok(err == 0 && count_here(recall) == 1, "but not beside what took its place");
	recall_forget(recall);
	is_int(count_here(recall), 1, "what is held is forgotten only");
	recall_let_go(held);
	is_int(count_here(recall), 0, "when it is let go");
	err = recall_get(recall, &room->drawer, &which, 1000, &other);
	recall_let_go(other);
	recall_forget(recall);
	ok(err == 0 && count_here(recall) == 0, "what nobody holds at once");
}

int main(void)
{
	struct recall *recall = calloc(1, sizeof(*recall));
	struct recalled *first = NULL, *second = NULL;
	struct mock_sitting sitting;
	struct mailing_matter which;
	struct mailroom room;
	int err = 0;

	if (recall == NULL)
		bail("no memory");
	mailroom_open(&room);
	mock_sitting_init(&sitting, 3);
	which = mock_sitting_which(&sitting);
	is_err(recall_get(recall, &room.drawer, &which, 1000, &first), VB_ERR_NOT_FOUND, "gone");
	put(&room, &sitting);
	is_err(recall_get(recall, &room.drawer, &which, 1000, &first), 0, "there");
	is_int(first->people_count, 3, "with its people");
	is_err(recall_get(recall, &room.drawer, &which, 1000 + VB_RECALL_MS - 1, &second), 0,
	       "again");
	ok(first == second && room.shows == 2, "is not asked for again");
	is_err(recall_get(recall, &room.drawer, &which, 1000 + VB_RECALL_MS, &second), 0, "later");
	ok(first != second && room.shows == 3, "it is");
	recall_forget(recall);
	is_err(recall_get(recall, &room.drawer, &which, 1000 + VB_RECALL_MS, &second), 0,
	       "after it was forgotten");
	is_int(room.shows, 4, "too");
	is_str(first->matter.name, "12. Sitzung", "what is held stays");
	recall_release(recall);
	drops_what_is_old(recall, &room);
	for (uint32_t i = 0; i < VB_RECALL_MATTERS && err == 0; i++) {
		sitting.id.b[1] = (uint8_t)i;
		which = mock_sitting_which(&sitting);
		if (i < MAILROOM_MATTERS - 1)
			put(&room, &sitting);
		recall_forget(recall);
		if (i >= MAILROOM_MATTERS - 1)
			sitting.id.b[1] = 0;
		which = mock_sitting_which(&sitting);
		err = recall_get(recall, &room.drawer, &which, 1000, &first);
	}
	is_err(err, 0, "so many can be held");
	recall_forget(recall);
	is_err(recall_get(recall, &room.drawer, &which, 1000, &second), VB_ERR_TOO_MANY,
	       "one more cannot");
	recall_let_go(first);
	recall_let_go(NULL);
	is_err(recall_get(recall, &room.drawer, &which, 1000, &second), 0, "unless one is let go");
	recall_release(recall);
	free(recall);
	mailroom_close(&room);
	return done();
}
