/* funding: which applications count and what became of them, from records as any office can have written them: in place of
 * others without the right to, in circles, twice, in dispute, with sums that are none. */
#include "cli/funding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/node_id.h"
#include "tests/tap.h"

/* The number of an office as people type it. */
static const char *office(uint8_t letter)
{
	static char texts[8][VB_NODE_ID_TEXT_BYTES];
	static size_t next;
	struct node_id id = { { letter } };

	next = (next + 1) % 8;
	node_id_format(&id, texts[next]);
	return texts[next];
}

static const char *number(unsigned n)
{
	static char texts[8][40];
	static size_t next;

	next = (next + 1) % 8;
	(void)snprintf(texts[next], sizeof(texts[next]), "%032x", n);
	return texts[next];
}

static struct json *parse(const char *text)
{
	struct json_fault fault;
	struct json *value = NULL;

	if (json_parse(span_of_str(text), &value, &fault) < 0) {
		fprintf(stderr, "%s: %s\n", text, fault.text);
		abort();
	}
	return value;
}

static void add(struct json *list, unsigned id, const char *author, const char *role,
                const char *fields)
{
	struct json *record = json_new_map();
	struct json *map = parse(fields);

	json_put_text(record, "id", number(id));
	json_put_text(record, "author", author);
	json_put_text(record, "authorRole", role);
	json_put(record, "fields", &map);
	json_add(list, &record);
}

static bool is_same_id(const struct json *record, const char *id)
{
	const char *own = json_get_text(record, "id");

	return own != NULL && strcmp(own, id) == 0;
}

static struct funding funding;

static void begin(void)
{
	char text[200];

	memset(&funding, 0, sizeof(funding));
	funding.applications = json_new_list();
	funding.recommendations = json_new_list();
	funding.organizations = json_new_list();
	funding.committee = json_new_map();
	(void)snprintf(text, sizeof(text), "{\"node\": \"%s\"}", office('c'));
	add(funding.organizations, 100, office('s'), NULL, text);
	add(funding.organizations, 101, office('s'), NULL, "{\"node\": \"nonsense\"}");
}

/* An application for an organization; amends: 0: none. */
static void apply(unsigned id, char author, const char *role, unsigned organization,
                  unsigned amends, const char *more)
{
	char text[400];

	(void)snprintf(text, sizeof(text), "{\"amount\": 1000, \"organization\": \"%s\"%s%s%s%s}",
	               number(organization), amends != 0 ? ", \"amends\": \"" : "",
	               amends != 0 ? number(amends) : "", amends != 0 ? "\"" : "", more);
	add(funding.applications, id, office((uint8_t)author), role, text);
}

static void recommend(unsigned id, unsigned application, const char *more)
{
	char text[400];

	(void)snprintf(text, sizeof(text), "{\"application\": \"%s\"%s}", number(application),
	               more);
	add(funding.recommendations, id, office('s'), "steward", text);
}

/* The words of all states, in the order of the applications. */
static const char *states(void)
{
	static char text[400];
	struct out out = { .is_json = true };
	size_t size = 0;

	funding_settle(&funding);
	text[0] = '\0';
	for (size_t i = 0; i < funding.count; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s", i > 0 ? " " : "",
		                         funding_state_word(&out, funding.rows[i].state));
	return text;
}

static void test_amending(void)
{
	begin();
	apply(1, 'c', "guest", 100, 0, "");
	apply(2, 'f', "member", 100, 1, "");
	is_str(states(), "received received", "somebody else's takes no place");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 0, "");
	apply(2, 'c', "guest", 100, 1, "");
	is_str(states(), "amended received", "its own does");
	funding_release(&funding);

	begin();
	apply(1, 's', "steward", 100, 0, "");
	apply(2, 'c', "guest", 100, 1, "");
	is_str(states(), "amended received",
	       "so does that of the office that answers for the applicant");
	funding_release(&funding);

	begin();
	apply(1, 's', "steward", 101, 0, "");
	apply(2, 'c', "guest", 101, 1, "");
	is_str(states(), "received received", "an office that is none answers for nobody");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 0, "");
	apply(2, 's', "steward", 100, 1, "");
	apply(3, 's', "steward", 101, 1, "");
	is_str(states(), "amended received received",
	       "an office in charge may; but not with another applicant");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 1, "");
	apply(2, 'c', "guest", 100, 3, "");
	apply(3, 'c', "guest", 100, 2, "");
	is_str(states(), "received amended received", "itself, and a circle");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 77, ", \"state\": \"withdrawn\"");
	apply(2, 'c', "guest", 100, 0, ", \"state\": \"complete\"");
	is_str(states(), "withdrawn complete", "what it names is not here");
	funding_release(&funding);
}

