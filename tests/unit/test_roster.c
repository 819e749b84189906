/* roster: everybody is found by node and by CURVE key, in any order of coming and going. */
#include "protocol/space/roster.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"
#include "tests/unit/seeded.h"

#define OFFICES 40u

/* Checks both indexes against the offices, one after the other. */
static bool is_right(const struct roster *roster, const struct assembly *a, const enum role *roles)
{
	uint32_t known = 0, current = 0, rotating = 0;

	for (uint32_t i = 0; i < a->office_count; i++) {
		const struct office *office = &a->offices[i];
		struct public_key curve = node_keys_curve_public(office->keys);
		const struct member *member = roster_find(roster, &office->id);
		const struct member *by_curve = roster_find_curve(roster, &curve);

		if (member != NULL &&
		    (member->role != roles[i] || !node_id_is_equal(&member->node, &office->id)))
			return false;
		if (member == NULL && roles[i] != VB_ROLE_NONE)
			return false;
		if ((roles[i] != VB_ROLE_NONE) != (by_curve != NULL) ||
		    (by_curve != NULL && by_curve != member))
			return false;
		if (by_curve != NULL && node_keys_count(office->keys) > 1) {
			curve = node_keys_curve_of(office->keys, 1);
			if (roster_find_curve(roster, &curve) != member)
				return false;
			rotating++;
		}
		known += member != NULL;
		current += roles[i] != VB_ROLE_NONE;
	}
	return known == roster->count && current == roster->current_count &&
	       rotating == roster->rotating_count;
}

static bool is_ascending(const struct roster *roster)
{
	for (uint32_t i = 1; i < roster->count; i++) {
		if (memcmp(roster->members[i - 1]->node.b, roster->members[i]->node.b,
		           VB_HASH_BYTES) >= 0)
			return false;
	}
	return true;
}

/* One random act on one office; returns its new role. */
static enum role act(struct roster *roster, struct office *office, enum role before,
                     uint32_t control_seq, struct seeded *s)
{
	enum role after = (enum role)seeded_below(s, VB_ROLE_STEWARD + 1);
	struct member *member = roster_find(roster, &office->id);

	if (member == NULL && after == VB_ROLE_NONE)
		return VB_ROLE_NONE;
	if (member == NULL || seeded_below(s, 3) == 0) {
		if (member != NULL && seeded_below(s, 2) == 0)
			office_rotate(office);
		else
			office_new_card(office, member != NULL);
		if (member == NULL)
			member = roster_add(roster, &office->id);
		roster_set_card(roster, member, buf_span(&office->card));
		if (before != VB_ROLE_NONE)
			return before;
	}
	if (after != before)
		roster_set_role(roster, member, after, control_seq);
	return after;
}

static void test_coming_and_going(void)
{
	enum role roles[OFFICES] = { VB_ROLE_NONE };
	struct seeded s = { 11 };
	struct roster roster;
	struct assembly a;
	bool right = true, ascending = true;

	assembly_init(&a, OFFICES, 2);
	roster_init(&roster);
	for (uint32_t seq = 0; seq < 600; seq++) {
		uint32_t i = (uint32_t)seeded_below(&s, OFFICES);

		roles[i] = act(&roster, &a.offices[i], roles[i], seq, &s);
		right = right && is_right(&roster, &a, roles);
		ascending = ascending && is_ascending(&roster);
	}
	ok(right, "600 acts: everybody is found with the right role");
	ok(ascending, "ascending by node");
	is_int(roster.count, OFFICES, "nobody is forgotten");
	roster_release(&roster);
	is_int(roster.count, 0, "released");
	assembly_release(&a);
}

static void test_entitled(void)
{
	const struct member *part[4];
	struct roster roster;
	struct assembly a;
	uint32_t from, count;

	assembly_init(&a, 10, 3);
	roster_init(&roster);
	for (uint32_t i = 0; i < 10; i++) {
		struct member *member = roster_add(&roster, &a.offices[i].id);

		roster_set_card(&roster, member, buf_span(&a.offices[i].card));
		roster_set_role(&roster, member, (enum role)(i % 5), i);
	}
	is_int(roster_entitled_count(&roster, VB_AUDIENCE_ALL), 6, "guests, members, stewards");
	is_int(roster_entitled_count(&roster, VB_AUDIENCE_CORE), 4, "members, stewards");
	is_int(roster_entitled(&roster, VB_AUDIENCE_ALL, 0, 4, part), 4, "a full part");
	for (from = 0, count = 0; count < 4 && part[count] != NULL; count++)
		from += role_is_entitled(part[count]->role, VB_AUDIENCE_ALL);
	is_int(from, 4, "of entitled ones");
	ok(memcmp(part[0]->node.b, part[1]->node.b, VB_HASH_BYTES) < 0 &&
	           memcmp(part[2]->node.b, part[3]->node.b, VB_HASH_BYTES) < 0,
	   "ascending");
	is_int(roster_entitled(&roster, VB_AUDIENCE_ALL, 4, 4, part), 2, "the rest");
	is_int(roster_entitled(&roster, VB_AUDIENCE_ALL, 6, 4, part), 0, "nothing behind the end");
	roster_release(&roster);
	assembly_release(&a);
}

int main(void)
{
	test_coming_and_going();
	test_entitled();
	return done();
}
