/*
 * profile: the rules against the texts of GO SH 34, 38, LVwG SH 102, 103, VwVfG 90, 91 and NKomVG 65 as quoted at each case,
 * counted by hand.
 */
#include "protocol/kinds/profile.h"

#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

static int32_t day_of(const char *text)
{
	int32_t day;

	if (calendar_parse(span_of_str(text), &day) != 0)
		bail("no day: %s", text);
	return day;
}

/* GO SH 34: at least one week; BGB 187, 188: the day of the invitation does not count, and the last day must be over. */
static void test_notice(void)
{
	static const struct {
		enum profile_base base;
		const char *invited, *sitting;
		uint32_t missing;
		const char *rule;
	} cases[] = {
		{ VB_PROFILE_GO_SH, "2026-12-01", "2026-12-09", 0, "GO SH 34" },
		{ VB_PROFILE_GO_SH, "2026-12-01", "2026-12-08", 1, "GO SH 34" },
		{ VB_PROFILE_GO_SH, "2026-12-08", "2026-12-08", 7, "GO SH 34" },
		{ VB_PROFILE_GO_SH, "2026-12-10", "2026-12-08", 7, "GO SH 34" },
		{ VB_PROFILE_GO_SH, "2028-02-25", "2028-03-04", 0,
		  "GO SH 34" }, /* over a 29 February */
		{ VB_PROFILE_ROUND_TABLE, "2026-12-01", "2026-12-15", 1, "round table" },
		{ VB_PROFILE_ROUND_TABLE, "2026-12-01", "2026-12-16", 0, "round table" },
		{ VB_PROFILE_NKOMVG, "2026-12-01", "2026-12-08", 1, "NKomVG 59" },
		{ VB_PROFILE_VWVFG, "2026-12-08", "2026-12-08", 0, "VwVfG 90" },
	};
	struct profile go = profile_get(VB_PROFILE_GO_SH),
		       round = profile_get(VB_PROFILE_ROUND_TABLE);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct profile profile = profile_get(cases[i].base);
		struct profile_notice answer = profile_check_notice(
			&profile, day_of(cases[i].invited), day_of(cases[i].sitting));

		is_int(answer.missing_days, cases[i].missing, "%s for %s: days that are missing",
		       cases[i].invited, cases[i].sitting);
		is_int(answer.is_kept, cases[i].missing == 0, "kept or not");
		is_str(answer.rule, cases[i].rule, "and by which rule");
	}
	/* ... unless a third of the statutory number objects. */
	ok(profile_may_shorten(&go, 21, 6) && !profile_may_shorten(&go, 21, 7),
	   "6 of 21 object, 7 of 21");
	ok(profile_may_shorten(&go, 1, 0) && !profile_may_shorten(&go, 2, 1), "small councils");
	ok(!profile_may_shorten(&round, 21, 0), "a round table has no such rule");
	ok(profile_check_notice(&go, 0, 8).may_be_shorter &&
	           !profile_check_notice(&round, 0, 8).may_be_shorter,
	   "which the answer says");
}

struct quorum_case {
	const char *name;
	enum profile_base base;
	struct profile_facts facts;
	bool is_so, is_presumed;
	uint32_t needed;
	const char *rule;
};

