/* rulebook: from the records of a committee to its rules. The numbers of the laws are those of test_profile. */
#include "cli/rulebook.h"

#include "tests/tap.h"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static struct rulebook read(const char *organization, const char *own)
{
	struct json *record = json_of(organization);
	struct json *profile = json_of(own);
	struct rulebook rulebook = rulebook_of(record, profile);

	json_destroy(&record);
	json_destroy(&profile);
	return rulebook;
}

static void test_chosen(void)
{
	struct rulebook rulebook = read("{\"fields\":{\"rules\":\"goSH\"}}", "{}");

	ok(rulebook.is_chosen, "a law was chosen");
	is_str(rulebook_word(&rulebook), "goSH", "which");
	is_int(rulebook.profile.notice_days, 7, "GO SH 34: a week");
	is_int(rulebook.profile.own, 0, "nothing of its own");
	rulebook = read("{\"fields\":{}}", "{}");
	ok(!rulebook.is_chosen, "no rules");
	ok(rulebook.profile.notice_days == 0 && rulebook.profile.quorum == VB_QUORUM_NONE,
	   "demand nothing");
	rulebook = read("{\"fields\":{\"rules\":\"bylaw\"}}", "{}");
	ok(!rulebook.is_chosen, "a word of another version");
}

static void test_own(void)
{
	struct rulebook rulebook =
		read("{\"fields\":{\"rules\":\"goSH\"}}",
	             "{\"kind\":\"ruleProfile\",\"fields\":{\"noticeDays\":14,\"quorumRule\":"
	             "\"organizations\",\"quorumMin\":5,\"publicity\":\"members\"}}");

	is_str(rulebook_word(&rulebook), "goSH", "on top of the chosen law");
	is_int(rulebook.profile.notice_days, 14, "a number of its own");
	is_int(rulebook.profile.quorum, VB_QUORUM_ORGANIZATIONS, "a word of its own");
	is_int(rulebook.profile.quorum_min, 5, "and how many");
	is_int(rulebook.profile.publicity, VB_PUBLICITY_MEMBERS, "closed");
	is_int(rulebook.profile.minutes_days, 30, "the rest is the law's");
	rulebook = read("{\"fields\":{\"rules\":\"goSH\"}}",
	                "{\"kind\":\"ruleProfile\",\"fields\":{\"base\":\"nkomvg\"}}");
	is_str(rulebook_word(&rulebook), "nkomvg", "its own base counts before");
	rulebook =
		read("{\"fields\":{}}", "{\"kind\":\"ruleProfile\",\"fields\":{\"noticeDays\":3}}");
	ok(rulebook.is_chosen && rulebook.profile.notice_days == 3, "own numbers alone");
}

static void test_lenient(void)
{
	struct rulebook rulebook =
		read("{\"fields\":{\"rules\":\"goSH\"}}",
	             "{\"kind\":\"ruleProfile\",\"fields\":{\"base\":\"later\",\"noticeDays\":"
	             "9007199254740991,\"quorumRule\":\"later\",\"minutesDays\":\"soon\","
	             "\"repeatDays\":-3}}");

	is_str(rulebook_word(&rulebook), "goSH", "a base of another version");
	is_int(rulebook.profile.notice_days, 7, "a number that cannot be");
	is_int(rulebook.profile.quorum, VB_QUORUM_MAJORITY, "a word of another version");
	is_int(rulebook.profile.minutes_days, 30, "a text");
	is_int(rulebook.profile.own, 0, "nothing of it counts");
	rulebook = read("{\"fields\":{\"rules\":\"goSH\"}}",
	                "{\"kind\":\"organization\",\"fields\":{\"noticeDays\":3}}");
	is_int(rulebook.profile.notice_days, 7, "a record of another kind");
	rulebook =
		read("{\"fields\":{\"rules\":\"goSH\"}}",
	             "{\"kind\":\"ruleProfile\",\"deleted\":true,\"fields\":{\"noticeDays\":3}}");
	is_int(rulebook.profile.notice_days, 7, "one that was deleted");
}

int main(void)
{
	enum profile_base base = VB_PROFILE_VWVFG;

	test_chosen();
	test_own();
	test_lenient();
	ok(rulebook_parse("lvwgSH", &base) && base == VB_PROFILE_LVWG_SH, "a word");
	ok(!rulebook_parse("LVwG", &base) && base == VB_PROFILE_LVWG_SH, "none");
	ok(!rulebook_parse(NULL, &base), "nothing");
	return done();
}
