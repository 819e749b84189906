/* successors: who stands for an organization that went over into another, also in circles and after a date to come. */
#include "cli/successors.h"

#include <stdio.h>
#include <string.h>

#include "cli/day.h"
#include "tests/tap.h"

#define A "0000000000000000000000000000000a"
#define B "0000000000000000000000000000000b"
#define C "0000000000000000000000000000000c"
#define D "0000000000000000000000000000000d"
#define E "0000000000000000000000000000000e"

/* Three units join in C in 2019, C goes over into D in 2022; E names itself. */
static const char plain[] =
	"[{\"id\": \"" A "\", \"fields\": {\"endDate\": \"2018-12-31\", \"mergedInto\": \"" C
	"\"}},"
	"{\"id\": \"" B "\", \"fields\": {\"mergedInto\": \"" C "\"}},"
	"{\"id\": \"" C "\", \"fields\": {\"endDate\": \"2021-12-31\", \"mergedInto\": \"" D "\"}},"
	"{\"id\": \"" D "\", \"fields\": {}},"
	"{\"id\": \"" E "\", \"fields\": {\"mergedInto\": \"" E "\"}},"
	"{\"id\": \"nonsense\", \"fields\": {\"mergedInto\": \"" A "\"}},"
	"{\"fields\": 7}]";

/* Two offices, each of which lets one go over into the other; what they lead to is not here. */
static const char circle[] = "[{\"id\": \"" B "\", \"fields\": {\"mergedInto\": \"" A "\"}},"
			     "{\"id\": \"" A "\", \"fields\": {\"mergedInto\": \"" B "\"}},"
			     "{\"id\": \"" C "\", \"fields\": {\"mergedInto\": \"" D "\"}}]";

static void is_held_by(const char *records, const char *on, const char *id, const char *want,
                       const char *what)
{
	struct json_fault fault;
	struct json *list;
	struct successors *s;
	int32_t today;

	if (json_parse(span_of_str(records), &list, &fault) != 0 ||
	    calendar_parse(span_of_str(on), &today) != 0)
		bail("%s", fault.text);
	s = successors_new(list, today);
	if (want == NULL)
		ok(successors_of(s, id) == NULL, "%s", what);
	else
		is_str(successors_of(s, id), want, "%s", what);
	successors_destroy(&s);
	json_destroy(&list);
}

/* One chain of all of them, each asked for. */
#define MANY 60000u

static void test_many(void)
{
	struct json *list = json_new_list();
	struct successors *s;
	char id[40], next[40];
	unsigned right = 0;

	for (unsigned i = 1; i <= MANY; i++) {
		struct json *record = json_new_map();
		struct json *fields = json_new_map();

		(void)snprintf(id, sizeof(id), "%032x", i);
		(void)snprintf(next, sizeof(next), "%032x", i + 1);
		json_put_text(record, "id", id);
		json_put_text(fields, "mergedInto", next);
		json_put(record, "fields", &fields);
		json_add(list, &record);
	}
	s = successors_new(list, 0);
	for (unsigned i = 1; i <= MANY; i++) {
		(void)snprintf(next, sizeof(next), "%032x", i);
		right += strcmp(successors_of(s, next), id) == 0;
	}
	is_u64(right, MANY, "the last of a long chain stands for all");
	successors_destroy(&s);
	json_destroy(&list);
}

int main(void)
{
	is_held_by(plain, "2018-12-31", A, A, "on its last day it stands for itself");
	is_held_by(plain, "2019-01-01", A, C, "from the next day on its successor does");
	is_held_by(plain, "2022-01-01", A, D, "and the successor of that");
	is_held_by(plain, "2018-01-01", B, C, "without a last day from the beginning");
	is_held_by(plain, "2022-01-01", D, D, "who went over into none stands for itself");
	is_held_by(plain, "2022-01-01", E, E, "so does who names itself");
	is_held_by(plain, "2022-01-01", "ff", "ff", "and what is not known");
	is_held_by(plain, "2022-01-01", NULL, NULL, "nobody is nobody");
	is_held_by(circle, "2022-01-01", A, A, "a circle opens at the oldest");
	is_held_by(circle, "2022-01-01", B, A, "for all in it");
	is_held_by(circle, "2022-01-01", C, C, "a successor that is not here is none");
	test_many();
	return done();
}
