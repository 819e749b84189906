/* seats: from memberships as any office may have written them to seats. */
#include "cli/seats.h"

#include <stdlib.h>

#include "protocol/kinds/calendar.h"
#include "protocol/node_id.h"
#include "tests/tap.h"

#define ID "0123456789abcdef0123456789abcdef"
#define OFFICE "11111111111111111111111111111111"
#define PERSON "22222222222222222222222222222222"
#define OTHER "33333333333333333333333333333333"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static struct seat seat_of(const char *fields)
{
	char text[1000];
	struct json *membership;
	struct seat seat = { .host_turn = 77 };

	(void)snprintf(text, sizeof(text), "{\"id\":\"" ID "\",\"fields\":{%s}}", fields);
	membership = json_of(text);
	ok(seats_parse(membership, &seat), "a seat: %s", fields);
	json_destroy(&membership);
	return seat;
}

static void test_parse(void)
{
	struct seat seat = seat_of(
		"\"onBehalfOf\":\"" OFFICE "\",\"person\":\"" PERSON "\",\"substituteFor\":\"" OTHER
		"\",\"startDate\":\"2014-09-29\",\"endDate\":\"2018-05-31\",\"votingRight\":false,"
		"\"advisory\":true,\"optional\":true,\"hostTurn\":2");
	const struct record_id office = seats_id_of(OFFICE), person = seats_id_of(PERSON),
			       other = seats_id_of(OTHER), id = seats_id_of(ID);

	ok(record_id_is_equal(&seat.id, &id), "its number");
	ok(record_id_is_equal(&seat.organization, &office), "whose seat it is");
	ok(record_id_is_equal(&seat.person, &person), "who sits there");
	ok(record_id_is_equal(&seat.substitute_for, &other), "for whom it stands in");
	is_int(seat.start, 16342, "from");
	is_int(seat.end, 17682, "until");
	is_int(seat.flags, VB_SEAT_NO_VOTE | VB_SEAT_ADVISORY | VB_SEAT_OPTIONAL, "flags");
	is_int(seat.host_turn, 2, "its turn as a host");
}

static void test_lenient(void)
{
	struct seat seat = seat_of("");
	struct json *membership;

	ok(record_id_is_zero(&seat.organization) && record_id_is_zero(&seat.person) &&
	           record_id_is_zero(&seat.substitute_for),
	   "nothing is known of it");
	is_int(seat.start, VB_DAY_MIN, "since ever");
	is_int(seat.end, VB_DAY_MAX, "for ever");
	is_int(seat.flags, 0, "with a vote");
	is_int(seat.host_turn, 0, "no host");
	seat = seat_of("\"startDate\":\"2014-13-29\",\"endDate\":7,\"votingRight\":\"no\","
	               "\"advisory\":1,\"person\":\"22\",\"onBehalfOf\":\"zz\",\"hostTurn\":-4");
	ok(seat.start == VB_DAY_MIN && seat.end == VB_DAY_MAX, "dates that are none");
	is_int(seat.flags, 0, "flags that are none");
	ok(record_id_is_zero(&seat.person) && record_id_is_zero(&seat.organization),
	   "numbers that are none");
	is_int(seat.host_turn, 0, "a turn below zero");
	seat = seat_of("\"votingRight\":true,\"hostTurn\":9007199254740991");
	is_int(seat.flags, 0, "an explicit right to vote");
	is_u64(seat.host_turn, UINT32_MAX, "a turn far off");
	membership = json_of("{\"fields\":{}}");
	seat = (struct seat){ .host_turn = 77 };
	ok(!seats_parse(membership, &seat) && seat.host_turn == 77, "without a number: no seat");
	json_destroy(&membership);
	ok(!seats_parse(NULL, &seat), "nothing is no seat");
}

static void test_office(void)
{
	struct node_id id = { { 1, 2, 3 } }, got;
	const struct node_id none = { { 0 } };
	char text[VB_NODE_ID_TEXT_BYTES];
	struct json *organization = json_new_map();
	struct json *fields = json_new_map();
	struct json *other = json_of("{\"fields\":{\"node\":\"Hansestadt\"}}");

	node_id_format(&id, text);
	json_put_text(fields, "node", text);
	json_put(organization, "fields", &fields);
	got = seats_office_of(organization);
	ok(node_id_is_equal(&got, &id), "the office of an organization");
	got = seats_office_of(other);
	ok(node_id_is_equal(&got, &none), "what is no number of an office");
	got = seats_office_of(NULL);
	ok(node_id_is_equal(&got, &none), "no organization");
	json_destroy(&organization);
	json_destroy(&other);
}

static void test_find(void)
{
	struct node_id offices[2] = { { { 0 } }, { { 9 } } };
	struct seats seats = { .records = json_of("[{\"id\":\"" ID "\"},{\"id\":\"" OTHER "\"}]"),
		               .offices = offices,
		               .count = 2 };

	is_u64(seats_find(&seats, ID), 0, "by its number");
	is_u64(seats_find(&seats, "3333"), 1, "by the beginning of it");
	is_u64(seats_find(&seats, PERSON), 2, "not here");
	ok(!seats_has_office(&seats, 0) && seats_has_office(&seats, 1), "an office answers for it");
	json_destroy(&seats.records);
	seats = (struct seats){ .count = 0 };
	seats_release(&seats);
	is_u64(seats.count, 0, "released, though nothing was read");
}

int main(void)
{
	test_parse();
	test_lenient();
	test_office();
	test_find();
	return done();
}
