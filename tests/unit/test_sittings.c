/* sittings: what records of meetings settle to, whoever wrote them. Days: Python's zoneinfo. */
#include "cli/sittings.h"

#include <stdlib.h>

#include "cli/moment.h"
#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static void check_stage(const char *record, enum stage want, bool is_contested)
{
	struct json *meeting = json_of(record);
	struct sitting sitting = sittings_parse(meeting, VB_MOMENT_ZONE);

	is_str(stage_word(sitting.stage), stage_word(want), "%s", record);
	is_int(sitting.is_contested, is_contested, "%s", is_contested ? "contested" : "clear");
	json_destroy(&meeting);
}

static void test_stage(void)
{
	check_stage("{\"fields\":{}}", VB_STAGE_PLANNED, false);
	check_stage("{\"fields\":{\"state\":\"invited\",\"cancelled\":true}}", VB_STAGE_INVITED,
	            false);
	check_stage("{\"fields\":{\"cancelled\":true}}", VB_STAGE_CANCELLED, false);
	check_stage("{\"fields\":{\"meetingState\":\"durchgeführt\"}}", VB_STAGE_CLOSED, false);
	check_stage("{\"fields\":{\"meetingState\":\"eingeladen\",\"state\":\"later\"}}",
	            VB_STAGE_INVITED, false);
	check_stage("{\"fields\":{\"state\":\"cancelled\"},\"disputes\":{\"state\":[\"cancelled\","
	            "\"open\"]}}",
	            VB_STAGE_OPEN, true);
	check_stage("{\"fields\":{\"state\":\"closed\"},\"disputes\":{\"state\":[\"later\","
	            "\"closed\",7]}}",
	            VB_STAGE_CLOSED, false);
	check_stage("{\"fields\":{\"state\":\"invited\"},\"disputes\":{\"start\":[1,2]}}",
	            VB_STAGE_INVITED, false);
	check_stage("{}", VB_STAGE_PLANNED, false);
}

static void test_many(void)
{
	struct json *meeting = json_of("{\"fields\":{}}");
	struct json *disputes = json_new_map();
	struct json *values = json_new_list();
	enum stage stages[3];

	for (int i = 0; i < 1000; i++)
		json_add_text(values, "planned");
	json_put(disputes, "state", &values);
	json_put(meeting, "disputes", &disputes);
	is_u64(sittings_stages(meeting, stages, 3), 3, "no more than there is room for");
	json_destroy(&meeting);
}

static void test_day(void)
{
	/* 1 December 2026, 23:30 in Berlin; in Vladivostok the day after. */
	struct json *meeting = json_of("{\"fields\":{\"start\":1796164200000,\"extra\":true,"
	                               "\"secondCall\":true}}");
	struct json *far = json_of("{\"fields\":{\"start\":1796164200000,\"timeZone\":"
	                           "\"Europe/Berlin\"}}");
	struct json *bad = json_of("{\"fields\":{\"start\":1796164200000,\"timeZone\":"
	                           "\"Mars/Olympus\"}}");
	struct json *none = json_of("{\"fields\":{\"start\":\"soon\"}}");
	struct sitting sitting = sittings_parse(meeting, VB_MOMENT_ZONE);

	is_int(sitting.day, 20788, "the day in the zone of the command");
	ok(sitting.has_start && sitting.start == 1796164200000, "its begin");
	ok(sitting.is_extra && sitting.is_second_call, "its flags");
	sitting = sittings_parse(far, "UTC");
	is_str(sitting.zone, "Europe/Berlin", "its own zone counts");
	is_int(sitting.day, 20788, "for its day, too");
	sitting = sittings_parse(bad, "UTC");
	is_str(sitting.zone, "UTC", "one that is not known here does not");
	sitting = sittings_parse(none, "UTC");
	ok(!sitting.has_start && sitting.day == VB_DAY_MAX, "without a begin");
	json_destroy(&meeting);
	json_destroy(&far);
	json_destroy(&bad);
	json_destroy(&none);
}

static void test_days(void)
{
	struct sitting items[] = {
		{ .has_start = true, .day = 10 },
		{ .has_start = true, .day = 20, .stage = VB_STAGE_CANCELLED },
		{ .has_start = true, .day = 30, .is_extra = true },
		{ .has_start = true, .day = 40, .stage = VB_STAGE_APPROVED },
		{ .has_start = false, .day = VB_DAY_MAX },
	};
	const struct sittings sittings = { .items = items, .count = 5 };
	int32_t days[5] = { 0 };

	is_u64(sittings_days(&sittings, days), 2, "cancelled, extra and undated ones do not count");
	ok(days[0] == 10 && days[1] == 40, "the others do");
}

int main(void)
{
	test_stage();
	test_many();
	test_day();
	test_days();
	return done();
}
