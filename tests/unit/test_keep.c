/* keep: from which day the details of a person count. */
#include "cli/keep.h"

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define NOON_MS (12 * 3600 * 1000LL)
#define DAY_MS (24 * 3600 * 1000LL)

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static void test_contact(void)
{
	/* 16342 is 2014-09-29, 17682 is 2018-05-31: protocol/kinds/calendar.h */
	static const struct {
		const char *seats;
		int32_t want;
		const char *name;
	} rows[] = {
		{ "[]", 20000, "no seat: the last change" },
		{ "[{\"fields\":{\"endDate\":\"2014-09-29\"}}]", 16342, "the end of the seat" },
		{ "[{\"fields\":{\"endDate\":\"2018-05-31\"}},{\"fields\":{\"endDate\":\"2014-09-"
		  "29\"}}]",
		  17682, "of the last one" },
		{ "[{\"fields\":{\"endDate\":\"2014-09-29\"}},{\"fields\":{}}]", VB_DAY_MAX,
		  "one goes on" },
		{ "[{\"deleted\":true,\"changed\":1412000000000,\"fields\":{}}]", 16342,
		  "one that was deleted ended on that day" },
		{ "[{\"fields\":{\"endDate\":\"some day\"}}]", VB_DAY_MAX, "a day that is none" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *person = json_new_map();
		struct json *seats = json_of(rows[i].seats);

		json_put_int(person, "changed", 20000 * DAY_MS + NOON_MS);
		is_int(keep_contact_day(person, seats, "UTC"), rows[i].want, "%s", rows[i].name);
		json_destroy(&person);
		json_destroy(&seats);
	}
}

static void test_day(void)
{
	/* 2014-09-29T22:00:00Z */
	struct json *record = json_of("{\"changed\":1412028000000,\"created\":\"x\"}");

	is_int(keep_day_of(record, "changed", "UTC"), 16342, "29 September in Greenwich");
	is_int(keep_day_of(record, "changed", "Europe/Berlin"), 16343, "the 30th in Berlin");
	is_int(keep_day_of(record, "created", "UTC"), VB_DAY_MAX, "no moment");
	is_int(keep_day_of(record, "other", "UTC"), VB_DAY_MAX, "none at all");
	json_destroy(&record);
}

int main(void)
{
	test_contact();
	test_day();
	return done();
}
