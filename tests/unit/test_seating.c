/*
 * seating: the round table of Lüchow-Dannenberg (twelve seats, two of them optional, an advisory one, substitutes), counted by
 * hand, in every order of the records; the two offices of Leipzig that host in turn.
 */
#include "protocol/kinds/seating.h"

#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define SEATS 16

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

/* Seat n of organization 100 + n, with person 50 + n, for ever. */
static struct seat seat_of(uint8_t number)
{
	return (struct seat){ .id = id_of(number),
		              .organization = id_of((uint8_t)(100 + number)),
		              .person = id_of((uint8_t)(50 + number)),
		              .start = VB_DAY_MIN,
		              .end = VB_DAY_MAX };
}

/* 1 to 12 are members, 11 and 12 optional and 12 without a person; 13 advisory; 14 and 15 stand in for 1, 16 for 14. 10 left at
 * the end of day 1000; 9 came on day 1000. */
static void table(struct seat *seats)
{
	for (uint8_t i = 0; i < SEATS; i++)
		seats[i] = seat_of((uint8_t)(i + 1));
	seats[9].end = 1000;
	seats[8].start = 1000;
	seats[10].flags = seats[11].flags = VB_SEAT_OPTIONAL;
	seats[11].person = id_of(0);
	seats[12].flags = VB_SEAT_ADVISORY;
	seats[13].substitute_for = seats[14].substitute_for = id_of(1);
	seats[15].substitute_for = id_of(14);
	seats[1].organization = seats[0].organization;
	seats[7].flags = VB_SEAT_NO_VOTE;
}

static void test_in_force(void)
{
	struct seat seats[SEATS];

	table(seats);
	ok(seating_is_in_force(&seats[9], 1000) && !seating_is_in_force(&seats[9], 1001),
	   "the last day counts");
	ok(seating_is_in_force(&seats[8], 1000) && !seating_is_in_force(&seats[8], 999),
	   "the first, too");
	is_int(seating_statutory(seats, SEATS, 1000, 0), 10,
	       "1 to 11 without 8; 12 is optional and vacant");
	is_int(seating_statutory(seats, SEATS, 999, 0), 9, "a day before 9 came");
	is_int(seating_statutory(seats, SEATS, 1001, 0), 9, "a day after 10 left");
	is_int(seating_statutory(seats, SEATS, 1000, 21), 21, "a number that the statute gives");
	is_int(seating_statutory(NULL, 0, 0, 0), 0, "no seats");
}

struct presence_case {
	const char *name;
	uint8_t seats[4];
	int64_t start, end, now;
	uint32_t votes, advisory, organizations;
};

static void test_present(void)
{
	static const struct presence_case cases[] = {
		{ "nobody", { 0 }, 0, 9, 5, 0, 0, 0 },
		{ "a member", { 3 }, 0, 9, 5, 1, 0, 1 },
		{ "two of one organization", { 1, 2, 3 }, 0, 9, 5, 3, 0, 2 },
		{ "a substitute", { 14 }, 0, 9, 5, 1, 0, 1 },
		{ "a member and the substitute", { 1, 14 }, 0, 9, 5, 1, 0, 1 },
		{ "two substitutes of one seat", { 14, 15 }, 0, 9, 5, 1, 0, 1 },
		{ "a substitute of a substitute", { 16 }, 0, 9, 5, 0, 0, 0 },
		{ "an advisory seat", { 13, 3 }, 0, 9, 5, 1, 1, 1 },
		{ "one without a vote", { 8 }, 0, 9, 5, 0, 1, 0 },
		{ "twice the same", { 3, 3, 3, 3 }, 0, 9, 5, 1, 0, 1 },
		{ "a seat that is not here", { 99 }, 0, 9, 5, 0, 0, 0 },
		{ "before they came", { 3, 4 }, 6, 9, 5, 0, 0, 0 },
		{ "when they came", { 3, 4 }, 5, 9, 5, 2, 0, 2 },
		{ "when they left", { 3, 4 }, 0, 5, 5, 0, 0, 0 },
		{ "who stays", { 3, 4 }, 0, INT64_MAX, INT64_MAX - 1, 2, 0, 2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct presence_case *c = &cases[i];
		unsigned right = 0;

		/* Records and seats from any of their places on. */
		for (size_t turn = 0; turn < SEATS; turn++) {
			struct seat seats[SEATS], turned[SEATS];
			struct seat_presence presences[4];
			struct seating_count count;

			table(seats);
			for (size_t k = 0; k < SEATS; k++)
				turned[k] = seats[(k + turn) % SEATS];
			for (size_t k = 0; k < 4; k++)
				presences[k] =
					(struct seat_presence){ id_of(c->seats[(k + turn) % 4]),
					                        c->start, c->end };
			count = seating_present(turned, SEATS, 1000, presences, 4, c->now);
			right += count.votes == c->votes && count.advisory == c->advisory &&
			         count.organizations == c->organizations;
		}
		is_int(right, SEATS, "%s", c->name);
	}
}

static void test_out_of_force(void)
{
	struct seat seats[SEATS];
	struct seat_presence presence = { id_of(10), 0, 9 };
	struct seating_count count;

	table(seats);
	count = seating_present(seats, SEATS, 1001, &presence, 1, 5);
	is_int(count.votes, 0, "who left the committee is not counted");
	presence.seat = id_of(14);
	seats[0].end = 1000;
	count = seating_present(seats, SEATS, 1001, &presence, 1, 5);
	is_int(count.votes, 0, "nor is a substitute for a seat that is no more");
	count = seating_present(NULL, 0, 0, NULL, 0, 0);
	is_int(count.votes, 0, "nobody at all");
}

static void check_host(const struct seat *seats, size_t count, uint8_t last, uint8_t want,
                       const char *name)
{
	struct record_id from = id_of(last), host = id_of(77), expected = id_of(want);

	ok(seating_next_host(seats, count, 1000, &from, &host), "%s: there is one", name);
	ok(record_id_is_equal(&host, &expected), "%s", name);
}

static void test_hosts(void)
{
	struct seat seats[4] = { seat_of(1), seat_of(2), seat_of(3), seat_of(4) };
	struct record_id none = id_of(0), host = id_of(77);

	ok(!seating_next_host(seats, 4, 1000, &none, &host), "nobody hosts");
	seats[2].host_turn = 1;
	seats[0].host_turn = 2;
	check_host(seats, 4, 0, 103, "the first turn");
	check_host(seats, 4, 103, 101, "the other one");
	check_host(seats, 4, 101, 103, "and back");
	check_host(seats, 4, 102, 103, "after a guest");
	seats[1].host_turn = 2;
	check_host(seats, 4, 103, 101, "of two with one turn the older");
	check_host(seats, 4, 101, 102, "then the younger");
	check_host(seats, 4, 102, 103, "then from the beginning");
	seats[0].end = 999;
	check_host(seats, 4, 103, 102, "who has left is left out");
	check_host(seats, 4, 101, 103, "also as the last");
	seats[2].end = seats[1].end = 999;
	ok(!seating_next_host(seats, 4, 1000, &none, &host), "all have left");
}

int main(void)
{
	test_in_force();
	test_present();
	test_out_of_force();
	test_hosts();
	return done();
}
