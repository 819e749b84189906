/* founding: the records that entries of a charter become; counted by hand. */
#include "cli/founding.h"

#include <stdio.h>
#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define ROOT "0123456789abcdef0123456789abcdef"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

/* The plan of the first entry of a file of these entries. */
static struct sheaf plan_of(const char *entries, const char *root_fields)
{
	char text[4000];
	char why[VB_CHARTER_WHY_BYTES] = "";
	struct charter charter;
	struct json *root;
	struct sheaf sheaf;
	int32_t today = calendar_day((struct date){ 2024, 2, 29 });

	(void)snprintf(text, sizeof(text), "{\"committees\":[%s]}", entries);
	if (charter_read(span_of_str(text), &charter, why) != 0)
		bail("no charter: %s", why);
	(void)snprintf(text, sizeof(text), "{\"id\":\"" ROOT "\",\"fields\":{%s}}", root_fields);
	root = json_of(text);
	sheaf_init(&sheaf);
	founding_plan(&charter, 0, root, today, &sheaf);
	json_destroy(&root);
	charter_release(&charter);
	return sheaf;
}

static size_t count_of(const struct sheaf *sheaf, const char *kind)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(sheaf->items); i++) {
		const char *other = json_get_text(json_at(sheaf->items, i), "kind");

		count += other != NULL && strcmp(other, kind) == 0;
	}
	return count;
}

/* The fields of the record of that kind with this index; of the change of the root: kind NULL. */
static const struct json *fields_of(const struct sheaf *sheaf, const char *kind, size_t index)
{
	for (size_t i = 0; i < json_count(sheaf->items); i++) {
		const struct json *item = json_at(sheaf->items, i);
		const char *other = json_get_text(item, "kind");

		if ((kind == NULL ? other == NULL : other != NULL && strcmp(other, kind) == 0) &&
		    index-- == 0)
			return json_get(item, "fields");
	}
	return NULL;
}

static void test_committee(void)
{
	struct sheaf sheaf = plan_of(
		"{\"name\":\"RT\",\"body\":\"Kreis\",\"kind\":\"Runder "
		"Tisch\",\"meetings_per_year\":4,"
		"\"cadence_days\":92,\"public\":false,\"chair\":\"Landrätin\",\"source\":[\"004\"],"
		"\"seats\":[{\"name\":\"Samtgemeinde\",\"places\":3},\"LEB\",{\"name\":\"KVHS\","
		"\"optional\":true}],\"host_rotation\":[\"LEB\",\"KVHS\"]}",
		"\"name\":\"RT\",\"meetingsPerYear\":6");
	const struct json *root = fields_of(&sheaf, NULL, 0);

	is_u64(count_of(&sheaf, "organization"), 4, "four organizations, each once");
	is_u64(count_of(&sheaf, "membership"), 8, "chair, three, one, one if needed, two hosts");
	is_str(json_get_text(fields_of(&sheaf, "membership", 0), "role"), "Vorsitz", "the chair");
	ok(json_is_yes(json_get(fields_of(&sheaf, "membership", 0), "exOfficio")), "by office");
	ok(json_get(fields_of(&sheaf, "membership", 0), "person") == NULL, "vacant");
	ok(json_is_yes(json_get(fields_of(&sheaf, "membership", 5), "optional")), "if needed");
	is_int(json_int(json_get(fields_of(&sheaf, "membership", 7), "hostTurn"), 0), 2,
	       "the second host");
	is_str(json_get_text(root, "rules"), "roundTable", "a round table has its rules");
	is_str(json_get_text(fields_of(&sheaf, "ruleProfile", 0), "publicity"), "members",
	       "and is for members only");
	ok(json_get(root, "meetingsPerYear") == NULL, "what was said before stays");
	is_int(json_int(json_get(root, "cadenceDays"), 0), 92, "what was not is said");
	is_str(json_text(json_at(json_get(root, "keyword"), 0)), "Quelle 004", "where it is named");
	is_str(json_get_text(root, "classification"), "Runder Tisch", "what it is");
	is_str(json_get_text(fields_of(&sheaf, "body", 0), "name"), "Kreis", "its body");
	sheaf_release(&sheaf);
}

/* Rules of its own that the committee has already are kept, and no others made. */
static void test_rules(void)
{
	struct sheaf sheaf =
		plan_of("{\"name\":\"T\",\"body\":\"Kreis\",\"kind\":\"Gremium\",\"public\":false}",
	                "\"ruleProfile\":\"" ROOT "\"");

	is_u64(count_of(&sheaf, "ruleProfile"), 0, "no other rules");
	ok(json_get(fields_of(&sheaf, NULL, 0), "ruleProfile") == NULL, "and no change");
	sheaf_release(&sheaf);
}

