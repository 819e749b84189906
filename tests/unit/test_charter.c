/* charter: files with committees, good ones and bad ones. */
#include "cli/charter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define ENTRY(more)                                                                                \
	"{\"committees\":[{\"name\":\"AK\",\"body\":\"Stadt\",\"kind\":\"Arbeitskreis\"" more "}]" \
	"}"

static void check_bad(const char *text, const char *want)
{
	char why[VB_CHARTER_WHY_BYTES] = "";
	struct charter charter;

	is_err(charter_read(span_of_str(text), &charter, why), VB_ERR_BAD_INPUT, "%.70s", text);
	is_str(why, want, "and says why");
	charter_release(&charter);
}

static void test_bad(void)
{
	check_bad("{", "line 1: it ends in the middle");
	check_bad("{}", "`committees` is no list of 1 to 500 entries");
	check_bad("{\"committees\":[]}", "`committees` is no list of 1 to 500 entries");
	check_bad("{\"committees\":{\"a\":1}}", "`committees` is no list of 1 to 500 entries");
	check_bad("{\"committees\":[7]}", "entry 1: it is no map of names and values");
	check_bad("{\"committees\":[{\"name\":\"AK\"}]}", "entry 1 (AK): body is missing");
	check_bad("{\"committees\":[{\"name\":7,\"body\":\"x\",\"kind\":\"y\"}]}",
	          "entry 1: name is not a text of 1 to 150 bytes");
	check_bad("{\"committees\":[{\"name\":\"A\\u0007\",\"body\":\"x\",\"kind\":\"y\"}]}",
	          "entry 1 (A\a): name is not a text of 1 to 150 bytes");
	check_bad("{\"committees\":[{\"name\":\"AK\",\"body\":\"x\",\"kind\":\"Gremum\"}]}",
	          "entry 1 (AK): the kind \"Gremum\" is not known");
	check_bad(ENTRY(",\"meetings_per_year\":0"),
	          "entry 1 (AK): meetings_per_year is not a number from 1 to 366");
	check_bad(ENTRY(",\"meetings_per_year\":367"),
	          "entry 1 (AK): meetings_per_year is not a number from 1 to 366");
	check_bad(ENTRY(",\"meetings_per_year\":2.5"),
	          "entry 1 (AK): meetings_per_year is not a number from 1 to 366");
	check_bad(
		ENTRY(",\"cadence_days\":28,\"min_gap_days\":29"),
		"entry 1 (AK): The shortest time between two sittings is longer than the longest.");
	check_bad(ENTRY(",\"public\":\"no\""), "entry 1 (AK): public is not true or false");
	check_bad(ENTRY(",\"seats\":\"alle\""), "entry 1 (AK): seats is no list");
	check_bad(ENTRY(",\"seats\":[\"A\",7]"),
	          "entry 1 (AK): seats: number 2 is not of that form");
	check_bad(ENTRY(",\"seats\":[{\"name\":\"A\",\"places\":51}]"),
	          "entry 1 (AK): seats: number 1 is not of that form");
	check_bad(ENTRY(",\"seats\":[\"A\",{\"name\":\"A\"}]"),
	          "entry 1 (AK): seats: \"A\" is there twice");
	check_bad(ENTRY(",\"host_rotation\":[{\"name\":\"A\"}]"),
	          "entry 1 (AK): host_rotation: number 1 is not of that form");
	check_bad(ENTRY("},{\"name\":\"AK\",\"body\":\"y\",\"kind\":\"Gremium\""),
	          "entry 2 (AK): the name stands at entry 1, too");
	check_bad(ENTRY("},{\"name\":\"F\",\"body\":\"Kreis\",\"kind\":\"Förderung\""),
	          "entry 2 (F): the file has no committee of Kreis that could keep it");
	check_bad(ENTRY("},{\"name\":\"B\",\"body\":\"Stadt\",\"kind\":\"Bericht\""),
	          "entry 2 (B): report_every_days is missing");
	check_bad(ENTRY("},{\"name\":\"F\",\"body\":\"Stadt\",\"kind\":\"Förderung\","
	                "\"recommended_by\":\"Beirat\""),
	          "entry 2 (F): the file has no committee of Stadt that could keep it");
}

static void test_good(void)
{
	static const char text[] = ENTRY(
		",\"cadence_days\":null,\"colour\":\"blue\"},{\"name\":\"BR\",\"body\":\"Stadt\","
		"\"kind\":\"Beirat\"},{\"name\":\"M\",\"body\":\"Stadt\",\"kind\":\"Bericht\","
		"\"report_every_days\":730,\"colour\":\"red\"},{\"name\":\"F\",\"body\":\"Stadt\","
		"\"kind\":\"Förderung\",\"recommended_by\":\"BR\"},{\"name\":\"P\",\"body\":"
		"\"Kreis\",\"kind\":\"Prozess\"");
	char why[VB_CHARTER_WHY_BYTES] = "";
	struct charter charter;

	is_err(charter_read(span_of_str(text), &charter, why), 0, "a good file");
	is_u64(charter.count, 5, "five entries");
	ok(charter_founds(&charter.entries[0]) && charter_founds(&charter.entries[4]),
	   "committees and processes found a committee");
	ok(!charter_founds(&charter.entries[2]), "a report does not");
	is_u64(charter.entries[2].keeper, 0, "the first committee of the same body keeps it");
	is_u64(charter.entries[3].keeper, 1, "a fund is kept by who recommends");
	is_str(charter_word(charter.entries[3].form), "fund", "what it is");
	is_int(json_int(json_get(charter.left, "colour"), 0), 2, "what is not kept is counted");
	charter_release(&charter);
}

/* A file with so many entries. */
static void check_count(unsigned count, int err)
{
	char why[VB_CHARTER_WHY_BYTES] = "";
	struct charter charter;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		bail("out of memory");
	(void)fputs("{\"committees\":[", out);
	for (unsigned i = 0; i < count; i++)
		(void)fprintf(out, "%s{\"name\":\"%u\",\"body\":\"x\",\"kind\":\"Gremium\"}",
		              i > 0 ? "," : "", i);
	(void)fputs("]}", out);
	(void)fclose(out);
	is_err(charter_read(span_of_str(text), &charter, why), err, "%u entries", count);
	charter_release(&charter);
	free(text);
}

int main(void)
{
	test_bad();
	test_good();
	check_count(VB_CHARTER_ENTRIES_MAX, 0);
	check_count(VB_CHARTER_ENTRIES_MAX + 1, VB_ERR_BAD_INPUT);
	return done();
}