/* clang-format off */
static const struct quorum_case quorum_cases[] = {
	/* More than half of the statutory number. */
	{ "GO: 10 of 19", VB_PROFILE_GO_SH, { 19, 10, 0, .is_invited = true }, true, false, 10, "GO SH 38" },
	{ "GO: 9 of 19", VB_PROFILE_GO_SH, { 19, 9, 0, .is_invited = true }, false, false, 10, "GO SH 38" },
	{ "GO: half is not more than half", VB_PROFILE_GO_SH, { 20, 10, .is_invited = false }, false, false, 11, "GO SH 38" },
	{ "GO: 11 of 20", VB_PROFILE_GO_SH, { 20, 11, .is_invited = false }, true, false, 11, "GO SH 38" },
	/* Presumed until the chair states the opposite on a member's motion; unasked below a third, or below three. */
	{ "GO: some left, nobody asks", VB_PROFILE_GO_SH, { 19, 7, 0, .is_stated = true }, true, true, 10, "GO SH 38" },
	{ "GO: a member asks", VB_PROFILE_GO_SH, { 19, 7, 0, .is_stated = true, .is_challenged = true }, false, false, 10,
	  "GO SH 38" },
	{ "GO: a member asks, enough are there", VB_PROFILE_GO_SH, { 19, 10, 0, .is_stated = true, .is_challenged = true },
	  true, false, 10, "GO SH 38" },
	{ "GO: less than a third", VB_PROFILE_GO_SH, { 19, 6, 0, .is_stated = true }, false, false, 10, "GO SH 38" },
	{ "GO: a third", VB_PROFILE_GO_SH, { 18, 6, 0, .is_stated = true }, true, true, 10, "GO SH 38" },
	{ "GO: less than three", VB_PROFILE_GO_SH, { 6, 2, 0, .is_stated = true }, false, false, 4, "GO SH 38" },
	{ "GO: a second call is a call like any", VB_PROFILE_GO_SH, { 19, 9, 0, .is_second_call = true }, false, false, 10,
	  "GO SH 38" },
	/* Majority after proper convening, or all there and no complaint; counts on until doubted. */
	{ "NKomVG: proper", VB_PROFILE_NKOMVG, { 31, 16, 0, .is_invited = true }, true, false, 16, "NKomVG 65 (1)" },
	{ "NKomVG: not convened properly", VB_PROFILE_NKOMVG, { 31, 30, .is_invited = false }, false, false, 16,
	  "NKomVG 65 (1)" },
	{ "NKomVG: all there", VB_PROFILE_NKOMVG, { 31, 31, 0, .is_unopposed = true }, true, false, 16, "NKomVG 65 (1)" },
	{ "NKomVG: not doubted", VB_PROFILE_NKOMVG, { 31, 2, 0, .is_invited = true, .is_stated = true }, true, true, 16,
	  "NKomVG 65 (1)" },
	{ "NKomVG: doubted", VB_PROFILE_NKOMVG, { 31, 15, 0, .is_invited = true, .is_stated = true, .is_challenged = true },
	  false, false, 16, "NKomVG 65 (1)" },
	{ "NKomVG: second call", VB_PROFILE_NKOMVG, { 31, 1, 0, .is_second_call = true }, true, false, 0, "NKomVG 65 (2)" },
	/* All invited, and more than half, at least three, of those with a vote. */
	{ "LVwG: two of three", VB_PROFILE_LVWG_SH, { 3, 2, 0, .is_invited = true }, false, false, 3, "LVwG SH 102 (1)" },
	{ "LVwG: three of three", VB_PROFILE_LVWG_SH, { 3, 3, 0, .is_invited = true }, true, false, 3, "LVwG SH 102 (1)" },
	{ "LVwG: one not invited", VB_PROFILE_LVWG_SH, { 7, 6, .is_invited = false }, false, false, 4, "LVwG SH 102 (1)" },
	{ "LVwG: nothing is presumed", VB_PROFILE_LVWG_SH, { 7, 3, 0, .is_invited = true, .is_stated = true }, false, false,
	  4, "LVwG SH 102 (1)" },
	/* Three days at least between. */
	{ "LVwG: called again after two days", VB_PROFILE_LVWG_SH, { 7, 1, 0, .is_invited = true, .is_second_call = true,
	  .days_since = 2 }, false, false, 4, "LVwG SH 102 (1)" },
	{ "LVwG: after three", VB_PROFILE_LVWG_SH, { 7, 1, 0, .is_invited = true, .is_second_call = true, .days_since = 3 },
	  true, false, 0, "LVwG SH 102 (2)" },
	{ "VwVfG: at once", VB_PROFILE_VWVFG, { 7, 1, 0, .is_second_call = true }, true, false, 0, "VwVfG 90 (2)" },
	{ "round table: nobody", VB_PROFILE_ROUND_TABLE, { 12, 0, .is_invited = false }, true, false, 0, "round table" },
	{ "the largest numbers", VB_PROFILE_GO_SH, { UINT32_MAX, UINT32_MAX / 2, 0, .is_stated = true }, true, true,
	  UINT32_MAX / 2 + 1, "GO SH 38" },
};
/* clang-format on */

static void test_quorum(void)
{
	for (size_t i = 0; i < sizeof(quorum_cases) / sizeof(quorum_cases[0]); i++) {
		const struct quorum_case *c = &quorum_cases[i];
		struct profile profile = profile_get(c->base);
		struct profile_answer answer = profile_check_quorum(&profile, &c->facts);

		is_int(answer.is_so, c->is_so, "%s: can decide or not", c->name);
		is_int(answer.is_presumed, c->is_presumed, "%s: presumed or not", c->name);
		is_u64(answer.needed, c->needed, "%s: needed", c->name);
		is_str(answer.rule, c->rule, "%s: rule", c->name);
	}
}

