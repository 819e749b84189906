/* chronicle: what became of each entry of a record: applied, waiting, held, cut off, unreadable; in the order of the clocks.
 * How it is told: test_control_log.c. */
#include "daemon/core/chronicle.h"

#include <string.h>

#include "daemon/core/council.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, MEMBER, OTHER, OFFICES };

struct scene {
	struct town town;
	struct space_id space;
	struct record_id record;
};

/* The owner's paper, which both others have. */
static void scene_init(struct scene *s)
{
	town_init(&s->town, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(&s->town, OWNER, i);
	town_pair(&s->town, MEMBER, OTHER);
	s->space = town_found(&s->town, OWNER);
	town_admit(&s->town, OWNER, &s->space, MEMBER, VB_ROLE_MEMBER);
	town_admit(&s->town, OWNER, &s->space, OTHER, VB_ROLE_MEMBER);
	is_err(town_create(&s->town, OWNER, &s->space, ALL, VB_KIND_PAPER, "eins", &s->record), 0,
	       "a paper");
	(void)town_commit(&s->town, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(&s->town, OWNER, i);
	town_run(&s->town);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_unlink(&s->town, OWNER, i);
}

static void rename_paper(struct scene *s, uint32_t office, const char *name)
{
	town_pass(&s->town, 1000);
	is_err(town_rename(&s->town, office, &s->space, ALL, &s->record, name), 0, "%s", name);
	(void)town_commit(&s->town, office);
}

/* One letter an entry of the record, as the office has it: A applied, W waiting, H held, C cut off, U unreadable. */
static const char *states(struct scene *s, uint32_t office)
{
	static const char letters[] = "AWIUECHV";
	static char text[32];
	struct record_ref ref = { town_space(&s->town, office, &s->space), ALL, s->record };
	struct node *node = s->town.nodes[office];
	struct chronicle c;
	uint64_t last = 0;

	if (chronicle_gather(node, &ref, NULL, 30, &c) != 0)
		return "no list";
	for (uint32_t i = 0; i < c.count; i++) {
		struct chronicle_item item;

		if (chronicle_read(node, &ref, VB_KIND_PAPER, &c.list[i], &item) != 0)
			bail("chronicle_read");
		if (item.header.hlc.v < last)
			bail("out of order");
		last = item.header.hlc.v;
		text[i] = letters[item.state];
	}
	text[c.count] = '\0';
	chronicle_release(&c);
	return text;
}

static int give(struct scene *s, uint32_t to, uint32_t from, uint32_t author, enum audience stream)
{
	int err = town_offer_log(&s->town, to, from, &s->space, author, stream);

	(void)town_commit(&s->town, to);
	return err;
}

static void test_waiting(void)
{
	struct scene s;

	scene_init(&s);
	rename_paper(&s, MEMBER, "zwei");
	(void)give(&s, OTHER, MEMBER, MEMBER, VB_AUDIENCE_OPEN);
	(void)give(&s, OTHER, MEMBER, MEMBER, ALL);
	rename_paper(&s, OTHER, "drei");
	is_str(states(&s, OTHER), "AAA", "three entries that count");
	(void)give(&s, OWNER, OTHER, OTHER, ALL);
	is_str(states(&s, OWNER), "AH", "without the begin of its log an entry is held");
	(void)give(&s, OWNER, OTHER, OTHER, VB_AUDIENCE_OPEN);
	is_str(states(&s, OWNER), "AW", "then it waits for what it names");
	(void)give(&s, OWNER, OTHER, MEMBER, VB_AUDIENCE_OPEN);
	(void)give(&s, OWNER, OTHER, MEMBER, ALL);
	is_str(states(&s, OWNER), "AAA", "which comes");
	town_release(&s.town);
}

static void test_cut_off(void)
{
	struct scene s;

	scene_init(&s);
	rename_paper(&s, MEMBER, "zwei");
	(void)give(&s, OWNER, MEMBER, MEMBER, VB_AUDIENCE_OPEN);
	(void)give(&s, OWNER, MEMBER, MEMBER, ALL);
	rename_paper(&s, MEMBER, "drei");
	(void)give(&s, OTHER, MEMBER, MEMBER, VB_AUDIENCE_OPEN);
	(void)give(&s, OTHER, MEMBER, MEMBER, ALL);
	is_str(states(&s, OTHER), "AAA", "before");
	is_err(council_dismiss(s.town.nodes[OWNER], &s.space, &s.town.ids[MEMBER], s.town.now), 0,
	       "the member is dismissed");
	(void)town_commit(&s.town, OWNER);
	town_link(&s.town, OWNER, OTHER);
	town_run(&s.town);
	is_str(states(&s, OTHER), "AAC", "what the owner had not seen is cut off");
	is_str(states(&s, OWNER), "AAC", "and comes to the owner as such");
	town_release(&s.town);
}

/* Of a whole list of seven, every page behind every place is the rest. */
static void test_pages(void)
{
	struct scene s;
	struct chronicle all, page;
	struct record_ref ref;

	scene_init(&s);
	for (int i = 0; i < 6; i++)
		rename_paper(&s, OWNER, i % 2 == 0 ? "neu" : "alt");
	ref = (struct record_ref){ town_space(&s.town, OWNER, &s.space), ALL, s.record };
	is_err(chronicle_gather(s.town.nodes[OWNER], &ref, NULL, 100, &all), 0, "all");
	is_int(all.count, 7, "are seven");
	for (uint32_t limit = 1; limit <= 7; limit++) {
		bool is_right = true;

		for (uint32_t from = 0; from <= 7; from++) {
			uint32_t want = 7 - from < limit ? 7 - from : limit;

			if (chronicle_gather(s.town.nodes[OWNER], &ref,
			                     from == 0 ? NULL : &all.list[from - 1].place, limit,
			                     &page) != 0)
				bail("chronicle_gather");
			is_right = is_right && page.count == want &&
			           page.has_more == (from + want < 7) && !page.is_incomplete;
			for (uint32_t i = 0; is_right && i < want; i++)
				is_right = page.list[i].place.seq == all.list[from + i].place.seq;
			chronicle_release(&page);
		}
		ok(is_right, "pages of %u", limit);
	}
	chronicle_release(&all);
	town_release(&s.town);
}

int main(void)
{
	test_waiting();
	test_cut_off();
	test_pages();
	return done();
}
