/* tenure: when somebody sat on a seat, from histories as record.log tells them. */
#include "cli/tenure.h"

#include <stdio.h>

#include "tests/tap.h"

#define SET(time, state, who)                                                                      \
	"{\"time\":" #time ",\"state\":\"" state "\",\"changes\":[{\"field\":\"role\",\"value\":"  \
	"\"x\"},{\"field\":\"person\",\"value\":" who "}]}"
#define ANNA "\"aa\""
#define BERT "\"bb\""

static struct tenure tenure_of(const char *entries)
{
	struct json_fault fault;
	struct tenure tenure;
	struct json *log;
	char text[2000];

	(void)snprintf(text, sizeof(text), "[%s]", entries);
	if (json_parse(span_of_str(text), &log, &fault) != 0)
		bail("not JSON: %s", fault.text);
	tenure_read(log, "aa", &tenure);
	json_destroy(&log);
	return tenure;
}

/* Moments at which somebody sat there, of 0, 5, 10, ... 45, one sign each. */
static void is_when(struct tenure tenure, const char *want, const char *name)
{
	char got[11];

	for (int i = 0; i < 10; i++)
		got[i] = tenure_has(&tenure, i * 5) ? 'x' : '.';
	got[10] = '\0';
	is_str(got, want, "%s", name);
}

static void test_spans(void)
{
	is_when(tenure_of(""), "..........", "never");
	is_when(tenure_of(SET(10, "applied", ANNA)), "..xxxxxxxx", "from a moment on");
	is_when(tenure_of(SET(10, "applied", ANNA) "," SET(20, "applied", BERT)), "..xx......",
	        "until somebody else came");
	is_when(tenure_of(SET(10, "applied", ANNA) "," SET(20, "applied", "null")), "..xx......",
	        "until it was vacant");
	is_when(tenure_of(SET(5, "applied", BERT) "," SET(10, "applied", ANNA) "," SET(
			15, "applied", ANNA) "," SET(20, "applied", BERT) "," SET(30, "applied",
	                                                                          ANNA)),
	        "..xx..xxxx", "twice");
	is_when(tenure_of(SET(10, "applied", ANNA) "," SET(20, "held", BERT)), "..xxxxxxxx",
	        "what does not count changes nothing");
	is_when(tenure_of("{\"time\":10,\"state\":\"applied\",\"changes\":[]},{},7"), "..........",
	        "nor does what says nothing");
}

static void test_many(void)
{
	struct json *log = json_new_list();
	struct json_fault fault;
	struct tenure tenure;

	for (int i = 0; i < 2 * (int)VB_TENURE_SPANS + 10; i++) {
		struct json *entry;
		char text[200];

		(void)snprintf(text, sizeof(text),
		               "{\"time\":%d,\"state\":\"applied\",\"changes\":[{\"field\":"
		               "\"person\",\"value\":\"%s\"}]}",
		               i * 10, i % 2 == 0 ? "aa" : "bb");
		if (json_parse(span_of_str(text), &entry, &fault) != 0)
			bail("not JSON");
		json_add(log, &entry);
	}
	tenure_read(log, "aa", &tenure);
	is_u64(tenure.count, VB_TENURE_SPANS, "no more than there is room for");
	ok(tenure_has(&tenure, 5) && !tenure_has(&tenure, 15), "the first ones as they were");
	ok(tenure_has(&tenure, 20 * VB_TENURE_SPANS + 15), "the last one goes on");
	json_destroy(&log);
}

int main(void)
{
	test_spans();
	test_many();
	return done();
}