/* LVwG SH 103: even means lost. VwVfG 91: even, the chair's vote decides. */
static void test_vote(void)
{
	static const struct {
		enum profile_base base;
		uint32_t yes, no;
		enum profile_outcome outcome;
		const char *rule;
	} cases[] = {
		{ VB_PROFILE_GO_SH, 10, 9, VB_OUTCOME_CARRIED, "GO SH 39" },
		{ VB_PROFILE_GO_SH, 9, 9, VB_OUTCOME_LOST, "GO SH 39" },
		{ VB_PROFILE_GO_SH, 0, 0, VB_OUTCOME_LOST, "GO SH 39" },
		{ VB_PROFILE_NKOMVG, 1, 0, VB_OUTCOME_CARRIED, "NKomVG 66" },
		{ VB_PROFILE_NKOMVG, 5, 6, VB_OUTCOME_LOST, "NKomVG 66" },
		{ VB_PROFILE_LVWG_SH, 3, 3, VB_OUTCOME_LOST, "LVwG SH 103" },
		{ VB_PROFILE_VWVFG, 3, 3, VB_OUTCOME_CHAIR, "VwVfG 91" },
		{ VB_PROFILE_VWVFG, 0, 0, VB_OUTCOME_LOST, "VwVfG 91" },
		{ VB_PROFILE_ROUND_TABLE, 11, 0, VB_OUTCOME_CARRIED, "round table" },
		{ VB_PROFILE_ROUND_TABLE, 11, 1, VB_OUTCOME_LOST, "round table" },
		{ VB_PROFILE_ROUND_TABLE, 0, 0, VB_OUTCOME_LOST, "round table" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct profile profile = profile_get(cases[i].base);
		struct profile_vote answer =
			profile_check_vote(&profile, cases[i].yes, cases[i].no);

		is_int(answer.outcome, cases[i].outcome, "%u to %u", (unsigned)cases[i].yes,
		       (unsigned)cases[i].no);
		is_str(answer.rule, cases[i].rule, "and by which rule");
	}
}

static void test_publicity(void)
{
	struct profile go = profile_get(VB_PROFILE_GO_SH),
		       round = profile_get(VB_PROFILE_ROUND_TABLE);

	ok(profile_check_publicity(&go).is_so, "councils are public");
	is_str(profile_check_publicity(&go).rule, "GO SH 35", "by law");
	ok(!profile_check_publicity(&round).is_so, "round tables are not");
	ok(profile_check_exclusion(&go, 12, 18).is_so, "two thirds of 18 shut the public out");
	ok(!profile_check_exclusion(&go, 11, 18).is_so, "11 do not");
	is_int(profile_check_exclusion(&go, 0, 19).needed, 13, "of 19 it takes 13");
	ok(!profile_check_exclusion(&go, 0, 0).is_so, "nobody shuts out nobody");
}

static void test_minutes(void)
{
	struct profile go = profile_get(VB_PROFILE_GO_SH), nkomvg = profile_get(VB_PROFILE_NKOMVG);
	int32_t sitting = day_of("2026-01-30");
	struct profile_minutes answer =
		profile_check_minutes(&go, sitting, VB_DAY_MAX, day_of("2026-03-02"));

	ok(answer.has_due, "within thirty days");
	is_int(answer.due, day_of("2026-03-01"), "of 30 January: 1 March");
	is_int(answer.late_days, 1, "a day late");
	is_str(answer.rule, "GO SH 41", "by which rule");
	answer = profile_check_minutes(&go, sitting, day_of("2026-02-20"), day_of("2026-02-20"));
	is_int(answer.due, day_of("2026-02-20"), "or by the next sitting");
	is_int(answer.late_days, 0, "that day is in time");
	answer = profile_check_minutes(&go, sitting, sitting, sitting);
	is_int(answer.due, day_of("2026-03-01"), "a sitting is not its own next");
	ok(!profile_check_minutes(&nkomvg, sitting, VB_DAY_MAX, sitting).has_due,
	   "no period that is known");
}

/* A round table that agreed on seven days, four organizations and simple majority. */
static void test_own(void)
{
	struct profile own = profile_get(VB_PROFILE_ROUND_TABLE);
	struct profile_facts facts = { .organizations = 3, .votes = 9 };

	is_err(profile_set(&own, VB_RULE_PROFILE_NOTICE_DAYS, 7), 0, "notice");
	is_err(profile_set(&own, VB_RULE_PROFILE_QUORUM, VB_QUORUM_ORGANIZATIONS), 0, "quorum");
	is_err(profile_set(&own, VB_RULE_PROFILE_QUORUM_MIN, 4), 0, "four organizations");
	is_err(profile_set(&own, VB_RULE_PROFILE_MAJORITY, VB_MAJORITY_SIMPLE), 0, "majority");
	is_err(profile_set(&own, VB_RULE_PROFILE_MINUTES_DAYS, 14), 0, "minutes");
	is_err(profile_set(&own, VB_RULE_PROFILE_REPEAT_DAYS, 5), 0, "second call");
	is_str(profile_check_publicity(&own).rule, "round table",
	       "what is not own is still the agreement");
	is_err(profile_set(&own, VB_RULE_PROFILE_PUBLICITY, VB_PUBLICITY_PUBLIC), 0, "publicity");
	ok(profile_check_notice(&own, 0, 8).is_kept && !profile_check_notice(&own, 0, 7).is_kept,
	   "seven days");
	is_str(profile_check_notice(&own, 0, 8).rule, "own rules", "by own rules");
	ok(!profile_check_quorum(&own, &facts).is_so, "three organizations are too few");
	facts.organizations = 4;
	ok(profile_check_quorum(&own, &facts).is_so, "four are enough");
	is_str(profile_check_quorum(&own, &facts).rule, "own rules", "by own rules");
	is_int(profile_check_vote(&own, 6, 5).outcome, VB_OUTCOME_CARRIED, "a simple majority");
	ok(profile_check_publicity(&own).is_so, "public");
	is_int(profile_check_minutes(&own, 100, VB_DAY_MAX, 100).due, 114, "minutes in two weeks");
	is_err(profile_set(&own, VB_RULE_PROFILE_NOTICE_DAYS, VB_PROFILE_VALUE_MAX + 1),
	       VB_ERR_OUT_OF_RANGE, "too long");
	is_err(profile_set(&own, VB_RULE_PROFILE_NOTICE_DAYS, UINT64_MAX), VB_ERR_OUT_OF_RANGE,
	       "much too long");
	is_err(profile_set(&own, VB_RULE_PROFILE_QUORUM, 3), VB_ERR_OUT_OF_RANGE, "no such quorum");
	is_err(profile_set(&own, VB_RULE_PROFILE_MAJORITY, 2), VB_ERR_OUT_OF_RANGE,
	       "no such majority");
	is_err(profile_set(&own, VB_RULE_PROFILE_PUBLICITY, 2), VB_ERR_OUT_OF_RANGE,
	       "no such publicity");
	is_err(profile_set(&own, VB_RULE_PROFILE_BASE, 1), VB_ERR_OUT_OF_RANGE,
	       "the base is chosen, not set");
	is_err(profile_set(&own, 999, 1), VB_ERR_OUT_OF_RANGE, "no such field");
	is_int(own.notice_days, 7, "and nothing has changed");
}

/* The words of the fields stand in the order of the enums. */
static void test_words(void)
{
	is_str(rules_words[VB_PROFILE_ROUND_TABLE], "roundTable", "round table");
	is_str(rules_words[VB_PROFILE_GO_SH], "goSH", "GO SH");
	is_str(rules_words[VB_PROFILE_NKOMVG], "nkomvg", "NKomVG");
	is_str(rules_words[VB_PROFILE_LVWG_SH], "lvwgSH", "LVwG SH");
	is_str(rules_words[VB_PROFILE_VWVFG], "vwvfg", "VwVfG");
	ok(rules_words[VB_PROFILE_COUNT] == NULL, "no other");
	is_str(rules_quorum_words[VB_QUORUM_ORGANIZATIONS], "organizations", "quorum");
	is_str(rules_majority_words[VB_MAJORITY_SIMPLE], "simple", "majority");
	is_str(rules_publicity_words[VB_PUBLICITY_PUBLIC], "public", "publicity");
	for (unsigned i = 0; i < VB_PROFILE_COUNT; i++)
		is_int(profile_get((enum profile_base)i).base, i, "%s is found", rules_words[i]);
}

int main(void)
{
	test_notice();
	test_quorum();
	test_vote();
	test_publicity();
	test_minutes();
	test_own();
	test_words();
	return done();
}