static void test_process(void)
{
	struct sheaf sheaf = plan_of(
		"{\"name\":\"Check Up\",\"body\":\"Stadt\",\"kind\":\"Prozess\",\"focus_groups\":["
		"\"Arbeit\",\"Sprache\"],\"measure_sheets\":22}",
		"");

	is_u64(count_of(&sheaf, "organization"), 2, "its groups");
	is_str(json_get_text(fields_of(&sheaf, "organization", 1), "subOrganizationOf"), ROOT,
	       "below the process");
	is_u64(count_of(&sheaf, "measure"), 22, "its measures");
	is_int(json_int(json_get(fields_of(&sheaf, "measure", 21), "number"), 0), 22, "numbered");
	sheaf_release(&sheaf);
}

static void test_kept(void)
{
	struct sheaf sheaf = plan_of(
		"{\"name\":\"AG\",\"body\":\"Stadt\",\"kind\":\"Gremium\"},"
		"{\"name\":\"Dienst "
		"A\",\"body\":\"Stadt\",\"kind\":\"Dienst\",\"carriers\":4,\"sites\":6,"
		"\"refers_to\":[\"MBE\",\"JMD\"]},"
		"{\"name\":\"Fonds\",\"body\":\"Stadt\",\"kind\":\"Förderung\",\"since\":2014,"
		"\"decided_by\":\"Verwaltung\"},"
		"{\"name\":\"Monitoring\",\"body\":\"Stadt\",\"kind\":\"Bericht\",\"report_every_"
		"days\":730},"
		"{\"name\":\"Statistik\",\"body\":\"Stadt\",\"kind\":\"Bericht\",\"report_every_"
		"days\":100}",
		"");

	is_u64(count_of(&sheaf, "organization"), 9,
	       "service, 4 carriers, 2 it refers to, fund, Verwaltung");
	is_u64(count_of(&sheaf, "location"), 6, "six sites");
	is_u64(count_of(&sheaf, "processStep"), 3, "the service and those to whom it refers");
	is_u64(json_count(json_get(fields_of(&sheaf, "processStep", 2), "next")), 2,
	       "the service leads to both");
	is_u64(count_of(&sheaf, "membership"), 2, "who recommends and who decides");
	is_str(json_get_text(fields_of(&sheaf, "membership", 0), "onBehalfOf"), ROOT,
	       "the committee recommends");
	is_str(json_get_text(fields_of(&sheaf, "membership", 1), "role"), "Entscheidung",
	       "the other decides");
	is_str(json_get_text(fields_of(&sheaf, "organization", 7), "startDate"), "2014-01-01",
	       "the fund began");
	is_str(json_get_text(fields_of(&sheaf, "obligation", 0), "unit"), "year", "two years");
	is_str(json_get_text(fields_of(&sheaf, "obligation", 0), "startDate"), "2026-02-28",
	       "two years after 29 February");
	is_str(json_get_text(fields_of(&sheaf, "obligation", 1), "startDate"), "2024-06-08",
	       "a hundred days later");
	sheaf_release(&sheaf);
}

static void test_chain(void)
{
	struct sheaf sheaf = plan_of(
		"{\"name\":\"Beirat zur Fortschreibung\",\"body\":\"Stadt\",\"kind\":\"Beirat\","
		"\"consultation_chain\":[\"Beirat\",\"Sozialausschuss\",\"Rat\"]}",
		"");
	const char *keys[3];

	is_u64(count_of(&sheaf, "paper"), 1, "one paper");
	is_u64(count_of(&sheaf, "consultation"), 3, "three stations");
	is_u64(count_of(&sheaf, "organization"), 2, "the first is the committee itself");
	for (size_t i = 0; i < 3; i++)
		keys[i] = json_get_text(fields_of(&sheaf, "consultation", i), "position");
	ok(strcmp(keys[0], keys[1]) < 0 && strcmp(keys[1], keys[2]) < 0, "in their order");
	sheaf_release(&sheaf);
}

int main(void)
{
	char a[VB_FOUNDING_MARK_BYTES], b[VB_FOUNDING_MARK_BYTES];

	founding_mark("AG", a);
	founding_mark("AG", b);
	is_str(a, b, "an entry always has the same mark");
	founding_mark("AK", b);
	ok(strcmp(a, b) != 0, "another one has another");
	test_committee();
	test_rules();
	test_process();
	test_kept();
	test_chain();
	return done();
}