static void test_deciding(void)
{
	struct json *disputes, *record;
	bool is_wanted[2] = { true, true };
	struct fund_total total;

	begin();
	apply(1, 'c', "guest", 100, 0, "");
	apply(2, 'c', "guest", 100, 0, "");
	recommend(10, 1,
	          ", \"recommendation\": \"partial\", \"amount\": 700, \"decision\": \"granted\", "
	          "\"granted\": 600");
	recommend(11, 1, ", \"recommendation\": \"none\"");
	recommend(12, 2, ", \"agendaItem\": \"00000000000000000000000000000063\"");
	is_str(states(), "granted agenda",
	       "the oldest counts; one that decides nothing disputes nothing");
	is_err(funding_total(&funding, is_wanted, &total), 0, "summed up");
	is_u64(total.recommended, 700, "recommended");
	is_u64(total.granted, 600, "granted");
	is_wanted[0] = false;
	is_err(funding_total(&funding, is_wanted, &total), 0, "the other one alone");
	is_u64(total.asked, 1000, "asked for");
	is_u64(total.granted, 0, "nothing granted");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 0, "");
	recommend(10, 1, ", \"decision\": \"granted\", \"granted\": 600");
	recommend(11, 1, ", \"decision\": \"granted\", \"granted\": 601");
	is_str(states(), "disputed", "two records that grant different sums");
	is_u64(funding.sums[0].granted, 600, "of which the oldest is shown");
	ok(!funding.sums[0].is_granted, "and none counts");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 0, "");
	recommend(10, 1, ", \"decision\": \"granted\", \"granted\": 600");
	disputes = parse("{\"decision\": [\"granted\", \"refused\"]}");
	record = json_at(funding.recommendations, 0);
	json_put(record, "disputes", &disputes);
	is_str(states(), "disputed", "one record with two values");
	funding_release(&funding);

	begin();
	apply(1, 'c', "guest", 100, 0, ", \"startDate\": \"2027-02-30\", \"date\": \"2026-05-05\"");
	recommend(10, 99, ", \"decision\": \"granted\"");
	is_str(states(), "received", "what is about another one");
	is_int(funding_year(funding.rows[0].application), 2026, "a day that is none gives no year");
	funding_release(&funding);
}

/* A guest makes thousands of applications, each in place of the one before, with as many organizations; every other
 * one has two recommendations. */
#define MANY 12000u

static void test_many(void)
{
	unsigned amended = 0;
	char text[200];

	begin();
	for (unsigned i = 0; i < MANY; i++) {
		(void)snprintf(text, sizeof(text), "{\"node\": \"%s\"}", office('c'));
		add(funding.organizations, 1000 + i, office('s'), NULL, text);
		apply(1 + i, 'c', "guest", 1000 + MANY - 1, i, "");
		recommend(1 + i, 1 + i / 2 * 2,
		          i % 4 == 1 ? ", \"decision\": \"refused\""
		                     : ", \"recommendation\": \"full\"");
	}
	funding_settle(&funding);
	for (unsigned i = 0; i < MANY; i++)
		amended += funding.rows[i].state == FUNDING_AMENDED;
	is_u64(amended, MANY - 1, "thousands in place of each other");
	is_int(funding.rows[MANY - 1].state, FUNDING_RECEIVED, "the last one counts");
	ok(funding.rows[0].is_contested && !funding.rows[2].is_contested,
	   "a decision beside a recommendation is contested, two recommendations are not");
	ok(funding.rows[1].recommendation == NULL &&
	           is_same_id(funding.rows[2].recommendation, number(3)),
	   "of two recommendations the oldest");
	ok(funding_find(&funding, number(MANY)) == &funding.rows[MANY - 1], "found by its number");
	ok(funding_find(&funding, number(MANY + 1)) == NULL, "none");
	ok(funding_find(&funding, NULL) == NULL, "nothing");
	funding_release(&funding);
}

int main(void)
{
	test_amending();
	test_deciding();
	test_many();
	return done();
}
